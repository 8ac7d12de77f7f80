"""With the theme “as the system” the window follows the system's high contrast, and its dark where Qt does not know."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from letters import fill
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from screens import ROOT, SECONDS, running, wait_for

from imr_desktop.gui.choices import appearance
from imr_desktop.gui.choices.appearance import Wardrobe
from imr_desktop.gui.choices.settings import Settings
from imr_desktop.gui.choices.system_look import SystemLook, _mac_contrast, _windows_contrast
from imr_desktop.gui.common.theme import DARK, LIGHT, Theme, dress, theme_of

LACKING: Final = (
    "the portal is asked on Linux"
    if not sys.platform.startswith("linux")
    else ""
    if shutil.which("dbus-daemon")
    else "not installed: dbus-daemon"
)
needs_bus = pytest.mark.skipif(bool(LACKING), reason=LACKING)


@contextmanager
def bus(folder: Path) -> Iterator[str]:
    """The address of a session's bus of our own while the block lasts."""
    reading, writing = os.pipe()
    daemon = ["dbus-daemon", "--session", "--nofork", f"--print-address={writing}"]
    with running(daemon, os.environ, folder / "bus.log", pass_fds=(writing,)):
        os.close(writing)
        with os.fdopen(reading) as pipe:
            yield pipe.readline().strip()


@contextmanager
def portal(environ: dict[str, str]) -> Iterator[Callable[[str, int], None]]:
    """A desktop's portal while the block lasts; called, it sets a setting and says so to all who listen."""
    command = [sys.executable, str(ROOT / "tests" / "portal.py")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environ, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, answers = process.stdin, process.stdout
        assert answers.readline().startswith("ready")

        def put(name: str, value: int) -> None:
            print(name, value, file=asked, flush=True)
            assert answers.readline().split() == [name, str(value)]

        try:
            yield put
        finally:
            process.communicate(timeout=SECONDS)


@contextmanager
def program(folder: Path, environ: dict[str, str]) -> Iterator[Callable[[], str]]:
    """The real program on a library while the block lasts; called, it tells in which theme its window is."""
    library, status = folder / "library.imr", folder / "status.json"
    fill(library)
    command = [sys.executable, str(ROOT / "tests" / "observed.py"), str(status), "", "--library", str(library)]

    def theme() -> str:
        return str(json.loads(status.read_text(encoding="utf-8"))["theme"]) if status.exists() else ""

    with running(command, environ, folder / "program.log"):
        yield theme


def surroundings(folder: Path, address: str) -> dict[str, str]:
    places = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return {
        **os.environ,
        "DBUS_SESSION_BUS_ADDRESS": address,
        "IMR_DESKTOP_HOME": str(folder),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": places,
    }


@needs_bus
def test_the_window_follows_what_the_portal_says_from_the_start_and_at_every_change(tmp_path: Path) -> None:
    said = (
        ("contrast", 1, "contrast"),
        ("contrast", 0, "light"),
        ("color-scheme", 1, "dark"),
        ("contrast", 1, "contrast"),
        ("color-scheme", 2, "contrast"),
        ("contrast", 0, "light"),
    )
    with bus(tmp_path) as address, portal(environ := surroundings(tmp_path, address)) as put:
        put("contrast", 1)
        with program(tmp_path, environ) as theme:
            for name, value, wanted in said:
                put(name, value)
                wait_for(partial(_is, theme, wanted), wanted)


def _is(theme: Callable[[], str], wanted: str) -> bool:
    return theme() == wanted


@needs_bus
def test_a_bus_without_a_portal_leaves_the_window_as_it_is(tmp_path: Path) -> None:
    """The control: without what the portal says the same window is light."""
    with bus(tmp_path) as address, program(tmp_path, surroundings(tmp_path, address)) as theme:
        wait_for(lambda: theme() != "", "the window")
        assert theme() == "light"


@pytest.mark.parametrize(("chosen", "worn"), [("system", "contrast"), ("light", "light"), ("dark", "dark")])
def test_only_who_follows_the_system_is_dressed_by_it(
    qapp: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, worn: str
) -> None:
    settings = Settings(home / "settings.toml")
    settings.put("appearance", chosen)
    monkeypatch.setattr(SystemLook, "follow", lambda look, _: look._take("contrast", 1))
    wardrobe = Wardrobe(qapp, settings)
    before = theme_of(qapp.palette()).name
    assert before != "contrast"
    wardrobe.follow_system()
    assert theme_of(qapp.palette()).name == worn


def test_the_program_is_dressed_once_for_a_change_that_qt_tells_of_too(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worn: list[Theme] = []

    def dressed(app: QApplication, theme: Theme, font_size: int) -> None:
        worn.append(theme)
        dress(app, theme, font_size)

    monkeypatch.setattr(appearance, "dress", dressed)
    settings = Settings(tmp_path / "settings.toml")
    settings.put("appearance", "light")
    wardrobe = Wardrobe(qapp, settings)
    for chosen, scheme in (("dark", Qt.ColorScheme.Dark), ("light", Qt.ColorScheme.Light)):
        settings.put("appearance", chosen)
        wardrobe.wear()
        qapp.styleHints().colorSchemeChanged.emit(scheme)
    assert worn == [LIGHT, DARK, LIGHT]


def test_what_no_desktop_says_changes_nothing(qapp: QApplication) -> None:
    heard: list[bool] = []
    look = SystemLook(qapp)
    look.changed.connect(lambda: heard.append(look.contrast))
    for value in (0, None, "high", 7):
        look._take("contrast", value)
        look._take("color-scheme", value)
        look._take("accent-color", value)
    assert heard == []
    look._take("contrast", 1)
    assert heard == [True]


@pytest.mark.skipif(sys.platform != "win32", reason="asked of Windows alone")
def test_windows_says_whether_it_wants_contrast() -> None:
    assert _windows_contrast() in (True, False)


@pytest.mark.skipif(sys.platform != "darwin", reason="asked of macOS alone")
def test_macos_says_whether_it_wants_contrast(qapp: QApplication) -> None:
    assert _mac_contrast() in (True, False)
