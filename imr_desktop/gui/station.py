"""The three panes over one open library, and what goes on between them: list, letter, form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QWidget

from imr_desktop.errors import Problem, ValueProblem
from imr_desktop.fields import BY_KEY, NOTE, label_of
from imr_desktop.gui import dialogs
from imr_desktop.gui.bars import Hint
from imr_desktop.gui.case_list import CaseList
from imr_desktop.gui.case_pane import CasePane, title_of
from imr_desktop.gui.desk import Desk
from imr_desktop.gui.evidence import spans_of
from imr_desktop.gui.field_drop import FieldDrop
from imr_desktop.gui.field_row import FieldRow
from imr_desktop.gui.pages import Placard, button
from imr_desktop.gui.source_view import Place, SourceView
from imr_desktop.model import Case, Changes, Slot, Source, Span, Status
from imr_desktop.record import shown

_REST: Final = 40
"""Milliseconds on one case after which its neighbours' pages are drawn ahead."""

_LIST_WIDTH: Final = 264
_FORM_WIDTH: Final = 470

_IN_LIST: Final[tuple[Hint, ...]] = (("↑ ↓", "choose"), ("Enter", "work on it"), ("F6", "next pane"))
_IN_FILTER: Final[tuple[Hint, ...]] = (("Type", "narrow the list"), ("↓", "into the list"), ("Esc", "show all"))
_IN_NOTHING: Final[tuple[Hint, ...]] = (("Enter", "press"), ("Tab", "next"), ("Ctrl O", "import letters"))
_IN_LETTER: Final[tuple[Hint, ...]] = (
    ("Page ↓", "scroll"),
    ("Ctrl +", "larger"),
    ("Ctrl −", "smaller"),
    ("Ctrl F", "find"),
    ("F8", "next untouched sentence"),
    ("F6", "next pane"),
)
_IN_FIND: Final[tuple[Hint, ...]] = (("Enter", "next place"), ("Shift Enter", "place before"), ("Esc", "close"))
_ON_WORDS: Final[tuple[Hint, ...]] = (
    ("Enter", "put into the field"),
    ("S", "seen, nothing to take"),
    ("Esc", "let go"),
)
_ANYWHERE: Final[tuple[Hint, ...]] = (("Ctrl ↓", "next case"), ("Ctrl Z", "undo"))


_OF_THE_CASE: Final = ("seen.sentences", "case.status")
"""Values that no field of the form shows."""


