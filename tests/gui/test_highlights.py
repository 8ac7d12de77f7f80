"""Highlighting in the window: from words to label, comment and list, by keys alone; undone, told, brought along."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from driving import ALT, CTRL, ENTER, SHIFT, press, write
from letters import text_letter
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.notes.highlight_sheet import HighlightSheet
from imr_desktop.gui.notes.label_editor import LabelEditor
from imr_desktop.gui.notes.notes_panel import REMARK, Remark
from imr_desktop.gui.record.explanation import Explanation
from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Annotation, Slot, Span
from imr_desktop.workspace import Workspace

S = TypeVar("S", bound=Sheet)

AGE = Slot(0, "patient.age")
CRATE = "crate slid off a trolley"


@pytest.fixture
def station(shown: Callable[[Path], MainWindow], library_of_one: Path, qtbot: QtBot) -> Station:
    return panes(shown(library_of_one), qtbot)


def panes(window: MainWindow, qtbot: QtBot) -> Station:
    station = window.station
    assert station is not None
    qtbot.waitUntil(lambda: station.source.settled)
    return station


def where(words: str) -> Span:
    text = text_letter()[1].text
    return Span(text.index(words), text.index(words) + len(words))


def select(station: Station, words: str) -> None:
    station.source.canvas.reveal(where(words))
    station.source.canvas.setFocus()
    station.source.canvas.select(where(words))


def highlighted(station: Station) -> tuple[Annotation, ...]:
    workspace = station.desk.workspace
    return workspace.annotations(workspace.case(1))


def listed(station: Station) -> list[Remark]:
    model = station.pane.notes.view.model()
    return [model.index(row, 0).data(REMARK) for row in range(model.rowCount())]


def sheet_of(station: Station, sort: type[S]) -> S | None:
    """The sheet of a sort that lies over the window."""
    return next((each for each in station.window().findChildren(sort) if each.isVisible()), None)


def open_sheet(qtbot: QtBot, station: Station, sort: type[S]) -> S:
    """The sheet that has just been asked for, once it takes keys."""
    sheet = sheet_of(station, sort)
    assert sheet is not None
    qtbot.waitUntil(sheet.isActiveWindow)
    return sheet


def leave(qtbot: QtBot, station: Station) -> None:
    """Closes a sheet; the window takes keys again."""
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(station.window().isActiveWindow)


@pytest.fixture
def with_remarks(station: Station) -> Station:
    """Two highlights and a note, the list shown."""
    workspace = station.desk.workspace
    desk = station.desk
    desk.do(lambda: workspace.annotate(1, [where(CRATE)], "key-fact", "Which trolley?"))
    desk.do(lambda: workspace.annotate(1, [where("Active therapy")], "question"))
    desk.do(lambda: workspace.note(1, AGE, "Written out on page 2"))
    press(Qt.Key.Key_5, CTRL)
    return station


# --- from words to a highlight ---------------------------------------------------------------------------------------


def test_one_key_highlights_the_selected_words(station: Station) -> None:
    select(station, CRATE)
    press(Qt.Key.Key_2)
    (found,) = highlighted(station)
    assert (found.label, found.quote, found.comment) == ("question", CRATE, "")
    assert station.source.canvas.selected_text() == "", "the words are let go of, the highlight shows"
    marks = station.source.canvas.marks
    assert marks is not None
    assert [each.annotation for each in marks.highlights.all] == [found]


def test_words_are_selected_and_highlighted_by_keys_alone(station: Station, qtbot: QtBot) -> None:
    station.pane.focus_slot(AGE)
    press(Qt.Key.Key_H, CTRL)
    assert QApplication.focusWidget() is station.source.canvas
    press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_H)
    sheet = open_sheet(qtbot, station, HighlightSheet)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Tab)
    write("By whom?")
    press(ENTER)
    assert not sheet.isVisible()
    (found,) = highlighted(station)
    assert (found.label, found.comment, found.quote) == ("contradiction", "By whom?", "52 year old")


def test_a_labels_key_in_the_chooser_highlights_at_once(station: Station, qtbot: QtBot) -> None:
    select(station, CRATE)
    press(Qt.Key.Key_H)
    open_sheet(qtbot, station, HighlightSheet)
    press(Qt.Key.Key_4)
    assert [each.label for each in highlighted(station)] == ["for-the-memo"]


def test_esc_leaves_the_chooser_and_the_words_stay_selected(station: Station, qtbot: QtBot) -> None:
    select(station, CRATE)
    press(Qt.Key.Key_H)
    open_sheet(qtbot, station, HighlightSheet)
    leave(qtbot, station)
    assert highlighted(station) == ()
    assert station.source.canvas.selected_text() == CRATE


def begin_comment(station: Station, qtbot: QtBot, text: str) -> None:
    select(station, CRATE)
    press(Qt.Key.Key_H)
    open_sheet(qtbot, station, HighlightSheet)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Tab)
    write(text)
    qtbot.waitUntil(lambda: begun(station) == [text])


def begun(station: Station) -> list[str]:
    workspace = station.desk.workspace
    return [each.comment for each in workspace.begun(workspace.case(1))]


def test_a_comment_that_was_being_typed_waits_in_the_list_and_goes_on_there(
    shown: Callable[[Path], MainWindow], library_of_one: Path, qtbot: QtBot
) -> None:
    with Workspace.open(library_of_one, who="Robin Vale") as workspace:
        anchors = [workspace.case(1).source.anchor(where(CRATE))]
        workspace.begin_to_annotate(1, workspace.new_highlight(), anchors, "question", "Which tro")
    window = shown(library_of_one)
    station = panes(window, qtbot)
    assert highlighted(station) == ()
    assert window.banner.current is not None
    window.banner._act.click()
    assert "Question; not finished; page 1" in listed(station)[0].spoken
    press(Qt.Key.Key_Return)
    sheet = open_sheet(qtbot, station, HighlightSheet)
    assert sheet.comment.hasFocus()
    write("lley?")
    press(Qt.Key.Key_Return)
    (made,) = highlighted(station)
    assert (made.label, made.comment, made.quote) == ("question", "Which trolley?", CRATE)
    assert begun(station) == []


def test_a_comment_that_is_given_up_is_kept_nowhere(station: Station, qtbot: QtBot) -> None:
    begin_comment(station, qtbot, "Which tro")
    leave(qtbot, station)
    assert begun(station) == []
    assert listed(station) == []


def test_a_look_at_the_labels_keeps_the_comment_for_the_same_words(station: Station, qtbot: QtBot) -> None:
    begin_comment(station, qtbot, "Which tro")
    open_sheet(qtbot, station, HighlightSheet).findChildren(QPushButton)[0].click()
    open_sheet(qtbot, station, LabelEditor)
    leave(qtbot, station)
    assert [each.comment for each in listed(station)] == ["Which tro"]
    station.source.canvas.setFocus()
    press(Qt.Key.Key_H)
    assert open_sheet(qtbot, station, HighlightSheet).comment.text() == "Which tro"
    press(Qt.Key.Key_Return)
    assert [(each.label, each.comment) for each in highlighted(station)] == [("question", "Which tro")]
    assert begun(station) == []


def test_another_comment_that_was_begun_is_shown_on_its_highlight_and_can_be_dropped(
    with_remarks: Station, qtbot: QtBot
) -> None:
    press(Qt.Key.Key_Return)
    open_sheet(qtbot, with_remarks, HighlightSheet)
    press(Qt.Key.Key_Tab)
    write("x")
    qtbot.waitUntil(lambda: begun(with_remarks) != [])
    assert [each.comment for each in highlighted(with_remarks)] == ["Which trolley?", ""]
    open_sheet(qtbot, with_remarks, HighlightSheet).findChildren(QPushButton)[0].click()
    open_sheet(qtbot, with_remarks, LabelEditor)
    leave(qtbot, with_remarks)
    assert [(each.begun, each.comment) for each in listed(with_remarks)[:2]] == [(True, "Which trolley?x"), (False, "")]
    with_remarks.pane.notes.focus_list()
    press(Qt.Key.Key_Delete)
    assert [(each.begun, each.comment) for each in listed(with_remarks)[:2]] == [(False, "Which trolley?"), (False, "")]


def test_a_new_highlight_on_the_same_words_is_not_taken_for_the_one_whose_comment_waits(
    station: Station, qtbot: QtBot
) -> None:
    workspace = station.desk.workspace
    slot, anchors = workspace.new_highlight(), [workspace.case(1).source.anchor(where(CRATE))]
    station.desk.do(lambda: workspace.annotate(1, [where(CRATE)], "key-fact", "As told", slot=slot))
    station.desk.do(lambda: workspace.begin_to_annotate(1, slot, anchors, "question", "Which tro"))
    select(station, CRATE)
    press(Qt.Key.Key_H)
    assert open_sheet(qtbot, station, HighlightSheet).comment.text() == ""
    press(Qt.Key.Key_Return)
    assert [each.comment for each in highlighted(station) if each.slot == slot] == ["As told"]
    assert len(highlighted(station)) == 2
    assert begun(station) == ["Which tro"]


def test_the_chooser_never_lies_over_the_words(station: Station, qtbot: QtBot) -> None:
    view = station.source.canvas.viewport()
    for words in ("Case Number", "crate", "supported early on"):
        select(station, words)
        qtbot.waitUntil(lambda: station.source.settled)
        press(Qt.Key.Key_H)
        sheet = open_sheet(qtbot, station, HighlightSheet)
        (rect,) = station.source.rects_of(where(words))
        there = QRectF(view.mapToGlobal(rect.topLeft()), rect.size())
        assert not there.intersects(QRectF(sheet.frameGeometry())), words
        assert station.window().geometry().contains(sheet.geometry())
        leave(qtbot, station)


def test_the_offer_beside_selected_words_highlights_too(station: Station) -> None:
    select(station, CRATE)
    offer = station.source.offer
    assert station.source.offers
    QTest.mouseClick(offer._highlight, Qt.MouseButton.LeftButton)
    assert sheet_of(station, HighlightSheet) is not None


def test_the_offer_leaves_the_labels_in_the_margin_free(with_remarks: Station) -> None:
    select(with_remarks, CRATE)
    offer, tags = QRectF(with_remarks.source.offer.geometry()), with_remarks.source.canvas.tags_in_view()
    assert with_remarks.source.offers
    assert len(tags) == 2
    assert not any(map(offer.intersects, tags))


def test_the_hints_tell_only_keys_that_do_something(station: Station) -> None:
    hints: list[tuple[tuple[str, str], ...]] = []
    station.hints_changed.connect(hints.append)
    station.pane.focus_slot(AGE)
    select(station, CRATE)
    assert [key for key, _ in hints[-1]][:2] == ["Enter", "H"]
    assert "S" not in [key for key, _ in hints[-1]], "a value stands on this sentence"
    station.source.canvas.select(where("No red flag was noted."))
    assert "S" in [key for key, _ in hints[-1]]
    press(Qt.Key.Key_Escape)
    assert ("Shift →", "select words") in hints[-1]
    station.source.canvas.reveal(where(CRATE))
    page = station.source.canvas.viewport()
    first, last = (station.source.rects_of(where(each))[0].center().toPoint() for each in ("slid", "trolley"))
    QTest.mousePress(page, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(page, last)
    QTest.mouseRelease(page, Qt.MouseButton.LeftButton, pos=last)
    assert [key for key, _ in hints[-1]][:2] == ["Enter", "H"], "selected by mouse too"


def test_undo_takes_a_highlight_back_and_redo_brings_it(station: Station) -> None:
    select(station, CRATE)
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_Z, CTRL)
    assert highlighted(station) == ()
    marks = station.source.canvas.marks
    assert marks is not None
    assert marks.highlights.all == ()
    press(Qt.Key.Key_Y, CTRL)
    assert len(highlighted(station)) == 1


def test_a_highlight_is_told_in_the_history(station: Station) -> None:
    select(station, CRATE)
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_4, CTRL)
    line = str(station.pane.history.view.model().index(0, 0).data())
    assert line.startswith("Highlight: ")
    assert "Key fact" in line


def test_highlights_are_there_again_at_the_next_start(
    shown: Callable[[Path], MainWindow], library_of_one: Path, qtbot: QtBot
) -> None:
    first = panes(shown(library_of_one), qtbot)
    select(first, CRATE)
    press(Qt.Key.Key_3)
    before = highlighted(first)
    first.window().close()
    again = panes(shown(library_of_one), qtbot)
    assert highlighted(again) == before
    marks = again.source.canvas.marks
    assert marks is not None
    assert [each.label.name for each in marks.highlights.all] == ["Contradiction"]


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_list_has_highlights_in_the_letters_order_then_notes(with_remarks: Station) -> None:
    assert [(each.title, each.quote, each.comment) for each in listed(with_remarks)] == [
        ("Key fact", CRATE, "Which trolley?"),
        ("Question", "Active therapy", ""),
        ("Age", "", "Written out on page 2"),
    ]
    assert with_remarks.pane._noted.text() == "3"


def test_choosing_a_remark_brings_its_place_into_view_and_lights_it(with_remarks: Station, qtbot: QtBot) -> None:
    station = with_remarks
    press(Qt.Key.Key_Down)
    marks = station.source.canvas.marks
    assert marks is not None
    assert marks.focus is not None
    assert (marks.focus.label, marks.focus.spans) == ("Question", (where("Active therapy"),))
    qtbot.waitUntil(lambda: station.source.settled)
    (rect,) = station.source.rects_of(where("Active therapy"))
    assert QRectF(station.source.canvas.viewport().rect()).contains(rect)


def test_the_filter_narrows_by_label_and_words(with_remarks: Station) -> None:
    notes = with_remarks.pane.notes
    notes.filter.setFocus()
    for words, titles in (("trolley", ["Key fact"]), ("ques", ["Question"]), ("page", ["Age"]), ("zebra", [])):
        notes.filter.selectAll()
        write(words)
        assert [each.title for each in listed(with_remarks)] == titles
    assert "Nothing matches" in notes._empty.text()
    press(Qt.Key.Key_Escape)
    assert len(listed(with_remarks)) == 3
    press(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is notes.view


def test_enter_changes_label_and_comment(with_remarks: Station, qtbot: QtBot) -> None:
    press(ENTER)
    sheet = open_sheet(qtbot, with_remarks, HighlightSheet)
    assert sheet.comment.text() == "Which trolley?"
    press(Qt.Key.Key_3)
    assert [(each.label, each.comment) for each in highlighted(with_remarks)] == [
        ("contradiction", "Which trolley?"),
        ("question", ""),
    ]


def test_delete_removes_a_highlight_and_undo_brings_it_back(with_remarks: Station) -> None:
    marks = with_remarks.source.canvas.marks
    assert marks is not None
    press(Qt.Key.Key_Delete)
    assert [each.title for each in listed(with_remarks)] == ["Question", "Age"]
    assert marks.focus is not None
    assert marks.focus.label == "Question", "the next one is lit"
    press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_Delete)
    assert listed(with_remarks) == []
    assert marks.focus is None
    for _ in range(3):
        press(Qt.Key.Key_Z, CTRL)
    assert [each.title for each in listed(with_remarks)] == ["Key fact", "Question", "Age"]


def test_a_note_is_removed_here_and_changed_where_its_value_is(with_remarks: Station) -> None:
    press(Qt.Key.Key_End)
    press(ENTER)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert with_remarks.pane.form.isAncestorOf(focused)
    assert with_remarks.pane.current_slot() == AGE
    press(Qt.Key.Key_5, CTRL)
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Delete)
    assert with_remarks.desk.workspace.case(1).value("note.patient.age").value is None
    assert len(listed(with_remarks)) == 2


def test_a_click_on_a_label_in_the_margin_chooses_it_in_the_list(with_remarks: Station, qtbot: QtBot) -> None:
    station = with_remarks
    press(Qt.Key.Key_1, CTRL)
    canvas = station.source.canvas
    canvas.reveal(where(CRATE))
    qtbot.waitUntil(lambda: station.source.settled)
    assert canvas.marks is not None
    tags = canvas.marks.highlights.tags(canvas.page, canvas.rect_of, canvas.font(), upright=True)
    spot = tags[0].bars[0].center().toPoint()
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert station.pane.notes.isVisible()
    assert station.pane.notes.current_slot() == tags[0].highlight.annotation.slot


def test_a_case_without_remarks_says_how_to_make_one(station: Station) -> None:
    press(Qt.Key.Key_5, CTRL)
    assert "press H to highlight" in station.pane.notes._empty.text()
    assert QApplication.focusWidget() is station.pane.notes.filter
    assert station.pane._noted.text() == ""


def test_a_library_that_takes_no_changes_takes_no_highlights(
    shown: Callable[[Path], MainWindow], library_of_one: Path, qtbot: QtBot
) -> None:
    with Workspace.open(library_of_one, who="Robin Vale") as workspace:
        workspace.annotate(1, [where(CRATE)], "key-fact")
        workspace.safety.backup()
        window = shown(library_of_one.with_name("none.imr"))
        assert window.session.open(library_of_one, read_only=True)
        station = panes(window, qtbot)
        select(station, "trolley")
        press(Qt.Key.Key_1)
        press(Qt.Key.Key_H)
        assert sheet_of(station, HighlightSheet) is None
        press(Qt.Key.Key_5, CTRL)
        assert [each.title for each in listed(station)] == ["Key fact"]
        press(Qt.Key.Key_Delete)
        press(ENTER)
        assert len(highlighted(station)) == 1
        window.session.leave(regardless=True)


# --- labels ----------------------------------------------------------------------------------------------------------


def open_labels(qtbot: QtBot, station: Station) -> LabelEditor:
    window = station.window()
    assert isinstance(window, MainWindow)
    window.acts["labels"].trigger()
    return open_sheet(qtbot, station, LabelEditor)


def test_a_renamed_label_holds_at_once_on_the_page_and_in_the_list(with_remarks: Station, qtbot: QtBot) -> None:
    editor = open_labels(qtbot, with_remarks)
    editor.rows[0].name.selectAll()
    write("Evidence")
    editor.rows[0].hue.setCurrentIndex(5)
    marks = with_remarks.source.canvas.marks
    assert marks is not None
    assert (marks.highlights.all[0].label.name, marks.highlights.all[0].label.hue) == ("Evidence", "lime")
    assert listed(with_remarks)[0].title == "Evidence"


def test_a_new_label_has_its_own_key(station: Station, qtbot: QtBot) -> None:
    editor = open_labels(qtbot, station)
    QTest.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    assert editor.rows[-1].name.hasFocus()
    qtbot.waitUntil(lambda: editor._scroll.verticalScrollBar().maximum() == 0)  # the sheet grows by the new line
    write("Cite")
    press(Qt.Key.Key_Tab)
    write("C")
    leave(qtbot, station)
    select(station, CRATE)
    press(Qt.Key.Key_C)
    assert [each.label for each in highlighted(station)] == ["cite"]


@pytest.mark.parametrize(("key", "sentence"), [("2", "Two labels have the key “2”"), ("s", "marks sentences as seen")])
def test_a_key_that_is_taken_is_refused_when_it_is_set(station: Station, key: str, sentence: str, qtbot: QtBot) -> None:
    before = station.desk.workspace.labels()
    editor = open_labels(qtbot, station)
    editor.rows[0].key.setFocus()
    editor.rows[0].key.selectAll()
    write(key)
    assert sentence in editor.problem
    assert station.desk.workspace.labels() == before
    editor.rows[0].key.selectAll()
    write("9")
    assert editor.problem == ""
    assert station.desk.workspace.labels()[0].key == "9"


def test_a_label_that_is_removed_leaves_its_highlights(with_remarks: Station, qtbot: QtBot) -> None:
    editor = open_labels(qtbot, with_remarks)
    QTest.mouseClick(editor.rows[0].remove, Qt.MouseButton.LeftButton)
    assert len(with_remarks.desk.workspace.labels()) == 3
    assert listed(with_remarks)[0].title == "Key fact"
    assert len(editor.rows) == 3


def test_everything_has_a_name_to_be_read_aloud(with_remarks: Station, qtbot: QtBot) -> None:
    notes = with_remarks.pane.notes
    assert [notes.view.accessibleName(), notes.filter.accessibleName()] == [
        "Notes and highlights",
        "Filter notes and highlights",
    ]
    first = notes.view.model().index(0, 0)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == f"Key fact; page 1; “{CRATE}”; Which trolley?"
    editor = open_labels(qtbot, with_remarks)
    named = [each.accessibleName() for sort in (QComboBox, QToolButton) for each in editor.findChildren(sort)]
    named += [each.accessibleName() for row in editor.rows for each in (row.name, row.key)]
    assert all(named)
    assert "Key of Contradiction" in named
    leave(qtbot, with_remarks)
    press(ENTER)
    sheet = open_sheet(qtbot, with_remarks, HighlightSheet)
    assert sheet.view.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Question, key 2"
    assert all(each.text() for each in sheet.findChildren(QPushButton))
    assert not [each for each in sheet.findChildren(QLineEdit) if not each.accessibleName()]


# --- explained -------------------------------------------------------------------------------------------------------


def test_the_explanation_does_not_lie_over_the_place_it_explains(station: Station, qtbot: QtBot) -> None:
    view = station.source.canvas.viewport()
    station.pane.focus_slot(Slot(2, "request"))
    qtbot.waitUntil(lambda: station.source.settled)
    press(Qt.Key.Key_E, ALT)
    sheet = open_sheet(qtbot, station, Explanation)
    qtbot.waitUntil(lambda: station.source.settled)
    marks = station.source.canvas.marks
    assert marks is not None
    assert marks.focus is not None
    rect = station.source.rects_of(marks.focus.spans[0])[0]
    lit = QRectF(view.mapToGlobal(rect.topLeft()), rect.size())
    assert not lit.intersects(QRectF(sheet.geometry()))
    assert view.rect().contains(rect.toAlignedRect())
    leave(qtbot, station)
    assert station.source.canvas._covered.isEmpty()


# --- by mouse --------------------------------------------------------------------------------------------------------


of_menus = pytest.mark.qt_log_ignore("This plugin does not support grabbing the (keyboard|mouse)")
"""Said by the offscreen platform whenever a menu opens."""


def menu_over(station: Station, words: str, reason: QContextMenuEvent.Reason) -> QMenu | None:
    """The menu that a right click on words, or the menu key, opens."""
    station.source.canvas.reveal(where(words))
    view = station.source.canvas.viewport()
    at = station.source.rects_of(where(words))[0].center().toPoint()
    QApplication.sendEvent(view, QContextMenuEvent(reason, at, view.mapToGlobal(at)))
    return next((each for each in station.source.findChildren(QMenu) if each.isVisible()), None)


def texts(menu: QMenu) -> list[str]:
    return [act.text().partition("\t")[0] for act in menu.actions() if not act.isSeparator()]


@of_menus
def test_a_right_click_selects_the_word_and_offers_what_its_keys_do(station: Station) -> None:
    station.pane.focus_slot(AGE)
    menu = menu_over(station, "trolley", QContextMenuEvent.Reason.Mouse)
    assert menu is not None
    assert station.source.canvas.selected_text() == "trolley."
    assert texts(menu) == [
        "Put into Age",
        "Copy",
        "Key fact",
        "Question",
        "Contradiction",
        "For the memo",
        "Highlight with a comment…",
    ]
    next(act for act in menu.actions() if act.text().startswith("Contradiction")).trigger()
    menu.close()
    assert [(each.label, each.quote) for each in highlighted(station)] == [("contradiction", "trolley.")]


@of_menus
def test_a_right_click_on_selected_words_keeps_them_and_copies_them(station: Station) -> None:
    select(station, CRATE)
    menu = menu_over(station, "slid off", QContextMenuEvent.Reason.Mouse)
    assert menu is not None
    assert station.source.canvas.selected_text() == CRATE
    next(act for act in menu.actions() if act.text().startswith("Copy")).trigger()
    menu.close()
    assert QApplication.clipboard().text() == CRATE


@of_menus
def test_the_menu_key_opens_the_menu_of_what_is_selected_and_nothing_without(station: Station) -> None:
    station.source.canvas.select()
    assert menu_over(station, CRATE, QContextMenuEvent.Reason.Keyboard) is None
    select(station, "No red flag was noted.")
    menu = menu_over(station, "red flag", QContextMenuEvent.Reason.Keyboard)
    assert menu is not None
    assert "Seen, nothing to take" in texts(menu)
    menu.close()
