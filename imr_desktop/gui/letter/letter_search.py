"""Where words stand in a letter's text, however its lines, pages and hyphens break them. Pure, no widget."""

from __future__ import annotations

import re
from typing import Final

from imr_desktop.model import Span

_HYPHENS: Final = "-\u2010\u2011\u00ad"
_LINE_END: Final = r"[^\S\n]*+\n\s*+"
"""From a line's last visible character to the next line's first, also over a page's end."""
_BROKEN: Final = rf"(?:[{_HYPHENS}]{_LINE_END})?"
"""Within a word: a line's end with the hyphen that breaks it."""

_ALIKE: Final = {"'": "['’‘]", "’": "['’‘]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}
_ALIKE_HYPHEN: Final = rf"[{_HYPHENS}](?:{_LINE_END})?"


def find_all(text: str, words: str) -> tuple[Span, ...]:
    """Every place of a phrase in a text, in order: upper and lower case, straight and typographic quotes are alike.

    White space stands for any white space, and a word is found that a line's end breaks with a hyphen.
    """
    pattern = _pattern(words.split())
    return tuple(Span(*match.span()) for match in pattern.finditer(text)) if pattern else ()


def _pattern(words: list[str]) -> re.Pattern[str] | None:
    return re.compile(r"\s++".join(map(_word, words)), re.IGNORECASE) if words else None


def _word(word: str) -> str:
    parts = [_ALIKE_HYPHEN if each in _HYPHENS else _ALIKE.get(each, re.escape(each)) for each in word]
    return "".join(
        part if number == 0 or each in _HYPHENS or word[number - 1] in _HYPHENS else _BROKEN + part
        for number, (part, each) in enumerate(zip(parts, word, strict=True))
    )
