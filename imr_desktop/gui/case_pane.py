"""The right pane: what the case is and how far it has come, over its record and its checklist."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QTabBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from imr_desktop.checklist.review import FINDING, Checked
from imr_desktop.errors import Problem
from imr_desktop.fields import ANNOTATION, BY_KEY, CASE_OUTCOME_KEY, ITEMS_KEY
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.notices import WHICH, Notice
from imr_desktop.gui.common.small import LARGE, Elided, StateMark, scaled, small_label
from imr_desktop.gui.common.states import SURE, Tally, tally
from imr_desktop.gui.common.theme import Mark, restyle, theme_of
from imr_desktop.gui.notes.notes_panel import NotesPanel
from imr_desktop.gui.record.checklist_panel import ChecklistPanel, count_answers
from imr_desktop.gui.record.findings_panel import FindingsPanel, count_open
from imr_desktop.gui.record.form import RecordForm
from imr_desktop.gui.record.history_panel import HistoryPanel
from imr_desktop.gui.record.panel import Hints
from imr_desktop.gui.record.signoff import told
from imr_desktop.model import Case, Changes, Slot
from imr_desktop.record import shown
from imr_desktop.texts import tr, trn

if TYPE_CHECKING:  # loaded when they are asked for
    from imr_desktop.gui.record.bulk_confirm import BulkConfirm
    from imr_desktop.gui.record.explanation import Explanation

_NO_FORM: Final = tr(
    "This document was not recognized as an IMR determination; its text can be read beside. "
    "Nothing was pre-filled; fields can be filled in by hand."
)
_FLAGS_SHOWN: Final = 3
_TITLE_WIDTH: Final = 180
"""Pixels within which a case's number is never cut; a document's name may be."""
_CHIP_WIDTH: Final = 24
"""Pixels at the least for a count on a tab, so that one more or less, or none yet, moves nothing."""


class ProgressStrip(QWidget):
    """How far a case has come, as one thin bar: looked at, corrected, needs you, rest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tally = Tally(0, 0, 0, 0)
        self.setFixedHeight(5)
        self.setAccessibleName(tr("Progress"))

    def tell(self, counted: Tally) -> None:
        self._tally = counted
        self.setAccessibleDescription(
            tr("{looked_at} of {total} looked at", looked_at=counted.looked_at, total=counted.total)
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        counted = self._tally
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(self.rect()), 2.5, 2.5)
        painter.setClipPath(whole)
        painter.fillRect(self.rect(), QColor(theme.desk))
        x = 0.0
        for count, shade in (
            (counted.settled, theme.green),
            (counted.corrected, theme.violet),
            (counted.needs_you, theme.amber),
        ):
            width = self.width() * count / max(counted.total, 1)
            painter.fillRect(QRectF(x, 0, width, self.height()), QColor(shade))
            x += width
        painter.end()


