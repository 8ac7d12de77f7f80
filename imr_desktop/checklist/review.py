"""A case under review: what it is asked, what the checks say, what a person said of that, and its disposition.

Verdicts and the disposition are values like any other: edited, undone, logged and exported the same way. The
disposition keeps a fingerprint of the values it was given on, so that a change afterwards reopens the case, and taking
the change back closes it again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

from imr_desktop.errors import ValueProblem
from imr_desktop.fields import ANNOTATION, DIFFERENCE
from imr_desktop.model import Case, Finding, Json, Reading, Slot, Source, Suggestion, Value
from imr_desktop.record import OF_THE_WORK
from imr_desktop.texts import tr, trn

if TYPE_CHECKING:  # packs are loaded when questions are asked
    from imr_desktop.checklist.packs import Given, Pack, Question

Verdict = Literal["accepted", "dismissed", "noted"]
"""A finding stands; it does not, for a reason; it has become a note on the value it concerns."""

Disposition = Literal["adequate", "deficient", "needs_record"]


def _dispositions(tr: Callable[[str], str]) -> dict[Disposition, str]:
    return {"adequate": tr("Adequate"), "deficient": tr("Deficient"), "needs_record": tr("Needs the record")}


def _grounds(tr: Callable[[str], str]) -> dict[str, str]:
    return {
        "1": tr("acted without or in excess of powers"),
        "2": tr("fraud"),
        "3": tr("material conflict of interest"),
        "4": tr("bias on a protected ground"),
        "5": tr("plainly erroneous finding of fact"),
    }


DISPOSITIONS: Final = _dispositions(tr)

GROUNDS: Final = _grounds(tr)
"""The grounds of Labor Code 4610.6(h), by number."""

DISPOSITIONS_WRITTEN: Final = _dispositions(str)

GROUNDS_WRITTEN: Final = _grounds(str)
"""The same as memos and exports write them, in English whatever the reader's language is."""

FINDING: Final = "finding."
"""A verdict on a finding is the value of the slot whose field is this with the finding's id."""

DISPOSITION: Final = Slot(0, "case.disposition")

_FACTS: Final = ("absence-contradicted", "number-of-sessions-is-told", "day-is-told", "injury-dates-disagree")
_POWERS: Final = ("conclusion-against-outcome",)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks say of a case now: findings, the weightiest first, and suggestions by question's slot."""

    findings: tuple[Finding, ...]
    suggestions: Mapping[Slot, Suggestion]


@dataclass(frozen=True, slots=True)
class News:
    """What a newer checklist changed for a case, in a sentence: of a question reworded or with other choices, of one
    that is new, of one that is gone. `slot` is where its answer is, or would be, kept."""

    slot: Slot
    question: str
    kind: Literal["changed", "new", "gone"]
    sentence: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person said of a finding, with the reason or note where one was given."""

    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class SignedOff:
    """A case's disposition: by whom and when (UTC, ISO 8601), on which grounds; `reopened` by a change since."""

    disposition: Disposition
    grounds: tuple[str, ...]
    who: str
    at: str
    reopened: bool


def asked_of(packs: tuple[Pack, ...], case: Case) -> Iterator[tuple[Question, int]]:
    """Every question that a case is asked, with the key of the item it is asked of (0 for the letter), in order."""
    questions = [question for pack in packs for question in pack.questions]
    yield from ((question, 0) for question in questions if question.scope == "letter")
    for item in case.items:
        category = case.value("category", item).value
        asked = (each for each in questions if each.scope == "item" and each.is_asked_of(category))
        yield from ((question, item) for question in asked)


def load() -> None:
    """Compiles the checks, which else happens when the first case is checked."""
    import imr_desktop.checklist.answers  # noqa: F401 - for what its import does


def check(case: Case, packs: tuple[Pack, ...], found: tuple[Finding, ...] | None = None) -> Checked:
    """What every check says of a case as it is now; `found` is what it finds, where that is known already."""
    from imr_desktop.checklist.answers import suggestions  # the checks are loaded when the first case is looked at
    from imr_desktop.checklist.checks import findings
    from imr_desktop.checklist.evidence import Evidence

    if not _can_be_checked(case):
        return Checked((), {})
    evidence = Evidence.of_case(case)
    seen = findings(evidence) if found is None else found
    asked = [(Slot(item, question.key), question.check) for question, item in asked_of(packs, case) if question.check]
    return Checked(seen, suggestions(evidence, seen, asked))


def findings_of(case: Case) -> tuple[Finding, ...]:
    """What the checks find in a case as it is now."""
    from imr_desktop.checklist.checks import findings
    from imr_desktop.checklist.evidence import Evidence

    return findings(Evidence.of_case(case)) if _can_be_checked(case) else ()


