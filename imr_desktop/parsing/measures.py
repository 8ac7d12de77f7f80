"""The names of treatments and studies in prose: runs of words that end in the name of a measure.

"An MRI of the right shoulder", "two stellate ganglion blocks", "prednisolone drops": what a name ends in is kept in
`resources/vocabulary/measures.toml`, with the words that may stand before it. Words are looked up, not searched for,
so a summary costs a few looks for each of its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from imr_desktop.parsing.passage import Passage
from imr_desktop.parsing.vocabulary import DRUG_ENDINGS, DRUGS, PART_WORDS, table, words

Kind = Literal["study", "therapy", "device", "procedure", "drug"]


class Measure(NamedTuple):
    """A measure's name, and of what sort it is."""

    name: Passage
    kind: Kind
    start: int
    end: int


_TABLE: Final = table("measures")
_KINDS: Final[dict[Kind, str]] = {
    "study": "studies",
    "therapy": "therapies",
    "device": "devices",
    "procedure": "procedures",
    "drug": "forms",
}


def _names() -> dict[str, list[tuple[tuple[str, ...], Kind]]]:
    """The names by their first word, the longest first."""
    named: dict[str, list[tuple[tuple[str, ...], Kind]]] = {}
    for kind, listed in _KINDS.items():
        for name in _TABLE[listed]:
            for form in (name.casefold(), f"{name.casefold()}s"):
                first, *rest = form.split()
                named.setdefault(first, []).append((tuple(rest), kind))
    for name in DRUGS:
        first, *rest = name.casefold().split()
        named.setdefault(first, []).append((tuple(rest), "drug"))
    return {first: sorted(each, key=lambda name: -len(name[0])) for first, each in named.items()}


_NAMES: Final = _names()
_QUALIFIERS: Final = frozenset(word.casefold() for word in _TABLE["qualifiers"]) | PART_WORDS
_ENDINGS: Final = tuple(ending.strip("*") for ending in DRUG_ENDINGS)
_OPERATIONS: Final = ("ectomy", "plasty", "otomy", "ostomy", "rrhaphy", "desis", "scopy", "pexy", "centesis")
"""Endings of operations and of looks into the body."""

_ANY_ENDING: Final = (*_ENDINGS, *_OPERATIONS)
_TAILS: Final = frozenset(ending[-3:] for ending in _ANY_ENDING)
_SHORTEST: Final = 7
"""Letters of the shortest word whose ending tells what it is."""

UNRELATED: Final = words(_TABLE["unrelated"])
"""Operations that no work injury brings."""

_WORD: Final = re.compile(r"\w(?:[\w'’/+-]*\w)?")
_NEEDY: Final = frozenset(word.casefold() for word in _TABLE["needy"])
_FOLLOWERS: Final = frozenset(_TABLE["followers"])
_LEVEL: Final = re.compile(r"[ctls]\d{1,2}(?:-[ctls]?\d{1,2})?")
_SALTS: Final = frozenset("er sr xr cr ir la ds hcl hydrochloride sodium citrate sulfate potassium tartrate".split())
_OF_A_PART: Final = frozenset(("of", "to"))
_NO_PART: Final = frozenset(
    "previous prior same following last year day date month week time injury accident visit point patient".split()
)
"""What may follow "of the" that is no part of the body."""
_SIDES_AND_PARTS: Final = PART_WORDS | {"left", "right", "bilateral", "cervical", "thoracic", "lumbar", "spine"}
_ARTICLES: Final = frozenset(("the", "both", "his", "her"))


_FIRST_WORDS: Final = frozenset(_NAMES)
_KNOWN: Final = _FIRST_WORDS | _QUALIFIERS


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, as names are looked up by them."""
    return _WORD.findall(text.lower())


def may_name_any(told: list[str]) -> bool:
    """Whether one of the words may begin a measure's name: a quick look before a long one."""
    if not _FIRST_WORDS.isdisjoint(told):
        return True
    return not _TAILS.isdisjoint([word[-3:] for word in told]) and any(word.endswith(_ANY_ENDING) for word in told)


