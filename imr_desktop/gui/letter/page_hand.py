"""What the mouse does on the pages: clicks on places, selects words, draws a box around them, carries them away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QDrag, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication

from imr_desktop.gui.common.theme import LIGHT
from imr_desktop.gui.letter.span_drag import packed
from imr_desktop.model import Box, Span

if TYPE_CHECKING:
    from imr_desktop.gui.letter.page_canvas import PageCanvas

BOX_KEY: Final = Qt.KeyboardModifier.ControlModifier
"""Held while the mouse is pressed, a box is drawn around words instead of a line through them."""


class Hand:
    """The mouse over the pages of a canvas. At most one of these is under way: a selection, a box, a carry."""

    def __init__(self, canvas: PageCanvas) -> None:
        self._canvas = canvas
        self._first: tuple[QPointF, Span | None] | None = None
        self._corner: tuple[QPointF, int] | None = None
        self._lifted: QPointF | None = None
        self.box: QRectF | None = None

    @property
    def selecting(self) -> bool:
        """Whether the selection is still being drawn."""
        return self._first is not None or self._corner is not None

    def let_go(self) -> None:
        """Whatever was under way ends here."""
        self._first = self._corner = self._lifted = self.box = None

    # --- press, move, release ----------------------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        canvas, at = self._canvas, event.position()
        marks = canvas.marks
        if marks is None or event.button() != Qt.MouseButton.LeftButton:
            return
        spot = canvas.spot_at(at)
        if event.modifiers() & BOX_KEY:
            self._corner = at + canvas.offset(), spot.page
            canvas.select()
        elif canvas.is_selected(at):
            self._lifted = at
        else:
            self._first = at, marks.word_near(spot.page, spot.x, spot.y)
            canvas.select()

    def move(self, event: QMouseEvent) -> None:
        if self._canvas.marks is None:
            return
        at = event.position()
        if self._lifted is not None:
            if _far(at, self._lifted):
                self._carry()
        elif self._corner is not None:
            self._draw_box(*self._corner, at)
        elif self._first is not None:
            self._select_through(*self._first, at)
        else:
            self._show_cursor(at)

    def release(self, event: QMouseEvent) -> None:
        canvas = self._canvas
        if event.button() != Qt.MouseButton.LeftButton or canvas.marks is None:
            return
        lifted, selecting, boxed = self._lifted, self.selecting, self._corner is not None
        self.let_go()
        canvas.viewport().update()
        if lifted is not None:  # it was no drag after all
            canvas.select()
        elif canvas.marks.selection:
            canvas.selection_made.emit(canvas.marks.selection)
        elif selecting and not boxed:
            self._click(event.position())

    def double_click(self, event: QMouseEvent) -> None:
        """Selects the word."""
        canvas = self._canvas
        if canvas.marks is None or event.button() != Qt.MouseButton.LeftButton:
            return
        spot = canvas.spot_at(event.position())
        if (word := canvas.marks.source.word_at(spot.page, spot.x, spot.y)) is not None:
            canvas.select(word)
            canvas.selection_made.emit((word,))

    # --- what comes of it --------------------------------------------------------------------------------------------

    def _select_through(self, start: QPointF, first: Span | None, at: QPointF) -> None:
        marks = self._canvas.marks
        assert marks is not None, "words are selected in a document"
        if first is None or not (_far(at, start) or marks.selection):
            return
        self._scroll_towards(at)
        spot = self._canvas.spot_at(at)
        last = marks.word_near(spot.page, spot.x, spot.y)
        if last is not None:
            self._canvas.select(Span(min(first.start, last.start), max(first.end, last.end)))

    def _draw_box(self, corner: QPointF, page: int, at: QPointF) -> None:
        """From a corner on the desk to where the mouse is; it holds words of the page it was begun on."""
        canvas = self._canvas
        assert canvas.marks is not None, "a box is drawn in a document"
        self._scroll_towards(at)
        offset = canvas.offset()
        self.box = QRectF(corner - offset, at).normalized()
        spots = [canvas.spot_at(each, page) for each in (self.box.topLeft(), self.box.bottomRight())]
        (x0, x1), (top, bottom) = (sorted(each) for each in zip(*((spot.x, spot.y) for spot in spots), strict=True))
        canvas.select(*canvas.marks.words_within(Box(page, x0, top, x1, bottom)))
        canvas.viewport().update()

    def _click(self, at: QPointF) -> None:
        canvas, spot = self._canvas, self._canvas.spot_at(at)
        marks = canvas.marks
        assert marks is not None, "there is a document to click on"
        tag = canvas.tag_at(at)
        place = marks.place_at(spot.page, spot.x, spot.y)
        word = marks.source.word_at(spot.page, spot.x, spot.y)
        sentence = marks.recall.sentence_at(word.start) if word is not None else None
        highlights = marks.highlights.at(spot.page, spot.x, spot.y)
        if tag is not None:
            canvas.annotation_clicked.emit(tag.annotation.slot)
        elif sentence is not None and sentence.standing != "taken":  # no field but the whole text's stands on it
            canvas.select(sentence.span)
            canvas.selection_made.emit((sentence.span,))
        elif place is not None:
            canvas.place_clicked.emit(place.slot)
        elif highlights:
            canvas.annotation_clicked.emit(highlights[0].annotation.slot)
        elif word is not None:
            canvas.word_clicked.emit(word)

    def _carry(self) -> None:
        """Drags the selected words out of the page."""
        self.let_go()
        if self._canvas.marks is not None and self._canvas.marks.selection:
            drag = QDrag(self._canvas)
            drag.setMimeData(packed(self._canvas.marks.selection))
            drag.exec(Qt.DropAction.CopyAction)

    def _scroll_towards(self, at: QPointF) -> None:
        """A drag past the upper or lower edge takes the pages along."""
        beyond = min(at.y(), 0.0) + max(at.y() - self._canvas.viewport().height(), 0.0)
        if beyond:
            bar = self._canvas.verticalScrollBar()
            self._canvas.let_go()
            bar.setValue(bar.value() + round(beyond))

    def _show_cursor(self, at: QPointF) -> None:
        canvas, spot = self._canvas, self._canvas.spot_at(at)
        marks, view = canvas.marks, canvas.viewport()
        assert marks is not None, "there is a document under the mouse"
        if canvas.tag_at(at) is not None or marks.place_at(spot.page, spot.x, spot.y) is not None:
            view.setCursor(Qt.CursorShape.PointingHandCursor)
        elif marks.source.word_at(spot.page, spot.x, spot.y) is not None:
            view.setCursor(Qt.CursorShape.IBeamCursor)
        else:
            view.unsetCursor()

    def paint(self, painter: QPainter) -> None:
        """The box that is being drawn."""
        if self.box is not None:
            painter.setPen(QPen(QColor(LIGHT.accent), 1.0, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.box)


def _far(at: QPointF, start: QPointF) -> bool:
    return (at - start).manhattanLength() >= QApplication.startDragDistance()
