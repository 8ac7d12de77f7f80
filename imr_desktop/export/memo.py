"""A case's review memo: the case, its disposition, what does not fit, and the answers with authority and evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from imr_desktop.checklist.packs import Pack, Question, decode
from imr_desktop.checklist.review import DISPOSITIONS, GROUNDS, Checked, SignedOff, asked_of, check, judged
from imr_desktop.export import Exported
from imr_desktop.export.tables import title
from imr_desktop.fields import BY_KEY
from imr_desktop.model import Case, Finding, Json, Slot
from imr_desktop.source import Paragraph, Run

DISCLAIMER: Final = "A reviewer's working memo. Not legal advice. Authorities marked (unverified) were not confirmed."
_QUOTED: Final = 90
_REQUESTED: Final = 110


def memo(exported: Exported, packs: tuple[Pack, ...]) -> Iterator[Paragraph]:
    """The memo's paragraphs. Findings that were dismissed and questions without an answer are left out."""
    case = exported.case
    checked = check(case, packs)
    yield Paragraph((Run(f"Review memo: {title(case)}", bold=True),), tight=True)
    yield Paragraph((Run(DISCLAIMER),))
    yield _line("Letter", f"{case.source.name}. Outcome: {_shown(case, 'case.outcome') or 'not given'}.")
    for number, item in enumerate(case.items, 1):
        request = _cut(_shown(case, "request", item), _REQUESTED)
        yield _line(f"Item {number}", f"{request}: {_shown(case, 'outcome', item) or 'outcome not given'}")
    yield Paragraph((Run("Disposition: ", bold=True), Run(_disposition(exported.signed_off))))
    yield from _findings(case, checked)
    yield from _answers(case, packs, checked)


def _line(name: str, text: str) -> Paragraph:
    return Paragraph((Run(f"{name}: ", bold=True), Run(text)), tight=True)


def _shown(case: Case, key: str, item: int = 0) -> str:
    return " ".join(BY_KEY[key].kind.format(case.value(key, item).value).split())


def _disposition(signed: SignedOff | None) -> str:
    if signed is None:
        return "not signed off."
    grounds = "; ".join(f"({number}) {GROUNDS[number]}" for number in signed.grounds if number in GROUNDS)
    on = f", Labor Code 4610.6(h) {grounds}" if grounds else ""
    reopened = " Something was changed since; the case is open again." if signed.reopened else ""
    return f"{DISPOSITIONS[signed.disposition]}{on}. {signed.who}, {signed.at[:10]}.{reopened}"


def _findings(case: Case, checked: Checked) -> Iterator[Paragraph]:
    standing = [(each, said) for each in checked.findings if (said := _verdict(case, each)) != "dismissed"]
    if standing:
        yield Paragraph((Run("What does not fit", bold=True),), tight=True)
    for finding, said in standing:
        number = case.items.index(finding.slot.item) + 1 if finding.slot.item in case.items else 0
        where = f"Item {number}: " if number else ""
        quotes = " / ".join(f"“{_cut(quote.text, _QUOTED)}”" for quote in finding.quotes[:2])
        yield Paragraph((Run(f"{where}{finding.message} [{said}] {quotes}"),), tight=True)


def _verdict(case: Case, finding: Finding) -> str:
    said = judged(case, finding)
    return said.verdict if said else "open"


def _answers(case: Case, packs: tuple[Pack, ...], checked: Checked) -> Iterator[Paragraph]:
    head = ""
    for question, item in asked_of(packs, case):
        if (kept := case.value(question.key, item).value) is None:
            continue
        heading = f"Answers, item {case.items.index(item) + 1}" if item else "Answers, the letter"
        if heading != head:
            head = heading
            yield Paragraph((Run(heading, bold=True),), tight=True)
        yield _answer(case, question, item, kept, checked)


def _answer(case: Case, question: Question, item: int, kept: Json, checked: Checked) -> Paragraph:
    given = decode(kept)
    rests_on = "; ".join(each.label for each in question.authorities)
    said = checked.suggestions.get(Slot(item, question.key))
    evidence = f" “{_cut(said.quotes[0].text, _QUOTED)}”" if said and said.quotes else ""
    note = case.value(f"note.{question.key}", item).value
    remark = f" Note: {note}" if note else ""
    return Paragraph(
        (
            Run(f"{question.id} {question.text_of(given.answer)}. ", bold=True),
            Run(f"{question.text} [{rests_on}]{evidence}{remark}"),
        ),
        tight=True,
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]} …"
