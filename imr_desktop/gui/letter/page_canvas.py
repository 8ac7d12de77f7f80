"""The desk with the letter's pages on it: scrolling, zoom, turning, selection, painting."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple, cast

from PySide6.QtCore import QEasingCurve, QEvent, QPoint, QPointF, QRect, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QStyle, QToolTip, QWidget

from imr_desktop.gui.common.theme import LIGHT, Theme, theme_of
from imr_desktop.gui.letter.page_hand import Hand
from imr_desktop.gui.letter.page_highlights import Highlight, Highlights, told_of
from imr_desktop.gui.letter.page_keys import LINE, Keys
from imr_desktop.gui.letter.page_layout import MARGIN, PageLayout, Spot, Turn, shown_size
from imr_desktop.gui.letter.page_marks import Focus, Marks, Place, tag_height
from imr_desktop.gui.letter.page_paint import paint_notice, paint_paper, paint_picture, paint_words
from imr_desktop.gui.letter.pictures import BUDGET, Pictures, Request
from imr_desktop.model import Box, Page, Sentence, Slot, Source, Span
from imr_desktop.texts import tr

Fit = Literal["width", "page", "none"]

SMALLEST: Final = 0.1
LARGEST: Final = 4.0
"""Zoom factors; 1 shows a page in its real size."""
STEPS: Final = (0.1, 0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)

_NOTCH: Final = 120.0
"""Eighths of a degree in one notch of a mouse wheel."""
_NOTCH_ZOOM: Final = 1.15
_COMFORT: Final = 24.0
"""Pixels around a place that should be seen with it."""
_TOLD: Final = 2000
"""Characters of selected words that are told; what is longer is begun."""
_GLIDE: Final = 120
"""Milliseconds that bringing a place into view takes, where the system wants things to move at all."""


class _View(NamedTuple):
    """A document as it lies under the viewport, whose upper left corner is at `offset` of its desk."""

    ticket: int
    marks: Marks
    layout: PageLayout
    offset: QPointF


class PageCanvas(QAbstractScrollArea):
    """Shows the pages of one document at a time, in continuous scroll. See SourceView for the signals."""

    place_clicked = Signal(Slot)
    annotation_clicked = Signal(Slot)
    word_clicked = Signal(Span)
    selection_made = Signal(object)
    zoom_changed = Signal(float)
    page_changed = Signal(int, int)
    fit_changed = Signal(str)
    turned = Signal()
    selection_changed = Signal()
    moved = Signal()
    put_wanted = Signal()
    seen_wanted = Signal()
    highlight_wanted = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None, *, budget: int = BUDGET) -> None:
        super().__init__(parent)
        self.pictures = Pictures(budget)
        self.pictures.ready.connect(self._picture_ready)
        self.destroyed.connect(self.pictures.close)
        self.marks: Marks | None = None
        self.fit: Fit = "width"
        self.zoom = 1.0
        self.page = 0
        self.pictures_beside: Callable[[], Sequence[tuple[int, float]]] = lambda: ()
        self._key: object = None
        self._ticket = 0
        self._turns: dict[object, Turn] = {}
        self._covered = QRectF()
        self._layout = PageLayout.of((), 1.0, 0.0)
        self._following = False
        self.hand, self.keys = Hand(self), Keys(self)
        self._ahead: dict[object, tuple[int, Marks]] = {}
        self._painted: dict[int, tuple[object, QPixmap]] = {}
        """By ticket what is seen first of the document and its neighbours, with all that this depends on."""
        self._glide = QVariantAnimation(self)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(lambda value: self.verticalScrollBar().setValue(int(value)))
        self._prepare()

    def _prepare(self) -> None:
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Pages of the letter"))
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # the desk is painted everywhere
        # A bar that came and went would change the width that is being fitted.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setSingleStep(LINE)
            bar.actionTriggered.connect(self.let_go)
        self.verticalScrollBar().setAccessibleName(tr("Scroll the pages"))
        self.horizontalScrollBar().setAccessibleName(tr("Scroll the pages sideways"))

    # --- the document ------------------------------------------------------------------------------------------------

    def show_document(self, key: object, source: Source, data: bytes) -> None:
        """Show a document from its beginning; the one already shown keeps its position and pictures."""
        if self.marks is not None and self._key == key and self.marks.source.sha256 == source.sha256:
            self.marks = Marks(source)
            self.keys.forget()
            self.selection_changed.emit()
            self.viewport().update()
            return
        self._forget()
        self._key = key
        self._ticket, self.marks = self._take_ahead(key, source) or (self.pictures.open(source, data), Marks(source))
        self.selection_changed.emit()
        self.page = 0
        self._arrange(self._fitting_scale() or self._scale(), Spot(1, 0.0, 0.0), QPointF(0.0, MARGIN))
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum() // 2)

    def _take_ahead(self, key: object, source: Source) -> tuple[int, Marks] | None:
        """Ticket and marks of a document that was made ready, which it now is no longer."""
        kept = self._ahead.get(key)
        if kept is None or kept[1].source != source:
            return None
        return self._ahead.pop(key)

    def draw_ahead(self, documents: Sequence[tuple[object, Source, bytes]]) -> None:
        """Draw what would be seen first of these documents when there is nothing else to draw; forget all others."""
        wanted = {key: source for key, source, _ in documents}
        for key, (ticket, marks) in list(self._ahead.items()):
            if key not in wanted or wanted[key] != marks.source:
                self.pictures.shut(ticket)
                del self._ahead[key]
        for key, source, data in documents:
            if key not in self._ahead and key != self._key:
                self._ahead[key] = self.pictures.open(source, data), Marks(source)
        kept = {self._ticket, *(ticket for ticket, _ in self._ahead.values())}
        self._painted = {ticket: painted for ticket, painted in self._painted.items() if ticket in kept}
        self.want_pictures()

    def mark_ahead(self, key: object, places: Sequence[Place], sentences: Sequence[Sentence]) -> None:
        """Measure where the marks of a document that is drawn ahead will stand."""
        if key in self._ahead:
            ticket, marks = self._ahead[key]
            marks.places = places
            marks.set_sentences(sentences)
            marks.get_ready()
            self._paint_ahead(self._first_view(key, ticket, marks))

    def clear(self) -> None:
        """Show the empty desk."""
        self._forget()
        self.draw_ahead(())
        self.selection_changed.emit()
        self._arrange(self._scale(), None, QPointF())

    def _forget(self) -> None:
        self._glide.stop()
        self._following = False
        self.keys.forget()
        self.hand.let_go()
        if self.marks is not None and self._ahead:  # a neighbour of the next one, perhaps: `draw_ahead` says
            self.marks.put_away()
            self._ahead[self._key] = self._ticket, self.marks
        elif self.marks is not None:
            self.pictures.shut(self._ticket)
        self.marks = None
        self._key = None
        self.viewport().unsetCursor()

    def set_places(self, places: Sequence[Place]) -> None:
        if self.marks is not None:
            self.marks.places = places
            self.viewport().update()

    def set_focus(self, focus: Focus | None) -> None:
        """Light a field's place and bring it into view."""
        if self.marks is None:
            return
        self.marks.focus = focus
        self._following = focus is not None
        self._describe()
        self.viewport().update()
        self._bring_into_view(gliding=True)

    def selected_text(self) -> str:
        """The selected words, with the lines of a paragraph joined; each stretch of several on a line of its own."""
        return "\n".join(map(self._text_of, self.marks.selection)) if self.marks else ""

    def _selection_told(self) -> str:
        """The selected words in one line, of very many the first."""
        assert self.marks is not None, "words stand in a document"
        first = self.marks.selection[0]
        if first.end - first.start > _TOLD:
            return f"{' '.join(self.marks.source.text[first.start : first.start + _TOLD].split())} …"
        return " ".join(self.selected_text().split())

    def _text_of(self, span: Span) -> str:
        assert self.marks is not None, "words stand in a document"
        paragraphs = re.split(r"\n\s*\n", self.marks.source.text[span.start : span.end])
        return "\n\n".join(" ".join(each.split()) for each in paragraphs)

    def copy(self) -> None:
        """The selected words into the clipboard."""
        if text := self.selected_text():
            QGuiApplication.clipboard().setText(text)

    @property
    def selecting(self) -> bool:
        """Whether the mouse is still drawing the selection."""
        return self.hand.selecting

    def select(self, *spans: Span) -> None:
        """Paint stretches of the text as selected; none of them lets go of what was."""
        self.keys.forget()
        if self.marks is not None and self.marks.selection != spans:
            self.marks.selection = spans
            self._describe()
            self.selection_changed.emit()
            self.viewport().update()

    def is_selected(self, position: QPointF) -> bool:
        """Whether selected words lie at a point of the viewport."""
        spans = self.marks.selection if self.marks else ()
        return any(self.rect_of(box).contains(position) for span in spans for box in self._boxes(span))

    def _boxes(self, span: Span) -> tuple[Box, ...]:
        return self.marks.boxes(span) if self.marks else ()

    def set_highlights(self, highlights: Sequence[Highlight]) -> None:
        """Show what a person has highlighted, over the words and in the margin."""
        if self.marks is not None:
            self.marks.highlights = Highlights(self.marks.source, highlights)
            self._describe()
            self.viewport().update()

    def tag_at(self, position: QPointF) -> Highlight | None:
        """The highlight whose label or bar in the margin is at a point of the viewport."""
        if self.marks is None:
            return None
        page = self.spot_at(position).page
        tags = self.marks.highlights.tags(page, self.rect_of, self.font(), upright=self.turn == 0)
        hit = (each.highlight for each in tags if any(rect.contains(position) for rect in (each.box, *each.bars)))
        return next(hit, None)

    def tags_in_view(self) -> list[QRectF]:
        """Where the labels of highlights stand in the margin, in the viewport's pixels."""
        if self.marks is None:
            return []
        upright, tags = self.turn == 0, self.marks.highlights.tags
        return [tag.box for page in self.in_view for tag in tags(page, self.rect_of, self.font(), upright=upright)]

    def set_sentences(self, sentences: Sequence[Sentence]) -> None:
        """Show in the margin what became of each sentence."""
        if self.marks is not None:
            self.marks.set_sentences(sentences)
            self.viewport().update()

    def set_hits(self, hits: Sequence[Span]) -> None:
        """Mark the places of words that are sought; none of them is shown yet."""
        if self.marks is not None:
            self.marks.hits, self.marks.hit = tuple(hits), None
            self.viewport().update()

    def show_hit(self, hit: Span) -> None:
        """Mark one of the places stronger and bring it into view."""
        if self.marks is not None:
            self.marks.hit = hit
            self.reveal(hit)

    def reveal(self, span: Span) -> None:
        """Bring a stretch of the text into view, whatever the focused field's place."""
        if self.marks is not None and (place := self._rect_of_spans((span,))) is not None:
            self.let_go()
            self._bring(place, gliding=False)
            self.viewport().update()

    # --- geometry ----------------------------------------------------------------------------------------------------

    def rect_of(self, box: Box) -> QRectF:
        """Where a box of a page is now, in the viewport's pixels."""
        return self._layout.rect(box).translated(-self.offset())

    def spot_at(self, position: QPointF, page: int | None = None) -> Spot:
        """The point of a page (of the one there, or of `page`) at a point of the viewport; there must be a document."""
        return self._layout.spot(position + self.offset(), page)

    @property
    def in_view(self) -> range:
        """The pages (from 1) of which something is in view."""
        top = self.verticalScrollBar().value()
        return self._layout.pages_within(top, top + self.viewport().height())

    def offset(self) -> QPointF:
        """Where the viewport's upper left corner lies on the desk."""
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _scale(self) -> float:
        """Pixels for each point at the present zoom."""
        return self.zoom * self.logicalDpiX() / 72

    def _fitting_scale(self) -> float | None:
        """Pixels for each point that fit the widest page into the viewport; None where nothing is to be fitted."""
        return self._fitting(self.marks.source.pages, max(self.page, 1), self.turn) if self.marks else None

    def _fitting(self, pages: Sequence[Page], shown: int, turn: Turn) -> float | None:
        if self.fit == "none":
            return None
        scale = (self.viewport().width() - 2 * MARGIN) / max(shown_size(page, turn).width() for page in pages)
        if self.fit == "page":
            size = shown_size(pages[shown - 1], turn)
            scale = min(
                (self.viewport().width() - 2 * MARGIN) / size.width(),
                (self.viewport().height() - 2 * MARGIN) / size.height(),
            )
        unit = self.logicalDpiX() / 72
        return min(max(scale, SMALLEST * unit), LARGEST * unit)

    def _arrange(self, scale: float, spot: Spot | None, position: QPointF) -> None:
        """Lay the pages out at a scale so that `spot` comes to `position` of the viewport."""
        pages = self.marks.source.pages if self.marks else ()
        self._layout = PageLayout.of(pages, scale, self.viewport().width(), self.turn)
        self._set_ranges()
        if spot is not None and pages:
            at = self._layout.at(spot) - position
            self.horizontalScrollBar().setValue(round(at.x()))
            self.verticalScrollBar().setValue(round(at.y()))
        zoom = scale * 72 / self.logicalDpiX()
        if zoom != self.zoom:
            self.zoom = zoom
            self.zoom_changed.emit(zoom)
        self._moved()

    def problem(self, page: int) -> str:
        """Why a page of the shown document cannot be drawn; empty where nothing is known against it."""
        return self.pictures.problem(self._ticket, page)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the shown document."""
        return self._layout.pages

    def _set_ranges(self) -> None:
        """How far the pages scroll: from end to end, and beyond it as far as something lies over the viewport there."""
        room, covered = self.viewport().size(), self._covered
        above, below = (round(covered.bottom()), round(room.height() - covered.top())) if covered.isValid() else (0, 0)
        for bar, size, step, beyond in (
            (self.horizontalScrollBar(), self._layout.size.width(), room.width(), (0, 0)),
            (self.verticalScrollBar(), self._layout.size.height(), room.height(), (above, below)),
        ):
            bar.setRange(-beyond[0], max(0, round(size) - step) + beyond[1])
            bar.setPageStep(max(1, step - LINE))

    # --- zoom and movement -------------------------------------------------------------------------------------------

    def set_zoom(self, zoom: float, about: QPointF | None = None) -> None:
        """Show pages at `zoom` times their real size; the point of the page at `about` stays where it is."""
        self._set_fit("none")
        self._rescale(min(max(zoom, SMALLEST), LARGEST) * self.logicalDpiX() / 72, about)

    def step_zoom(self, direction: Literal[1, -1]) -> None:
        """To the next step of zoom above or below."""
        near = 0.005  # a fitted zoom that shows as a step counts as that step
        steps = [step for step in STEPS if (step - self.zoom) * direction > near]
        if steps:
            self.set_zoom(min(steps, key=lambda step: abs(step - self.zoom)))

    def fit_to(self, fit: Fit) -> None:
        """Keep the pages as wide as the viewport, or whole, whatever its size becomes."""
        self._set_fit(fit)
        if scale := self._fitting_scale():
            self._rescale(scale, QPointF(self.viewport().width() / 2, 0.0))
            if fit == "page":
                self.go_to_page(self.page)

    def _set_fit(self, fit: Fit) -> None:
        if fit != self.fit:
            self.fit = fit
            self.fit_changed.emit(fit)

    def _rescale(self, scale: float, about: QPointF | None) -> None:
        self._glide.stop()
        at = about if about is not None else QPointF(self.viewport().rect().center())
        self._arrange(scale, self.spot_at(at) if self._layout.pages else None, at)

    @property
    def turn(self) -> Turn:
        """How far the pages of the shown document are turned; another one stands as it was left."""
        return self._turns.get(self._key, 0)

    def turn_pages(self, by: Literal[90, -90]) -> None:
        """Show the pages turned by a quarter; the document itself stays as it is."""
        if self.marks is None:
            return
        middle = QPointF(self.viewport().rect().center())
        spot = self.spot_at(middle)
        self._glide.stop()
        self._turns[self._key] = cast(Turn, (self.turn + by) % 360)
        self._arrange(self._fitting_scale() or self._scale(), spot, middle)
        self._describe()
        self.turned.emit()

    def set_covered(self, area: QRect) -> None:
        """Which part of the viewport something lies over; a place is brought into view beside it."""
        self._covered = QRectF(area).intersected(QRectF(self.viewport().rect()))
        self._set_ranges()
        self._following = self._following or not self._covered.isEmpty()  # it is the place that is spoken of
        self._bring_into_view(gliding=True)

    def go_to_page(self, number: int) -> None:
        """Bring the top of a page (from 1) to the top of the viewport."""
        if self._layout.pages:
            self.let_go()
            number = min(max(number, 1), len(self._layout.pages))
            self.verticalScrollBar().setValue(round(self._layout.tops[number - 1] - MARGIN))

    def let_go(self) -> None:
        """The reader scrolls; the view no longer holds on to the focused place."""
        self._following = False
        self._glide.stop()

    def _bring_into_view(self, *, gliding: bool) -> None:
        """Scroll the focused place into view, unless it is seen comfortably as it is."""
        place = self._focused_rect()
        if place is not None and self._following:
            self._bring(place, gliding=gliding)

    def _bring(self, place: QRectF, *, gliding: bool) -> None:
        """Scroll a rectangle of the desk into view, unless it is seen comfortably as it is."""
        width, offset = self.viewport().width(), self.offset()
        free = self._free(place)
        seen = free.translated(offset).adjusted(0, _COMFORT, 0, -_COMFORT)
        if place.left() < seen.left() or place.right() > seen.right():
            self.horizontalScrollBar().setValue(round(min(place.left() - _COMFORT, place.center().x() - width / 2)))
        if seen.top() <= place.top() and place.bottom() <= seen.bottom():
            return
        room = free.height() - min(place.height(), free.height())
        above = max(_COMFORT, 0.4 * room) if room > 2 * _COMFORT else min(_COMFORT, room)
        target = round(place.top() - free.top() - above)
        bar = self.verticalScrollBar()
        self._scroll_to(min(max(target, bar.minimum()), bar.maximum()), gliding)

    def _free(self, place: QRectF) -> QRectF:
        """The part of the viewport in which a place is seen: above or below what covers it, whichever is higher."""
        view = QRectF(self.viewport().rect())
        covered = self._covered.intersected(view)
        across = place.translated(-self.offset())
        if covered.isEmpty() or across.right() < covered.left() or across.left() > covered.right():
            return view
        above, below = view.adjusted(0, 0, 0, covered.top() - view.bottom()), view.adjusted(0, covered.bottom(), 0, 0)
        return max(above, below, key=QRectF.height)

    def _scroll_to(self, target: int, gliding: bool) -> None:
        bar = self.verticalScrollBar()
        self._glide.stop()
        moves = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        if not (gliding and moves and self.isVisible()):
            bar.setValue(target)
            return
        near = self.viewport().height()
        self._glide.setStartValue(min(max(bar.value(), target - near), target + near))
        self._glide.setEndValue(target)
        self._glide.setDuration(min(moves, _GLIDE))
        self._glide.start()
        self._moved()

    def _focused_rect(self) -> QRectF | None:
        """Where on the desk the focused field's first place lies, its tag included."""
        if self.marks is None or self.marks.focus is None:
            return None
        place = self._rect_of_spans(self.marks.focus.seen_first)
        return place.adjusted(0, -tag_height(self.font()), 0, 0) if place is not None else None

    def _rect_of_spans(self, spans: Sequence[Span]) -> QRectF | None:
        """Where on the desk spans lie, as far as they are on the first one's page."""
        boxes = [box for span in spans for box in self.marks.source.boxes(span)] if self.marks else []
        place = QRectF()
        for box in boxes:
            if box.page == boxes[0].page:
                place = place.united(self._layout.rect(box))
        return place if boxes else None

    # --- pictures ----------------------------------------------------------------------------------------------------

    def _moved(self) -> None:
        """The pages lie otherwise than before: ask for the pictures now wanted, and say which page is shown."""
        self.want_pictures()
        middle = self.verticalScrollBar().value() + self.viewport().height() / 3
        page = self._layout.page_at(middle)
        if page != self.page:
            self.page = page
            self.page_changed.emit(page, len(self._layout.pages))
            self._describe()
        self.moved.emit()
        self.viewport().update()

    def want_pictures(self) -> None:
        """Ask for the visible pages, those in the middle first, then for their neighbours."""
        if self.marks is None or not self.isVisible():
            return
        top = self._glide.endValue() if self._gliding() else self.verticalScrollBar().value()
        visible = self._layout.pages_within(top, top + self.viewport().height())
        centre = self._layout.page_at(top + self.viewport().height() / 2)
        around = [page for page in (visible.stop, visible.start - 1) if 1 <= page <= len(self._layout.pages)]
        ordered = sorted(visible, key=lambda page: abs(page - centre))
        beside = [self.request(page, scale) for page, scale in self.pictures_beside()]
        self.pictures.want([*map(self.request, ordered), *beside, *map(self.request, around), *self._requests_ahead()])

    @property
    def ready_ahead(self) -> bool:
        """Whether what was to be drawn ahead is drawn."""
        return all(self.pictures.settled(each) for each in self._requests_ahead())

    def _requests_ahead(self) -> list[Request]:
        """What would be seen first of the documents that are drawn ahead."""
        views = (self._first_view(key, ticket, marks) for key, (ticket, marks) in self._ahead.items())
        return [each for view in views for each in self._requests(view)]

    def _first_view(self, key: object, ticket: int, marks: Marks) -> _View:
        """What will be seen first of a document that is drawn ahead."""
        turn, pages = self._turns.get(key, 0), marks.source.pages
        scale = self._fitting(pages, 1, turn) or self._scale()
        return _View(ticket, marks, PageLayout.of(pages, scale, self.viewport().width(), turn), QPointF())

    def _requests(self, view: _View) -> list[Request]:
        """The pictures of all pages that are seen in a view."""
        scale, top = round(view.layout.scale * self.devicePixelRatioF(), 4), view.offset.y()
        pages = view.layout.pages_within(top, top + self.viewport().height())
        return [Request(view.ticket, page, scale) for page in pages]

    def settled(self) -> bool:
        """Whether all that is seen stands still and is as sharp as it will get."""
        top = self.verticalScrollBar().value()
        visible = self._layout.pages_within(top, top + self.viewport().height())
        return not self._gliding() and all(self.pictures.settled(self.request(page)) for page in visible)

    def _gliding(self) -> bool:
        return self._glide.state() == QVariantAnimation.State.Running

    def request(self, page: int, scale: float | None = None) -> Request:
        """What is asked of the pictures for a page, at `scale` pixels for each point or as large as it is shown."""
        return Request(self._ticket, page, round((scale or self._layout.scale) * self.devicePixelRatioF(), 4))

    def _picture_ready(self, ticket: int, page: int) -> None:
        if ticket == self._ticket and (view := self._view()) is not None:
            self.viewport().update(self._sheet(view, page).toAlignedRect())
            if page == self.page and self.pictures.problem(ticket, page):
                self._describe()
        for key, (ahead, marks) in self._ahead.items():
            if ahead == ticket:
                self._paint_ahead(self._first_view(key, ticket, marks))

    def _view(self) -> _View | None:
        """The shown document as it lies now."""
        return None if self.marks is None else _View(self._ticket, self.marks, self._layout, self.offset())

    def _sheet(self, view: _View, page: int) -> QRectF:
        """Where a page is in the viewport, on whole device pixels so that its picture is not resampled."""
        ratio = self.devicePixelRatioF()
        sheet = view.layout.sheet(page).translated(-view.offset)
        return QRectF(
            QPointF(round(sheet.left() * ratio) / ratio, round(sheet.top() * ratio) / ratio),
            QPointF(round(sheet.right() * ratio) / ratio, round(sheet.bottom() * ratio) / ratio),
        )

    @property
    def drawn(self) -> bool:
        """Whether every page in view has its picture, or the sentence that says why it has none."""
        top = self.verticalScrollBar().value()
        visible = self._layout.pages_within(top, top + self.viewport().height())
        at_rest = self._glide.state() != QVariantAnimation.State.Running
        return at_rest and all(self.pictures.has(self.request(page)) for page in visible)

    # --- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self.viewport())
        view = self._view()
        painted = self._painted.get(view.ticket) if view else None
        if view is None:
            painter.fillRect(event.rect(), QColor(theme.desk))
        elif painted is not None and painted[0] == self._look(view, theme):
            painter.drawPixmap(0, 0, painted[1])
        else:
            self._paint_view(painter, view, event.rect(), theme)
        self.hand.paint(painter)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QColor(theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _look(self, view: _View, theme: Theme) -> object:
        """All that the painting of a view depends on, to be compared; None while somebody is at work in the letter."""
        still = view.marks.still
        return still and (*still, view.layout, view.offset, self.viewport().size(), self.devicePixelRatioF(), theme)

    def _paint_ahead(self, view: _View) -> None:
        """Paint what will be seen first of a document, once all of it is there; on whole pixels, as it will lie."""
        theme, ratio, room = theme_of(self.palette()), self.devicePixelRatioF(), self.viewport().size()
        requests = self._requests(view)
        fits = ratio == int(ratio) and view.layout.size.width() <= room.width()
        if not fits or not all(self.pictures.settled(each) and self.pictures.picture(each) for each in requests):
            return
        look = self._look(view, theme)
        if look is None or (view.ticket in self._painted and self._painted[view.ticket][0] == look):
            return
        picture = QPixmap(room * ratio)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        self._paint_view(painter, view, self.viewport().rect(), theme)
        painter.end()
        self._painted[view.ticket] = look, picture

    def _paint_view(self, painter: QPainter, view: _View, area: QRect, theme: Theme) -> None:
        """Paint what of a view lies within an area of the viewport."""
        painter.fillRect(area, QColor(theme.desk))
        top = view.offset.y()
        for page in view.layout.pages_within(top + area.top(), top + area.bottom()):
            self._paint_sheet(painter, view, page, theme)

    def _paint_sheet(self, painter: QPainter, view: _View, page: int, theme: Theme) -> None:
        sheet, ratio, turn = self._sheet(view, page), self.devicePixelRatioF(), view.layout.turn
        paint_paper(painter, sheet, theme)
        scale = round(view.layout.scale * ratio, 4)
        if (picture := self.pictures.picture(Request(view.ticket, page, scale))) is not None:
            paint_picture(painter, sheet, picture, ratio, turn)
        elif problem := self.pictures.problem(view.ticket, page):
            paint_notice(painter, sheet.intersected(QRectF(self.viewport().rect())), problem, ratio)
        else:
            paint_words(painter, sheet, str(page), LIGHT.muted)
        rect, offset = view.layout.rect, -view.offset
        view.marks.paint(painter, page, lambda box: rect(box).translated(offset), upright=turn == 0)

    # --- events ------------------------------------------------------------------------------------------------------

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._moved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        at = QPointF(event.size().width() / 2, 0.0)
        before = QPointF(max(0, event.oldSize().width()) / 2, 0.0)
        spot = self.spot_at(before) if self._layout.pages else None
        self._arrange(self._fitting_scale() or self._scale(), spot, at)
        self._bring_into_view(gliding=False)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DevicePixelRatioChange, QEvent.Type.Show):
            self.want_pictures()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * _NOTCH_ZOOM ** (event.angleDelta().y() / _NOTCH), event.position())
            event.accept()
            return
        self.let_go()
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.answer(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # --- the mouse ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hand.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.hand.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A menu for the selected words; the mouse, beside them, selects the word it is on."""
        if self.marks is None:
            return
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            boxes = [box for span in self.marks.selection[:1] for box in self._boxes(span)]
            at = self.rect_of(boxes[0]).bottomLeft().toPoint() if boxes else QPoint()
        else:
            at = event.pos()
            if not self.is_selected(QPointF(at)):
                spot = self.spot_at(QPointF(at))
                word = self.marks.source.word_at(spot.page, spot.x, spot.y)
                self.select(*filter(None, (word,)))
        if self.marks.selection:
            self.menu_wanted.emit(self.viewport().mapToGlobal(at))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.marks is not None:
            QToolTip.showText(event.globalPos(), self._told_at(QPointF(event.pos())), self.viewport())
            return True
        return super().viewportEvent(event)

    def _told_at(self, position: QPointF) -> str:
        """The field and the highlights at a point of the viewport, in words."""
        assert self.marks is not None, "there is a document to tell of"
        spot = self.spot_at(position)
        place, tag = self.marks.place_at(spot.page, spot.x, spot.y), self.tag_at(position)
        highlights = (tag,) if tag is not None else self.marks.highlights.at(spot.page, spot.x, spot.y)
        return "\n".join(filter(None, (place.label if place else "", told_of(highlights))))

    # --- the text alternative ----------------------------------------------------------------------------------------

    def _describe(self) -> None:
        """Say in words what is seen: the page, and where the focused field's value stands."""
        if self.marks is None:
            self.setAccessibleDescription("")
            return
        source = self.marks.source
        parts = [
            tr("{letter}, page {page} of {count}.", letter=source.name, page=max(self.page, 1), count=len(source.pages))
        ]
        parts += [problem] if (problem := self.pictures.problem(self._ticket, self.page)) else []
        parts += [tr("Turned by {degrees} degrees.", degrees=self.turn)] if self.turn else []
        focus = self.marks.focus
        if focus is not None and focus.spans:
            first = focus.spans[0]
            quote = " ".join(source.text[first.start : first.end].split())
            parts.append(
                tr(
                    "{field} stands on page {page}: “{quote}”.",
                    field=focus.label,
                    page=source.page_of(first.start),
                    quote=quote,
                )
            )
        elif focus is not None:
            parts.append(tr("{field} has no place in the letter.", field=focus.label))
        if told := "; ".join(each.told for each in self.marks.highlights.on(max(self.page, 1))):
            parts.append(tr("Highlighted on this page: {words}.", words=told))
        if self.marks.selection:
            parts.append(tr("Selected: “{words}”.", words=self._selection_told()))
        self.setAccessibleDescription(" ".join(parts))
