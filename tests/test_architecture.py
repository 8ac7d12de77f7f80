"""The house keeps its shape: who may import whom, what lies where, and that the map of the package tells the truth."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "imr_desktop"

LAYERS: Final = (
    {"errors", "faults", "paths", "dates"},
    {"texts"},
    {"model"},
    {"fields", "source"},
    {"record", "query"},
    {"parsing"},
    {"checklist"},
    {"store"},
    {"export"},
    {"reading_child", "keeping"},
    {"bulk"},
    {"support"},
    {"workspace"},
    {"gui"},
    {"tour", "launch"},
    {"terminal"},
    {"library_commands"},
    {"letter_commands"},
    {"commands"},
    {"__main__"},
)
"""The rooms from the ground up: each imports only from layers below its own, never from a neighbour."""

BEHIND_THE_FACADE: Final = {"parsing", "store", "export"}
"""Rooms that the window and the commands reach through the workspace alone; a checklist's questions, like the fields,
are there for all to read."""

KEEPERS: Final = {
    "PySide6": "gui",
    "shiboken6": "gui",
    "pdfminer": "source",
    "pdfplumber": "source",
    "pypdfium2": "source",
    "sqlcipher3": "store",
    "sqlite3": "store",
    "sqlite_utils": "store",
}
"""Libraries that one room alone knows."""

TOP_LEVEL: Final = {"pyproject.toml", "README.md", "LICENSE", "imr_desktop", "resources", "tests", "installer"}
FOREIGN_ADDRESS: Final = re.compile(
    r"--(extra-)?index-url|--find-links|pypi\.org|pythonhosted|(?<![\w.*~-])/(work|root|home|opt|tmp(?!/\.X11))/\w|C:\\Users"
)
TEXT: Final = {".py", ".md", ".toml", ".txt", ".json", ".jsonl", ".svg", ".yml", ".yaml", ".cfg", ".ini", ".sql", ""}


def modules(package: Path) -> Iterator[tuple[str, Path]]:
    """Every module's name within the package, dotted, with its file; a package goes by its folder's name."""
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), file


def imports(file: Path, module: str, *, package: str) -> Iterator[str]:
    """The full names that a module imports, wherever in it the import stands."""
    inside = [package, *(part for part in module.split(".") if part)]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = len(inside) - node.level + (file.name == "__init__.py")
            base = ".".join([*(inside[:up] if node.level else []), *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def breaches(package: Path) -> list[str]:
    """What breaks the rules above, one sentence each."""
    layer_of = {room: number for number, rooms in enumerate(LAYERS) for room in rooms}
    found: set[str] = set()
    for module, file in modules(package):
        room = module.split(".")[0]
        if room and room not in layer_of:
            found.add(f"{room} has no layer: give it its place in LAYERS")
            continue
        for name in imports(file, module, package=package.name):
            top, _, rest = name.partition(".")
            keeper = KEEPERS.get(top)
            if keeper is not None and room != keeper:
                found.add(f"{module} imports {top}, which only {keeper} knows")
            target = rest.split(".")[0]
            if top != package.name or target == room or target not in layer_of:
                continue
            if not room or layer_of[target] >= layer_of[room]:
                found.add(f"{module or package.name} imports {target}, which is not below it")
            elif layer_of[room] > layer_of["workspace"] and target in BEHIND_THE_FACADE:
                found.add(f"{module} imports {target} past the workspace")
    return sorted(found)


def ours() -> list[Path]:
    """Every file of the project: what git has or would take; without git, what lies in the fixed folders."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        if done.returncode == 0:
            return [ROOT / name for name in os.fsdecode(done.stdout).split("\0") if name and (ROOT / name).exists()]
    inside = (file for name in TOP_LEVEL for file in (ROOT / name).rglob("*"))
    return [file for file in (*ROOT.iterdir(), *inside) if file.is_file() and "__pycache__" not in file.parts]


