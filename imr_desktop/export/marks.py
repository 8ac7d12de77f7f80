"""The places of a case's values in its text, for the formats that carry annotations; and the text they lie in.

Offsets count Unicode code points of the text everywhere: not bytes, and not UTF-16 units as JavaScript counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from imr_desktop.export import Exported, Options
from imr_desktop.export.tables import title
from imr_desktop.fields import FIELDS, WRITTEN
from imr_desktop.model import Case, Edit, Json, ReviewState, Slot, Span, Value

OFFSETS: Final = "Offsets count Unicode code points of the text, from 0; the end is the first one after."


@dataclass(frozen=True, slots=True)
class Mark:
    """One place of one value: `text[start:end]`. `item` is the disputed item's number, None for the letter's fields.

    `person` says whether a person decided on the value; if not it is the reader's suggestion, with its confidence.
    """

    slot: Slot
    item: int | None
    start: int
    end: int
    value: Json
    state: ReviewState
    confidence: float

    @property
    def label(self) -> str:
        return self.slot.field

    @property
    def person(self) -> bool:
        return self.state in ("confirmed", "corrected")

    @property
    def shown(self) -> str:
        """The value as the form shows it."""
        return WRITTEN[self.slot.field].kind.format(self.value)


@dataclass(frozen=True, slots=True)
class Marked:
    """A case's text with its marks, in the text's order."""

    case: Case
    title: str
    text: str
    marks: tuple[Mark, ...]
    edits: tuple[Edit, ...]

    def reviewer(self, slot: Slot) -> tuple[str, str] | None:
        """Who decided on a slot last, and when."""
        return reviewer_of(self.edits, slot)


def reviewer_of(edits: Sequence[Edit], slot: Slot) -> tuple[str, str] | None:
    """Who edited a slot last, and when (UTC, ISO 8601); None where nobody has."""
    return next(((each.who, each.at) for each in reversed(edits) if each.slot == slot), None)


def marked(exported: Exported, options: Options) -> Marked:
    """A case's text and the places of its values. A value that was typed and not taken from the text has none.

    Without the outcome, the words that tell it are blanked out of the text, so that offsets stay as they are.
    """
    case = exported.case
    numbers: list[tuple[int | None, int]] = [(None, 0), *enumerate(case.items, 1)]
    marks = sorted(
        (
            mark
            for number, item in numbers
            for field in FIELDS
            if field.repeated == bool(item)
            for mark in _marks(case.value(field.key, item), number)
            if 0 <= mark.start < mark.end <= len(case.source.text)
        ),
        key=lambda each: (each.start, -each.end, each.slot),
    )
    text = case.source.text
    if options.without_outcome:
        text = _without_outcome(text, [each for each in marks if each.label in _TELLS])
        marks = [replace(each, value=_untold(each.value)) for each in marks if each.label not in _TELLS]
    return Marked(case, title(case), text, tuple(marks), exported.edits())


def labels() -> list[str]:
    """Every label that a mark may have."""
    return [field.key for field in FIELDS]


def _marks(value: Value, number: int | None) -> Iterator[Mark]:
    for span in places(value):
        confidence = value.found.confidence if value.found and not value.touched else 1.0
        yield Mark(value.slot, number, span.start, span.end, value.value, value.state, confidence)


def places(value: Value) -> tuple[Span, ...]:
    """Where a value stands: as a person marked it, or as it was read, where that still holds."""
    if value.state == "corrected":
        return tuple(anchor.span for anchor in value.anchors)
    if value.state in ("prefilled", "confirmed") and value.found:
        return value.found.spans
    return ()


WHOLE: Final = ("summary.text", "rationale", "ur_guideline.text", "imr_guideline.text")
"""Fields that are whole paragraphs, in which places of other values stand."""

_TELLS: Final = ("outcome", "conclusion", "case.outcome")
_TELLING: Final = re.compile(
    r"\b(?:upheld|overturned|overturns?|upholds?|denied|approved|"
    r"(?:(?:is|are|was|were|be)\s++)?(?:not\s++)?(?:medically\s++(?:necessary|appropriate)|certified|authorized))\b",
    re.I,
)
"""The words in which determinations say what was decided."""


def _without_outcome(text: str, telling: list[Mark]) -> str:
    """The text with the outcome's own words blanked, line by line and letter for letter."""
    hidden = [(mark.start, mark.end) for mark in telling] + [match.span() for match in _TELLING.finditer(text)]
    letters = list(text)
    for start, end in hidden:
        letters[start:end] = [letter if letter.isspace() else "_" for letter in letters[start:end]]
    return "".join(letters)


def _untold(value: Json) -> Json:
    """A value with the outcome's own words blanked wherever it has text."""
    if isinstance(value, str):
        return _without_outcome(value, [])
    if isinstance(value, list):
        return [_untold(each) for each in value]
    return {key: _untold(each) for key, each in value.items()} if isinstance(value, dict) else value
