"""What the library file does for the façade: small methods, one transaction each.

The rooms behind it: `openfile` (transactions and trust), `letters` (documents and readings), `records` (values and the
list), `log` (edits and undo), `findings` (what the checks found). Exports also read past it (`carrying`, `untouched`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from imr_desktop.checklist import review
from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Case, CaseRow, Edit, Finding, Reading, Slot, Source
from imr_desktop.record import Record, with_findings
from imr_desktop.store import findings, letters, listing, log, records
from imr_desktop.store.connecting import LIVE, MEMORY, READ, connect, handed_on, is_alone, pin, take_reading_settings
from imr_desktop.store.driver import sqlite
from imr_desktop.store.holding import log_file
from imr_desktop.store.keys import is_unseen
from imr_desktop.store.letters import Letter
from imr_desktop.store.log import Act, Batch, Begun, Change
from imr_desktop.store.openfile import OpenFile
from imr_desktop.store.opening import Opened, is_there, make_library, open_library
from imr_desktop.store.readers import Readers, ended
from imr_desktop.store.versions import TO_LIST
from imr_desktop.texts import tr


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a document that was given to a library: its case, and whether that is new."""

    case: int
    how: Literal["added", "read again", "known"]


class Library(OpenFile):
    """One open library file. One connection, used from the thread that opened it; call `close` there.

    For other threads there is `reader`.
    """

    def __init__(self, path: Path, *, who: str = "", passphrase: str | None = None, read_only: bool = False) -> None:
        """Opens the library at `path`, or makes it where there is none; LibraryProblem where that cannot be.

        `recovery_key` is there only when a protected one has just been made, or nobody has seen its key yet.
        """
        new = not is_there(path) and not read_only
        opened = (
            make_library(path, who=who, passphrase=passphrase)
            if new
            else open_library(path, who=who, passphrase=passphrase, read_only=read_only)
        )
        super().__init__(path, opened, Readers())
        seen = self.key is None or not (new or (opened.hold is not None and is_unseen(path, self.key)))
        self.recovery_key = None if seen or self.key is None else self.key.recovery()
        self._beside = MEMORY if opened.copy else LIVE if opened.hold or opened.as_of else READ
        self.alone = opened.hold is not None and is_alone(opened.database)
        if opened.hold or opened.copy:
            self.read_only = False
            self._list_what_is_not()
            self.read_only = self.read_only or opened.read_only

    def reader(self, stop: Callable[[], bool] = bool) -> Reader:
        """The library as it stands at this moment, only to read, for the thread that asks; close it there.

        It never waits for the writer and never keeps it waiting. `stop` is asked now and then, also during a long
        statement, whether to break off what is read. LibraryProblem `closed` once the library is closing, `alone` where
        it was opened without room for a second connection.
        """
        if self.alone:
            raise LibraryProblem(
                "alone",
                tr(
                    "{library} cannot be read beside the work on it: the disk was full when it was opened, or its "
                    "drive lets no memory be shared. Free some space, close the library and open it again.",
                    library=self.path.name,
                ),
            )
        return self._readers.add(lambda: Reader(self, stop))

    # --- documents and readings ---

    def find(self, sha256: str) -> int | None:
        """The case of the document with these bytes, if the library has it."""
        return letters.find(self, sha256)

    def digests(self, parser: str) -> Iterator[frozenset[str]]:
        """The SHA-256 of each document that a version of the parser has read, some thousands at a time."""
        return letters.digests(self, parser)

    def unread(self, parser: str) -> list[int]:
        """The cases with a document that a version of the parser has not read, in the order of adding."""
        return letters.unread(self, parser)

    def document(self, case: int) -> bytes:
        """The bytes of a case's letter, as they were imported."""
        return letters.document(self, case)

    def reading(self, case: int) -> tuple[Source, Reading]:
        """The latest reading of a case's letter with the source it was read from."""
        return letters.reading(self, case)

    def add(self, data: bytes, source: Source, reading: Reading) -> int:
        """A new case from a document: its bytes, text and reading, and the values that the reading fills."""
        with self.writing():
            return self._add(data, source, reading)

    def add_reading(self, case: int, source: Source, reading: Reading) -> bool:
        """What another version of the parser says of a case's document; values that a person decided on stay.

        False, and nothing is changed, where the library has that version's reading already.
        """
        with self.writing():
            return self._read_again(case, source, reading)

    def take(self, given: Iterable[Letter]) -> list[Taken]:
        """Documents with their readings in one transaction, all of them or none; what became of each, in their order.

        One that is there already (by its bytes) gives no second case: a reading by another parser is added to it.
        """
        with self.writing():
            return [self._take(*letter) for letter in given]

    def _take(self, data: bytes, source: Source, reading: Reading) -> Taken:
        case = self.find(source.sha256)
        if case is None:
            return Taken(self._add(data, source, reading), "added")
        return Taken(case, "read again" if self._read_again(case, source, reading) else "known")

    def _add(self, data: bytes, source: Source, reading: Reading) -> int:
        case = letters.put(self, data, source, reading)
        records.begin(self, case, source, reading)
        return case

    def _read_again(self, case: int, source: Source, reading: Reading) -> bool:
        if letters.has_reading(self, case, source, reading.parser):
            return False
        values = with_findings(records.decided(self, case), reading)
        letters.put_reading(self, case, source, reading)
        records.read_again(self, case, source, reading, values)
        return True

    # --- cases ---

    def cases(self, ids: Collection[int] | None = None) -> list[CaseRow]:
        """Every case as the list shows it, or those of these numbers, in the order of adding."""
        if ids is None:
            return records.listed(self, self.case_ids())
        wanted = sorted(ids)
        return records.listed(self, wanted, f" WHERE case_id IN ({', '.join(map(str, wanted))})")

    def case(self, case: int) -> Case:
        """One case, whole; LibraryProblem where there is none of that number."""
        return records.whole(self, case)

    def findings(self, case: Case) -> tuple[Finding, ...]:
        """What the checks find in a case as it is now: as it is kept, else found anew, and kept where that can be."""
        stands = findings.kept(self, case)
        if stands is not None:
            return stands
        if not self.read_only and not self.database.conn.in_transaction:  # as while cases come home
            with suppress(LibraryProblem), self.writing():  # what cannot be kept now is found again another time
                return findings.keep(self, case)
        return review.findings_of(case)

    def values(self, case: int) -> Record:
        """A case's current values as they stand in the file, without what was read beside them."""
        return records.values(self, case)

    def cases_with(self, beginning: str) -> list[int]:
        """The cases that hold a value in a slot whose field begins so, in the order of adding."""
        return records.cases_with(self, beginning)

    def containing(self, phrases: Sequence[str], many: int) -> Iterator[list[int]]:
        """The cases in whose letters all of these phrases stand, in the order of adding, so many at a time."""
        try:
            yield from listing.with_words(self.database, phrases, many)
        except sqlite.DatabaseError as error:
            raise self.why_unread(error) from error

    def case_ids(self, after: int = 0, many: int = -1) -> list[int]:
        """Every case's number, in the order of adding; or at most so many of those above a number."""
        return [number for (number,) in self.rows("SELECT id FROM cases WHERE id > ? ORDER BY id LIMIT ?", after, many)]

    def count(self) -> int:
        """How many cases there are."""
        ((number,),) = self.rows("SELECT count(*) FROM cases")
        return int(number)

    def _list_what_is_not(self) -> None:
        """Fills the list and the letters' words where a migration has left that to do."""
        if self.trouble is not None or self.remembered(TO_LIST) is None:
            return
        with suppress(LibraryProblem), self.writing():  # damage that comes to light here is in `trouble`
            for case in self.case_ids():
                source, reading, values = records.record(self, case)
                records.show(self, case, source, reading, values)
                listing.keep_words(self.database, case, source.text, values)
            self.database.execute("DELETE FROM upkeep WHERE name = ?", (TO_LIST,))

    # --- the log ---

    def edit(
        self,
        label: str,
        who: str,
        changes: Iterable[Change],
        *,
        act: Act = "do",
        target: int | None = None,
        begun: Begun | None = None,
    ) -> Begun:
        """One act: every change with its row in the log, the current values and the list, in one transaction.

        One that was `begun` before goes on: for the log, and for undo, it is the same act.
        """
        with self.writing():
            return log.act(self, label, who, changes, act, target, begun)

    def edits(self, case: int) -> list[Edit]:
        """A case's edits, oldest first."""
        return log.edits(self, case)

    def batches_backwards(self) -> Iterator[Batch]:
        """The log's acts, newest first, read as they are asked for."""
        return log.batches_backwards(self)

    def inverse(self, batch: int) -> list[Change]:
        """The changes that take an act back, newest first."""
        return log.inverse(self, batch)

    def touched(self, batch: int) -> frozenset[int]:
        """The cases that an act changed."""
        return log.touched(self, batch)

    # --- what is being typed, and upkeep ---

    def drafted(self) -> frozenset[int]:
        """The cases in which text waits that was typed and is no value yet."""
        return records.drafted(self)

    def keep_draft(self, case: int, slot: Slot, text: str | None) -> None:
        """Text as it stands in a box and is no value yet; None forgets it."""
        with self.writing():
            records.put_draft(self, case, slot, text)

    def remember(self, name: str, value: str) -> None:
        """Keeps a fact about the library's upkeep, which is no part of the record."""
        with self.writing():
            self.database.execute("INSERT OR REPLACE INTO upkeep (name, value) VALUES (?, ?)", (name, value))

    def remembered(self, name: str) -> str | None:
        """What was kept under a name."""
        rows = self.rows("SELECT value FROM upkeep WHERE name = ?", name)
        return str(rows[0][0]) if rows else None


