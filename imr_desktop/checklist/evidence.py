"""What checks look at: a case's current values, and its long texts cut into sentences that know where they stand.

Checks read values as they are now. A text that a person has rewritten is looked at as rewritten; its sentences then
have no place in the letter.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal

from imr_desktop.checklist.lexicon import Kind, Mark, marks
from imr_desktop.fields import BY_KEY
from imr_desktop.model import Case, Json, Quote, Reading, Slot, Source, Span, Value
from imr_desktop.parsing.dated import Dated, find_dates
from imr_desktop.parsing.finders import has_any
from imr_desktop.parsing.passage import Passage, fold, sentences
from imr_desktop.record import item_keys, start


class Sentence:
    """One sentence of a text, with the words of the field and the dates in it."""

    def __init__(self, passage: Passage, *, placed: bool, number: int) -> None:
        self.passage = passage
        self.text = passage.text
        self.number = number
        self._placed = placed

    @cached_property
    def lowered(self) -> str:
        """The sentence in lower case, for a quick look before a pattern's long one."""
        return self.text.lower()

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        return marks(self.text)

    @cached_property
    def dates(self) -> list[Dated]:
        """The dates in it; their spans are of no use where the sentence has no place."""
        return find_dates(self.passage) if re.search(r"\d{2}", self.text) else []

    def named(self, kind: Kind) -> frozenset[str]:
        """The names of the words of one sort."""
        return frozenset(mark.name for mark in self.marks if mark.kind == kind)

    @cached_property
    def quote(self) -> Quote:
        return Quote(self.text, self.passage.span if self._placed and self.text else None)


