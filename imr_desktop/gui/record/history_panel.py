"""What was decided on a case, newest first: who, when, from, to, why; any state can be brought back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from imr_desktop.checklist.review import FINDING
from imr_desktop.fields import ANNOTATION, BY_KEY, DIFFERENCE, ITEMS_KEY, NOTE, SPLITS_KEY
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.small import Elided, smaller
from imr_desktop.gui.common.states import mark_of
from imr_desktop.gui.common.theme import colour, icon_pixmap, theme_of
from imr_desktop.gui.common.wording import called, change_of, local_time
from imr_desktop.gui.record.evidence import spans_of
from imr_desktop.model import Case, Edit, Slot, Value
from imr_desktop.texts import tr, trn

_Index = QModelIndex | QPersistentModelIndex

EDIT: Final = Qt.ItemDataRole.UserRole
"""The role under which the model gives the Edit itself."""

_HINTS: Final = (
    ("↑ ↓", tr("choose")),
    ("G", tr("go there")),
    ("Enter", tr("bring this state back")),
    ("Space", tr("this value, or all")),
)


class _Edits(QAbstractListModel):
    """The edits of a case or of one of its values, newest first."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._edits: list[Edit] = []
        self._case: Case | None = None

    def tell(self, case: Case | None, edits: Sequence[Edit]) -> None:
        self.beginResetModel()
        self._case, self._edits = case, [*reversed(edits)]
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._edits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._case is None:
            return None
        edit = self._edits[index.row()]
        if role == EDIT:
            return edit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.title(edit)}: {self.change(edit)}; {signed(edit)}"
        return None

    def title(self, edit: Edit) -> str:
        assert self._case is not None, "edits are listed for a case"
        return called(self._case, edit.slot, self._desk.workspace.packs)

    def change(self, edit: Edit) -> str:
        return change_of(edit, self._desk.workspace.packs)


def signed(edit: Edit) -> str:
    """Who, when by the clock on the wall, and why."""
    return " · ".join(part for part in (local_time(edit.at), edit.who, edit.why) if part)


def _place_of(slot: Slot) -> Slot | None:
    """Where an edit leads: a note, or a difference, to its value, a split to the items; None for what has no place."""
    noted = Slot(slot.item, slot.field.removeprefix(DIFFERENCE).removeprefix(NOTE))
    if noted.field == SPLITS_KEY:
        return Slot(0, ITEMS_KEY)
    placed = noted.field in (*BY_KEY, ITEMS_KEY) or noted.field.startswith(("answer.", ANNOTATION, FINDING))
    return noted if placed else None


