"""Opening a library file: ours or not, this version or not, writable or not, and the settings that keep it safe."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.store.driver import Database, sqlite
from imr_desktop.store.migrations import VERSION, steps
from imr_desktop.store.views import refresh as refresh_views

APPLICATION_ID: Final = 0x494D524C
"""`IMRL` in the file's header: tells a library from every other SQLite file."""

_SETTINGS: Final = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else REPLACE goes around the triggers that refuse deleting
    "PRAGMA secure_delete = ON",  # else deleted names stay readable in the file
    "PRAGMA temp_store = MEMORY",
    "PRAGMA synchronous = FULL",  # an acknowledged edit survives a power cut; NORMAL loses it in WAL mode
)


def open_library(path: Path) -> tuple[Database, bool]:
    """The library at `path`, made where there is none, and whether it can only be read; else LibraryProblem."""
    if not path.exists():
        _create_empty(path)
        made = True
    else:
        _refuse_what_is_no_file(path)
        made = False
    read_only = not _writable(path)
    database = _connect(path, read_only)
    try:
        _prepare(database, path, made, read_only)
    except BaseException:
        database.close()
        raise
    return database, read_only


def _create_empty(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise LibraryProblem(
            "cannot-create",
            f"No library can be made at {path}: {error.strerror or error}. Choose a folder that you may write to.",
        ) from error


def _refuse_what_is_no_file(path: Path) -> None:
    if path.is_dir():
        raise LibraryProblem("folder", f"{path} is a folder, not a library file. Choose a file in it.")
    if not path.stat().st_size:
        raise LibraryProblem(
            "empty-library",
            f"{path} is empty (0 bytes), so it is no library. It was left as it is; restore a copy, or choose another.",
        )


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _connect(path: Path, read_only: bool) -> Database:
    uri = path.resolve().as_uri() + ("?mode=ro&immutable=1" if read_only else "?mode=rw")
    try:
        connection = sqlite.connect(uri, uri=True, isolation_level=None, check_same_thread=True, timeout=5)
    except sqlite.Error as error:
        raise LibraryProblem("cannot-open", f"{path} cannot be opened: {error}. Nothing was changed.") from error
    return Database(connection, execute_plugins=False)


def _prepare(database: Database, path: Path, made: bool, read_only: bool) -> None:
    try:
        if not made:
            _refuse_what_is_not_ours(database, path)
        for setting in _SETTINGS:
            database.execute(setting)
        if not read_only:
            database.execute("PRAGMA journal_mode = WAL")
        if made:
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if not read_only:
            steps.apply(database)
            refresh_views(database)
    except sqlite.Error as error:
        raise _explained(error, path) from error


def _refuse_what_is_not_ours(database: Database, path: Path) -> None:
    if _pragma(database, "application_id") != APPLICATION_ID:
        raise LibraryProblem(
            "not-ours", f"{path} is a database of another program. It was left as it is; choose a library of this one."
        )
    if (version := _pragma(database, "user_version")) > VERSION:
        raise LibraryProblem(
            "newer",
            f"{path} was written by a newer IMR Desktop (format {version}, this one reads up to {VERSION}). "
            "It was left as it is; open it with the newer version.",
        )


def _pragma(database: Database, name: str) -> int:
    return int(database.execute(f"PRAGMA {name}").fetchone()[0])


def _explained(error: sqlite.Error, path: Path) -> LibraryProblem:
    """A sentence for an error of SQLite on opening."""
    said = str(error)
    if "not a database" in said:
        return LibraryProblem(
            "not-a-library",
            f"{path} is no library: it is not an SQLite file, or it is damaged at its beginning. It was left as it is; "
            "choose another, or restore a copy.",
        )
    if "locked" in said:
        return LibraryProblem("locked", f"{path} is in use by another program. Close that, then try again.")
    return LibraryProblem("cannot-open", f"{path} cannot be opened: {said}. Nothing was changed.")
