"""What comes from outside spoilt anywhere: a sentence tells it and nothing changes, or all that came is sound."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from exporting import worked
from letters import TEXT
from mangling import IN_PYTHON, ODD, mangled, turned

from imr_desktop import paths
from imr_desktop.bulk import gather
from imr_desktop.checklist import packs
from imr_desktop.errors import Problem
from imr_desktop.fields import kind_of
from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.usefixtures("home")


def trials(few: int, many: int) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("count", [few, pytest.param(many, marks=pytest.mark.full)])


def rows(workspace: Workspace) -> list[Any]:
    tables = ("cases", "documents", "readings", "record_values", "drafts", "batches", "edits", "links", "case_list")
    return [workspace._library.rows(f"SELECT * FROM {table}") for table in tables]


def told(problem: Problem) -> None:
    assert not IN_PYTHON.search(problem.message), problem.message


@trials(20, 3000)
def test_a_spoilt_export_is_refused_whole_or_what_it_brought_is_sound(tmp_path: Path, count: int) -> None:
    with worked(tmp_path) as workspace:
        workspace.export("jsonl", tmp_path / "good.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "good.jsonl").read_text(encoding="utf-8").splitlines()]
    of_use = [{key: each[key] for key in ("schema", "added", "edits", "stored")} for each in lines]
    with Workspace.open(tmp_path / "new.imr", who="carol") as empty:
        nothing = rows(empty)
    shutil.copy(tmp_path / "new.imr", tmp_path / "empty.imr")
    rng, taken, refused = random.Random(f"export {count}"), 0, 0
    spoilt, new = tmp_path / "spoilt.jsonl", Workspace.open(tmp_path / "new.imr", who="carol")
    for number in range(count):
        spoilt.write_text("\n".join(map(json.dumps, mangled(of_use, rng))), encoding="utf-8")
        try:
            new.bring_back(spoilt)
        except Problem as problem:
            refused += 1
            told(problem)
            assert rows(new) == nothing
            continue
        taken += 1
        _is_sound(new, tmp_path / "out.jsonl")
        new.close()
        shutil.copy(tmp_path / "empty.imr", tmp_path / f"new-{number}.imr")
        new = Workspace.open(tmp_path / f"new-{number}.imr", who="carol")
    new.close()
    assert taken > 0
    assert refused > count / 2


def _is_sound(workspace: Workspace, out: Path) -> None:
    """What a person does with cases can be done, and the check finds all well."""
    assert workspace.safety.check().well
    for id_ in workspace.case_ids():
        case = workspace.case(id_)
        workspace.annotations(case)
        workspace.findings(case)
        for slot, value in case.values.items():
            _ = (kind := kind_of(slot.field)) and kind.format(value.value)
    for difference in workspace.differences():
        workspace.tell_difference(difference)
    assert workspace.export("jsonl", out, force=True) == workspace.count()
    assert workspace.bring_back(out).differences == ()


@trials(60, 3000)
def test_a_spoilt_table_says_what_it_says_or_why_not(tmp_path: Path, count: int) -> None:
    rng, cells = random.Random(f"table {count}"), [each for each in ODD if isinstance(each, str)]
    with worked(tmp_path) as workspace:
        workspace.export("csv", tmp_path / "tables")
        before = rows(workspace)
        for name in rng.choices(("cases", "items"), k=count):
            with (tmp_path / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                table = [*csv.reader(file)]
            row = rng.choice(table)
            row[rng.randrange(len(row))] = rng.choice(cells)
            if rng.random() < 0.2:
                del row[rng.randrange(len(row)) :]
            written = io.StringIO(newline="")
            csv.writer(written, delimiter=rng.choice(",;\t")).writerows(table)
            (tmp_path / "spoilt.csv").write_bytes(written.getvalue().encode(rng.choice(("utf-8", "utf-16")), "replace"))
            try:
                returned = workspace.bring_back(tmp_path / "spoilt.csv")
            except Problem as problem:
                told(problem)
                assert rows(workspace) == before
                continue
            assert all(len(line) < 500 and not IN_PYTHON.search(line) for line in returned.beside)
            workspace.take_differences(workspace.differences())
            assert all(each.older for each in workspace.bring_back(tmp_path / "spoilt.csv").differences)
            before = rows(workspace)
        assert workspace.safety.check().well


@trials(150, 6000)
def test_a_spoilt_pack_is_read_or_left_out_with_a_sentence(tmp_path: Path, count: int) -> None:
    good = (paths.resources() / "checklists" / "core.toml").read_bytes()
    begun = good[: good.index(b"[[question]]", 9000)]
    rng, read = random.Random(f"pack {count}"), 0
    for _ in range(count):
        (tmp_path / "ours.toml").write_bytes(turned(begun, rng))
        loaded, refused = packs.load_all([tmp_path])
        assert len(loaded) + len(refused) == 1
        read += len(loaded)
        for problem in refused:
            told(problem)
            assert "ours.toml" in problem.message
    assert 0 < read < count


@trials(150, 6000)
def test_a_spoilt_archive_gives_letters_or_says_what_is_wrong(tmp_path: Path, count: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.txt", "2016/b.txt", "é.txt"):
            archive.writestr(name, TEXT)
    rng, path, loaded, refused = random.Random(f"archive {count}"), tmp_path / "a.zip", 0, 0
    for _ in range(count):
        path.write_bytes(turned(made.getvalue(), rng, end=300))
        with closing(gather([path])) as found:
            for document in found.documents:
                try:
                    loaded += bool(document.load())
                except Problem as problem:
                    refused += 1
                    told(problem)
    assert loaded
    assert refused
