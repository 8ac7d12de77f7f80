"""What can be done with the words selected on the page, offered beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from imr_desktop.gui.common.theme import theme_of
from imr_desktop.texts import tr

_ROW: Final = QBoxLayout.Direction.LeftToRight
_COLUMN: Final = QBoxLayout.Direction.TopToBottom
_SHAPES: Final = ((_ROW, False), (_COLUMN, False), (_COLUMN, True))
"""What it may look like, the best first: how the acts lie, and whether they are called by their keys alone."""
_GAP: Final = 8
_EDGE: Final = 4
_FAR: Final = 400
"""Pixels from the words within which the lines of the letter are looked at."""
_PAD: Final = 6
_WIDEST: Final = 320
_LONGEST: Final = 28
"""Letters of a field's name that the button shows."""


_BY_KEY: Final = ("↵", "S", "H")
"""What the buttons are called where there is no room for words; the tool tips and the row of hints have them."""


class SelectionOffer(QWidget):
    """Floats beside the selected words where no other words stand. It never takes the focus."""

    put = Signal()
    """The words are wanted in the field at work."""

    seen = Signal()
    """There is nothing to take from them."""

    highlight = Signal()
    """They are to be highlighted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.keys: frozenset[str] = frozenset()
        self.put_text = self.seen_text = ""
        self._put = self._button(primary=True)
        self._put.clicked.connect(self.put)
        self._seen = self._button(primary=False)
        self._seen.clicked.connect(self.seen)
        self._highlight = self._button(primary=False)
        self._highlight.clicked.connect(self.highlight)
        self._highlight.setText(f"{tr('Highlight')}  H")
        self._highlight.setAccessibleName(tr("Highlight"))
        self._highlight.setToolTip(tr("Highlight the selected words with a label (H)"))
        self._problem = QLabel()
        self._problem.setProperty("tone", "red")
        self._problem.setWordWrap(True)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(6)
        row.addWidget(self._put)
        row.addWidget(self._seen)
        row.addWidget(self._highlight)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(_PAD, _PAD, _PAD, _PAD)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._problem)
        self.hide()

    def tell(self, target: str, *, seen: str = "", highlight: bool = False) -> None:
        """Offer to put the words into the field of this name, a second act, and a highlight; none hides the offer."""
        short = target if len(target) <= _LONGEST else f"{target[: _LONGEST - 1].rstrip()}…"
        self.put_text, self.seen_text = tr("Put into {field}", field=short), seen
        self._put.setText(f"{self.put_text}  ↵")
        self._put.setAccessibleName(tr("Put into {field}", field=target))
        self._put.setToolTip(tr("Put the selected words into {field} (Enter)", field=target))
        self._put.setVisible(bool(target))
        self._seen.setText(f"{seen}  S")
        self._seen.setAccessibleName(seen)
        self._seen.setToolTip(f"{seen} (S)")
        self._seen.setVisible(bool(seen))
        self.say("")
        self._highlight.setVisible(highlight)
        self.keys = frozenset(key for key, does in (("Enter", target), ("S", seen), ("H", highlight)) if does)
        self.setVisible(bool(target or seen or highlight))

    def say(self, problem: str) -> None:
        """Why the words could not be taken."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._problem.setFixedSize(_WIDEST, max(0, self._problem.heightForWidth(_WIDEST)))
        self.adjustSize()

    @property
    def problem(self) -> str:
        return self._problem.text()

    def place(self, words: QRectF, lines: Sequence[QRectF], tags: Sequence[QRectF] = ()) -> None:
        """Near the selected `words`, within their view, over none of the letter's `lines` nor, if it can, of the `tags`
        in its margin.

        Beside them or between paragraphs it says in words what it does, in the margin its keys alone. Where even that
        has no room it lies over what stands above the words, which has been read.
        """
        room = QRectF(self._over.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        near = [line for line in lines if line.bottom() > words.top() - _FAR and line.top() < words.bottom() + _FAR]
        shapes = _SHAPES if not self.problem else _SHAPES[:2]
        for taken, (way, by_key) in product(((*near, words, *tags), (*near, words)), shapes):
            size = QSizeF(self._shaped(way, by_key=by_key))
            for corner in _spots(words, near, size):
                box = QRectF(corner, size)
                if room.contains(box) and not any(map(box.intersects, taken)):
                    self.setGeometry(box.toAlignedRect())
                    return
        size = QSizeF(self._fitted(round(room.width())))
        above = words.top() - _GAP - size.height()
        top = above if above >= room.top() else min(words.bottom() + _GAP, room.bottom() - size.height())
        left = min(max(room.left(), words.left()), max(room.left(), room.right() - size.width()))
        self.setGeometry(QRectF(QPointF(left, max(room.top(), top)), size).toAlignedRect())

    def _fitted(self, width: int) -> QSize:
        """How large it is: the acts in a row where that is no wider, else one below the other, in words that fit."""
        for way in (_ROW, _COLUMN):
            if self._shaped(way).width() <= width:
                break
        else:
            self._put.setText(f"{tr('Put into the field')}  ↵")
            self._column.invalidate()
        self.adjustSize()
        return self.sizeHint()

    def _shaped(self, way: QBoxLayout.Direction, *, by_key: bool = False) -> QSize:
        """How large it is in one of its shapes, which it takes."""
        words = (f"{self.put_text}  ↵", f"{self.seen_text}  S", f"{tr('Highlight')}  H")
        for button, text in zip((self._put, self._seen, self._highlight), _BY_KEY if by_key else words, strict=True):
            button.setText(text)
        self._row.setDirection(way)
        self._column.invalidate()  # a row within it does not tell
        self.adjustSize()
        return self.sizeHint()

    @staticmethod
    def _button(*, primary: bool) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "primary" if primary else "")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent), 1.0))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


def _spots(words: QRectF, lines: Sequence[QRectF], size: QSizeF) -> Iterator[QPointF]:
    """Where the upper left corner of something of a size may lie: beside the last of the words, in the margins to the
    right and to the left, below them and above them."""
    level, below, above = (
        words.bottom() - size.height(),
        words.bottom() + _GAP / 2,
        words.top() - _GAP / 2 - size.height(),
    )
    beside = [line for line in lines if line.bottom() > level and line.top() < words.bottom()]
    last = [line for line in beside if line.bottom() > words.bottom() - 2]
    rights = [max((line.right() for line in group), default=words.right()) for group in (last, beside, lines)]
    left = min((line.left() for line in lines), default=words.left())
    margins = *(right + _GAP for right in rights[1:]), left - _GAP - size.width()
    yield from (QPointF(right + _GAP, level) for right in rights)
    yield from (QPointF(x, y) for x in margins for y in (above, below, level))
    yield from (QPointF(words.left(), y) for y in (below, above))
