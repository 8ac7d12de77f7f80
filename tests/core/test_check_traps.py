"""Sentences that look like what a check is for and are not, as letters have them, and no check falls for.

Family and past history, other people's ages and illnesses, what a guideline or a study says, what is planned or denied,
and what is asserted of another part, side, person or time.
"""

from __future__ import annotations

from typing import Final

import pytest
from checking import Letter, evidence_of, found, letter, of, says

from imr_desktop.checklist.checks import findings
from imr_desktop.model import Json

CLAIM: Final[dict[str, Json]] = {"injury": "2016-03-01", "denied": "2016-06-01", "decided": "2016-08-01"}
PT: Final[dict[str, Json]] = {"request": "Physical therapy 6 visits", "category": "Rehabilitation"}
MRI: Final[dict[str, Json]] = {"request": "MRI of the left knee", "parts": ["knee"], "side": "left"}
REST: Final[dict[str, Json]] = {
    "original": "Chiropractic 12 visits",
    "authorized": "Chiropractic 6 visits",
    "request": "Chiropractic 4 visits",
}

DRUG: Final[dict[str, Json]] = {"request": "Norco 10/325mg #60", "category": "Pharmaceuticals"}
ANCILLARY: Final[dict[str, Json]] = {
    "request": "Cold pack",
    "rationale": "As the requested surgery is not medically necessary, this is not either.",
}

