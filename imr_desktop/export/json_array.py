"""JSON: the lines of JSON Lines as one array, for programs that read a whole document."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from imr_desktop.export import Exported, Options
from imr_desktop.export.jsonl import library_line, line
from imr_desktop.export.whole import text_file, whole
from imr_desktop.texts import tr

NAME: Final = "json"
LABEL: Final = tr("JSON")
SUFFIX: Final = ".json"
ABOUT: Final = tr("The same as jsonl in one array, a case on a line of its own.")


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes `out`, an array with an object for each case in the order of adding, after one with the library's own."""
    count = 0
    with whole(out) as (part,), text_file(part) as file:
        file.write("[")
        parting = "\n"
        if options.belongings:
            file.write(f"\n{library_line(options)}")
            parting = ",\n"
        for each in cases:
            file.write(parting)
            file.writelines(line(each, options))
            parting = ",\n"
            count += 1
        file.write("\n]\n")
    return count
