"""What was done so far: treatment given or being taken and studies made, in the summary's own phrases, one each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from imr_desktop.dates import MONTH_NAME
from imr_desktop.model import Found, Span
from imr_desktop.parsing.finders import Hit, decide, pattern
from imr_desktop.parsing.lexicon import DATE, NUMBER_WORD, WORKER, any_of
from imr_desktop.parsing.lists import LIST, Grammar, Opening, read_list, trimmed
from imr_desktop.parsing.measures import UNRELATED, may_name_any, words_of
from imr_desktop.parsing.passage import Passage
from imr_desktop.parsing.passing import told_in_passing
from imr_desktop.parsing.vocabulary import CONDITION, OPERATION, names_only_a_part, table, words

_STUDY: Final = rf"""(?:MRIs?|MRA|x-?[ ]?rays?|radiographs?|CT(?:[ ]scan)?|EMG(?:/NC[VS])?|NC[VS]|EKG|EEG
    |{any_of("CAT scan | computed tomography | computerized tomography | magnetic resonance imaging | imaging")}
    |{any_of("ultrasound | duplex study | electromyography | electromyogram | nerve conduction study | plain films")}
    |[\w-]+[ ]films|{any_of("bone scan | arthrogram | electrocardiogram | urine drug screen | sleep study")})"""
_STUDY_CUES: Final = tuple(
    (
        "mri|mra|ray|radiograph|ct |emg|ncv|ncs|ekg|eeg|cat scan|tomography|imaging|ultrasound|duplex|electro"
        "|nerve conduction| films|bone scan|arthrogram|drug screen|sleep study"
    ).split("|")
)
"""Words of which each of them, with a word after it, has one, in lower case."""
_MEASURE: Final = r"""(?:treatments?|medicines?|meds|(?:(?:past|prior|current)[ ])?tx|rx|therap(?:y|ies)|stud(?:y|ies)
    |diagnostics?(?![ ](?:impression|assessment|criteri|code))|diagnostic[ ]tests|testing
    |medications?|care|regimen|imaging|modalities|interventions|measures|management
    |surger(?:y|ies)|procedures|surgical[ ]history)"""
_NO_LIST: Final = any_of("not | noted | documented | listed | reported | being | also")
_TAKING: Final = (
    "received | treated with | treated conservatively with | treated non-operatively with | treated initially with"
    "| treated by means of"
    "| completed | remained on | underwent | undergone | restarted | resumed | using | used | uses | utilizing"
    "| utilizes | taking | takes | prescribed | placed on | placed in | depending on | tried | noted trying"
    "| started | began | begun | attended | receives | attending"
    "| participated in | wears | wearing | fitted with | started on"
    "| been through | gone through | carries | carried | given | managed with | injected with | maintained on"
    "| remains on | been on | continued on | finished | went through | continues on | continues with | continues"
)
_TAKES: Final = any_of("|".join(sorted(_TAKING.split("|"), key=len, reverse=True)))
_GIVEN: Final = any_of(
    "administered | supplied | dispensed | given | prescribed | provided | continued | refilled | renewed | endorsed"
    "| completed | attended"
)
_NO_TREATMENT: Final = r"""(?!(?:an?[ ]|the[ ])?
    (?:work|modified|light|diagnos|temporar|disab|off[ ]work|to[ ]|work[ ]|(?:\w+[ ])?(?:evaluation|exam)))"""
"""What a worker is "given", "started" or "used to" beside treatment: restrictions, diagnoses, work."""

_REFUSAL: Final = pattern(
    rf"\b(?:{any_of('lack | no | not | without | absence | unless | until')}|request\w*|den(?:y|ied)|non-?cert\w*)\b"
)
"""Words of the utilization review's reasons: what it missed was not done."""

_GIVEN_THINGS: Final = rf"""\b(?:therapy|x-?rays?|MRI|medications?|injections?|surgery|sessions|care|treatments?
    |shots?|splint|brace|NSAIDs?|rest|acupuncture|chiropractic|anti-?inflammatories
    |crowns?|root[ ]canals?|night-?guard|orthotics|crutches|massage|counseling|psychotherapy
    |{any_of("ibuprofen | naproxen | tylenol | norco | tramadol | motrin | flexeril | gabapentin")})\b"""

