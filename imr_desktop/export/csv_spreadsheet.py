"""CSV for spreadsheets: the same tables, in which no cell can be taken for a formula.

A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break. Here such a cell gets an
apostrophe before it, and so does one that begins with an apostrophe already: `meant` gives back what was there.
See https://owasp.org/www-community/attacks/CSV_Injection.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from imr_desktop.export import Exported, Options
from imr_desktop.export.csv_tables import write_tables
from imr_desktop.export.tables import TABLES, Cell
from imr_desktop.texts import tr

NAME: Final = "csv-spreadsheet"
LABEL: Final = tr("CSV tables for spreadsheets")
SUFFIX: Final = ""
ABOUT: Final = tr(
    "The same tables, safe to open in a spreadsheet: cells like formulas begin with an apostrophe, which import undoes."
)

_GUARD: Final = "'"
_GUARDED: Final = ("=", "+", "-", "@", "\t", "\r", "\n", _GUARD, "＝", "＋", "－", "＠")


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the tables into the folder `out`, with cells that a spreadsheet would run guarded."""
    return write_tables(out, TABLES, cases, options, guarded)


def guarded(value: Cell) -> Cell:
    """A cell as a spreadsheet may read it. Numbers are left alone; text that could be a formula is not."""
    return _GUARD + value if isinstance(value, str) and value.startswith(_GUARDED) else value


def meant(shown: str) -> str:
    """The text that a cell stands for, be it of this dialect or of the plain one, where nothing is guarded."""
    return shown.removeprefix(_GUARD) if shown.startswith(_GUARD) and shown[1:].startswith(_GUARDED) else shown
