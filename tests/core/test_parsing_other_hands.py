"""Wordings of other hands: what letters by other writers have that the ones before us had not; sentences of our own.

The people in them never lived.
"""

from __future__ import annotations

import pytest
from compose import Item, Letter, headed, reading_of, summarised

from imr_desktop.model import Json
from imr_desktop.parsing.furniture import without_furniture

HURT = "The injured worker is a 43 year old male who sustained an industrial injury on 10-11-2016."


@pytest.mark.parametrize(
    ("sentence", "age", "sex"),
    [
        ("This 45 y.o. female was injured on 1/2/14.", 45, "female"),
        ("This 45yr old F sustained an injury on 1/2/14.", 45, "female"),
        ("The IW is a 58 yo M, DOI 1/2/14.", 58, "male"),
        ("The IW is a 45-year-old (DOB 3/3/1969) male.", 45, "male"),
        ("The patient, whose age is redacted, is a male.", None, "male"),
        ("A female with complaints of neck pain.", None, "female"),
        ("The injured worker is 45 years old. She was injured on January 2, 2014.", 45, "female"),
        ("The injured worker is 45 years old. Dr. Roe noted that he reviewed the films.", 45, None),
        ("A 45-year-old cook. On the second of May 2014 he slipped. Injured May 2, 2014.", 45, "male"),
        ("Injury: 5/2/2014. Age: 45. Sex: female.", 45, "female"),
        ("Age 45, male. Date of loss 5/2/14.", 45, "male"),
        ("The worker, now 45, was hurt on 5/2/14. She has neck pain.", 45, "female"),
        ("The worker, a woman of 45, was hurt on 5/2/14.", 45, "female"),
        ("The worker, 45, a male roofer, was hurt on 5/2/14.", 45, "male"),
        ("He is a 45 year old with an injury of 5/2/14.", 45, "male"),
    ],
)
def test_the_person_is_read_from_abbreviations_and_asides(sentence: str, age: int | None, sex: str | None) -> None:
    fields = summarised(sentence).fields
    assert (fields["patient.age"].value, fields["patient.sex"].value) == (age, sex)


@pytest.mark.parametrize(
    ("sentence", "key", "value"),
    [
        ("The 1/7/14 determination was non-certified.", "ur_decision_date", "2014-01-07"),
        ("1/7/14 determination was non-certified for lack of findings.", "ur_decision_date", "2014-01-07"),
        ("The request was not certified in utilization review on Sept. 8, 2014.", "ur_decision_date", "2014-09-08"),
        ("A roofer with a January 2, 2014 occupational injury.", "date_of_injury", "2014-01-02"),
        ("Claimant, D/I 1/2/14, has neck pain.", "date_of_injury", "2014-01-02"),
        ("Injury: 5/2/2014. Age: 45. Sex: female.", "date_of_injury", "2014-05-02"),
        ("This male was 43 at the time of his 5/2/14 injury and is 45 now.", "date_of_injury", "2014-05-02"),
        ("The injury goes back to 5/2/14.", "date_of_injury", "2014-05-02"),
        ("Injury dates: 5/2/14 (specific).", "date_of_injury", "2014-05-02"),
        ("The industrial event took place on 5/2/14.", "date_of_injury", "2014-05-02"),
        ("He has been symptomatic since an incident at work on 5/2/14.", "date_of_injury", "2014-05-02"),
        ("Claimant fell at work 5/2/14.", "date_of_injury", "2014-05-02"),
        ("The claim is for a lifting injury sustained 5/2/14.", "date_of_injury", "2014-05-02"),
        (
            "By letter of December 1, 2016, the adjuster's physician turned down the MRI.",
            "ur_decision_date",
            "2016-12-01",
        ),
        ("The 12-1-16 decision denied it.", "ur_decision_date", "2016-12-01"),
        ("The decision under appeal is dated 12/1/2016.", "ur_decision_date", "2016-12-01"),
        ("The request for Norco was certified in part on 12/1/16.", "ur_decision_date", "2016-12-01"),
    ],
)
def test_dates_are_told_in_other_words(sentence: str, key: str, value: str) -> None:
    assert summarised(sentence).fields[f"summary.{key}"].value == value


