"""Keeping a library safe: backups, second copies, checks, repairs; for window and commands, as the workspace is.

An open workspace has its Safety; what takes the place of a whole library is done on a closed one, by the functions.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from imr_desktop import __version__
from imr_desktop.errors import LibraryProblem
from imr_desktop.store import Library, backups, copies, files
from imr_desktop.store.backups import Backup
from imr_desktop.store.checking import Report, check, rows_hold
from imr_desktop.store.connecting import sound
from imr_desktop.store.driver import cipher_version, sqlite, words_of
from imr_desktop.store.holding import log_file
from imr_desktop.store.keys import (
    Key,
    key_file,
    keys_to_try,
    note_seen,
    read_locks,
    settled,
    under_way,
    write_locks,
)
from imr_desktop.store.marks import counts, state
from imr_desktop.store.openfile import CHECKED
from imr_desktop.store.opening import damaged, is_there
from imr_desktop.store.readers import ended, halted
from imr_desktop.texts import tr

if TYPE_CHECKING:
    from imr_desktop.store.rekeying import Rekeyed
    from imr_desktop.store.repairing import Rebuilt

__all__ = [
    "Backup",
    "Rebuilt",
    "Rekeyed",
    "Report",
    "Safety",
    "copies_of",
    "is_there",
    "latest",
    "listed",
    "make",
    "opener",
    "rebuild",
    "recovery_key_seen",
    "rekey",
    "restore",
]

BACKUP_EVERY: Final = timedelta(minutes=30)
CHECK_EVERY: Final = timedelta(days=7)

_TRIED: Final = "tried"
"""The name under which the last attempt to write to the library is remembered."""

_log: Final = logging.getLogger("imr_desktop")

listed: Final = backups.listed
"""A library's backups, oldest first."""

latest: Final = backups.latest
"""The newest backup that keeps work, and was not made to put something aside for another one; None without any."""

copies_of: Final = copies.folder
"""Where the second copies of a library's reviewed cases lie."""


_LOOKING: Final = 0.65
"""The share of a backup's time that looking at all its rows takes."""


