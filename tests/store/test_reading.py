"""Reading beside the writer: another thread sees one moment of the library, and keeps nobody from working on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest
from cases import AGE, SEX, letter, reviewed

from imr_desktop import keeping
from imr_desktop.errors import LibraryProblem
from imr_desktop.record import Record, replay
from imr_desktop.store import Change, Library, backups, copies, opening, readers
from imr_desktop.store import checking as checks
from imr_desktop.store.checking import check
from imr_desktop.store.holding import holder_file, log_file
from imr_desktop.workspace import Workspace

T = TypeVar("T")
PASSPHRASE = "correct horse"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return reviewed(tmp_path / "library.imr")


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    opened = Library(path, who="ann")
    yield opened
    opened.close()


def elsewhere(act: Callable[[], T]) -> T:
    """What an act gives in another thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result()


def correct(library: Library, age: int) -> None:
    library.edit("Correct age", "ann", [Change(1, AGE, age, "corrected")])


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_reader_sees_one_moment_and_the_writer_goes_on(tmp_path: Path, passphrase: str | None) -> None:
    path = reviewed(tmp_path / "read.imr", passphrase=passphrase)
    library = Library(path, who="ann", passphrase=passphrase)
    begun, written = threading.Event(), threading.Event()

    def read() -> list[object]:
        with closing(library.reader()) as reader:
            ages = [reader.case(1).values[AGE].value]
            begun.set()
            assert written.wait(30)
            return [*ages, reader.case(1).values[AGE].value, check(reader).well]

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        assert begun.wait(30)
        for age in range(40, 60):
            correct(library, age)
        library.add(*letter(99))
        written.set()
        assert reading.result() == [21, 21, True]
    assert library.case(1).values[AGE].value == 59
    assert elsewhere(lambda: _age(library)) == 59
    library.close()


def _age(library: Library) -> object:
    with closing(library.reader()) as reader:
        return reader.case(1).values[AGE].value


def test_a_reader_changes_nothing(library: Library) -> None:
    with closing(library.reader()) as reader:
        with pytest.raises(LibraryProblem, match="only be read"):
            correct(reader, 50)
        with pytest.raises(Exception, match="readonly"):
            reader.database.execute("DELETE FROM drafts")
    correct(library, 50)


def test_what_a_reader_finds_damaged_is_damaged_for_the_library(library: Library) -> None:
    library.database.execute("UPDATE record_values SET value = '77' WHERE field = 'patient.age'")
    with pytest.raises(LibraryProblem, match="damaged"):
        elsewhere(lambda: _age(library))
    with pytest.raises(LibraryProblem, match="damaged"):
        correct(library, 50)


def test_a_reader_reads_a_backup_too(path: Path) -> None:
    """Whatever the library is shown from: here a backup, as it stands in for one that is held elsewhere."""
    with Workspace.open(path, who="ann") as workspace:
        workspace.safety.backup()
    backup = backups.listed(path)[-1].path
    library = Library(backup, read_only=True)
    assert elsewhere(lambda: _age(library)) == 21
    library.close()


# --- closing -------------------------------------------------------------------------------------------------------


def test_closing_ends_what_other_threads_read_and_leaves_no_log(library: Library) -> None:
    begun = threading.Semaphore(0)

    def read_on_and_on() -> str:
        with closing(library.reader()) as reader:
            begun.release()
            try:
                while True:
                    reader.case(1)
            except LibraryProblem as problem:
                return problem.code

    with ThreadPoolExecutor(2) as pool:
        reading = [pool.submit(read_on_and_on) for _ in range(2)]
        assert all(begun.acquire(timeout=30) for _ in reading)
        library.close()
        assert [each.result() for each in reading] == ["closed", "closed"]
    assert not library.read_only, "and nobody took the end for damage"
    assert not log_file(library.path).exists()
    assert not holder_file(library.path).exists()


def test_a_long_statement_is_broken_off_too(library: Library) -> None:
    begun = threading.Event()

    def count_for_ever() -> str:
        with closing(library.reader()) as reader:
            begun.set()
            try:
                reader.rows("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")
            except LibraryProblem as problem:
                return problem.code
            return "ended by itself"

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(count_for_ever)
        assert begun.wait(30)
        library.close()
        assert reading.result() == "closed"


