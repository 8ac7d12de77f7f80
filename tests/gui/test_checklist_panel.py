"""The checklist, answered by real key presses over a real library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from casework import ALT, Key, Rig, focus, rig_over
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from imr_desktop.checklist.packs import Answer, decode
from imr_desktop.checklist.review import asked_of
from imr_desktop.gui.record.question_row import QuestionRow
from imr_desktop.model import Slot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

HEADER_DATES, RECEIVED, IN_TIME, SUMMARY_TICKS = "L01", "L02", "L03", "L12"


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    with rig_over(tmp_path / "library.imr", qtbot) as made:
        made.show(made.add(items=2))
        made.pane.show_checklist()
        yield made


def ask(rig: Rig, question: str, item: int = 0) -> QuestionRow:
    """Put the focus on a question of the core checklist."""
    rig.checklist.focus_slot(Slot(item, f"answer.core.{question}"))
    QApplication.processEvents()
    row = focus()
    assert isinstance(row, QuestionRow)
    return row


def answer(rig: Rig, question: str, item: int = 0) -> Answer | None:
    value = rig.value(f"answer.core.{question}", item).value
    return None if value is None else decode(value).answer


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def counted(rig: Rig) -> str:
    """The count on the checklist's tab."""
    return rig.pane._answered.text()


def test_all_questions_are_asked_the_items_once_for_each_item(rig: Rig) -> None:
    asked = [*asked_of(rig.workspace.packs, rig.case)]
    assert len([question for question, item in asked if item == 0]) == 14
    assert len([question for question, item in asked if item == 2]) == 18
    assert len({question.id for question, _ in asked}) == 32


def test_a_number_key_answers_and_the_answer_is_saved_at_once(rig: Rig) -> None:
    ask(rig, RECEIVED)
    rig.press(Key.Key_2)
    assert answer(rig, RECEIVED) == "no"
    rig.press(Key.Key_1)
    assert answer(rig, RECEIVED) == "yes"


def test_arrows_move_between_the_options_and_space_chooses(rig: Rig) -> None:
    ask(rig, RECEIVED)
    rig.press(Key.Key_Right)
    rig.press(Key.Key_Down)
    assert answer(rig, RECEIVED) is None
    rig.press(Key.Key_Space)
    assert answer(rig, RECEIVED) == "not_computable"


def test_enter_takes_the_option_that_the_arrows_stand_on_and_goes_on(rig: Rig) -> None:
    ask(rig, RECEIVED)  # what is suggested, the last option, is where the arrows begin
    rig.press(Key.Key_Left)
    rig.press(Key.Key_Return)
    assert answer(rig, RECEIVED) == "no"
    assert rig.at() == Slot(0, "answer.core.L03")


def test_enter_goes_to_the_next_unanswered_question_and_begins_again_after_the_last(rig: Rig) -> None:
    ask(rig, IN_TIME)
    rig.press(Key.Key_1)
    ask(rig, RECEIVED)
    rig.press(Key.Key_1)
    rig.press(Key.Key_Return)
    assert rig.at() == Slot(0, "answer.core.L04")
    ask(rig, "I30", 2)
    rig.press(Key.Key_1)
    rig.press(Key.Key_Return)
    assert rig.at() == Slot(0, "answer.core.L01")


def test_tab_goes_to_the_note_and_to_the_next_question(rig: Rig) -> None:
    row = ask(rig, RECEIVED)
    rig.press(Key.Key_Tab)
    assert row.isAncestorOf(focus())
    rig.press(Key.Key_Tab)
    assert rig.at() == Slot(0, "answer.core.L03")
    assert answer(rig, RECEIVED) is None


def test_ticks_are_set_and_taken_away_and_none_of_these_stands_alone(rig: Rig) -> None:
    ask(rig, SUMMARY_TICKS)
    for key in (Key.Key_1, Key.Key_3, Key.Key_2, Key.Key_1):
        rig.press(key)
    ticked = answer(rig, SUMMARY_TICKS)
    assert isinstance(ticked, list)
    assert len(ticked) == 2
    rig.press(Key.Key_7)
    assert answer(rig, SUMMARY_TICKS) == ["none"]
    rig.press(Key.Key_1)
    assert "none" not in (answer(rig, SUMMARY_TICKS) or [])
    rig.press(Key.Key_1)
    assert answer(rig, SUMMARY_TICKS) is None


def test_a_grid_is_answered_line_by_line_and_counts_when_it_is_complete(rig: Rig) -> None:
    lines = [row.id for row in ask(rig, HEADER_DATES).question.rows]
    for _ in lines[1:]:
        rig.press(Key.Key_1)
    assert counted(rig) == "0/50"
    rig.press(Key.Key_2)
    assert counted(rig) == "1/50"
    assert answer(rig, HEADER_DATES) == {**dict.fromkeys(lines, "stated"), lines[-1]: "absent"}
    rig.press(Key.Key_Backspace)
    assert counted(rig) == "0/50"
    rig.press(Key.Key_Up)
    rig.press(Key.Key_3)
    assert answer(rig, HEADER_DATES) == {**dict.fromkeys(lines[:-1], "stated"), lines[-2]: "unreadable"}


def test_an_answer_is_taken_back(rig: Rig) -> None:
    ask(rig, RECEIVED)
    rig.press(Key.Key_1)
    assert counted(rig) == "1/50"
    rig.press(Key.Key_Backspace)
    assert answer(rig, RECEIVED) is None
    assert counted(rig) == "0/50"


def test_the_answer_to_an_items_question_is_kept_with_the_item(rig: Rig) -> None:
    ask(rig, "I16", 2)
    rig.press(Key.Key_2)
    assert (answer(rig, "I16", 2), answer(rig, "I16", 1)) == ("no", None)


