"""Every export format as a file one can read: the library of `exporting`, at a time that stands still."""

from __future__ import annotations

import itertools
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import openpyxl
import pytest
from exporting import worked

from imr_desktop.export import formats
from imr_desktop.model import Span
from imr_desktop.source import read
from imr_desktop.workspace import Workspace

FINDING: Final[dict[str, object]] = {
    "rule": "dates-disagree",
    "severity": "serious",
    "message": "Two dates are given.",
    "item": None,
    "quotes": ["10/31/2016", "10-31-2016"],
    "verdict": "dismissed",
    "note": "they are one",
}
"""Stands for what the checks find, so that a new check changes no export."""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """The library, made at noon, a second for each act."""
    seconds, numbers = itertools.count(), itertools.count(1)
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    monkeypatch.setattr(
        "imr_desktop.store.openfile.OpenFile.now",
        staticmethod(lambda: (noon + timedelta(seconds=next(seconds))).isoformat(timespec="microseconds")),
    )
    monkeypatch.setattr(Workspace, "_findings", lambda *_: (FINDING,))
    for user in ("uuid", "imr_desktop.workspace.annotating"):
        monkeypatch.setattr(f"{user}.uuid4", lambda: uuid.UUID(int=next(numbers) << 80))
    with worked(tmp_path) as opened:
        opened.tag([1], "second look")
        opened.annotate(1, [Span(848, 859)], "question", "is this said twice?")
        opened.set_status([2], "postponed", "waits for the records")
        yield opened


def _as_text(path: Path) -> dict[str, str]:
    """What an export wrote, as texts by name: a folder's files, a zip's, a workbook's sheets, a database's dump."""
    if path.is_dir():
        return {each.name: _text(each.read_bytes()) for each in sorted(path.iterdir())}
    if path.suffix == ".zip":
        with ZipFile(path) as packed:
            return {name.replace(".pdf", ".txt"): _unpacked(name, packed.read(name)) for name in packed.namelist()}
    if path.suffix == ".xlsx":
        with closing(openpyxl.load_workbook(path)) as book:
            return {f"{sheet.title}.txt": _rows(sheet.iter_rows(values_only=True)) for sheet in book}
    if path.suffix == ".db":
        with closing(sqlite3.connect(path)) as database:
            return {"dump.sql": "\n".join(_dump(database)) + "\n"}
    return {path.name: _text(path.read_bytes())}


_CODEBOOK: Final = "codebook"
"""It is long and changes with every word of a checklist."""


def _dump(database: sqlite3.Connection) -> Iterator[str]:
    """A database's schema and rows; Python's own dump writes full-text tables otherwise from version to version."""
    schema = database.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    for kind, name, sql in schema.fetchall():
        if name.startswith("search_"):
            continue  # the index's own tables are SQLite's affair
        yield f"{sql};"
        if kind == "table" and not sql.startswith("CREATE VIRTUAL") and name != _CODEBOOK:
            yield from (f"{name} {row!r}" for row in database.execute(f'SELECT * FROM "{name}"'))


def _unpacked(name: str, data: bytes) -> str:
    return read(name, data).text if name.endswith(".pdf") else _text(data)


def _text(data: bytes) -> str:
    return data.decode("utf-8")


def _rows(rows: Iterator[tuple[object, ...]]) -> str:
    return "".join(f"{' | '.join('' if cell is None else repr(cell) for cell in row)}\n" for row in rows)


_OTHERS: Final = ("json", "highlighted", "letter-docx", "memo-docx", "memo-pdf", "parquet")
"""The lines of JSON Lines once more; nothing of letters that are text; the paragraphs of the letters in PDF; what the
checks say; the rows of the CSV tables."""


@pytest.mark.parametrize("name", [name for name in formats() if name not in _OTHERS])
def test_the_format_is_as_it_was(
    workspace: Workspace, tmp_path: Path, golden: Callable[[str, str], None], name: str
) -> None:
    out = tmp_path / f"cases{formats()[name].suffix}"
    assert workspace.export(name, out) == 2
    for file, text in _as_text(out).items():
        if not file.startswith("codebook."):
            golden(f"exports/{name}/{file}", text)


def test_only_what_was_reviewed(workspace: Workspace, tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    assert workspace.export("csv", tmp_path / "tables", reviewed=True) == 1
    for name in ("cases.csv", "items.csv"):
        golden(f"exports/reviewed/{name}", _as_text(tmp_path / "tables")[name])
