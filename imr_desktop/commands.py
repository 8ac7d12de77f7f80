"""The commands: the window's workspace without the window, for scripts and for machines without a display."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from imr_desktop import __version__, paths
from imr_desktop.errors import Problem
from imr_desktop.launch import open_window, who
from imr_desktop.letter_commands import extract, import_
from imr_desktop.library_commands import library_group, support
from imr_desktop.terminal import NamedPath, opened, refuse_missing


class _Commands(click.Group):
    """Tells a Problem to the person in its own sentence, and ends with status 1."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _library_first(args))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Problem as problem:
            raise click.ClickException(_plain(problem.message, kept="\n")) from problem


def _library_first(args: list[str]) -> list[str]:
    """`--library FILE` may stand behind the command too, where most people look for it."""
    end = args.index("--") if "--" in args else len(args)
    at = next((place for place, each in enumerate(args[:end]) if each.partition("=")[0] == _LIBRARY), end)
    length = 1 if at < end and "=" in args[at] else 2
    return [*args[at : at + length], *args[:at], *args[at + length :]] if at < end else args


_LIBRARY: Final = "--library"


def _plain(text: str, *, kept: str = "") -> str:
    """Text for a terminal; a file's name may hold characters that move its cursor or turn the words around."""
    return "".join(each if each.isprintable() or each in kept else "\N{REPLACEMENT CHARACTER}" for each in text)


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
      imr-desktop import letters/ more.zip          read letters into your library, from files, folders, archives
      imr-desktop --library trial.imr import *.pdf  the same into another one
      imr-desktop extract letter.pdf                print what is read in a letter
      imr-desktop export --format csv tables/       write the cases as tables
      imr-desktop --library new import cases.jsonl  bring exported cases back

    Nothing leaves this computer, unless you name the address of a cluster yourself (--scheduler).
    """
    context.obj = paths.sample_library() if sample else library or paths.default_library()
    if context.invoked_subcommand is None:
        context.exit(open_window(context.obj, sample=sample))


class _Export(click.Command):
    """Lists every format in its help."""

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
@click.argument("out", type=NamedPath(path_type=Path))
@click.pass_obj
def export(library: Path, /, out: Path, format_name: str, cases: tuple[str, ...], **asked: Any) -> None:
    """Write cases of the library to OUT, a file or (where the format has several) a folder.

    OUT is written whole or not at all; what stands there is only replaced with --force.

    \b
    Examples:
      imr-desktop export cases.jsonl                            everything, to keep or to bring back
      imr-desktop export --format xlsx --reviewed reviewed.xlsx
      imr-desktop export --format csv --filter "mri status:reviewed outcome:upheld" tables/
    """
    refuse_missing(library, "Import letters first.")
    with opened(library, read_only=True) as workspace:
        chosen = workspace.numbered(cases) if cases else None
        try:
            count = workspace.export(format_name, out, cases=chosen, allow_empty=False, **asked)
        except Problem as problem:
            if problem.code != "exists":
                raise
            raise Problem(problem.code, f"{problem.message} With --force it is replaced.") from problem
    click.echo(f"{count} {'case' if count == 1 else 'cases'} written to {_plain(str(out))}")


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


cli.add_command(import_)
cli.add_command(extract)
cli.add_command(library_group)
cli.add_command(support)
