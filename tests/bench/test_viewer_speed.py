"""How smoothly a long file scrolls, and what its pictures take, with figures in one run.

`pytest -m bench -s tests/bench/test_viewer_speed.py`
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from imr_desktop.gui.letter.page_highlights import Highlight
from imr_desktop.gui.letter.pictures import BUDGET
from imr_desktop.gui.letter.source_view import Place, SourceView
from imr_desktop.model import Annotation, Label, Sentence, Slot, Source, Span
from imr_desktop.source import read

pytestmark = [
    pytest.mark.bench,
    pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"),
]

PAGES: Final = 500
LINES: Final = 45
MAY_PAUSE: Final = 0.05
"""Seconds that the event loop may be away."""
ROUNDS: Final = 5
"""Another process may take one of them."""


@pytest.fixture(scope="module")
def long_file() -> tuple[Source, bytes]:
    """A file of 500 full pages."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792), invariant=True)
    for page in range(1, PAGES + 1):
        canvas.setFont("Times-Roman", 11)
        for line in range(LINES):
            words = f"Line {line} of page {page} tells of a progress note, an examination and what was requested then."
            canvas.drawString(72, 720 - 14 * line, words)
        canvas.showPage()
    canvas.save()
    data = buffer.getvalue()
    return read("long.pdf", data), data


@pytest.fixture
def view(qtbot: QtBot, long_file: tuple[Source, bytes]) -> Iterator[SourceView]:
    """A viewer as wide as in a large window, on the long file, with marks on every page and the strip beside it."""
    source, data = long_file
    made = SourceView()
    qtbot.addWidget(made)
    made.resize(1400, 1000)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_document(1, source, data)
    spans = [Span(page.start + 5, page.start + 60) for page in source.pages]
    made.set_places([Place(Slot(0, f"f{n}"), span, "summary", "Summary") for n, span in enumerate(spans)])
    made.set_sentences([Sentence(Span(each.end, each.end + 80), "summary", "untouched") for each in spans])
    label = Label("key-fact", "Key fact", "yellow")
    made.canvas.set_highlights(
        [
            Highlight(Annotation(Slot(0, f"annotation.{n}"), label.id, "", (span,), ""), label)
            for n, span in enumerate(spans)
        ]
    )
    made.show_thumbnails(True)
    qtbot.waitUntil(lambda: made.settled)
    yield made
    made.close()


class _Watch(QObject):
    """The event loop's longest absence from a timer that is always due, and the most that the pictures took."""

    def __init__(self, view: SourceView) -> None:
        super().__init__()
        self.longest = 0.0
        self.most = 0
        self._cache = view.canvas.pictures.cache
        self._last = time.perf_counter()
        self.startTimer(0)

    def timerEvent(self, event: object) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self.most = max(self.most, self._cache.size)
        self._last = now


def through(view: SourceView, move: Callable[[], object], *, until: int) -> tuple[float, int]:
    """Moves again and again, each time when the event loop is free, until a page is come to."""
    view.go_to_page(1)
    QApplication.processEvents()
    watch = _Watch(view)
    QApplication.processEvents()
    watch.longest = 0.0
    bar = view.canvas.verticalScrollBar()
    while view.canvas.page < until and bar.value() < bar.maximum():
        move()
        QApplication.processEvents()
    QApplication.processEvents()
    return watch.longest, watch.most


def wheel(view: SourceView) -> None:
    at = view.canvas.viewport().rect().center()
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.canvas.viewport().mapToGlobal(at)),
        QPoint(),
        QPoint(0, -360),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.canvas.viewport(), event)


