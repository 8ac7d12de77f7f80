"""The dialogs that ask for files and folders.

No file is looked into to list it. A process that opens a library past SQLite, if only to tell its kind by its first
bytes as lists of files do, gives up all of SQLite's locks on it when it closes it (POSIX, `fcntl`, "Advisory record
locking"; https://sqlite.org/howtocorrupt.html, 2.2): who reads beside the window then takes it for dead.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QFileInfo, QStandardPaths
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QFileDialog, QFileIconProvider, QWidget

from imr_desktop import paths
from imr_desktop.texts import tr

Purpose = Literal["in", "out"]
"""Whether something is to be read or written; for each the next dialog begins in the folder that was chosen last."""

_OURS: Final = sys.platform not in ("win32", "darwin")
"""Whether the system's own dialogs would look into files from within this process."""


class _ByName(QFileIconProvider):
    """Tells a file's kind by its name alone."""

    def icon(self, what: QAbstractFileIconProvider.IconType | QFileInfo, /) -> QIcon:
        if not isinstance(what, QFileInfo):
            return super().icon(what)
        kinds = QAbstractFileIconProvider.IconType
        return super().icon(kinds.Folder if what.isDir() else kinds.File)

    def type(self, info: QFileInfo, /) -> str:
        return tr("Folder") if info.isDir() else info.suffix().upper()


class _Dialog(QFileDialog):
    def __init__(self, parent: QWidget, title: str) -> None:
        # A new dialog begins to look into the files of its folder: no library ever lies in that one.
        super().__init__(parent, title, str(paths.resources() / "guide"))
        self.setOption(QFileDialog.Option.DontUseNativeDialog, _OURS)
        self._by_name = _ByName()  # the dialog does not keep it
        self.setIconProvider(self._by_name)
        self.finished.connect(self.deleteLater)


def open_name(parent: QWidget, title: str, folder: str, filters: str) -> str:
    """A file that is there; empty where the person thought better of it."""
    dialog = _dialog(parent, title, folder, filters)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return dialog.selectedFiles()[0] if dialog.exec() else ""


def open_names(parent: QWidget, title: str, filters: str) -> list[str]:
    """Files that are there; none where the person thought better of it."""
    dialog = _dialog(parent, title, _last(parent, "in"), filters)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return _kept(parent, "in", dialog) if dialog.exec() else []


def folder_name(parent: QWidget, title: str, purpose: Purpose = "in") -> str:
    """A folder that is there; empty where the person thought better of it."""
    dialog = _dialog(parent, title, _last(parent, purpose))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _kept(parent, purpose, dialog)[0] if dialog.exec() else ""


def save_name(parent: QWidget, title: str, proposed: str, filters: str = "") -> tuple[str, str]:
    """Where a file is to be written, and under which filter; empty where the person thought better of it."""
    dialog = _dialog(parent, title, _last(parent, "out"), filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(proposed)
    return (_kept(parent, "out", dialog)[0], dialog.selectedNameFilter()) if dialog.exec() else ("", "")


def new_name(parent: QWidget, title: str, folder: str, filters: str, suffix: str) -> str:
    """Where a file is to lie, also where one does already: nothing is written over."""
    dialog = _dialog(parent, title, folder, filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    return dialog.selectedFiles()[0] if dialog.exec() else ""


def _dialog(parent: QWidget, title: str, folder: str, filters: str = "") -> _Dialog:
    dialog = _Dialog(parent, title)
    dialog.setDirectory(folder)
    if filters:
        dialog.setNameFilters(filters.split(";;"))
    return dialog


def _last(parent: QWidget, purpose: Purpose) -> str:
    """The folder that was chosen last from this window; at first the one for documents."""
    if kept := parent.window().property(_key(purpose)):
        return str(kept)
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return str(documents if documents.is_dir() else Path.home())


def _kept(parent: QWidget, purpose: Purpose, dialog: QFileDialog) -> list[str]:
    """What was chosen; where it lies is remembered while the window lasts."""
    names = dialog.selectedFiles()
    parent.window().setProperty(_key(purpose), str(Path(names[0]).parent))
    return names


def _key(purpose: Purpose) -> str:
    return f"folder_{purpose}"
