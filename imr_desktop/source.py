"""File -> Source (text, pages, where each word stands), and page -> picture. Alone knows pdfplumber and pypdfium2.

PDFium gives a page's text in one call and a box for each word's first and last character: the same words as
pdfplumber's at a fraction of its time. Lines are then grouped by position, as pdfplumber does, because a label may wrap
around its own value. pdfplumber's own reading takes over for a page whose characters come out unusable.

PDFium must never be called from two threads at once: whatever reads or draws here waits for its turn.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import re
import threading
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from imr_desktop.errors import FileProblem
from imr_desktop.model import Flag, Page, Source, Words

PDF: Final = "application/pdf"
TEXT: Final = "text/plain"

LARGEST_FILE: Final = 256 * 2**20
"""Bytes. A letter has some hundred thousand; a longer file is no letter and would only fill the library."""


class Word(NamedTuple):
    """A word on a page: its text and its box in points from the page's upper left corner."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page: `pixels` holds `height` rows of `stride` bytes, each pixel blue, green, red, unused."""

    width: int
    height: int
    stride: int
    pixels: bytes


def load(path: Path) -> bytes:
    """The bytes of a file that may be a letter, or a FileProblem that says what is wrong with it."""
    name = path.name
    if not path.exists():
        raise FileProblem("missing", f"{name} is not there any more. Nothing was imported from it; check the path.")
    if path.is_dir():
        raise FileProblem("folder", f"{name} is a folder. Choose the letters in it.")
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FileProblem("too-large", f"{name} is larger than {LARGEST_FILE >> 20} MB, too large for a letter.")
        data = path.read_bytes()
    except OSError as error:
        raise FileProblem("unreadable", f"{name} cannot be opened: {error.strerror or error}.") from error
    if not data:
        raise FileProblem("empty", f"{name} is empty (0 bytes). Fetch it again from where it came from.")
    return data


def read(name: str, data: bytes) -> Source:
    """A document's text, pages and words; FileProblem where it is neither a readable PDF nor a text file."""
    media_type = _media_type(name, data)
    if media_type == PDF:
        with _PDFIUM:
            pages, flags = _read_pdf(name, data)
    else:
        pages, flags = _typeset(_decode(data)), []
    return _compose(name, hashlib.sha256(data).hexdigest(), media_type, pages, flags)


def _media_type(name: str, data: bytes) -> str:
    if b"%PDF-" in data[:1024]:
        return PDF
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return TEXT
    odd = sum(byte < 9 or 13 < byte < 32 for byte in data[:65536])
    if odd > len(data[:65536]) // 1000:
        raise FileProblem(
            "not-a-letter", f"{name} is neither a PDF nor a text file. Nothing was imported; choose the letter's PDF."
        )
    return TEXT


# --- composing text from words ---------------------------------------------------------------------------------------


class _Sheet(NamedTuple):
    """One page on its way into a Source: size in points and its lines, each a list of words, None for a gap."""

    width: float
    height: float
    lines: list[list[Word] | None]


def _compose(name: str, sha256: str, media_type: str, sheets: Iterable[_Sheet], flags: Sequence[Flag]) -> Source:
    parts: list[str] = []
    starts, ends, boxes = array("I"), array("I"), array("f")
    pages: list[Page] = []
    offset = 0
    for number, sheet in enumerate(sheets, 1):
        if parts:
            parts.append("\f")
            offset += 1
        begin = offset
        for line in sheet.lines:
            for index, word in enumerate(line or ()):
                text = f" {word.text}" if index else word.text
                parts.append(text)
                offset += len(text)
                starts.append(offset - len(word.text))
                ends.append(offset)
                boxes.extend(word[1:])
            parts.append("\n")
            offset += 1
        pages.append(Page(number, begin, offset, sheet.width, sheet.height))
    return Source(name, sha256, media_type, "".join(parts), tuple(pages), Words(starts, ends, boxes), tuple(flags))


_LINE_TOLERANCE: Final = 3.0
"""Points by which the tops of two words of one line may differ: pdfplumber's own default."""

_GAP: Final = 0.6
"""A gap between two lines of more than this share of a line's height parts paragraphs."""


def _lines(words: list[Word]) -> list[list[Word] | None]:
    """Words grouped into lines by position, top to bottom, left to right, with None for a paragraph's gap."""
    lines: list[list[Word]] = []
    last_top = float("-inf")
    for word in sorted(words, key=lambda word: word.top):
        if word.top - last_top > _LINE_TOLERANCE:
            lines.append([])
        lines[-1].append(word)
        last_top = word.top
    parted: list[list[Word] | None] = []
    bottom = float("inf")
    for line in lines:
        line.sort(key=lambda word: word.x0)
        top, height = line[0].top, line[0].bottom - line[0].top
        if top - bottom > _GAP * height:
            parted.append(None)
        parted.append(line)
        bottom = max(word.bottom for word in line)
    return parted


