"""Kinds of value (parse, format, check) and FIELDS, the one table of everything a form holds.

A new field is one row here: reader, form, store, flat views, audit and exports pick it up. The keys and their meaning
are the contract of the case record; adding is welcome, renaming is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from imr_desktop.dates import iso, month_first
from imr_desktop.errors import ValueProblem
from imr_desktop.model import Json, Slot
from imr_desktop.texts import tr

Translate = Callable[[str], str]
"""Gives the words of a table: `tr` in the reader's language, `str` in English, as they are written down."""

Choices = tuple[tuple[str, str], ...]
"""Values with the words for them."""

Editor = Literal["text", "long_text", "date", "number", "choice", "names", "choices", "citations", "hidden"]
"""The sort of editor that a kind wants; the window has one for each."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a sort of value is: how typed text becomes it, how it is shown, and which JSON values it admits.

    `parse` turns typed text into the value (None for an empty box) or raises ValueProblem with a sentence; `format` is
    its inverse; `check` raises ValueProblem where a JSON value is none of this kind. `choices` are (value, label).
    A choice is understood by its value and by its English label too, in whatever language its label is.
    """

    editor: Editor
    parse: Callable[[str], Json]
    format: Callable[[Json], str]
    check: Callable[[Json], None]
    choices: Choices = ()


def _fold(text: str) -> str:
    return " ".join(text.split())


_MOST_CITED: Final = 80


def _cited(typed: str) -> str:
    """What was typed as a sentence about it has it: a cell of a table may hold a whole letter."""
    return typed if len(typed) <= _MOST_CITED else f"{typed[:_MOST_CITED]} …"


def _misfit(sentence: str) -> ValueProblem:
    return ValueProblem("value", sentence)


def _plain(value: Json) -> str:
    return "" if value is None else str(value)


def _text(text: str) -> Json:
    return _fold(text) or None


def _paragraphs(text: str) -> Json:
    folded = [_fold(each) for each in re.split(r"\n\s*\n", text)]
    return "\n\n".join(each for each in folded if each) or None


def _check_text(value: Json) -> None:
    if not (value is None or isinstance(value, str)):
        raise _misfit(tr("This field holds text."))


TEXT: Final = Kind("text", _text, _plain, _check_text)
LONG_TEXT: Final = Kind("long_text", _paragraphs, _plain, _check_text)


def _date(text: str) -> Json:
    if not (folded := _fold(text)):
        return None
    if (date := iso(folded)) is None:
        raise _misfit(
            tr(
                "“{typed}” is not a date. Type it as 3/28/2011, March 28, 2011 or 2011-03-28; "
                "where the letter gives only a month or a year, 3/2011 or 2011.",
                typed=_cited(folded),
            )
        )
    return date


def _check_date(value: Json) -> None:
    if not (value is None or (isinstance(value, str) and iso(value) == value)):
        raise _misfit(tr("This field holds a date."))


DATE: Final = Kind("date", _date, _plain, _check_date)
MONTH_FIRST: Final = replace(DATE, format=lambda value: month_first(str(value)) if value else "")
"""A date as the letter prints it, for those who compare the two; what is typed is understood the same way."""

_OLDEST: Final = 120
_FEW_DIGITS: Final = re.compile(r"[0-9]{1,9}")
"""What a number is told by; Python refuses to take one of thousands of digits for one."""


def _age(text: str) -> Json:
    if not (folded := _fold(text)):
        return None
    if not (_FEW_DIGITS.fullmatch(folded) and int(folded) <= _OLDEST):
        said = tr(
            "“{typed}” is not an age. Type whole years, from 0 to {oldest}.", typed=_cited(folded), oldest=_OLDEST
        )
        raise _misfit(said)
    return int(folded)


def _check_age(value: Json) -> None:
    if not (value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _OLDEST)):
        raise _misfit(tr("This field holds an age in whole years."))


AGE: Final = Kind("number", _age, _plain, _check_age)


