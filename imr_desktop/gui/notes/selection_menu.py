"""What can be done with the selected words, as a menu under the mouse: the same acts as their keys do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from imr_desktop.gui.letter.source_view import SourceView
from imr_desktop.gui.notes.highlight_sheet import swatch
from imr_desktop.model import Label
from imr_desktop.texts import tr

_SIDE: Final = 14
"""Pixels of a label's swatch."""


def selection_menu(view: SourceView, labels: Sequence[Label]) -> QMenu:
    """The menu for what is selected in a view; it is gone when it is closed."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    canvas, offer = view.canvas, view.offer
    if "Enter" in view.keys_on_words:
        menu.addAction(f"{offer.put_text}\tEnter", canvas.put_wanted.emit)
    if "S" in view.keys_on_words:
        menu.addAction(f"{offer.seen_text}\tS", canvas.seen_wanted.emit)
    menu.addAction(f"{tr('Copy')}\tCtrl+C", canvas.copy)
    if "H" in view.keys_on_words:
        menu.addSeparator()
        for label in labels:
            key = f"\t{label.key.upper()}" if label.key else ""
            act = menu.addAction(swatch(label, _SIDE), f"{label.name}{key}")
            act.triggered.connect(lambda _, chosen=label.id: canvas.highlight_wanted.emit(chosen))
        menu.addAction(f"{tr('Highlight with a comment…')}\tH", lambda: canvas.highlight_wanted.emit(""))
    return menu
