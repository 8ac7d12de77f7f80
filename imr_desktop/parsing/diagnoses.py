"""What the worker is diagnosed with or treated for: the summary's own phrases, one condition each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from imr_desktop.dates import MONTH_NAME
from imr_desktop.model import Found
from imr_desktop.parsing.finders import pattern
from imr_desktop.parsing.lexicon import DATE, WORKER, any_of
from imr_desktop.parsing.lists import LIST, Grammar, Opening, read_list
from imr_desktop.parsing.passage import Passage
from imr_desktop.parsing.vocabulary import CONDITION, SYMPTOM, names_only_a_part

_BE: Final = any_of("is | was | are | were | been | being | undergoing | under | receiving")
_BEING: Final = any_of("currently | also | now | being | under | undergoing | medical | active")
_HAVE: Final = any_of("is | are | was | were | has | have | had | been | that | which | also | currently")
_SAID: Final = any_of("documented | listed | noted | stated | given | reported | recorded | described | identified")
_INCLUDE: Final = r"(?:as|to[ ]be|to[ ]include|include[sd]?|including|consist(?:s|ed)?[ ]of|of)"

_OPENINGS: Final = (
    Opening(
        "under treatment for",
        pattern(
            rf"""\b{_BE}\b (?:[ ]{_BEING})* [ ](?:treated|treatments?|care)[ ]for:?[ ]
                 (?:the[ ]diagnos[ei]s[ ]of[ ])? {LIST}"""
        ),
        cues=("treated", "treatment", "care"),
    ),
    Opening(
        "records show treatment for",
        pattern(rf"\b(?:show|indicate|reveal|document|note)\w*[ ]treatment[ ]for[ ] {LIST}"),
        cues=("treatment for",),
    ),
    Opening(
        "diagnosed with",
        pattern(rf"\bdiagnosed[ ](?:(?:the[ ]{WORKER}|him|her)[ ])?(?:as[ ]having|as|with)[ ] {LIST}"),
        cues=("diagnosed",),
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
                 (?: (?:[ ](?:at|during|on|from|as[ ]of)(?:[ ][\w/-]+){{1,3}}?)?
                       (?:[ ]{_HAVE})* (?:[ ]{_SAID})? (?:[ ]{_INCLUDE})+ [ ]?:?
                   | (?:[ ]{_SAID})?[ ](?:is|are|was|were):?
                   | [ ]?: ) [ ] {LIST}"""
        ),
        pattern(r"\b(?:plan|request|history[ ]of)\b"),
        cues=("diagnos", "dx"),
    ),
    Opening(
        "assessment was",
        pattern(rf"\b(?:assessments?|impressions?)(?:[ ](?:is|was|are|were|includ(?:es?|ed)|of):?|[ ]?:)[ ] {LIST}"),
        pattern(rf"\b{any_of('MRI | CT | x-ray | x-rays | imaging | radiology | radiographs | plan | request')}\b"),
        cues=("assessment", "impression"),
    ),
    Opening(
        "claim filed for",
        pattern(rf"\bfiled[ ](?:an?[ ])?(?:[\w-]+[ ])?claim[ ](?:for|of)[ ] {LIST}"),
        cues=("filed",),
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

_ONE_OF_MANY: Final = pattern(r"\b(?:of|to|in|at)\b")


def _begins_another(before: str, piece: str, rest: str) -> bool:
    """Whether a piece of a list begins another condition, rather than going on with the one before it.

    "contusion of face, scalp" goes on; in "neck sprain, right and left knee sprain" the lone "right" begins another.
    """
    if not CONDITION.search(before):
        return False
    if CONDITION.search(piece):
        return not (SYMPTOM.fullmatch(before) and SYMPTOM.search(piece))
    return names_only_a_part(piece) and not _ONE_OF_MANY.search(before) and bool(CONDITION.search(rest))


_ARISING: Final = any_of("associated with | after | following | arising from | stemming from | since | from")

_CONDITIONS: Final = Grammar(
    ends=pattern(
        rf"""[ ,;]{{1,3}}+ (?: (?:(?:reportedly|apparently)[ ])?{_ARISING}[ ]
                (?:an?|the)[ ](?:industrial|work|injury|accident)
            | with[ ](?:an?|the)[ ]date[ ]of[ ]injury
            | (?:on|from|dated)[ ]{DATE}
            | (?:but|who|whose|with[ ]complaints|and[ ](?:he|she|the))\b )"""
    ),
    separator=pattern(
        r""";[ ]?(?:and[ ])?
          | ,[ ](?!(?:19|20)\d\d\b)(?:and[ ]|as[ ]well[ ]as[ ])?
          | [ ](?:and|as[ ]well[ ]as|along[ ]with|with[ ](?:underlying|associated))[ ]
          | [ ]with[ ](?=possible\b|probable\b)
          | [ ](?=rule[ -]?out\b|r/o\b)"""
    ),
    begins=_begins_another,
    fore=pattern(r"\A(?:an?|the|his|her|current|mild|moderate|both|status[ ]post|s/p|\(?\d+[.)]|and)[ ]+"),
    aft=pattern(
        rf"""[ ,]{{0,2}} \b(?: {any_of("due to | secondary to | as a result | resulting from | following | per the")}
                       | status[ ]post[ -](?:being|an?|surg\w+)
                       | sustained[ ](?:on|in|at|when|while)
                       | (?:initial|subsequent)[ ]encounter )\b .*\Z
          | [ ]and[ ]injury\Z | -initial\Z
          | [ ,]{{1,2}}+ (?:in[ ])? {MONTH_NAME} [ ] (?:\d{{1,2}},?[ ])? \d{{4,5}}\b .*\Z"""
    ),
    fits=lambda name: bool(CONDITION.search(name)) and name.casefold() != "injury",
)


def read_diagnoses(sentences: Sequence[Passage]) -> Found:
    """The conditions that the summary names as diagnosis, as under treatment, or as what the claim was filed for."""
    return read_list("summary.diagnoses", sentences, _OPENINGS, _CONDITIONS)
