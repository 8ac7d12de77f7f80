"""Form C (2013 and 2014): the later headings already, numbered requests that are (not) medically necessary."""

from __future__ import annotations

import re
from typing import Final

from imr_desktop.model import Source
from imr_desktop.parsing.forms import Form, Parts
from imr_desktop.parsing.forms._inferred import (
    heading_starts,
    numbered,
    openings,
    read_letter,
    with_cover,
    without_lead,
)
from imr_desktop.parsing.sections import titled

_HEADINGS: Final = {
    "reviewer": titled("HOW THE IMR FINAL DETERMINATION WAS MADE", colon=False),
    "documents": titled("document(s) reviewed", colon=False),
    "summary": titled("CLINICAL CASE SUMMARY", colon=False),
    "requests": titled("IMR decision(s) and rationale(s)", colon=False),
}
_TITLE: Final = re.compile(r"IMR\s+DECISION")
_EXPECTED: Final = ("reviewer", "summary", "requests")
_LEAD: Final = re.compile(
    r"(?<!\s)\s*+The\s+[\w\s]{1,30}?\s+developed\s+the\s+following\s+clinical\s+case\s+summary\b[^:]{0,200}+:", re.I
)


def _decisions(text: str) -> list[re.Match[str]]:
    heading = _HEADINGS["requests"].search(text)
    return openings(text, (heading.end(), len(text))) if heading else []


def _recognise(text: str) -> int:
    if not _TITLE.search(text) or not _decisions(text):
        return 0
    return 4 if all(_HEADINGS[name].search(text) for name in ("reviewer", "summary")) else 0


def _read(source: Source) -> Parts:
    text, begins = source.text, _decisions(source.text)
    sections = without_lead(text, with_cover(text, _HEADINGS), _LEAD)
    return read_letter(source, sections, _EXPECTED, numbered(text, begins, heading_starts(text, _HEADINGS)))


FORM: Final = Form("imr-determination-c", _recognise, _read)
