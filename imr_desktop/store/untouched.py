"""Cases that nobody has decided on, as they lie in the file: of a large library the most.

All of such a case follows from the latest reading of its letter, so an export takes it from one row, unpacked no
further than it needs, and builds neither its values nor the places of its words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from imr_desktop.fields import CASE_OUTCOME_KEY, case_outcome
from imr_desktop.model import UNTOUCHED, Finding, Json, ReviewState
from imr_desktop.store import findings
from imr_desktop.store.driver import sqlite
from imr_desktop.store.openfile import OpenFile
from imr_desktop.store.sealing import SEALED, link_of

Held = tuple[Json, ReviewState]
"""A value and how far a person has come with it."""

EMPTY: Final[Held] = (None, "not_looked_at")

Found = Sequence[Any]
"""What a reading says of a field, as it is stored: value, state, confidence, pairs of offsets, and what made it so."""


class StoredReading(NamedTuple):
    """The columns of a reading that are carried along with its case: JSON and bytes, as they lie in the file."""

    parser: str
    read_at: str
    form: str | None
    text: str
    pages: str
    word_starts: bytes
    word_ends: bytes
    word_boxes: bytes
    found: str
    flags: str


@dataclass(frozen=True)
class Untouched:
    """One such case. `reading` is its letter's latest; `findings` are None where what the checks found is not kept.

    `alone` says that nothing else is kept of it: no former reading, and no text that waits in a box.
    """

    case: int
    uid: str
    added: str
    document: int
    name: str
    sha256: str
    media_type: str
    reading: StoredReading
    findings: tuple[Finding, ...] | None
    alone: bool

    @cached_property
    def pages(self) -> list[list[Any]]:
        """Of each page its number, its stretch of the text, and its size."""
        return list(json.loads(self.reading.pages))

    @cached_property
    def flags(self) -> list[dict[str, Any]]:
        """What a person should know of the document before trusting its reading."""
        return [*json.loads(self.reading.flags), *self._read["flags"]]

    @cached_property
    def found(self) -> list[Mapping[str, Found]]:
        """What was found by field: in the letter as a whole, then in each disputed item."""
        return [self._read["fields"], *self._read["items"]]

    @cached_property
    def _read(self) -> dict[str, Any]:
        return dict(json.loads(self.reading.found))

    @cached_property
    def values(self) -> dict[int, dict[str, Held]]:
        """The case's values by item (0 for the letter's) and field, as `record.start` has them."""
        values: dict[int, dict[str, Held]] = {
            item: {
                key: (found[0], "prefilled") if found[1] == "stated" else (None, "not_looked_at")
                for key, found in fields.items()
            }
            for item, fields in enumerate(self.found)
        }
        decided = [values[item].get("outcome", EMPTY)[0] for item in range(1, len(values))]
        if derived := case_outcome(decided):
            values[0][CASE_OUTCOME_KEY] = (derived, "prefilled")
        elif CASE_OUTCOME_KEY in values[0]:
            values[0][CASE_OUTCOME_KEY] = EMPTY
        return values


def among(file: OpenFile, cases: Sequence[int]) -> Iterator[tuple[int, Untouched | None]]:
    """Each case's number, in this order, and the case where nobody has decided on anything in it."""
    for run in _rising(cases):
        ahead = _stored(file, run)
        upcoming = next(ahead, None)
        for case in run:
            if upcoming is not None and upcoming.case == case:
                yield case, upcoming
                upcoming = next(ahead, None)
            else:
                yield case, None


def _rising(cases: Sequence[int]) -> Iterator[Sequence[int]]:
    """The numbers in runs that rise, so that the rows of a run can be read in one go."""
    begin = 0
    for place in range(1, len(cases) + 1):
        if place == len(cases) or cases[place] <= cases[place - 1]:
            yield cases[begin:place]
            begin = place


def _stored(file: OpenFile, cases: Sequence[int]) -> Iterator[Untouched]:
    """Those of these cases that nobody has decided on, read one after another and believed by their links."""
    try:
        rows = file.database.execute(_SQL, (json.dumps(cases),))
        for _, of_a_case in groupby(rows, itemgetter(0)):
            readings = sorted(of_a_case, key=itemgetter(_DOCUMENT))
            yield _believed(file, readings[-1], alone=len(readings) == 1)
    except sqlite.DatabaseError as error:
        raise file.why_unread(error) from error


def _believed(file: OpenFile, row: tuple[Any, ...], *, alone: bool) -> Untouched:
    case, drafts, *links = row[:_LINKS]
    document, reading, found = row[_LINKS:_DOCUMENT], row[_DOCUMENT:_READING], row[_READING:]
    file.believe(
        links[0] == link_of("documents", links[1] or "", document)
        and links[2] == link_of("readings", links[3] or "", reading)
    )
    number, uid, added, name, sha256, media_type = document
    latest = StoredReading(*reading[2:])
    said = findings.untouched(latest.parser)
    noticed = findings.believed(found, said) if found[0] is not None else None
    return Untouched(case, uid, added, number, name, sha256, media_type, latest, noticed, alone and not drafts)


def _link(log: str, of: str) -> str:
    """SQL for a row's link and for the one before it."""
    before = f"SELECT hash FROM links WHERE log = '{log}' AND row < {of} ORDER BY row DESC LIMIT 1"  # noqa: S608  # names of our own
    return f"(SELECT hash FROM links WHERE log = '{log}' AND row = {of}), ({before})"  # noqa: S608  # as above


_LINKS: Final = 6
_DOCUMENT: Final = _LINKS + 6
_READING: Final = _DOCUMENT + 12
"""Where in a row the columns end of which each of these consists; see `sealing` for what a link covers."""

_SQL: Final = (
    "SELECT cases.id, EXISTS (SELECT 1 FROM drafts WHERE drafts.case_id = cases.id),"  # noqa: S608  # names of our own
    f" {_link('documents', 'documents.id')}, {_link('readings', 'readings.id')},"
    " documents.id, uid, added, name, sha256, media_type,"
    " readings.id, document_id, parser, read_at, form, text, pages, word_starts, word_ends, word_boxes,"
    " readings.found, source_flags,"
    f" {', '.join(f'findings.{column}' for column in SEALED['findings'].split(', '))}, findings.seal"
    " FROM cases CROSS JOIN documents ON documents.case_id = cases.id"
    " CROSS JOIN readings ON document_id = documents.id LEFT JOIN findings ON findings.case_id = cases.id"
    " WHERE cases.id IN (SELECT value FROM json_each(?))"
    " AND NOT EXISTS (SELECT 1 FROM edits WHERE edits.case_id = cases.id)"
    " AND NOT EXISTS (SELECT 1 FROM record_values WHERE record_values.case_id = cases.id"
    f" AND state NOT IN {UNTOUCHED})"
    " ORDER BY cases.id"
)
