"""Label Studio: a folder with tasks to import and the labelling configuration they need.

What the reader suggests is a prediction with its scores; what a person decided on is an annotation.
See https://labelstud.io/guide/task_format.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from imr_desktop.export import Exported, Options
from imr_desktop.export.marks import OFFSETS, Mark, Marked, labels, marked
from imr_desktop.export.whole import refuse_existing, text_file, whole
from imr_desktop.texts import tr

NAME: Final = "label-studio"
LABEL: Final = tr("Label Studio tasks")
SUFFIX: Final = ""
ABOUT: Final = tr("A folder with tasks.json (predictions and annotations) and its labelling configuration config.xml.")


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes `tasks.json` and `config.xml` into the folder `out`."""
    paths = (out / "tasks.json", out / "config.xml")
    if not options.force:
        for path in paths:
            refuse_existing(path)
    count = 0
    with whole(*paths) as (tasks, config), text_file(tasks) as file, text_file(config) as settings:
        settings.write(_config())
        file.write("[")
        for count, each in enumerate(cases, 1):
            task = json.dumps(_task(marked(each, options)), ensure_ascii=False)
            file.write(("\n" if count == 1 else ",\n") + task)
        file.write("\n]\n")
    return count


def _config() -> str:
    listed = "\n".join(f"    <Label value={quoteattr(label)}/>" for label in labels())
    return (
        f'<View>\n  <!-- {OFFSETS} -->\n  <Labels name="label" toName="text">\n{listed}\n  </Labels>\n'
        '  <Text name="text" value="$text"/>\n</View>\n'
    )


def _task(letter: Marked) -> dict[str, Any]:
    source = letter.case.source
    suggested = [mark for mark in letter.marks if not mark.person]
    decided = [mark for mark in letter.marks if mark.person]
    data = {"text": letter.text, "case": letter.title, "document": source.name, "sha256": source.sha256}
    return {
        "data": data,
        "meta": {"offsets": OFFSETS},
        "predictions": [_prediction(letter, suggested)] if suggested else [],
        "annotations": [{"result": [_result(letter, mark) for mark in decided]}] if decided else [],
    }


def _prediction(letter: Marked, marks: list[Mark]) -> dict[str, Any]:
    """The suggestions; their common score is the least of theirs, so that doubtful letters can be sorted first."""
    return {
        "model_version": f"imr-desktop reader {letter.case.reading.parser}",
        "score": min(mark.confidence for mark in marks),
        "result": [_result(letter, mark) | {"score": mark.confidence} for mark in marks],
    }


def _result(letter: Marked, mark: Mark) -> dict[str, Any]:
    where = f"{mark.label}-{mark.item or 0}-{mark.start}-{mark.end}"
    return {
        "id": where.replace(".", "_"),
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "value": {
            "start": mark.start,
            "end": mark.end,
            "text": letter.text[mark.start : mark.end],
            "labels": [mark.label],
        },
        "meta": {"text": [mark.shown] + ([f"item {mark.item}"] if mark.item else [])},
    }
