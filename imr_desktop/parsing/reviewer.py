"""The section on how the determination was made: the reviewer's credentials and the two fixed statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from imr_desktop.model import Found
from imr_desktop.parsing.finders import Hit, absent, between, decide, each, pattern, split_at
from imr_desktop.parsing.labels import MARK, printed
from imr_desktop.parsing.lexicon import any_of
from imr_desktop.parsing.passage import Passage
from imr_desktop.parsing.vocabulary import STATES

_STATES_KEY: Final = "reviewer.licensure_states"
_SPECIALTIES_KEY: Final = "reviewer.specialties"


class Credentials(NamedTuple):
    """One way of giving credentials: whether a section gives them so, and how states and specialties are read then."""

    recognise: Callable[[Passage], bool]
    read: Callable[[Passage], dict[str, Found]]


# --- as a block of two labels ----------------------------------------------------------------------------------------


def _label(*phrases: str) -> re.Pattern[str]:
    """A label within its section; one that has lost its colon stands before a name."""
    ending = rf"(?:{MARK}|[*_]*[ ]?[-–—.]*(?=[ ][A-Z]))"
    return re.compile(rf"(?<!\w){printed(*phrases)}(?-i:{ending})", re.IGNORECASE)


_LICENSURE_LABEL: Final = _label("state(s) of licensure", "state(s) of license", "licensure state(s)")
_SPECIALTY_LABEL: Final = _label(
    *("certification(s)/specialty", "certification(s)/specialties", "certification(s) and specialty"),
    *("board certification(s)/specialty", "specialty/certification(s)", "board certification(s)", "specialty"),
)
_AROUND: Final = " ,;.*_•·▪"
_COMMA: Final = pattern(r"[ ]?[,;][ ]? (?:and[ ])?")


def _has_block(section: Passage) -> bool:
    return bool(_LICENSURE_LABEL.search(section.text) or _SPECIALTY_LABEL.search(section.text))


def _read_block(section: Passage) -> dict[str, Found]:
    states = between(section, _LICENSURE_LABEL, _SPECIALTY_LABEL)
    specialties = between(section, _SPECIALTY_LABEL, _LICENSURE_LABEL)
    return {
        _STATES_KEY: _states(split_at(states, _COMMA_OR_AND, _AROUND) if states else [], "after its label"),
        _SPECIALTIES_KEY: _specialties(
            split_at(specialties, _COMMA, _AROUND) if specialties else [], "after its label"
        ),
    }


# --- in a sentence ---------------------------------------------------------------------------------------------------

_STATE: Final = rf"(?:the[ ])?(?:states?[ ]of[ ])?(?:{any_of('|'.join(sorted({*STATES.values()})))}|(?-i:[A-Z]{{2}}))\b"
_CERTIFIED: Final = pattern(rf"\b(?:board[ -]certified[ ]in|licensed[ ]in(?![ ]{_STATE}))[ ]")
_PROFESSION: Final = pattern(
    r"""\b(?:is|as)[ ](?:an?[ ])?(?:(?:board[ -]certified|licensed|clinical)[ ])*
        (?P<value> doctor[ ]of[ ]\w+(?:[ ]medicine)? | chiropractor | acupuncturist | podiatrist
                 | (?:neuro)?psychologist | dentist | optometrist | physical[ ]therapist )\b"""
)
"""What a reviewer is who is no physician, and is certified by no board."""
_SUBSPECIALTY: Final = pattern(r"\b(?:has|with|and)[ ](?:an?[ ])?(?:sub)?specialt(?:y|ies)[ ]in[ ]")
_LICENSED: Final = pattern(
    rf"""\blicen[sc](?:ed?|ure)[ ](?:to[ ]practice[ ](?:(?:medicine|chiropractic|psychology|dentistry|podiatry
        |acupuncture)[ ])?in[ ] | in[ ](?={_STATE}))
        (?:the[ ]states?[ ]of[ ])?"""
)
_CLAUSE_END: Final = pattern(
    r""",?[ ](?: (?:and[ ])?(?:(?:he|she)[ ])?(?:is[ ]licensed|licensed|holds?[ ]
             |has[ ]an?[ ]licen[sc]e) | (?:and[ ])?(?:is[ ])?board[ -]certified | (?:and[ ])?has[ ]an?[ ]sub
           | with[ ]an?[ ]sub | and[ ]has[ ]been\b ) | \.(?:[ ]|\Z)"""
)
_COMMA_OR_AND: Final = pattern(
    r"""[ ]?[,;][ ]? (?:and[ ])?
      | [ ]and[ ](?!Rehabilitation|Gynecology|Neurology|Palliative|Immunology|Public[ ]Health|Metabolism|Neck|Upper
             |Hyperbaric|Oriental|Molecular|Critical)"""
)
"""Between names; an "and" inside a specialty's own name parts nothing."""


