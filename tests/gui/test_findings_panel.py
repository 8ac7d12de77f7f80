"""Suggestions and findings before a person: seen, lit in the letter, decided on with real keys; then sign-off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from casework import Key, Rig, focus, rig_over
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from imr_desktop import parsing, paths, source
from imr_desktop.checklist.packs import Answer, decode
from imr_desktop.checklist.review import asked_of, judged
from imr_desktop.gui.findings_panel import FindingCard
from imr_desktop.gui.question_row import QuestionRow
from imr_desktop.model import Json, Slot

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
    rig.checklist.focus_question(f"answer.core.{question}", item)
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


def test_another_answer_overrules_a_suggestion(rig: Rig) -> None:
    ask(rig, "L04")
    rig.press(Key.Key_1)
    rig.press(Key.Key_Return)
    assert answer(rig, "L04") == "yes"


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
    assert "▲ Of the injury the header says 11/04/2016, the summary 11/14/2016." in words_of(row)
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
    assert verdict(rig, card) == "noted"
    assert rig.value(f"note.{card.finding.slot.field}").value == card.finding.message


def test_the_tab_counts_open_findings(rig: Rig) -> None:
    before = int(rig.pane._open.text())
    at_finding(rig)
    rig.press(Key.Key_A)
    assert rig.pane._open.text() in (str(before - 1), "✓")


def test_a_finding_goes_when_its_cause_is_mended(rig: Rig) -> None:
    at_finding(rig)
    changes = rig.workspace.set_text(rig.case_id, Slot(0, "summary.date_of_injury"), "11/04/2016")
    rig.desk.changed.emit(changes)
    assert "Of the injury" not in words_of(rig.pane.findings)


# --- sign-off --------------------------------------------------------------------------------------------------------


def test_sign_off_says_what_it_waits_for(rig: Rig) -> None:
    at_finding(rig)
    signoff = rig.pane.findings.signoff
    assert not signoff.button.isEnabled()
    assert "1 serious finding without a verdict." in words_of(signoff)
    assert "The findings speak for ground (5)" in words_of(signoff)


def test_a_case_is_signed_off_and_visibly_reopened_by_an_edit(rig: Rig) -> None:
    answer_all(rig)
    rig.pane.show_case(rig.case)
    at_finding(rig)
    rig.press(Key.Key_A)
    signoff = rig.pane.findings.signoff
    assert signoff.button.isEnabled()
    signoff.choose("deficient", "5")
    signoff.button.setFocus()
    rig.press(Key.Key_Space)
    assert "Deficient on ground (5), signed off by ann" in words_of(rig.pane.head)
    rig.desk.changed.emit(rig.workspace.set_text(rig.case_id, Slot(0, "patient.age"), "61"))
    assert "Reopened: something was changed since." in words_of(rig.pane.head)
    rig.desk.changed.emit(rig.workspace.undo())
    assert "Reopened" not in words_of(rig.pane.head)


def test_a_disposition_must_be_chosen(rig: Rig) -> None:
    answer_all(rig)
    rig.pane.show_case(rig.case)
    at_finding(rig)
    rig.press(Key.Key_A)
    rig.pane.findings.signoff.button.click()
    assert "Choose a disposition" in words_of(rig.pane.findings.signoff)
    assert rig.workspace.signed_off(rig.case) is None