class Reader(Library):
    """A library as it stood at one moment (`as_of`), on a connection of its own, in the thread that asked for it.

    What it finds to be damaged is damaged for the library, too.
    """

    def __init__(self, library: Library, stop: Callable[[], bool] = bool) -> None:
        self._library, self._stop, self.recovery_key = library, stop, None
        self._beside, self.alone = library._beside, False
        if library.moved:
            said = tr("{library} was moved, deleted or replaced while it was open here.", library=library.path.name)
            raise LibraryProblem("moved", said)
        if library.log_gone:
            said = tr(
                "Another program has deleted {log}, which belongs to {library} while it is open. It is made anew with "
                "the next change; try again then.",
                log=log_file(library.path).name,
                library=library.path.name,
            )
            raise LibraryProblem("log-gone", said)
        place = library.copy or library.shown
        with handed_on(connect(place, self._beside, library.key)) as database:
            take_reading_settings(database)
            opened = Opened(
                database, library.key, library.shown, True, library.trouble, library.copy, as_of=pin(database)
            )
            OpenFile.__init__(self, library.path, opened, library._readers)
            database.conn.set_progress_handler(lambda: self.stopped, _INSTRUCTIONS)

    @property
    def stopped(self) -> bool:
        return self._readers.ending or self._stop()

    def close(self) -> None:
        """Ends the reading; call it in the thread that asked for it."""
        if not self.closed:
            self.closed = True
            self.database.conn.set_progress_handler(None, 0)  # it holds this reader, out of sight of Python's search
            self.database.close()
            self._readers.remove(self)

    def reader(self, stop: Callable[[], bool] = bool) -> Reader:
        return self._library.reader(stop)

    def distrust(self) -> None:
        super().distrust()
        self._library.distrust()

    def why_unread(self, error: sqlite.DatabaseError) -> LibraryProblem:
        return ended() if self.stopped else super().why_unread(error)


_INSTRUCTIONS: Final = 10_000
"""Steps of SQLite's machine, well below a millisecond, after which a reader looks whether it is to stop."""
