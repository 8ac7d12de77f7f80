"""Reading on a cluster: the same reading function on the workers of a Dask scheduler, results in the documents' order.

Dask's own `concurrent.futures` interface carries the documents; each worker reads them in a child process of its own,
under the same limits as here, and answers in JSON. The program must be installed where the workers run. What fails for
the cluster's sake is a ClusterProblem and ends the work; what fails for a document's sake is that document's problem.
"""

from __future__ import annotations

import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from functools import partial
from hashlib import sha256
from typing import Any, Final, TypeVar

from imr_desktop.bulk.documents import Document
from imr_desktop.bulk.pool import Outcome, in_order, read_patiently
from imr_desktop.errors import ClusterProblem, FileProblem, Problem
from imr_desktop.reading_child import ReadingChild, packed, unpacked
from imr_desktop.texts import tr

_LOOK_EVERY: Final = 0.5
_GONE_AFTER: Final = 8.0
"""Seconds without a connection after which a scheduler is taken for gone."""

PATIENCE: Final = 15.0
"""Seconds for a scheduler to answer, and for its first worker to be there."""

_KNOCKING: Final = 4.0
"""Seconds of these within which anything must answer at its address."""


class Cluster:
    """Reads documents on the workers of the scheduler at an address such as `tcp://10.0.0.5:8786`."""

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        """ClusterProblem where there is no scheduler, where it has no workers, or where Dask is not installed here."""
        self._address = address
        self._client = _client(address, patience)
        try:
            self._client.wait_for_workers(1, timeout=patience)
        except TimeoutError as error:
            self._client.close()
            raise ClusterProblem(
                "no-workers",
                tr(
                    "The scheduler at {address} has no workers, so nothing was read. "
                    "Start some (dask worker {address}).",
                    address=address,
                ),
            ) from error
        self._executor = self._client.get_executor(pure=False)
        self._waiting: set[Future[Outcome]] = set()
        self._guard, self._left = threading.Lock(), threading.Event()
        threading.Thread(target=self._watch, name="cluster", daemon=True).start()

    def read(self, documents: Iterable[Document], known: Container[str] = ()) -> Iterator[Outcome]:
        """The outcome of each document, in their order; those with a digest in `known` are not sent."""
        return in_order(documents, partial(self._submit, known))

    def stop(self) -> None:
        """Takes back what has been sent, from any thread."""
        self._executor.shutdown(wait=False)

    def close(self) -> None:
        """Leaves the cluster as it was."""
        self._left.set()
        self._client.close()

    def _submit(self, known: Container[str], document: Document) -> Future[Outcome]:
        """Reads the file here, for the workers need not see this computer's disks."""
        answer: Future[Outcome] = Future()
        digest = ""
        try:
            data = document.load()
            digest = sha256(data).hexdigest()
        except Problem as problem:
            answer.set_result(Outcome(document, digest, problem=problem))
            return answer
        if digest in known:
            answer.set_result(Outcome(document, digest))
            return answer
        with self._guard:
            self._waiting.add(answer)
        sent: Future[bytes] = self._executor.submit(read_here, document.name, data)
        sent.add_done_callback(partial(self._settle, answer, Outcome(document, digest, data)))
        return answer

    def _settle(self, answer: Future[Outcome], asked: Outcome, sent: Future[bytes]) -> None:
        """Hands on what has come back, from Dask's own thread."""
        if not self._is_ours(answer) or not answer.set_running_or_notify_cancel():
            return
        try:
            answer.set_result(_outcome(asked, sent))
        except BaseException as fault:  # noqa: BLE001 - it is raised where the outcome is waited for
            answer.set_exception(self._explained(fault))

    def _is_ours(self, answer: Future[Outcome]) -> bool:
        """Whether nobody has settled an answer yet; from now on somebody has."""
        with self._guard:
            ours = answer in self._waiting
            self._waiting.discard(answer)
        return ours

    def _watch(self) -> None:
        """Ends the waiting when the scheduler has been gone for long: Dask itself may wait for it for ever."""
        seen = time.monotonic()
        while not self._left.wait(_LOOK_EVERY):
            if self._client.status == "running":
                seen = time.monotonic()
            elif time.monotonic() - seen > _GONE_AFTER:
                self._give_up()

    def _give_up(self) -> None:
        with self._guard:
            waiting, self._waiting = self._waiting, set()
        for answer in waiting:
            if answer.set_running_or_notify_cancel():
                answer.set_exception(self._explained(TimeoutError()))

    def _explained(self, fault: BaseException) -> BaseException:
        """What a failure that is not a document's means for the person."""
        if isinstance(fault, ImportError):
            return ClusterProblem(
                "workers-unfit",
                tr(
                    "The workers of {address} do not have this program ({why}). Install IMR Desktop with the "
                    "extra “cluster” where they run.",
                    address=self._address,
                    why=fault,
                ),
            )
        if isinstance(fault, (CancelledError, OSError, TimeoutError)):
            return ClusterProblem(
                "cluster-lost",
                tr(
                    "The scheduler at {address} is gone or does not answer any more. No letter is to blame, and "
                    "what has come back from it is kept.",
                    address=self._address,
                ),
            )
        return fault


