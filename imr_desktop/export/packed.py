"""Zip files with one document for each case, and the document of a single case by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from imr_desktop.export import Exported
from imr_desktop.export.tables import title
from imr_desktop.export.whole import only, slug, whole
from imr_desktop.model import Case


def entry(name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
    """A file of the zip, readable by its owner alone and without a time, so that the same cases give the same bytes."""
    made = ZipInfo(name)
    made.compress_type = compression
    made.external_attr = 0o600 << 16
    return made


def stem(case: Case) -> str:
    """What a case's files in a zip are called: its number in the library and its title, made safe."""
    return f"{case.id:06d}-{slug(title(case))}"


def write_documents(out: Path, cases: Iterable[Exported], suffix: str, made: Callable[[Exported], bytes]) -> int:
    """Writes what `made` gives for each case into the zip file `out`, and says how many documents that is.

    Where `out` has the documents' own suffix, it becomes the document of the one case that there is.
    """
    if out.suffix.lower() == suffix:
        document = made(only(cases, out))
        with whole(out) as (part,):
            part.write_bytes(document)
        return 1
    count = 0
    with whole(out) as (part,), ZipFile(part, "x", ZIP_DEFLATED) as packed:
        for each in cases:
            packed.writestr(entry(f"{stem(each.case)}{suffix}"), made(each))
            count += 1
    return count
