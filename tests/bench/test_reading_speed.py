"""How fast letters are read, as ratios within one run, for machines are noisy: `pytest -m bench -s tests/bench`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pdfplumber
import pytest

from imr_desktop import parsing, source

pytestmark = pytest.mark.bench


@pytest.fixture
def letters(published: list[Path]) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in published if path.suffix == ".pdf"]


def _seconds(work: Callable[[], object]) -> float:
    """The processor's time for it: all of it is one thread's work, and what else the machine does is left out."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _read(letters: list[tuple[str, bytes]]) -> None:
    for name, data in letters:
        parsing.read(source.read(name, data))


def _extract_words(letters: list[tuple[str, bytes]], folder: Path) -> None:
    for name, _ in letters:
        with pdfplumber.open(folder / name) as document:
            for page in document.pages:
                page.extract_words()


def test_reading_and_prefilling_takes_at_most_an_eighth_of_pdfplumbers_words(
    letters: list[tuple[str, bytes]], published: list[Path]
) -> None:
    _read(letters[:2])
    theirs = _seconds(lambda: _extract_words(letters, published[0].parent))
    ours = min(_seconds(lambda: _read(letters)) for _ in range(3))
    print(f"\npdfplumber extract_words {theirs:.2f} s, read and pre-filled {ours:.2f} s: 1/{theirs / ours:.1f}")
    assert ours <= theirs / 8


def test_prefilling_takes_at_most_three_milliseconds_a_letter(letters: list[tuple[str, bytes]]) -> None:
    sources = [source.read(name, data) for name, data in letters]
    parsing.read(sources[0])
    median = statistics.median(min(_seconds(partial(parsing.read, each)) for _ in range(3)) for each in sources)
    print(f"\npre-fill: median {1000 * median:.2f} ms a letter")
    assert median <= 0.003


def test_reading_takes_at_most_three_times_pymupdfs_words(
    letters: list[tuple[str, bytes]],
) -> None:
    pymupdf = pytest.importorskip("pymupdf", reason="PyMuPDF comes with the bench extra")

    def theirs() -> None:
        for _, data in letters:
            with pymupdf.open(stream=data, filetype="pdf") as document:
                for page in document:
                    page.get_text("words")

    theirs()
    rounds = [(_seconds(theirs), _seconds(lambda: _read(letters))) for _ in range(5)]
    peer, ours = map(min, zip(*rounds, strict=True))
    print(f"\nPyMuPDF words {peer:.2f} s, read and pre-filled {ours:.2f} s: {ours / peer:.2f} times")
    assert ours <= 3 * peer
