"""All rules at work on one document; importing it compiles them, which takes a fifth of a second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from imr_desktop.fields import FIELDS
from imr_desktop.model import Found, Reading, Source
from imr_desktop.parsing import VERSION
from imr_desktop.parsing.completeness import unrecognised
from imr_desktop.parsing.finders import absent
from imr_desktop.parsing.forms import recognise
from imr_desktop.parsing.furniture import without_furniture


def read(source: Source) -> Reading:
    """As the room's own `read` says."""
    source = replace(source, text=without_furniture(source.text))
    form = recognise(source.text)
    if form is None:
        return Reading(VERSION, None, flags=tuple(unrecognised(source.text)))
    parts = form.read(source)
    items = tuple(_complete(item, repeated=True) for item in parts.items)
    return Reading(VERSION, form.name, _complete(parts.fields, repeated=False), items, parts.flags)


def _complete(read: Mapping[str, Found], *, repeated: bool) -> dict[str, Found]:
    """Every field of the record in its order; one that the form never gives is absent."""
    return {field.key: read.get(field.key) or absent(field.key) for field in FIELDS if field.repeated is repeated}
