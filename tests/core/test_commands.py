"""The commands, run as a person runs them: in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from letters import write_letter

from imr_desktop import __version__
from imr_desktop.paths import samples


def _run(*arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "imr_desktop", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done


def test_the_version_is_told() -> None:
    assert _run("--version").stdout == f"IMR Desktop {__version__}\n"


def test_the_window_does_not_wait_for_what_commands_need() -> None:
    """Every start would pay for it."""
    told = "import sys; from imr_desktop import __main__, launch; print({'click', 'PySide6'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_folder_is_no_library(tmp_path: Path) -> None:
    assert "is a directory" in _run("--library", tmp_path, status=2).stderr


def test_help_names_every_command_with_an_example() -> None:
    text = _run("--help").stdout
    for word in ("import", "extract", "export", "--library", "--sample", "imr-desktop extract letter.pdf"):
        assert word in text


def test_extract_prints_a_line_for_each_letter_and_goes_on_after_a_bad_one(tmp_path: Path) -> None:
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.4 cut")
    done = _run("extract", tmp_path / "gone.pdf", write_letter(tmp_path), tmp_path / "cut.pdf", status=1)
    missing, letter, cut = map(json.loads, done.stdout.splitlines())
    assert (missing["error"]["code"], cut["error"]["code"]) == ("missing", "damaged")
    assert letter["schema"] == "imr-case/1"
    assert letter["fields"]["letter.case_number"]["value"] == "CM17-9912345"
    assert [item["fields"]["outcome"]["value"] for item in letter["items"]] == ["upheld", "overturned"]
    assert "gone.pdf is not there" in done.stderr


def test_extract_never_touches_a_library(tmp_path: Path, home: Path) -> None:
    _run("extract", write_letter(tmp_path))
    assert list(home.iterdir()) == []


def test_a_letter_is_imported_and_exported(tmp_path: Path) -> None:
    library = tmp_path / "trial.imr"
    letter = write_letter(tmp_path)
    assert "1 imported, 0 already there" in _run("--library", library, "import", letter).stdout
    assert "0 imported, 1 already there" in _run("--library", library, "import", letter).stdout
    _run("--library", library, "export", "--format", "jsonl", tmp_path / "out.jsonl")
    record = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert record["fields"]["patient.age"]["value"] == 52
    done = _run("--library", library, "export", tmp_path / "out.jsonl", status=1)
    assert "there already and was left as it is" in done.stderr
    _run("--library", library, "export", "--force", tmp_path / "out.jsonl")


def test_import_reports_each_bad_file_and_ends_with_one(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    letter = write_letter(tmp_path)
    gone = tmp_path / "gone.pdf"
    done = _run("--library", tmp_path / "l.imr", "import", tmp_path / "empty.pdf", gone, letter, status=1)
    assert "1 imported, 0 already there, 2 could not be read" in done.stdout
    assert "empty.pdf is empty" in done.stderr
    assert "gone.pdf is not there" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_document_that_is_no_determination_is_kept_and_told(tmp_path: Path) -> None:
    minutes = write_letter(tmp_path, "minutes.txt", "Minutes of the garden club.\nWe planted forty tulips.\n")
    done = _run("--library", tmp_path / "l.imr", "import", minutes, write_letter(tmp_path), status=1)
    assert "2 imported" in done.stdout
    assert "minutes.txt is no IMR determination" in done.stderr
    printed = _run("extract", minutes)
    record = json.loads(printed.stdout)
    assert (record["form"], record["fields"], record["items"]) == (None, {}, [])
    assert "tulips" in record["text"]
    assert "no IMR determination" in printed.stderr


@pytest.mark.parametrize("arguments", [("import", "LETTER"), ("export", "OUT")], ids=["import", "export"])
def test_a_file_that_is_no_library_is_told_and_left(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    library = tmp_path / "notes.imr"
    library.write_text("no database at all " * 100)
    places = {"LETTER": write_letter(tmp_path), "OUT": tmp_path / "out"}
    done = _run("--library", library, *(places.get(each, each) for each in arguments), status=1)
    assert "is no library" in done.stderr
    assert "Traceback" not in done.stderr
    assert library.read_text().startswith("no database at all")


def test_exporting_a_library_that_is_not_there_makes_none(tmp_path: Path) -> None:
    _run("--library", tmp_path / "none.imr", "export", tmp_path / "out.jsonl", status=1)
    assert list(tmp_path.iterdir()) == []


def test_the_sample_command_goes_the_whole_way(tmp_path: Path) -> None:
    out = tmp_path / "tour"
    text = _run("sample", out).stdout
    assert f"Library:  {out / 'samples.imr'}" in text
    records = [json.loads(line) for line in (out / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    letters = [path for path in samples().iterdir() if path.suffix in (".pdf", ".txt")]
    assert len(records) == len(letters)
    corrected = [each for each in records if each["fields"]["letter.ur_denial_date"]["review"] == "corrected"]
    assert len(corrected) == 1
    assert (out / "window.png").read_bytes().startswith(b"\x89PNG")
    assert (out / "tables" / "items.csv").exists()
    _run("sample", out)


def test_the_sample_command_takes_no_folder_that_holds_something_else(tmp_path: Path) -> None:
    (tmp_path / "samples.imr").write_text("a library of somebody's")
    done = _run("sample", tmp_path, status=1)
    assert "holds other files" in done.stderr
    assert (tmp_path / "samples.imr").read_text() == "a library of somebody's"