def _choice(words: Translate, of: Callable[[Translate], Choices]) -> Kind:
    choices = of(words)
    by_text = {each.casefold(): value for value, label in (*of(str), *choices) for each in (value, label)}
    labels = dict(choices)
    listed = ", ".join(labels.values())

    def parse(text: str) -> Json:
        folded = _fold(text)
        if folded and folded.casefold() not in by_text:
            said = tr("“{typed}” is not one of the choices: {choices}.", typed=_cited(folded), choices=listed)
            raise _misfit(said)
        return by_text.get(folded.casefold())

    def check(value: Json) -> None:
        if not (value is None or (isinstance(value, str) and value in labels)):
            raise _misfit(tr("This field holds one of: {choices}.", choices=listed))

    return Kind("choice", parse, lambda value: labels.get(_plain(value), _plain(value)), check, choices)


def _yes_no(words: Translate) -> Kind:
    named = _choice(words, lambda tr: (("yes", tr("Yes")), ("no", tr("No"))))

    def parse(text: str) -> Json:
        answer = named.parse(text)
        return None if answer is None else answer == "yes"

    def check(value: Json) -> None:
        if not (value is None or isinstance(value, bool)):
            raise _misfit(tr("This field holds yes or no."))

    yes, no = (label for _, label in named.choices)
    shown = {True: yes, False: no}
    return Kind("choice", parse, lambda value: shown[value] if isinstance(value, bool) else "", check, named.choices)


def _names(text: str) -> Json:
    return [folded for each in re.split(r"[;\n]", text) if (folded := _fold(each))]


def _format_names(value: Json) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else ""


def _check_names(value: Json) -> None:
    fits = isinstance(value, list) and all(isinstance(each, str) and each for each in value)
    if not (value is None or fits):
        raise _misfit(tr("This field holds a list of phrases."))


NAMES: Final = Kind("names", _names, _format_names, _check_names)


def _choices(words: Translate, of: Callable[[Translate], Choices]) -> Kind:
    choices = of(words)
    by_text = {each.casefold(): value for value, label in (*of(str), *choices) for each in (value, label)}
    labels = dict(choices)
    known = {value.casefold() for value in labels}
    listed = ", ".join(labels.values())

    def parse(text: str) -> Json:
        typed = [folded for each in re.split(r"[;,\n]", text) if (folded := _fold(each))]
        for each in typed:
            if each.casefold() not in by_text:
                said = tr("“{typed}” is not one of the choices: {choices}.", typed=_cited(each), choices=listed)
                raise _misfit(said)
        return [by_text[each.casefold()] for each in dict.fromkeys(typed)]

    def check(value: Json) -> None:
        fits = isinstance(value, list) and all(isinstance(each, str) and each.casefold() in known for each in value)
        if not (value is None or fits):
            raise _misfit(tr("This field holds some of: {choices}.", choices=listed))

    def shown(value: Json) -> str:
        return "; ".join(labels.get(str(each), str(each)) for each in value) if isinstance(value, list) else ""

    return Kind("choices", parse, shown, check, choices)


_SOURCES: Final = {"mtus": "MTUS", "non_mtus": "Non-MTUS"}
_CITATION: Final = re.compile(r"(?P<source>(?:non[-_ ]?)?mtus)\s*:\s*(?P<text>.+)", re.I)


def _citations(text: str) -> Json:
    found: list[Json] = []
    for line in filter(None, map(_fold, text.splitlines())):
        if not (match := _CITATION.fullmatch(line)):
            said = tr(
                "“{line}” names no source. Begin each line with “MTUS:” or “Non-MTUS:”, then the citation.",
                line=_cited(line),
            )
            raise _misfit(said)
        source = "non_mtus" if match["source"].casefold().startswith("non") else "mtus"
        found.append({"source": source, "text": match["text"]})
    return found


def _format_citations(value: Json) -> str:
    cites = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    return "\n".join(f"{_SOURCES[str(each['source'])]}: {each['text']}" for each in cites)


