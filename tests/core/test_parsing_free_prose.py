"""Wordings of free prose by their classes: how an injury is told, what was done and found; sentences of our own."""

from __future__ import annotations

import re

import pytest
from compose import Item, Letter, headed, reading_of, summarised
from earlier import Request, form_a, form_b, form_c

from imr_desktop.model import Json

A, B, C = form_a(Request()), form_b(Request()), form_c(Request())
HURT = "The injured worker is a 50 year old male who sustained an industrial injury on 1-2-2015."

MECHANISMS: list[tuple[str, str | None]] = [
    (
        (
            "This is a 29 year old male with a date of injury on 2-1-2016. Injury occurred lifting a 60 "
            "pound bag of cement."
        ),
        "lifting a 60 pound bag of cement",
    ),
    ("Injury mechanism was reported as bending to pick up a crate.", "bending to pick up a crate"),
    (
        ("He stated he was climbing down from his truck when he missed the bottom step and twisted his left ankle."),
        "climbing down from his truck when he missed the bottom step and twisted his left ankle",
    ),
    (
        ("The patient reports that while operating a jackhammer on 3/3/2014 he developed severe pain of the elbow."),
        "operating a jackhammer",
    ),
    (
        ("The injured worker slid on gravel, falling backward onto his outstretched arm."),
        "slid on gravel, falling backward onto his outstretched arm",
    ),
    (
        (
            "The patient attributes her symptoms to prolonged sitting at a workstation that was not "
            "adjusted to her height."
        ),
        "prolonged sitting at a workstation",
    ),
    (
        ("The injured worker stepped down from a forklift and rolled his ankle."),
        "stepped down from a forklift and rolled his ankle",
    ),
    (
        ("The injured worker experienced a needle stick while drawing blood."),
        "needle stick while drawing blood",
    ),
    ("The injured worker's hand got caught in a conveyor belt.", "caught in a conveyor belt"),
    (
        (
            "The injured worker is a 47 year old male who sustained an industrial injury on 1-5-2015. He "
            "complains of low back pain worse with sitting and lifting."
        ),
        None,
    ),
    (
        (
            "The patient is a 40 year old female with an injury date of 2/2/2014. She reports falling "
            "asleep late because of pain."
        ),
        None,
    ),
    (
        (
            "The injured worker is a 31 year old male with a work injury on 3/3/2016. Pain is increased by "
            "pushing and pulling."
        ),
        None,
    ),
    (
        (
            "The applicant is a 62 year old who has filed a claim for knee pain. The mechanism of injury "
            "was not provided."
        ),
        None,
    ),
    (
        (
            "The injured worker is a 55 year old female who sustained an industrial injury on 5-6-2013. She "
            "was seen after physical therapy was completed. She fell asleep."
        ),
        None,
    ),
    (
        ("The patient sustained an injury on 8/8/2012. She underwent surgery after conservative care failed."),
        None,
    ),
    (
        (
            "The injured worker is a 25 year old male. He has pain with lifting his arm over his head, "
            "which is caused by impingement."
        ),
        None,
    ),
    (
        (
            "The claimant is a 70 year old male who was injured on 3/3/2010. He walks with a cane and is "
            "afraid of falling."
        ),
        None,
    ),
    (
        (
            "The injured worker is a 42 year old male with an injury on 5/5/2015. He describes the onset of "
            "low back pain as he leaned over to connect a trailer hitch."
        ),
        "leaned over to connect a trailer hitch",
    ),
    (
        ("The claimant is a 46-year-old man with a lifting injury of the low back dated 2-2-2013."),
        "lifting injury",
    ),
    (
        ("He was descending stairs with a toolbox, lost his footing, and went down on both knees."),
        "descending stairs with a toolbox, lost his footing, and went down on both knees",
    ),
    (
        ("The employee was a restrained driver of a van that was hit from behind on 6/7/2015."),
        "restrained driver of a van that was hit from behind",
    ),
    ("The worker was hurt opening a heavy gate.", "opening a heavy gate"),
    (
        ("The injured worker reports that his pain began after a long day of digging trenches."),
        "long day of digging trenches",
    ),
    ("The injured worker's left arm was pulled into a lathe on 7-7-2015.", "pulled into a lathe"),
    ("The injury date was 3-3-2015 and involved stepping on a nail.", "stepping on a nail"),
    ("The patient was in a golf cart that overturned.", "in a golf cart that overturned"),
    (
        (
            "The injured worker had an injury to the back on 5-1-2016 in the course of transferring a "
            "resident from bed to wheelchair."
        ),
        "transferring a resident from bed to wheelchair",
    ),
    ("He developed a hernia pushing a disabled vehicle.", "pushing a disabled vehicle"),
    ("A metal fragment flew into her left eye as she was grinding.", "metal fragment flew into her left eye"),
    ("It was noted that the claimant felt back pain lifting a cooler on 9/1/2015.", "lifting a cooler"),
    ("Industrial injury on 2/2/2016: hit by forklift.", "hit by forklift"),
    (
        ("The injury resulted from prolonged standing on concrete floors."),
        "prolonged standing on concrete floors",
    ),
    (
        ("The injury date is 1/12/2012. The patient was electrocuted while working on a panel."),
        "electrocuted while working on a panel",
    ),
    (
        (
            "The injured worker is a 44 year old male who was injured on 1-1-2015. He has been having pain "
            "while driving."
        ),
        None,
    ),
    ("The patient is a 33 year old. Symptoms began to improve by stretching daily.", None),
    ("The claimant was injured on 2/2/2011 and has reached maximum medical improvement.", None),
    (
        ("The injured worker is a 62 year old who was hurt on 6-6-2012. She has difficulty gripping and grasping."),
        None,
    ),
    ("The applicant was injured on 8/8/2013 while working for a school district.", None),
    ("The pain is made worse while bending.", None),
    (
        ("The patient was walking across the warehouse when she was struck by a pallet jack on 2/2/2015."),
        "walking across the warehouse when she was struck by a pallet jack",
    ),
    ("The injured worker had been pulling wire all day and woke up with neck pain.", "pulling wire all day"),
    (
        ("On 9-15-2014, while getting out of a police car, he twisted his right knee."),
        "getting out of a police car",
    ),
    (
        ("The patient is a 47 year old who lost control of a dolly, which ran over his left foot."),
        "lost control of a dolly, which ran over his left foot",
    ),
    (
        ("The injured worker sustained a low back injury, helping a coworker lift a generator."),
        "helping a coworker lift a generator",
    ),
    (
        ("The injured worker experienced an acute onset of shoulder pain while hanging drywall."),
        "hanging drywall",
    ),
    (
        ("The injured worker sustained cumulative trauma injuries from 2005 to 2015 through her work as a cashier."),
        "cumulative trauma",
    ),
    ("The patient was a passenger in a truck which rolled over.", "passenger in a truck which rolled over"),
    (
        ("The worker was startled by a loud crash and fell from a chair."),
        "startled by a loud crash and fell from a chair",
    ),
    ("Her symptoms are the result of repetitive use of a mouse.", "repetitive use of a mouse"),
    ("The applicant reports an injury sustained bending under a sink.", "bending under a sink"),
    (
        (
            "The injured worker is a 48 year old female injured on 7-7-2013. She reports difficulty "
            "sleeping and sitting."
        ),
        None,
    ),
    (
        ("The injured worker is a 45 year old male with an injury on 8-8-2014. He is improving following injections."),
        None,
    ),
    (
        ("The patient was injured on 9/9/2012. He had a good response to the injection and is working full duty."),
        None,
    ),
    ("The applicant has pain rated 6/10. He was given a brace after falling behind in therapy.", None),
    ("The injured worker sustained an injury on 5-5-2015. He has been attending school and driving.", None),
    (
        ("The injured worker was walking down a hallway and slipped on water."),
        "walking down a hallway and slipped on water",
    ),
    (
        ("The applicant reportedly stepped on an uneven surface and twisted her left knee."),
        "stepped on an uneven surface and twisted her left knee",
    ),
    ("The patient had a box fall on his foot on 2/3/2015.", "box fall on his foot"),
    ("The worker sprained his ankle stepping off a bus.", "stepping off a bus"),
    (
        ("The patient missed the last step of a ladder and landed hard on his heels."),
        "missed the last step of a ladder",
    ),
    ("The incident happened on 6/6/2014 while changing a tire.", "changing a tire"),
    (
        ("The injured worker is a 44 year old male who has ongoing pain after a 15 foot fall on 2-2-2012."),
        "15 foot fall",
    ),
    ("The injured worker's foot became stuck in a grate, causing her to twist her knee.", "stuck in a grate"),
    (
        (
            "The injured worker is a 57 year old female with an industrial injury on 9-8-2013. She is "
            "anxious about falling and driving."
        ),
        None,
    ),
    ("The injured worker sustained an injury on 5-6-2014. She started a new job lifting less.", None),
    (
        (
            "This is a 40 year old male injured on 1-1-2014. Lifting and carrying aggravate the pain. He "
            "was sleeping poorly."
        ),
        None,
    ),
    ("The patient sustained an injury on 3/3/2015. He was taking Norco when the dose was lowered.", None),
    (
        (
            "The patient sustained an injury on 3/3/2015. He was walking with a cane and reported that the "
            "pain had worsened."
        ),
        None,
    ),
    (
        (
            "The injured worker is a 40 year old female injured on 2/2/2014. She noted numbness after the "
            "cast was removed."
        ),
        None,
    ),
    (
        (
            "The injured worker is a 36 year old male, who sustained an industrial injury on 4-4-2016 by "
            "falling from a roof."
        ),
        "falling from a roof",
    ),
    (
        ("The worker's glove was caught by a drill press, pulling his hand in."),
        "caught by a drill press, pulling his hand in",
    ),
    ("The injured worker had a cart roll over her foot.", "cart roll over her foot"),
    ("The claimant suffered a low back strain loading luggage.", "loading luggage"),
    ("Injury: MVA.", "MVA"),
    (
        ("The date of injury is 2/2/2016: while stocking shelves she felt a pull in her shoulder."),
        "stocking shelves",
    ),
    (
        ("A forklift driven by a co-worker struck his left leg on 7/7/2012."),
        "forklift driven by a co-worker struck his left leg",
    ),
    (
        (
            "The injured worker was injured on 2/2/2015. She is working modified duty and lifting is "
            "limited to 10 pounds."
        ),
        None,
    ),
    (
        ("The patient was hurt on 3/3/2014. He reports that the pain is worse when he turns his head while driving."),
        None,
    ),
    ("The claimant is a 50 year old with an injury on 1/1/2013. The brace slipped and was replaced.", None),
    ("The worker was injured on 4/4/2016. Her score dropped after therapy. She hit a plateau.", None),
    (
        ("50 year old male. Slipped off a loading ramp and caught himself with his left arm."),
        "Slipped off a loading ramp and caught himself with his left arm",
    ),
    (
        ("The patient is a 30 year old. Fell backward off a chair while hanging a sign."),
        "Fell backward off a chair while hanging a sign",
    ),
    ("She rolled the ankle on a curb.", "rolled the ankle on a curb"),
    ("He reported initial complaints of a twisting injury of the knee.", "twisting injury"),
    ("55 year old with DOI 3/3/12. Hit by a swinging door. Dx: wrist sprain.", "Hit by a swinging door"),
    ("Lifted a transformer and felt a pop in the groin on 4/4/2014.", "Lifted a transformer"),
    ("The patient was injured on 1/1/2015. Missed two visits of therapy. Lost to follow up.", None),
    ("The patient was injured on 1/1/2015. Rolled over in bed with pain.", None),
]

