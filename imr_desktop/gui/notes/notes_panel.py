"""What a person remarked on a case, in one list: the words they highlighted in the letter, and notes on values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from imr_desktop.fields import ANNOTATION, NOTE
from imr_desktop.gui.common.small import small_label, smaller
from imr_desktop.gui.common.theme import icon_pixmap, theme_of
from imr_desktop.gui.common.wording import called
from imr_desktop.gui.letter.page_highlights import Highlight
from imr_desktop.gui.notes.highlight_sheet import paint_swatch
from imr_desktop.gui.record.evidence import spans_of
from imr_desktop.model import Case, Label, Slot, Span
from imr_desktop.texts import tr

_Index = QModelIndex | QPersistentModelIndex

REMARK: Final = Qt.ItemDataRole.UserRole
"""The role under which the list gives the Remark itself."""

_BEGUN: Final = tr("not finished")
_LOST: Final = tr("not found in the letter as it was read last")
_HINTS_OF_NOTHING: Final = (("Ctrl H", tr("highlight words")),)
_HINTS: Final = (("↑ ↓", tr("choose")), ("Enter", tr("change")), ("Del", tr("remove")), *_HINTS_OF_NOTHING)


@dataclass(frozen=True, slots=True)
class Remark:
    """A highlight with its label, or a note on a value (whose slot it has, and no label).

    `page` is 0 where it has no place in the letter. Of one that is `begun` the comment is not finished.
    """

    slot: Slot
    title: str
    label: Label | None
    quote: str
    comment: str
    spans: tuple[Span, ...]
    page: int
    begun: bool = False

    @property
    def spoken(self) -> str:
        where = tr("page {page}", page=self.page) if self.page else _LOST if self.label else ""
        stand = _BEGUN if self.begun else ""
        return "; ".join(filter(None, (self.title, stand, where, self.quote and f"“{self.quote}”", self.comment)))

    def has(self, words: Sequence[str]) -> bool:
        """Whether every word stands somewhere in it."""
        text = f"{self.title} {self.quote} {self.comment}".casefold()
        return all(word in text for word in words)


def remarks(case: Case, highlights: Sequence[Highlight], begun: Sequence[Highlight] = ()) -> tuple[Remark, ...]:
    """What was begun and not finished, the highlights of a case in the letter's order, the notes on its values."""
    unfinished = [_of_highlight(case, each, begun=True) for each in begun]
    slots = {each.slot for each in unfinished}
    finished = [_of_highlight(case, each) for each in highlights if each.annotation.slot not in slots]
    return (*unfinished, *finished, *_notes(case))


def _of_highlight(case: Case, highlight: Highlight, *, begun: bool = False) -> Remark:
    it = highlight.annotation
    page = case.source.page_of(it.spans[0].start) if it.spans else 0
    return Remark(it.slot, highlight.label.name, highlight.label, it.quote, it.comment, it.spans, page, begun)


def _notes(case: Case) -> Iterator[Remark]:
    notes = {slot: note for slot, note in case.values.items() if slot.field.startswith(NOTE) and note.value}
    for slot, note in sorted(notes.items()):
        noted = Slot(slot.item, slot.field.removeprefix(NOTE))
        spans = spans_of(case.value(noted.field, noted.item))
        page = case.source.page_of(spans[0].start) if spans else 0
        yield Remark(noted, called(case, noted), None, "", str(note.value), spans, page)


class _Remarks(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.listed: tuple[Remark, ...] = ()

    def tell(self, listed: Sequence[Remark]) -> None:
        self.beginResetModel()
        self.listed = tuple(listed)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.listed)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        remark = self.listed[index.row()]
        if role == REMARK:
            return remark
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return remark.spoken
        return None


