"""What the worker is diagnosed with or treated for: the summary's own phrases, one condition each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from imr_desktop.dates import MONTH_NAME
from imr_desktop.model import Found
from imr_desktop.parsing.finders import having, pattern
from imr_desktop.parsing.lexicon import DATE, NUMBER_WORD, WORKER, any_of
from imr_desktop.parsing.lists import LIST, Grammar, Opening, read_list
from imr_desktop.parsing.passage import Passage
from imr_desktop.parsing.vocabulary import COMPLAINT, CONDITION, OPERATION, SYMPTOM, names_only_a_part

_KEY: Final = "summary.diagnoses"
_BE: Final = any_of("is | was | are | were | been | being | undergoing | under | receiving")
_BEING: Final = rf"(?:{any_of('also | now | being | under | undergoing | medical | active | still')}|\w+ly)"
_HAVE: Final = any_of("is | are | was | were | has | have | had | been | that | which | also | currently")
_SAID: Final = any_of("documented | listed | noted | stated | given | reported | recorded | described | identified")
_INCLUDE: Final = r"""(?:as|to[ ]be|to[ ]include|include[sd]?(?:,?[ ]but[ ](?:are|is)[ ]not[ ]limited[ ]to:?,?)?
    |including
    |consist(?:s|ed)?[ ]of|of(?![ ]record\b|[ ]\d))"""

_WOUND: Final = r"""\b(?:burns?|fractures?|lacerations?|tears?|ruptures?|amputations?|concussions?|dislocations?
    |crush[ ]injur\w+
    |sprains?|strains?|contusions?|hernias?|avulsions?|punctures?|hematomas?|abrasions?|herniat\w+|depression|disorder|syndrome
    |hearing[ ]loss|asthma|(?!lord|kyph|scoli)\w+(?:itis|osis|opathy|opathies|listhesis|plegia)|impingement
    |instability|derangement
    |hypertension|diabetes|dysfunction|incontinence|CRPS|PTSD|apnea|insomnia|anxiety|vertigo|tinnitus|migraines?
    |frozen[ ]shoulder|nonunion|malunion)\b"""

_OPENINGS: Final = (
    Opening(
        "under treatment for",
        pattern(
            rf"""\b{_BE}\b (?:[ ]{_BEING})* [ ](?:treated(?:[ ](?:by|at)[ ][^.;,]{{3,40}}?)?|treatments?
                |care)[ ]for:?[ ]
                 (?:the[ ]diagnos[ei]s[ ]of[ ])? {LIST}"""
        ),
        cues=("treated for", "treated by", "treated at", "treatment for", "treatments for", "care for"),
    ),
    Opening(
        "under the care of … for",
        pattern(
            rf"""\b(?: (?:under|in)[ ](?:the[ ])?(?:care|treatment)[ ]of[ ](?:[^.;,]|(?<=\bDr)\.){{3,60}}?
                    | (?:is|was|been|being)[ ](?:{_BEING}[ ])?(?:followed|managed|monitored
                    |cared[ ]for)(?:[ ]by[ ][^.;,]{{3,50}}?)?
                    | sees[ ][^.;,]{{3,50}}? )
                 [ ]for[ ](?!a[ ]follow|follow) {LIST}"""
        ),
        cues=("care of", "treatment of", "followed", "managed", "monitored", "cared for", "sees"),
    ),
    Opening(
        "records list",
        pattern(
            rf"""\b(?:records?|chart|file|claim|psych\w+|physicians?|providers?|doctors?|surgeons?|internist|dentist|\w+ologist
                    |chiropractor|notes?|reports?|podiatrist|physiatrist|treater
                    |examiner|evaluator|(?-i:PTP|[AQ]ME))\b [^.;]{{0,30}}?
                 [ ](?:lists?|listed|names?|named|carry|carries|give|gives|gave):?[ ] (?:the[ ])?(?:(?:conditions?
                     |labels?|problems?)[ ]of[ ])?
                 {LIST}"""
        ),
        pattern(r"\b(?:medic\w+|plan|request\w*|symptoms?|complaints?|findings?)\b"),
        cues=("list", "name", "carr", "give", "gave"),
    ),
    Opening(
        "carries",
        pattern(
            rf"""\b(?:{WORKER}|he|she)[ ](?:(?:has|have|also|currently|now)[ ])*
                 (?:carries|carried|suffers[ ]from|suffered[ ]from|(?:been|was|is)[ ](?:labell?ed[ ](?:as|with)
                     |given[ ]the[ ]label[ ]of
                    |found[ ]to[ ]have|left[ ]with) | (?:meets|met)[ ](?:the[ ])?criteria[ ]for)[ ]
                 (?:(?:an?|the)[ ](?:labels?)[ ]of[ ])? {LIST}"""
        ),
        cues=("carrie", "suffer", "label", "found to have", "left with", "criteria for"),
    ),
    Opening(
        "accepted conditions",
        pattern(
            rf"""\b(?: accepted(?:[ ](?:\w+[ ]){{0,3}}?(?:conditions?|diagnos[ei]s|injur(?:y|ies)|claim|body[ ]parts?))?
                    | (?:active|current|chronic|listed)[ ]problems? | problems?(?:[ ](?:listed|noted))?(?=:)
                        | problem[ ]list
                        | ICD-?(?:9|10)?(?:[ ]codes?)?
                    | (?:industrial|compensable|claimed|work-related|covered)[ ](?:conditions?|diagnos[ei]s)
                    | (?:his|her|{WORKER}['’]s)[ ]conditions? | the[ ]condition(?=[ ]is[ ])
                    | injuries(?=[ ](?:are|were)[ ]{_SAID}[ ]as\b)
                    | conditions[ ](?:(?:being[ ])?treated|under[ ]treatment) | treated[ ]conditions )
                 (?:[ ](?:(?:is|are|was|were)(?:[ ]{_SAID}[ ]as)?|includes?|included|for|as|of):?|[ ]?:)[ ] {LIST}"""
        ),
        pattern(r"\b(?:plan|request\w*|denied|not)\b"),
        cues=("injuries", "accepted", "problem", "condition", "icd"),
    ),
    Opening(
        "… are the diagnoses",
        pattern(
            r"""(?:\A|;[ ])(?P<value>[^.;:]{5,200}?)[ ](?:is|are|was|were)[ ](?:(?:the|his|her|all
                |among[ ]the)[ ])? (?:(?!not)[\w-]+[ ]){0,2}
                 (?:diagnos[ei]s|conditions?|accepted|problems?[ ]listed|impressions?|under[ ]treatment|labels?)\b"""
        ),
        cues=("diagnos", "condition", "accepted", "impression", "under treatment", "label", "problem"),
    ),
    Opening(
        "records show treatment for",
        pattern(
            rf"""\b(?:(?:show|indicate|reveal|document|note)\w*[ ]treatment|treatment[ ](?:is|was|has[ ]been))
                 [ ](?:for|directed[ ](?:at|to|toward))[ ]
                 {LIST}"""
        ),
        cues=("treatment for", "treatment is for", "treatment was for", "treatment has been for", "directed"),
    ),
    Opening(
        "listed are",
        pattern(
            rf"""(?:\A|\b(?:records?|notes?|reports?|physicians?)[ ])(?:listed|noted|carried)\b[^.;:]{{0,40}}?
                 [ ](?:is|are|was|were)(?:[ ]the[ ]following)?[ ]?:?[ ] (?=[^;]{{0,60}}?{_WOUND}) {LIST}"""
        ),
        pattern(r"\b(?:medic\w+|plan|request\w*|symptoms?|complaints?|findings?|not)\b"),
        cues=("listed", "noted", "carried"),
    ),
    Opening(
        "what the doctor calls",
        pattern(rf"\bwhat[ ](?:[\w-]+[ ]){{1,3}}(?:calls?|called|terms?|termed|describes?[ ]as)[ ] {LIST}"),
        cues=("what ",),
    ),
    Opening(
        "diagnosed with",
        pattern(rf"\b(?:diagnosed|assessed)[ ](?:(?:the[ ]{WORKER}|him|her)[ ])?(?:as[ ]having|as|with)[ ] {LIST}"),
        cues=("diagnosed", "assessed"),
    ),
    Opening(
        "presentation consistent with",
        pattern(rf"\bpresentation[ ](?:is|was)[ ]consistent[ ]with[ ] {LIST}"),
        cues=("presentation",),
    ),
    Opening(
        "diagnoses are",
        pattern(
            rf"""\b(?:diagnos(?:is|es|tic[ ]impressions?)|Dx)\b
                 (?:[ ](?:per|by|at|in|during|on|from|as[ ]of)(?:[ ](?!is\b|are\b|was\b|were\b)[\w'’/-]+){{1,7}}?)?
                 (?: (?:[ ]of[ ]record)?
                       (?:[ ]{_HAVE})* (?:[ ]{_SAID})? (?:[ ]{_INCLUDE})+ [ ]?:?
                   | (?:,[ ][^.;,]{{3,40}},)? (?:[ ](?!of\b)(?:{_SAID}|[a-z]+ed))?[ ](?:is|are|was|were):?
                   | (?:[ ](?!is\b|are\b|was\b|were\b)[\w'’/-]+){{0,4}}[ ]?:
                   | (?<=[.;][ ]Dx) | (?<=\ADx) ) [ ] {LIST}"""
        ),
        pattern(r"\b(?:plan|request|history[ ]of)\b"),
        cues=("diagnos", "dx"),
    ),
    Opening(
        "diagnoses, in brackets",
        pattern(r"\bdiagnos[ei]s[ ]\((?P<value>[^()]{4,240})\)"),
        pattern(r"\b(?:plan|history[ ]of)\b"),
        cues=("diagnosis (", "diagnoses ("),
    ),
    Opening(
        "assessment was",
        pattern(
            rf"""\b(?:assessments?|impressions?) (?:[ ](?:at|on|from|by|per)(?:[ ](?!is\b|was\b)[\w'’/-]+){{1,5}}?)?
                 (?:[ ](?:is|was|are|were|includ(?:es?|ed)|of|reads?):?|[ ]?:)[ ] {LIST}"""
        ),
        pattern(rf"\b{any_of('MRI | CT | x-ray | x-rays | imaging | radiology | radiographs | plan | request')}\b"),
        cues=("assessment", "impression"),
    ),
    Opening(
        "claim filed for",
        pattern(rf"\b(?:filed[ ](?:an?[ ])?(?:[\w-]+[ ])?claim[ ](?:for|of)|claim[ ](?:is|was)[ ]for)[ ] {LIST}"),
        cues=("filed", "claim is", "claim was"),
    ),
    Opening(
        "attributed to",
        pattern(
            rf"""\b(?:pain|issues|complaints|symptoms)[ ](?:was[ ]|were[ ])?(?:reportedly[ ])?attributed[ ]to[ ]
                 (?!an?[ ](?:fall|industrial|work)|cumulative|repetitive) {LIST}"""
        ),
        cues=("attributed to",),
    ),
)

_WEAK_OPENINGS: Final = (
    Opening(
        "a word on diagnosis",
        pattern(
            rf"""\bdiagnos(?:is|es|ed(?:[ ]conditions?)?|tic[ ]impressions?)\b
                 (?: (?:[ ](?!of\b|with\b)[\w'’-]+){{0,6}}?[ ](?:is|are|was|were|remains?|included?|includes|including
                     |as
                     |being):? | [ ]?[:–—-]{{1,2}} | ,)?
                 (?:[ ](?:of|with))? [ ] {LIST}"""
        ),
        pattern(r"\b(?:plan|request\w*|no|not|history|MRI|x-?rays?|CT)\b"),
        cues=("diagnos",),
    ),
    Opening(
        "care for",
        pattern(
            rf"""\b(?:treat(?:ed|ing|s|ment)?|care|seen|follow(?:ed|s|ing)?|manag\w+|monitor\w*|sees|seeing|attends?|therapy)\b
                 [^.;]{{0,70}}? [ ]for[ ](?!the[ ]past|\d|{NUMBER_WORD}\b|six|an?[ ](?:month|week|year)) {LIST}"""
        ),
        pattern(r"\b(?:plan|request\w*|recommend\w*|no|not|denied|guideline\w*|authoriz\w+|medication|Norco)\b"),
        cues=(" for ",),
    ),
    Opening(
        "suffered",
        pattern(
            rf"""\b(?:{WORKER}|he|she|who|and)[ ](?:(?:has|had|also|thereby|still|\w+ly)[ ])?
                 (?:suffered|sustained|incurred|developed|fractured|had|has)[ ] (?!(?:[\w-]+[ ]){{0,3}}history\b)
                     (?=[^.;]{{0,80}}?{_WOUND}) {LIST}"""
        ),
        pattern(r"\b(?:no|not|never|deni\w+|history|prior|previous|past|old)\b"),
        cues=("suffered", "sustained", "incurred", "developed", "has", "had"),
    ),
    Opening(
        "sustaining",
        pattern(rf"\b(?:sustaining|suffering|resulting[ ]in|causing|with)[ ] (?=[^.;]{{0,60}}?{_WOUND}) {LIST}"),
        pattern(r"\b(?:no|not|never|deni\w+|history|prior|previous|past|old|exam\w*|MRI|x-?ray\w*|CT)\b"),
        cues=("sustaining", "suffering", "resulting in", "causing", "with"),
    ),
    Opening(
        "records show",
        pattern(
            rf"""\b(?:records?|documentation|charts?|files?|notes?|reports?)\b (?:[ ](?:dated|of|from)[ ]{DATE})? [ ]
                 (?:show|shows|showed|indicate|indicates|reflect|reveal|reveals|supports?)[ ]
                 (?=[^.;]{{0,60}}{_WOUND}) {LIST}"""
        ),
        pattern(r"\b(?:MRI|x-?rays?|CT|EMG|imaging|radiolog\w+|operative|exam\w*|no|not)\b"),
        cues=("record", "documentation", "chart", "file", "note", "report"),
    ),
    Opening(
        "records mention",
        pattern(
            rf"""\b(?:records?|reports?|charts?|files?|physicians?|providers?|doctors?|surgeons?)\b [^.;]{{0,30}}?
                 [ ](?:references?|mentions?|describes?|cites?|reflects?|documents?)[ ] {LIST}"""
        ),
        pattern(r"\b(?:medic(?:ation|ine)\w*|plan|request\w*|symptoms?|complaints?|findings?|no|not)\b"),
        cues=("reference", "mention", "describe", "cite", "reflect", "document"),
    ),
    Opening(
        "found by the doctor",
        pattern(
            rf"""\b(?:doctor|physician|surgeon|dentist|\w+ologist|podiatrist|examiner|evaluator|(?-i:[AQ]ME))[ ]
                 (?:also[ ])?(?:found|identified|detected|confirmed)[ ] (?=[^.;]{{0,40}}?{_WOUND}) {LIST}"""
        ),
        pattern(r"\b(?:no|not|MRI|x-?rays?|CT)\b"),
        cues=(" found", "identified", "detected", "confirmed"),
    ),
    Opening(
        "brought about",
        pattern(
            rf"""\b(?:(?:has|have|had)[ ](?:caused|produced|brought[ ]on|resulted[ ]in|led[ ]to)|(?:is|are|was
                |been)[ ]treating
                    |left[ ](?:him|her|the[ ]{WORKER})[ ]with)[ ] {LIST}"""
        ),
        pattern(r"\b(?:request\w*|plan|no|not|MRI|x-?rays?|medication|drug|side)\b"),
        cues=("caused", "produced", "brought", "resulted", "led to", "treating", "left "),
    ),
    Opening(
        "treatment of",
        pattern(rf"\bfor[ ](?:the[ ])?(?:treatment|management)[ ]of[ ] (?:(?:his|her|an?)[ ])? {LIST}"),
        pattern(r"\b(?:request\w*|plan|recommend\w*|denied|guideline\w*)\b"),
        cues=("treatment of", "management of"),
    ),
)
"""Sentences that name a condition without calling it a diagnosis; asked only where no other names one."""

_OF_OTHERS: Final = pattern(
    r"""\b(?:(?:his|her|an?|the)[ ](?:mother|father|brother|sister|son|daughter|uncle|aunt|cousin|grand\w+|sibling
        |parent)s?\b
          |family[ ](?:history|members?))"""
)
_KIN: Final = tuple(
    " mother| father| brother| sister| son| daughter| uncle| aunt| cousin| grand| sibling| parent|family".split("|")
)
"""Words of which each such sentence has one, in lower case."""
_NO_CONDITION: Final = pattern(
    r"""\b(?:no|not|denies|denied|excluded|ruled[ ]out|unlikely|never|absent|negative|resolved|considered|history
          |differential|\w*orthos[ei]s|prosthes[ei]s)\b"""
)

_DEGREE: Final = pattern(r"(?:acute|chronic|possible)\b")
"""Said after a condition as well as before one: "PTSD, chronic"."""
_ONE_OF_MANY: Final = pattern(r"\b(?:of|to|in|at)\b")


_ITEM: Final = pattern(rf"\(?\d{{1,2}}[.)][ ] | (?:status[ ]post|s/p)[ ](?=[^,;.]{{0,60}}{OPERATION})")
"""What begins with a number in a list, or names an operation that was done, stands by itself."""
_NEW_CLAUSE: Final = pattern(r"(?:[\w-]{1,20}[ ]){0,2}(?:diagnos[ei]s|conditions?)[ ](?:is|are|include)\b")


_STRAIN: Final = pattern(r"\b(?:sprains?|strains?)\Z")
"""The halves of one injury, "neck sprain and strain", of which the second does not stand by itself."""
_LONGEST_STRAIN: Final = 8
_SIDED: Final = pattern(r"(?:left|right|bilateral)[ ]\w")
"""Where the condition before it is: "epicondylitis, right elbow, and …"."""
_OPEN: Final = pattern(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th))\Z"
)
"""What the bone is still wanting to: "healed second and third metatarsal fractures"."""


def _begins_another(before: str, piece: str, rest: str) -> bool:
    """Whether a piece of a list begins another condition, rather than going on with the one before it.

    "contusion of face, scalp" goes on; in "neck sprain, right and left knee sprain" the lone "right" begins another.
    """
    if _ITEM.match(f"{piece} ") or _NEW_CLAUSE.match(piece):
        return True
    if _STRAIN.fullmatch(piece) and _STRAIN.search(before, max(0, len(before) - _LONGEST_STRAIN)):
        return False
    if _OPEN.search(before):
        return False
    if not CONDITION.search(before) and not _ITEM.match(before):
        return False
    if _OPEN.search(piece):
        return bool(CONDITION.search(rest))
    if CONDITION.search(piece):
        return not (SYMPTOM.fullmatch(before) and SYMPTOM.search(piece))
    return (
        names_only_a_part(piece)
        and not _DEGREE.match(piece)
        and not (_SIDED.match(piece) and rest[len(piece) :].startswith(", and "))
        and not _ONE_OF_MANY.search(before)
        and bool(CONDITION.search(rest))
    )


_ARISING: Final = any_of("associated with | after | following | arising from | stemming from | since | from")

_CONDITIONS: Final = Grammar(
    ends=pattern(
        rf"""[ ,;][ ,;]{{0,2}}+ (?: (?:(?:reportedly|apparently)[ ])?{_ARISING}[ ]
                (?:(?:an?|the|his|her)[ ])?(?:industrial|work|injury|accident|cumulative|repetitive|continuous
                    |specific|alleged|job|harass\w*|stress|exposure|fall|surgery
                    |motor|repeated|occupational)
            | with[ ](?:an?|the)[ ]date[ ]of[ ]injury
            | (?:on|from|dated)[ ]{DATE} | (?:attributed|attributable)[ ]to\b
            | (?:for[ ]which|treated[ ]with|managed[ ]with|confirmed[ ]by|diagnosed[ ]in|seen[ ]on|by[ ]MRI|on[ ]MRI
            |per[ ]MRI)\b
            | (?:but|who|whose|which|while|although|though|so|with[ ]complaints
                |and[ ](?:he|she|the[ ](?:{WORKER}|treat|provider|physician|doctor|request|plan|record|claim)
                    |is|was|were|underwent|received))\b )"""
    ),
    separator=pattern(
        r""";[ ]?(?:and[ ])?
          | ,[ ](?!(?:19|20)\d\d\b|status[ ]post\b|s/p\b)(?:and[ ]|as[ ]well[ ]as[ ])?
          | [ ](?:and|as[ ]well[ ]as|along[ ]with|with[ ](?:underlying|associated))[ ]
          | ,?[ ](?:now[ ])?complicated[ ]by[ ]
          | [ ]with[ ](?=possible\b|probable\b)
          | [ ](?=rule[ -]?out\b|r/o\b)
          | \.?[ ](?=\(?\d{1,2}[.)][ ])"""
    ),
    begins=_begins_another,
    fore=pattern(
        rf"""\A(?:an?|the|his|her|that[ ]of|(?:unchanged|same|stable):
            |by[ ](?:an?|the|Dr\.)[ ](?:\w+[ ])?\w+[ ]for
            |(?:follow-?[ ]?up|evaluation|management)[ ](?:of|for)|current|mild|moderate|both
            |(?:status[ ]post|s/p)(?![ ][^,;.]{{0,60}}{OPERATION})|\(?\d+[.)]
            |(?![CTL]\d\d[ ])[A-TV-Z]\d\d(?:\.\w{{1,4}})?:?|(?:[\w-]+[ ]){{0,2}}(?:diagnos[ei]s|conditions?)[ ](?:is|are
                |include)|given:|and|now|has|had|is|was|with|also|known|long[ -]?standing|ongoing
                |(?:work|industrially)[ -]related
                |(?:{WORKER}[ ])?(?:working[ ]|clinical[ ]|final[ ])?(?:diagnos[ei]s|labels?)[ ]of)[ ]+"""
    ),
    aft=pattern(
        rf"""(?:\b|(?=[ ,-])) (?:
            [ ,]{{0,2}} \b(?: {any_of("due to | secondary to | as a result | resulting from | following | per the")}
                       | status[ ]post[ -](?:being|an?|surg\w+)
                       | sustained[ ](?:on|in|at|when|while)
                       | (?:initial|subsequent)[ ]encounter )\b .*\Z
          | [ ](?:is|are|was|were|(?:has|have)[ ]been)[ ](?:given|listed|noted|documented|reported|made
              |established)\b .*\Z
          | [ ](?:that|which)[ ](?:goes|go|is|was|are|were|has|have)\b .*\Z | [ ]as[ ](?:the|his|her
              |an?|working|current|accepted)\b .*\Z | [ ,]{{1,2}}+now\Z | [ ]and[ ]injury\Z
          | [ ,]{{1,2}}+by[ ](?:both|two|three|several)\b .*\Z
          | -initial\Z | [ ]\((?:left|right|worse)[ ][^()]*(?:than|>)[^()]*\)?\Z
          | [ ,]{{1,2}}+(?:unchanged|stable|the[ ]same)\Z
          | [ ,]{{1,2}}+ (?:in[ ])? {MONTH_NAME} [ ] (?:\d{{1,2}},?[ ])? \d{{4,5}}\b .*\Z )"""
    ),
    fits=lambda name: (
        bool(CONDITION.search(name) or _ITEM.match(name))
        and name.casefold() != "injury"
        and not _NO_CONDITION.search(name)
    ),
)


_LASTING: Final = pattern(
    r"\b(?:chronic|facet|discogenic|phantom|neuropathic|psychogenic|myofascial|radicular|cervicogenic|post-?\w+)\b"
)
"""What makes a diagnosis of a complaint: "chronic pelvic pain"."""
_MORE_THAN_A_SYMPTOM: Final = _CONDITIONS._replace(
    fits=lambda name: (
        _CONDITIONS.fits(name) and bool(_LASTING.search(name) or CONDITION.search(COMPLAINT.sub("", name)))
    )
)
"""For the weaker sentences: a bare pain or numbness is a complaint there."""


_ANY_OPENINGS: Final = (
    Opening(
        "diagnosed, whatever it is",
        pattern(
            rf"""\b(?:diagnosed[ ](?:the[ ]{WORKER}[ ])?(?:with|as)(?:[ ]having)?
                   |diagnos[ei]s[ ](?:of|is|are|was|were|include[sd]?)(?:[ ]:)?|diagnos[ei]s:|Dx:)[ ] {LIST}"""
        ),
        pattern(r"\b(?:plan|request\w*|no|not|history[ ]of)\b"),
        cues=("diagnos", "dx"),
    ),
)
_NAME: Final = pattern(r"(?:[\w'’()/-]+[ ,]*){1,8}")
_NO_NAME: Final = pattern(
    r"""\b(?:no|not|none|unknown|unclear|deferred|pending|provided|stated|documented|listed|noted|given|made|reviewed|discussed|consistent
          |based|established|unchanged|same|following|above|below|reported|request\w*|seen|he|she|it|they|is|was|are|were|made|confirmed)\b"""
)
_ANYTHING: Final = _CONDITIONS._replace(
    fits=lambda name: bool(_NAME.fullmatch(name)) and not _NO_NAME.search(name) and not names_only_a_part(name),
)
"""For a diagnosis by name of which nothing is known: what a sentence calls one is one."""


def read_diagnoses(sentences: Sequence[Passage]) -> Found:
    """The conditions that the summary names as diagnosis, as under treatment, or as what the claim was filed for."""
    others = [sentence for sentence in having(sentences, _KIN) if _OF_OTHERS.search(sentence.text)]
    own = [sentence for sentence in sentences if sentence not in others] if others else sentences
    found = read_list(_KEY, own, _OPENINGS, _CONDITIONS)
    if found.value:
        return found
    weaker = read_list(_KEY, own, _WEAK_OPENINGS, _MORE_THAN_A_SYMPTOM)
    if not weaker.value:
        weaker = read_list(_KEY, own, _ANY_OPENINGS, _ANYTHING)
    return replace(weaker, candidates=(*found.candidates, *weaker.candidates))
