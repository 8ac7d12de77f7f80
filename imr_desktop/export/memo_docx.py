"""Review memos for Word, one for each case."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from imr_desktop.export import Exported, Options
from imr_desktop.export.memo import memo
from imr_desktop.export.office import docx
from imr_desktop.export.packed import write_documents
from imr_desktop.texts import tr

NAME: Final = "memo-docx"
LABEL: Final = tr("Review memos (Word)")
SUFFIX: Final = ".zip"
ALONE: Final = ".docx"
ABOUT: Final = tr("The same memos for Word.")


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the zip file `out`, a .docx for each case."""
    return write_documents(out, cases, ALONE, lambda each: docx(*memo(each, options.packs)))