class _Painter(QStyledItemDelegate):
    """The label with its colour and page, the words, and the comment below them."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        remark = index.data(REMARK)
        lines = 1 + bool(remark.quote) + bool(remark.comment) if isinstance(remark, Remark) else 1
        return QSize(200, lines * option.fontMetrics.lineSpacing() + 18)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        remark = index.data(REMARK)
        if not isinstance(remark, Remark):
            return
        theme, box = theme_of(option.palette), QRect(option.rect)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, QColor(theme.accent_wash if chosen else theme.panel))
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), QColor(theme.accent))
        painter.setPen(QColor(theme.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        height, side = option.fontMetrics.lineSpacing(), 13
        top = box.top() + 8
        if remark.label is not None:
            paint_swatch(painter, QRectF(box.left() + 16, top + (height - side) / 2, side, side), remark.label)
        else:
            ratio = painter.device().devicePixelRatioF()
            painter.drawPixmap(
                box.left() + 16, top + (height - side) // 2, icon_pixmap("note", QColor(theme.muted), side, ratio)
            )
        line = QRect(box.left() + 38, top, box.width() - 52, height)
        where = tr("p. {page}", page=remark.page) if remark.page else tr("not found") if remark.label else ""
        where = f"{_BEGUN} · {where}" if remark.begun else where
        small = smaller(option.font, 11.5 / 13)
        painter.setFont(small)
        painter.setPen(QColor(theme.muted if remark.page and not remark.begun else theme.amber))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, where)
        strong = QFont(option.font)
        strong.setWeight(QFont.Weight.DemiBold)
        room = line.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(where) - 10, 0)
        _line(painter, room, remark.title, strong, theme.ink)
        for text, shade in ((remark.quote and f"“{remark.quote}”", theme.muted), (remark.comment, theme.ink)):
            if text:
                line.translate(0, height)
                _line(painter, line, " ".join(text.split()), option.font, shade)
        painter.restore()


def _line(painter: QPainter, line: QRect, text: str, font: QFont, shade: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(shade))
    fit = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fit)


class _List(QListView):
    """Enter changes, Delete removes."""

    changed = Signal()
    removed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.changed.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class _Filter(QLineEdit):
    """Down goes into the list, Esc shows all again."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class NotesPanel(QFrame):
    """The remarks on the shown case. Choosing one brings its place into view; it can be changed and removed here."""

    field_focused = Signal(object, object, str)
    """The slot of the chosen remark (None for none), the spans it stands on, and how it is called before people."""

    hints_changed = Signal(object)
    """What the keys do here."""

    change_wanted = Signal(Slot)
    """A highlight, or the note on a value, is to be changed."""

    remove_wanted = Signal(Slot)
    labels_wanted = Signal()

    counted = Signal(int)
    """How many remarks the case has now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._all: tuple[Remark, ...] = ()
        self._writable = True
        self._model = _Remarks(self)
        self.filter = _Filter()
        self.filter.setPlaceholderText(tr("Filter by label or words"))
        self.filter.setAccessibleName(tr("Filter notes and highlights"))
        self.view = _List()
        self.view.setModel(self._model)
        self.view.setItemDelegate(_Painter(self.view))
        self.view.setAccessibleName(tr("Notes and highlights"))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._empty = small_label()
        self._empty.setContentsMargins(16, 8, 16, 8)
        self._change, self._remove, self._labels = (
            QPushButton(each) for each in (tr("Change…"), tr("Remove"), tr("Labels…"))
        )
        self._lay_out()
        self.filter.textChanged.connect(self._narrow)
        self.filter.left.connect(self.focus_list)
        self.view.changed.connect(self._want_change)
        self.view.doubleClicked.connect(self._want_change)
        self.view.removed.connect(self._want_removal)
        self.view.selectionModel().currentChanged.connect(self._chosen)
        self._change.clicked.connect(self._want_change)
        self._remove.clicked.connect(self._want_removal)
        self._labels.clicked.connect(self.labels_wanted)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 16, 8)
        head.addWidget(self.filter)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(8)
        foot.addWidget(self._change)
        foot.addWidget(self._remove)
        foot.addStretch(1)
        foot.addWidget(self._labels)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._empty)
        column.addWidget(self.view, 1)
        column.addLayout(foot)

    # --- showing

    def tell(self, listed: Sequence[Remark], *, writable: bool) -> None:
        """The remarks of a case as it is now; the chosen one stays chosen."""
        self._all, self._writable = tuple(listed), writable
        self._narrow()
        self.counted.emit(len(self._all))

    def _narrow(self) -> None:
        chosen = self.current_slot()
        words = self.filter.text().casefold().split()
        kept = [each for each in self._all if each.has(words)]
        self.view.selectionModel().blockSignals(True)
        if tuple(kept) != self._model.listed:
            self._model.tell(kept)
        row = next((number for number, each in enumerate(kept) if each.slot == chosen), 0)
        self.view.setCurrentIndex(self._model.index(row, 0))
        self.view.selectionModel().blockSignals(False)
        self.view.viewport().update()
        self._tell_empty(kept)
        if self.view.hasFocus():
            self._chosen()

    def _tell_empty(self, kept: Sequence[Remark]) -> None:
        words = (
            tr("Nothing matches these words.")
            if self._all
            else tr(
                "Nothing remarked yet. Select words in the letter and press H to highlight them; notes on values are "
                "listed here too."
            )
        )
        self._empty.setText(words)
        self._empty.setVisible(not kept)
        for each in (self._change, self._remove):
            each.setEnabled(bool(kept) and self._writable)
        self._labels.setEnabled(self._writable)

    def _chosen(self) -> None:
        if not self.isVisible():
            return
        remark = self.current()
        self.field_focused.emit(*((remark.slot, remark.spans, remark.title) if remark else (None, (), "")))
        self.hints_changed.emit(_HINTS if remark else _HINTS_OF_NOTHING)

    def current(self) -> Remark | None:
        """The chosen remark."""
        remark = self.view.currentIndex().data(REMARK)
        return remark if isinstance(remark, Remark) else None

    def current_slot(self) -> Slot | None:
        """The slot of the chosen remark."""
        remark = self.current()
        return remark.slot if remark else None

    # --- acting

    def focus_list(self) -> None:
        """Put the focus into the list, or into the filter while that finds nothing."""
        (self.view if self._model.listed else self.filter).setFocus(Qt.FocusReason.OtherFocusReason)
        self._chosen()

    def focus_slot(self, slot: Slot) -> None:
        """Choose a remark and put the focus into the list."""
        if all(each.slot != slot for each in self._model.listed):
            self.filter.clear()
        row = next((number for number, each in enumerate(self._model.listed) if each.slot == slot), None)
        if row is not None:
            self.view.setCurrentIndex(self._model.index(row, 0))
        self.focus_list()

    def _want_change(self) -> None:
        if self._writable and (remark := self.current()) is not None:
            self.change_wanted.emit(remark.slot)

    def _want_removal(self) -> None:
        if self._writable and (remark := self.current()) is not None:
            slot = remark.slot
            self.remove_wanted.emit(slot if slot.field.startswith(ANNOTATION) else Slot(slot.item, NOTE + slot.field))
