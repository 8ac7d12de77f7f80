"""Asserted absences beside what the letter itself says on the same subject.

Nearly every appeal that succeeds on the facts turns on such an absence ("no documentation of …") that the record
contradicts; so each denial of a subject is held against the summary, with the field's synonyms
(`resources/vocabulary/absences.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from imr_desktop.checklist.evidence import Evidence, Sentence, american, as_date
from imr_desktop.checklist.lexicon import SERVICES, SUBJECTS, Mark, named
from imr_desktop.checklist.registry import IN_GENERAL, OTHER_PERSON, Raise, check, of_guideline
from imr_desktop.model import Finding
from imr_desktop.parsing.finders import pattern

_RECORD: Final = r"""(?:documentation|evidence|indication|mention|records?|reports?|discussion|information|notation
    |findings?)"""
_DENIES: Final = pattern(
    rf"""\b(?:
        (?: no | not[ ]any | (?:a[ ])?lack[ ]of | lacking | insufficient | inadequate | limited | without | absent )
            (?:[ ](?:any|clear|clinical|firm|significant|objective|specific|recent|adequate|acute|subjective
                |physical|examination|patient|further|prior))*
            (?: [ ]{_RECORD} (?:[ ](?:of|that|for|to|regarding|the|in|on))* )?
      | (?: fail(?:ed|s)? | neglected ) [ ]to[ ] (?:provide|document|show|note|demonstrate|describe|indicate
          |include|establish)
      | (?: did | does | do ) [ ]not[ ] (?:appear[ ]to[ ])? (?:provide|document|show|note|have|demonstrate|indicate
          |include|reveal|report|describe)
      | (?: has | have | had ) [ ]not[ ] (?:yet[ ])? (?:attempted|undergone|received|completed|tried|had|documented
          |been[ ]given)
      | negative[ ]for
    )\b"""
)
_DENIED_AFTER: Final = pattern(
    r"""\b(?:is|are|was|were|has[ ]been|have[ ]been)[ ](?:also[ ])?not[ ](?:been[ ])?
        (?:noted|documented|specified|provided|stated|given|indicated|mentioned|reported|known|clear)\b"""
)
_OTHER_MATTER: Final = pattern(
    r"""\b(?: fail\w* | respons\w* | result\w* | improve\w* | benefit\w* | efficacy | effective\w* | beyond
        | other[ ]than | progress\w* | chang\w+ | new
        | worsen\w* | indicative | suggest\w* | consistent | exhaust\w* | unsuccess\w* | intoleran\w* | toler\w*
            | reduc\w+ | risk | goals? | rationale | reason | need
        | relief | increas\w* | quantified | unable | able | ineffective\w* | suspic\w* | screening | concern\w*
            | notes? | significance | possib\w+ | plan\w* | future | repeat | explain\w*
        | number | amount | adequate | sufficient | inadequate | insufficient | severe | severity | subluxation
            | associated | long[- ]?(?:term|standing)
            | such[ ]that | additional | further | anticipated
        | recommend\w* | support\w*
        | since (?![ ](?:the[ ])?(?:date[ ]of[ ])?(?:injury|onset|accident)) )\b"""
)
_RETOLD: Final = pattern(
    r"""\bper[ ](?:the[ ])?(?:MTUS|ODG|ACOEM|guidelines?)\b | \bindications[ ]for\b | \bnot[ ]routinely\b
      | \bcriteria[ ](?:for|include)\b | \bguidelines?\b[^.]{0,60}?\b(?:do|does)[ ]not[ ](?:provide|address)\b"""
)
"""What more a guideline's words are told by."""
_REACH: Final = 130
_BACK: Final = 400
"""How far back in a sentence, at most, a word bears on another: no sentence of a letter is that long."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A sentence that denies a subject: where it stands, what it denies, and the parts of the body it speaks of.

    `only` is what it lists ("such as physical therapy and braces"), empty where it lists nothing. `said` are its words.
    """

    key: str
    item: int
    sentence: Sentence
    subject: str
    parts: frozenset[str]
    only: str
    said: str


def absences(evidence: Evidence) -> Iterator[Absence]:
    """Every asserted absence of a known subject: in the rationales, and in UR's reasons as the summary tells them."""
    for item in evidence.items:
        yield from denied(evidence, item)
    for sentence in evidence.summary.sentences:
        if _UR_SAID.search(sentence.text):
            yield from _absences(sentence, "summary.text", 0)


