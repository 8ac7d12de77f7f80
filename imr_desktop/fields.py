"""Kinds of value (parse, format, check) and FIELDS, the one table of everything a form holds.

A new field is one row here: reader, form, store, flat views, audit and exports pick it up. The keys and their meaning
are the contract of the case record; adding is welcome, renaming is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from imr_desktop.dates import iso
from imr_desktop.errors import ValueProblem
from imr_desktop.model import Json, Slot

Editor = Literal["text", "long_text", "date", "number", "choice", "names", "choices", "citations", "hidden"]
"""The sort of editor that a kind wants; the window has one for each."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a sort of value is: how typed text becomes it, how it is shown, and which JSON values it admits.

    `parse` turns typed text into the value (None for an empty box) or raises ValueProblem with a sentence; `format` is
    its inverse; `check` raises ValueProblem where a JSON value is none of this kind. `choices` are (value, label).
    """

    editor: Editor
    parse: Callable[[str], Json]
    format: Callable[[Json], str]
    check: Callable[[Json], None]
    choices: tuple[tuple[str, str], ...] = ()


def _fold(text: str) -> str:
    return " ".join(text.split())


def _require(fits: bool, sentence: str) -> None:
    if not fits:
        raise ValueProblem("value", sentence)


def _plain(value: Json) -> str:
    return "" if value is None else str(value)


def _text(text: str) -> Json:
    return _fold(text) or None


def _paragraphs(text: str) -> Json:
    folded = [_fold(each) for each in re.split(r"\n\s*\n", text)]
    return "\n\n".join(each for each in folded if each) or None


def _check_text(value: Json) -> None:
    _require(value is None or isinstance(value, str), "This field holds text.")


TEXT: Final = Kind("text", _text, _plain, _check_text)
LONG_TEXT: Final = Kind("long_text", _paragraphs, _plain, _check_text)


def _date(text: str) -> Json:
    if not (folded := _fold(text)):
        return None
    if (date := iso(folded)) is None:
        raise ValueProblem(
            "value",
            f"“{folded}” is no date. Type it as 3/28/2011, March 28, 2011 or 2011-03-28; "
            "where the letter gives only a month or a year, 3/2011 or 2011.",
        )
    return date


def _check_date(value: Json) -> None:
    _require(value is None or (isinstance(value, str) and iso(value) == value), "This field holds a date.")


DATE: Final = Kind("date", _date, _plain, _check_date)

_OLDEST: Final = 120


def _age(text: str) -> Json:
    if not (folded := _fold(text)):
        return None
    if not (folded.isascii() and folded.isdigit() and int(folded) <= _OLDEST):
        raise ValueProblem("value", f"“{folded}” is no age. Type whole years, from 0 to {_OLDEST}.")
    return int(folded)


def _check_age(value: Json) -> None:
    _require(
        value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _OLDEST),
        "This field holds an age in whole years.",
    )


AGE: Final = Kind("number", _age, _plain, _check_age)


def _choice(*choices: tuple[str, str]) -> Kind:
    by_text = {each.casefold(): value for value, label in choices for each in (value, label)}
    labels = dict(choices)
    listed = ", ".join(label for _, label in choices)

    def parse(text: str) -> Json:
        folded = _fold(text)
        if folded and folded.casefold() not in by_text:
            raise ValueProblem("value", f"“{folded}” is none of the choices: {listed}.")
        return by_text.get(folded.casefold())

    def check(value: Json) -> None:
        _require(value is None or value in labels, f"This field holds one of: {listed}.")

    return Kind("choice", parse, lambda value: labels.get(_plain(value), _plain(value)), check, choices)


def _yes_no() -> Kind:
    named = _choice(("yes", "Yes"), ("no", "No"))

    def parse(text: str) -> Json:
        answer = named.parse(text)
        return None if answer is None else answer == "yes"

    def check(value: Json) -> None:
        _require(value is None or isinstance(value, bool), "This field holds yes or no.")

    words = {True: "Yes", False: "No"}
    return Kind("choice", parse, lambda value: words[value] if isinstance(value, bool) else "", check, named.choices)


YES_NO: Final = _yes_no()


def _names(text: str) -> Json:
    return [folded for each in re.split(r"[;\n]", text) if (folded := _fold(each))]


def _format_names(value: Json) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else ""


def _check_names(value: Json) -> None:
    fits = isinstance(value, list) and all(isinstance(each, str) and each for each in value)
    _require(value is None or fits, "This field holds a list of phrases.")


NAMES: Final = Kind("names", _names, _format_names, _check_names)


def _choices(*names: str) -> Kind:
    known = {name.casefold(): name for name in names}

    def parse(text: str) -> Json:
        typed = [folded for each in re.split(r"[;,\n]", text) if (folded := _fold(each))]
        for each in typed:
            if each.casefold() not in known:
                raise ValueProblem("value", f"“{each}” is none of the choices: {', '.join(names)}.")
        return [known[each.casefold()] for each in dict.fromkeys(typed)]

    def check(value: Json) -> None:
        fits = isinstance(value, list) and all(isinstance(each, str) and each.casefold() in known for each in value)
        _require(value is None or fits, f"This field holds some of: {', '.join(names)}.")

    return Kind("choices", parse, _format_names, check, tuple((name, name) for name in names))


_SOURCES: Final = {"mtus": "MTUS", "non_mtus": "Non-MTUS"}
_CITATION: Final = re.compile(r"(?P<source>(?:non[-_ ]?)?mtus)\s*:\s*(?P<text>.+)", re.I)


def _citations(text: str) -> Json:
    found: list[Json] = []
    for line in filter(None, map(_fold, text.splitlines())):
        if not (match := _CITATION.fullmatch(line)):
            raise ValueProblem(
                "value", f"“{line}” names no source. Begin each line with “MTUS:” or “Non-MTUS:”, then the citation."
            )
        source = "non_mtus" if match["source"].casefold().startswith("non") else "mtus"
        found.append({"source": source, "text": match["text"]})
    return found


def _format_citations(value: Json) -> str:
    cites = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    return "\n".join(f"{_SOURCES[str(each['source'])]}: {each['text']}" for each in cites)


def _check_citations(value: Json) -> None:
    fits = isinstance(value, list) and all(
        isinstance(each, dict) and each.keys() == {"source", "text"} and each["source"] in _SOURCES and each["text"]
        for each in value
    )
    _require(value is None or fits, "This field holds citations, each with its source (MTUS or not) and its text.")


CITATIONS: Final = Kind("citations", _citations, _format_citations, _check_citations)


def _check_item_keys(value: Json) -> None:
    keys = [each for each in value if isinstance(each, int) and each > 0] if isinstance(value, list) else []
    _require(isinstance(value, list) and keys == value and len(set(keys)) == len(keys), "This lists items, each once.")


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
    _require(value is None or (bool(held) and fits), "This names the items that were split from others.")


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
    _require(value is None or (fits and held["label"] != ""), "This holds a highlight: its label and a comment.")


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

PRIORITY: Final = _choice(("standard", "Standard"), ("expedited", "Expedited"))
SEX: Final = _choice(("male", "Male"), ("female", "Female"))
OUTCOME: Final = _choice(("upheld", "Upheld"), ("overturned", "Overturned"))
CASE_OUTCOME: Final = _choice(
    ("upheld", "Upheld"), ("overturned", "Overturned"), ("partially_overturned", "Partially overturned")
)
LATERALITY: Final = _choice(("left", "Left"), ("right", "Right"), ("bilateral", "Bilateral"))
BASIS: Final = _choice(
    ("mtus", "MTUS"),
    ("non_mtus", "Outside the MTUS"),
    ("both", "MTUS and other"),
    ("none", "Cites no evidence"),
)
CONCLUSION: Final = _choice(("necessary", "Medically necessary"), ("not_necessary", "Not medically necessary"))

CATEGORIES: Final = (
    "Diagnostic Testing",
    "DMEPOS",
    "Evaluation & Management",
    "Home Health",
    "Injection",
    "Pharmaceuticals",
    "Programs",
    "Psych Services",
    "Rehabilitation",
    "Surgery",
    "Transportation",
    "Other",
)
"""The State's treatment categories, as its yearly IMR report counts them."""

