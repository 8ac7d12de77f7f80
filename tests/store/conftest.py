"""What the tests of the library file share."""

from __future__ import annotations

import pytest

from imr_desktop.store import keys


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases that are derived at once: the cost of guessing is what one test alone is about."""
    monkeypatch.setattr(keys, "_COST", {"n": 2**10, "r": 8, "p": 1})
