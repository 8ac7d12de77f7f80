"""What the list of cases shows and finds, kept beside the record: a row for each case, and every word of its letter.

Both follow from the record and can be made from it again; neither is part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from imr_desktop.checklist import review
from imr_desktop.fields import ANNOTATION, BY_KEY, CASE_OUTCOME_KEY, NOTE, kind_of
from imr_desktop.model import STATUSES, UNTOUCHED, Case, CaseRow, Json, Reading, Slot, Source, Status, Value
from imr_desktop.record import STATUS, TAGS, item_keys, shown
from imr_desktop.store.driver import Database
from imr_desktop.store.sealing import SEALED
from imr_desktop.texts import tr

COLUMNS: Final = tuple(SEALED["case_list"].split(", "))
"""The columns of a row, in order; `row_of` fills them, `case_row` reads them."""


_LISTS: Final = {"specialties", "requests", "tags"}
"""Columns with an entry on each line."""

_BREAK: Final = re.compile(r"(?<=\w)[-\u2010\u00ad][^\S\n]*+\n\s*+(\w++)")
"""A hyphen at a line's end, and the word after it. It is sought by its hyphen: sought by the word before it, a letter
that is one long word would be searched again from each of its characters."""


_ENDLESS: Final = re.compile(r"(?<!\w)\w{256,}+")
"""What is too long for a word that anybody could seek; an index of such would hold the program up."""


def row_of(case: int, added: str, source: Source, reading: Reading, values: Mapping[Slot, Value]) -> tuple[Any, ...]:
    """A row of the case list, in the order of COLUMNS, from the record."""
    items = item_keys(values)
    requests = [said for item in items if (said := _text(values, Slot(item, "request")))]
    form = shown(values)
    return (
        case,
        _text(values, Slot(0, "letter.case_number")) or source.name,
        source.name,
        reading.form,
        _value(values, Slot(0, CASE_OUTCOME_KEY)),
        _text(values, Slot(items[0], "request")) if items else "",
        len(items),
        sum(value.touched for value in form),
        len(form),
        len(reading.flags) + len(source.flags),
        standing(Case(case, source, reading, values, items, added)),
        _lines(_value(values, Slot(0, "reviewer.specialties"))),
        _lines(requests),
        _value(values, Slot(0, "letter.decision_date")),
        _doubt(values),
        _lines(_value(values, TAGS)),
        added,
    )


def damaged_row(case: int) -> tuple[Any, ...]:
    """The row of a case that cannot be read."""
    return (
        case,
        tr("Case {number} (damaged)", number=case),
        "",
        None,
        None,
        "",
        0,
        0,
        0,
        1,
        "new",
        "",
        "",
        None,
        0.0,
        "",
        "",
    )


def case_row(row: Sequence[Any]) -> CaseRow:
    """A stored row as the list shows it."""
    cells: list[Any] = [_said(cell) if column in _LISTS else cell for column, cell in zip(COLUMNS, row, strict=True)]
    return CaseRow(*cells)


def standing(case: Case) -> Status:
    """Where the work on a case stands: signed off, as somebody said, or as its values tell."""
    signed = review.signed_off(case)
    if signed and not signed.reopened:
        return "signed_off"
    said = case.value(STATUS.field).value
    if said in STATUSES:
        return cast(Status, said)
    items = (0, *case.items)
    touched = [slot for slot, value in case.values.items() if value.state not in UNTOUCHED]
    return "in_review" if any(slot.field in BY_KEY and slot.item in items for slot in touched) else "new"


def _value(values: Mapping[Slot, Value], slot: Slot) -> Json:
    return values[slot].value if slot in values else None


def _text(values: Mapping[Slot, Value], slot: Slot) -> str:
    return str(_value(values, slot) or "")


def _doubt(values: Mapping[Slot, Value]) -> float:
    """The lowest confidence of the values that nobody has decided on, 1 where there is none."""
    untouched = (value.found.confidence for value in values.values() if value.found and not value.touched)
    return round(float(min(untouched, default=1.0)), 3)


def _lines(value: object) -> str:
    return "\n".join(str(each) for each in value) if isinstance(value, list) else ""


def _said(lines: str) -> tuple[str, ...]:
    return tuple(lines.split("\n")) if lines else ()


# --- the words of letters --------------------------------------------------------------------------------------------


def is_remark(slot: Slot) -> bool:
    """Whether what a slot holds is a person's own words: a note, or a highlight with its comment."""
    return slot.field.startswith((NOTE, ANNOTATION))


def keep_words(database: Database, case: int, text: str, values: Mapping[Slot, Value]) -> None:
    """Makes a case be found by its letter's words, also by those that a line's end breaks, and by what was remarked."""
    kept = _ENDLESS.sub(" ", text)
    whole = " ".join(_last_word(kept, each.start()) + each[1] for each in _BREAK.finditer(kept))
    remarks = "\n".join(_remark(slot, value.value) for slot, value in values.items() if is_remark(slot))
    database.execute("DELETE FROM letter_words WHERE rowid = ?", (case,))
    database.execute("INSERT INTO letter_words (rowid, text) VALUES (?, ?)", (case, f"{kept}\n{whole}\n{remarks}"))


def _last_word(text: str, end: int) -> str:
    """The word, as patterns know words, that ends at a place of a text."""
    start = end
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    return text[start:end]


def _remark(slot: Slot, value: Json) -> str:
    kind = kind_of(slot.field)
    return kind.format(value) if kind else str(value or "")


def with_words(database: Database, sought: Sequence[str], many: int) -> Iterator[list[int]]:
    """The cases in whose letters each of some phrases stands, in the order of adding, so many at a time.

    A phrase's last word may be the beginning of one. It is one query that is read bit by bit: all that begin with some
    letters are gathered by SQLite before the first of them is given.
    """
    match = " AND ".join('"{}" *'.format(phrase.replace('"', '""')) for phrase in sought)
    rows = database.execute("SELECT rowid FROM letter_words WHERE letter_words MATCH ? ORDER BY rowid", (match,))
    while part := rows.fetchmany(many):
        yield [case for (case,) in part]
