"""A small library whose every word is known, for the tests of exports: two letters, worked on by two people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from letters import TEXT, text_letter

from imr_desktop.model import Candidate, Flag, Found, Json, Reading, Slot, Source, Span
from imr_desktop.workspace import Workspace

OTHER = TEXT.replace("CM17-9912345", "CM17-9900002").replace("52 year old female", "94 year old male 𝒜")
"""The second letter; a character outside the basic plane tells code points from UTF-16 units."""

MRI = "Neck and Upper Back Complaints 2004, Section(s): Special Studies"


def _found(source: Source, value: Json, *quotes: str, rule: str = "by hand") -> Found:
    spans: list[Span] = []
    for quote in quotes:
        start = source.text.index(quote, spans[-1].end if spans else 0)
        spans.append(Span(start, start + len(quote)))
    return Found(value, "stated", 0.9, tuple(spans), rule)


def reading(source: Source, parser: str = "1", **changed: Found) -> Reading:
    """What a reader might say of one of the two letters."""
    second = OTHER[:30] == source.text[:30]
    number, age, sex = ("CM17-9900002", 94, "male") if second else ("CM17-9912345", 52, "female")
    fields = {
        "letter.case_number": _found(source, number, number),
        "letter.priority": _found(source, "standard", "Standard"),
        "letter.date_of_injury": _found(source, "2016-10-31", "10/31/2016"),
        "letter.ur_denial_date": _found(source, "2017-01-13", "01/13/2017"),
        "reviewer.specialties": _found(source, ["Orthopedic Surgery"], "Orthopedic Surgery"),
        "patient.age": _found(source, age, str(age)),
        "patient.sex": _found(source, sex, sex),
        "summary.diagnoses": _found(source, ["cervical strain"], "cervical strain"),
        "summary.mechanism_of_injury": Found(
            "when a crate slid off a trolley",
            "stated",
            0.6,
            _found(source, None, "when a crate slid off a trolley").spans,
            "when",
            (Candidate("a crate", "noun", "is shorter", None),),
        ),
        "summary.text": _found(source, "The injured worker …", source.text[source.text.index("The injured") :][:120]),
        "case.outcome": Found(None, "absent", 0.9),
    }
    first = {
        "request": _found(source, "MRI of the cervical spine", "MRI of the cervical spine"),
        "outcome": _found(source, "upheld", "Upheld"),
        "body_parts": _found(source, ["cervical spine"], "cervical spine"),
        "imr_guideline.citations": _found(source, [{"source": "mtus", "text": MRI}]),
    }
    therapy = "Physical therapy 2 times a week for 6 weeks"
    other = {"request": _found(source, therapy, therapy), "outcome": _found(source, "overturned", "Overturned")}
    flags = (Flag("short", "The letter is shorter than most."),)
    return Reading(parser, "imr-determination-f", {**fields, **changed}, (first, other), flags)


def letters() -> list[tuple[bytes, Source]]:
    return [text_letter(TEXT, "letter.txt"), text_letter(OTHER, "second letter.txt")]


def fill(workspace: Workspace) -> list[int]:
    """The two letters, the first of them worked on; the cases' ids."""
    ids = [next(iter(workspace.add(data, source, reading(source)).added)) for data, source in letters()]
    one = ids[0]
    source = workspace.case(one).source
    workspace.set_text(one, Slot(0, "letter.ur_denial_date"), "1/9/2017", why="the letter's own table is wrong")
    workspace.confirm(one, Slot(0, "patient.age"))
    workspace.mark(one, Slot(0, "patient.sex"), "unreadable")
    crate = source.text.index("a crate")
    anchor = source.anchor(Span(crate, crate + len("a crate slid off")))
    workspace.set_value(one, Slot(0, "summary.mechanism_of_injury"), "=a crate slid off", anchors=[anchor])
    workspace.set_text(one, Slot(2, "outcome"), "upheld")
    workspace.undo()
    asked = {question.id: question for question in workspace.packs[0].questions}
    workspace.answer(one, asked["L02"], asked["L02"].options[0].id)
    workspace.answer(one, asked["I15"], asked["I15"].options[0].id, item=2)
    workspace.note(one, Slot(0, "patient.age"), "said twice, “52” and fifty-two")
    workspace.keep_draft(one, Slot(0, "letter.decision_date"), "next we")
    workspace.who = "bob"
    workspace.confirm(one, Slot(1, "request"))
    data, again = letters()[1]
    workspace.add(data, again, reading(again, "2", **{"patient.age": Found(95, "stated", 0.5)}))
    return ids


@contextmanager
def worked(folder: Path) -> Iterator[Workspace]:
    """The library, in a folder that has none yet."""
    with Workspace.open(folder / "library.imr", who="ann") as workspace:
        fill(workspace)
        yield workspace


TYPED = Slot(0, "summary.mechanism_of_injury")
"""A slot that takes any text."""
