"""Two thousand letters at once, as ratios within one run: `pytest -m bench -s tests/bench/test_import_speed.py`."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pdfplumber
import psutil
import pytest
from plenty import documents

from imr_desktop.bulk import Pool, gather
from imr_desktop.store import Letter, Library, Taken
from imr_desktop.workspace import Workspace

pytestmark = pytest.mark.bench

COUNT = 2000
PEERS = 60
"""Letters that the plain loop reads; its time is compared by letter."""


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of PDFs."""
    folder = tmp_path_factory.mktemp("letters")
    made = (each for each in documents(COUNT + COUNT // 4) if each[0].endswith(".pdf"))
    for _, (name, data) in zip(range(COUNT), made, strict=False):
        (folder / name).write_bytes(data)
    assert sum(1 for _ in folder.iterdir()) == COUNT
    return folder


def plain_loop(paths: list[Path]) -> float:
    """Seconds for a letter, by pdfplumber's text of every page."""
    begun = time.perf_counter()
    for path in paths:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_text()
    return (time.perf_counter() - begun) / len(paths)


class Watch:
    """The memory of a process with all its children, looked at once a second."""

    def __init__(self, process: int) -> None:
        self.seen: list[int] = []
        self._process = psutil.Process(process)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(1.0):  # looking costs time, too
            self.seen.append(sum(self._sizes()))

    def _sizes(self) -> Iterator[int]:
        for each in (self._process, *self._process.children(recursive=True)):
            try:
                yield each.memory_info().rss
            except psutil.Error:  # it has just ended
                yield 0


def test_two_workers_import_twelve_times_as_fast_as_a_plain_loop_reads_and_memory_stays_flat(
    letters: Path, tmp_path: Path
) -> None:
    paths = sorted(letters.iterdir())
    before = plain_loop(paths[: PEERS // 2])
    command = [sys.executable, "-m", "imr_desktop", "--library", str(tmp_path / "library.imr")]
    begun = time.perf_counter()
    command += ["import", "--workers", "2", str(letters)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as program, Watch(program.pid) as watch:
        told = program.communicate()[0].decode()
    ours = (time.perf_counter() - begun) / COUNT
    theirs = (before + plain_loop(paths[-PEERS // 2 :])) / 2
    assert f"{COUNT} imported" in told
    from_500 = watch.seen[len(watch.seen) // 4 :]
    first, most = from_500[0] / 2**20, max(watch.seen) / 2**20
    print(f"\nplain loop {1 / theirs:.1f} letters/s, import {1 / ours:.1f} letters/s: {theirs / ours:.1f} times")
    print(f"memory of all processes: {first:.0f} MB at the 500th letter, at most {most:.0f} MB")
    assert theirs / ours >= 12
    assert most < 600
    assert max(from_500) <= 1.1 * from_500[0]


def test_storing_takes_at_most_a_quarter_of_the_cpu_time(
    letters: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storing: list[float] = []
    take = Library.take

    def timed(library: Library, batch: list[Letter]) -> list[Taken]:
        begun = time.thread_time()
        try:
            return take(library, batch)
        finally:
            storing.append(time.thread_time() - begun)

    monkeypatch.setattr(Library, "take", timed)
    own, children = time.process_time(), _of_children()
    with (
        Workspace.open(tmp_path / "library.imr", who="bench") as workspace,
        closing(gather(sorted(letters.iterdir())[: COUNT // 4])) as found,
        closing(Pool(2)) as pool,
    ):
        assert all(each.problem is None for each in workspace.import_documents(found.documents, pool))
    whole = time.process_time() - own + _of_children() - children
    print(f"\nstoring {sum(storing):.2f} s of {whole:.2f} s: {sum(storing) / whole:.0%}")
    assert sum(storing) <= 0.25 * whole


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_beginning_again_passes_over_what_is_there(letters: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "imr_desktop", "--library", str(tmp_path / "library.imr"), "import", str(letters)]
    took = []
    for word in ("imported", "already there"):
        begun = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
        took.append(time.perf_counter() - begun)
        assert f"{COUNT} {word}" in done.stdout
    print(f"\nimported in {took[0]:.1f} s, passed over in {took[1]:.1f} s")
    assert took[1] <= took[0] / 5
