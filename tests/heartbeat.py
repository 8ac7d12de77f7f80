"""The window's heartbeat: how long its thread was ever kept from its events."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer

EVERY = 10
"""Milliseconds between two beats."""


class Heartbeat(QObject):
    """Beats from its making on; `longest` is the longest time between two beats so far, in seconds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.beats, self.longest = 0, 0.0
        self._last = time.monotonic()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.monotonic()
        self.beats += 1
        self.longest = max(self.longest, now - self._last)
        self._last = now
