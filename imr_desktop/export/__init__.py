"""Exports, one module for each format; a new one is a file in this folder with NAME, LABEL, SUFFIX and `write`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from imr_desktop.checklist.packs import Pack
from imr_desktop.export.whole import ExportProblem, make_folder, refuse_existing
from imr_desktop.model import Case, Edit

__all__ = ["ExportProblem", "Exported", "Format", "formats", "write"]


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export is given of each case: the case and its edits, oldest first."""

    case: Case
    edits: tuple[Edit, ...]


Write = Callable[[Path, Iterable[Exported], tuple[Pack, ...], bool], int]
"""Writes cases to a path and says how many; the flag allows replacing what stands there."""


@dataclass(frozen=True, slots=True)
class Format:
    """An export format: its name on the command line, its label in the menu, and what its target ends with.

    `suffix` is empty for a format of several files, whose target is a folder.
    """

    name: str
    label: str
    suffix: str
    write: Write


@cache
def formats() -> dict[str, Format]:
    """Every export format by its name, found by listing this folder."""
    modules = [importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)]
    found = [Format(each.NAME, each.LABEL, each.SUFFIX, each.write) for each in modules if hasattr(each, "NAME")]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}


def write(format_name: str, out: Path, cases: Iterable[Exported], packs: tuple[Pack, ...], *, force: bool) -> int:
    """Writes cases in a format and says how many; ExportProblem where that fails, with the old file still there."""
    if format_name not in formats():
        raise ExportProblem("format", f"There is no format “{format_name}”. Choose one of: {', '.join(formats())}.")
    chosen = formats()[format_name]
    make_folder(out.parent if chosen.suffix else out)
    if chosen.suffix and not force:
        refuse_existing(out)
    return chosen.write(out, cases, packs, force)
