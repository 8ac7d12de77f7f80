"""Form A (2013): one request, sections under headings of which two wrap, the outcome in the rationale's heading."""

from __future__ import annotations

import re
from typing import Final

from imr_desktop.model import Source
from imr_desktop.parsing.forms import Form, Parts
from imr_desktop.parsing.forms._inferred import Decided, read_letter, with_cover
from imr_desktop.parsing.items import Part
from imr_desktop.parsing.sections import Extent, titled

_RATIONALE: Final = titled(
    r"RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE (?:IS/WAS|IS|WAS)(?:\s+NOT)? MEDICALLY NECESSARY"
)
_HEADINGS: Final = {
    "issue": titled("ISSUE AT DISPUTE"),
    "summary": titled("CASE SUMMARY"),
    "documents": titled("DOCUMENTS REVIEWED FOR DETERMINATION"),
    "guideline": titled(r"MEDICAL TREATMENT GUIDELINE\(?S?\)? RELIED UPON BY PROFESSIONAL REVIEWER AND WHY"),
    "rationale": _RATIONALE,
    "reviewer": titled("MEDICAL REVIEWER QUALIFICATIONS"),
}
_TITLE: Final = re.compile(r"MEDICAL\s+PROFESSIONAL\s+REVIEW")
_ENOUGH: Final = 4
"""Headings of six that make the form."""

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
    heading = _RATIONALE.search(text)
    items = [_item(text, sections, heading.span())] if heading and "issue" in sections else []
    return read_letter(source, sections, [*_HEADINGS], items)


def _item(text: str, sections: dict[str, Extent], decided: Extent) -> Decided:
    parts: dict[Part, Extent] = {"rationale": sections["rationale"]}
    if "guideline" in sections:
        parts["imr"] = sections["guideline"]
    return Decided(_request(text, *sections["issue"]), (decided,), parts)


def _request(text: str, begin: int, end: int) -> Extent:
    """The request within the issue at dispute, which may be put as a question on its necessity."""
    lead = _LEAD.match(text, begin, end)
    tail = _TAIL.search(text, max(begin, end - _LONGEST_TAIL), end)
    return (lead.end() if lead else begin), (tail.start() if tail else end)


FORM: Final = Form("imr-determination-a", _recognise, _read)
