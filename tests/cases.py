"""Libraries with letters of our own making, for tests of what becomes of whole files."""

from __future__ import annotations

from pathlib import Path

from letters import TEXT, reading_of, text_letter

from imr_desktop.model import Reading, Slot, Source
from imr_desktop.workspace import Workspace

AGE = Slot(0, "patient.age")
SEX = Slot(0, "patient.sex")
DATE = Slot(0, "letter.ur_denial_date")


def letter(number: int) -> tuple[bytes, Source, Reading]:
    """One of many letters that differ in their case number."""
    data, source = text_letter(TEXT.replace("CM17-9912345", f"CM17-99{number:05}"), f"letter {number}.txt")
    return data, source, reading_of(source, outcomes=("upheld", "overturned"))


def reviewed(path: Path, cases: int = 3, passphrase: str | None = None) -> Path:
    """A library whose cases have been confirmed, corrected, marked, answered, noted and undone."""
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        for number in range(1, cases + 1):
            (case,) = workspace.add(*letter(number)).added
            review(workspace, case, number)
    return path


def review(workspace: Workspace, case: int, number: int) -> None:
    workspace.set_text(case, AGE, str(20 + number), why="as printed on page 1")
    workspace.confirm(case, DATE)
    workspace.mark(case, SEX, "unreadable")
    workspace.note(case, AGE, f"note {number}")
    question = next(each for each in workspace.packs[0].questions if each.id == "L02")
    workspace.answer(case, question, question.options[0].id)
    workspace.set_text(case, Slot(2, "outcome"), "upheld")
    workspace.undo()
    workspace.keep_draft(case, Slot(1, "request"), f"draft {number}")


Said = dict[tuple[int, Slot], tuple[object, str, str | None]]


def said(path: Path, passphrase: str | None = None) -> Said:
    """Every value of a library that a person decided on, and every draft."""
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        return said_in(workspace)


def said_in(workspace: Workspace) -> Said:
    return {
        (row.id, slot): (value.value, value.state, value.draft)
        for row in workspace.cases()
        for slot, value in workspace.case(row.id).values.items()
        if value.touched or value.draft is not None
    }
