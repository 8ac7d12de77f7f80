"""What of a letter went into the record: its sentences, and which of them nobody has looked at.

Reviewing only what the reader proposes would hide what it missed. A sentence of the clinical summary or of a rationale
counts; all else is the form's fixed wording, or is looked at as a value.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from imr_desktop.model import Case, Json, Part, Sentence, Slot, Span, Standing, Value
from imr_desktop.parsing import passage

SEEN: Final = Slot(0, "seen.sentences")
"""Holds the sentences in which a person found nothing to take, each as `{page, start, end, quote}`."""

_COUNTED: Final[dict[str, Part]] = {"summary.text": "summary", "rationale": "rationale"}
"""The long texts whose every sentence should be looked at; that they are in the record as a whole says nothing."""

_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n\s*|\f\s*")


class Grounds(NamedTuple):
    """All of a case that decides what becomes of its letter's sentences; an edit leaves most of it as it was."""

    text: str
    counted: tuple[tuple[Span, Part], ...]
    taken: tuple[Span, ...]
    seen: frozenset[str]


def grounds(case: Case) -> Grounds:
    """What a case says of its letter's sentences."""
    counted = sorted({*_counted(case)})  # two items may have the same rationale
    taken = sorted({span for value in case.values.values() if _takes(value) for span in _spans(value)})
    return Grounds(case.source.text, tuple(counted), tuple(taken), _seen_quotes(case.value(SEEN.field).value))


def sentences(case: Grounds) -> tuple[Sentence, ...]:
    """The letter's sentences in order, each with what became of it."""
    text, taken = case.text, _Taken(case.taken)
    found: list[Sentence] = []
    begin = 0
    for span, part in [*case.counted, (Span(len(text), len(text)), None)]:
        found += _fixed(text, Span(begin, max(begin, span.start)), taken)
        for each in _split(text, span) if part else ():
            quote = _quote(text, each)
            standing: Standing = "taken" if taken.touches(each) else "seen" if quote in case.seen else "untouched"
            found.append(Sentence(each, part or "fixed", standing))
        begin = max(begin, span.end)
    return tuple(found)


def with_seen(case: Case, spans: Iterable[Span], *, seen: bool) -> Json:
    """The value of SEEN after some sentences were seen, or are to be looked at again; None where none is left."""
    listed = case.value(SEEN.field).value
    kept: list[Json] = list(listed) if isinstance(listed, list) else []
    for span in spans:
        quote = _quote(case.source.text, span)
        kept = [each for each in kept if not (isinstance(each, dict) and each.get("quote") == quote)]
        if seen:
            page = case.source.page_of(span.start)
            kept.append({"page": page, "start": span.start, "end": span.end, "quote": quote})
    return kept or None


class _Taken:
    """The stretches that values stand on, merged, so that one look tells whether a sentence has any."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """The spans in order."""
        self._merged: list[Span] = []
        for span in spans:
            if self._merged and span.start <= self._merged[-1].end:
                self._merged[-1] = Span(self._merged[-1].start, max(self._merged[-1].end, span.end))
            elif span.end > span.start:
                self._merged.append(span)

    def touches(self, span: Span) -> bool:
        index = bisect_right(self._merged, span.start, key=lambda each: each.end)
        return index < len(self._merged) and self._merged[index].start < span.end


def _takes(value: Value) -> bool:
    return value.slot.field not in _COUNTED and value.slot != SEEN and value.value not in (None, [])


def _spans(value: Value) -> Iterator[Span]:
    if value.anchors:
        return (anchor.span for anchor in value.anchors)
    return iter(value.found.spans if value.found else ())


def _counted(case: Case) -> Iterator[tuple[Span, Part]]:
    """Where the counted texts stand, as they were read; typing over one does not move it."""
    for value in case.values.values():
        part = _COUNTED.get(value.slot.field)
        if part is not None:
            spans = value.found.spans if value.found and value.found.spans else tuple(_spans(value))
            yield from ((span, part) for span in spans)


def _split(text: str, span: Span) -> Iterator[Span]:
    """The sentences of a stretch; one that goes on after an empty line or a page's end is not broken there."""
    begin = span.start
    for match in _BLANK_LINE.finditer(text, span.start, span.end):
        before = text[begin : match.start()].rstrip()
        after = text[match.end() : match.end() + 1]
        if before and before[-1] in '.!?:”"' and not after.islower():
            yield from _of_paragraph(text, begin, match.start())
            begin = match.end()
    yield from _of_paragraph(text, begin, span.end)


def _of_paragraph(text: str, start: int, end: int) -> Iterator[Span]:
    if folded := passage.fold(text, start, end):
        yield from (each.span for each in passage.sentences(folded))


def _fixed(text: str, span: Span, taken: _Taken) -> Iterator[Sentence]:
    """The paragraphs of a stretch that no value stands on: headings, lead-ins, what the form always says."""
    begin = span.start
    for stop, following in [*(match.span() for match in _BLANK_LINE.finditer(text, *_ends(span))), (span.end,) * 2]:
        stretch = passage.stretch(text, begin, stop)
        if stretch is not None:
            for each in _lines(text, stretch):
                yield Sentence(each, "fixed", "taken" if taken.touches(each) else "fixed")
        begin = following


def _lines(text: str, span: Span) -> Iterator[Span]:
    for match in re.compile(r"[^\s][^\n\f]*").finditer(text, span.start, span.end):
        yield Span(*match.span())


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _seen_quotes(value: Json) -> frozenset[str]:
    listed = value if isinstance(value, list) else []
    return frozenset(str(each.get("quote")) for each in listed if isinstance(each, dict))


def _quote(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.end].split())
