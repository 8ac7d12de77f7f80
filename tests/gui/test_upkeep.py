"""A check and a backup that a person asks for: the row that tells how far they are, the button that stops them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from imr_desktop.gui.keeping.upkeep import Progress
from imr_desktop.gui.window import MainWindow
from imr_desktop.store import checking

Tell = Callable[[float], object]


@pytest.fixture
def quiet(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window whose library is not looked after at the moment."""
    qtbot.waitUntil(lambda: not window.keeper.busy, timeout=30_000)
    window.keeper._first.stop()
    return window


def said(window: MainWindow) -> str:
    return window.banner.current.text if window.banner.current else ""


def test_a_check_tells_that_all_is_well_and_what_was_looked_at(quiet: MainWindow, qtbot: QtBot) -> None:
    quiet.acts["check"].trigger()
    assert quiet.upkeep.isVisible()
    assert quiet.upkeep.what.text() == "Checking the library…"
    qtbot.waitUntil(lambda: not quiet.upkeep.isVisible(), timeout=30_000)
    assert "All is well" in said(quiet)
    assert quiet.banner.current is not None
    assert any("documents" in line for line in quiet.banner.current.details)


def test_a_backup_is_made_when_it_is_asked_for(quiet: MainWindow, qtbot: QtBot) -> None:
    workspace = quiet.session.workspace
    assert workspace is not None
    before = workspace.safety.backups
    quiet.acts["back_up"].trigger()
    qtbot.waitUntil(lambda: not quiet.keeper.asked.running, timeout=30_000)
    (made,) = set(workspace.safety.backups) - set(before)
    assert str(made.path) in said(quiet)


@pytest.fixture
def halfway(quiet: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> MainWindow:
    """A window in whose library a check has come half the way, and waits there until it is stopped."""
    real = checking.check

    def half(library: object, tell: Tell) -> object:
        tell(0.5)
        while True:  # until telling it ends the check
            tell(0.5)
            threading.Event().wait(0.01)

    monkeypatch.setattr("imr_desktop.keeping.check", half)
    quiet.acts["check"].trigger()
    qtbot.waitUntil(lambda: "50%" in quiet.upkeep.what.text(), timeout=30_000)
    monkeypatch.setattr("imr_desktop.keeping.check", real)
    return quiet


def test_a_check_is_stopped_and_nothing_is_taken_for_damaged(halfway: MainWindow, qtbot: QtBot) -> None:
    halfway.upkeep.cancel.click()
    assert "is being stopped" in halfway.upkeep.what.text()
    qtbot.waitUntil(lambda: not halfway.upkeep.isVisible(), timeout=30_000)
    assert "stopped before its end" in said(halfway)
    assert halfway.session.writable
    halfway.acts["check"].trigger()
    qtbot.waitUntil(lambda: "All is well" in said(halfway), timeout=30_000)


def test_closing_ends_a_check_at_once(halfway: MainWindow, qtbot: QtBot, library: Path) -> None:
    assert halfway.close()
    qtbot.waitUntil(lambda: all(each.name != "upkeep" for each in threading.enumerate()), timeout=10_000)


def test_a_check_that_finds_damage_says_where(quiet: MainWindow, qtbot: QtBot) -> None:
    workspace = quiet.session.workspace
    assert workspace is not None
    with workspace._library.writing():
        workspace._library.database.execute("UPDATE record_values SET value = '17' WHERE field = 'patient.age'")
    quiet.acts["check"].trigger()
    qtbot.waitUntil(lambda: "damaged" in said(quiet), timeout=30_000)
    assert quiet.banner.current is not None
    assert any("patient.age" in line for line in quiet.banner.current.details)
    assert not quiet.session.writable


def test_progress_is_a_sentence() -> None:
    assert Progress("Checking the library").sentence() == "Checking the library…"
    assert Progress("Checking the library", 0.25, 40).sentence() == "Checking the library · 25% · 40 s left"
    assert Progress("Checking the library", 0.25, stopping=True).sentence() == "Checking the library is being stopped…"
