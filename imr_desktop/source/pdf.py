"""The pages of a PDF: their words with places, and their pictures. Alone knows PDFium and pdfplumber."""

from __future__ import annotations

import ctypes
import io
import logging
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final

from imr_desktop.errors import FileProblem
from imr_desktop.model import Flag
from imr_desktop.source.composing import Lines, Sheet, Word, clean, lines_of
from imr_desktop.texts import tr


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page: `pixels` holds `height` rows of `stride` bytes, each pixel blue, green, red, unused."""

    width: int
    height: int
    stride: int
    pixels: bytes

    def cut(self, left: int, top: int, right: int, bottom: int) -> Picture:
        """The part between these pixels, at least one wide and high, as far as it lies within the picture."""
        left, top = max(0, min(left, self.width - 1)), max(0, min(top, self.height - 1))
        right, bottom = max(left + 1, min(right, self.width)), max(top + 1, min(bottom, self.height))
        starts = (row * self.stride + 4 * left for row in range(top, bottom))
        wide = 4 * (right - left)
        pixels = b"".join(self.pixels[start : start + wide] for start in starts)
        return Picture(right - left, bottom - top, wide, pixels)


_COMPLAINTS: Final = logging.getLogger("pdfminer")
_COMPLAINTS.propagate = False  # they quote the document, which no log may hold
_COMPLAINTS.addHandler(logging.NullHandler())

PDFIUM_LOCK: Final = threading.RLock()
"""Held while PDFium works."""


def open_pdf(name: str, data: bytes) -> Any:
    """The document as PDFium has it, to be used and closed with `PDFIUM_LOCK` held; FileProblem where it cannot be."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            raise FileProblem(
                "encrypted",
                tr(
                    "{name} is locked by a password. Save a copy without one in a program that has it, "
                    "then import that.",
                    name=name,
                ),
            ) from error
        raise FileProblem(
            "damaged",
            tr(
                "{name} is damaged or cut short and cannot be read as a PDF. Fetch it again where it came from.",
                name=name,
            ),
        ) from error


def _without_pages(name: str) -> FileProblem:
    return FileProblem("no-pages", tr("{name} is a PDF without a page. Fetch it again where it came from.", name=name))


_SMALL: Final = 2**16


def _has_no_page(data: bytes) -> bool:
    """Whether what PDFium refuses is a whole PDF without a page, for which it has no word of its own."""
    import pdfplumber

    if len(data) > _SMALL:  # such a file holds next to nothing
        return False
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            return not document.pages
    except Exception:  # noqa: BLE001 - whatever pdfminer raises on a damaged file, and it raises a dozen kinds
        return False


def read_pdf(name: str, data: bytes, flags: list[Flag], *, drawn: bool) -> Iterator[Sheet]:
    """A PDF's pages, one after another, so that a long file never stands in memory whole.

    What a person should know of them is added to `flags` on the way. FileProblem where the file cannot be opened, or
    where it is to be `drawn` and a page takes too long for that.
    """
    from imr_desktop.source.plain import look  # here: a window that only draws pages looks into no file
    from imr_desktop.source.soundness import damage

    with PDFIUM_LOCK:
        try:
            document = open_pdf(name, data)
        except FileProblem as problem:
            if problem.code == "damaged" and _has_no_page(data):
                raise _without_pages(name) from problem
            raise
        try:
            if not len(document):
                raise _without_pages(name)
            looked = look(data, len(document))
            flags.extend(damage(data, len(document), looked))
            for index in range(len(document)):
                yield _read_page(name, data, document, index, flags, drawn=drawn and not looked.light)
        finally:
            document.close()


def _read_page(name: str, data: bytes, document: Any, index: int, flags: list[Flag], *, drawn: bool) -> Sheet:
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise FileProblem(
            "damaged",
            tr("Page {page} of {name} is damaged and cannot be read. Fetch the file again.", page=index + 1, name=name),
        ) from error
    try:
        width, height = page.get_size()
        characters, words = _page_words(page)
        if _unusable(characters):
            words = _words_by_pdfplumber(data, index)
        lines = lines_of(words)
        flags.extend(_doubts(index + 1, words, lines, page))
        if drawn:
            _try_drawing(name, page, index + 1, max(width, height, 1))
    finally:
        page.close()
    return Sheet(width, height, lines)


_TRIED_AT: Final = 300
"""Pixels of a page's longer side when its drawing is tried."""

_DRAWN_WITHIN: Final = 2.0
"""Seconds of the processor for that: a letter's page takes a thousandth, one of a fine scan a fifth."""


def _try_drawing(name: str, page: Any, number: int, longest: float) -> None:
    """Draws a page small, here where it may hang or eat memory: some bytes can keep a drawer busy for years.

    FileProblem where it takes so long that no window should draw it. Light pages are not tried: on a letter it would
    take a quarter of the time that reading it does.
    """
    import pypdfium2

    begun = time.thread_time()
    with suppress(pypdfium2.PdfiumError):  # whoever looks at the page is told then that it cannot be drawn
        page.render(scale=_TRIED_AT / longest, prefer_bgrx=True, no_smoothtext=True, no_smoothpath=True).close()
    if time.thread_time() - begun > _DRAWN_WITHIN:
        raise FileProblem(
            "too-long",
            tr(
                "Page {page} of {name} takes longer to draw than any letter does. Nothing was imported from it; open "
                "it in a PDF program and print it to a new PDF, then import that.",
                page=number,
                name=name,
            ),
        )


_CID: Final = re.compile(r"\(cid:\d+\)")