TREATED: list[tuple[str, list[str] | None]] = [
    (
        ("Treatments tried: Norco (constipation), Lyrica (dizziness), lidocaine patches."),
        ["Norco", "Lyrica", "lidocaine patches"],
    ),
    ("The request is for an MRI of the neck. He has had none before.", None),
    ("The plan is for physical therapy twice a week and a trial of gabapentin.", None),
    ("He was advised to begin a home exercise program. An injection was recommended.", None),
    ("No prior physical therapy or injections were documented.", None),
    (
        ("Treatments to date include NSAIDs, muscle relaxants, an epidural injection in 2014, and 12 PT visits."),
        ["NSAIDs", "muscle relaxants", "epidural injection", "PT"],
    ),
    (
        ("He has been prescribed Tramadol and Naproxen; he has also had aquatic therapy."),
        ["Tramadol", "Naproxen", "aquatic therapy"],
    ),
    ("Treatment: bracing, injection, surgery 3/2014.", ["bracing", "injection", "surgery"]),
    ("Medication history includes Vicodin, Tylenol, and Celebrex.", ["Vicodin", "Tylenol", "Celebrex"]),
    ("He is taking Nucynta ER for baseline pain and Norco for breakthrough pain.", ["Nucynta ER", "Norco"]),
    ("Initial treatment was ice, an ankle brace and ibuprofen.", ["ice", "ankle brace", "ibuprofen"]),
    ("She has a TENS unit at home, which helps. She continues Topamax.", ["TENS unit", "Topamax"]),
    ("The requested treatment is acupuncture. Utilization review denied acupuncture and TENS.", None),
    ("Physical therapy and injections are being considered.", None),
    ("She is scheduled for carpal tunnel release.", None),
    ("Past procedures: L5 laminectomy 2010, hardware removal 2012.", ["L5 laminectomy", "hardware removal"]),
    ("He went through eight sessions of work conditioning.", ["work conditioning"]),
    ("Conservative measures have been rest, bracing and Motrin.", ["rest", "bracing", "Motrin"]),
    ("The patient reports that massage and stretching help.", ["massage", "stretching"]),
    ("Treatment requested is surgery. He has an allergy to codeine.", None),
    ("The plan was to continue Norco and start Lyrica.", None),
    ("UR certified six visits of therapy.", None),
    ("Rx: sling, Norco, PT 8 visits.", ["sling", "Norco", "PT"]),
    ("X-ray left shoulder neg.", ["X-ray left shoulder"]),
    ("Lumbar x-ray normal.", ["Lumbar x-ray"]),
    (
        ("Treatment has included open reduction and internal fixation of the wrist and contrast baths."),
        ["open reduction and internal fixation of the wrist", "contrast baths"],
    ),
    (
        ("Treatment to date has included L5-S1 microdiscectomy 6-2011 and CBT 10 visits."),
        ["L5-S1 microdiscectomy", "CBT"],
    ),
    ("He wears a brace on shift.", ["brace"]),
    ("A urine screen on 1/1/2016 was consistent.", ["urine screen"]),
    (
        ("Care so far: physical therapy x 8, Flexeril (stopped, made him sleepy), heat and acupuncture."),
        ["physical therapy", "Flexeril", "heat", "acupuncture"],
    ),
    ("Treatment has included heat and ice.", ["heat and ice"]),
    (
        ("Treatment to date has included L4-5 discectomy and fusion (06-2015) and Lyrica."),
        ["L4-5 discectomy and fusion", "Lyrica"],
    ),
    (
        ("He is status post left knee arthroscopy with partial lateral meniscectomy on 4/1/2015."),
        ["left knee arthroscopy with partial lateral meniscectomy"],
    ),
    ("MRI left shoulder (7-1-2015) shows a tear.", ["MRI left shoulder"]),
    ("Radiographs of the left knee and ankle were unremarkable.", ["Radiographs of the left knee and ankle"]),
    ("Cervical x-rays negative except for straightening.", ["Cervical x-rays"]),
    (
        ("Treatments to date: lumbar fusion October 2014, inpatient rehabilitation 12 days, walker."),
        ["lumbar fusion", "inpatient rehabilitation", "walker"],
    ),
    (
        ("Treatment has included chiropractic manipulation for at least 9 visits and hot packs."),
        ["chiropractic manipulation", "hot packs"],
    ),
    (
        ('Treatment to date has included Norco and a neck CT which "shows solid fusion, moderate stenosis".'),
        ["Norco", "neck CT"],
    ),
    ("On exam the ulnocarpal stress test is painful.", None),
]

