"""Checklist packs: the 30 questions of the core pack, answers that keep their version, and packs that are refused."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_desktop.checklist.packs import (
    Answer,
    Authority,
    Given,
    Pack,
    Question,
    core_pack,
    decode,
    load,
    load_all,
)
from imr_desktop.errors import PackError, ValueProblem

CORE: Final = core_pack()
BY_ID: Final = {each.id: each for each in CORE.questions}

ANSWERED_BY_PROGRAM: Final = "L01 L02 L03 L04 L06 L08 L09 L11 I13 I14 I15 I18 I19 I22".split()
LEFT_TO_REVIEWER: Final = "I25 I29 I30".split()
UNVERIFIED: Final = {
    "L08": {"Labor Code 4610.6(f)", "8 CCR 9792.10.6(e)"},
    "L09": {"Labor Code 139.5"},
    "L10": {"Labor Code 139.5"},
    "L12": {"Labor Code 4610.6(e)"},
    "I13": {"8 CCR 9792.10.6(d)"},
    "I22": {"8 CCR 9792.21.1"},
    "I25": {"8 CCR 9792.10.6(d)"},
}

SMALL: Final = """\
id = "small"
title = "A small checklist"
version = "1.2"
language = "en"

[options]
shared = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]

[[question]]
id = "Q1"
text = "Is there one?"
help = "Look for it."
answer = "choice"
options = "shared"
authority = [{ cite = "Good practice", verified = true }]
evidence = "Header"
auto = "none"
scope = "letter"
required = true

