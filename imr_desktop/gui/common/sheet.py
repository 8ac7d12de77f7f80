"""A calm sheet over the window: it says what it is, shows one thing, and Esc puts it away again."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from imr_desktop.gui.common.small import Elided, scaled, small_label


def give_keys_back(window: QWidget) -> None:
    """After a dialog over a window: to that, or to what lies over it by now; not every screen has a window manager."""
    (QApplication.activeModalWidget() or window).activateWindow()


class Sheet(QDialog):
    """While it is open the window behind takes no keys; closed, it gives the focus back to where that was."""

    def __init__(self, title: str, parent: QWidget, *, width: int, foot: str = "") -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setFixedWidth(min(scaled(parent, width), parent.window().width() - 32))
        self.heading = Elided("title")
        self.heading.tell(title)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        column = QVBoxLayout()
        column.setContentsMargins(18, 14, 18, 12)
        column.setSpacing(10)
        column.addWidget(self.heading)
        column.addLayout(self.body, 1)
        if foot:
            column.addWidget(small_label(foot))
        card = QFrame()
        card.setProperty("role", "sheet")
        card.setLayout(column)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)

    def flush(self) -> None:
        """Takes over what was typed here and is wanted for good, where the sheet is about to be closed by another."""

    def open_beside(self, widget: QWidget) -> None:
        """Opens to the left of a widget, level with it, and wholly within the window."""
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(0, 0))
        self._open_at(QPoint(corner.x() - self.width() - 8, corner.y() - 8))

    def open_above(self) -> None:
        """Opens in the middle of the window's upper half."""
        self.adjustSize()
        room = self._window().rect()
        corner = QPoint((room.width() - self.width()) // 2, room.height() // 10)
        self._open_at(self._window().mapToGlobal(corner))

    def adjustSize(self) -> None:
        """As high as all of it needs, if the window is: Qt's own would stop at two thirds of the screen."""
        self.ensurePolished()
        layout = self.layout()
        assert layout is not None, "a sheet is laid out"
        layout.activate()
        wraps = layout.hasHeightForWidth()  # what a wrapped text asks for by itself is more than it takes here
        needed = layout.totalHeightForWidth(self.width()) if wraps else self.sizeHint().height()
        self.resize(self.width(), min(needed, self._window().height() - 16))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what stands on the button that has the focus, not what the sheet does by default elsewhere."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        super().done(result)  # which may bring the next sheet
        give_keys_back(self._window())

    def _window(self) -> QWidget:
        parent = self.parentWidget()
        assert parent is not None, "a sheet lies over a window"
        return parent.window()

    def _open_at(self, wanted: QPoint) -> None:
        self.move(wanted)
        self.stay_within()
        self.open()

    def stay_within(self) -> None:
        """Moves it so that the window holds all of it."""
        window = self._window()
        corner = window.mapFromGlobal(self.pos())
        x = max(8, min(corner.x(), window.width() - self.width() - 8))
        y = max(8, min(corner.y(), window.height() - self.height() - 8))
        self.move(window.mapToGlobal(QPoint(x, y)))
