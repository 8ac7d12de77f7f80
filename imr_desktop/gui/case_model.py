"""The worklist's rows for the view: filtered and sorted here, so that 100,000 of them follow every key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from imr_desktop.model import STATUSES, CaseRow, Status
from imr_desktop.query import Query, searched

Index = QModelIndex | QPersistentModelIndex

Order = Literal["added", "number", "outcome", "status", "progress", "doubt"]

ORDERS: Final[Mapping[Order, str]] = {
    "added": "As added",
    "number": "Case number",
    "outcome": "Outcome",
    "status": "Status",
    "progress": "Least looked at first",
    "doubt": "Least certain first",
}
"""What the list can be sorted by, as people call it."""

ROW: Final = Qt.ItemDataRole.UserRole
"""The role that gives a row's CaseRow."""

_STATUS_PLACE: Final = {status: place for place, status in enumerate(STATUSES)}


class CaseModel(QAbstractListModel):
    """The cases that the filter lets through, in the order chosen.

    A changed case changes its row in place, even where the filter would no longer let it through: it goes when the
    filter is next typed, not from under the person's hand.
    """

    def __init__(
        self, rows: Sequence[CaseRow], spoken: Callable[[CaseRow], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._spoken = spoken
        self._rows: list[CaseRow] = []
        self._searched: list[str] = []
        self._place: dict[int, int] = {}
        self._query = Query()
        self._found: frozenset[int] | None = None
        self._order: Order = "added"
        self._sorted: list[int] = []
        self._listed: list[int] = []
        self.counts: Counter[Status] = Counter()
        self._append(rows)
        self._arrange()

    @property
    def rows(self) -> Sequence[CaseRow]:
        """Every case of the library, in the order of adding, listed or not."""
        return self._rows

    @property
    def order(self) -> Order:
        return self._order

    def row(self, case_id: int) -> CaseRow | None:
        """A case's row, listed or not; None for a case that the library has not."""
        place = self._place.get(case_id)
        return None if place is None else self._rows[place]

    def index_of(self, case_id: int | None) -> QModelIndex:
        """Where a case is listed; an invalid index where it is not."""
        place = self._place.get(case_id) if case_id is not None else None
        try:
            return self.index(self._listed.index(place)) if place is not None else QModelIndex()
        except ValueError:
            return QModelIndex()

    def ids(self) -> list[int]:
        """The listed cases, from the top down."""
        return [self._rows[place].id for place in self._listed]

    # --- for the view ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._listed)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[self._listed[index.row()]]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.name}\n{row.first_request}".strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        return None

    # --- filter and order ---

    def narrow(self, query: Query, found: Collection[int] | None = None) -> None:
        """List the cases that a query lets through; `found` are those in whose letters its phrases stand."""
        grows = found is None and self._found is None and query.narrows(self._query)
        base = self._listed if grows else self._sorted
        self._query, self._found = query, None if found is None else frozenset(found)
        self._list(self._let_through(base))

    def sort_by(self, order: Order) -> None:
        """List in another order."""
        self._order = order
        self._arrange()

    def _arrange(self) -> None:
        rows = self._rows
        keys: dict[Order, Callable[[int], Any]] = {
            "number": lambda place: rows[place].title,
            "outcome": lambda place: rows[place].outcome or "~",
            "status": lambda place: _STATUS_PLACE[rows[place].status],
            "progress": lambda place: rows[place].looked_at / max(1, rows[place].total),
            "doubt": lambda place: rows[place].doubt,
        }
        everything: Iterable[int] = range(len(rows))
        self._sorted = sorted(everything, key=keys[self._order]) if self._order in keys else list(everything)
        self._list(self._let_through(self._sorted))

    def _let_through(self, places: Sequence[int]) -> list[int]:
        listed = list(places)
        for word in self._query.words:
            texts = self._searched
            listed = [place for place in listed if word in texts[place]]
        rows = self._rows
        if (found := self._found) is not None:
            listed = [place for place in listed if rows[place].id in found]
        if self._query.terms:
            listed = [place for place in listed if self._query.terms_hold(rows[place])]
        return listed

    def _list(self, listed: list[int]) -> None:
        self.beginResetModel()
        self._listed = listed
        self.endResetModel()
        rows = self._rows
        self.counts = Counter([rows[place].status for place in listed])

    # --- what an act touched ---

    def take(self, rows: Iterable[CaseRow]) -> None:
        """Bring some rows up to date: those that differ change in place, new cases come at the end."""
        fresh = []
        for row in rows:
            place = self._place.get(row.id)
            if place is None:
                fresh.append(row)
            elif self._rows[place] != row:
                self._replace(place, row)
        if fresh:
            self._add(fresh)

    def _replace(self, place: int, row: CaseRow) -> None:
        before, self._rows[place], self._searched[place] = self._rows[place], row, searched(row)
        index = self.index_of(row.id)
        if index.isValid():
            self.counts[before.status] -= 1
            self.counts[row.status] += 1
            self.dataChanged.emit(index, index)

    def _add(self, rows: Sequence[CaseRow]) -> None:
        begin = len(self._rows)
        self._append(rows)
        places = list(range(begin, len(self._rows)))
        self._sorted += places
        listed = self._let_through(places)
        if listed:
            self.beginInsertRows(QModelIndex(), len(self._listed), len(self._listed) + len(listed) - 1)
            self._listed += listed
            self.endInsertRows()
            self.counts.update(self._rows[place].status for place in listed)

    def _append(self, rows: Sequence[CaseRow]) -> None:
        for row in rows:
            self._place[row.id] = len(self._rows)
            self._rows.append(row)
            self._searched.append(searched(row))
