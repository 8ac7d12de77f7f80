"""Choosing a label for words of the letter: one key each, or from the list, with a comment where one is wanted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QIcon, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import scaled, small_label, smaller
from imr_desktop.gui.common.theme import theme_of
from imr_desktop.gui.letter.page_highlights import MARKERS
from imr_desktop.gui.record.editors import ROW_HEIGHT, TextEditor
from imr_desktop.model import Annotation, Label
from imr_desktop.texts import tr

_Index = QModelIndex | QPersistentModelIndex

_WIDTH: Final = 380
_LONGEST: Final = 140
_MOST_ROWS: Final = 8
_GAP: Final = 8
_SIDE: Final = 19
"""Pixels of a sheet's margin and frame."""

LABEL: Final = Qt.ItemDataRole.UserRole
"""The role under which the list gives the Label itself."""


def paint_swatch(painter: QPainter, box: QRectF, label: Label) -> None:
    """A label's colour as a piece of highlighted paper."""
    marker = MARKERS[label.hue]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(marker.line), 1.5))
    painter.setBrush(QColor(marker.wash))
    painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 3, 3)


def swatch(label: Label, side: int) -> QIcon:
    """A label's colour as an icon of so many pixels."""
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_swatch(painter, QRectF(0, 0, side, side), label)
    painter.end()
    return QIcon(picture)


class _Labels(QAbstractListModel):
    def __init__(self, labels: Sequence[Label], parent: QWidget) -> None:
        super().__init__(parent)
        self._labels = tuple(labels)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._labels)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        label = self._labels[index.row()]
        spoken = tr("{label}, key {key}", label=label.name, key=label.key) if label.key else label.name
        roles = {LABEL: label, Qt.ItemDataRole.DisplayRole: label.name, Qt.ItemDataRole.AccessibleTextRole: spoken}
        return roles.get(Qt.ItemDataRole(role))


class _Painter(QStyledItemDelegate):
    """A line for each label: its colour, its name, and at the right its key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, option.fontMetrics.lineSpacing() + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        label = index.data(LABEL)
        if not isinstance(label, Label):
            return
        theme, box = theme_of(option.palette), QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(theme.accent_wash))
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), QColor(theme.accent))
        side = option.fontMetrics.lineSpacing() - 2
        paint_swatch(painter, QRectF(box.left() + 12, box.center().y() - side / 2 + 0.5, side, side), label)
        inside = box.adjusted(12 + side + 10, 0, -12, 0)
        if label.key:
            cap = QRect(inside.right() - side - 4, box.center().y() - side // 2 - 1, side + 4, side + 3)
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.setBrush(QColor(theme.ground))
            painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            strong = smaller(option.font, 11 / 13)
            strong.setWeight(QFont.Weight.DemiBold)
            painter.setFont(strong)
            painter.setPen(QColor(theme.ink))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, label.key.upper())
            inside.setRight(cap.left() - 8)
        painter.setFont(option.font)
        painter.setPen(QColor(theme.ink))
        name = option.fontMetrics.elidedText(label.name, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.restore()


class _List(QListView):
    """A label's own key chooses it at once; all other keys move, or go to the sheet."""

    struck = Signal(str)

    def __init__(self, keys: Collection[str]) -> None:
        super().__init__()
        self.keys = keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text().casefold() in self.keys:
            self.struck.emit(event.text().casefold())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)


