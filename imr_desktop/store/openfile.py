"""An open library file: one transaction at a time, rows that are believed only as they were written, and its end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.store import backups
from imr_desktop.store.connecting import pin, pragma
from imr_desktop.store.driver import NO_TEXT, sqlite, words_of
from imr_desktop.store.holding import Hold, index_file, log_file, number
from imr_desktop.store.keys import keep_file, sealed
from imr_desktop.store.opening import Opened, damaged, tidy
from imr_desktop.store.readers import Readers
from imr_desktop.store.sealing import LOGS, SEALED, append_link, seal
from imr_desktop.texts import tr

CHECKED: Final = "checked"
"""The name under which the moment of the last full check is remembered."""


class OpenFile:
    """One connection to a library file, used from the thread that opened it; call `close` there.

    `trouble` is what the person must know of the file, or None.
    """

    def __init__(self, path: Path, opened: Opened, readers: Readers) -> None:
        self.path = path
        self.database, self.key = opened.database, opened.key
        self.read_only, self.trouble = opened.read_only, opened.trouble
        self.shown, self.copy = opened.shown, opened.copy
        self.as_of, self.unchecked = opened.as_of, opened.unchecked
        self._hold, self._readers = opened.hold, readers
        self.closed = False
        self._version = pragma(self.database, "data_version")
        self._file = (path.stat(), path.resolve()) if opened.hold or opened.as_of else None
        self._kept_elsewhere = False
        self._log = number(log_file(path)) if opened.hold else None
        self._key_file = sealed(path) if opened.hold and opened.key else b""

    @property
    def stands_in(self) -> bool:
        """Whether a backup is shown in the place of a library that another process holds."""
        return self.shown != self.path

    @property
    def stopped(self) -> bool:
        """Whether what is read here is to be broken off; what fails then says nothing of the library."""
        return False

    def close(self) -> None:
        """Ends every reader and gives the library back; once closed, closing it again does nothing."""
        if self.closed:
            return
        self.closed = True
        self.end_readers()
        try:
            self.database.close()
            if self.as_of is not None and not self.moved:
                tidy(self.path, self.key)
            if self._kept_elsewhere:  # else SQLite would play our log into the file that came in the place of ours
                for each in (log_file(self.path), index_file(self.path)):
                    each.unlink(missing_ok=True)
        finally:
            if self._hold is not None:
                self._hold.end()

    def keep_hold(self) -> Hold:
        """The right to change the file, which `close` then leaves to whoever has asked for it."""
        assert self._hold is not None
        hold, self._hold = self._hold, None
        return hold

    def end_readers(self) -> None:
        """Has every reader stop at once and waits until they are closed; there will be no new ones."""
        self._readers.end()

    def reread(self) -> None:
        """Goes on with what stands in the file by now, where it is read beside whoever holds it (`as_of`).

        Until then the holder's log keeps all that is written, so that it grows.
        """
        if self.as_of is not None:
            self.as_of = pin(self.database)

    # --- writing ---

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that takes the write lock at once; what fails in it changes nothing."""
        if self.read_only:
            raise self.trouble or LibraryProblem(
                "read-only",
                tr(
                    "{library} can only be read, so nothing was changed. Copy it to where you may write.",
                    library=self.path.name,
                ),
            )
        self.stay_in_place()
        if self.database.conn.in_transaction:  # what is under way must not end with what comes between
            raise LibraryProblem(
                "busy",
                tr("The library is being changed at this moment, so this was not saved. Try again in a moment."),
            )
        try:
            self.database.execute("BEGIN IMMEDIATE")
            self._refuse_a_stranger()
            yield
            self.database.execute("COMMIT")
        except BaseException as error:
            if self.database.conn.in_transaction:
                self.database.execute("ROLLBACK")
            if isinstance(error, sqlite.DatabaseError):
                raise self._unsaved(error) from error
            raise

    def insert(self, table: str, **row: object) -> int:
        """A new row, sealed or linked as its table wants it; its number."""
        if table in SEALED:
            row["seal"] = seal(table, [row[column] for column in SEALED[table].split(", ")])
        marks = ", ".join("?" * len(row))
        sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608  # names of our own, never a value
        added = int(self.database.execute(sql, list(row.values())).lastrowid or 0)
        if table in LOGS:
            append_link(self.database, table, added)
        return added

    @staticmethod
    def now() -> str:
        """The moment that a row is dated with: UTC, ISO 8601."""
        return datetime.now(UTC).isoformat(timespec="microseconds")

    @property
    def moved(self) -> bool:
        """Whether this is no longer the file of its name: what is written into it would go with it.

        Also where a link has come between: the log goes by the file's own name, and others would miss it there.
        """
        if self._file is None:
            return False
        file, place = self._file
        try:
            return not os.path.samestat(file, self.path.stat()) or self.path.resolve() != place
        except OSError:
            return True

    def stay_in_place(self) -> None:
        """LibraryProblem where the file is not in its place any more.

        What is in it is backed up then, and it is only read from now on.
        """
        if not self.moved:
            self._keep_log()
            with suppress(OSError):  # it is tried again with every change
                keep_file(self.path, self._key_file)
            return
        self.read_only = True
        try:
            kept = backups.make(self.path, self.database, self.key, before="loss").path
            self._kept_elsewhere = True
        except LibraryProblem as problem:
            said = tr(
                "{library} was moved, deleted or replaced while it was open here, so nothing more is saved. {problem} "
                "Put the file back before you close this.",
                library=self.path.name,
                problem=problem.message,
            )
        else:
            said = tr(
                "{library} was moved, deleted or replaced while it was open here, so nothing more is saved. "
                "Everything saved before is kept in {path}: restore it, or put the file back.",
                library=self.path.name,
                path=kept,
            )
        self.trouble = LibraryProblem("moved", said)
        raise self.trouble

    @property
    def log_gone(self) -> bool:
        """Whether the log is no longer where others look for it: they would miss what it holds, and so would a restart.

        Somebody has deleted it, as what tidies or mirrors a folder may do; here alone it can still be read.
        """
        return self._log is not None and number(log_file(self.path)) != self._log

    def _keep_log(self) -> None:
        """Puts all that is in a log that is gone into the file, and begins another one."""
        if not self.log_gone or self._hold is None or pragma(self.database, "data_version") != self._version:
            return
        try:
            busy, *_ = self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                for mode in ("DELETE", "WAL"):
                    self.database.execute(f"PRAGMA journal_mode = {mode}")
                self._version = pragma(self.database, "data_version")
        except sqlite.OperationalError as error:
            raise (self._log_in_use() if "locked" in words_of(error) else self._unsaved(error)) from error
        if busy:
            raise self._log_in_use()
        self._log = number(log_file(self.path))
        self._hold.renew()

    def _log_in_use(self) -> LibraryProblem:
        return LibraryProblem(
            "locked",
            tr(
                "Another program has deleted {log}, which belongs to {library} while it is open, and it cannot be made "
                "anew as long as somebody reads the library. This was not saved; do not close the window, and try "
                "again in a moment.",
                log=log_file(self.path).name,
                library=self.path.name,
            ),
        )

    def _refuse_a_stranger(self) -> None:
        """Nothing is written over what another program has put into the file past us: SQLite counts such changes."""
        if pragma(self.database, "data_version") == self._version:
            return
        self.database.execute("DELETE FROM upkeep WHERE name = ?", (CHECKED,))  # so that the next to open looks at all
        self.database.execute("COMMIT")
        self.read_only = True
        self.trouble = LibraryProblem(
            "changed-beside",
            tr(
                "Another program has written into {library} while it was open here, so this was not saved and nothing "
                "more will be. Everything saved before is there. Close that program and open the library again: "
                "it is then checked from end to end.",
                library=self.path.name,
            ),
        )
        raise self.trouble

    def _unsaved(self, error: sqlite.DatabaseError) -> LibraryProblem:
        words = words_of(error)
        if not isinstance(error, sqlite.OperationalError) or words.startswith(NO_TEXT):
            return self._found_damaged()
        if "locked" in words:
            return LibraryProblem(
                "locked",
                tr("The library is in use by another program, so this was not saved. Close that, then try again."),
            )
        if "full" in words:
            return LibraryProblem(
                "disk-full",
                tr("The disk is full, so this was not saved. Everything saved before is safe; free some space."),
            )
        return LibraryProblem(
            "not-saved", tr("This could not be saved: {why}. Everything saved before is safe.", why=words)
        )

    # --- reading ---

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """What a query gives; LibraryProblem where the file cannot be read."""
        try:
            return list(self.database.execute(sql, parameters))
        except sqlite.ProgrammingError:  # a closed library that is asked all the same is no damaged one
            raise
        except sqlite.DatabaseError as error:
            raise self.why_unread(error) from error

    def why_unread(self, error: sqlite.DatabaseError) -> LibraryProblem:
        """What is told of a query that failed."""
        if isinstance(error, sqlite.OperationalError) and "locked" in words_of(error):
            words = tr("{library} is in use by another program. Close that and try again.", library=self.path.name)
            return LibraryProblem("locked", words)
        return self._found_damaged()

    # --- trust ---

    def believe(self, holds: bool) -> None:
        """LibraryProblem where what was read is not what was written."""
        if not holds:
            raise self._found_damaged()

    def distrust(self) -> None:
        """Damage has come to light: from now on the library is only read, and no backup is made of it."""
        self.trouble = damaged(self.path)
        self.read_only = True

    @property
    def distrusted(self) -> bool:
        """Whether what stands in the file may not be what was written into it."""
        return self.trouble is not None and self.trouble.code in ("damaged", "changed-beside")

    def _found_damaged(self) -> LibraryProblem:
        self.distrust()
        assert self.trouble is not None
        return self.trouble
