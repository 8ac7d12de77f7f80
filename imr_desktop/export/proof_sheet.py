"""Proof sheets: for each case a PDF with every value, who decided on it, and the place that it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from imr_desktop.export import Exported, Options
from imr_desktop.export.letter_pdf import write_letters
from imr_desktop.export.marks import WHOLE, places, reviewer_of
from imr_desktop.export.tables import title
from imr_desktop.fields import FIELDS, Field
from imr_desktop.model import Box, Edit, Value
from imr_desktop.source import PDF, Drawer, Paragraph, Picture, Run, Strip, write_pdf

NAME: Final = "proof-sheet"
LABEL: Final = "Proof sheets (PDF)"
SUFFIX: Final = ".zip"
ABOUT: Final = "A zip file with a PDF for each case: every value beside the picture of its place, state and reviewer."

_SCALE: Final = 2.0
"""Pixels for each point of the letter's page: sharp enough in print."""

_AROUND: Final = 80.0
"""Points of the page shown on either side of a place."""

_ABOVE: Final = 4.0
"""Points shown above and below it."""

_HIGHEST: Final = 60.0
"""Points shown of a place that is long: its top."""


_MOST: Final = 4
"""Places shown of a value that is a list."""


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the zip file `out`. Of a letter that was a text file the words stand in the pictures' place."""
    return write_letters(out, cases, ".pdf", lambda each: write_pdf(_sheet(each)))


def _sheet(exported: Exported) -> Iterator[Paragraph | Strip]:
    case, edits = exported.case, exported.edits()
    yield Paragraph((Run(f"Proof sheet: {title(case)}", bold=True),), tight=True)
    yield Paragraph((Run(f"{case.source.name}, SHA-256 {case.source.sha256}"),))
    with _Pages(exported) as pages:
        yield from _values(exported.values.get(0, {}), edits, repeated=False, pages=pages)
        for number, item in enumerate(case.items, 1):
            yield Paragraph((Run(f"Disputed item {number}", bold=True),))
            yield from _values(exported.values.get(item, {}), edits, repeated=True, pages=pages)


def _values(
    values: Mapping[str, Value], edits: tuple[Edit, ...], *, repeated: bool, pages: _Pages
) -> Iterator[Paragraph | Strip]:
    for field in FIELDS:
        value = values.get(field.key)
        if field.repeated is repeated and value and (value.touched or value.value is not None):
            yield from pages.show(_said(field, value, edits), value)


def _said(field: Field, value: Value, edits: tuple[Edit, ...]) -> Paragraph:
    decided = reviewer_of(edits, value.slot) if value.touched else None
    who = f" by {decided[0]}, {decided[1][:10]}" if decided else ""
    state = f"[{value.state.replace('_', ' ')}{who}]"
    shown = field.kind.format(value.value)
    if field.key in WHOLE and len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST]} …"
    return Paragraph((Run(f"{field.label}: ", bold=True), Run(f"{shown} {state}")), tight=True)


_LONGEST: Final = 300
"""Characters of a whole paragraph that a sheet shows; the picture shows where it stands."""


class _Pages:
    """The pages of a case's letter, drawn when they are asked for; one stands in memory at a time."""

    def __init__(self, exported: Exported) -> None:
        self._source = exported.case.source
        is_pdf = self._source.media_type == PDF
        self._drawer = Drawer(self._source.name, exported.document()) if is_pdf else None
        self._drawn: tuple[int, Picture] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawer:
            self._drawer.close()

    def show(self, said: Paragraph, value: Value) -> Iterator[Paragraph | Strip]:
        """What is said of a value, and below it where it was read or taken from."""
        spans = places(value)[:_MOST]
        if not spans:
            yield replace(said, runs=(*said.runs, Run(" (no place in the letter)")), tight=False)
        for number, span in enumerate(spans):
            above = replace(said, runs=()) if number else said
            boxes = self._source.boxes(span)
            if self._drawer and boxes:
                yield self._cut(self._drawer, above, [box for box in boxes if box.page == boxes[0].page])
            else:
                quote = " ".join(self._source.text[span.start : span.end][:_LONGEST].split())
                where = Run(f" “{quote}”, page {self._source.page_of(span.start)}")
                yield replace(above, runs=(*above.runs, where), tight=False)

    def _cut(self, drawer: Drawer, above: Paragraph, boxes: list[Box]) -> Strip:
        top = min(box.top for box in boxes) - _ABOVE
        bottom = min(max(box.bottom for box in boxes) + _ABOVE, top + _HIGHEST)
        left, right = min(box.x0 for box in boxes) - _AROUND, max(box.x1 for box in boxes) + _AROUND
        page = self._page(drawer, boxes[0].page)
        cut = page.cut(*(round(_SCALE * edge) for edge in (left, top, right, bottom)))
        return Strip(above, cut, cut.width / _SCALE)

    def _page(self, drawer: Drawer, number: int) -> Picture:
        if self._drawn is None or self._drawn[0] != number:
            self._drawn = number, drawer.draw(number, _SCALE)
        return self._drawn[1]
