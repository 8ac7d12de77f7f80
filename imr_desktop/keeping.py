"""Keeping a library safe: backups, second copies, checks, repairs; for window and commands, as the workspace is.

An open workspace has its Safety; what takes the place of a whole library is done on a closed one, by the functions.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from imr_desktop import __version__
from imr_desktop.errors import LibraryProblem
from imr_desktop.store import Library, backups, copies, repairing
from imr_desktop.store.backups import Backup
from imr_desktop.store.checking import Report, check
from imr_desktop.store.connecting import sound
from imr_desktop.store.driver import cipher_version, sqlite
from imr_desktop.store.holding import log_file
from imr_desktop.store.keys import key_file, keys_to_try, read_locks, write_locks
from imr_desktop.store.library import CHECKED
from imr_desktop.store.marks import counts, state
from imr_desktop.store.readers import ended
from imr_desktop.store.repairing import Rebuilt

__all__ = ["Backup", "Rebuilt", "Report", "Safety", "copies_of", "latest", "listed", "rebuild", "rekey", "restore"]

BACKUP_EVERY: Final = timedelta(minutes=30)
CHECK_EVERY: Final = timedelta(days=7)

_log: Final = logging.getLogger("imr_desktop")

listed: Final = backups.listed
"""A library's backups, oldest first."""

latest: Final = backups.latest
"""The newest backup that keeps work, and was not made to put something aside for another one; None without any."""

copies_of: Final = copies.folder
"""Where the second copies of a library's reviewed cases lie."""