DIAGNOSED: list[tuple[str, list[str] | None]] = [
    (
        ("Diagnoses: 1. Cervical disc disease 2. Right shoulder impingement 3. Insomnia."),
        ["Cervical disc disease", "Right shoulder impingement", "Insomnia"],
    ),
    (
        ("The injured worker has diagnoses that include de Quervain's tenosynovitis and trigger thumb."),
        ["de Quervain's tenosynovitis", "trigger thumb"],
    ),
    (
        ("His accepted body parts are the neck and back; diagnosed conditions are cervical strain and lumbar strain."),
        ["cervical strain", "lumbar strain"],
    ),
    (
        ("The injured worker is being treated for status post lumbar fusion, hypertension and gastritis."),
        ["status post lumbar fusion", "hypertension", "gastritis"],
    ),
    ("Diagnosis given: bilateral plantar fibromatosis.", ["bilateral plantar fibromatosis"]),
    (
        ("Listed diagnoses per the treating provider are low back pain and facet arthropathy."),
        ["low back pain", "facet arthropathy"],
    ),
    ("Reported problems are shoulder stiffness. MRI showed labral tear.", None),
    ("His past medical history includes diabetes and asthma. He denies chest pain.", None),
    ("He complains of neck pain and headaches. The exam showed spasm.", None),
    ("The claim is for bilateral carpal tunnel syndrome.", ["bilateral carpal tunnel syndrome"]),
    (
        ("The injured worker's working diagnoses include, but are not limited to, neck sprain and headaches."),
        ["neck sprain", "headaches"],
    ),
    (
        ("Final diagnoses at the visit of 3/3/2016 were lumbar spondylosis and obesity."),
        ["lumbar spondylosis", "obesity"],
    ),
    (
        ("Diagnoses of chronic low back pain, right sciatica, and depression are given."),
        ["chronic low back pain", "right sciatica", "depression"],
    ),
    (
        ("Diagnoses per the report of 4/4/2016: left wrist sprain, ganglion cyst."),
        ["left wrist sprain", "ganglion cyst"],
    ),
    ("He is status post ankle surgery. MRI showed tendinosis. He denies depression.", None),
    ("He reports weakness and numbness. There is tenderness over the joint.", None),
    (
        ("Conditions under treatment are adjustment disorder and chronic headaches."),
        ["adjustment disorder", "chronic headaches"],
    ),
    ("The diagnosis remains left knee medial meniscus tear.", ["left knee medial meniscus tear"]),
    ("He reports depression in the past. Exam: spasm.", None),
    (
        ("Diagnoses are T10 paraplegia, neurogenic bladder and neurogenic bowel."),
        ["T10 paraplegia", "neurogenic bladder", "neurogenic bowel"],
    ),
    (
        ("The diagnoses were bilateral knee osteoarthritis and status post right total knee replacement."),
        ["bilateral knee osteoarthritis", "status post right total knee replacement"],
    ),
    (
        ("The listed diagnoses are: 1. Lumbar stenosis. 2. Status post L3-L5 decompression. 3. Depression."),
        ["Lumbar stenosis", "Status post L3-L5 decompression", "Depression"],
    ),
    (
        ("Diagnoses are knee sprain, left meniscus tear, status post arthroscopy; obesity."),
        ["knee sprain", "left meniscus tear, status post arthroscopy", "obesity"],
    ),
    (
        ("Documentation dated 5/6/2015 shows major depression and tendinitis of the wrist."),
        ["major depression", "tendinitis of the wrist"],
    ),
]

