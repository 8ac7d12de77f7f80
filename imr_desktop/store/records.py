"""A case's current values as rows: each sealed, and those that a person decided on compared with what the log says.

They follow from the readings and the log (`record.replay`), and so does the row of the list that is kept beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.model import UNTOUCHED, Case, CaseRow, Reading, Slot, Source, Value
from imr_desktop.parsing.anchors import find_again
from imr_desktop.record import Record, item_keys, start, with_findings
from imr_desktop.store import findings, letters, listing
from imr_desktop.store.coding import dump, dump_anchors, load_anchors
from imr_desktop.store.openfile import OpenFile
from imr_desktop.store.sealing import SEALED, seal


def values(file: OpenFile, case: int, which: str = "") -> Record:
    """A case's current values as they stand in the file, without what was read beside them."""
    found: Record = {}
    for *row, stored in file.rows(_VALUES_OF_A_CASE + which, case):
        file.believe(stored == seal("record_values", row))
        _, item, field, value, state, anchors = row
        slot = Slot(item, field)
        found[slot] = Value(slot, json.loads(value), state, anchors=load_anchors(anchors))
    return found


def decided(file: OpenFile, case: int) -> Record:
    """A case's values that a person decided on, after comparing them with what the log says last of each.

    Seals find a row that has changed; only the log can tell of one that is gone.
    """
    found = values(file, case, _TOUCHED)
    stand = {
        (slot.item, slot.field): (dump(value.value), value.state, dump_anchors(value.anchors))
        for slot, value in found.items()
    }
    said = {(item, field): tuple(rest) for item, field, *rest in file.rows(_LATEST_EDITS, case)}
    file.believe(stand == {where: what for where, what in said.items() if what[1] not in UNTOUCHED})
    return found


def record(file: OpenFile, case: int) -> tuple[Source, Reading, Record]:
    """A case's letter, its latest reading, and its values with what was read beside each."""
    source, reading = letters.reading(file, case)
    return source, reading, with_findings(decided(file, case), reading)


def whole(file: OpenFile, case: int) -> Case:
    """One case with all that is shown of it, also the text that waits in its boxes."""
    added = letters.added(file, case)
    source, reading, found = record(file, case)
    for *row, stored in file.rows(_DRAFTS_OF_A_CASE, case):
        file.believe(stored == seal("drafts", row))
        _, item, field, text = row
        slot = Slot(item, field)
        stood = found.get(slot) or Value(slot, None, "not_looked_at")
        found[slot] = Value(slot, stood.value, stood.state, stood.found, stood.anchors, text)
    return _case(case, source, reading, found, added)


def _case(case: int, source: Source, reading: Reading, found: Record, added: str = "") -> Case:
    placed = found | {slot: _placed(value, source) for slot, value in found.items() if value.anchors}
    return Case(case, source, reading, placed, item_keys(placed), added)


def _placed(value: Value, source: Source) -> Value:
    """The value with its anchors where they stand in the latest reading; one that is not found again lights nothing.

    The log keeps them as they were.
    """
    spans = (find_again(anchor, source) for anchor in value.anchors)
    return replace(value, anchors=tuple(source.anchor(span) for span in spans if span))


def cases_with(file: OpenFile, beginning: str) -> list[int]:
    """The cases that hold a value in a slot whose field begins so, in the order of adding."""
    sql = "SELECT DISTINCT case_id FROM record_values WHERE substr(field, 1, ?) = ? ORDER BY case_id"
    return [case for (case,) in file.rows(sql, len(beginning), beginning)]


def listed(file: OpenFile, cases: Iterable[int], where: str = "") -> list[CaseRow]:
    """The rows of these cases in the list; one that is damaged there is made from the record again."""
    stored = {row[0]: row[:-1] for row in file.rows(_LIST + where) if row[-1] == seal("case_list", row[:-1])}
    return [listing.case_row(stored.get(case) or _derived(file, case)) for case in cases]


