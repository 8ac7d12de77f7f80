"""The reader: `read(Source) -> Reading`, pure and picklable; it knows no clock and no database.

Heads and feet of pages are blanked (`furniture`), the form is recognised (`forms`), the letter cut into sections and
items by their labels, however a copy spells them (`sections`, `items`, `labels`), and for each field
everything that any rule finds is found before one value is chosen (`finders`); the others stay as candidates. Values
come with the places they were read from (`passage`), the rule's name and how far it can be trusted (`confidence`).
"""

from __future__ import annotations

from typing import Final

from imr_desktop.model import Reading, Source

VERSION: Final = "5"
"""Which reader said it. Raised with every change of what is read; readings of older ones are kept beside."""


def read(source: Source) -> Reading:
    """What this reader says of a document: every field of the record, or none where it is no known determination."""
    from imr_desktop.parsing import (
        reader,  # the rules and their vocabulary are compiled for the first letter, not before
    )

    return reader.read(source)
