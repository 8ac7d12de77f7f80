"""Closing is quick: everything is saved already, so what is left to do does not grow with the library."""

from __future__ import annotations

import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from cases import AGE, letter, review, reviewed
from multiplied import multiplied

from imr_desktop import keeping
from imr_desktop.store import backups, checking, files, holding
from imr_desktop.workspace import Workspace


def flushed(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[str]]:
    """What closing writes after a value was changed and another is being typed: statements, and files beside."""
    statements: list[str] = []
    written: list[str] = []
    real = files.write_file

    def noted(file: Path, data: bytes, *, settle: bool = True) -> None:
        written.append(file.parent.name)
        real(file, data, settle=settle)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("closing makes no backup and no check")

    workspace = Workspace.open(path, who="ann")
    workspace.set_text(1, AGE, "61")
    workspace.keep_draft(2, AGE, "sixty-t")
    with monkeypatch.context() as patched:
        patched.setattr(files, "write_file", noted)
        patched.setattr(backups, "make", never)
        patched.setattr(checking, "check", never)
        patched.setattr(keeping, "check", never)
        workspace._library.database.conn.set_trace_callback(statements.append)
        workspace.close()
    acts = [each for each in statements if not each.lstrip("- ").upper().startswith(("SELECT", "WITH", "PRAGMA"))]
    return acts, written


@pytest.mark.parametrize("cases", [2, 12])
def test_closing_writes_one_copy_whatever_the_library_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cases: int
) -> None:
    path = reviewed(tmp_path / "library.imr", cases=cases)
    acts, written = flushed(path, monkeypatch)
    assert acts == [], "what was decided and typed has been saved already"
    assert written == ["library.imr.cases"]


def test_the_log_that_closing_puts_into_the_file_stays_short(tmp_path: Path) -> None:
    """SQLite begins it anew after a thousand pages or so, however much has been done."""
    path = reviewed(tmp_path / "library.imr", cases=1)
    with Workspace.open(path, who="ann") as workspace:
        for number in range(2, 40):
            data, source, reading = letter(number)
            large = data * (300_000 // len(data))
            workspace.add(large, replace(source, sha256=sha256(large).hexdigest()), reading)
        assert path.stat().st_size > 9 * 2**20, "more has been written than the log may hold"
        assert holding.log_file(path).stat().st_size < 6 * 2**20
    assert not holding.log_file(path).exists()


@pytest.mark.full
def test_closing_a_library_of_a_thousand_cases_takes_less_than_half_a_second(tmp_path: Path) -> None:
    path = reviewed(tmp_path / "library.imr", cases=1)
    with Workspace.open(path, who="ann") as workspace:
        for number in range(2, 1001):
            (case,) = workspace.add(*letter(number)).added
            if number % 5 == 0:
                review(workspace, case, number % 90)
    took = []
    for age in range(30, 35):
        workspace = Workspace.open(path, who="ann")
        workspace.set_text(1, AGE, str(age))
        workspace.keep_draft(2, AGE, "sixty-t")
        begun = time.perf_counter()
        workspace.close()
        took.append(time.perf_counter() - begun)
    assert sorted(took)[2] < 0.5, took


def test_closing_after_an_act_on_a_thousand_cases_writes_their_copies_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after another, each flushed with its folder, they would take ten seconds on an ordinary disk."""
    path = tmp_path / "library.imr"
    multiplied(path, tmp_path / "letters", 1000, real=10)
    workspace = Workspace.open(path, who="ann")
    workspace.set_status(workspace.case_ids(), "reviewed")
    settled: list[Path] = []
    monkeypatch.setattr(files, "sync_folder", settled.append)
    workspace.close()
    monkeypatch.undo()
    assert settled.count(keeping.copies_of(path)) <= 1000 / 16 + 1
    home = keeping.copies_of(path)
    assert len([*home.iterdir()]) == 1000
    with Workspace.open(path, who="ann") as workspace:
        workspace.set_status([1, 2], "postponed")
    assert len([*home.iterdir()]) == 1000, "a newer copy takes the place of the one before"
