"""What an item's heading says: the disputed request, what was asked for and authorized before, and the quantity."""

from __future__ import annotations

from typing import Final, NamedTuple

from imr_desktop.model import Found
from imr_desktop.parsing.finders import Hit, absent, decide, pattern
from imr_desktop.parsing.passage import Passage


class Portions(NamedTuple):
    """The portions of a request; `original` and `authorized` only where the heading sets them apart."""

    disputed: Passage
    original: Passage | None = None
    authorized: Passage | None = None
    rule: str = "whole heading"


_WAS_ORIGINAL: Final = pattern(r"[ ](?:was|were)[ ]the[ ]original[ ]requests? \.?[ ]?")
_REMAINING: Final = pattern(
    r"""\b(?:the[ ])? remaining[ ]IMR[ ]eligible[ ]portions?[ ]of[ ]the[ ]original[ ]request
        ,? (?:[ ](?:is|are))? [ ]?:?[ ]"""
)
_LEAVING: Final = pattern(r",?[ ]leaving[ ]the[ ]original[ ]request[ ]IMR[ ]eligible \.?[ ]?")
_THE_ORIGINAL: Final = pattern(r"\bthe[ ]original[ ]request ,?[ ]")
_WAS_AUTHORIZED: Final = pattern(
    r"[ ](?:was|were|has[ ]been|have[ ]been)[ ]authorized[ ]by[ ]the[ ]Claims[ ]Administrator\b"
)
_HAS_AUTHORIZED: Final = pattern(r"\bthe[ ]Claims[ ]Administrator[ ](?:has[ ])?authorized[ ]")
_CLOSING: Final = pattern(r",? (?:[ ](?:is|are))? [ ]?:? \Z")


def portions(heading: Passage) -> Portions:
    """The heading's portions. Markers are looked for one after the other, for full stops stand inside portions too."""
    heading = heading.cut(0, _closing(heading))
    told, disputed = _disputed(heading)
    if told is None:
        return Portions(heading)
    if original := _WAS_ORIGINAL.search(told.text):
        return Portions(
            disputed, told.cut(0, original.start()), _authorized(told.cut(original.end())), "disputed portion"
        )
    return Portions(disputed, None, _authorized(told), "disputed portion")


def _disputed(heading: Passage) -> tuple[Passage | None, Passage]:
    """What is told of the original request, None where nothing is, and the disputed portion."""
    if match := _REMAINING.search(heading.text):
        return heading.cut(0, match.start()), heading.cut(match.end())
    if (leaving := _LEAVING.search(heading.text)) and (match := _THE_ORIGINAL.search(heading.text, leaving.end())):
        return heading.cut(0, leaving.start()), heading.cut(match.end())
    return None, heading


def _closing(heading: Passage) -> int:
    match = _CLOSING.search(heading.text, max(0, len(heading.text) - 8))
    return match.start() if match else len(heading.text)


def _authorized(told: Passage) -> Passage | None:
    """What the claims administrator authorized, by what is told of it."""
    if passive := _WAS_AUTHORIZED.search(told.text):
        return told.cut(0, passive.start()) or None
    if active := _HAS_AUTHORIZED.search(told.text):
        return told.cut(active.end(), None, " .,") or None
    return None


def read_portions(said: Portions, *, sure: float) -> dict[str, Found]:
    """The three portions; `sure` is lower where it is doubtful where the heading begins."""
    return {
        "request": _read("request", said.disputed, said.rule, sure),
        "original_request": _read("original_request", said.original, said.rule, sure),
        "authorized_part": _read("authorized_part", said.authorized, said.rule, sure),
    }


def _read(key: str, portion: Passage | None, rule: str, sure: float) -> Found:
    if not portion:
        return absent(key, sure=sure)
    return decide(key, [Hit(portion.text, rule, (portion.span,))], sure=sure)
