"""What the window remembers from one start to the next: its place, its panes, the last case.

Only texts, numbers, truths and bytes are kept: anything else would be stored as code to be run.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


class Memory:
    """The window's state in an INI file; a file that is missing or unreadable only means that nothing is remembered."""

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def shape(self, name: str) -> QByteArray:
        """The saved place of a window or of its panes; empty where there is none."""
        kept = self._settings.value(f"shape/{name}")
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep_shape(self, name: str, shape: QByteArray) -> None:
        self._settings.setValue(f"shape/{name}", shape)

    def last_case(self, library: Path) -> int:
        """The case that was open last in a library, 0 where none is known."""
        kept = str(self._settings.value(_case_key(library), ""))
        return int(kept) if kept.isdecimal() else 0

    def keep_last_case(self, library: Path, case_id: int) -> None:
        self._settings.setValue(_case_key(library), case_id)

    def write(self) -> None:
        """Writes to the file now."""
        self._settings.sync()


def _case_key(library: Path) -> str:
    """A library's path may name a person; its hash does not."""
    return f"case/{sha256(str(library.absolute()).encode()).hexdigest()[:16]}"
