"""Libraries of every former version open with all that is in them; newer ones are refused untouched."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from cases import AGE, said, said_in
from rigs import child, drain

from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Slot
from imr_desktop.store import backups, connecting, holding, opening
from imr_desktop.store.checking import schema
from imr_desktop.store.driver import Database, sqlite
from imr_desktop.store.library import Library
from imr_desktop.store.migrations import steps
from imr_desktop.store.versions import VERSION
from imr_desktop.workspace import Workspace

LIBRARIES = Path(__file__).parent.parent / "files" / "libraries"
FORMER = sorted(LIBRARIES.glob("schema-*.imr"))


@pytest.fixture(params=FORMER, ids=lambda path: path.stem)
def former(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a library as a former version left it."""
    path = tmp_path / "library.imr"
    shutil.copyfile(request.param, path)
    return path


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as plain:
        return int(plain.execute("PRAGMA user_version").fetchone()[0])


def test_there_is_a_library_of_every_former_version() -> None:
    assert [version_of(path) for path in FORMER] == list(range(1, VERSION))


def test_a_former_library_opens_with_all_that_is_in_it(former: Path) -> None:
    with Workspace.open(former, who="ann") as workspace:
        assert workspace.safety.check().well
        first, second, third = (workspace.case(row.id) for row in workspace.cases())
        assert first.value("letter.ur_denial_date").value == "2017-01-09"
        assert [first.value(key).state for key in ("patient.age", "patient.sex")] == ["confirmed", "unreadable"]
        assert first.value("note.patient.age").value == "see page 1"
        assert first.value("summary.mechanism_of_injury").anchors[0].quote == "Case"
        assert second.reading.parser == "2"
        assert (second.value("patient.age").value, second.value("outcome", 2).value) == (58, "upheld")
        assert second.value("letter.decision_date").draft == "next week"
        assert not any(value.touched for value in third.values.values())
        assert workspace.can_undo() == "Correct outcome, item 2"
        assert workspace.can_redo() == "Correct age"


def test_a_backup_of_the_former_version_is_made_first(former: Path) -> None:
    said(former)
    (first, *_) = backups.listed(former)
    assert first.before == "migration"
    assert version_of(first.path) < VERSION


def test_a_migrated_library_has_the_schema_of_a_new_one(former: Path, tmp_path: Path) -> None:
    libraries = [Library(former), Library(tmp_path / "new.imr")]
    migrated, new = (schema(library.database) for library in libraries)
    assert migrated == new == schema(None)
    for library in libraries:
        library.close()


def test_the_schema_is_the_one_that_was_released(tmp_path: Path) -> None:
    """A step that has been released never changes: add another one, and a new snapshot beside this."""
    snapshot = LIBRARIES / f"schema-{VERSION}.json"
    made = {name: sql for name, sql in schema(None).items() if not name.startswith("view ")}
    assert made == json.loads(snapshot.read_text(encoding="utf-8"))
    assert sum(name.startswith("trigger ") for name in made) == 2 * 5, "what was said is guarded"


