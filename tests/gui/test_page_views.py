"""Pages seen otherwise and words selected otherwise: turned, small in a strip, by keyboard, in a box."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driving import CTRL, SHIFT, press
from letters import TEXT, text_letter
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from viewing import dark, ink, middle, pdf, photograph, rect_of, settle, viewport, where

from imr_desktop.gui.common.theme import LIGHT, palette
from imr_desktop.gui.letter.page_box import PageBox
from imr_desktop.gui.letter.page_highlights import MARKERS, Highlight
from imr_desktop.gui.letter.page_layout import PageLayout, Spot, Turn
from imr_desktop.gui.letter.source_view import Place, SourceView
from imr_desktop.gui.letter.word_steps import Step, stepped, word_before, word_from
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Annotation, Box, Label, Page, Sentence, Slot, Source, Span
from imr_desktop.source import read

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
"""Said by the offscreen platform whenever a window is shown."""

AGE = Slot(0, "patient.age")
YELLOW = Label("key-fact", "Key fact", "yellow", "1")
TEAL = Label("question", "Question", "teal", "2")


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[SourceView]:
    made = SourceView()
    qtbot.addWidget(made)
    made.setPalette(palette(LIGHT))
    made.resize(720, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


@pytest.fixture
def three_pages(view: SourceView) -> Source:
    """A file of three pages, shown."""
    data = pdf(3)
    source = read("three.pdf", data)
    view.show_document(1, source, data)
    return source


@pytest.fixture
def letter(view: SourceView) -> Source:
    """A text letter with a table of two columns, shown."""
    data, source = text_letter()
    view.show_document(1, source, data)
    return source


def highlight(source: Source, words: str, label: Label = YELLOW, comment: str = "") -> Highlight:
    slot = Slot(0, f"annotation.{words[:3]}{label.id}")
    return Highlight(Annotation(slot, label.id, comment, (where(source, words),), words), label)


# --- turned ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_spot_and_its_point_belong_together_however_pages_are_turned(turn: Turn) -> None:
    pages = [Page(1, 0, 1, 612, 792), Page(2, 2, 3, 792, 500)]
    layout = PageLayout.of(pages, 1.25, 700, turn)
    for spot in (Spot(1, 10, 20), Spot(2, 700, 400)):
        there = layout.spot(layout.at(spot))
        assert there.page == spot.page
        assert [there.x, there.y] == pytest.approx([spot.x, spot.y])
        assert layout.sheet(spot.page).contains(layout.at(spot))
    flat = layout.rect(Box(1, 10, 20, 110, 30))
    assert (flat.width() > flat.height()) == (turn in (0, 180))


def test_turned_pages_lie_on_their_side_with_their_words_marked(
    qtbot: QtBot, view: SourceView, three_pages: Source
) -> None:
    words = where(three_pages, "alpha1")
    view.set_places([Place(AGE, words, "summary", "Age")])
    for by in (90, 90, -90, -90, -90):
        view.turn_pages(90 if by > 0 else -90)
        view.canvas.reveal(words)
        settle(qtbot, view)
        rect = rect_of(view, words)
        upright = view.canvas.turn in (0, 180)
        assert (rect.width() > rect.height()) == upright
        assert ink(photograph(view), rect, dark) > 20
        assert ink(photograph(view), rect.translated(rect.height() * 3, rect.width() * 3), dark) == 0
        with qtbot.waitSignal(view.place_clicked):
            QTest.mouseClick(viewport(view), Qt.MouseButton.LeftButton, pos=rect.center().toPoint())
    assert view.canvas.turn == 270


def test_each_document_stays_turned_as_it_was_left(view: SourceView, three_pages: Source) -> None:
    turns: list[int] = []
    view.turn_pages(90)
    for key, count in ((2, 2), (1, 3)):
        data = pdf(count)
        view.show_document(key, read("more.pdf", data) if key == 2 else three_pages, data)
        turns.append(view.canvas.turn)
    assert turns == [0, 90]


def test_turning_keeps_the_point_in_the_middle_and_fits_the_width(
    qtbot: QtBot, view: SourceView, three_pages: Source
) -> None:
    view.go_to_page(2)
    page = view.canvas.page
    view.turn_pages(90)
    settle(qtbot, view)
    assert view.canvas.page == page
    sheet = QRectF(view.rects_of(where(three_pages, "omega2"))[0])
    assert sheet.height() > sheet.width()
    assert view.canvas.horizontalScrollBar().maximum() == 0


def test_the_small_pages_turn_too(qtbot: QtBot, view: SourceView, three_pages: Source) -> None:
    view.show_thumbnails(True)
    upright = view.thumbnails.size_of(1)
    view.turn_pages(-90)
    turned = view.thumbnails.size_of(1)
    assert (upright.width() < upright.height(), turned.width() > turned.height()) == (True, True)


# --- small pages -----------------------------------------------------------------------------------------------------


def test_the_strip_goes_to_the_page_that_is_chosen_and_follows_the_letter(
    qtbot: QtBot, view: SourceView, three_pages: Source
) -> None:
    view.show_thumbnails(True)
    settle(qtbot, view)
    strip = view.thumbnails
    assert [strip.model().index(row, 0).data() for row in range(3)] == ["Page 1", "Page 2", "Page 3"]
    strip.setFocus()
    press(Qt.Key.Key_Down)
    assert view.canvas.page == 2
    press(Qt.Key.Key_Down)
    assert strip.currentIndex().row() == 2, "the last page is chosen even where it cannot come to the top"
    view.go_to_page(1)
    assert strip.currentIndex().row() == 0


def test_small_pages_are_pictures_of_the_pages(qtbot: QtBot, view: SourceView, three_pages: Source) -> None:
    view.show_thumbnails(True)
    strip = view.thumbnails
    wanted = [view.canvas.request(*each) for each in strip.wanted()]
    assert [each.page for each in wanted] == [1, 2, 3]
    qtbot.waitUntil(lambda: all(each in view.canvas.pictures.cache for each in wanted))
    image = strip.viewport().grab().toImage()
    row = QRectF(strip.visualRect(strip.model().index(1, 0)))
    assert ink(image, row, lambda shade: shade == QColor(LIGHT.page)) > 2000
    assert ink(image, row, lambda shade: shade.lightness() < 215) > 50, "words"


def test_a_strip_that_is_put_away_asks_for_nothing(qtbot: QtBot, view: SourceView, three_pages: Source) -> None:
    settle(qtbot, view)
    assert view.thumbnails.isHidden()
    assert view.thumbnails.wanted() == []
    view.toggle_thumbnails()
    assert view.thumbnails.wanted()
    view.toggle_thumbnails()
    assert view.thumbnails.wanted() == []


def test_who_goes_to_a_page_sees_the_box_also_where_there_is_no_room_for_the_pages(
    qtbot: QtBot, view: SourceView, three_pages: Source
) -> None:
    view.open_find()
    view.resize(320, 800)
    qtbot.waitUntil(view._page.isHidden)
    view.ask_page()
    assert view._page.box.isVisible()
    assert view._page.box.hasFocus()
    QTest.keyClicks(view._page.box, "2")
    press(Qt.Key.Key_Return)
    assert view.canvas.page == 2
    assert view._page.isHidden(), "again"


def test_a_shorter_letter_comes_beside_the_strip_of_a_longer_one(
    qtbot: QtBot, view: SourceView, three_pages: Source
) -> None:
    """Its pictures are asked for before the strip has its pages, some of which it lacks."""
    view.show_thumbnails(True)
    view.canvas.go_to_page(3)
    settle(qtbot, view)
    data = pdf(1)
    source = read("one.pdf", data)
    view.show_document(2, source, data)
    assert (view.canvas.page, len(view.canvas.pages)) == (1, 1)
    assert [page for page, _ in view.thumbnails.wanted()] == [1]
    small = view.canvas.request(*view.thumbnails.wanted()[0])
    qtbot.waitUntil(lambda: view.canvas.pictures.settled(small))


def test_a_click_on_a_small_page_leaves_the_focus_where_it_was(
    qtbot: QtBot, view: SourceView, three_pages: Source
) -> None:
    view.show_thumbnails(True)
    settle(qtbot, view)
    view.canvas.setFocus()
    strip = view.thumbnails
    place = strip.visualRect(strip.model().index(1, 0)).center()
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.canvas.page == 2
    assert QApplication.focusWidget() is view.canvas


def test_the_strip_is_there_again_at_the_next_start(
    shown: Callable[[Path], MainWindow], library: Path, qtbot: QtBot
) -> None:
    first = shown(library)
    assert first.station is not None
    assert first.station.source.thumbnails.isHidden()
    press(Qt.Key.Key_F7)
    first.close()
    second = shown(library)
    assert second.station is not None
    assert not second.station.source.thumbnails.isHidden()


# --- words by keyboard -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "step", "to"),
    [
        ("alpha1", "next", "here."),
        ("alpha1", "last", "with"),
        ("begins", "line_start", "letter1"),
        ("begins", "line_end", "here."),
        ("begins", "down", "a"),
        ("stands", "up", "file"),
        ("omega1.", "down", "begins"),
        ("letter2", "up", "And"),
        ("letter1", "up", "letter1"),
        ("letter1", "last", "letter1"),
        ("omega3.", "down", "omega3."),
        ("omega3.", "next", "omega3."),
    ],
)
def test_steps_lead_along_the_lines_and_over_the_ends_of_pages(word: str, step: Step, to: str) -> None:
    source = read("three.pdf", pdf(3))
    index = word_from(source, where(source, word).start)
    assert index is not None
    there = stepped(source, index, step)
    assert source.text[source.words.starts[there] : source.words.ends[there]] == to


def test_before_the_first_word_and_behind_the_last_there_is_none() -> None:
    source = read("three.pdf", pdf(1))
    assert word_before(source, 0) is None
    assert word_from(source, len(source.text)) is None


def test_shift_and_the_arrows_select_words_and_arrows_alone_move_on(view: SourceView, three_pages: Source) -> None:
    view.canvas.setFocus()
    press(Qt.Key.Key_Right, SHIFT)
    assert view.canvas.selected_text() == "letter1"
    press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_Right, SHIFT)
    assert view.canvas.selected_text() == "letter1 of the"
    press(Qt.Key.Key_Left, SHIFT)
    assert view.canvas.selected_text() == "letter1 of"
    press(Qt.Key.Key_Right)
    assert view.canvas.selected_text() == "the"
    press(Qt.Key.Key_Left, SHIFT)
    press(Qt.Key.Key_Left, SHIFT)
    assert view.canvas.selected_text() == "letter1 of the", "also backwards, over where it began"
    press(Qt.Key.Key_End, SHIFT)
    assert view.canvas.selected_text() == "the file begins with alpha1 here."
    press(Qt.Key.Key_Escape)
    assert view.canvas.selected_text() == ""
    top = view.canvas.verticalScrollBar().value()
    press(Qt.Key.Key_Down)
    assert view.canvas.verticalScrollBar().value() > top, "without a selection the arrows scroll"


def test_the_first_word_is_that_of_the_lit_place(qtbot: QtBot, view: SourceView, three_pages: Source) -> None:
    view.focus_place(AGE, [where(three_pages, "521 year old")], "Age")
    qtbot.waitUntil(lambda: view.settled)
    view.canvas.setFocus()
    press(Qt.Key.Key_Right, SHIFT)
    assert view.canvas.selected_text() == "521"


def test_words_selected_by_keyboard_over_a_pages_end_stay_in_view(view: SourceView, three_pages: Source) -> None:
    view.canvas.select(where(three_pages, "omega1"))
    view.canvas.setFocus()
    for _ in range(4):
        press(Qt.Key.Key_Right, SHIFT)
    assert view.canvas.selected_text() == "omega1. letter2 of the file"
    last = rect_of(view, _on_second_page(three_pages, "file"))
    assert QRectF(viewport(view).rect()).contains(last)


def _on_second_page(source: Source, word: str) -> Span:
    start = source.text.index(word, source.pages[1].start)
    return Span(start, start + len(word))


def test_a_page_without_words_has_nothing_to_select(view: SourceView) -> None:
    view.show_document(2, read("empty.txt", b""), b"")
    view.canvas.setFocus()
    press(Qt.Key.Key_Right, SHIFT)
    assert view.canvas.selected_text() == ""


# --- words in a box --------------------------------------------------------------------------------------------------


def draw_box(view: SourceView, first: Span, last: Span) -> None:
    """Draws a box with Ctrl held, from a little before one word to a little behind another."""
    page = viewport(view)
    begin = rect_of(view, first).topLeft().toPoint() - QPoint(4, 3)
    end = rect_of(view, last).bottomRight().toPoint() + QPoint(4, 3)
    QTest.mousePress(page, Qt.MouseButton.LeftButton, CTRL, begin)
    QTest.mouseMove(page, (begin + end) / 2)
    QTest.mouseMove(page, end)
    QTest.mouseRelease(page, Qt.MouseButton.LeftButton, CTRL, end)


def test_a_box_selects_one_column_of_a_table(qtbot: QtBot, view: SourceView, letter: Source) -> None:
    first, last = where(letter, "01/19/2017"), where(letter, "02/16/2017")
    with qtbot.waitSignal(view.selection_made) as made:
        draw_box(view, first, last)
    assert made.args == [(first, last)]
    view.canvas.setFocus()
    press(Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "01/19/2017\n02/16/2017"


def test_words_of_a_box_that_follow_each_other_are_one_stretch(view: SourceView, letter: Source) -> None:
    draw_box(view, where(letter, "Date Assigned"), where(letter, "01/19/2017"))
    assert [TEXT[each.start : each.end] for each in view.canvas.marks.selection] == ["Date Assigned: 01/19/2017"]  # type: ignore[union-attr]  # a letter is shown


def test_a_box_selects_in_turned_pages_too(qtbot: QtBot, view: SourceView, three_pages: Source) -> None:
    view.turn_pages(90)
    words = where(three_pages, "alpha1 here")
    view.canvas.reveal(words)
    settle(qtbot, view)
    rect = rect_of(view, words).adjusted(-3, -3, 3, 3).toAlignedRect()
    page = viewport(view)
    QTest.mousePress(page, Qt.MouseButton.LeftButton, CTRL, rect.bottomLeft())
    QTest.mouseMove(page, rect.center())
    QTest.mouseMove(page, rect.topRight())
    QTest.mouseRelease(page, Qt.MouseButton.LeftButton, CTRL, rect.topRight())
    assert view.canvas.selected_text() == "alpha1 here."


def test_an_empty_box_selects_nothing_and_clicks_on_nothing(view: SourceView, letter: Source) -> None:
    clicked: list[object] = []
    view.word_clicked.connect(clicked.append)
    view.place_clicked.connect(clicked.append)
    page = viewport(view)
    QTest.mouseClick(page, Qt.MouseButton.LeftButton, CTRL, middle(view, where(letter, "01/19/2017")))
    assert view.canvas.selected_text() == ""
    assert clicked == []


# --- highlights on the page ------------------------------------------------------------------------------------------


def near(one: QColor, other: str, slack: int = 12) -> bool:
    wanted = QColor(other)
    return all(
        abs(a - b) <= slack
        for a, b in zip(one.getRgb()[:3], wanted.getRgb()[:3], strict=True)  # type: ignore[index]  # four numbers
    )


def washed(image: QImage, rect: QRectF, hue: str) -> int:
    return ink(image, rect, lambda shade: near(shade, hue))


def test_highlighted_words_stay_black_on_their_hue(qtbot: QtBot, view: SourceView, three_pages: Source) -> None:
    words = where(three_pages, "with alpha1")
    settle(qtbot, view)
    bare = ink(photograph(view), rect_of(view, words), dark)
    view.canvas.set_highlights([highlight(three_pages, "with alpha1")])
    image = photograph(view)
    assert washed(image, rect_of(view, words), MARKERS["yellow"].wash) > 100
    assert ink(image, rect_of(view, words), dark) >= bare * 0.9
    assert washed(image, rect_of(view, where(three_pages, "letter1")), MARKERS["yellow"].wash) == 0


def test_highlights_on_the_same_words_are_both_seen(qtbot: QtBot, view: SourceView, three_pages: Source) -> None:
    settle(qtbot, view)
    view.canvas.set_highlights(
        [highlight(three_pages, "begins with alpha1"), highlight(three_pages, "alpha1 here", TEAL)]
    )
    image = photograph(view)
    below = rect_of(view, where(three_pages, "alpha1"))
    lines = QRectF(below.left(), below.bottom() - 1, below.width(), 7)
    assert washed(image, lines, MARKERS["yellow"].line) > 10
    assert washed(image, lines, MARKERS["teal"].line) > 10
    page = where(three_pages, "alpha1")
    spot = view.canvas.spot_at(rect_of(view, page).center())
    assert view.canvas.marks is not None
    assert {each.label.id for each in view.canvas.marks.highlights.at(spot.page, spot.x, spot.y)} == {
        "key-fact",
        "question",
    }


def test_labels_stand_in_the_margin_and_never_on_each_other(
    qtbot: QtBot, view: SourceView, three_pages: Source
) -> None:
    settle(qtbot, view)
    marked = [highlight(three_pages, "begins with", label) for label in (YELLOW, TEAL)]
    view.canvas.set_highlights(marked)
    assert view.canvas.marks is not None
    tags = view.canvas.marks.highlights.tags(1, view.canvas.rect_of, view.font(), upright=True)
    assert not tags[0].box.intersects(tags[1].box)
    assert not tags[0].bars[0].intersects(tags[1].bars[0])
    text_right = max(rect.right() for rect in view.rects_of(Span(0, three_pages.pages[0].end)))
    for tag in tags:
        assert tag.box.left() > text_right
        assert QRectF(viewport(view).rect()).contains(tag.box)
        with qtbot.waitSignal(view.annotation_clicked) as clicked:
            QTest.mouseClick(viewport(view), Qt.MouseButton.LeftButton, pos=tag.box.center().toPoint())
        assert clicked.args == [tag.highlight.annotation.slot]


def test_a_highlight_over_a_pages_end_is_marked_on_both_pages(
    qtbot: QtBot, view: SourceView, three_pages: Source
) -> None:
    start, end = where(three_pages, "with omega1").start, where(three_pages, "letter2").end
    both = Highlight(Annotation(Slot(0, "annotation.x"), "key-fact", "", (Span(start, end),), ""), YELLOW)
    view.canvas.set_highlights([both])
    assert view.canvas.marks is not None
    for page in (1, 2):
        assert len(view.canvas.marks.highlights.tags(page, view.canvas.rect_of, view.font(), upright=True)) == 1
    for words in ("omega1", "letter2"):
        view.canvas.reveal(where(three_pages, words))
        settle(qtbot, view)
        assert washed(photograph(view), rect_of(view, where(three_pages, words)), MARKERS["yellow"].wash) > 50


def test_a_click_on_highlighted_words_without_a_field_names_the_highlight(
    qtbot: QtBot, view: SourceView, three_pages: Source
) -> None:
    marked = highlight(three_pages, "with alpha1", comment="Why?")
    view.canvas.set_highlights([marked])
    place = middle(view, where(three_pages, "alpha1"))
    with qtbot.waitSignal(view.annotation_clicked) as clicked:
        QTest.mouseClick(viewport(view), Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args == [marked.annotation.slot]
    assert view.canvas._told_at(QPointF(place)) == "Key fact: Why?"
    view.set_places([Place(AGE, where(three_pages, "alpha1"), "summary", "Age")])
    with qtbot.waitSignal(view.place_clicked):
        QTest.mouseClick(viewport(view), Qt.MouseButton.LeftButton, pos=place)
    assert view.canvas._told_at(QPointF(place)) == "Age\nKey fact: Why?"


# --- beside what lies over the pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["letter1", "522 year old", "omega3"])
@pytest.mark.parametrize("at_top", [True, False])
def test_a_place_comes_into_view_beside_what_covers_the_pages(
    qtbot: QtBot, view: SourceView, three_pages: Source, words: str, at_top: bool
) -> None:
    place = where(three_pages, words)
    view.focus_place(AGE, [place], "Age")
    qtbot.waitUntil(lambda: view.settled)
    room = viewport(view).rect()
    sheet = QRect(0, 0 if at_top else room.height() // 4, room.width(), room.height() * 3 // 4)
    view.set_covered(sheet)
    qtbot.waitUntil(lambda: view.settled)
    assert not sheet.intersects(rect_of(view, place).toAlignedRect())
    assert room.contains(rect_of(view, place).toAlignedRect())
    view.set_covered(QRect())
    bar = view.canvas.verticalScrollBar()
    assert (bar.minimum(), bar.value() <= bar.maximum()) == (0, True), "the desk ends where it did"


def test_what_covers_nothing_of_a_place_moves_nothing(qtbot: QtBot, view: SourceView, three_pages: Source) -> None:
    view.focus_place(AGE, [where(three_pages, "522 year old")], "Age")
    qtbot.waitUntil(lambda: view.settled)
    before = view.canvas.verticalScrollBar().value()
    rect = rect_of(view, where(three_pages, "522 year old")).toAlignedRect()
    view.set_covered(QRect(rect.right() + 20, 0, 300, viewport(view).height()))
    qtbot.waitUntil(lambda: view.settled)
    assert view.canvas.verticalScrollBar().value() == before


# --- by ear and by Tab -----------------------------------------------------------------------------------------------


def test_the_selected_words_are_told(view: SourceView, three_pages: Source) -> None:
    view.canvas.setFocus()
    press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_Right, SHIFT)
    assert view.canvas.accessibleDescription().endswith("Selected: “letter1 of”.")
    press(Qt.Key.Key_Escape)
    assert "Selected" not in view.canvas.accessibleDescription()
    view.turn_pages(-90)
    assert view.canvas.accessibleDescription() == "three.pdf, page 1 of 3. Turned by 270 degrees."


def test_the_highlights_of_the_page_are_told(view: SourceView, three_pages: Source) -> None:
    first, second = highlight(three_pages, "alpha1", comment="Why so"), highlight(three_pages, "alpha2", TEAL)
    view.canvas.set_highlights([first, second])
    assert view.canvas.accessibleDescription().endswith("Highlighted on this page: Key fact: Why so.")
    view.go_to_page(2)
    assert view.canvas.accessibleDescription().endswith("Highlighted on this page: Question.")


def test_tab_walks_from_the_row_over_the_small_pages_to_the_letter(view: SourceView, three_pages: Source) -> None:
    view.show_thumbnails(True)
    view._strip.setFocus()
    walked = []
    for _ in range(7):
        focused = QApplication.focusWidget()
        assert focused is not None
        walked.append(focused.accessibleName())
        press(Qt.Key.Key_Tab)
    assert walked == [
        "Small pages beside the letter (F7)",
        "Zoom out",
        "Zoom in",
        "Fit width",
        "Find in the letter (Ctrl+F)",
        "Pages",
        "Pages of the letter",
    ]


@pytest.mark.parametrize(
    ("size", "width"), [(13, 320), (13, 400), (13, 480), (13, 900), (20, 400), (20, 600), (20, 900)]
)
def test_nothing_in_the_row_is_cut_at_any_width(
    qtbot: QtBot, view: SourceView, letter: Source, width: int, size: int
) -> None:
    font = view.font()
    font.setPixelSize(size)
    view.setFont(font)
    view.set_sentences([Sentence(where(letter, "No red flag was noted."), "rationale", "untouched")])
    view.resize(width, 500)

    def whole() -> bool:
        shown = [each for each in view.findChildren(QToolButton) if each.isVisible()]
        wide_enough = all(each.width() >= each.minimumSizeHint().width() for each in shown)
        return view._untouched in shown and wide_enough and max(each.geometry().right() for each in shown) < width

    qtbot.waitUntil(whole)


def test_the_row_knows_at_once_how_wide_the_page_number_is(qtbot: QtBot) -> None:
    """Else what is left out of the row at the start is counted without it."""
    holder, box = QWidget(), PageBox()
    qtbot.addWidget(holder)
    row = QHBoxLayout(holder)
    row.addWidget(box)
    holder.show()
    QApplication.processEvents()
    before = row.minimumSize().width()
    box.tell(1, 3)
    assert row.minimumSize().width() > before


def test_the_offer_stays_within_a_narrow_view(view: SourceView, letter: Source) -> None:
    view.takes_highlights = True
    view.set_target("Reviewer citations, item 1")
    view.set_sentences([Sentence(where(letter, "No red flag was noted."), "rationale", "untouched")])
    for width in (320, 900):
        view.resize(width, 500)
        view.canvas.select()
        view.canvas.reveal(where(letter, "red flag"))
        view.canvas.select(where(letter, "red flag"))
        assert view.canvas.viewport().rect().contains(view.offer.geometry())


def test_a_page_that_cannot_be_drawn_has_a_sign_in_the_strip(
    qtbot: QtBot, view: SourceView, three_pages: Source
) -> None:
    view.show_document(2, three_pages, pdf(2))
    view.show_thumbnails(True)
    strip = view.thumbnails
    qtbot.waitUntil(lambda: view.canvas.problem(3) != "")
    image = strip.viewport().grab().toImage()
    sign = QRectF(strip.visualRect(strip.model().index(2, 0)))
    assert ink(image, sign, lambda shade: near(shade, LIGHT.amber, 40)) > 20
    other = QRectF(strip.visualRect(strip.model().index(0, 0)))
    assert ink(image, other, lambda shade: near(shade, LIGHT.amber, 40)) == 0
