"""An item that a person split from another: read from the same words, decided where a person has, kept everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from letters import reading_of, text_letter

from imr_desktop import keeping, parsing
from imr_desktop.model import Case, Slot
from imr_desktop.record import SHARED_BY_A_SPLIT, shown
from imr_desktop.workspace import Workspace

NEW = 3
"""The key of the item that is split from the first of two."""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Two items; the category of the first is corrected, its conclusion unreadable, and it is split."""
    data, source = text_letter()
    with Workspace.open(tmp_path / "library.imr", who="ann") as opened:
        opened.add(data, source, reading_of(source, outcomes=("upheld", "overturned")))
        opened.set_text(1, Slot(1, "category"), "Surgery")
        opened.mark(1, Slot(1, "conclusion"), "unreadable")
        opened.split_item(1, 1)
        yield opened


def said(case: Case, item: int) -> dict[str, object]:
    values = {key: case.value(key, item) for key in SHARED_BY_A_SPLIT}
    return {key: (value.value, value.state, value.found) for key, value in values.items()}


def test_what_was_decided_is_decided_alike_and_what_was_read_is_read(workspace: Workspace) -> None:
    case = workspace.case(1)
    assert case.items == (1, NEW, 2)
    assert said(case, NEW) == said(case, 1)
    states = {key: case.value(key, NEW).state for key in ("outcome", "category", "conclusion")}
    assert states == {"outcome": "prefilled", "category": "corrected", "conclusion": "unreadable"}
    assert case.value("outcome", NEW).found == case.reading.items[0]["outcome"]


def test_a_split_of_a_split_is_read_from_the_same_words(workspace: Workspace) -> None:
    workspace.split_item(1, NEW)
    case = workspace.case(1)
    assert case.items == (1, NEW, NEW + 1, 2)
    assert said(case, NEW + 1) == said(case, 1)


def test_a_new_reading_moves_what_nobody_decided_on_in_both(workspace: Workspace) -> None:
    data, source = text_letter()
    workspace.add(data, source, reading_of(source, parser="2", outcomes=("overturned", "overturned")))
    case = workspace.case(1)
    assert [case.value("outcome", item).value for item in (1, NEW)] == ["overturned", "overturned"]
    assert case.value("category", NEW).value == "Surgery"


def test_undo_takes_all_of_it_back_and_redo_brings_all_of_it(workspace: Workspace) -> None:
    split = workspace.case(1)
    workspace.undo()
    assert workspace.case(1).items == (1, 2)
    assert not [slot for slot in workspace.case(1).values if slot.item == NEW]
    workspace.redo()
    assert workspace.case(1) == split


def test_the_full_check_finds_nothing_wrong(workspace: Workspace) -> None:
    assert workspace.safety.check().well


def test_exported_brought_back_and_rebuilt_it_is_the_same(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "cases.jsonl"
    workspace.export("jsonl", out)
    case = workspace.case(1)
    with Workspace.open(tmp_path / "other.imr", who="carol") as other:
        other.bring_back(out)
        assert said(other.case(1), NEW) == said(case, NEW)
        assert other.case(1).items == case.items
    workspace.close()
    keeping.rebuild(tmp_path / "library.imr", tmp_path / "rebuilt.imr", who="ann")
    with Workspace.open(tmp_path / "rebuilt.imr", who="ann") as rebuilt:
        assert said(rebuilt.case(1), NEW) == said(case, NEW)


def test_the_export_says_of_both_how_far_a_person_has_come(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("jsonl", tmp_path / "cases.jsonl")
    record = json.loads((tmp_path / "cases.jsonl").read_text(encoding="utf-8").splitlines()[0])
    first, second = (each["fields"] for each in record["items"][:2])
    for key in SHARED_BY_A_SPLIT:
        assert second[key] == first[key]
    assert second["outcome"]["review"] == "prefilled"
    assert second["category"]["review"] == "corrected"


def test_a_copy_that_nobody_decided_on_counts_for_nobody(workspace: Workspace) -> None:
    touched = {value.slot for value in shown(workspace.case(1).values) if value.touched}
    assert touched == {Slot(item, key) for item in (1, NEW) for key in ("category", "conclusion")}


def test_a_split_leaves_the_count_of_sentences_that_nobody_looked_at_as_it_was(tmp_path: Path) -> None:
    """Both items have the rationale, which is still the same sentences of the letter."""
    data, source = text_letter()
    with Workspace.open(tmp_path / "counted.imr", who="ann") as workspace:
        workspace.add(data, source, parsing.read(source))
        before = workspace.untouched(workspace.case(1))
        assert before
        for item in workspace.case(1).items:
            workspace.split_item(1, item)
        assert workspace.untouched(workspace.case(1)) == before
