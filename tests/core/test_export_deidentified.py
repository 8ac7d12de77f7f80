"""The de-identified tables hold none of the 18 classes of identifiers of 45 CFR 164.514(b)(2)."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from letters import TEXT, reading_of, text_letter

from imr_desktop.export import deidentified
from imr_desktop.fields import BY_KEY, FIELDS
from imr_desktop.model import Slot, Span
from imr_desktop.workspace import Workspace

VARIANTS: Final = 20


def planted(n: int) -> dict[str, str]:
    """One identifier of each class, of people and things that never were; no two variants have one in common."""
    return {
        "A names": f"Quillon Varnsworth{n:02}",
        "B places": f"{1400 + n} Sallowmere Lane, Thistlecombe, 9{n:02}17",
        "C dates": f"0{1 + n % 9}/{10 + n % 18}/20{n % 17:02}",
        "C ages over 89": str(90 + n),
        "D telephones": f"(555) 01{n:02}-7788",
        "E fax numbers": f"fax 555.02{n:02}.9911",
        "F mail": f"quillon{n}@thistlecombe.invalid",
        "G social security": f"900-{10 + n}-43{n:02}",
        "H medical records": f"MRN-77{n:02}431",
        "I health plans": f"HPB-{n:02}-5512",
        "J accounts": f"ACCT 4411{n:02}90",
        "K licences": f"DL F88{n:02}341",
        "L vehicles": f"plate 7QRX{n:02}9",
        "M devices": f"serial SN-{n:02}-KX4",
        "N addresses of sites": f"https://thistlecombe{n}.invalid/chart",
        "O internet addresses": f"203.0.113.{100 + n}",
        "P biometrics": f"voiceprint VP{n:02}AA",
        "Q photographs": f"portrait-{n:02}.jpg",
        "R any other code": f"claim WC{n:02}-00981",
    }


def _letter(n: int) -> tuple[str, str]:
    """A letter with all of them in its summary, and its name."""
    told = "; ".join(planted(n).values())
    text = TEXT.replace("CM17-9912345", f"CM{n:02}-7766554").replace("diagnosed with", f"({told}) diagnosed with")
    return text, f"Varnsworth{n:02} Quillon.txt"


@pytest.fixture(scope="module")
def made_planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty letters, with what was planted also typed into every field that takes it, into notes and reasons."""
    with Workspace.open(tmp_path_factory.mktemp("planted") / "library.imr", who="Dr. Quill Ashgrove") as opened:
        for n in range(VARIANTS):
            text, name = _letter(n)
            data, source = text_letter(text, name)
            (case,) = opened.add(data, source, reading_of(source, age=90 + n)).added
            told = "; ".join(planted(n).values())
            for field in FIELDS:
                if field.kind.editor in ("text", "long_text", "names"):
                    opened.set_text(case, Slot(1 if field.repeated else 0, field.key), told, why=told)
            opened.set_text(case, Slot(0, "letter.date_of_injury"), planted(n)["C dates"])
            opened.set_text(case, Slot(1, "imr_guideline.citations"), f"MTUS: {told}")
            opened.note(case, Slot(0, "patient.sex"), told)
            opened.tag([case], told)
            opened.annotate(case, [Span(0, 60)], "question", told)
            question = next(each for each in opened.packs[0].questions if each.id == "L02")
            opened.answer(case, question, question.options[0].id)
            opened.note(case, Slot(0, question.key), told)
        return opened.path


@pytest.fixture
def workspace(made_planted: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of it."""
    with Workspace.open(Path(shutil.copy(made_planted, tmp_path)), who="Dr. Quill Ashgrove") as opened:
        yield opened


def _leaks(folder: Path) -> list[str]:
    """Which of the planted identifiers stand anywhere in the tables of cases, and names of people, files and cases."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name != "codebook.csv"
    ).casefold()
    identifiers = [each for n in range(VARIANTS) for key, each in planted(n).items() if key != "C ages over 89"]
    identifiers += [part for each in identifiers for part in each.split() if not part.isdigit()]
    identifiers += ["Ashgrove", "7766554", "Varnsworth", ".txt"]
    return sorted({each for each in identifiers if each.casefold() in text})


def test_none_of_the_eighteen_classes_is_there(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    assert workspace.export("deidentified", out) == VARIANTS
    assert _leaks(out) == []
    with (out / "cases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["case"] for row in rows] == [str(n) for n in range(1, VARIANTS + 1)]
    assert {row["patient.age"] for row in rows} == {"90+"}
    assert {len(row["letter.date_of_injury"]) for row in rows} == {4}
    assert {row["letter.ur_denial_date"] for row in rows} == {"2017"}


def test_the_whole_tables_would_have_leaked_every_one(workspace: Workspace, tmp_path: Path) -> None:
    """The control: what was planted is found where it is."""
    workspace.export("csv", tmp_path / "tables")
    found = _leaks(tmp_path / "tables")
    told = [each for n in range(VARIANTS) for key, each in planted(n).items() if not key.startswith("C ")]
    assert set(told) <= set(found)


def test_there_are_eighteen_classes_in_twenty_variants() -> None:
    letters = {key[0] for key in planted(0)}
    assert len(letters) == 18
    for n in range(VARIANTS):
        text, name = _letter(n)
        assert all(each in text for each in planted(n).values())
        assert name


@pytest.mark.parametrize("key", [*deidentified.LETTER, *deidentified.ITEM])
def test_an_allowed_field_takes_no_free_text(key: str) -> None:
    assert BY_KEY[key].kind.editor in ("date", "number", "choice", "choices")


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("patient.age", 89, "89"),
        ("patient.age", 90, "90+"),
        ("patient.age", 120, "90+"),
        ("patient.age", "Varnsworth", None),
        ("patient.age", None, None),
        ("letter.date_of_injury", "2011-03-28", "2011"),
        ("letter.date_of_injury", "2011-03", "2011"),
        ("letter.date_of_injury", "28 March", None),
        ("patient.sex", "female", "Female"),
        ("patient.sex", "Varnsworth", None),
        ("body_parts", ["hip", "Varnsworth"], None),
        ("body_parts", ["hip", "knee"], "hip; knee"),
        ("body_parts", [], None),
        ("reviewer.independence_stated", True, "Yes"),
    ],
)
def test_what_an_allowed_field_may_tell(key: str, value: object, told: str | None) -> None:
    assert deidentified.safe(BY_KEY[key], value) == told  # type: ignore[arg-type]  # a list of text is JSON


def test_an_answer_that_todays_checklist_does_not_know_is_left_out(workspace: Workspace, tmp_path: Path) -> None:
    question = next(each for each in workspace.packs[0].questions if each.id == "L02")
    workspace.set_value(1, Slot(0, question.key), {"answer": "Varnsworth", "version": "0.1"})
    workspace.export("deidentified", tmp_path / "tables")
    assert _leaks(tmp_path / "tables") == []
    with (tmp_path / "tables" / "answers.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == VARIANTS - 1
