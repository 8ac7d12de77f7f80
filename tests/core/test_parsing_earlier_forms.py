"""Forms A, B and C, and letters like F of other years: only what such a letter states, never a guess."""

from __future__ import annotations

import random

import pytest
from compose import Item, Letter, reading_of
from earlier import (
    DOCTOR,
    TOLD,
    Request,
    by_chance,
    form_a,
    form_a_by_rationale,
    form_a_numbered,
    form_a_repeated,
    form_b,
    form_c,
)
from printed import lines_of, typeset

from imr_desktop import parsing, source
from imr_desktop.model import Reading

GRANTED = Request("Physical therapy 2 times a week for 3 weeks, left ankle", True, "Therapy restores motion early on.")
ITEMS = (Request(), GRANTED, Request("Norco 10/325mg #60"))

A = form_a(Request())
B = form_b(*ITEMS)
C = form_c(*ITEMS)


def header_of(reading: Reading) -> dict[str, object]:
    return {
        key.removeprefix("letter."): found.value
        for key, found in reading.fields.items()
        if key.startswith("letter.") and found.value is not None
    }


@pytest.mark.parametrize(("text", "form"), [(A, "a"), (B, "b"), (C, "c")])
def test_an_earlier_form_is_recognised_and_its_parts_are_read(text: str, form: str) -> None:
    reading = reading_of(text)
    assert reading.form == f"imr-determination-{form}"
    values = {key: found.value for key, found in reading.fields.items()}
    assert values["summary.text"] == TOLD
    assert (values["patient.age"], values["patient.sex"]) == (41, "female")
    assert values["summary.date_of_injury"] == "2012-03-14"
    assert values["summary.diagnoses"] == ["ankle sprain"]
    assert values["reviewer.licensure_states"] == ["Ohio", "New York"]
    assert values["reviewer.specialties"] == ["Preventive Medicine", "Pain Medicine"]
    assert values["reviewer.independence_stated"] is values["reviewer.active_practice_stated"] is True
    assert reading.flags == ()


@pytest.mark.parametrize("text", [B, C])
def test_numbered_requests_are_items_with_the_outcome_that_follows(text: str) -> None:
    reading = reading_of(text)
    assert [(item["request"].value, item["outcome"].value, item["rationale"].value) for item in reading.items] == [
        (each.request, "overturned" if each.granted else "upheld", each.reasons) for each in ITEMS
    ]
    assert [item["conclusion"].value for item in reading.items] == ["not_necessary", "necessary", "not_necessary"]
    assert reading.items[1]["quantity"].value == "2 times a week for 3 weeks"
    assert reading.fields["case.outcome"].value == "partially_overturned"


@pytest.mark.parametrize("granted", [True, False])
def test_form_a_gives_one_item_whose_outcome_stands_in_a_heading(granted: bool) -> None:
    (item,) = reading_of(form_a(Request(granted=granted))).items
    assert (item["request"].value, item["outcome"].value) == (
        "MRI of the left ankle",
        "overturned" if granted else "upheld",
    )
    assert item["imr_guideline.text"].value == "ACOEM, chapter 14, for it is the one on ankles."
    assert item["imr_guideline.basis"].state == "absent"
    assert item["rationale"].value == Request(granted=granted).reasons


NORCO = Request("Norco 10/325mg #60", rationale="No goal of the treatment is told.")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (form_a_numbered(Request(), NORCO, own=True), (Request(), NORCO)),
        (form_a_by_rationale(Request(), GRANTED, NORCO), (Request(), GRANTED, NORCO)),
        (form_a_repeated(Request(), GRANTED, NORCO), (Request(), GRANTED, NORCO)),
        (form_a_repeated(GRANTED), (GRANTED,)),
    ],
)
def test_form_a_gives_each_of_several_requests_its_outcome_and_rationale(text: str, items: tuple[Request, ...]) -> None:
    printed = parsing.read(source.read("printed.pdf", typeset(lines_of(text.strip().split("\n\n")))))
    for reading in (reading_of(text), printed):
        assert [(item["request"].value, item["outcome"].value, item["rationale"].value) for item in reading.items] == [
            (each.request, "overturned" if each.granted else "upheld", each.reasons) for each in items
        ]
        assert all(
            item["imr_guideline.text"].value == "ACOEM, chapter 14, for it is the one on ankles."
            for item in reading.items
        )
        assert reading.flags == ()


def test_form_a_s_one_rationale_serves_all_its_requests() -> None:
    first, second = reading_of(form_a_numbered(Request(), NORCO, own=False)).items
    assert (first["request"].value, second["request"].value) == ("MRI of the left ankle", "Norco 10/325mg #60")
    assert first["rationale"].value == second["rationale"].value == Request().reasons
    assert first["outcome"].value == second["outcome"].value == "upheld"


