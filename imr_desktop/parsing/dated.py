"""The dates of the injury and of the utilization review, as the summary states them.

A date says nothing by itself: what stands before and after it within its sentence does. So dates are found first, and
each rule looks at a date's surroundings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from imr_desktop.dates import iso
from imr_desktop.model import Found, Span
from imr_desktop.parsing.finders import Hit, decide, has_any, pattern
from imr_desktop.parsing.lexicon import DATE, WORKER, any_of
from imr_desktop.parsing.passage import Passage

_DATE: Final = pattern(rf"(?=\d|[jfmasond][aeupco]) (?<![\d/.-]) {DATE}")
_MAY_TELL: Final = re.compile(r"\d(?:[ ]?[-/.]|\d{3})")
"""What every date has: a digit before a separator, or a year."""

_REACH: Final = 160
"""Characters before and after a date that may tell what it is the date of."""


class Dated(NamedTuple):
    """A date in a sentence with its surroundings, up to the neighbouring dates."""

    value: str
    span: Span
    before: str
    after: str


def find_dates(sentence: Passage) -> list[Dated]:
    """The sentence's dates; what looks like one and stands on no calendar is left out."""
    matches = [*_DATE.finditer(sentence.text)] if _MAY_TELL.search(sentence.text) else []
    found = []
    for earlier, match, later in zip_longest([None, *matches[:-1]], matches, matches[1:]):
        if match and (value := iso(match[0])):
            begin = max(match.start() - _REACH, earlier.end() if earlier else 0)
            end = min(match.end() + _REACH, later.start() if later else len(sentence.text))
            before, after = sentence.text[begin : match.start()], sentence.text[match.end() : end]
            found.append(Dated(value, sentence.group(match).span, before, after))
    return found


class Surroundings(NamedTuple):
    """A rule on a date: its name, what stands right before the date, and what right after it.

    `cues` are words in lower case of which at least one stands near every such date: a quick look before a long one.
    """

    name: str
    cues: tuple[str, ...]
    before: re.Pattern[str]
    after: re.Pattern[str] = pattern(r"\A")


def _right_before(source: str) -> re.Pattern[str]:
    """A pattern for what ends where a date begins, on the date's side a bracket and "or about"."""
    return pattern(rf"(?:{source}) [ ]?\(? (?:or[ ]about[ ]|the[ ])? \Z")


def _dated_hits(dates: Sequence[Dated], rules: Sequence[Surroundings], never: re.Pattern[str]) -> list[Hit]:
    """What the rules find, rule by rule; `never` sees the surroundings with a `|` in the date's place."""
    near = [(each, f"{each.before}|{each.after}", f"{each.before}|{each.after}".lower()) for each in dates]
    return [
        Hit(each.value, rule.name, (each.span,))
        for rule in rules
        for each, told, lowered in near
        if has_any(lowered, rule.cues)
        and rule.before.search(each.before)
        and rule.after.search(each.after)
        and not never.search(told)
    ]


# --- the injury ------------------------------------------------------------------------------------------------------

_ON: Final = any_of("on | of | in | from | dated | through | occurred | occurring")
_INJURY_DATE: Final = any_of(
    "date of injury | dates of injury | injury dates"
    "| date of the injury | date of industrial injury | date of accident | date of loss | injury date"
    "| DOI | D/I"
)
_SUFFERED: Final = any_of(
    "sustained | sustaining | sustains | suffered | incurred | was injured | injured his | injured her | injured the"
)
_HAPPENED: Final = any_of(
    "fell | slipped | tripped | struck | crushed | broke | twisted | fractured | lifting | hurt | burned | hit"
)