TRAPS: Final[tuple[tuple[str, Letter], ...]] = (
    ("absence-contradicted", of("MRI of 7-8-16 showed an effusion.", says("The visit of 10-21-16 had no effusion."))),
    ("absence-contradicted", of("She takes Celebrex.", says("There is no dyspepsia secondary to NSAID use."))),
    ("absence-contradicted", of("He had an injection.", says("The outcome of the injection was not recorded."))),
    ("treatment-called-untried", of("She takes naproxen.", says("No response to naproxen is told."))),
    (
        "treatment-called-untried",
        of("An MRI of 2012 is told.", says("No recent MRI was done."), treatments=["MRI of 2012"]),
    ),
    ("treatment-called-untried", of("Gabapentin is planned.", says("No trial of gabapentin is told."))),
    ("benefit-denied-and-told", of("Norco gave relief.", {**DRUG, "rationale": "No number was put to the relief."})),
    ("benefit-denied-and-told", of("Norco helps somewhat.", {**DRUG, "rationale": "No pain relief is told."})),
    ("evidence-after-review", of("She was placed off of work through 6-16-16.", **CLAIM)),
    ("benefit-denied-and-told", of("The block gave relief.", {**DRUG, "rationale": "No pain relief is told."})),
    ("benefit-denied-and-told", of("Norco gave little relief.", {**DRUG, "rationale": "No pain relief is told."})),
    (
        "benefit-denied-and-told",
        of("Norco gave 60% relief.", {**DRUG, "rationale": "No functional improvement is told."}),
    ),
    ("presence-contradicted", of("She denies numbness.", says("UR asked whether the worker has numbness."))),
    ("presence-contradicted", of("No swelling of the left knee.", says("The worker has swelling of the right knee."))),
    (
        "presence-contradicted",
        of("She denied nausea in May. In June she had dyspepsia.", says("The worker has dyspepsia.")),
    ),
    (
        "amount-not-in-heading",
        of("", {**REST, "rationale": "The request for 12 visits was the first. She completed 20 visits."}),
    ),
    ("amount-not-in-heading", of("", says("ODG recommends 9 visits. The 3 further visits make a total of 9."))),
    (
        "amount-not-in-heading",
        of("", {**DRUG, "rationale": "The request for Norco #60, not #90 as before, is upheld."}),
    ),
    ("remainder-does-not-add-up", of("", {**REST, "original": "Chiropractic", "rationale": "x"})),
    ("request-told-otherwise", of("The worker had physical therapy, 12 visits, as requested.", PT)),
    ("rationale-judges-other-service", of("", says("The request for physiotherapy is not medically necessary."))),
    (
        "rationale-judges-other-service",
        of("", {**MRI, "rationale": "As the CT scan was normal, the request is not medically necessary."}),
    ),
    (
        "rationale-judges-other-drug",
        of("", {**DRUG, "rationale": "The request for hydrocodone is not medically necessary."}),
    ),
    (
        "rationale-judges-other-drug",
        of("", {**DRUG, "rationale": "The request for Vicodin 10mg is not medically necessary."}),
    ),
    (
        "rationale-names-other-part",
        of("", {**MRI, "rationale": "The prior request for an MRI of the ankle is not medically necessary."}),
    ),
    (
        "rationale-names-other-side",
        of("", {**MRI, "rationale": "An earlier MRI of the right knee was normal. The left knee is sore."}),
    ),
    (
        "rationale-decides-other-way",
        of("", {"request": "L4-S1 epidural", "rationale": "The L5-S1 epidural is not medically necessary."}),
    ),
    ("rationale-names-part-untold", of("Knee pain.", says("His left hip is sound."))),
    ("rationale-names-part-untold", of("Low back pain.", says("In this case the leg pain goes on."))),
    ("request-on-side-untold", of("Both knees ache; the right knee more so.", MRI)),
    ("sex-against-pronoun", of("A man of 45.", says("The provider was asked. She gave no answer."), sex="male")),
    ("sex-against-pronoun", of("A man of 45.", says("The guideline says that a woman has to be seen."), sex="male")),
    ("sex-against-anatomy", of("Studies of women tell of pregnancy.", sex="male")),
    ("ages-disagree", of("A man of 45.", says("The patient is over the age of 40, and thus at risk."), age=45)),
    ("birth-against-age", of("The worker was born on 6-3-1967.", age=48, decided="2015-05-20")),
    ("injury-told-otherwise", of("He was also hurt on 5-5-12.", says("The injury of 5-5-12 was settled."), **CLAIM)),
    ("review-told-otherwise", of("UR wrote on 5-5-16.", says("Utilization review of 5-5-16 came first."), **CLAIM)),
    (
        "study-dated-otherwise",
        of("MRI of the knee of 5-6-2016.", says("A repeat MRI of the knee of 6-5-2016 is told.")),
    ),
    ("impossible-date", of("His claim is 2/31. Seen on 2/29/2016.", decided="2016-09-01")),
    (
        "impossible-date",
        of("Pain.", says("ODG, accessed 5-6-2017, and the online guideline agree."), decided="2016-09-01"),
    ),
    ("sign-told-otherwise", of("SLR was negative.", says("If straight leg raise were positive, a study would help."))),
    ("measure-told-otherwise", of("BMI 41 in May, BMI 38 in June.", says("The worker has a BMI of 38."))),
    ("pain-score-told-otherwise", of("Pain is 4-7/10.", says("The worker has pain of 7/10."))),
    ("relief-told-otherwise", of("50 to 60 percent relief.", says("The worker had 50% relief."))),
    ("work-told-otherwise", of("She works full time.", says("TENS was not working. She hopes to retire."))),
    ("count-told-otherwise", of("Acupuncture, 8 visits.", says("She has completed 12 physical therapy visits."))),
    ("drug-only-in-rationale", of("Uses Motrin.", says("The worker has not tried gabapentin."))),
    ("treatment-only-in-rationale", of("Pain.", says("There is no record that she has tried acupuncture."))),
    ("study-read-otherwise", of("MRI of the neck showed a bulge.", says("The MRI of the knee was normal."))),
    (
        "conclusions-disagree",
        of("", says("Part of the request is medically necessary; the other request is not medically necessary.")),
    ),
    (
        "rationale-leaves-part-out",
        of("Back pain.", says("The leg pain goes on.", parts=["lumbar spine"], category="Injection")),
    ),
    ("injury-dated-two-ways", of("Injured on 5-3-14. He was also injured on 5-3-10.")),
    ("drug-only-in-rationale", of("Uses Motrin.", says("The worker takes ibuprofen."))),
    ("study-only-in-rationale", of("Knee pain.", says("When an MRI showed a tear, surgery would be needed."))),
    ("reasons-against-outcome", of("", says("So far the criteria are met.", outcome="upheld"))),
    ("reasons-against-outcome", of("", says("All criteria are met. However, no trial was made.", outcome="upheld"))),
    ("parent-decided-otherwise", of("", {"request": "Fusion", "category": "Surgery", "outcome": "upheld"}, ANCILLARY)),
    ("drug-of-another-section", of("", {**DRUG, "imr": "MTUS: Opioids 2016, Morphine equivalent dose"})),
    ("citation-repeats-request", of("", {**MRI, "ur": "other: MRI criteria"})),
    ("version-yet-to-come", of("", {**MRI, "imr": "other: ODG 2016"}, decided="2016-08-20")),
    ("injury-dates-disagree", of("Hurt in 2011.", injury="2011-03-28", told_injury="2011")),
    ("rationale-names-side-untold", of("Her right hand was crushed.", says("The left hand is sound."))),
    ("rate-not-in-heading", of("", says("Care 7 days per week is necessary.", request="Care 5 hours per day"))),
    ("ur-dates-disagree", of("Denied in May 2011.", denied="2011-05-02", told_denied="2011-05")),
    ("header-dates-out-of-order", of("", injury="2016-05-02", denied="2016-05-02")),
    (
        "longer-than-the-claim",
        of("His hearing loss from machinery has troubled him for 2 years.", **CLAIM),
    ),
    ("impossible-date", of("The approval holds until 3-1-17. He will be seen again on 1-15-17.", decided="2016-12-20")),
    (
        "request-after-review",
        of(
            (
                "Physical therapy was denied. "
                "A new request for authorization dated 6-20-16 asks for an appeal of the denial."
            ),
            PT,
            **CLAIM,
        ),
    ),
    (
        "request-after-review",
        of(
            "UR denied it on 6-1-16. The request for authorization was received on 5-20-16. On 6-10-16 he returned.",
            PT,
            told_denied="2016-06-01",
            **CLAIM,
        ),
    ),
    (
        "request-before-visit",
        of(
            "A request for authorization was dated 5-8-16. On 5-10-16 an MRI was read. She was seen on 5-1-16.",
            PT,
            **CLAIM,
        ),
    ),
    (
        "request-before-visit",
        of("A request for authorization was dated 5-8-16. He is to be seen on 5-20-16 for an evaluation.", PT, **CLAIM),
    ),
    ("evidence-after-review", of("The guideline of 6-9-16 speaks of pain.", **CLAIM)),
    (
        "evidence-after-review",
        of(
            (
                "Surgery is scheduled for 6-20-16. His disability ends 7-1-16. "
                "A letter from counsel of 6-5-16 encloses the file."
            ),
            **CLAIM,
        ),
    ),
    ("evidence-after-review", of("He returned to full duty effective 6-15-16 per the note of 5-20-16.", **CLAIM)),
    (
        "treated-before-injury",
        of(
            "He had a prior industrial claim of 5-2-12 for the other knee. Surgical history: appendectomy 4-1-09.",
            **CLAIM,
        ),
    ),
    ("treated-before-injury", of("He has worked for the company since 1-5-10.", **CLAIM)),
    (
        "treated-before-injury",
        of(
            (
                "He was hired on 1-5-10. An MRI from 2-1-15, before this claim, was normal. "
                "He had an unrelated lumbar fusion on 2-1-12."
            ),
            **CLAIM,
        ),
    ),
    (
        "treated-before-injury",
        of("She has had diabetes since 2-1-05. Date of birth: 1-1-70. His mother died on 2-2-15.", **CLAIM),
    ),
    ("longer-than-the-claim", of("His father had back pain for 10 years.", **CLAIM)),
    ("longer-than-the-claim", of("He has had diabetes for 10 years and is taking metformin.", **CLAIM)),
    (
        "longer-than-the-claim",
        of("He has been taking lisinopril for 12 years. She has had hypertension for 5 years.", **CLAIM),
    ),
    ("longer-than-the-claim", of("", says("Pain that has lasted for 6 months or more calls for imaging."), **CLAIM)),
    (
        "longer-than-the-claim",
        of(
            "",
            says("Patients with symptoms for 12 months do not gain by it. Relief for 2 years was seen in the trial."),
            **CLAIM,
        ),
    ),
    (
        "longer-than-the-claim",
        of(
            "He was symptom free for 5 years after a prior injury. He had no pain for the past 3 years before.", **CLAIM
        ),
    ),
    (
        "chapter-of-another-part",
        of(
            "Hip pain.",
            {
                "request": "Chest x-ray",
                "parts": ["chest"],
                "category": "Diagnostic Testing",
                "imr": "other: ODG Low Back Chapter, Preoperative testing, general",
            },
        ),
    ),
    (
        "chapter-of-another-part",
        of(
            "Wrist pain.",
            {
                "request": "Home health aide after hand surgery",
                "parts": ["hand"],
                "category": "Home Health",
                "imr": "other: ODG Knee and Leg Chapter, Home health services",
            },
        ),
    ),
    (
        "chapter-of-another-part",
        of(
            "Shoulder pain.",
            {
                "request": "Transportation after shoulder surgery",
                "parts": ["shoulder"],
                "category": "Transportation",
                "imr": "other: ODG Knee Chapter, Transportation",
            },
        ),
    ),
    (
        "chapter-of-another-part",
        of(
            "Shoulder pain.",
            {
                "request": "Physical therapy for the cervical spine and shoulder",
                "parts": ["cervical spine", "shoulder"],
                "category": "Rehabilitation",
                "imr": "MTUS: Shoulder Complaints 2004",
            },
        ),
    ),
    (
        "chapter-of-another-part",
        of(
            "Low back pain with leg pain.",
            {"request": "MRI of the left leg", "parts": ["leg"], "imr": "MTUS: Knee Complaints 2004"},
        ),
    ),
    (
        "chapter-of-another-part",
        of(
            "Thumb pain.",
            {
                "request": "Splint for the thumb",
                "parts": ["hand"],
                "imr": "MTUS: Forearm, Wrist, and Hand Complaints 2004",
            },
        ),
    ),
    (
        "study-of-another-kind",
        of("", {"request": "MRI of the knee", "imr": "other: ODG Knee, Diagnostic imaging (MRI, CT, x-ray)"}),
    ),
    ("study-of-another-kind", of("", {"request": "X-ray of the hip", "imr": "other: ODG Hip and Pelvis, X-ray; MRI"})),
    (
        "study-of-another-kind",
        of("", {"request": "CT myelogram of the lumbar spine", "imr": "other: ODG Low Back, Myelography"}),
    ),
    (
        "study-of-another-kind",
        of("", {"request": "Gadolinium contrast for the CT arthrogram", "imr": "other: ODG Shoulder, Arthrography"}),
    ),
    (
        "sides-cite-other-chapters",
        of(
            "",
            {
                "request": "Gym",
                "ur": ["other: ODG Knee Chapter", "MTUS: Low Back Complaints 2004"],
                "imr": "MTUS: Low Back Complaints 2004",
            },
        ),
    ),
    ("citation-repeats-request", of("", {"request": "Norco", "ur": "MTUS: Opioids, Norco"})),
    (
        "silent-beside-mtus",
        of("", {**says("The MTUS is silent on the frequency of such visits."), "ur": "MTUS: General Approaches 2004"}),
    ),
    (
        "silent-beside-mtus",
        of("", {**says("The record is silent. The MTUS supports it."), "imr": "MTUS: Knee Complaints 2004"}),
    ),
    (
        "chronic-guideline-for-recent-injury",
        of("", {**PT, "imr": "MTUS: Chronic Pain Medical Treatment 2016"}, injury="2014-09-01", denied="2016-10-01"),
    ),
    (
        "version-no-longer-in-force",
        of("", {**PT, "ur": "MTUS: Postsurgical Treatment 2009"}, injury="2016-10-01", denied="2016-11-01"),
    ),
    (
        "postsurgical-without-surgery",
        of(
            "He underwent an open reduction and internal fixation of the radius.",
            {**PT, "ur": "MTUS: Postsurgical Treatment 2009"},
        ),
    ),
    (
        "postsurgical-without-surgery",
        of(
            "He is status post meniscectomy. Amputation of the finger tip.",
            {**PT, "ur": "MTUS: Postsurgical Treatment 2009"},
        ),
    ),
    (
        "postsurgical-without-surgery",
        of("A total knee replacement was done in May.", {**PT, "ur": "MTUS: Postsurgical Treatment 2009"}),
    ),
    (
        "postsurgical-without-surgery",
        of(
            "A finger tip amputation, a skin graft and hardware removal.",
            {**PT, "imr": "MTUS: Postsurgical Treatment 2009"},
        ),
    ),
    (
        "taper-rule-for-recent-use",
        of(
            "",
            says("Tapering of opioids is described for those on them for at least 90 days, which he is not."),
            injury="2016-09-01",
            denied="2016-10-01",
        ),
    ),
    (
        "reasons-without-citation",
        of(
            "UR denied acupuncture and physical therapy. He takes tramadol because of pain.", {**PT, "ur_basis": "none"}
        ),
    ),
    (
        "reasons-leave-item-out",
        of(
            "UR denied the MRI because of no red flag. Acupuncture was denied because no goals were set.",
            {"request": "MRI of the knee"},
            {"request": "Acupuncture"},
            {"request": ""},
        ),
    ),
    (
        "reasons-leave-item-out",
        of(
            "UR denied physical therapy and acupuncture on 5-1-16.",
            PT,
            {"request": "Acupuncture"},
            {"request": "Cold pack"},
        ),
    ),
    (
        "reasons-leave-item-out",
        of(
            (
                "UR denied the MRI because no red flag was seen and the associated "
                "services, and physical therapy as no goals were set."
            ),
            PT,
            {"request": "MRI of the knee"},
            {"request": "Cold pack"},
        ),
    ),
    (
        "rationale-judges-other-service",
        of(
            "",
            {
                "request": "Arthroscopy",
                "rationale": (
                    "Before any need for surgery is discussed, a decision for physical "
                    "therapy should come. The arthroscopy is denied."
                ),
            },
        ),
    ),
    (
        "rationale-judges-other-service",
        of(
            "",
            {
                "request": "Lumbar corset",
                "rationale": (
                    "There is no need for physical therapy once the corset is worn. The lumbar support is necessary."
                ),
            },
        ),
    ),
    (
        "rationale-judges-other-service",
        of(
            "",
            {
                "request": "Follow up visit",
                "rationale": "The visit is to discuss the need for physical therapy. It is medically necessary.",
            },
        ),
    ),
    (
        "rationale-judges-other-service",
        of(
            "",
            {
                "request": "Norco 5mg",
                "rationale": "The drug lessens the need for physical therapy. It is medically necessary.",
            },
        ),
    ),
    (
        "rationale-judges-other-service",
        of(
            "",
            {
                "request": "Ultrasound guidance",
                "rationale": "There is no need for MRI or further imaging. The request for ultrasound is denied.",
            },
        ),
    ),
    (
        "portion-not-addressed",
        of(
            "",
            {
                "request": "Hydrocodone/Acetaminophen 5/325mg",
                "category": "Pharmaceuticals",
                "rationale": "Hydrocodone is an opioid.",
            },
        ),
    ),
    (
        "portion-not-addressed",
        of(
            "",
            {
                "request": "Percocet Oxycodone/Acetaminophen 5/325mg",
                "category": "Pharmaceuticals",
                "rationale": "Percocet is an opioid.",
            },
        ),
    ),
    (
        "rationale-names-other-part",
        of("", {**MRI, "rationale": "An MRI of the right knee was normal. MRI of the left knee is denied."}),
    ),
    (
        "rationale-names-other-part",
        of(
            "",
            {
                "request": "MRI of the left wrist",
                "parts": ["wrist"],
                "rationale": "An MRI for the hand and wrist is recommended by the chapter. It is denied.",
            },
        ),
    ),
    (
        "rationale-names-other-part",
        of(
            "",
            {
                "request": "MRI of the knee",
                "parts": ["knee"],
                "rationale": "UR noted that an MRI of the lumbar spine had been approved. The scan is denied.",
            },
        ),
    ),
    (
        "rationale-names-other-part",
        of(
            "",
            {
                "request": "MRI of the left hip",
                "parts": ["hip"],
                "rationale": "MRI of the pelvis shows the hips. MRI is necessary.",
            },
        ),
    ),
    (
        "rationale-names-other-part",
        of(
            "",
            {
                "request": "MRI of the lumbar spine",
                "parts": ["lumbar spine"],
                "rationale": "He is awaiting an MRI of the brain under another claim. The request is denied.",
            },
        ),
    ),
    (
        "requested-part-not-in-summary",
        of(
            "Complains of wrist pain. Diagnosed with carpal tunnel syndrome.",
            {"request": "OT for the hand", "parts": ["hand"]},
        ),
    ),
    (
        "requested-part-not-in-summary",
        of(
            "Diagnosed with sciatica. Back pain.",
            {"request": "MRI of the lower extremity", "parts": ["lower extremity"]},
        ),
    ),
    (
        "requested-part-not-in-summary",
        of(
            "Diagnosed with a meniscal tear. L5 radiculopathy.",
            {"request": "MRI of the lumbar spine and knee", "parts": ["lumbar spine", "knee"]},
        ),
    ),
    (
        "requested-part-not-in-summary",
        of("Neck pain with headaches.", {"request": "Greater occipital nerve block, head", "parts": ["head"]}),
    ),
    (
        "requested-part-not-in-summary",
        of("He has low back pain and sciatica into the foot.", {"request": "EMG of the leg", "parts": ["leg"]}),
    ),
    (
        "requested-part-not-in-summary",
        of(
            "Neck pain with numbness of the fingers.",
            {"request": "EMG of the bilateral upper extremities", "parts": ["upper extremity"]},
        ),
    ),
    (
        "requested-part-not-in-summary",
        of("Low back pain to the feet.", {"request": "EMG of the lower extremities", "parts": ["lower extremity"]}),
    ),
    (
        "requested-part-not-in-summary",
        of("Facet pain of L4-5.", {"request": "Medial branch block", "parts": ["lumbar spine"]}),
    ),
    (
        "requested-part-not-in-summary",
        of("Neck strain. Radiculopathy.", {"request": "Cervical collar for the neck", "parts": ["cervical spine"]}),
    ),
    (
        "rationale-treats-other-part",
        of(
            "Neck pain.",
            says(
                "In the study, subjects treated for knee osteoarthritis got better. "
                "He was treated for hypertension by his family doctor."
            ),
        ),
    ),
    (
        "rationale-treats-other-part",
        of("Neck pain.", says("Patients being treated for low back pain should stay active.")),
    ),
    ("side-of-a-midline-part", of("", {"request": "Bilateral cervical facet injection"})),
    ("side-of-a-midline-part", of("", {"request": "Bilateral lumbar medial branch block at L4-5"})),
    ("side-of-a-midline-part", of("", {"request": "X-rays of lumbar spine and bilateral knees"})),
    (
        "rationale-names-other-side",
        of("", {**MRI, "rationale": "The physician left message on the knee. The scan is denied."}),
    ),
    (
        "rationale-names-other-side",
        of("", {**MRI, "rationale": "The right knee was normal on examination. The left one is swollen."}),
    ),
    (
        "rationale-names-other-side",
        of("", {**MRI, "rationale": "The right knee was operated on two years ago. This scan is denied."}),
    ),
    (
        "rationale-names-other-side",
        of("", {**MRI, "rationale": "Compared with the right knee it is swollen. The scan is necessary."}),
    ),
    (
        "one-side-of-two",
        of(
            "Bilateral carpal tunnel syndrome.",
            {**says("The right carpal tunnel release was done in May."), "side": "right"},
        ),
    ),
    (
        "one-side-of-two",
        of(
            "Bilateral carpal tunnel syndrome.",
            says("The left carpal tunnel syndrome is worse than the right carpal tunnel syndrome."),
        ),
    ),
    (
        "one-side-of-two",
        of("Bilateral radiculopathy was seen.", says("EMG of May showed right radiculopathy only; both sides hurt.")),
    ),
    ("complaint-and-finding-on-other-sides", of("He complains of left knee pain. The right knee exam was normal.")),
    (
        "complaint-and-finding-on-other-sides",
        of(
            "She reported left shoulder pain. "
            "Objective findings: the right shoulder has full motion; the left shoulder is tender."
        ),
    ),
    (
        "complaint-and-finding-on-other-sides",
        of("He complained of left leg pain. Exam showed positive crossed straight leg raise on the right leg."),
    ),
    (
        "quantity-not-in-heading",
        of(
            "",
            {
                "request": "Acupuncture 2 times a week for 3 weeks",
                "rationale": "The request for 6 visits is necessary.",
            },
        ),
    ),
    (
        "quantity-not-in-heading",
        of("", {"request": "Physical therapy 3x4", "rationale": "The request for 12 sessions exceeds it."}),
    ),
    (
        "quantity-not-in-heading",
        of(
            "",
            {
                "request": "Physical therapy 6 visits",
                "rationale": "He was allowed 10 visits before. The request for 6 visits is denied.",
            },
        ),
    ),
    (
        "quantity-not-in-heading",
        of(
            "",
            {
                "request": "Chiropractic care, eight",
                "rationale": "The request for 8 sessions of chiropractic care is denied. ODG allows 18 visits.",
            },
        ),
    ),
    (
        "quantity-not-in-heading",
        of(
            "",
            {
                "request": "Physical therapy two times a week for six weeks",
                "rationale": "The request for 12 sessions is denied.",
            },
        ),
    ),
    (
        "quantity-not-in-heading",
        of(
            "",
            {
                "request": "Physical therapy 2-3 times a week for 6 weeks",
                "rationale": "The request for up to 18 visits is denied.",
            },
        ),
    ),
    (
        "remainder-judged-as-whole",
        of(
            "",
            {**REST, "rationale": "The request for 12 visits was cut to 6. The remaining 4 visits are not necessary."},
        ),
    ),
    (
        "guideline-quoted-two-ways",
        of(
            "",
            says(
                "ODG has a trial of 6 visits over 2 weeks for the neck. "
                "For the back it has a trial of 6 visits over 2 weeks."
            ),
        ),
    ),
    (
        "strength-differs",
        of("The request was for Norco 10/325mg. He takes Norco 5/325mg at night.", {"request": "Norco 10/325mg #60"}),
    ),
    (
        "strength-differs",
        of("UR denied gabapentin 300mg and certified gabapentin 600mg.", {"request": "Gabapentin 300mg #90"}),
    ),
    (
        "strength-differs",
        of("He was weaned from OxyContin 40mg; the request is for OxyContin 20mg.", {"request": "OxyContin 20mg #60"}),
    ),
    (
        "strength-differs",
        of(
            "UR modified the request to Tramadol 50mg. Ordered was Tramadol ER 100mg.",
            {"request": "Tramadol ER 100mg #30"},
        ),
    ),
    ("sex-against-pronoun", of("A woman was hurt by a coworker. He has left since.", sex="female")),
    ("sex-against-pronoun", of("She lives with her son. He has asthma.", sex="female")),
    ("sex-against-pronoun", of("She works for Mr. Lane. His condition for return was light duty.", sex="female")),
    ("sex-against-pronoun", of("Her husband drives. He is retired.", sex="female")),
    ("ages-disagree", of("", says("His 12 year old son helps him. Women of 65 years old are screened."), age=40)),
    ("ages-disagree", of("", says("The implant is a 10 year old device."), age=40)),
    ("ages-disagree", of("", says("A 65-year-old's risk was not reached."), age=40)),
    ("ages-disagree", of("", says("Injured when 38 years old, the worker is still off."), age=40)),
    (
        "count-only-in-rationale",
        of("She had twelve sessions of PT.", says("The worker completed 12 physical therapy sessions.")),
    ),
    ("count-only-in-rationale", of("She had PT 2x6.", says("The patient completed 12 prior sessions."))),
    ("count-only-in-rationale", of("She had PT.", says("If she completed 6 prior sessions, more could be asked for."))),
    (
        "count-only-in-rationale",
        of("She had therapy two times a week for six weeks.", says("She had 12 prior sessions of therapy.")),
    ),
    (
        "treatment-only-in-rationale",
        of("Treatment included PT.", says("Prior treatment including physical therapy failed.")),
    ),
    (
        "treatment-only-in-rationale",
        of("Treatment included chiropractic care.", says("The worker has had previous manual therapy.")),
    ),
    (
        "treatment-only-in-rationale",
        of("Treatment: massage.", says("There is no record that she has had previous acupuncture.")),
    ),
    (
        "treatment-only-in-rationale",
        of("Treatment: massage.", says("It is not clear whether she recently completed physical therapy.")),
    ),
    ("condition-only-in-rationale", of("She has a strain.", says("It is not shown that the patient has a fracture."))),
    (
        "condition-only-in-rationale",
        of(
            "She has a strain.",
            says("If the patient has a compression, imaging is due. Unless the worker has a fracture it is not."),
        ),
    ),
    ("condition-only-in-rationale", of("Treated for sprained ankle.", says("The patient has a sprain."))),
    (
        "condition-only-in-rationale",
        of(
            "She fractured her wrist. She is hypertensive and diabetic.",
            says("The patient has a fracture. The patient has hypertension. The patient has diabetes."),
        ),
    ),
    ("condition-only-in-rationale", of("Torn rotator cuff.", says("The patient has a tear."))),
    ("condition-only-in-rationale", of("She has a DVT.", says("The patient has a deep vein thrombosis."))),
    (
        "symptom-denied-and-reported",
        of("She denied numbness of the left arm on 5-1-16. On 6-1-16 she reported numbness of the left arm."),
    ),
    ("symptom-denied-and-reported", of("No swelling of the right knee. She reported swelling of the right ankle.")),
    (
        "study-done-and-planned",
        of(
            "Testing has included an MRI of the cervical spine. "
            "The plan is to obtain the report of the MRI of the cervical spine."
        ),
    ),
    (
        "study-done-and-planned",
        of("Testing has included an x-ray of the left knee. The plan is for an x-ray of the right knee."),
    ),
    (
        "reasons-against-outcome",
        of(
            "",
            says(
                "If she meets the criteria it will be reviewed. The patient meets some criteria only.", outcome="upheld"
            ),
        ),
    ),
    (
        "reasons-against-outcome",
        of(
            "",
            says(
                "There is a rationale to support a shorter course only. There is no documentation to support it.",
                outcome="upheld",
            ),
        ),
    ),
    (
        "reasons-against-outcome",
        of("", says("UR said that the criteria were not met. That is not so.", outcome="overturned")),
    ),
    (
        "reasons-against-outcome",
        of("", says("Although one of the criteria is not met, the others are.", outcome="overturned")),
    ),
    (
        "depends-on-another-item",
        of(
            "",
            {"request": "Arthroscopy", "rationale": "The surgery is medically necessary."},
            {"request": "Sling", "rationale": "As the requested surgery is medically necessary, so is the sling."},
        ),
    ),
    (
        "rationale-reused",
        of(
            "",
            says("The request is not medically necessary."),
            says("The request is not medically necessary.", request="Acupuncture"),
        ),
    ),
    (
        "words-doubled",
        of(
            "",
            says(
                "The pain that that he had had was had at work. Side to side motion; back to back visits; day by day."
            ),
        ),
    ),
    ("words-doubled", of("", says("L4-5 L4-5 levels. 2 times a week 2 times a week for 6 weeks."))),
    ("words-doubled", of("", says("Step by step by the book. More and more and less."))),
    (
        "negated-twice",
        of("", says("They do not allow it for acute pain, but do allow it later, and do not recommend more.")),
    ),
    (
        "given-and-still-to-come",
        of(
            "",
            says("She has already received an initial trial of 6."),
            says("She was to receive an initial trial of 4."),
        ),
    ),
    (
        "day-is-told",
        of("Seen on 5-1-16 by the therapist.", says("There is no record of when the injection was given.")),
    ),
    ("day-is-told", of("The injection of 5-1-16 helped.", says("It is not stated when the surgery was done."))),
    (
        "number-of-sessions-is-told",
        of("She had 6 acupuncture visits.", says("The number of physical therapy sessions is not documented.")),
    ),
    (
        "number-of-sessions-is-told",
        of("Eight sessions of PT were requested.", says("The number of sessions is not documented.")),
    ),
    (
        "number-of-sessions-is-told",
        of("She had 12 visits.", says("The number of visits that would be needed is not specified.")),
    ),
    (
        "evidence-after-review",
        of(
            (
                "UR of 6-1-16 denied it. A second utilization review of 6-20-16 upheld the denial. The claim "
                "was filed 7-1-16."
            ),
            **CLAIM,
        ),
    ),
    ("evidence-after-review", of("The IMR application was signed on 6-20-16.", **CLAIM)),
    (
        "evidence-after-review",
        of("A letter of medical necessity dated 6-20-16 was submitted with the application.", **CLAIM),
    ),
    ("treated-before-injury", of("The injury is cumulative from 1-5-10 to 3-1-16.", **CLAIM)),
    ("treated-before-injury", of("A continuous trauma claim from 1-5-10 through 3-1-16 is alleged.", **CLAIM)),
    ("treated-before-injury", of("Prior MRI dated 2-2-15 was compared.", **CLAIM)),
    ("treated-before-injury", of("He underwent lumbar fusion on 2-2-10 for a nonindustrial condition.", **CLAIM)),
    ("treated-before-injury", of("AME report 5-2-16 reviewed the record from 2-2-11 to 5-1-16.", **CLAIM)),
    ("longer-than-the-claim", of("The brace is to be worn for 6 months; pain was 5/10.", **CLAIM)),
    ("longer-than-the-claim", of("Expected to have pain for 6 months after surgery.", **CLAIM)),
    ("impossible-date", of("Follow-up appointment: 1-12-17. Off work to 2-1-17.", **CLAIM)),
    (
        "postsurgical-without-surgery",
        of(
            "Right shoulder. S/p debridement and manipulation under anesthesia.",
            {**PT, "ur": "MTUS: Postsurgical Treatment 2009"},
        ),
    ),
    (
        "postsurgical-without-surgery",
        of("Wound closed with stitches; tendon repaired.", {**PT, "ur": "MTUS: Postsurgical Treatment 2009"}),
    ),
    (
        "portion-not-addressed",
        of(
            "",
            {
                "request": "Flector/diclofenac patch 1.3%",
                "rationale": "Flector is a topical NSAID.",
                "category": "Pharmaceuticals",
            },
        ),
    ),
    (
        "rationale-names-other-part",
        of("", {**MRI, "rationale": "MRI of the lower extremity joint is supported for instability."}),
    ),
    (
        "rationale-names-other-part",
        of(
            "",
            {
                "request": "MRI of the right hand",
                "parts": ["hand"],
                "rationale": "MRI of the wrist is not supported for such.",
            },
        ),
    ),
    (
        "requested-part-not-in-summary",
        of("Neck pain. De Quervain's. Trigger finger.", {"request": "OT for the wrist", "parts": ["wrist"]}),
    ),
    (
        "requested-part-not-in-summary",
        of(
            "Back pain. Depression, PTSD, stress.",
            {"request": "CBT 6 sessions", "parts": ["psyche"], "category": "Psych Services"},
        ),
    ),
    (
        "rationale-names-other-side",
        of(
            "",
            {
                "request": "MRI of the left shoulder",
                "parts": ["shoulder"],
                "side": "left",
                "rationale": "He had right shoulder surgery in 2012. The MRI is denied.",
            },
        ),
    ),
    (
        "rationale-names-other-side",
        of(
            "",
            {
                "request": "Left carpal tunnel release",
                "parts": ["wrist"],
                "side": "left",
                "rationale": "The right wrist has been released with success. The second is necessary.",
            },
        ),
    ),
    (
        "complaint-and-finding-on-other-sides",
        of("She reported left hand numbness. Exam: right hand grip 40 pounds, left 20."),
    ),
    (
        "quantity-not-in-heading",
        of("", {"request": "Toradol injection", "rationale": "The request for a quantity of 1 is denied."}),
    ),
    (
        "count-only-in-rationale",
        of("She had PT, 3 per week for 4 weeks.", says("She completed 12 prior physical therapy sessions.")),
    ),
    (
        "condition-only-in-rationale",
        of("He has PTSD.", says("The patient has no fracture. This patient has not a tear.")),
    ),
    (
        "reasons-against-outcome",
        of(
            "",
            says(
                "There is documentation to support the diagnosis. The frequency exceeds the guideline.",
                outcome="upheld",
            ),
        ),
    ),
    (
        "study-done-and-planned",
        of("Diagnostics included an MRI of the lumbar spine. The plan included PT after the MRI of the lumbar spine."),
    ),
)

