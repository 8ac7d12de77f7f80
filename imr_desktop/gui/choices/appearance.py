"""Light, dark, of high contrast, or as the system is; and how large the text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from imr_desktop.gui.choices.settings import Settings
from imr_desktop.gui.choices.system_look import SystemLook
from imr_desktop.gui.common.theme import CONTRAST, FONT_SIZE, Theme, dress, theme_for

_SCHEMES: Final = {
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "contrast": Qt.ColorScheme.Light,
}


@contextmanager
def undressed() -> Iterator[None]:
    """While many widgets are made and put into one another: without the style sheet, which comes back at the end.

    With it Qt styles each of them anew whenever something around it moves into something else, which takes longer than
    all the rest of building them. None of them is to be shown before the end, or it is styled twice.
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
    """Dresses the application as the settings say, and again when the system changes to dark or to high contrast."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__()
        self.app, self._settings = app, settings
        self._worn: tuple[Theme, int] | None = None
        self._system = SystemLook(self)
        self._system.changed.connect(self._dress)
        app.styleHints().colorSchemeChanged.connect(self._dress)
        self.wear()

    def follow_system(self) -> None:
        """Asks the system also what Qt does not know of it; to be called when the first paint need not wait for it."""
        self._system.follow(self.app)

    def wear(self) -> None:
        """Light or dark whatever the system is, or as the system is, in the size of text that is set."""
        self.app.styleHints().setColorScheme(_SCHEMES.get(self.appearance, Qt.ColorScheme.Unknown))
        self._dress()

    @property
    def appearance(self) -> str:
        """`system`, `light`, `dark` or `contrast`."""
        return self._settings.text("appearance")

    def _dress(self) -> None:
        wanted = self._theme(), round(FONT_SIZE * self._settings.number("text_size") / 100)
        if wanted != self._worn:  # Qt tells of our own change too, and each dressing looks at every widget
            self._worn = wanted
            dress(self.app, *wanted)

    def _theme(self) -> Theme:
        chosen, system = self.appearance, self._system
        if chosen == "contrast" or (chosen == "system" and system.contrast):
            return CONTRAST
        scheme = self.app.styleHints().colorScheme()
        known = system.scheme if scheme == Qt.ColorScheme.Unknown else scheme
        return theme_for(_SCHEMES.get(chosen, known), self.app.style().standardPalette())
