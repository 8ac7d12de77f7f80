"""Passages found again after a new reading: moved, on another page, repeated, read a little differently, gone."""

from __future__ import annotations

import pytest
from compose import Item, Letter, source_of

from imr_desktop.model import Source, Span
from imr_desktop.parsing.anchors import find_again

LETTER = Letter(
    summary=(
        "The injured worker is a 52 year old female who sustained an industrial injury on 10-31-2016.",
        "Pain was 5 out of 10. She was diagnosed with cervical strain and treated with ibuprofen for two weeks.",
        "At the next visit pain was 5 out of 10 again, and nothing else was noted by the therapist.",
    ),
    items=(Item(), Item(heading="Knee brace")),
)
OLD = source_of(LETTER.text())


def span_of(source: Source, words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(words, start + 1)
    return Span(start, start + len(words))


def again(words: str, new: Source, nth: int = 0) -> str | None:
    found = find_again(OLD.anchor(span_of(OLD, words, nth)), new)
    return new.text[found.start : found.end] if found else None


def test_a_passage_of_an_unchanged_document_is_where_it_was() -> None:
    for words in ("52", "cervical strain", "Knee brace"):
        assert find_again(OLD.anchor(span_of(OLD, words)), OLD) == span_of(OLD, words)


def test_a_passage_that_moved_is_found_at_its_new_place() -> None:
    new = source_of("A line that was not read before.\n\n" + LETTER.text())
    anchor = OLD.anchor(span_of(OLD, "cervical strain"))
    assert find_again(anchor, new) == span_of(new, "cervical strain") != anchor.span


def test_a_passage_is_found_on_another_page_and_over_other_line_ends() -> None:
    text = LETTER.text().replace("CLINICAL CASE", "\f\nCLINICAL CASE").replace("cervical strain", "cervical\nstrain")
    new = source_of(text)
    found = find_again(OLD.anchor(span_of(OLD, "cervical strain")), new)
    assert found is not None
    assert (new.text[found.start : found.end], new.page_of(found.start)) == ("cervical\nstrain", 2)


@pytest.mark.parametrize("nth", [0, 1])
def test_of_a_quote_that_stands_in_several_places_the_one_in_the_same_context_is_meant(nth: int) -> None:
    new = source_of("New first line.\n\n" + LETTER.text())
    found = find_again(OLD.anchor(span_of(OLD, "5 out of 10", nth)), new)
    assert found == span_of(new, "5 out of 10", nth)


def test_another_place_of_the_same_words_at_the_old_offsets_does_not_mislead() -> None:
    old = source_of("The knee was seen first, and then the hand. The knee was seen again after all that.\n")
    new = source_of("The hand. The knee was seen first, and then the hand. The knee was seen again after all that.\n")
    anchor = old.anchor(span_of(old, "knee", 1))
    assert find_again(anchor, new) == span_of(new, "knee", 1)


@pytest.mark.parametrize("changed", ["cervica1 strain", "cervicalstrain", "cerv ical straln"])
def test_a_quote_that_is_read_a_little_differently_is_found_by_its_context(changed: str) -> None:
    assert again("cervical strain", source_of(LETTER.text().replace("cervical strain", changed))) == " ".join(
        changed.split()
    )


def test_a_passage_that_is_gone_is_not_found() -> None:
    assert again("Knee brace", source_of(Letter(summary=("Nothing of the kind.",)).text())) is None
    assert again("cervical strain", source_of("Another document altogether.\n")) is None


def test_a_short_quote_without_its_context_is_nowhere() -> None:
    assert again("52", source_of("The bill was 52 dollars.\n")) is None


def test_a_quote_in_two_places_of_equal_context_is_in_neither() -> None:
    old = source_of("- knee -\n")
    assert find_again(old.anchor(Span(2, 6)), source_of("New.\n- knee -\n- knee -\n")) is None


@pytest.mark.parametrize("words", ["", " "])
def test_an_empty_quote_is_nowhere(words: str) -> None:
    assert find_again(OLD.anchor(Span(5, 5 + len(words))), source_of("Else.\n")) is None
