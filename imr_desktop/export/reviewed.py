"""A reviewed case as one record: the contract's shape with current values, how far each was reviewed, and answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from imr_desktop import __version__
from imr_desktop.checklist.packs import Pack, Question, decode
from imr_desktop.checklist.review import ANSWER
from imr_desktop.export import EMPTY, Exported, Held
from imr_desktop.export.contract import ABSENT, RecordOf, as_found, beginning, flags, head, recorder
from imr_desktop.export.highlights import Highlight, highlights, tags
from imr_desktop.fields import FIELDS, NOTE
from imr_desktop.model import Anchor, Case, Json, ReviewState, Value
from imr_desktop.store.untouched import Untouched

_LETTER: Final = tuple(field.key for field in FIELDS if not field.repeated)
_ITEM: Final = tuple(field.key for field in FIELDS if field.repeated)
_STATED: Final[dict[ReviewState, str]] = {"not_in_letter": "absent", "unreadable": "unreadable"}


def reviewed_record(exported: Exported, packs: tuple[Pack, ...]) -> dict[str, Any]:
    """One case as exports carry it.

    As the contract (`imr-case/1`), with in each field: `value` the current value; `review` how far a person has come
    with it; `read` what the reader said, where a person decided otherwise; `note`. Further `program`, `added`,
    `answers`, `disposition`, `status`, `tags` and `highlights`. Offsets count Unicode code points of `text`.
    """
    if exported.untouched:
        return _untouched_record(exported, exported.untouched)
    case = exported.case
    values = exported.values
    record_of = recorder(case.source.text, [(page.number, page.start) for page in case.source.pages])
    return {
        **head(case.source, case.reading),
        "program": __version__,
        "added": case.added,
        "fields": _fields(record_of, values[0], _LETTER),
        "items": [
            {"number": number, "key": item, "fields": _fields(record_of, values[item], _ITEM)}
            for number, item in enumerate(case.items, 1)
        ],
        "answers": list(answers(case, packs)),
        "findings": list(exported.findings()),
        "disposition": asdict(exported.signed_off) if exported.signed_off else None,
        "status": exported.status,
        "tags": tags(case),
        "highlights": [_highlight(each) for each in highlights(exported)],
        "flags": flags(case.source, case.reading),
        "text": case.source.text,
    }


def _untouched_record(exported: Exported, letter: Untouched) -> dict[str, Any]:
    """The same record, straight from the letter's latest reading."""
    reading = letter.reading
    record_of = recorder(reading.text, [(number, start) for number, start, *_ in letter.pages])

    def fields(item: int, keys: tuple[str, ...]) -> dict[str, Any]:
        found, values = letter.found[item], letter.values[item]
        return {key: _as_read(record_of, found.get(key, _ABSENT), values.get(key, EMPTY)) for key in keys}

    return {
        **beginning(letter.name, letter.sha256, letter.media_type, len(letter.pages), reading.form, reading.parser),
        "program": __version__,
        "added": letter.added,
        "fields": fields(0, _LETTER),
        "items": [{"number": item, "key": item, "fields": fields(item, _ITEM)} for item in exported.items],
        "answers": [],
        "findings": list(exported.findings()),
        "disposition": None,
        "status": exported.status,
        "tags": [],
        "highlights": [],
        "flags": letter.flags,
        "text": reading.text,
    }


_ABSENT: Final = (None, "absent", 0.0, ())


def _as_read(record_of: RecordOf, found: Sequence[Any], held: Held) -> dict[str, Any]:
    _, state, confidence, spans, *_ = found
    field = record_of(held[0], state, confidence, spans)
    field["review"] = held[1]
    return field


def _highlight(each: Highlight) -> dict[str, Any]:
    return {
        "label": each.label,
        "label_name": each.name,
        "comment": each.comment,
        "who": each.who,
        "at": each.at,
        "found": each.found,
        "spans": _spans(each.places),
    }


def answers(case: Case, packs: tuple[Pack, ...]) -> Iterator[dict[str, Json]]:
    """Every answered question of a case: pack, id, item (None for the letter), answer, its words, version and note."""
    given = {
        (slot.item, slot.field): value.value
        for slot, value in case.values.items()
        if slot.field.startswith(ANSWER) and value.value is not None
    }
    for pack in packs if given else ():
        for question in pack.questions:
            for number, item in enumerate(case.items, 1) if question.scope == "item" else [(None, 0)]:
                if (stored := given.get((item, question.key))) is not None:
                    yield _answer(case, pack, question, item, number, stored)


def _answer(case: Case, pack: Pack, question: Question, item: int, number: int | None, stored: Json) -> dict[str, Json]:
    given = decode(stored)
    return {
        "pack": pack.id,
        "version": given.version,
        "question": question.id,
        "item": number,
        "answer": given.answer if isinstance(given.answer, str) else _plain(given.answer),
        "text": question.text_of(given.answer, given.asked),
        "note": case.value(f"note.{question.key}", item).value,
    }


def _plain(answer: list[str] | dict[str, str]) -> Json:
    return dict(answer) if isinstance(answer, dict) else list(answer)


def _fields(record_of: RecordOf, values: Mapping[str, Value], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: _field(record_of, values.get(key), values.get(NOTE + key)) for key in keys}


def _field(record_of: RecordOf, value: Value | None, note: Value | None) -> dict[str, Any]:
    field = as_found(record_of, (value.found if value else None) or ABSENT)
    if value is None:
        field["review"] = "not_looked_at"
    elif value.touched:
        _decide(field, value)
    else:
        field["value"], field["review"] = value.value, value.state
    if note and note.value:
        field["note"] = note.value
    return field


def _decide(field: dict[str, Any], value: Value) -> None:
    """Turns a field as it was read into what a person decided; what was read stays beside it where that differs."""
    if value.state == "confirmed":
        field |= {"value": value.value, "state": "stated", "review": value.state}
        return
    read = {key: field[key] for key in _READ}
    state = _STATED.get(value.state, "stated")
    field |= {**_anchored(value.anchors), "value": value.value, "state": state, "review": value.state, "read": read}


_READ: Final = ("value", "state", "page", "start", "end", "quote")


def _spans(anchors: tuple[Anchor, ...]) -> list[dict[str, Any]]:
    return [{"start": a.start, "end": a.end, "page": a.page, "quote": a.quote} for a in anchors]


def _anchored(anchors: tuple[Anchor, ...]) -> dict[str, Any]:
    """Where a person took the value from; nothing for a typed one."""
    spans = _spans(anchors)
    first = spans[0] if spans else {"start": None, "end": None, "page": None, "quote": None}
    return {**first, "spans": spans}
