"""What every page carries and no part of the letter holds: running heads and feet, the numbers of pages."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

_FOOT: Final = re.compile(
    r"""(?: (?:Independent\ Medical\ Review\ |IMR\ )?Final\ Determination\ Letter\b .{0,60}
          | Notice\ of\ (?:IMR|Independent\ Medical\ Review)\ Determination\b .{0,60} | IMR\ Case\ Number\b .{0,40} )?
        [\s|–—-]{0,5} (?:Page[ ]{0,3})? \d{1,3} (?:\s{0,3}(?:of|/)\s{0,3}\d{1,3})? [\s|–—-]{0,5}""",
    re.VERBOSE | re.IGNORECASE,
)
"""A foot by itself, or a head like it: the letter's name or its number, and the page's."""
_RUNNING: Final = re.compile(r"\bpage\b|\bCM\d\d-\d{4,}|\bdetermination\b", re.IGNORECASE)
"""What a line has that is printed on several pages as a head or foot."""
_DIGITS: Final = re.compile(r"\d+")
_REACH: Final = 300
"""Characters at a page's beginning and end in which its head and its foot stand."""


def without_furniture(text: str) -> str:
    """The text with blanks in the place of heads and feet of pages, so that every offset stays what it is.

    The line's end before a foot is blanked too: what stands above it is the page's last line.
    """
    pages = text.split("\f")
    heads = [page[:_REACH].lstrip("\n").partition("\n")[0] for page in pages]
    feet = [page[-_REACH:].rstrip().rpartition("\n")[2] for page in pages]
    running = _repeated(heads) | _repeated(feet)
    for at, (head, foot) in enumerate(zip(heads, feet, strict=True)):
        if foot and (_key(foot) in running or _is_foot(foot, at + 1)):
            pages[at] = _blanked(pages[at], pages[at].rindex(foot), len(pages[at]))
        if head and at and head in pages[at] and (_key(head) in running or _is_foot(head, at + 1)):
            begin = pages[at].index(head)
            pages[at] = _blanked(pages[at], begin, begin + len(head))
    return "\f".join(pages)


def _blanked(page: str, start: int, end: int) -> str:
    """The page with blanks in a stretch and the white space before it."""
    begin = len(page[:start].rstrip())
    return page[:begin] + " " * (end - begin) + page[end:]


def _is_foot(line: str, number: int) -> bool:
    """Whether a page's last or first line is a foot or head; a bare number is one only where it is the page's own."""
    said = line.strip()
    return bool(_FOOT.fullmatch(said)) and (not said.isdecimal() or int(said) == number)


def _repeated(lines: list[str]) -> set[str]:
    """The lines that stand on half of the pages at least, apart from the first, which often has none."""
    counted = Counter(_key(line) for line in lines if _RUNNING.search(line))
    return {key for key, count in counted.items() if count > 1 and 2 * count >= len(lines) - 1}


def _key(line: str) -> str:
    """The line with its numbers left out, which are the pages'."""
    return _DIGITS.sub("#", " ".join(line.split()))
