"""One act on a thousand cases: the longest time for which the window is kept from its events.

`pytest -m bench -s tests/bench/test_many_speed.py`
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from heartbeat import Heartbeat
from multiplied import multiplied
from pytestqt.qtbot import QtBot

from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow

pytestmark = pytest.mark.bench

MANY: Final = 1000
GAP: Final = 0.1
"""Seconds that nobody feels."""


def test_no_gap_is_felt_while_a_thousand_cases_are_marked(
    open_window: Callable[[Path], Station], tmp_path: Path, qtbot: QtBot
) -> None:
    multiplied(tmp_path / "library.imr", tmp_path / "letters", MANY, real=20)
    station = open_window(tmp_path / "library.imr")
    window = station.window()
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(lambda: len(station.cases.listed()) == MANY, timeout=60_000)
    safety = station.desk.workspace.safety
    qtbot.waitUntil(lambda: bool(safety.backups) and not window.keeper.busy, timeout=60_000)  # that of opening
    station.cases.view.selectAll()
    heart = Heartbeat(window)
    for name in ("postpone", "undo", "redo"):
        window.acts[name].trigger()
        qtbot.waitUntil(lambda: not window.many.isVisible(), timeout=120_000)
    print(f"{MANY:,} cases marked, taken back, marked again: longest gap {1000 * heart.longest:.0f} ms")
    assert heart.longest < GAP
