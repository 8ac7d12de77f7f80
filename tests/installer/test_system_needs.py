"""What the installer asks of the system, and how it asks for it."""

from __future__ import annotations

import importlib
import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

INSTALLER: Final = Path(__file__).resolve().parents[2] / "installer"

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux leaves libraries to its packages"
)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """installer/environment.py, imported as start.py does it."""
    monkeypatch.syspath_prepend(INSTALLER)
    return importlib.import_module("environment")


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a stand-in apt-get on the path that runs the given lines in a folder, and returns the folder."""
    folder = tmp_path / "bin"
    system = tmp_path / "system"
    folder.mkdir()
    system.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)

    def with_script(script: str) -> Path:
        program = folder / "apt-get"
        program.write_text(f"#!/bin/sh\ncd '{system}'\necho \"$@\" >> calls\n{script}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return system

    return with_script


INSTALLS: Final = 'for word in "$@"; do case $word in lib*) touch $word;; esac; done'


def test_a_missing_library_is_installed_for_root(
    environment: ModuleType,
    apt: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    system = apt(INSTALLS)
    (system / "libthere1").touch()
    needs = [
        environment.SystemNeed(name, name, (system / name).exists) for name in ("libthere1", "libgone1", "libgone2")
    ]
    environment.provide(needs)
    update, install = (system / "calls").read_text(encoding="utf-8").splitlines()
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends libgone1 libgone2")
    assert capsys.readouterr().out == "Installing 2 system packages through apt: libgone1, libgone2.\n"
    environment.provide(needs)
    assert len((system / "calls").read_text(encoding="utf-8").splitlines()) == 2


def test_without_root_the_line_to_run_is_named(
    environment: ModuleType, apt: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    system = apt(INSTALLS)
    with pytest.raises(environment.Stop, match=r"sudo apt-get install -y --no-install-recommends libgone1\n"):
        environment.provide([environment.SystemNeed("libgone.so.1", "libgone1", lambda: False)])
    assert not (system / "calls").exists()


def test_what_apt_says_is_shown_when_it_fails(
    environment: ModuleType,
    apt: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    apt("echo 'E: no such package'; exit 100")
    with pytest.raises(environment.Stop, match=r"lacks libgone\.so\.1"):
        environment.provide([environment.SystemNeed("libgone.so.1", "libgone1", lambda: False)])
    assert "E: no such package" in capsys.readouterr().out


def test_what_is_only_welcome_is_gone_without(
    environment: ModuleType,
    apt: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    apt(INSTALLS)
    environment.provide([], welcome=[environment.SystemNeed("Xvfb", "xvfb", lambda: False)])
    said = capsys.readouterr().out
    assert "sudo apt-get install -y --no-install-recommends xvfb" in said
    assert "Going on without them" in said


def test_the_libraries_that_qt_names_are_those_that_are_asked_for(environment: ModuleType) -> None:
    """Against the very files of the installed Qt: whatever they load that is neither theirs nor the C library's."""
    import PySide6

    qt = Path(PySide6.__file__).parent / "Qt"
    own = {file.name for file in (qt / "lib").iterdir()}
    asked = set(environment.DRAWING) | set(environment.X_WINDOW) | set(environment.WAYLAND_WINDOW)
    files = [qt / "lib" / f"libQt6{name}.so.6" for name in ("Core", "DBus", "Gui", "Svg", "Widgets", "XcbQpa")]
    files += [qt / "plugins" / "platforms" / f"libq{name}.so" for name in ("offscreen", "xcb", "wayland")]
    with_python = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
    needed = {name for file in files for name in needed_by(file)} - own - with_python
    assert asked == needed


def needed_by(library: Path) -> set[str]:
    """The names in a 64-bit ELF file's table of strings that look like libraries: all it needs, and its own name."""
    content = library.read_bytes()
    names = re.findall(rb"\0((?:lib|ld-)[\w+-]+(?:\.[\w.-]+)?\.so\.[\d.]+)(?=\0)", content)
    return {name.decode() for name in names} - {library.name}


@pytest.mark.parametrize(
    ("environ", "system", "shown"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":46711"}, "linux", False),
        ({"DISPLAY": "far.example:10.0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, "linux", True),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_a_display_is_seen(environment: ModuleType, environ: dict[str, str], system: str, shown: bool) -> None:
    assert environment.has_display(environ, system) is shown
