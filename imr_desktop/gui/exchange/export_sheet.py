"""What of the library is to be exported: which cases, how much of each, and what the format can be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QPushButton, QRadioButton, QWidget

from imr_desktop.gui.cases.case_list import CaseList
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import small_label
from imr_desktop.gui.exchange.exporting import Wish
from imr_desktop.texts import tr, trn

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.workspace import Format

_WIDTH: Final = 460
_FOOT: Final = tr("Tab and Space choose · Enter goes on · Esc closes")
_LONGEST: Final = 32
"""Characters of a filter that are shown."""

WITH_BOM: Final = ("csv", "csv-spreadsheet", "deidentified")
"""Formats that can begin their files with a byte order mark."""

WITHOUT_OUTCOME: Final = ("brat", "label-studio", "prodigy", "web-annotation")
"""Formats of training data, whose text can be had without the outcome's own words."""

_HOME: Final = ("jsonl", "json")
"""Formats that can be brought back, unless they hold only what was reviewed."""

_GROUPS: Final = {
    tr("Tables"): ("xlsx", "csv-spreadsheet", "csv", "deidentified"),
    tr("Documents"): ("memo-pdf", "memo-docx", "proof-sheet", "letter-pdf", "letter-docx", "highlighted"),
    tr("Everything, can be brought back"): _HOME,
}
"""The formats that most people want, in groups; what is in none of them is for data sets and other programs."""


def grouped(formats: Sequence[Format]) -> dict[str, list[Format]]:
    """The formats as the menu offers them: what people use most first, under the name of its group."""
    by_name = {each.name: each for each in formats}
    groups = {group: [by_name.pop(name) for name in names] for group, names in _GROUPS.items()}
    return groups | {tr("Data sets and other programs"): [*by_name.values()]}


class ExportSheet(Sheet):
    """Asks in one step; where the file is to lie is asked next."""

    decided = Signal(object)
    """A Wish."""

    def __init__(self, chosen: Format, cases: CaseList, parent: QWidget) -> None:
        super().__init__(tr("Export {format}", format=chosen.label), parent, width=_WIDTH, foot=_FOOT)
        self._format = chosen
        self._group = QButtonGroup(self)
        self._ids: dict[QRadioButton, frozenset[int] | None] = {}
        self.body.addWidget(small_label(chosen.about))
        self._offer_cases(cases)
        self.reviewed = QCheckBox(tr("Only what a &person has decided on"))
        self.bom = QCheckBox(tr("&Mark the files as UTF-8, for Excel (byte order mark)"))
        self.without_outcome = QCheckBox(tr("Blank the &outcome's own words out of the text"))
        self.bom.setVisible(chosen.name in WITH_BOM)
        self.without_outcome.setVisible(chosen.name in WITHOUT_OUTCOME)
        self._warning = small_label(tr("Such a file cannot be brought back into a library."))
        self._warning.hide()
        for each in (self.reviewed, self._warning, self.bom, self.without_outcome):
            self.body.addWidget(each)
        if chosen.name in _HOME:
            self.reviewed.toggled.connect(self._warn)
        self.body.addLayout(self._buttons())
        next(each for each in self._ids if each.isChecked()).setFocus()

    def _offer_cases(self, cases: CaseList) -> None:
        selected, words = cases.selected(), cases.filter_box.text().strip()
        every = trn("&All {count:,} case", "&All {count:,} cases", cases.count)
        self._offer(every if cases.count != 1 else tr("&All cases: 1"), None)
        if words:
            short = words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…"
            listed = cases.listed()
            told = trn(
                "The {count:,} case &listed for “{filter}”",
                "The {count:,} cases &listed for “{filter}”",
                len(listed),
                filter=short.replace("&", "&&"),
            )
            self._offer(told, frozenset(listed))
        if selected:
            several = trn("The {count:,} &selected case", "The {count:,} &selected cases", len(selected))
            self._offer(several if len(selected) > 1 else tr("Only the &selected case"), frozenset(selected))
        buttons = [*self._ids]
        buttons[-1 if len(selected) > 1 else 1 if words else 0].setChecked(True)

    def _offer(self, text: str, ids: frozenset[int] | None) -> None:
        choice = QRadioButton(text)
        choice.setEnabled(ids is None or bool(ids))
        self._ids[choice] = ids
        self._group.addButton(choice)
        self.body.addWidget(choice)

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        leave = QPushButton(tr("Cancel"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self.go = QPushButton(tr("Choose file…") if self._format.suffix else tr("Choose folder…"))
        self.go.setProperty("role", "primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._decide)
        line.addStretch(1)
        line.addWidget(leave)
        line.addWidget(self.go)
        return line

    def choices(self) -> list[QRadioButton]:
        """Which cases can be chosen."""
        return [*self._ids]

    def _warn(self, reviewed: bool) -> None:
        self._warning.setVisible(reviewed)
        self.adjustSize()

    def _decide(self) -> None:
        (ids,) = [ids for choice, ids in self._ids.items() if choice.isChecked()]
        wish = Wish(
            self._format.name,
            self._format.label,
            ids,
            self.reviewed.isChecked(),
            self.bom.isChecked(),
            self.without_outcome.isChecked(),
        )
        self.accept()
        self.decided.emit(wish)
