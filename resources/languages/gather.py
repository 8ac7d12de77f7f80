"""Gather the texts of the program for translators: each `tr` and `trn` of the code becomes an entry of imr-desktop.pot.

    python resources/languages/gather.py

A language begins as a copy of the template, LANGUAGE/LC_MESSAGES/imr-desktop.po beside it, and is compiled by
`pybabel compile -D imr-desktop -d resources/languages`; the program finds it at its next start (see
`imr_desktop/texts.py`). Entries stand in the order of the files, without lines' numbers and dates: the same texts give
the same bytes. Needs Babel; nothing of the program.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

HERE: Final = Path(__file__).resolve().parent
TEMPLATE: Final = HERE / "imr-desktop.pot"
_CALLS: Final = {"tr": None, "trn": (1, 2)}
_HEAD: Final = """\
# Texts of IMR Desktop, to be translated. Made by resources/languages/gather.py; do not edit.
# What stands in braces is filled in by the program: keep its name, move it where the sentence wants it."""


def gathered(package: Path) -> Catalog:
    """Every text of the package's modules, with the modules that it stands in."""
    catalogue = Catalog(project="imr-desktop", charset="utf-8", header_comment=_HEAD)
    for name, _, message, comments, context in sorted(
        extract_from_dir(package, method_map=[("**.py", "python")], keywords=_CALLS),
        key=lambda found: (found[0], found[1]),
    ):
        catalogue.add(message, locations=[(f"{package.name}/{name}", None)], auto_comments=comments, context=context)
    return catalogue


def template(package: Path) -> bytes:
    """The template's bytes for a package."""
    out = BytesIO()
    write_po(out, gathered(package), width=110, sort_output=False, include_lineno=False, omit_header=False)
    dated = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator", "Language-Team")
    lines = out.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}:' for name in dated))).encode("utf-8")


if __name__ == "__main__":
    TEMPLATE.write_bytes(template(HERE.parents[1] / "imr_desktop"))
