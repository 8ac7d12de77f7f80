"""One window, one writer: the second one to come is told who holds the library, and can read it beside that one."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from letters import reading_of, text_letter
from rigs import child, drain

from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Slot
from imr_desktop.store import files, opening
from imr_desktop.store.driver import Database
from imr_desktop.store.holding import holder_file, index_file, log_file, take
from imr_desktop.workspace import Workspace

AGE = Slot(0, "patient.age")


def _hold(path: Path, pipe: Connection, read_only: bool) -> None:
    """In another process: opens the library, says so, and keeps it open until told to let go."""
    with Workspace.open(path, who="Ann Holder", read_only=read_only):
        pipe.send("held")
        pipe.recv()


@contextmanager
def held(path: Path, *, read_only: bool = False) -> Iterator[multiprocessing.process.BaseProcess]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_hold, args=(path, theirs, read_only))
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


@pytest.mark.parametrize(("tries", "limit"), [(5, None), pytest.param(50, 1.0, marks=pytest.mark.full)])
def test_each_one_that_comes_second_is_told_so_at_once(library: Path, tries: int, limit: float | None) -> None:
    """At once is within a second, in the full run."""
    took = []
    with held(library):
        for _ in range(tries):
            begun = time.monotonic()
            with pytest.raises(LibraryProblem, match="Ann Holder"):
                Workspace.open(library, who="bob")
            took.append(time.monotonic() - begun)
    assert limit is None or max(took) < limit


def test_the_second_one_reads_what_the_holder_has_saved_by_then(library: Path) -> None:
    with Workspace.open(library, who="ann") as holding, Workspace.open(library, who="bob", read_only=True) as looking:
        (row,) = looking.cases()
        holding.set_text(row.id, AGE, "62")
        assert looking.case(row.id).value("patient.age").value == 61, "it looks at one moment"
        before = looking.safety.as_of
        looking.safety.reread()
        assert looking.case(row.id).value("patient.age").value == 62
        assert before is not None
        assert looking.safety.as_of is not None
        assert looking.safety.as_of > before
        with pytest.raises(LibraryProblem, match="only be read"):
            looking.confirm(row.id, Slot(0, "patient.sex"))


def test_the_second_one_reads_beside_another_process(library: Path) -> None:
    with held(library), Workspace.open(library, who="bob", read_only=True) as looking:
        (row,) = looking.cases()
        assert looking.case(row.id).value("patient.age").value == 61
        assert looking.safety.as_of is not None
        assert looking.safety.shown_backup is None
        assert looking.safety.check().well
        assert looking.safety.backup().path.exists()


@pytest.mark.parametrize("said", [{"computer": "elsewhere"}, {"computer": None}])
def test_beside_a_holder_on_another_computer_only_a_backup_is_shown(library: Path, said: dict[str, object]) -> None:
    """Two computers share no memory, and SQLite's log can only be read through that."""
    Workspace.open(library, who="ann").close()  # which backs up what the first one wrote
    with held(library):
        name = json.loads(holder_file(library).read_bytes())
        holder_file(library).write_text(json.dumps(name | said))
        with Workspace.open(library, who="bob", read_only=True) as looking:
            assert looking.safety.shown_backup is not None
            assert looking.safety.as_of is None
            assert looking.case(1).value("patient.age").value == 61