def noticed(source: Source, reading: Reading) -> tuple[Finding, ...]:
    """What the checks find in a letter as it was read, before anybody has looked at it."""
    from imr_desktop.checklist.checks import findings
    from imr_desktop.checklist.evidence import Evidence

    return findings(Evidence.of_reading(source, reading)) if reading.form else ()


def judged_any(case: Case) -> bool:
    """Whether a person has said something of a finding."""
    return any(slot.field.startswith(FINDING) and value.touched for slot, value in case.values.items())


def _can_be_checked(case: Case) -> bool:
    return bool(case.reading.form or case.items)


# --- newer checklists ------------------------------------------------------------------------------------------------

ANSWER: Final = "answer."
"""An answer is the value of the slot whose field is this with the pack's and the question's id."""


def news(case: Case, packs: tuple[Pack, ...]) -> tuple[News, ...]:
    """What checklists ask otherwise than when a case's answers were given, in their order; then what they ask no more.

    Empty for a case without answers. Every answer stays as it was given.
    """
    from imr_desktop.checklist.packs import decode

    given = {slot: decode(value.value) for slot, value in sorted(case.values.items()) if _holds_answer(slot, value)}
    versions: dict[str, set[str]] = {}
    for slot, kept in given.items():
        versions.setdefault(_pack_of(slot), set()).add(kept.version)
    told: list[News] = []
    for question, item in asked_of(packs, case) if given else ():
        slot = Slot(item, question.key)
        if slot in given:
            told += (News(slot, question.id, "changed", each) for each in question.changes(given[slot]))
        elif question.is_newer_than(versions.get(question.pack, ())):
            sentence = tr(
                "New since version {version} of this checklist: “{question}”",
                version=question.since,
                question=question.text,
            )
            told.append(News(slot, question.id, "new", sentence))
    return (*told, *_gone(given, packs))


def _gone(given: Mapping[Slot, Given], packs: tuple[Pack, ...]) -> Iterator[News]:
    known = {question.key for pack in packs for question in pack.questions}
    loaded = {pack.id for pack in packs}
    for slot, kept in given.items():
        if slot.field not in known:
            why = _why_gone(kept.asked.text if kept.asked else None, "" if (of := _pack_of(slot)) in loaded else of)
            sentence = tr("{why} Your answer, “{answer}”, is kept.", why=why, answer=kept.text)
            yield News(slot, slot.field.rpartition(".")[2], "gone", sentence)


def _why_gone(question: str | None, missing: str) -> str:
    """Why a question is not asked: its checklist is the `missing` one, or does not have it any more."""
    if missing:
        if question is None:
            return tr("The checklist “{checklist}” is not loaded.", checklist=missing)
        return tr("The checklist “{checklist}” is not loaded: “{question}”", checklist=missing, question=question)
    return tr("No longer asked.") if question is None else tr("No longer asked: “{question}”", question=question)


def _pack_of(slot: Slot) -> str:
    return slot.field.removeprefix(ANSWER).partition(".")[0]


def _holds_answer(slot: Slot, value: Value) -> bool:
    return slot.field.startswith(ANSWER) and value.value is not None


# --- verdicts --------------------------------------------------------------------------------------------------------


def finding_slot(finding: Finding) -> Slot:
    """Where the verdict on a finding is kept."""
    return Slot(finding.slot.item, FINDING + finding.id)


def judged(case: Case, finding: Finding) -> Judged | None:
    """What a person said of a finding; None while nobody has."""
    slot = finding_slot(finding)
    value = case.value(slot.field, slot.item).value
    if not isinstance(value, dict) or value.get("verdict") not in get_args(Verdict):
        return None
    return Judged(cast(Verdict, value["verdict"]), str(value.get("why") or ""))


def encode_verdict(verdict: Verdict, why: str) -> Json:
    """The value to keep for a verdict; ValueProblem where a dismissal has no reason."""
    reason = " ".join(why.split())
    if verdict == "dismissed" and not reason:
        raise ValueProblem(
            "reason", tr("A finding is dismissed with a reason. Say in a few words why it does not stand.")
        )
    return {"verdict": verdict, "why": reason}


def encode_begun(verdict: Verdict, why: str) -> str:
    """The draft to keep while a person types what they say of a finding."""
    return json.dumps({"verdict": verdict, "why": why}, ensure_ascii=False)


