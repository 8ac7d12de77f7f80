"""The open library in the window: opened, filled, taken back, exported, put away."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, Signal

from imr_desktop import paths
from imr_desktop.errors import Problem
from imr_desktop.gui.desk import Desk
from imr_desktop.gui.memory import Memory
from imr_desktop.gui.notices import Gravity, Notice
from imr_desktop.gui.station import Station
from imr_desktop.gui.tasks import Importer, Summary
from imr_desktop.model import Changes

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.workspace import Workspace

_log: Final = logging.getLogger(__name__)


class Session(QObject):
    """At most one open library and its panes. One that cannot be opened leaves the one before in its place."""

    opened = Signal(object)
    """The Station of a library that has been opened."""

    left = Signal(object)
    """The Station of a library that is about to be put away."""

    refused = Signal(object, object)
    """Path and Problem of a library that could not be opened."""

    told = Signal(object)
    """A Notice for the person."""

    changed = Signal()
    """What can be done, what is shown or what is saved may have changed."""

    reading = Signal(object)
    """Progress of an import, None when it has ended."""

    imported = Signal(str)
    """How an import ended, in a sentence."""

    def __init__(self, who: str, memory: Memory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._who, self._memory = who, memory
        self.station: Station | None = None
        self._importer: Importer | None = None
        self.remedies: dict[str, tuple[str, Callable[[], object]]] = {}

    @property
    def workspace(self) -> Workspace | None:
        """The open library, if any."""
        return self.station.desk.workspace if self.station else None

    @property
    def writable(self) -> bool:
        """Whether a library is open that takes changes."""
        return self.workspace is not None and not self.workspace.read_only

    @property
    def protected(self) -> bool:
        """Whether a library is open that opens with a passphrase."""
        return self.workspace is not None and self.workspace.safety.protected

    @property
    def shows_a_case(self) -> bool:
        """Whether a case is on the desk."""
        return self.station is not None and self.station.shown is not None

    def sign_as(self, who: str) -> None:
        """The name that goes into every edit from now on."""
        self._who = who
        if self.workspace is not None:
            self.workspace.who = who

    # --- opening and leaving ---

    def open(self, path: Path, *, passphrase: str | None = None, read_only: bool = False) -> bool:
        """Puts a library on the desk, in the place of the one before."""
        from imr_desktop.workspace import Workspace

        if self.workspace is not None and self.workspace.path == path:
            return True
        try:
            workspace = Workspace.open(path, who=self._who, passphrase=passphrase, read_only=read_only)
            self._refuse_beyond_reading(workspace)
        except Problem as problem:
            self.refused.emit(path, problem)
            return False
        if not self.leave():
            workspace.close()
            return False
        self._sit_down(workspace)
        return True

    @staticmethod
    def _refuse_beyond_reading(workspace: Workspace) -> None:
        """Problem, and it is closed, where a damaged library cannot even be listed."""
        if workspace.safety.trouble is None:
            return
        try:
            workspace.cases()
        except Problem:
            workspace.close()
            raise

    def open_samples(self) -> None:
        """Opens the sample library; letters that it lacks are read into it."""
        if self.open(paths.sample_library()) and self.station is not None:
            letters = sample_letters()
            if self.station.cases.count < len(letters):
                self.import_files(letters)

    def leave(self, *, regardless: bool = False) -> bool:
        """Puts the library away with all that was typed; False, and nothing is closed, where that cannot be kept."""
        workspace = self.workspace
        if workspace is None or not self._rise(regardless=regardless):
            return workspace is None
        workspace.close()
        self.reading.emit(None)
        self.changed.emit()
        return True

    def restore(self, backup: Path) -> Path:
        """Puts a backup in the place of the open library and shows that; gives the file that keeps what stood there.

        Problem, and the library is as it was, where that fails or what is being typed cannot be kept.
        """
        workspace = self.workspace
        if workspace is None or not self._rise():
            raise Problem("not-restored", "What was typed last could not be saved, so nothing was restored.")
        try:
            return workspace.safety.restore(backup)
        finally:
            self._sit_down(workspace)

    def _rise(self, *, regardless: bool = False) -> bool:
        """Takes the panes away from the open library; False, and they stay, where what was typed cannot be kept."""
        station, importer = self.station, self._importer
        if station is None or importer is None:
            return False
        if not station.flush() and not regardless:
            return False
        workspace = station.desk.workspace
        importer.stop()
        self._memory.keep_last_case(workspace.path, station.shown.id if station.shown else 0)
        for name, shape in zip(("panes", "desk"), station.shape(), strict=True):
            self._memory.keep_shape(name, shape)
        self._keep_list(station)
        self.left.emit(station)
        self.station = self._importer = None
        station.shut()
        for each in (importer, station, station.desk):
            each.deleteLater()
        return True

    def _sit_down(self, workspace: Workspace) -> None:
        desk = Desk(workspace, self)
        station, importer = Station(desk), Importer(desk, self)
        self.station, self._importer = station, importer
        importer.progressed.connect(self.reading)
        importer.finished.connect(self._import_finished)
        desk.problem.connect(self.tell)
        desk.changed.connect(self.changed)
        station.samples_wanted.connect(self.open_samples)
        station.cases.place_changed.connect(self.changed)
        station.shown_changed.connect(self.changed)
        station.take_shape(self._memory.shape("panes"), self._memory.shape("desk"))
        self.opened.emit(station)
        for refused in workspace.pack_problems:
            self.tell(refused)
        station.begin(self._memory.last_case(workspace.path))
        self.changed.emit()

    def _keep_list(self, station: Station) -> None:
        try:
            station.desk.workspace.remember_list(*station.cases.arrangement())
        except Problem:  # what the list looked like is not worth keeping a window open for
            _log.warning("the list's filter and order were not kept")

    def tell(self, problem: Problem) -> None:
        """Tells the person of a problem."""
        act, do = self.remedies.get(problem.code, ("", None))
        self.told.emit(Notice(problem.message, act=act, do=do))

    # --- importing and exporting ---

    def import_files(self, files: Iterable[Path]) -> None:
        """Reads letters in the background; each appears in the list as soon as it has been read."""
        if self._importer is not None:
            self._importer.add(files)

    def cancel_import(self) -> None:
        """Leaves out the letters that have not been read yet."""
        if self._importer is not None:
            self._importer.cancel()

    def _import_finished(self, summary: Summary) -> None:
        self.reading.emit(None)
        self.imported.emit(summary.sentence())
        details = summary.details()
        gravity: Gravity = "problem" if summary.refused else "warning"
        if len(details) == 1:
            self.told.emit(Notice(details[0], gravity))
        elif details:
            self.told.emit(Notice(summary.sentence(), gravity, details))

    def export(self, format_name: str, out: Path) -> None:
        """Writes every case to a file or folder that the person has chosen, replacing what stands there."""
        if self.station is None or self.workspace is None or not self.station.flush():
            return
        try:
            count = self.workspace.export(format_name, out, force=True)
        except Problem as problem:
            self.tell(problem)
        else:
            self.told.emit(Notice(f"{count} {'case' if count == 1 else 'cases'} written to {out}", "news"))

    # --- undo ---

    def take_back(self, way: Literal["undo", "redo"]) -> None:
        """Undoes the last act, or does it again, and goes to where that was: its effect must be seen."""
        station, workspace = self.station, self.workspace
        if station is None or workspace is None:
            return
        done: list[Changes] = []

        def act() -> Changes:
            done.append(workspace.undo() if way == "undo" else workspace.redo())
            return done[0]

        if station.desk.do(act) and done[0].slots:
            shown = station.shown.id if station.shown else 0
            station.go_to(*min(done[0].slots, key=lambda each: (each[0] != shown, each)))


def sample_letters() -> list[Path]:
    """The letters that come with the program, in the order of their names."""
    return sorted(file for file in paths.samples().iterdir() if file.suffix in (".pdf", ".txt"))
