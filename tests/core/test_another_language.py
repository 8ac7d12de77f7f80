"""In another language: people read it and may type it, and what is written down for other programs stays English."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]

_BABBLE: Final = """
from gettext import NullTranslations
from imr_desktop import texts

class Babble(NullTranslations):
    def gettext(self, message): return message[::-1].replace("}", "\\0").replace("{", "}").replace("\\0", "{")
    def ngettext(self, one, many, count): return self.gettext(one if count == 1 else many)

if {spoken}:
    texts.speak(Babble())
"""
"""A language in which every text is read from its end; the names of places too, so that none of them fits."""


def said(program: str, *, spoken: bool = True) -> str:
    """What a program prints in a process that speaks another language from its start."""
    command = [sys.executable, "-W", "error", "-c", _BABBLE.replace("{spoken}", str(spoken)) + program]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    "written",
    [
        "from imr_desktop.export.tables import TABLES; print([(each.about, each.columns) for each in TABLES])",
        "from imr_desktop.export.schema import schema; print(schema())",
        "from imr_desktop.checklist.review import *; print(DISPOSITIONS_WRITTEN, GROUNDS_WRITTEN)",
        "from imr_desktop.model import STATUSES_WRITTEN; print(STATUSES_WRITTEN)",
    ],
)
def test_what_other_programs_read_is_the_same_in_every_language(written: str) -> None:
    assert said(written) == said(written, spoken=False) != ""


def test_fields_and_choices_are_shown_in_the_readers_language() -> None:
    shown = "from imr_desktop.fields import BY_KEY; of = BY_KEY['outcome']; print(of.label, of.kind.format('upheld'))"
    assert said(shown) == "emoctuO dlehpU\n"
    assert said(shown, spoken=False) == "Outcome Upheld\n"


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("conclusion", "yrassecen yllacideM", "necessary"),
        ("conclusion", "medically necessary", "necessary"),
        ("conclusion", "necessary", "necessary"),
        ("body_parts", "pih, knee", ["hip", "knee"]),
        ("category", "yregruS", "Surgery"),
        ("reviewer.independence_stated", "seY", True),
        ("reviewer.independence_stated", "no", False),
    ],
)
def test_a_choice_is_typed_in_the_readers_language_or_in_english(key: str, typed: str, value: object) -> None:
    assert said(f"from imr_desktop.fields import BY_KEY; print(BY_KEY[{key!r}].kind.parse({typed!r}))") == f"{value}\n"


@pytest.mark.parametrize("words", ["status:new", "status:weN", "outcome:mixed", "outcome:dexim", "partially", "dexiM"])
def test_cases_are_found_by_the_words_of_either_language(words: str) -> None:
    row = "CaseRow(1, 'CM1', 'a.pdf', None, 'partially_overturned', '', 1, 0, 9, 0)"
    found = f"Query.parse({words!r}).lets_through({row})"
    assert said(f"from imr_desktop.query import *; print({found})") == "True\n"


def test_a_sentence_whose_translation_fits_no_place_is_told_in_english() -> None:
    refused = "from imr_desktop.fields import DATE\ntry: DATE.parse('soon')\nexcept Exception as told: print(told)"
    assert said(refused).startswith("“soon” is not a date.")
