"""Two people work on copies of one library, apart: what comes back differs, and is taken or rejected."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from exporting import TYPED, letters, reading
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imr_desktop.checklist.review import DISPOSITION, encode_disposition
from imr_desktop.fields import DIFFERENCE
from imr_desktop.model import Slot, Span
from imr_desktop.store.differences import Difference
from imr_desktop.workspace import Workspace

AGE = Slot(0, "patient.age")
SEX = Slot(0, "patient.sex")
REQUEST = Slot(2, "request")


@pytest.fixture
def ann(library: Path) -> Iterator[Workspace]:
    with Workspace.open(library, who="ann") as opened:
        yield opened


@pytest.fixture
def carol(ann: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of ann's library with a person of its own."""
    ann.export("jsonl", tmp_path / "to carol.jsonl")
    with Workspace.open(tmp_path / "carol.imr", who="carol") as opened:
        opened.bring_back(tmp_path / "to carol.jsonl")
        yield opened


def _work(carol: Workspace) -> None:
    carol.set_text(1, AGE, "53", why="the second page says so")
    source = carol.case(2).source
    start = source.text.index("Physical therapy 2")
    anchor = source.anchor(Span(start, start + len("Physical therapy")))
    carol.set_value(2, REQUEST, anchor.quote, anchors=[anchor])


@pytest.fixture
def home(ann: Workspace, carol: Workspace, tmp_path: Path) -> Path:
    """What carol worked, on its way to ann."""
    _work(carol)
    return _sent(carol, tmp_path / "carol.jsonl")


def _sent(workspace: Workspace, out: Path) -> Path:
    workspace.export("jsonl", out, force=True)
    return out


def _slots(differences: list[Difference]) -> list[tuple[int, Slot]]:
    return [(each.case, each.slot) for each in differences]


def _said(workspace: Workspace) -> dict[tuple[int, Slot], object]:
    """What is said of every slot, without what waits beside."""
    return {
        (case, slot): (value.value, value.state)
        for case in workspace.case_ids()
        for slot, value in workspace.case(case).values.items()
        if not slot.field.startswith(DIFFERENCE)
    }


# --- waiting ---


def test_what_is_news_waits_and_no_value_is_touched(ann: Workspace, home: Path) -> None:
    before = _said(ann)
    returned = ann.bring_back(home)
    assert (returned.added, returned.same) == ((), ())
    assert _said(ann) == before
    assert _slots(ann.differences()) == [(1, AGE), (2, REQUEST)]
    age, request = ann.differences()
    assert (age.here.value, age.there.value, age.there.state) == (52, 53, "corrected")
    assert (age.who, age.why, age.origin) == ("carol", "the second page says so", "carol.jsonl")
    assert request.there.anchors[0].quote == "Physical therapy"
    assert _slots(ann.differences([2])) == [(2, REQUEST)]
    assert ann.tell_difference(age) == "CM17-9912345, Age: here 52 (confirmed), in the file 53 (corrected)"


def test_what_waits_is_there_when_the_library_is_opened_again(ann: Workspace, home: Path) -> None:
    ann.bring_back(home)
    waiting = ann.differences()
    ann.close()
    with Workspace.open(ann.path, who="ann") as again:
        assert again.differences() == waiting


def test_what_the_library_had_and_went_on_from_does_not_wait(ann: Workspace, carol: Workspace, home: Path) -> None:
    ann.set_text(2, TYPED, "ann's own")
    returned = ann.bring_back(home)
    older = [each for each in returned.differences if each.older]
    assert _slots(older) == [(2, TYPED)]
    assert _slots(ann.differences()) == [(1, AGE), (2, REQUEST)]


def test_both_decided_on_the_same_value(ann: Workspace, home: Path) -> None:
    ann.set_text(1, AGE, "54")
    ann.bring_back(home)
    assert (ann.differences()[0].here.value, ann.differences()[0].there.value) == (54, 53)
    ann.set_text(1, AGE, "53")
    assert _slots(ann.differences()) == [(2, REQUEST)]  # they agree now


def test_the_same_file_again_changes_nothing(ann: Workspace, home: Path) -> None:
    ann.bring_back(home)
    before = (ann.history(1), ann.history(2))
    ann.bring_back(home)
    assert (ann.history(1), ann.history(2)) == before


