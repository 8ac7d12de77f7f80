"""Exports in the background: what is asked for, how far it has come, and the row that shows that."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton

from imr_desktop.bulk import duration
from imr_desktop.errors import Problem
from imr_desktop.gui.common.aside import Aside, Tell
from imr_desktop.gui.common.notices import Notice
from imr_desktop.gui.keeping.upkeep import Progress as Upkept
from imr_desktop.texts import tr, trn

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.workspace import Format, Workspace

_TOLD_EVERY: Final = 0.1
"""Seconds between two reports of the progress to the window."""

_TELLS_TIME: Final = 2.0
"""Seconds after which the speed so far says something about the time left."""

_PATIENCE: Final = 2.0
"""Seconds that putting a library away waits for its export; one that needs longer ends behind the scenes."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants to be exported. `cases` are ids, None for all; see `export.Options` for the rest."""

    format_name: str
    label: str
    cases: frozenset[int] | None = None
    reviewed: bool = False
    bom: bool = False
    without_outcome: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an export has come; `left` are seconds, None while nothing can be said of them."""

    label: str
    done: int = 0
    total: int = 0
    left: float | None = None
    stopping: bool = False

    def sentence(self) -> str:
        if self.stopping:
            return tr("Stopping the export of {format}…", format=self.label)
        if not self.total:
            return tr("Exporting {format}…", format=self.label)
        told = trn(
            "Exporting {format}: {done:,} of {count:,} case",
            "Exporting {format}: {done:,} of {count:,} cases",
            self.total,
            format=self.label,
            done=self.done,
        )
        return told if self.left is None else f"{told} · {tr('{time} left', time=duration(self.left))}"


class _Stopped(Exception):
    """Ends an export from within; it is no fault."""


def document_name(form: Format, title: str) -> str:
    """What the file of a single case may be called, so that several lie side by side: `CM17-9900001 memo`."""
    kind = form.name.removesuffix("-pdf").removesuffix("-docx").replace("-", " ") if form.alone else ""
    return " ".join(filter(None, (re.sub(r'[\\/:*?"<>|]', "-", title), kind)))


class Exporter(QObject):
    """One export at a time, of the library as it stands when it begins; the person goes on editing meanwhile."""

    told = Signal(object)
    """Progress; None when there is no export any more."""

    ended = Signal(object)
    """A Notice of how it ended."""

    def __init__(self, workspace: Workspace, tell: Callable[[Notice], object], parent: QObject) -> None:
        """`tell` tells the person something also when the library, and this with it, has been put away."""
        super().__init__(parent)
        self._workspace, self._tell_always = workspace, tell
        self._aside: Aside | None = None
        self._stop = threading.Event()
        self._progress, self._out = Progress(""), Path()
        self._count: int | None = None

    @property
    def running(self) -> bool:
        return self._aside is not None

    def begin(self, wish: Wish, out: Path) -> None:
        """Writes what is wished to `out`, over what stands there; Problem where another export is under way."""
        if self.running:
            raise Problem("busy", tr("Another export is under way. Wait for its end, or cancel it; nothing was begun."))
        self._stop.clear()
        self._out, self._count = out, None
        self._aside = Aside("export", lambda tell: self._write(wish, out, tell), self)
        self._aside.told.connect(self._tell)
        self._aside.gave.connect(self._written)
        self._aside.failed.connect(self._failed)
        self._tell(Progress(wish.label))

    def cancel(self) -> None:
        """Ends it as soon as the case that is being written is done; what stood at its place still does."""
        if self.running:
            self._stop.set()
            self._tell(Progress(self._progress.label, stopping=True))

    def stop(self) -> None:
        """Ends it, because the library is put away."""
        if self._aside is None:
            return
        self._stop.set()
        aside, self._aside = self._aside, None
        aside.forget(wait=_PATIENCE)
        self.told.emit(None)
        if self._count is not None:  # it had just come to its end
            self._tell_written(self._count)
            return
        words = tr("The export to {path} was stopped, because the library was closed.", path=self._out)
        self.ended.emit(Notice(f"{words} {_UNTOUCHED}", "warning"))

    def _write(self, wish: Wish, out: Path, tell: Tell) -> int | None:
        """In the thread: how many cases were written, None where the person has stopped it."""
        begun, told = time.monotonic(), 0.0

        def progress(done: int, total: int) -> None:
            nonlocal told
            if self._stop.is_set():
                raise _Stopped
            now = time.monotonic()
            if now - told >= _TOLD_EVERY:
                told = now
                tell(Progress(wish.label, done, total, _left(now - begun, done, total)))

        try:
            with self._workspace.as_it_stands() as snapshot:
                self._count = snapshot.export(
                    wish.format_name,
                    out,
                    force=True,
                    cases=wish.cases,
                    reviewed=wish.reviewed,
                    bom=wish.bom,
                    without_outcome=wish.without_outcome,
                    progress=progress,
                    allow_empty=False,
                )
        except _Stopped:
            return None
        return self._count

    def _tell(self, progress: Progress) -> None:
        if self._stop.is_set() and not progress.stopping:
            return
        self._progress = progress
        self.told.emit(progress)

    def _written(self, count: int | None) -> None:
        self._end()
        if count is None:
            words = tr("The export to {path} was canceled.", path=self._out)
            self.ended.emit(Notice(f"{words} {_UNTOUCHED}", "warning"))
        else:
            self._tell_written(count)

    def _tell_written(self, count: int) -> None:
        words = trn("{count:,} case written to {path}", "{count:,} cases written to {path}", count, path=self._out)
        folder = self._out if self._out.is_dir() else self._out.parent
        show = tr("Open the folder"), partial(_open, folder, self._tell_always)
        file = tr("Open"), partial(_open, self._out, self._tell_always)
        (act, do), (other, do_other) = (show, ("", None)) if folder == self._out else (file, show)
        self.ended.emit(Notice(words, "news", act=act, do=do, other=other, do_other=do_other))

    def _failed(self, problem: Problem | None) -> None:
        self._end()
        if problem is not None:
            self.ended.emit(Notice(problem.message))

    def _end(self) -> None:
        self._aside = None
        self.told.emit(None)


_UNTOUCHED: Final = tr("Nothing was written; what stood there before still does.")


def _open(path: Path, tell: Callable[[Notice], object]) -> None:
    """In the program that the system has for it."""
    from PySide6.QtGui import QDesktopServices  # here: the first paint has no need of it

    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        tell(Notice(tr("No program here opens {path}.", path=path), "warning"))


def _left(passed: float, done: int, total: int) -> float | None:
    """Seconds to go, from the speed so far."""
    return (total - done) * passed / done if done and passed >= _TELLS_TIME else None


class ExportRow(QFrame):
    """A row above the window's last one, while an export, or other work that is shown like one, goes on."""

    cancelled = Signal()

    def __init__(
        self,
        name: str = tr("Export"),
        counted: str = tr("Cases written"),
        cancel: str = tr("Cancel export"),
    ) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self.setAccessibleName(name)
        self._counted, self._stop = counted, cancel
        self.hide()

    def _make(self) -> None:
        """What stands in the row; made for the first work that it tells of, and not with every window."""
        self.what = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self._counted)
        self.cancel = QPushButton(self._stop)
        self.cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(12)
        row.addWidget(self.what)
        row.addWidget(self._bar, 1)
        row.addWidget(self.cancel)

    def show_progress(self, progress: Progress | Upkept | None) -> None:
        """How far it has come; None: there is none any more."""
        if progress is not None and self.layout() is None:
            self._make()
        self.setVisible(progress is not None)
        if progress is None:
            return
        self.what.setText(progress.sentence())
        self._bar.setMaximum(progress.total)
        self._bar.setValue(progress.done)
        self.cancel.setEnabled(not progress.stopping)
