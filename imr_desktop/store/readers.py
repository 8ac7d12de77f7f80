"""The readers of an open library: who reads it beside the writer, and how they are all brought to an end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from imr_desktop.errors import LibraryProblem
from imr_desktop.texts import tr

_PATIENCE: Final = 5.0
"""Seconds to wait for a reader that does not stop, which can only be one that does something else at the moment."""


class _Closing(Protocol):
    def close(self) -> None: ...


R = TypeVar("R", bound=_Closing)


class Readers:
    """Those who read one library now, each in its own thread. `ending` tells them to stop, wherever they are."""

    def __init__(self) -> None:
        self.ending = False
        self._open: dict[_Closing, int] = {}
        self._changed = threading.Condition()

    def add(self, make: Callable[[], R]) -> R:
        """A new reader for the thread that asks; LibraryProblem `closed` where the library is being closed."""
        with self._changed:
            if self.ending:
                raise ended()
            reader = make()
            self._open[reader] = threading.get_ident()
            return reader

    def remove(self, reader: _Closing) -> None:
        """The reader is closed."""
        with self._changed:
            self._open.pop(reader, None)
            self._changed.notify_all()

    def end(self) -> None:
        """Has every reader stop, and waits for that; those of this thread are closed here."""
        self.ending = True
        with self._changed:
            ours = [reader for reader, thread in self._open.items() if thread == threading.get_ident()]
        for reader in ours:
            reader.close()
        with self._changed:
            self._changed.wait_for(lambda: not self._open, _PATIENCE)


def halted() -> LibraryProblem:
    """The problem of a reading that whoever asked for it has stopped."""
    return LibraryProblem("stopped", tr("This was stopped before its end. Nothing in the library was changed."))


def ended() -> LibraryProblem:
    """The problem of a reading that was cut short because the library is being closed."""
    return LibraryProblem("closed", tr("The library is being closed, so this was stopped. Nothing in it was changed."))
