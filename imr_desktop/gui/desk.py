"""The open library as the views see it: acts go in, changes come out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from imr_desktop.errors import Problem, ValueProblem

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.model import Changes
    from imr_desktop.workspace import Workspace


class Desk(QObject):
    """One open library: every view acts through `do` and learns from `changed` what an act touched."""

    changed = Signal(object)
    """Changes, after every act, undo, redo and import."""

    problem = Signal(object)
    """A Problem that a person must be told of."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace

    def do(self, act: Callable[[], Changes]) -> bool:
        """Runs one act and tells all views of it; False where it failed and the person has been told.

        A ValueProblem is raised through: the editor whose text it is shows it beside that text.
        """
        try:
            changes = act()
        except ValueProblem:
            raise
        except Problem as problem:
            self.problem.emit(problem)
            return False
        self.changed.emit(changes)
        return True
