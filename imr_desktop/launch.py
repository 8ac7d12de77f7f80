"""The window as a program of its own, which loads nothing but what that takes; and who works here."""

from __future__ import annotations

import gc
import getpass
from pathlib import Path


def who() -> str:
    """The name that goes into every edit."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a machine without a name for its user
        return "reviewer"


def open_window(library: Path, *, sample: bool = False) -> int:
    """Opens the window on a library, with `sample` on the letters that come with the program; its exit status."""
    gc.disable()  # what is loaded for the window stays, to look through it frees nothing; then it sweeps by itself
    from imr_desktop.gui import app

    return app.run(library, who=who(), sample=sample)
