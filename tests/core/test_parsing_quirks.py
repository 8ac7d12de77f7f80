"""What letters do that an extractor must survive, one test a quirk, with words of our own."""

from __future__ import annotations

import pytest
from compose import Item, Letter, headed, reading_of, source_of, summarised

from imr_desktop import parsing
from imr_desktop.model import Json

BORN = "The injured worker is a 52 year old female"


# --- the person ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "age", "sex"),
    [
        ("The injured worker is a 46 year old male who sustained an injury.", 46, "male"),
        ("The applicant is a 44-year-old female who has filed a claim for wrist pain.", 44, "female"),
        ("This case involves a now 42-year-old male with a history of an occupational claim.", 42, "male"),
        ("The claimant is 57 years of age and female.", 57, "female"),
        ("The patient was 57 years old.", 57, None),
        ("The injured worker is a(n) 59 year old female, who sustained an injury.", 59, "female"),
        ("This is a forty-six year old right-hand-dominant male.", 46, "male"),
        ("According to the records, the injured worker is a 28 year old female.", 28, "female"),
        ("The claimant is a male who sustained an injury.", None, "male"),
        ("Migraine headaches began at 13 years old. The patient is a 32 year old male.", 32, "male"),
        ("He, the physician, saw the applicant. He noted spasm.", None, None),
        ("The injured worker was born on 1/2/1961 or on 1/12/1961.", None, None),
        ("The applicant's 8 out of 10 pain began 5 years ago, page 303.", None, None),
    ],
)
def test_age_and_sex_are_read_as_stated(sentence: str, age: int | None, sex: str | None) -> None:
    fields = summarised(sentence).fields
    assert (fields["patient.age"].value, fields["patient.sex"].value) == (age, sex)


# --- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "date"),
    [
        ("who sustained an injury to his hip on 09/02/97", "1997-09-02"),
        ("who sustained an industrial injury on 3-28-11", "2011-03-28"),
        ("who sustained an industrial injury on January 20, 2011", "2011-01-20"),
        ("with a date of injury on 03/28/2013", "2013-03-28"),
        ("with an industrial injury date of (1-13-2017)", "2017-01-13"),
        ("with a history of an occupational claim from 10/23/2016", "2016-10-23"),
        ("who sustained an industrial injury in February 2012", "2012-02"),
        ("who sustained an industrial injury in 05/2014", "2014-05"),
        ("who sustained an industrial injury October 10, 2016", "2016-10-10"),
        ("with an injury of 10/14/ 2016", "2016-10-14"),
        ("injured on 10-1-\n15", "2015-10-01"),
        ("who was driving a bus on 11/09/2016 when it was struck", "2016-11-09"),
        ("who takes 320.5/30/16mg for pain of 5-10/10 at C7-8", None),
        ("whose cranial nerves 2-12 are intact, 5 out of 5, page 303", None),
        ("whose first report of occupational injury is from 11/21/2016", None),
    ],
)
def test_the_date_of_injury_is_read_in_every_format(told: str, date: str | None) -> None:
    assert summarised(f"{BORN} {told}.").fields["summary.date_of_injury"].value == date


