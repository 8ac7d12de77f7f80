"""From word to word by keyboard: along the text, and from line to line as they stand on the pages. Pure, no widget."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Literal

from imr_desktop.model import Source, Span, Words

Step = Literal["next", "last", "up", "down", "line_start", "line_end"]


def word_from(source: Source, offset: int) -> int | None:
    """The number of the first word that ends behind an offset of the text; None behind the last."""
    index = bisect_right(source.words.ends, offset)
    return index if index < len(source.words) else None


def word_before(source: Source, offset: int) -> int | None:
    """The number of the last word that begins before an offset of the text; None before the first."""
    index = bisect_left(source.words.starts, offset) - 1
    return index if index >= 0 else None


def span_of(words: Words, first: int, last: int) -> Span:
    """The stretch from one word to another, whichever of them comes first."""
    return Span(words.starts[min(first, last)], words.ends[max(first, last)])


def stepped(source: Source, index: int, step: Step) -> int:
    """The word to which a step leads; the same one where there is nothing further that way."""
    last = len(source.words) - 1
    match step:
        case "next":
            return min(index + 1, last)
        case "last":
            return max(index - 1, 0)
        case "line_start":
            return _line(source, index).start
        case "line_end":
            return _line(source, index).stop - 1
        case "up":
            above = _line(source, index).start - 1
            return index if above < 0 else _below(source.words, _line(source, above), index)
        case "down":
            below = _line(source, index).stop
            return index if below > last else _below(source.words, _line(source, below), index)


def _line(source: Source, index: int) -> range:
    """The words on the line of one."""
    first = last = index
    while first > 0 and _on_one_line(source, first - 1, index):
        first -= 1
    while last + 1 < len(source.words) and _on_one_line(source, last + 1, index):
        last += 1
    return range(first, last + 1)


def _on_one_line(source: Source, one: int, other: int) -> bool:
    """Whether two words overlap by half of the lower one's height, on one page."""
    words = source.words
    (top, bottom), (upper, lower) = ((words.boxes[4 * each + 1], words.boxes[4 * each + 3]) for each in (one, other))
    overlap = min(bottom, lower) - max(top, upper)
    same_page = source.page_of(words.starts[one]) == source.page_of(words.starts[other])
    return same_page and overlap > 0.5 * min(bottom - top, lower - upper)


def _below(words: Words, line: range, index: int) -> int:
    """The word of a line whose middle is nearest to that of another."""

    def middle(each: int) -> float:
        return (words.boxes[4 * each] + words.boxes[4 * each + 2]) / 2

    return min(line, key=lambda each: abs(middle(each) - middle(index)))
