"""The desk with the letter's pages on it: scrolling, zoom, painting, and what mouse and keys do there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, Literal

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QStyle, QToolTip, QWidget

from imr_desktop.gui.page_layout import MARGIN, PageLayout, Spot
from imr_desktop.gui.page_marks import Focus, Marks, Place, tag_height
from imr_desktop.gui.page_paint import paint_notice, paint_paper, paint_picture, paint_words
from imr_desktop.gui.page_recall import Recall
from imr_desktop.gui.pictures import BUDGET, Pictures, Request
from imr_desktop.gui.span_drag import packed
from imr_desktop.gui.theme import LIGHT, Theme, theme_of
from imr_desktop.model import Box, Page, Sentence, Slot, Source, Span

Fit = Literal["width", "page", "none"]

SMALLEST: Final = 0.1
LARGEST: Final = 4.0
"""Zoom factors; 1 shows a page in its real size."""
STEPS: Final = (0.1, 0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)

_NOTCH: Final = 120.0
"""Eighths of a degree in one notch of a mouse wheel."""
_NOTCH_ZOOM: Final = 1.15
_LINE: Final = 40
"""Pixels that an arrow key or a wheel's line scrolls."""
_COMFORT: Final = 24.0
"""Pixels around a place that should be seen with it."""
_GLIDE: Final = 120
"""Milliseconds that bringing a place into view takes, where the system wants things to move at all."""


