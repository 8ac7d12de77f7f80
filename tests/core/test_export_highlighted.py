"""Copies of PDFs with highlights: where the values stand, whatever way the page is turned, and nothing else changed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pdfplumber
import pypdfium2
import pytest
from letters import write_letter

from imr_desktop import paths, source
from imr_desktop.model import Slot, Source, Span
from imr_desktop.source import read
from imr_desktop.source.marking import Highlight, highlighted
from imr_desktop.workspace import Workspace

LETTER = "CM17-9900001.pdf"


@pytest.fixture
def workspace(one_sample: Workspace) -> Workspace:
    return one_sample


def _annotations(data: bytes) -> list[dict[str, Any]]:
    with pdfplumber.open(io.BytesIO(data)) as document:
        return [{**each, "page": page.page_number} for page in document.pages for each in page.annots]


def _copies(path: Path) -> list[bytes]:
    with ZipFile(path) as packed:
        return [packed.read(name) for name in packed.namelist()]


def test_every_values_place_is_highlighted_with_what_it_says(workspace: Workspace, tmp_path: Path) -> None:
    workspace.confirm(1, Slot(0, "patient.age"))
    before = workspace.document(1)
    assert workspace.export("highlighted", tmp_path / "out.zip") == 1
    (copy,) = _copies(tmp_path / "out.zip")
    case = workspace.case(1)
    told = {each["contents"]: each for each in _annotations(copy)}
    age = told[f"Age: {case.value('patient.age').value} (confirmed)"]
    assert age["title"] == "ann"
    found = case.value("patient.age").found
    assert found
    (box,) = case.source.boxes(found.spans[0])
    assert (age["page"], age["x0"], age["top"]) == (box.page, pytest.approx(box.x0), pytest.approx(box.top))
    assert (age["x1"], age["bottom"]) == (pytest.approx(box.x1), pytest.approx(box.bottom))
    number = told[f"Case number: {case.value('letter.case_number').value} (prefilled)"]
    assert number["title"] == "IMR Desktop (suggestion)"
    assert workspace.document(1) == before == (paths.samples() / LETTER).read_bytes()


def test_a_copy_says_what_the_letter_says(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("highlighted", tmp_path / "out.zip")
    (copy,) = _copies(tmp_path / "out.zip")
    assert read("copy.pdf", copy).text == workspace.case(1).source.text


def test_a_letter_that_was_a_text_file_has_none(workspace: Workspace, tmp_path: Path) -> None:
    list(workspace.import_files([write_letter(tmp_path)]))
    assert workspace.export("highlighted", tmp_path / "out.zip") == 1


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_highlighted_where_the_word_stands(turn: int) -> None:
    document = pypdfium2.PdfDocument(paths.samples() / LETTER)
    for page in document:
        page.set_rotation(turn)
        page.set_cropbox(20, 30, 590, 760)
    turned = io.BytesIO()
    document.save(turned, flags=3)
    document.close()
    letter = source.read("turned.pdf", turned.getvalue())
    span = next(each for each in _words(letter) if "Upheld" in letter.text[each.start : each.end])
    boxes = letter.boxes(span)
    copy = highlighted("turned.pdf", turned.getvalue(), [Highlight(boxes, (255, 224, 130), "ann", "here")])
    (found,) = _annotations(copy)
    with pdfplumber.open(io.BytesIO(copy)) as opened:
        (x0, top, x1, bottom) = (found[key] for key in ("x0", "top", "x1", "bottom"))
        inside = opened.pages[found["page"] - 1].crop((x0, top, x1, bottom), strict=False).extract_text()
    assert "".join(sorted("".join(inside.split()))).replace(":", "") == "".join(sorted("Upheld"))


def _words(letter: Source) -> Iterator[Span]:
    yield from (Span(start, end) for start, end in zip(letter.words.starts, letter.words.ends, strict=True))
