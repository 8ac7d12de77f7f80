"""How often a rule was right: counted from what people decided in other letters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from letters import TEXT, reading_of, text_letter

from imr_desktop.model import Proven, Slot, Value
from imr_desktop.workspace import Workspace

AGE = Slot(0, "patient.age")
OUTCOME = Slot(1, "outcome")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library.imr", who="ann") as opened:
        for number in range(5):
            data, source = text_letter(f"{TEXT}\nLetter {number}\n")
            opened.add(data, source, reading_of(source))
        yield opened


def asked(workspace: Workspace, slot: Slot, case: int = 5) -> Proven:
    value: Value = workspace.case(case).value(slot.field, slot.item)
    return workspace.proven(case, value)


def test_confirmed_values_speak_for_a_rule_and_corrected_ones_against_it(workspace: Workspace) -> None:
    assert asked(workspace, AGE) == Proven(0, 0)
    workspace.confirm(1, AGE)
    workspace.confirm(2, AGE)
    workspace.set_value(3, AGE, 25)
    workspace.mark(4, AGE, "not_in_letter")
    assert asked(workspace, AGE) == Proven(2, 4)


def test_the_case_that_is_asked_about_does_not_count(workspace: Workspace) -> None:
    workspace.confirm(5, AGE)
    assert asked(workspace, AGE) == Proven(0, 0)
    assert asked(workspace, AGE, case=4) == Proven(1, 1)


def test_only_the_decision_that_stands_counts(workspace: Workspace) -> None:
    workspace.set_value(1, AGE, 25)
    workspace.confirm(2, AGE)
    workspace.undo()
    assert asked(workspace, AGE) == Proven(0, 1)
    workspace.restore(1, AGE)
    assert asked(workspace, AGE) == Proven(0, 0)


def test_the_fields_of_items_are_counted_item_by_item(workspace: Workspace) -> None:
    workspace.confirm(1, OUTCOME)
    workspace.set_value(2, OUTCOME, "overturned")
    assert asked(workspace, OUTCOME) == Proven(1, 2)


def test_an_item_added_by_hand_counts_for_no_rule(workspace: Workspace) -> None:
    workspace.add_item(1)
    added = Slot(workspace.case(1).items[-1], "outcome")
    workspace.set_value(1, added, "upheld")
    assert asked(workspace, OUTCOME) == Proven(0, 0)
    assert workspace.proven(1, workspace.case(1).value(added.field, added.item)) == Proven(0, 0)
