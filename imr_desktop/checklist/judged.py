"""What a rationale says it decides on: the words in which its sentences name the request, and the amounts in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

from imr_desktop.checklist.evidence import Evidence, Sentence, Text
from imr_desktop.checklist.registry import IN_GENERAL
from imr_desktop.parsing.finders import has_any, pattern
from imr_desktop.parsing.lexicon import NUMBER_WORD, NUMBER_WORDS


@dataclass(frozen=True, slots=True)
class Judged:
    """The words by which a sentence names what is decided; `concluding` where it says whether that is necessary."""

    sentence: Sentence
    words: str
    concluding: bool


_ASKED: Final = pattern(
    r"""\b(?: requests?(?:[ ](?:is|was|are|were))?[ ](?:for|of) | requested[ ]amount[ ]of
        | requesting | decision[ ]for | medical[ ]necessity[ ](?:for|of)
        | necessity[ ]is[ ]not[ ]established[ ]for )[ ] """
)
_CONCLUDED: Final = pattern(
    r"""[ ](?:is|are|was|were)[ ](?:(?:therefore|thus|also|hence|still)[ ])?(?:not[ ])?medically[ ](?:un)?necessary\b"""
)
_SUPPORTED: Final = pattern(
    r"""[ ](?:is|are|was|were)[ ](?:therefore[ ]|thus[ ])?(?:not[ ])?(?:supported|certified|warranted|established
        |authorized|approved|indicated)\b"""
)
_OF_REQUEST: Final = pattern(r"\b(?:requests?|requested|continued|ongoing|(?:continued[ ]|further[ ])?use[ ]of)\b")
"""What makes a verdict in other words than of necessity one on the request."""
_VISITS_FOR: Final = pattern(r"\b(?:sessions?|visits?|treatments?)[ ](?:for|to)[ ](?=the[ ]|his[ ]|her[ ])")
_HAD_BEFORE: Final = pattern(
    r"\b(?:completed|had|received|attended|prior|previous|earlier|initial|first|after|recommend\w*|allow\w*)\b"
)
_WAS_ASKED: Final = pattern(r"[ ](?:is|are|was|were)[ ](?:the[ ](?:initial[ ]|original[ ])?request|requested)\b")
_STOP: Final = pattern(
    r"""[ ](?:is|was|are|were|has|have|had|does|do|did|would|cannot|can|should|because|since|given|which|that|who|as
        |due|where|when|while|although|but|per|after|following|if|despite|without|exceeds?|goes|in[ ]this)\b | ;
        | \.(?!\d)"""
)
_CLAUSE: Final = pattern(r"; | ,[ ](?=the[ ]|an?[ ]|this[ ]|that[ ]) | [ ](?:that|and[ ]the|so|thus|therefore)[ ]")
_NOT_THIS: Final = pattern(
    r"""\b(?:prior|previous(?:ly)?|earlier|another|other|separate|pending|approved|authorized|certified|history|past
        |concurrent|already)\b"""
)
_DEPENDS: Final = pattern(r"\A[^a-z]*(?:as(?![ ]such)|since|because|if|although|while|whether|until|unless|when)\b")
_AUTHORITY: Final = pattern(r"\b(?:guidelines?|MTUS|ODG|ACOEM)\b")
_HELD_AGAINST: Final = pattern(
    r"""\b(?:within|over|exceeds?|beyond|above|outside(?:[ ]of)?|than|inside)[ ](?:what[ ])?(?:the[ ])?
        (?:(?:MTUS|ODG|ACOEM|guidelines?|recommendations?)[ ]?){1,3}"""
)
"""A request that is held against a guideline is not the guideline's."""


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


_OPENING: Final = pattern(
    r"""(?:(?:with|in)[ ](?:regards?|respect|reference)[ ]to|regarding|as[ ](?:for|to)|concerning)?[ ]?(?:the|this)[ ]
        (?:current[ ])?(?:requests?\b|is[ ]a[ ]request\b)"""
)
"""How a rationale begins that names the request before the guideline."""
_LONGEST: Final = 160
_RIGHT_BEFORE: Final = 25
_CUES: Final = (
    "request",
    "decision for",
    "necess",
    "use of",
    "ongoing",
    "continued",
    "visits for",
    "sessions for",
    "treatments for",
)


def judged(evidence: Evidence, item: int) -> tuple[Judged, ...]:
    """The words in which an item's rationale names what it decides on, sentence by sentence."""
    return _judged(evidence.rationale(item))


