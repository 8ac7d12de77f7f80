"""A request against its rationale and the summary: the same service, drug, part and side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from imr_desktop.checklist.checks.sources import listed
from imr_desktop.checklist.evidence import Evidence, Sentence
from imr_desktop.checklist.judged import judged
from imr_desktop.checklist.lexicon import CURATED, SERVICES, SUBSTANCE, drugs_of, named, studies
from imr_desktop.checklist.registry import IN_GENERAL, LEFT_OPEN, Raise, check, of_guideline, of_worker
from imr_desktop.model import Finding, Quote
from imr_desktop.parsing.finders import has_any, pattern
from imr_desktop.parsing.lexicon import WORKER


def the_parts(parts: frozenset[str]) -> str:
    """`the hip and the knee`."""
    return listed([f"the {part}" for part in sorted(parts)])


# --- service ---------------------------------------------------------------------------------------------------------

_NEED: Final = pattern(
    r"""\b(?: need[ ](?:for|of) | indications?[ ]for | requested[ ]amount[ ]of | request[ ]for | decision[ ]for )[ ]
        (?:the[ ]|an?[ ]|any[ ]|additional[ ]|more[ ]|further[ ]|continued[ ]|\d+[ ])* (?P<what>[^.;,]{3,70})"""
)


_GENERAL: Final = pattern(r"\b(?:encompass\w*|refer[ ]to|scope[ ]of)\b")
"""A sentence that explains a kind of treatment in general."""


def _judged(service: str) -> bool:
    """Whether a rationale that speaks of the need for a service judges it: surgery is often told as the reason."""
    return SERVICES[service].kind in ("study", "therapy")


@check("rationale-judges-other-service", "serious")
def rationale_judges_other_service(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale speaks of the need for the service that is requested, and not for another."""
    for item, request in evidence.requests():
        asked = named("service", request)
        if concluded := _concludes_on_service(evidence, item):
            message = f"The rationale concludes on {concluded[1]}; the request is for {concluded[2]}."
            yield found(message, [concluded[0].quote, evidence.quote("request", item)], "rationale", item)
            continue
        own = [each for each in evidence.rationale(item).sentences if not of_guideline(each.text)]
        if not asked or any(asked & each.named("service") for each in own if not _GENERAL.search(each.text)):
            continue
        for sentence in own:
            needed = _NEED.search(sentence.text)
            other = frozenset(name for name in named("service", needed["what"]) if _judged(name)) if needed else None
            if other:
                names = " and ".join(sorted(other))
                message = (
                    f"The rationale speaks of the need for {names}; the request is for {' and '.join(sorted(asked))}."
                )
                yield found(message, [sentence.quote, evidence.quote("request", item)], "rationale", item)
                break


_MODALITIES: Final = {
    "epidural injection": r"epidural|T?L?ESI\b",
    "facet block": r"facet|medial[ ]branch|MBB",
    "radiofrequency ablation": r"radio-?frequency|rhizotomy|neurotomy",
    "trigger point injection": r"trigger[ ]point",
    "sacroiliac injection": r"sacroiliac|SI[ ]joint",
    "viscosupplementation": r"visco\w+|hyaluron\w+|synvisc|orthovisc|supartz|euflexxa",
    "botulinum toxin": r"botulinum|botox",
    "sympathetic block": r"sympathetic|stellate",
    "TENS": r"TENS\b|transcutaneous[ ]electrical",
    "interferential unit": r"interferential",
    "H-wave": r"H-?[ ]?wave",
    "neuromuscular stimulator": r"NMES|neuromuscular[ ]electrical",
    "cold therapy": r"cold[ ]therapy|cryotherapy|cold[ ]compression|polar[ ]care",
    "hospital bed": r"hospital[ ]bed|mattress",
    "wheelchair": r"wheel-?chair",
    "scooter": r"scooter",
    "walker": r"walker",
    "crutches": r"crutch\w*",
    "gym membership": r"gym",
    "work hardening": r"work[ ](?:hardening|conditioning)",
    "functional restoration": r"functional[ ]restoration|FRP",
    "psychotherapy": r"psycho-?therapy|cognitive[ ]behaviou?ral|CBT",
    "biofeedback": r"biofeedback",
    "sleep study": r"sleep[ ]study|polysomno\w+",
    "home health care": r"home[ ]health",
    "urine drug screen": r"urine|UDS|UDT|drug[ ]screen\w*",
    "MRI": r"MRIs?\b|magnetic[ ]resonance",
    "CT": r"CT\b|computed[ ]tomography",
    "x-ray": r"x-?rays?\b|radiograph\w*",
    "electrodiagnostic testing": r"EMGs?\b|NCV|NCS|electro-?diagnostic|nerve[ ]conduction",
    "physical therapy": r"physical[ ]therapy|physiotherapy",
    "acupuncture": r"acupuncture",
    "chiropractic treatment": r"chiropract\w+|manipulation",
    "massage": r"massage",
}
"""What a heading asks for, by the words that tell it from all others of its sort."""
_NAMED: Final = tuple(_MODALITIES)
_MODALITY: Final = pattern(rf"\b(?:{'|'.join(f'({words})' for words in _MODALITIES.values())})")


