"""How fast cases are exported, against a bare loop over SQLite that writes the same bytes, and in how much memory.

`pytest -m bench -s tests/bench/test_export_speed.py`. The sample letters stand for many, each exported again and again.
With `-m full` a hundred thousand of their own are, in a process of its own.

The bare loop reads no column that it does not write, and believes what it reads. An export also holds letter and
reading against their links and the findings against their seal, since it must not carry damage on unseen.
"""

from __future__ import annotations

import csv
import filecmp
import itertools
import json
import os
import shutil
import time
from base64 import b64encode
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import IO, Any, Final

import pytest
from multiplied import multiplied

from imr_desktop import __version__, export
from imr_desktop.export.tables import CODEBOOK, TABLES, codebook
from imr_desktop.fields import FIELDS
from imr_desktop.paths import sample_letters
from imr_desktop.store.coding import dump
from imr_desktop.workspace import Workspace

CASES: Final = int(os.environ.get("IMR_BENCH_CASES", "2000"))
"""How many cases are timed; the memory is looked at while ten times as many are written."""

LETTER: Final = [field.key for field in FIELDS if not field.repeated]
ITEM: Final = [field.key for field in FIELDS if field.repeated]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("bench") / "library.imr", who="ann") as opened:
        assert all(each.problem is None for each in opened.import_files(sample_letters()))
        yield opened


def _many(workspace: Workspace, count: int) -> list[int]:
    ids = workspace._library.case_ids()
    return [ids[number % len(ids)] for number in range(count)]


def _export(workspace: Workspace, name: str, out: Path, ids: list[int]) -> None:
    """As the program does it: through a reader of its own, which sees the library at one moment."""
    options = export.Options(workspace.packs, force=True)
    with workspace.as_it_stands() as there:
        assert export.write(name, out, there._exported(ids, False, None), options) == len(ids)


def _seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor's time: both write the same bytes to the same disk, and others use the machine too."""
    started = time.process_time()
    work()
    return time.process_time() - started


# --- the bare loops: straight code for letters that nobody touched, knowing nothing of cases, values or checks ---


def _bare_json_lines(workspace: Workspace, out: Path, ids: list[int]) -> None:
    database = workspace._library.database
    with out.open("w", encoding="utf-8") as file:
        for number in ids:
            file.write(_bare_line(database, number))
        os.fsync(file.fileno())


def _bare_line(database: Any, number: int) -> str:
    (case,) = database.execute("SELECT uid, added FROM cases WHERE id = ?", (number,)).fetchall()
    (document,) = database.execute(
        "SELECT id, name, sha256, media_type, bytes FROM documents WHERE case_id = ?", (number,)
    ).fetchall()
    (reading,) = database.execute(
        "SELECT parser, read_at, form, text, pages, word_starts, word_ends, word_boxes, found, source_flags"
        " FROM readings WHERE document_id = ?",
        (document[0],),
    ).fetchall()
    ((noticed,),) = database.execute("SELECT found FROM findings WHERE case_id = ?", (number,)).fetchall()
    parser, read_at, form, text, pages, starts, ends, boxes, found, flags = reading
    stood = json.loads(found)
    begins = [page[1] for page in json.loads(pages)]
    record = {
        "schema": "imr-case/1",
        "source": {"name": document[1], "sha256": document[2], "media_type": document[3], "pages": len(begins)},
        "form": form,
        "parser": parser,
        "program": __version__,
        "added": case[1],
        "fields": {key: _bare_field(stood["fields"].get(key), text, begins) for key in LETTER},
        "items": [
            {"number": place, "key": place, "fields": {key: _bare_field(item.get(key), text, begins) for key in ITEM}}
            for place, item in enumerate(stood["items"], 1)
        ],
        "answers": [],
        "findings": [
            {
                "rule": rule,
                "severity": severity,
                "message": message,
                "item": item or None,
                "quotes": [q[0] for q in quotes],
            }
            for rule, severity, message, item, _, quotes, _ in json.loads(noticed)
        ],
        "disposition": None,
        "status": "new",
        "tags": [],
        "highlights": [],
        "flags": [
            {"code": each["code"], "message": each["message"], "page": each["page"]}
            for each in [*json.loads(flags), *stood["flags"]]
        ],
        "text": text,
    }
    kept = (
        f'{{"parser":"{parser}","read_at":"{read_at}","form":{dump(form)},"text":{dump(text)},"pages":{pages},'
        f'"found":{found},"flags":{flags},"word_starts":"{b64encode(starts).decode()}",'
        f'"word_ends":"{b64encode(ends).decode()}","word_boxes":"{b64encode(boxes).decode()}"}}'
    )
    return (
        f'{json.dumps(record, ensure_ascii=False)[:-1]}, "edits": [], "stored": {{"case":{number},"uid":"{case[0]}",'
        f'"documents":[{{"name":{dump(document[1])},"sha256":"{document[2]}","media_type":"{document[3]}",'
        f'"readings":[{kept}],"bytes":"{b64encode(document[4]).decode()}"}}],"drafts":[]}}}}\n'
    )


