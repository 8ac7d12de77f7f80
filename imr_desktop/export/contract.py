"""The contract `imr-case/1`: what `extract` prints for one letter, and what every export carries."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from imr_desktop.checklist.checks import findings
from imr_desktop.checklist.evidence import Evidence
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
    return {
        **head(source, reading),
        "fields": {field.key: place(source, reading.fields.get(field.key)) for field in _of(reading, repeated=False)},
        "items": [
            {
                "number": number,
                "fields": {field.key: place(source, item.get(field.key)) for field in _of(reading, repeated=True)},
            }
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


def place(source: Source, found: Found | None) -> Record:
    """One value with its state, confidence, rule and place; `absent` where nothing was read."""
    found = found or _ABSENT
    spans = [_span(source, span) for span in found.spans] if found.spans else ()
    first = spans[0] if spans else _NOWHERE
    record = {"value": found.value, "state": found.state, "confidence": found.confidence, **first, "rule": found.rule}
    if len(spans) > 1:
        record["spans"] = spans
    return record


_ABSENT: Final = Found(None, "absent", 0.0)
_NOWHERE: Final[Record] = {"page": None, "start": None, "end": None, "quote": None}


def _of(reading: Reading, *, repeated: bool) -> list[Any]:
    return [field for field in FIELDS if field.repeated is repeated] if reading.form else []


def _span(source: Source, span: Span) -> Record:
    return {
        "page": source.page_of(span.start),
        "start": span.start,
        "end": span.end,
        "quote": source.text[span.start : span.end],
    }


def _source(name: str, sha256: str | None, media_type: str | None) -> Record:
    return {"name": name, "sha256": sha256, "media_type": media_type}
