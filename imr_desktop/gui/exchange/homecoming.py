"""Cases that come home: the file is looked through in a thread, what it holds is taken in here, all of it or nothing.

Meanwhile nothing else is done with the library, since all of it is one transaction; a sheet stands before the window,
which tells how far it is and can be left.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from imr_desktop.errors import Problem
from imr_desktop.gui.common.aside import Aside, Tell
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.notices import Notice
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import small_label
from imr_desktop.model import Changes

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.workspace import Returned

EXPORTS: Final = (".jsonl", ".json", ".csv")
"""How files end that cases come home in."""

_AHEAD: Final = 4
"""Cases that may wait to be taken in: each has its letter with it."""

_STEP: Final = 0.03
"""Seconds of taking in after which the window gets its turn."""


class _Left(Exception):
    """The person has thought better of it; it is no fault."""


class Homecoming(QObject):
    """Brings files home, one after another."""

    told = Signal(int)
    """How many cases of the file have been looked at."""

    begun = Signal()
    """A file is being brought home; `name` is its name."""

    over = Signal()
    """It is over, one way or another."""

    ended = Signal(object)
    """A Notice of how it ended."""

    def __init__(self, desk: Desk, review: Callable[[], object], parent: QObject) -> None:
        """`review` shows what waits to be taken or rejected."""
        super().__init__(parent)
        self._desk, self._review = desk, review
        self.name = ""
        self._files: deque[Path] = deque()
        self._came: deque[dict[str, Any]] = deque()
        self._room = threading.Semaphore(_AHEAD)
        self._aside: Aside | None = None
        self._loop: QEventLoop | None = None
        self._left = False
        self._fault: Problem | None = None
        self._then: Callable[[], object] | None = None
        self._lived = 0.0

    @property
    def busy(self) -> bool:
        """Whether a file is being brought home, so that nothing else may be done with the library."""
        return self._loop is not None or bool(self._files)

    def add(self, path: Path) -> None:
        """Brings a file home after those that were asked for before, once the window has done what it is at."""
        self._files.append(path)
        QTimer.singleShot(0, self, self._next)

    def cancel(self, then: Callable[[], object] | None = None) -> None:
        """Leaves it: what was taken in is taken out again. `then` is done after that."""
        self._files.clear()
        self._left, self._then = True, then
        if self._loop is not None:
            self._loop.quit()
        else:
            self._do_then()

    def _next(self) -> None:
        if self._files and self._loop is None:
            self._bring(self._files.popleft())
            QTimer.singleShot(0, self, self._next)

    def _bring(self, path: Path) -> None:
        from imr_desktop.workspace import vetted  # here: before the first paint nothing of the library is loaded

        self._left, self._fault, self._room = False, None, threading.Semaphore(_AHEAD)
        self._came.clear()
        self._loop = QEventLoop(self)
        self._aside = Aside("homecoming", lambda tell: self._look_through(vetted(path), tell), self)
        self._aside.told.connect(self._arrived)
        self._aside.gave.connect(self._no_more)
        self._aside.failed.connect(self._no_more)
        self.name = path.name
        self.begun.emit()
        notice: Notice | None = None
        try:
            returned = self._desk.workspace.bring_back(path, self._records(), breathe=self._breathe)
            waiting = self._waiting(returned)
        except _Left:
            notice = Notice(f"{path.name} was left. Nothing of it was brought home.", "warning")
        except Problem as problem:
            notice = Notice(problem.message)
        finally:
            self._end()
        if notice is None:
            notice = self._take_over(path, returned, waiting)
        self.ended.emit(notice)
        self._do_then()

    def _do_then(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            QTimer.singleShot(0, self, then)

    def _end(self) -> None:
        aside, self._aside, self._loop = self._aside, None, None
        self._left = True
        if aside is not None:
            self._room.release()
            aside.forget(wait=2.0)
        self._came.clear()
        self.over.emit()

    # --- the thread, and what it hands over ---

    def _look_through(self, records: Iterator[dict[str, Any]], tell: Tell) -> None:
        room = self._room
        for record in records:
            room.acquire()
            if self._left:
                return
            tell(record)

    def _arrived(self, record: dict[str, Any]) -> None:
        self._came.append(record)
        if self._loop is not None:
            self._loop.quit()

    def _no_more(self, problem: object) -> None:
        self._aside = None
        self._fault = problem if isinstance(problem, Problem) else None
        if self._loop is not None:
            self._loop.quit()

    def _records(self) -> Iterator[dict[str, Any]]:
        """The cases as they come; the window lives on while they are waited for."""
        count = 0
        while loop := self._loop:
            if not self._came and self._aside is not None and not self._left:
                loop.exec()
            if self._left:
                raise _Left
            if self._came:
                count += 1
                self.told.emit(count)
                yield self._came.popleft()
                self._room.release()
            elif self._aside is None:
                break
        if self._fault is not None:
            raise self._fault

    def _breathe(self) -> None:
        """Lets the window live between two steps of taking in; where somebody thinks better of it, that is the end."""
        self._let_live()
        if self._left:
            raise _Left

    def _let_live(self) -> None:
        if time.monotonic() - self._lived > _STEP:
            QCoreApplication.processEvents()
            self._lived = time.monotonic()

    # --- afterwards ---

    def _waiting(self, returned: Returned) -> list[tuple[int, int]]:
        """The cases in which something waits to be taken or rejected, with the number of values."""
        workspace, found = self._desk.workspace, []
        for case in sorted({each.case for each in returned.differences}):
            if count := len(workspace.differences([case])):
                found.append((case, count))
            self._let_live()
        return found

    def _take_over(self, path: Path, returned: Returned, waiting: list[tuple[int, int]]) -> Notice:
        """Has the views see what is new, and says what became of it."""
        differing = frozenset(each.case for each in returned.differences)
        added = frozenset(returned.added)
        self._desk.changed.emit(Changes("Bring home", cases=added | differing, added=added, items=added))
        older = sum(each.older for each in returned.differences)
        told = [
            _counted(len(added), "case", "brought in."),
            _counted(len(returned.same), "case", "said the same as here."),
            _counted(older, "value", "in the file is older than yours, which stays." if older == 1 else _OLDER),
        ]
        if waiting:
            number = sum(count for _, count in waiting)
            values, cases = _counted(number, "value", ""), _counted(len(waiting), "case", "")
            differ = "differs" if number == 1 else "differ"
            told.append(f"{values} of {cases} {differ}; nothing here was changed.")
        text = " ".join(filter(None, told)) or f"{path.name} holds no case."
        if returned.beside:
            text = f"{text} {_some(returned.beside)}"
        if waiting:
            return Notice(text, "warning", act="Look at them", do=self._review)
        return Notice(text, "warning" if returned.beside else "news")


_OLDER: Final = "in the file are older than yours, which stay."


_TOLD: Final = 3


def _some(sentences: Sequence[str]) -> str:
    """The first of some sentences, and how many there are more."""
    more = len(sentences) - _TOLD
    return " ".join([*sentences[:_TOLD], *([f"The same holds for {more} more."] if more > 0 else [])])


def _counted(count: int, what: str, words: str) -> str:
    """`3 cases brought in.`; nothing for none."""
    return f"{count:,} {what}{'' if count == 1 else 's'} {words}".strip() if count else ""


class HomecomingSheet(Sheet):
    """Stands before the window while a file is brought home; Esc leaves it."""

    left = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__("Bringing cases back", parent, width=420)
        self._told = small_label(f"Looking through {name}…")
        bar = QProgressBar()
        bar.setMaximum(0)
        bar.setTextVisible(False)
        bar.setAccessibleName("Cases looked at")
        self._name = name
        self._over = False
        leave = QPushButton("Cancel")
        leave.clicked.connect(self.reject)
        self.body.addWidget(self._told)
        self.body.addWidget(bar)
        self.body.addWidget(leave, alignment=Qt.AlignmentFlag.AlignRight)

    def tell(self, count: int) -> None:
        """How many cases have been looked at."""
        self._told.setText(f"{self._name}: {_counted(count, 'case', 'looked at')}")

    def finish(self) -> None:
        """It is over, and the sheet goes."""
        self._over = True
        self.accept()

    def reject(self) -> None:
        """Asks for the end; the sheet goes when that has come."""
        if not self._over:
            self.left.emit()
