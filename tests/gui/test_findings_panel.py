"""Suggestions and findings before a person: seen, lit in the letter, decided on with real keys; then sign-off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from casework import Key, Rig, focus, rig_over
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from imr_desktop import parsing, paths, source
from imr_desktop.checklist.packs import Answer, decode
from imr_desktop.checklist.review import Checked, asked_of, judged
from imr_desktop.gui.case_pane import CasePane
from imr_desktop.gui.common.theme import DARK, LIGHT, Theme, dress
from imr_desktop.gui.record.findings_panel import FindingCard
from imr_desktop.gui.record.question_row import Pill, QuestionRow
from imr_desktop.model import Json, Slot
from imr_desktop.texts import moment

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LETTER = "CM17-9900001.pdf"
"""Of our own samples, one whose header and summary disagree on the date of injury."""


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    with rig_over(tmp_path / "library.imr", qtbot) as made:
        data = (paths.samples() / LETTER).read_bytes()
        document = source.read(LETTER, data)
        (case,) = made.workspace.add(data, document, parsing.read(document)).added
        made.show(case)
        yield made


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def ask(rig: Rig, question: str, item: int = 0) -> QuestionRow:
    rig.pane.show_checklist()
    rig.checklist.focus_slot(Slot(item, f"answer.core.{question}"))
    QApplication.processEvents()
    row = focus()
    assert isinstance(row, QuestionRow)
    return row


def answer(rig: Rig, question: str) -> Answer | None:
    value = rig.value(f"answer.core.{question}").value
    return None if value is None else decode(value).answer


def at_finding(rig: Rig) -> FindingCard:
    rig.pane.show_findings()
    rig.pane.focus_first_needing_human()
    QApplication.processEvents()
    card = focus()
    assert isinstance(card, FindingCard)
    return card


def verdict(rig: Rig, card: FindingCard) -> str | None:
    said = judged(rig.case, card.finding)
    return said.verdict if said else None


def test_a_card_whose_case_has_gone_is_not_at_work_when_qt_gives_it_the_focus_once_more(rig: Rig) -> None:
    """As it does between the card's going and its end; what was at work would be a card that is no more."""
    card = at_finding(rig)
    rig.pane.findings.show_case(None)
    rig.pane.findings.refresh(rig.case, Checked((), {}))
    QApplication.sendEvent(card, QFocusEvent(QEvent.Type.FocusIn))
    QApplication.sendPostedEvents(card, QEvent.Type.DeferredDelete)
    assert rig.pane.findings._current is None


def test_a_value_that_a_check_doubts_comes_before_the_others_until_the_finding_has_a_verdict(rig: Rig) -> None:
    rig.pane.focus_first_needing_human()
    slot = rig.at()
    assert slot is not None
    assert not rig.value(slot.field, slot.item).touched
    doubts = rig.form.findings_of(slot)
    assert doubts
    for finding in doubts:
        rig.desk.do(partial(rig.workspace.judge, rig.case_id, finding, "accepted"))
    rig.pane.focus_first_needing_human()
    assert rig.at() != slot


def test_the_checks_run_after_the_case_is_painted_and_no_count_of_another_case_stands_meanwhile(rig: Rig) -> None:
    found = rig.pane._open.text()
    assert found == "1"
    assert rig.form.doubted
    case = rig.case
    rig.pane.show_case(None)
    rig.pane.show_case(case)
    assert (rig.pane._open.text(), rig.pane._answered.text(), {*rig.form.doubted}) == ("…", "…", set())
    rig.qtbot.waitUntil(lambda: rig.pane._open.text() == found)
    assert rig.form.doubted
    assert "1 needs you" in words_of(rig.pane.head)


def ready_but_for_sentences(rig: Rig) -> None:
    """Questions answered and the serious finding accepted, by key."""
    answer_all(rig)
    rig.pane.show_case(rig.case)
    at_finding(rig)
    rig.press(Key.Key_A)


def see_all(rig: Rig) -> None:
    rig.desk.do(lambda: rig.workspace.mark_seen(rig.case_id, rig.workspace.untouched(rig.case)))


