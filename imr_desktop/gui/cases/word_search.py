"""Words sought in the letters themselves, beside the work: what is found comes as it is found."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from imr_desktop.gui.common.aside import Aside, Tell

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.workspace import Workspace

_PAUSE: Final = 60
"""Milliseconds after a key before the search begins: more keys may come, and each would ask for another one."""


class WordSearch(QObject):
    """One search at a time; another one takes its place."""

    found = Signal(object)
    """A frozenset of cases, some thousands at a time."""

    ended = Signal()
    """All that there are have been found."""

    failed = Signal(object)
    """The Problem that has ended it."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._phrases: tuple[str, ...] = ()
        self._aside: Aside | None = None
        self._stop = threading.Event()
        self._begin = QTimer(self, singleShot=True, interval=_PAUSE)
        self._begin.timeout.connect(self._search)

    @property
    def running(self) -> bool:
        return self._begin.isActive() or self._aside is not None

    def seek(self, phrases: Sequence[str]) -> None:
        """Seeks the cases in whose letters all of these stand."""
        self.stop()
        self._phrases = tuple(phrases)
        self._begin.start()

    def stop(self) -> None:
        """Nothing more is heard of the search; SQLite may still be at its first answer for a while."""
        self._begin.stop()
        self._stop.set()
        if self._aside is not None:
            self._aside.forget(wait=0.0)
            self._aside = None

    def _search(self) -> None:
        workspace, phrases, stop = self._workspace, self._phrases, threading.Event()

        def work(tell: Tell) -> None:
            with workspace.as_it_stands() as snapshot:
                for found in snapshot.with_words(phrases):
                    if stop.is_set():
                        return
                    tell(found)

        self._stop = stop
        self._aside = Aside("search", work, self)
        self._aside.told.connect(self.found)
        self._aside.gave.connect(self._end)
        self._aside.failed.connect(self._fail)

    def _end(self) -> None:
        self._aside = None
        self.ended.emit()

    def _fail(self, problem: object) -> None:
        self._aside = None
        if problem is not None:
            self.failed.emit(problem)
        self.ended.emit()