def test_a_reader_of_the_same_thread_does_not_hold_closing_up(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_PATIENCE", 3600)
    reader = library.reader()
    library.close()
    assert reader.closed
    with pytest.raises(LibraryProblem) as told:
        library.reader()
    assert told.value.code == "closed"


def test_a_reader_that_will_not_end_is_left_and_its_log_is_not_missed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_PATIENCE", 0)
    begun, go_on = threading.Event(), threading.Event()

    def sleep() -> None:
        with closing(library.reader()):
            begun.set()
            assert go_on.wait(30)

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(sleep)
        assert begun.wait(30)
        correct(library, 50)
        library.close()
        go_on.set()
        reading.result()
    with Workspace.open(library.path, who="bob") as again:
        assert again.safety.trouble is None
        assert again.case(1).values[AGE].value == 50


# --- backups and checks beside the work ------------------------------------------------------------------------------


def test_a_backup_in_another_thread_holds_one_moment_while_the_window_writes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value is saved between every two pieces of the backup: neither waits for the other."""
    monkeypatch.setattr(backups, "_PAGES", 5)
    library = Library(path, who="ann")
    copying, saved = threading.Semaphore(0), threading.Semaphore(0)

    def let_the_window_save() -> bool:
        copying.release()
        assert saved.acquire(timeout=30)
        return False

    def back_up() -> Path:
        with closing(library.reader()) as reader:
            return backups.make(path, reader.database, None, stop=let_the_window_save).path

    before, pieces = library.case(1), 0
    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(back_up)
        while not making.done():
            if copying.acquire(timeout=0.05):
                pieces += 1
                correct(library, 30 + pieces % 60)
                saved.release()
    assert pieces > 3
    assert library.case(1) != before
    library.close()
    keeping.restore(path, making.result(), who="ann")
    with Workspace.open(path, who="ann") as workspace:
        assert workspace.case(1) == before


def test_upkeep_can_be_done_in_any_thread(path: Path) -> None:
    with Workspace.open(path, who="ann") as workspace:
        safety = workspace.safety
        workspace.set_text(1, AGE, "61")
        assert elsewhere(safety.backup_if_changed) is not None
        assert elsewhere(safety.backup_if_changed) is None
        report = elsewhere(safety.check_if_due)
        assert report is not None
        assert report.well
        assert elsewhere(safety.check_if_due) is None, "it is known before the window has come to write it down"
        assert elsewhere(safety.look_through)
        copy = path.with_name("copy.imr")
        assert elsewhere(lambda: safety.save_copy(copy)) == copy
        assert copies.folder(path).is_dir()
    with Workspace.open(path, who="ann") as workspace:
        assert workspace.safety.check_if_due() is None, "closing has written it down"


def test_many_threads_do_their_upkeep_one_after_the_other(path: Path) -> None:
    with Workspace.open(path, who="ann") as workspace, ThreadPoolExecutor(4) as pool:
        before = len(workspace.safety.backups)
        acts = [pool.submit(workspace.safety.backup) for _ in range(4)]
        checks = [pool.submit(workspace.safety.check) for _ in range(4)]
        for age in range(30, 50):
            workspace.set_text(1, AGE, str(age))
        assert all(each.result().well for each in checks)
        assert len({each.result().path for each in acts}) == 4
        assert len(workspace.safety.backups) >= before


def test_closing_breaks_a_check_off_and_takes_nothing_for_damaged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        with Workspace.open(path, who="ann") as workspace:
            library = workspace._library

            def slowly(*said: Any) -> Record:
                begun.set()
                while not library._readers.ending:
                    pass
                return replay(*said)

            monkeypatch.setattr(checks, "replay", slowly)
            checking = pool.submit(workspace.safety.check)
            assert begun.wait(30)
        with pytest.raises(LibraryProblem) as told:
            checking.result()
    assert told.value.code == "closed"
    assert workspace.safety.trouble is None


# --- a large library -------------------------------------------------------------------------------------------------


def test_a_large_library_opens_before_it_is_looked_through(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workspace.open(path, who="ann") as workspace:
        workspace.set_text(1, SEX, "female")
    monkeypatch.setattr(opening, "CHECKED_AT_OPENING", 0)
    before = len(backups.listed(path))
    with Workspace.open(path, who="ann") as workspace:
        assert len(workspace.safety.backups) == before, "nor is it backed up while somebody waits for it"
        assert elsewhere(workspace.safety.look_through)
        assert not workspace.read_only
        assert elsewhere(workspace.safety.backup_if_changed) is not None


def test_a_command_does_for_a_large_library_what_opening_has_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workspace.open(path, who="ann") as workspace:
        workspace.set_text(1, SEX, "female")
    for each in backups.listed(path):
        each.path.unlink()
    monkeypatch.setattr(opening, "CHECKED_AT_OPENING", 0)
    with Workspace.open(path, who="ann") as workspace:
        workspace.safety.catch_up()
        assert len(workspace.safety.backups) == 1
        workspace.safety.catch_up()
        assert len(workspace.safety.backups) == 1, "it is done once"
        assert workspace.safety.trouble is None


@pytest.mark.parametrize("read_only", [False, True])
def test_a_large_library_that_is_damaged_is_only_read_as_soon_as_that_is_known(
    path: Path, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 4] = bytes(4096)
    path.write_bytes(data)
    monkeypatch.setattr(opening, "CHECKED_AT_OPENING", 0)
    with Workspace.open(path, who="ann", read_only=read_only) as workspace:
        assert not elsewhere(workspace.safety.look_through)
        assert workspace.read_only
        assert workspace.safety.trouble is not None
        assert workspace.safety.trouble.code == "damaged"
        assert not workspace.safety.look_through(), "and it is not forgotten"
        with pytest.raises(LibraryProblem, match="damaged"):
            workspace.safety.backup()


def test_looking_through_a_protected_library_authenticates_every_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = reviewed(tmp_path / "protected.imr", cases=1, passphrase=PASSPHRASE)
    monkeypatch.setattr(opening, "CHECKED_AT_OPENING", 0)
    data, silent = path.read_bytes(), []
    for at in range(2000, len(data), 4096):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        try:
            with Workspace.open(path, who="ann", passphrase=PASSPHRASE, read_only=True) as workspace:
                if workspace.safety.look_through() and workspace.safety.check().well:
                    silent.append(at // 4096)
        except LibraryProblem as problem:
            assert problem.code == "damaged"  # noqa: PT017 - found on opening, or by the check
    assert silent == []