@pytest.mark.parametrize(
    ("sentence", "date"),
    [
        ("On 11-04-2016 the request for an MRI was non-certified by utilization review.", "2016-11-04"),
        ("The Utilization Review dated 11-16-16, denied the request.", "2016-11-16"),
        ("The original utilization review (11-8-2016) had non-certified a request for an MRI.", "2016-11-08"),
        ("A prior review dated 11/13/2016 indicated that the request was non-certified.", "2016-11-13"),
        ("A prior determination dated 11/29/ 2016 was found not medically necessary.", "2016-11-29"),
        ("These requests were previously non-certified on 11/15/2016 due to lack of deficits.", "2016-11-15"),
        ("The previous denial for the request below was on 12/28/2016.", "2016-12-28"),
        ("This request was previously deemed not medically necessary on 01/13/2017.", "2017-01-13"),
        ("The request was previously reviewed on 01/05/2017.", "2017-01-05"),
        ("Authorization was asked for on 01/03/2017 and a prior denial was made on 01/09/2017.", "2017-01-09"),
        ("On 12/13/2016 a request was received that was denied by Utilization Review on 12/20/2016.", "2016-12-20"),
        ("In its decision of 01/13/2017, utilization review noted no functional gain.", "2017-01-13"),
        ("The UR dated 12-5-16 non-certified the request for an MRI.", "2016-12-05"),
        ("Utilization review dated 12/30/3026 denied the request.", "3026-12-30"),
        ("On 12-19-16 the request was non-certified by utilization review.", "2016-12-19"),
        ("In a utilization review report dated 12/6/2016, an MRI was not approved.", "2016-12-06"),
        ("The claims administrator referenced a 11/18/2016 date of service in its determination.", None),
        ("A Request for Authorization dated 12-15-16 was noted. The MRI was denied.", None),
    ],
)  # fmt: skip
def test_the_review_date_is_told_from_other_dates(sentence: str, date: str | None) -> None:
    assert summarised(f"{BORN}.", sentence).fields["summary.ur_decision_date"].value == date


# --- the mechanism ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "mechanism"),
    [
        ("The mechanism of injury is detailed as lifting.", "lifting"),
        ("Mechanism of injury is detailed as occurring when the patient lifted a crate.", "lifted a crate"),
        ("The injury is described as a fall from a step stool.", "fall from a step stool"),
        (f"{BORN} who sustained an industrial injury on 11/9/2016 when she fainted and fell.", "fainted and fell"),
        ("Notes indicate the injured worker slipped and fell while working and broke a rib.", "slipped and fell"),
        ("Mechanism of injury occurred when the patient felt pain while getting out of a van.", "getting out of a van"),
        ("The mechanism of injury was not documented.", None),
        (f"{BORN} who sustained an industrial injury on 11/9/2016. She denies falls.", None),
        ("Her range of motion is limited due to pain after the injury.", None),
    ],
)  # fmt: skip
def test_the_mechanism_is_the_shortest_phrase_that_tells_it(sentence: str, mechanism: str | None) -> None:
    assert summarised(sentence).fields["summary.mechanism_of_injury"].value == mechanism


# --- diagnoses and treatment -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "diagnoses"),
    [
        (
            "The worker is undergoing treatment for contusion of face, scalp and neck and acute cervical sprain.",
            ["contusion of face, scalp and neck", "acute cervical sprain"],
        ),
        (
            "Diagnoses include cervical, thoracic and lumbar strain.",
            ["cervical, thoracic and lumbar strain"],
        ),
        (
            "The current diagnoses are documented as neck sprain, right and left shoulder sprain.",
            ["neck sprain", "right and left shoulder sprain"],
        ),
        (
            "Diagnoses are left labral tear, possible rotator cuff tear and impingement syndrome; thumb fracture.",
            ["left labral tear", "possible rotator cuff tear", "impingement syndrome", "thumb fracture"],
        ),
        (
            "The patient is being treated for foot pain and rule out complex regional pain syndrome.",
            ["foot pain", "rule out complex regional pain syndrome"],
        ),
        (
            "The applicant has filed a claim for knee pain reportedly associated with an industrial injury.",
            ["knee pain"],
        ),
        ("The injured worker was diagnosed as having status post rib fracture T9-10.", ["rib fracture T9-10"]),
        (
            "Diagnoses at that visit included wrist sprain and carpal tunnel syndrome.",
            ["wrist sprain", "carpal tunnel syndrome"],
        ),
        ("He is undergoing treatment for: lumbar disc herniation; knee tear.", ["lumbar disc herniation", "knee tear"]),
        ("The MRI impression was a disc bulge.", None),
        ("Past history included a fracture of the thumb.", None),
    ],
)
def test_diagnoses_are_listed_one_condition_each(sentence: str, diagnoses: Json) -> None:
    assert summarised(sentence).fields["summary.diagnoses"].value == diagnoses


