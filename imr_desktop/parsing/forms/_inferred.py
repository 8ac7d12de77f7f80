"""What forms A, B and C share: the outcome is no word after a heading, it follows from a sentence on necessity.

A cover with labels, sections under headings, and for each request a sentence "… the request for X is (not) medically
necessary and appropriate", perhaps printed twice: as the decision, and once more above its rationale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from imr_desktop.model import Candidate, Flag, Found, Json, Source
from imr_desktop.parsing import completeness, guidelines, header, reviewer
from imr_desktop.parsing.finders import Hit, absent, decide, unreadable
from imr_desktop.parsing.forms import Parts
from imr_desktop.parsing.forms._shared import read_case_outcome, read_long_text, read_request, read_summary
from imr_desktop.parsing.items import Part, Side
from imr_desktop.parsing.passage import Passage, fold
from imr_desktop.parsing.sections import Extent, folded, outline
from imr_desktop.texts import tr

COVER_LABELS: Final = header.labels(
    {
        "case_number": ("MAXIMUS Case Number", "IMR Case Number"),
        "decision_date": ("Dated",),
        "ur_denial_date": ("Date of UR Decision", "UR Decision Date"),
        "application_received": ("IMR Application Received",),
    }
)

_VERDICT: Final = re.compile(
    r"(?<!\bthat\s)(?<!\bwhich\s)\b(?:is|are|was|were)\s*+(?P<no>not)?\s*+"
    r"(?:(?:found|deemed|considered)\s+(?:to\s+be\s+)?)?medically\s*+necessary",
    re.IGNORECASE,
)
"""The words of the outcome, also fused ("notmedically"); what stands before them is the request.

A clause that begins with "that" or "which" tells of the request itself.
"""


@dataclass(frozen=True, slots=True)
class Decided:
    """One request as a letter of these forms gives it.

    `request` is where it is named, `said` the stretches of each sentence that decides it, `parts` those of its texts.
    """

    request: Extent
    said: tuple[Extent, ...]
    parts: Mapping[Part, Extent]


def read_letter(
    source: Source, sections: Mapping[str, Extent], expected: Sequence[str], items: Sequence[Decided]
) -> Parts:
    """The fields of a letter whose sections are found: `cover`, `reviewer` and `summary`, each where it is there.

    `expected` names the sections that letters of the form have; one that is missing is flagged.
    """
    text = source.text
    credentials = fold(text, *sections.get("reviewer", (0, 0)))
    read = tuple(_read_item(text, item) for item in items)
    fields = {
        **header.read_header(folded(text, sections.get("cover")), COVER_LABELS),
        **reviewer.ANY.read(credentials),
        **reviewer.read_statements(credentials),
        **read_summary(text, sections.get("summary"), sections.get("lead")),
        "case.outcome": read_case_outcome(read),
    }
    return Parts(fields, read, tuple(_doubts(text, sections, expected, read)))


def _doubts(
    text: str, sections: Mapping[str, Extent], expected: Sequence[str], items: Sequence[Mapping[str, Found]]
) -> Iterator[Flag]:
    for name in expected:
        if name not in sections:
            said = tr("The heading of the section “{section}” is missing; part of it may be lost.", section=name)
            yield Flag("missing-heading", said)
    without = [number for number, item in enumerate(items, 1) if item["rationale"].state != "stated"]
    if without or not items:
        yield Flag(
            "item-counts",
            tr(
                "The letter has {requests} requests and {rationales} rationales; an item may be missing or read wrong.",
                requests=len(items),
                rationales=len(items) - len(without),
            ),
        )
    yield from completeness.undecoded(text)


def _read_item(text: str, item: Decided) -> dict[str, Found]:
    rationale = item.parts.get("rationale")
    read = read_request(fold(text, *item.request), folded(text, rationale), sure=0.95)
    return {
        **read,
        "outcome": _read_outcome([fold(text, *extent) for extent in item.said], read["conclusion"].value),
        **_read_side(text, item, "ur"),
        **_read_side(text, item, "imr"),
        "rationale": read_long_text("rationale", text, rationale),
    }


def _read_outcome(said: Sequence[Passage], conclusion: Json) -> Found:
    """Upheld where the request is said not to be necessary; unreadable where that is damaged or said both ways."""
    key, rule = "outcome", "from the sentence on necessity"
    hits = [
        Hit("upheld" if match["no"] else "overturned", rule, (passage.group(match).span,))
        for passage in said
        if (match := _VERDICT.search(passage.text))
    ]
    values = {hit.value for hit in hits}
    if not hits:
        return unreadable(key, said[0], "the sentence does not say whether the request is medically necessary")
    if len(values) > 1:
        lost = tuple(Candidate(hit.value, rule, "the letter says both", hit.spans[0]) for hit in hits)
        return replace(unreadable(key, said[0], "the letter says both"), candidates=lost)
    agreed = conclusion in (None, "not_necessary" if "upheld" in values else "necessary")
    sure = (1.0 if len(hits) == len(said) else 0.9) * (1.0 if agreed else 0.5)
    return decide(key, [Hit(hits[0].value, rule, tuple(hit.spans[0] for hit in hits))], sure=sure)


def _read_side(text: str, item: Decided, side: Side) -> dict[str, Found]:
    """One side's guideline; its text alone where it is told in prose of no fixed wording."""
    key, cited = f"{side}_guideline.text", f"{side}_guideline.citations"
    paragraph = folded(text, item.parts.get(side))
    read = guidelines.read_guideline(side, paragraph)
    if read[f"{side}_guideline.basis"].state == "absent":
        read = {name: absent(name, "in prose" if paragraph else "no paragraph", sure=0.5) for name in read}
    if paragraph is None:
        return {**read, key: absent(key, "no paragraph")}
    return {**read, key: decide(key, [Hit(paragraph.text, "whole paragraph", (paragraph.span,))])} | {
        cited: read[cited]
    }


