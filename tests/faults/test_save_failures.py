"""Saving never fails in silence: it is told, nothing that was saved before is lost, and it works again afterwards."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from cases import letter, reviewed, said, said_in
from rigs import SLOTS, child, disk, drain, fill, values_in

from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Slot
from imr_desktop.store import Change, Library
from imr_desktop.store.connecting import WRITE, connect
from imr_desktop.workspace import Workspace


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process may grow beyond a size: what SQLite meets is a write that fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def edit_with_failing_writes(pipe: Connection, path: Path, failures: int) -> None:
    """Edits, of which some meet a full disk at one write or another; tells what was saved and what was refused."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    chance = random.Random(9)
    with Workspace.open(path, who="rig") as workspace:
        log = path.with_name(path.name + "-wal")
        case = workspace.cases()[0].id
        for number in range(failures):
            slot = chance.choice(SLOTS[:3])
            before = said_in(workspace)
            room = log.stat().st_size + number * 512 % 30_000
            try:
                with room_for(room):
                    workspace.set_value(case, slot, f"perhaps {number}")
                pipe.send(("saved", slot, number))
            except LibraryProblem as problem:
                pipe.send(("refused", problem.code, said_in(workspace) == before))
            workspace.set_value(case, slot, str(number))  # the cause is gone
            pipe.send(("expected", (case, slot), str(number)))
        pipe.send(("end", workspace.safety.check().well, values_in(workspace)))


@pytest.mark.parametrize("failures", [20, pytest.param(200, marks=pytest.mark.full)])
def test_a_write_that_fails_is_told_and_loses_nothing(tmp_path: Path, failures: int) -> None:
    path = reviewed(tmp_path / "library.imr", cases=1)
    with child(edit_with_failing_writes, path, failures) as (_, pipe):
        told = drain(pipe)
    refused = [each for each in told if each[0] == "refused"]
    assert len(refused) >= failures / 4, "the control: writes do fail"
    assert {code for _, code, _ in refused} <= {"disk-full", "not-saved"}
    assert all(stood for _, _, stood in refused), "what fails changes nothing"
    (_, well, values) = told[-1]
    assert well
    expected = {where: what for word, where, what in told if word == "expected"}
    assert {where: values[where] for where in expected} == expected
    with Workspace.open(path, who="ann") as workspace:
        assert values_in(workspace) == values


def test_an_import_that_meets_a_full_disk_adds_nothing_by_halves(tmp_path: Path) -> None:
    path = reviewed(tmp_path / "library.imr", cases=1)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with Workspace.open(path, who="ann") as workspace:
            before = said_in(workspace)
            size = path.with_name(path.name + "-wal").stat().st_size
            for room in range(0, 40_000, 4_000):
                with room_for(size + room), pytest.raises(LibraryProblem):
                    workspace.add(*letter(7))
                assert (len(workspace.cases()), said_in(workspace)) == (1, before)
            assert workspace.add(*letter(7)).added
            assert workspace.safety.check().well
    finally:
        signal.signal(signal.SIGXFSZ, old)


