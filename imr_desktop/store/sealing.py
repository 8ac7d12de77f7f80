"""What lets damage and tampering be seen: a seal on every row that may change, a chain of links over the others.

The log of edits carries its own chain (`edits.hash`); documents, readings and batches have theirs beside them in
`links`. There each row of all four has an entry, so that one that is gone leaves its link behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from imr_desktop.store.coding import chained, digest
from imr_desktop.store.driver import Database

_CONTENT: Final = {
    "documents": "SELECT documents.id, uid, added, name, sha256, media_type FROM documents JOIN cases"
    " ON cases.id = case_id {where} ORDER BY documents.id",
    "readings": "SELECT readings.id, document_id, parser, read_at, form, text, pages, word_starts, word_ends,"
    " word_boxes, found, source_flags FROM readings {where} ORDER BY readings.id",
    "batches": "SELECT id, at, who, label, act, target FROM batches {where} ORDER BY id",
}
"""By log: the words of its rows that a link covers. A document's bytes are covered by their sha256."""

LOGS: Final = tuple(_CONTENT)

NEW_LINK: Final = "INSERT INTO links (log, row, hash) VALUES (?, ?, ?)"

SEALED: Final = {
    "record_values": "case_id, item, field, value, state, anchors",
    "drafts": "case_id, item, field, text",
    "case_list": "case_id, title, name, form, outcome, first_request, items, looked_at, total, flags, status,"
    " specialties, requests, decided, doubt, tags, added",
    "findings": "case_id, basis, found",
}
"""By table: the columns that the row's `seal` covers."""


def seal(table: str, row: Sequence[object]) -> str:
    """The seal of a row: 64 bits of a SHA-256 over its words."""
    return digest([table, *row])[:16]


def seal_all(database: Database, table: str) -> None:
    """Seals every row of a table, for a migration; case by case, so that it takes no more memory for more of them."""
    columns = SEALED[table]
    keys = [each for each in ("case_id", "item", "field") if each in columns.split(", ")]
    select = f"SELECT {columns} FROM {table} WHERE case_id = ?"  # noqa: S608  # names of our own
    update = f"UPDATE {table} SET seal = ? WHERE {' AND '.join(f'{key} = ?' for key in keys)}"  # noqa: S608  # as above
    for case in database.execute("SELECT id FROM cases").fetchall():
        rows = database.execute(select, case).fetchall()
        database.conn.executemany(update, [(seal(table, row), *row[: len(keys)]) for row in rows])


def append_link(database: Database, log: str, row: int) -> None:
    """The next link of a log, for the row that has just been added to it."""
    ((number, *words),) = _rows(database, log, row)
    last = database.execute("SELECT hash FROM links WHERE log = ? ORDER BY row DESC LIMIT 1", (log,)).fetchone()
    link = chained(last[0] if last else "", log, number, *words)
    database.execute(NEW_LINK, (log, row, link))


def link_holds(database: Database, log: str, row: int) -> bool:
    """Whether a row of a log still is what its link was made from."""
    rows = list(database.execute(_CONTENT[log].format(where=f"WHERE {log}.id = ?"), (row,)))
    return bool(rows) and link_fits(database, log, rows[0])


def link_fits(database: Database, log: str, words: Sequence[object]) -> bool:
    """Whether the words of a row, as `_CONTENT` has them with its number first, are what its link was made from."""
    links = list(
        database.execute("SELECT hash FROM links WHERE log = ? AND row <= ? ORDER BY row DESC LIMIT 2", (log, words[0]))
    )
    previous = links[1][0] if len(links) > 1 else ""
    return bool(links) and bool(links[0][0] == link_of(log, previous, words))


def link_of(log: str, previous: str, words: Sequence[object]) -> str:
    """The link of a row of a log, from the one before it and the row's words."""
    return chained(previous, log, *_digested(words))


def linked(database: Database, log: str) -> Iterator[tuple[int, tuple[Any, ...], bool]]:
    """Every row of a log in order: its number, its words, and whether it is what its link was made from.

    One that is gone has no words; it holds no more than one that came in past the program.
    """
    rows = database.execute(_CONTENT[log].format(where=""))
    previous = ""
    for number, words, link in beside(database, log, rows):
        yield number, words, bool(words) and link == chained(previous, log, *_digested(words))
        previous = link or previous


def beside(
    database: Database, log: str, rows: Iterable[tuple[Any, ...]], at: int = 0
) -> Iterator[tuple[int, tuple[Any, ...], str]]:
    """The rows of a log, which have their number `at` a place, with their links: number, row, link, in order.

    The row is empty, or the link, where there is none of that number.
    """
    links = iter(database.execute("SELECT row, hash FROM links WHERE log = ? ORDER BY row", (log,)))
    link = next(links, None)
    for row in rows:
        while link is not None and link[0] < row[at]:
            yield link[0], (), link[1]
            link = next(links, None)
        if link is not None and link[0] == row[at]:
            yield row[at], row, link[1]
            link = next(links, None)
        else:
            yield row[at], row, ""
    while link is not None:
        yield link[0], (), link[1]
        link = next(links, None)


def _rows(database: Database, log: str, row: int | None = None) -> Iterator[tuple[Any, ...]]:
    where = "" if row is None else f"WHERE {log}.id = ?"
    rows = database.execute(_CONTENT[log].format(where=where), () if row is None else (row,))
    return map(_digested, rows)


def _digested(words: Sequence[object]) -> tuple[object, ...]:
    return tuple([hashlib.sha256(each).hexdigest() if isinstance(each, bytes) else each for each in words])