_OPENINGS: Final = (
    Opening(
        "treatment included",
        pattern(
            rf"""\b{_MEASURE}\b (?:[ ][\w()/-]+){{0,5}}?
                 (?: [ ](?:includ(?:e|es|ed)|consist(?:s|ed)?[ ]of|compris(?:e|es|ed)(?:[ ]of)?|limited[ ]to
                     |listed(?:[ ]as)?):?
                   | (?<=history)[ ](?:is|was)[ ](?:notable|significant|remarkable|positive)[ ]for:?
                   | (?<=list)[ ](?:shows|showed|contains|contained|has|had|names):?
                   | (?:(?<=medications)|(?<=medicines))[ ](?:are|were)
                     (?: [ ](?:documented|listed|noted|reported)[ ]as | (?![ ]{_NO_LIST}\b) ) :?
                   | (?<!for)[ ]?: | (?:(?<=\bmeds)|(?<=\btx)|(?<=medications))[ ][–—-] )
                 (?:[ ]the[ ]medications?[ ]of)? [ ] {LIST}"""
        ),
        pattern(
            rf"""\b(?:plans?|request\w*|recommend\w*|exam\w*|diagnos[ei]s|allerg\w+|side[ ]effects|goals?|options?
                     |(?<!surgical[ ])(?<!medication[ ])(?<!treatment[ ])history
                         |{any_of("pending|planned|future|sought|ordered|denied")})\b"""
        ),
        cues=(
            "includ",
            "consist",
            "listed",
            ":",
            " - ",
            " – ",
            " — ",
            "compris",
            "limited to",
            "medications",
            "medicines",
            "list",
            "history",
        ),
    ),
    Opening(
        "tried so far",
        pattern(
            rf"""\b(?:tried|used|done|given)[ ](?:so[ ]far|thus[ ]far|to[ ]date)
                 (?:[ ](?:is|are|was|were|include[sd]?))?[ ]?:?[ ] {LIST}"""
        ),
        _REFUSAL,
        cues=("so far", "thus far", "to date"),
    ),
    Opening(
        "treatment, in brackets",
        pattern(r"\b(?:treatments?|care|medications)[ ]to[ ]date[ ]\((?P<value>[^()]{5,240})\)"),
        cues=("to date (",),
    ),
    Opening(
        "treatment was",
        pattern(
            rf"""(?:\A|\b(?:initial|early|conservative|previous|prior|past|earlier|the(?=[ ]treatments\b))[ ])
                 (?:treatments?|care|management|measures)[ ](?:was|were|(?:has|have)[ ]been)[ ]
                 (?:conservative,?[ ])?(?:with[ ])?(?!\w+ed\b|not\b|given\b)(?=[^.;]{{0,60}}{_GIVEN_THINGS}) {LIST}"""
        ),
        _REFUSAL,
        cues=tuple(
            f"{what} {be}"
            for what in ("treatment", "treatments", "care", "management", "measures")
            for be in ("was", "were", "has been", "have been")
        ),
    ),
    Opening(
        "given",
        pattern(
            rf"""^(?![^.;,]{{0,70}}? \b(?:restrict|limitation|request|authoriz|plan\b|record|report|note|rationale
                    |form\b|exam|evaluat|disab|status|diagnos|refer|document|detail|information|work|explan|history
                    |date|result|evidence|finding|reason|number|amount|question))
                (?P<value>[^.;,]{{3,70}}?)[ ](?:was|were)[ ](?:also[ ])?{_GIVEN}\b (?![ ](?:for[ ]review|by[ ]util))"""
        ),
        cues=("was ", "were "),
    ),
    Opening(
        "received",
        pattern(
            rf"""\b(?:{WORKER}|he|she)[ ]
                 (?:{any_of("has|had|also|then|reportedly|apparently|previously|is|was|currently")}[ ]
                     |{any_of("initially|subsequently")}[ ])*
                 (?:(?:noted|reported|documented|said|found)[ ]to[ ]have[ ])? (?:been[ ])? {_TAKES}[ ]
                 {_NO_TREATMENT} (?P<value>[^.]{{3,160}})"""
        ),
        cues=tuple(f" {takes.strip()} " for takes in _TAKING.split("|")),
    ),
    Opening(
        "prescribed by",
        pattern(
            rf"""\b(?:physicians?|provider|doctor|specialist|surgeon|dentist|podiatrist|psychiatrist|\w+ologist
                |nurse|clinic|therapist)[ ]
                 (?:(?:has|had|also|then)[ ])*
                 (?:prescribed|dispensed|administered|injected|started[ ](?:him|her)[ ]on|placed[ ](?:him|her)[ ]on
                     |put[ ](?:him|her)[ ]on)[ ]
                 {_NO_TREATMENT} (?P<value>[^.;]{{3,120}})"""
        ),
        _REFUSAL,
        cues=("prescribed", "dispensed", "administered", "injected", "him on", "her on"),
    ),
    Opening(
        "care including",
        pattern(
            rf"""\b(?:failed|failure[ ]of|despite|completed|exhausted|extensive|responded[ ]to)\b [^.;]{{0,40}}?
                 \b{_MEASURE},?[ ](?:including|such[ ]as|consisting[ ]of|in[ ]the[ ]form[ ]of|to[ ]include)[ ] {LIST}"""
        ),
        _REFUSAL,
        cues=("failed", "failure of", "despite", "completed", "exhausted", "extensive", "responded to"),
    ),
    Opening(
        "failed",
        pattern(r"\A(?:(?:he|she|has|had|and)[ ])*failed[ ](?:trials[ ]of[ ])? (?P<value>[^.;]{3,120})"),
        _REFUSAL,
        cues=("failed",),
    ),
    Opening(
        "despite",
        pattern(
            rf"""\bdespite[ ] (?!this\b|these\b|having\b|being\b) (?=[^.;]{{0,80}}{_GIVEN_THINGS})
                 (?P<value>[^.;]{{3,120}})"""
        ),
        _REFUSAL,
        cues=("despite",),
    ),
    Opening(
        "operated on",
        pattern(
            rf"""\b(?:status[ ]post|s/p)[ -] (?!being|an?\b)
                 (?P<value>[^.;,()]{{0,60}}?{OPERATION}
                     (?:[ ](?:of|to)[ ][^.;,()]{{3,50}} | [ ](?:with|and)[ ][^.;,()]{{0,50}}?{OPERATION} )?)"""
        ),
        pattern(r"\bhistory\b"),
        cues=("status post", "s/p"),
    ),
    Opening(
        "has had",
        pattern(
            rf"""(?:\b(?:{WORKER}|he|she)[ ]|\A)(?:has|had)[ ]had[ ] (?=[^.]{{0,80}}{_GIVEN_THINGS})
                 (?P<value>[^.]{{3,160}})"""
        ),
        cues=("has had", "had had"),
    ),
    Opening(
        "treatment with",
        pattern(
            rf"""\b(?:past|prior|previous|initial|conservative)[ ](?:treatments?|tx|care|management|measures)[ ]with[ ]
                 {LIST}"""
        ),
        _REFUSAL,
        cues=("treatment with", "treatments with", "tx with", "care with", "management with", "measures with"),
    ),
    Opening(
        "had so many",
        pattern(
            rf"""\b(?:{WORKER}|he|she)[ ](?:has[ ]|also[ ])?had[ ]
                 (?=(?:\d+|{NUMBER_WORD}|an?|several|multiple|some)[ ][^.;,]{{0,40}}{_GIVEN_THINGS})
                 (?![^.;,]{{0,60}}\b(?:pain|relief|improve\w*|benefit|response|reaction|allerg\w+|history|request\w*
                     |need|question|denied)\b)
                 (?P<value>[^.;]{{3,160}})"""
        ),
        cues=(" had ",),
    ),
    Opening(
        "study",
        pattern(
            rf"""^(?:an?[ ]|the[ ])?(?:{DATE}[ ])?
                 (?P<value>(?:(?!includ|request|recommend|order)[\w-]+[ ]){{0,4}}?
                     {_STUDY}(?:[ ](?:of|to|from)[ ](?:the[ ])?(?:(?!request|denie|order|recommend|non-?cert|sought
                         |authoriz)[^.;]){{3,80}}?)?
                     (?:[ ](?:left|right|bilateral)[ ][a-z]+)?)
                 (?:[ ](?:impression|report|findings|results?))?
                 [ ](?: (?:(?:was|were)[ ])?(?:dated|performed|taken|obtained|done|completed)\b | (?:on|from)[ ]{DATE}
                     | showed|revealed|reported|demonstrated|indicated|documented
                     | (?:was|were)[ ](?:noted|documented|read|interpreted|reported|negative|positive|normal
                         |unremarkable|abnormal|inconclusive)\b
                     | (?:negative|neg|normal|unremarkable|within[ ]normal|WNL)\b )"""
        ),
        cues=_STUDY_CUES,
    ),
    Opening(
        "performed",
        pattern(rf"\b(?P<value>{_STUDY}(?:[ ](?:of|to)[ ][^.;,]{{3,60}}?)?)[ ]that[ ]was[ ]performed\b"),
        cues=("that was performed",),
    ),
    Opening(
        "obtained",
        pattern(r"\bthat[ ](?P<value>[^.;,]{3,60}?)[ ]were[ ](?:obtained|performed)\b"),
        cues=("were obtained", "were performed"),
    ),
    Opening(
        "helped by",
        pattern(
            r"""\b(?:improved|relieved|helped)\b [^.;]{0,30}? [ ](?:with|by)[ ]
                (?P<value>[^.;,]{3,50}(?:treatments?|therapy|medications?))"""
        ),
        cues=("improved", "relieved", "helped"),
    ),
)

