"""A fault in whatever Qt calls of ours: the window tells of it, the log names its place, and work goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driving import ALT, press, write
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QMetaObject,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRunnable,
    Qt,
    QThread,
    QThreadPool,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from imr_desktop import faults
from imr_desktop.gui import app
from imr_desktop.gui.common import file_dialogs
from imr_desktop.gui.common.aside import Aside
from imr_desktop.gui.keeping.fault_report import FaultReport, ReportSheet
from imr_desktop.gui.record.editors import TextEditor
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot as Place

HURT = Place(0, "summary.mechanism_of_injury")
CANARY = "Canary McSecret"


def fail() -> None:
    raise LookupError(CANARY)


class Sender(QObject):
    said = Signal()

    @Slot()
    def called(self) -> None:
        fail()


class Widget(QWidget):
    """A part of the window of which one act fails. What Qt calls by itself is called from its loop, as in real life:
    called from Python, a fault comes back to where the call was made.
    """

    def __init__(self, parent: QWidget, act: str) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._act = act

    def _do(self, act: str) -> None:
        if act == self._act:
            self._act = ""  # once is enough, and painting would go on and on
            fail()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._do("paint")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._do("key")

    def closeEvent(self, event: QCloseEvent) -> None:
        self._do("close")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._do("filter")
        return False


class Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.fails = True

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 1

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.fails:
            self.fails = False
            fail()
        return None


class Delegate(QStyledItemDelegate):
    fails = True

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if self.fails:
            self.fails = False
            fail()


class Thread(QThread):
    def run(self) -> None:
        fail()


def slot(window: MainWindow) -> QObject:
    sender = Sender(window)
    sender.said.connect(fail)
    sender.said.emit()
    return sender


def queued_slot(window: MainWindow) -> QObject:
    sender = Sender(window)
    sender.said.connect(sender.called, Qt.ConnectionType.QueuedConnection)
    sender.said.emit()
    return sender


def method_by_name(window: MainWindow) -> QObject:
    sender = Sender(window)
    QMetaObject.invokeMethod(sender, "called", Qt.ConnectionType.QueuedConnection)
    return sender


def timer(window: MainWindow) -> None:
    QTimer.singleShot(0, fail)


def paint_event(window: MainWindow) -> QObject:
    widget = Widget(window, "paint")
    QTimer.singleShot(0, widget.show)
    return widget


def key_event(window: MainWindow) -> QObject:
    widget = Widget(window, "key")
    pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.postEvent(widget, pressed)
    return widget


def close_event(window: MainWindow) -> QObject:
    widget = Widget(window, "close")
    widget.show()
    QTimer.singleShot(0, widget.close)
    return widget


def event_filter(window: MainWindow) -> QObject:
    watching, watched = Widget(window, "filter"), Widget(window, "")
    watched.installEventFilter(watching)
    QApplication.postEvent(watched, QEvent(QEvent.Type.User))
    return watching


def view(window: MainWindow, model: Model, delegate: Delegate | None = None) -> QListView:
    listed = QListView(window)
    model.setParent(listed)
    listed.setWindowFlag(Qt.WindowType.Window)
    listed.setModel(model)
    if delegate is not None:
        delegate.setParent(listed)
        listed.setItemDelegate(delegate)
    QTimer.singleShot(0, listed.show)
    return listed


def model(window: MainWindow) -> QObject:
    return view(window, Model())


def delegate(window: MainWindow) -> QObject:
    whole = Model()
    whole.fails = False
    return view(window, whole, Delegate())


class Runnable(QRunnable):
    def run(self) -> None:
        fail()


def runnable(window: MainWindow) -> None:
    QThreadPool.globalInstance().start(Runnable())
    QThreadPool.globalInstance().waitForDone()


def thread(window: MainWindow) -> QObject:
    working = Thread(window)
    working.start()
    working.wait()
    return working


def worker_thread(window: MainWindow) -> None:
    """A thread of Python's own."""
    working = threading.Thread(target=fail)
    working.start()
    working.join()


def work_aside(window: MainWindow) -> QObject:
    """The thread of an export, a backup or a check."""
    return Aside("work", lambda _: fail(), window)


SITES: tuple[Callable[[MainWindow], QObject | None], ...] = (
    slot,
    queued_slot,
    method_by_name,
    timer,
    paint_event,
    key_event,
    close_event,
    event_filter,
    model,
    delegate,
    runnable,
    thread,
    worker_thread,
    work_aside,
)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The program's log, kept as it is when it runs."""
    with faults.logged(tmp_path / "log"):
        yield tmp_path / "log" / faults.LOG


