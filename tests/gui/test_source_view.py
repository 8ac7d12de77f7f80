"""The viewer: real pages, real events; every wait is for a condition."""

from __future__ import annotations

import math
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from viewing import dark, in_view, ink, middle, pdf, photograph, rect_of, settle, viewport, where

from imr_desktop.gui.common.theme import DARK, LIGHT, palette
from imr_desktop.gui.letter.page_highlights import Highlight
from imr_desktop.gui.letter.page_layout import MARGIN, PageLayout, Spot
from imr_desktop.gui.letter.page_marks import Marks, ToView
from imr_desktop.gui.letter.pictures import PictureCache, Request
from imr_desktop.gui.letter.source_view import Place, SourceView
from imr_desktop.model import Annotation, Label, Page, Sentence, Slot, Source, Span
from imr_desktop.source import Drawer, Picture, read

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
"""Said by the offscreen platform whenever a window is shown."""

AGE = Slot(0, "patient.age")
REQUEST = Slot(1, "request")


@pytest.fixture
def three_pages() -> tuple[Source, bytes]:
    data = pdf(3)
    return read("three.pdf", data), data


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[SourceView]:
    made = SourceView()
    qtbot.addWidget(made)
    made.setPalette(palette(LIGHT))
    made.resize(720, 800)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    assert not drawing_threads()


def drawing_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "pages"]


# --- places ----------------------------------------------------------------------------------------------------------


