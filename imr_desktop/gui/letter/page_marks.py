"""What is painted over a page: the places of values, the focused one, selected words; and what lies under a point."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPainterPath, QPen

from imr_desktop.gui.common.theme import LIGHT, Section, section_colour
from imr_desktop.gui.letter.page_highlights import Highlights
from imr_desktop.gui.letter.page_recall import BAR_WIDTH, Recall, Stretch, bar_beside, joined, within
from imr_desktop.model import Box, Sentence, Slot, Source, Span

PAPER_INK: Final = LIGHT
"""The page is light in both themes, so what is painted on it takes the light theme's colours."""

_WASH: Final = 0.10
_FOCUS: Final = 0.18
_FOCUS_LONG: Final = 0.07
"""The focused place's fill is fainter where it covers whole paragraphs, which are there to be read."""
_LONG: Final = 4
"""Lines; a place of more is a paragraph."""
_SELECTION: Final = 0.30
_ROUND: Final = 2.0
_HIT: Final = 0.28
_HIT_SHOWN: Final = 0.42
_BAR_LEFT: Final = 20.0
_TAG_GAP: Final = 2.0

ToView = Callable[[Box], QRectF]
"""From a box on a page to the viewport's pixels."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands in the letter, with the section that gives its hue and the field's name."""

    slot: Slot
    span: Span
    section: Section
    label: str


@dataclass(frozen=True, slots=True)
class Focus:
    """The place of the field that has the focus: its spans, and the name shown beside the first.

    `near` is where a value without a place would be looked for: it is brought into view, not lit.
    """

    slot: Slot
    spans: tuple[Span, ...]
    label: str
    near: Span | None = None

    @property
    def seen_first(self) -> tuple[Span, ...]:
        """The stretch that is brought into view, at most one."""
        return self.spans[:1] or ((self.near,) if self.near else ())


