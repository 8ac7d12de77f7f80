"""Work off the main thread: many letters are read on all cores while the person goes on working.

The window stays the only writer. A thread has documents found and read and hands each outcome over as it comes; here,
in the main thread, they are stored in slices so short that the window never hangs, and the thread waits meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from imr_desktop.bulk import Document, Imported, Outcome, Pool, Tally, gather
from imr_desktop.errors import LibraryProblem, Problem
from imr_desktop.gui.common.desk import Desk
from imr_desktop.model import Changes
from imr_desktop.texts import tr, trn

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.workspace import Preview

_SLICE: Final = 0.012
"""Seconds that a slice of storing aims at; what the views then do with it comes on top."""

_MOST: Final = 16
"""Letters in a slice, however fast they were stored before."""

_WAITING: Final = 48
"""Outcomes that may wait to be stored."""

_TOLD_EVERY: Final = 0.2
"""Seconds between two reports of new cases to the views, and of the progress to the person."""

FEW: Final = 20
"""An import of no more files is told as it goes and needs no panel."""

Phase = Literal["reading", "paused", "ended"]
Task = Literal["import", "again", "preview"]

_CHUNK: Final = 32
"""Letters of the library that are handed over together to be read again."""

_FETCHED: Final = 4
"""Of these, how many are fetched from the library in one slice."""

Asked = Sequence[Path] | Sequence[Document]
"""What the thread is to read: what some paths hold, or letters that the library has."""


@dataclass(slots=True)
class State:
    """How an import stands: its counts, the file that came last, and what holds it up, if anything does.

    It may also be another `task`: letters that the library has are read again, or it is only looked what that would
    change (`preview`). `watched`: it is a watched folder's, of which only what is new is worth telling.
    """

    task: Task = "import"
    watched: bool = False
    preview: Preview | None = None
    tally: Tally = field(default_factory=lambda: Tally(0))
    phase: Phase = "reading"
    name: str = ""
    trouble: Problem | None = None

    @property
    def news(self) -> int:
        """How many documents there are, or came out of a watched folder, that the person may want to know of."""
        return self.tally.done - self.tally.known if self.watched else self.tally.total

    def sentence(self) -> str:
        """The whole in a line: `3 letters imported, 1 already there, 2 could not be read.`"""
        tally, failed = self.tally, len(self.tally.failures)
        counts = (
            (tally.added, _done(self.task, tally.added)),
            (tally.known, trn("{count:,} already there", "{count:,} already there", tally.known)),
            (failed, trn("{count:,} could not be read", "{count:,} could not be read", failed)),
            (tally.left_out, trn("{count:,} left out", "{count:,} left out", tally.left_out)),
        )
        return tr("{counts}.", counts=", ".join([words for count, words in counts if count] or [_done(self.task, 0)]))

    def details(self) -> tuple[str, ...]:
        """A sentence for each document that needs one, the failures first."""
        failures = [each.problem.message for each in self.tally.failures]
        repeats = () if self.watched else self.tally.repeats
        known = [tr("{name} is in this library already; nothing was changed.", name=each.name) for each in repeats]
        return (*failures, *(each.said for each in self.tally.doubts), *known)


def _done(task: Task, count: int) -> str:
    """How many letters a task has done."""
    match task:
        case "import":
            none, some = tr("No letter imported"), trn("{count:,} letter imported", "{count:,} letters imported", count)
        case "again":
            none = tr("No letter read again")
            some = trn("{count:,} letter read again", "{count:,} letters read again", count)
        case "preview":
            none = tr("No letter looked at")
            some = trn("{count:,} letter looked at", "{count:,} letters looked at", count)
    return some if count else none


@dataclass(frozen=True, slots=True)
class _Found:
    """How many documents some paths hold, and how many other files."""

    count: int
    passed_over: int


Handed = _Found | Outcome | BaseException | None
"""What the thread hands over: what it has found, what it has read, a fault of the program, or that some paths are
done."""


class _Run:
    """The thread of one import, with its reading processes. `known` are digests of documents that need no reading."""

    def __init__(self, known: set[str], hand_over: Callable[[_Run, Handed], None]) -> None:
        self._known = known
        self._hand_over = hand_over
        self._asked: SimpleQueue[Asked | None] = SimpleQueue()
        self._room = threading.Semaphore(_WAITING)
        self._pool = Pool()
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="import", daemon=True)
        self._thread.start()

    def take(self, asked: Asked) -> None:
        self._asked.put(asked)

    def stored(self, outcomes: Sequence[Outcome]) -> None:
        """Makes room for as many as have been stored."""
        self._known.update(each.digest for each in outcomes if each.letter)
        self._room.release(len(outcomes))

    def end(self, *, wait: bool = False) -> None:
        """Ends everything at once; with `wait`, no longer than it takes a drive that does not answer: 2 seconds."""
        self._ended = True
        self._pool.stop()
        self._room.release(_WAITING)
        self._asked.put(None)
        if wait:
            self._thread.join(2.0)

    def no_more(self) -> None:
        """There is nothing left to read; thread and processes go away by themselves."""
        self._asked.put(None)

    def _work(self) -> None:
        try:
            while (asked := self._asked.get()) is not None and not self._ended:
                self._find([each for each in asked if isinstance(each, Path)])
                self._read([each for each in asked if isinstance(each, Document)])
                self._give(None)
        except BaseException as fault:  # noqa: BLE001 - it is raised in the main thread, where it is seen
            self._give(fault)
        finally:
            self._pool.close()

    def _find(self, paths: Sequence[Path]) -> None:
        if not paths:
            return
        with closing(gather(paths)) as found:
            self._give(_Found(len(found.documents), found.passed_over))
            self._read(found.documents)

    def _read(self, documents: Sequence[Document]) -> None:
        for outcome in self._pool.read(documents, self._known):
            self._room.acquire()
            if self._ended:
                return
            self._give(outcome)

    def _give(self, handed: Handed) -> None:
        if not self._ended:  # whoever ended this may be gone
            self._hand_over(self, handed)


class Importer(QObject):
    """Imports letters into the open library while the person goes on working: files, folders, archives."""

    told = Signal(object)
    """State, from time to time while it goes on, and whenever its phase changes."""

    finished = Signal(object)
    """State, when no document is left."""

    _came = Signal(object, object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._run: _Run | None = None
        self._former: _Run | None = None
        self._asked: deque[Asked] = deque()
        self._later: list[Sequence[Path]] = []
        self._open = 0
        self._again: deque[int] = deque()
        self._fetched: list[Document] = []
        self._cases: deque[int] = deque()
        self._waiting: deque[Outcome] = deque()
        self._learning: Iterator[frozenset[str]] | None = None
        self._known: set[str] = set()
        self._stride = 1
        self._unseen: list[Changes] = []
        self._told_at = 0.0
        self.state = State(phase="ended")
        self._pump = QTimer(self)
        self._pump.timeout.connect(self._step)
        self._came.connect(self._take_in)

    @property
    def running(self) -> bool:
        """Whether an import is under way, or paused."""
        return self.state.phase != "ended"

    @property
    def library(self) -> Path:
        """Where the letters go."""
        return self._desk.workspace.path

    def add(self, paths: Iterable[Path], *, watched: bool = False) -> None:
        """Puts files, folders and archives behind those that wait; the first start the work."""
        if not (asked := list(paths)):
            return
        if self.running and self.state.task != "import":
            self._later.append(asked)
            return
        if not self.running:
            self.state = State(watched=watched)
            self._known, self._learning = set(), self._desk.workspace.known()
        self.state.watched &= watched
        self._asked.append(asked)
        self._open += 1
        self._pump.start()
        self._tell(at_once=True)

    def read_again(self, cases: Iterable[int], *, preview: bool = False) -> None:
        """Reads letters of the library again, where nothing else is under way; with `preview` nothing is changed."""
        if self.running:
            return
        from imr_desktop.workspace import Preview

        self._again = deque(cases)
        self._cases = deque(self._again)
        look = Preview() if preview else None
        self.state = State("preview" if preview else "again", preview=look, tally=Tally(len(self._again)))
        self._known = set()
        self._pump.start()
        self._tell(at_once=True)

    def pause(self) -> None:
        """Holds it up; nothing is read any more but what was sent ahead."""
        if self.state.phase == "reading":
            self._hold(None)

    def resume(self) -> None:
        """Goes on after a pause, also with what could not be stored then."""
        if self.state.phase == "paused":
            self.state.phase, self.state.trouble = "reading", None
            self.state.tally.resume()
            self._pump.start()
            self._tell(at_once=True)

    def cancel(self) -> None:
        """Drops what waits and what is being read; the letters that are stored stay."""
        if not self.running:
            return
        if self._run is not None:
            self._run.end()
        self.state.tally.left_out = self.state.tally.left
        self._finish()

    def stop(self) -> None:
        """Ends everything for good, at once; neither process nor thread is left behind."""
        self._pump.stop()
        self._later.clear()
        self.state.phase = "ended"
        runs, self._run, self._former = (self._run, self._former), None, None
        for run in runs:
            if run is not None:
                run.end(wait=True)

    # --- step by step ---

    def _step(self) -> None:
        """One slice of the work, before the window's other events have their turn again."""
        if self._learning is not None:
            self._learn(self._learning)
            return
        self._fetch()
        while self._asked:
            self._run = self._run or _Run(self._known, self._came.emit)
            self._run.take(self._asked.popleft())
        if self._waiting:
            self._store()
        if not self._waiting and self.running and (self._open > 1 or not self._again):
            self._pump.stop()
            if not self._open:
                self._finish()

    def _fetch(self) -> None:
        """A few more of the library's letters that are to be read again, while not too many are under way."""
        if not self._again or self._open > 1:
            return
        for _ in range(min(_FETCHED, len(self._again))):
            self._fetched.append(self._desk.workspace.letter_of(self._again.popleft()))
        if len(self._fetched) >= _CHUNK or not self._again:
            self._asked.append(self._fetched)
            self._fetched = []
            self._open += 1

    def _learn(self, learning: Iterator[frozenset[str]]) -> None:
        """Some thousands more of the documents that the library has."""
        known = next(learning, None)
        if known is None:
            self._learning = None
        else:
            self._known |= known

    def _take_in(self, run: _Run, handed: Handed) -> None:
        if run is not self._run:  # it was under way already when the import was cancelled
            return
        if isinstance(handed, _Found):
            self.state.tally.total += handed.count
            self.state.tally.passed_over += handed.passed_over
        elif isinstance(handed, Outcome):
            self._waiting.append(handed)
        elif handed is None:
            self._open -= 1
        else:
            self.cancel()
            raise handed
        if self.state.phase == "reading":
            self._pump.start()

    def _store(self) -> None:
        some = [self._waiting.popleft() for _ in range(min(self._stride, len(self._waiting)))]
        begun = time.perf_counter()
        try:
            told = self._done(some)
        except Exception as fault:
            self._waiting.extendleft(reversed(some))
            self._hold(fault if isinstance(fault, Problem) else None)
            if isinstance(fault, LibraryProblem):
                return
            raise
        if letters := sum(each.letter is not None for each in some):
            each = (time.perf_counter() - begun) / letters
            self._stride = max(1, min(_MOST, round(_SLICE / each)))
        for imported in told:
            self.state.tally.count(imported)
        self.state.name = some[-1].document.name
        if self._run is not None:
            self._run.stored(some)
        self._tell()

    def _done(self, some: Sequence[Outcome]) -> list[Imported]:
        """What has been read goes into the library, or into the preview."""
        from imr_desktop.workspace import imported, reread  # here: it is loaded after the first paint

        workspace = self._desk.workspace
        if self.state.preview is not None:
            for case, outcome in zip(self._cases, some, strict=False):
                workspace.foresee(case, outcome, self.state.preview)
            return [reread(self._cases.popleft(), each) for each in some]
        letters = [letter for each in some if (letter := each.letter)]
        changes = workspace.add_all(letters) if letters else []
        self._unseen += changes
        if self.state.task == "again":
            return [reread(self._cases.popleft(), each) for each in some]
        coming = iter(changes)
        return [imported(each, next(coming) if each.letter else None) for each in some]

    def _hold(self, trouble: Problem | None) -> None:
        self._pump.stop()
        self.state.phase, self.state.trouble = "paused", trouble
        self._tell(at_once=True)

    def _finish(self) -> None:
        self._pump.stop()
        for each in (self._asked, self._waiting, self._again, self._fetched, self._cases):
            each.clear()
        self._open, self._learning = 0, None
        if self._run is not None:
            self._run.no_more()
        self._run, self._former = None, self._run
        self.state.phase, self.state.trouble = "ended", None
        self.state.tally.end()
        self._tell(at_once=True)
        self.finished.emit(self.state)
        later, self._later = self._later, []
        for paths in later:
            self.add(paths)

    def _tell(self, *, at_once: bool = False) -> None:
        """The views learn of new cases and the person of the progress: at once while there are few, else now and then,
        for painting a list takes longer than storing a letter."""
        now = time.monotonic()
        if not at_once and self.state.tally.done > FEW and now - self._told_at < _TOLD_EVERY:
            return
        self._told_at = now
        unseen, self._unseen = self._unseen, []
        if unseen:
            self._desk.changed.emit(
                Changes(
                    "Import",
                    cases=frozenset().union(*(each.cases for each in unseen)),
                    added=frozenset().union(*(each.added for each in unseen)),
                    items=frozenset().union(*(each.items for each in unseen)),
                )
            )
        self.told.emit(self.state)
