"""A protected library that is put away takes with it what lies over the window, and keeps what was typed there."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from driving import CTRL, press, write
from letters import text_letter
from plenty import write_letters
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from imr_desktop import keeping
from imr_desktop.gui.keeping import safekeeping
from imr_desktop.gui.keeping.library_dialogs import PassphraseDialog
from imr_desktop.gui.keeping.recovery_sheet import RecoverySheet
from imr_desktop.gui.keeping.safekeeping import IDLE
from imr_desktop.gui.notes.highlight_sheet import HighlightSheet
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot, Span
from imr_desktop.store import keys
from imr_desktop.workspace import Workspace

Show = Callable[[Path], MainWindow]
AGE = Slot(0, "patient.age")
CRATE = "a crate slid off a trolley"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_COST", {"n": 2**10, "r": 8, "p": 1})


@pytest.fixture
def unlocked(shown: Show, library: Path, qtbot: QtBot) -> MainWindow:
    """A window on a protected library with two letters, which has just been opened."""
    key = keeping.rekey(library, who="ann", passphrase=None, new="correct horse").recovery
    assert key is not None
    keeping.recovery_key_seen(library, key)
    window = shown(library)
    open_again(window, qtbot)
    return window


def over(window: MainWindow) -> list[QDialog]:
    """What lies over the window and keeps it from taking keys."""
    return [each for each in window.findChildren(QDialog) if each.isVisible() and each.isModal()]


def open_again(window: MainWindow, qtbot: QtBot) -> None:
    """The person comes back and types the passphrase."""
    (dialog,) = over(window)
    assert isinstance(dialog, PassphraseDialog)
    qtbot.waitUntil(dialog.isActiveWindow, timeout=30_000)
    dialog.boxes[0].setFocus()
    dialog.boxes[0].clear()
    write("correct horse")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.station is not None and window.station.shown is not None, timeout=30_000)
    qtbot.waitUntil(lambda: over(window) == [] and window.isActiveWindow(), timeout=30_000)


def leave_alone(window: MainWindow, qtbot: QtBot) -> None:
    """Nobody is there for longer than they may be."""
    window.keeper.idle.start(1)
    wait_until_locked(window, qtbot)


def wait_until_locked(window: MainWindow, qtbot: QtBot) -> None:
    """Whoever comes back then has all the time again that nobody may be there."""
    qtbot.waitUntil(lambda: window.station is None, timeout=30_000)
    window.keeper.idle.setInterval(IDLE)  # else it would lock again while the case is being shown


SHEETS = ("palette", "settings", "backups", "passphrase", "read_again", "explain", "labels", "differences")


def opened(window: MainWindow, name: str, tmp_path: Path, qtbot: QtBot) -> None:
    """Has a sheet of the menu lie over the window."""
    assert window.station is not None
    if name == "differences":
        with Workspace.open(tmp_path / "carol.imr", who="Carol Moor") as carol:
            workspace = window.session.workspace
            assert workspace is not None
            workspace.export("jsonl", tmp_path / "there.jsonl")
            carol.bring_back(tmp_path / "there.jsonl")
            carol.set_text(1, AGE, "53")
            carol.export("jsonl", tmp_path / "back.jsonl")
        workspace.bring_back(tmp_path / "back.jsonl")
    window.station.pane.focus_slot(AGE)
    window.acts[name].trigger()
    qtbot.waitUntil(lambda: bool(over(window)))


@pytest.mark.parametrize("name", SHEETS)
def test_no_sheet_outlives_the_library_that_it_speaks_of(
    unlocked: MainWindow, tmp_path: Path, qtbot: QtBot, name: str
) -> None:
    opened(unlocked, name, tmp_path, qtbot)
    (sheet,) = over(unlocked)
    qtbot.waitUntil(sheet.isActiveWindow, timeout=30_000)
    leave_alone(unlocked, qtbot)
    (asking,) = over(unlocked)
    assert isinstance(asking, PassphraseDialog)
    qtbot.waitUntil(asking.isActiveWindow, timeout=30_000)
    for key in (Qt.Key.Key_T, Qt.Key.Key_Down, Qt.Key.Key_Z, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace):
        press(key, CTRL if key == Qt.Key.Key_Z else Qt.KeyboardModifier.NoModifier)
    open_again(unlocked, qtbot)
    assert unlocked.banner.current is None, "no key went to a library that was closed"


def test_a_sheet_that_is_left_open_would_be_noticed(unlocked: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    """The control: nobody closes what lies over the window."""
    unlocked.session.leaving.disconnect()
    opened(unlocked, "backups", tmp_path, qtbot)
    leave_alone(unlocked, qtbot)
    assert len(over(unlocked)) == 2
    for each in over(unlocked):
        each.reject()


@pytest.mark.qt_log_ignore("grabbing the keyboard")
def test_a_menu_that_is_open_goes_too(unlocked: MainWindow, qtbot: QtBot) -> None:
    unlocked.offer_exports()
    assert isinstance(QApplication.activePopupWidget(), QMenu)
    leave_alone(unlocked, qtbot)
    assert QApplication.activePopupWidget() is None
    over(unlocked)[0].activateWindow()  # no window manager gives the keys back here
    open_again(unlocked, qtbot)


def test_a_question_that_waits_for_its_answer_is_taken_back(unlocked: MainWindow, qtbot: QtBot) -> None:
    """A dialog with a loop of its own: what asked it goes on when the library is closed, and must do nothing."""
    unlocked.keeper.idle.start(100)
    unlocked.acts["reject"].trigger()
    wait_until_locked(unlocked, qtbot)
    open_again(unlocked, qtbot)
    assert unlocked.banner.current is None


def test_what_is_typed_when_it_locks_is_there_afterwards(unlocked: MainWindow, qtbot: QtBot) -> None:
    assert unlocked.station is not None
    unlocked.station.pane.focus_slot(AGE)
    press(Qt.Key.Key_A, CTRL)
    write("61")
    leave_alone(unlocked, qtbot)
    open_again(unlocked, qtbot)
    workspace = unlocked.session.workspace
    assert workspace is not None
    assert workspace.case(1).value(AGE.field).value == 61


def test_a_comment_that_is_being_written_on_a_highlight_is_kept(unlocked: MainWindow, qtbot: QtBot) -> None:
    station = unlocked.station
    assert station is not None
    qtbot.waitUntil(lambda: station.source.settled)
    text = text_letter()[1].text
    begin = text.index(CRATE)
    station.source.canvas.setFocus()
    station.source.canvas.select(Span(begin, begin + len(CRATE)))
    press(Qt.Key.Key_H)
    (sheet,) = over(unlocked)
    assert isinstance(sheet, HighlightSheet)
    qtbot.waitUntil(sheet.isActiveWindow)
    press(Qt.Key.Key_Tab)
    write("Which troll")
    leave_alone(unlocked, qtbot)
    open_again(unlocked, qtbot)
    workspace = unlocked.session.workspace
    assert workspace is not None
    assert [(each.quote, each.comment) for each in workspace.annotations(workspace.case(1))] == [(CRATE, "Which troll")]


@pytest.mark.parametrize("name", ["palette", "float_record"])
def test_whoever_types_in_another_window_of_ours_is_there(unlocked: MainWindow, qtbot: QtBot, name: str) -> None:
    assert unlocked.station is not None
    unlocked.acts[name].trigger()
    if name == "float_record":
        unlocked.station.pane.focus_slot(AGE)
    qtbot.waitUntil(lambda: QApplication.activeWindow() not in (None, unlocked))
    unlocked.keeper.idle.start(600_000)
    qtbot.waitUntil(lambda: unlocked.keeper.idle.remainingTime() < 599_000)
    handle, before = QApplication.focusWindow(), unlocked.keeper.idle.remainingTime()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_1)
    assert unlocked.keeper.idle.remainingTime() > before, "it runs from the beginning"


def test_a_recovery_key_that_nobody_has_seen_yet_stays(unlocked: MainWindow, qtbot: QtBot) -> None:
    unlocked.keeper.show_recovery("AAAA-BBBB")
    leave_alone(unlocked, qtbot)
    (sheet,) = [each for each in over(unlocked) if isinstance(each, RecoverySheet)]
    assert sheet.shown.text() == "AAAA-BBBB"
    sheet.kept.click()
    sheet.close()
    open_again(unlocked, qtbot)


def test_letters_that_are_being_read_are_read_to_the_end_before_it_locks(
    unlocked: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    library = unlocked.keeper.wanted
    unlocked.session.import_files(write_letters(tmp_path / "letters", 6))
    assert unlocked.session.importing
    unlocked.keeper.idle.start(1)
    qtbot.waitUntil(lambda: unlocked.station is None, timeout=60_000)
    with Workspace.open(library, who="ann", passphrase="correct horse") as workspace:
        assert workspace.count() == 8


@pytest.mark.parametrize("by", ["a key", "itself"])
def test_a_computer_that_has_slept_for_too_long_wakes_up_locked(
    unlocked: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """While it sleeps its clock goes on and what counts down stands still."""
    monkeypatch.setattr(safekeeping, "time", SimpleNamespace(time=lambda: time.time() + IDLE / 1000 - 60))
    unlocked.keeper._awake.start(1)
    with qtbot.waitSignal(unlocked.keeper._awake.timeout, timeout=30_000):
        pass
    assert unlocked.station is not None, "for a shorter time it stays open"
    monkeypatch.setattr(safekeeping, "time", SimpleNamespace(time=lambda: time.time() + 2 * IDLE / 1000))
    if by == "a key":
        unlocked.keeper._awake.stop()
        QTest.keyClick(unlocked.windowHandle(), Qt.Key.Key_Down)
    wait_until_locked(unlocked, qtbot)
