"""Whenever the process is killed: what was acknowledged is there, nothing is torn, the log replays to the values."""

from __future__ import annotations

import random
import threading
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from cases import letter, review, said_in
from rigs import child, drain, edit_on_and_on, values_in

from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Slot
from imr_desktop.store import backups, keys
from imr_desktop.store.backups import Backup
from imr_desktop.store.driver import sqlite
from imr_desktop.store.marks import counts
from imr_desktop.workspace import Workspace

PASSPHRASE = "correct horse"


class Expected:
    """What the library must hold after each kill, kept outside of it."""

    def __init__(self) -> None:
        self.values: dict[tuple[int, Slot], str] = {}
        self.cases = 0
        self.acknowledged = 0
        self.last = 0

    def hear(self, told: list[tuple[object, ...]]) -> dict[tuple[int, Slot], str]:
        """Takes over what was acknowledged; gives what was begun and not acknowledged, which may be there or not."""
        open_edit: dict[tuple[int, Slot], str] = {}
        for word, number, *rest in told:
            assert isinstance(number, int)
            self.last = number
            if word == "edit":
                open_edit = {(rest[0], rest[1]): str(number)}  # type: ignore[dict-item]  # as the rig sends them
            elif word == "saved":
                self.values.update(open_edit)
                open_edit = {}
                self.acknowledged += 1
            elif word == "imported":
                self.cases += 1
        return open_edit

    def compare(self, found: dict[tuple[int, Slot], str], begun: dict[tuple[int, Slot], str], cases: int) -> list[str]:
        wrong = [f"{where} lost" for where in self.values.keys() - found.keys()]
        for where, what in found.items():
            if what != self.values.get(where) and what != begun.get(where):
                wrong.append(f"{where} holds {what} and not {self.values.get(where)}")
        if not self.cases <= cases <= self.cases + 1:
            wrong.append(f"{cases} cases and not {self.cases}")
        return wrong