@pytest.mark.parametrize(
    ("sentence", "treatments"),
    [
        ("Prior treatment has included chiropractic care, medications, and physical therapy.",
         ["chiropractic care", "medications", "physical therapy"]),
        ("Medications include acetaminophen 500 mg, ketoprofen 50 mg, and tramadol 37.5/325 mg.",
         ["acetaminophen", "ketoprofen", "tramadol"]),
        ("Past studies included x-rays of the left ankle, right elbow, and left foot, performed on 10/25/2016.",
         ["x-rays of the left ankle, right elbow, and left foot"]),
        ("The injured worker received a steroid injection at the 10-28-2016 visit.", ["steroid injection"]),
        ("Treatment to date has included no prior acupuncture and medication management.", ["medication management"]),
        ("Treatment to date has included PT (6 sessions), medications (Norco and Motrin), and a back brace.",
         ["PT", "medications (Norco and Motrin)", "back brace"]),
        ("Current medications were documented as ibuprofen and Flexeril.", ["ibuprofen", "Flexeril"]),
        ("The applicant underwent a shoulder arthroscopy on November 4, 2016.", ["shoulder arthroscopy"]),
        ("Medications have included: list not provided.", None),
        ("The treatment plan included physical therapy and ibuprofen.", None),
        ("The treatment requested included six sessions of physical therapy.", None),
    ],
)  # fmt: skip
def test_treatment_is_what_was_done_and_not_what_is_planned(sentence: str, treatments: Json) -> None:
    assert summarised(sentence).fields["summary.treatments"].value == treatments


# --- headings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "MRI of the lumbar spine",
        "Pre-operative labs to include: CBC, CMP",
        "Retrospective CT scan of the cervical spine (DOS: 11/14/16)",
        "Associated surgical service: Shoulder sling, QTY: 2",
        "Chiropractic care for the low back; six sessions",
        "Review of the claim that was Upheld: a second opinion",
    ],
)
@pytest.mark.parametrize("ending", [": Upheld", ":  Upheld", " is: Upheld", ":\nUpheld", " is:\n\fUpheld"])
def test_a_heading_is_split_at_its_last_colon(heading: str, ending: str) -> None:
    text = Letter(items=(Item(heading="@"),)).text().replace("@: Upheld", heading + ending)
    (item,) = reading_of(text).items
    assert (item["request"].value, item["outcome"].value) == (heading, "upheld")


REMAINDER = (
    "Acupuncture for 8 sessions. Each with moxa was the original request. Acupuncture for 6 sessions was authorized "
    "by the Claims Administrator. The remaining IMR eligible portion of the original request, Acupuncture for 2 "
    "sessions is"
)
LEFT_OPEN = (
    "One month of Dolorex 5/30mg was the original request. The Claims Administrator authorized Dolorex 5/30mg #5, "
    "leaving the original request IMR eligible. The original request, one month of Dolorex 5/30mg is"
)


@pytest.mark.parametrize(
    ("heading", "portions"),
    [
        (
            REMAINDER,
            ("Acupuncture for 2 sessions", "Acupuncture for 8 sessions. Each with moxa", "Acupuncture for 6 sessions"),
        ),
        (LEFT_OPEN, ("one month of Dolorex 5/30mg", "One month of Dolorex 5/30mg", "Dolorex 5/30mg #5")),
        ("Norco 10/325mg #60", ("Norco 10/325mg #60", None, None)),
    ],
)
def test_the_portions_of_a_request_are_told_apart(heading: str, portions: tuple[str, str | None, str | None]) -> None:
    (item,) = headed(heading).items
    assert (item["request"].value, item["original_request"].value, item["authorized_part"].value) == portions


@pytest.mark.parametrize("place", range(6, len(REMAINDER.split()), 5))
def test_a_page_end_in_a_heading_loses_nothing_of_it(place: int) -> None:
    words = REMAINDER.split()
    broken = " ".join(words[:place]) + "\n\f" + " ".join(words[place:])
    first, second = reading_of(Letter(items=(Item(), Item(heading=broken)))).items
    assert second["original_request"].value == "Acupuncture for 8 sessions. Each with moxa"
    assert second["request"].value == "Acupuncture for 2 sessions"
    assert first["rationale"].value == Item.rationale


