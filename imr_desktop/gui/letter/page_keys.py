"""What the keys do on the pages: they scroll, select words from word to word, and act on the selected ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from imr_desktop.gui.letter.word_steps import Step, span_of, stepped, word_before, word_from

if TYPE_CHECKING:
    from imr_desktop.gui.letter.page_canvas import PageCanvas
    from imr_desktop.model import Span

LINE: Final = 40
"""Pixels that an arrow key or a wheel's line scrolls."""

_EXTEND: Final = Qt.KeyboardModifier.ShiftModifier
"""Held with a step from word to word, it extends the selection."""

_STEPS: Final[Mapping[Qt.Key, Step]] = {
    Qt.Key.Key_Right: "next",
    Qt.Key.Key_Left: "last",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Home: "line_start",
    Qt.Key.Key_End: "line_end",
}


class Keys:
    """The keyboard over the pages of a canvas. `labels` are the keys of labels, in small letters, with their ids."""

    def __init__(self, canvas: PageCanvas) -> None:
        self._canvas = canvas
        self._ends: tuple[int, int] | None = None
        self.labels: Mapping[str, str] = {}

    def answer(self, event: QKeyEvent) -> bool:
        """Does what a key does here; False for one that means nothing here."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._canvas.copy()
        elif (step := _step_of(event)) is not None and (self._selects or event.modifiers() & _EXTEND):
            self._step(step, extend=bool(event.modifiers() & _EXTEND))
        elif (act := self._acting_on_selection(event)) is not None:
            act()
        elif (scroll := self._scrolling_by(Qt.Key(event.key()))) is not None:
            self._canvas.let_go()
            scroll()
        else:
            return False
        return True

    def forget(self) -> None:
        """The selection is another one: where it was begun no longer counts."""
        self._ends = None

    @property
    def _selects(self) -> bool:
        return self._canvas.marks is not None and bool(self._canvas.marks.selection)

    def _acting_on_selection(self, event: QKeyEvent) -> Callable[[], object] | None:
        """What a key does with the words that are selected."""
        canvas = self._canvas
        if not self._selects or not _plain(event):
            return None
        if (label := self.labels.get(event.text().casefold())) is not None:
            return partial(canvas.highlight_wanted.emit, label)
        acts: Mapping[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Return: canvas.put_wanted.emit,
            Qt.Key.Key_Enter: canvas.put_wanted.emit,
            Qt.Key.Key_S: canvas.seen_wanted.emit,
            Qt.Key.Key_H: partial(canvas.highlight_wanted.emit, ""),
            Qt.Key.Key_Escape: canvas.select,
        }
        return acts.get(Qt.Key(event.key()))

    # --- from word to word -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Select the word where one reads, to go on from by keys."""
        marks = self._canvas.marks
        if marks is not None and len(marks.source.words):
            first = self._first_word()
            self._select(first, first)

    def begin_with(self, span: Span) -> None:
        """Select the words that a stretch of the text touches, to go on from their last by keys."""
        marks = self._canvas.marks
        if marks is None:
            return
        first, last = word_from(marks.source, span.start), word_before(marks.source, span.end)
        if first is not None and last is not None:
            self._select(first, last)

    def _step(self, step: Step, *, extend: bool) -> None:
        """Select the word to which a key leads, or with `extend` up to it; the first press selects where one reads."""
        marks = self._canvas.marks
        if marks is None or not marks.selection:
            self.begin()
            return
        first, last = marks.selection[0], marks.selection[-1]
        stem, head = self._ends or (word_from(marks.source, first.start) or 0, word_before(marks.source, last.end) or 0)
        head = stepped(marks.source, head, step)
        self._select(stem if extend else head, head)

    def _select(self, stem: int, head: int) -> None:
        """Select from the word where the selection began to the one that keys move."""
        assert self._canvas.marks is not None, "words stand in a document"
        words = self._canvas.marks.source.words
        self._canvas.select(span_of(words, stem, head))
        self._ends = stem, head
        self._canvas.reveal(span_of(words, head, head))

    def _first_word(self) -> int:
        """The word that reading begins with: of the lit place where that is seen, else at the top of the viewport."""
        canvas, view = self._canvas, QRectF(self._canvas.viewport().rect())
        assert canvas.marks is not None, "words stand in a document"
        source, focus = canvas.marks.source, canvas.marks.focus
        for span in focus.seen_first if focus is not None else ():
            boxes = canvas.marks.boxes(span)
            if boxes and view.top() <= canvas.rect_of(boxes[0]).center().y() <= view.bottom():
                return word_from(source, span.start) or 0
        top = canvas.spot_at(QPointF(view.center().x(), 0.0))
        near = canvas.marks.word_near(top.page, 0.0, top.y)
        return word_from(source, near.start if near else source.pages[top.page - 1].start) or 0

    # --- scrolling ---------------------------------------------------------------------------------------------------

    def _scrolling_by(self, key: Qt.Key) -> Callable[[], None] | None:
        across, down = self._canvas.horizontalScrollBar(), self._canvas.verticalScrollBar()
        moves = {
            Qt.Key.Key_PageUp: (down, down.value() - down.pageStep()),
            Qt.Key.Key_PageDown: (down, down.value() + down.pageStep()),
            Qt.Key.Key_Up: (down, down.value() - LINE),
            Qt.Key.Key_Down: (down, down.value() + LINE),
            Qt.Key.Key_Home: (down, 0),
            Qt.Key.Key_End: (down, down.maximum()),
            Qt.Key.Key_Left: (across, across.value() - LINE),
            Qt.Key.Key_Right: (across, across.value() + LINE),
        }
        if key not in moves:
            return None
        bar, value = moves[key]
        return lambda: bar.setValue(value)


def _plain(event: QKeyEvent) -> bool:
    """Whether a key is pressed without Ctrl, Alt or the like; Shift is all right."""
    return not event.modifiers() & ~_EXTEND & ~Qt.KeyboardModifier.KeypadModifier


def _step_of(event: QKeyEvent) -> Step | None:
    """Where a key leads among the words."""
    return _STEPS.get(Qt.Key(event.key())) if _plain(event) else None
