"""Cases carried out of a library whole and brought back into one, so that the rebuilt library is the same.

What is carried are a case's documents, readings, edits and drafts; its values follow from these (see `record.replay`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, Final

from imr_desktop.checklist.packs import decode
from imr_desktop.checklist.review import DISPOSITION, FINDING
from imr_desktop.errors import LibraryProblem, ValueProblem
from imr_desktop.fields import DIFFERENCE, NOTE, kind_of
from imr_desktop.model import STATUSES, Edit, Json, Reading, Slot
from imr_desktop.parsing.recall import SEEN
from imr_desktop.record import STATUS, TAGS, replay
from imr_desktop.store import log
from imr_desktop.store.coding import (
    column,
    column_bytes,
    dump,
    dump_flags,
    dump_pages,
    dump_reading,
    load_anchors,
    load_flags,
    load_pages,
    load_reading,
)
from imr_desktop.store.differences import Difference, check_waiting, compared, encode, place_of
from imr_desktop.store.driver import sqlite
from imr_desktop.store.library import Library
from imr_desktop.store.log import Change
from imr_desktop.store.records import fill
from imr_desktop.store.shapes import misfit
from imr_desktop.store.untouched import Untouched
from imr_desktop.texts import tr


@dataclass(frozen=True, slots=True)
class Carried:
    """One case as it lies in the library, as JSON: `edits` is a list, oldest first, `stored` all the rest.

    Both are pieces of text to be written one after another; most of it is bytes, and would be copied again and again.
    """

    edits: str
    stored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of cases that came back: which are new here, which say the same, and where others differ.

    `beside` tells in sentences what became of the saved views and labels that came with them.
    """

    added: tuple[int, ...]
    same: tuple[int, ...]
    differences: tuple[Difference, ...]
    beside: tuple[str, ...] = ()


def carry(library: Library, case: int) -> Carried:
    """A case for an export that can be brought back."""
    (uid,) = library.rows("SELECT uid FROM cases WHERE id = ?", case)[0]
    numbers = library.rows("SELECT id, name, sha256, media_type FROM documents WHERE case_id = ?", case)
    documents = [_document(library, row, library.rows(_READINGS, row[0])) for row in numbers]
    drafts = library.rows("SELECT item, field, text FROM drafts WHERE case_id = ? ORDER BY item, field", case)
    edits = ",".join(_edit(*row) for row in library.rows(_EDITS, case))
    return _carried(case, uid, edits, documents, dump(drafts))


def carry_untouched(library: Library, letter: Untouched) -> Carried:
    """The same of a case that nobody has decided on, of which most is at hand already."""
    if not letter.alone:
        return carry(library, letter.case)
    row = (letter.document, letter.name, letter.sha256, letter.media_type)
    return _carried(letter.case, letter.uid, "", [_document(library, row, [letter.reading])], "[]")


def _carried(case: int, uid: str, edits: str, documents: Iterable[Iterator[str]], drafts: str) -> Carried:
    pieces = (piece for document in documents for piece in (",", *document))
    return Carried(
        f"[{edits}]",
        (f'{{"case":{case},"uid":"{uid}","documents":[', *islice(pieces, 1, None), f'],"drafts":{drafts}}}'),
    )


_EDITS: Final = (
    "SELECT edits.id, batch_id, at, who, label, act, target, item, field, old, old_state, old_anchors, new, new_state,"
    " new_anchors, why FROM edits JOIN batches ON batches.id = batch_id WHERE case_id = ? ORDER BY edits.id"
)
_READINGS: Final = (
    "SELECT parser, read_at, form, text, pages, word_starts, word_ends, word_boxes, found, source_flags"
    " FROM readings WHERE document_id = ? ORDER BY id"
)


def _edit(*row: Any) -> str:
    number, batch, at, who, label, act, target, item, field, old, old_state, old_anchors, new, *rest = row
    new_state, anchors, why = rest
    return (
        f'{{"id":{number},"batch":{batch},"at":"{at}","who":{dump(who)},"label":{dump(label)},"act":"{act}",'
        f'"target":{dump(target)},"item":{item},"field":{dump(field)},"old":{old},"old_state":"{old_state}",'
        f'"old_anchors":{old_anchors},"new":{new},"new_state":"{new_state}","anchors":{anchors},"why":{dump(why)}}}'
    )


