"""Answers that the text gives to checklist questions, each a small function under the name that packs call it by.

An answer is a suggestion until a person confirms it. A function gets the evidence, the item's key (0 for the letter)
and what the checks found; it returns a Suggestion, or None where the letter does not decide the question. One that
fails says so on its question and leaves the others alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from imr_desktop.checklist.checks.absences import COUNTED, denied
from imr_desktop.checklist.checks.credentials import known, within
from imr_desktop.checklist.checks.dates import told_both_ways
from imr_desktop.checklist.checks.sources import listed, silence
from imr_desktop.checklist.evidence import Evidence, american
from imr_desktop.checklist.lexicon import SUBJECTS, named
from imr_desktop.model import Finding, Json, Quote, Slot, Span, Suggestion
from imr_desktop.parsing.finders import pattern
from imr_desktop.parsing.vocabulary import PART


@dataclass(frozen=True, slots=True)
class Asked:
    """One question put to a letter: of which item (0: of the letter), the evidence, and what the checks found."""

    evidence: Evidence
    item: int
    findings: tuple[Finding, ...]

    def found(self, *rules: str) -> tuple[Finding, ...]:
        """What the checks of these names found on the item, or on the letter where it is asked of the letter."""
        return tuple(
            each for each in self.findings if each.rule in rules and (not self.item or self.item in each.items)
        )

    def words(self, key: str) -> str:
        return self.evidence.words(key, self.item)

    def quotes(self, *keys: str) -> tuple[Quote, ...]:
        return self.evidence.quotes(*((key, self.item) for key in keys))


Answering = Callable[[Asked], Suggestion | None]

ANSWERS: Final[dict[str, Answering]] = {}
"""Every function by the name that packs call it by."""


def answers(name: str) -> Callable[[Answering], Answering]:
    """Declares what answers questions whose pack names this check."""

    def declare(body: Answering) -> Answering:
        ANSWERS[name] = body
        return body

    return declare


def suggest(check: str, asked: Asked) -> Suggestion | None:
    """What the check of a name says to a question; where it fails, a suggestion that says that it could not be run."""
    try:
        return ANSWERS[check](asked)
    except Exception:  # noqa: BLE001 - whatever it stumbles over, the question is still there to be answered by hand
        return Suggestion(None, "Could not be checked on this letter; answer by hand.", failed=True)


def _said(answer: Json, sentence: str, quotes: Iterable[Quote] = ()) -> Suggestion:
    return Suggestion(answer, sentence, tuple(dict.fromkeys(quotes)))


def _finds(answer: Json, findings: tuple[Finding, ...]) -> Suggestion | None:
    """An answer that rests on findings; None where there are none."""
    if not findings:
        return None
    quotes = [quote for each in findings for quote in each.quotes]
    return _said(answer, " ".join(each.message for each in findings[:3]), quotes)


# --- the header ------------------------------------------------------------------------------------------------------

_HEADER: Final = (
    *("letter.case_number", "letter.date_of_injury", "letter.date_assigned", "letter.ur_denial_date"),
    *("letter.application_received", "letter.decision_date", "letter.priority"),
)


@answers("header-stated")
def header_stated(asked: Asked) -> Suggestion:
    """For each line of the header table whether the letter states it."""
    evidence = asked.evidence
    given: dict[str, Json] = {
        key: "unreadable" if evidence.unreadable(key) else "absent" if evidence.value(key) is None else "stated"
        for key in _HEADER
    }
    count = sum(each == "stated" for each in given.values())
    return _said(given, f"{count} of {len(given)} are in the header table.", asked.quotes(*_HEADER))


APPLICATION_DAYS: Final = 30
MAILED_DAYS: Final = 35


@answers("application-in-time")
def application_in_time(asked: Asked) -> Suggestion:
    """Whether the application came within 30 days of the UR denial, by the header's dates alone."""
    decided, received = (asked.evidence.day(f"letter.{key}") for key in ("ur_denial_date", "application_received"))
    quotes = asked.quotes("letter.ur_denial_date", "letter.application_received")
    if not decided or not received:
        return _said("not_computable", "The header does not give both dates to the day.", quotes)
    days = (received - decided).days
    if days < 0:
        return _said(None, "By the header the application came before the UR denial.", quotes)
    due = american(decided + timedelta(APPLICATION_DAYS))
    told = f"Received {days} days after the UR denial; 30 days ended on {due}."
    if APPLICATION_DAYS < days <= MAILED_DAYS:
        return _said(None, f"{told} In time only if UR's decision was mailed.", quotes)
    return _said("yes" if days <= APPLICATION_DAYS else "no", told, quotes)


