"""Whatever the program does to a library by itself, no value changes that a person has decided on."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from cases import said_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters import reading_of, text_letter

from imr_desktop import keeping
from imr_desktop.fields import ITEMS_KEY
from imr_desktop.model import Reading, Slot
from imr_desktop.record import Record, start
from imr_desktop.store import library as store
from imr_desktop.store.coding import dump
from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.usefixtures("quick_passphrases")

FORMER = sorted((Path(__file__).parent.parent / "files" / "libraries").glob("schema-*.imr"))

_SLOTS = [
    Slot(0, "patient.age"),
    Slot(0, "patient.sex"),
    Slot(0, "case.outcome"),
    Slot(1, "outcome"),
    Slot(2, "outcome"),
]

_BY_PERSON = st.one_of(
    st.tuples(st.just("confirm"), st.sampled_from(_SLOTS), st.none()),
    st.tuples(st.just("mark"), st.sampled_from(_SLOTS), st.sampled_from(["unreadable", "not_in_letter"])),
    st.tuples(st.just("age"), st.none(), st.integers(18, 90)),
    st.tuples(st.just("items"), st.none(), st.sampled_from([[1], [2, 1], [1, 2, 3]])),
    st.tuples(st.just("split"), st.none(), st.none()),
    st.tuples(st.sampled_from(["undo", "redo"]), st.none(), st.none()),
)
_BY_PROGRAM = st.one_of(
    st.tuples(st.just("read again"), st.integers(18, 90), st.sampled_from([("upheld",), ("overturned", "upheld"), ()])),
    st.tuples(st.just("import again"), st.none(), st.none()),
    st.tuples(st.just("reopen"), st.none(), st.none()),
    st.tuples(st.just("backup"), st.none(), st.none()),
    st.tuples(st.just("restore"), st.none(), st.none()),
    st.tuples(st.just("check"), st.none(), st.none()),
    st.tuples(st.just("protect"), st.none(), st.none()),
    st.tuples(st.just("rebuild"), st.none(), st.none()),
)


Decided = list[tuple[object, ...]]
"""By case, item and field: the value that a person decided on, as JSON, and its state."""


def decided_by_sql(library: Path) -> Decided:
    """What plain SQL reads in a library that is not protected."""
    with closing(sqlite3.connect(library)) as plain:
        return plain.execute(
            "SELECT case_id, item, field, json(value), state FROM record_values"
            " WHERE state NOT IN ('prefilled', 'not_looked_at') ORDER BY 1, 2, 3"
        ).fetchall()


def decided_in(workspace: Workspace) -> Decided:
    """The same as the program has it."""
    return sorted(
        (case, slot.item, slot.field, dump(value.value), value.state)
        for case in workspace.case_ids()
        for slot, value in workspace._library.values(case).items()
        if value.touched
    )


class Life:
    """One library through its life, which may have begun with a `former` version of the program."""

    def __init__(self, folder: Path, former: Path | None) -> None:
        self.path = folder / "library.imr"
        self.readings = 100
        self.passphrase: str | None = None
        if former is not None:
            shutil.copyfile(former, self.path)
        self.workspace = Workspace.open(self.path, who="ann")
        if former is None:
            data, source = text_letter()
            self.workspace.add(data, source, reading_of(source, outcomes=("upheld", "overturned")))
        else:
            assert decided_in(self.workspace) == decided_by_sql(former)
        self.data, self.source = self.workspace.document(1), self.workspace.case(1).source

    def person(self, act: str, slot: Slot | None, what: object) -> None:
        workspace = self.workspace
        if act == "undo":
            workspace.undo()
        elif act == "redo":
            workspace.redo()
        elif act == "age":
            workspace.set_text(1, Slot(0, "patient.age"), str(what))
        elif act == "items":
            workspace.set_value(1, Slot(0, ITEMS_KEY), what)  # type: ignore[arg-type]  # a list of numbers
        elif act == "split":
            if items := workspace.case(1).items:
                workspace.split_item(1, items[0])
        elif act == "confirm" and slot:
            workspace.confirm(1, slot)
        elif slot:
            workspace.mark(1, slot, what)  # type: ignore[arg-type]  # one of the two, by the strategy

    def program(self, act: str, age: object, outcomes: object) -> None:
        if act == "read again":
            self.readings += 1
            assert isinstance(age, int)
            assert isinstance(outcomes, tuple)
            reading = reading_of(self.source, parser=str(self.readings), age=age, outcomes=outcomes)
            self.workspace.add(self.data, self.source, reading)
        elif act == "import again":
            self.workspace.add(self.data, self.source, reading_of(self.source))
        elif act == "backup":
            self.workspace.safety.backup()
        elif act == "check":
            assert self.workspace.safety.check().well
        else:
            self.workspace.close()
            self._closed(act)
            self.workspace = Workspace.open(self.path, who="ann", passphrase=self.passphrase)

    def _closed(self, act: str) -> None:
        if act == "restore":
            with Workspace.open(self.path, who="ann", passphrase=self.passphrase) as workspace:
                backup = workspace.safety.backup()
            keeping.restore(self.path, backup.path, who="ann", passphrase=self.passphrase)
        elif act == "protect":
            new = None if self.passphrase else "correct horse"
            keeping.rekey(self.path, who="ann", passphrase=self.passphrase, new=new)
            self.passphrase = new
        elif act == "rebuild" and any(keeping.copies_of(self.path).glob("*")):
            other = self.path.with_name("rebuilt.imr")
            keeping.rebuild(self.path, other, who="ann", passphrase=self.passphrase)
            for each in self.path.parent.glob("library.imr*"):
                shutil.rmtree(each) if each.is_dir() else each.unlink()
            for each in self.path.parent.glob("rebuilt.imr*"):
                each.rename(self.path.parent / each.name.replace("rebuilt", "library"))


Acts = list[tuple[str, tuple[str, object, object]]]


def _live(former: Path | None, acts: Acts) -> None:
    with tempfile.TemporaryDirectory() as folder:
        life = Life(Path(folder), former)
        try:
            for kind, (act, one, two) in acts:
                before = said_in(life.workspace)
                if kind == "person":
                    life.person(act, one, two)  # type: ignore[arg-type]  # as the strategies give them
                else:
                    life.program(act, one, two)
                    assert said_in(life.workspace) == before, act
        finally:
            life.workspace.close()


_LIVES = st.lists(
    st.one_of(st.tuples(st.just("person"), _BY_PERSON), st.tuples(st.just("program"), _BY_PROGRAM)), max_size=12
)
_QUIETLY = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@settings(max_examples=50, deadline=None, suppress_health_check=_QUIETLY)
@given(former=st.sampled_from([None, *FORMER]), acts=_LIVES)
def test_no_reviewed_value_changes_but_by_a_person(former: Path | None, acts: Acts) -> None:
    _live(former, acts)


@pytest.mark.full
@settings(max_examples=500, deadline=None, suppress_health_check=_QUIETLY)
@given(former=st.sampled_from([None, *FORMER]), acts=_LIVES)
def test_no_reviewed_value_changes_but_by_a_person_in_500_lives(former: Path | None, acts: Acts) -> None:
    _live(former, acts)


def test_a_reading_that_overwrote_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a store that takes a new reading for everything."""

    def overwriting(values: Record, reading: Reading) -> Record:
        return start(reading)

    monkeypatch.setattr(store, "with_findings", overwriting)
    with pytest.raises(Exception, match=r"read again|damaged"):
        _live(None, [("person", ("age", None, 33)), ("program", ("read again", 44, ("upheld",)))])


@pytest.mark.parametrize("former", FORMER, ids=lambda former: former.stem)
def test_a_migration_keeps_what_was_said(former: Path) -> None:
    """Of a library that a former version wrote: what plain SQL reads in it is what opens now."""
    assert len(decided_by_sql(former)) > 5
    _live(former, [])
