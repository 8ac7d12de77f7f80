"""What the library file does for the façade: small methods, one transaction each."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

from imr_desktop.errors import LibraryProblem
from imr_desktop.model import (
    UNTOUCHED,
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
from imr_desktop.parsing.anchors import find_again
from imr_desktop.record import Record, apply, item_keys, start, with_findings
from imr_desktop.store import listing
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
from imr_desktop.store.connecting import LIVE, READ, connect, handed_on, is_alone, pin, pragma, take_reading_settings
from imr_desktop.store.driver import Database, sqlite
from imr_desktop.store.holding import Hold
from imr_desktop.store.opening import Opened, damaged, make_library, open_library
from imr_desktop.store.readers import Readers, ended
from imr_desktop.store.sealing import LOGS, NEW_LINK, SEALED, append_link, link_fits, seal
from imr_desktop.store.versions import TO_LIST

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


Letter = tuple[bytes, Source, Reading]
"""A document's bytes, the document as read, and what the parser says of it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a document that was given to a library: its case, and whether that is new."""

    case: int
    how: Literal["added", "read again", "known"]


@dataclass(frozen=True, slots=True)
class Batch:
    """One act in the log: what it was, and for an undo or redo which act it took back."""

    id: int
    label: str
    act: Act
    target: int | None


def _placed(value: Value, source: Source) -> Value:
    """The value with its anchors where they stand in the latest reading; one that is not found again lights nothing.

    The log keeps them as they were.
    """
    spans = (find_again(anchor, source) for anchor in value.anchors)
    return replace(value, anchors=tuple(source.anchor(span) for span in spans if span))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


CHECKED: Final = "checked"
"""Under which name the moment of the last full check is remembered."""


