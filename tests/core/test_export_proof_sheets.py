"""A proof sheet shows each value beside the picture of its place, and says who decided on it."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pdfplumber
import pytest
from exporting import worked

from imr_desktop.export.proof_sheet import _grouped
from imr_desktop.model import Box, Slot, Span
from imr_desktop.source import Drawer, Picture, read
from imr_desktop.workspace import Workspace


@pytest.fixture
def workspace(one_sample: Workspace) -> Workspace:
    return one_sample


def _sheets(path: Path) -> list[bytes]:
    with ZipFile(path) as packed:
        return [packed.read(name) for name in packed.namelist()]


def _sheet(workspace: Workspace, folder: Path) -> bytes:
    assert workspace.export("proof-sheet", folder / "out.zip", force=True) == 1
    (sheet,) = _sheets(folder / "out.zip")
    return sheet


def test_every_value_is_told_with_its_state_and_reviewer(workspace: Workspace, tmp_path: Path) -> None:
    workspace.confirm(1, Slot(0, "patient.age"))
    workspace.set_text(1, Slot(0, "letter.ur_denial_date"), "1/9/2017")
    case = workspace.case(1)
    text = " ".join(read("sheet.pdf", _sheet(workspace, tmp_path)).text.split())
    today = workspace.history(1)[0].at[:10]
    assert f"Age: {case.value('patient.age').value} [confirmed by ann, {today}]" in text
    assert "Case outcome: Upheld [prefilled] (no place in the letter)" in text
    assert f"Case number: {case.value('letter.case_number').value} [prefilled]" in text
    assert case.source.sha256 in text
    assert f"Disputed item {len(case.items)}" in text


def test_every_page_has_its_number(workspace: Workspace, tmp_path: Path) -> None:
    pages = read("sheet.pdf", _sheet(workspace, tmp_path)).text.split("\f")
    assert len(pages) > 2
    told = [page.strip().splitlines()[-1] for page in pages]
    assert told == [f"Proof sheet: CM17-9900001, page {number}" for number in range(1, len(pages) + 1)]


def test_beside_what_was_typed_stands_the_place_that_was_read(workspace: Workspace, tmp_path: Path) -> None:
    date, sex = Slot(0, "letter.ur_denial_date"), Slot(0, "patient.sex")
    pictures = _pictures(_sheet(workspace, tmp_path))
    workspace.set_text(1, date, "1/9/2017")
    workspace.mark(1, sex, "not_in_letter")
    workspace.set_value(1, Slot(1, "body_parts"), [])
    sheet = _sheet(workspace, tmp_path)
    text = " ".join(read("sheet.pdf", sheet).text.split())
    today = workspace.history(1)[0].at[:10]
    assert f"UR denial date: 2017-01-09 [corrected by ann, {today}] The reader took 2016-12-22 from:" in text
    assert f"Sex: [not in letter by ann, {today}] The reader took Male from:" in text
    assert "Body parts: none [" in text
    assert _pictures(sheet) == pictures


def _pictures(sheet: bytes) -> int:
    with pdfplumber.open(io.BytesIO(sheet)) as document:
        return sum(len(page.images) for page in document.pages)


def test_a_place_is_cut_from_its_page_in_the_whole_width_of_its_lines(workspace: Workspace, tmp_path: Path) -> None:
    source = workspace.case(1).source
    found = workspace.case(1).value("letter.case_number").found
    assert found
    (box,) = source.boxes(found.spans[0])
    lines = source.boxes(Span(source.pages[0].start, source.pages[0].end))
    with pdfplumber.open(io.BytesIO(_sheet(workspace, tmp_path))) as document:
        pictures = [(image["width"], image["height"]) for page in document.pages for image in page.images]
        inside = all(
            image["top"] >= 72 and image["bottom"] <= 721 and image["x0"] >= 71 and image["x1"] <= 541
            for page in document.pages
            for image in page.images
        )
    assert inside
    wide, high = pictures[0]
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines) + 6
    assert wide == pytest.approx(min(width, 468), abs=1)
    assert high == pytest.approx((box.bottom - box.top + 1) * wide / width, abs=1)
    assert len(pictures) > 20


def test_the_place_is_marked_in_its_picture(workspace: Workspace, tmp_path: Path) -> None:
    drawer = Drawer("sheet.pdf", _sheet(workspace, tmp_path))
    page = drawer.draw(1, 2.0)
    drawer.close()
    yellow = [
        place
        for place in range(0, len(page.pixels), 4)
        if page.pixels[place] < 120 and page.pixels[place + 1] > 240 and page.pixels[place + 2] > 240
    ]
    rows = {place // page.stride for place in yellow}
    assert len(rows) > 100
    assert len(yellow) < len(page.pixels) / 4 / 10


def test_places_on_the_same_lines_share_a_picture(workspace: Workspace, tmp_path: Path) -> None:
    found = workspace.case(1).value("summary.treatments").found
    assert found
    assert len(found.spans) == 4
    workspace.confirm(1, Slot(0, "summary.treatments"))
    workspace.export("proof-sheet", tmp_path / "reviewed.zip", reviewed=True)
    (sheet,) = _sheets(tmp_path / "reviewed.zip")
    assert _pictures(sheet) == 1


def test_places_on_lines_below_each_other_share_a_picture_and_others_do_not() -> None:
    boxes = [Box(1, 72, 100 + 14 * number, 500, 112 + 14 * number) for number in range(9)]
    assert [len(group) for group in _grouped(boxes)] == [9]
    apart = [Box(1, 72, 100, 90, 112), Box(1, 72, 140, 90, 152), Box(2, 72, 150, 90, 162), Box(2, 95, 150, 99, 162)]
    assert [len(group) for group in _grouped(apart)] == [1, 1, 2]


def test_the_picture_is_that_of_the_page(workspace: Workspace, tmp_path: Path) -> None:
    """The words in the first picture's rows are dark where the page's are."""
    drawer = Drawer("sheet.pdf", _sheet(workspace, tmp_path))
    page = drawer.draw(1, 2.0)
    drawer.close()
    assert min(page.pixels[0::4]) < 60


def test_words_stand_for_the_pictures_of_a_text_file(tmp_path: Path) -> None:
    with worked(tmp_path) as workspace:
        assert workspace.export("proof-sheet", tmp_path / "out.zip") == 2
    first, _ = _sheets(tmp_path / "out.zip")
    text = " ".join(read("sheet.pdf", first).text.split())
    assert "Age: 52 [confirmed by ann" in text
    assert "“52”, page 1" in text


def test_a_cut_keeps_within_the_picture() -> None:
    picture = Picture(3, 2, 16, bytes(range(32)))
    assert picture.cut(1, 0, 3, 2) == Picture(2, 2, 8, bytes([*range(4, 12), *range(20, 28)]))
    assert picture.cut(-5, -5, 50, 50) == Picture(3, 2, 12, bytes([*range(12), *range(16, 28)]))
    assert picture.cut(9, 9, 1, 1) == Picture(1, 1, 4, bytes(range(24, 28)))
