"""The form, worked by real key presses over a real library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from casework import ALT, CTRL, SHIFT, Key, Rig, focus, rig_over
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from imr_desktop.errors import LibraryProblem
from imr_desktop.fields import DATE, FIELDS
from imr_desktop.gui.common.states import NEEDS, mark_of, need_of
from imr_desktop.gui.record.editors import TextEditor
from imr_desktop.gui.record.evidence import evidence_of
from imr_desktop.model import Found, Slot, Span, Value
from imr_desktop.record import shown
from imr_desktop.source import read
from imr_desktop.workspace import Workspace

UR_DATE = "letter.ur_denial_date"

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # said of the offscreen screen, not of us


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    with rig_over(tmp_path / "library.imr", qtbot) as made:
        made.show(made.add())
        yield made


def slots_of(rig: Rig) -> list[Slot]:
    return [value.slot for value in shown(rig.case.values) if not value.touched]


def words_of(widget: QWidget) -> str:
    """All the words that a widget shows."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


# --- what is shown


def test_the_form_has_a_row_for_every_field_in_the_records_order(rig: Rig) -> None:
    slots = [row.slot for row in rig.form._all_rows()]
    assert slots == [value.slot for value in shown(rig.case.values)]
    assert {slot.field for slot in slots} == {field.key for field in FIELDS}


def test_every_editor_is_called_by_its_label_and_its_items_number(rig: Rig) -> None:
    assert rig.editor(UR_DATE).accessibleName() == "UR denial date"
    assert rig.editor("outcome", 1).accessibleName() == "Outcome, item 1"
    assert all(row.editor.accessibleName() and row.editor.accessibleDescription() for row in rig.form._all_rows())


def test_a_state_is_told_by_icon_and_word() -> None:
    sure = Value(Slot(0, "patient.age"), 52, "prefilled", Found(52, "stated", 0.91))
    assert mark_of(sure)[:2] == ("read", "read 91%")
    for found in (Found(52, "stated", 0.7), Found(None, "unreadable", 0.9)):
        assert mark_of(Value(Slot(0, "patient.age"), None, "prefilled", found)).word == "needs you"
    for state in ("confirmed", "corrected", "not_in_letter", "unreadable"):
        decided = Value(Slot(0, "patient.age"), 52, state, Found(52, "stated", 0.2))
        assert mark_of(decided).word == state.replace("_", " ")
    assert mark_of(Value(Slot(0, "patient.age"), None, "not_looked_at")).word == "not looked at"


def test_the_focused_row_says_what_the_reader_saw(rig: Rig) -> None:
    rig.go_to("patient.age")
    told = words_of(rig.row("patient.age"))
    assert "worker is a <b>52 year old</b> female" in told
    assert "p. 1 · read by the rule “by label” · 95% sure" in told
    rig.go_to("summary.mechanism_of_injury")
    assert "The program found nothing in the letter." in words_of(rig.row("summary.mechanism_of_injury"))
    assert "52 year old" not in words_of(rig.row("patient.age"))


def test_the_place_of_the_focused_value_is_announced(rig: Rig) -> None:
    rig.go_to("patient.age")
    value = rig.value("patient.age")
    assert value.found
    assert rig.focused[-1] == (Slot(0, "patient.age"), value.found.spans, "Age")


def test_words_of_a_letter_are_no_markup() -> None:
    value = Value(Slot(0, "request"), "x", "prefilled", Found("x", "stated", 0.9, (), "<b>"))
    assert "&lt;b&gt;" in evidence_of(value, read("letter.txt", b"some text of a letter"))


def test_the_head_counts_what_was_looked_at_and_what_needs_a_person(rig: Rig) -> None:
    total = len(shown(rig.case.values))
    assert f"0 of {total} looked at" in words_of(rig.pane.head)
    assert "2 need you" in words_of(rig.pane.head)
    assert "52 F · 1 item" in words_of(rig.pane.head)
    rig.go_to("patient.sex")
    rig.press(Key.Key_Return)
    assert f"1 of {total} looked at" in words_of(rig.pane.head)
    assert "1 needs you" in words_of(rig.pane.head)


