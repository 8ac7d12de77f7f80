"""However the real program ends, what was typed is there; and while somebody types, little is ever at stake."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Final

import psutil
import pytest
from cases import letter
from person import KEYS, PASSPHRASE, SLOT, WAYS
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from screens import MISSING, Screen, display

from imr_desktop import parsing, paths, source
from imr_desktop.checklist import review
from imr_desktop.errors import LibraryProblem
from imr_desktop.gui.app import keep_for_the_end
from imr_desktop.gui.record.editors import TextEditor
from imr_desktop.gui.window import MainWindow
from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills and signals of POSIX systems")

PERSON = Path(__file__).parent.parent / "person.py"
HANDS = 2
"""Programs at work at the same time."""


def person(library: Path, way: str, **surroundings: str) -> subprocess.Popen[str]:
    places = os.pathsep.join([str(PERSON.parent), *sys.path])
    return subprocess.Popen(
        [sys.executable, str(PERSON), str(library), way],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": places, "IMR_DESKTOP_HOME": str(library.parent), **surroundings},
    )


def make(folder: Path, passphrase: str | None = None) -> Path:
    folder.mkdir()
    path = folder / "library.imr"
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        workspace.add(*letter(1))
    return path


def make_doubtful(folder: Path) -> Path:
    """A library with one of our own letters in which something does not fit."""
    folder.mkdir()
    path = folder / "library.imr"
    data = (paths.samples() / "CM17-9900001.pdf").read_bytes()
    document = source.read("letter.pdf", data)
    with Workspace.open(path, who="ann") as workspace:
        workspace.add(data, document, parsing.read(document))
    return path


def kept(library: Path) -> str:
    with Workspace.open(library, who="ann") as workspace:
        assert workspace.safety.trouble is None
        value = workspace.case(1).value(SLOT.field)
        return value.draft if value.draft is not None else str(value.value or "")


def kept_reason(library: Path) -> str:
    with Workspace.open(library, who="ann") as workspace:
        case = workspace.case(1)
        return "".join(said.why for each in workspace.findings(case) if (said := review.begun(case, each)))


def kept_comment(library: Path) -> str:
    with Workspace.open(library, who="ann") as workspace:
        return "".join(each.comment for each in workspace.begun(workspace.case(1)))


def told_by(process: subprocess.Popen[str], seconds: float, kill: Callable[[], object], ends_with: int) -> int:
    """The last number that a person at the program has told when something is killed, so long after the first one."""
    assert process.stdout is not None
    assert process.stderr is not None
    told = process.stdout.readline()
    timer = threading.Timer(seconds, kill)
    timer.start()
    for line in process.stdout:
        told = line
    process.wait(60)
    timer.join()
    assert process.returncode == ends_with, process.stderr.read()
    return int(told)


def kill_while_typing(
    library: Path, seconds: float, way: str = "type", kept: Callable[[Path], str] = kept, *, keeps: bool = True
) -> int:
    """How many of the keys that were pressed are gone after a kill."""
    with person(library, way) as process:
        pressed = told_by(process, seconds, process.kill, -signal.SIGKILL)
    text = kept(library)
    assert not keeps or KEYS.startswith(text)
    text = text if KEYS.startswith(text) else ""  # what was read before anything was kept
    return pressed - len(text)


@pytest.mark.parametrize("kills", [6, pytest.param(100, marks=pytest.mark.full)])
def test_a_kill_while_typing_costs_at_most_five_keys(tmp_path: Path, kills: int) -> None:
    chance = random.Random(12)
    libraries = [make(tmp_path / str(number)) for number in range(kills)]
    with ThreadPoolExecutor(HANDS) as hands:
        lost = list(hands.map(kill_while_typing, libraries, [0.5 + chance.random() for _ in libraries]))
    assert max(lost) <= 5, lost
    assert kills < 50 or median(lost) <= 3, lost


BESIDE: Final = {"type a reason": kept_reason, "type a comment": kept_comment}
"""Boxes whose text is not a value's: the way of the rig into them, and what reads what is kept of it."""


@pytest.mark.parametrize("kills", [2, pytest.param(25, marks=pytest.mark.full)])
@pytest.mark.parametrize("way", BESIDE)
def test_a_kill_costs_as_little_while_a_reason_or_a_comment_is_typed(tmp_path: Path, way: str, kills: int) -> None:
    chance = random.Random(8)
    libraries = [make_doubtful(tmp_path / str(number)) for number in range(kills)]
    lost = [kill_while_typing(each, 0.5 + chance.random(), way, BESIDE[way]) for each in libraries]
    assert max(lost) <= 5, lost
    assert kills < 25 or median(lost) <= 3, lost


def kill_while_saving(library: Path, seconds: float, passphrase: str | None = None) -> tuple[int, str]:
    """The last value of which the window had said that it is saved, and what is kept after a kill."""
    with person(library, "save") as process:
        saved = told_by(process, seconds, process.kill, -signal.SIGKILL)
    with Workspace.open(library, who="ann", passphrase=passphrase) as workspace:
        assert workspace.safety.trouble is None
        assert workspace.safety.check().well
        return saved, str(workspace.case(1).value(SLOT.field).value)