class Library:
    """One open library file. One connection, used from the thread that opened it; call `close` there.

    For other threads there is `reader`.
    """

    def __init__(self, path: Path, *, who: str = "", passphrase: str | None = None, read_only: bool = False) -> None:
        """Opens the library at `path`, or makes it where there is none; LibraryProblem where that cannot be.

        `trouble` is what the person must know of it, or None; `recovery_key` is there only when a protected one has
        just been made.
        """
        self.path = path
        new = not path.exists() and not read_only
        opened = (
            make_library(path, who=who, passphrase=passphrase)
            if new
            else open_library(path, who=who, passphrase=passphrase, read_only=read_only)
        )
        self._enter(opened)
        self.recovery_key = self.key.recovery() if new and self.key else None
        self._hold, self._readers = opened.hold, Readers()
        self._frozen = opened.hold is None and opened.as_of is None and opened.scratch is None
        self.alone = opened.hold is not None and is_alone(opened.database)
        if opened.hold or opened.scratch:
            self.read_only = False
            self._list_what_is_not()
            self.read_only = self.read_only or opened.read_only

    def _enter(self, opened: Opened) -> None:
        self._database, self.key = opened.database, opened.key
        self.read_only, self.trouble = opened.read_only, opened.trouble
        self.shown, self._scratch = opened.shown, opened.scratch
        self.as_of, self.unchecked = opened.as_of, opened.unchecked
        self.closed = False
        self._version = pragma(self._database, "data_version")

    @property
    def stands_in(self) -> bool:
        """Whether a backup is shown in the place of a library that another process holds."""
        return self._scratch is None and self.shown != self.path

    @property
    def database(self) -> Database:
        """The connection, for the rooms that look after the file as a whole."""
        return self._database

    def reading(self, case: int) -> tuple[Source, Reading]:
        """The latest reading of a case's letter with the source it was read from."""
        return self._reading(case)

    def values(self, case: int) -> Record:
        """A case's current values as they stand in the file, without what was read beside them."""
        return self._values(case)

    def close(self) -> None:
        """Ends every reader and gives the library back; once closed, closing it again does nothing."""
        if self.closed:
            return
        self.closed = True
        self.end_readers()
        try:
            self._database.close()
        finally:
            if self._hold is not None:
                self._hold.end()
            if self._scratch is not None:
                shutil.rmtree(self._scratch, ignore_errors=True)

    def keep_hold(self) -> Hold:
        """The right to change the file, which `close` then leaves to whoever has asked for it."""
        assert self._hold is not None
        hold, self._hold = self._hold, None
        return hold

    # --- reading beside the writer ---

    def reader(self) -> Reader:
        """The library as it stands at this moment, only to read, for the thread that asks; close it there.

        It never waits for the writer and never keeps it waiting. LibraryProblem `closed` once the library is closing,
        `alone` where it was opened without room for a second connection.
        """
        if self.alone:
            raise LibraryProblem(
                "alone",
                f"{self.path.name} cannot be read beside the work on it: the disk was full when it was opened, or its "
                "drive lets no memory be shared. Free some space, close the library and open it again.",
            )
        return self._readers.add(lambda: Reader(self))

    @property
    def stopped(self) -> bool:
        """Whether what is read here is to be broken off; what fails then says nothing of the library."""
        return False

    def end_readers(self) -> None:
        """Has every reader stop at once and waits until they are closed; there will be no new ones."""
        self._readers.end()

    def reread(self) -> None:
        """Goes on with what stands in the file by now, where it is read beside whoever holds it (`as_of`).

        Until then the holder's log keeps all that is written, so that it grows.
        """
        if self.as_of is not None:
            self.as_of = pin(self._database)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction that takes the write lock at once; what fails in it changes nothing."""
        if self.read_only:
            raise self.trouble or LibraryProblem(
                "read-only",
                f"{self.path.name} can only be read, so nothing was changed. Copy it to where you may write.",
            )
        try:
            self._database.execute("BEGIN IMMEDIATE")
            self._refuse_a_stranger()
            yield
            self._database.execute("COMMIT")
        except BaseException as error:
            if self._database.conn.in_transaction:
                self._database.execute("ROLLBACK")
            if isinstance(error, sqlite.DatabaseError):
                raise self._unsaved(error) from error
            raise

    def _refuse_a_stranger(self) -> None:
        """Nothing is written over what another program has put into the file past us: SQLite counts such changes."""
        if pragma(self._database, "data_version") == self._version:
            return
        self._database.execute("DELETE FROM upkeep WHERE name = ?", (CHECKED,))  # so that the next to open looks at all
        self._database.execute("COMMIT")
        self.read_only = True
        self.trouble = LibraryProblem(
            "changed-beside",
            f"Another program has written into {self.path.name} while it was open here, so this was not saved and "
            "nothing more will be. Everything saved before is there. Close that program and open the library again: "
            "it is then checked from end to end.",
        )
        raise self.trouble

    def _unsaved(self, error: sqlite.DatabaseError) -> LibraryProblem:
        if not isinstance(error, sqlite.OperationalError):
            return self._found_damaged()
        said = str(error)
        if "locked" in said:
            return LibraryProblem(
                "locked", "The library is in use by another program, so this was not saved. Close that, then try again."
            )
        if "full" in said:
            return LibraryProblem(
                "disk-full",
                "The disk is full, so this was not saved. Everything saved before is safe; free some space.",
            )
        return LibraryProblem("not-saved", f"This could not be saved: {said}. Everything saved before is safe.")

    def _rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        try:
            return list(self._database.execute(sql, parameters))
        except sqlite.DatabaseError as error:
            raise self._unread(error) from error

    def _unread(self, error: sqlite.DatabaseError) -> LibraryProblem:
        if isinstance(error, sqlite.OperationalError) and "locked" in str(error):
            return LibraryProblem("locked", f"{self.path.name} is in use by another program. Close that and try again.")
        return self._found_damaged()

    def _found_damaged(self) -> LibraryProblem:
        self.distrust()
        assert self.trouble is not None
        return self.trouble

    def distrust(self) -> None:
        """Damage has come to light: from now on the library is only read, and no backup is made of it."""
        self.trouble = damaged(self.path)
        self.read_only = True

    @property
    def distrusted(self) -> bool:
        """Whether what stands in the file may not be what was written into it."""
        return self.trouble is not None and self.trouble.code in ("damaged", "changed-beside")

    def _believe(self, holds: bool) -> None:
        """LibraryProblem where what was read is not what was written."""
        if not holds:
            raise self._found_damaged()

    # --- documents and readings ---

    def find(self, sha256: str) -> int | None:
        """The case of the document with these bytes, if the library has it."""
        rows = self._rows("SELECT case_id FROM documents WHERE sha256 = ?", sha256)
        return int(rows[0][0]) if rows else None

    def digests(self, parser: str) -> Iterator[frozenset[str]]:
        """The SHA-256 of each document that a version of the parser has read, some thousands at a time."""
        last = ""
        while rows := self._rows(_DIGESTS, last, parser):
            yield frozenset(digest for (digest,) in rows)
            last = rows[-1][0]

    def unread(self, parser: str) -> list[int]:
        """The cases with a document that a version of the parser has not read, in the order of adding."""
        return [case for (case,) in self._rows(_UNREAD, parser)]

    def add(self, data: bytes, source: Source, reading: Reading) -> int:
        """A new case from a document: its bytes, text and reading, and the values that the reading fills."""
        with self._writing():
            return self._add(data, source, reading)

    def add_reading(self, case: int, source: Source, reading: Reading) -> bool:
        """What another version of the parser says of a case's document; values that a person decided on stay.

        False, and nothing is changed, where the library has that version's reading already.
        """
        with self._writing():
            return self._read_again(case, source, reading)

    def take(self, letters: Iterable[Letter]) -> list[Taken]:
        """Documents with their readings in one transaction, all of them or none; what became of each, in their order.

        One that is there already (by its bytes) gives no second case: a reading by another parser is added to it.
        """
        with self._writing():
            return [self._take(*letter) for letter in letters]

    def _take(self, data: bytes, source: Source, reading: Reading) -> Taken:
        case = self.find(source.sha256)
        if case is None:
            return Taken(self._add(data, source, reading), "added")
        return Taken(case, "read again" if self._read_again(case, source, reading) else "known")

    def _add(self, data: bytes, source: Source, reading: Reading) -> int:
        now, values = _now(), start(reading)
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
        self._put_values(case, values.values())
        self._list(case, source, reading, values)
        listing.keep_words(self._database, case, source.text, values)
        return case

    def _read_again(self, case: int, source: Source, reading: Reading) -> bool:
        rows = self._rows("SELECT id FROM documents WHERE case_id = ? AND sha256 = ?", case, source.sha256)
        document = int(rows[0][0])
        if self._rows("SELECT 1 FROM readings WHERE document_id = ? AND parser = ?", document, reading.parser):
            return False
        values = with_findings(self._decided(case), reading)
        self._add_reading(document, source, reading, _now())
        self._database.execute("DELETE FROM record_values WHERE case_id = ?", (case,))
        self._put_values(case, values.values())
        self._list(case, source, reading, values)
        listing.keep_words(self._database, case, source.text, values)
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
        """A new row, sealed or linked as its table wants it."""
        if table in SEALED:
            row["seal"] = seal(table, [row[column] for column in SEALED[table].split(", ")])
        marks = ", ".join("?" * len(row))
        sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608  # names of our own, never a value
        added = int(self._database.execute(sql, list(row.values())).lastrowid or 0)
        if table in LOGS:
            append_link(self._database, table, added)
        return added

    # --- what the views show ---

    def cases(self, ids: Collection[int] | None = None) -> list[CaseRow]:
        """Every case as the list shows it, or those of these numbers, in the order of adding."""
        wanted = self.case_ids() if ids is None else sorted(ids)
        where = "" if ids is None else f" WHERE case_id IN ({', '.join(map(str, wanted))})"
        listed = {row[0]: row[:-1] for row in self._rows(_LIST + where) if row[-1] == seal("case_list", row[:-1])}
        return [listing.case_row(listed.get(case) or self._derived(case)) for case in wanted]

    def containing(self, phrases: Sequence[str], many: int) -> Iterator[list[int]]:
        """The cases in whose letters all of these phrases stand, in the order of adding, so many at a time."""
        try:
            yield from listing.with_words(self._database, phrases, many)
        except sqlite.DatabaseError as error:
            raise self._unread(error) from error

    def _derived(self, case: int) -> tuple[Any, ...]:
        """A row of the list made from the record again, where the one that is stored is damaged."""
        try:
            return listing.row_of(case, self._added(case), *self._record(case))
        except LibraryProblem:
            return listing.damaged_row(case)

    def case(self, case: int) -> Case:
        """One case, whole; LibraryProblem where there is none of that number."""
        added = self._added(case)
        source, reading, values = self._record(case)
        for *row, stored in self._rows(_DRAFTS_OF_A_CASE, case):
            self._believe(stored == seal("drafts", row))
            _, item, field, text = row
            slot = Slot(item, field)
            stood = values.get(slot) or Value(slot, None, "not_looked_at")
            values[slot] = Value(slot, stood.value, stood.state, stood.found, stood.anchors, text)
        placed = values | {slot: _placed(value, source) for slot, value in values.items() if value.anchors}
        return Case(case, source, reading, placed, item_keys(placed), added)

    def cases_with(self, beginning: str) -> list[int]:
        """The cases that hold a value in a slot whose field begins so, in the order of adding."""
        sql = "SELECT DISTINCT case_id FROM record_values WHERE substr(field, 1, ?) = ? ORDER BY case_id"
        return [case for (case,) in self._rows(sql, len(beginning), beginning)]

    def _added(self, case: int) -> str:
        """When a case came in; LibraryProblem where there is none of that number."""
        rows = self._rows("SELECT added FROM cases WHERE id = ?", case)
        if not rows:
            raise LibraryProblem("no-case", f"The library has no case {case}.")
        return str(rows[0][0])

    def document(self, case: int) -> bytes:
        """The bytes of a case's letter, as they were imported."""
        rows = self._rows("SELECT bytes, sha256 FROM documents WHERE case_id = ? ORDER BY id LIMIT 1", case)
        self._believe(bool(rows) and sha256(rows[0][0]).hexdigest() == rows[0][1])
        return bytes(rows[0][0])

    def edits(self, case: int) -> list[Edit]:
        """A case's edits, oldest first."""
        edits = []
        for link, before, old_anchors, *row in self._rows(_EDITS_OF_A_CASE, case):
            self._believe(link == edit_link(before or "", row, old_anchors))
            edits.append(self._edit(row))
        return edits

    @staticmethod
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

    def _reading(self, case: int) -> tuple[Source, Reading]:
        """The latest reading of a case's letter with the source it was read from."""
        rows = self._rows(
            "SELECT readings.id, document_id, parser, read_at, form, text, pages, word_starts, word_ends, word_boxes,"
            " found, source_flags, document_id, uid, added, name, sha256, media_type FROM readings"
            " JOIN documents ON documents.id = document_id JOIN cases ON cases.id = case_id"
            " WHERE case_id = ? ORDER BY readings.id DESC LIMIT 1",
            case,
        )
        self._believe(bool(rows))
        read, document = rows[0][:_OF_A_READING], rows[0][_OF_A_READING:]
        self._believe(self._link_fits("readings", read) and self._link_fits("documents", document))
        _, _, parser, _, form, text, pages, starts, ends, boxes, found, flags = read
        *_, name, digest, media_type = document
        words = Words(column("I", starts), column("I", ends), column("f", boxes))
        source = Source(name, digest, media_type, text, load_pages(pages), words, load_flags(flags))
        return source, load_reading(parser, form, found)

    def _link_fits(self, log: str, words: Sequence[object]) -> bool:
        try:
            return link_fits(self._database, log, words)
        except sqlite.DatabaseError:
            return False

    def _record(self, case: int) -> tuple[Source, Reading, Record]:
        """A case's letter, its latest reading, and its values with what was read beside each."""
        source, reading = self._reading(case)
        return source, reading, with_findings(self._decided(case), reading)

    def _decided(self, case: int) -> Record:
        """A case's values that a person decided on, after comparing them with what the log says last of each.

        Seals find a row that has changed; only the log can tell of one that is gone.
        """
        values = self._values(case, _TOUCHED)
        stand = {
            (slot.item, slot.field): (dump(value.value), value.state, dump_anchors(value.anchors))
            for slot, value in values.items()
        }
        said = {(item, field): tuple(rest) for item, field, *rest in self._rows(_LATEST_EDITS, case)}
        self._believe(stand == {where: what for where, what in said.items() if what[1] not in UNTOUCHED})
        return values

    def _values(self, case: int, which: str = "") -> Record:
        """A case's current values as they stand in the file, without what was read beside them."""
        values: Record = {}
        for *row, stored in self._rows(_VALUES_OF_A_CASE + which, case):
            self._believe(stored == seal("record_values", row))
            _, item, field, value, state, anchors = row
            slot = Slot(item, field)
            values[slot] = Value(slot, json.loads(value), state, anchors=load_anchors(anchors))
        return values

    def case_ids(self, after: int = 0, many: int = -1) -> list[int]:
        """Every case's number, in the order of adding; or at most so many of those above a number."""
        return [number for (number,) in self._rows(_ALL_CASES, after, many)]

    def count(self) -> int:
        """How many cases there are."""
        ((number,),) = self._rows("SELECT count(*) FROM cases")
        return int(number)

    # --- the log ---

    def edit(
        self, label: str, who: str, changes: Sequence[Change], *, act: Act = "do", target: int | None = None
    ) -> None:
        """One act: every change with its row in the log, the current values and the list, in one transaction."""
        with self._writing():
            self._do(label, who, changes, act, target)

    def _do(self, label: str, who: str, changes: Sequence[Change], act: Act, target: int | None) -> None:
        now = _now()
        batch = self._insert("batches", at=now, who=who, label=label, act=act, target=target)
        for case in dict.fromkeys(change.case for change in changes):
            source, reading, values = self._record(case)
            before = values
            for change in (change for change in changes if change.case == case):
                self._log(batch, now, who, change, values.get(change.slot))
                values = apply(values, change.slot, change.value, change.state, change.anchors)
                if act == "do":  # text that waits in a box is not taken back with the act before it
                    self._database.execute(
                        "DELETE FROM drafts WHERE case_id = ? AND item = ? AND field = ?",
                        (case, change.slot.item, change.slot.field),
                    )
            self._move(case, before, values)
            self._list(case, source, reading, values)
            if any(listing.is_remark(change.slot) for change in changes):
                listing.keep_words(self._database, case, source.text, values)

    def _log(self, batch: int, now: str, who: str, change: Change, stood: Value | None) -> None:
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
        self._append_edit(now, who, row)

    def _append_edit(self, at: str, who: str, row: Mapping[str, object], number: int | None = None) -> None:
        """The log's next edit with its link in the chain; `number` where it is not simply the next one."""
        last = self._rows("SELECT hash FROM edits ORDER BY id DESC LIMIT 1")
        link = chained(last[0][0] if last else "", at, who, *row.values())
        added = self._insert("edits", id=number, **row, hash=link)
        self._database.execute(NEW_LINK, ("edits", added, link))

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
            "INSERT INTO record_values (case_id, item, field, value, state, anchors, seal) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET value = excluded.value, state = excluded.state, anchors = excluded.anchors,"
            " seal = excluded.seal",
            [(*row, seal("record_values", row)) for row in rows],
        )

    def _list(self, case: int, source: Source, reading: Reading, values: Mapping[Slot, Value]) -> None:
        """The row of the case list, from the record."""
        row = listing.row_of(case, self._added(case), source, reading, values)
        self._database.execute("DELETE FROM case_list WHERE case_id = ?", (case,))
        self._insert("case_list", **dict(zip(listing.COLUMNS, row, strict=True)))

    def _list_what_is_not(self) -> None:
        """Fills the list and the letters' words where a migration has left that to do."""
        if self.trouble is not None or self.remembered(TO_LIST) is None:
            return
        with suppress(LibraryProblem), self._writing():  # damage that comes to light here is in `trouble`
            for case in self.case_ids():
                source, reading, values = self._record(case)
                self._list(case, source, reading, values)
                listing.keep_words(self._database, case, source.text, values)
            self._database.execute("DELETE FROM upkeep WHERE name = ?", (TO_LIST,))

    def batches_backwards(self) -> Iterator[Batch]:
        """The log's acts, newest first, read as they are asked for."""
        try:
            for row in self._database.execute("SELECT id, label, act, target FROM batches ORDER BY id DESC"):
                yield Batch(*row)
        except sqlite.DatabaseError as error:
            raise self._unread(error) from error

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

    # --- upkeep ---

    def remember(self, name: str, value: str) -> None:
        """Keeps a fact about the library's upkeep, which is no part of the record."""
        with self._writing():
            self._database.execute("INSERT OR REPLACE INTO upkeep (name, value) VALUES (?, ?)", (name, value))

    def remembered(self, name: str) -> str | None:
        """What was kept under a name."""
        rows = self._rows("SELECT value FROM upkeep WHERE name = ?", name)
        return str(rows[0][0]) if rows else None

    # --- what is being typed ---

    def keep_draft(self, case: int, slot: Slot, text: str | None) -> None:
        """Text as it stands in a box and is no value yet; None forgets it."""
        with self._writing():
            where = (case, slot.item, slot.field)
            self._database.execute("DELETE FROM drafts WHERE case_id = ? AND item = ? AND field = ?", where)
            if text is not None:
                self._insert("drafts", case_id=case, item=slot.item, field=slot.field, text=text)


