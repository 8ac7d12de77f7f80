"""A power cut: what the disk was never told to keep may be gone or half written; acknowledged edits are all there.

The very statements that a library sends to SQLite are run once more over a file system that writes down every write
and every sync, while a reader beside them looks at one moment after another. From that, the disk is made as a cut could
leave it at a random moment: what was synced is there, and of the rest some 512-byte sectors and not others. The log's
index, which is shared memory and never synced, is missing, garbage, or from some moment before.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cases import letter, review

from imr_desktop.store.checking import check
from imr_desktop.store.driver import sqlite
from imr_desktop.store.library import Library
from imr_desktop.workspace import Workspace

apsw: Any = pytest.importorskip("apsw", reason="the power cut needs apsw, whose file systems can be written in Python")

SECTOR = 512


@dataclass
class Tape:
    """What happened to the files, in order: writes, cuts, syncs, deletions, and the acknowledgements among them."""

    acts: list[tuple[str, str, int, bytes]] = field(default_factory=list)

    def note(self, act: str, file: str = "", at: int = 0, data: bytes = b"") -> None:
        self.acts.append((act, file, at, data))


def recording(tape: Tape, name: str) -> Any:
    """A file system that does what the system's own does, and writes it down."""

    class File(apsw.VFSFile):  # type: ignore[misc]  # apsw may be absent
        def __init__(self, path: Any, flags: list[int]) -> None:
            super().__init__("", path, flags)
            self.name = Path(path.filename() if hasattr(path, "filename") else path).name

        def xWrite(self, data: bytes, offset: int) -> None:
            tape.note("write", self.name, offset, bytes(data))
            super().xWrite(data, offset)

        def xTruncate(self, size: int) -> None:
            tape.note("cut", self.name, size)
            super().xTruncate(size)

        def xSync(self, flags: int) -> None:
            tape.note("sync", self.name)
            super().xSync(flags)

    class System(apsw.VFS):  # type: ignore[misc]  # as above
        def __init__(self) -> None:
            super().__init__(name, "")

        def xOpen(self, path: Any, flags: list[int]) -> File:
            return File(path, flags)

        def xDelete(self, path: str, sync: bool) -> None:
            tape.note("delete", Path(path).name)
            super().xDelete(path, sync)

    return System()


def statements_of(path: Path) -> list[str]:
    """What a library sends to SQLite while a few letters are imported and reviewed."""
    said: list[str] = []
    with Workspace.open(path, who="ann") as workspace:
        workspace._library.database.conn.set_trace_callback(said.append)
        for number in range(1, 4):
            (case,) = workspace.add(*letter(number)).added
            review(workspace, case, number)
        workspace._library.database.conn.set_trace_callback(None)
    return [each for each in said if not each.startswith("--")]


def play(statements: list[str], start: bytes, path: Path, synchronous: str) -> tuple[Tape, list[int]]:
    """Runs the statements over the recording file system; gives its tape and the edits that each commit made safe."""
    tape = Tape()
    path.write_bytes(start)
    system = recording(tape, f"recording {synchronous}")
    edits: list[int] = []
    connection, beside = (apsw.Connection(str(path), vfs=f"recording {synchronous}") for _ in range(2))
    try:
        for setting in (
            "locking_mode = NORMAL",
            "journal_mode = WAL",
            "recursive_triggers = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {setting}").fetchall()
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("PRAGMA wal_autocheckpoint = 60")  # several checkpoints within these few edits
        for statement in statements:
            connection.execute(statement).fetchall()
            if statement == "COMMIT":
                ((count,),) = connection.execute("SELECT count(*) FROM edits")
                edits.append(count)
                tape.note("acknowledged", at=count)
                tape.note("index", data=path.with_name(path.name + "-shm").read_bytes())
                if len(edits) % 7 == 0:
                    _look_again(beside)
        tape.note("end")
    finally:
        beside.close()
        connection.close()
        system.unregister()
    while tape.acts[-1][0] != "end":
        tape.acts.pop()
    return tape, edits


def _look_again(connection: Any) -> None:
    """A reader that looked at one moment, which kept the log from being begun anew, looks at another."""
    if connection.in_transaction:
        connection.execute("COMMIT")
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM edits").fetchall()


