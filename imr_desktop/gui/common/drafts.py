"""What is being typed and is no value yet is kept while it is typed, so that it outlives the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from imr_desktop.texts import tr

KEEP_AFTER: Final = 250
"""Milliseconds until typed text is kept as a draft: with the time that saving takes it is never older than 300."""

TYPED_EARLIER: Final = tr("Typed earlier and not taken yet: Enter takes it, Esc drops it.")


class DraftKeeper(QObject):
    """Keeps one box's text by calling `keep`. A throttle: someone who types on without a pause is kept all the same."""

    def __init__(self, keep: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._keep = keep
        self._timer: QTimer | None = None

    @property
    def waits(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self._timer is not None and self._timer.isActive()

    def typed(self) -> None:
        """Something was typed."""
        if self._timer is None:
            self._timer = QTimer(self, singleShot=True, interval=KEEP_AFTER)
            self._timer.timeout.connect(self._keep)
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Keeps at once what waits to be kept."""
        if self.waits:
            self.stop()
            self._keep()

    def stop(self) -> None:
        """What was typed need not be kept any more."""
        if self._timer is not None:
            self._timer.stop()