@lru_cache(maxsize=16)
def _judged(rationale: Text) -> tuple[Judged, ...]:
    """The same of a text, which several checks ask for in turn."""
    found = []
    for sentence in rationale.having(_CUES):
        words, concluding = _words(sentence.text) if has_any(sentence.lowered, _CUES) else ("", False)
        if words:
            found.append(Judged(sentence, words, concluding))
    return tuple(found)


def _words(text: str) -> tuple[str, bool]:
    """The words by which a sentence names what it decides on, and whether it says if that is necessary."""
    verdict = _SUPPORTED.search(text)
    concluding = bool(_CONCLUDED.search(text) or (verdict and _OF_REQUEST.search(text, 0, verdict.start())))
    authority = None if concluding else _AUTHORITY.search(_HELD_AGAINST.sub(_blank, text))
    if IN_GENERAL.search(text) or (authority and not _OPENING.match(text)):
        return "", concluding
    text = text[: authority.start()] if authority else text
    parts = (part for part in _parts(text) if not _NOT_THIS.search(part) and not _DEPENDS.match(part))
    return " | ".join(parts), concluding


def _parts(text: str) -> Iterator[str]:
    for asked in _ASKED.finditer(text):
        if _NOT_THIS.search(text, max(0, asked.start() - _RIGHT_BEFORE), asked.start()):
            continue
        stop = _STOP.search(text, asked.end(), asked.end() + _LONGEST)
        yield text[asked.end() : stop.start() if stop else asked.end() + _LONGEST]
    if not _HAD_BEFORE.search(text):
        for visits in _VISITS_FOR.finditer(text):
            stop = _STOP.search(text, visits.end(), visits.end() + _LONGEST)
            yield text[visits.end() : stop.start() if stop else visits.end() + _LONGEST]
    for verdict in _SUPPORTED.finditer(text):
        part = text[max(0, verdict.start() - _LONGEST) : verdict.start()]
        begins = [each.start() for each in _OF_REQUEST.finditer(part)]
        yield part[begins[-1] :] if begins else ""
    for closing in (_CONCLUDED, _WAS_ASKED):
        for concluded in closing.finditer(text):
            begin = max(0, concluded.start() - _LONGEST)
            clause = [begin, *(each.end() for each in _CLAUSE.finditer(text, begin, concluded.start()))]
            yield text[max(clause) : concluded.start()]


# --- amounts ---------------------------------------------------------------------------------------------------------

_TIMES: Final = pattern(
    rf"""\b(?P<often>\d{{1,2}}|{NUMBER_WORD}|twice|once)(?:[ ]?-[ ]?(?P<most>\d))?(?:[ ]?\(\d+\))?
        (?: [ ]?x[ ]? | [ ]times[ ]
          | (?:[ ]?x|[ ](?:times|sessions?|visits?))?[ /]{{0,2}}(?:per[ ]|an?[ ]|each[ ]|every[ ])?[/]?(?:weekly|week
        |wk)
            [ ,]{{0,2}}(?:for|x|times)[ ]?(?:a[ ]total[ ]of[ ])? )
        (?P<weeks>\d{{1,2}}|{NUMBER_WORD})\b"""
)
"""`2x6`, `two (2) times a week for six (6) weeks`, `2-3 times weekly for 4 weeks`."""


def products(text: str) -> Iterator[int]:
    """How many sessions come of so many a week for so many weeks; of a range, the fewest and the most."""
    for match in _TIMES.finditer(text):
        weeks = number(match["weeks"])
        yield number(match["often"]) * weeks
        if match["most"]:
            yield int(match["most"]) * weeks


def number(word: str) -> int:
    """A number in digits or spelled; `once` and `twice` too."""
    low = word.casefold()
    return int(low) if low.isdigit() else {"once": 1, "twice": 2}.get(low, NUMBER_WORDS.get(low.replace(" ", "-"), 0))


_WHOLE: Final = pattern(rf"(?<![\d.])\d{{1,4}}(?!\d) | \b{NUMBER_WORD}\b")


def can_mean(text: str, counts: frozenset[int] = frozenset()) -> frozenset[int]:
    """Every number that a text can be meant to give: those in it, their products, and what two counts come to."""
    told = {number(word) for word in _WHOLE.findall(text)}
    come_to = {each for less, more in combinations(sorted(counts), 2) for each in (less + more, more - less)}
    return frozenset(told | counts | {a * b for a, b in combinations(sorted(told), 2)} | come_to)
