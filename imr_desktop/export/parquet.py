"""Parquet: a folder with the same tables in typed columns, for pandas, Arrow, DuckDB, R and their like.

Needs pyarrow, which the extra `parquet` installs. See https://parquet.apache.org/docs/file-format/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Self

from imr_desktop.checklist.packs import Pack
from imr_desktop.export import Exported, ExportProblem, Options
from imr_desktop.export.tables import CODEBOOK, TABLES, Cell, Column, Row, Table, codebook
from imr_desktop.export.whole import refuse_existing, whole
from imr_desktop.texts import tr

NAME: Final = "parquet"
LABEL: Final = tr("Parquet tables")
SUFFIX: Final = ""
ABOUT: Final = tr("A folder with the same tables as .parquet files, their columns typed; needs the package pyarrow.")

_ROWS_AT_ONCE: Final = 500
"""Rows of a table that stand in memory and become one row group."""

_WHOLE_DAY: Final = len("2011-03-28")


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the tables into the folder `out`; ExportProblem where pyarrow is not installed.

    Numbers are int64, all else is text as in the CSV tables. A date may be a month or a year alone, so it stays
    ISO 8601 text; the column beside it, named “(day)”, has the whole dates as date32 and is empty for the others.
    """
    arrow = _arrow()
    typed = tuple(map(_typed, TABLES))
    book = Table("codebook", "", CODEBOOK, lambda _exported, _packs: iter(()))
    paths = [out / f"{table.name}.parquet" for table in (*typed, book)]
    if not options.force:
        for path in paths:
            refuse_existing(path)
    count = 0
    with whole(*paths) as parts, ExitStack() as stack:
        files = [
            stack.enter_context(_File(arrow, part, table)) for part, table in zip(parts, (*typed, book), strict=True)
        ]
        files[-1].add(codebook(typed, options.packs))
        for each in cases:
            for file, table in zip(files, typed, strict=False):
                file.add(table.rows(each, options.packs))
            count += 1
        for file in files:
            file.put()
    return count


def _arrow() -> ModuleType:
    """The library, loaded when it is first asked for."""
    try:
        import_module("pyarrow.parquet")
        return import_module("pyarrow")
    except ImportError as error:
        raise ExportProblem(
            "no-pyarrow",
            tr(
                "Parquet needs the package pyarrow, which is not installed here, so nothing was written. Install "
                "imr-desktop[parquet], or export CSV tables or an SQLite database, which need nothing more."
            ),
        ) from error


def _typed(table: Table) -> Table:
    """The table with a column of whole days beside each column of dates."""
    dated = [column.type == "date" for column in table.columns]

    def rows(exported: Exported, packs: tuple[Pack, ...]) -> Iterator[Row]:
        for row in table.rows(exported, packs):
            yield [each for value, has_day in zip(row, dated, strict=True) for each in _cells(value, has_day)]

    columns = [each for column in table.columns for each in (column, *_day_column(column))]
    return replace(table, columns=tuple(columns), rows=rows)


def _day_column(column: Column) -> Iterator[Column]:
    if column.type == "date":
        yield Column(f"{column.name} (day)", "day", f"“{column.name}” where that is a whole date, else empty.")


def _cells(value: Cell, has_day: bool) -> Iterator[Cell]:
    yield value
    if has_day:
        yield value if isinstance(value, str) and len(value) == _WHOLE_DAY else None


class _File:
    """One table's file, written a group of rows at a time."""

    def __init__(self, arrow: ModuleType, part: Path, table: Table) -> None:
        types = {"number": arrow.int64(), "day": arrow.date32()}
        self._schema = arrow.schema(
            [
                arrow.field(column.name, types.get(column.type, arrow.string()), metadata={"description": column.about})
                for column in table.columns
            ]
        )
        self._arrow, self._columns, self._rows = arrow, table.columns, list[Row]()
        self._writer = arrow.parquet.ParquetWriter(part, self._schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._rows.append(row)
            if len(self._rows) == _ROWS_AT_ONCE:
                self.put()

    def put(self) -> None:
        """Writes the rows that stand in memory."""
        cells = zip(*self._rows, strict=True) if self._rows else [()] * len(self._columns)
        arrays = [
            self._arrow.array([_typed_cell(column, value) for value in column_cells], field.type)
            for column, column_cells, field in zip(self._columns, cells, self._schema, strict=True)
        ]
        self._writer.write_table(self._arrow.table(arrays, schema=self._schema))
        self._rows.clear()


def _typed_cell(column: Column, value: Cell) -> Any:
    if value is None or column.type == "number":
        return value
    return date.fromisoformat(str(value)) if column.type == "day" else str(value)
