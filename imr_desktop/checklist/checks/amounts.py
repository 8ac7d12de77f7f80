"""Amounts and strengths: those that the rationale decides on, or the summary tells, against those of the heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imr_desktop.checklist.checks.requests import ABOUT_REQUEST, NECESSARY
from imr_desktop.checklist.evidence import Evidence, Sentence
from imr_desktop.checklist.judged import can_mean, judged, number, products
from imr_desktop.checklist.lexicon import SERVICES, SUBSTANCE, named
from imr_desktop.checklist.registry import GUIDELINE, IN_GENERAL, Raise, check
from imr_desktop.model import Finding, Quote
from imr_desktop.parsing.finders import has_any, pattern
from imr_desktop.parsing.lexicon import NUMBER_WORD, NUMBER_WORDS

_AMOUNT: Final = pattern(
    rf"""\b(?P<count>\d{{1,3}}|{"|".join(NUMBER_WORDS)})[ ](?:[a-z]+[ ]){{0,2}}?(?:sessions?|visits?|treatments?
        |EMGs?|MRIs?|units?)\b"""
)
_QUANTITY_OF: Final = pattern(r"\b(?:quantity|qty)[ ](?:of[ ])?(?P<count>\d{1,3})\b")


def _numbers(text: str) -> frozenset[int]:
    """Every whole number in a text, in digits or spelled."""
    words = {NUMBER_WORDS[each] for each in re.findall(r"[a-z]+(?:-[a-z]+)?", text.casefold()) if each in NUMBER_WORDS}
    return frozenset({int(each) for each in re.findall(r"(?<![\d.])\d{1,4}(?![\d])", text)} | words)


@check("quantity-not-in-heading", "serious")
def quantity_not_in_heading(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a quantity that the rationale judges stands in the heading."""
    for item, request in evidence.requests():
        for sentence in evidence.rationale(item).sentences:
            told = _QUANTITY_OF.search(sentence.text) if has_any(sentence.lowered, ("qty", "quantity")) else None
            if told and int(told["count"]) not in {1, *_numbers(request)}:
                message = f"The rationale judges a quantity of {told['count']}, which the heading does not give."
                yield found(message, [sentence.quote, evidence.quote("request", item)], "quantity", item)
                break


_RATE: Final = pattern(
    rf"""\b(?P<count>\d{{1,3}}|{"|".join(NUMBER_WORDS)})[ ]?(?:\(\d+\)[ ]?)?(?P<unit>hours?|days?|times?|visits?
        |sessions?)
        [ ](?:a|per|each)[ ](?P<each>day|week|month)\b"""
)


_LASTING: Final = pattern(
    rf"""\b(?:for|x|times)[ ]?(?P<count>\d{{1,3}}|{NUMBER_WORD})(?:[ ]?\(\d+\))?[ -](?P<unit>weeks?|days?|months?)\b
        (?![ ]?(?:of|per|a|each|after|ago|in)\b)
      | \b(?P<many>\d{{1,3}}|{NUMBER_WORD})(?:[ ]?\(\d+\))?[ -](?P<time>week|day|month)s?[ -](?:rental|trial|use)\b"""
)
"""`for 8 weeks`, `30 day rental`."""


def _rates(text: str) -> dict[str, frozenset[int]]:
    """How often, and how long, a text says something is to be: `day{} per week` to 5, `week{} in all` to 8."""
    rates: dict[str, frozenset[int]] = {}
    for match in _RATE.finditer(text):
        key = f"{match['unit'].casefold().rstrip('s')}{{}} per {match['each'].casefold()}"
        rates[key] = rates.get(key, frozenset()) | {number(match["count"])}
    for match in _LASTING.finditer(text):
        key = f"{(match['unit'] or match['time']).casefold().rstrip('s')}{{}} in all"
        rates[key] = rates.get(key, frozenset()) | {number(match["count"] or match["many"])}
    return rates


