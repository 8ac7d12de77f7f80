"""Lists in prose: sentences that list something by their opening words, and where a list's parts part.

A sentence tells by its opening words what it lists; the rest of it is the list. A list is parted where its parts stand
on their own, and each part loses what is no part of its name: articles, doses, dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from imr_desktop.model import Found
from imr_desktop.parsing.finders import Hit, decide
from imr_desktop.parsing.passage import Passage

LIST: Final = r"(?P<value>[^.]*(?:\.\d[^.]*)*)"
"""The rest of a sentence; a full stop inside a number ends none."""

_NOTHING: Final = re.compile(r"(?!)")


class Opening(NamedTuple):
    """A sentence that lists something in its group `value`; `never` is what before the list makes it another list."""

    name: str
    pattern: re.Pattern[str]
    never: re.Pattern[str] = _NOTHING


Begins = Callable[[str, str, str], bool]
"""Whether a piece of a list begins another part: asked with what stands before it, the piece, and all from it on."""


class Grammar(NamedTuple):
    """How lists of one sort are told: what ends them, what may part them, and what is cut off their parts."""

    ends: re.Pattern[str]
    separator: re.Pattern[str]
    begins: Begins
    fore: re.Pattern[str]
    aft: re.Pattern[str]
    fits: Callable[[str], bool]


def read_list(key: str, sentences: Sequence[Passage], openings: Sequence[Opening], grammar: Grammar) -> Found:
    """The parts of every list that one of the openings begins, each named once, in the summary's order."""
    named: dict[str, Passage] = {}
    rules: list[str] = []
    for sentence in sentences:
        for opening in openings:
            match = opening.pattern.search(sentence.text)
            if match is None or opening.never.search(sentence.text, 0, match.start("value")):
                continue
            for part in parts(sentence.group(match, "value"), grammar):
                named.setdefault(part.text.casefold(), part)
                rules.append(opening.name)
    found = sorted(named.values(), key=lambda part: part.places[0])
    if not found:
        return decide(key, [])
    return decide(key, [Hit([part.text for part in found], rules[0], tuple(part.span for part in found))])


def parts(told: Passage, grammar: Grammar) -> Iterator[Passage]:
    """A list's parts, each by its name alone."""
    if end := grammar.ends.search(told.text):
        told = told.cut(0, end.start())
    for part in _parted(told, grammar):
        trimmed = _trimmed(part, grammar)
        if grammar.fits(trimmed.text):
            yield trimmed


def _parted(told: Passage, grammar: Grammar) -> Iterator[Passage]:
    """The list parted at those separators where the piece after it begins another part."""
    begin, separators = 0, [*grammar.separator.finditer(told.text)]
    for match, after in zip_longest(separators, separators[1:]):
        before, piece = told.text[begin : match.start()], told.text[match.end() : after.start() if after else None]
        if before.count("(") <= before.count(")") and grammar.begins(before, piece, told.text[match.end() :]):
            yield told.cut(begin, match.start(), " ,;.")
            begin = match.end()
    yield told.cut(begin, None, " ,;.")


_PUNCTUATION: Final = ' ,;:."“”[]'


def _trimmed(part: Passage, grammar: Grammar) -> Passage:
    part = part.cut(0, None, _PUNCTUATION)
    while match := grammar.fore.match(part.text):
        part = part.cut(match.end(), None, _PUNCTUATION)
    if match := grammar.aft.search(part.text):
        part = part.cut(0, match.start(), _PUNCTUATION)
    if part.text.count("(") > part.text.count(")"):
        part = part.cut(0, part.text.rfind("("), _PUNCTUATION)
    return part
