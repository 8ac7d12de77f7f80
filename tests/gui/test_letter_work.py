"""Work on the letter itself: words are found, selected ones go into fields, and sentences nobody touched are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driving import CTRL, ENTER, SHIFT, press, write
from letters import text_letter
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from imr_desktop.fields import BY_KEY
from imr_desktop.gui.letter.letter_search import find_all
from imr_desktop.gui.letter.source_view import SourceView
from imr_desktop.gui.letter.span_drag import packed
from imr_desktop.gui.record.evidence import spans_of
from imr_desktop.gui.record.field_row import FieldRow
from imr_desktop.gui.station import Station
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Json, Slot, Span, Value
from imr_desktop.parsing.recall import SEEN
from imr_desktop.record import shown as form_values

DATE = Slot(0, "summary.date_of_injury")
DIAGNOSES = Slot(0, "summary.diagnoses")
AGE = Slot(0, "patient.age")


@pytest.fixture
def station(shown: Callable[[Path], MainWindow], library_of_one: Path, qtbot: QtBot) -> Station:
    """The panes on a library with one letter, its first field at work."""
    window = shown(library_of_one)
    assert window.station is not None
    panes = window.station
    qtbot.waitUntil(lambda: panes.source.settled)
    return panes


def where(words: str) -> Span:
    source = text_letter()[1]
    start = source.text.index(words)
    return Span(start, start + len(words))


def value(station: Station, slot: Slot) -> Value:
    return station.desk.workspace.case(1).value(slot.field, slot.item)


def middle(view: SourceView, words: str) -> QPoint:
    span = where(words)
    view.canvas.reveal(span)
    return view.rects_of(span)[0].center().toPoint()


def drag_over(view: SourceView, first: str, last: str) -> None:
    """Selects from one word to another with the mouse."""
    page = view.canvas.viewport()
    begin, end = middle(view, first), middle(view, last)
    QTest.mousePress(page, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(page, (begin + end) / 2)
    QTest.mouseMove(page, end)
    QTest.mouseRelease(page, Qt.MouseButton.LeftButton, pos=end)


# --- finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("a neck\npain b", "neck pain", ["neck\npain"]),
        ("a neck \n\f\npain b", "Neck  PAIN", ["neck \n\f\npain"]),
        ("neuro-\npathy, neuropathy", "neuropathy", ["neuro-\npathy", "neuropathy"]),
        ("a post-\noperative brace", "post-operative", ["post-\noperative"]),
        ("the worker’s “pain”", 'worker\'s "pain"', ["worker’s “pain”"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("1.5 mg and 1x5 mg", "1.5", ["1.5"]),
        ("anything", "  ", []),
    ],
)
def test_words_are_found_however_lines_break_them(text: str, words: str, found: list[str]) -> None:
    assert [text[each.start : each.end] for each in find_all(text, words)] == found


def test_ctrl_f_marks_every_place_and_enter_steps_through_them(station: Station) -> None:
    view = station.source
    press(Qt.Key.Key_F, CTRL)
    write("mtus")
    assert view.canvas.marks is not None
    hits = find_all(text_letter()[1].text, "mtus")
    assert view.canvas.marks.hits == hits
    assert len(hits) == 3
    assert view.finder.count.text() == "1 of 3"
    press(ENTER)
    assert view.canvas.marks.hit == hits[1]
    press(ENTER, SHIFT)
    press(ENTER, SHIFT)
    assert (view.canvas.marks.hit, view.finder.count.text()) == (hits[2], "3 of 3")


def test_the_place_found_comes_into_view_and_esc_gives_the_focus_back(station: Station) -> None:
    view = station.source
    station.pane.focus_slot(AGE)
    before = QApplication.focusWidget()
    press(Qt.Key.Key_F, CTRL)
    write("Active therapy is supported")
    (rect,) = view.rects_of(where("Active therapy is supported"))
    assert view.canvas.viewport().rect().contains(rect.toRect())
    press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is before
    assert view.finder.isHidden()
    assert view.canvas.marks is not None
    assert view.canvas.marks.hits == ()


def test_ctrl_enter_takes_the_words_found_to_go_on_from_by_keys(station: Station) -> None:
    station.pane.focus_slot(DIAGNOSES)
    press(Qt.Key.Key_F, CTRL)
    write("lid of")
    press(ENTER, CTRL)
    assert station.source.canvas.selected_text() == "slid off"
    assert station.source.finder.isHidden()
    press(Qt.Key.Key_Left, SHIFT)
    assert station.source.canvas.selected_text() == "slid"
    press(ENTER)
    assert "slid" in str(value(station, DIAGNOSES).value)
    assert value(station, DIAGNOSES).state == "corrected"


def test_ctrl_enter_takes_nothing_where_nothing_is_found(station: Station) -> None:
    press(Qt.Key.Key_F, CTRL)
    write("xylophone")
    press(ENTER, CTRL)
    assert station.source.finder.box.hasFocus()
    assert station.source.canvas.selected_text() == ""


@pytest.mark.parametrize(
    ("section", "item", "words"),
    [("summary", 0, "The injured worker is"), ("item", 1, "MRI of the cervical"), ("item", 2, "Physical therapy 2")],
)
def test_a_field_without_a_place_brings_what_surrounds_it_into_view(
    station: Station, qtbot: QtBot, section: str, item: int, words: str
) -> None:
    def seen(rect: QRectF) -> bool:
        return view.canvas.viewport().rect().intersects(rect.toRect())

    view, values = station.source, form_values(station.desk.workspace.case(1).values)
    without = [each.slot for each in values if each.slot.item == item and not spans_of(each)]
    slot = next(each for each in without if BY_KEY[each.field].section == section)
    view.set_zoom(3.0)
    for page in (1, len(view.canvas.pages)):
        view.go_to_page(page)
        station.focus_start()
        station.pane.focus_slot(slot)
        qtbot.waitUntil(lambda: any(map(seen, view.rects_of(where(words)))) and view.settled)
        assert view.canvas.marks is not None
        assert view.canvas.marks.focus is not None
        assert view.canvas.marks.focus.spans == (), "it is not lit"
    view.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
    press(Qt.Key.Key_Right, SHIFT)
    assert words.startswith(view.canvas.selected_text().split()[0]), "selecting begins there"


def test_words_that_are_nowhere_are_told(station: Station) -> None:
    press(Qt.Key.Key_F, CTRL)
    write("acupuncture")
    assert station.source.finder.count.text() == "not found"
    press(ENTER)


def test_ctrl_g_goes_to_the_page_that_is_typed(station: Station) -> None:
    press(Qt.Key.Key_G, CTRL)
    write("1")
    press(ENTER)
    assert station.source.canvas.page == 1
    assert QApplication.focusWidget() is station.source.canvas


# --- into a field ----------------------------------------------------------------------------------------------------


def test_selected_words_go_into_the_field_at_work_with_their_place(station: Station) -> None:
    station.pane.focus_slot(DATE)
    drag_over(station.source, "UR Denial", "01/13/2017")
    assert station.source.canvas.selected_text().endswith("Denial Date: 01/13/2017")
    QTest.mouseDClick(
        station.source.canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle(station.source, "01/13/2017")
    )
    press(ENTER)
    kept = value(station, DATE)
    assert (kept.value, kept.state) == ("2017-01-13", "corrected")
    assert [each.quote for each in kept.anchors] == ["01/13/2017"]
    assert station.pane.current_slot() == DATE
    focused = QApplication.focusWidget()
    assert focused is not None
    assert station.pane.isAncestorOf(focused)
    assert station.desk.workspace.undo().slots
    assert value(station, DATE).value == "2016-10-31"


def test_a_click_on_the_offer_puts_the_words_into_a_list(station: Station) -> None:
    station.pane.focus_slot(DIAGNOSES)
    drag_over(station.source, "industrial", "injury on")
    assert station.source.offers
    put = station.source.offer._put
    assert put.accessibleName() == "Put into Diagnoses"
    QTest.mouseClick(put, Qt.MouseButton.LeftButton)
    kept = value(station, DIAGNOSES)
    assert kept.value == ["cervical strain", "industrial injury on"] or kept.value == [
        "cervical strain",
        "industrial injury",
    ]
    assert len(kept.anchors) == 2
    assert not station.source.offers


@pytest.mark.parametrize(("width", "height", "text_size"), [(1280, 720, 100), (1280, 720, 150), (1920, 1080, 100)])
def test_the_offer_hides_no_line_of_the_letter(station: Station, width: int, height: int, text_size: int) -> None:
    window, view = station.window(), station.source
    assert isinstance(window, MainWindow)
    window.choose("text_size", text_size)
    window.resize(width, height)
    station.panes.take_first_shape()
    station.pane.focus_slot(DIAGNOSES)
    QApplication.processEvents()
    hidden_below = 0
    for words in ("Case Number", "crate slid", "trolley", "Active therapy", "supported early on"):
        view.canvas.reveal(where(words))
        view.canvas.select(where(words))
        lines, box = view._lines_in_view(), QRectF(view.offer.geometry())
        assert view.offers
        assert QRectF(view.canvas.viewport().rect()).contains(box)
        assert [line for line in lines if line.intersects(box)] == [], words
        below = box.translated(view.rects_of(where(words))[-1].bottomLeft() - box.topLeft() + QPointF(0, 8))
        hidden_below += any(line.intersects(below) for line in lines)
    assert hidden_below > 2, "the control: below the words it would lie over what is read next"


def test_an_offer_that_finds_no_room_lies_over_what_has_been_read(station: Station) -> None:
    view = station.source
    station.pane.focus_slot(DIAGNOSES)
    view.set_zoom(3)
    for words in ("trolley", "supported early on"):
        view.canvas.reveal(where(words))
        view.canvas.select(where(words))
        place = view.rects_of(where(words))[0]
        view.offer.place(place, [QRectF(view.canvas.viewport().rect())])
        assert view.offer.geometry().bottom() <= place.top()
        assert view.canvas.viewport().rect().contains(view.offer.geometry())


def test_words_that_do_not_parse_are_told_beside_them_and_nothing_is_lost(station: Station) -> None:
    station.pane.focus_slot(DATE)
    before = value(station, DATE)
    drag_over(station.source, "crate", "trolley")
    press(ENTER)
    assert "is not a date" in station.source.offer.problem
    assert value(station, DATE) == before
    assert station.source.canvas.selected_text() == "crate slid off a trolley."
    press(Qt.Key.Key_Escape)
    assert not station.source.offers


def test_of_words_around_a_date_a_field_for_a_date_takes_the_date_and_its_place(station: Station) -> None:
    station.pane.focus_slot(Slot(0, "letter.ur_denial_date"))
    drag_over(station.source, "injury on 10-31-2016", "when a crate")
    press(ENTER)
    kept = value(station, Slot(0, "letter.ur_denial_date"))
    assert kept.value == "2016-10-31"
    assert [anchor.span for anchor in kept.anchors] == [where("10-31-2016")]


def test_words_are_dropped_on_the_field_below_the_pointer(station: Station) -> None:
    rows = station.pane.form.widget()
    assert rows is not None
    row = next(each for each in rows.findChildren(FieldRow) if each.slot == DATE)
    spot = QPointF(row.mapTo(rows, row.rect().center()))
    data = packed([where("02/16/2017")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(spot, copy, data, left, none),
        QDragMoveEvent(spot, copy, data, left, none),
        QDropEvent(spot, copy, data, left, none),
    ):
        QApplication.sendEvent(rows, event)
        assert event.isAccepted()
    assert value(station, DATE).value == "2017-02-16"
    assert event.type() == QEvent.Type.Drop


def test_words_of_a_box_go_into_a_field_with_all_their_places(station: Station) -> None:
    station.pane.focus_slot(DIAGNOSES)
    view = station.source
    middle(view, "01/19/2017")
    first, last = (view.rects_of(where(each))[0].toAlignedRect() for each in ("01/19/2017", "02/16/2017"))
    page = view.canvas.viewport()
    QTest.mousePress(page, Qt.MouseButton.LeftButton, CTRL, first.topLeft() - QPoint(3, 2))
    QTest.mouseMove(page, last.bottomRight() + QPoint(3, 2))
    QTest.mouseRelease(page, Qt.MouseButton.LeftButton, CTRL, last.bottomRight() + QPoint(3, 2))
    view.canvas.setFocus()
    press(ENTER)
    kept = value(station, DIAGNOSES)
    assert kept.value == ["cervical strain", "01/19/2017 02/16/2017"]
    assert [each.quote for each in kept.anchors][1:] == ["01/19/2017", "02/16/2017"]


def test_what_was_being_typed_gives_way_to_the_words(station: Station) -> None:
    station.pane.focus_slot(DATE)
    press(Qt.Key.Key_A, CTRL)
    write("soon")
    station.source.canvas.select(where("02/16/2017"))
    station.source.canvas.setFocus()
    press(ENTER)
    row = next(each for each in station.pane.form.findChildren(FieldRow) if each.slot == DATE)
    assert row.editor.text() == "02/16/2017"
    assert not row.changed


# --- the recall pass -------------------------------------------------------------------------------------------------


def standings(station: Station) -> Iterator[tuple[str, str]]:
    workspace = station.desk.workspace
    for each in workspace.sentences(workspace.case(1)):
        if each.part != "fixed":
            yield " ".join(text_letter()[1].text[each.span.start : each.span.end].split()), each.standing


def test_sentences_of_summary_and_rationales_are_told_by_what_became_of_them(station: Station) -> None:
    assert dict(standings(station)) == {
        "The injured worker is a 52 year old female who sustained an industrial injury on 10-31-2016 when a crate slid "
        "off a trolley.": "taken",
        "She was diagnosed with cervical strain.": "taken",
        "No red flag was noted.": "untouched",
        "The request is not medically necessary.": "taken",
        "Active therapy is supported early on.": "untouched",
        "The request is medically necessary.": "taken",
    }
    assert station.source._untouched.accessibleName() == "Untouched sentences: 2"


def test_f8_and_s_walk_through_the_untouched_sentences(station: Station) -> None:
    view = station.source
    press(Qt.Key.Key_F8)
    assert view.canvas.selected_text() == "No red flag was noted."
    press(Qt.Key.Key_S)
    assert view.canvas.selected_text() == "Active therapy is supported early on."
    assert view._untouched.accessibleName() == "Untouched sentences: 1"
    press(Qt.Key.Key_S)
    assert not view._untouched.isEnabled()
    assert view._untouched.accessibleName() == "Untouched sentences: 0"


def test_one_s_too_many_takes_nothing_back(station: Station) -> None:
    press(Qt.Key.Key_F8)
    for _ in range(4):
        press(Qt.Key.Key_S)
    assert "untouched" not in dict(standings(station)).values()
    assert station.source.canvas.selected_text() == ""
    assert station.source.canvas.hasFocus()


def test_seen_sentences_are_a_value_that_undo_takes_back(station: Station) -> None:
    workspace = station.desk.workspace
    press(Qt.Key.Key_F8)
    press(Qt.Key.Key_S)
    kept: Json = value(station, SEEN).value
    assert isinstance(kept, list)
    assert isinstance(kept[0], dict)
    assert kept[0]["quote"] == "No red flag was noted."
    assert [each.slot for each in workspace.history(1)] == [SEEN]
    press(Qt.Key.Key_Z, CTRL)
    assert station.source._untouched.accessibleName() == "Untouched sentences: 2"
    assert workspace.can_redo() == "Mark sentence as seen"


def test_a_click_on_an_untouched_sentence_selects_it_and_a_seen_one_can_be_taken_up_again(station: Station) -> None:
    view = station.source
    page = view.canvas.viewport()
    QTest.mouseClick(page, Qt.MouseButton.LeftButton, pos=middle(view, "supported"))
    assert view.canvas.selected_text() == "Active therapy is supported early on."
    press(Qt.Key.Key_S)
    assert dict(standings(station))["Active therapy is supported early on."] == "seen"
    view.canvas.select()
    QTest.mouseClick(page, Qt.MouseButton.LeftButton, pos=middle(view, "supported"))
    press(Qt.Key.Key_S)
    assert dict(standings(station))["Active therapy is supported early on."] == "untouched"


def test_words_taken_from_a_sentence_touch_it(station: Station) -> None:
    station.pane.focus_slot(DIAGNOSES)
    drag_over(station.source, "red flag", "red flag")
    press(ENTER)
    assert dict(standings(station))["No red flag was noted."] == "taken"
