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

from imr_desktop.parsing.labels import LINE_START, MARK, printed
from imr_desktop.parsing.passage import NO_ABBREVIATION

Side = Literal["ur", "imr"]
Part = Literal["ur", "imr", "rationale"]

_OUTCOMES: Final = ("upheld", "overturned")

_REVIEWERS: Final = (
    *("MAXIMUS", "MAXIMUS federal services", "IMR", "independent medical review", "reviewer"),
    *("expert reviewer", "physician reviewer", "medical reviewer"),
)
"""Who decides, as labels name them."""

_UR_LABEL: Final = printed(
    "claims administrator('s) guideline(s)", "UR guideline(s)", "utilization review guideline(s)"
)
_IMR_LABEL: Final = printed(*(f"{who}('s) guideline(s)" for who in _REVIEWERS))
_RATIONALE_LABEL: Final = printed(
    *("decision rationale(s)", "rationale(s) for decision", "rationale(s) for the decision", "decision and rationale")
)
_LABELS: Final = re.compile(
    rf"""
    (?<![^\n\f ]) (?=[ \tACDEIMPRU*•])  # a quick look before the long one: after white space, a label's first letter
    (?: {LINE_START} | (?<=Upheld[ ]) | (?<=Overturned[ ]) | (?<=[.)][ ]) )
    (?: (?P<ur> {_UR_LABEL} ) | (?P<imr> {_IMR_LABEL} )
      | (?P<rationale> {_RATIONALE_LABEL} | (?<![^\n\f]) {printed("rationale(s)")} (?={MARK}) ) )
    (?: (?P<marked> {MARK} ) | [*_]* [ ]?[.–—-]*+ (?=\s) )
    """,
    re.MULTILINE | re.VERBOSE | re.IGNORECASE,
)
"""A part's label, with its mark where it has one."""
_DONE: Final = re.compile(r"(?:[.!?:][\"”’)\]]*+|Upheld|Overturned)\s*+\Z", re.IGNORECASE)
_OUTCOME: Final = re.compile(
    rf"(?:\bis\b\s*+|\bare\b\s*+|[:;(–—-]\s*+)?(?P<outcome>\b{printed('upheld', 'overturned')})[ \t]*+[.)]?\s*+\Z",
    re.IGNORECASE,
)
_DAMAGED: Final = re.compile(r":\s*+(?P<outcome>[^\s:]{4,14})\s*+\Z")
"""What may be an outcome of which some letters are damaged."""

_LONGEST_TAIL: Final = 40
"""Characters before a label in which the outcome stands, with the white space around it."""


@dataclass(frozen=True, slots=True)
class Item:
    """Offsets of one disputed item's parts in the text; None for a part that is missing.

    `heading` ends before the colon of the outcome; `sure` is lower where its beginning is doubtful. `restored` tells
    that a label is lost, and that where its part begins was told by what the part says.
    """

    heading: tuple[int, int]
    outcome: tuple[int, int]
    parts: dict[Part, tuple[int, int]]
    sure: float = 1.0
    restored: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A label of an item where it stands; its part's text begins at `end`. One that was lost has no length."""

    part: Part
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Head:
    """A heading's end: `colon` is where the outcome's colon stands, `label` the index of the label that follows."""

    colon: int
    outcome: tuple[int, int]
    label: int


def which_outcome(said: str) -> str | None:
    """The outcome that the word after a heading names, however spaced; None for one of which a letter is damaged."""
    word = "".join(said.split()).casefold()
    return word if word in _OUTCOMES else None


def find_labels(text: str, start: int, end: int) -> list[Label]:
    """The labels of items' parts between two offsets."""
    found = []
    for match in _LABELS.finditer(text, start, end):
        if not match["marked"] and not _stands_alone(text, *match.span()):
            continue
        part: Part = "ur" if match["ur"] else "imr" if match["imr"] else "rationale"
        found.append(Label(part, *match.span()))
    return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether words without a mark are a label: what stands before them is done, and a sentence begins after them."""
    before = _previous_end(text, start)
    first = text[_skip_blanks(text, end, len(text)) :][:1]
    begins = first.isupper() or first.isdecimal() or first in ('"', "“")
    return begins and bool(_DONE.search(text, max(0, before - _LONGEST_TAIL), before))


def find_items(text: str, start: int, end: int, labels: list[Label]) -> list[Item]:
    """The disputed items between two offsets, in the letter's order."""
    labels = _with_lost(text, start, end, labels)
    heads = [head for index, label in enumerate(labels) if (head := _head(text, start, index, label))]
    begins = [_begin(text, _floor(start, labels, head), head.colon) for head in heads]
    items = []
    for head, (begin, sure), after, following in zip_longest(heads, begins, heads[1:], begins[1:]):
        own = labels[head.label : after.label if after else None]
        parts = _parts(own, following[0] if following else end)
        restored = any(label.start == label.end for label in own)
        items.append(Item((begin, head.colon), head.outcome, parts, sure, restored))
    return items


