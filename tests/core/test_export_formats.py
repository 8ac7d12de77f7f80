"""What each format holds, read back as the next tool would."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pytest
from exporting import OTHER, letters
from hypothesis import given
from hypothesis import strategies as st

from imr_desktop.export import formats
from imr_desktop.export.marks import OFFSETS, Mark
from imr_desktop.export.prodigy import tokenise
from imr_desktop.export.tables import TABLES
from imr_desktop.fields import FIELDS
from imr_desktop.model import Reading, Slot, Span
from imr_desktop.paths import sample_letters
from imr_desktop.workspace import Workspace


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _table(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


# --- which cases, and how much of them ---


@pytest.mark.parametrize(
    ("chosen", "titles"),
    [
        ({}, ["CM17-9912345", "CM17-9900002"]),
        ({"words": "9900002"}, ["CM17-9900002"]),
        ({"words": "MRI partially SECOND"}, ["CM17-9900002"]),
        ({"words": "tulips"}, []),
        ({"cases": [2, 1]}, ["CM17-9912345", "CM17-9900002"]),
        ({"cases": [2], "words": "9912345"}, []),
        ({"cases": []}, []),
    ],
)
def test_an_export_takes_the_chosen_cases(
    workspace: Workspace, tmp_path: Path, chosen: dict[str, Any], titles: list[str]
) -> None:
    out = tmp_path / "out.jsonl"
    assert workspace.export("jsonl", out, **chosen) == len(titles)
    assert [line["fields"]["letter.case_number"]["value"] for line in _lines(out)] == titles


def test_only_what_a_person_decided_on_is_reviewed(workspace: Workspace, tmp_path: Path) -> None:
    assert workspace.export("jsonl", tmp_path / "out.jsonl", reviewed=True) == 1
    (line,) = _lines(tmp_path / "out.jsonl")
    reviewed = {key: field["value"] for key, field in line["fields"].items() if field["value"] is not None}
    assert reviewed == {
        "letter.ur_denial_date": "2017-01-09",
        "patient.age": 52,
        "summary.mechanism_of_injury": "=a crate slid off",
    }
    assert line["fields"]["patient.sex"]["review"] == "unreadable"
    assert [item["fields"]["request"]["value"] for item in line["items"]] == ["MRI of the cervical spine", None]
    assert {field["review"] for field in line["fields"].values()} == {
        "confirmed",
        "corrected",
        "unreadable",
        "not_looked_at",
    }
    assert "stored" not in line


def test_a_case_with_nothing_but_tags_and_highlights_is_not_reviewed(workspace: Workspace, tmp_path: Path) -> None:
    workspace.tag([2], "second look")
    workspace.set_status([2], "postponed")
    workspace.annotate(2, [Span(0, 4)], "question")
    assert workspace.export("jsonl", tmp_path / "out.jsonl", reviewed=True) == 1
    workspace.confirm(2, Slot(0, "patient.sex"))
    assert workspace.export("jsonl", tmp_path / "more.jsonl", reviewed=True) == 2
    second = _lines(tmp_path / "more.jsonl")[1]
    assert (second["tags"], len(second["highlights"])) == (["second look"], 1)


@pytest.mark.parametrize("name", ["prodigy", "label-studio", "web-annotation", "brat"])
def test_a_suggestion_is_never_exported_as_reviewed(workspace: Workspace, tmp_path: Path, name: str) -> None:
    out = tmp_path / f"out{formats()[name].suffix}"
    workspace.export(name, out, reviewed=True)
    text = _all_text(out)
    assert "a crate slid off" in text
    for suggested in ("Suggested T", "Software", '"predictions": [{', '"source": "reader"'):
        assert suggested not in text


def _all_text(path: Path) -> str:
    if path.suffix == ".zip":
        with ZipFile(path) as packed:
            return "\n".join(packed.read(name).decode("utf-8") for name in packed.namelist())
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


# --- tables ---


def test_every_table_has_its_columns_explained(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    workspace.export("csv", out)
    explained = {(row["table"], row["column"]) for row in _table(out / "codebook.csv") if row["meaning"]}
    for path in out.glob("*.csv"):
        if path.stem != "codebook":
            with path.open(encoding="utf-8", newline="") as file:
                heads = next(csv.reader(file))
            assert {(path.stem, head) for head in heads} <= explained
    questions = {question.id for pack in workspace.packs for question in pack.questions}
    assert {("answers", question) for question in questions} <= explained


def test_a_byte_order_mark_is_written_on_request(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("csv", tmp_path / "with", bom=True)
    workspace.export("csv", tmp_path / "without")
    written = sorted((tmp_path / "with").iterdir())
    assert len(written) == len(TABLES) + 1, "the tables and their codebook"
    for path in written:
        assert path.read_bytes() == b"\xef\xbb\xbf" + (tmp_path / "without" / path.name).read_bytes()


def test_a_workbooks_cells_are_typed(workspace: Workspace, tmp_path: Path) -> None:
    workspace.set_text(2, Slot(0, "letter.decision_date"), "3/2017")
    workspace.set_text(2, Slot(0, "letter.date_assigned"), "1/2/1850")
    workspace.export("xlsx", tmp_path / "cases.xlsx")
    with closing(openpyxl.load_workbook(tmp_path / "cases.xlsx")) as book:
        assert book.sheetnames == [*(table.name for table in TABLES), "continued", "codebook"]
        heads, first, second = book["cases"].iter_rows(values_only=True)
    one, two = dict(zip(heads, first, strict=True)), dict(zip(heads, second, strict=True))
    assert (one["Age"], one["Case ID"]) == (52, 1)
    assert str(one["UR denial date"]) == "2017-01-09 00:00:00"
    assert (two["Decision date"], two["Date assigned"]) == ("2017-03", "1850-01-02")
    assert one["Sex"] is None


def test_a_workbook_speaks_in_words_and_says_what_the_contract_calls_them(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("xlsx", tmp_path / "cases.xlsx")
    with closing(openpyxl.load_workbook(tmp_path / "cases.xlsx")) as book:
        for table in TABLES:
            heads = [str(cell.value) for cell in book[table.name][1]]
            assert len({*heads}) == len(heads)
            assert [head for head in heads if "_" in head or "." in head or head[:1].islower()] == []
            told = [str(cell.comment.text).splitlines()[-1] for cell in book[table.name][1] if cell.comment]
            assert told == [f"({column.name})" for column in table.columns]
        _, *rows = book["codebook"].iter_rows(values_only=True)
    assert ("cases", "letter.ur_denial_date", "UR denial date") in {(row[0], row[1], row[6]) for row in rows}


def test_a_workbook_shows_lists_by_line_keeps_its_cases_in_sight_and_can_be_filtered(
    workspace: Workspace, tmp_path: Path
) -> None:
    item = workspace.case(1).items[0]
    workspace.set_text(1, Slot(item, "ur_guideline.citations"), "MTUS: Neck Complaints\nNon-MTUS: ODG, Neck")
    workspace.export("xlsx", tmp_path / "cases.xlsx")
    with closing(openpyxl.load_workbook(tmp_path / "cases.xlsx")) as book:
        heads = [cell.value for cell in book["items"][1]]
        cell = book["items"][2][heads.index("UR citations")]
        assert cell.value == "MTUS: Neck Complaints\nNon-MTUS: ODG, Neck"
        assert cell.alignment.wrap_text
        assert not book["cases"].cell(2, 1).alignment.wrap_text
        assert {sheet.title: sheet.freeze_panes for sheet in book} == {
            **dict.fromkeys(("cases", "items", "citations", "answers", "findings", "highlights"), "C2"),
            **dict.fromkeys(("continued", "codebook"), "A2"),
        }
        assert book["items"].auto_filter.ref == f"A1:{cell.parent.cell(1, len(heads)).column_letter}5"
        assert book["cases"].column_dimensions["B"].width > 30


def test_the_database_is_browsed_and_searched(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("sqlite", tmp_path / "cases.db")
    with closing(sqlite3.connect(tmp_path / "cases.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = database.execute("SELECT item, request, outcome FROM decisions WHERE case_id = 2").fetchall()
        assert rows[0] == (1, "MRI of the cervical spine", "Upheld")
        found = database.execute("SELECT rowid FROM search WHERE search MATCH 'diagnosing AND 94'").fetchall()
        assert found == [(2,)]
        (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name = 'cases'").fetchone()
        assert "-- Age. Years, as the summary states them; not computed." in sql
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        columns = {f"{name}.{row[1]}" for name in names for row in database.execute(f"PRAGMA table_info({name})")}
        told = {f"{row[0]}.{row[1]}" for row in database.execute('SELECT "table", "column" FROM codebook')}
    assert {"cases.patient_age", "items.ur_guideline_basis_state", "letters.text"} <= columns & told


def test_datasette_opens_the_database(workspace: Workspace, tmp_path: Path) -> None:
    pytest.importorskip("datasette", reason="datasette is not installed")
    workspace.export("sqlite", tmp_path / "cases.db")
    address = "/cases/search.json?_shape=array&_search=crate"
    command = [sys.executable, "-m", "datasette", str(tmp_path / "cases.db"), "--get", address]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [row["rowid"] for row in json.loads(done.stdout)] == [1, 2]


def test_pandas_reads_the_tables(workspace: Workspace, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    workspace.export("csv", tmp_path / "tables")
    table = pandas.read_csv(tmp_path / "tables" / "cases.csv")
    assert list(table["patient.age"]) == [52, 95]
    assert list(table["summary.mechanism_of_injury"]) == ["=a crate slid off", "when a crate slid off a trolley"]


def test_tags_status_and_highlights_have_their_place(workspace: Workspace, tmp_path: Path) -> None:
    text = workspace.case(2).source.text
    crate, cervical = text.index("a crate"), text.index("cervical strain")
    workspace.tag([2, 1], "second look")
    workspace.tag([2], "sample; May")
    workspace.set_status([2], "postponed")
    workspace.annotate(2, [Span(cervical, cervical + 8)], "key-fact")
    workspace.annotate(2, [Span(crate, crate + 7), Span(0, 4)], "question", "is it? “so”")
    workspace.export("csv", tmp_path / "tables")
    cases = _table(tmp_path / "tables" / "cases.csv")
    assert [(row["status"], row["tags"]) for row in cases] == [
        ("In review", "second look"),
        ("Postponed", "second look; sample; May"),
    ]
    rows = _table(tmp_path / "tables" / "highlights.csv")
    told = [(row["number"], row["label"], row["comment"], row["quote"], row["found"]) for row in rows]
    assert told == [
        ("1", "question", "is it? “so”", "Case", "Yes"),
        ("1", "question", "is it? “so”", "a crate", "Yes"),
        ("2", "key-fact", "", "cervical", "Yes"),
    ]
    assert {row["highlighted_by"] for row in rows} == {"bob"}
    assert [text[int(row["start"]) : int(row["end"])] for row in rows] == [row["quote"] for row in rows]
    workspace.export("jsonl", tmp_path / "out.jsonl")
    second = _lines(tmp_path / "out.jsonl")[1]
    assert (second["status"], second["tags"]) == ("postponed", ["second look", "sample; May"])
    assert [len(each["spans"]) for each in second["highlights"]] == [2, 1]


def test_a_highlight_that_the_latest_reading_has_not_is_told_where_it_stood(
    workspace: Workspace, tmp_path: Path
) -> None:
    data, source = letters()[0]
    start = source.text.index("crate")
    workspace.annotate(1, [Span(start, start + 5)], "question")
    lost = replace(source, text=source.text[: start - 80] + "." * 160 + source.text[start + 80 :])
    workspace.add(data, lost, Reading("3", "imr-determination-f"))
    workspace.export("csv", tmp_path / "tables")
    (row,) = _table(tmp_path / "tables" / "highlights.csv")
    assert (row["found"], row["quote"], row["start"]) == ("No", "crate", str(start))


# --- annotations ---


def _marks_by_format(workspace: Workspace, folder: Path) -> dict[str, set[tuple[str, int, int, str]]]:
    """Of the second letter: label, start, end and words, as each of the formats tells them."""
    for name in ("prodigy", "label-studio", "web-annotation", "brat"):
        workspace.export(name, folder / f"{name}{formats()[name].suffix}", cases=[2])
    found: dict[str, set[tuple[str, int, int, str]]] = {}
    (task,) = _lines(folder / "prodigy.jsonl")
    text = task["text"]
    found["prodigy"] = {
        (each["label"], each["start"], each["end"], text[each["start"] : each["end"]]) for each in task["spans"]
    }
    ((task),) = json.loads((folder / "label-studio" / "tasks.json").read_text(encoding="utf-8"))
    results = [each["value"] for each in task["predictions"][0]["result"]]
    found["label-studio"] = {(each["labels"][0], each["start"], each["end"], each["text"]) for each in results}
    page = json.loads((folder / "web-annotation.jsonld").read_text(encoding="utf-8"))
    found["web-annotation"] = {_of_annotation(each) for each in page["items"]}
    with ZipFile(folder / "brat.zip") as packed:
        (name,) = (name for name in packed.namelist() if name.endswith(".ann"))
        found["brat"] = {_of_line(line, text) for line in packed.read(name).decode().split("\n") if line[:1] == "T"}
    return found


def _of_annotation(each: dict[str, Any]) -> tuple[str, int, int, str]:
    position, quote = each["target"]["selector"]
    return each["body"][0]["value"], position["start"], position["end"], quote["exact"]


def _of_line(line: str, text: str) -> tuple[str, int, int, str]:
    _, where, words = line.split("\t")
    label, _, pieces = where.partition(" ")
    places = [tuple(map(int, piece.split())) for piece in pieces.split(";")]
    assert " ".join(text[start:end] for start, end in places) == words
    start, end = places[0][0], places[-1][1]
    key = next(field.key for field in FIELDS if field.key.replace(".", "_") == label)
    return key, start, end, text[start:end]


def test_every_annotation_format_tells_the_same_places_in_code_points(workspace: Workspace, tmp_path: Path) -> None:
    found = _marks_by_format(workspace, tmp_path)
    (first, *others) = found.values()
    assert others == [first] * 3
    assert ("request", OTHER.index("MRI of"), OTHER.index(": Upheld"), "MRI of the cervical spine") in first
    assert OTHER.index("𝒜") < OTHER.index("MRI of")
    for name in ("prodigy", "label-studio", "web-annotation", "brat"):
        out = tmp_path / f"{name}{formats()[name].suffix}"
        assert OFFSETS in _all_text(out)


def test_label_studio_is_given_a_label_for_every_result(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("label-studio", tmp_path / "out")
    config = ElementTree.parse(tmp_path / "out" / "config.xml")
    known = {label.get("value") for label in config.iter("Label")}
    (first, second) = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    for task in (first, second):
        results = [each for part in (*task["predictions"], *task["annotations"]) for each in part["result"]]
        assert {each["value"]["labels"][0] for each in results} <= known
        assert {(each["from_name"], each["to_name"], each["type"]) for each in results} == {("label", "text", "labels")}
        assert len({each["id"] for each in results}) == len(results)
    decided = {each["value"]["labels"][0] for each in first["annotations"][0]["result"]}
    assert decided == {"patient.age", "summary.mechanism_of_injury", "request"}
    assert second["annotations"] == []
    assert second["predictions"][0]["score"] == min(each["score"] for each in second["predictions"][0]["result"])


def test_an_annotation_names_the_person_who_decided(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("web-annotation", tmp_path / "out.jsonld")
    page = json.loads((tmp_path / "out.jsonld").read_text(encoding="utf-8"))
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    makers = {
        each["creator"]["name"]: each["body"][0]["value"]
        for each in page["items"]
        if each["creator"]["type"] == "Person"
    }
    assert makers == {"ann": "summary.mechanism_of_injury", "bob": "request"}
    assert len({each["id"] for each in page["items"]}) == len(page["items"])


def test_brats_numbers_are_unique_and_its_entities_known(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("brat", tmp_path / "out.zip")
    with ZipFile(tmp_path / "out.zip") as packed:
        config = packed.read("annotation.conf").decode()
        annotated = [name for name in packed.namelist() if name.endswith(".ann")]
        assert len(annotated) == 2
        for name in annotated:
            lines = packed.read(name).decode().splitlines()
            numbers = [line.partition("\t")[0] for line in lines]
            assert len(set(numbers)) == len(numbers)
            kinds = {line.split("\t")[1].split()[0] for line in lines if line.startswith("T")}
            assert all(f"\n{kind}\n" in config for kind in kinds)
            assert all(line.count("\t") == (1 if line.startswith("A") else 2) for line in lines)


# --- training data ---


def _mark(start: int, end: int) -> Mark:
    return Mark(Slot(0, "patient.age"), None, start, end, None, "prefilled", 1.0)


@given(
    text=st.text(alphabet=st.sampled_from(" \n\f.a1é𝒜_-'’\u00a0\u2003"), max_size=40),
    places=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5),
)
def test_every_mark_takes_whole_tokens(text: str, places: list[tuple[int, int]]) -> None:
    marks = [_mark(min(pair), max(pair)) for pair in places if min(pair) < max(pair) <= len(text)]
    tokens = tokenise(text, marks)
    assert "".join(token["text"] + " " * token["ws"] for token in tokens) == text
    assert [token["id"] for token in tokens] == list(range(len(tokens)))
    assert all(text[token["start"] : token["end"]] == token["text"] for token in tokens)
    assert {mark.start for mark in marks} <= {token["start"] for token in tokens}
    assert {mark.end for mark in marks} <= {token["end"] for token in tokens}


def test_a_span_names_its_tokens(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("prodigy", tmp_path / "out.jsonl")
    first, second = _lines(tmp_path / "out.jsonl")
    for task in (first, second):
        assert task["spans"]
        assert "answer" not in task
        for span in task["spans"]:
            assert task["tokens"][span["token_start"]]["start"] == span["start"]
            assert task["tokens"][span["token_end"]]["end"] == span["end"]
    workspace.export("prodigy", tmp_path / "reviewed.jsonl", reviewed=True)
    assert [task["answer"] for task in _lines(tmp_path / "reviewed.jsonl")] == ["accept"]


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    """Whether a span begins or ends within a word, or with a blank."""
    inside = [text[at - 1].isalnum() and text[at].isalnum() for at in (start, end) if 0 < at < len(text)]
    return any(inside) or text[start:end] != text[start:end].strip()


def test_spans_begin_and_end_with_words(tmp_path: Path) -> None:
    """Whatever tokeniser somebody has, a span that cuts no word can be had from its tokens."""
    with Workspace.open(tmp_path / "samples.imr", who="ann") as samples:
        assert all(each.problem is None for each in samples.import_files(sample_letters()))
        samples.export("prodigy", tmp_path / "out.jsonl")
    tasks = _lines(tmp_path / "out.jsonl")
    assert len(tasks) > 10
    for task in tasks:
        for span in task["spans"]:
            start, end = span["start"], span["end"]
            assert not _cuts_a_word(task["text"], start, end), task["text"][start - 10 : end + 10]
    text, span = tasks[0]["text"], tasks[0]["spans"][0]
    assert _cuts_a_word(text, span["start"] + 1, span["end"])
    assert _cuts_a_word(text, span["start"], span["end"] - 1)


def test_spacy_builds_its_documents_from_them(workspace: Workspace, tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed")
    workspace.export("prodigy", tmp_path / "out.jsonl")
    vocabulary = spacy.blank("en").vocab
    packed = spacy.tokens.DocBin()
    count = 0
    for task in _lines(tmp_path / "out.jsonl"):
        words, blanks = zip(*((token["text"], token["ws"]) for token in task["tokens"]), strict=True)
        document = spacy.tokens.Doc(vocabulary, words=list(words), spaces=list(blanks))
        assert document.text == task["text"]
        spans = [document.char_span(each["start"], each["end"], each["label"]) for each in task["spans"]]
        assert None not in spans
        document.spans["sc"] = spans
        packed.add(document)
        count += len(spans)
    packed.to_disk(tmp_path / "out.spacy")
    again = spacy.tokens.DocBin().from_disk(tmp_path / "out.spacy").get_docs(vocabulary)
    assert sum(len(document.spans["sc"]) for document in again) == count


@pytest.mark.parametrize("name", ["prodigy", "label-studio", "web-annotation", "brat"])
def test_the_outcomes_own_words_can_be_left_out(workspace: Workspace, tmp_path: Path, name: str) -> None:
    why = workspace.case(2).source
    start = why.text.index("No red flag")
    anchor = why.anchor(Span(start, why.text.index("Physical therapy 2")))
    workspace.set_value(2, Slot(1, "rationale"), anchor.quote, anchors=[anchor])
    with_them, without = (tmp_path / f"{kind}{formats()[name].suffix}" for kind in ("with", "without"))
    workspace.export(name, with_them)
    workspace.export(name, without, without_outcome=True)
    telling = re.compile(r"upheld|overturned|medically\s+necessary", re.IGNORECASE)
    assert telling.search(_all_text(with_them))
    assert not telling.search(_all_text(without))


def test_blanking_the_outcome_moves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("prodigy", tmp_path / "with.jsonl")
    workspace.export("prodigy", tmp_path / "without.jsonl", without_outcome=True)
    for whole, blanked in zip(_lines(tmp_path / "with.jsonl"), _lines(tmp_path / "without.jsonl"), strict=True):
        assert len(whole["text"]) == len(blanked["text"])
        kept = [each for each in whole["spans"] if each["label"] not in ("outcome", "conclusion")]
        places = [(each["label"], each["start"], each["end"]) for each in blanked["spans"]]
        assert places == [(each["label"], each["start"], each["end"]) for each in kept]
        same = [a for a, b in zip(whole["text"], blanked["text"], strict=True) if a == b]
        assert len(same) > 0.9 * len(whole["text"])
