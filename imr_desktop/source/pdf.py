"""The pages of a PDF: their words with places, and their pictures. Alone knows PDFium and pdfplumber."""

from __future__ import annotations

import ctypes
import io
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from imr_desktop.errors import FileProblem
from imr_desktop.model import Flag
from imr_desktop.source.composing import Sheet, Word, clean, lines_of


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page: `pixels` holds `height` rows of `stride` bytes, each pixel blue, green, red, unused."""

    width: int
    height: int
    stride: int
    pixels: bytes


_PDFIUM: Final = threading.RLock()
"""Held while PDFium works."""


def _open_pdf(name: str, data: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            raise FileProblem(
                "encrypted",
                f"{name} is locked by a password. Save a copy without one in a program that has it, then import that.",
            ) from error
        raise FileProblem(
            "damaged", f"{name} is damaged or cut short and cannot be read as a PDF. Fetch it again where it came from."
        ) from error


def read_pdf(name: str, data: bytes) -> tuple[list[Sheet], list[Flag]]:
    """A PDF's pages, and what a person should know of them; FileProblem where it cannot be opened."""
    with _PDFIUM:
        return _read_pages(name, data)


def _read_pages(name: str, data: bytes) -> tuple[list[Sheet], list[Flag]]:
    document = _open_pdf(name, data)
    try:
        if not len(document):
            raise FileProblem("no-pages", f"{name} has no pages. Fetch it again where it came from.")
        sheets = [_read_page(name, data, document, index) for index in range(len(document))]
    finally:
        document.close()
    flags = [flag for number, sheet in enumerate(sheets, 1) for flag in _page_flags(number, sheet)]
    return sheets, flags


def _page_flags(number: int, sheet: Sheet) -> Iterator[Flag]:
    if not sheet.lines:
        yield Flag(
            "no-text",
            f"Page {number} holds no text that can be read, only a picture or nothing; its values are typed by hand.",
            number,
        )


def _read_page(name: str, data: bytes, document: Any, index: int) -> Sheet:
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise FileProblem(
            "damaged", f"Page {index + 1} of {name} is damaged and cannot be read. Fetch the file again."
        ) from error
    try:
        width, height = page.get_size()
        characters, words = _page_words(page)
        if _unusable(characters):
            words = _words_by_pdfplumber(data, index)
    finally:
        page.close()
    return Sheet(width, height, lines_of(words))


_WORD: Final = re.compile("[^\\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
"""PDFium drops the line break after a hyphen (U+0002 or U+FFFE) at a line's end; the word ends there all the same."""


def _page_words(page: Any) -> tuple[str, list[Word]]:
    textpage = page.get_textpage()
    try:
        characters = _characters(textpage)
        place = _placer(page)
        words = [
            Word(text, *place(_word_box(textpage, match.start(), match.end() - 1)))
            for match in _WORD.finditer(characters)
            if (text := clean(match[0]).strip())
        ]
    finally:
        textpage.close()
    return characters, words


def _characters(textpage: Any) -> str:
    """The page's characters, one code unit each, so that an index into the text is PDFium's index of a character."""
    import pypdfium2.raw as pdfium

    count = textpage.count_chars()
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(textpage, 0, count, buffer) == count + 1:
        return "".join(map(chr, buffer[:count]))
    units = (pdfium.FPDFText_GetUnicode(textpage, index) for index in range(count))
    return "".join(chr(unit) if unit < 0x10000 else "\ufffd" for unit in units)


Quad = tuple[float, float, float, float]


def _word_box(textpage: Any, first: int, last: int) -> Quad:
    """Left, bottom, right, top of a word in PDF coordinates, from its first and last character."""
    left, bottom, right, top = textpage.get_charbox(first, loose=True)
    left2, bottom2, right2, top2 = textpage.get_charbox(last, loose=True)
    return min(left, left2), min(bottom, bottom2), max(right, right2), max(top, top2)


def _placer(page: Any) -> Callable[[Quad], Quad]:
    """A function from PDF coordinates to those of the page as shown: from its upper left corner, rotation applied."""
    left, bottom, right, top = page.get_bbox()
    turns: dict[int, Callable[[float, float, float, float], Quad]] = {
        0: lambda x0, y0, x1, y1: (x0 - left, top - y1, x1 - left, top - y0),
        90: lambda x0, y0, x1, y1: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        180: lambda x0, y0, x1, y1: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        270: lambda x0, y0, x1, y1: (top - y1, right - x1, top - y0, right - x0),
    }
    turn = turns[page.get_rotation()]
    return lambda quad: turn(*quad)


_UNUSABLE_SHARE: Final = 0.05


def _unusable(characters: str) -> bool:
    """Whether so many characters have no meaning (NUL, private use, U+FFFD) that another engine should try."""
    visible = [each for each in characters if not each.isspace()]
    odd = sum(unicodedata.category(each) in ("Co", "Cn", "Cc") or each == "\ufffd" for each in visible)
    return odd > _UNUSABLE_SHARE * len(visible)


def _words_by_pdfplumber(data: bytes, index: int) -> list[Word]:
    """The words of one page by pdfplumber's own path: slow, and a second opinion."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data), pages=[index + 1]) as document:
        found = document.pages[0].extract_words()
    return [
        Word(text, each["x0"], each["top"], each["x1"], each["bottom"])
        for each in found
        if (text := clean(each["text"]).strip())
    ]


class Drawer:
    """Draws the pages of one PDF. Keep it in one thread; `close` it there."""

    @staticmethod
    def prepare() -> None:
        """Load PDFium. At the interpreter's end it goes down after all that was registered with atexit since."""
        import pypdfium2  # noqa: F401 - loading it is the point

    def __init__(self, name: str, data: bytes) -> None:
        with _PDFIUM:
            self._document = _open_pdf(name, data)

    def draw(self, page: int, scale: float) -> Picture:
        """Page `page` (from 1) at `scale` pixels for each point."""
        import pypdfium2

        with _PDFIUM:
            try:
                sheet = self._document[page - 1]
                bitmap = sheet.render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
            except (pypdfium2.PdfiumError, IndexError) as error:
                raise FileProblem("undrawable", f"Page {page} cannot be drawn; its fields still work.") from error
            picture = Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            bitmap.close()
            sheet.close()
        return picture

    def close(self) -> None:
        with _PDFIUM:
            self._document.close()
