"""Letters of the forms A, B and C, composed as the forms are described; the people in them never lived."""

from __future__ import annotations

from dataclasses import dataclass

DOCTOR = (
    "The physician reviewer has no affiliation with the employer, employee, providers or the claims administrator. "
    "The physician reviewer is Board Certified in Preventive Medicine, has a subspecialty in Pain Medicine and is "
    "licensed to practice in Ohio and New York. He/she has been in active clinical practice for more than five years "
    "and is currently working at least 24 hours a week in active practice."
)
TOLD = (
    "The patient is a 41-year-old female who sustained an industrial injury on 3/14/2012 when she slipped on a ramp. "
    "She was diagnosed with ankle sprain. Treatment to date has included physical therapy and naproxen."
)


@dataclass(frozen=True)
class Request:
    """One request with its outcome and the reason."""

    request: str = "MRI of the left ankle"
    granted: bool = False
    rationale: str = "The notes tell of no sign of instability."

    @property
    def sentence(self) -> str:
        """The sentence that decides it, without its full stop."""
        return f"the request for {self.request} is {'' if self.granted else 'not '}medically necessary and appropriate"

    @property
    def reasons(self) -> str:
        return f"{self.rationale} The request is {'' if self.granted else 'not '}medically necessary."


A = """\
MEDICAL PROFESSIONAL REVIEWER DETERMINATION

ISSUE AT DISPUTE:
{request}

CASE SUMMARY:
{told}

DOCUMENTS REVIEWED FOR DETERMINATION:
Progress notes of 4/2/2012 to 8/9/2013.

MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL
REVIEWER AND WHY:
ACOEM, chapter 14, for it is the one on ankles.

RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS{no}
MEDICALLY NECESSARY:
{reasons}

MEDICAL REVIEWER QUALIFICATIONS:
{doctor}
"""

B = """\
MAXIMUS FEDERAL SERVICES, INC.

Notice of Independent Medical Review Determination

Dated: 9/26/2013

Employee: (redacted)
Claim Number: 0098765
Date of UR Decision: 8/13/2013
Date of Injury: 3/14/2012
IMR Application Received: 8/20/2013
MAXIMUS Case Number: CM13-9900456

{decided}

INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE

An application for Independent Medical Review was filed on 8/20/2013 disputing the Utilization Review Denial dated \
8/13/2013. A decision has been made for each of the treatments in dispute. It was assigned on 9/3/2013.

Medical Qualifications of the Expert Reviewer:
{doctor}

Case Summary:
Disclaimer: The following case summary was taken directly from the utilization review denial dated August 13, 2013:
{told}

{grounds}

Sincerely,
The Medical Director
"""
B_GROUNDS = """\
{sentence}

The Claims Administrator based its decision on chapter 14.

The Expert Reviewer found nothing else to apply.

Rationale for the Decision:
{reasons}"""

C = """\
MAXIMUS FEDERAL SERVICES, INC.
Independent Medical Review

IMR Case Number: CM13-9900789 Date of Injury: 3/14/2012
UR Denial Date: 11/20/2013 Priority: Standard
Application Received: 12/4/2013

HOW THE IMR FINAL DETERMINATION WAS MADE

{doctor}

DOCUMENTS REVIEWED

Progress notes of 4/2/2012 to 8/9/2013.

CLINICAL CASE SUMMARY

The expert reviewer developed the following clinical case summary based on a review of the case file, including all \
medical records:

{told}

IMR DECISION(S) AND RATIONALE(S)

The Final Determination was based on decisions for the disputed items/services set forth below:

{grounds}
"""
C_GROUNDS = """\
{sentence}

Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its decision.

MAXIMUS guideline: Decision based on MTUS Ankle and Foot Complaints.

Decision rationale: {reasons}"""


def form_a(item: Request) -> str:
    """A letter of form A."""
    no = "" if item.granted else " NOT"
    return A.format(request=item.request, told=TOLD, no=no, reasons=item.reasons, doctor=DOCTOR)


def form_b(*items: Request) -> str:
    """A letter of form B."""
    said = [f"{n}) MAXIMUS Federal Services, Inc. has determined {item.sentence}." for n, item in enumerate(items, 1)]
    return B.format(decided="\n\n".join(said), grounds=_grounds(B_GROUNDS, said, items), doctor=DOCTOR, told=TOLD)


def form_c(*items: Request) -> str:
    """A letter of form C."""
    said = [f"{n}. T{item.sentence[1:]}." for n, item in enumerate(items, 1)]
    return C.format(grounds=_grounds(C_GROUNDS, said, items), doctor=DOCTOR, told=TOLD)


def _grounds(template: str, said: list[str], items: tuple[Request, ...]) -> str:
    pairs = zip(said, items, strict=True)
    return "\n\n".join(template.format(sentence=sentence, reasons=item.reasons) for sentence, item in pairs)
