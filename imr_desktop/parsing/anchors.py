"""Anchors found again: where a passage stands in a document that was read anew.

A new reading may move offsets, break lines and pages elsewhere, and read a character or two differently. So a quote is
looked for by its words, of several places the one in the best context wins, and where the quote itself has changed,
its context on both sides still shows the place. Where that leaves doubt the answer is None: no place is better than a
wrong one.
"""

from __future__ import annotations

import re
from typing import Final

from imr_desktop.model import CONTEXT, Anchor, Source, Span

_TELLING: Final = 12
"""Visible characters from which on a quote, or a stretch of context, that stands in one place only is no chance."""

_SPARE: Final = 8
"""Characters by which a quote that was read differently may be longer or shorter than before."""


def find_again(anchor: Anchor, source: Source) -> Span | None:
    """Where the anchor's passage stands in `source`; None where it is gone or could be in several places."""
    places = _places(anchor.quote, source.text)
    if anchor.span in places and _agreement(anchor, anchor.span, source.text) >= _known(anchor):
        return anchor.span
    return _best(anchor, places, source.text) if places else _between_context(anchor, source.text)


def _places(quote: str, text: str) -> list[Span]:
    """Every place of the quote's words, whatever white space parts them."""
    words = quote.split()
    if not words:
        return []
    return [Span(*match.span()) for match in re.finditer(r"\s+".join(map(re.escape, words)), text)]


def _best(anchor: Anchor, places: list[Span], text: str) -> Span | None:
    """The place in the context most like the anchor's; None where nothing sets it apart from others."""
    ranked = sorted(places, key=lambda place: -_agreement(anchor, place, text))
    first = _agreement(anchor, ranked[0], text)
    if len(ranked) == 1:
        return ranked[0] if first or len(_visible(anchor.quote)) >= _TELLING else None
    return ranked[0] if first > _agreement(anchor, ranked[1], text) else None


def _agreement(anchor: Anchor, place: Span, text: str) -> int:
    """How many visible characters next to a place, on both sides, are those next to the anchor's quote."""
    before = _visible(text[max(0, place.start - 2 * CONTEXT) : place.start])
    after = _visible(text[place.end : place.end + 2 * CONTEXT])
    return _shared(before[::-1], _visible(anchor.before)[::-1]) + _shared(after, _visible(anchor.after))


def _known(anchor: Anchor) -> int:
    """The agreement of a place whose context is all that the anchor knows."""
    return len(_visible(anchor.before)) + len(_visible(anchor.after))


def _shared(left: str, right: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def _visible(text: str) -> str:
    return "".join(text.split())


def _between_context(anchor: Anchor, text: str) -> Span | None:
    """What now stands between the anchor's context, where it is about as long as the quote and there is but one."""
    before, after = _places(_words_at_end(anchor.before), text), _places(_words_at_start(anchor.after), text)
    longest = len(anchor.quote) + _SPARE + anchor.quote.count(" ")
    found = [
        Span(left.end, right.start)
        for left in before
        for right in after
        if 0 < right.start - left.end <= longest and right.start - left.end >= len(anchor.quote) - _SPARE
    ]
    return _stripped(found[0], text) if len(found) == 1 else None


def _words_at_end(context: str) -> str:
    """The context's whole words; a first one that may be cut off is left out."""
    words = " ".join(context.split(" ")[1:]) if len(context) >= CONTEXT else context
    return words if len(_visible(words)) >= _TELLING else ""


def _words_at_start(context: str) -> str:
    words = " ".join(context.split(" ")[:-1]) if len(context) >= CONTEXT else context
    return words if len(_visible(words)) >= _TELLING else ""


def _stripped(span: Span, text: str) -> Span | None:
    part = text[span.start : span.end]
    start = span.start + len(part) - len(part.lstrip())
    end = span.start + len(part.rstrip())
    return Span(start, end) if start < end else None
