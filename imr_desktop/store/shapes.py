"""The shape of a case that comes back: all that is read from it is there, and of the kind that an export writes.

A file from outside is believed only after this. Parts of it become the name of a file or stand unescaped in the next
export, and a place that is no number would be met long after, by whoever opens the case.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, get_args

from imr_desktop.model import FoundState, ReviewState
from imr_desktop.source import PDF, TEXT

Shape = Callable[[Any], str | None]
"""Where a value does not fit, as keys and numbers with full stops between: empty for the value itself, None nowhere."""

_LARGEST: Final = 2**53
"""Of a whole number: what every reader of JSON can hold, and twice itself fits into the library."""

_DEEPEST: Final = 40
"""Of what is kept as it comes. Answers and highlights have two or three levels."""

_UID: Final = re.compile(r"[0-9a-f]{32}")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?([+-]\d\d:\d\d|Z)", re.ASCII)


def misfit(record: object) -> str | None:
    """Where the record of a case is not as it is exported; None where all of it that comes back is."""
    return _RECORD(record)


def are_anchors(value: object) -> bool:
    """Whether a value is a list of places as they are kept."""
    return _list(_ANCHOR)(value) is None


def is_text(value: object) -> bool:
    """Whether a value is text that can be written: JSON can name halves of a character, which stand for nothing."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


# --- what shapes are made of ---


def _is(fits: Callable[[Any], bool]) -> Shape:
    return lambda value: None if fits(value) else ""


def _table(shapes: dict[str, Shape], *, closed: bool = False) -> Shape:
    """An object with these keys; with others too unless it is `closed`."""

    def look(value: Any) -> str | None:
        if not isinstance(value, dict):
            return ""
        for key, shape in shapes.items():
            if key not in value:
                return key
            if (at := shape(value[key])) is not None:
                return _below(key, at)
        return next((key for key in value if key not in shapes), None) if closed else None

    return look


def _named(shape: Shape) -> Shape:
    """An object with any keys."""

    def look(value: Any) -> str | None:
        if not isinstance(value, dict):
            return ""
        for key, each in value.items():
            if not is_text(key):
                return ""
            if (at := shape(each)) is not None:
                return _below(key, at)
        return None

    return look


def _list(shape: Shape, *, least: int = 0) -> Shape:
    def look(value: Any) -> str | None:
        if not isinstance(value, list) or len(value) < least:
            return ""
        for number, each in enumerate(value):
            if (at := shape(each)) is not None:
                return _below(str(number), at)
        return None

    return look


def _row(*shapes: Shape) -> Shape:
    """A list of just as many values, each of its own shape."""

    def look(value: Any) -> str | None:
        if not isinstance(value, list) or len(value) != len(shapes):
            return ""
        for number, (shape, each) in enumerate(zip(shapes, value, strict=True)):
            if (at := shape(each)) is not None:
                return _below(str(number), at)
        return None

    return look


def _or_nothing(shape: Shape) -> Shape:
    return lambda value: None if value is None else shape(value)


def _below(key: str, at: str) -> str:
    return f"{key}.{at}" if at else key


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and abs(value) <= _LARGEST  # type: ignore[arg-type]  # one of the two


def _is_whole(value: object) -> bool:
    return type(value) is int and 0 <= value <= _LARGEST


def _is_time(value: object) -> bool:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:  # the 31st of February
        return False
    return True


def _is_kept(value: object, deepest: int = _DEEPEST) -> bool:
    """Whether a value is JSON that can be kept as it is."""
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, list | dict):
        inside = value if isinstance(value, list) else [*value, *value.values()]
        return deepest > 0 and all(_is_kept(each, deepest - 1) for each in inside)
    return is_text(value) or _is_number(value)


def _are_ends(value: object) -> bool:
    """Whether a value is a stretch of text: where it begins, where it ends."""
    return isinstance(value, list) and len(value) == 2 and all(map(_is_whole, value)) and value[0] <= value[1]


# --- the record of a case ---

_TEXT: Final = _is(is_text)
_WHOLE: Final = _is(_is_whole)
_COUNTED: Final = _is(lambda value: _is_whole(value) and value > 0)
"""The number of a case, of an act or of an edit: what looks for the next one begins after 0."""

_NUMBER: Final = _is(_is_number)
_TIME_AT: Final = _is(_is_time)
_KEPT: Final = _is(_is_kept)
_SPAN: Final = _is(_are_ends)
_SHARE: Final = _is(lambda value: _is_number(value) and 0 <= value <= 1)
_REVIEW: Final = _is(lambda value: isinstance(value, str) and value in get_args(ReviewState))

_ANCHOR: Final = _table(
    {"page": _WHOLE, "start": _WHOLE, "end": _WHOLE, "quote": _TEXT, "before": _TEXT, "after": _TEXT}, closed=True
)
_FLAG: Final = _table({"code": _TEXT, "message": _TEXT, "page": _or_nothing(_WHOLE)}, closed=True)
_FOUND: Final = _named(
    _row(
        _KEPT,
        _is(lambda value: isinstance(value, str) and value in get_args(FoundState)),
        _SHARE,
        _list(_SPAN),
        _TEXT,
        _list(_row(_KEPT, _TEXT, _TEXT, _or_nothing(_SPAN))),
    )
)
_READING: Final = _table(
    {
        "parser": _TEXT,
        "read_at": _TIME_AT,
        "form": _or_nothing(_TEXT),
        "text": _TEXT,
        "pages": _list(_row(_WHOLE, _WHOLE, _WHOLE, _NUMBER, _NUMBER)),
        "found": _table({"fields": _FOUND, "items": _list(_FOUND), "flags": _list(_FLAG)}),
        "flags": _list(_FLAG),
        "word_starts": _TEXT,
        "word_ends": _TEXT,
        "word_boxes": _TEXT,
    }
)
_DOCUMENT: Final = _table(
    {
        "name": _TEXT,
        "sha256": _TEXT,
        "media_type": _is(lambda value: value in (PDF, TEXT)),
        "readings": _list(_READING),
        "bytes": _TEXT,
    }
)
_EDIT: Final = _table(
    {
        "id": _COUNTED,
        "batch": _COUNTED,
        "at": _TIME_AT,
        "who": _TEXT,
        "label": _TEXT,
        "act": _is(lambda value: value in ("do", "undo", "redo")),
        "target": _or_nothing(_COUNTED),
        "item": _WHOLE,
        "field": _TEXT,
        "old": _KEPT,
        "old_state": _REVIEW,
        "old_anchors": _list(_ANCHOR),
        "new": _KEPT,
        "new_state": _REVIEW,
        "anchors": _list(_ANCHOR),
        "why": _TEXT,
    }
)
_RECORD: Final = _table(
    {
        "added": _TIME_AT,
        "stored": _table(
            {
                "case": _COUNTED,
                "uid": _is(lambda value: isinstance(value, str) and _UID.fullmatch(value) is not None),
                "documents": _list(_DOCUMENT, least=1),
                "drafts": _list(_row(_WHOLE, _TEXT, _TEXT)),
            }
        ),
        "edits": _list(_EDIT),
    }
)
