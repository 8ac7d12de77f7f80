"""Every pattern of the checks takes a time that grows no faster than the text, also on text made to hurt it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Final

from imr_desktop import checklist

PUMPS: Final = (
    *(" ", "a ", "A", "1", "1/", "12/12/", ". ", ", ", "-", "one ", "#1 ", "x 12 "),
    *("no ", "not been ", "was not ", "no documentation of ", "pain ", "5/10 ", "50% ", "positive ", "L4-5 "),
    *("he has ", "the request for the ", "continued ", "criteria for the ", "12 sessions ", "(12 ", "Norco 10/325mg "),
    *("2 times a week for 6 weeks ", "as the ", "benefit ", "MTUS ", "not medically ", "the injured worker ", "and "),
)


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern in the modules of the checklist, wherever in their tables it stands."""
    for module in pkgutil.walk_packages(checklist.__path__, "imr_desktop.checklist."):
        for name, value in vars(importlib.import_module(module.name)).items():
            yield from ((f"{module.name}.{name}", found) for found in _within(value))


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _within(each)


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """The least of a few times of this thread that finding all matches in the text takes."""
    times: list[float] = []
    while not times or (len(times) < 4 and min(times) > LIMIT):
        begun = time.thread_time()
        for _ in pattern.finditer(text):
            pass
        times.append(time.thread_time() - begun)
    return min(times)


LIMIT: Final = 0.02
LENGTH: Final = 3_000


def test_the_rig_sees_a_pattern_that_is_not_linear() -> None:
    assert seconds(re.compile(r"\s+$"), " " * 6_000 + "x") > LIMIT


def test_patterns_of_the_checks_stay_fast_on_pumped_text() -> None:
    distinct = {id(pattern): (name, pattern) for name, pattern in patterns()}
    assert len(distinct) > 200
    slow = [
        (name, pump)
        for name, pattern in distinct.values()
        for pump in PUMPS
        if seconds(pattern, (pump * LENGTH)[:LENGTH]) > LIMIT
    ]
    assert slow == []
