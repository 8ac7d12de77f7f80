"""How selected words travel from the page to a field by drag and drop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QByteArray, QMimeData

from imr_desktop.model import Span

_SPAN_TYPE: Final = "application/x-imr-desktop-span"


def packed(spans: Sequence[Span]) -> QMimeData:
    """Spans for a drag within the window; no text goes with them, so that no box swallows it as typing."""
    data = QMimeData()
    data.setData(_SPAN_TYPE, QByteArray(" ".join(f"{span.start} {span.end}" for span in spans).encode()))
    return data


def unpacked(data: QMimeData) -> tuple[Span, ...]:
    """The spans of a drag; none for anything else that is dragged."""
    if not data.hasFormat(_SPAN_TYPE):
        return ()
    offsets = [int(each) for each in bytes(data.data(_SPAN_TYPE).data()).split()]
    return tuple(Span(*pair) for pair in zip(offsets[::2], offsets[1::2], strict=True))
