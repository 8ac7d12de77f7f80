"""Each check over three letters of a few words: one that has it, one that does not, one that nearly does."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from checking import found, letter

from imr_desktop.checklist.checks import CHECKS, NOT_CHECKED, findings
from imr_desktop.checklist.evidence import Evidence
from imr_desktop.checklist.registry import Check, Raise
from imr_desktop.model import Finding, Json

Letter = tuple[dict[str, Json], ...]
"""The letter's values, then each item's."""

PT: dict[str, Json] = {"request": "Physical therapy 6 visits", "category": "Rehabilitation"}
MRI: dict[str, Json] = {"request": "MRI of the left knee", "parts": ["knee"], "side": "left"}
ANCILLARY: dict[str, Json] = {
    "request": "Cold pack",
    "rationale": "As the requested surgical intervention is not medically necessary, this ancillary service is not.",
}
REST: dict[str, Json] = {
    "original": "Chiropractic 12 visits",
    "authorized": "Chiropractic 6 visits",
    "request": "Chiropractic 4 visits",
}
LONG = (
    "The records tell of a fall. No red flag is named. Care at home was tried. "
    "Nothing of all that speaks for this request here."
)


def _of(summary: str, *items: dict[str, Json], **fields: Json) -> Letter:
    return ({"summary": summary, **fields}, *items)


def _says(rationale: str, **fields: Json) -> dict[str, Json]:
    return {"rationale": rationale, "request": "Physical therapy 6 visits", **fields}


TABLE: dict[str, tuple[Letter, Letter, Letter]] = {
    "injury-dates-disagree": (
        _of("Hurt on 3-18-11.", injury="2011-03-28", told_injury="2011-03-18"),
        _of("Hurt on 3-28-11.", injury="2011-03-28", told_injury="2011-03-28"),
        _of("Hurt in March 2011.", injury="2011-03-28", told_injury="2011-03"),
    ),
    "ur-dates-disagree": (
        _of("Denied on 5-1-11.", denied="2011-05-02", told_denied="2011-05-01"),
        _of("Denied on 5-2-11.", denied="2011-05-02", told_denied="2011-05-02"),
        _of("Denied.", denied="2011-05-02"),
    ),
    "header-dates-out-of-order": (
        _of("", denied="2011-05-02", received="2011-05-01"),
        _of("", denied="2011-05-02", received="2011-05-20"),
        _of("", denied="2011-05-02", received="2011-05-02"),
    ),
    "impossible-date": (
        _of("Seen on June 3, 20216.", decided="2016-09-01"),
        _of("Seen on June 3, 2016.", decided="2016-09-01"),
        _of("Seen on page 20216.", decided="2016-09-01"),
    ),
    "request-after-review": (
        _of("A request for authorization was dated 6-10-16.", PT, denied="2016-06-01"),
        _of("A request for authorization was dated 5-10-16.", PT, denied="2016-06-01"),
        _of("A request for authorization dated 6-10-16 was for an MRI.", PT, denied="2016-06-01"),
    ),
    "request-before-visit": (
        _of(
            "A request for authorization was dated 5-8-16. On 5-10-16 she complained of pain.", PT, denied="2016-06-01"
        ),
        _of(
            "A request for authorization was dated 5-12-16. On 5-10-16 she complained of pain.", PT, denied="2016-06-01"
        ),
        _of(
            "A request for authorization was dated 5-8-16. On 6-10-16 she complained of pain.", PT, denied="2016-06-01"
        ),
    ),
    "evidence-after-review": (
        _of("A progress note of 6-9-16 tells of pain.", denied="2016-06-01"),
        _of("A progress note of 5-9-16 tells of pain.", denied="2016-06-01"),
        _of("An appeal was made on 6-9-16.", denied="2016-06-01"),
    ),
    "treated-before-injury": (
        _of("Therapy was begun on 2-1-16.", injury="2016-03-01"),
        _of("Therapy was begun on 3-2-16.", injury="2016-03-01"),
        _of("She was born on 2-1-66.", injury="2016-03-01"),
    ),
    "longer-than-the-claim": (
        _of("She has had pain for 10 months.", injury="2016-03-01", denied="2016-05-01", decided="2016-06-01"),
        _of("She has had pain for 2 months.", injury="2016-03-01", denied="2016-05-01", decided="2016-06-01"),
        _of("She has worked there for 10 years.", injury="2016-03-01", denied="2016-05-01", decided="2016-06-01"),
    ),
    "chapter-of-another-part": (
        _of("Knee pain.", {**MRI, "imr": "MTUS: Low Back Complaints 2004"}),
        _of("Knee pain.", {**MRI, "imr": "MTUS: Knee Complaints 2004"}),
        _of(
            "Low back pain.",
            {"request": "EMG of the left leg", "parts": ["leg"], "imr": "MTUS: Neck and Upper Back 2004"},
        ),
    ),
    "study-of-another-kind": (
        _of("", {"request": "X-ray of the hip", "imr": "other: ODG Hip and Pelvis, MRI"}),
        _of("", {"request": "X-ray of the hip", "imr": "other: ODG Hip and Pelvis, X-ray"}),
        _of("", {"request": "X-ray of the hip", "imr": "other: ODG Hip and Pelvis"}),
    ),
    "sides-cite-other-chapters": (
        _of(
            "", {"request": "Sit-stand desk", "ur": "other: ODG Knee Chapter", "imr": "MTUS: Low Back Complaints 2004"}
        ),
        _of("", {"request": "Sit-stand desk", "ur": "other: ODG Knee Chapter", "imr": "MTUS: Knee Complaints 2004"}),
        _of("", {"request": "Sit-stand desk", "ur": "other: ODG", "imr": "MTUS: Low Back Complaints 2004"}),
    ),
    "citation-repeats-request": (
        _of("", {**MRI, "ur": "other: MRI of the left knee"}),
        _of("", {**MRI, "ur": "other: ODG Knee, MRI"}),
        _of("", {**MRI, "ur": "other: MRI of the left knee, ODG Knee"}),
    ),
    "silent-beside-mtus": (
        _of("", {**_says("The MTUS is silent on this."), "ur": "MTUS: Knee Complaints 2004"}),
        _of("", {**_says("The MTUS is silent on this."), "ur": "other: ODG Knee"}),
        _of("", {**_says("The record is silent on this."), "ur": "MTUS: Knee Complaints 2004"}),
    ),
    "chronic-guideline-for-recent-injury": (
        _of("", {**PT, "imr": "MTUS: Chronic Pain Medical Treatment 2016"}, injury="2016-09-01", denied="2016-10-01"),
        _of("", {**PT, "imr": "MTUS: Knee Complaints 2004"}, injury="2016-09-01", denied="2016-10-01"),
        _of("", {**PT, "imr": "MTUS: Chronic Pain Medical Treatment 2016"}, injury="2016-07-03", denied="2016-10-01"),
    ),
    "version-no-longer-in-force": (
        _of("", {**PT, "ur": "MTUS: Chronic Pain Medical Treatment 2009"}, injury="2016-10-01", denied="2016-11-01"),
        _of("", {**PT, "ur": "MTUS: Chronic Pain Medical Treatment 2016"}, injury="2016-10-01", denied="2016-11-01"),
        _of("", {**PT, "ur": "MTUS: Chronic Pain Medical Treatment 2009"}, injury="2015-10-01", denied="2016-08-20"),
    ),
    "postsurgical-without-surgery": (
        _of("Neck pain.", {**PT, "ur": "MTUS: Postsurgical Treatment 2009"}),
        _of("Neck pain.", {**PT, "ur": "MTUS: Knee Complaints 2004"}),
        _of("Neck pain after an arthroscopy.", {**PT, "ur": "MTUS: Postsurgical Treatment 2009"}),
    ),
    "taper-rule-for-recent-use": (
        _of(
            "", _says("It speaks of tapering opioids after at least 90 days."), injury="2016-09-01", denied="2016-10-01"
        ),
        _of("", _says("It speaks of opioids."), injury="2016-09-01", denied="2016-10-01"),
        _of(
            "", _says("It speaks of tapering opioids after at least 90 days."), injury="2016-01-01", denied="2016-10-01"
        ),
    ),
    "reasons-without-citation": (
        _of("UR denied physical therapy because no goals were set.", {**PT, "ur_basis": "none"}),
        _of("UR denied physical therapy because no goals were set.", {**PT, "ur_basis": "mtus"}),
        _of("UR denied acupuncture because no goals were set.", {**PT, "ur_basis": "none"}),
    ),
    "reasons-leave-item-out": (
        _of(
            "UR denied the MRI because of no red flag. Acupuncture was denied because no goals were set.",
            MRI,
            {"request": "Acupuncture"},
            {"request": "Zolmix 20mg"},
        ),
        _of(
            "UR denied the MRI because of no red flag. Acupuncture was denied because no goals were set.",
            MRI,
            {"request": "Acupuncture"},
        ),
        _of("UR denied the requests because of no red flag.", MRI, {"request": "Zolmix 20mg"}),
    ),
    "absence-contradicted": (
        _of("Treatment has included physical therapy.", _says("There is no evidence of conservative treatment.")),
        _of("She was hurt by a crate.", _says("There is no evidence of conservative treatment.")),
        _of("Treatment has included physical therapy.", _says("There is no evidence that conservative care failed.")),
    ),
    "number-of-sessions-is-told": (
        _of("She completed 6 physical therapy sessions.", _says("How many sessions she has had is not noted.")),
        _of("She completed physical therapy.", _says("How many sessions she has had is not noted.")),
        _of("A request for 6 sessions was made.", _says("How many sessions she has had is not noted.")),
    ),
    "day-is-told": (
        _of(
            "", _says("She was seen for an evaluation on 5-1-16. It is not told when the initial examination was done.")
        ),
        _of("", _says("She was seen for an evaluation. It is not told when the initial examination was done.")),
        _of("", _says("She was seen for an evaluation on 5-1-16. It is told when the examination was done.")),
    ),
    "rationale-judges-other-service": (
        _of("", _says("There is no need for additional acupuncture.")),
        _of("", _says("There is no need for additional physical therapy.")),
        _of("", _says("Acupuncture helped.")),
    ),
    "portion-not-addressed": (
        _of("", _says("Abcafen is not first line.", request="Abcafen/xyzoprost 75mg", category="Pharmaceuticals")),
        _of("", _says("Abcafen and xyzoprost help.", request="Abcafen/xyzoprost 75mg", category="Pharmaceuticals")),
        _of("", _says("The drug helps.", request="Abcafen/xyzoprost 75mg", category="Pharmaceuticals")),
    ),
    "rationale-names-other-part": (
        _of("", {**MRI, "rationale": "There was no reason for an MRI of the hip."}),
        _of("", {**MRI, "rationale": "There was no reason for an MRI of the knee."}),
        _of("", {**MRI, "rationale": "An MRI of the hip was performed."}),
    ),
    "requested-part-not-in-summary": (
        _of("She has neck pain. An MRI of the left knee was requested.", MRI),
        _of("She has neck and knee pain.", MRI),
        _of("She was hurt by a crate.", MRI),
    ),
    "rationale-treats-other-part": (
        _of("She has neck pain.", _says("She is being treated for a knee strain.")),
        _of("She has knee pain.", _says("She is being treated for a knee strain.")),
        _of("She has neck pain.", _says("A knee strain is often treated at home.")),
    ),
    "side-of-a-midline-part": (
        _of("", {"request": "MRI of the cervical spine bilateral"}),
        _of("", {"request": "MRI of the cervical spine"}),
        _of("", {"request": "Therapy for the lumbar spine and bilateral knees"}),
    ),
    "rationale-names-other-side": (
        _of("", {**MRI, "rationale": "The right knee is stable."}),
        _of("", {**MRI, "rationale": "The left knee is stable."}),
        _of("", {**MRI, "rationale": "The left knee is stable, as is the right knee."}),
    ),
    "one-side-of-two": (
        _of("She has left and right sided sciatica.", _says("She has right sided sciatica.")),
        _of("She has right sided sciatica.", _says("She has right sided sciatica.")),
        _of("She has left and right sided sciatica.", _says("She has left sided sciatica and right sided sciatica.")),
    ),
    "complaint-and-finding-on-other-sides": (
        _of("She complained of right knee pain. On exam the left knee was tender."),
        _of("She complained of right knee pain. On exam the right knee was tender."),
        _of("She complained of right knee pain. On exam both knees were tender."),
    ),
    "quantity-not-in-heading": (
        _of("", _says("Nothing says why a quantity of 3 is needed.")),
        _of("", _says("Nothing says why a quantity of 6 is needed.")),
        _of("", _says("Nothing says why 3 of them are needed.")),
    ),
    "remainder-judged-as-whole": (
        _of("", {**REST, "rationale": "The initial treatment request exceeds a trial."}),
        _of("", {**REST, "rationale": "The request for 4 visits is not medically necessary."}),
        _of("", {**REST, "rationale": "The request for the remaining 4 of 12 visits is not medically necessary."}),
    ),
    "guideline-quoted-two-ways": (
        _of("", _says("ODG has a trial of 6 visits over 2 weeks. It has a trial of 6 visits over 3 weeks.")),
        _of("", _says("ODG has a trial of 6 visits over 2 weeks. It has a trial of 6 visits over 2 weeks.")),
        _of("", _says("ODG has a trial of 6 visits over 2 weeks. It has a trial of 10 visits over 4 weeks.")),
    ),
    "strength-differs": (
        _of("", {"request": "Dolorex capsule 30.5/16mg", "original": "Dolorex capsule 320.5/16mg"}),
        _of("", {"request": "Dolorex capsule 320.5/16mg", "original": "Dolorex capsule 320.5/16mg"}),
        _of("The request was for Dolorex 320.5-16mg.", {"request": "Dolorex capsule 320.5/16mg"}),
    ),
    "sex-against-pronoun": (
        _of("A woman was hurt.", _says("The claim is new. His diagnoses include a strain."), sex="female"),
        _of("A woman was hurt.", _says("The claim is new. Her diagnoses include a strain."), sex="female"),
        _of("A woman was hurt.", _says("The physician wrote. He had asked for more."), sex="female"),
    ),
    "ages-disagree": (
        _of("", _says("A 48 year old worker."), age=40),
        _of("", _says("A 40 year old worker."), age=40),
        _of("", _says("A 41 year old worker."), age=40),
    ),
    "count-only-in-rationale": (
        _of("She had therapy.", _says("She was approved for 6 prior sessions.")),
        _of("She had 6 sessions of therapy.", _says("She was approved for 6 prior sessions.")),
        _of("She had six visits.", _says("She was approved for 6 prior sessions.")),
    ),
    "treatment-only-in-rationale": (
        _of("Treatment included medication.", _says("She has had previous physical therapy sessions.")),
        _of("Treatment included physical therapy.", _says("She has had previous physical therapy sessions.")),
        _of(
            "Treatment included medication.",
            _says("The guideline is for who has had previous acupuncture; it says so."),
        ),
    ),
    "condition-only-in-rationale": (
        _of("She has a strain.", _says("This worker has a nicotine addiction.")),
        _of("She has a nicotine addiction.", _says("This worker has a nicotine addiction.")),
        _of("She has a strain.", _says("A nicotine addiction would matter.")),
    ),
    "symptom-denied-and-reported": (
        _of("No numbness was seen in the left arm. She reported numbness of the left thumb."),
        _of("No numbness was seen in the left arm. She reported pain of the left thumb."),
        _of("No numbness was seen in the left arm. She reported numbness of the right thumb."),
    ),
    "study-done-and-planned": (
        _of("Testing has included an MRI of the cervical spine. The plan is for an MRI of the cervical spine."),
        _of("Testing has included an x-ray of the cervical spine. The plan is for an MRI of the cervical spine."),
        _of("Testing has included an MRI of the cervical spine. The plan is for a repeat MRI of the cervical spine."),
    ),
    "conclusion-against-outcome": (
        _of("", {**PT, "outcome": "upheld", "conclusion": "necessary"}),
        _of("", {**PT, "outcome": "upheld", "conclusion": "not_necessary"}),
        _of("", {**PT, "outcome": "upheld"}),
    ),
    "reasons-against-outcome": (
        _of("", _says("This meets the evidence based criteria.", outcome="upheld")),
        _of("", _says("This meets the evidence based criteria.", outcome="overturned")),
        _of("", _says("Nothing here meets a need.", outcome="upheld")),
    ),
    "depends-on-another-item": (
        _of("", {"request": "Arthroscopy", "rationale": LONG}, ANCILLARY),
        _of("", {"request": "Arthroscopy", "rationale": LONG}, _says("Cold eases pain.")),
        _of("", ANCILLARY),
    ),
    "rationale-reused": (
        _of("", _says(LONG), _says(LONG, request="Acupuncture")),
        _of("", _says(LONG), _says("Needles were not tried.", request="Acupuncture")),
        _of("", ANCILLARY, ANCILLARY),
    ),
    "words-doubled": (
        _of("", _says("The request for a cast of the cast of the arm.")),
        _of("", _says("The request for a cast of the arm.")),
        _of("", _says("What is not recommended is not recommended.")),
    ),
    "negated-twice": (
        _of("", _says("They do not recommend it for acute pain, but do not recommend it for chronic pain.")),
        _of("", _says("They do not recommend it for acute pain, but do recommend it for chronic pain.")),
        _of("", _says("They do not recommend it, but do not forbid it.")),
    ),
    "given-and-still-to-come": (
        _of(
            "",
            _says("She has previously received an initial set of 6."),
            _says("She was to receive an initial set of 6."),
        ),
        _of("", _says("She has previously received an initial set of 6."), _says("She likes it.")),
        _of(
            "",
            _says("She has previously received an initial set of 6."),
            _says("She was to receive an initial set of 4."),
        ),
    ),
}
"""By rule: a letter that has it, one that does not, one that nearly does."""


def _evidence(one: Letter) -> Evidence:
    fields, *items = one
    return letter(*items, **fields)


def test_every_check_has_its_letters() -> None:
    assert sorted(TABLE) == sorted(CHECKS)


@pytest.mark.parametrize("rule", TABLE)
def test_a_check_finds_what_it_is_for_and_nothing_else(rule: str) -> None:
    has, has_not, nearly = TABLE[rule]
    raised = found(_evidence(has), rule)
    assert raised
    assert all(each.quotes and each.message for each in raised)
    assert found(_evidence(has_not), rule) == []
    assert found(_evidence(nearly), rule) == []


def test_a_letter_without_a_word_has_no_findings() -> None:
    assert findings(letter()) == ()
    assert findings(letter({}, {})) == ()


def test_a_check_takes_the_current_value_and_not_the_reading() -> None:
    wrong = letter(injury="2011-03-28", told_injury="2011-03-18", summary="Hurt on 3-18-11.")
    right = letter(injury="2011-03-18", told_injury="2011-03-18", summary="Hurt on 3-18-11.")
    assert [each.rule for each in findings(wrong)] == ["injury-dates-disagree"]
    assert findings(right) == ()


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
    letters = (_evidence(one) for has, *_ in TABLE.values() for one in [has])
    assert not any("invalid" in each.message for one in letters for each in findings(one))


def test_a_long_rationale_is_checked_at_once() -> None:
    long = _says("There is no evidence of conservative treatment, pain for a while, the knee " * 400)
    begun = time.perf_counter()
    findings(letter(long, long, summary="Treatment has included physical therapy and " * 800))
    assert time.perf_counter() - begun < 3
