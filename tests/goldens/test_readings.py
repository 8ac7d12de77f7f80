"""What is read of each sample letter, as files one can read: every field with its value and the rule that found it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from goldens.measure import PROJECT

from imr_desktop import parsing, source
from imr_desktop.model import Found, Json, Reading

SAMPLES = PROJECT / "resources" / "samples"
LETTERS = sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".pdf", ".txt"))

Golden = Callable[[str, str], None]


def printed(reading: Reading) -> str:
    """The reading, one field a line: its value, or its state in brackets, and the rule."""
    lines = [f"form: {reading.form}", *(f"flag: {flag.message}" for flag in reading.flags), *_fields(reading.fields)]
    for number, item in enumerate(reading.items, 1):
        lines += ["", f"item {number}", *_fields(item)]
    return "\n".join(lines) + "\n"


def _fields(fields: Mapping[str, Found]) -> list[str]:
    return [f"{key}: {_shown(found)}  — {found.rule}" for key, found in fields.items()]


def _shown(found: Found) -> str:
    return _value(found.value) if found.state == "stated" else f"[{found.state}]"


def _value(value: Json) -> str:
    return value.replace("\n", " ") if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.name)
def test_a_sample_letter_is_read_as_its_golden_file_says(path: Path, golden: Golden) -> None:
    reading = parsing.read(source.read(path.name, path.read_bytes()))
    golden(f"readings/{path.stem}.txt", printed(reading))
