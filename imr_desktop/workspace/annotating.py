"""Words of a letter that a person highlights with labels of their own; they are values of the case like any other."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final
from uuid import uuid4

from imr_desktop.errors import ValueProblem
from imr_desktop.fields import ANNOTATION, spelled_out
from imr_desktop.model import Anchor, Annotation, Case, Changes, Json, Label, Slot, Source, Span, Value
from imr_desktop.parsing.anchors import find_again
from imr_desktop.store import Change
from imr_desktop.texts import tr
from imr_desktop.workspace.acting import Acting

FIRST_LABELS: Final = (
    Label("key-fact", tr("Key fact"), "yellow", "1"),
    Label("question", tr("Question"), "teal", "2"),
    Label("contradiction", tr("Contradiction"), "pink", "3"),
    Label("for-the-memo", tr("For the memo"), "orange", "4"),
)
"""The labels that a library begins with."""

_LABELS: Final = "labels"
_NOT_IN_A_NAME: Final = re.compile(r"[^\w]+")


class Annotating(Acting):
    """The acts on highlighted words, and the labels they are highlighted with."""

    def labels(self) -> tuple[Label, ...]:
        """The labels of this library, in the order in which they are offered."""
        kept = self._library.remembered(_LABELS)
        return tuple(Label(**each) for each in json.loads(kept)) if kept else FIRST_LABELS

    def label(self, label_id: str) -> Label:
        """A label by its id; one that the library does not have (any more) is spelled out from it."""
        known = (each for each in self.labels() if each.id == label_id)
        return next(known, Label(label_id, spelled_out(label_id), "lime"))

    def keep_labels(self, labels: Sequence[Label]) -> None:
        """The labels from now on; those with an empty `id` are new and get one.

        ValueProblem where one has no name, or two have the same name or key.
        """
        _refuse_doubles(labels)
        used = {each.id for each in labels}
        named = []
        for each in labels:
            label_id = each.id or _id_for(each.name, used)
            used.add(label_id)
            named.append({"id": label_id, "name": each.name.strip(), "hue": each.hue, "key": each.key})
        self._library.remember(_LABELS, json.dumps(named))

    def annotations(self, case: Case) -> tuple[Annotation, ...]:
        """What is highlighted in a case's letter, in the order of the text; what was not found again comes last."""
        values = [value for value in _highlights(case) if value.touched]
        lost = {value.slot for value in values if not value.anchors}
        quotes = {
            edit.slot: " ".join(anchor.quote for anchor in edit.anchors)
            for edit in (self.history(case.id) if lost else ())
            if edit.slot in lost and edit.anchors
        }
        found = [_annotation(value, quotes.get(value.slot, "")) for value in values]
        return tuple(sorted(found, key=lambda each: (not each.spans, each.spans, each.slot)))

    def new_highlight(self) -> Slot:
        """A slot for words that are to be highlighted."""
        return Slot(0, f"{ANNOTATION}{uuid4().hex[:12]}")  # two people who work apart must not choose the same

    def annotate(
        self,
        case_id: int,
        spans: Sequence[Span],
        label_id: str,
        comment: str = "",
        *,
        slot: Slot | None = None,
        initiator: object = None,
    ) -> Changes:
        """Highlights words, in the `slot` in which that was begun; several highlights may stand on the same ones."""
        source = self.case(case_id).source
        anchors = tuple(source.anchor(span) for span in sorted(spans))
        value: Json = {"label": label_id, "comment": comment.strip()}
        change = Change(case_id, slot or self.new_highlight(), value, "corrected", anchors)
        return self._act(tr("Highlight as {label}", label=self.label(label_id).name), [change], initiator)

    def begin_to_annotate(
        self, case_id: int, slot: Slot, anchors: Sequence[Anchor], label_id: str, comment: str | None
    ) -> Changes:
        """What is being typed as a highlight's comment, so that it outlives the program; None forgets it."""
        value = {"label": label_id, "comment": comment, "places": [asdict(each) for each in anchors]}
        draft = None if comment is None else json.dumps(value, ensure_ascii=False)
        self._library.keep_draft(case_id, slot, draft)
        return Changes(cases=frozenset({case_id}), slots=frozenset({(case_id, slot)}))

    def begun(self, case: Case) -> tuple[Annotation, ...]:
        """What a person had begun to highlight, or to say of a highlight, when they were interrupted."""
        return tuple(_begun(value, case.source) for value in _highlights(case) if value.draft is not None)

    def relabel(self, case_id: int, slot: Slot, label_id: str, comment: str, *, initiator: object = None) -> Changes:
        """Another label or comment for what is highlighted; nothing is done where nothing is different."""
        stood = self._value(case_id, slot)
        value = {"label": label_id, "comment": comment.strip()}
        if stood.value == value:
            begun = stood.draft is not None
            return self.begin_to_annotate(case_id, slot, (), label_id, None) if begun else Changes()
        anchors = stood.anchors or self._last_anchors(case_id, slot)
        change = Change(case_id, slot, {**value}, "corrected", anchors)
        return self._act(tr("Change highlight {label}", label=self.label(label_id).name), [change], initiator)

    def remove_annotation(self, case_id: int, slot: Slot, *, initiator: object = None) -> Changes:
        """The words are no longer highlighted; undo brings that back."""
        return self._act(tr("Remove highlight"), [Change(case_id, slot, None, "not_looked_at")], initiator)

    def _last_anchors(self, case_id: int, slot: Slot) -> tuple[Anchor, ...]:
        """The anchors of words that the latest reading does not have, for one that may have them again."""
        edits = (edit.anchors for edit in reversed(self.history(case_id)) if edit.slot == slot and edit.anchors)
        return next(edits, ())


