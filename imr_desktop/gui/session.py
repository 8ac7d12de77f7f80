"""The open library in the window: opened, filled, taken back, exported, put away."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from imr_desktop import paths
from imr_desktop.errors import Problem
from imr_desktop.fields import BY_KEY, NOTE
from imr_desktop.gui.choices.appearance import undressed
from imr_desktop.gui.choices.memory import Memory
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.notices import TAKEN_BACK, WHICH, Gravity, Notice
from imr_desktop.gui.common.sweeping import Sweeping
from imr_desktop.gui.common.tasks import FEW, Importer, State
from imr_desktop.gui.exchange.exporting import Exporter, Wish
from imr_desktop.gui.exchange.homecoming import EXPORTS, Homecoming
from imr_desktop.gui.exchange.watching import FolderWatch
from imr_desktop.gui.readying import Readying
from imr_desktop.gui.station import Station
from imr_desktop.texts import tr, trn, within

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.model import Case, Changes, Slot
    from imr_desktop.workspace import Workspace

_log: Final = logging.getLogger(__name__)


Remedies = tuple[tuple[str, Callable[[], object] | None], ...]
"""At most two acts that help against a problem: how they are called and what does them."""

UNSAVED: Final = ("disk-full", "not-saved", "locked")
"""Codes of problems that kept something from being saved; trying again helps once their cause is gone."""

_AMONG_SAMPLES: Final = "among-samples"
"""The kind of the notice that a person's own letters go into the sample library."""

_SETTLED: Final = 400
"""Milliseconds on a case after which it is the one to begin with at the next start."""

_NO_REMEDIES: Final[Remedies] = (("", None), ("", None))


