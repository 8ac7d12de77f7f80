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
from imr_desktop.checklist.lexicon import SERVICES, SUBJECTS, Mark, drugs_of, named, studies
from imr_desktop.checklist.registry import IN_GENERAL, LEFT_OPEN, OTHER_PERSON, Raise, check, of_guideline, of_worker
from imr_desktop.model import Finding
from imr_desktop.parsing.finders import has_any, pattern
from imr_desktop.parsing.lexicon import WORKER
from imr_desktop.parsing.vocabulary import DRUGS

_RECORD: Final = r"""(?:documentation|evidence|indication|mention|records?|reports?|discussion|information|notation
    |findings?)"""
_DENIES: Final = pattern(
    rf"""\b(?:
        (?: no | not[ ]any | (?:a[ ])?lack[ ]of | lacking | insufficient | inadequate | limited | without | absent )
            (?:[ ](?:any|clear|clinical|firm|significant|objective|specific|recent|adequate|acute|subjective
                |physical|examination|patient|further|prior))*
            (?: [ ]{_RECORD} (?:[ ](?:of|that|for|to|regarding|the|in|on))* )?
      | (?: fail(?:ed|s)? | neglected ) [ ]to[ ] (?:provide|document|show|note|demonstrate|describe|indicate
          |include|establish|mention|record)
      | (?: did | does | do ) [ ]not[ ] (?:appear[ ]to[ ])? (?:provide|document|show|note|have|demonstrate|indicate
          |include|reveal|report|describe|mention|contain|record|list|reflect|tell[ ]of|speak[ ]of|identify|disclose)
      | (?: has | have | had ) [ ]not[ ] (?:yet[ ])? (?:attempted|undergone|received|completed|tried|had|documented
          |been[ ]given)
      | (?: nothing | nowhere | none[ ]of[ ]the[ ](?:records|reports|notes) )
            (?:[ ]in[ ]the[ ](?:records?|chart|file|notes))? [ ](?:shows?|mentions?|documents?|describes?|speaks?[ ]of
            |tells?[ ]of|indicates?)
      | (?:has|have|had)[ ]yet[ ]to[ ](?:try|have|undergo|receive|complete|attempt)
      | (?:is|are)[ ]silent[ ](?:on|about|as[ ]to)
      | never[ ](?:mentions?|documents?|tried|had|received|underwent|attempted)
      | (?:is|are|was)[ ]not[ ](?:doing|performing|using|taking|attending|wearing) | (?:for[ ])?want[ ]of
      | negative[ ]for
    )\b"""
)
_DENIED_AFTER: Final = pattern(
    r"""\b(?:(?:is|are|was|were|has[ ]been|have[ ]been)[ ](?:also[ ])?not|(?:has|have|had)[ ](?:not|never)[ ]been)[ ]
        (?:noted|documented|specified|provided|stated|given|indicated|mentioned|reported|known|clear|recorded|described
            |tried|attempted|undertaken|performed|obtained|taken|done)\b"""
)
_OTHER_MATTER: Final = pattern(
    r"""\b(?: fail\w* | respons\w* | result\w* | improve\w* | benefit\w* | efficacy | effective\w* | beyond
        | other[ ]than | progress\w* | chang\w+ | new | outcomes? | nature
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
        if any(mark.kind == "asked" for mark in sentence.marks) and _UR_SAID.search(sentence.text):
            yield from _absences(sentence, "summary.text", 0)


def denied(evidence: Evidence, item: int) -> Iterator[Absence]:
    """Every asserted absence of a known subject in the rationale of an item."""
    for sentence in evidence.rationale(item).sentences:
        yield from _absences(sentence, "rationale", item)


_UR_SAID: Final = pattern(
    r"""\b(?: due[ ]to | den(?:ied|ial) | non-?certified | determination | utilization[ ]review | UR | declined
        | refused
        | claims[ ]administrator | did[ ]not[ ](?:approve|certify|grant|authorize)
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


_PURPOSE: Final = pattern(
    r"\w[ ](?:for|against|in[ ]case[ ]of|secondary[ ]to|due[ ]to|caused[ ]by)[ ](?:[\w-]+[ ]){0,3}\Z"
)
"""Before a subject that is only what something else is for, or comes of: "no account of a program for insomnia"."""


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
_NOT_THERE: Final = pattern(r"\A[^,.;]{0,25}\b(?:not|absent|denied|lacking|missing)\b")
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
            | ambulates | walks | wakes | continues | goes | radiates | said | says | \w{2,}ed )\b"""
)
_BREAKS: Final = pattern(
    r"[;)] | \b(?:but|however|although|and[ ](?:an?|the|was|had|has|reported|reports|positive)|with)\b | \. "
)


def _showing(evidence: Evidence, absence: Absence) -> Iterator[tuple[Sentence, Mark]]:
    """Where the letter tells of the subject: in the summary, and in the rationales."""
    own = evidence.rationale(absence.item)
    texts = [evidence.summary, *(evidence.rationale(item) for item in evidence.items if absence.item)]
    for text in texts:
        seen: dict[Sentence, bool] = {}
        for sentence, mark in text.shown.get(absence.subject, ())[:_MARKS_SEEN]:
            if sentence not in seen:
                of_case = text is evidence.summary or _is_of_case(sentence.text, own=text is own)
                seen[sentence] = sentence is not absence.sentence and of_case and _tells(sentence.text, absence)
            if seen[sentence] and _affirmed(sentence.text, mark, absence):
                yield sentence, mark


def _is_of_case(text: str, *, own: bool) -> bool:
    """Whether a sentence of a rationale tells of the case; another item's has to name the worker, and deny nothing."""
    of_worker_alone = own or bool(_WORKERS.search(text) and not _DENIES.search(text))
    return of_worker_alone and not (of_guideline(text) or IN_GENERAL.search(text))


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
    negated_after = _NOT_THERE if absence.subject in _STUDIED else _NEGATED_AFTER
    return not (_NEGATED.search(before) or negated_after.search(after) or _GONE.search(after))


_STUDIED: Final = frozenset(
    {
        "x-rays",
        "earlier electrodiagnostic testing",
        "earlier magnetic resonance imaging",
        "urine drug screening",
        "functional capacity evaluation",
        "psychological evaluation",
    }
)
"""Subjects that a normal or negative result shows as well."""
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
        "loss of motion",
        "tenderness",
        "atrophy",
        "reflex change",
    }
)


