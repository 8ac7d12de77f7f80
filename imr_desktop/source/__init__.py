"""File -> Source (text, pages, where each word stands), and page -> picture. Alone knows pdfplumber and PDFium.

PDFium gives a page's text in one call and a box for each word's first and last character: the same words as
pdfplumber's at a fraction of its time. Lines are then grouped by position, as pdfplumber does, because a label may wrap
around its own value. pdfplumber's own reading takes over for a page whose characters come out unusable.

PDFium must never be called from two threads at once: whatever reads or draws here waits for its turn.

What makes PDFs, `marking` and `writing`, is loaded by those who ask for it: neither reading nor drawing does.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from imr_desktop.errors import FileProblem
from imr_desktop.model import Flag, Source
from imr_desktop.source.composing import clean, compose
from imr_desktop.source.pdf import Drawer, Picture, read_pdf
from imr_desktop.source.typesetting import FONT_SIZE, decode, typeset
from imr_desktop.texts import tr

__all__ = [
    "FONT_SIZE",
    "PDF",
    "TEXT",
    "Drawer",
    "Picture",
    "clean",
    "load",
    "read",
]

PDF: Final = "application/pdf"
TEXT: Final = "text/plain"

_EXPORT: Final = b'"imr-case/1"'
"""What every export of cases says of itself at its beginning."""

LARGEST_FILE: Final = 256 * 2**20
"""Bytes. A letter has about a hundred thousand; a longer file is not a letter and would only fill the library."""


def load(path: Path) -> bytes:
    """The bytes of a file that may be a letter, or a FileProblem that says what is wrong with it."""
    name = path.name
    try:
        if not path.exists():
            said = tr("{name} is not there. Nothing was imported from it; check the path.", name=name)
            raise FileProblem("missing", said)
        if path.is_dir():
            raise FileProblem("folder", tr("{name} is a folder. Choose the letters in it.", name=name))
        if path.stat().st_size > LARGEST_FILE:
            size = LARGEST_FILE >> 20
            said = tr("{name} is larger than {size} MB, too large for a letter.", name=name, size=size)
            raise FileProblem("too-large", said)
        data = path.read_bytes()
    except OSError as error:
        said = tr("{name} cannot be opened: {why}.", name=name, why=error.strerror or error)
        raise FileProblem("unreadable", said) from error
    if not data:
        said = tr("{name} is empty (0 bytes). Fetch it again from where it came from.", name=name)
        raise FileProblem("empty", said)
    return data


def read(name: str, data: bytes, *, drawn: bool = False) -> Source:
    """A document's text, pages and words; FileProblem where it is neither a readable PDF nor a text file.

    With `drawn` each page is drawn once, small: where that cannot be done in time, no window may try it.
    """
    media_type = _media_type(name, data)
    flags: list[Flag] = []
    pages = read_pdf(name, data, flags, drawn=drawn) if media_type == PDF else typeset(decode(data))
    return compose(name, hashlib.sha256(data).hexdigest(), media_type, pages, flags)


def _media_type(name: str, data: bytes) -> str:
    if b"%PDF-" in data[:1024]:
        return PDF
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return TEXT
    if _EXPORT in data[:200]:
        raise FileProblem(
            "export",
            tr(
                "{name} holds cases that this program exported, not a letter. "
                "Bring them back with “imr-desktop import”.",
                name=name,
            ),
        )
    odd = sum(byte < 9 or 13 < byte < 32 for byte in data[:65536])
    if odd > len(data[:65536]) // 1000:
        raise FileProblem(
            "not-a-letter",
            tr("{name} is neither a PDF nor a text file. Nothing was imported; choose the letter's PDF.", name=name),
        )
    return TEXT
