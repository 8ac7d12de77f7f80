"""The viewer under test: small files whose words are known, where they are seen, and what is painted there."""

from __future__ import annotations

import io
from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from imr_desktop.gui.letter.source_view import SourceView
from imr_desktop.model import Source, Span


def pdf(pages: int, word: str = "letter") -> bytes:
    """A PDF whose page N says `word`N and alphaN to omegaN at known heights."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792), invariant=True)
    for number in range(1, pages + 1):
        canvas.setFont("Times-Roman", 12)
        canvas.drawString(72, 700, f"{word}{number} of the file begins with alpha{number} here.")
        canvas.drawString(72, 400, f"In the middle stands a 52{number} year old person.")
        canvas.drawString(72, 100, f"And it ends with omega{number}.")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def where(source: Source, words: str) -> Span:
    start = source.text.index(words)
    return Span(start, start + len(words))


def settle(qtbot: QtBot, view: SourceView) -> None:
    qtbot.waitUntil(lambda: view.settled)


def viewport(view: SourceView) -> QWidget:
    return view.canvas.viewport()


def photograph(view: SourceView) -> QImage:
    """The viewport as it is seen."""
    return viewport(view).grab().toImage()


def rect_of(view: SourceView, span: Span) -> QRectF:
    """Where a span of one line is."""
    (rect,) = view.rects_of(span)
    return rect


def middle(view: SourceView, span: Span) -> QPoint:
    return rect_of(view, span).center().toPoint()


def in_view(view: SourceView, span: Span) -> bool:
    return QRectF(viewport(view).rect()).contains(rect_of(view, span))


def ink(image: QImage, rect: QRectF, matches: Callable[[QColor], bool]) -> int:
    """How many pixels of a rectangle match."""
    area = rect.toAlignedRect().intersected(image.rect())
    return sum(
        matches(image.pixelColor(x, y))
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    )


def dark(shade: QColor) -> bool:
    return shade.lightness() < 110
