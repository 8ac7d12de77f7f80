"""The guide: a page for each place of the window, opened where the person is, with the keys that hold now."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QColor, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from imr_desktop import paths
from imr_desktop.gui.common.small import scaled
from imr_desktop.gui.common.theme import theme_of
from imr_desktop.texts import language, tr

TOPICS: Final = (
    "start",
    "cases",
    "letter",
    "record",
    "checklist",
    "findings",
    "history",
    "notes",
    "exports",
    "library",
)
"""The pages in the order of the contents; each is a file of the guide."""

_KEY: Final = re.compile(r"\{(\w+)\}")
_FIRST_SIZE: Final = QSize(860, 600)
_CONTENTS: Final = 200


def page(topic: str, key_of: Callable[[str], str]) -> str:
    """A page of the guide in Markdown; `key_of` tells how an action is done: its key, or where it stands in a menu.

    In the reader's language where it lies beside the English one: `cases.de.md` beside `cases.md`.
    """
    spoken = paths.resources() / "guide" / f"{topic}.{language()}.md"
    file = spoken if spoken.is_file() else spoken.with_name(f"{topic}.md")
    text = file.read_text(encoding="utf-8")
    return _KEY.sub(lambda match: f"**{key_of(match[1])}**", text)


class Guide(QDialog):
    """Contents beside a page; it stays open while the work goes on, and Esc closes it."""

    def __init__(self, key_of: Callable[[str], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Guide – IMR Desktop"))
        self.resize(_FIRST_SIZE.boundedTo(parent.size()))
        self._key_of = key_of
        self.contents = QListWidget()
        self.contents.setAccessibleName(tr("Contents of the guide"))
        self.contents.setFixedWidth(scaled(parent, _CONTENTS))
        self.browser = QTextBrowser()
        self.browser.setAccessibleName(tr("Page of the guide"))
        self.browser.setOpenLinks(False)
        self.browser.document().setDocumentMargin(22)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.contents)
        row.addWidget(self.browser, 1)
        for topic in TOPICS:
            heading = page(topic, key_of).partition("\n")[0].removeprefix("# ")
            entry = QListWidgetItem(heading, self.contents)
            entry.setData(Qt.ItemDataRole.UserRole, topic)
        self.contents.currentItemChanged.connect(lambda entry: self._show(entry.data(Qt.ItemDataRole.UserRole)))
        self.browser.anchorClicked.connect(self._follow)

    def turn_to(self, topic: str) -> None:
        """Shows a page."""
        self.contents.setCurrentRow(TOPICS.index(topic))
        self.contents.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, topic: str) -> None:
        self.browser.setMarkdown(page(topic, self._key_of))
        _air(self.browser.document(), theme_of(self.palette()).line)

    def _follow(self, url: QUrl) -> None:
        topic = url.fileName().partition(".")[0]
        if topic in TOPICS:
            self.turn_to(topic)


def _air(document: QTextDocument, hairline: str) -> None:
    """Room between paragraphs, which Markdown leaves to whoever shows it; a table keeps its own, and has thin lines."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        if table := cursor.currentTable():
            frame = table.format().toTableFormat()
            frame.setBorderBrush(QColor(hairline))
            frame.setCellPadding(4)
            table.setFormat(frame)
        else:
            layout = block.blockFormat()
            layout.setTopMargin(4)
            layout.setBottomMargin(8)
            layout.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.setBlockFormat(layout)
        block = block.next()