def begun(case: Case, finding: Finding) -> Judged | None:
    """What a person had begun to say of a finding when they were interrupted."""
    slot = finding_slot(finding)
    draft = case.value(slot.field, slot.item).draft
    if draft is None:
        return None
    try:
        said = json.loads(draft)
        verdict, why = said["verdict"], str(said["why"])
    except (ValueError, KeyError, TypeError):  # from a file that somebody else wrote: the words are not lost
        verdict, why = "", draft
    return Judged(verdict if verdict in get_args(Verdict) else "dismissed", why)


def printed(finding: Finding, case: Case | None = None) -> dict[str, Any]:
    """A finding as the contract prints it; of a reviewed case with its verdict and the note to it."""
    items = case.items if case else None
    number = items.index(finding.slot.item) + 1 if items and finding.slot.item in items else finding.slot.item
    record: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "item": number or None,
        "quotes": [quote.text for quote in finding.quotes],
    }
    said = judged(case, finding) if case else None
    return record | ({"verdict": said.verdict, "note": said.why or None} if said else {})


# --- sign-off --------------------------------------------------------------------------------------------------------


def open_points(case: Case, packs: tuple[Pack, ...], checked: Checked) -> list[str]:
    """What sign-off still waits for, a sentence each: required questions without an answer, serious findings."""
    points = []
    if waiting := unanswered(case, packs):
        named = ", ".join(dict.fromkeys(question.id for question, _ in waiting))
        points.append(
            trn(
                "{count} required question without an answer: {questions}.",
                "{count} required questions without an answer: {questions}.",
                len(waiting),
                questions=named,
            )
        )
    if serious := unjudged(case, checked):
        said = trn(
            "{count} serious finding without a verdict.", "{count} serious findings without a verdict.", len(serious)
        )
        points.append(said)
    return points


def unanswered(case: Case, packs: tuple[Pack, ...]) -> list[tuple[Question, int]]:
    """The required questions without an answer, each with the item that it is asked of, else 0."""
    return [
        (question, item)
        for question, item in asked_of(packs, case)
        if question.required and not _is_answered(case, question, item)
    ]


def unjudged(case: Case, checked: Checked) -> list[Finding]:
    """The serious findings without a verdict."""
    return [each for each in checked.findings if each.severity == "serious" and not judged(case, each)]


def _is_answered(case: Case, question: Question, item: int) -> bool:
    from imr_desktop.checklist.packs import decode

    value = case.value(question.key, item).value
    return value is not None and question.is_complete(decode(value).answer)


def suggested_grounds(case: Case, checked: Checked) -> tuple[str, ...]:
    """Grounds of Labor Code 4610.6(h) that findings speak for, those dismissed left out; often none."""
    standing = {each.rule for each in checked.findings if not _dismissed(case, each)}
    found = [("1", _POWERS), ("5", _FACTS)]
    return tuple(ground for ground, rules in found if standing & set(rules))


def _dismissed(case: Case, finding: Finding) -> bool:
    said = judged(case, finding)
    return said is not None and said.verdict == "dismissed"


def encode_disposition(case: Case, disposition: str, grounds: tuple[str, ...], who: str, at: str) -> Json:
    """The value to keep for a sign-off; ValueProblem for what is no disposition or no ground."""
    if disposition not in DISPOSITIONS or not set(grounds) <= GROUNDS.keys():
        known = ", ".join(DISPOSITIONS.values())
        raise ValueProblem(
            "disposition", tr("A case is {dispositions}, on grounds (1) to (5) or none.", dispositions=known)
        )
    return {
        "disposition": disposition,
        "grounds": [*sorted(set(grounds))],
        "who": who,
        "at": at,
        "fingerprint": fingerprint(case),
    }


def signed_off(case: Case) -> SignedOff | None:
    """The case's disposition; None for a case that nobody has signed off."""
    value = case.value(DISPOSITION.field).value
    if not isinstance(value, dict) or value.get("disposition") not in DISPOSITIONS:
        return None
    listed = value.get("grounds")
    grounds = tuple(map(str, listed)) if isinstance(listed, list) else ()
    disposition = cast(Disposition, value["disposition"])
    reopened = value.get("fingerprint") != fingerprint(case)
    return SignedOff(disposition, grounds, str(value.get("who")), str(value.get("at")), reopened)


def fingerprint(case: Case) -> str:
    """What tells whether any value, answer, note or verdict of a case has changed; tags and highlights may."""
    held = [
        (slot.item, slot.field, value.value, value.state)
        for slot, value in sorted(case.values.items())
        if (value.found or value.touched)  # a slot may be there for nothing but what is being typed into it
        and slot != DISPOSITION
        and slot not in OF_THE_WORK
        and not slot.field.startswith((ANNOTATION, DIFFERENCE))
    ]
    return sha256(json.dumps(held, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]
