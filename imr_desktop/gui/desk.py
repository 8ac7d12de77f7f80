"""The open library as the views see it: acts go in, changes come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from imr_desktop.errors import Problem, ValueProblem
from imr_desktop.gui.states import SURE

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.model import Changes
    from imr_desktop.workspace import Workspace


FORM_KEYS: Final[Mapping[str, str]] = {
    "not_in_letter": "Alt+N",
    "unreadable": "Alt+U",
    "as_read": "Alt+R",
    "explain": "Alt+E",
    "note": "Alt+M",
    "history_of_value": "Alt+Y",
    "add_item": "Alt+Ins",
    "split_item": "Alt+S",
    "merge_item": "Alt+J",
    "item_up": "Ctrl+Shift+Up",
    "item_down": "Ctrl+Shift+Down",
    "remove_item": "Alt+Del",
}
"""The keys that the form itself speaks of, by action, until a person chooses others."""


class Desk(QObject):
    """One open library: every view acts through `do` and learns from `changed` what an act touched.

    `keys` holds the key of each act, by its name in the table of actions; below the confidence `sure` an untouched
    value is said to need a person. With `pressing_first`, Enter goes to what presses most, else to what comes next.
    Until it is `ready`, packs and checks are still being loaded, and no view asks for them of its own accord.
    """

    changed = Signal(object)
    """Changes, after every act, undo, redo and import."""

    problem = Signal(object)
    """A Problem that a person must be told of."""

    got_ready = Signal()
    """`ready` has become true."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None, *, ready: bool = True) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.keys: Mapping[str, str] = FORM_KEYS
        self.sure = SURE
        self.pressing_first = True
        self.ready = ready
        self._failed: Callable[[], Changes] | None = None

    def do(self, act: Callable[[], Changes]) -> bool:
        """Runs one act and tells all views of it; False where it failed and the person has been told.

        A ValueProblem is raised through: the editor whose text it is shows it beside that text.
        """
        try:
            changes = act()
        except ValueProblem:
            raise
        except Problem as problem:
            self._failed = act
            self.problem.emit(problem)
            return False
        self._failed = None
        self.changed.emit(changes)
        return True

    def try_again(self) -> bool:
        """Runs the act that failed last once more, if none has gone well since; whether it did so well."""
        act, self._failed = self._failed, None
        return act is not None and self.do(act)
