"""The command palette: a few letters of its name find any act that can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from imr_desktop.gui.choices.shortcuts import unmarked
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import scaled, small_label
from imr_desktop.gui.common.theme import theme_of
from imr_desktop.texts import tr

_Index = QModelIndex | QPersistentModelIndex

_WIDTH: Final = 520
_ROWS: Final = 11
_KEY: Final = Qt.ItemDataRole.UserRole


def score(words: str, text: str) -> int | None:
    """How well typed letters fit a text that has all of them in this order, blanks aside; None where it has not.

    A letter counts one, three where it follows the one before without a gap, and four where a word begins with it.
    """
    total, place, text = 0, 0, text.casefold()
    for letter in words.casefold().replace(" ", ""):
        found = text.find(letter, place)
        begins = next(
            (at for at in range(max(found, 0), len(text)) if text[at] == letter and (at == 0 or text[at - 1] == " ")),
            -1,
        )
        if found < 0:
            return None
        if found == place and place:
            total += 3
        elif begins >= 0:
            total, found = total + 4, begins
        else:
            total += 1
        place = found + 1
    return total


def best(words: str, texts: Sequence[str]) -> list[int]:
    """The places of the texts that fit, the best first, and of equals the shorter and earlier one."""
    scored = ((score(words, text), at) for at, text in enumerate(texts))
    fits = [(-points, len(texts[at]) if words else 0, at) for points, at in scored if points is not None]
    return [at for *_, at in sorted(fits)]


class CommandPalette(Sheet):
    """Type, choose with the arrows, Enter does it."""

    def __init__(self, acts: Sequence[tuple[str, QAction]], parent: QWidget) -> None:
        super().__init__(tr("Do something"), parent, width=_WIDTH, foot=tr("↑ ↓ choose · Enter does it · Esc closes"))
        self._acts = [(f"{menu}: {_name(act)}", act) for menu, act in acts if act.isEnabled()]
        self.box = QLineEdit()
        self.box.setPlaceholderText(tr("A few letters of what is to be done"))
        self.box.setAccessibleName(tr("What is to be done"))
        self._model = QStandardItemModel(self)
        self.view = QListView()
        self.view.setModel(self._model)
        self.view.setItemDelegate(_Line(self.view))
        self.view.setAccessibleName(tr("What matches"))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrows reach it from the box
        self.view.setFixedHeight(_ROWS * scaled(parent, 30))
        self._none = small_label(tr("Nothing that can be done now matches these letters."))
        for widget in (self.box, self._none, self.view):
            self.body.addWidget(widget)
        self.box.textChanged.connect(self._fill)
        self.view.clicked.connect(self._do)
        self._fill("")
        self.box.setFocus()

    def _fill(self, words: str) -> None:
        self._model.clear()
        for at in best(words, [text for text, _ in self._acts]):
            text, act = self._acts[at]
            item = QStandardItem(text)
            key = act.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            item.setData(key, _KEY)
            item.setAccessibleText(f"{text}, {key}" if key else text)
            item.setData(at, _KEY + 1)
            self._model.appendRow(item)
        self._none.setVisible(not self._model.rowCount())
        self.view.setCurrentIndex(self._model.index(0, 0))
        self._announce()

    def _announce(self) -> None:
        """The box tells what Enter would do: it is where the focus is."""
        self.box.setAccessibleDescription(str(self.view.currentIndex().data() or tr("nothing matches")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _ROWS - 1, Qt.Key.Key_PageUp: 1 - _ROWS}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do()
        elif step := steps.get(Qt.Key(event.key())):
            last = self._model.rowCount() - 1
            row = max(0, min(self.view.currentIndex().row() + step, last))
            self.view.setCurrentIndex(self._model.index(row, 0))
            self._announce()
        else:
            super().keyPressEvent(event)

    def _do(self) -> None:
        at = self.view.currentIndex().data(_KEY + 1)
        if isinstance(at, int):
            self.accept()
            QTimer.singleShot(0, self._acts[at][1], self._acts[at][1].trigger)  # when the window has its focus again


def _name(act: QAction) -> str:
    return unmarked(act.text().partition("\t")[0])


class _Line(QStyledItemDelegate):
    """The name of an act, and at the right its key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, option.fontMetrics.lineSpacing() + 13)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = theme_of(option.palette)
        painter.save()
        box = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(theme.accent_wash))
        inside = box.adjusted(10, 0, -10, 0)
        key, text = str(index.data(_KEY) or ""), str(index.data() or "")
        painter.setPen(QColor(theme.muted))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, key)
        painter.setPen(QColor(theme.ink))
        room = inside.width() - option.fontMetrics.horizontalAdvance(key) - 12
        fit = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fit)
        painter.restore()
