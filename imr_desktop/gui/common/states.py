"""How far a person has come: the mark of one value, and a whole case counted up."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from imr_desktop.checklist.review import judged
from imr_desktop.gui.common.theme import MARKS, Mark
from imr_desktop.model import Case, Finding, Found, Slot, Value
from imr_desktop.texts import tr

SURE: Final = 0.75
"""A value read with less confidence than this asks for a person before the others do."""


def percent(found: Found) -> str:
    """How sure the reader is, `91%`; never of all, for no reader is."""
    return f"{min(round(found.confidence * 100), 99)}%"


def sureness(found: Found) -> str:
    """The same in words, `91% sure`."""
    return tr("{percent} sure", percent=percent(found))


Need = Literal["unreadable", "check fails", "low confidence", "not found", ""]
"""Why a person should look at a value before the others, the most pressing first; empty for no reason."""

NEEDS: Final[tuple[Need, ...]] = get_args(Need)


def need_of(value: Value, doubted: Collection[Slot] = (), sure: float = SURE) -> Need:
    """What makes an untouched value press; `doubted` are the values in which a check found what does not fit."""
    found = value.found
    if found and found.state == "unreadable":
        return "unreadable"
    if doubted and value.slot in doubted:  # most cases have none, and to look one up takes the most of this
        return "check fails"
    if found and found.confidence < sure:
        return "low confidence"
    return "not found" if found and found.state == "absent" else ""


def doubted_in(case: Case, findings: Iterable[Finding]) -> frozenset[Slot]:
    """The values of a case in which a check found what does not fit, and nobody has dealt with that."""
    weighty = (each for each in findings if each.severity != "minor")
    return frozenset(each.slot for each in weighty if judged(case, each) is None)


def needs_you(value: Value, sure: float = SURE, doubted: Collection[Slot] = ()) -> bool:
    """Whether a person should look at an untouched value: it cannot be read, or the reader or a check doubts it."""
    return not value.touched and need_of(value, doubted, sure) in ("unreadable", "check fails", "low confidence")


def mark_of(value: Value, sure: float = SURE, doubted: Collection[Slot] = ()) -> Mark:
    """Icon, word and tone of a value's state; a value that was read says how sure the reader is (`read 91%`)."""
    if needs_you(value, sure, doubted):
        return MARKS["needs_you"]
    mark = MARKS[value.state]
    if value.state == "prefilled" and value.found:
        return mark._replace(word=tr("read {percent}", percent=percent(value.found)))
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


def tally(values: Iterable[Value], sure: float = SURE, doubted: Collection[Slot] = ()) -> Tally:
    """Counts the values that a form shows."""
    listed = list(values)
    touched = [value for value in listed if value.touched]
    corrected = sum(value.state == "corrected" for value in touched)
    waiting = sum(needs_you(value, sure, doubted) for value in listed)
    return Tally(len(touched) - corrected, corrected, waiting, len(listed))
