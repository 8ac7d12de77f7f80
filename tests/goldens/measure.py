"""Counts how often each rule of the reader is right, over letters with gold records; prints the table of counts.

    PYTHONPATH=tests python tests/goldens/measure.py LETTERS GOLD [LETTERS GOLD ...] > counted.toml

What comes out belongs into resources/vocabulary/confidence.toml.

A list of phrases counts by the share of its words that are right, everything else as right or wrong. Rules of forms of
which nobody has letters are counted on composed ones.
"""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from compose import reading_of
from earlier import by_chance

from imr_desktop import parsing, source
from imr_desktop.model import Found

PROJECT = Path(__file__).resolve().parents[2]
SHARED = PROJECT.parent / "shared"

Counts = dict[tuple[str, str], list[float]]


def scorer() -> ModuleType:
    """The scoring program that stands beside the checkout, as a module."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def letters(folder: Path, gold: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each letter that has a gold record of a determination, with the record."""
    for record in sorted(gold.glob("*.json")):
        for letter in folder.glob(f"{record.stem}.*"):
            if letter.suffix in (".pdf", ".txt"):
                yield letter, json.loads(record.read_text("utf-8"))


def marks(folder: Path, gold: Path) -> Iterator[tuple[str, Found, float]]:
    """Each value that was read, with its field and its mark from 0 to 1."""
    score = scorer()
    kinds, item_kinds = dict(score.kinds()), dict(score.item_kinds())
    for letter, record in letters(folder, gold):
        reading = parsing.read(source.read(letter.name, letter.read_bytes()))
        yield from _marks(score, kinds, reading.fields, record["fields"])
        for item, wanted in zip(reading.items, record["items"], strict=False):
            yield from _marks(score, item_kinds, item, wanted)


def _marks(
    score: ModuleType, kinds: Mapping[str, str], got: Mapping[str, Found], wanted: Mapping[str, Any]
) -> Iterator[tuple[str, Found, float]]:
    for key, kind in kinds.items():
        yield key, got[key], score.mark(kind, got[key].value, wanted.get(key))


def count(pairs: list[tuple[Path, Path]]) -> Counts:
    """For each field and rule: the sum of the marks, and how many there were."""
    counts: Counts = defaultdict(lambda: [0.0, 0])
    for folder, gold in pairs:
        for key, found, mark in marks(folder, gold):
            counts[key, found.rule][0] += mark
            counts[key, found.rule][1] += 1
    return counts


COMPOSED = 400
"""Letters of the forms A, B and C that are composed."""
MOST = 20
"""Values for which a rule counts at most on composed letters: these follow the forms' description, and it may err."""


def count_composed() -> Counts:
    """The same for each field and rule on composed letters, scaled to at most `MOST` values."""
    counts: Counts = defaultdict(lambda: [0.0, 0])
    for number in range(COMPOSED):
        letter = by_chance(random.Random(number))
        reading = reading_of(letter.text)
        for wanted, got in zip((letter.fields, *letter.items), (reading.fields, *reading.items), strict=True):
            for key, value in wanted.items():
                counts[key, got[key].rule][0] += got[key].value == value
                counts[key, got[key].rule][1] += 1
    return {rule: [right * min(1, MOST / seen), min(seen, MOST)] for rule, (right, seen) in counts.items()}


FIRST_SIGHT: Final[dict[tuple[str, str], tuple[float, int]]] = {
    ("category", "by a word"): (0.0, 3),
    ("category", "no known word"): (0.0, 4),
    ("quantity", "from first to last"): (0.0, 1),
    ("quantity", "not given"): (0.0, 1),
    ("quantity", "number sign"): (0.0, 1),
    ("quantity", "so many units"): (0.0, 1),
    ("summary.date_of_injury", "not given"): (0.0, 13),
    ("summary.diagnoses", "not given"): (0.0, 10),
    ("summary.mechanism_of_injury", "not given"): (1.0, 10),
    ("summary.mechanism_of_injury", "words for an accident"): (0.0, 1),
}
"""What was right when letters in other voices were read for the first time, before any rule was mended after them.

Where rules find nothing in such a letter there is mostly something that they do not know; once they are mended, the
same letters no longer tell so.
"""


def table(counts: Counts) -> str:
    """The counts as TOML."""
    lines = ["# How often each rule was right, by field: [right, seen]. Counted by tests/goldens/measure.py."]
    for key in sorted({key for key, _ in counts}):
        lines.append(f'\n["{key}"]')
        lines += [
            f'"{rule}" = [{right:.2f}, {seen:.0f}]'
            for (field, rule), (right, seen) in sorted(counts.items())
            if field == key
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    given = [Path(each) for each in sys.argv[1:]]
    read = count(list(zip(given[::2], given[1::2], strict=True)))
    for rule, (right, seen) in FIRST_SIGHT.items():
        read[rule][0] += right
        read[rule][1] += seen
    sys.stdout.write(table({**count_composed(), **read}))
