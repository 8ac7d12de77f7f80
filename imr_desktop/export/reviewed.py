"""A reviewed case as one record: the contract's shape with current values, how far each was reviewed, and answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from imr_desktop.checklist.packs import Pack, Question, decode
from imr_desktop.export import Exported
from imr_desktop.export.contract import as_record, place
from imr_desktop.fields import FIELDS
from imr_desktop.model import Anchor, Case, Json, ReviewState, Source, Value

_STATED: Final[dict[ReviewState, str]] = {"not_in_letter": "absent", "unreadable": "unreadable"}


def reviewed_record(exported: Exported, packs: tuple[Pack, ...]) -> dict[str, Any]:
    """One case as exports carry it.

    As the contract (`imr-case/1`), with in each field: `value` the current value; `review` how far a person has come
    with it; `read` what the reader said, where a person decided otherwise; `note`. Further `answers`, `edits`, `added`.
    Offsets count Unicode code points of `text`.
    """
    case = exported.case
    record = as_record(case.source, case.reading)
    record["added"] = case.added
    record["fields"] = _fields(case, 0)
    record["items"] = [
        {"number": number, "key": item, "fields": _fields(case, item)} for number, item in enumerate(case.items, 1)
    ]
    record["answers"] = list(answers(case, packs))
    record["edits"] = [_edit(each) for each in exported.edits]
    return record


def answers(case: Case, packs: tuple[Pack, ...]) -> Iterator[dict[str, Json]]:
    """Every answered question of a case: pack, id, item (None for the letter), answer, its words, version and note."""
    for pack in packs:
        for question in pack.questions:
            for number, item in enumerate(case.items, 1) if question.scope == "item" else [(None, 0)]:
                if (stored := case.value(question.key, item).value) is not None:
                    yield _answer(case, pack, question, item, number, stored)


def _answer(case: Case, pack: Pack, question: Question, item: int, number: int | None, stored: Json) -> dict[str, Json]:
    given = decode(stored)
    return {
        "pack": pack.id,
        "version": given.version,
        "question": question.id,
        "item": number,
        "answer": given.answer if isinstance(given.answer, str) else _plain(given.answer),
        "text": question.text_of(given.answer),
        "note": case.value(f"note.{question.key}", item).value,
    }


def _plain(answer: list[str] | dict[str, str]) -> Json:
    return dict(answer) if isinstance(answer, dict) else list(answer)


def _fields(case: Case, item: int) -> dict[str, Any]:
    return {field.key: _field(case, case.value(field.key, item)) for field in FIELDS if field.repeated == bool(item)}


def _field(case: Case, value: Value) -> dict[str, Any]:
    as_read = place(case.source, value.found)
    as_read.pop("rule", None)
    if not value.touched:
        return as_read | {"value": value.value, "review": value.state} | _note(case, value)
    decided = {"value": value.value, "state": _STATED.get(value.state, "stated"), "review": value.state}
    if value.state == "confirmed":
        return as_read | decided | _note(case, value)
    where = _anchored(case.source, value.anchors)
    return as_read | where | decided | {"read": {key: as_read[key] for key in _READ}} | _note(case, value)


_READ: Final = ("value", "state", "page", "start", "end", "quote")


def _anchored(source: Source, anchors: tuple[Anchor, ...]) -> dict[str, Any]:
    """Where a person took the value from; nothing for a typed one."""
    spans = [{"start": a.start, "end": a.end, "page": a.page, "quote": a.quote} for a in anchors]
    first = spans[0] if spans else {"start": None, "end": None, "page": None, "quote": None}
    return {**first, "spans": spans}


def _note(case: Case, value: Value) -> dict[str, Json]:
    note = case.value(f"note.{value.slot.field}", value.slot.item).value
    return {"note": note} if note else {}


def _edit(edit: Any) -> dict[str, Any]:
    plain = asdict(edit)
    slot = plain.pop("slot")
    plain.pop("case")
    return {**slot, **plain}
