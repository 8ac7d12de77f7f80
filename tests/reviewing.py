"""Letters of our own in a library, and a whole review of them, for tests of checklist, sign-off and memo."""

from __future__ import annotations

from collections.abc import Iterable

from imr_desktop import parsing, paths, source
from imr_desktop.checklist.packs import Question
from imr_desktop.checklist.review import asked_of
from imr_desktop.model import Finding, Json, Slot
from imr_desktop.store import Change
from imr_desktop.workspace import Workspace

LETTER = "CM17-9900001.pdf"
"""Of our own samples, one whose header and summary disagree on the date of injury."""


def add_sample(workspace: Workspace, name: str = LETTER) -> int:
    """Adds one of our own letters and says its case."""
    return add_letter(workspace, name, (paths.samples() / name).read_bytes())


def add_letter(workspace: Workspace, name: str, data: bytes) -> int:
    document = source.read(name, data)
    (added,) = workspace.add(data, document, parsing.read(document)).added
    return added


def answer_all(workspace: Workspace, case: int, amiss: Iterable[str] = ()) -> None:
    """Answers each question by its first option, those of these ids by one that says that something is amiss."""
    asked = asked_of(workspace.packs, workspace.case(case))
    give_answers(workspace, case, [(each, item, _an_answer(each, each.id in amiss)) for each, item in asked])


def give_answers(workspace: Workspace, case: int, answers: Iterable[tuple[Question, int, Json]]) -> None:
    """Answers questions, each of the letter (0) or of an item, in one act: a letter of many items asks hundreds."""
    changes = [Change(case, Slot(item, asked.key), asked.encode(each), "corrected") for asked, item, each in answers]
    workspace._act("Answer the checklist", changes, None)


def _an_answer(question: Question, amiss: bool) -> Json:
    fitting = [each.id for each in question.options if (each.id in question.amiss) == amiss]
    chosen: Json = fitting[0]
    if question.rows:
        return {row.id: chosen for row in question.rows}
    return [chosen] if question.kind == "ticks" else chosen


def finding(workspace: Workspace, case: int, rule: str = "injury-dates-disagree") -> Finding | None:
    """What one check finds in a case now."""
    found = workspace.check(workspace.case(case)).findings
    return next((each for each in found if each.rule == rule), None)


def the_finding(workspace: Workspace, case: int, rule: str = "injury-dates-disagree") -> Finding:
    found = finding(workspace, case, rule)
    assert found is not None
    return found
