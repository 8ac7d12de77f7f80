"""What the library file does for the façade: small methods, one transaction each."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from imr_desktop.errors import LibraryProblem
from imr_desktop.fields import CASE_OUTCOME_KEY
from imr_desktop.model import (
    Anchor,
    Case,
    CaseRow,
    Edit,
    Json,
    Reading,
    ReviewState,
    Slot,
    Source,
    Value,
    Words,
)
from imr_desktop.record import Record, apply, item_keys, shown, start, with_findings
from imr_desktop.store.coding import (
    chained,
    column,
    column_bytes,
    dump,
    dump_anchors,
    dump_flags,
    dump_pages,
    dump_reading,
    load_anchors,
    load_flags,
    load_pages,
    load_reading,
)
from imr_desktop.store.driver import sqlite
from imr_desktop.store.opening import open_library

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
class Batch:
    """One act in the log: what it was, and for an undo or redo which act it took back."""

    id: int
    label: str
    act: Act
    target: int | None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Library:
    """One open library file. One connection, used from the thread that opened it; call `close` there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database, self.read_only = open_library(path)

    def close(self) -> None:
        self._database.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction that takes the write lock at once; what fails in it changes nothing."""
        if self.read_only:
            raise LibraryProblem(
                "read-only",
                f"{self.path.name} can only be read, so nothing was changed. Copy it to where you may write.",
            )
        try:
            self._database.execute("BEGIN IMMEDIATE")
        except sqlite.OperationalError as error:
            raise _unsaved(error) from error
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException as error:
            if self._database.conn.in_transaction:
                self._database.execute("ROLLBACK")
            if isinstance(error, sqlite.OperationalError):
                raise _unsaved(error) from error
            raise

    def _rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return list(self._database.execute(sql, parameters))

    # --- documents and readings ---

    def find(self, sha256: str) -> int | None:
        """The case of the document with these bytes, if the library has it."""
        rows = self._rows("SELECT case_id FROM documents WHERE sha256 = ?", sha256)
        return int(rows[0][0]) if rows else None

    def add(self, data: bytes, source: Source, reading: Reading) -> int:
        """A new case from a document: its bytes, text and reading, and the values that the reading fills."""
        with self._writing():
            now = _now()
            case = self._insert("cases", uid=uuid.uuid4().hex, added=now)
            document = self._insert(
                "documents",
                case_id=case,
                name=source.name,
                sha256=source.sha256,
                media_type=source.media_type,
                bytes=data,
            )
            self._add_reading(document, source, reading, now)
            self._put_values(case, start(reading).values())
            self._list(case, source, reading, start(reading))
        return case

    def add_reading(self, case: int, source: Source, reading: Reading) -> bool:
        """What another version of the parser says of a case's document; values that a person decided on stay.

        False, and nothing is changed, where the library has that version's reading already.
        """
        rows = self._rows("SELECT id FROM documents WHERE case_id = ? AND sha256 = ?", case, source.sha256)
        document = int(rows[0][0])
        if self._rows("SELECT 1 FROM readings WHERE document_id = ? AND parser = ?", document, reading.parser):
            return False
        with self._writing():
            values = with_findings(self._values(case), reading)
            self._add_reading(document, source, reading, _now())
            self._database.execute("DELETE FROM record_values WHERE case_id = ?", (case,))
            self._put_values(case, values.values())
            self._list(case, source, reading, values)
        return True

    def _add_reading(self, document: int, source: Source, reading: Reading, now: str) -> None:
        self._insert(
            "readings",
            document_id=document,
            parser=reading.parser,
            read_at=now,
            form=reading.form,
            text=source.text,
            pages=dump_pages(source.pages),
            word_starts=column_bytes(source.words.starts),
            word_ends=column_bytes(source.words.ends),
            word_boxes=column_bytes(source.words.boxes),
            found=dump_reading(reading),
            source_flags=dump_flags(source.flags),
        )

    def _insert(self, table: str, **row: object) -> int:
        marks = ", ".join("?" * len(row))
        sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608  # names of our own, never a value
        return int(self._database.execute(sql, list(row.values())).lastrowid or 0)

    # --- what the views show ---

    def cases(self) -> list[CaseRow]:
        """Every case as the list shows it, in the order of adding."""
        rows = self._rows(
            "SELECT case_id, title, name, form, outcome, first_request, items, looked_at, total, flags"
            " FROM case_list ORDER BY case_id"
        )
        return [CaseRow(*row) for row in rows]

    def case(self, case: int) -> Case:
        """One case, whole; LibraryProblem where there is none of that number."""
        rows = self._rows("SELECT added FROM cases WHERE id = ?", case)
        if not rows:
            raise LibraryProblem("no-case", f"The library has no case {case}.")
        source, reading = self._reading(case)
        values = with_findings(self._values(case), reading)
        for item, field, text in self._rows("SELECT item, field, text FROM drafts WHERE case_id = ?", case):
            slot = Slot(item, field)
            stood = values.get(slot) or Value(slot, None, "not_looked_at")
            values[slot] = Value(slot, stood.value, stood.state, stood.found, stood.anchors, text)
        return Case(case, source, reading, values, item_keys(values), rows[0][0])

    def document(self, case: int) -> bytes:
        """The bytes of a case's letter, as they were imported."""
        rows = self._rows("SELECT bytes FROM documents WHERE case_id = ? ORDER BY id LIMIT 1", case)
        return bytes(rows[0][0])

    def edits(self, case: int) -> list[Edit]:
        """A case's edits, oldest first."""
        return [self._edit(row) for row in self._rows(_EDITS_OF_A_CASE, case)]

    @staticmethod
    def _edit(row: tuple[Any, ...]) -> Edit:
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

    def _reading(self, case: int) -> tuple[Source, Reading]:
        """The latest reading of a case's letter with the source it was read from."""
        (row,) = self._rows(
            "SELECT name, sha256, media_type, text, pages, word_starts, word_ends, word_boxes, source_flags,"
            " parser, form, found FROM readings JOIN documents ON documents.id = document_id"
            " WHERE case_id = ? ORDER BY readings.id DESC LIMIT 1",
            case,
        )
        name, sha256, media_type, text, pages, starts, ends, boxes, flags, parser, form, found = row
        words = Words(column("I", starts), column("I", ends), column("f", boxes))
        source = Source(name, sha256, media_type, text, load_pages(pages), words, load_flags(flags))
        return source, load_reading(parser, form, found)

    def _values(self, case: int) -> Record:
        """A case's current values as they stand in the file, without what was read beside them."""
        rows = self._rows("SELECT item, field, value, state, anchors FROM record_values WHERE case_id = ?", case)
        return {
            Slot(item, field): Value(Slot(item, field), json.loads(value), state, anchors=load_anchors(anchors))
            for item, field, value, state, anchors in rows
        }

    # --- the log ---

    def edit(
        self, label: str, who: str, changes: Sequence[Change], *, act: Act = "do", target: int | None = None
    ) -> None:
        """One act: every change with its row in the log, the current values and the list, in one transaction."""
        with self._writing():
            now = _now()
            batch = self._insert("batches", at=now, who=who, label=label, act=act, target=target)
            for case in dict.fromkeys(change.case for change in changes):
                source, reading = self._reading(case)
                values = with_findings(self._values(case), reading)
                before = values
                for change in (change for change in changes if change.case == case):
                    self._log(batch, now, who, change, values.get(change.slot))
                    values = apply(values, change.slot, change.value, change.state, change.anchors)
                    self._database.execute(
                        "DELETE FROM drafts WHERE case_id = ? AND item = ? AND field = ?",
                        (case, change.slot.item, change.slot.field),
                    )
                self._move(case, before, values)
                self._list(case, source, reading, values)

    def _log(self, batch: int, now: str, who: str, change: Change, stood: Value | None) -> None:
        slot = change.slot
        old, old_state = (stood.value, stood.state) if stood else (None, "not_looked_at")
        last = self._rows("SELECT hash FROM edits ORDER BY id DESC LIMIT 1")
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
        link = chained(last[0][0] if last else "", now, who, *row.values())
        self._insert("edits", **row, hash=link)

    def _move(self, case: int, before: Record, after: Record) -> None:
        """The rows of a case's values brought from one record to the next."""
        for slot in before.keys() - after.keys():
            self._database.execute(
                "DELETE FROM record_values WHERE case_id = ? AND item = ? AND field = ?", (case, slot.item, slot.field)
            )
        self._put_values(case, [value for slot, value in after.items() if before.get(slot) != value])

    def _put_values(self, case: int, values: Iterable[Value]) -> None:
        rows = [
            (case, value.slot.item, value.slot.field, dump(value.value), value.state, dump_anchors(value.anchors))
            for value in values
        ]
        self._database.conn.executemany(
            "INSERT INTO record_values (case_id, item, field, value, state, anchors) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET value = excluded.value, state = excluded.state, anchors = excluded.anchors",
            rows,
        )

    def _list(self, case: int, source: Source, reading: Reading, values: Mapping[Slot, Value]) -> None:
        """The row of the case list, from the record."""
        items = item_keys(values)
        number = values.get(Slot(0, "letter.case_number"))
        outcome = values.get(Slot(0, CASE_OUTCOME_KEY))
        request = values.get(Slot(items[0], "request")) if items else None
        form = shown(values)
        self._database.execute("DELETE FROM case_list WHERE case_id = ?", (case,))
        self._insert(
            "case_list",
            case_id=case,
            title=str(number.value) if number and number.value else source.name,
            name=source.name,
            form=reading.form,
            outcome=outcome.value if outcome else None,
            first_request=str(request.value) if request and request.value else "",
            items=len(items),
            looked_at=sum(value.touched for value in form),
            total=len(form),
            flags=len(reading.flags) + len(source.flags),
        )

    def batches_backwards(self) -> Iterator[Batch]:
        """The log's acts, newest first, read as they are asked for."""
        cursor = self._database.execute("SELECT id, label, act, target FROM batches ORDER BY id DESC")
        return (Batch(*row) for row in cursor)

    def inverse(self, batch: int) -> list[Change]:
        """The changes that take an act back, newest first."""
        rows = self._rows(
            "SELECT case_id, item, field, old, old_state, old_anchors FROM edits WHERE batch_id = ? ORDER BY id DESC",
            batch,
        )
        return [
            Change(case, Slot(item, field), json.loads(old), state, load_anchors(anchors))
            for case, item, field, old, state, anchors in rows
        ]

    # --- what is being typed ---

    def keep_draft(self, case: int, slot: Slot, text: str | None) -> None:
        """Text as it stands in a box and is no value yet; None forgets it."""
        with self._writing():
            where = (case, slot.item, slot.field)
            self._database.execute("DELETE FROM drafts WHERE case_id = ? AND item = ? AND field = ?", where)
            if text is not None:
                self._insert("drafts", case_id=case, item=slot.item, field=slot.field, text=text)


_EDITS_OF_A_CASE: Final = (
    "SELECT edits.id, batch_id, at, who, case_id, item, field, old, old_state, new, new_state, new_anchors, why"
    " FROM edits JOIN batches ON batches.id = batch_id WHERE case_id = ? ORDER BY edits.id"
)


def _unsaved(error: sqlite.OperationalError) -> LibraryProblem:
    said = str(error)
    if "locked" in said:
        return LibraryProblem(
            "locked", "The library is in use by another program, so this was not saved. Close that, then try again."
        )
    if "full" in said:
        return LibraryProblem(
            "disk-full", "The disk is full, so this was not saved. Everything saved before is safe; free some space."
        )
    return LibraryProblem("not-saved", f"This could not be saved: {said}. Everything saved before is safe.")
