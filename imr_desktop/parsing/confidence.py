"""How far each rule can be trusted: what was counted, shrunk towards doubt where little was counted.

The counts stand in `resources/vocabulary/confidence.toml`, by field and rule: how many of the values that the rule read
were right in letters that people had read before, or, for forms of which there are none, in some that were composed
after their description. `tests/goldens/measure.py` counts anew.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from imr_desktop.parsing.vocabulary import table

_COUNTED: Final = {
    (key, rule): (float(right), int(seen))
    for key, rules in table("confidence").items()
    for rule, (right, seen) in rules.items()
}

_PRIOR: Final = 0.8
"""What a rule is believed to be right in before anything was counted."""

_WEIGHT: Final = 3
_WEIGHT_OF_PROSE: Final = {
    "summary.diagnoses": 12,
    "summary.treatments": 12,
    "summary.mechanism_of_injury": 8,
    "body_parts": 5,
    "category": 5,
    "quantity": 5,
}
"""How many cases the prior counts for: more where rules read free prose, of which each letter has some of its own."""


@cache
def confidence(key: str, rule: str) -> float:
    """The share of values of a field read by a rule that are right, above 0 and below 1."""
    right, seen = _COUNTED.get((key, rule), (0.0, 0))
    weight = _WEIGHT_OF_PROSE.get(key, _WEIGHT)
    return round((right + _PRIOR * weight) / (seen + weight), 3)