def test_a_document_that_is_no_determination_is_filled_in_by_hand(rig: Rig) -> None:
    rig.show(rig.add(items=0, form=None))
    assert "not recognized as an IMR determination" in words_of(rig.pane.head)
    assert "Headings that every determination has are missing." in words_of(rig.pane.head)
    rig.go_to("patient.age")
    rig.type("61")
    rig.press(Key.Key_Return)
    assert (rig.value("patient.age").value, rig.value("patient.age").state) == (61, "corrected")


# --- typing over


def test_typing_replaces_a_short_text_that_was_come_to_by_keyboard_and_an_arrow_keeps_it(rig: Rig) -> None:
    (item,) = rig.case.items
    rig.go_to("outcome", item)
    while rig.at() != Slot(item, "request"):
        rig.press(Key.Key_Backtab, SHIFT)
    rig.type("Hip MRI")
    rig.press(Key.Key_Return)
    assert rig.value("request", item).value == "Hip MRI"
    rig.go_to("request", item)
    rig.press(Key.Key_End)
    rig.type(", left")
    rig.press(Key.Key_Return)
    assert rig.value("request", item).value == "Hip MRI, left"


def test_typing_goes_on_at_the_end_of_a_long_text_that_is_shown_from_its_beginning(rig: Rig) -> None:
    rig.go_to("summary.text")
    editor = focus()
    assert isinstance(editor, TextEditor)
    assert editor.verticalScrollBar().value() == 0
    before = editor.text()
    rig.type("And so on.")
    assert editor.text() == f"{before}And so on."
    rig.press(Key.Key_Z, CTRL)
    assert not editor.changed


def test_typing_in_a_list_that_was_come_to_by_keyboard_begins_a_new_entry(rig: Rig) -> None:
    before = rig.value("summary.diagnoses").value
    rig.go_to("summary.diagnoses")
    row = rig.row("summary.diagnoses")
    assert not row.changed, "to come to a list is no change"
    rig.press(Key.Key_Return)
    assert rig.value("summary.diagnoses").state == "confirmed"
    assert rig.value("summary.diagnoses").value == before
    rig.go_to("summary.diagnoses")
    rig.type("numbness")
    rig.press(Key.Key_Return)
    assert rig.value("summary.diagnoses").value == ["cervical strain", "shoulder pain", "numbness"]
    rig.go_to("patient.age")
    rig.go_to("summary.diagnoses")
    rig.type("x")
    rig.press(Key.Key_Escape)
    assert not row.changed
    rig.type("tingling")
    rig.press(Key.Key_Return)
    assert rig.value("summary.diagnoses").value == ["cervical strain", "shoulder pain", "numbness", "tingling"]


def test_what_is_typed_after_escape_takes_the_place_of_what_is_stored(rig: Rig) -> None:
    rig.go_to("patient.age")
    rig.type("old")
    rig.press(Key.Key_Return)
    assert rig.at() == Slot(0, "patient.age"), "it is not an age"
    rig.press(Key.Key_Escape)
    rig.type("44")
    rig.press(Key.Key_Return)
    assert rig.value("patient.age").value == 44


def test_who_clicks_into_a_text_types_where_was_clicked(rig: Rig) -> None:
    (item,) = rig.case.items
    editor = rig.editor("request", item)
    assert isinstance(editor, TextEditor)
    rig.form.ensureWidgetVisible(editor)
    before = editor.text()
    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=editor.cursorRect().center())
    rig.type("2x ")
    assert editor.text() == f"2x {before}"


# --- the loop


def test_enter_goes_to_what_presses_most_and_says_before_where_that_is(rig: Rig) -> None:
    rig.show(rig.add(items=2))
    rig.desk.do(lambda: rig.workspace.set_text(rig.case_id, Slot(0, "patient.age"), "52"))
    needs = {slot: need_of(rig.value(slot.field, slot.item), rig.form._doubted) for slot in slots_of(rig)}
    assert {*needs.values()} == {"unreadable", "low confidence", "not found", ""}
    rig.pane.focus_first_needing_human()
    walked = []
    for _ in needs:
        slot = rig.at()
        assert slot is not None
        walked.append(needs[slot])
        told = dict(rig.hints[-1])["Enter"]
        rig.press(Key.Key_Return)
        to = rig.at()
        assert to is not None
        if to in needs:
            assert told in ("confirm, next", f"confirm, then {rig.called(to)} ({needs[to]})")
    end = rig.at()
    assert end is not None
    assert end.field.startswith("answer.")
    assert "confirm, then the checklist (" in told
    assert all(rig.value(slot.field, slot.item).touched for slot in needs)
    assert walked == sorted(walked, key=NEEDS.index)


