"""A library of 100,000 whole cases: what a person waits for, as a table for the README.

`pytest -m bench -s tests/bench/test_large_library.py` makes it first, and takes some 8 GB of disk. The limits are on
the time that the program itself works: what a disk has to do, and what else the machine does, says nothing of it.
"""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from multiplied import multiplied

from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.bench

MANY = 100_000
PART = 10_000

AT_ONCE = 0.25
"""Seconds for what a person waits for."""

OF_ALL: Final = ("the whole list read", "a filter", "counts by status", "known documents", "a backup", "a full check")
"""What looks at every case, in a thread of its own or in slices: its time may grow as the number of cases."""


class Took(NamedTuple):
    """Seconds that the program itself was at work, and by the clock on the wall."""

    work: float
    wall: float


def clocked(act: Callable[[], object]) -> Took:
    wall, work = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_utime
    act()
    return Took(resource.getrusage(resource.RUSAGE_SELF).ru_utime - work, time.perf_counter() - wall)


def measured(path: Path) -> Iterator[tuple[str, Took]]:
    """What each act on a library takes, as a person or a script does it, one after the other."""
    with Workspace.open(path, who="ann") as workspace:  # what is loaded only once is loaded
        workspace.set_value(1, workspace.case(1).value("patient.age").slot, 33)
        workspace.undo()
    opened: list[Workspace] = []
    yield "opening", clocked(lambda: opened.append(Workspace.open(path, who="ann")))
    with opened[0] as workspace:
        middle = workspace.count() // 2
        slot = workspace.case(middle).value("patient.age").slot
        acts: dict[str, Callable[[], object]] = {
            "the whole list read": workspace.cases,
            "a filter": lambda: workspace.find(f"CM18-{middle:07}"),
            "counts by status": lambda: workspace.find("status:new"),
            "full text, a rare word": lambda: list(workspace.with_words((f"CM18-{middle:07}",))),
            "full text, in every letter": lambda: list(workspace.with_words(("medically necessary",))),
            "opening a case": lambda: (workspace.case(middle), workspace.document(middle)),
            "an edit": lambda: workspace.set_value(middle, slot, 33),
            "its undo": workspace.undo,
            "known documents": lambda: list(workspace.known()),
            "a backup": workspace.safety.backup,
            "a full check": lambda: _well(workspace),
        }
        for what, act in acts.items():
            yield what, clocked(act)


def _well(workspace: Workspace) -> None:
    assert workspace.safety.check().well


def test_a_hundred_thousand_cases_are_pleasant_and_no_act_grows_faster_than_the_library(tmp_path: Path) -> None:
    times: list[dict[str, Took]] = []
    for many in (PART, MANY):
        folder = tmp_path / str(many)
        folder.mkdir()
        path = folder / "library.imr"
        made = clocked(lambda path=path, many=many: multiplied(path, path.with_name("letters"), many))  # type: ignore[misc]  # bound at once
        size = path.stat().st_size / 10**9
        print(f"\n{many:,} cases, {size:.1f} GB, made in {made.wall:.0f} s")
        times.append(dict(measured(path)))
        shutil.rmtree(folder)
    part, whole = times
    print(f"\n| | {PART:,} cases | {MANY:,} cases |\n|---|---|---|")
    for what, took in whole.items():
        print(f"| {what} | {_shown(part[what])} | {_shown(took)} |")
    at_once = {what: took.work for what, took in whole.items() if what not in OF_ALL}
    assert max(at_once.values()) <= AT_ONCE, at_once
    for what in OF_ALL:
        assert whole[what].work <= 1.5 * MANY / PART * max(part[what].work, 0.01), what


def _shown(took: Took) -> str:
    return f"{took.wall * 1000:,.0f} ms" if took.wall < 1 else f"{took.wall:,.1f} s"