def kill_once(path: Path, passphrase: str | None, expected: Expected, chance: random.Random) -> list[str]:
    with child(edit_on_and_on, path, passphrase, expected.last, chance.randrange(10**6)) as (process, pipe):
        told = [pipe.recv()]
        while told[-1][0] != "saved" and chance.random() < 0.99:  # a few die before they have saved anything
            told.append(pipe.recv())
        timer = threading.Timer(chance.random() * 0.15, process.kill)
        timer.start()
        told += drain(pipe)
        timer.join()
    begun = expected.hear(told)
    with Workspace.open(path, who="after", passphrase=passphrase) as workspace:
        assert workspace.safety.trouble is None
        assert workspace.safety.check().well
        found, cases = values_in(workspace), len(workspace.cases())
    wrong = expected.compare(found, begun, cases)
    expected.values, expected.cases = found, cases
    return wrong


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["plain", "protected"])
@pytest.mark.parametrize("kills", [25, pytest.param(250, marks=pytest.mark.full)])
def test_no_acknowledged_edit_is_lost_when_the_process_is_killed(
    tmp_path: Path, passphrase: str | None, kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_COST", {"n": 2**10, "r": 8, "p": 1})  # what a kill meets is SQLite, not the guessing
    path = tmp_path / "library.imr"
    Workspace.open(path, who="ann", passphrase=passphrase).close()
    expected, chance, wrong = Expected(), random.Random(1), []
    for _ in range(kills):
        wrong += kill_once(path, passphrase, expected, chance)
        if len(expected.values) > 60:  # a fresh library keeps the rounds short
            path = tmp_path / f"library-{expected.last}.imr"
            Workspace.open(path, who="ann", passphrase=passphrase).close()
            expected.values, expected.cases = {}, 0
    assert wrong == []
    assert expected.acknowledged > kills


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["plain", "protected"])
@pytest.mark.parametrize("kills", [3, pytest.param(25, marks=pytest.mark.full)])
def test_whoever_reads_beside_the_writer_sees_whole_states_and_outlives_it(
    tmp_path: Path, passphrase: str | None, kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_COST", {"n": 2**10, "r": 8, "p": 1})
    expected, chance = Expected(), random.Random(5)
    for number in range(kills):
        path = tmp_path / f"library-{number}.imr"
        Workspace.open(path, who="ann", passphrase=passphrase).close()
        expected.values, expected.cases = {}, 0
        with child(edit_on_and_on, path, passphrase, expected.last, chance.randrange(10**6)) as (process, pipe):
            told = [pipe.recv()]
            with Workspace.open(path, who="bob", passphrase=passphrase, read_only=True) as looking:
                assert looking.safety.as_of is not None
                moments = _moments(looking, chance.randrange(2, 6))
                process.kill()
                begun = expected.hear(told + drain(pipe))
                moments += _moments(looking, 1)
                with Workspace.open(path, who="after", passphrase=passphrase) as workspace:
                    assert workspace.safety.trouble is None
                    assert workspace.safety.check().well
                    found = values_in(workspace)
                    assert expected.compare(found, begun, len(workspace.cases())) == []
                moments += _moments(looking, 1)
        assert moments == sorted(moments)


def _moments(looking: Workspace, count: int) -> list[int]:
    """How many acts the library holds at one moment after another; at each it is whole."""
    seen = []
    for _ in range(count):
        looking.safety.reread()
        assert looking.safety.check().well
        values_in(looking)
        seen.append(sum(1 for _ in looking._library.batches_backwards()))
    return seen


def test_an_edit_that_is_gone_would_be_noticed(tmp_path: Path) -> None:
    """The control: the same comparison over a library that was put back to an earlier state."""
    path = tmp_path / "library.imr"
    Workspace.open(path, who="ann").close()
    expected, chance = Expected(), random.Random(2)
    assert kill_once(path, None, expected, chance) == []
    earlier = path.read_bytes()
    while not kill_once(path, None, expected, chance) and not expected.acknowledged:
        pass
    with Workspace.open(path, who="ann") as workspace:
        (row, *_) = workspace.cases()
        workspace.note(row.id, Slot(0, "patient.age"), "later")
        expected.values[row.id, Slot(0, "note.patient.age")] = "later"
    path.write_bytes(earlier)
    with Workspace.open(path, who="ann") as workspace:
        assert expected.compare(values_in(workspace), {}, expected.cases) != []


def back_up_on_and_on(pipe: Connection, path: Path) -> None:
    with Workspace.open(path, who="rig") as workspace:
        pipe.send("ready")
        while True:
            workspace.safety.backup()
            pipe.send("made")


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.full)])
def test_a_kill_during_a_backup_leaves_the_library_and_only_whole_backups(tmp_path: Path, kills: int) -> None:
    path = tmp_path / "library.imr"
    with Workspace.open(path, who="ann") as workspace:
        for number in range(1, 4):
            (case,) = workspace.add(*letter(number)).added
            review(workspace, case, number)
        before, rows = said_in(workspace), counts(workspace._library.database)
    chance = random.Random(3)
    for _ in range(kills):
        with child(back_up_on_and_on, path) as (process, pipe):
            assert pipe.recv() == "ready"
            timer = threading.Timer(chance.random() * 0.05, process.kill)
            timer.start()
            drain(pipe)
            timer.join()
        newest: Backup = backups.listed(path)[-1]
        backups.verify(newest.path, None, rows)
        with Workspace.open(path, who="ann") as workspace:
            assert said_in(workspace) == before


def back_up_in_place(pipe: Connection, path: Path) -> None:
    """As it must not be done: under its own name from the first page on."""
    target = backups.folder(path) / "20300101T000000.000000Z-0123456789ab.imr"
    with Workspace.open(path, who="rig") as workspace, closing(sqlite.connect(str(target))) as connection:
        workspace._library.database.conn.backup(connection, pages=1, progress=lambda *_: pipe.send("a page"))


def test_a_backup_that_is_written_in_its_place_would_be_found_torn(tmp_path: Path) -> None:
    """The control."""
    path = tmp_path / "library.imr"
    with Workspace.open(path, who="ann") as workspace:
        (case,) = workspace.add(*letter(1)).added
        review(workspace, case, 1)
        workspace.safety.backup()
        rows = counts(workspace._library.database)
    with child(back_up_in_place, path) as (process, pipe):
        assert pipe.recv() == "a page"
        process.kill()
        process.join()
    torn = backups.listed(path)[-1].path
    with pytest.raises((LibraryProblem, sqlite.DatabaseError)):
        backups.verify(torn, None, rows)
