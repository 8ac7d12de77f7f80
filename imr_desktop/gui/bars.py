"""The two quiet rows around the panes: what can be done with the library above, what the keys do below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFont, QFontMetricsF, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenuBar,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)

from imr_desktop.gui.choices.shortcuts import unmarked
from imr_desktop.gui.common.tasks import State
from imr_desktop.gui.common.theme import colour, icon, icon_pixmap, theme_of
from imr_desktop.texts import tr

Hint = tuple[str, str]
"""A key as it is printed on the keyboard, and what it does here."""


class TopBar(QFrame):
    """Product, menus, the two acts of every day; the place in the list; when the last edit was saved."""

    def __init__(self, bring: QAction, give: QAction, back: QAction, on: QAction) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.menus = QMenuBar(self)
        self._place = QLabel()
        self._place.setTextFormat(Qt.TextFormat.RichText)
        self._read_only = _label(tr("Read only"), role="chip", tone="amber")
        self._read_only.setToolTip(tr("This library can be looked at and exported, not changed."))
        self._read_only.hide()
        self._tick = QLabel()
        self._saved = _label("", tone="green")
        self._back, self._on = _arrow(back), _arrow(on)
        self._product = _label("IMR Desktop", role="product")
        self.export_button = _button(give, tr("Export…"))
        self._at: datetime | None = None
        self._told: tuple[datetime | None, bool, datetime | None] | None = None
        self._placed = (0, 0, "")
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(8)
        self._sides = (
            _side(self._product, self.menus, _button(bring, tr("Import…")), self.export_button),
            _side(None, self._read_only, self._tick, self._saved),
        )
        row.addLayout(self._sides[0], 1)
        for widget in (self._back, self._place, self._on):
            row.addWidget(widget)
        row.addLayout(self._sides[1], 1)
        self._dress()

    def show_place(self, number: int, count: int, narrowed_by: str = "") -> None:
        """`12 of 240`; with a filter, what narrows the list."""
        self._placed = number, count, narrowed_by
        theme = theme_of(self.palette())
        bold = f"<b style='color:{theme.ink}'>{number or '–'}</b>"
        if narrowed_by:
            shown = tr("{number} of {count} · filtered", number=bold, count=count)
            spoken = tr("Case {number} of {count} · filtered", number=number, count=count)
        else:
            shown = tr("{number} of {count}", number=bold, count=count)
            spoken = tr("Case {number} of {count}", number=number, count=count)
        self._place.setText(f"<span style='color:{theme.muted}'>{shown}</span>" if count else "")
        self._place.setAccessibleName(spoken if count else tr("No case"))
        for widget in (self._back, self._on):
            widget.setVisible(count > 0)
        self._fit()

    def show_saved(self, at: datetime | None, *, read_only: bool = False, as_of: datetime | None = None) -> None:
        """When the last edit of this session went into the library; of one that is only read, as of when it shows."""
        if self._told == (at, read_only, as_of):
            return
        self._told = at, read_only, as_of
        self._read_only.setText(
            tr("Read only, as of {time:%H:%M}", time=as_of.astimezone()) if as_of else tr("Read only")
        )
        self._read_only.setVisible(read_only)
        self._tick.setVisible(at is not None)
        self._at = at
        self._fit()

    def _fit(self) -> None:
        """No menu may go for want of room: before that the product's name does, then a word that the tick says too."""
        time = f"{self._at:%H:%M:%S}" if self._at else ""
        saved = time and tr("Saved {time}", time=time)
        for product, said in ((True, saved), (False, saved), (False, time)):
            self._product.setVisible(product)
            self._saved.setText(said)
            for row in (*self._sides, self._row):
                row.invalidate()
            if self._row.sizeHint().width() <= self.width():
                break
        sides = [side.sizeHint().width() for side in self._sides]
        centred = self._row.sizeHint().width() - sum(sides) + 2 * max(sides) <= self.width()
        self._row.setStretch(0, int(centred))

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        self._tick.setPixmap(icon_pixmap("confirmed", colour(theme, "green"), 14, self.devicePixelRatioF()))
        self._back.setIcon(icon("previous", colour(theme, "ink")))
        self._on.setIcon(icon("next", colour(theme, "ink")))
        self.show_place(*self._placed)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        elif event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._fit)  # when the row's own widgets have changed too

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _label(text: str, **properties: str) -> QLabel:
    label = QLabel(text)
    for name, value in properties.items():
        label.setProperty(name, value)
    return label


def _side(*widgets: QWidget | None) -> QHBoxLayout:
    """One side of the row; None is the room that pushes the rest to the end."""
    side = QHBoxLayout()
    side.setSpacing(8)
    for widget in widgets:
        if widget is None:
            side.addStretch(1)
        else:
            side.addWidget(widget)
    if None not in widgets:
        side.addStretch(1)
    return side


def _button(act: QAction, text: str) -> QPushButton:
    """A button for an action under a shorter name."""
    button = QPushButton(text)
    _tie(button, act)
    return button