class HighlightSheet(Sheet):
    """Asks which label some words are to have, and why; `current` is the highlight that is to be changed.

    `begun` is what had been chosen and typed here before, when the person was interrupted.
    """

    decided = Signal(str, str)
    """The label's id, and the comment."""

    typed = Signal()
    """The comment, or the label that it goes with, is another; see `asked_for`."""

    left = Signal()
    """It was put away without a decision, and what was typed is not wanted."""

    put_off = Signal()
    """It is put away without a decision; what was typed is to wait."""

    removed = Signal()
    labels_wanted = Signal()

    def __init__(
        self,
        words: str,
        labels: Sequence[Label],
        parent: QWidget,
        current: Annotation | None = None,
        begun: Annotation | None = None,
    ) -> None:
        foot = tr("A label’s key highlights at once · ↑ ↓ choose · Tab comment · Enter")
        super().__init__(tr("Change highlight") if current else tr("Highlight"), parent, width=_WIDTH, foot=foot)
        self._labels = tuple(labels)
        short = words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()} …"
        self.view = _List({each.key for each in labels})
        self.view.setModel(_Labels(labels, self))
        self.view.setItemDelegate(_Painter(self.view))
        self.view.setAccessibleName(tr("Label"))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        height = self.view.sizeHintForRow(0) if labels else 0
        self.view.setFixedHeight(min(len(labels), _MOST_ROWS) * height)
        self.comment = TextEditor(breaks=1, tallest=4)
        self.comment.setAccessibleName(tr("Comment"))
        self.comment.setPlaceholderText(tr("Comment"))
        self.comment.load(current.comment if current else "", begun.comment if begun else None)
        quote = small_label(f"“{short}”")
        quote.setFixedHeight(quote.heightForWidth(self.width() - 2 * _SIDE))  # wrapped words make a sheet too high
        self.body.addWidget(quote)
        self.body.addWidget(self.view)
        if not labels:
            self.body.addWidget(small_label(tr("There are no labels yet. Make one with “Labels…”.")))
        self.body.addWidget(self.comment)
        self.body.addLayout(self._buttons(current))
        self.view.struck.connect(self._strike)
        self.view.doubleClicked.connect(self._decide)
        chosen = begun or current
        row = next((n for n, each in enumerate(labels) if chosen and each.id == chosen.label), 0)
        self.view.setCurrentIndex(self.view.model().index(row, 0))
        self.view.selectionModel().currentChanged.connect(self._choose)
        self.comment.typed.connect(self.typed)
        (self.view if labels and not begun else self.comment).setFocus(Qt.FocusReason.OtherFocusReason)

    def _buttons(self, current: Annotation | None) -> QHBoxLayout:
        line = QHBoxLayout()
        labels, remove = QPushButton(tr("Labels…")), QPushButton(tr("Remove"))
        done = QPushButton(tr("Change") if current else tr("Highlight"))
        done.setProperty("role", "primary")
        done.setEnabled(bool(self._labels))
        for each in (labels, remove, done):
            each.setAutoDefault(False)
        labels.clicked.connect(self._go_to_labels)
        remove.clicked.connect(self.accept)
        remove.clicked.connect(self.removed)
        done.clicked.connect(self._decide)
        line.addWidget(labels)
        line.addStretch(1)
        if current:
            line.addWidget(remove)
        line.addWidget(done)
        return line

    def open_at(self, words: QRect) -> None:
        """Opens below some words (in the window's pixels), above them where there is no room, never over them."""
        self.ensurePolished()
        self.comment.setFixedHeight(scaled(self, ROW_HEIGHT))  # shown, it grows with its text
        self.adjustSize()
        window = self._window()
        below, above = words.bottom() + _GAP, words.top() - _GAP - self.height()
        left = words.left()
        if below + self.height() <= window.height() - _GAP:
            top = below
        elif above >= _GAP:
            top = above
        else:  # neither: beside them
            top = max(_GAP, (window.height() - self.height()) // 2)
            left = (
                words.right() + _GAP if words.right() + self.width() < window.width() else words.left() - self.width()
            )
        self._open_at(window.mapToGlobal(QPoint(left, top)))

    def flush(self) -> None:
        """A comment that was begun is kept with the label that is marked."""
        if self.comment.changed:
            self._decide()

    def reject(self) -> None:
        if self.isVisible():
            self.left.emit()
        super().reject()

    def _go_to_labels(self) -> None:
        if self.comment.changed:
            self.put_off.emit()
        super().reject()
        self.labels_wanted.emit()

    def _choose(self) -> None:
        if self.comment.changed:
            self.typed.emit()

    def asked_for(self) -> tuple[str, str | None]:
        """The id of the label that is marked, and the comment; None for one that nobody has typed anything into."""
        label = self.view.currentIndex().data(LABEL)
        return label.id if isinstance(label, Label) else "", self.comment.text() if self.comment.changed else None

    def _strike(self, key: str) -> None:
        label = next(each for each in self._labels if each.key == key)
        self.accept()
        self.decided.emit(label.id, self.comment.text())

    def _decide(self) -> None:
        label = self.view.currentIndex().data(LABEL)
        if isinstance(label, Label):
            self.accept()
            self.decided.emit(label.id, self.comment.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        on_button = isinstance(self.focusWidget(), QPushButton)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not on_button:
            self._decide()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(self.width(), super().sizeHint().height())
