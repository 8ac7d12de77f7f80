"""The façade: import, set a value, answer, undo, export. The window and the commands call only this.

Every act that changes something returns Changes, which say what it touched; nothing is ever kept back for a Save.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, Self

from imr_desktop import export, paths, source
from imr_desktop.checklist.packs import Pack, Question, load_all
from imr_desktop.errors import FileProblem, PackError, Problem, ValueProblem
from imr_desktop.export.contract import as_record, error_record
from imr_desktop.fields import ITEMS_KEY, NOTE, kind_of, label_of
from imr_desktop.model import Anchor, Case, CaseRow, Changes, Edit, Json, Reading, ReviewState, Slot, Source, Value
from imr_desktop.reading_child import ReadingChild
from imr_desktop.store import Change, Library
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


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file of an import: `added` and `known` name a case, `problem` says why there is none."""

    path: Path
    case: int | None = None
    known: bool = False
    problem: Problem | None = None


class Workspace:
    """One open library. Use it in the thread that opened it, and `close` it there."""

    def __init__(self, library: Library, *, who: str) -> None:
        self.who = who
        self.packs, self.pack_problems = _packs()
        self.last_saved: datetime | None = None
        self._library = library

    @classmethod
    def open(cls, path: Path, *, who: str) -> Self:
        """The library at `path`, made where there is none; LibraryProblem where the file is not one of ours.

        `who` is the name that goes into every edit.
        """
        return cls(Library(path), who=who)

    @property
    def path(self) -> Path:
        return self._library.path

    @property
    def read_only(self) -> bool:
        return self._library.read_only

    def close(self) -> None:
        self._library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- looking ---

    def cases(self) -> list[CaseRow]:
        """Every case as the list shows it, in the order of adding."""
        return self._library.cases()

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
                    changes = self.add(data, *child.read(path.name, data))
                except Problem as problem:
                    yield Imported(path, problem=problem)
                else:
                    yield Imported(path, case=next(iter(changes.cases)), known=not changes.added)

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

    def keep_draft(self, case_id: int, slot: Slot, text: str | None) -> None:
        """What is being typed and is no value yet, so that it outlives the program; None forgets it."""
        self._library.keep_draft(case_id, slot, text)

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
        return tuple(export.formats().values())

    def export(self, format_name: str, out: Path, *, force: bool = False) -> int:
        """Writes every case to a file (or folder, where the format has several) and says how many there were."""
        cases = (export.Exported(self.case(row.id), tuple(self.history(row.id))) for row in self.cases())
        return export.write(format_name, out, cases, self.packs, force=force)

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


def _packs() -> tuple[tuple[Pack, ...], tuple[PackError, ...]]:
    return load_all([paths.resources() / "checklists"])


def _decided(stood: Value, value: Json) -> ReviewState:
    """The state of a value that a person has set, given what stood there."""
    as_read = stood.value if not stood.touched else stood.found.value if stood.found else None
    if value is None or value == []:
        return "not_in_letter"
    return "confirmed" if value == as_read else "corrected"


def _name(slot: Slot) -> str:
    """How the undo menu calls a slot."""
    if slot.field == ITEMS_KEY:
        return "the list of items"
    label = label_of(slot)
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
