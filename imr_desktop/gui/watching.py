"""A watched folder: letters that are put into it while the program runs are imported once they are whole.

The folder itself is watched, not what is below it. A file counts as whole when neither its size nor its time has
changed between two looks; where a system does not tell of changes, as with many network drives, a slow clock looks.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from imr_desktop.bulk import LETTERS

SETTLE: Final = 1000
"""Milliseconds between two looks at a file that is new."""

SLOW: Final = 30_000
"""Milliseconds between two looks at a folder that has not told of any change."""

_Print = tuple[int, int]
"""What tells that a file has changed: its size, and its time of change in nanoseconds."""


class FolderWatch(QObject):
    """Watches at most one folder."""

    settled = Signal(object)
    """The paths of letters that have come in and are whole."""

    def __init__(self, parent: QObject | None = None, settle: int = SETTLE, slow: int = SLOW) -> None:
        super().__init__(parent)
        self.folder: Path | None = None
        self._settle, self._slow = settle, slow
        self._seen: dict[str, _Print] = {}
        self._given: dict[str, _Print] = {}
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda: self._clock.start(self._settle))

    def watch(self, folder: Path | None) -> None:
        """Watches this folder, in the place of the one before; what lies there already counts as new. None: no more."""
        if folder == self.folder:
            return
        if watched := self._watcher.directories():
            self._watcher.removePaths(watched)
        self.folder, self._seen, self._given = folder, {}, {}
        self._clock.stop()
        if folder is not None:
            self._look()

    def _look(self) -> None:
        """Gives out what has not changed since the last look, and looks again soon while anything has."""
        if self.folder is None:
            return
        if not self._watcher.directories() and self.folder.is_dir():  # it may have been away
            self._watcher.addPath(str(self.folder))
        now = _prints(self.folder)
        whole = [path for path, seen in now.items() if self._seen.get(path) == seen and self._given.get(path) != seen]
        self._given = {path: seen for path, seen in self._given.items() if path in now} | {p: now[p] for p in whole}
        self._seen = now
        restless = any(self._given.get(path) != seen for path, seen in now.items())
        self._clock.start(self._settle if restless else self._slow)
        if whole:
            self.settled.emit([Path(path) for path in sorted(whole)])


def _prints(folder: Path) -> dict[str, _Print]:
    """The letters and archives of a folder as they are now; none where it cannot be looked into."""
    found: dict[str, _Print] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.lower().endswith(LETTERS) and not entry.name.startswith("."):
                    known = entry.stat()
                    found[entry.path] = (known.st_size, known.st_mtime_ns)
    except OSError:  # gone for now, as a drive that is not plugged in; the next look may find it
        return found
    return found
