"""Opening a library file: ours or not, of this version or not, held or not, whole or not."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.store import backups, files, holding
from imr_desktop.store.connecting import (
    LEFT,
    LIVE,
    MEMORY,
    READ,
    WRITE,
    connect,
    fitting,
    handed_on,
    into_memory,
    pin,
    pragma,
    sound,
    take_reading_settings,
    take_settings,
)
from imr_desktop.store.driver import Database, sqlite, unfit, words_of
from imr_desktop.store.holding import Hold, holds_changes, index_file, log_file
from imr_desktop.store.keys import (
    Key,
    foreign,
    forget,
    keep_copy,
    key_copy,
    key_file,
    keys_to_try,
    lock,
    locked,
    names,
    put_back,
    write_locks,
    wrong_passphrase,
)
from imr_desktop.store.versions import VERSION, behind, bring_up
from imr_desktop.store.views import refresh as refresh_views
from imr_desktop.texts import moment, tr

APPLICATION_ID: Final = 0x494D524C
"""`IMRL` in the file's header: tells a library from every other SQLite file."""

CHECKED_AT_OPENING: Final = 32 * 2**20
"""Bytes up to which a library's structure is looked through before it is shown: 0.03 s for a plain one of this size,
0.1 s for a protected one. A larger one is shown at once and looked through beside the work (`Opened.unchecked`)."""

IN_MEMORY: Final = 512 * 2**20
"""Bytes up to which a library that cannot be shown as it lies is shown from memory."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open library: its database, its key, and how far it can be used.

    `trouble` is what the person must know of it: that it is damaged, and so only read, or that it has lost something.
    `shown` is the file that is read: another one where a backup stands in for the library; `copy` is the name of its
    copy in memory where that is what is read; `hold` is there where this process holds the library, `as_of` where it is
    read beside whoever does. `unchecked`: it is too large to be looked through while somebody waits for it.
    """

    database: Database
    key: Key | None
    shown: Path
    read_only: bool = False
    trouble: LibraryProblem | None = None
    copy: Path | None = None
    hold: Hold | None = None
    as_of: datetime | None = None
    unchecked: bool = False


def is_there(path: Path) -> bool:
    """Whether something stands at a path; LibraryProblem where that cannot be known."""
    try:
        return path.exists()
    except OSError as error:
        raise _no_entry(path, error) from error


def _no_entry(path: Path, error: OSError) -> LibraryProblem:
    said = tr("{path} cannot be opened: {why}.", path=path, why=error.strerror or error)
    return LibraryProblem("cannot-open", said)


def open_library(path: Path, *, who: str, passphrase: str | None = None, read_only: bool = False) -> Opened:
    """The library at `path`; LibraryProblem where it cannot be opened.

    A library that another process holds is told by `held`; with `read_only` it is read beside that one, as it stands
    at this moment, or where that cannot be its newest backup is shown.
    """
    _refuse_unfit_driver()
    _refuse_what_is_no_file(path)
    keys = keys_to_try(path, passphrase)
    try:
        if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
            return _open_to_read(path, keys)
        if read_only:
            return _open_to_look(path, keys)
        return _open_to_write(path, keys, who)
    except sqlite.DatabaseError as error:
        raise _explained(error, path, keys) from error


def tidy(path: Path, key: Key | None) -> None:
    """After a look at a library: SQLite's log and its index go, with all that is in them put into the file.

    SQLite does so when the last one closes, unless that one only reads. Where somebody still has the library open, or
    may come to miss the log, all stays as it is.
    """
    if not log_file(path).exists() or path.stat().st_nlink > 1:
        return
    hold = holding.take_if_free(path)
    if hold is None:
        return
    try:
        with suppress(sqlite.DatabaseError), closing(connect(path, WRITE, key)) as database:
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        hold.end()


