"""The reviewer's specialty against what is in dispute, by the table in `resources/vocabulary/specialties.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from imr_desktop.checklist.checks.sources import listed
from imr_desktop.checklist.evidence import Evidence
from imr_desktop.checklist.registry import Raise, check
from imr_desktop.model import Finding
from imr_desktop.parsing.finders import pattern
from imr_desktop.parsing.vocabulary import table


@dataclass(frozen=True, slots=True)
class Specialty:
    """A specialty: categories that it ordinarily gives or orders, those beyond its licence, and the parts it treats.

    `parts` is empty where it is bound to none; `bound` says that its licence reaches no others.
    """

    name: str
    words: tuple[str, ...]
    parts: frozenset[str]
    fits: frozenset[str]
    beyond: frozenset[str]
    bound: bool

    def is_fit(self, category: str, parts: frozenset[str]) -> bool:
        """Whether a service for these parts is ordinarily within it."""
        return category in self.fits and (not self.parts or not parts or bool(self.parts & parts))

    def is_beyond(self, category: str, parts: frozenset[str]) -> bool:
        """Whether a service for these parts is beyond its licence."""
        return category in self.beyond or (self.bound and bool(parts) and not self.parts & parts)


SPECIALTIES: Final = tuple(
    Specialty(
        each["name"],
        tuple(each["words"]),
        frozenset(each.get("parts", ())),
        frozenset(each["fits"]),
        frozenset(each.get("beyond", ())),
        each.get("bound", False),
    )
    for each in table("specialties")["specialty"]
)


def known(names: list[str]) -> list[Specialty | None]:
    """The specialties of these names, None for one that the table does not have."""
    return [_known(f" {name.casefold()}") for name in names]


def _known(name: str) -> Specialty | None:
    return next((each for each in SPECIALTIES if any(f" {word}" in name for word in each.words)), None)


_CONSULTED: Final = pattern(r"\b(?:consult\w*|referral|evaluation|eval|opinion)\b")


def beyond(evidence: Evidence) -> list[int]:
    """The items whose service is beyond the licence of each of the reviewer's specialties."""
    specialties = known(evidence.names("reviewer.specialties"))
    sure = [each for each in specialties if each]
    if not sure or len(sure) < len(specialties):
        return []
    return [
        item
        for item, request in evidence.requests()
        if all(each.is_beyond(*_disputed(evidence, item)) for each in sure) and not _CONSULTED.search(request)
    ]


def within(evidence: Evidence, item: int) -> bool:
    """Whether an item's service is ordinarily within one of the reviewer's specialties."""
    sure = [each for each in known(evidence.names("reviewer.specialties")) if each]
    return any(each.is_fit(*_disputed(evidence, item)) for each in sure)


def _disputed(evidence: Evidence, item: int) -> tuple[str, frozenset[str]]:
    return evidence.words("category", item), frozenset(evidence.names("body_parts", item))


@check("specialty-does-not-reach", "serious")
def specialty_does_not_reach(evidence: Evidence, found: Raise) -> Iterator[Finding]:
    """Whether what is in dispute lies within the licence of a reviewer who is no physician."""
    if items := beyond(evidence):
        names = listed([each.name for each in known(evidence.names("reviewer.specialties")) if each])
        kinds = listed(sorted({_kind(evidence, item) for item in items}))
        message = f"The reviewer is a {names}; {kinds} {'is' if len(items) == 1 else 'are'} beyond that licence."
        quotes = evidence.quotes(("reviewer.specialties", 0), *(("request", item) for item in items))
        yield found(message, quotes, "reviewer.specialties", items=items)


_KINDS: Final = {"Pharmaceuticals": "a drug", "Surgery": "surgery", "Injection": "an injection"}


def _kind(evidence: Evidence, item: int) -> str:
    return _KINDS.get(evidence.words("category", item), f"what item {evidence.number(item)} requests")
