"""The worklist: every case of the library with its outcome and how far a person has come with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from imr_desktop.gui.desk import Desk
from imr_desktop.gui.theme import Theme, Tone, colour, icon_pixmap, theme_of
from imr_desktop.model import CaseRow, Changes

Index = QModelIndex | QPersistentModelIndex

Stage = Literal["new", "begun", "done", "warned"]
"""How far a person has come with a case; `warned` is a new one whose reading is not to be relied on."""


class _Sign(NamedTuple):
    icon: str
    tone: Tone
    word: str


_SIGNS: Final[dict[Stage, _Sign]] = {
    "new": _Sign("not-looked-at", "muted", "new"),
    "begun": _Sign("under-way", "accent", "begun"),
    "done": _Sign("confirmed", "green", "all looked at"),
    "warned": _Sign("unreadable", "red", "with a warning"),
}

_OUTCOMES: Final = {"upheld": "Upheld", "overturned": "Overturned", "partially_overturned": "Mixed"}
"""An outcome as the narrow list shows it."""

ROW: Final = Qt.ItemDataRole.UserRole
"""The role that gives a row's CaseRow."""


def stage_of(row: CaseRow) -> Stage:
    """How far a person has come with a case."""
    if row.looked_at:
        return "done" if row.looked_at >= row.total else "begun"
    return "warned" if row.form is None or row.flags else "new"


def second_line(row: CaseRow) -> tuple[str, str]:
    """What the case is about, which may be cut short, and how far it has come, which may not."""
    about = row.first_request + (f" + {row.items - 1}" if row.items > 1 else "")
    if row.form is None:
        about = about or "no determination"
    progress = {
        "new": "new",
        "begun": f"{row.looked_at} of {row.total} looked at",
        "done": "all looked at",
        "warned": "check the letter",
    }
    return about, progress[stage_of(row)]


def _searched(row: CaseRow) -> str:
    outcome = row.outcome or ""
    return f"{row.title} {row.name} {row.first_request} {outcome} {_OUTCOMES.get(outcome, '')}".casefold()


class CaseModel(QAbstractListModel):
    """The cases in the order of adding. A changed case changes its row in place, so that selection and place stay."""

    def __init__(self, rows: Sequence[CaseRow], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = list(rows)

    @property
    def rows(self) -> Sequence[CaseRow]:
        return self._rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.name}\n{row.first_request}".strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            outcome = _OUTCOMES.get(row.outcome or "", "no outcome")
            return ", ".join(part for part in (row.title, outcome, *second_line(row)) if part)
        return None

    def take(self, rows: Sequence[CaseRow]) -> None:
        """Brings the list up to date: rows that differ change in place, new ones come at the end."""
        for number, (old, new) in enumerate(zip(self._rows, rows, strict=False)):
            if old != new:
                self._rows[number] = new
                self.dataChanged.emit(self.index(number), self.index(number))
        fresh = rows[len(self._rows) :]
        if fresh:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(fresh) - 1)
            self._rows.extend(fresh)
            self.endInsertRows()


