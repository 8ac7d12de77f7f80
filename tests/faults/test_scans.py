"""A scanned letter is never taken for one that says nothing: each page without text is named."""

from __future__ import annotations

import io
import random
from contextlib import closing

import pypdfium2
import pytest
from PIL import Image

from imr_desktop import paths
from imr_desktop.reading_child import ReadingChild
from imr_desktop.source import Drawer


def letters() -> list[bytes]:
    return [path.read_bytes() for path in sorted(paths.samples().glob("*.pdf"))]


def photographed(letter: bytes, page: int, chance: random.Random) -> Image.Image:
    """A page as a scanner gives it: of some fineness, a little askew, in colours, greys or black and white."""
    with closing(Drawer("letter.pdf", letter)) as drawer:
        picture = drawer.draw(page, chance.choice([0.6, 1.0, 1.6]))
    size = (picture.width, picture.height)
    image = Image.frombuffer("RGB", size, picture.pixels, "raw", "BGRX", picture.stride, 1)
    return image.rotate(chance.uniform(-2, 2), fillcolor="white").convert(chance.choice(["RGB", "L", "1"]))


def scanned(chance: random.Random) -> tuple[bytes, list[int]]:
    """A letter of which some pages, or all, are pictures; and which."""
    letter = chance.choice(letters())
    with closing(pypdfium2.PdfDocument(letter)) as whole, closing(pypdfium2.PdfDocument.new()) as made:
        count = len(whole)
        pages = sorted(chance.sample(range(1, count + 1), chance.randint(1, count)))
        for page in range(1, count + 1):
            if page not in pages:
                made.import_pages(whole, [page - 1])
                continue
            held = io.BytesIO()
            photographed(letter, page, chance).save(held, "PDF")
            with closing(pypdfium2.PdfDocument(held.getvalue())) as one:
                made.import_pages(one)
        out = io.BytesIO()
        made.save(out)
    return out.getvalue(), pages


@pytest.mark.parametrize("count", [5, pytest.param(50, marks=pytest.mark.full)])
def test_every_scanned_page_is_flagged(count: int) -> None:
    chance, pages = random.Random(50), 0
    with closing(ReadingChild()) as child:
        for number in range(count):
            data, scans = scanned(chance)
            source, _ = child.read(f"scan-{number}.pdf", data)
            assert [flag.page for flag in source.flags if flag.code == "no-text"] == scans
            pages += len(scans)
    assert pages >= count


def test_a_letter_that_is_not_scanned_has_no_such_flag() -> None:
    """The control."""
    with closing(ReadingChild()) as child:
        for number, data in enumerate(letters()):
            source, _ = child.read(f"letter-{number}.pdf", data)
            assert [flag for flag in source.flags if flag.code == "no-text"] == []