_NUMBER: Final = rf"(?:\#?\d+|(?:one[ ])?hundred|{NUMBER_WORD})(?:[ ]?\(\d+\))?"
_NUMBERED: Final = rf"{_NUMBER}(?:[ ](?:of|out[ ]of|to|-)[ ](?:the[ ])?{_NUMBER})?"
_GENERIC: Final = words(table("measures")["generic"])
_FEW: Final = 2
"""Blanks in a part that may be a name of which nothing is known; a longer one is a clause."""
_EMPTY: Final = any_of(
    "again|about|the|last|latter|former|first|second|third|one|two|three|another|on|of|in|at|for|by|to|from|across|over|each"
    "|both|all|most|which|whom|then|later|subsequently|her|his|own|count|more|less|once|twice|part|time|times|same|day"
)
"""Words of which nothing is named: what is left of "the last on 4/27/16"."""
_NONE_NAMED: Final = pattern(
    rf"""\b(?:{any_of("no | not | unknown | unclear | none | refused | denied | appear | appears | exam")}
            |examination|requests?|CURES|requested|authorization|reported|diagnos[ei]s|alcohol|tobacco|complaints?
            |nothing|benefits?|relief|improvement|refilled|denies|effects|limitations?|off[ ]of[ ]work|time[ ]off)\b
      | \A(?:spent|works|per|according|goes|lives|under|been|graduated|returned)\b | \bbeing\b
      | \b(?:he|she|(?-i:it)|they|himself|herself|themselves)\b
      | \A(?:(?:{_EMPTY}|and|(?:19|20)\d\d)[ ]?)+\Z | \A(?:completed|done|stopped)\Z
      | \A(?:{WORKER}|{MONTH_NAME}|days?|weeks?|months?
            |{any_of("it|he|she|they|session|sessions|visit|visits|first|ordered|continued|noted|specified|provided")})\Z"""
)
"""Parts that name no treatment: there was none, or the sentence has gone on to something else."""

