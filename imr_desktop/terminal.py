"""What the commands share: the library opened, its passphrase asked for, and how far long work has come.

A passphrase comes from the environment or from a hidden prompt, never from the command line, which others can read.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import click

from imr_desktop.errors import LibraryProblem
from imr_desktop.launch import who
from imr_desktop.texts import moment

if TYPE_CHECKING:
    from imr_desktop.workspace import Workspace

PASSPHRASE: Final = "IMR_DESKTOP_PASSPHRASE"  # noqa: S105  # the name of a variable
"""Environment variable with the passphrase of the library that is worked on."""


def opened(library: Path, *, read_only: bool = False, beside: bool = False) -> Workspace:
    """The library at a path, made where there is none; a new one gets the passphrase of the environment.

    With `read_only` it is only read, so a window may hold it open. With `beside` it is only read where one does.
    """
    from imr_desktop.workspace import Workspace

    def open_with(passphrase: str | None, *, read_only: bool) -> Workspace:
        try:
            return Workspace.open(library, who=who(), passphrase=passphrase, read_only=read_only)
        except LibraryProblem as problem:
            if problem.code == "held" and beside and not read_only:
                return open_with(passphrase, read_only=True)
            raise

    try:
        workspace = open_with(os.environ.get(PASSPHRASE), read_only=read_only)
    except LibraryProblem as problem:
        workspace = open_with(asked(problem, library), read_only=read_only)
    workspace.safety.catch_up()
    _tell(workspace)
    return workspace


def _tell(workspace: Workspace) -> None:
    """Tells what a person must know about the library just opened, whatever the command itself says."""
    safety = workspace.safety
    if safety.recovery_key:
        show_recovery(safety.recovery_key)
        safety.recovery_key_seen()
    if safety.trouble:
        click.echo(safety.trouble.message, err=True)
    if safety.shown_backup:
        click.echo(
            f"The library is open elsewhere and cannot be read from here: this is its backup of "
            f"{moment(safety.shown_backup, seconds=True)}.",
            err=True,
        )


def asked(problem: LibraryProblem, library: Path) -> str:
    """The passphrase as the person types it; the problem again where it is another one, or nobody is there to ask."""
    if problem.code != "locked-by-passphrase":
        raise problem
    if not is_watched(sys.stdin):
        raise LibraryProblem(problem.code, f"{problem.message} Put it into the environment variable {PASSPHRASE}.")
    return str(click.prompt(f"Passphrase of {library.name}", hide_input=True, err=True))


def show_recovery(key: str) -> None:
    """Shows a library's recovery key, once."""
    click.echo(
        "The recovery key of this library follows. It opens the library when the passphrase is forgotten and will not "
        f"be shown again: write it down and keep it away from this computer.\n\n    {key}\n",
        err=True,
    )


class NamedPath(click.Path):
    """A path that may not be empty, as an unset shell variable would leave it: that would mean the current folder."""

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        if not str(value):
            self.fail("the name of the file is empty.", parameter, context)
        return super().convert(value, parameter, context)


def is_watched(stream: TextIO | None) -> bool:
    """Whether a person sits at a stream; one that was closed before the program began is None."""
    return stream is not None and stream.isatty()


class LastLine:
    """How far something has come, in the last line of a terminal; nothing where nobody watches."""

    def __init__(self) -> None:
        self._watched = is_watched(sys.stderr)
        self._drawn = 0.0

    def show(self, words: Callable[[], str]) -> None:
        """Draws the words, unless that was done a moment ago."""
        if self._watched and time.monotonic() - self._drawn > _REDRAW:
            self._drawn = time.monotonic()
            click.echo(f"\r\033[K{words()}", err=True, nl=False)

    def say(self, line: str) -> None:
        """Prints a line that stays, above the progress."""
        self.clear()
        click.echo(line, err=True)

    def clear(self) -> None:
        if self._watched and self._drawn:
            click.echo("\r\033[K", err=True, nl=False)
            self._drawn = 0.0


_REDRAW: Final = 0.2
"""Seconds between two drawings of the progress."""


class LongWork:
    """Work on a library that may take minutes: it shows the share done and the time left; Ctrl+C stops it in order.

    `tell` and `stop` are handed to the work: it tells the share done, from 0 to 1, and asks whether to stop.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._line, self._begun = LastLine(), time.monotonic()
        self._stopped = False

    def tell(self, share: float) -> None:
        self._line.show(lambda: self._words(share))

    def _words(self, share: float) -> str:
        from imr_desktop.bulk import duration

        passed = time.monotonic() - self._begun
        left = f" · {duration(passed / share - passed)} left" if share and passed > _TELLS_TIME else ""
        return f"{self._what}: {share:.0%}{left}"

    def stop(self) -> bool:
        return self._stopped

    def _end(self, *_: object) -> None:
        self._stopped = True

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Ctrl+C is heard while the block lasts; work that it stopped ends the command with status 130."""
        before = signal.signal(signal.SIGINT, self._end)
        try:
            yield
        except LibraryProblem as problem:
            if problem.code != "stopped":
                raise
            self._line.say(problem.message)
            raise SystemExit(130) from None
        finally:
            self._line.clear()
            signal.signal(signal.SIGINT, before)


_TELLS_TIME: Final = 2.0
"""Seconds after which the speed so far says something about the time left."""


def refuse_missing(library: Path, hint: str = "") -> None:
    """LibraryProblem where no library is, or can be seen, at a path; for the commands that do not make one."""
    from imr_desktop.keeping import is_there

    if not is_there(library):
        raise LibraryProblem("missing", " ".join(filter(None, (f"There is no library at {library}.", hint))))


def counted(count: int, one: str, more: str = "") -> str:
    """`1 case`, `2,000 cases`; `more` is the plural where that is not `one` with an s."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"