class Safety:
    """What keeps an open library safe. The window asks `backup_if_due` and `check_if_due` from time to time.

    `backup`, `backup_if_changed`, `backup_if_due`, `check`, `check_if_due`, `facts`, `look_through` and `save_copy` may
    be called from any thread, one after the other: each reads the library as it stands at that moment, on a connection
    of its own, and keeps nobody from writing. When the library is closed, what is under way in other threads ends at
    once with a LibraryProblem `closed`. Where a library was opened on a full disk or a drive that lets no memory be
    shared, other threads are refused with `alone`. All the rest belongs to the thread that opened the library.

    What takes long for a large library says to `tell` how much is done, from 0 to 1, and asks `stop` now and then
    whether to break off, which ends it with a LibraryProblem `stopped`.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._worry: LibraryProblem | None = None
        self._one_at_a_time = threading.Lock()
        self._thread = threading.get_ident()
        self._checked: str | None = None
        self._owes_backup = True

    @contextmanager
    def _reading(self, stop: Callable[[], bool] = bool) -> Iterator[Library]:
        """The library as it stands, for the thread that asks; the library itself where nobody can read beside it."""
        with self._one_at_a_time:
            if threading.get_ident() == self._thread and not self._library.read_only:
                self._library.stay_in_place()
            if self._library.alone and threading.get_ident() == self._thread:
                try:
                    yield self._library
                except sqlite.DatabaseError as error:
                    raise self._library.why_unread(error) from error
                return
            with closing(self._library.reader(stop)) as reader:
                try:
                    yield reader
                except (LibraryProblem, sqlite.Error) as error:
                    if reader.stopped:
                        raise (halted() if stop() else ended()) from error
                    if isinstance(error, sqlite.DatabaseError):
                        raise reader.why_unread(error) from error
                    raise

    @property
    def trouble(self) -> LibraryProblem | None:
        """What a person must know of the library: it is damaged, has lost something, or has no new backup."""
        return self._library.trouble or self._worry

    def worry(self, problem: LibraryProblem | OSError) -> None:
        """Keeps a problem that does not keep anybody from working, to be told."""
        if isinstance(problem, OSError):
            problem = LibraryProblem("no-backup", tr("No backup could be made ({why}).", why=problem))
        self._worry = problem

    @property
    def recovery_key(self) -> str | None:
        """The letters that open a protected library without its passphrase; only as long as nobody has seen them."""
        return self._library.recovery_key

    def recovery_key_seen(self) -> None:
        """A person has been shown the recovery key, and it is not given again."""
        if self._library.recovery_key:
            recovery_key_seen(self._library.path, self._library.recovery_key)

    @property
    def opener(self) -> str | None:
        """What opens the library again at once, in the place of its passphrase; None for one without. Not for eyes."""
        return self._library.key.recovery() if self._library.key else None

    @property
    def protected(self) -> bool:
        """Whether the library opens with a passphrase."""
        return self._library.key is not None

    @property
    def shown_backup(self) -> datetime | None:
        """When the backup was made that is shown in the place of a library that another process holds."""
        if not self._library.stands_in:
            return None
        return next((each.at for each in listed(self._library.path) if each.path == self._library.shown), None)

    @property
    def as_of(self) -> datetime | None:
        """The moment at which a library is shown that is read beside whoever holds it; `reread` moves it on."""
        return self._library.as_of

    def reread(self) -> None:
        """Goes on with what stands in the library by now, where it is read beside whoever holds it."""
        self._library.reread()

    @property
    def backups(self) -> list[Backup]:
        """The library's backups, oldest first."""
        return listed(self._library.path)

    def backup(
        self, now: datetime | None = None, *, tell: Callable[[float], object] = float, stop: Callable[[], bool] = bool
    ) -> Backup:
        """A backup as the library stands; LibraryProblem where there can be none.

        One that is read beside its holder can be backed up, too; the second copies are its holder's.
        """
        with self._reading(stop) as reader:
            self._refuse_without_use()
            return self._backup(reader, now, tell)

    def _backup(self, reader: Library, now: datetime | None = None, tell: Callable[[float], object] = float) -> Backup:
        """A backup counts as one that a damaged library can be restored from, so each row in it must hold."""

        def looked(share: float) -> None:
            if reader.stopped:
                raise halted()
            tell(_LOOKING * share)

        if not rows_hold(reader.database, looked) and not reader.stopped:
            self._library.distrust()
            raise self._library.trouble or damaged(reader.path)
        made = backups.make(
            reader.path,
            reader.database,
            reader.key,
            now=now,
            stop=lambda: reader.stopped,
            tell=lambda share: tell(_LOOKING + (1 - _LOOKING) * share),
        )
        if not self._library.read_only:
            self._keep_copies(reader)
        return made

    def _keep_copies(self, library: Library) -> None:
        """Brings the second copies up to date; where that cannot be, all is in the library itself and its backups."""
        try:
            copies.keep(library)
        except OSError as error:
            self._worry = LibraryProblem(
                "no-copies",
                tr(
                    "The copies of reviewed cases in {folder} could not be brought up to date ({why}). The library "
                    "itself and its backups have everything.",
                    folder=copies_of(library.path),
                    why=error.strerror or error,
                ),
            )

    def _refuse_without_use(self) -> None:
        library = self._library
        if library.read_only and (library.as_of is None or library.distrusted):
            raise library.trouble or LibraryProblem(
                "read-only",
                tr("{library} is open read-only, so no backup is made of it.", library=library.path.name),
            )

    def save_copy(self, out: Path, *, tell: Callable[[float], object] = float, stop: Callable[[], bool] = bool) -> Path:
        """The library as it stands in a file elsewhere, with its key file; what stands there is left.

        It works for a library that cannot be written, too: that is when it is needed most.
        """
        if is_there(out) or is_there(key_file(out)):
            said = tr("{path} is there already and was left as it is. Choose another name.", path=out)
            raise LibraryProblem("exists", said)
        try:
            with self._reading(stop) as reader:
                backups.copy(reader.database, files.part_of(out), reader.key, lambda: reader.stopped, tell)
            if (key := self._library.key) and (locks := settled(read_locks(self._library.path)[0], key)):
                write_locks(out, locks)
            files.put(files.part_of(out), out)
        except (OSError, sqlite.Error, LibraryProblem) as error:
            files.sweep(out)
            key_file(out).unlink(missing_ok=True)
            if isinstance(error, LibraryProblem):
                raise
            words = tr("No copy could be made at {path}: {why}. Choose another place.", path=out, why=words_of(error))
            raise LibraryProblem("no-copy", words) from error
        return out

    def backup_if_changed(self) -> Backup | None:
        """A backup unless one holds just this, or there is nothing to lose yet."""
        if self._library.read_only:
            return None
        with self._reading() as reader:
            if not reader.case_ids(0, 1) or state(reader.database) in {each.mark for each in self.backups}:
                return None
            return self._backup(reader)

    def backup_if_due(self, now: datetime | None = None) -> Backup | None:
        """As `backup_if_changed`, but not before half an hour has passed since the last one."""
        now = now or datetime.now(UTC)
        if any(timedelta(0) <= now - each.at < BACKUP_EVERY for each in self.backups):  # whatever the clock said once
            return None
        return self.backup_if_changed()

    def backup_on_opening(self) -> Backup | None:
        """As `backup_if_changed` for a library that is quickly backed up; a large one waits for `backup_if_due`."""
        self._owes_backup = False
        return None if self._library.unchecked else self.backup_if_changed()

    def look_through(self) -> bool:
        """Looks through the structure of a library that was too large for it on opening; says whether it is whole.

        Where it is not, the library is only read from now on. It does nothing for a library that was looked through.
        """
        if not self._library.unchecked:
            return not self._library.distrusted
        with self._reading() as reader:
            whole = sound(reader.database)
            if reader.stopped:
                raise ended()
            if not whole:
                self._library.distrust()
            self._library.unchecked = False
            return whole

    def catch_up(self) -> None:
        """What opening has left undone: a change of passphrase that was broken off is finished, a large library is
        looked through, and each is backed up where that is due."""
        self._finish_rekeying()
        large, owed = self._library.unchecked, self._owes_backup
        self._owes_backup = False
        if not (large or owed) or not self.look_through():
            return
        try:
            _ = self.backup_if_due() if large else self.backup_if_changed()
        except (LibraryProblem, OSError) as problem:
            self.worry(problem)

    def _finish_rekeying(self) -> None:
        if self._library.read_only or under_way(self._library.path) is None:
            return
        from imr_desktop.store import rekeying

        try:
            with self._reading() as reader:
                left = rekeying.finish(reader.path, reader.key, lambda: reader.stopped)
        except LibraryProblem as problem:
            left = problem
        self._worry = left or self._worry

    def in_place(self) -> bool:
        """Whether the library's file still is the one of its name; where it is not, that is in `trouble`."""
        if not self._library.read_only:
            with suppress(LibraryProblem):
                self._library.stay_in_place()
        return not self._library.moved

    def takes_changes(self) -> bool:
        """Whether the library can be written by now, where something could not be saved before: tried on a trifle."""
        try:
            self._library.remember(_TRIED, datetime.now(UTC).isoformat(timespec="seconds"))
        except LibraryProblem:
            return False
        return True

    def check(self, *, tell: Callable[[float], object] = float, stop: Callable[[], bool] = bool) -> Report:
        """Looks at everything; where something is wrong the library is only read from now on."""
        with self._reading(stop) as reader:

            def told(share: float) -> None:
                if reader.stopped or stop():
                    raise halted()
                tell(share)

            report = check(reader, told)
            if not report.well:
                self._library.distrust()
            else:
                self._checked = datetime.now(UTC).isoformat(timespec="seconds")
        self._remember()
        return report

    def _remember(self) -> None:
        """Keeps when the library was found well, once that can be written."""
        if self._checked and not self._library.read_only and threading.get_ident() == self._thread:
            self._library.remember(CHECKED, self._checked)
            self._checked = None

    def check_if_due(self, now: datetime | None = None) -> Report | None:
        """The full check where the last one is a week ago; else None."""
        with self._reading() as reader:
            last = self._checked or reader.remembered(CHECKED)
        if last and timedelta(0) <= (now or datetime.now(UTC)) - datetime.fromisoformat(last) < CHECK_EVERY:
            return None
        return self.check()

    def leave(self) -> None:
        """What is done last before a library is closed: readers stop, the second copies are brought up to date."""
        if self._library.closed:
            return
        self._library.end_readers()
        if self._library.read_only:
            return
        try:
            self._library.stay_in_place()
            self._remember()
            copies.keep(self._library)
        except (OSError, LibraryProblem) as error:  # everything is saved in the library itself, and in its backups
            _log.warning("second copies were not written: %s", type(error).__name__)

    def facts(self) -> Facts:
        """What can be said of the library without saying what is in it."""
        library = self._library
        with self._reading() as reader:
            return Facts(
                library.path,
                sum(each.stat().st_size for each in (library.path, log_file(library.path)) if each.exists()),
                counts(reader.database),
                self.protected,
                library.read_only,
                reader.remembered(CHECKED),
                tuple(self.backups),
            )


