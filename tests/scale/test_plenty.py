"""The generator: letters without number, each another, by a seed, and each says what its description says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plenty import described, document, documents, write_letters

from imr_desktop import parsing, source
from resources.samples.typeset import Letter

DAYS = ("date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "application_received")


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others() -> None:
    made = list(documents(20))
    document.cache_clear()
    assert list(documents(20)) == made
    assert not {data for _, data in documents(20)} & {data for _, data in documents(20, seed=21)}


def test_a_letter_is_the_same_wherever_the_series_begins() -> None:
    assert list(documents(10))[4:] == list(documents(6, first=5))


@pytest.mark.parametrize("count", [150, pytest.param(2000, marks=pytest.mark.full)])
def test_no_two_letters_are_alike(count: int) -> None:
    made = list(documents(count))
    assert len({data for _, data in made}) == len({name for name, _ in made}) == count


def test_all_forms_and_both_kinds_of_file_come_up() -> None:
    letters = [described(number) for number in range(1, 400)]
    assert {(each.form, each.format) for each in letters} == {
        ("F", "pdf"),
        *((form, kind) for form in "DE" for kind in ("pdf", "txt")),
    }
    assert {each.locked for each in letters} == {True, False}
    assert {len(each.items) for each in letters} == {1, 2, 3, 4}


def said_of(letter: Letter) -> dict[str, Any]:
    """What the description says, by the record's fields."""
    summary, header = letter.summary, letter.header
    return {
        **{f"letter.{day}": header and getattr(header, day).isoformat() for day in DAYS},
        "letter.case_number": header and header.case_number,
        "patient.age": summary.age,
        "patient.sex": summary.sex,
        "summary.date_of_injury": summary.date_of_injury,
        "summary.ur_decision_date": summary.ur_decision_date,
        "summary.mechanism_of_injury": summary.mechanism,
        "summary.diagnoses": [*summary.diagnoses],
        "summary.treatments": [*summary.treatments],
        "reviewer.licensure_states": [*letter.reviewer.states],
        "items": [(each.request, each.outcome, each.category, each.quantity) for each in letter.items],
    }


def read_in(name: str, data: bytes) -> dict[str, Any]:
    """What is read in the document, in the same shape."""
    reading = parsing.read(source.read(name, data))
    asked = ("request", "outcome", "category", "quantity")
    return {
        **{key: found.value for key, found in reading.fields.items()},
        "items": [tuple(item[key].value for key in asked) for item in reading.items],
    }


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.full)])
def test_what_is_read_is_what_was_described(count: int) -> None:
    for number, (name, data) in enumerate(documents(count), 1):
        said, read = said_of(described(number)), read_in(name, data)
        assert {key: read.get(key) for key in said} == said, name


def test_files_are_written_in_order(tmp_path: Path) -> None:
    paths = write_letters(tmp_path / "letters", 3)
    assert paths == sorted((tmp_path / "letters").iterdir())
    assert [path.read_bytes() for path in paths] == [data for _, data in documents(3)]
