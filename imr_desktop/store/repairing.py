"""A library put back or written anew as a whole: restored from a backup, rebuilt from its copies, given another key."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.store import backups, copies, files, holding, marks
from imr_desktop.store.carrying import bring_back
from imr_desktop.store.checking import rows_hold
from imr_desktop.store.connecting import READ, fitting, pragma, sound
from imr_desktop.store.driver import Database, sqlite
from imr_desktop.store.keys import Key, forget, keep_copy, keys_to_try, lock, read_locks, write_locks
from imr_desktop.store.library import Library
from imr_desktop.store.opening import APPLICATION_ID, bring_up_to_date
from imr_desktop.store.versions import VERSION
from imr_desktop.texts import tr

# --- restoring -------------------------------------------------------------------------------------------------------

_NO_LIBRARY: Final = ("damaged", "not-a-library", "not-ours", "empty-library", "gone")
"""What may stand where a library was: a backup takes its place, and it is kept."""


def restore(path: Path, backup: Path, *, who: str, passphrase: str | None = None) -> Path:
    """Puts a backup in the library's place, and gives the file that keeps what stood there.

    LibraryProblem, and the library is as it was, where the backup is not whole, the library is held by another
    process, or what stands there cannot be kept.
    """
    keys = keys_to_try(path, passphrase)
    _refuse_bad_backup(backup, keys)
    try:
        library = Library(path, who=who, passphrase=passphrase) if path.exists() else None
    except LibraryProblem as problem:
        if problem.code not in _NO_LIBRARY:
            raise
        library = None
    if library is None or library.read_only:
        if library is not None:
            library.close()
        return _put_in_place(path, backup)
    with closing(library):
        return _restore_into(library, backup)


def _restore_into(library: Library, backup: Path) -> Path:
    """The same for a library that is open and whole."""
    source, _ = fitting(backup, READ, [library.key])
    with closing(source):
        kept = backups.make(library.path, library.database, library.key, before=backups.RESTORE)
        source.conn.backup(library.database.conn)  # one transaction: all of the backup, or nothing
    bring_up_to_date(library.database)
    return kept.path


def _refuse_bad_backup(backup: Path, keys: Sequence[Key | None]) -> None:
    if not backup.is_file():
        raise LibraryProblem("no-backup", tr("There is no backup {path}. Nothing was changed.", path=backup))
    try:
        database, _ = fitting(backup, READ, keys)
    except sqlite.DatabaseError as error:
        raise _bad_backup(backup) from error
    with closing(database):
        if not sound(database) or pragma(database, "application_id") != APPLICATION_ID:
            raise _bad_backup(backup)
        if pragma(database, "user_version") == VERSION and not rows_hold(database):
            raise _bad_backup(backup)


def _bad_backup(backup: Path) -> LibraryProblem:
    return LibraryProblem(
        "no-backup",
        tr(
            "{name} is damaged, no backup, or protected by another passphrase. Nothing was changed; "
            "choose another one.",
            name=backup.name,
        ),
    )


def _put_in_place(path: Path, backup: Path) -> Path:
    """For a library that cannot be written: it is copied aside, byte for byte, before the backup takes its place."""
    kept = files.private_folder(backups.folder(path)) / f"damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}.imr"
    log, index = holding.log_file(path), holding.index_file(path)
    place = path.resolve()
    part = place.with_name(f".{path.name}.part")
    with holding.taken(path) as hold:
        try:
            for each, aside in ((path, kept), (log, kept.with_name(kept.name + "-wal"))):
                if each.exists():
                    shutil.copyfile(each, aside)
                    aside.chmod(0o600)
                    files.sync_file(aside)
            part.touch(mode=0o600)
            shutil.copyfile(backup, part)
            files.sync_file(part)
            for each in (log, index):
                each.unlink(missing_ok=True)  # else SQLite would play the old log into the new file
            files.put(part, place)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise LibraryProblem(
                "not-restored",
                tr("The backup could not be put in place: {why}. Free some space.", why=error.strerror or error),
            ) from error
        hold.settle()
    return kept


# --- rebuilding ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many cases a library was rebuilt with, and which copies could not be used and why, one line each."""

    cases: int
    refused: tuple[str, ...]