_OF_A_NERVE: Final = (
    *("sensory deficit", "neurological deficit", "motor weakness", "numbness", "reflex change", "atrophy"),
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
        shown = [
            (s, m)
            for s, m in _showing(evidence, absence)
            if _same_place(evidence, absence, s, m) and _same_look(absence, s)
        ]
        finding = _contradiction(found, absence, shown) if shown else None
        if finding and (absence.item, finding.quotes) not in raised:
            raised |= {(absence.item, absence.subject), (absence.item, finding.quotes)}
            yield finding


# --- what the summary denies -----------------------------------------------------------------------------------------

_SYMPTOMS: Final = frozenset(
    {
        "muscle spasm",
        "sensory deficit",
        "motor weakness",
        "radicular symptoms",
        "instability",
        "insomnia",
        "gastrointestinal complaints",
        "anxiety or depression",
        "headaches",
        "swelling",
        "locking or catching",
        "numbness",
        "earlier surgery",
    }
)
"""Subjects of which a summary's no is a fact of the worker."""
_DENIED_OF_WORKER: Final = pattern(
    r"\b(?:no|not|denie[sd]|denying|without|negative[ ]for|absent|never|free[ ]of)\b(?![ ](?:only|longer|resolved))"
)
_WORKERS: Final = pattern(
    rf"\b(?:{WORKER}|he|she|his|her|in[ ]this[ ]case|here|exam\w*|findings?|records?|complain\w*|reports?|the[ ]pain)\b"
)


@check("presence-contradicted", "serious")
def presence_contradicted(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether what a rationale, or UR, says the worker has is denied in the summary, and nowhere told of."""
    texts = (evidence.summary, *(evidence.rationale(item) for item in evidence.items))
    denied_there = _denied(evidence, _SYMPTOMS & {name for text in texts for name in text.shown})
    for item, sentence in _sayings(evidence) if denied_there else ():
        for mark in sentence.marks:
            no = denied_there.get(mark.name) if mark.kind == "shown" else None
            if no and no.sentence is not sentence and _is_had(sentence, mark, no):
                who = "The rationale tells" if item else "UR, as the summary tells, speaks"
                message = f"{who} of “{sentence.text[mark.start : mark.end]}”; the summary finds none."
                key = "rationale" if item else "summary.text"
                yield found(message, [sentence.quote, no.sentence.quote], key, item)
                break


def _sayings(evidence: Evidence) -> Iterator[tuple[int, Sentence]]:
    """The sentences of the rationales with their item, and those of the summary that tell UR's reasons with 0."""
    for item in evidence.items:
        yield from ((item, sentence) for sentence in evidence.rationale(item).sentences)
    yield from ((0, sentence) for sentence in evidence.summary.sentences if _UR_SAID.search(sentence.text))


def _is_had(sentence: Sentence, mark: Mark, no: Absence) -> bool:
    """Whether a sentence says that the worker has what is denied elsewhere, of the same part and side."""
    text = sentence.text
    if not of_worker(text) or not _WORKERS.search(text) or LEFT_OPEN.search(text) or _DENIES.search(text):
        return False
    return bool(_VERB.search(text)) and _affirmed(text, mark, no) and _same_limb(sentence, mark, no)


def _denied(evidence: Evidence, symptoms: frozenset[str]) -> dict[str, Absence]:
    """Those of the symptoms that the summary denies the worker and nowhere tells of, each with the first denial."""
    denials: dict[str, Absence] = {}
    told: set[str] = set()
    for sentence in evidence.summary.sentences:
        marks = [mark for mark in sentence.marks if mark.kind in ("asked", "shown") and mark.name in symptoms]
        for mark in marks if marks and not _UR_SAID.search(sentence.text) else ():
            before = _BREAKS.split(sentence.text[max(0, mark.start - _BACK) : mark.start])[-1]
            if _DENIED_OF_WORKER.search(before):
                said = sentence.text[mark.start - len(before) : _clause_end(sentence.text, mark.end)]
                denials.setdefault(mark.name, _absence(sentence, "summary.text", 0, mark, said))
            else:
                told.add(mark.name)
    return {subject: each for subject, each in denials.items() if subject not in told}


def _same_limb(sentence: Sentence, mark: Mark, no: Absence) -> bool:
    """Whether what is told and what is denied can be of the same part and side."""
    sides = [_one_side(text) for text in (_clause(sentence, mark), no.said)]
    parts = _parts_near(sentence, mark)
    return not (all(sides) and sides[0] != sides[1]) and not (parts and no.parts and not parts & no.parts)


_LOOKED_AT: Final = pattern(r"\b(?:visit|exam\w*|on[ ]palpation)\b")


def _same_look(absence: Absence, told: Sentence) -> bool:
    """Whether a finding can be of the examination that a denial is about: of the same day, and of no picture."""
    if absence.subject not in _OF_A_PART or not (_LOOKED_AT.search(absence.sentence.text) or absence.sentence.dates):
        return True
    if studies(told.text) - {"electrodiagnostic testing"} and not _LOOKED_AT.search(told.text):
        return False
    days = [{each.value for each in sentence.dates} for sentence in (absence.sentence, told)]
    return not all(days) or bool(days[0] & days[1])


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
_NO_TRIAL: Final = pattern(
    rf"""\b(?: no[ ](?:(?:documented|prior|previous|earlier|adequate)[ ]){{0,2}}(?:trials?|use|course|attempts?
        |history)[ ]
            (?:of|at|with|to[ ]use)
      | (?: no | not[ ]any | lack[ ]of | lacking | without | absence[ ]of )
            (?:[ ](?:any|clear|clinical|documented|prior|previous|earlier))* [ ]{_RECORD}
            (?:[ ](?:of|that|the|for|a|an|any|in|record|chart|file|prior|previous|earlier))*
      | (?:has|have|had)[ ](?:not|never)[ ](?:yet[ ])?(?:tried|attempted|undergone|received|completed|used|had
        |attended)
      | never[ ](?:tried|had|received|underwent|used|attended|took)
      | did[ ]not[ ](?:try|receive|undergo|attend|use)
      | without[ ](?:first[ ])?(?:a[ ]trial[ ]of|trying|having[ ](?:tried|had)) )\b"""
)
_OF_ANOTHER_TIME: Final = pattern(r"\b(?:recent\w*|current\w*|updated|formal|supervised|post-?operative|since|home)\b")
_NO_NAME: Final = frozenset({"medication", "medications", "treatment", "therapy", "surgery", "injection", "injections"})
_SHORTEST_NAME: Final = 6
"""Letters of a treatment's name that no other word holds by chance."""


@check("treatment-called-untried", "serious")
def treatment_called_untried(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a treatment of the record is said not to have been tried."""
    had: dict[str, Sentence] | None = None
    for item in evidence.items:
        for sentence in evidence.rationale(item).sentences:
            if (
                not (denied := _called_untried(sentence))
                or of_guideline(sentence.text)
                or IN_GENERAL.search(sentence.text)
            ):
                continue
            had = _had(evidence) if had is None else had
            named = next((name for name in had if name in denied), None)
            if named and _is_denied(denied, named) and not _asks_subject(sentence, named):
                message = f"The rationale says that “{named}” was not tried; the summary tells of it."
                yield found(message, [sentence.quote, had[named].quote], "rationale", item)


def _had(evidence: Evidence) -> dict[str, Sentence]:
    """The treatments and drugs that the summary tells the worker had, in lower case, each with its sentence."""
    names = dict.fromkeys(name.casefold() for name in evidence.names("summary.treatments"))
    had: dict[str, Sentence] = {}
    for sentence in evidence.summary.sentences:
        there = [name for name in names if name in sentence.lowered]
        there += [word for word in _WORD.findall(sentence.lowered) if word in _DRUG_NAMES]
        if not there or _NOT_DONE.search(sentence.text) or _UR_SAID.search(sentence.text):
            continue
        for name in there:
            at = sentence.lowered.find(name) if len(name) >= _SHORTEST_NAME and name not in _NO_NAME else -1
            if at >= 0 and not _NEGATED.search(_BREAKS.split(sentence.text[max(0, at - _BACK) : at])[-1]):
                had.setdefault(name, sentence)
    return had


_WORD: Final = re.compile(r"[a-z]{5,}")
_DRUG_NAMES: Final = frozenset(DRUGS)


_NOS: Final = (
    *("no ", "never", "lack", "without", "absence", "has not", "have not", "had not", "was not", "were not", "did not"),
    "not any",
)


def _called_untried(sentence: Sentence) -> str:
    """What a sentence says was not tried, in lower case; empty where it says so of nothing."""
    if not has_any(sentence.lowered, _NOS):
        return ""
    if untried := _UNTRIED.search(sentence.text):
        return sentence.lowered[_clause_start(sentence.text, untried.start()) : untried.start()]
    denial = _NO_TRIAL.search(sentence.text)
    return sentence.lowered[denial.end() : _clause_end(sentence.text, denial.end())] if denial else ""


def _is_denied(denied: str, name: str) -> bool:
    """Whether it is the treatment that is denied, and not its result, its number, or one of another time."""
    return not (
        _OTHER_MATTER.search(denied) or _OF_ANOTHER_TIME.search(denied) or _PURPOSE.search(denied.split(name)[0])
    )


def _asks_subject(sentence: Sentence, name: str) -> bool:
    """Whether a name is among the words of a subject, which is looked into as such."""
    at = sentence.lowered.find(name)
    return any(mark.kind == "asked" and mark.start < at + len(name) and at < mark.end for mark in sentence.marks)


# --- conditions that are said not to be there --------------------------------------------------------------------

_NOT_DIAGNOSED: Final = pattern(
    r"""\b(?: no[ ](?:documented[ ]|known[ ]|established[ ]|current[ ])?(?:diagnosis|history)[ ]of
        | (?:has|had|was|is)[ ](?:not|never)[ ](?:been[ ])?diagnosed[ ](?:with|as[ ]having)
        | does[ ]not[ ](?:have|carry|suffer[ ]from)(?:[ ]an?)?(?:[ ]diagnosis[ ]of)? )[ ](?P<what>[^.;]{4,90})"""
)


@check("diagnosis-denied", "serious")
def diagnosis_denied(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a condition that a rationale says the worker was not found to have is a diagnosis of the summary."""
    names = [name.casefold() for name in evidence.names("summary.diagnoses") if len(name) >= _SHORTEST_NAME]
    for item in evidence.items if names else ():
        for sentence in evidence.rationale(item).sentences:
            tried = has_any(sentence.lowered, ("diagnos", "history of", "does not"))
            denied = _NOT_DIAGNOSED.search(sentence.text) if tried and of_worker(sentence.text) else None
            what = denied["what"].casefold() if denied else ""
            name = next((name for name in names if name in what), None)
            if name and not _OTHER_MATTER.search(what.split(name)[0]):
                telling = [each.quote for each in evidence.summary.sentences if name in each.lowered]
                message = f"The rationale says that “{name}” was not found; the summary has it as a diagnosis."
                yield found(message, [sentence.quote, *telling[:1]], "rationale", item)


# --- benefit ---------------------------------------------------------------------------------------------------------

_BENEFIT: Final = pattern(
    r"""\b(?: no | not | lack\w* | without | fail\w*[ ]to | never )\b [^.;]{0,70}?
        \b(?P<kind>(?:objective[ ,]+|subjective[ ]|significant[ ]|measurable[ ]){0,2}(?:functional|function|pain
        |symptom\w*|analgesi\w+)
            [ ])? (?:benefit|improvement|gains?|relief|reduction|efficacy)\b (?P<rest>[^.;]{0,60})
      | \b(?P<what>functional|pain|symptomatic)[ ](?:benefit|improvement|gains?|relief|reduction)[ ][^.;]{0,60}?
        \b(?:is|are|was|were|has[ ]been)[ ]not[ ](?:been[ ])?(?:documented|described|noted|shown|demonstrated
        |recorded)\b"""
)
_NO_BENEFIT_MEANT: Final = pattern(
    r"""\b(?: number | amount | percent\w* | figure | how | length | duration | quantif\w+ | measured | could | may
        | might | if | unless | would | should | long[- ]?term | lasting | sustained | ongoing | further | additional
        | reduction[ ](?:of|in)[ ](?:the[ ])?(?:medic\w+|opioids?|dos\w+|use|work) )\b"""
)
"""A benefit that is only supposed, or of another kind than was told of."""
_FUNCTION: Final = pattern(
    r"""\b(?: (?:is|was|been)[ ]able[ ]to | she[ ]can | he[ ]can | she[ ]could | he[ ]could | allow\w*[ ](?:him|her
            |the[ ]\w+)[ ]to
        | functional[ ](?:improvement|benefit|gains?) | return\w*[ ]to[ ]work
        | (?:improv|increas)\w+[ ](?:in[ ])?(?:his[ ]|her[ ]|the[ ])?(?:function\w*|activit\w+|ADLs?|ability|mobility
            |walking|standing|sitting|tolerance) )\b"""
)
_EASED: Final = pattern(
    r"""\b(?: relief | (?:reduc|decreas|lower|lessen|eas)\w+[ ](?:(?:his|her|the)[ ])?pain
        | pain[ ](?:is|was)[ ](?:reduced|decreased) | improve(?:d|s|ment) | help(?:s|ed|ful)? ) \b
        | \b\d{1,2}[ ]?(?:%|percent)"""
)
_LITTLE: Final = pattern(
    r"""\b(?: no | not | without[ ](?!med|them|it\b) | minimal\w* | little | temporar\w* | somewhat | partial\w*
        | short | transient | brief | slight\w* | mild | denie[sd] | some | did[ ]not | worse\w* | trial )\b"""
)
_DRUGS_AT_ALL: Final = pattern(r"\b(?:medications?|meds|medicines?|opioids?|pills?)\b")


@check("benefit-denied-and-told", "serious")
def benefit_denied_and_told(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a benefit of the requested treatment that a rationale does not find is told of in the summary."""
    for item, request in evidence.requests():
        for sentence in evidence.rationale(item).having(_BENEFITS):
            denied = _BENEFIT.search(sentence.text) if has_any(sentence.lowered, _BENEFITS) else None
            if not denied or not of_worker(sentence.text) or _NO_BENEFIT_MEANT.search(denied[0]):
                continue
            shows = _FUNCTION if "function" in denied[0].casefold() else _EASED
            telling = [
                each
                for each in evidence.summary.sentences
                if shows.search(each.text) and _of_the_treatment(evidence, item, request, each)
            ]
            if telling:
                message = "The rationale finds no benefit of the treatment; the summary tells of one."
                yield found(message, [sentence.quote, *(each.quote for each in telling[:3])], "rationale", item)
                break


_BENEFITS: Final = ("benefit", "improvement", "gain", "relief", "reduction", "efficacy")


def _of_the_treatment(evidence: Evidence, item: int, request: str, told: Sentence) -> bool:
    """Whether a sentence tells what came of the treatment that is requested, and plainly something good."""
    if _LITTLE.search(told.text) or _UR_SAID.search(told.text) or _NOT_DONE.search(told.text):
        return False
    if evidence.value("category", item) == "Pharmaceuticals":
        drugs = drugs_of(request)
        return bool(drugs & drugs_of(told.text)) or bool(_DRUGS_AT_ALL.search(told.text) and not drugs_of(told.text))
    return bool(named("service", request) & told.named("service") - {"surgery", "consultation", "examination"})


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
    told: list[Sentence] | None = None
    for item in evidence.items:
        for sentence in evidence.rationale(item).having(_MANY):
            if (
                not has_any(sentence.lowered, _MANY)
                or not _HOW_MANY.search(sentence.text)
                or not _MISSING.search(sentence.text)
                or of_guideline(sentence.text)
                or _ASKED_FOR.search(sentence.text)
            ):
                continue
            told = _counted(evidence) if told is None else told
            if about := [each for each in told if _of_one_kind(sentence, each)]:
                counted = COUNTED.search(about[0].text)
                message = (
                    "The rationale does not find how many sessions there were; the summary says "
                    f"“{counted[0] if counted else ''}”."
                )
                yield found(message, [sentence.quote, *(each.quote for each in about)], "rationale", item)
                break


_MANY: Final = ("how many", "number of", "amount of")


def _counted(evidence: Evidence) -> list[Sentence]:
    """The sentences of the summary that count sessions which the worker had."""
    telling = (each for each in evidence.summary.sentences if COUNTED.search(each.text))
    return [each for each in telling if not _NOT_DONE.search(each.text)]


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
            asked = _WHEN.search(sentence.text) if "when the" in sentence.lowered else None
            if not asked:
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
