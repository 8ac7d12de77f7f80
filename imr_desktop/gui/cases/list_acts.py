"""What can be done with the cases selected in the list: status, tags, a sample; and with the view of the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QInputDialog, QWidget

from imr_desktop.errors import Problem
from imr_desktop.gui.cases.case_list import CaseList
from imr_desktop.gui.cases.still_open import StillOpen, still_open
from imr_desktop.gui.common import dialogs
from imr_desktop.gui.common.desk import Desk
from imr_desktop.gui.common.notices import TAKEN_BACK, Notice
from imr_desktop.gui.common.sheet import give_keys_back
from imr_desktop.model import CaseRow, Changes, Status
from imr_desktop.texts import tr, trn

if TYPE_CHECKING:  # the library's machinery is loaded after the first paint
    from imr_desktop.workspace import Workspace

_DONE: Final = ("reviewed", "signed_off")
"""What needs not be marked as reviewed any more."""


class ListActs:
    """Each is one act on all selected cases (the chosen one is among them), and undo takes it back for all."""

    def __init__(self, cases: CaseList, desk: Desk, parent: QWidget, *, first: Callable[[], object]) -> None:
        """`first` takes over what is being typed, before anything is done."""
        self._cases, self._desk, self._parent, self._first = cases, desk, parent, first

    def mark_reviewed(self) -> None:
        """They are reviewed; asked first where something in them is still open."""
        self._first()
        try:
            rows = self._desk.workspace.cases(self._cases.at_work())
            fresh = [row for row in rows if row.status not in _DONE]
            points = still_open(self._desk.workspace, fresh, self._desk.sure) if fresh else []
        except Problem as problem:
            self._desk.problem.emit(problem)
            return
        what = fresh[0].title if len(fresh) == 1 else trn("{count:,} case", "{count:,} cases", len(fresh))
        if points:
            sheet = StillOpen(what, points, self._parent)
            sheet.accepted.connect(partial(self._mark_reviewed, [row.id for row in fresh]))
            sheet.open_above()
        elif fresh:
            self._mark_reviewed([row.id for row in fresh])
        elif rows:
            self._desk.told.emit(Notice(_done_already(rows), "news"))

    def _mark_reviewed(self, ids: list[int]) -> None:
        self._desk.do_in_steps(lambda workspace: workspace.set_status(ids, "reviewed"))

    def postpone(self) -> None:
        """They are put off."""
        self._set_status("postponed")

    def reject(self) -> None:
        """They are not to be reviewed; the person says why."""
        if why := dialogs.ask_reason(self._parent, tr("Reject"), tr("Why are the selected cases not to be reviewed?")):
            self._set_status("rejected", why)

    def reopen(self) -> None:
        """What was said of them is taken back: their values tell how far they are."""
        self._set_status(None)

    def _set_status(self, status: Status | None, why: str = "") -> None:
        self._act(lambda workspace, ids: workspace.set_status(ids, status, why))

    def tag(self) -> None:
        """They get a tag: one of those in use, or a new one."""
        if name := self._ask_tag(
            tr("Tag"), tr("Tag of the selected cases (a new one may be typed):"), self._cases.tags()
        ):
            count = len(self._cases.at_work())
            if self._act(lambda workspace, ids: workspace.tag(ids, name)):
                told = trn("{count:,} case is tagged “{tag}”.", "{count:,} cases are tagged “{tag}”.", count, tag=name)
                self._tell_with_way_back(told)

    def untag(self) -> None:
        """A tag is taken off them."""
        worn = self._cases.tags(self._cases.at_work())
        if not worn:
            self._desk.problem.emit(Problem("no-tag", tr("None of the selected cases has a tag.")))
        elif (
            name := self._ask_tag(tr("Take a tag off"), tr("Tag to take off the selected cases:"), worn, new=False)
        ) and self._act(lambda workspace, ids: workspace.tag(ids, name, on=False)):
            self._tell_with_way_back(tr("The tag “{tag}” was taken off.", tag=name))

    def _tell_with_way_back(self, words: str) -> None:
        """The list shows no tags of its own accord."""

        def undo() -> None:
            self._desk.do_in_steps(lambda workspace: workspace.undo())

        self._desk.told.emit(Notice(words, "news", act=tr("Undo"), do=undo, kind=TAKEN_BACK))

    def _ask_tag(self, title: str, question: str, tags: list[str], *, new: bool = True) -> str:
        name, said = QInputDialog.getItem(self._parent, title, question, tags, 0, new)
        give_keys_back(self._parent)
        return name.strip() if said else ""

    def draw_sample(self) -> None:
        """Some of the listed cases, drawn at random, are tagged for a second look; the list then shows them."""
        listed = self._cases.listed()
        if not listed:
            self._desk.problem.emit(Problem("sample", tr("No case is listed, so none can be drawn. Clear the filter.")))
            return
        question = tr("How many of the {count:,} listed cases are to be drawn at random?", count=len(listed))
        first = max(1, round(len(listed) / 10))
        size, said = QInputDialog.getInt(self._parent, tr("Draw a sample"), question, first, 1, len(listed))
        give_keys_back(self._parent)
        if not said:
            return
        name = self._free_name(f"sample {date.today():%Y-%m-%d}")
        if self._desk.do_in_steps(lambda workspace: workspace.draw_sample(listed, size, name)):
            self._cases.filter_box.setText(f'tag:"{name}"')

    def _free_name(self, name: str) -> str:
        used = set(self._cases.tags())
        numbered = (f"{name} ({number})" for number in range(2, len(used) + 3))
        return name if name not in used else next(each for each in numbered if each not in used)

    def save_view(self) -> None:
        """Filter, order and columns are kept under a name."""
        arrangement, workspace = self._cases.arrangement(), self._desk.workspace
        known = [view.name for view in workspace.views()]
        question = tr("Name of this view (one that is there already is replaced):")
        name, said = QInputDialog.getItem(self._parent, tr("Save this view"), question, ["", *known], 0, True)
        give_keys_back(self._parent)
        if said:
            try:
                workspace.keep_view(replace(arrangement, name=name.strip()))
            except Problem as problem:
                self._desk.problem.emit(problem)

    def _act(self, act: Callable[[Workspace, list[int]], Changes]) -> bool:
        """Acts on the cases at work; whether that changed anything."""
        ids = self._cases.at_work()
        self._first()
        done = self._desk.do_in_steps(lambda workspace: act(workspace, ids)) if ids else None
        return done is not None and bool(done.cases)


def _done_already(rows: Sequence[CaseRow]) -> str:
    if len(rows) > 1:
        return trn(
            "{count:,} is reviewed already. Nothing was changed.",
            "All {count:,} are reviewed already. Nothing was changed.",
            len(rows),
        )
    if rows[0].status == "signed_off":
        return tr("{title} is signed off already. Nothing was changed.", title=rows[0].title)
    return tr("{title} is reviewed already. Nothing was changed.", title=rows[0].title)
