"""The page that is shown, as words; and, when asked for, as a box into which another one's number is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from imr_desktop.texts import tr


class PageBox(QWidget):
    """`Page 2 / 14`. Enter goes to the page that was typed, Esc leaves all as it is."""

    wanted = Signal(int)
    """The page (from 1) to go to."""

    left = Signal()
    """The box is closed; the focus belongs elsewhere."""

    turned = Signal()
    """The box has come or gone, so that more or less room is needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._words = QLabel()
        self._words.setProperty("role", "muted")
        self.box = _Box()
        self.box.setAccessibleName(tr("Go to page"))
        self.box.setFixedWidth(56)
        self.box.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.box)
        row.addWidget(self._words)
        self.box.returnPressed.connect(self._go)
        self.box.given_up.connect(self._leave)
        self.box.editingFinished.connect(self._close)

    def tell(self, number: int, count: int) -> None:
        """Which of how many pages is shown; none of none without a document."""
        self._count = count
        self._words.setText(tr("Page {number} / {count}", number=number, count=count) if count else "")
        self.setAccessibleName(
            tr("Page {number} of {count}", number=number, count=count) if count else tr("No document")
        )
        self._words.setAccessibleName(self.accessibleName())
        self.updateGeometry()  # now: the row that this stands in asks for its width before the next event

    def ask(self, number: int) -> None:
        """Show the box with the present page's number in it."""
        if not self._count:
            return
        self.box.setValidator(QIntValidator(1, self._count, self.box))
        self.box.setText(str(number))
        self.box.show()
        self.turned.emit()
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def _go(self) -> None:
        self.wanted.emit(int(self.box.text()))
        self._leave()

    def _leave(self) -> None:
        self._close()
        self.left.emit()

    @property
    def asks(self) -> bool:
        """Whether the box is there."""
        return not self.box.isHidden()

    def _close(self) -> None:
        if self.asks:
            self.box.hide()
            self.turned.emit()


class _Box(QLineEdit):
    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
