"""Many wordings of the same things: what the summary's free prose and the headings are read as, in words of our own."""

from __future__ import annotations

import pytest
from compose import Item, Letter, headed, reading_of, summarised

from imr_desktop.model import Json

TREATED: list[tuple[str, list[str] | None]] = [
    ("Treatment to date: physical therapy, Motrin and a lumbar brace.", ["physical therapy", "Motrin", "lumbar brace"]),
    (
        "Treatments to date have included: acupuncture; chiropractic care; home exercise program.",
        ["acupuncture", "chiropractic care", "home exercise program"],
    ),
    ("Treatment has consisted of splinting, ice, and Naproxen 500mg twice daily.", ["splinting", "ice", "Naproxen"]),
    (
        "Conservative care has included 12 sessions of physical therapy and an epidural steroid injection on 1/5/2017.",
        ["physical therapy", "epidural steroid injection"],
    ),
    (
        "Previous treatments were noted to include bracing, NSAIDs, and work modification.",
        ["bracing", "NSAIDs", "work modification"],
    ),
    ("He has been treated with medications, rest and cryotherapy.", ["medications", "rest", "cryotherapy"]),
    ("The patient was treated with Toradol and a sling.", ["Toradol", "sling"]),
    (
        "To date, the applicant has had physical therapy and two cortisone injections.",
        ["physical therapy", "cortisone injections"],
    ),
    (
        "The injured worker has undergone left knee arthroscopy and six visits of therapy.",
        ["left knee arthroscopy", "therapy"],
    ),
    ("The patient is status post right carpal tunnel release on 1/2/2017.", ["right carpal tunnel release"]),
    ("The worker is s/p ORIF of the left ankle.", ["ORIF of the left ankle"]),
    (
        "Diagnostic studies have included X-rays of the right hand and an MRI of the wrist.",
        ["X-rays of the right hand", "MRI of the wrist"],
    ),
    ("Diagnostics to date have included MRI, EMG/NCV and x-rays.", ["MRI", "EMG/NCV", "x-rays"]),
    ("An MRI of the right shoulder dated 12/01/2016 revealed a tear.", ["MRI of the right shoulder"]),
    ("X-rays taken on 11/1/2016 showed no fracture.", ["X-rays"]),
    ("CT of the head was obtained on 10/30/2016 and was negative.", ["CT of the head"]),
    (
        "Magnetic resonance imaging of the lumbar spine performed on 12-1-16 demonstrated a bulge.",
        ["Magnetic resonance imaging of the lumbar spine"],
    ),
    ("EMG/NCS of the upper extremities on 1/4/17 was positive.", ["EMG/NCS of the upper extremities"]),
    (
        "The patient's current medications include Norco 5/325mg, gabapentin 300 mg and omeprazole.",
        ["Norco", "gabapentin", "omeprazole"],
    ),
    ("Current medications are listed as Ultram, Soma, and Ambien.", ["Ultram", "Soma", "Ambien"]),
    ("Current medications: Tramadol, Cyclobenzaprine.", ["Tramadol", "Cyclobenzaprine"]),
    ("Medications consist of Anaprox DS 550mg, and Fexmid 7.5mg.", ["Anaprox DS", "Fexmid"]),
    (
        "The patient's medications were noted to include ibuprofen 800mg (three times a day) and Tylenol #3.",
        ["ibuprofen", "Tylenol #3"],
    ),
    ("The injured worker is taking Aleve and Tylenol for pain.", ["Aleve", "Tylenol"]),
    ("She currently takes Advil as needed.", ["Advil"]),
    ("He was prescribed Etodolac and Polar Frost.", ["Etodolac", "Polar Frost"]),
    ("Tramadol and Flexeril were prescribed.", ["Tramadol", "Flexeril"]),
    ("Norco was continued.", ["Norco"]),
    ("He was given a Toradol injection and crutches.", ["Toradol injection", "crutches"]),
    ("The injured worker had started physical therapy.", ["physical therapy"]),
    ("The patient has completed 6 sessions of chiropractic care.", ["chiropractic care"]),
    ("The injured worker attended four of six physical therapy sessions.", ["physical therapy"]),
    ("The patient has failed conservative care including NSAIDs and physical therapy.", ["NSAIDs", "physical therapy"]),
    (
        "He has tried ice, heat, and over-the-counter ibuprofen without relief.",
        ["ice", "heat", "over-the-counter ibuprofen"],
    ),
    ("Prior therapies included massage.", ["massage"]),
    ("The patient wears a wrist brace.", ["wrist brace"]),
    ("She uses a cane and a TENS unit at home.", ["cane", "TENS unit"]),
    ("Her pain is somewhat relieved by pain medications.", ["pain medications"]),
    ("Surgical history included a left knee meniscectomy on 11/20/2016.", ["left knee meniscectomy"]),
    (
        "On 11/3/2016 the patient underwent a lumbar epidural steroid injection with relief.",
        ["lumbar epidural steroid injection"],
    ),
    ("Physical therapy was ordered and an MRI is pending.", None),
    ("The provider recommended acupuncture and prescribed nothing.", None),
    ("The treatment plan is Norco, physical therapy and an MRI of the knee.", None),
    ("The patient has not had physical therapy.", None),
    ("There was no documentation of prior treatment.", None),
    ("The request was for treatment including acupuncture and massage.", None),
    ("The provider requested authorization for an MRI of the knee.", None),
    ("The patient received a diagnosis of knee sprain.", None),
    ("The patient's past treatments were not documented.", None),
    ("Medications were not listed.", None),
    ("Further information was provided by the clinic.", None),
    ("Temporary total disability was continued.", None),
    ("Results of the MRI were provided.", ["MRI"]),
    ("Results of the MRI were not provided.", None),
    ("A functional capacity evaluation was completed.", None),
    ("The pain continued despite Motrin, a wrist splint and therapy.", ["Motrin", "wrist splint", "therapy"]),
    ("Symptoms persist despite 6 sessions of chiropractic.", ["chiropractic"]),
    ("He went on working despite having pain.", None),
    ("The request was denied despite the care that was asked for.", None),
    ("She was injected with 2 cc of lidocaine.", ["lidocaine"]),
    ("The patient has had acupuncture and NSAIDs.", ["acupuncture", "NSAIDs"]),
    (
        "Treatment to date has included therapy, Ibuprofen, Norco, and a home exercise program (HEP).",
        ["therapy", "Ibuprofen", "Norco", "home exercise program (HEP)"],
    ),
    (
        "Treatments have included physical therapy x6, chiropractic x 8 and massage.",
        ["physical therapy", "chiropractic", "massage"],
    ),
    ("The patient has received 4 acupuncture treatments, which helped.", ["acupuncture treatments"]),
    (
        "Treatment to date has included diagnostics, modified duty, splint, ice/heat, and ESI x2.",
        ["diagnostics", "modified duty", "splint", "ice/heat", "ESI"],
    ),
    ("Past treatment included physical therapy with minimal relief.", ["physical therapy"]),
    ("Medications were noted as Tramadol and Naproxen.", ["Tramadol", "Naproxen"]),
    (
        "The patient's current medications consist of ibuprofen 600 mg and Flexeril 10 mg at bedtime.",
        ["ibuprofen", "Flexeril"],
    ),
    ("Medications at the time of visit included Relafen and tizanidine.", ["Relafen", "tizanidine"]),
    ("Her medication regimen consists of Celebrex.", ["Celebrex"]),
    ("The patient's relevant medications included Mobic.", ["Mobic"]),
    ("The surgical history included a right knee arthroscopy performed on 11/30/2016.", ["right knee arthroscopy"]),
    (
        "Studies included an official MRI of the left shoulder, performed on 12/01/2016, which revealed a tear.",
        ["official MRI of the left shoulder"],
    ),
    (
        "Other therapies included physical therapy and a cortisone injection.",
        ["physical therapy", "cortisone injection"],
    ),
    (
        "An unofficial x-ray of the right wrist was noted to reveal no fracture.",
        ["unofficial x-ray of the right wrist"],
    ),
    ("X-ray of the left knee (11-3-16) revealed no fracture.", ["X-ray of the left knee"]),
    ("MRI of the lumbar spine from 12/2/2016 was notable for stenosis.", ["MRI of the lumbar spine"]),
    ("He has been taking Norco since the injury.", ["Norco"]),
    ("She is taking Soma three times a day and Ultracet.", ["Soma", "Ultracet"]),
    ("The applicant was using Motrin for pain relief.", ["Motrin"]),
    ("The applicant was given prescriptions for Motrin and Flexeril.", ["Motrin", "Flexeril"]),
    ("Tylenol with Codeine was endorsed.", ["Tylenol with Codeine"]),
    (
        "The applicant's medications included Norco, Motrin, and Prilosec, it was acknowledged.",
        ["Norco", "Motrin", "Prilosec"],
    ),
    ("Twelve sessions of physical therapy were completed.", ["physical therapy"]),
    ("The injured worker has completed 8 physical therapy sessions to date.", ["physical therapy"]),
    ("He underwent surgery on 12/1/2016 for the left wrist.", ["surgery"]),
    ("He is status post left shoulder rotator cuff repair dated 11/22/2016.", ["left shoulder rotator cuff repair"]),
    (
        "Treatment has included: oral medications (Naproxen, Tramadol), physical therapy.",
        ["oral medications (Naproxen, Tramadol)", "physical therapy"],
    ),
    ("Currently, he takes gabapentin 300mg TID.", ["gabapentin"]),
    ("Prior treatments include PT, chiro, meds and TENS.", ["PT", "chiro", "meds", "TENS"]),
    ("Treatment consisted of immobilization followed by physical therapy.", ["immobilization", "physical therapy"]),
    ("The patient was noted to have completed 6 sessions of physical therapy.", ["physical therapy"]),
    ("It was noted that the patient had undergone an MRI of the brain.", ["MRI of the brain"]),
    ("The patient has tried physical therapy but continues to have pain.", ["physical therapy"]),
    ("Treatments included medications, PT; no surgery.", ["medications", "PT"]),
    ("Current treatment consists of a walking boot and crutches.", ["walking boot", "crutches"]),
    ("Treatment and diagnostics have included X-ray, cast, and pain medication.", ["X-ray", "cast", "pain medication"]),
    ("Prior care included stitches and a tetanus shot.", ["stitches", "tetanus shot"]),
    ("There was no previous treatment noted.", None),
    ("The treating provider requested authorization for Norco.", None),
    ("Treatment goals include improved function.", None),
    ("The patient was advised to continue home exercise.", None),
    ("The treatment plan includes physical therapy, Norco and MRI.", None),
    ("The provider plans for treatment with injections.", None),
    ("He was placed on modified duty.", None),
    ("Future treatment includes surgery.", None),
]