def _client(address: str, patience: float) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterProblem(
            "no-dask",
            tr("Reading on a cluster needs Dask, which is not installed here: pip install imr-desktop[cluster]."),
        ) from error

    class Quiet(Client):
        """A client that found no scheduler is closed when it is thrown away, and then waits in vain once more."""

        def __del__(self) -> None:
            with suppress(TimeoutError):
                super().__del__()  # type: ignore[no-untyped-call]  # Dask's own

    try:
        _knock(address, min(patience, _KNOCKING))
        return _within(patience, partial(Quiet, address, timeout=patience, set_as_default=False))
    except Exception as error:  # another service may answer whatever it likes, and Dask believes it
        raise ClusterProblem(
            "no-scheduler",
            tr(
                "No Dask scheduler answers at {address}, so nothing was read. Check the address, and whether it is "
                "running.",
                address=address,
            ),
        ) from error


def _knock(address: str, seconds: float) -> None:
    """OSError or ValueError where nothing answers: Dask itself would try again and again, half a minute in all."""
    from distributed.comm.addressing import parse_address, parse_host_port

    scheme, place = parse_address(address)
    if scheme in ("tcp", "tls"):
        host, port = parse_host_port(place)
        _within(seconds, lambda: socket.create_connection((host, port), seconds).close())


T = TypeVar("T")


def _within(seconds: float, act: Callable[[], T]) -> T:
    """What an act gives, or TimeoutError: looking a name up, or listening to a host that says nothing, may take for
    ever. The act is then left to itself."""
    given: Future[T] = Future()

    def run() -> None:
        try:
            given.set_result(act())
        except BaseException as fault:  # noqa: BLE001 - it is raised where the act is waited for
            given.set_exception(fault)

    threading.Thread(target=run, name="cluster", daemon=True).start()
    return given.result(seconds)


def _outcome(asked: Outcome, sent: Future[bytes]) -> Outcome:
    """The document with what a worker has said of it."""
    from distributed.scheduler import KilledWorker

    try:
        said = unpacked(sent.result())
    except KilledWorker:
        said = FileProblem(
            "crashed",
            tr(
                "{name} crashed the workers that read it. Nothing was imported from it; open it in a PDF "
                "program and print it to a new PDF, then import that.",
                name=asked.document.name,
            ),
        )
    if isinstance(said, Problem):
        return Outcome(asked.document, asked.digest, problem=said)
    source, reading = said
    return Outcome(asked.document, asked.digest, asked.data, source, reading)


# --- the workers' side -----------------------------------------------------------------------------------------------

_here: Final = threading.local()


def read_here(name: str, data: bytes) -> bytes:
    """What this worker reads in a document, packed as `reading_child` packs it."""
    if not hasattr(_here, "child"):
        # Dask marks its workers as processes that may have no children, lest these outlive them; ours end by themselves
        multiprocessing.current_process().daemon = False
        _here.child = ReadingChild()
    try:
        return packed(read_patiently(_here.child, name, data))
    except FileProblem as problem:
        return packed(problem)
