"""Form A (2013): sections under headings of which two wrap, the outcome in the rationale's heading.

Most letters decide one request. Where there are more, either they are numbered below one heading, as are their
rationales where each has its own, or the sections are printed anew for each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from imr_desktop.model import Source
from imr_desktop.parsing.forms import Form, Parts
from imr_desktop.parsing.forms._inferred import Decided, read_letter, with_cover
from imr_desktop.parsing.items import Part
from imr_desktop.parsing.sections import Extent, titled

_ISSUE: Final = titled("issue(s) at dispute", "issue(s) in dispute")
_RATIONALE: Final = titled(
    *(
        f"rationale for why the requested treatment/service {be}{no} medically necessary"
        for be in ("is/was", "is", "was")
        for no in ("", " not")
    )
)
_HEADINGS: Final = {
    "issue": _ISSUE,
    "summary": titled("CASE SUMMARY"),
    "documents": titled("document(s) reviewed for determination"),
    "guideline": titled("medical treatment guideline(s) relied upon by professional reviewer and why"),
    "rationale": _RATIONALE,
    "reviewer": titled("medical reviewer qualification(s)"),
}
_TITLE: Final = re.compile(r"MEDICAL\s+PROFESSIONAL\s+REVIEW")
_ENOUGH: Final = 4
"""Headings of six that make the form."""

_NUMBER: Final = re.compile(r"(?:^|(?<=\f))[ \t]*+(?P<number>\d{1,2})[ ]?[.)]\s++(?=\S)", re.MULTILINE)

Told = tuple[Extent, Extent]
"""A heading, and what stands below it."""

_LEAD: Final = re.compile(r"\s*+(?:Whether\s+)?(?:the\s+)?(?:requests?\s+for\s+)?", re.IGNORECASE)
_TAIL: Final = re.compile(
    r"\b(?:is|are|was|were)\s++medically\s++necessary(?:\s++and\s++appropriate)?[\s.?]*+\Z", re.IGNORECASE
)
_LONGEST_TAIL: Final = 80


def _recognise(text: str) -> int:
    if not _TITLE.search(text):
        return 0
    return 4 if sum(bool(heading.search(text)) for heading in _HEADINGS.values()) >= _ENOUGH else 0


def _read(source: Source) -> Parts:
    text = source.text
    sections = with_cover(text, _HEADINGS)
    issues = [match.start() for match in _ISSUE.finditer(text)]
    items = [item for block in pairwise([*issues, len(text)]) for item in _items(text, block)]
    return read_letter(source, sections, [*_HEADINGS], items)


def _items(text: str, block: Extent) -> list[Decided]:
    """The requests of one issue at dispute, with what follows it up to the next."""
    marks = sorted((match.span(), name) for name, head in _HEADINGS.items() for match in head.finditer(text, *block))
    stops = [start for (start, _), _ in marks[1:]] + [block[1]]
    below = [(name, (head, (head[1], stop))) for (head, name), stop in zip(marks, stops, strict=True)]
    rationales = [told for name, told in below if name == "rationale"]
    if not rationales:
        return []
    requests = [request for _, request in _numbered(text, below[0][1][1])]
    guidelines = _told(text, [told for name, told in below if name == "guideline"], len(requests))
    return [
        _item(text, request, reasons, guideline)
        for request, reasons, guideline in zip(
            requests, _told(text, rationales, len(requests)), guidelines, strict=True
        )
    ]


def _item(text: str, request: Extent, reasons: Told | None, guideline: Told | None) -> Decided:
    said = _request(text, *request)
    parts: dict[Part, Extent] = {}
    if guideline:
        parts["imr"] = guideline[1]
    if reasons:
        parts["rationale"] = reasons[1]
    return Decided(said, (reasons[0] if reasons else said,), parts)


def _told(text: str, sections: Sequence[Told], count: int) -> list[Told | None]:
    """Which of the sections, or which numbered part of one, tells of each of so many requests.

    Numbers tell whose a part is, without them their order; one section without numbers is everybody's. None for all
    where that cannot be told.
    """
    own = {number: (head, part) for head, below in sections for number, part in _numbered(text, below)}
    if count > 1 and [*own] == [*range(1, count + 1)]:
        return [*own.values()]
    if len(sections) == count:
        return [*sections]
    return [sections[0] if len(sections) == 1 else None] * count


def _numbered(text: str, extent: Extent) -> list[tuple[int, Extent]]:
    """The parts of a stretch that are numbered one after another from its beginning; else the whole, as number 0."""
    found = [*_NUMBER.finditer(text, *extent)]
    opening = text[extent[0] : found[0].start()].strip() if found else "no number"
    numbers = [int(match["number"]) for match in found]
    if (opening and not opening.endswith(":")) or numbers != [*range(numbers[0], numbers[0] + len(numbers))]:
        return [(0, extent)]
    stops = [match.start() for match in found[1:]] + [extent[1]]
    return [(number, (match.end(), stop)) for number, match, stop in zip(numbers, found, stops, strict=True)]


def _request(text: str, begin: int, end: int) -> Extent:
    """The request within the issue at dispute, which may be put as a question on its necessity."""
    lead = _LEAD.match(text, begin, end)
    tail = _TAIL.search(text, max(begin, end - _LONGEST_TAIL), end)
    return (lead.end() if lead else begin), (tail.start() if tail else end)


FORM: Final = Form("imr-determination-a", _recognise, _read)