@pytest.mark.parametrize(
    ("sentence", "mechanism"),
    [
        ("He has a history of injury on 3-3-14, a slip and fall.", "slip and fall"),
        ("He was hurt on 5-11-15 (blunt trauma to the head by a falling beam).", None),
        (
            "The injury of 5-11-15 (blunt trauma to the head by a beam) was accepted.",
            "blunt trauma to the head by a beam",
        ),
        ("He was injured on 5/1/2016 while performing the usual and customary duties of a roofer.", None),
        ("No mechanism of injury was documented in the clinical notes.", None),
        ("The injury was relative to a fall off a loading dock.", "fall off a loading dock"),
        ("He received an electrical shock and fell backward.", "electrical shock and fell backward"),
        ("He sustained burns to both hands on 2-2-16 in a propane explosion.", "propane explosion"),
        (
            "The mechanism of injury was cutting sheet metal with the subsequent laceration of a finger.",
            "cutting sheet metal",
        ),
        ("He has a history of a motor vehicle accident in 2004.", None),
        ("Reportedly, a ladder slid out from under him.", "ladder slid out from under him"),
        (
            "He was bending, lifting and twisting while stocking shelves and felt a pull in his back.",
            "bending, lifting and twisting while stocking shelves",
        ),
        ("The injury occurred in the course of pulling wire through a conduit.", "pulling wire through a conduit"),
        (
            (
                "The injured worker is a 43 year old male who suffered an injury on 5/5/15, described as a "
                "fall from a horse."
            ),
            "fall from a horse",
        ),
        (
            ("The injured worker is a 43 year old male who was in a motor vehicle accident on 5/5/15 while on duty."),
            "motor vehicle accident",
        ),
        (
            "Fourteen years of assembly work with her arms raised brought on the shoulder pain.",
            "Fourteen years of assembly work with her arms raised",
        ),
        ("He took a bad step off a loading ramp.", "took a bad step off a loading ramp"),
        ("She was reaching overhead for a chart, and felt tearing in the shoulder.", "reaching overhead for a chart"),
        ("He had been lifting kegs all day and the next morning could not stand up.", "lifting kegs all day"),
        ("Repeated use of a trigger sprayer is given as the cause.", "Repeated use of a trigger sprayer"),
        ("His claim arises out of a crash on the freeway.", "crash on the freeway"),
        ("How it happened: lifting a transmission.", "lifting a transmission"),
        (
            "The history of the injury is that a rack of bread tipped over onto him.",
            "rack of bread tipped over onto him",
        ),
        ("The accepted mechanism is a fall on stairs.", "fall on stairs"),
        ("She became ill after inhaling bleach fumes.", "inhaling bleach fumes"),
        ("She was trying to separate two fighting students.", "trying to separate two fighting students"),
        ("The injury resulted from an attempt to stop a rolling cart.", "attempt to stop a rolling cart"),
        ("She was typing up to eight hours a day and began to have wrist pain.", "typing up to eight hours a day"),
        ("He noted the onset of wrist pain with repeated use of an impact wrench.", "repeated use of an impact wrench"),
        ("A tow strap broke and whipped him across the face.", "tow strap broke and whipped him across the face"),
        (
            "A 50 year old male who, on 3-3-2015, was lifting a motor out of a van and hurt his back.",
            "lifting a motor out of a van",
        ),
        ("On 6/6/16 he slipped in the shower at home and hurt his wrist.", None),
    ],
)
def test_the_mechanism_is_told_in_other_words(sentence: str, mechanism: str | None) -> None:
    assert summarised(HURT, sentence).fields["summary.mechanism_of_injury"].value == mechanism


