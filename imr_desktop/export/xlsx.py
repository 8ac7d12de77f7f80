"""Excel: the tables as sheets of one workbook, headings in words, every cell typed, none a formula, nothing cut."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from imr_desktop.export import Exported, ExportProblem, Options
from imr_desktop.export.office import clean
from imr_desktop.export.tables import CODEBOOK, TABLES, Cell, Column, Row, Table, codebook
from imr_desktop.export.whole import whole
from imr_desktop.texts import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

NAME: Final = "xlsx"
LABEL: Final = tr("Excel workbook")
SUFFIX: Final = ".xlsx"
ABOUT: Final = tr(
    "The same tables as sheets of one workbook; texts too long for a cell go on in the sheet “continued”."
)

LONGEST: Final = 32_767
"""Characters that a cell of Excel holds, counted in UTF-16; what is longer would be cut in silence."""

LAST_ROW: Final = 1_048_576

CONTINUED: Final = Table(
    "continued",
    "A row is a further part of a text that is too long for a cell of Excel; put the parts together in their order.",
    (
        Column("sheet", "text", "The sheet on which the text begins."),
        Column("row", "number", "The row on which it begins, from 1 (the headings)."),
        Column("column", "text", "The column."),
        Column("part", "number", "The part's number; part 1 is the cell itself."),
        Column("text", "text", "The part."),
    ),
    lambda _exported, _packs: iter(()),
)


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the workbook `out`; ExportProblem where there are more rows than a sheet holds."""
    count = 0
    with whole(out) as (part,), _workbook(part) as book:
        *sheets, continued = [_Sheet(book, table.name, table.columns) for table in (*TABLES, CONTINUED)]
        about = _Sheet(book, "codebook", CODEBOOK)
        for sheet in (*sheets, about):
            sheet.continued = continued
        for row in codebook((*TABLES, CONTINUED), options.packs):
            about.add(row)
        for each in cases:
            for sheet, table in zip(sheets, TABLES, strict=True):
                for row in table.rows(each, options.packs):
                    sheet.add(row)
            count += 1
        for sheet in (*sheets, continued, about):
            sheet.finish()
    return count


@contextmanager
def _workbook(part: Path) -> Iterator[Workbook]:
    """A workbook that keeps no rows in memory; its temporary files lie beside it, in the export's private folder."""
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    book = xlsxwriter.Workbook(part, {"constant_memory": True, "tmpdir": str(part.parent)})
    try:
        yield book
    except BaseException:
        for sheet in book.worksheets():
            sheet.row_data_fh.close()
        book.fileclosed = True
        raise
    try:
        book.close()
    except XlsxWriterException as error:
        raise OSError(str(error)) from error


class _Sheet:
    """One sheet that is filled row by row; texts too long for a cell go on in the sheet `continued`."""

    def __init__(self, book: Workbook, name: str, columns: tuple[Column, ...]) -> None:
        self._sheet: Worksheet = book.add_worksheet(name)
        self._name, self._columns = name, columns
        self.continued: _Sheet | None = None
        self._row = 0
        self._date = book.add_format({"num_format": "yyyy-mm-dd"})
        self._lines = book.add_format({"text_wrap": True, "valign": "top"})
        self._sheet.freeze_panes(1, sum(column.name in _STAYING for column in columns))
        bold = book.add_format({"bold": True})
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, _width(column))
            self._sheet.write_string(0, place, column.heading, bold)
            self._sheet.write_comment(0, place, f"{column.about}\n({column.name})", _COMMENT)

    def add(self, row: Row) -> None:
        self._row += 1
        if self._row >= LAST_ROW:
            raise ExportProblem(
                "too-many-rows",
                tr(
                    "A sheet of Excel holds {most:,} rows, and “{sheet}” has more. Nothing was written; "
                    "export CSV tables instead, or fewer cases.",
                    most=LAST_ROW,
                    sheet=self._name,
                ),
            )
        for place, (column, value) in enumerate(zip(self._columns, row, strict=True)):
            self._put(place, column, value)

    def finish(self) -> None:
        """Lets a person filter the rows by what stands in their columns."""
        self._sheet.autofilter(0, 0, self._row, len(self._columns) - 1)

    def _put(self, place: int, column: Column, value: Cell) -> None:
        if value is None:
            return
        if isinstance(value, int | float) and not isinstance(value, bool):
            self._sheet.write_number(self._row, place, value)
        elif column.type == "date" and (day := _day(str(value))):
            self._sheet.write_datetime(self._row, place, day, self._date)
        else:
            first, *rest = _parts(clean(str(value)))
            is_list = "\n" in first and len(first) <= _LONGEST_LIST
            self._sheet.write_string(self._row, place, first, self._lines if is_list else None)
            for number, part in enumerate(rest, 2):
                if self.continued:
                    self.continued.add([self._name, self._row + 1, column.heading, number, part])


_COMMENT: Final = {"author": "IMR Desktop", "x_scale": 2.0}
"""The looks of the comment on a heading, which says what the column means, and its name in the contract."""

_STAYING: Final = ("case_id", "case")
"""Columns that stay in sight, however far one goes to the right."""

_LONGEST_LIST: Final = 1000
"""Characters up to which a text of several lines is shown as such: a list of citations, not a whole rationale."""


def _width(column: Column) -> int:
    """The width of a column, in characters."""
    if column.type in ("number", "date"):
        return 12
    return 14 if column.name.endswith("(state)") else 32


_FULL_DATE: Final = re.compile(r"(?:19|[2-9]\d)\d\d-\d\d-\d\d")


def _day(text: str) -> date | None:
    """A whole date that Excel knows: from 1900 on; what is less is written as text."""
    return date.fromisoformat(text) if _FULL_DATE.fullmatch(text) else None


def _parts(text: str) -> list[str]:
    """The text in parts that each fit a cell, of which all but the last are as long as can be."""
    if len(text) <= LONGEST // 2:
        return [text]
    parts, start, width = [], 0, 0
    for place, character in enumerate(text):
        wide = 1 + (character > "\uffff")
        if width + wide > LONGEST:
            parts.append(text[start:place])
            start, width = place, 0
        width += wide
    return [*parts, text[start:]]
