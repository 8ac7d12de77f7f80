"""How the injury happened, in the shortest phrase of the summary that says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from imr_desktop.dates import MONTH_NAME
from imr_desktop.model import Found
from imr_desktop.parsing.events import AT_WORK, event
from imr_desktop.parsing.finders import Hit, absent, decide, has_any, having, pattern
from imr_desktop.parsing.lexicon import DATE, WORKER, any_of
from imr_desktop.parsing.passage import Passage

_KEY: Final = "summary.mechanism_of_injury"
_FIRST: Final = 4
"""Sentences at the summary's beginning, those on the review left out, in which it is told how the injury happened."""
_REVIEW_CUES: Final = ("utilization review", "claims administrator", "subsequently appealed", "date of service")

# --- "The mechanism of injury is detailed as a fall." ----------------------------------------------------------------

_TOLD: Final = any_of(
    "detailed | documented | noted | described | reported | stated | listed | given | indicated | recorded | provided"
)
_TOLD_CHAR: Final = r"(?:[^.;]|(?<=\b[MD][rs])\.)"
"""A character of the telling; the full stop of "Mr." and "Dr." ends none."""
_STATED: Final = pattern(
    rf"""\b(?: (?:injury|accident)[ ](?:mechanism|history(?=:)) | mechanism[ ]of[ ](?:the[ ])?(?:injury
        |accident) | (?:mechanism|cause|circumstances|how[ ]it[ ]happened)(?=:)
             | (?:accepted|stated|reported)[ ]mechanism(?=[ ](?:is|was)[ ])
             | history[ ]of[ ](?:the[ ])?(?:injury|accident)(?=:|[ ](?:is|was)[ ]that[ ])
             | cause(?=[ ](?:was|is)[ ]{_TOLD}[ ]as) | (?-i:MOI)\b
             | (?:the|his|her)[ ](?:injury|accident) (?=[ ](?:is|was|has[ ]been)[ ]{_TOLD}[ ]as) )\b
         (?:[ ](?:is|was|has|been|being|involves?|involved|involving))* (?:[ ]{_TOLD})? :?
         (?:[ ](?:as|that|to[ ]be|from|by|occurring|occurred|a[ ]result[ ]of))* [ ] (?P<value>{_TOLD_CHAR}{{3,240}})"""
)
_STATED_CUES: Final = (
    *("mechanism", "cause:", "cause was", "cause is", "moi", "history:", "circumstances:", "happened:", "history of"),
    *(f"{what} {be} " for what in ("injury", "accident") for be in ("is", "was", "has been")),
)
"""Words of which each such sentence has one, in lower case."""

_NOT_STATED: Final = pattern(
    rf"""\A(?:not|un(?:known|clear|specified|available|documented)|no|none|in[ ]the[ ]records)\b
      | \bnot[ ](?:{_TOLD}|specified|disclosed|clear)\b"""
)

_NONE_TOLD: Final = pattern(r"\b(?:no|without)[ ](?:(?!other\b)\w+[ ]){0,2}?(?:mechanism|details|description)\b")

# --- "… sustained an industrial injury when he fainted and fell." ----------------------------------------------------

_CAUSED_BY: Final = any_of("due to | secondary to | as a result of | resulting from | caused by | relative to")
_COMPLAINT: Final = r"(?:(?:his|her|the|severe|persistent|ongoing|continued)[ ])?(?:pain|symptoms|lack)\b"
_CIRCUMSTANCE: Final = pattern(
    rf"""\b(?: injur(?:y|ies|ed(?![ ]worker)) | accident | claim | hurt | sustained | suffered
             | felt[ ](?:an?[ ])?(?:\w+[ ])?(?:pop|pull|snap|tear|crack|twinge|pain) )\b [^.;]{{0,110}}?
         \b(?: (?:when|in[ ]which|(?<!collision[ ])(?<!accident[ ])(?<!crash[ ])while)[ ](?!{AT_WORK})
             | as[ ](?=(?:he|she|the[ ]{WORKER})[ ]) | after[ ](?=\w+ing\b)
             | {_CAUSED_BY}[ ](?!{_COMPLAINT}) )
         (?P<value>{_TOLD_CHAR}{{3,200}})"""
)

