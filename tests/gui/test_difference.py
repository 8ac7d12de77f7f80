"""What was read beside what a person made of it, word by word."""

from __future__ import annotations

import re

import pytest

from imr_desktop.fields import DATE, LONG_TEXT, NAMES, TEXT, Kind
from imr_desktop.gui.common.theme import DARK, LIGHT
from imr_desktop.gui.record.difference import difference
from imr_desktop.model import Json


def plain(kind: Kind, read: Json, now: Json) -> str:
    """The difference with `[-gone-]` and `{+come+}`."""
    told = difference(kind, read, now, LIGHT)
    told = re.sub(r"<s[^>]*>(.*?)</s>", r"[-\1-]", told)
    return re.sub(r"<u[^>]*>(.*?)</u>", r"{+\1+}", told)


@pytest.mark.parametrize(
    ("kind", "read", "now", "told"),
    [
        (
            TEXT,
            "a pallet struck her shoulder",
            "pallet struck her left shoulder",
            "[-a-] pallet struck her {+left+} shoulder",
        ),
        (TEXT, "MRI of the neck", "Physical therapy", "[-MRI of the neck-]"),
        (TEXT, "MRI", None, "[-MRI-]"),
        (TEXT, None, "MRI", "nothing"),
        (DATE, "2017-01-13", "2017-02-13", "[-2017-01-13-]"),
        (NAMES, ["Texas", "Ohio"], ["Texas", "Utah"], "Texas; [-Ohio-]; {+Utah+}"),
    ],
)
def test_what_left_and_what_came_are_marked(kind: Kind, read: Json, now: Json, told: str) -> None:
    assert plain(kind, read, now) == f"read: {told}"


def test_of_a_long_text_only_the_words_around_a_change_are_shown() -> None:
    words = [f"w{number}" for number in range(200)]
    changed = [*words]
    changed[100] = "other"
    told = plain(LONG_TEXT, " ".join(words), " ".join(changed))
    assert told == "read: … w96 w97 w98 w99 [-w100-] {+other+} w101 w102 w103 w104 …"


def test_words_of_a_letter_are_no_markup() -> None:
    assert "&lt;b&gt;" in difference(TEXT, "<b> x y z", "x y z", LIGHT)


def test_each_theme_has_its_own_colours() -> None:
    assert LIGHT.red in difference(TEXT, "a b c", "b c", LIGHT)
    assert DARK.red in difference(TEXT, "a b c", "b c", DARK)
