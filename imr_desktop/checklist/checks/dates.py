"""Dates that disagree, stand in the wrong order, or cannot be."""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from imr_desktop.checklist.evidence import INJURY, UR_DATE, Day, Evidence, Sentence, Text, american, as_date, days
from imr_desktop.checklist.lexicon import SERVICES, named
from imr_desktop.checklist.registry import IN_GENERAL, OTHER_PERSON, Raise, check, of_worker
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


_INJURED: Final = pattern(
    r"""\b(?: date[ ]of[ ](?:the[ ])?injury(?:[ ](?:is|was|of))? | DOI | injured[ ](?:on|in) | injury[ ](?:of|on|dated)
        | industrial[ ](?:accident|claim)[ ](?:of|on|dated) )[ :]{0,2}\Z"""
)


@check("injury-told-otherwise", "serious")
def injury_told_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a rationale gives the injury the date that header or summary give it."""
    known = [day for key in INJURY if (day := evidence.day(key))]
    for item in evidence.items if known else ():
        for told in _dated_after(evidence.rationale(item), _INJURED, ("injur", "doi", "accident", "claim")):
            elsewhere = told.on in known or any(_dated(evidence, told.dated.value))
            if not elsewhere and _of_the_claim(told.sentence.text):
                given = evidence.told_first_day(INJURY)
                message = f"The rationale dates the injury {american(told.on)}; it was on {given}."
                quotes = [told.sentence.quote, *evidence.quotes(("letter.date_of_injury", 0))]
                yield found(message, quotes, "rationale", item)


@check("injury-dated-two-ways", "serious")
def injury_dated_two_ways(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the summary gives the injury one date."""
    told = [
        day
        for day in _dated_after(evidence.summary, _INJURED, ("injur", "doi", "accident", "claim"))
        if not _ANOTHER_INJURY.search(day.sentence.text)
    ]
    if len({day.on for day in told}) > 1:
        other = next(day for day in told if day.on != told[0].on)
        message = f"The summary dates the injury {american(told[0].on)} and {american(other.on)}."
        yield found(message, [told[0].sentence.quote, other.sentence.quote], "summary.date_of_injury")


_ANOTHER_INJURY: Final = pattern(
    r"""\b(?:prior|previous|earlier|another|second|first|also|other|non-?industrial|unrelated|cumulative|continuous
        |through
        |specific|two|both|separate|re-?injur\w+|dates|multiple|claims)\b"""
)


def _dated_after(text: Text, words: re.Pattern[str], cues: tuple[str, ...]) -> Iterator[Day]:
    """The days of a text that stand right after such words."""
    for sentence in text.having(cues):
        for dated in sentence.dates if has_any(sentence.lowered, cues) else ():
            if (on := as_date(dated.value)) and words.search(dated.before):
                yield Day(on, sentence, dated)


_REVIEWED: Final = pattern(
    r"""\b(?:utilization[ ]review|UR)(?:[ ](?:decision|denial|determination|report|letter))?[ ](?:of|dated|on)[ ]\Z"""
)


