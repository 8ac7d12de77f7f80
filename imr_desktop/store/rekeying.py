"""Another passphrase for a library: all of it is written anew under another key. A change that is broken off at any
moment leaves a library that opens, and is finished when it is opened next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.store import backups, copies, files, marks
from imr_desktop.store.connecting import READ, fitting, pragma, sound
from imr_desktop.store.driver import Database, sqlite, words_of
from imr_desktop.store.keys import (
    Key,
    forget,
    keep_copy,
    key_file,
    lock,
    read_locks,
    replaced,
    replacing,
    settled,
    under_way,
    write_locks,
)
from imr_desktop.store.library import Library
from imr_desktop.texts import tr

_INSTRUCTIONS: Final = 100_000
"""Steps of SQLite's machine between two looks at whether to stop."""


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """The recovery key of the new passphrase, if there is one; and what must be told though it is changed."""

    recovery: str | None
    left: LibraryProblem | None


def rekey(path: Path, *, who: str, passphrase: str | None, new: str | None) -> Rekeyed:
    """Gives a library another passphrase, its first one, or none, by writing it anew.

    Its backups and copies are written anew too, so that no former passphrase opens anything. LibraryProblem, and the
    library opens as before, where that fails. The new recovery key counts as seen by nobody (`keys.note_seen`).
    """
    library = Library(path, who=who, passphrase=passphrase)
    key = Key.draw() if new else None
    with closing(library):
        if library.trouble and library.trouble.code not in ("key-put-back", "key-foreign"):
            raise library.trouble
        finish(path, library.key)
        hold = library.keep_hold()
        try:
            _be_alone(library)
            hold.rest()
            _written_anew(library, key, new)
        finally:
            files.sweep(path)
            library.close()
            hold.end()
    return Rekeyed(key.recovery() if key else None, _finished(path, who, new))


def _finished(path: Path, who: str, passphrase: str | None) -> LibraryProblem | None:
    """Finishes it; what keeps it from that, or must be told besides, is no reason to keep the recovery key back."""
    try:
        with closing(Library(path, who=who, passphrase=passphrase)) as again:
            return finish(path, again.key)
    except LibraryProblem as problem:
        return problem


def _written_anew(library: Library, key: Key | None, passphrase: str | None) -> None:
    """The library under another key in its place.

    What lies beside it is written anew while the library is protected, before that or after: nothing is readable that
    need not be, and whoever opens the library has the key to go on with.
    """
    path, part, former = library.path, files.part_of(library.path), library.key
    try:
        backups.make(path, library.database, former, before="rekey")
        _export(library.database, part, key)
        new = [replacing(lock(key, passphrase), key, former)] if key and passphrase else []
        write_locks(path, [*new, *read_locks(path)[0]], pending=True)
        if key is None:
            list(_brought_under(path, None, [former], bool))
        library.close()  # which leaves no log that could be played into the new file
        files.put(part, path.resolve())
    except (OSError, sqlite.Error) as error:
        raise LibraryProblem(
            "not-rekeyed",
            tr(
                "The passphrase could not be changed: {why}. The library is as it was, with the old one.",
                why=words_of(error),
            ),
        ) from error


def finish(path: Path, key: Key | None, stop: Callable[[], bool] = bool) -> LibraryProblem | None:
    """What a change of passphrase has left to do, if anything: all beside the library comes under the key it has.

    It gives what must be told of what stays readable. LibraryProblem where it cannot be done now; `stop` is asked now
    and then whether to break off. Only for whoever holds the library.
    """
    if (locks := under_way(path)) is None:
        return None
    try:
        left = list(_brought_under(path, key, replaced(locks, key), stop))
        if key is None:
            forget(path)
        elif own := settled(locks, key):
            write_locks(path, own)
            keep_copy(path)
        else:  # it was another library's key file: the recovery key, or the copy, opens this one as before
            key_file(path).unlink()
    except (OSError, sqlite.Error) as error:
        raise LibraryProblem(
            "not-finished",
            tr(
                "The passphrase of {library} is changed, but not all of its backups and copies are written anew yet "
                "({why}): those still are as they were. Free some space; the next opening goes on with it.",
                library=path.name,
                why=words_of(error),
            ),
        ) from error
    first = key is not None and any(each.get("former") == "" for each in locks)
    return _readable(path, left) if first else None


def _readable(path: Path, left: Sequence[Path]) -> LibraryProblem | None:
    """What is told of files that could not be encrypted with a library that had no passphrase before."""
    names = [each.name for each in (*left, *sorted(backups.folder(path).glob("damaged-*")))]
    if not names:
        return None
    return LibraryProblem(
        "left-readable",
        tr(
            "{library} is protected now, but what is damaged could not be encrypted and may be read by others: {files} "
            "in {folder}. Delete it when nobody needs it any more.",
            library=path.name,
            files=", ".join(names),
            folder=backups.folder(path),
        ),
    )


def _brought_under(
    path: Path, key: Key | None, others: Sequence[Key | None], stop: Callable[[], bool]
) -> Iterator[Path]:
    """Backups and copies are written anew under a key, each unless it is already; gives those that are damaged."""
    for left in backups.folder(path).glob(".*.part*"):  # by a process that was killed, under whatever key it was
        left.unlink()
    for backup in backups.listed(path):
        if not _rewritten(backup.path, key, others, stop):
            yield backup.path
    copies.bring_under(copies.folder(path), key, others)


def _rewritten(backup: Path, key: Key | None, others: Sequence[Key | None], stop: Callable[[], bool]) -> bool:
    """Whether a backup is under the key now; one that is damaged cannot be, and stays as it is."""
    try:
        source, found = fitting(backup, READ, [key, *others])
    except sqlite.DatabaseError:
        return False
    with closing(source):
        if found == key:
            return True
        source.conn.set_progress_handler(stop, _INSTRUCTIONS)
        if not sound(source):
            if stop():
                raise sqlite.OperationalError("interrupted")
            return False
        try:
            _export(source, files.part_of(backup), key)
            files.put(files.part_of(backup), backup)
        finally:
            files.sweep(backup)
    return True


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
