"""Commands given: what a person would be told, and how the command would end.

Most are given in this process. What concerns the process itself, its locks, its output, how it is started, is tested in
one of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys

from click.testing import CliRunner, Result

from imr_desktop.commands import cli


def give(*arguments: object, status: int = 0, **environ: str) -> Result:
    """A command with its arguments, in surroundings that have these variables too; a fault of the program is raised."""
    done = CliRunner().invoke(cli, [*map(str, arguments)], env=environ, catch_exceptions=False)
    assert done.exit_code == status, done.output
    return done


def give_apart(*arguments: object, status: int = 0, **environ: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, where a fault of the program would be seen in what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "imr_desktop", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environ},
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done