def test_a_later_decision_takes_the_place_of_what_waits(
    ann: Workspace, carol: Workspace, home: Path, tmp_path: Path
) -> None:
    ann.bring_back(home)
    carol.set_text(1, AGE, "55")
    ann.bring_back(_sent(carol, tmp_path / "later.jsonl"))
    assert [(each.there.value, each.origin) for each in ann.differences([1])] == [(55, "later.jsonl")]


def test_that_differences_were_kept_can_be_undone(ann: Workspace, home: Path) -> None:
    ann.bring_back(home)
    assert ann.can_undo() == "Keep differences from carol.jsonl"
    ann.undo()
    assert ann.differences() == []
    ann.bring_back(home)
    assert len(ann.differences()) == 2


def test_a_case_that_is_signed_off_stays_so_while_a_difference_waits(
    ann: Workspace, carol: Workspace, home: Path
) -> None:
    signed = encode_disposition(ann.case(2), "adequate", (), "ann", "2026-01-02T12:00:00+00:00")
    ann.set_value(2, DISPOSITION, signed)
    assert ann.cases([2])[0].status == "signed_off"
    ann.bring_back(home)
    assert ann.differences([2])
    assert ann.cases([2])[0].status == "signed_off"
    ann.take_differences(ann.differences([2]))
    assert ann.cases([2])[0].status == "in_review"


def test_what_waits_counts_as_reviewed_by_nobody(ann: Workspace, carol: Workspace, home: Path, tmp_path: Path) -> None:
    ann.bring_back(home)
    assert ann.export("jsonl", tmp_path / "reviewed.jsonl", reviewed=True) == 1
    assert "Physical therapy 2" not in (tmp_path / "reviewed.jsonl").read_text(encoding="utf-8").split('"text"')[0]


def test_what_waits_goes_out_and_comes_home_too(ann: Workspace, home: Path, tmp_path: Path) -> None:
    ann.bring_back(home)
    out = _sent(ann, tmp_path / "with differences.jsonl")
    with Workspace.open(tmp_path / "new.imr", who="dan") as new:
        new.bring_back(out)
        assert new.differences() == ann.differences()
        assert _sent(new, tmp_path / "again.jsonl").read_bytes() == out.read_bytes()


# --- taking ---


def test_a_difference_that_is_taken_is_an_edit_with_its_reason_and_origin(ann: Workspace, home: Path) -> None:
    ann.bring_back(home)
    age = ann.differences()[0]
    changes = ann.take_differences([age])
    assert changes.label == "Take age from carol.jsonl"
    assert (1, AGE) in changes.slots
    value = ann.case(1).value(AGE.field)
    assert (value.value, value.state) == (53, "corrected")
    edit = next(each for each in reversed(ann.history(1)) if each.slot == AGE)
    assert (edit.who, edit.old, edit.new) == ("ann", 52, 53)
    assert edit.why.startswith("From carol.jsonl, where carol decided so on 20")
    assert edit.why.endswith("Z: the second page says so")
    assert _slots(ann.differences()) == [(2, REQUEST)]


def test_taking_keeps_the_place_in_the_letter(ann: Workspace, home: Path) -> None:
    ann.bring_back(home)
    ann.take_differences(ann.differences([2]))
    assert [each.quote for each in ann.case(2).value("request", 2).anchors] == ["Physical therapy"]


def test_all_differences_are_taken_in_one_act_which_undo_takes_back(ann: Workspace, home: Path) -> None:
    ann.bring_back(home)
    before, waiting = _said(ann), ann.differences()
    assert ann.take_differences(waiting).label == "Take 2 differences from carol.jsonl"
    assert ann.differences() == []
    after = _said(ann)
    ann.undo()
    assert (_said(ann), ann.differences()) == (before, waiting)
    ann.redo()
    assert (_said(ann), ann.differences()) == (after, [])


def test_what_was_restored_elsewhere_is_restored_here(ann: Workspace, carol: Workspace, tmp_path: Path) -> None:
    carol.restore(1, AGE)
    ann.bring_back(_sent(carol, tmp_path / "out.jsonl"))
    ann.take_differences(ann.differences())
    assert ann.case(1).value(AGE.field).state == "prefilled"