def denied(evidence: Evidence, item: int) -> Iterator[Absence]:
    """Every asserted absence of a known subject in the rationale of an item."""
    for sentence in evidence.rationale(item).sentences:
        yield from _absences(sentence, "rationale", item)


_UR_SAID: Final = pattern(
    r"""\b(?: due[ ]to | den(?:ied|ial) | non-?certified | determination | utilization[ ]review
        | not[ ]medically[ ]necessary )\b"""
)


def _absences(sentence: Sentence, key: str, item: int) -> Iterator[Absence]:
    text = sentence.text
    asked = [mark for mark in sentence.marks if mark.kind == "asked"]
    if not asked or of_guideline(text) or _RETOLD.search(text):
        return
    taken: set[str] = set()
    for denial in _DENIES.finditer(text):
        end = _clause_end(text, denial.end())
        for mark in asked:
            if mark.start >= end:
                break
            within = denial.start() <= mark.start < end and mark.end > denial.end()
            if within and mark.name not in taken and not _of_other_matter(text, denial, mark, end):
                taken.add(mark.name)
                yield _absence(sentence, key, item, mark, text[denial.start() : end])
    for denial in _DENIED_AFTER.finditer(text):
        begin = _clause_start(text, denial.start())
        before = [mark for mark in asked if begin <= mark.start and mark.end <= denial.start()]
        if before and before[-1].name not in taken and not _OTHER_MATTER.search(text[begin : denial.start()]):
            taken.add(before[-1].name)
            yield _absence(sentence, key, item, before[-1], text[begin : denial.end()])


def _of_other_matter(text: str, denial: re.Match[str], mark: Mark, end: int) -> bool:
    """Whether a denial speaks not of the subject itself but of its result, its number, its adequacy and the like."""
    around = (text[denial.end() : mark.start], _tail(text, mark.end, end))
    if "adequate" in denial[0] or ("recent" in denial[0] and mark.name != "conservative treatment"):
        return True
    return bool(_PURPOSE.search(around[0])) or any(_OTHER_MATTER.search(each) for each in around)


_PURPOSE: Final = pattern(r"\w[ ](?:for|against|in[ ]case[ ]of)[ ](?:[\w-]+[ ]){0,3}\Z")
"""Before a subject that is only what something else is for: "no account of a program for insomnia"."""


def _tail(text: str, start: int, end: int) -> str:
    return text[start : min(end, start + 30)]


def _absence(sentence: Sentence, key: str, item: int, mark: Mark, said: str) -> Absence:
    listed = _SUCH_AS.search(said)
    return Absence(
        key, item, sentence, mark.name, named("part", said), listed["list"].casefold() if listed else "", said
    )


_SUCH_AS: Final = pattern(r"\b(?:such[ ]as|including|to[ ]include)\b (?P<list>.+)")
_CLAUSE_END: Final = pattern(
    r"""[;.] | ,[ ](?:and|but|or)[ ](?:the|there|it|he|she|no)\b | \b(?:however|but|although|whereas|while)\b
        | \bto[ ](?:support|warrant|justify)\b"""
)


def _clause_end(text: str, start: int) -> int:
    end = _CLAUSE_END.search(text, start)
    return min(end.start() if end else len(text), start + _REACH)


def _clause_start(text: str, end: int) -> int:
    begin = max(0, end - _BACK)
    return max([begin, *(match.end() for match in _CLAUSE_END.finditer(text, begin, end))])


# --- what shows the subject ------------------------------------------------------------------------------------------