class Text:
    """A long value as sentences."""

    def __init__(self, passage: Passage, *, placed: bool) -> None:
        self.passage = passage
        self.text = passage.text
        self._placed = placed

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, for a quick look before one at every sentence."""
        return self.text.lower()

    def having(self, cues: Iterable[str]) -> tuple[Sentence, ...]:
        """Its sentences, where it has one of the words (in lower case) at all; else none."""
        return self.sentences if has_any(self.lowered, cues) else ()

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        parts = sentences(self.passage) if self.passage else ()
        return tuple(Sentence(each, placed=self._placed, number=n) for n, each in enumerate(parts))

    @cached_property
    def shown(self) -> dict[str, list[tuple[Sentence, Mark]]]:
        """By subject of an absence, the words in it that show the subject, each with its sentence."""
        shown: dict[str, list[tuple[Sentence, Mark]]] = {}
        for sentence in self.sentences:
            for mark in sentence.marks:
                if mark.kind == "shown":
                    shown.setdefault(mark.name, []).append((sentence, mark))
        return shown

    def named(self, kind: Kind) -> frozenset[str]:
        """The names of the words of one sort anywhere in it."""
        return frozenset().union(*(sentence.named(kind) for sentence in self.sentences))

    def quote(self, match: re.Match[str]) -> Quote:
        """What a match over the text took."""
        part = self.passage.group(match)
        return Quote(part.text, part.span if self._placed and part else None)


Side = Literal["ur", "imr"]
"""Whose guideline: the claims administrator's utilization review, or the expert reviewer's."""

INJURY: Final = ("letter.date_of_injury", "summary.date_of_injury")
UR_DATE: Final = ("letter.ur_denial_date", "summary.ur_decision_date")
"""Where the dates of the injury and of the UR decision stand: the header, else the summary."""

_NOWHERE: Final = Passage("", array("I"))


class Evidence:
    """One letter as checks look at it."""

    def __init__(self, source: Source, values: Mapping[Slot, Value], items: tuple[int, ...]) -> None:
        self.source = source
        self.items = items
        self._values = {(slot.item, slot.field): value for slot, value in values.items()}
        self._words: dict[tuple[int, str], str] = {}
        self._texts: dict[tuple[int, str], Text] = {}
        self._quotes: dict[tuple[int, str], Quote | None] = {}

    @classmethod
    def of_case(cls, case: Case) -> Evidence:
        return cls(case.source, case.values, case.items)

    @classmethod
    def of_reading(cls, source: Source, reading: Reading) -> Evidence:
        """A letter that nobody has looked at yet."""
        values = start(reading)
        return cls(source, values, tuple(item_keys(values)))

    def value(self, key: str, item: int = 0) -> Json:
        """The current value of a field; None where there is none."""
        held = self._values.get((item, key))
        return held.value if held else None

    def words(self, key: str, item: int = 0) -> str:
        """The current value of a field that holds text; empty where there is none."""
        at = (item, key)
        if at not in self._words:
            value = self.value(key, item)
            self._words[at] = " ".join(value.split()) if isinstance(value, str) else ""
        return self._words[at]

    def names(self, key: str, item: int = 0) -> list[str]:
        """The current value of a field that holds phrases."""
        value = self.value(key, item)
        return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []

    def citations(self, side: Side, item: int) -> list[tuple[str, str]]:
        """The source (`mtus` or `non_mtus`) and the words of each authority that a side cites."""
        value = self.value(f"{side}_guideline.citations", item)
        listed = value if isinstance(value, list) else []
        return [(str(each["source"]), str(each["text"])) for each in listed if isinstance(each, dict)]

    def day(self, key: str) -> date | None:
        """The current value of a date field; None unless it is given to the day."""
        return as_date(self.words(key))

    def is_corrected(self, key: str, item: int = 0) -> bool:
        """Whether a field holds what a person typed instead of what the letter prints there."""
        held = self._values.get((item, key))
        if held is None or not held.touched or held.value is None or held.anchors:
            return False
        return held.found is None or held.found.value != held.value

    def told(self, words: str, key: str, item: int = 0) -> str:
        """Words for a field's value, with a remark where they are a person's correction and not the letter's."""
        return f"{words} (as corrected)" if self.is_corrected(key, item) else words

    def told_day(self, key: str) -> str:
        """A date field as letters print dates, as far as it is given, with that remark."""
        day = self.day(key)
        return self.told(american(day) if day else self.words(key), key)

    def unreadable(self, key: str) -> bool:
        """Whether something stands in a field's place that could not be read, by the reader or by a person."""
        held = self._values.get((0, key))
        if held is None or held.touched:
            return held is not None and held.state == "unreadable"
        return held.found is not None and held.found.state == "unreadable"

    def number(self, item: int) -> int:
        """An item's place in the letter, from 1."""
        return self.items.index(item) + 1

    @property
    def summary(self) -> Text:
        return self.text("summary.text")

    def rationale(self, item: int) -> Text:
        return self.text("rationale", item)

    def text(self, key: str, item: int = 0) -> Text:
        """A field's long text as sentences; an empty one where there is none."""
        at = (item, key)
        if at not in self._texts:
            self._texts[at] = self._read(item, key)
        return self._texts[at]

    def quote(self, key: str, item: int = 0) -> Quote | None:
        """A field as the letter prints it, with the label before it and, of a heading, the outcome after it.

        That is what the reader found there also where a person has corrected it; what was typed where there is none.
        """
        at = (item, key)
        if at not in self._quotes:
            self._quotes[at] = self._printed(item, key)
        return self._quotes[at]

    def quotes(self, *keys: tuple[str, int]) -> tuple[Quote, ...]:
        """The quotes of several fields, those that have none left out; with what was typed beside, where one was
        corrected, so that a finding is another once the correction is."""
        given = ((self.quote(key, item), self._correction(key, item)) for key, item in keys)
        return tuple(quote for both in given for quote in both if quote)

    def _correction(self, key: str, item: int) -> Quote | None:
        typed = self.words(key, item)
        if not typed or not self.is_corrected(key, item):
            return None
        day = as_date(typed)
        return Quote(american(day) if day else typed)

    def _spans(self, item: int, key: str) -> tuple[Span, ...]:
        """Where a value stands in the letter; none for one that a person typed."""
        held = self._values.get((item, key))
        if held is None or held.value is None:
            return ()
        if held.anchors:
            return tuple(anchor.span for anchor in held.anchors)
        as_read = held.found is not None and held.found.value == held.value
        return held.found.spans if held.found and as_read else ()

    def _place(self, item: int, key: str) -> tuple[Span, ...]:
        """Where a field stands in the letter, whether or not its value was corrected."""
        held = self._values.get((item, key))
        found = held.found.spans if held and held.found else ()
        return self._spans(item, key) or found

    def _read(self, item: int, key: str) -> Text:
        spans = self._spans(item, key)
        if len(spans) == 1:
            return Text(fold(self.source.text, spans[0].start, spans[0].end), placed=True)
        typed = self.words(key, item)
        return Text(Passage(typed, array("I", range(len(typed)))) if typed else _NOWHERE, placed=False)

    def _printed(self, item: int, key: str) -> Quote | None:
        spans = self._place(item, key)
        if not spans:
            typed = self.words(key, item)
            return Quote(typed) if typed else None
        begin, end = spans[0].start, max(span.end for span in spans)
        for label in BY_KEY[key].printed:
            before = self.source.text[max(0, begin - len(label) - 4) : begin]
            if (at := before.rfind(f"{label}:")) >= 0:
                begin -= len(before) - at
        if key == "request" and (outcome := self._place(item, "outcome")):
            end = outcome[0].end if 0 < outcome[0].end - end < 40 else end
        passage = fold(self.source.text, begin, end)
        return Quote(passage.text, passage.span)

    def requests(self) -> Iterator[tuple[int, str]]:
        """Each item's key with its request."""
        yield from ((item, self.words("request", item)) for item in self.items)

    @cached_property
    def ur_date(self) -> date | None:
        """The date of the UR decision: the header's, else the summary's."""
        return self._first_day(UR_DATE)

    @cached_property
    def injury(self) -> date | None:
        """The date of injury: the header's, else the summary's."""
        return self._first_day(INJURY)

    def _first_day(self, keys: tuple[str, ...]) -> date | None:
        return next((day for key in keys if (day := self.day(key))), None)

    def told_first_day(self, keys: tuple[str, ...]) -> str:
        """The first of several date fields that is given to the day, told as `told_day`."""
        return next((self.told_day(key) for key in keys if self.day(key)), "")


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a sentence."""

    on: date
    sentence: Sentence
    dated: Dated


def days(text: Text, fits: Callable[[str], bool] = lambda _: True) -> Iterator[Day]:
    """The dates that are given to the day, in the sentences that fit."""
    for sentence in text.sentences:
        if sentence.dates and fits(sentence.text):
            for dated in sentence.dates:
                if on := as_date(dated.value):
                    yield Day(on, sentence, dated)


def as_date(iso: str) -> date | None:
    """A date of the record; None unless it is given to the day and stands on the calendar."""
    try:
        return date.fromisoformat(iso) if len(iso) == len("2011-03-28") else None
    except ValueError:
        return None


def american(day: date) -> str:
    """A date as letters print it: `03/28/2011`."""
    return f"{day.month:02}/{day.day:02}/{day.year}"
