"""Dates that disagree, stand in the wrong order, or cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from imr_desktop.checklist.evidence import INJURY, UR_DATE, Day, Evidence, Sentence, american, as_date, days
from imr_desktop.checklist.lexicon import named
from imr_desktop.checklist.registry import IN_GENERAL, OTHER_PERSON, Raise, check
from imr_desktop.dates import MONTH_NAME
from imr_desktop.model import Finding, Quote, Span
from imr_desktop.parsing.finders import has_any, pattern
from imr_desktop.parsing.lexicon import NUMBER_WORD, NUMBER_WORDS


@check("injury-dates-disagree", "serious")
def injury_dates_disagree(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether header and summary give the same date of injury."""
    if not told_both_ways(evidence):
        yield from _disagree(evidence, found, "letter.date_of_injury", "summary.date_of_injury", "the injury on")


@check("ur-dates-disagree", "serious")
def ur_dates_disagree(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether header and summary give the same date of the UR decision."""
    yield from _disagree(evidence, found, "letter.ur_denial_date", "summary.ur_decision_date", "the UR decision on")


def _disagree(evidence: Evidence, found: Raise, header: str, summary: str, what: str) -> Iterator[Finding]:
    stated, told = evidence.words(header), evidence.words(summary)
    if stated and told and not (stated.startswith(told) or told.startswith(stated)):
        telling = _telling(evidence, summary) or evidence.quotes((summary, 0))
        message = f"The header puts {what} {evidence.told_day(header)}, the summary on {evidence.told_day(summary)}."
        yield found(message, [*evidence.quotes((header, 0)), *telling], summary)


def told_both_ways(evidence: Evidence) -> bool:
    """Whether the summary has the header's date of injury too, beside another that was read as one.

    Which of them it gives as the day of the injury is then for a person to say.
    """
    key = "summary.date_of_injury"
    stated, told = evidence.words("letter.date_of_injury"), evidence.words(key)
    return told != stated and not evidence.is_corrected(key) and any(_dated(evidence, stated))


def _telling(evidence: Evidence, key: str) -> list[Quote]:
    """The sentence of the summary that a date was read in, else the first with that date."""
    place = evidence.quote(key)
    dated = [each.quote for each in _dated(evidence, evidence.words(key))]
    around = [each for each in dated if place and place.span and each.span and _holds(each.span, place.span)]
    return (around or dated)[:1]


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _dated(evidence: Evidence, iso: str) -> Iterator[Sentence]:
    for sentence in evidence.summary.sentences:
        if any(dated.value == iso for dated in sentence.dates):
            yield sentence


_HEADER: Final = {
    "letter.date_of_injury": "the date of injury",
    "letter.ur_denial_date": "the UR denial",
    "letter.application_received": "the application",
    "letter.date_assigned": "the assignment",
    "letter.decision_date": "the decision",
}
"""The header's dates in the order in which such things happen."""


@check("header-dates-out-of-order", "serious")
def header_dates_out_of_order(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the header's dates follow each other as such things happen."""
    given = [(key, day) for key in _HEADER if (day := evidence.day(key))]
    for (earlier, first), (later, second) in pairwise(given):
        if second < first:
            name = _HEADER[later]
            message = (
                f"By the header {name}, {evidence.told_day(later)}, comes before {_HEADER[earlier]}, "
                f"{evidence.told_day(earlier)}."
            )
            yield found(message, evidence.quotes((earlier, 0), (later, 0)), later)


_MENTIONED: Final = pattern(
    r"\b(?:plan\w*|schedul\w+|will|future|until|ends?|expire\w*|to[ ]be|next|effective|return|anticipat\w+"
    r"|appointment|off[ ]work|set[ ]for|due[ ](?:on|for))\b"
)
"""What a date lies ahead for, or lasts to."""
_ODD_YEAR: Final = pattern(
    rf"{MONTH_NAME}[ ](?:\d{{1,2}},?[ ])? (?P<year>\d{{5,}})\b | \b\d{{1,2}}[-/]\d{{1,2}}[-/](?P<y>\d{{5,}})\b"
)


_FIVE_DIGITS: Final = re.compile(r"\d{5}")
_NUMBERED: Final = pattern(r"\b(?:claim|file|case|policy|invoice|account)[ ](?:numbers?|nos?\.?|ids?)")


@check("impossible-date", "serious")
def impossible_date(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the summary has dates that cannot be, such as a year that is yet to come."""
    for sentence in evidence.summary.sentences:
        if not _FIVE_DIGITS.search(sentence.text):
            continue
        if (odd := _ODD_YEAR.search(sentence.text)) and not _NUMBERED.search(sentence.text):
            yield found(f"“{odd[0]}” is no date of any calendar in use.", [sentence.quote], "summary.text")
    latest = evidence.day("letter.decision_date")
    for day in days(evidence.summary, lambda told: not _MENTIONED.search(told)) if latest else ():
        if latest and day.on.year > latest.year:
            message = (
                f"{american(day.on)} lies after the determination itself, made on "
                f"{evidence.told_day('letter.decision_date')}."
            )
            yield found(message, [day.sentence.quote, *evidence.quotes(("letter.decision_date", 0))], "summary.text")


# --- the request for authorization -----------------------------------------------------------------------------------

_REQUEST: Final = pattern(
    r"""\b(?: requests?[ ]for[ ]authorization | RFA | authorization[ ]request )\b
        [^.;]{0,60}? \b(?: dated | signed | submitted | received | form | on | was )\b"""
)


def _requests(evidence: Evidence) -> Iterator[Day]:
    """The dates of the request for authorization, where it is one for a service in dispute."""
    disputed = frozenset(name for _, request in evidence.requests() for name in named("service", request))
    for sentence in evidence.summary.sentences:
        if not (told := _REQUEST.search(sentence.text)) or _AGAIN.search(sentence.text):
            continue
        services = sentence.named("service")
        near = [day for day in sentence.dates if _between(sentence, told, day.span.start)]
        if near and (on := as_date(near[0].value)) and not (services and disputed and not services & disputed):
            yield Day(on, sentence, near[0])


_AGAIN: Final = pattern(r"\b(?:appeal\w*|reconsider\w*|re-?submi\w+|new|second|another|again|renewed)\b")


def _between(sentence: Sentence, told: re.Match[str], place: int) -> bool:
    """Whether a date stands within the words that tell of the request, or soon after or before them."""
    begin = sentence.passage.places[told.start()]
    return begin - 40 <= place <= begin + (told.end() - told.start()) + 45


@check("request-after-review", "notable")
def request_after_review(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the request for authorization comes before the UR decision on it."""
    decided = [(key, day) for key in UR_DATE if (day := evidence.day(key))]
    for request in _requests(evidence):
        late = [(key, day) for key, day in decided if request.on > day]
        for key, day in late[:1]:
            message = (
                f"The request for authorization is dated {american(request.on)}, after the UR decision on it, "
                f"{evidence.told_day(key)}."
            )
            header = evidence.quotes((key, 0)) if key.startswith("letter") else ()
            quotes = [request.sentence.quote, *header, _sentence(evidence, day)]
            yield found(message, quotes, "summary.ur_decision_date")
            return


def _sentence(evidence: Evidence, day: date) -> Quote | None:
    return next((each.quote for each in _dated(evidence, day.isoformat())), None)


_VISIT: Final = pattern(
    r"""\b(?: visit | visits | evaluation | evaluated | presented | presents | complain\w* | examin\w+ | exam
        | progress[ ]report | progress[ ]note
            | clinical[ ]note | office | reports? | seen | assessment | consultation )\b"""
)
_NO_VISIT: Final = pattern(
    r"""\b(?:utilization|review|UR|determination|denied|denial|(?:non-?)?certified|previously|request|RFA|injury
        |claim|MRI|imaging|therapy|radiograph\w*|x-rays?|CT)\b"""
)


@check("request-before-visit", "minor")
def request_before_visit(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the request for authorization comes after the visit that it is made at."""
    visits = [*days(evidence.summary, _is_visit)]
    for request in _requests(evidence):
        near = [visit for visit in visits if 0 < (visit.on - request.on).days <= 14 and _reviewed(evidence, visit.on)]
        if near and not any(visit.on <= request.on for visit in visits):
            visit = min(near, key=lambda each: each.on)
            message = (
                f"The request for authorization is dated {american(request.on)}, before the visit of "
                f"{american(visit.on)} that it is made at."
            )
            yield found(message, [request.sentence.quote, visit.sentence.quote], "summary.text")
            return


def _is_visit(told: str) -> bool:
    return bool(_VISIT.search(told)) and not _NO_VISIT.search(told) and not _MENTIONED.search(told)


def _reviewed(evidence: Evidence, day: date) -> bool:
    return evidence.ur_date is None or day <= evidence.ur_date


# --- what lies outside the claim's time ------------------------------------------------------------------------------

_ADMINISTRATIVE: Final = pattern(
    r"""\b(?:request\w*|RFA|authorization|utilization|certif\w+|denied|denial|determination|review(?:ed)?|appeal\w*
        |application|filed|work[ ]status|duty|disabled|counsel|attorney|deposition|guidelines?|MTUS|ODG|ACOEM)\b"""
)


@check("evidence-after-review", "notable")
def evidence_after_review(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the summary rests on records that are later than the UR decision under review."""
    if not (decided := evidence.ur_date):
        return
    records = days(evidence.summary, lambda told: not _ADMINISTRATIVE.search(told) and not _MENTIONED.search(told))
    late = [day for day in records if 0 < (day.on - decided).days < 400]
    if late:
        named = ", ".join(dict.fromkeys(american(day.on) for day in late))
        message = (
            f"The summary relies on records of {named}, later than the UR decision under review, "
            f"{evidence.told_first_day(UR_DATE)}."
        )
        decision = [*evidence.quotes(("letter.ur_denial_date", 0)), _sentence(evidence, decided)]
        yield found(message, [*(day.sentence.quote for day in late), *decision], "summary.text")


_PAST: Final = pattern(
    r"""\b(?: history | born | birth | childhood | hired | employ(?:ed|ment) | work(?:ed|ing)[ ](?:for|as|at|there)
        | (?:previous|prior|earlier)[ ](?:[a-z]+[ ]){0,2}?(?:injur\w*|claims?|accident|MRI|CT|imaging|x-rays?|surger\w+
            |stud(?:y|ies)) | unrelated | pre-?existing | non-?industrial | records?[ ]from | cumulative | continuous
        | before[ ]th(?:e|is)[ ](?:claim|injury|accident) | died | deceased )\b"""
)
_ILLNESS: Final = pattern(
    r"""\b(?: diabet\w+ | hypertens\w+ | high[ ]blood[ ]pressure | asthma | thyroid | hypothyroid\w* | cholesterol
        | hyperlipid\w+ | lisinopril | metformin | amlodipine | losartan | insulin | levothyroxine | \w+statin
        | migraines? | cancer | smok\w+ )\b"""
)
"""What people have besides the injury."""


def _of_the_claim(text: str) -> bool:
    """Whether a sentence can be about the injury and its treatment, and not about what was before or besides."""
    return not (_PAST.search(text) or _ILLNESS.search(text) or OTHER_PERSON.search(text))


@check("treated-before-injury", "serious")
def treated_before_injury(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether anything that the summary tells of the claim was done before the injury."""
    if not (injury := evidence.injury):
        return
    early = [*days(evidence.summary, _of_the_claim)]
    early = [day for day in early if day.on < injury and day.dated.value != evidence.words("summary.date_of_injury")]
    if early:
        named = ", ".join(dict.fromkeys(american(day.on) for day in early))
        message = f"The summary has events of {named}, before the injury of {evidence.told_first_day(INJURY)}."
        quotes = [*(day.sentence.quote for day in early), *evidence.quotes(("letter.date_of_injury", 0))]
        yield found(message, quotes, "summary.date_of_injury")


_LASTED: Final = pattern(
    rf"""\b(?: for | over | past | last | since )[ ] (?:the[ ])?(?:past|last)?[ ]? (?:at[ ]least|about
        |approximately|nearly|over|more[ ]than)?[ ]?
        (?P<count> \d{{1,2}} | {NUMBER_WORD} | several | many | an? )?[ ]? (?P<unit> years? | months? )\b"""
)
_SUFFERED: Final = pattern(
    r"""\b(?: pain | symptoms? | complain\w* | numbness | tingling | loss | weakness | taking | on[ ]\w+
        | experienc\w+ | had | treated | using )\b"""
)
_NOT_LASTED: Final = pattern(
    r"""\b(?: recommend\w* | guidelines? | MTUS | ODG | should | may | indicated | criteria | employ\w* | work(?:ed
        |s)? | hearing[ ]loss | gradual(?:ly)?
        | smok\w+ | since[ ]age | history[ ]of | medical[ ]history | trial | supply | disab\w+ | restrict\w+
        | plan | is[ ]to[ ]be | expect\w*
        | free | denie[sd] | no[ ]pain | (?:prior|previous|earlier)[ ](?:injur\w*|claim|accident) )\b"""
)
_CUMULATIVE: Final = pattern(
    r"\b(?:cumulative|continuous)[ ](?:[a-z]+[ ])?(?:trauma|injur\w+)\b | \binjured[ ]cumulatively\b"
)
"""An injury by degrees, whose date is one that had to be named."""
_DAYS: Final = {"year": 365, "month": 30}


@check("longer-than-the-claim", "notable")
def longer_than_the_claim(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether complaints or treatment have lasted longer than the claim."""
    injury, until = evidence.injury, evidence.ur_date
    latest = evidence.day("letter.decision_date") or until
    if not (injury and until and latest) or _CUMULATIVE.search(evidence.summary.text):
        return
    texts = [("summary.text", 0), *(("rationale", item) for item in evidence.items)]
    for key, item in texts:
        for sentence in evidence.text(key, item).sentences:
            lasted = _LASTED.search(sentence.text) if has_any(sentence.lowered, ("year", "month")) else None
            if not lasted or not _SUFFERED.search(sentence.text) or not _lasts(sentence.text):
                continue
            end = latest if any((day := as_date(each.value)) and day > until for each in sentence.dates) else until
            if _at_least(lasted) > (end - injury).days + 20:
                weeks = round((until - injury).days / 7)
                dates = f"{evidence.told_first_day(INJURY)}, to the UR decision, {evidence.told_first_day(UR_DATE)}"
                message = f"“{lasted[0]}” is longer than the {weeks} weeks from the injury, {dates}."
                injured = [*evidence.quotes(("letter.date_of_injury", 0)), _sentence(evidence, injury)]
                quotes = [sentence.quote, *injured]
                yield found(message, quotes, key, item)


def _lasts(text: str) -> bool:
    """Whether a duration can be that of the worker's complaint of this claim."""
    if _NOT_LASTED.search(text) or IN_GENERAL.search(text):
        return False
    return not (_ILLNESS.search(text) or OTHER_PERSON.search(text))


def _at_least(lasted: re.Match[str]) -> int:
    """The fewest days that a duration can mean."""
    count, unit = (lasted["count"] or "1").casefold(), lasted["unit"].casefold().rstrip("s")
    if count in ("several", "many"):
        return 2 * _DAYS[unit] + 15
    number = int(count) if count.isdigit() else NUMBER_WORDS.get(count, 1)
    return number * _DAYS[unit]
