"""Light, dark, of high contrast, or as the system is; and how large the text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from imr_desktop.gui.choices.settings import Settings
from imr_desktop.gui.common.theme import CONTRAST, FONT_SIZE, dress, theme_for

_SCHEMES: Final = {
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "contrast": Qt.ColorScheme.Light,
}


@contextmanager
def undressed() -> Iterator[None]:
    """While many widgets are made and put into one another: without the style sheet, which comes back at the end.

    With it Qt styles each of them anew whenever something around it moves into something else, which takes longer than
    all the rest of building them.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    sheet = app.styleSheet()
    app.setStyleSheet("")
    try:
        yield
    finally:
        app.setStyleSheet(sheet)


class Wardrobe(QObject):
    """Dresses the application as the settings say, and again when the system changes between light and dark."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__()
        self.app, self._settings = app, settings
        app.styleHints().colorSchemeChanged.connect(self._dress)
        self.wear()

    def wear(self) -> None:
        """Light or dark whatever the system is, or as the system is, in the size of text that is set."""
        self.app.styleHints().setColorScheme(_SCHEMES.get(self.appearance, Qt.ColorScheme.Unknown))
        self._dress()

    @property
    def appearance(self) -> str:
        """`system`, `light`, `dark` or `contrast`."""
        return self._settings.text("appearance")

    def _dress(self) -> None:
        scheme = _SCHEMES.get(self.appearance, self.app.styleHints().colorScheme())
        size = round(FONT_SIZE * self._settings.number("text_size") / 100)
        asked = self.appearance == "contrast"
        dress(self.app, CONTRAST if asked else theme_for(scheme, self.app.style().standardPalette()), size)
