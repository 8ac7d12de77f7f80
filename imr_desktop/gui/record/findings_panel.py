"""What does not fit in the letter, by weight, each with its passages; to accept, dismiss with a reason, or note."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from imr_desktop.checklist.review import Checked, Verdict, begun, finding_slot, judged
from imr_desktop.errors import ValueProblem
from imr_desktop.fields import label_of
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.drafts import TYPED_EARLIER, DraftKeeper
from imr_desktop.gui.common.small import StateMark, small_label
from imr_desktop.gui.common.theme import Mark, Tone, restyle
from imr_desktop.gui.record.editors import TextEditor
from imr_desktop.gui.record.evidence import quoted
from imr_desktop.gui.record.panel import READ_ONLY, Hints, Panel, Row
from imr_desktop.gui.record.signoff import SignOff
from imr_desktop.model import Case, Finding, Severity, Slot, Span
from imr_desktop.texts import tr, trn

_HINTS: Final = (("A", tr("accept")), ("D", tr("dismiss…")), ("N", tr("note…")), ("Backspace", tr("take back")))
_SIGNING: Final = (("Space", tr("choose or tick")), ("Tab", tr("next")))
_ASKED: Final[dict[Verdict, tuple[str, str, str]]] = {
    "dismissed": (
        tr("Reason for dismissing"),
        tr("Reason: why this finding does not apply"),
        tr("dismiss with this reason"),
    ),
    "noted": (tr("Note on the finding"), tr("Note, if you have more to say than the finding"), tr("note it")),
}
"""By verdict that asks for words: how its box is called, what stands in it while it is empty, what Enter does."""
_HEADS: Final[dict[Severity, str]] = {
    "serious": tr("Serious · wait for a verdict"),
    "notable": tr("Worth a look"),
    "minor": tr("Matters of form"),
}
_MARKS: Final[dict[Verdict | None, Mark]] = {
    None: Mark("warning", tr("open"), "amber"),
    "accepted": Mark("confirmed", tr("accepted"), "green"),
    "dismissed": Mark("not-in-letter", tr("dismissed"), "muted"),
    "noted": Mark("note", tr("noted"), "violet"),
}
_SAID: Final[dict[Verdict, str]] = {"accepted": tr("Accepted"), "dismissed": tr("Dismissed"), "noted": tr("Noted")}
_SPOKEN: Final[dict[Severity, str]] = {"serious": tr("serious"), "notable": tr("notable"), "minor": tr("minor")}
_QUOTES_SHOWN: Final = 4
_QUOTE_SHOWN: Final = 260


def count_open(case: Case, checked: Checked) -> int:
    """How many findings nobody has judged."""
    return sum(judged(case, each) is None for each in checked.findings)


class FindingCard(Row):
    """One finding: its sentence, where it belongs, its passages, and what was said of it. One stop for Tab."""

    done = Signal(object)
    """This card, when it has been dealt with."""

    passed = Signal(object)
    """This card, when Enter asks for the next."""

    asks = Signal(object)
    """Hints: what the keys do in the box for a reason or a note, when that has got the focus."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._case: Case | None = None
        self._finding: Finding | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._state = StateMark(92, 20)
        self._message = QLabel()
        self._message.setWordWrap(True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._where = small_label()
        self._quotes = small_label()
        self._quotes.setTextFormat(Qt.TextFormat.PlainText)
        self._said = small_label(tone="violet")
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._asking: Verdict = "dismissed"
        self.box = TextEditor(breaks=1, tallest=4)
        self._drafts = DraftKeeper(self._keep_draft, self)
        self.box.entered.connect(self._enter_box)
        self.box.typed.connect(self._drafts.typed)
        self.box.left.connect(self._drafts.flush)
        self._acts = QWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout(self._acts)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(4)
        for words, act in (
            (tr("Accept"), self.accept),
            (tr("Dismiss…"), self.ask_reason),
            (tr("Note…"), self.ask_note),
        ):
            button = QPushButton(words)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # by keyboard it is the card's own key
            button.clicked.connect(act)
            buttons.addWidget(button)
        buttons.addStretch(1)
        top = QHBoxLayout()
        top.addWidget(self._message, 1)
        top.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 7, 12, 7)
        column.setSpacing(4)
        column.addLayout(top)
        for widget in (self._where, self._quotes, self._said, self.box, self._acts):
            column.addWidget(widget)
        self.box.hide()

    @property
    def finding(self) -> Finding:
        assert self._finding is not None, "a spare card has no finding"
        return self._finding

    @property
    def slot(self) -> Slot:
        """Where the verdict on it is kept."""
        return finding_slot(self.finding)

    def bind(self, case: Case, finding: Finding) -> None:
        """Show a finding of a case, with what was said of it, and what was being typed when the program was closed."""
        again = self._case is not None and self._case.id == case.id and self._finding is not None
        again = again and finding_slot(finding) == self.slot
        self._case, self._finding = case, finding
        self.box.set_read_only(self._desk.workspace.read_only)
        said = judged(case, finding)
        mark = _MARKS[said.verdict if said else None]
        self._state.tell(mark)
        self._message.setText(finding.message)
        self._message.setProperty("role", "muted" if said else "plain")
        restyle(self._message)
        self._where.setText(_place(case, finding))
        shown = [quoted(quote, _QUOTE_SHOWN) for quote in finding.quotes[:_QUOTES_SHOWN]]
        if len(finding.quotes) > _QUOTES_SHOWN:
            more = len(finding.quotes) - _QUOTES_SHOWN
            shown.append(trn("and {count} more, lit in the letter", "and {count} more, lit in the letter", more))
        self._quotes.setText("\n↔ ".join(shown))
        self._tell_said()
        if not again:
            self._show_begun()
        self._show_acts()
        severity = _SPOKEN[finding.severity]
        self.setAccessibleName(tr("Finding, {severity}: {message}", severity=severity, message=finding.message))
        self.setAccessibleDescription(f"{mark.word}. {_place(case, finding)}. {self._quotes.text()}")

    def _tell_said(self) -> None:
        assert self._case is not None, "a card is bound to a case"
        said = judged(self._case, self.finding)
        told = bool(said and said.why)
        self._tone("violet")
        self._said.setText(f"{_SAID[said.verdict]}: {said.why}" if said and told else "")
        self._said.setVisible(told)

    def _tone(self, tone: Tone) -> None:
        if self._said.property("tone") != tone:
            self._said.setProperty("tone", tone)
            restyle(self._said)

    def _show_begun(self) -> None:
        assert self._case is not None, "a card is bound to a case"
        said = begun(self._case, self.finding)
        if said:
            self._put_question(said.verdict)
            self._said.setText(TYPED_EARLIER)
            self._tone("amber")
            self._said.show()
        self.box.load("", said.why if said else None)
        self.box.setVisible(said is not None)

    def _show_current(self) -> None:
        self._show_acts()

    def flush(self) -> None:
        """A reason or note that is being typed is kept; it is nobody's word until Enter says so."""
        self._drafts.flush()

    @property
    def heart(self) -> QWidget:
        """What was begun comes before all else."""
        return self.box if self.box.isVisibleTo(self) else self

    @property
    def core(self) -> QWidget:
        return self._message if self.hasFocus() else self.heart

    def stops(self) -> Iterator[QWidget]:
        yield self
        yield self.box

    def _show_acts(self) -> None:
        self._acts.setVisible(self._current and not self.box.isVisibleTo(self))
        self._quotes.setVisible(self._current or not (self._case and judged(self._case, self.finding)))

    # --- acting

    def accept(self) -> None:
        self._judge("accepted")

    def ask_reason(self) -> None:
        """A finding is dismissed with a reason: ask for it."""
        self._ask("dismissed")

    def ask_note(self) -> None:
        """It becomes a note on the value that it concerns: ask what else the note is to say."""
        self._ask("noted")

    def _ask(self, verdict: Verdict) -> None:
        if self._desk.workspace.read_only:
            return
        self._put_question(verdict)
        self.box.show()
        self._show_acts()
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_question(self, verdict: Verdict) -> None:
        self._asking = verdict
        name, words, _ = _ASKED[verdict]
        self.box.setAccessibleName(name)
        self.box.setPlaceholderText(words)

    def _keep_draft(self) -> None:
        assert self._case is not None, "a card is bound to a case"
        workspace, case, finding = self._desk.workspace, self._case.id, self.finding
        if workspace.read_only:
            return
        verdict, why = self._asking, self.box.text()
        self._desk.keep(lambda: workspace.begin_to_judge(case, finding, verdict, why))

    def _enter_box(self) -> None:
        self.entered.emit(self)
        self.asks.emit((("Enter", _ASKED[self._asking][2]), ("Esc", tr("leave it open"))))

    def _answer(self) -> None:
        """Dismiss or note with what stands in the box; where a reason is missing the box stays and says so."""
        try:
            self._judge(self._asking, self.box.text())
        except ValueProblem as problem:
            self._said.setText(problem.message)
            self._tone("red")
            self._said.show()

    def take_back(self) -> None:
        """No verdict again."""
        assert self._case is not None, "a card is bound to a case"
        workspace, case, finding = self._desk.workspace, self._case, self.finding
        if judged(case, finding):
            self._desk.do(lambda: workspace.unjudge(case.id, finding, initiator=self))

    def _judge(self, verdict: Verdict, why: str = "") -> None:
        assert self._case is not None, "a card is bound to a case"
        workspace, case, finding = self._desk.workspace, self._case, self.finding
        if self._desk.do(lambda: workspace.judge(case.id, finding, verdict, why, initiator=self)):
            self._close_box()
            self.done.emit(self)

    def _pass(self) -> None:
        self.passed.emit(self)

    def _close_box(self) -> None:
        self._drafts.stop()
        self.box.load("")
        self.box.hide()
        self._tell_said()
        self._show_acts()

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.box.hasFocus():
            self._box_key(event)
            return
        acts: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_A: self.accept,
            Qt.Key.Key_D: self.ask_reason,
            Qt.Key.Key_N: self.ask_note,
            Qt.Key.Key_Backspace: self.take_back,
            Qt.Key.Key_Delete: self.take_back,
            Qt.Key.Key_Return: self._pass,
            Qt.Key.Key_Enter: self._pass,
        }
        act = acts.get(Qt.Key(event.key())) if event.modifiers() in _PLAIN else None
        if act:
            act()
        else:
            event.ignore()

    def _box_key(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._answer()
        elif event.key() == Qt.Key.Key_Escape:
            self._close_box()
            self._keep_draft()  # there is none any more
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit(self)


_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def _place(case: Case, finding: Finding) -> str:
    """What a finding is about: its value, or the items it speaks of."""
    numbers = [str(case.items.index(item) + 1) for item in finding.items if item in case.items]
    if len(numbers) > 1:
        field = label_of(Slot(0, finding.slot.field))
        return tr("Items {numbers} · {field}", numbers=", ".join(numbers), field=field)
    return label_of(finding.slot, int(numbers[0]) if numbers and finding.slot.item else None)


class FindingsPanel(Panel[FindingCard]):
    """All findings of one case, the weightiest first, and below them the case's sign-off."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._cards: list[FindingCard] = []
        self.verticalScrollBar().rangeChanged.connect(self._bring_into_view)  # rows take their height after they show
        column = self._column
        column.setContentsMargins(0, 4, 0, 24)
        self._groups: dict[Severity, tuple[QLabel, QVBoxLayout]] = {}
        for severity, words in _HEADS.items():
            head = QLabel(words.upper())
            head.setProperty("role", "section")
            head.setContentsMargins(16, 12, 16, 3)
            group = QVBoxLayout()
            column.addWidget(head)
            column.addLayout(group)
            self._groups[severity] = (head, group)
        self._none = small_label(tr("The checks found nothing that does not fit."))
        self._none.setContentsMargins(16, 16, 16, 8)
        column.addWidget(self._none)
        self.signoff = SignOff(desk)
        self.signoff.entered.connect(self._enter_signoff)
        self.signoff.finished.connect(self.finished)
        column.addWidget(self.signoff)
        column.addStretch(1)

    # --- showing

    def show_case(self, case: Case | None, checked: Checked | None = None) -> None:
        """Show a case's findings from the beginning, or none; what is being typed of the one before is kept first."""
        self.flush()
        self._leave()
        self._inner.setVisible(case is not None)
        if case is None or checked is None:
            self._case = None
            return
        self.refresh(case, checked)
        if not self._desk.workspace.read_only:
            self._desk.keep(lambda: self._desk.workspace.forget_begun(case))
        self.verticalScrollBar().setValue(0)

    def flush(self) -> None:
        """What is being typed of a finding is kept as a draft."""
        for card in self._cards:
            card.flush()

    def refresh(self, case: Case, checked: Checked) -> None:
        """The findings as they are now; a finding that is still there keeps its card and the focus."""
        self._case = case
        kept = {(card.finding.id, card.finding.slot): card for card in self._cards}
        cards = []
        for finding in checked.findings:
            card = kept.pop((finding.id, finding.slot), None) or self._make_card()
            card.bind(case, finding)
            cards.append(card)
        for card in kept.values():
            self._drop(card)
        self._cards = cards
        self._arrange()
        self.signoff.show_case(case, checked)
        self._none.setVisible(not cards)
        self.order_stops()
        self._tell_hints()  # what Enter leads to may be another thing now

    def _make_card(self) -> FindingCard:
        card = FindingCard(self._desk)
        card.entered.connect(self._enter)
        card.done.connect(self._go_on)
        card.passed.connect(self._pass)
        card.asks.connect(self.hints_changed)
        return card

    def _drop(self, card: FindingCard) -> None:
        if card is self._current:
            self._leave()
        card.flush()
        card.blockSignals(True)  # Qt may give it the focus once more before it is gone
        card.setParent(None)
        card.deleteLater()

    def _arrange(self) -> None:
        for severity, (head, group) in self._groups.items():
            cards = [card for card in self._cards if card.finding.severity == severity]
            head.setVisible(bool(cards))
            for place, card in enumerate(cards):
                if group.indexOf(card) != place:
                    group.insertWidget(place, card)
                    card.show()  # now: a layout shows it later, and it could not take the focus until then

    def stops(self) -> Iterator[QWidget]:
        for card in self._cards:
            yield from card.stops()
        yield from self.signoff.stops()

    # --- where the work is

    def _place_of(self, row: FindingCard) -> tuple[tuple[Span, ...], str]:
        return row.finding.spans, tr("Finding")

    def _hints_on(self, row: FindingCard) -> Hints:
        if self._desk.workspace.read_only:
            return READ_ONLY
        if self._open_after(row):
            return (*_HINTS, ("Enter", tr("next open")))
        return _HINTS if self._is_open(row) else (*_HINTS, ("Enter", tr("to {goal}", goal=self.beyond())))

    def _tell_hints(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self.signoff.isAncestorOf(focused):
            self.hints_changed.emit(self._signing_hints())
        elif self._current and not self._current.box.hasFocus():
            super()._tell_hints()

    def _signing_hints(self) -> Hints:
        signoff = self.signoff
        if any(each.hasFocus() for each in (*signoff.links, signoff.look)):
            return (("Enter", tr("go there")), ("Tab", tr("next")))
        if signoff.signed:
            return (*_SIGNING, ("Enter", tr("to {goal}", goal=self.beyond())))
        if not signoff.button.isEnabled():
            return _SIGNING
        return (*_SIGNING, ("Enter", tr("sign off") if signoff.button.hasFocus() else tr("to the button")))

    def _enter_signoff(self) -> None:
        self._leave()
        self._tell_hints()

    def focus_first_open(self) -> None:
        """Put the focus on the first finding nobody has judged; on the first of all, or the sign-off, without one."""
        found = next((card for card in self._cards if self._is_open(card)), next(iter(self._cards), None))
        if found:
            found.heart.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.signoff.focus_first()

    def focus_finding(self, slot: Slot) -> None:
        """Put the focus on a finding by the slot of its verdict."""
        found = next((card for card in self._cards if card.slot == slot), None)
        if found:
            found.heart.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_open(self, card: FindingCard) -> bool:
        return self._case is not None and judged(self._case, card.finding) is None

    def go_on(self) -> None:
        """To the next open finding after the one at work."""
        if self._current:
            self._pass(self._current)
        else:
            self.focus_first_open()

    def _open_after(self, card: FindingCard) -> FindingCard | None:
        """The next open finding after a card, from the beginning again after the last."""
        place = self._cards.index(card) if card in self._cards else 0
        turned = [*self._cards[place + 1 :], *self._cards[:place]]
        return next((each for each in turned if self._is_open(each)), None)

    def _go_on(self, card: FindingCard) -> None:
        (self._open_after(card) or card).heart.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pass(self, card: FindingCard) -> None:
        if following := self._open_after(card):
            following.heart.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self._is_open(card):
            self.finished.emit()