class Safety:
    """What keeps an open library safe. The window asks `backup_if_due` and `check_if_due` from time to time.

    `backup`, `backup_if_changed`, `backup_if_due`, `check`, `check_if_due`, `look_through` and `save_copy` may be
    called from any thread, one after the other: each reads the library as it stands at that moment, on a connection of
    its own, and keeps nobody from writing. When the library is closed, what is under way in other threads ends at once
    with a LibraryProblem `closed`. Where a library was opened on a full disk or a drive that lets no memory be shared,
    other threads are refused with `alone`. All the rest belongs to the thread that opened the library.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._worry: LibraryProblem | None = None
        self._one_at_a_time = threading.Lock()
        self._thread = threading.get_ident()
        self._checked: str | None = None

    @contextmanager
    def _reading(self) -> Iterator[Library]:
        """The library as it stands, for the thread that asks; the library itself where nobody can read beside it."""
        with self._one_at_a_time:
            if self._library.alone and threading.get_ident() == self._thread:
                yield self._library
                return
            with closing(self._library.reader()) as reader:
                try:
                    yield reader
                except (LibraryProblem, sqlite.Error) as error:
                    if reader.stopped:
                        raise ended() from error
                    raise

    @property
    def trouble(self) -> LibraryProblem | None:
        """What a person must know of the library: it is damaged, has lost something, or has no new backup."""
        return self._library.trouble or self._worry

    def worry(self, problem: LibraryProblem | OSError) -> None:
        """Keeps a problem that does not keep anybody from working, to be told."""
        if isinstance(problem, OSError):
            problem = LibraryProblem("no-backup", f"No backup could be made ({problem}).")
        self._worry = problem

    @property
    def recovery_key(self) -> str | None:
        """The letters that open a protected library without its passphrase; only after it has just been made."""
        return self._library.recovery_key

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

    def backup(self, now: datetime | None = None) -> Backup:
        """A backup as the library stands; LibraryProblem where there can be none.

        One that is read beside its holder can be backed up, too; the second copies are its holder's.
        """
        with self._reading() as reader:
            self._refuse_without_use()
            return self._backup(reader, now)

    def _backup(self, reader: Library, now: datetime | None = None) -> Backup:
        made = backups.make(reader.path, reader.database, reader.key, now=now, stop=lambda: reader.stopped)
        if not self._library.read_only:
            copies.keep(reader)
        return made

    def _refuse_without_use(self) -> None:
        library = self._library
        if library.read_only and (library.as_of is None or library.distrusted):
            raise library.trouble or LibraryProblem(
                "read-only", f"{library.path.name} is open read-only, so no backup is made of it."
            )

    def save_copy(self, out: Path) -> Path:
        """The library as it stands in a file elsewhere, with its key file; what stands there is left.

        It works for a library that cannot be written, too: that is when it is needed most.
        """
        if out.exists() or key_file(out).exists():
            raise LibraryProblem("exists", f"{out} is there already and was left as it is. Choose another name.")
        try:
            with self._reading() as reader:
                backups.copy(reader.database, out, reader.key, lambda: reader.stopped)
            if self._library.key:
                write_locks(out, read_locks(self._library.path)[0])
        except (OSError, sqlite.Error, LibraryProblem) as error:
            out.unlink(missing_ok=True)
            if isinstance(error, LibraryProblem):
                raise
            raise LibraryProblem(
                "no-copy", f"No copy could be made at {out}: {error}. Choose another place."
            ) from error
        return out

    def restore(self, backup: Path) -> Path:
        """Puts a backup in the place of the open library, in one step; gives the file that keeps what stood there.

        LibraryProblem, and the library is as it was, where the backup is not whole or the present state cannot be kept.
        """
        return repairing.restore_into(self._library, backup)

    def backup_if_changed(self) -> Backup | None:
        """A backup unless the newest one holds just this, or there is nothing to lose yet."""
        if self._library.read_only:
            return None
        with self._reading() as reader:
            newest = self.backups[-1:]
            if not reader.case_ids() or (newest and newest[0].mark == state(reader.database)):
                return None
            return self._backup(reader)

    def backup_if_due(self, now: datetime | None = None) -> Backup | None:
        """As `backup_if_changed`, but not before half an hour has passed since the last one."""
        newest = self.backups[-1:]
        if newest and timedelta(0) <= (now or datetime.now(UTC)) - newest[0].at < BACKUP_EVERY:
            return None
        return self.backup_if_changed()

    def backup_on_opening(self) -> Backup | None:
        """As `backup_if_changed` for a library that is quickly backed up; a large one waits for `backup_if_due`."""
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
        """What opening has left undone for a large library: it is looked through, and backed up where that is due."""
        if self._library.unchecked and self.look_through():
            try:
                self.backup_if_due()
            except (LibraryProblem, OSError) as problem:
                self.worry(problem)

    def check(self) -> Report:
        """Looks at everything; where something is wrong the library is only read from now on."""
        with self._reading() as reader:
            report = check(reader)
            if reader.stopped:
                raise ended()
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
        if last and (now or datetime.now(UTC)) - datetime.fromisoformat(last) < CHECK_EVERY:
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
            self._remember()
            copies.keep(self._library)
        except (OSError, LibraryProblem) as error:  # everything is saved in the library itself, and in its backups
            _log.warning("second copies were not written: %s", type(error).__name__)

    def facts(self) -> Facts:
        """What can be said of the library without saying what is in it."""
        library = self._library
        return Facts(
            library.path,
            sum(each.stat().st_size for each in (library.path, log_file(library.path)) if each.exists()),
            counts(library.database),
            self.protected,
            library.read_only,
            library.remembered("checked"),
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


def restore(path: Path, backup: Path, *, who: str, passphrase: str | None = None) -> Path:
    """Puts a backup in the place of a closed library, and gives the file that keeps what stood there.

    LibraryProblem, and the library is as it was, where the backup is not whole, another process holds the library, or
    what stands there cannot be kept.
    """
    return repairing.restore(path, backup, who=who, passphrase=passphrase)


def rebuild(library: Path, target: Path, *, who: str, passphrase: str | None = None) -> Rebuilt:
    """A new library at `target` from the second copies that lie beside `library`, which need not be there any more.

    Where they are protected the passphrase opens them, and protects the new library. LibraryProblem where something
    stands at `target` already or no copy can be used.
    """
    key = next((each for each in keys_to_try(library, passphrase) if each is not None), None)
    return repairing.rebuild(copies_of(library), target, who=who, key=key, passphrase=passphrase if key else None)


def rekey(path: Path, *, who: str, passphrase: str | None, new: str | None) -> str | None:
    """Gives a closed library another passphrase, its first one, or none; gives the new recovery key.

    LibraryProblem, and the library opens as before, where that fails.
    """
    return repairing.rekey(path, who=who, passphrase=passphrase, new=new)