def _bare_field(found: list[Any] | None, text: str, begins: list[int]) -> dict[str, Any]:
    value, state, confidence, places, _, _ = found or (None, "absent", 0.0, (), "", ())
    spans = [
        {"page": bisect_right(begins, start), "start": start, "end": end, "quote": text[start:end]}
        for start, end in places
    ]
    first = spans[0] if spans else {"page": None, "start": None, "end": None, "quote": None}
    field = {"value": value, "state": state, "confidence": confidence, **first}
    if len(spans) > 1:
        field["spans"] = spans
    field["value"] = value if state == "stated" else None
    field["review"] = "prefilled" if state == "stated" else "not_looked_at"
    return field


def _bare_tables(workspace: Workspace, out: Path, ids: list[int]) -> None:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    names = [*(table.name for table in TABLES), "codebook"]
    files = {name: (out / f"{name}.csv").open("w", encoding="utf-8", newline="") for name in names}
    _bare_rows(workspace, files, ids)
    for file in files.values():
        file.flush()
        os.fsync(file.fileno())
        file.close()


def _bare_rows(workspace: Workspace, files: Mapping[str, IO[str]], ids: list[int]) -> None:
    writers = {name: csv.writer(file) for name, file in files.items()}
    for table in TABLES:
        writers[table.name].writerow([column.name for column in table.columns])
    writers["codebook"].writerow([column.name for column in CODEBOOK])
    writers["codebook"].writerows(codebook(TABLES, workspace.packs))
    shown = {field.key: field.kind.format for field in FIELDS}
    database = workspace._library.database
    for number in ids:
        (head,) = database.execute(
            "SELECT title, documents.name, sha256, readings.form, parser, cases.added FROM case_list"
            " JOIN cases ON cases.id = case_list.case_id JOIN documents ON documents.case_id = cases.id"
            " JOIN readings ON document_id = documents.id WHERE cases.id = ?",
            (number,),
        ).fetchall()
        title, *about = head
        rows = database.execute(
            "SELECT item, field, value, state FROM record_values WHERE case_id = ?", (number,)
        ).fetchall()
        values = {(item, field): (json.loads(value), state) for item, field, value, state in rows}
        empty = (None, "not_looked_at")
        cells = [(shown[key], *values.get((0, key), empty)) for key in LETTER]
        writers["cases"].writerow(
            [
                number,
                title,
                *about,
                "",
                "",
                "",
                "",
                "New",
                "",
                *(each for show, value, state in cells for each in (show(value), state)),
            ]
        )
        for place, item in enumerate(values[0, "case.items"][0], 1):
            cells = [(shown[key], *values.get((item, key), empty)) for key in ITEM]
            writers["items"].writerow(
                [number, title, place, *(each for show, value, state in cells for each in (show(value), state))]
            )
            for side in ("ur", "imr"):
                cited, state = values.get((item, f"{side}_guideline.citations"), empty)
                for count, each in enumerate(cited or (), 1):
                    said = (each["source"], each["text"], state)
                    writers["citations"].writerow([number, title, place, side, count, *said])
        ((noticed,),) = database.execute("SELECT found FROM findings WHERE case_id = ?", (number,)).fetchall()
        for rule, severity, message, item, _, quotes, _ in json.loads(noticed):
            seen = "\n".join(f"“{quote[0]}”" for quote in quotes)
            writers["findings"].writerow([number, title, item or None, rule, severity, message, seen, None, None])


PICTURES: Final = ("proof-sheet", "highlighted", "letter-pdf")
"""Formats that take PDFium some hundredths of a second for a case."""

BARE: Final = {"jsonl": _bare_json_lines, "csv": _bare_tables}


SHARE: Final = 0.5
"""The part of the bare loop's throughput that an export must have."""