# --- words that only tell of an accident -----------------------------------------------------------------------------

_DONE_TO: Final = any_of(
    "punched | struck | hit | kicked | bitten | assaulted | attacked | thrown | rear-ended | pushed"
)
_MEASURED: Final = (
    "nightmares headaches episodes attacks pain level levels frequency score scores pressure weight dose use"
)
_NO_MEASURE: Final = "".join(rf"(?<!\b{word}[ ])" for word in _MEASURED.split())
"""What falls from much to little is no person."""

_EVENT: Final = pattern(
    rf"""\b(?P<value>
          (?:slipped|tripped)[ ](?:on|over)[ ] [^.,;]{{3,60}}
        | (?:slipped|tripped|fainted|stumbled)[ ]and[ ]fell (?:[ ](?:off|from|down|over|into|onto|on)[ ][^.,;]{{3,50}})?
        | (?:a[ ])?(?:slip|trip)[ ]and[ ]fall\b
        | {_NO_MEASURE} fell[ ](?:off|from|down|into|through|to|onto)[ ]
          (?!\d|(?:night|dai|week|month)ly\b) [^.,;]{{3,60}}
        | (?:motor[ ]vehicle|car|auto(?:mobile)?|forklift|truck|bicycle)[ ](?:accident|collision)
        | (?:(?<=being[ ])|(?<=was[ ])){_DONE_TO} [^.,;]{{0,60}}
        | (?:dog|animal|insect|spider|bee|snake)[ ](?:bite|bit|sting|stung|attack)\b [^.,;]{{0,60}}
        | (?:(?<=he[ ]was[ ])|(?<=patient[ ]was[ ])|(?<=worker[ ]was[ ])|(?<=claimant[ ]was[ ])|(?<=applicant[ ]was[ ]))
          \w+ing[ ] [^.,;]{{2,60}}?
          (?=[ ](?: when[ ](?:he|she|the[ ]\w+)[ ](?:felt|heard|noticed|experienced|developed|had)
                  | and[ ](?:felt|heard) )\b)
        | (?:slipped|tripped|stumbled|fell)[ ]and[ ](?:twisted|hit|struck)[ ] [^.,;]{{3,50}}
        | (?<!\band[ ])(?:twisted|rolled|jammed|crushed|smashed)[ ](?:his|her)[ ] [^.,;]{{3,50}}
        | needle[ -]?sticks? (?:[ ](?:while|when|from)[ ][^.,;]{{3,50}})?
        | (?:job|work|workplace|occupational)[ -](?:related[ ])?stress\b | hostile[ ]work[ ]environment
        | cumulative[ ]trauma\b (?![ ](?:date|claim|injur)) [^.,;]{{0,60}}
        | (?:(?<=due[ ]to[ ])|(?<=secondary[ ]to[ ])|(?<=associated[ ]with[ ]))
          (?:repetitive|continuous|prolonged)[ ] [^.,;]{{3,60}}
        )"""
)
_EVENT_CUES: Final = (
    *"slip trip faint twisted rolled jammed crushed smashed stumbl fell accident collision punch struck hit".split(),
    *"needle kick bit assault attack thrown rear- push sting stung cumulat stress hostile repetit continuous".split(),
    *("prolonged", " when ", " and felt", " and heard"),
)
"""Words of which every such phrase has one, in lower case: most sentences have none."""

_NO_EVENT: Final = pattern(
    r"""\b(?:denie[sd]|risk|history[ ]of(?![ ](?:an?[ ])?(?:industrial[ ]|occupational[ ]|work[ -](?:related[ ])?)?
              (?:injury|claim)\b)
          |prior|previous(?:ly)?|family|scores?|inventory|index(?![ ]finger)|scale|rating
          |fell[ ](?:asleep|ill|behind)|hit[ ]a[ ](?:plateau|wall)|as[ ]a[ ]child|mother|father
          |brother|sister|wife|husband|at[ ]home)\b"""
)

