"""Who holds a library: a lock of the system on a small file beside it, which also gives the holder a name.

The lock lives as long as the holder's process and no longer, whatever stands in the file. SQLite's own locks only order
its readings and writings; so others can read the library while one holds it, and one alone changes it.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.store import files
from imr_desktop.texts import moment, tr

if sys.platform == "win32":
    import msvcrt

    _AT: Final = 2**30
    """The byte that is locked: far behind the name, since Windows lets nobody read a byte that another has locked."""

    def _lock(handle: int) -> None:
        os.lseek(handle, _AT, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        # flock, not lockf: a second opening in the same process is refused, too, and closing it gives nothing away
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_WAIT: Final = 0.25
_STEP: Final = 0.02
"""Seconds to wait for a library that another process is just closing, and between two tries."""

_TAKEN: Final = (errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK)


def holder_file(library: Path) -> Path:
    """Where the lock and the holder's name lie."""
    return files.beside(library, ".holder")


def log_file(library: Path) -> Path:
    """SQLite's write-ahead log, which holds what is not in the library's file itself yet."""
    return files.beside(library, "-wal")


def index_file(library: Path) -> Path:
    """SQLite's index of that log, which all who have the library open share as memory."""
    return files.beside(library, "-shm")


class Hold:
    """The right to change a library, for as long as this lasts.

    `log_lost` says that a former holder ended without closing, and that the log of its last changes is gone, also
    where whoever looked at the library since has begun another one;
    `file_replaced` that the log is there, and that another file has come to the library's name since.
    """

    def __init__(self, library: Path, handle: int) -> None:
        self._library, self._handle, self._who = library, handle, ""
        said = _said(library) if os.fstat(handle).st_size > 0 else {"at_work": False}
        self._left_behind = said.get("at_work") is not False
        log, same = number(log_file(library)), said.get("file") == number(library)
        another = same and said.get("log") not in (None, log) and not holds_changes(library)
        self.log_lost = self._left_behind and (log is None or another)
        self.file_replaced = holds_changes(library) and not same and said.get("file") is not None

    def sign(self, who: str) -> None:
        """Says who holds the library, before anything in it is changed."""
        self._who = who
        if not self.file_replaced and not self.log_lost:
            self._write(who, at_work=self._left_behind)

    def begin(self, who: str) -> None:
        """The same once the library is open: from now on an end without closing must be noticed."""
        self._write(who, at_work=True)
        self.log_lost = False

    def renew(self) -> None:
        """The log has been begun anew."""
        self._write(self._who, at_work=True)

    def rest(self) -> None:
        """The log goes with all that was in it kept elsewhere: it is nothing that anybody will miss."""
        self._write(self._who, at_work=False)
        self.log_lost = False

    def _write(self, who: str, *, at_work: bool) -> None:
        since = datetime.now().astimezone().isoformat(timespec="minutes")
        said: dict[str, Any] = {"who": who, "process": os.getpid(), "computer": socket.gethostname(), "since": since}
        said |= {"file": number(self._library), "log": number(log_file(self._library))}
        try:
            os.ftruncate(self._handle, 0)
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, json.dumps({**said, "at_work": at_work}).encode())
            os.fsync(self._handle)
            files.sync_folder(holder_file(self._library).parent)
        except OSError:  # a full disk: the holder has no name then, and that is all
            os.ftruncate(self._handle, 0)

    def end(self) -> None:
        """Gives the library back. The name stays where the log does, so that a log that goes missing is noticed."""
        if self._handle < 0:
            return
        handle, self._handle = self._handle, -1
        try:
            if in_order := not self.log_lost and not holds_changes(self._library):
                os.ftruncate(handle, 0)
                if os.name == "posix":
                    _remove(self._library)  # while it is locked: whoever waits for it sees that it has gone
        finally:
            os.close(handle)
        if in_order and os.name != "posix":
            _remove(self._library)  # Windows removes no open file, and none that somebody else has just taken


def number(file: Path) -> int | None:
    """What the system knows a file by, whatever its name; None where it is not there."""
    try:
        return file.stat().st_ino
    except OSError:
        return None


def _remove(library: Path) -> None:
    with suppress(OSError):  # where nothing may be removed an empty file stays, which says nothing
        holder_file(library).unlink(missing_ok=True)


def holds_changes(library: Path) -> bool:
    """Whether there is a log with something in it."""
    try:
        return log_file(library).stat().st_size > 0
    except OSError:
        return False


def take(library: Path) -> Hold:
    """The right to change a library; LibraryProblem `held` where another holds it, at once or nearly so."""
    deadline = time.monotonic() + _WAIT
    while (handle := _locked(library)) is None:
        if time.monotonic() > deadline:
            raise held(library)
        time.sleep(_STEP)
    return Hold(library, handle)


def take_if_free(library: Path) -> Hold | None:
    """The same without waiting; None where another holds it, or nothing can be locked here."""
    with suppress(LibraryProblem):
        if (handle := _locked(library)) is not None:
            return Hold(library, handle)
    return None


@contextmanager
def taken(library: Path) -> Iterator[Hold]:
    """The same for the length of a block."""
    hold = take(library)
    try:
        yield hold
    finally:
        hold.end()


def _locked(library: Path) -> int | None:
    """The holder's file, open and locked; None where somebody else has it."""
    path = holder_file(library)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if _lock_is_ours(handle, path):
            return handle
        os.close(handle)
    except OSError as error:
        raise LibraryProblem(
            "cannot-open",
            tr(
                "{library} cannot be opened to work on it: {file} beside it cannot be locked "
                "({why}). Nothing was changed; look at the folder, or copy the library to a disk of "
                "this computer.",
                library=library.name,
                file=path.name,
                why=error.strerror or error,
            ),
        ) from error
    return None


def _lock_is_ours(handle: int, path: Path) -> bool:
    try:
        _lock(handle)
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:  # its former holder has just removed it
        return False
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        os.close(handle)
        raise


def held(library: Path) -> LibraryProblem:
    """What the second one to come is told."""
    return LibraryProblem(
        "held",
        tr(
            "{library} is open already: {holder}. Only one window at a time can change a library. "
            "Close that one, or open this read-only.",
            library=library.name,
            holder=_holder(library),
        ),
    )


def is_near(library: Path) -> bool:
    """Whether the holder works on this computer. Beside one on another nothing can be read: no memory is shared."""
    return _said(library).get("computer") == socket.gethostname()


def _said(library: Path) -> dict[str, Any]:
    """What a holder has said of itself; nothing where that cannot be understood."""
    try:
        said = json.loads(holder_file(library).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _holder(library: Path) -> str:
    said = _said(library)
    try:
        since = datetime.fromisoformat(said["since"])
        process, who, computer = int(said["process"]), str(said["who"]), str(said["computer"])
    except (ValueError, KeyError, TypeError, OverflowError):
        return tr("by another program that has left no name")
    return tr(
        "by {person} on {computer} since {time} (process {process})",
        person=who or tr("somebody"),
        computer=computer,
        time=moment(since),
        process=process,
    )
