"""The two commands in a real child process: real virtual environments and the real pip, on packages made here."""

from __future__ import annotations

import ast
import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
SCRIPTS: Final = "Scripts" if os.name == "nt" else "bin"

PROGRAM: Final = """
import os, sys
print("program", sys.prefix, os.environ.get("QT_QPA_PLATFORM"), *sys.argv[1:], sep="|")
sys.exit(7 if "fail" in sys.argv else 0)
"""

BACKEND: Final = """
import pathlib, zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "imr_desktop-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory, name), "w") as wheel:
        wheel.writestr("imr_desktop.pth", str(pathlib.Path.cwd()))
        info = "imr_desktop-1.dist-info"
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: imr-desktop\\nVersion: 1\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "imr_desktop.pth,,\\n")
    return name
"""

PROJECT: Final = """
[build-system]
requires = []
build-backend = "small_backend"
"""


def write_wheel(folder: Path, name: str, modules: Mapping[str, str]) -> str:
    """Writes a wheel of version 1 and returns the line that pins it."""
    path = folder / f"{name}-1-py3-none-any.whl"
    files = {
        **modules,
        f"{name}-1.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{name}-1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},sha256={urlsafe(content)},{len(content)}\n" for file, content in files.items())
    with zipfile.ZipFile(path, "w") as wheel:
        for file, content in {**files, f"{name}-1.dist-info/RECORD": record}.items():
            wheel.writestr(file, content)
    return f"{name}==1 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def urlsafe(content: str) -> str:
    """A digest as a wheel's RECORD writes it."""
    return base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Checkout:
    """A small checkout with our installer in it, whose packages lie in a folder beside it."""

    folder: Path

    @property
    def venv(self) -> Path:
        """Its virtual environment."""
        return self.folder / ".venv"

    def run(self, script: str, *arguments: str, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        """Runs one of the two commands from another folder, without network and without display."""
        environ = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "QT_", "PYTHON"))},
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": (self.folder.parent / "wheels").as_uri(),
            "DISPLAY": "",
            "WAYLAND_DISPLAY": "",
        }
        command = [*before, sys.executable, str(self.folder / "installer" / script), *arguments]
        return subprocess.run(command, cwd=self.folder.parent, env=environ, capture_output=True, text=True, check=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """One that was never started, in a folder with a blank and an accent in its name."""
    folder = tmp_path / "my récords"
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    shutil.copytree(ROOT / "installer", folder / "installer", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (folder / "imr_desktop").mkdir()
    (folder / "imr_desktop" / "__init__.py").touch()
    (folder / "imr_desktop" / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    product = write_wheel(wheels, "small_backend", {"small_backend.py": BACKEND})
    development = product + write_wheel(wheels, "pytest", {"pytest/__init__.py": "", "pytest/__main__.py": PROGRAM})
    (folder / "installer" / "requirements.txt").write_text(product, encoding="utf-8")
    (folder / "installer" / "requirements-dev.txt").write_text(development, encoding="utf-8")
    return Checkout(folder)


def test_a_first_start_makes_everything_and_a_second_goes_on_at_once(checkout: Checkout) -> None:
    first = checkout.run("start.py", "--more")
    out = checkout.venv / "sample-run"
    program = f"program|{checkout.venv}|offscreen|sample|{out}|--more"
    python = f"Python {'.'.join(map(str, sys.version_info[:3]))}"
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines() == [
        f"Making the virtual environment .venv with {python}.",
        "Installing the pinned packages of installer/requirements.txt; the first time this takes a minute or more.",
        "There is no display, so no window opens; doing the same work on the sample letters without one.",
        program,
    ]
    out.mkdir()
    (out / "left over").touch()
    second = checkout.run("start.py", "--more")
    assert second.stdout.splitlines() == first.stdout.splitlines()[2:]
    assert not out.exists()
    assert checkout.run("start.py", "fail").returncode == 7


def test_the_tests_get_what_they_need_and_their_status_comes_back(checkout: Checkout) -> None:
    first = checkout.run("test.py", "-k", "a or b")
    assert (first.returncode, first.stderr) == (0, "")
    assert "requirements-dev.txt" in first.stdout
    assert first.stdout.splitlines()[-1] == f"program|{checkout.venv}|None|-k|a or b"
    again = checkout.run("test.py", "fail")
    assert again.stdout == f"program|{checkout.venv}|None|fail\n"
    assert again.returncode == 7


def test_a_new_pin_is_installed_into_the_environment_that_is_there(checkout: Checkout) -> None:
    checkout.run("start.py")
    lock = checkout.folder / "installer" / "requirements.txt"
    extra = write_wheel(checkout.folder.parent / "wheels", "extra", {"extra.py": ""})
    lock.write_text(lock.read_text(encoding="utf-8") + extra, encoding="utf-8")
    assert [line.split()[0] for line in checkout.run("start.py").stdout.splitlines()[:2]] == ["Installing", "There"]
    assert list(checkout.venv.rglob("extra.py"))


@pytest.mark.full
def test_a_half_made_environment_is_remade(checkout: Checkout) -> None:
    (checkout.venv / SCRIPTS).mkdir(parents=True)
    (checkout.venv / SCRIPTS / "python").write_text("not a program", encoding="utf-8")
    done = checkout.run("start.py")
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("Remaking the virtual environment")


@pytest.mark.full
def test_an_environment_that_was_moved_or_lost_its_python_is_remade(checkout: Checkout) -> None:
    checkout.run("start.py")
    moved = Checkout(checkout.folder.rename(checkout.folder.with_name("elsewhere")))
    done = moved.run("start.py")
    assert done.stdout.startswith("Remaking")
    assert f"program|{moved.venv}|" in done.stdout
    for python in (moved.venv / SCRIPTS).glob("python*"):
        python.unlink()
    assert moved.run("start.py").stdout.startswith("Remaking")
    assert moved.run("start.py").stdout.startswith("There is no display")


def test_a_package_that_is_not_the_pinned_one_is_refused_with_what_pip_says(checkout: Checkout) -> None:
    write_wheel(checkout.folder.parent / "wheels", "small_backend", {"small_backend.py": "import os"})
    done = checkout.run("start.py")
    assert done.returncode == 1
    assert "The packages could not be installed. pip said:" in done.stdout
    assert "DO NOT MATCH THE HASHES" in done.stdout
    assert "program|" not in done.stdout
    assert done.stderr == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="folders are made read-only in the Linux way")
def test_a_checkout_that_cannot_be_written_says_so(checkout: Checkout) -> None:
    checkout.folder.chmod(0o555)
    done = checkout.run("start.py", before=heed_permissions())
    checkout.folder.chmod(0o755)
    assert (done.returncode, done.stderr) == (1, "")
    assert "could not be made" in done.stdout
    assert "put the checkout where you may write" in done.stdout


def heed_permissions() -> list[str]:
    """What goes before a command so that not even root writes where nobody may."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root writes everywhere, and setpriv is not here to stop it")
    return ["setpriv", "--inh-caps=-dac_override", "--bounding-set=-dac_override"]


def test_an_environment_in_the_way_says_so(checkout: Checkout) -> None:
    checkout.venv.write_text("a file", encoding="utf-8")
    done = checkout.run("start.py")
    assert (done.returncode, done.stderr) == (1, "")
    assert "could not be made" in done.stdout


@pytest.mark.parametrize("script", ["start.py", "test.py"])
def test_an_older_python_reads_the_script_and_gets_a_sentence(script: str) -> None:
    path = ROOT / "installer" / script
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    pretend = "import runpy, sys; sys.version_info = (3, 8, 18); runpy.run_path(sys.argv[1], run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", pretend, path], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("IMR Desktop needs Python 3.11 or newer; this is Python 3.8.")


@pytest.mark.full
def test_a_fresh_copy_runs_both_commands(tmp_path: Path) -> None:
    """The real pins from the real index, which this needs to reach."""
    folder = tmp_path / "fresh copy"
    leave = shutil.ignore_patterns(".venv", ".git", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, folder, ignore=leave)
    environ = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environ["IMR_DESKTOP_HOME"] = str(tmp_path / "data")
    for script, *arguments in (["start.py"], ["test.py", "-q", "tests/installer/test_locks.py"]):
        command = [sys.executable, str(folder / "installer" / script), *arguments]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.full
def test_the_wheel_brings_the_resources_and_the_command(tmp_path: Path) -> None:
    """Installed into a new environment that borrows our packages, so that nothing is fetched."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "new"], check=True)
    scripts = tmp_path / "new" / SCRIPTS

    def output(*command: str | Path) -> str:
        environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    output(scripts / "python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel)
    site = Path(output(scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"))
    borrowed = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "borrowed.pth").write_text(borrowed, encoding="utf-8")
    assert wheel.name.split("-")[1] in output(scripts / "imr-desktop", "--version")
    find = "from imr_desktop.paths import resources, samples; print(resources()); assert any(samples().iterdir())"
    assert output(scripts / "python", "-c", find) == str(site / "imr_desktop" / "resources")
