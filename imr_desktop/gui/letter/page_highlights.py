"""What a person has highlighted, painted over the words as by a marker, with its label in the right margin."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPainterPath, QPolygonF

from imr_desktop.gui.common.theme import LIGHT
from imr_desktop.gui.letter.page_recall import BAR_WIDTH, bar_beside, joined
from imr_desktop.model import Annotation, Box, Hue, Label, Source


class Marker(NamedTuple):
    """A marker's colours: `wash` over the words, which stay black on it; `line` for what must stand out by itself."""

    wash: str
    line: str


MARKERS: Final[Mapping[Hue, Marker]] = {
    "yellow": Marker("#ffe98f", "#a98300"),
    "orange": Marker("#ffd2a1", "#c0650a"),
    "pink": Marker("#ffc4db", "#c2407e"),
    "lilac": Marker("#ddceff", "#7c5ccb"),
    "teal": Marker("#b1ece6", "#0e8580"),
    "lime": Marker("#d8f0a3", "#64870b"),
}

_GAP: Final = 8.0
"""Points between the words and the bars in the right margin."""
_THICK: Final = 2.0
"""Pixels of an underline at most."""
_LANE: Final = BAR_WIDTH + 1
"""Pixels from one bar to that of another highlight on the same lines."""
_DEEPEST: Final = 2
_NARROWEST: Final = 22.0
"""Pixels of room below which the margin has the bar alone."""
_FOLD: Final = 6.0
"""Pixels of the folded corner."""
_BEYOND: Final = 13.0
"""Pixels that a tag may reach beyond the sheet."""

ToView = Callable[[Box], QRectF]


@dataclass(frozen=True, slots=True)
class Highlight:
    """Highlighted words with their label."""

    annotation: Annotation
    label: Label

    @property
    def told(self) -> str:
        """Label and comment in words."""
        return ": ".join(filter(None, (self.label.name, self.annotation.comment)))


class _Painted(NamedTuple):
    """A highlight on one page: its lines, how deep it is underlined, and in which lane of the margin its bars are."""

    highlight: Highlight
    boxes: tuple[Box, ...]
    depth: int
    lane: int


class Tag(NamedTuple):
    """How a highlight stands in the margin: its bars, and the box with its label, empty where there is no room."""

    highlight: Highlight
    bars: tuple[QRectF, ...]
    box: QRectF


class Highlights:
    """The highlights of one document."""

    def __init__(self, source: Source, highlights: Sequence[Highlight] = ()) -> None:
        self.all = tuple(highlights)
        self._source = source
        self._right: dict[int, float] = {}
        self._on_page: dict[int, list[_Painted]] = defaultdict(list)
        for highlight in self.all:
            lines: dict[int, list[Box]] = defaultdict(list)
            for span in highlight.annotation.spans:
                for box in source.boxes(span):
                    lines[box.page].append(box)
            for page, boxes in lines.items():
                others = self._on_page[page]
                depth = _first_free(each.depth for each in others if _overlap(boxes, each.boxes))
                lane = _first_free(each.lane for each in others if _share_a_line(boxes, each.boxes))
                others.append(_Painted(highlight, tuple(boxes), min(depth, _DEEPEST), min(lane, _DEEPEST)))

    def on(self, page: int) -> tuple[Highlight, ...]:
        """What is highlighted on a page, in the order of the text."""
        return tuple(each.highlight for each in self._on_page.get(page, ()))

    def at(self, page: int, x: float, y: float) -> tuple[Highlight, ...]:
        """Every highlight at a point of a page (in points), the shortest first."""
        found = [
            each.highlight
            for each in self._on_page.get(page, ())
            if any(box.x0 - 1 <= x <= box.x1 + 1 and box.top - 1 <= y <= box.bottom + 1 for box in each.boxes)
        ]
        return tuple(sorted(found, key=lambda each: sum(span.end - span.start for span in each.annotation.spans)))

    def paint(self, painter: QPainter, page: int, to_view: ToView) -> None:
        """The marker over the words: multiplied, so that they stay black."""
        for highlight, boxes, depth, _ in self._on_page.get(page, ()):
            marker = MARKERS[highlight.label.hue]
            painter.save()
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(marker.wash))
            for box in boxes:
                painter.drawRoundedRect(to_view(box).adjusted(-1.5, 0, 1.5, 0), 2, 2)
            painter.restore()
            for box in boxes:
                painter.fillRect(_underline(box, depth, to_view), QColor(marker.line))

    def paint_tags(self, painter: QPainter, page: int, to_view: ToView, *, upright: bool) -> None:
        """Bars and labels in the right margin."""
        painter.save()
        font = painter.font()
        painter.setFont(tag_font(font))
        for tag in self.tags(page, to_view, font, upright=upright):
            marker = MARKERS[tag.highlight.label.hue]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(marker.line))
            for bar in tag.bars:
                painter.drawRoundedRect(bar, 2, 2)
            if not tag.box.isEmpty():
                _paint_label(painter, tag)
        painter.restore()

    def tags(self, page: int, to_view: ToView, font: QFont, *, upright: bool) -> list[Tag]:
        """Where each highlight of a page stands in its right margin; labels that would overlap go below each other."""
        listed = sorted(self._on_page.get(page, ()), key=lambda each: each.boxes[0].top)
        if not listed:
            return []
        sheet = self._source.pages[page - 1]
        left = min(self._text_right(page) + _GAP, sheet.width - 12.0)
        lanes = max(each.lane for each in listed)
        font = tag_font(font)
        metrics = QFontMetricsF(font)
        height = metrics.height() + 2
        edge = to_view(Box(page, 0, 0, sheet.width, sheet.height)).right() + _BEYOND
        free, tags = -math.inf, []
        for highlight, boxes, _, lane in listed:
            lines = joined((each.top, each.bottom) for each in boxes)
            aside = QPointF(lane * _LANE, 0.0) if upright else QPointF(0.0, lane * _LANE)
            bars = tuple(bar_beside(to_view, page, left, each).translated(aside) for each in lines)
            box = QRectF()
            x = bars[0].left() + (lanes - lane) * _LANE + BAR_WIDTH + 3
            if upright and edge - x >= _NARROWEST:
                wide = min(metrics.horizontalAdvance(highlight.label.name) + 11, edge - x)
                box = QRectF(x, max(bars[0].top(), free), wide, height)
                free = box.bottom() + 2
            tags.append(Tag(highlight, bars, box))
        return tags

    def _text_right(self, page: int) -> float:
        """Where a page's words end at the right, in points."""
        if page not in self._right:
            words, sheet = self._source.words, self._source.pages[page - 1]
            first, last = (bisect_left(words.starts, at) for at in (sheet.start, sheet.end))
            self._right[page] = max(words.boxes[4 * first + 2 : 4 * last + 2 : 4], default=0.0)
        return self._right[page]


