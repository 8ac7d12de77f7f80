"""Keeping the open library safe, in the window: upkeep by the clock, backups, passphrase, lock, remedies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from imr_desktop.errors import LibraryProblem, Problem
from imr_desktop.gui.aside import Aside
from imr_desktop.gui.notices import Notice
from imr_desktop.gui.session import Session
from imr_desktop.gui.station import Station

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.keeping import Backup, Safety

LOCKED: Final = ("locked-by-passphrase", "wrong-passphrase")
"""Codes of problems that a passphrase helps against."""

KEY_LOST: Final = ("key-missing", "key-damaged")
"""Codes of problems that the recovery key helps against."""

UNSAVED: Final = ("disk-full", "not-saved", "locked")
"""Codes of problems that kept something from being saved; trying again helps once their cause is gone."""

RESTORABLE: Final = ("damaged", "not-a-library", "not-ours", "empty-library", "gone")
"""Codes of problems that a backup helps against."""

_LOOK_EVERY: Final = 60_000
"""Milliseconds between two looks at whether a backup or a check is due."""

_FIRST_LOOK: Final = 1500
"""Milliseconds after opening before the first of them, so that the first case is there before."""

IDLE: Final = 15 * 60_000
"""Milliseconds without a key or a click after which a protected library is locked."""


class Keeper(QObject):
    """Looks after whatever library the session has open, and asks the person what only they can know."""

    def __init__(self, session: Session, who: str, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._who, self._window = session, who, window
        self.wanted = Path()
        self._clock = QTimer(self, interval=_LOOK_EVERY)
        self._clock.timeout.connect(self.look_after)
        self._first = QTimer(self, singleShot=True, interval=_FIRST_LOOK)
        self._first.timeout.connect(self.look_after)
        self._upkeep: Aside | None = None
        self._copying: Aside | None = None
        self.idle = QTimer(self, singleShot=True, interval=IDLE)
        self.idle.timeout.connect(self.lock)
        session.opened.connect(self._begin)
        session.left.connect(self._end)
        session.refused.connect(self._refused)
        session.changed.connect(self._somebody_is_there)  # by a shortcut, which no window sees as a key
        session.remedies.update(
            {
                "held": (("Open read-only", self.open_read_only),),
                **dict.fromkeys(UNSAVED, (("Try again", self.try_again), ("Save a copy…", self.save_copy))),
                **dict.fromkeys(RESTORABLE, (("Backups…", self.show_backups),)),
            }
        )

    # --- as long as a library is open ---

    def _begin(self, station: Station) -> None:
        safety = station.desk.workspace.safety
        self.wanted = station.desk.workspace.path
        if safety.trouble:
            self._session.tell(safety.trouble)
        if safety.shown_backup:
            made = f"{safety.shown_backup.astimezone():%d %B %Y, %H:%M}"
            words = f"Another window holds this library. You see its backup of {made}, read-only."
            self._session.told.emit(Notice(words, "warning"))
        elif safety.as_of:
            words = f"You see it as it stood at {safety.as_of.astimezone():%H:%M:%S}, read-only."
            told = f"Another window holds this library. {words}"
            self._session.told.emit(Notice(told, "warning", act="Show the present state", do=self._session.reread))
        if safety.recovery_key:
            self.show_recovery(safety.recovery_key)
        self._clock.start()
        self._first.start()
        if safety.protected:
            self._window.windowHandle().installEventFilter(self)
            self.idle.start()

    def _end(self, _: Station) -> None:
        for clock in (self._clock, self._first, self.idle):
            clock.stop()
        for aside in (self._upkeep, self._copying):
            if aside is not None:
                aside.forget(wait=0)  # closing the library ends what it reads
        self._upkeep = self._copying = None

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._somebody_is_there()
        return False

    def _somebody_is_there(self) -> None:
        if self.idle.isActive():
            self.idle.start()

    @property
    def busy(self) -> bool:
        """Whether the library is being looked after in the background."""
        return self._upkeep is not None

    def look_after(self) -> None:
        """A backup where one is due, a full check where one is: in a thread, on a reading of its own."""
        workspace = self._session.workspace
        if workspace is None or self._upkeep is not None:
            return
        safety = workspace.safety
        known = safety.trouble
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
                self._session.tell(each)
        if trouble is not known:
            self._session.changed.emit()

    def try_again(self) -> None:
        """Saves what could not be saved: what stands in a box, else the act that failed last."""
        station, workspace = self._session.station, self._session.workspace
        if station is None or workspace is None:
            return
        before = workspace.last_saved
        if station.flush() and (workspace.last_saved != before or station.desk.try_again()):
            self._session.told.emit(Notice("What could not be saved before is saved now.", "news"))

    def lock(self) -> None:
        """Puts a protected library away; only its passphrase opens it again."""
        if self._session.protected and self._session.leave():
            self._session.open(self.wanted)

    # --- a library that does not open ---

    def _refused(self, path: Path, problem: Problem) -> None:
        self.wanted = path
        if problem.code in LOCKED:
            self.ask_passphrase("" if problem.code == LOCKED[0] else problem.message)

    def ask_passphrase(self, said: str = "", label: str = "Passphrase or recovery key") -> None:
        """Asks for the passphrase of the library that was wanted, and opens it."""
        self._ask(said, label, lambda passphrase: self._session.open(self.wanted, passphrase=passphrase))

    def ask_recovery_key(self) -> None:
        """Asks for the recovery key of the library that was wanted, whose key file is lost, and opens it."""
        self.ask_passphrase(_KEY_LOST, "Recovery key")

    def _ask(self, said: str, label: str, then: Callable[[str], object], verb: str = "Open") -> None:
        dialog = PassphraseDialog(self._window, f"{verb} {self.wanted.name}", said, [label])
        dialog.accepted.connect(lambda: then(dialog.answers()[0]))
        dialog.open()

    def open_read_only(self) -> None:
        """Shows the library that another window holds, as its newest backup has it."""
        self._session.open(self.wanted, read_only=True)

    def new_library(self, path: Path) -> None:
        """Makes a library after asking for a passphrase; one that lies there already is opened."""
        if path.exists():
            self._session.open(path)
            return
        dialog = PassphraseDialog(
            self._window, f"New library {path.name}", _WHY_PROTECT, ["Passphrase (empty: none)", "Once more"]
        )
        dialog.accepted.connect(lambda: self._session.open(path, passphrase=dialog.answers()[0] or None))
        dialog.open()

    # --- passphrase ---

    def change_passphrase(self) -> None:
        """Gives the open library another passphrase, its first one, or none."""
        workspace = self._session.workspace
        if workspace is None:
            return
        old = ["Present passphrase"] if workspace.safety.protected else []
        dialog = PassphraseDialog(
            self._window,
            f"Passphrase of {self.wanted.name}",
            _WHY_PROTECT,
            [*old, "New passphrase (empty: none)", "Once more"],
        )
        dialog.accepted.connect(lambda: self._rekey(dialog.answers()[0] if old else None, dialog.answers()[-1] or None))
        dialog.open()

    def _rekey(self, old: str | None, new: str | None) -> None:
        from imr_desktop import keeping

        self._away(
            lambda: keeping.rekey(self.wanted, who=self._who, passphrase=old, new=new), old, new, self.show_recovery
        )

    def _away(
        self,
        act: Callable[[], str | None],
        before: str | None,
        after: str | None,
        then: Callable[[str], object] | None = None,
    ) -> None:
        """Does something to the library while it is put away, and opens it again."""
        if not self._session.leave():
            return
        try:
            answer = act()
        except LibraryProblem as problem:
            self._session.open(self.wanted, passphrase=before)
            self._session.tell(problem)
            return
        self._session.open(self.wanted, passphrase=after)
        if answer and then:
            then(answer)

    def show_recovery(self, key: str) -> None:
        """Shows the recovery key, this once."""
        box = QMessageBox(self._window)
        box.setWindowTitle("Recovery key")
        box.setText("Write this down and keep it away from this computer.")
        box.setInformativeText(
            "<p>It opens the library when the passphrase is forgotten, and is not shown again.</p>"
            f"<p><code>{key}</code></p>"
        )
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.open()

    # --- backups ---

    def show_backups(self) -> None:
        """Lists the library's backups and restores one; what stands there is backed up first."""
        from imr_desktop import keeping

        dialog = BackupsDialog(self._window, keeping.listed(self.wanted))
        dialog.accepted.connect(lambda: self.restore(dialog.chosen()))
        dialog.open()

    def restore(self, backup: Path) -> None:
        """Puts a backup in the library's place."""
        workspace = self._session.workspace
        if workspace is None or workspace.read_only:
            self._session.leave()
            self._restore_closed(backup)
            return
        try:
            kept = self._session.restore(backup)
        except Problem as problem:
            self._session.tell(problem)
        else:
            self._tell_restored(kept)

    def _restore_closed(self, backup: Path, passphrase: str | None = None) -> None:
        """The same for a library that cannot be opened or only be read; a protected one asks for its passphrase."""
        from imr_desktop import keeping

        try:
            kept = keeping.restore(self.wanted, backup, who=self._who, passphrase=passphrase)
        except LibraryProblem as problem:
            if problem.code in LOCKED:
                said = _WHY_ASKED if problem.code == LOCKED[0] else problem.message
                label = "Passphrase or recovery key"
                self._ask(said, label, lambda answer: self._restore_closed(backup, answer), "Restore")
            else:
                self._session.open(self.wanted, passphrase=passphrase)
                self._session.tell(problem)
        else:
            self._session.open(self.wanted, passphrase=passphrase)
            self._tell_restored(kept)

    def _tell_restored(self, kept: Path) -> None:
        self._session.told.emit(Notice(f"The backup is restored. What stood there before is kept in {kept}", "news"))

    def save_copy(self) -> None:
        """Saves the library as it stands in another place, such as a disk that has room; the person works on."""
        workspace = self._session.workspace
        name, _ = QFileDialog.getSaveFileName(self._window, "Save a copy of the library", self.wanted.name)
        if workspace is None or not name or self._copying is not None:
            return
        safety = workspace.safety
        self._copying = Aside("copy", lambda _: safety.save_copy(Path(name)), self)
        self._copying.gave.connect(self._copied)
        self._copying.failed.connect(self._not_copied)

    def _copied(self, made: Path) -> None:
        self._copying = None
        self._session.told.emit(Notice(f"A copy of everything that was saved is in {made}", "news"))

    def _not_copied(self, problem: Problem | None) -> None:
        self._copying = None
        if problem is not None:
            self._session.tell(problem)