_NEGATED: Final = pattern(
    r"""\b(?: no | not | never | without | absent | denie[sd] | denied | denying | negative | absence | lack\w*
        | none | nor | neither | normal | intact | unremarkable | failed[ ]to | free[ ]of | resolved )\b"""
)
_NEGATED_AFTER: Final = pattern(r"\A[^,.;]{0,25}\b(?:not|absent|negative|denied|normal|intact|resolved|unremarkable)\b")
_GONE: Final = pattern(r"\b(?:since|which|that|has|have|had|now|then)[ ](?:resolved|subsided|cleared)\b")
_NOT_DONE: Final = pattern(
    r"""\b(?: plan\w* | request\w* | authoriz\w+ | recommend\w* | utilization | den(?:ied|ial|y) | certif\w+
        | order\w* | to[ ]receive | schedul\w+ | advis\w+ | consider\w*
        | refer\w* | determin\w+ | sought | pending | would | rule[ ]out | ruled[ ]out | possible | has[ ]not
            | had[ ]not | remaining | modified | appeal\w* | to[ ]be | (?:is|was|told)[ ]to
        | be[ ](?:performed|done|obtained|made|given|completed|provided) | offered | refused | declined
            | approved | allerg\w+ | contraindicat\w+ )\b"""
)
_MARKS_SEEN: Final = 40
"""Of one sentence; a sentence of a letter has a handful."""
_VERB: Final = pattern(
    r"""\b(?: is | was | were | are | has | have | had | uses? | includes? | reveals? | reports? | performs? | does
        | exam(?:ination)?(?=:) | underwent | wears | wore | took | takes? | gave | gives | complains | notes | shows
            | ambulates | walks | wakes | continues | \w{2,}ed )\b"""
)
_BREAKS: Final = pattern(
    r"[;)] | \b(?:but|however|although|and[ ](?:an?|the|was|had|has|reported|reports|positive)|with)\b | \. "
)


def _showing(evidence: Evidence, absence: Absence) -> Iterator[tuple[Sentence, Mark]]:
    """Where the letter tells of the subject: in the summary, and in the same rationale."""
    texts = [evidence.summary, *([evidence.rationale(absence.item)] if absence.item else [])]
    for text in texts:
        for sentence in text.sentences:
            marks = [mark for mark in sentence.marks if mark.kind == "shown" and mark.name == absence.subject]
            if not marks or sentence is absence.sentence or not _tells(sentence.text, absence):
                continue
            if text is evidence.summary or not (of_guideline(sentence.text) or IN_GENERAL.search(sentence.text)):
                yield from ((sentence, mark) for mark in marks[:_MARKS_SEEN] if _affirmed(sentence.text, mark, absence))


def _tells(text: str, absence: Absence) -> bool:
    """Whether a sentence tells of something that is, and not of a plan or of the rest of a list begun before it."""
    planned = SUBJECTS[absence.subject].planned
    if OTHER_PERSON.search(text):
        return False
    return bool(_VERB.search(text)) and (planned or not _NOT_DONE.search(text))


def _affirmed(text: str, mark: Mark, absence: Absence) -> bool:
    term = text[mark.start : mark.end].casefold()
    generic = term.startswith("medication")
    if absence.only and (generic or term not in absence.only):
        return False
    if generic and "treatment" not in text[max(0, mark.start - _BACK) : mark.end].casefold():
        return False
    before = _BREAKS.split(text[max(0, mark.start - _BACK) : mark.start])[-1]
    after = text[mark.end : mark.end + 60]
    return not (_NEGATED.search(before) or _NEGATED_AFTER.search(after) or _GONE.search(after))


_NEAR: Final = (
    frozenset({"cervical spine", "upper extremity", "shoulder", "elbow", "forearm", "wrist", "hand"}),
    frozenset({"lumbar spine", "lower extremity", "hip", "pelvis", "knee", "leg", "ankle", "foot"}),
    frozenset({"cervical spine", "thoracic spine"}),
    frozenset({"thoracic spine", "lumbar spine"}),
    frozenset({"cervical spine", "head"}),
)
"""Parts whose findings bear on each other: a nerve of the neck shows in the hand."""
_OF_A_PART: Final = frozenset(
    {
        "x-rays",
        "earlier electrodiagnostic testing",
        "earlier magnetic resonance imaging",
        "trial of injections",
        "sensory deficit",
        "neurological deficit",
        "motor weakness",
        "muscle spasm",
        "limited function",
        "complaints or examination findings",
        "swelling",
        "instability",
        "numbness",
        "earlier surgery",
        "trial of splinting",
    }
)


_OF_A_NERVE: Final = (
    *("sensory deficit", "neurological deficit", "motor weakness", "numbness"),
    "earlier electrodiagnostic testing",
)
"""What shows in the limb for a complaint of the spine."""