# --- numbered requests -----------------------------------------------------------------------------------------------

_LINE_START: Final = r"(?:^|(?<=\f))[ \t]*+"
_OPENING: Final = re.compile(
    rf"""{_LINE_START} (?P<number>\d{{1,2}}) [ ]?[.)] \s+
    (?: (?P<about> Regarding\s+the\s+requests?\s+for\s+ )
      | (?P<fixed> MAXIMUS\s+Federal\s+Services,?\s+Inc\.?\s+has\s+determined\s+(?:that\s+)? )?
        (?: (?:the\s+)?requests?\s+for | decision\s+for ) \s+ )""",
    re.MULTILINE | re.VERBOSE | re.IGNORECASE,
)
_PART: Final = re.compile(
    rf"""(?: {_LINE_START} | (?<=[.]\s) )
    (?: (?P<ur> Claims\s+Administrator\s+guidelines?\s*+:
              | (?=The\s+Claims\s+Administrator\s+(?:based|did|cited|relied)\b) )
      | (?P<imr> (?:MAXIMUS|(?:Expert|Physician)\s+Reviewer)\s+guidelines?\s*+:
               | (?=The\s+(?:MAXIMUS\s+)?(?:(?:physician|expert)\s+)?reviewer\s+(?:based|found|did|cited|relied)\b) )
      | (?P<rationale> (?:(?:The\s+)?(?:Physician|Expert)\s+Reviewer['’]s\s+)?(?:Decision\s+)?
                       Rationale(?:\s+for\s+the\s+Decision)?\s*+: )
      | (?P<title> [^\n:]{{0,80}}\bRelied\s+Upon\s+by\s+the\b[^:]{{0,80}}+: ) )""",
    re.MULTILINE | re.VERBOSE | re.IGNORECASE,
)
_LONGEST_REQUEST: Final = 1500
"""Characters of a request and the sentence that decides it."""


_CLOSING: Final = re.compile(rf"{_LINE_START}(?:Sincerely|Disclaimer\s*:\s*MAXIMUS)\b", re.MULTILINE | re.IGNORECASE)


def openings(text: str, extent: Extent) -> list[re.Match[str]]:
    """Where numbered sentences on requests begin in a stretch of the text.

    Their group `fixed` is there for those in the form's fixed words, which no prose has by chance.
    """
    return [*_OPENING.finditer(text, *extent)]


def numbered(text: str, begins: Sequence[re.Match[str]], stops: Sequence[int]) -> list[Decided]:
    """The requests that the openings number, each once however often it is printed.

    What belongs to one ends at the next opening, at one of the `stops` (headings), or at the letter's closing.
    """
    ends = sorted(
        [*(match.start() for match in begins), *stops, *(match.start() for match in _CLOSING.finditer(text)), len(text)]
    )
    printed: dict[int, list[Extent]] = {}
    own: dict[int, Extent] = {}
    for opening in begins:
        number, begin = int(opening["number"]), opening.end()
        stop = next(end for end in ends if end >= begin)
        own[number] = begin, stop
        if not opening["about"]:
            printed.setdefault(number, []).append((begin, _end_of_sentence(text, begin, stop)))
    return [_decided(text, said, own[number]) for number, said in sorted(printed.items())]


def _end_of_sentence(text: str, begin: int, stop: int) -> int:
    label = _PART.search(text, begin, min(stop, begin + _LONGEST_REQUEST))
    return min(label.start() if label else stop, begin + _LONGEST_REQUEST)


def _decided(text: str, said: list[Extent], own: Extent) -> Decided:
    begin, end = said[0]
    verdict = _VERDICT.search(text, begin, end)
    return Decided((begin, verdict.start() if verdict else end), tuple(said), _parts(text, own))


def _parts(text: str, own: Extent) -> dict[Part, Extent]:
    """The stretch after each label up to the next one, where something stands in it; the rationale is the last."""
    labels = [*_PART.finditer(text, *own)]
    reasons = next((at for at, label in enumerate(labels, 1) if label["rationale"]), len(labels))
    labels = labels[:reasons]
    found: dict[Part, Extent] = {}
    kinds: tuple[Part, ...] = ("ur", "imr", "rationale")
    for label, stop in zip(labels, [*(each.start() for each in labels[1:]), own[1]], strict=True):
        for part in kinds:
            if label.lastgroup == part and part not in found and text[label.end() : stop].strip():
                found[part] = label.end(), stop
    return found


def with_cover(
    text: str, headings: Mapping[str, re.Pattern[str]], begins: Sequence[re.Match[str]] = ()
) -> dict[str, Extent]:
    """The sections below the headings, each up to the first opening in it, and what stands before all as `cover`."""
    starts = [match.start() for match in begins]
    found = {
        name: (start, min([stop, *(each for each in starts if start <= each < stop)]))
        for name, (start, stop) in outline(text, headings).items()
    }
    return {"cover": (0, min([*heading_starts(text, headings), *starts, len(text)])), **found}


def heading_starts(text: str, headings: Mapping[str, re.Pattern[str]]) -> list[int]:
    """Where the headings that are there begin."""
    return [match.start() for heading in headings.values() if (match := heading.search(text))]


def without_lead(text: str, sections: Mapping[str, Extent], lead: re.Pattern[str]) -> dict[str, Extent]:
    """The sections with the summary's fixed lead-in as a section of its own, `lead`."""
    if "summary" not in sections or not (match := lead.match(text, *sections["summary"])):
        return dict(sections)
    return {**sections, "lead": match.span(), "summary": (match.end(), sections["summary"][1])}
