"""The contract `imr-case/1`: what `extract` prints for one letter, and what every export carries."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from imr_desktop.checklist.review import printed
from imr_desktop.errors import Problem
from imr_desktop.fields import FIELDS
from imr_desktop.model import Found, Reading, Source, Span

SCHEMA: Final = "imr-case/1"

Record = dict[str, Any]


def as_record(source: Source, reading: Reading) -> Record:
    """One letter as read: every field of the record with value, state, confidence and place, and the whole text.

    Offsets count Unicode code points of `text`; pages count from 1. A document of no known form has no fields.
    """
    from imr_desktop.checklist.checks import findings  # the checks are loaded for the first letter that is printed
    from imr_desktop.checklist.evidence import Evidence

    told = places_in(source)
    return {
        **head(source, reading),
        "fields": _fields(told, reading, reading.fields, repeated=False),
        "items": [
            {"number": number, "fields": _fields(told, reading, item, repeated=True)}
            for number, item in enumerate(reading.items, 1)
        ],
        "findings": [printed(each) for each in findings(Evidence.of_reading(source, reading))] if reading.form else [],
        "flags": flags(source, reading),
        "text": source.text,
    }


def head(source: Source, reading: Reading) -> Record:
    """What a record begins with: the schema, the document, its form, and which reader said the rest."""
    return {
        "schema": SCHEMA,
        "source": _source(source.name, source.sha256, source.media_type) | {"pages": len(source.pages)},
        "form": reading.form,
        "parser": reading.parser,
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


def places_in(source: Source) -> Callable[[Found], Record]:
    """What tells values with state, confidence and place in this source, as exports and `extract` do.

    Made once for a source, since it is asked of a hundred values: where the pages begin is then looked up once.
    """
    text = source.text
    begins = [page.start for page in source.pages[1:]]
    numbers = [page.number for page in source.pages] or [1]

    def place(span: Span) -> Record:
        start, end = span.start, span.end
        return {"page": numbers[bisect_right(begins, start)], "start": start, "end": end, "quote": text[start:end]}

    def told(found: Found) -> Record:
        spans = found.spans
        where = place(spans[0]) if spans else _NOWHERE
        record = {"value": found.value, "state": found.state, "confidence": found.confidence, **where}
        if len(spans) > 1:
            record["spans"] = [place(span) for span in spans]
        return record

    return told


ABSENT: Final = Found(None, "absent", 0.0)
_NOWHERE: Final[Record] = {"page": None, "start": None, "end": None, "quote": None}


def _fields(told: Callable[[Found], Record], reading: Reading, found: Mapping[str, Found], *, repeated: bool) -> Record:
    """Every field of the form with the rule that found its value; none for a document of no known form."""
    fields = [field.key for field in FIELDS if field.repeated is repeated] if reading.form else []
    return {key: _with_rule(told(each := found.get(key, ABSENT)), each.rule) for key in fields}


def _with_rule(record: Record, rule: str) -> Record:
    spans = {"spans": record.pop("spans")} if "spans" in record else {}
    return {**record, "rule": rule, **spans}


def _source(name: str, sha256: str | None, media_type: str | None) -> Record:
    return {"name": name, "sha256": sha256, "media_type": media_type}