def _check_citations(value: Json) -> None:
    fits = isinstance(value, list) and all(
        isinstance(each, dict)
        and each.keys() == {"source", "text"}
        and all(isinstance(text, str) and text for text in each.values())
        and each["source"] in _SOURCES
        for each in value
    )
    if not (value is None or fits):
        raise _misfit(tr("This field holds citations, each with its source (MTUS or not) and its text."))


CITATIONS: Final = Kind("citations", _citations, _format_citations, _check_citations)


def _check_item_keys(value: Json) -> None:
    keys = [each for each in value if isinstance(each, int) and each > 0] if isinstance(value, list) else []
    if not (isinstance(value, list) and keys == value and len(set(keys)) == len(keys)):
        raise _misfit(tr("This lists items, each once."))


def _item_keys(text: str) -> Json:
    return [int(each) for each in text.split()]


ITEM_KEYS: Final = Kind(
    "hidden",
    _item_keys,
    lambda value: " ".join(map(str, value)) if isinstance(value, list) else "",
    _check_item_keys,
)


def _check_splits(value: Json) -> None:
    held = value if isinstance(value, dict) else {}
    fits = all(item.isdecimal() and isinstance(origin, int) and origin > 0 for item, origin in held.items())
    if not (value is None or (bool(held) and fits)):
        raise _misfit(tr("This names the items that were split from others."))


def _splits(text: str) -> Json:
    return {item: int(origin) for item, _, origin in (each.partition("<") for each in text.split())} or None


SPLITS: Final = Kind(
    "hidden",
    _splits,
    lambda value: " ".join(f"{item}<{origin}" for item, origin in value.items()) if isinstance(value, dict) else "",
    _check_splits,
)


def _check_annotation(value: Json) -> None:
    held = value if isinstance(value, dict) else {}
    fits = held.keys() == {"label", "comment"} and all(isinstance(each, str) for each in held.values())
    if not (value is None or (fits and held["label"] != "")):
        raise _misfit(tr("This holds a highlight: its label and a comment."))


def _annotation(text: str) -> Json:
    label, _, comment = text.partition(":")
    return {"label": label.strip().casefold().replace(" ", "-"), "comment": comment.strip()} if label.strip() else None


def _format_annotation(value: Json) -> str:
    if not isinstance(value, dict):
        return ""
    return ": ".join(filter(None, (spelled_out(str(value["label"])), str(value["comment"]))))


def spelled_out(label: str) -> str:
    """A label's id as a name, for want of a better one: `key-fact` is “Key fact”."""
    return label.replace("-", " ").capitalize()


HIGHLIGHT: Final = Kind("hidden", _annotation, _format_annotation, _check_annotation)


def _outcomes(tr: Translate) -> Choices:
    return ("upheld", tr("Upheld")), ("overturned", tr("Overturned"))


def _case_outcomes(tr: Translate) -> Choices:
    return *_outcomes(tr), ("partially_overturned", tr("Partially overturned"))


def _bases(tr: Translate) -> Choices:
    return (
        ("mtus", "MTUS"),
        ("non_mtus", tr("Outside the MTUS")),
        ("both", tr("MTUS and other")),
        ("none", tr("Cites no evidence")),
    )


def _conclusions(tr: Translate) -> Choices:
    return ("necessary", tr("Medically necessary")), ("not_necessary", tr("Not medically necessary"))


def _categories(tr: Translate) -> Choices:
    return (
        ("Diagnostic Testing", tr("Diagnostic Testing")),
        ("DMEPOS", "DMEPOS"),
        ("Evaluation & Management", tr("Evaluation & Management")),
        ("Home Health", tr("Home Health")),
        ("Injection", tr("Injection")),
        ("Pharmaceuticals", tr("Pharmaceuticals")),
        ("Programs", tr("Programs")),
        ("Psych Services", tr("Psych Services")),
        ("Rehabilitation", tr("Rehabilitation")),
        ("Surgery", tr("Surgery")),
        ("Transportation", tr("Transportation")),
        ("Other", tr("Other")),
    )


