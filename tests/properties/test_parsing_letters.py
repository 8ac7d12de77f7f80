"""Letters composed from the forms' grammar read back to what they were composed of, wherever lines and pages end."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from compose import Item, Letter, source_of
from earlier import TOLD, Request, form_a, form_b, form_c
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_desktop import parsing
from imr_desktop.model import Json

REQUESTS = [
    "MRI (magnetic resonance imaging) of the left shoulder, 1.5 Tesla",
    "Labs to include: CBC, CMP and a hepatic panel",
    "Retrospective urine drug screen (DOS: 11/14/16)",
    "Associated surgical service: Cold therapy unit, 7 day rental, QTY: 1",
    "Physical therapy 2-3 times a week for 6 weeks (12 sessions), right knee",
    "Flurbiprofen 10%/Lidocaine 5% cream, 180gm #1 tube; with 2 refills",
    "Follow-up visits with Dr. Quill x 3",
]
HANDS = (
    "Decision based on MTUS Forearm, Wrist, and Hand Complaints 2004, Section(s): Special Studies, Summary, and "
    "Chronic Pain Medical Treatment 2016. Decision based on Non-MTUS Citation Official Disability Guidelines "
    "(ODG), Carpal Tunnel Syndrome (Acute & Chronic), MRI's."
)
GUIDELINES: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("The Claims Administrator did not cite any medical evidence for its decision.", "none", []),
    ("Decision based on MTUS Acupuncture Treatment 2007.", "mtus", [("mtus", "Acupuncture Treatment 2007")]),
    (
        HANDS,
        "both",
        [
            ("mtus", "Forearm, Wrist, and Hand Complaints 2004, Section(s): Special Studies, Summary"),
            ("mtus", "Chronic Pain Medical Treatment 2016"),
            ("non_mtus", "Official Disability Guidelines (ODG), Carpal Tunnel Syndrome (Acute & Chronic), MRI's"),
        ],
    ),
]
SENTENCES = [
    "The records, which are few, speak of a painful arc: nothing else is said.",
    "Strength was 5 out of 5 at C7-8 and pain 5-10/10 with 320.5/30/16mg a day.",
    "Nobody disputes that earlier care was Upheld or Overturned by others.",
]
STATES = ["California", "New York", "Texas", "Ohio", "District of Columbia"]
SPECIALTIES = ["Family Practice", "Physical Medicine & Rehabilitation", "Preventive Medicine", "Orthopedic Surgery"]
FORMATS = [
    "%m/%d/%Y",
    "%m-%d-%Y",
    "%m-%d-%y",
    "%B %d, %Y",
    "%m/%d/%y",
    "%m/%d/ %Y",
    "%b %d, %Y",
    "%B %dth, %Y",
    "%m.%d.%Y",
]

days = st.dates(datetime.date(1995, 1, 1), datetime.date(2019, 12, 31))
prose = st.lists(st.sampled_from(SENTENCES), min_size=0, max_size=2).map(" ".join)


@dataclass(frozen=True)
class Said:
    """What an item says, beside the item as printed."""

    item: Item
    request: str
    original: str | None
    basis: str
    citations: list[Json]
    conclusion: str


@st.composite
def said(draw: st.DrawFn) -> Said:
    request, original = draw(st.sampled_from(REQUESTS)), draw(st.none() | st.sampled_from(REQUESTS))
    heading = request
    if original:
        heading = (
            f"{original} was the original request. Half of it was authorized by the Claims Administrator. "
            f"The remaining IMR eligible portion of the original request, {request} is"
        )
    outcome = draw(st.sampled_from(["Upheld", "Overturned"]))
    paragraph, basis, citations = draw(st.sampled_from(GUIDELINES))
    granted = "" if outcome == "Overturned" else "not "
    rationale = f"{draw(prose)} Therefore, the request is {granted}medically necessary.".strip()
    return Said(
        Item(heading, outcome, paragraph, paragraph, rationale),
        request,
        original,
        basis,
        [{"source": kind, "text": text} for kind, text in citations],
        "necessary" if outcome == "Overturned" else "not_necessary",
    )


@st.composite
def laid_out(draw: st.DrawFn, paragraphs: list[str]) -> str:
    """The paragraphs as text, lines and pages ending after any word; a page may end between paragraphs, too."""
    printed = []
    for paragraph in paragraphs:
        words = paragraph.split(" ")
        ends = draw(st.dictionaries(st.integers(0, len(words)), st.sampled_from(["\n", "\n", "\n\f"]), max_size=4))
        printed.append("".join(word + (ends.get(n, " ") if n + 1 < len(words) else "") for n, word in enumerate(words)))
    gaps = draw(st.lists(st.sampled_from(["\n\n", "\n\n", "\n\f"]), min_size=len(printed), max_size=len(printed)))
    return "".join(paragraph + gap for paragraph, gap in zip(printed, gaps, strict=True))


@st.composite
def composed(draw: st.DrawFn) -> tuple[Letter, list[Said], dict[str, Json], str]:
    items = draw(st.lists(said(), min_size=1, max_size=4))
    injured, reviewed = draw(days), draw(days)
    injury, review = (day.strftime(draw(st.sampled_from(FORMATS))) for day in (injured, reviewed))
    age, sex = draw(st.integers(18, 90)), draw(st.sampled_from(["male", "female"]))
    states = draw(st.lists(st.sampled_from(STATES), min_size=1, max_size=3, unique=True))
    specialties = draw(st.lists(st.sampled_from(SPECIALTIES), min_size=1, max_size=2, unique=True))
    letter = Letter(
        credentials=(
            "The Expert Reviewer has the following credentials:",
            f"State(s) of Licensure: {', '.join(states)}",
            f"Certification(s)/Specialty: {', '.join(specialties)}",
        ),
        summary=(
            f"The injured worker is a {age} year old {sex} who sustained an industrial injury on {injury}.",
            draw(prose),
            f"On {review} utilization review non-certified the requests.",
        ),
        items=tuple(each.item for each in items),
    )
    stated: dict[str, Json] = {
        "letter.case_number": "CM17-9900123",
        "letter.application_received": "2017-01-17",
        "reviewer.licensure_states": [*states],
        "reviewer.specialties": [*specialties],
        "patient.age": age,
        "patient.sex": sex,
        "summary.date_of_injury": injured.isoformat(),
        "summary.ur_decision_date": reviewed.isoformat(),
    }
    return letter, items, stated, draw(laid_out(letter.paragraphs()))


@settings(max_examples=150, deadline=None)
@given(composed())
def test_a_composed_letter_reads_back_to_what_it_was_composed_of(
    given_letter: tuple[Letter, list[Said], dict[str, Json], str],
) -> None:
    _, items, stated, text = given_letter
    source = source_of(text)
    reading = parsing.read(source)
    assert {key: reading.fields[key].value for key in stated} == stated
    assert [_said(item) for item in reading.items] == [
        (
            each.request,
            each.original,
            each.item.outcome.casefold(),
            *2 * (each.basis, each.citations),
            each.conclusion,
            each.item.rationale,
        )
        for each in items
    ]
    for fields in (reading.fields, *reading.items):
        for found in fields.values():
            assert all(source.text[span.start : span.end].strip() for span in found.spans)


def calibration_error(marks: list[tuple[float, bool]]) -> float:
    """How far confidence and truth lie apart, over tenths of confidence, weighted by how many values fall in each."""
    tenths: dict[float, list[bool]] = {}
    for confidence, right in marks:
        tenths.setdefault(round(confidence, 1), []).append(right)
    return sum(abs(tenth * len(rights) - sum(rights)) for tenth, rights in tenths.items()) / len(marks)


def test_the_error_of_a_calibration_is_counted_by_tenths() -> None:
    assert calibration_error([(0.9, True)] * 9 + [(0.9, False)]) < 1e-9
    assert round(calibration_error([(0.9, False)] * 5 + [(1.0, True)] * 5), 3) == 0.45


@settings(max_examples=10, deadline=None)
@given(st.lists(composed(), min_size=4, max_size=8))
def test_the_confidence_in_what_is_read_of_composed_letters_is_calibrated(
    letters: list[tuple[Letter, list[Said], dict[str, Json], str]],
) -> None:
    marks: list[tuple[float, bool]] = []
    for _, items, stated, text in letters:
        reading = parsing.read(source_of(text))
        marks += [
            (found.confidence, found.value == stated[key]) for key, found in reading.fields.items() if key in stated
        ]
        for item, each in zip(reading.items, items, strict=True):
            wanted = {"request": each.request, "conclusion": each.conclusion, "rationale": each.item.rationale}
            marks += [(item[key].confidence, item[key].value == value) for key, value in wanted.items()]
    assert calibration_error(marks) <= 0.05


def _said(item: object) -> tuple[Json, ...]:
    assert isinstance(item, dict)
    keys = "request original_request outcome ur_guideline.basis ur_guideline.citations".split()
    keys += "imr_guideline.basis imr_guideline.citations conclusion rationale".split()
    return tuple(item[key].value for key in keys)


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n\f\t"),
        max_size=400,
    )
)
def test_any_text_at_all_is_read_without_an_exception(noise: str) -> None:
    letter = Letter(summary=(noise,), items=(replace(Item(), rationale=noise), replace(Item(), heading=noise)))
    for text in (noise, letter.text()):
        source = source_of(text)
        for fields in ((reading := parsing.read(source)).fields, *reading.items):
            for found in fields.values():
                assert all(0 <= span.start < span.end <= len(source.text) for span in found.spans)


# --- forms A, B and C ------------------------------------------------------------------------------------------------

requested = st.builds(
    Request,
    st.sampled_from(
        ["MRI of the left ankle", "Labs: CBC, CMP", "Norco 10/325mg #60, one refill", "TENS unit; 1 month"]
    ),
    st.booleans(),
    st.sampled_from(["The notes tell of no red flag.", "Nothing, it seems, was tried: no brace and no therapy."]),
)


@st.composite
def earlier(draw: st.DrawFn) -> tuple[str, list[Request], str]:
    form = draw(st.sampled_from("abc"))
    items = draw(st.lists(requested, min_size=1, max_size=1 if form == "a" else 4))
    letter = form_a(items[0]) if form == "a" else (form_b if form == "b" else form_c)(*items)
    return form, items, draw(wrapped(letter))


@st.composite
def wrapped(draw: st.DrawFn, text: str) -> str:
    """The letter with some of its blanks made ends of lines or pages, also within headings and labels."""
    blanks = [n for n, letter in enumerate(text) if letter == " "]
    ends = draw(st.dictionaries(st.sampled_from(blanks), st.sampled_from(["\n", "\n\f"]), max_size=30))
    return "".join(ends.get(n, letter) for n, letter in enumerate(text))


@settings(max_examples=100, deadline=None)
@given(earlier())
def test_a_letter_of_an_earlier_form_reads_back_wherever_it_wraps(letter: tuple[str, list[Request], str]) -> None:
    form, items, text = letter
    reading = parsing.read(source_of(text))
    assert reading.form == f"imr-determination-{form}"
    assert [(item["request"].value, item["outcome"].value, item["rationale"].value) for item in reading.items] == [
        (each.request, "overturned" if each.granted else "upheld", each.reasons) for each in items
    ]
    assert reading.fields["summary.text"].value == TOLD
    assert reading.fields["reviewer.licensure_states"].value == ["Ohio", "New York"]
    assert reading.flags == ()
