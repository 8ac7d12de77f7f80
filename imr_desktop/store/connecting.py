"""Connections to a library file: with its key, with the settings that keep it safe, or frozen for reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.store.driver import Database, sqlite
from imr_desktop.store.keys import Key

_WAIT: Final = 0.25
"""Seconds to wait for a library that another process is just closing."""

_SETTINGS: Final = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else REPLACE goes around the triggers that refuse deleting
    "PRAGMA secure_delete = ON",  # else deleted names stay readable in the file
    "PRAGMA temp_store = MEMORY",
    "PRAGMA synchronous = FULL",  # an acknowledged edit survives a power cut; NORMAL loses it in WAL mode
)

_KEPT: Final = {"journal_mode": "wal", "locking_mode": "exclusive", "synchronous": 2, "foreign_keys": 1}
"""What the settings must say once they are made; a library that does not keep them is not written to."""

READ: Final = "mode=ro&immutable=1"
"""For a file that nobody writes, such as a backup: read without locks and without a trace."""

WRITE: Final = "mode=rw"


def connect(path: Path, mode: str, key: Key | None) -> Database:
    """A connection to a file that exists; `mode` is READ or WRITE."""
    uri = f"{path.resolve().as_uri()}?{mode}"
    connection = sqlite.connect(uri, uri=True, isolation_level=None, check_same_thread=True, timeout=_WAIT)
    if key is not None:
        connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is told to the person, not to the terminal
        connection.execute(f"PRAGMA key = {key.pragma}")
    return Database(connection, execute_plugins=False)


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
        database = connect(path, mode, key)
        try:
            _look(database)
        except sqlite.DatabaseError:
            database.close()
        else:
            return database, key
    with handed_on(connect(path, mode, last)) as database:
        _look(database)
        return database, last


def _look(database: Database) -> None:
    database.execute("PRAGMA locking_mode = EXCLUSIVE")  # before the first access: then no other process gets in
    database.execute("SELECT count(*) FROM sqlite_master").fetchone()


def take_settings(database: Database) -> None:
    """The settings for writing, made and looked at; LibraryProblem where they do not hold."""
    database.execute("PRAGMA locking_mode = EXCLUSIVE")
    database.execute("PRAGMA journal_mode = WAL")
    take_reading_settings(database)
    stand = {name: database.execute(f"PRAGMA {name}").fetchone()[0] for name in _KEPT}
    if stand != _KEPT:
        raise LibraryProblem("unfit", f"The library cannot be kept safe here ({stand}), so it was not opened.")


def take_reading_settings(database: Database) -> None:
    """The settings of a connection, whatever it is for."""
    for setting in _SETTINGS:
        database.execute(setting)


def pragma(database: Database, name: str) -> int:
    return int(database.execute(f"PRAGMA {name}").fetchone()[0])


def sound(database: Database) -> bool:
    """Whether the file's structure is whole; in a protected one also whether every page is what was written."""
    try:
        return [row[0] for row in database.execute("PRAGMA quick_check(1)")] == ["ok"]
    except sqlite.DatabaseError:
        return False
