"""Which cases an export takes, and how much of each: all, those a search finds, chosen ones; only what was reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from imr_desktop.fields import searched
from imr_desktop.model import Case, CaseRow


@dataclass(frozen=True, slots=True)
class Selection:
    """The cases of an export. `cases` are their ids (None takes all), `words` must all stand in what the list shows."""

    cases: frozenset[int] | None = None
    words: str = ""

    def ids(self, rows: Iterable[CaseRow]) -> list[int]:
        """The ids of the selected cases, in the order of `rows`."""
        words = self.words.casefold().split()
        return [
            row.id
            for row in rows
            if (self.cases is None or row.id in self.cases) and all(word in searched(row) for word in words)
        ]


EVERYTHING: Final = Selection()


def only_reviewed(case: Case) -> Case | None:
    """The case with nothing but what a person decided on; None where that is nothing."""
    touched = {slot: value for slot, value in case.values.items() if value.touched}
    return replace(case, values=touched) if touched else None
