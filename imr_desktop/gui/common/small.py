"""Small widgets that form, checklist and header share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontInfo,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from imr_desktop.gui.common.theme import (
    FONT_SIZE,
    MARKS,
    Mark,
    Section,
    colour,
    icon,
    icon_pixmap,
    section_colour,
    theme_of,
)
from imr_desktop.texts import tr, trn

STATE_WIDTH: Final = 98
"""Room for the longest state, icon and word, at the usual size of type."""

_ICON: Final = 13
_BESIDE: Final = 4
"""Pixels between a state's icon and its word."""


def smaller(font: QFont, share: float) -> QFont:
    """A font at a share of its size, in pixels."""
    made = QFont(font)
    made.setPixelSize(max(8, round(QFontInfo(font).pixelSize() * share)))
    return made


LARGE: Final = 115
"""Per cent of the usual size of type from which on things that stand beside each other are stacked."""


def scaled(widget: QWidget, pixels: int) -> int:
    """A length that is `pixels` at the usual size of type, for the size that a widget has."""
    return round(pixels * QFontInfo(widget.font()).pixelSize() / FONT_SIZE)


def chain(widgets: Iterable[QWidget]) -> None:
    """Make Tab walk through widgets in this order: those built late would otherwise come last."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


def small_label(text: str = "", *, role: str = "small", tone: str | None = None) -> QLabel:
    """A label in one of the theme's roles that wraps between words."""
    label = QLabel(text)
    label.setProperty("role", role)
    if tone:
        label.setProperty("tone", tone)
    label.setWordWrap(True)
    return label


