"""Somebody who does anything at the real program, in a process of their own. Run by the rig of that name.

`python anything.py LIBRARY SEED ACTS [PLANTED]` does so many acts, each drawn by the seed and its number alone, so that
what goes wrong comes again; it closes the window and prints what it saw, as JSON. Keys go where the focus is, and
menus, lists and buttons are pressed where they lie, whatever stands open; file dialogs answer by themselves.
`fault` plants a fault of the program.
"""

from __future__ import annotations

import json
import operator
import random
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, Qt, QThread, QTimer, qInstallMessageHandler
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from imr_desktop import faults
from imr_desktop.__main__ import main
from imr_desktop.gui.actions import ACTIONS
from imr_desktop.gui.cases.case_list import CaseList
from imr_desktop.gui.common import file_dialogs
from imr_desktop.gui.record.field_row import FieldRow
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Case, Json
from imr_desktop.workspace import Workspace

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
PLAIN: Final = tuple(
    getattr(Qt.Key, f"Key_{name}")
    for name in "Tab Backtab Escape Return Up Down Left Right PageDown PageUp Home End Space Delete Backspace".split()
)
LETTERS: Final = tuple(getattr(Qt.Key, f"Key_{name}") for name in "ADNHSYU1234")
TEXTS: Final = (
    "3/28/2011",
    "2011-13-45",
    "neck",
    "left shoulder; right knee",
    "52",
    "-1",
    '"not medic',
    "a (b",
    "<b>&",
    "#",
)
WIDGETS: Final = (QAbstractButton, QAbstractItemView, QLineEdit, QPlainTextEdit, QTabBar, QAbstractScrollArea, QWidget)
ACTED: Final = tuple(action for action in ACTIONS if action.id not in ("quit", "back_up"))

ENOUGH: Final = 20
OURS: Final = ("This plugin does not support", "occurs outside target window")
"""What Qt says of the offscreen platform, and of the hand that drags."""

Values = dict[str, tuple[Json, str, str | None]]
"""By slot, as `item.field`: the value, its state, its draft."""


@dataclass
class Seen:
    """What went on: what was amiss, and what the library held when it was closed, by case."""

    acts: int = 0
    amiss: list[str] = field(default_factory=list)
    held: dict[int, Values] = field(default_factory=dict)

    def note(self, what: str) -> None:
        if len(self.amiss) < ENOUGH:  # what fails as it is painted fails again and again
            self.amiss.append(f"act {self.acts}: {what}")


def held(case: Case) -> Values:
    """All values of a case."""
    kept = sorted(case.values.items(), key=lambda each: (each[0].item, each[0].field))
    return {f"{slot.item}.{slot.field}": (value.value, value.state, value.draft) for slot, value in kept}


