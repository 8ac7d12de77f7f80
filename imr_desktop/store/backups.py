"""Backups beside the library: made through SQLite, verified before they count, thinned with age."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.store import files, marks
from imr_desktop.store.connecting import READ, connect, sound
from imr_desktop.store.driver import Database, sqlite, words_of
from imr_desktop.store.keys import Key, keep_copy, names
from imr_desktop.texts import tr

_NAME: Final = re.compile(r"(\d{8}T\d{6}\.\d{6})Z-([0-9a-f]{12})(?:-before-([a-z]+))?\.imr")
_STAMP: Final = "%Y%m%dT%H%M%S.%f"

_SPANS: Final = (
    (timedelta(hours=24), "%Y%m%d%H"),
    (timedelta(days=7), "%Y%m%d"),
    (timedelta(weeks=4), "%G%V"),
)
"""Up to each of these ages, one backup is kept of every hour, day or week."""

_PAGES: Final = 2000
"""Pages that are copied between two looks at whether to stop: 8 MB, about 20 ms."""

_COPYING: Final = 0.6
"""The share of a backup's time that copying takes; looking the copy through takes the rest."""

_INSTRUCTIONS: Final = 100_000
"""Instructions of SQLite's virtual machine between two such looks while a copy is looked through."""

RESTORE: Final = "restore"
"""The act before which a backup is made of what a restored one replaces."""

_ALWAYS: Final = 3
"""The newest backups, which stay whatever the clock says."""

_MOST: Final = 20 * 10**9
"""Bytes that the backups of a large library may take beside the newest; they do not have the disk to themselves."""


_WHY: Final = {
    RESTORE: tr("before a backup was restored"),
    "rekey": tr("before the passphrase was changed"),
    "migration": tr("before a newer version of the program opened it"),
    "loss": tr("before something in it was lost"),
}
"""How each of these acts is put into words."""


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """One backup: when it was made (UTC), the mark of the state it holds, and before what act, if it was for one."""

    at: datetime
    mark: str
    path: Path
    before: str = ""

    @property
    def why(self) -> str:
        """For what act it was made, in words; empty where it was for none."""
        return _WHY.get(self.before, tr("before {act}", act=self.before) if self.before else "")


folder: Final = files.backups_folder
"""Where a library's backups lie."""


def listed(library: Path) -> list[Backup]:
    """A library's backups, oldest first; LibraryProblem where their folder cannot be looked into."""
    home = folder(library)
    try:
        found = [(path, _NAME.fullmatch(path.name)) for path in home.iterdir()] if home.is_dir() else []
    except OSError as error:
        said = tr("The backups in {folder} cannot be listed: {why}.", folder=home, why=error.strerror or error)
        raise LibraryProblem("no-backups", said) from error
    return sorted(Backup(_stamped(name), name[2], path, name[3] or "") for path, name in found if name)


def _stamped(match: re.Match[str]) -> datetime:
    return datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)


def latest(library: Path) -> Backup | None:
    """The newest backup that keeps work; one that was made to put something aside does not count."""
    return next((each for each in reversed(listed(library)) if each.before != RESTORE), None)