_DID: Final = any_of(
    "walks with | uses | used | using | takes | taking | taken | took | completed | attended | attending | wears"
    "| wearing"
    "| wore | worn | has | have | participated in"
    "| underwent | undergone | undergoing | received | receiving | tried and failed | tried | failed | had"
    "| has | given"
    "| started | followed by | treated with | placed on | put on | prescribed | continued | continues | uses of"
    "| use of"
)
"""What a part that goes on with another verb begins with: "takes Motrin and wears a brace"."""

_EFFECT: Final = any_of(
    "nausea | constipation | dizziness | drowsiness | sedation | rash | upset | stomach | gastritis | weight gain"
    "| itching | groggy | ineffective | effective | helpful | unhelpful | intolerance | intolerant | relief | allergic"
)
"""How a measure went, in brackets after it."""
_SAME_OPERATION: Final = (
    r"(?:internal[ ]fixation\b|(?:fusion|decompression|debridement|stabilization|instrumentation|repair)\b(?![ ]of))"
)
"""What goes on with the operation before it: "discectomy and fusion"."""

_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")

_MEASURES: Final = Grammar(
    ends=pattern(
        rf"""[ ,][ ,]?+ (?: (?:that|which)[ ]["“]?(?:reveal|show|demonstrat|report|document)\w*
            | including[ ](?:first|the)\b | and[ ](?:ordered|requested|recommended|referred|scheduled|sought)\b
            | (?:and|but)[ ](?:continu\w+|fail\w+|remains?
                |{any_of("can | could | has | had | is | was | were | he | she | noted | reported | still")}|it)\b )"""
    ),
    separator=pattern(
        rf""";[ ]?(?:and[ ])? | ,[ ](?!(?:19|20)\d\d\b)(?:and[ ]|as[ ]well[ ]as[ ])?
          | (?<!\bhot)(?<!\bcold)(?<!\bheat)(?<!\bice)[ ]and[ ](?!{_SAME_OPERATION})
          | (?: (?<=\bheat) | (?<=\bice) ) [ ]and[ ](?!heat\b|ice\b|cold\b|hot\b|packs?\b)
          | [ ](?:as[ ]well[ ]as|along[ ]with|including|to[ ]include|such[ ]as|followed[ ]by)[ ]"""
    ),
    begins=lambda _before, piece, _rest: not names_only_a_part(_YEAR.sub("", piece)),
    fore=pattern(
        rf"""\A(?: {any_of("a | an | the | some | his | her | and | at least | approximately | multiple | several")}
                 | {any_of("unspecified | various | other | a total of | up to | over | more than | recent")}
                 | (?:(?:he|she|who)[ ])?(?:(?:has|had|have|was|is|then|also|been)[ ]){{0,3}}{_DID}
                 | {any_of("prescribed | prior | earlier | amounts of | refills of | trials of | trial of | rounds of")}
                 | {any_of("last | last a | pair of | pairs of")}
                 | told[ ]to[ ](?:take|use|wear)
                 | {any_of("including | good trial of | fair trial of")}
                 | {any_of("courses of | course of | course | use of | list")} | prescriptions?[ ]for
                 | (?:sessions?|visits)[ ]of
                 | following:? | \d+[ ]?(?:cc|ml)(?:[ ]of)?
                 | {_NUMBERED}(?:[- ](?:authorized[ ]|approved[ ]|total[ ])?
                     (?:sessions?|visits?|weeks?|months?)(?:[ ]of)?)?
                 | \(?\d{{1,2}}[.)] )[ ]+"""
    ),
    aft=pattern(
        rf"""(?:\b|(?=[ ,(\#])) [ ,]{{0,2}}+ (?:
            \b(?: {any_of("dated | performed | since | that | which | who | without | after | when | while | until")}
                | {any_of("as needed | every | twice | once | at bedtime | daily | three times | due to | prior to")}
                | {any_of("but | taught | failed")}
                | {any_of("show | shows | showed | showing | revealed | was | were | in the past | through | as of")}
                | {any_of("on each side | on both sides | is | are | had been | has been | have been")}
                | {any_of("with which | for which | around the clock | as prescribed | on the day | on the same day")}
                | {any_of("daily | weekly | monthly | outdoors | nightly | a day | a night | per day")}
                | of[ ](?:{DATE}|(?:19|20)\d\d) | of[ ](?:this|that|the)[ ](?:day|date|visit|year|same|previous
                |following|prior)
                | at[ ](?:home|night) | in[ ](?:[a-z]+[ ](?:of[ ])?)?(?:19|20)\d\d | in[ ]the[ ](?:left|right)[ ]hand
                | (?:one|two|three)[ ]to )\b
          | \b(?: (?:on|at|during)[ ](?:this|that)[ ] | on[ ]{DATE} | at[ ]the\b [^.;]{{0,30}} visit
                | form[ ]a\b | from[ ](?: a\b | Dr\b | {DATE}
                    | (?:the|his|her)[ ](?:\w+[ ])?(?:\w+ist|doctor|physician|surgeon|provider|clinic)\b )
                | of[ ](?:at[ ]least|about|up[ ]to)\b
                | for[ ](?: (?:at[ ]least|about|over|up[ ]to|approximately|{NUMBER_WORD}|\d+)\b
                    | (?:[\w-]+[ ]){{0,2}}?
                      (?:anxiety|{any_of("pain | relief | sleep | migraine | spasms | spasm | symptoms")}
                        |inflammation) )
                | with[ ](?: {any_of("improvement | improved | benefit | relief")}
                    | (?![^,;]{{0,30}}{OPERATION})
                      {any_of("significant | no | some | good | minimal | little | partial | limited | any")}
                    | temporary )
                | (?:{NUMBER_WORD}|\d+)[ ](?:days|weeks|months|visits|sessions|treatments|times)\Z )
          | (?<!Tylenol[ ])\#\d
          | \((?= [^()]{{0,60}}\d | [^()]{{0,25}}\b(?:tears?|protrusion|bulge|stenosis|herniation|fracture|neuropathy)\b
                | (?:mild|moderate|severe|normal|negative|positive|{_EFFECT}|stopped|discontinued|with|without|no|not
                    |which|now|then|since|until|\w+ed)\b )
          | (?<=[ ])(?=\d)(?: \d[\d./-]*[ ]?(?:mg|mcg|ml|gm?|%|percent)\b | \d+(?:\.\d+)?/\d{{3}}\b | \d{{2,4}}\Z
                | \d[ ]or\b
                | \d+[ ]?x(?:\b|\d) | \d{{1,2}}[-/]\d{{2,4}}\Z | {DATE}\Z )
          | (?<=[ ])(?=[adefijmnosxtv])(?: x(?:[ ]|\d) | times[ ]{_NUMBER} | {NUMBER_WORD}[ ]or\b
                | (?:(?:from|in|since)[ ])?(?:{MONTH_NAME}[ ])?(?:19|20)\d\d\Z | {DATE}\Z
                | (?:sessions?|(?:(?<=therapy[ ])|(?<=PT[ ]))(?:visits?|treatments?))(?:[ ]to[ ]date)?\Z
                | (?:at[ ]work|on[ ]shift)\Z ) ).*\Z"""
    ),
    fits=lambda name: (
        bool(re.search("[a-zA-Z]{2}", name))
        and not _NONE_NAMED.search(name)
        and not UNRELATED.search(name)
        and not CONDITION.fullmatch(name)
        and (name.count(" ") <= _FEW or bool(_GENERIC.search(name)) or may_name_any(words_of(name)))
    ),
)


