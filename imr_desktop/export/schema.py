"""The JSON Schema of a record (`imr-case/1`), made from FIELDS; published in `resources/schema/`."""

from __future__ import annotations

from typing import Any, Final, get_args

from imr_desktop.checklist.review import DISPOSITIONS, GROUNDS
from imr_desktop.export import belongings
from imr_desktop.export.contract import SCHEMA
from imr_desktop.fields import BODY_PARTS, WRITTEN, Field
from imr_desktop.model import STATUSES, Hue

Schema = dict[str, Any]

FILE: Final = "imr-case-1.schema.json"


def schema() -> Schema:
    """The schema of one line: of `extract`, of an export, and of a file that could not be read.

    Also of what belongs to the library as a whole, the first line of some exports.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:imr-desktop:schema:imr-case:1",
        "title": "A determination letter as IMR Desktop reads and exports it",
        "description": "Offsets count Unicode code points of `text`, from 0; pages count from 1.",
        "oneOf": [{"$ref": "#/$defs/letter"}, {"$ref": "#/$defs/unreadable"}, {"$ref": "#/$defs/library"}],
        "$defs": {
            "letter": _letter(),
            "unreadable": _object(
                {"schema": {"const": SCHEMA}, "source": _SOURCE, "error": _object(_texts("code", "message"))}
            ),
            "library": _LIBRARY,
            "fields": _fields(repeated=False),
            "item_fields": _fields(repeated=True),
            "place": _PLACE,
            "span": _object(_SPAN),
            "anchor": _object(_SPAN | _texts("before", "after")),
            "edit": _edit(),
            "answer": _answer(),
            "flag": _object(_texts("code", "message") | {"page": _or_null("integer")}),
            "finding": _FINDING,
            "disposition": _DISPOSITION,
            "highlight": _HIGHLIGHT,
            "stored": _STORED,
        },
    }


def _object(properties: Schema, *, optional: tuple[str, ...] = (), closed: bool = True, about: str = "") -> Schema:
    made: Schema = {"type": "object", "properties": properties}
    made["required"] = [key for key in properties if key not in optional]
    if closed:
        made["additionalProperties"] = False
    return {"description": about, **made} if about else made


def _texts(*keys: str) -> Schema:
    return {key: {"type": "string"} for key in keys}


def _or_null(kind: str) -> Schema:
    return {"type": [kind, "null"]}


def _list(of: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/$defs/{of}"}}


_SOURCE: Final = _object(
    {
        "name": {"type": "string"},
        "sha256": {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"},
        "media_type": _or_null("string"),
        "pages": {"type": "integer", "minimum": 0},
    },
    optional=("pages",),
)
_SPAN: Final[Schema] = {
    "page": {"type": "integer", "minimum": 1},
    "start": {"type": "integer", "minimum": 0},
    "end": {"type": "integer", "minimum": 0},
    "quote": {"type": "string"},
}
_REVIEW: Final = ["prefilled", "confirmed", "corrected", "not_in_letter", "unreadable", "not_looked_at"]
_PLACE: Final[Schema] = {
    "description": "A value with where it was read. `read` is what the reader said where a person decided otherwise.",
    "type": "object",
    "properties": {
        "state": {"enum": ["stated", "absent", "unreadable"]},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "page": _or_null("integer"),
        "start": _or_null("integer"),
        "end": _or_null("integer"),
        "quote": _or_null("string"),
        "rule": {"type": "string"},
        "spans": _list("span"),
        "review": {"enum": _REVIEW, "description": "How far a person has come with it; prefilled is nobody's yet."},
        "read": {"type": "object"},
        "note": {"type": "string"},
    },
    "required": ["value", "state", "confidence", "page", "start", "end", "quote"],
}
_FINDING: Final = _object(
    {
        **_texts("rule", "severity", "message"),
        "item": _or_null("integer"),
        "quotes": {"type": "array", "items": {"type": "string"}},
    },
    closed=False,
)
_DISPOSITION: Final = _object(
    {
        "disposition": {"enum": list(DISPOSITIONS)},
        "grounds": {"type": "array", "items": {"enum": list(GROUNDS)}},
        **_texts("who", "at"),
        "reopened": {"type": "boolean"},
    },
    about="How a case was signed off: by whom, when, on which grounds of Labor Code 4610.6(h); or reopened since.",
)
_HIGHLIGHT: Final = _object(
    {**_texts("label", "label_name", "comment", "who", "at"), "found": {"type": "boolean"}, "spans": _list("span")},
    optional=("label_name",),  # which earlier exports have not
    about="Words that a person highlighted; where they are not `found` in the latest reading, where they last stood.",
)
_LIBRARY: Final[Schema] = _object(
    {
        "schema": {"const": belongings.SCHEMA},
        "views": {
            "type": "array",
            "items": _object(
                _texts("name", "words", "order") | {"columns": {"type": "array", "items": {"type": "string"}}},
                about="A saved way to look at the list: the filter as it is typed, the order, the columns beside it.",
            ),
        },
        "labels": {
            "type": "array",
            "items": _object(
                _texts("id", "name") | {"hue": {"enum": list(get_args(Hue))}, "key": {"type": "string"}},
                about="What words are highlighted as; highlights have its `id`. `key` gives it, empty for none.",
            ),
        },
    },
    about="The first record of an export, where the library has saved views or labels of its own.",
)
_BYTES: Final = {"type": "string", "contentEncoding": "base64"}
_STORED: Final[Schema] = _object(
    {
        "case": {"type": "integer"},
        "uid": {"type": "string"},
        "documents": {
            "type": "array",
            "items": _object(
                {
                    **_texts("name", "sha256", "media_type"),
                    "readings": {
                        "type": "array",
                        "minItems": 1,
                        "items": _object(
                            {
                                **_texts("parser", "read_at", "text"),
                                "form": _or_null("string"),
                                "pages": {"type": "array"},
                                "found": {"type": "object"},
                                "flags": _list("flag"),
                                "word_starts": _BYTES,
                                "word_ends": _BYTES,
                                "word_boxes": _BYTES,
                            }
                        ),
                    },
                    "bytes": _BYTES,
                }
            ),
        },
        "drafts": {"type": "array"},
    },
    about="What the library keeps beside: the letter's bytes, every reading with the places of its words as "
    "little-endian columns, and text that was typed and is no value yet. For `import`, which brings the case back.",
)


def _letter() -> Schema:
    return _object(
        {
            "schema": {"const": SCHEMA},
            "source": _SOURCE,
            "form": _or_null("string"),
            "parser": {"type": "string"},
            "program": {"type": "string"},
            "added": {"type": "string", "format": "date-time"},
            "fields": {"anyOf": [{"$ref": "#/$defs/fields"}, {"const": {}}]},
            "items": {
                "type": "array",
                "items": _object(
                    {
                        "number": {"type": "integer", "minimum": 1},
                        "key": {"type": "integer", "minimum": 1},
                        "fields": {"$ref": "#/$defs/item_fields"},
                    },
                    optional=("key",),
                ),
            },
            "answers": _list("answer"),
            "findings": _list("finding"),
            "disposition": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/disposition"}]},
            "status": {"enum": list(STATUSES)},
            "tags": {"type": "array", "items": {"type": "string"}},
            "highlights": _list("highlight"),
            "flags": _list("flag"),
            "text": {"type": "string"},
            "edits": _list("edit"),
            "stored": {"$ref": "#/$defs/stored"},
        },
        optional=("program", "added", "answers", *_OF_EXPORTS, "edits", "stored"),
    )


_OF_EXPORTS: Final = ("disposition", "status", "tags", "highlights")


def _fields(*, repeated: bool) -> Schema:
    return _object({field.key: _field(field) for field in WRITTEN.values() if field.repeated is repeated})


def _field(field: Field) -> Schema:
    about = f"{field.label}. {field.help}"
    return {"description": about, "$ref": "#/$defs/place", "properties": {"value": _value(field)}}


def _value(field: Field) -> Schema:
    text: Schema = {"type": "string"}
    made: dict[str, Schema] = {
        "date": {"type": ["string", "null"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
        "number": _or_null("integer"),
        "names": {"type": ["array", "null"], "items": text},
        "choices": {"type": ["array", "null"], "items": {"enum": list(BODY_PARTS)}},
        "citations": {
            "type": ["array", "null"],
            "items": _object({"source": {"enum": ["mtus", "non_mtus"]}, "text": text}),
        },
    }
    if field.kind.editor == "choice":
        values = [value for value, _ in field.kind.choices]
        return _or_null("boolean") if values == ["yes", "no"] else {"enum": [*values, None]}
    return made.get(field.kind.editor, _or_null("string"))


def _edit() -> Schema:
    return _object(
        {
            "id": {"type": "integer"},
            "batch": {"type": "integer", "description": "The act that the edit belongs to; one act may have several."},
            "at": {"type": "string", "format": "date-time"},
            **_texts("who", "label"),
            "act": {"enum": ["do", "undo", "redo"]},
            "target": _or_null("integer"),
            "item": {"type": "integer", "minimum": 0},
            "field": {"type": "string"},
            "old": {},
            "old_state": {"enum": _REVIEW},
            "old_anchors": _list("anchor"),
            "new": {},
            "new_state": {"enum": _REVIEW},
            "anchors": _list("anchor"),
            "why": {"type": "string"},
        },
        about="One change of one value by one person, oldest first.",
    )


def _answer() -> Schema:
    return _object(
        {
            **_texts("pack", "version", "question", "text"),
            "item": _or_null("integer"),
            "answer": {"type": ["string", "array", "object"]},
            "note": _or_null("string"),
        },
        about="A person's answer to a question of a checklist, with the checklist's version then.",
    )