@pytest.mark.parametrize("kills", [2, pytest.param(250, marks=pytest.mark.full)])
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["plain", "protected"])
def test_what_the_window_has_called_saved_is_there_after_a_kill(
    tmp_path: Path, passphrase: str | None, kills: int
) -> None:
    chance = random.Random(21)
    libraries = [make(tmp_path / str(number), passphrase) for number in range(kills)]
    waits = [chance.random() for _ in libraries]
    with ThreadPoolExecutor(HANDS) as hands:
        ended = list(hands.map(kill_while_saving, libraries, waits, [passphrase] * kills))
    assert [each for each in ended if each[1] not in (str(each[0]), str(each[0] + 1))] == [], "it, or the one after it"
    assert sum(saved for saved, _ in ended) > 3 * kills, "the control: several were saved in each"


@pytest.mark.parametrize(("way", "read"), [("type", kept), *BESIDE.items()])
def test_without_drafts_a_kill_would_cost_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, read: Callable[[Path], str]
) -> None:
    """The control: the same rig finds the keys of a program that keeps nothing while somebody types."""
    library = make_doubtful(tmp_path / "library") if way in BESIDE else make(tmp_path / "library")
    text = PERSON.read_text(encoding="utf-8").replace(
        "def run(library",
        "from imr_desktop.gui.common import drafts\ndrafts.KEEP_AFTER = 10**6\n\n\ndef run(library",
    )
    (tmp_path / "person.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys.modules[__name__], "PERSON", tmp_path / "person.py")
    assert kill_while_typing(library, 1.0, way, read, keeps=False) > 5


@pytest.mark.screen
@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.full)])
def test_a_screen_that_goes_away_costs_at_most_five_keys(tmp_path: Path, times: int) -> None:
    """On X11 that is how a session ends for whoever does not end by itself: Qt's own plugin, as it comes with PySide6,
    knows no session manager, and ends the process when the display is gone."""
    chance = random.Random(5)
    lost = []
    for number in range(times):
        library = make(tmp_path / str(number))
        lost.append(take_screen_away(library, 0.5 + chance.random(), tmp_path))
    assert max(lost) <= 5, lost


def _on(screen: Screen) -> dict[str, str]:
    return {**screen.environ, "QT_QPA_PLATFORM": "xcb"}


def take_screen_away(library: Path, seconds: float, folder: Path) -> int:
    """How many of the keys that were pressed are gone after the X server has been killed."""
    with display(folder) as screen, person(library, "type", **_on(screen)) as process:
        server = next(each for each in psutil.Process().children() if each.name() == "Xvfb")
        pressed = told_by(process, seconds, server.kill, 1)
    text = kept(library)
    assert KEYS.startswith(text)
    return pressed - len(text)


def end(folder: Path, way: str) -> tuple[str, int, float, str]:
    """The way, the exit status, the seconds from the last key to the end, and what is kept."""
    library = make(folder)
    with person(library, way) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "typed\n", process.stderr.read()
        begun = time.monotonic()
        _, said = process.communicate(timeout=60)
        seconds = time.monotonic() - begun
    assert "Traceback" not in said, said
    return way, process.returncode, seconds, kept(library)


@pytest.mark.parametrize("times", [1, pytest.param(50, marks=pytest.mark.full)])
def test_however_it_ends_what_was_typed_is_kept(tmp_path: Path, times: int) -> None:
    ways: Sequence[str] = [*WAYS] * times
    with ThreadPoolExecutor(HANDS) as hands:
        ended = list(hands.map(end, [tmp_path / str(number) for number in range(len(ways))], ways))
    assert [each for each in ended if each[3] != "a crate fell"] == []
    assert [each.name for folder in tmp_path.iterdir() for each in folder.glob("*.part")] == [], "nothing half-written"
    codes = {way: {code for each, code, *_ in ended if each == way} for way in WAYS}
    assert codes == {way: {-signal.SIGKILL if way == "session ends" else 0} for way in WAYS}


FLUSHED: Final = 0.5
"""Seconds that may pass from the wish to end to everything typed being in the library."""


@pytest.mark.parametrize(("times", "limit"), [(3, None), pytest.param(50, FLUSHED, marks=pytest.mark.full)])
def test_closing_keeps_what_is_typed_at_once(window: MainWindow, times: int, limit: float | None) -> None:
    """A session manager does not wait for long: all is done when the slot that it calls is over; see the full run."""
    assert window.station is not None
    manager = _Manager()
    for number in range(times):
        window.station.pane.focus_slot(SLOT)
        box = QApplication.focusWidget()
        assert isinstance(box, TextEditor)
        box.selectAll()
        QTest.keyClicks(box, f"a crate fell {number} times")
        begun = time.monotonic()
        keep_for_the_end(window, manager)  # type: ignore[arg-type]  # stands in for QSessionManager
        assert limit is None or time.monotonic() - begun < limit
        workspace = window.session.workspace
        assert workspace is not None
        assert workspace.case(1).value(SLOT.field).value == f"a crate fell {number} times"
    assert not manager.cancelled


def test_a_session_is_held_up_while_something_cannot_be_kept(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.station is not None
    manager = _Manager()
    window.station.pane.focus_slot(SLOT)
    box = QApplication.focusWidget()
    assert isinstance(box, TextEditor)
    QTest.keyClicks(box, "more")
    workspace = window.session.workspace
    assert workspace is not None

    def full(*_: object, **__: object) -> object:
        raise LibraryProblem("disk-full", "The disk is full, so this was not saved.")

    with monkeypatch.context() as broken:
        broken.setattr(workspace._library, "writing", full)
        keep_for_the_end(window, manager)  # type: ignore[arg-type]  # as above
    assert manager.cancelled
    assert "more" in box.text()


class _Manager:
    """Stands in for QSessionManager, which only Qt makes, and only where a session manager runs."""

    cancelled = False

    def cancel(self) -> None:
        self.cancelled = True
