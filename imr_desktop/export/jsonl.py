"""JSON Lines: one case a line, with everything that the library keeps of it, so that it can be brought back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from imr_desktop.export import Exported, ExportProblem, Options, belongings
from imr_desktop.export.contract import SCHEMA
from imr_desktop.export.reviewed import reviewed_record
from imr_desktop.export.whole import text_file, whole
from imr_desktop.texts import tr

NAME: Final = "jsonl"
LABEL: Final = tr("JSON Lines")
SUFFIX: Final = ".jsonl"
ABOUT: Final = tr("One case a line, lossless; “import” brings it back. Its schema comes with the program.")


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes `out`, a line for each case in the order of adding; see `reviewed_record` for a line's keys.

    Before them stands a line with the library's views and labels, where it has any of its own.
    """
    count = 0
    with whole(out) as (part,), text_file(part) as file:
        if options.belongings:
            file.write(f"{library_line(options)}\n")
        for each in cases:
            file.writelines(line(each, options))
            file.write("\n")
            count += 1
    return count


def library_line(options: Options) -> str:
    """What belongs to the library as a whole, as one line of JSON."""
    return _ENCODER.encode(belongings.as_record(options.belongings))


def line(each: Exported, options: Options) -> Iterator[str]:
    """A case as one line of JSON, in pieces. With only reviewed values it lacks what the library keeps beside them."""
    yield _ENCODER.encode(reviewed_record(each, options.packs))[:-1]
    carried = each.carried()
    yield ', "edits": '
    yield carried.edits
    if not options.reviewed:
        yield ', "stored": '
        yield from carried.stored
    yield "}"


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The cases of a file of JSON Lines (or of the JSON format), one by one; ExportProblem where it is no such file.

    What belongs to the library as a whole comes among them, with a schema of its own (`belongings`).
    """
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            for number, text in enumerate(file, 1):
                if (plain := text.strip().removesuffix(",")) and plain not in ("[", "]"):
                    yield _record(path, number, plain)
    except UnicodeDecodeError as error:
        raise _no_export(path, tr("it is not UTF-8 text")) from error
    except OSError as error:
        message = tr("{path} cannot be opened: {why}.", path=path, why=error.strerror or error)
        raise ExportProblem("unreadable", message) from error


def _record(path: Path, number: int, text: str) -> dict[str, Any]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _no_export(path, tr("line {line} is not JSON, or is cut off", line=number)) from error
    if isinstance(record, dict) and record.get("schema") == belongings.SCHEMA:
        try:
            belongings.from_record(record)
        except ValueError as error:
            message = tr("line {line} is not as this program writes it: {why}", line=number, why=error)
            raise _no_export(path, message) from error
        return record
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        raise _no_export(path, tr("line {line} does not follow the schema {schema}", line=number, schema=SCHEMA))
    if "stored" not in record:
        message = tr("line {line} holds only values (it was exported as reviewed, or printed by extract)", line=number)
        raise _no_export(path, message)
    return record


def _no_export(path: Path, reason: str) -> ExportProblem:
    message = tr(
        "{file} cannot be brought back: {why}. Nothing was imported; export it as JSON Lines.",
        file=path.name,
        why=reason,
    )
    return ExportProblem("no-export", message)