def images(
    tape: Tape, start: dict[str, bytes], points: list[int], chance: random.Random
) -> Iterator[tuple[dict[str, bytes], int]]:
    """For each point of the tape: the files as a power cut there may leave them, and the edits acknowledged by then."""
    durable = {name: bytearray(data) for name, data in start.items()}
    pending: dict[str, list[tuple[str, int, bytes]]] = {}
    acknowledged, wanted = 0, sorted(points)
    indexes = [b"", chance.randbytes(2**15)]
    for number, (act, name, at, data) in enumerate(tape.acts):
        while wanted and wanted[0] == number:
            wanted.pop(0)
            index = {f"{name}-shm": chance.choice(indexes) for name in start}
            yield _cut(durable, pending, chance) | index, acknowledged
        if act == "acknowledged":
            acknowledged = at
        elif act == "index":
            indexes.append(data)
        elif act == "sync":
            for each in pending.pop(name, []):
                _apply(durable.setdefault(name, bytearray()), *each)
        elif act == "delete":
            durable.pop(name, None)
            pending.pop(name, None)
        elif act in ("write", "cut"):
            pending.setdefault(name, []).append((act, at, data))


def _cut(
    durable: dict[str, bytearray], pending: dict[str, list[tuple[str, int, bytes]]], chance: random.Random
) -> dict[str, bytes]:
    files = {name: bytearray(data) for name, data in durable.items()}
    luck = chance.choice([0.0, 0.5, 0.9, 1.0])
    for name, acts in pending.items():
        for act, at, data in acts:
            if act == "cut":
                if chance.random() < luck:
                    _apply(files.setdefault(name, bytearray()), act, at, data)
                continue
            for part in range(0, len(data), SECTOR):
                if chance.random() < luck:
                    _apply(files.setdefault(name, bytearray()), act, at + part, data[part : part + SECTOR])
    return {name: bytes(data) for name, data in files.items()}


def _apply(file: bytearray, act: str, at: int, data: bytes) -> None:
    if act == "cut":
        del file[at:]
        return
    if len(file) < at:
        file.extend(bytes(at - len(file)))
    file[at : at + len(data)] = data


def losses(tmp_path: Path, synchronous: str, points: int) -> tuple[int, int]:
    """At how many points acknowledged edits were lost, and at how many the file was not whole."""
    path = tmp_path / "library.imr"
    Workspace.open(path, who="ann").close()
    start = path.read_bytes()
    statements = statements_of(path)
    tape, edits = play(statements, start, tmp_path / "played.imr", synchronous)
    assert edits[-1] > 15
    assert sum(act == "sync" for act, *_ in tape.acts) > 2
    chance = random.Random(8)
    where = [chance.randrange(len(tape.acts)) for _ in range(points)]
    lost = torn = 0
    for number, (files, acknowledged) in enumerate(images(tape, {"played.imr": start}, where, chance)):
        folder = tmp_path / "cut"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        lost_here, whole = _look(folder / "played.imr", acknowledged, thorough=number % 50 == 0)
        lost += lost_here
        torn += not whole
    return lost, torn


def _look(path: Path, acknowledged: int, *, thorough: bool) -> tuple[bool, bool]:
    with closing(sqlite.connect(str(path), isolation_level=None)) as connection:
        try:
            ((count,),) = connection.execute("SELECT count(*) FROM edits").fetchall()
            whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        except sqlite.DatabaseError:
            return True, False
    if thorough and whole:
        library = Library(path)
        whole = check(library).well
        library.close()
    return count < acknowledged, whole


@pytest.mark.parametrize("points", [200, pytest.param(2000, marks=pytest.mark.full)])
def test_a_power_cut_loses_no_acknowledged_edit(tmp_path: Path, points: int) -> None:
    assert losses(tmp_path, "FULL", points) == (0, 0)


@pytest.mark.parametrize("points", [200, pytest.param(2000, marks=pytest.mark.full)])
def test_with_fewer_syncs_a_power_cut_would_lose_some(tmp_path: Path, points: int) -> None:
    """The control, and why the library asks for synchronous = FULL: killing a process cannot tell the two apart."""
    lost, torn = losses(tmp_path, "NORMAL", points)
    assert lost > points / 10
    assert torn == 0
