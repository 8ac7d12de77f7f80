"""The façade: import, set a value, answer, undo, export. The window and the commands call only this.

Every act that changes something returns Changes, which say what it touched; nothing is ever kept back for a Save.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal, Self

from imr_desktop import export, paths, source
from imr_desktop.checklist import review
from imr_desktop.checklist.packs import Pack, Question, load_all
from imr_desktop.checklist.review import Checked, SignedOff, Verdict
from imr_desktop.errors import FileProblem, LibraryProblem, PackError, Problem, ValueProblem
from imr_desktop.export import Exported, jsonl
from imr_desktop.export.contract import as_record, error_record
from imr_desktop.export.selection import EVERYTHING, Selection, only_reviewed
from imr_desktop.export.tables import title
from imr_desktop.fields import BY_KEY, FIELDS, ITEMS_KEY, NOTE, kind_of, label_of
from imr_desktop.keeping import Safety
from imr_desktop.model import (
    Anchor,
    Case,
    CaseRow,
    Changes,
    Edit,
    Finding,
    Json,
    Reading,
    ReviewState,
    Sentence,
    Slot,
    Source,
    Span,
    Status,
    Value,
)
from imr_desktop.parsing import passage, recall
from imr_desktop.reading_child import ReadingChild, cautions
from imr_desktop.store import Change, Library
from imr_desktop.store.carrying import Difference, Returned, bring_back, carry
from imr_desktop.store.library import Batch


def extract(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Each letter as the contract `imr-case/1` prints it; a file that cannot be read gives a record with `error`."""
    with closing(ReadingChild()) as child:
        for path in files:
            digest = None
            try:
                data = source.load(path)
                digest = sha256(data).hexdigest()
                yield as_record(*child.read(path.name, data))
            except FileProblem as problem:
                yield error_record(path.name, problem, digest)


def formats() -> tuple[export.Format, ...]:
    """What cases can be exported as."""
    return tuple(export.formats().values())


STATUS: Final = Slot(0, "case.status")
STATUSES: Final[dict[Status, str]] = {
    "new": "New",
    "in_review": "In review",
    "reviewed": "Reviewed",
    "signed_off": "Signed off",
    "postponed": "Postponed",
    "rejected": "Rejected",
}
"""Where the work on a case can stand, as people call it."""

