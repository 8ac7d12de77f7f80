"""The decision checklist of one case: the letter's questions once, an item's questions in a card for each item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from imr_desktop.checklist.packs import Pack, Question
from imr_desktop.checklist.review import Checked, asked_of
from imr_desktop.fields import BY_KEY
from imr_desktop.gui.desk import Desk
from imr_desktop.gui.question_row import QuestionRow, is_answered
from imr_desktop.gui.small import Card, SectionHead, chain
from imr_desktop.model import Case, Slot, Suggestion

_HINTS: Final = (
    ("1–9", "answer"),
    ("← →", "move"),
    ("Space", "choose"),
    ("Enter", "confirm, next"),
    ("Alt M", "note"),
    ("Backspace", "take back"),
)
_GRID_HINTS: Final = (("↑ ↓", "line"), *_HINTS)
_ON_A_CARD: Final = (("Space", "open or close"), ("Enter", "first unanswered"), ("Tab", "next item"))


_NOTHING: Final = Checked((), {})


def count_answers(packs: tuple[Pack, ...], case: Case) -> tuple[int, int]:
    """How many of a case's questions are answered, and how many there are."""
    answered = [is_answered(case, question, item) for question, item in asked_of(packs, case)]
    return sum(answered), len(answered)


class ItemQuestions(Card):
    """The questions about one disputed item, built when they are first looked at."""

    def __init__(self, panel: ChecklistPanel) -> None:
        super().__init__("item", self._build)
        self._panel = panel
        self._bound: tuple[Case, int] | None = None
        self._number = 0
        self._stale = False
        self.rows: list[QuestionRow] = []
        self.toggled.connect(self._catch_up)

    @property
    def key(self) -> int:
        """The key of the item; 0 where the card is spare."""
        return self._bound[1] if self._bound else 0

    def bind(self, case: Case, key: int, number: int, *, opened: bool) -> None:
        self._bound = None
        self.set_open(opened)
        self._bound, self._number, self._stale = (case, key), number, True
        self._entitle()
        self._catch_up()
        self.show()

    def release(self) -> None:
        self._bound = None
        self.hide()

    def refresh(self, case: Case) -> None:
        self._bound = (case, self.key)
        self._entitle()
        if not self._stale:
            for row in self.rows:
                row.refresh(case, self._panel.suggestion(row.question, self.key))
            self._show_asked()

    def _build(self, inside: QVBoxLayout) -> None:
        self.rows = [self._panel.make_row(question) for question in self._panel.item_questions]
        for row in self.rows:
            inside.addWidget(row)
        self._panel.order_rows()

    def _catch_up(self) -> None:
        if self._bound and self._stale and self.is_open:
            self._stale = False
            case, key = self._bound
            for row in self.rows:
                row.bind(case, key, self._number, self._panel.suggestion(row.question, key))
            self._show_asked()

    def _show_asked(self) -> None:
        """Rows of questions that this sort of item is not asked stay hidden."""
        assert self._bound is not None, "a spare card asks nothing"
        category = self._bound[0].value("category", self.key).value
        for row in self.rows:
            row.setVisible(row.question.is_asked_of(category))

    def _entitle(self) -> None:
        assert self._bound is not None, "a spare card has no title"
        case, key = self._bound
        category = case.value("category", key).value
        questions = [question for question in self._panel.item_questions if question.is_asked_of(category)]
        answered = sum(is_answered(case, question, key) for question in questions)
        outcome = BY_KEY["outcome"].kind.format(case.value("outcome", key).value)
        request = case.value("request", key).value or "Request not given"
        self.head.tell(f"{self._number}  {request}", outcome, aside=f"{answered}/{len(questions)}")


