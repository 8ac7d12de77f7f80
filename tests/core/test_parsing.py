"""The reader as a whole: forms, the letter's frame, evidence, and documents that are no determination."""

from __future__ import annotations

import pickle

import pytest
from compose import Item, Letter, reading_of, source_of

from imr_desktop import parsing
from imr_desktop.fields import FIELDS
from imr_desktop.parsing.forms import forms

PROSE = (
    "The expert reviewer is Board Certified in Physical Medicine and Rehabilitation, has a subspecialty in Pain "
    "Medicine and is licensed to practice in Texas and New Mexico."
)


@pytest.mark.parametrize(
    ("letter", "form"),
    [
        (Letter(), "imr-determination-f"),
        (Letter(header=()), "imr-determination-e"),
        (Letter(header=(), prose=PROSE), "imr-determination-d"),
        (Letter(header=(), credentials=()), "imr-determination"),
        (Letter(prose=PROSE), "imr-determination"),
    ],
)
def test_each_form_is_recognised_by_its_header_and_credentials(letter: Letter, form: str) -> None:
    assert reading_of(letter).form == form


def test_forms_are_found_by_listing_their_folder() -> None:
    assert {form.name for form in forms()} >= {f"imr-determination-{letter}" for letter in "def"}


def test_every_field_of_the_record_is_spoken_of() -> None:
    reading = reading_of(Letter(items=(Item(), Item())))
    assert list(reading.fields) == [field.key for field in FIELDS if not field.repeated]
    assert [list(item) for item in reading.items] == [[field.key for field in FIELDS if field.repeated]] * 2


def test_a_reading_travels_between_processes() -> None:
    reading = reading_of(Letter())
    assert pickle.loads(pickle.dumps(reading)) == reading


def test_reading_twice_says_the_same() -> None:
    source = source_of(Letter().text())
    assert parsing.read(source) == parsing.read(source)


def test_a_whole_letter_raises_no_flag() -> None:
    assert reading_of(Letter(items=(Item(), Item(heading="Norco 10/325mg #60")))).flags == ()


# --- no determination ------------------------------------------------------------------------------------------------

DENIAL = """\
NOTICE OF UTILIZATION REVIEW DECISION

Your physician's request for physical therapy is denied. The request was not medically necessary.
Claims Administrator guideline: none was cited. MRI of the knee: Upheld
"""


@pytest.mark.parametrize("text", ["", "Dear Sir or Madam,\n\nthank you for your letter.\n", DENIAL])
def test_any_other_document_has_no_form_and_no_values(text: str) -> None:
    reading = reading_of(text)
    assert (reading.form, dict(reading.fields), reading.items) == (None, {}, ())


def test_a_letter_whose_frame_is_gone_is_not_guessed_at_but_flagged() -> None:
    text = Letter().text().replace("CLINICAL CASE SUMMARY", "").replace("developed the following", "")
    reading = reading_of(text)
    assert reading.form is None
    assert [flag.code for flag in reading.flags] == ["unrecognised"]


# --- the frame -------------------------------------------------------------------------------------------------------


def test_the_header_gives_its_values() -> None:
    fields = reading_of(Letter()).fields
    assert {key: found.value for key, found in fields.items() if key.startswith("letter.")} == {
        "letter.case_number": "CM17-9900123",
        "letter.priority": "standard",
        "letter.date_of_injury": "2016-10-31",
        "letter.ur_denial_date": "2017-01-13",
        "letter.application_received": "2017-01-17",
        "letter.date_assigned": "2017-01-19",
        "letter.decision_date": "2017-02-16",
    }


def test_a_letter_without_header_borrows_nothing_from_its_summary() -> None:
    fields = reading_of(Letter(header=(), summary=("Date of Injury: 10/31/2016. Priority: Standard.",))).fields
    assert {found.state for key, found in fields.items() if key.startswith("letter.")} == {"absent"}


def test_a_header_value_that_is_no_date_is_unreadable_and_an_empty_one_absent() -> None:
    header = (*Letter.header[:1], "Date Assigned: Date of Injury: 13/45/2016", *Letter.header[2:])
    fields = reading_of(Letter(header=header)).fields
    assert fields["letter.date_assigned"].state == "absent"
    assert fields["letter.date_of_injury"].state == "unreadable"
    assert fields["letter.date_of_injury"].candidates[0].value == "13/45/2016"


def test_credentials_are_read_from_a_block_and_from_a_sentence() -> None:
    block = reading_of(Letter()).fields
    assert block["reviewer.licensure_states"].value == ["Nevada", "Ohio"]
    assert block["reviewer.specialties"].value == ["Internal Medicine", "Pain Management"]
    prose = reading_of(Letter(header=(), prose=PROSE)).fields
    assert prose["reviewer.licensure_states"].value == ["Texas", "New Mexico"]
    assert prose["reviewer.specialties"].value == ["Physical Medicine and Rehabilitation", "Pain Medicine"]


