"""Reading again: what a newer reader says of the letters that the library has, shown before it is taken over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from imr_desktop import parsing, record
from imr_desktop.bulk import Document, Imported, Outcome, Reader
from imr_desktop.fields import ITEMS_KEY, kind_of, label_of
from imr_desktop.model import Json, Slot
from imr_desktop.record import Record
from imr_desktop.texts import tr, trn
from imr_desktop.workspace.importing import Importing, in_batches
from imr_desktop.workspace.listing import Listing

EXAMPLES: Final = 3
"""Of a field's changes, how many a preview shows, each from another case."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A value that nobody decided on and that another reading moves, in a case known by its number or file."""

    case: int
    title: str
    slot: Slot
    before: Json
    after: Json

    def __str__(self) -> str:
        return f"{self.title}: {_shown(self.slot, self.before)} → {_shown(self.slot, self.after)}"


@dataclass(slots=True)
class Preview:
    """What reading some cases again would change: by field the number of values, and a few of them."""

    cases: int = 0
    moved: int = 0
    kept: int = 0
    """Values that people decided on, in these cases; they stay whatever is read."""
    counts: Counter[str] = field(default_factory=Counter)
    examples: defaultdict[str, list[Shift]] = field(default_factory=lambda: defaultdict(list))

    def add(self, shifts: Sequence[Shift], kept: int) -> None:
        """One more case."""
        self.cases += 1
        self.moved += bool(shifts)
        self.kept += kept
        for shift in shifts:
            shown = self.examples[shift.slot.field]
            self.counts[shift.slot.field] += 1
            if len(shown) < EXAMPLES and all(each.case != shift.case for each in shown):
                shown.append(shift)

    def lines(self) -> Iterator[str]:
        """The preview for people, the field with the most changes first."""
        cases, changed = trn("{count:,} case", "{count:,} cases", self.cases), _values(self.counts.total())
        yield tr(
            "{moved:,} of {cases} would change, by {changed} that nobody decided on; "
            "{kept} that people decided on stay as they are.",
            moved=self.moved,
            cases=cases,
            changed=changed,
            kept=_values(self.kept),
        )
        for name, count in self.counts.most_common():
            yield f"{_label(name)}: {count:,}"
            yield from (f"  {shift}" for shift in self.examples[name])


class Rereading(Importing, Listing):
    """How the letters of a library are read once more."""

    def unread(self, ids: Collection[int] | None = None) -> list[int]:
        """The cases, of these ids or of all, whose letter this version of the reader has not read yet."""
        unread = self._library.unread(parsing.VERSION)
        if ids is None:
            return unread
        wanted = frozenset(ids)
        return [case for case in unread if case in wanted]

    def letter_of(self, case: int) -> Document:
        """A case's letter, loaded now, for somebody else to read again."""
        data, name = self.document(case), self.cases([case])[0].name
        return Document(name, name, len(data), partial(bytes, data))

    def foresee(self, case: int, outcome: Outcome, preview: Preview) -> None:
        """Adds to a preview what another reading of a case's letter would change; nothing is changed."""
        if outcome.reading is None:
            return
        before = self._library.values(case)
        after = record.with_findings(before, outcome.reading)
        kept = sum(value.touched for value in before.values())
        preview.add(_shifts(case, outcome.document.name, before, after), kept)

    def preview(self, ids: Sequence[int], reader: Reader) -> Iterator[tuple[Imported, Preview]]:
        """What reading these cases again would change, growing with each case; nothing is changed."""
        preview = Preview()
        for case, outcome in zip(ids, reader.read(map(self.letter_of, ids)), strict=True):
            self.foresee(case, outcome, preview)
            yield reread(case, outcome), preview

    def read_again(self, ids: Sequence[int], reader: Reader) -> Iterator[Imported]:
        """Reads these cases' letters again, in order; values that nobody decided on say what is read now.

        Stopped at any moment, each case has the old reading's values or the new one's; `unread` says what is left.
        """
        waiting = iter(ids)
        for batch in in_batches(reader.read(map(self.letter_of, ids))):
            self._library.take([letter for each in batch if (letter := each.letter)])
            yield from (reread(next(waiting), each) for each in batch)


def reread(case: int, outcome: Outcome) -> Imported:
    """What became of a case whose letter was read again."""
    form = outcome.reading.form if outcome.reading else None
    return Imported(Path(outcome.document.shown), case, problem=outcome.problem, form=form)


def _shifts(case: int, name: str, before: Record, after: Record) -> list[Shift]:
    """The untouched values that differ; an item that comes or goes counts by its values."""
    number = after.get(Slot(0, "letter.case_number"))
    title = str(number.value) if number and number.value else name
    shifts = []
    for slot in sorted(before.keys() | after.keys()):
        old, new = before.get(slot), after.get(slot)
        if (old and old.touched) or (new and new.touched) or slot.field == ITEMS_KEY:
            continue
        was, is_now = (value.value if value and value.value != [] else None for value in (old, new))
        if was != is_now:
            shifts.append(Shift(case, title, slot, was, is_now))
    return shifts


def _values(count: int) -> str:
    return trn("{count:,} value", "{count:,} values", count)


def _label(name: str) -> str:
    """A field as people call it, whichever item it is of."""
    return label_of(Slot(0, name))


def _shown(slot: Slot, value: Json) -> str:
    kind = kind_of(slot.field)
    text = "" if value is None else kind.format(value) if kind else str(value)
    flat = " ".join(text.split())
    return f"“{flat[:77]}…”" if len(flat) > 80 else f"“{flat}”" if flat else tr("nothing")