DIAGNOSED: list[tuple[str, list[str] | None]] = [
    ("Diagnosis: lumbar strain.", ["lumbar strain"]),
    ("The diagnosis was right ankle sprain.", ["right ankle sprain"]),
    (
        "Diagnoses listed were cervical radiculopathy (M54.12) and neck sprain.",
        ["cervical radiculopathy (M54.12)", "neck sprain"],
    ),
    (
        "DX: left knee contusion; left knee medial meniscus tear.",
        ["left knee contusion", "left knee medial meniscus tear"],
    ),
    ("Assessment: low back pain, lumbar radiculitis.", ["low back pain", "lumbar radiculitis"]),
    ("Impression: right rotator cuff tear.", ["right rotator cuff tear"]),
    (
        "He was diagnosed with 1) lumbar sprain, 2) thoracic sprain and 3) insomnia.",
        ["lumbar sprain", "thoracic sprain", "insomnia"],
    ),
    (
        "The patient has diagnoses of plantar fasciitis and Achilles tendinitis.",
        ["plantar fasciitis", "Achilles tendinitis"],
    ),
    ("The patient carries a diagnosis of adhesive capsulitis.", ["adhesive capsulitis"]),
    ("The provider diagnosed the worker with crush injury of the left foot.", ["crush injury of the left foot"]),
    ("The injured worker is being treated for a left wrist fracture and pain.", ["left wrist fracture", "pain"]),
    ("The injured worker has been treated for cervical disc disease.", ["cervical disc disease"]),
    ("The injured worker is receiving treatment for right hand laceration.", ["right hand laceration"]),
    (
        "Her working diagnoses were trigger finger, de Quervain's tenosynovitis and wrist pain.",
        ["trigger finger", "de Quervain's tenosynovitis", "wrist pain"],
    ),
    (
        "Current diagnoses included lumbar disc protrusion, rule out radiculopathy.",
        ["lumbar disc protrusion", "rule out radiculopathy"],
    ),
    (
        "He filed a claim for chronic neck and shoulder pain reportedly associated with an injury at work.",
        ["chronic neck and shoulder pain"],
    ),
    ("There were diagnoses of concussion and post-traumatic headaches.", ["concussion", "post-traumatic headaches"]),
    ("He has a past history of diabetes and hypertension.", None),
    ("No diagnosis was provided.", None),
    ("The MRI impression noted a herniated disc.", None),
    (
        "The patient was diagnosed with a left knee strain/sprain, rule out internal derangement.",
        ["left knee strain/sprain", "rule out internal derangement"],
    ),
    (
        "He is being treated for cervical spine strain with radiculopathy, right shoulder strain, and headaches.",
        ["cervical spine strain with radiculopathy", "right shoulder strain", "headaches"],
    ),
    (
        "The injured worker is undergoing treatment for unspecified sprain of right shoulder joint, initial encounter.",
        ["unspecified sprain of right shoulder joint"],
    ),
    (
        "Diagnoses included lumbar sprain/strain, myofascial pain and insomnia secondary to pain.",
        ["lumbar sprain/strain", "myofascial pain", "insomnia"],
    ),
    (
        "The current diagnoses include L4-5 disc herniation, lumbago; and sciatica, right side.",
        ["L4-5 disc herniation", "lumbago", "sciatica, right side"],
    ),
    (
        "The injured worker is being treated for left index finger laceration and open fracture of the distal phalanx.",
        ["left index finger laceration", "open fracture of the distal phalanx"],
    ),
    ("Diagnoses were noted as ankle sprain and foot contusion.", ["ankle sprain", "foot contusion"]),
    ("The diagnoses have included wrist tendinitis.", ["wrist tendinitis"]),
    ("The injured worker's diagnoses are: left elbow lateral epicondylitis.", ["left elbow lateral epicondylitis"]),
    (
        "He was diagnosed as having hand crush injury, amputation of the index finger and adjustment disorder.",
        ["hand crush injury", "amputation of the index finger", "adjustment disorder"],
    ),
    ("He is diagnosed with inguinal hernia.", ["inguinal hernia"]),
    ("The diagnosis is right foot pain; right foot contusion.", ["right foot pain", "right foot contusion"]),
    ("Medical records show the patient has been diagnosed with dental caries.", ["dental caries"]),
    ("The injured worker is being treated for burns to the right hand.", ["burns to the right hand"]),
    ("The injured worker is being treated for right eye corneal abrasion.", ["right eye corneal abrasion"]),
    (
        "The injured worker is being treated for post-traumatic stress disorder and major depressive disorder.",
        ["post-traumatic stress disorder", "major depressive disorder"],
    ),
    (
        "The records indicate that the injured worker is undergoing treatment for bilateral carpal tunnel.",
        ["bilateral carpal tunnel"],
    ),
]

