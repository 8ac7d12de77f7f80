"""The window's heartbeat: how long its thread was ever kept from its events."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

GAP: Final = 0.25
"""Seconds that the window may be kept from its events; held by the full run alone."""

EVERY: Final = 10
"""Milliseconds between two beats."""

_BUSY: Final = 0.01
"""The share of the time for which a thread may wait for a core on a machine that is called quiet."""

_WAITED: Final = Path("/proc/thread-self/schedstat")


def _waited() -> float:
    """Seconds in which this thread was ready and other programs had the machine, where the system tells them.

    They say nothing of this program, and are many where much is tested at once.
    """
    return int(_WAITED.read_text(encoding="ascii").split()[1]) / 1e9 if _WAITED.exists() else 0.0


class Heartbeat(QObject):
    """Beats from its making on, in the thread of its making."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.beats, self._longest, self._plain = 0, 0.0, 0.0
        self._begun = self._last = time.monotonic(), _waited()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    @property
    def longest(self) -> float:
        """The longest time between two beats so far, or since the last one: seconds that the thread ran or slept."""
        passed, waited = self._since(self._last)
        return max(self._longest, passed - waited)

    @property
    def plain(self) -> float:
        """The same by the clock on the wall."""
        return max(self._plain, self._since(self._last)[0])

    def check(self) -> None:
        """The full run's threshold; by the clock on the wall, too, where the machine was quiet. Figures with `-s`."""
        passed, waited = self._since(self._begun)
        print(  # noqa: T201 - for whoever takes the figures down
            f"longest gap {1000 * self.longest:.0f} ms, on the wall {1000 * self.plain:.0f} ms; of {passed:.1f} s "
            f"{waited / passed:.1%} waited for a core"
        )
        assert self.longest < GAP
        assert self.plain < GAP or waited > _BUSY * passed

    def _beat(self) -> None:
        self.beats += 1
        self._longest, self._plain, self._last = self.longest, self.plain, (time.monotonic(), _waited())

    @staticmethod
    def _since(moment: tuple[float, float]) -> tuple[float, float]:
        """Seconds that have passed since, and those of them waited for a core."""
        return time.monotonic() - moment[0], _waited() - moment[1]
