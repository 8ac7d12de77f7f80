"""Where a determination's sections stand: its headings on lines of their own, whatever prose may repeat of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from imr_desktop.parsing.passage import Passage, fold

Extent = tuple[int, int]
"""Offsets of a stretch of the text, start and end."""

_LINE_START: Final = r"(?:^|(?<=\f))[ \t]*+"


def _spaced(words: str) -> str:
    return r"\s+".join(words.split(" "))


def _heading(words: str) -> re.Pattern[str]:
    """A heading in capitals that begins and ends a line; it may wrap, also over a page's end."""
    return re.compile(rf"{_LINE_START}{_spaced(words)}[ \t]*+:?[ \t]*+$", re.MULTILINE)


def _lead_in(words: str) -> re.Pattern[str]:
    """The fixed sentence below a heading, up to its colon."""
    return re.compile(rf"{_LINE_START}{_spaced(words)}\b[^:]{{0,200}}+:", re.MULTILINE | re.IGNORECASE)


class _Marks(NamedTuple):
    """How a section begins: its heading, and the fixed sentence below it where the form has one."""

    heading: re.Pattern[str]
    lead_in: re.Pattern[str] | None = None


HOW: Final = "HOW THE IMR FINAL DETERMINATION WAS MADE"
SUMMARY: Final = "CLINICAL CASE SUMMARY"
ISSUES: Final = "IMR ISSUES, DECISIONS AND RATIONALES"

_SECTIONS: Final = {
    HOW: _Marks(_heading(HOW)),
    SUMMARY: _Marks(_heading(SUMMARY), _lead_in("The expert reviewer developed the following clinical case summary")),
    ISSUES: _Marks(
        _heading(r"IMR (?:ISSUES, DECISIONS AND RATIONALES|DECISION\(?S?\)? AND RATIONALE\(?S?\)?)"),
        _lead_in("The Final Determination was based on decisions for the disputed"),
    ),
}


@dataclass(frozen=True, slots=True)
class Sections:
    """The stretches of a determination's sections without their headings and lead-ins; None for a missing section.

    `missing` names the headings and lead-ins that are not where they belong: the text may have lost more with them.
    """

    header: Extent
    how: Extent | None
    summary: Extent | None
    issues: Extent | None
    missing: tuple[str, ...]


def find_sections(text: str) -> Sections:
    """The sections in their order, each up to the next one that is there.

    A section whose heading is lost is still found by its lead-in.
    """
    starts: dict[str, Extent] = {}
    missing: list[str] = []
    begin = 0
    for name, marks in _SECTIONS.items():
        heading = marks.heading.search(text, begin)
        lead_in = marks.lead_in.search(text, heading.end() if heading else begin) if marks.lead_in else None
        if heading is None:
            missing.append(f"the heading “{name}”")
        if marks.lead_in and lead_in is None:
            missing.append(f"the sentence below “{name}”")
        if mark := heading or lead_in:
            starts[name] = mark.start(), (lead_in or mark).end()
            begin = starts[name][1]
    ends = [start for start, _ in starts.values()] + [len(text)]

    def extent(name: str) -> Extent | None:
        if name not in starts:
            return None
        start = starts[name][1]
        return start, min(each for each in ends if each >= start)

    return Sections((0, ends[0]), extent(HOW), extent(SUMMARY), extent(ISSUES), tuple(missing))


def titled(words: str, *, colon: bool = True) -> re.Pattern[str]:
    """A heading that begins a line and ends with its colon or, without `colon`, with its line; it may wrap."""
    ending = r"\s*+:" if colon else r"[ \t]*+:?[ \t]*+$"
    return re.compile(_LINE_START + _spaced(words) + ending, re.MULTILINE)


def outline(text: str, headings: Mapping[str, re.Pattern[str]]) -> dict[str, Extent]:
    """The stretch below each heading that is there, up to the next one, whatever their order."""
    marks = sorted((match.span(), name) for name, heading in headings.items() if (match := heading.search(text)))
    stops = [start for (start, _), _ in marks[1:]] + [len(text)]
    return {name: (end, stop) for ((_, end), name), stop in zip(marks, stops, strict=True)}


def folded(text: str, section: Extent | None) -> Passage | None:
    """A section as a passage; None for one that is missing or empty."""
    return (fold(text, *section) or None) if section else None
