"""A library put back as a whole: restored from a backup, rebuilt from its copies."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.store import backups, copies, files, holding
from imr_desktop.store.carrying import bring_back
from imr_desktop.store.checking import rows_hold
from imr_desktop.store.connecting import READ, fitting, pragma, sound
from imr_desktop.store.driver import sqlite
from imr_desktop.store.keys import Key, forget, keys_to_try
from imr_desktop.store.library import Library
from imr_desktop.store.opening import APPLICATION_ID, bring_up_to_date, is_there, newer
from imr_desktop.store.rekeying import finish
from imr_desktop.store.versions import VERSION
from imr_desktop.texts import tr

# --- restoring -------------------------------------------------------------------------------------------------------

_NO_LIBRARY: Final = ("damaged", "not-a-library", "not-ours", "empty-library", "gone")
"""What may stand where a library was: a backup takes its place, and it is kept."""


def restore(path: Path, backup: Path, *, who: str, passphrase: str | None = None) -> Path:
    """Puts a backup in the library's place, and gives the file that keeps what stood there, if anything did.

    LibraryProblem, and the library is as it was, where the backup is not whole, the library is held by another
    process, or what stands there cannot be kept.
    """
    there = is_there(path)
    keys = keys_to_try(path, passphrase)
    _refuse_none(backup)
    try:
        library = Library(path, who=who, passphrase=passphrase) if there else None
    except LibraryProblem as problem:
        if problem.code not in _NO_LIBRARY:
            raise
        library = None
    if library is None or library.read_only:
        if library is not None:
            library.close()
        _refuse_bad_backup(backup, keys)
        return _put_in_place(path, backup)
    with closing(library):
        finish(path, library.key)
        _refuse_bad_backup(backup, [library.key])
        return _restore_into(library, backup)


def _restore_into(library: Library, backup: Path) -> Path:
    """The same for a library that is open and whole."""
    try:
        source, _ = fitting(backup, READ, [library.key])
        with closing(source):
            kept = backups.make(library.path, library.database, library.key, before=backups.RESTORE)
            source.conn.backup(library.database.conn)  # one transaction: all of the backup, or nothing
        bring_up_to_date(library.database)
    except sqlite.Error as error:
        raise _not_restored(error) from error
    return kept.path


def _not_restored(error: sqlite.Error | OSError) -> LibraryProblem:
    why = error.strerror if isinstance(error, OSError) and error.strerror else error
    return LibraryProblem("not-restored", tr("The backup could not be put in place: {why}. Free some space.", why=why))


def _refuse_none(backup: Path) -> None:
    if not is_there(backup) or not backup.is_file():
        raise LibraryProblem("no-backup", tr("There is no backup {path}. Nothing was changed.", path=backup))


def _refuse_bad_backup(backup: Path, keys: Sequence[Key | None]) -> None:
    try:
        database, _ = fitting(backup, READ, keys)
    except sqlite.DatabaseError as error:
        raise _bad_backup(backup) from error
    with closing(database):
        if not sound(database) or pragma(database, "application_id") != APPLICATION_ID:
            raise _bad_backup(backup)
        if (version := pragma(database, "user_version")) > VERSION:
            raise newer(backup, version)
        if version == VERSION and not rows_hold(database):
            raise _bad_backup(backup)


def _bad_backup(backup: Path) -> LibraryProblem:
    return LibraryProblem(
        "no-backup",
        tr(
            "{name} is damaged, not a backup, or protected by another passphrase. Nothing was changed; "
            "choose another one.",
            name=backup.name,
        ),
    )


def _put_in_place(path: Path, backup: Path) -> Path:
    """For a library that cannot be written: it is copied aside, byte for byte, before the backup takes its place."""
    kept = files.private_folder(backups.folder(path)) / f"damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}.imr"
    log, index = holding.log_file(path), holding.index_file(path)
    place, part = path.resolve(), files.part_of(path)
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
            hold.rest()
            for each in (log, index):
                each.unlink(missing_ok=True)  # else SQLite would play the old log into the new file
            files.put(part, place)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise _not_restored(error) from error
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
    if not home.is_dir() or not os.access(home, os.R_OK | os.X_OK):
        said = tr("{path} is not a folder with copies of cases. Nothing was changed.", path=home)
        raise LibraryProblem("no-copies", said)
    found = list(copies.read(home, key))
    records = [each.record for each in found if each.record]
    if not records:
        said = tr("In {path} there is no copy that can be used. Nothing was changed.", path=home)
        raise LibraryProblem("no-copies", said)
    library = Library(target, who=who, passphrase=passphrase)
    try:
        with closing(library):
            together = [bring_back(library, some, who=who, origin=home.name).added for some in _generations(records)]
    except LibraryProblem:
        target.unlink()
        forget(target)
        raise
    return Rebuilt(sum(map(len, together)), tuple(each.problem for each in found if not each.record))


def _generations(records: Iterable[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """The records in groups that stood in the library at the same time, the latest first, each in its own order.

    Where a backup was restored, the cases that came after it have left their copies, and their numbers have been given
    again.
    """
    groups: list[tuple[dict[object, object], list[Mapping[str, Any]]]] = []
    for record in sorted(records, key=lambda each: str(each["edits"][-1]["at"]), reverse=True):
        numbers = dict(_numbers(record))
        for taken, group in groups:
            if all(taken.get(each, said) == said for each, said in numbers.items()):
                taken.update(numbers)
                group.append(record)
                break
        else:
            groups.append((numbers, [record]))
    return [sorted(group, key=lambda each: int(each["stored"]["case"])) for _, group in groups]


def _numbers(record: Mapping[str, Any]) -> Iterator[tuple[object, object]]:
    """What only one record may have at a time, or several if they say the same of it."""
    stored = record["stored"]
    yield ("case", stored["case"]), stored["uid"]
    for document in stored["documents"]:
        yield ("document", document["sha256"]), stored["uid"]
    for edit in record["edits"]:
        yield ("edit", edit["id"]), stored["uid"]
        yield ("act", edit["batch"]), [edit[key] for key in ("at", "who", "label", "act", "target")]
