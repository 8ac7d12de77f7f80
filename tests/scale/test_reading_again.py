"""A better reader over an old library: shown before it is done, and what people decided stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from cases import letter, said_in
from commands import give_apart
from letters import reading_of

from imr_desktop import parsing
from imr_desktop.bulk import Pool
from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Found, Reading, Slot, Source
from imr_desktop.store import Library
from imr_desktop.workspace import Preview, Workspace

AGE, SEX, NUMBER = Slot(0, "patient.age"), Slot(0, "patient.sex"), Slot(0, "letter.case_number")


def as_a_former_reader_said(source: Source, number: str) -> Reading:
    """Age wrong, sex not found, a value that is no longer read."""
    reading = reading_of(source, parser="0", age=25, outcomes=("upheld", "overturned"))
    found = replace(reading.fields["letter.case_number"], value=number)
    old = {"letter.case_number": found, "summary.mechanism_of_injury": Found("a fall", "stated", 0.9)}
    return replace(reading, fields={**reading.fields, **old})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library of five cases as a former reader filled it; a person has worked on two."""
    path = tmp_path / "library.imr"
    with Workspace.open(path, who="ann") as workspace:
        for number in range(1, 6):
            data, source, _ = letter(number)
            workspace.add(data, source, as_a_former_reader_said(source, f"CM17-99{number:05}"))
        workspace.set_text(1, AGE, "31")
        workspace.confirm(2, AGE)
        workspace.mark(2, SEX, "unreadable")
    return path


@pytest.fixture
def workspace(path: Path) -> Iterator[Workspace]:
    with Workspace.open(path, who="ann") as opened:
        yield opened


def previewed(workspace: Workspace, ids: list[int]) -> Preview:
    with closing(Pool(1)) as pool:
        previews = [preview for _, preview in workspace.preview(ids, pool)]
    return previews[-1] if previews else Preview()


def read_again(workspace: Workspace, ids: list[int]) -> list[int | None]:
    with closing(Pool(1)) as pool:
        return [each.case for each in workspace.read_again(ids, pool) if each.problem is None]


def ages(workspace: Workspace) -> list[object]:
    return [workspace.case(row.id).value("patient.age").value for row in workspace.cases()]


def test_untouched_values_say_what_is_read_now_and_decided_ones_stay(workspace: Workspace) -> None:
    before = said_in(workspace)
    assert ages(workspace) == [31, 25, 25, 25, 25]
    assert read_again(workspace, workspace.unread()) == [1, 2, 3, 4, 5]
    assert ages(workspace) == [31, 25, 52, 52, 52]
    assert said_in(workspace) == before
    case = workspace.case(2)
    assert case.value("patient.sex").state == "unreadable"
    assert case.value("patient.age").found is not None
    assert workspace.case(3).value("patient.sex").value == "female"
    assert workspace.unread() == []
    assert workspace.safety.check().well


def test_the_preview_tells_what_will_change_and_changes_nothing(workspace: Workspace) -> None:
    before = [workspace.case(row.id) for row in workspace.cases()]
    preview = previewed(workspace, workspace.unread())
    assert [workspace.case(row.id) for row in workspace.cases()] == before
    assert (preview.cases, preview.moved, preview.kept) == (5, 5, 3)
    assert (preview.counts["patient.age"], preview.counts["patient.sex"]) == (3, 4)
    lines = [*preview.lines()]
    assert lines[0].startswith("5 of 5 cases would change, by ")
    assert lines[0].endswith("3 values that people decided on stay as they are.")
    assert "  CM17-9900003: “25” → “52”" in lines
    assert [shift.case for shift in preview.examples["patient.sex"]] == [1, 3, 4]
    assert not any(shift.before == shift.after for shifts in preview.examples.values() for shift in shifts)


def test_what_the_preview_counts_is_what_changes(workspace: Workspace) -> None:
    def values() -> dict[tuple[int, Slot], object]:
        return {
            (row.id, slot): None if value.value == [] else value.value  # which look the same
            for row in workspace.cases()
            for slot, value in workspace.case(row.id).values.items()
            if slot.field != "case.items"
        }

    preview, before = previewed(workspace, workspace.unread()), values()
    read_again(workspace, workspace.unread())
    after = values()
    changed = [where for where in before.keys() | after.keys() if before.get(where) != after.get(where)]
    assert len(changed) == preview.counts.total() > 0
    assert previewed(workspace, workspace.unread()).cases == 0


def test_a_selection_alone_is_read_again(workspace: Workspace) -> None:
    assert workspace.unread([3, 4]) == [3, 4]
    read_again(workspace, workspace.unread([3, 4]))
    assert ages(workspace) == [31, 25, 52, 52, 25]
    assert workspace.unread() == [1, 2, 5]


def test_stopped_in_the_middle_it_goes_on_with_what_is_left(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from imr_desktop.workspace import importing

    monkeypatch.setattr(importing, "BATCH", 2)
    monkeypatch.setattr(importing, "BATCH_SECONDS", 1e9)
    with closing(Pool(1)) as pool:
        work = workspace.read_again(workspace.unread(), pool)
        assert [next(work).case, next(work).case] == [1, 2]
        work.close()  # type: ignore[attr-defined]  # it is a generator
    assert workspace.unread() == [3, 4, 5]
    assert read_again(workspace, workspace.unread()) == [3, 4, 5]


def test_a_letter_that_cannot_be_read_now_keeps_what_was_read(path: Path) -> None:
    data = b"%PDF-1.4 cut"
    source = replace(letter(9)[1], name="cut.pdf", sha256=sha256(data).hexdigest())
    with Workspace.open(path, who="ann") as workspace:
        workspace.add(data, source, as_a_former_reader_said(source, "CM17-9900009"))
        with closing(Pool(1)) as pool:
            seen = list(workspace.read_again(workspace.unread(), pool))
        assert [each.problem.code if each.problem else "" for each in seen] == ["", "", "", "", "", "damaged"]
        assert ages(workspace)[-1] == 25


def test_a_library_that_takes_no_changes_says_so(path: Path) -> None:
    with (
        Workspace.open(path, who="ann", read_only=True) as workspace,
        closing(Pool(1)) as pool,
        pytest.raises(LibraryProblem),
    ):
        list(workspace.read_again(workspace.unread(), pool))


def command(library: Path, *arguments: object) -> str:
    return give_apart("--library", library, "library", "read-again", *arguments).stdout


def test_the_command_previews_and_does_it(path: Path) -> None:
    preview = command(path, "--preview")
    assert "5 of 5 cases would change" in preview
    assert "Nothing was changed" in preview
    assert "1 read again, 0 could not be read" in command(path, "--case", "CM17-9900003")
    assert "4 read again" in command(path)
    assert "nothing to read again" in command(path, "--preview")
    with Workspace.open(path, who="ann") as workspace:
        assert ages(workspace) == [31, 25, 52, 52, 52]


def test_the_reading_before_is_kept(path: Path) -> None:
    with Workspace.open(path, who="ann") as workspace:
        read_again(workspace, workspace.unread())
    library = Library(path, who="ann")
    parsers = [
        row[0] for row in library.database.execute("SELECT parser FROM readings WHERE document_id = 1 ORDER BY id")
    ]
    library.close()
    assert parsers == ["0", parsing.VERSION]
