"""W3C Web Annotation (https://www.w3.org/TR/annotation-model/): values and highlights as annotations of a letter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from imr_desktop import __version__
from imr_desktop.export import Exported, Options
from imr_desktop.export.highlights import highlights
from imr_desktop.export.marks import OFFSETS, Mark, Marked, marked
from imr_desktop.export.whole import text_file, whole
from imr_desktop.model import Span
from imr_desktop.texts import tr

NAME: Final = "web-annotation"
LABEL: Final = tr("W3C Web Annotation")
SUFFIX: Final = ".jsonld"
ABOUT: Final = tr("A page of annotations, each with position and quote, by a person or by the program.")

_CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes `out`, an AnnotationPage. A letter is named by its SHA-256, positions lie in its text as exported."""
    count = 0
    with whole(out) as (part,), text_file(part) as file:
        head = {"@context": _CONTEXT, "type": "AnnotationPage", "summary": OFFSETS}
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "items": [')
        parting = "\n"
        for each in cases:
            letter = marked(each, options)
            highlighted = () if options.without_outcome else _highlights(letter, each)  # a comment may tell it
            for annotation in (*_annotations(letter), *highlighted):
                file.write(parting + json.dumps(annotation, ensure_ascii=False))
                parting = ",\n"
            count += 1
        file.write("\n]}\n")
    return count


def _annotations(letter: Marked) -> Iterator[dict[str, Any]]:
    sha256 = letter.case.source.sha256
    for number, mark in enumerate(letter.marks):
        yield {
            "id": f"urn:imr-desktop:{sha256}:{number}",
            "type": "Annotation",
            "motivation": "identifying",
            **_maker(letter, mark),
            "body": [
                {"type": "TextualBody", "purpose": "tagging", "value": mark.label},
                {"type": "TextualBody", "purpose": "identifying", "value": mark.shown, "format": "text/plain"},
                *_item(mark),
            ],
            "target": {"source": f"urn:sha256:{sha256}", "selector": _selectors(letter, mark.start, mark.end)},
        }


def _highlights(letter: Marked, exported: Exported) -> Iterator[dict[str, Any]]:
    """What people highlighted, with their comments; words without a place in the latest reading are left out."""
    sha256 = letter.case.source.sha256
    for number, each in enumerate(highlights(exported)):
        if each.found:
            comment = {"type": "TextualBody", "purpose": "commenting", "value": each.comment, "format": "text/plain"}
            places = [_selectors(letter, place.start, place.end) for place in each.places]
            yield {
                "id": f"urn:imr-desktop:{sha256}:highlight:{number}",
                "type": "Annotation",
                "motivation": "highlighting",
                "creator": {"type": "Person", "name": each.who},
                "created": each.at,
                "body": [
                    {"type": "TextualBody", "purpose": "tagging", "value": each.label},
                    *([comment] if each.comment else []),
                ],
                "target": [{"source": f"urn:sha256:{sha256}", "selector": place} for place in places],
            }


def _item(mark: Mark) -> Iterator[dict[str, str]]:
    if mark.item is not None:
        yield {"type": "TextualBody", "purpose": "classifying", "value": f"item {mark.item}"}


def _maker(letter: Marked, mark: Mark) -> dict[str, Any]:
    decided = letter.reviewer(mark.slot) if mark.person else None
    if decided:
        return {"creator": {"type": "Person", "name": decided[0]}, "created": decided[1]}
    reader = f"IMR Desktop {__version__}, reader {letter.case.reading.parser}"
    return {"creator": {"type": "Software", "name": reader}}


def _selectors(letter: Marked, start: int, end: int) -> list[dict[str, Any]]:
    anchor = replace(letter.case.source, text=letter.text).anchor(Span(start, end))
    quote = {"exact": anchor.quote, "prefix": anchor.before, "suffix": anchor.after}
    return [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {"type": "TextQuoteSelector", **quote},
    ]
