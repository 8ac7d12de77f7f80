"""Files beside the library: readable by their owner alone, and whole or not there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_file(path: Path, data: bytes, *, settle: bool = True) -> None:
    """Writes a file in one step: what stood there stays until all is on the disk. OSError where it cannot be.

    Without `settle` its name is not on the disk yet: who writes many calls `sync_folder` once.
    """
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)  # which makes it 0600
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        if settle:
            sync_folder(path.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def put(part: Path, path: Path) -> None:
    """Puts a finished file in its place, so that a power cut leaves the old one or the new one."""
    part.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """What was written to a closed file is on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """New names in a folder are on the disk; Windows keeps them by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def private_folder(path: Path) -> Path:
    """A folder for its owner alone, made where it is missing."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def backups_folder(library: Path) -> Path:
    """Where a library's backups lie."""
    return library.with_name(library.name + ".backups")
