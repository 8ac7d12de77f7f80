"""What somebody wrote into the cells of a table waits as differences: nothing is overwritten, no guard stays."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from exporting import TYPED

from imr_desktop.commands import cli
from imr_desktop.errors import Problem
from imr_desktop.model import Slot
from imr_desktop.workspace import Workspace, tabled

AGE, DATE, PARTS = Slot(0, "patient.age"), Slot(0, "letter.ur_denial_date"), Slot(1, "body_parts")
DIALECTS = ("csv", "csv-spreadsheet")


Write = Callable[[int, str, str], None]


class Table:
    """A table in a spreadsheet: cells by row (from 1) and column."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open(encoding="utf-8-sig", newline="") as file:
            self.rows = list(csv.reader(file))

    def __getitem__(self, where: tuple[int, str]) -> str:
        row, column = where
        return self.rows[row][self.rows[0].index(column)]

    def __setitem__(self, where: tuple[int, str], text: str) -> None:
        row, column = where
        self.rows[row][self.rows[0].index(column)] = text

    def save(self, delimiter: str = ",", encoding: str = "utf-8-sig") -> Path:
        with self.path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(self.rows)
        return self.path


def table(workspace: Workspace, folder: Path, name: str = "cases", dialect: str = "csv-spreadsheet") -> Table:
    workspace.export(dialect, folder / "tables", force=True)
    return Table(folder / "tables" / f"{name}.csv")


def waits(workspace: Workspace) -> dict[tuple[int, Slot], tuple[object, str]]:
    return {(each.case, each.slot): (each.there.value, each.there.state) for each in workspace.differences()}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", ["cases", "items"])
def test_a_table_that_nobody_wrote_into_says_the_same(
    workspace: Workspace, tmp_path: Path, dialect: str, name: str
) -> None:
    for case, text in ((1, "=1+1"), (2, "'tis said")):
        workspace.set_value(case, TYPED, text)
    returned = workspace.bring_back(table(workspace, tmp_path, name, dialect).path)
    assert (returned.same, returned.differences, returned.beside) == ((1, 2), (), ())


@pytest.mark.parametrize("name", ["cases", "items"])
def test_a_workbooks_sheet_saved_as_csv_comes_home_too(workspace: Workspace, tmp_path: Path, name: str) -> None:
    workspace.export("xlsx", tmp_path / "cases.xlsx")
    with closing(openpyxl.load_workbook(tmp_path / "cases.xlsx")) as book:
        rows = [
            ["" if each is None else str(each).removesuffix(" 00:00:00") for each in row] for row in book[name].values
        ]
    saved = tmp_path / f"{name}.csv"
    for delimiter in ",;":
        with saved.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        returned = workspace.bring_back(saved)
        assert (returned.same, returned.differences, returned.beside) == ((1, 2), (), ())
    heading, changed = {"cases": ("UR denial date", "1/8/2017"), "items": ("Quantity", "#60")}[name]
    rows[1][rows[0].index(heading)] = changed
    with saved.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    workspace.bring_back(saved)
    assert [value for value, _ in waits(workspace).values()] == [{"cases": "2017-01-08", "items": "#60"}[name]]


def test_what_was_written_into_cells_waits_and_is_taken_as_one_act(workspace: Workspace, tmp_path: Path) -> None:
    cases = table(workspace, tmp_path)
    cases[1, "patient.age"] = "53"
    cases[1, "letter.date_of_injury"] = "11/1/2016"
    cases[2, "reviewer.specialties"] = "Orthopedic Surgery; Pain Medicine"
    returned = workspace.bring_back(cases.save())
    assert waits(workspace) == {
        (1, AGE): (53, "corrected"),
        (1, Slot(0, "letter.date_of_injury")): ("2016-11-01", "corrected"),
        (2, Slot(0, "reviewer.specialties")): (["Orthopedic Surgery", "Pain Medicine"], "corrected"),
    }
    assert (returned.added, returned.same, returned.beside) == ((), (), ())
    assert workspace.case(1).value("patient.age").value == 52
    workspace.take_differences(workspace.differences())
    assert workspace.case(1).value("patient.age").value == 53
    assert workspace.history(1)[-1].why in ("", "From cases.csv")
    assert "From cases.csv" in {edit.why for edit in workspace.history(1)}
    workspace.undo()
    assert workspace.case(1).value("patient.age").value == 52


def test_a_guarded_cell_comes_home_without_its_guard(workspace: Workspace, tmp_path: Path) -> None:
    cases = table(workspace, tmp_path)
    assert cases[1, TYPED.field] == "'=a crate slid off"
    cases[1, TYPED.field] = "'=two crates slid off"
    workspace.bring_back(cases.save())
    assert waits(workspace) == {(1, TYPED): ("=two crates slid off", "corrected")}


