"""Confirming many values of the shown case, or of the cases selected: first the number, then the act, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import NumberBox, small_label
from imr_desktop.gui.common.states import doubted_in, needs_you
from imr_desktop.model import Case, Slot
from imr_desktop.record import shown
from imr_desktop.texts import tr, trn

_FIRST: Final = 95
_WIDTH: Final = 460

AT_ONCE: Final = 200
"""Cases that are confirmed in at once, so that the act stays short."""


def confirmable(case: Case, confidence: float, *, absent: bool) -> list[Slot]:
    """The untouched values of the form that were read with at least a confidence; with `absent` also those that the
    reader looked for in vain. A value with text being typed over it is left alone."""
    return [
        value.slot
        for value in shown(case.values)
        if not value.touched
        and value.draft is None
        and value.found
        and round(value.found.confidence, 2) >= confidence  # as it is shown: `read 0.95` is 95 %
        and (value.found.state == "stated" or (absent and value.found.state == "absent" and value.value is None))
    ]


class BulkConfirm(Sheet):
    """Asks from which confidence on, says how many values that is, and confirms them as one act."""

    def __init__(self, desk: Desk, cases: Sequence[Case], parent: QWidget) -> None:
        title = tr("Confirm many values")
        if len(cases) > 1:
            title = trn("Confirm many values of {count} case", "Confirm many values of {count} cases", len(cases))
        super().__init__(title, parent, width=_WIDTH, foot=tr("Enter confirms · Esc closes · undo is one step"))
        self._desk, self._cases = desk, cases
        self.threshold = NumberBox(50, 100, _FIRST)
        self.threshold.setAccessibleName(tr("Confidence of at least"))
        self.absent = QCheckBox(tr("Also what the program did not find, as “not in the letter”"))
        self.needing = QCheckBox()
        self.count = small_label()
        self._doubted = {case.id: doubted_in(case, desk.workspace.findings(case)) for case in cases}
        self.button = QPushButton()
        self.button.setProperty("role", "primary")
        self.button.setDefault(True)
        leave = QPushButton(tr("Cancel"))
        leave.setAutoDefault(False)
        line = QHBoxLayout()
        asked = QLabel(tr("Values read with a &confidence of at least"))
        asked.setBuddy(self.threshold)
        line.addWidget(asked, 1)
        line.addWidget(self.threshold)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.button)
        self.body.addLayout(line)
        self.body.addWidget(self.absent)
        self.body.addWidget(self.needing)
        self.body.addWidget(self.count)
        self.body.addLayout(buttons)
        self.threshold.valueChanged.connect(self._tell)
        self.absent.toggled.connect(self._tell)
        self.needing.toggled.connect(self._tell)
        leave.clicked.connect(self.reject)
        self.button.clicked.connect(self._confirm)
        self._tell()
        self.threshold.setFocus()
        self.threshold.selectAll()

    def _sure(self) -> dict[int, list[Slot]]:
        """What was read with the confidence that is asked for, by case."""
        confidence, absent = self.threshold.value() / 100, self.absent.isChecked()
        return {case.id: confirmable(case, confidence, absent=absent) for case in self._cases}

    def _needing(self) -> dict[int, set[Slot]]:
        """What of it needs a person all the same, by case: a check doubts it, or the limit of the settings does."""
        return {
            case.id: {slot for slot in slots if needs_you(case.values[slot], self._desk.sure, self._doubted[case.id])}
            for case, slots in zip(self._cases, self._sure().values(), strict=True)
        }

    def _wanted(self) -> dict[int, list[Slot]]:
        if self.needing.isChecked():
            return self._sure()
        needing = self._needing()
        return {case: [slot for slot in slots if slot not in needing[case]] for case, slots in self._sure().items()}

    def _tell(self) -> None:
        wanted = [slots for slots in self._wanted().values() if slots]
        count = sum(map(len, wanted))
        untouched = sum(not value.touched for case in self._cases for value in shown(case.values))
        values = trn("{count} value", "{count} values", count)
        cases = trn("{count} case", "{count} cases", len(wanted))
        several = len(self._cases) > 1
        self.button.setText(
            tr("Confirm {values} in {cases}", values=values, cases=cases)
            if several
            else tr("Confirm {values}", values=values)
        )
        self.button.setEnabled(count > 0)
        held = self._tell_needing()
        left = trn("{count} stays", "{count} stay", untouched - count)
        if held:
            because = trn("{count} of them because it needs you", "{count} of them because they need you", held)
            left = f"{left}, {because}"
        self.count.setText(
            tr(
                "{count} of the {total} values in the {cases} selected cases that nobody has decided on; {left}.",
                count=count,
                total=untouched,
                cases=len(self._cases),
                left=left,
            )
            if several
            else tr(
                "{count} of the {total} values that nobody has decided on; {left}.",
                count=count,
                total=untouched,
                left=left,
            )
        )

    def _tell_needing(self) -> int:
        """Offers what was left out because it needs a person, with the reason; how many that are now."""
        needing = self._needing()
        doubted = sum(len(slots & self._doubted[case]) for case, slots in needing.items())
        low, sure = sum(map(len, needing.values())) - doubted, f"{self._desk.sure:.0%}"
        why = ", ".join(
            (trn("{count} that a check doubts", "{count} that a check doubts", doubted),) * bool(doubted)
            + (trn("{count} read with less than {sure}", "{count} read with less than {sure}", low, sure=sure),)
            * bool(low)
        )
        self.needing.setText(tr("Also what needs you: {reasons}", reasons=why))
        self.needing.setVisible(bool(why))
        return 0 if self.needing.isChecked() else doubted + low

    def _confirm(self) -> None:
        wanted = self._wanted()
        if self._desk.do(lambda: self._desk.workspace.confirm_in(wanted)):
            self.accept()
