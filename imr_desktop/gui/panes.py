"""The panes around the letter: the list of cases and the record are docks that move, float and come back."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QByteArray, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

from imr_desktop.gui.common.small import scaled
from imr_desktop.texts import tr

Pane = Literal["cases", "record"]
"""The panes that are docks; the letter stands in the middle."""

_LIST: Final = 264
_RECORD: Final = 470
_LIST_SHARE: Final = 0.21
"""Of a narrow window the list takes no more than this much, however large the type is: the letter needs the rest."""

_RECORD_SHARES: Final = (0.28, 0.38)
"""Of a wide window the record takes at least this much, so that not all of its width goes to the letter; of a narrow
one no more than that."""

_LEAST_SEEN: Final = 80
"""Pixels of a floating pane, each way, that must be on a screen for it to be within reach."""


class Panes(QMainWindow):
    """The letter in the middle, a dock on each side. Their title bars are shown only while panes are being moved."""

    def __init__(self, cases: QWidget, letter: QWidget, record: QWidget) -> None:
        super().__init__(None, Qt.WindowType.Widget)
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self.setCentralWidget(letter)
        self.docks: dict[Pane, _Dock] = {
            "cases": _Dock("cases", tr("Cases"), cases),
            "record": _Dock("record", tr("Record"), record),
        }
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.docks["cases"])
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.docks["record"])
        self.arrange(False)
        self._to_take: QByteArray | None = QByteArray()
        self._first = QByteArray()

    def arrange(self, on: bool) -> None:
        """Shows the panes' title bars, by which they can be moved and made to float; or puts them away again."""
        self.arranging = on
        for dock in self.docks.values():
            dock.show_title(on)

    def float(self, pane: Pane) -> None:
        """Puts a pane into a window of its own, for a second screen; or back beside the letter."""
        self._take_waiting()
        dock = self.docks[pane]
        dock.setFloating(not dock.isFloating())
        dock.activateWindow()

    # --- how the panes lie ---

    def shape(self) -> QByteArray:
        """Where the panes are and how wide."""
        return self.saveState() if self._to_take is None else self._to_take

    def take_shape(self, shape: QByteArray) -> None:
        """The panes as they were; one that lay on a screen that is gone comes to one that is there."""
        if not self.isVisible():  # before it has its size, Qt would squeeze the panes
            self._to_take = shape
            return
        self._to_take = None
        if self._first.isEmpty():
            self._first = self.saveState()
        if not shape.isEmpty() and self._restore(shape):
            for dock in self.docks.values():
                dock.bring_within_reach()
        else:
            self._widen()

    def take_first_shape(self) -> None:
        """The panes as they lay at first: list, letter, record."""
        self._to_take = None
        self._restore(self._first)
        self._widen()

    def _restore(self, shape: QByteArray) -> bool:
        """Lays the panes as they were; the focus stays where it is, though its pane is taken out and put in again."""
        focused = QApplication.focusWidget()
        done = self.restoreState(shape)
        if focused is not None and self.isAncestorOf(focused) and not focused.hasFocus():
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
        return done

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._take_waiting)  # a dock that begins to float while all is shown stays empty

    def _take_waiting(self) -> None:
        if self._to_take is not None:
            self.take_shape(self._to_take)

    def _widen(self) -> None:
        least, most = (round(share * self.width()) for share in _RECORD_SHARES)
        record = max(_RECORD, least, min(scaled(self, _RECORD), most))
        cases = max(_LIST, min(scaled(self, _LIST), round(_LIST_SHARE * self.width())))
        widths = {"cases": cases, "record": record}
        docks = [*self.docks.values()]
        self.resizeDocks(docks, [widths[dock.objectName()] for dock in docks], Qt.Orientation.Horizontal)


class _Dock(QDockWidget):
    """A pane that cannot be closed: what is not there cannot be missed."""

    def __init__(self, name: Pane, title: str, widget: QWidget) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self.setWidget(widget)
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        self._nothing = QWidget()
        self._nothing.setFixedHeight(0)
        self._titled = False
        self.topLevelChanged.connect(self._dress)

    def show_title(self, on: bool) -> None:
        """The title bar by which the pane is moved; a floating one always has one."""
        self._titled = on
        self._dress()

    def _dress(self) -> None:
        titled = self._titled or self.isFloating()
        self.setTitleBarWidget(None if titled else self._nothing)  # type: ignore[arg-type]  # None brings Qt's own back

    def bring_within_reach(self) -> None:
        """Moves a floating pane that no screen shows to the middle of the first one, and makes it fit there."""
        if not self.isFloating():
            return
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        if not any(_reachable(self.frameGeometry(), screen) for screen in screens):
            self.setGeometry(_centred(self.size(), screens[0]))


def _reachable(frame: QRect, screen: QRect) -> bool:
    """Whether enough of a window, and of its upper edge, is on a screen to be taken hold of."""
    seen = frame.intersected(screen)
    return seen.width() >= _LEAST_SEEN and seen.height() >= _LEAST_SEEN and frame.top() >= screen.top()


def _centred(size: QSize, screen: QRect) -> QRect:
    place = QRect(0, 0, min(size.width(), screen.width() - 40), min(size.height(), screen.height() - 80))
    place.moveCenter(screen.center())
    return place
