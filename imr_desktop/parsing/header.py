"""The header table: values after their printed labels, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from imr_desktop.dates import iso
from imr_desktop.errors import ValueProblem
from imr_desktop.fields import DATE, FIELDS, Field
from imr_desktop.model import Found
from imr_desktop.parsing.finders import Hit, absent, decide, pattern, unreadable
from imr_desktop.parsing.labels import MARK, printed
from imr_desktop.parsing.lexicon import DATE as A_DATE
from imr_desktop.parsing.passage import Passage

_FIELDS: Final = tuple(field for field in FIELDS if field.section == "letter" and field.printed)


def _name(field: Field) -> str:
    """The field's key without its section: the name of its group in the pattern of labels."""
    return field.key.rpartition(".")[2]


_BY_NAME: Final = {_name(field): field for field in _FIELDS}

_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "case_number": ("IMR case number", "MAXIMUS case number", "case no.", "case #"),
    "date_of_injury": ("injury date", "DOI"),
    "decision_date": ("date of decision", "determination date", "date of determination"),
    "ur_denial_date": ("date of UR denial", "UR decision date", "date of UR decision", "UR determination date"),
    "application_received": ("IMR application received", "date application received", "application received date"),
}
"""What stands for the usual labels in some letters or copies."""

_BEFORE_A_VALUE: Final = r"(?:[ ]?[-–—.=]++)?(?=[ ](?-i:\d|CM\d|Standard|Expedited))"
"""What ends a label that has lost its colon."""


def labels(also: Mapping[str, Sequence[str]] | None = None) -> re.Pattern[str]:
    """A pattern of the labels before the letter's fields; `also` gives labels that a form prints beside the usual ones.

    Its groups are named by the fields' keys without `letter.`, as are the keys of `also`. Among prose, on a cover for
    which `also` tells of a form's own labels, a label has its colon.
    """
    named = (
        (name, printed(*_ALSO.get(name, ()), *(also or {}).get(name, ()), *field.printed))
        for name, field in _BY_NAME.items()
    )
    ending = MARK if also else rf"(?:{MARK}|{_BEFORE_A_VALUE})"
    return re.compile(
        rf"(?=[acdilmpu1|])(?<![\w-])(?:{'|'.join(f'(?P<{name}>{words})' for name, words in named)}){ending}",
        re.IGNORECASE,
    )


_LABEL: Final = labels()
_WRAPPED: Final = re.compile(
    rf"\b{printed('application')}[ ](?P<value>{A_DATE}|[^:]{{0,40}}?)[ ]{printed('received')}{MARK}",
    re.IGNORECASE | re.VERBOSE,
)
"""A label that stands around its own value: lines are grouped by position, and this label takes two of them."""


def count_labels(header: Passage) -> int:
    """How many of the table's labels stand in the header."""
    return len({match.lastgroup for match in _LABEL.finditer(header.text)}) + bool(_WRAPPED.search(header.text))


def read_header(header: Passage | None, label: re.Pattern[str] = _LABEL) -> dict[str, Found]:
    """The values of the header table, after labels that `labels` made; all absent for a form without one."""
    if header is None:
        return {field.key: absent(field.key, "no header table") for field in _FIELDS}
    return {field.key: _read_field(field, passage) for field, passage in _cells(header, label).items()}


def _cells(header: Passage, label: re.Pattern[str]) -> dict[Field, Passage | None]:
    """What stands after each field's label, up to the next label; None where the label is missing."""
    cells: dict[Field, Passage | None] = dict.fromkeys(_FIELDS)
    wrapped = _WRAPPED.search(header.text)
    found = [*label.finditer(header.text)]
    ends = sorted([*(match.start() for match in found), len(header.text), *([wrapped.start()] if wrapped else [])])
    for match in found:
        stop = next(end for end in ends if end >= match.end())
        cells[_BY_NAME[str(match.lastgroup)]] = header.cut(match.end(), stop)
    if wrapped:
        cells[_BY_NAME["application_received"]] = header.group(wrapped, "value")
    return cells


_GIVEN: Final = pattern(A_DATE)


def _read_field(field: Field, cell: Passage | None) -> Found:
    if cell is None:
        return absent(field.key, "label missing", sure=0.5)
    if not cell:
        return absent(field.key, "nothing after the label")
    if field.kind is DATE:
        return _read_date(field, cell)
    first = cell.cut(0, len(cell.text.split(" ")[0]))
    try:
        value = field.kind.parse(first.text)
    except ValueProblem:
        return unreadable(field.key, cell, f"“{cell.text}” is none of the values that stand after this label")
    return decide(field.key, [Hit(value, "after its label", (first.span,))])


def _read_date(field: Field, cell: Passage) -> Found:
    match = _GIVEN.match(cell.text)
    if match is None or (value := iso(match[0])) is None:
        return unreadable(field.key, cell, f"“{cell.text}” is no date that the calendar has")
    return decide(field.key, [Hit(value, "after its label", (cell.group(match).span,))])
