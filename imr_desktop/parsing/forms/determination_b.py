"""Form B (2013): a notice with numbered decisions, printed once more above their rationales."""

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

_TITLE: Final = re.compile(r"[Nn](?i:otice\s+of\s+Independent\s+Medical\s+Review\s+Determination)")
_PRINTER: Final = re.compile(r"\bMAXIMUS\s+FEDERAL\s+SERVICES\b", re.IGNORECASE)
_HEADINGS: Final = {
    "decision": titled("independent medical review decision(s) and rationale(s)", colon=False),
    "reviewer": titled("medical qualification(s) of the expert reviewer"),
    "summary": titled("Case Summary"),
    "documents": titled("document(s) reviewed for determination"),
}
_EXPECTED: Final = ("decision", "reviewer", "summary")
_DISCLAIMER: Final = re.compile(
    r"(?<!\s)\s*+(?:Disclaimer\s*:\s*)?The\s+following\s+case\s+summary\s+was\s+taken\b[^:.]{0,200}+[:.]", re.IGNORECASE
)
"""The sentence that begins the summary; it dates the utilization review."""


def _decisions(text: str) -> list[re.Match[str]]:
    return [match for match in openings(text, (0, len(text))) if match["fixed"] or match["about"]]


def _recognise(text: str) -> int:
    return 4 if _TITLE.search(text) and _PRINTER.search(text) and _decisions(text) else 0


def _read(source: Source) -> Parts:
    text, begins = source.text, _decisions(source.text)
    sections = with_cover(text, _HEADINGS, begins)
    items = numbered(text, begins, heading_starts(text, _HEADINGS))
    return read_letter(source, without_lead(text, sections, _DISCLAIMER), _EXPECTED, items)


FORM: Final = Form("imr-determination-b", _recognise, _read)