def _document(library: Library, row: Sequence[Any], readings: Iterable[Sequence[Any]]) -> Iterator[str]:
    number, name, sha256, media_type = row
    yield f'{{"name":{dump(name)},"sha256":"{sha256}","media_type":"{media_type}","readings":['
    for place, reading in enumerate(readings):
        if place:
            yield ","
        yield from _reading(*reading)
    yield '],"bytes":"'
    ((data,),) = library.rows("SELECT bytes FROM documents WHERE id = ?", number)
    library.believe(isinstance(data, bytes))
    yield _base64(data)
    yield '"}'


def _reading(*row: Any) -> Iterator[str]:
    parser, read_at, form, text, pages, starts, ends, boxes, found, flags = row
    yield f'{{"parser":{dump(parser)},"read_at":"{read_at}","form":{dump(form)},"text":'
    yield dump(text)
    yield f',"pages":{pages},"found":'
    yield found
    yield f',"flags":{flags},"word_starts":"{_base64(starts)}","word_ends":"{_base64(ends)}","word_boxes":"'
    yield _base64(boxes)
    yield '"}'


def _base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode("ascii")


# --- the way back ---


def bring_back(
    library: Library,
    records: Iterable[Mapping[str, Any]],
    *,
    who: str = "",
    origin: str = "",
    breathe: Callable[[], object] = bool,
) -> Returned:
    """Exported cases into a library, all or none.

    A case whose document the library has already is compared and left as it is; what is news there waits as a value
    beside the one it differs from, kept in one act of `who` with the name of its `origin`. The others are added with
    their readings, edits, times and names; into an empty library with their numbers too. LibraryProblem, and nothing
    is changed, where a record is not whole. `breathe` is called between the steps that follow on the last record, some
    milliseconds each; what it raises ends all, and nothing is changed.
    """
    with library.writing():
        returned = _Return(library, breathe).take(records)
        _keep(library, returned.differences, who, origin, breathe)
    return returned


def keep_differences(
    library: Library, differences: Iterable[Difference], *, who: str, origin: str, breathe: Callable[[], object] = bool
) -> None:
    """What waits from now on, each beside the value it differs from; one act of `who`."""
    with library.writing():
        _keep(library, differences, who, origin, breathe)


def _keep(
    library: Library, differences: Iterable[Difference], who: str, origin: str, breathe: Callable[[], object]
) -> None:
    begun = None
    for _, found in groupby(differences, lambda each: each.case):
        breathe()
        if news := [*_kept(library, found, origin)]:
            begun = log.act(library, tr("Keep differences from {file}", file=origin), who, news, begun=begun)


def _kept(library: Library, differences: Iterable[Difference], origin: str) -> Iterator[Change]:
    """Each difference that is news into its place, unless it waits there, or was rejected there, already."""
    for case, found in groupby(differences, lambda each: each.case):
        stands = library.case(case).values
        for each in found:
            place = place_of(each)
            held = stands[place].value if place in stands else None
            as_held = {**held, "origin": origin, "rejected": False} if isinstance(held, dict) else None
            if not each.older and as_held != (value := encode(each, origin)):
                yield Change(case, place, value, "corrected")


