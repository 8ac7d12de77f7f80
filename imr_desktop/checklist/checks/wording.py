"""How a rationale reads: its conclusion, what it repeats, what it contradicts, what it hangs on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, zip_longest
from typing import Final

from imr_desktop.checklist.evidence import Evidence, Sentence, Text
from imr_desktop.checklist.registry import Raise, check
from imr_desktop.model import Finding, Quote
from imr_desktop.parsing.finders import has_any, pattern

_FITS: Final = {"upheld": "not_necessary", "overturned": "necessary"}


@check("conclusion-against-outcome", "serious")
def conclusion_against_outcome(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale concludes what the outcome says."""
    for item in evidence.items:
        outcome, conclusion = str(evidence.value("outcome", item) or ""), evidence.value("conclusion", item)
        if outcome in _FITS and conclusion and conclusion != _FITS[outcome]:
            said = "medically necessary" if conclusion == "necessary" else "not medically necessary"
            message = f"The outcome is {evidence.told(outcome, 'outcome', item)}; the rationale concludes “{said}”."
            yield found(message, evidence.quotes(("request", item), ("conclusion", item)), "conclusion", item)


_VERDICT: Final = pattern(
    r"""\brequest(?:ed|s)?\b [^.;]{0,160}? [ ](?:is|are|was|were)[ ](?:therefore[ ]|thus[ ])?(?P<no>not[ ])?
        medically[ ]necessary\b"""
)
_NO_VERDICT: Final = pattern(
    r"""\b(?:if|unless|whether|UR|utilization|provider|physician|deemed|partial\w*|modified|remaining|only|other
        |although|until
        |previous\w*|prior|found)\b"""
)