INJURED: list[tuple[str, str | None]] = [
    ("The mechanism of injury was a motor vehicle accident.", "motor vehicle accident"),
    ("The mechanism of injury was noted as heavy lifting.", "heavy lifting"),
    ("The mechanism of injury is detailed as a slip and fall on a wet floor.", "slip and fall on a wet floor"),
    ("The mechanism of injury involved a fall from a ladder.", "fall from a ladder"),
    ("The mechanism of injury was not provided.", None),
    ("The mechanism of injury is unknown.", None),
    ("He sustained an industrial injury on 1/2/2016 when he was struck by a forklift.", "struck by a forklift"),
    ("She sustained an injury on 1/2/2016 while lifting a heavy box.", "lifting a heavy box"),
    ("He was injured when he slipped on oil and landed on his back.", "slipped on oil"),
    ("She was injured as a result of a trip and fall.", "trip and fall"),
    ("He was rear-ended in a motor vehicle accident on 1/2/2016.", "rear-ended in a motor vehicle accident"),
    ("The injury occurred while pulling a pallet.", "pulling a pallet"),
    (
        "The injury occurred when the patient twisted his knee stepping off a truck.",
        "twisted his knee stepping off a truck",
    ),
    ("The patient states that he fell off a roof on 10/1/2016.", "fell off a roof"),
    ("She was assaulted by a client on 11/1/2016.", "assaulted by a client"),
    ("The worker developed pain due to repetitive typing.", "repetitive typing"),
    ("The patient was lifting a box when he felt a pop in his back.", "lifting a box"),
    ("A dog bit the injured worker on the left hand.", "dog bit the injured worker on the left hand"),
    ("He denies any prior motor vehicle accident.", None),
    ("The patient is at risk of a fall from a bed.", None),
    ("The mechanism of injury was not specifically stated.", None),
    ("The mechanism of injury was reported as pulling a heavy hose.", "pulling a heavy hose"),
    ("The mechanism of injury occurred due to a fall down stairs.", "fall down stairs"),
    ("The mechanism of injury is detailed as a heavy box falling onto the foot.", "heavy box falling onto the foot"),
    (
        "She is a 52 year old female who sustained an industrial injury on 11-1-2016 due to repetitive motion.",
        "repetitive motion",
    ),
    ("The injury occurred when he was hit by a car.", "hit by a car"),
    ("The injured worker reported that he was involved in a motor vehicle accident.", "motor vehicle accident"),
    ("The patient sustained injury after falling from a ladder.", "falling from a ladder"),
    ("The injury was caused by a slip and fall.", "slip and fall"),
    ("She was lifting a patient and felt pain in her back.", "lifting a patient"),
    ("He slipped and twisted his ankle.", "slipped and twisted his ankle"),
    ("The injured worker sustained the injury while working as a cashier.", None),
    ("He has a history of a motor vehicle accident in 2004.", None),
]

