"""The values that travel through the program, all frozen; this docstring is the glossary.

| word | means | avoid |
|---|---|---|
| letter | a Final Determination letter of an Independent Medical Review | report, doc |
| source | one document as read: its text, pages and where each word stands | file |
| span | a stretch of the source's text, in Unicode code points | range |
| box | where a span stands on a page, in points from the page's upper left corner | rect |
| disputed item | one treatment that the letter decides | issue, service line |
| outcome | `upheld`: the UR denial stands; `overturned`: the treatment is to be authorized | approved, denied |
| reading | what one version of the parser says of a source; kept for good, never edited | extraction result |
| finding | what does not fit in a letter, as a check saw it: a sentence and its passages; not of the record | error |
| suggestion | an answer to a checklist question that a check gives, nobody's until a person confirms it | |
| verdict | what a person says of a finding: accepted, dismissed with a reason, or noted; kept like any other value | |
| found value | what the reading says of one field (`Found`): value, state, confidence, spans, rule | prediction |
| value | what the record holds for one field now: the reading's, until a person confirms or corrects it | |
| edit | one change of one value by one person; never changed or deleted | |
| batch | the edits of one act; one undo | transaction |
| annotation | words of a letter that a person highlighted with a label of their own, perhaps with a comment | mark |
| anchor | a span that can be found again after a new reading: page, offsets, quote and context | |
| UR | utilization review, the claims administrator's decision under review | |
| MTUS | Medical Treatment Utilization Schedule, California's treatment guideline | |
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal

from imr_desktop.texts import tr

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""A value as it is stored and exported. Dates are ISO 8601 text, also `2011-03` and `2011`."""

FoundState = Literal["stated", "absent", "unreadable"]
"""What a reading says of a field: found; looked for and not given; something stands there that could not be read."""

ReviewState = Literal["prefilled", "confirmed", "corrected", "not_in_letter", "unreadable", "not_looked_at"]
"""How far a person has come with a value. `prefilled` and `not_looked_at` are nobody's yet."""

STATES: Final[Mapping[ReviewState, str]] = {
    "prefilled": tr("prefilled"),
    "confirmed": tr("confirmed"),
    "corrected": tr("corrected"),
    "not_in_letter": tr("not in letter"),
    "unreadable": tr("unreadable"),
    "not_looked_at": tr("not looked at"),
}
"""What people call it, inside a sentence."""

UNTOUCHED: Final[tuple[ReviewState, ...]] = ("prefilled", "not_looked_at")

