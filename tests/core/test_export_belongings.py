"""Saved views and labels leave with the cases and come home with them, and never over what somebody else has saved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from click.testing import CliRunner
from exporting import letters, reading, worked
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imr_desktop.commands import cli
from imr_desktop.errors import Problem
from imr_desktop.export import schema
from imr_desktop.model import Hue, Label, Span, View
from imr_desktop.workspace import Workspace
from imr_desktop.workspace.annotating import FIRST_LABELS

MINE = View("Upheld spines", "spine outcome:upheld", "decided", ("tags", "decided"))
DOUBT = Label("", "Doubtful", "lilac", "9")


@pytest.fixture
def workspace(library: Path) -> Iterator[Workspace]:
    with Workspace.open(library, who="bob") as opened:
        opened.keep_view(MINE)
        opened.keep_labels([*FIRST_LABELS[:2], DOUBT])
        opened.annotate(1, [Span(848, 859)], "doubtful", "is this said twice?")
        yield opened


def _sent(workspace: Workspace, out: Path, **asked: Any) -> Path:
    workspace.export(out.suffix[1:], out, force=True, **asked)
    return out


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_first_record_holds_the_views_and_labels(workspace: Workspace, tmp_path: Path) -> None:
    first, *cases = _records(_sent(workspace, tmp_path / "all.jsonl"))
    assert first["schema"] == "imr-library/1"
    assert [each["name"] for each in first["views"]] == ["Upheld spines"]
    assert [each["name"] for each in first["labels"]] == ["Key fact", "Question", "Doubtful"]
    assert [case["schema"] for case in cases] == ["imr-case/1"] * 2


def test_it_follows_the_published_schema(workspace: Workspace, tmp_path: Path) -> None:
    validator = jsonschema.Draft202012Validator(schema.schema())
    for record in _records(_sent(workspace, tmp_path / "all.jsonl")):
        validator.validate(record)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**_records(tmp_path / "all.jsonl")[0], "more": 1})


def test_a_library_without_any_of_its_own_gives_no_such_record(tmp_path: Path) -> None:
    with worked(tmp_path) as plain:
        assert [each["schema"] for each in _records(_sent(plain, tmp_path / "all.jsonl"))] == ["imr-case/1"] * 2


@pytest.mark.parametrize("suffix", ["jsonl", "json"])
def test_a_new_library_that_they_came_into_exports_the_same_bytes(
    workspace: Workspace, tmp_path: Path, suffix: str
) -> None:
    sent = _sent(workspace, tmp_path / f"all.{suffix}")
    with Workspace.open(tmp_path / "new.imr", who="carol") as new:
        assert new.bring_back(sent).beside == ()
        assert (new.views(), new.labels()) == (workspace.views(), workspace.labels())
        assert _sent(new, tmp_path / f"again.{suffix}").read_bytes() == sent.read_bytes()


def test_a_highlight_has_its_labels_name_in_records_and_tables(workspace: Workspace, tmp_path: Path) -> None:
    first = _records(_sent(workspace, tmp_path / "all.jsonl"))[1]
    assert [(each["label"], each["label_name"]) for each in first["highlights"]] == [("doubtful", "Doubtful")]
    workspace.export("csv", tmp_path / "tables")
    assert ",doubtful,Doubtful," in (tmp_path / "tables" / "highlights.csv").read_text(encoding="utf-8")


def test_chosen_cases_take_the_labels_along_and_no_views(workspace: Workspace, tmp_path: Path) -> None:
    for asked in ({"cases": [1]}, {"words": "spine"}):
        first = _records(_sent(workspace, tmp_path / "some.jsonl", **asked))[0]
        assert (first["views"], len(first["labels"])) == ([], 3)


def test_what_is_reviewed_goes_without_them(workspace: Workspace, tmp_path: Path) -> None:
    records = _records(_sent(workspace, tmp_path / "reviewed.jsonl", reviewed=True))
    assert {each["schema"] for each in records} == {"imr-case/1"}


def test_what_somebody_has_saved_under_the_same_name_stays_and_is_told(workspace: Workspace, tmp_path: Path) -> None:
    sent = _sent(workspace, tmp_path / "all.jsonl")
    own = replace(MINE, words="knee")
    with Workspace.open(tmp_path / "other.imr", who="carol") as other:
        data, source = letters()[0]
        other.add(data, source, reading(source))
        other.keep_view(own)
        other.keep_labels([Label("doubtful", "Unclear", "lime", "1"), Label("key-fact", "Key fact", "yellow", "9")])
        told = other.bring_back(sent).beside
        assert told == (
            "The label “Doubtful” is “Unclear” here; that was left as it is.",
            "The view “Upheld spines” shows something else here; it was left as it is.",
        )
        assert other.views() == (own,)
        assert [each.name for each in other.labels()] == ["Unclear", "Key fact", "Question"]
        assert other.bring_back(sent).beside == told


def test_a_label_whose_key_is_taken_comes_without_it(workspace: Workspace, tmp_path: Path) -> None:
    sent = _sent(workspace, tmp_path / "all.jsonl")
    with Workspace.open(tmp_path / "other.imr", who="carol") as other:
        other.keep_labels([Label("", "Nine", "lime", "9")])
        other.bring_back(sent)
        assert [(each.name, each.key) for each in other.labels()][-1] == ("Doubtful", "")


def test_the_command_tells_what_stayed(workspace: Workspace, tmp_path: Path) -> None:
    sent = _sent(workspace, tmp_path / "all.jsonl")
    with Workspace.open(tmp_path / "other.imr", who="carol") as other:
        other.keep_view(replace(MINE, words="knee"))
    done = CliRunner().invoke(cli, ["--library", str(tmp_path / "other.imr"), "import", str(sent)])
    assert "The view “Upheld spines” shows something else here; it was left as it is." in done.output
    assert "2 brought back" in done.output


@pytest.mark.parametrize(
    "spoilt",
    [
        {"views": [{"name": "A", "words": "x"}], "labels": []},
        {"views": [{"name": " ", "words": "", "order": "added", "columns": []}], "labels": []},
        {"views": [], "labels": [{"id": "a", "name": "A", "hue": "black", "key": ""}]},
        {"views": [], "labels": [{"id": i, "name": "A", "hue": "lime", "key": ""} for i in "ab"]},
        {"views": 7, "labels": []},
        {"views": [{"name": "\ud800", "words": "", "order": "added", "columns": []}], "labels": []},
        {"labels": []},
    ],
)
def test_a_record_of_another_shape_is_refused_and_nothing_comes_in(
    workspace: Workspace, tmp_path: Path, spoilt: dict[str, Any]
) -> None:
    lines = _sent(workspace, tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    bad = tmp_path / "bad.jsonl"
    bad.write_text("\n".join([json.dumps({"schema": "imr-library/1", **spoilt}), *lines[1:]]), encoding="utf-8")
    with Workspace.open(tmp_path / "new.imr", who="carol") as new:
        with pytest.raises(Problem, match=r"bad\.jsonl cannot be brought back: line 1"):
            new.bring_back(bad)
        assert (new.count(), new.views(), new.labels()) == (0, (), FIRST_LABELS)


_names = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=12)
_views = st.lists(
    st.builds(View, _names, st.text(max_size=20), st.sampled_from(["added", "decided"]), st.just(("tags",))),
    max_size=4,
    unique_by=lambda view: view.name,
)
_labels = st.lists(
    st.builds(Label, st.just(""), _names, st.sampled_from(get_args(Hue))),
    max_size=4,
    unique_by=lambda label: label.name.strip().casefold(),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(views=_views, labels=_labels)
def test_whatever_views_and_labels_a_library_has_the_rebuilt_one_exports_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, views: list[View], labels: list[Label]
) -> None:
    folder = tmp_path_factory.mktemp("library")
    with Workspace.open(folder / "library.imr", who="ann") as library:
        data, source = letters()[0]
        library.add(data, source, reading(source))
        for view in views:
            library.keep_view(view)
        library.keep_labels(labels)
        sent = _sent(library, folder / "all.jsonl")
    with Workspace.open(folder / "new.imr", who="carol") as new:
        new.bring_back(sent)
        assert _sent(new, folder / "again.jsonl").read_bytes() == sent.read_bytes()


def test_an_export_is_of_one_moment(workspace: Workspace, tmp_path: Path) -> None:
    """What is saved while it runs is not half in it."""
    before = _sent(workspace, tmp_path / "before.jsonl").read_bytes()

    def meddle(done: int, _: int) -> None:
        workspace.tag([2], f"said while it ran {done}")

    assert _sent(workspace, tmp_path / "during.jsonl", progress=meddle).read_bytes() == before
    assert _sent(workspace, tmp_path / "after.jsonl").read_bytes() != before
