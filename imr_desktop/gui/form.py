"""The record of one case as a form, built from FIELDS: sections of rows, and a card for each disputed item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from imr_desktop.checklist.review import judged
from imr_desktop.fields import FIELDS, ITEMS_KEY, SECTIONS, Field
from imr_desktop.gui.desk import Desk
from imr_desktop.gui.editors import ChoiceEditor, ListEditor
from imr_desktop.gui.evidence import spans_of
from imr_desktop.gui.field_row import FieldRow
from imr_desktop.gui.item_acts import ItemActs
from imr_desktop.gui.small import Card, SectionHead, chain
from imr_desktop.gui.states import needs_you
from imr_desktop.model import Case, Finding, Slot
from imr_desktop.record import shown

Hints = tuple[tuple[str, str], ...]
"""Keys as printed on the keyboard, and what they do where the focus is."""

OPEN_AT_ONCE: Final = 3
"""A case with no more disputed items than this shows them all open."""

_LETTER: Final = tuple(field for field in FIELDS if not field.repeated)
_ITEM: Final = tuple(field for field in FIELDS if field.repeated)

_ACTS: Final = (
    ("not_in_letter", "not in letter"),
    ("unreadable", "unreadable"),
    ("as_read", "as read"),
    ("explain", "explain"),
    ("note", "note"),
)
_ON_A_CARD: Final[Hints] = (
    ("Space", "open or close"),
    ("Enter", "into the item"),
    ("Menu", "add, split, move, remove"),
    ("Tab", "next item"),
)


class ItemCard(Card):
    """One disputed item: number and request, outcome, and its fields once it has been opened."""

    def __init__(self, form: RecordForm) -> None:
        super().__init__("item", self._build)
        self._form = form
        self._bound: tuple[Case, int, int] | None = None
        self._stale = False
        self.rows: list[FieldRow] = []
        self.toggled.connect(self._catch_up)

    @property
    def key(self) -> int:
        """The key of the item shown; 0 where the card is spare."""
        return self._bound[1] if self._bound else 0

    def bind(self, case: Case, key: int, number: int, *, opened: bool) -> None:
        """Show an item of a case; rows that are not seen are left for the moment they are."""
        self._bound = None
        self.set_open(opened)
        self._bound = (case, key, number)
        self._entitle(case)
        self._stale = True
        self._catch_up()
        self.show()

    def release(self) -> None:
        """Keep the card for a case with more items."""
        self._bound = None
        self.hide()

    def refresh(self, case: Case) -> None:
        assert self._bound is not None, "a spare card is not told of changes"
        self._bound = (case, *self._bound[1:])
        self._entitle(case)
        if not self._stale:
            for row in self.rows:
                row.refresh(case)
                row.tell_findings(self._form.findings_of(row.slot))

    def _build(self, inside: QVBoxLayout) -> None:
        self.rows = [self._form.make_row(field, inset=True) for field in _ITEM]
        for row in self.rows:
            inside.addWidget(row)
        self._form.order_rows()

    def _catch_up(self) -> None:
        if self._bound and self._stale and self.is_open:
            case, key, number = self._bound
            self._stale = False
            for row in self.rows:
                row.bind(case, Slot(key, row.field.key), number)
                row.tell_findings(self._form.findings_of(row.slot))

    def _entitle(self, case: Case) -> None:
        assert self._bound is not None, "a spare card has no title"
        _, key, number = self._bound
        fields = {field.key: case.value(field.key, key) for field in _ITEM}
        outcome, request = fields["outcome"].value, fields["request"].value
        doubts = sum(needs_you(value, self._form.sure) for value in fields.values())
        chip = next((label for value, label in _OUTCOME_FIELD.kind.choices if value == outcome), "")
        done = all(value.touched for value in fields.values())
        title = f"{number}  {request or 'Request not given'}"
        self.head.tell(title, chip, aside="looked at" if done else "", doubts=doubts)


_OUTCOME_FIELD: Final = next(field for field in _ITEM if field.key == "outcome")


class RecordForm(QScrollArea):
    """Every field of one case, with the loop that goes from one value that needs a person to the next."""

    field_focused = Signal(object, object, str)
    """The slot at work (None for none), the spans its value stands on, and how it is called before people."""

    hints_changed = Signal(object)
    """What the keys do where the focus is: Hints."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._case: Case | None = None
        self._current: FieldRow | None = None
        self._cards: list[ItemCard] = []
        self._findings: tuple[Finding, ...] = ()
        self._on_card: ItemCard | None = None
        self._moved = 0
        self.items = ItemActs(self, desk)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 24)
        self._column.setSpacing(0)
        self._letter_rows = [*self._build_letter()]
        self._items_head = SectionHead("item", SECTIONS["item"])
        self._column.addWidget(self._items_head)
        self._add = QPushButton("Add a disputed item")
        self._add.setProperty("role", "quiet")
        self._add.clicked.connect(self._add_last)
        below = QHBoxLayout()
        below.setContentsMargins(12, 2, 12, 4)
        below.addWidget(self._add)
        below.addStretch(1)
        self._column.addLayout(below)
        self._column.addStretch(1)
        self.setWidget(self._inner)
        self._inner.hide()

    def _build_letter(self) -> Iterator[FieldRow]:
        section = None
        for field in _LETTER:
            if field.section != section:
                section = field.section
                self._column.addWidget(SectionHead(section, SECTIONS[section]))
            row = self.make_row(field)
            self._column.addWidget(row)
            yield row

    @property
    def case(self) -> Case | None:
        """The case shown, if any."""
        return self._case

    @property
    def sure(self) -> float:
        """The confidence below which an untouched value needs a person."""
        return self._desk.sure

    def make_row(self, field: Field, *, inset: bool = False) -> FieldRow:
        """A row for a field, wired to this form."""
        row = FieldRow(field, self._desk, inset=inset)
        row.entered.connect(self._enter)
        row.dirtied.connect(self._tell_hints)
        return row

    def order_rows(self) -> None:
        """Make Tab walk in the order of reading."""
        chain(self._focusable())

    def _focusable(self) -> Iterator[QWidget]:
        for row in self._letter_rows:
            yield row.editor
        for card in self._cards:
            yield card.head
            for row in card.rows:
                yield row.editor
        yield self._add

    # --- showing

    def findings_of(self, slot: Slot) -> list[Finding]:
        """What the checks found that concerns a value of the shown case and that nobody has dealt with."""
        open_ones = (each for each in self._findings if each.slot == slot)
        return [each for each in open_ones if self._case and judged(self._case, each) is None]

    def show_case(self, case: Case | None, findings: tuple[Finding, ...] = ()) -> None:
        """Show a case from its beginning, or none; what was being typed in the one before is taken over first."""
        self.flush()
        again = case is not None and self._case is not None and case.id == self._case.id
        self._case, self._findings = case, findings
        self._inner.setVisible(case is not None)
        if case is None:
            self._leave()
            return
        for row in self._letter_rows:
            row.bind(case, Slot(0, row.field.key), 0)
            row.tell_findings(self.findings_of(row.slot))
        self._deal_cards(case, keep_open=again)
        if not again:
            self._leave()
            self.verticalScrollBar().setValue(0)

    def refresh(self, case: Case, findings: tuple[Finding, ...] = ()) -> None:
        """The shown case as it is now, without moving the focus or the page."""
        before, self._case, self._findings = self._case, case, findings
        self._tell_place_if_moved(before, case)
        for row in self._letter_rows:
            row.refresh(case)
            row.tell_findings(self.findings_of(row.slot))
        listed = [card.key for card in self._shown_cards()]
        if listed != [*case.items]:
            new = (key for key in case.items if key not in listed)
            moved = (key for key, stood in zip(case.items, listed, strict=False) if key != stood)
            self._moved = next(new, next(moved, 0))
            self._deal_cards(case, keep_open=True)
            return
        for card in self._shown_cards():
            card.refresh(case)

    def _deal_cards(self, case: Case, *, keep_open: bool) -> None:
        """Give each disputed item a card; cards are kept from case to case."""
        opened = {card.key for card in self._shown_cards() if card.is_open} if keep_open else set()
        begin_open = len(case.items) <= OPEN_AT_ONCE and not keep_open
        while len(self._cards) < len(case.items):
            self._add_card()
        for number, (card, key) in enumerate(zip(self._cards, case.items, strict=False), start=1):
            card.bind(case, key, number, opened=key in opened or begin_open)
        for card in self._cards[len(case.items) :]:
            card.release()
        count = len(case.items)
        self._items_head.tell("Disputed item" if count == 1 else f"Disputed items · {count}")
        self._items_head.setVisible(count > 0)
        self._add.setVisible(not self._desk.workspace.read_only)

    def _add_last(self) -> None:
        self._leave()
        self.items.add()

    def _add_card(self) -> None:
        card = ItemCard(self)
        card.head.offer_menu()
        card.head.menu_wanted.connect(lambda at: self.items.open_menu(card.key, at, card.head))
        card.head.entered.connect(lambda: self._enter_card(card))
        card.head.confirmed.connect(lambda: self._go_into(card))
        self._cards.append(card)
        framed = QWidget()
        around = QVBoxLayout(framed)
        around.setContentsMargins(12, 4, 12, 4)
        around.addWidget(card)
        self._column.insertWidget(self._column.count() - 2, framed)  # above the button and the room below it
        self.order_rows()

    def _shown_cards(self) -> list[ItemCard]:
        return [card for card in self._cards if card.key]

    # --- where the work is

    def current_slot(self) -> Slot | None:
        """The slot at work: that of the row which had the focus last."""
        return self._current.slot if self._current else None

    def row_at_work(self) -> FieldRow | None:
        """The row which had the focus last."""
        return self._current

    def current_item(self) -> int:
        """The key of the item at work, by a field of it or by its card; 0 where there is none."""
        return self._current.slot.item if self._current else self._on_card.key if self._on_card else 0

    def _enter(self, row: FieldRow) -> None:
        if self._case is None:
            return
        if self._current is not row:
            if self._current:
                self._current.set_current(False)
            self._current, self._on_card = row, None
            row.set_current(True)
        value = self._case.value(row.slot.field, row.slot.item)
        self.field_focused.emit(row.slot, spans_of(value), row.editor.accessibleName())
        self._tell_hints()
        QTimer.singleShot(0, self, self._bring_into_view)  # when the row has grown by what it says below the box

    def _enter_card(self, card: ItemCard) -> None:
        self._leave()
        self._on_card = card
        self.hints_changed.emit(_ON_A_CARD)
        self.ensureWidgetVisible(card.head, 0, 24)

    def _leave(self) -> None:
        if self._current:
            self._current.set_current(False)
            self._current = None
        self._on_card = None
        self.field_focused.emit(None, (), "")

    def _tell_place_if_moved(self, before: Case | None, now: Case) -> None:
        """The focused value's place in the letter, where an act elsewhere (an undo) has changed it."""
        row = self._current
        if row is None or before is None or before.id != now.id:
            return
        spans = spans_of(now.value(row.slot.field, row.slot.item))
        if spans != spans_of(before.value(row.slot.field, row.slot.item)):
            self.field_focused.emit(row.slot, spans, row.editor.accessibleName())

    def _bring_into_view(self) -> None:
        if self._current is None:
            return
        # A card that has just been opened is laid out later; where its rows will stand must be known now.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        room = self.viewport().height()
        shown = self._current if self._current.height() < room else self._current.editor
        self.ensureWidgetVisible(shown, 0, 24)

    def _tell_hints(self) -> None:
        row = self._current
        if row is None:
            return
        hints: list[tuple[str, str]] = [("Enter", "take, next" if row.changed else "confirm, next")]
        if isinstance(row.editor, ListEditor) or row.field.kind.editor in ("citations", "long_text"):
            hints.append(("Shift Enter", "new paragraph" if row.field.kind.editor == "long_text" else "new line"))
        elif isinstance(row.editor, ChoiceEditor):
            hints.append(("Alt ↓", "choices"))
        if row.changed:
            hints.append(("Esc", "as stored"))
        keys = self._desk.keys
        hints += [(keys[act].replace("+", " "), told) for act, told in _ACTS if keys.get(act)]
        self.hints_changed.emit(tuple(hints))

    def focus_items(self) -> None:
        """Put the focus on the item that came or moved last, or where one can be added when there is none."""
        card = next((card for card in self._shown_cards() if card.key == self._moved), None)
        card = card or next(iter(self._shown_cards()), None)
        (card.head if card else self._add).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_again(self, slot: Slot | None, item: int) -> None:
        """Put the focus into a slot, or onto the card of an item, though the cards have changed places."""
        self._leave()
        card = next((card for card in self._shown_cards() if card.key == item), None)
        target: QWidget | None = card.head if card else None
        if card and slot:
            target = next((row.editor for row in card.rows if row.slot == slot), target)
        if target is None:
            return
        target.clearFocus()  # it may have had the focus for another item
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_slot(self, slot: Slot) -> None:
        """Put the focus into a slot's editor, opening its card; nothing happens for a slot that the form has not."""
        if slot.field == ITEMS_KEY:
            self.focus_items()
            return
        card = next((card for card in self._shown_cards() if card.key == slot.item), None)
        if card:
            card.set_open(True)
        rows = card.rows if card else self._letter_rows
        row = next((row for row in rows if row.slot == slot), None)
        if row:
            row.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- the loop

    def focus_first_needing_human(self) -> None:
        """Put the focus into the first value that nobody has decided on; the first field of all when there is none."""
        if self._case:
            self.focus_slot(self._next_untouched(None) or Slot(0, _LETTER[0].key))

    def _next_untouched(self, after: Slot | None) -> Slot | None:
        """The next slot nobody has decided on, in the form's order, from the beginning again after the last."""
        assert self._case is not None, "there is a next slot only within a case"
        values = shown(self._case.values)
        slots = [value.slot for value in values]
        begin = slots.index(after) + 1 if after in slots else 0
        turned = (*values[begin:], *values[:begin])
        return next((value.slot for value in turned if not value.touched and value.slot != after), None)

    def confirm_and_go_on(self) -> None:
        """Take what stands in the current box and go to the next value that needs a person.

        Where it does not parse or cannot be saved, the focus stays.
        """
        if self._current is None:
            self.focus_first_needing_human()
        elif self._current.take():
            self._go_on(self._current)

    def _go_into(self, card: ItemCard) -> None:
        card.set_open(True)
        assert self._case is not None, "cards are shown within a case"
        values = [self._case.value(field.key, card.key) for field in _ITEM]
        self.focus_slot(next((value.slot for value in values if not value.touched), values[0].slot))

    def mark_not_in_letter(self) -> None:
        """The letter does not give the current value; go on."""
        self._decide(FieldRow.mark_not_in_letter)

    def mark_unreadable(self) -> None:
        """Something stands there that cannot be read; go on."""
        self._decide(FieldRow.mark_unreadable)

    def _decide(self, act: Callable[[FieldRow], bool]) -> None:
        if self._current and act(self._current):
            self._go_on(self._current)

    def restore_as_read(self) -> None:
        """The current value as the reader gave it, nobody's yet; the focus stays."""
        if self._current:
            self._current.restore()

    def focus_note(self) -> None:
        """The note on the current value is ready to be typed."""
        if self._current:
            self._current.focus_note()

    def _go_on(self, row: FieldRow) -> None:
        following = self._next_untouched(row.slot)
        if following:
            self.focus_slot(following)

    def flush(self) -> None:
        """Take over what is being typed; what does not parse is kept as a draft."""
        for row in self._all_rows():
            row.flush()

    def _all_rows(self) -> Iterator[FieldRow]:
        yield from self._letter_rows
        for card in self._shown_cards():
            yield from card.rows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the loop, where no action of a window has taken them first."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        pressed = QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key())))
        act = next((act for name, act in self._acts().items() if self._key(name) == pressed), None)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers:
            act = self.confirm_and_go_on
        if act and self._case:
            act()
        else:
            super().keyPressEvent(event)

    def _key(self, act: str) -> QKeySequence:
        return QKeySequence(self._desk.keys.get(act, ""))

    def _acts(self) -> dict[str, Callable[[], None]]:
        """The acts that a window has in its table too, by their names there."""
        return {
            "not_in_letter": self.mark_not_in_letter,
            "unreadable": self.mark_unreadable,
            "as_read": self.restore_as_read,
            "note": self.focus_note,
            "add_item": self.items.add,
            "split_item": self.items.split,
            "merge_item": self.items.merge,
            "item_up": self.items.up,
            "item_down": self.items.down,
            "remove_item": self.items.remove,
        }
