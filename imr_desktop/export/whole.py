"""Files that are whole or not there: written beside their place, flushed to the disk, then put there in one step."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from imr_desktop.errors import Problem


class ExportProblem(Problem):
    """An export that could not be written; what stood at its place is still there."""


def write_whole(path: Path, write: Callable[[TextIO], None], *, newline: str = "\n") -> None:
    """Writes a UTF-8 text file by `write`, whole; a file that stood there is replaced only when all is on the disk."""
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    except OSError as error:
        raise _problem(path, error) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline=newline) as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _problem(path, error) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def refuse_existing(path: Path) -> None:
    """ExportProblem where something stands at `path` already."""
    if path.exists():
        raise ExportProblem(
            "exists", f"{path} is there already and was left as it is. Choose another name, or allow replacing it."
        )


def make_folder(path: Path) -> None:
    """The folder at `path`, made with those above it where they are missing."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _problem(path, error) from error


def _problem(path: Path, error: OSError) -> ExportProblem:
    return ExportProblem(
        "not-written",
        f"Nothing was written to {path}: {error.strerror or error}. What stood there is still there; "
        "choose another place, or free some space.",
    )
