"""Where each page lies on the desk: pure geometry, no widget.

Three systems of coordinates: *points* on a page from its upper left corner (as boxes have them), *desk* pixels from the
upper left corner of everything that can be scrolled, and the viewport's pixels (desk less the scroll position).
A turned page keeps its points; only where they lie on the desk is another place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSizeF

from imr_desktop.model import Box, Page

MARGIN: Final = 16.0
"""Pixels of desk around the pages and between them."""


Turn = Literal[0, 90, 180, 270]
"""By how many degrees pages are shown turned, clockwise."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a page (from 1), in points from its upper left corner; it may lie beside the page."""

    page: int
    x: float
    y: float


def shown_size(page: Page, turn: Turn) -> QSizeF:
    """A page's width and height in points, as it is turned."""
    return QSizeF(page.height, page.width) if turn in (90, 270) else QSizeF(page.width, page.height)


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The pages one below the other, centred, at `scale` pixels for each point, all turned alike."""

    pages: tuple[Page, ...]
    scale: float
    tops: tuple[float, ...]
    size: QSizeF
    turn: Turn = 0

    @classmethod
    def of(cls, pages: Sequence[Page], scale: float, room: float, turn: Turn = 0) -> PageLayout:
        """Lay out the pages on a desk that is at least `room` pixels wide."""
        tops = []
        bottom = widest = 0.0
        for page in pages:
            size = shown_size(page, turn)
            tops.append(bottom + MARGIN)
            bottom = tops[-1] + size.height() * scale
            widest = max(widest, size.width() * scale)
        return cls(tuple(pages), scale, tuple(tops), QSizeF(max(room, widest + 2 * MARGIN), bottom + MARGIN), turn)

    def sheet(self, page: int) -> QRectF:
        """Where a page (from 1) lies on the desk."""
        size = shown_size(self.pages[page - 1], self.turn) * self.scale
        return QRectF(QPointF((self.size.width() - size.width()) / 2, self.tops[page - 1]), size)

    def pages_within(self, top: float, bottom: float) -> range:
        """The pages (from 1) that show by a pixel or more between two heights of the desk."""
        first = max(1, self.page_at(top))
        if self.pages and self.sheet(first).bottom() < top + 1:
            first += 1
        return range(first, max(first, bisect_right(self.tops, bottom) + 1))

    def page_at(self, y: float) -> int:
        """The page (from 1) at a height of the desk; the gap below a page is that page's."""
        return max(1, bisect_right(self.tops, y)) if self.pages else 0

    def spot(self, at: QPointF, page: int | None = None) -> Spot:
        """The point of a page at a point of the desk; `page` where it is not the one at that height."""
        number = page or self.page_at(at.y())
        inside = (at - self.sheet(number).topLeft()) / self.scale
        sheet = self.pages[number - 1]
        x, y = {
            0: (inside.x(), inside.y()),
            90: (inside.y(), sheet.height - inside.x()),
            180: (sheet.width - inside.x(), sheet.height - inside.y()),
            270: (sheet.width - inside.y(), inside.x()),
        }[self.turn]
        return Spot(number, x, y)

    def at(self, spot: Spot) -> QPointF:
        """The point of the desk at a point of a page."""
        return QPointF(*self._at(spot.page, spot.x, spot.y))

    def rect(self, box: Box) -> QRectF:
        """Where a box lies on the desk."""
        x0, y0 = self._at(box.page, box.x0, box.top)
        x1, y1 = self._at(box.page, box.x1, box.bottom)
        return QRectF(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))

    def _at(self, page: int, x: float, y: float) -> tuple[float, float]:
        """The same as `at`, in plain numbers: every mark on a page is painted by it."""
        sheet, turn, scale = self.pages[page - 1], self.turn, self.scale
        if turn == 90:
            x, y = sheet.height - y, x
        elif turn == 180:
            x, y = sheet.width - x, sheet.height - y
        elif turn == 270:
            x, y = y, sheet.width - x
        width = sheet.height if turn in (90, 270) else sheet.width
        return (self.size.width() - width * scale) / 2 + x * scale, self.tops[page - 1] + y * scale