_INJURED_ON: Final = (
    Surroundings(
        "date of injury", ("date of", "injury date", "doi", "d/i"), _right_before(rf"\b{_INJURY_DATE}\b [^.;]{{0,20}}")
    ),
    Surroundings(
        "injury on",
        ("injur", "hurt"),
        _right_before(
            r"""\b(?:injur(?:y|ies|ed)|hurt)\b [ ,:]*+ (?:(?:at[ ]work|on[ ]the[ ]job)[ ,]++)?
                (?:(?:that|which)[ ])?(?:(?:occurr(?:ed|ing)|sustained)[ ])?(?:was[ ])?
                (?:(?:on|of|from|dated|in|at|(?:dates|goes|going)[ ](?:back[ ])?to)\b)?"""
        ),
    ),
    Surroundings(
        "claim from",
        ("claim",),
        _right_before(
            rf"""\bclaim\b (?: [^.;]{{0,20}}? \b{_ON} | [^.;]{{0,150}}? \bthrough
                | [^.;]{{0,40}}? \bdate[ ](?:is|was)(?:[ ](?:given|listed|reported|noted)[ ]as)?)"""
        ),
    ),
    Surroundings("the date was", ("date",), _right_before(r"\A(?:the|its)[ ]date[ ](?:is|was)(?:[ ]given[ ]as)?")),
    Surroundings(
        "sustained … on",
        ("sustain", "suffered", "incurred", "injured"),
        _right_before(rf"\b{_SUFFERED}\b [^.;]{{0,130}}? \b{_ON}"),
    ),
    Surroundings(
        "injury … on",
        ("injur", "accident", "trauma", "incident", "event"),
        _right_before(
            rf"""\b(?:injury|injuries|accident|trauma|(?:industrial|work)[ ](?:event|incident)
                |incident[ ]at[ ]work)\b [^.;]{{0,90}}? \b{_ON}"""
        ),
    ),
    Surroundings(
        "on … when", ("when",), _right_before(rf"\b(?:{WORKER}|he|she)\b [^.;]{{0,90}} \bon"), pattern(r"\A,?[ ]when\b")
    ),
    Surroundings(
        "happened on",
        tuple("fell slipped tripped struck crushed broke twist fracture lifting hurt burn hit".split()),
        _right_before(rf"\b{_HAPPENED}\b [^.;]{{0,80}}? \b(?:on|in|since|at[ ]work|on[ ]the[ ]job)"),
    ),
    Surroundings(
        "the … injury",
        ("injur", "accident"),
        pattern(r"\b(?:since|after|following|from|with|of|sustained|suffered|had)[ ](?:the|an?|his|her)[ ]\Z"),
        pattern(r"\A[ ](?:industrial[ ]|occupational[ ]|work(?:[ -]related)?[ ])?(?:injury|accident)\b"),
    ),
    Surroundings(
        "… date of injury",
        ("date",),
        pattern(r"\b(?:an?|the|of|with)[ ]\Z"),
        pattern(r"\A[ ](?:industrial[ ])?(?:date[ ]of[ ](?:the[ ])?(?:industrial[ ])?injury|injury[ ]date)\b"),
    ),
)
_BEGAN: Final = Surroundings(
    "onset … on",
    ("onset", "began", "started", "since", "beginning", "starting", "through", "ending", "reported"),
    _right_before(
        r"""\b(?: (?:gradual|insidious|sudden|acute)[ ]onset
                | (?:pain|symptoms|complaints|rash|swelling|numbness)[ ](?:began|started) )\b [^.;]{0,80}?
            \b(?:as[ ]of|on|in|since|from|around|about|beginning)
          | \b(?:stress|exposure|trauma|pain|symptoms|cumulative\w*)\b [^.;]{0,60}? \b(?:beginning|starting|through
          |ending)(?:[ ](?:on|in))?
          | \breported[ ](?:it|this|the[ ]injury)\b [^.;]{0,60}? \bon
          | \b(?:reports?|reported|developed|noted|noticed)[ ](?:[\w-]+[ ]){1,8}? \bsince"""
    ),
)
"""The weakest: what came on by and by has the day from which it is told."""

_TOLD_ON: Final = pattern(r"(?:\A|\b(?:on|in|since|around|during|of|DOI)) [ ]? \(? (?:or[ ]about[ ])? \Z")
_NOT_THEN: Final = pattern(
    rf"""\b(?:notes?|reports?|visit|exam\w*|evaluation|records?|letter|review|form|MRI|x-?rays?|seen)[ ](?:of|on
        |from)[ ]\|
       | \| ,? [ ] (?:(?:the|this)[ ])? (?:{WORKER}|he|she)[ ] (?:\w+ly[ ])? (?:report|present|complain|state
       |describ|return|continu
             |(?:was|is)[ ](?:seen|evaluated|examined|noted))
       | \| ,? [ ] (?:visit|office|progress|report|note|evaluation|date[ ]of[ ]service)"""
)
"""Dates of visits and papers, in whose sentences an accident may be told again."""

_NEVER_INJURY: Final = pattern(
    r"\breport[ ]of\b | \bagain[ ](?:on|in)[ ]\| | \b(?:non[ ]?-?industrial|previous|prior)[ ]injur"
)

# --- the utilization review ------------------------------------------------------------------------------------------

_NO_PERSON: Final = (
    r"(?<!he[ ])(?<!patient[ ])(?<!worker[ ])(?<!applicant[ ])(?<!claimant[ ])(?<!currently[ ])(?<!also[ ])"
)
"""Before a refusal: nobody who, being asked at a visit, denied this or that pain."""
_REFUSED: Final = rf"""{_NO_PERSON} (?: non-?[ ]?certif(?:ied|ication|y) | non-?[ ]?approved? | den(?:ied|ial|ying)
    | {any_of("not certified | not approved | not authorized | not medically | failed to approve | rejected | refused")}
    | {any_of("not certify | not approve | not authorize | not allow | not allowed | turned down | declined")}
    | turned[ ](?:it|them|that|this|both|the[ ]\w+)[ ]down | disapproved | disallowed
    | (?:certified|approved|authorized)[ ]in[ ]part\b
    | modified(?![ ](?:work|dut|activit)) | partially[ ](?:approv|certif|den|author)\w+ | adverse[ ](?:det|dec)\w+
    | deemed[ ](?:not|un|non) )"""