def test_form_a_s_outcome_against_a_request_s_own_rationale_is_doubtful() -> None:
    first, second = reading_of(form_a_numbered(Request(), GRANTED, own=True)).items
    assert (first["outcome"].value, second["outcome"].value) == ("upheld", "upheld")
    assert second["outcome"].confidence < 0.6 < first["outcome"].confidence


def test_form_a_s_rationales_that_nobody_can_assign_leave_the_outcomes_open_and_are_flagged() -> None:
    reading = reading_of(form_a_by_rationale(Request(), NORCO).replace("2. Norco", "2. Norco\n3. Ambien"))
    assert [item["outcome"].state for item in reading.items] == ["unreadable"] * 3
    assert [item["rationale"].value for item in reading.items] == [None] * 3
    assert "item-counts" in {flag.code for flag in reading.flags}


def test_a_numbered_list_in_form_a_s_prose_makes_no_items() -> None:
    listed = Request(rationale="Two things are asked for:\n1. red flags\n2. months of care.\nNeither is there.")
    (item,) = reading_of(form_a(listed)).items
    assert item["rationale"].value == " ".join(listed.reasons.split())


def test_form_a_s_issue_may_be_put_as_a_question() -> None:
    asked = A.replace("MRI of the left ankle", "Whether the request for MRI of the left ankle is medically necessary?")
    assert reading_of(asked).items[0]["request"].value == "MRI of the left ankle"


@pytest.mark.parametrize("text", [A, B, C])
def test_a_printed_letter_of_an_earlier_form_is_read_like_its_text(text: str) -> None:
    printed = parsing.read(source.read("printed.pdf", typeset(lines_of(text.strip().split("\n\n")))))
    written = reading_of(text)
    assert printed.form == written.form
    assert [{key: found.value for key, found in item.items()} for item in printed.items] == [
        {key: found.value for key, found in item.items()} for item in written.items
    ]
    assert {key: found.value for key, found in printed.fields.items()} == {
        key: found.value for key, found in written.fields.items()
    }


def test_header_values_come_from_the_cover_alone() -> None:
    assert header_of(reading_of(A)) == {}
    assert header_of(reading_of(B)) == {
        "case_number": "CM13-9900456",
        "decision_date": "2013-09-26",
        "ur_denial_date": "2013-08-13",
        "date_of_injury": "2012-03-14",
        "application_received": "2013-08-20",
    }
    assert header_of(reading_of(C)) == {
        "case_number": "CM13-9900789",
        "date_of_injury": "2012-03-14",
        "ur_denial_date": "2013-11-20",
        "priority": "standard",
        "application_received": "2013-12-04",
    }


def test_the_summary_s_review_date_is_the_one_that_form_b_s_disclaimer_gives() -> None:
    assert reading_of(B).fields["summary.ur_decision_date"].value == "2013-08-13"
    assert reading_of(C).fields["summary.ur_decision_date"].value is None


def test_fused_words_of_an_outcome_are_read() -> None:
    reading = reading_of(B.replace("is not medically", "is notmedically"))
    assert [item["outcome"].value for item in reading.items] == ["upheld", "overturned", "upheld"]


def test_an_outcome_whose_words_are_damaged_is_unreadable_and_costs_no_other_item() -> None:
    reading = reading_of(B.replace("ankle is not medically necessary", "ankle is n@t medica#ly necessary"))
    assert [item["outcome"].state for item in reading.items] == ["unreadable", "stated", "stated"]
    assert reading.items[0]["outcome"].candidates
    assert reading.fields["case.outcome"].value is None


def test_a_decision_that_is_printed_both_ways_is_unreadable() -> None:
    reading = reading_of(B.replace("ankle is not medically", "ankle is medically", 1))
    assert reading.items[0]["outcome"].state == "unreadable"
    assert {lost.value for lost in reading.items[0]["outcome"].candidates} == {"upheld", "overturned"}


def test_an_outcome_against_its_own_rationale_is_doubtful() -> None:
    sure = reading_of(C).items[0]["outcome"]
    doubtful = reading_of(C.replace("instability. The request is not", "instability. The request is")).items[0][
        "outcome"
    ]
    assert (doubtful.value, doubtful.confidence < 0.6 < sure.confidence) == ("upheld", True)


@pytest.mark.parametrize("number", range(40))
def test_letters_composed_by_chance_read_back_and_are_as_sure_as_was_counted(number: int) -> None:
    letter = by_chance(random.Random(1000 + number))
    reading = reading_of(letter.text)
    assert reading.flags == ()
    for wanted, got in zip((letter.fields, *letter.items), (reading.fields, *reading.items), strict=True):
        assert {key: got[key].value for key in wanted} == wanted
    assert all(item["outcome"].confidence > 0.95 for item in reading.items)