def test_states_are_given_in_full_and_a_doubtful_one_lowers_the_confidence() -> None:
    lines = ("State(s) of Licensure: TX,New York", "Certification(s)/Specialty: Chiropractor")
    sure = reading_of(Letter(credentials=lines)).fields["reviewer.licensure_states"]
    assert sure.value == ["Texas", "New York"]
    doubtful = reading_of(Letter(credentials=("State(s) of Licensure: Texsa", lines[1]))).fields
    assert doubtful["reviewer.licensure_states"].confidence < sure.confidence


def test_the_fixed_statements_are_found_where_they_stand() -> None:
    fields = reading_of(Letter()).fields
    assert fields["reviewer.independence_stated"].value is True
    assert fields["reviewer.active_practice_stated"].value is True
    without = reading_of(Letter().text().replace("has no\naffiliation", "has").replace("has no affiliation", "has"))
    assert without.fields["reviewer.independence_stated"].state == "absent"


def test_headings_in_prose_mislead_nobody() -> None:
    summary = (
        "A letter with the words CLINICAL CASE SUMMARY and Decision rationale: none stood in the file. "
        "The outcome there was: Upheld and the patient's MRI was not. The MAXIMUS guideline: nothing."
    )
    rationale = "The earlier decision reads MRI of the knee: Upheld. The request is medically necessary."
    reading = reading_of(Letter(summary=(summary,), items=(Item(outcome="Overturned", rationale=rationale),)))
    assert reading.fields["summary.text"].value == summary
    assert [item["rationale"].value for item in reading.items] == [rationale]
    assert reading.flags == ()


def test_a_section_is_read_to_its_end_over_a_page_end() -> None:
    text = Letter(summary=("The patient is a 40 year old male with pain.", "He works.")).text()
    broken = text.replace("male with pain", "male\n\fwith pain")
    found = reading_of(broken).fields["summary.text"]
    assert found.value == "The patient is a 40 year old male with pain.\n\nHe works."


# --- evidence --------------------------------------------------------------------------------------------------------


def test_every_value_that_is_stated_shows_where_it_was_read() -> None:
    source = source_of(Letter(items=(Item(), Item(heading="Norco 10/325mg #60"))).text())
    reading = parsing.read(source)
    for fields in (reading.fields, *reading.items):
        for key, found in fields.items():
            if found.state != "stated" or key in ("case.outcome", "ur_guideline.citations", "body_parts"):
                continue
            assert found.spans, key
            assert found.rule, key
            assert 0 < found.confidence < 1, key
            assert all(source.text[span.start : span.end].strip() for span in found.spans), key


def test_the_elements_of_a_list_have_a_place_each() -> None:
    source = source_of(Letter().text())
    found = parsing.read(source).fields["reviewer.licensure_states"]
    assert [source.text[span.start : span.end] for span in found.spans] == ["Nevada", "Ohio"]


def test_a_candidate_that_lost_is_kept_with_the_reason() -> None:
    reading = reading_of(
        Letter(summary=("The injured worker is a 52 year old female. Another note calls her 53 years old.",))
    )
    found = reading.fields["patient.age"]
    assert found.value == 52
    assert [(lost.value, lost.why_not) for lost in found.candidates] == [
        (53, "the rule “age before the noun” is surer")
    ]


def test_what_a_list_left_out_is_kept_with_the_reason() -> None:
    summary = "Treatment has included rest and no prior acupuncture. The treatment plan included surgery."
    found = reading_of(Letter(summary=(summary,))).fields["summary.treatments"]
    assert found.value == ["rest"]
    assert [(lost.value, lost.why_not) for lost in found.candidates] == [
        ("no prior acupuncture", "it names nothing of the sort"),
        ("surgery", "what stands before it makes it another list"),
    ]
    assert all(lost.span for lost in found.candidates)


@pytest.mark.parametrize("damaged", ["Uphe1d", "Uph\ufffdld", "0verturned", "Overtumed"])
def test_an_outcome_with_damaged_letters_is_unreadable_and_costs_nothing_else(damaged: str) -> None:
    text = Letter(items=(Item(), Item(heading="Knee brace"))).text().replace("brace: Upheld", f"brace: {damaged}")
    reading = reading_of(text)
    assert [item["outcome"].state for item in reading.items] == ["stated", "unreadable"]
    assert (reading.items[1]["request"].value, reading.items[1]["rationale"].value) == ("Knee brace", Item.rationale)
    assert reading.items[1]["outcome"].candidates[0].value == damaged
    assert reading.fields["case.outcome"].value is None
    assert "unreadable" in {flag.code for flag in reading.flags}