def answer_all(rig: Rig) -> None:
    for question, item in asked_of(rig.workspace.packs, rig.case):
        first: Json = question.options[0].id
        given: Json = [first] if question.kind == "ticks" else first
        given = {row.id: first for row in question.rows} if question.rows else given
        rig.workspace.answer(rig.case_id, question, given, item=item)


# --- suggestions -----------------------------------------------------------------------------------------------------


def test_a_suggestion_is_seen_as_one_and_enter_confirms_it(rig: Rig) -> None:
    row = ask(rig, "L04")
    assert answer(rig, "L04") is None
    assert "Suggested, Enter confirms: No." in words_of(row)
    assert row._sign.accessibleName() == "suggested, not confirmed"
    rig.press(Key.Key_Return)
    assert answer(rig, "L04") == "no"
    assert "Suggested" not in words_of(row)
    assert focus() is not row


def test_of_a_question_taller_than_the_pane_the_line_at_work_is_seen_and_first_its_words(rig: Rig) -> None:
    rig.pane.resize(470, 420)
    row = ask(rig, "L01")
    room = rig.checklist.viewport()
    assert row.height() > room.height(), "not all of it can be seen"

    def seen(widget: QWidget) -> bool:
        return room.rect().contains(QRect(widget.mapTo(room, QPoint(0, 0)), widget.size()))

    words = next(label for label in row.findChildren(QLabel) if label.text() == row.question.text)
    rig.qtbot.waitUntil(lambda: seen(words) and seen(row._pills[0]))
    for line, key in [*enumerate([Key.Key_Down] * 5 + [Key.Key_1])]:
        rig.press(key)
        assert row._line == line + 1
        assert seen(row._pills[row._line])


def test_another_answer_overrules_a_suggestion(rig: Rig) -> None:
    ask(rig, "L04")
    rig.press(Key.Key_1)
    rig.press(Key.Key_Return)
    assert answer(rig, "L04") == "yes"


def test_after_an_answer_is_taken_back_the_ring_lies_around_what_enter_would_store(rig: Rig) -> None:
    row = ask(rig, "L04")
    rig.press(Key.Key_1)
    assert ringed(row) == ["Yes"]
    rig.press(Key.Key_Backspace)
    assert ringed(row) == ["No"]
    rig.press(Key.Key_Return)
    assert answer(rig, "L04") == "no"
    assert ringed(row) == [], "the keys have gone on"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_focus_suggestion_and_answer_cannot_be_taken_for_each_other(rig: Rig, qapp: QApplication, theme: Theme) -> None:
    """Solid is the answer and nothing else; the ring lies outside, so that it shows on each of the others too."""
    dress(qapp, theme)
    row = ask(rig, "L04")
    yes, no, *_ = row._pills[0].pills
    assert (ground(no), ring(no)) == (theme.panel, theme.ink), "suggested and at work"
    assert (ground(yes), ring(yes)) == (theme.panel, theme.ground), "neither"
    rig.press(Key.Key_1)
    assert (ground(yes), ring(yes)) == (theme.accent, theme.ink), "the answer, at work"
    rig.press(Key.Key_Right)
    assert (ground(yes), ring(yes)) == (theme.accent, theme.ground), "the answer"
    assert (ground(no), ring(no)) == (theme.panel, theme.ink), "at work"


def ringed(row: QuestionRow) -> list[str]:
    return [pill.text() for pills in row._pills for pill in pills.pills if pill._ringed]


