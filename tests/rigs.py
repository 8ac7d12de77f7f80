"""What the fault rigs share: a real process that works on a library and is killed, and what must hold afterwards.

The children are forked from a server that has everything loaded, so that hundreds of them are affordable.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from cases import AGE, letter

from imr_desktop.model import Slot
from imr_desktop.workspace import Workspace

SLOTS = (
    Slot(0, "summary.mechanism_of_injury"),
    Slot(1, "quantity"),
    Slot(2, "request"),
    Slot(0, "note.patient.age"),
)

LOCKS = Path("/proc/locks")
NEEDS_LOCKS = pytest.mark.skipif(not LOCKS.exists(), reason="read where Linux tells the locks of its processes")


def locks_on(library: Path) -> int:
    """How many locks of SQLite's this process holds on a library's file."""
    mine, file = f" {os.getpid()} ", f":{library.stat().st_ino} "
    return sum("POSIX" in line and mine in line and file in line for line in LOCKS.read_text("ascii").splitlines())


_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["rigs", "imr_desktop.workspace", "imr_desktop.store", "imr_desktop.checklist.checks"])


@contextmanager
def child(work: Callable[..., None], *arguments: Any) -> Iterator[tuple[BaseProcess, Connection]]:
    """A process at work, and the pipe that it tells its progress through; it is gone afterwards.

    One that has ended by itself, with a fault, fails the test: what was killed must have been at work.
    """
    ours, theirs = _context.Pipe()
    process = _context.Process(target=work, args=(theirs, *arguments))
    process.start()
    theirs.close()
    try:
        yield process, ours
    finally:
        process.kill()
        process.join()
        code = process.exitcode
        process.close()
        ours.close()
    assert code in (0, -signal.SIGKILL), f"the child ended by itself with {code}"


def drain(pipe: Connection) -> list[Any]:
    """Everything that the child has said before it died."""
    heard: list[Any] = []
    try:
        while pipe.poll(30):
            heard.append(pipe.recv())
    except EOFError:
        pass
    return heard


@contextmanager
def disk(place: Path, mebibytes: int) -> Iterator[Path]:
    """A disk of so many MiB; the test is skipped where none can be made."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only the superuser can make a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(ballast: Path) -> None:
    """Takes all the room that there is on a disk."""
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass


def edit_on_and_on(pipe: Connection, path: Path, passphrase: str | None, first: int, seed: int) -> None:
    """Edits, imports and drafts as fast as they go; each is announced before and acknowledged after it is done."""
    chance = random.Random(seed)
    with Workspace.open(path, who="rig", passphrase=passphrase) as workspace:
        known = [row.id for row in workspace.cases()]
        number = first
        while True:
            number += 1
            if chance.random() < 0.05 or not known:
                pipe.send(("import", number))
                (case,) = workspace.add(*letter(number)).added
                known.append(case)
                pipe.send(("imported", number))
                continue
            case, slot = chance.choice(known), chance.choice(SLOTS)
            pipe.send(("edit", number, case, slot))
            _edit(workspace, case, slot, number)
            pipe.send(("saved", number, case, slot))


def _edit(workspace: Workspace, case: int, slot: Slot, number: int) -> None:
    if slot.field.startswith("note."):
        workspace.note(case, AGE, str(number))
    else:
        workspace.set_value(case, slot, str(number), why=str(number))


def values_in(workspace: Workspace) -> dict[tuple[int, Slot], str]:
    """The last number that was written into each of the rig's slots."""
    return {
        (row.id, slot): str(value.value)
        for row in workspace.cases()
        for slot in SLOTS
        if (value := workspace.case(row.id).values.get(slot)) is not None and value.touched
    }
