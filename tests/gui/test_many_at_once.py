"""One act on many cases: done some at a time while the window lives on, one undo, left off or failed in the middle."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from multiplied import multiplied
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from imr_desktop.errors import LibraryProblem
from imr_desktop.gui.common import dialogs
from imr_desktop.gui.window import MainWindow
from imr_desktop.store import Library
from imr_desktop.store.log import Begun, Change
from imr_desktop.workspace import acting

Show = Callable[[Path], MainWindow]
MANY = 300
LABEL = f"Mark {MANY} cases as postponed"


def made(folder: Path, cases: int) -> Path:
    """A library of so many cases."""
    multiplied(folder / "library.imr", folder / "letters", cases, real=10)
    return folder / "library.imr"


@pytest.fixture(scope="module")
def made_many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("many"), MANY)


@pytest.fixture
def many(made_many: Path, shown: Show, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """A window on a copy of it, with all cases selected."""
    return all_selected(shown(Path(shutil.copy(made_many, tmp_path))), MANY, qtbot)


def all_selected(window: MainWindow, cases: int, qtbot: QtBot) -> MainWindow:
    station = window.station
    assert station is not None
    qtbot.waitUntil(lambda: len(station.cases.listed()) == cases, timeout=30_000)
    qtbot.waitUntil(lambda: not window.keeper.busy, timeout=30_000)
    window.keeper._first.stop()
    station.cases.view.selectAll()
    assert len(station.cases.at_work()) == cases
    return window


class Turns(QObject):
    """How often the window's thread has come back to its events."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.count = 0
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self) -> None:
        self.count += 1


def statuses(window: MainWindow) -> Counter[str]:
    assert window.session.workspace is not None
    return Counter(row.status for row in window.session.workspace.cases())


def acts(window: MainWindow) -> list[tuple[str, str]]:
    workspace = window.session.workspace
    assert workspace is not None
    return [(each.label, each.act) for each in workspace._library.batches_backwards()]


def done(window: MainWindow) -> bool:
    return not window.many.isVisible()


def trigger(window: MainWindow, name: str, qtbot: QtBot) -> Counter[str]:
    """Does an act to its end, and says how the cases stand then."""
    window.acts[name].trigger()
    qtbot.waitUntil(lambda: done(window), timeout=60_000)
    return statuses(window)


def test_many_cases_are_marked_as_one_act(many: MainWindow, qtbot: QtBot) -> None:
    many.acts["postpone"].trigger()
    assert 0 < statuses(many)["postponed"] < MANY
    assert many.many.isVisible()
    assert LABEL in many.many.what.text()
    qtbot.waitUntil(lambda: done(many), timeout=60_000)
    assert statuses(many) == {"postponed": MANY}
    assert acts(many) == [(LABEL, "do")]
    assert trigger(many, "undo", qtbot) == {"new": MANY}
    assert trigger(many, "redo", qtbot) == {"postponed": MANY}
    assert len(acts(many)) == 3
    assert many.session.workspace is not None
    assert many.session.workspace.safety.check().well


@pytest.mark.parametrize("at_once", [False, True], ids=["in steps", "the control"])
def test_the_window_has_its_turn_after_every_few_cases(
    many: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    """Counted, not timed: after a step that took too long comes one of a single case, and a turn before it."""
    monkeypatch.setattr(acting, "_STEP", 1e9 if at_once else 0.0)
    turns, seen, edit = Turns(many), list[tuple[int, int]](), Library.edit

    def counted(library: Library, label: str, who: str, changes: Sequence[Change], **more: Any) -> Begun:
        seen.append((turns.count, len({each.case for each in changes})))
        return edit(library, label, who, changes, **more)

    monkeypatch.setattr(Library, "edit", counted)
    many.acts["postpone"].trigger()
    qtbot.waitUntil(lambda: len(seen) > 50 or done(many), timeout=60_000)
    many.many.cancel.click()
    assert len({turn for turn, _ in seen}) == len(seen), "a turn before each"
    assert {cases for _, cases in seen} == ({8, MANY - 8} if at_once else {8, 1})


def test_stopped_in_the_middle_what_was_done_stays_and_undo_takes_it_back(many: MainWindow, qtbot: QtBot) -> None:
    many.acts["postpone"].trigger()
    many.many.cancel.click()
    assert done(many)
    stood = statuses(many)["postponed"]
    assert 0 < stood < MANY
    assert many.banner.current is not None
    assert f"stopped after {stood} of {MANY} cases" in many.banner.current.text
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
    assert workspace.can_undo() == LABEL
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