def make_library(path: Path, *, who: str, passphrase: str | None = None) -> Opened:
    """A new, empty library for its owner alone, protected where a passphrase is given."""
    _refuse_unfit_driver()
    if backups.listed(path) or key_file(path).exists() or key_copy(path).exists():
        raise LibraryProblem(
            "gone",
            tr(
                "{path} is not there, but what belongs to it is. No empty library was put in its place: bring the file "
                "back, or restore a backup (imr-desktop library restore).",
                path=path,
            ),
        )
    key = Key.draw() if passphrase else None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _held_on(path, who) as hold:
            if path.exists() or path.is_symlink():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            return _made(path, key, passphrase, who, hold)
    except (OSError, sqlite.Error) as error:
        raise LibraryProblem(
            "cannot-create",
            tr(
                "No library can be made at {path}: {why}. Choose a folder that you may write to, with room for it.",
                path=path,
                why=getattr(error, "strerror", None) or error,
            ),
        ) from error


def _made(path: Path, key: Key | None, passphrase: str | None, who: str, hold: Hold) -> Opened:
    """It is put in its place once it is one: whoever comes meanwhile, or after a kill, finds it or nothing."""
    part = files.part_of(path)
    files.sweep(path)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(connect(part, WRITE, key)) as new:
            new.execute("PRAGMA synchronous = OFF")  # it is flushed here
            new.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            bring_up_to_date(new)
        files.sync_file(part)
        if key and passphrase:
            write_locks(path, [lock(key, passphrase)])
            keep_copy(path)
        files.put(part, path)
    except BaseException:
        files.sweep(path)
        forget(path)
        raise
    with handed_on(connect(path, WRITE, key)) as database:
        take_settings(database)
        hold.begin(who)
        return Opened(database, key, path, hold=hold)


@contextmanager
def _held_on(path: Path, who: str) -> Iterator[Hold]:
    """The library is held by whoever comes next, and given back where what is done with it fails."""
    hold = holding.take(path)
    try:
        hold.sign(who)
        yield hold
    except BaseException:
        hold.end()
        raise


def _refuse_unfit_driver() -> None:
    if reason := unfit():
        said = tr("This program must not open a library: {why}. Please install it again.", why=reason)
        raise LibraryProblem("unfit", said)


def _refuse_what_is_no_file(path: Path) -> None:
    if path.is_dir():
        said = tr("{path} is a folder, not a library file. Choose a file in it.", path=path)
        raise LibraryProblem("folder", said)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _no_entry(path, error) from error
    if not size:
        raise LibraryProblem(
            "empty-library",
            tr(
                "{path} is empty (0 bytes), so it is not a library. It was left as it is; restore a backup, or choose "
                "another.",
                path=path,
            ),
        )


# --- to write --------------------------------------------------------------------------------------------------------


def _open_to_write(path: Path, keys: Sequence[Key | None], who: str) -> Opened:
    _refuse_a_second_name(path)
    with _held_on(path, who) as hold:
        files.sweep(path)
        strange = _put_aside_a_strange_log(path, keys, hold)
        log_was_there, size = log_file(path).exists(), path.stat().st_size
        found, key = fitting(path, WRITE, keys)
        with handed_on(found) as database:
            _refuse_what_is_not_ours(database, path)
            cut = not log_was_there and size % pragma(database, "page_size") != 0  # which SQLite fills up with zeros
            large = size > CHECKED_AT_OPENING
            whole = not cut and (large or sound(database))
            trouble = None if whole else damaged(path)
            if whole:
                take_settings(database)
                if behind(database):
                    backups.make(path, database, key, before="migration")
                bring_up_to_date(database)
                trouble = _log_missing(path) if hold.log_lost else _key_trouble(path, key) if key else None
                trouble = trouble or strange
            hold.begin(who)
            return Opened(
                database, key, path, read_only=not whole, trouble=trouble, hold=hold, unchecked=whole and large
            )


