"""Reading in a process of its own, so that a document that hangs, eats memory or crashes harms nothing but itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final

from imr_desktop.errors import FileProblem, Problem
from imr_desktop.model import Reading, Source

TIME_LIMIT: Final = 20.0
"""Seconds for one document. A letter takes well under one; what takes longer is no letter or made to do harm."""

START_LIMIT: Final = 60.0
"""Seconds for the child itself to start, on a machine that is busy with other things."""

Letter = tuple[Source, Reading]


class _TooLongError(Exception):
    """The child is still at work on a document whose time is up."""


class ReadingChild:
    """Reads documents one after another in a child process, which starts with the first and is replaced after a fault.

    It belongs to one thread; only `interrupt` and `stop` may be called from others.
    """

    def __init__(self, time_limit: float = TIME_LIMIT) -> None:
        self._time_limit = time_limit
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._guard = threading.Lock()
        self._stopped = False
        self._interrupted = False

    def read(self, name: str, data: bytes) -> Letter:
        """The document as read, or a FileProblem: what the reader said of it, or that it hung or crashed."""
        try:
            answer = self._ask(name, data)
        except _TooLongError:
            self.close()
            raise _too_long(name, self._time_limit) from None
        except (EOFError, OSError) as error:
            self.close()
            raise _crashed(name) from error
        if isinstance(answer, Problem):
            raise answer
        return answer

    def interrupt(self) -> None:
        """Ends what is being read, with a FileProblem; the next document gets a new child."""
        with self._guard:
            self._interrupted = True
            if self._process is not None:
                self._process.kill()

    def stop(self) -> None:
        """Ends what is being read and refuses whatever comes after."""
        self._stopped = True
        self.interrupt()

    def close(self) -> None:
        """Ends the child and waits until it is gone."""
        with self._guard:
            process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
            self._interrupted = False
            if process is not None:
                process.kill()
                process.join()
                process.close()
        if pipe is not None:
            pipe.close()

    def _ask(self, name: str, data: bytes) -> Letter | Problem:
        if self._interrupted:  # between two documents
            self.close()
        pipe = self._pipe or self._start()
        pipe.send((name, data))
        if not pipe.poll(self._time_limit):
            raise _TooLongError
        answer: Letter | Problem = pipe.recv()
        return answer

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._pipe = ours
        with theirs, self._guard:
            if self._stopped:
                raise EOFError
            process = context.Process(target=_serve, args=(theirs,), name="reader", daemon=True)
            process.start()
            self._process = process
        if not ours.poll(START_LIMIT):
            raise EOFError
        ours.recv()
        return ours


def _too_long(name: str, seconds: float) -> FileProblem:
    return FileProblem(
        "too-long",
        f"{name} could not be read within {seconds:.0f} seconds, so that was stopped. Nothing was imported from it; "
        "open it in a PDF program and print it to a new PDF, then import that.",
    )


def _crashed(name: str) -> FileProblem:
    return FileProblem(
        "crashed",
        f"{name} broke the reader off. Nothing was imported from it and nothing else was harmed; "
        "open it in a PDF program and print it to a new PDF, then import that.",
    )


# --- the child's side ------------------------------------------------------------------------------------------------


def _serve(pipe: Connection) -> None:
    """Answers each document with what was read or with the Problem, until the other side closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is meant for the window, which ends us in order
    threading.Thread(target=_end_with_parent, daemon=True).start()
    pipe.send("ready")
    while True:
        try:
            name, data = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(name, data))


def _end_with_parent() -> None:
    """A killed window cannot tell us to end, and a document that hangs would keep us for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _answer(name: str, data: bytes) -> Letter | Problem:
    from imr_desktop import parsing, source  # here: the parent, which only sends, need not load the reader

    try:
        document = source.read(name, data)
        return document, parsing.read(document)
    except Problem as problem:
        return problem
    except Exception as fault:  # noqa: BLE001 - whatever a document provokes becomes that document's sentence
        return FileProblem(
            "reader-fault",
            f"{name} holds something that the reader does not understand ({type(fault).__name__}). "
            "Nothing was imported from it; the other letters are not affected.",
        )
