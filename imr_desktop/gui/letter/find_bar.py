"""The box that finds words in the letter: what is sought, how many places it has, and which of them is shown."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from imr_desktop.gui.common.theme import colour, icon, restyle, theme_of
from imr_desktop.texts import tr

_WORDS: Final = 26
"""Letters of what is sought for which the row makes room."""


class FindBar(QWidget):
    """A box with its count; Enter and Shift+Enter step through the places, Ctrl+Enter takes one, Esc closes."""

    sought = Signal(str)
    """What is typed, at every change."""

    stepped = Signal(int)
    """To the next place (1) or the one before (-1)."""

    taken = Signal()
    """The place that is shown is to be selected."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QLineEdit()
        self.box.setPlaceholderText(tr("Find in the letter"))
        self.box.setAccessibleName(tr("Find in the letter"))
        self.box.setMinimumWidth(80)
        self.count = QLabel()
        self.count.setProperty("role", "small")
        self._back = self._button(tr("Previous place (Shift+Enter)"), lambda: self.stepped.emit(-1))
        self._on = self._button(tr("Next place (Enter)"), lambda: self.stepped.emit(1))
        self._leave = self._button(tr("Close the search (Esc)"), self.closed.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.box, 1)
        row.addSpacing(4)
        for widget in (self.count, self._back, self._on, self._leave):
            row.addWidget(widget)
        self.box.textChanged.connect(self.sought)
        self._dress()

    def lacking(self) -> int:
        """The pixels that its least width is short of a box in which some words are whole."""
        return max(0, _WORDS * self.box.fontMetrics().averageCharWidth() - self.box.minimumWidth())

    def tell(self, number: int, count: int) -> None:
        """Which of how many places is shown; none of nothing while nothing is sought."""
        sought = bool(self.box.text().strip())
        self.count.setText(
            tr("{number} of {count}", number=number, count=count) if count else tr("not found") if sought else ""
        )
        self.count.setProperty("tone", "red" if sought and not count else "muted")
        restyle(self.count)
        self.box.setAccessibleDescription(self.count.text())
        for button in (self._back, self._on):
            button.setEnabled(count > 0)

    def _button(self, name: str, act: object) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setIconSize(QSize(14, 14))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by keyboard the box itself does it
        button.clicked.connect(act)
        return button

    def _dress(self) -> None:
        shade = colour(theme_of(self.palette()), "muted")
        for button, name in ((self._back, "previous"), (self._on, "next"), (self._leave, "close")):
            button.setIcon(icon(name, shade))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the box leaves; Enter reaches here too."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.taken.emit()
                return
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)