def test_enter_goes_on_in_reading_order_where_the_person_wants_it_so(rig: Rig) -> None:
    rig.desk.pressing_first = False
    rig.workspace.confirm(rig.case_id, Slot(0, "letter.priority"))
    rig.show(rig.case_id)
    rig.pane.focus_first_needing_human()
    assert rig.at() == Slot(0, "letter.case_number")
    rig.press(Key.Key_Return)
    assert rig.value("letter.case_number").state == "confirmed"
    assert rig.at() == Slot(0, "letter.date_of_injury")


def test_after_the_last_field_the_loop_begins_again_at_the_first_untouched(rig: Rig) -> None:
    rig.desk.pressing_first = False
    rig.go_to("rationale", 1)
    rig.press(Key.Key_Return)
    assert rig.value("rationale", 1).state == "confirmed"
    assert rig.at() == Slot(0, "letter.case_number")


def test_a_whole_letter_is_confirmed_with_one_key_for_each_value(rig: Rig) -> None:
    rig.pane.focus_first_needing_human()
    presses = 0
    while not all(value.touched for value in shown(rig.case.values)):
        rig.press(Key.Key_Return)
        presses += 1
        assert presses <= len(shown(rig.case.values))
    assert presses == len(shown(rig.case.values))


def test_enter_takes_over_what_was_typed(rig: Rig) -> None:
    rig.go_to(UR_DATE)
    rig.type("January 9, 2017")  # a date that is come to by keyboard is selected, so that typing begins it anew
    rig.press(Key.Key_Return)
    value = rig.value(UR_DATE)
    assert (value.value, value.state) == ("2017-01-09", "corrected")
    assert rig.editor(UR_DATE).text() == "01/09/2017"
    assert "01/13/2017</s>" in words_of(rig.row(UR_DATE))
    assert rig.at() != Slot(0, UR_DATE)


def test_typing_the_same_date_in_another_way_confirms_it(rig: Rig) -> None:
    rig.go_to(UR_DATE)
    rig.type("1/13/17")
    rig.press(Key.Key_Return)
    assert rig.value(UR_DATE).state == "confirmed"
    assert rig.editor(UR_DATE).text() == "01/13/2017"


DATES: Final = [field.key for field in FIELDS if field.kind is DATE and not field.repeated]


@pytest.mark.parametrize("month_first", [True, False])
def test_a_date_that_nobody_edits_is_never_corrected_however_it_is_written(rig: Rig, month_first: bool) -> None:
    rig.desk.month_first = month_first
    rig.pane.show_again()
    read = {key: rig.value(key).value for key in DATES}
    for key in DATES:
        rig.go_to(key)
        assert not rig.row(key).changed
        rig.press(Key.Key_Tab)
    assert rig.workspace.history(rig.case_id) == []
    for key in DATES:
        rig.go_to(key)
        rig.press(Key.Key_Return)
    assert {key: rig.value(key).value for key in DATES} == read
    assert {rig.value(key).state for key in DATES} <= {"confirmed", "not_in_letter"}


def test_dates_are_written_otherwise_at_once_and_nothing_is_decided_by_it(rig: Rig) -> None:
    rig.go_to("letter.date_of_injury")
    rig.retype("10/30/2016")
    rig.press(Key.Key_Return)
    rig.go_to(UR_DATE)
    rig.type("soon")
    edits = rig.workspace.history(rig.case_id)
    for month_first, written in ((False, "2016-10-30"), (True, "10/30/2016")):
        rig.desk.month_first = month_first
        rig.pane.show_again()
        assert rig.editor("letter.date_of_injury").text() == written
        assert rig.editor(UR_DATE).text() == "soon"
        assert f"{'10/31/2016' if month_first else '2016-10-31'}</s>" in words_of(rig.row("letter.date_of_injury"))
    assert rig.workspace.history(rig.case_id) == edits