@check("conclusions-disagree", "serious")
def conclusions_disagree(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a rationale concludes on its request one way throughout."""
    for item in evidence.items:
        told: dict[bool, Sentence] = {}
        for sentence in evidence.rationale(item).sentences:
            verdict = _VERDICT.search(sentence.text) if "medically necessary" in sentence.lowered else None
            if verdict and not _NO_VERDICT.search(sentence.text):
                told.setdefault(bool(verdict["no"]), sentence)
        if len(told) == 2:
            message = "The rationale calls the request medically necessary, and not medically necessary."
            yield found(message, [told[False].quote, told[True].quote], "rationale", item)


_MEETS: Final = pattern(
    r"""\b(?: meets?[ ](?:the[ ])?(?:evidence|guideline|criteria|published)[^.;]{0,60}?(?:criteria
        |guidelines?) (?:[ ]for)?
          | (?:meets|satisfies|fulfills|fulfils)[ ](?:all[ ]|both[ ]|each[ ])?(?:of[ ])?(?:the[ ]|these[ ])?criteria
          | (?:all|both|each)(?:[ ]of)?(?:[ ]the|[ ]these)?[ ]criteria(?:[ ]for[ ](?:[\w-]+[ ]?){1,5}?)?[ ](?:is|are
        |have[ ]been|were|has[ ]been)[ ]
            (?:met|satisfied|fulfilled)
          | criteria[ ](?:are|have[ ]been|were)[ ](?:all[ ]|both[ ])?(?:met|satisfied|fulfilled)
          | the[ ]request(?:ed[ ][a-z]+(?:[ ][a-z]+)?)?[ ](?:is|was)[ ](?:therefore[ ]|thus[ ])?(?:supported
        |warranted|appropriate|justified)
          | there[ ](?:is|was)[ ](?:a[ ]|clear[ ])*(?:rationale|documentation
              |evidence)[ ](?:provided[ ])?to[ ]support[ ](?:the[ ]|this[ ]|an?[ ])?
              (?:requests?|need|medical|necessity|use|service|continu\w+|ongoing|treatment) )\b"""
)
_FAILS: Final = pattern(
    r"""\b(?:requirements?|criteria)[ ][^.;]{0,40}?[ ]not[ ](?:been[ ])?met\b | \bdoes[ ]not[ ]meet\b
        | \bcriteria[ ]not[ ]having[ ]been[ ]met\b
        | \bthe[ ]request(?:ed[ ][a-z]+(?:[ ][a-z]+)?)?[ ](?:is|was)[ ](?:therefore[ ]|thus[ ])?not[ ](?:supported
        |warranted|appropriate
            |justified|established)\b | \bcriteria[ ](?:are|is|have[ ]been|were)[ ]not[ ](?:met|satisfied
        |fulfilled)\b"""
)


_HOWEVER: Final = pattern(r"(?:however|but|yet|still|what|only|nevertheless|nonetheless|even[ ]so|on[ ]the[ ]other)\b")
_CONDITION: Final = pattern(
    r"""\b(?:if|when|unless|until|whether|should|may|utilization|UR|only|although|shorter|fewer|so[ ]far|but|however
        |partly|one[ ]of|some)\b"""
)


_VERDICTS: Final = ("criteria", "requirement", "meet", "to support", "the request")


@check("reasons-against-outcome", "serious")
def reasons_against_outcome(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale says that the criteria are met and denies, or the other way round."""
    for item in evidence.items:
        outcome = evidence.value("outcome", item)
        wrong = {"upheld": _MEETS, "overturned": _FAILS}.get(str(outcome))
        sentences = evidence.rationale(item).sentences if wrong else ()
        for sentence, following in zip_longest(sentences, sentences[1:]):
            held_back = following and _HOWEVER.match(following.text)
            if not wrong or not has_any(sentence.lowered, _VERDICTS):
                continue
            if wrong.search(sentence.text) and not _CONDITION.search(sentence.text) and not held_back:
                closes = evidence.told(str(outcome), "outcome", item)
                met = "not met" if outcome == "overturned" else "met"
                message = f"The outcome is {closes}, yet the rationale says that the criteria are {met}."
                yield found(
                    message,
                    [sentence.quote, *evidence.quotes(("conclusion", item), ("request", item))],
                    "rationale",
                    item,
                )
                break


# --- reused ----------------------------------------------------------------------------------------------------------

_ANCILLARY: Final = pattern(
    r"""\b(?:as|since|because)[ ]the[ ](?:requested|primary|associated)?[ ]?(?:surg\w+|procedure
        |injection)[^.;]{0,40}?[ ]not[ ](?:medically[ ])?necessary\b | \bancillary[ ]service"""
)
_SHORTEST: Final = 12


def _is_tied(rationale: Text) -> bool:
    """Whether a rationale says that its item stands or falls with another."""
    return has_any(rationale.lowered, ("ancillary", *_HANGING)) and bool(_ANCILLARY.search(rationale.text))


@check("depends-on-another-item", "minor")
def depends_on_another_item(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Which items have no reasons of their own but stand or fall with a parent item."""
    tied = [item for item in evidence.items if _is_tied(evidence.rationale(item))]
    parent = next((item for item in evidence.items if item not in tied), None)
    if tied and parent is not None:
        numbers = ", ".join(str(evidence.number(item)) for item in tied)
        one = len(tied) == 1
        message = (
            f"Item{'' if one else 's'} {numbers} {'stands or falls' if one else 'stand or fall'} with another: no "
            f"reasons of {'its' if one else 'their'} own."
        )
        quotes = [
            *(evidence.rationale(item).sentences[0].quote for item in tied[:1]),
            *evidence.quotes(*(("request", item) for item in tied), ("request", parent)),
        ]
        yield found(message, quotes, "rationale", tied[0], items=tied)


_PARENT_DENIED: Final = pattern(
    r"""\b(?:as|since|because)[ ]the[ ](?:requested[ ]|primary[ ]|associated[ ]
        |proposed[ ])?(?P<what>surg\w+(?:[ ]intervention)?
        |procedure|operation|injection)[^.;,]{0,30}?[ ](?:is|was|are|were)[ ](?:also[ ])?(?P<no>not[ ])?
        (?:medically[ ]necessary|supported|certified|approved|authorized|necessary|established|recommended)\b"""
)


@check("parent-decided-otherwise", "serious")
def parent_decided_otherwise(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether an item that hangs on a surgery has that as necessary or not, as the surgery's own outcome is."""
    for item in evidence.items:
        for sentence in evidence.rationale(item).sentences:
            hangs = _PARENT_DENIED.search(sentence.text) if has_any(sentence.lowered, _HANGING) else None
            if not hangs:
                continue
            category = "Injection" if "injection" in hangs["what"].casefold() else "Surgery"
            parents = [each for each in _of_category(evidence, category) if each != item and not _hangs(evidence, each)]
            outcomes = {evidence.value("outcome", each) for each in parents}
            if outcomes == {"overturned" if hangs["no"] else "upheld"}:
                said = f"{'not ' if hangs['no'] else ''}necessary"
                closes = "overturned" if hangs["no"] else "upheld"
                message = f"The rationale takes the {hangs['what']} for {said}; its own denial was {closes}."
                quotes = [sentence.quote, *evidence.quotes(*(("request", each) for each in parents))]
                yield found(message, quotes, "rationale", item)
                break


_HANGING: Final = ("as the ", "since the ", "because the ")


def _of_category(evidence: Evidence, category: str) -> list[int]:
    return [item for item in evidence.items if evidence.value("category", item) == category]


def _hangs(evidence: Evidence, item: int) -> bool:
    """Whether an item is itself an ancillary of another."""
    return bool(
        _PARENT_DENIED.search(evidence.rationale(item).text) or _ASSOCIATED.search(evidence.words("request", item))
    )


_ASSOCIATED: Final = pattern(r"\b(?:associated|assistant|anesthesi\w+|inpatient|facility)\b")


@check("rationale-reused", "notable")
def rationale_reused(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a rationale is used again within the letter with no more than the service's name changed."""
    groups: list[list[int]] = []
    for item in evidence.items:
        alike = next((group for group in groups if _alike(evidence, group[0], item)), None)
        if alike is None:
            groups.append([item])
        else:
            alike.append(item)
    for group in groups:
        if len(group) > 1:
            numbers = ", ".join(str(evidence.number(item)) for item in group[:-1])
            message = (
                f"Items {numbers} and {evidence.number(group[-1])} have the same rationale, with hardly a word changed."
            )
            yield found(
                message,
                [quote for item in group if (quote := _whole(evidence, item))],
                "rationale",
                group[0],
                items=group,
            )


def _alike(evidence: Evidence, one: int, other: int) -> bool:
    """Whether nearly all sentences of the longer rationale stand in the shorter, the requests' names apart."""
    if _is_tied(evidence.rationale(other)):
        return False
    left, right = (_sentences(evidence, item) for item in (one, other))
    same, longest = len(left & right), max(len(left), len(right))
    words = sum(len(each.split()) for each in left & right)
    return longest > 0 and words >= _SHORTEST * 2 and (same >= longest - 1 if longest <= 6 else same >= 0.8 * longest)


def _sentences(evidence: Evidence, item: int) -> frozenset[str]:
    own = evidence.words("request", item).casefold()
    texts = (each.text.casefold().replace(own, "…") for each in evidence.rationale(item).sentences)
    return frozenset(text for text in texts if len(text) > 3)


def _whole(evidence: Evidence, item: int) -> Quote | None:
    sentences = evidence.rationale(item).sentences
    return sentences[0].quote if sentences else None


# --- slips -----------------------------------------------------------------------------------------------------------

_DOUBLED: Final = pattern(r"\b(?P<words>(?!is\b|are\b|was\b|not\b)[a-z][\w-]*(?:[ ][\w-]+){1,4}?)[ ](?P=words)\b")
_BUT: Final = pattern(r"\bdo(?:es)?[ ]not[ ](?P<verb>[a-z]+)\b[^.;]{5,120}?,?[ ]but[ ]do(?:es)?[ ]not[ ](?P=verb)\b")


_WORD: Final = re.compile(r"[\w-]+")
_IDIOM: Final = pattern(r"\b(?P<one>[a-z]+)[ ](?:by|and|to|after|for|or)[ ](?P=one)\b")
"""`step by step`, `more and more`."""


@check("words-doubled", "minor")
def words_doubled(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether words are doubled, a trace of text put together from pieces."""
    for item in evidence.items:
        for sentence in evidence.rationale(item).sentences:
            words = _WORD.findall(sentence.lowered)
            pairs = {*pairwise(words)}
            doubled = _DOUBLED.search(sentence.text) if len(pairs) < len(words) - 1 else None
            if doubled and not _IDIOM.search(doubled[0]):
                yield found(f"Words are doubled: “{doubled[0]}”.", [sentence.quote], "rationale", item)


@check("negated-twice", "minor")
def negated_twice(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a sentence denies the same on both sides of its “but”."""
    seen: dict[str, tuple[Sentence, list[int]]] = {}
    for item in evidence.items:
        for sentence in evidence.rationale(item).sentences:
            if "but do" in sentence.lowered and _BUT.search(sentence.text):
                seen.setdefault(sentence.text, (sentence, []))[1].append(item)
    for sentence, items in seen.values():
        yield found(
            "The sentence says the same “not” on both sides of its “but”.",
            [sentence.quote],
            "rationale",
            items[0],
            items=items,
        )


_TO_COME: Final = pattern(r"\bwas[ ]to[ ]receive[ ](?:an?[ ])?(?P<what>initial[ ](?:set|trial|course)[ ]of[ ]\d+)\b")
_GIVEN: Final = pattern(
    r"\bhas[ ](?:previously|already)[ ]received[ ](?:an?[ ])?(?P<what>initial[ ](?:set|trial|course)[ ]of[ ]\d+)\b"
)


@check("given-and-still-to-come", "notable")
def given_and_still_to_come(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the same first set of visits is over in one rationale and still to come in another."""
    told = [(item, each) for item in evidence.items for each in evidence.rationale(item).sentences]
    given = [(item, each, match["what"]) for item, each in told if (match := _GIVEN.search(each.text))]
    coming = {match["what"]: (item, each) for item, each in told if (match := _TO_COME.search(each.text))}
    for item, sentence, what in given:
        if what in coming:
            other, later = coming[what]
            message = (
                f"The {what} has been received (item {evidence.number(item)}) and is still to come (item "
                f"{evidence.number(other)})."
            )
            yield found(message, [sentence.quote, later.quote], "rationale", item, items=[item, other])