class CaseHead(QFrame):
    """Title, person and items, outcome, progress, and what the reader warns of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._case: Case | None = None
        self._sure = SURE
        self._doubted: Collection[Slot] = ()
        self._title = Elided("title")
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._person = Elided("muted")
        self._outcome = QLabel()
        self._outcome.setProperty("role", "chip")
        self._strip = ProgressStrip()
        self._counts = small_label()
        self._counts.setTextFormat(Qt.TextFormat.RichText)
        self._sign = StateMark(16, 16)
        self._sign.tell(Mark("warning", "", "amber"))
        self._sign.setAccessibleName(tr("To be known of this document"))
        self._notice = small_label()
        self._disposition = small_label()
        self._disposition.hide()
        warned = QHBoxLayout()
        warned.setSpacing(6)
        warned.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        warned.addWidget(self._notice, 1)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._title, 0)
        line.addWidget(self._person, 1)
        line.addWidget(self._outcome, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 9)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self._strip)
        column.addWidget(self._counts)
        column.addWidget(self._disposition)
        column.addLayout(warned)

    def tell(self, case: Case, sure: float = SURE, doubted: Collection[Slot] = ()) -> None:
        """Show a case as it is now; a value read with less confidence than `sure`, or `doubted`, needs a person."""
        self._case, self._sure, self._doubted = case, sure, doubted
        self._title.tell(title_of(case))
        self._title.setMinimumWidth(min(self._title.sizeHint().width(), scaled(self, _TITLE_WIDTH)))
        large = scaled(self, 100) >= LARGE
        self._person.tell("" if large else _person_and_items(case))
        outcome = BY_KEY[CASE_OUTCOME_KEY].kind.format(case.value(CASE_OUTCOME_KEY).value)
        self._outcome.setText(outcome)
        self._outcome.setVisible(bool(outcome) and not large)  # large words have no room beside the number
        counted = tally(shown(case.values), sure, doubted)
        self._strip.tell(counted)
        moved = (_person_and_items(case), outcome) if large else ()
        self._counts.setText(" · ".join(filter(None, (*moved, self._counted(counted)))))
        warnings = _warnings(case)
        self._notice.setText("\n".join(warnings))
        for widget in (self._sign, self._notice):
            widget.setVisible(bool(warnings))

    def tell_disposition(self, words: str, *, reopened: bool) -> None:
        """Show how the case was signed off, and whether a change since has reopened it."""
        self._disposition.setText(words)
        self._disposition.setVisible(bool(words))
        tone = "amber" if reopened else "green"
        if self._disposition.property("tone") != tone:
            self._disposition.setProperty("tone", tone)
            restyle(self._disposition)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._case:
            self.tell(self._case, self._sure, self._doubted)

    def _counted(self, counted: Tally) -> str:
        parts = [tr("{looked_at} of {total} looked at", looked_at=counted.looked_at, total=counted.total)]
        if counted.needs_you:
            amber = theme_of(self.palette()).amber
            needing = trn("{count} needs you", "{count} need you", counted.needs_you)
            parts.append(f'<span style="color:{amber}; font-weight:600">{needing}</span>')
        if counted.corrected:
            parts.append(trn("{count} corrected", "{count} corrected", counted.corrected))
        return " · ".join(parts)


def title_of(case: Case) -> str:
    """The case number, or the document's name where there is none."""
    return str(case.value("letter.case_number").value or case.source.name)


def _person_and_items(case: Case) -> str:
    age, sex = case.value("patient.age").value, case.value("patient.sex").value
    person = " ".join(str(part) for part in (age, str(sex)[:1].upper() if sex else None) if part is not None)
    items = trn("{count} item", "{count} items", len(case.items)) if case.items else ""
    return " · ".join(part for part in (person, items) if part)


def _warnings(case: Case) -> list[str]:
    flags = [flag.message for flag in (*case.source.flags, *case.reading.flags)]
    told = flags[:_FLAGS_SHOWN]
    if len(flags) > _FLAGS_SHOWN:
        more = len(flags) - _FLAGS_SHOWN
        told.append(trn("… and {count} more such note.", "… and {count} more such notes.", more))
    return [_NO_FORM, *told] if case.reading.form is None else told