NAMED: list[tuple[str, list[str], str | None]] = [
    ("MRI of the left groin", ["other"], "left"),
    ("Massage to the left trapezius", ["other"], "left"),
    ("Right SI joint injection", ["pelvis"], "right"),
    ("X-ray of the sacrum and coccyx", ["pelvis", "lumbar spine"], None),
    ("CT of the ribs", ["chest"], None),
    ("TMJ splint", ["head"], None),
    ("MRI of the left thumb", ["hand"], "left"),
    ("X-ray of the right great toe", ["foot"], "right"),
    ("Ultrasound of the left hamstring", ["leg"], "left"),
    ("Therapy for the right quadriceps", ["leg"], "right"),
    ("MRI of L5-S1", ["lumbar spine"], None),
    ("MRI of the cervicothoracic spine", ["cervical spine", "thoracic spine"], None),
    ("X-ray, thoracolumbar spine", ["thoracic spine", "lumbar spine"], None),
    ("Injection at C5-C6", ["cervical spine"], None),
    ("Right arm sling", ["upper extremity"], "right"),
    ("EMG/NCV BUE", ["upper extremity"], "bilateral"),
    ("NCS of the BLE", ["lower extremity"], "bilateral"),
    ("EMG of the RUE", ["upper extremity"], "right"),
    ("Carpal tunnel release, left", ["wrist"], "left"),
    ("Rotator cuff repair", ["shoulder"], None),
    ("Inguinal hernia repair", ["abdomen"], None),
    ("Medial branch block L3, L4 and L5", ["lumbar spine"], None),
    ("Pain management consult", [], None),
    ("Handicap placard", [], None),
    ("Home health aide", [], None),
    ("Right shoulder arthroscopy with biceps tenodesis", ["shoulder"], "right"),
    ("Foot orthotics, 1 pair", ["foot"], None),
    ("Bilateral wrist braces", ["wrist"], "bilateral"),
    ("Physical therapy R knee", ["knee"], "right"),
]

KINDS: list[tuple[str, str]] = [
    ("Lumbar epidural steroid injection at L4-5", "Injection"),
    ("Medial branch block", "Injection"),
    ("Consultation with a pain management specialist", "Evaluation & Management"),
    ("Orthopedic referral", "Evaluation & Management"),
    ("Neurology consult", "Evaluation & Management"),
    ("Psychological evaluation", "Psych Services"),
    ("Cognitive behavioral therapy x 6", "Psych Services"),
    ("Lumbar support", "DMEPOS"),
    ("Interferential unit rental", "DMEPOS"),
    ("Hot/cold unit", "DMEPOS"),
    ("Knee brace", "DMEPOS"),
    ("Extracorporeal shockwave therapy", "Rehabilitation"),
    ("Aquatic therapy 2x4", "Rehabilitation"),
    ("Work conditioning", "Programs"),
    ("Urine toxicology screen", "Diagnostic Testing"),
    ("Nerve conduction studies", "Diagnostic Testing"),
    ("Bone density scan", "Diagnostic Testing"),
    ("Post-op cryotherapy unit", "DMEPOS"),
    ("Left knee arthroscopic meniscectomy", "Surgery"),
    ("ACDF at C5-6", "Surgery"),
    ("One day inpatient stay", "Surgery"),
    ("Home health care", "Home Health"),
    ("Transportation to and from appointments", "Transportation"),
    ("Naproxen", "Pharmaceuticals"),
    ("Terocin patches #30", "Pharmaceuticals"),
    ("Compound cream", "Pharmaceuticals"),
    ("Follow up visit in 4 weeks", "Evaluation & Management"),
    ("Internal medicine evaluation", "Evaluation & Management"),
    ("Home exercise kit", "DMEPOS"),
    ("Crutches", "DMEPOS"),
    ("Biofeedback, 4 sessions", "Psych Services"),
    ("Trigger point injections", "Injection"),
]


