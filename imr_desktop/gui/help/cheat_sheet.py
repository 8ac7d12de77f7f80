"""Every key on one sheet, by menu, with those of the form and the lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import scaled
from imr_desktop.texts import tr

Group = tuple[str, Sequence[tuple[str, str]]]
"""A heading, and below it what is done and by which key."""

IN_A_FIELD: Final[Group] = (
    tr("In a field"),
    (
        (tr("Take it, and go on"), "Enter"),
        (tr("New line or paragraph"), "Shift+Enter"),
        (tr("As stored"), "Esc"),
        (tr("Next field, previous field"), "Tab, Shift+Tab"),
        (tr("Open the choices"), "Alt+↓"),
    ),
)
IN_THE_CHECKLIST: Final[Group] = (
    tr("In the checklist"),
    (
        (tr("Answer"), tr("1 to 9")),
        (tr("Move, choose"), "← →, Space"),
        (tr("Next unanswered"), "Enter"),
        (tr("Take the answer back"), "Backspace"),
    ),
)

_WIDTH: Final = 980
_COLUMNS: Final = 3
_TALLEST: Final = 560


class CheatSheet(Sheet):
    """All keys at a glance."""

    def __init__(self, groups: Mapping[str, Sequence[tuple[str, str]]], parent: QWidget) -> None:
        super().__init__(
            tr("Keys"), parent, width=_WIDTH, foot=tr("Esc closes · keys are chosen under Help, Keyboard shortcuts")
        )
        listed: list[Group] = [*groups.items(), IN_A_FIELD, IN_THE_CHECKLIST]
        columns = [QVBoxLayout() for _ in range(_COLUMNS)]
        for place, group in _dealt(listed):
            columns[place].addLayout(_block(*group))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(28)
        for column in columns:
            column.setSpacing(12)
            column.addStretch(1)
            row.addLayout(column, 1)
        inner = QWidget()
        inner.setLayout(row)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidgetResizable(True)
        self.area.setWidget(inner)
        self.area.setAccessibleName(tr("Keys by menu"))
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        room = min(scaled(parent, _TALLEST), parent.window().height() - 160)
        self.area.setFixedHeight(min(row.heightForWidth(self.width() - 64) + 8, room))
        self.body.addWidget(self.area)
        self.area.setFocus()


def _dealt(groups: Sequence[Group]) -> list[tuple[int, Group]]:
    """Each group with its column: the next one goes where the least stands, and the order of reading stays."""
    heights = [0] * _COLUMNS
    dealt: list[tuple[int, Group]] = []
    for group in sorted(groups, key=lambda each: -len(each[1])):
        place = heights.index(min(heights))
        heights[place] += len(group[1]) + 2
        dealt.append((place, group))
    return dealt


def _block(heading: str, lines: Sequence[tuple[str, str]]) -> QGridLayout:
    block = QGridLayout()
    block.setHorizontalSpacing(10)
    block.setVerticalSpacing(4)
    block.setColumnStretch(0, 1)
    head = QLabel(heading.upper())
    head.setProperty("role", "section")
    block.addWidget(head, 0, 0, 1, 2)
    for row, (act, key) in enumerate(lines, 1):
        told, cap = QLabel(act), QLabel(key)
        told.setWordWrap(True)
        cap.setProperty("role", "key")
        cap.setAccessibleName(f"{act}: {key}")
        block.addWidget(told, row, 0)
        block.addWidget(cap, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return block
