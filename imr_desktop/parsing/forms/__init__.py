"""The forms of letters, one module each; a new form is a file in this folder with a FORM."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from imr_desktop.model import Flag, Found, Source


@dataclass(frozen=True, slots=True)
class Parts:
    """What a form reads in a letter: fields of the letter, of each item, and warnings."""

    fields: Mapping[str, Found]
    items: tuple[Mapping[str, Found], ...]
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form of letter: its name as readings carry it, how strongly a text shows its marks, and how to read it.

    `recognise` answers 0 for a document that is none of the form; of several forms the one with the most marks reads.
    """

    name: str
    recognise: Callable[[str], int]
    read: Callable[[Source], Parts]


@cache
def forms() -> tuple[Form, ...]:
    """Every form, found by listing this folder; modules whose names begin with an underscore are shared by several."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    return tuple(importlib.import_module(f"{__name__}.{name}").FORM for name in names)


def recognise(text: str) -> Form | None:
    """The form whose marks the text shows most; None for a document that is no known determination."""
    marks, form = max(((form.recognise(text), form) for form in forms()), key=lambda pair: pair[0])
    return form if marks else None
