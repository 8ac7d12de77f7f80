"""The worklist's rows for the view: filtered and sorted here, so that 100,000 of them follow every key."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from imr_desktop.gui.cases.case_columns import COLUMNS
from imr_desktop.model import CaseRow, Status
from imr_desktop.query import Query, searched
from imr_desktop.texts import tr

Index = QModelIndex | QPersistentModelIndex

ROW: Final = Qt.ItemDataRole.UserRole
"""The role that gives a row's CaseRow."""

WAITING: Final = Qt.ItemDataRole.UserRole + 1
"""The role that says whether text waits in a case that was typed and is no value yet."""

_STEP: Final = 5000
"""Cases that are looked at in one step of `settle`: some milliseconds."""

_SAMPLE: Final = 1000
"""Cases whose keys tell how all of them lie."""


class CaseModel(QAbstractTableModel):
    """The cases that the filter lets through, in the order chosen; the case's card, then the columns beside it.

    A changed case changes its row in place, even where the filter would no longer let it through: it goes when the
    filter is next typed, not from under the person's hand. Another filter or order is wished for by `narrow` and
    `sort_by`, and comes to pass by `settle`.
    """

    def __init__(self, spoken: Callable[[CaseRow, bool], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._spoken = spoken
        self._rows: list[CaseRow] = []
        self._searched: list[str] = []
        self._place: dict[int, int] = {}
        self._query = Query()
        self._found: frozenset[int] | None = None
        self._stands: tuple[Query, frozenset[int] | None] | None = (self._query, self._found)
        self._order, self._order_stands = "added", "added"
        self._columns: tuple[str, ...] = ()
        self._waiting: frozenset[int] = frozenset()
        self._sorted: list[int] = []
        self._listed: list[int] = []
        self._edited = False
        self.counts: Counter[Status] = Counter()

    @property
    def rows(self) -> Sequence[CaseRow]:
        """Every case taken in so far, listed or not."""
        return self._rows

    @property
    def order(self) -> str:
        return self._order

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns beside a case."""
        return self._columns

    def row(self, case_id: int) -> CaseRow | None:
        """A case's row, listed or not; None for a case that has not been taken in."""
        place = self._place.get(case_id)
        return None if place is None else self._rows[place]

    def index_of(self, case_id: int | None) -> QModelIndex:
        """Where a case is listed; an invalid index where it is not."""
        place = self._place.get(case_id) if case_id is not None else None
        try:
            return self.index(self._listed.index(place), 0) if place is not None else QModelIndex()
        except ValueError:
            return QModelIndex()

    def ids(self) -> list[int]:
        """The listed cases, from the top down."""
        return [self._rows[place].id for place in self._listed]

    # --- for the view ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._listed)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else 1 + len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[self._listed[index.row()]]
        if role == ROW:
            return row
        if role == WAITING:
            return row.id in self._waiting
        if index.column():
            wanted = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            return COLUMNS[self._columns[index.column() - 1]].text(row) if wanted else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.name}\n{row.first_request}".strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, row.id in self._waiting)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return COLUMNS[self._columns[section - 1]].title if section else tr("Case")

    def show_columns(self, columns: Sequence[str]) -> None:
        """Which columns stand beside a case; names that are none are left out."""
        self.beginResetModel()
        self._columns = tuple(name for name in columns if name in COLUMNS)
        self.endResetModel()

    # --- filter and order ---

    def narrow(self, query: Query, found: Collection[int] | None = None) -> None:
        """Wishes for the cases that a query lets through; `found` are those in whose letters its phrases stand."""
        self._query, self._found = query, None if found is None else frozenset(found)

    def sort_by(self, order: str) -> None:
        """Wishes for another order: a column's name, with a minus before it from the end."""
        self._order = order

    def arrange(self) -> None:
        """Wishes for every case in its place; those that came since the last time stand at the end."""
        self._order_stands = ""

    def settle(self) -> Iterator[None]:
        """Steps that each take little time, so that the window can live between them; the last one shows the list.

        Until then it stands as it was. A new wish makes the steps that are left worthless: begin again.
        """
        if self._order_stands != self._order:
            yield from self._sort()
        query, found = self._query, self._found
        stands = self._stands
        grows = found is None and stands is not None and stands[1] is None and query.narrows(stands[0])
        base, known = self._listed if grows else self._sorted, len(self._rows)
        rows, listed = self._rows, list[int]()
        counts: Counter[Status] = Counter()
        self._edited = False
        for begin in range(0, len(base), _STEP):
            part = self._let_through(base[begin : begin + _STEP])
            counts.update([rows[place].status for place in part])
            listed += part
            yield
        if self._edited:  # what was counted already may be so no longer
            counts = Counter([rows[place].status for place in listed])
        late = self._let_through(range(known, len(rows)))
        counts.update(rows[place].status for place in late)
        self.beginResetModel()
        self._listed, self.counts, self._stands = listed + late, counts, (query, found)
        self.endResetModel()

    def _sort(self) -> Iterator[None]:
        """Heaps the cases by where their keys lie among those of a few, and sorts heap by heap."""
        order, rows, known = self._order, self._rows, len(self._rows)
        places = sorted(range(known), key=lambda place: rows[place].id)
        if order != "added":
            key, turned = COLUMNS[order.removeprefix("-")].key, order.startswith("-")
            keys: list[Any] = []
            for begin in range(0, known, _STEP):
                keys += map(key, rows[begin : begin + _STEP])
                yield
            few = sorted(keys[:: max(1, known // _SAMPLE)])[:: max(1, _SAMPLE * _STEP // max(1, known))]
            heaps: list[list[int]] = [[] for _ in range(len(few) + 1)]
            for begin in range(0, known, _STEP):
                for place in places[begin : begin + _STEP]:
                    heaps[bisect_right(few, keys[place])].append(place)
                yield
            places = []
            for heap in reversed(heaps) if turned else heaps:
                places += sorted(heap, key=keys.__getitem__, reverse=turned)
                yield
        self._sorted = places + list(range(known, len(rows)))
        self._order_stands, self._stands = order, None

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

    def tell_waiting(self, cases: frozenset[int]) -> None:
        """In which cases text waits that was typed and is no value yet."""
        changed, self._waiting = self._waiting ^ cases, cases
        for case in changed:
            if (index := self.index_of(case)).isValid():
                self.dataChanged.emit(index, index)

    def _replace(self, place: int, row: CaseRow) -> None:
        before, self._rows[place], self._searched[place] = self._rows[place], row, searched(row)
        self._edited = True
        index = self.index_of(row.id)
        if index.isValid():
            self.counts[before.status] -= 1
            self.counts[row.status] += 1
            self.dataChanged.emit(index, index.siblingAtColumn(self.columnCount() - 1))

    def _add(self, rows: Sequence[CaseRow]) -> None:
        begin = len(self._rows)
        for row in rows:
            self._place[row.id] = len(self._rows)
            self._rows.append(row)
            self._searched.append(searched(row))
        places = list(range(begin, len(self._rows)))
        self._sorted += places
        listed = self._let_through(places)
        if listed:
            self.beginInsertRows(QModelIndex(), len(self._listed), len(self._listed) + len(listed) - 1)
            self._listed += listed
            self.endInsertRows()
            self.counts.update(self._rows[place].status for place in listed)
