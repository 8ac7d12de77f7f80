"""What leaves as JSON Lines comes home the same; what is there already is compared and left."""

from __future__ import annotations

import json
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import jsonschema
import pytest
from exporting import OTHER, letters, reading, worked
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters import write_letter
from mangling import IN_PYTHON
from reviewing import add_sample, answer_all, the_finding

from imr_desktop import paths
from imr_desktop.checklist.review import Verdict
from imr_desktop.errors import Problem, ValueProblem
from imr_desktop.export import formats, schema
from imr_desktop.export.contract import as_record, error_record
from imr_desktop.fields import FIELDS, ITEMS_KEY
from imr_desktop.model import Slot, Span
from imr_desktop.paths import sample_letters
from imr_desktop.store.untouched import among
from imr_desktop.workspace import Workspace


@pytest.fixture
def exported(workspace: Workspace, tmp_path: Path) -> Path:
    out = tmp_path / "cases.jsonl"
    workspace.export("jsonl", out)
    return out


def _again(exported: Path, folder: Path, format_name: str = "jsonl") -> bytes:
    """What a new library exports into which the file was brought back."""
    with Workspace.open(folder / "new.imr", who="carol") as new:
        new.bring_back(exported)
        new.export(format_name, folder / "again", force=True)
    return (folder / "again").read_bytes()


