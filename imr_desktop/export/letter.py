"""A record written back as a letter, in the form of the letters that it was read from (E; F where it has a header).

What is written are the current values. The clinical summary is its own text: a value that a person corrected without
correcting the summary does not change the summary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from imr_desktop.dates import month_first
from imr_desktop.export import Exported
from imr_desktop.fields import WRITTEN
from imr_desktop.model import Json, Value
from imr_desktop.source.writing import Paragraph, Run

Values = Mapping[str, Value]

_HEADER: Final = (
    "letter.case_number",
    "letter.date_assigned",
    "letter.date_of_injury",
    "letter.decision_date",
    "letter.ur_denial_date",
    "letter.priority",
    "letter.application_received",
)
_INDEPENDENT: Final = (
    "The complete case file was sent to an expert reviewer. He/she has no affiliation with the employer, employee, "
    "providers or the claims administrator."
)
_PRACTICE: Final = (
    "He/she has been in active clinical practice for more than five years and is currently working at least 24 hours "
    "a week in active practice."
)
_SUMMARY_LEAD: Final = (
    "The expert reviewer developed the following clinical case summary based on a review of the case file, including "
    "all medical records:"
)
_ISSUES_LEAD: Final = "The Final Determination was based on decisions for the disputed items/services set forth below:"


def letter(exported: Exported) -> Iterator[Paragraph]:
    """The letter's paragraphs, one after another."""
    values = exported.values.get(0, {})
    yield from _header(values)
    yield _heading("HOW THE IMR FINAL DETERMINATION WAS MADE")
    stated = (("reviewer.independence_stated", _INDEPENDENT), ("reviewer.active_practice_stated", _PRACTICE))
    if statements := " ".join(sentence for key, sentence in stated if _value(values, key) is True):
        yield _plain(statements)
    yield _plain("The Expert Reviewer has the following credentials:", tight=True)
    yield _plain(f"State(s) of Licensure: {_listed(_value(values, 'reviewer.licensure_states'))}", tight=True)
    yield _plain(f"Certification(s)/Specialty: {_listed(_value(values, 'reviewer.specialties'))}")
    yield _heading("CLINICAL CASE SUMMARY")
    yield _plain(_SUMMARY_LEAD)
    yield from map(_plain, _paragraphs(_value(values, "summary.text")))
    yield _heading("IMR ISSUES, DECISIONS AND RATIONALES")
    yield _plain(_ISSUES_LEAD)
    for item in exported.case.items:
        yield from _item(exported.values.get(item, {}))


def _header(values: Values) -> Iterator[Paragraph]:
    """The header table, line by line; none for a record without a value in it (form E)."""
    if all(_value(values, key) is None for key in _HEADER):
        return
    for key in _HEADER:
        label = Run(f"{WRITTEN[key].printed[0]}: ", bold=True)
        yield Paragraph((label, Run(_printed(key, _value(values, key)))), tight=key != _HEADER[-1])


def _printed(key: str, value: Json) -> str:
    """A header's value as letters print it, dates with the month first."""
    if WRITTEN[key].kind.editor == "date" and isinstance(value, str):
        return month_first(value)
    return WRITTEN[key].kind.format(value)


def _item(values: Values) -> Iterator[Paragraph]:
    outcome = WRITTEN["outcome"].kind.format(_value(values, "outcome"))
    yield Paragraph((Run(f"{_request(values)}: ", bold=True), Run(outcome)))
    for side, label in (("ur", "Claims Administrator guideline:"), ("imr", "MAXIMUS guideline:")):
        yield _labelled(label, _guideline(values, side))
    first, *others = _paragraphs(_value(values, "rationale")) or [""]
    yield _labelled("Decision rationale:", first)
    yield from map(_plain, others)


def _request(values: Values) -> str:
    """The heading without its outcome: the disputed portion after what was asked for and authorized before."""
    request, original, part = (_text(values, key) for key in ("request", "original_request", "authorized_part"))
    lead = f"{original} was the original request. " if original else ""
    lead += f"{part} was authorized by the Claims Administrator. " if part else ""
    return f"{lead}The remaining IMR eligible portion of the original request: {request} is" if lead else request


def _guideline(values: Values, side: str) -> str:
    """The paragraph of one side; made of its citations where a person has corrected those and not the paragraph."""
    basis, cited, text = (values.get(f"{side}_guideline.{part}") for part in ("basis", "citations", "text"))
    corrected = any(each and each.state == "corrected" for each in (basis, cited))
    if text and isinstance(text.value, str) and (text.touched or not corrected):
        return text.value
    return _composed(side, basis.value if basis else None, cited.value if cited else None)


def _composed(side: str, basis: Json, cited: Json) -> str:
    listed = [each for each in cited if isinstance(each, dict)] if isinstance(cited, list) else []
    mtus, other = (
        [str(each["text"]) for each in listed if each["source"] == source] for source in ("mtus", "non_mtus")
    )
    who = "The Claims Administrator" if side == "ur" else "The Expert Reviewer"
    if not mtus and not other:
        return f"{who} did not cite any medical evidence for its decision." if basis == "none" else ""
    outside = f"{who} based their decision on recommendation(s) outside of the MTUS Guidelines."
    first = f"Decision based on MTUS {', and '.join(mtus)}." if mtus else outside
    return " ".join([first, *([f"Decision based on Non-MTUS Citation {'; '.join(other)}."] if other else [])])


def _value(values: Values, key: str) -> Json:
    return values[key].value if key in values else None


def _text(values: Values, key: str) -> str:
    value = _value(values, key)
    return value if isinstance(value, str) else ""


def _listed(value: Json) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else ""


def _paragraphs(value: Json) -> list[str]:
    return value.split("\n\n") if isinstance(value, str) else []


def _heading(text: str) -> Paragraph:
    return Paragraph((Run(text, bold=True),), centred=True)


def _plain(text: str, *, tight: bool = False) -> Paragraph:
    return Paragraph((Run(text),), tight=tight)


def _labelled(label: str, text: str) -> Paragraph:
    return Paragraph((Run(f"{label} ", bold=True), Run(text)))
