"""What every form reads alike: the clinical summary, a request, a long text, the case's outcome."""

from __future__ import annotations

from collections.abc import Mapping

from imr_desktop.fields import case_outcome
from imr_desktop.model import Found
from imr_desktop.parsing import requests, subject
from imr_desktop.parsing.conclusion import read_conclusion
from imr_desktop.parsing.dated import read_dates
from imr_desktop.parsing.diagnoses import read_diagnoses
from imr_desktop.parsing.finders import Hit, absent, decide
from imr_desktop.parsing.mechanism import read_mechanism
from imr_desktop.parsing.passage import Passage, fold, paragraphs, sentences, stretch
from imr_desktop.parsing.person import read_person
from imr_desktop.parsing.quantity import read_quantity
from imr_desktop.parsing.sections import Extent, folded
from imr_desktop.parsing.treatments import read_treatments


def read_case_outcome(items: tuple[Mapping[str, Found], ...]) -> Found:
    """The case's outcome as it follows from the items'; as sure as the least sure of them."""
    key = "case.outcome"
    value = case_outcome([item["outcome"].value for item in items])
    if value is None:
        return absent(key)
    return decide(key, [Hit(value, "from the items")], sure=min(item["outcome"].confidence for item in items))


def read_long_text(key: str, text: str, section: Extent | None) -> Found:
    """A long text whole: from its first to its last character, over page ends."""
    if section is None or not (span := stretch(text, *section)):
        return absent(key)
    return decide(key, [Hit(paragraphs(text, *section), "whole section", (span,))])


def read_summary(text: str, section: Extent | None, lead: Extent | None = None) -> dict[str, Found]:
    """The fields of the clinical summary, from the section alone; `lead` is a sentence before it that tells dates."""
    told = list(sentences(folded(text, section) or fold("")))
    dated = [passage, *told] if (passage := folded(text, lead)) else told
    mechanism = read_mechanism(told)
    return {
        "summary.text": read_long_text("summary.text", text, section),
        **read_person(told),
        **read_dates(dated, mechanism.spans),
        "summary.mechanism_of_injury": mechanism,
        "summary.diagnoses": read_diagnoses(told),
        "summary.treatments": read_treatments(told, mechanism.spans),
    }


def read_request(heading: Passage, rationale: Passage | None, *, sure: float) -> dict[str, Found]:
    """What the heading says of the request, and what the rationale concludes on it."""
    portions = requests.portions(heading)
    amount = read_quantity(portions.disputed)
    parts = subject.read_parts(heading, rationale)
    return {
        **requests.read_portions(portions, sure=sure),
        "quantity": amount,
        "category": subject.read_category(portions.disputed, amount=bool(amount.value), part=bool(parts.value)),
        "body_parts": parts,
        "laterality": subject.read_side(heading),
        "conclusion": read_conclusion(rationale),
    }