class Somebody:
    """Does one act after the other, then closes the window; a dialog's own loop is no rest."""

    def __init__(self, seed: int, acts: int, letters: list[Path], out: Path, seen: Seen) -> None:
        self._seed, self._acts, self._letters, self._out, self._seen = seed, acts, letters, out, seen
        self._random = random.Random(seed)
        self._at: list[int] = []
        self._do: dict[Callable[[], object], int] = {
            self.shortcut: 12, self.menu: 4, self.plain: 14, self.letter: 5, self.text: 9, self.click: 16, self.drag: 4,
            self.wheel: 3, self.cases: 5, self.storm: 3, self.filter: 3, self.go_to_field: 8, self.bring: 2,
            self.resize: 1, self.escape: 5,
        }  # fmt: skip
        for name, answer in {
            "open_names": lambda *_: [str(each) for each in self._random.sample(letters, 2)],
            "open_name": lambda *_: "",
            "folder_name": lambda *_: "",
            "save_name": lambda *_: (str(out), ""),
            "new_name": lambda *_: "",
        }.items():
            setattr(file_dialogs, name, answer)

    def begin(self) -> None:
        window = _window()
        ready = window is not None and window.station is not None and window.station.shown is not None
        QTimer.singleShot(5, self.step if ready else self.begin)

    def step(self) -> None:
        if self._at and QThread.currentThread().loopLevel() <= self._at[-1]:  # an act lets events in, and is not over
            QTimer.singleShot(1, self.step)
            return
        if self._seen.acts == self._acts:
            self.end()
            return
        self._seen.acts += 1
        self._random = random.Random(f"{self._seed} {self._seen.acts}")
        (act,) = self._random.choices(list(self._do), list(self._do.values()))
        pace = self._random.choice((0, 0, 1, 5, 30))
        QTimer.singleShot(pace, self.step)
        self._at.append(QThread.currentThread().loopLevel())
        try:
            _give_keys()
            act()
        except Exception as fault:  # noqa: BLE001 - what comes back to an act is the program's
            places = faults.places(fault.__traceback__)
            if not places[0].startswith(
                Path(__file__).name
            ):  # else the hand's own: it held a list of Qt's that has gone
                self._seen.note(f"{type(fault).__name__} {' < '.join(places)}")
        self._at.pop()
        if self._seen.acts % 5 == 0:
            QTimer.singleShot(0, self.look)

    def end(self) -> None:
        """Whatever is open is closed, then the window."""
        above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        window = _window()
        if above is None and window is not None:
            self.look()
            typed = [(row.slot, row.editor.text(), row._value) for row in _rows(window) if row.changed]
            case = window.station.shown.id if window.station and window.station.shown else 0
            window.close()
            for slot, text, before in typed if not window.isVisible() else ():
                value, state, draft = self._seen.held[case][f"{slot.item}.{slot.field}"]
                if draft != text and (value, state) == (before.value, before.state):
                    self._seen.note(f"{slot} has lost what was typed")
        elif above is not None:
            above.close()
        if window is not None and window.isVisible():
            QTimer.singleShot(20, self.end)

    def look(self) -> None:
        """What must always hold."""
        window, active, focused = _window(), QApplication.activeWindow(), QApplication.focusWidget()
        if window is None or window.station is None or (shown := window.station.shown) is None:
            return
        if active is window and QApplication.activePopupWidget() is None and (focused is None or focused.isHidden()):
            self._seen.note("nothing that is shown has the focus")
        case = window.station.desk.workspace.case(shown.id)
        for value in chain(shown.values.values(), (row._value for row in _rows(window))):
            kept = case.value(value.slot.field, value.slot.item)
            if (kept.value, kept.state) != (value.value, value.state):
                self._seen.note(f"{value.slot} is not shown as the library has it")

    # --- what a person does ---

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        if (target := _target()) is not None:
            QTest.keyClick(target, key, modifier)

    def shortcut(self) -> None:
        keys = self._random.choice([keys for action in ACTED for keys in action.keys])
        if (target := _target()) is not None:
            QTest.keySequence(target, QKeySequence(keys))

    def menu(self) -> None:
        window, action = _window(), self._random.choice(ACTED)
        free = QApplication.activeModalWidget() is None and QApplication.activePopupWidget() is None
        if free and window is not None and window.acts[action.id].isEnabled():
            window.acts[action.id].trigger()

    def plain(self) -> None:
        for _ in range(self._random.choice((1, 2, 4))):
            self.press(self._random.choice(PLAIN), self._random.choice((NONE, NONE, NONE, SHIFT, CTRL, ALT)))

    def letter(self) -> None:
        self.press(self._random.choice(LETTERS))

    def text(self) -> None:
        for letter in self._random.choice(TEXTS):
            self.press(Qt.Key(ord(letter.upper())), SHIFT if letter.isupper() else NONE)
        if self._random.random() < 0.5:
            self.press(Qt.Key.Key_Return)

    def click(self) -> None:
        at = self._spot()
        button, modifier = (
            self._random.choice((LEFT, LEFT, LEFT, RIGHT)),
            self._random.choice((NONE, NONE, CTRL, SHIFT)),
        )
        for _ in range(self._random.choice((1, 1, 1, 2))):
            self._mouse(QTest.mousePress, at, button, modifier)
            self._mouse(QTest.mouseRelease, at, button, modifier)

    def drag(self) -> None:
        at = self._spot()
        self._mouse(QTest.mousePress, at, LEFT, NONE)
        for _ in range(self._random.choice((1, 3, 6))):
            away = QPoint(self._random.randrange(-200, 200), self._random.randrange(-150, 150))
            if isValid(at[0]) and at[0].windowHandle():
                QTest.mouseMove(at[0].windowHandle(), at[1] + away)
        self._mouse(QTest.mouseRelease, at, LEFT, NONE)

    def wheel(self) -> None:
        top, spot = self._spot()
        if top.windowHandle():
            turn = QPoint(0, self._random.choice((120, -120, -360)))
            QTest.wheelEvent(
                top.windowHandle(), spot.toPointF(), turn, QPoint(), self._random.choice((NONE, NONE, CTRL))
            )

    def cases(self) -> None:
        for _ in range(self._random.choice((1, 2, 6))):
            self.press(self._random.choice((Qt.Key.Key_Down, Qt.Key.Key_Up)), CTRL)

    def storm(self) -> None:
        for _ in range(self._random.choice((2, 5))):
            self.press(self._random.choice((Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_Y)), CTRL)

    def filter(self) -> None:
        self.press(Qt.Key.Key_L, CTRL)
        self.text()

    def go_to_field(self) -> None:
        window = _window()
        if window is not None and window.station and QApplication.activeModalWidget() is None and _rows(window):
            window.station.pane.focus_slot(self._random.choice(_rows(window)).slot)
            self.text()

    def bring(self) -> None:
        window = _window()
        if window is not None and window.session.writable and QApplication.activeModalWidget() is None:
            window.session.import_files([self._random.choice(self._letters)])

    def resize(self) -> None:
        if (window := _window()) is not None:
            window.resize(self._random.choice((1100, 1440, 1900)), self._random.choice((640, 900)))
            window.choose("text_size", self._random.choice((90, 100, 150)))

    def escape(self) -> None:
        self.press(Qt.Key.Key_Escape)

    def _spot(self) -> tuple[QWidget, QPoint]:
        """A window and a point in it, on some part that is seen."""
        tops = [each for each in QApplication.topLevelWidgets() if each.isVisible() and not isinstance(each, QMenu)]
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self._random.choice(tops)
        kind = self._random.choice(WIDGETS)
        parts = [each for each in top.findChildren(kind) if each.isVisible() and not each.visibleRegion().isEmpty()]
        part = self._random.choice([each for each in parts if each.window() is top] or [top])
        seen = part.visibleRegion().boundingRect()
        inside = QPoint(self._random.randrange(max(1, seen.width())), self._random.randrange(max(1, seen.height())))
        return top, part.mapTo(top, seen.topLeft() + inside)

    @staticmethod
    def _mouse(
        what: Callable[..., None], at: tuple[QWidget, QPoint], button: Qt.MouseButton, modifier: Qt.KeyboardModifier
    ) -> None:
        """On the window's own window, as the system would; it may be gone since."""
        if isValid(at[0]) and at[0].isVisible() and at[0].windowHandle():
            what(at[0].windowHandle(), button, modifier, at[1])


