"""Many letters into a library, through real reading processes: in order, all of them, each once, whatever happens."""

from __future__ import annotations

import io
import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
import pytest
from hostile import bombs, mutations
from letters import write_letter
from plenty import documents, write_letters
from rigs import disk

from imr_desktop.bulk import Document, Imported, Outcome, Pool, Tally, gather, reason
from imr_desktop.bulk import pool as pools
from imr_desktop.errors import FileProblem, LibraryProblem
from imr_desktop.reading_child import ReadingChild
from imr_desktop.workspace import Workspace, extract


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library.imr", who="ann") as opened:
        yield opened


def held(name: str, data: bytes) -> Document:
    """A document that lies nowhere but in memory."""
    return Document(name, name, len(data), lambda: data)


def plenty(count: int, first: int = 1) -> list[Document]:
    return [held(*each) for each in documents(count, first=first)]


def read_at_once(letters: list[Document]) -> list[Document]:
    """Letters each of which waits for the others to be taken up: it takes as many workers."""
    taken = threading.Barrier(len(letters))

    def wait(letter: Document) -> bytes:
        taken.wait(60)
        return letter.load()

    return [replace(each, load=partial(wait, each)) for each in letters]


def names(workspace: Workspace) -> list[str]:
    return [row.name for row in workspace.cases()]


# --- the pool --------------------------------------------------------------------------------------------------------


def test_outcomes_come_in_the_documents_order_on_however_many_cores() -> None:
    letters = plenty(30)
    with closing(Pool(3)) as pool:
        outcomes = list(pool.read(letters))
    assert [each.document.name for each in outcomes] == [each.name for each in letters]
    assert all(each.letter and each.source and each.source.name == each.document.name for each in outcomes)
    assert multiprocessing.active_children() == []


def test_a_slow_document_holds_its_place_and_not_the_others() -> None:
    """One process waits for a document until the other has come to the last one."""
    letters, last_is_asked_for = plenty(12), threading.Event()
    _, slow, *_, last = letters

    def slowly() -> bytes:
        assert last_is_asked_for.wait(60)
        return slow.load()

    def at_last() -> bytes:
        last_is_asked_for.set()
        return last.load()

    letters[1], letters[-1] = replace(slow, load=slowly), replace(last, load=at_last)
    with closing(Pool(2)) as pool:
        outcomes = list(pool.read(letters))
    assert [each.document for each in outcomes] == letters
    assert all(each.letter for each in outcomes)


def test_it_reads_no_further_ahead_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "AHEAD", 5)
    asked: list[int] = []

    def more() -> Iterator[Document]:
        for number, letter in enumerate(plenty(20)):
            asked.append(number)
            yield letter

    with closing(Pool(2)) as pool:
        for number, _ in enumerate(pool.read(more())):
            assert len(asked) <= number + 7
    assert len(asked) == 20


def test_a_document_larger_than_all_that_may_wait_is_read_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "AHEAD_BYTES", 1)
    with closing(Pool(2)) as pool:
        assert all(each.letter for each in pool.read(plenty(4)))


def test_what_is_known_is_not_read() -> None:
    letters = plenty(5)
    with closing(Pool(2)) as pool:
        known = {each.digest for each in pool.read(letters)}
    with closing(Pool(2)) as pool:
        assert all(each.known for each in pool.read(letters, known))
        assert multiprocessing.active_children() == [], "no process was needed"


def test_a_pool_that_is_stopped_from_elsewhere_ends_at_once() -> None:
    pool = Pool(2)
    outcomes = pool.read(plenty(120))
    assert next(outcomes).letter
    threading.Thread(target=pool.stop).start()
    rest = list(outcomes)
    pool.close()
    assert len(rest) == 119
    assert rest[-1].problem is not None
    assert "reader" not in {thread.name for thread in threading.enumerate()}


def kill_a_child() -> None:
    for process in multiprocessing.active_children():
        os.kill(process.pid or 0, signal.SIGKILL)
        return


def test_killed_processes_cost_no_letter() -> None:
    """A system short of memory kills what it likes; no document is blamed for that."""
    letters, chance = plenty(30), random.Random(4)
    with closing(Pool(2)) as pool:
        outcomes: list[Outcome] = []
        for each in pool.read(letters):
            outcomes.append(each)
            if chance.random() < 0.15:
                kill_a_child()
    assert [each.document for each in outcomes] == letters
    assert all(each.letter for each in outcomes)


