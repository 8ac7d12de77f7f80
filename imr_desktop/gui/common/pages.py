"""What stands where the panes would: nothing yet, a library without letters, a library that cannot be opened; and the
curtain that comes down while files are dragged over the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWindow,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from imr_desktop.gui.common.small import scaled
from imr_desktop.gui.common.theme import Theme, Tone, colour, icon_pixmap, theme_of
from imr_desktop.texts import tr


class Ground(QFrame):
    """The empty window before a library is open."""

    painted = Signal()
    """The window stands on the screen for the first time; what is heavy may begin."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "desk")
        self._told = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._told:
            self._told = True
            self.painted.emit()


_NARROWEST: Final = 280
_EDGE: Final = 12
"""Pixels that the card of a placard is wide at the least, and that stay free on either side of it."""


class Placard(QFrame):
    """A sign, a heading, a few sentences and what can be done, in the middle of an empty place."""

    def __init__(self, sign: str, tone: Tone, acts: Sequence[QPushButton], foot: str = "") -> None:
        super().__init__()
        self.setProperty("role", "desk")
        self._icon, self._tone = sign, tone
        self._sign = QLabel()
        self._heading, self._text, small = QLabel(), QLabel(), QLabel(foot)
        self._heading.setProperty("role", "title")
        self._text.setProperty("role", "muted")
        small.setProperty("role", "small")
        for label in (self._sign, self._heading, self._text, small):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(label is not self._sign)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for act in acts:
            row.addWidget(act)
        row.addStretch(1)
        card = QFrame()
        card.setProperty("role", "card")
        self._card, self._width = card, 440 if len(acts) <= 3 else 580
        column = QVBoxLayout(card)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(12)
        for label in (self._sign, self._heading, self._text):
            column.addWidget(label)
        column.addSpacing(4)
        column.addLayout(row)
        if foot:
            column.addWidget(small)
        outer = QVBoxLayout(self)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self._fit()
        self._dress()

    def say(self, heading: str, text: str) -> None:
        self._heading.setText(heading)
        self._text.setText(text)
        self.setAccessibleName(f"{heading} {text}")

    def _fit(self) -> None:
        """As wide as reads well, or as there is room: it may stand between two panes."""
        self._card.setFixedWidth(max(_NARROWEST, min(scaled(self, self._width), self.width() - 2 * _EDGE)))

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST + 2 * _EDGE, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        self._sign.setPixmap(icon_pixmap(self._icon, colour(theme, self._tone), 32, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
        elif event.type() == QEvent.Type.PaletteChange:
            self._dress()


def button(text: str, *, primary: bool = False) -> QPushButton:
    """A button for a placard; the primary one is what most people want next."""
    made = QPushButton(text)
    made.setAutoDefault(True)  # outside a dialog Enter would else do nothing
    if primary:
        made.setProperty("role", "primary")
    return made


def dragged_files(data: QMimeData) -> list[Path]:
    """The files of this machine that are being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class Curtain(QWidget):
    """Covers the window while files are dragged over it and takes them, so that no text box swallows their names.

    It comes down before Qt looks for the widget below the pointer: see `hang_in`.
    """

    dropped = Signal(object)
    """The list of paths that were let go here."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.enabled = True
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Drop letters to import them"))
        self.hide()

    def hang_in(self, handle: QWindow) -> None:
        """Watches what is dragged into the system's window."""
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and self.enabled and dragged_files(event.mimeData()):
            self.setGeometry(self._over.rect())
            self.raise_()
            self.show()
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        _accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        _accept_copy(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.hide()
        _accept_copy(event)
        self.dropped.emit(dragged_files(event.mimeData()))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(theme.ground)
        veil.setAlpha(200)
        painter.fillRect(self.rect(), veil)
        frame = QRectF(self.rect()).adjusted(12, 12, -12, -12)
        wash = QColor(theme.accent_wash)
        wash.setAlpha(150)
        painter.setBrush(wash)
        painter.setPen(QPen(QColor(theme.accent), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(frame, 12, 12)
        self._paint_card(painter, theme)

    def _paint_card(self, painter: QPainter, theme: Theme) -> None:
        middle = QRectF(self.rect()).center()
        card = QRectF(middle.x() - 170, middle.y() - 68, 340, 136)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(card, 8, 8)
        sign = icon_pixmap("import", colour(theme, "accent"), 32, self.devicePixelRatioF())
        painter.drawPixmap(round(middle.x()) - 16, round(card.top()) + 28, sign)
        font = painter.font()
        font.setPixelSize(16)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(theme.ink))
        line = QRectF(card.left(), card.top() + 72, card.width(), 32)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self.accessibleName())


def _accept_copy(event: QDropEvent) -> None:
    """A file that is dropped here stays where it was, whatever the system proposes."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
