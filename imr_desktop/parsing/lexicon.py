"""Pieces that patterns are composed of: dates, numbers in words, the names a letter gives to the worker.

They are written for `finders.pattern`: blanks in them mean nothing, `[ ]` is a blank, case does not matter.
"""

from __future__ import annotations

from typing import Final

from imr_desktop.dates import MONTH_NAME


def any_of(phrases: str) -> str:
    """Alternatives as one piece of a pattern; `|` parts them, and blanks between their words are real blanks."""
    return f"(?:{'|'.join('[ ]'.join(phrase.split()) for phrase in phrases.split('|'))})"


DATE: Final = rf"""(?:
      \d{{1,2}}[ ]?[-/.][ ]?\d{{1,2}}[ ]?[-/.][ ]?(?:\d{{4}}|\d{{2}})(?!\d)     # 10-28-2016, 09/02/97, 10/14/ 2016
    | {MONTH_NAME}[ ]\d{{1,2}}(?:st|nd|rd|th)?[ ]?,?[ ]\d{{4}}(?!\d)           # January 20, 2011
    | \d{{1,2}}(?:st|nd|rd|th)?[ ](?:of[ ])?{MONTH_NAME},?[ ]\d{{4}}(?!\d)      # 12th of May 2015
    | \d{{4}}-\d{{1,2}}-\d{{1,2}}(?!\d)                                       # 2011-01-20
    | {MONTH_NAME}(?:[ ]of)?,?[ ]\d{{4}}(?!\d)                                # February 2012
    | \d{{1,2}}[/-]\d{{4}}(?!\d)                                              # 2/2012
)"""
"""A date as letters write it, day or day and month possibly missing; `dates.iso` decides what it says."""

_ONES: Final = "one two three four five six seven eight nine".split()
_TEENS: Final = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()

NUMBER_WORDS: Final[dict[str, int]] = (
    {word: n for n, word in enumerate(_ONES, 1)}
    | {word: n for n, word in enumerate(_TEENS, 10)}
    | {tens: 10 * n for n, tens in enumerate(_TENS, 2)}
    | {f"{tens}-{ones}": 10 * n + m for n, tens in enumerate(_TENS, 2) for m, ones in enumerate(_ONES, 1)}
)
"""Numbers from one to ninety-nine as they are spelled."""

NUMBER_WORD: Final = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS)}|{'|'.join(_ONES)})"

_NOUNS: Final = (
    "injured worker | worker | patient | applicant | claimant | employee | member | individual | beneficiary"
)
WORKER: Final = rf"(?:{any_of(_NOUNS)}|(?-i:IW)|M(?:rs?|s)\.?[ ](?:(?-i:[A-Z])\w*|\[\w+\]))"
"""What a letter calls the person, or puts for a name; pronouns are left out, for they often mean the physician."""