def mapped(file: Path) -> list[str]:
    """The names in the map that a module's docstring holds; a line of it is ``name  what``."""
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return re.findall(r"^ +(\w+) {2,}\S", text, flags=re.MULTILINE)


def test_imports_point_one_way() -> None:
    assert breaches(PACKAGE) == []


@pytest.mark.parametrize(
    ("module", "line", "breach"),
    [
        ("store/library.py", "from imr_desktop.workspace import Workspace", "store.library imports workspace"),
        ("store/library.py", "from ..export import write", "store.library imports export"),
        ("store/__init__.py", "from ..gui import app", "store imports gui"),
        ("workspace/__init__.py", "def later():\n    from .. import gui", "workspace imports gui"),
        ("errors.py", "import imr_desktop.paths", "errors imports paths"),
        ("__init__.py", "from .model import Case", "imr_desktop imports model"),
        ("model.py", "import PySide6.QtCore", "model imports PySide6"),
        ("parsing/lines.py", "from pdfplumber import open", "parsing.lines imports pdfplumber"),
        ("gui/window.py", "from imr_desktop.store import Library", "gui.window imports store past"),
        ("__main__.py", "from imr_desktop import parsing", "__main__ imports parsing past"),
        ("cellar.py", "", "cellar has no layer"),
    ],
)
def test_a_planted_wrong_import_is_found(tmp_path: Path, module: str, line: str, breach: str) -> None:
    planted = tmp_path / "imr_desktop" / module
    planted.parent.mkdir(parents=True)
    planted.write_text(line, encoding="utf-8")
    [found] = breaches(tmp_path / "imr_desktop")
    assert found.startswith(breach)


def test_a_right_import_is_no_breach(tmp_path: Path) -> None:
    room = tmp_path / "imr_desktop" / "gui"
    room.mkdir(parents=True)
    lines = "import PySide6\nfrom ..workspace import Workspace\nfrom . import form\nfrom imr_desktop import __version__"
    (room / "window.py").write_text(lines, encoding="utf-8")
    assert breaches(tmp_path / "imr_desktop") == []


def test_the_core_runs_without_qt() -> None:
    names = [
        ".".join(filter(None, ("imr_desktop", name))) for name, _ in modules(PACKAGE) if name.split(".")[0] != "gui"
    ]
    program = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
    program += "print(*sorted({name.partition('.')[0] for name in sys.modules} & {'PySide6', 'shiboken6'}))"
    command = [sys.executable, "-W", "error", "-c", program, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_the_top_level_is_as_fixed() -> None:
    names = {file.relative_to(ROOT).parts[0] for file in ours()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL
    assert all((ROOT / name).exists() for name in TOP_LEVEL)


def test_no_file_names_an_index_or_a_machine() -> None:
    texts = [file for file in ours() if file.suffix in TEXT and file != Path(__file__)]
    found = [
        f"{file.relative_to(ROOT)}: {match.group()}"
        for file in texts
        for match in FOREIGN_ADDRESS.finditer(file.read_text(encoding="utf-8", errors="replace"))
    ]
    assert texts
    assert found == []


@pytest.mark.parametrize("text", ["--index-url x", "see /home/ann/letters", "(/tmp/out)", "https://pypi.org/simple"])
def test_an_address_would_be_found(text: str) -> None:
    assert FOREIGN_ADDRESS.search(text)


def test_the_map_of_the_package_names_every_room_from_the_top_down() -> None:
    named = mapped(PACKAGE / "__init__.py")
    assert sorted(named) == sorted({name.split(".")[0] for name, _ in modules(PACKAGE) if name})
    heights = [height for name in named for height, rooms in enumerate(LAYERS) if name in rooms]
    assert heights == sorted(heights, reverse=True)


def test_the_map_of_the_tests_names_every_module_that_they_take_from() -> None:
    tests = ROOT / "tests"
    helpers = {file.stem for file in tests.glob("*.py") if not file.stem.startswith("test_")} - {"conftest"}
    assert sorted(mapped(tests / "conftest.py")) == sorted(helpers)
