"""One act on many cases: done some at a time while the window lives on, one undo, left off or failed in the middle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from heartbeat import Heartbeat
from multiplied import multiplied
from pytestqt.qtbot import QtBot

from imr_desktop.errors import LibraryProblem
from imr_desktop.gui.common import dialogs
from imr_desktop.gui.window import MainWindow
from imr_desktop.store import Library

Show = Callable[[Path], MainWindow]
MANY = 1000


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A library of a thousand cases, as it lies on the disk."""
    folder = tmp_path_factory.mktemp("thousand")
    multiplied(folder / "library.imr", folder / "letters", MANY, real=20)
    return (folder / "library.imr").read_bytes()


@pytest.fixture
def many(thousand: bytes, shown: Show, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """A window on it, with all cases selected."""
    path = tmp_path / "library.imr"
    path.write_bytes(thousand)
    window = shown(path)
    station = window.station
    assert station is not None
    qtbot.waitUntil(lambda: len(station.cases.listed()) == MANY, timeout=30_000)
    qtbot.waitUntil(lambda: not window.keeper.busy, timeout=30_000)
    window.keeper._first.stop()
    station.cases.view.selectAll()
    assert len(station.cases.at_work()) == MANY
    return window


def statuses(window: MainWindow) -> Counter[str]:
    assert window.session.workspace is not None
    return Counter(row.status for row in window.session.workspace.cases())


def acts(window: MainWindow) -> list[tuple[str, str]]:
    workspace = window.session.workspace
    assert workspace is not None
    return [(each.label, each.act) for each in workspace._library.batches_backwards()]


def done(window: MainWindow) -> bool:
    return not window.many.isVisible()


def test_a_thousand_cases_are_marked_as_one_act_and_the_window_lives_on(many: MainWindow, qtbot: QtBot) -> None:
    heart = Heartbeat(many)
    many.acts["postpone"].trigger()
    assert 0 < statuses(many)["postponed"] < MANY
    assert many.many.isVisible()
    assert "Mark 1000 cases as postponed" in many.many.what.text()
    qtbot.waitUntil(lambda: done(many), timeout=60_000)
    assert statuses(many) == {"postponed": MANY}
    assert heart.longest < 0.1
    assert acts(many) == [("Mark 1000 cases as postponed", "do")]
    many.acts["undo"].trigger()
    qtbot.waitUntil(lambda: done(many) and statuses(many) == {"new": MANY}, timeout=60_000)
    assert heart.longest < 0.1
    many.acts["redo"].trigger()
    qtbot.waitUntil(lambda: done(many) and statuses(many) == {"postponed": MANY}, timeout=60_000)
    assert len(acts(many)) == 3
    assert many.session.workspace is not None
    assert many.session.workspace.safety.check().well


def test_stopped_in_the_middle_what_was_done_stays_and_undo_takes_it_back(many: MainWindow, qtbot: QtBot) -> None:
    many.acts["postpone"].trigger()
    many.many.cancel.click()
    assert done(many)
    stood = statuses(many)["postponed"]
    assert 0 < stood < MANY
    assert many.banner.current is not None
    assert f"stopped after {stood} of 1,000 cases" in many.banner.current.text
    many.acts["undo"].trigger()
    qtbot.waitUntil(lambda: done(many) and statuses(many) == {"new": MANY}, timeout=60_000)


def test_an_undo_in_the_middle_waits_for_the_end(many: MainWindow, qtbot: QtBot) -> None:
    many.acts["postpone"].trigger()
    assert not done(many)
    many.acts["undo"].trigger()
    qtbot.waitUntil(lambda: done(many), timeout=60_000)
    assert statuses(many) == {"new": MANY}
    assert [kind for _, kind in acts(many)] == ["undo", "do"]


def test_another_act_in_the_middle_is_an_act_of_its_own(many: MainWindow, qtbot: QtBot) -> None:
    workspace = many.session.workspace
    assert workspace is not None
    many.acts["postpone"].trigger()
    slot = workspace.case(1).value("patient.age").slot
    workspace.set_text(1, slot, "61")
    qtbot.waitUntil(lambda: done(many), timeout=60_000)
    assert statuses(many) == {"postponed": MANY}
    workspace.undo()
    assert workspace.case(1).value("patient.age").value != 61
    assert statuses(many) == {"postponed": MANY}
    assert workspace.can_undo() == "Mark 1000 cases as postponed"
    assert workspace.safety.check().well


def test_closing_in_the_middle_brings_it_to_its_end(many: MainWindow, tmp_path: Path) -> None:
    from imr_desktop.workspace import Workspace

    many.acts["postpone"].trigger()
    assert not done(many)
    assert many.close()
    with Workspace.open(tmp_path / "library.imr", who="ann") as workspace:
        assert {row.status for row in workspace.cases()} == {"postponed"}


def test_a_disk_that_fills_up_in_the_middle_is_told_and_trying_again_goes_on(
    many: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit, room = Library.edit, [3]

    def scarce(library: Library, *args: object, **more: object) -> object:
        room[0] -= 1
        if room[0] < 0:
            raise LibraryProblem("disk-full", "The disk is full.")
        return edit(library, *args, **more)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(Library, "edit", scarce)
    many.acts["postpone"].trigger()
    qtbot.waitUntil(lambda: done(many), timeout=60_000)
    assert many.banner.current is not None
    assert "disk is full" in many.banner.current.text
    stood = statuses(many)["postponed"]
    assert 0 < stood < MANY
    room[0] = 1000
    many.keeper.try_again()
    qtbot.waitUntil(lambda: done(many), timeout=60_000)
    assert statuses(many) == {"postponed": MANY}
    assert len(acts(many)) == 1, "it is still one act"


def test_a_rejection_of_many_wants_its_reason(many: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_: "seen elsewhere")
    many.acts["reject"].trigger()
    qtbot.waitUntil(lambda: done(many), timeout=60_000)
    assert statuses(many) == {"rejected": MANY}
