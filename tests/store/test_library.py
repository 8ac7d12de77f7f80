"""The library file: what is stored stays, what is said stays said, and no other file is taken for a library."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from letters import reading_of, text_letter

from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Slot, Span
from imr_desktop.source import read
from imr_desktop.store import Change, Library
from imr_desktop.store.driver import sqlite
from imr_desktop.store.versions import VERSION

AGE = Slot(0, "patient.age")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library.imr")
    yield opened
    opened.close()


def _added(library: Library) -> int:
    data, source = text_letter()
    return library.add(data, source, reading_of(source))


def test_a_case_comes_back_as_it_was_added(library: Library) -> None:
    data, source = text_letter()
    case = library.add(data, source, reading_of(source))
    stored = library.case(case)
    assert stored.source == source
    assert stored.reading == reading_of(source)
    assert library.document(case) == data
    assert stored.value("patient.age").value == 52
    assert stored.value("patient.age").state == "prefilled"
    assert stored.value("patient.sex").state == "not_looked_at"


def test_the_list_tells_how_far_a_case_is(library: Library) -> None:
    case = _added(library)
    (before,) = library.cases()
    library.edit("Correct age", "ann", [Change(case, AGE, 53, "corrected")])
    (after,) = library.cases()
    assert (before.title, before.first_request, before.outcome) == ("CM17-9912345", "Request 1", "upheld")
    assert (before.looked_at, after.looked_at) == (0, 1)


def test_an_edit_is_logged_with_what_stood_before(library: Library) -> None:
    case = _added(library)
    library.edit("Correct age", "ann", [Change(case, AGE, 53, "corrected", why="the letter says so below")])
    (edit,) = library.edits(case)
    assert (edit.old, edit.old_state, edit.new, edit.new_state) == (52, "prefilled", 53, "corrected")
    assert (edit.who, edit.why) == ("ann", "the letter says so below")


@pytest.mark.parametrize("table", ["edits", "batches", "readings", "documents"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000"])
def test_what_was_said_can_be_neither_changed_nor_deleted(library: Library, table: str, act: str) -> None:
    case = _added(library)
    library.edit("Correct age", "ann", [Change(case, AGE, 53, "corrected")])
    with pytest.raises(sqlite.DatabaseError, match="append-only"):
        library.database.execute(act.format(table))


def test_current_values_can_be_changed_by_hand_so_the_guard_is_the_triggers(library: Library) -> None:
    _added(library)
    library.database.execute("UPDATE record_values SET state = state")


def test_reading_again_moves_only_what_nobody_decided_on(library: Library) -> None:
    case = _added(library)
    library.edit("Confirm age", "ann", [Change(case, AGE, 52, "confirmed")])
    _, source = text_letter()
    assert library.add_reading(case, source, reading_of(source, parser="2", age=61, outcomes=("overturned",)))
    stored = library.case(case)
    assert stored.value("patient.age").value == 52
    assert stored.value("patient.age").found == reading_of(source, age=61).fields["patient.age"]
    assert stored.value("outcome", 1).value == "overturned"
    assert stored.value("case.outcome").value == "overturned"


def test_the_same_parsers_reading_is_not_added_twice(library: Library) -> None:
    case = _added(library)
    _, source = text_letter()
    assert not library.add_reading(case, source, reading_of(source))


def test_an_act_that_fails_half_way_changes_nothing(library: Library) -> None:
    case = _added(library)
    with pytest.raises(TypeError):
        library.edit("Two", "ann", [Change(case, AGE, 53, "corrected"), Change(case, AGE, {1}, "corrected")])  # type: ignore[arg-type]  # what no JSON can hold
    assert library.case(case).value("patient.age").value == 52
    assert library.edits(case) == []
    library.edit("Correct age", "ann", [Change(case, AGE, 53, "corrected")])
    assert library.case(case).value("patient.age").value == 53


def test_a_draft_stays_until_its_value_is_set(library: Library) -> None:
    case = _added(library)
    library.keep_draft(case, AGE, "fifty-two")
    assert library.case(case).value("patient.age").draft == "fifty-two"
    library.edit("Correct age", "ann", [Change(case, AGE, 53, "corrected")])
    assert library.case(case).value("patient.age").draft is None


def test_the_file_is_pleasant_in_any_sqlite_tool(library: Library) -> None:
    case = _added(library)
    library.edit("Correct age", "ann", [Change(case, AGE, 53, "corrected")])
    library.close()
    with sqlite3.connect(library.path) as plain:
        letters = plain.execute("SELECT letter_case_number, patient_age, summary_diagnoses FROM letters").fetchall()
        items = plain.execute("SELECT item_key, request, outcome FROM disputed_items").fetchall()
    plain.close()
    assert letters == [("CM17-9912345", 53, '["cervical strain"]')]
    assert items == [(1, "Request 1", "upheld")]


def test_every_link_of_the_logs_chain_follows_from_the_last(library: Library) -> None:
    case = _added(library)
    for age in (53, 53, 54):
        library.edit("Correct age", "ann", [Change(case, AGE, age, "corrected")])
    links = [row[0] for row in library.database.execute("SELECT hash FROM edits ORDER BY id")]
    assert len(set(links)) == 3


def test_the_file_is_for_its_owner_alone_and_keeps_what_is_acknowledged(library: Library) -> None:
    assert library.path.stat().st_mode & 0o077 == 0
    settings = {name: library.database.execute(f"PRAGMA {name}").fetchone()[0] for name in _SAFE}
    assert settings == _SAFE


_SAFE = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "user_version": VERSION,
}


def _not_sqlite(path: Path) -> None:
    path.write_text("These are the minutes of a meeting, and no database at all. " * 20)


def _other_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()


def _newer(path: Path) -> None:
    Library(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()


def _empty(path: Path) -> None:
    path.touch()


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_not_sqlite, "not-a-library"),
        (_other_program, "not-ours"),
        (_newer, "newer"),
        (_empty, "empty-library"),
        (_folder, "folder"),
    ],
)
def test_a_file_that_is_no_library_of_ours_is_refused_and_left_alone(tmp_path: Path, make: object, code: str) -> None:
    assert callable(make)
    path = tmp_path / "other.imr"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(LibraryProblem) as told:
        Library(path)
    assert told.value.code == code
    assert str(path) in told.value.message
    assert before == (path.read_bytes() if path.is_file() else b"")


def test_a_library_in_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryProblem, match="No library can be made"):
        Library(tmp_path / "file" / "library.imr")


def test_a_read_only_library_opens_and_says_so_when_one_writes(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = _added(library)
    library.close()
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write everywhere, so permissions prove nothing here
    opened = Library(tmp_path / "library.imr")
    assert opened.read_only
    assert opened.case(case).value("patient.age").value == 52
    with pytest.raises(LibraryProblem, match="can only be read"):
        opened.edit("Correct age", "ann", [Change(case, AGE, 53, "corrected")])
    opened.close()


def test_the_place_of_a_value_is_found_again_in_a_new_reading(library: Library) -> None:
    data, source = text_letter()
    case = library.add(data, source, reading_of(source))
    start = source.text.index("crate slid")
    anchor = source.anchor(Span(start, start + len("crate slid off")))
    library.edit(
        "Correct", "ann", [Change(case, Slot(0, "summary.mechanism_of_injury"), "a crate", "corrected", (anchor,))]
    )
    moved = read(source.name, b"A line that an older reader left out\n\n" + data)
    again = replace(moved, sha256=source.sha256)
    library.add_reading(case, again, reading_of(again, parser="2"))
    (found,) = library.case(case).value("summary.mechanism_of_injury").anchors
    assert found.start > anchor.start
    assert again.text[found.start : found.end].split() == anchor.quote.split()
    (edit,) = library.edits(case)
    assert edit.anchors == (anchor,)