def _everything(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a library, but for when and by what it was last opened."""
    database = workspace._library.database
    tables = (
        "cases",
        "documents",
        "readings",
        "record_values",
        "drafts",
        "batches",
        "edits",
        "case_list",
        "findings",
    )
    return {table: sorted(database.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}


def test_a_library_that_was_brought_back_exports_the_same_bytes(exported: Path, tmp_path: Path) -> None:
    assert _again(exported, tmp_path) == exported.read_bytes()


def test_a_library_that_was_brought_back_is_the_same_row_by_row(
    workspace: Workspace, exported: Path, tmp_path: Path
) -> None:
    with Workspace.open(tmp_path / "new.imr", who="carol") as new:
        new.bring_back(exported)
        assert _everything(new) == _everything(workspace)
        assert new.document(1) == workspace.document(1)
        assert new.can_undo() == workspace.can_undo()


@pytest.fixture(scope="module")
def made_untouched(made_worked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples' cases, one with a second reading, one with a draft, and one of no known form."""
    folder = tmp_path_factory.mktemp("untouched")
    shutil.copy(made_worked, folder)
    with Workspace.open(folder / made_worked.name, who="bob") as workspace:
        poem = write_letter(folder, "poem.txt", "Roses are red.\f\nViolets are blue.\n")
        assert all(each.case for each in workspace.import_files([*sample_letters(), poem]))
        workspace.keep_draft(4, Slot(0, "letter.decision_date"), "next we")
        return workspace.path


@pytest.mark.parametrize("name", ["jsonl", "csv", "xlsx", "sqlite", "deidentified"])
def test_a_case_that_nobody_touched_goes_out_the_short_way_as_it_would_the_long_way(
    made_untouched: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workspace.open(made_untouched, who="bob", read_only=True) as workspace:
        untouched = [each is not None for _, each in among(workspace._library, workspace.case_ids())]
        assert untouched == [False, *[True] * (workspace.count() - 1)]
        short, long = (_written(workspace, name, tmp_path / way, monkeypatch, way) for way in ("short", "long"))
    assert short
    assert short == long


def _written(
    workspace: Workspace, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> dict[str, bytes]:
    if way == "long":
        monkeypatch.setattr("imr_desktop.store.untouched.among", lambda _, ids: ((each, None) for each in ids))
    out = folder / f"out{formats()[name].suffix}"
    workspace.export(name, out)
    if out.suffix == ".xlsx":
        with ZipFile(out) as packed:
            return {part: packed.read(part) for part in packed.namelist() if part != "docProps/core.xml"}  # its time
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_json_format_comes_back_too(workspace: Workspace, exported: Path, tmp_path: Path) -> None:
    workspace.export("json", tmp_path / "cases.json")
    assert len(json.loads((tmp_path / "cases.json").read_text(encoding="utf-8"))) == 2
    assert _again(tmp_path / "cases.json", tmp_path) == exported.read_bytes()


def test_two_exports_of_the_same_library_are_the_same(workspace: Workspace, exported: Path, tmp_path: Path) -> None:
    workspace.export("jsonl", tmp_path / "second.jsonl")
    assert (tmp_path / "second.jsonl").read_bytes() == exported.read_bytes()


def test_a_chosen_case_comes_back_as_it_was_with_its_numbers(workspace: Workspace, tmp_path: Path) -> None:
    workspace.set_text(2, Slot(0, "patient.sex"), "female")
    workspace.export("jsonl", tmp_path / "one.jsonl", cases=[2])
    assert _again(tmp_path / "one.jsonl", tmp_path) == (tmp_path / "one.jsonl").read_bytes()


def test_into_a_library_with_other_cases_they_come_beside_them(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("jsonl", tmp_path / "first.jsonl", cases=[1])
    before = workspace.history(1)
    with Workspace.open(tmp_path / "new.imr", who="carol") as new:
        data, source = letters()[1]
        new.add(data, source, reading(source))
        new.set_text(1, Slot(0, "patient.age"), "93")
        returned = new.bring_back(tmp_path / "first.jsonl")
        assert (returned.added, returned.same, returned.differences) == ((2,), (), ())
        assert new.case(2).value("letter.ur_denial_date").value == "2017-01-09"
        assert [each.new for each in new.history(2)] == [each.new for each in before]
        assert new.case(1).value("patient.age").value == 93
        assert new.undo().label == "Undo Confirm request, item 1"


def test_verdicts_on_findings_come_back(one_sample: Workspace, tmp_path: Path) -> None:
    finding = one_sample.check(one_sample.case(1)).findings[0]
    one_sample.judge(1, finding, "dismissed", "a misprint")
    one_sample.export("jsonl", tmp_path / "cases.jsonl")
    (line,) = (json.loads(line) for line in (tmp_path / "cases.jsonl").read_text(encoding="utf-8").splitlines())
    assert (line["findings"][0]["verdict"], line["findings"][0]["note"]) == ("dismissed", "a misprint")
    assert _again(tmp_path / "cases.jsonl", tmp_path) == (tmp_path / "cases.jsonl").read_bytes()


def test_a_document_that_no_letter_could_be_is_not_taken_in(exported: Path, tmp_path: Path) -> None:
    bomb = b"%PDF-1.7 and then nothing"
    line = json.loads(exported.read_text(encoding="utf-8").splitlines()[0])
    told = {"bytes": b64encode(bomb).decode(), "sha256": sha256(bomb).hexdigest(), "media_type": "application/pdf"}
    line["stored"]["documents"][0].update(told)
    (tmp_path / "bomb.jsonl").write_text(json.dumps(line), encoding="utf-8")
    with Workspace.open(tmp_path / "new.imr", who="carol") as new:
        with pytest.raises(Problem, match="damaged"):
            new.bring_back(tmp_path / "bomb.jsonl")
        assert new.cases() == []


def test_a_case_that_is_there_is_compared_and_never_overwritten(workspace: Workspace, exported: Path) -> None:
    workspace.set_text(1, Slot(0, "patient.age"), "61")
    workspace.confirm(2, Slot(0, "patient.sex"))
    before = _everything(workspace)
    returned = workspace.bring_back(exported)
    assert (returned.added, returned.same) == ((), ())
    told = [workspace.tell_difference(each) for each in returned.differences]
    assert told == [
        "CM17-9912345, Age: here 61 (corrected), in the file 52 (confirmed), which this library went on from",
        "CM17-9900002, Sex: here Male (confirmed), in the file Male (prefilled), which this library went on from",
    ]
    assert workspace.differences() == []
    assert _everything(workspace) == before


def test_a_case_that_says_the_same_is_no_difference(workspace: Workspace, exported: Path) -> None:
    returned = workspace.bring_back(exported)
    assert (returned.added, returned.same, returned.differences) == ((), (1, 2), ())


def _cut(text: str) -> str:
    return text[: len(text) // 2]


def _changed(change: Callable[[dict[str, Any]], object]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        first, second = map(json.loads, text.splitlines())
        change(second)
        return "\n".join(json.dumps(each) for each in (first, second))

    return changed


def _of_the_first_edit(**said: object) -> Callable[[str], str]:
    """The first case has edits, the second has none."""

    def changed(text: str) -> str:
        first, second = map(json.loads, text.splitlines())
        first["edits"][0].update(said)
        return "\n".join(json.dumps(each) for each in (first, second))

    return changed


def _reading(case: dict[str, Any]) -> dict[str, Any]:
    return cast(dict[str, Any], case["stored"]["documents"][0]["readings"][-1])


def _found(case: dict[str, Any]) -> dict[str, Any]:
    return cast(dict[str, Any], _reading(case)["found"]["fields"])


def _deep(levels: int) -> list[Any]:
    made: list[Any] = []
    for _ in range(levels):
        made = [made]
    return made


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_cut, "not JSON, or is cut off"),
        (lambda text: "no JSON\n" + text, "line 1 is not JSON"),
        (lambda text: '{"schema": "imr-case/2"}\n' + text, "does not follow the schema"),
        (lambda text: "[1]\n" + text, "does not follow the schema"),
        (_changed(lambda case: case.pop("stored")), "holds only values"),
        (_changed(lambda case: case["stored"]["documents"][0].update(bytes="QUJD")), "not those that its SHA-256"),
        (_changed(lambda case: case["stored"]["documents"][0].update(bytes="€")), "Case 2 of the file"),
        (_changed(lambda case: case["stored"]["documents"][0].update(readings=[])), "never read"),
        (_changed(lambda case: case["stored"]["documents"][0]["readings"][0].update(word_ends="")), "do not fit"),
        (_changed(lambda case: case["stored"]["documents"][0]["readings"][0].update(found=[])), "Case 2 of the file"),
        (_changed(lambda case: case["stored"].update(case=1)), "Case 2 of the file"),
        (_changed(lambda case: case.update(edits=[{}])), "Case 2 of the file"),
        (_changed(lambda case: case["stored"].update(drafts=[[1]])), "under “stored.drafts.0” is not there"),
        (_changed(lambda case: case["stored"].update(uid="../../elsewhere")), "under “stored.uid”"),
        (_changed(lambda case: case["stored"].update(case=0)), "under “stored.case”"),
        (_changed(lambda case: case["stored"].update(uid='0","case":7,"x":"')), "under “stored.uid”"),
        (_changed(lambda case: case["stored"].update(documents=[])), "under “stored.documents”"),
        (_changed(lambda case: case.update(added="yesterday")), "under “added”"),
        (_changed(lambda case: _found(case).update(**{"patient.age": []})), "found.fields.patient.age"),
        (_changed(lambda case: _found(case)["patient.age"].__setitem__(2, "sure")), "found.fields.patient.age.2"),
        (_changed(lambda case: _found(case)["patient.age"].__setitem__(3, [["a", 7]])), "patient.age.3.0"),
        (_changed(lambda case: _found(case)["patient.age"].__setitem__(4, "\ud800")), "found.fields.patient.age.4"),
        (_changed(lambda case: _reading(case)["pages"][0].__setitem__(0, 7)), "do not follow on each other"),
        (_of_the_first_edit(at=True), "under “edits.0.at”"),
        (_of_the_first_edit(id=1e400), "under “edits.0.id”"),
        (_of_the_first_edit(old=float("nan")), "under “edits.0.old”"),
        (_of_the_first_edit(old=_deep(800)), "under “edits.0.old”"),
        (_of_the_first_edit(anchors=[{"page": 1, "start": 0, "end": 1, "quote": "x"}]), "edits.0.anchors.0.before"),
        (_of_the_first_edit(batch=2), "its log of edits does not hold together"),
        (_of_the_first_edit(id=2), "its log of edits does not hold together"),
    ],
)
def test_a_file_that_is_not_whole_brings_nothing_back(
    exported: Path, tmp_path: Path, spoil: Callable[[str], str], reason: str
) -> None:
    spoilt = tmp_path / "spoilt.jsonl"
    spoilt.write_text(spoil(exported.read_text(encoding="utf-8")), encoding="utf-8")
    with Workspace.open(tmp_path / "new.imr", who="carol") as new:
        with pytest.raises(Problem, match=reason) as told:
            new.bring_back(spoilt)
        assert "Nothing was imported" in told.value.message
        assert not IN_PYTHON.search(told.value.message)
        assert new.cases() == []
        new.bring_back(exported)  # the library is none the worse for it


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("patient.age", "old"), ("letter.priority", "maybe"), ("no.such", 1), ("answer.core.L02", 7), ("note.x", 7)),
        *(("case.status", "done"), ("case.status", []), ("case.tags", "urgent"), ("case.tags", [1])),
        *(("letter.priority", ["standard"]), ("finding.x", [1]), ("case.disposition", {"disposition": []})),
        *(("seen.sentences", [{}]), ("seen.sentences", 7)),
        *(("annotation.1", {"label": ""}), ("difference.patient.age", 7), ("difference.patient.age", {"value": 7})),
    ],
)
def test_a_value_that_the_record_cannot_hold_is_refused(
    exported: Path, tmp_path: Path, field: str, value: object
) -> None:
    records = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    records[0]["edits"][0].update(field=field, new=value)
    exported.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    with Workspace.open(tmp_path / "new.imr", who="carol") as new:
        with pytest.raises(Problem, match="Case 1 of the file"):
            new.bring_back(exported)
        assert new.cases() == []


