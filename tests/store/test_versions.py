"""A library is only opened by the parts that keep it safe."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from imr_desktop.errors import LibraryProblem
from imr_desktop.keeping import versions
from imr_desktop.store import Library, driver
from imr_desktop.store.driver import sqlite


def test_the_driver_is_the_one_that_can_protect_and_has_no_known_fault() -> None:
    assert driver.unfit() is None
    assert sqlite.sqlite_version_info >= (3, 51, 3)
    from sqlite_utils import utils  # only now: the driver must stand under its name before

    assert utils.OperationalError is sqlite.OperationalError
    assert versions()["sqlcipher"]


def test_what_others_installed_for_their_tables_is_not_loaded() -> None:
    """sqlite-utils takes pandas and numpy wherever it finds them; that would triple the memory of every process."""
    pytest.importorskip("pandas")
    seen = "import sys, imr_desktop.workspace; print([each for each in ('numpy', 'pandas') if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "worse", "reason"),
    [("_NEEDED", (99, 0, 0), "is older than"), ("cipher_version", lambda: "", "cannot protect")],
)
def test_another_driver_opens_no_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, worse: object, reason: str
) -> None:
    path = tmp_path / "library.imr"
    Library(path).close()
    before = path.read_bytes()
    monkeypatch.setattr(driver, name, worse)
    with pytest.raises(LibraryProblem, match=reason) as told:
        Library(path)
    assert told.value.code == "unfit"
    with pytest.raises(LibraryProblem, match=reason):
        Library(tmp_path / "new.imr")
    assert path.read_bytes() == before
    assert not (tmp_path / "new.imr").exists()


def test_settings_that_do_not_hold_open_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from imr_desktop.store import connecting

    path = tmp_path / "library.imr"
    Library(path).close()
    monkeypatch.setattr(connecting, "_SETTINGS", ("PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON"))
    with pytest.raises(LibraryProblem, match="cannot be kept safe"):
        Library(path)
