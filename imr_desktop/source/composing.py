"""Words with places -> lines -> the text of a Source, the same for a PDF and a text file."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from imr_desktop.model import Flag, Page, Source, Words


class Word(NamedTuple):
    """A word on a page: its text and its box in points from the page's upper left corner."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


Lines = list[list[Word] | None]
"""A page's lines from top to bottom, each its words from left to right; None for a gap between paragraphs."""


class Sheet(NamedTuple):
    """One page on its way into a Source: its size in points and its lines."""

    width: float
    height: float
    lines: Lines


def compose(name: str, sha256: str, media_type: str, sheets: Iterable[Sheet], flags: Sequence[Flag]) -> Source:
    parts: list[str] = []
    starts, ends, boxes = array("I"), array("I"), array("f")
    pages: list[Page] = []
    offset = 0
    for number, sheet in enumerate(sheets, 1):
        if number > 1:
            parts.append("\f")
            offset += 1
        begin = offset
        for line in sheet.lines:
            for text, *box in line or ():
                starts.append(offset)
                offset += len(text)
                ends.append(offset)
                boxes.extend(box)
                offset += 1  # the blank, or the line's end
            parts.append(" ".join([word.text for word in line or ()]))
            parts.append("\n")
            offset += not line
        pages.append(Page(number, begin, offset, sheet.width, sheet.height))
    return Source(name, sha256, media_type, "".join(parts), tuple(pages), Words(starts, ends, boxes), tuple(flags))


_LINE_TOLERANCE: Final = 3.0
"""Points by which the tops of two words of one line may differ: pdfplumber's own default."""

_GAP: Final = 0.6
"""A gap between two lines of more than this share of a line's height parts paragraphs."""


def lines_of(words: list[Word]) -> Lines:
    """Words grouped into lines by position, top to bottom, left to right, with None for a paragraph's gap."""
    lines: list[list[Word]] = []
    last_top = float("-inf")
    for word in sorted(words, key=attrgetter("top")):
        if word.top - last_top > _LINE_TOLERANCE:
            lines.append([])
        lines[-1].append(word)
        last_top = word.top
    parted: Lines = []
    bottom = float("inf")
    for line in lines:
        line.sort(key=attrgetter("x0"))
        top, height = line[0].top, line[0].bottom - line[0].top
        if top - bottom > _GAP * height:
            parted.append(None)
        parted.append(line)
        bottom = max(map(attrgetter("bottom"), line))
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
