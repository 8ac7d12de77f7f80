"""Keeping the open library safe, in the window: upkeep by the clock, backups, passphrase, lock, remedies."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from imr_desktop.errors import Problem
from imr_desktop.gui.common import file_dialogs
from imr_desktop.gui.common.aside import Aside
from imr_desktop.gui.common.away import Away
from imr_desktop.gui.common.notices import Notice
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.keeping.library_dialogs import BackupsDialog, PassphraseDialog, RestoreDialog
from imr_desktop.gui.keeping.upkeep import Upkeep
from imr_desktop.gui.session import UNSAVED, Session
from imr_desktop.gui.station import Station
from imr_desktop.texts import moment, tr

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.keeping import Backup, Rekeyed, Report, Safety

LOCKED: Final = ("locked-by-passphrase", "wrong-passphrase")
"""Codes of problems that a passphrase helps against."""

KEY_LOST: Final = ("key-missing", "key-damaged", "key-foreign")
"""Codes of problems that the recovery key helps against."""

RESTORABLE: Final = ("damaged", "not-a-library", "not-ours", "empty-library", "gone", "moved")
"""Codes of problems that a backup helps against."""

_WHAT_OPENS: Final = tr("Passphrase or recovery key")

_LOOK_EVERY: Final = 60_000
"""Milliseconds between two looks at whether a backup or a check is due."""

_FIRST_LOOK: Final = 1500
"""Milliseconds after opening before the first of them, so that the first case is there before."""

IDLE: Final = 15 * 60_000
"""Milliseconds without a key or a click after which a protected library is locked."""

_LOOK_AT_CLOCK: Final = 2000
"""Milliseconds between two looks at the computer's clock, which goes on while it sleeps; what times `IDLE` does not."""

_ASK_AGAIN: Final = 1000
"""Milliseconds between two looks at whether what keeps it from being locked is over."""

RETRY: Final = 3000
"""Milliseconds between two tries to save what could not be saved."""


T = TypeVar("T")


