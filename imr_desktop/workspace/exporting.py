"""Cases out of the library, and back."""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from imr_desktop import export, source
from imr_desktop.checklist import review
from imr_desktop.errors import Problem
from imr_desktop.export import Exported, jsonl
from imr_desktop.export.selection import only_reviewed
from imr_desktop.export.tables import title
from imr_desktop.fields import kind_of, label_of
from imr_desktop.model import Case, Edit, Json, Slot
from imr_desktop.reading_child import ReadingChild
from imr_desktop.store.carrying import Difference, Returned, bring_back, carry
from imr_desktop.workspace.listing import Listing


def formats() -> tuple[export.Format, ...]:
    """What cases can be exported as."""
    return tuple(export.formats().values())


_BESIDE: Final = ("-wal", "-shm", "-journal", ".key", ".holder", ".backups", ".cases")
"""What lies beside a library and is a part of it."""


class Exporting(Listing):
    """Exports, and the way back."""

    def formats(self) -> tuple[export.Format, ...]:
        """What cases can be exported as."""
        return formats()

    def export(
        self,
        format_name: str,
        out: Path,
        *,
        force: bool = False,
        cases: Collection[int] | None = None,
        words: str = "",
        reviewed: bool = False,
        bom: bool = False,
        without_outcome: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Writes cases to a file (or folder, where the format has several) and says how many there were.

        `cases` are the ids of those to take (None: all), `words` a filter as it is typed into the list.
        With `reviewed`, only values that a person decided on are written, and cases without any are left out.
        `progress` is told before each case how many are written and how many there are; what it raises ends the
        export, and what stood at `out` still does. See `export.Options` for the others.
        """
        self._spare_own_files(out)
        found = self.find(words) if words else self.case_ids()
        ids = [case for case in found if cases is None or case in cases]
        options = export.Options(self.packs, force, reviewed, bom, without_outcome)
        return export.write(format_name, out, self._exported(ids, reviewed, progress), options)

    def _spare_own_files(self, out: Path) -> None:
        """Problem where an export would fall on the library or on what lies beside it: its key, backups, copies."""
        library, target = (Path(os.path.abspath(path)) for path in (self.path, out))  # noqa: PTH100 - takes any name
        own = {library, *(library.with_name(library.name + end) for end in _BESIDE)}
        if own.intersection((target, *target.parents)):
            raise Problem(
                "own-file",
                f"{out} belongs to the open library, so nothing was written. Choose another name for the export.",
            )

    def _exported(
        self, ids: Sequence[int], reviewed: bool, progress: Callable[[int, int], None] | None
    ) -> Iterator[Exported]:
        """The cases for an export, each read when its turn comes."""
        for done, number in enumerate(ids):
            if progress:
                progress(done, len(ids))
            whole = self.case(number)
            case = only_reviewed(whole) if reviewed else whole
            if case is not None:
                yield Exported(
                    case,
                    export.by_item(case),
                    signed_off=review.signed_off(whole),
                    edits=partial(self._edits, number),
                    carried=partial(carry, self._library, number),
                    document=partial(self.document, number),
                    findings=partial(self._findings, whole, reviewed),
                )

    def _findings(self, case: Case, reviewed: bool) -> tuple[dict[str, Any], ...]:
        """What the checks found, as exports print it; with `reviewed` only what a person has judged."""
        found = (review.printed(each, case) for each in review.check(case, self.packs).findings)
        return tuple(each for each in found if not reviewed or "verdict" in each)

    def _edits(self, case_id: int) -> tuple[Edit, ...]:
        return tuple(self._library.edits(case_id))

    def bring_back(self, path: Path) -> Returned:
        """Cases that were exported as JSON Lines or JSON, back into this library: all of them, or none.

        A case that the library has is compared and left as it is; the differences are for a person to look at. Every
        PDF is read once in the child process before it is taken in, so that none comes in that a letter could not.
        """
        with closing(ReadingChild()) as child:
            return bring_back(self._library, (_vetted(record, child) for record in jsonl.records(path)))

    def tell_difference(self, difference: Difference) -> str:
        """A line that tells what this library and a case that came back say of one value."""
        slot = difference.slot
        case = self.case(difference.case)
        number = case.items.index(slot.item) + 1 if slot.item in case.items else None
        here, there = (
            f"{_shown(slot, value.value) or 'nothing'} ({value.state.replace('_', ' ')})"
            for value in (difference.here, difference.there)
        )
        return f"{title(case)}, {label_of(slot, number)}: here {here}, in the file {there}"


def _vetted(record: dict[str, Any], child: ReadingChild) -> dict[str, Any]:
    """The record of a case that came back; FileProblem where its document is none that may be opened.

    What is not even there in the shape that an export gives it is told when it is taken in.
    """
    with suppress(KeyError, TypeError, ValueError):
        for document in record["stored"]["documents"]:
            if document["media_type"] == source.PDF:
                child.read(str(document["name"]), b64decode(document["bytes"], validate=True))
    return record


def _shown(slot: Slot, value: Json) -> str:
    kind = kind_of(slot.field)
    return kind.format(value) if kind else json.dumps(value, ensure_ascii=False) if value is not None else ""
