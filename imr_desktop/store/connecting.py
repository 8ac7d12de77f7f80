"""Connections to a library file: with its key, with the settings that keep it safe, beside a writer, or to a file
that nobody writes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.store.driver import Database, sqlite
from imr_desktop.store.keys import Key
from imr_desktop.texts import tr

_WAIT: Final = 0.25
"""Seconds to wait for another process that is just at SQLite's own locks."""

_SETTINGS: Final = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else REPLACE goes around the triggers that refuse deleting
    "PRAGMA secure_delete = ON",  # else deleted names stay readable in the file
    "PRAGMA temp_store = MEMORY",
    "PRAGMA synchronous = FULL",  # an acknowledged edit survives a power cut; NORMAL loses it in WAL mode
)

_KEPT: Final[dict[str, str | int]] = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
"""What the settings must say once they are made; a library that does not keep them is not written to."""

READ: Final = "mode=ro&immutable=1"
"""For a file that nobody writes, such as a backup: read without locks and without a trace."""

LIVE: Final = "mode=ro"
"""For a library that another connection may be writing to: read beside it, and never kept from anything by it."""

WRITE: Final = "mode=rw"

LEFT: Final = f"mode=ro&vfs={'win32' if os.name == 'nt' else 'unix'}-none"
"""For a file that nobody has open, with what its log holds: read without locks and without a trace."""

MEMORY: Final = "vfs=memdb"
"""For a database that lies in this process's memory alone and dies with it; its connections share it by its name."""


def connect(path: Path, mode: str, key: Key | None) -> Database:
    """A connection to a file that exists, or to memory; `mode` is READ, LIVE, WRITE, LEFT or MEMORY."""
    connection = sqlite.connect(_uri(path, mode), uri=True, isolation_level=None, check_same_thread=True, timeout=_WAIT)
    if key is not None:
        connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is told to the person, not to the terminal
        connection.execute(f"PRAGMA key = {key.pragma}")
    if mode == LEFT:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # then the log's index needs no file
    return Database(connection)


def _uri(path: Path, mode: str) -> str:
    return f"{path.resolve().as_uri()}?{mode}"


def into_memory(database: Database, name: Path) -> None:
    """All that a database holds in one of that name in memory, under the same key; a connection must keep it there."""
    database.execute("VACUUM INTO ?", [_uri(name, MEMORY)])


@contextmanager
def handed_on(database: Database) -> Iterator[Database]:
    """The database stays open for whoever comes next, and is closed where what is done with it fails."""
    try:
        yield database
    except BaseException:
        database.close()
        raise


def fitting(path: Path, mode: str, keys: Sequence[Key | None]) -> tuple[Database, Key | None]:
    """A connection with the first key, or no key, that the file's first page can be read with; else sqlite's error."""
    *former, last = keys
    for key in former:
        with suppress(sqlite.DatabaseError):
            return _looked_at(path, mode, key), key
    return _looked_at(path, mode, last), last


def _looked_at(path: Path, mode: str, key: Key | None) -> Database:
    """A connection that can read the file. One that is to write, and where SQLite has no room for memory that others
    share (a full disk, some network and virtual drives), has the file for itself.
    """
    try:
        with handed_on(connect(path, mode, key)) as database:
            _look(database)
            return database
    except sqlite.OperationalError as error:
        if mode != WRITE or "locked" in str(error):
            raise
    with handed_on(connect(path, mode, key)) as database:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")  # before the first access: then no memory is shared
        _look(database)
        return database


def is_alone(database: Database) -> bool:
    """Whether a connection that writes has the file for itself, so that nobody can read beside it."""
    return bool(database.execute("PRAGMA locking_mode").fetchone()[0] == "exclusive")


def _look(database: Database) -> None:
    try:
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except UnicodeDecodeError as error:  # SQLite names what it finds in a damaged file, and that may be no text
        raise sqlite.DatabaseError("malformed database schema") from error


def take_settings(database: Database) -> None:
    """The settings for writing, made and looked at; LibraryProblem where they do not hold."""
    kept = {**_KEPT, "locking_mode": "exclusive" if is_alone(database) else "normal"}
    database.execute("PRAGMA journal_mode = WAL")
    take_reading_settings(database)
    stand = {name: database.execute(f"PRAGMA {name}").fetchone()[0] for name in kept}
    if stand != kept:
        said = tr("The library cannot be kept safe here ({why}), so it was not opened.", why=stand)
        raise LibraryProblem("unfit", said)


def take_reading_settings(database: Database) -> None:
    """The settings of a connection, whatever it is for."""
    for setting in _SETTINGS:
        database.execute(setting)


def pin(database: Database) -> datetime:
    """From now until it is called again the connection sees the file as it is at this moment, which it gives."""
    if database.conn.in_transaction:
        database.execute("COMMIT")
    database.execute("BEGIN")
    database.execute("SELECT count(*) FROM sqlite_master").fetchone()  # SQLite takes its snapshot at the first read
    return datetime.now(UTC)


def pragma(database: Database, name: str) -> int:
    return int(database.execute(f"PRAGMA {name}").fetchone()[0])


def sound(database: Database) -> bool:
    """Whether the file's structure is whole; in a protected one also whether every page is what was written."""
    try:
        return [row[0] for row in database.execute("PRAGMA quick_check(1)")] == ["ok"]
    except (sqlite.DatabaseError, UnicodeDecodeError):
        return False
