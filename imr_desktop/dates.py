"""Dates as letters and people write them, made ISO 8601, and back; strict, for a guessed date is worse than none."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

_MONTHS: Final = "january february march april may june july august september october november december".split()
_MONTH_NUMBERS: Final = {name: n for n, name in enumerate(_MONTHS, 1)} | {
    short: n for n, name in enumerate(_MONTHS, 1) for short in (name[:3], name[:4])
}

MONTH_NAME: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
"""A month's name or its abbreviation, in any case when compiled with re.IGNORECASE."""

_FULL: Final = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<m>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<d>\d{1,2})\s?(?P=sep)\s?(?P<y>\d{4}|\d{2})"),
    re.compile(rf"(?P<month>{MONTH_NAME})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y>\d{{4}})", re.I),
    re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{MONTH_NAME}),?\s+(?P<y>\d{{4}})", re.I),
)
_PART: Final = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})"),
    re.compile(r"(?P<m>\d{1,2})\s?[-/]\s?(?P<y>\d{4})"),
    re.compile(rf"(?P<month>{MONTH_NAME})(?:\s+of)?,?\s+(?P<y>\d{{4}})", re.I),
    re.compile(r"(?P<y>\d{4})"),
)


def iso(text: str, *, latest_year: int = 2030) -> str | None:
    """The date that `text` writes in full, as `2011-03-28`, `2011-03` or `2011`; None for anything else.

    American order (month first). A year of two digits is the last one not after `latest_year`: 97 -> 1997, 15 -> 2015.
    Blanks around the separators and a line's end inside the date are allowed, as letters have them (`10/14/ 2016`).
    A year typed wrong stays as typed (`3026`); a day or month that no calendar has gives None.
    """
    folded = " ".join(text.split())
    for pattern in (*_FULL, *_PART):
        if match := pattern.fullmatch(folded):
            return _compose(match.groupdict(), latest_year)
    return None


def day_here(moment: str) -> str:
    """The day of a moment that the library has recorded, in UTC, by the clock on the wall here: `2026-03-04`.

    On a Californian evening UTC is a day ahead.
    """
    return datetime.fromisoformat(moment).astimezone().date().isoformat()


def month_first(date: str) -> str:
    """A date of the record as letters of this country print it: `03/28/2011`, `03/2011`, `2011`."""
    year, *rest = date.split("-")
    return "/".join((*rest, year))


def lone(text: str) -> tuple[int, int] | None:
    """Where the only date of some words stands, as begin and end: the date of `dated 11/28/2016,`.

    Dates in full come before months, and a year alone is none here: it may be any number. None for several dates.
    """
    for patterns in (_FULL, _PART[:-1]):
        places = {
            match.span(): found
            for pattern in patterns
            for match in re.finditer(rf"(?<![\w/.-])(?:{pattern.pattern})(?![\w/-]|\.\d)", text, re.I)
            if (found := iso(match[0]))
        }
        if places:
            return min(places) if len({*places.values()}) == 1 else None
    return None


def _compose(parts: dict[str, str | None], latest_year: int) -> str | None:
    year = _year(parts["y"] or "", latest_year)
    month = _month(parts)
    if month is None:
        return f"{year:04d}"
    if not 1 <= month <= 12:
        return None
    if (day := parts.get("d")) is None:
        return f"{year:04d}-{month:02d}"
    try:
        return date(year, month, int(day)).isoformat()
    except ValueError:
        return None


def _month(parts: dict[str, str | None]) -> int | None:
    if name := parts.get("month"):
        return _MONTH_NUMBERS[name.rstrip(".").casefold()]
    return int(number) if (number := parts.get("m")) else None


def _year(digits: str, latest_year: int) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    century = latest_year - latest_year % 100
    return century + year if century + year <= latest_year else century - 100 + year
