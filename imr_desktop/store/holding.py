"""Who holds a library. SQLite's own exclusive lock is the real one; a small file beside it gives the holder a name."""

from __future__ import annotations

import json
import os
import socket
from datetime import datetime
from pathlib import Path

from imr_desktop.errors import LibraryProblem
from imr_desktop.store.files import write_file


def holder_file(library: Path) -> Path:
    return library.with_name(library.name + ".holder")


def take(library: Path, who: str) -> None:
    """Says that this process holds the library; call it only under the lock.

    Where the file cannot be written the holder has no name, and that is all.
    """
    since = datetime.now().astimezone().isoformat(timespec="minutes")
    said = {"who": who, "process": os.getpid(), "computer": socket.gethostname(), "since": since}
    try:
        write_file(holder_file(library), json.dumps(said).encode())
    except OSError:
        holder_file(library).unlink(missing_ok=True)


def give_back(library: Path) -> None:
    """Takes the name away; call it before the lock is given back."""
    holder_file(library).unlink(missing_ok=True)


def left_behind(library: Path) -> bool:
    """Whether a former holder ended without closing: its name still stands there. Call it only under the lock."""
    return holder_file(library).exists()


def held(library: Path) -> LibraryProblem:
    """What the second one to come is told."""
    return LibraryProblem(
        "held",
        f"{library.name} is open already: {_holder(library)}. Only one window at a time can change a library. "
        "Close that one, or open this read-only.",
    )


def _holder(library: Path) -> str:
    try:
        said = json.loads(holder_file(library).read_bytes())
        since = datetime.fromisoformat(said["since"])
        process, who, computer = int(said["process"]), str(said["who"]), str(said["computer"])
        return f"by {who or 'somebody'} on {computer} since {since:%d %B, %H:%M} (process {process})"
    except (OSError, ValueError, KeyError, TypeError):
        return "by another program that has left no name"
