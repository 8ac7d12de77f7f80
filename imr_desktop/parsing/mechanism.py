"""How the injury happened, in the shortest phrase of the summary that says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from imr_desktop.model import Found
from imr_desktop.parsing.finders import Hit, absent, decide, pattern
from imr_desktop.parsing.lexicon import WORKER, any_of
from imr_desktop.parsing.passage import Passage

_KEY: Final = "summary.mechanism_of_injury"
_FIRST: Final = 4
"""Sentences at the summary's beginning in which the circumstances of the injury are told."""

# --- "The mechanism of injury is detailed as a fall." ----------------------------------------------------------------

_TOLD: Final = any_of(
    "detailed | documented | noted | described | reported | stated | listed | given | indicated | recorded | provided"
)
_STATED: Final = pattern(
    rf"""\b(?: mechanism[ ]of[ ](?:the[ ])?(?:injury|accident)
             | (?:the|his|her)[ ](?:injury|accident) (?=[ ](?:is|was|has[ ]been)[ ]{_TOLD}[ ]as) )\b
         (?:[ ](?:is|was|has|been|being))* (?:[ ]{_TOLD})? :?
         (?:[ ](?:as|to[ ]be|from|by|occurring|occurred|a[ ]result[ ]of))* [ ] (?P<value>[^.;]{{3,240}})"""
)
_NOT_STATED: Final = pattern(
    rf"""\A(?:not|un(?:known|clear|specified|available|documented)|no|none|in[ ]the[ ]records)\b
      | \bnot[ ](?:{_TOLD}|specified|disclosed|clear)\b"""
)

# --- "… sustained an industrial injury when he fainted and fell." ----------------------------------------------------

_CAUSED_BY: Final = any_of("due to | secondary to | as a result of | resulting from | caused by")
_COMPLAINT: Final = r"(?:(?:his|her|the|severe|persistent|ongoing|continued)[ ])?(?:pain|symptoms|lack)\b"
_CIRCUMSTANCE: Final = pattern(
    rf"""\b(?:injur(?:y|ies|ed(?![ ]worker))|accident|claim)\b [^.;]{{0,110}}?
         \b(?: (?:when|while)[ ](?!seen|evaluated) | after[ ](?=\w+ing\b) | {_CAUSED_BY}[ ](?!{_COMPLAINT}) )
         (?P<value>[^.;]{{3,200}})"""
)

# --- words that only tell of an accident -----------------------------------------------------------------------------

_DONE_TO: Final = any_of(
    "punched | struck | hit | kicked | bitten | assaulted | attacked | thrown | rear-ended | pushed"
)
_EVENT: Final = pattern(
    rf"""\b(?P<value>
          (?:slipped|tripped)[ ](?:on|over)[ ] [^.,;]{{3,60}}
        | (?:slipped|tripped|fainted|stumbled)[ ]and[ ]fell (?:[ ](?:off|from|down|over|into|onto|on)[ ][^.,;]{{3,50}})?
        | (?:a[ ])?(?:slip|trip)[ ]and[ ]fall\b
        | fell[ ](?:off|from|down|into|through|to|onto)[ ] [^.,;]{{3,60}}
        | (?:motor[ ]vehicle|car|auto(?:mobile)?|forklift|truck|bicycle)[ ](?:accident|collision)
        | (?<=being[ ]){_DONE_TO} [^.,;]{{0,60}}
        | cumulative[ ]trauma\b [^.,;]{{0,60}}
        | (?:(?<=due[ ]to[ ])|(?<=secondary[ ]to[ ])|(?<=associated[ ]with[ ]))
          (?:repetitive|continuous|prolonged)[ ] [^.,;]{{3,60}}
        )"""
)
_NO_EVENT: Final = pattern(r"\b(?:denie[sd]|risk|history[ ]of|prior|previous|family)\b")

# --- the shortest phrase ---------------------------------------------------------------------------------------------

_SUBJECT: Final = rf"(?:(?:the|this|an?)[ ]{WORKER}|he/she|he|she|they)[ ](?:was[ ]|were[ ]|had[ ]been[ ])?"
_LEAD: Final = pattern(
    rf"\A(?:that[ ])?(?:(?:when|while|as|after|due[ ]to|secondary[ ]to)[ ])?(?:{_SUBJECT})?(?:being[ ])?"
)
_SENSATION: Final = pattern(
    r"\A(?:felt|noticed|experienced|developed|had|reported)\b .{0,160}? \b(?:while|when|as|after)[ ]"
)
"""What was felt comes before what was done: "felt pain while getting out of the car"."""

_SEQUEL: Final = any_of(
    "he | she | they | subsequently | sustained | injured | felt | developed | experienced | broke | caused | resulted"
    "| began | immediately | landed | landing | had | in | a"
)
_FOLLOWED: Final = pattern(
    rf"""[ ,]{{1,2}}+ (?: (?:and|which|that|with|where)[ ]{_SEQUEL}\b
        | (?:resulting|causing|incurring|sustaining|injuring)\b
        | rule[ ]out\b | on[ ]\d | while[ ](?:working|at[ ]work)\b )"""
)
_ARTICLE: Final = pattern(r"\A(?:an?)[ ]")


def read_mechanism(sentences: Sequence[Passage]) -> Found:
    """How the injury happened; absent, too, where the summary says that it is not known."""
    for sentence in sentences:
        if (match := _STATED.search(sentence.text)) and _NOT_STATED.search(match["value"]):
            return absent(_KEY, "said not to be known")
    return decide(_KEY, [*_stated(sentences), *_in_circumstances(sentences), *_as_event(sentences)])


def _stated(sentences: Sequence[Passage]) -> Iterator[Hit]:
    for sentence in sentences:
        if match := _STATED.search(sentence.text):
            yield _shortest(sentence.group(match, "value"), "mechanism of injury is")


def _in_circumstances(sentences: Sequence[Passage]) -> Iterator[Hit]:
    for sentence in sentences[:_FIRST]:
        if match := _CIRCUMSTANCE.search(sentence.text):
            yield _shortest(sentence.group(match, "value"), "injured when")


def _as_event(sentences: Sequence[Passage]) -> Iterator[Hit]:
    for sentence in sentences:
        if not _NO_EVENT.search(sentence.text) and (match := _EVENT.search(sentence.text)):
            yield _shortest(sentence.group(match, "value"), "words for an accident")


def _shortest(told: Passage, rule: str) -> Hit:
    """The phrase without who it happened to, what was felt and what followed."""
    for opening in (_LEAD, _SENSATION, _LEAD):
        if match := opening.match(told.text):
            told = told.cut(match.end())
    if followed := _FOLLOWED.search(told.text, 3):
        told = told.cut(0, followed.start())
    if article := _ARTICLE.match(told.text):
        told = told.cut(article.end())
    told = told.cut(0, None, ' ,.:;"“”')
    return Hit(told.text, rule, (told.span,))
