"""Anything done at the real window, in any order: nothing goes wrong, nothing that was said to be saved is lost.

Acts are drawn by fixed seeds (`anything`); one that finds something finds it again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import anything
import pytest
from hostile import one_page, stream
from plenty import write_letters
from showing import make_library

from imr_desktop import parsing, source
from imr_desktop.workspace import Workspace

ACTS = 60
SEEDS = (1, 2)
MORE = range(100, 110)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with letters of every kind, also one of 21 items and one without text; and letters to import."""
    folder = tmp_path_factory.mktemp("anything")
    letters = write_letters(folder / "letters", 4)
    (folder / "letters" / "damaged.pdf").write_bytes(next(p for p in letters if p.suffix == ".pdf").read_bytes()[:2000])
    make_library(folder / "library.imr")
    with Workspace.open(folder / "library.imr", who="Robin Vale") as workspace:
        data = one_page(stream(b"0 0 200 300 re S"))
        document = source.read("scan.pdf", data)
        workspace.add(data, document, parsing.read(document))
    return folder


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Path:
    (tmp_path / "library.imr").write_bytes((made / "library.imr").read_bytes())
    (tmp_path / "letters").symlink_to(made / "letters")
    return tmp_path / "library.imr"


def played(library: Path, seed: int, acts: int = ACTS, planted: str = "") -> dict[str, Any]:
    """What somebody saw who did so many acts at the program, which has ended well."""
    ran = subprocess.run(
        [sys.executable, anything.__file__, str(library), str(seed), str(acts), planted],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "IMR_DESKTOP_HOME": str(library.parent / "home")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    seen: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    assert seen["held"], "it was closed in order"
    return seen


def lost(library: Path, seen: dict[str, Any]) -> list[str]:
    """Where the library, opened again, is not as the window left it."""
    with Workspace.open(library, who="Robin Vale") as workspace:
        assert workspace.safety.check().well
        now = {str(case): json.loads(json.dumps(anything.held(workspace.case(case)))) for case in workspace.case_ids()}
    return [case for case in now.keys() | seen["held"].keys() if now.get(case) != seen["held"].get(case)]


def all_taken_back(library: Path) -> None:
    """Undoes whatever was ever done, and does all of it again: each value is what it was."""
    with Workspace.open(library, who="Robin Vale") as workspace:
        cases, steps = workspace.case_ids(), 0
        before = [anything.held(workspace.case(case)) for case in cases]
        while workspace.can_undo():
            workspace.undo()
            steps += 1
        assert not any(value.touched for case in cases for value in workspace.case(case).values.values())
        for _ in range(steps):
            workspace.redo()
        assert [anything.held(workspace.case(case)) for case in cases] == before
        assert workspace.safety.check().well


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_somebody_does_nothing_goes_wrong_and_nothing_is_lost(library: Path, seed: int) -> None:
    seen = played(library, seed)
    assert seen["amiss"] == []
    assert lost(library, seen) == []
    all_taken_back(library)


@pytest.mark.full
@pytest.mark.parametrize("seed", MORE)
def test_so_it_is_with_many_seeds(library: Path, seed: int) -> None:
    for session in range(2):
        seen = played(library, 2 * seed + session, 3 * ACTS)
        assert seen["amiss"] == []
        assert lost(library, seen) == []
    all_taken_back(library)


def test_a_planted_fault_and_a_planted_loss_are_found(library: Path) -> None:
    """The control."""
    seen = played(library, 1, planted="fault")
    assert any("ZeroDivisionError" in each for each in seen["amiss"])
    assert lost(library, seen) == []
    with Workspace.open(library, who="Robin Vale") as workspace:
        reach = workspace.reach("undo")
        assert reach
        workspace.undo()
    assert lost(library, seen) == [str(case) for case in reach]