CATEGORY: Final = _choice(*((name, name) for name in CATEGORIES))

BODY_PARTS: Final = (
    "head",
    "cervical spine",
    "thoracic spine",
    "lumbar spine",
    "shoulder",
    "elbow",
    "forearm",
    "wrist",
    "hand",
    "upper extremity",
    "hip",
    "pelvis",
    "knee",
    "leg",
    "ankle",
    "foot",
    "lower extremity",
    "chest",
    "abdomen",
    "psyche",
    "other",
)

PARTS: Final = _choices(*BODY_PARTS)

Section = Literal["letter", "reviewer", "summary", "item"]

SECTIONS: Final[dict[Section, str]] = {
    "letter": "Letter",
    "reviewer": "Reviewer",
    "summary": "Clinical summary",
    "item": "Disputed item",
}


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


_LETTER: Final = (
    Field("letter.case_number", "Case number", TEXT, "letter", "As printed in the header.", ("Case Number",)),
    Field("letter.priority", "Priority", PRIORITY, "letter", "Standard or expedited review.", ("Priority",)),
    Field(
        "letter.date_of_injury",
        "Date of injury",
        DATE,
        "letter",
        "From the header alone.",
        ("Date of Injury",),
    ),
    Field(
        "letter.ur_denial_date",
        "UR denial date",
        DATE,
        "letter",
        "When utilization review denied the treatment, from the header alone.",
        ("UR Denial Date",),
    ),
    Field(
        "letter.application_received",
        "Application received",
        DATE,
        "letter",
        "When the application for Independent Medical Review arrived, from the header alone.",
        ("Application Received",),
    ),
    Field(
        "letter.date_assigned",
        "Date assigned",
        DATE,
        "letter",
        "When the case went to the reviewer.",
        ("Date Assigned",),
    ),
    Field(
        "letter.decision_date",
        "Decision date",
        DATE,
        "letter",
        "The date of the determination.",
        ("Decision Date",),
    ),
    Field(
        "case.outcome",
        "Case outcome",
        CASE_OUTCOME,
        "letter",
        "Follows from the items: all upheld, all overturned, or mixed.",
    ),
)
_REVIEWER: Final = (
    Field(
        "reviewer.licensure_states",
        "Licensed in",
        NAMES,
        "reviewer",
        "States of licensure in the letter's order, parted by semicolons.",
        ("State(s) of Licensure",),
    ),
    Field(
        "reviewer.specialties",
        "Specialties",
        NAMES,
        "reviewer",
        "Board certifications, specialties and subspecialties in the letter's order, parted by semicolons.",
        ("Certification(s)/Specialty",),
    ),
    Field(
        "reviewer.independence_stated",
        "Independence stated",
        YES_NO,
        "reviewer",
        "Whether the letter says that the reviewer has no affiliation with the parties.",
    ),
    Field(
        "reviewer.active_practice_stated",
        "Active practice stated",
        YES_NO,
        "reviewer",
        "Whether the letter states more than five years of practice and at least 24 hours a week.",
    ),
)
_SUMMARY: Final = (
    Field("patient.age", "Age", AGE, "summary", "Years, as the summary states them; not computed."),
    Field("patient.sex", "Sex", SEX, "summary", "As the summary states it."),
    Field(
        "summary.date_of_injury",
        "Date of injury, summary",
        DATE,
        "summary",
        "The date of injury as the summary states it.",
    ),
    Field(
        "summary.ur_decision_date",
        "UR decision date",
        DATE,
        "summary",
        "Date of the utilization review decision on the disputed services, as the summary states it.",
    ),
    Field(
        "summary.mechanism_of_injury",
        "Mechanism of injury",
        TEXT,
        "summary",
        "How the injury happened, in the letter's words.",
    ),
    Field(
        "summary.diagnoses",
        "Diagnoses",
        NAMES,
        "summary",
        "What the worker is diagnosed with or treated for, one condition each, parted by semicolons.",
    ),
    Field(
        "summary.treatments",
        "Treatment to date",
        NAMES,
        "summary",
        "Treatment and studies already done, one each, parted by semicolons.",
    ),
    Field(
        "summary.text",
        "Summary",
        LONG_TEXT,
        "summary",
        "The clinical case summary, whole.",
        ("CLINICAL CASE SUMMARY",),
    ),
)


