"""The list of disputed items: added, removed, moved, split, merged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from imr_desktop.fields import ITEMS_KEY
from imr_desktop.model import Case, Changes, Json, Slot
from imr_desktop.record import SHARED_BY_A_SPLIT, SPLITS, split_from
from imr_desktop.store import Change
from imr_desktop.texts import tr
from imr_desktop.workspace.acting import Acting, anchors_of, decided


class Itemizing(Acting):
    """The acts on the list of disputed items."""

    def add_item(self, case_id: int, below: int = 0, *, initiator: object = None) -> Changes:
        """A new, empty disputed item below the one of a key; last where there is none of that key."""
        case = self.case(case_id)
        return self._list_items(case, tr("Add a disputed item"), self._with_new(case, below), (), initiator)

    def remove_item(self, case_id: int, item: int, *, initiator: object = None) -> Changes:
        """The item leaves the list. Its values stay in the record, so that undo brings back all of it."""
        case = self.case(case_id)
        return self._list_items(
            case, tr("Remove a disputed item"), [key for key in case.items if key != item], (), initiator
        )

    def move_item(self, case_id: int, item: int, by: Literal[-1, 1], *, initiator: object = None) -> Changes:
        """The item one place up (-1) or down (1); at either end nothing happens."""
        case = self.case(case_id)
        keys = [*case.items]
        here = keys.index(item)
        if not 0 <= here + by < len(keys):
            return Changes()
        keys[here], keys[here + by] = keys[here + by], keys[here]
        return self._list_items(case, tr("Move a disputed item"), keys, (), initiator)

    def split_item(self, case_id: int, item: int, *, initiator: object = None) -> Changes:
        """A new item below with what the letter says of both: outcome, guidelines, conclusion and rationale.

        What nobody has decided on is read for both from the same words; what somebody has is decided alike. What sets
        the two apart (request, quantity, body parts) is left for a person to fill in.
        """
        case = self.case(case_id)
        keys = self._with_new(case, item)
        key, known = keys[keys.index(item) + 1], split_from(case.values)
        splits: Json = {str(each): origin for each, origin in (known | {key: known.get(item, item)}).items()}
        shared = (case.value(field, item) for field in SHARED_BY_A_SPLIT)
        copies = [
            Change(case_id, Slot(key, value.slot.field), value.value, value.state, value.anchors)
            for value in shared
            if value.touched
        ]
        return self._list_items(
            case, tr("Split a disputed item"), keys, [Change(case_id, SPLITS, splits, "corrected"), *copies], initiator
        )

    def merge_item(self, case_id: int, item: int, *, initiator: object = None) -> Changes:
        """The item becomes part of the one above: their requests joined by “and”, the rest as it stands there."""
        case = self.case(case_id)
        here = case.items.index(item)
        if not here:
            return Changes()
        above = case.items[here - 1]
        requests = [value for key in (above, item) if (value := case.value("request", key)).value]
        joined = " and ".join(str(value.value) for value in requests)
        anchors = tuple(anchor for value in requests for anchor in anchors_of(case, value))
        change = Change(case_id, Slot(above, "request"), joined or None, "corrected", anchors)
        keys = [key for key in case.items if key != item]
        return self._list_items(case, tr("Merge a disputed item"), keys, [change] if joined else (), initiator)

    def _with_new(self, case: Case, below: int) -> list[int]:
        """The list with one more key in it. A key names one item for good: none that was used is given again."""
        edits = self.history(case.id)
        listed = (edit.new for edit in edits if edit.slot.field == ITEMS_KEY)
        used = {key for value in listed if isinstance(value, list) for key in value if isinstance(key, int)}
        used |= {slot.item for slot in case.values} | {edit.slot.item for edit in edits} | {*case.items}
        keys = [*case.items]
        keys.insert(keys.index(below) + 1 if below in keys else len(keys), max(used, default=0) + 1)
        return keys

    def _list_items(
        self, case: Case, label: str, keys: Sequence[int], others: Sequence[Change], initiator: object
    ) -> Changes:
        slot = Slot(0, ITEMS_KEY)
        value: Json = [*keys]
        state = decided(case.value(ITEMS_KEY), value)
        return self._act(label, [Change(case.id, slot, value, state), *others], initiator)
