"""The record of one case as a form, built from FIELDS: sections of rows, and a card for each disputed item."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final

from PySide6.QtCore import QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from imr_desktop.checklist.review import judged
from imr_desktop.fields import FIELDS, ITEMS_KEY, SECTIONS, Field, label_of
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.notices import WHICH, Notice
from imr_desktop.gui.common.small import CardHead, SectionHead
from imr_desktop.gui.common.states import NEEDS, Need, doubted_in, need_of, needs_you
from imr_desktop.gui.record.editors import ChoiceEditor, ListEditor
from imr_desktop.gui.record.evidence import spans_of
from imr_desktop.gui.record.field_row import FieldRow
from imr_desktop.gui.record.item_acts import ItemActs
from imr_desktop.gui.record.panel import READ_ONLY, Hints, ItemCard, ItemPanel, printed
from imr_desktop.model import Case, Finding, Slot, Span, Value
from imr_desktop.record import shown
from imr_desktop.texts import tr

OPEN_AT_ONCE: Final = 3
"""A case with no more disputed items than this shows them all open."""

_LETTER: Final = tuple(field for field in FIELDS if not field.repeated)
_ITEM: Final = tuple(field for field in FIELDS if field.repeated)

_ACTS: Final = (
    ("not_in_letter", tr("not in letter")),
    ("unreadable", tr("unreadable")),
    ("as_read", tr("as read")),
    ("explain", tr("explain")),
    ("note", tr("note")),
)
_NEEDS: Final[dict[Need, str]] = {
    "unreadable": tr("unreadable"),
    "check fails": tr("check fails"),
    "low confidence": tr("low confidence"),
    "not found": tr("not found"),
}
_ON_A_CARD: Final[Hints] = (
    ("Space", tr("open or close")),
    ("Enter", tr("into the item")),
    ("Menu", tr("add, split, move, remove")),
    ("Tab", tr("next item")),
)


_OUTCOME_FIELD: Final = next(field for field in _ITEM if field.key == "outcome")


class _AddButton(QPushButton):
    """Enter presses it; it tells when it has got the focus."""

    entered = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)


class RecordForm(ItemPanel[FieldRow]):
    """Every field of one case, with the loop that goes from one value that needs a person to the next."""

    card_hints = _ON_A_CARD

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._findings: tuple[Finding, ...] = ()
        self._doubted: frozenset[Slot] = frozenset()
        self._moved = 0
        self.items = ItemActs(self, desk)
        self._letter_rows = [*self._build_letter()]
        self._add = _AddButton(tr("Add a disputed item"))
        self._add.setProperty("role", "quiet")
        self._add.clicked.connect(self._add_last)
        self._add.entered.connect(self._enter_add)
        below = QWidget()
        row = QHBoxLayout(below)
        row.setContentsMargins(12, 2, 12, 4)
        row.addWidget(self._add)
        row.addStretch(1)
        self._end_with(below)

    def _build_letter(self) -> Iterator[FieldRow]:
        section = None
        for field in _LETTER:
            if field.section != section:
                section = field.section
                self._column.addWidget(SectionHead(section, SECTIONS[section]))
            row = self.make_row(field)
            self._column.addWidget(row)
            yield row

    def make_row(self, field: Field, *, inset: bool = False) -> FieldRow:
        """A row for a field, wired to this form."""
        row = FieldRow(field, self._desk, inset=inset)
        row.entered.connect(self._enter)
        row.dirtied.connect(self._tell_hints)
        return row

    def make_item_rows(self) -> list[FieldRow]:
        return [self.make_row(field, inset=True) for field in _ITEM]

    def stops(self) -> Iterator[QWidget]:
        yield from super().stops()
        yield self._add

    # --- showing

    @property
    def doubted(self) -> Collection[Slot]:
        """The values of the shown case in which a check found what does not fit, and nobody has dealt with that."""
        return self._doubted

    def findings_of(self, slot: Slot) -> list[Finding]:
        """What the checks found that concerns a value of the shown case and that nobody has dealt with."""
        open_ones = (each for each in self._findings if each.slot == slot)
        return [each for each in open_ones if self._case and judged(self._case, each) is None]

    def show_case(self, case: Case | None) -> None:
        """Show a case from its beginning, or none; what was being typed in the one before is taken over first.

        What the checks find in it is told later, by `tell_findings`.
        """
        self.flush()
        self._take_findings(())
        self._show(case)

    def tell_findings(self, findings: tuple[Finding, ...]) -> None:
        """What the checks found in the shown case."""
        self._take_findings(findings)
        for row in self._all_rows():
            row.tell_findings(self.findings_of(row.slot))
        for card in self._shown_cards():
            card.entitle()
        self._tell_hints()  # where Enter goes may be another value now

    def _take_findings(self, findings: tuple[Finding, ...]) -> None:
        self._findings = findings
        self._doubted = doubted_in(self._case, findings) if self._case else frozenset()

    def refresh(self, case: Case, findings: tuple[Finding, ...] = ()) -> None:
        """The shown case as it is now, without moving the focus or the page."""
        before = self._case
        self._tell_place_if_moved(before, case)
        listed = self._listed()
        if listed != [*case.items]:
            new = (key for key in case.items if key not in listed)
            moved = (key for key, stood in zip(case.items, listed, strict=False) if key != stood)
            self._moved = next(new, next(moved, 0))
        self._case = case
        self._take_findings(findings)
        self._refresh(case)
        self._tell_hints()

    def bind_row(self, row: FieldRow, case: Case, item: int, number: int) -> None:
        row.bind(case, Slot(item, row.field.key), number)
        row.tell_findings(self.findings_of(row.slot))

    def refresh_row(self, row: FieldRow, case: Case) -> None:
        row.refresh(case)
        row.tell_findings(self.findings_of(row.slot))

    def entitle(self, head: CardHead, case: Case, item: int, number: int) -> None:
        fields = {field.key: case.value(field.key, item) for field in _ITEM}
        outcome, request = fields["outcome"].value, fields["request"].value
        doubts = sum(needs_you(value, self._desk.sure, self._doubted) for value in fields.values())
        chip = next((label for value, label in _OUTCOME_FIELD.kind.choices if value == outcome), "")
        done = all(value.touched for value in fields.values())
        title = f"{number}  {request or tr('Request not given')}"
        head.tell(title, chip, aside=tr("looked at") if done else "", doubts=doubts)

    def _opened_first(self, case: Case) -> Collection[int]:
        return case.items if len(case.items) <= OPEN_AT_ONCE else ()

    def _deal_cards(self, case: Case, opened: Collection[int]) -> None:
        super()._deal_cards(case, opened)
        count = len(case.items)
        self._items_head.tell(tr("Disputed item") if count == 1 else tr("Disputed items · {count}", count=count))
        self._add.setVisible(not self._desk.workspace.read_only)

    def _enter_add(self) -> None:
        self._leave()
        self.hints_changed.emit((("Enter", tr("add an item")),))

    def _add_last(self) -> None:
        self._leave()
        self.items.add()

    def _add_card(self) -> ItemCard[FieldRow]:
        card = super()._add_card()
        card.head.offer_menu()
        card.head.menu_wanted.connect(lambda at: self.items.open_menu(card.key, at, card.head))
        return card

    # --- where the work is

    def row_at_work(self) -> FieldRow | None:
        """The row which had the focus last."""
        return self._current

    def current_item(self) -> int:
        """The key of the item at work, by a field of it or by its card; 0 where there is none."""
        return self._current.slot.item if self._current else self._on_card.key if self._on_card else 0

    def _place_of(self, row: FieldRow) -> tuple[tuple[Span, ...], str]:
        assert self._case is not None, "a row is at work for a case"
        return spans_of(self._case.value(row.slot.field, row.slot.item)), row.editor.accessibleName()

    def _tell_place_if_moved(self, before: Case | None, now: Case) -> None:
        """The focused value's place in the letter, where an act elsewhere (an undo) has changed it."""
        row = self._current
        if row is None or before is None or before.id != now.id:
            return
        spans = spans_of(now.value(row.slot.field, row.slot.item))
        if spans != spans_of(before.value(row.slot.field, row.slot.item)):
            self.field_focused.emit(row.slot, spans, row.editor.accessibleName())

    def _hints_on(self, row: FieldRow) -> Hints:
        keys = self._desk.keys
        if self._desk.workspace.read_only:
            explain = ((printed(keys["explain"]), tr("explain")),) if keys.get("explain") else ()
            return (*READ_ONLY, *explain)
        done = not row.changed and self._value_of(row.slot).touched
        act = tr("take") if row.changed else tr("confirm")
        goes = self._next_told(row)
        hints: list[tuple[str, str]] = [("Enter", goes if done else f"{act}, {goes}")]
        if isinstance(row.editor, ListEditor) or row.field.kind.editor in ("citations", "long_text"):
            hints.append(
                ("Shift Enter", tr("new paragraph") if row.field.kind.editor == "long_text" else tr("new line"))
            )
        elif isinstance(row.editor, ChoiceEditor):
            hints.append(("Alt ↓", tr("choices")))
        if row.changed:
            hints.append(("Esc", tr("as stored")))
        hints += [(printed(keys[act]), told) for act, told in _ACTS if keys.get(act)]
        return tuple(hints)

    def _next_told(self, row: FieldRow) -> str:
        """`next`, or where Enter goes and why: `then Age (low confidence)`."""
        slot = self._next_untouched(row.slot)
        if slot is None:
            return tr("then {goal}", goal=self.beyond())
        need = self._need(slot)
        if not need or not self._pressing_first:
            return tr("next")
        items = self._case.items if self._case else ()
        field = label_of(slot, items.index(slot.item) + 1 if slot.item in items else 0)
        return tr("then {field} ({reason})", field=field, reason=_NEEDS[need])

    def focus_items(self) -> None:
        """Put the focus on the item that came or moved last, or where one can be added when there is none."""
        card = self._card_of(self._moved) or next(iter(self._shown_cards()), None)
        (card.head if card else self._add).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_again(self, slot: Slot | None, item: int) -> None:
        """Put the focus into a slot, or onto the card of an item, though the cards have changed places."""
        self._leave()
        card = self._card_of(item)
        target: QWidget | None = card.head if card else None
        if card and slot:
            target = next((row.editor for row in card.rows if row.slot == slot), target)
        if target is None:
            return
        target.clearFocus()  # it may have had the focus for another item
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_slot(self, slot: Slot) -> None:
        """Put the focus into a slot's editor, or onto the list of items; nothing for a slot that the form has not."""
        if slot.field == ITEMS_KEY:
            self.focus_items()
        else:
            super().focus_slot(slot)

    # --- the loop

    def focus_first_needing_human(self) -> None:
        """Put the focus into the first value that nobody has decided on; the first field of all when there is none."""
        if self._case:
            self.focus_slot(self._next_untouched(None) or Slot(0, _LETTER[0].key))

    def _next_untouched(self, after: Slot | None) -> Slot | None:
        """The slot nobody has decided on that presses most, of several such the next in the form's order.

        After the last one the form's order begins again.
        """
        assert self._case is not None, "there is a next slot only within a case"
        values = shown(self._case.values)
        slots = [value.slot for value in values]
        begin = slots.index(after) + 1 if after in slots else 0
        turned = (*values[begin:], *values[:begin])
        untouched = [value.slot for value in turned if not value.touched and value.slot != after]
        if not self._pressing_first:
            return next(iter(untouched), None)
        return min(untouched, key=lambda slot: NEEDS.index(self._need(slot)), default=None)

    @property
    def _pressing_first(self) -> bool:
        """Whether Enter goes to what presses most; where nothing can be decided it would never come past that."""
        return self._desk.pressing_first and not self._desk.workspace.read_only

    def _need(self, slot: Slot) -> Need:
        """Why a person should look at a value before the others."""
        return need_of(self._value_of(slot), self._doubted, self._desk.sure)

    def _value_of(self, slot: Slot) -> Value:
        assert self._case is not None, "a value belongs to a case"
        return self._case.value(slot.field, slot.item)

    def confirm_and_go_on(self) -> None:
        """Take what stands in the current box and go to the next value that needs a person.

        Where it does not parse or cannot be saved, the focus stays.
        """
        if self._current is None:
            self.focus_first_needing_human()
        elif self._current.take():
            self._go_on(self._current)

    def _go_into(self, card: ItemCard[FieldRow]) -> None:
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
        if (row := self.ask_for_value()) and act(row):
            self._go_on(row)

    def restore_as_read(self) -> None:
        """The current value as the reader gave it, nobody's yet; the focus stays."""
        if row := self.ask_for_value():
            row.restore()

    def focus_note(self) -> None:
        """The note on the current value is ready to be typed."""
        if row := self.ask_for_value():
            row.focus_note()

    def ask_for_value(self) -> FieldRow | None:
        """The row that an act is meant for; where there is none the person is asked for which value it is."""
        if self._current is None and self._case:
            words = tr("For which value? Go to one in the record first.")
            do = self.focus_first_needing_human
            self._desk.told.emit(Notice(words, "warning", act=tr("Go to the record"), do=do, kind=WHICH))
        return self._current

    def _go_on(self, row: FieldRow) -> None:
        if following := self._next_untouched(row.slot):
            self.focus_slot(following)
        else:
            self.finished.emit()

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
