"""One window, one writer: the second one to come is told who holds the library, and can look at it."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from letters import reading_of, text_letter

from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Slot
from imr_desktop.store.holding import holder_file
from imr_desktop.workspace import Workspace

AGE = Slot(0, "patient.age")


def _hold(path: Path, pipe: Connection) -> None:
    """In another process: opens the library, says so, and holds it until told to let go."""
    with Workspace.open(path, who="Ann Holder"):
        pipe.send("held")
        pipe.recv()


@contextmanager
def held(path: Path) -> Iterator[multiprocessing.process.BaseProcess]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_hold, args=(path, theirs))
    process.start()
    try:
        assert ours.recv() == "held"
        yield process
    finally:
        if process.is_alive():
            ours.send("let go")
        process.join()
        process.close()
        ours.close()
        theirs.close()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.imr"
    data, source = text_letter()
    with Workspace.open(path, who="ann") as workspace:
        (case,) = workspace.add(data, source, reading_of(source)).added
        workspace.set_text(case, AGE, "61")
    return path


def test_the_second_one_is_told_who_holds_the_library(library: Path) -> None:
    with held(library) as process:
        with pytest.raises(LibraryProblem) as told:
            Workspace.open(library, who="bob")
        assert told.value.code == "held"
        assert "Ann Holder" in told.value.message
        assert f"process {process.pid}" in told.value.message
    Workspace.open(library, who="bob").close()


def test_the_second_one_can_look_at_the_newest_backup(library: Path) -> None:
    Workspace.open(library, who="ann").close()  # which backs up what the first one wrote
    with held(library), Workspace.open(library, who="bob", read_only=True) as looking:
        (row,) = looking.cases()
        assert looking.case(row.id).value("patient.age").value == 61
        assert looking.safety.shown_backup is not None
        with pytest.raises(LibraryProblem, match="only be read"):
            looking.confirm(row.id, Slot(0, "patient.sex"))


def test_a_library_that_nobody_holds_can_be_opened_only_to_look(library: Path) -> None:
    with Workspace.open(library, who="bob", read_only=True) as looking:
        assert looking.read_only
        assert looking.safety.shown_backup is None
        assert len(looking.cases()) == 1


def test_in_one_process_too_only_one_can_write(library: Path) -> None:
    with Workspace.open(library, who="ann"), pytest.raises(LibraryProblem, match="by ann"):
        Workspace.open(library, who="bob")


@pytest.mark.parametrize("garbage", [b"", b"\x00\xff{", b"[]", b'{"who": 1}'])
def test_a_garbled_name_of_the_holder_keeps_nobody_out(library: Path, garbage: bytes) -> None:
    holder_file(library).write_bytes(garbage)
    (library.parent / "library.imr-wal").touch()
    with Workspace.open(library, who="ann") as workspace:
        assert workspace.safety.trouble is None
        holder_file(library).write_bytes(garbage)
        with pytest.raises(LibraryProblem, match=r"by another program that has left no name|by somebody"):
            Workspace.open(library, who="bob")


@pytest.mark.parametrize("rounds", [5, pytest.param(50, marks=pytest.mark.full)])
def test_after_the_holder_was_killed_the_library_opens_again(library: Path, rounds: int) -> None:
    for _ in range(rounds):
        with held(library) as process:
            process.kill()
            process.join()
            with Workspace.open(library, who="bob") as workspace:
                assert workspace.safety.trouble is None
                assert not workspace.read_only
                assert len(workspace.cases()) == 1


def test_a_log_that_was_deleted_after_a_crash_is_told(library: Path) -> None:
    with held(library) as process:
        process.kill()
        process.join()
        (library.parent / "library.imr-wal").unlink()
        with Workspace.open(library, who="bob") as workspace:
            assert workspace.safety.trouble is not None
            assert workspace.safety.trouble.code == "log-missing"
    with Workspace.open(library, who="bob") as workspace:
        assert workspace.safety.trouble is None, "it is told once"


_opened: list[str] = []
_watched: set[str] = set()


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if (
        _watched
        and event in ("open", "os.rename", "shutil.copyfile", "os.truncate")
        and isinstance(arguments[0], str | Path)
    ):
        _opened.extend(str(each) for each in arguments[:2] if str(each) in _watched)


sys.addaudithook(_audit)


def test_the_live_file_is_never_opened_past_sqlite(library: Path, tmp_path: Path) -> None:
    """A plain open and close in our own process would drop SQLite's lock on POSIX systems."""
    _opened.clear()
    _watched.add(str(library))
    try:
        with Workspace.open(library, who="ann") as workspace:
            (row,) = workspace.cases()
            workspace.set_text(row.id, AGE, "62")
            workspace.safety.backup()
            assert workspace.safety.check().well
            workspace.safety.facts()
            workspace.export("jsonl", tmp_path / "out.jsonl")
            with pytest.raises(LibraryProblem, match="is open already"):
                Workspace.open(library, who="bob")
        assert _opened == []
        os.close(os.open(library, os.O_RDONLY))
        assert _opened == [str(library)], "the control: the hook does see one"
    finally:
        _watched.clear()
