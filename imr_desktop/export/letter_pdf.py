"""Determination letters in PDF, written from the records."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from imr_desktop.export import Exported, Options
from imr_desktop.export.letter import letter
from imr_desktop.export.packed import write_documents
from imr_desktop.source.writing import write_pdf
from imr_desktop.texts import tr

NAME: Final = "letter-pdf"
LABEL: Final = tr("Determination letters (PDF)")
SUFFIX: Final = ".zip"
ALONE: Final = ".pdf"
ABOUT: Final = tr("A zip file (or one PDF) with each record written back as a letter, from its current values.")


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the zip file `out`, a PDF for each case; reading one again gives the record's structured fields."""
    return write_documents(out, cases, ALONE, lambda each: write_pdf(letter(each)))
