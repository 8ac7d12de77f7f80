"""Disputed items added, split, merged, moved and removed by real key presses, and all of it undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from casework import ALT, CTRL, SHIFT, Key, Rig, focus, rig_over
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from imr_desktop.gui.actions import ACTIONS
from imr_desktop.gui.common.small import CardHead
from imr_desktop.gui.record.evidence import spans_of
from imr_desktop.gui.record.item_acts import ITEM_ACTS
from imr_desktop.model import Slot
from imr_desktop.record import SHARED_BY_A_SPLIT, shown
from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # said of the offscreen screen, not of us


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    with rig_over(tmp_path / "library.imr", qtbot) as made:
        made.show(made.add(items=3))
        yield made


def request(rig: Rig, item: int) -> object:
    return rig.value("request", item).value


def items(rig: Rig) -> tuple[int, ...]:
    """The keys of the items in the library, in order."""
    return rig.case.items


def titles(rig: Rig) -> list[str]:
    """What the heads of the items' cards say, from the top down."""
    heads = [head for head in rig.form.findChildren(CardHead) if head.isVisible()]
    return [head.accessibleName() for head in sorted(heads, key=lambda head: head.mapTo(rig.form, head.pos()).y())]


def test_an_item_moves_down_and_the_focus_goes_with_it(rig: Rig) -> None:
    rig.go_to("outcome", 1)
    rig.press(Key.Key_Down, CTRL | SHIFT)
    assert items(rig) == (2, 1, 3)
    assert rig.at() == Slot(1, "outcome")
    assert focus() is rig.editor("outcome", 1)
    assert titles(rig)[1].startswith("2  MRI of the cervical spine, part 0")
    rig.press(Key.Key_Up, CTRL | SHIFT)
    assert items(rig) == (1, 2, 3)
    assert rig.at() == Slot(1, "outcome")


def test_an_item_at_the_end_stays_there(rig: Rig) -> None:
    rig.go_to("outcome", 3)
    rig.press(Key.Key_Down, CTRL | SHIFT)
    assert rig.workspace.history(rig.case_id) == []


def test_what_is_typed_stays_with_its_item_when_that_moves(rig: Rig) -> None:
    rig.go_to("request", 1)
    rig.retype("Cervical MRI")
    rig.press(Key.Key_Down, CTRL | SHIFT)
    assert request(rig, 1) == "Cervical MRI"
    assert request(rig, 2) == "MRI of the cervical spine, part 1"


def test_a_new_item_stands_below_the_one_at_work_and_waits_for_its_request(rig: Rig) -> None:
    rig.go_to("outcome", 1)
    rig.press(Key.Key_Insert, ALT)
    assert items(rig) == (1, 4, 2, 3)
    assert rig.at() == Slot(4, "request")
    rig.type("Cervical collar")
    rig.press(Key.Key_Return)
    assert request(rig, 4) == "Cervical collar"
    assert titles(rig)[1].startswith("2  Cervical collar")


def test_a_removed_item_comes_back_whole_by_undo(rig: Rig) -> None:
    rig.go_to("request", 2)
    rig.retype("Second MRI")
    rig.press(Key.Key_Delete, ALT)
    assert items(rig) == (1, 3)
    assert len(titles(rig)) == 2
    rig.desk.do(rig.workspace.undo)
    assert items(rig) == (1, 2, 3)
    assert request(rig, 2) == "Second MRI"
    assert titles(rig)[1].startswith("2  Second MRI")


def test_the_key_of_an_item_that_is_gone_is_never_given_again(rig: Rig) -> None:
    rig.go_to("outcome", 3)
    rig.press(Key.Key_Insert, ALT)
    assert items(rig)[-1] == 4
    rig.type("Cervical collar")
    rig.press(Key.Key_Delete, ALT)
    assert items(rig) == (1, 2, 3)
    rig.press(Key.Key_Insert, ALT)
    assert items(rig) == (1, 2, 3, 5)
    assert request(rig, 5) is None