@pytest.mark.parametrize(
    ("sentence", "treatments"),
    [
        ("He has been treated conservatively with rest, ice and NSAIDs.", ["rest", "ice", "NSAIDs"]),
        ("The treatments were lumbar fusion and medications.", ["lumbar fusion", "medications"]),
        (
            "There is documentation of treatment to date (physical therapy, Synvisc injections).",
            ["physical therapy", "Synvisc injections"],
        ),
        ("Surgical history is notable for an L4-S1 fusion in 2006.", ["L4-S1 fusion"]),
        ("He underwent skin grafting and spent 12 days in the burn unit.", ["skin grafting"]),
        ("Treatment has included cortisone injections. Injections of cortisone helped.", ["cortisone injections"]),
        ("He filed a CT injury claim.", None),
        ("He was given a 15-pound lifting limitation.", None),
        (
            "Care has included epidural injections times three and medications to include Norco.",
            ["epidural injections", "medications", "Norco"],
        ),
        ("The 5/5/15 lumbar MRI impression documented a protrusion.", ["lumbar MRI"]),
        ("He has an intrathecal pump and attends weekly psychotherapy.", ["intrathecal pump", "psychotherapy"]),
        (
            (
                "What has been tried so far: Lyrica (stopped, drowsy), Cymbalta 60 mg, a compounded cream "
                "that was denied, and acupuncture, of which he had eight sessions in 2015 and another six "
                "this spring."
            ),
            ["Lyrica", "Cymbalta", "compounded cream", "acupuncture"],
        ),
        (
            (
                "Prior to this request the worker had 24 visits of physical therapy, a cortisone shot which "
                "wore off, and a course of oral steroids. A second opinion surgeon agreed with surgery. "
                "Arthrogram in June: recurrent cuff tear. Naproxen upset his stomach, so he takes Celebrex."
            ),
            ["physical therapy", "cortisone shot", "oral steroids", "Arthrogram", "Naproxen", "Celebrex"],
        ),
        (
            (
                "Treatment history is long: laminectomy in 2009, fusion in 2011, removal of the hardware in "
                "2013, a stimulator trial that failed, more than one hundred visits of therapy and "
                "chiropractic, and several rounds of epidurals."
            ),
            [
                "laminectomy",
                "fusion",
                "removal of the hardware",
                "stimulator trial",
                "therapy",
                "chiropractic",
                "epidurals",
            ],
        ),
        (
            (
                "Medications: 1) tramadol ER 150 mg qd 2) cyclobenzaprine 7.5 mg qhs 3) omeprazole 20 mg bid "
                "4) Terocin patch. Physical therapy: 12 completed. Chiropractic: none. Injections: none. "
                "Surgery: none. Imaging: MRI 6/6/16."
            ),
            ["tramadol ER", "cyclobenzaprine", "omeprazole", "Terocin patch", "Physical therapy", "MRI"],
        ),
        (
            (
                "His psychiatrist has kept him on Lexapro, with Seroquel added at bedtime in July. Cognitive "
                "therapy ended when the therapist moved. He goes to a grief group at his church. Ambien was "
                "weaned."
            ),
            ["Lexapro", "Seroquel", "Cognitive therapy", "Ambien"],
        ),
        (
            (
                "The injured worker's medication regimen includes Nucynta, Topamax and Xanax. Past "
                "procedures: right L4-5 TFESI 3/3/15, left SI injection 5/5/15, RFA 7/7/15."
            ),
            ["Nucynta", "Topamax", "Xanax", "right L4-5 TFESI", "left SI injection", "RFA"],
        ),
        (
            (
                "Diagnostic studies: EMG/NCV 4/4/16 (mild CTS), MRI wrist (TFCC tear). Treatment rendered: "
                "splinting, ice, activity modification, steroid injection x 1."
            ),
            ["EMG/NCV", "MRI wrist", "splinting", "ice", "activity modification", "steroid injection"],
        ),
        (
            (
                "X-ray showed no fracture; he was placed in an ankle stirrup and told to take ibuprofen. MRI "
                "on 6/6/16 revealed a talar dome lesion. He has received an injection with Kenalog from the "
                "podiatrist, 10 sessions of PT and a pair of custom orthotics."
            ),
            ["X-ray", "ankle stirrup", "ibuprofen", "MRI", "injection with Kenalog", "PT", "custom orthotics"],
        ),
        (
            (
                "Records show a course of detoxification in 2013, after which he was transferred to Suboxone "
                "8 mg. He attends NA meetings. He sees Dr. Roe for psychotherapy. Prozac and Wellbutrin are "
                "continued."
            ),
            ["detoxification", "Suboxone", "psychotherapy", "Prozac", "Wellbutrin"],
        ),
        (
            (
                "He went to physical therapy from March until June of 2015 and says it gave him nothing. Two "
                "epidurals, done in the fall, each helped for about a month. He is now on Norco 5/325 and "
                "Robaxin."
            ),
            ["physical therapy", "epidurals", "Norco", "Robaxin"],
        ),
        (
            (
                "The patient was started on Topamax for migraine, which made him forgetful, so it was "
                "replaced by amitriptyline. Botox was given twice. Ocular exercises and tinted lenses have "
                "helped. Neuropsychological testing was done in April."
            ),
            ["Topamax", "amitriptyline", "Botox", "Ocular exercises", "tinted lenses", "Neuropsychological testing"],
        ),
        (
            (
                "Medical management consists of Humalog, Lantus and lisinopril from his own doctor, and "
                "Norco, Lunesta and Senokot from the pain clinic."
            ),
            ["Humalog", "Lantus", "lisinopril", "Norco", "Lunesta", "Senokot"],
        ),
        (
            (
                "He has attended 10 of 12 approved sessions of acupuncture and can now sit for an hour. "
                "Ketoprofen cream was dispensed on 10/1/16. Arthroscopic debridement was carried out in 2013 "
                "and again in 2015."
            ),
            ["acupuncture", "Ketoprofen cream", "Arthroscopic debridement"],
        ),
        ("Treatment has been conservative, with PT, a lumbar brace and Motrin.", ["PT", "lumbar brace", "Motrin"]),
        ("Injections: ESI L4-5 x 2 (2014), no benefit.", ["ESI L4-5"]),
        ("Has had PT, acupuncture, and ESI without lasting benefit.", ["PT", "acupuncture", "ESI"]),
        ("S/P left knee scope 2012 and TKR 2014.", ["left knee scope", "TKR"]),
        ("Meds - Norco, Zanaflex, Prilosec.", ["Norco", "Zanaflex", "Prilosec"]),
        ("Past tx with PT (12), HEP, heat and TENS.", ["PT", "HEP", "heat", "TENS"]),
        (
            (
                "She received a subacromial injection on 4/4/16 that gave two weeks of relief and a second on"
                " 6/6/16 that gave none."
            ),
            ["subacromial injection"],
        ),
        (
            "He was treated at the emergency room with sutures, a tetanus booster and Keflex.",
            ["sutures", "tetanus booster", "Keflex"],
        ),
        (
            "There have been three surgeries: discectomy 2009, fusion 2011, hardware removal 2012.",
            ["discectomy", "fusion", "hardware removal"],
        ),
        (
            ("The worker wears a hinged brace, walks with a cane, and takes Ultracet two or three times a day."),
            ["hinged brace", "cane", "Ultracet"],
        ),
        (
            (
                "To this point the worker has been given Naprosyn, Flexeril, and a back support, and has gone"
                " to 12 of 12 PT visits."
            ),
            ["Naprosyn", "Flexeril", "back support", "PT"],
        ),
        ("Tried and failed: Lyrica, Topamax, SNRI, TENS.", ["Lyrica", "Topamax", "SNRI", "TENS"]),
        ("Hydrotherapy at the YMCA, paid by himself, helps more than the pills.", ["Hydrotherapy"]),
    ],
)
def test_treatment_is_told_in_other_words(sentence: str, treatments: list[str] | None) -> None:
    assert summarised(HURT, sentence).fields["summary.treatments"].value == treatments