INJURED: list[tuple[str, str | None]] = [
    ("The patient's injury dates to 5/6/13.", "2013-05-06"),
    ("He was hurt 4/4/2016 while lifting.", "2016-04-04"),
    ("She suffered a fall at work on the 12th of May 2015.", "2015-05-12"),
    ("An MRI of 3/3/2016 showed a tear. He has had pain since the 10/10/2015 injury.", "2015-10-10"),
    ("She was seen on the 3/3/2016 visit for knee pain.", None),
]

REVIEWED: list[tuple[str, str | None]] = [
    ("A 3/4/2016 denial letter cites the ODG.", "2016-03-04"),
    ("The 3/4/2016 report of the physician mentions a denial.", None),
]

CONCLUDED: list[tuple[str, str | None]] = [
    ("As such, the request is non-certified.", "not_necessary"),
    ("The request for therapy is denied.", "not_necessary"),
    ("As such, I recommend non-certification.", "not_necessary"),
    ("Authorization is recommended.", "necessary"),
    ("There is insufficient evidence to establish medical necessity.", "not_necessary"),
    ("The documentation supports the medical necessity of this request.", "necessary"),
    ("The records do not support the medical necessity of this request.", "not_necessary"),
    ("The request was deemed medically unnecessary.", "not_necessary"),
    ("The previously denied request is medically necessary.", "necessary"),
    ("He was seen after therapy was denied by UR and told of neck pain.", None),
]


