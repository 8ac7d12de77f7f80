"""The window's heartbeat: how long its thread was ever kept from its events."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

EVERY: Final = 10
"""Milliseconds between two beats."""

_WAITED: Final = Path("/proc/thread-self/schedstat")


def _now() -> float:
    """Seconds in which this thread ran or slept.

    Those in which it was ready and other programs had the machine are left out where the system tells them: they say
    nothing of this one, and are many where much is tested at once.
    """
    waited = int(_WAITED.read_text(encoding="ascii").split()[1]) / 1e9 if _WAITED.exists() else 0.0
    return time.monotonic() - waited


class Heartbeat(QObject):
    """Beats from its making on, in the thread of its making."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.beats, self._longest = 0, 0.0
        self._last = _now()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    @property
    def longest(self) -> float:
        """The longest time between two beats so far, or since the last one, in seconds."""
        return max(self._longest, _now() - self._last)

    def _beat(self) -> None:
        self.beats += 1
        self._longest, self._last = self.longest, _now()
