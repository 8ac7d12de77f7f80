"""The worklist: every case of the library with its outcome and how far a person has come with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final, NamedTuple

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QActionGroup, QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imr_desktop.errors import Problem
from imr_desktop.gui.case_model import ORDERS, ROW, CaseModel, Index, Order
from imr_desktop.gui.desk import Desk
from imr_desktop.gui.theme import Theme, Tone, colour, icon, icon_pixmap, theme_of
from imr_desktop.model import CaseRow, Changes, Status
from imr_desktop.query import OUTCOME_WORDS, Query


class _Sign(NamedTuple):
    icon: str
    tone: Tone
    word: str


_SIGNS: Final[dict[Status, _Sign]] = {
    "new": _Sign("not-looked-at", "muted", "new"),
    "in_review": _Sign("under-way", "accent", "in review"),
    "reviewed": _Sign("confirmed", "green", "reviewed"),
    "signed_off": _Sign("signed-off", "green", "signed off"),
    "postponed": _Sign("postponed", "amber", "postponed"),
    "rejected": _Sign("rejected", "muted", "rejected"),
}
_WARNED: Final = _Sign("unreadable", "red", "check the letter")
"""A new case whose reading is not to be relied on."""

_OUTCOMES: Final = {key: word.capitalize() for key, word in OUTCOME_WORDS.items()}
_HELP: Final = """\
Words of number, file, request or outcome, and where wanted:
status:new  outcome:overturned  item:mri
specialty:"pain"  text:"neck pain" (searches the letters)"""
_PAUSE: Final = 250
"""Milliseconds between two looks at what a search has found so far."""


def sign_of(row: CaseRow) -> _Sign:
    """How a case's status is shown."""
    warned = row.status == "new" and (row.form is None or row.flags)
    return _WARNED if warned else _SIGNS[row.status]


def second_line(row: CaseRow) -> tuple[str, str]:
    """What the case is about, which may be cut short, and how far it has come, which may not."""
    about = row.first_request + (f" + {row.items - 1}" if row.items > 1 else "")
    if row.form is None:
        about = about or "no determination"
    word = sign_of(row).word
    if row.status == "in_review":
        done = row.looked_at >= row.total > 0
        word = "all looked at" if done else f"{row.looked_at} of {row.total} looked at"
    return about, word


def _spoken(row: CaseRow) -> str:
    outcome = _OUTCOMES.get(row.outcome or "", "no outcome")
    return ", ".join(part for part in (row.title, outcome, *second_line(row)) if part)


_SIDE: Final = 12
_ICON: Final = 14
_GAP: Final = 8


class CasePainter(QStyledItemDelegate):
    """Draws a row: state sign, title and outcome, and below them what it is about and how far it has come."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        title, small = _fonts(option.font)
        return QSize(160, QFontMetrics(title).height() + QFontMetrics(small).height() + 19)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: CaseRow = index.data(ROW)
        theme = theme_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, theme)
        title, small = _fonts(option.font)
        area = option.rect.adjusted(_SIDE + _ICON + _GAP, 8, -_SIDE, -8)
        upper = QRect(area.left(), area.top(), area.width(), QFontMetrics(title).height())
        lower = QRect(area.left(), upper.bottom() + 3, area.width(), QFontMetrics(small).height())
        sign = sign_of(row)
        ratio = painter.device().devicePixelRatioF()
        top = upper.center().y() - _ICON // 2 + 1
        pixmap = icon_pixmap(sign.icon, colour(theme, sign.tone), _ICON, ratio)
        painter.drawPixmap(option.rect.left() + _SIDE, top, pixmap)
        chip = self._paint_chip(painter, upper, _OUTCOMES.get(row.outcome or "", ""), option.font, theme)
        _write(painter, upper.adjusted(0, 0, -chip, 0), row.title, title, theme.ink)
        self._paint_second_line(painter, lower, row, small, theme)
        painter.restore()

    @staticmethod
    def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, theme: Theme) -> None:
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.accent_wash))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(theme.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme.ground))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(theme.line))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -1.5))

    @staticmethod
    def _paint_chip(painter: QPainter, line: QRect, text: str, font: QFont, theme: Theme) -> int:
        """The outcome at the right end of the line; gives the width it takes."""
        if not text:
            return 0
        tiny = QFont(font)
        tiny.setPixelSize(font.pixelSize() - 2)
        tiny.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(tiny)
        width, height = metrics.horizontalAdvance(text) + 14, metrics.height() + 3
        box = QRectF(line.right() - width + 0.5, line.center().y() - height / 2 + 1, width, height)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.ground))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setFont(tiny)
        painter.setPen(QColor(theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return width + _GAP

    @staticmethod
    def _paint_second_line(painter: QPainter, line: QRect, row: CaseRow, font: QFont, theme: Theme) -> None:
        about, progress = second_line(row)
        progress = f" · {progress}" if about else progress
        metrics = QFontMetrics(font)
        room = line.width() - metrics.horizontalAdvance(progress)
        about = metrics.elidedText(about, Qt.TextElideMode.ElideRight, room)
        _write(painter, line, about + progress, font, theme.muted)


def _fonts(font: QFont) -> tuple[QFont, QFont]:
    """The title's font and the small one below it."""
    title, small = QFont(font), QFont(font)
    title.setWeight(QFont.Weight.DemiBold)
    small.setPixelSize(max(9, font.pixelSize() - 1))
    return title, small


