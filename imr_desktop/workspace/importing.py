"""Letters into the library, and letters read without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from imr_desktop import source
from imr_desktop.errors import FileProblem, Problem
from imr_desktop.export.contract import as_record, error_record
from imr_desktop.model import Changes, Reading, Source
from imr_desktop.reading_child import ReadingChild, cautions
from imr_desktop.workspace.acting import Acting


def extract(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Each letter as the contract `imr-case/1` prints it; a file that cannot be read gives a record with `error`."""
    with closing(ReadingChild()) as child:
        for path in files:
            digest = None
            try:
                data = source.load(path)
                digest = sha256(data).hexdigest()
                yield as_record(*child.read(path.name, data))
            except FileProblem as problem:
                yield error_record(path.name, problem, digest)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file of an import: its case, or the `problem` that says why there is none.

    `known` is a document that the library had; `cautions` are sentences on one that needs a person's eye.
    """

    path: Path
    case: int | None = None
    known: bool = False
    problem: Problem | None = None
    cautions: tuple[str, ...] = ()


class Importing(Acting):
    """How letters come in."""

    def add(self, data: bytes, document: Source, reading: Reading) -> Changes:
        """A document and its reading into the library.

        A document that is there already (by its bytes) gives no second case; a newer parser's reading of it is added
        and moves only what nobody decided on.
        """
        known = self._library.find(document.sha256)
        if known is None:
            case = self._library.add(data, document, reading)
            return Changes("Import", cases=frozenset({case}), added=frozenset({case}))
        if self.read_only or not self._library.add_reading(known, document, reading):
            return Changes("Import", cases=frozenset({known}))
        return Changes("Read again", cases=frozenset({known}), items=frozenset({known}))

    def import_files(self, files: Iterable[Path]) -> Iterator[Imported]:
        """Reads and adds each file in turn; one that cannot be read is reported and the others go on."""
        with closing(ReadingChild()) as child:
            for path in files:
                try:
                    data = source.load(path)
                    document, reading = child.read(path.name, data)
                    changes = self.add(data, document, reading)
                except Problem as problem:
                    yield Imported(path, problem=problem)
                else:
                    (case,) = changes.cases
                    yield Imported(path, case, not changes.added, cautions=tuple(cautions(document, reading)))