def test_what_is_said_of_a_case_as_a_whole_comes_back_whatever_it_is(workspace: Workspace, tmp_path: Path) -> None:
    workspace.set_status([1], "postponed", why="waits for the records")
    workspace.set_value(1, Slot(0, "case.tags"), ["second look", "é; ü"])
    workspace.set_value(1, Slot(0, "case.of_a_later_version"), {"a": [1, None, "b"]})
    workspace.annotate(2, [Span(40, 52)], "key-fact", "both dates")
    workspace.export("jsonl", tmp_path / "cases.jsonl")
    assert _again(tmp_path / "cases.jsonl", tmp_path) == (tmp_path / "cases.jsonl").read_bytes()
    with Workspace.open(tmp_path / "new.imr", who="carol") as new:
        assert [row.status for row in new.cases()] == ["postponed", workspace.cases()[1].status]
        assert new.case(1).value("case.of_a_later_version").value == {"a": [1, None, "b"]}
        assert [each.comment for each in new.annotations(new.case(2))] == ["both dates"]


def test_what_was_exported_as_reviewed_is_told_not_to_come_back(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("jsonl", tmp_path / "reviewed.jsonl", reviewed=True)
    with pytest.raises(Problem, match="exported as reviewed"):
        workspace.bring_back(tmp_path / "reviewed.jsonl")


def test_what_cannot_be_opened_is_told(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be opened"):
        workspace.bring_back(tmp_path / "gone.jsonl")
    (tmp_path / "latin.jsonl").write_bytes("{ä}".encode("latin-1"))
    with pytest.raises(Problem, match="not UTF-8"):
        workspace.bring_back(tmp_path / "latin.jsonl")


# --- whatever people did ---

_SLOTS = st.sampled_from([Slot(0, "patient.age"), Slot(0, "summary.diagnoses"), Slot(1, "outcome"), Slot(2, "request")])
_TEXTS = st.one_of(st.sampled_from(["", "7", "upheld", "= 1 + 1", "a; b", "“ä” 𝒜\u2028"]), st.text(max_size=8))
_ACTS = st.one_of(
    st.tuples(st.just("type"), _SLOTS, _TEXTS.filter(lambda text: text.isprintable() or text.isspace())),
    st.tuples(st.just("confirm"), _SLOTS, st.just("")),
    st.tuples(st.just("restore"), _SLOTS, st.just("")),
    st.tuples(st.just("note"), _SLOTS, st.sampled_from(["", "see page 2"])),
    st.tuples(st.just("items"), _SLOTS, st.sampled_from(["2 1", "1", "1 2 3"])),
    st.tuples(st.just("point"), _SLOTS, st.just("")),
    st.tuples(st.sampled_from(["undo", "redo", "read again"]), _SLOTS, st.just("")),
)


def _do(workspace: Workspace, case: int, name: str, slot: Slot, text: str) -> None:
    if name == "confirm":
        workspace.confirm(case, slot)
    elif name == "restore":
        workspace.restore(case, slot)
    elif name == "note":
        workspace.note(case, slot, text)
    elif name == "items":
        workspace.set_value(case, Slot(0, ITEMS_KEY), [int(each) for each in text.split()])
    elif name == "point":
        anchor = workspace.case(case).source.anchor(Span(100, 120))
        workspace.set_value(case, Slot(2, "request"), anchor.quote, anchors=[anchor])
    elif name == "undo":
        workspace.undo()
    elif name == "redo":
        workspace.redo()
    elif name == "read again":
        data, source = letters()[case - 1]
        workspace.add(data, source, reading(source, parser=str(len(workspace.history(case)) + 2)))
    else:
        try:
            workspace.set_text(case, slot, text)
        except ValueProblem:
            return


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(st.tuples(st.sampled_from([1, 2]), _ACTS), max_size=10), chosen=st.sampled_from([None, [2]]))
def test_whatever_people_did_comes_back_the_same(
    acts: list[tuple[int, tuple[str, Slot, str]]], chosen: list[int] | None
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Workspace.open(folder / "library.imr", who="ann") as workspace:
            for data, source in letters():
                workspace.add(data, source, reading(source))
            for case, act in acts:
                _do(workspace, case, *act)
            workspace.export("jsonl", folder / "cases.jsonl", cases=chosen)
        assert _again(folder / "cases.jsonl", folder) == (folder / "cases.jsonl").read_bytes()


def test_a_lost_edit_would_be_noticed(exported: Path, tmp_path: Path) -> None:
    """The control: the comparison of bytes does find a difference."""
    lines = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    lines[0]["edits"].pop(1)
    (tmp_path / "less.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert _again(tmp_path / "less.jsonl", tmp_path) != exported.read_bytes()


# --- the published schema ---


@pytest.fixture
def published_schema() -> Any:
    return json.loads((paths.resources() / "schema" / schema.FILE).read_text(encoding="utf-8"))


def test_the_published_schema_is_todays(published_schema: Any) -> None:
    """Made anew by `schema.schema()`; a new field changes it."""
    assert published_schema == schema.schema()
    jsonschema.Draft202012Validator.check_schema(published_schema)


def test_exports_and_extracts_follow_the_published_schema(
    workspace: Workspace, exported: Path, tmp_path: Path, published_schema: Any
) -> None:
    workspace.export("jsonl", tmp_path / "reviewed.jsonl", reviewed=True)
    lines = [line for path in (exported, tmp_path / "reviewed.jsonl") for line in path.read_text("utf-8").splitlines()]
    _, source = letters()[1]
    full = reading(source)
    fields = {field.key: full.fields[field.key] for field in FIELDS if field.key in full.fields}
    assert fields
    records = [
        *map(json.loads, lines),
        as_record(source, full),
        error_record("x.pdf", Problem("empty", "It is empty.")),
    ]
    validator = jsonschema.Draft202012Validator(published_schema)
    assert [list(validator.iter_errors(record)) for record in records] == [[]] * len(records)


def test_whatever_was_done_to_a_case_its_export_follows_the_published_schema(
    tmp_path: Path, published_schema: Any
) -> None:
    """A verdict of each kind, answers, notes, items split and left out, highlights, tags, a difference that waits."""
    validator = jsonschema.Draft202012Validator(published_schema)
    with Workspace.open(tmp_path / "library.imr", who="ann") as workspace:
        case = add_sample(workspace)
        found = the_finding(workspace, case)
        answer_all(workspace, case)
        workspace.annotate(case, [Span(10, 30), Span(40, 50)], "question", "is this so?")
        workspace.tag([case], "second look")
        workspace.set_status([case], "postponed", "waits for the records")
        workspace.note(case, Slot(1, "outcome"), "see page 2")
        workspace.split_item(case, 1)
        workspace.export("jsonl", tmp_path / "before.jsonl")
        workspace.set_text(case, Slot(0, "patient.age"), "61")
        with Workspace.open(tmp_path / "away.imr", who="bob") as away:
            away.bring_back(tmp_path / "before.jsonl")
            away.set_text(1, Slot(0, "patient.age"), "62", why="page 2")
            away.export("jsonl", tmp_path / "back.jsonl")
        workspace.bring_back(tmp_path / "back.jsonl")
        assert workspace.differences()
        for verdict, why in (("accepted", ""), ("noted", "is it?"), ("dismissed", "they are one")):
            workspace.judge(case, found, cast(Verdict, verdict), why)
            for reviewed in (False, True):
                out = tmp_path / f"{verdict}-{reviewed}.jsonl"
                workspace.export("jsonl", out, reviewed=reviewed)
                (record,) = map(json.loads, out.read_text(encoding="utf-8").splitlines())
                assert list(validator.iter_errors(record)) == []
                assert [(each["verdict"], each["note"]) for each in record["findings"] if "verdict" in each] == [
                    (verdict, why or None)
                ]
                assert record["highlights"]
                assert record["tags"] == ["second look"]
                assert len(record["items"]) == 2


def test_the_schema_refuses_what_is_no_record(exported: Path, published_schema: Any) -> None:
    """The control."""
    record = json.loads(exported.read_text(encoding="utf-8").splitlines()[0])
    validator = jsonschema.Draft202012Validator(published_schema)
    record["fields"]["patient.age"]["value"] = "52"
    assert not validator.is_valid(record)
    record["fields"]["patient.age"]["value"] = 52
    assert validator.is_valid(record)
    record["fields"].pop("patient.age")
    assert not validator.is_valid(record)


def test_the_second_letter_is_another(tmp_path: Path) -> None:
    assert len({source.sha256 for _, source in letters()}) == 2
    assert "𝒜" in OTHER


def test_sentences_that_were_seen_come_back(tmp_path: Path) -> None:
    with worked(tmp_path) as workspace:
        case = workspace.case_ids()[0]
        start = workspace.case(case).source.pages[0].start
        workspace.mark_seen(case, [Span(start, start + 20)])
        kept = workspace.case(case).value("seen.sentences").value
        workspace.export("jsonl", tmp_path / "cases.jsonl")
    with Workspace.open(tmp_path / "new.imr", who="carol") as new:
        (first, *_) = new.bring_back(tmp_path / "cases.jsonl").added
        assert new.case(first).value("seen.sentences").value == kept
        assert kept
