"""A plain SQLite file of tables for other programs: Datasette, DB Browser, a notebook. No library, and no log."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from imr_desktop.store.driver import sqlite

Row = Sequence[object]


class Publication:
    """A new SQLite file that is filled row by row."""

    def __init__(self, connection: sqlite.Connection) -> None:
        self._connection = connection
        self._inserts: dict[str, str] = {}

    def table(self, name: str, about: str, columns: Iterable[tuple[str, str, str]]) -> None:
        """A new table; a column is its name, its SQL type with constraints, and what it means.

        What things mean stands as comments in the table's own definition, which SQLite keeps.
        """
        listed = list(columns)
        last = len(listed) - 1
        lines = [
            f"  {_quoted(column)} {kind}{',' if place < last else ''}{_comment(meaning)}"
            for place, (column, kind, meaning) in enumerate(listed)
        ]
        self._run("\n".join([f"CREATE TABLE {_quoted(name)} ({_comment(about)}", *lines, ")"]))
        marks = ", ".join("?" * len(listed))
        self._inserts[name] = f"INSERT INTO {_quoted(name)} VALUES ({marks})"  # noqa: S608  # names of our own

    def add(self, table: str, rows: Iterable[Row]) -> None:
        self._connection.executemany(self._inserts[table], rows)

    def run(self, *statements: str) -> None:
        """Further definitions: views, indexes, full text search."""
        for statement in statements:
            self._run(statement)

    def _run(self, statement: str) -> None:
        self._connection.execute(statement)


@contextmanager
def publish(path: Path) -> Iterator[Publication]:
    """A new SQLite file at `path`, which must not be there; OSError where it cannot be written.

    One transaction and no journal: a file that is not finished is thrown away by whoever asked for it.
    """
    try:
        connection = sqlite.connect(path, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")  # flushed by whoever puts the file to its place
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("BEGIN")
            yield Publication(connection)
            connection.execute("COMMIT")
        finally:
            connection.close()
    except sqlite.OperationalError as error:
        said = str(error)
        raise OSError(errno.ENOSPC if "full" in said or "I/O" in said else errno.EIO, said) from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _comment(text: str) -> str:
    return f"  -- {' '.join(text.split())}" if text else ""
