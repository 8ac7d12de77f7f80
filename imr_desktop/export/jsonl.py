"""JSON Lines: one reviewed case a line, lossless."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TextIO

from imr_desktop.checklist.packs import Pack
from imr_desktop.export import Exported
from imr_desktop.export.reviewed import reviewed_record
from imr_desktop.export.whole import write_whole

NAME: Final = "jsonl"
LABEL: Final = "JSON Lines"
SUFFIX: Final = ".jsonl"


def write(out: Path, cases: Iterable[Exported], packs: tuple[Pack, ...], force: bool) -> int:
    """Writes `out`, a line for each case in the order of adding; see `reviewed_record` for a line's keys."""
    count = 0

    def lines(file: TextIO) -> None:
        nonlocal count
        for each in cases:
            file.write(json.dumps(reviewed_record(each, packs), ensure_ascii=False) + "\n")
            count += 1

    write_whole(out, lines)
    return count
