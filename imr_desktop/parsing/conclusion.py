"""What a rationale concludes on medical necessity, wherever in it the conclusion stands.

Conclusions are the clauses that say of the request, in so many words, whether it is medically necessary. The last one
counts: before it guidelines are quoted, and after it may stand a fixed paragraph on tapering that concludes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from imr_desktop.model import Found
from imr_desktop.parsing.finders import Hit, decide, has_any, pattern
from imr_desktop.parsing.lexicon import any_of
from imr_desktop.parsing.passage import Passage

_KEY: Final = "conclusion"
_REACH: Final = 70
"""Characters before the words of a conclusion in which its verb and its "not" stand."""

_NECESSARY: Final = pattern(
    r"""(?=[man]) (?: medically[ ](?:necessary|reasonable|appropriate|indicated) | a[ ]medical[ ]necessity
          | \bnecessary (?=[ ]?(?:[.;"”]|\Z|at[ ]this[ ]time)) )"""
)
_BARE: Final = pattern(
    rf"""\A[ ]? (?:{any_of("therefore | thus | hence | consequently | accordingly | as such | so | overall")}[, ]++)?
         (?:(?:the|this)[ ]request: [ ])? (?:not[ ])? \Z"""
)
"""Before the words of a conclusion that stands without a verb: "Not medically necessary."."""
_SHOWN: Final = any_of(
    "established | demonstrated | supported | evident | shown | substantiated | documented | met | confirmed | clear"
    "| proven | justified | affirmed | accepted | apparent | recognized | lacking | absent | not found | satisfied"
)
_ESTABLISHED: Final = pattern(
    rf"""\b(?:insufficient|inadequate|no)[ ](?:evidence|documentation|information
        |support)\b [^.;]{{0,60}}? \bmedical[ ]necessity\b
       | \b(?:supports?|establish(?:es)?|demonstrates?)[ ](?:the[ ])?medical[ ]necessity\b
       | \bno[ ]medical[ ]necessity[ ]for\b | \bmedically[ ]unnecessary\b | \blacks?[ ]medical[ ]necessity\b
       | \b(?:fail(?:s|ed)?[ ]to|(?:do|does|did)[ ]not|cannot|insufficient[ ]to) [ ] [^.;]{{0,40}}?
         \bmedical[ ]necessity\b
       | \bmedical[ ]necessity\b [^.;]{{0,120}}? \b{_SHOWN}\b"""
)
_SERVICE: Final = any_of(
    "request | requests | requested | treatment | treatments | service | services | medication | medications | surgery"
    "| procedure | study | testing | therapy | sessions | visits"
)
_GRANTED: Final = any_of(
    "supported | recommended | indicated | certified | warranted | justified | appropriate | approved | authorized"
)
_SUPPORTED: Final = pattern(rf"\b{_SERVICE} [^.;]{{0,90}}? \b{_GRANTED}\b")
_VERDICT: Final = pattern(
    rf"""\b(?:is|are|was|were|can(?:not)?[ ]be)[ ](?:therefore[ ]|thus[ ])?(?:not[ ])?{_GRANTED} [^.;]{{0,40}} \.?\Z
       | \b(?:is|are|was|were)[ ](?:therefore[ ]|thus[ ])?non-?[ ]?certified\b [^.;]{{0,40}} \.?\Z
       | \A(?:not[ ]|non-?)?{_GRANTED}\.?\Z"""
)
"""What a rationale's last sentence grants or refuses without a word on necessity."""
_DISPOSED: Final = pattern(
    r"""\b(?: (?:is|are|was|were|be)[ ](?:therefore[ ]|thus[ ])?(?P<no>denied|disapproved)
          | recommend\w*[ ](?:(?P<against>non-?[ ]?certification|denial)|certification|approval|authorization)
          ) (?:[ ]at[ ]this[ ]time)? \.?\Z"""
)
"""The same in words for what is to be done with the request. To uphold UR's decision says nothing of necessity."""
_VERB: Final = pattern(
    r"\b(?:is|are|was|were|be|been|being|appears?|seems?|deemed|considered|found|remains?|does|do|did|has|have|seen|felt|meets?)\b"
)
_NOT: Final = pattern(
    r"""\b(?:not|nor|neither|never|none|nothing|no[ ]longer|cannot|no|un(?:able|likely|necessary)|lacking|absent
        |non-?[ ]?certified)\b
      | n't\b | \A(?:fail|lacks?\b|insufficient|inadequate)"""
)
_CLAUSE: Final = pattern(r"(?: ,[ ](?!and\b|but\b|so\b) | \b(?:and|but|so)[ ]) (?!that\b|which\b|whether\b|if\b)")
_CONDITION: Final = pattern(r"\b(?:if|when|whether|unless|may|might|where|until|determine)\b [^,.;]{0,50} \Z")

_PROVIDED: Final = pattern(r"[ ](?:only[ ])?(?:if|when|where|provided|as[ ]long[ ]as)\b")
"""Before and after the words of a conclusion: that it holds on a condition, as what guidelines say does."""


def read_conclusion(rationale: Passage | None) -> Found:
    """`necessary` or `not_necessary`; absent where the rationale concludes nothing."""
    if rationale is None:
        return decide(_KEY, [])
    rules = (
        ("medically necessary", _necessary),
        ("necessity established", _established),
        ("supported", _supported),
    )
    found = [hit for name, rule in rules for hit in reversed(list(rule(rationale, name)))]
    return decide(_KEY, found or list(_at_the_end(rationale, "granted at the end")))


def _necessary(rationale: Passage, rule: str) -> Iterator[Hit]:
    for match in _NECESSARY.finditer(rationale.text):
        clause_start = _clause_start(rationale.text, match.start())
        before = rationale.text[clause_start : match.start()]
        said = _own_clause(before)
        conditional = _CONDITION.search(before) or (
            _PROVIDED.match(rationale.text, match.end()) and not _NOT.search(said)
        )
        if (_VERB.search(before) or _BARE.match(before)) and not conditional:
            yield _hit(rationale, clause_start, match.end(), said, rule)


def _own_clause(before: str) -> str:
    """The last clause with a verb before a conclusion's words: a "not" before that clause denies something else."""
    for boundary in reversed([*_CLAUSE.finditer(before)]):
        if _VERB.search(before, boundary.end()):
            return before[boundary.end() :]
    return before


def _clause_start(text: str, end: int) -> int:
    begin = max(0, end - _REACH)
    while begin and text[begin - 1].isalnum() and text[begin].isalnum():  # a reach that ends within a word takes it in
        begin -= 1
    return max(begin, *(text.rfind(mark, begin, end) + 1 for mark in (". ", "; ")))


def _established(rationale: Passage, rule: str) -> Iterator[Hit]:
    if not has_any(rationale.text.lower(), ("medical necessity", "medically unnecessary")):
        return
    for match in _ESTABLISHED.finditer(rationale.text):
        yield _hit(rationale, match.start(), match.end(), match[0], rule)


_LAST: Final = 250
"""Characters at a rationale's end in which weaker words count as its conclusion."""


def _supported(rationale: Passage, rule: str) -> Iterator[Hit]:
    for match in _SUPPORTED.finditer(rationale.text, max(0, len(rationale.text) - _LAST)):
        yield _hit(rationale, match.start(), match.end(), match[0], rule)


def _at_the_end(rationale: Passage, rule: str) -> Iterator[Hit]:
    begin = max(0, len(rationale.text) - _LAST)
    if match := _VERDICT.search(rationale.text, begin):
        yield _hit(rationale, match.start(), match.end(), match[0], rule)
    elif match := _DISPOSED.search(rationale.text, begin):
        value = "not_necessary" if match["no"] or match["against"] else "necessary"
        yield Hit(value, "disposed at the end", (rationale.group(match).span,))


def _hit(rationale: Passage, start: int, end: int, said: str, rule: str) -> Hit:
    value = "not_necessary" if _NOT.search(said) else "necessary"
    return Hit(value, rule, (rationale.cut(start, end).span,))
