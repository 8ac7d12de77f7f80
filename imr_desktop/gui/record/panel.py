"""The ground of the panels beside a letter: one case in a column that scrolls, with one row of it at work.

`Panel` carries record, checklist and findings: it lights the place of the row at work, says what the keys do there,
keeps it in view, and has Tab walk in the order of reading. `ItemPanel` adds what record and checklist share, a card for
each disputed item: what stands in a card is built when it is first opened, and cards are used again for the next case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import ClassVar, Final, Generic, TypeAlias, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.small import Card, CardHead, SectionHead, chain
from imr_desktop.gui.common.theme import restyle
from imr_desktop.model import Case, Slot, Span
from imr_desktop.texts import tr

Hints: TypeAlias = tuple[tuple[str, str], ...]
"""Keys as printed on the keyboard, and what they do where the focus is."""

READ_ONLY: Final[Hints] = ((tr("Read only"), tr("nothing can be changed")), ("Enter", tr("next")))
"""What is said of the keys in a library that can only be looked at."""

_PRINTED: Final = {"Down": "↓", "Up": "↑", "Left": "←", "Right": "→", "PgDown": "Page ↓", "PgUp": "Page ↑"}
"""Keys that are printed on the keyboard otherwise than they are written."""

COMFORT: Final = 24
"""Pixels around the row at work that should be seen with it."""

_AFTER_PAINT: Final = 100
"""Milliseconds in which what is seen of a case, letter and form, is on the screen; then the rest is filled."""


def printed(key: str) -> str:
    """A key as it is printed on the keyboard: `Ctrl ↓` for `Ctrl+Down`; empty for none."""
    return " ".join(_PRINTED.get(part, part) for part in key.split("+") if part)


class Row(QFrame):
    """One thing to decide. The row at work carries the accent bar, and says more than the others."""

    entered = Signal(object)
    """This row, when it gets the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = False
        self.setProperty("current", False)

    @property
    def slot(self) -> Slot:
        """What is decided on here."""
        raise NotImplementedError

    @property
    def heart(self) -> QWidget:
        """What takes the focus."""
        return self

    @property
    def core(self) -> QWidget:
        """What of it must be seen where not all of it can be."""
        return self.heart

    def stops(self) -> Iterator[QWidget]:
        """Where Tab stops in this row."""
        yield self.heart

    def flush(self) -> None:
        """Take over what is being typed."""

    def set_current(self, current: bool) -> None:
        """Whether this is the row at work."""
        if current != self._current:
            self._current = current
            self.setProperty("current", current)
            restyle(self)
            self._show_current()

    def _show_current(self) -> None:
        """What the row at work shows and the others do not."""
        raise NotImplementedError


R = TypeVar("R", bound=Row)