class CasePane(QWidget):
    """Record, checklist and findings of one case. Shows nothing until it is given a case."""

    field_focused = Signal(object, object, str)
    """The slot at work (None for none), the spans its value stands on, and how it is called before people."""

    hints_changed = Signal(object)
    """What the keys do where the focus is: pairs of key and act."""

    next_case_wanted = Signal()
    """Nothing is left to do on this one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._case: Case | None = None
        self._stale: set[ChecklistPanel | FindingsPanel] = set()
        self.head = CaseHead()
        self.form = RecordForm(desk)
        self.checklist = ChecklistPanel(desk)
        self.findings = FindingsPanel(desk)
        self.history = HistoryPanel(desk)
        self.notes = NotesPanel()
        self._checked: Checked | None = None
        self._hints: dict[QWidget, Hints] = {}
        self._takes_focus = False
        self._fitted: tuple[object, ...] = ()
        self._after_paint = QTimer(self, singleShot=True, interval=0)
        self._after_paint.timeout.connect(self._settle)
        desk.got_ready.connect(self._settle)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.setAccessibleName(tr("The shown case"))
        self._tabs.addTab(self.form, tr("Record"))
        self._tabs.addTab(self.checklist, tr("Checklist"))
        self._tabs.addTab(self.findings, tr("Findings"))
        self._tabs.addTab(self.history, tr("History"))
        self._tabs.addTab(self.notes, tr("Notes"))
        self._tabs.tabBar().setAccessibleName(tr("Record, checklist, findings, history or notes"))
        self._tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tabs.tabBar().tabBarClicked.connect(self._into_clicked)
        self._answered, self._open = self._count_on_tab(1), self._count_on_tab(2)
        self._noted = self._count_on_tab(4)
        self.notes.counted.connect(self._tell_noted)
        self.history.place_wanted.connect(self.focus_slot)
        self.findings.signoff.place_wanted.connect(self.focus_slot)
        self._tabs.currentChanged.connect(self._turn)
        for view in (self.form, self.checklist, self.findings, self.history, self.notes):
            view.field_focused.connect(self.field_focused)
            view.hints_changed.connect(partial(self._keep_hints, view))
        for panel in (self.form, self.checklist, self.findings):
            panel.finished.connect(self.go_beyond)
            panel.beyond = lambda: self._what_follows()[0]
        self._lay_out()

    def _count_on_tab(self, place: int) -> QLabel:
        chip = QLabel()
        chip.setProperty("role", "chip")
        chip.setMinimumHeight(20)  # the chip's rounding needs it
        chip.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._tabs.tabBar().setTabButton(place, QTabBar.ButtonPosition.RightSide, chip)
        return chip

    def _lay_out(self) -> None:
        empty = QLabel(tr("No case is open.\nChoose one from the list."))
        empty.setProperty("role", "muted")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        ground = QFrame()
        ground.setProperty("role", "panel")
        around = QVBoxLayout(ground)
        around.addWidget(empty)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._tabs, 1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(ground)
        self._pages.addWidget(full)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._case is not None:
            self._tell(self._case)  # the counts on the tabs grow with the text

    def sizeHint(self) -> QSize:
        return QSize(scaled(self, 470), 700)

    # --- showing

    def show_case(self, case: Case | None) -> None:
        """Show a case, or none; what was being typed in the one before is taken over first.

        The checks run once the case has been painted. Where the keys were at work here they are at work on the new case
        then, at what of it needs a person first.
        """
        self.flush()
        again = case is not None and self._case is not None and case.id == self._case.id
        focused = QApplication.focusWidget()
        self._takes_focus = not again and focused is not None and self._tabs.currentWidget().isAncestorOf(focused)
        if self._takes_focus:  # a row that is no longer shown would hand the focus on to its neighbour
            self._tabs.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)
        self._case, self._checked = case, None
        self._pages.setCurrentIndex(0 if case is None else 1)
        self.form.show_case(case)
        self._stale = {self.checklist, self.findings}
        self.history.tell(case)
        if case is None:
            self.checklist.show_case(None)
            self.findings.show_case(None)
            return
        self._tell(case)
        self._turn()
        self._after_paint.start()

    def shut(self) -> None:
        """Checks no case any more; call it before the library is closed."""
        self._after_paint.stop()
        self._desk.got_ready.disconnect(self._settle)

    def _settle(self) -> None:
        """What waits for the case to be painted, and for the checks to be loaded."""
        if not self._desk.ready:
            return
        self._check()
        if self._takes_focus:
            self._takes_focus = False
            self.focus_first_needing_human()

    def _check(self) -> Checked:
        """What the checks say of the shown case; they run where they have not yet."""
        if self._checked is None:
            self._checked = self._desk.workspace.check(self._case) if self._case else Checked((), {})
            self.form.tell_findings(self._checked.findings)
            if self._case:
                self.head.tell(self._case, self._desk.sure, self.form.doubted)
                self._tell_answered(self._case)
                self._tell_open(self._case)
        return self._checked

    def show_again(self) -> None:
        """Show the same case anew: what is to be doubted, or how it is written, has changed."""
        self.flush()  # what does not parse is in the library now, and must be shown from there
        case = self._case
        try:
            self.show_case(self._desk.workspace.case(case.id) if case else None)
        except Problem as problem:
            self._desk.problem.emit(problem)

    def changed(self, changes: Changes) -> None:
        """Bring up to date what an act touched."""
        if self._case is None or self._case.id not in changes.cases:
            return
        self._case = self._desk.workspace.case(self._case.id)
        self._checked = self._desk.workspace.check(self._case)
        self.form.refresh(self._case, self._checked.findings)
        self._tell(self._case)
        self.history.tell(self._case)
        for view in (self.checklist, self.findings):
            if view not in self._stale:
                view.refresh(self._case, self._checked)

    def _tell(self, case: Case) -> None:
        self.head.tell(case, self._desk.sure, self.form.doubted)
        self._tell_answered(case)
        self._tell_open(case)
        signed = self._desk.workspace.signed_off(case)
        self.head.tell_disposition(told(signed) if signed else "", reopened=bool(signed and signed.reopened))

    def _tell_answered(self, case: Case) -> None:
        """On the tab of the checklist, how many questions are answered."""
        if self._checked is None or not self._desk.ready:
            words, tip = "…", tr("The checklist is being loaded")
        else:
            answered, asked = count_answers(self._desk.workspace.packs, case)
            words, tip = (
                f"{answered}/{asked}",
                tr("{answered} of {asked} questions answered", answered=answered, asked=asked),
            )
        self._answered.setText(words)
        self._tabs.setTabToolTip(1, tip)

    def _tell_open(self, case: Case) -> None:
        """On the tab of the findings, how many wait for a verdict."""
        if self._checked is None:
            self._open.setText("…")  # in its old place: the bar takes its time to lay itself out
            return
        waiting, found = count_open(case, self._checked), len(self._checked.findings)
        words, tone = f"{waiting}" if waiting else "✓" if found else "0", "amber" if waiting else None
        tip = tr("{waiting} of {found} findings without a verdict", waiting=waiting, found=found)
        self._open.setText(words)
        if self._open.property("tone") != tone:
            self._open.setProperty("tone", tone)
            restyle(self._open)
        self._tabs.setTabToolTip(2, tip)
        self._fit_tabs()

    def _tell_noted(self, count: int) -> None:
        """On the tab of the notes, how many there are."""
        self._noted.setText(f"{count}" if count else "")
        tip = trn("{count} highlight or note on a value", "{count} highlights and notes on values", count)
        self._tabs.setTabToolTip(4, tip)
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        """The counts on the tabs, as many of them as there is room for; the tool tips tell them all."""
        bar, chips = self._tabs.tabBar(), {4: self._noted, 1: self._answered, 2: self._open}
        narrowest = scaled(self, _CHIP_WIDTH)
        fitted = (self._tabs.width(), narrowest, *(chip.text() for chip in chips.values()))
        if self._fitted == fitted:  # the bar takes its time to lay itself out
            return
        self._fitted = fitted
        sizes = {
            place: chip.sizeHint().expandedTo(QSize(narrowest, 0)) if chip.text() else QSize(0, chip.minimumHeight())
            for place, chip in chips.items()
        }
        for place, chip in chips.items():
            chip.resize(sizes[place])
            self._tabs.setTabText(place, self._tabs.tabText(place))  # has the bar make room for the count
        for place, chip in chips.items():
            if bar.sizeHint().width() <= self._tabs.width():
                break
            chip.resize(0, chip.minimumHeight())
            self._tabs.setTabText(place, self._tabs.tabText(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tabs()

    def _turn(self) -> None:
        """Checklist and findings are filled in when they are first looked at."""
        self.hints_changed.emit(self._hints.get(self._tabs.currentWidget(), ()))
        for view in (self.checklist, self.findings):
            if view in self._stale and self._case and self._tabs.currentWidget() is view:
                self._stale.discard(view)
                view.show_case(self._case, self._check())

    # --- where the work is

    def _keep_hints(self, view: QWidget, hints: Hints) -> None:
        """What the keys do on a tab; told while that is shown."""
        self._hints[view] = hints
        if self._tabs.currentWidget() is view:
            self.hints_changed.emit(hints)

    def _into_clicked(self, place: int) -> None:
        """A tab that is clicked takes the focus into its panel."""
        if place >= 0:
            QTimer.singleShot(0, self, self.go_in)  # when it has been turned to

    def go_in(self) -> None:
        """Put the focus on what is at work on the shown tab, or on what needs a person first."""
        listed = self._tabs.currentWidget() in (self.history, self.notes)
        slot = None if listed else self.current_slot()
        if slot is None:
            self.focus_first_needing_human()
        else:
            self.focus_slot(slot)

    def go_beyond(self) -> None:
        """To what waits for a person once nothing is left on the shown tab."""
        self._what_follows()[1]()

    def _what_follows(self) -> tuple[str, Callable[[], object]]:
        """What waits for a person once nothing is left on the shown tab, in words, and the way there."""
        case, here = self._case, self._tabs.currentWidget()
        if case is None or self._desk.workspace.read_only:
            return tr("the next case"), self._go_to_next
        if not self._desk.ready:
            return tr("the findings"), self._go_to_findings
        waiting = count_open(case, self._check())
        if waiting and here is not self.findings:
            return trn("{count} open finding", "{count} open findings", waiting), self._go_to_findings
        answered, asked = count_answers(self._desk.workspace.packs, case)
        if answered < asked and here is not self.checklist:
            return (
                trn("the checklist ({count} unanswered)", "the checklist ({count} unanswered)", asked - answered),
                self._go_to_checklist,
            )
        signed = self._desk.workspace.signed_off(case)
        if signed is None or signed.reopened:
            return tr("the sign-off"), self._go_to_signoff
        return tr("the next case"), self._go_to_next

    def _go_to_record(self) -> None:
        self.show_record()
        self.go_in()

    def _go_to_findings(self) -> None:
        self.show_findings()
        self.findings.focus_first_open()

    def _go_to_checklist(self) -> None:
        self.show_checklist()
        self.checklist.focus_first_unanswered()

    def _go_to_signoff(self) -> None:
        self.show_findings()
        self.findings.signoff.focus_first()

    def _go_to_next(self) -> None:
        self.show_record()
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)  # so that it is taken along to the next case
        self.next_case_wanted.emit()

    def current_slot(self) -> Slot | None:
        """The slot at work, of the record or of the checklist."""
        if self._tabs.currentWidget() is self.checklist:
            return self.checklist.current_slot()
        if self._tabs.currentWidget() is self.findings:
            return self.findings.current_slot()
        if self._tabs.currentWidget() is self.history:
            return None
        if self._tabs.currentWidget() is self.notes:
            return self.notes.current_slot()
        return self.form.current_slot()

    def focus_slot(self, slot: Slot) -> None:
        """Put the focus into a field of the record, or onto a question of the checklist."""
        if slot.field in BY_KEY or slot.field == ITEMS_KEY:
            self.show_record()
            self.form.focus_slot(slot)
        elif slot.field.startswith(ANNOTATION):
            self.show_notes()
            self.notes.focus_slot(slot)
        elif slot.field.startswith(FINDING):
            self.show_findings()
            self.findings.focus_finding(slot)
        else:
            self.show_checklist()
            self.checklist.focus_slot(slot)

    def show_record(self) -> None:
        """Turn to the record."""
        self._tabs.setCurrentWidget(self.form)

    def show_checklist(self) -> None:
        """Turn to the checklist."""
        self._tabs.setCurrentWidget(self.checklist)

    def show_findings(self) -> None:
        """Turn to the findings."""
        self._tabs.setCurrentWidget(self.findings)

    def show_notes(self) -> None:
        """Turn to the highlights and notes."""
        self._tabs.setCurrentWidget(self.notes)

    def show_history(self, slot: Slot | None = None) -> None:
        """Turn to the history of one value, or of all of the case."""
        self.flush()
        self._tabs.setCurrentWidget(self.history)
        self.history.show_slot(slot)
        self.history.focus_list()

    def show_history_of_value(self) -> None:
        """Turn to the history of the value, answer or list of items at work."""
        in_history = self._tabs.currentWidget() is self.history
        slot = self.history.current_slot() if in_history else self.current_slot()
        if slot is None and self._tabs.currentWidget() is self.form and self.form.current_item():
            slot = Slot(0, ITEMS_KEY)
        self.show_history(slot)

    def focus_note(self) -> None:
        """The note on the value or question at work is ready to be typed."""
        if self._tabs.currentWidget() is self.checklist:
            self.checklist.focus_note()
        else:
            self.in_record(RecordForm.focus_note)

    @property
    def tab_bar(self) -> QWidget:
        """The row of tabs."""
        return self._tabs.tabBar()

    @property
    def tab(self) -> str:
        """Which tab is shown: record, checklist, findings, history or notes."""
        return ("record", "checklist", "findings", "history", "notes")[self._tabs.currentIndex()]

    def explain(self) -> Explanation | None:
        """Show where the value at work comes from."""
        from imr_desktop.gui.record.explanation import Explanation

        slot = self.form.current_slot()
        beside = self.form.row_at_work()
        if self._case is None or slot is None or beside is None or self._tabs.currentWidget() is not self.form:
            return None
        number = self._case.items.index(slot.item) + 1 if slot.item in self._case.items else 0
        workspace, case = self._desk.workspace, self._case
        value, kind = case.value(slot.field, slot.item), self._desk.kind_of(BY_KEY[slot.field])
        prove = partial(workspace.proven, case.id, value)
        sheet = Explanation(case, value, kind, workspace.history(case.id), number, prove, self.window())
        sheet.open_beside(beside)
        return sheet

    def confirm_many(self, selected: Sequence[int] = ()) -> BulkConfirm | None:
        """Ask which values are to be confirmed at once: of the shown case, or of several that are selected."""
        from imr_desktop.gui.record.bulk_confirm import AT_ONCE, BulkConfirm

        if self._case is None:
            return None
        self.flush()
        if len(selected) > AT_ONCE:
            sentence = trn(
                "{count} case is selected. Values are confirmed in up to {most} cases at once. "
                "Select fewer, then do it again.",
                "{count} cases are selected. Values are confirmed in up to {most} cases at once. "
                "Select fewer, then do it again.",
                len(selected),
                most=AT_ONCE,
            )
            self._desk.problem.emit(Problem("too-many-cases", sentence))
            return None
        try:
            cases = [self._desk.workspace.case(each) for each in selected] if len(selected) > 1 else [self._case]
            sheet = BulkConfirm(self._desk, cases, self.window())
        except Problem as problem:
            self._desk.problem.emit(problem)
            return None
        if len(cases) == 1:
            sheet.accepted.connect(self.focus_first_needing_human)  # what was left is what comes next
        sheet.open_beside(self._tabs)
        return sheet

    def focus_first_needing_human(self) -> None:
        """Put the focus on what needs a person first: a value, a question without an answer, or an open finding."""
        self._check()
        if self._tabs.currentWidget() is self.checklist:
            self.checklist.focus_first_unanswered()
        elif self._tabs.currentWidget() is self.findings:
            self.findings.focus_first_open()
        elif self._tabs.currentWidget() is self.history:
            self.history.focus_list()
        elif self._tabs.currentWidget() is self.notes:
            self.notes.focus_list()
        else:
            self.form.focus_first_needing_human()

    def confirm_and_go_on(self) -> None:
        """Take what stands in the current box, and on to the next that needs a person."""
        if self._tabs.currentWidget() is self.checklist:
            self.checklist.go_on()
        elif self._tabs.currentWidget() is self.findings:
            self.findings.go_on()
        else:
            self.form.confirm_and_go_on()

    def in_record(self, act: Callable[[RecordForm], object]) -> None:
        """Does an act on the value or item at work while the record is shown; else tells where that is."""
        if self._tabs.currentWidget() is self.form:
            act(self.form)
        elif self._case:
            words = tr("This is done on a value or an item of the record.")
            self._desk.told.emit(Notice(words, "news", act=tr("Go to the record"), do=self._go_to_record, kind=WHICH))

    def flush(self) -> None:
        """Take over what is being typed; what does not parse is kept as a draft."""
        self.form.flush()
        self.checklist.flush()
        self.findings.flush()
