"""The recall pass in the margin: what the form prints anyway, what nobody has looked at, what was seen and left."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from imr_desktop.gui.theme import LIGHT
from imr_desktop.model import Box, Sentence, Source, Span, Standing

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
        self._starts = [each.span.start for each in self.sentences]
        lines: dict[int, dict[Standing, list[Stretch]]] = defaultdict(lambda: defaultdict(list))
        for each in self.sentences:
            if each.standing != "taken":
                for box in source.boxes(each.span):
                    lines[box.page][each.standing].append((box.top, box.bottom))
        self._on_page = {
            page: {standing: joined(found) for standing, found in each.items()} for page, each in lines.items()
        }

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence of summary or rationale in which a character stands."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self.sentences[index].span.end or self.sentences[index].part == "fixed":
            return None
        return self.sentences[index]

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
        for top, bottom in self._on_page.get(page, {}).get(standing, ()):
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


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches of a line put together where they overlap or nearly touch."""
    found: list[Stretch] = []
    for top, bottom in sorted(stretches):
        if found and top - found[-1][1] < _JOIN:
            found[-1] = found[-1][0], max(found[-1][1], bottom)
        else:
            found.append((top, bottom))
    return found