@pytest.mark.parametrize("month_first", [True, False])
def test_typing_the_date_in_its_other_form_confirms_it(rig: Rig, month_first: bool) -> None:
    rig.desk.month_first = month_first
    rig.pane.show_again()
    rig.go_to(UR_DATE)
    rig.retype("2017-01-13" if month_first else "01/13/2017")
    rig.press(Key.Key_Return)
    assert rig.value(UR_DATE).state == "confirmed"


def test_tab_walks_on_without_confirming(rig: Rig) -> None:
    rig.go_to("letter.case_number")
    rig.press(Key.Key_Tab)
    assert rig.at() == Slot(0, "letter.priority")
    rig.press(Key.Key_Backtab, SHIFT)
    assert rig.at() == Slot(0, "letter.case_number")
    assert rig.workspace.history(rig.case_id) == []


def test_leaving_a_box_takes_over_what_was_typed(rig: Rig) -> None:
    rig.go_to("patient.age")
    rig.type("53")
    rig.press(Key.Key_Tab)
    assert (rig.value("patient.age").value, rig.value("patient.age").state) == (53, "corrected")


def test_keys_for_not_in_the_letter_unreadable_and_as_read(rig: Rig) -> None:
    rig.desk.pressing_first = False
    for key, state in ((Key.Key_N, "not_in_letter"), (Key.Key_U, "unreadable")):
        rig.go_to(UR_DATE)
        rig.press(key, ALT)
        assert (rig.value(UR_DATE).state, rig.value(UR_DATE).value) == (state, None)
        assert rig.at() == Slot(0, "letter.application_received")
    rig.go_to(UR_DATE)
    rig.press(Key.Key_R, ALT)
    assert (rig.value(UR_DATE).state, rig.editor(UR_DATE).text()) == ("prefilled", "01/13/2017")
    assert rig.at() == Slot(0, UR_DATE)


def test_as_read_also_drops_what_is_being_typed(rig: Rig) -> None:
    rig.go_to(UR_DATE)
    rig.type("nonsense")
    rig.press(Key.Key_R, ALT)
    assert rig.editor(UR_DATE).text() == "01/13/2017"
    assert rig.value(UR_DATE).draft is None


def test_the_keys_that_work_are_told(rig: Rig) -> None:
    rig.go_to(UR_DATE)
    assert dict(rig.hints[-1])["Enter"] == "confirm, then Date of injury, summary (unreadable)"
    assert "Esc" not in dict(rig.hints[-1])
    rig.type("x")
    assert dict(rig.hints[-1])["Esc"] == "as stored"


# --- what does not parse, and typing that was not taken over


def test_a_value_that_does_not_parse_stays_and_says_why(rig: Rig) -> None:
    rig.go_to(UR_DATE)
    rig.type("13/45/2017")
    rig.press(Key.Key_Return)
    assert rig.at() == Slot(0, UR_DATE)
    assert rig.editor(UR_DATE).text() == "13/45/2017"
    assert "“13/45/2017” is not a date." in words_of(rig.row(UR_DATE))
    assert rig.value(UR_DATE).value == "2017-01-13"
    rig.retype("1/14/2017")
    assert "is not a date" not in words_of(rig.row(UR_DATE))
    rig.press(Key.Key_Return)
    assert (rig.value(UR_DATE).value, rig.value(UR_DATE).draft) == ("2017-01-14", None)


def test_text_that_does_not_parse_is_there_again_after_a_restart(tmp_path: Path, qtbot: QtBot) -> None:
    with rig_over(tmp_path / "library.imr", qtbot) as rig:
        rig.show(rig.add())
        rig.go_to(UR_DATE)
        rig.type("soon")
        rig.pane.flush()
        case_id = rig.case_id
    with rig_over(tmp_path / "library.imr", qtbot) as again:
        again.show(case_id)
        assert again.editor(UR_DATE).text() == "soon"
        assert "“soon” is not a date." in words_of(again.row(UR_DATE))
        again.go_to(UR_DATE)
        again.press(Key.Key_Escape)
        assert again.editor(UR_DATE).text() == "01/13/2017"
        assert again.value(UR_DATE).draft is None


