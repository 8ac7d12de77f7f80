"""What the checks found is kept beside a case, always fits the record, and is found anew where it does not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from reviewing import LETTER, add_sample, the_finding

from imr_desktop import parsing, paths
from imr_desktop.checklist import VERSION, review
from imr_desktop.errors import LibraryProblem, Problem
from imr_desktop.fields import ITEMS_KEY
from imr_desktop.model import Case, Slot, Span
from imr_desktop.paths import sample_letters
from imr_desktop.reading_child import ReadingChild, packed, unpacked
from imr_desktop.source import read
from imr_desktop.store import findings
from imr_desktop.workspace import Workspace

INJURY = Slot(0, "letter.date_of_injury")
MECHANISM = Slot(0, "summary.mechanism_of_injury")
SEX = Slot(0, "patient.sex")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library.imr", who="ann") as opened:
        add_sample(opened)
        yield opened


def kept(workspace: Workspace, case: Case | None = None) -> object:
    return findings.kept(workspace._library, case or workspace.case(1))


@contextmanager
def no_checks() -> Iterator[None]:
    """While it lasts nothing may be checked."""

    def never(*_: object) -> NoReturn:
        raise AssertionError("the checks ran")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(review, "findings_of", never)
        patch.setattr("imr_desktop.checklist.checks.findings", never)
        yield


def test_a_letter_comes_from_its_reader_with_what_the_checks_find(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "library.imr", who="ann") as workspace, no_checks():
        (done,) = workspace.import_files([paths.samples() / LETTER])
        assert done.case == 1
        found = workspace._library.findings(workspace.case(1))
    assert [each.rule for each in found] == ["injury-dates-disagree"]
    assert found == review.findings_of(_case(tmp_path / "library.imr"))


def _case(library: Path) -> Case:
    with Workspace.open(library, who="ann") as workspace:
        return workspace.case(1)


def test_the_reader_tells_of_each_sample_what_the_checks_find() -> None:
    child = ReadingChild()
    try:
        for path in sample_letters():
            source, reading = child.read(path.name, path.read_bytes())
            assert reading.noticed == review.noticed(source, reading), path.name
    finally:
        child.close()


def test_a_reading_that_was_not_checked_stays_so_on_its_way() -> None:
    source = read(LETTER, (paths.samples() / LETTER).read_bytes())
    reading = parsing.read(source)
    for noticed in (review.noticed(source, reading), (), None):
        answer = unpacked(packed((source, replace(reading, noticed=noticed))))
        assert not isinstance(answer, Problem)
        assert answer[1].noticed == noticed


ACTS: dict[str, Callable[[Workspace], object]] = {
    "correct": lambda workspace: workspace.set_text(1, INJURY, "1/2/2011"),
    "correct as the summary says": lambda workspace: workspace.set_text(
        1, INJURY, str(workspace.case(1).value("summary.date_of_injury").value)
    ),
    "unreadable": lambda workspace: workspace.mark(1, INJURY, "unreadable"),
    "not there": lambda workspace: workspace.mark(1, SEX, "not_in_letter"),
    "take from the letter": lambda workspace: workspace.set_value(
        1, MECHANISM, "words", anchors=[workspace.case(1).source.anchor(Span(10, 30))]
    ),
    "no items": lambda workspace: workspace.set_value(1, Slot(0, ITEMS_KEY), []),
    "split": lambda workspace: workspace.split_item(1, 1),
    "undo": lambda workspace: (workspace.set_text(1, INJURY, "1/2/2011"), workspace.undo()),
    "confirm": lambda workspace: workspace.confirm(1, INJURY),
    "tag": lambda workspace: workspace.tag([1], "later"),
    "judge": lambda workspace: workspace.judge(1, the_finding(workspace, 1), "accepted"),
}


@pytest.mark.parametrize("act", ACTS)
def test_after_each_act_what_is_kept_is_what_the_checks_find(workspace: Workspace, act: str) -> None:
    ACTS[act](workspace)
    case = workspace.case(1)
    assert kept(workspace) == review.findings_of(case)
    assert workspace.check(case) == review.check(case, workspace.packs)
    assert workspace.safety.check().well


def test_what_changes_no_finding_runs_no_check(workspace: Workspace) -> None:
    finding = the_finding(workspace, 1)
    with no_checks():
        workspace.confirm(1, INJURY)
        workspace.note(1, INJURY, "see page 2")
        workspace.tag([1], "later")
        workspace.judge(1, finding, "accepted")
        workspace.undo()
        assert workspace._library.findings(workspace.case(1)) == (finding,)


def test_a_finding_goes_when_what_it_rests_on_is_corrected_and_comes_back_with_it(workspace: Workspace) -> None:
    before = kept(workspace)
    workspace.set_text(1, INJURY, str(workspace.case(1).value("summary.date_of_injury").value))
    assert before != kept(workspace) == ()
    workspace.undo()
    assert kept(workspace) == before


HARMS = (
    "UPDATE findings SET found = '[]'",
    "UPDATE findings SET basis = basis || '0'",
    "UPDATE findings SET seal = ''",
)


@pytest.mark.parametrize("harm", [*HARMS, "DELETE FROM findings"])
def test_a_row_that_was_harmed_counts_for_nothing_and_is_made_again(workspace: Workspace, harm: str) -> None:
    before = kept(workspace)
    workspace._library.database.execute(harm)
    assert kept(workspace) is None
    assert workspace.check(workspace.case(1)).findings == before
    assert kept(workspace) == before
    assert workspace.safety.check().well


@pytest.mark.parametrize("harm", HARMS)
def test_a_full_check_notices_a_row_that_was_harmed(workspace: Workspace, harm: str) -> None:
    workspace._library.database.execute(harm)
    report = workspace.safety.check()
    assert "         what the checks found in case 1 is not what was written" in report.lines()
    assert not report.well


def test_what_other_checks_found_counts_for_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept(workspace)
    monkeypatch.setattr(findings, "VERSION", VERSION + "x")
    assert kept(workspace) is None
    workspace.check(workspace.case(1))
    assert kept(workspace) == before


def test_a_library_that_cannot_be_written_is_checked_all_the_same(workspace: Workspace) -> None:
    before = kept(workspace)
    workspace._library.database.execute("DELETE FROM findings")
    with workspace.as_it_stands() as there:
        assert there.check(there.case(1)).findings == before
    assert kept(workspace) is None


def test_an_export_keeps_what_it_had_to_find_anew(workspace: Workspace, tmp_path: Path) -> None:
    add_sample(workspace, "CM17-9900002.pdf")
    workspace.confirm(2, SEX)
    workspace._library.database.execute("DELETE FROM findings")
    workspace.export("csv", tmp_path / "first")
    with no_checks():
        workspace.export("csv", tmp_path / "second")
    first, second = (tmp_path / name / "findings.csv" for name in ("first", "second"))
    assert "injury-dates-disagree" in first.read_text(encoding="utf-8")
    assert first.read_bytes() == second.read_bytes()


def test_a_full_disk_keeps_nobody_from_looking_at_a_case(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept(workspace)
    workspace._library.database.execute("DELETE FROM findings")

    def full(*_: object) -> NoReturn:
        raise LibraryProblem("disk-full", "The disk is full.")

    monkeypatch.setattr(findings, "keep", full)
    assert workspace.check(workspace.case(1)).findings == before


def test_looking_at_a_case_within_an_act_neither_writes_nor_takes_the_act_back(workspace: Workspace) -> None:
    before = kept(workspace)
    library = workspace._library
    with library.writing():
        library.database.execute("DELETE FROM findings")
        assert workspace.check(workspace.case(1)).findings == before
        assert library.database.conn.in_transaction
    assert kept(workspace) is None


def test_a_former_library_gets_its_findings_as_its_cases_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    shutil.copyfile(Path(__file__).parent.parent / "files" / "libraries" / "schema-3.imr", path)
    with Workspace.open(path, who="ann") as workspace:
        assert [kept(workspace, workspace.case(case)) for case in (1, 2, 3)] == [None] * 3
        assert workspace.safety.check().well
        for case in (1, 2, 3):
            assert workspace.check(workspace.case(case)).findings == kept(workspace, workspace.case(case))
        assert workspace.safety.check().well


def test_a_library_that_is_rebuilt_or_brought_back_has_its_findings(workspace: Workspace, tmp_path: Path) -> None:
    workspace.set_text(1, INJURY, "1/2/2011")
    workspace.export("jsonl", tmp_path / "cases.jsonl")
    with Workspace.open(tmp_path / "new.imr", who="bob") as new:
        new.bring_back(tmp_path / "cases.jsonl")
        assert kept(new) == kept(workspace)
