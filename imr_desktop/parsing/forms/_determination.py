"""The grammar that forms D, E and F share, with what differs between them as a variant.

Three sections under headings in capitals (how the determination was made, the clinical summary, the issues), and in the
last one an item for each disputed treatment: heading with outcome, two guideline paragraphs, rationale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from imr_desktop.model import Found, Source
from imr_desktop.parsing import completeness, guidelines, header, reviewer
from imr_desktop.parsing.finders import Hit, absent, decide, unreadable
from imr_desktop.parsing.forms import Form, Parts
from imr_desktop.parsing.forms._shared import read_case_outcome, read_long_text, read_request, read_summary
from imr_desktop.parsing.items import Item, Label, Side, find_items, find_labels, which_outcome
from imr_desktop.parsing.passage import Passage, fold
from imr_desktop.parsing.sections import Sections, find_sections, folded
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
        **read_summary(text, layout.sections.summary),
        "case.outcome": read_case_outcome(read),
    }
    flags = (
        *completeness.doubts(text, layout.sections, layout.how, layout.labels, len(items)),
        *(completeness.short_pages(source) if source.media_type == PDF else ()),
        *completeness.gaps(text, fields, read, header=layout.has_header),
    )
    return Parts(fields, read, flags)


_RESTORED: Final = 0.8
"""What is left of the confidence in an item's values where one of its labels was lost."""


def _read_item(text: str, item: Item) -> dict[str, Found]:
    rationale = item.parts.get("rationale")
    read = {
        **read_request(fold(text, *item.heading), folded(text, rationale), sure=item.sure),
        "outcome": _read_outcome(text, item),
        **_read_side(text, item, "ur"),
        **_read_side(text, item, "imr"),
        "rationale": read_long_text("rationale", text, rationale),
    }
    return (
        {key: replace(found, confidence=_RESTORED * found.confidence) for key, found in read.items()}
        if (item.restored)
        else read
    )


def _read_outcome(text: str, item: Item) -> Found:
    outcome = fold(text, *item.outcome)
    if (value := which_outcome(outcome.text)) is None:
        return unreadable("outcome", outcome, f"“{outcome.text}” is neither “Upheld” nor “Overturned”")
    return decide("outcome", [Hit(value, "after the heading's colon", (outcome.span,))])


def _read_side(text: str, item: Item, side: Side) -> dict[str, Found]:
    key = f"{side}_guideline.text"
    paragraph = folded(text, item.parts.get(side))
    read = guidelines.read_guideline(side, paragraph)
    if paragraph is None:
        return {**read, key: absent(key, "no paragraph")}
    return {**read, key: decide(key, [Hit(paragraph.text, "whole paragraph", (paragraph.span,))])}
