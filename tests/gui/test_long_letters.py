"""A letter of very many pages costs a page's work where a page is seen."""

from __future__ import annotations

import pytest

from imr_desktop.gui.letter.page_marks import Marks
from imr_desktop.gui.letter.page_recall import Recall, joined
from imr_desktop.model import Box, Sentence, Source, Span
from imr_desktop.source import read

SENTENCE = "The injured worker reported pain of the lumbar spine on examination. "


@pytest.fixture
def letter() -> Source:
    """A text letter of many pages, all of it in one line."""
    source = read("long.txt", (SENTENCE * 2000).encode())
    assert len(source.pages) > 20
    return source


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Span]:
    """The stretches whose boxes are asked for from now on."""
    spans: list[Span] = []
    measure = Source.boxes

    def noted(source: Source, span: Span) -> tuple[Box, ...]:
        spans.append(span)
        return measure(source, span)

    monkeypatch.setattr(Source, "boxes", noted)
    return spans


def sentences(source: Source) -> list[Sentence]:
    starts = range(0, len(source.text) - len(SENTENCE), len(SENTENCE))
    return [Sentence(Span(start, start + len(SENTENCE) - 1), "summary", "untouched") for start in starts]


def test_the_margin_is_measured_page_by_page(letter: Source, asked: list[Span]) -> None:
    told = sentences(letter)
    recall = Recall(letter, told)
    assert not asked
    third = letter.pages[2]
    stretches = recall.on(3)["untouched"]
    assert all(third.start <= each.start <= each.end <= third.end for each in asked)
    boxes = [box for each in told for box in letter.boxes(each.span) if box.page == 3]
    assert stretches == joined((box.top, box.bottom) for box in boxes)


def test_of_a_letter_that_is_selected_whole_the_seen_page_is_measured(letter: Source, asked: list[Span]) -> None:
    marks = Marks(letter)
    marks.selection = (Span(0, len(letter.text)),)
    lines = marks._lines_on(2, marks.selection)
    second = letter.pages[1]
    assert asked == [Span(second.start, second.end)]
    assert {each.page for each in lines} == {2}
    assert len(lines) == len({each.top for each in lines}) > 20


@pytest.mark.parametrize(("first", "end"), [(0, 1), (68, 69), (69, 70), (3, 300), (100, 101), (0, 10**6), (500, 500)])
def test_the_sentences_that_a_selection_touches_are_found_among_very_many(letter: Source, first: int, end: int) -> None:
    told, selected = sentences(letter), Span(first, end)
    touched = [each for each in told if each.span.start < end and first < each.span.end]
    assert [*Recall(letter, told).touching((selected, Span(first, end)))] == touched
    assert Recall(letter).touching((selected,)) == ()
