"""The worklist: every case of the library with its outcome and how far a person has come with it."""

from __future__ import annotations

import gc
import math
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, cast

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imr_desktop.errors import Problem
from imr_desktop.gui.cases.case_columns import COLUMNS, known_order
from imr_desktop.gui.cases.case_menu import CaseMenu
from imr_desktop.gui.cases.case_model import ROW, CaseModel
from imr_desktop.gui.cases.case_painter import SIDE, SIGNS, CasePainter, spoken
from imr_desktop.gui.cases.word_search import WordSearch
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.small import scaled
from imr_desktop.gui.common.theme import colour, icon_pixmap, theme_of
from imr_desktop.model import Changes, Status, View
from imr_desktop.query import Query
from imr_desktop.texts import tr, trn

_HELP: Final = tr("""\
Words of number, file, request or outcome, and where wanted:
status:new  outcome:overturned  item:mri
specialty:"pain"  tag:urgent
text:"neck pain" (searches the letters)""")
_TAKEN_FIRST: Final = 60
"""Cases that the list begins with, which are more than a window shows; the others come when it has been painted."""

_TAKEN_AT_ONCE: Final = 500
_SLICE: Final = 0.012
"""Seconds for which the list sorts or filters before the window is given the time to do something else."""

_CARD: Final = 244
"""Width of a case's card where columns stand beside it."""

_PAUSE: Final = 250
"""Milliseconds between two looks at what a search has found so far."""