ABSENCES: Final = (
    ("The mother has a history of depression.", "There is no documentation of depression."),
    ("He had no numbness.", "There is no evidence of sensory deficit."),
    ("She has insomnia.", "No account of sleep hygiene, of CBT for insomnia or of a taper is found."),
    ("He has headaches four days a week.", "The chapter has no recommendation on them for headache."),
    ("A urine drug screen was to be performed before a trial.", "There is no urine drug screen on file."),
    ("An EMG of the lumbar spine was requested.", "There is no documentation of prior electrodiagnostic testing."),
    ("The CURES report was not reviewed.", "There is no CURES report."),
    ("He fell and had swelling at once, which resolved.", "There is no swelling."),
    ("He takes gabapentin.", "There is no documentation of failed anticonvulsants."),
    ("Physical therapy is planned.", "There is no evidence of physical therapy."),
    ("Physical therapy was denied.", "There is no evidence of prior physical therapy."),
    ("Failed back surgery.", "There is no documentation of failed conservative treatment."),
    ("He takes ibuprofen.", "There is no evidence that ibuprofen gave any relief."),
    (
        "Physical therapy gave no lasting benefit.",
        "There is no documentation of functional improvement from physical therapy.",
    ),
    ("He had a right knee x-ray.", "There are no x-rays of the left knee."),
    ("Exam: right shoulder spasm.", "There is no muscle spasm of the lumbar spine."),
    ("Sensation is decreased in the right hand.", "There is no sensory deficit of the left foot."),
    ("Urine drug screens are consistent.", "There is no evidence of aberrant behavior."),
    ("He is able to walk with the walker.", "There is no documentation of functional limitation."),
    ("Swelling after the fall resolved.", "There is no swelling of the ankle."),
    ("His wife has insomnia.", "There is no documentation of insomnia."),
    (
        "Treatment has included physical therapy for the neck.",
        "There is no documentation of physical therapy for the knee.",
    ),
    ("He has a home exercise program sheet to be handed out.", "There is no evidence of a home exercise program."),
    ("The MTUS recommends physical therapy after surgery.", "There is no evidence of physical therapy."),
    ("He had a steroid injection of the shoulder.", "There is no trial of a lumbar epidural steroid injection."),
    ("No red flags were noted. He denied fever.", "There are no red flags such as fever."),
    ("Strength is 5/5 and sensation intact; reflexes 2+.", "There is no neurological deficit."),
    ("He had weakness of the right leg in 2014, since resolved.", "There is no motor weakness."),
    ("He uses a cane.", "There is no documentation of instability."),
    ("She reports radiating pain to the right leg.", "There was no radicular pain on the left side."),
    ("Motor strength is 5/5. There was weakness of grip in 2012, since resolved.", "There is no motor weakness."),
    ("The patient is to start a home exercise program.", "There is no documentation of a home exercise program."),
    ("He was instructed in home exercise.", "There is no documentation that the home exercise program was inadequate."),
    ("Cortisone injection was offered and refused.", "There is no trial of injections."),
    ("A consultation was requested to rule out depression.", "There is no documentation of depression."),
    ("UR approved 6 physical therapy visits.", "There is no documentation of any physical therapy completed to date."),
    ("NSAIDs are contraindicated.", "There is no evidence of a trial of NSAIDs."),
    ("He is allergic to ibuprofen.", "There is no documentation of NSAID use."),
    (
        "Past treatments included physical therapy.",
        "There is a lack of documentation of adequate conservative treatment.",
    ),
)
"""A summary, and a denial in a rationale that it does not contradict."""

