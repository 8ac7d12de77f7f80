"""Commands given in this process: what a person would be told, and how the command would end.

What concerns the process itself, its locks, its terminal, how it is started, is tested in one of its own.
"""

from __future__ import annotations

from click.testing import CliRunner, Result

from imr_desktop.commands import cli


def give(*arguments: object, status: int = 0, **environ: str) -> Result:
    """A command with its arguments, in surroundings that have these variables too; a fault of the program is raised."""
    done = CliRunner().invoke(cli, [*map(str, arguments)], env=environ, catch_exceptions=False)
    assert done.exit_code == status, done.output
    return done
