"""The three panes over one open library, and what goes on between them: list, letter, form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget

from imr_desktop.errors import Problem, ValueProblem
from imr_desktop.fields import ANNOTATION, BY_KEY, NOTE, label_of
from imr_desktop.gui.bars import Hint
from imr_desktop.gui.case_pane import CasePane, title_of
from imr_desktop.gui.cases.case_list import CaseList
from imr_desktop.gui.cases.list_acts import ListActs
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.notices import Notice
from imr_desktop.gui.common.pages import Placard, button
from imr_desktop.gui.common.small import chain
from imr_desktop.gui.help.first_tour import FirstTour, Step
from imr_desktop.gui.letter.source_view import Place, SourceView
from imr_desktop.gui.notes.annotator import Annotator
from imr_desktop.gui.panes import Panes
from imr_desktop.gui.record.evidence import spans_of
from imr_desktop.gui.record.field_drop import FieldDrop
from imr_desktop.gui.record.field_row import FieldRow
from imr_desktop.gui.record.form import RecordForm
from imr_desktop.gui.record.panel import printed
from imr_desktop.model import Case, Changes, Sentence, Slot, Span
from imr_desktop.record import shown
from imr_desktop.texts import tr

if TYPE_CHECKING:
    from imr_desktop.gui.exchange.import_panel import ImportPanel

_REST: Final = 40
"""Milliseconds on one case after which its neighbours' pages are drawn ahead."""

_PATIENCE: Final = 50
"""So many times that long the shown case's own page is waited for before that: 2 s."""

_IN_LIST: Final[tuple[Hint, ...]] = (
    ("↑ ↓", tr("choose")),
    ("Enter", tr("work on it")),
    ("{next_pane}", tr("next pane")),
)
_IN_FILTER: Final[tuple[Hint, ...]] = (
    (tr("Type"), tr("narrow the list")),
    ("↓", tr("into the list")),
    ("Esc", tr("show all")),
)
_IN_NOTHING: Final[tuple[Hint, ...]] = (("Enter", tr("press")), ("Tab", tr("next")), ("{import}", tr("import letters")))
_IN_LETTER: Final[tuple[Hint, ...]] = (
    ("Shift →", tr("select words")),
    (tr("Ctrl drag"), tr("box of words")),
    ("Page ↓", tr("scroll")),
    ("{find}", tr("find")),
    ("{untouched}", tr("next untouched sentence")),
    ("{next_pane}", tr("next pane")),
)
_IN_FIND: Final[tuple[Hint, ...]] = (
    ("Enter", tr("next place")),
    ("Shift Enter", tr("place before")),
    ("Ctrl Enter", tr("select the words")),
    ("Esc", tr("close")),
)
_IN_FOOT: Final[tuple[Hint, ...]] = (
    ("↑ ↓", tr("choose")),
    ("Enter", tr("go there, or press")),
    ("Tab", tr("next")),
    ("{next_pane}", tr("next pane")),
    ("Esc", tr("put away")),
)
_IN_A_SHEET: Final[tuple[Hint, ...]] = (("Esc", tr("close this")),)
"""What else its keys do a sheet says itself."""
_ON_A_TOUR: Final[tuple[Hint, ...]] = (("Enter", tr("next step")), ("←", tr("step before")), ("Esc", tr("end")))
_ON_WORDS: Final[tuple[Hint, ...]] = (
    ("Enter", tr("put into the field")),
    ("H", tr("highlight")),
    ("S", tr("seen, nothing to take")),
    ("Shift ← →", tr("more or fewer words")),
    ("Ctrl C", tr("copy")),
    ("Esc", tr("let go")),
)
_ON_TABS: Final[tuple[Hint, ...]] = (("← →", tr("other tab")), ("Tab", tr("into it")))
_ANYWHERE: Final[tuple[Hint, ...]] = (("{next_case}", tr("next case")), ("{undo}", tr("undo")))
"""In braces an act by its name in the table of actions, whose key a person may have chosen."""


_OF_THE_CASE: Final = ("seen.sentences", "case.status", "case.tags")
"""Values that no field of the form shows."""


@dataclass(frozen=True, slots=True)
class _Letter:
    """What is needed to show a case at once."""

    case: Case
    document: bytes
    places: tuple[Place, ...]
    sentences: tuple[Sentence, ...]


