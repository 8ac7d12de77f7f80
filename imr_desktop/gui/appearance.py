"""Light, dark, or as the system is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from imr_desktop.gui.memory import Appearance
from imr_desktop.gui.theme import dress, theme_for

_SCHEMES: Final = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


class Wardrobe(QObject):
    """Dresses the application, and again when the system changes between light and dark."""

    def __init__(self, app: QApplication, appearance: Appearance) -> None:
        super().__init__()
        self.app = app
        self.appearance: Appearance = appearance
        self._scheme = Qt.ColorScheme.Unknown
        app.styleHints().colorSchemeChanged.connect(self._dress)
        self.wear(appearance)

    def wear(self, appearance: Appearance) -> None:
        """Light or dark whatever the system is, or as the system is."""
        self.appearance = appearance
        self.app.styleHints().setColorScheme(_SCHEMES.get(appearance, Qt.ColorScheme.Unknown))
        self._dress()

    def _dress(self) -> None:
        scheme = _SCHEMES.get(self.appearance, self.app.styleHints().colorScheme())
        dress(self.app, theme_for(scheme, self.app.style().standardPalette()))