class _Words:
    """A sentence's words, and which of them stand side by side."""

    def __init__(self, text: str) -> None:
        matches = [*_WORD.finditer(text)]
        self.spans = [match.span() for match in matches]
        self.lowered = [match[0].lower() for match in matches]
        self._text = text

    def begins(self) -> list[bool]:
        """Whether a name or a qualifier may begin at each word: most words are passed over by it."""
        return [word in _KNOWN or word[-3:] in _TAILS or word[1:2].isdecimal() for word in self.lowered]

    def adjacent(self, index: int) -> bool:
        """Whether nothing but a blank stands before the word."""
        before, start = self.spans[index - 1][1], self.spans[index][0]
        return start - before == 1 and self._text[before] == " "

    def name_at(self, index: int) -> tuple[int, Kind] | None:
        """How many words the measure's name that begins here has, and its kind."""
        first = self.lowered[index]
        for rest, kind in _NAMES.get(first, ()):
            end = index + 1 + len(rest)
            if tuple(self.lowered[index + 1 : end]) == rest and all(map(self.adjacent, range(index + 1, end))):
                return len(rest) + 1, kind
        if len(first) < _SHORTEST:
            return None
        if first.endswith(_OPERATIONS):
            return 1, "procedure"
        return (1, "drug") if first.endswith(_ENDINGS) else None

    def stands_alone(self, start: int, end: int, kind: Kind) -> bool:
        """Whether the words are a name as they are: several words, or one that needs no other."""
        if end - start > 1 or self.lowered[start] not in _NEEDY:
            return True
        return kind == "study" and end < len(self.lowered) and self.lowered[end] == "of"

    def goes_on(self, index: int) -> bool:
        """Whether the word makes something else of the name before it."""
        return index < len(self.lowered) and self.lowered[index] in _FOLLOWERS and self.adjacent(index)

    def is_qualifier(self, index: int) -> bool:
        word = self.lowered[index]
        return word in _QUALIFIERS or (word[1:2].isdecimal() and bool(_LEVEL.fullmatch(word)))


def measures(sentence: Passage) -> Iterator[Measure]:
    """The sentence's measures in order, each by its whole name."""
    told = _Words(sentence.text)
    begins = told.begins()
    index, count = 0, len(told.lowered)
    while index < count:
        if not begins[index]:
            index += 1
            continue
        end, last, kind = index, index, None
        while end < count and (end == index or told.adjacent(end)):
            if named := told.name_at(end):
                end += named[0]
                last, kind = end, named[1]
            elif told.is_qualifier(end):
                end += 1
            else:
                break
        if kind and told.stands_alone(index, last, kind) and not told.goes_on(last):
            last = _with_part(told, last) if kind in ("study", "procedure") else _with_salt(told, last)
            start, stop = told.spans[index][0], told.spans[last - 1][1]
            yield Measure(sentence.cut(start, stop), kind, start, stop)
            index = last
        else:
            index = max(end, index + 1)


def _with_salt(told: _Words, end: int) -> int:
    """Where a drug's name ends with its salt or form: "Opana ER"."""
    while end < len(told.lowered) and told.lowered[end] in _SALTS and told.adjacent(end):
        end += 1
    return end


def _past_parts(told: _Words, start: int) -> int:
    """Where sides and parts of the body end that begin here: "MRI right shoulder"; `start` where none is named."""
    at = start
    while at < len(told.lowered) and told.adjacent(at) and told.lowered[at] in _SIDES_AND_PARTS:
        at += 1
    return at if not PART_WORDS.isdisjoint(told.lowered[start:at]) else start


def _with_part(told: _Words, end: int) -> int:
    """Where a name ends with the part of the body that follows it: "MRI of the right shoulder"."""
    while end < len(told.lowered) and _LEVEL.fullmatch(told.lowered[end]) and told.adjacent(end):
        end += 1
    at = _past_parts(told, end)
    if at > end:
        return at
    if at >= len(told.lowered) or told.lowered[at] not in _OF_A_PART or not told.adjacent(at):
        return end
    at += 1
    while at < len(told.lowered) and told.lowered[at] in _ARTICLES and told.adjacent(at):
        at += 1
    first = at
    while at < len(told.lowered) and told.adjacent(at) and told.is_qualifier(at):
        at += 1
    if at > first and at + 1 < len(told.lowered) and told.lowered[at] == "and" and told.adjacent(at + 1):
        at = beyond if (beyond := _past_parts(told, at + 1)) > at + 1 else at
    if at == first and told.lowered[at - 1] in _ARTICLES and at < len(told.lowered) and told.adjacent(at):
        at += told.lowered[at] not in _NO_PART
    return at if at > first else end
