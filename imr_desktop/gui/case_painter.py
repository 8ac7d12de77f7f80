"""How a case looks in the worklist: its card, with the state's sign, the outcome and how far a person has come."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from imr_desktop.gui.case_model import ROW, Index
from imr_desktop.gui.theme import Theme, Tone, colour, icon_pixmap, theme_of
from imr_desktop.model import CaseRow, Status
from imr_desktop.query import OUTCOME_WORDS


class Sign(NamedTuple):
    icon: str
    tone: Tone
    word: str


SIGNS: Final[dict[Status, Sign]] = {
    "new": Sign("not-looked-at", "muted", "new"),
    "in_review": Sign("under-way", "accent", "in review"),
    "reviewed": Sign("confirmed", "green", "reviewed"),
    "signed_off": Sign("signed-off", "green", "signed off"),
    "postponed": Sign("postponed", "amber", "postponed"),
    "rejected": Sign("rejected", "muted", "rejected"),
}
_WARNED: Final = Sign("unreadable", "red", "check the letter")
"""A new case whose reading is not to be relied on."""

_OUTCOMES: Final = {key: word.capitalize() for key, word in OUTCOME_WORDS.items()}


def sign_of(row: CaseRow) -> Sign:
    """How a case's status is shown."""
    warned = row.status == "new" and (row.form is None or row.flags)
    return _WARNED if warned else SIGNS[row.status]


def second_line(row: CaseRow) -> tuple[str, str]:
    """What the case is about, which may be cut short, and how far it has come, which may not."""
    about = row.first_request + (f" + {row.items - 1}" if row.items > 1 else "")
    if row.form is None:
        about = about or "no determination"
    word = sign_of(row).word
    if row.status == "in_review":
        done = row.looked_at >= row.total > 0
        word = "all looked at" if done else f"{row.looked_at} of {row.total} looked at"
    return about, word


def spoken(row: CaseRow) -> str:
    outcome = _OUTCOMES.get(row.outcome or "", "no outcome")
    return ", ".join(part for part in (row.title, outcome, *second_line(row)) if part)


SIDE: Final = 12
_ICON: Final = 14
_GAP: Final = 8


class CasePainter(QStyledItemDelegate):
    """Draws a row: state sign, title and outcome, and below them what it is about and how far it has come."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        title, small = _fonts(option.font)
        return QSize(160, QFontMetrics(title).height() + QFontMetrics(small).height() + 19)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: CaseRow = index.data(ROW)
        theme = theme_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, theme, first=index.column() == 0)
        title, small = _fonts(option.font)
        if index.column():
            cell = option.rect.adjusted(SIDE, 0, -SIDE, 0)
            _write(painter, cell, index.data(), small, theme.ink)
            painter.restore()
            return
        area = option.rect.adjusted(SIDE + _ICON + _GAP, 8, -SIDE, -8)
        upper = QRect(area.left(), area.top(), area.width(), QFontMetrics(title).height())
        lower = QRect(area.left(), upper.bottom() + 3, area.width(), QFontMetrics(small).height())
        sign = sign_of(row)
        ratio = painter.device().devicePixelRatioF()
        top = upper.center().y() - _ICON // 2 + 1
        pixmap = icon_pixmap(sign.icon, colour(theme, sign.tone), _ICON, ratio)
        painter.drawPixmap(option.rect.left() + SIDE, top, pixmap)
        chip = self._paint_chip(painter, upper, _OUTCOMES.get(row.outcome or "", ""), option.font, theme)
        _write(painter, upper.adjusted(0, 0, -chip, 0), row.title, title, theme.ink)
        self._paint_second_line(painter, lower, row, small, theme)
        painter.restore()

    @staticmethod
    def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, theme: Theme, *, first: bool) -> None:
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.accent_wash))
            if first:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(theme.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme.ground))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(theme.line))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -1.5))

    @staticmethod
    def _paint_chip(painter: QPainter, line: QRect, text: str, font: QFont, theme: Theme) -> int:
        """The outcome at the right end of the line; gives the width it takes."""
        if not text:
            return 0
        tiny = QFont(font)
        tiny.setPixelSize(font.pixelSize() - 2)
        tiny.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(tiny)
        width, height = metrics.horizontalAdvance(text) + 14, metrics.height() + 3
        box = QRectF(line.right() - width + 0.5, line.center().y() - height / 2 + 1, width, height)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.ground))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setFont(tiny)
        painter.setPen(QColor(theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return width + _GAP

    @staticmethod
    def _paint_second_line(painter: QPainter, line: QRect, row: CaseRow, font: QFont, theme: Theme) -> None:
        about, progress = second_line(row)
        progress = f" · {progress}" if about else progress
        metrics = QFontMetrics(font)
        room = line.width() - metrics.horizontalAdvance(progress)
        about = metrics.elidedText(about, Qt.TextElideMode.ElideRight, room)
        _write(painter, line, about + progress, font, theme.muted)


def _fonts(font: QFont) -> tuple[QFont, QFont]:
    """The title's font and the small one below it."""
    title, small = QFont(font), QFont(font)
    title.setWeight(QFont.Weight.DemiBold)
    small.setPixelSize(max(9, font.pixelSize() - 1))
    return title, small


def _write(painter: QPainter, line: QRect, text: str, font: QFont, ink: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(ink))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
