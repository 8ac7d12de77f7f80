"""A record written back as a letter says what the record says, when it is read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Final, NoReturn
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from exporting import worked

from imr_desktop import parsing
from imr_desktop.export import Exported
from imr_desktop.export.letter import letter
from imr_desktop.export.office import docx
from imr_desktop.fields import BY_KEY
from imr_desktop.model import Case, Json, Reading, Slot, Source
from imr_desktop.paths import sample_letters
from imr_desktop.record import item_keys, start
from imr_desktop.source import read
from imr_desktop.source.writing import WIDTH, Paragraph, Run, write_pdf, written
from imr_desktop.workspace import Workspace


def _exported(source: Source, reading: Reading) -> Exported:
    values = start(reading)
    case = Case(1, source, reading, values, item_keys(values), "")
    return Exported(lambda: case, tuple, _never, _never, tuple)


def _never() -> NoReturn:
    raise AssertionError("a letter needs only the case's values")


def _values(reading: Reading) -> list[dict[str, Json]]:
    return [{key: found.value for key, found in part.items()} for part in (reading.fields, *reading.items)]


def _from_pdf(exported: Exported) -> Reading:
    return parsing.read(read("again.pdf", write_pdf(letter(exported))))


WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _as_text(document: bytes) -> str:
    """A Word document as a letter that is a text file: lines broken as such letters have them, a blank one between."""
    with ZipFile(BytesIO(document)) as packed:
        root = ElementTree.fromstring(packed.read("word/document.xml"))
    text = ""
    for paragraph in root.iter(f"{WORD}p"):
        pieces = (
            "\n" if node.tag == f"{WORD}br" else node.text or "" for node in paragraph.iter() if node.tag in _TEXT
        )
        lines = [wrap(line, 95, break_long_words=False, break_on_hyphens=False) for line in "".join(pieces).split("\n")]
        text += "\n".join("\n".join(each) for each in lines)
        spacing = paragraph.find(f"{WORD}pPr/{WORD}spacing")
        text += "\n" if spacing is not None and spacing.get(f"{WORD}after") == "0" else "\n\n"
    return text


_TEXT: Final = (f"{WORD}t", f"{WORD}br")


def _from_word(exported: Exported) -> Reading:
    return parsing.read(read("again.txt", _as_text(docx(letter(exported))).encode()))


WAYS: Final = pytest.mark.parametrize("again", [_from_pdf, _from_word], ids=["PDF", "Word"])


def _round_trip(path: Path, again: Callable[[Exported], Reading]) -> None:
    source = read(path.name, path.read_bytes())
    first = parsing.read(source)
    assert first.form
    assert _values(again(_exported(source, first))) == _values(first)


@WAYS
@pytest.mark.parametrize("path", sample_letters(), ids=lambda path: path.stem)
def test_every_sample_letter_written_again_reads_the_same(path: Path, again: Callable[[Exported], Reading]) -> None:
    _round_trip(path, again)


@WAYS
def test_every_published_letter_written_again_reads_the_same(
    published: list[Path], again: Callable[[Exported], Reading]
) -> None:
    assert len(published) >= 60
    for path in published:
        _round_trip(path, again)


@pytest.fixture
def workspace(one_sample: Workspace) -> Workspace:
    return one_sample


def _letter_of(workspace: Workspace, again: Callable[[Exported], Reading] = _from_pdf) -> Reading:
    (exported,) = workspace._exported([1], False, None)
    return again(exported)


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
@WAYS
def test_a_corrected_value_is_in_the_letter(
    workspace: Workspace, slot: Slot, typed: str, again: Callable[[Exported], Reading]
) -> None:
    workspace.set_text(1, slot, typed)
    read_again = _letter_of(workspace, again)
    part = read_again.items[slot.item - 1] if slot.item else read_again.fields
    assert part[slot.field].value == BY_KEY[slot.field].kind.parse(typed)


def test_a_record_without_header_values_gives_form_e(workspace: Workspace) -> None:
    for key in [key for key in BY_KEY if key.startswith("letter.")]:
        workspace.set_text(1, Slot(0, key), "")
    assert _letter_of(workspace).form == "imr-determination-e"


@WAYS
def test_the_control_sees_a_letter_that_says_something_else(again: Callable[[Exported], Reading]) -> None:
    source = read("one.pdf", sample_letters()[0].read_bytes())
    first = parsing.read(source)
    changed = replace(first, items=first.items[:-1])
    assert _values(again(_exported(source, changed))) != _values(first)


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
    assert names == ["000001-CM17-9912345.docx", "000002-CM17-9900002.docx"]
    assert ["".join(each.text or "" for each in p.iter(f"{WORD}t")) for p in root.iter(f"{WORD}p")] == said
