"""The open library as the views see it: acts go in, changes come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from imr_desktop.errors import Problem, ValueProblem
from imr_desktop.fields import DATE, MONTH_FIRST, Field, Kind
from imr_desktop.gui.common.states import SURE
from imr_desktop.texts import tr

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.model import Changes
    from imr_desktop.workspace import Steps, Workspace


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
    With `month_first` the form writes dates as letters do.
    Until it is `ready`, packs and checks are still being loaded, and no view asks for them of its own accord.
    """

    changed = Signal(object)
    """Changes, after every act, undo, redo and import."""

    problem = Signal(object)
    """A Problem that a person must be told of."""

    told = Signal(object)
    """A Notice for the person."""

    got_ready = Signal()
    """`ready` has become true."""

    stepping = Signal(object)
    """The Steps of an act on many cases as they are done; None once the act is over."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None, *, ready: bool = True) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.keys: Mapping[str, str] = FORM_KEYS
        self.sure = SURE
        self.pressing_first = True
        self.month_first = True
        self.ready = ready
        self._failed: Callable[[], Changes] | None = None
        self._steps: Steps | None = None
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._step)
        self._more: Callable[[], Changes] = self.workspace.undo

    def kind_of(self, field: Field) -> Kind:
        """How values of a field are shown and typed in the form."""
        return MONTH_FIRST if self.month_first and field.kind is DATE else field.kind

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

    def keep(self, draft: Callable[[], object]) -> None:
        """Has the library keep what is being typed and is no value yet; where it cannot, the person is told."""
        try:
            draft()
        except Problem as problem:
            self.problem.emit(problem)

    def try_again(self) -> bool:
        """Runs the act that failed last once more, if none has gone well since; whether it did so well."""
        act, self._failed = self._failed, None
        if act is None or not self.do(act):
            return False
        self._go_on()
        return True

    # --- many cases ---

    def do_in_steps(self, act: Callable[[Workspace], Changes]) -> Changes | None:
        """Runs one act, of many cases some at once and the others while the window lives on; undo takes all back.

        What the first step changed, None where it failed and the person has been told. Another act that is under way
        so is brought to its end first.
        """
        self.finish()
        steps = self.workspace.in_steps(act)
        first: list[Changes] = []

        def more() -> Changes:
            self._steps = steps
            first.append(steps.step())
            return first[-1]

        self._more = more
        if not self._step():
            return None
        return first[0]

    def finish(self) -> bool:
        """Brings what is done in steps to its end at once; False where that failed and the person has been told."""
        self._turn.stop()
        while self._steps is not None:
            if not self._step(soon=False):
                return False
        return True

    def stop(self) -> None:
        """Leaves the other cases of an act on many as they are; undo takes back what was done."""
        if (steps := self._steps) is None:
            return
        self._end_steps()
        self.problem.emit(
            Problem(
                "stopped",
                tr(
                    "{act}: stopped after {done:,} of {total:,} cases. "
                    "The others are as they were; undo takes it back.",
                    act=steps.label,
                    done=steps.total - steps.left,
                    total=steps.total,
                ),
            )
        )

    def _step(self, *, soon: bool = True) -> bool:
        if not self.do(self._more):
            self._end_steps()  # trying again goes on with it
            return False
        self._go_on(soon=soon)
        return True

    def _go_on(self, *, soon: bool = True) -> None:
        """The next step comes by itself, where there is one."""
        if self._steps is None or not self._steps.left:
            self._end_steps()
            return
        self.stepping.emit(self._steps)
        if soon:
            self._turn.start()

    def _end_steps(self) -> None:
        self._turn.stop()
        if self._steps is not None:
            self._steps = None
            self.stepping.emit(None)
