"""Opening a library file: ours or not, of this version or not, held or not, whole or not."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.store import backups, holding
from imr_desktop.store.connecting import (
    READ,
    WRITE,
    connect,
    fitting,
    handed_on,
    pragma,
    sound,
    take_reading_settings,
    take_settings,
)
from imr_desktop.store.driver import Database, sqlite, unfit
from imr_desktop.store.keys import Key, forget, key_file, keys_to_try, lock, locked, write_locks
from imr_desktop.store.migrations import VERSION, steps
from imr_desktop.store.views import refresh as refresh_views

APPLICATION_ID: Final = 0x494D524C
"""`IMRL` in the file's header: tells a library from every other SQLite file."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open library: its database, its key, and how far it can be used.

    `trouble` is what the person must know of it: that it is damaged, and so only read, or that it has lost something.
    `shown` is the file that is read: another one where a backup or a copy stands in for the library; `scratch` is a
    folder to remove at the end; `holds` says that this process holds the library under SQLite's exclusive lock.
    """

    database: Database
    key: Key | None
    shown: Path
    read_only: bool = False
    trouble: LibraryProblem | None = None
    scratch: Path | None = None
    holds: bool = False


def open_library(path: Path, *, who: str, passphrase: str | None = None, read_only: bool = False) -> Opened:
    """The library at `path`; LibraryProblem where it cannot be opened.

    A library that another process holds is told by `held`; with `read_only` its newest backup is shown instead.
    """
    _refuse_unfit_driver()
    _refuse_what_is_no_file(path)
    keys = keys_to_try(path, passphrase)
    try:
        if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
            return _open_to_read(path, keys)
        if read_only:
            return _open_beside_a_holder(path, keys)
        return _open_to_write(path, keys, who)
    except sqlite.DatabaseError as error:
        raise _explained(error, path, keys) from error


def make_library(path: Path, *, who: str, passphrase: str | None = None) -> Opened:
    """A new, empty library for its owner alone, protected where a passphrase is given."""
    _refuse_unfit_driver()
    if backups.listed(path) or key_file(path).exists():
        raise LibraryProblem(
            "gone",
            f"{path} is not there any more, but what belongs to it is. No empty library was put in its place: bring "
            "the file back, or restore a backup (imr-desktop library restore).",
        )
    key = Key.draw() if passphrase else None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        if key and passphrase:
            write_locks(path, [lock(key, passphrase)])
        return _made(path, key, who)
    except (OSError, sqlite.Error) as error:
        if not isinstance(error, FileExistsError):
            path.unlink(missing_ok=True)  # it has held nothing yet
            forget(path)
        raise LibraryProblem(
            "cannot-create",
            f"No library can be made at {path}: {getattr(error, 'strerror', None) or error}. Choose a folder that you "
            "may write to, with room for it.",
        ) from error


def _made(path: Path, key: Key | None, who: str) -> Opened:
    with handed_on(connect(path, WRITE, key)) as database:
        take_settings(database)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        bring_up_to_date(database)
        holding.take(path, who)
        return Opened(database, key, path, holds=True)


def _refuse_unfit_driver() -> None:
    if reason := unfit():
        raise LibraryProblem("unfit", f"This program must not open a library: {reason}. Please install it again.")


def _refuse_what_is_no_file(path: Path) -> None:
    if path.is_dir():
        raise LibraryProblem("folder", f"{path} is a folder, not a library file. Choose a file in it.")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise LibraryProblem("cannot-open", f"{path} cannot be opened: {error.strerror or error}.") from error
    if not size:
        raise LibraryProblem(
            "empty-library",
            f"{path} is empty (0 bytes), so it is no library. It was left as it is; restore a backup, or choose "
            "another.",
        )


# --- to write --------------------------------------------------------------------------------------------------------


def _open_to_write(path: Path, keys: Sequence[Key | None], who: str) -> Opened:
    log_was_there, size = _log(path).exists(), path.stat().st_size
    found, key = fitting(path, WRITE, keys)
    with handed_on(found) as database:
        _refuse_what_is_not_ours(database, path)
        cut = not log_was_there and size % pragma(database, "page_size") != 0  # which SQLite fills up with zeros
        trouble = damaged(path) if cut else _trouble(database, path, log_was_there=log_was_there)
        whole = trouble is None or trouble.code != "damaged"
        if whole:
            take_settings(database)
            if steps.pending(database):
                backups.make(path, database, key, before="migration")
            bring_up_to_date(database)
        holding.take(path, who)
        return Opened(database, key, path, read_only=not whole, trouble=trouble, holds=True)


def bring_up_to_date(database: Database) -> None:
    """The schema as this program writes it; each step is one transaction."""
    steps.apply(database)
    if pragma(database, "user_version") != VERSION:
        raise sqlite.DatabaseError("malformed: the file's version is not that of its schema")
    refresh_views(database)


def _refuse_what_is_not_ours(database: Database, path: Path) -> None:
    if pragma(database, "application_id") != APPLICATION_ID:
        if backups.listed(path):
            raise damaged(path)
        raise LibraryProblem(
            "not-ours", f"{path} is a database of another program. It was left as it is; choose a library of this one."
        )
    if (version := pragma(database, "user_version")) > VERSION:
        raise LibraryProblem(
            "newer",
            f"{path} was written by a newer IMR Desktop (format {version}, this one reads up to {VERSION}). "
            "It was left as it is; open it with the newer version.",
        )


def _trouble(database: Database, path: Path, *, log_was_there: bool) -> LibraryProblem | None:
    """What a person must know before going on: it is damaged, or its last changes are gone. None: all is well."""
    if not sound(database):
        return damaged(path)
    if holding.left_behind(path) and not log_was_there:
        return LibraryProblem(
            "log-missing",
            f"{path.name} was not closed in order, and the file {_log(path).name} that may have held its last changes "
            "is gone. Look at what was done last: it may be missing. Everything older is there.",
        )
    return None


def _log(path: Path) -> Path:
    """SQLite's write-ahead log, which holds what is not in the file itself yet."""
    return path.with_name(path.name + "-wal")


