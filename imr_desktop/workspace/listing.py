"""The cases of a library as a list: found, remembered, and where the work on each stands."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from imr_desktop.checklist import review
from imr_desktop.errors import Problem, ValueProblem
from imr_desktop.model import CaseRow, Changes, Json, ReviewState, Slot, Status
from imr_desktop.store import Change
from imr_desktop.workspace.acting import Acting

STATUS: Final = Slot(0, "case.status")
STATUSES: Final[dict[Status, str]] = {
    "new": "New",
    "in_review": "In review",
    "reviewed": "Reviewed",
    "signed_off": "Signed off",
    "postponed": "Postponed",
    "rejected": "Rejected",
}
"""Where the work on a case can stand, as people call it."""

_SEARCHED: Final[dict[str, str | None]] = {"text": None, "item": "request", "specialty": "reviewer.specialties"}
_SEARCHED_AT_ONCE: Final = 200
_LIST: Final = "list"


class Listing(Acting):
    """The list of cases."""

    def cases(self, ids: Collection[int] | None = None) -> list[CaseRow]:
        """Every case as the list shows it, or those of these ids, in the order of adding."""
        decided = self._library.latest((STATUS.field, review.DISPOSITION.field), ids)
        return [self._with_status(row, decided) for row in self._library.cases(ids)]

    def _with_status(self, row: CaseRow, decided: Mapping[tuple[int, str], tuple[int, Json]]) -> CaseRow:
        """The row with where the work stands: signed off, as somebody said, or as the values tell."""
        signed = decided.get((row.id, review.DISPOSITION.field))
        if signed and signed[1] is not None and self._library.last_edit(row.id) == signed[0]:
            return replace(row, status="signed_off")
        said = decided.get((row.id, STATUS.field))
        if said and said[1] in STATUSES:
            return replace(row, status=said[1])
        return replace(row, status="in_review") if row.looked_at else row

    def search(self, terms: Sequence[tuple[str, str]]) -> Iterator[frozenset[int]]:
        """The cases in which every term holds, a few hundred cases at a time, so that a window stays free meanwhile.

        A term is where to look (`text`: the letters; `item`: the requests; `specialty`) and the words to find there.
        """
        ids = self._library.case_ids()
        for begin in range(0, len(ids), _SEARCHED_AT_ONCE):
            part = ids[begin : begin + _SEARCHED_AT_ONCE]
            found = set(part)
            for where, words in terms:
                found &= self._library.containing(words, part[0], part[-1], _SEARCHED[where])
            yield frozenset(found)

    def remember_list(self, words: str, order: str) -> None:
        """How the list of cases was filtered and sorted; kept in the library, since a filter may name a person."""
        if not self.read_only and (words, order) != self.remembered_list():
            self._library.remember(_LIST, json.dumps([words, order]))

    def remembered_list(self) -> tuple[str, str]:
        """The filter and the order that the list of cases was left with."""
        kept = json.loads(self._library.remembered(_LIST) or '["", ""]')
        return str(kept[0]), str(kept[1])

    def doubt(self, case_id: int) -> float:
        """The lowest confidence of a case's values that nobody has decided on, 1 where there is none."""
        values = self.case(case_id).values.values()
        return min((each.found.confidence for each in values if each.found and not each.touched), default=1.0)

    def set_status(
        self, case_ids: Collection[int], status: Status | None, why: str = "", *, initiator: object = None
    ) -> Changes:
        """Where the work on some cases stands, as one act; None leaves it to what was done with their values.

        ValueProblem for a rejection without its reason; signing off is `sign_off`.
        """
        if status == "rejected" and not why.strip():
            raise ValueProblem("reason", "A case is rejected with a reason: say in a few words why.")
        state: ReviewState = "corrected" if status else "not_looked_at"
        changes = [Change(case_id, STATUS, status, state, (), why.strip()) for case_id in sorted(case_ids)]
        which = "case" if len(changes) == 1 else f"{len(changes)} cases"
        return self._act(f"Mark {which} as {STATUSES[status].lower() if status else 'before'}", changes, initiator)

    def numbered(self, numbers: Collection[str]) -> frozenset[int]:
        """The ids of the cases of these numbers (as the list shows them); Problem where one is not there."""
        found = {row.title: row.id for row in self.cases() if row.title in numbers}
        if missing := [number for number in numbers if number not in found]:
            raise Problem("no-case", f"The library has no case {missing[0]}. Nothing was written; look at its list.")
        return frozenset(found.values())
