"""The full check of a library: is everything in it what was written, and does all of it agree?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeVar

from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Source, Words
from imr_desktop.record import replay
from imr_desktop.store import marks
from imr_desktop.store.coding import column, dump, dump_anchors, load_flags, load_reading
from imr_desktop.store.connecting import pragma
from imr_desktop.store.driver import Database, sqlite, words_of
from imr_desktop.store.library import Library
from imr_desktop.store.listing import row_of
from imr_desktop.store.log import EDITS, edit_link
from imr_desktop.store.sealing import LOGS, SEALED, beside, linked, seal
from imr_desktop.store.versions import VERSION, bring_up
from imr_desktop.store.views import refresh as refresh_views
from imr_desktop.texts import tr, trn


@dataclass(frozen=True, slots=True)
class Checked:
    """One part of the check: what was looked at and how much of it, in words, and what is wrong, one line each."""

    what: str
    counted: str
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of a library found, part by part."""

    parts: tuple[Checked, ...]

    @property
    def well(self) -> bool:
        return not any(part.wrong for part in self.parts)

    def lines(self) -> Iterator[str]:
        """The report as a person reads it. It names cases and fields by number and key, never a value."""
        for part in self.parts:
            looked = f"{part.what}: {part.counted}"
            if part.wrong:
                yield tr("WRONG  {part}, of which not all is as it was written:", part=looked)
            else:
                yield tr("ok     {part}", part=looked)
            yield from (f"         {line}" for line in part.wrong[:_LINES])
            if (more := len(part.wrong) - _LINES) > 0:
                yield f"         {trn('and {count} more', 'and {count} more', more)}"


_LINES: Final = 20

_STEP: Final = 64
"""Rows that are looked at between two reports of how far the check has come."""

R = TypeVar("R")


def check(library: Library, tell: Callable[[float], object] = float) -> Report:
    """Looks at everything: structure, schema, log, documents, seals, replay, list. It changes nothing.

    `tell` hears how much of it is done, from 0 to 1; what it raises ends the check.
    """
    counts = _counts(library)
    shares = [part.cost * counts.get(part.table, 0) for part in _PARTS]
    parts, done, whole = [], 0.0, sum(shares) or 1.0
    for part, share in zip(_PARTS, shares, strict=True):
        parts.append(_looked(part, library, _Pace(tell, done / whole, share / whole, counts.get(part.table, 0))))
        done += share
    tell(1.0)
    return Report(tuple(parts))


def rows_hold(database: Database, tell: Callable[[float], object] = float) -> bool:
    """Whether every row is what was written, by its link or its seal: what makes a backup worth having.

    Structure, schema and replay are left to `check`. `tell` hears how much is done, up to 1; what it raises ends it.
    """
    try:
        counts = marks.counts(database)
        shares = [cost * counts[of] for _, of, cost in _ROWS]
        done, whole = 0.0, sum(shares) or 1.0
        for (look, of, _), share in zip(_ROWS, shares, strict=True):
            if look(database, _Pace(tell, done / whole, share / whole, counts[of]))[1]:
                return False
            done += share
    except (sqlite.DatabaseError, ValueError, KeyError, TypeError):
        return False
    return True


def _counts(library: Library) -> dict[str, int]:
    """The number of rows by table; nothing where a part of the check will say that they cannot be counted."""
    try:
        return marks.counts(library.database)
    except sqlite.DatabaseError:
        return {}


@dataclass(frozen=True, slots=True)
class _Pace:
    """Reports how far one part of the check has come.

    It begins when the share `begun` of everything is done, is itself a `share` of it, and has `total` rows.
    """

    tell: Callable[[float], object]
    begun: float
    share: float
    total: int

    def through(self, rows: Iterable[R]) -> Iterator[R]:
        """The rows, as they are looked at."""
        for number, row in enumerate(rows):
            if number % _STEP == 0:
                self.tell(self.begun + self.share * min(1.0, number / max(1, self.total)))
            yield row


