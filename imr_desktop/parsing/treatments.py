"""What was done so far: treatment given or being taken and studies made, in the summary's own phrases, one each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from imr_desktop.dates import MONTH_NAME
from imr_desktop.model import Found
from imr_desktop.parsing.finders import pattern
from imr_desktop.parsing.lexicon import DATE, NUMBER_WORD, WORKER, any_of
from imr_desktop.parsing.lists import LIST, Grammar, Opening, read_list
from imr_desktop.parsing.passage import Passage
from imr_desktop.parsing.vocabulary import names_only_a_part

_STUDY: Final = rf"""(?:MRIs?|MRA|x-?[ ]?rays?|radiographs?|CT(?:[ ]scan)?|EMG(?:/NC[VS])?|NC[VS]|EKG|EEG
    |{any_of("CAT scan | computed tomography | magnetic resonance imaging | imaging | ultrasound | duplex study")}
    |{any_of("bone scan | arthrogram | electrocardiogram | urine drug screen | sleep study")})"""
_MEASURE: Final = r"(?:treatments?|therap(?:y|ies)|stud(?:y|ies)|diagnostics?|medications?|testing|care|regimen)"
_NO_LIST: Final = any_of("not | noted | documented | listed | reported | being | also")
_TAKES: Final = any_of(
    "received | been treated with | completed | remained on | underwent | undergone | restarted | resumed | using"
    "| uses | utilizing | taking | takes | prescribed | placed on | depending on | tried | noted trying"
)
_GIVEN: Final = any_of("administered | supplied | dispensed | given | prescribed | provided")

_GIVEN_THINGS: Final = r"\b(?:therapy|x-?rays?|MRI|medications?|injections?|surgery|sessions|care|treatments?)\b"

_OPENINGS: Final = (
    Opening(
        "treatment included",
        pattern(
            rf"""\b{_MEASURE}\b (?:[ ][\w()/-]+){{0,5}}?
                 (?: [ ](?:includ(?:e|es|ed)|consist(?:s|ed)?[ ]of|listed):?
                   | (?<=medications)[ ](?:are|were)
                     (?: [ ](?:documented|listed|noted|reported)[ ]as | (?![ ]{_NO_LIST}\b) ) :?
                   | (?<!for)[ ]?: )
                 (?:[ ]the[ ]medications?[ ]of)? [ ] {LIST}"""
        ),
        pattern(
            rf"""\b(?:plans?|request\w*|recommend\w*|exam\w*|diagnos[ei]s
                     |{any_of("pending|planned|future|history|sought|ordered|denied")})\b"""
        ),
    ),
    Opening(
        "given",
        pattern(
            rf"^(?P<value>[^.;,]{{3,70}}?)[ ](?:was|were)[ ](?:also[ ])?{_GIVEN}\b (?![ ](?:for[ ]review|by[ ]util))"
        ),
    ),
    Opening(
        "received",
        pattern(
            rf"""\b(?:{WORKER}|he|she)[ ]
                 (?:{any_of("has|had|also|then|reportedly|apparently|previously|is|was|currently")}[ ])*
                 {_TAKES}[ ] (?!an?[ ]diagnos|diagnos) (?P<value>[^.]{{3,160}})"""
        ),
    ),
    Opening(
        "has had",
        pattern(
            rf"\b(?:{WORKER}|he|she)[ ](?:has|had)[ ]had[ ] (?=[^.]{{0,80}}{_GIVEN_THINGS}) (?P<value>[^.]{{3,160}})"
        ),
    ),
    Opening(
        "study",
        pattern(
            rf"""^(?:an?[ ]|the[ ])?
                 (?P<value>(?:(?!includ)[\w-]+[ ]){{0,4}}?{_STUDY}(?:[ ](?:of|to|from)[ ](?:the[ ])?[^.;]{{3,80}}?)?)
                 [ ](?:dated|performed|(?:on|from)[ ]{DATE}|showed|revealed|reported|demonstrated)"""
        ),
    ),
    Opening(
        "performed", pattern(rf"\b(?P<value>{_STUDY}(?:[ ](?:of|to)[ ][^.;,]{{3,60}}?)?)[ ]that[ ]was[ ]performed\b")
    ),
    Opening("obtained", pattern(r"\bthat[ ](?P<value>[^.;,]{3,60}?)[ ]were[ ](?:obtained|performed)\b")),
    Opening(
        "helped by",
        pattern(
            r"""\b(?:improved|relieved|helped)\b [^.;]{0,30}? [ ](?:with|by)[ ]
                (?P<value>[^.;,]{3,50}(?:treatments?|therapy|medications?))"""
        ),
    ),
)

_NUMBERED: Final = rf"(?:\#?\d+|{NUMBER_WORD})(?:[ ]?\(\d+\))?"
_NONE_NAMED: Final = pattern(
    rf"""\b(?:{any_of("no | not | unknown | unclear | none | refused | denied | unspecified | appear | appears | exam")}
            |examination|requests?|authorization|reported|diagnos[ei]s|alcohol|tobacco|complaints?)\b
      | \A(?:{WORKER}|{MONTH_NAME}
            |{any_of("it|he|she|they|session|sessions|visit|visits|first|ordered|continued|noted|specified|provided")})\Z"""
)
"""Parts that name no treatment: there was none, or the sentence has gone on to something else."""

_MEASURES: Final = Grammar(
    ends=pattern(
        rf"""[ ,]{{1,2}}+ (?: (?:that|which)[ ](?:reveal|show|demonstrat|report|document)\w*
            | including[ ](?:first|the)\b
            | (?:and|but)[ ](?:continu\w+|fail\w+|remains?
                |{any_of("can | could | has | had | is | was | were | he | she | noted | reported | still")}|it)\b )"""
    ),
    separator=pattern(
        r""";[ ]?(?:and[ ])? | ,[ ](?!(?:19|20)\d\d\b)(?:and[ ]|as[ ]well[ ]as[ ])?
          | (?<!\bhot)(?<!\bcold)(?<!\bheat)(?<!\bice)[ ](?:and|as[ ]well[ ]as|along[ ]with|including|such[ ]as)[ ]"""
    ),
    begins=lambda _before, piece, _rest: not names_only_a_part(piece),
    fore=pattern(
        rf"""\A(?: {any_of("a | an | the | some | his | her | and | at least | approximately | multiple | several")}
                 | {any_of("prescribed | prior | course of | course | use of | list")} | (?:sessions?|visits)[ ]of
                 | following:? | {_NUMBERED}(?:[ ](?:sessions?|visits?)(?:[ ]of)?)? )[ ]+"""
    ),
    aft=pattern(
        rf"""[ ,]{{0,2}} (?:
            \b(?: {any_of("dated | performed | since | that | which | who | without | after | when | while | until")}
                | {any_of("as needed | every | twice | once | at bedtime | daily | three times | due to | prior to")}
                | {any_of("but | taught")}
                | {any_of("show | shows | showed | showing | revealed | was | were | in the past | through | as of")}
                | at[ ](?:home|night) | in[ ](?:[a-z]+[ ])?(?:19|20)\d\d | in[ ]the[ ](?:left|right)[ ]hand
                | (?:one|two|three)[ ]to )\b
          | \b(?:on|from)[ ]{DATE} | \bat[ ]the\b [^.;]{{0,30}} visit | \b(?:from|form)[ ]a\b | [ ]x[ ]
          | [ ]\d[\d./-]*[ ]?(?:mg|mcg|ml|gm?|%|percent)\b | \((?=[^()]{{0,60}}\d) | \#\d
          | \bwith[ ]{any_of("significant | no | some | good | minimal | little | partial | limited | any | temporary")}
          | \bwith[ ]{any_of("improvement | improved | benefit | relief")}
          | \bfor[ ]{any_of("pain | relief | sleep | spasm | spasms | symptoms | inflammation")}
          | [ ]sessions?\Z ).*\Z"""
    ),
    fits=lambda name: bool(re.search("[a-zA-Z]{2}", name)) and not _NONE_NAMED.search(name),
)


def read_treatments(sentences: Sequence[Passage]) -> Found:
    """What was given, done or is being taken, and the studies already done; nothing that is planned or requested."""
    return read_list("summary.treatments", sentences, _OPENINGS, _MEASURES)
