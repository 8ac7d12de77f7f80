"""Kinds of value, and the table of fields."""

from __future__ import annotations

import pytest

from imr_desktop.errors import ValueProblem
from imr_desktop.fields import BY_KEY, FIELDS, case_outcome, kind_of, label_of
from imr_desktop.model import Json, Slot

_VALUES: dict[str, list[Json]] = {
    "letter.case_number": ["CM17-9900001"],
    "letter.priority": ["standard", "expedited"],
    "letter.decision_date": ["2017-02-16", "2017-02", "2017"],
    "reviewer.specialties": [["Anesthesiology", "Pain Medicine"], []],
    "reviewer.independence_stated": [True, False],
    "patient.age": [0, 52],
    "summary.text": ["One paragraph.\n\nAnother one."],
    "case.outcome": ["partially_overturned"],
    "body_parts": [["hip", "lumbar spine"], []],
    "category": ["Evaluation & Management"],
    "ur_guideline.basis": ["none", "both"],
    "imr_guideline.citations": [[{"source": "non_mtus", "text": "Official Disability Guidelines: Neck"}], []],
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in _VALUES.items() for value in values])
def test_a_value_that_is_shown_and_typed_back_is_the_same(key: str, value: Json) -> None:
    kind = BY_KEY[key].kind
    kind.check(value)
    assert kind.parse(kind.format(value)) == value


def test_every_kind_is_among_the_values_tried_above() -> None:
    assert {id(BY_KEY[key].kind) for key in _VALUES} >= {id(field.kind) for field in FIELDS} - _CHOICES_ALIKE


_CHOICES_ALIKE = {id(BY_KEY[key].kind) for key in ("patient.sex", "outcome", "laterality", "conclusion", "quantity")}


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_an_emptied_box_is_no_value(field: object) -> None:
    kind = BY_KEY[field.key].kind  # type: ignore[attr-defined]  # parametrized over Field
    assert kind.parse("  ") in (None, [])
    kind.check(None)


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("letter.decision_date", "March 28, 2011", "2011-03-28"),
        ("letter.priority", "EXPEDITED", "expedited"),
        ("reviewer.independence_stated", "no", False),
        ("reviewer.licensure_states", "Texas; Illinois\nOhio", ["Texas", "Illinois", "Ohio"]),
        ("body_parts", "Hip, lumbar spine", ["hip", "lumbar spine"]),
        ("ur_guideline.citations", "non-mtus: ODG, Neck", [{"source": "non_mtus", "text": "ODG, Neck"}]),
    ],
)
def test_values_are_typed_as_people_type(key: str, typed: str, value: Json) -> None:
    assert BY_KEY[key].kind.parse(typed) == value


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("letter.decision_date", "soon", "“soon” is not a date"),
        ("letter.decision_date", "2/30/2015", "is not a date"),
        ("patient.age", "fifty", "“fifty” is not an age"),
        ("patient.age", "407", "from 0 to 120"),
        ("patient.age", "9" * 5000, "^“9{80} …” is not an age"),
        ("case.outcome", "maybe", "not one of the choices: Upheld"),
        ("body_parts", "hip; tail", "“tail” is not one of the choices"),
        ("ur_guideline.citations", "ODG", "names no source"),
    ],
)
def test_what_does_not_parse_is_told_in_a_sentence(key: str, typed: str, told: str) -> None:
    with pytest.raises(ValueProblem, match=told):
        BY_KEY[key].kind.parse(typed)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("letter.decision_date", "3/28/2011"),
        ("patient.age", True),
        ("patient.age", "52"),
        ("body_parts", ["tail"]),
        ("reviewer.specialties", [""]),
        ("reviewer.independence_stated", "yes"),
        ("ur_guideline.citations", [{"source": "odg", "text": "x"}]),
        ("case.items", [1, 1]),
        ("case.items", None),
    ],
)
def test_a_value_of_another_kind_is_refused(key: str, value: Json) -> None:
    kind = kind_of(key)
    assert kind
    with pytest.raises(ValueProblem):
        kind.check(value)


@pytest.mark.parametrize(
    ("items", "whole"),
    [
        (["upheld", "upheld"], "upheld"),
        (["overturned"], "overturned"),
        (["upheld", "overturned"], "partially_overturned"),
        (["upheld", None], None),
        ([], None),
    ],
)
def test_the_cases_outcome_follows_from_its_items(items: list[Json], whole: str | None) -> None:
    assert case_outcome(items) == whole


def test_a_slot_is_called_by_its_label_and_its_item() -> None:
    assert label_of(Slot(0, "patient.age")) == "Age"
    assert label_of(Slot(7, "outcome"), 2) == "Outcome, item 2"