def rebuild(home: Path, target: Path, *, who: str, key: Key | None = None, passphrase: str | None = None) -> Rebuilt:
    """A new library at `target` from the second copies in a folder; `key` is the one they were written with.

    With a `passphrase` the new library is protected. LibraryProblem, and no library is left, where nothing can be
    brought back or something stands there already.
    """
    if target.exists():
        said = tr("{path} is there already and was left as it is. Choose another name.", path=target)
        raise LibraryProblem("exists", said)
    if not home.is_dir():
        said = tr("{path} is no folder with copies of cases. Nothing was changed.", path=home)
        raise LibraryProblem("no-copies", said)
    found = list(copies.read(home, key))
    records = [each.record for each in found if each.record]
    if not records:
        said = tr("In {path} there is no copy that can be used. Nothing was changed.", path=home)
        raise LibraryProblem("no-copies", said)
    library = Library(target, who=who, passphrase=passphrase)
    try:
        with closing(library):
            added = bring_back(library, records).added
    except LibraryProblem:
        target.unlink()
        forget(target)
        raise
    return Rebuilt(len(added), tuple(each.problem for each in found if not each.record))


# --- another passphrase ----------------------------------------------------------------------------------------------


def rekey(path: Path, *, who: str, passphrase: str | None, new: str | None) -> str | None:
    """Gives a library another passphrase, its first one, or none, by writing it anew; gives the new recovery key.

    Its backups and copies are written anew too, so that no former passphrase opens anything. Ended at any moment it
    leaves a library that opens with the old or with the new passphrase.
    """
    library = Library(path, who=who, passphrase=passphrase)
    key = Key.draw() if new else None
    part = path.resolve().with_name(f".{path.name}.part")
    with closing(library):
        if library.trouble and library.trouble.code != "key-put-back":
            raise library.trouble
        hold = library.keep_hold()
        try:
            _written_anew(library, part, key, new)
        finally:
            part.unlink(missing_ok=True)
            library.close()
            hold.end()
    with closing(Library(path, who=who, passphrase=new)) as again:
        shutil.rmtree(copies.folder(path), ignore_errors=True)
        copies.keep(again)
    return key.recovery() if key else None


def _written_anew(library: Library, part: Path, key: Key | None, passphrase: str | None) -> None:
    """The library and its backups under another key; until its file is put in place, all is as it was."""
    path, locks = library.path, [lock(key, passphrase)] if key and passphrase else []
    try:
        backups.make(path, library.database, library.key, before="rekey")
        _be_alone(library)
        _export(library.database, part, key)
        write_locks(path, [*locks, *read_locks(path)[0]], pending=True)
        library.close()  # which leaves no log that could be played into the new file
        files.put(part, path.resolve())
        if locks:
            write_locks(path, locks)
            keep_copy(path)
        else:
            forget(path)
    except (OSError, sqlite.Error) as error:
        raise LibraryProblem(
            "not-rekeyed",
            tr(
                "The passphrase could not be changed: {why}. The library is as it was, with the old one.",
                why=error,
            ),
        ) from error
    _rewrite_backups(path, library.key, key)


def _be_alone(library: Library) -> None:
    """LibraryProblem while somebody reads the library: SQLite gives its log up only where nobody else uses it."""
    library.end_readers()
    try:
        library.database.execute("PRAGMA journal_mode = DELETE")
    except sqlite.OperationalError as error:
        raise LibraryProblem(
            "read-elsewhere",
            tr(
                "{library} is being looked at in another window or program, so its passphrase cannot be changed "
                "now. Nothing was changed; close that one and try again.",
                library=library.path.name,
            ),
        ) from error


def _export(database: Database, target: Path, key: Key | None) -> None:
    """All of a library, or of a backup, in a new file under another key, verified and on the disk."""
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    raw_key = key.pragma if key else "''"
    database.execute(f"ATTACH ? AS fresh KEY {raw_key}", [str(target)])
    try:
        database.execute("SELECT sqlcipher_export('fresh')")
        for name in ("application_id", "user_version"):
            database.execute(f"PRAGMA fresh.{name} = {pragma(database, name)}")
    finally:
        database.execute("DETACH fresh")
    backups.verify(target, key, marks.counts(database))
    files.sync_file(target)


def _rewrite_backups(path: Path, old: Key | None, new: Key | None) -> None:
    """The backups under the new key. One that is damaged cannot be, and stays as it is."""
    for backup in backups.listed(path):
        part = backup.path.with_name(f".{backup.path.name}.part")
        try:
            source, _ = fitting(backup.path, READ, [old])
            with closing(source):
                _export(source, part, new)
            files.put(part, backup.path)
        except (sqlite.Error, LibraryProblem):
            part.unlink(missing_ok=True)