# --- to read ---------------------------------------------------------------------------------------------------------


def _open_beside_a_holder(path: Path, keys: Sequence[Key | None]) -> Opened:
    """What can be shown without writing: the library itself, or its newest backup while another process holds it."""
    log_was_there = _log(path).exists()
    try:
        fitting(path, WRITE, keys)[0].close()
        if log_was_there:  # closing has put it into the file, so its absence means no loss
            holding.give_back(path)
    except sqlite.OperationalError as error:
        if "locked" not in str(error):
            raise
        for backup in reversed(backups.listed(path)):
            with suppress(LibraryProblem, sqlite.DatabaseError):
                return _open_to_read(backup.path, keys)
        raise
    return _open_to_read(path, keys)


def _open_to_read(path: Path, keys: Sequence[Key | None]) -> Opened:
    """A file that is read and never written; one with an open log or of an older format is read as a copy."""
    if _log(path).exists() and _log(path).stat().st_size:
        return _open_copy(path, keys)
    found, key = fitting(path, READ, keys)
    with handed_on(found) as database:
        _refuse_what_is_not_ours(database, path)
        older = bool(steps.pending(database))
        take_reading_settings(database)
        whole = sound(database) and path.stat().st_size % pragma(database, "page_size") == 0
        trouble = None if whole else damaged(path)
    if older and trouble is None:
        database.close()
        return _open_copy(path, keys)
    return Opened(database, key, path, read_only=True, trouble=trouble)


def _open_copy(path: Path, keys: Sequence[Key | None]) -> Opened:
    """A library that this process cannot write, and so does not hold, as a copy in a private folder."""
    scratch = Path(tempfile.mkdtemp(prefix="imr-desktop-"))
    shown = scratch / path.name
    try:
        for name in (path.name, _log(path).name):
            if path.with_name(name).exists():
                shutil.copyfile(path.with_name(name), scratch / name)
        found, key = fitting(shown, WRITE, keys)
        with handed_on(found) as database:
            _refuse_what_is_not_ours(database, path)
            take_settings(database)
            trouble = None if sound(database) else damaged(path)
            if trouble is None:
                bring_up_to_date(database)
            return Opened(database, key, shown, read_only=True, trouble=trouble, scratch=scratch)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


# --- sentences -------------------------------------------------------------------------------------------------------


def damaged(path: Path) -> LibraryProblem:
    """The file is ours and is not what was written."""
    newest = backups.listed(path)[-1:]
    advice = (
        f"The newest backup is from {newest[0].at.astimezone():%d %B %Y, %H:%M}: restore it, or a former one "
        "(imr-desktop library restore)."
        if newest
        else "There is no backup beside it; do not delete it, and ask whoever keeps the program."
    )
    return LibraryProblem("damaged", f"{path.name} is damaged. Nothing in it was changed and nothing will be. {advice}")


def _explained(error: sqlite.DatabaseError, path: Path, keys: Sequence[Key | None]) -> LibraryProblem:
    """A sentence for an error of SQLite on opening."""
    said = str(error)
    if "locked" in said:
        return holding.held(path)
    if "not a database" in said and None in keys and key_file(path).exists():
        return locked(path)
    if "not a database" in said and None in keys and not backups.listed(path):
        return LibraryProblem(
            "not-a-library",
            f"{path} is no library: it is not an SQLite file, or it is damaged at its beginning, or it is protected "
            f"and {key_file(path).name} is not beside it. It was left as it is; choose another, or restore a copy.",
        )
    if isinstance(error, sqlite.OperationalError) and "decode" not in said:
        return LibraryProblem("cannot-open", f"{path} cannot be opened: {said}. Nothing was changed.")
    return damaged(path)
