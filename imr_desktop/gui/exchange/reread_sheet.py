"""Reading letters again: how many there are that only a former reader has read, what would change, and the act."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QProgressBar, QPushButton, QWidget

from imr_desktop.bulk import duration
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import scaled, small_label
from imr_desktop.gui.common.tasks import State
from imr_desktop.gui.session import Session

_WIDTH: Final = 680
_LINES: Final = 260
"""Pixels for the preview, at the usual size of type."""


class RereadSheet(Sheet):
    """For the selected cases where there are several, else for all."""

    def __init__(self, session: Session, selected: Collection[int], parent: QWidget) -> None:
        super().__init__("Read letters again", parent, width=_WIDTH, foot="Values that people decided on stay")
        assert session.workspace is not None, "there are letters to read"
        self._session = session
        several = len(selected) > 1
        self._cases = session.workspace.unread(selected if several else None)
        self.about = small_label(_about(len(self._cases), len(selected) if several else None), role="body")
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.lines.setAccessibleName("What would change")
        self.lines.setFixedHeight(scaled(parent, _LINES))
        self.lines.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Letters looked at")
        self._bar.hide()
        self._far = small_label("")
        self._far.hide()
        self.preview, self.act, leave = QPushButton("Preview"), QPushButton("Read again"), QPushButton("Close")
        self.act.setProperty("role", "primary")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (leave, self.preview, self.act):
            buttons.addWidget(button)
        for each in (self.about, self._bar, self._far, self.lines):
            self.body.addWidget(each)
        self.body.addLayout(buttons)
        for button in (self.preview, self.act):
            button.setEnabled(bool(self._cases) and not session.importing)
        if session.importing:
            self.about.setText("An import is under way. When it has ended, letters can be read again.")
        (self.preview if self.preview.isEnabled() else leave).setFocus()
        leave.clicked.connect(self.reject)
        self.preview.clicked.connect(self._look)
        self.act.clicked.connect(self._read)
        session.reading.connect(self._tell)
        self.finished.connect(self._leave)

    def _look(self) -> None:
        self.preview.setEnabled(False)
        self.act.setEnabled(False)
        self._bar.setMaximum(len(self._cases))
        self._bar.show()
        self._far.show()
        self._session.read_again(self._cases, preview=True)

    def _read(self) -> None:
        self.accept()
        self._session.read_again(self._cases)

    def _tell(self, state: State | None) -> None:
        if state is None or state.preview is None:
            return
        self._bar.setValue(state.tally.done)
        left = state.tally.seconds_left()
        how_long = "" if left is None else f" · {duration(left)} left"
        self._far.setText(f"{state.tally.done:,} of {state.tally.total:,} letters looked at{how_long}")
        if state.phase != "ended":
            return
        self._bar.hide()
        self._far.hide()
        self.lines.setPlainText("\n".join((*state.preview.lines(), *state.tally.listed())))
        self.lines.show()
        self.act.setEnabled(True)
        self.act.setFocus()
        self.adjustSize()

    def _leave(self) -> None:
        """A preview that nobody waits for is left off."""
        self._session.reading.disconnect(self._tell)
        if self._session.previewing:
            self._session.cancel_import()


def _about(count: int, selected: int | None) -> str:
    if not count:
        which = "the selected cases" if selected else "all cases"
        return f"The letters of {which} have been read by this version of the program; there is nothing to read again."
    of = f"of {selected:,} selected cases" if selected else "of this library"
    letters, were = ("1 letter", "was") if count == 1 else (f"{count:,} letters", "were")
    return (
        f"{letters} {of} {were} read by an earlier version of the program only. Read again, values that nobody has "
        "decided on become what this version reads; what was read before is kept beside. The preview changes nothing."
    )
