"""Why a field holds what it holds: how it was found, where, how sure that is, what else was there, who decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from imr_desktop.fields import Kind, label_of
from imr_desktop.gui.common.sheet import Sheet
from imr_desktop.gui.common.small import scaled
from imr_desktop.gui.common.states import mark_of, sureness
from imr_desktop.gui.common.theme import Theme, theme_of
from imr_desktop.gui.common.wording import local_time, value_words
from imr_desktop.gui.record.evidence import in_words, quote_in_context, spans_of
from imr_desktop.model import Candidate, Case, Edit, Found, Json, Proven, Value
from imr_desktop.texts import tr, trn

_SHOWN: Final = 240
_WIDTH: Final = 460
_TALLEST: Final = 420


Words = Callable[[Json], str]
"""Says a value in words."""


def explanation(
    case: Case, value: Value, edits: Sequence[Edit], theme: Theme, proof: str = "", kind: Kind | None = None
) -> str:
    """All that is known of where a value comes from, as rich text; `proof` is how often that was right elsewhere.

    `kind` is how the form writes it.
    """

    def words(each: Json) -> str:
        return escape(value_words(value.slot, each, kind=kind))

    rows = [(tr("Now"), f"<b>{words(value.value)}</b><br>{_decided(value, edits)}")]
    rows += _as_read(value, words)
    if places := "<br>".join(_places(case, value)):
        rows.append((tr("Where it stands"), places))
    if value.found:
        lost = "<br>".join(_lost(case, words, each) for each in value.found.candidates)
        rows.append((tr("Also found"), lost or tr("Nothing else that could have been meant.")))
    if proof:
        rows.append((tr("So far"), escape(proof)))
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
        return tr("{state}; nobody has decided on it", state=word)
    why = f" — {last.why}" if last.why else ""
    return escape(tr("{state} by {who}, {when}", state=word, who=last.who, when=local_time(last.at)) + why)


def _as_read(value: Value, words: Words) -> Iterator[tuple[str, str]]:
    found = value.found
    if found is None:
        by_hand = tr("Not read from the letter: added by hand.")
        untold = tr("Not read from the letter: worked out from other values, or typed.")
        yield tr("As read"), by_hand if value.slot.item else untold
        return
    told = {
        "stated": words(found.value),
        "absent": tr("The program looked for it in the letter and found nothing."),
        "unreadable": tr("Something stands there that could not be read."),
    }
    yield tr("As read"), told[found.state]
    if found.rule:
        yield tr("Read by"), tr("the rule “{rule}”", rule=escape(in_words(found.rule)))
    yield tr("How sure"), f"{sureness(found)}: {_likely(found)}"


def _likely(found: Found) -> str:
    share = round(found.confidence * 100)
    return tr("of 100 values read with such confidence about {share} are right", share=share)


def proof_of(value: Value, proven: Proven) -> str:
    """How often what found a value was right in the other letters, in a sentence; empty where nothing found it."""
    if value.found is None:
        return ""
    if not proven.decided:
        return _UNPROVEN[value.found.state]
    values = _share(proven)
    match value.found.state:
        case "stated":
            said = tr("This rule was right in {values} that people have decided on in other letters.", values=values)
        case "absent":
            said = tr(
                "The program was right when it found nothing here in {values} that people have decided on in other "
                "letters.",
                values=values,
            )
        case "unreadable":
            said = tr(
                "The program was right when it could not read this in {values} that people have decided on in other "
                "letters.",
                values=values,
            )
    return said


_UNPROVEN: Final = {
    "stated": tr("Nobody has decided yet on another letter whether this rule is right."),
    "absent": tr("Nobody has decided yet on another letter whether the program is right when it found nothing here."),
    "unreadable": tr(
        "Nobody has decided yet on another letter whether the program is right when it could not read this."
    ),
}
"""What is said of a rule that has nothing to show yet, by what it found."""


def _share(proven: Proven) -> str:
    """`all 12 values`, `11 of the 12 values`."""
    right, decided = proven.right, proven.decided
    if not right:
        return trn("none of the {count} value", "none of the {count} values", decided)
    if right == decided > 1:
        return trn("all {count} value", "all {count} values", decided)
    return trn("{right} of the {count} value", "{right} of the {count} values", decided, right=right)


def _places(case: Case, value: Value) -> Iterator[str]:
    for span in spans_of(value):
        page = tr("p. {page}", page=case.source.page_of(span.start))
        yield f"{page} · {quote_in_context(case.source, span, longest=_SHOWN)}"


def _lost(case: Case, words: Words, candidate: Candidate) -> str:
    value, why = words(candidate.value), escape(candidate.why_not)
    rule = tr("rule “{rule}”", rule=escape(in_words(candidate.rule)))
    if candidate.span:
        rule = f"{rule} · {tr('p. {page}', page=case.source.page_of(candidate.span.start))}"
    return tr("{value} — not taken: {reason} ({rule})", value=value, reason=why, rule=rule)


class Explanation(Sheet):
    """The sheet that explains one value. Arrows and Page keys scroll it; its words can be copied."""

    def __init__(
        self,
        case: Case,
        value: Value,
        kind: Kind,
        edits: Sequence[Edit],
        number: int,
        prove: Callable[[], Proven],
        parent: QWidget,
    ) -> None:
        """`kind` is how the form writes the value.

        `prove` looks up how often the rule was right; it is called once the sheet has been painted.
        """
        label = label_of(value.slot, number)
        super().__init__(label, parent, width=_WIDTH, foot=tr("Esc closes"))
        self._told, self._kind, self._prove = (case, value, edits), kind, prove
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setStyleSheet("border: none; padding: 0")
        self.text.setOpenLinks(False)
        self.text.setCursorWidth(0)
        self.text.setAccessibleName(tr("Explanation of {field}", field=label))
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
        self.text.setHtml(explanation(*self._told, theme_of(self.palette()), proof, self._kind))
        document = self.text.document()
        document.setTextWidth(self.width() - 56)
        self.text.setFixedHeight(min(round(document.size().height()) + 6, scaled(self, _TALLEST)))

    def sizeHint(self) -> QSize:
        return QSize(self.width(), super().sizeHint().height())
