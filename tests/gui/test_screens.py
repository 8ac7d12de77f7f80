"""Pictures of every screen, in both themes, at three sizes and with large text, to be looked at one by one.

`pytest -m full tests/gui/test_screens.py` draws them all, into IMR_DESKTOP_PICTURES where that names a folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
import showing
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)

from imr_desktop.gui.app import wait_until
from imr_desktop.gui.common.small import Elided, StateMark
from imr_desktop.gui.help.first_tour import FirstTour
from imr_desktop.gui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # said of the offscreen screen, not of us

SIZES = {
    "1280x720": (1280, 720, 100),
    "1440x900": (1440, 900, 100),
    "1920x1080": (1920, 1080, 100),
    "3840x2160": (3840, 2160, 100),
    "1280x720 at 150": (1280, 720, 150),
}
"""Width, height, and the size of text in percent."""


@pytest.fixture
def library(every_kind: Path) -> Path:
    return every_kind


def dressed(window: MainWindow, theme: str, size: tuple[int, int, int]) -> None:
    """The window in a theme, of a size, with text of a size."""
    window.choose("appearance", theme)
    window.choose("text_size", size[2])
    window.resize(*size[:2])
    wait_until(lambda: (window.width(), window.height()) == size[:2])
    if window.station is not None:
        window.station.panes.take_first_shape()  # as a window of this size would begin


def cut(top: QWidget) -> list[str]:
    """Words that have less room than they need: of buttons, labels of one line, and of wrapped labels' last lines.

    And those beyond the edge of what they stand in: only what can be scrolled to may be below it.
    """
    found = []
    for each in top.findChildren(QWidget):
        if not each.isVisibleTo(top) or not each.width() or isinstance(each, Elided):
            continue
        if isinstance(each, QAbstractButton | QLabel) and each.text() and beyond(each, top):
            found.append(f"“{each.text()[:40]}” is beyond the edge of {type(each.parentWidget()).__name__}")
        if isinstance(each, StateMark) and each.needed() > each.width():
            found.append(f"state “{each.accessibleName()}”: {each.width()} of {each.needed()}")
        if isinstance(each, QAbstractButton) and each.text() and each.width() < each.minimumSizeHint().width():
            found.append(f"button “{each.text()}”: {each.width()} of {each.minimumSizeHint().width()}")
        if isinstance(each, QLabel) and each.text() and not each.pixmap().width():
            needed = each.heightForWidth(each.width()) if each.wordWrap() else each.sizeHint().height()
            if each.height() < needed - 1 or (not each.wordWrap() and each.width() < each.sizeHint().width() - 1):
                found.append(f"label “{each.text()[:40]}”: {each.width()}x{each.height()}, wants {each.sizeHint()}")
    return found


def beyond(widget: QWidget, top: QWidget) -> bool:
    """Whether a part of it is to the left or the right of what it stands in, or below where nothing scrolls."""
    above = widget.parentWidget()
    while above is not None:
        place = QRect(widget.mapTo(above, QPoint(0, 0)), widget.size())
        if place.left() < 0 or place.right() > above.width():
            return True
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            return False
        if place.bottom() > above.height():
            return True
        above = None if above is top or above.isWindow() else above.parentWidget()
    return False


def amiss(top: QWidget, window: MainWindow) -> list[str]:
    """What is cut, or not wholly in the window, once the layouts have come to rest."""
    with suppress(TimeoutError):
        wait_until(lambda: not cut(top), seconds=2)
    return [*cut(top), *(["outside the window"] if outside(top, window) else [])]


def outside(top: QWidget, window: MainWindow) -> bool:
    """Whether a sheet is not wholly within the window. A menu may be longer: it keeps to the screen, and scrolls."""
    if isinstance(top, QMenu):
        return False
    place = QRect(top.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0)), top.size())
    return top is not window and not window.rect().contains(place)


SMALL = (
    "record",
    "words-selected",
    "find",
    "checklist",
    "findings",
    "settings",
    "export",
    "bulk-confirm",
    "explain",
    "differences",
    "read-again-previewed",
    "homecoming",
    "locked",
    "backups",
    "import-ended",
    "reason-begun",
    "still-open",
    "fault-report",
    "trouble",
)
"""Those of the screens that every run looks at where there is the least room."""


@pytest.mark.full
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_screen_is_drawn(
    shown: Callable[[Path], MainWindow], library: Path, tmp_path: Path, theme: str, size: str
) -> None:
    folder = Path(os.environ.get("IMR_DESKTOP_PICTURES", tmp_path)) / f"{size} {theme}"
    folder.mkdir(parents=True, exist_ok=True)
    window = shown(library)
    dressed(window, theme, SIZES[size])
    found: dict[str, list[str]] = {}
    for name in showing.SCREENS:
        with showing.screen(window, name) as top:
            picture = showing.photograph(window)
            assert picture.save(str(folder / f"{name}.png"))
            assert len(_colours(picture)) > 20, f"{name} is a picture of something"
            found[name] = amiss(top, window)
    window.open_library(tmp_path / "empty.imr")
    assert showing.photograph(window).save(str(folder / "empty.png"))
    found["empty"] = amiss(window, window)
    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.parametrize("size", ["1280x720", "1280x720 at 150"])
def test_nothing_is_cut_in_a_small_window(shown: Callable[[Path], MainWindow], library: Path, size: str) -> None:
    window = shown(library)
    dressed(window, "light", SIZES[size])
    found = {}
    for name in SMALL:
        with showing.screen(window, name) as top:
            found[name] = amiss(top, window)
    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.parametrize(("width", "text_size"), [(240, 100), (264, 100), (240, 150), (320, 150)])
def test_the_list_shows_every_number_whole(
    shown: Callable[[Path], MainWindow], library: Path, width: int, text_size: int
) -> None:
    """Two cases that differ in their last figure look different, whatever stands beside it."""
    window = shown(library)
    dressed(window, "light", (1280, 720, text_size))
    station = window.station
    assert station is not None
    reviewed = station.desk.workspace.cases([2])[0]
    station.cases._cases.take([replace(reviewed, id=case, title=f"CM17-990000{case}") for case in (2, 3)])
    station.panes.resizeDocks([station.panes.docks["cases"]], [width], Qt.Orientation.Horizontal)
    wait_until(lambda: station.cases.width() == width)
    view = station.cases.view
    rows = [QRect(0, view.rowViewportPosition(row), view.viewport().width(), view.rowHeight(row)) for row in (1, 2)]
    first, second = (view.viewport().grab(each).toImage() for each in rows)
    assert first != second


def test_the_tour_ends_with_the_library_it_points_at(shown: Callable[[Path], MainWindow], library: Path) -> None:
    """A library that locks itself takes its panes away; the tour must not paint beside them."""
    window = shown(library)
    with showing.screen(window, "tour"):
        assert window.findChildren(FirstTour)
        window.session.leave()
        window.grab()
        wait_until(lambda: not window.findChildren(FirstTour))


def test_a_cut_word_would_be_found(qapp: QApplication) -> None:
    room = QWidget()
    label = QLabel("A sentence that has less room than it needs", room)
    QLineEdit(room)
    label.setFixedWidth(40)
    button = QPushButton("Beyond the edge", room)
    button.move(190, 20)
    room.resize(200, 60)
    room.show()
    assert len(cut(room)) == 2
    room.close()


def _colours(picture: QImage) -> set[str]:
    """The colours of every seventh pixel."""
    columns, rows = range(0, picture.width(), 7), range(0, picture.height(), 7)
    return {QColor(picture.pixel(x, y)).name() for x in columns for y in rows}
