"""What a person highlighted in a letter and what a case is tagged with, for the formats that carry them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from imr_desktop.export import Exported
from imr_desktop.fields import ANNOTATION
from imr_desktop.model import Anchor, Case, Edit, Value
from imr_desktop.record import TAGS


@dataclass(frozen=True, slots=True)
class Highlight:
    """Highlighted words: the label's id and name, the comment, where they stand, and by whom and when (UTC, ISO 8601).

    Words that the latest reading does not have stand where they last stood, with `found` False.
    """

    label: str
    name: str
    comment: str
    places: tuple[Anchor, ...]
    found: bool
    who: str
    at: str


def tags(case: Case) -> list[str]:
    """A case's tags, in the order in which they were put on."""
    held = case.value(TAGS.field).value
    return [str(each) for each in held] if isinstance(held, list) else []


def highlights(exported: Exported) -> Iterator[Highlight]:
    """What is highlighted in a case's letter, in the order of the text."""
    values = [
        value for key, value in exported.values.get(0, {}).items() if key.startswith(ANNOTATION) and value.touched
    ]
    if values:
        edits = exported.edits()
        yield from sorted((_highlight(value, edits, exported.label_name) for value in values), key=_order)


def _highlight(value: Value, edits: tuple[Edit, ...], name: Callable[[str], str]) -> Highlight:
    held = value.value if isinstance(value.value, dict) else {}
    own = [edit for edit in edits if edit.slot == value.slot]
    last = next((edit.anchors for edit in reversed(own) if edit.anchors), ())
    who, at = (own[-1].who, own[-1].at) if own else ("", "")
    label, comment = str(held.get("label", "")), str(held.get("comment", ""))
    return Highlight(label, name(label), comment, value.anchors or last, bool(value.anchors), who, at)


def _order(each: Highlight) -> tuple[bool, list[int], str]:
    return not each.found, [place.start for place in each.places], each.at