[[question]]
id = "Q2"
text = "Which ones?"
help = "Tick them."
answer = "ticks"
options = [{ id = "a", label = "A" }, { id = "b", label = "B" }, { id = "none", label = "None", alone = true }]
authority = [{ cite = "Hearsay", verified = false, says = "so they say" }]
evidence = "Header"
auto = "hint"
scope = "item"
required = false
"""


@pytest.fixture
def small(tmp_path: Path) -> Pack:
    return load(_write(tmp_path, SMALL))


def _write(folder: Path, text: str, name: str = "small.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _refusal(path: Path) -> str:
    with pytest.raises(PackError) as caught:
        load(path)
    return caught.value.message


# The core pack


def test_the_core_pack_asks_thirty_questions_twelve_of_the_letter_and_eighteen_of_each_item() -> None:
    expected = [f"L{n:02}" for n in range(1, 13)] + [f"I{n}" for n in range(13, 31)]
    assert [each.id for each in CORE.questions] == expected
    assert all(each.scope == {"L": "letter", "I": "item"}[each.id[0]] for each in CORE.questions)
    assert (CORE.id, CORE.language) == ("core", "en")


def test_the_core_pack_tells_what_the_program_can_do_for_each_question() -> None:
    assert [each.id for each in CORE.questions if each.auto == "answer"] == ANSWERED_BY_PROGRAM
    assert [each.id for each in CORE.questions if each.auto == "none"] == LEFT_TO_REVIEWER


def test_every_unverified_authority_is_marked_and_no_other() -> None:
    marked = {
        each.id: cites
        for each in CORE.questions
        if (cites := {authority.cite for authority in each.authorities if not authority.verified})
    }
    assert marked == UNVERIFIED


def test_an_unverified_authority_says_so_where_it_is_read() -> None:
    assert Authority("Labor Code 139.5", verified=False).label == "Labor Code 139.5 (unverified)"
    assert Authority("Labor Code 4610.6(d)", verified=True).label == "Labor Code 4610.6(d)"


@pytest.mark.parametrize("question", CORE.questions, ids=lambda each: each.id)
def test_a_question_is_short_explained_in_a_few_sentences_and_rests_on_an_authority(question: Question) -> None:
    assert len(question.text) <= 120
    assert question.text.count("?") == 1
    assert 40 <= len(question.help) <= 340
    assert question.help.endswith(".")
    assert question.authorities
    assert len({each.id for each in question.options}) == len(question.options)
    assert len({each.label for each in question.options}) == len(question.options)
    assert max(len(each.label) for each in question.options) <= 40


def test_no_word_of_the_pack_calls_a_late_determination_invalid() -> None:
    words = " ".join(
        [*(f"{each.text} {each.help}" for each in CORE.questions)]
        + [option.label for each in CORE.questions for option in each.options]
    )
    assert "invalid" not in words.casefold()
    assert [each.label for each in BY_ID["L03"].options] == ["Yes, in time", "No, late", "Cannot be computed"]


def test_the_first_question_asks_of_each_header_field_whether_it_is_stated() -> None:
    first = CORE.questions[0]
    assert first.kind == "grid"
    assert {row.id for row in first.rows} == {
        "letter.case_number",
        "letter.date_of_injury",
        "letter.date_assigned",
        "letter.ur_denial_date",
        "letter.application_received",
        "letter.decision_date",
        "letter.priority",
    }
    assert [each.id for each in first.options] == ["stated", "absent", "unreadable"]


def test_sign_off_waits_for_the_overall_answer_but_not_for_a_mere_preference() -> None:
    assert [each.id for each in CORE.questions if not each.required] == ["L09", "I13", "I18", "I21", "I22"]


# Answers


def test_a_key_names_the_pack_and_the_question() -> None:
    assert BY_ID["L02"].key == "answer.core.L02"


def test_ticks_are_kept_once_and_in_the_order_of_the_pack() -> None:
    assert BY_ID["L12"].parse(["findings", "age", "findings"]) == ["age", "findings"]


def test_a_grid_may_be_filled_row_by_row_and_knows_when_it_is_done() -> None:
    first = BY_ID["L01"]
    some = first.parse({"letter.priority": "absent", "letter.case_number": "stated"})
    assert list(some) == ["letter.case_number", "letter.priority"]
    assert not first.is_complete(some)
    assert first.is_complete(first.parse({row.id: "stated" for row in first.rows}))
    assert BY_ID["I15"].is_complete("upheld")


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        ("L02", "perhaps", "“perhaps” is not one of its options"),
        ("L02", ["yes"], "it takes one of its options"),
        ("L02", None, "it takes one of its options"),
        ("L12", "age", "it takes a list of one or more of its options"),
        ("L12", [], "it takes a list of one or more of its options"),
        ("L12", ["age", "weight"], "“weight” is not one of its options"),
        ("L12", [["age"]], "“['age']” is not one of its options"),
        ("I29", ["none", "5"], "“No ground” cannot be ticked together with others"),
        ("L01", {}, "it takes an option for one or more of its rows"),
        ("L01", ["stated"], "it takes an option for one or more of its rows"),
        ("L01", {"letter.colour": "stated"}, "it has no row “letter.colour”"),
        ("L01", {"letter.priority": True}, "“True” is not one of its options"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_reason(question: str, answer: object, reason: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        BY_ID[question].encode(answer)
    assert caught.value.message == f"This is not an answer to {question}: {reason}."


def test_an_answer_reads_as_words() -> None:
    assert BY_ID["L03"].text_of("no") == "No, late"
    assert BY_ID["I29"].text_of(["1", "5"]) == (
        "(1) Without or in excess of powers; (5) Plainly erroneous finding of fact"
    )
    header = {"letter.case_number": "stated", "letter.priority": "absent", "letter.decision_date": "stated"}
    assert BY_ID["L01"].text_of(BY_ID["L01"].parse(header)) == "Stated: Case number, Decision date; Absent: Priority"


def test_an_answer_under_an_older_version_stays_readable() -> None:
    old = decode({"answer": ["age", "occupation"], "version": "0.9"})
    assert old == Given(["age", "occupation"], "0.9")
    assert BY_ID["L12"].text_of(old.answer) == "Age; occupation"


@pytest.mark.parametrize(
    "value",
    [
        None,
        "yes",
        {"answer": "yes"},
        {"answer": "yes", "version": 1},
        {"answer": None, "version": "1.0"},
        {"answer": ["yes", 2], "version": "1.0"},
        {"answer": {"row": ["yes"]}, "version": "1.0"},
    ],
)
def test_a_value_that_holds_no_answer_is_refused(value: str | dict[str, object] | None) -> None:
    with pytest.raises(ValueProblem, match="not an answer"):
        decode(json.loads(json.dumps(value)))


@st.composite
def _answered(draw: st.DrawFn) -> tuple[Question, Answer]:
    """Any question of the core pack with one of its possible answers, in any order."""
    question = draw(st.sampled_from(CORE.questions))
    options = st.sampled_from([each.id for each in question.options if not each.alone])
    match question.kind:
        case "choice":
            return question, draw(options)
        case "ticks":
            lone = st.just([each.id for each in question.options if each.alone])
            return question, draw(st.one_of(lone, st.lists(options, min_size=1)))
        case "grid":
            rows = st.sampled_from([each.id for each in question.rows])
            return question, draw(st.dictionaries(rows, options, min_size=1))


@given(_answered())
def test_an_answer_comes_back_from_storage_as_it_was_given(pair: tuple[Question, Answer]) -> None:
    question, answer = pair
    stored = json.dumps(question.encode(answer))
    back = decode(json.loads(stored))
    assert (back.answer, back.version) == (question.parse(answer), CORE.version)
    assert question.changes(back) == ()
    assert back.text == question.text_of(back.answer)
    assert question.parse(back.answer) == back.answer
    assert _content(back.answer) == _content(answer)
    assert question.text_of(back.answer)


def _content(answer: Answer) -> object:
    """What an answer says, whatever the order it was given in."""
    return set(answer) if isinstance(answer, list) else answer


def test_the_round_trip_notices_a_lost_answer() -> None:
    """The control: were a tick dropped on the way, the comparison above would fail."""
    question = BY_ID["L12"]
    given_answer: Answer = ["age", "sex"]
    tampered = copy.deepcopy(question.encode(given_answer))
    assert isinstance(tampered, dict)
    tampered["answer"] = ["age"]
    assert _content(decode(tampered).answer) != _content(given_answer)


# A newer pack

NEWER: Final = {
    "nothing but the version": (SMALL, ""),
    "a comma": (SMALL.replace("Which ones?", "Which, ones?"), "The question was reworded; it read: “Which ones?”"),
    "a choice more": (
        SMALL.replace('{ id = "none"', '{ id = "c", label = "C" }, { id = "none"'),
        "“C” is a new choice.",
    ),
    "a choice less": (SMALL.replace('{ id = "a", label = "A" }, ', ""), "The choice “A” is gone."),
    "a choice with another name": (SMALL.replace('label = "B"', 'label = "Bee"'), "“B” is now called “Bee”."),
    "the answer's choice is gone": (
        SMALL.replace('{ id = "b", label = "B" }, ', ""),
        "The answer “B” can no longer be chosen; it is kept until another is given.",
    ),
}


@pytest.mark.parametrize("change", NEWER)
def test_a_newer_pack_tells_what_it_changed_and_keeps_the_answer(change: str, small: Pack, tmp_path: Path) -> None:
    text, told = NEWER[change]
    newer = load(_write(tmp_path, text.replace('"1.2"', '"1.3"'))).questions[1]
    kept = decode(json.loads(json.dumps(small.questions[1].encode(["b"]))))
    changes = " ".join(newer.changes(kept))
    assert told in changes
    assert bool(told) == bool(changes)
    assert newer.text_of(kept.answer, kept.asked) == kept.text == "B"


def test_an_answer_from_before_the_words_were_kept_says_under_which_version_it_was_given(small: Pack) -> None:
    question = small.questions[0]
    assert question.changes(decode({"answer": "yes", "version": "1.2"})) == ()
    [told] = question.changes(decode({"answer": "yes", "version": "1.1"}))
    assert told.startswith("Answered under version 1.1 of this checklist; it is now 1.2.")
    assert decode({"answer": "yes", "version": "1.1"}).text == "yes"


def test_a_grids_new_line_is_told() -> None:
    first = BY_ID["L01"]
    kept = decode(first.encode({"letter.priority": "stated"}))
    fewer = replace(first, rows=first.rows[:-1])
    assert fewer.changes(kept) == ("The line “Priority” is gone.",)
    assert first.changes(decode(fewer.encode({"letter.case_number": "stated"}))) == ("“Priority” is a new line.",)


def test_a_question_is_new_to_answers_of_every_older_version(small: Pack) -> None:
    since = replace(small.questions[0], since="1.10")
    assert since.is_newer_than(["1.2", "1.9"])
    assert not since.is_newer_than(["1.2", "1.10"])
    assert not since.is_newer_than([])
    assert not small.questions[0].is_newer_than(["1.0"])


# Files


def test_a_pack_of_ones_own_is_read(small: Pack) -> None:
    """The control of the refusals below: the text they spoil is accepted as it stands."""
    first, second = small.questions
    assert (small.id, small.title, small.version, small.file) == ("small", "A small checklist", "1.2", "small.toml")
    assert (first.key, first.kind, first.required) == ("answer.small.Q1", "choice", True)
    assert [each.label for each in first.options] == ["Yes", "No"]
    assert second.authorities == (Authority("Hearsay", verified=False, says="so they say"),)
    asked = {"text": "Which ones?", "options": {"a": "A", "b": "B", "none": "None"}}
    assert second.encode(["b", "a"]) == {"answer": ["a", "b"], "version": "1.2", "asked": asked}


def test_a_pack_saved_by_another_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert len(load(path).questions) == 2


FAULTS: Final = {
    "a missing pack key": ('title = "A small checklist"\n', "", "“title” is missing."),
    "an empty text": ('"A small checklist"', '" "', "“title” is empty."),
    "an unknown pack key": ("language =", "langauge =", "“langauge” is not a known key; did you mean “language”?"),
    "a version without order": (
        '"1.2"',
        '"spring"',
        "“version” is “spring”; it must be numbers with full stops between",
    ),
    "a pack id with a full stop": ('"small"', '"my.pack"', "“id” is “my.pack”; it must be letters, digits, - and _."),
    "no question": (SMALL[SMALL.index("[[question]]") :], "", "“question” is missing."),
    "a missing help": ('help = "Look for it."\n', "", "Line 9, question Q1: “help” is missing."),
    "a missing id": ('id = "Q2"\n', "", "Line 21, question number 2: “id” is missing."),
    "a duplicate question": ('"Q2"', '"Q1"', "Line 21, question Q1: The id is already taken by an earlier question."),
    "an unknown question key": (
        "required = true",
        "requird = true",
        "Line 9, question Q1: “requird” is not a known key; did you mean “required”?",
    ),
    "a wholly unknown key": ("evidence =", "zzz = 1\nevidence =", "Line 9, question Q1: “zzz” is not a known key."),
    "an unknown kind of answer": (
        '"choice"',
        '"essay"',
        "Line 9, question Q1: “answer” is “essay”; it must be one of: choice, ticks, grid.",
    ),
    "an unknown scope": ('"item"', '"page"', "question Q2: “scope” is “page”; it must be one of: letter, item."),
    "an unknown auto": ('"hint"', '"magic"', "question Q2: “auto” is “magic”; it must be one of: answer, hint, none."),
    "text for a flag": ("required = true", 'required = "yes"', "Q1: “required” must be true or false, not text."),
    "a number for text": ('"Is there one?"', "1", "question Q1: “text” must be text, not a number."),
    "a date for text": ('"Is there one?"', "2020-01-01", "“text” must be text, not a date or time."),
    "a list for text": ('"Is there one?"', "[]", "“text” must be text, not a list."),
    "an unknown shared list": (
        'options = "shared"',
        'options = "share"',
        "Q1: “options” names the list “share”, which [options] does not have; did you mean “shared”?",
    ),
    "options of another type": ('options = "shared"', "options = 3", "Q1: “options” must be a list, not a number."),
    "options that are words": (
        'options = "shared"',
        'options = ["yes", "no"]',
        "Q1: Entry 1 of “options” must be a table, not text.",
    ),
    "an empty list of options": ('options = "shared"', "options = []", "Q1: “options” is empty."),
    "a single option": (
        'options = "shared"',
        'options = [{ id = "yes", label = "Yes" }]',
        "Q1: “options” needs at least two options to choose from.",
    ),
    "a duplicate option": ('{ id = "b"', '{ id = "a"', "question Q2: “options” has the id “a” twice."),
    "a duplicate shared option": ('"no", label', '"yes", label', "“shared” has the id “yes” twice."),
    "an option without a label": (
        ', label = "B"',
        "",
        "question Q2: “label” in entry 2 of “options” is missing.",
    ),
    "ticks without a none": (", alone = true", "", "Q2: A tick list needs an option with alone = true"),
    "a none in a choice": (
        'answer = "ticks"',
        'answer = "choice"',
        "Q2: Only a tick list can have an option with alone",
    ),
    "a grid without rows": ('answer = "choice"', 'answer = "grid"', "Q1: “rows” is missing."),
    "rows without a grid": ('scope = "letter"', 'scope = "letter"\nrows = []', "Q1: Only a grid has “rows”."),
    "duplicate rows": (
        'answer = "choice"',
        'answer = "grid"\nrows = [{ id = "a.b", label = "A" }, { id = "a.b", label = "B" }]',
        "Q1: “rows” has the id “a.b” twice.",
    ),
    "an option to tell of that is none": (
        'scope = "letter"',
        'scope = "letter"\namiss = ["nope"]',
        "Q1: “amiss” has “nope”, which is not one of its options; did you mean “no”?",
    ),
    "options to tell of as text": ('scope = "letter"', 'scope = "letter"\namiss = "no"', "“amiss” must be a list of"),
    "a first version that is none": (
        'scope = "letter"',
        'scope = "letter"\nsince = "today"',
        "Q1: “since” is “today”; it must be numbers with full stops between",
    ),
    "no authority": ('authority = [{ cite = "Good practice", verified = true }]', "", "Q1: “authority” is missing."),
    "an authority nobody vouches for": (
        '"Good practice", verified = true',
        '"Good practice"',
        "Q1: “verified” in entry 1 of “authority” is missing.",
    ),
    "shared options that are a list": (
        '[options]\nshared = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]',
        "options = []",
        "“options” must be a table, not a list.",
    ),
    "broken TOML": ('id = "Q2"', 'id = "Q2', "Line 22: This is not valid TOML: "),
    "broken TOML at the end": (
        'scope = "item"\nrequired = false\n',
        'scope = """item',
        "left out. This is not valid TOML: ",
    ),
    "the same key twice": (
        'id = "Q2"',
        'id = "Q2"\nid = "Q3"',
        "Line 23: This is not valid TOML: ",
    ),
    "deep nesting": ('"Is there one?"', "[" * 5000, "The file is nested too deeply."),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_pack_is_refused_with_file_place_and_reason(fault: str, tmp_path: Path) -> None:
    good, bad, reason = FAULTS[fault]
    assert good in SMALL, "the fault must spoil something"
    message = _refusal(_write(tmp_path, SMALL.replace(good, bad, 1)))
    assert message.startswith("The checklist file “small.toml” was left out. ")
    assert reason in message
    assert message.endswith("Other checklists and all answers are kept; correct the file and start the program again.")


def test_a_pack_that_cannot_be_read_as_text_is_refused(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes('title = "Prüfung"'.encode("latin-1"))
    assert "The file is not UTF-8 text (byte 12)." in _refusal(latin)
    assert "cannot be read" in _refusal(tmp_path / "missing.toml")
    assert "cannot be read" in _refusal(tmp_path)


def test_a_refused_pack_leaves_the_others_loaded(tmp_path: Path) -> None:
    built_in, own = tmp_path / "built-in", tmp_path / "own"
    built_in.mkdir()
    own.mkdir()
    _write(built_in, SMALL)
    _write(built_in, "not a checklist", "readme.txt")
    _write(own, SMALL.replace('"small"', '"mine"', 1), "a.toml")
    _write(own, "id = ", "b.toml")
    _write(own, SMALL, "c.toml")
    packs, refused = load_all([built_in, own, tmp_path / "no such folder", own / "a.toml"])
    assert [each.id for each in packs] == ["small", "mine"]
    assert [each.message.split(" ")[3] for each in refused[:2]] == ["“b.toml”", "“c.toml”"]
    assert "Its id “small” already belongs to “A small checklist” (small.toml)." in refused[1].message
    assert "cannot be read" in refused[2].message
    assert len(refused) == 3