_SEARCHED: Final[dict[str, str | None]] = {"text": None, "item": "request", "specialty": "reviewer.specialties"}
_SEARCHED_AT_ONCE: Final = 200
_LIST: Final = "list"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file of an import: its case, or the `problem` that says why there is none.

    `known` is a document that the library had; `cautions` are sentences on one that needs a person's eye.
    """

    path: Path
    case: int | None = None
    known: bool = False
    problem: Problem | None = None
    cautions: tuple[str, ...] = ()


_BESIDE: Final = ("-wal", "-shm", "-journal", ".key", ".holder", ".backups", ".cases")
"""What lies beside a library and is a part of it."""


class Workspace:
    """One open library. Use it in the thread that opened it, and `close` it there."""

    def __init__(self, library: Library, *, who: str) -> None:
        self.who = who
        self.packs, self.pack_problems = _packs()
        self.last_saved: datetime | None = None
        self._library = library
        self.safety = Safety(library)

    @classmethod
    def open(cls, path: Path, *, who: str, passphrase: str | None = None, read_only: bool = False) -> Self:
        """The library at `path`, made where there is none; LibraryProblem where it cannot be opened.

        `who` is the name that goes into every edit. A `passphrase` opens a protected library, or protects a new one;
        the code `locked-by-passphrase` asks for one. One that another process holds is told by the code `held`; with
        `read_only` its newest backup is shown instead. A backup is made where something changed since the last.
        """
        workspace = cls(Library(path, who=who, passphrase=passphrase, read_only=read_only), who=who)
        try:
            workspace.safety.backup_if_changed()
        except (LibraryProblem, OSError) as problem:
            workspace.safety.worry(problem)
        return workspace

    @property
    def path(self) -> Path:
        return self._library.path

    @property
    def read_only(self) -> bool:
        return self._library.read_only

    def close(self) -> None:
        self.safety.leave()
        self._library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- looking ---

    def cases(self, ids: Collection[int] | None = None) -> list[CaseRow]:
        """Every case as the list shows it, or those of these ids, in the order of adding."""
        decided = self._library.latest((STATUS.field, review.DISPOSITION.field), ids)
        return [self._with_status(row, decided) for row in self._library.cases(ids)]

    def _with_status(self, row: CaseRow, decided: Mapping[tuple[int, str], tuple[int, Json]]) -> CaseRow:
        """The row with where the work stands: signed off, as somebody said, or as the values tell."""
        signed = decided.get((row.id, review.DISPOSITION.field))
        if signed and signed[1] is not None and self._library.last_edit(row.id) == signed[0]:
            return replace(row, status="signed_off")
        said = decided.get((row.id, STATUS.field))
        if said and said[1] in STATUSES:
            return replace(row, status=said[1])
        return replace(row, status="in_review") if row.looked_at else row

    def search(self, terms: Sequence[tuple[str, str]]) -> Iterator[frozenset[int]]:
        """The cases in which every term holds, a few hundred cases at a time, so that a window stays free meanwhile.

        A term is where to look (`text`: the letters; `item`: the requests; `specialty`) and the words to find there.
        """
        ids = self._library.case_ids()
        for begin in range(0, len(ids), _SEARCHED_AT_ONCE):
            part = ids[begin : begin + _SEARCHED_AT_ONCE]
            found = set(part)
            for where, words in terms:
                found &= self._library.containing(words, part[0], part[-1], _SEARCHED[where])
            yield frozenset(found)

    def remember_list(self, words: str, order: str) -> None:
        """How the list of cases was filtered and sorted; kept in the library, since a filter may name a person."""
        if not self.read_only and (words, order) != self.remembered_list():
            self._library.remember(_LIST, json.dumps([words, order]))

    def remembered_list(self) -> tuple[str, str]:
        """The filter and the order that the list of cases was left with."""
        kept = json.loads(self._library.remembered(_LIST) or '["", ""]')
        return str(kept[0]), str(kept[1])

    def doubt(self, case_id: int) -> float:
        """The lowest confidence of a case's values that nobody has decided on, 1 where there is none."""
        values = self.case(case_id).values.values()
        return min((each.found.confidence for each in values if each.found and not each.touched), default=1.0)

    def case(self, case_id: int) -> Case:
        """One case, whole; LibraryProblem where the library has none of that number."""
        return self._library.case(case_id)

    def document(self, case_id: int) -> bytes:
        """The bytes of the case's letter, as they were imported."""
        return self._library.document(case_id)

    def history(self, case_id: int) -> list[Edit]:
        """Every edit of a case, oldest first."""
        return self._library.edits(case_id)

    # --- importing ---

    def add(self, data: bytes, document: Source, reading: Reading) -> Changes:
        """A document and its reading into the library.

        A document that is there already (by its bytes) gives no second case; a newer parser's reading of it is added
        and moves only what nobody decided on.
        """
        known = self._library.find(document.sha256)
        if known is None:
            case = self._library.add(data, document, reading)
            return Changes("Import", cases=frozenset({case}), added=frozenset({case}))
        if self.read_only or not self._library.add_reading(known, document, reading):
            return Changes("Import", cases=frozenset({known}))
        return Changes("Read again", cases=frozenset({known}), items=frozenset({known}))

    def import_files(self, files: Iterable[Path]) -> Iterator[Imported]:
        """Reads and adds each file in turn; one that cannot be read is reported and the others go on."""
        with closing(ReadingChild()) as child:
            for path in files:
                try:
                    data = source.load(path)
                    document, reading = child.read(path.name, data)
                    changes = self.add(data, document, reading)
                except Problem as problem:
                    yield Imported(path, problem=problem)
                else:
                    (case,) = changes.cases
                    yield Imported(path, case, not changes.added, cautions=tuple(cautions(document, reading)))

    # --- deciding on values ---

    def set_text(self, case_id: int, slot: Slot, text: str, *, initiator: object = None, why: str = "") -> Changes:
        """What was typed into a field's box, parsed by its kind; an emptied box says that the letter does not give it.

        ValueProblem where it does not parse: the value stays, the text is kept as the slot's draft.
        """
        kind = kind_of(slot.field)
        try:
            value = kind.parse(text) if kind else text.strip() or None
        except ValueProblem:
            self._library.keep_draft(case_id, slot, text)
            raise
        return self.set_value(case_id, slot, value, initiator=initiator, why=why)

    def set_value(
        self,
        case_id: int,
        slot: Slot,
        value: Json,
        *,
        anchors: Sequence[Anchor] = (),
        initiator: object = None,
        why: str = "",
    ) -> Changes:
        """A value as a person decided: confirmed where it is what was read, corrected elsewhere.

        `anchors` are the places in the letter that it was taken from.
        """
        if kind := kind_of(slot.field):
            kind.check(value)
        stood = self._value(case_id, slot)
        state = _decided(stood, value)
        act = {"confirmed": "Confirm", "not_in_letter": "Mark as not in the letter"}.get(state, "Correct")
        change = Change(case_id, slot, value, state, tuple(anchors), why)
        return self._act(f"{act} {_name(slot)}", [change], initiator)

    def confirm(self, case_id: int, slot: Slot, *, initiator: object = None) -> Changes:
        """The value is right as it stands; an empty one is confirmed as not in the letter."""
        stood = self._value(case_id, slot)
        if stood.touched and stood.draft is None:
            return Changes()
        return self.set_value(case_id, slot, stood.value, anchors=stood.anchors, initiator=initiator)

    def mark(
        self,
        case_id: int,
        slot: Slot,
        state: Literal["not_in_letter", "unreadable"],
        *,
        initiator: object = None,
    ) -> Changes:
        """The letter does not give the value, or something stands there that nobody can read."""
        words = {"not_in_letter": "not in the letter", "unreadable": "unreadable"}
        return self._act(f"Mark {_name(slot)} as {words[state]}", [Change(case_id, slot, None, state)], initiator)

    def restore(self, case_id: int, slot: Slot, *, initiator: object = None) -> Changes:
        """Back to what was read, for somebody to look at."""
        stood = self._value(case_id, slot)
        as_read = stood.found.value if stood.found else None
        if not stood.touched and stood.draft is None:
            return Changes()
        state: ReviewState = "prefilled" if stood.found and stood.found.state == "stated" else "not_looked_at"
        return self._act(f"Restore {_name(slot)} as read", [Change(case_id, slot, as_read, state)], initiator)

    def take(self, case_id: int, slot: Slot, span: Span, *, initiator: object = None) -> Changes:
        """The words of a span as the field's value, parsed by its kind, with their place; a list grows by them.

        ValueProblem where they do not parse; nothing is changed then.
        """
        case, field = self.case(case_id), BY_KEY[slot.field]
        value = field.kind.parse(_words(case.source, span, paragraphs=field.kind.editor == "long_text"))
        stood, anchors = case.value(slot.field, slot.item), [case.source.anchor(span)]
        if isinstance(value, list) and isinstance(stood.value, list) and stood.value:
            read = stood.found.spans if stood.found else ()
            anchors = [*(stood.anchors or map(case.source.anchor, read)), *anchors]
            value = [*stood.value, *(each for each in value if each not in stood.value)]
        return self.set_value(case_id, slot, value, anchors=anchors, initiator=initiator)

    def keep_draft(self, case_id: int, slot: Slot, text: str | None) -> None:
        """What is being typed and is no value yet, so that it outlives the program; None forgets it."""
        self._library.keep_draft(case_id, slot, text)

    def confirm_all(self, case_id: int, slots: Collection[Slot], *, initiator: object = None) -> Changes:
        """Many untouched values are right as they stand, as one act; what a person has decided on is left alone."""
        case = self.case(case_id)
        stood = [case.value(slot.field, slot.item) for slot in slots]
        changes = [
            Change(case_id, value.slot, value.value, _decided(value, value.value), value.anchors)
            for value in stood
            if not value.touched
        ]
        if not changes:
            return Changes()
        return self._act(f"Confirm {len(changes)} {'value' if len(changes) == 1 else 'values'}", changes, initiator)

    def go_back(self, edit: Edit, *, initiator: object = None) -> Changes:
        """A value as one of its earlier edits left it; that is an edit of its own, like any other."""
        change = Change(edit.case, edit.slot, edit.new, edit.new_state, edit.anchors, f"As it stood on {edit.at[:16]}Z")
        return self._act(f"Restore {_name(edit.slot)} as it was", [change], initiator)

    # --- disputed items ---

    def add_item(self, case_id: int, below: int = 0, *, initiator: object = None) -> Changes:
        """A new, empty disputed item below the one of a key; last where there is none of that key."""
        case = self.case(case_id)
        return self._list_items(case, "Add", self._with_new(case, below), (), initiator)

    def remove_item(self, case_id: int, item: int, *, initiator: object = None) -> Changes:
        """The item leaves the list. Its values stay in the record, so that undo brings back all of it."""
        case = self.case(case_id)
        return self._list_items(case, "Remove", [key for key in case.items if key != item], (), initiator)

    def move_item(self, case_id: int, item: int, by: Literal[-1, 1], *, initiator: object = None) -> Changes:
        """The item one place up (-1) or down (1); at either end nothing happens."""
        case = self.case(case_id)
        keys = [*case.items]
        here = keys.index(item)
        if not 0 <= here + by < len(keys):
            return Changes()
        keys[here], keys[here + by] = keys[here + by], keys[here]
        return self._list_items(case, "Move", keys, (), initiator)

    def split_item(self, case_id: int, item: int, *, initiator: object = None) -> Changes:
        """A new item below with what the letter says of both: outcome, guidelines, conclusion and rationale.

        What sets the two apart (request, quantity, body parts) is left for a person to fill in.
        """
        case = self.case(case_id)
        keys = self._with_new(case, item)
        key = keys[keys.index(item) + 1]
        shared = [case.value(field, item) for field in SHARED_BY_A_SPLIT]
        copies = [
            Change(case_id, Slot(key, value.slot.field), value.value, "corrected", _anchors(case, value))
            for value in shared
            if value.value not in (None, [])
        ]
        return self._list_items(case, "Split", keys, copies, initiator)

    def merge_item(self, case_id: int, item: int, *, initiator: object = None) -> Changes:
        """The item becomes part of the one above: their requests joined by “and”, the rest as it stands there."""
        case = self.case(case_id)
        here = case.items.index(item)
        if not here:
            return Changes()
        above = case.items[here - 1]
        requests = [value for key in (above, item) if (value := case.value("request", key)).value]
        joined = " and ".join(str(value.value) for value in requests)
        anchors = tuple(anchor for value in requests for anchor in _anchors(case, value))
        change = Change(case_id, Slot(above, "request"), joined or None, "corrected", anchors)
        keys = [key for key in case.items if key != item]
        return self._list_items(case, "Merge", keys, [change] if joined else (), initiator)

    def _with_new(self, case: Case, below: int) -> list[int]:
        """The list with one more key in it. A key names one item for good: none that was used is given again."""
        edits = self.history(case.id)
        listed = (edit.new for edit in edits if edit.slot.field == ITEMS_KEY)
        used = {key for value in listed if isinstance(value, list) for key in value if isinstance(key, int)}
        used |= {slot.item for slot in case.values} | {edit.slot.item for edit in edits} | {*case.items}
        keys = [*case.items]
        keys.insert(keys.index(below) + 1 if below in keys else len(keys), max(used, default=0) + 1)
        return keys

    def _list_items(
        self, case: Case, act: str, keys: Sequence[int], others: Sequence[Change], initiator: object
    ) -> Changes:
        slot = Slot(0, ITEMS_KEY)
        value: Json = [*keys]
        state = _decided(case.value(ITEMS_KEY), value)
        label = f"{act} a disputed item"
        return self._act(label, [Change(case.id, slot, value, state), *others], initiator)

    # --- what of the letter went into the record ---

    def sentences(self, case: Case) -> tuple[Sentence, ...]:
        """The letter's sentences in order, each with what became of it."""
        return recall.sentences(case)

    def untouched(self, case: Case) -> tuple[Span, ...]:
        """The sentences of summary and rationales that no value stands on and nobody has marked as seen."""
        return tuple(each.span for each in recall.sentences(case) if each.standing == "untouched")

    def mark_seen(self, case_id: int, spans: Sequence[Span], *, seen: bool = True, initiator: object = None) -> Changes:
        """Sentences in which there is nothing to take; with `seen` false they are to be looked at again."""
        value = recall.with_seen(self.case(case_id), spans, seen=seen)
        state: ReviewState = "corrected" if value else "not_looked_at"
        which = "sentence" if len(spans) == 1 else f"{len(spans)} sentences"
        label = f"Mark {which} as {'seen' if seen else 'not seen'}"
        return self._act(label, [Change(case_id, recall.SEEN, value, state)], initiator)

    # --- the checklist and notes ---

    def answer(
        self, case_id: int, question: Question, answer: Json, *, item: int = 0, initiator: object = None
    ) -> Changes:
        """An answer to a checklist question, for one disputed item where the question asks that; None takes it back."""
        slot = Slot(item, question.key)
        name = f"{question.id}, item {item}" if item else question.id
        if answer is None:
            return self._act(f"Take back answer {name}", [Change(case_id, slot, None, "not_looked_at")], initiator)
        change = Change(case_id, slot, question.encode(answer), "corrected")
        return self._act(f"Answer {name}", [change], initiator)

    def check(self, case: Case) -> Checked:
        """What the checks say of a case as it is now: computed each time, never stored."""
        return review.check(case, self.packs)

    def judge(
        self, case_id: int, finding: Finding, verdict: Verdict, why: str = "", *, initiator: object = None
    ) -> Changes:
        """What a person says of a finding; noted, its sentence is added to the note on the value that it concerns.

        ValueProblem where a finding is dismissed without a reason.
        """
        changes = [Change(case_id, review.finding_slot(finding), review.encode_verdict(verdict, why), "corrected")]
        if verdict == "noted":
            slot = Slot(finding.slot.item, NOTE + finding.slot.field)
            kept = self._value(case_id, slot).value
            text = "\n".join(filter(None, (str(kept or ""), finding.message, why.strip())))
            changes.append(Change(case_id, slot, text, "corrected"))
        act = {"accepted": "Accept", "dismissed": "Dismiss", "noted": "Note"}[verdict]
        return self._act(f"{act} finding {finding.rule}", changes, initiator)

    def unjudge(self, case_id: int, finding: Finding, *, initiator: object = None) -> Changes:
        """Takes the verdict on a finding back."""
        change = Change(case_id, review.finding_slot(finding), None, "not_looked_at")
        return self._act(f"Take back verdict on {finding.rule}", [change], initiator)

    def sign_off(
        self, case_id: int, disposition: str, grounds: Sequence[str] = (), *, initiator: object = None
    ) -> Changes:
        """The case's disposition, with name and time.

        ValueProblem while required questions or serious findings wait.
        """
        case = self.case(case_id)
        if waiting := review.open_points(case, self.packs, self.check(case)):
            raise ValueProblem("open-points", f"The case cannot be signed off yet. {' '.join(waiting)}")
        at = datetime.now(UTC).isoformat(timespec="seconds")
        value = review.encode_disposition(case, disposition, tuple(grounds), self.who, at)
        change = Change(case_id, review.DISPOSITION, value, "corrected")
        return self._act("Sign off", [change], initiator)

    def signed_off(self, case: Case) -> SignedOff | None:
        """The case's disposition, and whether a change since has reopened it; None where nobody has signed it off."""
        return review.signed_off(case)

    def set_status(
        self, case_ids: Collection[int], status: Status | None, why: str = "", *, initiator: object = None
    ) -> Changes:
        """Where the work on some cases stands, as one act; None leaves it to what was done with their values.

        ValueProblem for a rejection without its reason; signing off is `sign_off`.
        """
        if status == "rejected" and not why.strip():
            raise ValueProblem("reason", "A case is rejected with a reason: say in a few words why.")
        state: ReviewState = "corrected" if status else "not_looked_at"
        changes = [Change(case_id, STATUS, status, state, (), why.strip()) for case_id in sorted(case_ids)]
        which = "case" if len(changes) == 1 else f"{len(changes)} cases"
        return self._act(f"Mark {which} as {STATUSES[status].lower() if status else 'before'}", changes, initiator)

    def note(self, case_id: int, slot: Slot, text: str, *, initiator: object = None) -> Changes:
        """A remark on a field or an answer; an empty one removes it."""
        remark = text.strip()
        state: ReviewState = "corrected" if remark else "not_looked_at"
        change = Change(case_id, Slot(slot.item, NOTE + slot.field), remark or None, state)
        return self._act(f"Note on {_name(slot)}", [change], initiator)

    # --- undo and redo ---

    def can_undo(self) -> str | None:
        """The name of the act that `undo` would take back, or None."""
        batch = self._next("do")
        return batch.label if batch else None

    def can_redo(self) -> str | None:
        """The name of the act that `redo` would do again, or None."""
        batch = self._next("undo")
        return batch.label if batch else None

    def undo(self, *, initiator: object = None) -> Changes:
        """Takes the last act back by appending its inverse; nothing is lost from the log."""
        return self._take_back("do", "undo", initiator)

    def redo(self, *, initiator: object = None) -> Changes:
        """Does the act again that was undone last."""
        return self._take_back("undo", "redo", initiator)

    def _next(self, act: Literal["do", "undo"]) -> Batch | None:
        """The latest act that still holds, that is, was not taken back; an undo only while no new act came after it."""
        taken_back: set[int] = set()
        for batch in self._library.batches_backwards():
            if batch.id in taken_back:
                continue
            if batch.target is not None:
                taken_back.add(batch.target)
            if batch.act == act:
                return batch
            if batch.act == "do":
                return None
        return None

    def _take_back(self, act: Literal["do", "undo"], by: Literal["undo", "redo"], initiator: object) -> Changes:
        batch = self._next(act)
        if batch is None:
            return Changes()
        changes = self._library.inverse(batch.id)
        self._library.edit(batch.label, self.who, changes, act=by, target=batch.id)
        return self._changes(f"{by.capitalize()} {batch.label}", changes, initiator)

    # --- export ---

    def formats(self) -> tuple[export.Format, ...]:
        """What cases can be exported as."""
        return formats()

    def numbered(self, numbers: Collection[str]) -> frozenset[int]:
        """The ids of the cases of these numbers (as the list shows them); Problem where one is not there."""
        found = {row.title: row.id for row in self.cases() if row.title in numbers}
        if missing := [number for number in numbers if number not in found]:
            raise Problem("no-case", f"The library has no case {missing[0]}. Nothing was written; look at its list.")
        return frozenset(found.values())

    def export(
        self,
        format_name: str,
        out: Path,
        *,
        force: bool = False,
        cases: Collection[int] | None = None,
        words: str = "",
        reviewed: bool = False,
        bom: bool = False,
        without_outcome: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Writes cases to a file (or folder, where the format has several) and says how many there were.

        `cases` are the ids of those to take (None: all), `words` must all stand in what the list shows of a case.
        With `reviewed`, only values that a person decided on are written, and cases without any are left out.
        `progress` is told before each case how many are written and how many there are; what it raises ends the
        export, and what stood at `out` still does. See `export.Options` for the others.
        """
        self._spare_own_files(out)
        selection = Selection(None if cases is None else frozenset(cases), words)
        ids = selection.ids(self.cases()) if selection != EVERYTHING else self._library.case_ids()
        options = export.Options(self.packs, force, reviewed, bom, without_outcome)
        return export.write(format_name, out, self._exported(ids, reviewed, progress), options)

    def _spare_own_files(self, out: Path) -> None:
        """Problem where an export would fall on the library or on what lies beside it: its key, backups, copies."""
        library, target = (Path(os.path.abspath(path)) for path in (self.path, out))  # noqa: PTH100 - takes any name
        own = {library, *(library.with_name(library.name + end) for end in _BESIDE)}
        if own.intersection((target, *target.parents)):
            raise Problem(
                "own-file",
                f"{out} belongs to the open library, so nothing was written. Choose another name for the export.",
            )

    def _exported(
        self, ids: Sequence[int], reviewed: bool, progress: Callable[[int, int], None] | None
    ) -> Iterator[Exported]:
        """The cases for an export, each read when its turn comes."""
        for done, number in enumerate(ids):
            if progress:
                progress(done, len(ids))
            whole = self.case(number)
            case = only_reviewed(whole) if reviewed else whole
            if case is not None:
                yield Exported(
                    case,
                    export.by_item(case),
                    signed_off=review.signed_off(whole),
                    edits=partial(self._edits, number),
                    carried=partial(carry, self._library, number),
                    document=partial(self.document, number),
                    findings=partial(self._findings, whole, reviewed),
                )

    def _findings(self, case: Case, reviewed: bool) -> tuple[dict[str, Any], ...]:
        """What the checks found, as exports print it; with `reviewed` only what a person has judged."""
        found = (review.printed(each, case) for each in self.check(case).findings)
        return tuple(each for each in found if not reviewed or "verdict" in each)

    def _edits(self, case_id: int) -> tuple[Edit, ...]:
        return tuple(self._library.edits(case_id))

    def bring_back(self, path: Path) -> Returned:
        """Cases that were exported as JSON Lines or JSON, back into this library: all of them, or none.

        A case that the library has is compared and left as it is; the differences are for a person to look at. Every
        PDF is read once in the child process before it is taken in, so that none comes in that a letter could not.
        """
        with closing(ReadingChild()) as child:
            return bring_back(self._library, (_vetted(record, child) for record in jsonl.records(path)))

    def tell_difference(self, difference: Difference) -> str:
        """A line that tells what this library and a case that came back say of one value."""
        slot = difference.slot
        case = self.case(difference.case)
        number = case.items.index(slot.item) + 1 if slot.item in case.items else None
        here, there = (
            f"{_shown(slot, value.value) or 'nothing'} ({value.state.replace('_', ' ')})"
            for value in (difference.here, difference.there)
        )
        return f"{title(case)}, {label_of(slot, number)}: here {here}, in the file {there}"

    # --- inside ---

    def _value(self, case_id: int, slot: Slot) -> Value:
        return self.case(case_id).value(slot.field, slot.item)

    def _act(self, label: str, changes: Sequence[Change], initiator: object) -> Changes:
        self._library.edit(label, self.who, changes)
        return self._changes(label, changes, initiator)

    def _changes(self, label: str, changes: Sequence[Change], initiator: object) -> Changes:
        self.last_saved = datetime.now().astimezone()
        return Changes(
            label,
            cases=frozenset(change.case for change in changes),
            slots=frozenset((change.case, change.slot) for change in changes),
            items=frozenset(change.case for change in changes if change.slot.field == ITEMS_KEY),
            initiator=initiator,
        )


def _words(source: Source, span: Span, *, paragraphs: bool) -> str:
    """The words of a span as a person would type them: lines joined, words put together that a line's end broke."""
    if paragraphs:
        return passage.paragraphs(source.text, span.start, span.end)
    return passage.fold(source.text, span.start, span.end).text


def _vetted(record: dict[str, Any], child: ReadingChild) -> dict[str, Any]:
    """The record of a case that came back; FileProblem where its document is none that may be opened.

    What is not even there in the shape that an export gives it is told when it is taken in.
    """
    with suppress(KeyError, TypeError, ValueError):
        for document in record["stored"]["documents"]:
            if document["media_type"] == source.PDF:
                child.read(str(document["name"]), b64decode(document["bytes"], validate=True))
    return record


def _packs() -> tuple[tuple[Pack, ...], tuple[PackError, ...]]:
    """The packs that come with the program, then the person's own in the data folder."""
    return load_all([paths.resources() / "checklists", paths.data_folder() / "checklists"])


def _decided(stood: Value, value: Json) -> ReviewState:
    """The state of a value that a person has set, given what stood there."""
    as_read = stood.value if not stood.touched else stood.found.value if stood.found else None
    if value is None or value == []:
        return "not_in_letter"
    return "confirmed" if value == as_read else "corrected"


SHARED_BY_A_SPLIT: Final = (
    "outcome",
    "category",
    *(field.key for field in FIELDS if field.key.startswith(("ur_guideline.", "imr_guideline."))),
    "conclusion",
    "rationale",
)
"""What two items have in common where one line of a letter decides both."""


def _anchors(case: Case, value: Value) -> tuple[Anchor, ...]:
    """Where a value stands in the letter: where a person took it from, else where it was read."""
    if value.anchors or value.found is None:
        return value.anchors
    return tuple(case.source.anchor(span) for span in value.found.spans)


def _shown(slot: Slot, value: Json) -> str:
    kind = kind_of(slot.field)
    return kind.format(value) if kind else json.dumps(value, ensure_ascii=False) if value is not None else ""


def _name(slot: Slot) -> str:
    """How the undo menu calls a slot."""
    if slot.field == ITEMS_KEY:
        return "the list of items"
    label = label_of(slot)
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
