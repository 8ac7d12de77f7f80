"""Every text of the window is ready for translation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from spoken import BEGIN, END, foreign

TESTS: Final = Path(__file__).resolve().parents[1]
WITHHELD: Final = "Keep all of this case"
"""The control: a button's text from which the marks are withheld."""


def test_no_screen_shows_a_text_of_ours_that_a_translator_could_not_find(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "unspoken.json"
    program = [sys.executable, str(TESTS / "spoken.py"), str(out), WITHHELD]
    environment = {**os.environ, "PYTHONPATH": str(TESTS.parent)}
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(out.read_text(encoding="utf-8"))
    assert len(found) > 50
    assert {text.split(" <- ")[0] for texts in found.values() for text in texts} == {WITHHELD}, found


@pytest.mark.parametrize(
    ("shown", "left"),
    [
        (f"{BEGIN}Close{END}", ""),
        ("Close", "Close"),
        (f"{BEGIN}Keys{END}: Ctrl F, Enter", ""),
        (f"{BEGIN}Case {END}MRI of the knee", ""),
        (f"{BEGIN}Case {END}closed", "closed"),
        (f"{BEGIN}A text that is cut sho…", ""),
        ("<b>7</b> · <span style='color:red'>items</span>", "items"),
    ],
)
def test_what_is_not_ours_is_told_from_what_was_forgotten(shown: str, left: str) -> None:
    assert foreign(shown, " mri of the knee ") == left
