"""What the checks say of a case in a real library: suggestions, verdicts, sign-off, and what exports carry of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from reviewing import add_sample, answer_all, finding, the_finding

from imr_desktop import paths
from imr_desktop.checklist import answers
from imr_desktop.checklist.packs import decode, load
from imr_desktop.checklist.review import asked_of, finding_slot, judged, news, suggested_grounds
from imr_desktop.errors import PackError, ValueProblem
from imr_desktop.model import Slot
from imr_desktop.workspace import Workspace

SUMMARY_INJURY = Slot(0, "summary.date_of_injury")
LATE = Slot(0, "answer.core.L03")
DATES_AGREE = Slot(0, "answer.core.L04")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library.imr", who="ann") as opened:
        yield opened


@pytest.fixture
def case(workspace: Workspace) -> int:
    return add_sample(workspace)


# --- suggestions -----------------------------------------------------------------------------------------------------


def test_a_pre_answer_comes_with_its_passages(workspace: Workspace, case: int) -> None:
    said = workspace.check(workspace.case(case)).suggestions[DATES_AGREE]
    assert said.answer == "no"
    assert len(said.quotes) == 2
    assert all(quote.span for quote in said.quotes)


def test_a_suggestion_is_no_answer(workspace: Workspace, case: int, tmp_path: Path) -> None:
    assert workspace.case(case).value(DATES_AGREE.field).value is None
    workspace.export("jsonl", tmp_path / "out.jsonl")
    assert json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["answers"] == []


def test_the_checks_run_again_when_a_value_changes(workspace: Workspace, case: int) -> None:
    workspace.set_text(case, SUMMARY_INJURY, "11/04/2016")
    checked = workspace.check(workspace.case(case))
    assert finding(workspace, case) is None
    assert checked.suggestions[DATES_AGREE].answer == "yes"
    workspace.undo()
    assert finding(workspace, case)


def test_a_late_determination_is_called_late_and_stands(workspace: Workspace, case: int) -> None:
    workspace.set_text(case, Slot(0, "letter.decision_date"), "12/31/2018")
    said = workspace.check(workspace.case(case)).suggestions[LATE]
    assert said.answer == "no"
    assert "Late; it still stands." in said.sentence


def test_nothing_is_computed_from_a_date_that_the_header_does_not_give(workspace: Workspace, case: int) -> None:
    workspace.mark(case, Slot(0, "letter.date_assigned"), "not_in_letter")
    said = workspace.check(workspace.case(case)).suggestions[LATE]
    assert said.answer == "not_computable"


def test_an_answer_that_fails_says_that_it_could_not_be_checked(
    workspace: Workspace, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(asked: answers.Asked) -> None:
        raise ZeroDivisionError

    before = workspace.case(case).values
    monkeypatch.setitem(answers.ANSWERS, "dates-agree", fails)
    suggestions = workspace.check(workspace.case(case)).suggestions
    assert suggestions[DATES_AGREE].failed
    assert suggestions[DATES_AGREE].answer is None
    assert suggestions[LATE].answer is not None
    assert workspace.case(case).values == before


def test_every_suggestion_is_an_answer_of_its_question(workspace: Workspace, case: int) -> None:
    shown = workspace.case(case)
    suggestions = workspace.check(shown).suggestions
    for question, item in asked_of(workspace.packs, shown):
        said = suggestions.get(Slot(item, question.key))
        if said and said.answer is not None:
            question.parse(said.answer)


# --- findings on corrected values ------------------------------------------------------------------------------------

HEADER_INJURY = Slot(0, "letter.date_of_injury")


def test_a_finding_on_a_corrected_date_says_so_and_quotes_the_letter(workspace: Workspace, case: int) -> None:
    before = the_finding(workspace, case)
    assert before.message == "The header puts the injury on 11/04/2016, the summary on 11/14/2016."
    workspace.set_text(case, HEADER_INJURY, "11/20/2016")
    after = the_finding(workspace, case)
    assert after.message == "The header puts the injury on 11/20/2016 (as corrected), the summary on 11/14/2016."
    placed = [quote.text for quote in after.quotes if quote.span]
    assert placed == [quote.text for quote in before.quotes]
    assert "Date of Injury: 11/04/2016" in placed[0]
    assert [quote.text for quote in after.quotes if not quote.span] == ["11/20/2016"]


def test_a_verdict_does_not_pass_on_to_another_correction(workspace: Workspace, case: int) -> None:
    workspace.set_text(case, HEADER_INJURY, "11/20/2016")
    workspace.judge(case, the_finding(workspace, case), "dismissed", "Clear from the file.")
    workspace.set_text(case, HEADER_INJURY, "11/21/2016")
    assert judged(workspace.case(case), the_finding(workspace, case)) is None


def test_a_date_entered_as_the_letter_has_it_is_no_correction(workspace: Workspace, case: int) -> None:
    workspace.set_text(case, HEADER_INJURY, "11/04/2016")
    assert "as corrected" not in the_finding(workspace, case).message


# --- packs -----------------------------------------------------------------------------------------------------------


def test_a_persons_own_pack_is_asked_beside_the_built_in_ones(tmp_path: Path) -> None:
    folder = paths.data_folder() / "checklists"
    folder.mkdir()
    (folder / "ours.toml").write_text(_pack("outcome"), "utf-8")
    with Workspace.open(tmp_path / "library.imr", who="ann") as workspace:
        assert [pack.id for pack in workspace.packs] == ["core", "formulary", "plain", "therapy", "ours"]
        assert workspace.pack_problems == ()


def test_a_pack_with_an_unknown_check_is_refused_with_file_line_and_reason(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(_pack("outcom"), "utf-8")
    with pytest.raises(PackError) as refused:
        load(tmp_path / "ours.toml")
    assert "“ours.toml”" in refused.value.message
    assert "Line 5, question Q1: “check” is “outcom”" in refused.value.message
    assert "did you mean “outcome”?" in refused.value.message


def test_a_pack_for_a_category_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(_pack("outcome", 'only = ["Rehabilitations"]'), "utf-8")
    with pytest.raises(PackError, match="did you mean “Rehabilitation”"):
        load(tmp_path / "ours.toml")


def test_questions_on_therapy_are_asked_of_therapy_alone(workspace: Workspace, case: int) -> None:
    shown = workspace.case(case)
    asked = {item for question, item in asked_of(workspace.packs, shown) if question.pack == "therapy"}
    assert asked == {item for item in shown.items if shown.value("category", item).value == "Rehabilitation"}


def _pack(check: str, more: str = "") -> str:
    return f"""id = "ours"
