"""A check and a backup of many cases: they tell how far they are, and can be stopped wherever that is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from multiplied import multiplied

from imr_desktop.errors import LibraryProblem
from imr_desktop.workspace import Workspace

MANY = 900


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of so many cases."""
    folder = tmp_path_factory.mktemp("many")
    path = folder / "library.imr"
    multiplied(path, folder / "letters", MANY, real=10)
    return path


@pytest.fixture
def workspace(many: Path) -> Iterator[Workspace]:
    with Workspace.open(many, who="ann") as opened:
        yield opened


def acts(workspace: Workspace, out: Path) -> list[Callable[..., object]]:
    """All that takes long for a large library."""

    def copy(**pace: Callable[..., object]) -> object:
        return workspace.safety.save_copy(out, **pace)  # type: ignore[arg-type]  # as the others take it

    return [workspace.safety.check, workspace.safety.backup, copy]


@pytest.mark.parametrize("which", range(3))
def test_how_much_is_done_is_told_from_nothing_to_all(workspace: Workspace, tmp_path: Path, which: int) -> None:
    told: list[float] = []
    acts(workspace, tmp_path / "copy.imr")[which](tell=told.append)
    assert told == sorted(told)
    assert len({*told}) > 5
    assert (told[0] < 0.2, told[-1]) == (True, 1.0)


@pytest.mark.parametrize(("which", "at"), [*product(range(3), [0.0, 0.1, 0.4]), (0, 0.9)])
def test_it_is_stopped_wherever_it_is_and_harms_nothing(
    workspace: Workspace, tmp_path: Path, which: int, at: float
) -> None:
    reached: list[float] = [-1.0]
    out, before = tmp_path / "copy.imr", workspace.safety.backups
    with pytest.raises(LibraryProblem) as told:
        acts(workspace, out)[which](tell=reached.append, stop=lambda: reached[-1] >= at)
    assert told.value.code == "stopped"
    assert workspace.safety.trouble is None
    assert not workspace.read_only
    assert workspace.safety.backups == before
    assert not out.exists()
    assert not [*workspace.path.with_name(f"{workspace.path.name}.backups").glob(".*.part")]
    assert workspace.safety.check().well


def test_a_statement_that_tells_nothing_is_stopped_too(workspace: Workspace) -> None:
    """SQLite's own look at the structure is one statement."""
    asked: list[float] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 3  # the check itself has asked once when the statement begins

    reached: list[float] = []
    with pytest.raises(LibraryProblem):
        workspace.safety.check(tell=reached.append, stop=stop)
    assert reached == [0.0], "it has not come to the next part"


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of its own")
def test_the_command_shows_how_far_it_is_and_stops_at_the_keyboard(many: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "imr_desktop", "--library", str(many), "library", "check"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as program:
        os.close(theirs)
        seen = b""
        while b"Checking: " not in seen:
            seen += os.read(ours, 65536)
        program.send_signal(signal.SIGINT)
        try:
            while more := os.read(ours, 65536):
                seen += more
        except OSError:  # what Linux says when the other end is closed
            pass
        out = program.communicate(timeout=60)[0]
    os.close(ours)
    assert program.returncode == 130
    assert b"stopped before its end" in seen
    assert b"Traceback" not in seen
    assert out == b""
