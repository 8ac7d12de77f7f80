"""The one SQLite driver: sqlcipher3, which brings a current SQLite and opens plain files as well as protected ones.

sqlite-utils looks for `pysqlite3` before Python's own sqlite3 and catches that module's errors, so ours must stand
under that name before sqlite-utils is first imported. Import the driver from here alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from imr_desktop.texts import tr

if TYPE_CHECKING:
    import sqlite3 as sqlite
else:
    from sqlcipher3 import dbapi2 as sqlite

sys.modules["pysqlite3"] = sys.modules["pysqlite3.dbapi2"] = sqlite

sqlite.enable_callback_tracebacks(True)  # else what fails in a function that SQLite calls is seen by nobody

_NEEDED: Final = (3, 51, 3)
"""SQLite before it could lose a write-ahead log that two connections reset at the same time."""


class Database:
    """A connection of this driver, as the room uses it: in no transaction that it has not begun."""

    def __init__(self, conn: sqlite.Connection) -> None:
        self.conn = conn

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> sqlite.Cursor:
        """Runs one statement and gives the cursor over its rows."""
        return self.conn.execute(sql, parameters)

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All of it or nothing, within a transaction or as one."""
        self.execute("SAVEPOINT atomic")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK TO atomic")
            raise
        finally:
            self.execute("RELEASE atomic")

    def close(self) -> None:
        self.conn.close()


NO_TEXT: Final = "Could not decode"
"""How the driver begins to tell of words in a damaged file that are no text."""


def words_of(error: BaseException) -> str:
    """What an error says, without the words of a record: the driver quotes what it could not make text of."""
    return str(error).partition(" with text ")[0] if str(error).startswith(NO_TEXT) else str(error)


def cipher_version() -> str:
    """The version of SQLCipher in the driver; empty where it has none."""
    connection = sqlite.connect(":memory:")
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return str(row[0]) if row else ""


def unfit() -> str | None:
    """Why this driver must not write to a library, in words; None where it may."""
    if sqlite.sqlite_version_info < _NEEDED:
        needed = ".".join(map(str, _NEEDED))
        return tr("its SQLite {version} is older than {needed}", version=sqlite.sqlite_version, needed=needed)
    if not cipher_version():
        return tr("its SQLite cannot protect a library by a passphrase")
    return None


__all__ = ["NO_TEXT", "Database", "cipher_version", "sqlite", "unfit", "words_of"]