title = "Ours"
version = "1.0"
language = "en"
[[question]]
id = "Q1"
text = "Is it so?"
help = "Look."
answer = "choice"
options = [{{ id = "yes", label = "Yes" }}, {{ id = "no", label = "No" }}]
authority = [{{ cite = "House rule", verified = true }}]
evidence = "Heading"
auto = "hint"
check = "{check}"
scope = "item"
required = false
{more}
"""


# --- newer checklists ------------------------------------------------------------------------------------------------


@pytest.fixture
def asked_before(tmp_path: Path) -> tuple[Path, Path, int]:
    """A library, the file of a checklist of one's own, and a case that has an answer to it."""
    ours = paths.data_folder() / "checklists" / "ours.toml"
    ours.parent.mkdir()
    ours.write_text(_pack("outcome"), "utf-8")
    with Workspace.open(tmp_path / "library.imr", who="ann") as workspace:
        case = add_sample(workspace)
        question = next(each for pack in workspace.packs for each in pack.questions if each.pack == "ours")
        workspace.answer(case, question, "yes", item=1)
        assert news(workspace.case(case), workspace.packs) == ()
    return tmp_path / "library.imr", ours, case


def _told(library: Path, case: int) -> list[tuple[str, str, int, str]]:
    with Workspace.open(library, who="ann") as workspace:
        shown = workspace.case(case)
        assert decode(shown.value("answer.ours.Q1", 1).value).answer == "yes"
        return [(each.kind, each.question, each.slot.item, each.sentence) for each in news(shown, workspace.packs)]


def test_a_reworded_question_is_told_and_its_answer_kept(asked_before: tuple[Path, Path, int]) -> None:
    library, ours, case = asked_before
    ours.write_text(_pack("outcome").replace("Is it so?", "Is it really so?").replace('"1.0"', '"1.1"'), "utf-8")
    assert _told(library, case) == [("changed", "Q1", 1, "The question was reworded; it read: “Is it so?”")]


def test_a_new_question_is_told_of_the_letters_answered_before_it(asked_before: tuple[Path, Path, int]) -> None:
    library, ours, case = asked_before
    old, _, question = _pack("outcome").partition("[[question]]")
    added = question.replace("Q1", "Q2").replace("Is it so?", "And why?").replace('"item"', '"letter"')
    newer = f'{old.replace("1.0", "1.1")}[[question]]{question}[[question]]{added}since = "1.1"\n'
    ours.write_text(newer, "utf-8")
    assert _told(library, case) == [("new", "Q2", 0, "New since version 1.1 of this checklist: “And why?”")]


def test_a_question_that_is_gone_leaves_its_answer(asked_before: tuple[Path, Path, int]) -> None:
    library, ours, case = asked_before
    ours.write_text(_pack("outcome").replace('"Q1"', '"Q9"').replace('"1.0"', '"1.1"'), "utf-8")
    assert _told(library, case) == [("gone", "Q1", 1, "No longer asked: “Is it so?” Your answer, “Yes”, is kept.")]
    ours.unlink()
    [(_, _, _, sentence)] = _told(library, case)
    assert sentence == "The checklist “ours” is not loaded: “Is it so?” Your answer, “Yes”, is kept."


