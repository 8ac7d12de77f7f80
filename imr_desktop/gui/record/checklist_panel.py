"""The decision checklist of one case: the letter's questions once, an item's questions in a card for each item."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from imr_desktop.checklist.review import Checked, asked_of, news
from imr_desktop.fields import BY_KEY
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.small import CardHead, SectionHead
from imr_desktop.gui.record.checklist_news import NewsCard
from imr_desktop.gui.record.panel import COMFORT, READ_ONLY, Hints, ItemCard, ItemPanel, printed
from imr_desktop.gui.record.question_row import QuestionRow, is_answered
from imr_desktop.model import Case, Slot, Span, Suggestion
from imr_desktop.texts import tr

if TYPE_CHECKING:  # packs are loaded when questions are asked
    from imr_desktop.checklist.packs import Pack, Question

_HINTS: Final = (
    ("1–9", tr("answer")),
    ("← →", tr("move")),
    ("Space", tr("choose")),
)
_STORING: Final = {"choose": tr("choose"), "confirm": tr("confirm"), "": ""}
_ON_A_CARD: Final = (("Space", tr("open or close")), ("Enter", tr("first unanswered")), ("Tab", tr("next item")))

_NOTHING: Final = Checked((), {})


def count_answers(packs: tuple[Pack, ...], case: Case) -> tuple[int, int]:
    """How many of a case's questions are answered, and how many there are."""
    answered = [is_answered(case, question, item) for question, item in asked_of(packs, case)]
    return sum(answered), len(answered)


