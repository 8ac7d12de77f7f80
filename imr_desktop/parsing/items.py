"""Disputed items: where each begins and ends, and the parts it consists of.

An item is a heading (`<request>: Upheld`), two guideline paragraphs and a rationale, each after its label. A heading
is known by the outcome at its end together with the label that follows; where it begins is found backwards, for it
may wrap over lines and pages and hold full stops, colons and the word "Upheld" itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import zip_longest
from typing import Final, Literal

from imr_desktop.parsing.passage import NO_ABBREVIATION

Side = Literal["ur", "imr"]
Part = Literal["ur", "imr", "rationale"]

OUTCOMES: Final = ("upheld", "overturned")

_LABELS: Final = re.compile(
    r"""
    (?<![^\n\f ]) (?=[ \tCMED])  # a quick look before the long one: after white space, a label's first letter
    (?:^|(?<=\f)|(?<=Upheld[ ])|(?<=Overturned[ ])) [ \t]*+
    (?: (?P<ur> Claims\s+Administrator\s+guidelines? )
      | (?P<imr> (?:MAXIMUS|Expert\s+Reviewer)\s+guidelines? )
      | (?P<rationale> Decision\s+rationales? )
    ) \s*+ :
    """,
    re.MULTILINE | re.VERBOSE | re.IGNORECASE,
)
_OUTCOME: Final = re.compile(r"(?::|\bis\b)\s*+(?P<outcome>Upheld|Overturned)[ \t]*+\.?\s*+\Z", re.IGNORECASE)
_DAMAGED: Final = re.compile(r":\s*+(?P<outcome>[^\s:]{4,14})\s*+\Z")
"""What may be an outcome of which some letters are damaged."""

_LONGEST_TAIL: Final = 40
"""Characters before a label in which the outcome stands, with the white space around it."""


@dataclass(frozen=True, slots=True)
class Item:
    """Offsets of one disputed item's parts in the text; None for a part that is missing.

    `heading` ends before the colon of the outcome; `sure` is lower where its beginning is doubtful.
    """

    heading: tuple[int, int]
    outcome: tuple[int, int]
    parts: dict[Part, tuple[int, int]]
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """A label of an item where it stands; its part's text begins at `end`."""

    part: Part
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Head:
    """A heading's end: `colon` is where the outcome's colon stands, `label` the index of the label that follows."""

    colon: int
    outcome: tuple[int, int]
    label: int


def find_labels(text: str, start: int, end: int) -> list[Label]:
    """The labels of items' parts between two offsets."""
    found = []
    for match in _LABELS.finditer(text, start, end):
        part: Part = "ur" if match["ur"] else "imr" if match["imr"] else "rationale"
        found.append(Label(part, *match.span()))
    return found


def find_items(text: str, start: int, end: int, labels: list[Label]) -> list[Item]:
    """The disputed items between two offsets, in the letter's order."""
    heads = [head for index, label in enumerate(labels) if (head := _head(text, start, index, label))]
    begins = [_begin(text, _floor(start, labels, head), head.colon) for head in heads]
    items = []
    for head, (begin, sure), after, following in zip_longest(heads, begins, heads[1:], begins[1:]):
        own = labels[head.label : after.label if after else None]
        items.append(Item((begin, head.colon), head.outcome, _parts(own, following[0] if following else end), sure))
    return items


def _head(text: str, start: int, index: int, label: Label) -> _Head | None:
    tail = max(start, label.start - _LONGEST_TAIL)
    match = _OUTCOME.search(text, tail, label.start)
    if match is None and label.part == "ur" and (damaged := _DAMAGED.search(text, tail, label.start)):
        match = damaged if get_close_matches(damaged["outcome"].casefold(), OUTCOMES) else None
    return _Head(match.start(), match.span("outcome"), index) if match else None


def _floor(start: int, labels: list[Label], head: _Head) -> int:
    """Before which offset a heading cannot begin: the end of the label before it."""
    return labels[head.label - 1].end if head.label else start


def _parts(labels: list[Label], stop: int) -> dict[Part, tuple[int, int]]:
    """The stretch after each label up to the next one; a label that comes again is part of the text before it."""
    first: dict[Part, Label] = {}
    for label in labels:
        first.setdefault(label.part, label)
    kept = sorted(first.values(), key=lambda label: label.start)
    ends = [label.start for label in kept[1:]] + [stop]
    return {label.part: (label.end, end) for label, end in zip(kept, ends, strict=True)}


# --- where a heading begins ------------------------------------------------------------------------------------------

_REMAINDER: Final = re.compile(
    r"\b(?:remaining\s+IMR\s+eligible\s+portion|leaving\s+the\s+original\s+request|The\s+original\s+request\s*,)"
)
"""Words of a heading that tells first of the original request, perhaps on the page before."""

_ORIGINAL: Final = re.compile(r"\bwas\s+the\s+original\s+request\s*\.", re.IGNORECASE)
_SENTENCE_DONE: Final = re.compile(rf"{NO_ABBREVIATION}[.!?][\"”’)\]]*+\s*+\Z")


def _begin(text: str, floor: int, colon: int) -> tuple[int, float]:
    """Where the heading that ends at `colon` begins, and how sure that is.

    A heading is one paragraph, unless a page ends in it or no gap sets it off from the rationale before it.
    """
    begin = _paragraph_start(text, floor, colon)
    while begin > floor and _goes_on_before(text, begin, colon, floor):
        begin = _paragraph_start(text, floor, _previous_end(text, begin))
    after_prose = _after_prose(text, begin, colon)
    return (begin, 1.0) if after_prose is None else (after_prose, 0.95)


_GAP: Final = re.compile(r"\n[ \t]*+\n|\f")


def _paragraph_start(text: str, floor: int, end: int) -> int:
    """The start of the paragraph or page that `end` stands in, at or after `floor`."""
    start = floor
    for match in _GAP.finditer(text, floor, end):
        start = match.end()
    return _skip_blanks(text, start, end)


def _skip_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _previous_end(text: str, start: int) -> int:
    while start and text[start - 1].isspace():
        start -= 1
    return start


def _goes_on_before(text: str, begin: int, colon: int, floor: int) -> bool:
    """Whether the heading's beginning stands before `begin`, on the page before."""
    end = _previous_end(text, begin)
    if end <= floor or "\f" not in text[end:begin]:
        return False
    if not _SENTENCE_DONE.search(text, max(floor, end - 8), end):
        return True
    return bool(_REMAINDER.search(text, begin, colon)) and not _ORIGINAL.search(text, begin, colon)


_LINE_OF_PROSE_ENDS: Final = re.compile(rf"{NO_ABBREVIATION}[.!?][\"”’)\]]*+[ \t]*+\n\s*+(?=[\"“(\[#]?[A-Z0-9])")
_VERB: Final = re.compile(r"\b(?:is|are|was|were|be|been|has|have|had|does|do|did|will|should|can|cannot)\b")


def _after_prose(text: str, begin: int, colon: int) -> int | None:
    """Where the heading begins in a paragraph that begins with the end of a rationale; None where it is all heading.

    Prose has verbs; a heading has none before the words on its portions, though a line of it may end with "Dr.".
    """
    end = colon
    if _REMAINDER.search(text, begin, colon):
        originals = list(_ORIGINAL.finditer(text, begin, colon))
        end = originals[-1].start() if originals else begin
    starts = [match.end() for match in _LINE_OF_PROSE_ENDS.finditer(text, begin, end)]
    return starts[-1] if starts and _VERB.search(text, begin, starts[-1]) else None