@dataclass(frozen=True, slots=True)
class Facts:
    """A library in figures: nothing here is content."""

    path: Path
    size: int
    counts: Mapping[str, int]
    protected: bool
    read_only: bool
    checked: str | None
    backups: tuple[Backup, ...]

    def as_json(self) -> dict[str, Any]:
        """For a support bundle: without the path, which may name a person."""
        return {
            "size": self.size,
            "rows": dict(self.counts),
            "protected": self.protected,
            "read_only": self.read_only,
            "checked": self.checked,
            "backups": [each.at.isoformat() for each in self.backups],
        }


def versions() -> dict[str, str]:
    """What this program is made of."""
    return {"imr-desktop": __version__, "sqlite": sqlite.sqlite_version, "sqlcipher": cipher_version()}


def make(path: Path, *, who: str, passphrase: str) -> str:
    """Makes a protected library and gives its recovery key; LibraryProblem where none can be made.

    Until `recovery_key_seen` it is given again at each opening: whoever asked for it may be gone before it is shown.
    """
    with closing(Library(path, who=who, passphrase=passphrase)) as library:
        assert library.recovery_key is not None, "a library that is made with a passphrase has one"
        assert library.key is not None, "as above"
        with suppress(OSError):
            note_seen(path, library.key, seen=False)
        return library.recovery_key


