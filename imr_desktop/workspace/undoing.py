"""Undo and redo: an act is taken back by appending its inverse; nothing is lost from the log."""

from __future__ import annotations

from typing import Literal

from imr_desktop.model import Changes
from imr_desktop.store.log import Batch
from imr_desktop.workspace.acting import Acting


class Undoing(Acting):
    """Taking acts back, and doing them again."""

    def can_undo(self) -> str | None:
        """The name of the act that `undo` would take back, or None, as always where the library is only read."""
        batch = None if self.read_only else self._next("do")
        return batch.label if batch else None

    def can_redo(self) -> str | None:
        """The name of the act that `redo` would do again, or None, as always where the library is only read."""
        batch = None if self.read_only else self._next("undo")
        return batch.label if batch else None

    def reach(self, way: Literal["undo", "redo"]) -> frozenset[int]:
        """The cases that `undo` or `redo` would change now."""
        batch = self._next("do" if way == "undo" else "undo")
        return self._library.touched(batch.id) if batch else frozenset()

    def undo(self, *, initiator: object = None) -> Changes:
        """Takes the last act back by appending its inverse; nothing is lost from the log."""
        return self._take_back("do", "undo", initiator)

    def redo(self, *, initiator: object = None) -> Changes:
        """Does the act again that was undone last."""
        return self._take_back("undo", "redo", initiator)

    def _next(self, act: Literal["do", "undo"]) -> Batch | None:
        """The latest act that still holds, that is, was not taken back; an undo only while no new act came after it."""
        taken_back: set[int] = set()
        for batch in self._library.batches_backwards():
            if batch.id in taken_back:
                continue
            if batch.target is not None:
                taken_back.add(batch.target)
            if batch.act == act:
                return batch
            if batch.act == "do":
                return None
        return None

    def _take_back(self, act: Literal["do", "undo"], by: Literal["undo", "redo"], initiator: object) -> Changes:
        batch = self._next(act)
        if batch is None:
            return Changes()
        changes = self._library.inverse(batch.id)
        return self._act(batch.label, changes, initiator, kind=by, target=batch.id)
