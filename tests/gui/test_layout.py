"""The panes: moved, floated for a second screen, kept under names, and within reach wherever they come back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from driving import ALT, CTRL, ENTER, answer, press
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from imr_desktop.gui.layout_acts import LayoutActs
from imr_desktop.gui.panes import Panes
from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow

Show = Callable[[Path], MainWindow]


@pytest.fixture
def station(window: MainWindow) -> Station:
    assert window.station is not None
    return window.station


def entry(menu: QMenu, text: str) -> Callable[[], None]:
    return next(each for each in menu.actions() if each.text() == text).trigger


def chosen(window: MainWindow, station: Station, text: str) -> None:
    entry(LayoutActs(station.panes, window.memory).menu(), text)()


def save_as(window: MainWindow, station: Station, name: str) -> None:
    answer(name)
    chosen(window, station, "Save this layout…")


def floating(panes: Panes) -> list[str]:
    return [name for name, dock in panes.docks.items() if dock.isFloating()]


def test_list_letter_and_record_lie_side_by_side_without_title_bars(station: Station) -> None:
    lefts = [each.mapToGlobal(QPoint(0, 0)).x() for each in (station.cases, station.source, station.pane)]
    assert lefts == sorted(lefts)
    assert [dock.widget().y() for dock in station.panes.docks.values()] == [0, 0]


def test_the_title_bars_come_and_go_with_one_act(window: MainWindow, station: Station) -> None:
    for high in (True, False):
        window.acts["arrange"].trigger()
        QApplication.processEvents()
        assert all((dock.widget().y() > 0) is high for dock in station.panes.docks.values())


def test_a_floating_record_is_worked_on_by_the_same_keys(window: MainWindow, station: Station, qtbot: QtBot) -> None:
    window.acts["float_record"].trigger()
    assert floating(station.panes) == ["record"]
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(Qt.Key.Key_1, CTRL)
    qtbot.waitUntil(station.panes.docks["record"].isActiveWindow)
    qtbot.waitUntil(lambda: station.pane.current_slot() is not None)
    slot = station.pane.current_slot()
    assert slot is not None
    assert station.shown is not None
    press(ENTER)
    assert station.desk.workspace.case(station.shown.id).value(slot.field, slot.item).touched
    second = station.pane.current_slot()
    assert second not in (None, slot)
    press(Qt.Key.Key_U, ALT)
    assert second is not None
    assert station.desk.workspace.case(station.shown.id).value(second.field, second.item).state == "unreadable"
    assert "Enter" in window.bottom.hints.accessibleName()
    window.acts["float_record"].trigger()
    assert floating(station.panes) == []


def test_the_panes_come_back_as_they_were(shown: Show, library: Path, qtbot: QtBot) -> None:
    window = shown(library)
    assert window.station is not None
    window.acts["float_cases"].trigger()
    window.close()
    again = shown(library)
    assert again.station is not None
    panes = again.station.panes
    qtbot.waitUntil(lambda: floating(panes) == ["cases"])


def test_a_layout_is_kept_under_a_name_from_one_start_to_the_next(shown: Show, library: Path) -> None:
    window = shown(library)
    assert window.station is not None
    window.acts["float_record"].trigger()
    save_as(window, window.station, "Two screens / left")
    chosen(window, window.station, "Default layout")
    assert floating(window.station.panes) == []
    window.close()
    again = shown(library)
    assert again.station is not None
    chosen(again, again.station, "Two screens / left")
    assert floating(again.station.panes) == ["record"]
    menu = LayoutActs(again.station.panes, again.memory).menu()
    forget = next(each.menu() for each in menu.actions() if each.text() == "Remove a layout")
    assert isinstance(forget, QMenu)
    entry(forget, "Two screens / left")()
    assert again.memory.layouts() == {}


def test_a_pane_left_on_a_screen_that_is_gone_comes_within_reach(station: Station) -> None:
    dock = station.panes.docks["record"]
    dock.setFloating(True)
    dock.setGeometry(QRect(20_000, -3_000, 600, 500))
    away = station.panes.shape()
    station.panes.take_first_shape()
    station.panes.take_shape(away)
    screen = QApplication.primaryScreen().availableGeometry()
    assert dock.isFloating()
    assert screen.contains(dock.frameGeometry().center())
    assert dock.width() <= screen.width()
    dock.setGeometry(QRect(30, 40, 500, 400))
    near = station.panes.shape()
    station.panes.take_shape(near)
    assert dock.geometry().topLeft() == QPoint(30, 40), "one that can be reached stays where it is"


def test_what_is_no_layout_leaves_the_panes_as_they_lie(shown: Show, library: Path, home: Path) -> None:
    (home / "window.ini").write_bytes(b"[shape]\ndocks=@ByteArray(\x00\x7f)\n[layout]\n1\\name=x\n1\\shape=17\n")
    window = shown(library)
    assert window.station is not None
    assert floating(window.station.panes) == []
    assert window.station.cases.width() > 100
    assert window.memory.layouts() == {}
