"""The panel of a long import or reading again, above the window's last row: how far it is, and what failed and why."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from imr_desktop.bulk import Doubt, Failure, duration, reason
from imr_desktop.gui.common.small import scaled
from imr_desktop.gui.common.tasks import FEW, State
from imr_desktop.gui.common.theme import icon

_ROWS: Final = 120
"""Pixels for the list of what failed, at the usual size of type."""


class ImportPanel(QFrame):
    """Shows itself for an import of many files and stays until it is put away; the signals are what was pressed."""

    paused = Signal()
    resumed = Signal()
    cancelled = Signal()

    again = Signal(object)
    """The paths of what failed, to be tried once more."""

    case_wanted = Signal(int)
    """The case of a letter that is to be looked at."""

    summary_wanted = Signal(object)
    """The path of the file that the summary is to be written to."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self.setAccessibleName("Import")
        self._state: State | None = None
        self._put_away: State | None = None
        self._title, self._speed = QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._speed.setProperty("role", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Files done")
        self.counts = {name: _chip(tone) for name, tone in _COUNTS.items()}
        self.hold = QPushButton("Pause")
        self.cancel = QPushButton("Cancel")
        self.retry = QPushButton("Try these again")
        self.save = QPushButton("Save summary…")
        self.close_button = QToolButton()
        self.failed = QTreeWidget()
        self._groups: dict[str, QTreeWidgetItem] = {}
        self._listed = (0, 0)
        self._build()
        self._connect()
        self._dress()
        self.hide()

    def _build(self) -> None:
        self.close_button.setAccessibleName("Put the import's panel away")
        self.close_button.setToolTip("Put away; the import goes on")
        self.close_button.setIconSize(QSize(16, 16))
        self.failed.setHeaderLabels(["What needs you", "Why"])
        self.failed.setAccessibleName("Files that could not be read, and letters to be looked at, by reason")
        self.failed.setTabKeyNavigation(False)
        self.failed.setUniformRowHeights(True)
        self.failed.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.failed.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.failed.header().resizeSection(0, scaled(self, 420))
        self.failed.setFixedHeight(scaled(self, _ROWS))
        head, told = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        told.setSpacing(6)
        head.addWidget(self._title)
        head.addStretch(1)
        for widget in (self.retry, self.save, self.hold, self.cancel, self.close_button):
            head.addWidget(widget)
        for chip in self.counts.values():
            chip.setMinimumHeight(scaled(self, 20))  # else its ends are not round
            told.addWidget(chip)
        told.addWidget(self._speed)
        told.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addLayout(told)
        column.addWidget(self.failed)

    def _connect(self) -> None:
        self.hold.clicked.connect(self._hold_or_go_on)
        self.cancel.clicked.connect(self.cancelled)
        self.retry.clicked.connect(self._try_again)
        self.save.clicked.connect(self._ask_for_summary)
        self.close_button.clicked.connect(self.put_away)
        self.failed.itemActivated.connect(self._go_to)

    def show_state(self, state: State | None) -> None:
        """How an import stands; None: there is none any more, so that nothing is left to show."""
        if state is not self._state:
            self._state = state
            self._groups.clear()
            self.failed.clear()
            self._listed = (0, 0)
        if state is None:
            self.hide()
            return
        if state is self._put_away or state.task == "preview" or state.news <= FEW:
            self.setVisible(False)
            return
        self._tell(state)
        self.show()

    def bring_back(self) -> bool:
        """Shows the panel again that was put away; False where none was for so few files."""
        self._put_away = None
        self.show_state(self._state)
        return self.isVisible()

    def put_away(self) -> None:
        """Hides the panel until the next import."""
        self._put_away = self._state
        self.hide()

    def _tell(self, state: State) -> None:
        tally, going_on = state.tally, state.phase != "ended"
        done, total = f"{tally.done:,}", f"{tally.total:,}"
        titles = {
            "reading": f"Importing {total} files",
            "paused": f"Import paused at {done} of {total} files",
            "ended": f"Import ended: {done} of {total} files in {tally.took()}",
        }
        if state.task == "again":
            titles = {
                "reading": f"Reading {total} letters again",
                "paused": f"Paused at {done} of {total} letters",
                "ended": f"{done} of {total} letters read again",
            }
        self._title.setText(titles[state.phase])
        self._bar.setVisible(going_on)
        self._bar.setMaximum(tally.total)
        self._bar.setValue(tally.done)
        counts = {
            "new": tally.added,
            "no determination": tally.strangers,
            "already there": tally.known,
            "failed": len(tally.failures),
            "left out": tally.left_out,
            "passed over": tally.passed_over,
            "to be looked at": tally.doubtful - tally.strangers,
        }
        for name, count in counts.items():
            word = "read again" if name == "new" and state.task == "again" else name
            self.counts[name].setText(f"{count:,} {word}")
            self.counts[name].setVisible(count > 0)
        self._speed.setText(_speed(state))
        self.hold.setText("Go on" if state.phase == "paused" else "Pause")
        at_hand = self.hold.hasFocus() or self.cancel.hasFocus()
        self.save.setVisible(not going_on)
        self.retry.setVisible(not going_on and bool(tally.failures) and state.task == "import")
        for button in (self.hold, self.cancel):
            button.setVisible(going_on)
        if at_hand and not going_on:
            (self.save if self.retry.isHidden() else self.retry).setFocus()
        self._list(tally.failures, tally.doubts)

    def _list(self, failures: list[Failure], doubts: list[Doubt]) -> None:
        """Lists what has come since the last time: what has failed, and what was read and needs an eye."""
        self.failed.setVisible(bool(failures or doubts))
        for failure in failures[self._listed[0] :]:
            self._add(reason(failure.problem.code), failure.path, failure.problem.message)
        for doubt in doubts[self._listed[1] :]:
            self._add(_TO_LOOK_AT, doubt.path, doubt.said, doubt.case)
        self._listed = (len(failures), len(doubts))

    def _add(self, why: str, path: Path, said: str, case: int = 0) -> None:
        group = self._groups.get(why)
        if group is None:
            group = self._groups[why] = QTreeWidgetItem(self.failed, [why])
            group.setData(1, Qt.ItemDataRole.AccessibleTextRole, why)
            group.setExpanded(sum(self._listed) <= FEW)
        row = QTreeWidgetItem(group, [str(path), said])
        row.setData(0, _CASE, case)
        row.setToolTip(0, str(path))
        row.setToolTip(1, said)
        group.setText(0, f"{why} ({group.childCount():,})")

    def _go_to(self, row: QTreeWidgetItem) -> None:
        if case := row.data(0, _CASE):
            self.case_wanted.emit(case)

    def _hold_or_go_on(self) -> None:
        if self._state is not None:
            (self.resumed if self._state.phase == "paused" else self.paused).emit()

    def _try_again(self) -> None:
        if self._state is not None:
            self.again.emit([each.path for each in self._state.tally.failures])

    def _ask_for_summary(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the import's summary", "import.txt", "Text (*.txt)")
        if name:
            self.summary_wanted.emit(Path(name))

    def _dress(self) -> None:
        self.close_button.setIcon(icon("close", self.palette().color(QPalette.ColorRole.Text)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()


_CASE: Final = Qt.ItemDataRole.UserRole
"""Where a row of the list keeps the case that it is about, 0 for none."""

_TO_LOOK_AT: Final = "Read, and to be looked at"

_COUNTS: Final[dict[str, str]] = {
    "new": "accent",
    "no determination": "amber",
    "to be looked at": "amber",
    "already there": "",
    "failed": "red",
    "left out": "",
    "passed over": "",
}
"""What is counted, with the tone of each chip."""


def _chip(tone: str) -> QLabel:
    chip = QLabel()
    chip.setProperty("role", "chip")
    if tone:
        chip.setProperty("tone", tone)
    return chip


def _speed(state: State) -> str:
    """Speed, time left and the file that came last; after the end nothing."""
    rate = state.tally.rate()
    if state.phase != "reading" or not rate:
        return ""
    left = state.tally.left / rate
    return f"{rate:,.0f} a second · {duration(left)} left · {state.name}"