class _Return:
    """One file coming back. Numbers of cases, batches and edits follow on those that the library has."""

    def __init__(self, library: Library, breathe: Callable[[], object]) -> None:
        self._library, self._breathe = library, breathe
        last = {table: library.rows(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0] for table in _NUMBERED}  # noqa: S608  # names of our own
        self._case, self._batch, self._edit = (last[table] for table in _NUMBERED)
        self._edits: list[Mapping[str, Any]] = []
        self._added: list[int] = []
        self._same: list[int] = []
        self._differences: list[Difference] = []

    def take(self, records: Iterable[Mapping[str, Any]]) -> Returned:
        for number, record in enumerate(records, 1):
            if (at := misfit(record)) is not None:
                raise _not_whole(number, tr("What it needs under “{key}” is not there, or is something else.", key=at))
            try:
                self._take_one(record)
            except ValueProblem as problem:
                raise _not_whole(number, problem.message) from problem
            except sqlite.IntegrityError as error:
                raise _not_whole(number, tr("Another case of the file has its number.")) from error
        try:
            self._log()
        except sqlite.IntegrityError as error:
            raise _torn_log() from error
        for case in self._added:
            self._breathe()
            source, reading = self._library.reading(case)
            values = replay(reading, self._library.edits(case))
            fill(self._library, case, source, reading, values)
        return Returned(tuple(self._added), tuple(self._same), tuple(self._differences))

    def _take_one(self, record: Mapping[str, Any]) -> None:
        stored = record["stored"]
        documents = [_checked(document) for document in stored["documents"]]
        for edit in record["edits"]:
            _check(edit["field"], edit["new"])
        known = [case for document in documents if (case := self._library.find(document["sha256"])) is not None]
        if known:
            self._compare(known[0], documents[0], _edits(record["edits"]))
        else:
            self._add(record, stored, documents)

    def _compare(self, case: int, document: Mapping[str, Any], edits: list[Edit]) -> None:
        latest = document["readings"][-1]
        there = replay(load_reading(latest["parser"], latest["form"], latest["found"]), edits)
        found = compared(case, {**self._library.case(case).values}, there, self._library.edits(case), edits)
        self._differences += found
        if not found:
            self._same.append(case)

    def _add(self, record: Mapping[str, Any], stored: Mapping[str, Any], documents: list[dict[str, Any]]) -> None:
        insert = self._library.insert
        case = insert("cases", id=self._case + int(stored["case"]), uid=str(stored["uid"]), added=str(record["added"]))
        for document in documents:
            readings = document.pop("readings")
            number = insert("documents", case_id=case, **document)
            for reading in readings:
                insert("readings", document_id=number, **reading)
        for item, field, text in stored["drafts"]:
            insert("drafts", case_id=case, item=int(item), field=str(field), text=str(text))
        self._added.append(case)
        self._edits += [{**edit, "case": case} for edit in record["edits"]]

    def _log(self) -> None:
        """The edits of all cases in the order in which they were made, so that the log's chain is the same."""
        last, said = self._batch, [object()]
        for edit in sorted(self._edits, key=lambda each: int(each["id"])):
            self._breathe()
            batch = self._batch + int(edit["batch"])
            act = [edit[key] for key in _OF_AN_ACT]
            if batch > last:
                last, said = batch, act
                self._insert_batch(batch, edit)
            elif batch < last or act != said:
                raise _torn_log()
            row = {
                "batch_id": batch,
                "case_id": edit["case"],
                "item": int(edit["item"]),
                "field": str(edit["field"]),
                "old": dump(edit["old"]),
                "old_state": edit["old_state"],
                "old_anchors": dump(edit["old_anchors"]),
                "new": dump(edit["new"]),
                "new_state": edit["new_state"],
                "new_anchors": dump(edit["anchors"]),
                "why": str(edit["why"]),
            }
            log.append(self._library, edit["at"], edit["who"], row, number=self._edit + int(edit["id"]))

    def _insert_batch(self, number: int, edit: Mapping[str, Any]) -> None:
        target = edit["target"]
        self._library.insert(
            "batches",
            id=number,
            at=str(edit["at"]),
            who=str(edit["who"]),
            label=str(edit["label"]),
            act=edit["act"],
            target=None if target is None else self._batch + int(target),
        )


_NUMBERED: Final = ("cases", "batches", "edits")
_OF_AN_ACT: Final = ("at", "who", "label", "act", "target")
"""What each edit of an act says of it."""