class Reader(Library):
    """A library as it stood at one moment (`as_of`), on a connection of its own, in the thread that asked for it.

    What it finds to be damaged is damaged for the library, too.
    """

    def __init__(self, library: Library) -> None:
        self.path, self.recovery_key = library.path, None
        self._library, self._readers, self._hold = library, library._readers, None
        self._frozen, self.alone = library._frozen, False
        with handed_on(connect(library.shown, READ if self._frozen else LIVE, library.key)) as database:
            take_reading_settings(database)
            database.conn.set_progress_handler(lambda: self.stopped, _INSTRUCTIONS)
            self._enter(Opened(database, library.key, library.shown, True, library.trouble, as_of=pin(database)))

    @property
    def stopped(self) -> bool:
        return self._readers.ending

    def close(self) -> None:
        """Ends the reading; call it in the thread that asked for it."""
        if not self.closed:
            self.closed = True
            self._database.close()
            self._readers.remove(self)

    def reader(self) -> Reader:
        return self._library.reader()

    def distrust(self) -> None:
        super().distrust()
        self._library.distrust()

    def _unread(self, error: sqlite.DatabaseError) -> LibraryProblem:
        return ended() if self.stopped else super()._unread(error)


_OF_A_READING: Final = 12
"""Columns of a reading that its link covers; see `sealing`."""

