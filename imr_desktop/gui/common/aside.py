"""Work in a thread of its own, so that the window lives on; its outcome comes back to the window's thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QObject, Qt, Signal

from imr_desktop.errors import Problem

Tell = Callable[[object], None]
"""Says something to the window while the work goes on."""


_TURN: Final = 0.0005
"""Seconds after which a busy thread lets another one go on; with Python's own 5 ms, painting a page, which hands the
turn over at every call of Qt, would take a second beside a busy thread."""


class Aside(QObject):
    """One piece of work. Its thread is not a daemon: whatever the window does, what it has begun it ends in order."""

    told = Signal(object)
    """Something that the work has said meanwhile."""

    gave = Signal(object)
    """What the work gave; it has ended."""

    failed = Signal(object)
    """The Problem that has ended it; None for a fault of the program, which is raised right after, to be seen."""

    _came = Signal(str, object)

    def __init__(self, name: str, work: Callable[[Tell], object], parent: QObject) -> None:
        """Begins the work at once. `name` is the thread's; the work is given what tells the window something."""
        super().__init__(parent)
        self._work = work
        self._heard = True
        self._handing = threading.Lock()
        self._came.connect(self._take, Qt.ConnectionType.QueuedConnection)
        sys.setswitchinterval(_TURN)
        self._thread = threading.Thread(target=self._run, name=name)
        self._thread.start()

    def forget(self, *, wait: float) -> None:
        """Nothing of it is heard from now on; waits for its end, so many seconds at most."""
        with self._handing:
            self._heard = False
        self._thread.join(wait)
        self.deleteLater()

    def _run(self) -> None:
        try:
            given = self._work(lambda said: self._hand("told", said))
        except Problem as problem:
            self._hand("failed", problem)
        except BaseException as fault:  # noqa: BLE001 - it is raised in the window's thread, where it is seen
            self._hand("fault", fault)
        else:
            self._hand("gave", given)

    def _hand(self, how: Literal["told", "gave", "failed", "fault"], what: object) -> None:
        with self._handing:
            if self._heard:
                self._came.emit(how, what)

    def _take(self, how: str, what: object) -> None:
        if not self._heard:  # it was on its way already
            return
        if how == "told":
            self.told.emit(what)
            return
        self._thread.join()
        self.deleteLater()
        if how == "gave":
            self.gave.emit(what)
        elif isinstance(what, Problem):
            self.failed.emit(what)
        elif isinstance(what, BaseException):
            self.failed.emit(None)
            raise what
