"""Dates that disagree, stand in the wrong order, or cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from imr_desktop.checklist.evidence import Day, Evidence, Sentence, american, as_date, days
from imr_desktop.checklist.lexicon import named
from imr_desktop.checklist.registry import Raise, check
from imr_desktop.dates import MONTH_NAME
from imr_desktop.model import Finding, Quote
from imr_desktop.parsing.finders import pattern
from imr_desktop.parsing.lexicon import NUMBER_WORD, NUMBER_WORDS

_YOURS: Final = "Which one is right is yours to say."


@check("injury-dates-disagree", "serious")
def injury_dates_disagree(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether header and summary give the same date of injury."""
    yield from _disagree(evidence, found, "letter.date_of_injury", "summary.date_of_injury", "the injury")


@check("ur-dates-disagree", "serious")
def ur_dates_disagree(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether header and summary give the same date of the UR decision."""
    yield from _disagree(evidence, found, "letter.ur_denial_date", "summary.ur_decision_date", "the UR decision")


def _disagree(evidence: Evidence, found: Raise, header: str, summary: str, what: str) -> Iterator[Finding]:
    stated, told = evidence.words(header), evidence.words(summary)
    if stated and told and not (stated.startswith(told) or told.startswith(stated)):
        sentence = next((each.quote for each in _dated(evidence, told)), evidence.quote(summary))
        message = f"Of {what} the header says {_shown(stated)}, the summary {_shown(told)}. {_YOURS}"
        yield found(message, [evidence.quote(header), sentence], summary)


def _dated(evidence: Evidence, iso: str) -> Iterator[Sentence]:
    for sentence in evidence.summary.sentences:
        if any(dated.value == iso for dated in sentence.dates):
            yield sentence


def _shown(iso: str) -> str:
    day = as_date(iso)
    return american(day) if day else iso


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
                f"{name[:1].upper()}{name[1:]} ({american(second)}) comes before {_HEADER[earlier]} "
                f"({american(first)})."
            )
            yield found(message, evidence.quotes((earlier, 0), (later, 0)), later)


_ODD_YEAR: Final = pattern(
    rf"{MONTH_NAME}[ ](?:\d{{1,2}},?[ ])? (?P<year>\d{{5,}})\b | \b\d{{1,2}}[-/]\d{{1,2}}[-/](?P<y>\d{{5,}})\b"
)


@check("impossible-date", "serious")
def impossible_date(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the summary has dates that cannot be, such as a year that is yet to come."""
    for sentence in evidence.summary.sentences:
        if odd := _ODD_YEAR.search(sentence.text):
            yield found(f"“{odd[0]}” is no date of any calendar in use.", [sentence.quote], "summary.text")
    latest = evidence.day("letter.decision_date")
    for day in days(evidence.summary) if latest else ():
        if latest and day.on.year > latest.year:
            message = f"{american(day.on)} lies after the letter itself, which was decided on {american(latest)}."
            yield found(message, [day.sentence.quote, evidence.quote("letter.decision_date")], "summary.text")


# --- the request for authorization -----------------------------------------------------------------------------------

_REQUEST: Final = pattern(
    r"""\b(?: requests?[ ]for[ ]authorization | RFA | authorization[ ]request )\b
        [^.;]{0,60}? \b(?: dated | signed | submitted | received | form | on | was )\b"""
)


def _requests(evidence: Evidence) -> Iterator[Day]:
    """The dates of the request for authorization, where it is one for a service in dispute."""
    disputed = frozenset(name for _, request in evidence.requests() for name in named("service", request))
    for sentence in evidence.summary.sentences:
        if not (told := _REQUEST.search(sentence.text)):
            continue
        services = sentence.named("service")
        near = [day for day in sentence.dates if _between(sentence, told, day.span.start)]
        if near and (on := as_date(near[0].value)) and not (services and disputed and not services & disputed):
            yield Day(on, sentence, near[0])


def _between(sentence: Sentence, told: re.Match[str], place: int) -> bool:
    """Whether a date stands within the words that tell of the request, or soon after or before them."""
    begin = sentence.passage.places[told.start()]
    return begin - 40 <= place <= begin + (told.end() - told.start()) + 45


@check("request-after-review", "notable")
def request_after_review(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the request for authorization comes before the UR decision on it."""
    decided = {day: evidence.quote("letter.ur_denial_date") for day in [evidence.day("letter.ur_denial_date")] if day}
    if told := evidence.day("summary.ur_decision_date"):
        decided.setdefault(told, _sentence(evidence, told))
    for request in _requests(evidence):
        late = [(day, quote) for day, quote in decided.items() if request.on > day]
        for day, quote in late[:1]:
            message = (
                f"The request for authorization ({american(request.on)}) is dated after the UR decision on it "
                f"({american(day)})."
            )
            quotes = [request.sentence.quote, quote, _sentence(evidence, day)]
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
    visits = [*days(evidence.summary, lambda told: bool(_VISIT.search(told)) and not _NO_VISIT.search(told))]
    for request in _requests(evidence):
        near = [visit for visit in visits if 0 < (visit.on - request.on).days <= 14 and _reviewed(evidence, visit.on)]
        if near and not any(visit.on <= request.on for visit in visits):
            visit = min(near, key=lambda each: each.on)
            message = (
                f"The request for authorization ({american(request.on)}) is dated before the visit that the summary "
                f"tells of ({american(visit.on)})."
            )
            yield found(message, [request.sentence.quote, visit.sentence.quote], "summary.text")
            return


def _reviewed(evidence: Evidence, day: date) -> bool:
    return evidence.ur_date is None or day <= evidence.ur_date


# --- what lies outside the claim's time ------------------------------------------------------------------------------

_ADMINISTRATIVE: Final = pattern(
    r"""\b(?:request\w*|RFA|authorization|utilization|certif\w+|denied|denial|determination|review(?:ed)?|appeal\w*
        |work[ ]status)\b"""
)
_MENTIONED: Final = pattern(r"\b(?:plan\w*|schedul\w+|will|future|until|expire\w*)\b")


@check("evidence-after-review", "notable")
def evidence_after_review(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the summary rests on records that are older than the UR decision under review."""
    if not (decided := evidence.ur_date):
        return
    records = days(evidence.summary, lambda told: not _ADMINISTRATIVE.search(told) and not _MENTIONED.search(told))
    late = [day for day in records if 0 < (day.on - decided).days < 400]
    if late:
        named = ", ".join(dict.fromkeys(american(day.on) for day in late))
        message = (
            f"The summary tells of records of {named}, after the UR decision ({american(decided)}) that is reviewed."
        )
        decision = evidence.quote("letter.ur_denial_date")
        yield found(
            message, [*(day.sentence.quote for day in late), decision, _sentence(evidence, decided)], "summary.text"
        )


_PAST: Final = pattern(r"\b(?:history|born|birth|previous[ ](?:injur|claim)\w*|prior[ ](?:injur|claim)\w*)\b")


@check("treated-before-injury", "serious")
def treated_before_injury(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether anything that the summary tells of the claim was done before the injury."""
    if not (injury := evidence.injury):
        return
    early = [*days(evidence.summary, lambda told: not _PAST.search(told))]
    early = [day for day in early if day.on < injury and day.dated.value != evidence.words("summary.date_of_injury")]
    if early:
        named = ", ".join(dict.fromkeys(american(day.on) for day in early))
        message = f"The summary tells of {named}, before the injury of {american(injury)}."
        quotes = [*(day.sentence.quote for day in early), evidence.quote("letter.date_of_injury")]
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
        |s)? | smok\w+ | since[ ]age | history[ ]of | medical[ ]history | trial | supply | disab\w+ | restrict\w+
        | plan )\b"""
)
_DAYS: Final = {"year": 365, "month": 30}


@check("longer-than-the-claim", "notable")
def longer_than_the_claim(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether complaints or treatment have lasted longer than the claim."""
    injury, until = evidence.injury, evidence.ur_date
    latest = evidence.day("letter.decision_date") or until
    if not (injury and until and latest):
        return
    texts = [("summary.text", 0), *(("rationale", item) for item in evidence.items)]
    for key, item in texts:
        for sentence in evidence.text(key, item).sentences:
            lasted = _LASTED.search(sentence.text)
            if not lasted or not _SUFFERED.search(sentence.text) or _NOT_LASTED.search(sentence.text):
                continue
            end = latest if any((day := as_date(each.value)) and day > until for each in sentence.dates) else until
            if _at_least(lasted) > (end - injury).days + 20:
                weeks = round((until - injury).days / 7)
                message = (
                    f"“{lasted[0]}” is longer than the {weeks} weeks from the injury ({american(injury)}) to the UR "
                    f"decision ({american(until)})."
                )
                quotes = [sentence.quote, evidence.quote("letter.date_of_injury"), _sentence(evidence, injury)]
                yield found(message, quotes, key, item)


def _at_least(lasted: re.Match[str]) -> int:
    """The fewest days that a duration can mean."""
    count, unit = (lasted["count"] or "1").casefold(), lasted["unit"].casefold().rstrip("s")
    if count in ("several", "many"):
        return 2 * _DAYS[unit] + 15
    number = int(count) if count.isdigit() else NUMBER_WORDS.get(count, 1)
    return number * _DAYS[unit]
