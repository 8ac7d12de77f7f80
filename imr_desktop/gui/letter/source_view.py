"""The source viewer: the letter's real pages with every value's place on them, under a small row of controls.

`SourceView` is what the window uses. Within it `page_canvas` scrolls and paints, with `page_hand` for the mouse and
`page_keys` for the keys; `page_layout` knows where the pages lie, `page_paint` how a sheet looks; `page_marks`,
`page_highlights` and `page_recall` are what is painted over it; `thumbnails` is the strip beside it; and `pictures`
draws the pages in a thread of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from imr_desktop.gui.common.theme import colour, icon, theme_of
from imr_desktop.gui.letter.find_bar import FindBar
from imr_desktop.gui.letter.letter_search import find_all
from imr_desktop.gui.letter.page_box import PageBox
from imr_desktop.gui.letter.page_canvas import PageCanvas
from imr_desktop.gui.letter.page_marks import Focus, Place
from imr_desktop.gui.letter.pictures import BUDGET
from imr_desktop.gui.letter.selection_offer import SelectionOffer
from imr_desktop.gui.letter.thumbnails import Thumbnails
from imr_desktop.model import Sentence, Slot, Source, Span
from imr_desktop.texts import tr

__all__ = ["Place", "SourceView"]

_END: Final = 1000
"""Characters at each end of selected words that tell where they stand; a whole letter may be selected."""

_BAR: Final = 36
"""Height of the row of controls; large type makes it higher."""


class SourceView(QWidget):
    """Shows one document and the places of its values.

    - `place_clicked(Slot)`: a value's place was clicked; `word_clicked(Span)`: a word that belongs to none.
    - `annotation_clicked(Slot)`: a highlight that no value's place covers, or its label in the margin.
    - `selection_made(spans)`: words were selected by dragging (with Ctrl by a box), a double click, or a click on a
      sentence that went into no field; Ctrl+C copies them. Shift and the arrows select by keyboard.
    - `put_wanted(spans)`: the selected words are wanted in the field at work. `seen_wanted(spans)`: nothing is to be
      taken from them. `highlight_wanted(spans, str)`: they are to be highlighted with a label, by its id; empty where
      it is yet to be chosen.
    - `zoom_changed(float)`: 1 is a page's real size; `page_changed(int, int)`: the page shown, and how many there are.

    Pages are drawn in a thread that `close()` ends, as does the widget's own end.
    """

    place_clicked = Signal(Slot)
    annotation_clicked = Signal(Slot)
    word_clicked = Signal(Span)
    selection_made = Signal(object)
    put_wanted = Signal(object)
    seen_wanted = Signal(object)
    highlight_wanted = Signal(object, str)
    zoom_changed = Signal(float)
    page_changed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None, *, budget: int = BUDGET) -> None:
        """`budget` is how many bytes of pictures are kept."""
        super().__init__(parent)
        self.canvas = PageCanvas(budget=budget)
        self.thumbnails = Thumbnails(self.canvas)
        self._icons: list[tuple[QToolButton, str]] = []
        self._strip = self._button("pages", tr("Small pages beside the letter (F7)"), self.toggle_thumbnails)
        self._smaller = self._button("minus", tr("Zoom out"), self.zoom_out)
        self._zoom = QLabel()
        self._larger = self._button("plus", tr("Zoom in"), self.zoom_in)
        self._fit = self._button("", tr("Fit width"), self.fit_width)
        self._page = PageBox()
        self.finder = FindBar()
        self._untouched = self._button("", "", self.next_untouched)
        self._open_find = self._button("find", tr("Find in the letter (Ctrl+F)"), self.open_find)
        self.offer = SelectionOffer(self.canvas.viewport())
        self.takes_highlights = False
        self._target = ""
        self._untouched_count = 0
        self._has_sentences = False
        self._fitted: tuple[int, bool, bool, bool, int, int] | None = None
        self._before_find: QWidget | None = None
        self._lit = ""
        self._build()
        self._connect()
        self._show_zoom(self.canvas.zoom)
        self._show_page(0, 0)
        self._draw_icons()
        self.set_sentences(())

    # --- the document ------------------------------------------------------------------------------------------------

    def show_document(self, key: object, source: Source, data: bytes) -> None:
        """Show a document: a PDF's pages, or a text letter typeset. `data` are its bytes.

        The same key and document again keep the position: only the text and its places are taken anew.
        """
        self.canvas.show_document(key, source, data)
        self.thumbnails.renew()
        if self.finder.isVisible():
            self._seek(self.finder.box.text(), moving=False)
        self._show_page(self.canvas.page, len(source.pages))

    def clear(self) -> None:
        """Show the empty desk."""
        self.canvas.clear()
        self.thumbnails.renew()
        self._show_page(0, 0)

    def set_places(self, places: Sequence[Place]) -> None:
        """Paint every value's place quietly, and a bar in the margin, in the hue of its section."""
        self.canvas.set_places(places)

    def focus_place(self, slot: Slot | None, spans: Sequence[Span], label: str, near: Span | None = None) -> None:
        """Light the place of the field that has the focus and bring it into view; None lights nothing.

        Where the field has none, `near` is brought into view: what surrounds the place that it would have.
        """
        self.canvas.set_focus(None if slot is None else Focus(slot, tuple(spans), label, near))

    def set_sentences(self, sentences: Sequence[Sentence]) -> None:
        """Show in the margin what became of each sentence, and count those that nobody has looked at."""
        self.canvas.set_sentences(sentences)
        count = sum(each.standing == "untouched" for each in sentences)
        self._untouched_count, self._has_sentences = count, bool(sentences)
        self._untouched.setAccessibleName(tr("Untouched sentences: {count}", count=count))
        self._untouched.setToolTip(tr("Go to the next sentence that nobody has looked at (F8)"))
        self._untouched.setEnabled(count > 0)
        self._fit_row()
        self._renew_offer()

    def set_target(self, label: str) -> None:
        """How the field at work is called, into which selected words can be put; empty where there is none."""
        self._target = label
        self._renew_offer()

    def refuse(self, problem: str) -> None:
        """Say beside the selected words why they could not be taken; they stay selected."""
        self.offer.say(problem)
        self._place_offer()

    @property
    def offers(self) -> bool:
        """Whether something can be done with the words that are selected."""
        return not self.offer.isHidden()

    @property
    def keys_on_words(self) -> frozenset[str]:
        """Which of Enter, H and S do something with the words that are selected."""
        return self.offer.keys if self.offers else frozenset()

    def draw_ahead(self, documents: Sequence[tuple[object, Source, bytes]]) -> None:
        """Have what would be seen first of these documents ready, each given as for `show_document`."""
        self.canvas.draw_ahead(documents)

    def mark_ahead(self, key: object, places: Sequence[Place], sentences: Sequence[Sentence]) -> None:
        """Have the marks of a document that is drawn ahead ready too, each given as for the shown one."""
        self.canvas.mark_ahead(key, places, sentences)

    def set_budget(self, budget: int) -> None:
        """How many bytes of pictures are kept from now on."""
        self.canvas.pictures.cache.set_budget(budget)
        self.canvas.want_pictures()

    def rects_of(self, span: Span) -> tuple[QRectF, ...]:
        """Where a span is now, a rectangle for each line, in pixels of `canvas.viewport()`."""
        marks = self.canvas.marks
        return tuple(self.canvas.rect_of(box) for box in marks.boxes(span)) if marks else ()

    @property
    def drawn(self) -> bool:
        """Whether every page in view has its picture, or the sentence that says why it has none."""
        return self.canvas.drawn

    @property
    def settled(self) -> bool:
        """Whether all that is seen stands still and is as sharp as it will get."""
        return self.canvas.settled()

    # --- zoom and movement -------------------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        """To the next larger step."""
        self.canvas.step_zoom(1)

    def zoom_out(self) -> None:
        """To the next smaller step."""
        self.canvas.step_zoom(-1)

    def set_zoom(self, zoom: float) -> None:
        """Show pages at `zoom` times their real size."""
        self.canvas.set_zoom(zoom)

    def fit_width(self) -> None:
        """Keep the pages as wide as there is room."""
        self.canvas.fit_to("width")

    def fit_page(self) -> None:
        """Keep a whole page in view."""
        self.canvas.fit_to("page")

    def go_to_page(self, number: int) -> None:
        """Bring a page (from 1) to the top."""
        self.canvas.go_to_page(number)

    def set_covered(self, area: QRect) -> None:
        """Which part of `canvas.viewport()` something lies over, so that the lit place is brought beside it."""
        self.canvas.set_covered(area)

    def turn_pages(self, by: Literal[90, -90]) -> None:
        """Show the pages of this document turned by a quarter, to the right or (negative) to the left."""
        self.canvas.turn_pages(by)

    def toggle_thumbnails(self) -> None:
        """Show the strip of small pages, or put it away."""
        self.show_thumbnails(self.thumbnails.isHidden())

    def show_thumbnails(self, shown: bool) -> None:
        """Whether the strip of small pages stands beside the letter."""
        self.thumbnails.setVisible(shown)
        self._strip.setChecked(shown)

    def ask_page(self) -> None:
        """Ask which page to go to."""
        self._page.ask(self.canvas.page)

    # --- finding -----------------------------------------------------------------------------------------------------

    def open_find(self) -> None:
        """Into the box that finds words; selected ones are sought at once."""
        if not self.finder.isVisible():
            self._before_find = QApplication.focusWidget()
        self.finder.show()
        self._fit_row()
        if words := self.canvas.selected_text():
            self.finder.box.setText(words)
        self.finder.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.finder.box.selectAll()
        self._seek(self.finder.box.text())

    def close_find(self) -> None:
        """Back to where the focus was; the pages stay where they are."""
        self.finder.hide()
        self._fit_row()
        self._seek("")
        (self._before_find or self.canvas).setFocus(Qt.FocusReason.OtherFocusReason)
        self._before_find = None

    def take_found(self) -> None:
        """Select the words of the place that is shown, for the keys that act on selected words; the box goes away."""
        marks = self.canvas.marks
        if marks is None or marks.hit is None:
            return
        hit = marks.hit
        self._before_find = self.canvas
        self.close_find()
        self.canvas.keys.begin_with(hit)

    def light(self, words: str) -> None:
        """Shows where words stand that somebody has sought elsewhere, in the box that finds them; none puts it away.

        The focus stays where it is.
        """
        if words or self._lit:
            self.finder.box.setText(words)
            self.finder.setVisible(bool(words))
            self._fit_row()
            self._seek(words)
        self._lit = words

    def step_find(self, by: int) -> None:
        """To the next place of the words that are sought (1) or the one before (-1), around the letter's ends."""
        marks = self.canvas.marks
        if marks is None or not marks.hits:
            return
        here = marks.hits.index(marks.hit) if marks.hit in marks.hits else -1 if by > 0 else 0
        self._show_hit((here + by) % len(marks.hits))

    def _seek(self, words: str, *, moving: bool = True) -> None:
        """Mark all places of some words and, with `moving`, show the first from the present page on."""
        marks = self.canvas.marks
        if marks is None:
            return
        hits = find_all(marks.source.text, words)
        self.canvas.set_hits(hits)
        self.finder.tell(0, len(hits))
        if hits and moving:
            here = marks.source.pages[max(self.canvas.page, 1) - 1].start
            self._show_hit(next((number for number, hit in enumerate(hits) if hit.start >= here), 0))

    def _show_hit(self, number: int) -> None:
        marks = self.canvas.marks
        assert marks is not None, "places are found in a document"
        self.canvas.show_hit(marks.hits[number])
        self.finder.tell(number + 1, len(marks.hits))

    # --- selected words ----------------------------------------------------------------------------------------------

    def next_untouched(self) -> None:
        """Select the next sentence that nobody has looked at, behind the selected one or the last one come to.

        Where there is none, a selected one that has been looked at is let go: its key would take that back.
        """
        marks = self.canvas.marks
        if marks is None:
            return
        after = marks.selection[0].start if marks.selection else -1
        sentence = marks.recall.next_untouched(after)
        if sentence is not None:
            self.canvas.reveal(sentence)
            self.canvas.select(sentence)
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.sentences_in(marks.selection):
            self.canvas.select()

    def _renew_offer(self) -> None:
        marks = self.canvas.marks
        if marks is None or not marks.selection or self.canvas.selecting:
            self.offer.hide()
            return
        self.offer.tell(self._target, seen=self._seen_word(marks.selection), highlight=self.takes_highlights)
        self._place_offer()

    def _seen_word(self, selection: Sequence[Span]) -> str:
        """What marking the selected sentences as seen is called; empty where there is none to mark."""
        standings = {each.standing for each in self.sentences_in(selection)}
        if "untouched" in standings:
            return tr("Seen, nothing to take")
        return tr("Look at it again") if "seen" in standings else ""

    def sentences_in(self, selection: Sequence[Span]) -> tuple[Sentence, ...]:
        """The sentences of summary and rationales that a selection touches and no value stands on."""
        touched = self.canvas.marks.recall.touching(selection) if self.canvas.marks else ()
        return tuple(each for each in touched if each.standing in ("untouched", "seen"))

    def _place_offer(self) -> None:
        marks = self.canvas.marks
        if self.offer.isHidden() or marks is None or not marks.selection:
            return
        words = QRectF()
        for rect in (rect for span in marks.selection for end in _ends(span) for rect in self.rects_of(end)):
            words = words.united(rect)
        self.offer.place(words, self._lines_in_view(), self.canvas.tags_in_view())

    def _lines_in_view(self) -> list[QRectF]:
        """Every line of words on the pages in view."""
        sheets = [self.canvas.marks.source.pages[page - 1] for page in self.canvas.in_view] if self.canvas.marks else []
        return [line for sheet in sheets for line in self.rects_of(Span(sheet.start, sheet.end))]

    def _emit_selected(self, signal: SignalInstance, *further: object) -> None:
        if self.canvas.marks is not None and self.canvas.marks.selection:
            signal.emit(self.canvas.marks.selection, *further)

    # --- the row of controls -----------------------------------------------------------------------------------------

    def _button(self, icon_name: str, name: str, act: object) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the form
        button.clicked.connect(act)
        if icon_name:
            button.setIconSize(QSize(14, 14))
            self._icons.append((button, icon_name))
        else:
            button.setText(name)
        return button

    def _build(self) -> None:
        self._bar = bar = QFrame()
        bar.setProperty("role", "bar")
        bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # `_fit_row` sees to the rest
        self._row = row = QHBoxLayout(bar)
        row.setContentsMargins(10, 0, 14, 0)
        row.setSpacing(2)
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._zoom.setMinimumWidth(self._zoom.fontMetrics().horizontalAdvance("400 %") + 8)
        self._zoom.setProperty("role", "muted")
        self._fit.setCheckable(True)
        self._strip.setCheckable(True)
        row.addWidget(self._strip)
        row.addSpacing(4)
        for widget in (self._smaller, self._zoom, self._larger):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self._fit)
        row.addSpacing(8)
        row.addWidget(self._page)
        row.addStretch()
        for widget in (self._untouched, self._open_find):
            row.addWidget(widget)
        row.addWidget(self.finder, 1)
        self.finder.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.thumbnails)
        below.addWidget(self.canvas, 1)
        column.addLayout(below)
        self.thumbnails.hide()

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in the order of reading."""
        controls = (self._strip, self._smaller, self._larger, self._fit, self._page.box)
        return (*controls, self._untouched, self._open_find, self.finder.box, self.thumbnails, self.canvas)

    def _connect(self) -> None:
        canvas = self.canvas
        for selected in (canvas.selection_changed, canvas.selection_made):  # before others hear of it
            selected.connect(self._renew_offer)
        canvas.place_clicked.connect(self.place_clicked)
        canvas.annotation_clicked.connect(self.annotation_clicked)
        canvas.word_clicked.connect(self.word_clicked)
        canvas.selection_made.connect(self.selection_made)
        canvas.zoom_changed.connect(self.zoom_changed)
        canvas.page_changed.connect(self.page_changed)
        canvas.moved.connect(self._place_offer)
        for wanted in (canvas.put_wanted, self.offer.put):
            wanted.connect(lambda: self._emit_selected(self.put_wanted))
        for wanted in (canvas.seen_wanted, self.offer.seen):
            wanted.connect(lambda: self._emit_selected(self.seen_wanted))
        canvas.highlight_wanted.connect(lambda label: self._emit_selected(self.highlight_wanted, label))
        self.offer.highlight.connect(lambda: self._emit_selected(self.highlight_wanted, ""))
        self.finder.sought.connect(self._seek)
        self.finder.stepped.connect(self.step_find)
        self.finder.taken.connect(self.take_found)
        self.finder.closed.connect(self.close_find)
        self._page.wanted.connect(self.go_to_page)
        self._page.turned.connect(self._fit_row)
        self.thumbnails.chosen.connect(self.go_to_page)
        self._page.left.connect(lambda: canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        canvas.zoom_changed.connect(self._show_zoom)
        canvas.page_changed.connect(self._show_page)
        canvas.fit_changed.connect(lambda fit: self._fit.setChecked(fit == "width"))
        self._fit.setChecked(canvas.fit == "width")
        self._strip.clicked.connect(lambda: self._strip.setChecked(not self.thumbnails.isHidden()))
        # A click on the button that is already down must not lift it.
        self._fit.clicked.connect(lambda: self._fit.setChecked(canvas.fit == "width"))

    def _show_zoom(self, zoom: float) -> None:
        self._zoom.setText(f"{round(zoom * 100)} %")
        self._zoom.setAccessibleName(tr("Zoom {percent} percent", percent=round(zoom * 100)))

    def _show_page(self, number: int, count: int) -> None:
        self._page.tell(number, count)
        for widget in (self._strip, self._smaller, self._larger, self._fit, self._open_find, self.finder):
            widget.setEnabled(count > 0)
        self._fit_row()

    def _fit_row(self) -> None:
        """What the row has room for; what has a key of its own is left out first."""
        finding, asking = not self.finder.isHidden(), self._page.asks
        wanted = (self.width(), finding, asking, self._has_sentences, self._untouched_count)
        if self._fitted == (*wanted, self._row.minimumSize().width()):
            return
        self._untouched.setVisible(not finding and self._has_sentences)
        self._open_find.setVisible(not finding)
        whole = tr("Untouched sentences: {count}", count=self._untouched_count)
        short = tr("Untouched: {count}", count=self._untouched_count)
        for left_out in range(6):
            self._untouched.setText(short if left_out else whole)
            self._fit.setVisible(left_out < 2)
            for button in (self._smaller, self._larger):
                button.setVisible(left_out < 3)
            self._zoom.setVisible(left_out < (3 if finding else 4))
            self._page.setVisible(asking or left_out < (3 if finding else 5))  # who is asked must see the box
            self._strip.setVisible(left_out < 3 or not finding)
            self._row.invalidate()  # a button that was hidden until now has not told its row how wide it is
            if self._row.minimumSize().width() + (self.finder.lacking() if finding else 0) <= self.width():
                break
        self._bar.setFixedHeight(max(_BAR, self.finder.box.sizeHint().height() + 2))
        self._fitted = (*wanted, self._row.minimumSize().width())

    def _draw_icons(self) -> None:
        shade = colour(theme_of(self.palette()), "muted")
        for button, name in self._icons:
            button.setIcon(icon(name, shade))

    # --- events ------------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()
        elif event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._fit_row)  # when the row's own widgets have changed too

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit_row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_row()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.canvas.pictures.close()
        super().closeEvent(event)


def _ends(span: Span) -> tuple[Span, ...]:
    """A stretch of the text, of a long one its beginning and its end."""
    if span.end - span.start <= 2 * _END:
        return (span,)
    return Span(span.start, span.start + _END), Span(span.end - _END, span.end)