@check("review-told-otherwise", "serious")
def review_told_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a rationale gives the UR decision the date that header or summary give it."""
    known = [day for key in UR_DATE if (day := evidence.day(key))]
    for item in evidence.items if known else ():
        for told in _dated_after(evidence.rationale(item), _REVIEWED, ("utilization", "ur ")):
            elsewhere = told.on in known or any(_dated(evidence, told.dated.value))
            if not elsewhere and not _AGAIN.search(told.sentence.text):
                given = evidence.told_first_day(UR_DATE)
                message = f"The rationale dates the UR decision {american(told.on)}; it was made on {given}."
                quotes = [told.sentence.quote, *evidence.quotes(("letter.ur_denial_date", 0))]
                yield found(message, quotes, "rationale", item)


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
    r"""\b(?:plan\w*|schedul\w+|will|future|until|ends?|expire\w*|to[ ]be|next|effective|return|anticipat\w+|appointment
        |off[ ](?:of[ ])?work|disability|set[ ]for|due[ ](?:on|for))\b"""
)
"""What a date lies ahead for, or lasts to."""
_ODD_YEAR: Final = pattern(
    rf"{MONTH_NAME}[ ](?:\d{{1,2}},?[ ])? (?P<year>\d{{5,}})\b | \b\d{{1,2}}[-/]\d{{1,2}}[-/](?P<y>\d{{5,}})\b"
)


_FIVE_DIGITS: Final = re.compile(r"\d{5}")
_NUMBERED: Final = pattern(r"\b(?:claim|file|case|policy|invoice|account)[ ](?:numbers?|nos?\.?|ids?)")


def _yet_to_come(evidence: Evidence, found: Raise, latest: date) -> Iterator[Finding]:
    """The years in rationales that were yet to come when the determination was made."""
    years = [str(latest.year + ahead) for ahead in range(1, 60)]
    for item in evidence.items:
        if not has_any(evidence.rationale(item).text, years):
            continue
        for day in days(evidence.rationale(item), lambda told: of_worker(told) and not _MENTIONED.search(told)):
            if day.on.year > latest.year and not _PUBLISHED.search(day.sentence.text):
                made = evidence.told_day("letter.decision_date")
                message = f"{american(day.on)} lies after the determination itself, made on {made}."
                quotes = [day.sentence.quote, *evidence.quotes(("letter.decision_date", 0))]
                yield found(message, quotes, "rationale", item)


_PUBLISHED: Final = pattern(
    r"\bhttps?\b | \baccessed\b | \bupdated\b | \bguidelines?\b | \bonline\b | \bMTUS\b | \bODG\b"
)
_YEARS: Final = ("/20", "-20", "/19", "-19", ", 20", ", 19")
_OFF_CALENDAR: Final = pattern(
    r"""(?<![\d/.-])(?P<month>0?[1-9]|1[0-2])[-/](?P<day>\d{1,2})[-/](?P<year>(?:19|20)\d\d)(?![\d/-])
      | \b(?P<name>February|April|June|September|November)[ ](?P<of>\d\d),[ ](?P<in>(?:19|20)\d\d)\b"""
)
_MONTHS: Final = {"february": 2, "april": 4, "june": 6, "september": 9, "november": 11}


def _off_calendar(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """The dates of days that no month has, such as June 31."""
    for key, item in (("summary.text", 0), *(("rationale", item) for item in evidence.items)):
        for sentence in evidence.text(key, item).having(_YEARS):
            for match in _OFF_CALENDAR.finditer(sentence.text) if has_any(sentence.text, _YEARS) else ():
                if not _stands_on_calendar(match):
                    yield found(f"“{match[0]}” stands on no calendar.", [sentence.quote], key, item)


def _stands_on_calendar(match: re.Match[str]) -> bool:
    """Whether a month has such a day; what no month at all has is taken for another number."""
    month = int(match["month"]) if match["month"] else _MONTHS[match["name"].casefold()]
    day = int(match["day"] or match["of"])
    return 1 <= day <= monthrange(int(match["year"] or match["in"]), month)[1] or day > 31


@check("impossible-date", "serious")
def impossible_date(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the letter tells of dates that cannot be, such as a year that is yet to come."""
    for sentence in evidence.summary.sentences:
        if not _FIVE_DIGITS.search(sentence.text):
            continue
        if (odd := _ODD_YEAR.search(sentence.text)) and not _NUMBERED.search(sentence.text):
            yield found(f"“{odd[0]}” is no date of any calendar in use.", [sentence.quote], "summary.text")
    yield from _off_calendar(evidence, found)
    latest = evidence.day("letter.decision_date")
    if latest:
        yield from _yet_to_come(evidence, found, latest)
    for day in days(evidence.summary, lambda told: not _MENTIONED.search(told)) if latest else ():
        if latest and day.on.year > latest.year:
            message = (
                f"{american(day.on)} lies after the determination itself, made on "
                f"{evidence.told_day('letter.decision_date')}."
            )
            yield found(message, [day.sentence.quote, *evidence.quotes(("letter.decision_date", 0))], "summary.text")


# --- studies and operations ------------------------------------------------------------------------------------------

_EVENTS: Final = frozenset(
    name for name, each in SERVICES.items() if each.kind == "study" or name in ("surgery", "injection")
)
_NEAR_ENOUGH: Final = 45
"""Letters between a study's name and its date, at most."""
_ANOTHER_ONE: Final = pattern(
    r"""\b(?:request\w*|repeat\w*|second|another|first|last|also|previous|prior|earlier|initial|plan\w*|order\w*|UR
        |denied|post-?op\w*)\b"""
)


def _dated_events(sentence: Sentence) -> Iterator[tuple[str, frozenset[str], str, date]]:
    """The studies and operations that a sentence dates: name, parts of the body, side, and the day."""
    marks = [mark for mark in sentence.marks if mark.kind == "service" and mark.name in _EVENTS]
    if (
        not marks
        or len({mark.name for mark in marks}) > 1
        or len(sentence.dates) != 1
        or _ANOTHER_ONE.search(sentence.text)
    ):
        return
    dated = sentence.dates[0]
    day, at = as_date(dated.value), bisect_left(sentence.passage.places, dated.span.start)
    if day and min(abs(at - mark.end) for mark in marks) <= _NEAR_ENOUGH:
        sides = {each.casefold() for each in _SIDES.findall(sentence.text)}
        yield marks[0].name, sentence.named("part"), sides.pop() if len(sides) == 1 else "", day


