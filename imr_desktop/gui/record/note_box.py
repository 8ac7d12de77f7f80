"""The note on a field or on a question: one line that grows."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from imr_desktop.fields import NOTE
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.drafts import DraftKeeper
from imr_desktop.gui.record.editors import TextEditor
from imr_desktop.model import Case, Slot
from imr_desktop.texts import tr

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
        self._drafts = DraftKeeper(self._keep_draft, self)
        self.box = TextEditor(breaks=1, tallest=6)
        self.box.setAccessibleName(name)
        self.box.typed.connect(self._drafts.typed)
        self.box.entered.connect(self.entered)
        self.box.left.connect(self.commit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)

    def bind(self, case: Case, slot: Slot) -> None:
        """Show the note on a slot of a case, and what was being typed into it before the program was closed."""
        self._case, self._slot = case, slot
        self.box.set_read_only(self._desk.workspace.read_only)
        self.box.setPlaceholderText(tr("Note ({key})", key=self._desk.keys.get("note", "Alt+M")))
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
        if not self.box.changed or self._case is None:
            self._drafts.flush()  # what was typed and taken back again is no draft either
            return True
        self._drafts.stop()
        workspace, case, text = self._desk.workspace, self._case.id, self.box.text()
        return self._desk.do(lambda: workspace.note(case, self._slot, text, initiator=self))

    def _keep_draft(self) -> None:
        assert self._case is not None, "a note is typed for a case"
        workspace, case = self._desk.workspace, self._case.id
        slot = Slot(self._slot.item, NOTE + self._slot.field)
        text = self.box.text() if self.box.changed else None
        self._desk.keep(lambda: workspace.keep_draft(case, slot, text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            if self.commit():
                self.done.emit()
        elif event.key() == Qt.Key.Key_Escape and self.box.changed:
            self.box.revert()
        else:
            super().keyPressEvent(event)