def _highlights(case: Case) -> list[Value]:
    return [value for slot, value in case.values.items() if slot.field.startswith(ANNOTATION)]


def _begun(value: Value, source: Source) -> Annotation:
    draft = value.draft or ""
    try:
        kept = json.loads(draft)
        anchors = [Anchor(**each) for each in kept["places"]]
        spans = tuple(span for each in anchors if (span := find_again(each, source)))
        quote = " ".join(" ".join(each.quote for each in anchors).split())
        return Annotation(value.slot, str(kept["label"]), str(kept["comment"]), spans, quote)
    except (ValueError, KeyError, TypeError, AttributeError):  # from a file that somebody else wrote
        return Annotation(value.slot, "", draft, (), "")


def _annotation(value: Value, lost_quote: str) -> Annotation:
    held = value.value if isinstance(value.value, dict) else {}
    quote = " ".join(anchor.quote for anchor in value.anchors) or lost_quote
    spans = tuple(anchor.span for anchor in value.anchors)
    label, comment = str(held.get("label", "")), str(held.get("comment", ""))
    return Annotation(value.slot, label, comment, spans, " ".join(quote.split()))


def _refuse_doubles(labels: Sequence[Label]) -> None:
    names, keys = ([getattr(each, what).strip().casefold() for each in labels] for what in ("name", "key"))
    if not all(names):
        raise ValueProblem("label", tr("A label needs a name. Type one, or remove the label."))
    if (name := _double(names)) is not None:
        said = tr("Two labels have the name “{name}”. Choose another for one of them.", name=name)
        raise ValueProblem("label", said)
    if (key := _double([key for key in keys if key])) is not None:
        said = tr("Two labels have the key “{key}”. Choose another for one of them.", key=key)
        raise ValueProblem("label", said)


def _double(said: Sequence[str]) -> str | None:
    """The first that is there twice."""
    return next((each for number, each in enumerate(said) if each in said[:number]), None)


def _id_for(name: str, used: set[str]) -> str:
    plain = _NOT_IN_A_NAME.sub("-", name.strip().casefold()).strip("-") or "label"
    numbered = (f"{plain}-{number}" for number in range(2, len(used) + 3))
    return plain if plain not in used else next(each for each in numbered if each not in used)