CATEGORIES: Final = tuple(value for value, _ in _categories(str))
"""The State's treatment categories, as its yearly IMR report counts them."""


def _body_parts(tr: Translate) -> Choices:
    return (
        ("head", tr("head")),
        ("cervical spine", tr("cervical spine")),
        ("thoracic spine", tr("thoracic spine")),
        ("lumbar spine", tr("lumbar spine")),
        ("shoulder", tr("shoulder")),
        ("elbow", tr("elbow")),
        ("forearm", tr("forearm")),
        ("wrist", tr("wrist")),
        ("hand", tr("hand")),
        ("upper extremity", tr("upper extremity")),
        ("hip", tr("hip")),
        ("pelvis", tr("pelvis")),
        ("knee", tr("knee")),
        ("leg", tr("leg")),
        ("ankle", tr("ankle")),
        ("foot", tr("foot")),
        ("lower extremity", tr("lower extremity")),
        ("chest", tr("chest")),
        ("abdomen", tr("abdomen")),
        ("psyche", tr("psyche")),
        ("other", tr("other")),
    )


BODY_PARTS: Final = tuple(value for value, _ in _body_parts(str))

Section = Literal["letter", "reviewer", "summary", "item"]


def _sections(tr: Translate) -> dict[Section, str]:
    return {
        "letter": tr("Letter"),
        "reviewer": tr("Reviewer"),
        "summary": tr("Clinical summary"),
        "item": tr("Disputed item"),
    }


SECTIONS: Final = _sections(tr)

SECTIONS_WRITTEN: Final = _sections(str)
"""The same as exports write them, in English whatever the reader's language is."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the record. `printed` are the labels that letters print before its value; `help` one sentence."""

    key: str
    label: str
    kind: Kind
    section: Section
    help: str
    printed: tuple[str, ...] = ()

    @property
    def repeated(self) -> bool:
        """Whether each disputed item has one."""
        return self.section == "item"


def _letter(tr: Translate) -> tuple[Field, ...]:
    def field(key: str, label: str, kind: Kind, about: str, *printed: str) -> Field:
        return Field(key, label, kind, "letter", about, printed)

    priority = _choice(tr, lambda tr: (("standard", tr("Standard")), ("expedited", tr("Expedited"))))
    return (
        field("letter.case_number", tr("Case number"), TEXT, tr("As printed in the header."), "Case Number"),
        field("letter.priority", tr("Priority"), priority, tr("Standard or expedited review."), "Priority"),
        field("letter.date_of_injury", tr("Date of injury"), DATE, tr("From the header alone."), "Date of Injury"),
        field(
            "letter.ur_denial_date",
            tr("UR denial date"),
            DATE,
            tr("When utilization review denied the treatment, from the header alone."),
            "UR Denial Date",
        ),
        field(
            "letter.application_received",
            tr("Application received"),
            DATE,
            tr("When the application for Independent Medical Review arrived, from the header alone."),
            "Application Received",
        ),
        field(
            "letter.date_assigned",
            tr("Date assigned"),
            DATE,
            tr("When the case went to the reviewer."),
            "Date Assigned",
        ),
        field("letter.decision_date", tr("Decision date"), DATE, tr("The date of the determination."), "Decision Date"),
        field(
            "case.outcome",
            tr("Case outcome"),
            _choice(tr, _case_outcomes),
            tr("Follows from the items: all upheld, all overturned, or mixed."),
        ),
    )


