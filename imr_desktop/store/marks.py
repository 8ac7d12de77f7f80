"""What tells one state of a library from another: a mark of its content, and the number of its rows."""

from __future__ import annotations

import hashlib
from typing import Final

from imr_desktop.store.coding import dump
from imr_desktop.store.driver import Database

_TABLES: Final = ("cases", "documents", "readings", "record_values", "drafts", "batches", "edits")


def state(database: Database) -> str:
    """The same mark means the same documents, readings, edits and drafts; 12 hex digits."""
    words = [database.execute(f"SELECT count(*), max(id) FROM {log}").fetchone() for log in ("documents", "readings")]  # noqa: S608  # names of our own
    last = database.execute("SELECT id, hash FROM edits ORDER BY id DESC LIMIT 1").fetchone()
    drafts = database.execute("SELECT case_id, item, field, text FROM drafts ORDER BY 1, 2, 3").fetchall()
    return hashlib.sha256(dump([words, last, drafts]).encode()).hexdigest()[:12]


def counts(database: Database) -> dict[str, int]:
    """The number of rows by table."""
    return {
        table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # names of our own
        for table in _TABLES
    }
