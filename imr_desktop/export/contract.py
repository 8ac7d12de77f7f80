"""The contract `imr-case/1`: what `extract` prints for one letter, and what every export carries."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from imr_desktop.checklist import review
from imr_desktop.errors import Problem
from imr_desktop.fields import FIELDS
from imr_desktop.model import Found, Json, Reading, Source

SCHEMA: Final = "imr-case/1"

Record = dict[str, Any]


def as_record(source: Source, reading: Reading) -> Record:
    """One letter as read: every field of the record with value, state, confidence and place, and the whole text.

    Offsets count Unicode code points of `text`; pages count from 1. A document of no known form has no fields.
    """
    record_of = recorder(source.text, [(page.number, page.start) for page in source.pages])
    found = review.noticed(source, reading) if reading.noticed is None else reading.noticed
    return {
        **head(source, reading),
        "fields": _fields(record_of, reading, reading.fields, repeated=False),
        "items": [
            {"number": number, "fields": _fields(record_of, reading, item, repeated=True)}
            for number, item in enumerate(reading.items, 1)
        ],
        "findings": [review.printed(each) for each in found],
        "flags": flags(source, reading),
        "text": source.text,
    }


def head(source: Source, reading: Reading) -> Record:
    """What a record begins with: the schema, the document, its form, and the version of the reader."""
    return beginning(source.name, source.sha256, source.media_type, len(source.pages), reading.form, reading.parser)


def beginning(name: str, sha256: str, media_type: str, pages: int, form: str | None, parser: str) -> Record:
    """The same from its parts, where the Source and the Reading are not at hand."""
    return {
        "schema": SCHEMA,
        "source": _source(name, sha256, media_type) | {"pages": pages},
        "form": form,
        "parser": parser,
    }


def flags(source: Source, reading: Reading) -> list[Record]:
    """What a person should know of a document before trusting its reading."""
    return [asdict(flag) for flag in (*source.flags, *reading.flags)]


def error_record(name: str, problem: Problem, sha256: str | None = None) -> Record:
    """The line for a file that cannot be read: its name and why."""
    return {
        "schema": SCHEMA,
        "source": _source(name, sha256, None),
        "error": {"code": problem.code, "message": problem.message},
    }


RecordOf = Callable[[Json, str, float, Iterable[Sequence[int]]], Record]
"""Makes a record of a value, its state, its confidence, and the offsets of its places, a pair for each."""


def recorder(text: str, pages: Iterable[tuple[int, int]]) -> RecordOf:
    """Gives the function that makes records of values, with their states, confidences and places in a text.

    `pages` has each page's number and the offset where it begins. Made once for a text, which has a hundred values.
    """
    numbers, begins = zip(*pages, strict=True) if (pages := [*pages]) else ((1,), (0,))
    later = begins[1:]

    def place(start: int, end: int) -> Record:
        return {"page": numbers[bisect_right(later, start)], "start": start, "end": end, "quote": text[start:end]}

    def record_of(value: Json, state: str, confidence: float, spans: Iterable[Sequence[int]]) -> Record:
        places = [place(start, end) for start, end in spans]
        where = places[0] if places else _NOWHERE
        record = {"value": value, "state": state, "confidence": confidence, **where}
        if len(places) > 1:
            record["spans"] = places
        return record

    return record_of


def as_found(record_of: RecordOf, found: Found) -> Record:
    """A value as it was found."""
    return record_of(found.value, found.state, found.confidence, [(span.start, span.end) for span in found.spans])


ABSENT: Final = Found(None, "absent", 0.0)
_NOWHERE: Final[Record] = {"page": None, "start": None, "end": None, "quote": None}


def _fields(record_of: RecordOf, reading: Reading, found: Mapping[str, Found], *, repeated: bool) -> Record:
    """Every field of the form with the rule that found its value; none for a document of no known form."""
    fields = [field.key for field in FIELDS if field.repeated is repeated] if reading.form else []
    return {key: _with_rule(as_found(record_of, each := found.get(key, ABSENT)), each.rule) for key in fields}


def _with_rule(record: Record, rule: str) -> Record:
    spans = {"spans": record.pop("spans")} if "spans" in record else {}
    return {**record, "rule": rule, **spans}


def _source(name: str, sha256: str | None, media_type: str | None) -> Record:
    return {"name": name, "sha256": sha256, "media_type": media_type}