class CaseList(QFrame):
    """Filter, list and counts. The chosen case stays the chosen one while the filter is being typed."""

    case_chosen = Signal(int)
    """A case id, when a person goes to another case."""

    entered = Signal()
    """Enter on a case: the person wants to work on it."""

    place_changed = Signal()
    """`place` has something new to say."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._desk = desk
        self._cases = CaseModel(spoken, self)
        self._count = desk.workspace.count()
        self._taken, self._all_taken = 0, False
        self._coming = QTimer(self, interval=0)
        self._coming.timeout.connect(self._take_on)
        self._search = WordSearch(desk.workspace, self)
        self._found: set[int] = set()
        self._search.found.connect(self._take_found)
        self._search.ended.connect(self._show_found)
        self._search.failed.connect(desk.problem)
        self._showing = QTimer(self, singleShot=True, interval=_PAUSE)
        self._showing.timeout.connect(self._show_found)
        self._settling = QTimer(self, interval=0)
        self._settling.timeout.connect(self._settle_on)
        self._steps: Iterator[None] = iter(())
        self._quiet = False
        self._last_chosen: int | None = None
        self.filter_box = _FilterBox()
        self.view = self._make_view()
        self._nothing = _Nothing()
        self._counts = _Counts()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._nothing)
        self.menu_button = CaseMenu(desk)
        top = QHBoxLayout()
        top.setContentsMargins(10, 10, 10, 8)
        top.setSpacing(4)
        top.addWidget(self.filter_box, 1)
        top.addWidget(self.menu_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        column.addWidget(self._counts)
        self.filter_box.textChanged.connect(self._narrow)
        self.filter_box.left_for_list.connect(self._into_list)
        self._nothing.cleared.connect(self.filter_box.clear)
        self._nothing.letters_wanted.connect(self._seek_in_letters)
        self.menu_button.order_chosen.connect(self.sort_by)
        self.menu_button.columns_chosen.connect(self.show_columns)
        self.menu_button.view_chosen.connect(self.arrange)
        self.view.horizontalHeader().sectionClicked.connect(self._sort_by_heading)
        desk.changed.connect(self.changed)
        self._take(_TAKEN_FIRST)
        if desk.ready:
            self._coming.start()
        else:
            desk.got_ready.connect(self._coming.start)

    def tell_waiting(self) -> None:
        """Marks the cases in which text waits that was typed and is no value yet."""
        with suppress(Problem):  # a library that cannot be read says so elsewhere
            self._cases.tell_waiting(self._desk.workspace.waiting())

    def _make_view(self) -> _CaseView:
        view = _CaseView()
        view.setModel(self._cases)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setItemDelegate(CasePainter(view))
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setAccessibleName(tr("Cases"))
        view.selectionModel().currentChanged.connect(self._choose)
        view.entered_case.connect(self.entered)
        return view

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in the order of reading."""
        return (self.filter_box, self.menu_button, self.view, self._nothing.search, self._nothing.show_all)

    # --- where the person is ---

    @property
    def count(self) -> int:
        """How many cases the library holds, listed or not."""
        return self._count

    @property
    def chosen(self) -> int | None:
        """The id of the chosen case, None where there is none or the filter hides it."""
        index = self.view.currentIndex()
        return index.data(ROW).id if index.isValid() else None

    def place(self) -> tuple[int, int, str]:
        """The chosen case's number in the list (0 where the filter hides it), how many are listed, and the filter."""
        return self.view.currentIndex().row() + 1, self._cases.rowCount(), self.filter_box.text().strip()

    def select(self, case_id: int) -> None:
        """Goes to a case; a filter that hides it is taken off."""
        if not self.lists(case_id) and self.holds(case_id):
            self.filter_box.clear()
            self._settled()
        if (index := self._cases.index_of(case_id)).isValid():
            self._go(index)

    def lists(self, case_id: int) -> bool:
        """Whether the filter lets a case through."""
        if self._cases.row(case_id) is None and self.holds(case_id):  # its turn has not come yet
            self._cases.take(self._desk.workspace.cases([case_id]))
        self._settled()
        return self._cases.index_of(case_id).isValid()

    def holds(self, case_id: int) -> bool:
        """Whether the library has a case, listed or not."""
        return self._cases.row(case_id) is not None or self._desk.workspace.case_ids(case_id - 1, 1) == [case_id]

    def stay_with(self, case_id: int) -> None:
        """The chosen case is one that the filter hides; it stays hidden and is the chosen one when it is listed."""
        self._last_chosen = case_id
        self.case_chosen.emit(case_id)

    def selected(self) -> list[int]:
        """The cases selected in the list, from the top down; the chosen one is among them."""
        ids = self._cases.ids()
        ranges = cast(Iterable[QItemSelectionRange], self.view.selectionModel().selection())  # as its own types forget
        stretches = sorted({(each.top(), each.bottom() + 1) for each in ranges})
        return [case_id for first, end in stretches for case_id in ids[first:end]]

    def at_work(self) -> list[int]:
        """The cases that an act is for: those selected, else the one that is shown though the filter hides it."""
        return self.selected() or ([self._last_chosen] if self._last_chosen is not None else [])

    def listed(self) -> list[int]:
        """The cases that the filter lets through, from the top down."""
        self._settled()
        return self._cases.ids()

    def tags(self, ids: Collection[int] | None = None) -> list[str]:
        """The tags in use, or those of some cases, in the order of the alphabet."""
        rows = self._cases.rows if ids is None else filter(None, map(self._cases.row, ids))
        return sorted({tag for row in rows for tag in row.tags}, key=str.casefold)

    def shut(self) -> None:
        """Looks no more into the library, which is about to be closed."""
        self._search.stop()
        for each in (self._coming, self._showing, self._settling):
            each.stop()

    def _go(self, index: QModelIndex) -> None:
        """To one case, which alone is then selected: the view itself would ask whether Ctrl is held just now."""
        self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _select(self, ids: Collection[int]) -> None:
        """Selects cases beside the chosen one, as far as they are listed."""
        if len(ids) < 2:
            return
        wanted, rows, last = frozenset(ids), QItemSelectionModel.SelectionFlag.Rows, self._cases.rowCount()
        is_wanted = [case_id in wanted for case_id in self._cases.ids()]
        several, first = QItemSelection(), 0
        while first < last:
            end = _end_of_stretch(is_wanted, first)
            if is_wanted[first]:  # a whole stretch at once: all of 100,000 may be selected
                several.select(self._cases.index(first, 0), self._cases.index(end - 1, 0))
            first = end
        self.view.selectionModel().select(several, QItemSelectionModel.SelectionFlag.Select | rows)

    def select_first(self) -> None:
        """Goes to the first case that is listed."""
        self._go(self._cases.index(0, 0))

    def next_case(self) -> None:
        """Goes one case down the list as it is filtered."""
        self._step(+1)

    def previous_case(self) -> None:
        """Goes one case up the list as it is filtered."""
        self._step(-1)

    def neighbours(self) -> list[int]:
        """The ids of the cases listed after the chosen one and before it."""
        here = self.view.currentIndex().row()
        near = [self._cases.index(here + by, 0) for by in (1, -1)]
        return [index.data(ROW).id for index in near if index.isValid()]

    def _step(self, by: int) -> None:
        index = self._cases.index(self.view.currentIndex().row() + by, 0)
        if index.isValid():
            self._go(index)

    def _choose(self, index: QModelIndex) -> None:
        if not self._quiet and index.isValid():
            self._last_chosen = index.data(ROW).id
            self.case_chosen.emit(self._last_chosen)
        self.place_changed.emit()

    # --- what is listed ---

    def changed(self, changes: Changes) -> None:
        """Brings the rows up to date after an act."""
        self._count += len(changes.added)
        if changes.cases:
            self._cases.take(self._desk.workspace.cases(changes.cases))
            self._show_counts()
            self.place_changed.emit()

    def _take_on(self) -> None:
        """Takes some more cases into the list, so that a long one does not keep the window from being there."""
        self._take(_TAKEN_AT_ONCE)
        gc.freeze()  # the rows stay; Python looking through 100,000 of them for garbage would hold the window up
        if self._all_taken:
            self._coming.stop()
            self._cases.arrange()
            self._settle()
        self.place_changed.emit()

    def _take(self, many: int) -> None:
        part = self._desk.workspace.case_ids(self._taken, many)
        self._cases.take(self._desk.workspace.cases(part))
        self._taken = max(part, default=self._taken)
        self._all_taken = len(part) < many
        self._show_counts()

    @property
    def searching(self) -> bool:
        """Whether cases are still to come: from the library, or from a search of the letters."""
        under_way = (self._search.running, self._showing.isActive(), self._settling.isActive())
        return not self._all_taken or any(under_way)

    def _narrow(self, text: str) -> None:
        query = Query.parse(text)
        self._search.stop()
        self._showing.stop()
        self._found = set()
        if query.phrases:
            self._search.seek(query.phrases)
        self._list(query, self._found if query.phrases else None)

    def _list(self, query: Query, found: set[int] | None) -> None:
        self._cases.narrow(query, found)
        self._settle()

    def _settle(self) -> None:
        """Brings the list into the order and through the filter that are wished for, a long one in several slices."""
        self._steps = self._cases.settle()
        self._settle_on()

    def _settle_on(self, seconds: float = _SLICE) -> None:
        ends = time.monotonic() + seconds
        selected = self.selected()
        with self._quietly():
            done = all(time.monotonic() < ends for _ in self._steps)
        if not done:
            self._settling.start()
            return
        self._settling.stop()
        self._stay(selected)
        self._show_counts()
        self.place_changed.emit()

    def _settled(self) -> None:
        """The list as it is wished for, now: somebody is about to act on what is listed."""
        if self._settling.isActive():
            self._settle_on(seconds=math.inf)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """While rows come and go nobody is sent to the neighbour of the chosen case; after it, `_stay`."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _stay(self, selected: Collection[int]) -> None:
        """The chosen case stays the chosen one, and those that were selected with it stay so."""
        with self._quietly():
            if self._last_chosen is not None:
                self._go(self._cases.index_of(self._last_chosen))
            self._select(selected)

    @property
    def sought(self) -> str:
        """The first words that are sought in the letters themselves, none where nothing is."""
        return next(iter(Query.parse(self.filter_box.text()).phrases), "")

    def _seek_in_letters(self) -> None:
        if words := Query.parse(self.filter_box.text()).in_letters():
            self.filter_box.setText(words)
            self.filter_box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_found(self, found: frozenset[int]) -> None:
        self._found |= found
        if not self._showing.isActive():
            self._showing.start()

    def _show_found(self) -> None:
        self._showing.stop()
        self._list(Query.parse(self.filter_box.text()), self._found)

    # --- in which order ---

    def sort_by(self, order: str) -> None:
        """Sorts the list by a column, with a minus before its name from the end."""
        self._cases_sorted(order if known_order(order) else "added")

    def _cases_sorted(self, order: str) -> None:
        self._cases.sort_by(order)
        self._settle()
        self._tell_arrangement()

    def _sort_by_heading(self, section: int) -> None:
        """A heading sorts by its column, and turned round when it did already."""
        name = self._cases.columns[section - 1] if section else "number"
        self.sort_by(f"-{name}" if self._cases.order == name else name)

    def show_columns(self, columns: Sequence[str]) -> None:
        """What stands beside a case; without columns the list is one of cards."""
        selected = self.selected()
        with self._quietly():
            self._cases.show_columns(columns)
        self._stay(selected)
        self.view.show_headings(self._cases.columns)
        self._tell_arrangement()

    def _tell_arrangement(self) -> None:
        self.menu_button.show_arrangement(self.arrangement())
        self.view.show_order(self._cases.order, self._cases.columns)
        self.place_changed.emit()

    def arrangement(self) -> View:
        """Filter, order and columns, to be kept until the next start or under a name."""
        return View("", self.filter_box.text(), self._cases.order, self._cases.columns)

    def arrange(self, view: View) -> None:
        """Filter, order and columns as they were left, or saved."""
        if view.columns != self._cases.columns:
            self.show_columns(view.columns)
        if view.order != self._cases.order:
            self.sort_by(view.order)
        self.filter_box.setText(view.words)

    def _show_counts(self) -> None:
        self._counts.show_counts(self._cases.counts, self._count)
        listed = self._cases.rowCount() > 0
        words = self.filter_box.text().strip()
        query = Query.parse(words)
        self._nothing.tell(words, query.advice, searching=self.searching, in_letters=bool(query.in_letters()))
        self._stack.setCurrentWidget(self.view if listed else self._nothing)

    def _into_list(self) -> None:
        self._settled()
        if not self._cases.rowCount():
            self._seek_in_letters()
            return
        if not self.view.currentIndex().isValid():
            self.select_first()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)


def _end_of_stretch(marks: Sequence[bool], first: int) -> int:
    """Where the marks become other than the one at `first`."""
    try:
        return marks.index(not marks[first], first)
    except ValueError:
        return len(marks)


class _CaseView(QTableView):
    """A list in which Enter says that the person wants to work on the case.

    A table of one column: unlike QListView it lays out only what is seen, however many rows there are.
    """

    entered_case = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._measure()

    def show_headings(self, columns: Sequence[str]) -> None:
        """Headings and a scroll bar are there only where columns stand beside the cases."""
        heading, beside = self.horizontalHeader(), bool(columns)
        heading.setVisible(beside)
        heading.setSectionsClickable(beside)
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if beside else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(policy)
        for place, name in enumerate(columns, 1):
            self.setColumnWidth(place, scaled(self, COLUMNS[name].width))
        self._fit_cards()

    def _fit_cards(self) -> None:
        """A case is as wide as the pane; with columns beside it no wider than it need be."""
        room = self.viewport().width()
        beside = not self.horizontalHeader().isHidden()
        self.setColumnWidth(0, min(scaled(self, _CARD), room) if beside else room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit_cards()

    def show_order(self, order: str, columns: Sequence[str]) -> None:
        """The sign on the heading that the list is sorted by."""
        name = order.removeprefix("-")
        way = Qt.SortOrder.DescendingOrder if order.startswith("-") else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicatorShown(name in columns)
        if name in columns:
            self.horizontalHeader().setSortIndicator(columns.index(name) + 1, way)

    def setItemDelegate(self, delegate: QAbstractItemDelegate) -> None:
        super().setItemDelegate(delegate)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()

    def _measure(self) -> None:
        """Every row is as high as the painter wants one."""
        option = QStyleOptionViewItem()
        option.font = self.font()
        height = self.itemDelegate().sizeHint(option, QModelIndex()).height()
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_case.emit()
        else:
            super().keyPressEvent(event)


def _is_ctrl_e(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_E and event.modifiers() == Qt.KeyboardModifier.ControlModifier


class _FilterBox(QLineEdit):
    """Plain words; Down and Enter go into the list, Esc empties the box."""

    left_for_list = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(tr("Filter cases"))
        self.setToolTip(_HELP)
        self.setAccessibleName(tr("Filter cases by number, file, request or outcome"))
        self.setClearButtonEnabled(True)
        for clear in self.findChildren(QToolButton):
            clear.setAccessibleName(tr("Clear the filter"))
        self.textChanged.connect(self._show_beginning)

    def _show_beginning(self) -> None:
        """Of what was not typed here: it says where is looked."""
        if not self.hasFocus():
            self.setCursorPosition(0)

    def event(self, event: QEvent) -> bool:
        """Under X11 a box goes to its end by Ctrl+E; here that exports what is listed, and End does the other."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_ctrl_e(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_for_list.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class _Nothing(QWidget):
    """Stands in for the list when nothing is listed, and says why."""

    cleared = Signal()

    letters_wanted = Signal()
    """What was typed is to be sought in the letters themselves."""

    def __init__(self) -> None:
        super().__init__()
        self._text = QLabel()
        self._text.setProperty("role", "muted")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.search = QPushButton(tr("Search the letters"))
        self.search.setToolTip(tr("Enter in the box above does it too"))
        self.search.clicked.connect(self.letters_wanted)
        self.show_all = QPushButton(tr("Show all cases"))
        self.show_all.clicked.connect(self.cleared)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 24, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._text)
        column.addWidget(self.search, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def tell(self, words: str, advice: str, *, searching: bool, in_letters: bool) -> None:
        """What was typed, and could be; whether more may come, and whether words of it may stand `in_letters`."""
        sentence = tr("No case with “{words}” in the list.", words=words) if words else tr("No cases yet.")
        if searching and words:
            sentence = tr("Searching the letters…")
        else:
            more = tr("Enter searches the letters for it.") if in_letters else ""
            sentence = " ".join(filter(None, (sentence, advice, more)))
        self._text.setText(sentence)
        self.search.setVisible(in_letters and not searching)
        self.show_all.setVisible(bool(words))


class _Counts(QFrame):
    """How many cases there are, and how many of them in each status."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self._all = QLabel()
        self._all.setProperty("role", "small")
        self._signs: dict[Status, tuple[QLabel, QLabel]] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE, 0, SIDE, 0)
        row.setSpacing(4)
        row.addWidget(self._all)
        row.addSpacing(6)
        for status in SIGNS:
            sign, number = QLabel(), QLabel()
            number.setProperty("role", "small")
            self._signs[status] = sign, number
            row.addWidget(sign)
            row.addWidget(number)
            row.addSpacing(4)
        row.addStretch(1)
        self.setFixedHeight(32)

    def show_counts(self, counts: Counter[Status], total: int) -> None:
        listed = counts.total()
        self._all.setText(
            trn("{count:,} case", "{count:,} cases", total)
            if listed == total
            else trn("{listed:,} of {count:,} case", "{listed:,} of {count:,} cases", total, listed=listed)
        )
        for status, (sign, number) in self._signs.items():
            number.setText(f"{counts[status]:,}")
            for widget in (sign, number):
                widget.setVisible(counts[status] > 0)
                widget.setToolTip(f"{counts[status]} {SIGNS[status].word}")
        self._dress()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        for status, (sign, _) in self._signs.items():
            tone = colour(theme, SIGNS[status].tone)
            sign.setPixmap(icon_pixmap(SIGNS[status].icon, tone, 14, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_signs"):
            self._dress()
