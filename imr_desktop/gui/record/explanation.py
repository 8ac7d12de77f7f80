"""Why a field holds what it holds: how it was found, where, how sure that is, what else was there, who decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from imr_desktop.fields import label_of
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import scaled
from imr_desktop.gui.common.states import mark_of, sureness
from imr_desktop.gui.common.theme import Theme, theme_of
from imr_desktop.gui.common.wording import local_time, value_words
from imr_desktop.gui.record.evidence import in_words, quote_in_context, spans_of
from imr_desktop.model import Candidate, Case, Edit, Found, Proven, Slot, Value

_SHOWN: Final = 240
_WIDTH: Final = 460
_TALLEST: Final = 420


def explanation(case: Case, value: Value, edits: Sequence[Edit], theme: Theme, proof: str = "") -> str:
    """All that is known of where a value comes from, as rich text; `proof` is how often that was right elsewhere."""
    rows = [("Now", f"<b>{escape(value_words(value.slot, value.value))}</b><br>{_decided(value, edits)}")]
    rows += _as_read(value)
    if places := "<br>".join(_places(case, value)):
        rows.append(("Where it stands", places))
    if value.found:
        lost = "<br>".join(_lost(case, value.slot, each) for each in value.found.candidates)
        rows.append(("Also found", lost or "Nothing else that could have been meant."))
    if proof:
        rows.append(("So far", escape(proof)))
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
        untold = "added by hand" if value.slot.item else "worked out from other values, or typed"
        yield "As read", f"Not read from the letter: {untold}."
        return
    told = {
        "stated": escape(value_words(value.slot, found.value)),
        "absent": "The program looked for it in the letter and found nothing.",
        "unreadable": "Something stands there that could not be read.",
    }
    yield "As read", told[found.state]
    if found.rule:
        yield "Read by", f"the rule “{escape(in_words(found.rule))}”"
    yield "How sure", f"{sureness(found)}: {_likely(found)}"


def _likely(found: Found) -> str:
    return f"of 100 values read with such confidence about {round(found.confidence * 100)} are right"


def proof_of(value: Value, proven: Proven) -> str:
    """How often what found a value was right in the other letters, in a sentence; empty where nothing found it."""
    if value.found is None:
        return ""
    what = "This rule" if value.found.state == "stated" else "The program"
    told = {"stated": "", "absent": " when it found nothing here", "unreadable": " when it could not read this"}
    when = told[value.found.state]
    if not proven.decided:
        return f"Nobody has decided yet on another letter whether {what.lower()} is right{when}."
    right, decided = proven.right, proven.decided
    how = "all" if right == decided > 1 else f"{right} of the" if right else "none of the"
    values = f"{decided} value{'' if decided == 1 else 's'}"
    return f"{what} was right{when} in {how} {values} that people have decided on in other letters."


def _places(case: Case, value: Value) -> Iterator[str]:
    for span in spans_of(value):
        yield f"p. {case.source.page_of(span.start)} · {quote_in_context(case.source, span, longest=_SHOWN)}"


def _lost(case: Case, slot: Slot, candidate: Candidate) -> str:
    place = f" · p. {case.source.page_of(candidate.span.start)}" if candidate.span else ""
    value = escape(value_words(slot, candidate.value))
    return f"{value} — not taken: {escape(candidate.why_not)} (rule “{escape(in_words(candidate.rule))}”{place})"


class Explanation(Sheet):
    """The sheet that explains one value. Arrows and Page keys scroll it; its words can be copied."""

    def __init__(
        self, case: Case, value: Value, edits: Sequence[Edit], number: int, prove: Callable[[], Proven], parent: QWidget
    ) -> None:
        """`prove` looks up how often the rule was right; it is called once the sheet has been painted."""
        label = label_of(value.slot, number)
        super().__init__(label, parent, width=_WIDTH, foot="Esc closes")
        self._told, self._prove = (case, value, edits), prove
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setStyleSheet("border: none; padding: 0")
        self.text.setOpenLinks(False)
        self.text.setCursorWidth(0)
        self.text.setAccessibleName(f"Explanation of {label}")
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.document().setDocumentMargin(0)
        self.body.addWidget(self.text)
        self._tell(proof_of(value, Proven()))
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._look_up)

    def _look_up(self) -> None:
        self._tell(proof_of(self._told[1], self._prove()))

    def _tell(self, proof: str) -> None:
        self.text.setHtml(explanation(*self._told, theme_of(self.palette()), proof))
        document = self.text.document()
        document.setTextWidth(self.width() - 56)
        self.text.setFixedHeight(min(round(document.size().height()) + 6, scaled(self, _TALLEST)))

    def sizeHint(self) -> QSize:
        return QSize(self.width(), super().sizeHint().height())
