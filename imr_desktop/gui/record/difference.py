"""What a person has changed of what was read, word by word, as rich text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape
from typing import Final

from imr_desktop.fields import Kind
from imr_desktop.gui.common.theme import Theme
from imr_desktop.model import Json
from imr_desktop.texts import tr

_WORD_BY_WORD: Final = ("text", "long_text", "citations")
"""Editors whose values are prose: two dates or two names of a list are compared whole."""

_LISTS: Final = ("names", "choices")

_ALIKE: Final = 0.4
"""Texts with a smaller share of words in common than this were written anew: word by word they would only confuse."""

_AROUND: Final = 4
"""Words that stay shown on either side of a change."""

_READ_SHOWN: Final = 160


def difference(kind: Kind, read: Json, now: Json, theme: Theme) -> str:
    """What was read, the words that left it struck through and those that came underlined.

    A text that was written anew, and a value that is no text, shows all that was read struck through.
    """
    if read in (None, "", []):
        return tr("read: nothing")
    before, after = _parts(kind, read), _parts(kind, now)
    if not after or not _comparable(kind, before, after):
        return tr("read: {words}", words=_gone(_cut(_joined(kind, before)), theme))
    return tr("read: {words}", words=_marked(kind, before, after, theme))


def changes(kind: Kind, before: Json, after: Json, theme: Theme) -> str:
    """The same for two texts or lists that have much in common; empty where showing both beside another says it all."""
    old, new = _parts(kind, before), _parts(kind, after)
    return _marked(kind, old, new, theme) if old and new and _comparable(kind, old, new) else ""


def _comparable(kind: Kind, before: Sequence[str], after: Sequence[str]) -> bool:
    if kind.editor in _LISTS:
        return True
    return kind.editor in _WORD_BY_WORD and SequenceMatcher(None, before, after, autojunk=False).ratio() >= _ALIKE


def _parts(kind: Kind, value: Json) -> list[str]:
    """The words of a text, the entries of a list."""
    if kind.editor in _LISTS and isinstance(value, list):
        return [str(each) for each in value]
    return re.findall(r"\S+", kind.format(value))


def _joined(kind: Kind, parts: Sequence[str]) -> str:
    return ("; " if kind.editor in _LISTS else " ").join(parts)


def _marked(kind: Kind, before: Sequence[str], after: Sequence[str], theme: Theme) -> str:
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    told: list[str] = []
    for number, (act, start, end, new_start, new_end) in enumerate(steps):
        stood, came = before[start:end], after[new_start:new_end]
        if act == "equal":
            kept = stood if kind.editor in _LISTS else _kept(stood, number == 0, number == len(steps) - 1)
            told.append(escape(_joined(kind, kept)))
            continue
        if stood:
            told.append(_gone(_joined(kind, stood), theme))
        if came:
            told.append(f'<u style="color:{theme.violet}">{escape(_joined(kind, came))}</u>')
    return _joined(kind, told)


def _kept(words: Sequence[str], first: bool, last: bool) -> list[str]:
    """Words that stayed, of which only those near a change are shown."""
    head = [] if first else [*words[:_AROUND]]
    tail = [] if last else [*words[max(0, len(words) - _AROUND) :]]
    if len(words) <= len(head) + len(tail) + 1:
        return [*words]
    return [*head, "…", *tail]


def _gone(text: str, theme: Theme) -> str:
    return f'<s style="color:{theme.red}">{escape(text)}</s>'


def _cut(text: str) -> str:
    return text if len(text) <= _READ_SHOWN else f"{text[:_READ_SHOWN].rstrip()} …"
