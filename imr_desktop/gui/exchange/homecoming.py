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
from imr_desktop.texts import tr, trn

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
        self._room, self._gone = threading.Semaphore(_AHEAD), threading.Event()
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

        self._left, self._fault = False, None
        self._room, self._gone = room, gone = threading.Semaphore(_AHEAD), threading.Event()
        self._came.clear()
        self._loop = QEventLoop(self)
        self._aside = Aside("homecoming", lambda tell: _look_through(vetted(path), room, gone, tell), self)
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
            notice = Notice(
                tr("Bringing {file} home was stopped. Nothing of it was taken in.", file=path.name), "warning"
            )
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
            self._gone.set()
            self._room.release()
            aside.forget(wait=0)  # it may be at a long document, and has nothing to do with the library
        self._came.clear()
        self.over.emit()

    # --- what the thread hands over ---

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
        self._desk.changed.emit(Changes(tr("Bring home"), cases=added | differing, added=added, items=added))
        older = sum(each.older for each in returned.differences)
        told = _counted(len(added), len(returned.same), older)
        if waiting:
            cases = trn("{count:,} case", "{count:,} cases", len(waiting))
            differ = trn(
                "{count:,} value of {cases} differs; nothing here was changed.",
                "{count:,} values of {cases} differ; nothing here was changed.",
                sum(count for _, count in waiting),
                cases=cases,
            )
            told.append(differ)
        text = " ".join(told) or tr("{file} holds no case.", file=path.name)
        if returned.beside:
            text = f"{text} {_some(returned.beside)}"
        if waiting:
            return Notice(text, "warning", act=tr("Look at them"), do=self._review)
        return Notice(text, "warning" if returned.beside else "news")


def _look_through(
    records: Iterator[dict[str, Any]], room: threading.Semaphore, gone: threading.Event, tell: Tell
) -> None:
    """Tells of one case after the other, in a thread, as long as there is `room`; until who asked for them is `gone`.

    Both are of this file alone: the thread may come to its end when the next one is being brought home already.
    """
    for record in records:
        room.acquire()
        if gone.is_set():
            return
        tell(record)


_TOLD: Final = 3


def _some(sentences: Sequence[str]) -> str:
    """The first of some sentences, and how many there are more."""
    more = len(sentences) - _TOLD
    beyond = trn("The same holds for {count} more.", "The same holds for {count} more.", more)
    return " ".join([*sentences[:_TOLD], *([beyond] if more > 0 else [])])


def _counted(added: int, same: int, older: int) -> list[str]:
    """`3 cases brought in.` and the like; nothing of what there is none of."""
    told = (
        (added, trn("{count:,} case brought in.", "{count:,} cases brought in.", added)),
        (same, trn("{count:,} case said the same as here.", "{count:,} cases said the same as here.", same)),
        (
            older,
            trn(
                "{count:,} value in the file is older than yours, which stays.",
                "{count:,} values in the file are older than yours, which stay.",
                older,
            ),
        ),
    )
    return [sentence for count, sentence in told if count]


class HomecomingSheet(Sheet):
    """Stands before the window while a file is brought home; Esc leaves it."""

    left = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(tr("Bringing cases back"), parent, width=420)
        self._told = small_label(tr("Looking through {file}…", file=name))
        bar = QProgressBar()
        bar.setMaximum(0)
        bar.setTextVisible(False)
        bar.setAccessibleName(tr("Cases looked at"))
        self._name = name
        self._over = False
        leave = QPushButton(tr("Cancel"))
        leave.clicked.connect(self.reject)
        self.body.addWidget(self._told)
        self.body.addWidget(bar)
        self.body.addWidget(leave, alignment=Qt.AlignmentFlag.AlignRight)

    def tell(self, count: int) -> None:
        """How many cases have been looked at."""
        looked = trn("{count:,} case looked at", "{count:,} cases looked at", count)
        self._told.setText(f"{self._name}: {looked}")

    def finish(self) -> None:
        """It is over, and the sheet goes."""
        self._over = True
        self.accept()

    def reject(self) -> None:
        """Asks for the end; the sheet goes when that has come."""
        if not self._over:
            self.left.emit()
