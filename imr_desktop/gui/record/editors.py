"""An editor for each kind of value: text that grows, a list shown as chips, a list of known names, a choice.

All of them speak alike. `load` shows what is stored and forgets what was typed; `text` is what stands there now;
`changed` tells whether a person has typed something else. Keys that belong to the form (Enter, Escape, Alt with a
letter) are left to it, and so is undo while nothing was typed: then it is the library's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QComboBox, QCompleter, QSizePolicy, QTextEdit, QWidget

from imr_desktop.fields import Editor, Kind
from imr_desktop.gui.common.theme import restyle, theme_of
from imr_desktop.model import Json

ROW_HEIGHT: Final = 28
"""The height of an editor of one line, in pixels at the usual size of type."""

NOTHING: Final = "—"
"""What an empty editor shows."""

_SHORT: Final = 80
"""Letters of a text that is rather written anew than gone on with."""

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STAYS: Final = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""Reasons for losing the focus after which it comes back: nobody has gone on to something else."""


def flow(sizes: Sequence[QSize], width: int, gap: int) -> list[QRect]:
    """Boxes laid in lines from left to right, each line begun anew where the next box would not fit."""
    boxes: list[QRect] = []
    x = y = tallest = 0
    for size in sizes:
        if x and x + size.width() > width:
            x, y, tallest = 0, y + tallest + gap, 0
        boxes.append(QRect(x, y, size.width(), size.height()))
        x += size.width() + gap
        tallest = max(tallest, size.height())
    return boxes


def shown_text(kind: Kind, value: Json) -> str:
    """A value as its editor shows it: a list of names with one name to a line, all else as the kind writes it."""
    if kind.editor in ("names", "choices") and isinstance(value, list):
        return "\n".join(kind.format([each]) for each in value)
    return kind.format(value)