class Station(QSplitter):
    """Shows the library of one desk. Going to another case first takes over what is being typed in this one."""

    hints_changed = Signal(object)
    """What the keys do where the focus is."""

    shown_changed = Signal()
    """Another case is shown."""

    letters_wanted = Signal()
    """The person wants to choose letters to import."""

    samples_wanted = Signal()
    """The person wants to see the sample library."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.desk = desk
        self.shown: Case | None = None
        self.cases = CaseList(desk)
        self.source = SourceView()
        self.pane = CasePane(desk)
        self.panes = QSplitter(Qt.Orientation.Horizontal)
        self._first_act = button("Import letters…", primary=True)
        self._welcome = self._make_welcome()
        self._desk_side = QStackedWidget()
        self._form_hints: tuple[Hint, ...] = ()
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._draw_neighbours)
        self._lay_out()
        self._connect()
        self._show_or_welcome()

    def _make_welcome(self) -> Placard:
        samples = button("Open the sample library")
        self._first_act.clicked.connect(self.letters_wanted)
        samples.clicked.connect(self.samples_wanted)
        placard = Placard(
            "import", "accent", [self._first_act, samples], "PDF and text files; several at once are fine."
        )
        placard.say(
            "Drop letters here",
            "They are read on this computer and stay on it. Each opens beside a form that is filled in already, for "
            "you to confirm or correct.",
        )
        return placard

    def _lay_out(self) -> None:
        self.panes.addWidget(self.source)
        self.panes.addWidget(self.pane)
        self._desk_side.addWidget(self.panes)
        self._desk_side.addWidget(self._welcome)
        self.addWidget(self.cases)
        self.addWidget(self._desk_side)
        self.cases.setMinimumWidth(200)
        self.source.setMinimumWidth(320)
        self.pane.setMinimumWidth(400)
        for splitter, side, width in ((self, 1, _LIST_WIDTH), (self.panes, 0, _FORM_WIDTH)):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
            splitter.setStretchFactor(side, 1)
            splitter.setStretchFactor(1 - side, 0)
            splitter.setSizes([width, 4000] if side else [4000, width])

    def _connect(self) -> None:
        self.cases.case_chosen.connect(self.show_case)
        self.cases.entered.connect(self.pane.focus_first_needing_human)
        self.source.place_clicked.connect(self.pane.focus_slot)
        self.pane.field_focused.connect(self._focus_place)
        self.source.put_wanted.connect(self._put_into_current)
        self.source.seen_wanted.connect(self._mark_seen)
        self.source.canvas.selection_changed.connect(lambda: self.show_hints_for(QApplication.focusWidget()))
        FieldDrop(self.pane.form).dropped.connect(self._put)
        self.pane.hints_changed.connect(self._keep_form_hints)
        self.desk.changed.connect(self.pane.changed)
        self.desk.changed.connect(self._changed)

    # --- which case is shown ---

    def show_case(self, case_id: int) -> None:
        """Brings a case onto the desk; a library that cannot give it says why, and the old one stays."""
        if self.shown is not None and self.shown.id == case_id:
            return
        self.pane.flush()
        try:
            case = self.desk.workspace.case(case_id)
            document = self.desk.workspace.document(case_id)
        except Problem as problem:
            self.desk.problem.emit(problem)
            return
        self.shown = case
        self.source.show_document(case_id, case.source, document)
        self._mark_letter(case)
        self.pane.show_case(case)
        self._rest.start()
        self.shown_changed.emit()

    # --- where the work on a case stands ---

    def mark_reviewed(self) -> None:
        """The selected cases are reviewed."""
        self._set_status("reviewed")

    def postpone(self) -> None:
        """The selected cases are put off."""
        self._set_status("postponed")

    def reject(self) -> None:
        """The selected cases are not to be reviewed; the person says why."""
        if why := dialogs.ask_reason(self, "Reject", "Why are the selected cases not to be reviewed?"):
            self._set_status("rejected", why)

    def reopen(self) -> None:
        """What was said of the selected cases is taken back: their values tell how far they are."""
        self._set_status(None)

    def _set_status(self, status: Status | None, why: str = "") -> None:
        ids = self.cases.selected() or ([self.shown.id] if self.shown else [])
        self.pane.flush()
        if ids:
            self.desk.do(lambda: self.desk.workspace.set_status(ids, status, why))

    def _draw_neighbours(self) -> None:
        """The next case's page and the previous one's are drawn while this one is being read."""
        workspace = self.desk.workspace
        documents: list[tuple[object, Source, bytes]] = []
        for case_id in self.cases.neighbours():
            try:
                documents.append((case_id, workspace.case(case_id).source, workspace.document(case_id)))
            except Problem:  # told when somebody goes to it
                continue
        self.source.draw_ahead(documents)

    def go_to(self, case_id: int, slot: Slot) -> None:
        """To a value or an answer, in whatever case it is."""
        self.cases.select(case_id)
        if slot.field in _OF_THE_CASE:
            return
        self.pane.focus_slot(Slot(slot.item, slot.field.removeprefix(NOTE)))

    @property
    def drawn(self) -> bool:
        """Whether the pages of the shown letter stand on the screen."""
        return self.source.drawn

    def title(self) -> str:
        """The shown case's number, or its document's name where the letter gives none."""
        if self.shown is None:
            return ""
        return title_of(self.shown)

    def _changed(self, changes: Changes) -> None:
        if changes.added:
            self._show_or_welcome()
            if self.shown is None:
                self.cases.select_first()
                self.focus_start()
        elif self.shown is not None and self.shown.id in changes.cases:
            before, self.shown = self.shown, self.desk.workspace.case(self.shown.id)
            if self.shown.source.text != before.source.text:  # it has been read again
                self.source.show_document(self.shown.id, self.shown.source, self.desk.workspace.document(self.shown.id))
            self._mark_letter(self.shown)

    def _mark_letter(self, case: Case) -> None:
        """What is painted on the letter and beside it."""
        self.source.set_places(list(_places(case)))
        self.source.set_sentences(self.desk.workspace.sentences(case))

    # --- from the letter into the record ---

    def _focus_place(self, slot: Slot | None, spans: tuple[Span, ...], label: str) -> None:
        self.source.focus_place(slot, spans, label)
        takes = slot is not None and slot.field in BY_KEY and not self.desk.workspace.read_only
        self.source.set_target(label if takes else "")

    def _put_into_current(self, span: Span) -> None:
        slot = self.pane.current_slot()
        if slot is not None and slot.field in BY_KEY:
            self._put(slot, span)

    def _put(self, slot: Slot, span: Span) -> None:
        """Words of the letter into a field, which takes the focus; where they do not fit it is said beside them."""
        workspace, case = self.desk.workspace, self.shown
        if case is None or workspace.read_only:
            return
        self.pane.flush()
        try:
            done = self.desk.do(lambda: workspace.take(case.id, slot, span))
        except ValueProblem as problem:
            self.source.canvas.select(span)
            self.source.refuse(problem.message)
            return
        if done:
            self.source.canvas.select(None)
            for row in self.pane.form.findChildren(FieldRow):
                if row.slot == slot and row.changed:  # what was typed gives way; undo in the box brings it back
                    row.drop_typing()
            self.pane.focus_slot(slot)

    def _mark_seen(self, span: Span) -> None:
        """The sentences that are selected hold nothing to take, or are to be looked at again; on to the next."""
        workspace, case = self.desk.workspace, self.shown
        sentences = self.source.sentences_in(span)
        if case is None or workspace.read_only or not sentences:
            return
        fresh = [each.span for each in sentences if each.standing == "untouched"]
        spans = fresh or [each.span for each in sentences]
        if self.desk.do(lambda: workspace.mark_seen(case.id, spans, seen=bool(fresh))) and fresh:
            self.source.next_untouched()

    def _show_or_welcome(self) -> None:
        empty = not self.cases.count
        self.cases.setVisible(not empty)
        self._desk_side.setCurrentWidget(self._welcome if empty else self.panes)

    # --- where the focus is ---

    def next_pane(self, by: int = 1) -> None:
        """The focus to the next pane, or to the one before: list, letter, form."""
        rooms = (self.cases, self.source, self.pane)
        focused = QApplication.focusWidget()
        here = next((number for number, room in enumerate(rooms) if focused and room.isAncestorOf(focused)), -by)
        match (here + by) % 3:
            case 0:
                self.cases.view.setFocus(Qt.FocusReason.TabFocusReason)
            case 1:
                self.source.setFocus(Qt.FocusReason.TabFocusReason)
            case _:
                self._into_form()

    def begin(self, last: int) -> None:
        """Where the person left off: the list as it was, the case shown last (also one that the filter hides)."""
        self.cases.arrange(*self.desk.workspace.remembered_list())
        if self.cases.lists(last) or not self.cases.holds(last):
            self.cases.select_first()
            self.cases.select(last)
            self.focus_start()
        else:  # a list that gets the focus would choose its first case
            self.cases.stay_with(last)
            self.focus_filter()

    def focus_start(self) -> None:
        """The focus to where the work begins: the list, or what fills it."""
        (self.cases.view if self.cases.count else self._first_act).setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_hints_for(QApplication.focusWidget())

    def focus_filter(self) -> None:
        """The focus into the list's filter box."""
        self.cases.filter_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.cases.filter_box.selectAll()

    def go_to_record(self) -> None:
        """The focus into the record, where the work on it is."""
        self.pane.show_record()
        self._into_form()

    def go_to_findings(self) -> None:
        """To what does not fit in the letter, and to the sign-off below it."""
        self.pane.show_findings()

    def go_to_checklist(self) -> None:
        """The focus into the checklist, where the work on it is."""
        self.pane.show_checklist()
        self._into_form()

    def _into_form(self) -> None:
        slot = self.pane.current_slot()
        if slot is None:
            self.pane.focus_first_needing_human()
        else:
            self.pane.focus_slot(slot)

    def show_hints_for(self, focused: QWidget | None) -> None:
        """Tells what the keys do where the focus has come to."""
        if focused is self.cases.filter_box:
            self.hints_changed.emit(_IN_FILTER)
        elif focused is self.source.finder.box:
            self.hints_changed.emit(_IN_FIND)
        elif focused is not None and self.source.isAncestorOf(focused):
            self.hints_changed.emit((*(_ON_WORDS if self.source.offers else _IN_LETTER), *_ANYWHERE))
        elif focused is not None and self.pane.isAncestorOf(focused):
            self.hints_changed.emit((*self._form_hints, *_ANYWHERE))
        elif self.cases.count:
            self.hints_changed.emit((*_IN_LIST, *_ANYWHERE))
        else:
            self.hints_changed.emit(_IN_NOTHING)

    def _keep_form_hints(self, hints: tuple[Hint, ...]) -> None:
        self._form_hints = hints
        self.show_hints_for(QApplication.focusWidget())

    # --- from one start to the next, and the end ---

    def shape(self) -> tuple[QByteArray, QByteArray]:
        """How wide the panes are."""
        return self.saveState(), self.panes.saveState()

    def take_shape(self, outer: QByteArray, inner: QByteArray) -> None:
        """The panes as wide as they were."""
        for splitter, shape in ((self, outer), (self.panes, inner)):
            if not shape.isEmpty():
                splitter.restoreState(shape)

    def flush(self) -> bool:
        """Takes over what is being typed; False where the library could not keep it, and the person has been told."""
        problems: list[Problem] = []
        self.desk.problem.connect(problems.append)
        try:
            self.pane.flush()
        finally:
            self.desk.problem.disconnect(problems.append)
        return not problems

    def shut(self) -> None:
        """Ends the threads of the views; call it before the library is closed."""
        self._rest.stop()
        self.source.close()


def _places(case: Case) -> Iterator[Place]:
    """Where each value of a case stands in its letter."""
    number_of = {key: number for number, key in enumerate(case.items, 1)}
    for value in shown(case.values):
        field = BY_KEY[value.slot.field]
        label = label_of(value.slot, number_of.get(value.slot.item))
        for span in spans_of(value):
            yield Place(value.slot, span, field.section, label)
