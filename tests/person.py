"""A person at the real program, in a process of their own: types, and ends it in some way. Run by the rigs.

`python person.py LIBRARY WAY`; tells on standard output how many keys have been pressed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from driving import Script, drive, press, write
from letters import write_letter
from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QApplication, QLineEdit

from imr_desktop.__main__ import main
from imr_desktop.errors import LibraryProblem
from imr_desktop.gui.app import keep_for_the_end
from imr_desktop.gui.exchange.exporting import Wish
from imr_desktop.gui.notes.highlight_sheet import HighlightSheet
from imr_desktop.gui.record.editors import TextEditor
from imr_desktop.gui.record.findings_panel import FindingCard
from imr_desktop.gui.window import MainWindow
from imr_desktop.keeping import Safety
from imr_desktop.model import Slot, Span
from imr_desktop.workspace import Workspace

SLOT = Slot(0, "summary.mechanism_of_injury")
KEYS = "a crate slid off a trolley and struck the left shoulder and the neck " * 40
PACE = 1 / 16
"""Seconds between two keys: a fast typist."""


def type_on_and_on(into: Callable[[MainWindow], Script], window: MainWindow) -> Script:
    yield from into(window)
    due = time.monotonic()
    for number, key in enumerate(KEYS, 1):
        write(key)
        print(number, flush=True)  # noqa: T201 - the rig listens
        due += PACE
        yield partial(_is_past, due)


def save_on_and_on(window: MainWindow) -> Script:
    """One value after the other, each with Enter; tells of each once the window says that it is saved."""
    yield from _into_box(window)
    for number in range(1, 10_000):
        assert window.station is not None
        window.station.pane.focus_slot(SLOT)
        box = QApplication.focusWidget()
        assert box is not None
        box.selectAll()  # type: ignore[attr-defined]  # a text box
        write(str(number))
        before = _last_saved(window)
        press(Qt.Key.Key_Return)
        yield partial(_says_saved_since, window, before)
        print(number, flush=True)  # noqa: T201 - the rig listens


def _last_saved(window: MainWindow) -> datetime | None:
    return window.session.workspace.last_saved if window.session.workspace else None


def _says_saved_since(window: MainWindow, before: datetime | None) -> bool:
    """Whether the row above tells of a save that is later than another one."""
    at = _last_saved(window)
    return at is not None and at != before and window.top._saved.text() == f"Saved {at:%H:%M:%S}"


def _is_past(due: float) -> bool:
    return time.monotonic() >= due


PASSPHRASE = "correct horse"
"""Of the rigs' protected libraries."""


def _unlocked(window: MainWindow) -> Script:
    """Types the passphrase where the library asks for one."""
    yield lambda: window.station is not None or isinstance(QApplication.focusWidget(), QLineEdit)
    if window.station is None:
        write(PASSPHRASE)
        press(Qt.Key.Key_Return)


def _into_box(window: MainWindow) -> Script:
    yield from _unlocked(window)
    yield lambda: window.station is not None and window.station.shown is not None
    assert window.station is not None
    window.station.pane.focus_slot(SLOT)
    yield lambda: window.station is not None and window.station.pane.current_slot() == SLOT
    box = QApplication.focusWidget()
    assert box is not None
    box.selectAll()  # type: ignore[attr-defined]  # a text box


def _into_reason(window: MainWindow) -> Script:
    """The box for the reason for which the first finding is dismissed."""
    yield lambda: window.station is not None and window.station.shown is not None
    assert window.station is not None
    window.station.pane.show_findings()
    window.station.pane.focus_first_needing_human()
    yield lambda: isinstance(QApplication.focusWidget(), FindingCard)
    press(Qt.Key.Key_D)
    yield lambda: isinstance(QApplication.focusWidget(), TextEditor)


def _into_comment(window: MainWindow) -> Script:
    """The comment of a new highlight."""
    yield lambda: window.station is not None and window.station.shown is not None and window.station.drawn
    assert window.station is not None
    canvas = window.station.source.canvas
    canvas.setFocus()
    canvas.select(Span(0, 12))
    press(Qt.Key.Key_H)
    yield lambda: any(each.isActiveWindow() for each in window.findChildren(HighlightSheet))
    press(Qt.Key.Key_Tab)
    yield lambda: isinstance(QApplication.focusWidget(), TextEditor)


def typed_and_ended(way: str):  # type: ignore[no-untyped-def]  # a script for `drive`
    def script(window: MainWindow) -> Script:
        yield from _into_box(window)
        write("a crate fell")
        print("typed", flush=True)  # noqa: T201 - as above
        yield from WAYS[way](window)

    return script


