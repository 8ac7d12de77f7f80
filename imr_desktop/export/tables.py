"""CSV: a folder with a table of cases, one of disputed items and one of checklist answers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO

from imr_desktop.checklist.packs import Pack
from imr_desktop.export import Exported
from imr_desktop.export.reviewed import answers
from imr_desktop.export.whole import refuse_existing, write_whole
from imr_desktop.fields import FIELDS, Field
from imr_desktop.model import Case

NAME: Final = "csv"
LABEL: Final = "CSV tables"
SUFFIX: Final = ""

Row = list[str]

_LETTER: Final = [field for field in FIELDS if not field.repeated]
_ITEM: Final = [field for field in FIELDS if field.repeated]
_ANSWER: Final = ("pack", "version", "question", "item", "answer", "note")


def write(out: Path, cases: Iterable[Exported], packs: tuple[Pack, ...], force: bool) -> int:
    """Writes `cases.csv`, `items.csv` and `answers.csv` into the folder `out` (UTF-8, comma, quotes as in RFC 4180).

    Every field has a column of its value, as the form shows it, and one of its state.
    """
    paths = [out / name for name in ("cases.csv", "items.csv", "answers.csv")]
    if not force:
        for path in paths:
            refuse_existing(path)
    rows: tuple[list[Row], list[Row], list[Row]] = ([], [], [])
    for each in cases:
        rows[0].append(_letter_row(each.case))
        rows[1].extend(_item_rows(each.case))
        rows[2].extend(_answer_rows(each.case, packs))
    heads = (
        ["case", "document", "sha256", "form", *_columns(_LETTER)],
        ["case", "number", *_columns(_ITEM)],
        ["case", *_ANSWER],
    )
    for path, head, table in zip(paths, heads, rows, strict=True):
        write_whole(path, _table(head, table), newline="")
    return len(rows[0])


def _table(head: Row, rows: Sequence[Row]) -> Callable[[TextIO], None]:
    return lambda file: csv.writer(file).writerows([head, *rows])


def _columns(fields: Sequence[Field]) -> list[str]:
    return [name for field in fields for name in (field.key, f"{field.key} (state)")]


def _name(case: Case) -> str:
    return str(case.value("letter.case_number").value or case.source.name)


def _cells(case: Case, fields: Sequence[Field], item: int = 0) -> Iterator[str]:
    for field in fields:
        value = case.value(field.key, item)
        yield field.kind.format(value.value)
        yield value.state


def _letter_row(case: Case) -> Row:
    return [_name(case), case.source.name, case.source.sha256, case.reading.form or "", *_cells(case, _LETTER)]


def _item_rows(case: Case) -> list[Row]:
    return [[_name(case), str(number), *_cells(case, _ITEM, item)] for number, item in enumerate(case.items, 1)]


def _answer_rows(case: Case, packs: tuple[Pack, ...]) -> list[Row]:
    return [
        [_name(case), *(str(each["text" if key == "answer" else key] or "") for key in _ANSWER)]
        for each in answers(case, packs)
    ]
