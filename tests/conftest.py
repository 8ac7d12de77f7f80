"""What all tests share: a data folder of their own, letters of our own making, the published ones where they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from places import SHARED

import imr_desktop.gui  # noqa: F401 - before the first call into Qt, which pytest-qt makes for every test

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--snapshot-update", action="store_true", help="Write golden files and the README's pictures anew."
    )


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
