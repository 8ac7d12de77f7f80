"""Whatever people do to a case, replaying its edits over its latest reading gives its values."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters import reading_of, text_letter

from imr_desktop.checklist.packs import core_pack
from imr_desktop.errors import ValueProblem
from imr_desktop.fields import ITEMS_KEY
from imr_desktop.model import Reading, Slot
from imr_desktop.record import Record, replay
from imr_desktop.store import Library
from imr_desktop.store.sealing import seal
from imr_desktop.workspace import Workspace

_QUESTION = next(each for each in core_pack().questions if each.kind == "choice" and each.scope == "letter")

_SLOTS = st.sampled_from(
    [
        Slot(0, "patient.age"),
        Slot(0, "patient.sex"),
        Slot(0, "letter.priority"),
        Slot(0, "case.outcome"),
        Slot(1, "outcome"),
        Slot(2, "outcome"),
        Slot(2, "body_parts"),
        Slot(3, "request"),
        Slot(3, "outcome"),
    ]
)
_ACTS = st.one_of(
    st.tuples(st.just("type"), _SLOTS, st.sampled_from(["", "7", "male", "overturned", "upheld", "hip; knee", "x"])),
    st.tuples(st.just("confirm"), _SLOTS, st.none()),
    st.tuples(st.just("restore"), _SLOTS, st.none()),
    st.tuples(st.just("mark"), _SLOTS, st.sampled_from(["not_in_letter", "unreadable"])),
    st.tuples(st.just("items"), st.none(), st.permutations([1, 2, 3])),
    st.tuples(st.just("split"), st.none(), st.sampled_from([0, -1])),
    st.tuples(st.just("answer"), st.none(), st.sampled_from([None, *(each.id for each in _QUESTION.options)])),
    st.tuples(st.just("note"), _SLOTS, st.sampled_from(["", "see page 2"])),
    st.tuples(st.just("read again"), st.none(), st.sampled_from([("upheld",), ("overturned", "upheld"), ()])),
    st.tuples(st.sampled_from(["undo", "redo"]), st.none(), st.none()),
)


def _do(workspace: Workspace, case: int, act: tuple[str, Slot | None, object], readings: list[Reading]) -> None:
    name, slot, what = act
    if name == "undo":
        workspace.undo()
    elif name == "redo":
        workspace.redo()
    elif name == "items":
        assert isinstance(what, list)
        workspace.set_value(case, Slot(0, ITEMS_KEY), what[:2])
    elif name == "split":
        assert isinstance(what, int)
        if items := workspace.case(case).items:
            workspace.split_item(case, items[what])
    elif name == "answer":
        assert what is None or isinstance(what, str)
        workspace.answer(case, _QUESTION, what)
    elif name == "read again":
        data, source = text_letter()
        assert isinstance(what, tuple)
        readings.append(reading_of(source, parser=str(len(readings) + 1), age=40 + len(readings), outcomes=what))
        workspace.add(data, source, readings[-1])
    else:
        assert slot is not None
        _decide(workspace, case, name, slot, what)


def _decide(workspace: Workspace, case: int, name: str, slot: Slot, what: object) -> None:
    if name == "confirm":
        workspace.confirm(case, slot)
    elif name == "restore":
        workspace.restore(case, slot)
    elif name == "mark":
        workspace.mark(case, slot, what)  # type: ignore[arg-type]  # one of the two, by the strategy
    elif name == "note":
        workspace.note(case, slot, str(what))
    else:
        try:
            workspace.set_text(case, slot, str(what))
        except ValueProblem:
            return


def _values(workspace: Workspace, case: int) -> Record:
    """The values without what is being typed, which is no part of the record."""
    return workspace._library.values(case)


def _plain(values: Record) -> dict[Slot, tuple[object, str, object]]:
    return {slot: (value.value, value.state, value.anchors) for slot, value in values.items()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(_ACTS, max_size=14))
def test_replaying_edits_over_the_latest_reading_gives_the_values(acts: list[tuple[str, Slot | None, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "l.imr", who="ann") as workspace:
        data, source = text_letter()
        readings = [reading_of(source)]
        (case,) = workspace.add(data, source, readings[0]).added
        for act in acts:
            _do(workspace, case, act, readings)
            replayed = replay(readings[-1], workspace.history(case))
            assert _plain(replayed) == _plain(_values(workspace, case))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(_ACTS.filter(lambda act: act[0] not in ("undo", "redo", "read again")), max_size=10))
def test_undoing_all_gives_the_reading_and_redoing_all_gives_the_work(
    acts: list[tuple[str, Slot | None, object]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "l.imr", who="ann") as workspace:
        data, source = text_letter()
        (case,) = workspace.add(data, source, reading_of(source)).added
        begun = _plain(_values(workspace, case))
        for act in acts:
            _do(workspace, case, act, [])
        worked = _plain(_values(workspace, case))
        while workspace.can_undo():
            workspace.undo()
        assert _plain(_values(workspace, case)) == begun
        while workspace.can_redo():
            workspace.redo()
        assert _plain(_values(workspace, case)) == worked


def test_a_value_changed_behind_the_log_is_noticed(tmp_path: Path) -> None:
    """The control: the comparison above does find a difference."""
    data, source = text_letter()
    reading = reading_of(source)
    library = Library(tmp_path / "l.imr")
    case = library.add(data, source, reading)
    row = [case, 0, "patient.age", "99", "prefilled", "[]"]
    library.database.execute(
        "UPDATE record_values SET value = '99', seal = ? WHERE field = 'patient.age'", [seal("record_values", row)]
    )
    assert _plain(replay(reading, library.edits(case))) != _plain(library.values(case))
    library.close()
