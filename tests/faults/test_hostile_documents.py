"""No document harms the program or another document: each is read, or refused with a sentence, in time."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing

import pytest
from hostile import HELLO, bombs, mutations, one_page, stream
from letters import text_letter

from imr_desktop import reading_child
from imr_desktop.errors import FileProblem
from imr_desktop.reading_child import ReadingChild

SLACK = 5.0
"""Seconds beyond the limit for ending one child and starting the next; held by the full run alone."""


def outcome(child: ReadingChild, name: str, data: bytes) -> tuple[str, str]:
    """How a document was classified, and the sentence about it."""
    try:
        child.read(name, data)
    except FileProblem as problem:
        return problem.code, problem.message
    return "read", name


def classified(files: Iterable[tuple[str, bytes]], limit: float, slack: float | None) -> dict[str, str]:
    """By name: `read`, or the code of the sentence that it was refused with; with `slack`, each within the limit."""
    found = {}
    with closing(ReadingChild(time_limit=limit)) as child:
        for name, data in files:
            begun = time.monotonic()
            found[name], told = outcome(child, f"{name}.pdf", data)
            assert name in told
            assert slack is None or time.monotonic() - begun < limit + slack, name
        data, source = text_letter()
        document, _ = child.read("letter.txt", data)
        assert document == source, "the next honest letter is read as if nothing had happened"
    assert multiprocessing.active_children() == []
    return found


@pytest.mark.parametrize(
    ("limit", "slack"), [(2.0, None), pytest.param(reading_child.TIME_LIMIT, SLACK, marks=pytest.mark.full)]
)
def test_every_bomb_is_read_or_refused_in_time(limit: float, slack: float | None) -> None:
    found = classified(bombs(), limit, slack)
    assert len(found) >= 30
    assert len(set(found.values()) - {"read"}) >= 3, f"the control: some are refused, and differently: {found}"


@pytest.mark.parametrize(("count", "slack"), [(40, None), pytest.param(400, SLACK, marks=pytest.mark.full)])
def test_every_mutilated_letter_is_read_or_refused_in_time(count: int, slack: float | None) -> None:
    found = Counter(classified(mutations(count), reading_child.TIME_LIMIT, slack).values())
    assert sum(found.values()) == count
    assert found["read"] > 0
    assert found["read"] < count


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory at its own wish")
def test_what_needs_too_much_memory_is_refused_and_the_child_replaced() -> None:
    """A stream that unfolds to a GiB meets the limit of memory long before that of time."""
    name, data = next(iter(bombs()))
    assert name == "deflate bomb"
    with closing(ReadingChild()) as child:
        with pytest.raises(FileProblem) as told:
            child.read("bomb.pdf", data)
        assert told.value.code in ("too-much-memory", "crashed")
        child.read("letter.txt", text_letter()[0])


def test_a_child_that_answers_nonsense_is_taken_for_crashed(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(ReadingChild()) as child:
        child.read("letter.txt", text_letter()[0])
        monkeypatch.setattr(child._pipe, "recv_bytes", lambda: b'{"source": 1}')
        with pytest.raises(FileProblem) as told:
            child.read("letter.txt", text_letter()[0])
        assert told.value.code == "crashed"


def test_an_honest_pdf_made_the_same_way_is_read() -> None:
    """The control of the bombs' own making."""
    with closing(ReadingChild()) as child:
        source, _ = child.read("good.pdf", one_page(stream(HELLO)))
    assert source.text.startswith("Case Number: CM17-0000001")
