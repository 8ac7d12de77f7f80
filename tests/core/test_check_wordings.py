"""The same contradictions in other words: what letters by several hands call a thing, no check may depend on."""

from __future__ import annotations

from typing import Final

import pytest
from checking import Letter, evidence_of, found, of, says

from imr_desktop.model import Json

KNEE: Final[dict[str, Json]] = {
    "request": "MRI of the left knee",
    "parts": ["knee"],
    "side": "left",
    "category": "Diagnostic Testing",
}
SHOULDER: Final[dict[str, Json]] = {
    "request": "Physical therapy 2 times a week for 6 weeks, right shoulder",
    "parts": ["shoulder"],
    "side": "right",
    "category": "Rehabilitation",
}
NEEDLES: Final[dict[str, Json]] = {
    "original": "Acupuncture 12 visits",
    "authorized": "Acupuncture 6 visits",
    "request": "Acupuncture 6 visits",
    "category": "Rehabilitation",
}
NORCO: Final[dict[str, Json]] = {"request": "Norco 10/325mg #60", "category": "Pharmaceuticals"}
TENS: Final[dict[str, Json]] = {"request": "TENS unit purchase", "category": "DMEPOS"}


def about(item: dict[str, Json], rationale: str, **further: Json) -> dict[str, Json]:
    return {**item, "rationale": rationale, **further}


DECIDED: Final[tuple[tuple[str, dict[str, Json]], ...]] = (
    (
        "rationale-names-other-side",
        about(KNEE, "The left knee is sore. So the MRI of the right knee is not medically necessary."),
    ),
    (
        "rationale-names-other-side",
        about(KNEE, "This is a request for an MRI of the right knee. The left knee is swollen."),
    ),
    ("rationale-names-other-side", about(KNEE, "There is no red flag for the right knee.")),
    ("rationale-names-other-part", about(KNEE, "The request for MRI of the left ankle is not medically necessary.")),
    ("rationale-names-other-part", about(KNEE, "Medical necessity for an MRI of the lumbar spine is not established.")),
    ("rationale-names-other-part", about(SHOULDER, "Twelve visits for the elbow are within the guideline.")),
    ("rationale-names-other-part", about(SHOULDER, "Twelve visits for the left knee were the initial request.")),
    ("rationale-judges-other-service", about(KNEE, "The request for a CT scan is not medically necessary.")),
    ("rationale-judges-other-service", about(KNEE, "There is no indication for a CT scan of a sprain.")),
    (
        "rationale-judges-other-service",
        about(SHOULDER, "The request for chiropractic care is not medically necessary."),
    ),
    ("rationale-judges-other-service", about(TENS, "The interferential unit is not medically necessary.")),
    ("rationale-judges-other-drug", about(NORCO, "The request for Percocet 10/325mg #60 is not medically necessary.")),
    ("rationale-judges-other-drug", about(NORCO, "As such, the ongoing use of oxycodone is not supported.")),
    (
        "rationale-judges-other-drug",
        {"request": "Soma 350mg #30", "rationale": "The request for Flexeril 10mg is not medically necessary."},
    ),
    ("amount-not-in-heading", about(SHOULDER, "The request for 18 sessions is not medically necessary.")),
    ("amount-not-in-heading", about(SHOULDER, "The proposed 24 visits exceed the guideline.")),
    ("amount-not-in-heading", about(SHOULDER, "Twenty-four more sessions go far over the guideline.")),
    ("amount-not-in-heading", about(SHOULDER, "Eighteen sessions are more than the guideline recommends.")),
    ("amount-not-in-heading", about(SHOULDER, "The request for physical therapy x 18 is not medically necessary.")),
    ("amount-not-in-heading", about(NORCO, "The request for Norco 10/325mg #120 is not medically necessary.")),
    ("rate-not-in-heading", about(SHOULDER, "Therapy 2 times a week for 8 weeks is not medically necessary.")),
    ("rate-not-in-heading", about(SHOULDER, "The request for therapy 3 times a week is not medically necessary.")),
    ("remainder-judged-as-whole", about(NEEDLES, "The twelve visits first asked for go beyond a trial.")),
    ("remainder-judged-as-whole", about(NEEDLES, "A course of 12 acupuncture treatments is requested.")),
    ("remainder-judged-as-whole", about(NEEDLES, "As such, acupuncture x 12 is not medically necessary.")),
    ("strength-differs", about(NORCO, "Norco 5/325 mg four times a day is requested.")),
    ("strength-differs", about(NORCO, "With regard to the request for Norco 7.5/325mg, the MTUS asks for more.")),
    ("rationale-decides-other-way", about(TENS, "Rental of the TENS unit is not medically necessary.")),
    (
        "rationale-decides-other-way",
        {"request": "L4-5 epidural", "rationale": "The request for the L5-S1 epidural is not medically necessary."},
    ),
    ("reasons-against-outcome", about(KNEE, "All criteria for the study are met.", outcome="upheld")),
    ("reasons-against-outcome", about(KNEE, "The criteria are all satisfied.", outcome="upheld")),
)
"""A rule, and an item whose rationale decides on something else than its heading."""

