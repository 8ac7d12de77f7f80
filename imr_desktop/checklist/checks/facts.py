"""Facts of the worker and the treatment: what one place of the letter says and another does not, or denies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imr_desktop.checklist.evidence import Evidence, Sentence
from imr_desktop.checklist.judged import can_mean, number, products
from imr_desktop.checklist.lexicon import drugs_of, named, studies
from imr_desktop.checklist.registry import (
    GUIDELINE,
    IN_GENERAL,
    LEFT_OPEN,
    OTHER_PERSON,
    Raise,
    check,
    of_worker,
)
from imr_desktop.model import Finding, Quote
from imr_desktop.parsing.finders import has_any, pattern
from imr_desktop.parsing.lexicon import NUMBER_WORD, NUMBER_WORDS, WORKER

_PRONOUN: Final = {
    "female": pattern(
        r"""(?:^|[.;][ ]) (?:He[ ](?:has|had|is|was|reports?|reported|complain\w*|continues|uses|denie[sd])
            | He[ ](?:lives|works|worked|walks|takes|took|cannot|could|underwent|sustained|fell|drives|sleeps|wears
            |rates|rated
                |presented|smokes|weighs|remains|returned)
            | His[ ](?:diagnos\w+|pain|symptoms?|condition|injur\w+|range|examination|medications?|complaints?|gait
            |grip|left|right
                |low|neck|back|shoulder|knee|sleep|work|weight|BMI) )\b"""
    ),
    "male": pattern(
        r"""(?:^|[.;][ ]) (?:She[ ](?:has|had|is|was|reports?|reported|complain\w*|continues|uses|denie[sd])
            | She[ ](?:lives|works|worked|walks|takes|took|cannot|could|underwent|sustained|fell|drives|sleeps|wears
            |rates|rated
                |presented|smokes|weighs|remains|returned)
            | Her[ ](?:diagnos\w+|pain|symptoms?|condition|injur\w+|range|examination|medications?|complaints?|gait
            |grip|left|right
                |low|neck|back|shoulder|knee|sleep|work|weight|BMI) )\b"""
    ),
}
_PHYSICIAN: Final = pattern(r"\b(?:physician|provider|doctor|surgeon|Dr)\b")
_ANOTHER: Final = pattern(
    r"""\b(?:physician|provider|doctor|surgeon|Dr|reviewer|adjuster|therapist|chiropractor|dentist|psychologist|PTP
        |specialist|treater|practitioner|nurse|author|consultant|attorney|interpreter|radiologist|examiner|QME|AME|MD
        |DO)\b | [a-z]ologist\b | \bhis/her\b | \bhe/she\b | \bhis[ ]or[ ]her\b"""
)
_HIM_OR_HER: Final = {
    "female": pattern(r"\b(?P<word>he|his|him|himself)\b"),
    "male": pattern(r"\b(?P<word>she|her|hers|herself)\b"),
}
_MAN_OR_WOMAN: Final = pattern(
    rf"""\b(?: (?:this|the) (?:[ ][a-z-]+)? | \d{{2}}[ -]*years?[ -]*old[ ,]* (?:[ ](?!{WORKER})[a-z-]+){{0,2}} )
        [ ](?P<word>male|female|man|woman|gentleman|lady)\b"""
)
_SEXED: Final = {
    "female": (" he ", " his ", " him", "male", " man", "gentleman"),
    "male": (" she ", " her", "female", "woman", "lady"),
}
_SEX_OF: Final = {
    "man": "male",
    "gentleman": "male",
    "male": "male",
    "woman": "female",
    "lady": "female",
    "female": "female",
}


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
            elif key == "rationale" and (word := _called(evidence, item, sentence, sex)):
                stated = evidence.told(sex, "patient.sex")
                message = f"The worker's sex is {stated}, yet this sentence says “{word}”."
                yield found(message, [sentence.quote, *_sexed(evidence)], "patient.sex", items=[item])
                break
            before = sentence.text


def _called(evidence: Evidence, item: int, sentence: Sentence, sex: str) -> str:
    """The word of the other sex by which a rationale's sentence calls the worker; empty where it may be another's."""
    if (
        not has_any(f" {sentence.lowered}", _SEXED[sex])
        or not of_worker(sentence.text)
        or _QUOTED.search(sentence.text)
    ):
        return ""
    noun = _MAN_OR_WOMAN.search(sentence.text)
    if noun and _SEX_OF[noun["word"].casefold()] != sex:
        return noun["word"]
    pronoun = _HIM_OR_HER[sex].search(sentence.text)
    so_far = evidence.rationale(item).sentences[max(0, sentence.number - 3) : sentence.number + 1]
    if not pronoun or any(_ANOTHER.search(each.text) or OTHER_PERSON.search(each.text) for each in so_far):
        return ""
    return pronoun["word"]


_QUOTED: Final = re.compile('["“]')


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
_AGED: Final = pattern(
    rf"""\b(?:(?:at|of)[ ]age[ ]|aged[ ]|age[ ]of[ ]|(?:this|the)[ ](?:{WORKER})[ ]is[ ])(?P<age>[1-9]\d)(?=[ ]and\b
        |[ ]years\b|[ ]the\b|[,.;])(?!\.\d)"""
)
_AGES: Final = ("age ", "aged ", *(f"{each} is" for each in ("worker", "patient", "claimant", "applicant", "employee")))
_OLDER: Final = pattern(r"\b(?:over|above|under|below|risk|older|younger|than|criteri\w+|until|minimum|least)\b")
_AT_THE_TIME: Final = pattern(r"\b(?:when|then|was|were)\b")


@check("ages-disagree", "notable")
def ages_disagree(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the worker has one age throughout the letter."""
    age = evidence.value("patient.age")
    texts = [("summary.text", 0), *(("rationale", item) for item in evidence.items)]
    for key, item in texts if isinstance(age, int) else ():
        for sentence in evidence.text(key, item).sentences:
            told = _AGE.search(sentence.text) if "year" in sentence.lowered else None
            if item and told is None and has_any(sentence.lowered, _AGES):
                told = None if _OLDER.search(sentence.text) else _AGED.search(sentence.text)
            if (
                told
                and isinstance(age, int)
                and abs(int(told["age"]) - age) > 1
                and not any(each.search(sentence.text) for each in (GUIDELINE, OTHER_PERSON, IN_GENERAL, _AT_THE_TIME))
            ):
                stated = evidence.told(str(age), "patient.age")
                where = "the rationale as" if item else "and also as"
                message = f"The summary gives the worker's age as {stated}, {where} {told['age']}."
                first = evidence.quote("patient.age")
                quotes = [sentence.quote, *_sexed(evidence), first]
                yield found(message, quotes[: 3 if not item else 2], "patient.age", items=[item] if item else [])