AMOUNTS: list[tuple[str, str | None]] = [
    ("Physical therapy 3x4", "3x4"),
    ("Physical therapy 2x6 lumbar spine", "2x6"),
    ("Chiropractic 2 x week x 4 weeks", "2 x week x 4 weeks"),
    ("Norco 5/325mg QTY 30", "QTY 30"),
    ("Ibuprofen 800mg quantity 90", "quantity 90"),
    ("Additional 6 sessions of acupuncture", "6 sessions"),
    ("Physical therapy; twelve (12) sessions", "twelve (12) sessions"),
    ("MRI of the lumbar spine", None),
    ("TENS unit, one month rental", "one month rental"),
    ("Lidocaine patches 5%, #30, 3 refills", "#30, 3 refills"),
    ("12 visits of physical therapy to the knee", "12 visits"),
    (
        "Occupational therapy, right hand, 12 sessions (2 times a week for 6 weeks)",
        "12 sessions (2 times a week for 6 weeks)",
    ),
    ("CT scan of L5-S1", None),
    ("1 MRI of the right knee", "1"),
    ("Tramadol 50mg, 60 count", "60 count"),
    ("Cyclobenzaprine 7.5mg (#60)", "#60"),
    ("Voltaren gel 1% 100g", "100g"),
    ("Home health aide 4 hours a day, 3 days a week", "4 hours a day, 3 days a week"),
    ("Gym membership, 6 months", "6 months"),
    ("One (1) lumbar epidural steroid injection at L4-5", "One (1)"),
    ("X-ray of the knee, 3 views", "3 views"),
    ("Right knee arthroscopy, CPT 29881", None),
    ("Psychotherapy once a week for 6 weeks", "once a week for 6 weeks"),
    ("Toradol 60mg IM injection, DOS 12/1/16", None),
    ("Physical therapy evaluation and treatment 8 visits", "8 visits"),
    ("Crutches, pair", None),
]

REVIEWED: list[tuple[str, str | None]] = [
    ("The Utilization Review dated 12/20/2016 modified the request for physical therapy to 6 sessions.", "2016-12-20"),
    ("On 12-20-2016, Utilization Review non-certified a request for an MRI.", "2016-12-20"),
    ("The UR determination of 12/20/2016 denied the MRI.", "2016-12-20"),
    (
        "In a utilization review report dated January 5, 2017, the claims administrator denied a request for Norco.",
        "2017-01-05",
    ),
    ("On January 5, 2017, the claims administrator denied a request for Norco.", "2017-01-05"),
    ("The request for an MRI was denied on 12/20/2016 due to lack of conservative care.", "2016-12-20"),
    ("A prior utilization review dated 12/20/2016 recommended non-certification of the request.", "2016-12-20"),
    ("The request was previously denied on 12/20/2016.", "2016-12-20"),
    ("The previous determination dated 12/20/2016 non-certified the request.", "2016-12-20"),
    ("The prior review, dated 12/20/2016, denied the request due to lack of findings.", "2016-12-20"),
    ("The utilization review on 12-20-16 modified the request.", "2016-12-20"),
    ("The Utilization Review (UR) dated January 12, 2017, determined that the MRI was non-certified.", "2017-01-12"),
    ("The UR decision dated 12/20/16 denied the request.", "2016-12-20"),
    ("Per the UR letter of 12/20/16, the request was not certified.", "2016-12-20"),
    ("The original UR (12-20-2016) modified the request for six visits.", "2016-12-20"),
    ("Utilization review on 12/20/2016 certified a lesser amount of therapy.", "2016-12-20"),
    ("The request for TENS was noncertified on 12/20/2016.", "2016-12-20"),
    ("The UR denied the request on December 20, 2016.", "2016-12-20"),
    ("This request was previously modified on 12/20/2016 for 6 visits.", "2016-12-20"),
    ("The prior determination on 12/20/2016 was noted to have denied the request.", "2016-12-20"),
    ("A previous review dated 12/20/2016 noted that the requested MRI was not medically necessary.", "2016-12-20"),
    (
        "On 12/20/2016, the requested treatment was found to be not medically necessary by utilization review.",
        "2016-12-20",
    ),
    ("The 12/20/2016 utilization review denied the request.", "2016-12-20"),
    ("The request was non-certified by Utilization Review on 12-20-16.", "2016-12-20"),
    ("A Utilization Review determination was rendered on 12/20/2016 recommending noncertification.", "2016-12-20"),
    ("On 12-20-2016 a request for authorization was made for an MRI.", None),
    ("On 12-20-16, she denied numbness and tingling.", None),
    ("A progress note dated 12-20-16 reported that he denied pain.", None),
    ("The Request for Authorization dated 12-20-16 was received.", None),
    ("On 12-20-16, the patient returned to modified work.", None),
    ("On 12-20-16 the wound was partially healed.", None),
    ("On 12-20-16, he was deemed temporarily disabled.", None),
    ("On 12-20-16 the request was deemed not medically necessary.", "2016-12-20"),
    ("On 12-20-16 the claim was partially approved.", "2016-12-20"),
]

