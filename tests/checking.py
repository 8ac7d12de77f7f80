"""Letters of a few words for tests of checks: only the values that a check reads, as a reading would give them."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence

from imr_desktop.checklist.checks import findings
from imr_desktop.checklist.evidence import Evidence
from imr_desktop.model import Finding, Json, ReviewState, Slot, Source, Value, Words

EMPTY = Source("letter.txt", "0" * 64, "text/plain", "", (), Words(array("I"), array("I"), array("f")))
KEYS = {
    "injury": "letter.date_of_injury",
    "denied": "letter.ur_denial_date",
    "received": "letter.application_received",
    "assigned": "letter.date_assigned",
    "decided": "letter.decision_date",
    "priority": "letter.priority",
    "told_injury": "summary.date_of_injury",
    "told_denied": "summary.ur_decision_date",
    "summary": "summary.text",
    "treatments": "summary.treatments",
    "diagnoses": "summary.diagnoses",
    "specialties": "reviewer.specialties",
    "sex": "patient.sex",
    "age": "patient.age",
    "parts": "body_parts",
    "side": "laterality",
    "original": "original_request",
    "authorized": "authorized_part",
    "ur": "ur_guideline.citations",
    "imr": "imr_guideline.citations",
    "ur_basis": "ur_guideline.basis",
    "imr_basis": "imr_guideline.basis",
}
"""Short names for fields that tests speak of often."""


Letter = tuple[dict[str, Json], ...]
"""A letter's values, then each item's."""


def of(summary: str, *items: dict[str, Json], **fields: Json) -> Letter:
    """A letter of this summary, these items and these further values."""
    return ({"summary": summary, **fields}, *items)


def says(rationale: str, **fields: Json) -> dict[str, Json]:
    """An item whose rationale says this."""
    return {"rationale": rationale, "request": "Physical therapy 6 visits", **fields}


def evidence_of(one: Letter) -> Evidence:
    """A letter as checks look at it."""
    fields, *items = one
    return _evidence(fields, items, ())


def letter(*items: dict[str, Json], typed: Collection[str] = (), **fields: Json) -> Evidence:
    """A letter with these values and disputed items; a citation is given as `MTUS: …` or `other: …`.

    The values named in `typed` are a person's corrections.
    """
    return _evidence(fields, items, typed)


def _evidence(fields: dict[str, Json], items: Sequence[dict[str, Json]], typed: Collection[str]) -> Evidence:
    values: dict[Slot, Value] = {}
    for item, given in enumerate((fields, *items)):
        for name, value in given.items():
            key = KEYS.get(name, name)
            slot = Slot(item, key)
            state: ReviewState = "corrected" if name in typed else "prefilled"
            values[slot] = Value(slot, _cited(value) if key.endswith("citations") else value, state)
            if key.endswith("citations"):
                text = Slot(item, key.replace("citations", "text"))
                values[text] = Value(text, f"Decision based on {value}.", "prefilled")
    return Evidence(EMPTY, values, tuple(range(1, len(items) + 1)))


def _cited(value: Json) -> Json:
    texts = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    return [
        {"source": "mtus" if text.startswith("MTUS:") else "non_mtus", "text": text.partition(": ")[2]}
        for text in texts
    ]


def found(evidence: Evidence, rule: str) -> list[Finding]:
    """What one check finds in a letter."""
    return [each for each in findings(evidence) if each.rule == rule]
