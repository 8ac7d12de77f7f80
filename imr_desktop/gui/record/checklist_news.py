"""What a newer checklist changed for the shown case: a card above the questions, with a line for each question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from imr_desktop.checklist.review import News
from imr_desktop.gui.common.small import Card, StateMark, small_label
from imr_desktop.gui.common.theme import Mark, restyle
from imr_desktop.gui.record.panel import Hints
from imr_desktop.model import Case, Slot
from imr_desktop.texts import tr, trn

Kind: TypeAlias = Literal["changed", "new", "gone"]

ON_THE_CARD: Final[Hints] = (("Space", tr("open or close")), ("Enter", tr("first change")), ("Tab", tr("next")))
_TO_THE_QUESTION: Final[Hints] = (("Enter", tr("to the question")), ("Tab", tr("next")))
_NO_QUESTION: Final[Hints] = (("Tab", tr("next")),)
_MARKS: Final[dict[Kind, Mark]] = {
    "changed": Mark("corrected", tr("changed"), "violet"),
    "new": Mark("plus", tr("new"), "accent"),
    "gone": Mark("minus", tr("gone"), "muted"),
}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one question, with all that is told of it; `slots` are where it is answered, item by item."""

    question: str
    kind: Kind
    sentences: tuple[str, ...]
    slots: tuple[Slot, ...]


def gathered(told: tuple[News, ...]) -> tuple[Change, ...]:
    """One change for each question, though it is told of every item, and of every reworded choice, by itself.

    An item that something else is told of has a change of its own.
    """
    sentences: dict[tuple[str, Kind, Slot], list[str]] = {}
    for each in told:
        sentences.setdefault((each.question, each.kind, each.slot), []).append(each.sentence)
    alike: dict[tuple[str, Kind, str, tuple[str, ...]], list[Slot]] = {}
    for (question, kind, slot), said in sentences.items():
        alike.setdefault((question, kind, slot.field, tuple(said)), []).append(slot)
    return tuple(Change(question, kind, said, tuple(slots)) for (question, kind, _, said), slots in alike.items())


class ChangeRow(QFrame):
    """One change to be read; Enter or a click asks for its question."""

    entered = Signal(object)
    """This row, when it gets the focus."""

    asked = Signal(object)
    """The slot of the question's answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._change = Change("", "gone", (), ())
        self.setProperty("current", False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name = QLabel()
        self._name.setProperty("role", "muted")
        self._mark = StateMark(78, 20)
        self._words = small_label()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self._mark)
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 4, 9, 5)
        column.setSpacing(1)
        column.addLayout(head)
        column.addWidget(self._words)

    @property
    def hints(self) -> Hints:
        """What the keys do here."""
        return _NO_QUESTION if self._change.kind == "gone" else _TO_THE_QUESTION

    def tell(self, change: Change, case: Case) -> None:
        self._change = change
        called = _called(change, case)
        self._name.setText(called)
        self._mark.tell(_MARKS[change.kind])
        self._words.setText("\n".join(change.sentences))
        self.setAccessibleName(f"{called}, {_MARKS[change.kind].word}")
        self.setAccessibleDescription(" ".join(change.sentences))
        self.setCursor(Qt.CursorShape.ArrowCursor if change.kind == "gone" else Qt.CursorShape.PointingHandCursor)

    def _go(self) -> None:
        if self._change.kind != "gone":
            self.asked.emit(self._change.slots[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._go()
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._go()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_focus(focused=True)
        self.entered.emit(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_focus(focused=False)

    def _show_focus(self, *, focused: bool) -> None:
        self.setProperty("current", focused)
        restyle(self)


class NewsCard(QWidget):
    """What checklists ask otherwise than when the case was answered; not there where nothing is told.

    It stands open until somebody closes it, and then stays closed for the cases that follow.
    """

    entered = Signal(object, object)
    """What of it has got the focus, and what the keys do there."""

    asked = Signal(object)
    """The slot of a question that is to be gone to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes: tuple[Change, ...] = ()
        self._rows: list[ChangeRow] = []
        self._inside: QVBoxLayout | None = None
        self._case: Case | None = None
        self._unseen = False
        self._card = Card("letter", self._build)
        self._card.head.entered.connect(lambda: self.entered.emit(self._card.head, ON_THE_CARD))
        self._card.head.confirmed.connect(self._into)
        around = QVBoxLayout(self)
        around.setContentsMargins(12, 10, 12, 2)
        around.addWidget(self._card)
        self._card.set_open(True)
        self.hide()

    def tell(self, told: tuple[News, ...], case: Case) -> None:
        """Show what is told of a case."""
        changes = gathered(told)
        self.setVisible(bool(changes))
        before, self._case = self._case, case
        if before is None or before.id != case.id:
            self._unseen = bool(changes)
        if before is not None and (changes, case.items) == (self._changes, before.items):
            return
        self._changes = changes
        asked = trn("{count} question", "{count} questions", len(changes))
        self._card.head.tell(tr("Newer than your answers"), asked)
        self._show()

    def focus_once(self) -> bool:
        """Take the focus where something is told of a case that nobody has come by yet; False where nothing is."""
        begins = self._unseen and self._card.is_open
        self._unseen = False
        if begins:
            self._card.head.setFocus(Qt.FocusReason.OtherFocusReason)
        return begins

    def stops(self) -> Iterator[QWidget]:
        """Where Tab stops, in the order of reading."""
        yield self._card.head
        yield from self._rows

    def _build(self, inside: QVBoxLayout) -> None:
        self._inside = inside

    def _show(self) -> None:
        assert self._inside is not None, "the card has been open"
        assert self._case is not None, "changes are told of a case"
        while len(self._rows) < len(self._changes):
            row = ChangeRow()
            row.entered.connect(lambda entered: self.entered.emit(entered, entered.hints))
            row.asked.connect(self.asked)
            self._rows.append(row)
            self._inside.addWidget(row)
        for row, change in zip(self._rows, self._changes, strict=False):
            row.tell(change, self._case)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(self._changes))

    def _into(self) -> None:
        self._card.set_open(True)
        self._rows[0].setFocus(Qt.FocusReason.OtherFocusReason)


def _called(change: Change, case: Case) -> str:
    """The question's id, and of an item's question the items' numbers: `I03 · item 2`, `I03 · items 1, 2 and 5`."""
    numbers = [case.items.index(slot.item) + 1 for slot in change.slots if slot.item in case.items]
    if not numbers:
        return change.question
    if len(numbers) == len(case.items) > 1:
        return trn(
            "{question} · all {count} item", "{question} · all {count} items", len(numbers), question=change.question
        )
    if len(numbers) == 1:
        return tr("{question} · item {number}", question=change.question, number=numbers[0])
    return tr(
        "{question} · items {numbers} and {last}",
        question=change.question,
        numbers=", ".join(map(str, numbers[:-1])),
        last=numbers[-1],
    )