HURT: list[tuple[str, str | None]] = [
    ("The injured worker is a 40 year old male with a date of injury of 3/4/2016.", "2016-03-04"),
    ("He is a 40 year old male who was injured on 3/4/16.", "2016-03-04"),
    ("The applicant filed a claim for neck pain associated with an industrial injury of March 4, 2016.", "2016-03-04"),
    ("The patient was injured in an accident on 3/4/2016.", "2016-03-04"),
    ("DOI: 3/4/2016.", "2016-03-04"),
    ("This is a 40 year old male with a 3/4/2016 date of injury.", "2016-03-04"),
    ("The injured worker suffered a work-related injury on 3-4-2016.", "2016-03-04"),
    ("The patient sustained a work injury to his back and neck on 3/4/2016.", "2016-03-04"),
    ("He is a 40 year old male who fell at work on 3/4/2016.", "2016-03-04"),
    ("The patient's injury occurred on 3/4/2016.", "2016-03-04"),
    ("The patient reported an onset of pain on 3/4/2016 while lifting.", None),
    ("He had a cumulative trauma injury from 3/4/2015 to 3/4/2016.", "2015-03-04"),
    ("The patient was seen on 3/4/2016 for low back pain.", None),
    ("A previous injury occurred on 3/4/2010.", None),
]

PERSONS: list[tuple[str, int | None, str | None]] = [
    ("The patient is a 40-year old right-handed female.", 40, "female"),
    ("This 40 yo male was injured.", 40, "male"),
    ("A 40 y/o woman was seen.", 40, "female"),
    ("The injured worker is a 40-year-old, Spanish speaking male.", 40, "male"),
    ("The injured worker is a 40 year-old man.", 40, "male"),
    ("The claimant is a 40-year-old who sustained an injury.", 40, None),
    ("The patient is a forty year old female.", 40, "female"),
    ("The injured worker is a 40 year old (male).", 40, "male"),
    ("Patient: 40 year old M.", 40, None),
    ("The patient is a female, aged 40.", 40, "female"),
    ("The injured worker is a 40-year-old transgender female.", 40, "female"),
    ("The injured worker is 40 years old and is a male.", 40, "male"),
    ("He is a 40 year old male.", 40, "male"),
    ("This case involves a 40-year-old individual.", 40, None),
]

CITED: list[tuple[str, list[tuple[str, str]]]] = [
    (
        (
            "Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): TENS, chronic "
            "pain (nerve stimulation), and Low Back Complaints 2004, Section(s): Initial Care."
        ),
        [
            ("mtus", "Chronic Pain Medical Treatment 2016, Section(s): TENS, chronic pain (nerve stimulation)"),
            ("mtus", "Low Back Complaints 2004, Section(s): Initial Care"),
        ],
    ),
    (
        ("Decision based on Non-MTUS Citation Official Disability Guidelines (ODG) Low Back Chapter, MRI."),
        [("non_mtus", "Official Disability Guidelines (ODG) Low Back Chapter, MRI")],
    ),
    (
        "Decision based on Non-MTUS Citation ODG, Pain, NSAIDs and ODG, Low Back, MRIs.",
        [("non_mtus", "ODG, Pain, NSAIDs"), ("non_mtus", "ODG, Low Back, MRIs")],
    ),
    (
        (
            "Decision based on Non-MTUS Citation ODG-TWC, Knee & Leg (Acute & Chronic); ACOEM, 3rd "
            "Edition, Knee Disorders."
        ),
        [("non_mtus", "ODG-TWC, Knee & Leg (Acute & Chronic)"), ("non_mtus", "ACOEM, 3rd Edition, Knee Disorders")],
    ),
    (
        (
            "Decision based on Non-MTUS Citation Brigham and Women's Hospital. Standard of Care: "
            "Carpal Tunnel Syndrome. 2007."
        ),
        [("non_mtus", "Brigham and Women's Hospital. Standard of Care: Carpal Tunnel Syndrome. 2007")],
    ),
    (
        (
            "Decision based on MTUS Elbow Complaints 2007, Section(s): Lateral Epicondylalgia. "
            "Decision based on Non-MTUS Citation Official Disability Guidelines (ODG) Elbow (Acute "
            "& Chronic), Physical Therapy."
        ),
        [
            ("mtus", "Elbow Complaints 2007, Section(s): Lateral Epicondylalgia"),
            ("non_mtus", "Official Disability Guidelines (ODG) Elbow (Acute & Chronic), Physical Therapy"),
        ],
    ),
    (
        (
            "Decision based on MTUS General Approaches 2004, Section(s): Cornerstones of "
            "Disability Prevention, and Opioids Treatment 2016."
        ),
        [
            ("mtus", "General Approaches 2004, Section(s): Cornerstones of Disability Prevention"),
            ("mtus", "Opioids Treatment 2016"),
        ],
    ),
    (
        "Decision based on MTUS Postsurgical Treatment 2009, Section(s): Knee.",
        [("mtus", "Postsurgical Treatment 2009, Section(s): Knee")],
    ),
    (
        ("Decision based on Non-MTUS Citation AAOS, Treatment of Osteoarthritis of the Knee, 2nd Edition, 2013."),
        [("non_mtus", "AAOS, Treatment of Osteoarthritis of the Knee, 2nd Edition, 2013")],
    ),
    (
        (
            "Decision based on MTUS Stress Related Conditions 2004. Decision based on Non-MTUS "
            "Citation Official Disability Guidelines, Stress, Therapy for PTSD; and Official "
            "Disability Guidelines, Stress, Office Visits."
        ),
        [
            ("mtus", "Stress Related Conditions 2004"),
            ("non_mtus", "Official Disability Guidelines, Stress, Therapy for PTSD"),
            ("non_mtus", "Official Disability Guidelines, Stress, Office Visits"),
        ],
    ),
    (
        (
            "Decision based on MTUS Opioids Treatment 2016, and Chronic Pain Medical Treatment "
            "2016, Section(s): Opioids, and Non-MTUS Citation Official Disability Guidelines "
            "(ODG), Pain."
        ),
        [
            ("mtus", "Opioids Treatment 2016"),
            ("mtus", "Chronic Pain Medical Treatment 2016, Section(s): Opioids"),
            ("non_mtus", "Official Disability Guidelines (ODG), Pain"),
        ],
    ),
]

