"""What a person highlights: from the words in the letter to the list of remarks, and back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, Qt, Signal

from imr_desktop.fields import ANNOTATION, NOTE
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.drafts import DraftKeeper
from imr_desktop.gui.letter.page_highlights import Highlight
from imr_desktop.gui.letter.source_view import SourceView
from imr_desktop.gui.notes.highlight_sheet import HighlightSheet
from imr_desktop.gui.notes.label_editor import LabelEditor
from imr_desktop.gui.notes.notes_panel import NotesPanel, remarks
from imr_desktop.gui.notes.selection_menu import selection_menu
from imr_desktop.model import Annotation, Case, Changes, Label, Slot, Span


class Annotator(QObject):
    """Ties the letter's view and the list of remarks to the library."""

    note_wanted = Signal(Slot)
    """The note on a value is to be changed, where the value is."""

    def __init__(self, desk: Desk, source: SourceView, panel: NotesPanel) -> None:
        super().__init__(source)
        self._desk, self._source, self._panel = desk, source, panel
        self._case: Case | None = None
        source.takes_highlights = not desk.workspace.read_only
        source.highlight_wanted.connect(self.highlight)
        source.canvas.menu_wanted.connect(self._show_menu)
        panel.change_wanted.connect(self.change)
        panel.remove_wanted.connect(self.remove)
        panel.labels_wanted.connect(self.edit_labels)
        self._take_keys()

    def _take_keys(self) -> None:
        self._source.canvas.keys.labels = {each.key: each.id for each in self._desk.workspace.labels() if each.key}

    def show(self, case: Case) -> None:
        """The highlights and notes of a case as it is now."""
        self._case = case
        workspace = self._desk.workspace
        annotations = workspace.annotations(case)
        labels = {each.id: each for each in workspace.labels()} if annotations else {}
        highlights = [Highlight(each, labels.get(each.label) or workspace.label(each.label)) for each in annotations]
        self._source.canvas.set_highlights(highlights)
        self._panel.tell(remarks(case, highlights, self._begun(case)), writable=not workspace.read_only)

    def _begun(self, case: Case) -> list[Highlight]:
        workspace = self._desk.workspace
        return [Highlight(each, workspace.label(each.label)) for each in workspace.begun(case)]

    def reveal(self, slot: Slot) -> None:
        """Brings a highlight into view, where it is in the letter; the focus stays where it is."""
        annotation = self._annotation(slot)
        if annotation is not None and annotation.spans:
            self._source.canvas.reveal(annotation.spans[0])

    # --- acting

    def highlight_selection(self) -> None:
        """Asks for a label for the selected words; without any, the letter is where words can be selected."""
        canvas = self._source.canvas
        if canvas.marks is not None and canvas.marks.selection:
            self.highlight(canvas.marks.selection, "")
        else:
            canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
            canvas.keys.begin()

    def highlight(self, spans: Sequence[Span], label: str) -> HighlightSheet | None:
        """Highlights words with a label, by its id; where that is empty it is asked for."""
        case, workspace = self._case, self._desk.workspace
        if case is None or workspace.read_only:
            return None
        if label:
            self._annotate(spans, label, "")
            return None
        waiting = (each for each in workspace.begun(case) if self._annotation(each.slot) is None)
        begun = next((each for each in waiting if each.spans == tuple(sorted(spans))), None)
        slot = begun.slot if begun else workspace.new_highlight()
        sheet = self._sheet(self._source.canvas.selected_text(), begun=begun)
        sheet.decided.connect(partial(self._decide, slot, spans))
        self._keep_typing(sheet, slot, spans)
        self._source.offer.hide()  # the sheet is what is to be looked at
        sheet.rejected.connect(self._source.offer.show)
        sheet.open_at(self._in_window(spans))
        return sheet

    def _annotate(self, spans: Sequence[Span], label: str, comment: str, slot: Slot | None = None) -> None:
        workspace, case = self._desk.workspace, self._case
        if case is not None and self._desk.do(lambda: workspace.annotate(case.id, spans, label, comment, slot=slot)):
            self._source.canvas.select()

    def _keep_typing(self, sheet: HighlightSheet, slot: Slot, spans: Sequence[Span]) -> None:
        """What is typed in the sheet outlives the program; decided on or given up, it waits no more."""
        workspace, case = self._desk.workspace, self._case
        assert case is not None, "a highlight is asked for in a case"
        anchors = [case.source.anchor(span) for span in sorted(spans)]

        def keep(*, wanted: bool = True) -> Changes:
            label, comment = sheet.asked_for()
            return workspace.begin_to_annotate(case.id, slot, anchors, label, comment if wanted else None)

        def forget() -> None:
            if sheet.comment.changed or drafts.waits:
                drafts.stop()
                self._desk.do(lambda: keep(wanted=False))

        drafts = DraftKeeper(lambda: self._desk.keep(keep), sheet)
        sheet.typed.connect(drafts.typed)
        sheet.decided.connect(drafts.stop)
        sheet.removed.connect(drafts.stop)
        sheet.left.connect(forget)
        sheet.put_off.connect(lambda: self._desk.do(keep))

    def change(self, slot: Slot) -> HighlightSheet | None:
        """Asks for another label or comment; the note on a value is changed where the value is."""
        if not slot.field.startswith(ANNOTATION):
            self.note_wanted.emit(slot)
            return None
        annotation, begun = self._annotation(slot), self._begun_in(slot)
        known = annotation or begun
        if known is None or self._desk.workspace.read_only:
            return None
        sheet = self._sheet(known.quote, annotation, begun)
        sheet.decided.connect(partial(self._decide, slot, known.spans))
        sheet.removed.connect(lambda: self.remove(slot))
        self._keep_typing(sheet, slot, known.spans)
        sheet.open_at(self._in_window(known.spans))
        return sheet

    def _decide(self, slot: Slot, spans: Sequence[Span], label: str, comment: str) -> None:
        workspace, case = self._desk.workspace, self._case
        if self._annotation(slot) is None:
            self._annotate(spans, label, comment, slot)
        elif case is not None:
            self._desk.do(lambda: workspace.relabel(case.id, slot, label, comment))

    def remove(self, slot: Slot) -> None:
        """Takes a highlight, or the note on a value, away; undo brings it back."""
        workspace, case = self._desk.workspace, self._case
        if case is None or workspace.read_only:
            return
        if slot.field.startswith(NOTE):
            noted = Slot(slot.item, slot.field.removeprefix(NOTE))
            self._desk.do(lambda: workspace.note(case.id, noted, ""))
        elif self._begun_in(slot):
            self._desk.do(lambda: workspace.begin_to_annotate(case.id, slot, (), "", None))
        else:
            self._desk.do(lambda: workspace.remove_annotation(case.id, slot))

    def edit_labels(self) -> LabelEditor | None:
        """Shows the labels, to be changed."""
        if self._desk.workspace.read_only:
            return None
        editor = LabelEditor(self._desk.workspace.labels(), self._keep_labels, self._source.window())
        editor.open_above()
        return editor

    def _keep_labels(self, labels: Sequence[Label]) -> None:
        self._desk.workspace.keep_labels(labels)
        self._take_keys()
        if self._case is not None:
            self.show(self._case)

    # --- inside

    def _show_menu(self, at: QPoint) -> None:
        selection_menu(self._source, self._desk.workspace.labels()).popup(at)

    def _sheet(self, words: str, current: Annotation | None = None, begun: Annotation | None = None) -> HighlightSheet:
        sheet = HighlightSheet(words, self._desk.workspace.labels(), self._source.window(), current, begun)
        sheet.labels_wanted.connect(self.edit_labels)
        return sheet

    def _annotation(self, slot: Slot) -> Annotation | None:
        if self._case is None:
            return None
        listed = self._desk.workspace.annotations(self._case)
        return next((each for each in listed if each.slot == slot), None)

    def _begun_in(self, slot: Slot) -> Annotation | None:
        listed = self._desk.workspace.begun(self._case) if self._case else ()
        return next((each for each in listed if each.slot == slot), None)

    def _in_window(self, spans: Sequence[Span]) -> QRect:
        """Where words are in the window's pixels; the middle of the letter's view for words that are nowhere."""
        view = self._source.canvas.viewport()
        words = QRectF()
        for rect in (rect for span in spans for rect in self._source.rects_of(span)):
            words = words.united(rect)
        inside = (words if spans else QRectF(view.rect().center(), view.rect().center())).toAlignedRect()
        return QRect(view.mapTo(view.window(), inside.topLeft()), inside.size())
