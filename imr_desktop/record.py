"""The record of a case as pure functions: what a reading starts it with, what an edit does to it, what follows.

Replaying a case's edits over its latest reading gives its current values; the store keeps both, and a test holds
them equal. Values that nobody touched always say what the latest reading says; those of an item that a person split
from another say what it says of that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from imr_desktop.fields import CASE_OUTCOME_KEY, FIELDS, ITEMS_KEY, SPLITS_KEY, case_outcome
from imr_desktop.model import UNTOUCHED, Anchor, Edit, Found, Json, Reading, ReviewState, Slot, Value

Record = dict[Slot, Value]

ITEMS: Final = Slot(0, ITEMS_KEY)
SPLITS: Final = Slot(0, SPLITS_KEY)
CASE_OUTCOME: Final = Slot(0, CASE_OUTCOME_KEY)
STATUS: Final = Slot(0, "case.status")
TAGS: Final = Slot(0, "case.tags")

OF_THE_WORK: Final = frozenset({STATUS, TAGS})
"""Values that say something of the work on a case and nothing of its letter."""

SHARED_BY_A_SPLIT: Final = (
    "outcome",
    "category",
    *(field.key for field in FIELDS if field.key.startswith(("ur_guideline.", "imr_guideline."))),
    "conclusion",
    "rationale",
)
"""What two items have in common where one line of a letter decides both."""


def start(reading: Reading) -> Record:
    """The values that a reading fills before anybody looked: one for each field that it speaks of."""
    numbers: list[Json] = list(range(1, len(reading.items) + 1))
    values = {ITEMS: Value(ITEMS, numbers, "prefilled")}
    for item, findings in enumerate([reading.fields, *reading.items]):
        for key, found in findings.items():
            slot = _slot(item, key)
            values[slot] = _as_read(slot, found)
    return _follow(values)


_slot: Final = lru_cache(4096)(Slot)
"""Every letter has the same slots; to look one up takes a fifth of the time to make it."""


def replay(reading: Reading, edits: Iterable[Edit]) -> Record:
    """The values after all edits, oldest first, over the latest reading."""
    values = start(reading)
    for edit in edits:
        values = apply(values, reading, edit.slot, edit.new, edit.new_state, edit.anchors)
    return values


def apply(
    values: Record, reading: Reading, slot: Slot, value: Json, state: ReviewState, anchors: Sequence[Anchor] = ()
) -> Record:
    """The record over its latest reading with one slot set, and with what follows from it.

    An untouched state brings back what was read.
    """
    found = values[slot].found if slot in values else None
    changed = dict(values)
    if state not in UNTOUCHED:
        changed[slot] = Value(slot, value, state, found, tuple(anchors))
    elif found:
        changed[slot] = _as_read(slot, found)
    else:
        changed.pop(slot, None)
    return with_findings(changed, reading) if slot in (ITEMS, SPLITS) else _follow(changed)


def item_keys(values: Mapping[Slot, Value]) -> tuple[int, ...]:
    """The keys of a case's disputed items, in order."""
    listed = values[ITEMS].value if ITEMS in values else None
    return tuple(each for each in listed if isinstance(each, int)) if isinstance(listed, list) else ()


def split_from(values: Mapping[Slot, Value]) -> dict[int, int]:
    """Of each item that a person split from another the key of the one that the reading speaks of."""
    held = values[SPLITS].value if SPLITS in values else None
    known = held if isinstance(held, dict) else {}
    return {int(item): origin for item, origin in known.items() if isinstance(origin, int)}


def shown(values: Mapping[Slot, Value]) -> list[Value]:
    """The values that the form shows, in its order: the letter's fields, then each listed item's."""
    items = [_slot(item, key) for item in item_keys(values) for key in _OF_ITEMS]
    return [values.get(slot) or Value(slot, None, "not_looked_at") for slot in (*_OF_THE_LETTER, *items)]


_OF_THE_LETTER: Final = tuple(Slot(0, field.key) for field in FIELDS if not field.repeated)
_OF_ITEMS: Final = tuple(field.key for field in FIELDS if field.repeated)


def with_findings(values: Record, reading: Reading) -> Record:
    """The values with what a reading says of each beside it; untouched ones say what it says."""
    begun = start(reading)
    for item, origin in split_from(values).items():
        for key in SHARED_BY_A_SPLIT:
            if found := reading.items[origin - 1].get(key) if origin <= len(reading.items) else None:
                begun.setdefault(_slot(item, key), _as_read(_slot(item, key), found))
    for slot, value in values.items():
        if value.touched:
            fresh = begun.get(slot)
            begun[slot] = replace(value, found=fresh.found if fresh else None)
    return _follow(begun)


def _as_read(slot: Slot, found: Found) -> Value:
    if found.state == "stated":
        return Value(slot, found.value, "prefilled", found)
    return Value(slot, None, "not_looked_at", found)


def _follow(values: Record) -> Record:
    """The record with the case's outcome derived from its items', unless a person has decided on it."""
    outcome = values.get(CASE_OUTCOME) or Value(CASE_OUTCOME, None, "not_looked_at")
    if outcome.touched:
        return values
    items = [values.get(Slot(item, "outcome")) for item in item_keys(values)]
    derived = case_outcome([value.value if value else None for value in items])
    if derived or outcome.found:
        values[CASE_OUTCOME] = replace(outcome, value=derived, state="prefilled" if derived else "not_looked_at")
    else:
        values.pop(CASE_OUTCOME, None)
    return values