def _put_aside_a_strange_log(path: Path, keys: Sequence[Key | None], hold: Hold) -> LibraryProblem | None:
    """A log that is not this file's: somebody put it, a backup for one, in the place of one that was not closed.

    SQLite would play it into the file and damage both; so it does only where the two are whole together, as when a
    folder was copied with all that is in it.
    """
    if not hold.file_replaced or _is_sound(path, LEFT, keys) or not _is_sound(path, READ, keys):
        return None
    log = log_file(path)
    aside = files.private_folder(backups.folder(path)) / f"damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}.imr-wal"
    hold.rest()
    shutil.move(log, aside)
    index_file(path).unlink(missing_ok=True)
    return LibraryProblem(
        "log-strange",
        tr(
            "{library} was put in the place of a library that was not closed in order, whose log {log} still lay "
            "there. It is no part of this file, which is as it was put there, and was kept as {aside}.",
            library=path.name,
            log=log.name,
            aside=aside,
        ),
    )


def _is_sound(path: Path, mode: str, keys: Sequence[Key | None]) -> bool:
    with suppress(sqlite.DatabaseError), closing(fitting(path, mode, keys)[0]) as database:
        return pragma(database, "application_id") == APPLICATION_ID and sound(database)
    return False


def _refuse_a_second_name(path: Path) -> None:
    """The log and the hold go by the file's name: under two names two could write, each past the other."""
    if path.stat().st_nlink > 1:
        raise LibraryProblem(
            "two-names",
            tr(
                "{library} has another name somewhere (a hard link), under which it could be changed at the same time. "
                "Nothing was changed: copy it to a file of its own, or open it read-only.",
                library=path.name,
            ),
        )


def bring_up_to_date(database: Database) -> None:
    """The schema as this program writes it; each step is one transaction."""
    bring_up(database)
    if pragma(database, "user_version") != VERSION:
        raise sqlite.DatabaseError("malformed: the file's version is not that of its schema")
    refresh_views(database)


def _refuse_what_is_not_ours(database: Database, path: Path) -> None:
    if pragma(database, "application_id") != APPLICATION_ID:
        if backups.listed(path):
            raise damaged(path)
        raise LibraryProblem(
            "not-ours",
            tr(
                "{path} is a database of another program. It was left as it is; choose a library of this one.",
                path=path,
            ),
        )
    if (version := pragma(database, "user_version")) > VERSION:
        raise newer(path, version)


def _log_missing(path: Path) -> LibraryProblem:
    return LibraryProblem(
        "log-missing",
        tr(
            "{library} was not closed in order, and the file {log} that may have held its last changes is gone. "
            "Look at what was done last: it may be missing. Everything older is there.",
            library=path.name,
            log=log_file(path).name,
        ),
    )


def _key_trouble(path: Path, key: Key) -> LibraryProblem | None:
    """What is told where the key file is another library's, or is lost and its copy has taken its place."""
    if not names(path, key):
        return LibraryProblem(
            "key-foreign",
            tr(
                "{file} is the key file of another library. What opened this one is its recovery key, or the copy of "
                "its own key file among its backups: give it a new passphrase, and it has a key file of its own again. "
                "Keep that of the other library before you do.",
                file=key_file(path).name,
            ),
        )
    try:
        if not put_back(path):
            return None
    except OSError as error:
        return LibraryProblem(
            "key-not-put-back",
            tr(
                "The key file {file} is missing or damaged; its copy among the backups opened the library, "
                "but could not be put in its place ({why}).",
                file=key_file(path).name,
                why=error.strerror or error,
            ),
        )
    return LibraryProblem(
        "key-put-back",
        tr(
            "The key file {file} was missing or damaged. Its copy among the backups opened the library and "
            "was put in its place; nothing is lost.",
            file=key_file(path).name,
        ),
    )


# --- to read ---------------------------------------------------------------------------------------------------------


def _open_to_look(path: Path, keys: Sequence[Key | None]) -> Opened:
    """What can be shown without writing: the library itself, or its newest backup where its holder is out of reach."""
    if _log_is_lost(path):  # to look beside a writer would make a new log in the place of the one that is missed
        opened = _open_to_read(path, keys)
        return replace(opened, trouble=opened.trouble or _log_missing(path))
    size = None if log_file(path).exists() else path.stat().st_size
    try:
        if _within_reach(path, keys):
            return _open_live(path, keys, size)
    except sqlite.OperationalError as error:
        if "locked" not in words_of(error):  # nobody has it, and there is no room for the memory that readers share
            return _open_to_read(path, keys)
        if not backups.listed(path):
            raise
    return _newest_backup(path, keys) or _open_live(path, keys, size)