_TIME: Final = {"standard": 30, "expedited": 3}


@answers("determination-in-time")
def determination_in_time(asked: Asked) -> Suggestion:
    """Whether the decision came within the time for its priority, from the date assigned; late is not void."""
    assigned, decided = (asked.evidence.day(f"letter.{key}") for key in ("date_assigned", "decision_date"))
    allowed = _TIME.get(asked.words("letter.priority"))
    quotes = asked.quotes("letter.date_assigned", "letter.decision_date", "letter.priority")
    if not assigned or not decided or not allowed:
        return _said("not_computable", "The header does not give both dates and the priority.", quotes)
    days = (decided - assigned).days
    due = american(assigned + timedelta(allowed))
    told = f"Decided {days} days after the assignment; {allowed} days ended on {due}."
    if days < 0:
        return _said(None, "By the header the decision came before the assignment.", quotes)
    return _said("yes", told, quotes) if days <= allowed else _said("no", f"{told} Late; it still stands.", quotes)


@answers("dates-agree")
def dates_agree(asked: Asked) -> Suggestion:
    """Whether header and summary give the same dates of injury and UR decision."""
    if disagree := _finds("no", asked.found("injury-dates-disagree", "ur-dates-disagree")):
        return disagree
    pairs = (
        ("letter.date_of_injury", "summary.date_of_injury"),
        ("letter.ur_denial_date", "summary.ur_decision_date"),
    )
    both = [key for pair in pairs if all(asked.words(key) for key in pair) for key in pair]
    if not both:
        return _said("na", "No date is given in both places.")
    if told_both_ways(asked.evidence):
        return _said(None, "The summary has the header's date of injury and another.", asked.quotes(*both))
    return _said("yes", "What is given in both places agrees.", asked.quotes(*both))


# --- the letter ------------------------------------------------------------------------------------------------------


@answers("facts-possible")
def facts_possible(asked: Asked) -> Suggestion | None:
    """What the checks found that cannot be so."""
    rules = (
        "impossible-date",
        "treated-before-injury",
        "longer-than-the-claim",
        "sex-against-pronoun",
        "sex-against-anatomy",
        "ages-disagree",
        "birth-against-age",
        "injury-dated-two-ways",
    )
    also = ("complaint-and-finding-on-other-sides", "symptom-denied-and-reported")
    of_summary = (each for each in asked.found(*rules, *also) if not each.slot.item)
    return _finds("no", tuple(of_summary))


_DOCUMENTS: Final = re.compile(r"^[ \t]*(DOCUMENTS REVIEWED\b.*?)[ \t\r]*$", re.MULTILINE)
_DATE: Final = re.compile(r"\d{1,2}[-/]\d{1,2}[-/]\d{2,4}")
_RANGE: Final = re.compile(r"\d{2,4}\s*(?:-|–|to|through)\s*\d{1,2}[-/]\d{1,2}[-/]\d{2,4}")


@answers("documents-listed")
def documents_listed(asked: Asked) -> Suggestion:
    """Whether a list of the documents reviewed stands in this copy."""
    text = asked.evidence.source.text
    heading = _DOCUMENTS.search(text)
    listed = text[heading.end() : heading.end() + 1500] if heading else ""
    if not heading or not _DATE.search(listed.split("CLINICAL")[0]):
        return _said("none", "No list of documents stands in this copy.")
    answer = "by_range" if _RANGE.search(listed.split("CLINICAL")[0]) else "itemized"
    return _said(answer, "A list of documents stands in the letter.", [Quote(heading[1], Span(*heading.span(1)))])


_FROM_UR: Final = pattern(
    r"""\b(?:taken|obtained|extracted|summary)[ ][^.]{0,60}?\b(?:utilization[ ]review|UR)[ ](?:denial|decision
        |determination)\b"""
)
_RECORDS: Final = pattern(
    r"""\b(?:progress|clinical|office|medical[ ]records?|PR-?2|doctor's|physician's?|narrative|provider|visit
        |examination)\b"""
)