class ChecklistPanel(QScrollArea):
    """All questions of all packs about one case. Answers are saved as they are given."""

    field_focused = Signal(object, object, str)
    """The slot of the question at work (None for none), the places a check saw, and how it is called before people."""

    hints_changed = Signal(object)
    """What the keys do where the focus is."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._case: Case | None = None
        self._checked = _NOTHING
        self._current: QuestionRow | None = None
        self._cards: list[ItemQuestions] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self._bring_into_view)  # rows take their height after they show
        questions = [question for pack in desk.workspace.packs for question in pack.questions]
        self.item_questions = tuple(question for question in questions if question.scope == "item")
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 24)
        self._column.setSpacing(0)
        self._column.addWidget(SectionHead("letter", "The letter"))
        self._letter_rows = [self.make_row(question) for question in questions if question.scope == "letter"]
        for row in self._letter_rows:
            self._column.addWidget(row)
        self._items_head = SectionHead("item", "Disputed items")
        self._column.addWidget(self._items_head)
        self._column.addStretch(1)
        self.setWidget(self._inner)
        self._inner.hide()

    def make_row(self, question: Question) -> QuestionRow:
        """A row for a question, wired to this panel."""
        row = QuestionRow(question, self._desk)
        row.entered.connect(self._enter)
        row.done.connect(self._go_on)
        return row

    def order_rows(self) -> None:
        """Make Tab walk in the order of reading."""
        chain(self._focusable())

    def _focusable(self) -> Iterator[QWidget]:
        for row in self._letter_rows:
            yield from row.stops()
        for card in self._cards:
            yield card.head
            for row in card.rows:
                yield from row.stops()

    # --- showing

    def suggestion(self, question: Question, item: int) -> Suggestion | None:
        """What a check says to a question of the shown case."""
        return self._checked.suggestions.get(Slot(item, question.key))

    def show_case(self, case: Case | None, checked: Checked | None = None) -> None:
        """Show a case's questions from the beginning, or none, with what the checks say to them."""
        self.flush()
        again = case is not None and self._case is not None and case.id == self._case.id
        self._case = case
        self._checked = checked or _NOTHING
        self._inner.setVisible(case is not None)
        if not again:
            self._leave()
        if case is None:
            return
        for row in self._letter_rows:
            row.bind(case, 0, 0, self.suggestion(row.question, 0))
        self._deal_cards(case, keep_open=again)
        if not again:
            self.verticalScrollBar().setValue(0)

    def refresh(self, case: Case, checked: Checked) -> None:
        """The shown case as it is now, without moving the focus or the page."""
        self._case, self._checked = case, checked
        for row in self._letter_rows:
            row.refresh(case, self.suggestion(row.question, 0))
        if [card.key for card in self._shown_cards()] != [*case.items]:
            self._deal_cards(case, keep_open=True)
            return
        for card in self._shown_cards():
            card.refresh(case)

    def _deal_cards(self, case: Case, *, keep_open: bool) -> None:
        opened = {card.key for card in self._shown_cards() if card.is_open} if keep_open else set(case.items[:1])
        while len(self._cards) < len(case.items):
            self._add_card()
        for number, (card, key) in enumerate(zip(self._cards, case.items, strict=False), start=1):
            card.bind(case, key, number, opened=key in opened)
        for card in self._cards[len(case.items) :]:
            card.release()
        self._items_head.setVisible(bool(case.items))

    def _add_card(self) -> None:
        card = ItemQuestions(self)
        card.head.entered.connect(lambda: self._enter_card(card))
        card.head.confirmed.connect(lambda: self._go_into(card))
        self._cards.append(card)
        framed = QWidget()
        around = QVBoxLayout(framed)
        around.setContentsMargins(12, 4, 12, 4)
        around.addWidget(card)
        self._column.insertWidget(self._column.count() - 1, framed)
        self.order_rows()

    def _shown_cards(self) -> list[ItemQuestions]:
        return [card for card in self._cards if card.key]

    # --- where the work is

    def _enter(self, row: QuestionRow) -> None:
        if self._current is not row:
            self._leave()
            self._current = row
            row.set_current(True)
        self.field_focused.emit(row.slot, row.spans, row.called)
        self.hints_changed.emit(_GRID_HINTS if row.question.kind == "grid" else _HINTS)
        QTimer.singleShot(0, self, self._bring_into_view)

    def _enter_card(self, card: ItemQuestions) -> None:
        self._leave()
        self.hints_changed.emit(_ON_A_CARD)
        self.ensureWidgetVisible(card.head, 0, 24)

    def _leave(self) -> None:
        if self._current:
            self._current.set_current(False)
            self._current = None
        self.field_focused.emit(None, (), "")

    def _bring_into_view(self) -> None:
        if self._current:
            self.ensureWidgetVisible(self._current, 0, 24)

    def current_slot(self) -> Slot | None:
        """The slot of the question at work."""
        return self._current.slot if self._current else None

    def focus_question(self, key: str, item: int = 0) -> None:
        """Put the focus on a question by its key (`answer.core.L02`), opening its item's card."""
        card = next((card for card in self._shown_cards() if card.key == item), None)
        if card:
            card.set_open(True)
        rows = card.rows if card else self._letter_rows
        row = next((row for row in rows if row.slot == Slot(item, key)), None)
        if row:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_note(self) -> None:
        """The note on the question at work is ready to be typed."""
        if self._current:
            self._current.focus_note()

    def focus_first_unanswered(self) -> None:
        """Put the focus on the first question without an answer; on the first of all when there is none."""
        if self._case:
            asked = [*asked_of(self._desk.workspace.packs, self._case)]
            self._focus_unanswered(asked, asked[0])

    def go_on(self) -> None:
        """To the next unanswered question after the one at work."""
        if self._current:
            self._go_on(self._current)
        else:
            self.focus_first_unanswered()

    def _go_on(self, row: QuestionRow) -> None:
        """To the next unanswered question after a row, from the beginning again after the last."""
        assert self._case is not None, "questions are asked of a case"
        asked = [*asked_of(self._desk.workspace.packs, self._case)]
        place = asked.index((row.question, row.item))
        self._focus_unanswered([*asked[place + 1 :], *asked[:place]], None)

    def _go_into(self, card: ItemQuestions) -> None:
        assert self._case is not None, "cards are shown within a case"
        packs = self._desk.workspace.packs
        asked = [(question, item) for question, item in asked_of(packs, self._case) if item == card.key]
        if asked:
            self._focus_unanswered(asked, asked[0])

    def _focus_unanswered(self, asked: list[tuple[Question, int]], otherwise: tuple[Question, int] | None) -> None:
        assert self._case is not None, "questions are asked of a case"
        case = self._case
        found = next(((question, item) for question, item in asked if not is_answered(case, question, item)), otherwise)
        if found:
            self.focus_question(found[0].key, found[1])

    def flush(self) -> None:
        """Take over a note that is being typed."""
        for row in (*self._letter_rows, *(row for card in self._cards for row in card.rows)):
            row.flush()
