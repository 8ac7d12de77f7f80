"""Any number of distinct letters, composed from a grammar and typeset as the sample letters are, by a seed.

What a letter says is known, for it is described before it is set: `described(number)` is the description, and its
document comes from `resources/samples/typeset.py`. The same seed gives the same bytes. The people in them never lived.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from resources.samples.typeset import Guideline, Header, Item, Letter, Outcome, Reviewer, Summary, typeset

SEED: Final = 20


def documents(count: int, seed: int = SEED, first: int = 1) -> Iterator[tuple[str, bytes]]:
    """File names with the bytes of so many letters, made as they are asked for."""
    for number in range(first, first + count):
        yield document(number, seed)


@lru_cache(maxsize=400)
def document(number: int, seed: int = SEED) -> tuple[str, bytes]:
    """The letter of a number as a file: its name and bytes. Many tests take the first ones, which are set once."""
    letter = described(number, seed)
    return f"{letter.name}.{letter.format}", typeset(letter)


def write_letters(folder: Path, count: int, seed: int = SEED, first: int = 1) -> list[Path]:
    """So many letters as files of a folder, in the order of their numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, data in documents(count, seed, first):
        paths.append(folder / name)
        paths[-1].write_bytes(data)
    return paths


def described(number: int, seed: int = SEED) -> Letter:
    """The letter of a number: form F as the rule, one in ten of form E or D, one of those in three a text."""
    chance = random.Random(f"{seed}/{number}")
    form = chance.choices(("F", "E", "D"), (18, 1, 1))[0]
    days = _days(chance)
    requests = chance.sample(_REQUESTS, chance.choices((1, 2, 3, 4), (6, 3, 2, 1))[0])
    return Letter(
        f"letter-{number:06}",
        form=form,  # type: ignore[arg-type]  # choices gives a plain str
        format="txt" if form != "F" and chance.random() < 1 / 3 else "pdf",
        reviewer=Reviewer(_some(chance, _STATES, 1, 3), _some(chance, _SPECIALTIES, 1, 2)),
        summary=_summary(chance, number, days),
        items=tuple(_item(chance, *request) for request in requests),
        header=_header(chance, number, days) if form == "F" else None,
        locked=chance.random() < 0.5,
    )


class _Days:
    """The days of one case: the injury, the denial, the application, the assignment and the decision."""

    def __init__(self, injury: date, denial: date, chance: random.Random) -> None:
        self.injury, self.denial = injury, denial
        self.application = denial + timedelta(chance.randint(3, 25))
        self.assigned = self.application + timedelta(chance.randint(1, 9))
        self.decision = self.assigned + timedelta(chance.randint(12, 40))


def _days(chance: random.Random) -> _Days:
    denial = date(2016, 1, 4) + timedelta(chance.randrange(420))
    return _Days(denial - timedelta(chance.randint(60, 3600)), denial, chance)


def _header(chance: random.Random, number: int, days: _Days) -> Header:
    return Header(
        case_number=f"CM17-{9_100_000 + number:07}",
        date_assigned=days.assigned,
        date_of_injury=days.injury,
        decision_date=days.decision,
        ur_denial_date=days.denial,
        application_received=days.application,
        priority="expedited" if chance.random() < 0.05 else "standard",
    )


def _some(chance: random.Random, of: tuple[str, ...], least: int, most: int) -> tuple[str, ...]:
    return tuple(chance.sample(of, chance.randint(least, most)))


def _listed(phrases: tuple[str, ...]) -> str:
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def _summary(chance: random.Random, number: int, days: _Days) -> Summary:
    age, female = chance.randint(19, 74), chance.random() < 0.5
    sex, they = ("female", "She") if female else ("male", "He")
    mechanism = chance.choice(_MECHANISMS)
    diagnoses, treatments = _some(chance, _DIAGNOSES, 1, 3), _some(chance, _TREATMENTS, 2, 4)
    visit = days.denial - timedelta(chance.randint(5, 30))
    hurt = f"who sustained an industrial injury on {_dashed(days.injury)} when {they.lower()} {mechanism}"
    best, worst = chance.randint(2, 5), chance.randint(6, 9)
    complaint = f"{chance.choice(_COMPLAINTS)}, rated {best} out of 10 at best and {worst} out of 10 at worst"
    sentences = [
        f"The injured worker is a {age} year old {sex} {hurt}.",
        f"{they} was diagnosed with {_listed(diagnoses)}.",
        f"Treatment to date has included {_listed(treatments)}.",
        f"In a progress note dated {_dashed(visit)}, the injured worker reported {complaint}.",
        *(text.format(they=they) for text in chance.sample(_EXAMINED, chance.randint(4, 9))),
        f"The chart of this worker is number {number} of the clinic.",
        f"The utilization review dated {_dashed(days.denial)} denied the request because {chance.choice(_BECAUSE)}.",
    ]
    return Summary(
        " ".join(sentences),
        age=age,
        sex="female" if female else "male",
        date_of_injury=days.injury.isoformat(),
        ur_decision_date=days.denial.isoformat(),
        mechanism=mechanism,
        diagnoses=diagnoses,
        treatments=treatments,
    )


