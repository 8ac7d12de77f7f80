"""The commands that read letters: import them into the library, print what is in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from imr_desktop.errors import ClusterProblem, FileProblem, LibraryProblem, Problem
from imr_desktop.library_commands import library_group
from imr_desktop.terminal import LastLine, NamedPath, counted, opened, refuse_missing

if TYPE_CHECKING:
    from imr_desktop.bulk import Gathered, Reader, Tally
    from imr_desktop.workspace import Workspace

_EXPORTS: Final = (".jsonl", ".json", ".csv")

_workers: Final = click.option(
    "--workers", type=click.IntRange(1, 256), help="How many processes read; without it, one for each core."
)
_scheduler: Final = click.option(
    "--scheduler", metavar="ADDRESS", help="Read on the workers of this Dask scheduler (needs the extra “cluster”)."
)
_wait: Final = click.option(
    "--wait",
    type=click.FloatRange(min=0, min_open=True),
    help="Seconds for the scheduler, and for its first worker, to be there; 15 without it.",
)


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="PATH...", type=NamedPath(path_type=Path))
@_workers
@_scheduler
@_wait
@click.option(
    "--take",
    type=click.Choice(["all", "none"]),
    help="Take all that differs in cases that came back, or reject it all; without it, that waits in the library.",
)
@click.option("--summary", type=click.Path(path_type=Path, dir_okay=False), help="Write how it went to this file.")
@click.pass_obj
def import_(
    library: Path,
    files: tuple[Path, ...],
    workers: int | None,
    scheduler: str | None,
    wait: float | None,
    summary: Path | None,
    take: str | None,
) -> None:
    """Read letters into the library: files (PDF or text), folders with all below them, ZIP archives as they are. Or
    bring back cases that were exported as JSON Lines.

    A letter that the library has already is not added twice, so an import that was stopped goes on when it is begun
    again. A file that cannot be read, and one that is no determination or not whole, is reported; the others go on,
    and the command ends with status 1.

    \b
    cases.jsonl   brings cases back with everything that was done with them; into a new library, they are as they were.
                  A case that the library has is left as it is: each difference is told, and what is news in it waits
                  in the library until it is taken or rejected.
    cases.csv     or items.csv, of exported tables: what somebody wrote into a field's cell waits in the same way.
    """
    with opened(library) as workspace:
        _spare_others(summary, workspace.path)
        exports = [path for path in files if path.suffix.lower() in _EXPORTS]
        failed = _bring_back(workspace, exports, take)
        if letters := [path for path in files if path not in exports]:
            from imr_desktop.bulk import Tally, gather

            with closing(gather(letters)) as found, closing(_reader(workers, scheduler, wait)) as reader:
                tally = Tally(len(found.documents))
                try:
                    _import_letters(workspace, found, reader, tally)
                finally:
                    _conclude(workspace, found, tally, summary)
            failed += len(tally.failures) + tally.doubtful
    if failed:
        raise SystemExit(1)


def _reader(workers: int | None, scheduler: str | None, wait: float | None) -> Reader:
    if scheduler:
        from imr_desktop.bulk.cluster import PATIENCE, Cluster

        return Cluster(scheduler, wait or PATIENCE)
    from imr_desktop.bulk import Pool

    return Pool(workers)


def _import_letters(workspace: Workspace, found: Gathered, reader: Reader, tally: Tally) -> None:
    """Imports, and shows the progress where there is a terminal."""
    with _resumable() as line:
        for each in workspace.import_documents(found.documents, reader):
            tally.count(each)
            for caution in each.cautions:
                line.say(caution)
            line.show(tally.progress)


@contextmanager
def _resumable() -> Iterator[LastLine]:
    """The progress of work that can be stopped and begun again, and what to do when it was."""
    line = LastLine()
    try:
        yield line
    except (LibraryProblem, ClusterProblem) as problem:
        raise type(problem)(
            problem.code, f"{problem.message} Then run the same command again: it goes on where this one stopped."
        ) from problem
    except KeyboardInterrupt:
        line.say("Stopped. What has been read is in the library; the same command again goes on from here.")
        raise SystemExit(130) from None
    finally:
        line.clear()


def _spare_others(summary: Path | None, library: Path) -> None:
    """FileProblem where the summary would take the place of any file but a former summary for this library."""
    if summary is None or not summary.is_file():  # nothing, or a terminal or a pipe that it goes to
        return
    try:
        with summary.open(encoding="utf-8") as file:
            former = str(library).encode(errors="replace").decode() in [file.readline(_LONGEST_LINE) for _ in "12"][1]
    except (OSError, UnicodeDecodeError):
        former = False
    if not former:
        said = f"{summary} is there already and was left as it is. Nothing was imported; choose another --summary."
        raise FileProblem("exists", said)


_LONGEST_LINE: Final = 10_000


def _conclude(workspace: Workspace, found: Gathered, tally: Tally, summary: Path | None) -> None:
    """Prints the failures by reason and the counts in one line; writes the summary where one is asked for."""
    for line in tally.listed():
        click.echo(line, err=True)
    tally.passed_over = found.passed_over
    if found.passed_over:
        count = counted(found.passed_over, "other file")
        click.echo(f"{count} in folders and archives, neither PDF nor text, passed over.", err=True)
    click.echo(
        f"{tally.added} imported, {tally.known} already there, {len(tally.failures)} could not be read. "
        f"Library: {workspace.path}"
    )
    if summary is not None:
        try:
            summary.write_text("\n".join([*tally.summary(workspace.path), ""]), encoding="utf-8", errors="replace")
        except OSError as error:
            raise FileProblem(
                "no-summary",
                f"The summary could not be written to {summary}: {error.strerror or error}. The letters are in.",
            ) from error


def _bring_back(workspace: Workspace, files: list[Path], take: str | None) -> int:
    """Brings exported cases back; how many of the files could not be."""
    failed = 0
    for path in files:
        try:
            returned = workspace.bring_back(path)
        except Problem as problem:
            failed += 1
            click.echo(f"{path}: {problem.message}", err=True)
            continue
        for line in (*returned.beside, *map(workspace.tell_difference, returned.differences)):
            click.echo(line)
        cases = {each.case for each in returned.differences}
        click.echo(
            f"{path}: {len(returned.added)} brought back, {len(returned.same)} already there, {len(cases)} already "
            f"there and different (left as they are). Library: {workspace.path}"
        )
        _settle(workspace, cases, take)
    return failed


def _settle(workspace: Workspace, cases: set[int], take: str | None) -> None:
    """Takes or rejects what waits in these cases, as the option asks; without it, says that they wait."""
    waiting = workspace.differences(cases)
    if not waiting:
        return
    count = f"{len(waiting)} {'difference' if len(waiting) == 1 else 'differences'}"
    if take == "all":
        workspace.take_differences(waiting)
        click.echo(f"{count} taken; the history says from where.")
    elif take == "none":
        workspace.reject_differences(waiting)
        click.echo(f"{count} rejected.")
    else:
        click.echo(f"{count} waiting: --take all takes them, --take none rejects them.")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="PATH...", type=NamedPath(path_type=Path))
@_workers
@_scheduler
@_wait
def extract(files: tuple[Path, ...], workers: int | None, scheduler: str | None, wait: float | None) -> None:
    """Print what is read in letters, one line of JSON for each, in their order; no library is touched.

    Folders and ZIP archives give a line for each letter in them. The lines follow the schema imr-case/1: every field
    with value, state (stated, absent, unreadable), confidence, and the place in the text it was read from. A file that
    cannot be read prints a line with its error, the others go on, and the command ends with status 1.
    """
    from imr_desktop.bulk import gather
    from imr_desktop.workspace import extract_documents

    failed = False
    with closing(gather(files)) as found, closing(_reader(workers, scheduler, wait)) as reader:
        for document, record in extract_documents(found.documents, reader):
            if error := record.get("error"):
                failed = True
                click.echo(f"{document.shown}: {error['message']}", err=True)
            elif record["form"] is None:
                click.echo(
                    f"{document.shown}: not an IMR determination that this program knows; only its text is printed.",
                    err=True,
                )
            for flag in record.get("flags", ()):
                click.echo(f"{document.shown}: {flag['message']}", err=True)
            _print_line(record)
    if failed:
        raise SystemExit(1)


@library_group.command("read-again")
@click.option("--preview", is_flag=True, help="Only tell what would change, by field, with examples.")
@click.option("--case", "cases", multiple=True, metavar="NUMBER", help="Only this case, by its number; repeatable.")
@_workers
@_scheduler
@_wait
@click.pass_obj
def read_again(
    library: Path,
    preview: bool,
    cases: tuple[str, ...],
    workers: int | None,
    scheduler: str | None,
    wait: float | None,
) -> None:
    """Read the letters again that only a former version of this program has read.

    Values that a person confirmed or corrected stay as they are; the others say what is read now. What the former
    version said is kept beside. It can be stopped at any time and goes on when it is begun again.
    """
    from imr_desktop.bulk import Tally

    refuse_missing(library)
    with opened(library) as workspace:
        ids = workspace.unread(workspace.numbered(cases) if cases else None)
        tally = Tally(len(ids))
        with closing(_reader(workers, scheduler, wait)) as reader:
            (_preview if preview else _read_again)(workspace, ids, reader, tally)
    for line in tally.listed():
        click.echo(line, err=True)
    if tally.failures:
        raise SystemExit(1)


def _preview(workspace: Workspace, ids: list[int], reader: Reader, tally: Tally) -> None:
    line, lines = LastLine(), ["All letters have been read by this version; there is nothing to read again."]
    for each, preview in workspace.preview(ids, reader):
        tally.count(each)
        line.show(tally.progress)
        if tally.left == 0:
            lines = [*preview.lines(), "Nothing was changed; without --preview it is."]
    line.clear()
    click.echo("\n".join(lines))


def _read_again(workspace: Workspace, ids: list[int], reader: Reader, tally: Tally) -> None:
    with _resumable() as line:
        for each in workspace.read_again(ids, reader):
            tally.count(each)
            line.show(tally.progress)
    click.echo(
        f"{tally.added} read again, {len(tally.failures)} could not be read and stay as they are. "
        f"Library: {workspace.path}"
    )


def _print_line(record: dict[str, Any]) -> None:
    """One line of JSON, always in UTF-8, whatever the terminal's encoding."""
    click.echo(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace"))
