"""Proof sheets: for each case a PDF with every value, who decided on it, and the place that it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from imr_desktop.dates import day_here
from imr_desktop.export import Exported, Options
from imr_desktop.export.marks import WHOLE, places, reviewer_of
from imr_desktop.export.packed import write_documents
from imr_desktop.export.tables import title
from imr_desktop.fields import WRITTEN, Field
from imr_desktop.model import Box, Edit, Span, Value
from imr_desktop.source import PDF, Drawer, Picture
from imr_desktop.source.writing import Paragraph, Run, Strip, write_pdf
from imr_desktop.texts import tr

NAME: Final = "proof-sheet"
LABEL: Final = tr("Proof sheets (PDF)")
SUFFIX: Final = ".zip"
ALONE: Final = ".pdf"
ABOUT: Final = tr(
    "A zip with a PDF for each case (or one PDF): every value beside the picture of its place, state and reviewer."
)

_SCALE: Final = 2.0
"""Pixels for each point of the letter's page: sharp enough in print."""

_BESIDE: Final = 3.0
"""Points shown on either side of the page's lines, which are shown in their whole width."""

_ABOVE: Final = 0.5
"""Points shown above and below a place: less than the gap to the next line's letters."""

_HIGHEST: Final = 60.0
"""The most points shown of a long place: its first lines."""

_APART: Final = 6.0
"""Places whose lines lie closer than this, in points, are shown in one picture."""

_MOST: Final = 4
"""The most pictures shown of a value that is a list."""

_TINT: Final = bytes(blue * 2 // 5 for blue in range(256))
"""What the blue of a pixel becomes where a place is marked: paper turns yellow, ink stays black."""


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the zip file `out`. Of a letter that was a text file the words stand in the pictures' place."""
    return write_documents(
        out, cases, ALONE, lambda each: write_pdf(_sheet(each), foot=f"Proof sheet: {title(each.case)}")
    )


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
    for field in WRITTEN.values():
        value = values.get(field.key)
        if field.repeated is repeated and value and (value.touched or value.value is not None):
            yield from pages.show(_line_of(field, value, edits), value)


def _line_of(field: Field, value: Value, edits: tuple[Edit, ...]) -> Paragraph:
    decided = reviewer_of(edits, value.slot) if value.touched else None
    who = f" by {decided[0]}, {day_here(decided[1])}" if decided else ""
    state = f"[{value.state.replace('_', ' ')}{who}]"
    shown = "none" if value.value == [] else field.kind.format(value.value)
    if field.key in WHOLE and len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST]} …"
    text = " ".join(filter(None, (shown, state, _instead_of(field, value))))
    return Paragraph((Run(f"{field.label}: ", bold=True), Run(text)), tight=True)


def _instead_of(field: Field, value: Value) -> str:
    """What the reader took from the place that is shown, where a person decided otherwise without showing another."""
    read = _read_at(value)
    return f"The reader took {field.kind.format(value.found.value) or 'nothing'} from:" if read and value.found else ""


def _read_at(value: Value) -> tuple[Span, ...]:
    return value.found.spans if value.touched and value.found and not places(value) else ()


_LONGEST: Final = 300
"""Characters of a whole paragraph that a sheet shows; the picture shows where it stands."""


class _Pages:
    """The pages of a case's letter, drawn when they are asked for; one stands in memory at a time."""

    def __init__(self, exported: Exported) -> None:
        self._source = exported.case.source
        is_pdf = self._source.media_type == PDF
        self._drawer = Drawer(self._source.name, exported.document()) if is_pdf else None
        self._drawn: tuple[int, Picture, float, float] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawer:
            self._drawer.close()

    def show(self, line: Paragraph, value: Value) -> Iterator[Paragraph | Strip]:
        """A value's line, and below it the place that it was taken from, or else read from."""
        spans = places(value) or _read_at(value)
        boxes = [box for span in spans for box in self._source.boxes(span)]
        if self._drawer and boxes:
            for number, group in enumerate(_grouped(boxes)[:_MOST]):
                yield self._cut(self._drawer, replace(line, runs=()) if number else line, group)
        elif spans:
            for number, span in enumerate(spans[:_MOST]):
                quote = " ".join(self._source.text[span.start : span.end][:_LONGEST].split())
                where = Run(f" “{quote}”, page {self._source.page_of(span.start)}")
                yield replace(line, runs=(where,) if number else (*line.runs, where), tight=False)
        else:
            yield replace(line, runs=(*line.runs, Run(" (no place in the letter)")), tight=False)

    def _cut(self, drawer: Drawer, above: Paragraph, boxes: list[Box]) -> Strip:
        """The lines of these places from the page, the places marked."""
        page, left, right = self._page(drawer, boxes[0].page)
        top = min(box.top for box in boxes) - _ABOVE
        shown = [box.bottom for box in boxes if box.bottom <= top + _HIGHEST] or [top + _HIGHEST]
        bottom = max(shown) + _ABOVE
        edges = (left - _BESIDE, top, right + _BESIDE, bottom)
        cut = _marked(page.cut(*_pixels(edges)), boxes, max(0.0, edges[0]), max(0.0, top))
        return Strip(above, cut, cut.width / _SCALE)

    def _page(self, drawer: Drawer, number: int) -> tuple[Picture, float, float]:
        """A page's picture, and the left and right edges of its lines, in points."""
        if self._drawn is None or self._drawn[0] != number:
            page = self._source.pages[number - 1]
            lines = self._source.boxes(Span(page.start, page.end))
            left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
            self._drawn = number, drawer.draw(number, _SCALE), left, right
        return self._drawn[1:]


def _grouped(boxes: list[Box]) -> list[list[Box]]:
    """The places that one picture shows: those on the same lines, or on lines below each other."""
    groups: list[list[Box]] = []
    for box in boxes:
        last = groups[-1] if groups else []
        if last and last[0].page == box.page and -_HIGHEST < box.top - max(each.bottom for each in last) < _APART:
            last.append(box)
        else:
            groups.append([box])
    return groups


def _pixels(edges: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(_SCALE * edge) for edge in edges)
    return left, top, right, bottom


def _marked(picture: Picture, boxes: list[Box], left: float, top: float) -> Picture:
    """The picture, cut from a page at `left` and `top` (points), with these places marked as with a marker."""
    pixels = bytearray(picture.pixels)
    for box in boxes:
        x0, y0, x1, y1 = _pixels((box.x0 - left, box.top - top, box.x1 - left, box.bottom - top))
        for row in range(max(0, y0), min(y1, picture.height)):
            start, end = (row * picture.stride + 4 * max(0, min(x, picture.width)) for x in (x0, x1))
            pixels[start:end:4] = pixels[start:end:4].translate(_TINT)
    return replace(picture, pixels=bytes(pixels))
