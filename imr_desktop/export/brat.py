"""BRAT standoff (https://brat.nlplab.org/standoff.html): a text and an annotation file for each letter, packed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from imr_desktop.export import Exported, Options
from imr_desktop.export.marks import OFFSETS, Mark, Marked, labels, marked
from imr_desktop.export.packed import entry, stem
from imr_desktop.export.whole import whole
from imr_desktop.texts import tr

NAME: Final = "brat"
LABEL: Final = tr("BRAT standoff")
SUFFIX: Final = ".zip"
ABOUT: Final = tr(
    "A zip file with .txt and .ann for each letter, and their annotation.conf; unpack it into brat's data."
)


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the zip file `out`. Its files are named by the case's number in the library and its title, made safe."""
    count = 0
    with whole(out) as (part,), ZipFile(part, "x", ZIP_DEFLATED) as packed:
        packed.writestr(entry("annotation.conf"), _config())
        for each in cases:
            letter = marked(each, options)
            name = stem(letter.case)
            packed.writestr(entry(f"{name}.txt"), letter.text)
            packed.writestr(entry(f"{name}.ann"), "".join(f"{line}\n" for line in _lines(letter)))
            count += 1
    return count


def _config() -> str:
    entities = "\n".join(map(_type, labels()))
    return (
        f"# {OFFSETS}\n\n[entities]\n{entities}\n\n[relations]\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>,"
        " <OVL-TYPE>:<ANY>\n\n[events]\n\n[attributes]\nSuggested\tArg:<ENTITY>\n"
        "Item\tArg:<ENTITY>, Value:1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20\n"
    )


def _type(label: str) -> str:
    """A label as brat allows it: letters, digits, - and _."""
    return label.replace(".", "_")


def _lines(letter: Marked) -> Iterator[str]:
    attributes = 0
    for number, mark in enumerate(letter.marks, 1):
        pieces = list(_pieces(letter.text, mark))
        where = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(letter.text[start:end] for start, end in pieces)
        yield f"T{number}\t{_type(mark.label)} {where}\t{words}"
        if not mark.person:
            attributes += 1
            yield f"A{attributes}\tSuggested T{number}"
        if mark.item:
            attributes += 1
            yield f"A{attributes}\tItem T{number} {mark.item}"
        if shown := " ".join(mark.shown.split()):
            yield f"#{number}\tAnnotatorNotes T{number}\t{shown}"


_LINE: Final = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")


def _pieces(text: str, mark: Mark) -> Iterator[tuple[int, int]]:
    """The mark's stretches of single lines: standoff has no line ends within one."""
    for match in _LINE.finditer(text, mark.start, mark.end):
        yield match.span()
