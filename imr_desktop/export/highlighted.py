"""Copies of the letters in PDF, with the place of every value highlighted: the value, and who decided on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final
from zipfile import ZIP_STORED, ZipFile

from imr_desktop.export import Exported, Options
from imr_desktop.export.marks import WHOLE, Mark, Marked, marked
from imr_desktop.export.packed import entry, stem
from imr_desktop.export.whole import ExportProblem, only, whole
from imr_desktop.fields import WRITTEN
from imr_desktop.model import Span
from imr_desktop.source import PDF
from imr_desktop.source.marking import Colour, Highlight, highlighted
from imr_desktop.texts import tr

NAME: Final = "highlighted"
LABEL: Final = tr("Highlighted PDFs")
SUFFIX: Final = ".zip"
ALONE: Final = ".pdf"
ABOUT: Final = tr(
    "A zip file with a copy of each letter's PDF (or one PDF) in which every value's place is highlighted."
)

_DECIDED: Final[Colour] = (168, 216, 168)
_SUGGESTED: Final[Colour] = (255, 224, 130)


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the zip file `out` and says how many PDFs are in it, or one case's PDF as `out` itself.

    A letter that was a text file has none.
    """
    if out.suffix.lower() == ALONE:
        return _write_alone(out, only(cases, out), options)
    count = 0
    with whole(out) as (part,), ZipFile(part, "x", ZIP_STORED) as packed:
        for each in cases:
            if each.case.source.media_type == PDF:
                letter = marked(each, options)
                packed.writestr(entry(f"{stem(each.case)}{ALONE}", ZIP_STORED), _copy(each, letter))
                count += 1
    return count


def _write_alone(out: Path, each: Exported, options: Options) -> int:
    if each.case.source.media_type != PDF:
        message = tr(
            "The letter of this case is a text file without pages, so nothing was written to {name}. "
            "Choose the proof sheet instead.",
            name=out.name,
        )
        raise ExportProblem("no-pages", message)
    copy = _copy(each, marked(each, options))
    with whole(out) as (part,):
        part.write_bytes(copy)
    return 1


def _copy(each: Exported, letter: Marked) -> bytes:
    return highlighted(each.case.source.name, each.document(), _highlights(letter))


def _highlights(letter: Marked) -> Iterator[Highlight]:
    for mark in letter.marks:
        if mark.label not in WHOLE:  # which would cover the places within them
            boxes = letter.case.source.boxes(Span(mark.start, mark.end))
            for _, on_page in groupby(boxes, key=lambda box: box.page):
                colour = _DECIDED if mark.person else _SUGGESTED
                yield Highlight(tuple(on_page), colour, _author(letter, mark), _says(mark))


def _author(letter: Marked, mark: Mark) -> str:
    decided = letter.reviewer(mark.slot) if mark.person else None
    return decided[0] if decided else "IMR Desktop (suggestion)"


def _says(mark: Mark) -> str:
    where = f", item {mark.item}" if mark.item else ""
    return f"{WRITTEN[mark.label].label}{where}: {mark.shown} ({mark.state})"
