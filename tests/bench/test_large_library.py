"""A library of 100,000 whole cases: what a person waits for, as a table.

`pytest -m bench -s tests/bench/test_large_library.py` makes it in some minutes and takes 8 GB of disk. Seconds are the
processor's: what else a disk has to do says nothing of the program.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from multiplied import multiplied

from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.bench

MANY = 100_000
PART = 10_000

AT_ONCE = 0.25
"""Seconds for what a person waits for."""

ALL = ("list", "counts by status", "known documents", "backup", "check")
"""What looks at every case, in a thread of its own or in slices: its time may grow as the number of cases."""


def measured(path: Path) -> dict[str, float]:
    """Seconds of the processor for each act on a library."""
    took: dict[str, float] = {}

    def clocked(what: str, act: Callable[[], object]) -> None:
        begun = time.process_time()
        act()
        took[what] = time.process_time() - begun

    with Workspace.open(path, who="ann"):
        pass  # what is loaded only once is loaded
    begun = time.process_time()
    with Workspace.open(path, who="ann") as workspace:
        took["open"] = time.process_time() - begun
        middle = workspace.count() // 2
        slot = workspace.case(middle).value("patient.age").slot
        clocked("list", workspace.cases)
        clocked("filter", lambda: workspace.find(f"CM18-{middle:07}"))
        clocked("counts by status", lambda: workspace.find("status:new"))
        clocked("full text, a rare word", lambda: list(workspace.with_words((f"CM18-{middle:07}",))))
        clocked("full text, in every letter", lambda: list(workspace.with_words(("medically necessary",))))
        clocked("a case", lambda: workspace.case(middle))
        clocked("its document", lambda: workspace.document(middle))
        clocked("an edit", lambda: workspace.set_value(middle, slot, 33))
        clocked("undo", workspace.undo)
        clocked("known documents", lambda: list(workspace.known()))
        clocked("backup", workspace.safety.backup)
        clocked("check", lambda: _well(workspace))
    return took


def _well(workspace: Workspace) -> None:
    assert workspace.safety.check().well


def test_a_hundred_thousand_cases_are_pleasant_and_no_act_grows_faster_than_the_library(tmp_path: Path) -> None:
    times = []
    for many in (PART, MANY):
        path = tmp_path / f"{many}.imr"
        multiplied(path, tmp_path / f"letters-{many}", many)
        times.append(measured(path))
    part, whole = times
    print(f"\n{'':30}{PART:>12,}{MANY:>12,} cases")
    for what, seconds in whole.items():
        print(f"{what:30}{part[what]:>10.3f} s{seconds:>10.3f} s")
    at_once = {what: seconds for what, seconds in whole.items() if what not in (*ALL, "filter")}
    assert max(at_once.values()) <= AT_ONCE, at_once
    for what in ALL:
        assert whole[what] <= 1.5 * MANY / PART * max(part[what], 0.01), what
