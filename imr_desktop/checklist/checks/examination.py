"""What a rationale says was found of the worker, against the summary: signs, scores and measures, attributes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from imr_desktop.checklist.evidence import Evidence, Sentence
from imr_desktop.checklist.lexicon import SERVICES, named
from imr_desktop.checklist.registry import LEFT_OPEN, Raise, check, of_worker
from imr_desktop.model import Finding
from imr_desktop.parsing.finders import has_any, pattern


def _of_worker(evidence: Evidence, cues: Collection[str]) -> Iterator[tuple[int, Sentence]]:
    """Each item's sentences of a rationale that have one of the words, tell of the worker and leave nothing open."""
    yield from ((item, each) for item, each in _of_case(evidence, cues) if not LEFT_OPEN.search(each.text))


def _of_case(evidence: Evidence, cues: Collection[str]) -> Iterator[tuple[int, Sentence]]:
    """Each item's sentences of a rationale that have one of the words and tell of the worker."""
    for item in evidence.items:
        for sentence in evidence.rationale(item).having(cues):
            if has_any(sentence.lowered, cues) and of_worker(sentence.text):
                yield item, sentence


# --- signs -----------------------------------------------------------------------------------------------------------

_SIGNS: Final = {
    "straight leg raise": ("straight leg rais", "slr", "lasegue", "lasègue"),
    "Spurling's sign": ("spurling",),
    "Tinel's sign": ("tinel",),
    "Phalen's sign": ("phalen",),
    "McMurray's test": ("mcmurray",),
    "Lachman's test": ("lachman",),
    "Hawkins' test": ("hawkins",),
    "Neer's test": ("neer",),
    "Finkelstein's test": ("finkelstein",),
    "Hoffmann's sign": ("hoffman",),
    "Babinski's sign": ("babinski",),
    "Romberg's sign": ("romberg",),
    "FABER test": ("faber", "patrick"),
    "Durkan's test": ("durkan",),
    "Cozen's test": ("cozen",),
    "Kemp's test": ("kemp",),
    "Speed's test": ("speed's", "speeds test"),
    "O'Brien's test": ("o'brien", "obrien"),
    "empty can test": ("empty can",),
    "drop arm test": ("drop arm", "drop-arm"),
    "apprehension test": ("apprehension",),
    "facet loading": ("facet loading",),
    "drawer test": ("drawer",),
    "Gaenslen's test": ("gaenslen",),
}
"""Named signs by how letters begin to write them."""
_OF_SIGN: Final = {begun: sign for sign, begins in _SIGNS.items() for begun in begins}
_SIGN: Final = re.compile(rf"\b(?:{'|'.join(re.escape(begun) for begun in _OF_SIGN)})", re.IGNORECASE)
_RESULT: Final = pattern(
    r"""(?P<not>\b(?:no|not|without|never)[ ](?:(?:documentation|evidence|record|mention|findings?|indication)[ ]of[ ])?
        (?:an?[ ]|any[ ])?)?(?: (?P<yes>\bpositive\b(?![ ]for\b)|(?<=[ ])\+(?!\d))
        | (?P<no>\b(?:negative|neg)\b) )"""
)
_RESULTS: Final = ("positive", "negative", "neg ", "+")
_CUT: Final = re.compile(r"[;.]\s|,\s|\b(?:but|while|with)\b")


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign as a sentence tells it: whether it was positive, and the only side and the parts named with it."""

    name: str
    positive: bool
    side: str
    parts: frozenset[str]
    sentence: Sentence


_SIDE: Final = re.compile(r"\b(left|right)\b", re.IGNORECASE)


def _signs(sentence: Sentence) -> Iterator[Sign]:
    if not has_any(sentence.lowered, _RESULTS):
        return
    text = sentence.text
    for match in _SIGN.finditer(text):
        begin = max([0, *(cut.end() for cut in _CUT.finditer(text, max(0, match.start() - 60), match.start()))])
        after = _CUT.search(text, match.end())
        clause = text[begin : after.start() if after else len(text)][:160]
        results = {bool(each["yes"]) != bool(each["not"]) for each in _RESULT.finditer(clause)}
        if len(results) == 1:
            sides = {side.casefold() for side in _SIDE.findall(clause)}
            side = sides.pop() if len(sides) == 1 else ""
            yield Sign(_OF_SIGN[match[0].casefold()], results.pop(), side, named("part", clause), sentence)


@check("sign-told-otherwise", "serious")
def sign_told_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a named sign that the rationale calls positive or negative is so in the summary."""
    texts = [evidence.rationale(item).lowered for item in evidence.items]
    if not any(has_any(text, _RESULTS) for text in texts):
        return
    stated = [
        (item, sign)
        for item, each in _of_case(evidence, _OF_SIGN)
        if not _ONLY_IF.search(each.text)
        for sign in _signs(each)
    ]
    if not stated:
        return
    told = [sign for each in evidence.summary.sentences for sign in _signs(each)]
    for item, sign in stated:
        same = [each for each in told if each.name == sign.name and _same_limb(each, sign)]
        if not any(each.name == sign.name for each in told):
            own = [each for there, each in stated if there == item and each.sentence.number < sign.sentence.number]
            same = [each for each in own if each.name == sign.name and _same_limb(each, sign)]
        if same and all(each.positive != sign.positive for each in same):
            was, is_told = ("positive", "negative") if sign.positive else ("negative", "positive")
            message = f"The rationale calls {sign.name} {was}; elsewhere it is told as {is_told}."
            yield found(message, [sign.sentence.quote, same[0].sentence.quote], "rationale", item)


