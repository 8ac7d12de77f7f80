"""Facts of the worker and the treatment: what one place of the letter says and another does not, or denies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imr_desktop.checklist.evidence import Evidence, Sentence
from imr_desktop.checklist.lexicon import named
from imr_desktop.checklist.registry import GUIDELINE, IN_GENERAL, LEFT_OPEN, OTHER_PERSON, Raise, check
from imr_desktop.model import Finding, Quote
from imr_desktop.parsing.finders import pattern
from imr_desktop.parsing.lexicon import NUMBER_WORD, NUMBER_WORDS, WORKER

_PRONOUN: Final = {
    "female": pattern(
        r"""(?:^|[.;][ ]) (?:He[ ](?:has|had|is|was|reports?|reported|complain\w*|continues|uses|denie[sd])
            | His[ ](?:diagnos\w+|pain|symptoms?|condition|injur\w+|range|examination|medications?|complaints?) )\b"""
    ),
    "male": pattern(
        r"""(?:^|[.;][ ]) (?:She[ ](?:has|had|is|was|reports?|reported|complain\w*|continues|uses|denie[sd])
            | Her[ ](?:diagnos\w+|pain|symptoms?|condition|injur\w+|range|examination|medications?|complaints?) )\b"""
    ),
}
_PHYSICIAN: Final = pattern(r"\b(?:physician|provider|doctor|surgeon|Dr)\b")


@check("sex-against-pronoun", "notable")
def sex_against_pronoun(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the worker is spoken of as of the stated sex; a pronoun after a physician is left alone."""
    sex = str(evidence.value("patient.sex") or "")
    if sex not in _PRONOUN:
        return
    texts = [("summary.text", 0), *(("rationale", item) for item in evidence.items)]
    for key, item in texts:
        before = ""
        for sentence in evidence.text(key, item).sentences:
            said = _PRONOUN[sex].search(sentence.text)
            if said and not _of_another(before) and not _of_another(sentence.text):
                word = said[0].split()[0]
                stated = evidence.told(sex, "patient.sex")
                message = f"The worker's sex is {stated}, yet this sentence calls the worker “{word}”."
                yield found(message, [sentence.quote, *_sexed(evidence)], "patient.sex", items=[item] if item else [])
            before = sentence.text


def _of_another(text: str) -> bool:
    """Whether a pronoun near a sentence may mean somebody else than the worker."""
    return bool(_PHYSICIAN.search(text) or OTHER_PERSON.search(text))


def _sexed(evidence: Evidence) -> Iterator[Quote]:
    """The sentence that states the worker's sex."""
    stated = evidence.quote("patient.sex")
    place = stated.span.start if stated and stated.span else -1
    telling = (each.quote for each in evidence.summary.sentences)
    yield from [each for each in telling if each.span and each.span.start <= place < each.span.end][:1]


_AGE: Final = pattern(
    rf"""\b(?P<age>\d{{2}})[ -]*years?[ -]*old[ ,]+ (?:[a-z-]+[ ]){{0,3}}? (?:male|female|man|woman|gentleman|lady
        |{WORKER})\b"""
)
_AT_THE_TIME: Final = pattern(r"\b(?:when|then|was|were)\b")


