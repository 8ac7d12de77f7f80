"""How soon the window answers a key, against what the page's engine alone needs, with figures in one run.

`pytest -m bench -s tests/bench/test_window_speed.py`
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import pypdfium2
import pytest
from plenty import write_letters
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow
from imr_desktop.paths import sample_letters
from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.bench

CTRL: Final = Qt.KeyboardModifier.ControlModifier
ROUNDS: Final = 4
LETTERS: Final = 16


class _Painted(QObject):
    """Notes when a window has painted for the first time since `forget`: in its thread's time, and by the clock."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.at = self.on_the_clock = 0.0
        self._window = window
        window.installEventFilter(self)

    def forget(self) -> None:
        self.at = self.on_the_clock = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._window or event.type() != QEvent.Type.UpdateRequest:
            return False
        self._window.event(event)  # paints all that waits for it
        if not self.at:
            self.at, self.on_the_clock = time.thread_time(), time.perf_counter()
        return True


@dataclass(frozen=True, slots=True)
class _Press:
    """What one press took until the next case was painted, in seconds, and what its page alone needs.

    `taken` and `alone` are the main thread's own time, `waited` is by the clock; `alone` opens the letter, loads its
    page and renders it, `rendering` is the last part of that.
    """

    case: int
    taken: float
    waited: float
    alone: float
    rendering: float


@pytest.fixture(params=["our own", "published"])
def letters(request: pytest.FixtureRequest) -> list[Path]:
    """PDF letters: our own samples, and those of real life where they are beside the checkout."""
    if request.param == "our own":
        return [each for each in sample_letters() if each.suffix == ".pdf"]
    published: list[Path] = request.getfixturevalue("published")
    return [each for each in published if each.suffix == ".pdf"][:LETTERS]


def test_the_next_case_is_painted_within_four_times_the_rendering_of_its_page(
    open_window: Callable[[Path], Station], letters: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    """In time of the main thread, so that what else the machine is at does not count. That thread waits for nothing:
    the pages of the neighbours are drawn ahead, which is asserted."""
    path = tmp_path / "library.imr"
    with Workspace.open(path, who="ann") as workspace:
        assert all(each.problem is None for each in workspace.import_files(letters))
    station = open_window(path)
    painted = _Painted(station.window())
    ready, presses = [], []
    for key in ([Qt.Key.Key_Down] * (len(letters) - 1) + [Qt.Key.Key_Up] * (len(letters) - 1)) * ROUNDS:
        was_ready, press = _press(station, painted, key, qtbot)
        ready.append(was_ready)
        presses.append(press)
    assert ready.count(True) >= 0.95 * len(ready), "the neighbours' pages are drawn ahead"
    _tell(presses)
    assert _p95([each.taken / each.alone for each in presses]) <= 4


def _at_rest(station: Station) -> bool:
    drawing = station.source.canvas.pictures._worker
    return (
        station.drawn
        and not station._rest.isActive()
        and drawing is not None
        and not (drawing._jobs or drawing._under_way)
    )


def _press(station: Station, painted: _Painted, key: Qt.Key, qtbot: QtBot) -> tuple[bool, _Press]:
    """Whether the page was drawn ahead, and what the press took.

    What the page alone needs is measured while the window's own thread for pages rests: PDFium serves one at a time.
    """
    qtbot.waitUntil(lambda: _at_rest(station))
    shown, focused, canvas = station.shown, QApplication.focusWidget(), station.source.canvas
    assert shown is not None
    assert focused is not None
    painted.forget()
    on_the_clock, began = time.perf_counter(), time.thread_time()
    QTest.keyClick(focused, key, CTRL)
    ready = canvas.settled()
    while station.shown is shown or not painted.at or not station.drawn:
        QApplication.processEvents()
    assert station.shown is not None
    taken, waited = painted.at - began, painted.on_the_clock - on_the_clock
    data = station.desk.workspace.document(station.shown.id)
    qtbot.waitUntil(lambda: _at_rest(station))
    return ready, _Press(station.shown.id, taken, waited, *_bare(data, canvas._layout.scale))


def _tell(presses: list[_Press]) -> None:
    """All figures of a run."""
    of_letter: defaultdict[int, list[float]] = defaultdict(list)
    for each in presses:
        of_letter[each.case].append(each.taken / each.alone)
    figures = {
        "key to painted": [1000 * each.taken for each in presses],
        "the same by the clock": [1000 * each.waited for each in presses],
        "pypdfium2 alone (open, load, render)": [1000 * each.alone for each in presses],
        "its rendering alone": [1000 * each.rendering for each in presses],
        "ratio, press by press": [each.taken / each.alone for each in presses],
        "ratio, letter by letter": [median(each) for each in of_letter.values()],
        "ratio to its rendering alone": [each.taken / each.rendering for each in presses],
        "ratio by the clock": [each.waited / each.alone for each in presses],
    }
    print()
    for what, measured in figures.items():
        unit = "" if "ratio" in what else " ms"
        print(f"{what}: median {median(measured):.2f}{unit}, p95 {_p95(measured):.2f}{unit} of {len(measured)}")


def _p95(figures: Sequence[float]) -> float:
    return quantiles(figures, n=20, method="inclusive")[-1]


def _bare(data: bytes, scale: float) -> tuple[float, float]:
    """Seconds of this thread that pypdfium2 alone needs for the first page of a letter at the window's scale.

    The letter is another one than before, so it is opened, its page loaded (which reads what is drawn on it) and
    rendered whole, as the window's own thread does it, and here while that thread rests. The second figure is the
    rendering by itself.
    """
    began = time.thread_time()
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    loaded = time.thread_time()
    bitmap = page.render(scale=scale)
    ended = time.thread_time()
    bitmap.close()
    page.close()
    document.close()
    return ended - began, ended - loaded


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


def test_while_letters_are_imported_the_window_never_hangs(
    open_window: Callable[[Path], Station], tmp_path: Path, qtbot: QtBot
) -> None:
    """With a case on the desk and the panel open, two hundred letters at a time."""
    path = tmp_path / "library.imr"
    with Workspace.open(path, who="ann") as workspace:
        assert all(each.problem is None for each in workspace.import_files(sample_letters()[:2]))
    station = open_window(path)
    qtbot.waitUntil(lambda: station.drawn and not station._rest.isActive())
    window = station.window()
    assert isinstance(window, MainWindow)
    rounds = []
    for number in range(3):
        letters = write_letters(tmp_path / str(number), 200, first=1 + 200 * number)
        QApplication.processEvents()
        gaps = _Gaps()
        with qtbot.waitSignal(window.session.imported, timeout=120_000):
            window.session.import_files(letters)
        rounds.append(gaps.longest)
    assert station.cases.count == 602
    told = ", ".join(f"{1000 * each:.0f} ms" for each in rounds)
    print(f"\n600 letters imported in three rounds; longest gap of the event loop in each: {told}")
    assert min(rounds) <= 0.05