PROGRAM = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    connection.execute(statement)
print("done", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_program(library: Path, *statements: str) -> Iterator[None]:
    """Python's own SQLite at work on the file, as any tool might be, until the block ends."""
    command = [sys.executable, "-c", PROGRAM, str(library), *statements]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "done\n"
        try:
            yield
        finally:
            program.communicate("")


def test_a_library_that_another_program_keeps_to_itself_is_shown_from_its_backup(library: Path) -> None:
    Workspace.open(library, who="ann").close()
    with another_program(library, "PRAGMA locking_mode = EXCLUSIVE", "BEGIN IMMEDIATE"):
        with pytest.raises(LibraryProblem, match="by another program that has left no name"):
            Workspace.open(library, who="bob")
        with Workspace.open(library, who="bob", read_only=True) as looking:
            assert looking.safety.shown_backup is not None
    Workspace.open(library, who="bob").close()


def test_another_program_can_read_beside_the_window(library: Path) -> None:
    with Workspace.open(library, who="ann") as workspace:
        with another_program(library, "BEGIN", "SELECT count(*) FROM edits"):
            workspace.set_text(1, AGE, "62")
        workspace.set_text(1, AGE, "63")
        assert workspace.safety.check().well


def test_what_another_program_writes_past_us_stops_the_work_and_is_looked_at(library: Path) -> None:
    with Workspace.open(library, who="ann") as workspace:
        assert workspace.safety.check().well
        assert workspace.safety.check_if_due() is None
        with another_program(library, "UPDATE record_values SET value = '77' WHERE field = 'patient.sex'"):
            with pytest.raises(LibraryProblem, match="Another program has written") as told:
                workspace.set_text(1, AGE, "62")
            assert told.value.code == "changed-beside"
        assert workspace.read_only
        with pytest.raises(LibraryProblem, match="Another program has written"):
            workspace.safety.backup()
        assert workspace.case(1).value("patient.age").value == 61
    with Workspace.open(library, who="ann") as workspace:
        report = workspace.safety.check_if_due()
        assert report is not None, "although the last full check is not a week ago"
        assert not report.well
        assert workspace.read_only


def beside(library: Path) -> list[str]:
    """What lies beside the library's file but folders."""
    return sorted(each.name for each in library.parent.iterdir() if each.is_file() and each != library)


def test_a_log_that_another_window_keeps_open_is_not_taken_for_lost(library: Path) -> None:
    with held(library, read_only=True) as looking:
        with Workspace.open(library, who="ann") as workspace:
            workspace.set_text(1, AGE, "62")
        looking.kill()
        looking.join()
    assert log_file(library).stat().st_size > 0
    with Workspace.open(library, who="ann") as workspace:
        assert workspace.safety.trouble is None
        assert workspace.case(1).value("patient.age").value == 62
    assert beside(library) == []


def test_a_log_that_another_window_kept_open_is_missed_when_it_goes(library: Path) -> None:
    with held(library, read_only=True) as looking:
        with Workspace.open(library, who="ann") as workspace:
            workspace.set_text(1, AGE, "62")
        looking.kill()
        looking.join()
    log_file(library).unlink()
    with Workspace.open(library, who="ann") as workspace:
        assert workspace.safety.trouble is not None
        assert workspace.safety.trouble.code == "log-missing"


@pytest.mark.parametrize("passphrase", [None, "correct horse"])
def test_whoever_closes_last_leaves_the_library_alone_in_its_place(tmp_path: Path, passphrase: str | None) -> None:
    """Whether they could write or only looked; a protected one has its key beside it."""
    path = tmp_path / "library.imr"
    data, source = text_letter()
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        workspace.add(data, source, reading_of(source))
    alone = beside(path)
    assert alone == (["library.imr.key"] if passphrase else [])
    Workspace.open(path, who="bob", passphrase=passphrase, read_only=True).close()
    assert beside(path) == alone
    first = Workspace.open(path, who="bob", passphrase=passphrase, read_only=True)
    writing = Workspace.open(path, who="ann", passphrase=passphrase)
    second = Workspace.open(path, who="cleo", passphrase=passphrase, read_only=True)
    writing.set_text(1, AGE, "62")
    first.close()
    assert log_file(path).exists(), "it is at work"
    writing.close()
    assert log_file(path).exists(), "somebody looks"
    second.close()
    assert beside(path) == alone
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        assert workspace.safety.trouble is None
        assert workspace.case(1).value("patient.age").value == 62


def test_a_look_at_what_a_killed_holder_left_keeps_it(library: Path) -> None:
    with held(library) as process:
        process.kill()
        process.join()
    Workspace.open(library, who="bob", read_only=True).close()
    assert beside(library) == []
    with Workspace.open(library, who="bob") as workspace:
        assert workspace.safety.trouble is None
        assert workspace.case(1).value("patient.age").value == 61


def test_a_look_does_not_hide_that_a_log_is_missing(library: Path) -> None:
    with held(library) as process:
        process.kill()
        process.join()
        log_file(library).unlink()
    for read_only in (True, True, False):
        with Workspace.open(library, who="bob", read_only=read_only) as workspace:
            assert workspace.safety.trouble is not None
            assert workspace.safety.trouble.code == "log-missing"


def test_the_log_its_index_and_the_name_are_for_the_owner_alone(library: Path) -> None:
    before = os.umask(0)
    try:
        with Workspace.open(library, who="ann") as workspace:
            workspace.set_text(1, AGE, "62")
            for each in (log_file(library), index_file(library), holder_file(library)):
                assert each.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
    assert [each.name for each in library.parent.iterdir() if each.is_file()] == [library.name]


def test_a_library_is_one_by_whatever_link_it_is_opened(library: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.imr"
    link.symlink_to(library)
    with Workspace.open(library, who="ann"), pytest.raises(LibraryProblem, match="by ann"):
        Workspace.open(link, who="bob")
    link.unlink()
    link.hardlink_to(library)
    with pytest.raises(LibraryProblem) as told:
        Workspace.open(library, who="ann")
    assert told.value.code == "two-names"
    with Workspace.open(library, who="ann", read_only=True) as looking:
        assert looking.case(1).value("patient.age").value == 61


def test_where_no_name_can_be_written_the_hold_holds_all_the_same(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with Workspace.open(library, who="ann"):
        assert holder_file(library).read_bytes() == b""
        with pytest.raises(LibraryProblem, match="by another program that has left no name"):
            Workspace.open(library, who="bob")
    Workspace.open(library, who="bob").close()


def test_without_the_holders_file_two_that_write_stop_at_each_other(library: Path) -> None:
    """Somebody has deleted it: then both may open the library, and SQLite's count of changes is what is left."""
    with Workspace.open(library, who="ann") as first:
        first.set_text(1, AGE, "62")
        holder_file(library).unlink()
        with Workspace.open(library, who="bob") as second:
            second.set_text(1, AGE, "63")
        with pytest.raises(LibraryProblem, match="Another program has written"):
            first.set_text(1, AGE, "64")
    with Workspace.open(library, who="ann") as again:
        assert again.case(1).value("patient.age").value == 63
        assert again.safety.check().well


def test_where_no_memory_can_be_shared_the_window_has_the_library_for_itself(library: Path) -> None:
    """Some network and virtual drives are such places; here a link that leads nowhere stands in the index's place."""
    Workspace.open(library, who="ann").close()
    index_file(library).symlink_to(index_file(library))
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, AGE, "62")
        assert workspace.safety.backup_if_changed() is not None
        assert workspace.safety.check().well
        with ThreadPoolExecutor(1) as pool, pytest.raises(LibraryProblem) as told:
            pool.submit(workspace.safety.backup).result()
        assert told.value.code == "alone"
        with pytest.raises(LibraryProblem, match="by ann"):
            Workspace.open(library, who="bob")
        with Workspace.open(library, who="bob", read_only=True) as looking:
            assert looking.safety.shown_backup is not None
            assert looking.case(1).value("patient.age").value == 62
    assert not log_file(library).exists()
    with Workspace.open(library, who="bob", read_only=True) as looking:
        assert looking.safety.shown_backup is None
        assert looking.case(1).value("patient.age").value == 62


def test_a_hold_is_not_given_away_by_whoever_looks_at_its_name(library: Path) -> None:
    with Workspace.open(library, who="ann"):
        holder_file(library).read_bytes()
        for _ in range(3):
            with pytest.raises(LibraryProblem, match="by ann"):
                Workspace.open(library, who="bob")
        with pytest.raises(LibraryProblem):
            take(library)


@pytest.mark.parametrize("passphrase", [None, "correct horse"])
def test_whoever_comes_while_a_library_is_made_is_told_who_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None
) -> None:
    """As the second window of somebody who clicked twice: there is a library or none, never the beginning of one."""
    path, bring_up, told = tmp_path / "library.imr", opening.bring_up_to_date, []

    def meanwhile(database: Database) -> None:
        monkeypatch.undo()
        files_then.update(each.name for each in tmp_path.iterdir())
        with pytest.raises(LibraryProblem) as problem:
            Workspace.open(path, who="bob", passphrase=passphrase)
        told.append(problem.value.code)
        bring_up(database)

    files_then: set[str] = set()
    monkeypatch.setattr(opening, "bring_up_to_date", meanwhile)
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        assert workspace.safety.check().well
    assert told == ["held"]
    assert path.name not in files_then


def test_a_library_whose_making_was_killed_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    files.part_of(path).write_bytes(b"the beginning of one")
    holder_file(path).write_text(json.dumps({"who": "ann", "at_work": False}))
    with Workspace.open(path, who="ann") as workspace:
        assert workspace.safety.trouble is None
        assert workspace.safety.check().well
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_library_that_nobody_holds_can_be_opened_only_to_look(library: Path) -> None:
    with Workspace.open(library, who="bob", read_only=True) as looking:
        assert looking.read_only
        assert looking.safety.shown_backup is None
        assert len(looking.cases()) == 1
        with Workspace.open(library, who="ann") as workspace:
            workspace.set_text(1, AGE, "62")
        assert looking.case(1).value("patient.age").value == 61


def test_in_one_process_too_only_one_can_write(library: Path) -> None:
    with Workspace.open(library, who="ann"), pytest.raises(LibraryProblem, match="by ann"):
        Workspace.open(library, who="bob")


_HOLDER_OF_NO_PROCESS = b'{"who": "x", "computer": "y", "process": 1e999, "since": "2026-01-01T00:00+00:00"}'


@pytest.mark.parametrize("garbage", [b"", b"\x00\xff{", b"[]", b'{"who": 1}', b"[" * 5000, _HOLDER_OF_NO_PROCESS])
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


def edit_and_die(_: Connection, path: Path) -> None:
    workspace = Workspace.open(path, who="ann")
    workspace.set_text(1, AGE, "99")
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_work(path: Path) -> None:
    with child(edit_and_die, path) as (_, pipe):
        assert drain(pipe) == []


@pytest.mark.parametrize("read_only", [False, True])
def test_a_backup_that_is_put_in_the_place_of_a_library_after_a_crash_stays_as_it_is(
    library: Path, read_only: bool
) -> None:
    """By hand, as people do: what the crash has left of the other one lies there still."""
    for text in ("62", "63"):
        with Workspace.open(library, who="ann") as workspace:
            made = workspace.safety.backup().path
            workspace.set_text(1, AGE, text)
            workspace.note(1, AGE, text * 5000)
    kept = made.read_bytes()
    die_at_work(library)
    assert log_file(library).stat().st_size > 0
    made.replace(library)
    with Workspace.open(library, who="ann", read_only=read_only) as workspace:
        assert workspace.case(1).value(AGE.field).value == 62
        assert read_only or (workspace.safety.trouble and workspace.safety.trouble.code == "log-strange")
        assert workspace.safety.check().well
    assert read_only is (library.read_bytes() == kept)
    with Workspace.open(library, who="ann") as workspace:
        assert workspace.safety.trouble is None
        workspace.set_text(1, AGE, "64")
    assert len([*library.with_name("library.imr.backups").glob("damaged-*.imr-wal")]) == 1


def test_a_folder_that_is_copied_after_a_crash_is_whole_with_its_log(library: Path, tmp_path: Path) -> None:
    die_at_work(library)
    shutil.copytree(library.parent, tmp_path.with_name("copied"))
    with Workspace.open(tmp_path.with_name("copied") / library.name, who="ann") as workspace:
        assert workspace.safety.trouble is None
        assert workspace.case(1).value(AGE.field).value == 99


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


def edit_without_log_and_die(pipe: Connection, path: Path, gone: list[str], then: str) -> None:
    workspace = Workspace.open(path, who="ann")
    workspace.set_text(1, AGE, "97")
    for each in gone:
        path.with_name(path.name + each).unlink()
    if then == "edited":
        workspace.set_text(1, AGE, "98")
        workspace.safety.backup()
        workspace.set_text(1, AGE, "99")
    elif then == "looked after":
        assert workspace.safety.in_place()
    elif then == "looked at":
        pipe.send("look")
        pipe.recv()
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("gone", [["-wal"], ["-wal", "-shm"], ["-shm"]])
@pytest.mark.parametrize(("then", "value"), [("edited", 99), ("looked after", 97)])
def test_a_log_that_is_deleted_at_work_costs_nothing(library: Path, gone: list[str], then: str, value: int) -> None:
    with child(edit_without_log_and_die, library, gone, then) as (_, pipe):
        assert drain(pipe) == []
    with Workspace.open(library, who="bob") as workspace:
        assert workspace.safety.trouble is None
        assert workspace.case(1).value(AGE.field).value == value
        assert workspace.safety.check().well


def test_a_log_that_was_deleted_at_work_is_missed_though_somebody_has_looked_since(library: Path) -> None:
    """Looking begins another log in its place."""
    with child(edit_without_log_and_die, library, ["-wal", "-shm"], "looked at") as (process, pipe):
        assert pipe.recv() == "look"
        Workspace.open(library, who="bob", read_only=True).close()
        assert log_file(library).exists()
        pipe.send("die")
        process.join()
        with Workspace.open(library, who="bob") as workspace:
            assert workspace.safety.trouble is not None
            assert workspace.safety.trouble.code == "log-missing"


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
