"""How selected words travel from the page to a field by drag and drop."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QMimeData

from imr_desktop.model import Span

_SPAN_TYPE: Final = "application/x-imr-desktop-span"


def packed(span: Span) -> QMimeData:
    """A span for a drag within the window; no text goes with it, so that no box swallows it as typing."""
    data = QMimeData()
    data.setData(_SPAN_TYPE, QByteArray(f"{span.start} {span.end}".encode()))
    return data


def unpacked(data: QMimeData) -> Span | None:
    """The span of a drag; None for anything else that is dragged."""
    if not data.hasFormat(_SPAN_TYPE):
        return None
    start, end = bytes(data.data(_SPAN_TYPE).data()).split()
    return Span(int(start), int(end))
