"""Flat views generated from FIELDS: one row a letter, one row a disputed item, pleasant in any SQLite tool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from imr_desktop.fields import FIELDS, Field
from imr_desktop.store.driver import Database


def refresh(database: Database) -> None:
    """Makes the views `letters` and `disputed_items` say what today's fields are."""
    for name, sql in _views().items():
        stood = database.execute("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ?", (name,)).fetchone()
        if stood is None or stood[0] != sql:
            with database.atomic():
                database.execute(f"DROP VIEW IF EXISTS {name}")
                database.execute(sql)


def _views() -> Mapping[str, str]:
    letter = _columns(field for field in FIELDS if not field.repeated)
    item = _columns(field for field in FIELDS if field.repeated)
    return {
        "letters": f"CREATE VIEW letters AS SELECT case_id, {letter} FROM record_values"  # noqa: S608  # names of our own
        " WHERE item = 0 GROUP BY case_id",
        "disputed_items": f"CREATE VIEW disputed_items AS SELECT case_id, item AS item_key, {item}"  # noqa: S608  # as above
        " FROM record_values WHERE item > 0 GROUP BY case_id, item",
    }


def _columns(fields: Iterable[Field]) -> str:
    """A column for each field, named by its key; lists stand as JSON."""
    return ", ".join(
        f"max(CASE WHEN field = '{field.key}' THEN value ->> '$' END) AS \"{field.key.replace('.', '_')}\""
        for field in fields
    )
