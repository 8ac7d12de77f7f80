"""Where the person's data and the program's own files are looked for."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from imr_desktop import paths


def test_the_data_folder_is_made_on_demand_and_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "mine" / "data"))
    assert paths.default_library() == tmp_path / "mine" / "data" / "library.imr"
    assert paths.sample_library() == tmp_path / "mine" / "data" / "samples.imr"
    if os.name == "posix":
        assert stat.S_IMODE(paths.data_folder().stat().st_mode) == 0o700


@pytest.mark.parametrize("wished", [os.path.join("file", "inside"), "~nobody-of-this-name/x"])  # noqa: PTH118  # as typed
def test_a_data_folder_that_cannot_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wished: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(paths.HOME_VARIABLE, wished)
    with pytest.raises(paths.NoDataFolder, match=r"cannot be made: .* Set IMR_DESKTOP_HOME to a folder"):
        paths.data_folder()


def test_without_a_wish_the_data_lies_where_the_system_keeps_it(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.delenv(paths.HOME_VARIABLE)
    for variable in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(home))
    assert home in paths.data_folder().parents
    assert paths.data_folder().name == "imr-desktop"


def test_a_checkout_uses_the_folder_beside_the_package() -> None:
    assert paths.resources() == Path(paths.__file__).parent.parent / "resources"
    assert paths.samples().parent == paths.resources()


def test_an_installed_package_uses_the_folder_inside_it_and_not_a_stranger_s_beside_it(tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    (site / "imr_desktop" / "resources").mkdir(parents=True)
    (site / "resources").mkdir()
    assert resources_of(site) == str(site / "imr_desktop" / "resources")


def test_a_frozen_program_uses_the_folder_it_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "resources"


def test_a_broken_installation_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "imr_desktop").mkdir()
    assert "Please install it again; your data is untouched." in resources_of(tmp_path)


def resources_of(site: Path) -> str:
    """What a copy of the module that lies in `site` says, or how it fails."""
    shutil.copy(paths.__file__, site / "imr_desktop")
    (site / "imr_desktop" / "__init__.py").touch()  # else an installed package of that name goes before the copy
    program = "from imr_desktop import paths\nprint(paths.resources())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=site,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout.strip()
