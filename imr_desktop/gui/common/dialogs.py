"""The questions that need a dialog of the system: which letters, which library, where to export to."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox, QPushButton, QWidget

from imr_desktop import __version__
from imr_desktop.gui.common import file_dialogs
from imr_desktop.gui.common.sheet import Sheet, give_keys_back
from imr_desktop.gui.common.small import small_label
from imr_desktop.texts import tr

_ALL: Final = f"{tr('All files')} (*)"
_LETTERS: Final = f"{tr('Letters, archives, exported cases')} (*.pdf *.txt *.zip *.jsonl *.json *.csv);;{_ALL}"
_LIBRARIES: Final = f"{tr('IMR libraries')} (*.imr);;{_ALL}"


def choose_letters(parent: QWidget) -> list[Path]:
    """The letters to import; none where the person thought better of it."""
    return [Path(name) for name in file_dialogs.open_names(parent, tr("Import letters"), _LETTERS)]


def choose_letter_folder(parent: QWidget) -> Path | None:
    """The folder to import; None where the person thought better of it."""
    name = file_dialogs.folder_name(parent, tr("Import all letters of a folder"))
    return Path(name) if name else None


def choose_watched(parent: QWidget, watched: Path | None) -> Path | None:
    """The folder to watch from now on, or None for none: asked at once where none is watched, else what to do."""
    if watched is not None:
        box = QMessageBox(parent)
        box.setWindowTitle(tr("Watched folder"))
        box.setText(
            tr(
                "Letters that are put into {folder} are imported into this library while its window is open.",
                folder=watched,
            )
        )
        other = box.addButton(tr("Another folder…"), QMessageBox.ButtonRole.ActionRole)
        stop = box.addButton(tr("Stop watching"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Close))
        box.exec()
        give_keys_back(parent)
        if box.clickedButton() is not other:
            return None if box.clickedButton() is stop else watched
    name = file_dialogs.folder_name(parent, tr("Import the letters that are put into a folder"))
    return Path(name) if name else watched


def ask_reason(parent: QWidget, title: str, question: str) -> str:
    """A reason in the person's own words; empty where they thought better of it."""
    words, said = QInputDialog.getText(parent, title, question)
    give_keys_back(parent)
    return words.strip() if said else ""


def choose_library(parent: QWidget, folder: Path) -> Path | None:
    """The library to open."""
    name = file_dialogs.open_name(parent, tr("Open library"), str(folder), _LIBRARIES)
    return Path(name) if name else None


def choose_new_library(parent: QWidget, folder: Path) -> Path | None:
    """Where a new library is to lie. A library that lies there already is opened: nothing is ever written over."""
    name = file_dialogs.new_name(parent, tr("New library"), str(folder), _LIBRARIES, "imr")
    return Path(name) if name else None


def choose_export(parent: QWidget, label: str, suffix: str, alone: str = "", name: str = "cases") -> Path | None:
    """Where an export is to go: a file with the format's suffix, or a folder for a format of several files.

    `alone` is what a single case's document ends with, where it can be had instead of an archive: it is offered first.
    `name` is what the file may be called.
    """
    if not suffix:
        folder = file_dialogs.folder_name(parent, tr("Export {form} into a folder", form=label), "out")
        return Path(folder) if folder else None
    filters = {f"{label} (*{suffix})": suffix}
    if alone:
        filters = {f"{tr('One document')} (*{alone})": alone, f"{tr('Zip file')} (*{suffix})": suffix}
    proposed = f"{name}{alone or suffix}"
    chosen, kind = file_dialogs.save_name(parent, tr("Export {form}", form=label), proposed, ";;".join(filters))
    if not chosen:
        return None
    path = Path(chosen)
    whole = path if path.suffix else path.with_suffix(filters.get(kind, alone or suffix))
    if whole != path and whole.exists() and not _may_replace(parent, whole):
        return None  # the dialog asked about the name without its suffix
    return whole


def _may_replace(parent: QWidget, path: Path) -> bool:
    question = tr("{name} is there already. Replace it?", name=path.name)
    yes = QMessageBox.StandardButton.Yes
    said = QMessageBox.question(parent, tr("Export"), question)
    give_keys_back(parent)
    return said == yes


def may_fill(parent: QWidget, folder: Path) -> bool:
    """Whether an export of several files may go into a folder: asked where something lies in it already."""
    if not any(folder.iterdir()):
        return True
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(tr("Export"))
    box.setText(
        tr("{name} is not empty. Files of the same names as the export's are replaced, others stay.", name=folder.name)
    )
    replace = box.addButton(tr("Export here"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    give_keys_back(parent)
    return box.clickedButton() is replace


class About(Sheet):
    """What this program is, on what it stands and where the data lies."""

    def __init__(self, parent: QWidget, library: Path | None) -> None:
        super().__init__(f"IMR Desktop {__version__}", parent, width=_WIDTH, foot=tr("Esc closes"))
        self.setWindowTitle(tr("About IMR Desktop"))
        what, stands, licence = small_label(_WHAT, role="body"), small_label(" · ".join(_versions())), small_label(_LAW)
        lies = small_label(tr("Library: {library}", library=library))
        lies.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lies.setVisible(library is not None)
        for each in (what, lies, stands, licence):
            self.body.addWidget(each)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        self.body.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)


_WIDTH: Final = 460
_WHAT: Final = tr(
    "Reads Final Determination letters of California's Independent Medical Review and helps to check and correct what "
    "was read. It works offline: nothing in this window uses the network."
)
_LAW: Final = tr("MIT license. Qt is used under the LGPL, version 3; PDFium under the Apache license, version 2.")


def about(parent: QWidget, library: Path | None) -> About:
    """Shows what this program is."""
    sheet = About(parent, library)
    sheet.open_above()
    return sheet


def _versions() -> list[str]:
    """What the program stands on, with the version in use."""
    parts = ("PySide6-Essentials", "pypdfium2", "pdfplumber", "sqlcipher3", "sqlite-utils")
    return [f"Python {platform.python_version()}", *(f"{name} {_version(name)}" for name in parts)]


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # not before the first paint

    try:
        return version(name)
    except PackageNotFoundError:  # a frozen program may come without the packages' own papers
        return tr("(version unknown)")
