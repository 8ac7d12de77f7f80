"""Cases that come back: into a library without them whole, beside one that has them as differences to decide on."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from imr_desktop import source
from imr_desktop.fields import DIFFERENCE, kind_of, label_of
from imr_desktop.model import STATES, Changes, Json, Slot
from imr_desktop.reading_child import ReadingChild
from imr_desktop.store import Change
from imr_desktop.texts import tr, trn
from imr_desktop.workspace.acting import name_of
from imr_desktop.workspace.annotating import FIRST_LABELS, Annotating
from imr_desktop.workspace.listing import Listing

if TYPE_CHECKING:  # what reads exports is loaded when one comes back: the window's first paint has no use for it
    from imr_desktop.export.belongings import Belongings
    from imr_desktop.store.carrying import Returned
    from imr_desktop.store.differences import Difference


class Returning(Listing, Annotating):
    """The way back, and what is done with what differs."""

    def bring_back(
        self, path: Path, records: Iterable[dict[str, Any]] | None = None, *, breathe: Callable[[], object] = bool
    ) -> Returned:
        """Cases that were exported as JSON Lines or JSON, back into this library: all of them, or none.

        Of a CSV table of cases or items that is what somebody wrote into its cells (`tabled`).

        A case that the library has is compared and left as it is. What somebody decided in the file and this library
        never had waits in `differences`, one act that undo takes back; what it had and went on from is only told.
        Saved views and labels that come along are kept beside those that are here; where one of the same name says
        something else here, that stays, and `Returned.beside` tells it.
        `records` are those of `vetted`, where somebody has them looked through in another thread; `breathe` is called
        between the steps that follow on the last of them.
        """
        from imr_desktop.store.carrying import bring_back
        from imr_desktop.workspace import tabled

        if path.suffix.lower() == tabled.SUFFIX:
            return self._bring_back_table(path, breathe)
        new = self.count() == 0 and self.labels() == FIRST_LABELS
        beside: list[Belongings] = []
        with closing(vetted(path)) as own:
            cases = _cases(own if records is None else records, beside)
            returned = bring_back(self._library, cases, who=self.who, origin=path.name, breathe=breathe)
        told = [line for each in beside for line in (*self._keep_labels_of(each, new=new), *self._keep_views_of(each))]
        return replace(returned, beside=tuple(told))

    def _bring_back_table(self, path: Path, breathe: Callable[[], object]) -> Returned:
        """What the rows of a table say otherwise; a row or cell that cannot be understood is told in `beside`."""
        from imr_desktop.store.carrying import Returned, keep_differences
        from imr_desktop.workspace import tabled

        same: list[int] = []
        found: list[Difference] = []
        told: list[str] = []
        known = frozenset(self.case_ids())
        for line, row in tabled.rows(path):
            breathe()
            number = self._library.find(row["sha256"]) if "sha256" in row else tabled.whole(row["case_id"])
            case = self.case(number) if number in known else None
            if case is None or not tabled.is_of(row, case):
                told.append(
                    tr(
                        "{file}, line {line}: this library has no such case ({case}).",
                        file=path.name,
                        line=line,
                        case=row["case"][:_MOST_TOLD],
                    )
                )
                continue
            edits = cache(partial(self._library.edits, case.id))
            wrong = partial(_tell, told, path.name, line)
            differing = [*tabled.differences(row, case, edits, path.name, wrong)]
            found += differing
            same += [] if differing else [case.id]
        differing_cases = {each.case for each in found}
        found.sort(key=lambda each: (each.case, each.slot))
        keep_differences(self._library, found, who=self.who, origin=path.name, breathe=breathe)
        return Returned((), tuple(sorted({*same} - differing_cases)), tuple(found), tuple(told))

    def _keep_labels_of(self, came: Belongings, *, new: bool) -> Iterator[str]:
        """The labels that the library has not, after its own; a new library has exactly those that came."""
        if not came.labels:
            return
        held = [] if new else [*self.labels()]
        for label in came.labels:
            stands = next((each for each in held if each.id == label.id), None)
            if stands is None and not any(each.name.casefold() == label.name.casefold() for each in held):
                taken = {each.key.casefold() for each in held}
                held.append(replace(label, key="") if label.key.casefold() in taken else label)
            elif stands is None or stands.name != label.name:
                yield (
                    tr(
                        "The label “{label}” is “{here}” here; that was left as it is.",
                        label=label.name,
                        here=stands.name,
                    )
                    if stands
                    else tr("The label “{label}” is another one here; that was left as it is.", label=label.name)
                )
        if tuple(held) != self.labels():
            self.keep_labels(held)

    def _keep_views_of(self, came: Belongings) -> Iterator[str]:
        held = {each.name: each for each in self.views()}
        for view in came.views:
            if view.name not in held:
                self.keep_view(view)
            elif held[view.name] != view:
                yield tr("The view “{view}” shows something else here; it was left as it is.", view=view.name)

    def differences(self, case_ids: Collection[int] | None = None) -> list[Difference]:
        """What waits to be taken or rejected, of all cases or of these, by case and slot."""
        from imr_desktop.store.differences import waiting

        ids = self._library.cases_with(DIFFERENCE) if case_ids is None else sorted(case_ids)
        return [each for case_id in ids for each in waiting(self.case(case_id))]

    def take_differences(self, differences: Sequence[Difference], *, initiator: object = None) -> Changes:
        """What other copies of the cases say becomes the value here: one act, however many.

        The edits are this person's; who decided there, when and why is their reason.
        """
        from imr_desktop.store.differences import place_of

        taken = [
            Change(each.case, each.slot, each.there.value, each.there.state, each.there.anchors, _origin(each))
            for each in differences
        ]
        cleared = [Change(each.case, place_of(each), None, "not_looked_at") for each in differences]
        label = _act_on(
            differences,
            lambda one, origin: tr("Take {field} from {file}", field=one, file=origin),
            lambda count, origin: trn(
                "Take {count} difference from {file}", "Take {count} differences from {file}", count, file=origin
            ),
        )
        return self._act(label, [*taken, *cleared], initiator) if label else Changes()

    def reject_differences(
        self, differences: Sequence[Difference], why: str = "", *, initiator: object = None
    ) -> Changes:
        """The values here stand: one act, however many. What was rejected is not offered again, until it changes."""
        from imr_desktop.store.differences import encode, place_of

        changes = [
            Change(each.case, place_of(each), encode(each, each.origin, rejected=True), "corrected", (), why.strip())
            for each in differences
        ]
        label = _act_on(
            differences,
            lambda one, origin: tr("Reject {field} from {file}", field=one, file=origin),
            lambda count, origin: trn(
                "Reject {count} difference from {file}", "Reject {count} differences from {file}", count, file=origin
            ),
        )
        return self._act(label, changes, initiator) if label else Changes()

    def tell_difference(self, difference: Difference) -> str:
        """A line that tells what this library and a case that came back say of one value."""
        from imr_desktop.export.tables import title

        slot = difference.slot
        case = self.case(difference.case)
        number = case.items.index(slot.item) + 1 if slot.item in case.items else None
        here, there = (
            f"{_shown(slot, value.value) or tr('nothing')} ({STATES[value.state]})"
            for value in (difference.here, difference.there)
        )
        told = tr(
            "{case}, {field}: here {here}, in the file {there}",
            case=title(case),
            field=label_of(slot, number),
            here=here,
            there=there,
        )
        return tr("{difference}, which this library went on from", difference=told) if difference.older else told


def _act_on(differences: Sequence[Difference], one: Callable[[str, str], str], many: Callable[[int, str], str]) -> str:
    """What an act on differences is called: on one by its field, on several by their number; on none empty."""
    if not differences:
        return ""
    first, count = differences[0], len(differences)
    return one(name_of(first.slot), first.origin) if count == 1 else many(count, first.origin)


def vetted(path: Path) -> Generator[dict[str, Any], None, None]:
    """The cases of an export for `Returning.bring_back`, looked through in whatever thread asks for them.

    Every PDF is read once in the child process before it is taken in, so that none comes in that a letter could not.
    A table brings no cases.
    """
    from imr_desktop.export import jsonl
    from imr_desktop.workspace import tabled

    if path.suffix.lower() == tabled.SUFFIX:
        return
    with closing(ReadingChild()) as child:
        for record in jsonl.records(path):
            yield _vetted(record, child)


def _cases(records: Iterable[dict[str, Any]], beside: list[Belongings]) -> Iterator[dict[str, Any]]:
    """The records of cases; what belongs to a library as a whole goes into `beside`."""
    from imr_desktop.export import belongings

    for record in records:
        if record.get("schema") == belongings.SCHEMA:
            beside.append(belongings.from_record(record))
        else:
            yield record


_MOST_TOLD: Final = 80
"""Characters of a cell that a sentence has: where columns have moved, a whole letter may stand where a name did."""


def _tell(told: list[str], file: str, line: int, what: str) -> None:
    told.append(tr("{file}, line {line}: {wrong}", file=file, line=line, wrong=what))


def _origin(difference: Difference) -> str:
    """The reason of an edit that takes a difference."""
    if not difference.who:
        return tr("From {file}", file=difference.origin)
    told = tr(
        "From {file}, where {person} decided so on {time}",
        file=difference.origin,
        person=difference.who,
        time=f"{difference.at[:16]}Z",
    )
    return f"{told}: {difference.why}" if difference.why else told


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
