"""A proof sheet shows each value beside the picture of its place, and says who decided on it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pdfplumber
import pytest
from exporting import worked

from imr_desktop import paths
from imr_desktop.model import Slot
from imr_desktop.source import Drawer, Picture, read
from imr_desktop.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library.imr", who="ann") as opened:
        (imported,) = opened.import_files([paths.samples() / "CM17-9900001.pdf"])
        assert imported.case == 1
        yield opened


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
    assert f"UR denial date: 2017-01-09 [corrected by ann, {today}] (no place in the letter)" in text
    assert f"Case number: {case.value('letter.case_number').value} [prefilled]" in text
    assert case.source.sha256 in text
    assert f"Disputed item {len(case.items)}" in text


def test_a_place_is_cut_from_its_page(workspace: Workspace, tmp_path: Path) -> None:
    case = workspace.case(1)
    found = case.value("letter.case_number").found
    assert found
    (box,) = case.source.boxes(found.spans[0])
    with pdfplumber.open(io.BytesIO(_sheet(workspace, tmp_path))) as document:
        pictures = [(image["width"], image["height"]) for page in document.pages for image in page.images]
        inside = all(
            image["top"] >= 72 and image["bottom"] <= 721 and image["x0"] >= 71 and image["x1"] <= 541
            for page in document.pages
            for image in page.images
        )
    assert inside
    wide, high = pictures[0]
    assert wide >= box.x1 - box.x0 + 80
    assert high == pytest.approx(box.bottom - box.top + 8, abs=1)
    assert len(pictures) > 20


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
