"""Python's collector of garbage, kept to the window's thread.

Left to itself it runs in whatever thread has just made an object, an export's or a backup's; what it then finds of a
pane that was put away it destroys there, beside Qt's back, which ends the process.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_EVERY: Final = 250
"""Milliseconds between two looks at whether there is enough to collect."""


class Sweeping(QObject):
    """As long as one of these lives, garbage is collected in the thread that made it, and nowhere else."""

    _alive = 0
    _was_on = False

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        if not Sweeping._alive:
            Sweeping._was_on = gc.isenabled()
            gc.disable()
        Sweeping._alive += 1
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(sweep_if_due)
        self._timer.start()
        self.destroyed.connect(_ended)


def sweep_if_due() -> None:
    """Collects the oldest generation of which there is as much as makes Python do so by itself."""
    for generation, (count, limit) in reversed([*enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))]):
        if count > limit:
            gc.collect(generation)
            return


def _ended() -> None:
    Sweeping._alive -= 1
    if not Sweeping._alive and Sweeping._was_on:
        gc.enable()
