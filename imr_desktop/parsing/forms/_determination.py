"""The grammar that forms D, E and F share, with what differs between them as a variant.

Three sections under headings in capitals (how the determination was made, the clinical summary, the issues), and in the
last one an item for each disputed treatment: heading with outcome, two guideline paragraphs, rationale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from imr_desktop.fields import case_outcome
from imr_desktop.model import Found, Source
from imr_desktop.parsing import completeness, guidelines, header, requests, reviewer, subject
from imr_desktop.parsing.conclusion import read_conclusion
from imr_desktop.parsing.dated import read_dates
from imr_desktop.parsing.diagnoses import read_diagnoses
from imr_desktop.parsing.finders import Hit, absent, decide
from imr_desktop.parsing.forms import Form, Parts
from imr_desktop.parsing.items import Item, Label, Side, find_items, find_labels
from imr_desktop.parsing.mechanism import read_mechanism
from imr_desktop.parsing.passage import Passage, fold, paragraphs, sentences, stretch
from imr_desktop.parsing.person import read_person
from imr_desktop.parsing.quantity import read_quantity
from imr_desktop.parsing.sections import Extent, Sections, find_sections, folded
from imr_desktop.parsing.treatments import read_treatments
from imr_desktop.source import PDF


@dataclass(frozen=True, slots=True)
class Variant:
    """What sets one of the forms apart: whether it has a header table, and how it gives the reviewer's credentials.

    None for `header` takes both; `marks` is what recognising it counts for, above 0.
    """

    header: bool | None
    credentials: reviewer.Credentials
    marks: int


def determination(name: str, variant: Variant) -> Form:
    """A form of this grammar."""
    return Form(name, lambda text: _marks(text, variant), lambda source: _read(source, variant))


_HEADER_LABELS: Final = 3
"""A header table has seven labels; with fewer than three of them there is none."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """What every variant needs to know of a text: its sections, the labels of its items, header and credentials."""

    sections: Sections
    labels: list[Label]
    header: Passage
    has_header: bool
    how: Passage


@lru_cache(maxsize=1)
def _lay_out(text: str) -> _Layout:
    """The text's layout; remembered for the last text only, for each variant asks for it once."""
    sections = find_sections(text)
    labels = find_labels(text, *sections.issues) if sections.issues else []
    head = fold(text, *sections.header)
    how = fold(text, *(sections.how or (0, 0)))
    return _Layout(sections, labels, head, header.count_labels(head) >= _HEADER_LABELS, how)


def _marks(text: str, variant: Variant) -> int:
    """What recognising the variant counts for; 0 where the text lacks what the variant cannot do without."""
    layout = _lay_out(text)
    if layout.sections.summary is None or layout.sections.issues is None or not layout.labels:
        return 0
    fits = variant.header in (None, layout.has_header) and variant.credentials.recognise(layout.how)
    return variant.marks if fits else 0


def _read(source: Source, variant: Variant) -> Parts:
    text = source.text
    layout = _lay_out(text)
    items = find_items(text, *layout.sections.issues, layout.labels) if layout.sections.issues else []
    read = tuple(_read_item(text, item) for item in items)
    fields = {
        **header.read_header(layout.header if layout.has_header else None),
        **variant.credentials.read(layout.how),
        **reviewer.read_statements(layout.how),
        **_read_summary(text, layout.sections.summary),
        "case.outcome": _case_outcome(read),
    }
    flags = (
        *completeness.doubts(text, layout.sections, layout.how, layout.labels, len(items)),
        *(completeness.short_pages(source) if source.media_type == PDF else ()),
        *completeness.gaps(text, fields, read, header=layout.has_header),
    )
    return Parts(fields, read, flags)


def _case_outcome(items: tuple[Mapping[str, Found], ...]) -> Found:
    key = "case.outcome"
    value = case_outcome([item["outcome"].value for item in items])
    if value is None:
        return absent(key)
    return decide(key, [Hit(value, "from the items")], sure=min(item["outcome"].confidence for item in items))


def _long_text(key: str, text: str, section: Extent | None) -> Found:
    """A long text whole: from its first to its last character, over page ends."""
    if section is None or not (span := stretch(text, *section)):
        return absent(key)
    return decide(key, [Hit(paragraphs(text, *section), "whole section", (span,))])


def _read_summary(text: str, section: Extent | None) -> dict[str, Found]:
    told = list(sentences(folded(text, section) or fold("")))
    return {
        "summary.text": _long_text("summary.text", text, section),
        **read_person(told),
        **read_dates(told),
        "summary.mechanism_of_injury": read_mechanism(told),
        "summary.diagnoses": read_diagnoses(told),
        "summary.treatments": read_treatments(told),
    }


def _read_item(text: str, item: Item) -> dict[str, Found]:
    heading = fold(text, *item.heading)
    rationale = folded(text, item.parts.get("rationale"))
    portions = requests.portions(heading)
    amount = read_quantity(portions.disputed)
    parts = subject.read_parts(heading, rationale)
    return {
        **requests.read_portions(portions, sure=item.sure),
        "outcome": _read_outcome(text, item),
        "quantity": amount,
        "category": subject.read_category(portions.disputed, amount=bool(amount.value), part=bool(parts.value)),
        "body_parts": parts,
        "laterality": subject.read_side(heading),
        **_read_side(text, item, "ur"),
        **_read_side(text, item, "imr"),
        "conclusion": read_conclusion(rationale),
        "rationale": _long_text("rationale", text, item.parts.get("rationale")),
    }


def _read_outcome(text: str, item: Item) -> Found:
    outcome = fold(text, *item.outcome)
    return decide("outcome", [Hit(outcome.text.casefold(), "after the heading's colon", (outcome.span,))])


def _read_side(text: str, item: Item, side: Side) -> dict[str, Found]:
    key = f"{side}_guideline.text"
    paragraph = folded(text, item.parts.get(side))
    read = guidelines.read_guideline(side, paragraph)
    if paragraph is None:
        return {**read, key: absent(key, "no paragraph")}
    return {**read, key: decide(key, [Hit(paragraph.text, "whole paragraph", (paragraph.span,))])}