def _head(text: str, start: int, index: int, label: Label) -> _Head | None:
    end = _previous_end(text, label.start)
    tail = max(start, end - _LONGEST_TAIL)
    match = _OUTCOME.search(text, tail, end)
    if match is None and label.part == "ur" and (damaged := _DAMAGED.search(text, tail, end)):
        match = damaged if get_close_matches(damaged["outcome"].casefold(), _OUTCOMES) else None
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


# --- lost labels -----------------------------------------------------------------------------------------------------

_ORDER: Final[tuple[Part, ...]] = ("ur", "imr", "rationale")
_BEGINS: Final = re.compile(r"(?<=[.!?)\]\"”])\s++(?=[A-Z0-9\"“(])")
"""The white space before a sentence."""

_GUIDELINE: Final = r"(?:The\s+)?Decision\s+(?:is\s+|was\s+)?based\s+on\b"
_SOURCE: Final = r"(?:did\s+not|does\s+not|based|bases|cited|cites|relied|relies|used)\b"
_CITES: Final = re.compile(_GUIDELINE)
_REVIEWER_CITES: Final = re.compile(rf"The\s+(?:(?:Expert|Physician|Medical|MAXIMUS)\s+)?Reviewer\s+{_SOURCE}")
_ON_SOURCES: Final = re.compile(rf"{_REVIEWER_CITES.pattern}|The\s+Claims\s+Administrator\s+{_SOURCE}")
_NOTHING_CITED: Final = re.compile(r"\bnot\s+cite\s+any\b[^.]{0,60}\.\s*+\Z")
_DECIDED: Final = re.compile(
    rf"(?::|\bis\b)\s*+(?:Upheld|Overturned)\s++(?={_GUIDELINE}|The\s+Claims\s+Administrator\b)"
)
_PROSE: Final = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|does|do|did|will|should|can|cannot|may|recommends?|states?|supports?"
    r"|notes?|indicates?|requires?|suggests?|presents?|complains?|reports?)\b"
)
"""What no authority's name has, and every sentence."""
_CLAUSE_END: Final = re.compile(r"[.;:]")
_LONGEST_NAME: Final = 150


def _with_lost(text: str, start: int, end: int, labels: list[Label]) -> list[Label]:
    """The labels, and one without length where a part begins whose own label is lost: what a part says shows it."""
    found: list[Label] = []
    begin, last = start, 2
    for label in [*labels, None]:
        following = _ORDER.index(label.part) if label else 3
        stop = label.start if label else end
        for part in _missing(last, following):
            at = _FINDS[part](text, begin, stop)
            if at is not None:
                found.append(Label(part, at, at))
                begin = at
        if label:
            found.append(label)
            begin, last = label.end, following
    return found


def _missing(last: int, following: int) -> list[Part]:
    """The parts that belong between two labels by their places in an item, the second perhaps in the next item."""
    if following <= last:
        return [*_ORDER[last + 1 :], *_ORDER[:following]]
    return [*_ORDER[last + 1 : following]]


def _ur_begins(text: str, begin: int, end: int) -> int | None:
    match = _DECIDED.search(text, begin, end)
    return match.end() if match else None


def _imr_begins(text: str, begin: int, end: int) -> int | None:
    """Where the reviewer is named, a new paragraph cites, or something is cited after it was said that nothing is."""
    for space in _BEGINS.finditer(text, begin, end):
        at = space.end()
        if _REVIEWER_CITES.match(text, at, end):
            return at
        if _CITES.match(text, at, end):
            if _GAP.search(text, space.start(), at) or _NOTHING_CITED.search(text, begin, space.start()):
                return at
        elif not _ON_SOURCES.match(text, at, end) and _is_prose(text, at, end):
            return None
    return None


def _is_prose(text: str, begin: int, end: int) -> bool:
    """Whether a sentence begins here, rather than a name or a title."""
    stop = _CLAUSE_END.search(text, begin, min(end, begin + _LONGEST_NAME))
    return bool(_PROSE.search(text, begin, stop.start() if stop else min(end, begin + _LONGEST_NAME)))


def _rationale_begins(text: str, begin: int, end: int) -> int | None:
    """Where after the citations a new paragraph or a sentence with a verb begins that cites nothing."""
    for space in _BEGINS.finditer(text, begin, end):
        at = space.end()
        cites = _CITES.match(text, at, end) or _ON_SOURCES.match(text, at, end)
        if not cites and (_GAP.search(text, space.start(), at) or _is_prose(text, at, end)):
            return at
    return None


_FINDS: Final = {"ur": _ur_begins, "imr": _imr_begins, "rationale": _rationale_begins}