def _derived(file: OpenFile, case: int) -> tuple[object, ...]:
    try:
        return listing.row_of(case, letters.added(file, case), *record(file, case))
    except LibraryProblem:
        return listing.damaged_row(case)


# --- written, within a transaction ---


def begin(file: OpenFile, case: int, source: Source, reading: Reading) -> None:
    """The values that a new case's first reading fills."""
    fill(file, case, source, reading, start(reading))


def fill(file: OpenFile, case: int, source: Source, reading: Reading, after: Record) -> None:
    """All values of a case that has none, what follows from them, and the words it is found by."""
    _put(file, case, after.values())
    show(file, case, source, reading, after)
    check(file, case, source, reading, after)
    listing.keep_words(file.database, case, source.text, after)


def read_again(file: OpenFile, case: int, source: Source, reading: Reading, after: Record) -> None:
    """The values of a case in the light of another reading."""
    file.database.execute("DELETE FROM record_values WHERE case_id = ?", (case,))
    fill(file, case, source, reading, after)


def move(file: OpenFile, case: int, before: Record, after: Record) -> None:
    """The rows of a case's values brought from one record to the next."""
    for slot in before.keys() - after.keys():
        file.database.execute(
            "DELETE FROM record_values WHERE case_id = ? AND item = ? AND field = ?", (case, slot.item, slot.field)
        )
    _put(file, case, [value for slot, value in after.items() if before.get(slot) != value])


def show(file: OpenFile, case: int, source: Source, reading: Reading, found: Mapping[Slot, Value]) -> None:
    """The row of the case list, from the record."""
    row = listing.row_of(case, letters.added(file, case), source, reading, found)
    file.database.execute("DELETE FROM case_list WHERE case_id = ?", (case,))
    file.insert("case_list", **dict(zip(listing.COLUMNS, row, strict=True)))


def check(file: OpenFile, case: int, source: Source, reading: Reading, found: Record) -> None:
    """What the checks find in a case, from the record."""
    findings.keep(file, _case(case, source, reading, found))


def drafted(file: OpenFile) -> frozenset[int]:
    """The cases in which text waits that was typed and is no value yet."""
    return frozenset(case for (case,) in file.rows("SELECT DISTINCT case_id FROM drafts"))


def put_draft(file: OpenFile, case: int, slot: Slot, text: str | None) -> None:
    """Text as it stands in a box and is no value yet; None forgets it."""
    where = (case, slot.item, slot.field)
    file.database.execute("DELETE FROM drafts WHERE case_id = ? AND item = ? AND field = ?", where)
    if text is not None:
        file.insert("drafts", case_id=case, item=slot.item, field=slot.field, text=text)


def _put(file: OpenFile, case: int, changed: Iterable[Value]) -> None:
    rows = [
        (case, value.slot.item, value.slot.field, dump(value.value), value.state, dump_anchors(value.anchors))
        for value in changed
    ]
    file.database.conn.executemany(
        "INSERT INTO record_values (case_id, item, field, value, state, anchors, seal) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET value = excluded.value, state = excluded.state, anchors = excluded.anchors,"
        " seal = excluded.seal",
        [(*row, seal("record_values", row)) for row in rows],
    )


_LATEST_EDITS: Final = (
    "SELECT item, field, new, new_state, new_anchors FROM edits"
    " WHERE id IN (SELECT max(id) FROM edits WHERE case_id = ? GROUP BY item, field)"
)

_LIST: Final = f"SELECT {SEALED['case_list']}, seal FROM case_list"  # noqa: S608  # names of our own

_VALUES_OF_A_CASE: Final = f"SELECT {SEALED['record_values']}, seal FROM record_values WHERE case_id = ?"  # noqa: S608  # as above

_TOUCHED: Final = f" AND state NOT IN {UNTOUCHED}"
"""Values that nobody touched follow from the reading."""

_DRAFTS_OF_A_CASE: Final = f"SELECT {SEALED['drafts']}, seal FROM drafts WHERE case_id = ?"  # noqa: S608  # as above