def test_a_request_that_speaks_of_necessity_itself_is_decided_by_its_own_sentence() -> None:
    asked = "a consultation that is medically necessary and appropriate"
    (item,) = reading_of(form_c(Request(asked))).items
    assert (item["request"].value, item["outcome"].value) == (asked, "upheld")


def test_guidelines_in_fixed_words_are_read_and_those_in_prose_are_left_open() -> None:
    c, b = reading_of(C).items[0], reading_of(B).items[0]
    assert (c["ur_guideline.basis"].value, c["imr_guideline.basis"].value) == ("none", "mtus")
    assert b["ur_guideline.text"].value == "The Claims Administrator based its decision on chapter 14."
    assert (b["ur_guideline.basis"].state, b["ur_guideline.basis"].confidence < 0.6) == ("absent", True)


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (A, "CASE SUMMARY:"),
        (A, "MEDICAL REVIEWER QUALIFICATIONS:"),
        (B, "Case Summary:"),
        (B, "Rationale for the Decision:"),
        (C, "Decision rationale:"),
        (B, "Medical Qualifications of the Expert Reviewer:"),
    ],
)
def test_a_part_that_is_lost_is_flagged(text: str, lost: str) -> None:
    assert {flag.code for flag in reading_of(text.replace(lost, "", 1)).flags} & {"missing-heading", "item-counts"}


def _without(text: str, words: str) -> str:
    return text.replace(words, "")


@pytest.mark.parametrize(
    "text",
    [
        _without(A, "MEDICAL PROFESSIONAL REVIEWER DETERMINATION"),
        _without(B, "Notice of Independent Medical Review Determination"),
        _without(C, "CLINICAL CASE SUMMARY").replace("developed the following", ""),
        f"UTILIZATION REVIEW DECISION\n\n1) the request for an MRI is not medically necessary.\n\nCase Summary: {TOLD}",
        f"Notice of Independent Medical Review Determination\n\nA letter about MAXIMUS Federal Services.\n\n{DOCTOR}\n",
    ],
)
def test_what_lacks_the_marks_of_a_form_has_none(text: str) -> None:
    assert reading_of(text).form is None


# --- letters like F, of other years ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("guideline", "citation"),
    [
        (
            "Low Back Disorders 2019, Section(s): Imaging, X-rays",
            "Low Back Disorders 2019, Section(s): Imaging, X-rays",
        ),
        ("Cervical and Thoracic Spine Disorders 2018", "Cervical and Thoracic Spine Disorders 2018"),
        ("Chronic Pain Disorder 2017, Section(s): Opioids", "Chronic Pain Disorder 2017, Section(s): Opioids"),
        ("Hip and Groin Disorders 2019", "Hip and Groin Disorders 2019"),
        ("MTUS Drug Formulary, Exempt drugs", "MTUS Drug Formulary, Exempt drugs"),
        ("Drug Formulary 2018, Section(s): Non-Exempt Drugs", "Drug Formulary 2018, Section(s): Non-Exempt Drugs"),
    ],
)
def test_guidelines_of_later_years_are_cited_like_the_older_ones(guideline: str, citation: str) -> None:
    (item,) = reading_of(Letter(items=(Item(imr=f"Decision based on MTUS {guideline}."),))).items
    assert item["imr_guideline.basis"].value == "mtus"
    assert item["imr_guideline.citations"].value == [{"source": "mtus", "text": citation}]


def test_two_guidelines_of_later_years_are_two_citations() -> None:
    two = "Decision based on MTUS Shoulder Disorders 2018, Section(s): Surgery, and Drug Formulary 2018."
    (item,) = reading_of(Letter(items=(Item(imr=two),))).items
    assert [each["text"] for each in item["imr_guideline.citations"].value] == [  # type: ignore[index, union-attr, call-overload]
        "Shoulder Disorders 2018, Section(s): Surgery",
        "Drug Formulary 2018",
    ]


@pytest.mark.parametrize("year", ["16", "19", "24"])
def test_a_letter_like_form_f_of_another_year_is_read_like_form_f(year: str) -> None:
    text = Letter().text()
    other = text.replace("CM17", f"CM{year}").replace("/2016", f"/20{int(year) - 1}")
    other = other.replace("/2017", f"/20{year}")
    reading = reading_of(other)
    assert reading.form == "imr-determination-f"
    assert reading.fields["letter.case_number"].value == f"CM{year}-9900123"
    assert reading.fields["letter.date_assigned"].value == f"20{year}-01-19"
    assert reading.flags == ()
