"""Pictures of every screen, in both themes, at three sizes and with large text, to be looked at one by one.

`pytest -m full tests/gui/test_screens.py` draws them all, into IMR_DESKTOP_PICTURES where that names a folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import showing
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from imr_desktop.gui.app import wait_until
from imr_desktop.gui.first_tour import FirstTour
from imr_desktop.gui.small import Elided
from imr_desktop.gui.window import MainWindow

SIZES = {
    "1280x720": (1280, 720, 100),
    "1600x1000": (1600, 1000, 100),
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


def cut(top: QWidget) -> list[str]:
    """Words that have less room than they need: of buttons, labels of one line, and of wrapped labels' last lines."""
    found = []
    for each in top.findChildren(QWidget):
        if not each.isVisibleTo(top) or not each.width() or isinstance(each, Elided):
            continue
        if isinstance(each, QAbstractButton) and each.text() and each.width() < each.minimumSizeHint().width():
            found.append(f"button “{each.text()}”: {each.width()} of {each.minimumSizeHint().width()}")
        if isinstance(each, QLabel) and each.text() and not each.pixmap().width():
            needed = each.heightForWidth(each.width()) if each.wordWrap() else each.sizeHint().height()
            if each.height() < needed - 1 or (not each.wordWrap() and each.width() < each.sizeHint().width() - 1):
                found.append(f"label “{each.text()[:40]}”: {each.width()}x{each.height()}, wants {each.sizeHint()}")
    return found


def amiss(top: QWidget, window: MainWindow) -> list[str]:
    """What is cut, or not wholly in the window, once the layouts have come to rest."""
    with suppress(TimeoutError):
        wait_until(lambda: not cut(top), seconds=2)
    return [*cut(top), *(["outside the window"] if outside(top, window) else [])]


def outside(top: QWidget, window: MainWindow) -> bool:
    """Whether a sheet is not wholly within the window."""
    place = QRect(top.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0)), top.size())
    return top is not window and not window.rect().contains(place)


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
    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.parametrize("size", ["1280x720", "1280x720 at 150"])
@pytest.mark.parametrize("name", ["record", "checklist", "findings", "settings", "export", "bulk-confirm", "explain"])
def test_nothing_is_cut_in_a_small_window(
    shown: Callable[[Path], MainWindow], library: Path, size: str, name: str
) -> None:
    window = shown(library)
    dressed(window, "light", SIZES[size])
    with showing.screen(window, name) as top:
        assert amiss(top, window) == []


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
    room.resize(200, 60)
    room.show()
    assert len(cut(room)) == 1
    room.close()


def _colours(picture: QImage) -> set[str]:
    """The colours of every seventh pixel."""
    columns, rows = range(0, picture.width(), 7), range(0, picture.height(), 7)
    return {QColor(picture.pixel(x, y)).name() for x in columns for y in rows}
