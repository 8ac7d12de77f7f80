"""The commands that look after a library, run as a person runs them: in a process of their own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cases import reviewed, said
from letters import write_letter

from imr_desktop.library_commands import NEW_PASSPHRASE, PASSPHRASE
from imr_desktop.store import backups

OLD, NEW = "correct horse", "battery staple"
CANARIES = ("CM17-99", "note 1", "draft 1", "cervical", "unreadable", "as printed")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return reviewed(tmp_path / "library.imr")


def run(library: Path, *arguments: object, status: int = 0, passphrase: str = "", new: str = "") -> str:
    """What a command says, on both of its outputs; passphrases stand in its environment."""
    secrets = {name: value for name, value in ((PASSPHRASE, passphrase), (NEW_PASSPHRASE, new)) if value}
    done = subprocess.run(
        [sys.executable, "-m", "imr_desktop", "--library", str(library), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **secrets},
        check=False,
    )
    assert done.returncode == status, done.stdout
    assert "Traceback" not in done.stdout
    return done.stdout


def test_info_tells_figures_and_backups(library: Path) -> None:
    text = run(library, "library", "info")
    assert "3 cases" in text
    assert "Protected:  no" in text
    assert "Checked:    never in full" in text


def test_check_says_that_all_is_well_or_what_is_not(library: Path) -> None:
    assert "all is well" in run(library, "library", "check")
    assert "Checked:    20" in run(library, "library", "info")
    data = bytearray(library.read_bytes())
    at = data.index(b"note 1", data.index(b"note 1"))
    data[at : at + 6] = b"note X"
    library.write_bytes(data)
    text = run(library, "library", "check", status=1)
    assert "something is wrong" in text
    assert not [word for word in CANARIES if word in text]


def test_a_backup_is_made_listed_and_restored(library: Path, tmp_path: Path) -> None:
    before = said(library)
    run(library, "library", "backup")
    assert "backups. Name one of them" in run(library, "library", "restore")
    name = backups.listed(library)[-1].path.name
    library.write_bytes(b"no database any more " * 100)
    assert "damaged" in run(library, "library", "info", status=1)
    assert "is restored" in run(library, "library", "restore", name)
    assert said(library) == before
    run(library, "library", "restore", "latest")
    assert "There is no backup" in run(library, "library", "restore", "nonsense", status=1)
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
    assert "by a passphrase" in run(library, "library", "info", passphrase=OLD)
    run(library, "library", "rekey", passphrase=OLD, new=NEW)
    assert said(library, NEW) == before
    run(library, "library", "rekey", "--remove", passphrase=NEW)
    assert said(library) == before


def test_a_new_library_is_protected_by_the_passphrase_of_the_environment(tmp_path: Path, library: Path) -> None:
    path = tmp_path / "new.imr"
    assert "recovery key" in run(path, "import", write_letter(tmp_path), passphrase=OLD)
    assert "recovery key" not in run(path, "library", "check", passphrase=OLD)
    run(path, "library", "info", status=1)


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