def _log_is_lost(path: Path) -> bool:
    hold = holding.take_if_free(path)
    if hold is None:
        return False
    try:
        return hold.log_lost
    finally:
        hold.end()


def _within_reach(path: Path, keys: Sequence[Key | None]) -> bool:
    """Whether the library can be read where it lies; what a former holder left in the log is put into the file."""
    try:
        with holding.taken(path) as hold:
            _put_aside_a_strange_log(path, keys, hold)
            fitting(path, WRITE, keys)[0].close()
    except LibraryProblem as problem:
        if problem.code == "held":
            return holding.is_near(path)
    return True


def _newest_backup(path: Path, keys: Sequence[Key | None]) -> Opened | None:
    for backup in reversed(backups.listed(path)):
        with suppress(LibraryProblem, sqlite.DatabaseError):
            return _open_to_read(backup.path, keys)
    return None


def _open_to_read(path: Path, keys: Sequence[Key | None]) -> Opened:
    """A file that this process may not write: as it stands, beside a writer where there seems to be one."""
    if log_file(path).exists():
        try:
            return _open_live(path, keys)
        except sqlite.OperationalError:  # nobody has it open, and the log cannot be read without writing
            if holds_changes(path):
                return _open_as_left(path, keys)
    found, key = fitting(path, READ, keys)
    with handed_on(found) as database:
        _refuse_what_is_not_ours(database, path)
        take_reading_settings(database)
        size = path.stat().st_size
        large = size > CHECKED_AT_OPENING
        whole = size % pragma(database, "page_size") == 0 and (large or sound(database))
        if whole and behind(database):
            return _in_memory(path, database, key)
        trouble = None if whole else damaged(path)
        return Opened(database, key, path, read_only=True, trouble=trouble, unchecked=whole and large)


def _open_live(path: Path, keys: Sequence[Key | None], size: int | None = None) -> Opened:
    """A library as it stands at this moment, beside whoever may be writing to it; one of an older format in memory.

    `size` is the file's in bytes where there was no log, and so nobody may have been writing.
    """
    found, key = fitting(path, LIVE, keys)
    with handed_on(found) as database:
        _refuse_what_is_not_ours(database, path)
        take_reading_settings(database)
        as_of = pin(database)
        large = path.stat().st_size > CHECKED_AT_OPENING
        cut = size is not None and size % pragma(database, "page_size") != 0
        whole = not cut and (large or sound(database))
        if whole and behind(database):
            database.execute("COMMIT")
            return _in_memory(path, database, key)
        trouble = None if whole else damaged(path)
        return Opened(database, key, path, read_only=True, trouble=trouble, as_of=as_of, unchecked=whole and large)


def _open_as_left(path: Path, keys: Sequence[Key | None]) -> Opened:
    """A library that was not closed in order, and that this process cannot write: with all that its log holds."""
    found, key = fitting(path, LEFT, keys)
    with handed_on(found) as database:
        _refuse_what_is_not_ours(database, path)
        take_reading_settings(database)
        if not sound(database):
            raise damaged(path)
        return _in_memory(path, database, key)


def _in_memory(path: Path, database: Database, key: Key | None) -> Opened:
    """What a library holds, brought up to date in memory: on a disk it would outlive a process that is killed."""
    _refuse_what_takes_too_much_room(path)
    copy = Path(f"/imr-desktop-{secrets.token_hex(8)}")
    with closing(database), handed_on(connect(copy, MEMORY, key)) as shown:
        into_memory(database, copy)
        take_reading_settings(shown)
        bring_up_to_date(shown)
        return Opened(shown, key, path, read_only=True, copy=copy)


