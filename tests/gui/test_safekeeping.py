"""The window keeps its library safe: passphrase, lock, backups, a second window, a disk that is full."""

from __future__ import annotations

import itertools
import resource
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import driving
import pytest
from cases import letter
from heartbeat import Heartbeat
from plenty import write_letters
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from imr_desktop import keeping
from imr_desktop.gui.app import wait_until
from imr_desktop.gui.common import file_dialogs
from imr_desktop.gui.common.pages import Placard
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.keeping.fault_report import ReportSheet
from imr_desktop.gui.keeping.library_dialogs import BackupsDialog, PassphraseDialog, RestoreDialog
from imr_desktop.gui.keeping.recovery_sheet import RecoverySheet
from imr_desktop.gui.keeping.safekeeping import IDLE
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot
from imr_desktop.store import backups, keys, opening, rekeying
from imr_desktop.store.driver import sqlite
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
    """Types into the boxes of the passphrase dialog, presses Enter, and waits for what comes of it."""
    dialog = dialog_of(window, PassphraseDialog)
    assert isinstance(dialog, PassphraseDialog)
    for box, text in zip(dialog.boxes, texts, strict=True):
        box.setFocus()
        QTest.keyClicks(box, text)
    QTest.keyClick(dialog.boxes[-1], Qt.Key.Key_Return)
    wait_until(lambda: not window.keeper.away)


def bring_back(window: MainWindow) -> None:
    """Restores the backup that the dialog offers, the newest one."""
    dialog_of(window, BackupsDialog).accept()
    dialog_of(window, RestoreDialog).accept()
    wait_until(lambda: not window.keeper.away)


def press(window: MainWindow, text: str) -> None:
    (found,) = [each for each in window.findChildren(QPushButton) if each.text() == text and each.isVisible()]
    found.click()


def test_a_protected_library_asks_for_its_passphrase_until_it_is_right(shown: Show, protected: Path) -> None:
    window = shown(protected)
    answer(window, "wrong")
    assert window.station is None
    assert "not the passphrase" in window.trouble.accessibleName()
    (said,) = [each for each in window.findChildren(QLabel) if "not the pass" in each.text() and each.property("tone")]
    assert said.property("tone") == "red"
    answer(window, "correct horse")
    assert window.station is not None
    assert window.session.protected