def _reviewer(tr: Translate) -> tuple[Field, ...]:
    def field(key: str, label: str, kind: Kind, about: str, *printed: str) -> Field:
        return Field(key, label, kind, "reviewer", about, printed)

    yes_no = _yes_no(tr)
    return (
        field(
            "reviewer.licensure_states",
            tr("Licensed in"),
            NAMES,
            tr("States of licensure in the letter's order, parted by semicolons."),
            "State(s) of Licensure",
        ),
        field(
            "reviewer.specialties",
            tr("Specialties"),
            NAMES,
            tr("Board certifications, specialties and subspecialties in the letter's order, parted by semicolons."),
            "Certification(s)/Specialty",
        ),
        field(
            "reviewer.independence_stated",
            tr("Independence stated"),
            yes_no,
            tr("Whether the letter says that the reviewer has no affiliation with the parties."),
        ),
        field(
            "reviewer.active_practice_stated",
            tr("Active practice stated"),
            yes_no,
            tr("Whether the letter states more than five years of practice and at least 24 hours a week."),
        ),
    )


def _summary(tr: Translate) -> tuple[Field, ...]:
    def field(key: str, label: str, kind: Kind, about: str, *printed: str) -> Field:
        return Field(key, label, kind, "summary", about, printed)

    sex = _choice(tr, lambda tr: (("male", tr("Male")), ("female", tr("Female"))))
    return (
        field("patient.age", tr("Age"), AGE, tr("Years, as the summary states them; not computed.")),
        field("patient.sex", tr("Sex"), sex, tr("As the summary states it.")),
        field(
            "summary.date_of_injury",
            tr("Date of injury, summary"),
            DATE,
            tr("The date of injury as the summary states it."),
        ),
        field(
            "summary.ur_decision_date",
            tr("UR decision date"),
            DATE,
            tr("Date of the utilization review decision on the disputed services, as the summary states it."),
        ),
        field(
            "summary.mechanism_of_injury",
            tr("Mechanism of injury"),
            TEXT,
            tr("How the injury happened, in the letter's words."),
        ),
        field(
            "summary.diagnoses",
            tr("Diagnoses"),
            NAMES,
            tr("What the worker is diagnosed with or treated for, one condition each, parted by semicolons."),
        ),
        field(
            "summary.treatments",
            tr("Treatment to date"),
            NAMES,
            tr("Treatment and studies already done, one each, parted by semicolons."),
        ),
        field(
            "summary.text",
            tr("Summary"),
            LONG_TEXT,
            tr("The clinical case summary, whole."),
            "CLINICAL CASE SUMMARY",
        ),
    )


def _item(tr: Translate) -> tuple[Field, ...]:
    def field(key: str, label: str, kind: Kind, about: str, *printed: str) -> Field:
        return Field(key, label, kind, "item", about, printed)

    outcome, category, parts = _choice(tr, _outcomes), _choice(tr, _categories), _choices(tr, _body_parts)
    side = _choice(tr, lambda tr: (("left", tr("Left")), ("right", tr("Right")), ("bilateral", tr("Bilateral"))))
    return (
        field("request", tr("Request"), TEXT, tr("The disputed service, as the heading gives it.")),
        field(
            "outcome",
            tr("Outcome"),
            outcome,
            tr("Upheld: the denial stands. Overturned: the treatment is to be authorized."),
        ),
        field("quantity", tr("Quantity"), TEXT, tr("The amount in the heading, in its words.")),
        field("category", tr("Category"), category, tr("The State's treatment category.")),
        field("body_parts", tr("Body parts"), parts, tr("The parts of the body that the request names.")),
        field("laterality", tr("Side"), side, tr("Left, right or bilateral, where the heading says so.")),
        field(
            "original_request",
            tr("Original request"),
            TEXT,
            tr("Only where the heading sets it apart from the disputed portion."),
        ),
        field(
            "authorized_part",
            tr("Authorized part"),
            TEXT,
            tr("Only where the heading says what the claims administrator authorized."),
        ),
        *_grounds(tr),
        field(
            "conclusion",
            tr("Conclusion"),
            _choice(tr, _conclusions),
            tr("What the rationale concludes on medical necessity."),
        ),
        field("rationale", tr("Rationale"), LONG_TEXT, tr("The reviewer's reasons, whole."), "Decision rationale"),
    )


