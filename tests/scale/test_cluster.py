"""Reading on a cluster: a real scheduler with two real worker processes, started here."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from commands import give_apart
from hostile import bombs
from plenty import documents, write_letters

pytest.importorskip("distributed", reason="Dask comes with the cluster extra")

from imr_desktop.bulk import Document
from imr_desktop.bulk.cluster import Cluster
from imr_desktop.errors import ClusterProblem
from imr_desktop.workspace import Workspace

LOCAL = ("--host", "127.0.0.1")


@dataclass
class Processes:
    """A scheduler and its workers."""

    address: str
    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add(self, *workers: str) -> None:
        """Starts a worker in each of these ways."""
        for way in workers:
            options = (*LOCAL, way, "--nthreads", 1, "--no-dashboard", "--local-directory", self.folder)
            self.workers.append(start("dask_worker", self.address, *options))

    def end(self) -> None:
        for each in (*self.workers, self.scheduler):
            each.kill()
            each.wait()


def start(module: str, *arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def start_cluster(folder: Path, *workers: str) -> Processes:
    """A scheduler at a port of its own, with a worker for each of these ways of starting one."""
    told = folder / "scheduler.json"
    scheduler = start("dask_scheduler", *LOCAL, "--port", 0, "--no-dashboard", "--scheduler-file", told)
    deadline = time.monotonic() + 60
    while not told.exists() or not told.read_text():
        assert time.monotonic() < deadline
        with suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"the scheduler has ended with {scheduler.wait(0.05)}")
    processes = Processes(str(json.loads(told.read_text())["address"]), folder, scheduler)
    processes.add(*workers)
    return processes


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers: one that a nanny looks after, as Dask does it, and a plain one."""
    processes = start_cluster(tmp_path_factory.mktemp("dask"), "--nanny", "--no-nanny")
    yield processes.address
    processes.end()


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler without workers."""
    processes = start_cluster(tmp_path_factory.mktemp("idle"))
    yield processes.address
    processes.end()


@pytest.fixture
def doomed(tmp_path: Path) -> Iterator[Processes]:
    """A scheduler, as yet without workers, for a test that ends processes."""
    processes = start_cluster(tmp_path)
    yield processes
    processes.end()


def held(name: str, data: bytes) -> Document:
    return Document(name, name, len(data), lambda: data)


def test_letters_are_read_there_and_come_back_in_order(cluster: str) -> None:
    letters = [held(*each) for each in documents(30)]
    with closing(Cluster(cluster)) as reader:
        reader._client.wait_for_workers(2, timeout=60)
        outcomes = list(reader.read(letters))
    assert [each.document for each in outcomes] == letters
    assert all(each.letter and each.source and each.source.name == each.document.name for each in outcomes)


def test_each_failure_is_its_files_own(cluster: str) -> None:
    good = [held(*each) for each in documents(4)]
    bad = held("cut.pdf", b"%PDF-1.4 cut")
    bomb = next(held(name, data) for name, data in bombs() if name == "deflate bomb")
    gone = Document("gone.pdf", "gone.pdf", 0, lambda: _raise())
    with closing(Cluster(cluster)) as reader:
        outcomes = list(reader.read([good[0], bad, good[1], bomb, good[2], gone, good[3]]))
    codes = [each.problem.code if each.problem else "" for each in outcomes]
    assert codes[:3] == ["", "damaged", ""]
    assert codes[3] in ("too-much-memory", "crashed")
    assert codes[4:] == ["", "missing", ""]


def _raise() -> bytes:
    from imr_desktop.source import load

    return load(Path("gone.pdf"))


def test_import_and_extract_do_on_a_cluster_what_they_do_here(cluster: str, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    paths = write_letters(folder, 8)
    here = give_apart("extract", folder)
    assert give_apart("extract", "--scheduler", cluster, folder).stdout == here.stdout
    library = tmp_path / "library.imr"
    assert "8 imported" in give_apart("--library", library, "import", "--scheduler", cluster, folder).stdout
    assert "8 already there" in give_apart("--library", library, "import", "--scheduler", cluster, folder).stdout
    with Workspace.open(library, who="ann") as workspace:
        assert [row.name for row in workspace.cases()] == [path.name for path in paths]


def test_a_scheduler_that_is_not_there_is_told_apart_from_a_bad_file(tmp_path: Path) -> None:
    with pytest.raises(ClusterProblem) as told:
        Cluster("tcp://127.0.0.1:9", patience=1.0)
    assert told.value.code == "no-scheduler"
    with pytest.raises(ClusterProblem) as told:
        Cluster("no address at all", patience=1.0)
    assert told.value.code == "no-scheduler"


def test_the_command_tells_of_a_scheduler_that_is_not_there_and_of_nothing_else(tmp_path: Path) -> None:
    begun = time.monotonic()
    told = give_apart("extract", "--scheduler", "tcp://127.0.0.1:9", tmp_path, status=1)
    assert told.stderr.startswith("Error: No Dask scheduler answers at tcp://127.0.0.1:9")
    assert len(told.stderr.splitlines()) == 1
    assert time.monotonic() - begun < 12, "within a few seconds, on whatever machine"


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"])
def test_something_else_at_the_address_is_no_scheduler(answer: bytes) -> None:
    """It says nothing for ever, or speaks another language."""
    with socket.create_server(("127.0.0.1", 0)) as service, ExitStack() as callers:
        threading.Thread(target=_answer, args=(service, answer, callers), daemon=True).start()
        begun = time.monotonic()
        with pytest.raises(ClusterProblem) as told:
            Cluster(f"tcp://127.0.0.1:{service.getsockname()[1]}", patience=2.0)
        assert told.value.code == "no-scheduler"
        assert time.monotonic() - begun < 20


def _answer(service: socket.socket, answer: bytes, callers: ExitStack) -> None:
    with suppress(OSError):  # the test is over
        while True:
            caller = callers.enter_context(service.accept()[0])
            caller.sendall(answer)


def test_how_long_to_wait_can_be_said(idle: str, tmp_path: Path) -> None:
    begun = time.monotonic()
    told = give_apart("extract", "--scheduler", idle, "--wait", 0.5, tmp_path, status=1)
    assert "has no workers" in told.stderr
    assert time.monotonic() - begun < 12


def test_a_scheduler_without_workers_is_told(idle: str) -> None:
    with pytest.raises(ClusterProblem) as told:
        Cluster(idle, patience=1.0)
    assert told.value.code == "no-workers"


def test_a_worker_that_is_killed_costs_no_letter(doomed: Processes) -> None:
    doomed.add("--no-nanny", "--no-nanny")
    letters = [held(*each) for each in documents(20)]
    with closing(Cluster(doomed.address, 60.0)) as reader:
        reader._client.wait_for_workers(2, timeout=60)
        outcomes = []
        for each in reader.read(letters):
            outcomes.append(each)
            doomed.workers[0].kill()
    assert [each.document for each in outcomes] == letters
    assert all(each.letter for each in outcomes)


def test_a_scheduler_that_dies_ends_the_import_and_what_came_back_is_kept(doomed: Processes, tmp_path: Path) -> None:
    doomed.add("--no-nanny")
    with (
        Workspace.open(tmp_path / "library.imr", who="ann") as workspace,
        closing(Cluster(doomed.address, 60.0)) as reader,
    ):
        work = workspace.import_documents([held(*each) for each in documents(200)], reader)
        seen = [next(work)]
        doomed.scheduler.kill()
        with pytest.raises(ClusterProblem) as told:
            seen.extend(work)
        assert told.value.code == "cluster-lost"
        assert len(seen) == len(workspace.cases()) < 200


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterProblem) as told:
        Cluster("tcp://127.0.0.1:9")
    assert "pip install imr-desktop[cluster]" in told.value.message