def test_a_long_cell_comes_home_whole(workspace: Workspace, tmp_path: Path) -> None:
    cases = table(workspace, tmp_path)
    cases[1, "summary.text"] = long = "word " * 40_000 + "end"
    workspace.bring_back(cases.save())
    assert waits(workspace) == {(1, Slot(0, "summary.text")): (long, "corrected")}


def test_a_cell_beyond_all_measure_is_told(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, usual = table(workspace, tmp_path).path, csv.field_size_limit()
    monkeypatch.setattr(tabled, "_LONGEST_CELL", 20)
    try:
        with pytest.raises(Problem, match="it is not a table"):
            workspace.bring_back(path)
    finally:
        csv.field_size_limit(usual)


def test_an_items_cells_come_home(workspace: Workspace, tmp_path: Path) -> None:
    items = table(workspace, tmp_path, "items")
    items[1, "body_parts"] = "cervical spine; shoulder"
    items[4, "outcome"] = "Upheld"
    items[2, "request"] = ""
    returned = workspace.bring_back(items.save())
    assert waits(workspace) == {
        (1, PARTS): (["cervical spine", "shoulder"], "corrected"),
        (1, Slot(2, "request")): (None, "not_in_letter"),
        (2, Slot(2, "outcome")): ("upheld", "corrected"),
    }
    assert returned.beside == ()


def test_what_the_library_went_on_from_since_is_told_and_does_not_wait(workspace: Workspace, tmp_path: Path) -> None:
    cases = table(workspace, tmp_path)
    workspace.set_text(1, AGE, "60")
    returned = workspace.bring_back(cases.path)
    assert [(each.slot, each.older) for each in returned.differences] == [(AGE, True)]
    assert waits(workspace) == {}


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_spreadsheet_may_part_cells_otherwise_and_change_line_ends(
    workspace: Workspace, tmp_path: Path, delimiter: str
) -> None:
    items = table(workspace, tmp_path, "items")
    items[1, "quantity"] = "#60"
    for row in range(1, 5):
        for column in ("ur_guideline.citations", "rationale"):
            items[row, column] = items[row, column].replace("\n", "\r\n")
    returned = workspace.bring_back(items.save(delimiter))
    assert waits(workspace) == {(1, Slot(1, "quantity")): ("#60", "corrected")}
    assert returned.beside == ()


def test_cells_and_rows_that_cannot_be_understood_are_told_and_the_others_come_home(
    workspace: Workspace, tmp_path: Path
) -> None:
    cases = table(workspace, tmp_path)
    cases[1, "letter.ur_denial_date"] = "next spring"
    cases[1, "patient.age"] = "53"
    cases[2, "sha256"] = "0" * 64
    returned = workspace.bring_back(cases.save())
    assert waits(workspace) == {(1, AGE): (53, "corrected")}
    wrong, gone = returned.beside
    assert wrong.startswith("cases.csv, line 2: UR denial date: ")
    assert gone == "cases.csv, line 3: this library has no such case (CM17-9900002)."
    items = table(workspace, tmp_path, "items")
    items[1, "number"] = "9"
    items[3, "case"] = "CM17-0000000"
    told = workspace.bring_back(items.save()).beside
    assert told == (
        "items.csv, line 2: the case has no item 9",
        "items.csv, line 4: this library has no such case (CM17-0000000).",
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"a,b\n1,2\n", "it is not one of the tables"),
        (b"", "it is not one of the tables"),
        (
            b"case_id,case,item,side,number,source,text,state\n1,x,1,ur,1,mtus,y,prefilled\n",
            "it is not one of the tables",
        ),
        ("case_id,case,patient.sex\n1,Müller,".encode("latin-1"), "save it as “CSV UTF-8”"),
    ],
    ids=["other", "empty", "citations", "latin-1"],
)
def test_a_file_that_is_no_such_table_is_told(workspace: Workspace, tmp_path: Path, text: bytes, reason: str) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(text)
    with pytest.raises(Problem, match=reason):
        workspace.bring_back(path)
    assert waits(workspace) == {}


def test_the_command_brings_a_table_home(workspace: Workspace, tmp_path: Path) -> None:
    cases = table(workspace, tmp_path)
    cases[1, "patient.age"] = "53"
    cases.save()
    path = workspace.path
    workspace.close()
    done = CliRunner().invoke(cli, ["--library", str(path), "import", "--take", "all", str(cases.path)])
    assert done.exit_code == 0, done.output
    assert "CM17-9912345, Age: here 52 (confirmed), in the file 53 (corrected)" in done.output
    assert "1 difference taken" in done.output
    with Workspace.open(path, who="ann") as again:
        assert again.case(1).value("patient.age").value == 53