def test_a_split_item_has_the_same_reasons_and_a_request_of_its_own(rig: Rig) -> None:
    rig.go_to("request", 2)
    rig.press(Key.Key_S, ALT)
    assert items(rig) == (1, 2, 4, 3)
    assert rig.at() == Slot(4, "request")
    for key in SHARED_BY_A_SPLIT:
        copy, origin = rig.value(key, 4), rig.value(key, 2)
        assert (copy.value, copy.state, copy.found) == (origin.value, origin.state, origin.found)
    assert spans_of(rig.value("rationale", 4)), "its place in the letter is known"
    assert request(rig, 4) is None
    assert rig.value("request", 4).state == "not_looked_at"
    rig.desk.do(rig.workspace.undo)
    assert items(rig) == (1, 2, 3)
    assert rig.value("rationale", 4).value is None


def test_a_split_item_counts_as_decided_only_where_a_person_has_decided(rig: Rig) -> None:
    rig.go_to("outcome", 2)
    rig.press(Key.Key_Return)
    before = [value for value in shown(rig.case.values) if value.touched]
    rig.go_to("request", 2)
    rig.press(Key.Key_S, ALT)
    after = [value for value in shown(rig.case.values) if value.touched]
    assert [value.slot for value in after if value not in before] == [Slot(4, "outcome")]
    assert rig.value("outcome", 4).state == "confirmed"
    assert "read 95%" in rig.editor("rationale", 4).accessibleDescription()


def test_a_copied_reason_is_corrected_and_restored_by_itself(rig: Rig) -> None:
    rig.go_to("request", 2)
    rig.press(Key.Key_S, ALT)
    rig.go_to("outcome", 4)
    rig.press(Key.Key_O)  # the first letter of the other outcome
    rig.press(Key.Key_Return)
    assert (rig.value("outcome", 4).value, rig.value("outcome", 2).value) == ("overturned", "upheld")
    rig.go_to("outcome", 4)
    rig.press(Key.Key_R, ALT)
    assert (rig.value("outcome", 4).value, rig.value("outcome", 4).state) == ("upheld", "prefilled")


def test_an_item_is_merged_into_the_one_above(rig: Rig) -> None:
    rig.go_to("request", 2)
    rig.press(Key.Key_J, ALT)
    assert items(rig) == (1, 3)
    assert request(rig, 1) == "MRI of the cervical spine, part 0 and MRI of the cervical spine, part 1"
    assert rig.value("rationale", 1).state == "prefilled"
    rig.desk.do(rig.workspace.undo)
    assert items(rig) == (1, 2, 3)
    assert rig.value("request", 1).state == "prefilled"


def test_undo_shows_the_item_that_came_back(rig: Rig) -> None:
    rig.go_to("outcome", 2)
    rig.press(Key.Key_Delete, ALT)
    rig.go_to("patient.age")
    rig.desk.do(rig.workspace.undo)
    rig.pane.focus_slot(Slot(0, "case.items"))
    assert focus().accessibleName().startswith("2  MRI of the cervical spine, part 1")


def test_the_last_item_removed_leaves_the_button_that_adds_one(rig: Rig) -> None:
    rig.show(rig.add(items=1))
    rig.go_to("outcome", 1)
    rig.press(Key.Key_Delete, ALT)
    assert items(rig) == ()
    rig.press(Key.Key_Space)
    assert len(items(rig)) == 1
    assert rig.at() == Slot(2, "request")


def test_the_card_offers_every_act_in_a_menu(rig: Rig) -> None:
    rig.go_to("outcome", 1)
    head = next(head for head in rig.form.findChildren(CardHead) if head.accessibleName().startswith("1  "))
    head.setFocus(Qt.FocusReason.TabFocusReason)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, head.rect().center(), head.mapToGlobal(head.pos()))
    QApplication.sendEvent(head, event)
    [menu] = head.findChildren(QMenu)
    possible = {act.text().partition("\t")[0].replace("&", ""): act.isEnabled() for act in menu.actions() if act.text()}
    assert len(possible) == len(ITEM_ACTS)
    assert not possible["Move up"]
    next(act for act in menu.actions() if "Move &down" in act.text()).trigger()
    assert items(rig) == (2, 1, 3)
    menu.close()


def test_a_library_that_takes_no_changes_keeps_its_items(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workspace, "read_only", True)
    rig.go_to("outcome", 2)
    for key in (Key.Key_Delete, Key.Key_Insert, Key.Key_S, Key.Key_J):
        rig.press(key, ALT)
    assert items(rig) == (1, 2, 3)
    assert rig.problems == []


def test_every_act_of_the_menu_has_its_row_in_the_table_of_actions() -> None:
    assert {name for name, *_ in ITEM_ACTS} <= {action.id for action in ACTIONS}
