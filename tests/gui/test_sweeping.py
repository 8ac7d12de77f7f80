"""Garbage is collected in the window's thread alone: what it holds of Qt must not be destroyed in another."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

PROGRAM: Final = """
import gc, sys, threading
import imr_desktop.gui
from PySide6.QtCore import QCoreApplication, QObject
from imr_desktop.gui.common.sweeping import Sweeping

class Witness:
    def __init__(self):
        self.itself = self  # only the collector can take it
    def __del__(self):
        print(threading.current_thread().name, flush=True)
        app.quit()

app, parent = QCoreApplication([]), QObject()
if sys.argv[1] == "swept":
    Sweeping(parent)
Witness()
kept = []
elsewhere = threading.Thread(target=lambda: kept.extend([number] for number in range(200_000)), name="elsewhere")
elsewhere.start()
elsewhere.join()
if sys.argv[1] == "swept":
    app.exec()
    del parent
    print(gc.isenabled())
"""
"""A pane that was put away, and a thread that makes many objects, which has Python collect of itself."""


def destroyed_in(how: str) -> list[str]:
    """The thread in which the pane was destroyed, and what else the program says."""
    ran = subprocess.run([sys.executable, "-c", PROGRAM, how], capture_output=True, text=True, timeout=60, check=True)
    return ran.stdout.split()


def test_what_a_thread_makes_destroys_nothing_in_it_and_the_end_leaves_python_as_it_was() -> None:
    assert destroyed_in("swept") == ["MainThread", "True"]


def test_left_to_itself_python_would_destroy_it_there() -> None:
    """The control."""
    assert destroyed_in("left") == ["elsewhere"]