@answers("rests-on-records")
def rests_on_records(asked: Asked) -> Suggestion | None:
    """Passages that show what the summary was drawn from."""
    sentences = asked.evidence.summary.sentences
    if taken := [each.quote for each in sentences if _FROM_UR.search(each.text)]:
        return _said("no", "The summary says that it was taken from UR's decision.", taken)
    drawn = [each.quote for each in sentences if _RECORDS.search(each.text) and each.dates]
    return _said("yes", "The summary draws on dated records beside UR's.", drawn[:3]) if drawn else None


@answers("credentials-given")
def credentials_given(asked: Asked) -> Suggestion:
    """Whether states of licensure and specialty are given."""
    given = [bool(asked.evidence.names(f"reviewer.{key}")) for key in ("licensure_states", "specialties")]
    answer = {2: "both", 1: "one", 0: "none"}[sum(given)]
    quotes = asked.quotes("reviewer.licensure_states", "reviewer.specialties")
    return _said(answer, {2: "Both are given.", 1: "Only one is given.", 0: "Neither is given."}[sum(given)], quotes)


@answers("california-licence")
def california_licence(asked: Asked) -> Suggestion:
    """Whether California is among the states of licensure."""
    states = asked.evidence.names("reviewer.licensure_states")
    if not states:
        return _said("not_stated", "No state of licensure is given.")
    answer = "yes" if "California" in states else "no"
    return _said(answer, f"Licensed in {', '.join(states)}.", asked.quotes("reviewer.licensure_states"))


@answers("specialty-fits")
def specialty_fits(asked: Asked) -> Suggestion | None:
    """Whether the specialty ordinarily has to do with what is in dispute, as far as the table of specialties tells."""
    evidence, key = asked.evidence, "reviewer.specialties"
    if not any(known(evidence.names(key))):
        return None
    if misfits := _finds("no", asked.found("specialty-does-not-reach")):
        return misfits
    rest = [item for item in evidence.items if not within(evidence, item)]
    requests = evidence.quotes((key, 0), *(("request", item) for item in rest or evidence.items))
    if rest:
        numbers = ", ".join(str(evidence.number(item)) for item in rest)
        one = "Item" if len(rest) == 1 else "Items"
        return _said(None, f"{one} {numbers}: not what {_plainly(evidence.names(key))} is mostly about.", requests)
    return _said("yes", f"Each item is ordinarily within {_plainly(evidence.names(key))}.", requests)


def _plainly(names: list[str]) -> str:
    return listed([name for name, one in zip(names, known(names), strict=True) if one])


@answers("statements-present")
def statements_present(asked: Asked) -> Suggestion:
    """Whether independence and active practice are both stated."""
    keys = {"reviewer.independence_stated": "independence", "reviewer.active_practice_stated": "active practice"}
    missing = [name for key, name in keys.items() if asked.evidence.value(key) is not True]
    told = f"Not stated: {' and '.join(missing)}." if missing else "Both are stated."
    return _said("no" if missing else "yes", told, asked.quotes(*keys))


_FOUND_NOW: Final = pattern(
    r"""\b(?:complain\w*|exam\w*|objective|tender\w*|range[ ]of[ ]motion|reported|presents?|presented
        |pain[ ](?:was[ ])?rated|findings)\b"""
)


@answers("summary-gives")
def summary_gives(asked: Asked) -> Suggestion | None:
    """What the summary gives of the worker and the treatment."""
    evidence = asked.evidence
    if not evidence.summary.text:
        return None
    keys = {
        "age": "patient.age",
        "sex": "patient.sex",
        "mechanism": "summary.mechanism_of_injury",
        "diagnoses": "summary.diagnoses",
        "treatment": "summary.treatments",
    }
    ticked: list[Json] = [option for option, key in keys.items() if evidence.value(key)]
    now = [each.quote for each in evidence.summary.sentences if _FOUND_NOW.search(each.text)][:1]
    ticked += ["findings"] if now else []
    return _said(ticked or ["none"], "What the program found in the summary.", [*asked.quotes(*keys.values()), *now])


# --- an item's heading -----------------------------------------------------------------------------------------------