def _window() -> MainWindow | None:
    return next((each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)), None)


def _give_keys() -> None:
    """To the window in front where none has them, or a menu that is closed, as a desktop does."""
    active, front = QApplication.activeWindow(), QApplication.activeModalWidget() or _window()
    if front is not None and (active is None or not active.isVisible()):
        front.activateWindow()


def _target() -> QWidget | None:
    """What a key goes to."""
    popup = QApplication.activePopupWidget()
    target = (popup.focusWidget() or popup) if popup else QApplication.focusWidget() or QApplication.activeWindow()
    return target if target is not None and isValid(target) else None


def _rows(window: MainWindow) -> list[FieldRow]:
    """The rows of the shown record that are seen; the others are filled in when there is time."""
    rows = window.station.pane.form.findChildren(FieldRow) if window.station else []
    return [row for row in rows if row._case is not None and not row.visibleRegion().isEmpty()]


def run(library: Path, seed: int, acts: int, planted: str = "") -> None:
    seen = Seen()
    catch, close = faults._catch, Workspace.close

    def _catch(tell: faults.Tell) -> None:
        def told(kind: str, places: tuple[str, ...]) -> object:
            seen.note(f"{kind} {' < '.join(places)}")
            return tell(kind, places)

        catch(told)

    def _close(workspace: Workspace) -> None:
        if workspace.path == library:
            seen.held = {case: held(workspace.case(case)) for case in workspace.case_ids()}
        close(workspace)

    faults._catch = _catch
    Workspace.close = _close  # type: ignore[method-assign,assignment]  # what is held last is looked at
    qInstallMessageHandler(lambda _kind, _at, text: None if any(each in text for each in OURS) else seen.note(text))
    if planted == "fault":
        CaseList.next_case = partial(operator.floordiv, 1, 0)  # type: ignore[method-assign]  # stands in
    application = QApplication([])  # which the clock needs before the program makes it
    letters = sorted((library.parent / "letters").iterdir())
    QTimer.singleShot(0, Somebody(seed, acts, letters, library.parent / "out.zip", seen).begin)
    sys.argv = ["imr-desktop", "--library", str(library)]
    status = main()
    print(json.dumps(asdict(seen)))  # noqa: T201 - the rig listens
    del application
    sys.exit(status)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
