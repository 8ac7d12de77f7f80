"""What the reader saw, in words: the quote in its context, the page, the rule and the confidence, as rich text."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from imr_desktop.fields import Kind
from imr_desktop.model import Json, Source, Span, Value

_CONTEXT: Final = 28
_LONG: Final = 120
_READ_SHOWN: Final = 160


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
        return "Follows from the items." if value.state == "prefilled" else "The reader found nothing in the letter."
    parts = [_quote(source, spans[0]) if spans else "Follows from other values"]
    if len(spans) > 1:
        parts.append(f"and {len(spans) - 1} more {'place' if len(spans) == 2 else 'places'}")
    if spans:
        parts.append(f"p. {source.page_of(spans[0].start)}")
    if value.anchors:
        parts.append("taken from the page")
    elif found.rule:
        parts.append(f"rule <i>{escape(_in_words(found.rule))}</i>")
    parts.append(f"{found.confidence:.2f}")
    line = " · ".join(part for part in parts if part)
    return f"Something stands there that could not be read. {line}" if found.state == "unreadable" else line


def _quote(source: Source, span: Span) -> str:
    """The quote in its context; none for a long passage, which is what the box itself shows."""
    return quote_in_context(source, span) if span.end - span.start <= _LONG else ""


def quote_in_context(source: Source, span: Span) -> str:
    """`“hurt on <b>3-18-11</b> when a pallet”`: the quote between whole words of its paragraph."""
    before = re.split(r"\n\n|\f", source.text[max(0, span.start - _CONTEXT) : span.start])[-1]
    after = re.split(r"\n\n|\f", source.text[span.end : span.end + _CONTEXT])[0]
    before = before.partition(" ")[2] if len(before) == _CONTEXT else before
    after = after.rpartition(" ")[0] if len(after) == _CONTEXT else after
    quote = " ".join(source.text[span.start : span.end].split())
    return f"“{escape(_folded(before))}<b>{escape(quote)}</b>{escape(_folded(after))}”"


def struck(kind: Kind, read: Json) -> str:
    """The value that was read, struck through, for below a box that a person has filled otherwise."""
    text = " ".join(kind.format(read).split())
    if not text:
        return "read: nothing"
    cut = text if len(text) <= _READ_SHOWN else f"{text[:_READ_SHOWN].rstrip()} …"
    return f"read: <s>{escape(cut)}</s>"


def _folded(text: str) -> str:
    """White space folded, a blank kept at either end: a quote's context runs on."""
    folded = " ".join(text.split())
    if not folded:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{folded}{' ' if text[-1].isspace() else ''}"


def _in_words(rule: str) -> str:
    return rule.replace("_", " ").replace(".", " ")
