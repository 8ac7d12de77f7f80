"""No document harms the program or another document: each is read, or refused with a sentence, in time."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest
from hostile import HELLO, bombs, drawn_for_ever, mutations, one_page, stream
from letters import text_letter

from imr_desktop import reading_child, source
from imr_desktop.errors import FileProblem
from imr_desktop.reading_child import ReadingChild
from imr_desktop.source import pdf
from imr_desktop.workspace import Workspace

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
    ("limit", "slack"), [(1.0, None), pytest.param(reading_child.TIME_LIMIT, SLACK, marks=pytest.mark.full)]
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


@pytest.mark.parametrize("data", [data for _, data in drawn_for_ever()], ids=[name for name, _ in drawn_for_ever()])
def test_what_could_not_be_drawn_is_refused_before_the_window_tries_it(data: bytes) -> None:
    with closing(ReadingChild(time_limit=2.0)) as child:
        with pytest.raises(FileProblem) as told:
            child.read("letter.pdf", data)
        assert told.value.code == "too-long"
        child.read("letter.txt", text_letter()[0])
    assert source.read("letter.pdf", data).text.startswith("Case Number"), "the control: its words are read at once"


def test_a_page_that_takes_long_to_draw_is_refused_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    form = stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    resources = b"/Font << /F 5 0 R >> /XObject << /X 6 0 R >>"
    data = one_page(stream(HELLO + b" /X Do"), form, resources=resources)
    assert source.read("letter.pdf", data, drawn=True) == source.read("letter.pdf", data)
    monkeypatch.setattr(pdf, "_DRAWN_WITHIN", -1.0)
    with pytest.raises(FileProblem, match=r"Page 1 of letter\.pdf takes longer"):
        source.read("letter.pdf", data, drawn=True)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux shows what a process has open")
def test_a_child_has_nothing_open_that_is_the_programs(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "library.imr", who="ann"), closing(ReadingChild()) as child:
        child.read("letter.txt", text_letter()[0])
        assert child._process is not None
        assert open_in(tmp_path, child._process.pid) == set()
        ours = open_in(tmp_path, os.getpid())
    assert {"library.imr", "library.imr-wal", "library.imr.holder"} <= ours, "the control"


def open_in(folder: Path, process: int | None) -> set[str]:
    """The files of a folder that a process has open, by name."""
    places = [each.readlink() for each in Path(f"/proc/{process}/fd").iterdir() if each.is_symlink()]
    return {place.name for place in places if place.is_relative_to(folder)}


class Planted:
    """What, once it is unpickled, has written a file."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.mkdir, (str(self.proof),)


def test_an_answer_is_never_unpickled(tmp_path: Path) -> None:
    """A document that gets hold of the child can send what it likes."""
    proof = tmp_path / "proof"
    sent = pickle.dumps(Planted(proof))
    with pytest.raises(OSError, match="not an answer"):
        reading_child.unpacked(sent)
    assert not proof.exists()
    pickle.loads(sent)
    assert proof.exists(), "the control: it is alive"


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
