"""What a person says of a value: right, wrong, not there, unreadable; and remarks on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from imr_desktop.dates import lone
from imr_desktop.errors import ValueProblem
from imr_desktop.fields import BY_KEY, NOTE, kind_of
from imr_desktop.model import Anchor, Changes, Edit, Json, ReviewState, Slot, Source, Span
from imr_desktop.parsing import passage
from imr_desktop.store import Change
from imr_desktop.texts import tr, trn
from imr_desktop.workspace.acting import Acting, decided, name_of


class Deciding(Acting):
    """The acts on single values."""

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
        state = decided(stood, value)
        change = Change(case_id, slot, value, state, tuple(anchors), why)
        return self._act(_set(slot, state), [change], initiator)

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
        return self._act(_set(slot, state), [Change(case_id, slot, None, state)], initiator)

    def restore(self, case_id: int, slot: Slot, *, initiator: object = None) -> Changes:
        """Back to what was read, for somebody to look at."""
        stood = self._value(case_id, slot)
        as_read = stood.found.value if stood.found else None
        if not stood.touched and stood.draft is None:
            return Changes()
        state: ReviewState = "prefilled" if stood.found and stood.found.state == "stated" else "not_looked_at"
        label = tr("Restore {field} as read", field=name_of(slot))
        return self._act(label, [Change(case_id, slot, as_read, state)], initiator)

    def take(self, case_id: int, slot: Slot, *spans: Span, initiator: object = None) -> Changes:
        """The words of spans as the field's value, parsed by its kind, with their places; a list grows by them.

        Of words around a single date a field for a date takes that date. ValueProblem where they do not parse; nothing
        is changed then.
        """
        case, field = self.case(case_id), BY_KEY[slot.field]
        if field.kind.editor == "date":
            spans = tuple(_date_of(case.source, span) for span in spans)
        paragraphs = field.kind.editor == "long_text"
        value = field.kind.parse(" ".join(_words(case.source, span, paragraphs=paragraphs) for span in spans))
        stood, anchors = case.value(slot.field, slot.item), [*map(case.source.anchor, spans)]
        if isinstance(value, list) and isinstance(stood.value, list) and stood.value:
            read = stood.found.spans if stood.found else ()
            anchors = [*(stood.anchors or map(case.source.anchor, read)), *anchors]
            value = [*stood.value, *(each for each in value if each not in stood.value)]
        return self.set_value(case_id, slot, value, anchors=anchors, initiator=initiator)

    def waiting(self) -> frozenset[int]:
        """The cases in which text waits that was typed and is no value yet."""
        return self._library.drafted()

    def keep_draft(self, case_id: int, slot: Slot, text: str | None) -> None:
        """What is being typed and is no value yet, so that it outlives the program; None forgets it."""
        self._library.keep_draft(case_id, slot, text)

    def confirm_all(self, case_id: int, slots: Collection[Slot], *, initiator: object = None) -> Changes:
        """Many untouched values are right as they stand, as one act; what a person has decided on is left alone."""
        return self.confirm_in({case_id: slots}, initiator=initiator)

    def confirm_in(self, wanted: Mapping[int, Collection[Slot]], *, initiator: object = None) -> Changes:
        """Many untouched values of several cases, by case, are right as they stand: one act, one undo."""
        changes = []
        for case_id, slots in wanted.items():
            case = self.case(case_id)
            stood = (case.value(slot.field, slot.item) for slot in slots)
            changes += [
                Change(case_id, value.slot, value.value, decided(value, value.value), value.anchors)
                for value in stood
                if not value.touched
            ]
        if not changes:
            return Changes()
        return self._act(_confirmed(len(changes), len({change.case for change in changes})), changes, initiator)

    def go_back(self, edit: Edit, *, initiator: object = None) -> Changes:
        """A value as one of its earlier edits left it; that is an edit of its own, like any other."""
        change = Change(
            edit.case,
            edit.slot,
            edit.new,
            edit.new_state,
            edit.anchors,
            tr("As it stood on {day} at {time} UTC", day=edit.at[:10], time=edit.at[11:16]),
        )
        return self._act(tr("Restore {field} as it was", field=name_of(edit.slot)), [change], initiator)

    def note(self, case_id: int, slot: Slot, text: str, *, initiator: object = None) -> Changes:
        """A remark on a field or an answer; an empty one removes it."""
        remark = text.strip()
        state: ReviewState = "corrected" if remark else "not_looked_at"
        change = Change(case_id, Slot(slot.item, NOTE + slot.field), remark or None, state)
        return self._act(tr("Note on {field}", field=name_of(slot)), [change], initiator)


def _set(slot: Slot, state: ReviewState) -> str:
    """The act that gives a value a state, for the undo menu."""
    name = name_of(slot)
    match state:
        case "confirmed":
            return tr("Confirm {field}", field=name)
        case "not_in_letter":
            return tr("Mark {field} as not in the letter", field=name)
        case "unreadable":
            return tr("Mark {field} as unreadable", field=name)
        case _:
            return tr("Correct {field}", field=name)


def _confirmed(values: int, cases: int) -> str:
    if cases == 1:
        return trn("Confirm {count} value", "Confirm {count} values", values)
    counted = trn("{count} value", "{count} values", values)
    return trn("Confirm {values} in {count} case", "Confirm {values} in {count} cases", cases, values=counted)


def _date_of(source: Source, span: Span) -> Span:
    """The place of the only date within a span; the whole of it where it holds none or several."""
    place = lone(source.text[span.start : span.end])
    return Span(span.start + place[0], span.start + place[1]) if place else span


def _words(source: Source, span: Span, *, paragraphs: bool) -> str:
    """The words of a span as a person would type them: lines joined, words put together that a line's end broke."""
    if paragraphs:
        return passage.paragraphs(source.text, span.start, span.end)
    return passage.fold(source.text, span.start, span.end).text
