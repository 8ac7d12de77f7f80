"""The panel of a long import or reading again, above the window's last row: how far it is, and what failed and why."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
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
from imr_desktop.gui.common import file_dialogs
from imr_desktop.gui.common.small import scaled
from imr_desktop.gui.common.tasks import FEW, State
from imr_desktop.gui.common.theme import icon
from imr_desktop.texts import tr, trn

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

    left = Signal()
    """It was put away while it had the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self.setAccessibleName(tr("Import"))
        self._state: State | None = None
        self._put_away: State | None = None
        self._groups: dict[str, QTreeWidgetItem] = {}
        self._listed = (0, 0)
        self.hide()

    def _make(self) -> None:
        """What stands in the panel; made for the first import, and not with every window."""
        self.title, self._speed = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self._speed.setProperty("role", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Files done"))
        self.counts = {name: _chip(tone) for name, tone in _COUNTS.items()}
        self.hold = QPushButton(tr("Pause"))
        self.cancel = QPushButton(tr("Cancel"))
        self.retry = QPushButton(tr("Try these again"))
        self.save = QPushButton(tr("Save summary…"))
        self.close_button = QToolButton()
        self.failed = QTreeWidget()
        self._build()
        self._connect()
        self._dress()

    def _build(self) -> None:
        self.close_button.setAccessibleName(tr("Put the import's panel away"))
        self.close_button.setToolTip(tr("Put away (Esc); the import goes on"))
        self.close_button.setIconSize(QSize(16, 16))
        self.failed.setHeaderLabels([tr("What needs you"), tr("Why")])
        self.failed.setAccessibleName(tr("Files that could not be read, and letters to be looked at, by reason"))
        self.failed.setTabKeyNavigation(False)
        self.failed.setUniformRowHeights(True)
        self.failed.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.failed.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.failed.header().resizeSection(0, scaled(self, 420))
        self.failed.setFixedHeight(scaled(self, _ROWS))
        head, told = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        told.setSpacing(6)
        head.addWidget(self.title)
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
        if self.layout() is None:
            if state is None:
                return
            self._make()
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
        focused = self.focusWidget()
        had_focus = focused is not None and focused.hasFocus()
        self._put_away = self._state
        self.hide()
        if had_focus:
            self.left.emit()

    def take_focus(self) -> None:
        """The focus to the list of what needs a person, where there is one, else to what can be pressed."""
        if self.failed.currentItem() is None and (first := next(iter(self._groups.values()), None)):
            self.failed.setCurrentItem(first)
        ways = (self.failed, self.hold, self.retry, self.save, self.close_button)
        next(each for each in ways if not each.isHidden()).setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)

    def _tell(self, state: State) -> None:
        tally, going_on = state.tally, state.phase != "ended"
        self.title.setText(_read_again(state) if state.task == "again" else _imported(state))
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
            word = tr("read again") if name == "new" and state.task == "again" else _CALLED[name]
            self.counts[name].setText(f"{count:,} {word}")
            self.counts[name].setVisible(count > 0)
        self._speed.setText(_speed(state))
        self.hold.setText(tr("Go on") if state.phase == "paused" else tr("Pause"))
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
        name, _ = file_dialogs.save_name(self, tr("Save the import's summary"), "import.txt", tr("Text (*.txt)"))
        if name:
            self.summary_wanted.emit(Path(name))

    def _dress(self) -> None:
        self.close_button.setIcon(icon("close", self.palette().color(QPalette.ColorRole.Text)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.layout() is not None:
            self._dress()


_CASE: Final = Qt.ItemDataRole.UserRole
"""Where a row of the list keeps the case that it is about, 0 for none."""

_TO_LOOK_AT: Final = tr("Read, and to be looked at")

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

_CALLED: Final[dict[str, str]] = {
    "new": tr("new"),
    "no determination": tr("no determination"),
    "to be looked at": tr("to be looked at"),
    "already there": tr("already there"),
    "failed": tr("failed"),
    "left out": tr("left out"),
    "passed over": tr("passed over"),
}
"""How it is called beside its number."""


def _chip(tone: str) -> QLabel:
    chip = QLabel()
    chip.setProperty("role", "chip")
    if tone:
        chip.setProperty("tone", tone)
    return chip


def _imported(state: State) -> str:
    done, total = f"{state.tally.done:,}", state.tally.total
    match state.phase:
        case "reading":
            return trn("Importing {count:,} file", "Importing {count:,} files", total)
        case "paused":
            return trn(
                "Import paused at {done} of {count:,} file",
                "Import paused at {done} of {count:,} files",
                total,
                done=done,
            )
    return trn(
        "Import ended: {done} of {count:,} file in {time}",
        "Import ended: {done} of {count:,} files in {time}",
        total,
        done=done,
        time=state.tally.took(),
    )


def _read_again(state: State) -> str:
    done, total = f"{state.tally.done:,}", state.tally.total
    match state.phase:
        case "reading":
            return trn("Reading {count:,} letter again", "Reading {count:,} letters again", total)
        case "paused":
            return trn(
                "Paused at {done} of {count:,} letter", "Paused at {done} of {count:,} letters", total, done=done
            )
    return trn("{done} of {count:,} letter read again", "{done} of {count:,} letters read again", total, done=done)


def _speed(state: State) -> str:
    """Speed, time left and the file that came last; after the end nothing."""
    rate = state.tally.rate()
    if state.phase != "reading" or not rate:
        return ""
    fast = tr("{rate:,.0f} a second", rate=rate)
    return f"{fast} · {tr('{time} left', time=duration(state.tally.left / rate))} · {state.name}"
