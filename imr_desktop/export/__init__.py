"""Exports, one module for each format: a new one is a file in this folder with NAME, LABEL, SUFFIX, ABOUT and `write`.

Cases stream through a format one at a time, so that memory does not grow with their number; what is written stands
at its place only when it is whole (see `whole`).
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from imr_desktop.checklist.packs import Pack
from imr_desktop.checklist.review import SignedOff
from imr_desktop.export.belongings import NOTHING, Belongings
from imr_desktop.export.whole import ExportProblem, in_folder, refuse_existing
from imr_desktop.fields import spelled_out
from imr_desktop.model import Case, Edit, Status, Value
from imr_desktop.store.carrying import Carried

__all__ = ["ExportProblem", "Exported", "Format", "Options", "by_item", "formats", "write"]


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export is given of each case: the case and its disposition, and what only some formats ask for.

    `values` are the case's by item (0 for the letter's) and field. To be asked for are its edits, oldest first; all
    that the library keeps of it; the letter's bytes; what the checks found, as the contract prints that. `status` says
    where the work on it stands, `label_name` how the library calls a highlight's label of an id.
    """

    case: Case
    values: Mapping[int, Mapping[str, Value]]
    signed_off: SignedOff | None
    edits: Callable[[], tuple[Edit, ...]]
    carried: Callable[[], Carried]
    document: Callable[[], bytes]
    findings: Callable[[], tuple[dict[str, Any], ...]]
    status: Status = "new"
    label_name: Callable[[str], str] = spelled_out


@dataclass(frozen=True, slots=True)
class Options:
    """What a person can ask of an export.

    `force` allows replacing what stands at the target. `reviewed` says that the cases hold only values that a person
    decided on. `bom` begins CSV files with a byte order mark. `without_outcome` blanks the outcome's own words out of
    the text of training data. `belongings` are the library's own, for the formats that bring a library back.
    """

    packs: tuple[Pack, ...] = ()
    force: bool = False
    reviewed: bool = False
    bom: bool = False
    without_outcome: bool = False
    belongings: Belongings = NOTHING


def by_item(case: Case) -> dict[int, dict[str, Value]]:
    """A case's values by item (0 for the letter's) and field."""
    values: dict[int, dict[str, Value]] = {item: {} for item in (0, *case.items)}
    for slot, value in case.values.items():
        values.setdefault(slot.item, {})[slot.field] = value
    return values


Write = Callable[[Path, Iterable[Exported], Options], int]
"""Writes cases to a path and says how many."""


@dataclass(frozen=True, slots=True)
class Format:
    """An export format: its name on the command line, its label in the menu, what its target ends with, and what it is.

    `suffix` is empty for a format of several files, whose target is a folder.
    """

    name: str
    label: str
    suffix: str
    about: str
    write: Write


@cache
def formats() -> dict[str, Format]:
    """Every export format by its name, found by listing this folder."""
    modules = [importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)]
    found = [
        Format(each.NAME, each.LABEL, each.SUFFIX, each.ABOUT, each.write) for each in modules if hasattr(each, "NAME")
    ]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}


def write(format_name: str, out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes cases in a format and says how many; ExportProblem where that fails, with the old file still there."""
    if format_name not in formats():
        raise ExportProblem("format", f"There is no format “{format_name}”. Choose one of: {', '.join(formats())}.")
    chosen = formats()[format_name]
    with in_folder(out.parent if chosen.suffix else out), _rare_collections():
        if chosen.suffix and not options.force:
            refuse_existing(out)
        return chosen.write(out, cases, options)


_COLLECTED_AFTER: Final = 100_000
"""Objects more than before after which the collector looks for cycles; Python's own 700 come with every second case."""


@contextmanager
def _rare_collections() -> Iterator[None]:
    """While cases stream through, cycles are sought seldom: a case has many small objects, and they go by themselves.

    Else a tenth of an export's time is spent looking for what is not there.
    """
    usual = gc.get_threshold()
    gc.set_threshold(_COLLECTED_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
