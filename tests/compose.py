"""Letters composed from the forms' own grammar, for tests that know what a letter says because they wrote it.

The people in them never lived.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from imr_desktop import parsing
from imr_desktop.model import Reading, Source
from imr_desktop.source import read

HOW = """\
MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no affiliation with the \
employer, employee, providers or the claims administrator. {prose}He/she has been in active clinical practice for \
more than five years and is currently working at least 24 hours a week in active practice. The expert reviewer was \
selected based on his/her clinical experience, education, background, and expertise in the same or similar \
specialties that evaluate and/or treat the medical condition and disputed items/Service. He/she is familiar with \
governing laws and regulations, including the strength of evidence hierarchy that applies to Independent Medical \
Review determinations."""

SUMMARY_LEAD = (
    "The expert reviewer developed the following clinical case summary based on a review of the case file, including "
    "all medical records:"
)
ISSUES_LEAD = "The Final Determination was based on decisions for the disputed items/services set forth below:"


@dataclass(frozen=True)
class Item:
    """One disputed item as printed: `heading` is everything before the outcome's colon."""

    heading: str = "MRI of the lumbar spine"
    outcome: str = "Upheld"
    ur: str = "The Claims Administrator did not cite any medical evidence for its decision."
    imr: str = "Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies."
    rationale: str = "No red flag is documented. The request is not medically necessary."

    def paragraphs(self) -> list[str]:
        return [
            f"{self.heading}: {self.outcome}",
            f"Claims Administrator guideline: {self.ur}",
            f"MAXIMUS guideline: {self.imr}",
            f"Decision rationale: {self.rationale}",
        ]


@dataclass(frozen=True)
class Letter:
    """A letter of form D (`prose` given), E (neither `prose` nor `header`) or F."""

    header: tuple[str, ...] = (
        "Case Number: CM17-9900123",
        "Date Assigned: 01/19/2017 Date of Injury: 10/31/2016",
        "Decision Date: 02/16/2017 UR Denial Date: 01/13/2017",
        "Priority: Standard Application 01/17/2017",
        "Received:",
    )
    credentials: tuple[str, ...] = (
        "The Expert Reviewer has the following credentials:",
        "State(s) of Licensure: Nevada, Ohio",
        "Certification(s)/Specialty: Internal Medicine, Pain Management",
    )
    prose: str = ""
    summary: tuple[str, ...] = (
        "The injured worker is a 52 year old female who sustained an industrial injury on 10-31-2016.",
        "She was diagnosed with cervical strain.",
    )
    items: tuple[Item, ...] = field(default=(Item(),))

    def paragraphs(self) -> list[str]:
        """The letter's paragraphs; lines of one paragraph are parted by a line's end."""
        printed = [
            "\n".join(self.header),
            "HOW THE IMR FINAL DETERMINATION WAS MADE",
            HOW.format(prose=f"{self.prose} " if self.prose else ""),
            "" if self.prose else "\n".join(self.credentials),
            "CLINICAL CASE SUMMARY",
            SUMMARY_LEAD,
            *self.summary,
            "IMR ISSUES, DECISIONS AND RATIONALES",
            ISSUES_LEAD,
            *(paragraph for item in self.items for paragraph in item.paragraphs()),
        ]
        return [paragraph for paragraph in printed if paragraph]

    def text(self) -> str:
        return "\n\n".join(self.paragraphs()) + "\n"


def source_of(text: str, name: str = "letter.txt") -> Source:
    return read(name, text.encode())


def reading_of(letter: Letter | str) -> Reading:
    """What is read of a letter, or of a text."""
    return parsing.read(source_of(letter if isinstance(letter, str) else letter.text()))


def summarised(*sentences: str) -> Reading:
    """What is read of a letter whose summary is these sentences."""
    return reading_of(Letter(summary=(" ".join(sentences),)))


def headed(heading: str, rationale: str = Item.rationale) -> Reading:
    """What is read of a letter whose one item has this heading."""
    return reading_of(Letter(items=(Item(heading=heading, rationale=rationale),)))
