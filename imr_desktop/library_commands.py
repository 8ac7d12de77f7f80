"""The commands that look after a library file: info, check, backup, restore, rebuild, rekey; and the support bundle.

A passphrase comes from the environment or from a hidden prompt, never from the command line, which others can read.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from imr_desktop.errors import LibraryProblem
from imr_desktop.launch import who
from imr_desktop.texts import moment

if TYPE_CHECKING:
    from imr_desktop.keeping import Backup, Facts
    from imr_desktop.workspace import Workspace

PASSPHRASE: Final = "IMR_DESKTOP_PASSPHRASE"  # noqa: S105  # the name of a variable
"""Environment variable with the passphrase of the library that is worked on."""

NEW_PASSPHRASE: Final = "IMR_DESKTOP_NEW_PASSPHRASE"  # noqa: S105  # as above
"""Environment variable with the passphrase that `library rekey` sets."""


def opened(library: Path, *, read_only: bool = False, beside: bool = False) -> Workspace:
    """The library, with its passphrase where it has one; a new one gets the passphrase of the environment.

    With `read_only` it is read whether or not a window holds it, with `beside` only where one does.
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
        workspace = open_with(_asked(problem, library), read_only=read_only)
    workspace.safety.catch_up()
    _tell(workspace)
    return workspace


def _tell(workspace: Workspace) -> None:
    """What a person must know of the library that was opened, beside what a command says."""
    safety = workspace.safety
    if safety.recovery_key:
        _show_recovery(safety.recovery_key)
    if safety.trouble:
        click.echo(safety.trouble.message, err=True)
    if safety.shown_backup:
        click.echo(
            f"The library is open elsewhere and cannot be read from here: this is its backup of "
            f"{moment(safety.shown_backup, seconds=True)}.",
            err=True,
        )


def _asked(problem: LibraryProblem, library: Path) -> str:
    """The passphrase from the person, where there is one to ask; else the problem."""
    if problem.code != "locked-by-passphrase":
        raise problem
    if not sys.stdin.isatty():
        raise LibraryProblem(problem.code, f"{problem.message} Put it into the environment variable {PASSPHRASE}.")
    return str(click.prompt(f"Passphrase of {library.name}", hide_input=True, err=True))


def _passphrase(library: Path) -> str | None:
    """The passphrase of a library that is not opened here; None for one without."""
    from imr_desktop.workspace import Workspace

    passphrase = os.environ.get(PASSPHRASE)
    try:
        if library.exists():
            Workspace.open(library, who=who(), passphrase=passphrase, read_only=True).close()
    except LibraryProblem as problem:
        if problem.code == "locked-by-passphrase":
            return _asked(problem, library)
    return passphrase


class NamedPath(click.Path):
    """A path that was not left empty, as an unset variable of a shell leaves it: it would mean the present folder."""

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        if not str(value):
            self.fail("the name of the file is empty.", parameter, context)
        return super().convert(value, parameter, context)


def _show_recovery(key: str) -> None:
    click.echo(
        "The recovery key of this library follows. It opens the library when the passphrase is forgotten and will not "
        f"be shown again: write it down and keep it away from this computer.\n\n    {key}\n",
        err=True,
    )