@check("rate-not-in-heading", "serious")
def rate_not_in_heading(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale decides on as many days, hours or visits in a time, and on as long, as the heading asks."""
    for item, request in evidence.requests():
        asked = _rates(f"{request}; {evidence.words('original_request', item)}")
        for sentence, words in _deciding(evidence, item) if asked else ():
            told = _rates(words)
            wrong = [key for key in asked.keys() & told.keys() if not asked[key] & told[key]]
            if wrong:
                message = (
                    f"The heading asks for {_told(asked[wrong[0]], wrong[0])}; the rationale decides on "
                    f"{_told(told[wrong[0]], wrong[0])}."
                )
                yield found(message, [sentence.quote, evidence.quote("request", item)], "quantity", item)
                break


def _deciding(evidence: Evidence, item: int) -> Iterator[tuple[Sentence, str]]:
    """The sentences that decide, with the words that do: the whole sentence where it says what is necessary."""
    named = {id(each.sentence): each.words for each in judged(evidence, item)}
    for sentence in evidence.rationale(item).sentences:
        if NECESSARY.search(sentence.text):
            yield sentence, sentence.text
        elif id(sentence) in named:
            yield sentence, named[id(sentence)]


def _told(counts: frozenset[int], unit: str) -> str:
    """`5 days per week`, `2 or 3 visits in all`."""
    return f"{' or '.join(map(str, sorted(counts)))} {unit.format('' if counts == {1} else 's')}"


# --- sessions, tablets -----------------------------------------------------------------------------------------------

_MORE: Final = pattern(
    rf"""\b(?P<count>\d{{1,3}}|{NUMBER_WORD})(?:[ ]?\(\d+\))?[ ](?:(?:more|additional|further|requested|proposed
        |extra)[ ])
        (?:[a-z]+[ ]){{0,2}}?(?:sessions?|visits?|treatments?)\b
      | \b(?P<asked>\d{{1,3}}|{NUMBER_WORD})(?:[ ]?\(\d+\))?[ ](?:[a-z]+[ ]){{0,4}}?(?:sessions?|visits?
        |treatments?)[ ](?:[a-z]+[ ]){{0,6}}?
        (?:requested|asked[ ]for|sought|in[ ]dispute|at[ ]issue|in[ ]question|under[ ]review|proposed|ordered)\b
      | \b(?:additional|further|requested|proposed)[ ](?P<number>\d{{1,3}}|{NUMBER_WORD})[ ](?:[a-z]+[ ]){{0,2}}?
        (?:sessions?|visits?|treatments?)\b"""
)
_COUNTED: Final = pattern(
    rf"""(?<![-.\d])\b(?P<count>\d{{1,3}}|{NUMBER_WORD})(?:[ ]?\(\d+\))?[ ](?:[a-z]+[ ]){{0,3}}?(?:sessions?|visits?
        |treatments?)\b"""
)
_BY_NUMBER: Final = pattern(
    r"""\b(?:therapy|physiotherapy|acupuncture|chiropractic|massage|care|treatments?|sessions?
        |visits?)[ ]?x[ ]?(?P<count>\d{1,2})\b(?![ ]?(?:x|weeks?|days?))"""
)
_EXCEEDING: Final = pattern(
    rf"""\A(?:the[ ]|these[ ]|all[ ])?(?P<count>\d{{1,3}}|{NUMBER_WORD})[ ](?:[a-z]+[ ]){{0,2}}?(?:sessions?|visits?
        |treatments?)[ ](?:[a-z]+[ ]){{0,2}}?
        (?:exceeds?|(?:are|is)[ ](?:far[ ]|well[ ])?(?:more[ ]than|over|beyond|in[ ]excess|twice)
        |go(?:es)?[ ](?:far[ ]|well[ ])?(?:beyond|over|past))\b"""
)
"""What is said to be more than a guideline has is what is wanted."""
_TABLETS: Final = re.compile(r"#[ ]?(?P<count>\d{1,3})\b")
_ALLOWED: Final = pattern(
    r"""\b(?: total | up[ ]to | recommend\w* | allow\w* | guidelines? | MTUS | ODG | ACOEM | after | following
        | initial
        | maximum | trial | at[ ]least | complet\w+ | received | attended | had | has[ ]had | used | would[ ]be
        | partial
        | certif\w+ | approv\w+ | authoriz\w+ | modif\w+ | left | instead )\b"""
)
"""What else a number of sessions can be than that in dispute."""


_OVER: Final = pattern(
    r"""\b(?:over|exceeds?|beyond|above|outside(?:[ ]of)?|than)[ ](?:what[ ])?(?:the[ ])?
        (?:(?:MTUS|ODG|ACOEM|guidelines?|recommendations?|recommended|allows?)[ ]?){1,3}"""
)
"""What is said to be more than a guideline has is not what the guideline has."""


@check("amount-not-in-heading", "serious")
def amount_not_in_heading(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the number of sessions or tablets that the rationale decides on is one that the heading can mean."""
    for item, request in evidence.requests():
        told = (request, evidence.words("original_request", item), evidence.words("authorized_part", item))
        for counting, noun in ((_COUNTED, "sessions"), (_TABLETS, "tablets")):
            if not (_counts(request) if counting is _COUNTED else _TABLETS.search(request)):
                continue
            known = frozenset().union(*(can_mean(text, _counts(text)) for text in told))
            known |= can_mean("", frozenset().union(*map(_counts, told)))
            wrong = next(((s, n) for s, n in _decided(evidence, item, counting) if n and not n & known), None)
            if wrong:
                sentence, counts = wrong
                said = " or ".join(map(str, sorted(counts)))
                message = f"The rationale decides on {said} {noun}, which the heading does not give."
                yield found(message, [sentence.quote, evidence.quote("request", item)], "quantity", item)
                break


def _decided(evidence: Evidence, item: int, counting: re.Pattern[str]) -> Iterator[tuple[Sentence, frozenset[int]]]:
    """The sentences that say how much is decided on, with the numbers that they give."""
    for each in judged(evidence, item):
        if not _ALLOWED.search(each.words):
            tablets = (number(match["count"]) for match in _TABLETS.finditer(each.words))
            yield each.sentence, _counts(each.words) if counting is _COUNTED else frozenset(tablets)
    for sentence in evidence.rationale(item).sentences if counting is _COUNTED else ():
        if wanted := _wanted(sentence):
            yield sentence, frozenset({wanted})


_WANTED: Final = (
    *(
        "more ",
        "additional ",
        "further ",
        "requested",
        "proposed",
        "extra ",
        "asked for",
        "sought",
        "in dispute",
        "at issue",
    ),
    *("in question", "under review", "ordered"),
)


def _wanted(sentence: Sentence) -> int:
    """The number of sessions that a sentence says are wanted; 0 where it says none, or that of a guideline."""
    counted = has_any(sentence.lowered, ("session", "visit", "treatments"))
    if counted and (exceeding := _EXCEEDING.match(sentence.text)) and not _ALLOWED.search(exceeding[0]):
        return number(exceeding["count"])
    counted = counted and has_any(sentence.lowered, _WANTED)
    more = _MORE.search(sentence.text) if counted else None
    if not more:
        return 0
    said = more[0] if more["asked"] else _OVER.sub("", sentence.text)
    if any(each.search(said) for each in (_ALLOWED, IN_GENERAL, GUIDELINE)):
        return 0
    return number(more["count"] or more["asked"] or more["number"])


_RFA: Final = pattern(r"\b(?:requests?|requested|requesting|RFA|authorization|asks?[ ]for|asked[ ]for)\b")
_CUT: Final = pattern(
    r"""\b(?:modif\w+|certif\w+|approv\w+|authorized|partial\w*|allowed|granted|complet\w+|previous\w*|prior|already
        |had|total|original)\b"""
)


@check("request-told-otherwise", "serious")
def request_told_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the summary tells of as many sessions requested of a therapy as the heading asks for."""
    for item, request in evidence.requests():
        asked = named("service", request) & _THERAPIES
        if len(asked) != 1 or not _counts(request) or evidence.words("original_request", item):
            continue
        known = can_mean(request, _counts(request))
        if sum(asked <= named("service", other) for _, other in evidence.requests()) > 1:
            continue  # the other one may be meant
        for sentence in evidence.summary.sentences:
            about = sentence.named("service") == asked
            told = (
                _counts(sentence.text)
                if about and _RFA.search(sentence.text) and not _CUT.search(sentence.text)
                else None
            )
            if told and not told & known:
                said = " or ".join(map(str, sorted(told)))
                message = f"The summary has {said} sessions requested, which the heading does not give."
                yield found(message, [evidence.quote("request", item), sentence.quote], "quantity", item)
                break


_THERAPIES: Final = frozenset(name for name, each in SERVICES.items() if each.kind == "therapy")


@check("remainder-does-not-add-up", "notable")
def remainder_does_not_add_up(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether what was authorized and what is left in dispute make up the original request."""
    for item, request in evidence.requests():
        keys = ("original_request", "authorized_part", "request")
        told = [evidence.words(key, item) for key in keys]
        if not all(told) or told[0].casefold() == request.casefold() or _REFILLED.search(" ".join(told)):
            continue
        for counting in (_COUNTED, _TABLETS):
            counts = [_only(counting, text) for text in told]
            if all(counts) and counts[0] != counts[1] + counts[2] and counts[0] != counts[2]:
                message = f"Of {counts[0]}, {counts[1]} were authorized; in dispute are said to be {counts[2]}."
                yield found(message, evidence.quotes(*((key, item) for key in keys)), "request", item)
                break


_REFILLED: Final = pattern(r"\brefill | \bmonth | \bsupply\b")


def _only(counting: re.Pattern[str], text: str) -> int:
    """The only number that a text counts; 0 where it counts none, or several."""
    numbers = {number(match["count"]) for match in counting.finditer(text)}
    numbers |= {*products(text)} if counting is _COUNTED else set()
    return numbers.pop() if len(numbers) == 1 else 0


@check("heading-does-not-add-up", "notable")
def heading_does_not_add_up(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether so many sessions a week for so many weeks are as many as the heading says."""
    for item, request in evidence.requests():
        made = {*products(request)}
        total = _TOTAL.search(request)
        if len(made) == 1 and total and number(total["count"]) not in made:
            message = f"The heading's {made.pop()} sessions by weeks are said to be {number(total['count'])}."
            yield found(message, [evidence.quote("request", item)], "quantity", item)


_TOTAL: Final = pattern(
    rf"""(?:\(|\btotal[ ](?:of[ ])?|=[ ]?|,[ ])(?P<count>\d{{1,3}}|{NUMBER_WORD})[ ](?:[a-z]+[ ]){{0,2}}?(?:sessions?
        |visits?)\b"""
)


# --- the remainder ---------------------------------------------------------------------------------------------------

_ORIGINAL: Final = pattern(
    r"""\b(?: initial[ ]treatment[ ]request | original[ ]request[ ](?:was[ ]for|for|of) | originally[ ]requested
        | original[ ]treatment[ ]request )\b
        [^.;]{0,80}? \b(?: exceed\w* | excess | not[ ]medically | not[ ]supported | not[ ]recommended )"""
)
_CONCLUDES: Final = pattern(
    r"\b(?:request|decision)[ ]for[ ](?P<what>[^.;]{3,120}?)[ ](?:is|was|are)[ ](?:not[ ])?medically"
)


@check("remainder-judged-as-whole", "serious")
def remainder_judged_as_whole(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale judges the remainder in dispute and not the original request."""
    for item, request in evidence.requests():
        original = evidence.words("original_request", item)
        if not original or original.casefold() == request.casefold() or not evidence.words("authorized_part", item):
            continue
        judging = [each for each in evidence.rationale(item).sentences if _judges_whole(each, original, request)]
        if judging:
            message = f"In dispute is “{request}”; the rationale judges the original request, “{original}”."
            quotes = [
                *(each.quote for each in judging),
                evidence.quote("request", item),
                evidence.quote("original_request", item),
            ]
            yield found(message, quotes, "rationale", item)


def _judges_whole(sentence: Sentence, original: str, request: str) -> bool:
    if _ORIGINAL.search(sentence.text):
        return True
    if (wanted := _wanted(sentence)) and wanted in _counts(original) - _counts(request):
        return True
    concluded = _CONCLUDES.search(sentence.text)
    said = concluded["what"] if concluded else sentence.text if NECESSARY.search(sentence.text) else ""
    if not said or "remaining" in said or "original request" in said:
        return False
    decided, whole, rest = (
        {number(m["count"]) for m in _AMOUNT.finditer(text)} | _counts(text) for text in (said, original, request)
    )
    return bool(decided & (whole - rest)) and not decided & rest


_NUMBERED: Final = pattern(r"\d | session | visit | treatment | week")


def _counts(text: str) -> frozenset[int]:
    """The numbers of sessions that a text gives, or makes of weeks."""
    if not _NUMBERED.search(text):
        return frozenset()
    counted = (match for counting in (_COUNTED, _BY_NUMBER) for match in counting.finditer(text))
    return frozenset({number(match["count"]) for match in counted} | {*products(text)})


_TRIAL: Final = pattern(r"\btrial[ ]of[ ](?P<count>\d+)[ ]visits[ ]over[ ](?P<span>\d+(?:-\d+)?[ ]weeks)\b")


@check("guideline-quoted-two-ways", "minor")
def guideline_quoted_two_ways(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a rationale gives a guideline's trial the same length wherever it quotes it."""
    for item in evidence.items:
        lengths: dict[str, dict[str, Sentence]] = {}
        for sentence in evidence.rationale(item).sentences:
            for trial in _TRIAL.finditer(sentence.text):
                lengths.setdefault(trial["count"], {}).setdefault(trial["span"], sentence)
        for count, told in lengths.items():
            if len(told) > 1:
                message = f"The trial of {count} visits is quoted with different lengths: {' and '.join(told)}."
                yield found(message, [each.quote for each in told.values()], "rationale", item)


# --- drugs -----------------------------------------------------------------------------------------------------------

_DOSE: Final = pattern(
    r"""\b(?P<drug>[a-z]{4,}) (?:[ ](?:ER|XR|SR|CR|DR|IR|EC|HCL|APAP|capsules?|tablets?|tabs?|sodium|potassium|patch
        |cream
        |gel|oral)){0,3} [ ](?P<dose>\d[\d.]*(?:[ ]?mg)?(?:[ ]?[-/][ ]?\d[\d.]*)*)[ ]?(?P<unit>mg|gm|mcg|%)"""
)
_NO_DRUG: Final = frozenset({"tablet", "tablets", "capsule", "capsules", "daily", "dose", "with", "strength", "from"})


def _doses(text: str) -> Iterator[tuple[str, str, re.Match[str]]]:
    for match in _DOSE.finditer(text) if _UNIT.search(text) else ():
        drug = match["drug"].casefold()
        if drug not in _NO_DRUG:
            yield SUBSTANCE.get(drug, drug), _strength(match), match


_UNIT: Final = re.compile(r"\d\s?(?:mg|gm|mcg|%)", re.IGNORECASE)
_PART_OF_DOSE: Final = re.compile(r"\d+(?:\.\d+)?")


def _strength(match: re.Match[str]) -> str:
    """`7.5/325mg`, however it is written."""
    parts = (f"{float(part):g}" for part in _PART_OF_DOSE.findall(match["dose"]))
    return "/".join(parts) + match["unit"].casefold()


def _is_other(told: str, dose: str) -> bool:
    """Whether two strengths differ, and not merely by what one of them leaves out: `10mg` is `10/325mg`."""
    one, other = (each.rstrip("mgc%").split("/") for each in (told, dose))
    return told != dose and any(a != b for a, b in zip(one, other, strict=False))


@check("strength-differs", "serious")
def strength_differs(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a drug has the strength of the request wherever the letter tells of what is requested."""
    for item, request in evidence.requests():
        for drug, dose, asked in _doses(request):
            other = [*_otherwise(evidence, item, drug, dose)]
            if other:
                told, _ = other[0]
                message = f"The request is for {asked[0]}; the letter also says {told}."
                yield found(message, [evidence.quote("request", item), *(q for _, q in other)], "request", item)


_MODIFIED_TO: Final = pattern(
    r"\b(?:modif\w+|reduc\w+|chang\w+|wean\w+)\b [^.;]{0,120}? \bto[ ](?P<granted>[^.;]{3,120})"
)
"""What UR granted instead, which may well be another strength."""


_IN_USE: Final = ("continued ", "ongoing ", "refill")
_USED: Final = pattern(r"\b(?:continued|ongoing|refills?[ ]of)\b")
_OTHERWISE_USED: Final = pattern(r"\b(?:from|to[ ]\d|increas\w+|reduc\w+|previous\w*|prior|daily|per[ ]day|maximum)\b")
"""What was taken before, or in a day, is no strength that is requested."""


def _otherwise(evidence: Evidence, item: int, drug: str, dose: str) -> Iterator[tuple[str, Quote | None]]:
    for name, told, match in _doses(evidence.words("original_request", item)):
        if name == drug and _is_other(told, dose):
            yield match[0], evidence.quote("original_request", item)
    others = {(name, told) for _, request in evidence.requests() for name, told, _ in _doses(request)}
    about = [each for each in evidence.summary.sentences if ABOUT_REQUEST.search(each.text)]
    about += [sentence for sentence, _ in _deciding(evidence, item)]
    in_use = (each for each in evidence.rationale(item).having(_IN_USE) if _USED.search(each.text))
    about += [each for each in in_use if not _OTHERWISE_USED.search(each.text)]
    for sentence in about:
        doses = [(name, told, match[0]) for name, told, match in _doses(sentence.text)]
        if any(name == drug and not _is_other(told, dose) for name, told, _ in doses):
            continue
        for name, told, words in doses:
            granted = (m for m in _MODIFIED_TO.finditer(sentence.text) if words in m["granted"])
            if name == drug and _is_other(told, dose) and (name, told) not in others and not any(granted):
                yield words, sentence.quote
