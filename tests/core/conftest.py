"""What the tests of the core share: libraries that are made once in a run, closed, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from exporting import worked
from reviewing import add_sample

from imr_desktop.workspace import Workspace


@pytest.fixture(scope="session")
def made_worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of `exporting`, alone in its folder."""
    with worked(tmp_path_factory.mktemp("worked")) as workspace:
        return workspace.path


@pytest.fixture
def library(made_worked: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(made_worked.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / made_worked.name


@pytest.fixture
def workspace(library: Path) -> Iterator[Workspace]:
    """The copy, opened by whoever worked on it last."""
    with Workspace.open(library, who="bob") as opened:
        yield opened


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the first of our own letters, alone in its folder."""
    with Workspace.open(tmp_path_factory.mktemp("sample") / "library.imr", who="ann") as workspace:
        add_sample(workspace)
        return workspace.path


@pytest.fixture
def one_sample(made_sample: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of it, opened."""
    shutil.copytree(made_sample.parent, tmp_path, dirs_exist_ok=True)
    with Workspace.open(tmp_path / made_sample.name, who="ann") as opened:
        yield opened