CONTEXT: Final = 32
"""Characters kept on either side of an anchor's quote."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch `text[start:end]` of a source's text; offsets count Unicode code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points (1/72 inch) from the page's upper left corner; pages count from 1."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number (from 1), its stretch of the text and its size in points."""

    number: int
    start: int
    end: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Words:
    """Where each word stands, as columns: word i is `text[starts[i]:ends[i]]` in the box `boxes[4*i : 4*i+4]`.

    Columns of numbers rather than objects: a long file has hundreds of thousands of words.
    """

    starts: array[int]
    ends: array[int]
    boxes: array[float]

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about a document that a person should know before trusting its reading, e.g. a page without text."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One document as read.

    Lines of `text` end with `\\n`, an empty line parts paragraphs, `\\f` stands alone between two pages;
    so `pages[i].end + 1 == pages[i + 1].start`.
    """

    name: str
    sha256: str
    media_type: str
    text: str
    pages: tuple[Page, ...]
    words: Words
    flags: tuple[Flag, ...] = ()

    def page_of(self, offset: int) -> int:
        """The number of the page on which the character at `offset` stands; 1 for an empty document."""
        index = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        return self.pages[max(index, 0)].number if self.pages else 1

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """Where a span stands: one box for each line that it touches, in reading order.

        A word is on the line of the one before where it follows to its right and overlaps it by half their height.
        """
        words, touching = self.words, self._words_touching(span)
        sides = iter(words.boxes[4 * touching.start : 4 * touching.stop])
        starts, ends = (each[touching.start : touching.stop] for each in (words.starts, words.ends))
        found: list[Box] = []
        page, page_end = 0, -1
        left = upper = right = lower = 0.0
        for start, end, x0, top, x1, bottom in zip(starts, ends, sides, sides, sides, sides, strict=True):
            if start < span.start or end > span.end:  # letters are taken to be equally wide
                step = (x1 - x0) / max(1, end - start)
                x0, x1 = x0 + step * max(0, span.start - start), x1 - step * max(0, end - span.end)
            level = top == upper and bottom == lower  # nearly always so, and quickly found out
            if start < page_end and x0 >= left and (level or _overlap(upper, lower, top, bottom)):
                right = x1
                if not level:
                    upper, lower = min(upper, top), max(lower, bottom)
                continue
            if page:
                found.append(Box(page, left, upper, right, lower))
            if start >= page_end:
                page = self.page_of(start)
                page_end = self.pages[page - 1].end + 1
            left, upper, right, lower = x0, top, x1, bottom
        if page:
            found.append(Box(page, left, upper, right, lower))
        return tuple(found)

    def word_at(self, page: int, x: float, y: float, slack: float = 2.0) -> Span | None:
        """The word at a point of a page (in points from the upper left corner), or None beside the words."""
        stretch = next((each for each in self.pages if each.number == page), None)
        if stretch is None:
            return None
        for index in self._words_touching(Span(stretch.start, stretch.end)):
            x0, top, x1, bottom = self.words.boxes[4 * index : 4 * index + 4]
            if x0 - slack <= x <= x1 + slack and top - slack <= y <= bottom + slack:
                return Span(self.words.starts[index], self.words.ends[index])
        return None

    def anchor(self, span: Span) -> Anchor:
        """The span with its quote and context, so that it can be found again after a new reading."""
        before = self.text[max(0, span.start - CONTEXT) : span.start]
        after = self.text[span.end : span.end + CONTEXT]
        return Anchor(self.page_of(span.start), span.start, span.end, self.text[span.start : span.end], before, after)

    def _words_touching(self, span: Span) -> range:
        first = bisect_right(self.words.ends, span.start)
        return range(first, max(first, bisect_left(self.words.starts, span.end)))


def _overlap(upper: float, lower: float, top: float, bottom: float) -> bool:
    """Whether two stretches of a page's height overlap by half of the smaller."""
    return min(lower, bottom) - max(upper, top) > 0.5 * min(lower - upper, bottom - top)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A span that can be found again: page (from 1), offsets, the quote, and up to 32 characters on each side."""

    page: int
    start: int
    end: int
    quote: str
    before: str = ""
    after: str = ""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


Hue = Literal["yellow", "orange", "pink", "lilac", "teal", "lime"]
"""The colours a highlight may have, as markers of paper do."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a person highlights words as: its name and hue, and the one key that gives it (empty: none).

    `id` stays with it whatever it is called; annotations keep that.
    """

    id: str
    name: str
    hue: Hue
    key: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """Words of a letter that a person highlighted: `label` is a Label's id, `spans` are in the text's order.

    Without spans the words are not found in the latest reading; `quote` says what they were, white space folded.
    """

    slot: Slot
    label: str
    comment: str
    spans: tuple[Span, ...]
    quote: str


Part = Literal["summary", "rationale", "fixed"]
"""Where a sentence stands: in the clinical summary, in a rationale, or in what the form prints around them."""

Standing = Literal["taken", "seen", "untouched", "fixed"]
"""What became of a sentence: a value stands on it; somebody saw that nothing is to be taken; nobody looked."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a letter, and what became of it."""

    span: Span
    part: Part
    standing: Standing


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that was found and not chosen, with the reason in words."""

    value: Json
    rule: str
    why_not: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a reading says of one field.

    `confidence` (0 to 1) is the share of such values that are right. `spans` are the places the value was read from, in
    reading order: one for a plain value, one per element for a list, none where the value is derived or absent.
    `rule` names the rule that found it.
    """

    value: Json
    state: FoundState
    confidence: float
    spans: tuple[Span, ...] = ()
    rule: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Proven:
    """How a rule of the reader has stood up: of `decided` values that people looked at, `right` were as it said."""

    right: int = 0
    decided: int = 0


