"""The labels that words are highlighted with: their names, colours and keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, cast, get_args

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPushButton, QScrollArea, QToolButton, QWidget

from imr_desktop.errors import Problem, ValueProblem
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import chain, scaled, small_label
from imr_desktop.gui.common.theme import colour, icon, theme_of
from imr_desktop.gui.notes.highlight_sheet import swatch
from imr_desktop.model import Hue, Label
from imr_desktop.texts import tr

HUES: Final = cast(tuple[Hue, ...], get_args(Hue))
_HUES: Final[dict[Hue, str]] = {
    "yellow": tr("Yellow"),
    "teal": tr("Teal"),
    "pink": tr("Pink"),
    "orange": tr("Orange"),
    "lilac": tr("Lilac"),
    "lime": tr("Lime"),
}
"""How each colour is called."""

_WIDTH: Final = 460
_TALLEST: Final = 360

_OF_THE_LETTER: Final = {"s": tr("S marks sentences as seen."), "h": tr("H asks for a label.")}
"""Keys that do something else with selected words."""


class LabelEditor(Sheet):
    """Changes apply at once, where it can; `keep` takes the labels or raises a Problem with the sentence.

    A new label has no id here: it gets one from its name each time, so that the last letter typed counts.
    """

    def __init__(self, labels: Sequence[Label], keep: Callable[[Sequence[Label]], None], parent: QWidget) -> None:
        super().__init__(tr("Labels"), parent, width=_WIDTH, foot=tr("Changes apply at once · Esc closes"))
        self._keep = keep
        self._labels = list(labels)
        self.rows: list[_Row] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        inner = QWidget()
        inner.setLayout(self._grid)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        self._problem = small_label(tone="red")
        self._problem.hide()
        self.add = QPushButton(tr("Add a label"))
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add)
        for widget in (self._scroll, self._problem, self.add):
            self.body.addWidget(widget)
        self._fill()
        (self.rows[0].name if self.rows else self.add).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def problem(self) -> str:
        """Why what stands in the boxes does not hold (yet)."""
        return self._problem.text() if not self._problem.isHidden() else ""

    def _fill(self) -> None:
        """A row of boxes for each label."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for column, head in enumerate((tr("Color"), tr("Name"), tr("Key"))):
            self._grid.addWidget(small_label(head), 0, column)
        self.rows = [_Row(label, self) for label in self._labels]
        for line, row in enumerate(self.rows, 1):
            for column, box in enumerate((row.hue, row.name, row.key, row.remove)):
                self._grid.addWidget(box, line, column)
                box.show()  # at once, so that it can take the focus
            row.name.textEdited.connect(self._take)
            row.key.textEdited.connect(self._take)
            row.hue.currentIndexChanged.connect(self._take)
            row.remove.clicked.connect(lambda _, gone=row: self._remove(gone))
        chain([box for row in self.rows for box in (row.hue, row.name, row.key, row.remove)] + [self.add])
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # when the new boxes have their size

    def _fit(self) -> None:
        """As high as the rows are, within bounds."""
        self._scroll.setFixedHeight(min(self._grid.sizeHint().height() + 4, scaled(self, _TALLEST)))
        self.adjustSize()

    def _add(self) -> None:
        taken = {row.hue.currentData() for row in self.rows}
        hue = next((each for each in HUES if each not in taken), HUES[0])
        self._labels = [*self._read(), Label("", "", hue)]
        self._fill()
        self.rows[-1].name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, gone: _Row) -> None:
        place = self.rows.index(gone)
        self._labels = [each for number, each in enumerate(self._read()) if number != place]
        self._fill()
        self._take()
        near = self.rows[min(place, len(self.rows) - 1)].name if self.rows else self.add
        near.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> list[Label]:
        return [row.read() for row in self.rows]

    def _take(self) -> None:
        """Keeps what stands in the boxes, or says why it does not hold."""
        labels = self._read()
        try:
            _refuse_keys(labels)
            self._keep(labels)
        except Problem as problem:
            self._problem.setText(problem.message)
            self._problem.show()
        else:
            self._problem.hide()
        self.adjustSize()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), super().sizeHint().height())


class _Row:
    """The boxes of one label."""

    def __init__(self, label: Label, parent: QWidget) -> None:
        self.label = label
        self.hue = QComboBox(parent)
        for hue in HUES:
            self.hue.addItem(swatch(replace(label, hue=hue), scaled(parent, 14)), _HUES[hue], hue)
        self.hue.setCurrentIndex(HUES.index(label.hue))
        self.name = QLineEdit(label.name, parent)
        self.name.setPlaceholderText(tr("Name"))
        self.key = QLineEdit(label.key.upper(), parent)
        self.key.setMaxLength(1)
        self.key.setFixedWidth(scaled(parent, 36))
        self.key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.remove = QToolButton(parent)
        self.remove.setIcon(icon("close", colour(theme_of(parent.palette()), "muted")))
        self.remove.setToolTip(tr("Remove this label; what is highlighted stays highlighted"))
        self._tell()
        self.name.textChanged.connect(self._tell)

    def _tell(self) -> None:
        called = self.name.text().strip() or tr("new label")
        self.hue.setAccessibleName(tr("Color of {label}", label=called))
        self.name.setAccessibleName(tr("Name of {label}", label=called))
        self.key.setAccessibleName(tr("Key of {label}", label=called))
        self.remove.setAccessibleName(tr("Remove {label}", label=called))

    def read(self) -> Label:
        return Label(
            self.label.id, self.name.text().strip(), self.hue.currentData(), self.key.text().strip().casefold()
        )


def _refuse_keys(labels: Sequence[Label]) -> None:
    for label in labels:
        if label.key in _OF_THE_LETTER:
            raise ValueProblem(
                "label-key",
                f"{_OF_THE_LETTER[label.key]} {tr('Choose another key for {label}.', label=label.name)}",
            )
