"""Words of the field, kept as data under `resources/vocabulary`: states, categories, body parts, conditions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from imr_desktop import paths


def table(name: str) -> dict[str, Any]:
    """A file of the vocabulary, as TOML has it."""
    return tomllib.loads((paths.resources() / "vocabulary" / f"{name}.toml").read_text("utf-8"))


def _term(term: str) -> str:
    """A term as a pattern: a blank is a blank, a hyphen or nothing, `*` any letters; plurals are understood."""
    plain = re.escape(term.strip("*")).replace(r"\ ", "[ -]?")
    return rf"{plain}\w*+" if term.endswith("*") else f"{plain}(?:e?s)?"


def _any_of(terms: Iterable[str]) -> str:
    """Any of the terms, the longest first; by their first letter, so that most of them need not be tried."""
    by_letter: dict[str, list[str]] = {}
    for written in map(_term, sorted(terms, key=len, reverse=True)):
        by_letter.setdefault(written[0].casefold(), []).append(written[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())


def words(terms: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the terms, the longest first, in upper or lower case.

    Terms are whole words, but for those that begin with `*`: they are the ends of words.
    """
    listed = list(terms)
    endings = [term for term in listed if term.startswith("*")]
    whole = rf"(?<!\w)(?:{_any_of(term for term in listed if term not in endings)})(?!\w)"
    either = rf"{whole}|(?:{_any_of(endings)})(?!\w)" if endings else whole
    return re.compile(rf"(?=\w)(?:{either})", re.IGNORECASE)


def initials(terms: Collection[str]) -> frozenset[str]:
    """How the first words of terms begin, as `beginnings` has them; of terms that are endings, how they end."""
    endings = {term for term in terms if term.startswith("*")}
    return frozenset(_WORD.findall(term.casefold())[0][:_FEW] for term in terms if term not in endings) | frozenset(
        f"*{term.casefold()[-_FEW:]}" for term in endings
    )


def beginnings(text: str) -> frozenset[str]:
    """The first letter, two and three letters of every word: a text that shares none with `initials` has no term.

    And its last three, of a plural also those before its ending, after a `*`.
    """
    told = _WORD.findall(text.casefold())
    stems = [*told, *(word.removesuffix("s") for word in told), *(word.removesuffix("es") for word in told)]
    return frozenset(word[:n] for word in told for n in range(1, _FEW + 1)) | frozenset(
        f"*{stem[-_FEW:]}" for stem in stems
    )


_WORD: Final = re.compile(r"\w+")
_FEW: Final = 3

STATES: Final[dict[str, str]] = {
    written.casefold(): name for letters, name in table("states").items() for written in (letters, name)
}
"""A state's full name by its name or its postal letters, in lower case."""


class CategoryGroup(NamedTuple):
    """Words that settle a request's category, and how they begin.

    `repeated`: only where an amount and no part of the body is named; `drugs`: the names of drugs are among them.
    """

    category: str
    words: re.Pattern[str]
    initials: frozenset[str]
    repeated: bool
    drugs: bool


_MEASURES: Final = table("measures")
DRUGS: Final[tuple[str, ...]] = tuple(_MEASURES["drugs"])
"""Drugs by brand and by substance, in lower case."""

DRUG_ENDINGS: Final[tuple[str, ...]] = tuple(_MEASURES["drug_endings"])
"""Endings that only the names of drugs have, each after a `*`."""


def _category_group(group: dict[str, Any]) -> CategoryGroup:
    drugs = group.get("drugs", False)
    terms = [*group["terms"], *((*DRUGS, *DRUG_ENDINGS) if drugs else ())]
    return CategoryGroup(group["category"], words(terms), initials(terms), group.get("repeated", False), drugs)


CATEGORY_GROUPS: Final = tuple(map(_category_group, table("categories")["group"]))
"""In the order in which they are to be tried."""

_PARTS: Final = table("body_parts")
PART_OF_WORD: Final = tuple((words(terms), initials(terms), part) for part, terms in _PARTS.items())
"""Patterns of the words for a part of the body, how they begin, and the record's name of the part."""

PART: Final = words(term for terms in _PARTS.values() for term in terms)
"""Any word for a part of the body."""

PART_WORDS: Final = frozenset(
    form
    for terms in _PARTS.values()
    for term in terms
    if " " not in term and "*" not in term
    for form in (term.casefold(), f"{term.casefold()}s")
)
"""The single words among them, and their plurals, in lower case."""

_CONDITIONS: Final = table("conditions")
CONDITION: Final = words(_CONDITIONS["words"])
"""A noun that makes a phrase a condition of its own."""

SYMPTOM: Final = words(_CONDITIONS["symptoms"])
"""A complaint that is joined with another into one condition."""

COMPLAINT: Final = words(_CONDITIONS["complaints"])
"""What is felt and is, by itself, no diagnosis."""

OPERATION: Final = (
    r"(?:\w*(?:surgery|ectomy|plasty|otomy|scopy|desis)\b|ORIF|ACDF|[TPAX]LIF|T[KH][RA]\b|scope\b|repair|release|fusion|injection|decompression"
    r"|replacement|reconstruction)"
)
"""The word that names an operation, as a piece of a pattern."""

_QUALIFIERS: Final = words(["rule out", *"left right bilateral both the and of spine possible acute chronic".split()])


def names_only_a_part(text: str) -> bool:
    """Whether a phrase is nothing but sides and parts of the body."""
    return not re.search(r"\w", PART.sub("", _QUALIFIERS.sub("", text)))
