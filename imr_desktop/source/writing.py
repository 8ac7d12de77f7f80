"""A PDF set line by line on pages of US letter size: paragraphs with bold runs, and strips cut from other pages."""

from __future__ import annotations

import ctypes
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from imr_desktop.source.pdf import PDFIUM_LOCK, Picture


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs one after another; `centred` for a heading, `tight` where no empty line follows, `first` on a new page."""

    runs: tuple[Run, ...]
    centred: bool = False
    tight: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """A picture `width` points wide, on the same page as the lines above it."""

    above: Paragraph
    picture: Picture
    width: float


@dataclass(frozen=True, slots=True)
class Setting:
    """How lines are set, in points: letters' size, from line to line, the page's margin, and below a paragraph."""

    size: float = 12.0
    leading: float = 13.8
    margin: float = 72.0
    gap: float = 13.8


WIDTH: Final = 612.0
HEIGHT: Final = 792.0
LETTER: Final = Setting()

_FONTS: Final = {False: b"Times-Roman", True: b"Times-Bold"}

Line = list[tuple[float, Run]]
"""A line's words with where each begins, in points from the left margin."""

Measure = Callable[[str, bool], float]


def write_pdf(blocks: Iterable[Paragraph | Strip], setting: Setting = LETTER, foot: str = "") -> bytes:
    """The bytes of a PDF. Below each page stands `foot` with the page's number, where there is one.

    Its fonts know the letters of Western Europe; others are written without their marks, or as a question mark.
    """
    import pypdfium2

    made = io.BytesIO()
    with PDFIUM_LOCK, closing(pypdfium2.PdfDocument.new()) as document, closing(_Pen(document, setting, foot)) as pen:
        for block in blocks:
            if isinstance(block, Strip):
                pen.paste(block)
                continue
            if block.first:
                pen.finish()
            for line in pen.lines(block):
                pen.put(line)
            if not block.tight:
                pen.skip()
        pen.finish()
        document.save(made)
    return made.getvalue()


def fit_a_page(paragraphs: Iterable[Paragraph], setting: Setting) -> bool:
    """Whether all paragraphs have room on one page."""
    import pypdfium2

    high = 0.0
    with PDFIUM_LOCK, closing(pypdfium2.PdfDocument.new()) as document, closing(_Pen(document, setting)) as pen:
        for paragraph in paragraphs:
            high += sum(1 for _ in pen.lines(paragraph)) * setting.leading
            high += 0 if paragraph.tight else setting.gap
    return high - setting.gap <= HEIGHT - 2 * setting.margin


