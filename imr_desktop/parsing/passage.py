"""Passage: a stretch of a source's text with its white space folded, that knows where each character came from.

Letters break lines, pages and words anywhere. Patterns are far simpler over folded text, and a value's span must still
point into the text as it stands; so the reader looks for values in passages and asks them for spans.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from imr_desktop.model import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """Folded text and, for each of its characters, the offset in the source's text."""

    text: str
    places: array[int]

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def span(self) -> Span:
        """Where the passage stands in the source, from its first to its last character."""
        return Span(self.places[0], self.places[-1] + 1)

    def cut(self, start: int, end: int | None = None, strip: str = " ") -> Passage:
        """The part from `start` to `end` of the folded text, without characters of `strip` at either end."""
        part = self.text[start:end]
        lead = len(part) - len(part.lstrip(strip))
        kept = part.strip(strip)
        first = start + lead
        return Passage(kept, self.places[first : first + len(kept)])

    def group(self, match: re.Match[str], name: str | int = 0, strip: str = " ") -> Passage:
        """The part of the passage that a group of a match over its text took."""
        return self.cut(match.start(name), match.end(name), strip)


_BREAK: Final = re.compile(r"\s{2,}+|[^\S ]")
"""White space other than a single blank: what folding replaces."""


def fold(text: str, start: int = 0, end: int | None = None) -> Passage:
    """The stretch of a source's text with each run of white space as one blank, words broken at line ends joined.

    Hyphens of every sort are plain ones.
    """
    end = len(text) if end is None else end
    offsets = _offsets(end)
    parts: list[str] = []
    places = array("I")
    begin = start
    for match in _BREAK.finditer(text, start, end):
        stop = match.start()
        parts.append(text[begin:stop])
        places += offsets[begin:stop]
        begin = match.end()
        if not _breaks_a_word(text, stop, begin):
            parts.append(" ")
            places.append(stop)
    parts.append(text[begin:end])
    places += offsets[begin:end]
    return Passage(_HYPHEN.sub("-", "".join(parts)), places).cut(0)


_HYPHEN: Final = re.compile(r"[\u2010\u2011\u2013](?:(?<!\u2013)|(?<=[^\W_].)(?=[^\W_]))")
"""What some fonts have for a hyphen, and a dash where a hyphen belongs: each is one character, as the hyphen is."""

_HYPHENS: Final = "-/\u2010\u2011\u2013"

_counted = array("I", range(1 << 16))


def _offsets(end: int) -> array[int]:
    """The numbers from 0 to at least `end`: copying a stretch of them is far faster than counting it anew."""
    if end > len(_counted):
        _counted.extend(range(len(_counted), 2 * end))
    return _counted


def _breaks_a_word(text: str, stop: int, begin: int) -> bool:
    """Whether a line's end broke a word at its own hyphen or stroke (`10-30-` / `2016`): the halves belong together."""
    return stop > 1 and text[stop - 1] in _HYPHENS and text[stop - 2].isalnum() and "\n" in text[stop:begin]


def stretch(text: str, start: int, end: int) -> Span | None:
    """The span from the first to the last visible character between two offsets; None where there is none."""
    part = text[start:end]
    kept = part.strip()
    first = start + len(part) - len(part.lstrip())
    return Span(first, first + len(kept)) if kept else None


_PARAGRAPH_END: Final = re.compile(r"\n[ \t]*\n\s*")
_MID_SENTENCE: Final = re.compile(r"[^.!?:”\"]\s*\Z")
_WORD_BREAK: Final = re.compile(r"([-/\u2010\u2011\u2013])(?<=[^\W_].)[^\S\n]*+\n\s*+")
"""A line's end that broke a word at its own hyphen or stroke, as folding knows it.

It begins with that character, and not with what stands before it, for so it is found many times faster."""


def paragraphs(text: str, start: int, end: int) -> str:
    """The stretch as a long value: white space folded, paragraphs parted by an empty line, page ends dropped.

    An empty line after which the sentence goes on parts nothing: it is the layout's, around a page's end.
    """
    kept: list[str] = []
    for part in _PARAGRAPH_END.split(text[start:end]):
        folded = " ".join(_WORD_BREAK.sub(r"\1", part).split())
        if kept and folded and (folded[0].islower() or _MID_SENTENCE.search(kept[-1])):
            kept[-1] += f" {folded}"
        elif folded:
            kept.append(folded)
    return "\n\n".join(kept)


NO_ABBREVIATION: Final = r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bNo)(?<!\bvs)(?<!\bapprox)"
"""Before a full stop: none of the abbreviations that names and numbers follow."""

_SENTENCE_END: Final = re.compile(
    r"""
    [.!?] (?:
        (?<!\bDr.)(?<!\bMr.)(?<!\bMs.)(?<!\bMrs.)(?<!\bSt.)(?<!\bNo.)(?<!\bvs.)(?<!\bapprox.)
        (?<!\bare[ ]1.)(?<!\bwere[ ]1.)(?<!nclude[ ]1.)(?<!ncludes[ ]1.)(?<!ncluded[ ]1.)
        (?<![:.;][ ]\d.)                                       # the number in a list: "Impression: 1. Sprain. 2. …"
        (?!(?:(?<=\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec).)|(?<=\bSept.))[ ]\d)    # a month: "Sept. 8, 2014"
        ["”’)\]]*+ [ ]++ (?= ["“‘(\[]? [A-Z0-9] ) (?!\d{1,2}\.[ ])  # the ordinary end
      | (?<=[a-z)]\.) (?= [A-Z][a-z] )                       # fused: "and ibuprofen.Subjective data"
    )""",
    re.VERBOSE,
)
"""It begins with its full stop, and not with what stands before that, for so it is found many times faster."""


_NUMBERED: Final = re.compile(r"(?:\A|[ (])(?P<number>\d{1,2})[.)](?=[ ])")


def _numbers_a_part(text: str, begin: int, stop: int) -> bool:
    """Whether the number before a full stop numbers the next part of a list: "1. Sprain 2. Strain"."""
    words = text[begin:stop].rsplit(" ", 1)
    if len(words) < 2 or not words[1].isdecimal():
        return False
    return any(int(match["number"]) == int(words[1]) - 1 for match in _NUMBERED.finditer(words[0]))


def sentences(passage: Passage) -> Iterator[Passage]:
    """The passage's sentences, each with its full stop."""
    begin = 0
    for match in _SENTENCE_END.finditer(passage.text):
        if passage.text[match.start() - 1].isdecimal() and _numbers_a_part(passage.text, begin, match.start()):
            continue
        yield passage.cut(begin, match.end())
        begin = match.end()
    if rest := passage.cut(begin):
        yield rest