def _arrow(act: QAction) -> QToolButton:
    """A button for an action with an icon alone."""
    button = QToolButton()
    button.setIconSize(QSize(16, 16))
    _tie(button, act)
    return button


def _tie(button: QAbstractButton, act: QAction) -> None:
    """The button does what the action does, when that can be done; it never takes the focus from the field at work."""
    name = unmarked(act.text())
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.clicked.connect(act.trigger)

    def keep_up() -> None:
        key = act.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setEnabled(act.isEnabled())
        button.setToolTip(f"{name} ({key})" if key else name)

    act.changed.connect(keep_up)


_GAP: Final = 18
_PAD: Final = 5


class HintRow(QWidget):
    """Keys and what they do where the focus is; painted, because it changes with every field. Those that do not fit are
    left out from the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: tuple[Hint, ...] | None = None
        self._measured: tuple[QFont, QFontMetricsF, QFontMetricsF] | None = None

    def show_hints(self, hints: Sequence[Hint]) -> None:
        if self._hints == tuple(hints):
            return
        self._hints = tuple(hints)
        self.setAccessibleName(tr("Keys: {hints}", hints=", ".join(f"{key} {act}" for key, act in hints)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._width(*hint) for hint in self._hints or ())), self.fontMetrics().height() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _fonts(self) -> tuple[QFont, QFont]:
        plain, strong = QFont(self.font()), QFont(self.font())
        plain.setPixelSize(max(9, plain.pixelSize() - 1))
        strong.setPixelSize(max(9, strong.pixelSize() - 2))
        strong.setWeight(QFont.Weight.DemiBold)
        return plain, strong

    def _measures(self) -> tuple[QFontMetricsF, QFontMetricsF]:
        """Of the two fonts; made once, since the row is measured anew with every field."""
        if self._measured is None or self._measured[0] != self.font():
            plain, strong = self._fonts()
            self._measured = QFont(self.font()), QFontMetricsF(plain), QFontMetricsF(strong)
        return self._measured[1:]

    def _width(self, key: str, act: str) -> float:
        plain, strong = self._measures()
        return strong.horizontalAdvance(key) + 2 * _PAD + 6 + plain.horizontalAdvance(act) + _GAP

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = 0.0
        for key, act in self._hints or ():
            width = self._width(key, act)
            if x + width - _GAP > self.width():
                break
            self._paint_hint(painter, x, key, act)
            x += width

    def _paint_hint(self, painter: QPainter, x: float, key: str, act: str) -> None:
        theme = theme_of(self.palette())
        plain, strong = self._fonts()
        cap = QRectF(x + 0.5, (self.height() - 18) / 2, QFontMetricsF(strong).horizontalAdvance(key) + 2 * _PAD, 18)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.ground))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(strong)
        painter.setPen(QColor(theme.ink))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        painter.setFont(plain)
        painter.setPen(QColor(theme.muted))
        rest = QRectF(cap.right() + 6, 0, self.width(), self.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, act)


class BottomBar(QFrame):
    """The keys that work where the focus is; on the right what is being read in the background."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "foot")
        self.hints = HintRow()
        self._what = _label("", role="small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._bar.setAccessibleName(tr("Letters read"))
        self._cancel = QPushButton(tr("Cancel"))
        self._cancel.setProperty("role", "quiet")
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 1, 14, 1)
        row.setSpacing(10)
        row.addWidget(self.hints, 1)
        for widget in (self._what, self._bar, self._cancel):
            row.addWidget(widget)
        self._measure()
        self.show_progress(None)

    def _measure(self) -> None:
        """As high at every moment, whatever it says; a button needs more room in large type."""
        self.setFixedHeight(max(32, self._cancel.sizeHint().height() + 2))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._measure)  # when the button in it has changed too

    def show_progress(self, state: State | None) -> None:
        """How far an import has come; None when there is none."""
        going_on = state is not None and state.phase != "ended"
        for widget in (self._what, self._bar, self._cancel):
            widget.setVisible(going_on)
        if state is None or not going_on:
            return
        tally = state.tally
        if state.phase == "paused":
            self._what.setText(tr("Paused at {done:,} of {total:,}", done=tally.done, total=tally.total))
        elif tally.total:
            number, name = min(tally.done + 1, tally.total), _short(state.name)
            self._what.setText(
                tr("Reading {number:,} of {total:,} · {name}", number=number, total=tally.total, name=name)
                if name
                else tr("Reading {number:,} of {total:,}", number=number, total=tally.total)
            )
        else:
            self._what.setText(tr("Looking for letters"))
        self._bar.setMaximum(tally.total)
        self._bar.setValue(tally.done)

    def show_result(self, sentence: str) -> None:
        """How the last import ended; it stands until the next begins."""
        self._what.setText(sentence)
        self._what.show()


def _short(name: str, longest: int = 32) -> str:
    return name if len(name) <= longest else f"{name[: longest - 9]}…{name[-8:]}"
