"""A watched folder: letters that are put into it while the program runs are imported once they are whole.

What lies below it counts, too. A file counts as whole when neither its size nor its time has changed between two looks,
which a thread takes, for a drive may be slow; where a system does not tell of changes, as with many network drives, a
slow clock looks.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from imr_desktop.bulk import LETTERS, below
from imr_desktop.gui.common.aside import Aside

SETTLE: Final = 1000
"""Milliseconds between two looks at a file that is new."""

SLOW: Final = 30_000
"""Milliseconds between two looks at a folder that has not told of any change."""

_MOST_FOLDERS: Final = 256
"""Folders that are asked to tell of changes; systems do not grant any number. The others are seen by the slow clock."""

_Print = tuple[int, int]
"""What tells that a file has changed: its size, and its time of change in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Look:
    """The letters and archives in a folder and below it, and all these folders, as they were at one time.

    `there` is False for a folder that cannot be looked into: deleted, on a drive that is off, or not to be read.
    """

    files: dict[Path, _Print] = field(default_factory=dict)
    folders: frozenset[Path] = frozenset()
    there: bool = True


class FolderWatch(QObject):
    """Watches at most one folder."""

    settled = Signal(object)
    """The paths of letters that have come in and are whole."""

    there = Signal(bool)
    """False where the folder cannot be looked into any more, True once it can again."""

    def __init__(self, parent: QObject | None = None, settle: int = SETTLE, slow: int = SLOW) -> None:
        super().__init__(parent)
        self.folder: Path | None = None
        self._settle, self._slow = settle, slow
        self._seen: dict[Path, _Print] = {}
        self._given: dict[Path, _Print] = {}
        self._looking: Aside | None = None
        self._away = False
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self._look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._changed)

    def watch(self, folder: Path | None) -> None:
        """Watches this folder, in the place of the one before; what lies there already counts as new. None: no more."""
        if folder == self.folder:
            return
        if watched := self._watcher.directories():
            self._watcher.removePaths(watched)
        self.folder, self._seen, self._given, self._away = folder, {}, {}, False
        self._clock.stop()
        if self._looking is not None:
            self._looking.forget(wait=0.0)
            self._looking = None
        if folder is not None:
            self._look()

    def _changed(self) -> None:
        if self.folder is not None:
            self._clock.start(self._settle)

    def _look(self) -> None:
        if (folder := self.folder) is not None and self._looking is None:
            self._looking = Aside("watch", lambda _: look(folder), self)
            self._looking.gave.connect(self._looked)
            self._looking.failed.connect(self._failed)

    def _granted(self, folders: list[str]) -> list[str]:
        """Those of some folders that will tell of their changes from now on."""
        refused = set(self._watcher.addPaths(folders)) if folders else set()
        return [each for each in folders if each not in refused]

    def _failed(self) -> None:
        self._looking = None

    def _looked(self, now: Look) -> None:
        """Gives out what has not changed since the last look, and looks again soon while anything has."""
        self._looking = None
        if self.folder is None:
            return
        if self._away == now.there:
            self._away = not now.there
            self.there.emit(now.there)
        if self._away:  # what was given out is remembered for when it is back
            self._clock.start(self._slow)
            return
        told = set(self._watcher.directories())
        untold = [str(each) for each in sorted(now.folders) if str(each) not in told]
        news = self._granted(untold[: _MOST_FOLDERS - len(told)])
        seen, given, files = self._seen, self._given, now.files
        whole = sorted(path for path, is_now in files.items() if seen.get(path) == is_now != given.get(path))
        kept = {path: before for path, before in given.items() if path in files}
        self._seen, self._given = files, kept | {path: files[path] for path in whole}
        at_rest = self._given == files and not news  # in a folder of which nothing was told yet, more may have come
        self._clock.start(self._slow if at_rest else self._settle)
        if whole:
            self.settled.emit(whole)


def look(folder: Path) -> Look:
    """A folder as it is now."""
    files: dict[Path, _Print] = {}
    folders: set[Path] = set()
    for at, paths in below(folder):
        folders.add(at)
        for path in paths:
            if path.suffix.lower() in LETTERS:
                with suppress(OSError):  # it may be taken away between the two
                    known = path.stat()
                    files[path] = (known.st_size, known.st_mtime_ns)
    return Look(files, frozenset(folders), there=folder in folders)