def _guideline(side: str, label: str, who: str, printed: str) -> tuple[Field, ...]:
    return (
        Field(
            f"{side}_guideline.basis",
            f"{label} relied on",
            BASIS,
            "item",
            f"What {who} says the decision rests on.",
        ),
        Field(
            f"{side}_guideline.citations",
            f"{label} citations",
            CITATIONS,
            "item",
            "Each authority on a line of its own, beginning with “MTUS:” or “Non-MTUS:”.",
        ),
        Field(
            f"{side}_guideline.text",
            f"{label} guideline",
            LONG_TEXT,
            "item",
            f"The whole paragraph after “{printed}:”.",
            (printed,),
        ),
    )


_ITEM: Final = (
    Field("request", "Request", TEXT, "item", "The disputed service, as the heading gives it."),
    Field(
        "outcome",
        "Outcome",
        OUTCOME,
        "item",
        "Upheld: the denial stands. Overturned: the treatment is to be authorized.",
    ),
    Field("quantity", "Quantity", TEXT, "item", "The amount in the heading, in its words."),
    Field("category", "Category", CATEGORY, "item", "The State's treatment category."),
    Field("body_parts", "Body parts", PARTS, "item", "The parts of the body that the request names."),
    Field("laterality", "Side", LATERALITY, "item", "Left, right or bilateral, where the heading says so."),
    Field(
        "original_request",
        "Original request",
        TEXT,
        "item",
        "Only where the heading sets it apart from the disputed portion.",
    ),
    Field(
        "authorized_part",
        "Authorized part",
        TEXT,
        "item",
        "Only where the heading says what the claims administrator authorized.",
    ),
    *_guideline("ur", "UR", "the claims administrator", "Claims Administrator guideline"),
    *_guideline("imr", "Reviewer", "the reviewer", "MAXIMUS guideline"),
    Field("conclusion", "Conclusion", CONCLUSION, "item", "What the rationale concludes on medical necessity."),
    Field("rationale", "Rationale", LONG_TEXT, "item", "The reviewer's reasons, whole.", ("Decision rationale",)),
)

