"""De-identified tables: only fields on an allow-list, whose values can identify nobody.

The Safe Harbor method, 45 CFR 164.514(b)(2): none of its 18 classes of identifiers is carried. Dates are years, ages
over 89 are `90+`, and there is no free text: neither the letter's words nor a note. Cases are counted from 1 in the
order of the export; no number of the library or of the letter is carried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from imr_desktop.checklist.packs import Pack, Question, decode
from imr_desktop.errors import ValueProblem
from imr_desktop.export import EMPTY, Exported, Held, Options
from imr_desktop.export.csv_spreadsheet import guarded
from imr_desktop.export.csv_tables import write_tables
from imr_desktop.export.tables import Cell, Column, Row, Table, column
from imr_desktop.fields import WRITTEN, Field
from imr_desktop.model import Json
from imr_desktop.texts import tr

NAME: Final = "deidentified"
LABEL: Final = tr("De-identified CSV tables")
SUFFIX: Final = ""
ABOUT: Final = tr(
    "A folder with cases.csv, items.csv and answers.csv: allowed fields alone, years for dates, ages to 90+."
)

LETTER: Final = (
    "letter.priority",
    "letter.date_of_injury",
    "letter.ur_denial_date",
    "letter.application_received",
    "letter.date_assigned",
    "letter.decision_date",
    "case.outcome",
    "reviewer.independence_stated",
    "reviewer.active_practice_stated",
    "patient.age",
    "patient.sex",
    "summary.date_of_injury",
    "summary.ur_decision_date",
)
ITEM: Final = (
    "outcome",
    "category",
    "body_parts",
    "laterality",
    "ur_guideline.basis",
    "imr_guideline.basis",
    "conclusion",
)
"""The allowed fields: dates, an age, and choices from the program's own lists."""

OLDEST_TOLD: Final = 89


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the tables into the folder `out`."""
    counted = (_numbered(each, number) for number, each in enumerate(cases, 1))
    return write_tables(out, _TABLES, counted, options, guarded)


def _numbered(each: Exported, number: int) -> Exported:
    letter = each.untouched
    own = replace(letter, case=number) if letter else None
    return replace(each, whole=lambda: replace(each.case, id=number), untouched=own)


def safe(field: Field, value: Json) -> Cell:
    """A value of an allowed field as it may be told; None where there is none, or where its kind does not admit it."""
    try:
        field.kind.check(value)
    except ValueProblem:
        return None
    if value is None:
        return None
    if field.kind.editor == "date":
        return str(value)[:4]
    if field.kind.editor == "number":
        return "90+" if isinstance(value, int) and value > OLDEST_TOLD else str(value)
    return field.kind.format(value) or None


def _columns(keys: Iterable[str]) -> Iterator[Column]:
    for key in keys:
        yield replace(column(WRITTEN[key]), type="text")
        yield Column(f"{key} (state)", "text", "How far a person has come with it.")


def _cells(values: Mapping[str, Held], keys: Iterable[str]) -> Iterator[Cell]:
    for key in keys:
        value, state = values.get(key, EMPTY)
        yield safe(WRITTEN[key], value)
        yield state


_NUMBER: Final = Column("case", "number", "The case's number in this export, from 1.")
_ITEM_NUMBER: Final = Column("item", "number", "The disputed item's number in the case, from 1; empty for the letter.")


def _case_rows(exported: Exported, _: tuple[Pack, ...]) -> Iterator[Row]:
    yield [exported.head.id, *_cells(exported.held[0], LETTER)]


def _item_rows(exported: Exported, _: tuple[Pack, ...]) -> Iterator[Row]:
    for number, item in enumerate(exported.items, 1):
        yield [exported.head.id, number, *_cells(exported.held[item], ITEM)]


def _answer_rows(exported: Exported, packs: tuple[Pack, ...]) -> Iterator[Row]:
    numbers: list[tuple[int | None, int]] = [*enumerate(exported.items, 1)]
    for question in (question for pack in packs for question in pack.questions):
        for number, item in numbers if question.scope == "item" else [(None, 0)]:
            given, _ = exported.held[item].get(question.key, EMPTY)
            if (answer := _answer(question, given)) is not None:
                yield [exported.head.id, question.pack, question.id, number, answer]


def _answer(question: Question, stored: Json) -> Cell:
    """An answer in the checklist's words; None where there is none, or today's checklist does not know it."""
    if stored is None:
        return None
    try:
        return question.text_of(question.parse(decode(stored).answer))
    except ValueProblem:
        return None


_TABLES: Final = (
    Table("cases", "A row is a letter.", (_NUMBER, *_columns(LETTER)), _case_rows),
    Table("items", "A row is a disputed item.", (_NUMBER, _ITEM_NUMBER, *_columns(ITEM)), _item_rows),
    Table(
        "answers",
        "A row is the answer to a question of a checklist, in the checklist's words.",
        (
            _NUMBER,
            Column("pack", "text", "The checklist."),
            Column("question", "text", "The question's id; the codebook has its words."),
            _ITEM_NUMBER,
            Column("answer", "text", "The answer in words."),
        ),
        _answer_rows,
    ),
)
