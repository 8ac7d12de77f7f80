"""The window as a whole: opening libraries, importing, undo, what it says, and how it ends."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from driving import CTRL, ENTER, Script, drive, drop, press, tab_to, write
from letters import write_letter
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from imr_desktop import paths
from imr_desktop.errors import FileProblem, LibraryProblem
from imr_desktop.gui import app
from imr_desktop.gui.actions import ACTIONS, Menu
from imr_desktop.gui.choices.settings import Settings
from imr_desktop.gui.common import file_dialogs
from imr_desktop.gui.common.dialogs import About
from imr_desktop.gui.common.notices import Notice
from imr_desktop.gui.keeping.fault_report import FaultReport
from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot
from imr_desktop.reading_child import ReadingChild
from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.usefixtures("one_core")

Show = Callable[[Path], MainWindow]

DATE = Slot(0, "letter.ur_denial_date")
READ = "2017-01-13"


def panes(window: MainWindow) -> Station:
    assert window.station is not None
    return window.station


def told(window: MainWindow) -> str:
    """What the banner says."""
    return window.banner.current.text if window.banner.current else ""


def value(window: MainWindow, slot: Slot = DATE, case_id: int = 1) -> object:
    return panes(window).desk.workspace.case(case_id).value(slot.field, slot.item).value


def correct(window: MainWindow, text: str, case_id: int = 1, slot: Slot = DATE) -> None:
    desk = panes(window).desk
    desk.do(lambda: desk.workspace.set_text(case_id, slot, text))


# --- opening ---------------------------------------------------------------------------------------------------------


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from imr_desktop.gui import app
from imr_desktop.gui.common.pages import Ground
heavy = {"sqlite_utils", "sqlcipher3", "pdfplumber", "pypdfium2", "pdfminer", "multiprocessing.pool"}
class Watch(Ground):
    def paintEvent(self, event):
        print("at the first paint:", sorted(heavy & set(sys.modules)))
        super().paintEvent(event)
from imr_desktop.gui import window
window.Ground = Watch
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = QApplication([])
timer = QTimer()
def close_when_open():
    for each in QApplication.topLevelWidgets():
        if isinstance(each, window.MainWindow) and each.station is not None:
            print("later:", sorted(heavy & set(sys.modules)))
            each.close()
timer.timeout.connect(close_when_open)
timer.start(5)
sys.exit(app.run(Path(sys.argv[1]), who="Robin Vale"))
"""
    command = [sys.executable, "-c", program, str(tmp_path / "library.imr")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    first, later = done.stdout.splitlines()
    assert first == "at the first paint: []"
    assert "sqlcipher3" in later, "the same look finds what is loaded afterwards"


def test_a_file_that_is_no_library_is_told_and_left_alone(shown: Show, tmp_path: Path) -> None:
    letter = tmp_path / "notes.imr"
    letter.write_text("Dear Robin, this is no library at all. " * 50, encoding="utf-8")
    before = letter.read_bytes()
    window = shown(letter)
    assert window.station is None
    assert window.trouble.isVisible()
    assert "is not a library" in window.trouble.accessibleName()
    assert letter.read_bytes() == before
    assert not window.acts["import"].isEnabled()


def test_from_a_library_that_cannot_be_opened_another_one_can_be_chosen(
    shown: Show, tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty.imr"
    empty.touch()
    window = shown(empty)
    monkeypatch.setattr(file_dialogs, "open_name", lambda *_: str(library))
    button_called(window, "Open another library…").click()
    assert panes(window).cases.count == 2
    assert not window.trouble.isVisible()
    assert empty.stat().st_size == 0


def test_a_library_that_cannot_be_opened_leaves_the_open_one_in_its_place(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "empty.imr").touch()
    assert not window.open_library(tmp_path / "empty.imr")
    assert "empty" in told(window)
    assert panes(window).cases.count == 2


def test_another_library_takes_the_place_of_the_open_one(window: MainWindow, library: Path, tmp_path: Path) -> None:
    correct(window, "2/1/2017")
    assert window.open_library(tmp_path / "other.imr")
    assert panes(window).cases.count == 0
    assert window.open_library(library)
    assert value(window) == "2017-02-01"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_library_can_be_looked_at_and_says_so(shown: Show, library: Path) -> None:
    library.chmod(stat.S_IRUSR)
    check_read_only(shown(library))


def test_a_library_that_takes_no_changes_says_so(shown: Show, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workspace, "read_only", True)
    check_read_only(shown(library))


def check_read_only(window: MainWindow) -> None:
    assert any(label.text() == "Read only" and label.isVisible() for label in window.top.findChildren(QLabel))
    assert not window.acts["import"].isEnabled()
    assert not window.acts["not_in_letter"].isEnabled()
    assert window.acts["export"].isEnabled()


def test_the_window_comes_back_as_it_was_left(shown: Show, library: Path, home: Path, qtbot: QtBot) -> None:
    window = shown(library)
    QApplication.processEvents()  # its panes lie as they shall once it stands on the screen
    window.resize(1100, 700)
    panes(window).cases.next_case()
    docks = panes(window).panes
    docks.resizeDocks([docks.docks["cases"]], [252], Qt.Orientation.Horizontal)
    window.wear("dark")
    window.close()
    again = shown(library)
    assert (again.width(), again.height()) == (1100, 700)
    assert panes(again).cases.chosen == 2
    qtbot.waitUntil(lambda: panes(again).cases.width() == 252)
    assert Settings(home / "settings.toml").text("appearance") == "dark"


def test_a_damaged_memory_only_means_that_nothing_is_remembered(shown: Show, library: Path, home: Path) -> None:
    (home / "window.ini").write_bytes(
        b"[shape]\nwindow=@ByteArray(\0\x7f\xff)\npanes=17\nappearance\xff=[[[\n\0\0[case]\nx=\x80"
    )
    assert panes(shown(library)).cases.chosen == 1


def test_an_empty_library_says_what_to_do(shown: Show, tmp_path: Path) -> None:
    window = shown(tmp_path / "new.imr")
    assert button_called(window, "Import letters…").hasFocus()
    assert not panes(window).cases.isVisible()


def test_the_sample_library_is_filled_when_it_is_first_opened(qapp: QApplication) -> None:
    count = len(list(paths.samples().glob("*.pdf"))) + len(list(paths.samples().glob("*.txt")))

    def look(window: MainWindow) -> Script:
        yield lambda: window.station is not None and window.station.cases.count == count
        yield lambda: window.windowTitle() != "IMR Desktop"
        window.close()

    assert count
    drive(lambda: app.run(paths.sample_library(), who="Robin Vale", sample=True), look)
    with Workspace.open(paths.sample_library(), who="Robin Vale") as workspace:
        assert len(workspace.cases()) == count


# --- importing -------------------------------------------------------------------------------------------------------


def draw_pdf(path: Path, text: str, password: str | None = None) -> Path:
    """A PDF of one page with a line on it, locked where a password is given."""
    canvas = Canvas(str(path), encrypt=StandardEncryption(password) if password else None)
    canvas.drawString(72, 720, text)
    canvas.save()
    return path


def bad_files(folder: Path) -> dict[str, Path]:
    """Files of which no case can be made, by the word that must occur in what is said of them."""
    (folder / "hollow.pdf").touch()
    (folder / "photo.pdf").write_bytes(bytes(range(256)) * 8)
    whole = draw_pdf(folder / "whole.pdf", "Final Determination").read_bytes()
    (folder / "cut.pdf").write_bytes(whole[: len(whole) // 3])
    (folder / "letters").mkdir()
    return {
        "not there": folder / "gone.pdf",
        "no letters": folder / "letters",
        "empty": folder / "hollow.pdf",
        "neither a PDF nor": folder / "photo.pdf",
        "damaged": folder / "cut.pdf",
        "password": draw_pdf(folder / "locked.pdf", "Final Determination", password="open sesame"),
    }


def test_of_files_dropped_together_the_good_one_is_in_and_each_other_has_its_sentence(
    shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = bad_files(tmp_path)
    shopping = write_letter(tmp_path, "shopping.txt", "Two pounds of apples.\nA loaf of bread.\n")
    window = shown(tmp_path / "new.imr")
    with qtbot.waitSignal(window.session.imported, timeout=60_000):
        drop(window, [*bad.values(), shopping, write_letter(tmp_path)])
    notice = window.banner.current
    assert notice is not None
    assert notice.text == f"2 letters imported, {len(bad)} could not be read."
    for words, path in bad.items():
        assert any(path.name in line and words in line for line in notice.details), (words, notice.details)
    assert any(shopping.name in line for line in notice.details)
    assert {row.name for row in panes(window).desk.workspace.cases()} == {shopping.name, "letter.txt"}


def test_a_letter_that_is_there_already_is_told(shown: Show, qtbot: QtBot, tmp_path: Path) -> None:
    window = shown(tmp_path / "new.imr")
    for _ in range(2):
        with qtbot.waitSignal(window.session.imported, timeout=60_000):
            window.session.import_files([write_letter(tmp_path)])
    assert told(window) == "letter.txt is in this library already; nothing was changed."
    assert panes(window).cases.count == 1


def test_what_cannot_be_stored_holds_the_import_up_and_is_stored_when_there_is_room(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise LibraryProblem("disk-full", "The disk is full.")

    before = panes(window).cases.count
    monkeypatch.setattr(Workspace, "add_all", full)
    window.session.import_files([write_letter(tmp_path)])
    qtbot.waitUntil(lambda: window.banner.current is not None, timeout=60_000)
    assert told(window) == "The disk is full. The import is paused."
    assert panes(window).cases.count == before
    monkeypatch.undo()
    with qtbot.waitSignal(window.session.imported, timeout=60_000):
        button_called(window, "Go on").click()
    assert panes(window).cases.count == before + 1


def test_what_is_dragged_and_is_no_file_is_refused(window: MainWindow) -> None:
    assert not drop(window, ["https://example.org/letter.pdf"])


def test_a_file_dropped_on_a_text_box_is_imported_and_not_typed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    box = panes(window).cases.filter_box
    with qtbot.waitSignal(window.session.imported, timeout=60_000):
        assert drop(window, [write_letter(tmp_path)], over=box)
    assert box.text() == ""
    assert panes(window).cases.count == 3


def test_a_library_that_takes_no_changes_takes_no_files(
    shown: Show, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "read_only", True)
    assert not drop(shown(library), [write_letter(tmp_path)])


def many_letters(folder: Path, count: int = 40) -> list[Path]:
    return [write_letter(folder, f"letter-{number}.txt", f"Letter {number}.\n" * 40) for number in range(count)]


def test_the_rest_of_an_import_can_be_left_out(shown: Show, qtbot: QtBot, tmp_path: Path) -> None:
    window = shown(tmp_path / "new.imr")
    window.session.import_files(many_letters(tmp_path))
    qtbot.waitUntil(lambda: panes(window).cases.count > 0, timeout=60_000)
    with qtbot.waitSignal(window.session.imported, timeout=60_000) as ended:
        button_called(window, "Cancel").click()
    assert ended.args is not None
    kept = panes(window).cases.count
    assert 0 < kept < 40
    assert f"{40 - kept} left out" in str(ended.args[0])
    with qtbot.waitSignal(window.session.imported, timeout=60_000):
        window.session.import_files([write_letter(tmp_path)])
    assert panes(window).cases.count == kept + 1, "the next import works"


def test_closing_while_letters_are_read_leaves_no_child_and_no_thread(
    shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    window = shown(tmp_path / "new.imr")
    window.session.import_files(many_letters(tmp_path))
    qtbot.waitUntil(lambda: panes(window).cases.count > 0, timeout=60_000)
    assert multiprocessing.active_children()
    assert window.close()
    assert not multiprocessing.active_children()
    assert "import" not in {thread.name for thread in threading.enumerate()}


def test_the_window_answers_while_a_letter_is_read(shown: Show, qtbot: QtBot, tmp_path: Path) -> None:
    window = shown(tmp_path / "new.imr")
    beats: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(1))
    with qtbot.waitSignal(window.session.imported, timeout=60_000):
        window.session.import_files([write_letter(tmp_path)])
        timer.start(1)
    timer.stop()
    assert len(beats) > 10, "a child needs far longer to start than ten turns of the event loop"


def test_a_document_whose_time_is_up_is_stopped_and_the_next_is_read(tmp_path: Path) -> None:
    data = write_letter(tmp_path).read_bytes()
    child = ReadingChild(time_limit=0.0)
    try:
        with pytest.raises(FileProblem) as problem:
            child.read("slow.txt", data)
        assert problem.value.code == "too-long"
        assert not multiprocessing.active_children()
    finally:
        child.close()


def test_a_crashed_child_costs_one_document(tmp_path: Path) -> None:
    data = write_letter(tmp_path).read_bytes()
    child = ReadingChild()
    try:
        assert child.read("letter.txt", data)[0].name == "letter.txt"
        [process] = multiprocessing.active_children()
        process.kill()
        process.join()
        with pytest.raises(FileProblem) as problem:
            child.read("crash.txt", data)
        assert problem.value.code == "crashed"
        assert child.read("next.txt", data)[0].name == "next.txt"
    finally:
        child.close()
    assert not multiprocessing.active_children()


# --- the list --------------------------------------------------------------------------------------------------------


def test_an_edit_changes_its_row_in_place(window: MainWindow) -> None:
    cases = panes(window).cases
    cases.next_case()
    resets = QSignalSpy(cases.view.model().modelReset)
    changed = QSignalSpy(cases.view.model().dataChanged)
    correct(window, "CM17-9977777", case_id=1, slot=Slot(0, "letter.case_number"))
    assert (resets.count(), changed.count()) == (0, 1)
    assert cases.view.model().index(0, 0).data() == "CM17-9977777"
    assert cases.chosen == 2


def test_the_shown_case_stays_while_the_filter_is_typed(window: MainWindow) -> None:
    station = panes(window)
    press(Qt.Key.Key_L, CTRL)
    write("9900002")
    assert station.cases.place() == (0, 1, "9900002")
    assert station.shown is not None
    assert station.shown.id == 1
    press(Qt.Key.Key_Down)
    assert station.shown.id == 2
    press(Qt.Key.Key_L, CTRL)
    press(Qt.Key.Key_Escape)
    assert station.cases.place() == (2, 2, "")


def test_a_filter_that_lets_nothing_through_can_be_taken_off(window: MainWindow) -> None:
    panes(window).cases.filter_box.setText("no such case")
    button_called(window, "Show all cases").click()
    assert panes(window).cases.place() == (1, 2, "")


@pytest.mark.parametrize(("words", "count"), [("mixed", 2), ("upheld", 0), ("request 1", 2), ("LETTER-2.txt", 1)])
def test_the_filter_looks_at_number_name_request_and_outcome(window: MainWindow, words: str, count: int) -> None:
    panes(window).cases.filter_box.setText(words)
    assert panes(window).cases.place()[1] == count


def test_keys_go_from_case_to_case(window: MainWindow) -> None:
    first, second = (row.id for row in panes(window).desk.workspace.cases()[:2])
    press(Qt.Key.Key_Down, CTRL)
    assert window.windowTitle() == "CM17-9900002 – IMR Desktop"
    assert panes(window).cases.selected() == [second]
    press(Qt.Key.Key_Up, CTRL)
    assert window.windowTitle() == "CM17-9900001 – IMR Desktop"
    assert panes(window).cases.selected() == [first]


def test_f6_goes_round_the_panes(window: MainWindow) -> None:
    station = panes(window)
    rounds = [station.cases, station.source, station.pane, station.cases]
    for pane in rounds[1:]:
        press(Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert pane.isAncestorOf(focused)
    press(Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert station.pane.isAncestorOf(focused)


def test_the_keys_below_follow_the_focus(window: MainWindow) -> None:
    hints = window.bottom.hints
    assert "Enter work on it" in hints.accessibleName()
    press(ENTER)
    assert "Enter confirm, then Sex (not found)" in hints.accessibleName()
    press(Qt.Key.Key_L, CTRL)
    assert "narrow the list" in hints.accessibleName()


# --- undo ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["confirm_many", "explain", "settings", "palette", "keys"])
def test_while_a_sheet_is_open_the_lowest_row_tells_nothing_of_what_lies_behind_it(
    window: MainWindow, act: str, qtbot: QtBot
) -> None:
    assert window.station is not None
    window.station.pane.focus_slot(Slot(0, "patient.sex"))
    before = window.bottom.hints.accessibleName()
    window.acts[act].trigger()
    qtbot.waitUntil(lambda: window.bottom.hints.accessibleName() == "Keys: Esc close this")
    sheet = QApplication.activeWindow()
    assert isinstance(sheet, QDialog)
    sheet.reject()
    qtbot.waitUntil(lambda: window.bottom.hints.accessibleName() == before)


def test_the_tour_tells_its_own_keys(window: MainWindow, qtbot: QtBot) -> None:
    window.acts["tour"].trigger()
    qtbot.waitUntil(lambda: "Enter next step" in window.bottom.hints.accessibleName())
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "Enter next step" not in window.bottom.hints.accessibleName())


def test_undo_goes_to_the_case_and_field_where_it_was_done(window: MainWindow) -> None:
    press(ENTER)
    tab_to(window, DATE)
    write("2/1/2017")
    press(ENTER)
    press(Qt.Key.Key_Down, CTRL)
    assert panes(window).cases.chosen == 2
    press(Qt.Key.Key_Z, CTRL)
    assert panes(window).cases.chosen == 1
    assert panes(window).pane.current_slot() == DATE
    assert value(window) == READ


def test_an_undo_in_another_case_says_so_and_is_done_again_from_there(window: MainWindow) -> None:
    correct(window, "2/1/2017")
    press(Qt.Key.Key_Down, CTRL)
    press(Qt.Key.Key_Z, CTRL)
    assert panes(window).cases.chosen == 1
    assert told(window) == f"Undone in {panes(window).title()}: correct UR denial date."
    button_called(window, "Redo").click()
    assert value(window) == "2017-02-01"
    assert told(window) == "", "in the shown case everybody sees what is done"


def test_an_undo_in_many_cases_says_in_how_many_and_a_new_act_ends_the_offer(window: MainWindow) -> None:
    panes(window).cases.view.selectAll()
    window.acts["postpone"].trigger()
    press(Qt.Key.Key_Z, CTRL)
    assert "Undone in 2 cases: mark 2 cases as postponed." in told(window)
    correct(window, "2/1/2017")
    assert told(window) == ""


def test_an_undo_in_the_shown_case_tells_nothing(window: MainWindow) -> None:
    correct(window, "2/1/2017")
    press(Qt.Key.Key_Z, CTRL)
    assert value(window) == READ
    assert told(window) == ""


def test_typing_is_undone_in_its_box_first(window: MainWindow) -> None:
    correct(window, "2/1/2017")
    press(ENTER)
    tab_to(window, DATE)
    write("3")
    window.acts["undo"].trigger()
    assert value(window) == "2017-02-01", "what was typed is gone, the act before it stands"
    press(Qt.Key.Key_Z, CTRL)
    assert value(window) == READ


def test_undoing_an_answer_turns_to_the_checklist(window: MainWindow) -> None:
    station = panes(window)
    press(Qt.Key.Key_2, CTRL)
    slot = station.pane.current_slot()
    assert slot is not None
    press(Qt.Key.Key_1)
    assert value(window, slot) is not None
    press(Qt.Key.Key_1, CTRL)
    press(Qt.Key.Key_Z, CTRL)
    assert value(window, slot) is None
    assert station.pane.current_slot() == slot


def test_the_menu_names_the_act_and_the_row_above_says_when_it_was_saved(window: MainWindow) -> None:
    assert window.acts["undo"].text() == "&Undo"
    assert not window.acts["undo"].isEnabled()
    correct(window, "2/1/2017")
    assert window.acts["undo"].text() == "&Undo Correct UR denial date"
    saved = panes(window).desk.workspace.last_saved
    assert saved is not None
    assert any(
        label.text() == f"Saved {saved:%H:%M:%S}" and label.isVisible() for label in window.top.findChildren(QLabel)
    )


# --- what the window says --------------------------------------------------------------------------------------------


def test_a_message_stays_until_it_is_put_away(window: MainWindow) -> None:
    panes(window).desk.problem.emit(LibraryProblem("first", "The first."))
    panes(window).desk.problem.emit(LibraryProblem("second", "The second."))
    panes(window).desk.problem.emit(LibraryProblem("first", "The first."))
    assert told(window) == "The first."
    press(Qt.Key.Key_Escape)
    assert told(window) == "The second."
    button_named(window, "Put this message away").click()
    assert not window.banner.isVisible()


def reported(window: MainWindow) -> str:
    """What the report of the program's own faults says."""
    return next((each.told for each in window.findChildren(FaultReport) if each.isVisible()), "")


def test_a_fault_of_the_program_is_told_and_logged_without_values(
    qapp: QApplication, home: Path, library: Path
) -> None:
    def review(window: MainWindow) -> Script:
        yield lambda: window.station is not None
        QTimer.singleShot(0, lambda: int("Canary McSecret"))
        yield lambda: "ValueError" in reported(window)
        thread = threading.Thread(target=lambda: {"a": 1}["Canary McSecret"])
        thread.start()
        yield lambda: "KeyError" in reported(window)
        press(Qt.Key.Key_Down, CTRL)
        yield lambda: panes(window).cases.chosen == 2
        window.close()

    drive(lambda: app.run(library, who="Robin Vale"), review)
    log = (home / "imr-desktop.log").read_text(encoding="utf-8")
    assert "ValueError at test_window.py:" in log
    assert "KeyError at test_window.py:" in log
    assert "Canary" not in log
    if os.name == "posix":
        assert stat.S_IMODE((home / "imr-desktop.log").stat().st_mode) == 0o600


def test_the_log_holds_no_message_of_an_exception(qapp: QApplication, home: Path, library: Path) -> None:
    def review(window: MainWindow) -> Script:
        yield lambda: window.station is not None
        try:
            int("Canary McSecret")
        except ValueError:
            logging.getLogger("imr_desktop.somewhere").exception("a page could not be drawn")
        window.close()

    drive(lambda: app.run(library, who="Robin Vale"), review)
    log = (home / "imr-desktop.log").read_text(encoding="utf-8")
    assert "a page could not be drawn" in log
    assert "ValueError" in log
    assert "Canary" not in log


def test_about_tells_the_library_and_what_the_program_stands_on(window: MainWindow, library: Path) -> None:
    window.acts["about"].trigger()
    [sheet] = window.findChildren(About)
    said = "".join(label.text() for label in sheet.findChildren(QLabel))
    assert str(library) in said
    assert "pypdfium2" in said
    assert "MIT" in said
    sheet.close()


@pytest.mark.parametrize(("appearance", "dark"), [("dark", True), ("light", False), ("contrast", False)])
def test_the_colours_follow_the_chosen_appearance(window: MainWindow, appearance: str, dark: bool) -> None:
    window.acts[appearance].trigger()
    assert (QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128) is dark
    assert window.acts[appearance].isChecked()


# --- the table of actions --------------------------------------------------------------------------------------------


def test_no_key_stands_for_two_actions() -> None:
    keys = [key for action in ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_every_action_stands_in_its_menu(window: MainWindow) -> None:
    menus = {menu.title().replace("&", ""): menu.actions() for menu in window.top.menus.findChildren(QMenu)}
    for action in ACTIONS:
        assert window.acts[action.id] in menus[action.menu], action.id


def test_mnemonics_do_not_collide_within_a_menu() -> None:
    for menu in get_args(Menu):
        letters = [action.text[action.text.index("&") + 1].lower() for action in ACTIONS if action.menu == menu]
        assert len(letters) == len(set(letters)), (menu, letters)


def test_without_a_library_only_what_needs_none_can_be_done(shown: Show, tmp_path: Path) -> None:
    (tmp_path / "empty.imr").touch()
    window = shown(tmp_path / "empty.imr")
    possible = {action.id for action in ACTIONS if window.acts[action.id].isEnabled()}
    for_itself = {"settings", "palette", "keys", "shortcuts", "guide", "tour", "report"}
    assert possible == {"open", "new", "samples", "quit", "system", "light", "dark", "contrast", "about"} | for_itself


def test_every_button_and_box_of_the_window_has_an_accessible_name(window: MainWindow) -> None:
    window.banner.tell(Notice("The disk is full.", details=("one",), act="Try again", do=window.close))
    widgets = [*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit)]
    nameless = [each for each in widgets if each.isVisible() and not (each.accessibleName() or button_text(each))]
    assert widgets
    assert nameless == []


def button_text(widget: object) -> str:
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def button_called(window: MainWindow, text: str) -> QAbstractButton:
    """The visible button with this text."""
    return next(each for each in window.findChildren(QAbstractButton) if each.text() == text and each.isVisible())


def button_named(window: MainWindow, name: str) -> QAbstractButton:
    """The visible button with this accessible name."""
    return next(
        each for each in window.findChildren(QAbstractButton) if each.accessibleName() == name and each.isVisible()
    )


# --- the end ---------------------------------------------------------------------------------------------------------


def test_closing_takes_over_what_is_being_typed(window: MainWindow, library: Path) -> None:
    press(ENTER)
    tab_to(window, DATE)
    write("2/1/2017")
    assert value(window) == READ
    assert window.close()
    with Workspace.open(library, who="Robin Vale") as workspace:
        assert workspace.case(1).value(DATE.field).value == "2017-02-01"


@pytest.mark.parametrize("failure", [LibraryProblem("unsaved", "The disk is full."), OSError("a fault")])
def test_a_window_that_cannot_save_stays_open(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, failure: Exception, qtbot: QtBot
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    press(ENTER)
    tab_to(window, DATE)
    write("2/1/2017")
    monkeypatch.setattr(Workspace, "set_text", fail)
    if isinstance(failure, OSError):
        with pytest.raises(OSError, match="a fault"):
            window.close()
    else:
        assert not window.close()
    assert "stays open" in told(window)
    assert window.isVisible()
    monkeypatch.undo()
    assert window.close(), "once the cause is gone it is saved"


def test_a_window_that_can_never_save_can_be_closed_without_it(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, library: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LibraryProblem("unsaved", "The disk is full.")

    press(ENTER)
    tab_to(window, DATE)
    write("2/1/2017")
    monkeypatch.setattr(Workspace, "set_text", fail)
    assert not window.close()
    button_called(window, "Close without it").click()
    assert not window.isVisible()


@pytest.mark.skipif(os.name != "posix", reason="a signal of POSIX systems")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_closes_in_order(qapp: QApplication, library: Path, number: signal.Signals) -> None:
    before = signal.getsignal(number)

    def review(window: MainWindow) -> Script:
        yield lambda: window.station is not None and window.station.shown is not None
        press(ENTER)
        tab_to(window, DATE)
        write("2/1/2017")
        os.kill(os.getpid(), number)

    drive(lambda: app.run(library, who="Robin Vale"), review)
    assert signal.getsignal(number) == before
    with Workspace.open(library, who="Robin Vale") as workspace:
        assert workspace.case(1).value(DATE.field).value == "2017-02-01"


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_picture_of_the_window_is_drawn_in_light_and_dark(qapp: QApplication, library: Path, tmp_path: Path) -> None:
    for dark in (False, True):
        app.picture(library, tmp_path / f"{dark}.png", size=(1280, 720), dark=dark, case=2)
    light, night = QImage(str(tmp_path / "False.png")), QImage(str(tmp_path / "True.png"))
    assert (light.width(), light.height()) == (1280, 720) == (night.width(), night.height())
    assert QColor(light.pixel(700, 20)).lightness() > 128 > QColor(night.pixel(700, 20)).lightness()


def test_a_picture_of_a_library_that_cannot_be_opened_is_a_problem(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "empty.imr").touch()
    with pytest.raises(LibraryProblem, match="empty"):
        app.picture(tmp_path / "empty.imr", tmp_path / "window.png")
    assert not (tmp_path / "window.png").exists()


def test_nothing_is_cut_at_the_smallest_size(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(window.minimumSize())
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    for each in (window.top, panes(window).cases, panes(window).source, panes(window).pane, window.bottom):
        assert each.width() >= each.minimumSizeHint().width()
        corner = each.mapTo(window, each.rect().bottomRight())
        assert window.rect().contains(corner), each