def _grounds(tr: Translate) -> tuple[Field, ...]:
    """What either side rests its decision on."""

    def field(key: str, label: str, kind: Kind, about: str, *printed: str) -> Field:
        return Field(key, label, kind, "item", about, printed)

    basis = _choice(tr, _bases)
    by_line = tr("Each authority on a line of its own, beginning with “MTUS:” or “Non-MTUS:”.")
    return (
        field(
            "ur_guideline.basis",
            tr("UR relied on"),
            basis,
            tr("What the claims administrator says the decision rests on."),
        ),
        field("ur_guideline.citations", tr("UR citations"), CITATIONS, by_line),
        field(
            "ur_guideline.text",
            tr("UR guideline"),
            LONG_TEXT,
            tr("The whole paragraph after “Claims Administrator guideline:”."),
            "Claims Administrator guideline",
        ),
        field(
            "imr_guideline.basis",
            tr("Reviewer relied on"),
            basis,
            tr("What the reviewer says the decision rests on."),
        ),
        field("imr_guideline.citations", tr("Reviewer citations"), CITATIONS, by_line),
        field(
            "imr_guideline.text",
            tr("Reviewer guideline"),
            LONG_TEXT,
            tr("The whole paragraph after “MAXIMUS guideline:”."),
            "MAXIMUS guideline",
        ),
    )


def _fields(tr: Translate) -> tuple[Field, ...]:
    return (*_letter(tr), *_reviewer(tr), *_summary(tr), *_item(tr))


FIELDS: Final = _fields(tr)
"""Every field of the record, in the form's order."""

BY_KEY: Final[dict[str, Field]] = {field.key: field for field in FIELDS}

WRITTEN: Final[dict[str, Field]] = {field.key: field for field in _fields(str)}
"""The same as they are written down, in the list that is kept, in letters and exports: in English for every reader."""

ITEMS_KEY: Final = "case.items"
"""The field that lists a case's disputed items by key, in order: adding, removing and moving items are edits of it."""

SPLITS_KEY: Final = "case.splits"
"""The field that says of each item that a person split from another which that was, by key."""

CASE_OUTCOME_KEY: Final = "case.outcome"

NOTE: Final = "note."
"""A remark on a slot is the value of the slot whose field has this before it: `note.patient.age`."""

ANNOTATION: Final = "annotation."
"""What a person highlighted is a value of the letter whose field is this and a name of its own: its anchors say where,
its value as what (the label's id) and why (the comment)."""


DIFFERENCE: Final = "difference."
"""What another copy of a case says of a slot is the value of the slot whose field has this before it, until somebody
takes or rejects it."""


def kind_of(key: str) -> Kind | None:
    """The kind of a field by its key; None for a value that has none (a note, a checklist answer)."""
    if key == ITEMS_KEY:
        return ITEM_KEYS
    if key == SPLITS_KEY:
        return SPLITS
    if key.startswith(ANNOTATION):
        return HIGHLIGHT
    return BY_KEY[key].kind if key in BY_KEY else None


_OTHERS: Final = {"finding": tr("Verdict on a finding"), "annotation": tr("Highlight")}
"""How slots are called that are no fields of the form, by how their names begin."""


def label_of(slot: Slot, number: int | None = None) -> str:
    """How a slot is called before people: the field's label, with the item's number inside an item."""
    if slot.field.startswith(DIFFERENCE):
        label = label_of(Slot(slot.item, slot.field.removeprefix(DIFFERENCE)), number)
        return tr("Difference in {label}", label=label)
    field = BY_KEY.get(slot.field)
    label = field.label if field else _OTHERS.get(slot.field.split(".")[0], slot.field)
    return tr("{label}, item {number}", label=label, number=number or slot.item) if slot.item else label


def case_outcome(outcomes: Sequence[Json]) -> str | None:
    """The outcome of a case from its items' outcomes; None while one is unknown or there are none."""
    known = set(map(str, outcomes)) if outcomes and None not in outcomes else set()
    if known == {"upheld", "overturned"}:
        return "partially_overturned"
    return known.pop() if len(known) == 1 else None
