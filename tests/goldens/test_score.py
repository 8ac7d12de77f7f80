"""The reader against letters that people read before: the thresholds that it must hold, by field."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from goldens.measure import PROJECT, SHARED

from imr_desktop import parsing, source
from imr_desktop.export.contract import as_record

SAMPLES = PROJECT / "resources" / "samples"

SURE = (
    "letter. reviewer. patient. summary.date summary.ur_decision_date summary.text case.outcome item.outcome "
    "item.ur_guideline.basis item.imr_guideline.basis item.conclusion item.request item.ur_guideline.text "
    "item.imr_guideline.text item.rationale"
).split()
THRESHOLDS = {
    **dict.fromkeys(SURE, 0.99),
    **dict.fromkeys(["citations", "item.quantity", "item.original_request", "item.authorized_part"], 0.96),
    **dict.fromkeys(["item.category", "item.body_parts", "item.laterality"], 0.95),
    **dict.fromkeys(["summary.diagnoses", "summary.treatments", "summary.mechanism_of_injury"], 0.85),
    "item count": 1.0,
}
CALIBRATION = 0.05


def extract(letters: Iterable[Path], out: Path) -> Path:
    """What `extract` prints of the letters, one line each."""
    with out.open("w", encoding="utf-8") as lines:
        for letter in letters:
            document = source.read(letter.name, letter.read_bytes())
            lines.write(json.dumps(as_record(document, parsing.read(document))) + "\n")
    return out


def score(extracted: Path, gold: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, SHARED / "score.py", extracted, gold, "--json"], capture_output=True, text=True, check=True
    )
    result = json.loads(done.stdout)
    assert isinstance(result, dict)
    return result


def short_of(result: dict[str, Any]) -> dict[str, float]:
    """The fields that a result falls short of, with its scores."""
    return {
        key: row["score"]
        for key, row in result["fields"].items()
        for part, threshold in THRESHOLDS.items()
        if part in key and row["score"] < threshold
    }


@pytest.mark.parametrize(
    ("letters", "gold"),
    [(SHARED / "letters", SHARED / "gold"), (SAMPLES, SAMPLES / "gold")],
    ids=["published letters", "our own letters"],
)
def test_the_reader_holds_its_thresholds(letters: Path, gold: Path, tmp_path: Path) -> None:
    if not (SHARED / "score.py").exists() or not gold.is_dir():
        pytest.skip("the gold records or the scoring program are not beside this checkout")
    paths = [path for path in sorted(letters.iterdir()) if path.suffix in (".pdf", ".txt")]
    result = score(extract(paths, tmp_path / "out.jsonl"), gold)
    assert result["missing"] == []
    assert result["quotes_in_place"] == result["quotes"] > 0
    assert short_of(result) == {}
    assert result["overall"] >= 0.975
    assert result["calibration_error"] <= CALIBRATION


def test_no_clean_letter_raises_a_flag_about_its_text(published: list[Path]) -> None:
    flagged = {}
    for path in published:
        document = source.read(path.name, path.read_bytes())
        if codes := [flag.code for flag in parsing.read(document).flags]:
            flagged[path.name] = codes
    assert flagged == {}


@pytest.mark.parametrize("name", ["ibr-decision.pdf", "ur-denial.txt"])
def test_a_near_relative_is_no_determination(name: str) -> None:
    path = SAMPLES / "relatives" / name
    if not path.exists():
        pytest.skip("the samples are not there")
    reading = parsing.read(source.read(name, path.read_bytes()))
    assert (reading.form, reading.items) == (None, ())
