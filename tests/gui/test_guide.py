"""The guide opens where the person is and tells the keys that hold; the tour shows a newcomer around in five steps."""

from __future__ import annotations

import re
from collections.abc import Callable
from gettext import NullTranslations
from pathlib import Path

import pytest
from driving import ENTER, press
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from imr_desktop import paths, texts
from imr_desktop.gui.actions import ACTIONS
from imr_desktop.gui.help.first_tour import FirstTour
from imr_desktop.gui.help.guide import TOPICS, Guide, page
from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow

Show = Callable[[Path], MainWindow]


@pytest.fixture
def station(window: MainWindow) -> Station:
    assert window.station is not None
    return window.station


def guide_of(window: MainWindow, qtbot: QtBot) -> Guide:
    """The guide as F1 opens it, waited for."""
    press(Qt.Key.Key_F1)
    (guide,) = window.findChildren(Guide)
    qtbot.waitUntil(guide.isActiveWindow)
    return guide


@pytest.mark.parametrize("topic", TOPICS)
def test_every_page_speaks_only_of_acts_and_pages_that_there_are(topic: str) -> None:
    acts = {action.id for action in ACTIONS}
    asked: list[str] = []

    def key_of(name: str) -> str:
        asked.append(name)
        return name

    text = page(topic, key_of)
    assert {*asked} <= acts
    assert text.startswith("# ")
    assert set(re.findall(r"\]\((.*?)\.md\)", text)) <= {*TOPICS}


def test_no_page_is_missing_and_none_is_left_over() -> None:
    assert {file.name.partition(".")[0] for file in (paths.resources() / "guide").iterdir()} == {*TOPICS}


class _German(NullTranslations):
    """A catalogue that has nothing but its name."""

    def info(self) -> dict[str, str]:
        return {"language": "de"}


@pytest.mark.parametrize(
    ("catalogue", "cases", "letter"),
    [(None, "# Cases", "# Letter"), (_German(), "# Fälle", "# Letter")],
    ids=["English", "German, of which one page is there"],
)
def test_a_page_in_the_readers_language_takes_the_place_of_the_english_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalogue: NullTranslations | None, cases: str, letter: str
) -> None:
    (tmp_path / "guide").mkdir()
    for name, text in {"cases.md": "# Cases", "cases.de.md": "# Fälle", "letter.md": "# Letter"}.items():
        (tmp_path / "guide" / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    monkeypatch.setattr(texts, "_spoken", catalogue)
    assert (page("cases", str), page("letter", str)) == (cases, letter)


@pytest.mark.parametrize(
    ("go", "topic"),
    [
        ("filter", "cases"),
        ("record", "record"),
        ("checklist", "checklist"),
        ("history", "history"),
    ],
)
def test_the_guide_opens_at_the_place(window: MainWindow, qtbot: QtBot, go: str, topic: str) -> None:
    window.acts[go].trigger()
    guide = guide_of(window, qtbot)
    assert guide.contents.currentRow() == TOPICS.index(topic)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(Guide))


def test_the_guide_tells_the_keys_that_hold_now(window: MainWindow, qtbot: QtBot) -> None:
    window._settings.put_key("explain", "Ctrl+Alt+9")
    window._take_keys()
    window.acts["record"].trigger()
    guide = guide_of(window, qtbot)
    text = guide.browser.toPlainText()
    assert "Ctrl+Alt+9" in text
    assert "Alt+N" in text
    assert "{" not in text


def test_a_link_turns_the_page(window: MainWindow, qtbot: QtBot) -> None:
    guide = guide_of(window, qtbot)
    guide.turn_to("start")
    guide.browser.anchorClicked.emit("findings.md")
    assert guide.contents.currentRow() == TOPICS.index("findings")


def test_five_steps_show_somebody_around(window: MainWindow, station: Station, qtbot: QtBot) -> None:
    window.acts["tour"].trigger()
    (tour,) = window.findChildren(FirstTour)
    seen = []
    for _ in range(5):
        seen.append(tour.accessibleName())
        lit, card = tour._lit(), tour._card.geometry()
        assert tour.rect().contains(card)
        if tour.place < 4:
            assert not lit.intersects(card) or lit.width() * lit.height() > 0.5 * tour.width() * tour.height()
        press(ENTER)
    assert len(set(seen)) == 5
    qtbot.waitUntil(lambda: not window.findChildren(FirstTour))


def test_the_tour_can_be_turned_back_and_left(window: MainWindow, station: Station, qtbot: QtBot) -> None:
    window.acts["tour"].trigger()
    (tour,) = window.findChildren(FirstTour)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Left)
    assert tour.place == 0
    window.resize(1280, 720)
    assert tour.size() == window.size()
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(FirstTour))
    assert station.shown is not None
    assert QApplication.focusWidget() is not tour


def test_a_newcomer_is_offered_the_tour_once(window: MainWindow) -> None:
    window.welcome()
    assert window.banner.current is not None
    assert window.banner.current.act == "Show me around"
    window.banner.dismiss()
    window.welcome()
    assert window.banner.current is None
