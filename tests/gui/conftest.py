"""What the window's tests share: a library with letters, a window on it, and a bare application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import showing
from letters import fill
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from imr_desktop.gui.app import destroy
from imr_desktop.gui.choices.appearance import Wardrobe
from imr_desktop.gui.choices.memory import Memory
from imr_desktop.gui.choices.settings import Settings
from imr_desktop.gui.window import MainWindow


@pytest.fixture(autouse=True)
def undressed(qapp: QApplication) -> Iterator[None]:
    """The application in the light colours of Fusion, whatever a test has it wear."""
    kept = qapp.palette(), qapp.font(), qapp.style().objectName()
    yield
    qapp.styleHints().setColorScheme(Qt.ColorScheme.Unknown)
    qapp.setStyleSheet("")
    qapp.setStyle(kept[2])
    qapp.setPalette(kept[0])
    qapp.setFont(kept[1])


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The path of a library with two letters."""
    path = tmp_path / "library.imr"
    fill(path)
    return path


@pytest.fixture(scope="session")
def kept_letters(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A library with a letter of every kind that the screens have to show, as it lies on the disk."""
    path = tmp_path_factory.mktemp("letters") / "library.imr"
    showing.make_library(path)
    return path.read_bytes()


@pytest.fixture
def every_kind(kept_letters: bytes, tmp_path: Path) -> Path:
    """A copy of that library, to be worked in."""
    path = tmp_path / "library.imr"
    path.write_bytes(kept_letters)
    return path


@pytest.fixture
def shown(qtbot: QtBot, home: Path, qapp: QApplication) -> Iterator[Callable[[Path], MainWindow]]:
    """Opens a window on a library, active and ready for keys; it is closed and gone after the test."""
    windows: list[MainWindow] = []

    def show(path: Path) -> MainWindow:
        memory, settings = Memory(home / "window.ini"), Settings(home / "settings.toml")
        memory.first_time("name")  # it has been asked for already
        window = MainWindow(who="Robin Vale", memory=memory, settings=settings, wardrobe=Wardrobe(qapp, settings))
        windows.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.open_library(path)
        return window

    yield show
    for window in windows:
        window.session.leave(regardless=True)
        window.close()
        destroy(window)


@pytest.fixture
def window(shown: Callable[[Path], MainWindow], library: Path) -> MainWindow:
    """A window on the library with two letters."""
    return shown(library)
