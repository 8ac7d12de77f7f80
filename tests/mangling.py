"""Good data spoilt in one place or a few: keys lost, values of other kinds, places swapped, bytes turned."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from typing import Any, Final

ODD: Final[tuple[Any, ...]] = (
    *(None, True, 0, -1, 2, 1.5, 2**63, 10**30, float("nan"), float("inf")),
    *("", " ", "x", "\ud800", "\0", "\u2028", "\u202e", "2026-13-01", "=1", "9" * 5000, '"', "../x"),
    *([], {}, [[]], [None], ["x"], {"x": 1}, [{}]),
)
"""Values that JSON, TOML or a cell can hold and that hardly any place takes."""

IN_PYTHON: Final = re.compile(
    r"\bNone|\w(Error|Exception)\b|Traceback|<class|argument|codec|object|literal|unpack|subscript|operand|__"
)
"""What a sentence for people does not say."""


def mangled(good: Any, rng: random.Random) -> Any:
    """A copy of a JSON value in which one to three places are not as they were."""
    made = copy.deepcopy(good)
    for _ in range(rng.choice((1, 1, 2, 3))):
        *above, last = rng.choice([*_places(made)])
        parent = made
        for key in above:
            parent = parent[key]
        match rng.randrange(5):
            case 0:
                del parent[last]
            case 1 if isinstance(parent, list):
                parent.append(copy.deepcopy(parent[last]))
            case 2:
                parent[last] = [copy.deepcopy(parent[last])]
            case _:
                parent[last] = copy.deepcopy(rng.choice(ODD))
        if not made:
            return made
    return made


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield (*at, key)
        yield from _places(value[key], (*at, key))


def turned(data: bytes, rng: random.Random, *, end: int = 0) -> bytes:
    """Bytes of which some are others; with `end` most of them among as many at the end."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 2, 8))):
        first = len(made) - end if end and rng.random() < 0.7 else 0
        made[rng.randrange(first, len(made))] = rng.choice((0, 255, rng.randrange(256)))
    return bytes(made)
