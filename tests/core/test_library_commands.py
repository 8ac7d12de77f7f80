"""The commands that look after a library; some of them run in a process of their own, as a person runs them."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from cases import AGE, letter, reviewed, said
from click.testing import CliRunner
from commands import give, give_apart
from letters import reading_of, write_letter

from imr_desktop.commands import cli
from imr_desktop.library_commands import NEW_PASSPHRASE
from imr_desktop.store import backups
from imr_desktop.store.holding import log_file
from imr_desktop.terminal import PASSPHRASE
from imr_desktop.texts import moment
from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.usefixtures("quick_passphrases")

OLD, NEW = "correct horse", "battery staple"
CANARIES = ("CM17-99", "note 1", "draft 1", "cervical", "unreadable", "as printed")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return reviewed(tmp_path / "library.imr")


def run(library: Path, *arguments: object, status: int = 0, passphrase: str = "", new: str = "") -> str:
    """What a command says, on both of its outputs; passphrases stand in its environment."""
    return give("--library", library, *arguments, status=status, **_secrets(passphrase, new)).output


def _secrets(passphrase: str, new: str) -> dict[str, str]:
    return {name: value for name, value in ((PASSPHRASE, passphrase), (NEW_PASSPHRASE, new)) if value}


def run_apart(library: Path, *arguments: object, status: int = 0, passphrase: str = "", new: str = "") -> str:
    """The same of a command in a process of its own."""
    done = give_apart("--library", library, *arguments, status=status, **_secrets(passphrase, new))
    return done.stdout + done.stderr


def test_info_tells_figures_and_backups(library: Path) -> None:
    said(library)  # which opens it, and so backs it up
    text = run_apart(library, "library", "info")
    assert re.search(r"^Cases +3$", text, re.M)
    assert re.search(r"^Passphrase +none$", text, re.M)
    assert re.search(r"^Last full check +never$", text, re.M)
    assert re.search(r"^Work done +\d+ changes in \d+ steps$", text, re.M)
    assert re.search(r"^Not finished +3 boxes with text", text, re.M)
    (backup,) = backups.listed(library)
    assert moment(backup.at, seconds=True) in text, "as the clock on the wall shows it"
    assert not [word for word in ("record_values", "drafts", "MiB", "edits", "UTC", "+00:00") if word in text]


def test_the_size_is_that_of_all_that_the_library_takes(library: Path) -> None:
    with Workspace.open(library, who="ann") as workspace:
        data, source, _ = letter(9)
        workspace.add(data * 400, replace(source, sha256=sha256(data * 400).hexdigest()), reading_of(source))
        said = run_apart(library, "library", "info")
        both = sum(each.stat().st_size for each in (library, log_file(library)))
    assert f"Size on the disk   {both / 10**6:,.1f} MB" in said


@contextmanager
def held(library: Path) -> Iterator[Workspace]:
    """Another window has the library open, and has just saved something."""
    with Workspace.open(library, who="Ann Holder") as workspace:
        workspace.set_text(1, AGE, "77")
        yield workspace


def test_beside_a_window_cases_are_exported_and_the_library_is_looked_after(library: Path, tmp_path: Path) -> None:
    before = len(backups.listed(library))
    with held(library) as window:
        assert "3 cases written" in run_apart(library, "export", tmp_path / "out.jsonl")
        assert re.search(r"^Cases +3$", run_apart(library, "library", "info"), re.M)
        assert "all is well" in run_apart(library, "library", "check")
        run_apart(library, "library", "backup")
        run_apart(library, "library", "backup", tmp_path / "copy.imr")
        run_apart(library, "support", tmp_path / "bundle.zip")
        assert "Ann Holder" in run_apart(library, "import", write_letter(tmp_path), status=1)
        assert "Ann Holder" in run_apart(library, "library", "restore", "latest", status=1)
        window.set_text(1, AGE, "78")
    assert len(backups.listed(library)) > before
    exported = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert exported["fields"]["patient.age"]["value"] == 77
    assert said(tmp_path / "copy.imr")[1, AGE][0] == 77
    assert said(library)[1, AGE][0] == 78


def test_an_export_that_would_be_empty_writes_nothing(tmp_path: Path) -> None:
    library, out = tmp_path / "library.imr", tmp_path / "out.jsonl"
    run(library, "import", write_letter(tmp_path))
    out.write_text("kept")
    assert "No case has a value yet" in run(library, "export", "--reviewed", "--force", out, status=1)
    assert "No case matches" in run(library, "export", "--filter", "tulips", "--force", out, status=1)
    assert out.read_text() == "kept"
    assert "With --force it is replaced" in run(library, "export", out, status=1)


def test_a_case_is_found_by_its_number_however_it_is_typed(tmp_path: Path) -> None:
    library = tmp_path / "library.imr"
    run(library, "import", write_letter(tmp_path))
    with Workspace.open(library, who="ann") as workspace:
        ((number, kept),) = [(row.title.lower(), row.title) for row in workspace.cases()]
    assert number != kept
    assert "1 case written" in run(library, "export", "--case", number, tmp_path / "out.jsonl")


def test_the_library_may_be_named_behind_the_command(library: Path, tmp_path: Path) -> None:
    for named in (["--library", str(library)], [f"--library={library}"]):
        done = CliRunner().invoke(cli, ["library", "check", *named])
        assert (done.exit_code, "all is well" in done.output) == (0, True), done.output
    out = tmp_path / "cases.jsonl"
    assert CliRunner().invoke(cli, ["export", "--library", str(library), str(out)]).exit_code == 0
    assert out.exists()


@pytest.mark.parametrize("command", ["import", "extract", "export"])
def test_an_empty_name_is_no_file(library: Path, command: str) -> None:
    assert "the name of the file is empty" in run(library, command, "", status=2)


def test_what_was_never_there_is_not_said_to_be_gone(library: Path, tmp_path: Path) -> None:
    assert "never.pdf is not there." in run(library, "import", tmp_path / "never.pdf", status=1)
    for each in backups.listed(library):
        each.path.unlink()
    assert "There is no backup" in run(library, "library", "restore")
    assert "There is no backup" in run(library, "library", "restore", "latest", status=1)


def test_check_says_that_all_is_well_or_what_is_not(library: Path) -> None:
    assert "all is well" in run(library, "library", "check")
    assert re.search(r"^Last full check +\w+ \d+, 20", run(library, "library", "info"), re.M)
    data = bytearray(library.read_bytes())
    at = data.index(b"note 1", data.index(b"note 1"))
    data[at : at + 6] = b"note X"
    library.write_bytes(data)
    text = run(library, "library", "check", status=1)
    assert "something is wrong" in text
    assert re.search(r"^WRONG  .+: \d+ \w+, of which not all is as it was written:$", text, re.M)
    assert re.search(r"library restore latest +puts back the backup of \w+ \d+, 20", text)
    assert not [word for word in CANARIES if word in text]


def test_a_backup_is_made_listed_and_restored(library: Path, tmp_path: Path) -> None:
    before = said(library)
    run_apart(library, "library", "backup")
    assert "backups. Name one of them" in run_apart(library, "library", "restore")
    name = backups.listed(library)[-1].path.name
    library.write_bytes(b"no database any more " * 100)
    assert "damaged" in run_apart(library, "library", "info", status=1)
    assert "is restored" in run_apart(library, "library", "restore", name)
    assert said(library) == before
    run_apart(library, "library", "restore", "latest")
    assert "There is no backup" in run_apart(library, "library", "restore", "nonsense", status=1)
    assert said(library) == before


def test_a_copy_elsewhere_opens_as_a_library(library: Path, tmp_path: Path) -> None:
    out = tmp_path / "stick" / "copy.imr"
    out.parent.mkdir()
    run(library, "library", "backup", out)
    assert said(out) == said(library)
    assert "there already" in run(library, "library", "backup", out, status=1)


def test_a_library_is_rebuilt_from_its_copies(library: Path, tmp_path: Path) -> None:
    before = said(library)
    library.unlink()
    assert "3 cases rebuilt" in run(library, "library", "rebuild", tmp_path / "again.imr")
    assert said(tmp_path / "again.imr") == before


def test_a_library_is_protected_and_freed_again(library: Path) -> None:
    before = said(library)
    text = run(library, "library", "rekey", new=OLD)
    assert re.search(r"\b([A-Z2-7]{4}-){13}[A-Z2-7]{4}\b", text), "the recovery key is shown"
    assert PASSPHRASE in run(library, "library", "info", status=1)
    assert "not the passphrase" in run(library, "library", "info", status=1, passphrase="wrong")
    assert "yes, it is encrypted" in run(library, "library", "info", passphrase=OLD)
    run(library, "library", "rekey", passphrase=OLD, new=NEW)
    assert said(library, NEW) == before
    run(library, "library", "rekey", "--remove", passphrase=NEW)
    assert said(library) == before


def test_a_new_library_is_protected_by_the_passphrase_of_the_environment(tmp_path: Path, library: Path) -> None:
    path = tmp_path / "new.imr"
    assert "recovery key" in run_apart(path, "import", write_letter(tmp_path), passphrase=OLD)
    assert "recovery key" not in run_apart(path, "library", "check", passphrase=OLD)
    run_apart(path, "library", "info", status=1)


def test_no_passphrase_is_taken_from_the_command_line(library: Path) -> None:
    text = run(library, "library", "rekey", "--help")
    assert "passphrase TEXT" not in text


def test_the_support_bundle_holds_figures_and_no_content(library: Path, tmp_path: Path, home: Path) -> None:
    (home / "imr-desktop.log").write_text("2026 ERROR ValueError at editors.py:10 in take\n", encoding="utf-8")
    out = tmp_path / "out.zip"
    run(library, "support", out)
    with zipfile.ZipFile(out) as bundle:
        files = {name: bundle.read(name).decode() for name in bundle.namelist()}
    assert sorted(files) == ["README.txt", "imr-desktop.log", "library.json", "versions.json"]
    assert json.loads(files["library.json"])["rows"]["cases"] == 3
    assert json.loads(files["versions.json"])["sqlite"]
    text = "\n".join(files.values())
    assert not [word for word in (*CANARIES, str(tmp_path), str(home)) if word in text]
    assert "there already" in run(library, "support", out, status=1)


def test_a_library_that_does_not_open_still_gives_a_bundle(tmp_path: Path) -> None:
    (tmp_path / "bad.imr").write_bytes(b"no database " * 100)
    run(tmp_path / "bad.imr", "support", tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as bundle:
        assert json.loads(bundle.read("library.json")) == {"there": True, "does not open": "not-a-library"}


@pytest.mark.parametrize("arguments", [("export", "out.jsonl"), ("library", "info"), ("library", "check")])
def test_a_library_that_cannot_even_be_looked_for_is_told_in_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """As one whose name no disk takes, or in a folder that nobody may enter."""
    missing, long = tmp_path / "none.imr", tmp_path / ("x" * 300 + ".imr")
    assert f"There is no library at {missing}." in run(missing, *arguments, status=1)
    assert "cannot be opened: File name too long." in run(long, *arguments, status=1)
