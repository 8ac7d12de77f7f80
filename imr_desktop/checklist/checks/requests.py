"""A request against its rationale and the summary: the same service, part, side, amount and strength."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imr_desktop.checklist.checks.sources import listed
from imr_desktop.checklist.evidence import Evidence, Sentence
from imr_desktop.checklist.lexicon import SERVICES, named, studies
from imr_desktop.checklist.registry import IN_GENERAL, Raise, check, of_guideline
from imr_desktop.model import Finding, Quote
from imr_desktop.parsing.finders import has_any, pattern
from imr_desktop.parsing.lexicon import NUMBER_WORDS
from imr_desktop.parsing.vocabulary import DRUGS, table


def _the(parts: frozenset[str]) -> str:
    """`the hip and the knee`."""
    return listed([f"the {part}" for part in sorted(parts)])


# --- service ---------------------------------------------------------------------------------------------------------

_NEED: Final = pattern(
    r"""\b(?: need[ ](?:for|of) | requested[ ]amount[ ]of | request[ ]for | decision[ ]for )[ ]
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
        own = [each for each in evidence.rationale(item).sentences if not of_guideline(each.text)]
        if not asked or any(asked & each.named("service") for each in own if not _GENERAL.search(each.text)):
            continue
        for sentence in own:
            judged = _NEED.search(sentence.text)
            other = frozenset(name for name in named("service", judged["what"]) if _judged(name)) if judged else None
            if other:
                names = " and ".join(sorted(other))
                message = (
                    f"The rationale speaks of the need for {names}; the request is for {' and '.join(sorted(asked))}."
                )
                yield found(message, [sentence.quote, evidence.quote("request", item)], "rationale", item)
                break


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
        if _SUBSTANCE.get(both["one"].casefold()) == both["other"].casefold():
            continue  # a brand beside its substance
        spoken = [name for name in (both["one"], both["other"]) if name.casefold() in folded]
        left = both["other"] if spoken == [both["one"]] else both["one"]
        if len(spoken) == 1 and left.casefold() not in _RARELY_SPOKEN_OF:
            message = f"The rationale says nothing of {left}, which the request combines with {spoken[0]}."
            telling = [each.quote for each in rationale.sentences if spoken[0].casefold() in each.text.casefold()]
            yield found(message, [evidence.quote("request", item), *telling], "rationale", item)


_DRUG: Final = re.compile(r"[A-Za-z]{5,}")
_KNOWN_DRUGS: Final = frozenset(name for name in DRUGS if " " not in name)


def _drugs(text: str) -> frozenset[str]:
    """The drugs that a text names, each by its substance."""
    named = (word.casefold() for word in _DRUG.findall(text))
    return frozenset(_SUBSTANCE.get(word, word) for word in named if word in _KNOWN_DRUGS)


