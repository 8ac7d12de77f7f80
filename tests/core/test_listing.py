"""The list of cases: found by what is typed, tagged, sampled, kept under names, and always what the record says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cases import AGE, letter
from letters import TEXT, reading_of, text_letter

from imr_desktop.errors import ValueProblem
from imr_desktop.model import Slot, View
from imr_desktop.workspace import Workspace


@pytest.fixture
def five(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library.imr", who="ann") as workspace:
        for number in range(1, 6):
            workspace.add(*letter(number))
        yield workspace


def tags(workspace: Workspace) -> list[tuple[str, ...]]:
    return [row.tags for row in workspace.cases()]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", 5),
        ("letter .txt", 5),
        ("letter 3.pdf", 0),
        ('"letter 3"', 1),
        ("outcome:mixed", 5),
        ("outcome:upheld", 0),
        ("status:new", 5),
        ("status:in", 0),
        ('text:"case number"', 5),
        ('text:"number case"', 0),
        ("text:numb", 5),
        ("text:umber", 0),
        ('text:"9900002" status:new', 1),
        ('text:"9900002" status:rejected', 0),
        ('text:""quotes"" 9900002', 0),
    ],
)
def test_a_filter_finds_in_rows_and_letters(five: Workspace, typed: str, found: int) -> None:
    assert len(five.find(typed)) == found


def test_a_word_is_found_that_the_end_of_a_line_breaks(five: Workspace) -> None:
    data, source = text_letter(TEXT + "\nThe lum-\nbar spine was strained.\n", "broken.txt")
    (case,) = five.add(data, source, reading_of(source)).added
    assert five.find("text:lumbar text:strained") == [case]
    assert five.find("text:lumbago") == []


def test_a_newer_reading_is_what_is_found(five: Workspace) -> None:
    data, source = text_letter(name="again.txt")
    (case,) = five.add(data, source, reading_of(source)).added
    reread = replace(text_letter(TEXT + "\nacupuncture\n", "again.txt")[1], sha256=source.sha256)
    assert five.find("text:acupuncture") == []
    five.add(data, reread, replace(reading_of(reread), parser="newer"))
    assert five.find("text:acupuncture") == [case]


def test_a_tag_is_put_on_found_and_taken_off(five: Workspace) -> None:
    five.tag([1, 3], "  second   look ")
    five.tag([3], "urgent")
    assert tags(five) == [("second look",), (), ("second look", "urgent"), (), ()]
    assert five.find('tag:"second look"') == [1, 3]
    assert five.find("urgent") == [3]
    changes = five.tag([1, 2, 3], "second look", on=False)
    assert changes.cases == {1, 3}, "those without it are left alone"
    assert tags(five) == [(), (), ("urgent",), (), ()]
    five.undo()
    assert tags(five)[0] == ("second look",)
    with pytest.raises(ValueProblem):
        five.tag([1], "  ")


def test_tagging_what_is_tagged_is_no_act(five: Workspace) -> None:
    five.tag([1], "urgent")
    assert five.tag([1], "urgent").cases == frozenset()
    assert five.can_undo() == "Tag 1 case: urgent"


def test_a_tag_does_not_reopen_a_case_and_an_edit_does(five: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imr_desktop.checklist.review.open_points", lambda *_: [])
    five.sign_off(1, "adequate")
    assert five.cases([1])[0].status == "signed_off"
    five.tag([1], "seen twice")
    assert five.cases([1])[0].status == "signed_off"
    five.set_text(1, AGE, "61")
    assert five.cases([1])[0].status == "in_review"
    five.undo()
    assert five.cases([1])[0].status == "signed_off"


def test_a_reviewed_case_that_was_signed_off_and_changed_is_in_review_again(
    five: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imr_desktop.checklist.review.open_points", lambda *_: [])
    five.set_status([1], "reviewed")
    five.sign_off(1, "adequate")
    five.set_text(1, AGE, "61")
    assert five.cases([1])[0].status == "in_review"
    five.set_status([1], "reviewed")
    assert five.cases([1])[0].status == "reviewed"
    for _ in range(3):
        five.undo()
    assert five.cases([1])[0].status == "reviewed", "as it stood before the sign-off"


def test_a_sample_is_drawn_at_random_and_can_be_drawn_again(five: Workspace) -> None:
    five.draw_sample([1, 2, 3, 4, 5], 2, "Sample A", seed=7)
    drawn = five.find('tag:"sample a"')
    assert len(drawn) == 2
    (edit,) = (each for each in five.history(drawn[0]) if each.slot == Slot(0, "case.tags"))
    assert edit.why == "Drawn at random: 2 of 5, seed 7"
    five.draw_sample([5, 4, 3, 2, 1], 2, "Sample B", seed=7)
    assert five.find('tag:"sample b"') == drawn
    others = {
        tuple(five.find(f'tag:"x{seed}"')) for seed in range(12) if five.draw_sample([*range(1, 6)], 2, f"x{seed}")
    }
    assert len(others) > 1, "without a seed, chance decides"


@pytest.mark.parametrize("size", [0, -1, 6])
def test_a_sample_is_not_larger_than_what_it_is_drawn_from(five: Workspace, size: int) -> None:
    with pytest.raises(ValueProblem, match="cannot be drawn from 5 cases"):
        five.draw_sample([1, 2, 3, 4, 5], size, "Sample")


def test_views_are_kept_in_the_library_by_name(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    open_ones = View("To do", "status:new", "doubt", ("decided",))
    with Workspace.open(path, who="ann") as workspace:
        workspace.keep_view(View("zz", ""))
        workspace.keep_view(View("To do", "status:rejected"))
        workspace.keep_view(open_ones)
    with Workspace.open(path, who="bob") as workspace:
        assert [view.name for view in workspace.views()] == ["To do", "zz"]
        assert workspace.views()[0] == open_ones
        workspace.forget_view("zz")
        assert workspace.views() == (open_ones,)
        with pytest.raises(ValueProblem):
            workspace.keep_view(View("  ", "words"))


def test_the_row_says_what_the_record_says(five: Workspace) -> None:
    five.set_text(1, Slot(1, "request"), "MRI of the knee")
    five.set_text(1, Slot(0, "reviewer.specialties"), "Pain Medicine; Neurology")
    (row,) = five.cases([1])
    assert row.requests[0] == row.first_request == "MRI of the knee"
    assert row.specialties == ("Pain Medicine", "Neurology")
    assert row.added == five.case(1).added
    assert five.find("specialty:neuro item:knee") == [1]
    assert five.safety.check().well


def test_doubt_is_the_least_certain_value_that_waits_for_a_person(five: Workspace) -> None:
    case = five.case(1)
    doubts = {value.slot: value.found.confidence for value in case.values.values() if value.found}
    assert five.cases([1])[0].doubt == round(min(doubts.values()), 3)
    five.confirm_all(1, [*doubts])
    assert five.cases([1])[0].doubt == 1.0


def test_what_is_being_typed_does_not_reopen_a_case(five: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imr_desktop.checklist.review.open_points", lambda *_: [])
    five.keep_draft(1, Slot(0, "summary.mechanism_of_injury"), "fell fr")
    five.sign_off(1, "adequate")
    assert five.cases([1])[0].status == "signed_off"
    signed = five.signed_off(five.case(1))
    assert signed
    assert not signed.reopened
