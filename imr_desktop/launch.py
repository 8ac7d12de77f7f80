"""Opens the window, and loads nothing that it does not need; tells who works here."""

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
    gc.disable()  # what loads now stays; the window collects garbage by itself (gui/common/sweeping.py)
    from imr_desktop.gui import app

    return app.run(library, who=who(), sample=sample)
