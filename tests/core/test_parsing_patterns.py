"""Every pattern of the reader takes a time that grows no faster than the text, also on text made to hurt it.

Times are the processor's for this thread: what else a busy machine does is left out of them.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator

import pytest
from compose import Item, Letter, source_of

from imr_desktop import parsing
from imr_desktop.model import Source

PUMPS = [
    " ",
    "\n",
    "a ",
    "A",
    "1",
    "1/",
    "12/12/",
    "(",
    ". ",
    ", ",
    "; ",
    ": ",
    "and ",
    "injury ",
    "treatment ",
    "diagnosis is ",
    "request for ",
    "was treated for ",
    "medical necessity ",
    "Decision based on MTUS ",
    "Official Disability Guidelines ",
    "Complaints 2004, and ",
    "x 12 ",
    "one ",
    "#1 ",
    "is: Upheld\n",
    "The original request, ",
    "MRI of the ",
    "on ",
    "-",
    "January ",
    "the injured worker ",
    "Claims Administrator guideline:\n",
    "fell from ",
    "not medically ",
]


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern in the reader's modules, wherever in their tables it stands."""
    for module in pkgutil.walk_packages(parsing.__path__, "imr_desktop.parsing."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for found in _within(value):
                yield f"{module.name.removeprefix('imr_desktop.parsing.')}.{name}", found


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _within(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _within(each)


def seconds(pattern: re.Pattern[str], text: str, limit: float) -> float:
    """The processor's time for finding all matches in the text; where it is over the limit, the least of some more."""

    def once() -> float:
        began = time.thread_time()
        for _match in pattern.finditer(text):
            pass
        return time.thread_time() - began

    taken = once()
    for _ in range(3):
        if taken >= limit:
            taken = min(taken, once())
    return taken


def slow(limit: float, size: int) -> list[tuple[str, str, float]]:
    found = {id(pattern): (name, pattern) for name, pattern in patterns()}
    return [
        (name, pump, taken)
        for name, pattern in found.values()
        for pump in PUMPS
        if (taken := seconds(pattern, (pump * size)[:size], limit)) >= limit
    ]


def exploded(found: Iterator[tuple[str, re.Pattern[str]]]) -> list[str]:
    """The patterns in which regexploit sees a repetition that may backtrack at more than the text's square.

    It does not know possessive repetitions and atomic groups; it is shown ordinary ones, which are worse.
    """
    sre, redos = importlib.import_module("regexploit.ast.sre"), importlib.import_module("regexploit.redos")
    names = []
    for name, pattern in found:
        reader = sre.SreOpParser()
        reader.from_POSSESSIVE_REPEAT, reader.from_ATOMIC_GROUP = reader.from_MAX_REPEAT, reader.sequence_or_singleton
        tree = reader.parse_sre(pattern.pattern, pattern.flags & ~re.UNICODE)
        names += [name for redos_found in redos.find(tree) if redos_found.starriness > 2]
    return names


@pytest.mark.filterwarnings("ignore:module 'sre:DeprecationWarning")
def test_regexploit_finds_no_pattern_that_explodes() -> None:
    assert exploded(iter([("planted", re.compile(r"(?:a+)+b"))])) == ["planted"]
    assert exploded(patterns()) == []


def test_there_are_patterns_to_look_at() -> None:
    assert len({id(pattern) for _, pattern in patterns()}) > 80


def test_the_rig_sees_a_pattern_that_is_not_linear() -> None:
    assert seconds(re.compile(r"\s+$"), " " * 10_000 + "x", 0.1) > 0.1


def test_patterns_stay_fast_on_pumped_text() -> None:
    assert slow(0.01, 2_000) == []


@pytest.mark.full
def test_patterns_stay_linear_up_to_forty_thousand_characters() -> None:
    assert slow(0.1, 40_000) == []


def _grows_with_the_length(read: Callable[[Source], object], items: int) -> bool:
    """Whether a letter of so many items takes no more than so many times what one of a single item takes."""

    def taken(count: int) -> float:
        source = source_of(Letter(items=tuple(Item(heading=f"Knee brace {n}") for n in range(count))).text())
        read(source)
        began = time.thread_time()
        read(source)
        return time.thread_time() - began

    return taken(items) < 4 * items * max(taken(1), 0.001)


@pytest.mark.parametrize("items", [20, 200])
def test_the_time_of_a_letter_grows_with_its_length_alone(items: int) -> None:
    assert _grows_with_the_length(parsing.read, items)


def test_the_rig_sees_a_reader_that_reads_the_letter_again_for_each_item() -> None:
    def again_for_each(source: Source) -> None:
        for _ in range(source.text.count("Knee brace")):
            parsing.read(source)

    assert not _grows_with_the_length(again_for_each, 50)