class _Pen:
    """Writes line after line, on a new page where one is full."""

    def __init__(self, document: Any, setting: Setting, foot: str = "") -> None:
        import pypdfium2.raw as pdfium

        self._pdfium, self._document, self._setting = pdfium, document, setting
        self._foot, self._number = foot, 0
        self._fonts = {bold: pdfium.FPDFText_LoadStandardFont(document, name) for bold, name in _FONTS.items()}
        self._widths: dict[tuple[str, bool], float] = {}
        self._page: Any = None
        self._top = HEIGHT

    def lines(self, paragraph: Paragraph) -> Iterator[Line]:
        return _lines(paragraph, self._width, WIDTH - 2 * self._setting.margin)

    def _width(self, text: str, bold: bool) -> float:
        return sum(self._letter(letter, bold) for letter in text)

    def _letter(self, letter: str, bold: bool) -> float:
        key = (letter, bold)
        if key not in self._widths:
            wide = ctypes.c_float()
            self._pdfium.FPDFFont_GetGlyphWidth(self._fonts[bold], ord(letter), self._setting.size, ctypes.byref(wide))
            self._widths[key] = wide.value
        return self._widths[key]

    def put(self, line: Line) -> None:
        self._make_room(self._setting.leading)
        self._top += self._setting.leading
        for x, run in line:
            self._write(self._setting.margin + x, HEIGHT - self._top, run)

    def _write(self, x: float, y: float, run: Run) -> None:
        words = self._pdfium.FPDFPageObj_CreateTextObj(self._document, self._fonts[run.bold], self._setting.size)
        units = (run.text + "\0").encode("utf-16-le")
        self._pdfium.FPDFText_SetText(words, (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units))
        self._pdfium.FPDFPageObj_Transform(words, 1, 0, 0, 1, x, y)
        self._pdfium.FPDFPage_InsertObject(self._page, words)

    def paste(self, strip: Strip) -> None:
        """A strip below its lines and with an empty line below it, made smaller where it is wider than a line."""
        wide = min(strip.width, WIDTH - 2 * self._setting.margin)
        high = wide * strip.picture.height / strip.picture.width
        lines = list(self.lines(strip.above))
        self._make_room(len(lines) * self._setting.leading + high + self._setting.size / 2)
        for line in lines:
            self.put(line)
        self._top += high + self._setting.size / 2
        self._draw(strip.picture, wide, high)
        self.skip()

    def _draw(self, picture: Picture, wide: float, high: float) -> None:
        """A picture whose lower edge is where the pen stands."""
        import pypdfium2

        bitmap = pypdfium2.PdfBitmap.new_native(picture.width, picture.height, self._pdfium.FPDFBitmap_BGRx)
        row = 4 * picture.width
        for number in range(picture.height):
            start = number * picture.stride
            ctypes.memmove(
                ctypes.byref(bitmap.buffer, number * bitmap.stride), picture.pixels[start : start + row], row
            )
        image = pypdfium2.PdfImage.new(self._document)
        image.set_bitmap(bitmap)
        image.set_matrix(pypdfium2.PdfMatrix().scale(wide, high).translate(self._setting.margin, HEIGHT - self._top))
        self._page.insert_obj(image)
        bitmap.close()

    def _make_room(self, high: float) -> None:
        """A new page where the one at hand has no room for something so high."""
        if self._page is None or self._top + high > HEIGHT - self._setting.margin:
            self.finish()
            self._page, self._top = self._document.new_page(WIDTH, HEIGHT), self._setting.margin
            self._number += 1
            if self._foot:
                self._put_foot(Paragraph((Run(f"{self._foot}, page {self._number}"),), centred=True))

    def _put_foot(self, told: Paragraph) -> None:
        """The first line of it, in the middle of the margin below."""
        line = next(self.lines(told))
        for x, run in line:
            self._write(self._setting.margin + x, self._setting.margin / 2, run)

    def skip(self) -> None:
        self._top += self._setting.gap

    def close(self) -> None:
        """Gives the fonts back, once the document is saved."""
        for font in self._fonts.values():
            self._pdfium.FPDFFont_Close(font)

    def finish(self) -> None:
        if self._page is not None:
            self._pdfium.FPDFPage_GenerateContent(self._page)
            self._page.close()
            self._page = None


def _lines(paragraph: Paragraph, width: Measure, room: float) -> Iterator[Line]:
    """The paragraph broken into lines of `room` points; a longer word has a line of its own, and runs over."""
    blank = width(" ", False)
    line: Line = []
    x = 0.0
    for word in _words(paragraph.runs):
        wide = sum(width(run.text, run.bold) for run in word)
        if line and x + wide > room:
            yield _set(line, x - blank, room, paragraph.centred)
            line, x = [], 0.0
        for run in word:
            line.append((x, run))
            x += width(run.text, run.bold)
        x += blank
    yield _set(line, x - blank, room, paragraph.centred)


def _set(line: Line, wide: float, room: float, centred: bool) -> Line:
    indent = (room - wide) / 2 if centred else 0.0
    return [(x + indent, run) for x, run in line]


def _words(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Words; one that goes on in another weight has several runs."""
    word: list[Run] = []
    for run in runs:
        for number, piece in enumerate(written(run.text).split(" ")):
            if number and word:
                yield word
                word = []
            if piece:
                word.append(Run(piece, run.bold))
    if word:
        yield word


def written(text: str) -> str:
    """Text as the PDF's fonts can show it, each stretch of white space as one blank."""
    folded = re.sub(r"\s+", " ", text)
    return folded if folded.isascii() else "".join(map(_known, folded))


def _known(letter: str) -> str:
    if _is_known(letter):
        return letter
    plain = "".join(each for each in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(each))
    return plain if plain and all(map(_is_known, plain)) else "?"


def _is_known(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return letter.isprintable()
