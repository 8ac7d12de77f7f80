"""No command: the window. Commands: the same workspace without one, for scripts and for machines without a display."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import Any

import click

from imr_desktop import __version__, paths
from imr_desktop.errors import FileProblem, Problem


class _Commands(click.Group):
    """Tells a Problem to the person in its own sentence, and ends with status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Problem as problem:
            raise click.ClickException(problem.message) from problem


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--library",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The library file to work on; it is made where there is none. Without it, the one in your data folder.",
)
@click.option("--sample", is_flag=True, help="Open the sample library: letters about people who never lived.")
@click.version_option(__version__, "-V", "--version", prog_name="IMR Desktop", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, library: Path | None, sample: bool) -> None:
    """IMR Desktop reads Final Determination letters of California's Independent Medical Review.

    Without a command it opens the window: the letter beside a form that is filled in already, for you to confirm or
    correct. With a command it does its work without a window, on the same library.

    \b
    Examples:
      imr-desktop                                   open the window on your library
      imr-desktop --sample                          open it on the sample letters
      imr-desktop import letters/*.pdf              read letters into your library
      imr-desktop --library trial.imr import *.pdf  the same into another one
      imr-desktop extract letter.pdf                print what is read in a letter
      imr-desktop export --format csv tables/       write the reviewed cases as tables

    Nothing ever leaves this computer: there is no network code in it.
    """
    context.obj = paths.sample_library() if sample else library or paths.default_library()
    if context.invoked_subcommand is None:
        from imr_desktop.gui import app

        context.exit(app.run(context.obj, who=_who(), sample=sample))


@cli.command("import")
@click.argument("files", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.pass_obj
def import_(library: Path, files: tuple[Path, ...]) -> None:
    """Read letters (PDF or text) into the library.

    A letter that the library has already is not added twice. A file that cannot be read is reported, the others go on,
    and the command ends with status 1.
    """
    from imr_desktop.workspace import Workspace

    added = known = failed = 0
    with Workspace.open(library, who=_who()) as workspace:
        for each in workspace.import_files(files):
            added += each.problem is None and not each.known
            known += each.known
            if each.problem is not None:
                failed += 1
                click.echo(f"{each.path}: {each.problem.message}", err=True)
    click.echo(f"{added} imported, {known} already there, {failed} could not be read. Library: {library}")
    if failed:
        raise SystemExit(1)


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
def extract(files: tuple[Path, ...]) -> None:
    """Print what is read in letters, one line of JSON for each; no library is touched.

    The lines follow the schema imr-case/1: every field with value, state (stated, absent, unreadable), confidence, and
    the place in the text it was read from. A file that cannot be read prints a line with its error, the others go on,
    and the command ends with status 1.
    """
    from imr_desktop.workspace import extract as extract_letters

    failed = False
    for path, record in zip(files, extract_letters(files), strict=True):
        if error := record.get("error"):
            failed = True
            click.echo(f"{path}: {error['message']}", err=True)
        _print_line(record)
    if failed:
        raise SystemExit(1)


def _print_line(record: dict[str, Any]) -> None:
    """One line of JSON, always in UTF-8, whatever the terminal's encoding."""
    sys.stdout.buffer.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


@cli.command()
@click.option("--format", "format_name", default="jsonl", show_default=True, help="jsonl or csv.")
@click.option("--force", is_flag=True, help="Replace what stands at OUT.")
@click.argument("out", type=click.Path(path_type=Path))
@click.pass_obj
def export(library: Path, format_name: str, force: bool, out: Path) -> None:
    """Write every case of the library to OUT.

    \b
    jsonl  a file, one case a line: values with states, what was read beside what was corrected, answers, edits, text
    csv    a folder with cases.csv, items.csv and answers.csv
    """
    from imr_desktop.workspace import Workspace

    if not library.exists():
        raise FileProblem("missing", f"There is no library at {library} yet. Import letters first.")
    with Workspace.open(library, who=_who()) as workspace:
        count = workspace.export(format_name, out, force=force)
    click.echo(f"{count} cases written to {out}")


@cli.command()
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
def sample(out: Path) -> None:
    """Show the whole way of a letter without a display, on the sample letters, into the folder OUT.

    Imports the samples into a new library, corrects one value, exports JSON Lines and CSV, and draws the window to
    a picture. Prints where everything lies.
    """
    from imr_desktop.tour import take

    for line in take(out, who=_who()):
        click.echo(line)


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a machine without a name for its user
        return "reviewer"


def main() -> int:
    """The entry of the command and of the window."""
    return int(cli.main(args=sys.argv[1:], prog_name="imr-desktop", standalone_mode=True) or 0)


if __name__ == "__main__":
    raise SystemExit(main())
