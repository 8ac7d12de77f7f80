"""What the checks found in each case, kept so that a list of cases or an export need not look for it again.

It follows from the reading and from what people decided, and is no part of the record: a row that does not belong to
these any more, or is not what was written, counts for nothing, and what it said is found anew.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Final

from imr_desktop.checklist import VERSION, review
from imr_desktop.fields import BY_KEY, ITEMS_KEY, SPLITS_KEY
from imr_desktop.model import Case, Finding, Quote, Slot, Span, Value
from imr_desktop.store.coding import dump
from imr_desktop.store.openfile import OpenFile
from imr_desktop.store.sealing import SEALED, seal


def keep(file: OpenFile, case: Case) -> tuple[Finding, ...]:
    """What the checks find in a case, kept from now on; within a transaction. They run only where that is news."""
    stands = kept(file, case)
    if stands is not None:
        return stands
    said = basis(case)
    fresh = case.reading.noticed if said == untouched(case.reading.parser) else None
    found = review.findings_of(case) if fresh is None else fresh
    file.database.execute("DELETE FROM findings WHERE case_id = ?", (case.id,))
    file.insert("findings", case_id=case.id, basis=said, found=dumped(found))
    return found


def kept(file: OpenFile, case: Case) -> tuple[Finding, ...] | None:
    """What is kept of a case as it is now; None where the checks must run."""
    rows = file.rows(_OF_A_CASE, case.id)
    return believed(rows[0], basis(case)) if rows else None


def believed(row: tuple[Any, ...], said: str) -> tuple[Finding, ...] | None:
    """What a row tells (its sealed columns and the seal); None where it is of something else, or not as written."""
    *words, stored = row
    if words[1] != said or stored != seal("findings", words):
        return None
    return loaded(words[2])


def basis(case: Case) -> str:
    """What a case's findings follow from, in short: the checks, the reader, and what people decided otherwise."""
    decided = sorted(
        [slot.item, slot.field, dump([value.value, value.state, [[each.start, each.end] for each in value.anchors]])]
        for slot, value in case.values.items()
        if value.touched and _matters(slot, value)
    )
    return untouched(case.reading.parser) + (sha256(dump(decided).encode()).hexdigest()[:32] if decided else "")


def untouched(parser: str) -> str:
    """The basis of a case in which nobody has decided otherwise than its letter was read, by this parser."""
    return f"{VERSION}/{parser}/"


def _matters(slot: Slot, value: Value) -> bool:
    """Whether the checks could see a decision: not one by which a value was confirmed as it was read."""
    if slot.field not in BY_KEY and slot.field not in (ITEMS_KEY, SPLITS_KEY):
        return False
    found = value.found
    if value.state != "confirmed" or value.anchors or found is None or found.state == "unreadable":
        return True
    return value.value != (found.value if found.state == "stated" else None)


# --- as JSON ---


def dumped(found: tuple[Finding, ...]) -> str:
    return dump(
        [
            [
                each.rule,
                each.severity,
                each.message,
                each.slot.item,
                each.slot.field,
                [
                    [quote.text, quote.span.start, quote.span.end] if quote.span else [quote.text]
                    for quote in each.quotes
                ],
                each.items,
            ]
            for each in found
        ]
    )


def loaded(text: str) -> tuple[Finding, ...]:
    """The inverse of `dumped`."""
    return tuple(
        Finding(rule, severity, message, Slot(item, field), tuple([_quote(*each) for each in quotes]), tuple(items))
        for rule, severity, message, item, field, quotes, items in json.loads(text)
    )


def _quote(text: str, *span: int) -> Quote:
    return Quote(text, Span(*span) if span else None)


_OF_A_CASE: Final = f"SELECT {SEALED['findings']}, seal FROM findings WHERE case_id = ?"  # noqa: S608  # names of our own
