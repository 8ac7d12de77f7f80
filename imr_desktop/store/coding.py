"""How values are written into rows and read back: canonical JSON, columns of numbers as little-endian bytes."""

from __future__ import annotations

import hashlib
import json
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any, Final

from imr_desktop.model import Anchor, Candidate, Flag, Found, FoundState, Json, Page, Reading, Span


def dump(value: object) -> str:
    """Canonical JSON: the same value always gives the same text."""
    return "null" if value is None else _CANONICAL.encode(value)


_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def dump_anchors(anchors: Sequence[Anchor]) -> str:
    return dump([asdict(anchor) for anchor in anchors]) if anchors else "[]"


def load_anchors(text: str) -> tuple[Anchor, ...]:
    return tuple(Anchor(**each) for each in json.loads(text))


def dump_flags(flags: Sequence[Flag]) -> str:
    return dump([asdict(flag) for flag in flags])


def load_flags(text: str) -> tuple[Flag, ...]:
    return tuple(Flag(**each) for each in json.loads(text))


def dump_pages(pages: Sequence[Page]) -> str:
    return dump([[page.number, page.start, page.end, page.width, page.height] for page in pages])


def load_pages(text: str) -> tuple[Page, ...]:
    return tuple(Page(*each) for each in json.loads(text))


def column_bytes(column: array[Any]) -> bytes:
    """An array of 4-byte numbers as little-endian bytes, whatever machine writes them."""
    ordered = array(column.typecode, column)
    if sys.byteorder == "big":
        ordered.byteswap()
    return ordered.tobytes()


def column(typecode: str, data: bytes) -> array[Any]:
    """The inverse of `column_bytes`; `typecode` is `I` for offsets, `f` for points."""
    numbers: array[Any] = array(typecode)
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def dump_reading(reading: Reading) -> str:
    """What a reading found, without its source: fields, items and flags."""
    return dump(
        {
            "fields": _dump_found(reading.fields),
            "items": [_dump_found(item) for item in reading.items],
            "flags": [asdict(flag) for flag in reading.flags],
        }
    )


def load_reading(parser: str, form: str | None, text: str) -> Reading:
    stored = json.loads(text)
    return Reading(
        parser,
        form,
        _load_found(stored["fields"]),
        tuple(_load_found(item) for item in stored["items"]),
        tuple(Flag(**flag) for flag in stored["flags"]),
    )


def _dump_found(found: Mapping[str, Found]) -> dict[str, Json]:
    return {
        key: [
            each.value,
            each.state,
            each.confidence,
            [[span.start, span.end] for span in each.spans],
            each.rule,
            [
                [other.value, other.rule, other.why_not, [other.span.start, other.span.end] if other.span else None]
                for other in each.candidates
            ],
        ]
        for key, each in found.items()
    }


def _load_found(stored: dict[str, Any]) -> dict[str, Found]:
    return {
        key: Found(
            value,
            state,
            confidence,
            tuple([Span(start, end) for start, end in spans]) if spans else (),
            rule,
            tuple(map(_load_candidate, candidates)) if candidates else (),
        )
        if spans or candidates or value is not None
        else _nothing(state, confidence, rule)
        for key, (value, state, confidence, spans, rule, candidates) in stored.items()
    }


@lru_cache(1024)
def _nothing(state: FoundState, confidence: float, rule: str) -> Found:
    """What a reading says of a field that the letter says nothing of: a fifth of all, and the same in every letter."""
    return Found(None, state, confidence, (), rule)


def _load_candidate(stored: list[Any]) -> Candidate:
    value, rule, why_not, span = stored
    return Candidate(value, rule, why_not, Span(*span) if span else None)


def chained(previous: str, *parts: object) -> str:
    """The next link of the log's chain: SHA-256 over the previous link and the row's own words."""
    return digest([previous, *parts])


def digest(row: Sequence[object]) -> str:
    """SHA-256 over the words of a row; of one in which bytes have come to stand for a word it is that of no row."""
    return hashlib.sha256(_ANY.encode(row).encode()).hexdigest()


_ANY: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=repr)