def drag(view: SourceView) -> None:
    """The scroll bar's handle is pulled: a twentieth of the file in one step."""
    bar = view.canvas.verticalScrollBar()
    bar.setValue(bar.value() + bar.maximum() // 20)


def read_on(view: SourceView) -> None:
    """A page further, and its picture waited for."""
    view.go_to_page(view.canvas.page + 1)
    while not view.settled:
        QApplication.processEvents()


WAYS: Final[dict[str, tuple[Callable[[SourceView], object], int]]] = {
    "wheel": (wheel, 20),
    "Page Down": (lambda view: QTest.keyClick(view.canvas, Qt.Key.Key_PageDown), 80),
    "the scroll bar's handle": (drag, PAGES),
    "page by page, each drawn": (read_on, 40),
}


def test_a_file_of_500_pages_scrolls_within_its_memory_and_never_stops_the_window(view: SourceView) -> None:
    gaps, most = dict.fromkeys(WAYS, 1.0), 0
    for _ in range(ROUNDS):
        for way, (move, until) in WAYS.items():
            gap, size = through(view, lambda move=move: move(view), until=until)  # type: ignore[misc]  # a default binds it
            gaps[way], most = min(gaps[way], gap), max(most, size)
    told = ", ".join(f"{way} {1000 * gap:.0f} ms" for way, gap in gaps.items())
    print(f"\n{PAGES} pages; longest gap of the event loop: {told}; pictures at most {most / 2**20:.0f} MB")
    assert most <= BUDGET
    assert max(gaps.values()) <= MAY_PAUSE


def test_a_file_of_500_pages_is_shown_turned_and_zoomed_without_a_pause(
    view: SourceView, long_file: tuple[Source, bytes], qtbot: QtBot
) -> None:
    source, data = long_file
    acts: dict[str, Callable[[], object]] = {
        "turn": lambda: view.turn_pages(90),
        "zoom": view.zoom_in,
        "another document": lambda: view.show_document(2, source, data),
        "back": lambda: view.show_document(1, source, data),
    }
    gaps = dict.fromkeys(acts, 1.0)
    for _ in range(ROUNDS):
        for what, act in acts.items():
            watch = _Watch(view)
            QApplication.processEvents()
            watch.longest = 0.0
            act()
            QApplication.processEvents()  # what was drawn before may do; it is painted all the same
            qtbot.waitUntil(lambda: view.settled)
            QApplication.processEvents()
            gaps[what] = min(gaps[what], watch.longest)
    told = ", ".join(f"{what} {1000 * gap:.0f} ms" for what, gap in gaps.items())
    print(f"\n{PAGES} pages; longest gap of the event loop: {told}")
    assert max(gaps.values()) <= MAY_PAUSE


def test_a_letter_of_five_megabytes_in_one_line_is_shown_and_selected_without_a_pause(
    view: SourceView, qtbot: QtBot
) -> None:
    sentence = "The injured worker reported pain of the lumbar spine on examination. "
    data = (sentence * (5_000_000 // len(sentence))).encode()
    source = read("line.txt", data)
    starts = range(0, len(source.text) - len(sentence), len(sentence))
    told = [Sentence(Span(start, start + len(sentence) - 1), "summary", "untouched") for start in starts]
    acts: dict[str, Callable[[], object]] = {
        "show": lambda: view.show_document(3, source, data),
        "margin": lambda: view.set_sentences(told),
        "select": lambda: view.canvas.select(Span(0, len(source.text))),
        "zoom": view.zoom_in,
        "turn": lambda: view.turn_pages(90),
        "let go": view.canvas.select,
        "away": view.clear,
    }
    gaps = dict.fromkeys(acts, 1.0)
    for _ in range(ROUNDS):
        for what, act in acts.items():
            watch = _Watch(view)
            QApplication.processEvents()
            watch.longest = 0.0
            act()
            QApplication.processEvents()
            qtbot.waitUntil(lambda: view.settled)
            QApplication.processEvents()
            gaps[what] = min(gaps[what], watch.longest)
    gone = ", ".join(f"{what} {1000 * gap:.0f} ms" for what, gap in gaps.items())
    print(
        f"\n5 MB in one line, {len(source.pages)} pages, {len(told)} sentences; longest gap of the event loop: {gone}"
    )
    assert max(gaps.values()) <= MAY_PAUSE


def test_the_watch_sees_a_pause(view: SourceView) -> None:
    def stop() -> None:
        ends = time.perf_counter() + 2 * MAY_PAUSE
        while time.perf_counter() < ends:
            pass
        drag(view)

    gap, _ = through(view, stop, until=PAGES)
    assert gap > MAY_PAUSE