def test_text_left_by_an_earlier_session_waits_for_a_person_to_take_it(rig: Rig) -> None:
    rig.workspace.keep_draft(rig.case_id, Slot(0, "patient.age"), "61")
    rig.show(rig.case_id)
    assert "Typed earlier and not taken yet" in words_of(rig.row("patient.age"))
    rig.go_to("patient.age")
    rig.press(Key.Key_Tab)
    rig.pane.flush()
    assert (rig.value("patient.age").value, rig.value("patient.age").draft) == (52, "61")
    rig.go_to("patient.age")
    rig.press(Key.Key_Return)
    assert (rig.value("patient.age").value, rig.value("patient.age").draft) == (61, None)


def test_a_library_that_cannot_be_written_is_walked_through_and_not_changed(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "read_only", True)
    rig.show(rig.case_id)
    rig.go_to("patient.age")
    rig.type("61")
    assert rig.editor("patient.age").text() == "52"
    rig.press(Key.Key_Return)
    assert rig.at() == Slot(0, "patient.sex")
    assert (rig.workspace.history(rig.case_id), rig.problems) == ([], [])


def test_typing_is_kept_while_it_goes_on(rig: Rig) -> None:
    rig.go_to("summary.mechanism_of_injury")
    typed = ""

    def typed_on_and_kept() -> bool:
        nonlocal typed
        rig.type("a")  # never a pause: what waited for one would never be kept
        typed += "a"
        return rig.value("summary.mechanism_of_injury").draft is not None

    rig.qtbot.waitUntil(typed_on_and_kept)
    draft = rig.value("summary.mechanism_of_injury").draft
    assert draft
    assert typed.startswith(draft)
    assert rig.workspace.history(rig.case_id) == []


def test_going_to_another_case_takes_over_what_was_typed(rig: Rig) -> None:
    first, second = rig.case_id, rig.add(items=2)
    rig.go_to("patient.age")
    rig.type("53")
    rig.show(second)
    assert rig.workspace.case(first).value("patient.age").value == 53
    assert rig.editor("patient.age").text() == "52"


