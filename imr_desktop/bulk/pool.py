"""Reading on all cores: documents are read ahead in child processes and handed out in their own order.

Each thread of the pool has a child, whose limits and replacement are `reading_child`'s. How far it reads ahead is
bounded in documents and in bytes, so that memory does not grow with their number.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from hashlib import sha256
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, Protocol

from imr_desktop.bulk.documents import Document
from imr_desktop.errors import FileProblem, Problem
from imr_desktop.model import Reading, Source
from imr_desktop.reading_child import TIME_LIMIT, ReadingChild, cautions

if TYPE_CHECKING:  # the window is painted before the library's machinery is loaded
    from imr_desktop.store import Letter

AHEAD: Final = 128
"""Documents that are read ahead of the one whose turn it is, so that a slow one does not hold the others up."""

AHEAD_BYTES: Final = 32 * 2**20
"""The same in bytes of the documents; a longer one is read alone."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document: its bytes with what was read in them, or the `problem` that says why there is nothing.

    Neither: it was not read because its bytes were known. `digest` is their SHA-256, empty where there are none.
    """

    document: Document
    digest: str = ""
    data: bytes = b""
    source: Source | None = None
    reading: Reading | None = None
    problem: Problem | None = None

    @property
    def known(self) -> bool:
        return self.problem is None and self.reading is None

    @property
    def letter(self) -> Letter | None:
        """What a library takes in."""
        return (self.data, self.source, self.reading) if self.source and self.reading else None

    @property
    def cautions(self) -> tuple[str, ...]:
        """What a person should know of the letter at once, in sentences."""
        return tuple(cautions(self.source, self.reading)) if self.source and self.reading else ()


class Reader(Protocol):
    """Whatever reads many documents: this computer's cores, or a cluster."""

    def read(self, documents: Iterable[Document], known: Container[str] = ()) -> Iterator[Outcome]:
        """The outcome of each document, in their order; those with a digest in `known` are not read."""

    def stop(self) -> None:
        """Ends what is being read, from any thread; whatever comes after is refused."""

    def close(self) -> None:
        """Ends it for good and waits until nothing of it is left."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(documents: Iterable[Document], submit: Callable[[Document], Future[Outcome]]) -> Iterator[Outcome]:
    """The outcomes in the documents' order, submitted ahead as far as the limits allow."""
    ahead: deque[tuple[Future[Outcome], int]] = deque()
    held = 0
    try:
        for document in documents:
            while ahead and (len(ahead) >= AHEAD or held + document.size > AHEAD_BYTES):
                future, size = ahead.popleft()
                held -= size
                yield future.result()
            ahead.append((submit(document), document.size))
            held += document.size
        while ahead:
            yield ahead.popleft()[0].result()
    finally:
        for future, _ in ahead:
            future.cancel()


class Pool:
    """Reads documents on several cores. Children start with the first documents that they get."""

    def __init__(self, workers: int | None = None, time_limit: float = TIME_LIMIT) -> None:
        self._work: SimpleQueue[tuple[Future[Outcome], Document, Container[str]] | None] = SimpleQueue()
        self._children = [ReadingChild(time_limit) for _ in range(workers or cores())]
        self._threads = [
            threading.Thread(target=self._serve, args=(child,), name="reader", daemon=True) for child in self._children
        ]
        for thread in self._threads:
            thread.start()

    def read(self, documents: Iterable[Document], known: Container[str] = ()) -> Iterator[Outcome]:
        """The outcome of each document, in their order; those with a digest in `known` are not read."""

        def submit(document: Document) -> Future[Outcome]:
            future: Future[Outcome] = Future()
            self._work.put((future, document, known))
            return future

        return in_order(documents, submit)

    def stop(self) -> None:
        """Ends what is being read, from any thread; whatever comes after is refused."""
        for child in self._children:
            child.stop()

    def close(self) -> None:
        """Ends children and threads; for a drive that does not answer it waits no longer than 2 seconds."""
        self.stop()
        for _ in self._threads:
            self._work.put(None)
        deadline = time.monotonic() + 2.0
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        for child in self._children:
            child.close()

    def _serve(self, child: ReadingChild) -> None:
        while (work := self._work.get()) is not None:
            future, document, known = work
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self._outcome(child, document, known))
            except BaseException as fault:  # noqa: BLE001 - it is raised where the outcome is waited for
                future.set_exception(fault)

    def _outcome(self, child: ReadingChild, document: Document, known: Container[str]) -> Outcome:
        digest = ""
        try:
            data = document.load()
            digest = sha256(data).hexdigest()
            if digest in known:
                return Outcome(document, digest)
            source, reading = read_patiently(child, document.name, data)
        except Problem as problem:
            return Outcome(document, digest, problem=problem)
        return Outcome(document, digest, data, source, reading)


def read_patiently(child: ReadingChild, name: str, data: bytes) -> tuple[Source, Reading]:
    """What a child reads in a document. A document is blamed for the second crash only: the first may have
    another cause, such as a system short of memory that kills processes."""
    try:
        return child.read(name, data)
    except FileProblem as problem:
        if problem.code != "crashed" or child.stopped:
            raise
    return child.read(name, data)
