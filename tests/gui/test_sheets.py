"""Sheets over the window: Enter does what stands on the button that has the focus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from driving import CTRL, ENTER, SHIFT, press
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.window import MainWindow

Show = Callable[[Path], MainWindow]


@pytest.fixture
def window(shown: Show, library_of_one: Path) -> MainWindow:
    return shown(library_of_one)


def opened(window: MainWindow, qtbot: QtBot, title: str) -> Sheet:
    """The sheet of a title, once it has the focus."""
    found: list[Sheet] = []

    def is_there() -> bool:
        found[:] = [each for each in window.findChildren(Sheet) if each.isVisible() and each.windowTitle() == title]
        focused = QApplication.focusWidget()
        return bool(found) and focused is not None and focused.window() is found[0]

    qtbot.waitUntil(is_there)
    return found[0]


def tab_to_button(words: str) -> None:
    """By the Tab key alone."""
    for _ in range(20):
        focused = QApplication.focusWidget()
        if isinstance(focused, QPushButton) and focused.text() == words:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"no Tab leads to {words}")


def test_enter_on_cancel_confirms_nothing(window: MainWindow, qtbot: QtBot) -> None:
    assert window.station is not None
    workspace = window.station.desk.workspace
    press(ENTER, CTRL | SHIFT)
    opened(window, qtbot, "Confirm many values")
    tab_to_button("Cancel")
    press(ENTER)
    qtbot.waitUntil(lambda: not any(each.isVisible() for each in window.findChildren(Sheet)))
    assert not any(each.touched for each in workspace.case(1).values.values())


def test_enter_on_restore_restores(window: MainWindow, qtbot: QtBot) -> None:
    assert window.station is not None
    workspace = window.station.desk.workspace
    workspace.safety.backup()
    press(ENTER)
    press(ENTER)
    assert any(each.touched for each in workspace.case(1).values.values())
    window.acts["backups"].trigger()
    opened(window, qtbot, "Backups")
    press(ENTER)
    opened(window, qtbot, "Restore this backup?")
    tab_to_button("Restore")
    press(ENTER)
    qtbot.waitUntil(lambda: window.session.workspace not in (None, workspace), timeout=30_000)
    assert window.session.workspace is not None
    assert not any(each.touched for each in window.session.workspace.case(1).values.values())


def test_enter_elsewhere_does_what_the_sheet_is_for(window: MainWindow, qtbot: QtBot) -> None:
    assert window.station is not None
    workspace = window.station.desk.workspace
    press(ENTER, CTRL | SHIFT)
    opened(window, qtbot, "Confirm many values")
    press(ENTER)
    qtbot.waitUntil(lambda: any(each.touched for each in workspace.case(1).values.values()))