# --- verdicts --------------------------------------------------------------------------------------------------------


def test_a_finding_is_accepted_and_the_verdict_undone(workspace: Workspace, case: int) -> None:
    found = the_finding(workspace, case)
    changes = workspace.judge(case, found, "accepted")
    assert changes.slots == {(case, finding_slot(found))}
    said = judged(workspace.case(case), found)
    assert said
    assert said.verdict == "accepted"
    workspace.undo()
    assert judged(workspace.case(case), found) is None


def test_a_finding_is_dismissed_with_a_reason_only(workspace: Workspace, case: int) -> None:
    found = the_finding(workspace, case)
    with pytest.raises(ValueProblem, match="reason"):
        workspace.judge(case, found, "dismissed", "  ")
    workspace.judge(case, found, "dismissed", "A slip of the pen.")
    said = judged(workspace.case(case), found)
    assert said
    assert (said.verdict, said.why) == ("dismissed", "A slip of the pen.")


def test_a_finding_turned_into_a_note_is_one_act(workspace: Workspace, case: int) -> None:
    found = the_finding(workspace, case)
    workspace.note(case, found.slot, "Ask the carrier.")
    workspace.judge(case, found, "noted")
    note = workspace.case(case).value(f"note.{found.slot.field}").value
    assert note == f"Ask the carrier.\n{found.message}"
    workspace.undo()
    assert workspace.case(case).value(f"note.{found.slot.field}").value == "Ask the carrier."
    assert judged(workspace.case(case), found) is None


def test_an_export_carries_findings_with_their_verdicts(workspace: Workspace, case: int, tmp_path: Path) -> None:
    found = the_finding(workspace, case)
    workspace.judge(case, found, "dismissed", "A slip of the pen.")
    workspace.export("jsonl", tmp_path / "out.jsonl")
    record = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    exported = next(each for each in record["findings"] if each["rule"] == found.rule)
    assert (exported["verdict"], exported["note"]) == ("dismissed", "A slip of the pen.")
    workspace.export("jsonl", tmp_path / "reviewed.jsonl", reviewed=True)
    record = json.loads((tmp_path / "reviewed.jsonl").read_text("utf-8"))
    assert [each["rule"] for each in record["findings"]] == [found.rule]


# --- sign-off --------------------------------------------------------------------------------------------------------


def test_sign_off_waits_for_questions_and_serious_findings(workspace: Workspace, case: int) -> None:
    with pytest.raises(ValueProblem) as refused:
        workspace.sign_off(case, "adequate")
    assert "required questions without an answer" in refused.value.message
    assert "1 serious finding without a verdict" in refused.value.message
    assert workspace.signed_off(workspace.case(case)) is None


def test_a_case_is_signed_off_with_name_time_and_grounds(workspace: Workspace, case: int) -> None:
    answer_all(workspace, case)
    workspace.judge(case, the_finding(workspace, case), "accepted")
    workspace.sign_off(case, "deficient", ["5"])
    signed = workspace.signed_off(workspace.case(case))
    assert signed
    assert (signed.disposition, signed.grounds, signed.who, signed.reopened) == ("deficient", ("5",), "ann", False)
    assert signed.at.endswith("+00:00")


def test_a_change_afterwards_reopens_and_taking_it_back_closes(workspace: Workspace, case: int) -> None:
    answer_all(workspace, case)
    workspace.judge(case, the_finding(workspace, case), "accepted")
    workspace.sign_off(case, "adequate")
    workspace.set_text(case, Slot(0, "patient.age"), "61")
    signed = workspace.signed_off(workspace.case(case))
    assert signed
    assert signed.reopened
    workspace.undo()
    signed = workspace.signed_off(workspace.case(case))
    assert signed
    assert not signed.reopened


def test_grounds_are_suggested_and_not_from_what_was_dismissed(workspace: Workspace, case: int) -> None:
    shown = workspace.case(case)
    assert suggested_grounds(shown, workspace.check(shown)) == ("5",)
    workspace.judge(case, the_finding(workspace, case), "dismissed", "A slip of the pen.")
    shown = workspace.case(case)
    assert suggested_grounds(shown, workspace.check(shown)) == ()


def test_what_is_no_disposition_is_refused(workspace: Workspace, case: int) -> None:
    answer_all(workspace, case)
    workspace.judge(case, the_finding(workspace, case), "accepted")
    with pytest.raises(ValueProblem):
        workspace.sign_off(case, "void")
    with pytest.raises(ValueProblem):
        workspace.sign_off(case, "deficient", ["6"])
