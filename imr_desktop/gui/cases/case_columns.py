"""What the list of cases can be sorted by and what can stand beside a case in it. Pure, no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from imr_desktop.model import STATUSES, CaseRow
from imr_desktop.query import OUTCOME_WORDS

_STATUS_PLACE: Final = {status: place for place, status in enumerate(STATUSES)}
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
    "number": Column("Case number", lambda row: row.title, lambda row: row.title, 110),
    "outcome": Column(
        "Outcome",
        lambda row: OUTCOME_WORDS.get(row.outcome or "", "").capitalize(),
        lambda row: row.outcome or _LAST,
        90,
    ),
    "status": Column("Status", lambda row: STATUSES[row.status], lambda row: _STATUS_PLACE[row.status], 90),
    "progress": Column("Looked at", lambda row: f"{row.looked_at} of {row.total}", _share, 90),
    "doubt": Column("Least certain value", lambda row: f"{row.doubt:.0%}", lambda row: row.doubt, 130),
    "decided": Column("Determined", lambda row: row.decided or "", lambda row: row.decided or _LAST, 112),
    "specialty": Column(
        "Specialty", lambda row: ", ".join(row.specialties), lambda row: row.specialties or (_LAST,), 210
    ),
    "items": Column("Items", lambda row: str(row.items), lambda row: row.items, 56),
    "requests": Column("Requests", lambda row: "; ".join(row.requests), lambda row: row.requests or (_LAST,), 260),
    "tags": Column("Tags", lambda row: ", ".join(row.tags), lambda row: row.tags or (_LAST,), 150),
    "file": Column("File", lambda row: row.name, lambda row: row.name.casefold(), 170),
    "added": Column("Added", lambda row: row.added[:10], lambda row: row.id, 112),
}
"""By its name: everything that a column can show and the list can be sorted by."""

BESIDE: Final = tuple(name for name in COLUMNS if name not in ("number", "outcome"))
"""The columns that can stand beside a case; what is not here stands on its card already."""

ORDERS: Final[Mapping[str, str]] = {
    "added": "As added",
    "-added": "Newest first",
    "number": "Case number",
    "outcome": "Outcome",
    "status": "Status",
    "progress": "Least looked at first",
    "doubt": "Least certain first",
    "-decided": "Latest determination first",
    "specialty": "Specialty",
}
"""The orders that the menu offers, as people call them; a heading sorts by any column, a minus turns it round."""


def known_order(order: str) -> bool:
    """Whether the list can be sorted so."""
    return order.removeprefix("-") in COLUMNS


def name_of(order: str) -> str:
    """An order as people call it."""
    turned = ", from the end" if order.startswith("-") else ""
    return ORDERS.get(order) or f"{COLUMNS[order.removeprefix('-')].title}{turned}"