_ANATOMY: Final = {
    "male": pattern(
        r"\b(?:pregnan\w+|hysterectom\w+|uter(?:us|ine)|ovar(?:y|ies|ian)|menopaus\w+|menstrua\w+|postpartum)\b"
    ),
    "female": pattern(r"\b(?:prostat\w+|testic\w+|scrot\w+|vasectom\w+)\b"),
}


@check("sex-against-anatomy", "serious")
def sex_against_anatomy(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether what is told of the worker's body can be of the stated sex."""
    sex = str(evidence.value("patient.sex") or "")
    for key, item in (
        (("summary.text", 0), *(("rationale", item) for item in evidence.items)) if sex in _ANATOMY else ()
    ):
        for sentence in evidence.text(key, item).having(_ORGANS):
            of_other = _ANATOMY[sex].search(sentence.text)
            if of_other and of_worker(sentence.text) and not _NOT_AT_ALL.search(sentence.text):
                stated = evidence.told(sex, "patient.sex")
                message = f"The worker's sex is {stated}, yet this sentence tells of “{of_other[0]}”."
                yield found(message, [sentence.quote, *_sexed(evidence)], "patient.sex", items=[item] if item else [])
                break


_ORGANS: Final = (
    *("pregnan", "hysterec", "uterus", "uterine", "ovar", "menopaus", "menstrua", "postpartum"),
    *("prostat", "testic", "scrot", "vasectom"),
)
_NOT_AT_ALL: Final = pattern(r"\b(?:no|not|denie[sd]|without|negative|if|women|men|normal)\b")


_AT_WORK: Final = pattern(
    r"""\b(?:(?:is|was|remains|continues)[ ](?:currently[ ]|now[ ]|still[ ])?working(?![ ](?:diagnos|up))
        |works[ ](?:full|part|modified|six|eight|with|as)
        |(?:returned|back)[ ](?:to|at)[ ](?:(?:full|regular|modified|light|his|her|usual|unrestricted)[ ])*(?:work
        |duty)
        |working[ ](?:full|modified|regular|light)|full[ ]duty)\b"""
)
_OFF_WORK: Final = pattern(
    r"""\b(?:not[ ](?:been[ ]|currently[ ]|yet[ ])?(?:working|returned[ ]to[ ]work|back[ ](?:at|to)[ ]work)
        |off[ ](?:of[ ])?work|TTD|out[ ]of[ ]work
        |temporar(?:y|ily)[ ]total(?:ly)?[ ]disab\w+|unable[ ]to[ ](?:return[ ]to[ ])?work|no[ ]longer[ ]work\w*
        |has[ ]not[ ](?:worked|returned)
        |retired|never[ ]returned[ ]to[ ]work)\b"""
)


@check("work-told-otherwise", "notable")
def work_told_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the worker is at work, or off it, in a rationale as in the summary."""
    told = {state: each for each in evidence.summary.sentences if (state := _work(each))}
    if len(told) != 1:
        return
    [(there, telling)] = told.items()
    for item in evidence.items:
        for sentence in evidence.rationale(item).sentences:
            here = _work(sentence)
            if here and here != there and of_worker(sentence.text) and not _PERHAPS.search(sentence.text):
                message = f"The rationale has the worker {here}, the summary {there}."
                yield found(message, [sentence.quote, telling.quote], "rationale", item)
                break


def _work(sentence: Sentence) -> str:
    """Whether a sentence has the worker at work or off it; empty where it says neither, or both."""
    if not has_any(sentence.lowered, _WORK) or _HELPS.search(sentence.text):
        return ""
    if _OFF_WORK.search(sentence.text):
        return "" if _AT_WORK.search(sentence.text) else "off work"
    return "at work" if _AT_WORK.search(sentence.text) and not _NO.search(sentence.text) else ""


_WORK: Final = (
    *(
        " working",
        "works ",
        "to work",
        "at work",
        "off work",
        "of work",
        "duty",
        "retired",
        "ttd",
        "total",
        "no longer work",
    ),
    *("not work", "not yet work", "returned"),
)
_HELPS: Final = pattern(
    r"""\b(?:medic\w+|meds|drugs?|TENS|unit|brace|device|treatment|therapy|injections?|patch\w*|cream|exercises?)[ ]
        (?:is|was|are|were)[ ](?:not[ ])?working\b"""
)
_PERHAPS: Final = pattern(
    r"\b(?:if|unless|whether|should|would|could|may|might|until|before|goal|plan\w*|no[ ]evidence|documentation)\b"
)


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
            told = _PRIOR_COUNT.search(sentence.text) if has_any(sentence.lowered, _SESSIONS) else None
            if told and _is_said(sentence.text, told.start()) and not _counts(known, int(told["count"])):
                message = (
                    f"The rationale counts {told['count']} earlier sessions; the summary does not give that number."
                )
                yield found(message, [sentence.quote, *_treated(evidence)], "rationale", item)
                break


_HAS_HAD: Final = pattern(
    rf"""\b(?:has|have|had|having)[ ](?:already[ ]|previously[ ]|now[ ]|so[ ]far[ ])?(?:completed|had|received
        |attended|undergone
        |used(?:[ ]up)?|been[ ]given)[ ](?:a[ ]total[ ]of[ ])?(?P<count>\d{{1,3}}|{NUMBER_WORD})(?:[ ]?\(\d+\))?[ ]
        (?:[a-z]+[ ]){{0,3}}?(?:sessions?|visits?|treatments?)\b"""
)
_TOLD_COUNT: Final = pattern(
    rf"""\b(?:x[ ]?|times[ ])?(?P<count>\d{{1,3}}|{NUMBER_WORD})[ ](?:[a-z]+[ ]){{0,3}}?(?:sessions?|visits?
        |treatments?)\b"""
    r" | \b(?:therapy|acupuncture|chiropractic|massage|care|sessions|visits)[ ]?x[ ]?(?P<times>\d{1,3})\b"
)


@check("count-told-otherwise", "serious")
def count_told_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the number of sessions had, as a rationale gives it, is one that the summary can mean."""
    for item in evidence.items:
        for sentence in evidence.rationale(item).sentences:
            had = _HAS_HAD.search(sentence.text) if has_any(sentence.lowered, _SESSIONS) else None
            if not had or not _is_said(sentence.text, had.start()):
                continue
            kinds = sentence.named("service") or named("service", evidence.words("request", item))
            told = [each for each in evidence.summary.sentences if kinds & each.named("service") and _told_counts(each)]
            told = told or [
                each
                for each in evidence.rationale(item).sentences
                if each is not sentence and _HAS_HAD.search(each.text) and kinds & each.named("service")
            ]
            headings = (evidence.words(key, item) for key in ("request", "authorized_part", "original_request"))
            text = " ".join((*(each.text for each in told), *headings))
            known = can_mean(text, can_mean(text) | frozenset(products(text)))
            if told and number(had["count"]) not in known:
                message = f"The rationale counts {had['count']} sessions; the letter also counts otherwise."
                yield found(message, [sentence.quote, *(each.quote for each in told)], "rationale", item)
                break


_SESSIONS: Final = ("session", "visit", "treatments")


def _told_counts(sentence: Sentence) -> bool:
    """Whether a sentence tells how many sessions the worker had."""
    return bool(_TOLD_COUNT.search(sentence.text)) and not _REQUESTED.search(sentence.text)


def _is_said(text: str, at: int) -> bool:
    """Whether a sentence says, at that place, that something is so, of the worker."""
    elsewhere = any(each.search(text) for each in (GUIDELINE, OTHER_PERSON, IN_GENERAL))
    return not elsewhere and not LEFT_OPEN.search(text, 0, at)


def _counts(known: str, count: int) -> bool:
    if count in products(known):
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
            | was[ ](?:recently[ ])?certified[ ]for
        | (?:has|had)[ ](?:already[ ]|also[ ]|previously[ ])?(?:had|tried|failed|undergone|received
        |attended)(?=[ ][a-z]) )\b (?P<what>[^.;]{3,90})"""
)
_ATTENDED: Final = "recently attended"
_REQUESTED: Final = pattern(
    r"""\b(?:request\w*|authoriz\w+|utilization|certif\w+|denied|plan\w*|ordered|sought|scheduled|to[ ]receive
        |not[ ]started|recommend\w+)\b"""
)


@check("treatment-only-in-rationale", "notable")
def treatment_only_in_rationale(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether treatment that the rationale says was had is told in the summary."""
    told: frozenset[str] | None = None
    raised: set[tuple[str, ...]] = set()
    for item in evidence.items if evidence.summary.text else ():
        for sentence in evidence.rationale(item).sentences:
            had, at = _had(sentence.text)
            services = named("service", had) if had and _is_said(sentence.text, at) else None
            if not services:
                continue
            told = _services_told(evidence) if told is None else told
            only = services - told
            if only and tuple(only) not in raised:
                raised.add(tuple(only))
                message = f"The rationale relies on earlier {' and '.join(sorted(only))}; the summary reports none."
                yield found(message, [sentence.quote, *_treated(evidence)], "rationale", item)