@pytest.mark.parametrize(("sentence", "mechanism"), MECHANISMS)
def test_the_mechanism_is_told_by_its_grammar(sentence: str, mechanism: str | None) -> None:
    assert summarised(sentence).fields["summary.mechanism_of_injury"].value == mechanism


@pytest.mark.parametrize(("sentence", "treatments"), TREATED)
def test_what_was_done_is_told_from_what_was_not(sentence: str, treatments: Json) -> None:
    assert summarised(HURT, sentence).fields["summary.treatments"].value == treatments


@pytest.mark.parametrize(("sentence", "diagnoses"), DIAGNOSED)
def test_conditions_are_parted_where_each_stands_alone(sentence: str, diagnoses: Json) -> None:
    assert summarised(HURT, sentence).fields["summary.diagnoses"].value == diagnoses


@pytest.mark.parametrize(("sentence", "date"), INJURED)
def test_the_day_of_the_injury_is_told_in_more_words(sentence: str, date: str | None) -> None:
    born = "The injured worker is a 52 year old female."
    assert summarised(born, sentence).fields["summary.date_of_injury"].value == date


@pytest.mark.parametrize(("sentence", "date"), REVIEWED)
def test_the_day_of_the_review_is_told_in_more_words(sentence: str, date: str | None) -> None:
    assert summarised(HURT, sentence).fields["summary.ur_decision_date"].value == date