def _same_place(evidence: Evidence, absence: Absence, sentence: Sentence, mark: Mark) -> bool:
    """Whether a finding is told of the part, and the side, that the denial, or the request, is about."""
    told_side, asked_side = (_one_side(text) for text in (_clause(sentence, mark), absence.said))
    if told_side and asked_side and told_side != asked_side:
        return False
    if absence.subject not in _OF_A_PART:
        told = named("part", _clause(sentence, mark))
        return not (absence.parts and told) or bool(absence.parts & told)
    about = absence.parts or frozenset(evidence.names("body_parts", absence.item) if absence.item else ())
    told = _parts_near(sentence, mark)
    if not about or not told:
        return not (about and absence.subject == "complaints or examination findings")
    if absence.subject in _OF_A_NERVE:
        return bool(about & told) or any(about & near and told & near for near in _NEAR)
    return bool(about & told)


def _parts_near(sentence: Sentence, mark: Mark) -> frozenset[str]:
    """The parts named in the clause of a finding; all of its sentence where the clause names none."""
    begin, end = _bounds(sentence, mark)
    near = frozenset(m.name for m in sentence.marks if m.kind == "part" and begin <= m.start < end)
    return near or sentence.named("part")


def _clause(sentence: Sentence, mark: Mark) -> str:
    begin, end = _bounds(sentence, mark)
    return sentence.text[begin:end]


def _bounds(sentence: Sentence, mark: Mark) -> tuple[int, int]:
    """Where the clause of a finding begins and ends."""
    back = max(0, mark.start - _BACK)
    begin = max(back, 0, *(m.end() for m in _PART_BREAK.finditer(sentence.text, back, mark.start)))
    after = _PART_BREAK.search(sentence.text, mark.end)
    return begin, after.start() if after else len(sentence.text)


def _one_side(text: str) -> str:
    """The only side that a text names; empty where it names none, or both."""
    sides = {each.casefold() for each in _SIDES.findall(text)}
    return sides.pop() if len(sides) == 1 and sides <= {"left", "right"} else ""


_SIDES: Final = pattern(r"\b(?:left|right|bilateral(?:ly)?|both)\b")


_PART_BREAK: Final = pattern(r"; | ,[ ]and[ ] | \. ")