_OFTEN: Final = pattern(
    r"""\b(?:(?:once|twice|\w+[ ](?:times?|x|visits?|sessions?|hours?))[ ](?:per|an?|each|every)[ ](?:day|week|month)
        | \w+[ ]times?[ ](?:daily|weekly|monthly) | (?:per|every)[ ](?:day|week|\d+[ ]hours) | (?:daily|weekly|bid
            |tid|qid|qhs) | \d+x/?(?:week|wk|day) )\b"""
)
_STRENGTH: Final = pattern(r"\d[ ]?(?:mg|mcg|gm|g|ml|cc|%|percent|units?)(?![a-z])")
_SERVICE_DATE: Final = pattern(r"\b(?:DOS|dates?[ ]of[ ]service)\b")
_RETROSPECTIVE: Final = pattern(r"\bretro(?:spective)?\b | \bDOS\b | \bdates?[ ]of[ ]service\b")


@answers("heading-describes")
def heading_describes(asked: Asked) -> Suggestion:
    """What the heading states of the service."""
    request = asked.words("request")
    there = {
        "part": bool(PART.search(request) or named("part", request))
        and bool(asked.evidence.names("body_parts", asked.item)),
        "side": bool(asked.words("laterality")),
        "quantity": bool(asked.words("quantity")),
        "frequency": bool(_OFTEN.search(request)),
        "dose": bool(_STRENGTH.search(request)) and asked.words("category") in ("Pharmaceuticals", "Injection"),
        "date_of_service": bool(_SERVICE_DATE.search(request)),
    }
    ticked: list[Json] = [option for option, stated in there.items() if stated]
    return _said(ticked or ["none"], "As the heading has it.", asked.quotes("request"))


@answers("what-is-disputed")
def what_is_disputed(asked: Asked) -> Suggestion:
    """Whether the whole request is in dispute, a remainder, or a service already given."""
    if asked.words("authorized_part") or asked.words("original_request"):
        quotes = asked.quotes("original_request", "authorized_part", "request")
        return _said("remainder", "The heading sets the original request apart.", quotes)
    if _RETROSPECTIVE.search(asked.words("request")):
        return _said("retrospective", "The heading tells of a service already given.", asked.quotes("request"))
    return _said("whole", "The heading sets nothing apart.", asked.quotes("request"))


@answers("outcome")
def outcome(asked: Asked) -> Suggestion:
    """The outcome that closes the heading."""
    value = asked.words("outcome")
    return _said(
        value or "unclear", "As the heading closes." if value else "No outcome was found.", asked.quotes("request")
    )


# --- guidelines ------------------------------------------------------------------------------------------------------


@answers("ur-basis")
def ur_basis(asked: Asked) -> Suggestion | None:
    """What UR relied on, by its guideline paragraph."""
    value = asked.words("ur_guideline.basis")
    return _said(value, "By the Claims Administrator guideline.", asked.quotes("ur_guideline.text")) if value else None


_ODG: Final = pattern(r"\b(?:ODG|Official[ ]Disability|ACOEM|Work[ ]Loss[ ]Data)\b")
_STUDY: Final = pattern(
    r"\bet[ ]al\b | \bjournal\b | \bdoi\b | \bPubMed\b | \b(?:19|20)\d\d;\s?\d+ | \bSpine\.[ ](?:19|20)"
)


@answers("reviewer-tier")
def reviewer_tier(asked: Asked) -> Suggestion | None:
    """The highest tier among what the reviewer cites."""
    basis = asked.words("imr_guideline.basis")
    if not basis:
        return None
    cited = asked.evidence.citations("imr", asked.item)
    others = [text for source, text in cited if source == "non_mtus"]
    if basis in ("mtus", "both"):
        tier = "mtus"
    elif basis == "none" or not others:
        tier = "none"
    elif any(_ODG.search(text) for text in others):
        tier = "acoem_odg"
    else:
        tier = "study" if any(_STUDY.search(text) for text in others) else "other_guideline"
    return _said(tier, "By the MAXIMUS guideline.", asked.quotes("imr_guideline.text"))


_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b|/\d\d\)")
_PLACE: Final = pattern(r"\bSection\(s\) | \bpages?\b | \bpgs?\.? | \bchapter\b | [,:/][ ]?[A-Z]\w+")


