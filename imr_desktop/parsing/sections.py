"""Where a determination's sections stand: its headings on lines of their own, whatever prose may repeat of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from imr_desktop.parsing.labels import LINE_START, MARK, printed
from imr_desktop.parsing.passage import Passage, fold

Extent = tuple[int, int]
"""Offsets of a stretch of the text, start and end."""

_CAPITAL: Final = r"(?=(?-i:[A-Z]|[l1|][A-Z]))"
"""How a heading begins, in whatever case the rest of it is; an "I" may be misread."""


def titled(*phrases: str, colon: bool = True) -> re.Pattern[str]:
    """A heading that begins a line and ends with its colon or, without `colon`, with its line; it may wrap."""
    ending = MARK if colon else r"[ \t*_]*+[:;.]?[ \t*_]*+$"
    return re.compile(rf"{LINE_START}{_CAPITAL}{printed(*phrases)}{ending}", re.MULTILINE | re.IGNORECASE)


def _lead_in(*phrases: str) -> re.Pattern[str]:
    """The fixed sentence below a heading, up to its colon."""
    return re.compile(rf"{LINE_START}{printed(*phrases)}\b[^:]{{0,200}}+:", re.MULTILINE | re.IGNORECASE)


class _Marks(NamedTuple):
    """How a section begins: its heading, and the fixed sentence below it; what follows their match is the section."""

    heading: re.Pattern[str]
    lead_in: re.Pattern[str]


HOW: Final = "HOW THE IMR FINAL DETERMINATION WAS MADE"
SUMMARY: Final = "CLINICAL CASE SUMMARY"
ISSUES: Final = "IMR ISSUES, DECISIONS AND RATIONALES"

_SECTIONS: Final = {
    HOW: _Marks(
        titled(HOW, "how the IMR determination was made", colon=False),
        re.compile(rf"(?={printed('MAXIMUS Federal Services sent the complete case file')})", re.IGNORECASE),
    ),
    SUMMARY: _Marks(
        titled(SUMMARY, colon=False),
        _lead_in(
            *(f"the {who} developed the following clinical case summary" for who in ("expert reviewer", "reviewer")),
            *(f"the {who} reviewer developed the following clinical case summary" for who in ("physician", "medical")),
        ),
    ),
    ISSUES: _Marks(
        titled("IMR issue(s), decision(s), and rationale(s)", "IMR decision(s) and rationale(s)", colon=False),
        _lead_in("the final determination was based on decisions for the disputed"),
    ),
}


Lost = Literal["heading", "lead-in"]
"""What of a section's beginning is not where it belongs."""


@dataclass(frozen=True, slots=True)
class Sections:
    """The stretches of a determination's sections without their headings and lead-ins; None for a missing section.

    `missing` are the headings, and those whose lead-in it is, that are not where they belong: the text may have lost
    more with them.
    """

    header: Extent
    how: Extent | None
    summary: Extent | None
    issues: Extent | None
    missing: tuple[tuple[Lost, str], ...]


def find_sections(text: str) -> Sections:
    """The sections in their order, each up to the next one that is there.

    A section whose heading is lost is still found by its lead-in.
    """
    marked: dict[str, Extent] = {}
    missing: list[tuple[Lost, str]] = []
    begin = 0
    for name, marks in _SECTIONS.items():
        heading = marks.heading.search(text, begin)
        lead_in = marks.lead_in.search(text, heading.end() if heading else begin)
        if heading is None:
            missing.append(("heading", name))
        if lead_in is None:
            missing.append(("lead-in", name))
        if heading:
            marked[name] = heading.start(), (lead_in or heading).end()
        elif lead_in:
            marked[name] = _above(text, begin, lead_in.start()), lead_in.end()
        begin = marked[name][1] if name in marked else begin
    starts = [start for start, _ in marked.values()] + [len(text)]
    found = {name: (end, stop) for (name, (_, end)), stop in zip(marked.items(), starts[1:], strict=True)}
    return Sections((0, starts[0]), found.get(HOW), found.get(SUMMARY), found.get(ISSUES), tuple(missing))


_REACH: Final = 200
_UNKNOWN_HEADING: Final = re.compile(r"(?<=[\n\f])[^\n\f.:]{3,60}\s*+\Z")


def _above(text: str, begin: int, lead_in: int) -> int:
    """Where a section begins whose heading is not known: a line that ends in no full stop, right above the lead-in."""
    heading = _UNKNOWN_HEADING.search(text, max(begin, lead_in - _REACH), lead_in)
    return heading.start() if heading else lead_in


def outline(text: str, headings: Mapping[str, re.Pattern[str]]) -> dict[str, Extent]:
    """The stretch below each heading that is there, up to the next one, whatever their order."""
    marks = sorted((match.span(), name) for name, heading in headings.items() if (match := heading.search(text)))
    stops = [start for (start, _), _ in marks[1:]] + [len(text)]
    return {name: (end, stop) for ((_, end), name), stop in zip(marks, stops, strict=True)}


def folded(text: str, section: Extent | None) -> Passage | None:
    """A section as a passage; None for one that is missing or empty."""
    return (fold(text, *section) or None) if section else None
