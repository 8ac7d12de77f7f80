"""Prepares what IMR Desktop runs in: ``.venv`` in the checkout and, on Linux, the system's libraries.

Standard library only, for it runs before anything is installed. Whatever goes wrong ends in a ``Stop`` whose text
says what happened and what to do; a run that was broken off is simply started again.
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv"
PYTHON: Final = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP: Final = VENV / "installed.json"
"""Says what ``.venv`` holds. It is written last, so an environment without it is a half-made one."""

PRODUCT: Final = "requirements.txt"
DEVELOPMENT: Final = "requirements-dev.txt"

DRAWING: Final = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""Libraries that Qt loads before it draws anything, on a screen or off it, with Debian's packages for them."""

X_WINDOW: Final = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt loads on top for a window on an X display."""

WAYLAND_WINDOW: Final = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
"""What Qt loads on top for a window on a Wayland display."""

SCREEN_TOOLS: Final = {"Xvfb": "xvfb", "xdotool": "xdotool", "openbox": "openbox", "dbus-daemon": "dbus"}
"""Programs that the tests in a real window use."""

BUS_LAUNCHERS: Final = (
    Path("/usr/libexec/at-spi-bus-launcher"),
    Path("/usr/lib/at-spi2-core/at-spi-bus-launcher"),
)
"""Where a system may have the accessibility bus, on which the tests hear what a screen reader would."""

SYSTEM_PYTHON: Final = "/usr/bin/python3"

FONT_FOLDERS: Final = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts"),
    Path("~/.fonts"),
)


class Stop(Exception):
    """It cannot go on; the text tells the person what happened and what to do."""


@dataclass(frozen=True, slots=True)
class SystemNeed:
    """Something of the system's own: what it is called, Debian's package for it, and whether it is there."""

    what: str
    package: str
    is_there: Callable[[], bool]


def say(sentence: str) -> None:
    """Tells the person at once, also through a pipe."""
    print(sentence, flush=True)


def run_as_command(main: Callable[[], None]) -> None:
    """Runs ``main``; where it cannot go on, ends the process with the sentence that says why."""
    try:
        main()
    except Stop as stop:
        say(str(stop))
        sys.exit(1)
    except KeyboardInterrupt:
        say("Stopped. Run the same command again: it goes on where this one ended.")
        sys.exit(130)


# --- the display


def has_display(environ: Mapping[str, str], system: str = sys.platform) -> bool:
    """Whether a window can be shown: always on Windows and macOS, elsewhere where the session names a live display."""
    if system in ("win32", "darwin"):
        return True
    chosen = environ.get("QT_QPA_PLATFORM", "")
    if chosen:
        return chosen.split(":")[0] not in ("offscreen", "minimal")
    return bool(environ.get("WAYLAND_DISPLAY")) or _x_answers(environ.get("DISPLAY", ""))


def _x_answers(display: str) -> bool:
    """Whether an X server listens there; one on another machine is believed unseen."""
    host, _, number = display.rpartition(":")
    if host not in ("", "unix"):
        return True
    path = f"/tmp/.X11-unix/X{number.split('.')[0]}"  # noqa: S108 - where every X server has its socket
    return bool(display) and any(_listens(address) for address in (path, f"\0{path}"))


def _listens(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as end:
        return end.connect_ex(address) == 0


# --- the system's libraries


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _on_path(program: str) -> bool:
    return shutil.which(program) is not None


def _system_python_has_dbus() -> bool:
    asked = [SYSTEM_PYTHON, "-c", "import dbus"]
    return Path(SYSTEM_PYTHON).exists() and subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _has_font() -> bool:
    folders = (folder.expanduser() for folder in FONT_FOLDERS)
    return any(file.suffix in (".ttf", ".otf", ".ttc") for folder in folders for file in folder.rglob("*"))


def _libraries(packages: Mapping[str, str]) -> list[SystemNeed]:
    return [SystemNeed(name, package, partial(_loads, name)) for name, package in packages.items()]


def needs_of_python() -> list[SystemNeed]:
    """What makes a virtual environment: Debian ships it apart from Python itself."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return [
        SystemNeed(
            "Python's ensurepip", f"python{version}-venv", lambda: importlib.util.find_spec("ensurepip") is not None
        )
    ]


def needs_of_drawing() -> list[SystemNeed]:
    """What the program needs to draw itself, window or none."""
    return [*_libraries(DRAWING), SystemNeed("a font", "fonts-dejavu-core", _has_font)]


def needs_of_window(environ: Mapping[str, str]) -> list[SystemNeed]:
    """What a window needs on top, on the display that the session has."""
    return _libraries(WAYLAND_WINDOW if environ.get("WAYLAND_DISPLAY") else X_WINDOW)


def needs_of_screen_tests() -> list[SystemNeed]:
    """What the tests in a real window need: the libraries of an X window, and the tools that drive it."""
    tools = [SystemNeed(tool, package, partial(_on_path, tool)) for tool, package in SCREEN_TOOLS.items()]
    bus = [
        SystemNeed("the accessibility bus", "at-spi2-core", lambda: any(each.exists() for each in BUS_LAUNCHERS)),
        SystemNeed("D-Bus for the system's Python", "python3-dbus", _system_python_has_dbus),
    ]
    return [*_libraries(X_WINDOW), *tools, *bus]


def provide(required: Iterable[SystemNeed], welcome: Iterable[SystemNeed] = ()) -> None:
    """Sees to it that the system has what is needed: as root through apt, else by naming the line to run.

    Raises ``Stop`` when something required stays missing; what is only welcome is mentioned and left out.
    """
    if not sys.platform.startswith("linux"):
        return
    required, welcome = list(required), list(welcome)
    missing = _missing([*required, *welcome])
    if not missing:
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        _install_through_apt(missing)
        missing = _missing([*required, *welcome])
    if missing:
        advice = _advice(missing)
        if _missing(required):
            raise Stop(f"{advice}\nThen start this again; nothing else was changed.")
        say(f"{advice}\nGoing on without them; what needs them is left out.")


