"""A library with letters of our own making, and the pane that shows them, for tests that press its keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from imr_desktop.errors import Problem
from imr_desktop.fields import FIELDS, label_of
from imr_desktop.gui.case_pane import CasePane
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.record.editors import FieldEditor
from imr_desktop.gui.record.field_row import FieldRow
from imr_desktop.model import Case, Flag, Found, Json, Reading, Slot, Span, Value
from imr_desktop.source import read
from imr_desktop.workspace import Workspace

TEXT = """\
Case Number: CM17-9912345
Date of Injury: 10/31/2016 UR Denial Date: 01/13/2017
Priority: Standard

CLINICAL CASE SUMMARY

The injured worker is a 52 year old female who was hurt on 10-30-16 when a crate slid off a trolley.
She was diagnosed with cervical strain and shoulder pain. Treatment has included physical therapy.

MRI of the cervical spine: Upheld

Decision rationale: No red flag was noted. The request is not medically necessary.
"""

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def _found(value: str | int | list[str] | bool, quote: str = "", confidence: float = 0.95) -> Found:
    start = TEXT.find(quote) if quote else -1
    spans = (Span(start, start + len(quote)),) if quote and start >= 0 else ()
    held: Json = [*value] if isinstance(value, list) else value
    return Found(held, "stated", confidence, spans, "by_label")


def _absent(confidence: float = 0.9) -> Found:
    return Found(None, "absent", confidence)


def reading(items: int = 1, form: str | None = "imr-determination") -> Reading:
    """What a reader would say of the letter, with as many disputed items as asked for."""
    if form is None:
        return Reading("1", None, flags=(Flag("no-form", "Headings that every determination has are missing."),))
    letter = {field.key: _absent() for field in FIELDS if not field.repeated} | {
        "letter.case_number": _found("CM17-9912345", "CM17-9912345", 0.99),
        "letter.priority": _found("standard", "Standard"),
        "letter.date_of_injury": _found("2016-10-31", "10/31/2016"),
        "letter.ur_denial_date": _found("2017-01-13", "01/13/2017"),
        "patient.age": _found(52, "52 year old"),
        "patient.sex": _found("female", "female", 0.6),
        "summary.date_of_injury": Found(None, "unreadable", 0.3, (Span(TEXT.index("10-30"), TEXT.index("10-30") + 8),)),
        "summary.diagnoses": _found(["cervical strain", "shoulder pain"], "cervical strain"),
        "summary.text": _found("The injured worker is a 52 year old female. " * 20, "CLINICAL CASE SUMMARY"),
    }
    absent = {field.key: _absent() for field in FIELDS if field.repeated}
    each = absent | {
        "outcome": _found("upheld", "Upheld"),
        "body_parts": _found(["cervical spine"], "cervical spine"),
        "rationale": _found("No red flag was noted. " * 30, "No red flag was noted."),
    }
    requests = [_found(f"MRI of the cervical spine, part {n}", "MRI of the cervical spine") for n in range(items)]
    return Reading("1", form, letter, tuple(each | {"request": request} for request in requests))


class Rig:
    """One library on the desk, its pane on the screen, and short ways to press keys and to look."""

    def __init__(self, workspace: Workspace, qtbot: QtBot) -> None:
        self.workspace = workspace
        self.qtbot = qtbot
        self.desk = Desk(workspace)
        self.pane = CasePane(self.desk)
        self.form, self.checklist = self.pane.form, self.pane.checklist
        self.problems: list[Problem] = []
        self.hints: list[tuple[tuple[str, str], ...]] = []
        self.focused: list[tuple[Slot | None, tuple[Span, ...], str]] = []
        self.desk.changed.connect(self.pane.changed)
        self.desk.problem.connect(self.problems.append)
        self.pane.hints_changed.connect(self.hints.append)
        self.pane.field_focused.connect(lambda slot, spans, label: self.focused.append((slot, spans, label)))
        self.case_id = 0
        qtbot.addWidget(self.pane)

    def add(self, items: int = 1, form: str | None = "imr-determination") -> int:
        data = f"{TEXT}\n{items} {form}".encode()
        (case_id,) = self.workspace.add(data, read(f"letter-{items}.txt", data), reading(items, form)).added
        return case_id

    def show(self, case_id: int) -> None:
        self.case_id = case_id
        self.pane.resize(470, 900)
        self.pane.show_case(self.workspace.case(case_id))
        if not self.pane.isVisible():
            with self.qtbot.waitActive(self.pane):
                self.pane.show()
                self.pane.activateWindow()
        QApplication.processEvents()

    @property
    def case(self) -> Case:
        return self.workspace.case(self.case_id)

    def value(self, key: str, item: int = 0) -> Value:
        return self.case.value(key, item)

    def row(self, key: str, item: int = 0) -> FieldRow:
        return next(row for row in self.form._all_rows() if row.slot == Slot(item, key))

    def editor(self, key: str, item: int = 0) -> FieldEditor:
        return self.row(key, item).editor

    def go_to(self, key: str, item: int = 0) -> None:
        self.pane.focus_slot(Slot(item, key))
        QApplication.processEvents()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key to whatever widget has the focus."""
        QTest.keyClick(focus(), key, modifier)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        QTest.keyClicks(focus(), text)

    def retype(self, text: str) -> None:
        """Replace all that stands in the box."""
        self.press(Key.Key_A, CTRL)
        self.type(text)

    def called(self, slot: Slot) -> str:
        """How a slot is called before people."""
        return label_of(slot, self.case.items.index(slot.item) + 1 if slot.item else 0)

    def at(self) -> Slot | None:
        return self.pane.current_slot()


def focus() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None, "something has the focus"
    return focused


@contextmanager
def rig_over(path: Path, qtbot: QtBot) -> Iterator[Rig]:
    """The library at a path with its pane; both are put away at the end."""
    with Workspace.open(path, who="ann") as workspace:
        rig = Rig(workspace, qtbot)
        try:
            yield rig
        finally:
            rig.pane.hide()
            rig.pane.show_case(None)
