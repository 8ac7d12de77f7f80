"""The whole way of a letter through the real program: dropped, corrected, undone, answered, reopened, exported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from driving import CTRL, ENTER, SHIFT, Script, case_in, drive, drop, press, shows_a_case, start, tab_to, write
from letters import write_letter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QRadioButton

from imr_desktop.gui.common import file_dialogs
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot

DATE = Slot(0, "letter.ur_denial_date")
READ, CORRECTED = "2017-01-13", "2017-02-01"


def question_at_work(window: MainWindow) -> Slot | None:
    assert window.station is not None
    return window.station.pane.current_slot()


def test_a_dropped_letter_is_corrected_and_is_so_after_a_restart_and_in_the_export(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, letter, out = tmp_path / "library.imr", write_letter(tmp_path), tmp_path / "cases.jsonl"
    answered: list[Slot] = []

    def review(window: MainWindow) -> Script:
        yield lambda: window.station is not None
        drop(window, [letter])
        yield lambda: shows_a_case(window)
        assert case_in(window).value(DATE.field).value == READ
        press(ENTER)
        tab_to(window, DATE)
        write("2/1/2017")
        press(ENTER)
        yield lambda: case_in(window).value(DATE.field).value == CORRECTED
        assert window.acts["undo"].text() == "&Undo Correct UR denial date"
        press(Qt.Key.Key_Z, CTRL)
        yield lambda: case_in(window).value(DATE.field).value == READ
        assert question_at_work(window) == DATE, "an undo shows where it was done"
        press(Qt.Key.Key_Z, CTRL | SHIFT)
        yield lambda: case_in(window).value(DATE.field).value == CORRECTED
        press(Qt.Key.Key_2, CTRL)
        yield lambda: (slot := question_at_work(window)) is not None and slot.field.startswith("answer.")
        slot = question_at_work(window)
        assert slot is not None
        answered.append(slot)
        press(Qt.Key.Key_1)
        yield lambda: case_in(window).value(slot.field).value is not None
        press(Qt.Key.Key_Q, CTRL)

    def reopen(window: MainWindow) -> Script:
        yield lambda: shows_a_case(window)
        case = case_in(window)
        corrected = case.value(DATE.field)
        assert (corrected.value, corrected.state) == (CORRECTED, "corrected")
        assert corrected.found is not None
        assert corrected.found.value == READ
        assert case.value(answered[0].field).value is not None
        choose_export(window, "JSON Lines…")
        yield lambda: isinstance(QApplication.focusWidget(), QRadioButton)
        press(ENTER)
        yield out.exists
        window.close()

    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(out), ""))
    drive(start(monkeypatch, library), review)
    drive(start(monkeypatch, library), reopen)
    [exported] = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert exported["fields"][DATE.field]["value"] == CORRECTED
    assert answered[0].field in json.dumps(exported) or exported["answers"]


def choose_export(window: MainWindow, label: str) -> None:
    """Chooses a format in the menu of exports."""
    menu = window.acts["export"].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    next(act for act in menu.actions() if act.text() == label).trigger()


def test_a_script_that_waits_in_vain_is_told(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(window: MainWindow) -> Script:
        yield lambda: False

    with pytest.raises(TimeoutError, match="in vain"):
        drive(start(monkeypatch, tmp_path / "library.imr"), wait, seconds=0.5)