class Marks:
    """The marks over one document's pages."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.focus: Focus | None = None
        self.selection: tuple[Span, ...] = ()
        self.recall = Recall(source)
        self.highlights = Highlights(source)
        self.hits: tuple[Span, ...] = ()
        self.hit: Span | None = None
        self._boxes: dict[Span, tuple[Box, ...]] = {}
        self._places: tuple[Place, ...] = ()
        self._on_page: dict[int, list[tuple[Place, tuple[Box, ...]]]] = {}
        self._washed: dict[int, dict[Section, list[Box]]] = {}
        self._bars: dict[int, dict[Section, list[Stretch]]] = {}
        self._text_left: dict[int, float] = {}

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """Where a span stands, a box for each line."""
        if span not in self._boxes:
            self._boxes[span] = self.source.boxes(span)
        return self._boxes[span]

    def _lines_on(self, page: int, spans: Iterable[Span]) -> list[Box]:
        """What of some spans stands on a page, line by line; what is on the other pages is not looked at."""
        sheet = self.source.pages[page - 1]
        parts = (within(span, sheet) for span in spans if span.start < sheet.end and span.end > sheet.start)
        return [box for part in parts for box in _closed_up(self.boxes(part)) if box.page == page]

    @property
    def places(self) -> tuple[Place, ...]:
        return self._places

    @places.setter
    def places(self, places: Sequence[Place]) -> None:
        """Longer places come first: of several at a point the shortest is meant."""
        ordered = tuple(sorted(places, key=lambda each: each.span.start - each.span.end))
        if ordered == self._places:
            return
        self._places = ordered
        found: dict[int, list[tuple[Place, tuple[Box, ...]]]] = defaultdict(list)
        for place in ordered:
            for page, lines in _by_page(_closed_up(self.boxes(place.span))).items():
                found[page].append((place, tuple(lines)))
        self._on_page = dict(found)
        self._washed = {page: _washed(placed) for page, placed in found.items()}
        self._bars = {page: _bars(placed) for page, placed in found.items()}

    @property
    def still(self) -> tuple[tuple[Place, ...], Recall] | None:
        """What is painted while nobody is at work in the letter; None where more is."""
        busy = self.focus or self.selection or self.hits or self.highlights.all
        return None if busy else (self._places, self.recall)

    def set_sentences(self, sentences: Sequence[Sentence]) -> None:
        """What became of each sentence, for the margin."""
        if self.recall.sentences != (told := tuple(sentences)):
            self.recall = Recall(self.source, told)

    def get_ready(self) -> None:
        """Measure what the first page's margin needs, before it is painted."""
        if self.source.pages:
            self._bar_left(1)
            self.recall.on(1)

    def put_away(self) -> None:
        """Forget what a person was at here; where everything stands is kept for when the document is shown again."""
        self.focus, self.selection, self.hits, self.hit = None, (), (), None
        self.highlights = Highlights(self.source)

    def place_at(self, page: int, x: float, y: float) -> Place | None:
        """The shortest place at a point of a page (in points), or None beside them all."""
        for place, boxes in reversed(self._on_page.get(page, [])):
            if any(box.x0 - 1 <= x <= box.x1 + 1 and box.top - 1 <= y <= box.bottom + 1 for box in boxes):
                return place
        return None

    def words_within(self, area: Box) -> tuple[Span, ...]:
        """The words whose middle lies within an area of a page, those that follow each other as one stretch."""
        words = self.source.words
        runs: list[list[int]] = []
        for index in self._words_of(area.page):
            x0, top, x1, bottom = words.boxes[4 * index : 4 * index + 4]
            if area.x0 <= (x0 + x1) / 2 <= area.x1 and area.top <= (top + bottom) / 2 <= area.bottom:
                if runs and runs[-1][-1] == index - 1:
                    runs[-1].append(index)
                else:
                    runs.append([index])
        return tuple(Span(words.starts[run[0]], words.ends[run[-1]]) for run in runs)

    def _words_of(self, page: int) -> range:
        sheet, starts = self.source.pages[page - 1], self.source.words.starts
        return range(bisect_left(starts, sheet.start), bisect_left(starts, sheet.end))

    def word_near(self, page: int, x: float, y: float) -> Span | None:
        """The word nearest to a point of a page, first by line, then along it; None on a page without words."""
        words = self.source.words

        def distance(index: int) -> tuple[float, float]:
            x0, top, x1, bottom = words.boxes[4 * index : 4 * index + 4]
            return max(top - y, y - bottom, 0.0), max(x0 - x, x - x1, 0.0)

        nearest = min(self._words_of(page), key=distance, default=None)
        return None if nearest is None else Span(words.starts[nearest], words.ends[nearest])

    # --- painting ----------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, page: int, to_view: ToView, *, upright: bool = True) -> None:
        """Paint a page's marks into a viewport; the painter's font is the window's, for labels and the field's name.

        On a page that is turned (not `upright`) the margin has no labels.
        """
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.highlights.paint(painter, page, to_view)
        for section, boxes in self._washed.get(page, {}).items():
            _fill(painter, _region(map(to_view, boxes)), section_colour(PAPER_INK, section), _WASH)
        self._paint_bars(painter, page, to_view)
        self.highlights.paint_tags(painter, page, to_view, upright=upright)
        self._paint_hits(painter, page, to_view)
        if self.selection:
            selected = self._lines_on(page, self.selection)
            _fill(painter, _region(map(to_view, selected)), QColor(PAPER_INK.accent), _SELECTION)
        if self.focus is not None:
            self._paint_focus(painter, self.focus, page, to_view)
        painter.restore()

    def _paint_hits(self, painter: QPainter, page: int, to_view: ToView) -> None:
        """The places of the words that are sought; the one shown stronger, with an outline."""
        sheet = self.source.pages[page - 1]
        first = bisect_left(self.hits, sheet.start, key=lambda each: each.end)
        last = bisect_left(self.hits, sheet.end, key=lambda each: each.start)
        for hit in self.hits[first:last]:
            region = _region(to_view(box) for box in self.source.boxes(hit) if box.page == page)
            _fill(painter, region, QColor(PAPER_INK.amber), _HIT_SHOWN if hit == self.hit else _HIT)
            if hit == self.hit:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(PAPER_INK.amber), 1.5))
                painter.drawPath(region)

    def _paint_bars(self, painter: QPainter, page: int, to_view: ToView) -> None:
        left = self._bar_left(page)
        self.recall.paint_under(painter, page, left, to_view)
        painter.setPen(Qt.PenStyle.NoPen)
        for section, stretches in self._bars.get(page, {}).items():
            painter.setBrush(section_colour(PAPER_INK, section))
            for top, bottom in stretches:
                bar = bar_beside(to_view, page, left, (top, bottom))
                painter.drawRoundedRect(bar, BAR_WIDTH / 2, BAR_WIDTH / 2)
        self.recall.paint_over(painter, page, left, to_view)

    def _bar_left(self, page: int) -> float:
        """Where the bars of a page begin, in points: in the margin, left of the leftmost word."""
        if page not in self._text_left:
            sheet = self.source.pages[page - 1]
            lines = self.source.boxes(Span(sheet.start, sheet.end))
            self._text_left[page] = min((box.x0 for box in lines), default=sheet.width)
        return max(2.0, min(_BAR_LEFT, self._text_left[page] - 12.0))

    def _paint_focus(self, painter: QPainter, focus: Focus, page: int, to_view: ToView) -> None:
        rects = [*map(to_view, self._lines_on(page, focus.spans))]
        if not rects:
            return
        outline = _outline(rects)
        accent = QColor(PAPER_INK.accent)
        _fill(painter, outline, accent, _FOCUS_LONG if len(rects) > _LONG else _FOCUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, 1.75, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(outline)
        first = next(box for span in focus.spans for box in self.boxes(span))
        if first.page == page and focus.label and not self.selection:  # the words selected may be below it
            _paint_tag(painter, focus.label, rects[0])


def _paint_tag(painter: QPainter, label: str, over: QRectF) -> None:
    """The field's name in a small tag over its place, moved to stay within the viewport's sides."""
    font = _tag_font(painter.font())
    metrics = QFontMetricsF(font)
    tag = QRectF(0, 0, metrics.horizontalAdvance(label) + 12, tag_height(painter.font()) - _TAG_GAP)
    tag.moveBottomLeft(over.topLeft() + QPointF(-2.0, -_TAG_GAP))
    tag.moveLeft(max(0.0, min(tag.left(), painter.window().width() - tag.width())))
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(PAPER_INK.accent))
    painter.drawRoundedRect(tag, 3, 3)
    painter.setPen(QColor(PAPER_INK.on_accent))
    painter.setFont(font)
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, label)
    painter.restore()


