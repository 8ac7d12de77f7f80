"""How far a person has come: the mark of one value, and a whole case counted up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from imr_desktop.gui.theme import MARKS, Mark
from imr_desktop.model import Found, Value

SURE: Final = 0.75
"""A value read with less confidence than this asks for a person before the others do."""


def sureness(found: Found) -> str:
    """How sure the reader is, with two decimals; never 1.00, for no reader is."""
    return f"{min(found.confidence, 0.99):.2f}"


def needs_you(value: Value, sure: float = SURE) -> bool:
    """Whether the reader itself doubts an untouched value: less confidence than `sure`, or something unreadable."""
    if value.touched or value.found is None:
        return False
    return value.found.state == "unreadable" or value.found.confidence < sure


def mark_of(value: Value, sure: float = SURE) -> Mark:
    """Icon, word and tone of a value's state; a value that was read says how sure the reader is (`read 0.91`)."""
    if needs_you(value, sure):
        return MARKS["needs_you"]
    mark = MARKS[value.state]
    if value.state == "prefilled" and value.found:
        return mark._replace(word=f"{mark.word} {sureness(value.found)}")
    return mark


@dataclass(frozen=True, slots=True)
class Tally:
    """The values of a case by state; `settled` are those looked at without a correction."""

    settled: int
    corrected: int
    needs_you: int
    total: int

    @property
    def looked_at(self) -> int:
        return self.settled + self.corrected


def tally(values: Iterable[Value], sure: float = SURE) -> Tally:
    """Counts the values that a form shows."""
    listed = list(values)
    corrected = sum(value.state == "corrected" for value in listed)
    touched = sum(value.touched for value in listed)
    return Tally(touched - corrected, corrected, sum(needs_you(value, sure) for value in listed), len(listed))
