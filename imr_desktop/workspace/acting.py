"""What every act on an open library stands on."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from copy import copy
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from imr_desktop import paths
from imr_desktop.errors import PackError
from imr_desktop.fields import ITEMS_KEY, SPLITS_KEY, label_of
from imr_desktop.keeping import Safety
from imr_desktop.model import Anchor, Case, Changes, Edit, Json, ReviewState, Slot, Value
from imr_desktop.store import Change, Library
from imr_desktop.store.log import Act, Begun, by_case
from imr_desktop.texts import tr, within

if TYPE_CHECKING:  # packs are loaded when questions are asked
    from imr_desktop.checklist.packs import Pack


class Acting:
    """An open library, the name of the person at work, the packs of questions, and how one act is done."""

    def __init__(self, library: Library, *, who: str) -> None:
        self.who = who
        self.last_saved: datetime | None = None
        self._library = library
        self._planned: Steps | None = None
        self.safety = Safety(library)

    @property
    def path(self) -> Path:
        return self._library.path

    @property
    def packs(self) -> tuple[Pack, ...]:
        """The questions to ask; loaded when they are first wanted, which may be in any thread."""
        return self._loaded[0]

    @property
    def pack_problems(self) -> tuple[PackError, ...]:
        """The packs that were refused, and why."""
        return self._loaded[1]

    @cached_property
    def _loaded(self) -> tuple[tuple[Pack, ...], tuple[PackError, ...]]:
        return _packs()

    @property
    def read_only(self) -> bool:
        return self._library.read_only

    @contextmanager
    def as_it_stands(self) -> Iterator[Self]:
        """The library as it stands at this moment, only to read, for the thread that asks: nobody waits for another.

        When the library is closed meanwhile, what is being read ends with a LibraryProblem `closed`.
        """
        with closing(self._library.reader()) as reader:
            yield type(self)(reader, who=self.who)

    def case(self, case_id: int) -> Case:
        """One case, whole; LibraryProblem where the library has none of that number."""
        return self._library.case(case_id)

    def document(self, case_id: int) -> bytes:
        """The bytes of the case's letter, as they were imported."""
        return self._library.document(case_id)

    def history(self, case_id: int) -> list[Edit]:
        """Every edit of a case, oldest first."""
        return self._library.edits(case_id)

    def _value(self, case_id: int, slot: Slot) -> Value:
        return self.case(case_id).value(slot.field, slot.item)

    def in_steps(self, act: Callable[[Self], Changes]) -> Steps:
        """One act, such as `lambda workspace: workspace.tag(cases, "second look")`, to be done some cases at a time.

        Nothing is done of it yet.
        """
        planner = copy(self)
        planner._planned = Steps(self)
        act(planner)
        return planner._planned

    def _act(
        self,
        label: str,
        changes: Sequence[Change],
        initiator: object,
        *,
        kind: Act = "do",
        target: int | None = None,
    ) -> Changes:
        if self._planned is not None:
            self._planned.plan(label, changes, initiator, kind, target)
            return Changes()
        self._library.edit(label, self.who, changes, act=kind, target=target)
        return self._changes(_named(kind, label), changes, initiator)

    def _changes(self, label: str, changes: Sequence[Change], initiator: object) -> Changes:
        self.last_saved = datetime.now().astimezone()
        return Changes(
            label,
            cases=frozenset(change.case for change in changes),
            slots=frozenset((change.case, change.slot) for change in changes),
            items=frozenset(change.case for change in changes if change.slot.field == ITEMS_KEY),
            initiator=initiator,
        )


class Steps:
    """One act on many cases, done some cases at a time: one act in the log and for undo, and each step is saved whole.

    Left off in the middle, what is done stays.
    """

    def __init__(self, workspace: Acting) -> None:
        self._workspace = workspace
        self._waiting: deque[list[Change]] = deque()
        self._initiator: object = None
        self._kind: Act = "do"
        self._target: int | None = None
        self._begun: Begun | None = None
        self._stride = _FIRST_STEP
        self.label = ""
        self.total = 0

    def plan(self, label: str, changes: Sequence[Change], initiator: object, kind: Act, target: int | None) -> None:
        """What is to be done."""
        assert not self.total, "it is one act"
        self.label, self._initiator, self._kind, self._target = label, initiator, kind, target
        self._waiting.extend(by_case(changes).values())
        self.total = len(self._waiting)

    @property
    def left(self) -> int:
        """How many cases are still to come."""
        return len(self._waiting)

    def step(self) -> Changes:
        """Does a few cases more, and says what changed; what fails is still to come and may be tried again."""
        some = [each for each, _ in zip(self._waiting, range(self._stride), strict=False)]
        if not some:
            return Changes()
        changes = [change for each in some for change in each]
        before, library = time.perf_counter(), self._workspace._library
        self._begun = library.edit(
            self.label, self._workspace.who, changes, act=self._kind, target=self._target, begun=self._begun
        )
        for _ in some:
            self._waiting.popleft()
        self._stride = max(1, round(_STEP * len(some) / (time.perf_counter() - before)))
        return self._workspace._changes(_named(self._kind, self.label), changes, self._initiator)


def _named(kind: Act, label: str) -> str:
    match kind:
        case "do":
            return label
        case "undo":
            return tr("Undo {act}", act=label)
        case _:
            return tr("Redo {act}", act=label)


_FIRST_STEP: Final = 8
"""Cases in the first step; it tells how many take as long as a step should."""

_STEP: Final = 0.008
"""Seconds that a step aims at; what the views then do with it comes on top."""


def _packs() -> tuple[tuple[Pack, ...], tuple[PackError, ...]]:
    """The packs that come with the program, then the person's own in the data folder."""
    from imr_desktop.checklist.packs import load_all

    return load_all([paths.resources() / "checklists", paths.data_folder() / "checklists"])


def decided(stood: Value, value: Json) -> ReviewState:
    """The state of a value that a person has set, given what stood there."""
    as_read = stood.value if not stood.touched else stood.found.value if stood.found else None
    if value is None or value == []:
        return "not_in_letter"
    return "confirmed" if value == as_read else "corrected"


def anchors_of(case: Case, value: Value) -> tuple[Anchor, ...]:
    """Where a value stands in the letter: where a person took it from, else where it was read."""
    if value.anchors or value.found is None:
        return value.anchors
    return tuple(case.source.anchor(span) for span in value.found.spans)


def name_of(slot: Slot) -> str:
    """How the undo menu calls a slot."""
    if slot.field == ITEMS_KEY:
        return tr("the list of items")
    if slot.field == SPLITS_KEY:
        return tr("the split items")
    return within(label_of(slot))
