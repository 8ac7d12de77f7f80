"""Confirming many values of the shown case at once: first the number, then the act, one undo."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from imr_desktop.gui.desk import Desk
from imr_desktop.gui.sheet import Sheet
from imr_desktop.gui.small import PercentBox, small_label
from imr_desktop.model import Case, Slot
from imr_desktop.record import shown

_FIRST: Final = 95
_WIDTH: Final = 420


def confirmable(case: Case, confidence: float, *, absent: bool) -> list[Slot]:
    """The untouched values of the form that were read with at least a confidence; with `absent` also those that the
    reader looked for in vain. A value with text being typed over it is left alone."""
    return [
        value.slot
        for value in shown(case.values)
        if not value.touched
        and value.draft is None
        and value.found
        and value.found.confidence >= confidence
        and (value.found.state == "stated" or (absent and value.found.state == "absent" and value.value is None))
    ]


class BulkConfirm(Sheet):
    """Asks from which confidence on, says how many values that is, and confirms them as one act."""

    def __init__(self, desk: Desk, case: Case, parent: QWidget) -> None:
        super().__init__(
            "Confirm many values", parent, width=_WIDTH, foot="Enter confirms · Esc closes · undo is one step"
        )
        self._desk, self._case = desk, case
        self.threshold = PercentBox(50, 100, _FIRST)
        self.threshold.setAccessibleName("Confidence of at least")
        self.absent = QCheckBox("Also what the reader did not find, as not in the letter")
        self.count = small_label()
        self.button = QPushButton()
        self.button.setProperty("role", "primary")
        self.button.setDefault(True)
        leave = QPushButton("Cancel")
        leave.setAutoDefault(False)
        line = QHBoxLayout()
        asked = QLabel("Values read with a &confidence of at least")
        asked.setBuddy(self.threshold)
        line.addWidget(asked, 1)
        line.addWidget(self.threshold)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.button)
        self.body.addLayout(line)
        self.body.addWidget(self.absent)
        self.body.addWidget(self.count)
        self.body.addLayout(buttons)
        self.threshold.valueChanged.connect(self._tell)
        self.absent.toggled.connect(self._tell)
        leave.clicked.connect(self.reject)
        self.button.clicked.connect(self._confirm)
        self._tell()
        self.threshold.setFocus()
        self.threshold.selectAll()

    def _slots(self) -> list[Slot]:
        return confirmable(self._case, self.threshold.value() / 100, absent=self.absent.isChecked())

    def _tell(self) -> None:
        count, untouched = len(self._slots()), sum(not value.touched for value in shown(self._case.values))
        self.button.setText(f"Confirm {count} {'value' if count == 1 else 'values'}")
        self.button.setEnabled(count > 0)
        left = untouched - count
        self.count.setText(
            f"{count} of the {untouched} values that nobody has decided on; {left} {'stays' if left == 1 else 'stay'}."
        )

    def _confirm(self) -> None:
        slots = self._slots()
        if self._desk.do(lambda: self._desk.workspace.confirm_all(self._case.id, slots)):
            self.accept()
