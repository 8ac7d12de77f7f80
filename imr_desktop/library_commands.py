"""The commands that look after a library file: info, check, backup, restore, rebuild, rekey; and the support bundle."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from imr_desktop.errors import LibraryProblem
from imr_desktop.launch import who
from imr_desktop.terminal import PASSPHRASE, LongWork, asked, counted, is_watched, opened, refuse_missing, show_recovery
from imr_desktop.texts import moment

if TYPE_CHECKING:
    from imr_desktop.keeping import Backup, Facts

NEW_PASSPHRASE: Final = "IMR_DESKTOP_NEW_PASSPHRASE"  # noqa: S105  # the name of a variable
"""Environment variable with the passphrase that `library rekey` sets."""


def _passphrase(library: Path) -> str | None:
    """The passphrase of a library that is not opened here; None for one without."""
    from imr_desktop.keeping import is_there
    from imr_desktop.workspace import Workspace

    passphrase = os.environ.get(PASSPHRASE)
    try:
        if is_there(library):
            Workspace.open(library, who=who(), passphrase=passphrase, read_only=True).close()
    except LibraryProblem as problem:
        if problem.code == "locked-by-passphrase":
            return asked(problem, library)
    return passphrase


@click.group("library")
def library_group() -> None:
    """Look after the library file: check, back up, restore, rebuild, protect."""


@library_group.command()
@click.pass_obj
def info(library: Path) -> None:
    """Tell where the library is, what is in it and how it is backed up."""
    refuse_missing(library)
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
    yield "Work done", f"{counted(counts['edits'], 'change')} in {counted(counts['batches'], 'step')}"
    if counts["drafts"]:
        yield "Not finished", f"{counted(counts['drafts'], 'box', 'boxes')} with text that is no value yet"
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


@library_group.command()
@click.pass_obj
def check(library: Path) -> None:
    """Look at everything in the library and say whether it is whole; ends with status 1 where it is not.

    Verifies the file's structure, its tables and guards, the chain of the log of edits, every document byte for byte,
    and that the log replayed gives the values. No value is printed.
    """
    refuse_missing(library)
    work = LongWork("Checking")
    with opened(library, beside=True) as workspace, work.watched():
        report = workspace.safety.check(tell=work.tell, stop=work.stop)
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
    refuse_missing(library)
    work = LongWork("Copying" if out else "Backing up")
    with opened(library, beside=True) as workspace, work.watched():
        safety = workspace.safety
        made = (
            safety.save_copy(out, tell=work.tell, stop=work.stop)
            if out
            else safety.backup(tell=work.tell, stop=work.stop).path
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
            f"{counted(len(backups), 'backup')}. Name one of them, or `latest`."
            if backups
            else f"There is no backup of {library}."
        )
        return
    path = _chosen(library, chosen, {each.path.name: each.path for each in backups})
    kept = keeping.restore(library, path, who=who(), passphrase=_passphrase(library))
    before = f" What stood there before is kept in {kept}" if kept.exists() else ""
    click.echo(f"{path.name} is restored.{before}")


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
        done = keeping.rebuild(library, out, who=who(), passphrase=asked(problem, library))
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

    refuse_missing(library)
    old = _passphrase(library)
    new = None if remove else os.environ.get(NEW_PASSPHRASE) or _new_passphrase()
    done = keeping.rekey(library, who=who(), passphrase=old, new=new)
    click.echo(f"{library} {'opens with the new passphrase now' if done.recovery else 'is no longer protected'}.")
    if done.recovery:
        show_recovery(done.recovery)
        keeping.recovery_key_seen(library, done.recovery)
    if done.left:
        click.echo(done.left.message, err=True)


def _new_passphrase() -> str:
    if not is_watched(sys.stdin):
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
    from imr_desktop.keeping import is_there

    try:
        if not is_there(library):
            return {"there": False}
        with opened(library, read_only=True) as workspace:
            facts = workspace.safety.facts().as_json()
            return {**facts, "check": list(workspace.safety.check().lines())}
    except LibraryProblem as problem:
        return {"there": True, "does not open": problem.code}