def _by_signal(number: signal.Signals):  # type: ignore[no-untyped-def]  # a script for `drive`
    def end(window: MainWindow) -> Script:
        os.kill(os.getpid(), number)
        yield lambda: True

    return end


def _close(window: MainWindow) -> Script:
    window.close()
    yield lambda: True


def _quit(window: MainWindow) -> Script:
    window.acts["quit"].trigger()
    yield lambda: True


def _session_ends(window: MainWindow) -> Script:
    """The system asks to save and then kills, as it does with whoever does not end by itself."""

    class Manager:
        def cancel(self) -> None:
            raise AssertionError("nothing stands in the way")

    keep_for_the_end(window, Manager())  # type: ignore[arg-type]  # stands in for QSessionManager, which only Qt makes
    os.kill(os.getpid(), signal.SIGKILL)
    yield lambda: True


def _save_fails_once(window: MainWindow) -> Script:
    """The first close meets a library that does not save: the window stays. The second one goes well."""
    workspace = window.session.workspace
    assert workspace is not None
    library = workspace._library

    def failing() -> object:
        library.__dict__.pop("writing")  # only once
        raise LibraryProblem("disk-full", "The disk is full, so this was not saved.")

    library.__dict__["writing"] = failing
    window.close()
    if not window.isVisible():
        os._exit(77)
    yield lambda: window.isVisible()
    window.close()
    yield lambda: True


def _while_importing(window: MainWindow) -> Script:
    folder = Path(sys.argv[2]).parent if len(sys.argv) > 2 else Path()
    letters = [write_letter(folder, f"more-{number}.txt") for number in range(20)]
    window.session.import_files(letters)
    yield lambda: any(thread.isRunning() for thread in window.findChildren(QThread)) or threading.active_count() > 1
    window.close()
    yield lambda: True


def _while_exporting(window: MainWindow) -> Script:
    """The export's thread is in the middle of a case when the window closes, and takes its time to notice."""
    folder = Path(sys.argv[2]).parent
    begun = _held_up(Workspace, "case", "export")
    window.session.export(Wish("jsonl", "JSON Lines"), folder / "cases.jsonl")
    yield begun.is_set
    window.close()
    yield lambda: True


def _while_backing_up(window: MainWindow) -> Script:
    """The same for a backup."""
    begun = _held_up(Safety, "_backup", "upkeep")
    due = Safety.backup_if_changed
    setattr(Safety, "backup_if_due", lambda safety, now=None: due(safety))  # noqa: B010 - it is always due
    yield lambda: not window.keeper.busy
    window.keeper.look_after()
    yield begun.is_set
    window.close()
    yield lambda: True


def _held_up(kind: type, act: str, thread: str) -> threading.Event:
    """Has an act take 0.3 s longer in a thread; gives what tells that it has begun."""
    begun, whole = threading.Event(), getattr(kind, act)

    def slowly(*given: object, **named: object) -> object:
        if threading.current_thread().name == thread:
            begun.set()
            time.sleep(0.3)  # the thread is busy; nobody waits for this
        return whole(*given, **named)

    setattr(kind, act, slowly)
    return begun


WAYS = {
    "close": _close,
    "quit": _quit,
    "SIGTERM": _by_signal(signal.SIGTERM),
    "SIGINT": _by_signal(signal.SIGINT),
    "SIGHUP": _by_signal(signal.SIGHUP),
    "session ends": _session_ends,
    "save fails once": _save_fails_once,
    "while importing": _while_importing,
    "while exporting": _while_exporting,
    "while backing up": _while_backing_up,
}


def run(library: str, way: str) -> None:
    sys.argv = ["imr-desktop", "--library", library]
    application = QApplication([])  # which the driver's clock needs before the program makes it
    on_and_on: dict[str, Callable[[MainWindow], Script]] = {
        "type": partial(type_on_and_on, _into_box),
        "type a reason": partial(type_on_and_on, _into_reason),
        "type a comment": partial(type_on_and_on, _into_comment),
        "save": save_on_and_on,
    }
    try:
        drive(lambda: sys.exit(main()), on_and_on.get(way) or typed_and_ended(way), seconds=60)
    except TimeoutError as late:
        print(late, file=sys.stderr)  # noqa: T201 - the program's own report of it holds no words
        raise
    del application


if __name__ == "__main__":
    run(*sys.argv[1:3])
