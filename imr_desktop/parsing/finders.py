"""The verbs that forms are written in, and how candidates become what a reading says of a field.

A verb looks for something in a passage and answers with hits or passages that know where they stand. Everything is
found first and chosen afterwards: the first hit wins, so rules are listed from the surest to the weakest, and the
others stay as candidates with the reason why they lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from imr_desktop.model import Candidate, Found, Json, Span
from imr_desktop.parsing.confidence import confidence
from imr_desktop.parsing.passage import Passage


def pattern(source: str) -> re.Pattern[str]:
    """A pattern over folded text: upper and lower case alike, written with blanks and comments (`re.VERBOSE`)."""
    return re.compile(source, re.VERBOSE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A value that a rule found and the places it was read from, in reading order."""

    value: Json
    rule: str
    spans: tuple[Span, ...] = ()


class Rule(NamedTuple):
    """A named pattern whose group `value` holds a value, and what makes the value of that text (None: it is none)."""

    name: str
    pattern: re.Pattern[str]
    convert: Callable[[str], Json] = str


def hits(passages: Sequence[Passage], rules: Iterable[Rule]) -> Iterator[Hit]:
    """What each rule finds in the passages: rule by rule, then in reading order."""
    for rule in rules:
        for passage in passages:
            for match in rule.pattern.finditer(passage.text):
                if (value := rule.convert(match["value"])) is not None:
                    yield Hit(value, rule.name, (passage.group(match, "value").span,))


def has_any(lowered: str, cues: Iterable[str]) -> bool:
    """Whether a text in lower case has one of the words; asked so often that a plain loop is worth its lines."""
    for cue in cues:  # noqa: SIM110 - a generator for `any` takes longer to begin than most looks take
        if cue in lowered:
            return True
    return False


def having(passages: Sequence[Passage], cues: Iterable[str]) -> list[Passage]:
    """The passages that have one of the words, which are in lower case: a quick look before a pattern's long one."""
    lowered = [passage.text.lower() for passage in passages]
    together = "\n".join(lowered)
    present = [cue for cue in cues if cue in together]
    if not present:
        return []
    return [passage for passage, low in zip(passages, lowered, strict=True) if has_any(low, present)]


def each(passage: Passage, sought: re.Pattern[str], strip: str = " ") -> Iterator[Passage]:
    """The group `value` of each match in the passage."""
    for match in sought.finditer(passage.text):
        yield passage.group(match, "value", strip)


def between(passage: Passage, after: re.Pattern[str], before: re.Pattern[str] | None = None) -> Passage | None:
    """What stands after the first match of `after`, up to the next match of `before` or the passage's end."""
    if not (opening := after.search(passage.text)):
        return None
    closing = before.search(passage.text, opening.end()) if before else None
    return passage.cut(opening.end(), closing.start() if closing else None)


def split_at(passage: Passage, separator: re.Pattern[str], strip: str = " ,;.") -> list[Passage]:
    """The parts of the passage between the separators, empty ones left out."""
    parts, begin = [], 0
    for match in separator.finditer(passage.text):
        parts.append(passage.cut(begin, match.start(), strip))
        begin = match.end()
    parts.append(passage.cut(begin, None, strip))
    return [part for part in parts if part]


def decide(key: str, found: Sequence[Hit], *, sure: float = 1.0) -> Found:
    """What the reading says of a field: the first hit, with the others that differ as lost candidates.

    `sure` (0 to 1) lowers the confidence where something beside the rule gives reason to doubt.
    """
    if not found:
        return absent(key, sure=sure)
    best = found[0]
    lost = tuple(
        Candidate(each.value, each.rule, _why_not(each, best), each.spans[0] if each.spans else None)
        for each in found[1:]
        if each.value != best.value
    )
    return Found(best.value, "stated", sure * confidence(key, best.rule), best.spans, best.rule, lost)


def _why_not(loser: Hit, winner: Hit) -> str:
    if loser.rule == winner.rule:
        return "another place of the letter came first"
    return f"the rule “{winner.rule}” is surer"


def absent(key: str, rule: str = "not given", *, sure: float = 1.0) -> Found:
    """A field that was looked for and that the letter does not give."""
    return Found(None, "absent", sure * confidence(key, rule), rule=rule)


def unreadable(key: str, passage: Passage, why_not: str) -> Found:
    """A field in whose place something stands that could not be read."""
    rule = "unreadable"
    lost = (Candidate(passage.text, rule, why_not, passage.span),)
    return Found(None, "unreadable", confidence(key, rule), (passage.span,), rule, lost)
