"""A case's review memo, for the attorney who gets it: the case, its disposition, what does not fit, and the answers.

An answer that says that something is amiss is set out with evidence and authority; the others take a line. A memo is
one page: the more there is to tell, the shorter its passages and the closer its lines. Where one page does not hold it
all, it has the weightiest findings and every answer that matters, and an annex, titled so, tells everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from imr_desktop.checklist.evidence import american, as_date
from imr_desktop.checklist.packs import Given, Pack, Question, decode
from imr_desktop.checklist.review import (
    DISPOSITIONS_WRITTEN,
    GROUNDS_WRITTEN,
    Checked,
    Judged,
    SignedOff,
    asked_of,
    check,
    judged,
)
from imr_desktop.dates import day_here
from imr_desktop.export import Exported
from imr_desktop.export.tables import title
from imr_desktop.fields import NOTE, WRITTEN
from imr_desktop.model import Case, Finding, Quote, Slot
from imr_desktop.source.writing import Paragraph, Run, Setting, fit_a_page

DISCLAIMER: Final = "Not legal advice: a reviewer's working memo. Authorities marked (unverified) were not confirmed."
PAGE: Final = Setting(size=9.5, leading=11.2, margin=54.0, gap=4.5)
CLOSE: Final = Setting(size=8.5, leading=9.8, margin=45.0, gap=4.0)
"""For a case of many items; as small as the notes to a contract."""


@dataclass(frozen=True, slots=True)
class _Room:
    """How much is told: characters of a passage and of a request, and passages for a finding.

    `asked` says whether the questions of the answers in order are told in words; `open_minor`, whether each minor
    finding is told that nobody judged; `findings`, how many are set out at most, the others being in the annex;
    `answers`, whether the answers are told in full, or only those that matter, in short.
    """

    passage: int
    request: int
    passages: int = 2
    asked: bool = False
    open_minor: bool = True
    findings: int | None = None
    answers: bool = True


_ROOMS: Final = (
    _Room(220, 200, asked=True),
    _Room(150, 160, asked=True),
    _Room(220, 200),
    _Room(150, 160),
    _Room(110, 130),
    _Room(80, 100),
    _Room(80, 100, passages=1),
    _Room(55, 80, passages=1, open_minor=False),
)
_CLOSE_ROOMS: Final = tuple(replace(room, asked=False) for room in _ROOMS[2:])
_FRONTS: Final = tuple(_Room(80, 70, passages=1, findings=findings, answers=False) for findings in (12, 8, 5, 3, 1, 0))
"""For the first page of a memo that needs an annex."""
_ANNEX: Final = _Room(150, 200)
_FEW_ITEMS: Final = 6
"""Up to this many, each has a line of its own."""


def memo(exported: Exported, packs: tuple[Pack, ...]) -> tuple[list[Paragraph], Setting]:
    """The memo's paragraphs and how to set them: on one page where that holds it, else with an annex."""
    review = _Review(exported, packs)
    for setting, rooms in ((PAGE, _ROOMS), (CLOSE, _CLOSE_ROOMS)):
        for room in rooms:
            paragraphs = list(review.paragraphs(room))
            if fit_a_page(paragraphs, setting):
                return paragraphs, setting
    fronts = (list(review.front(room)) for room in _FRONTS)
    front = next((each for each in fronts if fit_a_page(each, CLOSE)), None) or list(review.front(_FRONTS[-1]))
    return [*front, *review.annex(_ANNEX)], CLOSE


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer and the items that have it (0: the letter), with their notes and the first passage that bears on it."""

    question: Question
    given: Given
    items: tuple[int, ...]
    notes: tuple[str, ...]
    evidence: str

    @property
    def is_amiss(self) -> bool:
        return self.question.is_amiss(self.given.answer)

    @property
    def words(self) -> str:
        """The answer, a grid whose lines all say the same in one word."""
        answer = self.given.answer
        if isinstance(answer, dict) and len({*answer.values()}) == 1 and not self.is_amiss:
            return f"all {self.question.text_of([*answer.values()][:1]).casefold()}"
        return self.question.text_of(answer, self.given.asked)


class _Review:
    """A case with what its review says."""

    def __init__(self, exported: Exported, packs: tuple[Pack, ...]) -> None:
        self.case = exported.case
        self.signed_off = exported.signed_off
        self.checked = check(self.case, packs)
        self.asked = list(asked_of(packs, self.case))
        self.answers = list(_answers(self.case, packs, self.checked))

    def paragraphs(self, room: _Room) -> Iterator[Paragraph]:
        yield Paragraph((Run(f"Review memo: {title(self.case)}", bold=True),), centred=True, tight=True)
        yield Paragraph((Run(DISCLAIMER),), centred=True)
        yield from _block(self._head())
        yield from _block([_line("Disposition", _disposition(self.signed_off)), self._glance()])
        yield from _block(self._items(room))
        yield from _block(self._findings(room))
        yield from _block(self._amiss(room))
        yield from _block(self._in_order(room))

    def front(self, room: _Room) -> Iterator[Paragraph]:
        """The first page of a memo with an annex: a whole memo, in short."""
        yield from list(self.paragraphs(room))
        pointer = "The annex has every finding with its passages and every answer with its authority."
        yield Paragraph((Run(pointer),), tight=True)

    def annex(self, room: _Room) -> Iterator[Paragraph]:
        """Everything that the first page tells in short, on pages of its own."""
        yield Paragraph((Run(f"Annex to the review memo: {title(self.case)}", bold=True),), centred=True, first=True)
        yield from _block(self._findings(room))
        yield from _block(self._amiss(room))
        yield from _block(self._in_order(room))

    # --- the case

    def _head(self) -> Iterator[Paragraph]:
        dates = [(label, self._shown(key)) for label, key in _DATES]
        worker = ", ".join(filter(None, (self._shown("patient.age"), self._shown("patient.sex").casefold())))
        reviewer = ", ".join(filter(None, map(self._shown, ("reviewer.specialties", "reviewer.licensure_states"))))
        dated = [f"{label} {shown}" for label, shown in dates if shown]
        yield _line("Case", "; ".join(dated) or "the letter has no header table")
        people = [f"worker {worker}" if worker else "", f"expert reviewer {reviewer}" if reviewer else ""]
        outcome = f"outcome {self._shown('case.outcome') or 'not given'}"
        yield _line("Letter", "; ".join(filter(None, (*people, outcome, f"file {self.case.source.name}"))))

    def _items(self, room: _Room) -> Iterator[Paragraph]:
        items = self.case.items
        if len(items) <= _FEW_ITEMS:
            for item in items:
                bases = "; ".join(f"{who}: {basis}" for who, key in _BASES if (basis := self._shown(key, item)))
                yield _line(
                    f"Item {self._number(item)}, {self._outcome(item)}",
                    f"{_cut(self._shown('request', item), room.request)}{f' ({bases})' if bases else ''}",
                )
            return
        by_outcome = sorted(items, key=lambda item: (self._outcome(item), items.index(item)))
        for outcome, alike in groupby(by_outcome, key=self._outcome):
            listed = [f"{self._number(item)} {_cut(self._shown('request', item), room.request)}" for item in alike]
            yield _line(f"{outcome[:1].upper()}{outcome[1:]} ({len(listed)} of {len(items)})", "; ".join(listed))

    def _outcome(self, item: int) -> str:
        return self._shown("outcome", item).casefold() or "outcome not given"

    def _shown(self, key: str, item: int = 0) -> str:
        shown = " ".join(WRITTEN[key].kind.format(self.case.value(key, item).value).split())
        day = as_date(shown) if WRITTEN[key].kind.editor == "date" else None
        return american(day) if day else shown

    def _number(self, item: int) -> int:
        return self.case.items.index(item) + 1

    def _of(self, items: Iterable[int]) -> str:
        """`item 2`, `items 1-3 and 5`; empty for the letter, and where a case has but one item."""
        numbers = sorted(self._number(item) for item in items if item in self.case.items)
        if not numbers or len(self.case.items) == 1:
            return ""
        if len(numbers) == len(self.case.items):
            return "all items"
        return f"item{'s' if len(numbers) > 1 else ''} {_ranges(numbers)}"

    # --- what does not fit

    def _glance(self) -> Paragraph:
        judgements = [judged(self.case, each) for each in self.checked.findings]
        counts = {name: sum((one.verdict if one else "open") == name for one in judgements) for name in _VERDICTS}
        findings = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        given = sum(len(each.items) for each in self.answers)
        amiss = sum(len(each.items) for each in self.answers if each.is_amiss)
        return _line(
            "At a glance",
            f"{_count(len(judgements), 'finding')}{f' ({findings})' if findings else ''}; "
            f"{given} of {_count(len(self.asked), 'question')} answered, {amiss} of them with something amiss.",
        )

    def _findings(self, room: _Room) -> Iterator[Paragraph]:
        alike: dict[tuple[str, Judged | None], list[Finding]] = {}
        for finding in self.checked.findings:
            alike.setdefault((finding.message, judged(self.case, finding)), []).append(finding)
        standing = [(each, one) for (_, one), each in alike.items() if one is None or one.verdict != "dismissed"]
        shown = [(each, one) for each, one in standing if one or each[0].severity != "minor" or room.open_minor]
        if standing:
            yield _heading("What does not fit")
        shown.sort(key=lambda pair: pair[1] is None)
        for findings, one in shown[: room.findings]:
            yield self._finding(findings, one, room)
        if room.findings is not None and (more := len(shown[room.findings :])):
            yield Paragraph((Run(f"{_count(more, 'more finding')} in the annex."),), tight=True)
        if left := len(standing) - len(shown):
            yield Paragraph((Run(f"{_count(left, 'minor finding')} without a verdict not set out."),), tight=True)

    def _finding(self, alike: list[Finding], judgement: Judged | None, room: _Room) -> Paragraph:
        finding = alike[0]
        quotes = " / ".join(_quoted(quote, room) for quote in finding.quotes[: room.passages])
        where = self._of({item for each in alike for item in each.items})
        lead = f"{finding.severity}{', ' if where else ''}{where}. "
        note = f" Note: {judgement.why}" if judgement and judgement.why else ""
        verdict = judgement.verdict if judgement else "open"
        words = (Run(f"{lead[:1].upper()}{lead[1:]}", bold=True), Run(f"{finding.message} [{verdict}] {quotes}{note}"))
        return Paragraph(words, tight=True)

    # --- the answers

    def _amiss(self, room: _Room) -> Iterator[Paragraph]:
        amiss = [each for each in self.answers if each.is_amiss or each.notes]
        if amiss:
            yield _heading("Answers that matter")
        if amiss and not room.answers:
            runs = (run for each in _by_question(amiss) for run in self._in_short(each, room))
            yield Paragraph(tuple(runs), tight=True)
            return
        for each in amiss:
            where = self._of(each.items)
            evidence = f" “{_cut(each.evidence, room.passage)}”" if each.evidence and each.is_amiss else ""
            notes = f" Note: {' / '.join(each.notes)}" if each.notes else ""
            rests_on = "; ".join(authority.label for authority in each.question.authorities)
            lead = f"{each.question.id}{f', {where}' if where else ''}: {each.words}. "
            words = f"{each.question.text} [{rests_on}]{evidence}{notes}"
            yield Paragraph((Run(lead, bold=True), Run(words)), tight=True)

    def _in_order(self, room: _Room) -> Iterator[Paragraph]:
        rest = [each for each in self.answers if not each.is_amiss and not each.notes]
        for name, scope in (("the letter", "letter"), ("the items", "item")) if room.answers else ():
            if answers := [each for each in rest if each.question.scope == scope]:
                runs = [run for each in _by_question(answers) for run in self._in_short(each, room)]
                yield Paragraph((Run(f"Nothing amiss, {name}: ", bold=True), *runs), tight=True)
        labels = dict.fromkeys(authority.label for each in rest for authority in each.question.authorities)
        if labels and room.answers:
            yield _line("Authorities of these", _authorities(labels))
        given = {(item, each.question.key) for each in self.answers for item in each.items}
        required = [(question.id, (item, question.key)) for question, item in self.asked if question.required]
        if left := ", ".join(dict.fromkeys(name for name, place in required if place not in given)):
            yield _line("Required and not answered", left)

    def _in_short(self, alike: list[_Answer], room: _Room) -> Iterator[Run]:
        """A question with each answer to it, and the items that have it where not all do."""
        asked = f" {alike[0].question.text}" if room.asked else ""
        yield Run(f"{alike[0].question.id}{asked} ")
        for number, each in enumerate(alike):
            where = self._of(each.items)
            yield Run(f"{' / ' if number else ''}{each.words}", bold=room.asked)
            yield Run(f" ({where})" if where not in ("", "all items") else "")
        yield Run(". ")


_DATES: Final = (
    ("injury", "letter.date_of_injury"),
    ("UR denial", "letter.ur_denial_date"),
    ("application", "letter.application_received"),
    ("assigned", "letter.date_assigned"),
    ("decision", "letter.decision_date"),
    ("priority", "letter.priority"),
)
_BASES: Final = (("UR", "ur_guideline.basis"), ("reviewer", "imr_guideline.basis"))
_VERDICTS: Final = ("accepted", "noted", "open", "dismissed")
_CODES: Final = ("Labor Code ", "8 CCR ")


def _answers(case: Case, packs: tuple[Pack, ...], checked: Checked) -> Iterator[_Answer]:
    """Every answer, the items that have the same one together, in the checklists' order."""
    for question in (question for pack in packs for question in pack.questions):
        alike: dict[str, list[_Answer]] = {}
        for item in case.items if question.scope == "item" else (0,):
            if (answer := _answer_of(case, question, item, checked)) is not None:
                alike.setdefault(answer.words, []).append(answer)
        for group in alike.values():
            items = tuple(each.items[0] for each in group)
            notes = tuple(dict.fromkeys(note for each in group for note in each.notes))
            evidence = next((each.evidence for each in group if each.evidence), "")
            yield _Answer(question, group[0].given, items, notes, evidence)