TOLD: Final[tuple[tuple[str, Letter], ...]] = (
    (
        "absence-contradicted",
        of("He had physical therapy and ibuprofen.", says("Conservative care has not been tried.")),
    ),
    ("absence-contradicted", of("She wore a brace.", says("Nothing in the file shows conservative care."))),
    ("absence-contradicted", of("X-rays of 5-5-16 were negative.", says("Plain films have not been obtained."))),
    ("absence-contradicted", of("She does home exercise daily.", says("She is not doing a home exercise program."))),
    ("absence-contradicted", of("A pain contract is on file.", says("The chart is silent on an opioid agreement."))),
    ("absence-contradicted", of("An FCE was done in June.", says("No functional capacity evaluation has been done."))),
    ("absence-contradicted", of("UR denied it for want of x-rays. X-rays were taken in May.", KNEE)),
    (
        "absence-contradicted",
        of(
            "Pain.",
            says("There is no documentation of physical therapy."),
            says("The patient has had physical therapy."),
        ),
    ),
    (
        "treatment-called-untried",
        of(
            "He had acupuncture.",
            says("He has yet to try needles. He never had acupuncture."),
            treatments=["acupuncture"],
        ),
    ),
    ("treatment-called-untried", of("She takes gabapentin.", says("There is no record that gabapentin was tried."))),
    (
        "treatment-called-untried",
        of("She did aquatic therapy.", says("No trial of aquatic therapy is told."), treatments=["aquatic therapy"]),
    ),
    (
        "benefit-denied-and-told",
        of("Medications reduce pain to 4/10.", about(NORCO, "It does not document pain relief.")),
    ),
    (
        "benefit-denied-and-told",
        of("Physical therapy helped her.", about(SHOULDER, "There is no evidence of benefit.")),
    ),
    ("presence-contradicted", of("There is no swelling.", says("On exam the worker has swelling of the knee."))),
    ("presence-contradicted", of("He has no leg symptoms.", says("In this case the pain goes into both legs."))),
    ("presence-contradicted", of("She has no leg symptoms. UR said that her radicular pain rules it out.", KNEE)),
    ("sign-told-otherwise", of("Positive Spurling's on the right.", says("Spurling's test was negative."))),
    ("sign-told-otherwise", of("McMurray is +.", says("The exam shows no positive McMurray test."))),
    (
        "count-told-otherwise",
        of("Knee pain.", says("She has had 12 visits of physical therapy. She has completed 24 visits.")),
    ),
    ("treatment-only-in-rationale", of("Knee pain.", says("The patient has tried acupuncture without relief."))),
    ("drug-only-in-rationale", of("Uses Motrin.", says("The worker has failed gabapentin and Lyrica."))),
    ("study-read-otherwise", of("X-rays were negative.", says("Plain x-rays of the hip revealed a fracture."))),
    ("condition-only-in-rationale", of("Knee pain.", says("The worker smokes a pack a day."))),
    ("study-only-in-rationale", of("Knee pain.", says("The worker had a lumbar fusion in 2009."))),
    ("study-only-in-rationale", of("Knee pain.", says("A previous arthroscopy gave no relief."))),
    ("sex-against-pronoun", of("Knee pain.", says("This 45 year old woman has pain."), sex="male")),
    ("sex-against-pronoun", of("Knee pain.", says("The records show that she has pain."), sex="male")),
    ("sex-against-pronoun", of("There is pain. His gait is antalgic.", sex="female")),
    ("ages-disagree", of("A man of 45.", says("The patient is 62 and has arthritis."), age=45)),
    ("ages-disagree", of("A 45 year old male. The 54 year old patient limps.", age=45)),
    ("impossible-date", of("Seen on 6/31/2016.", decided="2016-09-01")),
    ("impossible-date", of("Seen in June.", says("The patient was seen on 5-6-2061."), decided="2016-09-01")),
    ("birth-against-age", of("Born on 5-6-1960. Date of birth: 5-6-1962.", age=55, decided="2016-09-01")),
    ("version-yet-to-come", of("", {**KNEE, "imr": "other: ODG Knee 2018"}, decided="2016-11-01")),
    (
        "reasons-without-citation",
        of("UR refused the MRI as no need was shown.", {**KNEE, "ur_basis": "none", "ur_guideline.text": "None."}),
    ),
    (
        "rationale-names-side-untold",
        of("Right knee pain, as in May, both as in June.", says("The left knee is swollen.")),
    ),
)
"""A rule, and a letter of which two places do not go together."""


@pytest.mark.parametrize(("rule", "item"), DECIDED, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(DECIDED)])
def test_a_rationale_that_decides_on_something_else_is_noticed(rule: str, item: dict[str, Json]) -> None:
    assert found(evidence_of(of("Left knee and right shoulder pain.", item)), rule)


@pytest.mark.parametrize(("rule", "one"), TOLD, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(TOLD)])
def test_a_contradiction_is_noticed_whatever_its_words(rule: str, one: Letter) -> None:
    assert found(evidence_of(one), rule)
