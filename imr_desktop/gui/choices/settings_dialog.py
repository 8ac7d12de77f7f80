"""The settings, built from their table: each holds as soon as it is chosen, so there is nothing to apply or cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget

from imr_desktop.gui.choices.settings import SETTINGS, Choice, Setting, Settings, Sort
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import NumberBox, scaled, small_label
from imr_desktop.texts import tr

_WIDTH: Final = 580
_BESIDE: Final = 52
_AROUND: Final = 150
"""Pixels of the sheet beside the settings, and above and below them at the usual size of type."""
_UNITS: Final[dict[Sort, str]] = {"percent": " %", "megabytes": f" {tr('MB')}"}


class SettingsDialog(Sheet):
    """`chosen` is told of every choice; `shortcuts` opens the editor of keys."""

    def __init__(
        self,
        settings: Settings,
        chosen: Callable[[str, Choice], None],
        shortcuts: Callable[[], object],
        parent: QWidget,
    ) -> None:
        super().__init__(tr("Settings"), parent, width=_WIDTH, foot=tr("Choices apply at once · Esc closes"))
        self._settings, self._chosen = settings, chosen
        self.editors = {setting.key: self._editor(setting) for setting in SETTINGS}
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        group = ""
        for setting in SETTINGS:
            if setting.group != group:
                group = setting.group
                head = QLabel(group.upper())
                head.setProperty("role", "section")
                head.setContentsMargins(0, 8, 0, 0)
                grid.addWidget(head, grid.rowCount(), 0, 1, 2)
            self._add(grid, setting)
        keys = QPushButton(tr("Keyboard shortcuts…"))
        keys.setAutoDefault(False)
        keys.clicked.connect(self.accept)
        keys.clicked.connect(shortcuts)
        self._grid = grid
        self._area = _scrolling(grid)
        self._fit()
        self.body.addWidget(self._area)
        self.body.addWidget(keys)
        next(iter(self.editors.values())).setFocus()

    def _fit(self) -> None:
        """As wide as its type wants, and as high as the settings need or as there is room: then they scroll."""
        window = self._window()
        self.setFixedWidth(min(scaled(window, _WIDTH), window.width() - 32))
        self._area.ensurePolished()
        needed = self._grid.totalHeightForWidth(self.width() - _BESIDE)
        self._area.setFixedHeight(min(needed, window.height() - scaled(window, _AROUND)))

    def _refit(self) -> None:
        self._fit()
        self.adjustSize()
        self.stay_within()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.isVisible():
            QTimer.singleShot(0, self, self._refit)  # when all that is in it has grown too

    def _add(self, grid: QGridLayout, setting: Setting) -> None:
        editor, row = self.editors[setting.key], grid.rowCount()
        label = QLabel(setting.label)
        label.setBuddy(editor)
        grid.addWidget(label, row, 0)
        grid.addWidget(editor, row, 1)
        grid.addWidget(small_label(setting.help), row + 1, 1)

    def _editor(self, setting: Setting) -> QWidget:
        editors: dict[Sort, Callable[[Setting], QWidget]] = {"text": self._text, "choice": self._choice}
        editor = editors.get(setting.sort, self._number)(setting)
        editor.setAccessibleName(setting.label)
        editor.setAccessibleDescription(setting.help)
        return editor

    def _text(self, setting: Setting) -> QWidget:
        box = QLineEdit(self._settings.text(setting.key))
        box.textEdited.connect(lambda text: self._choose(setting, text.strip()))
        return box

    def _choice(self, setting: Setting) -> QWidget:
        box = QComboBox()
        for value, label in setting.choices:
            box.addItem(label, value)
        box.setCurrentIndex(box.findData(self._settings.text(setting.key)))
        box.currentIndexChanged.connect(lambda: self._choose(setting, str(box.currentData())))
        return box

    def _number(self, setting: Setting) -> QWidget:
        value, unit = self._settings.number(setting.key), _UNITS[setting.sort]
        box = NumberBox(setting.lowest, setting.highest, value, setting.step, unit=unit)
        box.setKeyboardTracking(False)  # a number half typed is no choice yet
        box.valueChanged.connect(lambda value: self._choose(setting, value))
        return box

    def _choose(self, setting: Setting, value: Choice) -> None:
        if setting.admits(value):
            self._chosen(setting.key, value)


def _scrolling(grid: QGridLayout) -> QScrollArea:
    """The settings, which scroll where there is no room for all, and follow the focus."""
    inner = QWidget()
    grid.setContentsMargins(0, 0, 8, 0)
    inner.setLayout(grid)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setWidget(inner)
    return area