_SIDES: Final = re.compile(r"\b(left|right)\b", re.IGNORECASE)


@check("study-dated-otherwise", "notable")
def study_dated_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a study or operation has the same date in a rationale and in the summary, where both date one."""
    stated = [
        (item, sentence, event)
        for item in evidence.items
        for sentence in evidence.rationale(item).sentences
        if any(char.isdigit() for char in sentence.text) and of_worker(sentence.text)
        for event in _dated_events(sentence)
    ]
    if not stated:
        return
    told = [(sentence, event) for sentence in evidence.summary.sentences for event in _dated_events(sentence)]
    every = {day.on for day in days(evidence.summary)}
    for item, sentence, (name, parts, side, day) in stated:
        same = [
            (each, event)
            for each, event in told
            if event[0] == name
            and not (parts and event[1] and not parts & event[1])
            and not (side and event[2] not in ("", side))
        ]
        if len(same) == 1 and day not in every:
            message = f"The rationale dates the {name} {american(day)}, the summary {american(same[0][1][3])}."
            yield found(message, [sentence.quote, same[0][0].quote], "rationale", item)


_BORN: Final = pattern(
    r"\b(?:born(?:[ ]on)?|birth[ ]?date(?:[ ]of|[ ]is|:)?|date[ ]of[ ]birth(?:[ ]of|[ ]is|:)?|DOB:?)[ ]?\Z"
)


@check("birth-against-age", "serious")
def birth_against_age(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the worker has one date of birth, and the age that follows from it by the time of the determination."""
    texts = (evidence.summary, *(evidence.rationale(item) for item in evidence.items))
    born = [day for text in texts for day in _dated_after(text, _BORN, ("born", "birth", "dob"))]
    born = [day for day in born if not OTHER_PERSON.search(day.sentence.text)]
    age, until = evidence.value("patient.age"), evidence.day("letter.decision_date") or evidence.ur_date
    for day in born:
        if day.on != born[0].on:
            message = f"The worker is said to be born on {american(born[0].on)} and on {american(day.on)}."
            yield found(message, [born[0].sentence.quote, day.sentence.quote], "patient.age")
            return
        years = (until - day.on).days / 365.25 if until else 0.0
        if until and isinstance(age, int) and not age - 2 <= years <= age + 3:
            stated = evidence.told(str(age), "patient.age")
            message = f"Born on {american(day.on)}, the worker was {int(years)} at the time; the age given is {stated}."
            yield found(message, [evidence.quote("patient.age"), day.sentence.quote], "patient.age")
            return


# --- the request for authorization -----------------------------------------------------------------------------------

_REQUEST: Final = pattern(
    r"""\b(?: requests?[ ]for[ ]authorization | RFA | authorization[ ]request )\b
        [^.;]{0,60}? \b(?: dated | signed | submitted | received | form | on | was )\b"""
)


def _requests(evidence: Evidence) -> Iterator[Day]:
    """The dates of the request for authorization, where it is one for a service in dispute."""
    disputed = frozenset(name for _, request in evidence.requests() for name in named("service", request))
    for sentence in evidence.summary.sentences:
        if not has_any(sentence.lowered, ("authoriz", "rfa")):
            continue
        if not (told := _REQUEST.search(sentence.text)) or _AGAIN.search(sentence.text):
            continue
        services = sentence.named("service")
        near = [day for day in sentence.dates if _between(sentence, told, day.span.start)]
        if near and (on := as_date(near[0].value)) and not (services and disputed and not services & disputed):
            yield Day(on, sentence, near[0])


_AGAIN: Final = pattern(
    r"\b(?:previous(?:ly)?|prior|earlier|appeal\w*|reconsider\w*|re-?submi\w+|new|second|another|again|renewed)\b"
)


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
    requests = [*_requests(evidence)]
    visits = [*days(evidence.summary, _is_visit)] if requests else []
    for request in requests:
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
    late = [day for day in days(evidence.summary) if 0 < (day.on - decided).days < 400]
    late = [day for day in late if not any(each.search(day.sentence.text) for each in (_ADMINISTRATIVE, _MENTIONED))]
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
    told = evidence.words("summary.date_of_injury")
    early = [day for day in days(evidence.summary) if day.on < injury and day.dated.value != told]
    early = [day for day in early if _of_the_claim(day.sentence.text)]
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
