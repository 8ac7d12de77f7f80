"""The pages as a strip of small pictures, to see where one is and to go elsewhere."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from imr_desktop.gui.common.small import scaled
from imr_desktop.gui.common.theme import LIGHT, icon_pixmap, theme_of
from imr_desktop.gui.letter.page_canvas import PageCanvas
from imr_desktop.gui.letter.page_layout import shown_size
from imr_desktop.gui.letter.page_paint import paint_paper, paint_picture
from imr_desktop.texts import tr

_Index = QModelIndex | QPersistentModelIndex

PAPER: Final = 84
"""Pixels that the wider side of the widest page takes; the same at every size of type, for it is a picture."""
_AROUND: Final = 12
_SIGN: Final = 20
_BEYOND: Final = 2
"""Pages above and below those seen whose pictures are asked for."""


class _Pages(QAbstractListModel):
    """A row for each page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = 0

    def tell(self, count: int) -> None:
        self.beginResetModel()
        self._count = count
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        spoken = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return tr("Page {page}", page=index.row() + 1) if index.isValid() and spoken else None


class Thumbnails(QListView):
    """One picture for each page of what a canvas shows; choosing one goes there. It asks for pictures when it is seen.

    The canvas draws them with its own pictures, within the one budget; one that cannot be drawn has a sign instead.
    """

    chosen = Signal(int)
    """The page (from 1) to go to."""

    def __init__(self, canvas: PageCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._pages = _Pages(self)
        self._going, self._stale = False, True
        self.scale, self.paper = 1.0, QSizeF()
        """Pixels for each point of a page, and room for the largest one in pixels."""
        self.setModel(self._pages)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(tr("Pages"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus where the work is
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setAccessibleName(tr("Scroll the small pages"))
        canvas.pictures_beside = self.wanted
        canvas.pictures.ready.connect(self._redraw)
        canvas.page_changed.connect(self._follow)
        canvas.turned.connect(self.renew)
        self.verticalScrollBar().valueChanged.connect(lambda _: canvas.want_pictures())
        self.selectionModel().currentChanged.connect(self._go)
        self._fit()

    def renew(self) -> None:
        """The canvas shows another document, or its pages turned; where the strip is not seen that can wait."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        sizes = [shown_size(page, self._canvas.turn) for page in self._canvas.pages]
        width, height = (max((way(each) for each in sizes), default=1.0) for way in (QSizeF.width, QSizeF.height))
        self.scale = PAPER / max(width, height * 0.75)
        self.paper = QSizeF(width, height) * self.scale
        self._pages.tell(len(sizes))
        self._fit()
        self._follow(self._canvas.page)
        self._canvas.want_pictures()

    def wanted(self) -> list[tuple[int, float]]:
        """The pages (from 1) whose pictures are seen here or soon will be, with their scale.

        None as long as the strip has still the pages of the document before, of which this one may lack some.
        """
        if not self.isVisible() or not self._pages.rowCount() or self._pages.rowCount() != len(self._canvas.pages):
            return []
        height, last = max(1, self.sizeHintForRow(0)), self._pages.rowCount() - 1
        top = self.verticalScrollBar().value() // height
        seen = range(max(0, top - _BEYOND), min(last, top + self.viewport().height() // height + 1 + _BEYOND) + 1)
        return [(row + 1, self.scale) for row in seen]

    def _redraw(self, _ticket: int, _page: int) -> None:
        self.viewport().update()

    def _fit(self) -> None:
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        self.setFixedWidth(PAPER + 2 * _AROUND + bar)
        self.doItemsLayout()

    def _follow(self, page: int) -> None:
        """Mark the page that the canvas shows."""
        if page > 0 and not self._going and self.currentIndex().row() != page - 1:
            self._going = True
            self.setCurrentIndex(self._pages.index(page - 1, 0))
            self._going = False

    def _go(self, now: QModelIndex) -> None:
        """To the chosen page; one at the end may not come to the top, and stays chosen here."""
        if now.isValid() and not self._going:
            self._going = True
            self.chosen.emit(now.row() + 1)
            self._going = False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._canvas.want_pictures()

    def picture_of(self, page: int, painter: QPainter, sheet: QRectF) -> None:
        """Paint a page onto its sheet."""
        canvas = self._canvas
        theme, ratio = theme_of(self.palette()), self.devicePixelRatioF()
        paint_paper(painter, sheet, theme)
        if (picture := canvas.pictures.picture(canvas.request(page, self.scale))) is not None:
            paint_picture(painter, sheet, picture, ratio, canvas.turn)
        elif canvas.problem(page):
            sign = icon_pixmap("warning", QColor(LIGHT.amber), _SIGN, ratio)
            painter.drawPixmap(sheet.center() - QPointF(_SIGN, _SIGN) / 2, sign)

    def size_of(self, page: int) -> QSizeF:
        """How large a page's sheet is here, in pixels."""
        return shown_size(self._canvas.pages[page - 1], self._canvas.turn) * self.scale


class _Painter(QStyledItemDelegate):
    """A sheet with its number below; the page that is shown has a frame."""

    def __init__(self, strip: Thumbnails) -> None:
        super().__init__(strip)
        self._strip = strip

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        paper = self._strip.paper
        return QSize(PAPER + 2 * _AROUND, round(paper.height()) + option.fontMetrics.height() + _AROUND + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = theme_of(option.palette)
        page, box = index.row() + 1, QRectF(option.rect)
        size = self._strip.size_of(page)
        sheet = QRectF(round(box.center().x() - size.width() / 2), box.top() + _AROUND, size.width(), size.height())
        shown = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        self._strip.picture_of(page, painter, sheet)
        if shown:
            wide = 3.0 if option.state & QStyle.StateFlag.State_HasFocus else 2.0
            painter.setPen(QPen(QColor(theme.accent), wide, j=Qt.PenJoinStyle.MiterJoin))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(sheet.adjusted(-wide, -wide, wide, wide))
        painter.setPen(QColor(theme.accent if shown else theme.muted))
        below = QRectF(box.left(), sheet.bottom() + 4, box.width(), scaled(self._strip, 18))
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, str(page))
        painter.restore()
