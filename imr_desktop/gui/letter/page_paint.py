"""How a sheet looks: paper, the page's picture on it, or the sentence that stands for a page that cannot be drawn."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from imr_desktop.gui.common.theme import LIGHT, Theme, icon_pixmap
from imr_desktop.gui.letter.page_layout import Turn

_SHADOW: Final = ((3.0, 0.04), (2.0, 0.05), (1.0, 0.07))
"""How far the shadow's layers reach, in pixels, and how dark they are."""
_SIGN: Final = 28
_WORDS: Final = 15
"""Pixels of the warning sign and of the words on a sheet."""


def paint_paper(painter: QPainter, sheet: QRectF, theme: Theme) -> None:
    """A sheet of paper with a soft shadow and a hairline."""
    painter.setPen(Qt.PenStyle.NoPen)
    for spread, strength in _SHADOW:
        shade = QColor(Qt.GlobalColor.black)
        shade.setAlphaF(strength)
        painter.setBrush(shade)
        painter.drawRoundedRect(sheet.adjusted(-spread, 1 - spread, spread, 1 + spread), spread, spread)
    painter.setPen(QPen(QColor(theme.line), 0.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(sheet.adjusted(-0.5, -0.5, 0.5, 0.5))
    painter.fillRect(sheet, QColor(theme.page))


def paint_picture(painter: QPainter, sheet: QRectF, picture: QImage, ratio: float, turn: Turn = 0) -> None:
    """A page's picture, multiplied over the paper so that its white becomes the paper's colour.

    `ratio` is how many of the screen's pixels make one of the window's: a picture drawn for this size is shown pixel by
    pixel, another one is scaled.
    """
    corner = {0: sheet.topLeft(), 90: sheet.topRight(), 180: sheet.bottomRight(), 270: sheet.bottomLeft()}[turn]
    size = sheet.size() if turn in (0, 180) else QSizeF(sheet.height(), sheet.width())
    natural = QRectF(QPointF(), picture.size().toSizeF() / ratio)
    fits = abs(natural.width() - size.width()) * ratio < 2
    painter.save()
    painter.setClipRect(sheet)
    painter.translate(corner)
    painter.rotate(turn)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not fits)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.drawImage(natural if fits else QRectF(QPointF(), size), picture)
    painter.restore()


def paint_notice(painter: QPainter, area: QRectF, problem: str, ratio: float) -> None:
    """A sign and a sentence in the middle of what is seen of a page."""
    sign = icon_pixmap("warning", QColor(LIGHT.amber), _SIGN, ratio)
    painter.drawPixmap(QPointF(area.center().x() - _SIGN / 2, area.center().y() - 2 * _SIGN), sign)
    paint_words(painter, area, problem, LIGHT.ink)


def paint_words(painter: QPainter, area: QRectF, words: str, ink: str) -> None:
    """Words in the middle of an area, in lines of three quarters of its width."""
    painter.save()
    font = painter.font()
    font.setPixelSize(_WORDS)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    inner = area.adjusted(area.width() / 8, 0, -area.width() / 8, 0)
    painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
    painter.restore()
