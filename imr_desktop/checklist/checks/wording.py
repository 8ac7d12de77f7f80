"""How a rationale reads: its conclusion, what it repeats, what it contradicts, what it hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from imr_desktop.checklist.evidence import Evidence, Sentence
from imr_desktop.checklist.registry import Raise, check
from imr_desktop.model import Finding, Quote
from imr_desktop.parsing.finders import pattern

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


_MEETS: Final = pattern(
    r"""\b(?: meets?[ ](?:the[ ])?(?:evidence|guideline|criteria|published)[^.;]{0,60}?(?:criteria
        |guidelines?) (?:[ ]for)?
          | there[ ](?:is|was)[ ](?:a[ ]|clear[ ])*(?:rationale|documentation
              |evidence)[ ](?:provided[ ])?to[ ]support[ ](?:the[ ]|this[ ]|an?[ ])?
              (?:requests?|need|medical|necessity|use|service|continu\w+|ongoing|treatment) )\b"""
)
_FAILS: Final = pattern(
    r"""\b(?:requirements?|criteria)[ ][^.;]{0,40}?[ ]not[ ](?:been[ ])?met\b | \bdoes[ ]not[ ]meet\b
        | \bcriteria[ ]not[ ]having[ ]been[ ]met\b"""
)


_CONDITION: Final = pattern(
    r"\b(?:if|when|unless|until|whether|should|may|utilization|UR|only|although|shorter|fewer|partly|one[ ]of|some)\b"
)


@check("reasons-against-outcome", "serious")
def reasons_against_outcome(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether the rationale says that the criteria are met and denies, or the other way round."""
    for item in evidence.items:
        outcome = evidence.value("outcome", item)
        wrong = {"upheld": _MEETS, "overturned": _FAILS}.get(str(outcome))
        for sentence in evidence.rationale(item).sentences if wrong else ():
            if wrong and wrong.search(sentence.text) and not _CONDITION.search(sentence.text):
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


@check("depends-on-another-item", "minor")
def depends_on_another_item(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Which items have no reasons of their own but stand or fall with a parent item."""
    tied = [item for item in evidence.items if _ANCILLARY.search(evidence.rationale(item).text)]
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
    if _ANCILLARY.search(evidence.rationale(other).text):
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


_IDIOM: Final = pattern(r"\b(?P<one>[a-z]+)[ ](?:by|and|to|after|for|or)[ ](?P=one)\b")
"""`step by step`, `more and more`."""


@check("words-doubled", "minor")
def words_doubled(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether words are doubled, a trace of text put together from pieces."""
    for item in evidence.items:
        for sentence in evidence.rationale(item).sentences:
            doubled = _DOUBLED.search(sentence.text)
            if doubled and not _IDIOM.search(doubled[0]):
                yield found(f"Words are doubled: “{doubled[0]}”.", [sentence.quote], "rationale", item)


@check("negated-twice", "minor")
def negated_twice(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether a sentence denies the same on both sides of its “but”."""
    seen: dict[str, tuple[Sentence, list[int]]] = {}
    for item in evidence.items:
        for sentence in evidence.rationale(item).sentences:
            if _BUT.search(sentence.text):
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
