"""What is typed to find cases, understood: plain words, and terms that say where to look."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from imr_desktop.model import STATUSES, CaseRow

Place = Literal["status", "outcome", "specialty", "item", "tag", "text"]
"""What a term can look at."""

OUTCOME_WORDS: Final = {"upheld": "upheld", "overturned": "overturned", "partially_overturned": "mixed"}
"""An outcome as the narrow list calls it."""

_IN_FULL: Final = {"partially_overturned": "partially overturned, mixed"}
"""What an outcome is called besides its own name."""

_PART: Final = re.compile(r'(?:(?P<place>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """All of it must hold: `words` stand in what the list shows of a case, each term's words where it says.

    `status:new outcome:overturned specialty:"pain" item:mri tag:"second look" text:"neck pain"`; a word before a colon
    that names no place is a word like others.
    """

    words: tuple[str, ...] = ()
    terms: tuple[tuple[Place, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Query:
        words: list[str] = []
        terms: list[tuple[Place, str]] = []
        for match in _PART.finditer(text):
            said = (match["quoted"] if match["quoted"] is not None else match["plain"]).casefold().strip()
            place = (match["place"] or "").casefold()
            if place in get_args(Place):
                terms += [(cast(Place, place), said)] if said else []
            elif said:
                words.append(f"{place}:{said}" if place else said)
        return cls(tuple(words), tuple(terms))

    @property
    def phrases(self) -> tuple[str, ...]:
        """What must stand in the letters themselves, which the list's rows do not hold."""
        return tuple(said for place, said in self.terms if place == "text")

    def in_letters(self) -> str:
        """The same as it is typed, with its plain words sought in the letters; empty where it has none."""
        if not self.words:
            return ""
        terms = [*self.terms, *(("text", said) for said in self.words)]
        return " ".join(f'{place}:"{said}"' if not said.isalnum() else f"{place}:{said}" for place, said in terms)

    def lets_through(self, row: CaseRow) -> bool:
        """Whether a case's row answers all but the `phrases`."""
        shown = searched(row)
        return all(word in shown for word in self.words) and self.terms_hold(row)

    def terms_hold(self, row: CaseRow) -> bool:
        """Whether every term that a row can answer holds of it."""
        return all(_HOLDS[place](row, said) for place, said in self.terms if place != "text")

    def narrows(self, other: Query) -> bool:
        """Whether every case that this lets through, the other does too, so that only those need be looked at."""
        grown = all(any(old in new for new in self.words) for old in other.words)
        return grown and set(other.terms) <= set(self.terms)


def searched(row: CaseRow) -> str:
    """What plain words are sought in, in the list as on the command line, in small letters."""
    outcome = row.outcome or ""
    said = (row.title, row.name, *row.requests, *row.specialties, *row.tags, outcome, _IN_FULL.get(outcome, ""))
    return " ".join(said).casefold()


def _begins(key: str | None, name: str, said: str) -> bool:
    """Whether a key, or what people call it, begins as somebody has typed."""
    return key is not None and (key.startswith(said) or name.casefold().startswith(said))


def _in_any(texts: tuple[str, ...], said: str) -> bool:
    return any(said in each.casefold() for each in texts)


_HOLDS: Final[Mapping[Place, Callable[[CaseRow, str], bool]]] = {
    "status": lambda row, said: _begins(row.status, STATUSES[row.status], said),
    "outcome": lambda row, said: _begins(row.outcome, OUTCOME_WORDS.get(row.outcome or "", ""), said),
    "specialty": lambda row, said: _in_any(row.specialties, said),
    "item": lambda row, said: _in_any(row.requests, said),
    "tag": lambda row, said: _in_any(row.tags, said),
}
