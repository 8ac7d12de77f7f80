"""What is typed to find cases, understood: plain words, and terms that say where to look."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, cast, get_args

from imr_desktop.model import STATUSES, STATUSES_WRITTEN, CaseRow
from imr_desktop.texts import tr

Place = Literal["status", "outcome", "specialty", "item", "tag", "text"]
"""What a term can look at."""


def _outcomes(tr: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    return {
        "upheld": (tr("Upheld"),),
        "overturned": (tr("Overturned"),),
        "partially_overturned": (tr("Mixed"), tr("Partially overturned")),
    }


def _typed(key: str, *words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((key, *map(str.casefold, words))))


_OUTCOMES: Final[Mapping[str, tuple[str, ...]]] = {
    key: _typed(key, *_outcomes(str)[key], *words) for key, words in _outcomes(tr).items()
}
_STATUSES: Final[Mapping[str, tuple[str, ...]]] = {
    key: _typed(key, STATUSES_WRITTEN[key], word) for key, word in STATUSES.items()
}
"""What may be typed for an outcome and a status, in small letters: the key, what people call it, and that in English,
as a view may have it that was saved under another language."""

_CALLED: Final[Mapping[Literal["status", "outcome"], Mapping[str, tuple[str, ...]]]] = {
    "status": _STATUSES,
    "outcome": _OUTCOMES,
}

_PART: Final = re.compile(r'(?:(?P<place>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))', re.IGNORECASE)
_TERM: Final = re.compile(r"[a-z]+:")
_PLACES: Final[tuple[str, ...]] = get_args(Place)


@dataclass(frozen=True, slots=True)
class Query:
    """All of it must hold: the `words` in what the list shows of a case, each term's words where the term says.

    `status:new outcome:overturned specialty:"pain" item:mri tag:"second look" text:"neck pain"`; a word before a colon
    that names no place is a word like others. Statuses of two words need no quotes: `status:in review`.
    """

    words: tuple[str, ...] = ()
    terms: tuple[tuple[Place, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Query:
        words: list[str] = []
        terms: list[tuple[Place, str]] = []
        goes_on = False
        for match in _PART.finditer(text):
            said = (match["quoted"] if match["quoted"] is not None else match["plain"]).casefold().strip()
            place = (match["place"] or "").casefold()
            if goes_on and not place and (longer := _longer(terms[-1], said)):
                terms[-1] = longer
                continue
            goes_on = place in ("status", "outcome") and match["plain"] is not None
            if place in _PLACES:
                terms += [(cast(Place, place), said)] if said else []
            elif said:
                words.append(f"{place}:{said}" if place else said)
        return cls(tuple(words), tuple(terms))

    @property
    def advice(self) -> str:
        """What could be typed instead of the first term that finds nothing whatever is there; empty where all may."""
        for place, known in _CALLED.items():
            said = [said for at, said in self.terms if at == place]
            if f"{place}:" in self.words or not all(_meant(place, each) for each in said):
                called = ", ".join(words[-1] for words in known.values())
                return tr("After {place}: there can be {called}.", place=place, called=called)
        if any(_TERM.match(word) for word in self.words):
            return tr("Before a colon there can be {places}.", places=", ".join(_PLACES))
        return ""

    @property
    def phrases(self) -> tuple[str, ...]:
        """What must stand in the letters themselves, which the list's rows do not hold."""
        return tuple(said for place, said in self.terms if place == "text")

    def in_letters(self) -> str:
        """The same as it would be typed, its plain words sought in the letters; empty where it has none."""
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
    said = (row.title, row.name, *row.requests, *row.specialties, *row.tags, *_OUTCOMES.get(outcome, (outcome,)))
    return " ".join(said).casefold()


def _longer(term: tuple[Place, str], said: str) -> tuple[Place, str] | None:
    """A term with the next word, where something is called so."""
    place, begun = term
    whole = f"{begun} {said}"
    return (place, whole) if place in ("status", "outcome") and _meant(place, whole) else None


@lru_cache(maxsize=64)
def _meant(place: Literal["status", "outcome"], said: str) -> frozenset[str | None]:
    """The statuses or outcomes of whose words one begins as somebody has typed."""
    called = _CALLED[place].items()
    return frozenset(key for key, words in called if any(word.startswith(said) for word in words))


def _in_any(texts: tuple[str, ...], said: str) -> bool:
    return any(said in each.casefold() for each in texts)


_HOLDS: Final[Mapping[Place, Callable[[CaseRow, str], bool]]] = {
    "status": lambda row, said: row.status in _meant("status", said),
    "outcome": lambda row, said: row.outcome in _meant("outcome", said),
    "specialty": lambda row, said: _in_any(row.specialties, said),
    "item": lambda row, said: _in_any(row.requests, said),
    "tag": lambda row, said: _in_any(row.tags, said),
}