def edit_as_somebody_else(pipe: Connection, path: Path) -> None:
    """Only the library's own room: the one above needs files of the program that others may not read here."""
    os.setuid(65534)
    library = Library(path, who="nobody")
    touched = sum(value.touched for value in library.case(1).values.values())
    try:
        library.edit("Mark", "nobody", [Change(1, Slot(2, "request"), None, "unreadable")])
    except LibraryProblem as problem:
        pipe.send((library.read_only, touched, problem.code))
    else:
        pipe.send((library.read_only, touched, "saved"))
    library.close()


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only the superuser can become somebody else")
@pytest.mark.parametrize(
    ("file", "folder", "answer"),
    [(0o444, 0o777, (True, "read-only")), (0o666, 0o555, (True, "read-only")), (0o666, 0o777, (False, "saved"))],
    ids=["read-only file", "read-only folder", "the control"],
)
def test_what_may_not_be_written_is_shown_and_says_so(file: int, folder: int, answer: tuple[bool, str]) -> None:
    with tempfile.TemporaryDirectory() as place:  # where others may look, unlike pytest's own folders
        home = Path(place) / "home"
        home.mkdir()
        path = reviewed(home / "library.imr", cases=1)
        decided = sum(draft is None for _, _, draft in said(path).values())
        for each in (path.with_name("library.imr.backups"), path.with_name("library.imr.cases")):
            shutil.rmtree(each)
        Path(place).chmod(0o755)
        path.chmod(file)
        home.chmod(folder)
        with child(edit_as_somebody_else, path) as (_, pipe):
            (read_only, count, code) = drain(pipe)[0]
    assert (read_only, code) == answer
    assert count == decided


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB."""
    with disk(tmp_path / "disk", 2) as place:
        yield place


def edited(workspace: Workspace, case: int, text: str) -> str:
    """`saved`, or the code of what kept it from being."""
    try:
        workspace.set_value(case, SLOTS[2], text)
    except LibraryProblem as problem:
        return problem.code
    return "saved"


def test_on_a_full_disk_nothing_saved_is_lost_and_work_goes_on_when_there_is_room(small_disk: Path) -> None:
    path = reviewed(small_disk / "library.imr", cases=1)
    ballast = small_disk / "ballast"
    with Workspace.open(path, who="ann") as workspace:
        case, saved = workspace.cases()[0].id, 0
        fill(ballast)
        code = "saved"
        while code == "saved" and saved < 500:
            code = edited(workspace, case, f"{saved + 1} " * 50)
            saved += code == "saved"
        assert code in ("disk-full", "not-saved")
        if saved:
            assert workspace.case(case).value("request", 2).value == f"{saved} " * 50
        ballast.unlink()
        workspace.set_value(case, SLOTS[2], "there is room again")
        assert workspace.safety.check().well
    with Workspace.open(path, who="ann") as workspace:
        assert workspace.case(case).value("request", 2).value == "there is room again"


def test_on_a_full_disk_a_library_still_opens_and_works_when_there_is_room(small_disk: Path) -> None:
    path = reviewed(small_disk / "library.imr", cases=1)
    before, ballast = said(path), small_disk / "ballast"
    fill(ballast)
    with Workspace.open(path, who="ann") as workspace:
        assert said_in(workspace) == before
        assert edited(workspace, 1, "no room") in ("disk-full", "not-saved")
        assert said_in(workspace) == before
        ballast.unlink()
        workspace.set_value(1, SLOTS[2], "there is room again")
        assert workspace.safety.check().well
    fill(ballast)
    with Workspace.open(path, who="ann", read_only=True) as looking:
        assert looking.case(1).value("request", 2).value == "there is room again"
    ballast.unlink()
    with Workspace.open(path, who="ann") as workspace:
        assert workspace.safety.trouble is None


def test_while_another_program_has_it_locked_a_save_is_refused_and_works_again_afterwards(tmp_path: Path) -> None:
    path = reviewed(tmp_path / "library.imr", cases=1)
    with Workspace.open(path, who="ann") as workspace, closing(connect(path, WRITE, None)) as other:
        before = said_in(workspace)
        other.execute("BEGIN IMMEDIATE")
        assert edited(workspace, 1, "now") == "locked"
        with pytest.raises(LibraryProblem, match="in use by another program"):
            workspace.keep_draft(1, SLOTS[2], "typed")
        assert said_in(workspace) == before
        other.execute("ROLLBACK")
        assert edited(workspace, 1, "later") == "saved"
        assert workspace.safety.check().well


@contextmanager
def mounted_read_only(folder: Path, place: Path) -> Iterator[Path]:
    """A folder as a disk has it that nothing can be written to; the test is skipped where that cannot be."""
    place.mkdir()
    for options in (["--bind"], ["-o", "remount,bind,ro"]):
        command = ["mount", *options, str(folder), str(place)]
        if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
            subprocess.run(["umount", str(place)], capture_output=True, check=False)
            pytest.skip("only the superuser can mount a folder")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def edit_and_die(pipe: Connection, path: Path) -> None:
    with Workspace.open(path, who="rig") as workspace:
        workspace.set_value(1, SLOTS[2], "written last")
        pipe.send("saved")
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("left", ["closed in order", "killed"])
def test_from_a_disk_that_is_read_only_all_that_was_saved_is_shown_and_left_alone(tmp_path: Path, left: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = reviewed(folder / "library.imr", cases=1)
    if left == "killed":
        with child(edit_and_die, path) as (process, pipe):
            assert drain(pipe) == ["saved"]
            process.join()
    before = {each.name: each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    with mounted_read_only(folder, tmp_path / "mounted") as mounted:
        for read_only in (False, True):
            with Workspace.open(mounted / "library.imr", who="ann", read_only=read_only) as workspace:
                assert workspace.read_only
                shown = workspace.case(1).value("request", 2)
                assert (shown.value == "written last") == (left == "killed")
                assert edited(workspace, 1, "more") == "read-only"
                assert workspace.safety.check().well
    assert {each.name: each.read_bytes() for each in folder.rglob("*") if each.is_file()} == before
