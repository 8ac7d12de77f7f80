"""Cases that nobody has decided on are read from one row each, and no damage in them goes out unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cases import AGE, letter

from imr_desktop.errors import LibraryProblem
from imr_desktop.store.untouched import among
from imr_desktop.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Four cases, in the second of which somebody has decided on something."""
    with Workspace.open(tmp_path / "library.imr", who="ann") as opened:
        for number in range(1, 5):
            opened.add(*letter(number))
        opened.confirm(2, AGE)
        yield opened


def test_they_come_in_the_order_asked_for_and_the_others_are_told_apart(workspace: Workspace) -> None:
    asked = [1, 2, 3, 3, 1, 9, 4, 2, 1]
    found = [*among(workspace._library, asked)]
    assert [case for case, _ in found] == asked
    assert [each.case if each else None for _, each in found] == [1, None, 3, 3, 1, None, 4, None, 1]
    assert [*among(workspace._library, [])] == []


def test_a_decision_that_was_taken_back_leaves_a_case_touched(workspace: Workspace) -> None:
    """Its log goes out with it."""
    workspace.undo()
    assert [case for case, each in among(workspace._library, [1, 2]) if each is None] == [2]


def test_what_is_read_is_what_a_whole_case_holds(workspace: Workspace) -> None:
    for number, untouched in among(workspace._library, workspace.case_ids()):
        if untouched:
            case = workspace.case(number)
            listed = [*sorted({slot.item for slot in case.values})]
            assert untouched.values == {
                item: {
                    slot.field: (value.value, value.state)
                    for slot, value in case.values.items()
                    if slot.item == item and slot.field != "case.items"
                }
                for item in listed
            }
            assert (untouched.reading.text, untouched.reading.form) == (case.source.text, case.reading.form)


HARMS = {
    "another word": "UPDATE readings SET text = replace(text, 'female', 'male') WHERE id = 3",
    "another value": "UPDATE readings SET found = replace(found, '52', '25') WHERE id = 3",
    "another name": "UPDATE documents SET name = 'other.txt' WHERE id = 3",
    "another time": "UPDATE cases SET added = '2001' WHERE id = 3",
    "a link": "DELETE FROM links WHERE log = 'readings' AND row = 3",
    "a decision past the log": "UPDATE record_values SET state = 'confirmed' WHERE case_id = 3 AND item = 0",
    "a log that is gone": "DELETE FROM edits",
}


@pytest.mark.parametrize("name", ["jsonl", "csv"])
@pytest.mark.parametrize("harm", HARMS)
def test_damage_ends_an_export_and_nothing_is_written(
    workspace: Workspace, tmp_path: Path, name: str, harm: str
) -> None:
    database = workspace._library.database
    for (trigger,) in list(database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
        database.execute(f"DROP TRIGGER {trigger}")
    database.execute(HARMS[harm])
    with pytest.raises(LibraryProblem) as told:
        workspace.export(name, tmp_path / "out")
    assert told.value.code == "damaged"
    assert not (tmp_path / "out").exists()
