"""What cases that came home say otherwise: value beside value, taken or rejected one by one or a case at a time."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from imr_desktop.fields import BY_KEY, kind_of
from imr_desktop.gui.case_pane import title_of
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import scaled, small_label
from imr_desktop.gui.common.theme import MARKS, theme_of
from imr_desktop.gui.common.wording import called, local_time, value_words, words_of
from imr_desktop.gui.record.difference import changes
from imr_desktop.model import Case, Changes, Json, Slot, Value
from imr_desktop.texts import tr, trn

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.workspace import Difference

_WIDTH: Final = 880
_HEIGHT: Final = 320
_LIST: Final = 300
_FOOT: Final = tr("↑ ↓ choose · Enter go there · T take it · K keep mine · Shift: all of the case · Ctrl Z undo · Esc")
_DIFFERENCES: Final = Qt.ItemDataRole.UserRole
"""The role under which a row keeps what it stands for: one difference, or all of a case."""


class DifferenceSheet(Sheet):
    """Lists what waits. Each decision is one act, whether of one value or of a case, and is gone from the list."""

    undo_wanted = Signal()

    place_wanted = Signal(int, object)
    """Case and slot of a difference that the person wants to see where it stands; the sheet has gone."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(tr("Differences in cases brought back"), parent, width=_WIDTH, foot=_FOOT)
        self._desk = desk
        self.list = _List()
        self.list.setHeaderHidden(True)
        self.list.setAccessibleName(tr("Values that differ, by case"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setFixedWidth(scaled(parent, _LIST))
        self.list.setMinimumHeight(scaled(parent, _HEIGHT))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setItemsExpandable(False)
        self.list.setRootIsDecorated(False)
        self.list.currentItemChanged.connect(self._show)
        self.list.itemActivated.connect(self._go_there)
        self.here, self.there = _Side(tr("Here")), _Side(tr("In the file"))
        self._name, self._changes, self._origin = QLabel(), _words(), small_label()
        self._name.setProperty("role", "title")
        self._name.setWordWrap(True)
        self._build()
        self._waiting: dict[int, tuple[Case, list[Difference]]] = {}
        desk.changed.connect(self._changed)
        self._look_at(None)
        self.list.setFocus()

    def _build(self) -> None:
        sides = QGridLayout()
        sides.setHorizontalSpacing(16)
        for column, side in enumerate((self.here, self.there)):
            sides.addWidget(side, 0, column)
            sides.setColumnStretch(column, 1)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self._name)
        right.addLayout(sides)
        right.addWidget(self._changes)
        right.addWidget(self._origin)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(self.list)
        both.addLayout(right, 1)
        self.take, self.keep = QPushButton(tr("&Take it")), QPushButton(tr("&Keep mine"))
        self.take_all, self.keep_all = (
            QPushButton(tr("Take all of this case")),
            QPushButton(tr("Keep all of this case")),
        )
        self.take.setProperty("role", "primary")
        line = QHBoxLayout()
        for each in (self.take_all, self.keep_all, None, self.keep, self.take):
            if each is None:
                line.addStretch(1)
                continue
            each.setAutoDefault(False)
            line.addWidget(each)
        self.take.clicked.connect(lambda: self._decide(take=True))
        self.keep.clicked.connect(lambda: self._decide(take=False))
        self.take_all.clicked.connect(lambda: self._decide(take=True, whole_case=True))
        self.keep_all.clicked.connect(lambda: self._decide(take=False, whole_case=True))
        self.body.addLayout(both, 1)
        self.body.addLayout(line)

    # --- what is listed ---

    def _changed(self, changes: Changes) -> None:
        self._look_at(changes.cases)

    def _look_at(self, cases: frozenset[int] | None) -> None:
        """What waits in some cases by now, or in all of them."""
        workspace = self._desk.workspace
        for case_id in cases or ():
            self._waiting.pop(case_id, None)
        for case_id, found in groupby(workspace.differences(cases), lambda each: each.case):
            self._waiting[case_id] = workspace.case(case_id), [*found]
        self._list()

    def _list(self) -> None:
        """All that waits; the place in the list is kept, and with nothing left the sheet goes."""
        row = self._row()
        self.list.clear()
        for _, (case, differences) in sorted(self._waiting.items()):
            head = QTreeWidgetItem(self.list, [f"{title_of(case)} · {len(differences)}"])
            bold = head.font(0)
            bold.setBold(True)
            head.setFont(0, bold)
            head.setData(0, _DIFFERENCES, differences)
            for each in differences:
                name = called(case, each.slot, self._desk.workspace.packs)
                item = QTreeWidgetItem(head, [name])
                item.setToolTip(0, name)
                item.setData(0, _DIFFERENCES, [each])
        self.list.expandAll()
        if not self._waiting:
            self.accept()
            return
        rows = self._rows()
        values = [item for item in rows if item.parent() is not None]
        self.list.setCurrentItem(rows[min(row, len(rows) - 1)] if row > 0 else values[0])

    def _rows(self) -> list[QTreeWidgetItem]:
        """Every row from the top down."""
        rows: list[QTreeWidgetItem] = []
        row = self.list.topLevelItem(0)
        while row is not None:
            rows.append(row)
            row = self.list.itemBelow(row)
        return rows

    def _row(self) -> int:
        current = self.list.currentItem()
        return next((number for number, row in enumerate(self._rows()) if row is current), 0)

    def _chosen(self, *, whole_case: bool = False) -> Sequence[Difference]:
        item = self.list.currentItem()
        if item is None:
            return ()
        kept: list[Difference] = ((item.parent() or item) if whole_case else item).data(0, _DIFFERENCES)
        return kept

    # --- one of them ---

    def _show(self, *_: object) -> None:
        chosen = self._chosen()
        one = chosen[0] if len(chosen) == 1 else None
        for each in (self.here, self.there, self.take_all, self.keep_all):
            each.setVisible(one is not None)
        self.take.setText(tr("&Take it") if one else tr("&Take all {count}", count=len(chosen)))
        self.keep.setText(tr("&Keep mine") if one else tr("&Keep all {count}", count=len(chosen)))
        if one is None:
            differ = trn("{count} value differs in this case", "{count} values differ in this case", len(chosen))
            self._name.setText(differ if chosen else "")
            self._changes.setText("<br>".join(map(self._in_a_line, chosen)))
            self._changes.setVisible(bool(chosen))
            self._origin.setText(tr("From {files}", files=", ".join(sorted({each.origin for each in chosen}))))
            return
        self._tell(one)

    def _tell(self, one: Difference) -> None:
        workspace = self._desk.workspace
        case = workspace.case(one.case)
        self._name.setText(called(case, one.slot, workspace.packs))
        for side, value in ((self.here, one.here), (self.there, one.there)):
            side.tell(value, self._said(one.slot, value.value))
        kind = kind_of(one.slot.field)
        told = changes(kind, one.here.value, one.there.value, theme_of(self.palette())) if kind else ""
        self._changes.setText(told and tr("From here to the file: {changes}", changes=told))
        self._changes.setVisible(bool(told))
        who = one.who or tr("Somebody")
        if one.at:
            said = tr("{who} decided so on {when}, in {file}", who=who, when=local_time(one.at), file=one.origin)
        else:
            said = tr("{who} decided so, in {file}", who=who, file=one.origin)
        self._origin.setText(f"{said}; {tr('reason: {reason}', reason=one.why)}." if one.why else f"{said}.")

    def _said(self, slot: Slot, value: Json) -> str:
        """A value as the form beside it writes it."""
        field = BY_KEY.get(slot.field)
        if field is None:
            return words_of(slot, value, self._desk.workspace.packs)
        return value_words(slot, value, kind=self._desk.kind_of(field))

    def _in_a_line(self, one: Difference) -> str:
        case, _ = self._waiting[one.case]
        name = called(case, one.slot, self._desk.workspace.packs)
        here, there = (escape(self._said(one.slot, each.value)) for each in (one.here, one.there))
        return tr("<b>{label}</b>: here “{here}”, in the file “{there}”", label=escape(name), here=here, there=there)

    def _go_there(self) -> None:
        chosen = self._chosen()
        if len(chosen) == 1:
            self.accept()
            self.place_wanted.emit(chosen[0].case, chosen[0].slot)

    # --- deciding ---

    def _decide(self, *, take: bool, whole_case: bool = False) -> None:
        chosen, workspace = self._chosen(whole_case=whole_case), self._desk.workspace
        if chosen:
            self._desk.do(lambda: workspace.take_differences(chosen) if take else workspace.reject_differences(chosen))
            self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_Z:
            self.undo_wanted.emit()
        elif event.key() in (Qt.Key.Key_T, Qt.Key.Key_K) and (shift or not event.modifiers()):
            self._decide(take=event.key() == Qt.Key.Key_T, whole_case=shift)
        else:
            super().keyPressEvent(event)


class _List(QTreeWidget):
    """Letters go to the sheet, whose keys they are; a list would search its rows for them."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_T, Qt.Key.Key_K, Qt.Key.Key_Z):
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Side(QFrame):
    """One of the two values, with what was decided of it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._title = title
        self._state, self.value = small_label(), _words()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.addWidget(self._state)
        column.addWidget(self.value)
        column.addStretch(1)

    def tell(self, value: Value, words: str) -> None:
        self._state.setText(f"{self._title} · {MARKS[value.state].word if value.touched else tr('as read')}")
        self.value.setText(escape(words))
        self.setAccessibleName(f"{self._title}: {words}")


def _words() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
