"""Exporting and bringing back from the command line."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from commands import give, give_apart
from reviewing import add_sample

from imr_desktop.commands import cli
from imr_desktop.export import formats
from imr_desktop.model import Slot
from imr_desktop.workspace import Workspace


def _run(library: Path, *arguments: object, status: int = 0) -> Result:
    return give("--library", library, *arguments, status=status)


def _run_apart(library: Path, *arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
    return give_apart("--library", library, *arguments, status=status)


def test_help_tells_of_every_format(library: Path) -> None:
    text = " ".join(_run(library, "export", "--help").stdout.split())
    for each in formats().values():
        assert f"{each.name} " in text
        assert each.about.split(",")[0] in text


@pytest.fixture(scope="module")
def pdf_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of two letters in PDF, in one of which somebody has decided on something."""
    with Workspace.open(tmp_path_factory.mktemp("pdf") / "library.imr", who="ann") as workspace:
        for name in ("CM17-9900001.pdf", "CM17-9900002.pdf"):
            add_sample(workspace, name)
        workspace.confirm(1, Slot(0, "patient.age"))
        return workspace.path


@pytest.mark.parametrize("name", [name for name in formats() if name != "parquet" or find_spec("pyarrow")])
@pytest.mark.parametrize(
    ("asked", "written"),
    [([], "2 cases written"), (["--filter", "9900002"], "1 case written"), (["--reviewed"], "1 case written")],
    ids=["all", "filter", "reviewed"],
)
def test_every_format_is_written_by_the_command(
    pdf_library: Path, tmp_path: Path, name: str, asked: list[str], written: str
) -> None:
    out = tmp_path / f"out{formats()[name].suffix}"
    command = ["--library", str(pdf_library), "export", "--format", name, *asked, str(out)]
    done = CliRunner().invoke(cli, command)
    assert (done.exit_code, written in done.output) == (0, True), done.output
    assert any(out.iterdir()) if out.is_dir() else out.stat().st_size
    again = CliRunner().invoke(cli, command)
    assert again.exit_code == 1
    assert "there already and was left as it is" in again.output
    assert CliRunner().invoke(cli, [*command[:3], "--force", *command[3:]]).exit_code == 0


ALONE = {name: form.alone for name, form in formats().items() if form.alone}