def _doubts(number: int, words: list[Word], lines: Lines, page: Any) -> Iterator[Flag]:
    """What a page lacks: text beside its pictures, or characters with a meaning. A blank page lacks nothing."""
    if not words and _shows_something(page):
        yield Flag(
            "no-text",
            tr("Page {page} is a picture without text that can be read; its values are typed by hand.", page=number),
            number,
        )
    text = "".join(word.text for word in words)
    if _CID.search(text) or _unusable(text):
        yield Flag(
            "odd-characters",
            tr(
                "Page {page} has characters that the file gives no meaning to; compare what was read with the page.",
                page=number,
            ),
            number,
        )
    if _oddly_placed(lines) >= _TOO_MANY:
        yield Flag(
            "odd-places",
            tr(
                "The words of page {page} stand over each other or fall apart, as with a damaged font; letters may be "
                "missing. Compare what was read with the page.",
                page=number,
            ),
            number,
        )


_TOO_MANY: Final = 3
"""Of 145 pages of published letters none has a single oddly placed word; a font with a damaged width has dozens."""


def _oddly_placed(lines: Lines) -> int:
    """How many words begin before the one to their left ends, or are a closing mark that fell off its word."""
    count = 0
    for line in lines:
        right = float("-inf")
        for word in line or ():
            count += word.x0 < right - 0.3 or word.text in ",.:;"
            right = word.x1
    return count


def _shows_something(page: Any) -> bool:
    """Whether anything with a size stands on the page; producers leave empty paragraphs on blank ones."""
    bounds = (each.get_bounds() for each in page.get_objects(max_depth=1))
    return any(right - left > 1 and top - bottom > 1 for left, bottom, right, top in bounds)


_WORD: Final = re.compile("[^\\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
"""PDFium drops the line break after a hyphen (U+0002 or U+FFFE) at a line's end; the word ends there all the same."""


def _page_words(page: Any) -> tuple[str, list[Word]]:
    textpage = page.get_textpage()
    try:
        characters = _characters(textpage)
        places = [match.span() for match in _WORD.finditer(characters)]
        columns = _edges(textpage, [index for begin, end in places for index in (begin, end - 1)])
    finally:
        textpage.close()
    boxes = map(_turn(page.get_rotation(), *page.get_bbox()), *columns)
    return characters, [
        Word(text, *box)
        for (begin, end), box in zip(places, boxes, strict=True)
        if (text := _clean_word(characters[begin:end]))
    ]


def _characters(textpage: Any) -> str:
    """The page's characters, one code unit each, so that an index into the text is PDFium's index of a character."""
    import pypdfium2.raw as pdfium

    count = textpage.count_chars()
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(textpage, 0, count, buffer) == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        return text if len(text) == count else "".join(map(chr, buffer[:count]))
    units = (pdfium.FPDFText_GetUnicode(textpage, index) for index in range(count))
    return "".join(chr(unit) if unit < 0x10000 else "\ufffd" for unit in units)


def _clean_word(text: str) -> str:
    return text if text.isascii() and text.isprintable() else clean(text).strip()


Quad = tuple[float, float, float, float]


_BOX_OF: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
"""FPDFText_GetLooseCharBox by plain addresses: its types for arguments would take longer than the work."""


def _edges(textpage: Any, ends: Sequence[int]) -> tuple[Iterator[float], ...]:
    """The words' left, bottom, right and top edges in PDF coordinates; `ends` are their first and last characters."""
    import pypdfium2.raw as pdfium

    box_of = _BOX_OF(ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)
    rects = (ctypes.c_float * (4 * len(ends)))()
    first = ctypes.addressof(rects)
    places = range(first, first + ctypes.sizeof(rects), ctypes.sizeof(pdfium.FS_RECTF))
    deque(map(box_of, repeat(ctypes.cast(textpage.raw, ctypes.c_void_p).value), ends, places), maxlen=0)
    edges = list(rects)  # left, top, right, bottom of a word's first character, then of its last
    lefts, rights = map(min, edges[0::8], edges[4::8]), map(max, edges[2::8], edges[6::8])
    tops, bottoms = map(max, edges[1::8], edges[5::8]), map(min, edges[3::8], edges[7::8])
    return lefts, bottoms, rights, tops


def _turn(rotation: int, left: float, bottom: float, right: float, top: float) -> Callable[..., Quad]:
    """A function from a box in PDF coordinates to one on the page as shown; the page's own box is given."""
    turns: dict[int, Callable[..., Quad]] = {
        0: lambda x0, y0, x1, y1: (x0 - left, top - y1, x1 - left, top - y0),
        90: lambda x0, y0, x1, y1: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        180: lambda x0, y0, x1, y1: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        270: lambda x0, y0, x1, y1: (top - y1, right - x1, top - y0, right - x0),
    }
    return turns[rotation]


_UNUSABLE_SHARE: Final = 0.05
_MEANINGLESS: Final = re.compile("[\x00\x01\x03-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
"""NUL and other controls, private use, U+FFFD: what stands for a character that the file gives no meaning to."""


def _unusable(characters: str) -> bool:
    """Whether so many characters have no meaning that another engine should try."""
    return len(_MEANINGLESS.findall(characters)) > _UNUSABLE_SHARE * len(characters)


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
        with PDFIUM_LOCK:
            self._document = open_pdf(name, data)

    def draw(self, page: int, scale: float) -> Picture:
        """Page `page` (from 1) at `scale` pixels for each point."""
        import pypdfium2

        with PDFIUM_LOCK:
            try:
                sheet = self._document[page - 1]
                bitmap = sheet.render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
            except (pypdfium2.PdfiumError, IndexError) as error:
                said = tr("Page {page} cannot be drawn; its fields still work.", page=page)
                raise FileProblem("undrawable", said) from error
            picture = Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            bitmap.close()
            sheet.close()
        return picture

    def close(self) -> None:
        with PDFIUM_LOCK:
            self._document.close()
