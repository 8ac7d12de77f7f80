"""One field of the record as a row: label, editor, state, and below the box what speaks for the value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from imr_desktop.errors import ValueProblem
from imr_desktop.fields import NOTE, Field, Kind, label_of
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.drafts import TYPED_EARLIER, DraftKeeper
from imr_desktop.gui.common.small import LARGE, StateMark, scaled, small_label
from imr_desktop.gui.common.states import mark_of
from imr_desktop.gui.common.theme import Tone, colour, icon, icon_pixmap, restyle, theme_of
from imr_desktop.gui.record.editors import FieldEditor, make_editor, mark_problem, shown_text
from imr_desktop.gui.record.evidence import evidence_of
from imr_desktop.gui.record.note_box import NoteBox
from imr_desktop.gui.record.panel import Row
from imr_desktop.model import Case, Changes, Finding, Slot, Value
from imr_desktop.texts import tr

LABEL_WIDTH: Final = 126
_WIDE: Final = ("long_text", "citations")
"""Editors that read badly in a narrow column: these take the whole width, below their label."""


_LONG_CHOICE: Final = {True: 16, False: 20}
"""Letters of the longest choice that is not cut beside its label, by whether the row stands in a card."""

_READ_ONLY: Final = tr("This library is read only: its values can be looked at and exported, not changed.")

_ANY_WIDTH: Final = (1 << 24) - 1
"""Qt's word for no bound."""