_Look = Callable[[Library, _Pace], tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class _Part:
    """What is looked at, what is counted of it, by what, and how many milliseconds a row of which table takes."""

    what: str
    counted: Callable[[int], str]
    look: _Look
    table: str
    cost: float


def _looked(part: _Part, library: Library, pace: _Pace) -> Checked:
    pace.tell(pace.begun)
    try:
        count, wrong = part.look(library, pace)
    except sqlite.DatabaseError as error:
        return Checked(part.what, part.counted(0), (tr("cannot be read: {error}", error=words_of(error)),))
    except (LibraryProblem, ValueError, KeyError, TypeError) as error:
        said = tr("cannot be understood ({error})", error=type(error).__name__)
        return Checked(part.what, part.counted(0), (said,))
    return Checked(part.what, part.counted(count), tuple(wrong))


def _structure(library: Library, _: _Pace) -> tuple[int, list[str]]:
    """It reads every page that holds something; in a protected library each is authenticated on the way.

    SQLCipher's own check looks past the log at the file, in which a page may be half written as long as the log has it.
    """
    database = library.database
    said = [row[0] for row in database.execute("PRAGMA integrity_check(100)")]
    said += [
        tr("{table} row {row} points to nothing in {other}", table=table, row=row, other=other)
        for table, row, other, *_ in database.execute("PRAGMA foreign_key_check")
    ]
    said += [
        tr("case {case} is not found by its words, or is none", case=case) for (case,) in database.execute(_WORDLESS)
    ]
    return pragma(database, "page_count"), [line for line in said if line != "ok"]


_WORDLESS: Final = (
    "SELECT id FROM cases WHERE id NOT IN (SELECT id FROM letter_words_docsize)"
    " UNION SELECT id FROM letter_words_docsize WHERE id NOT IN (SELECT id FROM cases)"
)
"""SQLite's own check sees whether the index of words is whole in itself, but not whether a case is missing from it."""


def _schema(library: Library, _: _Pace) -> tuple[int, list[str]]:
    expected, found = schema(None), schema(library.database)
    changed = [name for name in expected.keys() & found.keys() if expected[name] != found[name]]
    wrong = [tr("{name} is missing", name=name) for name in expected.keys() - found.keys()]
    wrong += [tr("{name} is not ours", name=name) for name in found.keys() - expected.keys()]
    wrong += [tr("{name} is not as it was made", name=name) for name in changed]
    if (version := pragma(library.database, "user_version")) != VERSION:
        wrong.append(tr("the version is {version} and should be {ours}", version=version, ours=VERSION))
    return len(found), sorted(wrong)


def schema(database: Database | None) -> dict[str, str]:
    """Every table, index, trigger and view with its SQL; without a database, what a new library has."""
    if database is not None:
        rows = database.execute("SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()) for name, sql in rows}
    with closing(Database(sqlite.connect(":memory:", isolation_level=None))) as fresh:
        bring_up(fresh)
        refresh_views(fresh)
        return schema(fresh)


def _log(library: Library, pace: _Pace) -> tuple[int, list[str]]:
    return _log_of(library.database, pace)


def _log_of(database: Database, pace: _Pace) -> tuple[int, list[str]]:
    count, wrong = 0, []
    rows = pace.through(database.execute(f"{EDITS} ORDER BY edits.id"))
    for number, edit, link in beside(database, "edits", rows, at=3):
        if not edit:
            wrong.append(tr("decision {number} is gone", number=number))
            continue
        count += 1
        sealed, before, old_anchors, *row = edit
        if not sealed == link == edit_link(before or "", row, old_anchors):
            said = tr(
                "decision {number}, on case {case}, is not what was written after the one before it",
                number=number,
                case=row[4],
            )
            wrong.append(said)
    lone = database.execute("SELECT id FROM edits WHERE batch_id NOT IN (SELECT id FROM batches)")
    return count, [*wrong, *(tr("decision {number} belongs to no act", number=number) for (number,) in lone)]


def _acts(library: Library, pace: _Pace) -> tuple[int, list[str]]:
    return _acts_of(library.database, pace)


def _acts_of(database: Database, pace: _Pace) -> tuple[int, list[str]]:
    wrong = [
        tr("act {number} is not what was written, is gone, or was put in", number=number)
        for number, _, holds in pace.through(linked(database, "batches"))
        if not holds
    ]
    stray = database.execute(f"SELECT DISTINCT log FROM links WHERE log NOT IN {('edits', *LOGS)}")  # noqa: S608  # names of our own
    return pace.total, [*wrong, *(tr("there are links of “{name}”, which is not a log", name=log) for (log,) in stray)]


def _documents(library: Library, pace: _Pace) -> tuple[int, list[str]]:
    return _documents_of(library.database, pace)


def _documents_of(database: Database, pace: _Pace) -> tuple[int, list[str]]:
    wrong = [
        tr("document {number} is not what was written, is gone, or was put in", number=number)
        for number, _, holds in linked(database, "documents")
        if not holds
    ]
    for number, data, digest in pace.through(database.execute("SELECT id, bytes, sha256 FROM documents ORDER BY id")):
        if not isinstance(data, bytes) or sha256(data).hexdigest() != digest:
            wrong.append(tr("document {number} is not what was imported", number=number))
    empty = database.execute("SELECT id FROM cases WHERE id NOT IN (SELECT case_id FROM documents)")
    return pace.total, [*wrong, *(tr("case {case} has no document", case=case) for (case,) in empty)]


def _readings(library: Library, pace: _Pace) -> tuple[int, list[str]]:
    """Each reading as it came in; of each case's latest also what follows from it and the log, in the same pass."""
    cases = _Cases(library)
    wrong = []
    for number, words, holds in pace.through(linked(library.database, "readings")):
        if not holds:
            wrong.append(_broken_reading(number))
        if words:
            wrong += cases.wrong_in(words)
    return pace.total, [*wrong, *cases.missed()]


def _broken_reading(number: int) -> str:
    return tr("reading {number} is not what was written, is gone, or was put in", number=number)


class _Cases:
    """Looks at the cases one by one: are values and the list's row what their latest reading and the log make them?"""

    def __init__(self, library: Library) -> None:
        database = library.database
        self._library, self._database = library, database
        self._names = {number: (name, added) for number, name, added in database.execute(_NAMES)}
        self._latest = dict(database.execute(_LATEST))
        self._edited = {case for (case,) in database.execute("SELECT DISTINCT case_id FROM edits")}
        self._left = {case for (case,) in database.execute("SELECT id FROM cases")}
        self._values = 0

    def wrong_in(self, words: Sequence[Any]) -> Iterator[str]:
        """What is wrong in a case, from the words of one of its readings; only the latest has a case."""
        if (case := self._latest.get(words[0])) is None:
            return
        self._left.discard(case)
        try:
            yield from self._differences(case, words)
        except (LibraryProblem, ValueError, KeyError, TypeError, IndexError):
            yield _unreadable(case)

    def missed(self) -> Iterator[str]:
        """What belongs to no case that was looked at."""
        yield from map(_unreadable, sorted(self._left))
        ((values,),) = self._database.execute("SELECT count(*) FROM record_values")
        if values != self._values:
            yield trn("{count:,} value belongs to no case", "{count:,} values belong to no case", values - self._values)

    def _differences(self, case: int, words: Sequence[Any]) -> Iterator[str]:
        name, added = self._names[case]
        _, _, parser, _, form, text, _, _, _, _, found, flags = words
        reading = load_reading(parser, form, found)
        record = replay(reading, self._library.edits(case) if case in self._edited else ())
        stand = self._stored(case)
        for slot, value in record.items():
            said = (dump(value.value), value.state, dump_anchors(value.anchors))
            if stand.pop((slot.item, slot.field), None) != said:
                yield tr("{place} is not what was read or decided", place=_place(case, slot.item, slot.field))
        yield from (
            tr("{place} was neither read nor decided", place=_place(case, item, field)) for item, field in stand
        )
        source = Source(name, "", "", text, (), _NO_WORDS, load_flags(flags))
        listed = [tuple(row) for row in self._database.execute(_LISTED, (case,))]
        if listed != [row_of(case, added, source, reading, record)]:
            yield tr("case {case} stands in the list otherwise than its record says", case=case)

    def _stored(self, case: int) -> dict[tuple[int, str], tuple[str, str, str] | None]:
        """The case's values as they stand, None for one that does not fit its seal."""
        found: dict[tuple[int, str], tuple[str, str, str] | None] = {}
        for *row, stored in self._database.execute(_VALUES, (case,)):
            self._values += 1
            _, item, field, *said = row
            found[item, field] = tuple(said) if stored == seal("record_values", row) else None
        return found


def _unreadable(case: int) -> str:
    return tr("case {case} cannot be read", case=case)


_NO_WORDS: Final = Words(column("I", b""), column("I", b""), column("f", b""))

_LATEST: Final = (
    "SELECT max(readings.id), case_id FROM readings JOIN documents ON documents.id = document_id GROUP BY case_id"
)
_NAMES: Final = "SELECT cases.id, name, added FROM cases JOIN documents ON case_id = cases.id"
_VALUES: Final = f"SELECT {SEALED['record_values']}, seal FROM record_values WHERE case_id = ?"  # noqa: S608  # names of our own
_LISTED: Final = f"SELECT {SEALED['case_list']} FROM case_list WHERE case_id = ?"  # noqa: S608  # as above


def _seals(library: Library, pace: _Pace) -> tuple[int, list[str]]:
    """Of the values' rows the cases are looked at with them."""
    count, wrong = 0, []
    tables = [table for table in SEALED if table != "record_values"]
    rows = ((table, row) for table in tables for row in library.database.execute(_sealed(table)))
    for table, (*row, stored) in pace.through(rows):
        count += 1
        if stored != seal(table, row):
            wrong.append(_broken_seal(table, row))
    lone = library.database.execute("SELECT case_id FROM case_list WHERE case_id NOT IN (SELECT id FROM cases)")
    strange = (tr("the list names case {case}, and the library has no such case", case=case) for (case,) in lone)
    return count, [*wrong, *strange]


def _broken_seal(table: str, row: Sequence[Any]) -> str:
    match table:
        case "drafts":
            place = _place(row[0], row[1], row[2])
            return tr("the unfinished typing in {place} is not what was written", place=place)
        case "case_list":
            return tr("the row of the list for case {case} is not what was written", case=row[0])
        case _:
            return tr("what the checks found in case {case} is not what was written", case=row[0])


def _place(case: int, item: int, field: str) -> str:
    if item:
        return tr("case {case}, item {item}, {field}", case=case, item=item, field=field)
    return tr("case {case}, {field}", case=case, field=field)


def _sealed(table: str) -> str:
    return f"SELECT {SEALED[table]}, seal FROM {table}"  # noqa: S608  # names of our own


def _all_links(database: Database, pace: _Pace) -> tuple[int, list[str]]:
    readings = pace.through(linked(database, "readings"))
    wrong = [_broken_reading(number) for number, _, holds in readings if not holds]
    return pace.total, wrong


def _all_seals(database: Database, pace: _Pace) -> tuple[int, list[str]]:
    rows = ((table, row) for table in SEALED for row in database.execute(_sealed(table)))
    wrong = [
        tr("a row of {table} is not what was written, is gone, or was put in", table=table)
        for table, (*row, stored) in pace.through(rows)
        if stored != seal(table, row)
    ]
    return pace.total, wrong


_ROWS: Final[tuple[tuple[Callable[[Database, _Pace], tuple[int, list[str]]], str, float], ...]] = (
    (_log_of, "edits", 0.01),
    (_acts_of, "batches", 0.01),
    (_documents_of, "documents", 0.02),
    (_all_links, "readings", 0.05),
    (_all_seals, "record_values", 0.003),
)
"""What looks at the rows alone: at which table's, and how long one takes in milliseconds."""

_PARTS: Final = (
    _Part(
        tr("The file's structure"),
        lambda count: trn("{count:,} page", "{count:,} pages", count),
        _structure,
        "cases",
        0.05,
    ),
    _Part(
        tr("Its tables, indexes, guards and views"),
        lambda count: trn("{count:,} of them", "{count:,} of them", count),
        _schema,
        "",
        0.0,
    ),
    _Part(
        tr("The log of what was decided"),
        lambda count: trn("{count:,} decision", "{count:,} decisions", count),
        _log,
        "edits",
        0.01,
    ),
    _Part(
        tr("The acts that they were done in"),
        lambda count: trn("{count:,} act", "{count:,} acts", count),
        _acts,
        "batches",
        0.01,
    ),
    _Part(
        tr("The letters as they came in, byte for byte"),
        lambda count: trn("{count:,} document", "{count:,} documents", count),
        _documents,
        "documents",
        0.02,
    ),
    _Part(
        tr("What was read in them, and that with the log it gives the values and the list"),
        lambda count: trn("{count:,} reading", "{count:,} readings", count),
        _readings,
        "readings",
        0.35,
    ),
    _Part(
        tr("What is kept of the list, the findings and unfinished typing"),
        lambda count: trn("{count:,} row", "{count:,} rows", count),
        _seals,
        "cases",
        0.01,
    ),
)
