"""Where each page lies on the desk: pure geometry, no widget.

Three systems of coordinates: *points* on a page from its upper left corner (as boxes have them), *desk* pixels from the
upper left corner of everything that can be scrolled, and the viewport's pixels (desk less the scroll position).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF

from imr_desktop.model import Box, Page

MARGIN: Final = 16.0
"""Pixels of desk around the pages and between them."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a page (from 1), in points from its upper left corner; it may lie beside the page."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The pages one below the other, centred, at `scale` pixels for each point."""

    pages: tuple[Page, ...]
    scale: float
    tops: tuple[float, ...]
    size: QSizeF

    @classmethod
    def of(cls, pages: Sequence[Page], scale: float, room: float) -> PageLayout:
        """Lay out the pages on a desk that is at least `room` pixels wide."""
        tops = []
        bottom = 0.0
        for page in pages:
            tops.append(bottom + MARGIN)
            bottom = tops[-1] + page.height * scale
        widest = max((page.width for page in pages), default=0.0) * scale
        return cls(tuple(pages), scale, tuple(tops), QSizeF(max(room, widest + 2 * MARGIN), bottom + MARGIN))

    def sheet(self, page: int) -> QRectF:
        """Where a page (from 1) lies on the desk."""
        size = self.pages[page - 1]
        width = size.width * self.scale
        return QRectF((self.size.width() - width) / 2, self.tops[page - 1], width, size.height * self.scale)

    def pages_within(self, top: float, bottom: float) -> range:
        """The pages (from 1) that show by a pixel or more between two heights of the desk."""
        first = max(1, self.page_at(top))
        if self.pages and self.sheet(first).bottom() < top + 1:
            first += 1
        return range(first, max(first, bisect_right(self.tops, bottom) + 1))

    def page_at(self, y: float) -> int:
        """The page (from 1) at a height of the desk; the gap below a page is that page's."""
        return max(1, bisect_right(self.tops, y)) if self.pages else 0

    def spot(self, at: QPointF) -> Spot:
        """The point of a page at a point of the desk."""
        page = self.page_at(at.y())
        sheet = self.sheet(page)
        return Spot(page, (at.x() - sheet.x()) / self.scale, (at.y() - sheet.y()) / self.scale)

    def at(self, spot: Spot) -> QPointF:
        """The point of the desk at a point of a page."""
        return self.sheet(spot.page).topLeft() + QPointF(spot.x, spot.y) * self.scale

    def rect(self, box: Box) -> QRectF:
        """Where a box lies on the desk."""
        return QRectF(self.at(Spot(box.page, box.x0, box.top)), self.at(Spot(box.page, box.x1, box.bottom)))
