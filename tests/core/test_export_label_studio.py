"""The tasks for Label Studio, as its own reader takes them and as its documentation describes them.

The schema follows https://labelstud.io/guide/task_format and https://labelstud.io/guide/predictions. Label Studio's own
checks (label-studio-sdk) run where that is installed; with what it needs it is larger than all other tools together,
so it is none of those that are locked for developing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import jsonschema
import pytest

from imr_desktop.fields import FIELDS
from imr_desktop.workspace import Workspace

SHARE: Final = {"type": "number", "minimum": 0, "maximum": 1}

REGION: Final = {
    "type": "object",
    "required": ["id", "from_name", "to_name", "type", "value"],
    "properties": {
        "id": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"},
        "from_name": {"const": "label"},
        "to_name": {"const": "text"},
        "type": {"const": "labels"},
        "score": SHARE,
        "meta": {"type": "object", "properties": {"text": {"type": "array", "items": {"type": "string"}}}},
        "value": {
            "type": "object",
            "required": ["start", "end", "text", "labels"],
            "properties": {
                "start": {"type": "integer", "minimum": 0},
                "end": {"type": "integer", "minimum": 1},
                "text": {"type": "string", "minLength": 1},
                "labels": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 1,
                    "items": {"enum": [field.key for field in FIELDS]},
                },
            },
        },
    },
}

TASKS: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
            "meta": {"type": "object"},
            "annotations": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["result"],
                    "properties": {"result": {"type": "array", "items": REGION}},
                },
            },
            "predictions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["model_version", "score", "result"],
                    "properties": {
                        "model_version": {"type": "string"},
                        "score": SHARE,
                        "result": {"type": "array", "items": {**REGION, "required": [*REGION["required"], "score"]}},
                    },
                },
            },
        },
    },
}


@pytest.fixture
def tasks(workspace: Workspace, tmp_path: Path) -> list[dict[str, Any]]:
    workspace.export("label-studio", tmp_path / "out")
    made: list[dict[str, Any]] = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    assert sum(len(task["annotations"]) for task in made) == 1
    assert sum(len(task["predictions"]) for task in made) == 2
    return made


@pytest.fixture
def config(tasks: list[dict[str, Any]], tmp_path: Path) -> str:
    return (tmp_path / "out" / "config.xml").read_text(encoding="utf-8")


def _regions(task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in (*task["annotations"], *task["predictions"]):
        yield from each["result"]


def test_the_tasks_follow_the_documented_format(tasks: list[dict[str, Any]]) -> None:
    validator = jsonschema.Draft202012Validator(TASKS)
    assert list(validator.iter_errors(tasks)) == []


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (("value", "labels"), ["nonsense"]),
        (("value", "start"), "12"),
        (("to_name",), "page"),
        (("type",), "rectanglelabels"),
        (("id",), "patient.age 1"),
    ],
)
def test_the_schema_refuses_what_is_no_region(
    tasks: list[dict[str, Any]], place: tuple[str, ...], wrong: object
) -> None:
    """The control."""
    region = next(_regions(tasks[0]))
    *way, last = place
    for key in way:
        region = region[key]
    region[last] = wrong
    assert not jsonschema.Draft202012Validator(TASKS).is_valid(tasks)


def test_regions_say_what_stands_at_their_place_and_each_has_its_own_id(tasks: list[dict[str, Any]]) -> None:
    for task in tasks:
        regions = list(_regions(task))
        for region in regions:
            value = region["value"]
            assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
        assert len({region["id"] for region in regions}) == len(regions)


def test_the_configuration_names_every_label_and_the_text(tasks: list[dict[str, Any]], config: str) -> None:
    view = ElementTree.fromstring(config)
    (labels,) = view.iter("Labels")
    (text,) = view.iter("Text")
    assert {each.get("value") for each in labels.iter("Label")} == {field.key for field in FIELDS}
    assert (labels.get("name"), labels.get("toName")) == ("label", text.get("name"))
    value = text.get("value") or ""
    assert all(value.removeprefix("$") in task["data"] for task in tasks)


@pytest.mark.filterwarnings("ignore")  # of what Label Studio's own package imports
def test_label_studios_own_checks_take_them(tasks: list[dict[str, Any]], config: str, tmp_path: Path) -> None:
    interface = pytest.importorskip("label_studio_sdk.label_interface", reason="label-studio-sdk is not installed")
    project = interface.LabelInterface(config)
    project.validate()
    for task in tasks:
        assert project.validate_task({"data": task["data"]})
        assert all(map(project.validate_annotation, task["annotations"]))
        assert [project.validate_prediction(each, return_errors=True) for each in task["predictions"]] == [[]]
    wrong = deepcopy(tasks[0]["annotations"][0])
    wrong["result"][0]["value"]["labels"] = ["nonsense"]
    assert not project.validate_annotation(wrong)  # the control


@pytest.mark.filterwarnings("ignore")  # as above
def test_label_studios_converter_makes_the_same_words_of_them(
    tasks: list[dict[str, Any]], config: str, tmp_path: Path
) -> None:
    converter = pytest.importorskip("label_studio_sdk.converter", reason="label-studio-sdk is not installed")
    for number, task in enumerate(tasks):  # a project gives its tasks numbers as it takes them in
        task["id"] = number
        for each in task["annotations"]:
            each["id"] = number
    (tmp_path / "in.json").write_text(json.dumps(tasks), encoding="utf-8")
    made = converter.Converter(config, project_dir=None)
    made.convert(str(tmp_path / "in.json"), str(tmp_path / "conll"), "CONLL2003", is_dir=False)
    lines = (tmp_path / "conll" / "result.conll").read_text(encoding="utf-8").splitlines()
    words = [line.split()[0] for line in lines if line.endswith("-summary.mechanism_of_injury")]
    assert words == ["a", "crate", "slid", "off"]
