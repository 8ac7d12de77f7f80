"""Before cases are marked as reviewed: what is still open in them, and whether they are reviewed all the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from imr_desktop.checklist.review import judged
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import small_label
from imr_desktop.gui.common.states import doubted_in, needs_you
from imr_desktop.model import CaseRow
from imr_desktop.record import shown
from imr_desktop.texts import tr, trn

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.workspace import Workspace

LOOKED_INTO: Final = 200
"""Cases that are looked into one by one; of more than that the list alone is asked."""

_WIDTH: Final = 440


def still_open(workspace: Workspace, rows: Sequence[CaseRow], sure: float) -> list[str]:
    """What is open in cases, a sentence each; empty where nothing is. So many that they are not looked into are never
    without a sentence. Below the confidence `sure` a value needs a person. Problem where a case cannot be read."""
    bare = sum(not row.looked_at for row in rows)
    if len(rows) > LOOKED_INTO:
        doubtful = sum(row.doubt < sure for row in rows)
        return [
            tr("In {bare:,} of the {total:,} cases nothing was looked at.", bare=bare, total=len(rows)),
            trn(
                "{count:,} of them holds values that need you.",
                "{count:,} of them hold values that need you.",
                doubtful,
            ),
            tr("What the checks found in so many cases was not counted."),
        ]
    needing, waiting = zip(*(_counted(workspace, row.id, sure) for row in rows), strict=True)
    if len(rows) == 1:
        return _of_one(rows[0], needing[0], waiting[0])
    told = [tr("In {bare} of the {total} cases nothing was looked at.", bare=bare, total=len(rows))] if bare else []
    for many, words in ((needing, _values(sum(needing))), (waiting, _findings(sum(waiting)))):
        if some := sum(map(bool, many)):
            told.append(tr("{what} in {some} of the {total} cases.", what=words, some=some, total=len(rows)))
    return told


def _of_one(row: CaseRow, needing: int, waiting: int) -> list[str]:
    told = [tr("{what}.", what=words(count)) for count, words in ((needing, _values), (waiting, _findings)) if count]
    return told if row.looked_at else [tr("None of its {total} values was looked at.", total=row.total), *told]


def _counted(workspace: Workspace, case_id: int, sure: float) -> tuple[int, int]:
    """How many values of a case need a person, and how many findings wait for a verdict."""
    case = workspace.case(case_id)
    findings = workspace.findings(case)
    doubted = doubted_in(case, findings)
    needing = sum(needs_you(value, sure, doubted) for value in shown(case.values))
    return needing, sum(judged(case, each) is None for each in findings)


def _values(count: int) -> str:
    return trn("{count} value needs you and was not looked at", "{count} values need you and were not looked at", count)


def _findings(count: int) -> str:
    return trn("{count} finding without a verdict", "{count} findings without a verdict", count)


class StillOpen(Sheet):
    """Says what is open; accepted where the cases are to be marked as reviewed all the same."""

    def __init__(self, what: str, points: Sequence[str], parent: QWidget) -> None:
        """`what` is a case's number, or how many cases there are."""
        super().__init__(
            tr("Mark {what} as reviewed?", what=what), parent, width=_WIDTH, foot=tr("Enter or Esc: go on reviewing")
        )
        for point in points:
            self.body.addWidget(small_label(f"•  {point}", role="body"))
        self.anyway = QPushButton(tr("Mark reviewed all the same"))
        self.anyway.setAutoDefault(False)
        self.stay = QPushButton(tr("Go on reviewing"))
        self.stay.setProperty("role", "primary")
        self.stay.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.anyway)
        buttons.addWidget(self.stay)
        self.body.addLayout(buttons)
        self.anyway.clicked.connect(self.accept)
        self.stay.clicked.connect(self.reject)
        self.stay.setFocus()
