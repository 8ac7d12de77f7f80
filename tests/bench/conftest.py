"""What the window's benchmarks share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from imr_desktop.gui.app import destroy
from imr_desktop.gui.choices.appearance import Wardrobe
from imr_desktop.gui.choices.memory import Memory
from imr_desktop.gui.choices.settings import Settings
from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow


@pytest.fixture
def open_window(qtbot: QtBot, home: Path, qapp: QApplication) -> Iterator[Callable[[Path], Station]]:
    """Opens a window on a library, in the style sheet that the program wears; it is gone after the benchmark."""
    windows: list[MainWindow] = []

    def show(path: Path) -> Station:
        memory, settings = Memory(home / "window.ini"), Settings(home / "settings.toml")
        wardrobe = Wardrobe(qapp, settings)
        wardrobe.wear()  # as the program does: a style sheet costs time
        window = MainWindow(who="Robin Vale", memory=memory, settings=settings, wardrobe=wardrobe)
        windows.append(window)
        window.resize(1440, 900)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.open_library(path)
        assert window.station is not None
        return window.station

    yield show
    for window in windows:
        window.session.leave(regardless=True)
        window.close()
        destroy(window)
    qapp.setStyleSheet("")
