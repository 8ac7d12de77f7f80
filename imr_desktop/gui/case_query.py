"""What is typed into the list's filter, understood: plain words, and terms that say where to look. Pure, no widget."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

Place = Literal["status", "outcome", "specialty", "item", "text"]
"""What a term can look at."""

IN_LIBRARY: Final[frozenset[Place]] = frozenset({"specialty", "item", "text"})
"""Terms that the list's own rows cannot answer."""

STATUS_WORDS: Final[Mapping[str, str]] = {
    "new": "new",
    "in_review": "in review",
    "reviewed": "reviewed",
    "signed_off": "signed off",
    "postponed": "postponed",
    "rejected": "rejected",
}

OUTCOME_WORDS: Final = {"upheld": "upheld", "overturned": "overturned", "partially_overturned": "mixed"}
"""An outcome as the narrow list calls it."""

_PART: Final = re.compile(r'(?:(?P<place>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """All of it must hold: `words` stand in what the list shows of a case, each term's words where it says.

    `status:new outcome:overturned specialty:"pain" item:mri text:"neck pain"`; a word before a colon that names no
    place is a word like others.
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
    def in_library(self) -> tuple[tuple[Place, str], ...]:
        """The terms for which the letters or the records must be looked at."""
        return tuple(term for term in self.terms if term[0] in IN_LIBRARY)

    def narrows(self, other: Query) -> bool:
        """Whether every case that this lets through, the other does too, so that only those need be looked at."""
        grown = all(any(old in new for new in self.words) for old in other.words)
        return grown and set(other.terms) <= set(self.terms)

    @property
    def statuses(self) -> frozenset[str]:
        """The statuses that every `status:` term lets through, by the beginning of key or word."""
        return frozenset(_let_through(STATUS_WORDS, self._said("status")))

    @property
    def outcomes(self) -> frozenset[str]:
        """The outcomes that every `outcome:` term lets through; a case without one passes only where there is none."""
        said = self._said("outcome")
        return frozenset(_let_through(OUTCOME_WORDS, said)) | (frozenset() if said else {""})

    def _said(self, wanted: Place) -> list[str]:
        return [said for place, said in self.terms if place == wanted]


def _let_through(words: Mapping[str, str], said: list[str]) -> Iterator[str]:
    for key, word in words.items():
        if all(word.startswith(each) or key.startswith(each) for each in said):
            yield key
