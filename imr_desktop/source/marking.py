"""A copy of a PDF in which places are highlighted by real annotations, which any viewer shows and can remove."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from imr_desktop.model import Box
from imr_desktop.source.pdf import PDFIUM_LOCK, open_pdf

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """One annotation: the boxes that it covers on one page, its colour, its author, and what it says."""

    boxes: tuple[Box, ...]
    colour: Colour
    author: str
    says: str


def highlighted(name: str, data: bytes, highlights: Iterable[Highlight]) -> bytes:
    """The bytes of a copy of the PDF with the highlights added; FileProblem where it cannot be opened.

    What the copy shows is otherwise the same. A PDF that its maker locked against changes gives a copy that is not.
    """
    import pypdfium2.raw as pdfium

    by_page = sorted((each for each in highlights if each.boxes), key=_page)
    with PDFIUM_LOCK:
        document = open_pdf(name, data)
        try:
            for number, several in groupby(by_page, key=_page):
                _mark(document[number - 1], list(several))
            copy = io.BytesIO()
            document.save(copy, flags=pdfium.FPDF_REMOVE_SECURITY)
        finally:
            document.close()
    return copy.getvalue()


def _page(highlight: Highlight) -> int:
    return highlight.boxes[0].page


def _mark(page: Any, highlights: Sequence[Highlight]) -> None:
    try:
        back = _back(page.get_rotation(), *page.get_bbox())
        for each in highlights:
            _annotate(page, each, back)
    finally:
        page.close()


Quad = tuple[float, float, float, float]


def _annotate(page: Any, highlight: Highlight, back: Callable[[Box], Quad]) -> None:
    import pypdfium2.raw as pdfium

    annotation = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_HIGHLIGHT)
    try:
        quads = [back(box) for box in highlight.boxes]
        for x0, y0, x1, y1 in quads:
            points = pdfium.FS_QUADPOINTSF(x0, y1, x1, y1, x0, y0, x1, y0)
            pdfium.FPDFAnnot_AppendAttachmentPoints(annotation, ctypes.byref(points))
        lefts, bottoms, rights, tops = zip(*quads, strict=True)
        around = pdfium.FS_RECTF(min(lefts), max(tops), max(rights), min(bottoms))
        pdfium.FPDFAnnot_SetRect(annotation, ctypes.byref(around))
        pdfium.FPDFAnnot_SetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *highlight.colour, 255)
        for key, text in ((b"T", highlight.author), (b"Contents", highlight.says)):
            units = (text + "\0").encode("utf-16-le")
            wide = (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units)
            pdfium.FPDFAnnot_SetStringValue(annotation, key, wide)
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _back(rotation: int, left: float, bottom: float, right: float, top: float) -> Callable[[Box], Quad]:
    """A function from a box on the page as shown to one in PDF coordinates (left, bottom, right, top)."""
    turns: dict[int, Callable[[Box], Quad]] = {
        0: lambda box: (box.x0 + left, top - box.bottom, box.x1 + left, top - box.top),
        90: lambda box: (box.top + left, box.x0 + bottom, box.bottom + left, box.x1 + bottom),
        180: lambda box: (right - box.x1, box.top + bottom, right - box.x0, box.bottom + bottom),
        270: lambda box: (right - box.bottom, top - box.x1, right - box.top, top - box.x0),
    }
    return turns[rotation]
