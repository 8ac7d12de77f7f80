"""Letters of the forms A, B and C, composed as the forms are described; the people in them never lived."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from imr_desktop.model import Json

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

{issue}

CASE SUMMARY:
{told}

DOCUMENTS REVIEWED FOR DETERMINATION:
Progress notes of 4/2/2012 to 8/9/2013.

{grounds}

MEDICAL REVIEWER QUALIFICATIONS:
{doctor}
"""
A_ISSUE = """\
{title} AT DISPUTE:
{requests}"""
A_GUIDELINE = """\
MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL
REVIEWER AND WHY:
ACOEM, chapter 14, for it is the one on ankles."""
A_RATIONALE = """\
RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS{no}
MEDICALLY NECESSARY:
{reasons}"""

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
    return _form_a(A_ISSUE.format(title="ISSUE", requests=item.request), A_GUIDELINE, _rationale(item, item.reasons))


def form_a_numbered(*items: Request, own: bool) -> str:
    """A letter of form A whose requests are numbered below one heading; all have the first one's outcome.

    Each has its `own` numbered rationale, or one serves all.
    """
    issue = A_ISSUE.format(title="ISSUES", requests=_list([item.request for item in items]))
    reasons = _list([item.reasons for item in items]) if own else items[0].reasons
    return _form_a(issue, A_GUIDELINE, _rationale(items[0], reasons))


def form_a_by_rationale(*items: Request) -> str:
    """A letter of form A whose requests are numbered, each with a rationale's heading of its own, in their order."""
    issue = A_ISSUE.format(title="ISSUE", requests=_list([item.request for item in items]))
    return _form_a(issue, A_GUIDELINE, *(_rationale(item, item.reasons) for item in items))


def form_a_repeated(*items: Request) -> str:
    """A letter of form A that prints the sections anew for each request."""
    first, *others = items
    again = [
        part
        for item in others
        for part in (
            A_ISSUE.format(title="ISSUE", requests=item.request),
            A_GUIDELINE,
            _rationale(item, item.reasons),
        )
    ]
    issue = A_ISSUE.format(title="ISSUE", requests=first.request)
    return _form_a(issue, A_GUIDELINE, _rationale(first, first.reasons), *again)


def _form_a(issue: str, *grounds: str) -> str:
    return A.format(issue=issue, told=TOLD, grounds="\n\n".join(grounds), doctor=DOCTOR)


def _rationale(item: Request, reasons: str) -> str:
    return A_RATIONALE.format(no="" if item.granted else " NOT", reasons=reasons)


def _list(texts: list[str]) -> str:
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))


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


# --- letters by chance, with what they say ----------------------------------------------------------------------------

_REQUESTS = (
    "MRI of the left ankle",
    "Physical therapy 2 times a week for 3 weeks, left ankle",
    "Norco 10/325mg #60",
    "1 internal medicine consultation that is medically necessary and appropriate for clearance",
    "an unknown prescription of Ambien",
    "Labs to include: CBC, CMP",
    "purchase of a brace (not a rental)",
)
_HEADERS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "a": {},
    "b": {
        "letter.ur_denial_date": ("Date of UR Decision: 8/13/2013\n", "2013-08-13"),
        "letter.date_of_injury": ("Date of Injury: 3/14/2012\n", "2012-03-14"),
        "letter.application_received": ("IMR Application Received: 8/20/2013\n", "2013-08-20"),
        "letter.case_number": ("MAXIMUS Case Number: CM13-9900456\n", "CM13-9900456"),
    },
    "c": {
        "letter.case_number": ("IMR Case Number: CM13-9900789 ", "CM13-9900789"),
        "letter.ur_denial_date": ("UR Denial Date: 11/20/2013 ", "2013-11-20"),
        "letter.application_received": ("Application Received: 12/4/2013\n", "2013-12-04"),
    },
}
_LABELLED = ("case_number", "date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "priority")


@dataclass(frozen=True)
class Composed:
    """A letter's text, with what it says of fields of the letter and of its items' outcomes and UR guidelines."""

    text: str
    fields: Mapping[str, Json]
    items: tuple[Mapping[str, Json], ...]


def by_chance(chance: random.Random) -> Composed:
    """A letter of form A, B or C with some labels missing, words fused, and lines that end anywhere."""
    form = chance.choice("abc")
    items = tuple(Request(request, chance.random() < 0.4) for request in chance.sample(_REQUESTS, chance.randint(1, 4)))
    makers: dict[str, Callable[..., str]] = {
        "a": chance.choice((form_a_by_rationale, form_a_repeated)),
        "b": form_b,
        "c": form_c,
    }
    text = makers[form](*items)
    fields: dict[str, Json] = {f"letter.{name}": None for name in (*_LABELLED, "application_received")}
    fields |= {"b": {"letter.decision_date": "2013-09-26"}, "c": {"letter.date_of_injury": "2012-03-14"}}.get(form, {})
    fields |= {"letter.priority": "standard"} if form == "c" else {}
    for key, (printed, value) in _HEADERS[form].items():
        kept = chance.random() < 0.7
        text = text if kept else text.replace(printed, "", 1)
        fields[key] = value if kept else None
    if chance.random() < 0.3:
        text = text.replace("not medically", "notmedically")
    outcomes = {item.granted for item in items}
    fields["case.outcome"] = (
        "partially_overturned" if len(outcomes) > 1 else "overturned" if True in outcomes else "upheld"
    )
    ur: dict[str, Json] = dict.fromkeys([f"ur_guideline.{part}" for part in ("basis", "citations", "text")])
    said = [{"outcome": "overturned" if item.granted else "upheld", **(ur if form == "a" else {})} for item in items]
    return Composed(_wrapped(text, chance.randint(50, 110)), fields, tuple(said))


def _wrapped(text: str, width: int) -> str:
    """The text with its long lines broken; headings in capitals, which stand on lines of their own, are left."""
    return "\n".join(
        line
        if re.match(r"[A-Z ():/]+$", line) or len(line) <= width
        else textwrap.fill(line, width, break_on_hyphens=False)
        for line in text.split("\n")
    )