Severity = Literal["serious", "notable", "minor"]
"""How much a finding weighs: a serious one waits for a verdict before sign-off, a minor one is a matter of form."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that a check saw, white space folded; `span` is None where a person typed it."""

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a letter that does not fit: one sentence and the passages it rests on.

    `slot` is the value it concerns; its `item` is 0 for the letter as a whole. `items` are the keys of all items it
    speaks of.
    """

    rule: str
    severity: Severity
    message: str
    slot: Slot
    quotes: tuple[Quote, ...]
    items: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """A name that stays as long as the check sees the same passages: what a verdict is kept under."""
        seen = "\n".join(quote.text for quote in self.quotes)
        return f"{self.rule}.{sha256(seen.encode()).hexdigest()[:12]}"

    @property
    def spans(self) -> tuple[Span, ...]:
        """The places of its passages in the letter."""
        return tuple(quote.span for quote in self.quotes if quote.span)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one version of the parser says of a source. `form` is None for a document that is no known determination.

    `noticed` is what the checks find in the letter as read, where they have run with the parser; no part of what it
    says, for it follows from that.
    """

    parser: str
    form: str | None
    fields: Mapping[str, Found] = field(default_factory=dict)
    items: tuple[Mapping[str, Found], ...] = ()
    flags: tuple[Flag, ...] = ()
    noticed: tuple[Finding, ...] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a check says to a checklist question: an answer (None where it only shows passages), why, and the passages.

    `failed` says that the check could not be run on this letter.
    """

    answer: Json
    sentence: str
    quotes: tuple[Quote, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One place of a case that holds a value: a field of the letter (`item` 0) or of a disputed item.

    `item` is the item's key: from 1 in the letter's order; it stays with the item for good, wherever that is moved.
    """

    item: int
    field: str


@dataclass(frozen=True, slots=True)
class Value:
    """What the record holds for one slot now, with what the latest reading says of it beside.

    `anchors` are the places a person took the value from; for an untouched value see `found.spans`.
    `draft` is text that was typed and does not parse (yet).
    """

    slot: Slot
    value: Json
    state: ReviewState
    found: Found | None = None
    anchors: tuple[Anchor, ...] = ()
    draft: str | None = None

    @property
    def touched(self) -> bool:
        """Whether a person has decided on this value."""
        return self.state not in UNTOUCHED


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one value, as it stands in the append-only log. `at` is UTC, ISO 8601 with microseconds."""

    id: int
    batch: int
    at: str
    who: str
    case: int
    slot: Slot
    old: Json
    old_state: ReviewState
    new: Json
    new_state: ReviewState
    anchors: tuple[Anchor, ...] = ()
    why: str = ""


Status = Literal["new", "in_review", "reviewed", "signed_off", "postponed", "rejected"]
"""Where the work on a case stands."""


def _statuses(tr: Callable[[str], str]) -> Mapping[Status, str]:
    return {
        "new": tr("New"),
        "in_review": tr("In review"),
        "reviewed": tr("Reviewed"),
        "signed_off": tr("Signed off"),
        "postponed": tr("Postponed"),
        "rejected": tr("Rejected"),
    }


STATUSES: Final = _statuses(tr)
"""What people call it, in the order of the work."""

STATUSES_WRITTEN: Final = _statuses(str)
"""The same as exports write it, in English whatever the reader's language is."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the list shows it: `title` is the case number, or the document's name where there is none.

    `looked_at` counts the values that a person decided on, `total` all values of the form; `items` counts disputed
    items, `flags` what the reading warns of. `decided` is the day of the determination, `doubt` the lowest confidence
    of a value that nobody has decided on (1 where there is none), `added` when the case came in (ISO 8601, UTC).
    """

    id: int
    title: str
    name: str
    form: str | None
    outcome: str | None
    first_request: str
    items: int
    looked_at: int
    total: int
    flags: int
    status: Status = "new"
    specialties: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    decided: str | None = None
    doubt: float = 1.0
    tags: tuple[str, ...] = ()
    added: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at the list of cases, kept under a name: the filter as typed, the order, the columns beside it."""

    name: str
    words: str
    order: str = "added"
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One case, whole: its source, the latest reading, its current values by slot and its items' keys in order."""

    id: int
    source: Source
    reading: Reading
    values: Mapping[Slot, Value]
    items: tuple[int, ...]
    added: str

    def value(self, key: str, item: int = 0) -> Value:
        """The value of one slot; one that nobody has filled is `not_looked_at` and empty."""
        slot = Slot(item, key)
        return self.values.get(slot) or Value(slot, None, "not_looked_at")


@dataclass(frozen=True, slots=True)
class Changes:
    """What an act touched, so that each view can decide whether it cares.

    `slots` holds the (case id, slot) pairs whose value, state or draft changed; `cases` the cases added or changed in
    any way; `items` the cases whose list of disputed items changed. `label` names the act for the undo menu,
    `initiator` the view that asked for it, which need not be told what it already shows.
    """

    label: str = ""
    cases: frozenset[int] = frozenset()
    added: frozenset[int] = frozenset()
    slots: frozenset[tuple[int, Slot]] = frozenset()
    items: frozenset[int] = frozenset()
    initiator: object = None
