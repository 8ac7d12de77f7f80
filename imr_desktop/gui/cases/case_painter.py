"""How a case looks in the worklist: its card, with the state's sign, the outcome and how far a person has come."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from imr_desktop.gui.cases.case_columns import OUTCOMES
from imr_desktop.gui.cases.case_model import ROW, WAITING, Index
from imr_desktop.gui.common.small import LARGE
from imr_desktop.gui.common.theme import FONT_SIZE, Theme, Tone, colour, icon_pixmap, theme_of
from imr_desktop.model import CaseRow, Status
from imr_desktop.texts import tr


class Sign(NamedTuple):
    icon: str
    tone: Tone
    word: str


SIGNS: Final[dict[Status, Sign]] = {
    "new": Sign("not-looked-at", "muted", tr("new")),
    "in_review": Sign("under-way", "accent", tr("in review")),
    "reviewed": Sign("confirmed", "green", tr("reviewed")),
    "signed_off": Sign("signed-off", "green", tr("signed off")),
    "postponed": Sign("postponed", "amber", tr("postponed")),
    "rejected": Sign("rejected", "muted", tr("rejected")),
}
_WARNED: Final = Sign("unreadable", "red", tr("check the letter"))
"""A new case whose reading is not to be relied on."""


def sign_of(row: CaseRow) -> Sign:
    """How a case's status is shown."""
    warned = row.status == "new" and (row.form is None or row.flags)
    return _WARNED if warned else SIGNS[row.status]


def second_line(row: CaseRow, waiting: bool = False) -> tuple[str, str]:
    """What the case is about, which may be cut short, and how far it has come, which may not: first of all that text
    waits in it which was typed and is no value yet."""
    about = row.first_request + (f" + {row.items - 1}" if row.items > 1 else "")
    if row.form is None:
        about = about or tr("no determination")
    word = sign_of(row).word
    if waiting:
        word = tr("typed text waits")
    elif row.status == "in_review":
        done = row.looked_at >= row.total > 0
        word = (
            tr("all looked at")
            if done
            else tr("{looked_at} of {total} looked at", looked_at=row.looked_at, total=row.total)
        )
    return about, word


def spoken(row: CaseRow, waiting: bool = False) -> str:
    outcome = OUTCOMES.get(row.outcome or "", tr("no outcome"))
    return ", ".join(part for part in (row.title, outcome, *second_line(row, waiting)) if part)


SIDE: Final = 12
_ICON: Final = 14
_GAP: Final = 8


class CasePainter(QStyledItemDelegate):
    """Draws a row: state sign, title and outcome, and below them what it is about and how far it has come.

    The title is never cut short for the outcome's sake: where both do not fit, the outcome stands a line below. Large
    type has a line of its own for how far the case has come.
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        title, small, _ = _fonts(option.font)
        lines = 2 if _is_large(option.font) else 1
        return QSize(160, QFontMetrics(title).height() + lines * (QFontMetrics(small).height() + 2) + 17)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: CaseRow = index.data(ROW)
        theme = theme_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, theme, first=index.column() == 0)
        if index.column():
            cell = option.rect.adjusted(SIDE, 0, -SIDE, 0)
            _write(painter, cell, index.data(), _fonts(option.font).small, theme.ink)
        else:
            self._paint_card(painter, option, row, theme, waiting=index.data(WAITING))
        painter.restore()

    def _paint_card(
        self, painter: QPainter, option: QStyleOptionViewItem, row: CaseRow, theme: Theme, *, waiting: bool = False
    ) -> None:
        title, small, _ = _fonts(option.font)
        area = option.rect.adjusted(SIDE + _ICON + _GAP, 8, -SIDE, -8)
        upper = QRect(area.left(), area.top(), area.width(), QFontMetrics(title).height())
        lower = QRect(area.left(), upper.bottom() + 3, area.width(), QFontMetrics(small).height())
        sign = sign_of(row)
        ratio = painter.device().devicePixelRatioF()
        pixmap = icon_pixmap(sign.icon, colour(theme, sign.tone), _ICON, ratio)
        painter.drawPixmap(option.rect.left() + SIDE, upper.center().y() - _ICON // 2 + 1, pixmap)
        outcome = OUTCOMES.get(row.outcome or "", "")
        outcome_width, about, progress = _chip_width(outcome, option.font), *second_line(row, waiting)
        ink = theme.amber if waiting else theme.muted
        last = lower.translated(0, lower.height() + 2) if _is_large(option.font) else lower
        if QFontMetrics(title).horizontalAdvance(row.title) + outcome_width <= upper.width():
            beside = upper
        else:
            fits = QFontMetrics(small).horizontalAdvance(progress) + outcome_width <= last.width()
            beside = last if fits else lower
        self._paint_chip(painter, beside, outcome, option.font, theme)
        upper, lower, last = (
            each.adjusted(0, 0, -outcome_width, 0) if each == beside else each for each in (upper, lower, last)
        )
        _write(painter, upper, row.title, title, theme.ink)
        if _is_large(option.font):
            _write(painter, lower, about, small, theme.muted)
            _write(painter, last, progress, small, ink)
        else:
            self._paint_second_line(painter, lower, about, progress, small, ink)

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
    def _paint_chip(painter: QPainter, line: QRect, text: str, font: QFont, theme: Theme) -> None:
        """The outcome at the right end of the line."""
        if not text:
            return
        tiny = _fonts(font).tiny
        width, height = _chip_width(text, font) - _GAP, QFontMetrics(tiny).height() + 3
        box = QRectF(line.right() - width + 0.5, line.center().y() - height / 2 + 1, width, height)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.ground))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setFont(tiny)
        painter.setPen(QColor(theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    @staticmethod
    def _paint_second_line(painter: QPainter, line: QRect, about: str, progress: str, font: QFont, ink: str) -> None:
        progress = f" · {progress}" if about else progress
        metrics = QFontMetrics(font)
        room = line.width() - metrics.horizontalAdvance(progress)
        about = metrics.elidedText(about, Qt.TextElideMode.ElideRight, room)
        _write(painter, line, about + progress, font, ink)


class _Fonts(NamedTuple):
    title: QFont
    small: QFont
    tiny: QFont


_made: Final[dict[str, _Fonts]] = {}
"""By the key of the font that they are made from: a font is looked up in the system each time it is made."""


def _fonts(font: QFont) -> _Fonts:
    """The title's font, the small one below it, and the outcome's."""
    key = font.key()
    if key not in _made:
        title, small, tiny = QFont(font), QFont(font), QFont(font)
        title.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(max(9, font.pixelSize() - 1))
        tiny.setPixelSize(font.pixelSize() - 2)
        tiny.setWeight(QFont.Weight.DemiBold)
        _made[key] = _Fonts(title, small, tiny)
    return _made[key]


def _is_large(font: QFont) -> bool:
    return 100 * font.pixelSize() >= LARGE * FONT_SIZE


def _chip_width(text: str, font: QFont) -> int:
    """The room that the outcome takes with what parts it from the title; none for no outcome."""
    return QFontMetrics(_fonts(font).tiny).horizontalAdvance(text) + 14 + _GAP if text else 0


def _write(painter: QPainter, line: QRect, text: str, font: QFont, ink: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(ink))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
