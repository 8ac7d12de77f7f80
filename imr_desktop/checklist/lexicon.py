"""Words of the field found in one walk over a text: parts of the body, services, what absences are about.

The vocabulary's files hold the words. A letter has a few hundred sentences and the vocabulary a few hundred words, so
looking each word up in one table is many times faster than a pattern for each of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from imr_desktop.parsing.vocabulary import DRUGS, table

Kind = Literal["part", "service", "asked", "shown"]


class Mark(NamedTuple):
    """A word of the field in a text: what sort, its name in the vocabulary, and where it stands."""

    kind: Kind
    name: str
    start: int
    end: int


_TOKEN: Final = re.compile(r"[A-Za-z]+|\d+")
_VERTEBRA: Final = re.compile(r"\b(?P<region>[CTL])[ ]?\d{1,2}\b")
_REGIONS: Final = {"C": "cervical spine", "T": "thoracic spine", "L": "lumbar spine"}
_NO_PART: Final = re.compile(
    r"\b(?:hand[- ]?(?:therap\w+|held|written)|back to\b|head of|arm[- ]?chair|on the other hand|heading)", re.I
)
_LONGEST: Final = 6


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    """A word as the tables have it: in lower case and, as far as its ending tells, in the singular."""
    return _singular(word.casefold())


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us")):
        return word
    return word if word.endswith("is") and len(word) > 4 else word[:-1]


@dataclass(frozen=True, slots=True)
class Subject:
    """What an absence can be about: how a finding calls it; whether a mere plan shows it."""

    name: str
    planned: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A treatment or test and its kind: study, test, therapy, visit, procedure, device, self."""

    name: str
    kind: str


_SUBJECTS: Final = table("absences")["subject"]
_SERVICES: Final = table("services")["service"]
SUBJECTS: Final = {each["name"]: Subject(each["name"], each.get("planned", False)) for each in _SUBJECTS}
SERVICES: Final = {each["name"]: Service(each["name"], each["kind"]) for each in _SERVICES}


def _entries() -> Iterator[tuple[str, tuple[Kind, str]]]:
    for part, terms in (*table("body_parts").items(), *table("complaints").items()):
        yield from ((term, ("part", part)) for term in terms)
    for service in _SERVICES:
        yield from ((term, ("service", service["name"])) for term in service["words"])
    for subject in _SUBJECTS:
        yield from ((term, ("asked", subject["name"])) for term in subject["asked"])
        yield from ((term, ("shown", subject["name"])) for term in subject["shown"])


def _index() -> tuple[dict[str, list[tuple[Kind, str]]], dict[str, list[tuple[Kind, str]]], frozenset[str]]:
    """Whole terms, beginnings of words (`*`), and the words that a term can begin with."""
    whole: dict[str, list[tuple[Kind, str]]] = defaultdict(list)
    begun: dict[str, list[tuple[Kind, str]]] = defaultdict(list)
    for term, label in _entries():
        folded = " ".join(_singular(token) for token in _TOKEN.findall(term.casefold()))
        (begun if term.endswith("*") else whole)[folded].append(label)
    return dict(whole), dict(begun), frozenset(term.split(" ")[0] for term in whole)


_WHOLE, _BEGUN, _FIRST = _index()
_BEGUN_LENGTHS: Final = sorted({len(term) for term in _BEGUN})
_BEGUN_STARTS: Final = frozenset(term[:3] for term in _BEGUN)


@lru_cache(maxsize=256)
def marks(text: str) -> tuple[Mark, ...]:
    """Every word of the field in a text, in reading order; of terms of one sort that overlap the longest."""
    tokens = [(_folded(each[0]), *each.span()) for each in _TOKEN.finditer(text)]
    found: list[Mark] = []
    for place, (word, start, end) in enumerate(tokens):
        if word in _FIRST:
            found.extend(_terms(tokens, place))
        for length in _BEGUN_LENGTHS if word[:3] in _BEGUN_STARTS else ():
            if labels := _BEGUN.get(word[:length]):
                found.extend(Mark(kind, name, start, end) for kind, name in labels)
    found.extend(Mark("part", _REGIONS[each["region"]], each.start(), each.end()) for each in _VERTEBRA.finditer(text))
    no_part = [each.span() for each in _NO_PART.finditer(text)]
    return tuple(_longest(each for each in found if not _within(each, no_part)))


def _terms(tokens: list[tuple[str, int, int]], place: int) -> Iterator[Mark]:
    phrase = ""
    for word, _, end in tokens[place : place + _LONGEST]:
        phrase = f"{phrase} {word}" if phrase else word
        for kind, name in _WHOLE.get(phrase, ()):
            yield Mark(kind, name, tokens[place][1], end)


def _within(mark: Mark, stretches: Iterable[tuple[int, int]]) -> bool:
    return mark.kind == "part" and any(start <= mark.start < end for start, end in stretches)


def _longest(found: Iterable[Mark]) -> Iterator[Mark]:
    """Parts of the body that stand within a longer term for one are dropped: `radial head` is no head."""
    kept_to = -1
    for mark in sorted(found, key=lambda each: (each.start, -each.end)):
        if mark.kind == "part":
            if mark.end <= kept_to:
                continue
            kept_to = mark.end
        yield mark


def named(kind: Kind, text: str) -> frozenset[str]:
    """The names of the words of one sort in a text."""
    return frozenset(mark.name for mark in marks(text) if mark.kind == kind)


def studies(text: str) -> frozenset[str]:
    """The studies that a text names: imaging and tests of nerves."""
    return frozenset(name for name in named("service", text) if SERVICES[name].kind == "study")


SUBSTANCE: Final[dict[str, str]] = {
    brand: substance for brand, substance in table("drugs").items() if isinstance(substance, str)
}
"""A drug's substance by its brand, both in lower case."""
CURATED: Final = frozenset(SUBSTANCE.values())
"""The substances of which the brands are known, so that two of them are two drugs."""
_DRUG: Final = re.compile(r"[A-Za-z]{4,}")
_KNOWN_DRUGS: Final = frozenset(name for name in DRUGS if " " not in name)


def drugs_of(text: str) -> frozenset[str]:
    """The drugs that a text names, each by its substance."""
    words = (word.casefold() for word in _DRUG.findall(text))
    return frozenset(SUBSTANCE.get(word, word) for word in words if word in _KNOWN_DRUGS)