_ONLY_IF: Final = pattern(r"\b(?:if|unless|whether|should|would|could|may|might)\b")


def _same_limb(one: Sign, other: Sign) -> bool:
    """Whether two tellings of a sign can be of the same limb."""
    apart = one.side and other.side and one.side != other.side
    return not apart and not (one.parts and other.parts and not one.parts & other.parts)


# --- scores and measures ---------------------------------------------------------------------------------------------

_MEASURES: Final = {
    "bmi": "body mass index",
    "body mass index": "body mass index",
    "ahi": "apnea-hypopnea index",
    "apnea-hypopnea index": "apnea-hypopnea index",
    "apnea hypopnea index": "apnea-hypopnea index",
    "epworth": "Epworth score",
    "a1c": "hemoglobin A1c",
    "hba1c": "hemoglobin A1c",
    "phq-9": "PHQ-9 score",
    "phq9": "PHQ-9 score",
    "bdi": "Beck depression score",
    "beck depression": "Beck depression score",
    "bai": "Beck anxiety score",
    "beck anxiety": "Beck anxiety score",
    "gaf": "GAF score",
    "oswestry": "Oswestry score",
    "odi": "Oswestry score",
    "dash": "DASH score",
    "quickdash": "DASH score",
    "opioid risk tool": "opioid risk score",
    "med": "morphine equivalent dose",
    "mme": "morphine equivalent dose",
    "morphine equivalent": "morphine equivalent dose",
    "morphine equivalents": "morphine equivalent dose",
    "ejection fraction": "ejection fraction",
    "creatinine": "creatinine",
    "inr": "INR",
}
"""What letters give one number for, by the names they use, in lower case."""
_MEASURE: Final = re.compile(
    rf"\b(?P<name>{'|'.join(re.escape(name) for name in _MEASURES)})\b(?P<between>[^\d.;]{{0,28}})"
    r"(?<![\d-])(?P<value>\d{1,3}(?:\.\d+)?)(?![\d/-])(?! ?(?:th|years?|days?|weeks?|months?)\b)",
    re.IGNORECASE,
)
_MEASURED: Final = (
    *("bmi", "body mass", "ahi ", "apnea", "epworth", "a1c", "phq", "bdi", "beck ", "bai ", "gaf ", "oswestry", "odi "),
    *("dash ", "risk tool", "med ", "mme", "morphine eq", "ejection", "creatinine", " inr"),
)
_BOUND: Final = pattern(
    r"""\b(?:under|over|above|below|less|more|greater|least|exceed\w*|than|up[ ]to|between|from|normal|goal|limit|dated
        |on|of[ ](?:the[ ])?\w+ber)\b | [<>≥≤]"""
)
"""Between a measure and a number that is no value of it, but what it is held against, or a day."""