FIELDS: Final[tuple[Field, ...]] = (*_LETTER, *_REVIEWER, *_SUMMARY, *_ITEM)
"""Every field of the record, in the form's order."""

BY_KEY: Final[dict[str, Field]] = {field.key: field for field in FIELDS}

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


_OTHERS: Final = {"finding": "Verdict on a finding", "annotation": "Highlight"}
"""How slots are called that are no fields of the form, by how their names begin."""


def label_of(slot: Slot, number: int | None = None) -> str:
    """How a slot is called before people: the field's label, with the item's number inside an item."""
    if slot.field.startswith(DIFFERENCE):
        return f"Difference in {label_of(Slot(slot.item, slot.field.removeprefix(DIFFERENCE)), number)}"
    field = BY_KEY.get(slot.field)
    label = field.label if field else _OTHERS.get(slot.field.split(".")[0], slot.field)
    return f"{label}, item {number or slot.item}" if slot.item else label


def case_outcome(outcomes: Sequence[Json]) -> str | None:
    """The outcome of a case from its items' outcomes; None while one is unknown or there are none."""
    known = set(map(str, outcomes)) if outcomes and None not in outcomes else set()
    if known == {"upheld", "overturned"}:
        return "partially_overturned"
    return known.pop() if len(known) == 1 else None