def test_a_heading_right_below_a_rationale_is_no_part_of_it() -> None:
    text = Letter(items=(Item(), Item(heading="Knee brace"))).text()
    first, second = reading_of(text.replace("necessary.\n\nKnee", "necessary.\nKnee")).items
    assert (first["rationale"].value, second["request"].value) == (Item.rationale, "Knee brace")
    assert second["request"].confidence < first["request"].confidence


@pytest.mark.parametrize(
    ("heading", "quantity"),
    [
        ("X-ray of the pelvis, Qty: 1.00", "Qty: 1.00"),
        ("Norco 10/325mg #60", "#60"),
        ("Lidocaine 5% patch, #1 box", "#1 box"),
        ("Physical therapy x 12", "x 12"),
        ("Chiropractic manipulation times 12", "times 12"),
        ("Electrical stimulation 1 times 8", "1 times 8"),
        ("H-wave unit, 30 day home trial", "30 day home trial"),
        ("Electrodes (4 packs)", "4 packs"),
        ("Physical therapy 2 times a week for 6 weeks (12 sessions)", "2 times a week for 6 weeks (12 sessions)"),
        ("Therapy 3 visits per week for 2 weeks for the left knee", "3 visits per week for 2 weeks"),
        ("Cold therapy unit, 30 day rental", "30 day rental"),
        ("Diclofenac 75mg #60 with 2 refills", "#60 with 2 refills"),
        ("Dolorex 750mg one by mouth three times a day #45", "one by mouth three times a day #45"),
        ("Eight physical therapy sessions for the neck", "Eight"),
        ("Six sessions of yoga one time a week for 6 weeks", "Six sessions of yoga one time a week for 6 weeks"),
        ("NCV of the bilateral lower extremities, 2", "2"),
        ("Pepcid 20mg", None),
        ("Norco 10/325mg", None),
        ("Weight loss program (unknown quantity)", None),
        ("Three phase bone scan to the left foot", None),
        ("MRI of the right shoulder (1.5 Tesla)", None),
        ("Fusion L4-5 (DOS 11/18/16)", None),
    ],
)  # fmt: skip
def test_the_quantity_is_the_heading_s_amount(heading: str, quantity: str | None) -> None:
    assert headed(heading).items[0]["quantity"].value == quantity


@pytest.mark.parametrize(
    ("heading", "category"),
    [
        ("Chiropractic evaluation, lumbar spine", "Rehabilitation"),
        ("Ice/Heat pads therapy times 6", "Rehabilitation"),
        ("Ultrasound 1 times 8", "Rehabilitation"),
        ("Ultrasound of the left calf", "Diagnostic Testing"),
        ("Post-operative physical therapy", "Rehabilitation"),
        ("TENS unit", "DMEPOS"),
        ("Associated surgical service: Cold therapy unit, 7 day rental", "DMEPOS"),
        ("Pre-operative labs to include: CBC, EKG", "Diagnostic Testing"),
        ("Chest x-ray", "Diagnostic Testing"),
        ("Transfer to an orthopedic spine surgeon, evaluation", "Evaluation & Management"),
        ("Functional capacity evaluation", "Evaluation & Management"),
        ("Pre-operative medical clearance", "Evaluation & Management"),
        ("Medication management consultation", "Evaluation & Management"),
        ("Assistant surgeon", "Surgery"),
        ("Right shoulder arthroscopy with evaluation of the labrum", "Surgery"),
        ("Ultrasound guided steroid injection", "Injection"),
        ("Gym membership for 6 months", "Programs"),
        ("Functional restoration program", "Programs"),
        ("Home health aide 4 hours per day", "Home Health"),
        ("Psychotherapy, 6 visits", "Psych Services"),
        ("Transportation to appointments", "Transportation"),
        ("Dolorex 50mg #30", "Pharmaceuticals"),
        ("Something unheard of", "Other"),
    ],
)
def test_the_category_is_the_state_s(heading: str, category: str) -> None:
    assert headed(heading).items[0]["category"].value == category