# --- the shortest phrase ---------------------------------------------------------------------------------------------

_SUBJECT: Final = rf"(?:(?:(?:the|this|an?)[ ])?{WORKER}|he/she|he|she|they)[ ](?:was[ ]|were[ ]|had[ ]been[ ])?"
_LEAD: Final = pattern(
    rf"""\A(?:that[ ])?(?:(?:when|while|as|after|due[ ]to|secondary[ ]to)[ ])?(?:{_SUBJECT})?(?:being[ ])?
         (?:involved[ ]in[ ]an?[ ])?"""
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
    rf"""[ ,]{{1,2}}+ (?: (?:and|which|that|where)[ ]{_SEQUEL}\b
        | (?:it[ ])?(?:was|is|has[ ]been)[ ]reported\b | that[ ](?:was|were|is)[ ](?:not|too)\b
            | and[ ](?:now[ ])?(?:is|are|has|underwent|went[ ](?:to|for|back|home)|continues|complains|presents
                |reports|remains)\b
        | with[ ](?:(?:the|a)[ ])?(?:resulting|resultant|subsequent|immediate|onset|injur|pain|complaints|he\b|she\b)
        | (?:resulting|causing|incurring|sustaining|injuring|striking|hitting|landing|hurting)\b
        | (?:when[ ]|and[ ])?(?:he|she|the[ ]\w+)[ ](?:felt|heard|noticed|experienced|developed|had)\b
        | as[ ](?:he|she|they)[ ]was\b | rule[ ]out\b | from[ ](?:{DATE}|(?:19|20)\d\d) | (?:on|dated)[ ]{DATE}
        | on[ ](?:\d|{MONTH_NAME}[ ]\d) | (?:in|during|since|of|through)[ ]{DATE} | at[ ]work\b(?=[ ,.]|\Z)
        (?![ ](?:from|because|due|by|with)\b)
            | while[ ](?:working(?=[ ]?(?:[,.]|\Z|as\b|for\b|at\b|in\b|and\b))
        |at[ ]work\b) )"""
)
_ARTICLE: Final = pattern(r"\A(?:an?)[ ]")


def read_mechanism(sentences: Sequence[Passage]) -> Found:
    """How the injury happened; absent, too, where the summary says that it is not known."""
    likely = having(sentences, _STATED_CUES)
    stated = [sentence.group(match, "value") for sentence in likely if (match := _STATED.search(sentence.text))]
    if any(_NOT_STATED.search(told.text) for told in stated) or any(_NONE_TOLD.search(one.text) for one in likely):
        return absent(_KEY, "said not to be known")
    telling = [sentence for sentence in sentences if not has_any(sentence.text.lower(), _REVIEW_CUES)]
    first, rest = telling[:_FIRST], telling[_FIRST:]
    hits = [_shortest(told, "mechanism of injury is") for told in stated]
    hits += _in_circumstances(first)
    if not hits:
        hits = [*_as_clause(first), *_as_event(first)]
    return decide(_KEY, hits or [*_as_event(rest)])


def _in_circumstances(sentences: Sequence[Passage]) -> Iterator[Hit]:
    for sentence in sentences:
        if match := _CIRCUMSTANCE.search(sentence.text):
            yield _shortest(sentence.group(match, "value"), "injured when")


def _as_event(sentences: Sequence[Passage]) -> Iterator[Hit]:
    for sentence in having(sentences, _EVENT_CUES):
        if not _NO_EVENT.search(sentence.text) and (match := _EVENT.search(sentence.text)):
            yield _shortest(sentence.group(match, "value"), "words for an accident")


def _as_clause(sentences: Sequence[Passage]) -> Iterator[Hit]:
    for sentence in sentences:
        if (told := event(sentence)) and not _NO_EVENT.search(sentence.text):
            name, clause = told
            yield _shortest(clause, name)


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
