"""Work that a person asked for to keep the library safe, in a thread: its progress shown, stopped when they wish."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Signal

from imr_desktop.bulk import duration
from imr_desktop.errors import Problem
from imr_desktop.gui.common.aside import Aside
from imr_desktop.gui.common.aside import Tell as Hand
from imr_desktop.texts import tr

_TOLD_EVERY: Final = 0.1
"""Seconds between two reports of the progress to the window."""

_TELLS_TIME: Final = 2.0
"""Seconds after which the speed so far says something about the time left."""

_STEPS: Final = 1000
"""Steps of the bar that shows the share done."""

Tell = Callable[[float], object]
"""Hears how much is done, from 0 to 1."""

Stop = Callable[[], bool]
"""Whether to break off."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come; `left` are seconds, None while nothing can be said of them."""

    what: str
    share: float = 0.0
    left: float | None = None
    stopping: bool = False

    @property
    def done(self) -> int:
        return round(self.share * _STEPS)

    @property
    def total(self) -> int:
        return _STEPS if self.share else 0

    def sentence(self) -> str:
        if self.stopping:
            return tr("{work} is being stopped…", work=self.what)
        left = "" if self.left is None else f" · {tr('{time} left', time=duration(self.left))}"
        return f"{self.what} · {self.share:.0%}{left}" if self.share else f"{self.what}…"


class Upkeep(QObject):
    """One piece of work at a time; the person goes on editing meanwhile."""

    told = Signal(object)
    """Progress; None when nothing is under way any more."""

    failed = Signal(object)
    """The Problem that has ended it, also that it was stopped."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._aside: Aside | None = None
        self._stop = threading.Event()
        self._progress = Progress("")
        self._then: Callable[[Any], object] = bool

    @property
    def running(self) -> bool:
        return self._aside is not None

    def begin(self, what: str, work: Callable[[Tell, Stop], T], then: Callable[[T], object]) -> None:
        """Begins it, and gives what it has given to `then`; where something is under way, that goes on alone."""
        if self.running:
            return
        self._stop, self._then = threading.Event(), then
        self._aside = Aside("upkeep", lambda hand: work(_paced(what, hand), self._stop.is_set), self)
        self._aside.told.connect(self._tell)
        self._aside.gave.connect(self._end)
        self._aside.failed.connect(self._fail)
        self._tell(Progress(what))

    def stop(self) -> None:
        """Breaks it off as soon as it can be."""
        if self.running:
            self._stop.set()
            self._tell(replace(self._progress, stopping=True))

    def leave(self) -> None:
        """The library is put away: nothing of it is heard any more, and closing the library ends it."""
        if self._aside is not None:
            self._stop.set()
            aside, self._aside = self._aside, None
            aside.forget(wait=0)
            self.told.emit(None)

    def _tell(self, progress: Progress) -> None:
        if self._stop.is_set() and not progress.stopping:
            return
        self._progress = progress
        self.told.emit(progress)

    def _end(self, given: object) -> None:
        self._aside = None
        self.told.emit(None)
        self._then(given)

    def _fail(self, problem: Problem | None) -> None:
        self._aside = None
        self.told.emit(None)
        if problem is not None:
            self.failed.emit(problem)


def _paced(what: str, hand: Hand) -> Tell:
    """Tells now and then, with the time left by the speed so far."""
    begun, told = time.monotonic(), 0.0

    def tell(share: float) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= _TOLD_EVERY:
            told = now
            passed = now - begun
            hand(Progress(what, share, passed / share - passed if share and passed >= _TELLS_TIME else None))

    return tell
