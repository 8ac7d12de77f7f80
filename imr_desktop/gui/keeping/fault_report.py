"""What a person is told of a fault of the program itself; and all that can be passed on, to be looked into before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from imr_desktop.errors import Problem
from imr_desktop.gui.common import file_dialogs
from imr_desktop.gui.common.aside import Aside
from imr_desktop.gui.common.notices import announce
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import scaled, small_label
from imr_desktop.gui.common.theme import colour, icon_pixmap, restyle, theme_of
from imr_desktop.texts import tr, trn

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.keeping import Safety

_WIDTH: Final = 400
_GAP: Final = 14
_SHEET_WIDTH: Final = 720
_LINES: Final = 16


class FaultReport(QFrame):
    """Lies over the window's lower left corner and takes no focus: whoever types goes on typing.

    One report tells all faults until it is put away; those of the same kind and place are counted.
    """

    looked_into = Signal()
    """The person wants to see what there is to pass on."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setProperty("role", "sheet")
        self.setFixedWidth(scaled(window, _WIDTH))
        self._faults: Counter[tuple[str, str]] = Counter()
        self._sign = QLabel()
        heading = QLabel(tr("Something went wrong"))
        heading.setProperty("role", "title")
        self._happened, self._kept, self._help = (QLabel(wordWrap=True) for _ in range(3))
        self._help.setText(_HELP)
        self.look, self.put_away = QPushButton(tr("Look &into it…")), QPushButton(tr("&Put away"))
        self.look.clicked.connect(self.looked_into)
        self.put_away.clicked.connect(self._forget)
        self._lay_out(heading)
        window.installEventFilter(self)
        self.hide()

    def _lay_out(self, heading: QLabel) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self._sign)
        above.addWidget(heading, 1)
        below.addStretch(1)
        below.addWidget(self.look)
        below.addWidget(self.put_away)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(above)
        for each in (self._happened, self._kept, self._help):
            column.addWidget(each)
        column.addLayout(below)

    @property
    def told(self) -> str:
        """All that it says, line by line."""
        return "\n".join(each.text() for each in (self._happened, self._kept, self._help))

    def tell(self, kind: str, frames: tuple[str, ...], saved: datetime | None) -> None:
        """Tells of a fault: of its kind, where it happened, and until when everything is `saved`."""
        place = frames[0] if frames else tr("an unknown place")
        self._faults[kind, place] += 1
        others = self._faults.total() - self._faults[kind, place]
        told = [_fault(kind, place, self._faults[kind, place]), tr("The last step may not have been done.")]
        if others:
            told.append(trn("{count} other came before it.", "{count} others came before it.", others))
        self._happened.setText(" ".join(told))
        kept = tr("Everything saved is in the library.")
        if saved:
            kept = tr("Everything saved is in the library, last at {time}.", time=f"{saved:%H:%M:%S}")
        self._kept.setText(f"{kept} {tr('What you are typing stands in its box.')}")
        self.setAccessibleName(f"{tr('Something went wrong.')} {self.told}")
        self._dress()
        self._place()
        if not self.isVisible():
            self.show()
            self.raise_()
            announce(self, self.accessibleName())

    def _forget(self) -> None:
        self._faults.clear()
        if self.isAncestorOf(self.focusWidget() or self):
            self.window().setFocus()
        self.hide()

    def _place(self) -> None:
        self.adjustSize()
        self.resize(self.width(), self.heightForWidth(self.width()))
        self.move(_GAP, self.window().height() - self.height() - 3 * _GAP)

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        self._sign.setPixmap(icon_pixmap("unreadable", colour(theme, "red"), 16, self.devicePixelRatioF()))

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._forget()
        else:
            super().keyPressEvent(event)


def _fault(kind: str, place: str, times: int) -> str:
    """What is at fault, and how often it has been by now."""
    if times == 1:
        return tr("The program itself has a fault: {kind} at {place}.", kind=kind, place=place)
    return trn(
        "The program itself has a fault: {kind} at {place} ({count} time).",
        "The program itself has a fault: {kind} at {place} ({count} times).",
        times,
        kind=kind,
        place=place,
    )


_HELP: Final = tr(
    "Go on working. If it comes again, pass the report on to whoever looks after the program: it holds no values."
)


class ReportSheet(Sheet):
    """Shows, file by file, what a person could pass on to have a fault found, and saves it where they say."""

    def __init__(self, safety: Safety | None, parent: QMainWindow) -> None:
        super().__init__(tr("What can be passed on"), parent, width=_SHEET_WIDTH, foot=tr("Nothing is sent anywhere."))
        self._files: Mapping[str, str] = {}
        self.names = QComboBox()
        self.names.setAccessibleName(tr("File of the report"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self.text.setStyleSheet(f'font-family: "{fixed}"')  # what it shows stands in columns
        self.text.setAccessibleName(tr("What the file says"))
        self.text.setPlainText(tr("Gathering…"))
        self.text.setMinimumHeight(_LINES * self.text.fontMetrics().lineSpacing())
        self.save, leave = QPushButton(tr("&Save it as a file…")), QPushButton(tr("&Close"))
        self.said = small_label()
        self.save.setEnabled(False)
        line = QHBoxLayout()
        line.addWidget(self.said, 1)
        line.addWidget(leave)
        line.addWidget(self.save)
        self.body.addWidget(self.names)
        self.body.addWidget(self.text, 1)
        self.body.addLayout(line)
        self.names.currentTextChanged.connect(lambda name: self.text.setPlainText(self._files.get(name, "")))
        self.save.clicked.connect(self._save)
        leave.clicked.connect(self.reject)
        self._gathering: Aside | None = Aside("report", lambda _: _gathered(safety), parent)
        self._gathering.gave.connect(self._show_files)
        self._gathering.failed.connect(self._not_gathered)

    def done(self, result: int) -> None:
        if self._gathering is not None:
            self._gathering.forget(wait=0)
            self._gathering = None
        super().done(result)

    def _show_files(self, files: Mapping[str, str]) -> None:
        self._files, self._gathering = files, None
        self.names.addItems(list(files))
        self.save.setEnabled(True)

    def _save(self) -> None:
        from imr_desktop import support

        name, _ = file_dialogs.save_name(self, tr("Save the report"), "imr-desktop-report.zip")
        if not name:
            return
        try:
            support.write(Path(name), self._files)
        except Problem as problem:
            self._say(problem.message, wrong=True)
        else:
            self._say(tr("Saved in {path}", path=name))

    def _not_gathered(self, problem: Problem | None) -> None:
        self._gathering = None
        self._say(problem.message if problem else tr("The report could not be gathered."), wrong=True)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.said.setText(text)
        self.said.setProperty("tone", "red" if wrong else None)
        restyle(self.said)


def _gathered(safety: Safety | None) -> dict[str, str]:
    """In the thread: the files of the report; what of a library cannot be told is left out."""
    from imr_desktop import support

    try:
        library = safety.facts().as_json() if safety else {"open": False}
    except Problem as problem:
        library = {"open": True, "cannot be read": problem.code}
    return support.gather(library)