def _measured(sentence: Sentence) -> Iterator[tuple[str, float]]:
    for match in _MEASURE.finditer(sentence.text) if _DIGIT.search(sentence.text) else ():
        if not _BOUND.search(match["between"]):
            yield _MEASURES[match["name"].casefold()], float(match["value"])


_DIGIT: Final = re.compile(r"\d")


@check("measure-told-otherwise", "serious")
def measure_told_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a score or measure has a value in the rationale that the summary gives for it too."""
    stated = [(item, each, *measure) for item, each in _of_worker(evidence, _MEASURED) for measure in _measured(each)]
    told = [(each, *measure) for each in evidence.summary.sentences for measure in _measured(each)] if stated else []
    for item, sentence, name, value in stated:
        same = [(each, given) for each, known, given in told if known == name]
        if same and all(given != value for _, given in same):
            message = f"The rationale gives the {name} as {value:g}, the summary as {same[0][1]:g}."
            yield found(message, [sentence.quote, same[0][0].quote], "rationale", item)


_SCORE: Final = pattern(
    r"""(?<![\d/.-])(?P<low>\d{1,2}(?:\.\d)?)(?:[ ]?(?:-|to)[ ]?(?P<high>\d{1,2}))?(?:[ ]?/[ ]?|[ ](?:out[ ])?of[ ])10
        (?![\d/.]*\d)"""
)
_PAIN: Final = ("pain", "vas", "rated", "rates", "score", "level", "severity", "symptom")


_OTHER_DAY: Final = pattern(
    r"""\b(?:that[ ]day|notes?|visit|reports?[ ](?:of|from|dated)|initial(?:ly)?|earlier|before|previous(?:ly)?|prior
        |then)\b"""
)
"""Another day than those that the summary tells of."""


_OF_TEN: Final = ("/10", "/ 10", "of 10")


def _scores(sentence: Sentence) -> frozenset[float]:
    """The scores of pain of ten that a sentence gives; both ends of a range."""
    if not has_any(sentence.lowered, _OF_TEN):
        return frozenset()
    given = (score for match in _SCORE.finditer(sentence.text) for score in (match["low"], match["high"]) if score)
    return frozenset(map(float, given))


@check("pain-score-told-otherwise", "notable")
def pain_score_told_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a score of pain that the rationale gives is one of those in the summary, where that gives any."""
    stated = [
        (item, each, _scores(each)) for item, each in _of_worker(evidence, _OF_TEN) if has_any(each.lowered, _PAIN)
    ]
    stated = [each for each in stated if each[2] and not _OTHER_DAY.search(each[1].text)]
    telling = [(each, _scores(each)) for each in evidence.summary.sentences] if stated else []
    told = frozenset[float]().union(*(scores for _, scores in telling))
    for item, sentence, scores in stated:
        if told and not scores & told:
            said = " and ".join(f"{score:g}/10" for score in sorted(scores))
            message = f"The rationale has pain at {said}; the summary gives no such score."
            yield found(message, [sentence.quote, *(each.quote for each, given in telling if given)], "rationale", item)


_UNSCORED: Final = pattern(
    r"""\b(?:no|not|without|lack[ ]of|never)\b [^.;]{0,50}? \b(?:pain[ ](?:scores?|ratings?|levels?)
        |VAS(?:[ ]scores?)?)\b
      | \b(?:pain[ ](?:scores?|ratings?|levels?)|VAS(?:[ ]scores?)?)[ ](?:is|are|was|were)[ ]not[ ]"""
)
_COMPARED: Final = pattern(
    r"""\b(?:before|after|with|without[ ]med\w+|reduc\w+|decreas\w+|chang\w+|improve\w*|compar\w+|relief|respon\w+
        |since)\b"""
)


