"""The questions that need a dialog of the system: which letters, which library, where to export to."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from imr_desktop import __version__

_LETTERS: Final = "Letters, archives, exported cases (*.pdf *.txt *.zip *.jsonl *.json);;All files (*)"
_LIBRARIES: Final = "IMR libraries (*.imr);;All files (*)"


def choose_letters(parent: QWidget) -> list[Path]:
    """The letters to import; none where the person thought better of it."""
    names, _ = QFileDialog.getOpenFileNames(parent, "Import letters", "", _LETTERS)
    return [Path(name) for name in names]


def choose_letter_folder(parent: QWidget) -> Path | None:
    """The folder to import; None where the person thought better of it."""
    name = QFileDialog.getExistingDirectory(parent, "Import all letters of a folder")
    return Path(name) if name else None


def choose_watched(parent: QWidget, watched: Path | None) -> Path | None:
    """The folder to watch from now on, or None for none: asked at once where none is watched, else what to do."""
    if watched is not None:
        box = QMessageBox(parent)
        box.setWindowTitle("Watched folder")
        box.setText(f"Letters that are put into {watched} are imported into this library while its window is open.")
        other = box.addButton("Another folder…", QMessageBox.ButtonRole.ActionRole)
        stop = box.addButton("Stop watching", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Close)
        box.exec()
        if box.clickedButton() is not other:
            return None if box.clickedButton() is stop else watched
    name = QFileDialog.getExistingDirectory(parent, "Import the letters that are put into a folder")
    return Path(name) if name else watched


def ask_reason(parent: QWidget, title: str, question: str) -> str:
    """A reason in the person's own words; empty where they thought better of it."""
    words, said = QInputDialog.getText(parent, title, question)
    return words.strip() if said else ""


def choose_library(parent: QWidget, folder: Path) -> Path | None:
    """The library to open."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open library", str(folder), _LIBRARIES)
    return Path(name) if name else None


def choose_new_library(parent: QWidget, folder: Path) -> Path | None:
    """Where a new library is to lie. A library that lies there already is opened: nothing is ever written over."""
    dialog = QFileDialog(parent, "New library", str(folder), _LIBRARIES)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("imr")
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    return Path(dialog.selectedFiles()[0]) if dialog.exec() else None


def choose_export(parent: QWidget, label: str, suffix: str) -> Path | None:
    """Where an export is to go: a file with the format's suffix, or a folder for a format of several files."""
    if not suffix:
        name = QFileDialog.getExistingDirectory(parent, f"Export {label} into a folder")
        return Path(name) if name else None
    name, _ = QFileDialog.getSaveFileName(parent, f"Export {label}", f"cases{suffix}", f"{label} (*{suffix})")
    if not name:
        return None
    path = Path(name)
    whole = path if path.suffix else path.with_suffix(suffix)
    if whole != path and whole.exists() and not _may_replace(parent, whole):
        return None  # the dialog asked about the name without its suffix
    return whole


def _may_replace(parent: QWidget, path: Path) -> bool:
    question = f"{path.name} is there already. Replace it?"
    yes = QMessageBox.StandardButton.Yes
    return QMessageBox.question(parent, "Export", question) == yes


def may_fill(parent: QWidget, folder: Path) -> bool:
    """Whether an export of several files may go into a folder: asked where something lies in it already."""
    if not any(folder.iterdir()):
        return True
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Export")
    box.setText(f"{folder.name} is not empty. Files of the same names as the export's are replaced, others stay.")
    replace = box.addButton("Export here", QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is replace


def about(parent: QWidget, library: Path | None) -> QMessageBox:
    """Shows what this program is, on what it stands and where the data lies."""
    box = QMessageBox(parent)
    box.setWindowTitle("About IMR Desktop")
    box.setText(f"<b>IMR Desktop {__version__}</b>")
    lies = f"<p>Library: {library}</p>" if library else ""
    box.setInformativeText(
        "<p>Reads Final Determination letters of California's Independent Medical Review and helps to check and "
        "correct what was read. It works offline: nothing in this window uses the network.</p>"
        f"{lies}<p>{'<br>'.join(_versions())}</p>"
        "<p>MIT licence. Qt is used under the LGPL, version 3; PDFium under the Apache licence, version 2.</p>"
    )
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.open()
    return box


def _versions() -> list[str]:
    """What the program stands on, with the version in use."""
    parts = ("PySide6-Essentials", "pypdfium2", "pdfplumber", "sqlcipher3", "sqlite-utils")
    return [f"Python {platform.python_version()}", *(f"{name} {_version(name)}" for name in parts)]


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # not before the first paint

    try:
        return version(name)
    except PackageNotFoundError:  # a frozen program may come without the packages' own papers
        return "(version unknown)"
