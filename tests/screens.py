"""An X display of our own, the program on it in a process of its own, and a hand with a keyboard and a mouse.

Whatever is awaited is a condition: of the active window's title, of the program's own status, or of the library.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import ImageGrab
from PySide6.QtGui import QImage

from imr_desktop.model import Slot
from imr_desktop.workspace import Workspace

ROOT: Final = Path(__file__).resolve().parents[1]
NEEDED: Final = ("Xvfb", "xdotool", "openbox")
MISSING: Final = [name for name in NEEDED if shutil.which(name) is None]
SYSTEM_PYTHON: Final = "/usr/bin/python3"
"""The system's own, which has the bus's library."""


def lacking_for_the_bus() -> str:
    """Why what is told to assistive technology cannot be heard here; empty where it can."""
    missing = [*MISSING, *(name for name in ("dbus-daemon",) if shutil.which(name) is None)]
    if not any((Path(each) / "at-spi-bus-launcher").exists() for each in ("/usr/libexec", "/usr/lib/at-spi2-core")):
        missing.append("at-spi2-core")
    asked = [SYSTEM_PYTHON, "-c", "import dbus"]
    if not Path(SYSTEM_PYTHON).exists() or subprocess.run(asked, capture_output=True, check=False).returncode:
        missing.append("python3-dbus")
    return f"not installed: {', '.join(missing)}" if missing else ""


SECONDS = 60
"""How long anything is awaited."""

NEEDS_SCREEN: Final = [
    pytest.mark.screen,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X displays are made on Linux"),
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]


def wait_for(condition: Callable[[], bool], what: Callable[[], str] | str) -> None:
    """Until a condition holds; a short rest between two looks leaves the machine to the program."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what if isinstance(what, str) else what()}"
        time.sleep(0.01)


