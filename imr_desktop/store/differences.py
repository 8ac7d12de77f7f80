"""What a case that came back says differently from the library: compared, and kept until somebody takes or rejects it.

What waits is a value of the case like any other, in a slot of its own beside the one it speaks of; so that keeping,
taking and rejecting are edits, which history and undo know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, cast, get_args

from imr_desktop.errors import ValueProblem
from imr_desktop.fields import DIFFERENCE
from imr_desktop.model import UNTOUCHED, Anchor, Case, Edit, Json, ReviewState, Slot, Value
from imr_desktop.record import Record
from imr_desktop.store.coding import dump
from imr_desktop.store.shapes import are_anchors
from imr_desktop.texts import tr


@dataclass(frozen=True, slots=True)
class Difference:
    """A slot for which a case that came back differs from the library, which was left as it is.

    `who` decided on `there`, and when (UTC, ISO 8601), with `why`; all empty where nobody has. `older` says that the
    library has had it and went on from it, so that it is no news. `origin` is the file's name.
    """

    case: int
    slot: Slot
    here: Value
    there: Value
    who: str = ""
    at: str = ""
    why: str = ""
    older: bool = False
    origin: str = ""


def compared(
    case: int, here: Record, there: Record, log_here: Iterable[Edit], log_there: Sequence[Edit]
) -> list[Difference]:
    """Every slot for which two records of one case differ, each with the log of its edits, oldest first."""
    known = {_decision(edit) for edit in log_here}
    last = {edit.slot: edit for edit in log_there}
    found = []
    for slot in sorted(here.keys() | there.keys()):
        ours, theirs = _at(here, slot), _at(there, slot)
        if slot.field.startswith(DIFFERENCE) or not differ(ours, theirs):
            continue
        edit = last.get(slot)
        if edit is None:
            found.append(Difference(case, slot, ours, theirs, older=True))
        else:
            older = _decision(edit) in known
            found.append(Difference(case, slot, ours, theirs, edit.who, edit.at, edit.why, older))
    return found


def _decision(edit: Edit) -> tuple[object, ...]:
    """What makes an edit the same in two libraries; its number may be another."""
    return edit.at, edit.who, edit.slot, dump(edit.new), edit.new_state


def _at(values: Mapping[Slot, Value], slot: Slot) -> Value:
    return values.get(slot) or Value(slot, None, "not_looked_at")


def differ(here: Value, there: Value) -> bool:
    """Whether two values differ in what a person decided; two readings that nobody looked at do not."""
    if here.state in UNTOUCHED and there.state in UNTOUCHED:
        return False
    said: tuple[tuple[Json, str], ...] = ((here.value, here.state), (there.value, there.state))
    return said[0] != said[1]


# --- what waits ---


def place_of(difference: Difference) -> Slot:
    """The slot in which a difference waits."""
    return Slot(difference.slot.item, DIFFERENCE + difference.slot.field)


def encode(difference: Difference, origin: str, *, rejected: bool = False) -> dict[str, Json]:
    """A difference as the value that waits in its place; `rejected` once somebody has said so."""
    there = difference.there
    anchors = cast(list[Json], [asdict(anchor) for anchor in there.anchors])
    return {
        "value": there.value,
        "state": there.state,
        "anchors": anchors,
        "origin": origin,
        "who": difference.who,
        "at": difference.at,
        "why": difference.why,
        "rejected": rejected,
    }


def waiting(case: Case) -> Iterator[Difference]:
    """What waits in a case, in the order of its slots; nothing that was rejected or has become the same meanwhile."""
    for place, held in sorted(case.values.items()):
        if place.field.startswith(DIFFERENCE) and isinstance(held.value, dict) and not held.value["rejected"]:
            difference = _decoded(case, Slot(place.item, place.field.removeprefix(DIFFERENCE)), held.value)
            if differ(difference.here, difference.there):
                yield difference


def _decoded(case: Case, slot: Slot, held: Mapping[str, Any]) -> Difference:
    anchors = tuple(Anchor(**each) for each in held["anchors"])
    there = Value(slot, held["value"], held["state"], anchors=anchors)
    here = case.value(slot.field, slot.item)
    return Difference(case.id, slot, here, there, held["who"], held["at"], held["why"], origin=held["origin"])


_TEXTS: Final = ("origin", "who", "at", "why")
_KEYS: Final = {"value", "state", "anchors", "rejected", *_TEXTS}


def check_waiting(value: Json) -> None:
    """ValueProblem where a value is none that could wait, whatever it says of its slot."""
    if value is None:
        return
    if (
        not isinstance(value, dict)
        or value.keys() != _KEYS
        or value["state"] not in get_args(ReviewState)
        or not are_anchors(value["anchors"])
        or not isinstance(value["rejected"], bool)
        or not all(isinstance(value[key], str) for key in _TEXTS)
    ):
        raise ValueProblem("value", tr("This holds what another copy of the case says."))
