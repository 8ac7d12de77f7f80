"""What was on the desk is gone once it is put away, however often another library is opened."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow

Show = Callable[[Path], MainWindow]


@pytest.fixture(scope="module", autouse=True)
def unfrozen() -> None:
    """Here the program itself has Python look again at what a long list kept it from looking at."""


def by_themselves() -> int:
    """How many widgets stand in no other, the lists and menus aside that open over one."""
    return sum(each.windowType() != Qt.WindowType.Popup for each in QApplication.topLevelWidgets())


def test_the_panes_of_libraries_that_were_put_away_are_freed(
    shown: Show, library: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = tmp_path / "other.imr"
    shutil.copyfile(library, other)
    window = shown(library)
    seen: list[weakref.ref[Station]] = []
    alone = by_themselves()

    def left() -> int:
        return sum(each() is not None for each in seen)

    for number in range(6):
        station = window.station
        assert station is not None
        qtbot.waitUntil(lambda station=station: not station.cases.searching)  # type: ignore[misc]  # bound at once
        seen.append(weakref.ref(station))
        del station
        assert window.open_library((other, library)[number % 2])
        qtbot.waitUntil(lambda: left() <= 1, timeout=10_000)
    qtbot.waitUntil(lambda: by_themselves() <= alone)


def test_a_case_that_was_not_checked_yet_when_its_library_was_put_away_is_not_checked(
    shown: Show, library: Path, qtbot: QtBot
) -> None:
    """What waited for the paint comes before the panes are gone; a closed library would be told to be damaged."""
    window = shown(library)
    qtbot.waitUntil(lambda: window.station is not None and window.station.desk.ready and window.station.drawn)
    assert window.session.leave()
    assert window.open_library(library)
    assert window.session.leave()
    QApplication.processEvents()
    assert window.banner.current is None
