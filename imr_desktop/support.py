"""The support bundle: what helps to find a fault, and nothing of what is in the library."""

from __future__ import annotations

import io
import json
import platform
import zipfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from imr_desktop import paths
from imr_desktop.errors import FileProblem
from imr_desktop.keeping import versions
from imr_desktop.store.files import write_file

_PARTS: Final = ("PySide6-Essentials", "pdfplumber", "pdfminer.six", "pypdfium2", "sqlite-utils", "sqlcipher3")

_README: Final = """\
This is what was gathered to find a fault of IMR Desktop. Each file is
plain text: look into it before you pass it on.

versions.json  the program, its parts and the operating system
library.json   how large the library is and what a full check of it says:
               numbers and names of fields, no values
*.log          what went wrong, when and where in the program: no values,
               no names of files of yours
"""


def gather(library: dict[str, Any]) -> dict[str, str]:
    """The files of the bundle, by name.

    `library` is what may be told of it: see `keeping.Facts.as_json` and `keeping.Report.lines`.
    """
    logs = sorted(paths.data_folder().glob("imr-desktop*.log*"))
    return {
        "README.txt": _README,
        "versions.json": _json({**versions(), "system": _system(), "parts": _parts()}),
        "library.json": _json(library),
        **{path.name: path.read_text(encoding="utf-8", errors="replace") for path in logs if path.is_file()},
    }


def write(out: Path, files: Mapping[str, str]) -> None:
    """Writes what was gathered into a zip file; FileProblem where that fails or something stands there already."""
    if out.exists():
        raise FileProblem("exists", f"{out} is there already and was left as it is. Choose another name.")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in files.items():
            bundle.writestr(name, text)
    try:
        write_file(out, packed.getvalue())
    except OSError as error:
        raise FileProblem("not-written", f"{out} could not be written: {error.strerror or error}.") from error


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _system() -> dict[str, str]:
    """The operating system without the computer's name, which may be a person's."""
    return {"system": platform.system(), "release": platform.release(), "machine": platform.machine()} | {
        "python": platform.python_version()
    }


def _parts() -> dict[str, str]:
    found = {}
    for name in _PARTS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # a frozen program carries no such records
            found[name] = "unknown"
    return found