def tag_height(font: QFont) -> float:
    """Pixels that the focused field's name takes above its place, in a window of this font."""
    return QFontMetricsF(_tag_font(font)).height() + 2 + _TAG_GAP


def _tag_font(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(max(9, round(QFontInfo(font).pixelSize() * 10.5 / 13)))
    small.setWeight(QFont.Weight.DemiBold)
    return small


def _by_page(boxes: Iterable[Box]) -> dict[int, list[Box]]:
    pages: dict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        pages[box.page].append(box)
    return pages


def _closed_up(boxes: Sequence[Box]) -> list[Box]:
    """The boxes of a span's lines without the gap between one line and the next, so that they make one block."""
    closed: list[Box] = []
    for box in boxes:
        if closed and closed[-1].page == box.page and 0 < box.top - closed[-1].bottom < box.bottom - box.top:
            middle = (closed[-1].bottom + box.top) / 2
            closed[-1] = replace(closed[-1], bottom=middle)
            closed.append(replace(box, top=middle))
        else:
            closed.append(box)
    return closed


def _washed(placed: Iterable[tuple[Place, tuple[Box, ...]]]) -> dict[Section, list[Box]]:
    """What of a page is washed in the hue of each section: once, however many values rest on a passage.

    Whole paragraphs are there to be read; the bar in the margin tells of them.
    """
    found: dict[Section, dict[Box, None]] = defaultdict(dict)
    for place, boxes in placed:
        if len(boxes) <= _LONG:
            found[place.section].update(dict.fromkeys(boxes))
    return {section: [*boxes] for section, boxes in found.items()}


def _bars(placed: Iterable[tuple[Place, tuple[Box, ...]]]) -> dict[Section, list[Stretch]]:
    """The stretches of a page's margin that tell of each section's values."""
    found: dict[Section, list[Stretch]] = defaultdict(list)
    for place, boxes in placed:
        found[place.section] += [(box.top, box.bottom) for box in boxes]
    return {section: joined(stretches) for section, stretches in found.items()}


def _outline(rects: Sequence[QRectF]) -> QPainterPath:
    """The outline around all of them; lines that touch share one."""
    outline = QPainterPath()
    outline.setFillRule(Qt.FillRule.WindingFill)
    for rect in rects:
        corner = _ROUND if len(rects) == 1 else 0.0
        outline.addRoundedRect(rect.adjusted(-2.5, -0.5, 2.5, 0.5), corner, corner)
    return outline.simplified()


def _region(rects: Iterable[QRectF]) -> QPainterPath:
    """One shape of many rectangles, so that where lines overlap nothing is washed twice."""
    region = QPainterPath()
    region.setFillRule(Qt.FillRule.WindingFill)
    for rect in rects:
        region.addRoundedRect(rect.adjusted(-1, 0, 1, 0), _ROUND, _ROUND)
    return region


def _fill(painter: QPainter, region: QPainterPath, hue: QColor, strength: float) -> None:
    shade = QColor(hue)
    shade.setAlphaF(strength)
    painter.fillPath(region, shade)
