"""What a request is about: the State's category, the parts of the body, the side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from imr_desktop.model import Found, Json, Span
from imr_desktop.parsing.finders import Hit, absent, decide, each, pattern
from imr_desktop.parsing.passage import Passage
from imr_desktop.parsing.vocabulary import CATEGORY_GROUPS, PART_OF_WORD, beginnings

_STRENGTH: Final = pattern(r"\d[ ]?(?:mg|mcg|%)(?:\b|(?<=%)) | \d[ ]?percent\b")
_ASSOCIATED: Final = pattern(r"^Associated [ ] surgical [ ] services? [ ]?: [ ]?")
"""A lead that says nothing of the service itself."""


def read_category(request: Passage, *, amount: bool, part: bool) -> Found:
    """The State's category by the words of the request; `amount` and `part` tell whether it names such."""
    key = "category"
    text = _ASSOCIATED.sub("", request.text)
    begun = beginnings(text)
    for group in CATEGORY_GROUPS:
        if group.repeated and (part or not amount):
            continue
        if not begun.isdisjoint(group.initials) and (match := group.words.search(text)):
            start = match.start() + len(request.text) - len(text)
            return decide(key, [Hit(group.category, "by a word", (request.cut(start, start + len(match[0])).span,))])
        if group.drugs and (match := _STRENGTH.search(text)):
            return decide(key, [Hit(group.category, "by a strength", (request.span,))])
    return decide(key, [Hit("Other", "no known word", (request.span,))] if request else [])


# --- parts of the body -----------------------------------------------------------------------------------------------

_VERTEBRAE: Final = pattern(r"\b(?P<region>[CTL])[ ]?\d{1,2}(?:[ ]?[-/][ ]?(?:[CTLS][ ]?)?\d{1,2})?\b")
_REGIONS: Final = {"c": "cervical spine", "t": "thoracic spine", "l": "lumbar spine"}
_JUNCTION: Final = pattern(r"\b(cervico|thoraco)[ -]?(thoracic|lumbar)\b")
_SPINE: Final = pattern(r"\bspin(?:e|al)\b (?![ ](?:surg|cord|stim|tap|needle|anesth))")
_NO_PART: Final = pattern(
    r"""\b(?: hand[ ](?:therap\w+|held) | back[ ]to\b | (?:spine|hand|foot|head)[ ](?:surg|special|cent)\w+
            | knee[ ](?:scooter|walker|roller|wheeler) | head[ ]of | arm[ ]?chair | leg[ ]?rest | desk[ ]arm )"""
)
"""Words for a part of the body in phrases that name none."""

_HAND_THERAPY: Final = pattern(r"\bhand (?=[ ]therap\w+)")
"""Therapy of hands by its name; where it is for another part, that part is named."""

_KEY: Final = "body_parts"


def read_parts(heading: Passage, rationale: Passage | None) -> Found:
    """The parts that the heading names, else those where the rationale states the request; an empty list for none."""
    if named := _parts(heading):
        return decide(_KEY, [_as_hit(named, "named in the heading")])
    for statement in _statements(rationale):
        if named := _parts(statement):
            return decide(_KEY, [_as_hit(named, "named where the rationale states the request")])
    return decide(_KEY, [Hit([], "none named")])


def _parts(passage: Passage) -> dict[str, Span]:
    """Each part with the place where it is first named, in order; of words that overlap the longest."""
    begun = beginnings(passage.text)
    found = [
        (match.start(), -match.end(), part)
        for words, initials, part in PART_OF_WORD
        if not begun.isdisjoint(initials)
        for match in words.finditer(passage.text)
    ]
    found += [(m.start(), -m.end(), _REGIONS[m["region"].casefold()]) for m in _VERTEBRAE.finditer(passage.text)]
    for match in _JUNCTION.finditer(passage.text):
        found += [(match.start(n), -match.end(n), _REGIONS[match[n][0].casefold()]) for n in (1, 2)]
    found += [(m.start(), -m.end(), "") for m in _NO_PART.finditer(passage.text)]
    named: dict[str, Span] = {}
    last = 0
    for start, minus_end, part in sorted(found):
        if start >= last:
            last = -minus_end
            if part:
                named.setdefault(part, passage.cut(start, last).span)
    if not named and (spine := _SPINE.search(passage.text)):
        named["other"] = passage.group(spine).span
    if not named and (hand := _HAND_THERAPY.search(passage.text)):
        named["hand"] = passage.group(hand).span
    return named


def _as_hit(named: dict[str, Span], rule: str) -> Hit:
    return Hit([*named], rule, tuple(named.values()))


_STATEMENT: Final = pattern(
    r"""\b(?:request|decision|requested|order) (?:[ ](?:is|was))? [ ](?:for|of)[ ]
        (?P<value>[^.;]{3,160}?) (?: [ ](?:is|are|was|were|to|does|cannot)\b | [.;] | \Z )"""
)


def _statements(rationale: Passage | None) -> Iterator[Passage]:
    """Where the rationale says what was requested."""
    return each(rationale, _STATEMENT) if rationale else iter(())


# --- side ------------------------------------------------------------------------------------------------------------

_JOINT: Final = r"(?=[ ](?:shoulder|knee|hip|ankle|foot|wrist|hand|elbow))"
_SIDE: Final = pattern(
    rf"""\b(?: (?P<bilateral> bilat(?:eral(?:ly)?)? | both | b/l | b[ul]e )
             | (?P<left> left | lt | l[ul]e | l{_JOINT} )
             | (?P<right> right | rt | r[ul]e | r{_JOINT} ) )\b"""
)


def read_side(heading: Passage) -> Found:
    """The side that the heading names; both sides make it bilateral."""
    key = "laterality"
    found = {match.lastgroup: heading.group(match).span for match in _SIDE.finditer(heading.text)}
    if not found:
        return absent(key)
    if "bilateral" in found:
        return decide(key, [Hit("bilateral", "named", (found["bilateral"],))])
    if len(found) == 2:
        return decide(key, [Hit("bilateral", "both sides named", tuple(found.values()))])
    side: Json = next(iter(found))
    return decide(key, [Hit(side, "named", tuple(found.values()))])
