"""What the reader saw, in words: the quote in its context, the page, the rule and the confidence, as rich text.

Passages that the checks saw are quoted here too, as plain text.
"""

from __future__ import annotations

import re
from typing import Final

from imr_desktop.gui.common.states import sureness
from imr_desktop.model import Quote, Source, Span, Value
from imr_desktop.texts import tr, trn

_CONTEXT: Final = 28
_LONG: Final = 120


def spans_of(value: Value) -> tuple[Span, ...]:
    """The places of the letter that a value stands on: those a person took it from, else those it was read from."""
    if value.anchors:
        return tuple(anchor.span for anchor in value.anchors)
    return value.found.spans if value.found else ()


def evidence_of(value: Value, source: Source) -> str:
    """One line or two of rich text that say where a value comes from."""
    spans = spans_of(value)
    found = value.found
    if found is None or (found.state == "absent" and not value.anchors):
        if value.state == "prefilled":
            return tr("Worked out from the disputed items.")
        read = found or not value.slot.item
        return (
            tr("The program found nothing in the letter.") if read else tr("Not read from the letter: added by hand.")
        )
    parts = [_quote(source, spans[0]) if spans else tr("Worked out from other values")]
    if len(spans) > 1:
        parts.append(trn("and {count} more place", "and {count} more places", len(spans) - 1))
    if spans:
        parts.append(tr("p. {page}", page=source.page_of(spans[0].start)))
    if value.anchors:
        parts.append(tr("taken from the page"))
    elif found.rule:
        parts.append(tr("read by the rule “{rule}”", rule=_escaped(in_words(found.rule))))
    if not value.anchors:
        parts.append(sureness(found))
    line = " · ".join(part for part in parts if part)
    return f"{tr('Something stands there that could not be read.')} {line}" if found.state == "unreadable" else line


def _quote(source: Source, span: Span) -> str:
    """The quote in its context; none for a long passage, which is what the box itself shows."""
    return quote_in_context(source, span) if span.end - span.start <= _LONG else ""


def quote_in_context(source: Source, span: Span, longest: int | None = None) -> str:
    """`“hurt on <b>3-18-11</b> when a pallet”`: the quote between whole words of its paragraph, cut if too long."""
    before = re.split(r"\n\n|\f", source.text[max(0, span.start - _CONTEXT) : span.start])[-1]
    after = re.split(r"\n\n|\f", source.text[span.end : span.end + _CONTEXT])[0]
    before = before.partition(" ")[2] if len(before) == _CONTEXT else before
    after = after.rpartition(" ")[0] if len(after) == _CONTEXT else after
    quote = " ".join(source.text[span.start : span.end].split())
    if longest and len(quote) > longest:
        quote, after = f"{quote[:longest].rstrip()} …", ""
    return f"“{_escaped(_folded(before))}<b>{_escaped(quote)}</b>{_escaped(_folded(after))}”"


def quoted(quote: Quote, longest: int) -> str:
    """A passage that a check saw, cut where it is too long to be read beside its page.

    What a person has typed stands nowhere in the letter, and says so.
    """
    text = quote.text if len(quote.text) <= longest else f"{quote.text[:longest].rsplit(' ', 1)[0]} …"
    return f"“{text}”" if quote.span else f"“{text}” · {tr('entered by hand')}"


def _folded(text: str) -> str:
    """White space folded, a blank kept at either end: a quote's context runs on."""
    folded = " ".join(text.split())
    if not folded:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{folded}{' ' if text[-1].isspace() else ''}"


def in_words(rule: str) -> str:
    """A rule's name as people read it."""
    return rule.replace("_", " ").replace(".", " ")


def _escaped(text: str) -> str:
    """Text as HTML writes it."""
    from html import escape  # with a long table, of which the first paint has no need

    return escape(text)