def _missing(needs: Iterable[SystemNeed]) -> list[SystemNeed]:
    importlib.invalidate_caches()
    return [need for need in needs if not need.is_there()]


def _packages(needs: Iterable[SystemNeed]) -> list[str]:
    return sorted({need.package for need in needs})


def _advice(missing: Sequence[SystemNeed]) -> str:
    names = ", ".join(need.what for need in missing)
    if shutil.which("apt-get"):
        line = f"apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(_packages(missing))}"
        return f"This system lacks {names}. Please run this line:\n\n    sudo {line}\n"
    return f"This system lacks {names}. Please install the packages of your system that hold them."


def _install_through_apt(missing: Sequence[SystemNeed]) -> None:
    packages = _packages(missing)
    say(f"Installing {len(packages)} system packages through apt: {', '.join(packages)}.")
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A fresh system has no package lists; where the update fails, older lists may still do.
    _run([*apt, "update"], environ=environ)
    failure = _run([*apt, "install", "-y", "--no-install-recommends", *packages], environ=environ)
    if failure:
        say(f"apt could not install them. It said:\n\n{failure}\n")


# --- the virtual environment


def make_environment(lock: str) -> Path:
    """The path of a Python in ``.venv`` that has what ``lock``, a file beside this one, names, and the program itself.

    Returns at once when nothing changed since the last time. Remakes an environment that is half made, belongs to
    another Python, or was moved with its checkout. Raises ``Stop`` with what pip said when something cannot be had.
    """
    with _alone():
        installed = _read_stamp()
        if installed is None:
            _make_venv()
            installed = {}
        digest = _digest(lock)
        if installed.get(lock) != digest:
            _install(lock)
            _write_stamp({**installed, lock: digest})
    return PYTHON


def _place() -> str:
    """What an environment is bound to: its folder, for the scripts in it name it, and the kind of Python."""
    return f"{ROOT} {sys.implementation.cache_tag} {platform.machine()}"


def _digest(lock: str) -> str:
    content = (ROOT / "installer" / lock).read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(content).hexdigest()


def _read_stamp() -> dict[str, str] | None:
    """The digest of each lock that ``.venv`` was made from; None when it has to be made (anew)."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        usable = PYTHON.exists() and stamp["place"] == _place()
        return dict(stamp["locks"]) if usable else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_stamp(locks: Mapping[str, str]) -> None:
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps({"place": _place(), "locks": locks}), encoding="utf-8")
    fresh.replace(STAMP)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One at a time in a checkout, where the system can lock a folder: the second waits and finds the work done."""
    if sys.platform == "win32":
        yield
        return
    import fcntl  # absent on Windows

    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another run is making the environment; waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _make_venv() -> None:
    say(f"{'Remaking' if VENV.exists() else 'Making'} the virtual environment .venv with {_python_name()}.")
    try:
        STAMP.unlink(missing_ok=True)
        venv.EnvBuilder(clear=True, with_pip=True, symlinks=os.name != "nt").create(VENV)
    except subprocess.CalledProcessError as error:
        output = error.output.decode(errors="replace") if error.output else str(error)
        raise Stop(f"The virtual environment could not be made. Python said:\n\n{output}") from error
    except (OSError, ValueError) as error:
        raise Stop(
            f"The virtual environment {VENV} could not be made: {error}.\n"
            "Please put the checkout where you may write, with 1.2 GB free, close what still runs in .venv, "
            "and start this again."
        ) from error


def _install(lock: str) -> None:
    say(f"Installing the pinned packages of installer/{lock}; the first time this takes a minute or more.")
    _pip("--require-hashes", "--only-binary", ":all:", "--requirement", str(ROOT / "installer" / lock))
    # The build backend came with the lock, so nothing is fetched here.
    _pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def _pip(*arguments: str) -> None:
    pip = [str(PYTHON), "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *arguments]
    # A person's own setting for installing into the home folder has no place in a virtual environment.
    failure = _run(pip, environ={**os.environ, "PIP_USER": "0"})
    if failure:
        raise Stop(
            f"The packages could not be installed. pip said:\n\n{failure}\n\n"
            f"Please put that right (is the network up? are there packages for {_python_name()}?) and start this "
            "again; what was already downloaded is kept."
        )


def _run(command: Sequence[str], *, environ: Mapping[str, str]) -> str:
    """The last lines of what the command said if it failed, else an empty text."""
    try:
        done = subprocess.run(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return ""
    lines = done.stdout.decode(errors="replace").strip().splitlines()
    return "\n".join(lines[-30:]) or f"{command[0]} ended with status {done.returncode}"


def _python_name() -> str:
    return f"Python {platform.python_version()}"


# --- going on in the environment


def go_on(python: Path, arguments: Sequence[str], *, environ: Mapping[str, str] | None = None) -> NoReturn:
    """Runs the environment's Python in place of this process, or, on Windows, waits for it and ends as it did."""
    command = [str(python), *arguments]
    full = {**os.environ, **(environ or {})}
    for disturbing in ("PYTHONHOME", "PYTHONPATH"):
        full.pop(disturbing, None)
    sys.stdout.flush()
    if os.name == "nt":
        # The installed link to the checkout is misread by Python 3.11 and 3.12 on Windows where its path is not ASCII.
        sys.exit(subprocess.call(command, env={**full, "PYTHONPATH": str(ROOT)}))
    os.execve(command[0], command, full)
