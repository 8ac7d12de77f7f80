"""What a linter and a type checker can say of the code, so that pytest is the one command that asks for everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent


def complaints(*command: str) -> str:
    """What the tool says of the whole checkout; empty when it is content."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout if done.returncode else ""


def test_ruff_has_no_complaint() -> None:
    assert complaints("ruff", "check", "--quiet", ".") == ""


def test_the_code_is_formatted() -> None:
    assert complaints("ruff", "format", "--check", "--quiet", ".") == ""


def test_the_types_hold_strictly() -> None:
    assert complaints("mypy", "--no-error-summary") == ""