@answers("citation-findable")
def citation_findable(asked: Asked) -> Suggestion | None:
    """Whether one of the reviewer's citations has title, year, and section or page."""
    if not asked.words("imr_guideline.basis"):
        return None
    quotes = asked.quotes("imr_guideline.text")
    cited = [text for _, text in asked.evidence.citations("imr", asked.item)]
    if not cited:
        return _said("none", "Nothing is cited.", quotes)
    repeats = [each for each in asked.found("citation-repeats-request") if each.slot.field.startswith("imr")]
    if repeats and len(cited) == 1:
        return _said("repeats_item", "The citation is the request itself.", quotes)
    full = [text for text in cited if _YEAR.search(text) and _PLACE.search(text)]
    told = "Title, year and section are there." if full else "Title, or title and section, without the rest."
    return _said("full" if full else "partial", told, quotes)


@answers("why-outside-the-mtus")
def why_outside_the_mtus(asked: Asked) -> Suggestion | None:
    """Whether the rationale says why the MTUS does not govern."""
    basis = asked.words("imr_guideline.basis")
    if basis == "mtus":
        return _said("na", "The reviewer stayed within the MTUS.", asked.quotes("imr_guideline.text"))
    said = silence(asked.evidence, asked.item) if basis in ("non_mtus", "both") else None
    return _said("yes", "The rationale says that the MTUS does not address it.", [said.quote]) if said else None


@answers("reason-consistent")
def reason_consistent(asked: Asked) -> Suggestion | None:
    """Whether the MTUS is called silent while a side cites it."""
    if contradiction := _finds("no", asked.found("silent-beside-mtus")):
        return contradiction
    if said := silence(asked.evidence, asked.item):
        return _said("yes", "The MTUS is called silent, and neither side cites it.", [said.quote])
    return None


@answers("chapter-fits")
def chapter_fits(asked: Asked) -> Suggestion | None:
    """Whether the reviewer's chapter is for the part of the body and the kind of study requested."""
    rules = ("chapter-of-another-part", "study-of-another-kind", "drug-of-another-section")
    wrong = tuple(each for each in asked.found(*rules) if each.slot.field.startswith("imr"))
    return _finds("no", wrong)


@answers("version-in-force")
def version_in_force(asked: Asked) -> Suggestion | None:
    """Whether a cited version had been replaced, or was not there yet."""
    rules = ("version-no-longer-in-force", "version-yet-to-come")
    return _finds("no", tuple(each for each in asked.found(*rules) if each.slot.field.startswith("imr")))


@answers("sources-weighed")
def sources_weighed(asked: Asked) -> Suggestion | None:
    """Whether there are two sides' sources at all, and passages where they differ."""
    if "none" in (asked.words("ur_guideline.basis"), asked.words("imr_guideline.basis")):
        return _said("na", "One side cites nothing.", asked.quotes("ur_guideline.text", "imr_guideline.text"))
    return _finds(None, asked.found("sides-cite-other-chapters", "chapter-of-another-part"))


# --- the rationale ---------------------------------------------------------------------------------------------------


@answers("conclusion-matches")
def conclusion_matches(asked: Asked) -> Suggestion | None:
    """Whether the conclusion belongs to the outcome."""
    conclusion, closes = asked.words("conclusion"), asked.words("outcome")
    quotes = asked.quotes("conclusion", "request")
    if not closes:
        return None
    if not conclusion:
        return _said("unclear", "No conclusion was found.", quotes)
    fits = (conclusion == "necessary") == (closes == "overturned")
    return _said("yes" if fits else "no", "Conclusion and outcome side by side.", quotes)


@answers("same-service")
def same_service(asked: Asked) -> Suggestion | None:
    """What the checks found that the rationale discusses otherwise than the heading has it."""
    rules = (
        "rationale-judges-other-service",
        "rationale-judges-other-drug",
        "rationale-names-other-part",
        "rationale-names-other-side",
        "rationale-names-side-untold",
        "rationale-names-part-untold",
        "rationale-decides-other-way",
        "rationale-leaves-part-out",
        "request-on-side-untold",
        "one-side-of-two",
    )
    also = (
        "amount-not-in-heading",
        "quantity-not-in-heading",
        "rate-not-in-heading",
        "remainder-judged-as-whole",
        "portion-not-addressed",
        "strength-differs",
    )
    return _finds("no", asked.found(*rules, *also))


