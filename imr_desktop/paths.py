"""Where things lie: the person's own data, and the files that come with the program."""

import os
import sys
from pathlib import Path
from typing import Final

import platformdirs

HOME_VARIABLE: Final = "IMR_DESKTOP_HOME"
"""Environment variable that puts the data folder elsewhere: a second drive, a stick, a test's own folder."""


class NoDataFolder(OSError):
    """There is no data folder and none can be made; its text is what a person is told."""


def data_folder() -> Path:
    """The folder of the person's own data, made on demand and then readable by them alone.

    It is the system's place for an application's data, or where ``IMR_DESKTOP_HOME`` points. Raises ``NoDataFolder``
    where it cannot be made.
    """
    chosen = os.environ.get(HOME_VARIABLE)
    folder = Path(chosen) if chosen else platformdirs.user_data_path("imr-desktop", appauthor=False)
    try:
        folder = folder.expanduser().absolute()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: the home of somebody who is not known here
        why = (error.strerror if isinstance(error, OSError) else None) or str(error).rstrip(".")
        raise NoDataFolder(
            f"The folder for your data, {folder}, cannot be made: {why}. Set {HOME_VARIABLE} to a folder that you may "
            "write to."
        ) from error
    return folder


def default_library() -> Path:
    """The library that opens when none is named; it need not exist yet."""
    return data_folder() / "library.imr"


def sample_library() -> Path:
    """The library that the sample letters are shown in; it need not exist yet."""
    return data_folder() / "samples.imr"


def resources() -> Path:
    """The folder of checklists, icons, samples and other files that come with the program.

    It lies beside the package in a checkout, inside it once installed from a wheel, and beside the unpacked modules
    of a frozen program. Raises ``FileNotFoundError`` where the installation lacks it.
    """
    package = Path(__file__).parent
    # The package comes before its parent: beside an installed package any other's "resources" may lie.
    places = [package / "resources", package.parent / "resources"]
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        places.insert(0, Path(frozen) / "resources")
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f"The program's own files are missing ({places[-1]} is not there). "
        "Please install it again; your data is untouched."
    )


def samples() -> Path:
    """The folder of the sample letters and their gold records."""
    return resources() / "samples"


def sample_letters() -> list[Path]:
    """The letters that come with the program, in the order of their names."""
    return sorted(file for file in samples().iterdir() if file.suffix in (".pdf", ".txt"))
