"""What the lowest row says of the keys is what they do, and at the end of each part Enter leads on to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from casework import ALT, Key, Rig, focus, rig_over
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton, QTabBar
from pytestqt.qtbot import QtBot

from imr_desktop.checklist.review import asked_of
from imr_desktop.gui.record.question_row import QuestionRow
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Json, Slot
from imr_desktop.record import shown as shown_values

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    with rig_over(tmp_path / "library.imr", qtbot) as made:
        made.show(made.add())
        yield made


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focus(), key, modifier)
    QApplication.processEvents()


def answer_notice(window: MainWindow) -> None:
    """Presses the button of the notice that is shown."""
    QTest.mouseClick(window.banner._act, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def enter_leads_to(rig: Rig) -> str:
    return dict(rig.hints[-1]).get("Enter", "")


def answer_all(rig: Rig, but: int = 0) -> None:
    """Answers to all questions but the first few."""
    for question, item in [*asked_of(rig.workspace.packs, rig.case)][but:]:
        first: Json = question.options[0].id
        given: Json = [first] if question.kind == "ticks" else first
        given = {row.id: first for row in question.rows} if question.rows else given
        rig.workspace.answer(rig.case_id, question, given, item=item)


def only_unanswered(rig: Rig) -> None:
    """All questions are answered but one to which nothing is suggested."""
    answer_all(rig)
    suggested = rig.workspace.check(rig.case).suggestions
    asked = (question for question, item in asked_of(rig.workspace.packs, rig.case) if not item)
    plain = next(each for each in asked if each.kind == "choice" and Slot(0, each.key) not in suggested)
    rig.workspace.answer(rig.case_id, plain, None)
    rig.show(rig.case_id)


def confirm_all(rig: Rig, but: str) -> None:
    for value in shown_values(rig.case.values):
        if value.slot.field != but:
            rig.workspace.confirm(rig.case_id, value.slot)


def click_tab(rig: Rig, place: int) -> None:
    (bar,) = (bar for bar in rig.pane.findChildren(QTabBar) if bar is rig.pane.tab_bar)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())
    rig.qtbot.waitUntil(lambda: focus() is not rig.pane._tabs.currentWidget())


# --- what the lowest row says


def test_after_an_answer_the_keys_of_the_checklist_are_told_still(rig: Rig) -> None:
    rig.go_to("patient.age")
    rig.pane.focus_slot(Slot(0, "answer.core.L05"))
    rig.press(Key.Key_1)
    assert dict(rig.hints[-1])["1–9"] == "answer"


def test_findings_without_a_finding_tell_the_keys_of_the_sign_off(rig: Rig) -> None:
    rig.pane.focus_slot(Slot(0, "answer.core.L05"))
    rig.pane.show_findings()
    rig.pane.go_in()
    assert not rig.pane.findings._cards
    assert isinstance(focus(), QRadioButton)
    assert dict(rig.hints[-1])["Space"] == "choose or tick"
    assert "1–9" not in dict(rig.hints[-1])


def test_a_key_that_a_person_has_moved_is_told_as_it_is_now(window: MainWindow) -> None:
    assert window.station is not None
    window.station.desk.keys = {**window.station.desk.keys, "undo": "F9", "note": ""}
    window.station.pane.focus_slot(Slot(0, "patient.age"))
    told = window.bottom.hints.accessibleName()
    assert "F9 undo" in told
    assert "Ctrl ↓ next case" in told
    assert "Ctrl Z" not in told
    assert " note" not in told


def test_a_library_that_is_only_read_promises_no_edit_and_says_why_typing_does_nothing(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(rig.workspace), "read_only", property(lambda _: True))
    rig.show(rig.case_id)
    rig.go_to("patient.age")
    assert rig.hints[-1][0][0] == "Read only"
    assert not any("confirm" in told for _, told in rig.hints[-1])
    for field in ("patient.age", "letter.priority"):
        rig.go_to(field)
        rig.type("6")
        assert "read only" in rig.row(field).editor.accessibleDescription()
        assert not rig.row(field).changed
    rig.go_to("patient.sex")
    assert "read only" not in rig.row("patient.age").editor.accessibleDescription()
    rig.pane.show_checklist()
    rig.pane.go_in()
    assert rig.hints[-1][0][0] == "Read only"
    before = focus()
    rig.press(Key.Key_Return)
    assert focus() is not before, "who only looks goes on to the next"
    assert rig.problems == []


# --- a click on a tab


def test_a_click_on_a_tab_takes_the_keys_into_its_panel(rig: Rig) -> None:
    rig.go_to("patient.age")
    click_tab(rig, 1)
    row = focus()
    assert isinstance(row, QuestionRow)
    rig.press(Key.Key_1)
    assert row.answer
    click_tab(rig, 0)
    assert focus() is rig.editor("patient.age"), "back where the work was"
    click_tab(rig, 2)
    assert rig.pane.findings.isAncestorOf(focus())


# --- where Enter leads at the end of a part


def test_enter_on_the_last_value_leads_to_the_checklist_and_says_so_before(rig: Rig) -> None:
    confirm_all(rig, but="patient.age")
    rig.show(rig.case_id)
    rig.go_to("patient.age")
    asked = len([*asked_of(rig.workspace.packs, rig.case)])
    assert enter_leads_to(rig) == f"confirm, then the checklist ({asked} unanswered)"
    rig.press(Key.Key_Return)
    assert rig.value("patient.age").state == "confirmed"
    assert isinstance(focus(), QuestionRow)


def test_where_all_is_confirmed_enter_promises_no_more_confirming(rig: Rig) -> None:
    confirm_all(rig, but="")
    rig.show(rig.case_id)
    rig.go_to("patient.sex")
    assert enter_leads_to(rig).startswith("then the checklist")
    rig.press(Key.Key_Return)
    assert isinstance(focus(), QuestionRow)


def test_enter_on_an_unanswered_question_says_where_it_goes_and_after_the_last_it_says_that_it_goes_back(
    rig: Rig,
) -> None:
    answer_all(rig, but=2)
    rig.show(rig.case_id)
    rig.pane.show_checklist()
    first, second = ([question for question, _ in asked_of(rig.workspace.packs, rig.case)])[:2]
    rig.checklist.focus_slot(Slot(0, first.key))
    assert enter_leads_to(rig) in ("confirm, next", "next unanswered")
    rig.checklist.focus_slot(Slot(0, second.key))
    assert enter_leads_to(rig).endswith(f"back to {first.id}")


def test_where_all_questions_are_answered_enter_leads_to_the_sign_off_and_then_to_the_next_case(
    rig: Rig, qtbot: QtBot
) -> None:
    only_unanswered(rig)
    rig.pane.show_checklist()
    rig.pane.focus_first_needing_human()
    rig.press(Key.Key_1)
    assert enter_leads_to(rig) == "then the sign-off"
    rig.press(Key.Key_Return)
    assert isinstance(focus(), QRadioButton)
    assert enter_leads_to(rig) == "", "sentences wait to be looked at"
    rig.press(Key.Key_Space)
    rig.desk.do(lambda: rig.workspace.mark_seen(rig.case_id, rig.workspace.untouched(rig.case)))
    assert enter_leads_to(rig) == "to the button"
    rig.press(Key.Key_Return)
    assert rig.workspace.signed_off(rig.case) is None
    assert enter_leads_to(rig) == "sign off"
    rig.press(Key.Key_Return)
    signed = rig.workspace.signed_off(rig.case)
    assert signed
    assert enter_leads_to(rig) == "to the next case"
    with qtbot.waitSignal(rig.pane.next_case_wanted):
        rig.press(Key.Key_Return)


def test_the_last_question_without_an_answer_is_not_left_by_enter(rig: Rig) -> None:
    only_unanswered(rig)
    rig.pane.show_checklist()
    rig.pane.focus_first_needing_human()
    row = focus()
    assert enter_leads_to(rig) == "the last one to answer"
    rig.press(Key.Key_Return)
    assert focus() is row


def test_at_the_end_of_a_case_enter_brings_the_next_with_the_focus_in_its_record(
    window: MainWindow, qtbot: QtBot
) -> None:
    station = window.station
    assert station is not None
    station.pane.show_findings()
    station.pane.go_in()
    station.pane._go_to_next()
    assert station.shown is not None
    assert station.shown.id == 2
    qtbot.waitUntil(lambda: station.pane.form.isAncestorOf(focus()))
    station.pane._go_to_next()
    assert window.banner.current is not None
    assert "last case" in window.banner.current.text
    assert station.cases.view.hasFocus()


# --- an act that finds nothing to be done on


def said(window: MainWindow) -> str:
    return window.banner.current.text if window.banner.current else ""


def test_splitting_outside_an_item_asks_which_one_and_leads_there(window: MainWindow) -> None:
    station = window.station
    assert station is not None
    station.pane.focus_slot(Slot(0, "patient.age"))
    press(Key.Key_S, ALT)
    assert "Which item is to be split?" in said(window)
    answer_notice(window)
    assert station.pane.form.current_item()
    station.pane.focus_slot(Slot(0, "patient.age"))
    press(Key.Key_J, ALT)
    assert "Which item is to be merged" in said(window)
    station.pane.form.focus_items()
    press(Key.Key_S, ALT)
    assert said(window) == "", "it has been found"
    assert station.shown is not None
    assert len(station.shown.items) == 3


def test_an_act_of_the_record_says_so_on_another_tab(window: MainWindow) -> None:
    station = window.station
    assert station is not None
    station.pane.focus_slot(Slot(0, "answer.core.L05"))
    press(Key.Key_N, ALT)
    assert "value or an item of the record" in said(window)
    answer_notice(window)
    assert station.pane.form.isAncestorOf(focus())


def test_removing_an_item_is_told_with_the_way_back(window: MainWindow) -> None:
    station = window.station
    assert station is not None
    assert station.shown is not None
    first = station.shown.items[0]
    station.pane.focus_slot(Slot(first, "request"))
    press(Key.Key_Delete, ALT)
    assert first not in station.shown.items
    assert "was removed with its values" in said(window)
    assert "Item 1, “" in said(window)
    answer_notice(window)
    assert first in station.shown.items
    assert "removed" not in said(window)


def test_an_item_without_a_request_is_removed_by_its_number(window: MainWindow) -> None:
    station = window.station
    assert station is not None
    assert station.shown is not None
    station.pane.focus_slot(Slot(station.shown.items[0], "request"))
    press(Key.Key_Insert, ALT)
    press(Key.Key_Delete, ALT)
    assert said(window) == "Item 2, which had no request, was removed with its values."


def test_on_the_button_below_the_items_its_own_key_is_told_and_enter_presses_it(rig: Rig) -> None:
    (item,) = rig.case.items
    rig.go_to("request", item)
    rig.press(Key.Key_Delete, ALT)
    assert rig.hints[-1] == (("Enter", "add an item"),)
    assert rig.at() is None, "the item that has gone is at work no more"
    rig.press(Key.Key_Return)
    assert len(rig.case.items) == 1


def test_the_next_act_outdates_the_offer_to_bring_an_item_back(window: MainWindow) -> None:
    station = window.station
    assert station is not None
    assert station.shown is not None
    station.pane.focus_slot(Slot(station.shown.items[0], "request"))
    press(Key.Key_Delete, ALT)
    station.pane.focus_slot(Slot(0, "patient.age"))
    press(Key.Key_Return)
    assert "was removed" not in said(window)


def test_after_the_tour_enter_begins_the_work(window: MainWindow) -> None:
    station = window.station
    assert station is not None
    station.source.canvas.setFocus()
    window.acts["tour"].trigger()
    QApplication.processEvents()
    for _ in station.tour_steps():
        press(Key.Key_Return)
    assert station.cases.view.hasFocus()
    press(Key.Key_Return)
    assert station.pane.form.isAncestorOf(focus())


# --- whose name the edits carry


def not_asked_yet(window: MainWindow) -> None:
    window.memory._settings.remove("done/name")


def test_who_has_set_no_name_is_asked_once_at_the_first_edit_and_not_held_up(
    shown: Callable[[Path], MainWindow], library: Path, qtbot: QtBot
) -> None:
    window = shown(library)
    not_asked_yet(window)
    assert window.station is not None
    window.station.pane.focus_slot(Slot(0, "patient.age"))
    assert "signed" not in said(window)
    press(Key.Key_Return)
    assert said(window).startswith("Your edits are signed “Robin Vale”")
    assert window.station.pane.form.isAncestorOf(focus()), "the work goes on"
    answer_notice(window)
    qtbot.waitUntil(lambda: isinstance(focus(), QLineEdit))
    assert focus().accessibleName() == "Name"
    window.banner.dismiss()
    press(Key.Key_Escape)
    window.station.pane.focus_slot(Slot(0, "patient.sex"))
    press(Key.Key_Return)
    assert said(window) == "", "asked once"


def test_a_name_that_is_set_takes_the_question_away(window: MainWindow) -> None:
    not_asked_yet(window)
    assert window.station is not None
    window.station.pane.focus_slot(Slot(0, "patient.age"))
    press(Key.Key_Return)
    assert "signed" in said(window)
    window.choose("name", "R. Vale")
    assert said(window) == ""
    assert window.station.desk.workspace.who == "R. Vale"


def test_the_tour_says_whose_name_the_edits_carry(window: MainWindow) -> None:
    assert window.station is not None
    assert "signed “Robin Vale”" in window.station.tour_steps()[-1].text


# --- from what was done to where it stands


def test_the_history_calls_a_question_by_its_words_and_goes_there(rig: Rig) -> None:
    (question,) = (each for pack in rig.workspace.packs for each in pack.questions if each.key == "answer.core.L05")
    rig.workspace.answer(rig.case_id, question, question.options[0].id)
    rig.workspace.note(rig.case_id, Slot(0, "patient.age"), "look again")
    rig.show(rig.case_id)
    rig.pane.show_history()
    told = [rig.pane.history.view.model().index(row, 0).data() for row in range(2)]
    assert told[0].startswith("Note on Age:")
    assert told[1].startswith(f"L05 · {question.text[:30]}")
    rig.press(Key.Key_G)
    assert focus() is rig.editor("patient.age")
    rig.pane.show_history()
    rig.press(Key.Key_Down)
    rig.press(Key.Key_G)
    assert rig.at() == Slot(0, question.key)
    assert isinstance(focus(), QuestionRow)
