"""How much of a case an export takes: all of it, or only what was reviewed."""

from __future__ import annotations

from dataclasses import replace

from imr_desktop.fields import ANNOTATION, DIFFERENCE
from imr_desktop.model import Case, Slot
from imr_desktop.record import OF_THE_WORK


def only_reviewed(case: Case) -> Case | None:
    """The case with nothing but what a person decided on; None where that is nothing.

    Tags and highlights go along, but decide on no value. What another copy of the case says is nobody's decision yet.
    """
    touched = {slot: value for slot, value in case.values.items() if value.touched and not _waits(slot)}
    return replace(case, values=touched) if any(map(_decides, touched)) else None


def _waits(slot: Slot) -> bool:
    return slot.field.startswith(DIFFERENCE)


def _decides(slot: Slot) -> bool:
    return slot not in OF_THE_WORK and not slot.field.startswith(ANNOTATION)
