"""The façade: import, set a value, answer, undo, export. The window and the commands call only this.

Every act that changes something returns Changes, which say what it touched; nothing is ever kept back for a Save.
A file of this package for each kind of act; each is a part of the one Workspace.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from imr_desktop.bulk import Imported
from imr_desktop.errors import LibraryProblem
from imr_desktop.store import Library
from imr_desktop.workspace.acting import Steps
from imr_desktop.workspace.checking import Checking
from imr_desktop.workspace.deciding import Deciding
from imr_desktop.workspace.exporting import Exporting, formats
from imr_desktop.workspace.importing import extract, extract_documents, imported
from imr_desktop.workspace.itemizing import Itemizing
from imr_desktop.workspace.proving import Proving
from imr_desktop.workspace.rereading import Preview, Rereading, reread
from imr_desktop.workspace.returning import Returning, vetted
from imr_desktop.workspace.undoing import Undoing

if TYPE_CHECKING:
    from imr_desktop.export import Format
    from imr_desktop.store.carrying import Returned
    from imr_desktop.store.differences import Difference

__all__ = [
    "Difference",
    "Format",
    "Imported",
    "Preview",
    "Returned",
    "Steps",
    "Workspace",
    "extract",
    "extract_documents",
    "formats",
    "imported",
    "reread",
    "vetted",
]


class Workspace(Rereading, Deciding, Itemizing, Checking, Proving, Undoing, Exporting, Returning):
    """One open library. Use it in the thread that opened it, and `close` it there."""

    @classmethod
    def open(
        cls, path: Path, *, who: str, passphrase: str | None = None, read_only: bool = False, at_once: bool = False
    ) -> Self:
        """The library at `path`, made where there is none; LibraryProblem where it cannot be opened.

        `who` is the name that goes into every edit. A `passphrase` opens a protected library, or protects a new one;
        the code `locked-by-passphrase` asks for one. One that another process holds is told by the code `held`; with
        `read_only` it is read beside that one (`safety.as_of`). A backup is made where something changed since the
        last, unless the library is large (`Safety.backup_on_opening`) or is wanted `at_once`: what is left undone then
        is done by `Safety.catch_up`, in any thread.
        """
        workspace = cls(Library(path, who=who, passphrase=passphrase, read_only=read_only), who=who)
        if at_once:
            return workspace
        try:
            workspace.safety.backup_on_opening()
        except (LibraryProblem, OSError) as problem:
            workspace.safety.worry(problem)
        return workspace

    def close(self) -> None:
        self.safety.leave()
        self._library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