def _look_after(safety: Safety) -> None:
    """In the thread: all that is due."""
    try:
        safety.catch_up()
        safety.backup_if_due()
        safety.check_if_due()
    except OSError as error:
        why = error.strerror or str(error)
        raise Problem("no-backup", f"No backup could be made: {why}. Your work is saved; free some space.") from error


_WHY_ASKED: Final = "The backup is protected as the library is. It is put in its place once it opens."

_KEY_LOST: Final = (
    "The key file of this library is lost, so its passphrase is of no use. Type the recovery key that was shown when "
    "the library was made or its passphrase changed last."
)

_WHY_PROTECT: Final = (
    "A passphrase encrypts the library, its backups and its copies. Without it, and without the recovery key that is "
    "shown once, nobody can read them again."
)


class PassphraseDialog(QDialog):
    """Asks for passphrases. The last two must be the same where there are several; nothing is shown while typing."""

    def __init__(self, parent: QWidget, title: str, text: str, labels: list[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.boxes = [QLineEdit(echoMode=QLineEdit.EchoMode.Password) for _ in labels]
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        said = QLabel(text, wordWrap=True)
        said.setVisible(bool(text))
        column.addWidget(said)
        for label, box in zip(labels, self.boxes, strict=True):
            box.setAccessibleName(label)
            box.textChanged.connect(self._compare)
            name = QLabel(label)
            name.setBuddy(box)
            column.addWidget(name)
            column.addWidget(box)
        column.addWidget(self._buttons)
        self.setMinimumWidth(440)
        self._compare()

    def answers(self) -> list[str]:
        """What was typed, box by box."""
        return [box.text() for box in self.boxes]

    def _compare(self) -> None:
        answers = self.answers()
        fits = answers[-1] == answers[-2] if len(answers) > 1 else bool(answers[0])
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(fits)


class BackupsDialog(QDialog):
    """The backups, newest first; accepting it restores the chosen one."""

    def __init__(self, parent: QWidget, backups: list[Backup]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Backups")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QListWidget()
        self.list.setAccessibleName("Backups")
        for backup in reversed(backups):
            size = backup.path.stat().st_size / 2**20
            before = f"  before {backup.before}" if backup.before else ""
            item = QListWidgetItem(f"{backup.at.astimezone():%A, %d %B %Y, %H:%M:%S}  {size:.1f} MiB{before}")
            item.setData(Qt.ItemDataRole.UserRole, str(backup.path))
            self.list.addItem(item)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        restore = buttons.addButton("Restore", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        restore.setEnabled(bool(backups))
        column = QVBoxLayout(self)
        column.addWidget(QLabel("Restoring one keeps what is there now as a backup of its own.", wordWrap=True))
        column.addWidget(self.list)
        column.addWidget(buttons)
        self.list.setCurrentRow(0)
        self.setMinimumSize(520, 320)

    def chosen(self) -> Path:
        """The file of the chosen backup."""
        return Path(str(self.list.currentItem().data(Qt.ItemDataRole.UserRole)))
