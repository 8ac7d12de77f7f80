"""A record written back as a letter says what the record says, when it is read again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from exporting import worked

from imr_desktop import export, parsing
from imr_desktop.export import Exported
from imr_desktop.export.letter import letter
from imr_desktop.fields import BY_KEY
from imr_desktop.model import Case, Json, Reading, Slot, Source
from imr_desktop.record import item_keys, start
from imr_desktop.source import Paragraph, Run, read, write_pdf
from imr_desktop.source.writing import WIDTH, written
from imr_desktop.tour import sample_letters
from imr_desktop.workspace import Workspace


def _exported(source: Source, reading: Reading) -> Exported:
    values = start(reading)
    case = Case(1, source, reading, values, item_keys(values), "")
    return Exported(case, export.by_item(case), None, tuple, _never, _never, tuple)


def _never() -> NoReturn:
    raise AssertionError("a letter needs only the case's values")


def _values(reading: Reading) -> list[dict[str, Json]]:
    return [{key: found.value for key, found in part.items()} for part in (reading.fields, *reading.items)]


def _again(exported: Exported) -> Reading:
    return parsing.read(read("again.pdf", write_pdf(letter(exported))))


def _round_trip(path: Path) -> None:
    source = read(path.name, path.read_bytes())
    first = parsing.read(source)
    assert first.form
    assert _values(_again(_exported(source, first))) == _values(first)


@pytest.mark.parametrize("path", sample_letters(), ids=lambda path: path.stem)
def test_every_sample_letter_written_again_reads_the_same(path: Path) -> None:
    _round_trip(path)


def test_every_published_letter_written_again_reads_the_same(published: list[Path]) -> None:
    assert len(published) >= 60
    for path in published:
        _round_trip(path)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library.imr", who="ann") as opened:
        (imported,) = opened.import_files(sample_letters()[:1])
        assert imported.case == 1
        yield opened


def _letter_of(workspace: Workspace) -> Reading:
    (exported,) = workspace._exported([1], False, None)
    return _again(exported)


@pytest.mark.parametrize(
    ("slot", "typed"),
    [
        (Slot(0, "letter.case_number"), "CM17-0000077"),
        (Slot(0, "letter.decision_date"), "5/6/2017"),
        (Slot(0, "letter.date_of_injury"), "3/2011"),
        (Slot(0, "letter.priority"), "expedited"),
        (Slot(0, "reviewer.licensure_states"), "Oregon; New York"),
        (Slot(0, "reviewer.specialties"), "Psychiatry; Pain Medicine"),
        (Slot(1, "request"), "Walker with wheels"),
        (Slot(1, "outcome"), "overturned"),
        (Slot(1, "imr_guideline.citations"), "Non-MTUS: Official Disability Guidelines, Knee"),
        (Slot(1, "rationale"), "The knee is unstable.\n\nThe request is medically necessary."),
        (Slot(0, "summary.text"), "The injured worker is a 33 year old male, who was injured on 4-5-2015."),
    ],
)
def test_a_corrected_value_is_in_the_letter(workspace: Workspace, slot: Slot, typed: str) -> None:
    workspace.set_text(1, slot, typed)
    again = _letter_of(workspace)
    part = again.items[slot.item - 1] if slot.item else again.fields
    assert part[slot.field].value == BY_KEY[slot.field].kind.parse(typed)


def test_a_record_without_header_values_gives_form_e(workspace: Workspace) -> None:
    for key in [key for key in BY_KEY if key.startswith("letter.")]:
        workspace.set_text(1, Slot(0, key), "")
    assert _letter_of(workspace).form == "imr-determination-e"


def test_the_control_sees_a_letter_that_says_something_else() -> None:
    source = read("one.pdf", sample_letters()[0].read_bytes())
    first = parsing.read(source)
    changed = replace(first, items=first.items[:-1])
    assert _values(_again(_exported(source, changed))) != _values(first)


# --- how they are written ---


def test_lines_stay_within_the_margins_and_pages_follow_each_other() -> None:
    words = " ".join(f"word{number}" for number in range(2000))
    made = read("long.pdf", write_pdf([Paragraph((Run("Bold and ", bold=True), Run(words)))]))
    assert len(made.pages) == 5
    assert made.text.split() == ["Bold", "and", *words.split()]
    assert max(made.words.boxes[2::4]) <= WIDTH - 70


@pytest.mark.parametrize(
    ("text", "shown"), [("§9792.6 — “½”", "§9792.6 — “½”"), ("ńḉ", "nc"), ("𝒜", "A"), ("骨", "?"), ("a \n b", "a b")]
)
def test_letters_that_the_fonts_do_not_know_are_written_plainly(text: str, shown: str) -> None:
    assert written(text) == shown


def test_a_word_document_has_the_same_paragraphs(tmp_path: Path) -> None:
    with worked(tmp_path) as workspace:
        assert workspace.export("letter-docx", tmp_path / "out.zip") == 2
        exported = next(workspace._exported([1], False, None))
        said = ["".join(run.text for run in each.runs) for each in letter(exported)]
    with ZipFile(tmp_path / "out.zip") as packed:
        names = packed.namelist()
        with packed.open(names[0]) as file, ZipFile(file) as document:
            root = ElementTree.fromstring(document.read("word/document.xml"))
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    assert names == ["000001-CM17-9912345.docx", "000002-CM17-9900002.docx"]
    assert ["".join(each.text or "" for each in p.iter(f"{word}t")) for p in root.iter(f"{word}p")] == said
