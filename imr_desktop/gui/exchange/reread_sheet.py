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
from imr_desktop.texts import tr, trn

_WIDTH: Final = 680
_LINES: Final = 260
"""Pixels for the preview, at the usual size of type."""


class RereadSheet(Sheet):
    """For the selected cases where there are several, else for all."""

    def __init__(self, session: Session, selected: Collection[int], parent: QWidget) -> None:
        super().__init__(tr("Read letters again"), parent, width=_WIDTH, foot=tr("Values that people decided on stay"))
        assert session.workspace is not None, "there are letters to read"
        self._session = session
        several = len(selected) > 1
        self._cases = session.workspace.unread(selected if several else None)
        self.about = small_label(_about(len(self._cases), len(selected) if several else None), role="body")
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.lines.setAccessibleName(tr("What would change"))
        self.lines.setFixedHeight(scaled(parent, _LINES))
        self.lines.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Letters looked at"))
        self._bar.hide()
        self._far = small_label("")
        self._far.hide()
        self.preview, self.act, leave = (
            QPushButton(tr("Preview")),
            QPushButton(tr("Read again")),
            QPushButton(tr("Close")),
        )
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
            self.about.setText(tr("An import is under way. When it has ended, letters can be read again."))
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
        far = trn(
            "{done:,} of {count:,} letter looked at",
            "{done:,} of {count:,} letters looked at",
            state.tally.total,
            done=state.tally.done,
        )
        self._far.setText(far if left is None else f"{far} · {tr('{time} left', time=duration(left))}")
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
        return _ALL_READ_OF_SELECTED if selected else _ALL_READ
    if selected:
        before = trn(
            "{count:,} letter of {selected} was read by an earlier version of the program only.",
            "{count:,} letters of {selected} were read by an earlier version of the program only.",
            count,
            selected=trn("{count:,} selected case", "{count:,} selected cases", selected),
        )
    else:
        before = trn(
            "{count:,} letter of this library was read by an earlier version of the program only.",
            "{count:,} letters of this library were read by an earlier version of the program only.",
            count,
        )
    return f"{before} {_WHAT_IT_DOES}"


_ALL_READ: Final = tr(
    "The letters of all cases have been read by this version of the program; there is nothing to read again."
)
_ALL_READ_OF_SELECTED: Final = tr(
    "The letters of the selected cases have been read by this version of the program; there is nothing to read again."
)
_WHAT_IT_DOES: Final = tr(
    "Read again, values that nobody has decided on become what this version reads; what was read before is kept "
    "beside. The preview changes nothing."
)