CONTRADICTED: Final = (
    ("Treatment to date has included eight visits of physical therapy.", "There was no prior conservative treatment."),
    ("Exam shows paraspinal spasm of the lumbar spine.", "The exam does not document muscle spasm."),
    ("Exam shows palpable spasm of the lumbar spine.", "The physical examination was negative for spasm."),
    ("No misuse was seen and a CURES report of 10/3/2016 was appropriate.", "There is no CURES report."),
    (
        "An EMG of both legs dated 5-1-2016 was abnormal.",
        "There is no documentation of prior electrodiagnostic testing.",
    ),
    ("An opioid agreement was signed on 3/1/2016.", "The records do not document an opioid agreement."),
    ("He received two cortisone injections.", "The physician has not documented that cortisone was ever tried."),
    ("A urine drug screen of 3/1/2016 was consistent.", "There is no documentation of a urine drug screen."),
    ("The MRI of 3/1/2016 showed a bulge.", "There is no mention of a prior MRI."),
    ("SLR was positive on the left.", "There is no straight leg raise finding."),
    ("Prior acupuncture gave two weeks of relief.", "There is no evidence of prior acupuncture."),
    ("She uses a TENS unit at home.", "No trial of a TENS unit is documented."),
    ("He has tried gabapentin.", "There is no documentation of a trial of anticonvulsants."),
    ("He took duloxetine in the past.", "There is no record of a tricyclic or SNRI."),
    ("She underwent a laminectomy in 2014.", "There is no history of surgery."),
    ("He complains of tingling of the left foot.", "No numbness was noted."),
    ("He wears a splint at night.", "There is no documentation of a trial of splinting."),
    ("The injection helped for weeks.", "There is no documentation of a corticosteroid injection."),
    ("Exam: weakness of the left leg.", "No motor weakness was noted on examination."),
    ("There is decreased sensation in the L5 dermatome.", "The records do not document any sensory deficits."),
    ("She reports heartburn with naproxen.", "There is no documentation of gastrointestinal complaints."),
    ("X-rays of the lumbar spine showed wear.", "No plain films have been obtained of the lumbar spine."),
    ("He performs a home exercise program daily.", "There is no evidence of a home exercise program."),
    ("He complains of difficulty sleeping at night.", "There is no documentation of insomnia."),
    ("Strength is 4/5 in the left great toe.", "There is no motor weakness on examination."),
    ("He ambulates with an antalgic gait.", "There is no documentation of functional deficits."),
    ("She has a depressed mood.", "There is no documentation of depression or anxiety."),
)
"""A summary, and a denial that it contradicts."""


