"""The program as a person starts it, watched from within: what it shows goes into a file; no key is pressed here.

`python observed.py STATUS WORDS ARGUMENTS`; see `Status` in `screens.py` for what the file says. WORDS are words
of the letter whose place on the screen is told.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from driving import main_window
from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from imr_desktop.__main__ import main
from imr_desktop.gui.common.theme import theme_of
from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot, Span
from imr_desktop.record import shown

EVERY = 15
"""Milliseconds between two looks."""


def status(window: MainWindow, words: str) -> dict[str, Any]:
    """What is shown, and where the focus is."""
    at, active = QApplication.focusWidget(), QApplication.activeWindow()
    told: dict[str, Any] = {
        "active": active.windowTitle() if active is not None else "",
        "focus": _name(at),
        "focus_id": id(at),
        "focus_said": at.accessibleDescription() if at is not None else "",
        "menus": _actions(window.top.menus) | _actions(QApplication.activePopupWidget()),
        "dark": window.palette().window().color().lightness() < 128,
        "theme": theme_of(window.palette()).name,
    }
    return told | (_of_station(window.station, words) if window.station is not None else {})


def _of_station(station: Station, words: str) -> dict[str, Any]:
    pane, cases, case = station.pane, station.cases, station.shown
    signoff = pane.findings.signoff
    return {
        "case": case.id if case else 0,
        "open": sum(not value.touched for value in shown(case.values)) if case else 0,
        "slot": _slot(pane.current_slot()),
        "tab": pane.tab,
        "drawn": station.drawn and station.source.settled,
        "words": _place_of(station, words),
        "selected_words": station.source.canvas.selected_text(),
        "found": station.source.finder.count.text() if station.source.finder.isVisible() else "",
        "strip": station.source.thumbnails.isVisible(),
        "filter": cases.filter_box.text(),
        "place": list(cases.place()[:2]),
        "selected": cases.selected(),
        "order": cases.arrangement().order,
        "columns": list(cases.arrangement().columns),
        "floating": [name for name, dock in station.panes.docks.items() if dock.isFloating()],
        "warned": signoff.anyway.accessibleName() if signoff.isVisible() and signoff.anyway.isVisible() else "",
        "may_sign": signoff.isVisible() and signoff.button.isEnabled(),
    }


def _name(widget: QWidget | None) -> str:
    text = getattr(widget, "text", None)
    return (widget.accessibleName() or (text() if callable(text) else "")) if widget is not None else ""


def _slot(slot: Slot | None) -> list[object]:
    return [slot.item, slot.field] if slot is not None else []


def _actions(bar: QWidget | None) -> dict[str, list[int]]:
    """Where the entries of a menu (bar) are on the screen, by their words."""
    place = getattr(bar, "actionGeometry", None)
    if bar is None or place is None or not bar.isVisible():
        return {}
    entries = [act for act in bar.actions() if act.text()]
    return {act.text().partition("\t")[0].replace("&", ""): _spot(bar, place(act).center()) for act in entries}


def _place_of(station: Station, words: str) -> list[list[int]]:
    """Two points of the screen: within the first of some words, and within the last."""
    source, canvas = station.source, station.source.canvas
    start = canvas.marks.source.text.find(words) if canvas.marks is not None and words else -1
    if start < 0:
        return []
    first, last = (source.rects_of(Span(each, each + 1)) for each in (start, start + len(words) - 1))
    spots = [rects[0].center().toPoint() for rects in (first, last) if rects]
    seen = all(QRect(QPoint(0, 0), canvas.viewport().size()).contains(spot) for spot in spots)
    return [_spot(canvas.viewport(), spot) for spot in spots] if seen else []


def _spot(widget: QWidget, point: QPoint) -> list[int]:
    at = widget.mapToGlobal(point)
    return [at.x(), at.y()]


class _Watch:
    def __init__(self, file: Path, words: str) -> None:
        self._file, self._words, self._last = file, words, ""
        self._window: MainWindow | None = None

    def look(self) -> None:
        self._window = self._window or main_window()
        if self._window is None:
            return
        told = json.dumps(status(self._window, self._words))
        if told != self._last:
            self._last = told
            fresh = self._file.with_suffix(".new")
            fresh.write_text(told, encoding="utf-8")
            fresh.replace(self._file)


def run(file: str, words: str, arguments: list[str]) -> None:
    sys.argv = ["imr-desktop", *arguments]
    application = QApplication(sys.argv[:1])  # which the watch's clock needs before the program makes it
    watch, timer = _Watch(Path(file), words), QTimer()
    timer.timeout.connect(watch.look)
    timer.start(EVERY)
    try:
        sys.exit(main())
    finally:
        timer.stop()
        del application


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], sys.argv[3:])
