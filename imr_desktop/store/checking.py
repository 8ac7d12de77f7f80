"""The full check of a library: is everything in it what was written, and does all of it agree?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Slot
from imr_desktop.record import Record, replay
from imr_desktop.store.connecting import pragma
from imr_desktop.store.driver import Database, sqlite
from imr_desktop.store.library import EDITS, Library, edit_link
from imr_desktop.store.listing import row_of
from imr_desktop.store.sealing import LOGS, SEALED, broken_links, seal
from imr_desktop.store.versions import VERSION, bring_up
from imr_desktop.store.views import refresh as refresh_views


@dataclass(frozen=True, slots=True)
class Checked:
    """One part of the check: what was looked at, how much of it, and what is wrong, one line each."""

    what: str
    count: int
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
            yield f"{'ok   ' if not part.wrong else 'WRONG'}  {part.what} ({part.count})"
            yield from (f"         {line}" for line in part.wrong[:_LINES])
            if len(part.wrong) > _LINES:
                yield f"         and {len(part.wrong) - _LINES} more"


_LINES: Final = 20


def check(library: Library) -> Report:
    """Looks at everything: structure, schema, log, documents, seals, replay, list. It changes nothing."""
    return Report(tuple(_part(what, library, look) for what, look in _PARTS.items()))


_Look = Callable[[Library], tuple[int, list[str]]]


def _part(what: str, library: Library, look: _Look) -> Checked:
    try:
        count, wrong = look(library)
    except sqlite.DatabaseError as error:
        return Checked(what, 0, (f"cannot be read: {error}",))
    except (LibraryProblem, ValueError, KeyError, TypeError) as error:
        return Checked(what, 0, (f"cannot be understood ({type(error).__name__})",))
    return Checked(what, count, tuple(wrong))


def _structure(library: Library) -> tuple[int, list[str]]:
    """It reads every page that holds something; in a protected library each is authenticated on the way.

    SQLCipher's own check looks past the log at the file, in which a page may be half written as long as the log has it.
    """
    database = library.database
    said = [row[0] for row in database.execute("PRAGMA integrity_check(100)")]
    said += [
        f"{row[0]} row {row[1]} points to nothing in {row[2]}" for row in database.execute("PRAGMA foreign_key_check")
    ]
    return pragma(database, "page_count"), [line for line in said if line != "ok"]


def _schema(library: Library) -> tuple[int, list[str]]:
    expected, found = schema(None), schema(library.database)
    wrong = [f"{name} is missing" for name in expected.keys() - found.keys()]
    wrong += [f"{name} is not ours" for name in found.keys() - expected.keys()]
    wrong += [
        f"{name} is not as it was made" for name in expected.keys() & found.keys() if expected[name] != found[name]
    ]
    if (version := pragma(library.database, "user_version")) != VERSION:
        wrong.append(f"the version is {version} and should be {VERSION}")
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


def _log(library: Library) -> tuple[int, list[str]]:
    count, wrong = 0, []
    links = dict(library.database.execute("SELECT row, hash FROM links WHERE log = 'edits'"))
    for link, before, old_anchors, *row in library.database.execute(f"{EDITS} ORDER BY edits.id"):
        count += 1
        if link != edit_link(before or "", row, old_anchors) or links.pop(row[0], None) != link:
            wrong.append(f"edit {row[0]} of case {row[4]} does not follow from the one before it")
    gone = [f"edit {number} is gone" for number in sorted(links)]
    lone = library.database.execute("SELECT id FROM edits WHERE batch_id NOT IN (SELECT id FROM batches)")
    return count, [*wrong, *gone, *(f"edit {number} belongs to no act" for (number,) in lone)]


def _links(library: Library) -> tuple[int, list[str]]:
    wrong = [
        f"{log[:-1] if log != 'batches' else 'act'} {row}"
        for log in LOGS
        for row in broken_links(library.database, log)
    ]
    ((count,),) = library.database.execute("SELECT count(*) FROM links WHERE log <> 'edits'")
    stray = library.database.execute(f"SELECT DISTINCT log FROM links WHERE log NOT IN {('edits', *LOGS)}")  # noqa: S608  # names of our own
    empty = library.database.execute("SELECT id FROM cases WHERE id NOT IN (SELECT case_id FROM documents)")
    return count, [
        *(f"{line} is not what was written, is gone, or was put in" for line in wrong),
        *(f"there are links of “{log}”, which is no log" for (log,) in stray),
        *(f"case {case} has no document" for (case,) in empty),
    ]


def _documents(library: Library) -> tuple[int, list[str]]:
    wrong, numbers = [], [row[0] for row in library.database.execute("SELECT id FROM documents ORDER BY id")]
    for number in numbers:
        ((data, digest),) = library.database.execute("SELECT bytes, sha256 FROM documents WHERE id = ?", (number,))
        if not isinstance(data, bytes) or sha256(data).hexdigest() != digest:
            wrong.append(f"document {number}")
    return len(numbers), [f"{line} is not what was imported" for line in wrong]


def _seals(library: Library) -> tuple[int, list[str]]:
    count, wrong = 0, []
    for table, columns in SEALED.items():
        for *row, stored in library.database.execute(f"SELECT {columns}, seal FROM {table}"):  # noqa: S608  # names of our own
            count += 1
            if stored != seal(table, row):
                place = f", item {row[1]}, {row[2]}" if table != "case_list" else ""
                wrong.append(f"{table}: case {row[0]}{place}")
    return count, wrong


def _replay(library: Library) -> tuple[int, list[str]]:
    """Values against the log replayed over the latest reading; and the list's rows against the values."""
    wrong = []
    numbers = library.case_ids()
    added = dict(library.database.execute("SELECT id, added FROM cases"))
    listed = {row[0]: tuple(row) for row in library.database.execute(f"SELECT {SEALED['case_list']} FROM case_list")}  # noqa: S608  # names of our own
    for case in numbers:
        try:
            source, reading = library.reading(case)
            replayed = replay(reading, library.edits(case))
            stored = library.values(case)
        except (LibraryProblem, ValueError, KeyError, TypeError, IndexError):
            wrong.append(f"case {case} cannot be read")
            continue
        wrong += [f"case {case}, item {slot.item}, {slot.field}" for slot in _differences(replayed, stored)]
        if listed.pop(case, None) != row_of(case, added[case], source, reading, replayed):
            wrong.append(f"case {case} in the list of cases")
    return len(numbers), [*wrong, *(f"case {case} in the list, which there is not" for case in listed)]


def _differences(replayed: Record, stored: Record) -> list[Slot]:
    def plain(values: Record, slot: Slot) -> object:
        value = values.get(slot)
        return value and (json.dumps(value.value, sort_keys=True), value.state, value.anchors)

    return sorted(slot for slot in replayed.keys() | stored.keys() if plain(replayed, slot) != plain(stored, slot))


_PARTS: Final[dict[str, _Look]] = {
    "the file's structure, pages": _structure,
    "its tables, indexes, guards and views": _schema,
    "the log of edits and its chain": _log,
    "cases, documents, readings and acts as they came in": _links,
    "documents, byte for byte": _documents,
    "seals of values, drafts and the list": _seals,
    "cases: the log replayed gives the values and the list": _replay,
}