_LIGATURES: Final = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_DROPPED: Final = dict.fromkeys(
    [*range(0x09), *range(0x0E, 0x20), 0x7F, 0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
)
_CLEANING: Final = {**_DROPPED, **_LIGATURES, 0x02: "-", 0xFFFE: "-", 0xA0: " "}
"""PDFium writes a hyphen at a line's end as U+0002 or U+FFFE; NUL, soft hyphens and direction marks carry no text."""


def clean(text: str) -> str:
    """Text without characters that show nothing, ligatures opened, broken surrogates as U+FFFD."""
    plain = text.translate(_CLEANING)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


# --- PDF -------------------------------------------------------------------------------------------------------------


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


def _read_pdf(name: str, data: bytes) -> tuple[list[_Sheet], list[Flag]]:
    document = _open_pdf(name, data)
    try:
        if not len(document):
            raise FileProblem("no-pages", f"{name} has no pages. Fetch it again where it came from.")
        sheets = [_read_page(name, data, document, index) for index in range(len(document))]
    finally:
        document.close()
    flags = [flag for number, sheet in enumerate(sheets, 1) for flag in _page_flags(number, sheet)]
    return sheets, flags


def _page_flags(number: int, sheet: _Sheet) -> Iterator[Flag]:
    if not sheet.lines:
        yield Flag(
            "no-text",
            f"Page {number} holds no text that can be read, only a picture or nothing; its values are typed by hand.",
            number,
        )


def _read_page(name: str, data: bytes, document: Any, index: int) -> _Sheet:
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
    return _Sheet(width, height, _lines(words))


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


# --- text files ------------------------------------------------------------------------------------------------------

_PAGE: Final = (612.0, 792.0)
_MARGIN: Final = 72.0
FONT_SIZE: Final = 12.0
"""Points. Text letters are set in 12-point Times on US Letter, as the printed ones are."""
_PITCH: Final = 13.8
_LINES_A_PAGE: Final = int((_PAGE[1] - 2 * _MARGIN) / _PITCH)


def _decode(data: bytes) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def _typeset(text: str) -> list[_Sheet]:
    """A text file's lines set on pages, in the shape that a PDF's pages have."""
    lines = re.split(r"\r\n|\r|\n", text)
    doubled = _double_spaced(lines)
    sheets = []
    for stretch in _page_stretches(text, lines, doubled):
        paragraphs = _without_doubling(stretch) if doubled else stretch
        wrapped = _trim([part for line in paragraphs for part in _wrap(clean(line).split())])
        firsts = range(0, len(wrapped), _LINES_A_PAGE)
        sheets += [_Sheet(*_PAGE, _set_lines(wrapped[first : first + _LINES_A_PAGE])) for first in firsts]
    return sheets or [_Sheet(*_PAGE, [])]


def _double_spaced(lines: list[str]) -> bool:
    """Whether an empty line follows nearly every line, as in the State's text letters."""
    full = [index for index, line in enumerate(lines[:-1]) if line.strip()]
    return len(full) > 1 and sum(not lines[index + 1].strip() for index in full) > 0.9 * len(full)


def _page_stretches(text: str, lines: list[str], doubled: bool) -> list[list[str]]:
    """The lines page by page: parted at form feeds, in double-spaced files also at three empty lines."""
    if "\f" in text:
        return [re.split(r"\r\n|\r|\n", part) for part in text.split("\f")]
    if not doubled:
        return [lines]
    stretches: list[list[str]] = [[]]
    empty = 0
    for line in lines:
        empty = 0 if line else empty + 1
        stretches[-1].append(line)
        if empty == 3:
            stretches.append([])
    return stretches


def _without_doubling(lines: list[str]) -> list[str]:
    """Lines without the empty line that double spacing puts after each; a line of blanks remains, a paragraph's end."""
    return [line for line in lines if line]


def _trim(lines: list[list[str]]) -> list[list[str]]:
    """Lines without empty ones at either end, and without two empty ones in a row."""
    kept: list[list[str]] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept[:-1] if kept and not kept[-1] else kept


def _wrap(words: list[str]) -> Iterator[list[str]]:
    """One line's words parted where they would run over the right margin; an empty line stays one."""
    room = _PAGE[0] - 2 * _MARGIN
    line: list[str] = []
    used = 0.0
    for word in words:
        width = _width(word)
        if line and used + width > room:
            yield line
            line, used = [], 0.0
        line.append(word)
        used += width + _width(" ")
    yield line


def _set_lines(lines: list[list[str]]) -> list[list[Word] | None]:
    return [_set_line(line, _MARGIN + row * _PITCH) if line else None for row, line in enumerate(lines)]


def _set_line(words: list[str], top: float) -> list[Word]:
    x = _MARGIN
    placed = []
    for word in words:
        width = _width(word)
        placed.append(Word(word, x, top, x + width, top + FONT_SIZE))
        x += width + _width(" ")
    return placed


def _width(text: str) -> float:
    widths = _times_widths()
    return sum(widths.get(each, 500.0) for each in text) * FONT_SIZE / 1000


@cache
def _times_widths() -> dict[str, float]:
    """The advance of each character of Times Roman, in thousandths of the font's size (Adobe's font metrics)."""
    from pdfminer.fontmetrics import FONT_METRICS

    return {name: float(width) for name, width in FONT_METRICS["Times-Roman"][1].items()}
