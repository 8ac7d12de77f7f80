"""What the window remembers from one start to the next: its place, its panes, the last case.

Only texts, numbers, truths and bytes are kept: anything else would be stored as code to be run.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

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

    def first_time(self, what: str) -> bool:
        """Whether something is done for the first time on this computer; from now on it is not."""
        key = f"done/{what}"
        first = self._settings.value(key) is None
        self._settings.setValue(key, 1)
        return first

    def layouts(self) -> dict[str, QByteArray]:
        """The layouts of the panes that were saved, by name in the order of the alphabet."""
        self._settings.beginGroup(_LAYOUTS)
        named = {
            str(self._settings.value(f"{key}/name")): shape
            for key in self._settings.childGroups()
            if isinstance(shape := self._settings.value(f"{key}/shape"), QByteArray)
        }
        self._settings.endGroup()
        return dict(sorted(named.items(), key=lambda each: each[0].casefold()))

    def keep_layout(self, name: str, shape: QByteArray) -> None:
        """Saves a layout, in the place of one of its name."""
        self._settings.setValue(f"{_layout_key(name)}/name", name)
        self._settings.setValue(f"{_layout_key(name)}/shape", shape)

    def forget_layout(self, name: str) -> None:
        self._settings.remove(_layout_key(name))

    def last_case(self, library: Path) -> int:
        """The case that was open last in a library, 0 where none is known."""
        kept = str(self._settings.value(_case_key(library), ""))
        return int(kept) if kept.isdecimal() and len(kept) <= _LONGEST_NUMBER else 0

    def keep_last_case(self, library: Path, case_id: int) -> None:
        self._settings.setValue(_case_key(library), case_id)

    def write(self) -> None:
        """Writes to the file now."""
        self._settings.sync()


_LONGEST_NUMBER: Final = 18
"""Digits that the number of a case may have: more, and the library cannot hold it."""

_LAYOUTS: Final = "layout"


def _layout_key(name: str) -> str:
    """A name may hold what means something in a key; its hash does not."""
    return f"{_LAYOUTS}/{sha256(name.encode()).hexdigest()[:16]}"


def _case_key(library: Path) -> str:
    """A library's path may name a person; its hash does not."""
    return f"case/{sha256(str(library.absolute()).encode()).hexdigest()[:16]}"