class PageCanvas(QAbstractScrollArea):
    """Shows the pages of one document at a time, in continuous scroll. See SourceView for the signals."""

    place_clicked = Signal(Slot)
    word_clicked = Signal(Span)
    selection_made = Signal(Span)
    zoom_changed = Signal(float)
    page_changed = Signal(int, int)
    fit_changed = Signal(str)
    selection_changed = Signal()
    moved = Signal()
    put_wanted = Signal()
    seen_wanted = Signal()

    def __init__(self, parent: QWidget | None = None, *, budget: int = BUDGET) -> None:
        super().__init__(parent)
        self.pictures = Pictures(budget)
        self.pictures.ready.connect(self._picture_ready)
        self.destroyed.connect(self.pictures.close)
        self.marks: Marks | None = None
        self.fit: Fit = "width"
        self.zoom = 1.0
        self.page = 0
        self._key: object = None
        self._ticket = 0
        self._layout = PageLayout.of((), 1.0, 0.0)
        self._following = False
        self._pressed: tuple[QPointF, Span | None] | None = None
        self._lifted: QPointF | None = None
        self._ahead: dict[object, tuple[int, Source]] = {}
        self._glide = QVariantAnimation(self)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(lambda value: self.verticalScrollBar().setValue(int(value)))
        self._prepare()

    def _prepare(self) -> None:
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Pages of the letter")
        self.viewport().setMouseTracking(True)
        # A bar that came and went would change the width that is being fitted.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setSingleStep(_LINE)
            bar.actionTriggered.connect(self._let_go)
        self.verticalScrollBar().setAccessibleName("Scroll the pages")
        self.horizontalScrollBar().setAccessibleName("Scroll the pages sideways")

    # --- the document ------------------------------------------------------------------------------------------------

    def show_document(self, key: object, source: Source, data: bytes) -> None:
        """Show a document from its beginning; the one already shown keeps its position and pictures."""
        if self.marks is not None and self._key == key and self.marks.source.sha256 == source.sha256:
            self.marks = Marks(source)
            self.selection_changed.emit()
            self.viewport().update()
            return
        self._forget()
        self._key = key
        self.marks = Marks(source)
        self._ticket = self._take_ahead(key, source) or self.pictures.open(source, data)
        self.selection_changed.emit()
        self.page = 0
        self._arrange(self._fitting_scale() or self._scale(), Spot(1, 0.0, 0.0), QPointF(0.0, MARGIN))
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum() // 2)

    def _take_ahead(self, key: object, source: Source) -> int | None:
        """The ticket of a document that was drawn ahead, which it now is no longer."""
        ticket, drawn = self._ahead.get(key, (0, None))
        if drawn is None or drawn.sha256 != source.sha256:
            return None
        del self._ahead[key]
        return ticket

    def draw_ahead(self, documents: Sequence[tuple[object, Source, bytes]]) -> None:
        """Draw what would be seen first of these documents when there is nothing else to draw; forget all others."""
        wanted = {key: source for key, source, _ in documents}
        for key, (ticket, source) in list(self._ahead.items()):
            if key not in wanted or wanted[key].sha256 != source.sha256:
                self.pictures.shut(ticket)
                del self._ahead[key]
        for key, source, data in documents:
            if key not in self._ahead and key != self._key:
                self._ahead[key] = self.pictures.open(source, data), source
        self._want_pictures()

    def clear(self) -> None:
        """Show the empty desk."""
        self._forget()
        self.draw_ahead(())
        self.selection_changed.emit()
        self._arrange(self._scale(), None, QPointF())

    def _forget(self) -> None:
        self._glide.stop()
        self._following = False
        self._pressed = self._lifted = None
        if self.marks is not None and self._ahead:  # a neighbour of the next one, perhaps: `draw_ahead` says
            self._ahead[self._key] = self._ticket, self.marks.source
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
        """The selected words, with the lines of a paragraph joined."""
        if self.marks is None or self.marks.selection is None:
            return ""
        span = self.marks.selection
        paragraphs = re.split(r"\n\s*\n", self.marks.source.text[span.start : span.end])
        return "\n\n".join(" ".join(each.split()) for each in paragraphs)

    @property
    def selecting(self) -> bool:
        """Whether the mouse is still drawing the selection."""
        return self._pressed is not None

    def select(self, span: Span | None) -> None:
        """Paint a stretch of the text as selected, or nothing."""
        if self.marks is not None and self.marks.selection != span:
            self.marks.selection = span
            self.selection_changed.emit()
            self.viewport().update()

    def set_sentences(self, sentences: Sequence[Sentence]) -> None:
        """Show in the margin what became of each sentence."""
        if self.marks is not None:
            self.marks.recall = Recall(self.marks.source, sentences)
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
            self._let_go()
            self._bring(place, gliding=False)
            self.viewport().update()

    # --- geometry ----------------------------------------------------------------------------------------------------

    def rect_of(self, box: Box) -> QRectF:
        """Where a box of a page is now, in the viewport's pixels."""
        return self._layout.rect(box).translated(-self._offset())

    def spot_at(self, position: QPointF) -> Spot:
        """The point of a page at a point of the viewport; there must be a document."""
        return self._layout.spot(position + self._offset())

    def _offset(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _scale(self) -> float:
        """Pixels for each point at the present zoom."""
        return self.zoom * self.logicalDpiX() / 72

    def _fitting_scale(self) -> float | None:
        """Pixels for each point that fit the widest page into the viewport; None where nothing is to be fitted."""
        return self._fitting(self.marks.source.pages, max(self.page, 1)) if self.marks else None

    def _fitting(self, pages: Sequence[Page], shown: int) -> float | None:
        if self.fit == "none":
            return None
        scale = (self.viewport().width() - 2 * MARGIN) / max(page.width for page in pages)
        if self.fit == "page":
            page = pages[shown - 1]
            scale = min(
                (self.viewport().width() - 2 * MARGIN) / page.width,
                (self.viewport().height() - 2 * MARGIN) / page.height,
            )
        unit = self.logicalDpiX() / 72
        return min(max(scale, SMALLEST * unit), LARGEST * unit)

    def _arrange(self, scale: float, spot: Spot | None, position: QPointF) -> None:
        """Lay the pages out at a scale so that `spot` comes to `position` of the viewport."""
        pages = self.marks.source.pages if self.marks else ()
        room = self.viewport().size()
        self._layout = PageLayout.of(pages, scale, room.width())
        for bar, size, step in (
            (self.horizontalScrollBar(), self._layout.size.width(), room.width()),
            (self.verticalScrollBar(), self._layout.size.height(), room.height()),
        ):
            bar.setRange(0, max(0, round(size) - step))
            bar.setPageStep(max(1, step - _LINE))
        if spot is not None and pages:
            at = self._layout.at(spot) - position
            self.horizontalScrollBar().setValue(round(at.x()))
            self.verticalScrollBar().setValue(round(at.y()))
        zoom = scale * 72 / self.logicalDpiX()
        if zoom != self.zoom:
            self.zoom = zoom
            self.zoom_changed.emit(zoom)
        self._moved()

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

    def go_to_page(self, number: int) -> None:
        """Bring the top of a page (from 1) to the top of the viewport."""
        if self._layout.pages:
            self._let_go()
            number = min(max(number, 1), len(self._layout.pages))
            self.verticalScrollBar().setValue(round(self._layout.tops[number - 1] - MARGIN))

    def _let_go(self) -> None:
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
        width, height = self.viewport().width(), self.viewport().height()
        offset = self._offset()
        seen = QRectF(offset.x(), offset.y() + _COMFORT, width, max(1.0, height - 2 * _COMFORT))
        if place.left() < seen.left() or place.right() > seen.right():
            self.horizontalScrollBar().setValue(round(min(place.left() - _COMFORT, place.center().x() - width / 2)))
        if seen.top() <= place.top() and place.bottom() <= seen.bottom():
            return
        room = height - min(place.height(), height)
        target = round(place.top() - max(_COMFORT, 0.4 * room) if room > 2 * _COMFORT else place.top() - _COMFORT)
        self._scroll_to(min(max(target, 0), self.verticalScrollBar().maximum()), gliding)

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
        place = self._rect_of_spans(self.marks.focus.spans[:1])
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
        self._want_pictures()
        middle = self.verticalScrollBar().value() + self.viewport().height() / 3
        page = self._layout.page_at(middle)
        if page != self.page:
            self.page = page
            self.page_changed.emit(page, len(self._layout.pages))
            self._describe()
        self.moved.emit()
        self.viewport().update()

    def _want_pictures(self) -> None:
        """Ask for the visible pages, those in the middle first, then for their neighbours."""
        if self.marks is None or not self.isVisible():
            return
        top = self._glide.endValue() if self._gliding() else self.verticalScrollBar().value()
        visible = self._layout.pages_within(top, top + self.viewport().height())
        centre = self._layout.page_at(top + self.viewport().height() / 2)
        around = [page for page in (visible.stop, visible.start - 1) if 1 <= page <= len(self._layout.pages)]
        ordered = sorted(visible, key=lambda page: abs(page - centre)) + around
        self.pictures.want([*(self._request(page) for page in ordered), *self._requests_ahead()])

    @property
    def ready_ahead(self) -> bool:
        """Whether what was to be drawn ahead is drawn."""
        return all(self.pictures.settled(each) for each in self._requests_ahead())

    def _requests_ahead(self) -> list[Request]:
        """What would be seen first of the documents that are drawn ahead."""
        room, unit = self.viewport().size(), self.logicalDpiX() / 72
        found = []
        for ticket, source in self._ahead.values():
            scale = self._fitting(source.pages, 1) or self.zoom * unit
            layout = PageLayout.of(source.pages, scale, room.width())
            drawn = round(scale * self.devicePixelRatioF(), 4)
            found += [Request(ticket, page, drawn) for page in layout.pages_within(0, room.height())]
        return found

    def settled(self) -> bool:
        """Whether all that is seen stands still and is as sharp as it will get."""
        top = self.verticalScrollBar().value()
        visible = self._layout.pages_within(top, top + self.viewport().height())
        return not self._gliding() and all(self.pictures.settled(self._request(page)) for page in visible)

    def _gliding(self) -> bool:
        return self._glide.state() == QVariantAnimation.State.Running

    def _request(self, page: int) -> Request:
        return Request(self._ticket, page, round(self._layout.scale * self.devicePixelRatioF(), 4))

    def _picture_ready(self, ticket: int, page: int) -> None:
        if ticket == self._ticket and self.marks is not None:
            self.viewport().update(self._view_sheet(page).toAlignedRect())
            if page == self.page and self.pictures.problem(ticket, page):
                self._describe()

    def _view_sheet(self, page: int) -> QRectF:
        """Where a page is in the viewport, on whole device pixels so that its picture is not resampled."""
        ratio = self.devicePixelRatioF()
        sheet = self._layout.sheet(page).translated(-self._offset())
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
        return at_rest and all(self.pictures.has(self._request(page)) for page in visible)

    # --- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme.desk))
        offset = self._offset()
        for page in self._layout.pages_within(offset.y() + event.rect().top(), offset.y() + event.rect().bottom()):
            self._paint_sheet(painter, page, theme)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QColor(theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _paint_sheet(self, painter: QPainter, page: int, theme: Theme) -> None:
        sheet, ratio = self._view_sheet(page), self.devicePixelRatioF()
        paint_paper(painter, sheet, theme)
        if (picture := self.pictures.picture(self._request(page))) is not None:
            paint_picture(painter, sheet, picture, ratio)
        elif problem := self.pictures.problem(self._ticket, page):
            paint_notice(painter, sheet.intersected(QRectF(self.viewport().rect())), problem, ratio)
        else:
            paint_words(painter, sheet, str(page), LIGHT.faint)
        if self.marks is not None:
            self.marks.paint(painter, page, self.rect_of)

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
            self._want_pictures()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * _NOTCH_ZOOM ** (event.angleDelta().y() / _NOTCH), event.position())
            event.accept()
            return
        self._let_go()
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            if text := self.selected_text():
                QGuiApplication.clipboard().setText(text)
        elif (act := self._acting_on_selection(Qt.Key(event.key()))) is not None:
            act()
        elif (scroll := self._scrolling_by(Qt.Key(event.key()))) is not None:
            self._let_go()
            scroll()
        else:
            super().keyPressEvent(event)

    def _acting_on_selection(self, key: Qt.Key) -> Callable[[], None] | None:
        """What a key does with the words that are selected."""
        if self.marks is None or self.marks.selection is None:
            return None
        return {
            Qt.Key.Key_Return: self.put_wanted.emit,
            Qt.Key.Key_Enter: self.put_wanted.emit,
            Qt.Key.Key_S: self.seen_wanted.emit,
            Qt.Key.Key_Escape: lambda: self.select(None),
        }.get(key)

    def _scrolling_by(self, key: Qt.Key) -> Callable[[], None] | None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        moves = {
            Qt.Key.Key_PageUp: (down, down.value() - down.pageStep()),
            Qt.Key.Key_PageDown: (down, down.value() + down.pageStep()),
            Qt.Key.Key_Up: (down, down.value() - _LINE),
            Qt.Key.Key_Down: (down, down.value() + _LINE),
            Qt.Key.Key_Home: (down, 0),
            Qt.Key.Key_End: (down, down.maximum()),
            Qt.Key.Key_Left: (across, across.value() - _LINE),
            Qt.Key.Key_Right: (across, across.value() + _LINE),
        }
        if key not in moves:
            return None
        bar, value = moves[key]
        return lambda: bar.setValue(value)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # --- the mouse ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.marks is None:
            return
        if self._is_selected(event.position()):
            self._lifted = event.position()
            return
        spot = self.spot_at(event.position())
        self._pressed = event.position(), self.marks.word_near(spot.page, spot.x, spot.y)
        self.select(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.marks is None:
            return
        if self._lifted is not None:
            if (event.position() - self._lifted).manhattanLength() >= QApplication.startDragDistance():
                self._carry()
            return
        if self._pressed is None:
            self._show_cursor(event.position())
            return
        start, first = self._pressed
        far = (event.position() - start).manhattanLength() >= QApplication.startDragDistance()
        if first is not None and (far or self.marks.selection is not None):
            self._scroll_towards(event.position())
            spot = self.spot_at(event.position())
            last = self.marks.word_near(spot.page, spot.x, spot.y)
            if last is not None:
                self.select(Span(min(first.start, last.start), max(first.end, last.end)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.marks is None:
            return
        if self._lifted is not None:  # it was no drag after all
            self._lifted = None
            self.select(None)
            return
        if self._pressed is None:
            return
        self._pressed = None
        if self.marks.selection is not None:
            self.selection_made.emit(self.marks.selection)
        else:
            self._click(self.spot_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Selects the word."""
        if self.marks is None or event.button() != Qt.MouseButton.LeftButton:
            return
        spot = self.spot_at(event.position())
        if (word := self.marks.source.word_at(spot.page, spot.x, spot.y)) is not None:
            self.select(word)
            self.selection_made.emit(word)

    def _click(self, spot: Spot) -> None:
        assert self.marks is not None
        place = self.marks.place_at(spot.page, spot.x, spot.y)
        word = self.marks.source.word_at(spot.page, spot.x, spot.y)
        sentence = self.marks.recall.sentence_at(word.start) if word is not None else None
        if sentence is not None and sentence.standing != "taken":  # no field but the whole text's stands on it
            self.select(sentence.span)
            self.selection_made.emit(sentence.span)
        elif place is not None:
            self.place_clicked.emit(place.slot)
        elif word is not None:
            self.word_clicked.emit(word)

    def _is_selected(self, position: QPointF) -> bool:
        selected = self.marks.boxes(self.marks.selection) if self.marks and self.marks.selection else ()
        return any(self.rect_of(box).contains(position) for box in selected)

    def _carry(self) -> None:
        """Drags the selected words out of the page."""
        self._lifted = None
        if self.marks is not None and self.marks.selection is not None:
            drag = QDrag(self)
            drag.setMimeData(packed(self.marks.selection))
            drag.exec(Qt.DropAction.CopyAction)

    def _scroll_towards(self, position: QPointF) -> None:
        """A drag past the upper or lower edge takes the pages along."""
        beyond = min(position.y(), 0.0) + max(position.y() - self.viewport().height(), 0.0)
        if beyond:
            self._let_go()
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + round(beyond))

    def _show_cursor(self, position: QPointF) -> None:
        assert self.marks is not None
        spot = self.spot_at(position)
        if self.marks.place_at(spot.page, spot.x, spot.y) is not None:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        elif self.marks.source.word_at(spot.page, spot.x, spot.y) is not None:
            self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        else:
            self.viewport().unsetCursor()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.marks is not None:
            spot = self.spot_at(QPointF(event.pos()))
            place = self.marks.place_at(spot.page, spot.x, spot.y)
            QToolTip.showText(event.globalPos(), place.label if place else "", self.viewport())
            return True
        return super().viewportEvent(event)

    # --- the text alternative ----------------------------------------------------------------------------------------

    def _describe(self) -> None:
        """Say in words what is seen: the page, and where the focused field's value stands."""
        if self.marks is None:
            self.setAccessibleDescription("")
            return
        source = self.marks.source
        parts = [f"{source.name}, page {max(self.page, 1)} of {len(source.pages)}."]
        parts += [problem] if (problem := self.pictures.problem(self._ticket, self.page)) else []
        focus = self.marks.focus
        if focus is not None and focus.spans:
            first = focus.spans[0]
            quote = " ".join(source.text[first.start : first.end].split())
            parts.append(f"{focus.label} stands on page {source.page_of(first.start)}: “{quote}”.")
        elif focus is not None:
            parts.append(f"{focus.label} has no place in the letter.")
        self.setAccessibleDescription(" ".join(parts))
