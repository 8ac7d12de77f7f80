"""CSV: a folder with tables of cases, items, citations, answers, findings and highlights, and their codebook."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final

from imr_desktop.export import Exported, Options
from imr_desktop.export.tables import CODEBOOK, TABLES, Cell, Row, Table, codebook
from imr_desktop.export.whole import refuse_existing, text_file, whole
from imr_desktop.texts import tr

NAME: Final = "csv"
LABEL: Final = tr("CSV tables")
SUFFIX: Final = ""
ABOUT: Final = tr(
    "A folder with cases, items, citations, answers, findings, highlights and codebook, each a .csv file."
)


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the tables into the folder `out` (UTF-8, comma, quotes as in RFC 4180), every cell as it is.

    Every field has a column of its value, as the form shows it, and one of its state. For programs that read data;
    what a spreadsheet would take for a formula stands there as it is (see `csv_spreadsheet`).
    """
    return write_tables(out, TABLES, cases, options)


def write_tables(
    out: Path,
    tables: tuple[Table, ...],
    cases: Iterable[Exported],
    options: Options,
    shown: Callable[[Cell], Cell] | None = None,
) -> int:
    """Writes the tables and their codebook into the folder `out`, cells as they are or as `shown` gives them."""
    paths = [out / f"{table.name}.csv" for table in tables] + [out / "codebook.csv"]
    if not options.force:
        for path in paths:
            refuse_existing(path)
    count = 0
    with whole(*paths) as parts, ExitStack() as stack:
        files = [stack.enter_context(text_file(part, newline="", bom=options.bom)) for part in parts]
        *writers, book = [_writer(file, shown) for file in files]
        for put, table in zip(writers, tables, strict=True):
            put([[column.name for column in table.columns]])
        book([[column.name for column in CODEBOOK]])
        book(codebook(tables, options.packs))
        rows = [(put, table.rows) for put, table in zip(writers, tables, strict=True)]
        for each in cases:
            for put, rows_of in rows:
                put(rows_of(each, options.packs))
            count += 1
    return count


def _writer(file: IO[str], shown: Callable[[Cell], Cell] | None) -> Callable[[Iterable[Row]], object]:
    writer = csv.writer(file)
    return (lambda rows: writer.writerows(map(shown, row) for row in rows)) if shown else writer.writerows
