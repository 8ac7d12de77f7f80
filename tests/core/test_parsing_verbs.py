"""The verbs that forms are written in: folding with places, sentences, splitting, choosing."""

from __future__ import annotations

import pytest

from imr_desktop.model import Candidate, Span
from imr_desktop.parsing.finders import Hit, Rule, between, decide, hits, pattern, split_at, unreadable
from imr_desktop.parsing.passage import fold, paragraphs, sentences, stretch

TEXT = "The  worker\nwas seen\n\fon 10-30-\n2016  by\tDr. Quill."


def test_folding_keeps_the_place_of_every_character() -> None:
    passage = fold(TEXT)
    assert passage.text == "The worker was seen on 10-30-2016 by Dr. Quill."
    assert all(
        TEXT[place] == letter for place, letter in zip(passage.places, passage.text, strict=True) if letter != " "
    )


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("a\n\n\fb", "a b"),
        ("locking/\ncatching", "locking/catching"),
        ("anti- inflammatory", "anti- inflammatory"),
        ("one -\ntwo", "one - two"),
        ("  \n ", ""),
    ],
)
def test_white_space_folds_and_words_broken_at_a_line_s_end_join(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_a_part_of_a_passage_knows_its_span() -> None:
    passage = fold(TEXT)
    date = passage.cut(passage.text.index("10-"), passage.text.index(" by"))
    assert date.text == "10-30-2016"
    assert TEXT[date.span.start : date.span.end] == "10-30-\n2016"


def test_sentences_end_at_full_stops_that_are_none_of_an_abbreviation() -> None:
    told = fold("He saw Dr. Quill on 1.5 acres. “Good.” No. 5 hurt.Subjective data followed")
    assert [sentence.text for sentence in sentences(told)] == [
        "He saw Dr. Quill on 1.5 acres.",
        "“Good.”",
        "No. 5 hurt.",
        "Subjective data followed",
    ]


def test_paragraphs_are_kept_and_page_ends_dropped() -> None:
    text = "One line\nand more.\n\nTwo breaks\n\n\foff here.\n\fThree."
    assert paragraphs(text, 0, len(text)) == "One line and more.\n\nTwo breaks off here. Three."


def test_a_stretch_has_no_blanks_at_its_ends() -> None:
    assert stretch(" \n ab c \n", 0, 9) == Span(3, 7)
    assert stretch(" \n ", 0, 3) is None


def test_between_takes_what_stands_after_one_and_before_another() -> None:
    passage = fold("State: Ohio, Iowa Specialty: Surgery")
    found = between(passage, pattern("State:"), pattern("Specialty:"))
    assert found is not None
    assert [part.text for part in split_at(found, pattern(","))] == ["Ohio", "Iowa"]
    assert between(passage, pattern("City:")) is None


RULES = (
    Rule("sure", pattern(r"exactly[ ](?P<value>\d+)"), int),
    Rule("weak", pattern(r"(?P<value>\d+)"), lambda text: int(text) if int(text) < 100 else None),
)


def test_rules_find_everything_and_the_surest_wins() -> None:
    found = list(hits([fold("7 or exactly 8, not 500")], RULES))
    assert [(hit.value, hit.rule) for hit in found] == [(8, "sure"), (7, "weak"), (8, "weak")]
    chosen = decide("patient.age", found)
    assert (chosen.value, chosen.state, chosen.rule) == (8, "stated", "sure")
    assert chosen.candidates == (Candidate(7, "weak", "the rule “sure” is surer", Span(0, 1)),)


def test_nothing_found_is_absent_and_doubt_lowers_confidence() -> None:
    assert decide("patient.age", []).state == "absent"
    hit = Hit(8, "sure", (Span(0, 1),))
    assert decide("patient.age", [hit], sure=0.5).confidence == decide("patient.age", [hit]).confidence / 2


def test_what_cannot_be_read_is_kept_as_a_candidate() -> None:
    found = unreadable("letter.date_assigned", fold("13/45/2016"), "no calendar has it")
    assert (found.value, found.state) == (None, "unreadable")
    assert found.candidates[0].value == "13/45/2016"