class FieldRow(Row):
    """The row of one slot. It is bound to a slot of a case, and to the same field of another case later on."""

    dirtied = Signal()
    """The editor turned from clean to changed or back."""

    def __init__(self, field: Field, desk: Desk, *, inset: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._desk = desk
        self._case: Case | None = None
        self._slot = Slot(0, field.key)
        self._value = Value(self._slot, None, "not_looked_at")
        self._settling = False
        self._refused: str | None = None
        self._was_changed = False
        self._drafts: DraftKeeper | None = None
        self._evidence: QLabel | None = None
        self._sentence: QLabel | None = None
        self._read: _ReadBefore | None = None
        self._doubt: QLabel | None = None
        self._doubted = False
        self._note: NoteBox | None = None
        self._noted: _NoteLine | None = None
        self.editor: FieldEditor = make_editor(field.kind)
        self._label = QLabel(field.label)
        self._label.setProperty("role", "muted")
        self._label.setToolTip(field.help)
        self._label.setWordWrap(True)
        self._state = StateMark()
        self._below = QVBoxLayout()
        self._lay_out(inset)
        self.editor.typed.connect(self._typed)
        self.editor.entered.connect(lambda: self.entered.emit(self))
        self.editor.left.connect(self.commit)
        self.editor.refused.connect(lambda: self._tell_problem(_READ_ONLY, tone="amber"))

    def _lay_out(self, inset: bool) -> None:
        grid = self._grid = QGridLayout(self)
        self._inset = inset
        side = 9 if inset else 13
        grid.setContentsMargins(side, 4, side, 4)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        self._label.setContentsMargins(0, 5, 0, 0)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.setSpacing(3)
        self._arrange()

    def _arrange(self) -> None:
        """Label, editor and state side by side; the editor below the two where it is wide or the text is large."""
        grid, top = self._grid, Qt.AlignmentFlag.AlignTop
        for widget in (self._label, self.editor, self._state):
            grid.removeWidget(widget)
        grid.removeItem(self._below)
        self._below.setParent(None)
        grid.addWidget(self._state, 0, 2, top)
        self._is_stacked = self._reads_wide or scaled(self, 100) >= LARGE
        if self._is_stacked:
            self._label.setMinimumWidth(0)
            self._label.setMaximumWidth(_ANY_WIDTH)
            grid.addWidget(self._label, 0, 0, 1, 2, top)
            grid.addWidget(self.editor, 1, 0, 1, 3)
            grid.addLayout(self._below, 2, 0, 1, 3)
            grid.setRowStretch(1, 0)
        else:
            self._label.setFixedWidth(scaled(self, LABEL_WIDTH - (6 if self._inset else 0)))
            grid.addWidget(self._label, 0, 0, 2, 1, top)
            grid.addWidget(self.editor, 0, 1, top)
            grid.addLayout(self._below, 1, 1, 1, 2)
            grid.setRowStretch(1, 1)

    @property
    def _reads_wide(self) -> bool:
        """Whether what stands here needs all of the width, at every size of type."""
        choices = (label for _, label in self.field.kind.choices)
        return self.field.kind.editor in _WIDE or (
            self.field.kind.editor == "choice" and any(len(label) > _LONG_CHOICE[self._inset] for label in choices)
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()
        if event.type() == QEvent.Type.PaletteChange and self._case:
            self._show_state(self._value)  # what differs is told in the theme's colours

    # --- showing

    @property
    def slot(self) -> Slot:
        return self._slot

    @property
    def heart(self) -> QWidget:
        return self.editor

    @property
    def _kind(self) -> Kind:
        return self._desk.kind_of(self.field)

    @property
    def changed(self) -> bool:
        """Whether something was typed here that is not stored as the value."""
        return self._case is not None and self.editor.changed

    def bind(self, case: Case, slot: Slot, number: int) -> None:
        """Show a slot of a case, afresh; `number` is its item's place in the list, 0 for a field of the letter."""
        self._stop_keeping()
        self._slot, self._doubted = slot, False
        if self.editor.accessibleName() != (name := label_of(slot, number)):
            self.editor.setAccessibleName(name)
        self._refused = None
        self.editor.set_read_only(self._desk.workspace.read_only)
        self._case = case
        self._value = case.value(slot.field, slot.item)
        self._load(self._value)
        if self._note:
            self._note.bind(case, slot)
            self._note.hide()
        self._show_note()

    def refresh(self, case: Case) -> None:
        """The record has changed: show it, but leave alone what is being typed."""
        self._case = case
        if self._note and self._note.isVisibleTo(self):
            self._note.refresh(case)
        self._show_note()
        value = case.value(self._slot.field, self._slot.item)
        if value == self._value and not self._settling:
            return
        self._value = value
        if self.editor.changed and not self._settling:
            self.editor.keep_up(shown_text(self._kind, value.value))
            self._show_state(value)
        else:
            self._load(value)

    def _load(self, value: Value) -> None:
        stored = shown_text(self._kind, value.value)
        draft = value.draft if value.draft is not None and value.draft != stored else None
        self.editor.load(stored, draft)
        self._refused = draft  # what an earlier session left is nobody's decision until Enter takes it
        self._tell_of_draft(draft)
        self._show_state(value)
        self._note_change()

    def _tell_of_draft(self, draft: str | None) -> None:
        """Say why text that was left in the box in an earlier session is not the value."""
        if draft is None:
            self._tell_problem("")
            return
        try:
            self.field.kind.parse(draft)
        except ValueProblem as problem:
            self._tell_problem(problem.message)
        else:
            self._tell_problem(TYPED_EARLIER, tone="amber")

    def _show_state(self, value: Value) -> None:
        mark = mark_of(value, self._desk.sure, {self._slot} if self._doubted else ())
        self._state.tell(mark)
        differs = value.touched and value.found is not None and value.found.value != value.value
        self._show_read(self._difference(value) if differs else "")
        self.editor.setAccessibleDescription(self._description(value, mark.word, differs))
        if self._current:
            self._show_evidence()

    def _difference(self, value: Value) -> str:
        """How a value differs from what was read, as rich text."""
        from imr_desktop.gui.record.difference import difference  # a case that nobody decided on needs none of it

        read = value.found.value if value.found else None
        return difference(self._kind, read, value.value, theme_of(self.palette()))

    def _description(self, value: Value, word: str, differs: bool) -> str:
        parts = [word, self.field.help]
        if differs and value.found:
            parts.insert(1, tr("read: {words}", words=self._kind.format(value.found.value) or tr("nothing")))
        return ". ".join(part.rstrip(".") for part in parts)

    def _show_current(self) -> None:
        if self._current:
            self._show_evidence()
        elif self._evidence:
            self._evidence.hide()
        if not self._current and self._sentence and self._desk.workspace.read_only:
            self._tell_of_draft(self._refused)
            self._show_state(self._value)
        if self._note and not self._current:
            self._note.hide()
            self._show_note()

    def _show_evidence(self) -> None:
        if self._case is None:
            return
        if self._evidence is None:
            self._evidence = small_label()
            self._evidence.setTextFormat(Qt.TextFormat.RichText)
            self._below.addWidget(self._evidence)
        self._evidence.setText(evidence_of(self._value, self._case.source))
        self._evidence.show()

    def tell_findings(self, findings: list[Finding]) -> None:
        """Say below the box what the checks found on this value, in one sentence each."""
        text = "\n".join(f"▲ {each.message}" for each in findings if each.severity != "minor")
        if self._doubted != bool(text):
            self._doubted = bool(text)
            self._show_state(self._value)
        if text and self._doubt is None:
            self._doubt = small_label(tone="amber")
            self._doubt.setTextFormat(Qt.TextFormat.PlainText)
            self._below.addWidget(self._doubt)
        if self._doubt and text != self._doubt.text():
            self._doubt.setText(text)
        if self._doubt:
            self._doubt.setVisible(bool(text))

    # --- the note

    def focus_note(self) -> None:
        """Open the note on this value and put the focus into it."""
        if self._note is None:
            self._note = NoteBox(self._desk, tr("Note, {field}", field=self.editor.accessibleName()))
            self._note.entered.connect(lambda: self.entered.emit(self))
            self._note.done.connect(self.focus_editor)
            self._below.addWidget(self._note)
            QWidget.setTabOrder(self.editor, self._note.box)  # built late, it would otherwise be the last stop of all
        if not self._note.isVisibleTo(self):
            self._note.bind(self._bound(), self._slot)
            self._note.box.setAccessibleName(tr("Note, {field}", field=self.editor.accessibleName()))
            self._note.show()
            self._show_note()
        self._note.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_editor(self) -> None:
        """Put the focus into the box that holds the value."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_note(self) -> None:
        """The note in a line of its own, while it is not open to be typed in."""
        note = self._bound().value(NOTE + self._slot.field, self._slot.item)
        is_open = self._note is not None and self._note.isVisibleTo(self)
        text = "" if is_open else str(note.draft if note.draft is not None else note.value or "")
        if text and self._noted is None:
            self._noted = _NoteLine()
            self._below.addWidget(self._noted)
        if self._noted:
            self._noted.tell(text)
            self._noted.setVisible(bool(text))

    def _show_read(self, text: str) -> None:
        if text and self._read is None:
            self._read = _ReadBefore(self.field.label)
            self._read.asked.connect(self.restore)
            self._below.insertWidget(1 if self._sentence else 0, self._read)
        if self._read:
            self._read.tell(text)
            self._read.setVisible(bool(text))

    def _tell_problem(self, sentence: str, tone: Tone = "red") -> None:
        if sentence and self._sentence is None:
            self._sentence = small_label()
            self._below.insertWidget(0, self._sentence)
        if self._sentence:
            self._sentence.setProperty("tone", tone)
            self._sentence.setText(sentence)
            self._sentence.setVisible(bool(sentence))
            restyle(self._sentence)
        mark_problem(self.editor, bool(sentence) and tone == "red")
        if sentence:
            self.editor.setAccessibleDescription(sentence)

    # --- acting

    def commit(self) -> bool:
        """Take over what was typed; False where it does not parse or could not be saved, and stays in the box."""
        if not self.changed:
            return True
        text = self.editor.text()
        if text == self._refused:
            return False
        workspace, case = self._desk.workspace, self._bound()
        return self._act(lambda: workspace.set_text(case.id, self._slot, text, initiator=self))

    def flush(self) -> None:
        """Take over what is being typed here, value and note; what is no value is kept as a draft."""
        if self._was_changed:
            self.commit()
        if self._drafts:
            self._drafts.flush()
        if self._note:
            self._note.commit()

    def take(self) -> bool:
        """Enter: what stands in the box is right, typed or read; False where it could not be taken."""
        if self.changed:
            self._refused = None
            return self.commit()
        workspace, case = self._desk.workspace, self._bound()
        if self._value.touched or workspace.read_only:
            return True
        return self._act(lambda: workspace.confirm(case.id, self._slot, initiator=self))

    def mark_not_in_letter(self) -> bool:
        workspace, case = self._desk.workspace, self._bound()
        return self._act(lambda: workspace.mark(case.id, self._slot, "not_in_letter", initiator=self))

    def mark_unreadable(self) -> bool:
        workspace, case = self._desk.workspace, self._bound()
        return self._act(lambda: workspace.mark(case.id, self._slot, "unreadable", initiator=self))

    def restore(self) -> bool:
        """Back to what was read, nobody's yet."""
        if self.changed:
            self.drop_typing()
        workspace, case = self._desk.workspace, self._bound()
        return self._act(lambda: workspace.restore(case.id, self._slot, initiator=self))

    def _bound(self) -> Case:
        assert self._case is not None, "a row acts for the case that it shows"
        return self._case

    def _act(self, act: Callable[[], Changes]) -> bool:
        self._stop_keeping()
        self._settling = True
        try:
            done = self._desk.do(act)
        except ValueProblem as problem:
            self._refused = self.editor.text()
            self._tell_problem(problem.message)
            return False
        finally:
            self._settling = False
        if not done and self.changed:
            self._tell_problem(tr("This could not be saved. What you typed stays here; leaving the box tries again."))
        return done

    # --- typing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)  # nobody has pointed at a place in its text
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._note and self._note.box.hasFocus():
            self.focus_editor()
        elif event.key() == Qt.Key.Key_Escape and self.changed:
            self.drop_typing()
        else:
            super().keyPressEvent(event)

    def drop_typing(self) -> None:
        """Back to the stored text; undo in the box brings back what was typed."""
        self.editor.revert()
        self._tell_problem("")
        self._keep_draft()

    def _typed(self) -> None:
        self._refused = None
        self._tell_problem("")
        self._note_change()
        if self._drafts is None:
            self._drafts = DraftKeeper(self._keep_draft, self)
        self._drafts.typed()

    def _note_change(self) -> None:
        if self._was_changed != self.changed:
            self._was_changed = self.changed
            self.dirtied.emit()

    def _keep_draft(self) -> None:
        self._stop_keeping()
        workspace, case, text = self._desk.workspace, self._bound().id, self.editor.text() if self.changed else None
        self._desk.keep(lambda: workspace.keep_draft(case, self._slot, text))

    def _stop_keeping(self) -> None:
        if self._drafts:
            self._drafts.stop()


class _NoteLine(QWidget):
    """A note to be read: its mark and its words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._sign = QLabel()
        self._sign.setFixedWidth(15)
        self._text = small_label()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self._dress()

    def tell(self, text: str) -> None:
        self._text.setText(text)
        self._text.setAccessibleName(tr("Note: {note}", note=text))

    def _dress(self) -> None:
        shade = colour(theme_of(self.palette()), "muted")
        self._sign.setPixmap(icon_pixmap("note", shade, 14, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()


class _ReadBefore(QWidget):
    """What was read, struck through, with the button that brings it back."""

    asked = Signal()

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._text = small_label()
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._button = QToolButton()
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by keyboard it is Alt+R in the box itself
        self._button.setFixedSize(24, 22)
        self._button.setIconSize(QSize(14, 14))
        self._button.setStyleSheet("padding: 2px")
        self._button.setToolTip(tr("Back to what was read (Alt+R)"))
        self._button.setAccessibleName(tr("Back to what was read: {field}", field=label))
        self._dress()
        self._button.clicked.connect(self.asked)
        row.addWidget(self._text, 1)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)

    def tell(self, text: str) -> None:
        self._text.setText(text)

    def _dress(self) -> None:
        self._button.setIcon(icon("restore", colour(theme_of(self.palette()), "muted")))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