@pytest.mark.parametrize(("sentence", "conclusion"), CONCLUDED)
def test_the_conclusion_is_told_in_more_words(sentence: str, conclusion: str | None) -> None:
    (item,) = headed("Norco", f"The notes tell of neck pain. {sentence}").items
    assert item["conclusion"].value == conclusion


@pytest.mark.parametrize(
    ("heading", "category", "quantity"),
    [
        ("Voltaren 1% gel, 5 tubes", "Pharmaceuticals", "5 tubes"),
        ("Walk-in tub", "DMEPOS", None),
        ("Occlusal guard", "DMEPOS", None),
        ("Periodontal scaling, 4 quadrants", "Evaluation & Management", "4 quadrants"),
        ("Follow-up with the surgeon in four weeks", "Evaluation & Management", None),
        ("Physical therapy 8 visits in four weeks", "Rehabilitation", "8 visits in four weeks"),
    ],
)
def test_headings_of_classes_that_are_rare(heading: str, category: str, quantity: str | None) -> None:
    (item,) = headed(heading).items
    assert (item["category"].value, item["quantity"].value) == (category, quantity)


# --- guidelines in the prose of earlier years ------------------------------------------------------------------------

UR = "The Claims Administrator based its decision on the Neck Guidelines (2009), Section 4, which is part of the MTUS."
IMR = (
    "The Physician Reviewer relied on the Official Disability Guidelines (ODG), Neck Chapter, which "
    "is not part of the MTUS."
)