class Station(QStackedWidget):
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
        super().__init__(parent)
        self.desk = desk
        self.shown: Case | None = None
        self.cases = CaseList(desk)
        self.source = SourceView()
        self.pane = CasePane(desk)
        self.acts = ListActs(self.cases, desk, self, first=self.pane.flush)
        self.annotator = Annotator(desk, self.source, self.pane.notes)
        self._gap = Placard("warning", "amber", [])
        self._middle = QStackedWidget()
        self._middle.addWidget(self.source)
        self._middle.addWidget(self._gap)
        self.panes = Panes(self.cases, self._middle, self.pane)
        self._first_act = button(tr("Import letters…"), primary=True)
        self._welcome = self._make_welcome()
        self._ahead: dict[int, _Letter] = {}
        self._form_hints: tuple[Hint, ...] = ()
        self.foot: ImportPanel | None = None
        """What lies below the panes, a pane more while it is shown."""
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._draw_neighbours)
        self._rests = 0
        self._lay_out()
        self._connect()
        self._show_or_welcome()

    def _make_welcome(self) -> Placard:
        samples = button(tr("Open the sample library"))
        self._first_act.clicked.connect(self.letters_wanted)
        samples.clicked.connect(self.samples_wanted)
        placard = Placard(
            "import", "accent", [self._first_act, samples], tr("PDF and text files; several at once are fine.")
        )
        placard.say(
            tr("Drop letters here"),
            tr(
                "They are read on this computer and stay on it. Each opens beside a form that is filled in already, "
                "for you to confirm or correct."
            ),
        )
        return placard

    def _lay_out(self) -> None:
        self.addWidget(self.panes)
        self.addWidget(self._welcome)
        self.cases.setMinimumWidth(240)
        self.source.setMinimumWidth(320)
        self.pane.setMinimumWidth(400)
        self._order_stops()

    def _order_stops(self) -> None:
        """Tab goes through list, letter and record as one reads them; a pane that floats has a ring of its own."""
        stops = (*self.cases.stops(), *self.source.stops(), self.pane.tab_bar)
        chain(each for each in stops if each.window() is self.window())

    def _connect(self) -> None:
        self.cases.case_chosen.connect(self.show_case)
        self.cases.menu_button.save_wanted.connect(self.acts.save_view)
        self.cases.entered.connect(self.pane.focus_first_needing_human)
        self.cases.entered.connect(lambda: self.source.light(self.cases.sought))
        for clicked in (self.source.place_clicked, self.source.annotation_clicked):
            clicked.connect(self.pane.focus_slot)
        self.annotator.note_wanted.connect(self._to_note)
        self.pane.field_focused.connect(self._focus_place)
        self.source.put_wanted.connect(self._put_into_current)
        self.source.seen_wanted.connect(self._mark_seen)
        self.pane.findings.signoff.next_untouched_wanted.connect(self.source.next_untouched)
        for selected in (self.source.canvas.selection_changed, self.source.selection_made):
            selected.connect(lambda *_: self.show_hints_for(QApplication.focusWidget()))
        FieldDrop(self.pane.form).dropped.connect(self._put)
        self.pane.hints_changed.connect(self._keep_form_hints)
        self.pane.next_case_wanted.connect(self._on_to_next)
        for dock in self.panes.docks.values():
            dock.topLevelChanged.connect(self._order_stops)
        self.desk.changed.connect(self.pane.changed)
        self.desk.changed.connect(self._changed)
        for told in (self.desk.changed, self.shown_changed):
            told.connect(self.cases.tell_waiting)

    # --- which case is shown ---

    def show_case(self, case_id: int) -> None:
        """Brings a case onto the desk; where the library cannot give it, the desk is empty and says so."""
        if self.shown is not None and self.shown.id == case_id:
            return
        if not self.flush():  # what could not be kept stays in its box, and the case with it
            QTimer.singleShot(0, self, self._stay)
            return
        try:
            letter = self._ahead.get(case_id) or self._fetch(case_id)
        except Problem as problem:
            self._empty_desk(case_id)
            self.desk.problem.emit(problem)
            return
        self._middle.setCurrentWidget(self.source)
        self.shown = letter.case
        self.source.show_document(case_id, letter.case.source, letter.document)
        self.source.set_places(letter.places)
        self.source.set_sentences(letter.sentences)
        self.annotator.show(letter.case)
        self.pane.show_case(letter.case)
        self.source.light(self.cases.sought)
        self._rests = 0
        self._rest.start()
        self.shown_changed.emit()

    def _on_to_next(self) -> None:
        """To the next case of the list, with the focus in its record; after the last one it is said."""
        number, count, _ = self.cases.place()
        if number < count:
            self.cases.next_case()
            return
        self.cases.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.desk.told.emit(Notice(tr("This was the last case of the list."), "news", kind="last-case"))

    def _empty_desk(self, case_id: int) -> None:
        """Nothing of the case before may stand under the number of one that cannot be shown."""
        self.shown = None
        self.source.clear()
        self.pane.show_case(None)
        self._gap.say(
            tr("Case {case_id} cannot be shown", case_id=case_id),
            tr(
                "What is kept of it in this library is damaged, and nothing was changed. The other cases can be read. "
                "Backups of the library may have it whole."
            ),
        )
        self._middle.setCurrentWidget(self._gap)
        self.shown_changed.emit()

    def _stay(self) -> None:
        """The list marks the case that is shown."""
        if self.shown is not None:
            self.cases.select(self.shown.id)

    # --- where the work on a case stands ---

    def _draw_neighbours(self) -> None:
        """The next case and the previous one are fetched, and their pages drawn, while this one is being read."""
        if not self.drawn and self._rests < _PATIENCE:
            self._rests += 1
            self._rest.start()
            return
        ahead: dict[int, _Letter] = {}
        for case_id in self.cases.neighbours():
            with suppress(Problem):  # told when somebody goes to it
                ahead[case_id] = self._ahead.get(case_id) or self._fetch(case_id)
        self._ahead = ahead
        self.source.draw_ahead([(case_id, each.case.source, each.document) for case_id, each in ahead.items()])
        for case_id, each in ahead.items():
            self.source.mark_ahead(case_id, each.places, each.sentences)

    def _fetch(self, case_id: int) -> _Letter:
        workspace = self.desk.workspace
        case = workspace.case(case_id)
        return _Letter(case, workspace.document(case_id), tuple(_places(case)), workspace.sentences(case))

    def go_to(self, case_id: int, slot: Slot, *, into: bool = False) -> None:
        """To a value or an answer, in whatever case it is; of a highlight `into` the list, else only to its words."""
        self.cases.select(case_id)
        if slot.field in _OF_THE_CASE:
            return
        if slot.field.startswith(ANNOTATION) and not into:  # the person may be at work in the letter, and stays there
            self.annotator.reveal(slot)
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
        for case_id in changes.cases:
            self._ahead.pop(case_id, None)
        if changes.added:
            self._show_or_welcome()
            if self.shown is None:
                self.cases.select_first()
                self.focus_start()
        elif self.shown is not None and self.shown.id in changes.cases:
            before, self.shown = self.shown, self.pane.form.case or self.shown  # the pane has fetched it just now
            if self.shown.source.text != before.source.text:  # it has been read again
                self.source.show_document(self.shown.id, self.shown.source, self.desk.workspace.document(self.shown.id))
            self._mark_letter(self.shown)

    def _mark_letter(self, case: Case) -> None:
        """What is painted on the letter and beside it."""
        self.source.set_places(list(_places(case)))
        self.source.set_sentences(self.desk.workspace.sentences(case))
        self.annotator.show(case)

    # --- from the letter into the record ---

    def _focus_place(self, slot: Slot | None, spans: tuple[Span, ...], label: str) -> None:
        near = _surroundings(self.shown, slot) if self.shown and slot and not spans else None
        self.source.focus_place(slot, spans, label, near)
        takes = slot is not None and slot.field in BY_KEY and not self.desk.workspace.read_only
        self.source.set_target(label if takes else "")

    def _put_into_current(self, spans: Sequence[Span]) -> None:
        slot = self.pane.current_slot()
        if slot is not None and slot.field in BY_KEY:
            self._put(slot, spans)

    def _put(self, slot: Slot, spans: Sequence[Span]) -> None:
        """Words of the letter into a field, which takes the focus; where they do not fit it is said beside them."""
        workspace, case = self.desk.workspace, self.shown
        if case is None or workspace.read_only:
            return
        self.pane.flush()
        try:
            done = self.desk.do(lambda: workspace.take(case.id, slot, *spans))
        except ValueProblem as problem:
            self.source.canvas.select(*spans)
            self.source.refuse(problem.message)
            return
        if done:
            self.source.canvas.select()
            for row in self.pane.form.findChildren(FieldRow):
                if row.slot == slot and row.changed:  # what was typed gives way; undo in the box brings it back
                    row.drop_typing()
            self.pane.focus_slot(slot)

    def _mark_seen(self, selected: Sequence[Span]) -> None:
        """The sentences that are selected hold nothing to take, or are to be looked at again; on to the next."""
        workspace, case = self.desk.workspace, self.shown
        sentences = self.source.sentences_in(selected)
        if case is None or workspace.read_only or not sentences:
            return
        fresh = [each.span for each in sentences if each.standing == "untouched"]
        spans = fresh or [each.span for each in sentences]
        if self.desk.do(lambda: workspace.mark_seen(case.id, spans, seen=bool(fresh))) and fresh:
            self.source.next_untouched()

    def _show_or_welcome(self) -> None:
        self.setCurrentWidget(self.panes if self.cases.count else self._welcome)

    # --- where the focus is ---

    def next_pane(self, by: int = 1) -> None:
        """The focus to the next pane, or to the one before: list, letter, form, and what lies below them."""
        below = () if self.foot is None or self.foot.isHidden() else (self.foot,)
        rooms = (self.cases, self.source, self.pane, *below)
        focused = QApplication.focusWidget()
        here = next((number for number, room in enumerate(rooms) if focused and room.isAncestorOf(focused)), -by)
        match (here + by) % len(rooms):
            case 0:
                self.cases.view.setFocus(Qt.FocusReason.TabFocusReason)
            case 1:
                self.source.canvas.setFocus(Qt.FocusReason.TabFocusReason)
            case 2:
                self._into_form()
            case _:
                for foot in below:
                    foot.take_focus()

    def begin(self, last: int) -> None:
        """Where the person left off: the list as it was, the case shown last (also one that the filter hides)."""
        # The panes take the size they will have, or the first pages would be drawn in another one.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.cases.arrange(self.desk.workspace.remembered_list())
        if self.cases.lists(last):
            self.cases.select(last)
            self.focus_start()
        elif not self.cases.holds(last):
            self.cases.select_first()
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
        self._into_form()

    def go_to_checklist(self) -> None:
        """The focus into the checklist, where the work on it is."""
        self.pane.show_checklist()
        self._into_form()

    def explain(self) -> None:
        """Shows where the value at work comes from; its place in the letter comes into view beside that."""
        sheet = self.pane.explain()
        if sheet is None:
            self.pane.in_record(RecordForm.ask_for_value)
            return
        view = self.source.canvas.viewport()
        self.source.set_covered(QRect(view.mapFromGlobal(sheet.mapToGlobal(QPoint())), sheet.size()))
        sheet.finished.connect(lambda _: self.source.set_covered(QRect()))

    def go_to_notes(self) -> None:
        """To what was highlighted and noted."""
        self.pane.show_notes()
        self.pane.notes.focus_list()

    def _to_note(self, slot: Slot) -> None:
        """To the box of the note on a value."""
        self.pane.focus_slot(slot)
        self.pane.focus_note()

    def _into_form(self) -> None:
        self.pane.window().activateWindow()  # it may float in a window of its own
        self.pane.go_in()

    def topic(self) -> str:
        """The page of the guide for where the focus is."""
        focused = QApplication.focusWidget()
        if focused is not None and self.source.isAncestorOf(focused):
            return "letter"
        if focused is not None and self.pane.isAncestorOf(focused):
            return self.pane.tab
        return "cases" if self.cases.count else "start"

    def tour_steps(self) -> tuple[Step, ...]:
        """The five steps that show somebody around."""
        return (
            Step(
                tr("Your cases"),
                tr(
                    "Each letter is a case. The list tells its outcome and how far you have come. Type above it to "
                    "find one; the arrow keys choose."
                ),
                lambda: self.cases,
            ),
            Step(
                tr("The letter"),
                tr(
                    "The page as it was printed. Every value that was read is marked where it stands; red hatching in "
                    "the margin marks sentences that nobody has looked at yet."
                ),
                lambda: self.source,
            ),
            Step(
                tr("The record"),
                tr(
                    "It is filled in already. Enter confirms a value and goes to the next one that needs you; type to "
                    "correct it. What was read always stays beside what you wrote."
                ),
                lambda: self.pane,
            ),
            Step(
                tr("Checklist and findings"),
                tr(
                    "The tabs hold what a determination should say, with suggested answers, and what does not fit in "
                    "the letter. The passages light up beside them. There you also sign off."
                ),
                lambda: self.pane.tab_bar,
            ),
            Step(
                tr("All by keyboard, nothing to save"),
                tr(
                    "{palette} finds any act by a few letters of its name, {guide} opens the guide where you are. "
                    "Every decision is stored when you make it, and undo takes it back, also tomorrow. "
                    "It is signed “{who}”; the settings ({settings}) take your name.",
                    palette=self.desk.keys.get("palette", ""),
                    guide=self.desk.keys.get("guide", ""),
                    who=self.desk.workspace.who,
                    settings=self.desk.keys.get("settings", ""),
                ),
                self.window,
            ),
        )

    def show_hints_for(self, focused: QWidget | None) -> None:
        """Tells what the keys do where the focus has come to."""
        self.hints_changed.emit(tuple(self._printed(self._hints_for(focused))))

    def _hints_for(self, focused: QWidget | None) -> tuple[Hint, ...]:
        if focused is not None and isinstance(focused.window(), QDialog):
            return _IN_A_SHEET
        if isinstance(focused, FirstTour):
            return _ON_A_TOUR
        if focused is self.cases.filter_box:
            return _IN_FILTER
        if focused is self.source.finder.box:
            return _IN_FIND
        if focused is not None and self.foot is not None and self.foot.isAncestorOf(focused):
            return _IN_FOOT
        if focused is self.pane.tab_bar:
            return (*_ON_TABS, *_ANYWHERE)
        if focused is not None and self.source.isAncestorOf(focused):
            return (*self._letter_hints(), *_ANYWHERE)
        if focused is not None and self.pane.isAncestorOf(focused):
            return (*self._form_hints, *_ANYWHERE)
        return (*_IN_LIST, *_ANYWHERE) if self.cases.count else _IN_NOTHING

    def _printed(self, hints: Sequence[Hint]) -> Iterator[Hint]:
        """Hints with the keys that hold now; an act without a key is left out."""
        for key, told in hints:
            now = printed(self.desk.keys.get(key[1:-1], "")) if key.startswith("{") else key
            if now:
                yield now, told

    def _letter_hints(self) -> tuple[Hint, ...]:
        """What the keys do in the letter, with words that are selected or without."""
        if self.source.canvas.marks is None or not self.source.canvas.marks.selection:
            return _IN_LETTER
        idle = {"Enter", "H", "S"} - self.source.keys_on_words
        return tuple(hint for hint in _ON_WORDS if hint[0] not in idle)

    def _keep_form_hints(self, hints: tuple[Hint, ...]) -> None:
        if hints != self._form_hints:
            self._form_hints = hints
            self.show_hints_for(QApplication.focusWidget())

    # --- from one start to the next, and the end ---

    def shape(self) -> tuple[QByteArray, QByteArray]:
        """Where the panes lie and how wide, and whether the strip of small pages is there."""
        return self.panes.shape(), QByteArray(b"" if self.source.thumbnails.isHidden() else b"1")

    def take_shape(self, panes: QByteArray, strip: QByteArray) -> None:
        """The panes as they were, with the strip of small pages if it was there."""
        self.source.show_thumbnails(not strip.isEmpty())
        self.panes.take_shape(panes)

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
        self.pane.shut()
        self.cases.shut()
        self.source.close()


def _surroundings(case: Case, slot: Slot) -> Span | None:
    """Where a value that has no place in the letter would be looked for: its item, or the letter's section."""
    field = BY_KEY.get(slot.field)
    if field is None:
        return None
    beside = [each for each in shown(case.values) if each.slot.item == slot.item]
    spans = [span for each in beside if BY_KEY[each.slot.field].section == field.section for span in spans_of(each)]
    return Span(min(each.start for each in spans), max(each.end for each in spans)) if spans else None


def _places(case: Case) -> Iterator[Place]:
    """Where each value of a case stands in its letter."""
    number_of = {key: number for number, key in enumerate(case.items, 1)}
    for value in shown(case.values):
        field = BY_KEY[value.slot.field]
        label = label_of(value.slot, number_of.get(value.slot.item))
        for span in spans_of(value):
            yield Place(value.slot, span, field.section, label)
