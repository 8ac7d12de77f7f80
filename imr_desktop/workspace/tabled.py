"""Tables that come home from a spreadsheet: what somebody wrote into their cells, beside what the library has.

The tables of cases and of items are understood (`cases.csv`, `items.csv`), in the plain dialect, in the one for
spreadsheets, whose guard against formulas is undone, and as a workbook's sheet is saved, with its headings in words.
Only a field's value is looked at, never its state.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from imr_desktop.errors import ValueProblem
from imr_desktop.export import ExportProblem
from imr_desktop.export.csv_spreadsheet import meant
from imr_desktop.export.tables import TABLES, title
from imr_desktop.fields import BY_KEY, WRITTEN, Field
from imr_desktop.model import Case, Edit, Json, Value
from imr_desktop.store.differences import Difference
from imr_desktop.texts import tr

SUFFIX: Final = ".csv"

Row = Mapping[str, str]


def rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Each row of a table of cases or items with its line, from 2; ExportProblem where the file is none.

    A spreadsheet may have parted the cells by semicolons or tabs instead of commas.
    """
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading = file.readline()
            begun = heading.replace('"', "")
            parted = next(
                (mark for mark in ",;\t" if begun.startswith((f"case_id{mark}case", f"Case ID{mark}Case"))), ","
            )
            file.seek(0)
            table = csv.DictReader(file, delimiter=parted, restval="")
            table.fieldnames = [_NAMES.get(each, each) for each in table.fieldnames or ()]
            columns = {*table.fieldnames}
            if not columns >= {"case_id", "case"} or not columns & BY_KEY.keys():
                raise _none(path, tr("it is not one of the tables of cases or items, or their first columns are gone"))
            for row in table:
                yield table.line_num, row
    except UnicodeDecodeError as error:
        raise _none(path, tr("it is not UTF-8 text; save it as “CSV UTF-8”")) from error
    except csv.Error as error:
        raise _none(path, tr("it is not a table ({error})", error=error)) from error
    except OSError as error:
        said = tr("{path} cannot be opened: {why}.", path=path, why=error.strerror or error)
        raise ExportProblem("unreadable", said) from error


_NAMES: Final = {column.heading: column.name for table in TABLES[:2] for column in table.columns}
"""The names of the columns by their headings in a workbook, of the tables of cases and items."""

_LONGEST_CELL: Final = 2**24
"""Characters of a cell; Python's own 131,072 are fewer than the summary of a long letter has."""


def _none(path: Path, reason: str) -> ExportProblem:
    said = tr("{file} cannot be brought back: {why}. Nothing was imported.", file=path.name, why=reason)
    return ExportProblem("no-table", said)


def is_of(row: Row, case: Case) -> bool:
    """Whether a row speaks of a case: by its letter's bytes, or by what it is called."""
    return row["sha256"] == case.source.sha256 if "sha256" in row else row["case"] == title(case)


def differences(
    row: Row, case: Case, edits: Callable[[], list[Edit]], origin: str, wrong: Callable[[str], object]
) -> Iterator[Difference]:
    """What a row says otherwise than its case; `wrong` is told of each cell that cannot be understood.

    What the library had and went on from is `older`: the table was written before.
    """
    item = _item(row, case)
    if item is None:
        wrong(tr("the case has no item {number}", number=row.get("number", "")[:_MOST_DIGITS]))
        return
    for field in WRITTEN.values():
        if field.repeated != bool(item) or field.key not in row:
            continue
        here = case.value(field.key, item)
        try:
            there = _there(field, here, row[field.key])
        except ValueProblem as problem:
            wrong(f"{BY_KEY[field.key].label}: {problem.message}")
            continue
        if there is not None:
            older = _was_here(there, edits())
            yield Difference(case.id, here.slot, here, there, older=older, origin=origin)


def _item(row: Row, case: Case) -> int | None:
    """The key of the item that a row is of, 0 for a row of the table of cases; None where the case has none such."""
    if "sha256" in row or "number" not in row:
        return 0
    number = whole(row["number"].strip())
    return case.items[number - 1] if number and number <= len(case.items) else None


def whole(text: str) -> int | None:
    """The number that a cell holds; None where it is none, or none that a library could have."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


_MOST_DIGITS: Final = 18


def _there(field: Field, here: Value, cell: str) -> Value | None:
    """The value that a cell tells; None where it is the one that is here."""
    shown = "" if here.value is None else field.kind.format(here.value)
    text = meant(cell)
    if _folded(shown) in (_folded(cell), _folded(text)):
        return None
    value = field.kind.parse(text) if text.strip() else None
    if value == here.value or (_is_empty(value) and _is_empty(here.value)):
        return None
    return Value(here.slot, value, "not_in_letter" if _is_empty(value) else "corrected")


def _is_empty(value: Json) -> bool:
    return value is None or value == []


def _folded(text: str) -> str:
    """Text without what a spreadsheet changes by itself: the kind of its line ends, and blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _was_here(there: Value, edits: list[Edit]) -> bool:
    return any(there.value in (edit.old, edit.new) for edit in edits if edit.slot == there.slot)
