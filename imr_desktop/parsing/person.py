"""Who the worker is, as the summary says: age and sex."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from imr_desktop.model import Found, Json
from imr_desktop.parsing.finders import Hit, Rule, decide, having, hits, pattern
from imr_desktop.parsing.lexicon import NUMBER_WORD, NUMBER_WORDS, WORKER
from imr_desktop.parsing.passage import Passage

_AGE: Final = rf"(?P<value>\d{{1,3}}|{NUMBER_WORD})"
_YEARS: Final = r"[ -]? (?: year(?:'?s)? [ -]? old | years? [ ] of [ ] age | y/?o\b | yr\.? [ -]? old )"
_SEX: Final = r"(?:males?|females?|man|woman|gentleman|lady)"
_BETWEEN: Final = r"(?:[ ,]+ (?!old\b)[a-z-]++ ){0,4}? [ ,]+"
"""A few words between the age and the noun: "46 year old, right-hand-dominant male"."""

_OLDEST: Final = 120


def _years(text: str) -> Json:
    years = int(text) if text.isdigit() else NUMBER_WORDS[text.casefold().replace(" ", "-")]
    return years if 0 < years <= _OLDEST else None


_AGES: Final = (
    Rule("age before the noun", pattern(rf"\b{_AGE} {_YEARS} {_BETWEEN} (?:{_SEX}|{WORKER})\b"), _years),
    Rule(
        "worker is … years old",
        pattern(rf"\b(?:{WORKER}|{_SEX})[ ](?:is|was)[ ] (?:an?(?:\(n\))?[ ])? (?:now[ ])? {_AGE} {_YEARS}"),
        _years,
    ),
    Rule("aged", pattern(rf"\b(?:aged?|age[ ](?:of|is|was)) [ :]* {_AGE}\b"), _years),
    Rule("years old", pattern(rf"\b{_AGE} {_YEARS}"), _years),
)


def _sex(text: str) -> Json:
    return "female" if text.casefold().startswith(("f", "w", "l")) else "male"


_VALUE: Final = rf"(?P<value>{_SEX})"

_CASE: Final = r"\bcase[ ](?:involves|concerns|is[ ]that[ ]of|of)"

_NO_PROVIDER: Final = r"(?![ ](?:who[ ]|provider|physician|doctor))"

_SEXES: Final = (
    Rule("sex after the age", pattern(rf"\b(?:old|of[ ]age|y/?o) {_BETWEEN} \(?{_VALUE}\b"), _sex),
    Rule("worker is a …", pattern(rf"\b(?:{WORKER}|this)[ ](?:is|was)[ ]an? {_BETWEEN} {_VALUE}\b"), _sex),
    Rule("case of a …", pattern(rf"{_CASE}[ ]an? {_BETWEEN} {_VALUE}\b"), _sex),
    Rule("this man", pattern(rf"\b(?:this|the)[ ](?:\w+[ ])?{_VALUE}\b{_NO_PROVIDER}"), _sex),
    Rule("sex before the noun", pattern(rf"\b{_VALUE}[ ]{WORKER}\b"), _sex),
)

_HIS: Final = pattern(
    r"""\b(?P<value>his|her)[ ](?:(?:left|right|own|low|lower|upper|chief|current|usual|regular|work|job)[ ]){0,2}
        (?:neck|back|pain|knees?|shoulders?|hands?|wrists?|elbows?|hips?|ankles?|foot|feet|legs?|arms?|head|symptoms?|injur(?:y|ies)|job
          |duties|employer|medications?|medicines|complaints?|diagnos[ei]s|sleep|gait|date|usual|finger|thumb|wife|husband)\b"""
)
"""A pronoun before what only the worker has here: a part of the body, pain, the injury, the job."""

_MAY_TELL: Final = re.compile(r"old\b|\bage|\by/?o\b|\dy/?o\b|male|man\b|lady\b|years? of")
"""What every sentence on age or sex has, in lower case."""
_CUES: Final = ("old", "age", "yo", "y/o", "male", "man", "lady", "year of", "years of")
"""And what of that is quickly looked for."""


def read_person(sentences: Sequence[Passage]) -> dict[str, Found]:
    """Age and sex of the worker. Pronouns often mean the physician: they decide only where nothing else does."""
    telling = [sentence for sentence in having(sentences, _CUES) if _MAY_TELL.search(sentence.text.lower())]
    return {
        "patient.age": decide("patient.age", list(hits(telling, _AGES))),
        "patient.sex": decide("patient.sex", [*hits(telling, _SEXES)] or _by_pronouns(sentences)),
    }


def _by_pronouns(sentences: Sequence[Passage]) -> list[Hit]:
    """The sex of the pronouns before what is the worker's own, where all of them agree."""
    rule = Rule("pronouns", _HIS, lambda pronoun: "male" if pronoun.casefold() == "his" else "female")
    found = [*hits(sentences, [rule])]
    return found if len({str(hit.value) for hit in found}) == 1 else []
