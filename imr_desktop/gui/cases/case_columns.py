"""What the list of cases can be sorted by and what can stand beside a case in it. Pure, no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from imr_desktop.dates import day_here
from imr_desktop.model import STATUSES, CaseRow
from imr_desktop.texts import tr

_STATUS_PLACE: Final = {status: place for place, status in enumerate(STATUSES)}
OUTCOMES: Final[Mapping[str, str]] = {
    "upheld": tr("Upheld"),
    "overturned": tr("Overturned"),
    "partially_overturned": tr("Mixed"),
}
"""An outcome as the narrow list calls it."""

_LAST: Final = "\U0010ffff"
"""Sorts behind every word: where there is nothing to sort by."""


@dataclass(frozen=True, slots=True)
class Column:
    """One thing to know of a case: its heading, how it is written, what it is sorted by, and its width in pixels."""

    title: str
    text: Callable[[CaseRow], str]
    key: Callable[[CaseRow], Any]
    width: int


def _share(row: CaseRow) -> float:
    return row.looked_at / max(1, row.total)


COLUMNS: Final[Mapping[str, Column]] = {
    "number": Column(tr("Case number"), lambda row: row.title, lambda row: row.title, 110),
    "outcome": Column(
        tr("Outcome"),
        lambda row: OUTCOMES.get(row.outcome or "", ""),
        lambda row: row.outcome or _LAST,
        90,
    ),
    "status": Column(tr("Status"), lambda row: STATUSES[row.status], lambda row: _STATUS_PLACE[row.status], 90),
    "progress": Column(
        tr("Looked at"), lambda row: tr("{looked_at} of {total}", looked_at=row.looked_at, total=row.total), _share, 90
    ),
    "doubt": Column(tr("Least certain value"), lambda row: f"{row.doubt:.0%}", lambda row: row.doubt, 130),
    "decided": Column(tr("Determined"), lambda row: row.decided or "", lambda row: row.decided or _LAST, 112),
    "specialty": Column(
        tr("Specialty"), lambda row: ", ".join(row.specialties), lambda row: row.specialties or (_LAST,), 210
    ),
    "items": Column(tr("Items"), lambda row: str(row.items), lambda row: row.items, 56),
    "requests": Column(tr("Requests"), lambda row: "; ".join(row.requests), lambda row: row.requests or (_LAST,), 260),
    "tags": Column(tr("Tags"), lambda row: ", ".join(row.tags), lambda row: row.tags or (_LAST,), 150),
    "file": Column(tr("File"), lambda row: row.name, lambda row: row.name.casefold(), 170),
    "added": Column(tr("Added"), lambda row: day_here(row.added), lambda row: row.id, 112),
}
"""By its name: everything that a column can show and the list can be sorted by."""

BESIDE: Final = tuple(name for name in COLUMNS if name not in ("number", "outcome"))
"""The columns that can stand beside a case; what is not here stands on its card already."""

ORDERS: Final[Mapping[str, str]] = {
    "added": tr("As added"),
    "-added": tr("Newest first"),
    "number": tr("Case number"),
    "outcome": tr("Outcome"),
    "status": tr("Status"),
    "progress": tr("Least looked at first"),
    "doubt": tr("Least certain first"),
    "-decided": tr("Latest determination first"),
    "specialty": tr("Specialty"),
}
"""The orders that the menu offers, as people call them; a heading sorts by any column, a minus turns it round."""


def known_order(order: str) -> bool:
    """Whether the list can be sorted so."""
    return order.removeprefix("-") in COLUMNS


def name_of(order: str) -> str:
    """An order as people call it."""
    if order in ORDERS:
        return ORDERS[order]
    column = COLUMNS[order.removeprefix("-")].title
    return tr("{column}, reversed", column=column) if order.startswith("-") else column
