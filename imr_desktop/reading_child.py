"""Reading in a process of its own, so that a document that hangs, eats memory or crashes harms nothing but itself."""

from __future__ import annotations

import base64
import json
import os
import signal
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from imr_desktop.errors import FileProblem, Problem
from imr_desktop.model import Reading, Source, Words
from imr_desktop.texts import tr, trn

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

TIME_LIMIT: Final = 20.0
"""Seconds for one document. A letter takes well under one; what takes longer is not a letter, or is made to do harm."""

MEMORY_LIMIT: Final = 2**30
"""Bytes for one document and what reads it; a letter takes a tenth. On Windows no process can set such a limit for
itself (it would take a job object around it), and macOS does not keep it: there only the time is limited."""

START_LIMIT: Final = 60.0
"""Seconds for the child itself to start, on a machine that is busy with other things."""

Letter = tuple[Source, Reading]


def cautions(document: Source, reading: Reading) -> list[str]:
    """What a person should know at once of a letter just read, in sentences; smaller doubts stand with the case."""
    told = [f"{document.name}: {flag.message}" for flag in document.flags]
    if reading.form is None:
        told.append(
            tr(
                "{name} is not an IMR determination that this program knows. Its text is kept and nothing was "
                "pre-filled; values can be typed by hand.",
                name=document.name,
            )
        )
    return told


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

    @property
    def stopped(self) -> bool:
        """Whether it refuses whatever comes."""
        return self._stopped

    def read(self, name: str, data: bytes) -> Letter:
        """The document, read and checked, or a FileProblem: what the reader said of it, or that it hung or crashed."""
        try:
            answer = self._ask(name, data)
        except _TooLongError:
            self.close()
            raise _too_long(name, self._time_limit) from None
        except (EOFError, OSError) as error:
            self.close()
            raise _crashed(name) from error
        if isinstance(answer, Problem):
            if answer.code == "too-much-memory":  # a child that has run out of it once is not trusted with the next
                self.close()
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
        return unpacked(pipe.recv_bytes())

    def _start(self) -> Connection:
        import multiprocessing  # here: a window that reads nothing yet need not load it

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
        ours.recv_bytes()
        return ours


def unpacked(answer: bytes) -> Letter | Problem:
    """What a child has found. It speaks JSON and never pickle: a document that takes the child over gets no further.

    OSError where the bytes are not an answer.
    """
    from imr_desktop.store import coding, findings

    try:
        said = json.loads(answer)
        if "problem" in said:
            return FileProblem(*map(str, said["problem"]))
        name, sha256, media_type, text = map(str, said["source"])
        starts, ends, boxes = (
            coding.column(code, base64.b64decode(column)) for code, column in zip("IIf", said["words"], strict=True)
        )
        pages, flags = coding.load_pages(said["pages"]), coding.load_flags(said["flags"])
        source = Source(name, sha256, media_type, text, pages, Words(starts, ends, boxes), flags)
        reading = coding.load_reading(str(said["parser"]), said["form"], said["found"])
        noticed = None if said["noticed"] is None else findings.loaded(said["noticed"])
        return source, replace(reading, noticed=noticed)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OSError("the child gave something that is not an answer") from error


def _too_long(name: str, seconds: float) -> FileProblem:
    return FileProblem(
        "too-long",
        trn(
            "{name} could not be read within {count} second, so that was stopped. Nothing was imported from it; "
            "open it in a PDF program and print it to a new PDF, then import that.",
            "{name} could not be read within {count} seconds, so that was stopped. Nothing was imported from it; "
            "open it in a PDF program and print it to a new PDF, then import that.",
            round(seconds),
            name=name,
        ),
    )


def _crashed(name: str) -> FileProblem:
    return FileProblem(
        "crashed",
        tr(
            "{name} crashed the reader. Nothing was imported from it and nothing else was harmed; "
            "open it in a PDF program and print it to a new PDF, then import that.",
            name=name,
        ),
    )


# --- the child's side ------------------------------------------------------------------------------------------------


def _serve(pipe: Connection) -> None:
    """Answers each document with what was read or with the Problem, until the other side closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is meant for the window, which ends us in order
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory()
    import imr_desktop.checklist.checks
    import imr_desktop.parsing
    import imr_desktop.source.soundness  # noqa: F401 - the time for a document is not spent on loading what reads it

    pipe.send_bytes(b"ready")
    while True:
        try:
            name, data = pipe.recv()
        except EOFError:
            return
        pipe.send_bytes(_answer(name, data))


def _limit_memory() -> None:
    """No more than MEMORY_LIMIT, where the system knows such a limit."""
    if sys.platform != "linux":
        return
    import resource

    _, highest = resource.getrlimit(resource.RLIMIT_AS)  # of whoever started us, who may allow less already
    limit = MEMORY_LIMIT if highest == resource.RLIM_INFINITY else min(MEMORY_LIMIT, highest)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _end_with_parent() -> None:
    """A killed window cannot tell us to end, and a document that hangs would keep us for ever."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _answer(name: str, data: bytes) -> bytes:
    from imr_desktop import parsing, source  # here: the parent, which only sends, need not load the reader
    from imr_desktop.checklist import review

    try:
        document = source.read(name, data, drawn=True)
        reading = parsing.read(document)
        return packed((document, replace(reading, noticed=review.noticed(document, reading))))
    except Problem as problem:
        told: Problem = problem
    except MemoryError:
        told = FileProblem(
            "too-much-memory",
            tr(
                "{name} needs more memory than any letter does, so reading it was stopped. Nothing was imported from "
                "it; open it in a PDF program and print it to a new PDF, then import that.",
                name=name,
            ),
        )
    except Exception as fault:  # noqa: BLE001 - whatever a document provokes becomes that document's sentence
        told = FileProblem(
            "reader-fault",
            tr(
                "{name} holds something that the reader does not understand ({fault}). "
                "Nothing was imported from it; the other letters are not affected.",
                name=name,
                fault=type(fault).__name__,
            ),
        )
    return packed(told)


def packed(answer: Letter | Problem) -> bytes:
    """A letter, or why there is none, as JSON; `unpacked` is the inverse."""
    from imr_desktop.store import coding, findings

    if isinstance(answer, Problem):
        return json.dumps({"problem": [answer.code, answer.message]}).encode()
    source, reading = answer
    words = (source.words.starts, source.words.ends, source.words.boxes)
    said = {
        "source": [source.name, source.sha256, source.media_type, source.text],
        "words": [base64.b64encode(coding.column_bytes(column)).decode() for column in words],
        "pages": coding.dump_pages(source.pages),
        "flags": coding.dump_flags(source.flags),
        "parser": reading.parser,
        "form": reading.form,
        "found": coding.dump_reading(reading),
        "noticed": None if reading.noticed is None else findings.dumped(reading.noticed),
    }
    return json.dumps(said).encode()