@pytest.mark.parametrize(
    ("sentence", "diagnoses"),
    [
        (
            "There is documentation of current diagnoses (left knee osteoarthritis and chronic pain).",
            ["left knee osteoarthritis", "chronic pain"],
        ),
        (
            "He is undergoing treatment for cervical spine sprain and strain and right shoulder impingement.",
            ["cervical spine sprain and strain", "right shoulder impingement"],
        ),
        ("He is seen for follow-up of plantar fasciitis and antalgic gait.", ["plantar fasciitis", "antalgic gait"]),
        ("The ophthalmologist diagnosed hyphema and commotio retinae.", ["hyphema", "commotio retinae"]),
        (
            (
                "Per the AME the industrial conditions are cervical spondylosis, left shoulder impingement "
                "and aggravation of diabetes."
            ),
            ["cervical spondylosis", "left shoulder impingement", "aggravation of diabetes"],
        ),
        (
            "He has what his doctor calls a chronic ankle sprain with peroneal tendinopathy.",
            ["chronic ankle sprain with peroneal tendinopathy"],
        ),
        (
            (
                "He is followed by Dr. Roe in pain management for CRPS of the right hand, and by a "
                "psychologist for depression."
            ),
            ["CRPS of the right hand", "depression"],
        ),
        (
            (
                "Listed on the PR-2 are the following: M54.16 lumbar radiculopathy, M75.41 right shoulder "
                "impingement, F32.9 depression."
            ),
            ["lumbar radiculopathy", "right shoulder impingement", "depression"],
        ),
        (
            "Diagnostic codes: 722.10, 724.4. Diagnosis remains lumbar disc displacement, unchanged.",
            ["lumbar disc displacement"],
        ),
        (
            (
                "The treating physician's final diagnosis was De Quervain's on the left and basal joint "
                "arthritis of both thumbs."
            ),
            ["De Quervain's on the left", "basal joint arthritis of both thumbs"],
        ),
        ("He was found to have a torn biceps tendon and was treated for it.", ["torn biceps tendon"]),
        (
            (
                "The claim covers the cervical spine and both shoulders. Dx unchanged: cervical HNP, "
                "bilateral rotator cuff tendinosis."
            ),
            ["cervical HNP", "bilateral rotator cuff tendinosis"],
        ),
        (
            "Doctor's impression is that of lumbar strain superimposed on spondylosis.",
            ["lumbar strain superimposed on spondylosis"],
        ),
        (
            ("He is treated by an orthopedist for bilateral knee arthritis and by a psychiatrist for anxiety."),
            ["bilateral knee arthritis", "anxiety"],
        ),
        (
            "His injuries are listed as a lumbar disc herniation, a left meniscal tear and a hernia.",
            ["lumbar disc herniation", "left meniscal tear", "hernia"],
        ),
        (
            (
                "The physician documented a diagnosis of plantar fasciitis (left greater than right) as well "
                "as a heel spur."
            ),
            ["plantar fasciitis", "heel spur"],
        ),
        (
            "Impression at that visit: AC joint arthrosis, possible labral tear.",
            ["AC joint arthrosis", "possible labral tear"],
        ),
        (
            "Treatment has been directed at cervicogenic headache and myofascial pain.",
            ["cervicogenic headache", "myofascial pain"],
        ),
        ("He has been given a diagnosis of CRPS, right foot, by two examiners.", ["CRPS, right foot"]),
        (
            "Problems listed: low back pain with radiculopathy, L4-S1; neck pain; migraine.",
            ["low back pain with radiculopathy, L4-S1", "neck pain", "migraine"],
        ),
        (
            "He is in care for lateral epicondylitis, right elbow, and radial tunnel syndrome.",
            ["lateral epicondylitis, right elbow", "radial tunnel syndrome"],
        ),
        ("Dx given: lumbar DDD; knee OA; HTN.", ["lumbar DDD", "knee OA", "HTN"]),
        (
            "The worker's conditions include asthma, work aggravated, and anxiety disorder.",
            ["asthma, work aggravated", "anxiety disorder"],
        ),
        ("He was assessed as having bilateral inguinal hernias.", ["bilateral inguinal hernias"]),
        (
            (
                "Physician's diagnoses: (1) Cervical sprain (2) Thoracic sprain (3) Rule out left carpal "
                "tunnel syndrome."
            ),
            ["Cervical sprain", "Thoracic sprain", "Rule out left carpal tunnel syndrome"],
        ),
        (
            "Medical documentation supports lumbar spondylosis and facet arthropathy.",
            ["lumbar spondylosis", "facet arthropathy"],
        ),
        (
            (
                "The doctor is treating a rotator cuff tear of the left shoulder, and the biceps tendinitis "
                "that goes with it."
            ),
            ["rotator cuff tear of the left shoulder", "biceps tendinitis"],
        ),
        (
            ("A diagnosis of adjustment disorder with mixed anxiety and depressed mood was made by the psychologist."),
            ["adjustment disorder with mixed anxiety and depressed mood"],
        ),
        (
            "She has long standing fibromyalgia and work related bilateral carpal tunnel syndrome.",
            ["fibromyalgia", "bilateral carpal tunnel syndrome"],
        ),
        (
            ("Diagnostic impressions were 1. Right ankle instability; 2. Peroneal tendon tear; and 3. Sural neuritis."),
            ["Right ankle instability", "Peroneal tendon tear", "Sural neuritis"],
        ),
        (
            "He continues under treatment of Dr. Roe for a lumbar disc herniation and sciatica.",
            ["lumbar disc herniation", "sciatica"],
        ),
        (
            ("The primary treating physician describes chronic pain syndrome, lumbar facet pain and myofascial pain."),
            ["chronic pain syndrome", "lumbar facet pain", "myofascial pain"],
        ),
        (
            "The condition is lumbar stenosis at L4-5 with neurogenic claudication.",
            ["lumbar stenosis at L4-5 with neurogenic claudication"],
        ),
        ("He developed complex regional pain syndrome after surgery.", ["complex regional pain syndrome"]),
        (
            "His current problems are neck pain with radiculitis, shoulder bursitis and poor sleep.",
            ["neck pain with radiculitis", "shoulder bursitis", "poor sleep"],
        ),
        (
            ("Diagnoses of cervical radiculitis and right shoulder internal derangement have been established."),
            ["cervical radiculitis", "right shoulder internal derangement"],
        ),
        (
            ("The assessment reads: status post right total knee replacement with arthrofibrosis; left knee pain."),
            ["status post right total knee replacement with arthrofibrosis", "left knee pain"],
        ),
        (
            "The treater lists neuropathic pain, status post amputation of the right index finger.",
            ["neuropathic pain, status post amputation of the right index finger"],
        ),
        ("The surgeon found a full thickness rotator cuff tear.", ["full thickness rotator cuff tear"]),
        ("The surgeon found tenderness over the rotator cuff.", None),
    ],
)
def test_diagnoses_are_told_in_other_words(sentence: str, diagnoses: list[str] | None) -> None:
    assert summarised(HURT, sentence).fields["summary.diagnoses"].value == diagnoses


