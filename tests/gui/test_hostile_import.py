"""Every document that no honest program writes, through the import of the real window: its heart never stops."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from heartbeat import GAP, Heartbeat
from hostile import bombs, mutations
from pytestqt.qtbot import QtBot

from imr_desktop import workspace
from imr_desktop.gui.common.tasks import State
from imr_desktop.gui.window import MainWindow
from imr_desktop.reading_child import TIME_LIMIT

Show = Callable[[Path], MainWindow]

MUTATIONS = 372
EACH = 25.0
"""Seconds within which it must be known what became of a document, from when the one before was; for the full run."""


def hostile() -> Iterator[tuple[str, bytes]]:
    yield from bombs()
    yield from mutations(MUTATIONS)


class Arrivals:
    """When what became of how many documents was known."""

    def __init__(self) -> None:
        self.longest, self.done = 0.0, 0
        self._last = time.monotonic()

    def take(self, state: State | None) -> None:
        if state is not None and state.tally.done > self.done:
            now = time.monotonic()
            self.longest, self._last = max(self.longest, now - self._last), now
            self.done = state.tally.done


@pytest.mark.parametrize(("every", "full"), [(10, False), pytest.param(1, True, marks=pytest.mark.full)])
def test_no_document_stops_the_window(shown: Show, tmp_path: Path, qtbot: QtBot, every: int, full: bool) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    files = 0
    for number, (_, data) in enumerate(islice(hostile(), 0, None, every)):
        files += 1
        ending = "pdf" if data.startswith(b"%PDF") else "txt"
        (folder / f"{number:04}.{ending}").write_bytes(data)
    window = shown(tmp_path / "library.imr")
    arrivals = Arrivals()
    window.session.reading.connect(arrivals.take)
    heart = Heartbeat(window)
    with qtbot.waitSignal(window.session.imported, timeout=round(1000 * (60 + files * TIME_LIMIT / 2))):
        window.session.import_files([folder])
    assert arrivals.done == files, "each is classified"
    assert heart.beats > files, "the window lives between any two of them"
    if full:
        assert arrivals.longest < EACH
        heart.check()
    assert window.isVisible()
    assert window.session.workspace is not None
    for row in window.session.workspace.cases():
        beats = heart.beats
        assert window.station is not None
        window.station.cases.select(row.id)
        qtbot.waitUntil(lambda beats=beats: heart.beats > beats + 2, timeout=30_000)  # type: ignore[misc]  # its own
    qtbot.waitUntil(lambda: window.station is not None and window.station.drawn, timeout=30_000)


def test_the_heartbeat_would_tell_of_a_window_that_reads_by_itself(
    shown: Show, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what stores a letter also dwells on it, as reading it in the window's thread would."""
    window = shown(tmp_path / "library.imr")
    path = tmp_path / "letter.pdf"
    path.write_bytes(next(data for name, data in mutations(10) if name.startswith("repeat")))
    take_in = workspace.imported

    def dwelling(*outcome: Any) -> object:
        end = time.thread_time() + 2 * GAP
        while time.thread_time() < end:
            pass
        return take_in(*outcome)

    monkeypatch.setattr(workspace, "imported", dwelling)
    heart = Heartbeat(window)
    with qtbot.waitSignal(window.session.imported, timeout=60_000):
        window.session.import_files([path])
    assert heart.longest > GAP
