"""The commands, run as a person runs them: in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import give_apart
from letters import write_letter

from imr_desktop import __version__
from imr_desktop.paths import samples


def test_the_version_is_told() -> None:
    assert give_apart("--version").stdout == f"IMR Desktop {__version__}\n"


def test_the_window_does_not_wait_for_what_commands_need() -> None:
    """Every start would pay for it."""
    told = "import sys; from imr_desktop import __main__, launch; print({'click', 'PySide6'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("arguments", [(), ("import", "letter.txt")])
def test_without_a_data_folder_a_sentence_says_so(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "file").touch()
    done = give_apart(*arguments, status=1, IMR_DESKTOP_HOME=str(tmp_path / "file" / "inside"))
    assert done.stderr.startswith("Error: The folder for your data")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk at hand")
@pytest.mark.parametrize("arguments", [("--help",), ("extract", "no.pdf")])
def test_an_output_that_takes_nothing_is_told(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "imr_desktop", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "could not be written to the output" in done.stderr
    assert "in the program itself" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="a shell closes the streams")
@pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&- >&- 2>&-"])
def test_a_command_does_its_work_though_nobody_listens(tmp_path: Path, closed: str) -> None:
    letter, library = write_letter(tmp_path), tmp_path / "l.imr"
    given = f'"{sys.executable}" -m imr_desktop --library "{library}" import --workers 1 "{letter}" {closed}'
    assert subprocess.run(given, shell=True, check=False).returncode == 0  # names of our own
    assert "1 already there" in give_apart("--library", library, "import", "--workers", 1, letter).stdout


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are always text")
def test_a_librarys_name_that_is_no_text_can_be_told(tmp_path: Path) -> None:
    library = tmp_path / os.fsdecode(b"\xff.imr")
    assert "1 imported" in give_apart("--library", library, "import", "--workers", 1, write_letter(tmp_path)).stdout


def test_a_folder_is_no_library(tmp_path: Path) -> None:
    assert "is a directory" in give_apart("--library", tmp_path, status=2).stderr


def test_help_names_every_command_with_an_example() -> None:
    text = give_apart("--help").stdout
    for word in ("import", "extract", "export", "--library", "--sample", "imr-desktop extract letter.pdf"):
        assert word in text


def test_extract_prints_a_line_for_each_letter_and_goes_on_after_a_bad_one(tmp_path: Path) -> None:
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.4 cut")
    done = give_apart("extract", tmp_path / "gone.pdf", write_letter(tmp_path), tmp_path / "cut.pdf", status=1)
    missing, letter, cut = map(json.loads, done.stdout.splitlines())
    assert (missing["error"]["code"], cut["error"]["code"]) == ("missing", "damaged")
    assert letter["schema"] == "imr-case/1"
    assert letter["fields"]["letter.case_number"]["value"] == "CM17-9912345"
    assert [item["fields"]["outcome"]["value"] for item in letter["items"]] == ["upheld", "overturned"]
    assert "gone.pdf is not there" in done.stderr


def test_extract_never_touches_a_library(tmp_path: Path, home: Path) -> None:
    give_apart("extract", write_letter(tmp_path))
    assert list(home.iterdir()) == []


def test_a_letter_is_imported_and_exported(tmp_path: Path) -> None:
    library = tmp_path / "trial.imr"
    letter = write_letter(tmp_path)
    assert "1 imported, 0 already there" in give_apart("--library", library, "import", letter).stdout
    assert "0 imported, 1 already there" in give_apart("--library", library, "import", letter).stdout
    give_apart("--library", library, "export", "--format", "jsonl", tmp_path / "out.jsonl")
    record = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert record["fields"]["patient.age"]["value"] == 52
    done = give_apart("--library", library, "export", tmp_path / "out.jsonl", status=1)
    assert "there already and was left as it is" in done.stderr
    give_apart("--library", library, "export", "--force", tmp_path / "out.jsonl")


def test_import_reports_each_bad_file_and_ends_with_one(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    letter = write_letter(tmp_path)
    gone = tmp_path / "gone.pdf"
    done = give_apart("--library", tmp_path / "l.imr", "import", tmp_path / "empty.pdf", gone, letter, status=1)
    assert "1 imported, 0 already there, 2 could not be read" in done.stdout
    assert "empty.pdf is empty" in done.stderr
    assert "gone.pdf is not there" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_document_that_is_no_determination_is_kept_and_told(tmp_path: Path) -> None:
    minutes = write_letter(tmp_path, "minutes.txt", "Minutes of the garden club.\nWe planted forty tulips.\n")
    done = give_apart("--library", tmp_path / "l.imr", "import", minutes, write_letter(tmp_path), status=1)
    assert "2 imported" in done.stdout
    assert "minutes.txt is not an IMR determination" in done.stderr
    printed = give_apart("extract", minutes)
    record = json.loads(printed.stdout)
    assert (record["form"], record["fields"], record["items"]) == (None, {}, [])
    assert "tulips" in record["text"]
    assert "not an IMR determination" in printed.stderr


@pytest.mark.parametrize("arguments", [("import", "LETTER"), ("export", "OUT")], ids=["import", "export"])
def test_a_file_that_is_no_library_is_told_and_left(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    library = tmp_path / "notes.imr"
    library.write_text("no database at all " * 100)
    places = {"LETTER": write_letter(tmp_path), "OUT": tmp_path / "out"}
    done = give_apart("--library", library, *(places.get(each, each) for each in arguments), status=1)
    assert "is not a library" in done.stderr
    assert "Traceback" not in done.stderr
    assert library.read_text().startswith("no database at all")


def test_exporting_a_library_that_is_not_there_makes_none(tmp_path: Path) -> None:
    give_apart("--library", tmp_path / "none.imr", "export", tmp_path / "out.jsonl", status=1)
    assert list(tmp_path.iterdir()) == []


def test_the_sample_command_goes_the_whole_way(tmp_path: Path) -> None:
    out = tmp_path / "tour"
    text = give_apart("sample", out).stdout
    assert f"Library:  {out / 'samples.imr'}" in text
    records = [json.loads(line) for line in (out / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    letters = [path for path in samples().iterdir() if path.suffix in (".pdf", ".txt")]
    assert len(records) == len(letters)
    corrected = [each for each in records if each["fields"]["letter.ur_denial_date"]["review"] == "corrected"]
    assert len(corrected) == 1
    assert (out / "window.png").read_bytes().startswith(b"\x89PNG")
    assert (out / "tables" / "items.csv").exists()
    give_apart("sample", out)


def test_the_sample_command_takes_no_folder_that_holds_something_else(tmp_path: Path) -> None:
    (tmp_path / "samples.imr").write_text("a library of somebody's")
    done = give_apart("sample", tmp_path, status=1)
    assert "holds other files" in done.stderr
    assert (tmp_path / "samples.imr").read_text() == "a library of somebody's"
