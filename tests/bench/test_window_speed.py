"""How soon the window answers a key, against what the page's engine alone needs, with figures in one run.

`pytest -m bench -s tests/bench/test_window_speed.py`
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import pypdfium2
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication
from pytestqt.qtbot import QtBot

from imr_desktop.gui.app import destroy
from imr_desktop.gui.appearance import Wardrobe
from imr_desktop.gui.memory import Memory
from imr_desktop.gui.settings import Settings
from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot
from imr_desktop.store.sealing import SEALED, seal
from imr_desktop.tour import sample_letters
from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.bench

CTRL: Final = Qt.KeyboardModifier.ControlModifier
ROUNDS: Final = 4


@pytest.fixture
def open_window(qtbot: QtBot, home: Path, qapp: QApplication) -> Iterator[Callable[[Path], Station]]:
    windows: list[MainWindow] = []

    def show(path: Path) -> Station:
        memory, settings = Memory(home / "window.ini"), Settings(home / "settings.toml")
        window = MainWindow(who="Robin Vale", memory=memory, settings=settings, wardrobe=Wardrobe(qapp, settings))
        windows.append(window)
        window.resize(1440, 900)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.open_library(path)
        assert window.station is not None
        return window.station

    yield show
    for window in windows:
        window.session.leave(regardless=True)
        window.close()
        destroy(window)


class _Painted(QObject):
    """Notes when a widget has painted."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.mark.xfail(reason="the form's own work (rows, checks) takes longer than a plain page's rendering", strict=False)
def test_the_next_case_is_painted_within_four_times_the_rendering_of_its_page(
    open_window: Callable[[Path], Station], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "library.imr"
    with Workspace.open(path, who="ann") as workspace:
        letters = [each for each in sample_letters() if each.suffix == ".pdf"]
        assert all(each.problem is None for each in workspace.import_files(letters))
    station = open_window(path)
    painted = _Painted(station.source.canvas.viewport())
    canvas = station.source.canvas
    ratios, times, ready = [], [], []
    for key in ([Qt.Key.Key_Down] * (len(letters) - 1) + [Qt.Key.Key_Up] * (len(letters) - 1)) * ROUNDS:
        qtbot.waitUntil(lambda: station.drawn and not station._rest.isActive() and canvas.ready_ahead)
        shown, focused = station.shown, QApplication.focusWidget()
        assert shown is not None
        assert focused is not None
        painted.count = 0
        began = time.perf_counter()
        QTest.keyClick(focused, key, CTRL)
        ready.append(canvas.settled())
        while station.shown is shown or not painted.count or not station.drawn:
            QApplication.processEvents()
        taken = time.perf_counter() - began
        assert station.shown is not None
        bare = _bare(station.desk.workspace.document(station.shown.id), canvas._layout.scale)
        times.append(taken)
        ratios.append(taken / bare)
    assert ready.count(True) >= 0.95 * len(ready), "the neighbours' pages are drawn ahead"
    p95 = quantiles(ratios, n=20)[-1]
    print(
        f"\nkey to painted: median {1000 * median(times):.1f} ms, p95 {1000 * quantiles(times, n=20)[-1]:.1f} ms; "
        f"over pypdfium2's rendering of the page: median {median(ratios):.2f}, p95 {p95:.2f}"
    )
    assert p95 <= 4


def _bare(data: bytes, scale: float) -> float:
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    began = time.perf_counter()
    bitmap = page.render(scale=scale)
    taken = time.perf_counter() - began
    bitmap.close()
    page.close()
    document.close()
    return taken


# --- a long list -----------------------------------------------------------------------------------------------------

MANY: Final = 100_000


@pytest.fixture(scope="module")
def long_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose list has very many rows; behind each of them is the same letter."""
    path = tmp_path_factory.mktemp("bench") / "long.imr"
    with Workspace.open(path, who="ann") as workspace:
        assert all(each.problem is None for each in workspace.import_files(sample_letters()[:1]))
        database = workspace._library._database
        [row] = list(database.execute(f"SELECT {SEALED['case_list']} FROM case_list"))  # names of our own
        words = ("MRI of the lumbar spine", "Physical therapy", "Norco 10/325mg #60", "EMG of the left leg")
        rows = [
            (case, f"CM17-{case:07}", *row[2:5], f"{words[case % 4]} {case}", *row[6:]) for case in range(2, MANY + 1)
        ]
        with database.atomic():
            database.conn.executemany(
                "INSERT INTO cases (id, uid, added) VALUES (?, ?, '2026')", [(row[0], str(row[0])) for row in rows]
            )
            marks = ", ".join("?" * (len(row) + 1))
            database.conn.executemany(
                f"INSERT INTO case_list ({SEALED['case_list']}, seal) VALUES ({marks})",  # as above
                [(*each, seal("case_list", each)) for each in rows],
            )
    return path


class _Gaps(QObject):
    """The longest time that the event loop was away from a timer which is always due."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self.startTimer(0)

    def timerEvent(self, event: object) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def test_a_long_list_scrolls_and_filters_without_a_pause(
    open_window: Callable[[Path], Station], long_library: Path, qtbot: QtBot
) -> None:
    began = time.perf_counter()
    station = open_window(long_library)
    opened = time.perf_counter() - began
    qtbot.waitUntil(lambda: station.drawn and not station._rest.isActive())
    cases = station.cases
    edited = station.desk.workspace.case(1).value("patient.age").slot
    rounds = [_gaps(station, edited, age) for age in (44, 45, 46)]
    gaps = {what: min(each[what] for each in rounds) for what in rounds[0]}  # another process may take one of them
    told = ", ".join(f"{what} {1000 * gap:.0f} ms" for what, gap in gaps.items())
    print(f"\n{cases.count} cases, opened in {opened:.2f} s; longest gap of the event loop: {told}")
    assert max(gap for what, gap in gaps.items() if what != "an edit") <= 0.05


def _gaps(station: Station, edited: Slot, age: int) -> dict[str, float]:
    cases, desk = station.cases, station.desk
    gaps = {"a page of scrolling": _longest(lambda: _scroll(cases.view))}
    for letters in ("m", "mr", "mri", "mri ", "mri 9", "mri 99", "mri 999", "mri 99", "mri 9", "mri", "", "status:new"):
        gaps[f"filter “{letters}”"] = _longest(partial(cases.filter_box.setText, letters))
    cases.filter_box.clear()
    gaps["an edit"] = _longest(lambda: desk.do(lambda: desk.workspace.set_value(1, edited, age)))
    return gaps


def _longest(act: Callable[[], object]) -> float:
    """The event loop's longest gap while something is done and painted."""
    QApplication.processEvents()
    gaps = _Gaps()
    QApplication.processEvents()
    gaps.longest = 0.0
    act()
    ends = time.perf_counter() + 0.15
    while time.perf_counter() < ends:
        QApplication.processEvents()
    return gaps.longest


def _scroll(view: QAbstractItemView) -> None:
    bar = view.verticalScrollBar()
    for _ in range(10):
        bar.setValue(bar.value() + bar.pageStep())
        QApplication.processEvents()
