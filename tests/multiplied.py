"""A library of any size: some hundred letters really imported, then each repeated under numbers and names of its own.

A repeated case has its document's bytes (with a number at their end), text, reading, values, list row, findings and
words, sealed and linked as the program does it, so that a full check finds nothing wrong. Its words' boxes alone are
left out, which are half of a library; no page of it can be lit.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from plenty import write_letters

from imr_desktop.store.coding import chained
from imr_desktop.store.driver import Database
from imr_desktop.store.sealing import NEW_LINK, SEALED, seal
from imr_desktop.workspace import Workspace

REAL: Final = 300
"""Letters that are imported as people import them."""

_AT_ONCE: Final = 2000

_NO_BOXES: Final = sha256(b"").hexdigest()


def multiplied(path: Path, letters: Path, many: int, real: int = REAL) -> None:
    """A new library with so many cases; `letters` is a folder for the `real` ones, which are typeset."""
    write_letters(letters, real)
    with Workspace.open(path, who="ann") as workspace:
        assert all(each.case for each in workspace.import_files([letters]))
        database = workspace._library.database
        originals = [_Original(database, case) for case in range(1, real + 1)]
        for first in range(real + 1, many + 1, _AT_ONCE):
            with database.atomic():
                for case in range(first, min(first + _AT_ONCE, many + 1)):
                    originals[case % real].repeat(database, case)


class _Original:
    """The rows of a case that was imported."""

    def __init__(self, database: Database, case: int) -> None:
        def rows(sql: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in database.execute(sql, (case,))]

        ((self._added, self._data, self._type),) = rows(
            "SELECT added, bytes, media_type FROM cases JOIN documents ON case_id = cases.id WHERE cases.id = ?"
        )
        ((*self._reading, self._text),) = rows(
            "SELECT parser, read_at, form, pages, found, source_flags, text FROM readings WHERE document_id = ?"
        )
        self._values = rows("SELECT item, field, value, state, anchors FROM record_values WHERE case_id = ?")
        (self._listed,) = rows(f"SELECT {SEALED['case_list']} FROM case_list WHERE case_id = ?")
        (self._checked,) = rows(f"SELECT {SEALED['findings']} FROM findings WHERE case_id = ?")
        self._number, self._name = self._listed[1], self._listed[2]

    def repeat(self, database: Database, case: int) -> None:
        """One more case like it, whose number, name and bytes are its own."""
        data = b"%s\n%%%d\n" % (self._data, case)
        digest, uid = sha256(data).hexdigest(), f"{case:032x}"
        name = self._own(self._name, case)
        parser, read_at, form, pages, found, flags = self._reading
        text, found = self._own(self._text, case), self._own(found, case)
        run = database.conn.execute
        run("INSERT INTO cases (id, uid, added) VALUES (?, ?, ?)", (case, uid, self._added))
        run(
            "INSERT INTO documents (id, case_id, name, sha256, media_type, bytes) VALUES (?, ?, ?, ?, ?, ?)",
            (case, case, name, digest, self._type, data),
        )
        _link(database, "documents", case, uid, self._added, name, digest, self._type)
        run(
            "INSERT INTO readings (id, document_id, parser, read_at, form, text, pages, word_starts, word_ends,"
            " word_boxes, found, source_flags) VALUES (?, ?, ?, ?, ?, ?, ?, x'', x'', x'', ?, ?)",
            (case, case, parser, read_at, form, text, pages, found, flags),
        )
        boxes = (_NO_BOXES, _NO_BOXES, _NO_BOXES)
        _link(database, "readings", case, case, parser, read_at, form, text, pages, *boxes, found, flags)
        self._put(database, "record_values", self._repeated_values(case))
        self._put(database, "case_list", iter([(case, *(self._own(each, case) for each in self._listed[1:]))]))
        self._put(database, "findings", iter([(case, *(self._own(each, case) for each in self._checked[1:]))]))
        run("INSERT INTO letter_words (rowid, text) VALUES (?, ?)", (case, text))

    def _repeated_values(self, case: int) -> Iterator[tuple[Any, ...]]:
        return ((case, *(self._own(each, case) for each in row)) for row in self._values)

    def _own(self, said: Any, case: int) -> Any:
        """What is said, with this case's number and name, which are as long as the original's."""
        if not isinstance(said, str):
            return said
        said = said.replace(self._name, f"letter-{case:06}{self._name[-4:]}")
        return said if self._number == self._name else said.replace(self._number, f"CM18-{case:07}")

    @staticmethod
    def _put(database: Database, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
        columns = SEALED[table]
        marks = ", ".join("?" * (columns.count(",") + 2))
        database.conn.executemany(
            f"INSERT INTO {table} ({columns}, seal) VALUES ({marks})",  # names of our own
            [(*row, seal(table, row)) for row in rows],
        )


def _link(database: Database, log: str, row: int, *words: object) -> None:
    """The next link of a log whose rows have no gaps."""
    ((last,),) = database.execute("SELECT hash FROM links WHERE log = ? AND row = ?", (log, row - 1))
    database.conn.execute(NEW_LINK, (log, row, chained(last, log, row, *words)))