class Keeper(QObject):
    """Looks after whatever library the session has open, and asks the person what only they can know."""

    def __init__(self, session: Session, who: str, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._who, self._window = session, who, window
        self.wanted = Path()
        self._in_question = False
        self._clock = QTimer(self, interval=_LOOK_EVERY)
        self._clock.timeout.connect(self.look_after)
        self._first = QTimer(self, singleShot=True, interval=_FIRST_LOOK)
        self._first.timeout.connect(self.look_after)
        self._upkeep: Aside | None = None
        self.asked = Upkeep(self)
        self.asked.failed.connect(self._not_done)
        self.idle = QTimer(self, singleShot=True, interval=IDLE)
        self.idle.timeout.connect(self._lock_unattended)
        self._seen = 0.0
        self._awake = QTimer(self, interval=_LOOK_AT_CLOCK)
        self._awake.timeout.connect(self._lock_after_sleep)
        self._overdue = QTimer(self, singleShot=True, interval=_ASK_AGAIN)
        self._overdue.timeout.connect(self._lock_unattended)
        self.retry = QTimer(self, interval=RETRY)
        self.retry.timeout.connect(self._try_by_itself)
        self._away = Away(window)
        self._recovery: Sheet | None = None
        self._recovery_shown = ""
        session.opened.connect(self._begin)
        session.leaving.connect(self._close_sheets)
        session.left.connect(self._end)
        session.refused.connect(self._refused)
        session.changed.connect(self._somebody_is_there)  # by a shortcut, which no window sees as a key
        QGuiApplication.instance().focusWindowChanged.connect(self._listen_to)  # type: ignore[union-attr]  # it runs
        session.remedies.update(
            {
                "held": ((tr("Open read-only"), self.open_read_only),),
                **dict.fromkeys(UNSAVED, ((tr("Try again"), self.try_again), (tr("Save a copy…"), self.save_copy))),
                **dict.fromkeys(RESTORABLE, ((tr("Backups…"), self._show_backups_in_question),)),
            }
        )

    @property
    def library(self) -> Path:
        """The library that is open, whatever other one was `wanted` since and refused; where none is, that one."""
        workspace = self._session.workspace
        return workspace.path if workspace is not None else self.wanted

    # --- as long as a library is open ---

    def _begin(self, station: Station) -> None:
        safety = station.desk.workspace.safety
        self.wanted = station.desk.workspace.path
        self._in_question = False
        if safety.trouble:
            self._session.tell(safety.trouble)
        if safety.shown_backup:
            words = tr(
                "Another window holds this library. You see its backup of {when}, read-only.",
                when=moment(safety.shown_backup),
            )
            self._session.told.emit(Notice(words, "warning"))
        elif safety.as_of:
            notice = tr(
                "Another window holds this library. You see it as it stood at {time}, read-only.",
                time=f"{safety.as_of.astimezone():%H:%M:%S}",
            )
            self._session.told.emit(
                Notice(notice, "warning", act=tr("Show the current state"), do=self._session.reread)
            )
        if safety.recovery_key:
            self.show_recovery(safety.recovery_key)
        station.desk.problem.connect(self._not_saved)
        self._clock.start()
        self._first.start()
        if safety.protected:
            self._listen_to(self._window.windowHandle())
            self._seen = time.time()
            self.idle.start()
            self._awake.start()

    def _end(self, _: Station) -> None:
        for clock in (self._clock, self._first, self.idle, self._awake, self._overdue, self.retry):
            clock.stop()
        if self._upkeep is not None:
            self._upkeep.forget(wait=0)  # closing the library ends what it reads
            self._upkeep = None
        self.asked.leave()

    def _listen_to(self, window: QWindow | None) -> None:
        """Also who types in a sheet, or in a pane that floats, is there."""
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._somebody_is_there()
        return False

    def _somebody_is_there(self) -> None:
        if self.idle.isActive() or self._overdue.isActive():
            if self._slept():
                QTimer.singleShot(0, self, self._lock_after_sleep)
                return
            self._seen = time.time()
            self._overdue.stop()
            self.idle.start()

    def _slept(self) -> bool:
        """Whether nobody has been there for too long by the computer's clock: whoever wakes it may be somebody else."""
        return time.time() - self._seen > IDLE / 1000

    def _lock_after_sleep(self) -> None:
        if self._slept():
            self._lock_unattended()
            self._seen = time.time()  # what keeps it from being locked must not keep the person from putting it right

    def _close_sheets(self) -> None:
        """What lies over the window speaks of the library that goes; what was typed in it is taken over first."""
        while (menu := QApplication.activePopupWidget()) is not None:
            menu.close()
        for dialog in self._window.findChildren(QDialog):
            if dialog.isVisible() and dialog.isModal() and dialog is not self._recovery:
                if isinstance(dialog, Sheet):
                    dialog.flush()
                dialog.reject()

    @property
    def busy(self) -> bool:
        """Whether the library is being looked after in the background."""
        return self._upkeep is not None

    @property
    def away(self) -> bool:
        """Whether something is done to the library as a whole, which is put away for that."""
        return self._away.busy

    def look_after(self) -> None:
        """A backup where one is due, a full check where one is: in a thread, on a reading of its own."""
        workspace = self._session.workspace
        if workspace is None or self._upkeep is not None:
            return
        safety = workspace.safety
        known = safety.trouble
        if not safety.in_place():
            self._looked_after(known)
            return
        self._upkeep = Aside("upkeep", lambda _: _look_after(safety), self)
        self._upkeep.gave.connect(lambda _: self._looked_after(known))
        self._upkeep.failed.connect(lambda problem: self._looked_after(known, problem))

    def _looked_after(self, known: Problem | None, problem: Problem | None = None) -> None:
        """Tells what was found; what was `known` before has been told."""
        self._upkeep = None
        workspace = self._session.workspace
        trouble = workspace.safety.trouble if workspace else None
        for each in (problem, trouble if trouble is not known else None):
            if each is not None:
                self._in_question = False
                self._session.tell(each)
        if trouble is not known:
            self._session.changed.emit()

    def _not_saved(self, problem: Problem) -> None:
        self._in_question = False
        if problem.code in UNSAVED:
            self.retry.start()

    def _try_by_itself(self) -> None:
        """Saves what stands in a box as soon as the library takes changes again; other acts wait for the person."""
        station, workspace = self._session.station, self._session.workspace
        if station is None or workspace is None:
            return
        if not workspace.read_only and not workspace.safety.takes_changes():
            return
        self.retry.stop()
        before = workspace.last_saved
        if station.flush() and workspace.last_saved != before:
            self._tell_saved()

    def try_again(self) -> None:
        """Saves what could not be saved: what stands in a box, else the act that failed last."""
        station, workspace = self._session.station, self._session.workspace
        if station is None or workspace is None:
            return
        before = workspace.last_saved
        if station.flush() and (workspace.last_saved != before or station.desk.try_again()):
            self.retry.stop()
            self._tell_saved()

    def _tell_saved(self) -> None:
        self._session.told.emit(Notice(tr("What could not be saved before is saved now."), "news", kind="unsaved"))

    def lock(self) -> None:
        """Puts a protected library away; only its passphrase opens it again."""
        path = self.library
        if self._session.protected and self._session.leave():
            self._session.open(path)

    def _lock_unattended(self) -> None:
        """The same when nobody is there; what somebody has left at work, such as a long import, is ended first."""
        session = self._session
        if session.importing or session.is_exporting or session.coming_home_now:
            self._overdue.start()
        else:
            self.lock()

    # --- a library that does not open ---

    def _refused(self, path: Path, problem: Problem) -> None:
        self.wanted, self._in_question = path, True
        if problem.code in LOCKED:
            self.ask_passphrase("" if problem.code == LOCKED[0] else problem)

    def ask_passphrase(self, said: str | Problem = "", label: str = _WHAT_OPENS) -> None:
        """Asks for the passphrase of the library that was wanted, and opens it; a Problem is why it is asked again."""
        self._ask(said, label, self._unlock)

    def _unlock(self, passphrase: str) -> None:
        from imr_desktop import keeping

        path = self.wanted
        self._away.begin(
            tr("Opening {library}", library=path.name),
            lambda: keeping.opener(path, passphrase),
            lambda opener: self._session.open(path, passphrase=opener),
            lambda problem: self._session.refused.emit(path, problem),
        )

    def ask_recovery_key(self) -> None:
        """Asks for the recovery key of the library that was wanted, whose key file is lost, and opens it."""
        self.ask_passphrase(_KEY_LOST, tr("Recovery key"))

    def _ask(self, said: str | Problem, label: str, then: Callable[[str], object], title: str = "") -> None:
        title = title or tr("Open {library}", library=self.wanted.name)
        dialog = PassphraseDialog(self._window, title, said, [label])
        dialog.accepted.connect(lambda: then(dialog.answers()[0]))
        dialog.open_above()

    def open_read_only(self) -> None:
        """Shows the library that another window holds, as its newest backup has it."""
        self._session.open(self.wanted, read_only=True)

    def new_library(self, path: Path) -> None:
        """Makes a library after asking for a passphrase; one that lies there already is opened."""
        if path.exists():
            self._session.open(path)
            return
        dialog = PassphraseDialog(
            self._window,
            tr("New library {library}", library=path.name),
            _WHY_PROTECT,
            [tr("Passphrase (empty: none)"), tr("Once more")],
        )
        dialog.accepted.connect(lambda: self._make(path, dialog.answers()[0]))
        dialog.open_above()

    def _make(self, path: Path, passphrase: str) -> None:
        from imr_desktop import keeping

        if not passphrase:
            self._session.open(path)
            return
        who = self._who
        self._away.begin(
            tr("Making {library}", library=path.name),
            lambda: keeping.make(path, who=who, passphrase=passphrase),
            lambda recovery: self._open_and_show(path, recovery),
            lambda problem: self._session.refused.emit(path, problem),
        )

    def _open_and_show(self, path: Path, recovery: str) -> None:
        """A recovery key opens its library, which shows it; where it does not open, it must be seen all the same."""
        if not self._session.open(path, passphrase=recovery) or self._recovery_shown != recovery:
            self.show_recovery(recovery)

    # --- passphrase ---

    def change_passphrase(self) -> None:
        """Gives the open library another passphrase, its first one, or none."""
        workspace = self._session.workspace
        if workspace is None:
            return
        old = [tr("Current passphrase")] if workspace.safety.protected else []
        dialog = PassphraseDialog(
            self._window,
            tr("Passphrase of {library}", library=self.library.name),
            _WHY_PROTECT,
            [*old, tr("New passphrase (empty: none)"), tr("Once more")],
        )
        dialog.accepted.connect(lambda: self._rekey(dialog.answers()[0] if old else None, dialog.answers()[-1] or None))
        dialog.open_above()

    def _rekey(self, old: str | None, new: str | None) -> None:
        from imr_desktop import keeping

        path, who = self.library, self._who
        self._put_away_and(
            tr("Changing the passphrase of {library}", library=path.name),
            lambda: keeping.rekey(path, who=who, passphrase=old, new=new),
            lambda done: self._rekeyed(path, done),
        )

    def _rekeyed(self, path: Path, done: Rekeyed) -> None:
        if done.recovery:
            self._open_and_show(path, done.recovery)
        else:
            self._session.open(path)
        if done.left:
            self._session.tell(done.left)

    def _put_away_and(self, doing: str, act: Callable[[], T], done: Callable[[T], object]) -> None:
        """Does something to the library while it is put away, and goes on; where that fails it is opened as before."""
        workspace, path = self._session.workspace, self.library
        opener = workspace.safety.opener if workspace else None
        failed = partial(self._open_again, path, opener)
        self._away.begin(doing, act, done, failed, first=self._session.leave)

    def _open_again(self, path: Path, opener: str | None, problem: Problem) -> None:
        self._session.open(path, passphrase=opener)
        self._session.tell(problem)

    def show_recovery(self, key: str) -> None:
        """Shows the recovery key, this once."""
        from imr_desktop import keeping
        from imr_desktop.gui.keeping.recovery_sheet import RecoverySheet

        path, self._recovery_shown = self.wanted, key
        self._recovery = RecoverySheet(path.name, key, self._window)
        self._recovery.finished.connect(lambda _: keeping.recovery_key_seen(path, key))
        self._recovery.open_above()

    # --- backups ---

    def show_backups(self) -> None:
        """Lists the backups of the open library and restores one; what stands there is backed up first."""
        self._show_backups(self.library)

    def _show_backups_in_question(self) -> None:
        """The same for the library that the last problem was told of, which may be one that did not open."""
        self._show_backups(self.wanted if self._in_question else self.library)

    def _show_backups(self, path: Path) -> None:
        from imr_desktop import keeping

        try:
            backups = keeping.listed(path)
        except Problem as problem:
            self._session.tell(problem)
            return
        dialog = BackupsDialog(self._window, backups)
        dialog.accepted.connect(lambda: self._ask_whether_to_restore(path, dialog.chosen()))
        dialog.open_above()

    @staticmethod
    def has_backups(path: Path) -> bool:
        """Whether there is a backup that could take a library's place."""
        from imr_desktop import keeping

        with suppress(Problem):  # a folder that cannot be looked into: there may be some, which cannot be reached
            return bool(keeping.listed(path))
        return False

    def _ask_whether_to_restore(self, path: Path, backup: Path) -> None:
        """What stands there gives way to another state: nobody may do that by one Enter in a list."""
        from imr_desktop import keeping

        made = next((each.at for each in keeping.listed(path) if each.path == backup), None)
        dialog = RestoreDialog(self._window, path.name, moment(made, seconds=True) if made else backup.name)
        dialog.accepted.connect(lambda: self.restore(path, backup))
        dialog.open_above()

    def restore(self, path: Path, backup: Path, passphrase: str | None = None) -> None:
        """Puts a backup in a library's place. A protected one that is not open asks for its passphrase."""
        from imr_desktop import keeping

        workspace, who = self._session.workspace, self._who
        ours = workspace.safety.opener if workspace is not None and workspace.path == path else None
        opener = passphrase or ours

        def put_back() -> tuple[Path, str | None]:
            fits = keeping.opener(path, opener) if opener else None
            return keeping.restore(path, backup, who=who, passphrase=fits), fits

        def failed(problem: Problem) -> None:
            if problem.code in LOCKED:
                said = _WHY_ASKED if problem.code == LOCKED[0] else problem
                title = tr("Restore {library}", library=path.name)
                self._ask(said, _WHAT_OPENS, lambda answer: self.restore(path, backup, answer), title)
            else:
                self._open_again(path, opener, problem)

        self._away.begin(
            tr("Restoring {library}", library=path.name),
            put_back,
            lambda done: self._restored(path, *done),
            failed,
            first=self._session.leave,
        )

    def _restored(self, path: Path, kept: Path, opener: str | None) -> None:
        self._session.open(path, passphrase=opener)
        words = tr("The backup is restored.")
        if kept.name.startswith("damaged"):
            words += " " + tr("What stood there before is kept in {path}.", path=kept) if kept.exists() else ""
        else:
            words += " " + tr("What stood there before is kept too: File > Backups brings it back.")
        self._session.told.emit(Notice(words, "news"))

    def back_up(self) -> None:
        """Makes a backup now; the person works on."""
        if (workspace := self._session.workspace) is not None:
            safety = workspace.safety
            self.asked.begin(
                tr("Backing up the library"), lambda tell, stop: safety.backup(tell=tell, stop=stop), self._backed_up
            )

    def _backed_up(self, made: Backup) -> None:
        self._session.told.emit(Notice(tr("Everything that was saved is backed up in {path}", path=made.path), "news"))

    def save_copy(self) -> None:
        """Saves the library as it stands in another place, such as a disk that has room; the person works on."""
        workspace = self._session.workspace
        name, _ = file_dialogs.save_name(self._window, tr("Save a copy of the library"), self.library.name)
        if workspace is not None and name:
            safety = workspace.safety
            self.asked.begin(
                tr("Copying the library"),
                lambda tell, stop: safety.save_copy(Path(name), tell=tell, stop=stop),
                self._copied,
            )

    def _copied(self, made: Path) -> None:
        self._session.told.emit(Notice(tr("A copy of everything that was saved is in {path}", path=made), "news"))

    def check(self) -> None:
        """Looks at everything in the library; the person works on."""
        if (workspace := self._session.workspace) is not None:
            safety = workspace.safety
            self.asked.begin(
                tr("Checking the library"), lambda tell, stop: safety.check(tell=tell, stop=stop), self._checked
            )

    def _checked(self, report: Report) -> None:
        workspace = self._session.workspace
        details = tuple(report.lines())
        if report.well:
            self._session.told.emit(
                Notice(tr("All is well: everything in the library is as it was written."), "news", details)
            )
        elif workspace is not None and workspace.safety.trouble is not None:
            self._session.tell(workspace.safety.trouble, details)
            self._session.changed.emit()

    def _not_done(self, problem: Problem) -> None:
        if problem.code == "stopped":
            self._session.told.emit(Notice(problem.message, "warning"))
        else:
            self._session.tell(problem)


def _look_after(safety: Safety) -> None:
    """In the thread: all that is due."""
    try:
        safety.catch_up()
        safety.backup_if_due()
        safety.check_if_due()
    except OSError as error:
        why = error.strerror or str(error)
        raise Problem(
            "no-backup", tr("No backup could be made: {reason}. Your work is saved; free some space.", reason=why)
        ) from error


_WHY_ASKED: Final = tr("The backup is protected as the library is. It is put in its place once it opens.")

_KEY_LOST: Final = tr(
    "The key file of this library is lost, so its passphrase is of no use. Type the recovery key that was shown when "
    "the library was made or its passphrase changed last."
)

_WHY_PROTECT: Final = tr(
    "A passphrase encrypts the library, its backups and its copies. Without it, and without the recovery key that is "
    "shown once, nobody can read them again."
)