@dataclass(slots=True)
class Screen:
    """A display with a window manager; keys go to whatever window is active on it, and are counted."""

    environ: dict[str, str]
    pressed: int = 0
    clicked: int = 0

    def tell(self, *command: str) -> str:
        done = subprocess.run(["xdotool", *command], env=self.environ, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def title(self) -> str:
        """The active window's."""
        return self.tell("getactivewindow", "getwindowname")

    def keys(self, *keys: str) -> None:
        """Key presses, such as `ctrl+z`; one with modifiers counts as one."""
        self.pressed += len(keys)
        self.tell("key", *keys)

    def type(self, text: str) -> None:
        self.pressed += len(text)
        self.tell("type", text)

    def click(self, at: list[int], times: int = 1) -> None:
        """The pointer's left button at a point of the screen."""
        self.clicked += times
        self.tell("mousemove", *map(str, at), "click", "--repeat", str(times), "--delay", "30", "1")

    def drag(self, start: list[int], end: list[int]) -> None:
        """The pointer's left button held from one point to another, over one between."""
        self.clicked += 1
        middle = [(one + other) // 2 for one, other in zip(start, end, strict=True)]
        move = [part for spot in (middle, end) for part in ("mousemove", *map(str, spot))]
        self.tell("mousemove", *map(str, start), "mousedown", "1", *move, "mouseup", "1")

    def wait_for_title(self, title: str) -> None:
        wait_for(lambda: self.title() == title, lambda: f"“{title}”; the active window is “{self.title()}”")

    def photograph(self, out: Path) -> QImage:
        ImageGrab.grab(xdisplay=self.environ["DISPLAY"]).save(out)
        return QImage(str(out))


@contextmanager
def display(folder: Path, size: str = "1440x900") -> Iterator[Screen]:
    """A display with a window manager while the block lasts. Held keys do not repeat there: a busy machine may hold
    one for longer than a hand would; and it does not begin anew when the last program has left it."""
    reading, writing = os.pipe()
    server = ["Xvfb", "-displayfd", str(writing), "-r", "-noreset", "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
    with running(server, os.environ, folder / "xvfb.log", pass_fds=(writing,)):
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        environ = {**os.environ, "DISPLAY": f":{number}", "HOME": str(folder)}
        with running(["openbox"], environ, folder / "openbox.log"):
            screen = Screen(environ)
            wait_for(lambda: screen.tell("get_num_desktops") != "", "the window manager, which gives windows the focus")
            yield screen


@contextmanager
def heard(screen: Screen, folder: Path) -> Iterator[Listener]:
    """While the block lasts programs on a display tell assistive technology what they show, on a bus of its own."""
    reading, writing = os.pipe()
    bus = ["dbus-daemon", "--session", "--nofork", f"--print-address={writing}"]
    silent = dict(screen.environ)
    with running(bus, silent, folder / "bus.log", pass_fds=(writing,)):
        os.close(writing)
        with os.fdopen(reading) as pipe:
            address = pipe.readline().strip()
        screen.environ |= {"DBUS_SESSION_BUS_ADDRESS": address, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        reader = [SYSTEM_PYTHON, str(ROOT / "tests" / "assistive.py")]
        pipe_to = subprocess.PIPE
        with subprocess.Popen(reader, env=screen.environ, stdin=pipe_to, stdout=pipe_to, text=True) as process:
            try:
                yield Listener(process)
            finally:
                process.communicate(timeout=SECONDS)
                screen.environ.clear()
                screen.environ.update(silent)


@dataclass(frozen=True, slots=True)
class Listener:
    """What assistive technology is told."""

    process: subprocess.Popen[str]

    def named(self, name: str) -> list[dict[str, Any]]:
        """The visible things of a name, as `assistive.py` tells them; without a name, what has the focus."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(name, file=self.process.stdin, flush=True)
        told = json.loads(self.process.stdout.readline())
        assert isinstance(told, list)
        return told

    def wait_for(self, name: str, role: str, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Until a thing of this name and role is as wanted."""
        found: list[dict[str, Any]] = []

        def holds() -> bool:
            found[:] = [each for each in self.named(name) if each["role"] == role]
            return any(map(condition, found))

        wait_for(holds, lambda: f"{name}; the bus says {found}")
        return next(filter(condition, found))


@contextmanager
def running(
    command: list[str], environ: Mapping[str, str], log: Path, pass_fds: tuple[int, ...] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """A program while the block lasts, with what it says in a file."""
    with (
        log.open("wb") as said,
        subprocess.Popen(command, env=dict(environ), stdout=said, stderr=said, pass_fds=pass_fds) as process,
    ):
        try:
            yield process
        finally:
            process.kill()
            process.wait(SECONDS)


def ends_well(process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits until the program has ended of itself, with nothing to complain of."""
    assert process.wait(SECONDS) == 0, log.read_text(encoding="utf-8", errors="replace")
    assert log.read_text(encoding="utf-8", errors="replace") == ""


@contextmanager
def program(screen: Screen, library: Path, home: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """IMR Desktop as a person starts it."""
    command = [sys.executable, "-m", "imr_desktop", "--library", str(library)]
    with running(command, _surroundings(screen, home), log) as process:
        yield process


def _surroundings(screen: Screen, home: Path) -> dict[str, str]:
    places = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return {**screen.environ, "QT_QPA_PLATFORM": "xcb", "IMR_DESKTOP_HOME": str(home), "PYTHONPATH": places}


@dataclass(slots=True)
class Work:
    """The program at work on a library, watched: hands on it, and its status.

    The status says: `active` (window's title), `focus` (name of the widget), `focus_id`,
    `focus_said` (its description), `menus` (where their entries
    are), `case`, `open` (values nobody has decided on), `slot` at work, `tab`, `drawn`, `words` (where they begin and
    end on the screen), `selected_words`, `found`, `filter`, `place` in the list, `selected` cases, `order`, `columns`,
    `floating` panes, `strip` of small pages, `warned` at the sign-off, `may_sign`, `dark`.
    """

    screen: Screen
    library: Path
    file: Path
    process: subprocess.Popen[bytes]
    log: Path
    _last: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> dict[str, Any]:
        if self.file.exists():
            self._last = json.loads(self.file.read_text(encoding="utf-8"))
        return self._last

    def wait(self, **wanted: object) -> dict[str, Any]:
        """Until the status says all of this; a callable is asked about what it says."""

        def holds() -> bool:
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8", errors="replace")
            said = self.status
            return all(
                key in said and (each(said[key]) if callable(each) else said[key] == each)
                for key, each in wanted.items()
            )

        wait_for(holds, lambda: f"{wanted}; the program says {self.status}")
        return self.status

    def kept(self, look: Callable[[Workspace], object]) -> object:
        """What the library says now, read beside the program."""
        with Workspace.open(self.library, who="", read_only=True) as workspace:
            return look(workspace)

    def until(self, key: str, condition: Callable[[dict[str, Any]], bool]) -> None:
        """Presses a key that moves the focus until the status is as wanted."""
        for _ in range(200):
            before = self.status
            if condition(before):
                return
            self.screen.keys(key)
            self.wait(focus_id=lambda now, was=before["focus_id"]: now != was)
        raise AssertionError(f"{key} never leads there; the program says {self.status}")

    def tab_to(self, slot: Slot) -> None:
        """Into a field of the record, by its key and then by Tab alone."""
        self.screen.keys("ctrl+1")
        self.wait(tab="record", slot=bool)
        self.until("Tab", lambda said: said["slot"] == [slot.item, slot.field])

    def menu(self, *entries: str) -> None:
        """Clicks through a menu."""
        for entry in entries:
            self.screen.click(self.wait(menus=lambda menus, entry=entry: entry in menus)["menus"][entry])

    def do(self, name: str) -> None:
        """An act by its name, through the palette."""
        self.screen.keys("ctrl+shift+p")
        self.wait(active="Do something", focus="What is to be done")
        self.screen.type(name)
        self.screen.keys("Return")

    def quit(self) -> None:
        self.screen.keys("ctrl+q")
        ends_well(self.process, self.log)


@contextmanager
def work(screen: Screen, library: Path, home: Path, words: str = "", *, empty: bool = False) -> Iterator[Work]:
    """The program on a library while the block lasts, ready for keys; it must end of itself, and well.

    `words` are words of the letters whose place on the screen the status tells; an `empty` library asks for letters.
    """
    file, log = home / "status.json", home / "program.log"
    file.unlink(missing_ok=True)
    command = [sys.executable, str(ROOT / "tests" / "observed.py"), str(file), words, "--library", str(library)]
    with running(command, _surroundings(screen, home), log) as process:
        at_work = Work(screen, library, file, process, log)
        if empty:
            at_work.wait(active="IMR Desktop", focus=lambda name: name.startswith("Import letters"))
        else:
            at_work.wait(active=lambda title: title.endswith(" – IMR Desktop"), case=lambda case: case > 0, drawn=True)
        screen.pressed = screen.clicked = 0
        yield at_work
        at_work.quit()