class Session(QObject):
    """At most one open library and its panes. One that cannot be opened leaves the one before in its place."""

    opened = Signal(object)
    """The Station of a library that has been opened: it is to be taken in, and not shown yet."""

    seated = Signal(object)
    """The same Station: it is to be shown."""

    leaving = Signal()
    """The library is about to be put away: what is typed elsewhere than in its panes is to be taken over now."""

    left = Signal(object)
    """The Station of a library that is about to be put away."""

    refused = Signal(object, object)
    """Path and Problem of a library that could not be opened."""

    told = Signal(object)
    """A Notice for the person."""

    outdated = Signal(str)
    """What was told of a kind is no longer so."""

    changed = Signal()
    """What can be done, what is shown or what is saved may have changed."""

    reading = Signal(object)
    """State of an import, None when there is none any more."""

    imported = Signal(str)
    """How an import ended, in a sentence."""

    coming_home = Signal(object)
    """The Homecoming that has begun to bring a file home."""

    differences_wanted = Signal()
    """The person wants to see what waits to be taken or rejected."""

    exporting = Signal(object)
    """Progress of an export, None when there is none any more."""

    def __init__(self, who: str, memory: Memory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sweeping = Sweeping(self)
        self._who, self._memory = who, memory
        self.station: Station | None = None
        self._seated = False
        self._place: tuple[int, int, str] | None = None
        self._importer: Importer | None = None
        self._exporter: Exporter | None = None
        self._homecoming: Homecoming | None = None
        self._put_off: list[Path] = []
        self._readying: Readying | None = None
        self._watch = FolderWatch(self)
        self._watch.settled.connect(self._import_watched)
        self._watch.there.connect(self._tell_of_watched)
        self._taken_back = ""
        self.last_import: State | None = None
        self._remembering = QTimer(self, singleShot=True, interval=_SETTLED)
        self._remembering.timeout.connect(self._remember_case)
        self.remedies: dict[str, Remedies] = {}

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

        if self.workspace is not None and self.workspace.path.resolve() == path.resolve():
            return True
        try:
            workspace = Workspace.open(path, who=self._who, passphrase=passphrase, read_only=read_only, at_once=True)
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
        read = (workspace.count, workspace.case_ids, workspace.cases, workspace.remembered_list)
        try:
            for what in read:
                what()
        except Problem:
            workspace.close()
            raise

    def open_samples(self) -> None:
        """Opens the sample library; letters that it lacks are read into it."""
        if self.open(paths.sample_library()) and self.station is not None:
            letters = paths.sample_letters()
            if self.station.cases.count < len(letters):
                self._import(letters)

    def leave(self, *, regardless: bool = False) -> bool:
        """Puts the library away with all that was typed; False, and nothing is closed, where that cannot be kept."""
        workspace = self.workspace
        if workspace is None or not self._rise(regardless=regardless):
            return workspace is None
        workspace.close()
        self.reading.emit(None)
        self.changed.emit()
        return True

    def reread(self) -> None:
        """Shows the present state of a library that another window holds; until then it stands still here."""
        workspace = self.workspace
        if workspace is None or workspace.safety.as_of is None or not self._rise():
            return
        try:
            workspace.safety.reread()
        finally:
            self._sit_down(workspace)

    def _rise(self, *, regardless: bool = False) -> bool:
        """Takes the panes away from the open library; False, and they stay, where what was typed cannot be kept."""
        station, importer, exporter = self.station, self._importer, self._exporter
        if station is None or importer is None or exporter is None or self._homecoming is None:
            return False
        if self._homecoming.busy:
            self._homecoming.cancel()
            return False
        self.leaving.emit()
        if not (station.flush() and station.desk.finish()) and not regardless:
            return False
        workspace = station.desk.workspace
        importer.stop()
        exporter.stop()
        if self._readying is not None:
            self._readying.stop()
        self._watch.watch(None)
        self._memory.keep_last_case(workspace.path, station.shown.id if station.shown else 0)
        for name, shape in zip(("docks", "strip"), station.shape(), strict=True):
            self._memory.keep_shape(name, shape)
        self._keep_list(station)
        self.left.emit(station)
        self.station = self._importer = self._exporter = self.last_import = None
        station.shut()
        for each in (importer, exporter, self._homecoming, station, station.desk, self._readying):
            if each is not None:
                each.deleteLater()
        QTimer.singleShot(0, _sweep)
        return True

    def _sit_down(self, workspace: Workspace) -> None:
        first, self._seated = not self._seated, True
        with undressed() if first else nullcontext():  # the panes of a library before it may not be gone yet
            station = self._make_station(Desk(workspace, self, ready=Readying.loaded))
        self.seated.emit(station)
        station.begin(self._memory.last_case(workspace.path))
        station.shown_changed.connect(self._remembering.start)
        self._tell_of_waiting(station)
        if not workspace.read_only:
            self._watch.watch(workspace.watched_folder())
        self.changed.emit()

    def _tell_shown(self) -> None:
        self._place = self.station.cases.place() if self.station else None
        self.changed.emit()

    def _tell_place(self) -> None:
        """The shown case's place in the list, unless it was told with the case."""
        if self.station is None or self.station.cases.place() != self._place:
            self._tell_shown()

    def _remember_case(self) -> None:
        """While the work goes on, not only at its end: a program that is killed begins anew where it was."""
        if self.station is not None and self.station.shown is not None and self.workspace is not None:
            self._memory.keep_last_case(self.workspace.path, self.station.shown.id)
            self._memory.write()

    def _tell_of_waiting(self, station: Station) -> None:
        """Text that was typed and is no value yet waits in another case than the shown one, or beside its record."""
        try:
            waiting = self._waiting(station)
        except Problem as problem:  # a damaged library is shown as far as it can be read
            self.tell(problem)
            return
        if waiting:
            title = station.desk.workspace.cases([waiting[0]])[0].title
            if more := len(waiting) - 1:
                title = trn("{title} and in {count} more", "{title} and in {count} more", more, title=title)
            words = tr(
                "Text that you typed is kept in {title}, and is not a value yet: confirm it there or delete it.",
                title=title,
            )
            self.told.emit(Notice(words, "warning", act=tr("Go there"), do=self._go_to_waiting, kind="waiting"))

    @staticmethod
    def _waiting(station: Station) -> list[int]:
        """The cases in which such text waits; the shown one only where its record does not show all of it."""
        workspace = station.desk.workspace
        waiting, shown = workspace.waiting(), station.shown.id if station.shown else 0
        if shown in waiting and not any(map(_is_aside, _typed_in(workspace.case(shown)))):
            waiting -= {shown}
        return sorted(waiting)

    def _go_to_waiting(self) -> None:
        station = self.station
        if station is None:
            return
        try:
            case = next((station.desk.workspace.case(each) for each in self._waiting(station)), None)
        except Problem as problem:
            self.tell(problem)
            return
        if case is not None and (typed := _typed_in(case)):
            station.go_to(case.id, min(typed, key=lambda slot: not _is_aside(slot)), into=True)

    def _make_station(self, desk: Desk) -> Station:
        station, importer = Station(desk), Importer(desk, self)
        exporter = Exporter(desk.workspace, self.told.emit, self)
        self.station, self._importer, self._exporter = station, importer, exporter
        self._readying = Readying(desk, station.source, self)
        desk.got_ready.connect(self._tell_of_refused_packs)
        self._homecoming = homecoming = Homecoming(desk, self.differences_wanted.emit, self)
        homecoming.begun.connect(lambda: self.coming_home.emit(homecoming))
        homecoming.ended.connect(self.told)
        homecoming.over.connect(self._go_on)
        exporter.told.connect(self.exporting)
        exporter.ended.connect(self.told)
        importer.told.connect(self.reading)
        importer.told.connect(self._tell_of_trouble)
        importer.finished.connect(self._import_finished)
        desk.problem.connect(self.tell)
        desk.told.connect(self.told)
        desk.changed.connect(lambda: self.outdated.emit(WHICH))
        desk.changed.connect(self.changed)
        desk.changed.connect(self._forget_taken_back)
        station.samples_wanted.connect(self.open_samples)
        station.cases.place_changed.connect(self._tell_place)
        station.shown_changed.connect(self._tell_shown)
        station.take_shape(*(self._memory.shape(name) for name in ("docks", "strip")))
        self.opened.emit(station)
        return station

    def _tell_of_refused_packs(self) -> None:
        if self.workspace is not None:
            for refused in self.workspace.pack_problems:
                self.tell(refused)

    def _keep_list(self, station: Station) -> None:
        try:
            station.desk.workspace.remember_list(station.cases.arrangement())
        except Problem:  # what the list looked like is not worth keeping a window open for
            _log.warning("the list's filter and order were not kept")

    def tell(self, problem: Problem, details: tuple[str, ...] = ()) -> None:
        """Tells the person of a problem, with a line for each thing concerned."""
        (act, do), (other, do_other) = (*self.remedies.get(problem.code, ()), *_NO_REMEDIES)[:2]
        kind = "unsaved" if problem.code in UNSAVED else ""
        notice = Notice(problem.message, details=details, act=act, do=do, other=other, do_other=do_other, kind=kind)
        self.told.emit(notice)

    # --- importing and exporting ---

    def import_files(self, files: Iterable[Path]) -> None:
        """Reads letters in the background; each appears in the list as soon as it has been read.

        Exports come home, after the letters: the two never work on the library at the same time. The open library is
        not even looked into: to read it past SQLite would give up its locks.
        """
        files = list(files)
        self._import(files)
        if files and self.workspace is not None and self.workspace.path == paths.sample_library():
            words = tr("These letters come to lie among the samples. A library of your own keeps them apart.")
            act, do = tr("Import into my own"), partial(self._import_into_own, files)
            self.told.emit(Notice(words, "warning", act=act, do=do, kind=_AMONG_SAMPLES))

    def _import_into_own(self, files: Sequence[Path]) -> None:
        if self.open(paths.default_library()):
            self._import(files)

    def _import(self, files: Iterable[Path]) -> None:
        for path in files:
            if self._is_open_here(path):
                words = tr("{name} is the library that is open here. Nothing was imported from it.", name=path.name)
                self.told.emit(Notice(words, "warning"))
            else:
                self._put_off.append(path)
        self._go_on()

    def _is_open_here(self, path: Path) -> bool:
        """Whether a path leads to a file of the open library."""
        if self.workspace is None or not path.exists():
            return False
        live = self.workspace.path
        files = (live, *(live.with_name(f"{live.name}-{each}") for each in ("wal", "shm")))
        return any(each.exists() and path.samefile(each) for each in files)

    def _import_watched(self, files: Sequence[Path]) -> None:
        if self._importer is not None and not self.coming_home_now:
            self._importer.add(files, watched=True)
        else:
            self.import_files(files)

    def _go_on(self) -> None:
        """What was asked to be imported, as far as nothing else is under way."""
        if self._importer is None or self._homecoming is None or self._homecoming.busy:
            return
        letters = [path for path in self._put_off if path.suffix.lower() not in EXPORTS]
        if letters:
            self._importer.add(letters)
        home = [path for path in self._put_off if path.suffix.lower() in EXPORTS]
        self._put_off = []
        if self._importer.running:
            self._put_off = home
        elif home and self.station is not None and self.station.flush():
            for path in home:
                self._homecoming.add(path)

    @property
    def coming_home_now(self) -> bool:
        """Whether cases are being brought home, so that nothing else may be done with the library."""
        return self._homecoming is not None and self._homecoming.busy

    def leave_homecoming(self, then: Callable[[], object] | None = None) -> None:
        """Leaves what is being brought home; `then` is done after that."""
        if self._homecoming is not None:
            self._homecoming.cancel(then)

    def cancel_import(self) -> None:
        """Leaves out the letters that have not been read yet."""
        if self._importer is not None:
            self._importer.cancel()

    @property
    def importing(self) -> bool:
        """Whether letters are being read in the background."""
        return self._importer is not None and self._importer.running

    @property
    def previewing(self) -> bool:
        """Whether these are only looked at, to tell what reading them again would change."""
        return self._importer is not None and self._importer.running and self._importer.state.task == "preview"

    def read_again(self, cases: Iterable[int], *, preview: bool = False) -> None:
        """Reads letters of the library again in the background; with `preview` it is only told what would change."""
        if self._importer is not None:
            self._importer.read_again(cases, preview=preview)

    @property
    def watched(self) -> Path | None:
        """The folder whose new letters are imported into the open library."""
        return self._watch.folder

    def watch(self, folder: Path | None) -> None:
        """Imports what lies in a folder and, while the program runs, what is put into it; None: no more of that."""
        if self.workspace is None:
            return
        try:
            self.workspace.watch_folder(folder)
        except Problem as problem:
            self.tell(problem)
        else:
            self._watch.watch(folder)

    def _tell_of_watched(self, there: bool) -> None:
        words = (
            tr("The watched folder {folder} is there again, and is watched.", folder=self.watched)
            if there
            else tr(
                "The watched folder {folder} cannot be looked into at the moment. "
                "As soon as it is there again, what was put into it is imported.",
                folder=self.watched,
            )
        )
        self.told.emit(Notice(words, "news" if there else "warning", kind="watched"))

    def pause_import(self) -> None:
        """Holds the import up until `resume_import`."""
        if self._importer is not None:
            self._importer.pause()

    def resume_import(self) -> None:
        """Goes on with an import that was held up, by the person or by a full disk."""
        if self._importer is not None:
            self._importer.resume()

    def save_import_summary(self, out: Path) -> None:
        """Writes how the last import went to a file."""
        if self._importer is None:
            return
        try:
            lines = self._importer.state.tally.summary(self._importer.library)
            out.write_text("\n".join([*lines, ""]), encoding="utf-8", errors="replace")
        except OSError as error:
            self.tell(
                Problem(
                    "no-summary",
                    tr(
                        "The summary could not be written to {file}: {reason}.",
                        file=out,
                        reason=error.strerror or error,
                    ),
                )
            )
        else:
            self.told.emit(Notice(tr("The summary was written to {file}", file=out), "news"))

    def _tell_of_trouble(self, state: State) -> None:
        """What holds an import up; the letters that could not be stored wait."""
        if state.trouble is not None:
            text = f"{state.trouble.message} {tr('The import is paused.')}"
            self.told.emit(Notice(text, act=tr("Go on"), do=self.resume_import))

    def _import_finished(self, state: State) -> None:
        self._go_on()
        self.imported.emit(state.sentence())
        if state.task == "preview":  # the sheet has it all
            return
        self.last_import = state
        self.changed.emit()
        if state.news <= FEW:  # else the panel has it all
            self._tell_of_import(state)

    def tell_of_last_import(self) -> None:
        """What the last import into this library could not take, or has already, once more."""
        if (state := self.last_import) is not None:
            details = state.details()
            gravity: Gravity = "problem" if state.tally.failures else "warning" if details else "news"
            self.told.emit(Notice(state.sentence(), gravity, details, kind="import"))

    def _tell_of_import(self, state: State) -> None:
        details = state.details()
        gravity: Gravity = "problem" if state.tally.failures else "warning"
        if len(details) == 1:
            self.told.emit(Notice(details[0], gravity))
        elif details:
            self.told.emit(Notice(state.sentence(), gravity, details))

    def export(self, wish: Wish, out: Path) -> None:
        """Writes cases to a file or folder that the person has chosen, in the background, over what stands there."""
        if self._exporter is None or self.station is None or not self.station.flush():
            return
        try:
            self._exporter.begin(wish, out)
        except Problem as problem:
            self.tell(problem)

    @property
    def is_exporting(self) -> bool:
        """Whether an export is under way."""
        return self._exporter is not None and self._exporter.running

    def cancel_export(self) -> None:
        """Ends the export that is under way; what stood at its place still does."""
        if self._exporter is not None:
            self._exporter.cancel()

    # --- undo ---

    def take_back(self, way: Literal["undo", "redo"]) -> None:
        """Undoes the last act, or does it again, and goes to where that was: its effect must be seen."""
        station, workspace = self.station, self.workspace
        if station is None or workspace is None or not station.desk.finish():
            return
        self.outdated.emit(TAKEN_BACK)
        shown = station.shown.id if station.shown else 0
        reach, what = workspace.reach(way), workspace.can_undo() if way == "undo" else workspace.can_redo()
        done = station.desk.do_in_steps(lambda workspace: workspace.undo() if way == "undo" else workspace.redo())
        if done is None or not done.slots or not what:
            return
        station.go_to(*min(done.slots, key=lambda each: (each[0] != shown, each)))
        if reach != {shown}:
            self._taken_back = done.label
            where = station.title() if len(reach) == 1 else trn("{count:,} case", "{count:,} cases", len(reach))
            act = within(what)
            words, back = (
                (tr("Undone in {where}: {act}.", where=where, act=act), tr("Redo"))
                if way == "undo"
                else (tr("Done again in {where}: {act}.", where=where, act=act), tr("Undo"))
            )
            do = partial(self.take_back, "redo" if way == "undo" else "undo")
            self.told.emit(Notice(words, "news", act=back, do=do, kind=TAKEN_BACK))

    def _forget_taken_back(self, changes: Changes) -> None:
        """What was taken back last is no longer what Redo would do, once another act is done."""
        if changes.label != self._taken_back:
            self.outdated.emit(TAKEN_BACK)


def _typed_in(case: Case) -> list[Slot]:
    """Where text waits in a case that was typed and is no value yet."""
    return [slot for slot, value in case.values.items() if value.draft is not None]


def _is_aside(slot: Slot) -> bool:
    """Whether a slot is none of the record's, which is what a case shows first."""
    return slot.field.removeprefix(NOTE) not in BY_KEY


def _sweep() -> None:
    """Frees what stood on the desk: its parts hold each other, and a long list keeps Python from looking at them."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