ORDINARY: Final[tuple[Letter, ...]] = (
    of(
        (
            "This is a 44 year old male hurt on 3-1-16 when a 62 year old driver hit him. His father, age "
            "70, had a stroke on 1-2-14. He left message with the office on 5-2-16. On 5-10-16 he "
            "complained of left knee pain. Exam: left knee tender. Right knee normal. A request for "
            "authorization was dated 5-12-16. UR denied the MRI on 6-1-16 as no x-rays were taken."
        ),
        {
            **MRI,
            "rationale": (
                "MTUS recommends imaging after 4 weeks. There were no x-rays. The worker, now 44 years old, has "
                "not had plain films. The MRI of the left knee is not medically necessary."
            ),
            "outcome": "upheld",
            "conclusion": "not_necessary",
            "ur": "MTUS: Knee Complaints 2004",
            "imr": "MTUS: Knee Complaints 2004",
        },
        age=44,
        sex="male",
        told_denied="2016-06-01",
        told_injury="2016-03-01",
        **CLAIM,
    ),
    of(
        (
            "This is a 30 year old female hurt on 3-1-16. Dr. Low saw her on 5-1-16. He noted low back "
            "pain. His findings were spasm and normal reflexes. She is right hand dominant. Treatment has "
            "included chiropractic care times 6, ice, and Motrin. UR denied on 6-1-16."
        ),
        {
            "request": "Chiropractic 2 times a week for 4 weeks",
            "category": "Rehabilitation",
            "rationale": (
                "She has had 6 visits of chiropractic treatment. Functional improvement is not documented. "
                "Guidelines allow 18 visits over 6-8 weeks with improvement. The request for 8 visits is not "
                "medically necessary."
            ),
            "outcome": "upheld",
            "conclusion": "not_necessary",
            "imr": "MTUS: Low Back Complaints 2004",
        },
        age=30,
        sex="female",
        **CLAIM,
    ),
    of(
        (
            "The applicant is a 51-year-old who has filed a claim for neck pain. In a utilization review "
            "report of June 1, 2016 the claims administrator failed to approve a cervical MRI. On May 3, "
            "2016, the applicant reported neck pain radiating to the left arm, 6/10, for the past 2 months. "
            "Her employer, Mr. Dunn, offered light duty. He said so in writing."
        ),
        {
            "request": "MRI of the cervical spine",
            "parts": ["cervical spine"],
            "category": "Diagnostic Testing",
            "rationale": (
                "Left arm radiation was reported. The MTUS in ACOEM Chapter 8 supports MRI when surgery is "
                "considered. No surgery of the neck is being considered here. The MRI of the cervical spine is "
                "not medically necessary."
            ),
            "outcome": "upheld",
            "conclusion": "not_necessary",
            "imr": "MTUS: Neck and Upper Back Complaints 2004",
        },
        age=51,
        **CLAIM,
    ),
    of(
        (
            "Hurt on 3-1-16. Carpal tunnel syndrome of both wrists. EMG showed bilateral median neuropathy. "
            "Right carpal tunnel release was done 4-20-16. UR on 6-1-16 denied left carpal tunnel release."
        ),
        {
            "request": "Left carpal tunnel release",
            "parts": ["wrist"],
            "side": "left",
            "category": "Surgery",
            "rationale": (
                "The right wrist did well after release. The left carpal tunnel syndrome is proven by EMG. The "
                "left release is medically necessary."
            ),
            "outcome": "overturned",
            "conclusion": "necessary",
            "imr": "MTUS: Forearm, Wrist, and Hand Complaints 2004",
        },
        {
            "request": "Post-operative hand therapy 8 visits",
            "parts": ["hand"],
            "category": "Rehabilitation",
            "rationale": (
                "Since the left release is necessary, so is therapy after it. MTUS allows 3-8 visits over 3-5 "
                "weeks. Medically necessary."
            ),
            "outcome": "overturned",
            "conclusion": "necessary",
            "imr": "MTUS: Postsurgical Treatment 2009",
        },
        **CLAIM,
    ),
    of(
        (
            "Injured on 3-1-16. Born 5-5-1960. Diabetic since 2001 and on metformin for 15 years. Left "
            "shoulder pain. Was told to return on 8-20-16. Has used a sling. UR 6-1-16."
        ),
        {
            "request": "Cold therapy unit, 7 day rental",
            "category": "DMEPOS",
            "parts": ["shoulder"],
            "rationale": (
                "Cold therapy is recommended after shoulder surgery for up to 7 days, including home use, ODG "
                "states. No surgery is planned. Not medically necessary."
            ),
            "outcome": "upheld",
            "imr": "other: ODG Shoulder Chapter, Continuous-flow cryotherapy",
        },
        **CLAIM,
    ),
)
"""Whole letters in which everything fits."""