def _services_told(evidence: Evidence) -> frozenset[str]:
    """The services that the summary tells of otherwise than as requested."""
    telling = (each for each in evidence.summary.sentences if not _REQUESTED.search(each.text))
    return frozenset[str]().union(*(each.named("service") for each in telling))


_ONCE_HAD: Final = (
    "treatment",
    "has had",
    "completed",
    "recently",
    "certified",
    "tried",
    "failed",
    "underg",
    "received",
    "attended",
)


def _had(text: str) -> tuple[str, int]:
    """What a sentence says about treatment that was given, and where; empty for one that says nothing about it."""
    if has_any(text.lower(), _ONCE_HAD) and (had := _HAD.search(text)):
        return had["what"], had.start()
    before, attended, _ = text.partition(_ATTENDED)
    return (before[-60:], len(before)) if attended else ("", 0)


_HAS: Final = pattern(
    rf"""\b(?: (?:this[ ])?{WORKER}[ ]has[ ](?:an?[ ])?(?:history[ ]of[ ])? | \ba[ ]reported[ ]
        | (?:and|who|he|she|{WORKER})[ ]is[ ](?:also[ ])?(?:being[ ])?treated[ ]for[ ] )
        (?P<what>(?:[a-z]+[ ]){{0,2}}?(?P<noun>addiction|dependence|DVT|compression|fracture|strain|sprain|tear
            |osteoporosis|diabetes|hypertension|cancer|asthma|obesity|stroke|hepatitis|ulcers?|pacemaker|seizures?
        |glaucoma
            |sleep[ ]apnea|depression))\b
      | \b(?:{WORKER}|he|she|and|who)[ ](?P<habit>(?P<smokes>smokes|is[ ](?:an?[ ])?(?:current[ ]|heavy[ ])?smoker
        |is[ ](?P<state>diabetic
            |pregnant|hypertensive|obese)))\b"""
)