def test_a_click_on_a_place_names_its_field(qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    age = where(source, "521 year old")
    view.set_places([Place(AGE, age, "summary", "Age")])
    with qtbot.waitSignal(view.place_clicked) as clicked:
        QTest.mouseClick(viewport(view), Qt.MouseButton.LeftButton, pos=middle(view, age))
    assert clicked.args == [AGE]


def test_the_shorter_of_two_places_is_meant(qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    age, line = where(source, "521 year old"), where(source, "In the middle stands a 521 year old person.")
    view.set_places([Place(AGE, age, "summary", "Age"), Place(REQUEST, line, "item", "Request")])
    for span, slot in ((age, AGE), (where(source, "person"), REQUEST)):
        with qtbot.waitSignal(view.place_clicked) as clicked:
            QTest.mouseClick(viewport(view), Qt.MouseButton.LeftButton, pos=middle(view, span))
        assert clicked.args == [slot]


def test_a_click_beside_all_places_names_the_word(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    word = where(source, "alpha1")
    with qtbot.waitSignal(view.word_clicked) as clicked, qtbot.assertNotEmitted(view.place_clicked):
        QTest.mouseClick(viewport(view), Qt.MouseButton.LeftButton, pos=middle(view, word))
    assert clicked.args == [word]


def test_a_place_is_washed_in_its_hue_with_a_bar_in_the_margin(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    settle(qtbot, view)
    age = where(source, "521 year old")
    bare = photograph(view)
    view.set_places([Place(AGE, age, "summary", "Age")])
    washed = photograph(view)
    rect = rect_of(view, age)
    corner = rect.bottomLeft().toPoint() + QPoint(1, -1)
    assert bare.pixelColor(corner) == QColor("white")
    assert washed.pixelColor(corner).blue() < washed.pixelColor(corner).red() < 255
    margin = QRectF(MARGIN, rect.top(), rect.left() - MARGIN - 4, rect.height())
    assert ink(washed, margin, lambda shade: shade == QColor(LIGHT.amber)) > 20
    assert ink(bare, margin, lambda shade: shade == QColor(LIGHT.amber)) == 0


def test_a_passage_is_washed_once_however_many_values_rest_on_it(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    settle(qtbot, view)
    passage, within = where(source, "521 year old person"), where(source, "521 year old")
    spot = rect_of(view, within).bottomLeft().toPoint() + QPoint(1, -1)

    def shade(*spans: Span) -> QColor:
        view.set_places(
            [Place(Slot(item, "rationale"), span, "item", "Rationale") for item, span in enumerate(spans, 1)]
        )
        return photograph(view).pixelColor(spot)

    once = shade(passage)
    assert once != QColor("white")
    assert shade(*[passage] * 21) == once
    assert shade(passage, within) == once


def test_a_document_that_is_shown_again_has_nothing_selected_and_its_places_where_they_were(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    other_data = pdf(2, word="paper")
    other = read("other.pdf", other_data)
    age = Place(AGE, where(source, "521 year old"), "summary", "Age")
    view.show_document(1, source, data)
    view.set_places([age])
    settle(qtbot, view)
    before = photograph(view)
    view.draw_ahead([(2, other, other_data)])
    view.mark_ahead(2, [], [])
    view.canvas.select(where(source, "alpha1"))
    view.show_document(2, other, other_data)
    view.show_document(1, source, data)
    view.set_places([age])
    settle(qtbot, view)
    assert view.canvas.marks is not None
    assert view.canvas.marks.selection == ()
    assert photograph(view) == before


@pytest.fixture
def painted_ahead(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes], monkeypatch: pytest.MonkeyPatch
) -> list[int]:
    """The letter is shown that had been drawn ahead; the list tells the pages painted since then, sheet by sheet."""
    source, data = three_pages
    other_data = pdf(2, word="paper")
    places = [Place(AGE, where(source, "521 year old"), "summary", "Age")]
    sentences = [Sentence(where(source, "alpha1"), "summary", "untouched")]
    view.show_document(2, read("other.pdf", other_data), other_data)
    settle(qtbot, view)
    view.draw_ahead([(1, source, data)])
    view.mark_ahead(1, places, sentences)
    qtbot.waitUntil(lambda: view.canvas.ready_ahead)
    sheets: list[int] = []
    paint = Marks.paint

    def noted(marks: Marks, painter: QPainter, page: int, to_view: ToView, *, upright: bool = True) -> None:
        sheets.append(page)
        paint(marks, painter, page, to_view, upright=upright)

    monkeypatch.setattr(Marks, "paint", noted)
    view.show_document(1, source, data)
    view.set_places(places)
    view.set_sentences(sentences)
    return sheets


def test_a_letter_that_was_painted_ahead_looks_as_if_it_were_painted_now(
    view: SourceView, painted_ahead: list[int]
) -> None:
    shown = photograph(view)
    assert painted_ahead == []
    view.canvas._painted.clear()
    assert photograph(view) == shown
    assert painted_ahead


def highlight(span: Span) -> Highlight:
    label = Label("key-fact", "Key fact", "yellow")
    return Highlight(Annotation(Slot(0, "annotation.1"), label.id, "", (span,), ""), label)


@pytest.mark.parametrize(
    "act",
    [
        lambda view: view.focus_place(AGE, [where(view.canvas.marks.source, "521 year old")], "Age"),
        lambda view: view.canvas.select(where(view.canvas.marks.source, "alpha1")),
        lambda view: view.canvas.set_hits([where(view.canvas.marks.source, "alpha1")]),
        lambda view: view.set_places([]),
        lambda view: view.set_sentences([]),
        lambda view: view.canvas.verticalScrollBar().setValue(37),
        lambda view: view.zoom_in(),
        lambda view: view.turn_pages(90),
        lambda view: view.canvas.set_highlights([highlight(where(view.canvas.marks.source, "alpha1"))]),
        lambda view: view.resize(700, 780),
        lambda view: view.setPalette(palette(DARK)),
    ],
    ids=["focus", "selection", "hits", "places", "sentences", "scroll", "zoom", "turn", "highlight", "size", "theme"],
)
def test_what_was_painted_ahead_gives_way_to_every_change(
    qtbot: QtBot, view: SourceView, painted_ahead: list[int], act: Callable[[SourceView], object]
) -> None:
    before = photograph(view)
    act(view)
    settle(qtbot, view)
    after = photograph(view)
    assert after != before
    assert painted_ahead


def test_the_focused_place_on_page_three_comes_into_view(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    last = where(source, "omega3")
    assert not in_view(view, last)
    zoom = view.canvas.zoom
    view.focus_place(AGE, [last], "Age")
    qtbot.waitUntil(lambda: view.settled and in_view(view, last))
    assert view.canvas.zoom == zoom
    assert view.canvas.page == 3


def test_a_place_seen_comfortably_does_not_scroll(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    view.canvas.verticalScrollBar().setValue(37)
    view.focus_place(AGE, [where(source, "521 year old")], "Age")
    settle(qtbot, view)
    assert view.canvas.verticalScrollBar().value() == 37


def test_the_focused_place_stays_in_view_when_the_window_changes(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    last = where(source, "omega3")
    view.focus_place(AGE, [last], "Age")
    qtbot.waitUntil(lambda: in_view(view, last))
    view.resize(400, 300)
    qtbot.waitUntil(lambda: view.canvas.viewport().height() < 300 and in_view(view, last))


def test_a_place_focused_before_the_window_is_shown_is_in_view_afterwards(
    qtbot: QtBot, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    hidden = SourceView()
    qtbot.addWidget(hidden)
    last = where(source, "omega3")
    hidden.show_document(1, source, data)
    hidden.focus_place(AGE, [last], "Age")
    hidden.resize(500, 400)
    hidden.show()
    qtbot.waitUntil(lambda: in_view(hidden, last))


def test_the_focused_place_is_outlined_and_named(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    settle(qtbot, view)
    age = where(source, "521 year old")
    around = rect_of(view, age).adjusted(-4, -25, 4, 4)

    def accent(image: QImage) -> int:
        return ink(image, around, lambda shade: shade == QColor(LIGHT.accent))

    assert accent(photograph(view)) == 0
    view.focus_place(AGE, [age], "Age")
    assert accent(photograph(view)) > 150
    view.focus_place(None, [], "")
    assert accent(photograph(view)) == 0


def test_a_field_without_a_place_leaves_the_pages_where_they_are(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    view.go_to_page(2)
    before = view.canvas.verticalScrollBar().value()
    view.focus_place(AGE, [], "Age")
    settle(qtbot, view)
    assert view.canvas.verticalScrollBar().value() == before > 0
    assert "Age has no place in the letter." in view.canvas.accessibleDescription()


# --- zoom and movement -----------------------------------------------------------------------------------------------


def turn_wheel(view: SourceView, at: QPoint, notches: int, modifiers: Qt.KeyboardModifier) -> None:
    target = viewport(view)
    event = QWheelEvent(
        QPointF(at),
        QPointF(target.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)


@pytest.mark.parametrize("notches", [2, -2])
def test_zooming_by_wheel_keeps_the_point_under_the_pointer(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes], notches: int
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    view.set_zoom(2.0)
    view.canvas.verticalScrollBar().setValue(900)
    pointer = QPoint(200, 300)
    before = view.canvas.spot_at(QPointF(pointer))
    with qtbot.waitSignal(view.zoom_changed):
        turn_wheel(view, pointer, notches, Qt.KeyboardModifier.ControlModifier)
    after = view.canvas.spot_at(QPointF(pointer))
    assert after.page == before.page
    assert [after.x, after.y] == pytest.approx([before.x, before.y], abs=1)
    assert (view.canvas.zoom > 2.0) == (notches > 0)


def test_the_wheel_alone_scrolls(qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]) -> None:
    view.show_document(1, *three_pages)
    zoom = view.canvas.zoom
    turn_wheel(view, QPoint(100, 100), -1, Qt.KeyboardModifier.NoModifier)
    assert view.canvas.verticalScrollBar().value() > 0
    assert view.canvas.zoom == zoom


def test_pages_stay_as_wide_as_the_window_until_one_zooms(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    view.show_document(1, *three_pages)
    for width in (500, 900):
        view.resize(width, 600)
        qtbot.waitUntil(lambda: math.isclose(page_width(view), viewport(view).width() - 2 * MARGIN, abs_tol=0.01))
    view.zoom_in()
    zoom = view.canvas.zoom
    view.resize(500, 600)
    qtbot.waitUntil(lambda: viewport(view).width() < 500)
    assert view.canvas.zoom == zoom
    view.fit_width()
    assert math.isclose(page_width(view), viewport(view).width() - 2 * MARGIN, abs_tol=0.01)
    view.fit_page()
    assert 792 / 612 * page_width(view) <= viewport(view).height() - 2 * MARGIN + 0.01


def page_width(view: SourceView) -> float:
    return 612 * view.canvas.zoom * view.logicalDpiX() / 72


def test_the_buttons_zoom_by_steps_and_fit_the_width(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    view.show_document(1, *three_pages)
    buttons = {each.accessibleName(): each for each in view.findChildren(QToolButton)}
    view.set_zoom(1.0)
    QTest.mouseClick(buttons["Zoom in"], Qt.MouseButton.LeftButton)
    assert view.canvas.zoom == pytest.approx(1.1)
    QTest.mouseClick(buttons["Zoom out"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(buttons["Zoom out"], Qt.MouseButton.LeftButton)
    assert view.canvas.zoom == pytest.approx(0.9)
    assert not buttons["Fit width"].isChecked()
    for _ in range(2):  # once more changes nothing
        QTest.mouseClick(buttons["Fit width"], Qt.MouseButton.LeftButton)
        assert buttons["Fit width"].isChecked()
    assert view.canvas.fit == "width"


def test_zoom_stays_within_its_limits(qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]) -> None:
    view.show_document(1, *three_pages)
    for _ in range(40):
        view.zoom_in()
    assert view.canvas.zoom == 4.0
    for _ in range(40):
        view.zoom_out()
    assert view.canvas.zoom == pytest.approx(0.1)


def test_keys_scroll_and_the_page_shown_is_told(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    view.show_document(1, *three_pages)
    view.canvas.setFocus()
    bar = view.canvas.verticalScrollBar()
    with qtbot.waitSignal(view.page_changed) as told:
        QTest.keyClick(view.canvas, Qt.Key.Key_End)
    assert told.args == [3, 3]
    assert bar.value() == bar.maximum() > 0
    QTest.keyClick(view.canvas, Qt.Key.Key_PageUp)
    assert bar.value() < bar.maximum()
    QTest.keyClick(view.canvas, Qt.Key.Key_Home)
    assert bar.value() == 0
    QTest.keyClick(view.canvas, Qt.Key.Key_Down)
    lower = bar.value()
    QTest.keyClick(view.canvas, Qt.Key.Key_PageDown)
    assert 0 < lower < bar.value()
    view.go_to_page(2)
    assert view.canvas.page == 2


# --- selecting -------------------------------------------------------------------------------------------------------


def drag(qtbot: QtBot, view: SourceView, first: Span, last: Span) -> None:
    target = viewport(view)
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=middle(view, first))
    QTest.mouseMove(target, pos=middle(view, last))
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=middle(view, last))


@pytest.mark.parametrize("backwards", [False, True])
def test_words_selected_by_dragging_are_told_and_copied(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes], backwards: bool
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    settle(qtbot, view)
    ends = where(source, "alpha1"), where(source, "middle")
    bare = photograph(view)
    with qtbot.waitSignal(view.selection_made) as made:
        drag(qtbot, view, *(reversed(ends) if backwards else ends))
    assert made.args == [(Span(ends[0].start, ends[1].end),)]
    assert photograph(view) != bare
    view.canvas.setFocus()
    QTest.keyClick(view.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "alpha1 here.\n\nIn the middle"


def test_a_double_click_selects_a_word_and_a_click_lets_go(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    word = where(source, "alpha1")
    with qtbot.waitSignal(view.selection_made) as made:
        QTest.mouseDClick(viewport(view), Qt.MouseButton.LeftButton, pos=middle(view, word))
    assert made.args == [(word,)]
    assert view.canvas.selected_text() == "alpha1"
    QTest.mouseClick(viewport(view), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert view.canvas.selected_text() == ""


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_pdf_page_and_its_boxes_lie_on_each_other(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    view.set_zoom(1.5)
    view.canvas.verticalScrollBar().setValue(0)
    view.canvas.horizontalScrollBar().setValue(0)
    settle(qtbot, view)
    image = photograph(view)
    rect = rect_of(view, where(source, "begins"))
    assert ink(image, rect, dark) > 50
    assert ink(image, rect.translated(0, 2 * rect.height()), dark) == 0


def test_a_text_letter_is_typeset_at_its_words_boxes(qtbot: QtBot, view: SourceView) -> None:
    text = b"HOW THE IMR FINAL DETERMINATION WAS MADE\n\nAn expert reviewer looked at everything.\n"
    source = read("letter.txt", text)
    view.show_document(1, source, text)
    settle(qtbot, view)
    image = photograph(view)
    for words in ("DETERMINATION", "reviewer", "everything."):
        rect = rect_of(view, where(source, words))
        assert ink(image, rect, dark) > 30, words
        right_edge = QRectF(rect.right() - 4, rect.top(), 4, rect.height())
        assert ink(image, right_edge, lambda shade: shade.lightness() < 200), words
    below = rect_of(view, where(source, "reviewer")).translated(0, 60)
    assert ink(image, below, lambda shade: shade != QColor("white")) == 0


def test_in_the_dark_theme_the_page_is_warm_and_never_inverted(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.setPalette(palette(DARK))
    view.show_document(1, source, data)
    settle(qtbot, view)
    image = photograph(view)
    assert image.pixelColor(int(MARGIN) + 30, int(MARGIN) + 30) == QColor(DARK.page)
    assert image.pixelColor(4, 4) == QColor(DARK.desk)
    assert ink(image, rect_of(view, where(source, "begins")), dark) > 20


def test_late_pictures_of_another_document_are_dropped(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, drawn = threading.Event(), threading.Event(), []
    draw = Drawer.draw

    def slowly(drawer: Drawer, page: int, scale: float) -> Picture:
        begun.set()
        assert go_on.wait(10)
        drawn.append(page)
        return draw(drawer, page, scale)

    monkeypatch.setattr(Drawer, "draw", slowly)
    view.show_document("old", *three_pages)
    assert begun.wait(10)
    data = pdf(1, "another")
    view.show_document("new", read("new.pdf", data), data)
    go_on.set()
    settle(qtbot, view)
    assert len(drawn) >= 2, "the old document's page was drawn, only too late"
    cache = view.canvas.pictures.cache
    tickets = {request.ticket for request in cache.requests()}
    assert tickets == {2}


def test_the_old_picture_is_shown_until_the_sharper_one_comes(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    settle(qtbot, view)
    held = threading.Event()
    draw = Drawer.draw

    def waiting(drawer: Drawer, page: int, scale: float) -> Picture:
        assert held.wait(10)
        return draw(drawer, page, scale)

    monkeypatch.setattr(Drawer, "draw", waiting)
    view.set_zoom(1.3)
    word = rect_of(view, where(source, "middle"))
    assert not view.settled
    assert ink(photograph(view), word, dark) > 20
    held.set()
    settle(qtbot, view)
    assert ink(photograph(view), word, dark) > 20


def test_only_the_pages_seen_and_their_neighbours_are_drawn(qtbot: QtBot, view: SourceView) -> None:
    data = pdf(20)
    view.show_document(1, read("long.pdf", data), data)
    pictures = view.canvas.pictures
    qtbot.waitUntil(lambda: {request.page for request in pictures.cache.requests()} >= {1, 2})
    view.go_to_page(10)
    qtbot.waitUntil(lambda: {request.page for request in pictures.cache.requests()} >= {9, 10, 11})
    assert {request.page for request in pictures.cache.requests()} <= {1, 2, 3, 9, 10, 11, 12}


def test_a_page_that_cannot_be_drawn_says_so_and_the_others_are_shown(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, _ = three_pages
    two_pages = pdf(2)
    view.show_document(1, source, two_pages)
    view.go_to_page(3)
    settle(qtbot, view)
    qtbot.waitUntil(lambda: "Page 3 cannot be drawn" in view.canvas.accessibleDescription())
    third = photograph(view)
    sheet = QRectF(MARGIN, MARGIN, viewport(view).width() - 2 * MARGIN, viewport(view).height() - 2 * MARGIN)
    assert ink(third, sheet, dark) > 100
    last = where(source, "omega3")
    view.set_places([Place(AGE, last, "summary", "Age")])
    view.focus_place(AGE, [last], "Age")
    qtbot.waitUntil(lambda: view.settled and in_view(view, last))
    with qtbot.waitSignal(view.place_clicked):
        QTest.mouseClick(viewport(view), Qt.MouseButton.LeftButton, pos=middle(view, last))
    view.go_to_page(1)
    settle(qtbot, view)
    assert ink(photograph(view), rect_of(view, where(source, "alpha1")), dark) > 20


def test_a_file_that_pdfium_refuses_gives_a_sentence_on_every_page(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.show_document(1, source, data[:200])
    settle(qtbot, view)
    qtbot.waitUntil(lambda: "cannot be read as a PDF" in view.canvas.accessibleDescription())


def test_pictures_stay_within_their_budget(qtbot: QtBot) -> None:
    budget = 4 * 2**20
    small = SourceView(budget=budget)
    qtbot.addWidget(small)
    small.resize(600, 500)
    small.show()
    data = pdf(12)
    small.show_document(1, read("long.pdf", data), data)
    pictures = small.canvas.pictures
    sizes: list[int] = []
    pictures.ready.connect(lambda *_: sizes.append(pictures.cache.size))
    for page in range(1, 13):
        small.go_to_page(page)
        settle(qtbot, small)
    small.set_zoom(4.0)
    settle(qtbot, small)
    assert 0 < max(sizes) <= budget
    assert {request.page for request in pictures.cache.requests()} != set(range(1, 13)), "nothing had to go"


def test_the_cache_lets_go_of_what_was_looked_at_longest_ago() -> None:
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    cache = PictureCache(budget=3 * image.sizeInBytes())
    first, second, third, fourth = (Request(1, page, 1.0) for page in range(1, 5))
    for request in (first, second, third):
        cache.put(request, image)
    assert cache.best(first) is not None
    cache.put(fourth, image)
    assert set(cache.requests()) == {first, third, fourth}
    cache.put(Request(2, 1, 1.0), QImage(100, 100, QImage.Format.Format_RGB32))
    assert (cache.size, cache.requests()) == (0, ())


def test_the_same_document_again_keeps_its_place(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    view.show_document("case", *three_pages)
    view.go_to_page(2)
    before = view.canvas.verticalScrollBar().value()
    view.show_document("case", *three_pages)
    assert view.canvas.verticalScrollBar().value() == before
    view.show_document("another case", *three_pages)
    assert view.canvas.verticalScrollBar().value() == 0


def test_an_empty_desk_takes_every_event(qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]) -> None:
    view.show_document(1, *three_pages)
    view.clear()
    QTest.mouseClick(viewport(view), Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(viewport(view), pos=QPoint(120, 120))
    turn_wheel(view, QPoint(100, 100), 1, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view.canvas, Qt.Key.Key_End)
    view.set_places([])
    view.focus_place(AGE, [Span(0, 1)], "Age")
    view.go_to_page(2)
    view.fit_width()
    assert view.settled
    assert all(not button.isEnabled() for button in view.findChildren(QToolButton))


# --- the end of the thread -------------------------------------------------------------------------------------------


def test_closing_joins_the_drawing_thread(qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]) -> None:
    view.show_document(1, *three_pages)
    settle(qtbot, view)
    assert len(drawing_threads()) == 1
    view.close()
    assert drawing_threads() == []


def test_a_viewer_that_is_shown_again_draws_again(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    view.show_document(1, *three_pages)
    settle(qtbot, view)
    view.close()
    view.show()
    view.set_zoom(0.6)
    settle(qtbot, view)


def test_a_window_that_is_deleted_takes_the_drawing_thread_with_it(
    qtbot: QtBot, three_pages: tuple[Source, bytes]
) -> None:
    window = QWidget()
    inside = SourceView(window)
    inside.resize(500, 500)
    window.show()
    inside.show_document(1, *three_pages)
    settle(qtbot, inside)
    assert len(drawing_threads()) == 1
    window.deleteLater()
    qtbot.waitUntil(lambda: drawing_threads() == [])


def run_script(script: str, *, scale: str = "1") -> subprocess.CompletedProcess[str]:
    program = textwrap.dedent(script)
    environment = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale, "PYTHONPATH": str(Path.cwd())}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False, env=environment
    )


SHOWN: str = """
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication
    from imr_desktop.gui.letter.source_view import SourceView
    from imr_desktop.source import read
    from tests.viewing import pdf
    app = QApplication([])
    view = SourceView()
    view.resize(500, 500)
    view.show()
    view.show_document(1, read("three.pdf", pdf(3)), pdf(3))
    view.set_zoom(1.0)
    while not view.settled:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
"""


def test_an_interpreter_that_ends_without_closing_ends_well() -> None:
    done = run_script(SHOWN + "    print('shown')")
    assert (done.returncode, done.stdout.strip()) == (0, "shown"), done.stderr


@pytest.mark.parametrize("ratio", [1.5, 2.0])
def test_pictures_are_as_fine_as_the_screen(ratio: float) -> None:
    script = SHOWN + "    print(view.logicalDpiX(), *{each.scale for each in view.canvas.pictures.cache.requests()})"
    done = run_script(script, scale=str(ratio))
    dpi, *scales = map(float, done.stdout.split())
    assert any(math.isclose(scale, ratio * dpi / 72, rel_tol=1e-3) for scale in scales), done.stderr


# --- what is read aloud ----------------------------------------------------------------------------------------------


def test_every_control_has_a_name(qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]) -> None:
    view.show_document(1, *three_pages)
    controls: list[QWidget] = [*view.findChildren(QToolButton), *view.findChildren(QAbstractScrollArea)]
    assert len(controls) >= 4
    assert all(control.accessibleName() for control in controls)


def test_page_and_focused_place_are_told_in_words(
    qtbot: QtBot, view: SourceView, three_pages: tuple[Source, bytes]
) -> None:
    source, data = three_pages
    view.show_document(1, source, data)
    view.focus_place(AGE, [where(source, "522 year old")], "Age")
    settle(qtbot, view)
    assert view.canvas.accessibleDescription() == ("three.pdf, page 2 of 3. Age stands on page 2: “522 year old”.")


# --- geometry --------------------------------------------------------------------------------------------------------


def test_a_spot_and_its_point_on_the_desk_belong_together() -> None:
    pages = [Page(1, 0, 1, 612, 792), Page(2, 2, 3, 792, 612), Page(3, 4, 5, 612, 792)]
    layout = PageLayout.of(pages, 1.25, 700)
    for spot in (Spot(1, 10, 20), Spot(2, 700, 600), Spot(3, 0, 791)):
        there = layout.spot(layout.at(spot))
        assert there.page == spot.page
        assert [there.x, there.y] == pytest.approx([spot.x, spot.y])
    second = layout.sheet(2)
    assert layout.pages_within(second.top() + 1, second.bottom() - 1) == range(2, 3)
    assert layout.pages_within(second.top() - MARGIN - 2, second.bottom() + MARGIN + 2) == range(1, 4)
    assert PageLayout.of([], 1.0, 700).pages_within(0, 500) == range(1, 1)


# --- a published letter ----------------------------------------------------------------------------------------------


def test_the_published_letters_are_drawn_with_their_words_in_place(
    qtbot: QtBot, view: SourceView, published: list[Path]
) -> None:
    chosen = [next(path for path in published if path.suffix == suffix) for suffix in (".pdf", ".txt")]
    for path in chosen:
        data = path.read_bytes()
        source = read(path.name, data)
        view.show_document(path.name, source, data)
        settle(qtbot, view)
        image = photograph(view)
        lines = [rect for rect in view.rects_of(Span(0, 600)) if image.rect().contains(rect.toAlignedRect())]
        assert len(lines) > 3
        assert all(ink(image, line, dark) > 5 for line in lines)
