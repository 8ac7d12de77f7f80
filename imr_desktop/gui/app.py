"""The window as a running program: started, kept alive through faults, ended in order; and a picture of it."""

from __future__ import annotations

import gc
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QSessionManager
from PySide6.QtWidgets import QApplication

from imr_desktop import __version__, faults, paths
from imr_desktop.errors import Problem
from imr_desktop.gui.choices.appearance import Wardrobe, undressed
from imr_desktop.gui.choices.memory import Memory
from imr_desktop.gui.choices.settings import Settings
from imr_desktop.gui.common.theme import LIGHT, icon
from imr_desktop.gui.window import MainWindow
from imr_desktop.texts import tr, translated

if TYPE_CHECKING:  # loaded after the first paint
    from imr_desktop.gui.keeping.fault_report import FaultReport

_MOMENT: Final = 300
"""Milliseconds after the window is there in which its first case comes; what nobody waits for is done then."""


def run(library: Path, *, who: str, sample: bool = False) -> int:
    """Opens the window on a library and gives the program's exit status when it has been closed.

    `who` goes into every edit. With `sample` the letters that come with the program are read into the sample library.
    """
    app = _application()
    folder = paths.data_folder()
    memory, settings = Memory(folder / "window.ini"), Settings(folder / "settings.toml")
    wardrobe = Wardrobe(app, settings)
    with undressed():
        window = MainWindow(who=who, memory=memory, settings=settings, wardrobe=wardrobe)

    def begin() -> None:
        QTimer.singleShot(_MOMENT, wardrobe, wardrobe.follow_system)
        if sample:
            window.session.open_samples()
        else:
            window.open_library(library)
        window.welcome()
        gc.freeze()

    with faults.logged(folder), faults.caught(_Faults(window).tell), _ended_in_order(window):
        window.ground.painted.connect(begin, Qt.ConnectionType.QueuedConnection)  # after the first paint, not within
        window.show()
        status = app.exec()
        destroy(window)
    return status


def picture(
    library: Path,
    out: Path,
    *,
    size: tuple[int, int] = (1440, 900),
    dark: bool = False,
    case: int | None = None,
    ready: Callable[[MainWindow], None] | None = None,
) -> None:
    """Draws the window on a library into a PNG file, without a display.

    `case` is the one that is shown, else the first; `ready` may bring the window into another state before it is drawn.
    LibraryProblem where the library cannot be opened.
    """
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = _application()
    before = app.palette(), app.font(), app.styleSheet()
    with TemporaryDirectory(prefix="imr-desktop-") as folder:
        memory, settings = Memory(Path(folder) / "window.ini"), Settings(Path(folder) / "settings.toml")
        settings.put("appearance", "dark" if dark else "light")
        window = MainWindow(who="", memory=memory, settings=settings, wardrobe=Wardrobe(app, settings))
        try:
            window.resize(*size)
            window.show()
            window.activateWindow()
            wait_until(window.isActiveWindow)
            _draw(window, library, out, case, ready)
        finally:
            window.close()
            destroy(window)
    app.setPalette(before[0])
    app.setFont(before[1])
    app.setStyleSheet(before[2])


def _draw(
    window: MainWindow, library: Path, out: Path, case: int | None, ready: Callable[[MainWindow], None] | None
) -> None:
    refused: list[Problem] = []
    window.session.refused.connect(lambda _, problem: refused.append(problem))
    if not window.open_library(library) or window.station is None:
        raise refused[0]
    if case is not None:
        window.station.cases.select(case)
    if ready is not None:
        ready(window)
    station = window.station
    wait_until(lambda: station.desk.ready and station.drawn)
    if not _at_rest(window).save(str(out)):
        said = tr("The picture could not be written to {file}. Choose a folder you may write to.", file=out)
        raise Problem("no-picture", said)