HEADED: list[tuple[str, str, list[str], str | None]] = [
    (
        "Chiropractic treatment for the cervical spine, thoracic spine, and lumbar spine, twice a week for 4 weeks",
        "Rehabilitation",
        ["cervical spine", "thoracic spine", "lumbar spine"],
        None,
    ),
    ("Orthopedic consultation for left shoulder", "Evaluation & Management", ["shoulder"], "left"),
    (
        "Left shoulder arthroscopy, subacromial decompression, and distal clavicle resection",
        "Surgery",
        ["shoulder"],
        "left",
    ),
    ("Right carpal tunnel release", "Surgery", ["wrist"], "right"),
    ("Right index finger trigger release", "Surgery", ["hand"], "right"),
    ("Left L4-L5 and L5-S1 transforaminal epidural steroid injection", "Injection", ["lumbar spine"], "left"),
    ("Bilateral sacroiliac joint injection", "Injection", ["pelvis"], "bilateral"),
    ("Work hardening program 2 x 6", "Programs", [], None),
    ("Psychology consultation", "Psych Services", [], None),
    ("Psychiatric evaluation", "Psych Services", [], None),
    ("Neuropsychological evaluation", "Psych Services", [], None),
    ("Sleep study", "Diagnostic Testing", [], None),
    ("Post-op physical therapy 3x4 for the left knee", "Rehabilitation", ["knee"], "left"),
    ("Post-operative Norco 10/325mg #60", "Pharmaceuticals", [], None),
    ("Pre-operative clearance", "Evaluation & Management", [], None),
    ("Pre-op EKG", "Diagnostic Testing", [], None),
    ("Assistant surgeon", "Surgery", [], None),
    ("Outpatient facility", "Surgery", [], None),
    ("Cold therapy unit x 7 days", "DMEPOS", [], None),
    ("DVT prophylaxis pump", "DMEPOS", [], None),
    ("Shoulder immobilizer sling with abduction pillow", "DMEPOS", ["shoulder"], None),
    ("Lumbar brace", "DMEPOS", ["lumbar spine"], None),
    ("Back brace", "DMEPOS", ["lumbar spine"], None),
    ("Left wrist splint", "DMEPOS", ["wrist"], "left"),
    ("Orthotics", "DMEPOS", [], None),
    ("Ergonomic workstation evaluation", "Evaluation & Management", [], None),
    ("Acupuncture 2 x 4", "Rehabilitation", [], None),
    ("Myofascial release", "Rehabilitation", [], None),
    ("Infrared therapy", "Rehabilitation", [], None),
    ("Voltaren 1% gel", "Pharmaceuticals", [], None),
    ("Lidoderm 5% patch #30", "Pharmaceuticals", [], None),
    ("Compound: Gabapentin 10%, Amitriptyline 10% in cream base 210gm", "Pharmaceuticals", [], None),
    ("Chromatography, quantitative", "Diagnostic Testing", [], None),
    ("CBC with differential", "Diagnostic Testing", [], None),
    ("Ultrasound guidance for injection", "Injection", [], None),
    ("MR arthrogram right hip", "Diagnostic Testing", ["hip"], "right"),
    ("CT myelogram of the lumbar spine", "Diagnostic Testing", ["lumbar spine"], None),
    ("Dental consultation", "Evaluation & Management", [], None),
    ("Ophthalmology consult", "Evaluation & Management", [], None),
    ("ENT referral", "Evaluation & Management", [], None),
    ("Podiatry consultation, right foot", "Evaluation & Management", ["foot"], "right"),
    ("Hand surgeon consult", "Evaluation & Management", [], None),
    ("Functional restoration program evaluation", "Programs", [], None),
    ("Home health nurse", "Home Health", [], None),
    ("X-ray bilateral hips", "Diagnostic Testing", ["hip"], "bilateral"),
    ("MRI left ankle/foot", "Diagnostic Testing", ["ankle", "foot"], "left"),
    (
        "Physical therapy to the bilateral shoulders, bilateral knees and low back",
        "Rehabilitation",
        ["shoulder", "knee", "lumbar spine"],
        "bilateral",
    ),
    ("Extracorporeal shockwave therapy to the right elbow", "Rehabilitation", ["elbow"], "right"),
    ("Stellate ganglion block", "Injection", [], None),
    ("Cortisone injection, left thumb CMC joint", "Injection", ["hand"], "left"),
    ("Viscosupplementation, right knee, series of 3", "Injection", ["knee"], "right"),
    ("Wheelchair", "DMEPOS", [], None),
    ("Replacement TENS electrodes", "DMEPOS", [], None),
    ("Transportation to and from surgery", "Transportation", [], None),
    ("MRI of the brain", "Diagnostic Testing", ["head"], None),
    ("Audiogram", "Diagnostic Testing", [], None),
    ("Tdap vaccine", "Pharmaceuticals", [], None),
    ("Interferential stimulator", "DMEPOS", [], None),
    ("NCV/EMG of the left arm", "Diagnostic Testing", ["upper extremity"], "left"),
]