def make(
    library: Path,
    database: Database,
    key: Key | None,
    *,
    before: str = "",
    now: datetime | None = None,
    stop: Callable[[], bool] = bool,
    tell: Callable[[float], object] = float,
) -> Backup:
    """A backup of the library as it stands, verified and on the disk; LibraryProblem where there can be none.

    `before` names the act that it is made for, in one small word: such a backup is not thinned with the others.
    A database that is pinned to one moment gives the library of that moment, whatever is written meanwhile; the others
    belong to nobody else. `stop` is asked now and then whether to break off; `tell` hears how much is done, up to 1.
    """
    now = now or datetime.now(UTC)
    try:
        home = files.private_folder(folder(library))
        mark = marks.state(database)
        act = f"-before-{before}" if before else ""
        backup = Backup(now, mark, home / f"{now.strftime(_STAMP)}Z-{mark}{act}.imr", before)
        part = home / f".{backup.path.name}.part"
        try:
            copy(database, part, key, stop, tell)
            files.put(part, backup.path)
            if key is not None and names(library, key):
                keep_copy(library)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, sqlite.Error) as error:
        raise LibraryProblem(
            "no-backup",
            tr(
                "No backup could be made ({why}). The library itself is untouched and everything in it is saved; "
                "free some space, or look at the folder of the backups.",
                why=words_of(error),
            ),
        ) from error
    for old in superfluous(listed(library), now):
        _drop(old.path)
    for old in beyond(listed(library), _size):
        _drop(old.path)
    for left in home.glob(".*.part*"):  # by a killed process; after a day, for another one may be making one now
        if (match := _NAME.match(left.name, 1)) and now - _stamped(match) > timedelta(days=1):
            _drop(left)
    return backup


def _drop(path: Path) -> None:
    """Deletes a backup that is no longer needed; one that another program has open stays until the next backup."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _size(backup: Backup) -> int:
    return backup.path.stat().st_size if backup.path.exists() else 0


def copy(
    database: Database,
    target: Path,
    key: Key | None,
    stop: Callable[[], bool] = bool,
    tell: Callable[[float], object] = float,
) -> None:
    """The library as it stands in another file, verified and on the disk; what stood there is replaced."""

    def look(_: int, left: int, pages: int) -> None:
        if stop():
            raise sqlite.OperationalError("interrupted")
        os.fsync(handle)  # bit by bit: whoever saves an edit meanwhile has to wait until the disk has taken all of it
        tell(_COPYING * (1 - left / max(1, pages)))

    target.unlink(missing_ok=True)
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        with closing(sqlite.connect(str(target), isolation_level=None)) as connection:
            if key is not None:
                connection.execute(f"PRAGMA key = {key.pragma}")
            connection.execute("PRAGMA synchronous = OFF")  # it is flushed here
            database.conn.backup(connection, pages=_PAGES, progress=look)
    finally:
        os.close(handle)
    verify(target, key, marks.counts(database), stop)
    files.sync_file(target)
    tell(1.0)


def verify(
    path: Path, key: Key | None, expected: dict[str, int] | None = None, stop: Callable[[], bool] = bool
) -> None:
    """LibraryProblem unless the file opens, is whole, and has the rows it should have."""
    with closing(connect(path, READ, key)) as database:
        database.conn.set_progress_handler(stop, _INSTRUCTIONS)
        if not sound(database) or (expected is not None and marks.counts(database) != expected):
            said = tr("{name} did not come out whole, so it does not count.", name=path.name)
            raise LibraryProblem("no-backup", said)


def superfluous(backups: Iterable[Backup], now: datetime) -> list[Backup]:
    """The backups to remove: one an hour stays for a day, one a day for a week, one a week for 4 weeks.

    Of each hour, day or week the newest stays. Those made before an act stay for 4 weeks, the newest three for good:
    a clock that was set wrong must not take the last ones.
    """
    ordered = sorted(backups, reverse=True)
    seen: set[str] = set()
    removed = []
    for backup in ordered[_ALWAYS:]:
        shape = next((shape for span, shape in _SPANS if now - backup.at <= span), None)
        slot = f"{shape} {backup.at.strftime(shape)}" if shape else None
        if slot is None or (slot in seen and not backup.before):
            removed.append(backup)
        elif not backup.before:
            seen.add(slot)
    return removed


def beyond(backups: Iterable[Backup], size: Callable[[Backup], int]) -> list[Backup]:
    """The backups to remove because all together would take too much room: the oldest first.

    The newest three stay however large they are, and those made before an act.
    """
    taken, removed = 0, []
    for number, backup in enumerate(sorted(backups, reverse=True)):
        taken += size(backup)
        if taken > _MOST and number >= _ALWAYS and not backup.before:
            removed.append(backup)
    return removed