@pytest.fixture
def told(window: MainWindow) -> Iterator[Callable[[], str]]:
    """What the report of faults says, while it is shown."""
    with faults.caught(app._Faults(window).tell):
        yield lambda: next((each.told for each in window.findChildren(FaultReport) if each.isVisible()), "")


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.__name__)
def test_a_fault_is_told_and_logged_without_its_message(
    window: MainWindow,
    log: Path,
    told: Callable[[], str],
    qtbot: QtBot,
    capfd: pytest.CaptureFixture[str],
    site: Callable[[MainWindow], object],
) -> None:
    kept = site(window)
    qtbot.waitUntil(lambda: bool(told()))
    assert "LookupError at test_raise_sites.py:" in told()
    assert "in fail" in told()
    written = log.read_text(encoding="utf-8")
    assert "ERROR LookupError at test_raise_sites.py:" in written
    assert CANARY not in written + told() + "".join(capfd.readouterr())
    assert_usable(window)
    if isinstance(kept, QWidget):
        kept.hide()


def assert_usable(window: MainWindow) -> None:
    """The open case still takes what a person decides."""
    workspace = window.session.workspace
    assert workspace is not None
    before = len(workspace.history(1))
    value = next(each for each in workspace.case(1).values.values() if not each.touched)
    workspace.confirm(1, value.slot)
    assert len(workspace.history(1)) == before + 1


def test_whoever_types_goes_on_typing_below_the_report(
    window: MainWindow, told: Callable[[], str], qtbot: QtBot
) -> None:
    assert window.station is not None
    window.station.pane.focus_slot(HURT)
    box = QApplication.focusWidget()
    assert isinstance(box, TextEditor)
    box.selectAll()
    write("a crate ")
    timer(window)
    qtbot.waitUntil(lambda: bool(told()))
    assert QApplication.focusWidget() is box
    write("fell")
    assert box.text() == "a crate fell"
    assert "What you are typing stands in its box." in told()


def test_faults_that_come_again_are_counted_in_one_report(
    window: MainWindow, told: Callable[[], str], qtbot: QtBot
) -> None:
    for _ in range(3):
        timer(window)
    qtbot.waitUntil(lambda: "(3 times)" in told())
    queued = queued_slot(window)
    QTimer.singleShot(0, lambda: {"one": 1}["another"])
    qtbot.waitUntil(lambda: "KeyError" in told())
    assert "4 others came before it." in told()
    assert len(window.findChildren(FaultReport)) == 1
    queued.deleteLater()


def test_the_report_can_be_looked_into_saved_and_put_away_by_keyboard(
    window: MainWindow,
    log: Path,
    home: Path,
    told: Callable[[], str],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    timer(window)
    qtbot.waitUntil(lambda: bool(told()))
    (home / faults.LOG).write_bytes(log.read_bytes())
    press(Qt.Key.Key_I, ALT)
    qtbot.waitUntil(lambda: any(each.save.isEnabled() for each in window.findChildren(ReportSheet)))
    (sheet,) = window.findChildren(ReportSheet)
    names = [sheet.names.itemText(place) for place in range(sheet.names.count())]
    assert names == ["README.txt", "versions.json", "library.json", faults.LOG]
    shown = []
    for name in names:
        sheet.names.setCurrentText(name)
        shown.append(sheet.text.toPlainText())
    assert json.loads(shown[2])["rows"]["cases"] == 2
    assert "LookupError" in shown[3]
    assert CANARY not in "".join(shown)
    out = tmp_path / "report.zip"
    monkeypatch.setattr(file_dialogs, "save_name", lambda *_: (str(out), ""))
    press(Qt.Key.Key_S, ALT)
    qtbot.waitUntil(lambda: str(out) in sheet.said.text())
    with zipfile.ZipFile(out) as bundle:
        assert [bundle.read(name).decode().rstrip("\n") for name in names] == [each.rstrip("\n") for each in shown]
    press(Qt.Key.Key_S, ALT)
    qtbot.waitUntil(lambda: "there already" in sheet.said.text())
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(window.isActiveWindow)
    press(Qt.Key.Key_P, ALT)
    qtbot.waitUntil(lambda: not told())


BELOW = """
import imr_desktop.gui
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

class Area(QAbstractScrollArea):
    def scrollContentsBy(self, dx, dy):
        [][0]

app = QApplication([])
area = Area()
area.verticalScrollBar().setMaximum(9)
try:
    area.verticalScrollBar().setValue(5)
except IndexError:
    print("came back")
"""


def test_a_fault_in_what_qt_calls_for_us_comes_back_to_our_call() -> None:
    """In a process of its own, which such a fault has ended: PySide6 takes the words for the exception."""
    places = os.pathsep.join(sys.path)
    ran = subprocess.run(
        [sys.executable, "-c", BELOW], env={**os.environ, "PYTHONPATH": places}, capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout) == (0, "came back\n"), ran.stderr


def test_without_the_hooks_the_window_would_not_know(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """The control."""
    seen: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *fault: seen.append(fault))
    timer(window)
    qtbot.waitUntil(lambda: bool(seen))
    assert window.findChildren(FaultReport) == []
