"""Signs that a determination's text has lost something: what its form always prints, and is not there.

A damaged file often reads without an error and with part of its text gone, so silence is no proof of wholeness.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from imr_desktop.model import Flag, Found, Source
from imr_desktop.parsing.finders import has_any, pattern
from imr_desktop.parsing.items import Label
from imr_desktop.parsing.passage import Passage
from imr_desktop.parsing.sections import Sections
from imr_desktop.texts import tr, trn

_FIXED: Final = (
    pattern(r"\bsent[ ]the[ ]complete[ ]case[ ]file[ ]to[ ]an[ ]expert[ ]reviewer\b"),
    pattern(r"\bwas[ ]selected[ ]based[ ]on[ ]his/her[ ]clinical[ ]experience\b"),
    pattern(r"\bapplies[ ]to[ ]Independent[ ]Medical[ ]Review[ ]determinations\b"),
)
"""Fixed phrases from the beginning, the middle and the end of the section on how the determination was made."""

_UNDECODED: Final = pattern(r"\(cid:\d+\) | \ufffd")
_UNDECODED_CUES: Final = ("(cid:", "\ufffd")
_MID_SENTENCE: Final = re.compile(r"[\w,;(-]\Z")
_ENDED: Final = pattern(r"[.!?:][\"”’)\]]* \Z")


def doubts(text: str, sections: Sections, how: Passage, labels: Sequence[Label], items: int) -> Iterator[Flag]:
    """What the letter's frame lacks: headings, fixed sentences, labels of items that should be as many as the items."""
    for lost, heading in sections.missing:
        said = (
            tr("The heading “{heading}” is missing; part of the letter may be lost.", heading=heading)
            if lost == "heading"
            else tr("The sentence below “{heading}” is missing; part of the letter may be lost.", heading=heading)
        )
        yield Flag("missing-heading", said)
    if not all(phrase.search(how.text) for phrase in _FIXED):
        said = tr("Sentences that the form always prints are missing; part of the letter may be lost.")
        yield Flag("missing-text", said)
    counts = Counter(label.part for label in labels)
    if not items or any(counts[part] != items for part in ("ur", "imr", "rationale")):
        yield Flag(
            "item-counts",
            tr(
                "The letter has {items} headings with an outcome, {ur} paragraphs on the claims administrator's "
                "guideline, {imr} on the reviewer's and {rationales} rationales; "
                "an item may be missing or read wrong.",
                items=items,
                ur=counts["ur"],
                imr=counts["imr"],
                rationales=counts["rationale"],
            ),
        )
    yield from undecoded(text)


def undecoded(text: str) -> Iterator[Flag]:
    """Marks of characters that the document's fonts do not tell."""
    if has_any(text.lower(), _UNDECODED_CUES) and (marks := len(_UNDECODED.findall(text))):
        said = trn(
            "{count} character could not be decoded; the values around it need a look.",
            "{count} characters could not be decoded; the values around them need a look.",
            marks,
        )
        yield Flag("undecoded", said)


_TRACES: Final = tuple(
    re.compile(words)
    for words in (
        "IMR FINAL DETERMINATION",
        "CLINICAL CASE SUMMARY",
        "DECISIONS AND RATIONALES",
        r"Claims\s+Administrator\s+guideline",
        r"MAXIMUS\s+(?:guideline|Federal)",
        r"Decision\s+rationale",
        r"(?:Date\s+Assigned|UR\s+Denial\s+Date)\s*:",
        r"disputed\s+items?",
        r"\bCM\d\d-\d{7}\b",
    )
)
"""What determinations print, and what is left of one whose frame is broken."""


def unrecognised(text: str) -> Iterator[Flag]:
    """A warning on a document of no known form in which traces of a determination stand."""
    if any(trace.search(text) for trace in _TRACES):
        yield Flag(
            "unrecognised",
            tr(
                "This looks like part of an Independent Medical Review determination, but its sections are not where "
                "they belong, so nothing was read from it. Fetch the letter again, or type its values by hand."
            ),
        )


_FOOT: Final = 0.82
"""How far down a page that the letter goes on from is filled at least, as a share of its height."""


def short_pages(source: Source) -> Iterator[Flag]:
    """Pages of a printed letter that end too early: lost lines let the rest of a page move up."""
    for page, following in pairwise(source.pages):
        last = bisect_left(source.words.starts, page.end) - 1
        full = last >= 0 and source.words.boxes[4 * last + 3] >= _FOOT * page.height
        if not full and following.start < following.end and source.words.starts[last] >= page.start:
            said = tr("Page {page} ends early; lines may be lost from it.", page=page.number)
            yield Flag("short-page", said, page.number)


