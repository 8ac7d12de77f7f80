"""The entry: the window, or a command where one is asked for."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path

from imr_desktop import faults, paths
from imr_desktop.launch import open_window


def main() -> int:
    """The entry of the command and of the window."""
    try:
        folder = paths.data_folder()
    except OSError:  # then nothing is written down; whoever needs the folder says what is wrong with it
        folder = None
    faults.install(folder, _tell_fault)
    try:
        return _run(sys.argv[1:])
    except paths.NoDataFolder as error:
        return _tell(str(error))


def _run(arguments: list[str]) -> int:
    if (window := _window_alone(arguments)) is not None:
        library, sample = window
        return open_window(library, sample=sample)
    from imr_desktop.commands import cli  # the window does not wait for what commands need

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a file's name, or a terminal, may lack what can be written
            stream.reconfigure(errors="backslashreplace")
    try:
        return int(cli.main(args=arguments, prog_name="imr-desktop", standalone_mode=True) or 0)
    except OSError as error:
        if isinstance(error, paths.NoDataFolder) or error.filename is not None:
            raise
        return _tell(
            f"What there is to say could not be written to the output: {error.strerror or error}. What was done is in "
            "place."
        )


def _tell(said: str) -> int:
    """Says why nothing more can be done, in the manner of the commands; the exit status."""
    if sys.stderr is not None:
        sys.stderr.write(f"Error: {said}\n")
    return 1


def _window_alone(arguments: list[str]) -> tuple[Path, bool] | None:
    """The library to open and whether it is the sample's, where nothing is asked for but the window; or None."""
    match arguments:
        case []:
            return paths.default_library(), False
        case ["--sample"]:
            return paths.sample_library(), True
        case ["--library", name] if name and not name.startswith("-") and not Path(name).is_dir():
            return Path(name), False
    return None


def _tell_fault(kind: str, places: tuple[str, ...]) -> None:
    if sys.stderr is not None:  # a window started from an icon may have none
        sys.stderr.write(
            "Something went wrong in the program itself, and the last step may not have been done. What was saved "
            "before is safe. If it happens again, tell whoever looks after the program these details; they hold no "
            f"values.\n  {kind}  {'  '.join(places)}\n"
        )


if __name__ == "__main__":
    raise SystemExit(main())