def test_an_items_questions_are_built_when_they_are_looked_at(rig: Rig) -> None:
    rig.show(rig.add(items=21))
    cards = rig.checklist._shown_cards()
    assert [bool(card.rows) for card in cards] == [True] + [False] * 20
    ask(rig, "I30", 21)
    assert cards[20].rows
    assert not cards[10].rows


def test_a_note_is_written_and_kept(rig: Rig) -> None:
    ask(rig, RECEIVED)
    rig.press(Key.Key_1)
    rig.press(Key.Key_M, ALT)
    rig.type("Mailed on 2 January.")
    rig.press(Key.Key_Return)
    assert rig.value("note.answer.core.L02").value == "Mailed on 2 January."
    assert rig.at() == Slot(0, "answer.core.L03")
    assert "Note: Mailed on 2 January." in words_of(rig.checklist)


def test_a_note_that_is_being_typed_is_taken_over_when_the_case_changes(rig: Rig) -> None:
    first = rig.case_id
    ask(rig, RECEIVED)
    rig.press(Key.Key_M, ALT)
    rig.type("Half a thou")
    rig.show(rig.add(items=1))
    assert rig.workspace.case(first).value("note.answer.core.L02").value == "Half a thou"


def test_a_note_is_kept_while_it_is_being_typed(rig: Rig) -> None:
    ask(rig, RECEIVED)
    rig.press(Key.Key_M, ALT)
    rig.type("Half")
    rig.qtbot.waitUntil(lambda: rig.value("note.answer.core.L02").draft == "Half")


def test_escape_leaves_a_note_as_it_was(rig: Rig) -> None:
    ask(rig, RECEIVED)
    rig.press(Key.Key_M, ALT)
    rig.type("No")
    rig.press(Key.Key_Escape)
    rig.press(Key.Key_Tab)
    assert rig.value("note.answer.core.L02").value is None


def test_undo_shows_the_question_open_again(rig: Rig) -> None:
    row = ask(rig, RECEIVED)
    rig.press(Key.Key_1)
    assert "Answer: Yes, in time" in row.accessibleDescription()
    rig.desk.do(rig.workspace.undo)
    assert "Not answered" in row.accessibleDescription()
    assert rig.at() == Slot(0, "answer.core.L02")


def test_the_question_that_had_the_focus_is_at_work_again_in_the_next_case(rig: Rig) -> None:
    """The tab gives the focus back to where it was; that it is another case's question now must be noticed."""
    rig.pane.show_checklist()
    rig.pane.checklist.focus_first_unanswered()
    first = rig.at()
    rig.pane.show_record()
    rig.pane.go_in()
    rig.show(rig.add(items=5))
    rig.pane.show_checklist()
    rig.pane.checklist.focus_first_unanswered()
    assert rig.at() == first is not None


def test_an_answered_question_recedes_to_its_answer(rig: Rig) -> None:
    row = ask(rig, RECEIVED)
    rig.press(Key.Key_2)
    open_height = row.sizeHint().height()
    ask(rig, IN_TIME)
    assert "No, late" in words_of(row)
    assert row.sizeHint().height() < open_height


def test_help_and_authority_are_there_while_a_question_has_the_focus(rig: Rig) -> None:
    row = ask(rig, "L08")
    told = words_of(row)
    assert "A board certification counts as a specialty." in told
    assert "Labor Code 4610.6(f) (unverified)" in told
    ask(rig, RECEIVED)
    assert "(unverified)" not in words_of(row)


def test_a_click_on_an_option_answers(rig: Rig) -> None:
    row = ask(rig, IN_TIME)
    ask(rig, RECEIVED)
    pill = row._pills[0].pills[1]
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert answer(rig, IN_TIME) == "no"
    assert rig.at() == Slot(0, "answer.core.L03")


def test_the_checklist_is_answered_with_two_keys_for_each_question(rig: Rig) -> None:
    rig.pane.focus_first_needing_human()
    for _ in range(50):
        row = focus()
        assert isinstance(row, QuestionRow)
        for _ in row.question.rows or [None]:
            rig.press(Key.Key_1)
        rig.press(Key.Key_Return)
    assert counted(rig) == "50/50"


def test_tab_walks_in_the_order_of_reading(rig: Rig) -> None:
    walked: list[QWidget] = [ask(rig, HEADER_DATES)]
    while True:
        rig.press(Key.Key_Tab)
        if focus() is walked[0] or not rig.checklist.isAncestorOf(focus()):
            break
        walked.append(focus())
    assert walked == [stop for stop in rig.checklist.stops() if stop in walked]
    assert len(walked) == 2 * (14 + 18) + 2  # each question and its note, and the heads of two cards


def test_every_question_and_option_has_a_name(rig: Rig) -> None:
    row = ask(rig, "I16", 1)
    assert row.accessibleName() == "I16. Does the rationale's conclusion match the outcome? Item 1"
    assert [pill.accessibleName() for pill in row._pills[0].pills] == ["Yes", "No", "Unclear, suggested"]


def test_answers_are_there_again_after_a_restart(tmp_path: Path, qtbot: QtBot) -> None:
    with rig_over(tmp_path / "again.imr", qtbot) as rig:
        rig.show(rig.add())
        rig.pane.show_checklist()
        ask(rig, RECEIVED)
        rig.press(Key.Key_3)
        case_id = rig.case_id
    with rig_over(tmp_path / "again.imr", qtbot) as again:
        again.show(case_id)
        again.pane.show_checklist()
        assert "Cannot be computed" in words_of(again.checklist)
        assert counted(again) == "1/32"