def gaps(
    text: str, fields: Mapping[str, Found], items: Iterable[Mapping[str, Found]], *, header: bool
) -> Iterator[Flag]:
    """What the values lack: values that every letter of the form gives, texts that are empty, broken off or holed."""
    wanted = [key for key in fields if key.startswith(("letter.", "reviewer.")) and (header or key.startswith("r"))]
    if lost := [key for key in wanted if fields[key].state != "stated"]:
        said = tr("Not given, though letters of this form give it: {fields}.", fields=", ".join(lost))
        yield Flag("missing-values", said)
    yield from _broken(text, fields["summary.text"], _SUMMARY)
    for number, item in enumerate(items, 1):
        if item["outcome"].state == "unreadable":
            said = tr("The outcome of item {number} cannot be read; look at it in the letter.", number=number)
            yield Flag("unreadable", said)
        for key, part in _ITEM_TEXTS.items():
            yield from _broken(text, item[key], part, number)


@dataclass(frozen=True, slots=True)
class _Text:
    """What is said of a text of the letter that is missing, broken off or holed, by the number of its item."""

    missing: Callable[[int], str]
    broken_off: Callable[[int], str]
    holed: Callable[[int], str]


_SUMMARY: Final = _Text(
    lambda _: tr("The clinical summary is missing."),
    lambda _: tr("The clinical summary ends in mid-sentence; part of it may be lost."),
    lambda _: tr("The lines of the clinical summary do not join as set text does; some may be lost."),
)
_ITEM_TEXTS: Final = {
    "ur_guideline.text": _Text(
        lambda number: tr("The claims administrator's guideline of item {number} is missing.", number=number),
        lambda number: tr(
            "The claims administrator's guideline of item {number} ends in mid-sentence; part of it may be lost.",
            number=number,
        ),
        lambda number: tr(
            "The lines of the claims administrator's guideline of item {number} do not join as set text does; "
            "some may be lost.",
            number=number,
        ),
    ),
    "imr_guideline.text": _Text(
        lambda number: tr("The reviewer's guideline of item {number} is missing.", number=number),
        lambda number: tr(
            "The reviewer's guideline of item {number} ends in mid-sentence; part of it may be lost.", number=number
        ),
        lambda number: tr(
            "The lines of the reviewer's guideline of item {number} do not join as set text does; some may be lost.",
            number=number,
        ),
    ),
    "rationale": _Text(
        lambda number: tr("The rationale of item {number} is missing.", number=number),
        lambda number: tr(
            "The rationale of item {number} ends in mid-sentence; part of it may be lost.", number=number
        ),
        lambda number: tr(
            "The lines of the rationale of item {number} do not join as set text does; some may be lost.", number=number
        ),
    ),
}


def _broken(text: str, found: Found, said: _Text, number: int = 0) -> Iterator[Flag]:
    if not found.spans:
        yield Flag("missing-text", said.missing(number))
        return
    span = found.spans[0]
    if not _ENDED.search(text, max(span.start, span.end - 8), span.end):
        yield Flag("broken-off", said.broken_off(number))
    if _has_hole(_BLANKED_FOOT.sub("\n\f", text[span.start : span.end]).split("\n")):
        yield Flag("hole", said.holed(number))


_BLANKED_FOOT: Final = re.compile(r"(?<! ) ++\f")
"""What is left of a page's end where `furniture` took its foot away."""

_RUNNING: Final = 5
"""Lines from which on a text shows how wide its lines are set."""

_ROOM: Final = 20
"""Characters of room that a line of running text leaves at most, beyond the next line's first word."""

_FAR_OUT: Final = 1.3
"""A line longer than the next longest by this factor runs over the page's edge: lines have collapsed into it."""


def _has_hole(lines: list[str]) -> bool:
    """Whether lines seem to be missing: an empty one in mid-sentence, one too short in mid-paragraph, one too long."""
    if any(not line and _MID_SENTENCE.search(before) for before, line in pairwise(lines)):
        return True
    running = lines[1:]  # the first stands beside its label
    if len(running) < _RUNNING:
        return False
    *_, second, longest = sorted(map(len, running))
    return longest > _FAR_OUT * second or any(
        line and after and after[0] != "\f" and second - len(f"{line} {after.split()[0]}") > _ROOM
        for line, after in pairwise(running)
    )