def told_of(highlights: Sequence[Highlight]) -> str:
    """Labels and comments, one below the other."""
    return "\n".join(each.told for each in highlights)


def tag_font(font: QFont) -> QFont:
    """The font of a label in the margin."""
    small = QFont(font)
    small.setPixelSize(max(9, round(QFontInfo(font).pixelSize() * 10.5 / 13)))
    small.setWeight(QFont.Weight.Medium)
    return small


def _paint_label(painter: QPainter, tag: Tag) -> None:
    """The label's name on a piece of its paper, which has a corner folded where there is a comment."""
    marker = MARKERS[tag.highlight.label.hue]
    paper = QPainterPath()
    paper.addRoundedRect(tag.box, 3, 3)
    painter.fillPath(paper, QColor(marker.wash))
    if tag.highlight.annotation.comment:
        corner = tag.box.topRight()
        fold = QPolygonF([corner - QPointF(_FOLD, 0), corner, corner + QPointF(0, _FOLD)])
        painter.setBrush(QColor(marker.line))
        painter.drawPolygon(fold)
    inside = tag.box.adjusted(5, 0, -4, 0)
    painter.setPen(QColor(LIGHT.ink))
    metrics = QFontMetricsF(painter.font())
    words = metrics.elidedText(tag.highlight.label.name, Qt.TextElideMode.ElideRight, inside.width())
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def _underline(box: Box, depth: int, to_view: ToView) -> QRectF:
    """The line below a line of words, wherever that is on a turned page; on whole pixels, so that it is seen."""
    edge, outer = (to_view(Box(box.page, box.x0, at, box.x1, at)) for at in (box.bottom, box.bottom + 1))
    down = outer.topLeft() - edge.topLeft()
    scale = max(abs(down.x()), abs(down.y()))
    thick = min(_THICK, max(1.0, 0.11 * scale * (box.bottom - box.top)))  # small type has no room between its lines
    line = edge.translated(down / scale * (thick + 0.5) * depth)
    if edge.width() > edge.height():
        return QRectF(line.left() - 1, round(line.top()) - 0.5 * (thick - 1), line.width() + 2, thick)
    return QRectF(round(line.left()) - 0.5 * (thick - 1), line.top() - 1, thick, line.height() + 2)


def _first_free(taken: Iterable[int]) -> int:
    used = set(taken)
    return next(number for number in range(len(used) + 1) if number not in used)


def _share_a_line(boxes: Sequence[Box], others: Sequence[Box]) -> bool:
    return any(min(one.bottom, other.bottom) > max(one.top, other.top) for one in boxes for other in others)


def _overlap(boxes: Sequence[Box], others: Sequence[Box]) -> bool:
    return any(
        min(one.x1, other.x1) > max(one.x0, other.x0) and min(one.bottom, other.bottom) > max(one.top, other.top)
        for one in boxes
        for other in others
    )
