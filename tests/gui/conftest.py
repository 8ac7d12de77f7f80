"""What the window's tests share: a library with letters, a window on it, and a bare application."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import showing
from letters import fill, text_letter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from imr_desktop import parsing
from imr_desktop.bulk import pool
from imr_desktop.gui.app import destroy
from imr_desktop.gui.choices.appearance import Wardrobe
from imr_desktop.gui.choices.memory import Memory
from imr_desktop.gui.choices.settings import Settings
from imr_desktop.gui.window import MainWindow
from imr_desktop.workspace import Workspace


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


@pytest.fixture(scope="module", autouse=True)
def unfrozen(qapp: QApplication) -> Iterator[None]:
    """Where a library is put away, garbage is looked for in all that windows made, and not in what the run holds.

    As in the program, nowhere else: what is left of a window, found while Qt makes another one, can stop both.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("freeze", "unfreeze"):
            patch.setattr(gc, name, lambda: None)
        yield
        qapp.processEvents()  # the last window's own look
    gc.enable()


@pytest.fixture
def one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process reads letters, where how many they are is not what a test is about: each takes long to start."""
    monkeypatch.setattr(pool, "cores", lambda: 1)


@pytest.fixture(scope="session")
def made_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with two letters, which every test gets a copy of."""
    path = tmp_path_factory.mktemp("two") / "library.imr"
    fill(path)
    return path


@pytest.fixture
def library(made_library: Path, tmp_path: Path) -> Path:
    """The path of a library with two letters."""
    return Path(shutil.copy(made_library, tmp_path))


@pytest.fixture(scope="session")
def made_of_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("one") / "one.imr"
    data, source = text_letter()
    with Workspace.open(path, who="Robin Vale") as workspace:
        workspace.add(data, source, parsing.read(source))
    return path


@pytest.fixture
def library_of_one(made_of_one: Path, tmp_path: Path) -> Path:
    """A library with one letter, read by the reader."""
    return Path(shutil.copy(made_of_one, tmp_path))


@pytest.fixture(scope="session")
def made_every_kind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("letters") / "library.imr"
    showing.make_library(path)
    return path


@pytest.fixture
def every_kind(made_every_kind: Path, tmp_path: Path) -> Path:
    """A library with a letter of every kind that the screens have to show."""
    return Path(shutil.copy(made_every_kind, tmp_path))


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
