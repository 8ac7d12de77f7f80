"""The banner: what a person must know stays on the screen until they have put it away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from imr_desktop.gui.common.theme import Tone, colour, icon, icon_pixmap, theme_of
from imr_desktop.texts import tr

Gravity = Literal["problem", "warning", "news"]

_LOOK: Final[dict[Gravity, tuple[str, Tone]]] = {
    "problem": ("unreadable", "red"),
    "warning": ("warning", "amber"),
    "news": ("confirmed", "green"),
}
"""By gravity: the icon and the tone of the banner, whose wash it has too."""

WHICH: Final = "which"
"""The kind of a notice that asks for the thing that an act is to be done on."""

TAKEN_BACK: Final = "taken-back"
"""The kind of a notice that offers to undo the last act, or to redo it: the next act outdates it."""

_DETAILS_ROWS: Final = 6
"""Lines of details shown at once; the rest scrolls."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell: a sentence, a line of details for each document concerned, and one or two acts that help.

    Of the same `kind`, where it has one, the latest alone is true.
    """

    text: str
    gravity: Gravity = "problem"
    details: tuple[str, ...] = ()
    act: str = ""
    do: Callable[[], object] | None = None
    other: str = ""
    do_other: Callable[[], object] | None = None
    kind: str = ""


def announce(widget: QWidget, words: str) -> None:
    """Has a screen reader say something, where one listens."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # here: the first paint has no need of them

    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


class Banner(QFrame):
    """Shows the latest notice; put away by its button or Esc, it shows the one before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: list[Notice] = []
        self._sign = QLabel()
        self._sign.setFixedWidth(20)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._more = QPushButton(tr("Details"))
        self._more.setCheckable(True)
        self._more.toggled.connect(self._unfold)
        self._act = QPushButton()
        self._act.clicked.connect(self._do)
        self._other = QPushButton()
        self._other.clicked.connect(self._do_other)
        self._close = QToolButton()
        self._close.setAccessibleName(tr("Put this message away"))
        self._close.setToolTip(tr("Put away (Esc)"))
        self._close.setIconSize(QSize(16, 16))
        self._close.clicked.connect(self.dismiss)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setTabChangesFocus(True)
        self._details.setAccessibleName(tr("Details of the message"))
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._more, self._other, self._act, self._close):
            buttons.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 8, 8, 8)
        grid.setHorizontalSpacing(8)
        grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._text, 0, 1)
        grid.addLayout(buttons, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._details, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)

    @property
    def current(self) -> Notice | None:
        """The notice that is shown."""
        return self._notices[-1] if self._notices else None

    def tell(self, notice: Notice) -> None:
        """Shows a notice; one that says the same as another, or is of its kind, takes its place."""
        kept = (each for each in self._notices if each.text != notice.text)
        self._notices = [each for each in kept if not each.kind or each.kind != notice.kind]
        self._notices.append(notice)
        self._show()
        announce(self, notice.text)

    def dismiss(self) -> None:
        """Puts the shown notice away."""
        if self._notices:
            self._notices.pop()
        self._show()

    def withdraw(self, kind: str) -> None:
        """Takes back what was told of a kind, because it is no longer so."""
        if any(each.kind == kind for each in self._notices):
            self._notices = [each for each in self._notices if each.kind != kind]
            self._show()

    def _show(self) -> None:
        notice = self.current
        if notice is None:
            self.hide()
            return
        self._text.setText(notice.text)
        self.setAccessibleName(notice.text)
        self._act.setText(notice.act)
        self._act.setVisible(notice.do is not None)
        self._other.setText(notice.other)
        self._other.setVisible(notice.do_other is not None)
        self._details.setPlainText("\n".join(notice.details))
        self._more.setVisible(bool(notice.details))
        self._more.setChecked(False)
        self._unfold(False)
        self._dress()
        self.show()

    def _unfold(self, unfolded: bool) -> None:
        self._details.setVisible(unfolded)
        rows = min(_DETAILS_ROWS, max(2, self._details.blockCount()))
        self._details.setFixedHeight(rows * self._details.fontMetrics().lineSpacing() + 20)

    def _do(self) -> None:
        notice = self.current
        self.dismiss()
        if notice is not None and notice.do is not None:
            notice.do()

    def _do_other(self) -> None:
        """The notice stays: what it tells of is still so."""
        notice = self.current
        if notice is not None and notice.do_other is not None:
            notice.do_other()

    def _dress(self) -> None:
        notice = self.current
        if notice is None:
            return
        theme = theme_of(self.palette())
        sign, tone = _LOOK[notice.gravity]
        self._sign.setPixmap(icon_pixmap(sign, colour(theme, tone), 16, self.devicePixelRatioF()))
        self._close.setIcon(icon("close", self.palette().color(QPalette.ColorRole.Text)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        notice = self.current
        if notice is None:
            return
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(str(getattr(theme, f"{_LOOK[notice.gravity][1]}_wash"))))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), QColor(theme.line))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)
