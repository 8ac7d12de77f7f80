"""Review memos in PDF, one for each case."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from imr_desktop.export import Exported, Options
from imr_desktop.export.memo import memo
from imr_desktop.export.packed import write_documents
from imr_desktop.source.writing import write_pdf
from imr_desktop.texts import tr

NAME: Final = "memo-pdf"
LABEL: Final = tr("Review memos (PDF)")
SUFFIX: Final = ".zip"
ALONE: Final = ".pdf"
ABOUT: Final = tr(
    "A zip with a memo for each case (or one PDF): disposition, findings, answers with authority and evidence."
)


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes the zip file `out`, a PDF for each case."""
    return write_documents(out, cases, ALONE, lambda each: write_pdf(*memo(each, options.packs)))