@pytest.mark.parametrize("one", ORDINARY)
def test_a_letter_in_which_everything_fits_has_no_findings(one: Letter) -> None:
    assert [(each.rule, each.message) for each in findings(evidence_of(one))] == []


@pytest.mark.parametrize(("rule", "one"), TRAPS, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(TRAPS)])
def test_a_check_does_not_fall_for_what_only_looks_like_it(rule: str, one: Letter) -> None:
    assert [each.message for each in found(evidence_of(one), rule)] == []


@pytest.mark.parametrize(("summary", "denial"), ABSENCES)
def test_a_denial_of_something_else_is_not_contradicted(summary: str, denial: str) -> None:
    item: dict[str, Json] = {"request": "Naproxen", "rationale": denial, "parts": ["lumbar spine"]}
    assert [each.message for each in found(letter(item, summary=summary), "absence-contradicted")] == []


@pytest.mark.parametrize(("summary", "denial"), CONTRADICTED)
def test_a_denial_of_what_the_summary_tells_is_contradicted(summary: str, denial: str) -> None:
    item: dict[str, Json] = {"request": "Naproxen", "rationale": denial, "parts": ["lumbar spine"]}
    [finding] = found(letter(item, summary=summary), "absence-contradicted")
    assert finding.message.startswith("The rationale finds no ")


def test_the_same_sentences_of_the_worker_are_noticed() -> None:
    """The control: told of the worker and the claim, such sentences do raise a finding."""
    item: dict[str, Json] = {"request": "Naproxen", "rationale": "There is no documentation of insomnia."}
    assert found(letter(item, summary="She has insomnia."), "absence-contradicted")
    assert found(evidence_of(of("He had back pain for 10 years.", **CLAIM)), "longer-than-the-claim")
    assert found(evidence_of(of("", says("A 48 year old worker."), age=40)), "ages-disagree")
    assert found(evidence_of(of("", {**MRI, "rationale": "The right knee is swollen."})), "rationale-names-other-side")