def ground(pill: Pill) -> str:
    return pill.grab().toImage().pixelColor(6, pill.height() // 2).name()


def ring(pill: Pill) -> str:
    return pill.grab().toImage().pixelColor(pill.width() // 2, 1).name()


def test_tab_leaves_a_suggestion_unconfirmed(rig: Rig) -> None:
    ask(rig, "L04")
    rig.press(Key.Key_Tab)
    assert answer(rig, "L04") is None


def test_the_passages_of_a_suggestion_light_up_and_are_quoted(rig: Rig) -> None:
    row = ask(rig, "L04")
    slot, spans, label = rig.focused[-1]
    assert (slot, label) == (row.slot, "L04")
    assert len(spans) == 2
    for span in spans:
        quote = " ".join(rig.case.source.text[span.start : span.end].split())
        assert quote[:40] in words_of(row)


def test_a_suggestion_follows_a_corrected_value(rig: Rig) -> None:
    row = ask(rig, "L04")
    changes = rig.workspace.set_text(rig.case_id, Slot(0, "summary.date_of_injury"), "11/04/2016")
    rig.desk.changed.emit(changes)
    assert "Suggested, Enter confirms: Yes." in words_of(row)


# --- findings --------------------------------------------------------------------------------------------------------


def test_the_contradiction_stands_below_the_field_that_it_concerns(rig: Rig) -> None:
    row = rig.row("summary.date_of_injury")
    assert "▲ The header puts the injury on 11/04/2016, the summary on 11/14/2016." in words_of(row)
    rig.workspace.set_text(rig.case_id, row.slot, "11/04/2016")
    rig.pane.show_case(rig.case)
    assert "▲" not in words_of(row)


def test_a_finding_shows_both_sides_and_lights_them(rig: Rig) -> None:
    card = at_finding(rig)
    assert "↔" in words_of(card)
    _, spans, label = rig.focused[-1]
    assert label == "Finding"
    assert len(spans) == len(card.finding.quotes) == 2
    assert rig.at() == card.slot


def test_a_passage_that_a_person_typed_is_marked_as_entered_by_hand(rig: Rig) -> None:
    read = words_of(at_finding(rig))
    assert "entered by hand" not in read
    rig.desk.do(lambda: rig.workspace.set_text(rig.case_id, Slot(0, "summary.date_of_injury"), "11/15/2016"))
    corrected = words_of(at_finding(rig))
    assert "“11/15/2016” · entered by hand" in corrected
    assert corrected.count("entered by hand") == 1, "what stands in the letter is quoted as before"


def test_a_finding_is_accepted_with_one_key_and_taken_back_with_another(rig: Rig) -> None:
    card = at_finding(rig)
    rig.press(Key.Key_A)
    assert verdict(rig, card) == "accepted"
    rig.pane.focus_slot(card.slot)
    rig.press(Key.Key_Backspace)
    assert verdict(rig, card) is None


def test_a_finding_is_dismissed_with_a_reason(rig: Rig) -> None:
    card = at_finding(rig)
    rig.press(Key.Key_D)
    rig.press(Key.Key_Return)
    assert verdict(rig, card) is None
    assert "with a reason" in words_of(card)
    rig.type("A slip of the pen.")
    rig.press(Key.Key_Return)
    assert verdict(rig, card) == "dismissed"
    assert "Dismissed: A slip of the pen." in words_of(card)


def begin_reason(rig: Rig, text: str) -> FindingCard:
    card = at_finding(rig)
    rig.press(Key.Key_D)
    rig.type(text)
    rig.qtbot.waitUntil(lambda: rig.value(card.slot.field, card.slot.item).draft is not None)
    return card


def test_a_reason_that_was_being_typed_is_there_again_and_enter_gives_it(rig: Rig) -> None:
    begin_reason(rig, "A slip of the pen")
    again = CasePane(rig.desk)
    rig.qtbot.addWidget(again)
    again.show_case(rig.case)
    again.show()
    again.show_findings()
    again.focus_first_needing_human()
    rig.qtbot.waitUntil(again.findings._cards[0].box.hasFocus)
    card = again.findings._cards[0]
    assert card.box.text() == "A slip of the pen"
    assert "Typed earlier and not taken yet" in words_of(card)
    rig.type(".")
    rig.press(Key.Key_Return)
    said = judged(rig.case, card.finding)
    assert said is not None
    assert (said.verdict, said.why) == ("dismissed", "A slip of the pen.")
    assert rig.value(card.slot.field, card.slot.item).draft is None
    again.show_case(None)


def test_in_a_library_that_is_only_read_a_reason_is_shown_and_none_is_asked_for(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = begin_reason(rig, "A slip")
    told: list[object] = []
    rig.desk.problem.connect(told.append)
    monkeypatch.setattr(type(rig.workspace), "read_only", True)
    again = CasePane(rig.desk)
    rig.qtbot.addWidget(again)
    again.show_case(rig.case)
    again.show()
    again.show_findings()
    again.focus_first_needing_human()
    shown = again.findings._cards[0]
    rig.qtbot.waitUntil(shown.box.hasFocus)
    rig.type("x")
    assert shown.box.text() == "A slip"
    rig.press(Key.Key_Escape)
    rig.press(Key.Key_D)
    assert not shown.box.isVisible()
    assert told == []
    assert rig.value(card.slot.field, card.slot.item).draft is not None
    again.show_case(None)


def test_a_reason_that_was_being_typed_outlives_a_look_at_another_case(rig: Rig) -> None:
    card = at_finding(rig)
    rig.press(Key.Key_D)
    rig.type("A slip")
    first, other = rig.case_id, rig.add()
    rig.show(other)
    assert card not in rig.pane.findings._cards
    rig.show(first)
    rig.pane.show_findings()
    assert rig.pane.findings._cards[0].box.text() == "A slip"


def test_a_reason_that_is_given_up_is_kept_nowhere(rig: Rig) -> None:
    card = begin_reason(rig, "Never mind.")
    rig.press(Key.Key_Escape)
    assert rig.value(card.slot.field, card.slot.item).draft is None
    assert "Typed earlier" not in words_of(card)


def test_what_was_begun_of_a_finding_that_no_longer_stands_is_forgotten(rig: Rig) -> None:
    card = begin_reason(rig, "A slip of the pen")
    row = Slot(0, "summary.date_of_injury")
    rig.desk.do(lambda: rig.workspace.set_text(rig.case_id, row, "11/04/2016"))
    assert not [each for each in rig.pane.findings._cards if each.slot == card.slot]
    rig.show(rig.case_id)
    assert rig.workspace.waiting() == frozenset()


def test_escape_leaves_a_finding_open(rig: Rig) -> None:
    card = at_finding(rig)
    rig.press(Key.Key_D)
    rig.type("Never mind.")
    rig.press(Key.Key_Escape)
    assert verdict(rig, card) is None
    assert focus() is card


def test_a_finding_becomes_a_note(rig: Rig) -> None:
    card = at_finding(rig)
    rig.press(Key.Key_N)
    assert verdict(rig, card) is None
    rig.press(Key.Key_Return)
    assert verdict(rig, card) == "noted"
    assert rig.value(f"note.{card.finding.slot.field}").value == card.finding.message


def test_what_is_typed_after_n_goes_into_the_note_and_presses_no_keys_of_findings(rig: Rig) -> None:
    rig.workspace.set_text(rig.case_id, Slot(0, "letter.ur_denial_date"), "01/01/2010")
    rig.pane.show_case(rig.case)
    card = at_finding(rig)
    others = [each for each in rig.pane.findings._cards if each is not card]
    assert others
    rig.press(Key.Key_N)
    assert ("Enter", "note it") in rig.hints[-1]
    rig.type("a date needs a call to the office")
    assert verdict(rig, card) is None
    rig.press(Key.Key_Return)
    assert verdict(rig, card) == "noted"
    kept = rig.value(f"note.{card.finding.slot.field}").value
    assert kept == f"{card.finding.message}\na date needs a call to the office"
    assert "Noted: a date needs a call to the office" in words_of(card)
    assert {verdict(rig, each) for each in others} == {None}


def test_escape_leaves_the_note_of_a_finding_unwritten(rig: Rig) -> None:
    card = at_finding(rig)
    rig.press(Key.Key_N)
    rig.type("never mind")
    rig.press(Key.Key_Escape)
    assert verdict(rig, card) is None
    assert focus() is card
    rig.press(Key.Key_D)
    assert card.box.text() == ""


def test_the_tab_counts_open_findings(rig: Rig) -> None:
    before = int(rig.pane._open.text())
    at_finding(rig)
    rig.press(Key.Key_A)
    assert rig.pane._open.text() in (str(before - 1), "✓")


def test_a_finding_goes_when_its_cause_is_mended(rig: Rig) -> None:
    at_finding(rig)
    changes = rig.workspace.set_text(rig.case_id, Slot(0, "summary.date_of_injury"), "11/04/2016")
    rig.desk.changed.emit(changes)
    assert "puts the injury on" not in words_of(rig.pane.findings)


# --- sign-off --------------------------------------------------------------------------------------------------------


def test_sign_off_says_what_it_waits_for(rig: Rig) -> None:
    at_finding(rig)
    signoff = rig.pane.findings.signoff
    assert not signoff.button.isEnabled()
    assert "1 serious finding without a verdict." in words_of(signoff)
    assert "The findings point to ground (5)" in words_of(signoff)


def test_what_sign_off_waits_for_is_said_in_words_and_gone_to_by_enter(rig: Rig) -> None:
    at_finding(rig)
    links = [each for each in rig.pane.findings.signoff.links if each.isVisible()]
    assert links[0].text().startswith("L01 · Does the letter state its case number")
    assert links[-1].text().startswith("Finding · The header puts the injury on")
    while not links[0].hasFocus():
        rig.press(Key.Key_Tab)
    assert dict(rig.hints[-1])["Enter"] == "go there"
    rig.press(Key.Key_Return)
    row = focus()
    assert isinstance(row, QuestionRow)
    assert row.question.id == "L01"


def test_the_serious_finding_that_sign_off_waits_for_is_gone_to_by_a_click(rig: Rig) -> None:
    card = at_finding(rig)
    signoff = rig.pane.findings.signoff
    signoff.focus_first()
    (link,) = (each for each in signoff.links if each.text().startswith("Finding"))
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert focus() is card


def test_a_case_is_signed_off_and_visibly_reopened_by_an_edit(rig: Rig) -> None:
    ready_but_for_sentences(rig)
    see_all(rig)
    signoff = rig.pane.findings.signoff
    assert signoff.button.isEnabled()
    signoff.choose("deficient", "5")
    signoff.button.setFocus()
    rig.press(Key.Key_Space)
    assert f"Deficient on ground (5), signed off by ann on {moment(datetime.now(UTC))[:-6]}" in words_of(rig.pane.head)
    assert signoff.button.text() == "Sign off again"
    rig.desk.changed.emit(rig.workspace.set_text(rig.case_id, Slot(0, "patient.age"), "61"))
    assert "Reopened: something was changed since." in words_of(rig.pane.head)
    assert signoff.button.text() == "Sign off"
    rig.desk.changed.emit(rig.workspace.undo())
    assert "Reopened" not in words_of(rig.pane.head)


def test_sentences_that_nobody_looked_at_are_warned_of_and_signed_off_only_on_purpose(rig: Rig) -> None:
    ready_but_for_sentences(rig)
    signoff = rig.pane.findings.signoff
    count = len(rig.workspace.untouched(rig.case))
    assert count > 1
    assert f"{count} sentences of summary and rationales that nobody has looked at." in words_of(signoff)
    assert not signoff.button.isEnabled()
    signoff.anyway.setFocus()
    rig.press(Key.Key_Space)
    assert signoff.button.isEnabled()
    signoff.choose("adequate")
    signoff.button.setFocus()
    rig.press(Key.Key_Space)
    assert rig.workspace.signed_off(rig.case)


def test_the_warning_counts_down_and_leads_to_the_next_sentence(rig: Rig, qtbot: QtBot) -> None:
    ready_but_for_sentences(rig)
    signoff = rig.pane.findings.signoff
    with qtbot.waitSignal(signoff.next_untouched_wanted):
        signoff.look.setFocus()
        rig.press(Key.Key_Space)
    first, *others = rig.workspace.untouched(rig.case)
    rig.desk.do(lambda: rig.workspace.mark_seen(rig.case_id, [first]))
    assert f"{len(others)} sentence" in words_of(signoff)
    rig.desk.do(lambda: rig.workspace.mark_seen(rig.case_id, others))
    assert "nobody has looked at" not in words_of(signoff)
    assert not signoff.anyway.isVisible()
    assert signoff.button.isEnabled()
    signoff.anyway.setChecked(True)
    rig.desk.do(rig.workspace.undo)
    assert not signoff.anyway.isChecked()
    assert not signoff.button.isEnabled()


def test_a_disposition_must_be_chosen(rig: Rig) -> None:
    ready_but_for_sentences(rig)
    see_all(rig)
    rig.pane.findings.signoff.button.click()
    assert "Choose a disposition" in words_of(rig.pane.findings.signoff)
    assert rig.workspace.signed_off(rig.case) is None
