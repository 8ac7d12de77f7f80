"""Lists in prose: sentences that list something by their opening words, and where a list's parts part.

A sentence tells by its opening words what it lists; the rest of it is the list. A list is parted where its parts stand
on their own, and each part loses what is no part of its name: articles, doses, dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final, NamedTuple

from imr_desktop.model import Candidate, Found
from imr_desktop.parsing.finders import Hit, decide, has_any
from imr_desktop.parsing.passage import Passage

LIST: Final = r"""(?P<value> (?:\d{1,2}\.[ ])? [^.]*
    (?: \.(?: \d | [ ]\d{1,2}(?:\.[ ]|,[ ]\d{4}) | (?<=[ ]\d\.)[ ] | (?<=\b[MDv][rs]\.)[ ] ) [^.]* )* )"""
"""The rest of a sentence; a full stop inside a number or a date, at the numbers of a list, or after "Dr", ends none."""

_NOTHING: Final = re.compile(r"(?!)")


class Opening(NamedTuple):
    """A sentence that lists something in its group `value`; `never` is what before the list makes it another list.

    `cues` are words in lower case of which a sentence that the pattern fits has at least one: looking for a word costs
    a hundredth of looking for a pattern.
    """

    name: str
    pattern: re.Pattern[str]
    never: re.Pattern[str] = _NOTHING
    cues: tuple[str, ...] = ("",)


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
    """The parts of every list that one of the openings begins, each named once, in the summary's order.

    Lists of something else, and parts that name nothing of the sort, are kept as candidates that lost.
    """
    named: dict[str, Passage] = {}
    rules: list[str] = []
    lost: list[Candidate] = []
    for opening, told, is_one in _lists(sentences, openings):
        if not is_one:
            lost.append(Candidate(told.text, opening.name, "what stands before it makes it another list", told.span))
            continue
        for part in parts(told, grammar):
            if grammar.fits(part.text):
                named.setdefault(part.text.casefold(), part)
                rules.append(opening.name)
            elif part:
                lost.append(Candidate(part.text, opening.name, "it names nothing of the sort", part.span))
    found = sorted(_innermost(named.values()), key=lambda part: part.places[0])
    hits = [Hit([part.text for part in found], rules[0], tuple(part.span for part in found))] if found else []
    return replace(decide(key, hits), candidates=tuple(lost))


def _innermost(named: Collection[Passage]) -> Iterator[Passage]:
    """The parts without those that another opening, further on in the same sentence, tells more shortly."""
    spans = [part.span for part in named]
    for part in named:
        span = part.span
        if not any(other.end == span.end and other.start > span.start for other in spans):
            yield part


def _lists(sentences: Sequence[Passage], openings: Sequence[Opening]) -> Iterator[tuple[Opening, Passage, bool]]:
    """Each list that an opening begins, and whether it is one of the sort."""
    every = [sentence.text.lower() for sentence in sentences]
    together = "\n".join(every)
    likely = [
        (opening, present) for opening in openings if (present := [cue for cue in opening.cues if cue in together])
    ]
    for sentence, lowered in zip(sentences, every, strict=True):
        for opening, present in likely:
            if has_any(lowered, present) and (match := opening.pattern.search(sentence.text)):
                is_one = not opening.never.search(sentence.text, 0, match.start("value"))
                yield opening, sentence.group(match, "value"), is_one


def parts(told: Passage, grammar: Grammar) -> Iterator[Passage]:
    """A list's parts, each by its name alone; some may be empty, or name nothing of the sort (`grammar.fits`)."""
    if end := grammar.ends.search(told.text):
        told = told.cut(0, end.start())
    for part in _parted(told, grammar):
        yield trimmed(part, grammar)


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


def trimmed(part: Passage, grammar: Grammar) -> Passage:
    """A part of a list, or what might be one, by its name alone."""
    part = part.cut(0, None, _PUNCTUATION)
    while match := grammar.fore.match(part.text):
        part = part.cut(match.end(), None, _PUNCTUATION)
    while match := grammar.aft.search(part.text):
        part = part.cut(0, match.start(), _PUNCTUATION)
    if part.text.count("(") > part.text.count(")"):
        part = part.cut(0, part.text.rfind("("), _PUNCTUATION)
    return part
