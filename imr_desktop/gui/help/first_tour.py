"""Five steps through the window for somebody who sees it for the first time; each points at what it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from imr_desktop.gui.common.small import scaled, small_label
from imr_desktop.gui.common.theme import theme_of
from imr_desktop.texts import tr

_WIDTH = 340
_GAP = 14


@dataclass(frozen=True, slots=True)
class Step:
    """What a step is called, what it says, and the part of the window it points at."""

    title: str
    text: str
    at: Callable[[], QWidget]


class FirstTour(QWidget):
    """Lies over the window and leaves free only what the step is about. Enter and the arrows turn it, Esc ends it."""

    ended = Signal()
    """It has been gone through, or left."""

    def __init__(self, steps: Sequence[Step], window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._steps, self.place = steps, 0
        self._title, self._text, self._count = QLabel(), QLabel(), small_label()
        self._title.setProperty("role", "title")
        self._text.setWordWrap(True)
        self.leave, self.back, self.go_on = QPushButton(tr("End")), QPushButton(tr("Back")), QPushButton(tr("Next"))
        self.go_on.setProperty("role", "primary")
        self._card = self._lay_out()
        self.leave.clicked.connect(self.close)
        self.back.clicked.connect(lambda: self.turn(-1))
        self.go_on.clicked.connect(lambda: self.turn(1))
        window.installEventFilter(self)
        self._show_step()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> QFrame:
        buttons = QHBoxLayout()
        buttons.addWidget(self._count, 1)
        for button in (self.leave, self.back, self.go_on):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys are the tour's own
            buttons.addWidget(button)
        card = QFrame(self)
        card.setProperty("role", "sheet")
        card.setFixedWidth(scaled(self, _WIDTH))
        column = QVBoxLayout(card)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(buttons)
        return card

    def turn(self, by: int) -> None:
        """To the next step, or the one before; past the last one the tour ends."""
        if self.place + by >= len(self._steps):
            self.close()
            return
        self.place = max(0, self.place + by)
        self._show_step()

    def _show_step(self) -> None:
        step = self._steps[self.place]
        last = self.place == len(self._steps) - 1
        self._title.setText(step.title)
        self._text.setText(step.text)
        self._count.setText(tr("{place} of {count}", place=self.place + 1, count=len(self._steps)))
        self.back.setEnabled(self.place > 0)
        self.go_on.setText(tr("Begin") if last else tr("Next"))
        self.setAccessibleName(
            tr(
                "Tour, step {place} of {count}: {title}. {text}",
                place=self.place + 1,
                count=len(self._steps),
                title=step.title,
                text=step.text,
            )
        )
        self._fit()

    def _fit(self) -> None:
        """Covers the window, and puts the card beside what the step is about."""
        window = self.parentWidget()
        assert window is not None, "a tour lies over a window"
        self.setGeometry(window.rect())
        self._card.adjustSize()
        lit, card = self._lit(), self._card.size()
        right = QPoint(lit.right() + _GAP, lit.top() + _GAP)
        left = QPoint(lit.left() - card.width() - _GAP, lit.top() + _GAP)
        inside = QPoint(lit.center().x() - card.width() // 2, lit.center().y() - card.height() // 2)
        fits = next((at for at in (right, left) if self.rect().contains(QRect(at, card))), inside)
        self._card.move(fits)
        self.update()

    def _lit(self) -> QRect:
        widget = self._steps[self.place].at()
        if widget.window() is not self.window() or not widget.isVisible():
            return QRect(self.rect().center(), self.rect().center())
        return QRect(widget.mapTo(self.window(), QPoint(0, 0)), widget.size()).intersected(self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, lit = theme_of(self.palette()), self._lit()
        painter = QPainter(self)
        shade = QColor(0, 0, 0, 120)
        for part in (
            QRect(0, 0, self.width(), lit.top()),
            QRect(0, lit.bottom() + 1, self.width(), self.height() - lit.bottom()),
            QRect(0, lit.top(), lit.left(), lit.height()),
            QRect(lit.right() + 1, lit.top(), self.width() - lit.right(), lit.height()),
        ):
            painter.fillRect(part, shade)
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawRect(lit.adjusted(1, 1, -1, -1))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right, Qt.Key.Key_Space):
            self.turn(1)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Backspace):
            self.turn(-1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)