@answers("facts-borne-out")
def facts_borne_out(asked: Asked) -> Suggestion | None:
    """Asserted absences beside what the summary says, and facts that only the rationale tells.

    Absences that nothing was found against are listed without an answer: the summary may still tell of them.
    """
    denied = (
        "absence-contradicted",
        "treatment-called-untried",
        "number-of-sessions-is-told",
        "day-is-told",
        "benefit-denied-and-told",
        "diagnosis-denied",
        "pain-score-is-told",
    )
    otherwise = (
        "presence-contradicted",
        "sign-told-otherwise",
        "measure-told-otherwise",
        "count-told-otherwise",
        "attribute-told-otherwise",
        "work-told-otherwise",
        "injury-told-otherwise",
        "study-dated-otherwise",
        "study-read-otherwise",
    )
    unfound = (
        "count-only-in-rationale",
        "treatment-only-in-rationale",
        "condition-only-in-rationale",
        "study-only-in-rationale",
        "drug-only-in-rationale",
        "pain-score-told-otherwise",
        "relief-told-otherwise",
    )
    against, alone = asked.found(*denied, *otherwise), asked.found(*unfound)
    return _finds("contradicted", against) or _finds("some_not_found", alone) or _absences(asked)


def _absences(asked: Asked) -> Suggestion | None:
    missing = {SUBJECTS[each.subject].name: each.sentence.quote for each in denied(asked.evidence, asked.item)}
    if not missing:
        return None
    told = f"The rationale finds no {', no '.join(missing)}; nothing in the summary was found against that."
    return _said(None, told, missing.values())


@answers("rationale-specific")
def rationale_specific(asked: Asked) -> Suggestion | None:
    """Whether the rationale hangs on a parent item or was used before."""
    return _finds("depends", asked.found("depends-on-another-item")) or _finds(
        "copied", asked.found("rationale-reused")
    )


# --- further packs ---------------------------------------------------------------------------------------------------

_TAPER: Final = pattern(
    r"\bnot[ ]be[ ]interpreted[ ]as[ ]a[ ]recommendation[ ]to[ ]stop\b | \bweaning[ ]and[ ]terminating\b"
)
_OPIOID: Final = pattern(
    r"""\b(?:opioids?|norco|hydrocodone|oxycodone|oxycontin|percocet|tramadol|ultram|trezix|codeine|morphine
        |fentanyl|hydromorphone|dilaudid|tapentadol|nucynta|methadone|buprenorphine|butrans)\b"""
)


@answers("is-opioid")
def is_opioid(asked: Asked) -> Suggestion:
    """Whether the request names an opioid."""
    hit = _OPIOID.search(asked.words("request"))
    told = f"The heading names {hit[0]}." if hit else "The heading names none that is known here."
    return _said("yes" if hit else "no", told, asked.quotes("request"))


@answers("taper-wording")
def taper_wording(asked: Asked) -> Suggestion | None:
    """Whether the fixed wording on tapering follows the denial of an opioid."""
    if not _OPIOID.search(asked.words("request")) or asked.words("outcome") != "upheld":
        return _said("na", "No opioid is denied here.", asked.quotes("request"))
    there = [each.quote for each in asked.evidence.rationale(asked.item).sentences if _TAPER.search(each.text)]
    return _said("yes" if there else "no", "The wording is there." if there else "The wording is not there.", there)


@answers("therapy-visits")
def therapy_visits(asked: Asked) -> Suggestion | None:
    """Sentences of the summary that count earlier visits."""
    told = [each.quote for each in asked.evidence.summary.sentences if COUNTED.search(each.text)]
    return _said(None, "The summary counts visits here.", told) if told else None


def suggestions(
    evidence: Evidence, findings: tuple[Finding, ...], asked: Iterable[tuple[Slot, str]]
) -> Mapping[Slot, Suggestion]:
    """What the checks say to questions, given as slots with the name of the check; those without a word left out."""
    said = ((slot, suggest(check, Asked(evidence, slot.item, findings))) for slot, check in asked)
    return {slot: suggestion for slot, suggestion in said if suggestion}