def test_a_document_that_crashes_twice_is_to_blame(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []

    def crash(_: object, name: str, data: bytes) -> None:
        tries.append(name)
        raise FileProblem("crashed", f"{name} crashed the reader.")

    monkeypatch.setattr(ReadingChild, "read", crash)
    with closing(Pool(1)) as pool:
        (outcome,) = pool.read([held("bad.pdf", b"x")])
    assert outcome.problem is not None
    assert (outcome.problem.code, tries) == ("crashed", ["bad.pdf", "bad.pdf"])


# --- into the library ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.full)])
def test_of_a_folder_with_hostile_files_every_good_one_is_in_and_every_bad_one_has_its_reason(
    workspace: Workspace, tmp_path: Path, count: int
) -> None:
    folder = tmp_path / "letters"
    good = {path.name for path in write_letters(folder, count)}
    cut = ((name, data) for name, data in mutations(5 * count) if name.startswith("cut"))
    mixed = [*islice(bombs(), 6, 6 + count // 30), *islice(cut, count // 30)]
    for number, (name, data) in enumerate(mixed):
        (folder / f"letter-{37 * number % count:06}-{name}.pdf").write_bytes(data)
    with closing(gather([folder])) as found, closing(Pool(2, time_limit=6.0)) as pool:
        seen = list(workspace.import_documents(found.documents, pool))
        after = list(pool.read(read_at_once(plenty(2, first=5000))))
        assert len(multiprocessing.active_children()) == 2, "no worker is lost for good"
    assert all(each.letter for each in after)
    assert len(seen) == count + len(mixed)
    assert {each.path.name for each in seen if each.path.name in good and each.case} == good
    bad = [each for each in seen if each.path.name not in good]
    assert all(each.problem or each.cautions for each in bad), [each for each in bad if not each.cautions]
    assert any(each.problem for each in bad)
    assert workspace.safety.check().well


PHOTOGRAPH = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" * 30


def locked(archive: bytes) -> bytes:
    """An archive whose first member says that it is encrypted."""
    data = bytearray(archive)
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + offset] |= 1
    return bytes(data)


def archive(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in members.items():
            written.writestr(name, data)
    return held.getvalue()


def test_whatever_people_keep_among_their_letters_comes_in_or_says_why_and_can_be_tried_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "letters"
    paths = write_letters(folder / "good", 4)
    one, two, three = (data for _, data in documents(3, first=100))
    (folder / "again").symlink_to(folder, target_is_directory=True)  # round and round
    (folder / "nowhere.pdf").symlink_to(folder / "gone.pdf")
    for name, data in {
        "copy of a letter.pdf": paths[0].read_bytes(),
        "empty.pdf": b"",
        "photograph.jpg": PHOTOGRAPH,
        "renamed photograph.pdf": PHOTOGRAPH,
        "notes.docx": archive(**{"word/document.xml": b"<w/>"}),
        "notes.pdf": archive(**{"word/document.xml": b"<w/>"}),
        "outer.zip": archive(**{"inner.zip": archive(**{"a.pdf": one}), "in the open.pdf": one}),
        "paths.zip": archive(**{"../up.pdf": two, "/etc/up.pdf": two, "sub/./down.pdf": two}),
        "locked.zip": locked(archive(**{"three.pdf": three})),
        "none.zip": b"no archive",
    }.items():
        (folder / name).write_bytes(data)
    with closing(gather([folder])) as found, closing(Pool(2)) as pool:
        seen = list(workspace.import_documents(found.documents, pool))
    assert found.passed_over == 2, "the photograph, the notes"
    bad = {each.path.relative_to(folder).as_posix(): each.problem for each in seen if each.problem}
    assert {name: problem.code for name, problem in bad.items()} == {
        "empty.pdf": "empty",
        "locked.zip/three.pdf": "encrypted",
        "none.zip": "damaged-archive",
        "notes.pdf": "not-a-letter",
        "nowhere.pdf": "missing",
        "outer.zip/inner.zip": "nested-archive",
        "paths.zip/../up.pdf": "unsafe-name",
        "paths.zip/etc/up.pdf": "unsafe-name",
        "renamed photograph.pdf": "not-a-letter",
    }
    assert all(str(problem.message).endswith((".", ")")) and len(problem.message) > 30 for problem in bad.values())
    assert not any(reason(problem.code) == problem.code for problem in bad.values())
    inside = ["outer.zip/in the open.pdf", "paths.zip/sub/./down.pdf"]
    assert sorted(names(workspace)) == sorted(["copy of a letter.pdf", *inside, *(path.name for path in paths[1:])])
    assert [each.path.name for each in seen if each.known] == [paths[0].name]
    (folder / "empty.pdf").write_bytes(next(data for _, data in documents(1, first=200)))
    (folder / "locked.zip").write_bytes(archive(**{"three.pdf": three}))
    again = [each.path for each in seen if each.problem]
    with closing(gather(again)) as found, closing(Pool(2)) as pool:
        mended = [each.path.name for each in workspace.import_documents(found.documents, pool) if each.case]
    assert sorted(mended) == ["empty.pdf", "three.pdf"]
    assert workspace.safety.check().well


def test_an_archive_of_ten_thousand_files_is_read_and_each_letter_is_in_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    letters = [data for _, data in documents(5)]
    with zipfile.ZipFile(tmp_path / "year.zip", "w") as written:
        for number in range(10_000):
            written.writestr(f"{number % 100:02}/{number:05}.pdf", letters[number % 5])
    tally = Tally(10_000)
    for each in workspace.import_files([tmp_path / "year.zip"]):
        tally.count(each)
    assert (tally.added, tally.known, len(tally.failures)) == (5, 9995, 0)
    assert len(names(workspace)) == 5


def test_the_same_letter_twice_in_one_import_is_one_case(workspace: Workspace, tmp_path: Path) -> None:
    (one,) = plenty(1)
    with closing(Pool(2)) as pool:
        seen = list(workspace.import_documents([one, one, *plenty(3), one], pool))
    assert [(each.known, each.case) for each in seen[:2]] == [(False, 1), (True, 1)]
    assert [each.known for each in seen[2:]] == [True, False, False, True]
    assert len(workspace.cases()) == 3


def test_a_batch_that_cannot_be_stored_is_not_stored_by_halves(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from imr_desktop.store import listing
    from imr_desktop.workspace import importing

    calls: list[int] = []

    def fail_once(*_: object) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise LibraryProblem("disk-full", "The disk is full.")

    monkeypatch.setattr(importing, "BATCH_SECONDS", 1e9)
    monkeypatch.setattr(listing, "keep_words", fail_once)
    with closing(Pool(1)) as pool, pytest.raises(LibraryProblem):
        list(workspace.import_documents(plenty(5), pool))
    assert workspace.cases() == []
    monkeypatch.undo()
    with closing(Pool(1)) as pool:
        assert all(each.case for each in workspace.import_documents(plenty(5), pool))
    assert workspace.safety.check().well


def test_folders_and_archives_come_in_together(workspace: Workspace, tmp_path: Path) -> None:
    write_letters(tmp_path / "letters" / "deep", 3)
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        for name, data in documents(3, first=3):
            archive.writestr(f"2017/{name}", data)
    seen = list(workspace.import_files([tmp_path / "letters", tmp_path / "more.zip"]))
    assert [each.known for each in seen] == [False, False, False, True, False, False]
    assert names(workspace)[3:] == ["more.zip/2017/letter-000004.pdf", "more.zip/2017/letter-000005.pdf"]
    assert seen[4].path == tmp_path / "more.zip/2017/letter-000004.pdf"


def test_extract_keeps_the_order_of_files_folders_and_archives(tmp_path: Path) -> None:
    letters = write_letters(tmp_path / "b", 4)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(letters[0], "one.pdf")
    records = list(extract([letters[2], tmp_path / "gone.pdf", tmp_path / "a.zip", tmp_path / "b"]))
    told = [(each["source"]["name"], each.get("error", {}).get("code")) for each in records]
    assert told == [
        (letters[2].name, None),
        ("gone.pdf", "missing"),
        ("a.zip/one.pdf", None),
        *((path.name, None) for path in letters),
    ]


# --- stopped in the middle -------------------------------------------------------------------------------------------


def command(library: Path, *arguments: object) -> list[str]:
    return [sys.executable, "-m", "imr_desktop", "--library", str(library), "import", *map(str, arguments)]


def reading_children(program: psutil.Process) -> list[psutil.Process]:
    """The reading processes of a program, which may come and go while they are looked for."""
    found = []
    with suppress(psutil.Error):
        for each in program.children():
            with suppress(psutil.Error):
                if "spawn_main" in " ".join(each.cmdline()):
                    found.append(each)
    return found


def goes_on(program: subprocess.Popen[Any]) -> bool:
    """Whether a program is at work still, a moment later."""
    try:
        program.wait(0.02)
    except subprocess.TimeoutExpired:
        return True
    return False


def at_work(program: subprocess.Popen[Any]) -> list[psutil.Process]:
    """The reading processes of a program, waited for; none where it has ended by itself."""
    watched = psutil.Process(program.pid)
    while goes_on(program):
        if children := reading_children(watched):
            return children
    return []


def let_grow(program: subprocess.Popen[Any], library: Path, least: int) -> None:
    """Waits until so many cases are in a library."""
    while goes_on(program):
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"{library.as_uri()}?mode=ro", uri=True)) as seen:
            if seen.execute("SELECT count(*) FROM cases").fetchone()[0] >= least:
                return


@pytest.mark.parametrize("kills", [4, pytest.param(40, marks=pytest.mark.full)])
def test_an_import_that_is_killed_goes_on_where_it_was(tmp_path: Path, kills: int) -> None:
    """kill -9 of the program at a random moment, again and again, then once to the end."""
    folder, library, chance = tmp_path / "letters", tmp_path / "library.imr", random.Random(8)
    count = 50 * kills
    paths = write_letters(folder, count)
    grown = [0]
    for number in range(kills):
        with subprocess.Popen(command(library, folder), stdout=subprocess.DEVNULL) as program:
            children = at_work(program)
            if number % 2:
                let_grow(program, library, grown[-1] + chance.randint(1, 20))
            timer = threading.Timer(chance.random() * 0.1, program.kill)
            timer.start()
            timer.join()
        assert not psutil.wait_procs(children, timeout=10)[1], "its readers end with it"
        with Workspace.open(library, who="ann") as workspace:
            assert workspace.safety.check().well
            grown.append(len(workspace.cases()))
            assert names(workspace) == [path.name for path in paths][: grown[-1]], "in order, and none twice"
    assert grown == sorted(grown)
    done = subprocess.run(command(library, folder), capture_output=True, text=True, check=True)
    assert f"{count - grown[-1]} imported, {grown[-1]} already there, 0 could not be read" in done.stdout
    with Workspace.open(library, who="ann") as workspace:
        assert names(workspace) == [path.name for path in paths]
        assert workspace.safety.check().well
    assert len(set(grown)) > 2, "the control: letters came in before the kills"


def test_interrupted_from_the_keyboard_it_says_how_to_go_on(tmp_path: Path) -> None:
    folder, library = tmp_path / "letters", tmp_path / "library.imr"
    write_letters(folder, 100)
    with subprocess.Popen(
        command(library, folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        assert at_work(program)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=60)
    assert program.returncode == 130
    assert "the same command again goes on from here" in err
    assert "Traceback" not in err
    assert "imported" in out


def test_a_disk_that_fills_up_ends_it_with_a_sentence_and_it_goes_on_when_there_is_room(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    paths = write_letters(folder, 120)
    with disk(tmp_path / "disk", 64) as place:
        library, ballast = place / "library.imr", place / "ballast"
        ballast.write_bytes(bytes(60 * 2**20))
        done = subprocess.run(command(library, folder), capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stdout
        assert "run the same command again: it goes on where this one stopped" in done.stderr
        assert "Traceback" not in done.stderr
        ballast.unlink()
        with Workspace.open(library, who="ann") as workspace:
            before = len(workspace.cases())
            assert workspace.safety.check().well
        assert 0 < before < 120
        done = subprocess.run(command(library, folder), capture_output=True, text=True, check=False)
        assert f"{120 - before} imported, {before} already there" in done.stdout, done.stderr
        with Workspace.open(library, who="ann") as workspace:
            assert names(workspace) == [path.name for path in paths]


# --- what is told ----------------------------------------------------------------------------------------------------


def test_the_failures_are_listed_by_reason_and_the_summary_can_be_kept(tmp_path: Path) -> None:
    folder, summary = tmp_path / "letters", tmp_path / "summary.txt"
    write_letters(folder, 3)
    for name in ("x.pdf", "y.pdf"):
        (folder / name).write_bytes(b"%PDF-1.4 cut")
    (folder / "empty.pdf").touch()
    (folder / "picture.png").touch()
    write_letter(folder, "minutes.txt", "Minutes of the garden club.\nWe planted forty tulips.\n")
    options = ("--workers", 1, "--summary", summary)
    done = subprocess.run(command(tmp_path / "l.imr", *options, folder), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "4 imported, 0 already there, 3 could not be read" in done.stdout
    told = done.stderr.splitlines()
    at = told.index("Damaged (2)")
    assert [line.split(":")[0].strip() for line in told[at + 1 : at + 3]] == [
        str(folder / "x.pdf"),
        str(folder / "y.pdf"),
    ]
    assert told[at + 3] == "Empty (1)"
    assert "1 other file in folders and archives, neither PDF nor text, passed over." in told
    kept = summary.read_text(encoding="utf-8")
    assert kept.startswith("7 of 7 files in ")
    assert "4 new, 1 of them no determination, 3 failed" in kept
    assert "Damaged (2)" in kept
    assert "minutes.txt is not an IMR determination" in kept


def test_a_summary_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    done = subprocess.run(
        command(tmp_path / "l.imr", "--summary", tmp_path / "no" / "s.txt", write_letter(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "1 imported" in done.stdout


def test_a_summary_takes_the_place_of_no_other_file(tmp_path: Path) -> None:
    letter, library, summary = write_letter(tmp_path), tmp_path / "l.imr", tmp_path / "s.txt"
    other = tmp_path / "other.txt"
    other.write_text("What somebody wrote.\nInto nothing.\n", encoding="utf-8")

    def given(place: Path) -> int:
        options = ("--workers", 1, "--summary", place, letter)
        done = subprocess.run(command(library, *options), capture_output=True, text=True, check=False)
        assert done.returncode == 0 or "was left as it is" in done.stderr
        return done.returncode

    assert (given(summary), given(summary)) == (0, 0), "a former summary is replaced"
    before = {each: each.read_bytes() for each in (letter, other)}
    assert [given(each) for each in (letter, other, library)] == [1, 1, 1]
    assert {each: each.read_bytes() for each in before} == before
    assert given(summary) == 0, "the library is whole"


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of its own")
def test_who_watches_sees_how_far_it_has_come(tmp_path: Path) -> None:
    import pty

    write_letters(tmp_path / "letters", 40)
    ours, theirs = pty.openpty()
    with subprocess.Popen(command(tmp_path / "l.imr", tmp_path / "letters"), stdout=subprocess.DEVNULL, stderr=theirs):
        os.close(theirs)
        seen = b""
        try:
            while more := os.read(ours, 65536):
                seen += more
        except OSError:  # what Linux says when the other end is closed
            pass
    os.close(ours)
    assert " of 40 · ".encode() in seen
    assert b" new" in seen
    assert b" a second" in seen
    assert b" left" in seen


def test_the_tally_tells_speed_and_time_left() -> None:
    now = [0.0]
    tally = Tally(100, clock=lambda: now[0])
    assert tally.progress() == "0 of 100 · none yet"
    for number in range(40):
        now[0] = 0.5 * (number + 1)
        tally.count(Imported(Path("a.pdf"), number, form="f"))
        tally.rate()
    assert tally.progress() == "40 of 100 · 40 new · 2 a second · 30 s left"
    tally.count(Imported(Path("b.pdf"), problem=FileProblem("empty", "b.pdf is empty.")))
    tally.count(Imported(Path("c.pdf"), 1, known=True))
    tally.count(Imported(Path("d.txt"), 2, cautions=("d.txt is no determination.",)))
    assert tally.counts() == "41 new, 1 of them no determination, 1 already there, 1 failed"
    assert [*tally.listed()] == ["Empty (1)", "  b.pdf: b.pdf is empty."]
    now[0] += 10_000
    tally.resume()
    assert tally.seconds_left() is None
