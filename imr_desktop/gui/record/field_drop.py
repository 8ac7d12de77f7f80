"""Fields as the place where words dragged from the page are let go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from imr_desktop.gui.common.theme import theme_of
from imr_desktop.gui.letter.span_drag import unpacked
from imr_desktop.gui.record.field_row import FieldRow
from imr_desktop.model import Slot


class FieldDrop(QObject):
    """Lets selected words be dropped on the field rows of a form."""

    dropped = Signal(Slot, object)
    """Words were let go over a field: its slot, and the words' spans."""

    def __init__(self, form: QScrollArea) -> None:
        """The rows stand within what the form scrolls."""
        rows = form.widget()
        assert rows is not None, "a form is built before words can be dropped on it"
        super().__init__(rows)
        self._rows = rows
        self._frame = QFrame(rows)
        self._frame.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._frame.hide()
        rows.setAcceptDrops(True)
        rows.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._rows:
            return False
        if isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
            return self._dragged(event)
        if event.type() == QEvent.Type.DragLeave:
            self._frame.hide()
        return False

    def _dragged(self, event: QDropEvent) -> bool:
        spans = unpacked(event.mimeData())
        if not spans:
            return False
        row = self._row_at(event.position())
        self._show(row if event.type() != QEvent.Type.Drop else None)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(row is not None or event.type() == QEvent.Type.DragEnter)
        if row is not None and event.type() == QEvent.Type.Drop:
            self.dropped.emit(row.slot, spans)
        return True

    def _row_at(self, position: QPointF) -> FieldRow | None:
        widget = self._rows.childAt(position.toPoint())
        while widget is not None and widget is not self._rows:
            if isinstance(widget, FieldRow):
                return widget
            widget = widget.parentWidget()
        return None

    def _show(self, row: FieldRow | None) -> None:
        self._frame.setVisible(row is not None)
        if row is not None:
            accent = theme_of(row.palette()).accent
            self._frame.setStyleSheet(f"background: transparent; border: 2px solid {accent}; border-radius: 6px;")
            self._frame.setGeometry(QRect(row.mapTo(self._rows, row.rect().topLeft()), row.size()))
            self._frame.raise_()