class CaseFilter(QSortFilterProxyModel):
    """Lets those cases through in which every typed word occurs."""

    def __init__(self, source: CaseModel) -> None:
        super().__init__(source)
        self._cases = source
        self._words: list[str] = []
        self.setSourceModel(source)

    def narrow(self, text: str) -> None:
        """Words, parted by blanks; no word lets every case through."""
        self.beginFilterChange()
        self._words = text.casefold().split()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        searched = _searched(self._cases.rows[source_row])
        return all(word in searched for word in self._words)


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
        sign = _SIGNS[stage_of(row)]
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
        self._cases = CaseModel(desk.workspace.cases(), self)
        self._filter = CaseFilter(self._cases)
        self._quiet = False
        self._last_chosen: int | None = None
        self.filter_box = _FilterBox()
        self.view = self._make_view()
        self._nothing = _Nothing()
        self._counts = _Counts()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._nothing)
        top = QVBoxLayout()
        top.setContentsMargins(10, 10, 10, 8)
        top.addWidget(self.filter_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        column.addWidget(self._counts)
        self.filter_box.textChanged.connect(self._narrow)
        self.filter_box.left_for_list.connect(self._into_list)
        self._nothing.cleared.connect(self.filter_box.clear)
        desk.changed.connect(self.changed)
        self._show_counts()

    def _make_view(self) -> QListView:
        view = _CaseView()
        view.setModel(self._filter)
        view.setItemDelegate(CasePainter(view))
        view.setUniformItemSizes(True)
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
        return self.view.currentIndex().row() + 1, self._filter.rowCount(), self.filter_box.text().strip()

    def select(self, case_id: int) -> None:
        """Goes to a case; a filter that hides it is taken off."""
        if not self._index_of(case_id).isValid():
            self.filter_box.clear()
        if (index := self._index_of(case_id)).isValid():
            self.view.setCurrentIndex(index)

    def _index_of(self, case_id: int | None) -> QModelIndex:
        """Where a case is listed; an invalid index where it is not."""
        row = next((number for number, row in enumerate(self._cases.rows) if row.id == case_id), -1)
        return self._filter.mapFromSource(self._cases.index(row))

    def select_first(self) -> None:
        """Goes to the first case that is listed."""
        self.view.setCurrentIndex(self._filter.index(0, 0))

    def next_case(self) -> None:
        """Goes one case down the list as it is filtered."""
        self._step(+1)

    def previous_case(self) -> None:
        """Goes one case up the list as it is filtered."""
        self._step(-1)

    def _step(self, by: int) -> None:
        index = self._filter.index(self.view.currentIndex().row() + by, 0)
        if index.isValid():
            self.view.setCurrentIndex(index)

    def _choose(self, index: QModelIndex) -> None:
        if not self._quiet and index.isValid():
            self._last_chosen = index.data(ROW).id
            self.case_chosen.emit(self._last_chosen)
        self.place_changed.emit()

    # --- what is listed ---

    def changed(self, changes: Changes) -> None:
        """Brings the rows up to date after an act."""
        if changes.cases:
            self._cases.take(self._desk.workspace.cases())
            self._show_counts()
            self.place_changed.emit()

    def _narrow(self, text: str) -> None:
        self._quiet = True  # a row that goes away would hand the choice to its neighbour
        self._filter.narrow(text)
        self.view.setCurrentIndex(self._index_of(self._last_chosen))
        self._quiet = False
        self._show_counts()
        self.place_changed.emit()

    def _show_counts(self) -> None:
        listed = [self._filter.index(number, 0).data(ROW) for number in range(self._filter.rowCount())]
        self._counts.show_counts(Counter(map(stage_of, listed)), len(self._cases.rows))
        self._nothing.tell(self.filter_box.text().strip())
        self._stack.setCurrentWidget(self.view if listed else self._nothing)

    def _into_list(self) -> None:
        if not self.view.currentIndex().isValid():
            self.select_first()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)


class _CaseView(QListView):
    """A list in which Enter says that the person wants to work on the case."""

    entered_case = Signal()

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

    def tell(self, words: str) -> None:
        self._text.setText(f"No case with “{words}”." if words else "No case yet.")
        self._clear.setVisible(bool(words))


class _Counts(QFrame):
    """How many cases there are, and how many of them at each stage."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self._all = QLabel()
        self._all.setProperty("role", "small")
        self._signs: dict[Stage, tuple[QLabel, QLabel]] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(_SIDE, 0, _SIDE, 0)
        row.setSpacing(4)
        row.addWidget(self._all)
        row.addSpacing(6)
        for stage in _SIGNS:
            sign, number = QLabel(), QLabel()
            number.setProperty("role", "small")
            self._signs[stage] = sign, number
            row.addWidget(sign)
            row.addWidget(number)
            row.addSpacing(4)
        row.addStretch(1)
        self.setFixedHeight(32)

    def show_counts(self, counts: Counter[Stage], total: int) -> None:
        listed = counts.total()
        of_all = f"{listed} of {total} cases" if listed != total else "1 case" if total == 1 else f"{total} cases"
        self._all.setText(of_all)
        for stage, (sign, number) in self._signs.items():
            number.setText(str(counts[stage]))
            for widget in (sign, number):
                widget.setVisible(counts[stage] > 0)
                widget.setToolTip(f"{counts[stage]} {_SIGNS[stage].word}")
        self._dress()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        for stage, (sign, _) in self._signs.items():
            tone = colour(theme, _SIGNS[stage].tone)
            sign.setPixmap(icon_pixmap(_SIGNS[stage].icon, tone, 14, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_signs"):
            self._dress()