def test_a_former_library_that_cannot_be_written_is_shown_and_left_alone(
    former: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = former.read_bytes()
    monkeypatch.setattr("os.access", lambda *_: False)
    with Workspace.open(former, who="ann") as workspace:
        assert workspace.read_only
        assert workspace.case(1).value("letter.ur_denial_date").value == "2017-01-09"
    assert former.read_bytes() == before


def test_a_backup_of_a_former_version_that_stands_in_for_a_library_is_told(former: Path) -> None:
    """The library is held on another computer, where no memory is shared."""
    home = backups.folder(former)
    home.mkdir()
    shutil.copyfile(former, home / "20260304T120000.000000Z-0123456789ab.imr")
    with holding.taken(former) as hold:
        hold.begin("ann")
        name = json.loads(holding.holder_file(former).read_bytes())
        holding.holder_file(former).write_text(json.dumps(name | {"computer": "another"}))
        with Workspace.open(former, who="bob", read_only=True) as looking:
            assert looking.safety.shown_backup == datetime(2026, 3, 4, 12, tzinfo=UTC)
            assert looking.case(1).value("letter.ur_denial_date").value == "2017-01-09"
            with looking.as_it_stands() as beside:
                assert len(beside.cases()) == 3


def test_a_newer_library_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    Library(path).close()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(LibraryProblem) as told:
        Library(path)
    assert told.value.code == "newer"
    assert path.read_bytes() == before


# --- large ones ---


def repeat(path: Path, times: int) -> None:
    """Gives a library of the first version so many cases more, like its last one."""
    with closing(sqlite3.connect(path)) as plain, plain:
        (case, *_), of = plain.execute("SELECT max(id) FROM cases").fetchone(), "SELECT * FROM {} WHERE case_id = ?"
        (document,) = plain.execute(of.format("documents"), (case,)).fetchall()
        (reading,) = plain.execute("SELECT * FROM readings WHERE document_id = ?", document[:1]).fetchall()
        values = plain.execute(of.format("record_values"), (case,)).fetchall()
        for more in range(1000, 1000 + times):
            plain.execute("INSERT INTO cases VALUES (?, ?, ?)", (more, f"{more:032x}", "2020-01-01"))
            plain.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", (more, more, "", more, *document[4:]))
            plain.execute(f"INSERT INTO readings VALUES (?, ?{', ?' * len(reading[2:])})", (more, more, *reading[2:]))
            plain.executemany("INSERT INTO record_values VALUES (?, ?, ?, ?, ?, ?)", [(more, *v[1:]) for v in values])


def most_memory(act: Callable[[], object]) -> int:
    """Bytes of Python's own that an act takes at its peak; what it gives is taken for part of that."""
    tracemalloc.start()
    try:
        given = act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        del given
        tracemalloc.stop()


def open_and_close(path: Path) -> None:
    Library(path).close()


def all_values_at_once(path: Path) -> list[tuple[Any, ...]]:
    with closing(Library(path)) as library:
        return library.rows("SELECT * FROM record_values")


def test_a_migration_holds_no_more_of_a_larger_library_than_its_cases_numbers(tmp_path: Path) -> None:
    grown = []
    for act in (open_and_close, all_values_at_once):  # the second is the control
        took = []
        for times in (100, 400):
            path = tmp_path / "library.imr"
            shutil.copyfile(LIBRARIES / "schema-1.imr", path)
            repeat(path, times)
            took.append(most_memory(partial(act, path)))
        grown.append(took[1] - took[0])
    assert grown[0] < grown[1] / 10


# --- killed in the middle ---


def migrate_and_die(pipe: Connection, path: Path, after: int, piecemeal: bool = False) -> None:
    """Opens a library, counting SQLite's own steps from the first on, and kills itself at one of them.

    `piecemeal`: without transactions, as it must not be.
    """
    done = 0
    for step in steps._migrations:
        object.__setattr__(step, "transactional", not piecemeal)
    fit = connecting.fitting

    def counting(*arguments: object) -> tuple[Database, object]:
        database, key = fit(*arguments)  # type: ignore[arg-type]  # handed through

        def tick() -> int:
            nonlocal done
            done += 1
            if done == after:
                os.kill(os.getpid(), signal.SIGKILL)
            return 0

        database.conn.set_progress_handler(tick, 10)
        return database, key

    opening.__dict__["fitting"] = counting  # in this child alone
    Library(path).close()
    pipe.send(done)


def _state(path: Path, folder: Path) -> Iterator[str]:
    """The tables, indexes and guards that stand in the file after all, read from a copy."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in (path.name, f"{path.name}-wal"):
        if path.with_name(name).exists():
            shutil.copyfile(path.with_name(name), folder / name)
    with closing(sqlite.connect(str(folder / path.name))) as connection:
        yield str(connection.execute("PRAGMA user_version").fetchone()[0])
        yield from sorted(schema(Database(connection)))


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
@pytest.mark.parametrize("points", [5, pytest.param(50, marks=pytest.mark.full)])
def test_a_migration_that_is_killed_leaves_the_old_schema_or_the_new_one(
    former: Path, tmp_path: Path, points: int
) -> None:
    original = former.read_bytes()
    old = list(_state(former, tmp_path / "copy"))
    with child(migrate_and_die, former, 0) as (_, pipe):
        (total,) = drain(pipe)
    new = list(_state(former, tmp_path / "copy"))
    truth = said(former)
    assert old[0] < new[0]
    kept = (list(_state(path, tmp_path / "copy")) for path in FORMER)
    whole = [old, *(each for each in kept if old[0] < each[0]), new]
    seen = set()
    for point in range(points):
        shutil.rmtree(backups.folder(former), ignore_errors=True)
        for leftover in tmp_path.glob("library.imr-*"):
            leftover.unlink()
        former.write_bytes(original)
        with child(migrate_and_die, former, 1 + (total - 1) * point // points) as (process, pipe):
            assert drain(pipe) == []
            process.join()
            assert process.exitcode == -signal.SIGKILL
        stands = list(_state(former, tmp_path / "copy"))
        assert stands in whole or set(stands) - set(new) <= set(old), "the list of steps may stand already"
        assert stands[0] in [each[0] for each in whole]
        seen.add(stands[0])
        with Workspace.open(former, who="ann") as workspace:
            assert workspace.safety.trouble is None
            assert workspace.safety.check().well
            assert said_in(workspace) == truth
            workspace.set_text(1, AGE, "61")
            workspace.note(1, Slot(0, "patient.age"), "after")
    assert points < 50 or seen >= {old[0], new[0]}, "kills before and after the step's own end"


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_migration_without_transactions_would_be_found_in_between(tmp_path: Path) -> None:
    """The control."""
    former, copy = tmp_path / "library.imr", tmp_path / "copy"
    shutil.copyfile(FORMER[0], former)
    old = set(_state(former, copy))
    with child(migrate_and_die, former, 0, True) as (_, pipe):
        (total,) = drain(pipe)
    new = set(_state(former, copy))
    between = 0
    for point in range(10):
        for each in tmp_path.glob("library.imr-*"):
            each.unlink()
        shutil.copyfile(FORMER[0], former)
        with child(migrate_and_die, former, 1 + total * point // 10, True) as (process, pipe):
            assert drain(pipe) == []
            process.join()
        stands = set(_state(former, copy))
        between += not (stands - new <= old) or bool(stands - old and new - stands)
    assert between


def test_every_step_runs_in_one_transaction() -> None:
    assert all(step.transactional for step in steps._migrations)
    assert len(steps._migrations) == VERSION