def _at_rest(window: MainWindow) -> QImage:
    """The window's picture once nothing in it moves any more: two of them in a row are the same."""
    pictures = [window.grab().toImage()]

    def is_still() -> bool:
        pictures.append(window.grab().toImage())
        return pictures[-1] == pictures.pop(0)

    wait_until(is_still)
    return pictures[-1]


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Lets the window work until a condition holds; TimeoutError where it never does."""
    loop = QEventLoop()
    deadline, poll = QTimer(), QTimer()
    deadline.setSingleShot(True)
    deadline.timeout.connect(lambda: loop.exit(1))

    def ask() -> None:
        if condition():
            loop.exit(0)

    poll.timeout.connect(ask)
    deadline.start(round(seconds * 1000))
    poll.start(5)
    if loop.exec():
        raise TimeoutError("the window did not come to rest")


def _application() -> QApplication:
    app = QApplication.instance() or QApplication(["imr-desktop"])
    assert isinstance(app, QApplication)
    app.setOrganizationName("IMR Desktop")
    app.setApplicationName("imr-desktop")
    app.setApplicationDisplayName("IMR Desktop")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("imr-desktop")
    app.setWindowIcon(icon("product", QColor(LIGHT.accent), sizes=(16, 32, 64)))
    if translated():
        _translate_qt(app)
    return app


def _translate_qt(app: QApplication) -> None:
    """Qt's own words, of its dialogs and menus of text boxes, in the language of the computer as far as it has them."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    translator = QTranslator(app)
    if translator.load(QLocale(), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def destroy(window: MainWindow) -> None:
    """Now and not when Python happens to: a view that outlives the application ends the process badly."""
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# --- faults of the program -------------------------------------------------------------------------------------------

_REPORT: Final = "imr_desktop.gui.keeping.fault_report"


class _Faults(QObject):
    """Brings a fault from whatever thread it happened in to the window."""

    _happened = Signal(str, object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.report: FaultReport | None = None
        self._happened.connect(self._show, Qt.ConnectionType.QueuedConnection)
        QTimer.singleShot(_MOMENT, self, partial(import_module, _REPORT))  # before it is likely needed

    def _show(self, kind: str, frames: tuple[str, ...]) -> None:
        from imr_desktop.gui.keeping.fault_report import FaultReport

        if self.report is None:
            self.report = FaultReport(self._window)
            self.report.looked_into.connect(self._window.show_report)
        workspace = self._window.session.workspace
        self.report.tell(kind, frames, workspace.last_saved if workspace else None)

    def tell(self, kind: str, places: tuple[str, ...]) -> None:
        """Has the window tell of a fault, without values: a message may hold some."""
        self._happened.emit(kind, places)


# --- the system asks us to end ---------------------------------------------------------------------------------------

_ENDINGS: Final = ("SIGINT", "SIGTERM", "SIGHUP") if os.name == "posix" else ("SIGINT",)


@contextmanager
def _ended_in_order(window: MainWindow) -> Iterator[None]:
    """While it lasts a signal closes the window as a person would: what is being typed is kept first.

    Python runs its handlers only between its own instructions, and there are none while Qt waits; so the signal is
    written into a socket that Qt listens to.
    """
    ours, theirs = socket.socketpair()
    for each in (ours, theirs):
        each.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)

    def close() -> None:
        ours.recv(64)
        window.close()

    notifier.activated.connect(close)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    keep = partial(keep_for_the_end, window)
    app.commitDataRequest.connect(keep)
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    handlers = {name: signal.signal(getattr(signal, name), _heard) for name in _ENDINGS}
    try:
        yield
    finally:
        for name, handler in handlers.items():
            signal.signal(getattr(signal, name), handler)
        signal.set_wakeup_fd(before)
        app.commitDataRequest.disconnect(keep)
        notifier.setEnabled(False)
        ours.close()
        theirs.close()


def keep_for_the_end(window: MainWindow, manager: QSessionManager) -> None:
    """The system is about to end the session: what is being typed is kept, or the end is held up."""
    if window.station is not None and not window.station.flush():
        manager.cancel()


def _heard(number: int, frame: FrameType | None) -> None:
    """The socket has been written to; a handler must only be there, or the system's own would end the process."""
