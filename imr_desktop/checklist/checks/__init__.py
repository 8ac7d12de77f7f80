"""Checks of a letter against itself: what in it does not fit, with the passages. A new check is a function in a module.

They look at the current values and at nothing else, so that what they find may be kept (`store.findings`).
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Final

from imr_desktop.checklist.evidence import Evidence
from imr_desktop.checklist.registry import CHECKS, Check
from imr_desktop.model import Finding, Severity, Slot

__all__ = ["CHECKS", "NOT_CHECKED", "findings"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

NOT_CHECKED: Final = "not-checked"
"""The rule of what says that a check could not be run."""

_WEIGHT: Final[dict[Severity, int]] = {"serious": 0, "notable": 1, "minor": 2}


def findings(evidence: Evidence) -> tuple[Finding, ...]:
    """What all checks find in a letter, the weightiest first, then in the letter's order.

    A check that fails yields one finding that says so; the others go on.
    """
    found = [each for one in CHECKS.values() for each in _guarded(one, evidence)]
    order = {item: number for number, item in enumerate((0, *evidence.items))}
    return tuple(sorted(found, key=lambda each: (_WEIGHT[each.severity], order.get(each.slot.item, 0))))


def _guarded(one: Check, evidence: Evidence) -> list[Finding]:
    try:
        return list(one.run(evidence))
    except Exception:  # noqa: BLE001 - whatever a check stumbles over, the letter stays open and the other checks run
        message = f"Could not be checked: {one.looks_for[:1].lower()}{one.looks_for[1:].rstrip('.')}."
        return [Finding(NOT_CHECKED, "minor", message, Slot(0, one.rule), ())]
