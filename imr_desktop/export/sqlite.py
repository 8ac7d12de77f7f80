"""SQLite, ready for Datasette: the tables with keys between them, a view of decisions, and search in the letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from imr_desktop.export import Exported, Options
from imr_desktop.export.tables import CODEBOOK, TABLES, Cell, Column, Row, Table, codebook
from imr_desktop.export.whole import whole
from imr_desktop.store.publishing import Publication, publish
from imr_desktop.texts import tr

NAME: Final = "sqlite"
LABEL: Final = tr("SQLite database")
SUFFIX: Final = ".db"
ABOUT: Final = tr("One database with the same tables, keys and full text search, to browse with Datasette.")


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the database `out`: the tables, `letters` (the text), `search`, the view `decisions`, `codebook`."""
    count = 0
    with whole(out) as (part,), publish(part) as file:
        for table in (*TABLES, _LETTERS):
            file.table(table.name, table.about, _columns(table))
        file.table("codebook", "A row is a column of a table, or a question of a checklist.", map(_column, CODEBOOK))
        file.add("codebook", map(_plainly_named, codebook((*TABLES, _LETTERS), options.packs)))
        for each in cases:
            for table in (*TABLES, _LETTERS):
                file.add(table.name, table.rows(each, options.packs))
            count += 1
        _finish(file)
    return count


def _letter_rows(exported: Exported, _: object) -> Iterator[Row]:
    letter = exported.untouched
    yield [exported.head.id, letter.reading.text if letter else exported.case.source.text]


_LETTERS: Final = Table(
    "letters",
    "A row is the text of a letter.",
    (
        Column("case_id", "number", "The case's number; joins the tables."),
        Column("text", "text", "The letter's whole text; a form feed parts its pages."),
    ),
    _letter_rows,
)

_KEYS: Final = {"cases": "INTEGER PRIMARY KEY", "letters": "INTEGER PRIMARY KEY REFERENCES cases(case_id)"}


def _columns(table: Table) -> Iterator[tuple[str, str, str]]:
    key = _KEYS.get(table.name, "INTEGER NOT NULL REFERENCES cases(case_id)")
    for column in table.columns:
        name, kind, about = _column(column)
        yield name, key if name == "case_id" else kind, about


def _column(column: Column) -> tuple[str, str, str]:
    return column.plain, "INTEGER" if column.type == "number" else "TEXT", column.about


def _plainly_named(row: Row) -> list[Cell]:
    """A row of the codebook with the column's name as the database has it; a question's id stays as it is."""
    names = {column.name: column.plain for table in TABLES for column in table.columns}
    return [row[0], names.get(str(row[1]), row[1]), *row[2:]]


def _finish(file: Publication) -> None:
    file.run(
        *(
            f'CREATE INDEX {table.name}_by_case ON "{table.name}" (case_id)'
            for table in TABLES
            if table.name not in _KEYS
        ),
        'CREATE VIEW decisions AS SELECT cases.case_id, cases."case", letter_decision_date AS decided,'
        " items.number AS item, request, outcome, outcome_state, category, ur_guideline_basis, imr_guideline_basis,"
        " conclusion FROM items JOIN cases USING (case_id)",
        "CREATE VIRTUAL TABLE search USING fts5 (text, content='letters', content_rowid='case_id',"
        " tokenize='porter unicode61')",
        "INSERT INTO search (search) VALUES ('rebuild')",
    )
