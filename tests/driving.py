"""Drives the running program from inside its own event loop: a script that yields what it waits for."""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QWidget

from imr_desktop.__main__ import main
from imr_desktop.gui.common.pages import Curtain
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Case, Slot

Script = Generator[Callable[[], bool], None, None]
"""Yields conditions; it is continued when the last one holds."""

ENTER = Qt.Key.Key_Return
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def drive(program: Callable[[], object], script: Callable[[MainWindow], Script], seconds: float = 60) -> None:
    """Runs the program with a script at its keys. What the script raises, or a wait that never ends, is raised here."""
    driver = _Driver(script, time.monotonic() + seconds)
    timer = QTimer()
    timer.timeout.connect(driver.poll)
    timer.start(5)
    try:
        program()
    finally:
        timer.stop()
        if driver.fault is not None:  # it is why the program ended as it did
            raise driver.fault
    assert driver.done, "the program ended before the script did"


class _Driver:
    def __init__(self, script: Callable[[MainWindow], Script], deadline: float) -> None:
        self._begin = script
        self._deadline = deadline
        self._script: Script | None = None
        self._awaited: Callable[[], bool] = lambda: True
        self._busy = False
        self.done = False
        self.fault: BaseException | None = None

    def poll(self) -> None:
        if self._busy or self.fault is not None:
            return
        if self.done:
            if time.monotonic() > self._deadline:
                self._give_up(TimeoutError("the script came to its end and the program did not"))
            return
        self._busy = True  # a dialog that the script opens runs a loop of its own, which calls us again
        try:
            self._go_on()
        except StopIteration:
            self.done = True
        except BaseException as fault:  # noqa: BLE001 - carried out of the event loop, which would swallow it
            self._give_up(fault)
        self._busy = False

    def _give_up(self, fault: BaseException) -> None:
        self.fault = fault
        QApplication.exit(1)

    def _go_on(self) -> None:
        if self._script is None:
            if (window := main_window()) is not None:
                self._script = self._begin(window)
            elif time.monotonic() > self._deadline:
                raise TimeoutError("no window has come")
        elif self._awaited():
            self._awaited = next(self._script)
        elif time.monotonic() > self._deadline:
            awaited = self._awaited.func if isinstance(self._awaited, partial) else self._awaited
            raise TimeoutError(f"waited in vain for {inspect.getsource(awaited).strip()}")


def start(monkeypatch: pytest.MonkeyPatch, library: Path) -> Callable[[], None]:
    """The program as a person starts it on a library; it must end well."""

    def program() -> None:
        monkeypatch.setattr(sys, "argv", ["imr-desktop", "--library", str(library)])
        assert main() == 0

    return program


def case_in(window: MainWindow) -> Case:
    """The shown case as the library has it."""
    assert window.station is not None
    assert window.station.shown is not None
    return window.station.desk.workspace.case(window.station.shown.id)


def shows_a_case(window: MainWindow) -> bool:
    return window.station is not None and window.station.shown is not None


def main_window() -> MainWindow | None:
    """The window on the screen, once it has the focus, or a sheet over it that was quicker."""
    active = QApplication.activeWindow()
    while active is not None and not isinstance(active, MainWindow):
        active = active.parentWidget()
    return active


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key press where the focus is."""
    QTest.keyClick(_focused(), key, modifier)


def write(text: str) -> None:
    """Text typed where the focus is."""
    QTest.keyClicks(_focused(), text)


def _focused() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None, "nothing has the focus"
    return focused


def tab_to(window: MainWindow, slot: Slot) -> None:
    """Presses Tab until a field has the focus."""
    assert window.station is not None
    for _ in range(200):
        if window.station.pane.current_slot() == slot:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never comes to {slot}")


def drop(window: MainWindow, urls: Sequence[Path | str], over: QWidget | None = None) -> bool:
    """Drags files (or addresses) over the middle of a widget and lets them go; whether the window takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(url)) if isinstance(url, Path) else QUrl(url) for url in urls])
    below = over or window
    spot = QPointF(below.mapTo(window, below.rect().center()))
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(spot, copy, data, left, none)
    QApplication.sendEvent(window.windowHandle(), enter)
    taken = any(each.isVisible() for each in window.findChildren(Curtain))
    QApplication.sendEvent(window.windowHandle(), QDropEvent(spot, copy, data, left, none))
    return taken


def answer(said: str | int) -> None:
    """What the person will say in the dialog that the next act opens; it is waited for."""
    timer = QTimer(QApplication.instance())

    def say() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QInputDialog):
            return
        timer.stop()
        timer.deleteLater()
        if isinstance(said, int):
            dialog.setIntValue(said)
        else:
            dialog.setTextValue(said)
        dialog.accept()

    timer.timeout.connect(say)
    timer.start(0)