def test_answers_notes_items_and_highlights_are_taken_too(ann: Workspace, carol: Workspace, tmp_path: Path) -> None:
    asked = {question.id: question for question in carol.packs[0].questions}
    carol.answer(2, asked["L02"], asked["L02"].options[0].id)
    carol.note(2, AGE, "told twice")
    carol.add_item(2, 1)
    carol.annotate(2, [Span(40, 52)], "question", "why?")
    ann.bring_back(_sent(carol, tmp_path / "out.jsonl"))
    ann.take_differences(ann.differences())
    assert _said(ann) == _said(carol)
    assert ann.case(2).items == carol.case(2).items
    assert [each.comment for each in ann.annotations(ann.case(2))] == ["why?"]


def test_after_all_was_taken_the_copies_agree_both_ways(
    ann: Workspace, carol: Workspace, home: Path, tmp_path: Path
) -> None:
    ann.set_text(2, TYPED, "ann's own")
    ann.bring_back(home)
    ann.take_differences(ann.differences())
    carol.bring_back(_sent(ann, tmp_path / "back.jsonl"))
    assert _slots(carol.differences()) == [(2, TYPED)]
    carol.take_differences(carol.differences())
    assert _said(ann) == _said(carol)
    assert ann.bring_back(_sent(carol, tmp_path / "again.jsonl")).same == (1, 2)


# --- rejecting ---


def test_what_is_rejected_leaves_the_value_and_is_not_offered_again(ann: Workspace, home: Path) -> None:
    ann.bring_back(home)
    before = _said(ann)
    ann.reject_differences(ann.differences([1]), "the first page is right")
    assert _said(ann) == before
    assert _slots(ann.differences()) == [(2, REQUEST)]
    assert ann.history(1)[-1].why == "the first page is right"
    ann.bring_back(home)
    assert _slots(ann.differences()) == [(2, REQUEST)]


def test_undo_lets_a_rejected_difference_wait_again(ann: Workspace, home: Path) -> None:
    ann.bring_back(home)
    waiting = ann.differences()
    ann.reject_differences(waiting)
    ann.undo()
    assert ann.differences() == waiting


def test_another_decision_is_offered_after_one_was_rejected(
    ann: Workspace, carol: Workspace, home: Path, tmp_path: Path
) -> None:
    ann.bring_back(home)
    ann.reject_differences(ann.differences())
    carol.set_text(1, AGE, "56")
    ann.bring_back(_sent(carol, tmp_path / "later.jsonl"))
    assert [each.there.value for each in ann.differences()] == [56]


def test_deciding_on_nothing_is_no_act(ann: Workspace) -> None:
    before = ann.can_undo()
    assert not ann.take_differences([]).cases
    assert not ann.reject_differences([]).cases
    assert ann.can_undo() == before


# --- whatever two people did ---

_ACTS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "carol"]),
        st.sampled_from([1, 2]),
        st.sampled_from([AGE, SEX, REQUEST, Slot(1, "outcome")]),
        st.sampled_from(["53", "upheld", "female", "", "restore", "undo"]),
    ),
    max_size=8,
)


def _do(workspace: Workspace, case: int, slot: Slot, text: str) -> None:
    if text == "undo":
        workspace.undo()
    elif text == "restore":
        workspace.restore(case, slot)
    else:
        fits = {"53": AGE.field, "female": SEX.field, "upheld": "outcome"}
        if not text or fits[text] == slot.field:
            workspace.set_text(case, slot, text)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=_ACTS)
def test_after_taking_all_nothing_is_news_and_undo_restores_what_stood(
    acts: list[tuple[str, int, Slot, str]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            Workspace.open(folder / "ann.imr", who="ann") as ann,
            Workspace.open(folder / "carol.imr", who="carol") as carol,
        ):
            for data, source in letters():
                ann.add(data, source, reading(source))
            ann.confirm(1, AGE)
            carol.bring_back(_sent(ann, folder / "first.jsonl"))
            for who, case, slot, text in acts:
                _do(ann if who == "ann" else carol, case, slot, text)
            home = _sent(carol, folder / "home.jsonl")
            before = _said(ann)
            returned = ann.bring_back(home)
            assert _said(ann) == before
            assert _slots(ann.differences()) == _slots([each for each in returned.differences if not each.older])
            if ann.differences():
                ann.take_differences(ann.differences())
                again = ann.bring_back(home)
                assert [each for each in again.differences if not each.older] == []
                ann.undo()
                assert _said(ann) == before