@pytest.mark.parametrize(
    ("prose", "states", "specialties"),
    [
        (
            "is a Doctor of Chiropractic and is licensed to practice in California.",
            ["California"],
            ["Doctor of Chiropractic"],
        ),
        ("is Licensed in Acupuncture and is licensed to practice in Texas.", ["Texas"], ["Acupuncture"]),
        (
            "is a licensed Chiropractor, has a subspecialty in Acupuncture and is licensed in New York.",
            ["New York"],
            ["Chiropractor", "Acupuncture"],
        ),
        (
            "is Board Certified in Surgery, has a subspecialty in Undersea and Hyperbaric Medicine, licensed in Ohio.",
            ["Ohio"],
            ["Surgery", "Undersea and Hyperbaric Medicine"],
        ),
    ],
)
def test_credentials_of_reviewers_who_are_no_physicians_are_read(
    prose: str, states: list[str], specialties: list[str]
) -> None:
    fields = reading_of(Letter(header=(), prose=f"The expert reviewer {prose}")).fields
    assert fields["reviewer.licensure_states"].value == states
    assert fields["reviewer.specialties"].value == specialties


@pytest.mark.parametrize(
    ("heading", "category"),
    [
        ("Parafon Forte", "Pharmaceuticals"),
        ("Pharmacy purchase of Tramadol", "Pharmaceuticals"),
        ("Stool softener", "Pharmaceuticals"),
        ("Chemodenervation of the left arm", "Injection"),
        ("Trigger point impedance imaging", "Diagnostic Testing"),
        ("Urinalysis", "Diagnostic Testing"),
        ("Follow-up x-rays of the wrist", "Diagnostic Testing"),
        ("Medication panel", "Diagnostic Testing"),
        ("Neuromuscular re-education", "Rehabilitation"),
        ("Iontophoresis", "Rehabilitation"),
        ("Tennis elbow strap", "DMEPOS"),
        ("Recumbent bike", "DMEPOS"),
        ("Spinal cord stimulator charger", "DMEPOS"),
        ("Weight loss consultation", "Evaluation & Management"),
        ("Referral for epidural steroid injection", "Evaluation & Management"),
        ("Psych consult", "Psych Services"),
        ("Peripheral nerve stimulator", "Surgery"),
        ("RN first assist", "Surgery"),
        ("YMCA membership", "Programs"),
        ("Gardening services", "Home Health"),
        ("Airfare to the appointment", "Transportation"),
        ("Manipulation under anesthesia for adhesive capsulitis", "Surgery"),
    ],
)
def test_requests_by_less_common_names_fall_into_their_categories(heading: str, category: str) -> None:
    assert headed(heading).items[0]["category"].value == category