def recovery_key_seen(path: Path, recovery: str) -> None:
    """A person has been shown the recovery key of a library, and it is not given again."""
    if key := Key.recovered(recovery):
        with suppress(OSError, LibraryProblem):  # then it is shown once more
            note_seen(path, key)


def opener(path: Path, passphrase: str) -> str:
    """What opens a closed library at once, in the place of its passphrase, whose derivation takes a while.

    LibraryProblem where the passphrase does not fit.
    """
    key = next((each for each in keys_to_try(path, passphrase) if each is not None), None)
    return key.recovery() if key else passphrase


def restore(path: Path, backup: Path, *, who: str, passphrase: str | None = None) -> Path:
    """Puts a backup in the place of a closed library, and gives the file that keeps what stood there, if anything did.

    LibraryProblem, and the library is as it was, where the backup is not whole, another process holds the library, or
    what stands there cannot be kept.
    """
    from imr_desktop.store import repairing

    return repairing.restore(path, backup, who=who, passphrase=passphrase)


def rebuild(library: Path, target: Path, *, who: str, passphrase: str | None = None) -> Rebuilt:
    """A new library at `target` from the second copies that lie beside `library`, which need not be there any more.

    Where they are protected the passphrase opens them, and protects the new library. LibraryProblem where something
    stands at `target` already or no copy can be used.
    """
    from imr_desktop.store import repairing

    key = next((each for each in keys_to_try(library, passphrase) if each is not None), None)
    return repairing.rebuild(copies_of(library), target, who=who, key=key, passphrase=passphrase if key else None)


def rekey(path: Path, *, who: str, passphrase: str | None, new: str | None) -> Rekeyed:
    """Gives a closed library another passphrase, its first one, or none; gives the new recovery key.

    LibraryProblem, and the library opens as before, where that fails. Until `recovery_key_seen` the key is given again
    at each opening.
    """
    from imr_desktop.store import rekeying

    return rekeying.rekey(path, who=who, passphrase=passphrase, new=new)
