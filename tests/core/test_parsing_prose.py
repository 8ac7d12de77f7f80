"""Whole summaries in deliberately different voices: terse, verbose, in notes, in reported speech; none from a letter.

The people in them never lived.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from compose import headed, summarised


class Told(NamedTuple):
    """A summary and what is to be read from it; `injured` and `reviewed` are the dates."""

    summary: str
    age: int
    sex: str | None
    injured: str
    reviewed: str
    mechanism: str | None
    diagnoses: list[str]
    treatments: list[str]


SUMMARIES: list[Told] = [
    Told(
        summary=(
            "A 38-year-old woman who drives a school bus hurt her neck in a rear-end collision on 10/6/2015. The "
            "chiropractor's note of 11/2/2016 gives cervical radiculitis and left shoulder impingement as the working "
            "conditions. Over the past year she has gone through 20 chiropractic sessions, a home traction device and "
            "two cervical epidural injections, none of which held. Cervical MRI from January of 2016 showed a C5-6 "
            "disc protrusion. She relies on Ultram at bedtime. The chiropractor now wants a repeat epidural. The "
            "carrier's reviewer turned it down on 11/28/2016."
        ),
        age=38,
        sex="female",
        injured="2015-10-06",
        reviewed="2016-11-28",
        mechanism="rear-end collision",
        diagnoses=["cervical radiculitis", "left shoulder impingement"],
        treatments=["chiropractic", "home traction device", "cervical epidural injections", "Cervical MRI", "Ultram"],
    ),
    Told(
        summary=(
            "The claimant is a fifty-three year old male welder. A flash from an arc blinded him for a moment on "
            "02/11/2016 and he stepped backward off a scaffold. His right heel was shattered. Open reduction and "
            "internal fixation of the calcaneus was carried out the same week. He wore a cast for ten weeks and then a "
            "CAM boot. The foot surgeon has diagnosed post-traumatic subtalar arthritis with painful hardware. CT of "
            "the hindfoot in October confirmed narrowing of the joint. An intra-articular injection brought relief for "
            "only two weeks. Hardware removal and subtalar fusion are proposed. By letter of 12/05/2016 utilization "
            "review did not certify the fusion."
        ),
        age=53,
        sex="male",
        injured="2016-02-11",
        reviewed="2016-12-05",
        mechanism="flash from an arc blinded him for a moment",
        diagnoses=["post-traumatic subtalar arthritis with painful hardware"],
        treatments=[
            "Open reduction and internal fixation of the calcaneus",
            "cast",
            "CAM boot",
            "CT of the hindfoot",
            "intra-articular injection",
        ],
    ),
    Told(
        summary=(
            "This 27 y/o female dental assistant was pricked by a contaminated explorer on 8/30/16. She is being "
            "monitored for possible hepatitis C exposure and has adjustment disorder with anxiety. Post-exposure "
            "prophylaxis with Truvada was given for 28 days. HIV and hepatitis serologies were nonreactive at six "
            "weeks. She sleeps poorly. Her physician requested six visits of counseling and a hepatitis panel; UR "
            "dated 12-14-16 denied the counseling."
        ),
        age=27,
        sex="female",
        injured="2016-08-30",
        reviewed="2016-12-14",
        mechanism="pricked by a contaminated explorer",
        diagnoses=["possible hepatitis C exposure", "adjustment disorder with anxiety"],
        treatments=["Post-exposure prophylaxis with Truvada"],
    ),
    Told(
        summary=(
            "Patient is a 60 year old man, retired from the county roads department, with a cumulative injury through "
            "6/30/2014 from years of operating a jackhammer. He is followed for bilateral carpal tunnel syndrome and "
            "hand-arm vibration syndrome. Both wrists were released in 2013. He still wakes with numb fingers in spite "
            "of night splints and a steroid shot to each wrist. Repeat nerve conduction studies of 9/12/2016 were read "
            "as moderate median neuropathy. Gabapentin made him drowsy and was stopped. The hand surgeon seeks "
            "revision surgery. The December 1, 2016 utilization review denied it."
        ),
        age=60,
        sex="male",
        injured="2014-06-30",
        reviewed="2016-12-01",
        mechanism="years of operating a jackhammer",
        diagnoses=["bilateral carpal tunnel syndrome", "hand-arm vibration syndrome"],
        treatments=["night splints", "steroid shot", "nerve conduction studies", "Gabapentin"],
    ),
    Told(
        summary=(
            "The employee, a 46-year-old female cafeteria worker, slid on grease and came down hard on her tailbone on "
            "September 9, 2016. Records name coccydynia and lumbar strain. She tried a donut cushion, naproxen and "
            "eight visits of physical therapy, and she still cannot sit through a movie. Plain films were "
            "unremarkable. Bowel and bladder function are intact. Her doctor would like a ganglion impar block. That "
            "request was turned down by utilization review on 12/02/16."
        ),
        age=46,
        sex="female",
        injured="2016-09-09",
        reviewed="2016-12-02",
        mechanism="slid on grease and came down hard on her tailbone",
        diagnoses=["coccydynia", "lumbar strain"],
        treatments=["donut cushion", "naproxen", "physical therapy", "Plain films"],
    ),
    Told(
        summary=(
            "This case concerns a 34 year old male forklift mechanic. A hydraulic line burst and injected fluid into "
            "his left index finger on 4-18-2016. Emergency debridement and fasciotomy were performed that night. The "
            "finger was later amputated through the proximal phalanx. Diagnoses carried forward are traumatic "
            "amputation of the left index finger, neuroma and phantom pain. He has worked with a hand therapist for "
            "five months, uses Lyrica, and sees a psychologist. Neuroma excision is planned. A peer reviewer non- "
            "certified a myoelectric prosthesis on November 22, 2016."
        ),
        age=34,
        sex="male",
        injured="2016-04-18",
        reviewed="2016-11-22",
        mechanism="hydraulic line burst and injected fluid into his left index finger",
        diagnoses=["traumatic amputation of the left index finger", "neuroma", "phantom pain"],
        treatments=["debridement", "fasciotomy", "Lyrica"],
    ),
    Told(
        summary=(
            "Injured on 7/7/2016, this 29-year-old male lifeguard dislocated his right shoulder when a wave slammed "
            "him against a piling. The shoulder was reduced in the emergency room. He has since had a sling for three "
            "weeks and twelve visits of therapy. MR arthrogram performed 8/15/2016 demonstrated a Bankart lesion. The "
            "orthopedist's assessment: recurrent anterior instability of the right shoulder, Bankart lesion. He takes "
            "no medicine. There is no family history of laxity. Arthroscopic stabilization was authorized; a cold "
            "therapy unit was non-certified on 10/3/2016."
        ),
        age=29,
        sex="male",
        injured="2016-07-07",
        reviewed="2016-10-03",
        mechanism="wave slammed him against a piling",
        diagnoses=["recurrent anterior instability of the right shoulder", "Bankart lesion"],
        treatments=["sling", "therapy", "MR arthrogram"],
    ),
    Told(
        summary=(
            "The worker is a 57-year-old woman with an injury date of 3/3/2003. She has been treated by a pain "
            "specialist for failed neck surgery syndrome, chronic migraine and opioid dependence. Botox every twelve "
            "weeks has cut her headache days in half. She is maintained on Butrans, Topamax and Zanaflex. Cervical "
            "fusion was done in 2005 and revised in 2008. CURES and a urine drug screen from 10/24/2016 contained no "
            "surprises. An attempt to wean Butrans last spring was not tolerated. Utilization review (12-19-2016) "
            "modified Butrans and denied Topamax."
        ),
        age=57,
        sex="female",
        injured="2003-03-03",
        reviewed="2016-12-19",
        mechanism=None,
        diagnoses=["failed neck surgery syndrome", "chronic migraine", "opioid dependence"],
        treatments=["Botox", "Butrans", "Topamax", "Zanaflex", "Cervical fusion", "urine drug screen"],
    ),
    Told(
        summary=(
            "A 41 year old male corrections officer developed chest tightness and headaches after a riot on the yard "
            "in which he was held hostage on 5/19/2016. He was placed under psychiatric care. The psychiatrist's "
            "diagnoses are PTSD, chronic, and major depression, recurrent. Zoloft was raised to 150 mg and prazosin "
            "added at night; he attends EMDR every week. He denies suicidal thoughts. His brother committed suicide in "
            "2009. Authorization for an inpatient program was sought. The claims administrator's physician adviser "
            "denied this on 11-30-2016."
        ),
        age=41,
        sex="male",
        injured="2016-05-19",
        reviewed="2016-11-30",
        mechanism="held hostage",
        diagnoses=["PTSD, chronic", "major depression, recurrent"],
        treatments=["Zoloft", "prazosin", "EMDR"],
    ),
    Told(
        summary=(
            "44-year-old female, DOI 1/15/2016, housekeeper who jammed her right thumb in a laundry cart. Assessment: "
            "right thumb CMC arthritis, de Quervain's tenosynovitis. Two cortisone injections helped for a month each. "
            "Thumb spica splint worn nightly. Hand x-rays showed stage III changes at the CMC joint. Voltaren gel "
            "caused a rash. Requesting thumb arthroplasty and post-op therapy. UR 11/18/2016 approved surgery, denied "
            "24 visits of therapy."
        ),
        age=44,
        sex="female",
        injured="2016-01-15",
        reviewed="2016-11-18",
        mechanism="jammed her right thumb in a laundry cart",
        diagnoses=["right thumb CMC arthritis", "de Quervain's tenosynovitis"],
        treatments=["cortisone injections", "Thumb spica splint", "Hand x-rays", "Voltaren gel"],
    ),
    Told(
        summary=(
            "He is a 66-year-old former painter whose claim of 11/1/2009 was accepted for bilateral knee "
            "osteoarthritis and lumbar stenosis. The left knee was replaced in 2012. Synvisc into the right knee gave "
            "him half a year of comfort. A cane, Tylenol and pool exercises have carried him since. Standing "
            "radiographs of 8/8/2016 disclosed bone-on-bone contact. His wife has cancer and needs his help. The "
            "orthopedic surgeon requests right total knee arthroplasty with a three day stay. On 12/29/2016 the "
            "utilization reviewer cut the stay to two days."
        ),
        age=66,
        sex="male",
        injured="2009-11-01",
        reviewed="2016-12-29",
        mechanism=None,
        diagnoses=["bilateral knee osteoarthritis", "lumbar stenosis"],
        treatments=["Synvisc", "cane", "Tylenol", "pool exercises", "Standing radiographs"],
    ),
    Told(
        summary=(
            "The applicant, a 31-year-old female florist, reports rash of both hands since April 2016 from handling "
            "cut stems. The dermatologist lists allergic contact dermatitis and hand eczema. Triamcinolone ointment, "
            "cotton gloves and a prednisone taper were tried. Patch testing has not been done. She is otherwise "
            "healthy and takes an oral contraceptive. In a report dated December 12, 2016 utilization review declined "
            "patch testing with 80 allergens."
        ),
        age=31,
        sex="female",
        injured="2016-04",
        reviewed="2016-12-12",
        mechanism="handling cut stems",
        diagnoses=["allergic contact dermatitis", "hand eczema"],
        treatments=["Triamcinolone ointment", "cotton gloves", "prednisone"],
    ),
    Told(
        summary=(
            "50 year old right-handed male who was working as a tree trimmer on 06-25-2016 when a limb kicked back and "
            "hit him in the face. He lost two teeth and broke his jaw. The jaw was wired for six weeks. Maxillofacial "
            "CT demonstrated a healed mandibular fracture. He is being treated for mandible fracture, TMJ disorder and "
            "loss of teeth #24 and #25. Soft diet, ibuprofen and a bite splint have been used. Non-certification of "
            "two implants was issued by utilization review on 12/7/2016."
        ),
        age=50,
        sex="male",
        injured="2016-06-25",
        reviewed="2016-12-07",
        mechanism="limb kicked back and hit him in the face",
        diagnoses=["mandible fracture", "TMJ disorder", "loss of teeth #24 and #25"],
        treatments=["Maxillofacial CT", "Soft diet", "ibuprofen", "bite splint"],
    ),
    Told(
        summary=(
            "The injured worker, a 48-year-old male, noted swelling in the right groin after moving a piano on "
            "10/20/2016. Surgical consultation confirmed a reducible right inguinal hernia. Diagnosis - right inguinal "
            "hernia. A truss and Motrin were supplied at the first visit and light duty was ordered. He smokes a pack "
            "a day. He has never had abdominal surgery. A request for laparoscopic repair was submitted 11/14/2016 and "
            "was denied on 11/21/2016."
        ),
        age=48,
        sex="male",
        injured="2016-10-20",
        reviewed="2016-11-21",
        mechanism="moving a piano",
        diagnoses=["right inguinal hernia"],
        treatments=["truss", "Motrin"],
    ),
    Told(
        summary=(
            "According to the AME, this 52 year-old lady was exposed to a leaking refrigerant line at a packing plant "
            "on 2/2/2015. Since then she has been short of breath. She is under treatment with a pulmonologist for "
            "reactive airway disease and vocal cord dysfunction. Symbicort and albuterol are used daily, Singulair at "
            "night. Spirometry of 10/10/2016 showed an FEV1 of 71 percent. Speech therapy was completed with benefit. "
            "She has not been hospitalized. Requested are a CT of the chest and a home nebulizer, which the claims "
            "administrator denied on 12/20/2016."
        ),
        age=52,
        sex="female",
        injured="2015-02-02",
        reviewed="2016-12-20",
        mechanism="exposed to a leaking refrigerant line at a packing plant",
        diagnoses=["reactive airway disease", "vocal cord dysfunction"],
        treatments=["Symbicort", "albuterol", "Singulair", "Spirometry", "Speech therapy"],
    ),
    Told(
        summary=(
            "IW is a 49 yo M electrician w/ DOI 9/14/15. He grabbed a live 480 volt bus and was thrown from a "
            "stepladder. Dx: lumbar compression fracture L1, bilateral shoulder strain, PTSD. Past tx: TLSO, PT x 24, "
            "Norco, Zoloft. CT lumbar 10/2/15: 30 percent loss of height at L1. Currently on tramadol and Lunesta. "
            "Request is for kyphoplasty and 12 PT. UR 12/9/16 denied kyphoplasty."
        ),
        age=49,
        sex="male",
        injured="2015-09-14",
        reviewed="2016-12-09",
        mechanism="grabbed a live 480 volt bus and was thrown from a stepladder",
        diagnoses=["lumbar compression fracture L1", "bilateral shoulder strain", "PTSD"],
        treatments=["TLSO", "PT", "Norco", "Zoloft", "CT lumbar", "tramadol", "Lunesta"],
    ),
    Told(
        summary=(
            "The injured worker is a 33-year-old female certified nursing assistant. Her injury dates from August 3, "
            "2016, when a bariatric patient collapsed onto her during a lift. Low back strain with left leg radiation "
            "and thoracic strain are the diagnoses under treatment. Chiropractic adjustments, a back brace and "
            "Flexeril have been provided. Physical therapy was begun in September and finished in October with partial "
            "relief. An EMG has been ordered. She remains on light duty. The utilization review decision of December "
            "15, 2016 denied the EMG."
        ),
        age=33,
        sex="female",
        injured="2016-08-03",
        reviewed="2016-12-15",
        mechanism="bariatric patient collapsed onto her during a lift",
        diagnoses=["Low back strain with left leg radiation", "thoracic strain"],
        treatments=["Chiropractic adjustments", "back brace", "Flexeril", "Physical therapy"],
    ),
    Told(
        summary=(
            "A sixty-one year old gentleman, formerly a longshoreman, claims hearing loss and ringing in the ears from "
            "continuous noise exposure through 12/31/2014. The otolaryngologist's diagnosis is noise-induced "
            "sensorineural hearing loss with tinnitus. Audiograms of 2015 and 2016 confirm a notch at 4000 Hz. He has "
            "been fitted with bilateral hearing aids and reports benefit. Melatonin did not help him sleep. "
            "Replacement aids and tinnitus retraining were requested. Utilization review, on 11/25/2016, found the "
            "replacement not medically necessary."
        ),
        age=61,
        sex="male",
        injured="2014-12-31",
        reviewed="2016-11-25",
        mechanism="continuous noise exposure",
        diagnoses=["noise-induced sensorineural hearing loss with tinnitus"],
        treatments=["Audiograms", "bilateral hearing aids", "Melatonin"],
    ),
    Told(
        summary=(
            "This is a 45 year old woman employed as a baker. Mixing dough for eighteen years brought on wheezing, and "
            "she reported it to her employer on March 10, 2016. Baker's asthma and rhinitis are the accepted "
            "conditions. Medication consists of Breo, Flonase and a rescue inhaler. She went to the emergency room "
            "twice, where she was given prednisone and nebulizer treatments. Pulmonary function tests revealed "
            "reversible obstruction. An allergist has recommended immunotherapy. A utilization review dated 12/1/2016 "
            "non-certified the immunotherapy."
        ),
        age=45,
        sex="female",
        injured="2016-03-10",
        reviewed="2016-12-01",
        mechanism="Mixing dough for eighteen years",
        diagnoses=["Baker's asthma", "rhinitis"],
        treatments=[
            "Breo",
            "Flonase",
            "rescue inhaler",
            "prednisone",
            "nebulizer treatments",
            "Pulmonary function tests",
        ],
    ),
    Told(
        summary=(
            "The applicant is a 28-year-old male who has alleged injury to the left eye on 10/11/2016, when a wire "
            "whipped across his face. The applicant was diagnosed with traumatic hyphema and angle recession. "
            "Treatment rendered to date has been comprised of atropine drops, prednisolone drops, and an eye shield. "
            "Ultrasound of the globe was unremarkable. Gonioscopy showed 120 degrees of recession. The treating "
            "ophthalmologist prescribed Cosopt. On December 3, 2016 the claims administrator denied visual field "
            "testing."
        ),
        age=28,
        sex="male",
        injured="2016-10-11",
        reviewed="2016-12-03",
        mechanism="wire whipped across his face",
        diagnoses=["traumatic hyphema", "angle recession"],
        treatments=[
            "atropine drops",
            "prednisolone drops",
            "eye shield",
            "Ultrasound of the globe",
            "Gonioscopy",
            "Cosopt",
        ],
    ),
    Told(
        summary=(
            "The records describe a 55 year old female school principal with job stress beginning in January 2015. She "
            "has depressive disorder NOS, generalized anxiety disorder and psychogenic headaches. Care so far: "
            "cognitive behavioral therapy (14 visits), Lexapro, Ativan as needed, and biofeedback. Beck Anxiety "
            "Inventory score rose from 18 to 26. The psychologist asks for eight more visits. Per the utilization "
            "review of 11/29/2016, the visits were denied."
        ),
        age=55,
        sex="female",
        injured="2015-01",
        reviewed="2016-11-29",
        mechanism="job stress",
        diagnoses=["depressive disorder NOS", "generalized anxiety disorder", "psychogenic headaches"],
        treatments=["cognitive behavioral therapy", "Lexapro", "Ativan", "biofeedback"],
    ),
    Told(
        summary=(
            "46 y/o RHD female. On 5/20/16 at work a stack of trays slid off a cart onto her right foot. X-rays: "
            "nondisplaced fractures of 3rd and 4th metatarsals. She was given a boot, crutches and Motrin. Fractures "
            "have healed. Persistent burning pain and color change; podiatrist suspects CRPS. Gabapentin started "
            "9/1/16. Lumbar sympathetic block on 10/15/16 gave 60% relief for three weeks. Diagnoses: CRPS I right "
            "lower limb; healed metatarsal fractures. Second block requested. UR 12/2/16 – denied."
        ),
        age=46,
        sex="female",
        injured="2016-05-20",
        reviewed="2016-12-02",
        mechanism="stack of trays slid off a cart onto her right foot",
        diagnoses=["CRPS I right lower limb", "healed metatarsal fractures"],
        treatments=["X-rays", "boot", "crutches", "Motrin", "Gabapentin", "Lumbar sympathetic block"],
    ),
    Told(
        summary=(
            "The patient, a 39-year-old male landscaper, was stung by a swarm of wasps on June 24, 2016 and collapsed. "
            "He was resuscitated with epinephrine and admitted overnight. Current diagnosis is anaphylaxis to "
            "hymenoptera venom. He carries an EpiPen and takes Zyrtec. Venom skin tests were positive for yellow "
            "jacket. Venom immunotherapy was requested by the allergist, and non-certified on 11/16/2016 by "
            "utilization review."
        ),
        age=39,
        sex="male",
        injured="2016-06-24",
        reviewed="2016-11-16",
        mechanism="stung by a swarm of wasps",
        diagnoses=["anaphylaxis to hymenoptera venom"],
        treatments=["epinephrine", "EpiPen", "Zyrtec", "skin tests"],
    ),
    Told(
        summary=(
            "The injured worker is a 64 year old male truck driver whose rig jackknifed on black ice on 2/1/2011. He "
            "underwent an L3-S1 fusion in 2014. Diagnostic impression: failed back surgery syndrome, chronic pain, "
            "hypogonadism secondary to opioids, and constipation. Medications at the last visit were Opana ER, "
            "Roxicodone, Androgel, Amitiza and Viagra. He had a spinal cord stimulator trial in 2015 that failed. The "
            "latest urine drug test showed an unprescribed benzodiazepine. A prior UR determination, 12/27/2016, "
            "modified Opana ER for weaning."
        ),
        age=64,
        sex="male",
        injured="2011-02-01",
        reviewed="2016-12-27",
        mechanism="jackknifed on black ice",
        diagnoses=["failed back surgery syndrome", "chronic pain", "hypogonadism", "constipation"],
        treatments=[
            "L3-S1 fusion",
            "Opana ER",
            "Roxicodone",
            "Androgel",
            "Amitiza",
            "Viagra",
            "spinal cord stimulator trial",
            "urine drug test",
        ],
    ),
    Told(
        summary=(
            "This is a 24-year-old woman. While she was breaking down boxes on November 8, 2016, the box cutter "
            "slipped and opened the volar surface of her left thumb. The wound was sutured the same day and a digital "
            "nerve repair was done on November 12. Assessment is radial digital nerve laceration, left thumb. She has "
            "attended four occupational therapy visits and wears a dorsal blocking splint. No infection. Twelve more "
            "visits were asked for; six were allowed by utilization review on 12/30/2016."
        ),
        age=24,
        sex="female",
        injured="2016-11-08",
        reviewed="2016-12-30",
        mechanism="the box cutter slipped and opened the volar surface of her left thumb",
        diagnoses=["radial digital nerve laceration, left thumb"],
        treatments=["nerve repair", "occupational therapy", "dorsal blocking splint"],
    ),
    Told(
        summary=(
            "According to the Doctor's First Report, the 58-year-old male custodian felt his knee buckle as he came "
            "down from a ladder on 8/30/2016. The provider is treating right knee medial meniscus tear and "
            "patellofemoral chondromalacia. Nonoperative measures thus far: bracing, ibuprofen, one cortisone "
            "injection and ten sessions of PT. MRI (10/3/2016) was positive for a complex tear. Surgery was approved. "
            "The dispute concerns postoperative DME. Denial by the carrier's physician reviewer was dated 12/19/16."
        ),
        age=58,
        sex="male",
        injured="2016-08-30",
        reviewed="2016-12-19",
        mechanism="came down from a ladder",
        diagnoses=["right knee medial meniscus tear", "patellofemoral chondromalacia"],
        treatments=["bracing", "ibuprofen", "cortisone injection", "PT", "MRI"],
    ),
    Told(
        summary=(
            "Mrs. R. is a 47-year-old seamstress. Repetitive sewing has caused bilateral lateral epicondylitis; the "
            "date of injury is listed as 4/4/2014. Over two years she has been through wrist splints, elbow straps, "
            "ultrasound, iontophoresis, acupuncture and three injections. She continues on Celebrex. A tennis elbow "
            "release on the right was performed on 6/6/2016 and she has finished 24 postoperative therapy visits. Her "
            "surgeon requests 12 additional visits. These were non-certified on 12/8/2016."
        ),
        age=47,
        sex=None,
        injured="2014-04-04",
        reviewed="2016-12-08",
        mechanism="Repetitive sewing",
        diagnoses=["bilateral lateral epicondylitis"],
        treatments=[
            "wrist splints",
            "elbow straps",
            "ultrasound",
            "iontophoresis",
            "acupuncture",
            "injections",
            "Celebrex",
            "tennis elbow release",
            "postoperative therapy",
        ],
    ),
    Told(
        summary=(
            "The employee is a male firefighter, 52 years of age, with presumptive injury to the heart and a reported "
            "date of 1/5/2010. He follows with cardiology for coronary artery disease, atrial fibrillation and "
            "hypertension. He has two stents. His regimen is metoprolol, Eliquis, lisinopril and Lipitor. An "
            "echocardiogram in May of 2016 showed an ejection fraction of 55 percent. He denies chest pain. A nuclear "
            "stress test and a sleep study are sought. Both were refused by utilization review on October 31, 2016."
        ),
        age=52,
        sex="male",
        injured="2010-01-05",
        reviewed="2016-10-31",
        mechanism=None,
        diagnoses=["coronary artery disease", "atrial fibrillation", "hypertension"],
        treatments=["stents", "metoprolol", "Eliquis", "lisinopril", "Lipitor", "echocardiogram"],
    ),
    Told(
        summary=(
            "He is a 36-year-old warehouse lead. He states that on 7/19/2016 he was walking backward with a hand truck "
            "when the wheel caught and he went over an open pit edge. Complaints involve the head, neck and right "
            "wrist. Established diagnoses: postconcussional syndrome; cervical strain; right scaphoid fracture. "
            "Immobilization in a thumb spica cast for ten weeks, amitriptyline and vestibular exercises have been "
            "employed. CT of the wrist confirmed union. He underwent neuropsychological screening. The doctor orders "
            "Botox and a neurology consult. UR denial 11-23-2016."
        ),
        age=36,
        sex="male",
        injured="2016-07-19",
        reviewed="2016-11-23",
        mechanism="walking backward with a hand truck when the wheel caught",
        diagnoses=["postconcussional syndrome", "cervical strain", "right scaphoid fracture"],
        treatments=[
            "Immobilization",
            "thumb spica cast",
            "amitriptyline",
            "vestibular exercises",
            "CT of the wrist",
            "neuropsychological screening",
        ],
    ),
    Told(
        summary=(
            "The injured worker is a 41 year old female, who sustained an industrial injury on 12-2-2015. She reported "
            "that the floor gave way beneath her as she was inspecting a deck. The injured worker is being treated for "
            "left ankle instability, left peroneal tendinitis and low back pain. Conservative measures have been "
            "exhausted, among them an ankle brace, shoe inserts, anti-inflammatory medicine and home exercise. Stress "
            "views of the ankle demonstrated 15 degrees of tilt. The requested Brostrom repair was certified; a knee "
            "scooter was not certified on 12-22-2016."
        ),
        age=41,
        sex="female",
        injured="2015-12-02",
        reviewed="2016-12-22",
        mechanism="the floor gave way beneath her",
        diagnoses=["left ankle instability", "left peroneal tendinitis", "low back pain"],
        treatments=["ankle brace", "shoe inserts", "anti-inflammatory", "home exercise", "Stress views of the ankle"],
    ),
    Told(
        summary=(
            "The injured worker is a 30 year old male who sustained an industrial injury on 8-14-2016. He was "
            "unloading lumber when a strap let go and boards slid onto his lower leg. The injured worker is under "
            "active care for right tibial plateau fracture and peroneal neuropathy. Surgical fixation was carried out "
            "on 8-15-2016. He has since had a hinged brace, enoxaparin injections, 16 physical therapy sessions and a "
            "bone stimulator. X-rays on 11-2-2016 showed the fracture to be uniting. In a progress note of 11-15-2016 "
            "he had a foot slap and 4/5 dorsiflexion. An ankle foot orthosis and EMG were requested. Utilization "
            "review of 11-30-2016 non-certified the EMG."
        ),
        age=30,
        sex="male",
        injured="2016-08-14",
        reviewed="2016-11-30",
        mechanism="unloading lumber when a strap let go and boards slid onto his lower leg",
        diagnoses=["right tibial plateau fracture", "peroneal neuropathy"],
        treatments=[
            "Surgical fixation",
            "hinged brace",
            "enoxaparin injections",
            "physical therapy",
            "bone stimulator",
            "X-rays",
        ],
    ),
    Told(
        summary=(
            "This is a 63-year-old female whose claim, dated 5/1/2012, arises from kneeling and squatting as a "
            "preschool teacher. Treating diagnoses: bilateral knee chondromalacia; left meniscus tear, status post "
            "arthroscopy; obesity. She reports giving way. She has completed a Euflexxa series on each side and uses a "
            "cane outdoors. Her medication list shows Celebrex and Ultracet. Weight loss of 12 pounds was achieved "
            "with Weight Watchers. A bariatric program and bilateral unloader braces were not certified on 12/6/2016 "
            "by utilization review."
        ),
        age=63,
        sex="female",
        injured="2012-05-01",
        reviewed="2016-12-06",
        mechanism="kneeling and squatting as a preschool teacher",
        diagnoses=["bilateral knee chondromalacia", "left meniscus tear, status post arthroscopy", "obesity"],
        treatments=["arthroscopy", "Euflexxa series", "cane", "Celebrex", "Ultracet"],
    ),
    Told(
        summary=(
            "The patient is a 51-year-old male who was punched and choked by a detainee on March 7, 2016. He has been "
            "seen by an otolaryngologist and a neurologist. Diagnoses of record include laryngeal contusion, "
            "dysphonia, cervical strain and post-traumatic headache. Flexible laryngoscopy on April 4, 2016 was "
            "abnormal for right cord paresis. He finished 10 sessions of voice therapy. Topamax was discontinued for "
            "cognitive side effects and Inderal substituted. The neck was supple. Additional voice therapy was "
            "requested. A December 5, 2016 utilization review denied additional voice therapy for lack of progress "
            "notes."
        ),
        age=51,
        sex="male",
        injured="2016-03-07",
        reviewed="2016-12-05",
        mechanism="punched and choked by a detainee",
        diagnoses=["laryngeal contusion", "dysphonia", "cervical strain", "post-traumatic headache"],
        treatments=["Flexible laryngoscopy", "voice therapy", "Topamax", "Inderal"],
    ),
    Told(
        summary=(
            "The applicant is a 57-year-old female who has filed a claim for depression, anxiety, and hypertension "
            "reportedly associated with harassment at work through November 20, 2015. In a utilization review report "
            "dated November 18, 2016, the claims administrator failed to approve requests for Viibryd and 12 sessions "
            "of psychotherapy. The applicant had been off of work since November of 2015, it was reported. On October "
            "26, 2016, the applicant was described as using Viibryd, Klonopin, and Benicar. The applicant had received "
            "22 sessions of psychotherapy through this point in time. Blood pressure was 148/92. The applicant carried "
            "diagnoses of major depressive disorder and panic disorder."
        ),
        age=57,
        sex="female",
        injured="2015-11-20",
        reviewed="2016-11-18",
        mechanism="harassment",
        diagnoses=["depression", "anxiety", "hypertension", "major depressive disorder", "panic disorder"],
        treatments=["Viibryd", "Klonopin", "Benicar", "psychotherapy"],
    ),
    Told(
        summary=(
            "This case involves a now 25-year-old male with a history of an occupational claim from 07/08/2016. The "
            "mechanism of injury is detailed as a table saw kickback. The current diagnoses are documented as left "
            "index and long finger extensor tendon lacerations. Prior treatments included primary repair on "
            "07/09/2016, a dynamic extension splint, and 18 visits of occupational therapy. The most recent office "
            "note, 11/29/2016, recorded total active motion of 160 degrees in the index finger. His medications were "
            "noted to include over-the-counter acetaminophen. Tenolysis was discussed. The request was noncertified on "
            "12/08/2016 as the patient had had sufficient visits."
        ),
        age=25,
        sex="male",
        injured="2016-07-08",
        reviewed="2016-12-08",
        mechanism="table saw kickback",
        diagnoses=["left index and long finger extensor tendon lacerations"],
        treatments=[
            "primary repair",
            "dynamic extension splint",
            "occupational therapy",
            "over-the-counter acetaminophen",
        ],
    ),
    Told(
        summary=(
            "The patient is a 44 year old female laboratory technician. On April 11, 2016 she slipped in spilled "
            "reagent and struck the back of her head on a bench. She blacked out for less than a minute. Head CT was "
            "read as normal. Working diagnoses are concussion, occipital neuralgia and convergence insufficiency. "
            "Treatment so far has been vision therapy, propranolol, Fioricet and one occipital nerve block, with two "
            "weeks of benefit. She has a remote history of anorexia. A second block and prism glasses were asked for; "
            "the reviewer for the claims administrator non-certified the glasses on 12/21/2016."
        ),
        age=44,
        sex="female",
        injured="2016-04-11",
        reviewed="2016-12-21",
        mechanism="slipped in spilled reagent and struck the back of her head on a bench",
        diagnoses=["concussion", "occipital neuralgia", "convergence insufficiency"],
        treatments=["Head CT", "vision therapy", "propranolol", "Fioricet", "occipital nerve block"],
    ),
    Told(
        summary=(
            "The injured worker is a 37 year old male with an injury date of 10-3-2013. The wheel of a cart ran over "
            "his left great toe. Medical records reflect treatment for left hallux rigidus and painful exostosis. A "
            "cheilectomy was done on 2-2-2015 without lasting relief. Orthotics, a rocker-bottom shoe and Mobic are in "
            "use. Radiographs (9-6-2016) demonstrated end-stage arthrosis of the first MTP joint. First MTP fusion was "
            "authorized. At issue are a knee walker and home health. These were denied on 11-9-2016."
        ),
        age=37,
        sex="male",
        injured="2013-10-03",
        reviewed="2016-11-09",
        mechanism="The wheel of a cart ran over his left great toe",
        diagnoses=["left hallux rigidus", "painful exostosis"],
        treatments=["cheilectomy", "Orthotics", "rocker-bottom shoe", "Mobic", "Radiographs"],
    ),
    Told(
        summary=(
            "The claimant is a 48-year-old woman, a hotel laundry attendant, who reports that she strained her back "
            "pulling wet linen from a washer on August 19, 2016. Lumbosacral sprain and right sciatica are listed as "
            "diagnoses. Relafen, Robaxin and a lumbar support were dispensed at the clinic. She attended nine of "
            "twelve therapy visits. Lumbar MRI of October 28, 2016 found a 6 mm herniation at L5-S1 with S1 root "
            "contact. The pain management consultant wishes to proceed with an epidural. Diabetes is treated with "
            "metformin by her own doctor. On December 13, 2016 utilization review would not certify the epidural."
        ),
        age=48,
        sex="female",
        injured="2016-08-19",
        reviewed="2016-12-13",
        mechanism="pulling wet linen from a washer",
        diagnoses=["Lumbosacral sprain", "right sciatica"],
        treatments=["Relafen", "Robaxin", "lumbar support", "therapy", "Lumbar MRI", "metformin"],
    ),
    Told(
        summary=(
            "The injured worker is a 59 year old male. Date of injury: 6-1-2005. Mechanism: repetitive overhead "
            "drywall hanging. He is status post two right rotator cuff repairs (2006, 2010) and a reverse total "
            "shoulder arthroplasty (2015). He is maintained on Nucynta ER and Lyrica and denies adverse effects. Pain "
            "without medication 9/10, with medication 5/10. CURES was appropriate. The diagnoses are: chronic right "
            "shoulder pain; rotator cuff arthropathy; long-term opioid use. UR on 12-15-2016 partially certified "
            "Nucynta ER."
        ),
        age=59,
        sex="male",
        injured="2005-06-01",
        reviewed="2016-12-15",
        mechanism="repetitive overhead drywall hanging",
        diagnoses=["chronic right shoulder pain", "rotator cuff arthropathy; long-term opioid use"],
        treatments=["right rotator cuff repair", "reverse total shoulder arthroplasty", "Nucynta ER", "Lyrica"],
    ),
    Told(
        summary=(
            "The injured worker is a 35 year old female who sustained an industrial injury on 11-4-2015 when a mop "
            "bucket rolled in front of her and she pitched forward onto both hands. The injured worker was diagnosed "
            "with bilateral wrist sprains, right TFCC tear and left scapholunate ligament tear. Right wrist "
            "arthroscopy with TFCC debridement took place on 6-9-2016. Other modalities have been bracing, hand "
            "therapy x 20, Aleve and two steroid injections. MR arthrogram of the left wrist, 8-1-2016, was compatible "
            "with a partial scapholunate tear. The surgeon requested left wrist arthroscopy. The utilization review "
            "physician refused it on 12-20-2016."
        ),
        age=35,
        sex="female",
        injured="2015-11-04",
        reviewed="2016-12-20",
        mechanism="mop bucket rolled in front of her",
        diagnoses=["bilateral wrist sprains", "right TFCC tear", "left scapholunate ligament tear"],
        treatments=[
            "Right wrist arthroscopy",
            "TFCC debridement",
            "bracing",
            "hand therapy",
            "Aleve",
            "steroid injections",
            "MR arthrogram of the left wrist",
        ],
    ),
    Told(
        summary=(
            "The patient is a 46 year old farm laborer, male. He drank from an unmarked bottle containing a caustic on "
            "9-28-2016. Endoscopy that day revealed grade 2 esophagitis. He is being treated for caustic esophageal "
            "injury, dysphagia and weight loss. He takes Protonix twice a day and sucralfate slurry. Dilation was "
            "performed once. A barium swallow is planned. The 12-1-2016 UR determination denied a nutrition consult."
        ),
        age=46,
        sex="male",
        injured="2016-09-28",
        reviewed="2016-12-01",
        mechanism="drank from an unmarked bottle containing a caustic",
        diagnoses=["caustic esophageal injury", "dysphagia", "weight loss"],
        treatments=["Endoscopy", "Protonix", "sucralfate slurry"],
    ),
    Told(
        summary=(
            "A 53-year-old male bus mechanic has had neck and arm pain since a jack handle flew up and hit his jaw on "
            "1/30/2014. He underwent C4-C7 fusion in 2015. According to the last report he is treated for "
            "pseudarthrosis at C6-7, cervical radiculopathy and depression due to chronic pain. CT scan of the "
            "cervical spine from 7/2016 confirmed lucency around the C7 screws. He wears an external bone growth "
            "stimulator, has acupuncture weekly and is prescribed Cymbalta. Revision fusion is under consideration. "
            "The utilization review letter of 11/22/2016 denied acupuncture."
        ),
        age=53,
        sex="male",
        injured="2014-01-30",
        reviewed="2016-11-22",
        mechanism="jack handle flew up and hit his jaw",
        diagnoses=["pseudarthrosis at C6-7", "cervical radiculopathy", "depression"],
        treatments=[
            "C4-C7 fusion",
            "CT scan of the cervical spine",
            "external bone growth stimulator",
            "acupuncture",
            "Cymbalta",
        ],
    ),
    Told(
        summary=(
            "The worker is a 29 year old pregnant female barista who scalded her left foot when an urn overturned on "
            "7/4/2016. Partial thickness burn of the dorsal foot and post-burn neuropathic pain are the diagnoses. "
            "Initial care consisted of silver sulfadiazine dressings and tetanus toxoid. Since August she has used "
            "lidocaine cream. Oral medicine was avoided because of the pregnancy. Laser therapy for pigment was "
            "requested. It was denied 11/3/2016 after peer review."
        ),
        age=29,
        sex="female",
        injured="2016-07-04",
        reviewed="2016-11-03",
        mechanism="scalded her left foot when an urn overturned",
        diagnoses=["Partial thickness burn of the dorsal foot", "post-burn neuropathic pain"],
        treatments=["silver sulfadiazine dressings", "tetanus toxoid", "lidocaine cream"],
    ),
    Told(
        summary=(
            "Injury to the low back and left hip was reported by this 56-year-old female bus driver after her parked "
            "bus was hit from behind on 5-11-2016. Currently diagnosed conditions: lumbar facet syndrome, left "
            "trochanteric bursitis. There have been 12 chiropractic treatments, a trochanteric bursa injection on "
            "9-8-2016 and a trial of Skelaxin. The chiropractor noted facet loading pain. Lumbar facet blocks were "
            "recommended by the physiatrist. On 12-27-2016 Utilization Review denied medial branch blocks at L4-5 and "
            "L5-S1."
        ),
        age=56,
        sex="female",
        injured="2016-05-11",
        reviewed="2016-12-27",
        mechanism="her parked bus was hit from behind",
        diagnoses=["lumbar facet syndrome", "left trochanteric bursitis"],
        treatments=["chiropractic treatments", "trochanteric bursa injection", "Skelaxin"],
    ),
    Told(
        summary=(
            "The injured worker is a 42 year old male who sustained a work injury on 2-19-2015 while operating an "
            "excavator which overturned. There were injuries to the pelvis and chest. Treatment to date has included "
            "open reduction of a pelvic fracture, chest tube, inpatient rehabilitation and psychotherapy. The patient "
            "presently has erectile dysfunction, urinary urgency, chronic pelvic pain and PTSD. Cialis has been of "
            "help. A urologist performed cystoscopy in October 2016. On 12-14-2016, UR noncertified Cialis."
        ),
        age=42,
        sex="male",
        injured="2015-02-19",
        reviewed="2016-12-14",
        mechanism="operating an excavator which overturned",
        diagnoses=["erectile dysfunction", "urinary urgency", "chronic pelvic pain", "PTSD"],
        treatments=[
            "open reduction of a pelvic fracture",
            "chest tube",
            "inpatient rehabilitation",
            "psychotherapy",
            "Cialis",
            "cystoscopy",
        ],
    ),
    Told(
        summary=(
            "The patient is a 40-year-old female who works as a phlebotomist. She states that on 02/18/2016 her chair "
            "rolled out from under her and she landed on her left wrist and buttocks. An examining orthopedist reached "
            "the diagnoses of left distal radius fracture, nondisplaced, and sacral contusion. She was placed in a "
            "short arm cast for six weeks and then had occupational therapy twice weekly for two months. Her records "
            "include bone density testing that was normal. Motrin 600 mg has been her only medicine. Recent x-rays "
            "show union. The physician wants an MRI for persistent ulnar-sided pain. UR issued a denial on 11/17/2016."
        ),
        age=40,
        sex="female",
        injured="2016-02-18",
        reviewed="2016-11-17",
        mechanism="her chair rolled out from under her",
        diagnoses=["left distal radius fracture, nondisplaced", "sacral contusion"],
        treatments=["short arm cast", "occupational therapy", "bone density testing", "Motrin", "x-rays"],
    ),
    Told(
        summary=(
            "This 62 year old right hand dominant male machinist developed bilateral hand numbness over thirty years "
            "of using pneumatic tools, with a cumulative trauma date of 4/1/2015. Treating physician reports reference "
            "bilateral carpal tunnel syndrome, bilateral cubital tunnel syndrome, and ring finger trigger. EMG/NCV on "
            "6/2/2016 was positive for severe median neuropathy. He had right carpal tunnel release on 8/25/2016 "
            "followed by 8 postoperative therapy visits with excellent benefit. Left hand treatment has been limited "
            "to splinting and Naprosyn. The surgeon has asked for left carpal tunnel release, preoperative EKG and "
            "labs. On 12/1/2016, the left side surgery was certified and EKG was denied by UR."
        ),
        age=62,
        sex="male",
        injured="2015-04-01",
        reviewed="2016-12-01",
        mechanism="thirty years of using pneumatic tools",
        diagnoses=["bilateral carpal tunnel syndrome", "bilateral cubital tunnel syndrome, and ring finger trigger"],
        treatments=["EMG/NCV", "right carpal tunnel release", "postoperative therapy", "splinting", "Naprosyn"],
    ),
    Told(
        summary=(
            "The injured worker is a 47 year old female. The date of injury is 09-19-2014. The injury was caused by "
            "pulling a stuck file drawer. The injured worker is being treated for right shoulder adhesive capsulitis "
            "and cervicalgia. The injured worker's surgical history includes right shoulder arthroscopic capsular "
            "release in 2015. Treatments tried include physical therapy, a dynasplint, Celebrex, and hydrodilatation. "
            "Objective findings on 11-1-2016: forward flexion 100 degrees. There is no documentation of recent home "
            "exercise. On 11-22-2016, Utilization Review denied manipulation under anesthesia."
        ),
        age=47,
        sex="female",
        injured="2014-09-19",
        reviewed="2016-11-22",
        mechanism="pulling a stuck file drawer",
        diagnoses=["right shoulder adhesive capsulitis", "cervicalgia"],
        treatments=[
            "right shoulder arthroscopic capsular release",
            "physical therapy",
            "dynasplint",
            "Celebrex",
            "hydrodilatation",
        ],
    ),
    Told(
        summary=(
            "The claimant, a 35 y/o male roofer, sustained third degree burns over 22 percent of his body when a "
            "kettle of hot asphalt flashed on 08/01/2015. Escharotomy, serial excisions and autografts were performed "
            "at a regional burn center. He has been fitted with custom pressure garments and has had 60 visits of "
            "therapy, two laser scar sessions and psychological counseling. Pertinent diagnoses: burn scar contracture "
            "of the neck and right axilla, pruritus, PTSD. He takes hydroxyzine, Lyrica and sertraline. A Z-plasty "
            "release is contemplated. UR non-certification of six laser sessions is dated 11/08/2016."
        ),
        age=35,
        sex="male",
        injured="2015-08-01",
        reviewed="2016-11-08",
        mechanism="kettle of hot asphalt flashed",
        diagnoses=["burn scar contracture of the neck and right axilla", "pruritus", "PTSD"],
        treatments=[
            "Escharotomy",
            "excisions",
            "autografts",
            "custom pressure garments",
            "therapy",
            "counseling",
            "hydroxyzine",
            "Lyrica",
            "sertraline",
        ],
    ),
    Told(
        summary=(
            "The injured worker is a 50-year-old male who sustained an industrial injury on December 8, 2015, with the "
            "mechanism of injury described as falling through an attic floor. He has been under treatment for lumbar "
            "disc herniation at L4-5, left knee sprain, and erectile dysfunction. Evaluations have included MRI of the "
            "lumbar spine in January 2016 and an EMG in March 2016. Interventions have been ibuprofen, Norco, two "
            "epidural steroid injections and aquatic therapy. He says pain limits his sleep. Urine drug screening on "
            "October 4, 2016 was consistent with prescribed medicines. Lumbar discectomy is under discussion. On "
            "November 21, 2016, the utilization review decision was to non-certify aquatic therapy 2x6."
        ),
        age=50,
        sex="male",
        injured="2015-12-08",
        reviewed="2016-11-21",
        mechanism="falling through an attic floor",
        diagnoses=["lumbar disc herniation at L4-5", "left knee sprain", "erectile dysfunction"],
        treatments=[
            "MRI of the lumbar spine",
            "EMG",
            "ibuprofen",
            "Norco",
            "epidural steroid injections",
            "aquatic therapy",
            "Urine drug screening",
        ],
    ),
    Told(
        summary=(
            "The applicant is a represented 45-year-old who has filed a claim for chronic low back pain, knee pain, "
            "and derivative sleep disturbance associated with an industrial injury of March 4, 2011. Thus far, the "
            "applicant has been treated with the following: analgesic medications; unspecified amounts of physical "
            "therapy; earlier left knee arthroscopy; and extensive periods of time off of work. In a Utilization "
            "Review Report dated October 12, 2016, the claims administrator denied a request for Ambien. On September "
            "20, 2016, the applicant was given refills of Norco, Ambien, and Prilosec. The applicant's BMI was 33. "
            "Lumbar MRI imaging of May 1, 2014 was notable for multilevel degenerative disc disease."
        ),
        age=45,
        sex=None,
        injured="2011-03-04",
        reviewed="2016-10-12",
        mechanism=None,
        diagnoses=["chronic low back pain", "knee pain", "derivative sleep disturbance"],
        treatments=[
            "analgesic medications",
            "physical therapy",
            "left knee arthroscopy",
            "Norco",
            "Ambien",
            "Prilosec",
            "Lumbar MRI",
        ],
    ),
    Told(
        summary=(
            "The injured worker is a 38 year old female who suffered an industrial injury on 3-2-16. Cause: struck on "
            "the vertex by a falling ceiling tile. Medical notes support treatment for postconcussive syndrome, "
            "cervical facet syndrome and anxiety. To date, she has been prescribed Topamax, baclofen and Lexapro; has "
            "participated in vestibular therapy (12 visits) and psychotherapy (6 visits); and has undergone cervical "
            "medial branch blocks on 9-15-16 with 80 percent relief. A brain MRI dated 4-1-16 was unremarkable. The "
            "request is for cervical radiofrequency ablation. The UR dated 11-4-16 non-certified the ablation."
        ),
        age=38,
        sex="female",
        injured="2016-03-02",
        reviewed="2016-11-04",
        mechanism="struck on the vertex by a falling ceiling tile",
        diagnoses=["postconcussive syndrome", "cervical facet syndrome", "anxiety"],
        treatments=[
            "Topamax",
            "baclofen",
            "Lexapro",
            "vestibular therapy",
            "psychotherapy",
            "cervical medial branch blocks",
            "brain MRI",
        ],
    ),
    Told(
        summary=(
            "61-year-old male heavy equipment operator injured on 10/30/12 when the loader he was driving hit a rut "
            "and bounced him against the roof. Has chronic neck pain with radiculopathy, right shoulder rotator cuff "
            "tear s/p repair, and headaches. Meds: MS Contin, Percocet, Cymbalta, Colace. Had ACDF C5-7 in 2013, "
            "shoulder repair in 2014. Failed PT, chiro, TENS. Pain agreement on file. UDS 9/9/16 inconsistent for "
            "alprazolam. Provider requests refill of MS Contin and a cervical MRI. UR 10/25/16 modified MS Contin and "
            "denied MRI."
        ),
        age=61,
        sex="male",
        injured="2012-10-30",
        reviewed="2016-10-25",
        mechanism="the loader he was driving hit a rut and bounced him against the roof",
        diagnoses=["radiculopathy", "right shoulder rotator cuff tear s/p repair"],
        treatments=[
            "repair",
            "MS Contin",
            "Percocet",
            "Cymbalta",
            "Colace",
            "ACDF C5-7",
            "PT",
            "chiro",
            "TENS",
            "UDS",
            "alprazolam",
        ],
    ),
    Told(
        summary=(
            "The injured worker is a 26 year old male who reported an injury on 06/30/2016 due to lifting a "
            "refrigerator. His diagnosis was noted as a right inguinal hernia. His past treatments were noted to "
            "include medications and work restrictions. His diagnostic studies were noted to include an ultrasound of "
            "the groin performed on 07/15/2016. His surgical history was noncontributory. During the assessment on "
            "10/12/2016, he complained of right groin pain rated 5/10. The physical examination revealed a reducible "
            "bulge. His medications were noted to include Tylenol. The treatment plan was for laparoscopic "
            "herniorrhaphy. The prior review on 10/28/2016 noncertified an overnight stay."
        ),
        age=26,
        sex="male",
        injured="2016-06-30",
        reviewed="2016-10-28",
        mechanism="lifting a refrigerator",
        diagnoses=["right inguinal hernia"],
        treatments=["medications", "work restrictions", "ultrasound of the groin", "Tylenol"],
    ),
    Told(
        summary=(
            "A 54 year-old woman seen for an injury of 7/22/2013 in which a shelf of cans toppled on her. Carried "
            "diagnoses: thoracic compression fracture T8, chronic pain syndrome, opioid-induced constipation and "
            "depression. She uses Butrans 20 mcg weekly, Movantik and Wellbutrin. Kyphoplasty of T8 in 2013 helped for "
            "two years. She has gone to eight acupuncture sessions since July and reports that she cooks and drives "
            "again. Additional acupuncture was asked for on 10/14/2016. The utilization reviewer declined it on "
            "10/21/2016 because objective gains were not listed."
        ),
        age=54,
        sex="female",
        injured="2013-07-22",
        reviewed="2016-10-21",
        mechanism="shelf of cans toppled on her",
        diagnoses=[
            "thoracic compression fracture T8",
            "chronic pain syndrome",
            "opioid-induced constipation",
            "depression",
        ],
        treatments=["Butrans", "Movantik", "Wellbutrin", "Kyphoplasty of T8", "acupuncture"],
    ),
]

MECHANISMS: list[tuple[str, str | None]] = [
    (
        "A nail gun discharged into the left foot of this 30-year-old carpenter on 4/5/2016.",
        "nail gun discharged into the left foot of this 30-year-old carpenter",
    ),
    ("The patient is a 44 year old man crushed under a tractor tire on May 2, 2015.", "crushed under a tractor tire"),
    ("He is a 35-year-old stocker who was hurt when a rack fell on his shoulder.", "rack fell on his shoulder"),
    (
        "A pallet tipped from the forks and pinned her against the dock door.",
        "pallet tipped from the forks and pinned her against the dock door",
    ),
    ("She is a nurse whose wrist was twisted by a confused resident.", "twisted by a confused resident"),
    ("On 3/3/2014 the ladder slipped and he dropped eight feet to the concrete.", "the ladder slipped"),
    (
        "The claimant missed a step while carrying a tote and went down on both knees.",
        "missed a step while carrying a tote and went down on both knees",
    ),
    ("He was electrocuted by a live panel on 2/3/2015.", "electrocuted by a live panel"),
    ("She developed bilateral hand numbness after twelve years of data entry.", "twelve years of data entry"),
    ("Pain in the neck arose gradually from prolonged overhead painting.", "prolonged overhead painting"),
    ("He attributes the loss of hearing to jackhammer noise.", "jackhammer noise"),
    (
        "A patient kicked her in the abdomen during a transfer on 8/8/2016.",
        "kicked her in the abdomen during a transfer",
    ),
    ("The worker, a 51 year old roofer, stepped through a skylight on 7/1/2013.", "stepped through a skylight"),
    (
        "He was driving a delivery van when another vehicle ran a red light and struck the passenger side.",
        "driving a delivery van when another vehicle ran a red light and struck the passenger side",
    ),
    (
        "She was involved in a rollover collision on the freeway in June 2012.",
        "rollover collision on the freeway",
    ),
    ("The injury occurred on 1/1/2016 as he unloaded drywall from a truck.", "unloaded drywall from a truck"),
    ("While descending stairs she lost her footing and landed on the right hip.", "lost her footing"),
    ("He felt a pop in the low back as he hoisted a transmission.", "hoisted a transmission"),
    (
        "He inhaled fumes from a degreaser in an unventilated tank on 9/9/2016.",
        "inhaled fumes from a degreaser in an unventilated tank",
    ),
    ("A glass vial broke and cut the palm of her right hand.", "glass vial broke and cut the palm of her right hand"),
    ("Hot tar splashed onto both forearms on 10/2/2016.", "Hot tar splashed onto both forearms"),
    (
        "She was stuck by a used needle while recapping a syringe on 11/4/2016.",
        "stuck by a used needle while recapping a syringe",
    ),
    ("The applicant was shot in the thigh in the course of a robbery.", "shot in the thigh in the course of a robbery"),
    (
        "He had been exposed to mold in a basement archive for several years.",
        "exposed to mold in a basement archive for several years",
    ),
    ("Claim of cumulative trauma from 2010 to 2016 as a dental hygienist.", "cumulative trauma"),
    ("The right thumb was caught in a conveyor belt on 12/12/2014.", "The right thumb was caught in a conveyor belt"),
    ("She alleges that harassment by a supervisor caused depression.", "harassment by a supervisor"),
    ("He sustained injury to the back on 5/5/2015 bending to lift a manhole cover.", "bending to lift a manhole cover"),
    ("The accident happened when a co-worker let go of one end of a couch.", "co-worker let go of one end of a couch"),
    (
        "He tripped over a pallet jack on 1/5/2016 and fell forward onto his outstretched hands.",
        "tripped over a pallet jack",
    ),
    ("A heavy gate swung shut on the left ring finger.", "heavy gate swung shut on the left ring finger"),
    ("She twisted her knee getting out of a patrol car.", "getting out of a patrol car"),
    ("Injured 6/6/2016 (slip in a walk-in freezer).", "slip in a walk-in freezer"),
    ("The worker was bitten by a stray dog while reading a meter.", "bitten by a stray dog while reading a meter"),
    ("He complains of neck pain when turning his head.", None),
    ("Her pain fell from 8 to 5 with medication.", None),
    ("The patient was seen on 3/4/2016 while taking Norco.", None),
    ("The knee gave way twice last month.", None),
    ("Grip strength dropped on the right.", None),
    ("He has pain with lifting, pushing and pulling.", None),
    ("Symptoms are aggravated by prolonged sitting and standing.", None),
    ("She reports low back pain after sitting for thirty minutes.", None),
    ("The pain is relieved by lying down and increased with bending.", None),
    ("The applicant was pulled off work.", None),
    ("He walks with a cane and has caught his toe on rugs.", None),
    ("The physician cut the dose of Norco in half.", None),
    ("The sutures were removed when the wound had closed.", None),
    ("She has numbness from the elbow to the hand.", None),
    ("Numbness after using the phone is reported.", None),
    ("The patient has tenderness after standing for an hour.", None),
    (
        "The injured worker is a 41 year old male cook who was burned when a pressure cooker lid blew off on 6-1-2016.",
        "pressure cooker lid blew off",
    ),
    (
        "She is a 36 year old teacher knocked down by a student running in the hallway on 9/9/2015.",
        "knocked down by a student running in the hallway",
    ),
    ("He injured the left knee on 3/3/2016 in a misstep off a loading dock.", "misstep off a loading dock"),
    (
        "The accident of 2/2/2014 involved a fall of about ten feet from a scaffold.",
        "fall of about ten feet from a scaffold",
    ),
    (
        "The patient reports that his foot went through a rotten step on 5/5/2016.",
        "his foot went through a rotten step",
    ),
    (
        "According to the patient, a coworker dropped a steel beam on his hand.",
        "coworker dropped a steel beam on his hand",
    ),
    ("The onset was on 4/4/2016, when she reached overhead for a file box.", "reached overhead for a file box"),
    ("His left thumb was amputated by a table saw on 8/8/2016.", "amputated by a table saw"),
    ("The claim concerns a gunshot wound to the leg suffered during an armed robbery.", "armed robbery"),
    ("She was involved in an altercation with an inmate on 1/1/2016.", "altercation with an inmate"),
    (
        "He tore his biceps catching a falling engine block on 7/7/2016.",
        "tore his biceps catching a falling engine block",
    ),
    (
        "The worker was using a jackhammer for eight hours when pain began.",
        "using a jackhammer for eight hours when pain began",
    ),
    (
        "The patient was a restrained driver struck from behind at a stop light.",
        "restrained driver struck from behind at a stop light",
    ),
    ("The bus in which she was riding was sideswiped by a truck on 4/5/2016.", "sideswiped by a truck"),
    ("On 9/1/2016 she tripped on a power cord, striking her face on a desk.", "tripped on a power cord"),
    ("The cumulative injury is ascribed to years of lifting patients.", "years of lifting patients"),
    ("The worker states the injury resulted from repeated kneeling on concrete.", "repeated kneeling on concrete"),
    (
        "She hurt her neck and shoulder on 2/8/2016 restraining a psychiatric patient.",
        "restraining a psychiatric patient",
    ),
    (
        "He went over the handlebars of a delivery bicycle on 6/6/2016.",
        "went over the handlebars of a delivery bicycle",
    ),
    (
        "The injury happened while the worker was moving a refrigerator down stairs.",
        "moving a refrigerator down stairs",
    ),
    ("She was kneeling to clean a tub on 3/9/2016 and could not get up.", "kneeling to clean a tub"),
    ("A forklift backed over his right foot on 10/10/2016.", "forklift backed over his right foot"),
    ("Lightning struck the truck he was sitting in on 8/1/2015.", "Lightning struck the truck he was sitting in"),
    ("The patient sustained injury by being caught in a trench collapse.", "caught in a trench collapse"),
    ("The employee fell backward off a chair at her desk on 9/30/2016.", "fell backward off a chair at her desk"),
    ("He was shoveling snow on 12/1/2015 when his back gave out.", "shoveling snow"),
    ("History: 5/16/2016 slipped on ice in a freezer, fell on the left hip.", "slipped on ice in a freezer"),
    (
        "The patient was performing CPR on a client on 3/1/2016 when she felt a pop in the wrist.",
        "performing CPR on a client",
    ),
    ("An explosion of a propane tank on 1/9/2016 threw him twelve feet.", "explosion of a propane tank"),
    ("A horse reared and fell on the patient on 6/5/2016.", "horse reared and fell on the patient"),
    (
        "The door of a walk-in cooler closed on her fingers on 4/4/2016.",
        "The door of a walk-in cooler closed on her fingers",
    ),
    ("The injury is described as a crush of the hand between two pallets.", "crush of the hand between two pallets"),
    ("She was squirted in the eye with bleach on 2/2/2016.", "squirted in the eye with bleach"),
    ("He got his sleeve caught in a lathe on 5/2/2014.", "got his sleeve caught in a lathe"),
]

DIAGNOSES: list[tuple[str, list[str] | None]] = [
    (
        "She is under the care of a psychologist for major depression and panic disorder.",
        ["major depression", "panic disorder"],
    ),
    ("He is followed by a pulmonologist for occupational asthma.", ["occupational asthma"]),
    (
        "The neurologist lists post-concussive syndrome, cervicogenic headache and tinnitus.",
        ["post-concussive syndrome", "cervicogenic headache", "tinnitus"],
    ),
    (
        "Accepted conditions are lumbar sprain, left hip bursitis and sleep disturbance.",
        ["lumbar sprain", "left hip bursitis", "sleep disturbance"],
    ),
    (
        "The records carry the labels of failed back syndrome and opioid dependence.",
        ["failed back syndrome", "opioid dependence"],
    ),
    (
        "He suffers from complex regional pain syndrome of the right foot.",
        ["complex regional pain syndrome of the right foot"],
    ),
    ("Working diagnosis: contact dermatitis of both hands.", ["contact dermatitis of both hands"]),
    (
        "Diagnoses: (1) bilateral sensorineural hearing loss; (2) tinnitus.",
        ["bilateral sensorineural hearing loss", "tinnitus"],
    ),
    (
        "The worker sustained an open fracture of the left tibia and a laceration of the scalp.",
        ["open fracture of the left tibia", "laceration of the scalp"],
    ),
    ("The clinical impression was gouty arthritis versus stress fracture.", ["gouty arthritis versus stress fracture"]),
    ("She meets criteria for posttraumatic stress disorder.", ["posttraumatic stress disorder"]),
    ("Her sister has lupus and her father had diabetes.", None),
    ("There is no evidence of radiculopathy.", None),
    ("Her mother is treated for hypertension.", None),
    ("She denies depression.", None),
    ("Examination was negative for instability.", None),
    ("MRI impression: disc herniation at L5-S1.", None),
    ("He has a history of asthma.", None),
    ("Fracture was ruled out.", None),
    (
        "She was diagnosed with carpal tunnel syndrome; cubital tunnel syndrome was ruled out.",
        ["carpal tunnel syndrome"],
    ),
    ("The claim was accepted for a left rotator cuff tear.", ["left rotator cuff tear"]),
    ("He has been found to have an inguinal hernia on the right.", ["inguinal hernia on the right"]),
    (
        "The surgeon's assessment is adhesive capsulitis of the left shoulder and biceps tendinitis.",
        ["adhesive capsulitis of the left shoulder", "biceps tendinitis"],
    ),
    (
        "The patient has lumbar spinal stenosis and degenerative spondylolisthesis.",
        ["lumbar spinal stenosis", "degenerative spondylolisthesis"],
    ),
    ("She complains of pain in the neck and numbness of the fingers.", None),
    ("Treatment is for right knee chondromalacia.", ["right knee chondromalacia"]),
    ("The injured worker is being seen for management of chronic migraine.", ["chronic migraine"]),
    ("Problem list includes hypertension, obesity and lumbar strain.", ["hypertension", "obesity", "lumbar strain"]),
    ("The diagnosis given was de Quervain's tenosynovitis.", ["de Quervain's tenosynovitis"]),
    (
        "His diagnoses, per the surgeon, are nonunion of the scaphoid and wrist arthritis.",
        ["nonunion of the scaphoid", "wrist arthritis"],
    ),
    ("Diagnostic impressions: myofascial pain; insomnia.", ["myofascial pain", "insomnia"]),
    ("ICD-10 codes: M54.5 low back pain, M25.511 pain in right shoulder.", ["low back pain", "pain in right shoulder"]),
    ("He was left with a frozen shoulder.", ["frozen shoulder"]),
]

SERVICES: dict[str, str] = {
    "Diagnostic Testing": (
        "OCT of both retinas|Overnight polysomnography with titration|In-lab CPAP titration study|Home sleep "
        "apnea test|Upper endoscopy (EGD)|Colonoscopy|Mannitol challenge test|Pulmonary function testing, "
        "full|Visual field test|Fundus photography|Gonioscopy|Auditory brainstem "
        "response|Electronystagmography|Neuropsychological test battery|Allergy skin testing|RAST allergy "
        "panel|Patch testing, 80 allergens|Holter monitor 24 hour|Ambulatory blood pressure "
        "monitoring|Ankle-brachial index|Venous Doppler of the left leg|Urine drug confirmation by "
        "LC/MS|Pharmacogenetic testing|Cytochrome P450 genetic test|Hepatic function panel|Complete blood "
        "count|CBC, CMP, and UA|Vitamin D level|Testosterone level|H. pylori breath test|Barium swallow|Upper"
        " GI series|Cystoscopy|Urodynamic study|Dobutamine stress echo|Nuclear stress test|Myocardial "
        "perfusion imaging|Chest x-ray|Panoramic dental x-ray|Cone beam CT of the mandible|MR arthrogram of "
        "the left hip|Standing x-rays of both knees|Flexion and extension films of the lumbar spine|CT "
        "myelogram|Discogram L4-5|DEXA scan of hip and spine|Functional MRI of the brain|QEEG|72-hour "
        "EEG|Sudomotor function test|Quantitative sensory testing|Computerized range of motion testing|Muscle"
        " strength testing|Nerve conduction velocity of the right arm|Bone scan, three "
        "phase|Thermography|Arterial blood gas|Pre-operative laboratory tests|Type and screen|EKG|Skin "
        "biopsy|Scrotal ultrasound|Ultrasound of the abdomen|Spirometry|Overnight pulse oximetry|PET "
        "scan|Whole body bone scan|SPECT scan of the brain|ESR and CRP|Rheumatoid factor|HgbA1c|TSH and free "
        "T4|Lipid panel|Quantitative functional testing|Videofluoroscopic swallow "
        "study|Laryngoscopy|Bronchoscopy|Capsule endoscopy|Anorectal manometry|Tilt table test|Carotid "
        "duplex|Slit lamp examination with photography|Acoustic reflex testing"
    ),
    "DMEPOS": (
        "Night guard for bruxism|Mandibular advancement device|Roll-in bathtub|Bathtub bench|Purchase of a "
        "TENS unit|Supplies for an EMS unit|H-wave device|Compression glove|Silicone gel sheets|Prosthetic "
        "eye|Below knee prosthesis, right|Myoelectric hand|Custom foot orthotics, one pair|Diabetic "
        "shoes|Semi-rigid ankle brace|Knee immobilizer|Hinged knee brace|CPAP machine and supplies|BiPAP "
        "machine|Nebulizer machine|Oxygen concentrator|Hospital bed rental|Electric scooter|Power "
        "wheelchair|Walker with seat|Rollator|Shower chair|Grab bars|Raised toilet seat|Hand held "
        "shower|Reacher grabber|Stair lift|Van lift|Ergonomic chair|Lumbar cushion|Orthopedic "
        "mattress|Cervical traction unit|Pneumatic compression device|Vascutherm unit|Cold therapy unit "
        "rental|Interferential unit with electrodes|Neuromuscular stimulator unit|Bone growth stimulator|Home"
        " exercise kit|Thumb spica splint|Cock-up wrist splint|Dynamic elbow splint|CAM boot|Compression "
        "stockings|Hearing aids, bilateral|Tinnitus masker|Prescription eyeglasses|Scleral contact "
        "lenses|Dentures|Glucometer|Blood glucose test strips|Blood pressure monitor for home|Adjustable "
        "bed|Standing desk|Headset for telephone|Voice activated software|Continuous passive motion "
        "device|Gait belt|Wound VAC rental|Adult diapers|Urinary catheters|Abdominal "
        "binder|Truss|Wig|Paraffin bath unit|Heating pad|Inversion table|Replacement liners for "
        "prosthesis|Seat cushion|Shoulder pulley|Massage chair|Pulse oximeter purchase|Back brace"
    ),
    "Evaluation & Management": (
        "Baseline functional capacity evaluation|Medical clearance before surgery|Cardiac clearance|Pain "
        "management consultation|Orthopedic re-evaluation|Follow-up visit with neurologist|Consultation with "
        "ophthalmologist|Dental evaluation|Referral to ENT|Internal medicine consult|Urology "
        "consultation|Second opinion spine surgeon|Podiatrist visit|Initial hand specialist evaluation|Office"
        " visits, 6|Transfer of care to physiatrist|Dermatology referral|Allergist consultation|Pulmonary "
        "consult|Gastroenterology consultation|Neuro-ophthalmology consult|Addiction medicine "
        "consultation|Nutrition consultation|Dietitian consult|Ergonomic evaluation|Emergency room "
        "visit|Periodontal evaluation|Vascular surgery consult|Physical medicine and rehabilitation "
        "consult|Sleep specialist consultation|Rheumatology evaluation|Oral surgeon consultation|Infectious "
        "disease consult"
    ),
    "Home Health": (
        "Home health aide 4 hours a day|Skilled nursing visits at home|Home infusion nurse|Live-in "
        "caregiver|Home attendant 24/7|Homemaker services|Private duty nursing|Home health evaluation by "
        "RN|Housekeeping services"
    ),
    "Injection": (
        "Botox injections for migraine|Ultrasound guidance for the needle|Right stellate ganglion "
        "block|Gel-One injection|PRP injection to the patellar tendon|Greater occipital nerve block|Lumbar "
        "facet radiofrequency ablation|Transforaminal ESI|Trigger point injections|Toradol "
        "injection|Corticosteroid injection, right thumb CMC|Sacroiliac joint injection|Epidural blood "
        "patch|Genicular nerve block|Celiac plexus block|Hyalgan series of 5|Kenalog injection|Depo-Medrol "
        "injection|Intra-articular hip injection under fluoroscopy|Prolotherapy|Stem cell "
        "injection|Sphenopalatine ganglion block|Medial branch block|Rhizotomy|Vitamin B12 injection|Caudal "
        "epidural|Intercostal nerve block|Intradiscal injection|Lidocaine infusion|Ketamine infusion|Dry "
        "needling|Coccygeal ganglion impar block|Scar injection with Kenalog"
    ),
    "Pharmaceuticals": (
        "Refresh eye drops|Armodafinil 250mg|Linzess 145mcg|Fragmin 5000 units|Insulin glargine 100 "
        "units/mL|Humira pen|Advair Diskus|Albuterol inhaler|Flonase nasal spray|Restasis eye "
        "drops|Prednisolone eye drops|Erythromycin ointment|Eliquis 5 mg|Xarelto|Warfarin|Plavix|Atorvastatin"
        "|Metoprolol|Hydrochlorothiazide|Levothyroxine|Januvia|Trulicity|Lamictal|Keppra|Depakote|Latuda|Rexu"
        "lti|Trintellix|Provigil|Modafinil|Belsomra|Hetlioz|Horizant|Savella|Lidocaine "
        "patch|Salonpas|Biofreeze gel|Voltaren gel|Pennsaid|Zipsor|Vimovo|Duexis|Xtampza "
        "ER|Zubsolv|Bunavail|Naloxone nasal spray|Narcan|Evzio|Relistor|Movantik|Miralax|Senokot-S|Carafate|N"
        "exium|Reglan|Zofran|Meclizine|Betahistine|Botanical topical cream|Medical food "
        "Theramine|Chlorhexidine rinse|Silvadene cream|Triamcinolone "
        "cream|Mupirocin|Valacyclovir|Augmentin|Clindamycin|Bactrim DS|Cipro|Testosterone "
        "gel|Cialis|Tamsulosin|Vesicare|Propranolol|Nifedipine|Aimovig|Sumatriptan "
        "50mg|Fiorinal|Esgic|Baclofen 10mg|Dantrolene|Chlorzoxazone|Diclofenac "
        "sodium|Meloxicam|Indocin|Colchicine|Allopurinol|Methotrexate|Fosamax|Forteo|Calcium with vitamin "
        "D|Glucosamine chondroitin|Melatonin|CBD oil|Medical marijuana|Scar cream 240gm|Flurbiprofen "
        "20%/Baclofen 10% cream|Post-operative Keflex|Post-operative antibiotics|Nicotine "
        "patches|Chantix|Truvada|Hepatitis B vaccine|Artificial tears"
    ),
    "Programs": (
        "Gym membership, one year|Weight loss program|Functional restoration program 80 hours|Work "
        "hardening|Inpatient detoxification program|Smoking cessation program|HELP program, remote care|YMCA "
        "pool membership|Pain education program|Multidisciplinary evaluation for functional restoration "
        "program|Diabetes education program|Brain injury day treatment program|Interdisciplinary pain "
        "rehabilitation program|Intensive outpatient program|Residential brain injury program"
    ),
    "Psych Services": (
        "Cognitive behavioral therapy, ten visits|Psychotherapy, individual|EMDR "
        "therapy|Biofeedback|Psychological clearance for a pain pump|Psychiatric medication management|Group "
        "therapy|Hypnotherapy|Psychosocial screening|Neurofeedback|Marital counseling|Grief "
        "counseling|Psychopharmacology management|Health and behavior assessment|Transcranial magnetic "
        "stimulation|Electroconvulsive therapy|Family therapy"
    ),
    "Rehabilitation": (
        "Hand therapy, three visits|Massage therapy|Vestibular rehabilitation|Vision therapy|Speech "
        "therapy|Home physical therapy|Extracorporeal shock wave therapy|Chiropractic manipulation|Aquatic "
        "therapy|Ultrasound therapy, ten visits|Acupuncture|Infrared therapy|Craniosacral therapy|Yoga, 8 "
        "sessions|Pilates|Mirror therapy|Desensitization therapy|Lymphedema therapy|Cardiac "
        "rehabilitation|Pulmonary rehabilitation|Work simulation therapy|Kinesiology taping|Myofascial "
        "release|Low level laser therapy|Cold laser therapy x6|Hyperbaric oxygen therapy|Pelvic floor "
        "therapy|Cognitive rehabilitation|Gait training|Osteopathic manipulation|Post-operative physical "
        "therapy|Traction 2x3|Electroacupuncture|Tai chi|Home exercise instruction|Feldenkrais"
    ),
    "Surgery": (
        "Dental implant, tooth #30|Bone graft for the upper jaw|Punctal plug insertion|Pulsed dye laser to "
        "the facial scar|Two day inpatient stay|Trial of a spinal cord stimulator|Hardware removal|Cataract "
        "extraction|Corneal transplant|Pterygium excision|Septoplasty|Tympanoplasty|Tooth "
        "extraction|Apicoectomy|Scar revision|Skin graft|Z-plasty|Ventral hernia repair|Laparoscopic "
        "cholecystectomy|Carpal tunnel release|Manipulation under anesthesia|Ganglion cyst excision|Nail bed "
        "repair|Amputation of the left index finger|Vitrectomy|Blepharoplasty|Coronary artery bypass|Cardiac "
        "catheterization|Pacemaker placement|Intrathecal pump trial|Intrathecal pain pump refill|SI joint "
        "fusion|Kyphoplasty T12|Total knee replacement|Assistant surgeon|Anesthesia|Outpatient surgical "
        "center|Incision and drainage|Wound debridement|Peripheral nerve stimulator implant|Urethral "
        "dilation|Penile implant|Tenolysis|Osteochondral autograft|Laser scar "
        "treatment|Lithotripsy|Bunionectomy|Joint replacement|Varicose vein ablation, left leg|PRK laser "
        "vision correction|Intraoperative neuromonitoring|Cell saver|Post anesthesia care"
    ),
    "Transportation": (
        "Transportation to and from the clinic|Medical transportation|Mileage reimbursement|Ambulance|Taxi "
        "rides to therapy|Uber rides|Non-emergency wheelchair van transport"
    ),
}
"""Services of each category, parted by `|`."""

AMOUNTS: list[tuple[str, str | None]] = [
    ("Crowns for teeth #18 and #19, Qty: 3", "Qty: 3"),
    ("Extraction of tooth #14", None),
    ("Crowns, teeth #3, #4 and #5", None),
    ("Allergy skin test, 80 allergens", "80 allergens"),
    ("IV ketamine infusion, 5 consecutive days", "5 consecutive days"),
    ("Humira, one pen with 11 refills", "one pen with 11 refills"),
    ("Tylenol #3 #60", "#60"),
    ("Tylenol #3", None),
    ("Gel-One injection, left knee", None),
    ("Vitamin B12 injection", None),
    ("12-lead electrocardiogram", None),
    ("24 hour Holter monitor", None),
    ("Omega-3 1000mg #90", "#90"),
    ("Viscosupplementation, series of 3", "series of 3"),
    ("MRI 3T of the knee", None),
    ("Massage, 6 office visits", "6 office visits"),
    ("Inpatient stay, 2 nights", "2 nights"),
    ("Lidoderm 5% patch, 30 patches with 2 refills", "30 patches with 2 refills"),
    ("3D echocardiogram", None),
    ("Ibuprofen 800mg one tablet every 8 hours #90", "one tablet every 8 hours #90"),
    ("X-ray of the left 6th and 7th ribs", None),
    ("Percocet 10/325mg, 120 tablets", "120 tablets"),
    ("Urine drug screen, 10 panel", None),
    ("Functional restoration program x 2 weeks", "x 2 weeks"),
    ("PT/INR weekly x 4", "weekly x 4"),
    ("Psychotherapy, eight individual sessions", "eight individual sessions"),
    ("One level lumbar fusion", None),
    ("Two (2) pairs of custom orthotics", "Two (2) pairs"),
    ("H-wave unit, 3 month rental", "3 month rental"),
    ("Trigger point injections x4", "x4"),
    ("Botox injection, 200 units", "200 units"),
    ("LSO brace, purchase", None),
    ("Gabapentin 300mg 1 cap TID #90", "1 cap TID #90"),
    ("Norco 10-325mg 1 tablet by mouth every 6 hours as needed #120", "1 tablet by mouth every 6 hours as needed #120"),
    ("Home health RN visits, 3x/week for 4 weeks", "3x/week for 4 weeks"),
    ("Eight sessions of EMDR", "Eight sessions"),
    ("Chiropractic care 2-3x/wk x 4-6 wks", "2-3x/wk x 4-6 wks"),
    ("Contact lenses, one year supply", "one year supply"),
    ("Test strips, box of 100", "box of 100"),
    ("Nebulizer solution, 60 vials", "60 vials"),
    ("Bilateral L3, L4 and L5 medial branch blocks", None),
    ("Sildenafil 50 mg ten tablets per month", "ten tablets per month"),
    ("Weight loss program, 12 weeks", "12 weeks"),
]

CONCLUSIONS: list[tuple[str, str | None]] = [
    ("No deficit is recorded. Not medically necessary.", "not_necessary"),
    ("The brace is worn out. Medically necessary.", "necessary"),
    ("Not medically necessary at this time.", "not_necessary"),
    ("The request is, therefore, not medically necessary.", "not_necessary"),
    ("The patient has not responded to therapy and the MRI is medically necessary.", "necessary"),
    ("The worker has failed six weeks of care, so the study is medically necessary.", "necessary"),
    (
        "As the surgery is not medically necessary, none of the services with it are medically necessary.",
        "not_necessary",
    ),
    ("The records fail to establish medical necessity.", "not_necessary"),
    ("The test lacks medical necessity.", "not_necessary"),
    ("The medical necessity of surgery after failed care is established.", "necessary"),
    ("I do not find that the service is medically necessary.", "not_necessary"),
    ("Given the tear, arthroscopy is indicated.", "necessary"),
    ("Its use is not warranted.", "not_necessary"),
    ("If the request is medically necessary then so be it.", None),
]


@pytest.mark.parametrize("told", SUMMARIES, ids=lambda told: told.summary[:40])
def test_a_summary_in_another_voice_is_read(told: Told) -> None:
    fields = summarised(told.summary).fields
    wanted = {
        "patient.age": told.age,
        "patient.sex": told.sex,
        "summary.date_of_injury": told.injured,
        "summary.ur_decision_date": told.reviewed,
        "summary.mechanism_of_injury": told.mechanism,
        "summary.diagnoses": told.diagnoses,
        "summary.treatments": told.treatments,
    }
    assert {key: fields[key].value for key in wanted} == wanted


@pytest.mark.parametrize(("sentence", "mechanism"), MECHANISMS)
def test_the_mechanism_is_told_by_what_happened(sentence: str, mechanism: str | None) -> None:
    fields = summarised("The injured worker is a 40 year old.", sentence).fields
    assert fields["summary.mechanism_of_injury"].value == mechanism


@pytest.mark.parametrize(("sentence", "diagnoses"), DIAGNOSES)
def test_diagnoses_stand_after_many_leads(sentence: str, diagnoses: list[str] | None) -> None:
    fields = summarised("The injured worker is a 40 year old male.", sentence).fields
    assert fields["summary.diagnoses"].value == diagnoses


@pytest.mark.parametrize("category", SERVICES)
def test_the_services_of_a_category_are_known(category: str) -> None:
    read = {name.strip(): headed(name.strip()).items[0]["category"].value for name in SERVICES[category].split("|")}
    assert {name: told for name, told in read.items() if told != category} == {}


@pytest.mark.parametrize(("heading", "quantity"), AMOUNTS)
def test_an_amount_is_told_from_other_numbers(heading: str, quantity: str | None) -> None:
    assert headed(heading).items[0]["quantity"].value == quantity


@pytest.mark.parametrize(("rationale", "conclusion"), CONCLUSIONS)
def test_a_conclusion_is_read_by_its_own_clause(rationale: str, conclusion: str | None) -> None:
    assert headed("Brace", rationale).items[0]["conclusion"].value == conclusion


@pytest.mark.parametrize(
    "sentence",
    [
        "With prazosin his nightmares fell from nightly to twice a week.",
        "His pain fell to a tolerable degree after the injection.",
        "The headaches fell from daily to weekly.",
    ],
)
def test_what_falls_from_much_to_little_is_no_mechanism(sentence: str) -> None:
    fields = summarised("The injured worker is a 44 year old male.", sentence).fields
    assert fields["summary.mechanism_of_injury"].value is None
    assert fields["summary.date_of_injury"].value is None
