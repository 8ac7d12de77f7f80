"""How much of a case an export takes: all of it, or only what was reviewed."""

from __future__ import annotations

from dataclasses import replace

from imr_desktop.model import Case


def only_reviewed(case: Case) -> Case | None:
    """The case with nothing but what a person decided on; None where that is nothing."""
    touched = {slot: value for slot, value in case.values.items() if value.touched}
    return replace(case, values=touched) if touched else None