def _checked(document: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a document with those of its readings; ValueError where they are not what an export writes."""
    data = _bytes(document["bytes"])
    if hashlib.sha256(data).hexdigest() != document["sha256"]:
        raise ValueProblem("bytes", tr("The document's bytes are not those that its SHA-256 names."))
    if not document["readings"]:
        raise ValueProblem("readings", tr("The document was never read."))
    return {
        "name": str(document["name"]),
        "sha256": str(document["sha256"]),
        "media_type": str(document["media_type"]),
        "bytes": data,
        "readings": [_checked_reading(each) for each in document["readings"]],
    }


def _checked_reading(row: Mapping[str, Any]) -> dict[str, Any]:
    columns = {key: _bytes(row[key]) for key in ("word_starts", "word_ends", "word_boxes")}
    starts, ends, boxes = columns.values()
    if not len(starts) == len(ends) == len(boxes) / 4 or len(starts) % 4:
        raise ValueProblem("words", tr("The places of its words do not fit together."))
    pages = load_pages(dump(row["pages"]))
    offsets = [0, *(offset for page in pages for offset in (page.start, page.end)), len(row["text"])]
    if [page.number for page in pages] != [*range(1, len(pages) + 1)] or offsets != sorted(offsets):
        raise ValueProblem("pages", tr("Its pages do not follow on each other."))
    reading = _load(row)
    for key, found in (pair for part in (reading.fields, *reading.items) for pair in part.items()):
        if kind := kind_of(key):
            kind.check(found.value)
    return {
        "parser": reading.parser,
        "read_at": str(row["read_at"]),
        "form": reading.form,
        "text": str(row["text"]),
        "pages": dump_pages(pages),
        **{key: column_bytes(column("f" if key == "word_boxes" else "I", data)) for key, data in columns.items()},
        "found": dump_reading(reading),
        "source_flags": dump_flags(load_flags(dump(row["flags"]))),
    }


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ValueProblem("bytes", tr("Its bytes are not written as base64.")) from error


def _load(row: Mapping[str, Any]) -> Reading:
    return load_reading(str(row["parser"]), row["form"], dump(row["found"]))


_JUDGEMENTS: Final = (FINDING, DISPOSITION.field)
_OF_THE_CASE: Final = "case."
"""What is said of a case as a whole; a later version may say more of it, which is carried as it is."""


def _check(key: str, value: Json) -> None:
    """ValueProblem where an edit sets a value that the record cannot hold."""
    if kind := kind_of(key):
        kind.check(value)
    elif key.startswith(DIFFERENCE):
        check_waiting(value)
        if isinstance(value, dict):
            _check(key.removeprefix(DIFFERENCE), value["value"])
    elif key.startswith("answer."):
        _ = value is None or decode(value)
    elif key.startswith(_JUDGEMENTS):
        _check_judgement(value)
    elif key.startswith(_OF_THE_CASE):
        _check_of_the_case(key, value)
    elif key == SEEN.field:
        _check_seen(value)
    elif not (key.startswith(NOTE) and (value is None or isinstance(value, str))):
        raise ValueProblem("field", tr("There is no field “{key}”.", key=key))


def _check_judgement(value: Json) -> None:
    """A verdict on a finding, or a sign-off: one word that says which, and what goes with it."""
    held = value if isinstance(value, dict) else {}
    if not (value is None or isinstance(held.get("verdict", held.get("disposition")), str)):
        raise ValueProblem("judgement", tr("This holds what a person judged."))


def _check_seen(value: Json) -> None:
    listed = value if isinstance(value, list) else []
    fits = all(isinstance(each, dict) and isinstance(each.get("quote"), str) for each in listed)
    if not (value is None or (isinstance(value, list) and fits)):
        raise ValueProblem("seen", tr("This lists sentences that were seen."))


def _check_of_the_case(key: str, value: Json) -> None:
    texts = isinstance(value, list) and all(isinstance(each, str) for each in value)
    if key == STATUS.field and not (value is None or (isinstance(value, str) and value in STATUSES)):
        raise ValueProblem("status", tr("The work on a case cannot stand there."))
    if key == TAGS.field and not (value is None or texts):
        raise ValueProblem("tags", tr("Tags are a list of words."))


def _edits(rows: Iterable[Mapping[str, Any]]) -> list[Edit]:
    """The log of a case that came back."""
    return [
        Edit(
            each["id"],
            each["batch"],
            each["at"],
            each["who"],
            0,
            Slot(each["item"], each["field"]),
            each["old"],
            each["old_state"],
            each["new"],
            each["new_state"],
            load_anchors(dump(each["anchors"])),
            each["why"],
        )
        for each in rows
    ]


def _torn_log() -> LibraryProblem:
    return _not_whole(None, tr("its log of edits does not hold together."))


def _not_whole(number: int | None, reason: str) -> LibraryProblem:
    said = (
        tr(
            "Case {number} of the file is not as this program exports it: {why} "
            "Nothing was imported; export it again, as JSON Lines.",
            number=number,
            why=reason,
        )
        if number
        else tr(
            "The file is not as this program exports it: {why} Nothing was imported; export it again, as JSON Lines.",
            why=reason,
        )
    )
    return LibraryProblem("not-whole", said)
