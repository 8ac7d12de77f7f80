"""The Parquet tables, read back by pyarrow and by pandas: the rows of the CSV tables, with types."""

from __future__ import annotations

import csv
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from imr_desktop.errors import Problem
from imr_desktop.export import parquet
from imr_desktop.model import Slot
from imr_desktop.workspace import Workspace


@pytest.fixture
def arrow() -> Any:
    return pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")


def _shown(cell: object) -> str:
    return "" if cell is None else str(cell)


def test_the_tables_hold_the_rows_of_the_csv_tables(workspace: Workspace, tmp_path: Path, arrow: Any) -> None:
    assert workspace.export("csv", tmp_path / "plain") == workspace.export("parquet", tmp_path / "typed") == 2
    tables = {path.stem for path in (tmp_path / "plain").iterdir()}
    assert {path.stem for path in (tmp_path / "typed").iterdir()} == tables
    assert tables >= {"cases", "items", "citations", "answers", "findings"}
    for name in tables - {"codebook"}:  # which also explains the columns that only these have
        with (tmp_path / "plain" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            heads, *rows = csv.reader(file)
        table = arrow.read_table(tmp_path / "typed" / f"{name}.parquet").select(heads)
        assert [[_shown(row[head]) for head in heads] for row in table.to_pylist()] == rows


def test_the_columns_are_typed_and_explained(workspace: Workspace, tmp_path: Path, arrow: Any) -> None:
    workspace.set_text(2, Slot(0, "letter.decision_date"), "3/2017")
    workspace.set_text(1, Slot(0, "letter.decision_date"), "5/6/2017")
    workspace.export("parquet", tmp_path / "out")
    cases = arrow.read_table(tmp_path / "out" / "cases.parquet")
    types = {field.name: str(field.type) for field in cases.schema}
    assert types["case_id"] == types["patient.age"] == "int64"
    assert types["letter.decision_date"] == types["letter.decision_date (state)"] == "string"
    assert types["letter.decision_date (day)"] == "date32[day]"
    assert cases["patient.age"].to_pylist() == [52, 95]
    assert cases["letter.decision_date"].to_pylist() == ["2017-05-06", "2017-03"]
    assert cases["letter.decision_date (day)"].to_pylist() == [date(2017, 5, 6), None]
    assert cases.schema.field("patient.age").metadata[b"description"].startswith(b"Age. Years")
    book = arrow.read_table(tmp_path / "out" / "codebook.parquet").to_pylist()
    told = {(row["table"], row["column"]) for row in book if row["meaning"]}
    files = (path for path in (tmp_path / "out").iterdir() if path.stem != "codebook")
    assert {(path.stem, name) for path in files for name in arrow.read_schema(path).names} <= told


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pandas' own, of what it imports
def test_pandas_reads_them(workspace: Workspace, tmp_path: Path, arrow: Any) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    workspace.export("parquet", tmp_path / "out")
    items = pandas.read_parquet(tmp_path / "out" / "items.parquet")
    assert list(items.groupby("case")["number"].max()) == [2, 2]
    assert items["number"].dtype == "int64"
    assert list(items["outcome"]) == ["Upheld", "Overturned"] * 2


def test_a_long_table_goes_out_in_groups_of_rows(
    workspace: Workspace, tmp_path: Path, arrow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_ROWS_AT_ONCE", 3)
    workspace.export("parquet", tmp_path / "out")
    assert arrow.read_metadata(tmp_path / "out" / "items.parquet").num_row_groups == 2
    assert arrow.read_table(tmp_path / "out" / "items.parquet").num_rows == 4


def test_no_cases_give_tables_without_rows(workspace: Workspace, tmp_path: Path, arrow: Any) -> None:
    assert workspace.export("parquet", tmp_path / "out", words="tulips") == 0
    table = arrow.read_table(tmp_path / "out" / "cases.parquet")
    assert (table.num_rows, str(table.schema.field("case_id").type)) == (0, "int64")


def test_without_pyarrow_a_sentence_says_what_to_do(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(Problem, match=r"needs the package pyarrow.*nothing was written\. Install .*, or export CSV"):
        workspace.export("parquet", tmp_path / "out" / "deeper")
    assert not (tmp_path / "out").exists()