_KEY: Final = "summary.treatments"
_IN_PASSING: Final = "told in passing"


_SMALL_WORDS: Final = frozenset({"of", "the", "to", "a", "an", "and"})


def _key_words(name: str) -> set[str]:
    """The words of a measure's name, plural or not; of names of one measure, one has all words of the other."""
    return {word.rstrip("s") for word in re.findall(r"[a-z0-9]+", name.casefold())} - _SMALL_WORDS


def read_treatments(sentences: Sequence[Passage], taken: Sequence[Span] = ()) -> Found:
    """What was given, done or is being taken, and the studies already done; nothing that is planned or requested.

    `taken` is what tells of something else, as the sling does from which a load fell.
    """
    listed = read_list(_KEY, sentences, _OPENINGS, _MEASURES)
    names = [str(name) for name in listed.value] if isinstance(listed.value, list) else []
    known = [_key_words(name) for name in names]
    told: list[Passage] = []
    for sentence in sentences:
        for each in told_in_passing(sentence):
            name = trimmed(each, _MEASURES)
            words = _key_words(name.text)
            own = name and not any(span.start <= name.span.start < span.end for span in taken)
            if own and not any(words <= other or other <= words for other in known if other):
                told.append(name)
                known.append(words)
    whole = [each for each in zip(names, listed.spans, strict=True) if not _is_told_whole(each[0], names)]
    if not told and len(whole) == len(names):
        return listed
    found = sorted([*whole, *((name.text, name.span) for name in told)], key=_place)
    rule = (f"listed and {_IN_PASSING}" if told else str(listed.rule)) if names else _IN_PASSING
    hit = Hit([name for name, _ in found], rule, tuple(span for _, span in found))
    return replace(decide(_KEY, [hit]), candidates=listed.candidates)


_BARE: Final = frozenset(
    "release repair fusion decompression reconstruction replacement injection ct mri emg ncv x-ray x-rays".split()
)


def _is_told_whole(name: str, names: Sequence[str]) -> bool:
    """Whether a bare word is part of another name: "release" of "carpal tunnel release", "CT" of "CT scan"."""
    return name.casefold() in _BARE and any(_key_words(name) < _key_words(other) for other in names)


def _place(found: tuple[str, Span]) -> int:
    return found[1].start
