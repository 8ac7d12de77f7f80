"""Each check over three letters of a few words: one that has it, one that does not, one that nearly does."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from checking import Letter, evidence_of, found, letter, of, says

from imr_desktop.checklist.answers import Asked, suggest
from imr_desktop.checklist.checks import CHECKS, NOT_CHECKED, findings
from imr_desktop.checklist.evidence import Evidence
from imr_desktop.checklist.registry import Check, Raise
from imr_desktop.model import Finding, Json

PT: dict[str, Json] = {"request": "Physical therapy 6 visits", "category": "Rehabilitation"}
MRI: dict[str, Json] = {"request": "MRI of the left knee", "parts": ["knee"], "side": "left"}
NORCO: dict[str, Json] = {"request": "HYDROCODONE 10/325 mg", "category": "Pharmaceuticals"}
BACLOFEN: dict[str, Json] = {"request": "Baclofen 10mg #30", "rationale": "Baclofen is for spasm."}
ANCILLARY: dict[str, Json] = {
    "request": "Cold pack",
    "rationale": "As the requested surgical intervention is not medically necessary, this ancillary service is not.",
}
REST: dict[str, Json] = {
    "original": "Chiropractic 12 visits",
    "authorized": "Chiropractic 6 visits",
    "request": "Chiropractic 4 visits",
}
OPIOID: dict[str, Json] = {"request": "Norco 10/325mg #60", "category": "Pharmaceuticals"}
TWICE: dict[str, Json] = {"request": "Physical therapy 2 times a week for 6 weeks"}
LONG = (
    "The records tell of a fall. No red flag is named. Care at home was tried. "
    "Nothing of all that speaks for this request here."
)


TABLE: dict[str, tuple[Letter, Letter, Letter]] = {
    "injury-dates-disagree": (
        of("Hurt on 3-18-11.", injury="2011-03-28", told_injury="2011-03-18"),
        of("Hurt on 3-28-11.", injury="2011-03-28", told_injury="2011-03-28"),
        of("Hurt in March 2011.", injury="2011-03-28", told_injury="2011-03"),
    ),
    "ur-dates-disagree": (
        of("Denied on 5-1-11.", denied="2011-05-02", told_denied="2011-05-01"),
        of("Denied on 5-2-11.", denied="2011-05-02", told_denied="2011-05-02"),
        of("Denied.", denied="2011-05-02"),
    ),
    "header-dates-out-of-order": (
        of("", denied="2011-05-02", received="2011-05-01"),
        of("", denied="2011-05-02", received="2011-05-20"),
        of("", denied="2011-05-02", received="2011-05-02"),
    ),
    "impossible-date": (
        of("Seen on June 3, 20216.", decided="2016-09-01"),
        of("Seen on June 3, 2016.", decided="2016-09-01"),
        of("Seen on page 20216.", decided="2016-09-01"),
    ),
    "request-after-review": (
        of("A request for authorization was dated 6-10-16.", PT, denied="2016-06-01"),
        of("A request for authorization was dated 5-10-16.", PT, denied="2016-06-01"),
        of("A request for authorization dated 6-10-16 was for an MRI.", PT, denied="2016-06-01"),
    ),
    "request-before-visit": (
        of("A request for authorization was dated 5-8-16. On 5-10-16 she complained of pain.", PT, denied="2016-06-01"),
        of(
            "A request for authorization was dated 5-12-16. On 5-10-16 she complained of pain.", PT, denied="2016-06-01"
        ),
        of("A request for authorization was dated 5-8-16. On 6-10-16 she complained of pain.", PT, denied="2016-06-01"),
    ),
    "evidence-after-review": (
        of("A progress note of 6-9-16 tells of pain.", denied="2016-06-01"),
        of("A progress note of 5-9-16 tells of pain.", denied="2016-06-01"),
        of("An appeal was made on 6-9-16.", denied="2016-06-01"),
    ),
    "treated-before-injury": (
        of("Therapy was begun on 2-1-16.", injury="2016-03-01"),
        of("Therapy was begun on 3-2-16.", injury="2016-03-01"),
        of("She was born on 2-1-66.", injury="2016-03-01"),
    ),
    "longer-than-the-claim": (
        of("She has had pain for 10 months.", injury="2016-03-01", denied="2016-05-01", decided="2016-06-01"),
        of("She has had pain for 2 months.", injury="2016-03-01", denied="2016-05-01", decided="2016-06-01"),
        of("She has worked there for 10 years.", injury="2016-03-01", denied="2016-05-01", decided="2016-06-01"),
    ),
    "chapter-of-another-part": (
        of("Knee pain.", {**MRI, "imr": "MTUS: Low Back Complaints 2004"}),
        of("Knee pain.", {**MRI, "imr": "MTUS: Knee Complaints 2004"}),
        of(
            "Low back pain.",
            {"request": "EMG of the left leg", "parts": ["leg"], "imr": "MTUS: Neck and Upper Back 2004"},
        ),
    ),
    "study-of-another-kind": (
        of("", {"request": "X-ray of the hip", "imr": "other: ODG Hip and Pelvis, MRI"}),
        of("", {"request": "X-ray of the hip", "imr": "other: ODG Hip and Pelvis, X-ray"}),
        of("", {"request": "X-ray of the hip", "imr": "other: ODG Hip and Pelvis"}),
    ),
    "sides-cite-other-chapters": (
        of("", {"request": "Sit-stand desk", "ur": "other: ODG Knee Chapter", "imr": "MTUS: Low Back Complaints 2004"}),
        of("", {"request": "Sit-stand desk", "ur": "other: ODG Knee Chapter", "imr": "MTUS: Knee Complaints 2004"}),
        of("", {"request": "Sit-stand desk", "ur": "other: ODG", "imr": "MTUS: Low Back Complaints 2004"}),
    ),
    "citation-repeats-request": (
        of("", {**MRI, "ur": "other: MRI of the left knee"}),
        of("", {**MRI, "ur": "other: ODG Knee, MRI"}),
        of("", {**MRI, "ur": "other: MRI of the left knee, ODG Knee"}),
    ),
    "silent-beside-mtus": (
        of("", {**says("The MTUS is silent on this."), "ur": "MTUS: Knee Complaints 2004"}),
        of("", {**says("The MTUS is silent on this."), "ur": "other: ODG Knee"}),
        of("", {**says("The record is silent on this."), "ur": "MTUS: Knee Complaints 2004"}),
    ),
    "chronic-guideline-for-recent-injury": (
        of("", {**PT, "imr": "MTUS: Chronic Pain Medical Treatment 2016"}, injury="2016-09-01", denied="2016-10-01"),
        of("", {**PT, "imr": "MTUS: Knee Complaints 2004"}, injury="2016-09-01", denied="2016-10-01"),
        of("", {**PT, "imr": "MTUS: Chronic Pain Medical Treatment 2016"}, injury="2016-07-03", denied="2016-10-01"),
    ),
    "version-no-longer-in-force": (
        of("", {**PT, "ur": "MTUS: Chronic Pain Medical Treatment 2009"}, injury="2016-10-01", denied="2016-11-01"),
        of("", {**PT, "ur": "MTUS: Chronic Pain Medical Treatment 2016"}, injury="2016-10-01", denied="2016-11-01"),
        of("", {**PT, "ur": "MTUS: Chronic Pain Medical Treatment 2009"}, injury="2015-10-01", denied="2016-08-20"),
    ),
    "postsurgical-without-surgery": (
        of("Neck pain.", {**PT, "ur": "MTUS: Postsurgical Treatment 2009"}),
        of("Neck pain.", {**PT, "ur": "MTUS: Knee Complaints 2004"}),
        of("Neck pain after an arthroscopy.", {**PT, "ur": "MTUS: Postsurgical Treatment 2009"}),
    ),
    "taper-rule-for-recent-use": (
        of("", says("It speaks of tapering opioids after at least 90 days."), injury="2016-09-01", denied="2016-10-01"),
        of("", says("It speaks of opioids."), injury="2016-09-01", denied="2016-10-01"),
        of("", says("It speaks of tapering opioids after at least 90 days."), injury="2016-01-01", denied="2016-10-01"),
    ),
    "reasons-without-citation": (
        of("UR denied physical therapy because no goals were set.", {**PT, "ur_basis": "none"}),
        of("UR denied physical therapy because no goals were set.", {**PT, "ur_basis": "mtus"}),
        of("UR denied acupuncture because no goals were set.", {**PT, "ur_basis": "none"}),
    ),
    "reasons-leave-item-out": (
        of(
            "UR denied the MRI because of no red flag. Acupuncture was denied because no goals were set.",
            MRI,
            {"request": "Acupuncture"},
            {"request": "Zolmix 20mg"},
        ),
        of(
            "UR denied the MRI because of no red flag. Acupuncture was denied because no goals were set.",
            MRI,
            {"request": "Acupuncture"},
        ),
        of("UR denied the requests because of no red flag.", MRI, {"request": "Zolmix 20mg"}),
    ),
    "absence-contradicted": (
        of("Treatment has included physical therapy.", says("There is no evidence of conservative treatment.")),
        of("She was hurt by a crate.", says("There is no evidence of conservative treatment.")),
        of("Treatment has included physical therapy.", says("There is no evidence that conservative care failed.")),
    ),
    "number-of-sessions-is-told": (
        of("She completed 6 physical therapy sessions.", says("How many sessions she has had is not noted.")),
        of("She completed physical therapy.", says("How many sessions she has had is not noted.")),
        of("A request for 6 sessions was made.", says("How many sessions she has had is not noted.")),
    ),
    "day-is-told": (
        of("", says("She was seen for an evaluation on 5-1-16. It is not told when the initial examination was done.")),
        of("", says("She was seen for an evaluation. It is not told when the initial examination was done.")),
        of("", says("She was seen for an evaluation on 5-1-16. It is told when the examination was done.")),
    ),
    "rationale-judges-other-service": (
        of("", says("There is no need for additional acupuncture.")),
        of("", says("There is no need for additional physical therapy.")),
        of("", says("Acupuncture helped.")),
    ),
    "portion-not-addressed": (
        of("", says("Abcafen is not first line.", request="Abcafen/xyzoprost 75mg", category="Pharmaceuticals")),
        of("", says("Abcafen and xyzoprost help.", request="Abcafen/xyzoprost 75mg", category="Pharmaceuticals")),
        of("", says("The drug helps.", request="Abcafen/xyzoprost 75mg", category="Pharmaceuticals")),
    ),
    "rationale-judges-other-drug": (
        of("", {**NORCO, "rationale": "Baclofen is for spasm."}, BACLOFEN),
        of("", {**NORCO, "rationale": "Hydrocodone is an opioid, baclofen is none."}, BACLOFEN),
        of("", {**NORCO, "rationale": "Opioids are for pain. Gabapentin was tried."}, BACLOFEN),
    ),
    "rationale-names-other-part": (
        of("", {**MRI, "rationale": "There was no reason for an MRI of the hip."}),
        of("", {**MRI, "rationale": "There was no reason for an MRI of the knee."}),
        of("", {**MRI, "rationale": "An MRI of the hip was performed."}),
    ),
    "requested-part-not-in-summary": (
        of("She has neck pain. An MRI of the left knee was requested.", MRI),
        of("She has neck and knee pain.", MRI),
        of("She was hurt by a crate.", MRI),
    ),
    "rationale-treats-other-part": (
        of("She has neck pain.", says("She is being treated for a knee strain.")),
        of("She has knee pain.", says("She is being treated for a knee strain.")),
        of("She has neck pain.", says("A knee strain is often treated at home.")),
    ),
    "side-of-a-midline-part": (
        of("", {"request": "MRI of the cervical spine bilateral"}),
        of("", {"request": "MRI of the cervical spine"}),
        of("", {"request": "Therapy for the lumbar spine and bilateral knees"}),
    ),
    "rationale-names-other-side": (
        of("", {**MRI, "rationale": "The right knee is stable."}),
        of("", {**MRI, "rationale": "The left knee is stable."}),
        of("", {**MRI, "rationale": "The left knee is stable, as is the right knee."}),
    ),
    "rationale-names-side-untold": (
        of("Her right shoulder hurts.", says("No change of the left shoulder is recorded.")),
        of("Her right shoulder hurts.", says("No change of the right shoulder is recorded.")),
        of("Both shoulders hurt, the right shoulder more.", says("No change of the left shoulder is recorded.")),
    ),
    "one-side-of-two": (
        of("She has left and right sided sciatica.", says("She has right sided sciatica.")),
        of("She has right sided sciatica.", says("She has right sided sciatica.")),
        of("She has left and right sided sciatica.", says("She has left sided sciatica and right sided sciatica.")),
    ),
    "complaint-and-finding-on-other-sides": (
        of("She complained of right knee pain. On exam the left knee was tender."),
        of("She complained of right knee pain. On exam the right knee was tender."),
        of("She complained of right knee pain. On exam both knees were tender."),
    ),
    "treatment-called-untried": (
        of("He used cold packs.", says("Cold packs have not been tried."), treatments=["cold packs"]),
        of("He used cold packs.", says("Hot packs have not been tried."), treatments=["cold packs"]),
        of("He used cold packs.", says("Stronger cold packs have not been tried."), treatments=["packs"]),
    ),
    "quantity-not-in-heading": (
        of("", says("Nothing says why a quantity of 3 is needed.")),
        of("", says("Nothing says why a quantity of 6 is needed.")),
        of("", says("Nothing says why 3 of them are needed.")),
    ),
    "rate-not-in-heading": (
        of("", says("Care 7 days per week is not medically necessary.", request="Home care 5 days per week")),
        of("", says("Care 5 days a week is not medically necessary.", request="Home care 5 days per week")),
        of("", says("ODG allows care 7 days per week.", request="Home care 5 days per week")),
    ),
    "remainder-judged-as-whole": (
        of("", {**REST, "rationale": "The initial treatment request exceeds a trial."}),
        of("", {**REST, "rationale": "Of this request, 4 visits of chiropractic, none is medically necessary."}),
        of("", {**REST, "rationale": "The request for the remaining 4 of 12 visits is not medically necessary."}),
    ),
    "guideline-quoted-two-ways": (
        of("", says("ODG has a trial of 6 visits over 2 weeks. It has a trial of 6 visits over 3 weeks.")),
        of("", says("ODG has a trial of 6 visits over 2 weeks. It has a trial of 6 visits over 2 weeks.")),
        of("", says("ODG has a trial of 6 visits over 2 weeks. It has a trial of 10 visits over 4 weeks.")),
    ),
    "strength-differs": (
        of("", {"request": "Dolorex capsule 30.5/16mg", "original": "Dolorex capsule 320.5/16mg"}),
        of("", {"request": "Dolorex capsule 320.5/16mg", "original": "Dolorex capsule 320.5/16mg"}),
        of("The request was for Dolorex 320.5-16mg.", {"request": "Dolorex capsule 320.5/16mg"}),
    ),
    "specialty-does-not-reach": (
        of("", {"request": "Norco 5mg #60", "category": "Pharmaceuticals"}, specialties=["Chiropractor"]),
        of("", {**PT, "parts": ["lumbar spine"]}, specialties=["Chiropractor"]),
        of("", {"request": "Norco", "category": "Pharmaceuticals"}, specialties=["Chiropractor", "Pain Management"]),
    ),
    "sex-against-pronoun": (
        of("A woman was hurt.", says("The claim is new. His diagnoses include a strain."), sex="female"),
        of("A woman was hurt.", says("The claim is new. Her diagnoses include a strain."), sex="female"),
        of("A woman was hurt.", says("The physician wrote. He had asked for more."), sex="female"),
    ),
    "ages-disagree": (
        of("", says("A 48 year old worker."), age=40),
        of("", says("A 40 year old worker."), age=40),
        of("", says("A 41 year old worker."), age=40),
    ),
    "count-only-in-rationale": (
        of("She had therapy.", says("She was approved for 6 prior sessions.")),
        of("She had 6 sessions of therapy.", says("She was approved for 6 prior sessions.")),
        of("She had six visits.", says("She was approved for 6 prior sessions.")),
    ),
    "treatment-only-in-rationale": (
        of("Treatment included medication.", says("She has had previous physical therapy sessions.")),
        of("Treatment included physical therapy.", says("She has had previous physical therapy sessions.")),
        of(
            "Treatment included medication.",
            says("The guideline is for who has had previous acupuncture; it says so."),
        ),
    ),
    "condition-only-in-rationale": (
        of("She has a strain.", says("This worker has a nicotine addiction.")),
        of("She has a nicotine addiction.", says("This worker has a nicotine addiction.")),
        of("She has a strain.", says("A nicotine addiction would matter.")),
    ),
    "symptom-denied-and-reported": (
        of("No numbness was seen in the left arm. She reported numbness of the left thumb."),
        of("No numbness was seen in the left arm. She reported pain of the left thumb."),
        of("No numbness was seen in the left arm. She reported numbness of the right thumb."),
    ),
    "study-done-and-planned": (
        of("Testing has included an MRI of the cervical spine. The plan is for an MRI of the cervical spine."),
        of("Testing has included an x-ray of the cervical spine. The plan is for an MRI of the cervical spine."),
        of("Testing has included an MRI of the cervical spine. The plan is for a repeat MRI of the cervical spine."),
    ),
    "conclusion-against-outcome": (
        of("", {**PT, "outcome": "upheld", "conclusion": "necessary"}),
        of("", {**PT, "outcome": "upheld", "conclusion": "not_necessary"}),
        of("", {**PT, "outcome": "upheld"}),
    ),
    "reasons-against-outcome": (
        of("", says("This meets the evidence based criteria.", outcome="upheld")),
        of("", says("This meets the evidence based criteria.", outcome="overturned")),
        of("", says("Nothing here meets a need.", outcome="upheld")),
    ),
    "depends-on-another-item": (
        of("", {"request": "Arthroscopy", "rationale": LONG}, ANCILLARY),
        of("", {"request": "Arthroscopy", "rationale": LONG}, says("Cold eases pain.")),
        of("", ANCILLARY),
    ),
    "rationale-reused": (
        of("", says(LONG), says(LONG, request="Acupuncture")),
        of("", says(LONG), says("Needles were not tried.", request="Acupuncture")),
        of("", ANCILLARY, ANCILLARY),
    ),
    "words-doubled": (
        of("", says("The request for a cast of the cast of the arm.")),
        of("", says("The request for a cast of the arm.")),
        of("", says("What is not recommended is not recommended.")),
    ),
    "negated-twice": (
        of("", says("They do not recommend it for acute pain, but do not recommend it for chronic pain.")),
        of("", says("They do not recommend it for acute pain, but do recommend it for chronic pain.")),
        of("", says("They do not recommend it, but do not forbid it.")),
    ),
    "given-and-still-to-come": (
        of(
            "",
            says("She has previously received an initial set of 6."),
            says("She was to receive an initial set of 6."),
        ),
        of("", says("She has previously received an initial set of 6."), says("She likes it.")),
        of(
            "",
            says("She has previously received an initial set of 6."),
            says("She was to receive an initial set of 4."),
        ),
    ),
    "amount-not-in-heading": (
        of("", {**TWICE, "rationale": "The 24 visits that are being requested go beyond a trial."}),
        of("", {**TWICE, "rationale": "The 12 visits that are being requested go beyond a trial."}),
        of("", {**TWICE, "rationale": "The guideline allows a total of 24 visits. She has had 9 visits."}),
    ),
    "attribute-told-otherwise": (
        of("An MRI shows a tear of the medial meniscus.", says("The worker has a lateral meniscus tear.")),
        of("An MRI shows a tear of the medial meniscus.", says("The worker has a medial meniscus tear.")),
        of(
            "An MRI shows a tear of the medial and a lateral meniscus.", says("The worker has a lateral meniscus tear.")
        ),
    ),
    "benefit-denied-and-told": (
        of(
            "With Norco he is able to walk a mile.", {**OPIOID, "rationale": "No functional improvement is documented."}
        ),
        of("With Norco he walks little.", {**OPIOID, "rationale": "No functional improvement is documented."}),
        of(
            "With a brace he is able to walk a mile.",
            {**OPIOID, "rationale": "No functional improvement is documented."},
        ),
    ),
    "birth-against-age": (
        of("The worker was born on 6-3-1951.", age=47, decided="2015-05-20"),
        of("The worker was born on 6-3-1967.", age=47, decided="2015-05-20"),
        of("His son was born on 6-3-2001.", age=47, decided="2015-05-20"),
    ),
    "count-told-otherwise": (
        of("Treatment: physical therapy, 8 visits.", says("She has completed 12 physical therapy visits.")),
        of("Treatment: physical therapy, 8 visits.", says("She has completed 8 physical therapy visits.")),
        of(
            "Treatment: physical therapy, 8 visits and 4 more visits.",
            says("She has completed 12 physical therapy visits."),
        ),
    ),
    "diagnosis-denied": (
        of(
            "He has sleep apnea.",
            says("There is no diagnosis of sleep apnea."),
            diagnoses=["sleep apnea"],
        ),
        of("He has sleep apnea.", says("There is no diagnosis of insomnia."), diagnoses=["sleep apnea"]),
        of(
            "He has sleep apnea.",
            says("There is no treatment of sleep apnea."),
            diagnoses=["sleep apnea"],
        ),
    ),
    "disputed-item-left-out": (
        of("The application disputes the knee brace and the sleep study.", {"request": "Knee brace"}),
        of(
            "The application disputes the knee brace and the sleep study.",
            {"request": "Knee brace"},
            {"request": "Sleep study"},
        ),
        of("The dispute over the knee brace was long.", {"request": "Knee brace"}),
    ),
    "drug-of-another-section": (
        of("", {"request": "Tizanidine 4mg", "imr": "MTUS: Chronic Pain 2016, Cyclobenzaprine (Flexeril)"}),
        of("", {"request": "Tizanidine 4mg", "imr": "MTUS: Chronic Pain 2016, Tizanidine (Zanaflex)"}),
        of("", {"request": "Tizanidine 4mg", "imr": "MTUS: Chronic Pain 2016, Muscle relaxants"}),
    ),
    "drug-only-in-rationale": (
        of("She takes naproxen.", says("The worker is taking gabapentin.")),
        of("She takes naproxen.", says("The worker is taking Naprosyn.")),
        of("She takes naproxen.", says("The worker is not on gabapentin. Is she taking gabapentin?")),
    ),
    "heading-does-not-add-up": (
        of("", {"request": "Acupuncture 2 times a week for 6 weeks (10 sessions)"}),
        of("", {"request": "Acupuncture 2 times a week for 6 weeks (12 sessions)"}),
        of("", {"request": "Acupuncture 2-3 times a week for 6 weeks (15 sessions)"}),
    ),
    "conclusions-disagree": (
        of("", says("The request is medically necessary. Therefore, the request is not medically necessary.")),
        of("", says("The request is not medically necessary. Again: the requested study is not medically necessary.")),
        of("", says("UR held that the request is medically necessary. The request is not medically necessary.")),
    ),
    "rationale-leaves-part-out": (
        of("Knee pain.", {**MRI, "category": "Diagnostic Testing", "rationale": "The neck pain is without red flags."}),
        of("Knee pain.", {**MRI, "category": "Diagnostic Testing", "rationale": "The knee pain is without red flags."}),
        of("Knee pain.", {**MRI, "category": "Diagnostic Testing", "rationale": "ODG recommends it for neck pain."}),
    ),
    "study-read-otherwise": (
        of("MRI of the knee showed a medial tear.", says("The MRI of the knee was normal.")),
        of("MRI of the knee showed a medial tear.", says("The MRI of the knee showed a tear.")),
        of("MRI of the knee showed a medial tear.", says("The x-rays of the knee were normal.")),
    ),
    "injury-dated-two-ways": (
        of("He was injured on 5-3-14. The date of injury is 5-13-14."),
        of("He was injured on 5-3-14. The date of injury is 5-3-14."),
        of("He was injured on 5-3-14. A prior date of injury is 5-13-04."),
    ),
    "injury-told-otherwise": (
        of("Hurt on 3-18-15.", says("The worker was injured on 3-18-14."), injury="2015-03-18"),
        of("Hurt on 3-18-15.", says("The worker was injured on 3-18-15."), injury="2015-03-18"),
        of("Hurt on 3-18-15.", says("A prior injury of 3-18-12 was settled."), injury="2015-03-18"),
    ),
    "measure-told-otherwise": (
        of("BMI is 41.", says("The worker has a body mass index of 31.")),
        of("BMI is 41.", says("The worker has a body mass index of 41.")),
        of("BMI is 41.", says("The worker has to have a BMI of less than 35.")),
    ),
    "pain-score-is-told": (
        of("Pain is 4/10.", says("No pain scores are recorded.")),
        of("Pain is mild.", says("No pain scores are recorded.")),
        of("Pain is 4/10.", says("No pain scores with and without medication are recorded.")),
    ),
    "pain-score-told-otherwise": (
        of("Pain is 4/10.", says("The worker has pain of 8/10.")),
        of("Pain is 4/10.", says("The worker has pain of 4 out of 10.")),
        of("Pain is 4/10.", says("An earlier visit had pain of 8/10.")),
    ),
    "parent-decided-otherwise": (
        of("", {"request": "Arthroscopy", "category": "Surgery", "outcome": "overturned"}, ANCILLARY),
        of("", {"request": "Arthroscopy", "category": "Surgery", "outcome": "upheld"}, ANCILLARY),
        of("", {"request": "Sling", "category": "DMEPOS", "outcome": "overturned"}, ANCILLARY),
    ),
    "presence-contradicted": (
        of("She denies numbness.", says("The worker complains of numbness in the foot.")),
        of("She has numbness.", says("The worker complains of numbness in the foot.")),
        of(
            "She denies numbness.", says("The guideline asks for numbness. Should the worker have numbness, ask again.")
        ),
    ),
    "rationale-decides-other-way": (
        of("", says("Purchase of the unit is not medically necessary.", request="H-wave, 30 day rental")),
        of("", says("Rental of the unit is not medically necessary.", request="H-wave, 30 day rental")),
        of("", says("A rental may come before the purchase.", request="H-wave, 30 day rental")),
    ),
    "rationale-names-part-untold": (
        of("He has a sprain of the knee.", says("In this case the elbow pain goes on.")),
        of("He has a sprain of the knee.", says("In this case the knee pain goes on.")),
        of("He has a sprain of the knee.", says("His elbow is normal.")),
    ),
    "relief-told-otherwise": (
        of("The block gave 70% relief.", says("The worker had 30% relief.")),
        of("The block gave 70% relief.", says("The worker had 70% relief.")),
        of("The block gave 70% relief.", says("At least 50% relief is needed.")),
    ),
    "remainder-does-not-add-up": (
        of("", REST),
        of("", {**REST, "request": "Chiropractic 6 visits"}),
        of("", {**REST, "original": "Norco #90 with 1 refill", "authorized": "Norco #90", "request": "Norco #180"}),
    ),
    "request-on-side-untold": (
        of("He hurt his right knee.", MRI),
        of("He hurt his left knee.", MRI),
        of("He hurt his right knee. The L knee aches too.", MRI),
    ),
    "request-told-otherwise": (
        of("The RFA asks for physical therapy, 8 sessions.", TWICE),
        of("The RFA asks for physical therapy, 12 sessions.", TWICE),
        of("The request was modified to physical therapy, 8 sessions.", TWICE),
    ),
    "review-told-otherwise": (
        of("", says("Utilization review of 6-11-16 denied it."), denied="2016-06-01"),
        of("", says("Utilization review of 6-1-16 denied it."), denied="2016-06-01"),
        of("", says("A prior utilization review of 2-1-16 allowed it."), denied="2016-06-01"),
    ),
    "sex-against-anatomy": (
        of("He had prostate surgery.", sex="female"),
        of("He had prostate surgery.", sex="male"),
        of("Her father has prostate cancer.", sex="female"),
    ),
    "sign-told-otherwise": (
        of("Straight leg raise was negative.", says("On examination SLR was positive.")),
        of("Straight leg raise was positive.", says("On examination SLR was positive.")),
        of("Straight leg raise was negative on the right.", says("On examination SLR was positive on the left.")),
    ),
    "study-dated-otherwise": (
        of("MRI of the knee of 5-6-2016 showed a tear.", says("The MRI of the knee of 6-5-2016 showed a tear.")),
        of("MRI of the knee of 5-6-2016 showed a tear.", says("The MRI of the knee of 5-6-2016 showed a tear.")),
        of("MRI of the knee of 5-6-2016 showed a tear.", says("The MRI of the neck of 6-5-2016 showed a bulge.")),
    ),
    "study-only-in-rationale": (
        of("He has knee pain.", says("An MRI showed a tear.")),
        of("He has knee pain. An MRI was done.", says("An MRI showed a tear.")),
        of("He has knee pain. Imaging was done.", says("An MRI showed a tear.")),
    ),
    "ur-cites-otherwise": (
        of("Utilization review relied on the ODG.", {**MRI, "ur": "MTUS: Knee Complaints 2004", "ur_basis": "mtus"}),
        of("Utilization review relied on the ODG.", {**MRI, "ur": "other: ODG Knee", "ur_basis": "non_mtus"}),
        of("Utilization review relied on ACOEM.", {**MRI, "ur": "MTUS: Knee Complaints 2004", "ur_basis": "mtus"}),
    ),
    "version-yet-to-come": (
        of("", {**PT, "imr": "MTUS: Chronic Pain Medical Treatment 2016"}, denied="2016-06-21", decided="2016-08-20"),
        of("", {**PT, "imr": "MTUS: Chronic Pain Medical Treatment 2009"}, denied="2016-06-21", decided="2016-08-20"),
        of("", {**PT, "imr": "other: ODG 2016"}, denied="2016-06-21", decided="2016-08-20"),
    ),
    "work-told-otherwise": (
        of("She works full time.", says("The worker is off work.")),
        of("She works full time.", says("The worker works full time.")),
        of("She works full time. She was off work in May.", says("The worker is off work.")),
    ),
}
"""By rule: a letter that has it, one that does not, one that nearly does."""


def test_every_check_has_its_letters() -> None:
    assert sorted(TABLE) == sorted(CHECKS)


@pytest.mark.parametrize("rule", TABLE)
def test_a_check_finds_what_it_is_for_and_nothing_else(rule: str) -> None:
    has, has_not, nearly = TABLE[rule]
    raised = found(evidence_of(has), rule)
    assert raised
    assert all(each.quotes and each.message for each in raised)
    assert found(evidence_of(has_not), rule) == []
    assert found(evidence_of(nearly), rule) == []


def test_a_letter_without_a_word_has_no_findings() -> None:
    assert findings(letter()) == ()
    assert findings(letter({}, {})) == ()


def test_a_summary_that_has_the_headers_date_too_is_not_said_to_disagree() -> None:
    summary = "Robbed on 3-28-11. On 3-18-12 the nightmares fell."
    both = letter(injury="2011-03-28", told_injury="2012-03-18", summary=summary)
    assert found(both, "injury-dates-disagree") == []
    said = suggest("dates-agree", Asked(both, 0, ()))
    assert said is not None
    assert said.answer is None
    typed = letter(typed=("told_injury",), injury="2011-03-28", told_injury="2012-03-18", summary=summary)
    assert found(typed, "injury-dates-disagree")


@pytest.mark.parametrize(
    ("denial", "is_contradicted"),
    [
        ("There is no documentation of conservative treatment since the operation.", False),
        ("There is no documentation of conservative treatment since the injury.", True),
        ("There is no documentation of conservative treatment.", True),
    ],
)
def test_a_denial_of_what_came_after_an_event_is_not_contradicted_by_what_was_ever_done(
    denial: str, is_contradicted: bool
) -> None:
    evidence = letter({**MRI, "rationale": denial}, summary="Treatment has included physical therapy.")
    assert bool(found(evidence, "absence-contradicted")) == is_contradicted


def test_a_trial_of_tens_is_found_though_the_sentence_denies_something_else_in_parentheses() -> None:
    summary = "She has had acupuncture (number of visits not given) and a 30 day trial of a TENS unit."
    item: dict[str, Json] = {"request": "TENS unit", "rationale": "There is no documentation of a trial of TENS."}
    assert found(letter(item, summary=summary), "absence-contradicted")


def test_a_visit_that_is_set_for_a_day_is_no_record() -> None:
    later = letter(denied="2017-01-27", summary="A follow-up is set for 03/15/2017.")
    seen = letter(denied="2017-01-27", summary="A follow-up on 03/15/2017 showed swelling.")
    assert found(later, "evidence-after-review") == []
    assert found(seen, "evidence-after-review")


def test_a_nerve_study_of_the_other_limb_is_noticed_in_the_conclusion_alone() -> None:
    arms: dict[str, Json] = {"request": "EMG of the bilateral upper extremities", "parts": ["upper extremity"]}
    legs = "EMG of the bilateral lower extremities is not medically necessary."
    assert found(letter({**arms, "rationale": legs}), "rationale-names-other-part")
    other: dict[str, Json] = {"request": "EMG of the lower extremities", "parts": ["lower extremity"]}
    assert found(letter({**arms, "rationale": legs}, other), "rationale-names-other-part") == []
    known = {**arms, "rationale": "EMG of the lower extremities is pending."}
    assert found(letter(known), "rationale-names-other-part") == []


def test_a_strength_that_the_conclusion_retypes_is_noticed() -> None:
    drug: dict[str, Json] = {"request": "Omeprazole 20mg #60", "category": "Pharmaceuticals"}
    retyped = letter({**drug, "rationale": "Omeprazole 40mg #60 is not medically necessary."})
    assert found(retyped, "strength-differs")
    told = letter({**drug, "rationale": "Omeprazole 40mg was tried. Omeprazole 20mg #60 is not medically necessary."})
    assert found(told, "strength-differs") == []


def test_absences_that_nothing_speaks_against_are_listed_without_an_answer() -> None:
    evidence = letter({**MRI, "rationale": "There is no documentation of conservative treatment."}, summary="He fell.")
    said = suggest("facts-borne-out", Asked(evidence, evidence.items[0], findings(evidence)))
    assert said is not None
    assert said.answer is None
    assert said.sentence == (
        "The rationale finds no conservative treatment; nothing in the summary was found against that."
    )
    assert said.quotes
    silent = letter({**MRI, "rationale": "He may fall."}, summary="He fell.")
    assert suggest("facts-borne-out", Asked(silent, silent.items[0], ())) is None


def test_a_check_takes_the_current_value_and_not_the_reading() -> None:
    wrong = letter(injury="2011-03-28", told_injury="2011-03-18", summary="Hurt on 3-18-11.")
    right = letter(injury="2011-03-18", told_injury="2011-03-18", summary="Hurt on 3-18-11.")
    assert [each.rule for each in findings(wrong)] == ["injury-dates-disagree"]
    assert findings(right) == ()


SURGERY: dict[str, Json] = {"request": "Rotator cuff repair", "category": "Surgery", "parts": ["shoulder"]}


@pytest.mark.parametrize(
    ("specialty", "items", "answer"),
    [
        ("Chiropractor", [{**PT, "parts": ["lumbar spine"]}], "yes"),
        ("Orthopaedic Surgery", [PT, SURGERY], "yes"),
        ("Chiropractor", [PT, SURGERY], "no"),
        ("Psychologist", [SURGERY], "no"),
        ("Family Practice", [PT, SURGERY], None),
        ("Neurological Surgery", [SURGERY], None),
    ],
)
def test_a_specialty_is_held_against_every_item(specialty: str, items: list[dict[str, Json]], answer: str) -> None:
    evidence = letter(*items, specialties=[specialty])
    said = suggest("specialty-fits", Asked(evidence, 0, findings(evidence)))
    assert said is not None
    assert said.answer == answer
    assert said.quotes


def test_of_a_specialty_that_the_table_does_not_have_nothing_is_said() -> None:
    evidence = letter(PT, specialties=["Astrology"])
    assert suggest("specialty-fits", Asked(evidence, 0, findings(evidence))) is None


def test_a_surgical_consultation_is_no_surgery() -> None:
    consult: dict[str, Json] = {**SURGERY, "request": "Consultation with a shoulder surgeon"}
    assert found(letter(consult, specialties=["Chiropractor"]), "specialty-does-not-reach") == []


def test_a_correction_of_any_kind_is_told_as_one() -> None:
    summary = "A woman was hurt."
    item = says("The claim is new. His diagnoses include a strain. An 80 year old worker.")
    plain = letter(item, summary=summary, sex="female", age=40)
    corrected = letter(item, typed=("sex", "age"), summary=summary, sex="female", age=40)
    for rule in ("sex-against-pronoun", "ages-disagree"):
        assert "(as corrected)" in found(corrected, rule)[0].message
        assert "(as corrected)" not in found(plain, rule)[0].message


def test_the_weightiest_findings_come_first() -> None:
    evidence = letter(
        {"request": "MRI of the cervical spine bilateral", "conclusion": "necessary", "outcome": "upheld"}, summary=""
    )
    assert [each.severity for each in findings(evidence)] == ["serious", "minor"]


def test_a_check_that_fails_says_so_and_the_others_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(evidence: Evidence, found: Raise) -> Iterator[Finding]:
        raise ZeroDivisionError

    monkeypatch.setitem(CHECKS, "fails", Check("fails", "serious", fails, "Whether the moon is full."))
    raised = findings(letter(injury="2011-03-28", told_injury="2011-03-18"))
    assert [each.rule for each in raised] == ["injury-dates-disagree", NOT_CHECKED]
    assert raised[1].message == "Could not be checked: whether the moon is full."


def test_a_finding_keeps_its_name_while_its_passages_stay() -> None:
    [before] = findings(letter(injury="2011-03-28", told_injury="2011-03-18"))
    [after] = findings(letter(injury="2011-03-28", told_injury="2011-03-18", age=52))
    [other] = findings(letter(injury="2011-03-28", told_injury="2011-03-19"))
    assert before.id == after.id
    assert before.id != other.id


def test_no_word_of_any_check_calls_a_late_determination_invalid() -> None:
    letters = (evidence_of(one) for has, *_ in TABLE.values() for one in [has])
    assert not any("invalid" in each.message for one in letters for each in findings(one))


def test_a_long_rationale_is_checked_at_once() -> None:
    long = says("There is no evidence of conservative treatment, pain for a while, the knee " * 400)
    begun = time.process_time()
    findings(letter(long, long, summary="Treatment has included physical therapy and " * 800))
    assert time.process_time() - begun < 3


def test_a_guideline_for_chronic_pain_that_only_ur_cites_is_told_of_ur() -> None:
    chronic: Json = "MTUS: Chronic Pain Medical Treatment 2016"
    rule, recent = "chronic-guideline-for-recent-injury", "2016-10-01"
    (theirs,) = found(letter({**PT, "ur": chronic}, injury="2016-09-01", denied=recent), rule)
    (ours,) = found(letter({**PT, "ur": chronic, "imr": chronic}, injury="2016-09-01", denied=recent), rule)
    assert theirs.message.startswith("UR cites")
    assert ours.message.startswith("The reviewer cites")


def test_a_conclusion_in_other_words_can_judge_the_whole_as_well() -> None:
    said: Json = "Given the quantity of this request, 12 visits of chiropractic, it is not medically necessary."
    assert found(evidence_of(of("", {**REST, "rationale": said})), "remainder-judged-as-whole")


def test_what_a_section_explains_in_brackets_names_no_chapter() -> None:
    blocks: Json = "other: ODG Pain, Regional blocks (stellate ganglion block, lumbar sympathetic block)"
    hand: dict[str, Json] = {"request": "Stellate block", "category": "Injection", "ur": blocks}
    assert not found(evidence_of(of("Pain of the right hand.", hand)), "chapter-of-another-part")