class LastLine:
    """How far something has come, in the last line of a terminal; nothing where nobody watches."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._drawn = 0.0

    def show(self, words: Callable[[], str]) -> None:
        """Puts the words there, unless it has just been done."""
        if self._watched and time.monotonic() - self._drawn > _REDRAW:
            self._drawn = time.monotonic()
            click.echo(f"\r\033[K{words()}", err=True, nl=False)

    def say(self, line: str) -> None:
        """A line above it."""
        self.clear()
        click.echo(line, err=True)

    def clear(self) -> None:
        if self._watched and self._drawn:
            click.echo("\r\033[K", err=True, nl=False)
            self._drawn = 0.0


_REDRAW: Final = 0.2
"""Seconds between two pictures of the progress."""


class Going:
    """Long work on a library: how much of it is done and the time left are shown, and Ctrl+C stops it in order."""

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
"""Seconds after which the speed so far says something of the time left."""


@click.group("library")
def library_group() -> None:
    """Look after the library file: check, back up, restore, rebuild, protect."""


@library_group.command()
@click.pass_obj
def info(library: Path) -> None:
    """Tell where the library is, what is in it and how it is backed up."""
    _refuse_missing(library)
    with opened(library, read_only=True) as workspace:
        facts = workspace.safety.facts()
    for name, text in _lines(facts):
        click.echo(f"{name:<18} {text}")


def _lines(facts: Facts) -> Iterator[tuple[str, str]]:
    """A library in words: what each line is about, and what it says."""
    from imr_desktop.keeping import copies_of

    counts = facts.counts
    copies = list(copies_of(facts.path).iterdir()) if copies_of(facts.path).is_dir() else []
    yield "Library", str(facts.path.absolute())
    yield "Size on the disk", _size(facts.size)
    yield "Passphrase", "yes, it is encrypted" if facts.protected else "none"
    yield "Cases", f"{counts['cases']:,}"
    yield "Work done", f"{_many(counts['edits'], 'change')} in {_many(counts['batches'], 'step')}"
    if counts["drafts"]:
        yield "Not finished", f"{_many(counts['drafts'], 'box', 'boxes')} with text that is no value yet"
    yield "Last full check", moment(datetime.fromisoformat(facts.checked), seconds=True) if facts.checked else "never"
    yield "Copies of cases", f"{len(copies):,} in {copies_of(facts.path).absolute()}" if copies else "none yet"
    folder = facts.backups[0].path.parent.absolute() if facts.backups else None
    yield "Backups", f"{len(facts.backups)} in {folder}, newest first" if folder else "none yet"
    for backup in reversed(facts.backups):
        yield "", _told(backup)


def _told(backup: Backup) -> str:
    made_for = f", made {backup.why}" if backup.why else ""
    return f"{moment(backup.at, seconds=True)}  {_size(backup.path.stat().st_size):>9}  {backup.path.name}{made_for}"


def _size(count: int) -> str:
    """A number of bytes in the units that file managers use."""
    return f"{count / 10**6:,.1f} MB"


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def _refuse_missing(library: Path) -> None:
    if not library.exists():
        raise LibraryProblem("missing", f"There is no library at {library}.")


@library_group.command()
@click.pass_obj
def check(library: Path) -> None:
    """Look at everything in the library and say whether it is whole; ends with status 1 where it is not.

    Verifies the file's structure, its tables and guards, the chain of the log of edits, every document byte for byte,
    and that the log replayed gives the values. No value is printed.
    """
    _refuse_missing(library)
    going = Going("Checking")
    with opened(library, beside=True) as workspace, going.watched():
        report = workspace.safety.check(tell=going.tell, stop=going.stop)
    for line in report.lines():
        click.echo(line)
    click.echo(f"{library}: {'all is well' if report.well else 'something is wrong'}")
    if not report.well:
        for line in _ways_on(library):
            click.echo(line)
        raise SystemExit(1)


def _ways_on(library: Path) -> Iterator[str]:
    """What helps a library that is not whole."""
    from imr_desktop import keeping

    yield "Nothing was changed: the library is only read until it is whole again. What helps:"
    command = f"  imr-desktop --library {library} library"
    if newest := keeping.latest(library):
        yield f"{command} restore latest   puts back the backup of {moment(newest.at)}"
        yield f"{command} restore          lists all backups, to choose a former one"
    yield f"{command} rebuild NEW      makes a new one from the copies of reviewed cases"


@library_group.command()
@click.argument("out", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(library: Path, out: Path | None) -> None:
    """Make a backup beside the library; or a copy of it at OUT, on another disk for example."""
    _refuse_missing(library)
    going = Going("Copying" if out else "Backing up")
    with opened(library, beside=True) as workspace, going.watched():
        safety = workspace.safety
        made = (
            safety.save_copy(out, tell=going.tell, stop=going.stop)
            if out
            else safety.backup(tell=going.tell, stop=going.stop).path
        )
    click.echo(f"Backed up to {made}")


@library_group.command()
@click.argument("chosen", metavar="[BACKUP]", required=False)
@click.pass_obj
def restore(library: Path, chosen: str | None) -> None:
    """Put a backup in the library's place. What stands there is backed up first.

    BACKUP is `latest`, a name as `library info` lists it, or a path. Without it the backups are listed. `latest` is the
    newest one that keeps work: not what a former restore has put aside, which goes by its name.
    """
    from imr_desktop import keeping

    backups = keeping.listed(library)
    if chosen is None:
        for each in reversed(backups):
            click.echo(_told(each))
        click.echo(
            f"{_many(len(backups), 'backup')}. Name one of them, or `latest`."
            if backups
            else f"There is no backup of {library}."
        )
        return
    path = _chosen(library, chosen, {each.path.name: each.path for each in backups})
    kept = keeping.restore(library, path, who=who(), passphrase=_passphrase(library))
    click.echo(f"{path.name} is restored. What stood there before is kept in {kept}")


def _chosen(library: Path, chosen: str, named: dict[str, Path]) -> Path:
    from imr_desktop import keeping

    if chosen != "latest":
        return named.get(chosen, Path(chosen))
    if newest := keeping.latest(library):
        return newest.path
    raise LibraryProblem(
        "no-backup",
        f"There is no backup of {library} yet, but for what a former restore has put aside. Nothing was changed; "
        "choose one by its name."
        if named
        else f"There is no backup of {library} yet. Nothing was changed.",
    )


@library_group.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def rebuild(library: Path, out: Path) -> None:
    """Make a new library at OUT from the copies of reviewed cases that lie beside the library.

    The library itself need not be there any more. Its passphrase, if it had one, protects the new one too.
    """
    from imr_desktop import keeping

    passphrase = os.environ.get(PASSPHRASE)
    try:
        done = keeping.rebuild(library, out, who=who(), passphrase=passphrase)
    except LibraryProblem as problem:
        done = keeping.rebuild(library, out, who=who(), passphrase=_asked(problem, library))
    for line in done.refused:
        click.echo(line, err=True)
    click.echo(f"{done.cases} cases rebuilt, {len(done.refused)} copies could not be used. Library: {out}")
    if done.refused:
        raise SystemExit(1)


@library_group.command()
@click.option("--remove", is_flag=True, help="Take the protection off.")
@click.pass_obj
def rekey(library: Path, remove: bool) -> None:
    """Give the library another passphrase, its first one, or (with --remove) none.

    Everything is written anew under another key, with the backups and the copies beside it.
    """
    from imr_desktop import keeping

    _refuse_missing(library)
    old = _passphrase(library)
    new = None if remove else os.environ.get(NEW_PASSPHRASE) or _new_passphrase()
    key = keeping.rekey(library, who=who(), passphrase=old, new=new)
    click.echo(f"{library} {'opens with the new passphrase now' if key else 'is no longer protected'}.")
    if key:
        _show_recovery(key)


def _new_passphrase() -> str:
    if not sys.stdin.isatty():
        raise LibraryProblem(
            "no-passphrase", f"No new passphrase was given: put it into the environment variable {NEW_PASSPHRASE}."
        )
    return str(click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True))


@click.command()
@click.argument("out", metavar="OUT.zip", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def support(library: Path, out: Path) -> None:
    """Gather what helps to find a fault of the program: versions, log and figures of the library, no content of it.

    Nothing is sent anywhere. Look into the files before you pass them on.
    """
    from imr_desktop import support

    files = support.gather(_figures(library))
    support.write(out, files)
    click.echo(f"{out}: {', '.join(files)}")


def _figures(library: Path) -> dict[str, Any]:
    """What a support bundle tells of a library, also of one that does not open."""
    if not library.exists():
        return {"there": False}
    try:
        with opened(library, read_only=True) as workspace:
            facts = workspace.safety.facts().as_json()
            return {**facts, "check": list(workspace.safety.check().lines())}
    except LibraryProblem as problem:
        return {"there": True, "does not open": problem.code}
