"""The source viewer: the letter's real pages with every value's place on them, under a small row of controls.

`SourceView` is what the window uses. Within it `page_canvas` scrolls and paints, `page_layout` knows where the pages
lie, `page_paint` how a sheet looks, `page_marks` what is painted over it, and `pictures` draws the pages in a thread of
its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from imr_desktop.gui.page_canvas import PageCanvas
from imr_desktop.gui.page_marks import Focus, Place
from imr_desktop.gui.pictures import BUDGET
from imr_desktop.gui.theme import colour, icon, theme_of
from imr_desktop.model import Slot, Source, Span

__all__ = ["Place", "SourceView"]


class SourceView(QWidget):
    """Shows one document and the places of its values.

    - `place_clicked(Slot)`: a value's place was clicked; `word_clicked(Span)`: a word that belongs to none.
    - `selection_made(Span)`: words were selected by dragging or a double click; Ctrl+C copies them.
    - `zoom_changed(float)`: 1 is a page's real size; `page_changed(int, int)`: the page shown, and how many there are.

    Pages are drawn in a thread that `close()` ends, as does the widget's own end.
    """

    place_clicked = Signal(Slot)
    word_clicked = Signal(Span)
    selection_made = Signal(Span)
    zoom_changed = Signal(float)
    page_changed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None, *, budget: int = BUDGET) -> None:
        """`budget` is how many bytes of pictures are kept."""
        super().__init__(parent)
        self.canvas = PageCanvas(budget=budget)
        self._icons: list[tuple[QToolButton, str]] = []
        self._smaller = self._button("minus", "Zoom out", self.zoom_out)
        self._zoom = QLabel()
        self._larger = self._button("plus", "Zoom in", self.zoom_in)
        self._fit = self._button("", "Fit width", self.fit_width)
        self._page = QLabel()
        self._build()
        self._connect()
        self._show_zoom(self.canvas.zoom)
        self._show_page(0, 0)
        self._draw_icons()

    # --- the document ------------------------------------------------------------------------------------------------

    def show_document(self, key: object, source: Source, data: bytes) -> None:
        """Show a document: a PDF's pages, or a text letter typeset. `data` are its bytes.

        The same key and document again keep the position: only the text and its places are taken anew.
        """
        self.canvas.show_document(key, source, data)
        self._show_page(self.canvas.page, len(source.pages))

    def clear(self) -> None:
        """Show the empty desk."""
        self.canvas.clear()
        self._show_page(0, 0)

    def set_places(self, places: Sequence[Place]) -> None:
        """Paint every value's place quietly, and a bar in the margin, in the hue of its section."""
        self.canvas.set_places(places)

    def focus_place(self, slot: Slot | None, spans: Sequence[Span], label: str) -> None:
        """Light the place of the field that has the focus and bring it into view; None lights nothing."""
        self.canvas.set_focus(None if slot is None else Focus(slot, tuple(spans), label))

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
        bar = QFrame()
        bar.setProperty("role", "bar")
        bar.setFixedHeight(36)
        row = QHBoxLayout(bar)
        row.setContentsMargins(10, 0, 14, 0)
        row.setSpacing(2)
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._zoom.setMinimumWidth(self._zoom.fontMetrics().horizontalAdvance("400 %") + 8)
        for label in (self._zoom, self._page):
            label.setProperty("role", "muted")
        self._fit.setCheckable(True)
        for widget in (self._smaller, self._zoom, self._larger):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self._fit)
        row.addSpacing(8)
        row.addWidget(self._page)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.canvas)
        self.setFocusProxy(self.canvas)

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.place_clicked.connect(self.place_clicked)
        canvas.word_clicked.connect(self.word_clicked)
        canvas.selection_made.connect(self.selection_made)
        canvas.zoom_changed.connect(self.zoom_changed)
        canvas.page_changed.connect(self.page_changed)
        canvas.zoom_changed.connect(self._show_zoom)
        canvas.page_changed.connect(self._show_page)
        canvas.fit_changed.connect(lambda fit: self._fit.setChecked(fit == "width"))
        self._fit.setChecked(canvas.fit == "width")
        # A click on the button that is already down must not lift it.
        self._fit.clicked.connect(lambda: self._fit.setChecked(canvas.fit == "width"))

    def _show_zoom(self, zoom: float) -> None:
        self._zoom.setText(f"{round(zoom * 100)} %")
        self._zoom.setAccessibleName(f"Zoom {round(zoom * 100)} percent")

    def _show_page(self, number: int, count: int) -> None:
        self._page.setText(f"Page {number} / {count}" if count else "")
        self._page.setAccessibleName(f"Page {number} of {count}" if count else "No document")
        for widget in (self._smaller, self._larger, self._fit):
            widget.setEnabled(count > 0)

    def _draw_icons(self) -> None:
        shade = colour(theme_of(self.palette()), "muted")
        for button, name in self._icons:
            button.setIcon(icon(name, shade))

    # --- events ------------------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.canvas.pictures.close()
        super().closeEvent(event)