def _has_prose(section: Passage) -> bool:
    return bool(_CERTIFIED.search(section.text) or _LICENSED.search(section.text))


def _read_prose(section: Passage) -> dict[str, Found]:
    """From "is Board Certified in X, has a subspecialty in Y and is licensed to practice in Z"."""
    clauses = [between(section, opening, _CLAUSE_END) for opening in (_CERTIFIED, _SUBSPECIALTY)]
    professions = [] if clauses[0] else [*each(section, _PROFESSION)][:1]
    specialties = professions + [part for clause in clauses if clause for part in split_at(clause, _COMMA_OR_AND)]
    licensed = between(section, _LICENSED, _CLAUSE_END)
    return {
        _STATES_KEY: _states(split_at(licensed, _COMMA_OR_AND) if licensed else [], "in a sentence"),
        _SPECIALTIES_KEY: _specialties(specialties, "in a sentence"),
    }


def _states(parts: list[Passage], rule: str) -> Found:
    """States by their full names; less sure where one is none that we know."""
    if not parts:
        return absent(_STATES_KEY)
    known = [STATES.get(part.text.casefold().removeprefix("state of ")) for part in parts]
    names = [name or part.text for name, part in zip(known, parts, strict=True)]
    hit = Hit([*names], rule, tuple(part.span for part in parts))
    return decide(_STATES_KEY, [hit], sure=1.0 if all(known) else 0.6)


def _specialties(parts: list[Passage], rule: str) -> Found:
    if not parts:
        return absent(_SPECIALTIES_KEY)
    return decide(_SPECIALTIES_KEY, [Hit([part.text for part in parts], rule, tuple(part.span for part in parts))])


BLOCK: Final = Credentials(_has_block, _read_block)
PROSE: Final = Credentials(_has_prose, _read_prose)
ANY: Final = Credentials(
    lambda section: True, lambda section: (_read_block if _has_block(section) else _read_prose)(section)
)

# --- the fixed statements --------------------------------------------------------------------------------------------

_REVIEWER: Final = r"""(?: he/she | he | she
    | the[ ](?:(?:expert|physician|medical|independent)[ ]){0,2}(?:reviewer|doctor)
      (?:[ ]who[ ]made[ ]the[ ]decision)? )"""
_INDEPENDENCE: Final = pattern(rf"\b(?P<value>{_REVIEWER}[ ]has[ ]no[ ]affiliation[ ]with[ ]the[ ]employer[^.]*)")
_PRACTICE: Final = pattern(
    rf"""\b(?P<value>{_REVIEWER}[ ]has[ ]been[ ]in[ ]active[ ](?:clinical[ ])?practice
        [ ]for[ ]more[ ]than[ ](?:five|5)[ ]years [^.]*? \b(?:24|twenty-four)[ ]hours[ ](?:a|per)[ ]week [^.]*)"""
)


def read_statements(section: Passage) -> dict[str, Found]:
    """Whether the section states the reviewer's independence and active practice."""
    return {
        "reviewer.independence_stated": _statement("reviewer.independence_stated", _INDEPENDENCE, section),
        "reviewer.active_practice_stated": _statement("reviewer.active_practice_stated", _PRACTICE, section),
    }


def _statement(key: str, sentence: re.Pattern[str], section: Passage) -> Found:
    match = sentence.search(section.text)
    if match is None:
        return absent(key)
    return decide(key, [Hit(True, "fixed sentence", (section.group(match, "value").span,))])
