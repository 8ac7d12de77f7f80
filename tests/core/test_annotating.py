"""Highlighted words: with labels of one's own, through undo, a new reading, exports and searches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from letters import TEXT, reading_of, text_letter

from imr_desktop import parsing
from imr_desktop.checklist import review
from imr_desktop.errors import ValueProblem
from imr_desktop.fields import ANNOTATION, kind_of, label_of
from imr_desktop.model import Annotation, Finding, Label, Slot, Span
from imr_desktop.source import read
from imr_desktop.workspace import Workspace

CRATE = "a crate slid off a trolley"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library.imr", who="ann") as opened:
        yield opened


@pytest.fixture
def case(workspace: Workspace) -> int:
    data, source = text_letter()
    (added,) = workspace.add(data, source, reading_of(source)).added
    return added


def where(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def highlighted(workspace: Workspace, case: int) -> tuple[Annotation, ...]:
    return workspace.annotations(workspace.case(case))


def test_words_are_highlighted_with_a_label_and_a_comment(workspace: Workspace, case: int) -> None:
    workspace.annotate(case, [where(CRATE)], "key-fact", " Which trolley? ")
    (found,) = highlighted(workspace, case)
    assert (found.label, found.comment, found.spans, found.quote) == (
        "key-fact",
        "Which trolley?",
        (where(CRATE),),
        CRATE,
    )


def begun(workspace: Workspace, case: int) -> list[tuple[str, str, tuple[Span, ...]]]:
    return [(each.label, each.comment, each.spans) for each in workspace.begun(workspace.case(case))]


def test_what_was_begun_is_no_highlight_goes_into_no_export_and_ends_with_the_highlight(
    workspace: Workspace, case: int, tmp_path: Path
) -> None:
    slot, anchors = workspace.new_highlight(), [workspace.case(case).source.anchor(where(CRATE))]
    workspace.begin_to_annotate(case, slot, anchors, "question", "Which tro")
    assert begun(workspace, case) == [("question", "Which tro", (where(CRATE),))]
    assert highlighted(workspace, case) == ()
    assert workspace.history(case) == []
    workspace.export("jsonl", tmp_path / "cases.jsonl")
    exported = json.loads((tmp_path / "cases.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert exported["highlights"] == []
    workspace.annotate(case, [where(CRATE)], "question", "Which trolley?", slot=slot)
    assert [each.slot for each in highlighted(workspace, case)] == [slot]
    assert begun(workspace, case) == []


@pytest.mark.parametrize(
    "draft", ["Which tro", "{}", "[]", '{"places": [{}]}', '{"places": [{"quote": 1}], "label": "", "comment": ""}']
)
def test_what_a_foreign_file_says_was_begun_is_kept_as_words(workspace: Workspace, case: int, draft: str) -> None:
    workspace.keep_draft(case, workspace.new_highlight(), draft)
    assert begun(workspace, case) == [("", draft, ())]
    finding = Finding("rule", "serious", "Something does not fit.", Slot(0, "patient.age"), ())
    workspace.keep_draft(case, review.finding_slot(finding), draft)
    assert review.begun(workspace.case(case), finding) == review.Judged("dismissed", draft)


def test_a_change_that_was_begun_leaves_the_highlight_and_ends_where_nothing_is_different(
    workspace: Workspace, case: int
) -> None:
    workspace.annotate(case, [where(CRATE)], "key-fact", "Seen")
    (found,) = highlighted(workspace, case)
    workspace.begin_to_annotate(case, found.slot, [], "key-fact", "Seen by")
    assert highlighted(workspace, case) == (found,)
    workspace.relabel(case, found.slot, "key-fact", "Seen")
    assert begun(workspace, case) == []
    assert len(workspace.history(case)) == 1


def test_highlights_overlap_values_and_each_other(workspace: Workspace, case: int) -> None:
    age = workspace.case(case).value("patient.age")
    workspace.annotate(case, [where("52 year old female")], "key-fact")
    workspace.annotate(case, [where("year old female who")], "question")
    assert [each.label for each in highlighted(workspace, case)] == ["key-fact", "question"]
    assert workspace.case(case).value("patient.age") == age


def test_words_in_several_places_are_one_highlight(workspace: Workspace, case: int) -> None:
    spans = (where("10/31/2016"), where("01/13/2017"))
    workspace.annotate(case, spans[::-1], "question")
    (found,) = highlighted(workspace, case)
    assert (found.spans, found.quote) == (spans, "10/31/2016 01/13/2017")


def test_a_highlight_is_undone_and_done_again(workspace: Workspace, case: int) -> None:
    workspace.annotate(case, [where(CRATE)], "for-the-memo")
    before = highlighted(workspace, case)
    assert workspace.can_undo() == "Highlight as For the memo"
    workspace.undo()
    assert highlighted(workspace, case) == ()
    workspace.redo()
    assert highlighted(workspace, case) == before
    workspace.remove_annotation(case, before[0].slot)
    assert highlighted(workspace, case) == ()
    workspace.undo()
    assert highlighted(workspace, case) == before


def test_label_and_comment_change_and_the_history_tells_it(workspace: Workspace, case: int) -> None:
    workspace.annotate(case, [where(CRATE)], "key-fact")
    (found,) = highlighted(workspace, case)
    workspace.relabel(case, found.slot, "question", "Seen by whom?")
    assert not workspace.relabel(case, found.slot, "question", "Seen by whom? ").cases
    (changed,) = highlighted(workspace, case)
    assert (changed.label, changed.comment, changed.spans) == ("question", "Seen by whom?", found.spans)
    told = [edit.new for edit in workspace.history(case)]
    kind = kind_of(found.slot.field)
    assert kind is not None
    assert [kind.format(each) for each in told] == ["Key fact", "Question: Seen by whom?"]
    assert label_of(found.slot) == "Highlight"


def test_a_highlight_moves_with_its_words_when_the_letter_is_read_again(workspace: Workspace, case: int) -> None:
    data, source = text_letter()
    workspace.annotate(case, [where(CRATE)], "key-fact")
    moved = read("letter.txt", f"A line more.\n\n{TEXT}".encode())
    again = type(source)(source.name, source.sha256, source.media_type, moved.text, moved.pages, moved.words)
    workspace.add(data, again, reading_of(again, parser="2"))
    (found,) = highlighted(workspace, case)
    assert found.spans == (where(CRATE, again.text),) != (where(CRATE),)


def test_a_highlight_whose_words_are_gone_is_kept_and_told(workspace: Workspace, case: int) -> None:
    data, source = text_letter()
    workspace.annotate(case, [where(CRATE)], "key-fact", "Keep me")
    short = read("letter.txt", TEXT[: TEXT.index("who sustained")].encode())
    assert CRATE not in short.text
    again = type(source)(source.name, source.sha256, source.media_type, short.text, short.pages, short.words)
    workspace.add(data, again, reading_of(again, parser="2"))
    (found,) = highlighted(workspace, case)
    assert (found.spans, found.quote, found.comment) == ((), CRATE, "Keep me")
    workspace.relabel(case, found.slot, "question", "Still here")
    whole = read("letter.txt", data)
    workspace.add(data, whole, reading_of(whole, parser="3"))
    (back,) = highlighted(workspace, case)
    assert (back.spans, back.comment) == ((where(CRATE),), "Still here")


def test_a_highlighted_sentence_is_no_longer_untouched(workspace: Workspace) -> None:
    data, source = text_letter()
    (case,) = workspace.add(data, source, parsing.read(source)).added
    sentence = workspace.untouched(workspace.case(case))[0]
    workspace.annotate(case, [sentence], "key-fact")
    assert sentence not in workspace.untouched(workspace.case(case))


def test_a_case_with_highlights_comes_back_from_its_export(workspace: Workspace, case: int, tmp_path: Path) -> None:
    workspace.annotate(case, [where(CRATE)], "key-fact", "Which trolley?")
    workspace.export("jsonl", tmp_path / "cases.jsonl")
    with Workspace.open(tmp_path / "other.imr", who="bob") as other:
        (back,) = other.bring_back(tmp_path / "cases.jsonl").added
        assert highlighted(other, back) == highlighted(workspace, case)
        other.undo()
        assert highlighted(other, back) == ()


@pytest.mark.parametrize("value", [{"label": ""}, {"label": "", "comment": ""}, {"label": 1, "comment": ""}, "a", []])
def test_what_is_no_highlight_is_refused(value: object) -> None:
    kind = kind_of(f"{ANNOTATION}0123456789ab")
    assert kind is not None
    with pytest.raises(ValueProblem, match="holds a highlight"):
        kind.check(value)  # type: ignore[arg-type]  # what a broken file may hold


# --- labels ----------------------------------------------------------------------------------------------------------


def test_a_library_keeps_its_own_labels(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    with Workspace.open(path, who="ann") as workspace:
        first = workspace.labels()
        assert [each.key for each in first] == ["1", "2", "3", "4"]
        workspace.keep_labels([*first[:1], Label("", "Key fact!", "orange", "k")])
    with Workspace.open(path, who="ann") as workspace:
        assert workspace.labels() == (first[0], Label("key-fact-2", "Key fact!", "orange", "k"))


def test_a_renamed_label_keeps_its_highlights(workspace: Workspace, case: int) -> None:
    workspace.annotate(case, [where(CRATE)], "key-fact")
    first = workspace.labels()[0]
    workspace.keep_labels([Label(first.id, "Evidence", "lime", first.key)])
    (found,) = highlighted(workspace, case)
    assert workspace.label(found.label).name == "Evidence"
    workspace.keep_labels([])
    assert workspace.label(found.label).name == "Key fact", "a label that is gone is still told by its id"


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        ([Label("", " ", "teal")], "needs a name"),
        ([Label("", "One", "teal", "1"), Label("", "one ", "lime", "2")], "the name “one”"),
        ([Label("", "One", "teal", "x"), Label("", "Two", "lime", "X")], "the key “x”"),
    ],
)
def test_labels_that_cannot_be_told_apart_are_refused(workspace: Workspace, labels: list[Label], sentence: str) -> None:
    before = workspace.labels()
    with pytest.raises(ValueProblem, match=sentence):
        workspace.keep_labels(labels)
    assert workspace.labels() == before


def test_labels_without_keys_are_no_doubles(workspace: Workspace) -> None:
    workspace.keep_labels([Label("", "One", "teal"), Label("", "Two", "lime")])
    assert [each.id for each in workspace.labels()] == ["one", "two"]


# --- found in the library --------------------------------------------------------------------------------------------


def test_a_case_is_found_by_what_was_remarked_on_it(workspace: Workspace, case: int) -> None:
    sought = 'text:"zebra crossing"'
    assert workspace.find(sought) == []
    workspace.annotate(case, [where(CRATE)], "key-fact", "Near the zebra crossing?")
    assert workspace.find(sought) == [case]
    workspace.undo()
    assert workspace.find(sought) == []
    workspace.redo()
    workspace.relabel(case, highlighted(workspace, case)[0].slot, "key-fact", "Elsewhere")
    assert workspace.find(sought) == []
    workspace.note(case, Slot(0, "patient.age"), "See the zebra crossing")
    assert workspace.find(sought) == [case]
    assert workspace.find('text:"slid off a trolley"') == [case], "and by its letter's words as before"


def test_a_case_that_came_back_is_found_by_its_words_and_remarks(
    workspace: Workspace, case: int, tmp_path: Path
) -> None:
    workspace.annotate(case, [where(CRATE)], "key-fact", "Near the zebra crossing?")
    workspace.export("jsonl", tmp_path / "cases.jsonl")
    with Workspace.open(tmp_path / "other.imr", who="bob") as other:
        (back,) = other.bring_back(tmp_path / "cases.jsonl").added
        assert other.find('text:"zebra crossing"') == [back]
        assert other.find('text:"slid off a trolley"') == [back]


def test_a_case_read_again_is_still_found_by_its_remarks(workspace: Workspace, case: int) -> None:
    workspace.annotate(case, [where(CRATE)], "key-fact", "Near the zebra crossing?")
    data, source = text_letter()
    workspace.add(data, source, reading_of(source, parser="2"))
    assert workspace.find('text:"zebra crossing"') == [case]
