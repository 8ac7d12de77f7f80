"""Who the worker is, as the summary says: age and sex."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from imr_desktop.model import Found, Json
from imr_desktop.parsing.finders import Hit, Rule, decide, having, hits, pattern
from imr_desktop.parsing.lexicon import NUMBER_WORD, NUMBER_WORDS, WORKER
from imr_desktop.parsing.passage import Passage

_AGED: Final = rf"(?:\d{{1,3}}|{NUMBER_WORD})"
_AGE: Final = rf"(?P<value>{_AGED})"
_YEARS: Final = r"[ -]? (?: year(?:'?s)? [ -]? old | years? [ ] of [ ] age | y[./]?[ ]?o\b\.? | yrs?\.? [ -]? old )"
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

_BARE_AGES: Final = (
    Rule(
        "set off after the noun",
        pattern(rf"\b(?:{WORKER}|{_SEX}),[ ](?:now[ ]|currently[ ]|age[ ])?(?P<value>[1-9]\d),"),
        _years,
    ),
    Rule("of so many years", pattern(rf"\b{_SEX}[ ]of[ ](?P<value>[1-9]\d)\b(?![ ]?[%/])"), _years),
    Rule("M or F after the age", pattern(r"(?<![\d./-])(?P<value>[1-9]\d)[ ]?(?-i:[MF])(?=[, ](?!\d))"), _years),
)
"""Ages without a word for years; asked of the first sentences where no others tell one."""
_FIRST: Final = 2


def _sex(text: str) -> Json:
    return "female" if text.casefold().startswith(("f", "w", "l")) else "male"


_VALUE: Final = rf"(?P<value>{_SEX})"

_CASE: Final = r"\bcase[ ](?:involves|concerns|is[ ]that[ ]of|of)"

_NO_PROVIDER: Final = r"(?![ ](?:who[ ]|provider|physician|doctor))"

_SEXES: Final = (
    Rule(
        "sex after the age",
        pattern(rf"\b(?:old|of[ ]age|(?<=\d)y/?o|y[./]?o\.?) (?:[ ]\([^()]{{1,30}}\))? {_BETWEEN} \(?{_VALUE}\b"),
        _sex,
    ),
    Rule(
        "M or F after the age", pattern(rf"\b{_AGED} {_YEARS} [ /,]{{0,2}} \(?(?P<value>(?-i:[MF]))\b(?![./'])"), _sex
    ),
    Rule("worker is a …", pattern(rf"\b(?:{WORKER}|this)[ ](?:is|was)[ ]an? {_BETWEEN} {_VALUE}\b"), _sex),
    Rule("case of a …", pattern(rf"{_CASE}[ ]an? {_BETWEEN} {_VALUE}\b"), _sex),
    Rule("this man", pattern(rf"\b(?:this|the)[ ](?:\w+[ ])?{_VALUE}\b{_NO_PROVIDER}"), _sex),
    Rule("is a …", pattern(rf"(?:[ ](?:is|was)[ ]|\A)an?[ ]{_VALUE}\b{_NO_PROVIDER}"), _sex),
    Rule("labelled", pattern(rf"\b(?:sex|gender)[ ]?:[ ]?{_VALUE}\b"), _sex),
    Rule("sex after the age by itself", pattern(rf"\bage[ ]?:?[ ]?\d\d,?[ ]{_VALUE}\b"), _sex),
    Rule(
        "set off after the noun",
        pattern(rf"\b{WORKER},[ ](?:[^.;,]{{1,20}},[ ])?an?[ ](?:[\w-]+[ ]){{0,2}}?{_VALUE}\b{_NO_PROVIDER}"),
        _sex,
    ),
    Rule("sex before the noun", pattern(rf"\b{_VALUE}[ ]{WORKER}\b"), _sex),
)

_HIS: Final = pattern(
    r"""\b(?P<value>his|her)[ ](?:(?:left|right|own|low|lower|upper|chief|current|usual|regular|work|job)[ ]){0,2}
        (?:neck|back|pain|knees?|shoulders?|hands?|wrists?|elbows?|hips?|ankles?|foot|feet|legs?|arms?|head|symptoms?|injur(?:y|ies)|job
          |duties|employer|medications?|medicines|complaints?|diagnos[ei]s|sleep|gait|date|usual|finger|thumb|wife|husband)\b"""
)
"""A pronoun before what only the worker has here: a part of the body, pain, the injury, the job."""
_HE: Final = pattern(
    r"""\b(?P<value>he|she)[ ](?: (?:was[ ](?:injured|hurt)|sustained|complain(?:s|ed)|underwent|fell|slipped|tripped)\b
        | is[ ]an?[ ](?:now[ ])?\d | (?:has|had|rates|rated)[ ](?:(?!no\b|not\b)[\w-]+[ ]){0,3}?pain\b )"""
)
"""And one that did what no physician does in a summary."""

_MAY_TELL: Final = re.compile(r"old\b|\bage|(?:\b|\d)y[./]?o\b|male|man\b|lady\b|years? of")
"""What every sentence on age or sex has, in lower case."""
_CUES: Final = ("old", "age", "sex:", "gender:", "yo", "y/o", "y.o", "male", "man", "lady", "year of", "years of")
"""And what of that is quickly looked for."""


def read_person(sentences: Sequence[Passage]) -> dict[str, Found]:
    """Age and sex of the worker. Pronouns often mean the physician: they decide only where nothing else does."""
    telling = [sentence for sentence in having(sentences, _CUES) if _MAY_TELL.search(sentence.text.lower())]
    return {
        "patient.age": decide("patient.age", [*hits(telling, _AGES)] or [*hits(sentences[:_FIRST], _BARE_AGES)]),
        "patient.sex": decide("patient.sex", [*hits(telling, _SEXES)] or _by_pronouns(sentences)),
    }


def _by_pronouns(sentences: Sequence[Passage]) -> list[Hit]:
    """The sex of the pronouns before what is the worker's own, where all of them agree."""
    rules = [
        Rule("pronouns", one, lambda said: "male" if said.casefold() in ("his", "he") else "female")
        for one in (_HIS, _HE)
    ]
    found = [*hits(sentences, rules)]
    return found if len({str(hit.value) for hit in found}) == 1 else []