def _dashed(day: date) -> str:
    return day.strftime("%m-%d-%Y")


def _item(chance: random.Random, request: str, category: str, quantity: str | None) -> Item:
    outcome: Outcome = "overturned" if chance.random() < 0.3 else "upheld"
    verdict = "medically necessary" if outcome == "overturned" else "not medically necessary"
    told = chance.sample(_FOR if outcome == "overturned" else _AGAINST, chance.randint(2, 4))
    rationale = [*told[:2], *chance.sample(_GENERAL, chance.randint(2, 5)), *told[2:]]
    return Item(
        f"{request}{f', {quantity}' if quantity else ''}",
        outcome,
        category,
        f"{' '.join(rationale)} The request is {verdict}.",
        ur=_guideline(chance),
        imr=_guideline(chance),
        quantity=quantity,
        conclusion="necessary" if outcome == "overturned" else "not_necessary",
    )


def _guideline(chance: random.Random) -> Guideline:
    kind = chance.randrange(4)
    mtus = (chance.choice(_MTUS),) if kind in (1, 2) else ()
    return Guideline(mtus, (chance.choice(_OTHER),) if kind in (2, 3) else ())


_STATES: Final = ("California", "Nevada", "Ohio", "Texas", "New York", "Florida", "Oregon", "Washington", "Arizona")
_SPECIALTIES: Final = (
    "Physical Medicine & Rehabilitation",
    "Orthopedic Surgery",
    "Internal Medicine",
    "Occupational Medicine",
    "Neurology",
    "Family Practice",
    "Emergency Medicine",
    "Pain Management",
)
_MECHANISMS: Final = (
    "slipped on a wet ramp",
    "lifted a crate of tiles",
    "fell from a step ladder",
    "dropped a box on the foot",
    "twisted while unloading a pallet",
    "tripped over a cable",
    "caught a hand in a conveyor",
    "pulled a heavy cart uphill",
)
_DIAGNOSES: Final = (
    "lumbar sprain",
    "cervical strain",
    "right shoulder impingement",
    "left knee medial meniscus tear",
    "right carpal tunnel syndrome",
    "lumbar radiculopathy",
    "left ankle sprain",
    "chronic low back pain",
    "right lateral epicondylitis",
    "thoracic strain",
    "adjustment disorder",
    "left hip bursitis",
)
_TREATMENTS: Final = (
    "ibuprofen",
    "cyclobenzaprine",
    "physical therapy",
    "chiropractic treatment",
    "acupuncture",
    "bracing",
    "naproxen",
    "gabapentin",
    "home exercises",
    "epidural steroid injections",
    "activity modification",
    "tramadol",
)
_COMPLAINTS: Final = (
    "dull aching across the belt line",
    "stiffness on rising",
    "burning pain that spreads below the elbow",
    "pain on climbing stairs",
    "numbness of two fingers at night",
    "pain on reaching overhead",
    "soreness after half a shift",
)
_EXAMINED: Final = (
    "{they} denied weakness and any change in bladder or bowel habits.",
    "On examination there was guarding of the paraspinal muscles.",
    "Flexion was limited to 50 degrees with discomfort at the end of range.",
    "Straight leg raise was negative on both sides.",
    "Reflexes were symmetric and strength was 5/5 throughout.",
    "Sensation was intact to light touch in all dermatomes.",
    "Gait was slow but steady and no device was used.",
    "{they} works four hours a day with restrictions on lifting.",
    "Sleep is broken two or three times a night.",
    "Tenderness was noted over the joint line without swelling.",
    "Grip was equal on both sides when measured three times.",
    "Housework is done with pauses of some minutes.",
    "The skin was clear and there was no warmth or redness.",
    "Rotation was full in both directions with a pulling feeling at the end.",
    "The treating physician described slow improvement since the last visit.",
    "No earlier complaint of the same part is recorded.",
    "{they} walks for twenty minutes on most days.",
    "The plan was to go on with what had helped and to see the worker again in six weeks.",
)
_BECAUSE: Final = (
    "no neurologic deficit had been described",
    "fewer than six weeks of care had been given",
    "no gain in function was recorded",
    "the number of visits went beyond the guideline",
    "the note did not say what the request was for",
)
_REQUESTS: Final = (
    ("MRI of the lumbar spine without contrast", "Diagnostic Testing", None),
    ("MRI of the right shoulder", "Diagnostic Testing", None),
    ("X-rays of the left knee", "Diagnostic Testing", None),
    ("EMG of the bilateral upper extremities", "Diagnostic Testing", None),
    ("Physical therapy for the cervical spine", "Rehabilitation", "2 times a week for 6 weeks"),
    ("Physical therapy for the left knee", "Rehabilitation", "12 sessions"),
    ("Acupuncture for the lumbar spine", "Rehabilitation", "6 visits"),
    ("Chiropractic treatment for the thoracic spine", "Rehabilitation", "8 visits"),
    ("Ibuprofen 800mg", "Pharmaceuticals", "#90"),
    ("Gabapentin 600mg", "Pharmaceuticals", "#60"),
    ("Tramadol 50mg", "Pharmaceuticals", "#60"),
    ("Omeprazole 20mg", "Pharmaceuticals", "#30"),
    ("Lidocaine patch 5%", "Pharmaceuticals", "#30"),
    ("TENS unit", "DMEPOS", None),
    ("Lumbar support orthosis", "DMEPOS", None),
    ("Right wrist splint", "DMEPOS", None),
    ("Lumbar epidural steroid injection at L4-L5", "Injection", None),
    ("Right subacromial injection", "Injection", None),
    ("Left knee arthroscopy with meniscectomy", "Surgery", None),
    ("Right carpal tunnel release", "Surgery", None),
    ("Consultation with a pain specialist", "Evaluation & Management", None),
    ("Functional capacity evaluation", "Evaluation & Management", None),
    ("Psychological evaluation", "Psych Services", None),
    ("Home health aide", "Home Health", "4 hours a day for 2 weeks"),
)
_MTUS: Final = (
    "Low Back Complaints 2004, Section(s): Special Studies",
    "Neck and Upper Back Complaints 2004, Section(s): Special Studies",
    "Chronic Pain Medical Treatment 2009, Section(s): Physical Medicine",
    "Knee Complaints 2004, Section(s): Initial Care",
    "Shoulder Complaints 2004, Section(s): Surgical Considerations",
    "Chronic Pain Medical Treatment 2009, Section(s): NSAIDs (non-steroidal anti-inflammatory drugs)",
    "Forearm, Wrist, and Hand Complaints 2004, Section(s): Special Studies",
)
_OTHER: Final = (
    "Official Disability Guidelines (ODG), Low Back, Physical therapy",
    "Official Disability Guidelines (ODG), Pain, Proton pump inhibitors",
    "Official Disability Guidelines (ODG), Knee and Leg, Arthroscopy",
    "Official Disability Guidelines (ODG), Carpal Tunnel Syndrome, Nerve conduction studies",
    "Official Disability Guidelines (ODG), Fitness for Duty, Functional capacity evaluation",
)
_GENERAL: Final = (
    "The guideline asks for findings that point to a particular structure before more is done.",
    "Measures that the worker can carry out alone are to be preferred once they have been learned.",
    "A course that is begun should state its aim and the time after which it is looked at again.",
    "What has been tried and for how long is to be recorded with its effect on function.",
    "The literature on the matter is of moderate quality and its findings point one way.",
    "Studies ordered without such findings tend to show changes that are common at the worker's age.",
    "Improvement is to be measured by work, movement and the need for medicine.",
    "The lowest dose for the shortest time is recommended by all sources that were consulted.",
    "Each further step has risks which the expected benefit must outweigh.",
)
_FOR: Final = (
    "The records describe a steady gain in function with the same care earlier on.",
    "Conservative care of three months has been completed without lasting relief.",
    "The findings on examination agree with the complaint and with the earlier study.",
    "A change in management that follows from the result is described by the physician.",
    "No contraindication is mentioned and the worker wishes to go on with it.",
)
_AGAINST: Final = (
    "The records do not describe what was gained by the care that was given so far.",
    "No red flag is documented and the examination was without a deficit.",
    "The number asked for goes beyond what the guideline allows for this complaint.",
    "It is not said why a measure of lesser risk would not do.",
    "The complaint has lasted for a short time only and is improving by itself.",
)