def test_while_a_library_is_being_unlocked_the_sheet_that_says_so_has_the_keys(
    shown: Show, protected: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """Each sheet gives the focus back to the window as it goes; the one that has come in its place keeps it."""
    end, opener = threading.Event(), keeping.opener

    def slowly(*given: Any) -> str:
        end.wait(30)
        return opener(*given)

    monkeypatch.setattr(keeping, "opener", slowly)
    window = shown(protected)
    dialog = dialog_of(window, PassphraseDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert driving.main_window() is window, "a rig finds the window behind what lies over it"
    driving.write("correct horse")
    driving.press(Qt.Key.Key_Return)
    (waiting,) = [each for each in window.findChildren(Sheet) if each.isVisible()]
    qtbot.waitUntil(waiting.isActiveWindow)
    end.set()
    qtbot.waitUntil(lambda: window.station is not None and window.isActiveWindow())


def primary(window: MainWindow) -> list[str]:
    """The buttons of the page of trouble that are shown as what helps."""
    found = window.trouble.findChildren(QPushButton)
    return [each.text() for each in found if not each.isHidden() and each.property("role") == "primary"]


def test_a_locked_library_says_that_it_is_and_enter_asks_for_the_passphrase(
    shown: Show, protected: Path, qtbot: QtBot
) -> None:
    window = shown(protected)
    for _ in range(2):
        QTest.keyClick(dialog_of(window, PassphraseDialog), Qt.Key.Key_Escape)
        assert window.trouble.accessibleName().startswith("This library is locked")
        assert primary(window) == ["Enter passphrase…"]
        qtbot.waitUntil(lambda: getattr(QApplication.focusWidget(), "text", str)() == "Enter passphrase…")
        driving.press(driving.ENTER)


def test_backups_are_offered_only_where_there_are_some(shown: Show, tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    path.write_bytes(b"no library at all, and long enough to be looked at" * 100)
    window = shown(path)
    assert window.trouble.accessibleName().startswith("This library cannot be opened")
    assert primary(window) == ["Open another library…"]
    assert not any(each.text() == "Backups…" and each.isVisible() for each in window.findChildren(QPushButton))


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
    window.keeper.idle.setInterval(IDLE)
    answer(window, "correct horse")
    assert window.keeper.idle.isActive(), "whoever comes back may go away again"


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
    monkeypatch.setattr("imr_desktop.gui.common.dialogs.choose_new_library", lambda *_: path)
    window.new_library()
    answer(window, "correct horse", "correct horse")
    assert window.session.workspace is not None
    assert window.session.workspace.path == path
    sheet = dialog_of(window, RecoverySheet)
    assert isinstance(sheet, RecoverySheet)
    assert sheet.shown.text().count("-") == 13
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible(), "it is shown once, and nobody has kept it"
    assert not sheet.close_button.isEnabled()
    saved = tmp_path / "recovery.txt"
    saved.touch(mode=0o644)  # a file that others may read is no place for a key
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(saved), ""))
    press(window, "&Save…")
    assert sheet.shown.text() in saved.read_text("utf-8")
    assert saved.stat().st_mode & 0o077 == 0
    press(window, "&Copy")
    assert QApplication.clipboard().text() == sheet.shown.text()
    sheet.kept.click()
    sheet.close_button.click()
    assert not sheet.isVisible()


def test_a_new_library_without_a_passphrase_is_plain(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imr_desktop.gui.common.dialogs.choose_new_library", lambda *_: tmp_path / "new.imr")
    window.new_library()
    answer(window, "", "")
    assert not window.session.protected
    assert window.session.writable


def test_a_short_passphrase_is_warned_of_and_taken(window: MainWindow, tmp_path: Path) -> None:
    window.keeper.new_library(tmp_path / "new.imr")
    dialog = dialog_of(window, PassphraseDialog)
    assert isinstance(dialog, PassphraseDialog)
    for text, warned in (("abc", True), ("long enough", False)):
        for box in dialog.boxes:
            box.setText(text)
        assert dialog._weak.isVisible() is warned
        assert dialog._done.isEnabled()


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
    sheet = dialog_of(window, RecoverySheet)
    assert isinstance(sheet, RecoverySheet)
    sheet.kept.click()
    sheet.close_button.click()
    window.acts["passphrase"].trigger()
    answer(window, "wrong", "", "")
    assert window.session.protected, "it is open again as it was"
    assert window.banner.current is not None
    assert "not the passphrase" in window.banner.current.text
    window.acts["passphrase"].trigger()
    answer(window, "correct horse", "", "")
    assert window.station is not None
    assert not window.session.protected


def test_a_change_of_passphrase_that_was_killed_is_finished_and_its_recovery_key_shown(
    shown: Show, library: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workspace.open(library, who="ann") as workspace:
        backup = workspace.safety.backup().path
    with monkeypatch.context() as killed:
        killed.setattr(rekeying, "_finished", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            keeping.rekey(library, who="ann", passphrase=None, new="correct horse")
    assert backup.read_bytes().startswith(b"SQLite format 3"), "the control: it was killed before this was protected"
    window = shown(library)
    answer(window, "correct horse")
    sheet = dialog_of(window, RecoverySheet)
    assert isinstance(sheet, RecoverySheet)
    assert keys.Key.recovered(sheet.shown.text()) is not None
    sheet.kept.click()
    sheet.close_button.click()
    qtbot.waitUntil(lambda: keys.under_way(library) is None and not window.keeper.busy, timeout=30_000)
    assert not backup.read_bytes().startswith(b"SQLite format 3")
    assert window.banner.current is None
    window.acts["lock"].trigger()
    answer(window, "correct horse")
    assert not any(each.isVisible() for each in window.findChildren(RecoverySheet))


def test_what_is_asked_for_the_open_library_is_done_to_it_after_another_one_was_refused(
    shown: Show, library: Path, qtbot: QtBot
) -> None:
    """The other one is protected, and whoever wanted to open it has thought better of it."""
    other = library.with_name("other.imr")
    with Workspace.open(other, who="ann", passphrase="battery staple") as workspace:
        workspace.add(*letter(1))
        workspace.safety.backup()
    before = keys.key_file(other).read_bytes()
    window = shown(library)
    assert not window.open_library(other)
    dialog_of(window, PassphraseDialog).reject()
    assert window.session.workspace is not None
    assert window.session.workspace.path == library
    made = window.session.workspace.safety.backup()
    window.acts["backups"].trigger()
    dialog = dialog_of(window, BackupsDialog)
    assert isinstance(dialog, BackupsDialog)
    assert dialog.chosen() == made.path
    dialog.reject()
    window.acts["passphrase"].trigger()
    answer(window, "correct horse", "correct horse")
    assert window.session.workspace.path == library
    assert window.session.protected
    assert keys.key_file(other).read_bytes() == before
    dialog_of(window, RecoverySheet).accept()
    assert not window.open_library(other)
    dialog_of(window, PassphraseDialog).reject()
    window.acts["lock"].trigger()
    answer(window, "correct horse")
    assert window.session.workspace.path == library


def test_the_open_library_is_the_one_that_is_asked_for_by_whatever_path(
    shown: Show, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = shown(library)
    open_now = window.session.workspace
    link = library.with_name("link.imr")
    link.symlink_to(library)
    monkeypatch.chdir(library.parent)
    for path in (Path(library.name), link, library.parent / ".." / library.parent.name / library.name):
        assert window.open_library(path)
        assert window.session.workspace is open_now
        assert window.banner.current is None, "another window does not hold it"


def test_the_backups_of_a_library_that_does_not_open_are_offered_beside_the_one_that_is_open(
    shown: Show, library: Path
) -> None:
    other = library.with_name("other.imr")
    with Workspace.open(other, who="ann") as workspace:
        workspace.add(*letter(1))
        of_the_other = workspace.safety.backup().path
    other.write_bytes(b"no library at all" * 1000)
    window = shown(library)
    assert window.session.workspace is not None
    ours = window.session.workspace.safety.backup().path
    assert not window.open_library(other)
    press(window, "Backups…")
    dialog = dialog_of(window, BackupsDialog)
    assert isinstance(dialog, BackupsDialog)
    assert dialog.chosen() == of_the_other
    dialog.reject()
    window.acts["backups"].trigger()
    dialog = dialog_of(window, BackupsDialog)
    assert isinstance(dialog, BackupsDialog)
    assert dialog.chosen() == ours
    dialog.reject()
    assert not window.open_library(other)
    press(window, "Backups…")
    bring_back(window)
    assert window.session.workspace.path == other
    assert window.session.workspace.count() == 1
    assert keeping.latest(library) is not None


@pytest.mark.parametrize("what", ["changed", "made"])
def test_a_recovery_key_is_shown_next_time_where_the_window_was_closed_before_it_came(
    shown: Show, library: Path, what: str
) -> None:
    window, path = shown(library), library
    if what == "changed":
        window.acts["passphrase"].trigger()
    else:
        path = library.with_name("new.imr")
        window.keeper.new_library(path)
    dialog = dialog_of(window, PassphraseDialog)
    assert isinstance(dialog, PassphraseDialog)
    for box in dialog.boxes:
        box.setText("correct horse")
    dialog.accept()
    wait_until(lambda: window.keeper._away._work is not None)
    window.close()
    for sheets, kept in ((1, False), (1, True), (0, False)):
        again = shown(path)
        answer(again, "correct horse")
        found = [each for each in again.findChildren(RecoverySheet) if each.isVisible()]
        assert len(found) == sheets
        if kept:
            found[0].kept.click()
            found[0].close_button.click()
        again.close()


def test_a_backup_is_restored_in_the_window_and_what_was_there_is_kept(window: MainWindow) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    workspace.safety.backup()
    before = workspace.case(1).value("patient.age").value
    workspace.set_text(1, AGE, "61")
    window.acts["backups"].trigger()
    QTest.keyClick(dialog_of(window, BackupsDialog), Qt.Key.Key_Return)
    question = dialog_of(window, RestoreDialog)
    assert isinstance(question, RestoreDialog)
    QTest.keyClick(question, Qt.Key.Key_Return)
    assert not question.isVisible()
    assert workspace.case(1).value("patient.age").value == 61, "two times Enter leaves all as it is"
    window.acts["backups"].trigger()
    bring_back(window)
    assert window.session.workspace is not None
    assert window.session.workspace.case(1).value("patient.age").value == before
    assert window.station is not None
    assert window.banner.current is not None
    assert "File > Backups brings it back" in window.banner.current.text
    window.keeper.restore(window.keeper.library, workspace.safety.backups[-1].path)
    wait_until(lambda: not window.keeper.away)
    assert window.session.workspace is not None
    assert window.session.workspace.case(1).value("patient.age").value == 61


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
    bring_back(window)
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


def test_a_library_that_is_held_shows_its_present_state_when_asked(shown: Show, library: Path) -> None:
    with Workspace.open(library, who="Ann Holder") as holder:
        window = shown(library)
        press(window, "Open read-only")
        workspace = window.session.workspace
        assert workspace is not None
        holder.set_text(1, AGE, "61")
        assert workspace.case(1).value(AGE.field).value == 52, "one moment is shown"
        before = workspace.safety.as_of
        assert "as of" in window.top._read_only.text()
        press(window, "Show the current state")
        assert window.session.workspace is workspace
        assert workspace.case(1).value(AGE.field).value == 61
        assert workspace.safety.as_of != before
        holder.set_text(1, AGE, "62")
        window.acts["reread"].trigger()
        assert workspace.case(1).value(AGE.field).value == 62
        assert window.station is not None
        assert window.station.shown is not None
        assert window.station.shown.value(AGE.field).value == 62


def test_only_what_another_window_holds_can_be_shown_anew(window: MainWindow) -> None:
    assert not window.acts["reread"].isEnabled()


def look_after(window: MainWindow, qtbot: QtBot) -> None:
    """What the clock has done from time to time, to its end."""
    qtbot.waitUntil(lambda: not window.keeper.busy, timeout=30_000)
    window.keeper.look_after()
    assert window.keeper.busy
    qtbot.waitUntil(lambda: not window.keeper.busy, timeout=30_000)


def test_a_backup_is_made_by_the_clock(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    qtbot.waitUntil(lambda: len(workspace.safety.backups) == 1, timeout=30_000)
    count = len(workspace.safety.backups)
    workspace.set_text(1, AGE, "61")
    look_after(window, qtbot)
    assert len(workspace.safety.backups) == count, "not yet"
    later = datetime.now(UTC) + timedelta(minutes=31)
    due = workspace.safety.backup_if_due
    monkeypatch.setattr(workspace.safety, "backup_if_due", lambda: due(later))
    look_after(window, qtbot)
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
    window: MainWindow,
    no_room: Callable[[bool], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
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
    assert (window.banner.current.act, window.banner.current.other) == ("Try again", "Save a copy…")
    assert workspace.case(1).value("patient.age").value == 52
    assert not window.close(), "the window does not close over what is not saved"
    assert window.isVisible()
    window.banner.dismiss()  # the window's own word
    no_room(False)
    copy = tmp_path / "elsewhere.imr"
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(copy), ""))
    press(window, "Save a copy…")
    qtbot.waitUntil(lambda: window.banner.current is not None and window.banner.current.gravity == "news")
    with Workspace.open(copy, who="ann") as saved:
        assert len(saved.cases()) == 2
    window.banner.dismiss()
    press(window, "Try again")
    assert window.banner.current is not None
    assert window.banner.current.text == "What could not be saved before is saved now."
    assert workspace.case(1).value("patient.age").value == 61


def test_an_act_that_failed_is_done_by_trying_again(window: MainWindow, no_room: Callable[[bool], None]) -> None:
    assert window.station is not None
    workspace = window.session.workspace
    assert workspace is not None
    window.station.pane.focus_slot(AGE)
    box = QApplication.focusWidget()
    assert box is not None
    no_room(True)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert workspace.case(1).value(AGE.field).state == "prefilled"
    press(window, "Try again")
    assert window.banner.current is not None
    assert "could not be saved" in window.banner.current.text, "the cause is still there"
    no_room(False)
    press(window, "Try again")
    assert workspace.case(1).value(AGE.field).state == "confirmed"
    assert window.banner.current is not None
    assert window.banner.current.gravity == "news"


def test_another_case_waits_for_what_cannot_be_saved_and_that_is_saved_by_itself(
    window: MainWindow, no_room: Callable[[bool], None], qtbot: QtBot
) -> None:
    station, workspace = window.station, window.session.workspace
    assert station is not None
    assert workspace is not None
    window.keeper.retry.setInterval(20)
    station.pane.focus_slot(AGE)
    no_room(True)
    driving.press(Qt.Key.Key_A, driving.CTRL)
    driving.write("61")
    driving.press(Qt.Key.Key_Down, driving.CTRL)
    qtbot.waitUntil(lambda: station.cases.chosen == 1)
    assert station.shown is not None
    assert station.shown.id == 1
    assert window.banner.current is not None
    assert "could not be saved" in window.banner.current.text
    box = next(row.editor for row in station.pane.form._all_rows() if row.slot == AGE)
    assert box.text() == "61"
    with qtbot.assertNotEmitted(station.desk.changed), qtbot.waitSignals([window.keeper.retry.timeout] * 2):
        pass
    no_room(False)
    qtbot.waitUntil(lambda: workspace.case(1).value(AGE.field).value == 61)
    told = [each.text for each in window.banner._notices]
    assert "What could not be saved before is saved now." in told
    assert not [each for each in told if "could not be saved" in each and "now" not in each], "it is true no more"
    assert not window.keeper.retry.isActive()
    driving.press(Qt.Key.Key_Down, driving.CTRL)
    qtbot.waitUntil(lambda: station.shown is not None and station.shown.id == 2)


def test_an_undo_that_cannot_be_saved_takes_nothing_back_until_it_can(
    window: MainWindow, no_room: Callable[[bool], None], qtbot: QtBot
) -> None:
    station, workspace = window.station, window.session.workspace
    assert station is not None
    assert workspace is not None
    station.pane.focus_slot(AGE)
    for age in ("61", "62"):
        driving.press(Qt.Key.Key_A, driving.CTRL)
        driving.write(age)
        driving.press(Qt.Key.Key_Return)
        station.pane.focus_slot(AGE)
    no_room(True)
    window.acts["undo"].trigger()
    assert window.banner.current is not None
    assert "could not be saved" in window.banner.current.text
    assert workspace.case(1).value(AGE.field).value == 62
    assert [edit.new for edit in workspace.history(1)] == [61, 62], "nothing of it is in the log"
    box = next(row.editor for row in station.pane.form._all_rows() if row.slot == AGE)
    assert box.text() == "62"
    no_room(False)
    press(window, "Try again")
    assert workspace.case(1).value(AGE.field).value == 61
    assert workspace.can_redo()
    assert workspace.safety.check().well


def test_another_library_opened_amid_an_import_leaves_all_that_was_stored_and_typed(
    window: MainWindow, library: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    letters = write_letters(tmp_path / "letters", 8)
    assert window.station is not None
    station = window.station
    window.session.import_files(letters)
    qtbot.waitUntil(lambda: station.cases.count > 2, timeout=60_000)
    station.pane.focus_slot(AGE)
    driving.press(Qt.Key.Key_A, driving.CTRL)
    driving.write("61")
    assert window.open_library(tmp_path / "other.imr")
    with Workspace.open(library, who="ann") as workspace:
        assert workspace.case(1).value(AGE.field).value == 61
        assert 3 <= workspace.count() <= 10
        assert workspace.safety.check().well
    assert window.open_library(library)
    with qtbot.waitSignal(window.session.imported, timeout=120_000):
        window.session.import_files(letters)
    assert window.session.workspace is not None
    assert window.session.workspace.count() == 10, "an import that is begun again adds what is missing, and that alone"


def test_a_library_that_is_taken_away_is_told_of_and_its_backup_brought_back(
    window: MainWindow, library: Path, qtbot: QtBot
) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    qtbot.waitUntil(lambda: len(workspace.safety.backups) == 1, timeout=30_000)
    qtbot.waitUntil(lambda: not window.keeper.busy)
    workspace.set_text(1, AGE, "61")
    library.unlink()
    window.keeper.look_after()
    assert window.banner.current is not None
    assert "was moved, deleted or replaced" in window.banner.current.text
    assert not window.session.writable
    press(window, "Backups…")
    told: list[str] = []
    window.session.told.connect(lambda notice: told.append(notice.text))
    bring_back(window)
    assert window.session.writable
    assert window.session.workspace is not None
    assert window.session.workspace.case(1).value(AGE.field).value == 61
    assert "The backup is restored." in told, "nothing stood there that could be kept"


# --- what can be passed on -------------------------------------------------------------------------------------------


def test_what_can_be_passed_on_is_looked_into_before_anything_has_gone_wrong(window: MainWindow, qtbot: QtBot) -> None:
    window.acts["report"].trigger()
    (sheet,) = window.findChildren(ReportSheet)
    qtbot.waitUntil(sheet.save.isEnabled, timeout=30_000)
    assert [sheet.names.itemText(place) for place in range(sheet.names.count())][:2] == ["README.txt", "versions.json"]
    sheet.names.setCurrentText("library.json")
    assert '"cases": 2' in sheet.text.toPlainText()
    driving.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(window.isActiveWindow)


# --- in the background -----------------------------------------------------------------------------------------------


class Slow:
    """An act of the upkeep that takes as long as the test wants, and remembers the thread that it is done in."""

    def __init__(self) -> None:
        self.thread = ""
        self.begun, self.end = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.thread = threading.current_thread().name
        self.begun.set()
        self.end.wait(30)


@pytest.fixture
def slow(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[Slow]:
    """The weekly check, under way."""
    made = Slow()
    workspace = window.session.workspace
    assert workspace is not None
    qtbot.waitUntil(lambda: not window.keeper.busy, timeout=30_000)
    monkeypatch.setattr(workspace.safety, "check_if_due", made)
    window.keeper.look_after()
    qtbot.waitUntil(made.begun.is_set)
    yield made
    made.end.set()


def test_the_person_works_on_while_the_library_is_looked_after(window: MainWindow, slow: Slow, qtbot: QtBot) -> None:
    heart = Heartbeat(window)
    workspace = window.session.workspace
    assert workspace is not None
    workspace.set_text(1, AGE, "61")
    window.keeper.look_after()
    assert slow.thread == "upkeep"
    qtbot.waitUntil(lambda: heart.beats > 20)
    slow.end.set()
    qtbot.waitUntil(lambda: not window.keeper.busy)


def test_the_backup_of_opening_is_made_in_the_background(
    shown: Show, library: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    threads: list[str] = []
    make = backups.make

    def noted(*given: Any, **named: Any) -> backups.Backup:
        threads.append(threading.current_thread().name)
        return make(*given, **named)

    monkeypatch.setattr(backups, "make", noted)
    window = shown(library)
    assert threads == []
    qtbot.waitUntil(lambda: window.session.workspace is not None and len(window.session.workspace.safety.backups) == 1)
    assert threads == ["upkeep"]


def test_the_window_lives_on_while_a_backup_is_put_back(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    backup = workspace.safety.backup()
    window.station.pane.focus_slot(AGE)  # type: ignore[union-attr]  # a library is open
    driving.press(Qt.Key.Key_A, driving.CTRL)
    driving.write("sixty-t")
    begun, end = threading.Event(), threading.Event()
    restore = keeping.restore

    def slowly(*given: Any, **named: Any) -> Path:
        begun.set()
        end.wait(30)
        return restore(*given, **named)

    monkeypatch.setattr(keeping, "restore", slowly)
    heart = Heartbeat(window)
    window.keeper.restore(window.keeper.library, backup.path)
    qtbot.waitUntil(begun.is_set)
    beats = heart.beats
    qtbot.waitUntil(lambda: heart.beats > beats + 5)
    assert window.station is None
    end.set()
    qtbot.waitUntil(lambda: window.station is not None)
    workspace = window.session.workspace
    assert workspace is not None
    assert workspace.case(1).value(AGE.field).draft is None
    window.keeper.restore(window.keeper.library, workspace.safety.backups[-1].path)
    qtbot.waitUntil(lambda: window.session.workspace not in (None, workspace))
    assert window.session.workspace is not None
    draft = window.session.workspace.case(1).value(AGE.field).draft
    assert draft == "sixty-t", "what was typed is in what was kept"


@pytest.mark.full
@pytest.mark.parametrize("passphrase", [None, "correct horse"])
@pytest.mark.parametrize("mebibytes", [30, 120])
def test_the_window_lives_on_while_a_large_library_is_unlocked_backed_up_and_put_back(
    shown: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, passphrase: str | None, mebibytes: int
) -> None:
    monkeypatch.setattr(keys, "_COST", {"n": 2**17, "r": 8, "p": 1})
    path = tmp_path / "large.imr"
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        for number in range(1, mebibytes * 4 + 1):
            data, source, reading = letter(number)
            long = data * (250_000 // len(data))
            workspace.add(long, replace(source, sha256=sha256(long).hexdigest()), reading)
    window = shown(tmp_path / "small.imr")
    hearts: list[Heartbeat] = []
    if passphrase:
        opening_it, hearts = window.session.open, [Heartbeat(window)]

        def unlocked(*given: Any, **named: Any) -> bool:
            if hearts and "passphrase" in named:
                hearts.pop().check()
            return opening_it(*given, **named)

        monkeypatch.setattr(window.session, "open", unlocked)
    window.open_library(path)
    if passphrase:
        answer(window, passphrase)
    assert hearts == []
    opened = window.session.workspace
    assert opened is not None
    hearts.append(Heartbeat(window))
    saved = itertools.count(1)
    hand = QTimer(window, interval=50)
    hand.timeout.connect(lambda: opened.set_text(1, AGE, str(20 + next(saved) % 60)))
    hand.start()
    qtbot.waitUntil(lambda: len(opened.safety.backups) == 1, timeout=120_000)
    qtbot.waitUntil(lambda: not window.keeper.busy, timeout=120_000)
    hand.stop()
    assert next(saved) > 10, "the person works on"
    restored = window.keeper._restored

    def put_back(*given: Any) -> None:
        hearts.pop().check()  # before the panes are built again, which takes as long for any library
        restored(*given)

    monkeypatch.setattr(window.keeper, "_restored", put_back)
    window.keeper.restore(window.keeper.library, opened.safety.backups[0].path)
    qtbot.waitUntil(lambda: not window.keeper.away, timeout=120_000)
    assert hearts == []
    assert window.session.writable


def test_a_window_that_is_closed_waits_for_what_is_done_to_its_library(
    window: MainWindow, library: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    backup = workspace.safety.backup()
    workspace.set_text(1, AGE, "61")
    begun = threading.Event()
    restore = keeping.restore

    def noted(*given: Any, **named: Any) -> Path:
        begun.set()
        return restore(*given, **named)

    monkeypatch.setattr(keeping, "restore", noted)
    window.keeper.restore(window.keeper.library, backup.path)
    qtbot.waitUntil(begun.is_set)
    assert window.close()
    assert not window.keeper.away
    with Workspace.open(library, who="ann") as again:
        assert again.case(1).value(AGE.field).value == 52


def test_closing_does_not_wait_for_upkeep(window: MainWindow, slow: Slow, qtbot: QtBot) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    assert window.close()
    slow.end.set()
    qtbot.waitUntil(lambda: all(thread.name != "upkeep" for thread in threading.enumerate()))
    with Workspace.open(workspace.path, who="ann") as again:
        assert again.safety.trouble is None


def test_a_backup_that_fails_is_told_and_the_work_goes_on(window: MainWindow, library: Path, qtbot: QtBot) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    qtbot.waitUntil(lambda: not window.keeper.busy, timeout=30_000)
    folder = library.with_name(f"{library.name}.backups")
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("in the way", encoding="utf-8")
    workspace.set_text(1, AGE, "61")
    look_after(window, qtbot)
    assert window.banner.current is not None
    assert "o backup" in window.banner.current.text
    workspace.set_text(1, AGE, "62")
    assert workspace.case(1).value(AGE.field).value == 62
    folder.unlink()


def test_a_library_that_the_check_finds_damaged_is_only_read_and_leads_to_its_backups(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    workspace = window.session.workspace
    assert workspace is not None
    workspace.set_text(1, AGE, "61")
    qtbot.waitUntil(lambda: not window.keeper.busy, timeout=30_000)
    workspace.safety.backup()
    with workspace._library.writing():
        workspace._library.database.execute("UPDATE record_values SET value = '17' WHERE field = 'patient.age'")
    monkeypatch.setattr(workspace.safety, "check_if_due", workspace.safety.check)
    look_after(window, qtbot)
    assert window.banner.current is not None
    assert "damaged" in window.banner.current.text
    assert not window.session.writable
    press(window, "Backups…")
    bring_back(window)
    assert window.session.writable
    assert window.session.workspace is not None
    assert window.session.workspace.case(1).value(AGE.field).value == 61


def test_a_large_library_is_looked_through_after_it_is_shown(
    shown: Show, library: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(opening, "CHECKED_AT_OPENING", 0)
    window = shown(library)
    workspace = window.session.workspace
    assert workspace is not None
    assert workspace.safety.backups == []
    assert workspace._library.unchecked
    qtbot.waitUntil(lambda: not workspace._library.unchecked, timeout=30_000)
    qtbot.waitUntil(lambda: len(workspace.safety.backups) == 1, timeout=30_000)
    assert window.session.writable


def test_a_large_library_that_is_damaged_is_only_read_once_that_is_known(
    shown: Show, library: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(opening, "CHECKED_AT_OPENING", 0)
    monkeypatch.setattr(keeping, "sound", lambda _: False)
    window = shown(library)
    assert window.session.writable
    qtbot.waitUntil(lambda: not window.session.writable, timeout=30_000)
    qtbot.waitUntil(lambda: window.banner.current is not None, timeout=30_000)
    assert window.banner.current is not None
    assert "damaged" in window.banner.current.text
    assert window.banner.current.act == "Backups…"


def test_a_damaged_case_empties_the_desk_and_the_next_one_fills_it(shown: Show, library: Path) -> None:
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(2, AGE, "61")
    with closing(sqlite.connect(str(library), isolation_level=None)) as file:
        assert file.execute("UPDATE record_values SET value = '99' WHERE case_id = 2 AND state = 'corrected'").rowcount
    window = shown(library)
    station = window.station
    assert station is not None
    first = window.windowTitle()
    assert station.shown is not None
    station.cases.select(2)
    assert station.shown is None
    assert window.windowTitle() == "IMR Desktop"
    placard = next(each for each in station.findChildren(Placard) if each.isVisible())
    assert placard.accessibleName().startswith("Case 2 cannot be shown")
    assert not station.source.isVisible()
    assert station.pane.current_slot() is None
    assert not window.acts["find"].isEnabled()
    assert window.banner.current is not None
    assert "damaged" in window.banner.current.text
    station.cases.select(1)
    assert window.windowTitle() == first
    assert station.source.isVisible()


# --- protected libraries that are damaged, or whose key file is lost -------------------------------------------------


@pytest.fixture
def protected_letters(library: Path) -> tuple[Path, str]:
    """A protected library with two letters and a backup, and its recovery key."""
    key = keeping.rekey(library, who="ann", passphrase=None, new="correct horse").recovery
    assert key is not None
    keeping.recovery_key_seen(library, key)
    with Workspace.open(library, who="ann", passphrase="correct horse") as workspace:
        workspace.set_text(1, AGE, "61")
        workspace.safety.backup()
    assert key is not None
    return library, key


def test_a_damaged_protected_library_is_restored_with_its_passphrase(
    shown: Show, protected_letters: tuple[Path, str]
) -> None:
    library, _ = protected_letters
    data = bytearray(library.read_bytes())
    data[4096 * 3 : 4096 * 4] = bytes(4096)
    library.write_bytes(data)
    window = shown(library)
    answer(window, "correct horse")
    said = window.banner.current.text if window.banner.current else window.trouble.accessibleName()
    assert "damaged" in said
    press(window, "Backups…")
    bring_back(window)
    answer(window, "wrong")
    answer(window, "correct horse")
    assert window.session.writable
    assert window.session.workspace is not None
    assert window.session.workspace.case(1).value(AGE.field).value == 61
    assert window.banner.current is not None
    assert "kept in" in window.banner.current.text


def test_a_lost_key_file_is_told_and_the_recovery_key_opens(shown: Show, protected_letters: tuple[Path, str]) -> None:
    library, key = protected_letters
    for each in library.parent.rglob("*.key"):
        each.unlink()
    window = shown(library)
    assert "key file" in window.trouble.accessibleName()
    assert "missing" in window.trouble.accessibleName()
    press(window, "Enter recovery key…")
    answer(window, key)
    assert window.session.workspace is not None
    assert window.session.workspace.case(1).value(AGE.field).value == 61


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.full)])
def test_whatever_page_is_damaged_the_window_says_so_and_lives_on(shown: Show, library: Path, step: int) -> None:
    """Every seventh page, one after the other; all of them in the full run."""
    whole = library.read_bytes()
    pages = len(whole) // 4096
    window = shown(library.with_name("other.imr"))
    for page in range(1, pages, step):
        for beside in (".holder", "-wal", "-shm"):
            library.with_name(library.name + beside).unlink(missing_ok=True)
        library.write_bytes(whole[: page * 4096] + bytes(4096) + whole[(page + 1) * 4096 :])
        opened = window.open_library(library)
        said = window.banner.current.text if window.banner.current else ""
        assert opened or "damaged" in said, page
        if opened:
            assert "damaged" in said or window.session.writable, page
            assert window.station is not None
            for case in window.station.cases.listed():
                window.station.cases.select(case)
        window.banner.dismiss()
        assert window.open_library(library.with_name("other.imr"))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