@check("pain-score-is-told", "serious")
def pain_score_is_told(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether scores of pain that a rationale does not find stand in the summary."""
    telling: list[Sentence] | None = None
    for item, sentence in _of_case(evidence, ("pain score", "pain rating", "pain level", "vas")):
        missing = _UNSCORED.search(sentence.text)
        if missing and not _COMPARED.search(sentence.text):
            if telling is None:
                telling = [
                    each for each in evidence.summary.sentences if has_any(each.lowered, _PAIN) and _scores(each)
                ]
            if telling:
                message = "The rationale does not find how the pain is rated; the summary says so."
                yield found(message, [sentence.quote, telling[0].quote], "rationale", item)


_PERCENT: Final = pattern(
    r"(?<![\d.-])(?:(?P<low>\d{1,3})[ ]?%?[ ]?(?:-|to)[ ]?)?(?P<value>\d{1,3})[ ]?(?:%|percent\b)"
)
_RELIEF: Final = ("relief", "improve", "reduc", "better", "decrease", "benefit", "less pain")
_WANTED: Final = pattern(
    r"\b(?:at[ ]least|more[ ]than|greater|minimum|require\w*|thresholds?|or[ ]more|need\w*|expected|criteri\w+|than)\b"
)


def _relief(sentence: Sentence) -> frozenset[int]:
    """The shares of relief that a sentence tells of, in percent."""
    if not has_any(sentence.lowered, ("%", "percent")) or not has_any(sentence.lowered, _RELIEF):
        return frozenset()
    given = (share for match in _PERCENT.finditer(sentence.text) for share in (match["low"], match["value"]) if share)
    return frozenset(map(int, given))


@check("relief-told-otherwise", "notable")
def relief_told_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a share of relief that the rationale gives is one of those in the summary, where that gives any."""
    stated = [
        (item, each, _relief(each))
        for item, each in _of_worker(evidence, ("%", "percent"))
        if not _WANTED.search(each.text)
    ]
    stated = [each for each in stated if each[2]]
    telling = [(each, _relief(each)) for each in evidence.summary.sentences] if stated else []
    told = frozenset[int]().union(*(given for _, given in telling))
    for item, sentence, given in stated:
        if told and not given & told:
            said = " and ".join(f"{share} %" for share in sorted(given))
            message = f"The rationale tells of relief of {said}; the summary gives no such share."
            yield found(
                message, [sentence.quote, *(each.quote for each, shares in telling if shares)], "rationale", item
            )


# --- studies ---------------------------------------------------------------------------------------------------------

_NORMAL: Final = pattern(
    r"""\b(?:MRI|CT(?:[ ]scan)?|x-?rays?|EMG(?:/NC[VS])?|NC[VS]|films?|ultrasound)\b [^.;,]{0,40}?
        \b(?:(?:was|were|is|are)[ ](?:read[ ]as[ ])?(?:entirely[ ]|essentially[ ])?(?:normal|negative|unremarkable)
        |show(?:ed|s)[ ]no[ ](?:abnormal\w+|patholog\w+))\b"""
)
_ABNORMAL: Final = pattern(
    r"""\b(?:MRI|CT(?:[ ]scan)?|x-?rays?|EMG(?:/NC[VS])?|NC[VS]|films?|ultrasound)\b [^.;]{0,60}?
        \b(?:show(?:ed|s|ing)|reveal(?:ed|s)|demonstrat(?:ed|es)|confirm(?:ed|s)|with|was[ ]abnormal)\b(?:[ ](?!no\b
        |without\b)[\w-]+){0,6}?
        [ ](?:tears?|herniations?|protrusions?|bulges?|stenosis|fractures?|neuropathy|radiculopathy|slowing|extrusion
        |rupture|syndrome
        |abnormal\w*|spondylolisthesis|arthropathy)\b"""
)


@check("study-read-otherwise", "serious")
def study_read_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a study that a rationale calls normal, or not, is so in the summary."""
    cues = ("normal", "negative", "unremarkable", "show", "reveal", "demonstrat", "confirm")
    stated = [(item, each, *result) for item, each in _of_worker(evidence, cues) if (result := _read(each))]
    told = [(each, *result) for each in evidence.summary.sentences if (result := _read(each))] if stated else []
    for item, sentence, study, normal in stated:
        same = [(each, given) for each, name, given in told if name == study and _of_one_part(each, sentence)]
        if same and all(given != normal for _, given in same):
            message = f"The rationale calls the {study} {'normal' if normal else 'abnormal'}; the summary does not."
            yield found(message, [sentence.quote, same[0][0].quote], "rationale", item)


def _read(sentence: Sentence) -> tuple[str, bool] | None:
    """The study that a sentence tells the result of, and whether that was normal; None where it tells of no one."""
    named_studies = {mark.name for mark in sentence.marks if mark.kind == "service"} & _STUDIES
    if len(named_studies) != 1:
        return None
    normal, abnormal = (bool(each.search(sentence.text)) for each in (_NORMAL, _ABNORMAL))
    return (named_studies.pop(), normal) if normal != abnormal else None


_STUDIES: Final = frozenset(name for name, each in SERVICES.items() if each.kind == "study")


def _of_one_part(one: Sentence, other: Sentence) -> bool:
    """Whether two sentences can be of the same part of the body."""
    parts = [each.named("part") for each in (one, other)]
    return not all(parts) or bool(parts[0] & parts[1])


# --- attributes ------------------------------------------------------------------------------------------------------

_APART: Final = (
    (("medial", "lateral"), r"menisc\w+|epicond\w+|malleol\w+|compartment\w*|collateral"),
    (("full", "partial"), r"thickness"),
    (("flexor", "extensor"), r"tend[oi]n\w*|teno\w+|carpi"),
    (("proximal", "distal"), r"biceps|radius|humerus|femur|tibia|fibula|clavicle"),
    (("displaced", "nondisplaced"), r"\w*[ ]?fracture"),
    (("anterior", "posterior"), r"cruciate"),
    (("thumb", "index", "middle", "long", "ring", "small", "little"), r"finger\w*|fingertip"),
)
"""Attributes that exclude each other, with what they are said of."""
_ATTRIBUTE: Final = re.compile(
    "|".join(rf"\b(?P<a{n}>{'|'.join(words)})[ -](?P<n{n}>{nouns})\b" for n, (words, nouns) in enumerate(_APART)),
    re.IGNORECASE,
)
_NOUNS: Final = (
    *("menisc", "epicond", "malleol", "compartment", "collateral", "thickness", "tend", "teno", "carpi", "biceps"),
    *("radius", "humerus", "femur", "tibia", "fibula", "clavicle", "fracture", "cruciate", "finger"),
)
_SAME: Final = {"little": "small", "long": "middle"}


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    """What a text says such attributes of (its first letters), with the attribute."""
    for match in _ATTRIBUTE.finditer(text):
        for number in range(len(_APART)):
            if word := match[f"a{number}"]:
                yield f"{number} {match[f'n{number}'][:6].casefold()}", _SAME.get(word.casefold(), word.casefold())


@check("attribute-told-otherwise", "notable")
def attribute_told_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a tear, a joint's side or a finger that the rationale names is the one that the letter tells of."""
    stated = [(item, each, *pair) for item, each in _of_worker(evidence, _NOUNS) for pair in _attributes(each.text)]
    if not stated:
        return
    told = [(each, *pair) for each in evidence.summary.sentences for pair in _attributes(each.text)]
    asked = {pair for _, request in evidence.requests() for pair in _attributes(request)}
    for item, sentence, noun, attribute in stated:
        same = [(each, given) for each, known, given in told if known == noun]
        if same and (noun, attribute) not in asked and all(given != attribute for _, given in same):
            message = f"The rationale says “{attribute}” where the summary says “{same[0][1]}”."
            yield found(message, [sentence.quote, same[0][0].quote], "rationale", item)
