"""How often a rule of the reader was right, by what people have decided on what it found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from imr_desktop.model import UNTOUCHED, FoundState, ReviewState, Slot
from imr_desktop.store.driver import Database

_EDITS_ASKED: Final = 200_000
"""How far back in the log is looked."""

_DECISIONS_ASKED: Final = 300
"""Of how many decisions on the field, the latest, the readings are looked at: enough for a share, and soon done."""

_RIGHT: Final[dict[FoundState, tuple[ReviewState, ...]]] = {
    "stated": ("confirmed",),
    "absent": ("confirmed", "not_in_letter"),
    "unreadable": ("confirmed", "unreadable"),
}
"""The decisions by which a person says that the reader was right."""


def proven(db: Database, case: int, slot: Slot, state: FoundState, rule: str) -> tuple[int, int]:
    """How often a field that a rule found (or found to be in such a `state`) was right, and how often decided on.

    The case that is asked about does not count for itself.
    """
    right = decided = 0
    for other, item, said in _decisions(db, slot.field, bool(slot.item), case):
        found = _found(db, other, Slot(item, slot.field))
        if found is not None and (found[1], found[4]) == (state, rule):
            decided += 1
            right += said in _RIGHT[state]
    return right, decided


def _decisions(db: Database, field: str, repeated: bool, but: int) -> Iterator[tuple[int, int, ReviewState]]:
    """Case, item and what was said last of the field, for the latest decisions that still stand."""
    seen: set[tuple[int, int]] = set()
    standing = 0
    for case, item, said in db.execute(_LATEST_FIRST, (_EDITS_ASKED, field)):
        if (case, item) in seen or case == but or bool(item) != repeated:
            continue
        seen.add((case, item))
        if said in UNTOUCHED:
            continue
        yield case, item, said
        standing += 1
        if standing == _DECISIONS_ASKED:
            return


def _found(db: Database, case: int, slot: Slot) -> list[Any] | None:
    """What the latest reading of a case says of a slot, as it is stored; None for an item that it does not have."""
    path = f'$.items[{slot.item - 1}]."{slot.field}"' if slot.item else f'$.fields."{slot.field}"'
    for (found,) in db.execute(_FOUND, (path, case)):
        return json.loads(found) if found else None
    return None


_LATEST_FIRST: Final = (
    "SELECT case_id, item, new_state FROM edits WHERE id > (SELECT max(id) FROM edits) - ? AND field = ?"
    " ORDER BY id DESC"
)
_FOUND: Final = (
    "SELECT json_extract(found, ?) FROM readings JOIN documents ON documents.id = document_id WHERE case_id = ?"
    " ORDER BY readings.id DESC LIMIT 1"
)