def test_a_save_that_fails_leaves_the_text_in_the_box_and_is_tried_again(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise LibraryProblem("full", "The disk is full.")

    rig.go_to("patient.age")
    rig.type("53")
    with monkeypatch.context() as broken:
        broken.setattr(rig.workspace, "set_text", fail)
        rig.press(Key.Key_Return)
        assert [problem.code for problem in rig.problems] == ["full"]
        assert rig.at() == Slot(0, "patient.age")
        assert rig.editor("patient.age").text() == "53"
        assert "could not be saved" in words_of(rig.row("patient.age"))
    rig.press(Key.Key_Return)
    assert rig.value("patient.age").value == 53


def test_escape_goes_back_to_what_is_stored_and_undo_in_the_box_brings_the_typing_back(rig: Rig) -> None:
    rig.go_to(UR_DATE)
    rig.type("1/9/2017")
    rig.press(Key.Key_Escape)
    assert rig.editor(UR_DATE).text() == "01/13/2017"
    assert rig.workspace.history(rig.case_id) == []
    rig.press(Key.Key_Z, CTRL)
    assert rig.editor(UR_DATE).text() == "1/9/2017"


def test_going_to_another_case_takes_the_keys_along_to_what_presses_there(rig: Rig) -> None:
    second = rig.add(items=21)
    rig.go_to("rationale", 1)
    rig.show(second)
    assert rig.at() == Slot(0, "summary.date_of_injury")
    assert focus() is rig.editor("summary.date_of_injury")
    rig.qtbot.waitUntil(lambda: rig.form.viewport().rect().contains(focus().mapTo(rig.form.viewport(), QPoint(0, 0))))


def test_a_list_is_come_to_at_its_end_where_it_goes_on(rig: Rig) -> None:
    rig.go_to("summary.diagnoses")
    rig.press(Key.Key_Return, SHIFT)
    rig.type("numbness")
    rig.press(Key.Key_Return)
    assert rig.value("summary.diagnoses").value == ["cervical strain", "shoulder pain", "numbness"]


# --- changes from elsewhere


def with_undo(rig: Rig) -> None:
    """What the window has: an action for undo."""
    action = QAction("Undo", rig.pane)
    action.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
    action.triggered.connect(lambda: rig.desk.do(rig.workspace.undo))
    rig.pane.addAction(action)


def test_undo_is_the_boxs_own_while_something_was_typed_and_the_librarys_otherwise(rig: Rig) -> None:
    with_undo(rig)
    rig.go_to("patient.age")
    rig.type("53")
    rig.press(Key.Key_Return)
    rig.go_to("patient.age")
    rig.type("7")
    rig.press(Key.Key_Z, CTRL)
    assert (rig.editor("patient.age").text(), rig.value("patient.age").value) == ("53", 53)
    rig.press(Key.Key_Z, CTRL)
    assert (rig.editor("patient.age").text(), rig.value("patient.age").value) == ("52", 52)
    assert rig.at() == Slot(0, "patient.age")
    assert "<s>" not in words_of(rig.row("patient.age"))


def test_an_undo_from_another_case_leaves_refused_text_where_it_was_typed(rig: Rig) -> None:
    first, second = rig.case_id, rig.add(items=2)
    rig.go_to(UR_DATE)
    rig.type("1/9/2017")
    rig.press(Key.Key_Return)
    rig.go_to(UR_DATE)
    rig.type("soon")
    rig.show(second)
    rig.desk.do(rig.workspace.undo)
    rig.show(first)
    assert rig.value(UR_DATE).value == "2017-01-13"
    assert rig.editor(UR_DATE).text() == "soon"
    assert "“soon” is not a date." in words_of(rig.row(UR_DATE))


def test_a_choice_that_was_not_taken_over_is_undone_in_its_box(rig: Rig) -> None:
    with_undo(rig)
    rig.go_to("outcome", 1)
    rig.type("o")
    assert rig.editor("outcome", 1).text() == "Overturned"
    rig.press(Key.Key_Z, CTRL)
    assert rig.editor("outcome", 1).text() == "Upheld"


def test_a_change_from_elsewhere_moves_neither_the_focus_nor_the_page(rig: Rig) -> None:
    rig.go_to("rationale", 1)
    place = rig.form.verticalScrollBar().value()
    assert place > 0
    rig.desk.do(lambda: rig.workspace.set_text(rig.case_id, Slot(0, "patient.age"), "40"))
    QApplication.processEvents()
    assert rig.editor("patient.age").text() == "40"
    assert rig.at() == Slot(1, "rationale")
    assert focus() is rig.editor("rationale", 1)
    shift = rig.row("patient.age").sizeHint().height()  # the struck value below the box is new
    assert abs(rig.form.verticalScrollBar().value() - place) <= shift


def test_the_place_that_is_lit_follows_the_value_also_after_an_undo(rig: Rig) -> None:
    rig.go_to("letter.case_number")
    slot, as_read = Slot(0, "letter.case_number"), rig.focused[-1][1]
    anchor = rig.case.source.anchor(Span(0, 4))
    rig.desk.do(lambda: rig.workspace.set_value(rig.case_id, slot, "Case", anchors=[anchor]))
    assert rig.focused[-1][1] == (Span(0, 4),)
    rig.desk.do(rig.workspace.undo)
    assert rig.focused[-1][:2] == (slot, as_read)


def test_a_change_from_elsewhere_leaves_alone_what_is_being_typed(rig: Rig) -> None:
    rig.go_to("patient.age")
    rig.type("61")
    rig.desk.do(lambda: rig.workspace.set_text(rig.case_id, Slot(0, "patient.age"), "40"))
    assert rig.editor("patient.age").text() == "61"
    rig.press(Key.Key_Return)
    assert rig.value("patient.age").value == 61


def test_the_cases_outcome_follows_an_items(rig: Rig) -> None:
    rig.go_to("outcome", 1)
    rig.type("o")
    rig.press(Key.Key_Return)
    assert rig.editor("case.outcome").text() == "Overturned"


# --- many items


def test_items_of_a_long_letter_are_built_when_they_are_opened(rig: Rig) -> None:
    rig.show(rig.add(items=21))
    assert len(rig.form._shown_cards()) == 21
    assert not any(card.rows for card in rig.form._shown_cards()[1:])
    rig.go_to("outcome", 17)
    assert focus() is rig.editor("outcome", 17)
    assert rig.editor("outcome", 17).accessibleName() == "Outcome, item 17"
    assert [card.key for card in rig.form._shown_cards() if card.is_open] == [17]


def test_going_to_a_field_of_another_case_brings_it_into_view(rig: Rig) -> None:
    slot = Slot(18, "rationale")
    rig.pane.show_case(rig.workspace.case(rig.add(items=21)))
    rig.form.focus_slot(slot)
    QApplication.processEvents()
    editor = rig.editor(slot.field, slot.item)
    top = editor.mapTo(rig.form.viewport(), QPoint(0, 0)).y()
    assert top >= 0
    assert top + editor.height() <= rig.form.viewport().height()


def test_a_card_opens_and_closes_by_keyboard(rig: Rig) -> None:
    rig.show(rig.add(items=5))
    card = rig.form._shown_cards()[1]
    card.head.setFocus()
    rig.press(Key.Key_Right)
    assert card.is_open
    rig.press(Key.Key_Left)
    assert not card.is_open
    rig.press(Key.Key_Return)
    assert rig.at() == Slot(2, "request")


def test_tab_walks_in_the_order_of_reading_also_through_cards_opened_late(rig: Rig) -> None:
    rig.show(rig.add(items=6))
    rig.go_to("request", 4)
    rig.go_to("request", 2)
    rig.go_to("letter.case_number")
    inner = rig.form.widget()
    assert inner is not None
    walked: list[QWidget] = []
    heights: list[int] = []
    while rig.form.isAncestorOf(focus()) and focus() not in walked:
        walked.append(focus())
        heights.append(focus().mapTo(inner, QPoint(0, 0)).y())
        rig.press(Key.Key_Tab)
    assert heights == sorted(heights)
    assert walked == [stop for stop in rig.form.stops() if stop.isVisible()]


def test_the_loop_goes_into_the_next_items_closed_card(rig: Rig) -> None:
    rig.desk.pressing_first = False
    rig.show(rig.add(items=5))
    rig.go_to("rationale", 2)
    rig.press(Key.Key_Return)
    assert rig.at() == Slot(3, "request")


def test_cards_are_used_again_for_the_next_case(rig: Rig) -> None:
    rig.show(rig.add(items=3))
    kept = rig.form._shown_cards()
    rig.show(rig.add(items=2))
    assert rig.form._shown_cards() == kept[:2]
    assert rig.editor("request", 2).text() == "MRI of the cervical spine, part 1"
    assert not kept[2].isVisible()


def test_below_the_view_a_case_is_filled_in_once_it_has_been_painted(rig: Rig) -> None:
    rig.pane.show_case(rig.workspace.case(rig.add(items=3)))
    assert rig.form._waiting
    in_view = rig.form.viewport().rect()
    seen = [row for row in rig.form._letter_rows if in_view.intersects(row.geometry())]
    assert seen
    assert all(row._case is rig.form.case for row in seen)
    rig.qtbot.waitUntil(lambda: not rig.form._waiting)
    assert [card.key for card in rig.form._cards if card.isVisible()] == [1, 2, 3]
    assert all(row._case is rig.form.case for row in rig.form._all_rows())


def test_what_is_looked_for_below_the_view_is_there_at_once(rig: Rig) -> None:
    rig.pane.show_case(rig.workspace.case(rig.add(items=3)))
    rig.form.focus_slot(Slot(3, "request"))
    assert rig.at() == Slot(3, "request")
    assert rig.editor("request", 3).text() == "MRI of the cervical spine, part 2"


def test_nothing_is_shown_without_a_case(rig: Rig) -> None:
    rig.pane.show_case(None)
    assert "No case is open" in words_of(rig.pane)
    assert rig.at() is None
    assert rig.focused[-1][0] is None


def test_a_box_grows_with_its_text_and_scrolls_from_its_bound_on(rig: Rig) -> None:
    box = rig.editor("summary.mechanism_of_injury")
    assert isinstance(box, TextEditor)
    rig.go_to("summary.mechanism_of_injury")
    one_line = box.height()
    rig.type("a crate slid off a trolley and struck the left shoulder")
    two_lines = box.height()
    rig.type(" of the worker, who was kneeling" * 12)
    assert one_line < two_lines < box.height()
    bound = box.height()
    rig.type(" and so on" * 10)
    assert box.height() == bound
    assert box.verticalScrollBar().maximum() > 0
