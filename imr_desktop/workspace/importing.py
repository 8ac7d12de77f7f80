"""Letters into the library, and letters read without one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from imr_desktop import parsing
from imr_desktop.bulk import Document, Imported, Outcome, Pool, Reader, gather
from imr_desktop.errors import ClusterProblem
from imr_desktop.model import Changes, Reading, Source
from imr_desktop.store import Letter, Taken
from imr_desktop.texts import tr
from imr_desktop.workspace.acting import Acting

BATCH: Final = 64
"""Letters that are stored in one transaction, at most."""

BATCH_BYTES: Final = 8 * 2**20
BATCH_SECONDS: Final = 1.0
"""A batch is stored when it has waited so long, so that what is slow to read is seen as it comes."""


_WATCHED: Final = "watched"
"""What upkeep calls the folder that is watched."""


def extract(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Each letter as the contract `imr-case/1` prints it; a file that cannot be read gives a record with `error`.

    Folders and ZIP archives give a record for each letter in them.
    """
    with closing(gather(files)) as found, closing(Pool()) as reader:
        for _, record in extract_documents(found.documents, reader):
            yield record


def extract_documents(documents: Iterable[Document], reader: Reader) -> Iterator[tuple[Document, dict[str, Any]]]:
    """Each document with its record, in their order."""
    from imr_desktop.export.contract import as_record, error_record

    for outcome in reader.read(documents):
        if outcome.source and outcome.reading:
            yield outcome.document, as_record(outcome.source, outcome.reading)
        elif outcome.problem:
            name, digest = outcome.document.name, outcome.digest or None
            yield outcome.document, error_record(name, outcome.problem, digest)


class Importing(Acting):
    """How letters come in."""

    def add(self, data: bytes, document: Source, reading: Reading) -> Changes:
        """A document and its reading into the library.

        A document that is there already (by its bytes) gives no second case; a newer parser's reading of it is added
        and moves only what nobody decided on.
        """
        return self.add_all([(data, document, reading)])[0]

    def add_all(self, letters: Sequence[Letter]) -> list[Changes]:
        """Documents with their readings, in one transaction: all or none of them. What each changed, in their order."""
        if self.read_only:  # what is there already needs no change
            cases = [case for _, source, _ in letters if (case := self._library.find(source.sha256))]
            if len(cases) == len(letters):
                return [_changes(Taken(case, "known")) for case in cases]
        return [_changes(taken) for taken in self._library.take(letters)]

    def known(self) -> Iterator[frozenset[str]]:
        """The SHA-256 of each document that need not be read again, some thousands at a time."""
        return self._library.digests(parsing.VERSION)

    def watched_folder(self) -> Path | None:
        """The folder whose letters are imported into this library while its window is open."""
        kept = self._library.remembered(_WATCHED)
        return Path(kept) if kept else None

    def watch_folder(self, folder: Path | None) -> None:
        """Keeps which folder that is, in the library itself, for another may not want its letters; None: none."""
        self._library.remember(_WATCHED, str(folder or ""))

    def import_files(self, files: Iterable[Path]) -> Iterator[Imported]:
        """Reads and adds what files, folders and ZIP archives hold; what cannot be read is told, the others go on."""
        with closing(gather(files)) as found, closing(Pool()) as reader:
            yield from self.import_documents(found.documents, reader)

    def import_documents(self, documents: Iterable[Document], reader: Reader) -> Iterator[Imported]:
        """Reads and adds documents, in their order; each is told once it is stored.

        Stopped at any moment, nothing is half in the library; begun again, it passes over what is there already. A
        LibraryProblem (a full disk) or a ClusterProblem ends it.
        """
        known = set[str]().union(*self.known())
        for batch in in_batches(reader.read(documents, known)):
            yield from self._store(batch, known)

    def _store(self, batch: Sequence[Outcome], known: set[str]) -> list[Imported]:
        """One transaction for all that was read; the others need none."""
        letters = [letter for each in batch if (letter := each.letter)]
        changes = iter(self.add_all(letters) if letters else ())
        known.update(each.digest for each in batch if each.letter)
        return [imported(each, next(changes) if each.letter else None) for each in batch]


def in_batches(outcomes: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    """Outcomes as they are stored together: not too many, not too large, and none waits for long."""
    batch: list[Outcome] = []
    size, since = 0, time.monotonic()
    try:
        for outcome in outcomes:
            batch.append(outcome)
            size += len(outcome.data)
            if len(batch) >= BATCH or size >= BATCH_BYTES or time.monotonic() - since > BATCH_SECONDS:
                yield batch
                batch, size, since = [], 0, time.monotonic()
    except ClusterProblem:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def imported(outcome: Outcome, changes: Changes | None) -> Imported:
    """What became of a document, from how it was read and what storing it changed."""
    path = Path(outcome.document.shown)
    if changes is None:
        return Imported(path, known=outcome.known, problem=outcome.problem)
    (case,) = changes.cases
    form = outcome.reading.form if outcome.reading else None
    return Imported(path, case, not changes.added, cautions=outcome.cautions, form=form)


def _changes(taken: Taken) -> Changes:
    case = frozenset({taken.case})
    if taken.how == "added":
        return Changes(tr("Import"), cases=case, added=case)
    if taken.how == "read again":
        return Changes(tr("Read again"), cases=case, items=case)
    return Changes(tr("Import"), cases=case)
