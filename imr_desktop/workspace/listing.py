"""The cases of a library as a list: found, remembered, and where the work on each stands."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from random import Random
from typing import Any, Final

from imr_desktop.errors import Problem, ValueProblem
from imr_desktop.model import STATUSES, CaseRow, Changes, ReviewState, Status, View
from imr_desktop.query import Query
from imr_desktop.record import STATUS, TAGS
from imr_desktop.store import Change
from imr_desktop.texts import tr, trn, within
from imr_desktop.workspace.acting import Acting

_FOUND_AT_ONCE: Final = 2000
_LIST: Final = "list"
_VIEWS: Final = "views"


class Listing(Acting):
    """The list of cases."""

    def cases(self, ids: Collection[int] | None = None) -> list[CaseRow]:
        """Every case as the list shows it, or those of these ids, in the order of adding."""
        return self._library.cases(ids)

    def case_ids(self, after: int = 0, many: int = -1) -> list[int]:
        """Every case's id, in the order of adding; or at most so many of those after one."""
        return self._library.case_ids(after, many)

    def count(self) -> int:
        """How many cases there are."""
        return self._library.count()

    def with_words(self, phrases: Sequence[str]) -> Iterator[frozenset[int]]:
        """The cases in whose letters all of these phrases stand, some thousands at a time; a window lives on meanwhile.

        Capitals, accents and line ends do not matter; a phrase's last word may be the beginning of one.
        """
        yield from map(frozenset, self._library.containing(phrases, _FOUND_AT_ONCE))

    def find(self, words: str) -> list[int]:
        """The cases that a filter lets through, as it is typed into the list (`query.Query` says how), in order."""
        query = Query.parse(words)
        ids = [row.id for row in self.cases() if query.lets_through(row)]
        if not query.phrases:
            return ids
        found = frozenset().union(*self.with_words(query.phrases))
        return [case for case in ids if case in found]

    def remember_list(self, arrangement: View) -> None:
        """How the list of cases was looked at; kept in the library, since a filter may name a person."""
        if not self.read_only and arrangement != self.remembered_list():
            self._library.remember(_LIST, _written(arrangement))

    def remembered_list(self) -> View:
        """How the list of cases was left."""
        kept = self._library.remembered(_LIST)
        return _view(json.loads(kept)) if kept else View("", "")

    def set_status(
        self, case_ids: Collection[int], status: Status | None, why: str = "", *, initiator: object = None
    ) -> Changes:
        """Where the work on some cases stands, as one act; None leaves it to what was done with their values.

        ValueProblem for a rejection without its reason; signing off is `sign_off`.
        """
        if status == "rejected" and not why.strip():
            raise ValueProblem("reason", tr("A case is rejected with a reason: say in a few words why."))
        state: ReviewState = "corrected" if status else "not_looked_at"
        changes = [Change(case_id, STATUS, status, state, (), why.strip()) for case_id in sorted(case_ids)]
        return self._act(_marked(len(changes), status), changes, initiator)

    def tag(self, case_ids: Collection[int], tag: str, *, on: bool = True, initiator: object = None) -> Changes:
        """Puts a tag on some cases, or takes it off them, as one act; those that have it so already are left alone.

        ValueProblem for a tag without a word.
        """
        name = " ".join(tag.split())
        if not name:
            raise ValueProblem("tag", tr("A tag needs a word. Type one; several tags are put on one after another."))
        label = (
            trn("Tag {count} case: {tag}", "Tag {count} cases: {tag}", len(case_ids), tag=name)
            if on
            else trn("Take tag off {count} case: {tag}", "Take tag off {count} cases: {tag}", len(case_ids), tag=name)
        )
        return self._retag(label, case_ids, name, on=on, why="", initiator=initiator)

    def draw_sample(
        self, case_ids: Collection[int], size: int, name: str, *, seed: int | None = None, initiator: object = None
    ) -> Changes:
        """Draws cases at random for a second look and tags them with a name; the log says of how many, and the seed.

        The same seed draws the same cases from the same ones. ValueProblem where there are fewer than asked for.
        """
        if not 0 < size <= len(case_ids):
            said = trn(
                "A sample of {size} cannot be drawn from {count} case. Choose a smaller one.",
                "A sample of {size} cannot be drawn from {count} cases. Choose a smaller one.",
                len(case_ids),
                size=size,
            )
            raise ValueProblem("sample", said)
        seed = secrets.randbelow(1_000_000) if seed is None else seed
        drawn = Random(seed).sample(sorted(case_ids), size)  # noqa: S311 - a sample to be drawn again, no secret
        why = tr("Drawn at random: {size} of {total}, seed {seed}", size=size, total=len(case_ids), seed=seed)
        label = trn("Draw a sample of {count} case: {tag}", "Draw a sample of {count} cases: {tag}", size, tag=name)
        return self._retag(label, drawn, " ".join(name.split()), on=True, why=why, initiator=initiator)

    def _retag(
        self, label: str, case_ids: Collection[int], name: str, *, on: bool, why: str, initiator: object
    ) -> Changes:
        changes = []
        for row in self.cases(case_ids):
            tags = [each for each in row.tags if each != name] + [name] * on
            if tags != [*row.tags]:
                state: ReviewState = "corrected" if tags else "not_looked_at"
                changes.append(Change(row.id, TAGS, [*tags] or None, state, (), why))
        return self._act(label, changes, initiator) if changes else Changes()

    # --- views: filter, order and columns under a name ---

    def views(self) -> tuple[View, ...]:
        """The views that were saved in this library, by name."""
        return tuple(_view(each) for each in json.loads(self._library.remembered(_VIEWS) or "[]"))

    def keep_view(self, view: View) -> None:
        """Saves a view, in the place of one of its name. ValueProblem where it has none."""
        if not view.name.strip():
            raise ValueProblem("view", tr("A view is saved under a name. Type one."))
        self._remember_views([*(each for each in self.views() if each.name != view.name), view])

    def forget_view(self, name: str) -> None:
        """Removes a saved view; the cases in it stay as they are."""
        self._remember_views([each for each in self.views() if each.name != name])

    def _remember_views(self, views: Iterable[View]) -> None:
        ordered = sorted(views, key=lambda view: view.name.casefold())
        self._library.remember(_VIEWS, f"[{', '.join(map(_written, ordered))}]")

    def numbered(self, numbers: Collection[str]) -> frozenset[int]:
        """The ids of the cases of these numbers, in capitals or not; Problem where one is not there."""
        wanted = {number.casefold() for number in numbers}
        found = {row.title.casefold(): row.id for row in self.cases() if row.title.casefold() in wanted}
        if missing := [number for number in numbers if number.casefold() not in found]:
            said = tr("The library has no case {number}. Nothing was written; look at its list.", number=missing[0])
            raise Problem("no-case", said)
        return frozenset(found.values())


def _marked(cases: int, status: Status | None) -> str:
    if status is None:
        return trn("Mark {count} case as before", "Mark {count} cases as before", cases)
    name = within(STATUSES[status])
    return trn("Mark {count} case as {status}", "Mark {count} cases as {status}", cases, status=name)


def _written(view: View) -> str:
    return json.dumps(asdict(view), ensure_ascii=False)


def _view(kept: dict[str, Any] | list[str]) -> View:
    if isinstance(kept, list):  # as former versions left it: filter and order
        words, order = kept
        return View("", words, order)
    return View(kept["name"], kept["words"], kept["order"], tuple(kept["columns"]))