_REVIEW: Final = r"""(?:utilization[ ]review(?:er)?s?|(?-i:U\.?R\b\.?)|claims?[ ](?:administrator|adjuster)
    |peer[ ]review(?:er)?
    |physician[ ](?:advis[eo]r|reviewer)|(?:carrier|insurer)(?:['’]s)?[ ](?:physician[ ]|medical[ ]
    |peer[ ])?(?:reviewer|review|denial|decision))"""
_EARLIER: Final = r"(?:prior|previous|original|earlier|initial|last)"
_DECISION: Final = r"(?:review|determination|denial|decision|non-?certification|adverse)"

_REVIEW_CUES: Final = ("utilization", "ur", "u.r", "claim", "peer", "physician", "carrier", "insurer")
_REFUSAL_CUES: Final = tuple(
    "non den not modified fail partial adverse reject deemed disa turned declin refus part".split()
)

_REVIEWED_ON: Final = (
    Surroundings("review dated", _REVIEW_CUES, pattern(rf"\b{_REVIEW} [^.;]{{0,70}} \Z")),
    Surroundings(
        "earlier review dated",
        ("prior", "previous", "original", "earlier", "initial", "last"),
        pattern(rf"\b{_EARLIER}[ ](?:utilization[ ]|UR[ ]|peer[ ])?{_DECISION}\b [^.;]{{0,90}} \Z"),
    ),
    Surroundings(
        "on …, the review",
        _REVIEW_CUES,
        _right_before(r"\b(?:on|(?:decision|determination|report|letter)[ ](?:of|dated))"),
        pattern(rf"\A\)?,?[ ](?:the[ ]|a[ ])?(?:original[ ])?{_REVIEW}"),
    ),
    Surroundings("refused on", _REFUSAL_CUES, _right_before(rf"\b{_REFUSED}\b (?:[^.;]{{0,110}}? \b(?:on|dated|of))?")),
    Surroundings(
        "reviewed on",
        ("previously", "prior"),
        pattern(r"\b(?:previously|prior)\b [^.;]{0,40} \b(?:reviewed|determined|decided)\b [^.;]{0,30} \Z"),
    ),
    Surroundings(
        "on …, refused",
        _REFUSAL_CUES,
        _right_before(r"\b(?:on|letter[ ](?:of|dated))"),
        pattern(rf"\A\)?,?[ ] [^.;]{{0,140}}? \b{_REFUSED}\b"),
    ),
    Surroundings(
        "determination dated",
        ("determination", "denial", "certification", "decision under"),
        pattern(r"\b(?:determination|denial|non-?certification|decision[ ]under[ ]\w+)\b [^.;]{0,60} \Z"),
    ),
    Surroundings(
        "… utilization review",
        ("utilization", "ur", "denial", "determination", "certification", "decision"),
        pattern(r"(?:\A|\b(?:an?|the|by|in)[ ])(?:(?:original|initial|prior)[ ])?\Z"),
        pattern(
            r"""\A\)?[ ](?:utilization[ ]review|(?-i:UR)|denial|(?:adverse[ ])?determination|non-?certification
                |decision[ ](?:denied|non-?certified|modified|did[ ]not))\b"""
        ),
    ),
)
_NEVER_REVIEW: Final = pattern(
    r"""(?:requests?[ ]for[ ]authorization|\bRFA\b|authorization[ ]request) [^.;|]{0,50} \|   # the physician's
      | \|[ ]date[ ]of[ ]service | (?:date[ ]of[ ]service|DOS)[ ] [^.;|]{0,6} \|"""
)


def read_dates(sentences: Sequence[Passage], mechanism: Sequence[Span] = ()) -> dict[str, Found]:
    """The summary's own date of injury and date of the utilization review decision.

    `mechanism` is where the summary tells how the injury happened: a date beside it is the injury's.
    """
    dated = [find_dates(sentence) for sentence in sentences]
    dates = [each for found in dated for each in found]
    injured = [
        *_dated_hits(dates, _INJURED_ON, _NEVER_INJURY),
        *_beside(mechanism, sentences, dated),
        *_dated_hits(dates, [_BEGAN], _NEVER_INJURY),
    ]
    reviewed = _dated_hits(dates, _REVIEWED_ON, _NEVER_REVIEW)
    return {
        "summary.date_of_injury": decide("summary.date_of_injury", injured),
        "summary.ur_decision_date": decide("summary.ur_decision_date", reviewed),
    }


def _beside(mechanism: Sequence[Span], sentences: Sequence[Passage], dated: Sequence[Sequence[Dated]]) -> Iterator[Hit]:
    """The date nearest to the mechanism in the mechanism's own sentence."""
    for told in mechanism:
        for sentence, found in zip(sentences, dated, strict=True):
            if found and sentence.span.start <= told.start < sentence.span.end:
                near = [each for each in found if _TOLD_ON.search(each.before) and not _NOT_THEN.search(_around(each))]
                for each in sorted(near, key=lambda one: _distance(one.span, told)):
                    yield Hit(each.value, "beside the mechanism", (each.span,))


def _around(each: Dated) -> str:
    return f"{each.before}|{each.after}"


def _distance(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end)