def _modalities(text: str) -> frozenset[str]:
    return frozenset(_NAMED[match.lastindex - 1] for match in _MODALITY.finditer(text) if match.lastindex)


def _concludes_on_service(evidence: Evidence, item: int) -> tuple[Sentence, str, str] | None:
    """The sentence that concludes on another service than the heading's, with the names of both."""
    request = f"{evidence.words('request', item)} {evidence.words('original_request', item)}"
    concluding = [each for each in judged(evidence, item) if each.concluding]
    asked = _modalities(request) if concluding else frozenset[str]()
    for each in concluding if asked else ():
        other = _modalities(each.words)
        if other and not other & asked:
            return each.sentence, listed(sorted(other)), listed(sorted(asked))
    return None


_COMBINED: Final = re.compile(r"\b(?P<one>[A-Z][a-z]{4,})\s?/\s?(?P<other>[a-z]{5,})\b(?=[^/]*\d)")


_RARELY_SPOKEN_OF: Final = ("acetaminophen", "aspirin", "caffeine")
"""Of combinations with an opioid, which is what a rationale judges."""


@check("portion-not-addressed", "notable")
def portion_not_addressed(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale speaks of each drug of a combination."""
    for item, request in evidence.requests():
        both = _COMBINED.search(request)
        if not both or evidence.value("category", item) != "Pharmaceuticals":
            continue
        rationale = evidence.rationale(item)
        folded = rationale.text.casefold()
        if SUBSTANCE.get(both["one"].casefold()) == both["other"].casefold():
            continue  # a brand beside its substance
        spoken = [name for name in (both["one"], both["other"]) if name.casefold() in folded]
        left = both["other"] if spoken == [both["one"]] else both["one"]
        if len(spoken) == 1 and left.casefold() not in _RARELY_SPOKEN_OF:
            message = f"The rationale says nothing of {left}, which the request combines with {spoken[0]}."
            telling = [each.quote for each in rationale.sentences if spoken[0].casefold() in each.text.casefold()]
            yield found(message, [evidence.quote("request", item), *telling], "rationale", item)


@check("rationale-judges-other-drug", "serious")
def rationale_judges_other_drug(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale speaks of a requested drug and concludes on it, and not on another."""
    asked = {item: drugs_of(request) for item, request in evidence.requests()}
    for item, own in asked.items():
        if concluded := _concludes_on_drug(evidence, item, own):
            sentence, other = concluded
            message = f"The rationale concludes on {listed(sorted(other))}; the request is for {listed(sorted(own))}."
            yield found(message, [sentence.quote, evidence.quote("request", item)], "rationale", item)
            continue
        others = frozenset[str]().union(*(each for other, each in asked.items() if other != item)) - own
        told = [(each, drugs_of(each.text)) for each in evidence.rationale(item).sentences] if own and others else []
        if any(own & drugs for _, drugs in told):
            continue
        telling = [(sentence, drugs & others) for sentence, drugs in told if drugs & others]
        if telling:
            names = listed(sorted(frozenset[str]().union(*(drugs for _, drugs in telling))))
            message = f"The rationale speaks of {names}, which another item asks for, and of no drug of this request."
            quotes = [*(sentence.quote for sentence, _ in telling), evidence.quote("request", item)]
            yield found(message, quotes, "rationale", item)


_OF_SEVERAL: Final = pattern(
    r"\b(?:cream|gel|ointment|lotion|patch(?:es)?|compound\w*|topical\w*|with|and)\b | \#[ ]?\d\b | [/+]"
)
"""A request for a drug of several substances, not all of which the heading may name."""


def _concludes_on_drug(evidence: Evidence, item: int, own: frozenset[str]) -> tuple[Sentence, frozenset[str]] | None:
    """The sentence that concludes on a drug, and on none that the heading names."""
    if not own or not own <= CURATED or _OF_SEVERAL.search(_HOW_MUCH.sub(" ", evidence.words("request", item))):
        return None
    for each in judged(evidence, item):
        drugs = drugs_of(each.words)
        if each.concluding and drugs and drugs <= CURATED and not drugs & own:
            return each.sentence, drugs
    return None


_HOW_MUCH: Final = pattern(
    r"""(?<![\d.])\d[\d.]*+[ ]?(?:mg)?[ ]?[-/][ ]?\d[\d.]*+ | \b(?:with|and)[ ](?:\d+|\w+)[ ](?:\(\d\)[ ])?refills?
        | [mc]?g/hr | \#[ ]?\d\d+"""
)


# --- how it is to be given -------------------------------------------------------------------------------------------

Way = tuple[str, re.Pattern[str], str, re.Pattern[str]]
"""Two ways of giving the same thing, with the words for each."""
_WAYS: Final[tuple[Way, ...]] = (
    ("rental", pattern(r"\b(?:rental|rent)\b"), "purchase", pattern(r"\bpurchase\b")),
    (
        "with contrast",
        pattern(r"\bwith[ ](?:[a-z]+[ ])?contrast\b"),
        "without contrast",
        pattern(r"\b(?:without|w/o|no)[ ](?:[a-z]+[ ])?contrast\b"),
    ),
    ("inpatient", pattern(r"\binpatient\b"), "outpatient", pattern(r"\boutpatient\b")),
)
_LEVEL: Final = re.compile(r"\b([CTL]\d{1,2}|S1)(?:\s?(?:-|/|to)\s?([CTLS]?\d{1,2}))?\b")


@check("rationale-decides-other-way", "serious")
def rationale_decides_other_way(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a device, a study or a stay is decided on as it is requested, and a block at the requested level."""
    for item, request in evidence.requests():
        asked = f"{request} {evidence.words('original_request', item)}"
        ways = [way for way in _WAYS if way[1].search(asked) or way[3].search(asked)]
        levels = bool(_levels(asked))
        for each in judged(evidence, item) if ways or levels else ():
            told = _other_way(ways, asked, each.words)
            if levels and each.concluding:
                told = told or _other_level(asked, each.words)
            if told:
                message = f"The rationale decides on {told[1]}; the request is for {told[0]}."
                yield found(message, [each.sentence.quote, evidence.quote("request", item)], "rationale", item)
                break


def _other_way(ways: list[Way], asked: str, decided: str) -> tuple[str, str] | None:
    """What is asked for and what is decided on, where these are opposites."""
    for one, says_one, other, says_other in ways:
        wanted = (bool(says_one.search(asked)), bool(says_other.search(asked)))
        judged_on = (bool(says_one.search(decided)), bool(says_other.search(decided)))
        if wanted == (True, False) and judged_on == (False, True):
            return one, other
        if wanted == (False, True) and judged_on == (True, False):
            return other, one
    return None


def _other_level(asked: str, decided: str) -> tuple[str, str] | None:
    """The levels of the spine asked for and decided on, where they have none in common."""
    wanted, told = _levels(asked), _levels(decided)
    if wanted and told and not wanted & told:
        return listed(sorted(wanted)), listed(sorted(told))
    return None


_SPINE: Final = [
    f"{region}{n}" for region, count in (("C", 7), ("T", 12), ("L", 5), ("S", 1)) for n in range(1, count + 1)
]


def _levels(text: str) -> frozenset[str]:
    """The segments of the spine that a text names; none where it names roots, or what is no level."""
    segments: set[str] = set()
    for first, last in _LEVEL.findall(text):
        lowest = last if last[:1].isalpha() or not last else first[0] + last
        if first not in _SPINE or lowest not in _SPINE or _SPINE.index(lowest) <= _SPINE.index(first):
            return frozenset()
        stretch = _SPINE[_SPINE.index(first) : _SPINE.index(lowest) + 1]
        segments |= {f"{above}-{below}" for above, below in pairwise(stretch)}
    return frozenset(segments)


# --- part and side ---------------------------------------------------------------------------------------------------

_OF_PART: Final = (
    r"(?:[ ](?:scan|imaging|study|testing))?[ ](?:of|for|to)[ ]"
    r"(?:the[ ]|x-rays?[ ]of[ ]the[ ])*(?P<part>[^.;,()]{3,40})"
)


@check("rationale-names-other-part", "serious")
def rationale_names_other_part(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale decides on the requested part of the body, and speaks of a study of the same."""
    for item, request in evidence.requests():
        asked, parts = studies(request), frozenset(evidence.names("body_parts", item))
        if decided := _decides_on_part(evidence, item, parts):
            sentence, other = decided
            asked_for = evidence.told(the_parts(parts), "body_parts", item)
            message = f"The rationale decides on {the_parts(other)}; the request is for {asked_for}."
            yield found(message, [sentence.quote, evidence.quote("request", item)], "rationale", item)
            continue
        if not asked or not parts:
            continue
        of_a_nerve = "electrodiagnostic testing" in asked  # which is tested in the limb for a complaint of the spine
        for sentence in evidence.rationale(item).sentences:
            if of_guideline(sentence.text) or _DENIED_BEFORE.search(sentence.text) or sentence.dates:
                continue
            if of_a_nerve and not (parts <= _LIMBS and _concludes_on_a_limb(evidence, sentence, asked)):
                continue
            other = _studied(sentence, asked) - with_limb(parts)
            if other and not _studied(sentence, asked) & parts:
                asked_for = evidence.told(the_parts(parts), "body_parts", item)
                message = f"The rationale discusses the study for {the_parts(other)}; the request is for {asked_for}."
                yield found(message, [sentence.quote, evidence.quote("request", item)], "rationale", item)
                break


def _decides_on_part(evidence: Evidence, item: int, parts: frozenset[str]) -> tuple[Sentence, frozenset[str]] | None:
    """The sentence that names parts of the body in what it decides on, and none that the heading is about."""
    if not parts or "other" in parts or "electrodiagnostic testing" in studies(evidence.words("request", item)):
        return None  # a nerve is tested in the limb for a complaint of the spine
    about = with_limb(parts | named("part", evidence.words("original_request", item)))
    about |= frozenset().union(*(reached for spine, reached in _REACHED_FROM.items() if spine in about))
    told = [(each, named("part", each.words)) for each in judged(evidence, item)]
    if any(about & names for each, names in told if not each.concluding):
        told = [(each, names) for each, names in told if each.concluding]
    return next(((each.sentence, names) for each, names in told if names and not names & about), None)


_REACHED_FROM: Final = {
    "cervical spine": frozenset({"upper extremity", "head", "shoulder", "hand", "thoracic spine"}),
    "thoracic spine": frozenset({"chest", "cervical spine", "lumbar spine"}),
    "lumbar spine": frozenset({"lower extremity", "leg", "foot", "pelvis", "hip", "thoracic spine"}),
    "pelvis": frozenset({"lumbar spine", "hip"}),
    "hip": frozenset({"pelvis"}),
    "shoulder": frozenset({"cervical spine"}),
}
"""Where a complaint of the spine is felt, and what it is treated as one with."""
_LIMBS: Final = frozenset({"upper extremity", "lower extremity"})
NECESSARY: Final = pattern(r"\bmedically[ ](?:un)?necessary\b | \bmedical[ ]necessity\b")


def _concludes_on_a_limb(evidence: Evidence, sentence: Sentence, asked: frozenset[str]) -> bool:
    """Whether a sentence concludes on the study of an arm or a leg that no item of the letter asks for."""
    requested = frozenset(part for item in evidence.items for part in evidence.names("body_parts", item))
    studied = _studied(sentence, asked)
    return bool(NECESSARY.search(sentence.text)) and studied <= _LIMBS - requested


_DENIED_BEFORE: Final = pattern(
    r"""\b(?:previous|prior|recent|repeat|awaiting|pending|approved|authorized|another|separate|other[ ]claim)\b
        | \bsilent\b
        | \b(?:performed|obtained|showed|shows|reveal\w*|demonstrat\w+|positive|negative|had|completed)\b"""
)


def _studied(sentence: Sentence, asked: frozenset[str]) -> frozenset[str]:
    """The parts that a sentence names right after a study of a kind."""
    parts: set[str] = set()
    for mark in sentence.marks:
        if mark.kind == "service" and mark.name in asked and (of := _OF.match(sentence.text, mark.end)):
            parts |= named("part", of["part"])
    return frozenset(parts)


_OF: Final = pattern(_OF_PART)


@check("rationale-leaves-part-out", "notable")
def rationale_leaves_part_out(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a rationale that names parts of the body names the one that is requested, or one that goes with it."""
    for item, request in evidence.requests():
        parts = frozenset(evidence.names("body_parts", item)) - {"other", "psyche"}
        if not parts or evidence.value("category", item) not in ("Diagnostic Testing", "Rehabilitation", "Injection"):
            continue
        about = with_limb(parts)
        about |= frozenset().union(*(reached for spine, reached in _REACHED_FROM.items() if spine in about))
        if "electrodiagnostic testing" in studies(request) or about & evidence.rationale(item).named("part"):
            continue
        own = [each for each in evidence.rationale(item).sentences if each.named("part") and of_worker(each.text)]
        if own and not _decides_on_part(evidence, item, parts):
            other = frozenset().union(*(each.named("part") for each in own)) - {"other", "psyche"}
            if other:
                asked_for = evidence.told(the_parts(parts), "body_parts", item)
                message = f"The rationale speaks of {the_parts(other)} alone; the request is for {asked_for}."
                yield found(message, [own[0].quote, evidence.quote("request", item)], "rationale", item)


@check("requested-part-not-in-summary", "notable")
def requested_part_not_in_summary(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the summary tells of any complaint, finding or diagnosis of the part of the body requested."""
    told = [each for each in evidence.summary.sentences if not ABOUT_REQUEST.search(each.text)]
    complained = frozenset[str]().union(*(each.named("part") for each in told))
    if not complained:
        return
    complained |= _REACHED if _RADIATES.search(evidence.summary.text) else frozenset()
    for item, request in evidence.requests():
        parts = frozenset(evidence.names("body_parts", item)) - {"other", "psyche"}
        elsewhere = evidence.value("category", item) in ("DMEPOS", "Surgery") or _ROUTINE.search(request)
        if elsewhere or not parts or with_limb(parts) & complained:
            continue
        asked_for = evidence.told(the_parts(parts), "body_parts", item)
        message = f"The request is for {asked_for}; the summary reports no complaint, finding or diagnosis there."
        yield found(message, [evidence.quote("request", item), *_treated_for(evidence)], "body_parts", item)


_RADIATES: Final = pattern(r"\b(?:sciatic\w*|radicul\w+|radiat\w+)\b")
_REACHED: Final = frozenset({"upper extremity", "lower extremity", "leg", "foot", "hand"})
"""Parts that a complaint of the spine reaches without being named."""
_ROUTINE: Final = pattern(r"\bpre-?[ ]?op\w* | \bchest\b | \bE[CK]G\b | \bsleep\b | \bclearance\b")
"""What is asked for whatever the part that is treated."""
ABOUT_REQUEST: Final = pattern(r"\b(?:request\w*|authoriz\w+|utilization|certif\w+|denied|plan|ordered|original)\b")
_TREATED: Final = pattern(r"\b(?:diagnos\w+|treated[ ]for|treatments?[ ]for|claim[ ]for)\b")


def _treated_for(evidence: Evidence) -> Iterator[Quote]:
    yield from [each.quote for each in evidence.summary.sentences if _TREATED.search(each.text)][:1]


_FAMILIES: Final = (
    frozenset({"upper extremity", "shoulder", "elbow", "forearm", "wrist", "hand"}),
    frozenset({"lower extremity", "hip", "knee", "leg", "ankle", "foot"}),
    frozenset({"hip", "pelvis", "lumbar spine"}),
    frozenset({"chest", "thoracic spine", "abdomen"}),
)


_JOINED: Final = (frozenset({"wrist", "hand"}), frozenset({"wrist", "forearm"}), frozenset({"ankle", "foot"}))
"""Parts that letters name for each other."""


def with_limb(parts: frozenset[str]) -> frozenset[str]:
    """The parts with the limb that they are of, where the limb as a whole is meant or its segments are."""
    near = set(parts)
    for whole, family in zip(("upper extremity", "lower extremity"), _FAMILIES, strict=False):
        if whole in parts:
            near |= family
        elif parts & family:
            near.add(whole)
    if "pelvis" in parts:
        near |= {"hip"}
    for pair in _JOINED:
        near |= pair if pair & parts else frozenset()
    return frozenset(near)


@check("rationale-names-part-untold", "notable")
def rationale_names_part_untold(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a part of the body that a rationale gives the worker's pain, injury or findings is told of elsewhere."""
    asked = named(
        "part", " ".join(f"{request} {evidence.words('original_request', n)}" for n, request in evidence.requests())
    )
    told = with_limb(evidence.summary.named("part") | asked)
    told |= frozenset().union(*(reached for spine, reached in _REACHED_FROM.items() if spine in told))
    if not evidence.summary.named("part"):
        return
    for item in evidence.items:
        for sentence in evidence.rationale(item).sentences:
            has = _HAS_THERE.search(sentence.text) if sentence.named("part") - told else None
            other = named("part", has[0]) - told - {"other", "psyche", "head"} if has else frozenset()
            told_so = has and of_worker(sentence.text) and not LEFT_OPEN.search(sentence.text)
            if told_so and other and not _COMPARED.search(sentence.text):
                message = f"The rationale tells of {the_parts(other)}; the summary reports nothing there."
                yield found(message, [sentence.quote, *_treated_for(evidence)], "rationale", item)
                break


_HAS_THERE: Final = pattern(
    rf"""\b(?:(?:{WORKER}|he|she)[ ](?:has|had|complains[ ]of|reports|reported|presents[ ]with|suffers[ ]from
        |continues[ ]to[ ]have)
        | his | her | the[ ](?:{WORKER})'s | in[ ]this[ ]case,?[ ](?:the)? )[ ][^.;,]{{0,60}}"""
)


@check("rationale-treats-other-part", "notable")
def rationale_treats_other_part(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether what the rationale says the worker is treated for is in the summary."""
    told = evidence.summary.named("part") | named("part", " ".join(request for _, request in evidence.requests()))
    for item in evidence.items if told else ():
        for sentence in evidence.rationale(item).sentences:
            treated = _IS_TREATED.search(sentence.text) if "treat" in sentence.lowered else None
            other = (
                named("part", treated["what"]) - told
                if treated and not of_guideline(sentence.text) and not IN_GENERAL.search(sentence.text)
                else frozenset()
            )
            if other:
                message = (
                    f"The rationale says the worker is treated for {the_parts(other)}; the summary reports nothing "
                    "there."
                )
                yield found(message, [sentence.quote, *_treated_for(evidence)], "rationale", item)


_IS_TREATED: Final = pattern(
    r"""\b(?: treatment[ ]of[ ]the[ ](?:patient|worker|injured[ ]worker|claimant|applicant)[ ]for | (?:is
        |was)[ ]being[ ]treated[ ]for | treated[ ]for )[ ]
        (?P<what>[^.;]{3,60})"""
)

_MIDLINE: Final = pattern(
    r"""\bbilateral[ ](?:cervical|lumbar|thoracic|lumbosacral)[ ](?:spine|MRI|x-?rays?)\b | \b(?:cervical|lumbar
        |thoracic)[ ]spine[, ]+bilateral(?:ly)?\b"""
)


@check("side-of-a-midline-part", "minor")
def side_of_a_midline_part(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a side is given to a part of the body that has none."""
    for item, request in evidence.requests():
        if said := _MIDLINE.search(request):
            yield found(
                f"“{said[0]}” gives a side to a part that has none.",
                [evidence.quote("request", item)],
                "laterality",
                item,
            )


SIDED: Final = pattern(
    r"\b(?P<side>left|right)(?:[ -]sided)?[ ](?P<noun>[a-z]{3,}(?:[ ](?:tunnel|syndrome|extremity))?)\b"
)
OPPOSITE: Final = {"left": "right", "right": "left"}


_COMPARED: Final = pattern(
    r"""\b(?: compared | versus | opposite | contralateral | uninjured | unaffected | uninvolved | sound
        | intact | ago | previous(?:ly)? | prior | history
        | earlier | normal | underwent | surgery | released | in[ ](?:19|20)\d\d )\b"""
)
"""Why the other side is spoken of as well."""


@check("rationale-names-other-side", "serious")
def rationale_names_other_side(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale speaks of the side that is requested."""
    for item, _ in evidence.requests():
        side = str(evidence.value("laterality", item) or "")
        parts = frozenset(evidence.names("body_parts", item))
        if side not in OPPOSITE or not parts:
            continue
        if decided := _decides_on_side(evidence, item, side, parts):
            asked = evidence.told(side, "laterality", item)
            message = f"The rationale decides on the {OPPOSITE[side]} side; the request is for the {asked}."
            yield found(message, [decided.quote, evidence.quote("request", item)], "rationale", item)
            continue
        own = [each for each in evidence.rationale(item).sentences if not of_guideline(each.text)]
        if any(re.search(rf"\b(?:{side}|bilateral|both)\b", each.text, re.I) for each in own):
            continue  # both sides are spoken of
        for sentence in (each for each in own if not _COMPARED.search(each.text)):
            opposite = [m for m in SIDED.finditer(sentence.text) if m["side"].casefold() == OPPOSITE[side]]
            wrong = [m for m in opposite if with_limb(named("part", m["noun"])) & parts]
            if wrong:
                asked = evidence.told(side, "laterality", item)
                message = f"The rationale speaks of the {OPPOSITE[side]} side; the request is for the {asked}."
                yield found(message, [sentence.quote, evidence.quote("request", item)], "rationale", item)
                break


def _decides_on_side(evidence: Evidence, item: int, side: str, parts: frozenset[str]) -> Sentence | None:
    """The sentence that names the other side of the requested part in what it decides on, and not the requested."""
    told = [(each, {m["side"].casefold() for m in SIDED.finditer(each.words)}) for each in judged(evidence, item)]
    if any(side in sides for each, sides in told if not each.concluding):
        told = [(each, sides) for each, sides in told if each.concluding]
    for each, sides in told:
        same = with_limb(named("part", each.words)) & with_limb(parts)
        if sides == {OPPOSITE[side]} and same and not re.search(rf"\b(?:{side}|bilateral|both)\b", each.words, re.I):
            return each.sentence
    return None


@check("request-on-side-untold", "serious")
def request_on_side_untold(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the side that is requested of a part is one that the summary, where it gives sides, speaks of."""
    sided = [item for item in evidence.items if evidence.value("laterality", item) in OPPOSITE]
    told = _sides_told(evidence) if sided else {}
    for item in sided:
        side, parts = evidence.words("laterality", item), frozenset(evidence.names("body_parts", item))
        if not parts or any(side in sides for part, sides in told.items() if part in with_limb(parts)):
            continue
        other = [sides[OPPOSITE[side]] for part, sides in told.items() if part in parts]
        if other and not any(_names_side(each, side) for each in evidence.summary.sentences):
            asked = evidence.told(side, "laterality", item)
            message = f"The request is for the {asked} side; the summary speaks of the {OPPOSITE[side]} alone."
            yield found(message, [evidence.quote("request", item), other[0].quote], "laterality", item)


def _names_side(sentence: Sentence, side: str) -> bool:
    """Whether a sentence speaks of a side, or of both: `L shoulder` too."""
    return bool(re.search(rf"\b(?i:{side}|bilat\w*|both|b/l)\b|\b{side[0].upper()}\b", sentence.text))


@check("rationale-names-side-untold", "serious")
def rationale_names_side_untold(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a side that the rationale gives to a part, where the request gives none, is the summary's."""
    sided = any(has_any(evidence.rationale(item).lowered, ("left", "right")) for item in evidence.items)
    told = _sides_told(evidence) if sided else {}
    for item, request in evidence.requests():
        if not told or SIDED.search(request) or evidence.value("laterality", item):
            continue
        for sentence in evidence.rationale(item).sentences:
            if of_guideline(sentence.text) or _COMPARED.search(sentence.text):
                continue
            for match in SIDED.finditer(sentence.text):
                side = match["side"].casefold()
                wrong = [part for part in named("part", match["noun"]) if told.get(part, {}).keys() == {OPPOSITE[side]}]
                if wrong:
                    message = (
                        f"The rationale speaks of the {side} {wrong[0]}, the summary of the {OPPOSITE[side]} alone."
                    )
                    yield found(message, [sentence.quote, told[wrong[0]][OPPOSITE[side]].quote], "rationale", item)
                    break


def _sides_told(evidence: Evidence) -> dict[str, dict[str, Sentence]]:
    """By part of the body, the sides that the summary names, each with its first sentence; both where it says so."""
    sides: dict[str, dict[str, Sentence]] = {}
    for sentence in evidence.summary.sentences:
        both = bool(_EITHER.search(sentence.text))
        for match in SIDED.finditer(sentence.text):
            for part in named("part", match["noun"]):
                named_sides = sides.setdefault(part, {})
                for side in ("left", "right") if both else (match["side"].casefold(),):
                    named_sides.setdefault(side, sentence)
        for part in named("part", sentence.text) if both else ():
            sides.setdefault(part, {}).update(left=sentence, right=sentence)
    return sides


_BOTH: Final = pattern(
    r"""\b(?:left[ ]and[ ]right|right[ ]and[ ]left|bilateral)(?:[ -]sided)?[ ](?P<noun>[a-z]{5,}(?:[ ](?:tunnel
        |syndrome))?)\b"""
)


@check("one-side-of-two", "notable")
def one_side_of_two(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a condition that the summary gives to both sides is one-sided in the rationale."""
    both = {
        m["noun"].casefold(): s
        for s in evidence.summary.sentences
        for m in _BOTH.finditer(s.text)
        if not named("part", m["noun"])
    }
    for item in evidence.items if both else ():
        for sentence in evidence.rationale(item).sentences:
            asked = str(evidence.value("laterality", item) or "")
            one = [
                m
                for m in SIDED.finditer(sentence.text)
                if m["noun"].casefold() in both and m["side"].casefold() != asked
            ]
            if one and len({m["side"].casefold() for m in one}) == 1 and not _EITHER.search(sentence.text):
                message = (
                    f"The summary gives {one[0]['noun']} to both sides, the rationale to the "
                    f"{one[0]['side'].casefold()}."
                )
                yield found(message, [sentence.quote, both[one[0]["noun"].casefold()].quote], "rationale", item)
                break


_EITHER: Final = pattern(
    r"""\b(?:bilateral(?:ly)?|each[ ]side|either
        |both(?![ ](?:as|in|of[ ]which|were|was|are|and)\b)|(?:left[ ]and[ ]right|right[ ]and[ ]left))\b"""
)
_COMPLAINS: Final = pattern(r"\b(?:complain\w*|there[ ]was[ ]pain|reported|pain[ ]on)\b")
_EXAMINED: Final = pattern(r"\b(?:objective|exam\w*|findings?|physical[ ]exam\w*)\b")


@check("complaint-and-finding-on-other-sides", "notable")
def complaint_and_finding_on_other_sides(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the summary's complaints and findings of a part of the body are of the same side."""
    complained, examined = _sides(evidence, _COMPLAINS, _EXAMINED), _sides(evidence, _EXAMINED, _COMPLAINS)
    for part in complained.keys() & examined.keys():
        one, other = complained[part], examined[part]
        if len(one) == len(other) == 1 and one.keys() != other.keys():
            (side, telling), (found_side, showing) = *one.items(), *other.items()
            message = f"The complaint is of the {side} {part}, the finding of the {found_side}."
            yield found(message, [telling.quote, showing.quote], "summary.text")


_SIDE_ALONE: Final = pattern(r"\b(?:left|right)\b (?![ -][a-z]{3,})")
"""As where both sides are measured: `right hand 40 pounds, left 20`."""
_NOTHING: Final = pattern(
    r"""\b(?: bilateral(?:ly)? | both | normal | unremarkable | full | negative | intact | non-?tender | crossed
        | no[ ](?:tender\w*|swelling|pain|deficit) )\b"""
)
"""Words of a sentence that tells of both sides, or finds nothing."""


def _sides(evidence: Evidence, telling: re.Pattern[str], never: re.Pattern[str]) -> dict[str, dict[str, Sentence]]:
    """By part of the body, the sides that sentences of a sort name, each with its first sentence."""
    sides: dict[str, dict[str, Sentence]] = {}
    for sentence in evidence.summary.sentences:
        sided = has_any(sentence.lowered, ("left", "right"))
        if (
            sided
            and telling.search(sentence.text)
            and not any(each.search(sentence.text) for each in (never, _NOTHING, _SIDE_ALONE))
        ):
            for match in SIDED.finditer(sentence.text):
                for part in named("part", match["noun"]):
                    sides.setdefault(part, {}).setdefault(match["side"].casefold(), sentence)
    return sides