@pytest.mark.parametrize("name", ALONE)
def test_one_case_is_written_as_a_document_and_several_only_into_an_archive(
    pdf_library: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / f"out{ALONE[name]}"
    command = ["--library", str(pdf_library), "export", "--format", name]
    done = CliRunner().invoke(cli, [*command, "--case", "CM17-9900002", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes()[:4] == (b"%PDF" if out.suffix == ".pdf" else b"PK\x03\x04")
    if out.suffix == ".docx":
        assert "word/document.xml" in ZipFile(out).namelist()
    several = CliRunner().invoke(cli, [*command, str(tmp_path / f"all{ALONE[name]}")])
    assert several.exit_code == 1
    assert "a name such as all.zip" in several.output
    assert [*tmp_path.iterdir()] == [out]


@pytest.mark.parametrize(
    ("name", "file", "said"),
    [
        ("jsonl", "foo.pdf", "A .pdf file is made by: Highlighted PDFs (highlighted), "),
        ("memo-pdf", "memo.docx", "Review memos (Word) (memo-docx)"),
        ("xlsx", "cases.xls", "makes a .xlsx file, so nothing was written to cases.xls"),
        ("csv", "cases.csv", "makes files in a folder"),
    ],
)
def test_a_name_of_another_format_is_refused_and_says_which_writes_it(
    pdf_library: Path, tmp_path: Path, name: str, file: str, said: str
) -> None:
    done = CliRunner().invoke(cli, ["--library", str(pdf_library), "export", "--format", name, str(tmp_path / file)])
    assert done.exit_code == 1
    assert said in done.output
    assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_files_name_cannot_write_into_the_terminal(library: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "a\x1b[31m\u202egnp\nwritten elsewhere.jsonl"
    told = _run_apart(library, "export", hostile).stdout + _run_apart(library, "export", hostile, status=1).stderr
    assert hostile.exists()
    assert not {"\x1b", "\u202e"} & {*told}
    assert len(told.splitlines()[0]) > len(str(tmp_path)) + 30


def test_a_library_goes_out_and_comes_home(library: Path, tmp_path: Path) -> None:
    out, new = tmp_path / "cases.jsonl", tmp_path / "new.imr"
    assert "2 cases written" in _run_apart(library, "export", out).stdout
    assert "2 brought back, 0 already there" in _run_apart(new, "import", out).stdout
    _run_apart(new, "export", tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == out.read_bytes()
    assert "0 brought back, 2 already there, 0 already there and different" in _run_apart(new, "import", out).stdout


@pytest.fixture
def changed(library: Path, tmp_path: Path) -> Path:
    """The library's export, worked on elsewhere: the last decision on an age is another."""
    _run(library, "export", tmp_path / "cases.jsonl")
    records = [json.loads(line) for line in (tmp_path / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    last = max((edit for edit in records[0]["edits"] if edit["field"] == "patient.age"), key=lambda e: e["id"])
    last.update(new=53, new_state="corrected", who="bob")
    path = tmp_path / "changed.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


def _age(library: Path, folder: Path) -> Any:
    _run(library, "export", "--force", folder / "now.jsonl")
    first = (folder / "now.jsonl").read_text(encoding="utf-8").splitlines()[0]
    return json.loads(first)["fields"]["patient.age"]["value"]


def test_a_difference_is_told_and_waits_and_nothing_is_overwritten(
    library: Path, changed: Path, tmp_path: Path
) -> None:
    told = _run(library, "import", changed).stdout
    assert "CM17-9912345, Age: here 52 (confirmed), in the file 53 (corrected)" in told
    assert "1 already there and different (left as they are)" in told
    assert "1 difference waiting: --take all takes them, --take none rejects them." in told
    assert _age(library, tmp_path) == 52


def test_differences_are_taken_or_rejected_on_request(library: Path, changed: Path, tmp_path: Path) -> None:
    assert "1 difference rejected." in _run(library, "import", "--take", "none", changed).stdout
    assert _age(library, tmp_path) == 52
    assert "waiting" not in _run(library, "import", changed).stdout
    other = tmp_path / "other.imr"
    _run(other, "import", tmp_path / "cases.jsonl")
    assert "1 difference taken" in _run(other, "import", "--take", "all", changed).stdout
    assert _age(other, tmp_path) == 53
    assert "2 already there, 0 already there and different" in _run(other, "import", changed).stdout


def test_a_file_that_is_no_export_is_told(library: Path, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"a": 1}', encoding="utf-8")
    done = _run(library, "import", tmp_path / "other.json", tmp_path / "gone.jsonl", status=1)
    assert "does not follow the schema imr-case/1" in done.stderr
    assert "cannot be opened" in done.stderr


def test_cases_are_chosen_by_words_number_and_review(library: Path, tmp_path: Path) -> None:
    query = 'second status:new outcome:mixed item:"cervical spine" text:"physical ther"'
    assert "1 case written" in _run(library, "export", "--filter", query, tmp_path / "a.jsonl").stdout
    assert "1 case written" in _run(library, "export", "--case", "CM17-9900002", tmp_path / "b.jsonl").stdout
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert "1 case written" in _run(library, "export", "--reviewed", tmp_path / "c.jsonl").stdout
    done = _run(library, "export", "--case", "CM00-0000000", tmp_path / "d.jsonl", status=1)
    assert "has no case CM00-0000000" in done.stderr
    assert not (tmp_path / "d.jsonl").exists()


def test_what_stands_there_is_replaced_with_force(library: Path, tmp_path: Path) -> None:
    _run(library, "export", "--format", "csv", tmp_path / "tables")
    done = _run(library, "export", "--format", "csv", tmp_path / "tables", status=1)
    assert "there already and was left as it is" in done.stderr
    _run(library, "export", "--format", "csv", "--bom", "--force", tmp_path / "tables")
    with (tmp_path / "tables" / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["patient.age"] for row in csv.DictReader(file)] == ["52", "95"]


def test_the_outcome_can_be_left_out_of_training_data(library: Path, tmp_path: Path) -> None:
    _run(library, "export", "--format", "prodigy", "--without-outcome", tmp_path / "out.jsonl")
    assert "Upheld" not in (tmp_path / "out.jsonl").read_text(encoding="utf-8")
