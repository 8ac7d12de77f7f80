"""No command: the window. Commands: the same workspace without one, for scripts and for machines without a display."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from imr_desktop import __version__, paths
from imr_desktop.errors import FileProblem, Problem
from imr_desktop.library_commands import library_group, opened, support, who

if TYPE_CHECKING:
    from imr_desktop.workspace import Workspace


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
      imr-desktop export --format csv tables/       write the cases as tables
      imr-desktop --library new import cases.jsonl  bring exported cases back

    Nothing ever leaves this computer: there is no network code in it.
    """
    context.obj = paths.sample_library() if sample else library or paths.default_library()
    if context.invoked_subcommand is None:
        from imr_desktop.gui import app

        context.exit(app.run(context.obj, who=who(), sample=sample))


@cli.command("import")
@click.argument("files", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.pass_obj
def import_(library: Path, files: tuple[Path, ...]) -> None:
    """Read letters (PDF or text) into the library, or bring back cases that were exported as JSON Lines.

    A letter that the library has already is not added twice. A file that cannot be read, and one that is no
    determination or not whole, is reported; the others go on, and the command ends with status 1.

    \b
    cases.jsonl   brings cases back with everything that was done with them; into a new library, they are as they were.
                  A case that the library has is left as it is, and each difference is told.
    """
    with opened(library) as workspace:
        exports = [path for path in files if path.suffix.lower() in _EXPORTS]
        failed = _bring_back(workspace, exports)
        if letters := [path for path in files if path not in exports]:
            failed += _import_letters(workspace, letters)
    if failed:
        raise SystemExit(1)


_EXPORTS: Final = (".jsonl", ".json")


def _import_letters(workspace: Workspace, letters: list[Path]) -> int:
    """Says how many could not be read, or were read and are no determination or not whole."""
    added = known = failed = doubtful = 0
    for each in workspace.import_files(letters):
        added += each.problem is None and not each.known
        known += each.known
        doubtful += bool(each.cautions)
        for caution in each.cautions:
            click.echo(caution, err=True)
        if each.problem is not None:
            failed += 1
            click.echo(f"{each.path}: {each.problem.message}", err=True)
    click.echo(f"{added} imported, {known} already there, {failed} could not be read. Library: {workspace.path}")
    return failed + doubtful


def _bring_back(workspace: Workspace, files: list[Path]) -> int:
    """Says how many could not be brought back."""
    failed = 0
    for path in files:
        try:
            returned = workspace.bring_back(path)
        except Problem as problem:
            failed += 1
            click.echo(f"{path}: {problem.message}", err=True)
            continue
        for each in returned.differences:
            click.echo(workspace.tell_difference(each))
        differ = len({each.case for each in returned.differences})
        click.echo(
            f"{path}: {len(returned.added)} brought back, {len(returned.same)} already there, {differ} already there "
            f"and different (left as they are). Library: {workspace.path}"
        )
    return failed


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
        elif record["form"] is None:
            click.echo(f"{path}: no IMR determination that this program knows; only its text is printed.", err=True)
        for flag in record.get("flags", ()):
            click.echo(f"{path}: {flag['message']}", err=True)
        _print_line(record)
    if failed:
        raise SystemExit(1)


def _print_line(record: dict[str, Any]) -> None:
    """One line of JSON, always in UTF-8, whatever the terminal's encoding."""
    sys.stdout.buffer.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


class _Export(click.Command):
    """Tells in its help of every format that there is."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from imr_desktop.workspace import formats

        with formatter.section("Formats"):
            formatter.write_dl([(each.name, each.about) for each in formats()])


@cli.command(cls=_Export)
@click.option("--format", "format_name", default="jsonl", show_default=True, help="One of the formats below.")
@click.option("--filter", "words", default="", help="Only what this finds when typed into the window's list of cases.")
@click.option("--case", "cases", multiple=True, metavar="NUMBER", help="Only this case, by its number; repeatable.")
@click.option("--reviewed", is_flag=True, help="Only values that a person decided on, of cases that have any.")
@click.option("--bom", is_flag=True, help="Begin CSV files with a byte order mark, for programs that want it.")
@click.option("--without-outcome", is_flag=True, help="Blank the outcome's own words out of the text of training data.")
@click.option("--force", is_flag=True, help="Replace what stands at OUT.")
@click.argument("out", type=click.Path(path_type=Path))
@click.pass_obj
def export(library: Path, /, out: Path, format_name: str, cases: tuple[str, ...], **asked: Any) -> None:
    """Write cases of the library to OUT, a file or (where the format has several) a folder.

    OUT is written whole or not at all; what stands there is only replaced with --force.

    \b
    Examples:
      imr-desktop export cases.jsonl                            everything, to keep or to bring back
      imr-desktop export --format xlsx --reviewed reviewed.xlsx
      imr-desktop export --format csv --filter "mri upheld" tables/
    """
    if not library.exists():
        raise FileProblem("missing", f"There is no library at {library} yet. Import letters first.")
    with opened(library) as workspace:
        chosen = workspace.numbered(cases) if cases else None
        count = workspace.export(format_name, out, cases=chosen, **asked)
    click.echo(f"{count} {'case' if count == 1 else 'cases'} written to {out}")


@cli.command()
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
def sample(out: Path) -> None:
    """Show the whole way of a letter without a display, on the sample letters, into the folder OUT.

    Imports the samples into a new library, corrects one value, exports JSON Lines and CSV, and draws the window to
    a picture. Prints where everything lies.
    """
    from imr_desktop.tour import take

    for line in take(out, who=who()):
        click.echo(line)


cli.add_command(library_group)
cli.add_command(support)


def main() -> int:
    """The entry of the command and of the window."""
    return int(cli.main(args=sys.argv[1:], prog_name="imr-desktop", standalone_mode=True) or 0)


if __name__ == "__main__":
    raise SystemExit(main())