_INSTRUCTIONS: Final = 10_000
"""Steps of SQLite's machine, well below a millisecond, after which a reader looks whether it is to stop."""


def edit_link(before: str, row: Sequence[Any], old_anchors: str) -> str:
    """The link of an edit, from the row that `EDITS` selects and the link before it."""
    _, batch, at, who, case, item, field, old, old_state, new, new_state, new_anchors, why = row
    return chained(
        before, at, who, batch, case, item, field, old, old_state, old_anchors, new, new_state, new_anchors, why
    )


EDITS: Final = (
    "SELECT edits.hash, (SELECT hash FROM edits AS former WHERE former.id < edits.id ORDER BY former.id DESC LIMIT 1),"
    " old_anchors, edits.id, batch_id, at, who, case_id, item, field, old, old_state, new, new_state, new_anchors, why"
    " FROM edits JOIN batches ON batches.id = batch_id"
)
"""Every edit with its link and the one before it, for `edit_link`."""

_UNREAD: Final = (
    "SELECT DISTINCT case_id FROM documents"
    " WHERE NOT EXISTS (SELECT 1 FROM readings WHERE document_id = documents.id AND parser = ?) ORDER BY case_id"
)

_DIGESTS: Final = (
    "SELECT sha256 FROM documents WHERE sha256 > ?"
    " AND EXISTS (SELECT 1 FROM readings WHERE document_id = documents.id AND parser = ?) ORDER BY sha256 LIMIT 4096"
)

_EDITS_OF_A_CASE: Final = f"{EDITS} WHERE case_id = ? ORDER BY edits.id"

_LATEST_EDITS: Final = (
    "SELECT item, field, new, new_state, new_anchors FROM edits"
    " WHERE id IN (SELECT max(id) FROM edits WHERE case_id = ? GROUP BY item, field)"
)

_ALL_CASES: Final = "SELECT id FROM cases WHERE id > ? ORDER BY id LIMIT ?"

_LIST: Final = f"SELECT {SEALED['case_list']}, seal FROM case_list"  # noqa: S608  # names of our own

_VALUES_OF_A_CASE: Final = f"SELECT {SEALED['record_values']}, seal FROM record_values WHERE case_id = ?"  # noqa: S608  # as above

_TOUCHED: Final = f" AND state NOT IN {UNTOUCHED}"
"""Values that nobody touched follow from the reading."""

_DRAFTS_OF_A_CASE: Final = f"SELECT {SEALED['drafts']}, seal FROM drafts WHERE case_id = ?"  # noqa: S608  # as above
