"""How checks are declared: a small function, decorated, that looks at the evidence and yields what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Protocol

from imr_desktop.checklist.evidence import Evidence
from imr_desktop.model import Finding, Quote, Severity, Slot
from imr_desktop.parsing.finders import pattern

GUIDELINE: Final = pattern(
    r"""\b(?:guidelines?|MTUS|ODG|ACOEM)\b [^.]{0,90}? \b(?:states?|notes?|indicates?|recommends?|supports?
        |specif\w+|allow|include|cite|require\w*|says?)\b
      | \b(?:(?:is|are|not|be|been)[ ]recommended|should[ ]be|is[ ]indicated|are[ ]indicated|may[ ]be)\b"""
)
"""A sentence that tells what a guideline says, not what the worker has; see `of_guideline`."""


@lru_cache(maxsize=1024)
def of_guideline(text: str) -> bool:
    """Whether a sentence tells what a guideline says; asked of each by several checks."""
    return bool(GUIDELINE.search(text))


OTHER_PERSON: Final = pattern(
    r"""\b(?: father | mother | parents? | wife | husband | spouse | partner | son | daughter | child(?:ren)? | brother
        | sister | siblings? | uncle | aunt | grand(?:father|mother) | family[ ]history | relatives? | friend
        | co-?workers? | supervisor | assailant | Mrs?\.? | Ms\.? )\b"""
)
"""A sentence that may speak of somebody else than the worker."""

LEFT_OPEN: Final = pattern(
    r"""\b(?: if | unless | whether | should | would | could | may | might | unclear | unknown
        | (?:no|without|lack[ ]of|absence[ ]of)[ ](?:[a-z]+[ ]){0,2}?(?:record|evidence|documentation|indication|mention
            |report|sign)s?
        | (?:not|never)[ ](?:[a-z]+[ ]){0,2}?(?:clear|shown|stated|documented|known|indicated|established|told
            |specified|had) )\b"""
)
"""A sentence that asks for something, or denies that it is known, instead of saying that it is."""

IN_GENERAL: Final = pattern(
    r"""\b(?: patients | subjects | workers | women | men | persons | people | adults | children | those | studies
        | study | trials | literature | or[ ](?:more|longer|older) )\b"""
)
"""A sentence that speaks of people in general, as guidelines and studies do."""


@lru_cache(maxsize=1024)
def of_worker(text: str) -> bool:
    """Whether a sentence can tell of the worker: not of a guideline, of people in general, of somebody else."""
    return not (of_guideline(text) or IN_GENERAL.search(text) or OTHER_PERSON.search(text))


class Raise(Protocol):
    """What a check calls for each thing that it finds."""

    def __call__(
        self, message: str, quotes: Iterable[Quote | None], field: str, item: int = 0, *, items: Iterable[int] = ()
    ) -> Finding: ...


Body = Callable[[Evidence, Raise], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check by its rule's name, how much what it finds weighs, its function, and what it looks for in words."""

    rule: str
    severity: Severity
    body: Body
    looks_for: str

    def run(self, evidence: Evidence) -> Iterator[Finding]:
        """What the check finds in a letter; a finding without a passage is none."""

        def found(
            message: str, quotes: Iterable[Quote | None], field: str, item: int = 0, *, items: Iterable[int] = ()
        ) -> Finding:
            seen = tuple(dict.fromkeys(quote for quote in quotes if quote))
            return Finding(self.rule, self.severity, message, Slot(item, field), seen, tuple(items))

        for each in self.body(evidence, found):
            if each.quotes:
                yield replace(each, items=each.items or ((each.slot.item,) if each.slot.item else ()))


CHECKS: Final[dict[str, Check]] = {}
"""Every check by its rule's name, in the order they are declared."""


def check(rule: str, severity: Severity) -> Callable[[Body], Body]:
    """Declares a check; its docstring says what it looks for."""

    def declare(body: Body) -> Body:
        CHECKS[rule] = Check(rule, severity, body, (body.__doc__ or "").strip())
        return body

    return declare