@check("condition-only-in-rationale", "notable")
def condition_only_in_rationale(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a condition that the rationale gives the worker is told in the summary."""
    summary = evidence.summary.text.casefold()
    for item in evidence.items if summary else ():
        for sentence in evidence.rationale(item).sentences:
            for had in _HAS.finditer(sentence.text) if has_any(sentence.lowered, _ILLS) else ():
                word = (had["noun"] or had["state"] or "smoker").casefold()
                noun = _STEMS.get(word, word)
                known = re.search(noun, summary) and not re.search(
                    rf"(?:negative for|\bno|denie[sd]) (?:\w+ ){{0,2}}(?:{noun})", summary
                )
                what = (had["what"] or had["habit"]).strip()
                if not known and not _NO.search(what) and _is_said(sentence.text, had.start()):
                    message = f"The rationale says of the worker “{what}”; the summary does not report it."
                    yield found(message, [sentence.quote, *_conditions(evidence)], "rationale", item)


_ILLS: Final = (
    *("addict", "depend", "dvt", "compress", "fractur", "strain", "sprain", "tear", "osteopor", "diabet", "hypertens"),
    *("cancer", "asthma", "obes", "stroke", "hepatit", "ulcer", "pacemak", "seizure", "glaucoma", "apnea", "depress"),
    *("smok", "pregnan"),
)
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
    "smoker": "smok|tobacco|nicotine|cigar|pack",
    "diabetic": "diabet|a1c|insulin|metformin",
    "pregnant": "pregnan|weeks gestation|gravid",
    "hypertensive": "hypertens|high blood pressure|bp ",
    "obese": "obes|bmi|body mass|weight",
    "obesity": "obes|bmi|body mass|weight",
    "stroke": "stroke|cva|cerebrovasc",
    "ulcer": "ulcer",
    "ulcers": "ulcer",
    "seizure": "seizure|epilep",
    "seizures": "seizure|epilep",
    "sleep apnea": "apnea",
    "depression": "depress|mood|psych",
}
"""Other words by which a summary can tell of a condition."""
_TREATED_FOR: Final = pattern(r"\b(?:diagnos\w+|treated[ ]for|treatments?[ ]for|claim[ ]for|negative[ ]for)\b")


def _conditions(evidence: Evidence) -> list[Quote]:
    return [each.quote for each in evidence.summary.sentences if _TREATED_FOR.search(each.text)][:2]


_RESULT: Final = pattern(
    r"""\b(?:MRI|CT(?:[ ]scan)?|x-?rays?|EMG(?:/NCV|/NCS)?|NCV|bone[ ]scan|EEG|ultrasound)\b [^.;,]{0,40}?
        [ ](?:showed|shows|revealed|reveals|demonstrated|demonstrates|confirmed|confirms|found|was[ ](?:normal
        |negative|positive|read)|has[ ]shown
            |is[ ]already|has[ ]been[ ](?:done|obtained|performed)|was[ ](?:done|obtained|performed))\b"""
)
_OPERATED: Final = pattern(
    rf"""\b(?:{WORKER}|he|she)[ ](?:has[ ]|had[ ])?(?:previously[ ]|already[ ])?(?:underwent|undergone|had
        |is[ ]status[ ]post)[ ]
        (?:an?[ ]|the[ ]|prior[ ]|previous[ ])?(?P<what>[^.;,]{{0,50}}?\b(?:surgery|arthroscopy|fusion|laminectomy
        |discectomy|arthroplasty
            |meniscectomy|repair|decompression|release|replacement))\b
      | \b(?:previous|prior|earlier)[ ](?:[a-z]+[ ]){{0,2}}?(?:surgery|arthroscopy|fusion|laminectomy|discectomy
        |arthroplasty|meniscectomy)
        [ ](?:gave|did|was|has|had|failed|helped|brought|of[ ](?:19|20)\d\d|in[ ](?:19|20)\d\d)\b"""
)
_SURGICAL: Final = pattern(
    r"""\b(?: surg\w+ | operat\w+ | post-?[ ]?op\w* | arthroscop\w+ | fusion | fused | \w+ectomy | \w+otomy
        | \w+plasty | repair\w* | ORIF
        | release\w* | reconstruct\w+ | fixation | amputat\w+ | graft\w* | replace\w* | debridement | decompress\w+
        | hardware | implant\w*
        | S/P | status[ ]post )\b"""
)


@check("study-only-in-rationale", "notable")
def study_only_in_rationale(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a study or operation that a rationale says was done is told of in the summary."""
    summary = evidence.summary
    for item in evidence.items if summary.text else ():
        for sentence in evidence.rationale(item).sentences:
            done = _RESULT.search(sentence.text) if has_any(sentence.lowered, _STUDIES) else None
            only = (
                studies(done[0]) - summary.named("service")
                if done and not _PICTURES.search(summary.text)
                else frozenset()
            )
            operated = _OPERATED.search(sentence.text) if not only and has_any(sentence.lowered, _HAD_IT) else None
            if operated and not _SURGICAL.search(summary.text):
                only = frozenset({"surgery"})
            start = done.start() if done else operated.start() if operated else 0
            if only and _is_said(sentence.text, start) and not _OF_OTHERS.search(sentence.text):
                message = (
                    f"The rationale tells of {' and '.join(sorted(only))} that was done; the summary reports none."
                )
                yield found(message, [sentence.quote, *_treated(evidence)], "rationale", item)
                break


_PICTURES: Final = pattern(r"\b(?:imaging|films?|stud(?:y|ies)|testing|radiolog\w+|scans?)\b")
_HAD_IT: Final = ("underw", "underg", " had ", "status post", "previous ", "prior ", "earlier ")
_STUDIES: Final = ("mri", "ct ", "x-ray", "xray", "x ray", "emg", "ncv", "bone scan", "eeg", "ultrasound")
_OF_OTHERS: Final = pattern(r"\b(?:UR|utilization|reviewer|guidelines?|when|if|request\w*|need\w*|would|to[ ]be)\b")

_TAKES: Final = pattern(
    rf"""\b(?:{WORKER}|he|she)[ ](?:is|was|has[ ]been|remains)[ ](?:currently[ ]|also[ ]|already[ ]
        |still[ ])?(?:taking|on|using|prescribed
        |maintained[ ]on|treated[ ]with)\b (?P<what>[^.;]{{3,60}})
      | \b(?:{WORKER}|he|she)[ ](?:has|had)[ ](?:already[ ]|also[ ])?(?:failed|tried|used|been[ ]given
        |received)\b (?P<tried>[^.;]{{3,60}})
      | \b(?:{WORKER}|he|she)[ ](?:currently[ ]|also[ ]|already[ ]|still[ ])?(?:takes
        |uses)\b (?P<how>[^.;]{{3,60}})"""
)


_TAKEN: Final = (
    "taking",
    "takes",
    "uses",
    "using",
    " on ",
    "prescribed",
    "treated with",
    "failed",
    "tried",
    " used",
    "given",
    "received",
)


@check("drug-only-in-rationale", "notable")
def drug_only_in_rationale(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a drug that a rationale says the worker takes is among those that the summary, or a request, names."""
    known: frozenset[str] | None = None
    for item in evidence.items:
        for sentence in evidence.rationale(item).having(_TAKEN):
            takes = _TAKES.search(sentence.text) if has_any(sentence.lowered, _TAKEN) else None
            drugs = drugs_of(takes["what"] or takes["how"] or takes["tried"]) if takes else None
            if not drugs:
                continue
            known = drugs_of(evidence.summary.text) if known is None else known
            asked = frozenset[str]().union(*(drugs_of(request) for _, request in evidence.requests()))
            only = drugs - known - asked
            if takes and known and only and _is_said(sentence.text, takes.start()) and not _NO.search(takes[0]):
                message = f"The rationale gives the worker {' and '.join(sorted(only))}; the summary does not."
                telling = [each.quote for each in evidence.summary.sentences if drugs_of(each.text)]
                yield found(message, [sentence.quote, *telling[:2]], "rationale", item)
                break


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