class ChecklistPanel(ItemPanel[QuestionRow]):
    """All questions of all packs about one case. Answers are saved as they are given."""

    card_hints = _ON_A_CARD

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._checked = _NOTHING
        self.verticalScrollBar().rangeChanged.connect(self._bring_into_view)  # rows take their height after they show
        self._item_questions: tuple[Question, ...] = ()
        self._built = False
        self._news = NewsCard(self)  # its place in the column it gets with the rows
        self._news.entered.connect(self._enter_news)
        self._news.asked.connect(self.focus_slot)

    def _build(self) -> None:
        """The rows of all packs, which are built for the first case that is looked at here."""
        self._built = True
        questions = [question for pack in self._desk.workspace.packs for question in pack.questions]
        self._item_questions = tuple(question for question in questions if question.scope == "item")
        self._column.addWidget(self._news)
        self._column.addWidget(SectionHead("letter", tr("The letter")))
        self._letter_rows = [self._make_row(question) for question in questions if question.scope == "letter"]
        for row in self._letter_rows:
            self._column.addWidget(row)
        self._end_with()

    def _make_row(self, question: Question) -> QuestionRow:
        row = QuestionRow(question, self._desk)
        row.entered.connect(self._enter)
        row.done.connect(self._go_on)
        row.moved.connect(self._tell_hints)
        row.moved.connect(self._bring_into_view)
        return row

    def make_item_rows(self) -> list[QuestionRow]:
        return [self._make_row(question) for question in self._item_questions]

    # --- showing

    def suggestion(self, question: Question, item: int) -> Suggestion | None:
        """What a check says to a question of the shown case."""
        return self._checked.suggestions.get(Slot(item, question.key))

    def show_case(self, case: Case | None, checked: Checked | None = None) -> None:
        """Show a case's questions from the beginning, or none, with what the checks say to them."""
        self.flush()
        if case is not None and not self._built:
            self._build()
        self._checked = checked or _NOTHING
        self._tell_news(case)
        self._show(case)

    def refresh(self, case: Case, checked: Checked) -> None:
        """The shown case as it is now, without moving the focus or the page."""
        self._checked = checked
        self._tell_news(case)
        self._refresh(case)
        self._tell_hints()

    def _tell_news(self, case: Case | None) -> None:
        """What the checklists ask otherwise than when the case was answered."""
        if case:
            self._news.tell(news(case, self._desk.workspace.packs), case)
            self.order_stops()

    def bind_row(self, row: QuestionRow, case: Case, item: int, number: int) -> None:
        row.bind(case, item, number, self.suggestion(row.question, item))
        self._show_if_asked(row, case)

    def refresh_row(self, row: QuestionRow, case: Case) -> None:
        row.refresh(case, self.suggestion(row.question, row.item))
        self._show_if_asked(row, case)

    def _show_if_asked(self, row: QuestionRow, case: Case) -> None:
        """A row stays hidden where its question is not asked of this sort of item."""
        if row.item:
            row.setVisible(row.question.is_asked_of(case.value("category", row.item).value))

    def entitle(self, head: CardHead, case: Case, item: int, number: int) -> None:
        category = case.value("category", item).value
        questions = [question for question in self._item_questions if question.is_asked_of(category)]
        answered = sum(is_answered(case, question, item) for question in questions)
        outcome = BY_KEY["outcome"].kind.format(case.value("outcome", item).value)
        request = case.value("request", item).value or tr("Request not given")
        head.tell(f"{number}  {request}", outcome, aside=f"{answered}/{len(questions)}")

    def _opened_first(self, case: Case) -> Collection[int]:
        return case.items[:1]

    # --- where the work is

    def stops(self) -> Iterator[QWidget]:
        yield from self._news.stops()
        yield from super().stops()

    def _enter_news(self, entered: QWidget, hints: Hints) -> None:
        self._leave()
        self.hints_changed.emit(hints)
        self.ensureWidgetVisible(entered, 0, COMFORT)

    def _place_of(self, row: QuestionRow) -> tuple[tuple[Span, ...], str]:
        return row.spans, row.called

    def _hints_on(self, row: QuestionRow) -> Hints:
        if self._desk.workspace.read_only:
            return READ_ONLY
        lines = (("↑ ↓", tr("line")),) if row.question.kind == "grid" else ()
        note = printed(self._desk.keys.get("note", ""))
        rest = (("Enter", self._enter_told(row)), (note, tr("note")), ("Backspace", tr("take back")))
        return (*lines, *_HINTS, *(hint for hint in rest if hint[0]))

    def _enter_told(self, row: QuestionRow) -> str:
        """What Enter does: it stores what is suggested or chosen, and goes on, back to what was passed, or beyond."""
        act = _STORING[row.enter_stores]
        following, again = self._unanswered_after(row)
        if following is None and not act and not self._is_answered(row):
            return tr("the last one to answer")
        if following is None:
            to = tr("then {goal}", goal=self.beyond())
        elif again:
            to = tr("back to {question}", question=following[0].id)
        else:
            to = tr("next") if act else tr("next unanswered")
        return f"{act}, {to}" if act else to

    def _is_answered(self, row: QuestionRow) -> bool:
        return self._case is not None and is_answered(self._case, row.question, row.item)

    def _unanswered_after(self, row: QuestionRow) -> tuple[tuple[Question, int] | None, bool]:
        """The next question without an answer after a row, and whether it stands above and is come to again."""
        assert self._case is not None, "questions are asked of a case"
        asked = [*asked_of(self._desk.workspace.packs, self._case)]
        place = asked.index((row.question, row.item))
        for again, part in ((False, asked[place + 1 :]), (True, asked[:place])):
            for question, item in part:
                if not is_answered(self._case, question, item):
                    return (question, item), again
        return None, False

    def focus_note(self) -> None:
        """The note on the question at work is ready to be typed."""
        if self._current:
            self._current.focus_note()

    def focus_first_unanswered(self) -> None:
        """Put the focus on the first question without an answer; on the first of all when there is none.

        What a newer checklist changed for the case comes first, once.
        """
        if self._case and not self._news.focus_once():
            asked = [*asked_of(self._desk.workspace.packs, self._case)]
            self._focus_unanswered(asked, asked[0])

    def go_on(self) -> None:
        """To the next unanswered question after the one at work."""
        if self._current:
            self._go_on(self._current)
        else:
            self.focus_first_unanswered()

    def _go_on(self, row: QuestionRow) -> None:
        """To the next unanswered question after a row, from the beginning again after the last, and then beyond."""
        following, _ = self._unanswered_after(row)
        if following:
            self.focus_slot(Slot(following[1], following[0].key))
        elif self._is_answered(row):
            self.finished.emit()

    def _go_into(self, card: ItemCard[QuestionRow]) -> None:
        assert self._case is not None, "cards are shown within a case"
        packs = self._desk.workspace.packs
        asked = [(question, item) for question, item in asked_of(packs, self._case) if item == card.key]
        if asked:
            self._focus_unanswered(asked, asked[0])

    def _focus_unanswered(self, asked: list[tuple[Question, int]], otherwise: tuple[Question, int]) -> None:
        assert self._case is not None, "questions are asked of a case"
        case = self._case
        found = next(((question, item) for question, item in asked if not is_answered(case, question, item)), otherwise)
        self.focus_slot(Slot(found[1], found[0].key))
