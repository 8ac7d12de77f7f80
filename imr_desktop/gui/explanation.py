"""Why a field holds what it holds: the rule, the quote, how sure the reader is, what lost and why, who decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from imr_desktop.fields import kind_of, label_of
from imr_desktop.gui.evidence import in_words, quote_in_context, spans_of
from imr_desktop.gui.sheet import Sheet
from imr_desktop.gui.small import scaled
from imr_desktop.gui.states import mark_of, sureness
from imr_desktop.gui.theme import Theme, theme_of
from imr_desktop.model import Candidate, Case, Edit, Found, Json, Slot, Value

_SHOWN: Final = 240
_WIDTH: Final = 460
_TALLEST: Final = 420


def local_time(at: str) -> str:
    """A time of the log (UTC, ISO 8601) as the clock on the wall showed it: `2026-11-20 09:12`."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"


def value_words(slot: Slot, value: Json, longest: int = _SHOWN) -> str:
    """A value in a line of words; `nothing` for an empty one."""
    kind = kind_of(slot.field)
    text = " ".join((kind.format(value) if kind else str("" if value is None else value)).split())
    return "nothing" if not text else text if len(text) <= longest else f"{text[:longest].rstrip()} …"


def explanation(case: Case, value: Value, edits: Sequence[Edit], theme: Theme) -> str:
    """All that is known of where a value comes from, as rich text."""
    rows = [("Now", f"<b>{escape(value_words(value.slot, value.value))}</b><br>{_decided(value, edits)}")]
    rows += _as_read(value)
    if places := "<br>".join(_places(case, value)):
        rows.append(("Where it stands", places))
    if value.found:
        lost = "<br>".join(_lost(case, value.slot, each) for each in value.found.candidates)
        rows.append(("What lost, and why", lost or "Nothing else was found for it."))
    cells = "".join(
        f'<tr><td style="color:{theme.muted}; padding:3px 14px 7px 0; white-space:nowrap">{name}</td>'
        f'<td style="padding:3px 0 7px 0">{told}</td></tr>'
        for name, told in rows
    )
    return f"<table cellspacing='0'>{cells}</table>"


def _decided(value: Value, edits: Sequence[Edit]) -> str:
    word = mark_of(value).word
    last = next((edit for edit in reversed(edits) if edit.slot == value.slot), None)
    if last is None or not value.touched:
        return f"{word}; nobody has decided on it"
    why = f" — {last.why}" if last.why else ""
    return escape(f"{word} by {last.who}, {local_time(last.at)}{why}")


def _as_read(value: Value) -> Iterator[tuple[str, str]]:
    found = value.found
    if found is None:
        untold = "added by hand" if value.slot.item else "follows from other values or was typed"
        yield "Read", f"Not read from the letter: {untold}."
        return
    told = {
        "stated": escape(value_words(value.slot, found.value)),
        "absent": "The reader looked for it and found nothing.",
        "unreadable": "Something stands there that could not be read.",
    }
    yield "Read", told[found.state]
    yield "Confidence", f"{sureness(found)}: {_likely(found)}"
    if found.rule:
        yield "Rule", escape(in_words(found.rule))


def _likely(found: Found) -> str:
    return f"of 100 values read with such confidence about {round(found.confidence * 100)} are right"


def _places(case: Case, value: Value) -> Iterator[str]:
    for span in spans_of(value):
        yield f"p. {case.source.page_of(span.start)} · {quote_in_context(case.source, span, longest=_SHOWN)}"


def _lost(case: Case, slot: Slot, candidate: Candidate) -> str:
    place = f" · p. {case.source.page_of(candidate.span.start)}" if candidate.span else ""
    value = escape(value_words(slot, candidate.value))
    return f"{value} — {escape(candidate.why_not)} (<i>{escape(in_words(candidate.rule))}</i>{place})"


class Explanation(Sheet):
    """The sheet that explains one value. Arrows and Page keys scroll it; its words can be copied."""

    def __init__(self, case: Case, value: Value, edits: Sequence[Edit], number: int, parent: QWidget) -> None:
        label = label_of(value.slot, number)
        super().__init__(label, parent, width=_WIDTH, foot="Esc closes")
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setStyleSheet("border: none; padding: 0")
        self.text.setOpenLinks(False)
        self.text.setCursorWidth(0)
        self.text.setAccessibleName(f"Explanation of {label}")
        self.text.setHtml(explanation(case, value, edits, theme_of(self.palette())))
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.body.addWidget(self.text)
        document = self.text.document()
        document.setDocumentMargin(0)
        document.setTextWidth(self.width() - 56)
        self.text.setFixedHeight(min(round(document.size().height()) + 6, scaled(self, _TALLEST)))
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:
        return QSize(self.width(), super().sizeHint().height())
