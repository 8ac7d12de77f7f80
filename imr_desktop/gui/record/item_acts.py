"""What can be done with the disputed items of the case on the form: add, split, merge, move, remove."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.notices import TAKEN_BACK, WHICH, Notice
from imr_desktop.gui.common.wording import value_words
from imr_desktop.model import Slot
from imr_desktop.texts import tr

if TYPE_CHECKING:
    from imr_desktop.gui.record.form import RecordForm
    from imr_desktop.model import Changes


_NAMED: Final = 48
"""Letters of an item's request by which it is told apart."""


class ItemActs:
    """Acts on the item at work, and shows what has become of it. Each is one act, and undo takes all of it back."""

    def __init__(self, form: RecordForm, desk: Desk) -> None:
        self._form, self._desk = form, desk

    def add(self) -> None:
        """A new item below the one at work, else last; its request is ready to be typed."""
        workspace, item = self._desk.workspace, self._form.current_item()
        self._change(lambda case: workspace.add_item(case, item))

    def split(self) -> None:
        """A new item below with what both have in common; its request is ready to be typed."""
        workspace = self._desk.workspace
        self._on_item(tr("Which item is to be split?"), lambda case, item: workspace.split_item(case, item))

    def merge(self) -> None:
        """The item becomes part of the one above."""
        workspace = self._desk.workspace
        which = tr("Which item is to be merged into the one above?")
        self._on_item(which, lambda case, item: workspace.merge_item(case, item))

    def up(self) -> None:
        """One place up."""
        workspace = self._desk.workspace
        self._on_item(tr("Which item is to be moved up?"), lambda case, item: workspace.move_item(case, item, -1))

    def down(self) -> None:
        """One place down."""
        workspace = self._desk.workspace
        self._on_item(tr("Which item is to be moved down?"), lambda case, item: workspace.move_item(case, item, 1))

    def remove(self) -> None:
        """The item leaves the list, which is said with the way back."""
        workspace, case, item = self._desk.workspace, self._form.case, self._form.current_item()
        which = tr("Which item is to be removed?")
        if self._on_item(which, lambda case, item: workspace.remove_item(case, item)) and case:
            request = value_words(Slot(item, "request"), case.value("request", item).value, _NAMED)
            number = case.items.index(item) + 1
            words = (
                tr("Item {number}, “{request}”, was removed with its values.", number=number, request=request)
                if case.value("request", item).value
                else tr("Item {number}, which had no request, was removed with its values.", number=number)
            )
            self._desk.told.emit(Notice(words, "news", act=tr("Undo"), do=self._undo, kind=TAKEN_BACK))

    def _undo(self) -> None:
        self._desk.do(self._desk.workspace.undo)

    def _on_item(self, which: str, act: Callable[[int, int], Changes]) -> bool:
        """Acts on the item at work; without one it is asked `which`."""
        if item := self._form.current_item():
            return self._change(lambda case: act(case, item))
        if self._form.case and not self._desk.workspace.read_only:
            words = f"{which} {tr('Go to one of its values or to its heading first.')}"
            act_on, do = tr("Go to the items"), self._form.focus_items
            self._desk.told.emit(Notice(words, "warning", act=act_on, do=do, kind=WHICH))
        return False

    def _change(self, act: Callable[[int], Changes]) -> bool:
        """Acts, then puts the focus where the item at work has gone, or where it was; False where nothing was done."""
        form = self._form
        case = form.case
        if case is None or self._desk.workspace.read_only:
            return False
        form.flush()
        item, slot, before = form.current_item(), form.current_slot(), case.items
        if not self._desk.do(lambda: act(case.id)):
            return False
        after = self._desk.workspace.case(case.id).items
        if added := next((key for key in after if key not in before), 0):
            form.focus_slot(Slot(added, "request"))
        elif item in after:
            form.focus_again(slot if slot and slot.item == item else None, item)
        elif after:
            form.focus_again(None, after[min(before.index(item), len(after) - 1)])
        else:
            form.focus_items()
        return True

    def _do_on(self, item: int, do: Callable[[ItemActs], None]) -> None:
        self._form.focus_again(None, item)
        do(self)

    def open_menu(self, item: int, at: QPoint, parent: QWidget) -> QMenu:
        """The acts as a menu for one item, each with its key; those that cannot be done now are grey."""
        form, menu = self._form, QMenu(parent)
        menu.setAccessibleName(tr("What can be done with this item"))
        items = form.case.items if form.case else ()
        writable = not self._desk.workspace.read_only
        impossible = {"item_up": item == items[0], "merge_item": item == items[0], "item_down": item == items[-1]}
        for name, text, do in ITEM_ACTS:
            act = menu.addAction(f"{text}\t{self._desk.keys.get(name, '')}".rstrip())
            act.setEnabled(writable and not impossible.get(name, False))
            act.triggered.connect(partial(self._do_on, item, do))
            if name in ("merge_item", "item_down"):
                menu.addSeparator()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
        return menu


ITEM_ACTS: Final[tuple[tuple[str, str, Callable[[ItemActs], None]], ...]] = (
    ("add_item", tr("&Add an item below"), ItemActs.add),
    ("split_item", tr("&Split: a second item with the same reasons"), ItemActs.split),
    ("merge_item", tr("&Merge into the item above"), ItemActs.merge),
    ("item_up", tr("Move &up"), ItemActs.up),
    ("item_down", tr("Move &down"), ItemActs.down),
    ("remove_item", tr("&Remove this item"), ItemActs.remove),
)
"""Each act by its name in the table of actions, how the menu of an item calls it, and what does it."""