class _Painter(QStyledItemDelegate):
    """Three lines for each edit: which value, what became of it, who did it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, 3 * option.fontMetrics.lineSpacing() + 18)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        edit = index.data(EDIT)
        model = index.model()
        if not isinstance(edit, Edit) or not isinstance(model, _Edits):
            return
        theme = theme_of(option.palette)
        box = QRect(option.rect)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, QColor(theme.accent_wash if chosen else theme.panel))
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), QColor(theme.accent))
        painter.setPen(QColor(theme.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        mark = mark_of(Value(edit.slot, edit.new, edit.new_state))
        picture = icon_pixmap(mark.icon, colour(theme, mark.tone), 14, painter.device().devicePixelRatioF())
        height = option.fontMetrics.lineSpacing()
        top = box.top() + 8
        painter.drawPixmap(QPoint(box.left() + 16, top + (height - 14) // 2), picture)
        strong = QFont(option.font)
        strong.setWeight(QFont.Weight.DemiBold)
        lines = (
            (model.title(edit), strong, theme.ink),
            (model.change(edit), option.font, theme.ink),
            (signed(edit), smaller(option.font, 11.5 / 13), theme.muted),
        )
        for number, (text, font, shade) in enumerate(lines):
            line = QRect(box.left() + 38, top + number * height, box.width() - 52, height)
            painter.setFont(font)
            painter.setPen(QColor(shade))
            fit = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, fit)
        painter.restore()


class _List(QListView):
    """Enter brings a state back, G goes to its value, Space narrows the list to that or shows all again."""

    chosen = Signal()
    left = Signal()
    narrowed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        elif event.key() == Qt.Key.Key_Space:
            self.narrowed.emit()
        elif event.key() == Qt.Key.Key_G and not event.modifiers():
            self.left.emit()
        else:
            super().keyPressEvent(event)


class HistoryPanel(QFrame):
    """The history of the shown case, or of one of its values. It is read from the library when it is looked at."""

    field_focused = Signal(object, object, str)
    """The slot of the chosen edit, the spans its value stands on now, and how it is called before people."""

    hints_changed = Signal(object)
    """What the keys do here."""

    place_wanted = Signal(object)
    """The slot of a value, an answer or a finding that the person wants to go to."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._desk = desk
        self._case: Case | None = None
        self._slot: Slot | None = None
        self._stale = False
        self._edits = _Edits(desk, self)
        self._heading = Elided("muted")
        self._all = QPushButton(tr("Show all of the case"))
        self._all.setProperty("role", "quiet")
        self._all.clicked.connect(lambda: self.show_slot(None))
        self._back = QPushButton(tr("Bring this state back"))
        self._back.setAccessibleName(tr("Bring the chosen state back"))
        self._back.clicked.connect(self._bring_back)
        self._there = QPushButton(tr("Go there"))
        self._there.setAccessibleName(tr("Go to the chosen value"))
        self._there.clicked.connect(self._go_there)
        self.view = _List()
        self.view.setModel(self._edits)
        self.view.setItemDelegate(_Painter(self.view))
        self.view.setAccessibleName(tr("History"))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.chosen.connect(self._bring_back)
        self.view.narrowed.connect(self._narrow)
        self.view.left.connect(self._go_there)
        self.view.doubleClicked.connect(self._go_there)
        self.view.selectionModel().currentChanged.connect(self._chosen)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 6, 12, 6)
        head.addWidget(self._heading, 1)
        head.addWidget(self._all)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.addWidget(self._there)
        foot.addWidget(self._back)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addLayout(foot)

    # --- showing

    def tell(self, case: Case | None) -> None:
        """The case whose history this is, as it is now."""
        if case is None or self._case is None or case.id != self._case.id:
            self._slot = None
        self._case, self._stale = case, True
        if self.isVisible():
            self._catch_up()

    def show_slot(self, slot: Slot | None) -> None:
        """The history of one value; None for all of the case."""
        self._slot, self._stale = slot, True
        self._catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def _catch_up(self) -> None:
        if not self._stale or self._case is None:
            return
        self._stale = False
        edits = self._desk.workspace.history(self._case.id)
        kept = [each for each in edits if self._slot in (None, each.slot)]
        self._edits.tell(self._case, kept)
        packs = self._desk.workspace.packs
        of = called(self._case, self._slot, packs) if self._slot else tr("All of the case")
        count = trn("{count} change", "{count} changes", len(kept)) if kept else tr("nothing decided yet")
        self._heading.tell(f"{of} · {count}")
        self._all.setVisible(self._slot is not None)
        self._back.setEnabled(bool(kept) and not self._desk.workspace.read_only)
        if kept:
            self.view.setCurrentIndex(self._edits.index(0))

    def _chosen(self) -> None:
        edit = self._chosen_edit()
        if edit is None or self._case is None or not self.isVisible():
            return
        value = self._case.value(edit.slot.field, edit.slot.item)
        self.field_focused.emit(edit.slot, spans_of(value), called(self._case, edit.slot))
        self._there.setEnabled(_place_of(edit.slot) is not None)
        self.hints_changed.emit(_HINTS)

    def _chosen_edit(self) -> Edit | None:
        edit = self.view.currentIndex().data(EDIT)
        return edit if isinstance(edit, Edit) else None

    # --- acting

    def current_slot(self) -> Slot | None:
        """The slot of the chosen edit."""
        edit = self._chosen_edit()
        return edit.slot if edit else self._slot

    def focus_list(self) -> None:
        """Put the focus into the list."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hints_changed.emit(_HINTS)

    def _narrow(self) -> None:
        edit = self._chosen_edit()
        self.show_slot(None if self._slot else edit.slot if edit else None)

    def _go_there(self) -> None:
        edit = self._chosen_edit()
        if edit and (place := _place_of(edit.slot)):
            self.place_wanted.emit(place)

    def _bring_back(self) -> None:
        """The state that the chosen edit left; recorded like any other act, so that undo takes it back."""
        edit = self._chosen_edit()
        if edit is None or self._case is None or self._desk.workspace.read_only:
            return
        stands = self._case.value(edit.slot.field, edit.slot.item)
        if (stands.value, stands.state) != (edit.new, edit.new_state):
            self._desk.do(lambda: self._desk.workspace.go_back(edit))