@pytest.mark.parametrize(
    ("heading", "quantity"),
    [
        ("Voltaren gel 1% 100gm tube", "100gm tube"),
        ("Physical therapy 8 visits (2x4)", "8 visits (2x4)"),
        ("Chiropractic treatment, quantity: 6 sessions", "quantity: 6 sessions"),
    ],
)
def test_an_amount_ends_with_what_it_counts(heading: str, quantity: str) -> None:
    assert headed(heading).items[0]["quantity"].value == quantity


def test_a_guideline_by_its_letters_and_its_name_is_one_citation() -> None:
    cited = "Decision based on Non-MTUS Citation (ODG) Official Disability Guidelines."
    value: Json = reading_of(Letter(items=(Item(imr=cited),))).items[0]["imr_guideline.citations"].value
    assert value == [{"source": "non_mtus", "text": "(ODG) Official Disability Guidelines"}]


def test_what_a_guideline_makes_depend_on_a_condition_is_no_conclusion() -> None:
    rationale = "A scan is medically necessary when red flags are present. No such findings are described here."
    assert headed("MRI of the lumbar spine", rationale).items[0]["conclusion"].value is None


@pytest.mark.parametrize("hyphen", ["\u2010", "\u2011", "\u2013"])
def test_hyphens_of_every_sort_are_read_as_hyphens(hyphen: str) -> None:
    plain = Letter(items=(Item(ur="Decision based on Non-MTUS Citation ODG, Knee."),))
    fields, drawn = reading_of(plain), reading_of(plain.text().replace("-", hyphen))
    assert [drawn.fields[key].value for key in ("summary.date_of_injury", "patient.age")] == ["2016-10-31", 52]
    assert drawn.items[0]["ur_guideline.basis"].value == "non_mtus"
    for key, found in fields.fields.items():
        assert (found.value is None) == (drawn.fields[key].value is None), key


def test_a_head_that_only_the_second_page_has_is_no_part_of_the_letter() -> None:
    text = Letter().text()
    at = text.index("Claims Administrator guideline")
    paged = f"{text[:at]}1\f\nIMR Case Number CM17-9900123   Page 2\n\n{text[at:]}"
    item = reading_of(paged).items[0]
    assert (item["request"].value, item["outcome"].value) == ("MRI of the lumbar spine", "upheld")


def test_a_page_of_one_line_that_is_head_and_foot_is_blanked_once() -> None:
    text = "Case Number: CM17-9900123\nIt is not necessary.\n\fCase Number: CM17-9900123\n"
    assert len(without_furniture(text)) == len(text)
    assert "CM17" not in without_furniture(text).partition("\f")[2]