def _refuse_what_takes_too_much_room(path: Path) -> None:
    size = sum(each.stat().st_size for each in (path, log_file(path)) if each.exists())
    if size > IN_MEMORY:
        raise LibraryProblem(
            "too-large",
            tr(
                "{library} is of an older format or was not closed in order, and too large ({size:,.0f} MB) to be "
                "shown before that is put right. Nothing was changed: open it for work once where you may write, or "
                "copy it there, together with {log} if that lies beside it.",
                library=path.name,
                size=size / 1e6,
                log=log_file(path).name,
            ),
        )


# --- sentences -------------------------------------------------------------------------------------------------------


def newer(path: Path, version: int) -> LibraryProblem:
    """What is told of a library, or a backup, that this program does not understand."""
    return LibraryProblem(
        "newer",
        tr(
            "{path} was written by a newer IMR Desktop (format {format}, this one reads up to {ours}). "
            "It was left as it is; open it with the newer version.",
            path=path,
            format=version,
            ours=VERSION,
        ),
    )


def damaged(path: Path) -> LibraryProblem:
    """The file is ours and is not what was written."""
    newest = None
    with suppress(LibraryProblem):  # a folder that cannot be looked into
        newest = backups.latest(path)
    advice = (
        tr(
            "The newest backup is from {time}: restore it, or a former one "
            "(imr-desktop library restore). Each is looked through before it takes the library's place.",
            time=moment(newest.at),
        )
        if newest
        else tr("There is no backup beside it; do not delete it, and ask whoever looks after the program.")
    )
    said = tr(
        "{library} is damaged. Nothing in it was changed and nothing will be. {advice}",
        library=path.name,
        advice=advice,
    )
    return LibraryProblem("damaged", said)


def _explained(error: sqlite.DatabaseError, path: Path, keys: Sequence[Key | None]) -> LibraryProblem:
    """A sentence for an error of SQLite on opening."""
    words = words_of(error)
    if "locked" in words:
        return holding.held(path)
    if "not a database" in words and None in keys and key_file(path).exists():
        return locked(path)
    if "not a database" in words and None not in keys and not any(names(path, key) for key in keys):
        return wrong_passphrase(path)
    if "not a database" in words and None not in keys and _fits_no_backup(path, keys):
        return foreign(path)
    if "not a database" in words and None in keys and not backups.listed(path):
        return LibraryProblem(
            "not-a-library",
            tr(
                "{path} is not a library: it is not an SQLite file, or it is damaged at its beginning, or it is "
                "protected and {key_file} is not beside it. It was left as it is; choose another, or restore a copy.",
                path=path,
                key_file=key_file(path).name,
            ),
        )
    if "not a database" in words and None in keys and _backups_are_protected(path):
        return LibraryProblem(
            "key-missing",
            tr(
                "{library} is protected, and its key file {key_file} is missing, as is the copy of it among the "
                "backups. Nothing was changed: bring the key file back to where it was, or open the library with the "
                "recovery key that was shown when it was made.",
                library=path.name,
                key_file=key_file(path).name,
            ),
        )
    if isinstance(error, sqlite.OperationalError) and "decode" not in words:
        return LibraryProblem(
            "cannot-open", tr("{path} cannot be opened ({why}). Nothing was changed.", path=path, why=words)
        )
    return damaged(path)


def _fits_no_backup(path: Path, keys: Sequence[Key | None]) -> bool:
    """Whether there are backups and none opens, either: then the keys are to blame."""
    listed = backups.listed(path)
    for backup in reversed(listed):
        with suppress(sqlite.DatabaseError):
            fitting(backup.path, READ, keys)[0].close()
            return False
    return bool(listed)


def _backups_are_protected(path: Path) -> bool:
    """Whether the newest backup is, and so the library was, when it was made."""
    with backups.listed(path)[-1].path.open("rb") as file:
        return file.read(len(_PLAIN)) != _PLAIN


_PLAIN: Final = b"SQLite format 3\0"
"""What every SQLite file begins with that is not encrypted."""
