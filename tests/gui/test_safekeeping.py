"""The window keeps its library safe: passphrase, lock, backups, a second window, a disk that is full."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from imr_desktop.gui.safekeeping import BackupsDialog, PassphraseDialog
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot
from imr_desktop.store import keys
from imr_desktop.workspace import Workspace

Show = Callable[[Path], MainWindow]
AGE = Slot(0, "patient.age")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_COST", {"n": 2**10, "r": 8, "p": 1})


@pytest.fixture
def protected(tmp_path: Path) -> Path:
    path = tmp_path / "protected.imr"
    Workspace.open(path, who="ann", passphrase="correct horse").close()
    return path


def dialog_of(window: MainWindow, kind: type[QDialog]) -> QDialog:
    (dialog,) = [each for each in window.findChildren(kind) if each.isVisible()]
    return dialog


def answer(window: MainWindow, *texts: str) -> None:
    """Types into the boxes of the passphrase dialog and presses Enter."""
    dialog = dialog_of(window, PassphraseDialog)
    assert isinstance(dialog, PassphraseDialog)
    for box, text in zip(dialog.boxes, texts, strict=True):
        box.setFocus()
        QTest.keyClicks(box, text)
    QTest.keyClick(dialog.boxes[-1], Qt.Key.Key_Return)


def press(window: MainWindow, text: str) -> None:
    (found,) = [each for each in window.findChildren(QPushButton) if each.text() == text and each.isVisible()]
    found.click()


def test_a_protected_library_asks_for_its_passphrase_until_it_is_right(shown: Show, protected: Path) -> None:
    window = shown(protected)
    answer(window, "wrong")
    assert window.station is None
    assert "not the passphrase" in window.trouble.accessibleName()
    answer(window, "correct horse")
    assert window.station is not None
    assert window.session.protected


def test_a_protected_library_locks_on_demand_and_when_nobody_is_there(
    shown: Show, protected: Path, qtbot: QtBot
) -> None:
    window = shown(protected)
    answer(window, "correct horse")
    window.acts["lock"].trigger()
    assert window.station is None
    answer(window, "correct horse")
    assert window.station is not None
    window.keeper.idle.start(20)
    qtbot.waitUntil(lambda: window.station is None)
    answer(window, "correct horse")
    assert window.keeper.idle.interval() >= 60_000 or window.keeper.idle.isActive()


def test_a_key_press_puts_the_lock_off(shown: Show, protected: Path, qtbot: QtBot) -> None:
    window = shown(protected)
    answer(window, "correct horse")
    window.keeper.idle.setInterval(600_000)
    window.keeper.idle.start()
    qtbot.waitUntil(lambda: window.keeper.idle.remainingTime() < 599_500)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert window.keeper.idle.remainingTime() > 599_600


def test_a_new_library_asks_whether_to_protect_it_and_shows_the_recovery_key_once(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.imr"
    monkeypatch.setattr("imr_desktop.gui.dialogs.choose_new_library", lambda *_: path)
    window.new_library()
    answer(window, "correct horse", "correct horse")
    assert window.session.workspace is not None
    assert window.session.workspace.path == path
    box = dialog_of(window, QMessageBox)
    assert isinstance(box, QMessageBox)
    assert box.informativeText().count("-") == 13
    box.close()


def test_a_new_library_without_a_passphrase_is_plain(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imr_desktop.gui.dialogs.choose_new_library", lambda *_: tmp_path / "new.imr")
    window.new_library()
    answer(window, "", "")
    assert not window.session.protected
    assert window.session.writable


def test_two_different_passphrases_are_not_taken(window: MainWindow, tmp_path: Path) -> None:
    window.keeper.new_library(tmp_path / "new.imr")
    answer(window, "one", "other")
    dialog = dialog_of(window, PassphraseDialog)
    assert dialog.isVisible()
    dialog.reject()
    assert not (tmp_path / "new.imr").exists()


def test_the_passphrase_is_set_and_removed_in_the_window(window: MainWindow, library: Path) -> None:
    window.acts["passphrase"].trigger()
    answer(window, "correct horse", "correct horse")
    assert window.session.protected
    dialog_of(window, QMessageBox).close()
    window.acts["passphrase"].trigger()
    answer(window, "wrong", "", "")
    assert window.station is None
    answer(window, "correct horse")
    window.acts["passphrase"].trigger()
    answer(window, "correct horse", "", "")
    assert window.station is not None
    assert not window.session.protected


def test_a_backup_is_restored_in_the_window_and_what_was_there_is_kept(window: MainWindow) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    workspace.safety.backup()
    before = workspace.case(1).value("patient.age").value
    workspace.set_text(1, AGE, "61")
    window.acts["backups"].trigger()
    dialog = dialog_of(window, BackupsDialog)
    assert isinstance(dialog, BackupsDialog)
    dialog.accept()
    assert window.session.workspace is workspace
    assert workspace.case(1).value("patient.age").value == before
    assert window.station is not None
    assert window.banner.current is not None
    assert "kept in" in window.banner.current.text
    window.keeper.restore(workspace.safety.backups[-1].path)
    assert workspace.case(1).value("patient.age").value == 61


def test_a_damaged_library_is_shown_as_such_and_its_backup_brought_back(shown: Show, library: Path) -> None:
    Workspace.open(library, who="ann").close()
    data = bytearray(library.read_bytes())
    data[4096 * 3 : 4096 * 4] = bytes(4096)
    library.write_bytes(data)
    window = shown(library)
    said = window.banner.current.text if window.banner.current else window.trouble.accessibleName()
    assert "damaged" in said
    assert not window.session.writable
    press(window, "Backups…")
    dialog_of(window, BackupsDialog).accept()
    assert window.session.writable
    assert len(window.session.workspace.cases() if window.session.workspace else []) == 2


def test_a_library_that_is_held_can_be_looked_at(shown: Show, library: Path) -> None:
    with Workspace.open(library, who="Ann Holder"):
        window = shown(library)
        assert "Ann Holder" in window.trouble.accessibleName()
        press(window, "Open read-only")
        assert window.station is not None
        assert not window.session.writable
        assert window.banner.current is not None
        assert "Another window holds this library" in window.banner.current.text


def test_a_backup_is_made_by_the_clock(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    count = len(workspace.safety.backups)
    workspace.set_text(1, AGE, "61")
    window.keeper.look_after()
    assert len(workspace.safety.backups) == count, "not yet"
    later = datetime.now(UTC) + timedelta(minutes=31)
    due = workspace.safety.backup_if_due
    monkeypatch.setattr(workspace.safety, "backup_if_due", lambda: due(later))
    window.keeper.look_after()
    assert len(workspace.safety.backups) == count + 1


@pytest.fixture
def no_room(library: Path) -> Iterator[Callable[[bool], None]]:
    """Takes all room from this process's files, and gives it back."""
    old, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def take(taken: bool) -> None:
        log = library.with_name(library.name + "-wal")
        resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size if taken else old[0], old[1]))

    yield take
    resource.setrlimit(resource.RLIMIT_FSIZE, old)
    signal.signal(signal.SIGXFSZ, handler)


def test_what_cannot_be_saved_stays_in_its_box_and_is_told_and_saved_later(
    window: MainWindow, no_room: Callable[[bool], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.station is not None
    workspace = window.session.workspace
    assert workspace is not None
    window.station.pane.focus_slot(AGE)
    box = QApplication.focusWidget()
    assert box is not None
    no_room(True)
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, "61")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert window.banner.current is not None
    assert "could not be saved" in window.banner.current.text
    assert window.banner.current.act == "Save a copy…"
    assert workspace.case(1).value("patient.age").value == 52
    assert not window.close(), "the window does not close over what is not saved"
    assert window.isVisible()
    no_room(False)
    copy = tmp_path / "elsewhere.imr"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(copy), ""))
    window.keeper.save_copy()
    with Workspace.open(copy, who="ann") as saved:
        assert len(saved.cases()) == 2
    assert window.station.flush()
    assert workspace.case(1).value("patient.age").value == 61
