"""A reviewer's way through one letter by the keys of the record, in the running program; all of it after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import ALT, CTRL, ENTER, SHIFT, Script, case_in, drive, press, shows_a_case, start, tab_to, write
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot

DATE = Slot(0, "letter.ur_denial_date")
READ, CORRECTED = "2017-01-13", "2017-02-01"
Key = Qt.Key


def has_focus(window: MainWindow) -> bool:
    """Whether a sheet over the window has the focus."""
    at = QApplication.focusWidget()
    return at is not None and isinstance(at.window(), QDialog)


def test_the_record_is_worked_by_its_keys_and_is_so_after_a_restart(
    qapp: QApplication, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_work(window: MainWindow) -> bool:
        return window.isActiveWindow() and shows_a_case(window)

    def review(window: MainWindow) -> Script:
        yield lambda: at_work(window)
        press(Key.Key_Comma, CTRL)  # who is at work
        yield lambda: has_focus(window)
        write("Ada Reed")
        press(Key.Key_Escape)
        yield lambda: at_work(window)
        press(Key.Key_Return, CTRL | SHIFT)  # many at once, and back
        yield lambda: has_focus(window)
        press(ENTER)
        yield lambda: at_work(window) and case_in(window).value(DATE.field).state == "confirmed"
        press(Key.Key_Z, CTRL)
        yield lambda: not any(value.touched for value in case_in(window).values.values())
        press(Key.Key_1, CTRL)
        tab_to(window, DATE)  # a date corrected, noted, explained, and brought back from its history
        write("2/1/2017")
        press(ENTER)
        yield lambda: case_in(window).value(DATE.field).value == CORRECTED
        tab_to(window, DATE)
        press(Key.Key_R, ALT)
        yield lambda: case_in(window).value(DATE.field).value == READ
        press(Key.Key_M, ALT)
        write("the stamp is blurred")
        press(ENTER)
        press(Key.Key_E, ALT)
        yield lambda: has_focus(window)
        press(Key.Key_Escape)
        yield lambda: at_work(window)
        press(Key.Key_Y, ALT)
        press(Key.Key_Down)
        press(ENTER)
        yield lambda: case_in(window).value(DATE.field).value == CORRECTED
        press(Key.Key_1, CTRL)
        tab_to(window, Slot(1, "request"))  # an item split, by a few letters of the palette
        press(Key.Key_P, CTRL | SHIFT)
        yield lambda: has_focus(window)
        write("split")
        press(ENTER)
        yield lambda: at_work(window) and case_in(window).items == (1, 3, 2)
        assert window.station is not None
        assert window.station.pane.current_slot() == Slot(3, "request")
        write("Cervical X-ray")
        press(ENTER)
        yield lambda: case_in(window).value("request", 3).value == "Cervical X-ray"
        window.acts["shortcuts"].trigger()  # the first act of the table, import, gets other keys
        yield lambda: has_focus(window)
        press(ENTER)
        press(Key.Key_I, CTRL | ALT)
        press(Key.Key_Escape)
        yield lambda: at_work(window)
        press(Key.Key_Q, CTRL)

    def look_again(window: MainWindow) -> Script:
        yield lambda: at_work(window)
        case = case_in(window)
        assert (case.value(DATE.field).value, case.items) == (CORRECTED, (1, 3, 2))
        assert case.value(f"note.{DATE.field}").value == "the stamp is blurred"
        assert case.value("rationale", 3).value == case.value("rationale", 1).value
        assert window.acts["import"].shortcut().toString() == "Ctrl+Alt+I"
        assert window.session.workspace is not None
        assert {edit.who for edit in window.session.workspace.history(case.id)} == {"Ada Reed"}
        window.close()

    drive(start(monkeypatch, library), review)
    drive(start(monkeypatch, library), look_again)
