"""Work off the main thread: letters are read in a child process, one after another, and each appears as it comes.

The window stays the only writer: a thread carries one path at a time to the child and the answer back as a signal, and
the letter is added to the library here, in the main thread.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from PySide6.QtCore import QObject, Signal

from imr_desktop.errors import Problem
from imr_desktop.gui.desk import Desk
from imr_desktop.model import Reading, Source
from imr_desktop.reading_child import ReadingChild, cautions
from imr_desktop.source import load


@dataclass(frozen=True, slots=True)
class Letter:
    """A document that was read and waits to be added."""

    data: bytes
    source: Source
    reading: Reading


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that could not be read or added, and why, in a sentence."""

    name: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Progress:
    """Which document is being read: its number from 1, of how many, and its name."""

    number: int
    total: int
    name: str


@dataclass(slots=True)
class Summary:
    """How an import went: the cases added, the names already there, what failed, what the reader warns of, and how many
    documents were left out because the person cancelled."""

    added: list[int] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    left_out: int = 0

    def sentence(self) -> str:
        """The whole in a line: `3 letters imported, 1 already there, 2 could not be read.`"""
        counts = [
            (len(self.added), "letter imported" if len(self.added) == 1 else "letters imported"),
            (len(self.known), "already there"),
            (len(self.refused), "could not be read"),
            (self.left_out, "left out"),
        ]
        told = [f"{count} {words}" for count, words in counts if count]
        return ", ".join(told or ["No letter imported"]) + "."

    def details(self) -> tuple[str, ...]:
        """A sentence for each document that needs one, the failures first."""
        failures = [each.problem.message for each in self.refused]
        known = [f"{name} is in this library already; nothing was changed." for name in self.known]
        return (*failures, *self.warnings, *known)


class Carrier:
    """A thread that takes paths and gives back what became of each: a Letter, or a Refusal."""

    def __init__(self, read: Callable[[Path], Letter], give_back: Callable[[Letter | Refusal], None]) -> None:
        self._read = read
        self._give_back = give_back
        self._paths: SimpleQueue[Path | None] = SimpleQueue()
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="import", daemon=True)
        self._thread.start()

    def take(self, path: Path) -> None:
        self._paths.put(path)

    def end(self) -> None:
        """Waits until the thread is gone; for a drive that does not answer no longer than 2 seconds."""
        self._ended = True
        self._paths.put(None)
        self._thread.join(2.0)

    def _work(self) -> None:
        while (path := self._paths.get()) is not None:
            answer = self._carry(path)
            if not self._ended:  # who has ended us may be gone
                self._give_back(answer)

    def _carry(self, path: Path) -> Letter | Refusal:
        try:
            return self._read(path)
        except Problem as problem:
            return Refusal(path.name, problem)


class Importer(QObject):
    """Imports letters into the open library, one at a time, while the person goes on working."""

    progressed = Signal(object)
    """Progress, when the next document's turn comes."""

    finished = Signal(object)
    """Summary, when no document is left."""

    _answered = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._child = ReadingChild()
        self._carrier: Carrier | None = None
        self._waiting: deque[Path] = deque()
        self._begun = 0
        self._cancelled = self._stopped = False
        self._summary = Summary()
        self._answered.connect(self._take_in)

    @property
    def running(self) -> bool:
        """Whether a document is being read."""
        return self._begun > 0

    def add(self, paths: Iterable[Path]) -> None:
        """Puts documents behind those that wait; the first starts the work."""
        self._waiting.extend(paths)
        if self._waiting and not self.running:
            self._next()

    def cancel(self) -> None:
        """Drops what waits and what is being read; the letters already read stay."""
        if self.running:
            self._cancelled = True
            self._summary.left_out += len(self._waiting)
            self._waiting.clear()
            self._child.interrupt()

    def stop(self) -> None:
        """Ends everything for good, at once; neither child nor thread is left behind."""
        self._stopped = True
        self._waiting.clear()
        self._child.stop()
        if self._carrier is not None:
            self._carrier.end()
        self._child.close()

    def _next(self) -> None:
        if not self._waiting:
            summary, self._summary = self._summary, Summary()
            self._begun, self._cancelled = 0, False
            self.finished.emit(summary)
            return
        path = self._waiting.popleft()
        self._begun += 1
        self.progressed.emit(Progress(self._begun, self._begun + len(self._waiting), path.name))
        self._carrier = self._carrier or Carrier(self._read, self._answered.emit)
        self._carrier.take(path)

    def _read(self, path: Path) -> Letter:
        data = load(path)
        return Letter(data, *self._child.read(path.name, data))

    def _take_in(self, answer: Letter | Refusal) -> None:
        if self._stopped:  # it was under way already when the library was put away
            return
        if isinstance(answer, Letter):
            self._add(answer)
        elif self._cancelled:
            self._summary.left_out += 1
        else:
            self._summary.refused.append(answer)
        self._next()

    def _add(self, letter: Letter) -> None:
        name = letter.source.name
        try:
            changes = self._desk.workspace.add(letter.data, letter.source, letter.reading)
        except Problem as problem:
            self._summary.refused.append(Refusal(name, problem))
            return
        if changes.added:
            self._summary.added += changes.added
            self._summary.warnings += cautions(letter.source, letter.reading)
        else:
            self._summary.known.append(name)
        self._desk.changed.emit(changes)
