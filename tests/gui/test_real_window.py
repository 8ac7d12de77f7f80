"""The real program in a real window on an X display, driven by nothing but key presses from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from letters import write_letter
from PIL import ImageGrab
from PySide6.QtGui import QImage

from imr_desktop.fields import FIELDS
from imr_desktop.model import Slot
from imr_desktop.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Xvfb", "xdotool", "openbox")
MISSING = [name for name in NEEDED if shutil.which(name) is None]

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X displays are made on Linux"),
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]

DATE = Slot(0, "letter.ur_denial_date")
SECONDS = 60


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Until a condition holds; asking costs a process of its own, so there is no busy waiting."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"


@dataclass(frozen=True)
class Screen:
    """An X display with a window manager; keys go to whatever window is active on it."""

    environ: dict[str, str]

    def tell(self, *command: str) -> str:
        done = subprocess.run(["xdotool", *command], env=self.environ, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def title(self) -> str:
        """The active window's."""
        return self.tell("getactivewindow", "getwindowname")

    def keys(self, *keys: str) -> None:
        self.tell("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        self.tell("type", "--clearmodifiers", text)

    def wait_for_title(self, title: str) -> None:
        wait_for(lambda: self.title() == title, f"“{title}”; the active window is “{self.title()}”")

    def photograph(self, out: Path) -> QImage:
        ImageGrab.grab(xdisplay=self.environ["DISPLAY"]).save(out)
        return QImage(str(out))


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A display of our own, gone after the test."""
    reading, writing = os.pipe()
    server = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    with running(server, os.environ, tmp_path / "xvfb.log", pass_fds=(writing,)):
        os.close(writing)
        with os.fdopen(reading) as pipe:
            display = pipe.readline().strip()
        environ = {**os.environ, "DISPLAY": f":{display}", "HOME": str(tmp_path)}
        with running(["openbox"], environ, tmp_path / "openbox.log"):
            screen = Screen(environ)
            wait_for(lambda: screen.tell("get_num_desktops") != "", "the window manager, which gives windows the focus")
            yield screen


@contextmanager
def running(
    command: list[str], environ: os._Environ[str] | dict[str, str], log: Path, pass_fds: tuple[int, ...] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """A program while the block lasts, with what it says in a file."""
    with log.open("wb") as said, start(command, environ, said, pass_fds) as process:
        try:
            yield process
        finally:
            process.kill()
            process.wait(SECONDS)


def start(
    command: list[str], environ: os._Environ[str] | dict[str, str], said: IO[bytes], pass_fds: tuple[int, ...]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, env=environ, stdout=said, stderr=said, pass_fds=pass_fds)


@contextmanager
def program(screen: Screen, library: Path, home: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """IMR Desktop as a person starts it."""
    environ = {**screen.environ, "QT_QPA_PLATFORM": "xcb", "IMR_DESKTOP_HOME": str(home)}
    command = [sys.executable, "-m", "imr_desktop", "--library", str(library)]
    with running([*command], {**environ, "PYTHONPATH": str(ROOT)}, log) as process:
        yield process


def ends_well(process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits until the program has ended of itself, with nothing to complain of."""
    assert process.wait(SECONDS) == 0, log.read_text(encoding="utf-8", errors="replace")
    assert log.read_text(encoding="utf-8", errors="replace") == ""


def test_a_letter_is_reviewed_by_key_presses_alone(screen: Screen, tmp_path: Path, home: Path) -> None:
    library, letter, log = tmp_path / "library.imr", write_letter(tmp_path), tmp_path / "program.log"
    letter_fields = [field.key for field in FIELDS if not field.repeated]
    with program(screen, library, home, log) as process:
        screen.wait_for_title("IMR Desktop")
        wait_for(library.exists, "the library")
        import_by_dialog(screen, letter)
        screen.wait_for_title("CM17-9912345 – IMR Desktop")
        screen.keys("Return", *["Tab"] * letter_fields.index(DATE.field))
        screen.type("2/1/2017")
        screen.keys("Return", "ctrl+z", "ctrl+shift+z", "ctrl+2", "1")
        assert_is_a_picture(screen.photograph(tmp_path / "reviewed.png"))
        screen.keys("ctrl+q")
        ends_well(process, log)
    with Workspace.open(library, who="Robin Vale") as workspace:
        corrected = workspace.case(1).value(DATE.field)
        assert (corrected.value, corrected.state) == ("2017-02-01", "corrected")
        edits = workspace.history(1)
        assert [edit.new for edit in edits[:3]] == ["2017-02-01", "2017-01-13", "2017-02-01"]
        assert edits[3].slot.field.startswith("answer.")
    with program(screen, library, home, log) as process:
        screen.wait_for_title("CM17-9912345 – IMR Desktop")
        screen.keys("ctrl+q")
        ends_well(process, log)


def import_by_dialog(screen: Screen, letter: Path) -> None:
    """Ctrl+O as often as it takes: a window that has only just come may not have the keyboard yet."""

    def opened() -> bool:
        screen.keys("ctrl+o")
        return screen.title().startswith("Import letters")

    wait_for(opened, "the file dialog")
    screen.type(str(letter))
    screen.keys("Return")


def assert_is_a_picture(picture: QImage) -> None:
    """Something is on the screen: many colours, where an empty one has one."""
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    assert len(colours) > 20


def test_an_empty_screen_is_no_picture(screen: Screen, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        assert_is_a_picture(screen.photograph(tmp_path / "empty.png"))
