"""Letters of a few words for tests of checks: only the values that a check reads, typed as a person would."""

from __future__ import annotations

from array import array

from imr_desktop.checklist.checks import findings
from imr_desktop.checklist.evidence import Evidence
from imr_desktop.model import Finding, Json, Slot, Source, Value, Words

EMPTY = Source("letter.txt", "0" * 64, "text/plain", "", (), Words(array("I"), array("I"), array("f")))
KEYS = {
    "injury": "letter.date_of_injury",
    "denied": "letter.ur_denial_date",
    "received": "letter.application_received",
    "assigned": "letter.date_assigned",
    "decided": "letter.decision_date",
    "told_injury": "summary.date_of_injury",
    "told_denied": "summary.ur_decision_date",
    "summary": "summary.text",
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


def letter(*items: dict[str, Json], **fields: Json) -> Evidence:
    """A letter with these values and disputed items; a citation is given as `MTUS: …` or `other: …`."""
    values: dict[Slot, Value] = {}
    for item, given in enumerate((fields, *items)):
        for name, value in given.items():
            key = KEYS.get(name, name)
            slot = Slot(item, key)
            values[slot] = Value(slot, _cited(value) if key.endswith("citations") else value, "corrected")
            if key.endswith("citations"):
                text = Slot(item, key.replace("citations", "text"))
                values[text] = Value(text, f"Decision based on {value}.", "corrected")
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