@check("absence-contradicted", "serious")
def absence_contradicted(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether what a rationale says is missing is told of elsewhere in the letter."""
    raised: set[object] = set()
    for absence in absences(evidence):
        if (absence.item, absence.subject) in raised:
            continue
        shown = [(s, m) for s, m in _showing(evidence, absence) if _same_place(evidence, absence, s, m)]
        finding = _contradiction(found, absence, shown) if shown else None
        if finding and (absence.item, finding.quotes) not in raised:
            raised |= {(absence.item, absence.subject), (absence.item, finding.quotes)}
            yield finding


_TOO_LITTLE: Final = pattern(r"(?:limited|insufficient|inadequate)\b")


def _contradiction(found: Raise, absence: Absence, shown: list[tuple[Sentence, Mark]]) -> Finding:
    words = list(dict.fromkeys(s.text[m.start : m.end] for s, m in shown))[:3]
    who = "The rationale" if absence.item else "UR, as the summary tells,"
    little = _TOO_LITTLE.match(absence.said)
    missing = f"{little[0].casefold() if little else 'no'} {SUBJECTS[absence.subject].name}"
    message = f"{who} finds {missing}; the letter tells of: {', '.join(words)}."
    quotes = [absence.sentence.quote, *dict.fromkeys(sentence.quote for sentence, _ in shown)]
    return found(message, quotes[:4], absence.key, absence.item)


# --- treatment of the record that is said not to have been tried -----------------------------------------------------

_UNTRIED: Final = pattern(
    r"""\b(?:has|have|had)[ ](?:not|never)[ ](?:yet[ ])?been[ ](?:tried|attempted|used|given|provided|undertaken)\b
      | \b(?:was|were)[ ](?:not|never)[ ](?:tried|attempted|used|given)\b"""
)


@check("treatment-called-untried", "serious")
def treatment_called_untried(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a treatment of the record is said not to have been tried."""
    names = [name for name in evidence.names("summary.treatments") if len(name) >= _SHORTEST_NAME]
    for item in evidence.items if names else ():
        for sentence in evidence.rationale(item).sentences:
            untried = _UNTRIED.search(sentence.text)
            if not untried or of_guideline(sentence.text) or IN_GENERAL.search(sentence.text):
                continue
            denied = sentence.lowered[_clause_start(sentence.text, untried.start()) : untried.start()]
            told = [name for name in names if name.casefold() in denied]
            if told and not _OTHER_MATTER.search(denied):
                telling = [each.quote for each in evidence.summary.sentences if told[0] in each.text]
                message = f"The rationale says that “{told[0]}” was not tried; the summary tells of it."
                yield found(message, [sentence.quote, *telling[:1]], "rationale", item)


_SHORTEST_NAME: Final = 6
"""Letters of a treatment's name that no other word holds by chance."""

# --- numbers and days that are said to be missing --------------------------------------------------------------------

_HOW_MANY: Final = pattern(
    r"\b(?: how[ ]many | number[ ]of | amount[ ]of ) [^.;]{0,40}? \b(?:sessions?|visits?|therapy|treatments?)\b"
)
_MISSING: Final = pattern(
    r"""\b(?: not[ ](?:noted|documented|specified|provided|clear|indicated|known|stated) | no[ ]information
        | lack[ ]of | unclear | unknown | no[ ]documentation | did[ ]not )\b"""
)
COUNTED: Final = pattern(
    r"""\b(?: \d+[ ]of[ ]\d+[ ]visits | (?:at[ ]least[ ])?(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten
        |twelve)(?:[ ]\(\d+\))?[ ]
        (?:prior[ ]|previous[ ]|completed[ ])?(?:physical[ ]therapy[ ]|chiropractic[ ]|acupuncture[ ]
            |physiotherapy[ ])?(?:sessions|visits) | therapy[ ]\#\d+ )\b"""
)


@check("number-of-sessions-is-told", "serious")
def number_of_sessions_is_told(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a number of sessions that is said to be missing stands in the summary."""
    told = [
        each for each in evidence.summary.sentences if COUNTED.search(each.text) and not _NOT_DONE.search(each.text)
    ]
    for item in evidence.items if told else ():
        for sentence in evidence.rationale(item).sentences:
            if (
                _HOW_MANY.search(sentence.text)
                and _MISSING.search(sentence.text)
                and not of_guideline(sentence.text)
                and not _ASKED_FOR.search(sentence.text)
                and (about := [each for each in told if _of_one_kind(sentence, each)])
            ):
                counted = COUNTED.search(about[0].text)
                message = (
                    "The rationale does not find how many sessions there were; the summary says "
                    f"“{counted[0] if counted else ''}”."
                )
                yield found(message, [sentence.quote, *(each.quote for each in about)], "rationale", item)
                break


_ASKED_FOR: Final = pattern(r"\b(?:need\w*|required?|requested|recommended|planned)\b")
_KINDS_OF_VISITS: Final = frozenset(name for name, each in SERVICES.items() if each.kind == "therapy")


def _of_one_kind(asked: Sentence, told: Sentence) -> bool:
    """Whether two sentences can speak of the same kind of sessions."""
    kinds = [each.named("service") & _KINDS_OF_VISITS for each in (asked, told)]
    return not all(kinds) or bool(kinds[0] & kinds[1])


_WHEN: Final = pattern(
    r"\b(?:lack|no|not)\b [^.;]{0,60}? \bwhen[ ]the[ ](?P<what>[a-z]+(?:[ ][a-z]+)?)[ ](?:was|were)\b"
)


_EXAMINED: Final = ("exam", "eval", "visi", "asse", "cons")
"""Beginnings of the words for seeing a worker, which letters use for each other."""


@check("day-is-told", "serious")
def day_is_told(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a day that is said to be missing stands in the letter."""
    for item in evidence.items:
        sentences = evidence.rationale(item).sentences
        for sentence in sentences:
            if not (asked := _WHEN.search(sentence.text)):
                continue
            stem = asked["what"].split()[-1][:4].casefold()
            stems = _EXAMINED if stem in _EXAMINED else (stem,)
            told = [
                each
                for each in (*sentences, *evidence.summary.sentences)
                if each is not sentence and each.dates and any(one in each.text.casefold() for one in stems)
            ]
            if told:
                given = told[0].dates[0].value
                day = as_date(given)
                message = (
                    f"The rationale does not find when the {asked['what']} was; the letter gives "
                    f"{american(day) if day else given} for one."
                )
                yield found(message, [sentence.quote, *(each.quote for each in told[:2])], "rationale", item)