class Elided(QLabel):
    """One line of text that ends in … where there is no room; the whole text is in its tool tip."""

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(40)

    def tell(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._cut()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 4, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            self.setText(shown)
            self.setToolTip(self._whole if shown != self._whole else "")
        self.updateGeometry()


class ElidedButton(QPushButton):
    """A quiet button as wide as there is room, whose words end in … where there is none; its tool tip has them all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setProperty("role", "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def tell(self, words: str) -> None:
        self._whole = words
        self.setAccessibleName(words)
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        self.setText("")
        room = self.width() - self.sizeHint().width()
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room))


class NumberBox(QSpinBox):
    """A whole number of a unit, per cent as it comes; Up and Down change it by `step`."""

    def __init__(
        self,
        lowest: int,
        highest: int,
        value: int,
        step: int = 1,
        parent: QWidget | None = None,
        *,
        unit: str = " %",
    ) -> None:
        super().__init__(parent)
        self.setRange(lowest, highest)
        self.setSingleStep(step)
        self.setSuffix(unit)
        self.setValue(value)
        self.lineEdit().setTextMargins(7, 0, 0, 0)  # a style sheet's padding does not reach the box inside


class StateMark(QWidget):
    """The state of a value: icon, word and colour."""

    def __init__(self, width: int = STATE_WIDTH, height: int = 28, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark: Mark | None = None
        self._size = (width, height)
        self._resize()

    def _resize(self) -> None:
        self._small, self._icon = smaller(self.font(), 11.5 / 13), scaled(self, _ICON)
        self.setFixedSize(*(scaled(self, length) for length in self._size))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._resize()

    def tell(self, mark: Mark) -> None:
        if mark != self._mark:
            self._mark = mark
            self.setAccessibleName(mark.word)
            self.update()

    def needed(self) -> int:
        """The width that icon and whole word take; where there is room for an icon alone, that of the icon."""
        if self._mark is None or self._size[0] < 2 * _ICON:
            return self._icon
        return self._icon + _BESIDE + QFontMetrics(self._small).horizontalAdvance(self._mark.word)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._mark is None:
            return
        shade = colour(theme_of(self.palette()), self._mark.tone)
        painter = QPainter(self)
        middle, size = self.height() // 2, self._icon
        picture = icon_pixmap(self._mark.icon, shade, size, self.devicePixelRatioF())
        painter.drawPixmap(QPoint(0, middle - size // 2), picture)
        painter.setFont(self._small)
        painter.setPen(shade)
        words = QRectF(size + _BESIDE, 0, self.width() - size - _BESIDE, 2 * middle)
        fit = painter.fontMetrics().elidedText(self._mark.word, Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, fit)
        painter.end()


class Square(QWidget):
    """The small square in the hue of a section."""

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._section = section
        self.setFixedSize(9, 9)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(section_colour(theme_of(self.palette()), self._section))
        painter.drawRoundedRect(self.rect(), 2, 2)
        painter.end()


class SectionHead(QWidget):
    """A section's head: the square in its hue and its name in small spaced capitals."""

    def __init__(self, section: Section, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 3)
        row.setSpacing(8)
        self._label = QLabel(name.upper())
        self._label.setProperty("role", "section")
        row.addWidget(Square(section))
        row.addWidget(self._label)
        row.addStretch(1)

    def tell(self, name: str) -> None:
        self._label.setText(name.upper())


class CardHead(QAbstractButton):
    """The head of a card: Space or a click opens and closes it, Right opens, Left closes."""

    entered = Signal()
    confirmed = Signal()
    """Enter was pressed."""

    menu_wanted = Signal(QPoint)
    """A menu is asked for, by its button, a right click or the menu key; where on the screen it may open."""

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._more: QToolButton | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title = Elided("card-title")
        bold = self._title.font()
        bold.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(bold)
        self._doubts = StateMark(height=20)
        self._aside = QLabel()
        self._aside.setProperty("role", "small")
        self._chip = QLabel()
        self._chip.setProperty("role", "chip")
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 32, 6)
        row.setSpacing(8)
        row.addWidget(Square(section))
        row.addWidget(self._title, 1)
        row.addWidget(self._doubts)
        row.addWidget(self._aside)
        row.addWidget(self._chip)
        self.setMinimumHeight(36)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # a long title gives way

    def tell(self, title: str, chip: str, *, aside: str = "", doubts: int = 0) -> None:
        """Show the title, a chip at the right, and before it some words or how many values need a person."""
        self._title.tell(title)
        self._doubts.tell(MARKS["needs_you"]._replace(word=str(doubts)))
        self._doubts.setFixedWidth(scaled(self, _ICON) + 8 + self.fontMetrics().horizontalAdvance(str(doubts)))
        self._doubts.setVisible(doubts > 0)
        spoken = trn("{count} needs you", "{count} need you", doubts) if doubts else ""
        self._doubts.setToolTip(spoken)
        self._aside.setText(aside)
        self._aside.setVisible(bool(aside))
        self._chip.setText(chip)
        self._chip.setVisible(bool(chip))
        self.setAccessibleName(", ".join(part for part in (title, chip, aside, spoken) if part))
        if self._more:
            self._more.setToolTip(tr("What can be done with this item (Menu key)"))
            self._more.setAccessibleName(tr("Menu of item {title}", title=title))

    def offer_menu(self) -> None:
        """Let the card be asked for a menu; `menu_wanted` tells when."""
        self._more = more = QToolButton()
        more.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by keyboard it is the menu key
        more.setFixedSize(24, 24)
        more.setIconSize(QSize(14, 14))
        more.setProperty("role", "tight")
        more.setCursor(Qt.CursorShape.ArrowCursor)
        more.clicked.connect(lambda: self.menu_wanted.emit(more.mapToGlobal(more.rect().bottomLeft())))
        self._row.addWidget(more)
        self._dress()

    def _dress(self) -> None:
        if self._more:
            self._more.setIcon(icon("more", colour(theme_of(self.palette()), "muted")))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._more is None:
            event.ignore()
            return
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        self.menu_wanted.emit(event.globalPos() if by_mouse else self.mapToGlobal(self.rect().bottomLeft()))

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._row.minimumSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            if self.isChecked() != (event.key() == Qt.Key.Key_Right):
                self.click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(1, self.height() - 0.5), QPointF(self.width() - 1, self.height() - 0.5))
        name = "chevron-down" if self.isChecked() else "chevron-right"
        shade = QColor(theme.accent if self.hasFocus() else theme.muted)
        painter.drawPixmap(
            QPoint(self.width() - 26, (self.height() - 14) // 2),
            icon_pixmap(name, shade, 14, self.devicePixelRatioF()),
        )
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
        painter.end()


class Card(QFrame):
    """A box that opens and closes; what stands in it is built by `fill` when it is opened for the first time."""

    toggled = Signal()

    def __init__(self, section: Section, fill: Callable[[QVBoxLayout], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._fill = fill
        self._body: QWidget | None = None
        self.head = CardHead(section)
        self.head.toggled.connect(self._toggle)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)

    @property
    def is_open(self) -> bool:
        return self.head.isChecked()

    @property
    def is_filled(self) -> bool:
        return self._body is not None

    def set_open(self, opened: bool) -> None:
        self.head.setChecked(opened)

    def _toggle(self, opened: bool) -> None:
        if opened and self._body is None:
            self._body = QWidget()
            inside = QVBoxLayout(self._body)
            inside.setContentsMargins(0, 4, 0, 8)
            inside.setSpacing(0)
            self._column.addWidget(self._body)
            self._fill(inside)
        if self._body is not None:
            self._body.setVisible(opened)
        self.toggled.emit()
