"""What can be done with the words selected on the page, offered beside them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from imr_desktop.gui.common.theme import theme_of

_GAP: Final = 8
_PAD: Final = 6
_WIDEST: Final = 320
_LONGEST: Final = 28
"""Letters of a field's name that the button shows."""


class SelectionOffer(QWidget):
    """Floats over the page, below the selected words or above them. It never takes the focus."""

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
        self._highlight.setText("Highlight  H")
        self._highlight.setAccessibleName("Highlight")
        self._highlight.setToolTip("Highlight the selected words with a label (H)")
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
        self._put.setText(f"Put into {short}  ↵")
        self._put.setAccessibleName(f"Put into {target}")
        self._put.setToolTip(f"Put the selected words into {target} (Enter)")
        self._put.setVisible(bool(target))
        self._seen.setText(f"{seen}  S")
        self._seen.setAccessibleName(seen)
        self.put_text, self.seen_text = f"Put into {short}", seen
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

    def place(self, words: QRectF) -> None:
        """Below the words, above them where there is no room, always within the page's view."""
        room = self._over.rect()
        size = self._fitted(room.width() - 2 * _GAP)
        below = words.bottom() + _GAP
        top = below if below + size.height() <= room.height() else words.top() - _GAP - size.height()
        left = min(max(_GAP, round(words.left())), max(_GAP, room.width() - size.width() - _GAP))
        top = min(max(_GAP, round(top)), max(_GAP, room.height() - size.height() - _GAP))
        self.setGeometry(QRect(left, top, size.width(), size.height()))

    def _fitted(self, width: int) -> QSize:
        """How large it is: the acts in a row where that is no wider, else one below the other, in words that fit."""
        self._put.setText(f"{self.put_text}  ↵")
        for way in (QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom):
            self._row.setDirection(way)
            self._column.invalidate()  # a row within it does not tell
            if self.sizeHint().width() <= width:
                break
        else:
            self._put.setText("Put into the field  ↵")
            self._column.invalidate()
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
