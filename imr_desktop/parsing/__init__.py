"""The reader: `read(Source) -> Reading`, pure and picklable; it knows no clock and no database.

The form is recognised (`forms`), the letter cut into sections and items (`sections`, `items`), and for each field
everything that any rule finds is found before one value is chosen (`finders`); the others stay as candidates. Values
come with the places they were read from (`passage`), the rule's name and how far it can be trusted (`confidence`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from imr_desktop.fields import FIELDS
from imr_desktop.model import Found, Reading, Source
from imr_desktop.parsing.completeness import unrecognised
from imr_desktop.parsing.finders import absent
from imr_desktop.parsing.forms import recognise

VERSION: Final = "2"
"""Which reader said it. Raised with every change of what is read; readings of older ones are kept beside."""


def read(source: Source) -> Reading:
    """What this reader says of a document: every field of the record, or none where it is no known determination."""
    form = recognise(source.text)
    if form is None:
        return Reading(VERSION, None, flags=tuple(unrecognised(source.text)))
    parts = form.read(source)
    items = tuple(_complete(item, repeated=True) for item in parts.items)
    return Reading(VERSION, form.name, _complete(parts.fields, repeated=False), items, parts.flags)


def _complete(read: Mapping[str, Found], *, repeated: bool) -> dict[str, Found]:
    """Every field of the record in its order; one that the form never gives is absent."""
    return {field.key: read.get(field.key) or absent(field.key) for field in FIELDS if field.repeated is repeated}
