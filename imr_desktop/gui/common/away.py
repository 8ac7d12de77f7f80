"""What is done to a whole library while nothing of it is open: in a thread, with a sheet before the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from imr_desktop.errors import Problem
from imr_desktop.gui.common.aside import Aside
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import small_label
from imr_desktop.texts import tr

_WIDTH: Final = 420

T = TypeVar("T")


class Away(QObject):
    """Does one thing after the other; a window that is closed meanwhile waits until the thing is done."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._work: Aside | None = None
        self._sheet: _WaitingSheet | None = None
        window.installEventFilter(self)

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._sheet is not None

    def begin(
        self,
        doing: str,
        act: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[Problem], object],
        first: Callable[[], bool] | None = None,
    ) -> None:
        """Has an act done in a thread, and goes on here with what it gave or with the Problem that ended it.

        `first` is done here before it, when the sheet stands on the screen; where it is False nothing is done.
        """
        assert not self.busy, "the sheet before the window keeps whoever could ask for another thing from it"
        self._sheet = _WaitingSheet(doing, self._window)
        self._sheet.open_above()
        if first is None:
            self._start(act, done, failed)
        else:
            QTimer.singleShot(_PAINTED, self, lambda: self._start_after(first, act, done, failed))

    def _start_after(
        self,
        first: Callable[[], bool],
        act: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[Problem], object],
    ) -> None:
        if self._sheet is None:  # the window has been closed
            return
        if first():
            self._start(act, done, failed)
        else:
            self._put_sheet_away()

    def _start(self, act: Callable[[], T], done: Callable[[T], object], failed: Callable[[Problem], object]) -> None:
        self._work = Aside("away", lambda _: act(), self)
        self._work.gave.connect(lambda given: self._go_on(done, given))
        self._work.failed.connect(lambda problem: self._go_on(failed, problem or _FAULT))

    def _put_sheet_away(self) -> None:
        if self._sheet is not None:
            self._sheet.finish()
        self._sheet = None

    def _go_on(self, then: Callable[[T], object], given: T) -> None:
        self._work = None
        self._put_sheet_away()
        then(given)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close and self.busy:
            if self._work is not None:
                self._work.forget(wait=_PATIENCE)
            self._work = None
            self._put_sheet_away()
        return False


_PAINTED: Final = 30
"""Milliseconds after which a sheet stands on the screen."""

_PATIENCE: Final = 600.0
"""Seconds; none of what is done takes so long, and all of it can be ended at any moment."""

_FAULT: Final = Problem(
    "not-done", tr("This was not done, since the program itself has a fault. The library is as it was.")
)


class _WaitingSheet(Sheet):
    """Says what is being done, and goes when that is over."""

    def __init__(self, doing: str, parent: QWidget) -> None:
        super().__init__(doing, parent, width=_WIDTH)
        bar = QProgressBar()
        bar.setMaximum(0)
        bar.setTextVisible(False)
        bar.setAccessibleName(doing)
        self.body.addWidget(small_label(tr("This takes a moment. What is there now is kept.")))
        self.body.addWidget(bar)

    def finish(self) -> None:
        """It is over."""
        self.accept()

    def reject(self) -> None:
        """Nothing of it can be left half done."""
