"""Cases out of the library."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from imr_desktop.checklist import review
from imr_desktop.errors import Problem
from imr_desktop.fields import spelled_out
from imr_desktop.model import Case, Edit, Finding
from imr_desktop.store import Library
from imr_desktop.store.listing import standing
from imr_desktop.texts import tr
from imr_desktop.workspace.annotating import FIRST_LABELS, Annotating
from imr_desktop.workspace.listing import Listing

if TYPE_CHECKING:  # what writes exports is loaded when one is asked for: the window's first paint has no use for it
    from imr_desktop.export import Exported, Format
    from imr_desktop.export.belongings import Belongings
    from imr_desktop.store.untouched import Untouched


def formats() -> tuple[Format, ...]:
    """What cases can be exported as."""
    from imr_desktop import export

    return tuple(export.formats().values())


_BESIDE: Final = ("-wal", "-shm", "-journal", ".key", ".holder", ".backups", ".cases")
"""What lies beside a library and is a part of it."""


class Exporting(Listing, Annotating):
    """Exports."""

    _keeper: Library | None = None
    """The library that keeps what the checks find anew while an export reads its own moment of it."""

    def formats(self) -> tuple[Format, ...]:
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
        allow_empty: bool = True,
    ) -> int:
        """Writes cases to a file (or folder, where the format has several) and says how many there were.

        `cases` are the ids of those to take (None: all), `words` a filter as it is typed into the list.
        With `reviewed`, only values that a person decided on are written, and cases without any are left out.
        Where that leaves none, Problem and nothing is written, unless `allow_empty`.
        `progress` is told before each case how many are written and how many there are; what it raises ends the
        export, and what stood at `out` still does. See `export.Options` for the others.
        """
        from imr_desktop import export

        self._spare_own_files(out)
        chosen = None if cases is None else frozenset(cases)
        with self._one_moment() as there:
            there._keeper = self._library
            found = there.find(words) if words else there.case_ids()
            ids = [case for case in found if chosen is None or case in chosen]
            whole = chosen is None and not words
            options = export.Options(
                self.packs, force, reviewed, bom, without_outcome, there._belongings(reviewed=reviewed, whole=whole)
            )
            exported = there._exported(ids, reviewed, progress)
            return export.write(format_name, out, exported if allow_empty else _some(exported, reviewed), options)

    @contextmanager
    def _one_moment(self) -> Iterator[Self]:
        """The library as it stands now, so that what is written while an export runs is not half in it."""
        if self._library.as_of is not None or self._library.alone:
            yield self
        else:
            with self.as_it_stands() as there:
                yield there

    def _belongings(self, *, reviewed: bool, whole: bool) -> Belongings:
        """What goes out beside the cases: labels, since highlights have them; views with a whole library alone.

        A view's filter may name a person, who is not in the cases that were chosen. Nothing with what is reviewed,
        since that does not come back.
        """
        from imr_desktop.export.belongings import NOTHING, Belongings

        if reviewed:
            return NOTHING
        labels = self.labels()
        return Belongings(self.views() if whole else (), labels if labels != FIRST_LABELS else ())

    def _spare_own_files(self, out: Path) -> None:
        """Problem where an export would fall on the library or on what lies beside it: its key, backups, copies."""
        library, target = (Path(os.path.abspath(path)) for path in (self.path, out))  # noqa: PTH100 - takes any name
        own = {library, *(library.with_name(library.name + end) for end in _BESIDE)}
        if own.intersection((target, *target.parents)):
            raise Problem(
                "own-file",
                tr(
                    "{path} belongs to the open library, so nothing was written. Choose another name for the export.",
                    path=out,
                ),
            )

    def _exported(
        self, ids: Sequence[int], reviewed: bool, progress: Callable[[int, int], None] | None
    ) -> Iterator[Exported]:
        """The cases for an export, each read when its turn comes."""
        from imr_desktop.export.selection import only_reviewed
        from imr_desktop.store.untouched import among

        labels = {each.id: each.name for each in self.labels()}

        def names(label_id: str) -> str:
            return labels.get(label_id) or spelled_out(label_id)

        for done, (number, untouched) in enumerate(among(self._library, ids)):
            if progress:
                progress(done, len(ids))
            if untouched is None:
                whole = self.case(number)
                case = only_reviewed(whole) if reviewed else whole
                if case is not None:
                    yield self._decided(whole, case, names, reviewed=reviewed)
            elif not reviewed:
                yield self._untouched(untouched)

    def _decided(self, whole: Case, case: Case, names: Callable[[str], str], *, reviewed: bool) -> Exported:
        """A case that somebody has decided on: as it is, or with its reviewed values alone."""
        from imr_desktop.export import Exported
        from imr_desktop.store.carrying import carry

        return Exported(
            lambda: case,
            edits=partial(self._edits, case.id),
            carried=partial(carry, self._library, case.id),
            document=partial(self.document, case.id),
            findings=partial(self._findings, whole, reviewed),
            signed_off=review.signed_off(whole),
            status=standing(whole),
            label_name=names,
        )

    def _untouched(self, letter: Untouched) -> Exported:
        from imr_desktop.export import Exported
        from imr_desktop.store.carrying import carry_untouched

        whole = partial(self.case, letter.case)
        return Exported(
            whole,
            edits=tuple,
            carried=partial(carry_untouched, self._library, letter),
            document=partial(self.document, letter.case),
            findings=lambda: self._noticed(letter),
            untouched=letter,
        )

    def _noticed(self, letter: Untouched) -> tuple[dict[str, Any], ...]:
        """What the checks found in a letter; they run where the library does not keep that."""
        kept = letter.findings
        found = self._found(self.case(letter.case)) if kept is None else kept
        return tuple(review.printed(each) for each in found)

    def _found(self, case: Case) -> tuple[Finding, ...]:
        return (self._keeper or self._library).findings(case)

    def _findings(self, case: Case, reviewed: bool) -> tuple[dict[str, Any], ...]:
        """What the checks found, as exports print it; with `reviewed` only what a person has judged."""
        if reviewed and not review.judged_any(case):
            return ()
        found = (review.printed(each, case) for each in self._found(case))
        return tuple(each for each in found if not reviewed or "verdict" in each)

    def _edits(self, case_id: int) -> tuple[Edit, ...]:
        return tuple(self._library.edits(case_id))


def _some(exported: Iterator[Exported], reviewed: bool) -> Iterator[Exported]:
    """The same; Problem where there is none."""
    first = next(exported, None)
    if first is None:
        raise Problem(
            "nothing",
            tr("No case has a value yet that a person decided on, so nothing was written.")
            if reviewed
            else tr("No case matches what was asked for, so nothing was written."),
        )
    return chain([first], exported)
