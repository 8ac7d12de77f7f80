"""Golden files stand beside the tests, to be read; `pytest tests/goldens --snapshot-update` writes them anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[str, str], None]
"""Compares a text with the golden file of a name."""


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    def compare(name: str, text: str) -> None:
        path = Path(__file__).parent / name
        if request.config.getoption("snapshot_update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert text == path.read_bytes().decode("utf-8"), f"{name} has changed; see the line above for how to renew it"

    return compare
