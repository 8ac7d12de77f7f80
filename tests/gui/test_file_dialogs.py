"""The dialogs that ask for files: they begin where the last one ended, and leave the library's locks alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from letters import fill
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QFileSystemModel, QWidget
from pytestqt.qtbot import QtBot
from rigs import NEEDS_LOCKS, locks_on

from imr_desktop.gui.common import file_dialogs
from imr_desktop.workspace import Workspace

ASKING: tuple[Callable[[QWidget, str], object], ...] = (
    lambda parent, folder: file_dialogs.open_name(parent, "Open", folder, "Libraries (*.imr)"),
    lambda parent, folder: file_dialogs.open_names(parent, "Import", "All files (*)"),
    lambda parent, folder: file_dialogs.save_name(parent, "Save", "cases.csv"),
    lambda parent, folder: file_dialogs.new_name(parent, "New", folder, "Libraries (*.imr)", "imr"),
)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.imr"
    fill(path, 1)
    return path


@pytest.fixture
def parent(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QWidget:
    """A window of a program that was started where the library lies."""
    monkeypatch.chdir(tmp_path)
    window = QWidget()
    qtbot.addWidget(window)
    return window


def listing(qtbot: QtBot, library: Path, ask: Callable[[], object], *, accept: str = "") -> object:
    """What a dialog gives once it has listed the library's folder: it is left, or a name is accepted."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        try:
            dialog.setNameFilter("All files (*)")
            dialog.setDirectory(str(library.parent))
            files = dialog.findChild(QFileSystemModel)
            assert files is not None
            qtbot.waitUntil(lambda: files.type(files.index(str(library))) != "")
            dialog.selectFile(accept)
        finally:
            dialog.accept() if accept else dialog.reject()

    QTimer.singleShot(0, answer)
    return ask()


@NEEDS_LOCKS
@pytest.mark.parametrize("ask", ASKING)
def test_a_list_of_files_leaves_the_locks_on_the_library_alone(
    qtbot: QtBot, library: Path, parent: QWidget, ask: Callable[[QWidget, str], object]
) -> None:
    with Workspace.open(library, who="ann"):
        held = locks_on(library)
        assert held > 0
        listing(qtbot, library, lambda: ask(parent, str(library.parent)))
        assert locks_on(library) == held


@NEEDS_LOCKS
def test_the_systems_own_list_of_files_would_give_them_up(qtbot: QtBot, library: Path, parent: QWidget) -> None:
    """The control."""
    with Workspace.open(library, who="ann"):
        listing(qtbot, library, lambda: QFileDialog.getOpenFileName(parent, "Open", str(library.parent)))
        assert locks_on(library) == 0


def test_the_next_dialog_begins_where_the_last_one_ended(qtbot: QtBot, library: Path, parent: QWidget) -> None:
    def began() -> str:
        seen: list[str] = []

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, QFileDialog)
            seen.append(dialog.directory().absolutePath())
            dialog.reject()

        QTimer.singleShot(0, look)
        file_dialogs.save_name(parent, "Save", "memo.pdf")
        return seen[0]

    assert began() != str(library.parent), "where the program was started says nothing"
    chosen = listing(qtbot, library, lambda: file_dialogs.save_name(parent, "Save", "cases.csv"), accept="cases.csv")
    assert chosen == (str(library.parent / "cases.csv"), "All files (*)")
    assert began() == str(library.parent)
