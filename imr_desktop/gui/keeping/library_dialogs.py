"""What is asked of a library as a whole: its passphrase, and which of its backups is to take its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget

from imr_desktop.errors import Problem
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import scaled, small_label
from imr_desktop.texts import moment, tr

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.keeping import Backup

_WIDTH: Final = 460
_ROWS: Final = 180
"""Pixels for the list of backups, at the usual size of type."""


class _Asking(Sheet):
    """A sheet with one act and a way out of it."""

    def _end_with(self, leave: str, act: str) -> QPushButton:
        """The row of buttons; Enter does the act."""
        line = QHBoxLayout()
        line.addStretch(1)
        away, done = QPushButton(leave), QPushButton(act)
        self.stay = away
        away.setAutoDefault(False)
        away.clicked.connect(self.reject)
        done.setProperty("role", "primary")
        done.setDefault(True)
        done.clicked.connect(self.accept)
        line.addWidget(away)
        line.addWidget(done)
        self.body.addLayout(line)
        return done


class PassphraseDialog(_Asking):
    """Asks for passphrases. The last two must be the same where there are several; nothing is shown while typing."""

    def __init__(self, parent: QWidget, title: str, text: str | Problem, labels: list[str]) -> None:
        super().__init__(title, parent, width=_WIDTH)
        self.boxes = [QLineEdit(echoMode=QLineEdit.EchoMode.Password) for _ in labels]
        if isinstance(text, Problem):
            self.body.addWidget(small_label(text.message, tone="red"))
        elif text:
            self.body.addWidget(small_label(text))
        for label, box in zip(labels, self.boxes, strict=True):
            box.setAccessibleName(label)
            box.textChanged.connect(self._compare)
            name = QLabel(label)
            name.setBuddy(box)
            self.body.addWidget(name)
            self.body.addWidget(box)
        self._weak = small_label(_WEAK)
        self._weak.hide()
        self.body.addWidget(self._weak)
        self._done = self._end_with(tr("Cancel"), tr("OK"))
        self._compare()

    def answers(self) -> list[str]:
        """What was typed, box by box."""
        return [box.text() for box in self.boxes]

    def _compare(self) -> None:
        answers = self.answers()
        fits = answers[-1] == answers[-2] if len(answers) > 1 else bool(answers[0])
        self._done.setEnabled(fits)
        self._weak.setVisible(len(answers) > 1 and fits and 0 < len(answers[-1]) < _SHORT)


_SHORT: Final = 8
"""Characters below which a passphrase is soon guessed."""

_WEAK: Final = tr(
    "Shorter than {count} characters: whoever has the file can guess it. A few words are better.", count=_SHORT
)


class BackupsDialog(_Asking):
    """The backups, newest first; accepting it restores the chosen one."""

    def __init__(self, parent: QWidget, backups: list[Backup]) -> None:
        super().__init__(tr("Backups"), parent, width=_WIDTH)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Backups"))
        self.list.setFixedHeight(scaled(parent, _ROWS))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for backup in reversed(backups):
            size = backup.path.stat().st_size / 1e6
            why = f" · {backup.why}" if backup.why else ""
            day = f"{_DAYS[backup.at.astimezone().weekday()]}, {moment(backup.at, seconds=True)}"
            item = QListWidgetItem(f"{day} · {tr('{size:.1f} MB', size=size)}{why}")
            item.setData(Qt.ItemDataRole.UserRole, str(backup.path))
            self.list.addItem(item)
        self.list.setVisible(bool(backups))
        self.body.addWidget(small_label(_WHAT_IT_DOES if backups else _NONE_YET))
        self.body.addWidget(self.list)
        self._end_with(tr("Close"), tr("Restore…")).setEnabled(bool(backups))
        self.list.setCurrentRow(0)

    def chosen(self) -> Path:
        """The file of the chosen backup."""
        return Path(str(self.list.currentItem().data(Qt.ItemDataRole.UserRole)))


class RestoreDialog(_Asking):
    """Asks whether a backup is to take the library's place; Enter leaves the library as it is."""

    def __init__(self, parent: QWidget, library: str, made: str) -> None:
        super().__init__(tr("Restore this backup?"), parent, width=_WIDTH)
        self.body.addWidget(
            small_label(
                tr(
                    "{library} will stand as it did on {when}. What was done since then is no longer in it.",
                    library=library,
                    when=made,
                ),
                role="body",
            )
        )
        self.body.addWidget(small_label(_KEPT_FIRST))
        restore = self._end_with(tr("Leave it as it is"), tr("Restore"))
        restore.setAutoDefault(False)
        restore.setDefault(False)
        self.stay.setDefault(True)
        self.stay.setFocus()


_DAYS: Final = (
    tr("Monday"),
    tr("Tuesday"),
    tr("Wednesday"),
    tr("Thursday"),
    tr("Friday"),
    tr("Saturday"),
    tr("Sunday"),
)
_KEPT_FIRST: Final = tr("The library as it is now is kept as a backup first; File > Backups brings it back.")
_WHAT_IT_DOES: Final = tr("The chosen one takes the library's place; what is there now is kept as a backup of its own.")
_NONE_YET: Final = tr("There is no backup yet. One is made at opening, and every half hour in which something changed.")
