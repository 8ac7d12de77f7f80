"""The note on a field or on a question: one line that grows."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from imr_desktop.errors import Problem
from imr_desktop.fields import NOTE
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.record.editors import TextEditor
from imr_desktop.model import Case, Slot

KEEP_AFTER: Final = 250
"""Milliseconds until typed text is kept as a draft: with the time that saving takes it is never older than 300."""

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NoteBox(QWidget):
    """The note on a slot. Left or confirmed by Enter, it is saved."""

    entered = Signal()
    done = Signal()

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._case: Case | None = None
        self._slot = Slot(0, "")
        self._timer: QTimer | None = None
        self.box = TextEditor(breaks=1, tallest=6)
        self.box.setAccessibleName(name)
        self.box.typed.connect(self._typed)
        self.box.entered.connect(self.entered)
        self.box.left.connect(self.commit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)

    def bind(self, case: Case, slot: Slot) -> None:
        """Show the note on a slot of a case, and what was being typed into it before the program was closed."""
        self._case, self._slot = case, slot
        self.box.set_read_only(self._desk.workspace.read_only)
        self.box.setPlaceholderText(f"Note ({self._desk.keys.get('note', 'Alt+M')})")
        value = case.value(NOTE + slot.field, slot.item)
        self.box.load(str(value.value or ""), value.draft)

    def refresh(self, case: Case) -> None:
        self._case = case
        stored = str(case.value(NOTE + self._slot.field, self._slot.item).value or "")
        if self.box.changed and self.box.text().strip() != stored:
            self.box.keep_up(stored)
        else:
            self.box.load(stored)

    def commit(self) -> bool:
        """Save the note if it was changed; False where it could not be saved."""
        waiting = self._timer is not None and self._timer.isActive()
        if self._timer:
            self._timer.stop()
        if not self.box.changed or self._case is None:
            if waiting:
                self._keep_draft()  # what was typed and taken back again is no draft either
            return True
        workspace, case, text = self._desk.workspace, self._case.id, self.box.text()
        return self._desk.do(lambda: workspace.note(case, self._slot, text, initiator=self))

    def _typed(self) -> None:
        if self._timer is None:
            self._timer = QTimer(self, singleShot=True, interval=KEEP_AFTER)
            self._timer.timeout.connect(self._keep_draft)
        if not self._timer.isActive():
            self._timer.start()

    def _keep_draft(self) -> None:
        assert self._case is not None, "a note is typed for a case"
        slot = Slot(self._slot.item, NOTE + self._slot.field)
        try:
            self._desk.workspace.keep_draft(self._case.id, slot, self.box.text() if self.box.changed else None)
        except Problem as problem:
            self._desk.problem.emit(problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            if self.commit():
                self.done.emit()
        elif event.key() == Qt.Key.Key_Escape and self.box.changed:
            self.box.revert()
        else:
            super().keyPressEvent(event)
