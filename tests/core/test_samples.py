"""The sample library: our own letters, their gold records, and the script that sets both from one description."""

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pdfplumber
import pypdfium2
import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "resources" / "samples"
SHARED = ROOT.parent / "shared"
LETTERS = sorted(path for path in SAMPLES.iterdir() if path.suffix in {".pdf", ".txt"})
RELATIVES = sorted((SAMPLES / "relatives").iterdir())

LETTER_KEYS = (
    "letter.case_number letter.priority letter.date_assigned letter.date_of_injury letter.decision_date "
    "letter.ur_denial_date letter.application_received reviewer.licensure_states reviewer.specialties "
    "reviewer.independence_stated reviewer.active_practice_stated patient.age patient.sex summary.text "
    "summary.date_of_injury summary.ur_decision_date summary.mechanism_of_injury summary.diagnoses "
    "summary.treatments case.outcome"
).split()
ITEM_KEYS = (
    "request original_request authorized_part quantity outcome category body_parts laterality ur_guideline.text "
    "ur_guideline.basis ur_guideline.citations imr_guideline.text imr_guideline.basis imr_guideline.citations "
    "rationale conclusion"
).split()
CATEGORIES = set(
    "Diagnostic Testing|DMEPOS|Evaluation & Management|Home Health|Injection|Pharmaceuticals|Programs|Psych Services|"
    "Rehabilitation|Surgery|Transportation|Other".split("|")
)
BODY_PARTS = set(
    "head|cervical spine|thoracic spine|lumbar spine|shoulder|elbow|forearm|wrist|hand|upper extremity|hip|pelvis|knee|"
    "leg|ankle|foot|lower extremity|chest|abdomen|psyche|other".split("|")
)
ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@pytest.fixture(scope="module")
def typeset() -> Iterator[ModuleType]:
    """The typesetting script, as a module."""
    spec = importlib.util.spec_from_file_location("typeset", SAMPLES / "typeset.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, "typeset", module)  # dataclasses look their module up
        spec.loader.exec_module(module)
        yield module


@pytest.fixture(scope="module")
def described(typeset: ModuleType) -> dict[str, Any]:
    """Every letter's description by its name."""
    paths = (SAMPLES / "letters").glob("*.toml")
    documents = [typeset.read_description(path) for path in paths]
    return {each.name: each for each in documents if isinstance(each, typeset.Letter)}


@pytest.fixture(scope="module")
def golds() -> dict[str, Any]:
    """Every letter's gold record by its name."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (SAMPLES / "gold").glob("*.json")}


@cache
def printed(path: Path) -> str:
    """The document's text, as a reader of its format gets it."""
    if path.suffix == ".txt":
        return path.read_text(encoding="utf-8")
    with pdfplumber.open(path) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def folded(text: str) -> str:
    """White space folded, words broken after a hyphen joined."""
    return re.sub(r"-\s+", "-", " ".join(text.split()))


def items(golds: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for gold in golds.values():
        yield from gold["items"]


def named(path: Path) -> str:
    return path.name


def test_every_letter_has_its_own_gold_record(golds: dict[str, Any]) -> None:
    stems = [path.stem for path in LETTERS]
    assert len(stems) == len(set(stems)) >= 12
    assert sorted(stems) == sorted(golds)
    assert all(gold["name"] == stem for stem, gold in golds.items())
    assert {path.suffix for path in LETTERS} == {".pdf", ".txt"}


def test_typesetting_again_gives_the_same_bytes(typeset: ModuleType, tmp_path: Path) -> None:
    typeset.write_library(tmp_path)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    kept = [*LETTERS, *RELATIVES, *(SAMPLES / "gold").rglob("*.json")]
    assert {path.relative_to(SAMPLES) for path in kept} == set(made)
    assert not [path for path in kept if path.read_bytes() != made[path.relative_to(SAMPLES)]]


def test_another_word_gives_other_bytes(typeset: ModuleType, described: dict[str, Any]) -> None:
    letter = described["CM17-9900002"]
    changed = replace(letter, summary=replace(letter.summary, text=letter.summary.text.replace("swelling", "warmth")))
    assert typeset.typeset(letter) != typeset.typeset(changed)


def test_the_library_is_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 1_500_000


@pytest.mark.parametrize("path", LETTERS, ids=named)
def test_the_described_headings_stand_in_the_document_in_order(path: Path, described: dict[str, Any]) -> None:
    letter, text, at = described[path.stem], folded(printed(path)), 0
    for item in letter.items:
        heading = folded(item.heading + item.outcome.title())
        assert heading in text[at:]
        at = text.index(heading, at) + len(heading)


@pytest.mark.parametrize("path", LETTERS, ids=named)
def test_planted_passages_stand_in_the_document(path: Path, golds: dict[str, Any]) -> None:
    text, gold = folded(printed(path)), golds[path.stem]
    for planted in gold["planted"]:
        assert planted["item"] is None or 1 <= planted["item"] <= len(gold["items"])
        assert [quote for quote in planted["quotes"] if folded(quote) not in text] == []
    assert "nobody wrote this sentence" not in text


@pytest.mark.parametrize("path", LETTERS, ids=named)
def test_what_was_read_by_hand_stands_in_the_letter(
    path: Path, golds: dict[str, Any], described: dict[str, Any]
) -> None:
    fields, summary = golds[path.stem]["fields"], folded(described[path.stem].summary.text)
    phrases = fields["summary.diagnoses"] + fields["summary.treatments"]
    phrases += [fields["summary.mechanism_of_injury"]] if fields["summary.mechanism_of_injury"] else []
    assert [phrase for phrase in phrases if folded(phrase) not in summary] == []
    assert fields["patient.age"] is None or f"{fields['patient.age']}" in summary
    assert [item for item in golds[path.stem]["items"] if (item["quantity"] or "") not in item["request"]] == []


def test_the_gold_records_keep_to_the_case_record(golds: dict[str, Any]) -> None:
    for gold in golds.values():
        fields = gold["fields"]
        assert gold["form"] == "imr-determination"
        assert list(fields) == LETTER_KEYS
        assert all(list(item) == ITEM_KEYS for item in gold["items"])
        dates = [value for key, value in fields.items() if "date" in key and key != "letter.priority" and value]
        assert all(ISO_DATE.fullmatch(value) for value in dates)
        assert fields["patient.sex"] in {"male", "female", None}
        assert fields["letter.priority"] in {"standard", "expedited", None}
        assert (gold["layout"] == "F") == (fields["letter.case_number"] is not None)
    for item in items(golds):
        assert item["category"] in CATEGORIES
        assert BODY_PARTS.issuperset(item["body_parts"])
        assert item["laterality"] in {"left", "right", "bilateral", None}
        assert item["conclusion"] in {"necessary", "not_necessary", None}
        assert item["outcome"] in {"upheld", "overturned"}
        for side in ("ur_guideline", "imr_guideline"):
            cited = {citation["source"] for citation in item[f"{side}.citations"]}
            basis = "both" if len(cited) == 2 else cited.pop() if cited else "none"
            assert item[f"{side}.basis"] == basis


def test_a_near_relative_has_gold_without_a_form() -> None:
    assert {path.suffix for path in RELATIVES} == {".pdf", ".txt"}
    for path in RELATIVES:
        gold = json.loads((SAMPLES / "gold" / "relatives" / f"{path.stem}.json").read_text(encoding="utf-8"))
        assert (gold["form"], gold["fields"], gold["items"]) == (None, {}, [])
        assert "HOW THE IMR FINAL DETERMINATION WAS MADE" not in printed(path)


def test_forms_outcomes_and_bases_are_all_there(golds: dict[str, Any]) -> None:
    assert {gold["layout"] for gold in golds.values()} == {"D", "E", "F"}
    outcomes = {gold["fields"]["case.outcome"] for gold in golds.values()}
    assert outcomes == {"upheld", "overturned", "partially_overturned"}
    counts = [len(gold["items"]) for gold in golds.values()]
    assert (min(counts), max(counts)) == (1, 21)
    for side in ("ur_guideline", "imr_guideline"):
        assert {item[f"{side}.basis"] for item in items(golds)} == {"mtus", "non_mtus", "both", "none"}
    assert {gold["fields"]["letter.priority"] for gold in golds.values()} == {"standard", "expedited", None}
    assert None in {gold["fields"]["patient.age"] for gold in golds.values()}
    assert {item["category"] for item in items(golds)} == CATEGORIES - {"Other"}
    assert len({planted["rule"] for gold in golds.values() for planted in gold["planted"]}) >= 12


def test_headings_come_in_all_their_kinds(described: dict[str, Any]) -> None:
    headings = [item.heading for letter in described.values() for item in letter.items]
    for kind in (
        r"The remaining IMR eligible portion of the original request, ",
        r"leaving the original request IMR eligible\. The original request, ",
        r"\w:  $",
        r"\w: $",
        r" is: $",
        r"to include: ",
        r"DOS: ",
        r"QTY: ",
        r"^Associated surgical service: ",
    ):
        assert [heading for heading in headings if re.search(kind, heading)], kind


def test_lines_and_pages_end_in_awkward_places(typeset: ModuleType, described: dict[str, Any]) -> None:
    lines, ends = [], []
    for letter in described.values():
        pages = typeset.set_pages(typeset.LAYOUTS[letter.form](letter))
        lines += [line.text for page in pages for line in page.lines]
        ends += [[line.text for line in page.lines] for page in pages[:-1]]
    assert {"Upheld"} & set(lines)
    assert re.search(r"\d-\n\d{2,4}\b", "\n".join(lines)), "no date is broken over a line"
    last_paragraphs = [re.split(r"\n\n+", "\n".join(end).rstrip("\n"))[-1] for end in ends]
    assert [each for each in last_paragraphs if re.search(r": (Upheld|Overturned)$", each)]
    unfinished = [each for each, end in zip(last_paragraphs, ends, strict=True) if end[-1] and each[-1] != "."]
    assert [each for each in unfinished if re.match(r"(Claims Administrator|MAXIMUS) guideline:", each)]
    assert [each for each in unfinished if each.startswith("Decision rationale:")]


def test_the_longest_letter_has_six_pages_or_more() -> None:
    with pdfplumber.open(SAMPLES / "CM17-9900007.pdf") as document:
        assert len(document.pages) >= 6


def test_locked_letters_open_without_a_password(described: dict[str, Any]) -> None:
    locked = {path for path in LETTERS if b"/AESV2" in path.read_bytes()}
    assert {path.stem for path in locked} == {letter.name for letter in described.values() if letter.locked}
    assert locked
    assert locked != set(LETTERS)
    for path in locked:
        assert "CLINICAL CASE SUMMARY" in printed(path)
        assert b"CLINICAL" not in path.read_bytes()
        document = pypdfium2.PdfDocument(path)
        page = document[0].get_textpage()
        assert path.stem in page.get_text_range()
        page.close()
        document.close()


@pytest.mark.parametrize("path", [path for path in LETTERS if path.suffix == ".txt"], ids=named)
def test_text_letters_have_the_published_shape(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[0] == " HOW THE IMR FINAL DETERMINATION WAS MADE "
    assert " " in lines
    assert all(not line or line.endswith(" ") for line in lines)
    assert all(not after for line, after in pairwise(lines) if line)


def test_a_text_letter_marks_its_page_breaks() -> None:
    assert [path for path in LETTERS if path.suffix == ".txt" and "\n\n\n\n" in path.read_text(encoding="utf-8")]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published letters are not here")
def test_no_case_number_is_a_published_one(golds: dict[str, Any]) -> None:
    published = {path.stem for path in (SHARED / "letters").iterdir()}
    assert published
    assert not published & set(golds)
