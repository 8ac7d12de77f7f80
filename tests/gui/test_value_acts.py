"""What can be done with one value by keyboard: explain it, note something on it, see its history; and many at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from casework import ALT, Key, Rig, focus, rig_over
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from imr_desktop.gui.common.states import sureness
from imr_desktop.gui.common.theme import LIGHT
from imr_desktop.gui.common.wording import asked, local_time
from imr_desktop.gui.record.bulk_confirm import AT_ONCE, BulkConfirm, confirmable
from imr_desktop.gui.record.explanation import explanation, proof_of
from imr_desktop.gui.record.history_panel import EDIT
from imr_desktop.model import Candidate, Finding, Found, Proven, Slot, Span, Value
from imr_desktop.record import shown
from imr_desktop.workspace import Workspace

UR_DATE = "letter.ur_denial_date"

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # said of the offscreen screen, not of us


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    with rig_over(tmp_path / "library.imr", qtbot) as made:
        made.show(made.add(items=2))
        yield made


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


def opened(rig: Rig, sheet: QWidget | None) -> None:
    """Waits until a sheet has the focus."""
    assert sheet is not None
    rig.qtbot.waitUntil(lambda: (at := QApplication.focusWidget()) is not None and sheet.isAncestorOf(at))


# --- notes


def test_a_note_is_typed_below_its_field_and_enter_goes_back_to_the_field(rig: Rig) -> None:
    rig.go_to(UR_DATE)
    rig.press(Key.Key_M, ALT)
    assert focus().accessibleName() == "Note, UR denial date"
    rig.type("the stamp says otherwise")
    rig.press(Key.Key_Return)
    assert rig.value(f"note.{UR_DATE}").value == "the stamp says otherwise"
    assert focus() is rig.editor(UR_DATE)
    rig.go_to("patient.age")
    assert "the stamp says otherwise" in words_of(rig.row(UR_DATE))
    assert rig.value(UR_DATE).state == "prefilled", "a note decides nothing"


def test_a_note_of_an_item_belongs_to_that_item(rig: Rig) -> None:
    rig.go_to("outcome", 2)
    rig.press(Key.Key_M, ALT)
    rig.type("see page 3")
    rig.press(Key.Key_Tab)
    assert rig.value("note.outcome", 2).value == "see page 3"
    assert rig.value("note.outcome", 1).value is None
    assert "see page 3" in words_of(rig.row("outcome", 2))
    assert "see page 3" not in words_of(rig.row("outcome", 1))


def test_escape_leaves_the_note_and_an_emptied_note_is_gone(rig: Rig) -> None:
    rig.go_to(UR_DATE)
    rig.press(Key.Key_M, ALT)
    rig.type("soon gone")
    rig.press(Key.Key_Escape)
    rig.press(Key.Key_Escape)
    assert focus() is rig.editor(UR_DATE)
    assert rig.value(f"note.{UR_DATE}").value is None


def test_a_note_that_is_being_typed_goes_with_its_case(rig: Rig) -> None:
    first, second = rig.case_id, rig.add(items=1)
    rig.go_to(UR_DATE)
    rig.press(Key.Key_M, ALT)
    rig.type("half a thought")
    rig.show(second)
    assert rig.workspace.case(first).value(f"note.{UR_DATE}").value == "half a thought"
    assert "half a thought" not in words_of(rig.row(UR_DATE))


def test_undoing_a_note_takes_it_off_the_row(rig: Rig) -> None:
    rig.go_to(UR_DATE)
    rig.press(Key.Key_M, ALT)
    rig.type("a remark")
    rig.press(Key.Key_Return)
    rig.go_to("patient.age")
    rig.desk.do(rig.workspace.undo)
    assert "a remark" not in words_of(rig.row(UR_DATE))


# --- what was read beside what stands


def test_a_corrected_text_tells_its_difference_word_by_word(rig: Rig) -> None:
    rig.go_to("request", 1)
    rig.retype("MRI of the thoracic spine, part 0")
    rig.press(Key.Key_Return)
    told = words_of(rig.row("request", 1))
    assert re.search(r"MRI of the <s [^>]*>cervical</s> <u [^>]*>thoracic</u> spine, part 0", told)


# --- explain


def test_a_value_is_explained_by_its_rule_quote_and_confidence(rig: Rig) -> None:
    rig.go_to("patient.age")
    sheet = rig.pane.explain()
    opened(rig, sheet)
    assert sheet is not None
    told = sheet.text.toPlainText()
    assert "52 year old" in told
    assert "by label" in told
    assert "95% sure: of 100 values read with such confidence about 95 are right" in told
    assert "p. 1" in told
    assert "nobody has decided on it" in told
    rig.press(Key.Key_Escape)
    rig.qtbot.waitUntil(lambda: QApplication.focusWidget() is rig.editor("patient.age"))


def test_what_lost_is_told_with_its_reason(rig: Rig) -> None:
    value = rig.value("patient.age")
    assert value.found
    lost = Candidate(25, "first_number", "it is a count of visits", Span(3, 5))
    told = explanation(rig.case, replace(value, found=replace(value.found, candidates=(lost,))), (), LIGHT)
    assert "25 — not taken: it is a count of visits (rule “first number” · p. 1)" in plain(told)


def test_a_corrected_value_says_who_corrected_it(rig: Rig) -> None:
    rig.workspace.set_text(rig.case_id, Slot(0, UR_DATE), "2/1/2017", why="as stamped")
    edits = rig.workspace.history(rig.case_id)
    told = plain(explanation(rig.case, rig.value(UR_DATE), edits, LIGHT))
    assert f"corrected by ann, {local_time(edits[0].at)} — as stamped" in told
    assert "2017-01-13" in told


def test_a_value_that_was_not_found_says_so(rig: Rig) -> None:
    told = plain(explanation(rig.case, rig.value("summary.mechanism_of_injury"), (), LIGHT))
    assert "looked for it in the letter and found nothing" in told
    assert "Nothing else that could have been meant." in told


def test_how_often_the_rule_was_right_is_told_from_the_other_letters(rig: Rig) -> None:
    slot, mine = Slot(0, "patient.age"), rig.case_id
    first, second, third = (rig.add(items=number) for number in (3, 4, 5))
    rig.go_to("patient.age")
    sheet = rig.pane.explain()
    opened(rig, sheet)
    assert sheet is not None
    assert "Nobody has decided yet on another letter whether this rule is right." in sheet.text.toPlainText()
    rig.press(Key.Key_Escape)
    for case in (first, second):
        rig.workspace.confirm(case, slot)
    rig.workspace.set_value(third, slot, 25)
    rig.show(mine)
    rig.go_to("patient.age")
    again = rig.pane.explain()
    opened(rig, again)
    assert again is not None
    told = "This rule was right in 2 of the 3 values that people have decided on in other letters."
    rig.qtbot.waitUntil(lambda: told in again.text.toPlainText())
    rig.press(Key.Key_Escape)


def test_what_a_rule_was_right_in_is_said_in_plain_words() -> None:
    value = Value(Slot(0, "patient.age"), 52, "prefilled", Found(52, "stated", 0.9))
    nothing = replace(value, value=None, state="not_looked_at", found=Found(None, "absent", 0.9))
    assert "in all 4 values" in proof_of(value, Proven(4, 4))
    assert "in 1 of the 1 value that" in proof_of(value, Proven(1, 1))
    assert "in none of the 2 values" in proof_of(value, Proven(0, 2))
    assert proof_of(nothing, Proven(1, 2)).startswith("The program was right when it found nothing here in 1 of the 2")
    assert proof_of(replace(value, found=None), Proven(0, 0)) == ""


# --- history


def test_the_history_of_a_value_brings_any_state_back(rig: Rig) -> None:
    slot = Slot(0, UR_DATE)
    for text in ("2/1/2017", "3/1/2017"):
        rig.workspace.set_text(rig.case_id, slot, text)
    rig.show(rig.case_id)
    rig.go_to(UR_DATE)
    rig.pane.show_history_of_value()
    view = rig.pane.history.view
    assert focus() is view
    assert view.model().rowCount() == 2
    rig.press(Key.Key_Down)
    rig.press(Key.Key_Return)
    assert rig.value(UR_DATE).value == "2017-02-01"
    assert view.model().rowCount() == 3
    assert rig.workspace.can_undo() == "Restore UR denial date as it was"
    rig.desk.do(rig.workspace.undo)
    assert rig.value(UR_DATE).value == "2017-03-01"
    assert rig.editor(UR_DATE).text() == "03/01/2017"


def test_the_history_of_a_case_tells_who_when_from_to_and_why(rig: Rig) -> None:
    rig.workspace.set_text(rig.case_id, Slot(0, UR_DATE), "2/1/2017", why="as stamped")
    rig.workspace.mark(rig.case_id, Slot(2, "quantity"), "not_in_letter")
    rig.workspace.note(rig.case_id, Slot(0, "patient.age"), "odd")
    rig.show(rig.case_id)
    rig.pane.show_history()
    model = rig.pane.history.view.model()
    told = [model.index(row, 0).data() for row in range(model.rowCount())]
    at = local_time(rig.workspace.history(rig.case_id)[0].at)
    assert told[2] == f"UR denial date: 2017-01-13 → 2017-02-01, corrected; {at} · ann · as stamped"
    assert told[1].startswith("Quantity, item 2: nothing, not in letter; ")
    assert told[0].startswith("Note on Age: odd; ")


def test_the_history_speaks_of_answers_verdicts_and_items_in_words(rig: Rig) -> None:
    workspace, case = rig.workspace, rig.case_id
    question = next(each for pack in workspace.packs for each in pack.questions if each.kind == "choice")
    finding = Finding("injury-dates-disagree", "serious", "They differ.", Slot(0, "patient.age"), ())
    workspace.answer(case, question, question.options[0].id)
    workspace.judge(case, finding, "dismissed", "a typing error")
    workspace.set_status([case], "postponed")
    workspace.mark_seen(case, workspace.untouched(rig.case)[:1])
    workspace.move_item(case, 1, 1)
    workspace.add_item(case)
    workspace.restore(case, Slot(0, UR_DATE))
    workspace.confirm(case, Slot(0, UR_DATE))
    workspace.restore(case, Slot(0, UR_DATE))
    rig.show(case)
    rig.pane.show_history()
    model = rig.pane.history.view.model()
    told = [str(model.index(row, 0).data()).partition(";")[0] for row in reversed(range(model.rowCount()))]
    assert told == [
        f"{asked(question)}: {question.options[0].label}",
        "Finding: injury dates disagree: dismissed: a typing error",
        "Status: Postponed",
        "Sentences seen: 1 sentence",
        "Disputed items: in the order 2, 1",
        "Disputed items: 2 items → 3",
        "UR denial date: 2017-01-13, confirmed",
        "UR denial date: 2017-01-13, as read",
    ]


def test_space_narrows_the_history_to_a_value_and_shows_all_again(rig: Rig) -> None:
    for slot in (Slot(0, UR_DATE), Slot(0, "patient.age"), Slot(0, "patient.sex")):
        rig.workspace.confirm(rig.case_id, slot)
    rig.show(rig.case_id)
    rig.pane.show_history()
    model = rig.pane.history.view.model()
    assert model.rowCount() == 3
    rig.press(Key.Key_Space)
    assert [model.index(row, 0).data(EDIT).slot.field for row in range(model.rowCount())] == ["patient.sex"]
    rig.press(Key.Key_Space)
    assert model.rowCount() == 3


def test_the_history_of_items_brings_an_order_back(rig: Rig) -> None:
    rig.go_to("request", 2)
    rig.press(Key.Key_Delete, ALT)
    rig.desk.do(rig.workspace.undo)
    rig.pane.show_history(Slot(0, "case.items"))
    assert rig.pane.history.view.model().rowCount() == 2
    rig.press(Key.Key_Down)
    rig.press(Key.Key_Return)
    assert rig.case.items == (1,)


def test_history_of_another_case_is_not_kept(rig: Rig) -> None:
    rig.workspace.confirm(rig.case_id, Slot(0, UR_DATE))
    rig.show(rig.case_id)
    rig.pane.show_history()
    rig.show(rig.add(items=1))
    assert rig.pane.history.view.model().rowCount() == 0
    assert "nothing decided yet" in words_of(rig.pane.history)


def test_a_library_that_takes_no_changes_has_a_history_to_look_at(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.workspace.confirm(rig.case_id, Slot(0, UR_DATE))
    rig.workspace.mark(rig.case_id, Slot(0, UR_DATE), "unreadable")
    monkeypatch.setattr(Workspace, "read_only", True)
    rig.show(rig.case_id)
    rig.pane.show_history()
    rig.press(Key.Key_Down)
    rig.press(Key.Key_Return)
    assert rig.value(UR_DATE).state == "unreadable"
    assert rig.problems == []


# --- many at once


def test_many_values_are_confirmed_as_one_act_after_their_number_was_told(rig: Rig) -> None:
    before = {value.slot: value.state for value in shown(rig.case.values)}
    sheet = rig.pane.confirm_many()
    opened(rig, sheet)
    assert sheet is not None
    wanted = confirmable(rig.case, 0.95, absent=False)
    assert sheet.button.text() == f"Confirm {len(wanted)} values"
    rig.press(Key.Key_Return)
    assert all(rig.value(slot.field, slot.item).state == "confirmed" for slot in wanted)
    assert rig.value("patient.sex").state == "prefilled", "it was read with 0.60"
    assert rig.workspace.can_undo() == f"Confirm {len(wanted)} values"
    rig.desk.do(rig.workspace.undo)
    assert {value.slot: value.state for value in shown(rig.case.values)} == before


def test_the_values_of_several_cases_are_confirmed_as_one_act(rig: Rig) -> None:
    cases = [rig.case_id, rig.add(items=3), rig.add(items=4)]
    untouched = rig.add(items=5)
    wanted = {case: confirmable(rig.workspace.case(case), 0.95, absent=False) for case in cases}
    count = sum(map(len, wanted.values()))
    sheet = rig.pane.confirm_many(cases)
    opened(rig, sheet)
    assert isinstance(sheet, BulkConfirm)
    assert sheet.button.text() == f"Confirm {count} values in 3 cases"
    assert f"{count} of the" in words_of(sheet)
    assert "in the 3 selected cases that nobody has decided on" in words_of(sheet)
    rig.press(Key.Key_Return)
    for case, slots in wanted.items():
        whole = rig.workspace.case(case)
        assert {value.slot for value in whole.values.values() if value.touched} == {*slots}
    assert not any(value.touched for value in rig.workspace.case(untouched).values.values())
    assert rig.workspace.can_undo() == f"Confirm {count} values in 3 cases"
    rig.desk.do(rig.workspace.undo)
    assert not any(value.touched for case in cases for value in rig.workspace.case(case).values.values())


def test_too_many_cases_are_not_confirmed_in_at_once(rig: Rig) -> None:
    assert rig.pane.confirm_many(range(1, AT_ONCE + 2)) is None
    assert "up to 200 cases at once" in rig.problems[-1].message


def test_the_number_follows_the_threshold(rig: Rig) -> None:
    sheet = rig.pane.confirm_many()
    opened(rig, sheet)
    assert isinstance(sheet, BulkConfirm)
    rig.type("50")
    lower = len(confirmable(rig.case, 0.5, absent=False)) - 1  # of these one needs a person
    assert sheet.button.text() == f"Confirm {lower} values"
    rig.type("0")  # 500 % is none: what stands there is still 50
    sheet.threshold.setValue(100)
    assert sheet.button.text() == "Confirm 0 values"
    assert not sheet.button.isEnabled()
    rig.press(Key.Key_Escape)
    assert rig.workspace.history(rig.case_id) == []


def test_what_was_not_found_is_confirmed_only_when_asked_for(rig: Rig) -> None:
    plain_ones = confirmable(rig.case, 0.5, absent=False)
    with_absent = confirmable(rig.case, 0.5, absent=True)
    absent = set(with_absent) - set(plain_ones)
    assert absent
    rig.desk.do(lambda: rig.workspace.confirm_all(rig.case_id, with_absent))
    assert {rig.value(slot.field, slot.item).state for slot in absent} == {"not_in_letter"}


def test_what_a_check_doubts_is_confirmed_only_when_asked_for(rig: Rig) -> None:
    value = rig.value(UR_DATE)
    finding = Finding("a-rule", "serious", "It does not fit.", value.slot, ())
    rig.workspace.findings = lambda case: (finding,)  # type: ignore[method-assign]  # whatever the checks say of it
    before = confirmable(rig.case, 0.95, absent=False)
    assert value.slot in before
    sheet = rig.pane.confirm_many()
    opened(rig, sheet)
    assert isinstance(sheet, BulkConfirm)
    assert sheet.needing.text() == "Also what needs you: 1 that a check doubts"
    assert sheet.button.text() == f"Confirm {len(before) - 1} values"
    assert "1 of them because it needs you" in words_of(sheet)
    sheet.needing.setChecked(True)
    assert sheet.button.text() == f"Confirm {len(before)} values"
    sheet.needing.setChecked(False)
    rig.press(Key.Key_Return)
    assert rig.value(UR_DATE).state == "prefilled"
    assert rig.workspace.can_undo() == f"Confirm {len(before) - 1} values"


def test_what_was_read_with_less_than_the_settings_ask_for_is_left_out(rig: Rig) -> None:
    sheet = rig.pane.confirm_many()
    opened(rig, sheet)
    assert isinstance(sheet, BulkConfirm)
    assert not sheet.needing.isVisible()
    sheet.threshold.setValue(50)
    assert sheet.needing.text() == "Also what needs you: 1 read with less than 75%"
    rig.press(Key.Key_Return)
    assert rig.value("patient.sex").state == "prefilled", "it was read with 0.60"
    assert rig.value(UR_DATE).state == "confirmed"


def test_a_confidence_counts_as_it_is_shown(rig: Rig) -> None:
    value = rig.value(UR_DATE)
    assert value.found is not None
    almost = replace(value, found=replace(value.found, confidence=0.9461))
    case = replace(rig.case, values={**rig.case.values, value.slot: almost})
    assert almost.found is not None
    assert sureness(almost.found) == "95% sure"
    assert value.slot in confirmable(case, 0.95, absent=False)
    assert value.slot not in confirmable(case, 0.96, absent=False)


def test_values_a_person_decided_on_or_is_typing_are_left_alone(rig: Rig) -> None:
    rig.workspace.mark(rig.case_id, Slot(0, UR_DATE), "unreadable")
    rig.workspace.keep_draft(rig.case_id, Slot(0, "patient.age"), "61")
    slots = confirmable(rig.case, 0.5, absent=True)
    assert Slot(0, UR_DATE) not in slots
    assert Slot(0, "patient.age") not in slots
    rig.desk.do(lambda: rig.workspace.confirm_all(rig.case_id, [Slot(0, UR_DATE)]))
    assert rig.value(UR_DATE).state == "unreadable"


def test_a_note_typed_and_taken_back_at_once_leaves_no_draft(rig: Rig) -> None:
    rig.go_to(UR_DATE)
    rig.press(Key.Key_M, ALT)
    rig.type("x")
    rig.qtbot.waitUntil(lambda: rig.value(f"note.{UR_DATE}").draft == "x")
    rig.press(Key.Key_Backspace)
    rig.pane.flush()
    assert rig.value(f"note.{UR_DATE}").draft is None