@pytest.mark.parametrize(
    ("heading", "parts", "side"),
    [
        ("MRI of the low back", ["lumbar spine"], None),
        ("Fusion L4-5", ["lumbar spine"], None),
        ("Therapy for the neck", ["cervical spine"], None),
        ("Ultrasound of the left calf", ["leg"], "left"),
        ("X-ray of the spine", ["other"], None),
        ("EMG of the bilateral lower extremities", ["lower extremity"], "bilateral"),
        ("EMG of the extremities", [], None),
        ("X-ray of hip unilateral", ["hip"], None),
        ("MRI of the right and left knee", ["knee"], "bilateral"),
        ("Six hand therapy visits for the left wrist", ["wrist"], "left"),
        ("Referral to a spine surgeon", [], None),
    ],
)
def test_parts_and_side_are_those_that_the_heading_names(heading: str, parts: list[str], side: str | None) -> None:
    (item,) = headed(heading).items
    assert (item["body_parts"].value, item["laterality"].value) == (parts, side)


def test_parts_that_the_heading_lacks_are_read_where_the_rationale_states_the_request() -> None:
    rationale = "His elbow is fine. The request for a brace for the left knee is not medically necessary."
    assert headed("Brace", rationale).items[0]["body_parts"].value == ["knee"]


# --- guidelines ------------------------------------------------------------------------------------------------------

OUTSIDE = "The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines."
NOT_ON = "The Expert Reviewer did not base their decision on the MTUS."
KNEE = ("mtus", "Knee Complaints 2004")
ODG = ("non_mtus", "Official Disability Guidelines (ODG)")


JOINED = (
    "Decision based on MTUS Knee Complaints 2004. Decision based on Non-MTUS Citation Official Disability Guidelines "
    "(ODG)."
)
HANDS = (
    "Decision based on MTUS Forearm, Wrist, and Hand Complaints 2004, Section(s): Forearm, Wrist, & Hand, and Knee "
    "Complaints 2004."
)
LISTED = "Decision based on Non-MTUS Citation ODG Low back, Massage; Neck, Massage and ODG Chiropractic Guidelines."


def only(kind: str, text: str) -> tuple[str, str, list[tuple[str, str]]]:
    """A paragraph that cites one authority, with its basis and citation."""
    opening = {"mtus": "Decision based on MTUS", "non_mtus": "Decision based on Non-MTUS Citation"}[kind]
    return f"{opening} {text}.", kind, [(kind, text)]


@pytest.mark.parametrize(
    ("paragraph", "basis", "citations"),
    [
        only(*KNEE),
        (JOINED, "both", [KNEE, ODG]),
        (f"{OUTSIDE} Decision based on Non-MTUS Citation Official Disability Guidelines (ODG).", "non_mtus", [ODG]),
        (f"{NOT_ON} Decision based on Non-MTUS Citation Official Disability Guidelines (ODG).", "non_mtus", [ODG]),
        (OUTSIDE, "non_mtus", []),
        ("The Expert Reviewer did not cite any medical evidence for its decision.", "none", []),
        (
            HANDS,
            "mtus",
            [("mtus", "Forearm, Wrist, and Hand Complaints 2004, Section(s): Forearm, Wrist, & Hand"), KNEE],
        ),
        only("mtus", "Opioid Treatment 2016, Section(s): 2. Opioids for Subacute Pain, 4.1 Tapering"),
        only("mtus", "ACOEM Chapter 12 Low Back Complaints Page(s): 304 (pdf format)"),
        (
            LISTED,
            "non_mtus",
            [
                ("non_mtus", "ODG Low back, Massage"),
                ("non_mtus", "Neck, Massage"),
                ("non_mtus", "ODG Chiropractic Guidelines"),
            ],
        ),
        (
            "Decision based on Non-MTUS Citation http://a.example/rehab, https://b.example/nursing- care.",
            "non_mtus",
            [("non_mtus", "http://a.example/rehab"), ("non_mtus", "https://b.example/nursing- care")],
        ),
        only("non_mtus", "Work Loss Data Institute Guidelines- Hip ( Acute & Chronic) updated 3/25/14"),
        only("non_mtus", "Campbell's Operative Orthopaedics, pg. 607, accessed 02/18/2017"),
        only("non_mtus", "Lidoderm® Prescribing Information, 2. Dosage"),
    ],
)
def test_a_guideline_paragraph_gives_basis_and_citations(
    paragraph: str, basis: str, citations: list[tuple[str, str]]
) -> None:
    (item,) = reading_of(Letter(items=(Item(imr=paragraph),))).items
    assert item["imr_guideline.text"].value == paragraph
    assert item["imr_guideline.basis"].value == basis
    assert item["imr_guideline.citations"].value == [{"source": kind, "text": text} for kind, text in citations]