def _answer_of(case: Case, question: Question, item: int, checked: Checked) -> _Answer | None:
    kept = case.value(question.key, item)
    if kept.value is None:
        return None
    suggestion = checked.suggestions.get(Slot(item, question.key))
    seen = [anchor.quote for anchor in kept.anchors] or [
        quote.text for quote in (suggestion.quotes if suggestion else ())
    ]
    note = case.value(NOTE + question.key, item).value
    return _Answer(question, decode(kept.value), (item,), (str(note),) if note else (), seen[0] if seen else "")


def _block(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs close together, with room below the last."""
    if block := list(paragraphs):
        yield from block[:-1]
        yield replace(block[-1], tight=False)


def _by_question(answers: list[_Answer]) -> list[list[_Answer]]:
    """Answers in order, those to the same question together."""
    return [list(alike) for _, alike in groupby(answers, key=lambda each: each.question.key)]


def _authorities(labels: Iterable[str]) -> str:
    """Authorities, each code named once: `Labor Code 4604.5; 4610.6(h); 8 CCR 9792.21(d); Heath`."""
    of_code: dict[str, list[str]] = {code: [] for code in _CODES}
    others: list[str] = []
    for label in labels:
        code = next((each for each in _CODES if label.startswith(each)), None)
        (others if code is None else of_code[code]).append(label.removeprefix(code or ""))
    return "; ".join([*(f"{code}{'; '.join(each)}" for code, each in of_code.items() if each), *others])


def _line(name: str, text: str) -> Paragraph:
    return Paragraph((Run(f"{name}: ", bold=True), Run(text)), tight=True)


def _heading(text: str) -> Paragraph:
    return Paragraph((Run(text, bold=True),), tight=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _ranges(numbers: list[int]) -> str:
    """`1-3, 5`."""
    runs = [[pair[1] for pair in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _disposition(signed: SignedOff | None) -> str:
    if signed is None:
        return "not signed off."
    grounds = "; ".join(
        f"({number}) {GROUNDS_WRITTEN[number]}" for number in signed.grounds if number in GROUNDS_WRITTEN
    )
    on = f", Labor Code 4610.6(h) {grounds}" if grounds else ""
    reopened = " Something was changed since; the case is open again." if signed.reopened else ""
    return f"{DISPOSITIONS_WRITTEN[signed.disposition]}{on}. {signed.who}, {day_here(signed.at)}.{reopened}"


def _quoted(quote: Quote, room: _Room) -> str:
    """A passage of the letter; what was entered by hand and stands nowhere in it says so."""
    return f"“{_cut(quote.text, room.passage)}”{'' if quote.span else ' (entered by hand)'}"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]} …"
