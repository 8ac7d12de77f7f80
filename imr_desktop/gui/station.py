"""The three panes over one open library, and what goes on between them: list, letter, form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QWidget

from imr_desktop.errors import Problem
from imr_desktop.fields import BY_KEY, NOTE, label_of
from imr_desktop.gui.bars import Hint
from imr_desktop.gui.case_list import CaseList
from imr_desktop.gui.case_pane import CasePane, title_of
from imr_desktop.gui.desk import Desk
from imr_desktop.gui.evidence import spans_of
from imr_desktop.gui.pages import Placard, button
from imr_desktop.gui.source_view import Place, SourceView
from imr_desktop.model import Case, Changes, Slot
from imr_desktop.record import shown

_LIST_WIDTH: Final = 264
_FORM_WIDTH: Final = 470

_IN_LIST: Final[tuple[Hint, ...]] = (("↑ ↓", "choose"), ("Enter", "work on it"), ("F6", "next pane"))
_IN_FILTER: Final[tuple[Hint, ...]] = (("Type", "narrow the list"), ("↓", "into the list"), ("Esc", "show all"))
_IN_NOTHING: Final[tuple[Hint, ...]] = (("Enter", "press"), ("Tab", "next"), ("Ctrl O", "import letters"))
_IN_LETTER: Final[tuple[Hint, ...]] = (
    ("Page ↓", "scroll"),
    ("Ctrl +", "larger"),
    ("Ctrl −", "smaller"),
    ("Ctrl 0", "fit width"),
    ("F6", "next pane"),
)
_ANYWHERE: Final[tuple[Hint, ...]] = (("Ctrl ↓", "next case"), ("Ctrl Z", "undo"))


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
        self.pane.field_focused.connect(self.source.focus_place)
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
        self.source.set_places(list(_places(case)))
        self.pane.show_case(case)
        self.shown_changed.emit()

    def go_to(self, case_id: int, slot: Slot) -> None:
        """To a value or an answer, in whatever case it is."""
        self.cases.select(case_id)
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
            self.source.set_places(list(_places(self.shown)))

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
        """Where the person left off: the case shown last, else the first."""
        self.cases.select_first()
        self.cases.select(last)
        self.focus_start()

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
        elif focused is not None and self.source.isAncestorOf(focused):
            self.hints_changed.emit((*_IN_LETTER, *_ANYWHERE))
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
        self.source.close()


def _places(case: Case) -> Iterator[Place]:
    """Where each value of a case stands in its letter."""
    number_of = {key: number for number, key in enumerate(case.items, 1)}
    for value in shown(case.values):
        field = BY_KEY[value.slot.field]
        label = label_of(value.slot, number_of.get(value.slot.item))
        for span in spans_of(value):
            yield Place(value.slot, span, field.section, label)
