"""Determination letters in PDF, written from the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from imr_desktop.export import Exported, Options
from imr_desktop.export.brat import entry
from imr_desktop.export.letter import letter
from imr_desktop.export.tables import title
from imr_desktop.export.whole import only, slug, whole
from imr_desktop.source import write_pdf
from imr_desktop.texts import tr

NAME: Final = "letter-pdf"
LABEL: Final = tr("Determination letters (PDF)")
SUFFIX: Final = ".zip"
ALONE: Final = ".pdf"
ABOUT: Final = tr("A zip file (or one PDF) with each record written back as a letter, from its current values.")


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes a PDF for each case into the zip file `out`, or one case's as `out` itself; reading one again gives the
    record's structured fields."""
    return write_letters(out, cases, ".pdf", lambda each: write_pdf(letter(each)))


def write_letters(out: Path, cases: Iterable[Exported], suffix: str, made: Callable[[Exported], bytes]) -> int:
    """Writes the zip file `out` with what `made` gives for each case; where `out` has a document's suffix, the
    document of the one case that there is."""
    if out.suffix.lower() == suffix:
        document = made(only(cases, out))
        with whole(out) as (part,):
            part.write_bytes(document)
        return 1
    count = 0
    with whole(out) as (part,), ZipFile(part, "x", ZIP_DEFLATED) as packed:
        for each in cases:
            packed.writestr(entry(f"{each.case.id:06d}-{slug(title(each.case))}{suffix}"), made(each))
            count += 1
    return count
