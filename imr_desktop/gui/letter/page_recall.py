"""The recall pass in the margin: what the form prints anyway, what nobody has looked at, what was seen and left."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from imr_desktop.gui.common.theme import LIGHT
from imr_desktop.model import Box, Page, Sentence, Source, Span, Standing

BAR_WIDTH: Final = 5.0
_JOIN: Final = 8.0
"""Points: bars of one sort with less between them are one bar."""
_STRIPE: Final = 5.0
"""Pixels from one stripe of a hatched bar to the next."""

Stretch = tuple[float, float]
"""Top and bottom, in points of a page."""


class Recall:
    """The sentences of one document with what became of each."""

    def __init__(self, source: Source, sentences: Sequence[Sentence] = ()) -> None:
        self.sentences = tuple(sentences)
        self.untouched = tuple(each.span for each in self.sentences if each.standing == "untouched")
        self._source = source
        self._starts = [each.span.start for each in self.sentences]
        self._on_page: dict[int, Mapping[Standing, list[Stretch]]] = {}

    def on(self, page: int) -> Mapping[Standing, list[Stretch]]:
        """The stretches of a page's margin, by what became of the sentences there; measured when it is first seen."""
        if page not in self._on_page:
            sheet, lines = self._source.pages[page - 1], defaultdict[Standing, list[Stretch]](list)
            first = max(0, bisect_right(self._starts, sheet.start) - 1)
            for each in self.sentences[first : bisect_left(self._starts, sheet.end)]:
                if each.standing != "taken":
                    boxes = self._source.boxes(within(each.span, sheet))
                    lines[each.standing] += [(box.top, box.bottom) for box in boxes if box.page == page]
            self._on_page[page] = {standing: joined(found) for standing, found in lines.items()}
        return self._on_page[page]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence of summary or rationale in which a character stands."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self.sentences[index].span.end or self.sentences[index].part == "fixed":
            return None
        return self.sentences[index]

    def touching(self, spans: Iterable[Span]) -> tuple[Sentence, ...]:
        """The sentences that some stretches of the text touch, in order."""
        numbers: set[int] = set()
        for span in spans:
            first = max(0, bisect_right(self._starts, span.start) - 1)
            if self.sentences and self.sentences[first].span.end <= span.start:
                first += 1
            numbers.update(range(first, bisect_left(self._starts, span.end)))
        return tuple(self.sentences[number] for number in sorted(numbers))

    def next_untouched(self, after: int) -> Span | None:
        """The first sentence nobody has looked at behind an offset, from the beginning again after the last."""
        later = (span for span in self.untouched if span.start > after)
        return next(later, self.untouched[0] if self.untouched else None)

    def paint_under(self, painter: QPainter, page: int, left: float, to_view: Callable[[Box], QRectF]) -> None:
        """The grey of fixed wording, over which the sections' bars come."""
        self._paint(painter, page, "fixed", left, to_view)

    def paint_over(self, painter: QPainter, page: int, left: float, to_view: Callable[[Box], QRectF]) -> None:
        """What stands in a summary or a rationale and went into no field."""
        self._paint(painter, page, "seen", left, to_view)
        self._paint(painter, page, "untouched", left, to_view)

    def _paint(
        self, painter: QPainter, page: int, standing: Standing, left: float, to_view: Callable[[Box], QRectF]
    ) -> None:
        for top, bottom in self.on(page).get(standing, ()):
            _DRAWN[standing](painter, bar_beside(to_view, page, left, (top, bottom)))


def bar_beside(to_view: Callable[[Box], QRectF], page: int, left: float, lines: Stretch) -> QRectF:
    """A bar along some lines, `left` points from the page's left edge; of a page lying on its side it lies too."""
    bar = to_view(Box(page, left, lines[0], left, lines[1]))
    if bar.width() < bar.height():
        bar.setWidth(BAR_WIDTH)
    else:
        bar.setHeight(BAR_WIDTH)
    return bar


def _solid(painter: QPainter, bar: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT.faint))
    painter.drawRoundedRect(bar, BAR_WIDTH / 2, BAR_WIDTH / 2)


def _hollow(painter: QPainter, bar: QRectF) -> None:
    painter.setPen(QPen(QColor(LIGHT.muted), 1.0))
    painter.setBrush(QColor(LIGHT.page))
    painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), BAR_WIDTH / 2, BAR_WIDTH / 2)


def _hatched(painter: QPainter, bar: QRectF) -> None:
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIGHT.page))
    painter.drawRect(bar.adjusted(-0.5, 0, 0.5, 0))
    shape = QPainterPath()
    shape.addRect(bar)
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(QColor(LIGHT.red), 1.75))
    along = 0.0
    while along < bar.width() + bar.height():
        painter.drawLine(QPointF(bar.left() - 1, bar.top() + along + 1), QPointF(bar.left() + along + 1, bar.top() - 1))
        along += _STRIPE
    painter.restore()


_DRAWN: Final[dict[Standing, Callable[[QPainter, QRectF], None]]] = {
    "fixed": _solid,
    "seen": _hollow,
    "untouched": _hatched,
}


def within(span: Span, sheet: Page) -> Span:
    """What of a span stands on a page."""
    start = min(max(span.start, sheet.start), sheet.end)
    return Span(start, max(start, min(span.end, sheet.end)))


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches of a line put together where they overlap or nearly touch."""
    found: list[Stretch] = []
    for top, bottom in sorted(stretches):
        if found and top - found[-1][1] < _JOIN:
            found[-1] = found[-1][0], max(found[-1][1], bottom)
        else:
            found.append((top, bottom))
    return found
