"""The façade: values are decided on, answered, undone, remembered and exported."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from letters import TEXT, reading_of, text_letter, write_letter

from imr_desktop.checklist.packs import decode
from imr_desktop.errors import Problem, ValueProblem
from imr_desktop.fields import ITEMS_KEY
from imr_desktop.model import Slot, Span
from imr_desktop.workspace import Workspace

AGE = Slot(0, "patient.age")
UR_DATE = Slot(0, "letter.ur_denial_date")
SEX = Slot(0, "patient.sex")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library.imr", who="ann") as opened:
        yield opened


@pytest.fixture
def case(workspace: Workspace) -> int:
    data, source = text_letter()
    (added,) = workspace.add(data, source, reading_of(source, outcomes=("upheld", "upheld"))).added
    return added


def test_a_letter_is_in_the_library_once(workspace: Workspace, case: int) -> None:
    data, source = text_letter(name="the same under another name.txt")
    changes = workspace.add(data, source, reading_of(source))
    assert (changes.added, changes.cases) == (frozenset(), frozenset({case}))
    assert len(workspace.cases()) == 1


def test_correcting_a_date_keeps_the_reading(workspace: Workspace, case: int) -> None:
    changes = workspace.set_text(case, UR_DATE, "1/9/2017")
    value = workspace.case(case).value(UR_DATE.field)
    assert (value.value, value.state) == ("2017-01-09", "corrected")
    assert value.found
    assert value.found.value == "2017-01-13"
    assert (changes.label, changes.slots) == ("Correct UR denial date", frozenset({(case, UR_DATE)}))


def test_typing_what_was_read_confirms_it(workspace: Workspace, case: int) -> None:
    workspace.set_text(case, UR_DATE, "January 13, 2017")
    assert workspace.case(case).value(UR_DATE.field).state == "confirmed"


def test_an_emptied_box_says_that_the_letter_does_not_give_it(workspace: Workspace, case: int) -> None:
    workspace.set_text(case, AGE, "")
    assert workspace.case(case).value(AGE.field).state == "not_in_letter"


def test_confirming_an_empty_value_says_so_too(workspace: Workspace, case: int) -> None:
    workspace.confirm(case, SEX)
    assert workspace.case(case).value(SEX.field).state == "not_in_letter"


def test_confirming_twice_is_one_act(workspace: Workspace, case: int) -> None:
    workspace.confirm(case, AGE)
    assert workspace.confirm(case, AGE).slots == frozenset()
    assert len(workspace.history(case)) == 1


def test_what_does_not_parse_is_told_and_kept_as_typed(workspace: Workspace, case: int) -> None:
    with pytest.raises(ValueProblem, match="is not a date"):
        workspace.set_text(case, UR_DATE, "next week")
    path = workspace.path
    workspace.close()
    with Workspace.open(path, who="ann") as reopened:
        value = reopened.case(case).value(UR_DATE.field)
        assert (value.value, value.state, value.draft) == ("2017-01-13", "prefilled", "next week")


def test_restoring_brings_back_what_was_read(workspace: Workspace, case: int) -> None:
    before = workspace.case(case).value(AGE.field)
    workspace.set_text(case, AGE, "53")
    workspace.restore(case, AGE)
    assert workspace.case(case).value(AGE.field) == before


def test_a_value_taken_from_the_page_keeps_its_place(workspace: Workspace, case: int) -> None:
    anchor = workspace.case(case).source.anchor(Span(0, 4))
    workspace.set_value(case, Slot(0, "summary.mechanism_of_injury"), "a crate fell", anchors=[anchor])
    (kept,) = workspace.case(case).value("summary.mechanism_of_injury").anchors
    assert (kept.quote, kept.page) == ("Case", 1)


def test_the_cases_outcome_follows_its_items_until_somebody_decides(workspace: Workspace, case: int) -> None:
    workspace.set_text(case, Slot(2, "outcome"), "overturned")
    assert workspace.case(case).value("case.outcome").value == "partially_overturned"
    workspace.set_text(case, Slot(0, "case.outcome"), "upheld")
    workspace.set_text(case, Slot(1, "outcome"), "overturned")
    assert workspace.case(case).value("case.outcome").value == "upheld"


def test_items_can_be_moved_and_keep_their_values(workspace: Workspace, case: int) -> None:
    workspace.set_value(case, Slot(0, ITEMS_KEY), [2, 1])
    moved = workspace.case(case)
    assert [moved.value("request", item).value for item in moved.items] == ["Request 2", "Request 1"]
    workspace.undo()
    assert workspace.case(case).items == (1, 2)


def test_undo_and_redo_walk_the_acts_by_name_and_outlive_the_program(workspace: Workspace, case: int) -> None:
    workspace.set_text(case, AGE, "53")
    workspace.confirm(case, UR_DATE)
    path = workspace.path
    workspace.close()
    with Workspace.open(path, who="bob") as reopened:
        assert reopened.can_undo() == "Confirm UR denial date"
        reopened.undo()
        assert (reopened.can_undo(), reopened.can_redo()) == ("Correct age", "Confirm UR denial date")
        reopened.undo()
        assert reopened.can_undo() is None
        assert reopened.case(case).value(AGE.field).state == "prefilled"
        reopened.redo()
        assert reopened.case(case).value(AGE.field).value == 53
        reopened.set_text(case, SEX, "female")
        assert reopened.can_redo() is None
        assert len(reopened.history(case)) == 6


def test_undoing_an_emptied_box_brings_its_value_back(workspace: Workspace, case: int) -> None:
    workspace.mark(case, AGE, "unreadable")
    workspace.undo()
    assert workspace.case(case).value(AGE.field).value == 52


def test_an_answer_keeps_the_version_it_was_given_under_and_can_be_taken_back(workspace: Workspace, case: int) -> None:
    question = next(each for each in workspace.packs[0].questions if each.id == "L02")
    workspace.answer(case, question, question.options[0].id)
    given = decode(workspace.case(case).value(question.key).value)
    assert (given.answer, given.version) == (question.options[0].id, workspace.packs[0].version)
    assert given.asked is not None
    assert given.asked.text == question.text
    workspace.answer(case, question, None)
    assert workspace.case(case).value(question.key).value is None
    assert workspace.can_undo() == "Take back answer L02"


def test_notes_stand_on_any_field(workspace: Workspace, case: int) -> None:
    workspace.note(case, AGE, " see page 2 ")
    assert workspace.case(case).value("note.patient.age").value == "see page 2"
    workspace.note(case, AGE, "")
    assert workspace.case(case).value("note.patient.age").value is None


def test_one_bad_file_does_not_keep_the_others_out(workspace: Workspace, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 and then nothing")
    good = write_letter(tmp_path)
    results = list(workspace.import_files([tmp_path / "gone.pdf", bad, good, good]))
    assert [each.problem.code if each.problem else None for each in results] == ["missing", "damaged", None, None]
    assert [each.known for each in results] == [False, False, False, True]
    assert len(workspace.cases()) == 1


def test_json_lines_carry_what_was_decided_beside_what_was_read(workspace: Workspace, tmp_path: Path) -> None:
    (imported,) = workspace.import_files([write_letter(tmp_path)])
    assert imported.case
    workspace.set_text(imported.case, UR_DATE, "1/9/2017")
    workspace.confirm(imported.case, AGE)
    question = next(each for each in workspace.packs[0].questions if each.id == "I15")
    workspace.answer(imported.case, question, question.options[0].id, item=2)
    out = tmp_path / "out.jsonl"
    assert workspace.export("jsonl", out) == 1
    record = json.loads(out.read_text(encoding="utf-8"))
    date = record["fields"]["letter.ur_denial_date"]
    assert (date["value"], date["review"], date["read"]["value"]) == ("2017-01-09", "corrected", "2017-01-13")
    assert date["quote"] is None
    age = record["fields"]["patient.age"]
    assert (age["value"], age["review"]) == (52, "confirmed")
    assert record["text"][age["start"] : age["end"]] == age["quote"]
    (answer,) = record["answers"]
    assert (answer["question"], answer["item"], answer["answer"]) == (question.id, 2, question.options[0].id)
    assert [edit["new"] for edit in record["edits"]][:2] == ["2017-01-09", 52]


def test_csv_tables_hold_cases_items_and_answers(workspace: Workspace, tmp_path: Path) -> None:
    (imported,) = workspace.import_files([write_letter(tmp_path)])
    assert imported.case
    workspace.set_text(imported.case, UR_DATE, "1/9/2017")
    out = tmp_path / "tables"
    workspace.export("csv", out)
    with (out / "cases.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["case"] == "CM17-9912345"
    assert row["letter.ur_denial_date"] == "2017-01-09"
    assert row["letter.ur_denial_date (state)"] == "corrected"
    with (out / "items.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["outcome"] for row in rows] == ["Upheld", "Overturned"]


@pytest.mark.parametrize(("name", "target"), [("jsonl", "out.jsonl"), ("csv", "tables")])
def test_an_export_replaces_nothing_unasked(
    workspace: Workspace, case: int, tmp_path: Path, name: str, target: str
) -> None:
    out = tmp_path / target
    workspace.export(name, out)
    with pytest.raises(Problem, match="there already"):
        workspace.export(name, out)
    assert workspace.export(name, out, force=True) == 1


def test_an_export_that_fails_leaves_the_old_file(
    workspace: Workspace, case: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    workspace.export("jsonl", out)
    before = out.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Problem, match="No space left on device"):
        workspace.export("jsonl", out, force=True)
    assert out.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_an_unknown_format_is_told(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="brat, csv, csv-spreadsheet"):
        workspace.export("docx", tmp_path / "x")


def test_a_document_of_no_known_form_is_kept_with_its_text_and_nothing_filled(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = write_letter(tmp_path, "minutes.txt", "Minutes of the garden club.\nWe planted forty tulips.\n")
    (imported,) = workspace.import_files([path])
    assert imported.case
    stored = workspace.case(imported.case)
    assert stored.reading.form is None
    assert "tulips" in stored.source.text
    assert not any(value.state == "prefilled" for slot, value in stored.values.items() if slot.field != ITEMS_KEY)
    workspace.set_text(imported.case, AGE, "61")
    workspace.restore(imported.case, AGE)
    assert workspace.case(imported.case).value(AGE.field).state == "not_looked_at"


def test_the_letter_of_these_tests_is_read_as_it_was_written() -> None:
    assert "CM17-9912345" in TEXT


@pytest.mark.parametrize("beside", ["", "-wal", ".key", ".cases/cases.jsonl"])
def test_an_export_never_falls_on_the_library_itself(workspace: Workspace, case: int, beside: str) -> None:
    out = Path(f"{workspace.path}{beside}")
    with pytest.raises(Problem, match="belongs to the open library"):
        workspace.export("jsonl", out, force=True)
    assert workspace.set_text(case, AGE, "53").slots
    assert workspace.export("jsonl", workspace.path.with_suffix(".jsonl"), force=True) == 1


def test_an_export_is_not_imported_as_a_letter(workspace: Workspace, case: int, tmp_path: Path) -> None:
    out = tmp_path / "cases.jsonl"
    workspace.export("jsonl", out)
    (result,) = workspace.import_files([out])
    assert result.problem
    assert result.problem.code == "export"
    assert len(workspace.cases()) == 1