@pytest.mark.bench
@pytest.mark.parametrize("name", BARE)
def test_an_export_has_half_of_the_throughput_of_a_bare_loop_that_writes_the_same_bytes(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    ids = _many(workspace, CASES)
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    _export(workspace, name, ours, ids[:20])
    BARE[name](workspace, theirs, ids[:20])
    assert _bytes(ours) == _bytes(theirs)
    rounds = [
        (
            _seconds(lambda: BARE[name](workspace, theirs, ids)),
            _seconds(lambda: _export(workspace, name, ours, ids)),
        )
        for _ in range(5)
    ]
    bare, taken = map(min, zip(*rounds, strict=True))
    print(_told(name, CASES, ours, bare, taken))
    assert SHARE * taken <= bare


def _told(name: str, cases: int, out: Path, bare: float, taken: float) -> str:
    files = out.iterdir() if out.is_dir() else [out]
    size = sum(each.stat().st_size for each in files) / 2**20
    return (
        f"\n{name}: {cases} cases, {size:.0f} MiB; bare loop {bare:.2f} s, export {taken:.2f} s "
        f"({1000 * taken / cases:.2f} ms a case, {size / taken:.0f} MiB/s): {bare / taken:.2f} of its throughput"
    )


def _bytes(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {each.name: each.read_bytes() for each in sorted(path.iterdir())}
    return {"": path.read_bytes()}


@pytest.mark.bench
@pytest.mark.parametrize("name", export.formats())
def test_memory_stays_flat(workspace: Workspace, tmp_path: Path, name: str) -> None:
    psutil = pytest.importorskip("psutil", reason="psutil is not installed")
    ids = _many(workspace, 10 * CASES if name in BARE else CASES // 10 if name in PICTURES else CASES)
    process = psutil.Process()
    out = tmp_path / f"out{export.formats()[name].suffix}"
    _export(workspace, name, out, ids[:5])
    start = process.memory_info().rss
    seen = [start]

    def look(done: int, _: int) -> None:
        if done % 100 == 0:
            seen.append(process.memory_info().rss)

    options = export.Options(workspace.packs, force=True)
    with workspace.as_it_stands() as there:
        cases = there._exported(ids, False, look)
        export.write(name, out, map(_numbered, cases, itertools.count(1)), options)
    seen.append(process.memory_info().rss)
    print(f"\n{name}: {len(ids)} cases, at most {(max(seen) - start) / 2**20:.1f} MiB above the start")
    assert max(seen) - start <= 100 * 2**20


def _numbered(each: export.Exported, number: int) -> export.Exported:
    """The same case under a number of its own, as tables with keys want it."""
    letter = each.untouched
    assert letter is not None
    return replace(each, whole=lambda: replace(each.case, id=number), untouched=replace(letter, case=number))


# --- a hundred thousand ---

MANY: Final = 100_000


def _export_many(library: Path, name: str, folder: Path) -> tuple[float, float, float]:
    """Seconds of the bare loop and of an export of all cases; and by how many MiB memory grew for the export."""
    with Workspace.open(library, who="ann") as workspace:
        ids = workspace.case_ids()
        _export(workspace, name, folder / "ours", ids[:5])
        start = _peak()
        taken = _seconds(lambda: _export(workspace, name, folder / "ours", ids))
        grown = _peak() - start
        bare = _seconds(lambda: BARE[name](workspace, folder / "theirs", ids))
    return bare, taken, grown


def _peak() -> float:
    """The most memory that this process ever had, in MiB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak) / 2**10


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A library with as many cases, each with a letter of its own."""
    folder = tmp_path_factory.mktemp("large")
    multiplied(folder / "library.imr", folder / "letters", MANY)
    yield folder / "library.imr"
    shutil.rmtree(folder)


@pytest.mark.full
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell a process's peak")
@pytest.mark.parametrize("name", BARE)
def test_a_hundred_thousand_cases_go_out_in_flat_memory(large: Path, tmp_path: Path, name: str) -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        bare, taken, grown = pool.submit(_export_many, large, name, tmp_path).result()
    print(f"{_told(name, MANY, tmp_path / 'ours', bare, taken)}; {grown:.1f} MiB above the start")
    assert _same(tmp_path / "ours", tmp_path / "theirs")
    for written in (tmp_path / "ours", tmp_path / "theirs"):  # some GB each
        shutil.rmtree(written) if written.is_dir() else written.unlink()
    assert grown <= 100
    assert SHARE * taken <= bare


def _same(ours: Path, theirs: Path) -> bool:
    names = [each.name for each in ours.iterdir()] if ours.is_dir() else [""]
    return all(filecmp.cmp(ours / name, theirs / name, shallow=False) for name in names)
