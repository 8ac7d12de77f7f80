"""Small letters of our own making, for tests that need one whose words they know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from imr_desktop.model import Found, Reading, Source, Span
from imr_desktop.source import read
from imr_desktop.workspace import Workspace

HEADER = """\
Case Number: CM17-9912345
Date Assigned: 01/19/2017 Date of Injury: 10/31/2016
Decision Date: 02/16/2017 UR Denial Date: 01/13/2017
Priority: Standard Application 01/17/2017
Received:

"""

TEXT = (
    HEADER
    + """\
HOW THE IMR FINAL DETERMINATION WAS MADE
MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no
affiliation with the employer, employee, providers or the claims administrator. He/she has been
in active clinical practice for more than five years and is currently working at least 24 hours a
week in active practice.
The Expert Reviewer has the following credentials:
State(s) of Licensure: California
Certification(s)/Specialty: Orthopedic Surgery

CLINICAL CASE SUMMARY
The expert reviewer developed the following clinical case summary based on a review of the
case file, including all medical records:

The injured worker is a 52 year old female who sustained an industrial injury on 10-31-2016
when a crate slid off a trolley. She was diagnosed with cervical strain.

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

MRI of the cervical spine: Upheld

Claims Administrator guideline: Decision based on MTUS Neck and Upper Back Complaints 2004,
Section(s): Special Studies.

MAXIMUS guideline: Decision based on MTUS Neck and Upper Back Complaints 2004, Section(s):
Special Studies.

Decision rationale: No red flag was noted. The request is not medically necessary.

Physical therapy 2 times a week for 6 weeks: Overturned

Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its
decision.

MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s):
Physical Medicine.

Decision rationale: Active therapy is supported early on. The request is medically necessary.
"""
)


def text_letter(text: str = TEXT, name: str = "letter.txt") -> tuple[bytes, Source]:
    """A text letter's bytes, and what is read of them."""
    data = text.encode()
    return data, read(name, data)


def write_letter(folder: Path, name: str = "letter.txt", text: str = TEXT) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def reading_of(source: Source, parser: str = "1", age: int = 52, outcomes: tuple[str, ...] = ("upheld",)) -> Reading:
    """A reading made by hand, for tests of what is done with readings."""
    start = source.text.index("52")
    fields = {
        "letter.case_number": Found("CM17-9912345", "stated", 0.99, (), "header"),
        "letter.ur_denial_date": Found("2017-01-13", "stated", 0.99, (), "header"),
        "patient.age": Found(age, "stated", 0.9, (Span(start, start + 2),), "age"),
        "patient.sex": Found(None, "absent", 0.8, (), "sex"),
        "summary.diagnoses": Found(["cervical strain"], "stated", 0.8, (), "diagnoses"),
        "case.outcome": Found(None, "absent", 0.9, (), "derived"),
    }
    items = tuple(
        {"request": Found(f"Request {n}", "stated", 0.9), "outcome": Found(outcome, "stated", 0.99)}
        for n, outcome in enumerate(outcomes, 1)
    )
    return Reading(parser, "imr-determination-f", fields, items)


def fill(library: Path, count: int = 2) -> None:
    """A library with letters that differ in their case number, read by hand."""
    with Workspace.open(library, who="Robin Vale") as workspace:
        for number in range(count):
            case_number = f"CM17-99{number + 1:05}"
            data = TEXT.replace("CM17-9912345", case_number).encode()
            source = read(f"letter-{number + 1}.txt", data)
            reading = reading_of(source, outcomes=("upheld", "overturned"))
            found = replace(reading.fields["letter.case_number"], value=case_number)
            workspace.add(data, source, replace(reading, fields={**reading.fields, "letter.case_number": found}))
