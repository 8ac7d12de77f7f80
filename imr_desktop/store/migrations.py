"""The library file's schema, one function for each step, oldest first; never change one that has been released.

A step runs in one transaction together with its record. `PRAGMA user_version` counts the steps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from imr_desktop.store.driver import Database
from imr_desktop.store.migrating import AnyDatabase, Migrations
from imr_desktop.store.sealing import LOGS, append_link, seal_all
from imr_desktop.store.versions import TO_LIST

steps: Final = Migrations("imr-desktop")


def apply(database: Database) -> None:
    """The steps that a library lacks."""
    steps.apply(AnyDatabase(database.conn, execute_plugins=False))


def _step(step: Callable[[Database], None]) -> None:
    """Enters a step under its name."""
    steps(name=step.__name__)(lambda database: step(Database(database.conn)))


def _run(db: Database, *statements: str) -> None:
    for statement in statements:
        db.execute(statement)


def _append_only(db: Database, *tables: str) -> None:
    """Triggers that refuse to change or delete a row: what was said stays said."""
    for table in tables:
        for act in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


@_step
def first_schema(db: Database) -> None:
    """Cases with their documents, readings, current values, the append-only log, drafts, and the list's rows."""
    _run(
        db,
        "CREATE TABLE cases (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, added TEXT NOT NULL)",
        "CREATE TABLE documents (id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases(id),"
        " name TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE, media_type TEXT NOT NULL, bytes BLOB NOT NULL)",
        "CREATE INDEX documents_by_case ON documents(case_id)",
        "CREATE TABLE readings (id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES documents(id),"
        " parser TEXT NOT NULL, read_at TEXT NOT NULL, form TEXT, text TEXT NOT NULL, pages TEXT NOT NULL,"
        " word_starts BLOB NOT NULL, word_ends BLOB NOT NULL, word_boxes BLOB NOT NULL, found TEXT NOT NULL,"
        " source_flags TEXT NOT NULL, UNIQUE (document_id, parser))",
        "CREATE TABLE record_values (case_id INTEGER NOT NULL REFERENCES cases(id), item INTEGER NOT NULL,"
        " field TEXT NOT NULL, value TEXT NOT NULL, state TEXT NOT NULL, anchors TEXT NOT NULL DEFAULT '[]',"
        " PRIMARY KEY (case_id, item, field)) WITHOUT ROWID",
        "CREATE TABLE drafts (case_id INTEGER NOT NULL REFERENCES cases(id), item INTEGER NOT NULL,"
        " field TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (case_id, item, field)) WITHOUT ROWID",
        "CREATE TABLE batches (id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, label TEXT NOT NULL,"
        " act TEXT NOT NULL CHECK (act IN ('do', 'undo', 'redo')), target INTEGER REFERENCES batches(id))",
        "CREATE TABLE edits (id INTEGER PRIMARY KEY, batch_id INTEGER NOT NULL REFERENCES batches(id),"
        " case_id INTEGER NOT NULL REFERENCES cases(id), item INTEGER NOT NULL, field TEXT NOT NULL,"
        " old TEXT NOT NULL, old_state TEXT NOT NULL, old_anchors TEXT NOT NULL,"
        " new TEXT NOT NULL, new_state TEXT NOT NULL, new_anchors TEXT NOT NULL,"
        " why TEXT NOT NULL, hash TEXT NOT NULL)",
        "CREATE INDEX edits_by_case ON edits(case_id)",
        "CREATE INDEX edits_by_batch ON edits(batch_id)",
        "CREATE TABLE case_list (case_id INTEGER PRIMARY KEY REFERENCES cases(id), title TEXT NOT NULL,"
        " name TEXT NOT NULL, form TEXT, outcome TEXT, first_request TEXT NOT NULL, items INTEGER NOT NULL,"
        " looked_at INTEGER NOT NULL, total INTEGER NOT NULL, flags INTEGER NOT NULL)",
    )
    _append_only(db, "documents", "readings", "batches", "edits")
    db.execute("PRAGMA user_version = 1")


_SEALED_FIRST: Final = ("record_values", "drafts", "case_list")


@_step
def seals_and_links(db: Database) -> None:
    """A seal on each row that may change, a link for each that may not, and what upkeep remembers."""
    _run(
        db,
        "CREATE TABLE links (log TEXT NOT NULL, row INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (log, row))"
        " WITHOUT ROWID",
        "CREATE TABLE upkeep (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        *(f"ALTER TABLE {table} ADD COLUMN seal TEXT NOT NULL DEFAULT ''" for table in _SEALED_FIRST),
    )
    for table in ("record_values", "drafts"):  # the list's rows are made anew by a later step
        seal_all(db, table)
    for log in LOGS:
        for (row,) in list(db.execute(f"SELECT id FROM {log} ORDER BY id")):  # noqa: S608  # names of our own
            append_link(db, log, row)
    db.execute("INSERT INTO links (log, row, hash) SELECT 'edits', id, hash FROM edits")
    _append_only(db, "links")
    db.execute("PRAGMA user_version = 2")


@_step
def list_and_words(db: Database) -> None:
    """A list with all that can be seen, sorted and sought in it, and the letters' words; the library fills both."""
    _run(
        db,
        "DROP TABLE case_list",
        "CREATE TABLE case_list (case_id INTEGER PRIMARY KEY REFERENCES cases(id), title TEXT NOT NULL,"
        " name TEXT NOT NULL, form TEXT, outcome TEXT, first_request TEXT NOT NULL, items INTEGER NOT NULL,"
        " looked_at INTEGER NOT NULL, total INTEGER NOT NULL, flags INTEGER NOT NULL, status TEXT NOT NULL,"
        " specialties TEXT NOT NULL, requests TEXT NOT NULL, decided TEXT, doubt REAL NOT NULL, tags TEXT NOT NULL,"
        " added TEXT NOT NULL, seal TEXT NOT NULL)",
        "CREATE VIRTUAL TABLE letter_words USING fts5(text, content='', contentless_delete=1,"
        " tokenize='unicode61 remove_diacritics 2')",
        "PRAGMA user_version = 3",
    )
    db.execute("INSERT INTO upkeep (name, value) VALUES (?, 'all')", (TO_LIST,))


@_step
def what_checks_found(db: Database) -> None:
    """What the checks found in each case; it comes as cases are added, edited or looked at."""
    _run(
        db,
        "CREATE TABLE findings (case_id INTEGER PRIMARY KEY REFERENCES cases(id), basis TEXT NOT NULL,"
        " found TEXT NOT NULL, seal TEXT NOT NULL)",
        "PRAGMA user_version = 4",
    )