CONCLUDED: list[tuple[str, str | None]] = [
    ("The request for physical therapy is therefore not medically necessary.", "not_necessary"),
    ("Thus, the requested MRI is medically necessary and appropriate.", "necessary"),
    ("Therefore, medical necessity has not been established.", "not_necessary"),
    ("The request is medically necessary and should be authorized.", "necessary"),
    ("As such, this request is medically necessary.", "necessary"),
    ("Medical necessity has been established.", "necessary"),
    ("Therefore the request was not medically necessary.", "not_necessary"),
    ("This request is not consistent with guidelines and is therefore not medically necessary.", "not_necessary"),
    ("The medical necessity for the requested item is not established.", "not_necessary"),
    ("Based on the above, the request is deemed medically reasonable and necessary.", "necessary"),
    ("The request does not meet criteria and is not recommended.", "not_necessary"),
    ("The requested treatment is not medically indicated.", "not_necessary"),
    ("There is no medical necessity for this request.", "not_necessary"),
    ("Therefore, the request cannot be supported as medically necessary.", "not_necessary"),
    ("I find that the request meets guidelines and is medically necessary.", "necessary"),
    ("Medical necessity is not supported.", "not_necessary"),
    ("The request is not medically appropriate.", "not_necessary"),
    ("Hence the UR decision is upheld.", None),
    ("Given the above, the request is not certified.", "not_necessary"),
    ("The request is appropriate and medically necessary for this patient at this time.", "necessary"),
]


@pytest.mark.parametrize(("sentence", "treatments"), TREATED)
def test_treatment_is_read_in_many_wordings(sentence: str, treatments: Json) -> None:
    assert summarised(sentence).fields["summary.treatments"].value == treatments


@pytest.mark.parametrize(("sentence", "diagnoses"), DIAGNOSED)
def test_diagnoses_are_read_in_many_wordings(sentence: str, diagnoses: Json) -> None:
    assert summarised(sentence).fields["summary.diagnoses"].value == diagnoses


@pytest.mark.parametrize(("sentence", "mechanism"), INJURED)
def test_the_mechanism_is_read_in_many_wordings(sentence: str, mechanism: str | None) -> None:
    assert summarised(sentence).fields["summary.mechanism_of_injury"].value == mechanism


@pytest.mark.parametrize(("heading", "parts", "side"), NAMED)
def test_parts_and_side_are_read_in_many_wordings(heading: str, parts: list[str], side: str | None) -> None:
    (item,) = headed(heading).items
    assert (item["body_parts"].value, item["laterality"].value) == (parts, side)


@pytest.mark.parametrize(("heading", "category"), KINDS)
def test_the_category_is_read_in_many_wordings(heading: str, category: str) -> None:
    assert headed(heading).items[0]["category"].value == category


@pytest.mark.parametrize(("heading", "quantity"), AMOUNTS)
def test_the_quantity_is_read_in_many_wordings(heading: str, quantity: str | None) -> None:
    assert headed(heading).items[0]["quantity"].value == quantity


@pytest.mark.parametrize(("sentence", "date"), REVIEWED)
def test_the_review_date_is_read_in_many_wordings(sentence: str, date: str | None) -> None:
    assert summarised("The worker is a male.", sentence).fields["summary.ur_decision_date"].value == date


@pytest.mark.parametrize(("sentence", "date"), HURT)
def test_the_injury_date_is_read_in_many_wordings(sentence: str, date: str | None) -> None:
    assert summarised("The worker is a male.", sentence).fields["summary.date_of_injury"].value == date


@pytest.mark.parametrize(("sentence", "age", "sex"), PERSONS)
def test_age_and_sex_are_read_in_many_wordings(sentence: str, age: int | None, sex: str | None) -> None:
    fields = summarised(sentence).fields
    assert (fields["patient.age"].value, fields["patient.sex"].value) == (age, sex)


@pytest.mark.parametrize(("paragraph", "citations"), CITED)
def test_citations_are_read_in_many_wordings(paragraph: str, citations: list[tuple[str, str]]) -> None:
    (item,) = reading_of(Letter(items=(Item(imr=paragraph),))).items
    assert item["imr_guideline.citations"].value == [{"source": kind, "text": text} for kind, text in citations]


@pytest.mark.parametrize(("heading", "category", "parts", "side"), HEADED)
def test_what_a_heading_is_about_is_read_in_many_wordings(
    heading: str, category: str, parts: list[str], side: str | None
) -> None:
    (item,) = headed(heading).items
    assert (item["category"].value, item["body_parts"].value, item["laterality"].value) == (category, parts, side)


@pytest.mark.parametrize(("rationale", "conclusion"), CONCLUDED)
def test_the_conclusion_is_read_in_many_wordings(rationale: str, conclusion: str | None) -> None:
    assert headed("Brace", rationale).items[0]["conclusion"].value == conclusion
