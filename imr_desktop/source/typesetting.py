"""Text letters set on pages, so that they have lines, pages and boxes like a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from imr_desktop.source.composing import Lines, Sheet, Word, clean

_PAGE: Final = (612.0, 792.0)
_MARGIN: Final = 72.0
FONT_SIZE: Final = 12.0
"""Points. Text letters are set in 12-point Times on US Letter, as the printed ones are."""
_PITCH: Final = 13.8
_LINES_A_PAGE: Final = int((_PAGE[1] - 2 * _MARGIN) / _PITCH)


def decode(data: bytes) -> str:
    """The text of a file in UTF-16, UTF-8 or Windows-1252; what of it cannot be decoded is U+FFFD or a surrogate.

    A few damaged bytes do not turn UTF-8 into Windows-1252, in which every other sign would be read wrongly.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig", "surrogatepass")
    except UnicodeDecodeError:
        damaged = data.decode("utf-8-sig", "replace")
    lost = damaged.count("\ufffd")
    decoded = sum(not sign.isascii() for sign in damaged) - lost
    return damaged if decoded >= lost else data.decode("cp1252", "replace")


def typeset(text: str) -> list[Sheet]:
    """A text file's lines set on pages, in the shape that a PDF's pages have."""
    text = _SOFT_BREAK.sub(_mended, text)
    lines = re.split(r"\r\n|\r|\n", text)
    doubled = _double_spaced(lines)
    sheets = []
    for stretch in _page_stretches(text, lines, doubled):
        paragraphs = _without_doubling(stretch) if doubled else stretch
        wrapped = _trim([part for line in paragraphs for part in _wrap(clean(line).split())])
        firsts = range(0, len(wrapped), _LINES_A_PAGE)
        sheets += [Sheet(*_PAGE, _set_lines(wrapped[first : first + _LINES_A_PAGE])) for first in firsts]
    return sheets or [Sheet(*_PAGE, [])]


_SOFT_BREAK: Final = re.compile("(?:\u00ad[^\\S\n\r\f]*+[\n\r\f]\\s*+[^\\s\u00ad]++)++[^\\S\n\r\f]*+(?:\r\n|[\r\n])?")
"""A soft hyphen (U+00AD) at a line's end, up to the end of the word that it broke, perhaps several times."""
_GAP: Final = re.compile(r"\s+")


def _mended(broken: re.Match[str]) -> str:
    """The rest of a broken word, joined to its beginning; the line ends after the word instead of within it."""
    line_end = _GAP.search(broken[0])
    return "".join(broken[0].split()) + (line_end[0] if line_end else "")


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


def _set_lines(lines: list[list[str]]) -> Lines:
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
