"""Printed words as copies of letters have them: in any case, spaced out, broken, fused, and misread letter for letter.

Labels and headings are what the whole reading hangs on, so they are written in one place: `printed` makes of the words
as a form prints them a piece of a pattern that also fits what scanning and retyping make of them. What is prose and no
label is told by where it stands and by the mark after it, which the patterns made of such pieces ask for.
"""

from __future__ import annotations

import re
from typing import Final

_MISREAD: Final = {"i": "[il1|!]", "l": "[il1|!]", "o": "[o0]", "s": "[s5$]", "m": "(?:m|rn)"}
"""What one letter is read as in a poor copy."""

_PIECE: Final = re.compile(r"\(s\)|\('s\)|,? and |[ ,/]|.")
_PIECES: Final = {
    "(s)": r"(?:\s?+\(\s?s\s?\)|s|\ss(?!\w))?+",
    "('s)": r"(?:\s?+['’]\s?s)?+",
    ",": r"\s?+,?+",
    " ": r"\s*+",
    "/": r"\s*+/\s*+",
}

LINE_START: Final = r"(?:^|(?<=\f))[ \t*_•·▪]*+"
"""Where a line begins, with what decorates it; for patterns with re.MULTILINE."""

MARK: Final = r"[*_\s]*+[:;：∶]"
"""What ends a label: a colon, also as it is mistyped or drawn by another sign."""


def printed(*phrases: str) -> str:
    """A piece of a pattern (with re.IGNORECASE) for any of the phrases, however a copy spaces, breaks or spells it.

    In a phrase `(s)` and `('s)` may be missing, a comma too, "and" may be a "&", and "/" may have blanks around it.
    """
    return f"(?:{'|'.join(_phrase(phrase) for phrase in sorted(phrases, key=len, reverse=True))})"


def _phrase(phrase: str) -> str:
    written, within = [], False
    for piece in _PIECE.findall(phrase.lower()):
        letter = piece.isalpha() and len(piece) == 1
        if letter and within:
            written.append(r"\s?+")
        written.append(_written(piece))
        within = letter
    return "".join(written)


def _written(piece: str) -> str:
    if piece.strip(" ,") == "and":
        return r"\s?+,?+\s*+(?:a\s?+n\s?+d|&)\s*+"
    return _PIECES.get(piece) or _MISREAD.get(piece) or re.escape(piece)