def _write(painter: QPainter, line: QRect, text: str, font: QFont, ink: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(ink))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


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
        self._cases = CaseModel(desk.workspace.cases(), _spoken, self)
        self._search: Iterator[frozenset[int]] = iter(())
        self._found: set[int] = set()
        self._seeking = QTimer(self, interval=0)
        self._seeking.timeout.connect(self._seek_on)
        self._showing = QTimer(self, singleShot=True, interval=_PAUSE)
        self._showing.timeout.connect(self._show_found)
        self._quiet = False
        self._last_chosen: int | None = None
        self.filter_box = _FilterBox()
        self.view = self._make_view()
        self._nothing = _Nothing()
        self._counts = _Counts()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._nothing)
        self.order_button = _OrderButton()
        top = QHBoxLayout()
        top.setContentsMargins(10, 10, 10, 8)
        top.setSpacing(4)
        top.addWidget(self.filter_box, 1)
        top.addWidget(self.order_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        column.addWidget(self._counts)
        self.filter_box.textChanged.connect(self._narrow)
        self.filter_box.left_for_list.connect(self._into_list)
        self._nothing.cleared.connect(self.filter_box.clear)
        self.order_button.chosen.connect(self.sort_by)
        desk.changed.connect(self.changed)
        self._show_counts()

    def _make_view(self) -> _CaseView:
        view = _CaseView()
        view.setModel(self._cases)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setItemDelegate(CasePainter(view))
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setAccessibleName("Cases")
        view.selectionModel().currentChanged.connect(self._choose)
        view.entered_case.connect(self.entered)
        return view

    # --- where the person is ---

    @property
    def count(self) -> int:
        """How many cases the library holds, listed or not."""
        return len(self._cases.rows)

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
        if not self.lists(case_id) and self._cases.row(case_id) is not None:
            self.filter_box.clear()
        if (index := self._cases.index_of(case_id)).isValid():
            self._go(index)

    def lists(self, case_id: int) -> bool:
        """Whether the filter lets a case through."""
        return self._cases.index_of(case_id).isValid()

    def holds(self, case_id: int) -> bool:
        """Whether the library has a case, listed or not."""
        return self._cases.row(case_id) is not None

    def stay_with(self, case_id: int) -> None:
        """The chosen case is one that the filter hides; it stays hidden and is the chosen one when it is listed."""
        self._last_chosen = case_id
        self.case_chosen.emit(case_id)

    def selected(self) -> list[int]:
        """The cases selected in the list, from the top down; the chosen one is among them."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedIndexes())
        return [self._cases.index(row, 0).data(ROW).id for row in rows]

    def _go(self, index: QModelIndex) -> None:
        """To one case, which alone is then selected: the view itself would ask whether Ctrl is held just now."""
        self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

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
        if changes.cases:
            self._cases.take(self._desk.workspace.cases(changes.cases))
            self._show_counts()
            self.place_changed.emit()

    @property
    def searching(self) -> bool:
        """Whether the letters are still being searched."""
        return self._seeking.isActive() or self._showing.isActive()

    def _narrow(self, text: str) -> None:
        query = Query.parse(text)
        self._seeking.stop()
        self._showing.stop()
        self._found = set()
        if query.phrases:
            self._search = self._desk.workspace.with_words(query.phrases)
            self._seeking.start()
        self._list(query, self._found if query.phrases else None)

    def _list(self, query: Query, found: set[int] | None) -> None:
        with self._quietly():
            self._cases.narrow(query, found)
        self._show_counts()
        self.place_changed.emit()

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """While rows come and go the chosen case stays the chosen one, and nobody is sent to its neighbour."""
        self._quiet = True
        try:
            yield
            if self._last_chosen is not None:
                self._go(self._cases.index_of(self._last_chosen))
        finally:
            self._quiet = False

    def _seek_on(self) -> None:
        """Takes in some thousands of cases more; the window lives on between two of these steps."""
        try:
            found = next(self._search, None)
        except Problem as problem:
            self._seeking.stop()
            self._desk.problem.emit(problem)
            return
        if found is None:
            self._seeking.stop()
            self._show_found()
            return
        self._found |= found
        if found and not self._showing.isActive():
            self._showing.start()

    def _show_found(self) -> None:
        self._showing.stop()
        self._list(Query.parse(self.filter_box.text()), self._found)

    # --- in which order ---

    def sort_by(self, order: Order) -> None:
        """Sorts the list."""
        self.order_button.show_order(order)
        with self._quietly():
            self._cases.sort_by(order)
        self.place_changed.emit()

    def arrangement(self) -> tuple[str, Order]:
        """Filter and order, to be kept until the next start."""
        return self.filter_box.text(), self.order_button.order

    def arrange(self, words: str, order: str) -> None:
        """Filter and order as they were left."""
        for known in ORDERS:
            if known == order != "added":
                self.sort_by(known)
        self.filter_box.setText(words)

    def _show_counts(self) -> None:
        self._counts.show_counts(self._cases.counts, len(self._cases.rows))
        listed = self._cases.rowCount() > 0
        self._nothing.tell(self.filter_box.text().strip(), searching=self.searching)
        self._stack.setCurrentWidget(self.view if listed else self._nothing)

    def _into_list(self) -> None:
        if not self.view.currentIndex().isValid():
            self.select_first()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)


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
        self._measure()

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


class _FilterBox(QLineEdit):
    """Plain words; Down and Enter go into the list, Esc empties the box."""

    left_for_list = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Filter cases")
        self.setToolTip(_HELP)
        self.setAccessibleName("Filter cases by number, file, request or outcome")
        self.setClearButtonEnabled(True)

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

    def __init__(self) -> None:
        super().__init__()
        self._text = QLabel()
        self._text.setProperty("role", "muted")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._clear = QPushButton("Show all cases")
        self._clear.clicked.connect(self.cleared)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 24, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._text)
        column.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def tell(self, words: str, *, searching: bool) -> None:
        sentence = "Searching the letters…" if searching else f"No case with “{words}”."
        self._text.setText(sentence if words else "No case yet.")
        self._clear.setVisible(bool(words))


class _Counts(QFrame):
    """How many cases there are, and how many of them in each status."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self._all = QLabel()
        self._all.setProperty("role", "small")
        self._signs: dict[Status, tuple[QLabel, QLabel]] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(_SIDE, 0, _SIDE, 0)
        row.setSpacing(4)
        row.addWidget(self._all)
        row.addSpacing(6)
        for status in _SIGNS:
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
        of_all = f"{listed} of {total} cases" if listed != total else "1 case" if total == 1 else f"{total} cases"
        self._all.setText(of_all)
        for status, (sign, number) in self._signs.items():
            number.setText(str(counts[status]))
            for widget in (sign, number):
                widget.setVisible(counts[status] > 0)
                widget.setToolTip(f"{counts[status]} {_SIGNS[status].word}")
        self._dress()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        for status, (sign, _) in self._signs.items():
            tone = colour(theme, _SIGNS[status].tone)
            sign.setPixmap(icon_pixmap(_SIGNS[status].icon, tone, 14, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_signs"):
            self._dress()


class _OrderButton(QToolButton):
    """Opens the menu of what the list can be sorted by."""

    chosen = Signal(str)
    """An Order."""

    def __init__(self) -> None:
        super().__init__()
        self.order: Order = "added"
        self.setIconSize(QSize(16, 16))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        menu = QMenu(self)
        group = QActionGroup(self)
        self._acts = {}
        for order, name in ORDERS.items():
            act = menu.addAction(name)
            act.setCheckable(True)
            act.triggered.connect(partial(self.chosen.emit, order))
            group.addAction(act)
            self._acts[order] = act
        self.setMenu(menu)
        self.show_order("added")
        self._dress()

    def show_order(self, order: Order) -> None:
        """Say what the list is sorted by."""
        self.order = order
        self._acts[order].setChecked(True)
        self.setAccessibleName(f"Sort the list; now: {ORDERS[order]}")
        self.setToolTip(f"Sorted by: {ORDERS[order]}")

    def _dress(self) -> None:
        self.setIcon(icon("sort", colour(theme_of(self.palette()), "muted")))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_acts"):
            self._dress()