@check("ages-disagree", "notable")
def ages_disagree(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the worker has one age throughout the letter."""
    age = evidence.value("patient.age")
    for item in evidence.items if isinstance(age, int) else ():
        for sentence in evidence.rationale(item).sentences:
            told = _AGE.search(sentence.text)
            if (
                told
                and isinstance(age, int)
                and abs(int(told["age"]) - age) > 1
                and not any(each.search(sentence.text) for each in (GUIDELINE, OTHER_PERSON, IN_GENERAL, _AT_THE_TIME))
            ):
                stated = evidence.told(str(age), "patient.age")
                message = f"The summary gives the worker's age as {stated}, the rationale as {told['age']}."
                yield found(message, [sentence.quote, *_sexed(evidence)], "patient.age", items=[item])


# --- told only in the rationale --------------------------------------------------------------------------------------

_PRIOR_COUNT: Final = pattern(
    r"""\b(?: (?:approved|authorized|certified)[ ]for | completed | had
        | received ) [ ](?:and[ ]\w+[ ]\w+[ ])?(?:at[ ]least[ ])?
        (?P<count>\d{1,2})[ ](?:prior|previous|completed|physical|chiropractic
            |acupuncture)[ ](?:[a-z]+[ ]){0,2}?(?:sessions?|visits?)\b"""
)


@check("count-only-in-rationale", "notable")
def count_only_in_rationale(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a number of earlier sessions that the rationale relies on is told in the summary."""
    for item in evidence.items:
        headings = (evidence.words(key, item) for key in ("authorized_part", "original_request"))
        known = " ".join((evidence.summary.text, *headings))
        for sentence in evidence.rationale(item).sentences:
            told = _PRIOR_COUNT.search(sentence.text)
            if told and _is_said(sentence.text, told.start()) and not _counts(known, int(told["count"])):
                message = (
                    f"The rationale counts {told['count']} earlier sessions; the summary does not give that number."
                )
                yield found(message, [sentence.quote, *_treated(evidence)], "rationale", item)
                break


def _is_said(text: str, at: int) -> bool:
    """Whether a sentence says, at that place, that something is so, of the worker."""
    elsewhere = any(each.search(text) for each in (GUIDELINE, OTHER_PERSON, IN_GENERAL))
    return not elsewhere and not LEFT_OPEN.search(text, 0, at)


_TIMES: Final = pattern(
    rf"""\b(?P<often>\d{{1,2}}|{NUMBER_WORD}|twice|once)
        (?: [ ]?x[ ]? | [ ](?:times[ ]|sessions[ ]|visits[ ])?(?:(?:per|an?|each|every)[ ]week|weekly)[ ]for[ ]
            | [ ]times[ ] ) (?P<weeks>\d{{1,2}}|{NUMBER_WORD})\b"""
)
"""`2x6`, `two times a week for six weeks`."""


def _products(text: str) -> Iterator[int]:
    for match in _TIMES.finditer(text):
        often, weeks = (
            int(word) if word.isdigit() else {"once": 1, "twice": 2}.get(word, NUMBER_WORDS.get(word, 0))
            for word in (match["often"].casefold(), match["weeks"].casefold())
        )
        yield often * weeks


def _counts(known: str, count: int) -> bool:
    if count in _products(known):
        return True
    spelled = [word for word, number in NUMBER_WORDS.items() if number == count]
    return bool(
        re.search(rf"\b(?:{'|'.join([str(count), *spelled])})[ -](?:\w+ ){{0,3}}?(?:of|sessions?|visits?)", known, re.I)
    )


_TO_DATE: Final = pattern(r"\b(?:treatments?|therapy|treated)\b [^.;]{0,60}? \b(?:includ\w+|to[ ]date|rendered|with)\b")


def _treated(evidence: Evidence) -> list[Quote]:
    """The sentences that tell of the treatment so far."""
    return [each.quote for each in evidence.summary.sentences if _TO_DATE.search(each.text)][:2]


_HAD: Final = pattern(
    r"""\b(?: (?:previous|prior|past)[ ]treatments?[ ]includ\w+ | has[ ]had[ ](?:previous|prior)
        | has[ ](?:already[ ])?completed[ ]an?[ ](?:full[ ])?course[ ]of
        | recently[ ](?:certified[ ]for|attended|completed)
            | was[ ](?:recently[ ])?certified[ ]for )\b (?P<what>[^.;]{3,90})"""
)
_ATTENDED: Final = "recently attended"
_REQUESTED: Final = pattern(
    r"""\b(?:request\w*|authoriz\w+|utilization|certif\w+|denied|plan\w*|ordered|sought|scheduled|to[ ]receive
        |not[ ]started|recommend\w+)\b"""
)


@check("treatment-only-in-rationale", "notable")
def treatment_only_in_rationale(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether treatment that the rationale says was had is told in the summary."""
    told = frozenset[str]().union(
        *(each.named("service") for each in evidence.summary.sentences if not _REQUESTED.search(each.text))
    )
    raised: set[tuple[str, ...]] = set()
    for item in evidence.items if evidence.summary.text else ():
        for sentence in evidence.rationale(item).sentences:
            had, at = _had(sentence.text)
            only = named("service", had) - told if had and _is_said(sentence.text, at) else frozenset()
            if only and tuple(only) not in raised:
                raised.add(tuple(only))
                message = f"The rationale relies on earlier {' and '.join(sorted(only))}; the summary reports none."
                yield found(message, [sentence.quote, *_treated(evidence)], "rationale", item)


def _had(text: str) -> tuple[str, int]:
    """What a sentence says of treatment that was had, and where it does; empty for one that says nothing of it."""
    if had := _HAD.search(text):
        return had["what"], had.start()
    before, attended, _ = text.partition(_ATTENDED)
    return (before[-60:], len(before)) if attended else ("", 0)


_HAS: Final = pattern(
    rf"""\b(?: (?:this[ ])?{WORKER}[ ]has[ ](?:an?[ ])?(?:history[ ]of[ ])? | \ba[ ]reported[ ]
        | (?:and|who|he|she|{WORKER})[ ]is[ ](?:also[ ])?(?:being[ ])?treated[ ]for[ ] )
        (?P<what>(?:[a-z]+[ ]){{0,2}}?(?P<noun>addiction|dependence|DVT|compression|fracture|strain|sprain|tear
            |osteoporosis|diabetes|hypertension|cancer))\b"""
)


@check("condition-only-in-rationale", "notable")
def condition_only_in_rationale(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a condition that the rationale gives the worker is told in the summary."""
    summary = evidence.summary.text.casefold()
    for item in evidence.items if summary else ():
        for sentence in evidence.rationale(item).sentences:
            for had in _HAS.finditer(sentence.text):
                noun = _STEMS.get(had["noun"].casefold(), had["noun"].casefold())
                known = re.search(noun, summary) and not re.search(
                    rf"(?:negative for|no|denie[sd]) (?:\w+ ){{0,2}}(?:{noun})", summary
                )
                if not known and not _NO.search(had["what"]) and _is_said(sentence.text, had.start()):
                    message = f"The rationale gives the worker “{had['what'].strip()}”; the summary does not report it."
                    yield found(message, [sentence.quote, *_conditions(evidence)], "rationale", item)


_NO: Final = pattern(r"\b(?:no|not|never|without)\b")
_STEMS: Final = {
    "addiction": r"addict|\bdependen",
    "dependence": r"addict|\bdependen",
    "dvt": "dvt|deep vein|thrombos",
    "compression": "compress",
    "fracture": "fractur",
    "tear": r"\btears?\b|\btorn\b|ruptur",
    "osteoporosis": "osteopor",
    "diabetes": "diabet",
    "hypertension": "hypertens|high blood pressure",
    "cancer": "cancer|carcinom|tumou?r|malignan",
}
"""Other words by which a summary can tell of a condition."""
_TREATED_FOR: Final = pattern(r"\b(?:diagnos\w+|treated[ ]for|treatments?[ ]for|claim[ ]for|negative[ ]for)\b")


def _conditions(evidence: Evidence) -> list[Quote]:
    return [each.quote for each in evidence.summary.sentences if _TREATED_FOR.search(each.text)][:2]


# --- within the summary ----------------------------------------------------------------------------------------------

_DENIED: Final = pattern(
    r"""\b(?:no|denie[sd]|denying)[ ](?:any[ ])?(?P<what>numbness|tingling|weakness|swelling
        |spasms?)\b (?P<rest>[^.;]{0,60})"""
)
_REPORTED: Final = pattern(
    r"""\b(?:reported|reports|complain\w*[ ]of|noted|with)[ ](?:[a-z]+[ ]){0,2}?(?P<what>numbness|tingling|weakness
        |swelling|spasms?)\b (?P<rest>[^.;]{0,60})"""
)


@check("symptom-denied-and-reported", "notable")
def symptom_denied_and_reported(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the summary denies and reports a symptom of the same side in neighbouring sentences."""
    sentences = evidence.summary.sentences
    for sentence in sentences:
        denied = _DENIED.search(sentence.text)
        side = _side(denied["rest"]) if denied else None
        for other in sentences[max(0, sentence.number - 2) : sentence.number + 3] if side else ():
            for reported in _REPORTED.finditer(other.text):
                same = denied and reported["what"] == denied["what"] and _side(reported["rest"]) == side
                if other is not sentence and denied and same and _at_one_visit(sentence, other):
                    message = f"The summary denies {denied['what']} on the {side} side and reports it."
                    yield found(message, [sentence.quote, other.quote], "summary.text")


def _at_one_visit(one: Sentence, other: Sentence) -> bool:
    """Whether two sentences can tell of the same place at the same time: no other dates, no joint apart."""
    dates = [{each.value for each in sentence.dates} for sentence in (one, other)]
    joints = [sentence.named("part") & _JOINTS for sentence in (one, other)]
    return not (all(dates) and dates[0] != dates[1]) and not (all(joints) and not joints[0] & joints[1])


_JOINTS: Final = frozenset({"shoulder", "elbow", "wrist", "hip", "knee", "ankle"})


def _side(text: str) -> str | None:
    sides = set(re.findall(r"\b(left|right)\b", text.casefold()))
    return sides.pop() if len(sides) == 1 else None


_PLANNED: Final = pattern(r"\bplan\b")
_DONE: Final = pattern(r"\b(?:treatment|studies|testing|diagnostics?)\b [^.;]{0,60}? \b(?:includ\w+|to[ ]date)\b")
_STUDY: Final = pattern(r"\b(?P<study>MRI|CT(?:[ ]scan)?|EMG|x-?rays?)[ ]of[ ]the[ ](?P<part>[a-z]+[ ](?:[a-z]+)?)")


@check("study-done-and-planned", "minor")
def study_done_and_planned(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a study that the summary lists as done is planned again without a word on why."""
    done = {
        _study(m): each
        for each in evidence.summary.sentences
        if _DONE.search(each.text)
        for m in _STUDY.finditer(each.text)
    }
    for sentence in evidence.summary.sentences:
        for match in (
            _STUDY.finditer(sentence.text) if "plan" in sentence.lowered and _PLANNED.search(sentence.text) else ()
        ):
            before = done.get(_study(match))
            if before and before is not sentence and not _OF_THE_FILM.search(sentence.text):
                message = f"{match[0].strip()}: the summary lists it as done and has it planned."
                yield found(message, [before.quote, sentence.quote], "summary.treatments")


_OF_THE_FILM: Final = pattern(r"\b(?:repeat\w*|report|results?|review|copy|obtain[ ]the|after)\b")
"""A study done again on purpose, or one whose report is wanted."""


def _study(match: re.Match[str]) -> tuple[str, str]:
    return match["study"].casefold(), match["part"].casefold().strip()
