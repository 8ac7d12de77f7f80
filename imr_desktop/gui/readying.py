"""What an open library needs soon, and not for the window's first paint: loaded while the person looks at that."""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtCore import QObject, QTimer

from imr_desktop.gui.common.aside import Aside, Tell
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.letter.source_view import SourceView

_LOOK: Final = 5
"""Milliseconds between two looks at whether the first page is drawn."""

_PATIENCE: Final = 400
"""Looks after which it is not waited for any longer: 2 s."""


class Readying(QObject):
    """Has a desk get ready in a thread, once the letter beside it is drawn.

    Packs, checks and exports are about a hundred patterns and tables, a quarter of a second that would stand between a
    person and their first case. Where another library was open before, they are there, and the desk is ready at once.
    """

    loaded: ClassVar[bool] = False
    """Whether packs and checks have been loaded by this process."""

    def __init__(self, desk: Desk, source: SourceView, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._source = desk, source
        self._looks = 0
        self._aside: Aside | None = None
        self._clock = QTimer(self, interval=_LOOK)
        self._clock.timeout.connect(self._look)
        self._clock.start()

    def stop(self) -> None:
        """The library is put away."""
        self._clock.stop()
        if self._aside is not None:
            self._aside.forget(wait=_PATIENCE / 1000)

    def _look(self) -> None:
        self._looks += 1
        if not self._source.drawn and self._looks < _PATIENCE:
            return
        self._clock.stop()
        if self._desk.ready:
            self._desk.got_ready.emit()
            return
        workspace = self._desk.workspace

        def load(_: Tell) -> None:
            workspace.load_checks()
            workspace.formats()

        self._aside = Aside("load", load, self)
        self._aside.gave.connect(self._ready)

    def _ready(self) -> None:
        self._aside = None
        Readying.loaded = self._desk.ready = True
        self._desk.got_ready.emit()
