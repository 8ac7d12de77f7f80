"""A whole letter in rough text: what shows nothing changes no value, and what is damaged is told, not read past."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from compose import Letter

from imr_desktop import parsing
from imr_desktop.model import Json, Reading, Source
from imr_desktop.source import read

SUMMARY = """\
The injured worker’s first visit was on 11-01-2016. He is a 52 year old male who hurt his neck on 10-31-2016 when he
slipped on a wet floor. He was diagnosed with cervical fissure and tendinitis."""
LETTER = Letter(summary=(SUMMARY,)).text()


def read_of(data: bytes) -> tuple[Source, Reading]:
    source = read("letter.txt", data)
    return source, parsing.read(source)


def values(reading: Reading) -> list[dict[str, Json]]:
    return [{key: found.value for key, found in fields.items()} for fields in (reading.fields, *reading.items)]


PLAIN = values(read_of(LETTER.encode())[1])


def every_nth_line_end(text: str) -> str:
    lines = text.split("\n")
    return "".join(line + ("\r\n", "\n")[number % 2] for number, line in enumerate(lines))


@pytest.mark.parametrize(
    "rough",
    [
        lambda text: text.replace("\n", "\r\n"),
        every_nth_line_end,
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("neck", "\u202aneck\u202c"),
        lambda text: text.replace("worker", "wor\u200bker"),
        lambda text: text.replace("tendinitis", "tendi\u00adnitis"),
        lambda text: text.replace("fissure", "\ufb01ssure"),
        lambda text: text.replace("neck", "ne\x00ck"),
        lambda text: f"\ufeff{text}",
        lambda text: text.replace(" of ", " of\u00a0"),
    ],
    ids="crlf mixed cr bidi zero-width soft-hyphen ligature nul byte-order-mark no-break-space".split(),
)
def test_what_shows_nothing_changes_no_value_of_a_letter_and_every_quote_stands_in_the_text(
    rough: Callable[[str], str],
) -> None:
    written = rough(LETTER)
    assert written != LETTER
    source, reading = read_of(written.encode())
    assert values(reading) == PLAIN
    assert reading.flags == ()
    for fields in (reading.fields, *reading.items):
        for found in fields.values():
            assert all(0 <= span.start < span.end <= len(source.text) for span in found.spans)


def test_the_comparison_sees_a_changed_value() -> None:
    assert values(read_of(LETTER.replace("52 year", "53 year").encode())[1]) != PLAIN


@pytest.mark.parametrize("damage", [b"\xff", b"\xed\xa0\x80", b"\xc3\x28"], ids=["byte", "surrogate", "half a sign"])
@pytest.mark.parametrize("place", [b"neck on", b"11-01-2016", b"No red flag"])
def test_damaged_bytes_anywhere_are_flagged_and_cost_no_other_value(damage: bytes, place: bytes) -> None:
    data = LETTER.encode().replace(place, damage + place, 1)
    _, reading = read_of(data)
    assert "undecoded" in {flag.code for flag in reading.flags}
    assert reading.fields["letter.case_number"].value == "CM17-9900123"
    assert reading.fields["patient.age"].value == 52
    assert "worker’s" in str(reading.fields["summary.text"].value)


@pytest.mark.parametrize("key", ["date_assigned", "date_of_injury", "decision_date", "ur_denial_date"])
def test_a_header_date_with_a_damaged_sign_is_unreadable_and_no_other(key: str) -> None:
    printed = {
        "date_assigned": "01/19/2017",
        "date_of_injury": "10/31/2016",
        "decision_date": "02/16/2017",
        "ur_denial_date": "01/13/2017",
    }
    _, reading = read_of(LETTER.replace(printed[key], f"{printed[key][:6]}2\ufffd1{printed[key][-1]}", 1).encode())
    for each in printed:
        found = reading.fields[f"letter.{each}"]
        assert found.state == ("unreadable" if each == key else "stated")
        assert (found.value is None) == (each == key)