@check("rationale-judges-other-drug", "serious")
def rationale_judges_other_drug(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale speaks of a requested drug, and not only of those of another item."""
    asked = {item: _drugs(request) for item, request in evidence.requests()}
    for item, own in asked.items():
        others = frozenset[str]().union(*(each for other, each in asked.items() if other != item)) - own
        told = [(each, _drugs(each.text)) for each in evidence.rationale(item).sentences] if own and others else []
        if any(own & drugs for _, drugs in told):
            continue
        telling = [(sentence, drugs & others) for sentence, drugs in told if drugs & others]
        if telling:
            names = listed(sorted(frozenset[str]().union(*(drugs for _, drugs in telling))))
            message = f"The rationale speaks of {names}, which another item asks for, and of no drug of this request."
            quotes = [*(sentence.quote for sentence, _ in telling), evidence.quote("request", item)]
            yield found(message, quotes, "rationale", item)


# --- part and side ---------------------------------------------------------------------------------------------------

_OF_PART: Final = (
    r"(?:[ ](?:scan|imaging|study|testing))?[ ](?:of|for|to)[ ]"
    r"(?:the[ ]|x-rays?[ ]of[ ]the[ ])*(?P<part>[^.;,()]{3,40})"
)


@check("rationale-names-other-part", "serious")
def rationale_names_other_part(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale speaks of the requested study of the same part of the body."""
    for item, request in evidence.requests():
        asked, parts = studies(request), frozenset(evidence.names("body_parts", item))
        if not asked or not parts:
            continue
        of_a_nerve = "electrodiagnostic testing" in asked  # which is tested in the limb for a complaint of the spine
        for sentence in evidence.rationale(item).sentences:
            if of_guideline(sentence.text) or _DENIED_BEFORE.search(sentence.text) or sentence.dates:
                continue
            if of_a_nerve and not (parts <= _LIMBS and _concludes_on_a_limb(evidence, sentence, asked)):
                continue
            other = _studied(sentence, asked) - _near(parts)
            if other and not _studied(sentence, asked) & parts:
                asked_for = evidence.told(_the(parts), "body_parts", item)
                message = f"The rationale discusses the study for {_the(other)}; the request is for {asked_for}."
                yield found(message, [sentence.quote, evidence.quote("request", item)], "rationale", item)
                break


_LIMBS: Final = frozenset({"upper extremity", "lower extremity"})
_NECESSARY: Final = pattern(r"\bmedically[ ](?:un)?necessary\b | \bmedical[ ]necessity\b")


def _concludes_on_a_limb(evidence: Evidence, sentence: Sentence, asked: frozenset[str]) -> bool:
    """Whether a sentence concludes on the study of an arm or a leg that no item of the letter asks for."""
    requested = frozenset(part for item in evidence.items for part in evidence.names("body_parts", item))
    studied = _studied(sentence, asked)
    return bool(_NECESSARY.search(sentence.text)) and studied <= _LIMBS - requested


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


@check("requested-part-not-in-summary", "notable")
def requested_part_not_in_summary(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the summary tells of any complaint, finding or diagnosis of the part of the body requested."""
    told = [each for each in evidence.summary.sentences if not _ABOUT_REQUEST.search(each.text)]
    complained = frozenset[str]().union(*(each.named("part") for each in told))
    if not complained:
        return
    complained |= _REACHED if _RADIATES.search(evidence.summary.text) else frozenset()
    for item, request in evidence.requests():
        parts = frozenset(evidence.names("body_parts", item)) - {"other", "psyche"}
        elsewhere = evidence.value("category", item) in ("DMEPOS", "Surgery") or _ROUTINE.search(request)
        if elsewhere or not parts or _near(parts) & complained:
            continue
        asked_for = evidence.told(_the(parts), "body_parts", item)
        message = f"The request is for {asked_for}; the summary reports no complaint, finding or diagnosis there."
        yield found(message, [evidence.quote("request", item), *_treated_for(evidence)], "body_parts", item)


_RADIATES: Final = pattern(r"\b(?:sciatic\w*|radicul\w+|radiat\w+)\b")
_REACHED: Final = frozenset({"upper extremity", "lower extremity", "leg", "foot", "hand"})
"""Parts that a complaint of the spine reaches without being named."""
_ROUTINE: Final = pattern(r"\bpre-?[ ]?op\w* | \bchest\b | \bE[CK]G\b | \bsleep\b | \bclearance\b")
"""What is asked for whatever the part that is treated."""
_ABOUT_REQUEST: Final = pattern(r"\b(?:request\w*|authoriz\w+|utilization|certif\w+|denied|plan|ordered|original)\b")
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


def _near(parts: frozenset[str]) -> frozenset[str]:
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


@check("rationale-treats-other-part", "notable")
def rationale_treats_other_part(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether what the rationale says the worker is treated for is in the summary."""
    told = evidence.summary.named("part") | named("part", " ".join(request for _, request in evidence.requests()))
    for item in evidence.items if told else ():
        for sentence in evidence.rationale(item).sentences:
            treated = _IS_TREATED.search(sentence.text)
            other = (
                named("part", treated["what"]) - told
                if treated and not of_guideline(sentence.text) and not IN_GENERAL.search(sentence.text)
                else frozenset()
            )
            if other:
                message = (
                    f"The rationale says the worker is treated for {_the(other)}; the summary reports nothing there."
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


_SIDED: Final = pattern(
    r"\b(?P<side>left|right)(?:[ -]sided)?[ ](?P<noun>[a-z]{3,}(?:[ ](?:tunnel|syndrome|extremity))?)\b"
)
_OPPOSITE: Final = {"left": "right", "right": "left"}


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
        if side not in _OPPOSITE or not parts:
            continue
        own = [each for each in evidence.rationale(item).sentences if not of_guideline(each.text)]
        if any(re.search(rf"\b(?:{side}|bilateral|both)\b", each.text, re.I) for each in own):
            continue  # both sides are spoken of
        for sentence in (each for each in own if not _COMPARED.search(each.text)):
            opposite = [m for m in _SIDED.finditer(sentence.text) if m["side"].casefold() == _OPPOSITE[side]]
            wrong = [m for m in opposite if _near(named("part", m["noun"])) & parts]
            if wrong:
                asked = evidence.told(side, "laterality", item)
                message = f"The rationale speaks of the {_OPPOSITE[side]} side; the request is for the {asked}."
                yield found(message, [sentence.quote, evidence.quote("request", item)], "rationale", item)
                break


@check("rationale-names-side-untold", "serious")
def rationale_names_side_untold(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a side that the rationale gives to a part, where the request gives none, is the summary's."""
    told = _sides_told(evidence)
    for item, request in evidence.requests():
        if not told or _SIDED.search(request) or evidence.value("laterality", item):
            continue
        for sentence in evidence.rationale(item).sentences:
            if of_guideline(sentence.text) or _COMPARED.search(sentence.text):
                continue
            for match in _SIDED.finditer(sentence.text):
                side = match["side"].casefold()
                wrong = [
                    part for part in named("part", match["noun"]) if told.get(part, {}).keys() == {_OPPOSITE[side]}
                ]
                if wrong:
                    message = (
                        f"The rationale speaks of the {side} {wrong[0]}, the summary of the {_OPPOSITE[side]} alone."
                    )
                    yield found(message, [sentence.quote, told[wrong[0]][_OPPOSITE[side]].quote], "rationale", item)
                    break


def _sides_told(evidence: Evidence) -> dict[str, dict[str, Sentence]]:
    """By part of the body, the sides that the summary names, each with its first sentence; both where it says so."""
    sides: dict[str, dict[str, Sentence]] = {}
    for sentence in evidence.summary.sentences:
        both = bool(_EITHER.search(sentence.text))
        for match in _SIDED.finditer(sentence.text):
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
                for m in _SIDED.finditer(sentence.text)
                if m["noun"].casefold() in both and m["side"].casefold() != asked
            ]
            if one and len({m["side"].casefold() for m in one}) == 1 and not _EITHER.search(sentence.text):
                message = (
                    f"The summary gives {one[0]['noun']} to both sides, the rationale to the "
                    f"{one[0]['side'].casefold()}."
                )
                yield found(message, [sentence.quote, both[one[0]["noun"].casefold()].quote], "rationale", item)
                break


_EITHER: Final = pattern(r"\b(?:both|bilateral(?:ly)?|each[ ]side|either)\b")
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
        if telling.search(sentence.text) and not any(
            each.search(sentence.text) for each in (never, _NOTHING, _SIDE_ALONE)
        ):
            for match in _SIDED.finditer(sentence.text):
                for part in named("part", match["noun"]):
                    sides.setdefault(part, {}).setdefault(match["side"].casefold(), sentence)
    return sides


# --- amounts ---------------------------------------------------------------------------------------------------------

_AMOUNT: Final = pattern(
    rf"""\b(?P<count>\d{{1,3}}|{"|".join(NUMBER_WORDS)})[ ](?:[a-z]+[ ]){{0,2}}?(?:sessions?|visits?|treatments?
        |EMGs?|MRIs?|units?)\b"""
)
_QUANTITY_OF: Final = pattern(r"\b(?:quantity|qty)[ ](?:of[ ])?(?P<count>\d{1,3})\b")


def _number(count: str) -> int:
    return int(count) if count.isdigit() else NUMBER_WORDS[count.casefold()]


def _numbers(text: str) -> frozenset[int]:
    """Every whole number in a text, in digits or spelled."""
    words = {NUMBER_WORDS[each] for each in re.findall(r"[a-z]+(?:-[a-z]+)?", text.casefold()) if each in NUMBER_WORDS}
    return frozenset({int(each) for each in re.findall(r"(?<![\d.])\d{1,4}(?![\d])", text)} | words)


@check("quantity-not-in-heading", "serious")
def quantity_not_in_heading(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a quantity that the rationale judges stands in the heading."""
    for item, request in evidence.requests():
        for sentence in evidence.rationale(item).sentences:
            judged = _QUANTITY_OF.search(sentence.text) if has_any(sentence.lowered, ("qty", "quantity")) else None
            if judged and int(judged["count"]) not in {1, *_numbers(request)}:
                message = f"The rationale judges a quantity of {judged['count']}, which the heading does not give."
                yield found(message, [sentence.quote, evidence.quote("request", item)], "quantity", item)
                break


_RATE: Final = pattern(
    rf"""\b(?P<count>\d{{1,3}}|{"|".join(NUMBER_WORDS)})[ ]?(?:\(\d+\)[ ]?)?(?P<unit>hours?|days?|times?|visits?
        |sessions?)
        [ ](?:a|per|each)[ ](?P<each>day|week|month)\b"""
)


def _rates(text: str) -> dict[tuple[str, str], frozenset[int]]:
    """How often a text says something is to be, by what is counted and in what time: `5 days per week`."""
    rates: dict[tuple[str, str], frozenset[int]] = {}
    for match in _RATE.finditer(text):
        key = match["unit"].casefold().rstrip("s"), match["each"].casefold()
        rates[key] = rates.get(key, frozenset()) | {_number(match["count"])}
    return rates


@check("rate-not-in-heading", "serious")
def rate_not_in_heading(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale concludes on as many days, hours or visits in a time as the heading asks for."""
    for item, request in evidence.requests():
        asked = _rates(f"{request} {evidence.words('original_request', item)}")
        for sentence in evidence.rationale(item).sentences if asked else ():
            if not _NECESSARY.search(sentence.text):
                continue
            judged = _rates(sentence.text)
            wrong = [key for key in asked.keys() & judged.keys() if not asked[key] & judged[key]]
            if wrong:
                unit, time = wrong[0]
                message = (
                    f"The heading asks for {_told(asked[wrong[0]], unit)} per {time}; the rationale concludes on "
                    f"{_told(judged[wrong[0]], unit)}."
                )
                yield found(message, [sentence.quote, evidence.quote("request", item)], "quantity", item)
                break


def _told(counts: frozenset[int], unit: str) -> str:
    """`5 days`, `2 or 3 visits`."""
    said = " or ".join(map(str, sorted(counts)))
    return f"{said} {unit}{'' if counts == {1} else 's'}"


_ORIGINAL: Final = pattern(
    r"""\b(?: initial[ ]treatment[ ]request | original[ ]request[ ](?:was[ ]for|for|of) | originally[ ]requested
        | original[ ]treatment[ ]request )\b
        [^.;]{0,80}? \b(?: exceed\w* | excess | not[ ]medically | not[ ]supported | not[ ]recommended )"""
)
_CONCLUDES: Final = pattern(
    r"\b(?:request|decision)[ ]for[ ](?P<what>[^.;]{3,120}?)[ ](?:is|was|are)[ ](?:not[ ])?medically"
)


@check("remainder-judged-as-whole", "serious")
def remainder_judged_as_whole(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale judges the remainder in dispute and not the original request."""
    for item, request in evidence.requests():
        original = evidence.words("original_request", item)
        if not original or original.casefold() == request.casefold() or not evidence.words("authorized_part", item):
            continue
        judging = [each for each in evidence.rationale(item).sentences if _judges_whole(each, original, request)]
        if judging:
            message = f"In dispute is “{request}”; the rationale judges the original request, “{original}”."
            quotes = [
                *(each.quote for each in judging),
                evidence.quote("request", item),
                evidence.quote("original_request", item),
            ]
            yield found(message, quotes, "rationale", item)


def _judges_whole(sentence: Sentence, original: str, request: str) -> bool:
    if _ORIGINAL.search(sentence.text):
        return True
    concluded = _CONCLUDES.search(sentence.text)
    said = concluded["what"] if concluded else sentence.text if _NECESSARY.search(sentence.text) else ""
    if not said or "remaining" in said or "original request" in said:
        return False
    judged = {_number(m["count"]) for m in _AMOUNT.finditer(said)}
    whole, rest = ({_number(m["count"]) for m in _AMOUNT.finditer(each)} for each in (original, request))
    return bool(judged & (whole - rest)) and not judged & rest


_TRIAL: Final = pattern(r"\btrial[ ]of[ ](?P<count>\d+)[ ]visits[ ]over[ ](?P<span>\d+(?:-\d+)?[ ]weeks)\b")


@check("guideline-quoted-two-ways", "minor")
def guideline_quoted_two_ways(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a rationale gives a guideline's trial the same length wherever it quotes it."""
    for item in evidence.items:
        lengths: dict[str, dict[str, Sentence]] = {}
        for sentence in evidence.rationale(item).sentences:
            for trial in _TRIAL.finditer(sentence.text):
                lengths.setdefault(trial["count"], {}).setdefault(trial["span"], sentence)
        for count, told in lengths.items():
            if len(told) > 1:
                message = f"The trial of {count} visits is quoted with different lengths: {' and '.join(told)}."
                yield found(message, [each.quote for each in told.values()], "rationale", item)


# --- drugs -----------------------------------------------------------------------------------------------------------

_SUBSTANCE: Final[dict[str, str]] = {
    brand: substance for brand, substance in table("drugs").items() if isinstance(substance, str)
}
_DOSE: Final = re.compile(
    r"\b(?P<drug>[A-Z][a-z]{4,})(?:\s(?:ER|HCL|HCl|capsules?|tablets?|sodium)){0,3}\s"
    r"(?P<dose>\d[\d.]*(?:\s?[-/]\s?\d[\d.]*)*)\s?(?P<unit>mg|gm|mcg|%)"
)


def _doses(text: str) -> Iterator[tuple[str, str, re.Match[str]]]:
    for match in _DOSE.finditer(text):
        drug = match["drug"].casefold()
        yield _SUBSTANCE.get(drug, drug), re.sub(r"\s?[-/]\s?", "/", match["dose"]) + match["unit"], match


@check("strength-differs", "serious")
def strength_differs(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a drug has the strength of the request wherever the letter tells of what is requested."""
    for item, request in evidence.requests():
        for drug, dose, _ in _doses(request):
            other = [*_otherwise(evidence, item, drug, dose)]
            if other:
                told, _ = other[0]
                message = f"The request is for {drug} {dose}; the letter also says {told}."
                yield found(message, [evidence.quote("request", item), *(q for _, q in other)], "request", item)


_MODIFIED_TO: Final = pattern(
    r"\b(?:modif\w+|reduc\w+|chang\w+|wean\w+)\b [^.;]{0,120}? \bto[ ](?P<granted>[^.;]{3,120})"
)
"""What UR granted instead, which may well be another strength."""


def _otherwise(evidence: Evidence, item: int, drug: str, dose: str) -> Iterator[tuple[str, Quote | None]]:
    for name, told, match in _doses(evidence.words("original_request", item)):
        if name == drug and told != dose:
            yield match[0], evidence.quote("original_request", item)
    others = {(name, told) for _, request in evidence.requests() for name, told, _ in _doses(request)}
    about = [each for each in evidence.summary.sentences if _ABOUT_REQUEST.search(each.text)]
    about += [each for each in evidence.rationale(item).sentences if _NECESSARY.search(each.text)]
    for sentence in about:
        doses = [(name, told, match[0]) for name, told, match in _doses(sentence.text)]
        if (drug, dose) in {(name, told) for name, told, _ in doses}:
            continue
        for name, told, words in doses:
            granted = (m for m in _MODIFIED_TO.finditer(sentence.text) if words in m["granted"])
            if name == drug and told != dose and (name, told) not in others and not any(granted):
                yield words, sentence.quote