def _of_the_form(event: QKeyEvent) -> bool:
    """Whether a key is the form's or the window's: Enter, Escape, Alt with a letter, Ctrl with Up or Down."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() in _ENTER:
        return modifiers != Qt.KeyboardModifier.ShiftModifier
    if event.key() == Qt.Key.Key_Escape:
        return True
    if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        return bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    return modifiers == Qt.KeyboardModifier.AltModifier


def _writes(event: QKeyEvent) -> bool:
    """Whether a key would change what stands in a box."""
    return event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) or (
        bool(event.text()) and event.text().isprintable()
    )


class TextEditor(QTextEdit):
    """Plain text that grows from one line to `tallest`, and scrolls from there on.

    Shift+Enter breaks the line `breaks` times: once between the entries of a list, twice between paragraphs. Who comes
    by keyboard finds a short text of one line selected, so that typing begins it anew, and goes on at the end of a
    longer one; `fresh` has all of it selected, whatever it is: right for a date or a number.
    """

    typed = Signal()
    """A person has changed what stands here."""
    entered = Signal()
    """The focus has come."""
    left = Signal()
    """The focus has gone on to something else."""
    refused = Signal()
    """A person wants to write where nothing can be changed."""

    def __init__(
        self, *, breaks: int = 0, tallest: int = 5, fresh: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._breaks, self._tallest, self._fresh = breaks, tallest, fresh
        self._stored = ""
        self._loading = False
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(NOTHING)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(3)
        self.textChanged.connect(self._tell_typing)
        self.document().documentLayout().documentSizeChanged.connect(self._fit_again)

    @property
    def changed(self) -> bool:
        return self.text() != self._stored

    def text(self) -> str:
        return self.toPlainText()

    def load(self, text: str, typed: str | None = None) -> None:
        """Show what is stored, with nothing to undo; over it `typed`, which undo takes away again."""
        self._loading = True
        self._stored = text
        renewed = text != self.text()
        if renewed:
            self.setPlainText(text)
        if self.document().isUndoAvailable() or self.document().isRedoAvailable():
            self.document().clearUndoRedoStacks()
        if typed is not None:
            self._replace(typed)
        if renewed and self.hasFocus():
            self._place_caret()
        self._loading = False
        if renewed or typed is not None:
            self.fit()

    def keep_up(self, text: str) -> None:
        """What is stored has changed elsewhere while a person is typing: leave the typed text alone."""
        self._stored = text

    def revert(self) -> None:
        """Back to what is stored, to be typed over; undo brings back what was typed."""
        self._replace(self._stored)
        if self.hasFocus():
            self._place_caret()

    def set_read_only(self, read_only: bool) -> None:
        if read_only == self.isReadOnly():
            return
        self.setReadOnly(read_only)
        if read_only:  # the place that the value came from is still to be looked up by keyboard
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )

    def _replace(self, text: str) -> None:
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def _tell_typing(self) -> None:
        if not self._loading:
            self.typed.emit()

    # --- size

    def fit(self) -> None:
        """Be as tall as the text, within bounds."""
        chrome = self.height() - self.viewport().height()
        height, scrolls = self._needed_height() + chrome, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if height > ROW_HEIGHT and height >= (bound := self._most() + chrome):  # most have a line, which always fits
            height, scrolls = bound, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        if self.verticalScrollBarPolicy() != scrolls:
            self.setVerticalScrollBarPolicy(scrolls)
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(max(height, ROW_HEIGHT))

    def _most(self) -> int:
        """Pixels of the tallest text that is shown whole; no line is cut in half."""
        first = self.document().firstBlock().layout()
        line = first.lineAt(0).height() if first.lineCount() else self.fontMetrics().lineSpacing()
        return round(self._tallest * line + self.document().documentMargin())

    def _fit_again(self) -> None:
        if not self._loading:  # which fits once, at its end
            self.fit()

    def _needed_height(self) -> int:
        return round(self.document().size().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the form, except over a long text that has the focus."""
        if self.hasFocus() and self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()

    # --- keys and focus

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._passes_on(event):
            event.ignore()
            return False
        return super().event(event)

    def _passes_on(self, event: QKeyEvent) -> bool:
        """Whether a key may be a shortcut of the window: the form's keys, and undo and redo when there is none here."""
        if event.matches(QKeySequence.StandardKey.Undo):
            return not self.document().isUndoAvailable()
        if event.matches(QKeySequence.StandardKey.Redo):
            return not self.document().isRedoAvailable()
        return _of_the_form(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._passes_on(event):
            event.ignore()
        elif event.key() in _ENTER:
            if not self.isReadOnly():
                self.textCursor().insertText("\n" * self._breaks)
                self.ensureCursorVisible()
        elif self.isReadOnly() and _writes(event):
            self.refused.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _STAYS:  # it may be the first time: its pane may float in a window of its own
            self.entered.emit()
            return
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self._place_caret()
        self.entered.emit()

    def _place_caret(self) -> None:
        """Where typing begins for somebody who has not pointed at a place."""
        text = self.text()
        if self._fresh or (self._breaks == 0 and len(text) <= _SHORT and "\n" not in text):
            self.selectAll()
            return
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.verticalScrollBar().setValue(0)  # a long text is read from its beginning

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYS:
            cursor = self.textCursor()
            cursor.clearSelection()
            self.setTextCursor(cursor)
            self.left.emit()


_CHIP_GAP: Final = 4
_CHIP_PADDING: Final = 8


class LinesEditor(TextEditor):
    """One entry to a line. Who comes by keyboard finds an empty line at the end, for the next entry."""

    def __init__(self, *, tallest: int, parent: QWidget | None = None) -> None:
        super().__init__(breaks=1, tallest=tallest, parent=parent)

    def text(self) -> str:
        """The entries; empty lines below them are none."""
        return super().text().rstrip("\n")

    def revert(self) -> None:
        super().revert()
        self._place_caret()

    def _place_caret(self) -> None:
        self.moveCursor(QTextCursor.MoveOperation.End)
        if self.isReadOnly() or not self.textCursor().block().text():
            return
        loading, self._loading = self._loading, True  # nobody has typed anything
        if self.document().isUndoAvailable():
            cursor = self.textCursor()
            cursor.joinPreviousEditBlock()  # undo takes it away with what was typed before
            cursor.insertText("\n")
            cursor.endEditBlock()
        else:
            self.setUndoRedoEnabled(False)  # no step of its own: undo is the library's while nothing was typed
            self.textCursor().insertText("\n")
            self.setUndoRedoEnabled(True)
        self._loading = loading
        self.fit()


class ListEditor(LinesEditor):
    """A list of phrases: chips to look at, one phrase to a line while it has the focus.

    With `known` names a list of those that fit the line is offered while typing; Enter takes the first.
    """

    def __init__(self, *, known: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(tallest=12, parent=parent)
        self._flowed: tuple[tuple[str, int, int], list[QRect]] = (("", 0, 0), [])
        self._completer = self._make_completer(known) if known else None
        self.textChanged.connect(self._fit_again)

    @property
    def _as_chips(self) -> bool:
        return not self.hasFocus() and bool(self.text().strip()) and not self.property("problem")

    def _phrases(self) -> list[str]:
        return [folded for each in self.text().splitlines() if (folded := " ".join(each.split()))]

    def _chips(self) -> list[QRect]:
        """Where the chips stand in the viewport; a phrase too long for one line is wrapped within its chip."""
        room = self.viewport().width() - 2 * _CHIP_GAP
        known, chips = self._flowed
        if known != (asked := (self.text(), room, self.font().pixelSize())):
            chips = self._flow(room)
            self._flowed = (asked, chips)
        return chips

    def _flow(self, room: int) -> list[QRect]:
        metrics = QFontMetrics(self.font())
        wrapped = int(Qt.TextFlag.TextWordWrap)
        bounds = [
            metrics.boundingRect(QRect(0, 0, room - 2 * _CHIP_PADDING, 10_000), wrapped, each)
            for each in self._phrases()
        ]
        sizes = [QSize(min(each.width() + 2 * _CHIP_PADDING + 1, room), each.height() + 3) for each in bounds]
        return [box.translated(_CHIP_GAP // 2, 2) for box in flow(sizes, room, _CHIP_GAP)]

    def _needed_height(self) -> int:
        if not self._as_chips:
            return super()._needed_height()
        return max((box.bottom() + 3 for box in self._chips()), default=0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._as_chips:
            super().paintEvent(event)
            return
        theme = theme_of(self.palette())
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box, phrase in zip(self._chips(), self._phrases(), strict=True):
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.setBrush(QColor(theme.ground))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
            painter.setPen(QColor(theme.ink))
            inside = box.adjusted(_CHIP_PADDING, 1, 2 - _CHIP_PADDING, -1)
            painter.drawText(inside, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter), phrase)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._redraw()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._redraw()

    def _redraw(self) -> None:
        self.verticalScrollBar().setValue(0)
        self.fit()
        self.viewport().update()

    # --- offering known names

    def _make_completer(self, known: Sequence[str]) -> QCompleter:
        completer = QCompleter(list(known), self)
        completer.setWidget(self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._take)
        return completer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        completer = self._completer
        if _offers(completer) and event.key() in (*_ENTER, Qt.Key.Key_Escape):
            event.ignore()  # the completer's own: take the name, or close the list
            return
        super().keyPressEvent(event)
        if completer and (event.text() or event.key() == Qt.Key.Key_Backspace):
            self._offer(completer)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if self._completer:
            self._offer(self._completer)

    def _offer(self, completer: QCompleter) -> None:
        popup = completer.popup()
        assert popup is not None, "a completer that pops up has something to pop up"
        line = self.textCursor().block().text().strip()
        completer.setCompletionPrefix(line)
        fits = bool(line) and completer.completionCount() > 0
        if not fits or completer.currentCompletion().casefold() == line.casefold():
            popup.hide()
            return
        place = self.cursorRect()
        place.setWidth(self.viewport().width())
        completer.complete(place.translated(-place.x(), 0))
        popup.setCurrentIndex(completer.completionModel().index(0, 0))

    def _take(self, name: str) -> None:
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        first = cursor.selectionStart() == 0
        cursor.insertText(name if first else f"\n{name}")


def _offers(completer: QCompleter | None) -> bool:
    popup = completer.popup() if completer else None
    return popup is not None and popup.isVisible()


class ChoiceEditor(QComboBox):
    """One of a few values: a letter picks it, Alt+Down shows them all, Delete empties the box."""

    typed = Signal()
    entered = Signal()
    left = Signal()
    refused = Signal()

    def __init__(self, labels: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored = ""
        self._loading = False
        self._read_only = False
        self.addItems(list(labels))
        self.setPlaceholderText(NOTHING)
        self.setCurrentIndex(-1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.currentIndexChanged.connect(self._tell_typing)

    @property
    def changed(self) -> bool:
        return self.text() != self._stored

    def text(self) -> str:
        return self.currentText() if self.currentIndex() >= 0 else ""

    def load(self, text: str, typed: str | None = None) -> None:
        self._loading = True
        self._stored = text
        self._show(text if typed is None else typed)
        self._loading = False

    def keep_up(self, text: str) -> None:
        self._stored = text

    def revert(self) -> None:
        self._show(self._stored)

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only

    def _show(self, text: str) -> None:
        if text and self.findText(text) < 0:
            self.addItem(text)  # a value of another version of the program: shown as it stands
        self.setCurrentIndex(self.findText(text) if text else -1)

    def _tell_typing(self) -> None:
        if not self._loading:
            self.typed.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Undo) and self.changed:
                event.accept()
                return True
            if _of_the_form(event) and not _opens_list(event):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo) and self.changed:
            self.revert()
        elif event.key() in _ENTER or (_of_the_form(event) and not _opens_list(event)):
            event.ignore()
        elif self._read_only:
            if _writes(event):
                self.refused.emit()
            event.ignore()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.setCurrentIndex(-1)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def showPopup(self) -> None:
        if not self._read_only:
            super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the form; it never changes a value in passing."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYS:
            self.left.emit()


def _opens_list(event: QKeyEvent) -> bool:
    alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    return alt and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up)


FieldEditor: TypeAlias = TextEditor | ChoiceEditor

EDITORS: Final[dict[Editor, Callable[[Kind], FieldEditor]]] = {
    "text": lambda _: TextEditor(tallest=6),
    "long_text": lambda _: TextEditor(breaks=2, tallest=9),
    "date": lambda _: TextEditor(fresh=True),
    "number": lambda _: TextEditor(fresh=True),
    "choice": lambda kind: ChoiceEditor([label for _, label in kind.choices]),
    "names": lambda _: ListEditor(),
    "choices": lambda kind: ListEditor(known=[label for _, label in kind.choices]),
    "citations": lambda _: LinesEditor(tallest=9),
}


def make_editor(kind: Kind) -> FieldEditor:
    """The editor for a kind of value."""
    return EDITORS[kind.editor](kind)


def mark_problem(editor: FieldEditor, problem: bool) -> None:
    """Show whether what an editor holds does not parse."""
    if bool(editor.property("problem")) != problem:
        editor.setProperty("problem", problem)
        restyle(editor)