@pytest.mark.parametrize("between", [" ", "\n"])
def test_both_sides_of_a_paragraph_of_prose_are_told_apart(between: str) -> None:
    text = B.replace("The Claims Administrator based its decision on chapter 14.", f"{UR}{between}{IMR}")
    item = reading_of(text.replace("The Expert Reviewer found nothing else to apply.", "")).items[0]
    assert (item["ur_guideline.text"].value, item["imr_guideline.text"].value) == (UR, IMR)
    assert (item["ur_guideline.basis"].value, item["imr_guideline.basis"].value) == ("mtus", "non_mtus")
    assert item["ur_guideline.citations"].value == [{"source": "mtus", "text": "Neck Guidelines (2009), Section 4"}]
    assert item["imr_guideline.citations"].value == [
        {"source": "non_mtus", "text": "Official Disability Guidelines (ODG), Neck Chapter"}
    ]
    assert item["imr_guideline.basis"].confidence < 0.9


def test_a_bare_title_is_a_citation_and_the_reason_after_it_is_none() -> None:
    title = "MTUS, ACOEM Guidelines, 2nd Edition (2004), Chapter 14, Ankle Complaints, page 370"
    text = A.replace("ACOEM, chapter 14, for it is the one on ankles.", f"{title}. The reviewer relied on it for feet.")
    assert reading_of(text).items[0]["imr_guideline.citations"].value == [{"source": "mtus", "text": title}]


def test_one_sentence_can_cite_what_is_part_of_the_mtus_and_what_is_not() -> None:
    said = (
        "The Claims Administrator based its decision on the Neck Guidelines, which is part of the MTUS, and the "
        "Official Disability Guidelines (ODG), which is not part of the MTUS."
    )
    item = reading_of(B.replace("The Claims Administrator based its decision on chapter 14.", said)).items[0]
    assert item["ur_guideline.basis"].value == "both"
    assert item["ur_guideline.citations"].value == [
        {"source": "mtus", "text": "Neck Guidelines"},
        {"source": "non_mtus", "text": "Official Disability Guidelines (ODG)"},
    ]


def test_a_rationale_that_speaks_of_the_administrator_is_not_cut_there() -> None:
    said = "The Claims Administrator cited no chapter. The reviewer found one. It is not medically necessary."
    text = C.replace("The notes tell of no sign of instability.", said)
    assert said in str(reading_of(text).items[0]["rationale"].value)


@pytest.mark.parametrize(
    "said",
    [
        "The reviewer is a medical doctor licensed in Ohio and board certified in Family Practice.",
        "The reviewer is board certified in Family Practice and holds a license to practice medicine in Ohio.",
    ],
)
def test_credentials_are_told_in_a_sentence_in_either_order(said: str) -> None:
    fields = reading_of(re.sub(r"(?s)(QUALIFICATIONS:\n).*", rf"\1{said}\n", A)).fields
    assert fields["reviewer.licensure_states"].value == ["Ohio"]
    assert fields["reviewer.specialties"].value == ["Family Practice"]


@pytest.mark.parametrize(
    ("cited", "texts"),
    [
        (
            ("ODG Stress, Psychotherapy guidelines; PTSD interventions"),
            ["ODG Stress, Psychotherapy guidelines; PTSD interventions"],
        ),
        (
            ("ODG Low Back, Gym memberships; Knee, Gym memberships"),
            ["ODG Low Back, Gym memberships", "Knee, Gym memberships"],
        ),
    ],
)
def test_a_section_goes_on_with_its_guideline_and_a_chapter_begins_another(cited: str, texts: list[str]) -> None:
    (item,) = reading_of(Letter(items=(Item(imr=f"Decision based on Non-MTUS Citation {cited}."),))).items
    assert item["imr_guideline.citations"].value == [{"source": "non_mtus", "text": text} for text in texts]
