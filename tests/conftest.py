"""What all tests share: a data folder of their own, letters of our own making, the published ones where they are."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import SHARED

import imr_desktop.gui  # noqa: F401 - before the first call into Qt, which pytest-qt makes for every test

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a run starts hundreds of programs: they need not all compile the same
sys.dont_write_bytecode = False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--snapshot-update", action="store_true", help="Write golden files and the README's pictures anew."
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest alone is begun first, so that one core does not wait for the other at the end."""
    items.sort(key=lambda item: item.path.name != "test_quality.py")


def pytest_collection_finish() -> None:
    """What the run holds to its end, thousands of tests and all modules, is not looked through for garbage again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def first_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A data folder of the run's own, for what is made once for many tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMR_DESKTOP_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of this test's own: no test ever sees a person's."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("IMR_DESKTOP_HOME", str(folder))
    return folder


@pytest.fixture
def published() -> list[Path]:
    """The published letters, PDF and text."""
    folder = SHARED / "letters"
    if not folder.is_dir():
        pytest.skip("the published letters are not beside this checkout")
    return sorted(folder.iterdir())
