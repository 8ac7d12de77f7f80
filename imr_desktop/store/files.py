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


def beside(library: Path, ending: str) -> Path:
    """What belongs to a library lies beside the file itself, by whatever link that is opened."""
    real = library.resolve()
    return real.with_name(real.name + ending)


def part_of(library: Path) -> Path:
    """Where a file is written that takes the place of a library, or of a backup, once it is whole; by its holder."""
    part = beside(library, ".part")
    return part.with_name(f".{part.name}")


def sweep(library: Path) -> None:
    """Removes what is left of such a file, also by a holder that was killed: it may be in plain what is protected."""
    part = part_of(library)
    for ending in ("", "-journal"):
        part.with_name(part.name + ending).unlink(missing_ok=True)


def backups_folder(library: Path) -> Path:
    """Where a library's backups lie."""
    return beside(library, ".backups")