def test_a_guideline_paragraph_goes_on_over_a_page_end() -> None:
    text = Letter().text().replace("Complaints 2004, Section(s)", "Complaints\n\f2004, Section(s)")
    (item,) = reading_of(text).items
    assert item["imr_guideline.text"].value == Item.imr


# --- rationale and conclusion ----------------------------------------------------------------------------------------

TAPER = (
    "This medical necessity decision should not be interpreted as a recommendation to stop opioids abruptly. The "
    "physician is advised to consult other guidelines, if necessary, on the most appropriate method for weaning."
)


@pytest.mark.parametrize(
    ("rationale", "conclusion"),
    [
        ("As such, the request is not medically necessary.", "not_necessary"),
        ("Therefore the request is considered medically necessary at this time.", "necessary"),
        ("The request was notmedically necessary and appropriate.", "not_necessary"),
        ("The brace is not seen as medically necessary.", "not_necessary"),
        ("An MRI is not a medical necessity.", "not_necessary"),
        ("The request does not appear medically necessary.", "not_necessary"),
        ("The request is not indicated as medically necessary.", "not_necessary"),
        ("This cannot be considered medically necessary.", "not_necessary"),
        ("Hence, the medical necessity of this request is not established.", "not_necessary"),
        ("As such the request is not necessary.", "not_necessary"),
        (f"The request is not medically necessary. {TAPER}", "not_necessary"),
        ("As the requested surgical intervention is not medically necessary, neither is the sling medically necessary.",
         "not_necessary"),
        ("Imaging is medically necessary when red flags are seen. None is. The request is not medically necessary.",
         "not_necessary"),
        ("The guideline speaks of stretching.", None),
    ],
)  # fmt: skip
def test_the_conclusion_is_read_wherever_it_stands(rationale: str, conclusion: str | None) -> None:
    (item,) = headed("Brace", rationale).items
    assert (item["conclusion"].value, item["rationale"].value) == (conclusion, rationale)


def test_the_case_s_outcome_follows_from_its_items() -> None:
    upheld, overturned = Item(), Item(outcome="Overturned")
    outcomes = [(upheld,), (overturned, overturned), (upheld, overturned)]
    assert [reading_of(Letter(items=items)).fields["case.outcome"].value for items in outcomes] == [
        "upheld",
        "overturned",
        "partially_overturned",
    ]


@pytest.mark.parametrize("outcome", ["Upheld", "Overturned"])
def test_an_outcome_is_what_stands_after_the_heading(outcome: str) -> None:
    assert reading_of(Letter(items=(Item(outcome=outcome),))).items[0]["outcome"].value == outcome.casefold()


# --- bytes that show nothing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "stands"),
    [
        ("cervical\u00ad strain", "cervical strain"),
        ("cer\u00advical strain", "cervical strain"),
        ("\u202acervical\u202c strain", "cervical strain"),
        ("cervical\u200b strain", "cervical strain"),
        ("cervical\x00 strain", "cervical strain"),
        ("cervical\r\nstrain", "cervical strain"),
        ("cervical\rstrain", "cervical strain"),
        ("cervical \ufb01ssure", "cervical fissure"),
    ],
)
def test_characters_that_show_nothing_are_in_no_value(written: str, stands: str) -> None:
    source = source_of(Letter().text().replace("with cervical strain", f"with {written} and strain of the neck"))
    found = parsing.read(source).fields["summary.diagnoses"]
    assert isinstance(found.value, list)
    if "strain" in stands:
        assert found.value[0] == stands
    assert " ".join(source.text[found.spans[0].start : found.spans[0].end].split()) == found.value[0]
    assert stands in " ".join(source.text.split())
