"""The log of edits: acts, each with what it changed, in a chain that only grows; and what takes an act back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from imr_desktop.model import Anchor, Edit, Json, ReviewState, Slot, Value
from imr_desktop.record import apply
from imr_desktop.store import listing, records
from imr_desktop.store.coding import chained, dump, dump_anchors, load_anchors
from imr_desktop.store.driver import sqlite
from imr_desktop.store.openfile import OpenFile
from imr_desktop.store.sealing import NEW_LINK

Act = Literal["do", "undo", "redo"]


@dataclass(frozen=True, slots=True)
class Change:
    """A wish to set one slot of a case; the library adds what stood there before."""

    case: int
    slot: Slot
    value: Json
    state: ReviewState
    anchors: tuple[Anchor, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """An act that is being done: its number in the log, and when it was begun."""

    batch: int
    at: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One act in the log: what it was, and for an undo or redo which act it took back."""

    id: int
    label: str
    act: Act
    target: int | None


# --- read ---


def edits(file: OpenFile, case: int) -> list[Edit]:
    """A case's edits, oldest first."""
    found = []
    for link, before, old_anchors, *row in file.rows(_EDITS_OF_A_CASE, case):
        file.believe(link == edit_link(before or "", row, old_anchors))
        found.append(_edit(row))
    return found


def _edit(row: Sequence[Any]) -> Edit:
    number, batch, at, who, case, item, field, old, old_state, new, new_state, anchors, why = row
    slot = Slot(item, field)
    return Edit(
        number,
        batch,
        at,
        who,
        case,
        slot,
        json.loads(old),
        old_state,
        json.loads(new),
        new_state,
        load_anchors(anchors),
        why,
    )


def edit_link(before: str, row: Sequence[Any], old_anchors: str) -> str:
    """The link of an edit, from the row that `EDITS` selects and the link before it."""
    _, batch, at, who, case, item, field, old, old_state, new, new_state, new_anchors, why = row
    return chained(
        before, at, who, batch, case, item, field, old, old_state, old_anchors, new, new_state, new_anchors, why
    )


def batches_backwards(file: OpenFile) -> Iterator[Batch]:
    """The log's acts, newest first, read as they are asked for."""
    try:
        for row in file.database.execute("SELECT id, label, act, target FROM batches ORDER BY id DESC"):
            yield Batch(*row)
    except sqlite.DatabaseError as error:
        raise file.why_unread(error) from error


def inverse(file: OpenFile, batch: int) -> list[Change]:
    """The changes that take an act back, newest first."""
    rows = file.rows(
        "SELECT case_id, item, field, old, old_state, old_anchors FROM edits WHERE batch_id = ? ORDER BY id DESC", batch
    )
    return [
        Change(case, Slot(item, field), json.loads(old), state, load_anchors(anchors))
        for case, item, field, old, state, anchors in rows
    ]


def touched(file: OpenFile, batch: int) -> frozenset[int]:
    """The cases that an act changed."""
    return frozenset(case for (case,) in file.rows("SELECT DISTINCT case_id FROM edits WHERE batch_id = ?", batch))


# --- written, within a transaction ---


def act(
    file: OpenFile,
    label: str,
    who: str,
    changes: Iterable[Change],
    kind: Act = "do",
    target: int | None = None,
    begun: Begun | None = None,
) -> Begun:
    """One act, or more of one that was `begun`: every change with its row in the log, the current values, the list."""
    if begun is None:
        now = file.now()
        begun = Begun(file.insert("batches", at=now, who=who, label=label, act=kind, target=target), now)
    batch, now = begun.batch, begun.at
    for case, wanted in by_case(changes).items():
        source, reading, values = records.record(file, case)
        before = values
        for change in wanted:
            _log(file, batch, now, who, change, values.get(change.slot))
            values = apply(values, reading, change.slot, change.value, change.state, change.anchors)
            if kind == "do":  # text that waits in a box is not taken back with the act before it
                records.put_draft(file, case, change.slot, None)
        records.move(file, case, before, values)
        records.show(file, case, source, reading, values)
        records.check(file, case, source, reading, values)
        if any(listing.is_remark(change.slot) for change in wanted):
            listing.keep_words(file.database, case, source.text, values)
    return begun


def by_case(changes: Iterable[Change]) -> dict[int, list[Change]]:
    """The changes of each case, in their order."""
    found: dict[int, list[Change]] = {}
    for change in changes:
        found.setdefault(change.case, []).append(change)
    return found


def _log(file: OpenFile, batch: int, now: str, who: str, change: Change, stood: Value | None) -> None:
    slot = change.slot
    old, old_state = (stood.value, stood.state) if stood else (None, "not_looked_at")
    row = {
        "batch_id": batch,
        "case_id": change.case,
        "item": slot.item,
        "field": slot.field,
        "old": dump(old),
        "old_state": old_state,
        "old_anchors": dump_anchors(stood.anchors if stood else ()),
        "new": dump(change.value),
        "new_state": change.state,
        "new_anchors": dump_anchors(change.anchors),
        "why": change.why,
    }
    append(file, now, who, row)


def append(file: OpenFile, at: str, who: str, row: Mapping[str, object], number: int | None = None) -> None:
    """The log's next edit with its link in the chain; `number` where it is not simply the next one."""
    last = file.rows("SELECT hash FROM edits ORDER BY id DESC LIMIT 1")
    link = chained(last[0][0] if last else "", at, who, *row.values())
    added = file.insert("edits", id=number, **row, hash=link)
    file.database.execute(NEW_LINK, ("edits", added, link))


EDITS: Final = (
    "SELECT edits.hash, (SELECT hash FROM edits AS former WHERE former.id < edits.id ORDER BY former.id DESC LIMIT 1),"
    " old_anchors, edits.id, batch_id, at, who, case_id, item, field, old, old_state, new, new_state, new_anchors, why"
    " FROM edits JOIN batches ON batches.id = batch_id"
)
"""Every edit with its link and the one before it, for `edit_link`."""

_EDITS_OF_A_CASE: Final = f"{EDITS} WHERE case_id = ? ORDER BY edits.id"
