"""Choosing other keys: one row for each act; a key that is taken is refused when it is set, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from imr_desktop.errors import Problem
from imr_desktop.gui.choices.settings import Settings
from imr_desktop.gui.choices.shortcuts import Keys, keys_in_force, named, portable, refusal, shown, unmarked
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import scaled, small_label
from imr_desktop.gui.common.theme import Tone, restyle
from imr_desktop.texts import tr

if TYPE_CHECKING:
    from imr_desktop.gui.actions import Action

_WIDTH: Final = 620
_TALL: Final = 380


class ShortcutEditor(Sheet):
    """Enter on a row waits for the new keys, Delete takes the key away, Backspace gives back what it came with."""

    def __init__(
        self,
        actions: tuple[Action, ...],
        menus: Mapping[str, str],
        settings: Settings,
        changed: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(
            tr("Keyboard shortcuts"),
            parent,
            width=_WIDTH,
            foot=tr("↑ ↓ choose · Enter, then the new keys · Delete: none · Backspace: as it came · Esc closes"),
        )
        self._actions, self._menus, self._settings, self._changed = actions, menus, settings, changed
        self._keys: Keys = {}
        self.table = QTableWidget(len(actions), 3)
        self.table.setAccessibleName(tr("Acts and their keys"))
        self.table.setHorizontalHeaderLabels([tr("Act"), tr("Menu"), tr("Keys")])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.setColumnWidth(2, scaled(parent, 170))
        self.table.setFixedHeight(min(scaled(parent, _TALL), parent.window().height() - scaled(parent, 190)))
        self.table.setStyleSheet("QTableView::item { padding-left: 5px }")  # below the words of the header
        self.pressed = QKeySequenceEdit()
        self.pressed.setMaximumSequenceLength(1)
        for each in (self.pressed, *self.pressed.findChildren(QLineEdit)):  # the focus is in the box inside it
            each.setAccessibleName(tr("New keys"))
        self.told = small_label()
        self._lay_out()
        self._fill()
        self.table.setCurrentCell(0, 0)
        self.table.setFocus()
        self.table.installEventFilter(self)
        self.table.cellDoubleClicked.connect(lambda *_: self.pressed.setFocus())
        self.table.currentCellChanged.connect(lambda *_: self._tell(""))
        self.pressed.editingFinished.connect(self._take)

    def _lay_out(self) -> None:
        none, came = QPushButton(tr("No key")), QPushButton(tr("Default"))
        none.clicked.connect(lambda: self.set_key(""))
        came.clicked.connect(lambda: self.set_key(None))
        row = QHBoxLayout()
        row.addWidget(self.pressed, 1)
        for each in (none, came):
            each.setAutoDefault(False)
            row.addWidget(each)
        for widget in (self.table, self.told):
            self.body.addWidget(widget)
        self.body.insertLayout(1, row)

    def _fill(self) -> None:
        self._keys, _ = keys_in_force(self._actions, self._settings.own_keys(), self._menus)
        for row, action in enumerate(self._actions):
            keys = ", ".join(map(shown, self._keys[action.id])) or action.shown_key
            told = tr("{keys} (own)", keys=keys) if action.id in self._settings.own_keys() else keys
            for column, text in enumerate((named(action), unmarked(self._menus[action.menu]), told)):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, text or tr("no key"))
                self.table.setItem(row, column, item)

    def _chosen(self) -> Action:
        return self._actions[max(self.table.currentRow(), 0)]

    def _take(self) -> None:
        key = self.pressed.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        self.pressed.clear()
        if not key or key == "Esc" or self.set_key(key):  # where keys are refused, others are pressed next
            self.table.setFocus()

    def set_key(self, key: str | None) -> bool:
        """Gives the chosen act other keys, none, or (None) those it came with, at once; False, and said, why not."""
        action = self._chosen()
        wanted = action.keys if key is None else (key,)
        sentences = (refusal(action, each, self._actions, self._keys, self._menus) for each in wanted)
        if sentence := next(filter(None, sentences), ""):
            self._tell(sentence, "red")
            return False
        try:
            self._settings.put_key(action.id, None if key is None else portable(key))
        except Problem as problem:
            self._tell(problem.message, "red")
        else:
            keys = ", ".join(map(shown, filter(None, wanted))) or tr("no key")
            self._tell(tr("“{act}”: {keys}.", act=named(action), keys=keys), "green")
        self._fill()
        self._changed()
        return True

    def _tell(self, sentence: str, tone: Tone = "muted") -> None:
        self.told.setText(sentence)
        self.told.setProperty("tone", tone)
        for each in (self.table, self.pressed, *self.pressed.findChildren(QLineEdit)):
            each.setAccessibleDescription(sentence)
        restyle(self.told)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            acts: dict[int, Callable[[], object]] = {
                Qt.Key.Key_Return: self.pressed.setFocus,
                Qt.Key.Key_Enter: self.pressed.setFocus,
                Qt.Key.Key_Delete: lambda: self.set_key(""),
                Qt.Key.Key_Backspace: lambda: self.set_key(None),
            }
            if act := acts.get(event.key()):
                act()
                return True
        return super().eventFilter(watched, event)
