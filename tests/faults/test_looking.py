"""Whoever looks at a library that cannot be shown as it lies leaves no record on the disk, not even when killed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from cases import AGE, letter
from rigs import child

from imr_desktop.errors import LibraryProblem
from imr_desktop.store import backups, holding, opening
from imr_desktop.store.connecting import WRITE, connect, into_memory, take_settings
from imr_desktop.store.driver import Database
from imr_desktop.store.holding import index_file, log_file
from imr_desktop.store.keys import Key, keys_to_try
from imr_desktop.workspace import Workspace

FORMER = Path(__file__).parent.parent / "files" / "libraries" / "schema-3.imr"

SAID = "see page 1"
"""What a person has written as a note on the age in that library, and in the one that is made here."""


@contextmanager
def held_by_a_former_version(path: Path) -> Iterator[None]:
    shutil.copyfile(FORMER, path)
    with holding.taken(path) as hold, closing(connect(path, WRITE, None)) as database:
        hold.begin("ann")
        take_settings(database)
        yield


@contextmanager
def where_nobody_may_write(path: Path) -> Iterator[None]:
    shutil.copyfile(FORMER, path)
    yield


@contextmanager
def left_with_its_log(path: Path, passphrase: str | None = None) -> Iterator[None]:
    """Where a killed process left it; a link that leads nowhere lets no index of the log be made."""
    with child(write_and_wait, path, passphrase) as (_, pipe):
        pipe.recv()
    index_file(path).unlink()
    index_file(path).symlink_to(index_file(path))
    assert log_file(path).stat().st_size > 0
    yield


@contextmanager
def left_with_its_log_and_protected(path: Path) -> Iterator[None]:
    with left_with_its_log(path, "correct horse"):
        yield


def write_and_wait(pipe: Connection, path: Path, passphrase: str | None) -> None:
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        (case,) = workspace.add(*letter(1)).added
        workspace.note(case, AGE, SAID)
        pipe.send("written")
        pipe.recv()


def look(pipe: Connection, path: Path, passphrase: str | None, temp: Path, may_write: bool, on_disk: bool) -> None:
    """Shows a library and goes on until it is killed; `on_disk` with a copy as there must be none."""
    os.environ["TMPDIR"] = tempfile.tempdir = str(temp)  # SQLite asks the one, Python the other
    if not may_write:
        os.access = lambda *_, **__: False  # in this child alone; a superuser may write everywhere
    if on_disk:

        def onto_disk(database: Database, name: Path) -> None:
            into_memory(database, name)
            backups.copy(database, temp / "library.imr", key_of(path, passphrase))

        opening.__dict__["into_memory"] = onto_disk
    with Workspace.open(path, who="bob", passphrase=passphrase, read_only=True) as looking:
        with looking.as_it_stands() as beside:
            pipe.send((looking.read_only, looking.case(1).value("note.patient.age").value, len(beside.cases())))
        pipe.recv()


def key_of(path: Path, passphrase: str | None) -> Key | None:
    return keys_to_try(path, passphrase)[0]


def files(folder: Path) -> dict[Path, bytes]:
    return {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}


PLACES = (held_by_a_former_version, where_nobody_may_write, left_with_its_log, left_with_its_log_and_protected)


@pytest.mark.parametrize("on_disk", [False, True], ids=["in memory", "the control"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_a_look_that_is_killed_leaves_nothing(
    tmp_path: Path, place: Callable[[Path], AbstractContextManager[None]], on_disk: bool
) -> None:
    path, temp = tmp_path / "library.imr", tmp_path / "temp"
    passphrase = "correct horse" if place is left_with_its_log_and_protected else None
    temp.mkdir()
    with place(path):
        before = files(tmp_path)
        may_write = place is held_by_a_former_version
        with child(look, path, passphrase, temp, may_write, on_disk) as (process, pipe):
            read_only, note, cases = pipe.recv()
            assert (read_only, note) == (True, SAID)
            assert cases, "it can be read beside, too, which exports and lists do"
            process.kill()
            process.join()
        left = files(tmp_path)
        if on_disk:
            (copy,) = left.keys() - before.keys()
            assert (SAID.encode() in left[copy]) is (passphrase is None)
        else:
            assert left == before


def test_what_would_take_too_much_memory_is_refused_untouched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "library.imr"
    with where_nobody_may_write(path):
        monkeypatch.setattr("os.access", lambda *_: False)
        monkeypatch.setattr(opening, "IN_MEMORY", path.stat().st_size - 1)
        with pytest.raises(LibraryProblem, match="older format") as told:
            Workspace.open(path, who="bob")
        assert told.value.code == "too-large"
        assert files(tmp_path) == {path: FORMER.read_bytes()}
        monkeypatch.setattr(opening, "IN_MEMORY", path.stat().st_size)
        Workspace.open(path, who="bob").close()