class Panel(QScrollArea, Generic[R]):
    """Shows one case, or nothing. Rows go into `_column`; each tells `_enter` when it gets the focus."""

    field_focused = Signal(object, object, str)
    """The slot at work (None for none), the places in the letter that it rests on, and how it is called."""

    hints_changed = Signal(object)
    """What the keys do where the focus is: Hints."""

    finished = Signal()
    """Enter was pressed where nothing is left to be done here."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._case: Case | None = None
        self._current: R | None = None
        self.beyond: Callable[[], str] = lambda: tr("next")
        """What `finished` leads to, in words."""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self._inner.setAutoFillBackground(True)  # nothing below it need be painted
        self._inner.setBackgroundRole(QPalette.ColorRole.Base)
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 24)
        self._column.setSpacing(0)
        self.setWidget(self._inner)
        self._inner.hide()

    @property
    def case(self) -> Case | None:
        """The case shown, if any."""
        return self._case

    def current_slot(self) -> Slot | None:
        """The slot at work: that of the row which had the focus last."""
        return self._current.slot if self._current else None

    # --- what each panel says of its rows

    def stops(self) -> Iterator[QWidget]:
        """Where Tab stops, in the order of reading."""
        raise NotImplementedError

    def _place_of(self, row: R) -> tuple[tuple[Span, ...], str]:
        """The places in the letter that a row rests on, and how it is called beside them."""
        raise NotImplementedError

    def _hints_on(self, row: R) -> Hints:
        """What the keys do on a row."""
        raise NotImplementedError

    # --- where the work is

    def order_stops(self) -> None:
        """Make Tab walk in the order of reading."""
        chain(self.stops())

    def _enter(self, row: R) -> None:
        """A row has got the focus."""
        if self._case is None:
            return
        if self._current is not row:
            if self._current:
                self._current.set_current(False)
            self._current = row
            row.set_current(True)
        self._tell_place(row)
        self._tell_hints()
        QTimer.singleShot(0, self, self._bring_into_view)  # when the row has grown by what it says below itself

    def _leave(self) -> None:
        """No row is at work any more."""
        if self._current:
            self._current.set_current(False)
            self._current = None
        self.field_focused.emit(None, (), "")

    def _tell_place(self, row: R) -> None:
        self.field_focused.emit(row.slot, *self._place_of(row))

    def _tell_hints(self) -> None:
        if self._current:
            self.hints_changed.emit(self._hints_on(self._current))

    def _bring_into_view(self) -> None:
        if self._current is None:
            return
        # A card that has just been opened is laid out later; where its rows will stand must be known now.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        row, core, room = self._current, self._current.core, self.viewport().height()
        if row.height() < room:
            self.ensureWidgetVisible(row, 0, COMFORT)
            return
        if core.mapTo(row, core.rect().bottomLeft()).y() + 2 * COMFORT < room:  # from its beginning, while that can be
            self.ensureVisible(0, row.mapTo(self._inner, QPoint(0, 0)).y(), 0, 0)
        self.ensureWidgetVisible(core, 0, COMFORT)


class ItemCard(Card, Generic[R]):
    """One disputed item: a head that tells it apart from the others, and its rows once it has been opened."""

    def __init__(self, panel: ItemPanel[R]) -> None:
        super().__init__("item", self._build)
        self._panel = panel
        self._bound: tuple[Case, int, int] | None = None
        self._stale = False
        self.rows: list[R] = []
        self.toggled.connect(self._catch_up)

    @property
    def key(self) -> int:
        """The key of the item shown; 0 where the card is spare."""
        return self._bound[1] if self._bound else 0

    def bind(self, case: Case, key: int, number: int, *, opened: bool) -> None:
        """Show an item of a case; rows that are not seen are left for the moment they are."""
        self._bound = None
        self.set_open(opened)
        self._bound, self._stale = (case, key, number), True
        self.entitle()
        self._catch_up()
        self.show()

    def entitle(self) -> None:
        """Say anew on the head which item it is and how far a person has come with it."""
        assert self._bound is not None, "a spare card has no title"
        self._panel.entitle(self.head, *self._bound)

    def release(self) -> None:
        """Keep the card for a case with more items."""
        self._bound = None
        self.hide()

    def refresh(self, case: Case) -> None:
        """The item as it is now."""
        assert self._bound is not None, "a spare card is not told of changes"
        _, key, number = self._bound
        self._bound = (case, key, number)
        self.entitle()
        if not self._stale:
            for row in self.rows:
                self._panel.refresh_row(row, case)

    def _build(self, inside: QVBoxLayout) -> None:
        self.rows = self._panel.make_item_rows()
        for row in self.rows:
            inside.addWidget(row)
            row.show()  # now: a layout shows it later, and Tab would pass it by until then
        self._panel.order_stops()

    def _catch_up(self) -> None:
        if self._bound and self._stale and self.is_open:
            self._stale = False
            for row in self.rows:
                self._panel.bind_row(row, *self._bound)


class ItemPanel(Panel[R]):
    """A panel with rows for the letter, and below them a card with rows for each disputed item."""

    card_hints: ClassVar[Hints] = ()
    """What the keys do on the head of a card."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """The letter's rows go into `_letter_rows` and the column; then `_end_with` adds the items' part below them."""
        super().__init__(desk, parent)
        self._letter_rows: list[R] = []
        self._cards: list[ItemCard[R]] = []
        self._on_card: ItemCard[R] | None = None
        self._waiting: list[Callable[[], None]] = []
        self._after_paint = QTimer(self, singleShot=True, interval=_AFTER_PAINT)
        self._after_paint.timeout.connect(self._fill_rest)
        self.verticalScrollBar().valueChanged.connect(self._fill_rest)
        self._items_head = SectionHead("item", tr("Disputed items"))
        self._card_column = QVBoxLayout()

    def _end_with(self, last: QWidget | None = None) -> None:
        self._column.addWidget(self._items_head)
        self._column.addLayout(self._card_column)
        if last:
            self._column.addWidget(last)
        self._column.addStretch(1)

    # --- what each panel does with its rows

    def make_item_rows(self) -> list[R]:
        """Fresh rows for one item."""
        raise NotImplementedError

    def bind_row(self, row: R, case: Case, item: int, number: int) -> None:
        """Have a row show the letter (`item` 0) or an item of a case; `number` is its place in the list, else 0."""
        raise NotImplementedError

    def refresh_row(self, row: R, case: Case) -> None:
        """Have a row show its case as it is now, and leave alone what is being typed."""
        raise NotImplementedError

    def entitle(self, head: CardHead, case: Case, item: int, number: int) -> None:
        """Say on a card's head which item it is and how far a person has come with it."""
        raise NotImplementedError

    def _opened_first(self, case: Case) -> Collection[int]:
        """The items whose cards stand open in a case that is newly shown."""
        raise NotImplementedError

    def _go_into(self, card: ItemCard[R]) -> None:
        """Enter on a card's head: to what of the item needs a person first."""
        raise NotImplementedError

    # --- showing

    def _show(self, case: Case | None) -> None:
        """Show a case from its beginning, the same case again where it stands, or nothing."""
        again = case is not None and self._case is not None and case.id == self._case.id
        self._case = case
        self._inner.setVisible(case is not None)
        if not again:
            self._leave()
            self.verticalScrollBar().setValue(0)
        opened = self._open_items() if again else self._opened_first(case) if case else ()
        self._waiting.clear()
        if case is None:
            return
        begin = self._fill_view(case) if self.isVisible() and not again else 0
        self._waiting += [partial(self.bind_row, row, case, 0, 0) for row in self._letter_rows[begin:]]
        self._waiting.append(partial(self._deal_cards, case, opened))
        if begin:
            self._after_paint.start()
        else:
            self._fill_rest()

    def _fill_view(self, case: Case) -> int:
        """Have those rows show a case that will be in view from its beginning; how many they are."""
        bottom = self.viewport().height()
        for number, row in enumerate(self._letter_rows):
            if row.y() >= bottom:
                self._column.activate()  # the rows above it may be less tall now
                if row.y() >= bottom:
                    return number
            self.bind_row(row, case, 0, 0)
        return len(self._letter_rows)

    def _fill_rest(self) -> None:
        """What is below the view shows the case once the view has been painted, or when somebody looks for it."""
        waiting, self._waiting = self._waiting, []
        for fill in waiting:
            fill()

    def _refresh(self, case: Case) -> None:
        """The shown case as it is now, without moving the focus or the page."""
        self._fill_rest()
        self._case = case
        for row in self._letter_rows:
            self.refresh_row(row, case)
        if self._listed() != [*case.items]:
            self._deal_cards(case, self._open_items())
            return
        for card in self._shown_cards():
            card.refresh(case)

    def _deal_cards(self, case: Case, opened: Collection[int]) -> None:
        """Give each disputed item a card."""
        while len(self._cards) < len(case.items):
            self._add_card()
        for number, (card, key) in enumerate(zip(self._cards, case.items, strict=False), start=1):
            card.bind(case, key, number, opened=key in opened)
        for card in self._cards[len(case.items) :]:
            card.release()
        self._items_head.setVisible(bool(case.items))

    def _add_card(self) -> ItemCard[R]:
        card = ItemCard(self)
        card.head.entered.connect(lambda: self._enter_card(card))
        card.head.confirmed.connect(lambda: self._go_into(card))
        self._cards.append(card)
        framed = QWidget()
        around = QVBoxLayout(framed)
        around.setContentsMargins(12, 4, 12, 4)
        around.addWidget(card)
        self._card_column.addWidget(framed)
        framed.show()  # as the rows in it
        self.order_stops()
        return card

    def _shown_cards(self) -> list[ItemCard[R]]:
        self._fill_rest()
        return [card for card in self._cards if card.key]

    def _listed(self) -> list[int]:
        return [card.key for card in self._shown_cards()]

    def _open_items(self) -> set[int]:
        return {card.key for card in self._shown_cards() if card.is_open}

    def _card_of(self, item: int) -> ItemCard[R] | None:
        return next((card for card in self._shown_cards() if card.key == item), None)

    def _all_rows(self) -> Iterator[R]:
        cards = self._shown_cards()
        yield from self._letter_rows
        for card in cards:
            yield from card.rows

    # --- where the work is

    def stops(self) -> Iterator[QWidget]:
        for row in self._letter_rows:
            yield from row.stops()
        for card in self._cards:
            yield card.head
            for row in card.rows:
                yield from row.stops()

    def _enter(self, row: R) -> None:
        self._on_card = None
        super()._enter(row)

    def _enter_card(self, card: ItemCard[R]) -> None:
        self._leave()
        self._on_card = card
        self.hints_changed.emit(self.card_hints)
        self.ensureWidgetVisible(card.head, 0, COMFORT)

    def _leave(self) -> None:
        self._on_card = None
        super()._leave()

    def focus_slot(self, slot: Slot) -> None:
        """Put the focus into a slot's row, opening its card; nothing happens for a slot that the panel has not."""
        card = self._card_of(slot.item)
        if card:
            card.set_open(True)
        row = next((row for row in (card.rows if card else self._letter_rows) if row.slot == slot), None)
        if row:
            row.heart.setFocus(Qt.FocusReason.OtherFocusReason)
            if row is not self._current and row.heart.hasFocus():  # it had it before another case was shown in it
                self._enter(row)

    def flush(self) -> None:
        """Take over what is being typed; what does not parse is kept as a draft."""
        for row in (*self._letter_rows, *(row for card in self._cards if card.key for row in card.rows)):
            row.flush()
