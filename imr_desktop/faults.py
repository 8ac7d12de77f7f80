"""Faults of the program itself: each is written down with its kind and its place, and never with its message.

A message may hold a value of somebody's record; the kind of an exception and the lines it passed through hold none.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Final

_ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

Tell = Callable[[str, tuple[str, ...]], object]
"""Tells a person of a fault: of its kind, and of the places it came from, innermost first."""

LOG: Final = "imr-desktop.log"
_CRASH: Final = "imr-desktop.crash"
_SIZE: Final = 2**20

_log: Final = logging.getLogger("imr_desktop")


def places(trace: TracebackType | None) -> tuple[str, ...]:
    """Where a fault happened, innermost first, without a path that may name a person."""
    steps = reversed(traceback.extract_tb(trace))
    return tuple(f"{Path(step.filename).name}:{step.lineno} in {step.name}" for step in steps)


def install(folder: Path | None, tell: Tell) -> None:
    """From now on every fault of the process is told to a person, and logged where there is a folder for that."""
    if folder is not None:
        _log.addHandler(_Log(folder / LOG))
    _catch(tell)


@contextmanager
def caught(tell: Tell) -> Iterator[None]:
    """The same for the length of a block."""
    kept = sys.excepthook, threading.excepthook, sys.unraisablehook
    _catch(tell)
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = kept


def _catch(tell: Tell) -> None:
    def seen(kind: type[BaseException], fault: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, (KeyboardInterrupt, SystemExit)):  # asked for, and no fault
            return
        where = places(trace)
        _log.error("%s at %s", kind.__name__, " < ".join(where) or "an unknown place")
        tell(kind.__name__, where)

    sys.excepthook = seen
    threading.excepthook = lambda args: seen(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: seen(args.exc_type, args.exc_value, args.exc_traceback)


# --- the log ---------------------------------------------------------------------------------------------------------


class _WithoutValues(logging.Formatter):
    """Writes what kind an exception was and where, and leaves its message out."""

    def formatException(self, ei: _ExceptionInfo) -> str:  # noqa: N802 - logging's own name
        return "  ".join((ei[0].__name__ if ei[0] else "no exception", *places(ei[2])))


class _Log(RotatingFileHandler):
    """A log readable by its owner alone, made with its first line. A line that cannot be written is left out."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, maxBytes=_SIZE, backupCount=1, encoding="utf-8", delay=True)
        self.setFormatter(_WithoutValues("%(asctime)s %(levelname)s %(message)s"))

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Logs only the place of a line that cannot be put together, since its parts may hold a value."""
        kind = sys.exc_info()[0]
        if kind is not None and not issubclass(kind, OSError) and record.args:
            record.args, record.exc_info = (), None
            record.msg = f"{kind.__name__} in a line of the log at {record.filename}:{record.lineno}"
            self.emit(record)


@contextmanager
def logged(folder: Path) -> Iterator[None]:
    """While it lasts the program's log is kept in a folder, and what ends the process at once leaves a trace there."""
    with ExitStack() as kept:
        handler = _Log(folder / LOG)
        if all(getattr(each, "baseFilename", "") != handler.baseFilename for each in _log.handlers):
            _log.addHandler(handler)
            kept.callback(handler.close)
            kept.callback(_log.removeHandler, handler)
        kept.enter_context(_crashes_kept(folder / _CRASH))
        yield


@contextmanager
def _crashes_kept(file: Path) -> Iterator[None]:
    """Has Python write its last words into a file where the system kills it, as for a crash in a library's C code.

    The next start copies them into the log, without the paths in them, which may name a person.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        stream = os.fdopen(os.open(file, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600), "a+", encoding="utf-8")
    except OSError:  # a folder that cannot be written: there will be no last words
        yield
        return
    with stream:
        _take_over(stream)
        before = faulthandler.is_enabled()
        faulthandler.enable(stream)
        try:
            yield
        finally:
            faulthandler.disable()
            if before:
                faulthandler.enable()


def _take_over(stream: IO[str]) -> None:
    stream.seek(0)
    if last_words := stream.read():
        where = [f"{name}:{line} in {function}" for name, line, function in _STEP.findall(last_words)]
        _log.error("the program ended at once before: %s at %s", last_words.partition("\n")[0], " < ".join(where))
        stream.truncate(0)


_STEP: Final = re.compile(r'File "(?:[^"]*[/\\])?([^"/\\]*)", line (\d+) in (\S+)')
