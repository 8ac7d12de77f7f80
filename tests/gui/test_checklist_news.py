"""A checklist that is newer than a case's answers: what it changed is told above the questions, answers stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import CTRL, ENTER, Script, case_in, drive, press, shows_a_case, start, tab_to
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from imr_desktop import paths
from imr_desktop.checklist.packs import decode
from imr_desktop.checklist.review import News
from imr_desktop.gui.common.small import CardHead
from imr_desktop.gui.record.checklist_news import Change, ChangeRow, gathered
from imr_desktop.gui.record.question_row import QuestionRow
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot

Key = Qt.Key
SO, SEEN, WHY = (Slot(0, f"answer.ours.{question}") for question in ("Q1", "Q2", "Q3"))


def _question(name: str, text: str, yes: str = "Yes", more: str = "") -> str:
    return f"""[[question]]
id = "{name}"
text = "{text}"
help = "Look."
answer = "choice"
options = [{{ id = "yes", label = "{yes}" }}, {{ id = "no", label = "No" }}]
authority = [{{ cite = "House rule", verified = true }}]
evidence = "Heading"
auto = "none"
scope = "letter"
required = false
{more}
"""


def _put_checklist(version: str, *questions: str) -> None:
    file = paths.data_folder() / "checklists" / "ours.toml"
    file.parent.mkdir(exist_ok=True)
    head = f'id = "ours"\ntitle = "Ours"\nversion = "{version}"\nlanguage = "en"\n'
    file.write_text(head + "".join(questions), "utf-8")


def _focus_name() -> str:
    at = QApplication.focusWidget()
    return at.accessibleName() if at is not None else ""


def _changes(window: MainWindow) -> list[ChangeRow]:
    return [each for each in window.findChildren(ChangeRow) if each.isVisible()]


def _words_on(window: MainWindow, slot: Slot) -> list[str]:
    rows = [each for each in window.findChildren(QuestionRow) if each.slot == slot]
    return [label.text() for row in rows for label in row.findChildren(QLabel) if label.isVisible()]


def _open_checklist(window: MainWindow) -> Script:
    yield lambda: window.isActiveWindow() and shows_a_case(window)
    press(Key.Key_2, CTRL)
    yield lambda: isinstance(QApplication.focusWidget(), QuestionRow | CardHead)


def _answer_it(window: MainWindow) -> Script:
    yield from _open_checklist(window)
    assert not _changes(window), "nothing is newer yet"
    for slot in (SO, SEEN):
        tab_to(window, slot)
        press(Key.Key_1)
    assert decode(case_in(window).value(SEEN.field).value).answer == "yes"
    press(Key.Key_Q, CTRL)


def _look_again(window: MainWindow) -> Script:
    assert window.station is not None
    yield from _open_checklist(window)
    named = [each.accessibleName() for each in _changes(window)]
    assert named == ["Q1, changed", "Q3, new", "Q2, gone"]
    told = " ".join(each.accessibleDescription() for each in _changes(window))
    assert "it read: “Is it so?”" in told
    assert "“And why?”" in told
    assert "Your answer, “Yes”, is kept." in told
    assert _focus_name() == "Newer than your answers, 3 questions"
    press(Key.Key_2, CTRL)  # told once; from now on the work begins at the questions
    yield lambda: isinstance(QApplication.focusWidget(), QuestionRow)
    for _ in range(9):
        if isinstance(QApplication.focusWidget(), CardHead):
            break
        press(Key.Key_Backtab)
    press(ENTER)  # into it, and on to the question
    assert _focus_name() == "Q1, changed"
    press(ENTER)
    yield lambda: window.station is not None and window.station.pane.current_slot() == SO
    row = QApplication.focusWidget()
    assert isinstance(row, QuestionRow)
    assert "Answer: Yes." in row.accessibleDescription(), "in the words that it was given in"
    press(Key.Key_2)
    yield lambda: [each.accessibleName() for each in _changes(window)] == ["Q2, gone"]  # now that 1.1 is known here
    press(Key.Key_Z, CTRL)
    yield lambda: len(_changes(window)) == 3
    kept = case_in(window)
    assert [decode(kept.value(slot.field).value).answer for slot in (SO, SEEN)] == ["yes", "yes"]
    assert kept.value(WHY.field).value is None
    press(Key.Key_Q, CTRL)


def test_answers_under_an_older_checklist_are_kept_and_what_changed_is_told(
    qapp: QApplication, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put_checklist("1.0", _question("Q1", "Is it so?"), _question("Q2", "Was it seen?"))
    drive(start(monkeypatch, library), _answer_it)
    reworded = _question("Q1", "Is it really so?", yes="Yes, all of it")
    _put_checklist("1.1", reworded, _question("Q3", "And why?", more='since = "1.1"'))
    drive(start(monkeypatch, library), _look_again)


def test_an_answered_question_shows_its_answer_in_the_words_that_it_was_given_in(
    qapp: QApplication, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(window: MainWindow) -> Script:
        yield from _open_checklist(window)
        yield lambda: "Yes" in _words_on(window, SO)
        press(Key.Key_Q, CTRL)

    _put_checklist("1.0", _question("Q1", "Is it so?"), _question("Q2", "Was it seen?"))
    drive(start(monkeypatch, library), _answer_it)
    _put_checklist("1.1", _question("Q1", "Is it so?", yes="Yes, all of it"), _question("Q2", "Was it seen?"))
    drive(start(monkeypatch, library), look)


def test_what_is_told_of_every_item_alike_is_one_change() -> None:
    one, two, three = (Slot(item, "answer.ours.Q1") for item in (1, 2, 3))
    told = (
        News(one, "Q1", "changed", "Reworded."),
        News(one, "Q1", "changed", "A new choice."),
        News(two, "Q1", "changed", "Reworded."),
        News(three, "Q1", "changed", "Reworded."),
        News(three, "Q1", "changed", "A new choice."),
    )
    assert gathered(told) == (
        Change("Q1", "changed", ("Reworded.", "A new choice."), (one, three)),
        Change("Q1", "changed", ("Reworded.",), (two,)),
    )
