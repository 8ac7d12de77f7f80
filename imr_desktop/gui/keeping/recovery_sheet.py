"""The recovery key of a library: shown once, so it must be kept before the sheet that shows it can be closed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from imr_desktop.gui.common import file_dialogs
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import small_label
from imr_desktop.texts import tr

_WIDTH: Final = 520
_WHY: Final = tr(
    "It opens the library when the passphrase is forgotten, and it is shown this once. Keep it away from this computer."
)


class RecoverySheet(Sheet):
    """Esc does not put it away: only a person who says that the key is kept can."""

    def __init__(self, library: str, key: str, parent: QWidget) -> None:
        super().__init__(tr("Recovery key"), parent, width=_WIDTH)
        self._library, self._key = library, key
        self.shown = QLabel(key)
        self.shown.setProperty("role", "quote")
        self.shown.setWordWrap(True)
        self.shown.setAccessibleName(tr("Recovery key of {library}: {key}", library=library, key=key))
        self.shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.said = small_label()
        self.said.hide()
        self.kept = QCheckBox(tr("I have &kept it"))
        self.close_button = QPushButton(tr("Close"))
        self.close_button.setProperty("role", "primary")
        self.close_button.setEnabled(False)
        self.kept.toggled.connect(self.close_button.setEnabled)
        self.close_button.clicked.connect(self.accept)
        self.body.addWidget(small_label(_WHY, role="body"))
        self.body.addWidget(self.shown)
        self.body.addLayout(self._ways())
        self.body.addWidget(self.said)
        last = QHBoxLayout()
        last.addWidget(self.kept, 1)
        last.addWidget(self.close_button)
        self.body.addLayout(last)

    def _ways(self) -> QHBoxLayout:
        line = QHBoxLayout()
        for text, act in ((tr("&Copy"), self._copy), (tr("&Save…"), self._save), (tr("&Print…"), self._print)):
            way = QPushButton(text)
            way.setAutoDefault(False)
            way.clicked.connect(act)
            line.addWidget(way)
        line.addStretch(1)
        return line

    def _page(self) -> str:
        heading = tr("Recovery key of the library {library}", library=self._library)
        return f"{heading}\n\n{self._key}\n\n{tr('It opens the library and its backups.')}\n"

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._key)
        self._tell(tr("It is on the clipboard. Put it where you keep such things, then copy something else."))

    def _save(self) -> None:
        name, _ = file_dialogs.save_name(self, tr("Save the recovery key"), f"{Path(self._library).stem} recovery.txt")
        if not name:
            return
        try:
            Path(name).touch(mode=0o600)
            Path(name).chmod(0o600)  # also a file that was there, before the key is in it
            Path(name).write_text(self._page(), encoding="utf-8")
        except OSError as error:
            self._tell(
                tr(
                    "It could not be written to {path}: {reason}. Choose another place.",
                    path=name,
                    reason=error.strerror or error,
                )
            )
        else:
            self._tell(tr("It is in {path}. Move it away from this computer.", path=name))

    def _print(self) -> None:
        printer = QPrinter()
        if QPrintDialog(printer, self).exec():
            document = QTextDocument()
            document.setPlainText(self._page())
            document.print_(printer)
            self._tell(tr("It was given to the printer."))

    def _tell(self, words: str) -> None:
        self.said.setText(words)
        self.said.show()
        self.adjustSize()

    def reject(self) -> None:
        """Esc: what nobody has kept stays."""
        if self.kept.isChecked():
            super().reject()
        else:
            self._tell(tr("Keep the key first, then tick the box: it is not shown again."))
