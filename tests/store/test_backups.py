"""A restorable backup exists, and restoring one loses nothing."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from cases import AGE, letter, reviewed, said, said_in

from imr_desktop import keeping
from imr_desktop.errors import LibraryProblem
from imr_desktop.store import backups, copies
from imr_desktop.store.backups import Backup, superfluous
from imr_desktop.store.driver import sqlite
from imr_desktop.workspace import Workspace

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return reviewed(tmp_path / "library.imr")


def test_opening_backs_up_what_has_changed_since_the_last_time(library: Path) -> None:
    before = len(backups.listed(library))
    said(library)
    assert len(backups.listed(library)) == before + 1
    said(library)
    assert len(backups.listed(library)) == before + 1, "nothing has changed since"


def test_at_work_a_backup_is_due_every_half_hour_in_which_something_changed(library: Path) -> None:
    with Workspace.open(library, who="ann") as workspace:
        last = workspace.safety.backups[-1].at
        half_an_hour_later = last + timedelta(minutes=30)
        assert workspace.safety.backup_if_due(half_an_hour_later) is None
        workspace.set_text(1, AGE, "99")
        assert workspace.safety.backup_if_due(last + timedelta(minutes=29)) is None
        assert workspace.safety.backup_if_due(half_an_hour_later) is not None


def test_a_clock_that_is_set_back_neither_stops_backups_and_checks_nor_makes_them_endless(library: Path) -> None:
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, AGE, "62")
        now = datetime.now(UTC)
        workspace.safety.backup(now + timedelta(days=300))  # made when the clock was wrong
        workspace.safety.check()
        assert workspace.safety.backup_if_due(now + timedelta(minutes=31)) is None, "one holds just this"
        workspace.set_text(1, AGE, "63")
        assert workspace.safety.backup_if_due(now + timedelta(minutes=31)) is not None
        workspace.set_text(1, AGE, "64")
        assert workspace.safety.backup_if_due(now + timedelta(minutes=1)) is None
        assert workspace.safety.backup_if_due(now + timedelta(minutes=40)) is not None
        assert workspace.safety.check_if_due(now + timedelta(minutes=1)) is None, "the check was later than `now`"
        assert workspace.safety.check_if_due(now - timedelta(days=300)) is not None


def test_typing_that_is_no_value_yet_is_backed_up_too(library: Path) -> None:
    with Workspace.open(library, who="ann") as workspace:
        workspace.keep_draft(1, AGE, "fif")
        assert workspace.safety.backup_if_changed() is not None


def test_backups_are_for_the_owner_alone(library: Path) -> None:
    said(library)
    for each in (backups.folder(library), copies.folder(library)):
        assert each.stat().st_mode & 0o077 == 0
        assert all(file.stat().st_mode & 0o077 == 0 for file in each.iterdir())


@pytest.mark.parametrize("passphrase", [None, "correct horse"])
def test_restoring_gives_what_the_backup_held_and_keeps_what_stood_there(
    tmp_path: Path, passphrase: str | None
) -> None:
    path = reviewed(tmp_path / "protected.imr", passphrase=passphrase)
    then = said(path, passphrase)
    backup = backups.listed(path)[-1]
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        workspace.set_text(1, AGE, "99")
        now = said_in(workspace)
    kept = keeping.restore(path, backup.path, who="ann", passphrase=passphrase)
    assert said(path, passphrase) == then
    keeping.restore(path, kept, who="ann", passphrase=passphrase)
    assert said(path, passphrase) == now


@pytest.mark.parametrize("count", [5, pytest.param(50, marks=pytest.mark.full)])
def test_every_backup_can_be_restored_and_equals_its_source(tmp_path: Path, count: int) -> None:
    path = reviewed(tmp_path / "library.imr", cases=1)
    chance = random.Random(4)
    states = {}
    with Workspace.open(path, who="ann") as workspace:
        for number in range(count):
            if chance.random() < 0.3:
                workspace.add(*letter(100 + number))
            workspace.set_text(chance.choice(workspace.cases()).id, AGE, str(20 + number))
            at = datetime.now(UTC)
            made = backups.make(path, workspace._library.database, None, before="trial", now=at)
            states[made.path] = said_in(workspace)
    for backup, state in states.items():
        keeping.restore(path, backup, who="ann")
        assert said(path) == state


@pytest.mark.parametrize("harm", ["flipped", "cut", "other", "missing"])
def test_a_bad_backup_is_refused_and_the_library_stays(library: Path, tmp_path: Path, harm: str) -> None:
    before = said(library)
    bad = tmp_path / "bad.imr"
    data = bytearray(backups.listed(library)[-1].path.read_bytes())
    if harm == "flipped":
        data[100:140] = bytes(40)
    elif harm == "cut":
        del data[len(data) // 2 :]
    elif harm == "other":
        data = bytearray(b"something else entirely " * 100)
    if harm != "missing":
        bad.write_bytes(data)
    with pytest.raises(LibraryProblem) as told:
        keeping.restore(library, bad, who="ann")
    assert told.value.code == "no-backup"
    assert said(library) == before


def test_a_backup_of_a_newer_version_is_refused_and_the_library_stays(library: Path) -> None:
    with Workspace.open(library, who="ann") as workspace:
        made = workspace.safety.backup().path
    with closing(sqlite.connect(str(made))) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = said(library)
    with pytest.raises(LibraryProblem, match="newer IMR Desktop") as told:
        keeping.restore(library, made, who="ann")
    assert told.value.code == "newer"
    assert said(library) == before


def test_a_full_disk_while_a_backup_is_restored_harms_nothing(library: Path) -> None:
    before = said(library)
    small = backups.listed(library)[-1].path
    with Workspace.open(library, who="ann") as workspace:
        for number in range(10, 50):
            workspace.add(*letter(number))
        large = workspace.safety.backup().path
    after = said(library)
    keeping.restore(library, small, who="ann")
    old, codes = resource.getrlimit(resource.RLIMIT_FSIZE), set()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for tenth in range(1, 11):
        resource.setrlimit(resource.RLIMIT_FSIZE, (large.stat().st_size * tenth // 10, old[1]))
        try:
            with pytest.raises(LibraryProblem) as told:
                keeping.restore(library, large, who="ann")
            codes.add(told.value.code)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, old)
        assert said(library) == before
    assert "not-restored" in codes
    keeping.restore(library, large, who="ann")
    assert said(library) == after


def test_a_backup_is_made_also_where_the_copies_cannot_be_written(library: Path) -> None:
    shutil.rmtree(copies.folder(library))
    copies.folder(library).write_text("in the way")
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, AGE, "99")
        made = workspace.safety.backup()
        assert workspace.safety.trouble is not None
        assert workspace.safety.trouble.code == "no-copies"
    assert backups.listed(library)[-1] == made


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only the superuser can become somebody else")
def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    path = reviewed(closed / "library.imr", cases=1)
    told = []
    os.seteuid(65534)
    try:
        for act in (
            lambda: Workspace.open(path, who="bob"),
            lambda: keeping.listed(path),
            lambda: keeping.restore(path, path, who="bob"),
            lambda: Workspace.open(Path("/" + "x" * 300), who="bob"),
        ):
            with pytest.raises(LibraryProblem) as problem:
                act()
            told.append(problem.value.code)
    finally:
        os.seteuid(0)
    assert told == ["cannot-open", "no-backups", "cannot-open", "cannot-open"]


def test_a_copy_elsewhere_that_is_killed_is_none(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever finds half of one under its name would take it for what it is called."""
    out = tmp_path / "elsewhere" / "copy.imr"
    out.parent.mkdir()
    before = said(library)
    with Workspace.open(library, who="ann") as workspace:
        with monkeypatch.context() as killed:
            killed.setattr(backups, "verify", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                workspace.safety.save_copy(out)
        assert not out.exists()
        workspace.safety.save_copy(out)
    assert said(out) == before
    assert not list(out.parent.glob(".*.part"))


def test_a_damaged_library_is_put_aside_and_never_backed_up(library: Path) -> None:
    good = said(library)
    backup = backups.listed(library)[-1]
    data = bytearray(library.read_bytes())
    data[4096 * 3 : 4096 * 4] = bytes(4096)
    library.write_bytes(data)
    with Workspace.open(library, who="ann") as workspace:
        assert workspace.read_only
        assert workspace.safety.trouble is not None
        assert workspace.safety.trouble.code == "damaged"
        with pytest.raises(LibraryProblem, match="damaged"):
            workspace.safety.backup()
    assert backups.listed(library)[-1] == backup
    kept = keeping.restore(library, backup.path, who="ann")
    assert kept.read_bytes() == data
    assert said(library) == good


def spoil_a_row(path: Path) -> None:
    """Changes a value past the program, as a bit that flips in a page would: the file's structure is whole."""
    with closing(sqlite.connect(str(path), isolation_level=None)) as file:
        assert file.execute("UPDATE record_values SET value = '99' WHERE field = 'patient.age'").rowcount


def test_a_row_that_is_damaged_is_found_before_it_is_backed_up(library: Path) -> None:
    said(library)
    good = backups.listed(library)
    spoil_a_row(library)
    with Workspace.open(library, who="ann") as workspace:
        assert not workspace.read_only, "its structure is whole, and nobody has looked at the row"
        with pytest.raises(LibraryProblem, match="damaged"):
            workspace.safety.backup()
        assert workspace.read_only
        assert workspace.safety.trouble is not None
        assert f"{good[-1].at.astimezone():%H:%M}" in workspace.safety.trouble.message
    assert backups.listed(library) == good


def test_a_backup_with_a_damaged_row_is_not_restored(library: Path) -> None:
    before = said(library)
    newest = backups.listed(library)[-1].path
    spoil_a_row(newest)
    with pytest.raises(LibraryProblem) as told:
        keeping.restore(library, newest, who="ann")
    assert told.value.code == "no-backup"
    assert said(library) == before


def test_a_library_that_is_gone_is_never_replaced_by_an_empty_one_and_can_be_restored(library: Path) -> None:
    before = said(library)
    library.unlink()
    with pytest.raises(LibraryProblem) as told:
        Workspace.open(library, who="ann")
    assert told.value.code == "gone"
    assert not library.exists()
    keeping.restore(library, backups.listed(library)[-1].path, who="ann")
    assert said(library) == before


def test_restoring_the_latest_twice_does_not_undo_itself(library: Path) -> None:
    then = said(library)
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, AGE, "99")
    for _ in range(2):
        backup = keeping.latest(library)
        assert backup is not None
        keeping.restore(library, backup.path, who="ann")
        assert backups.listed(library)[-1].before == "restore", "what stood there is the newest by the clock"
        assert said(library) == then


def test_what_was_put_aside_alone_is_no_latest_backup(library: Path) -> None:
    for each in backups.listed(library):
        each.path.unlink()
    with Workspace.open(library, who="ann") as workspace:
        (backup,) = workspace.safety.backups
    keeping.restore(library, backup.path, who="ann")
    backup.path.unlink()
    assert [each.before for each in backups.listed(library)] == ["restore"]
    assert keeping.latest(library) is None


def test_nothing_is_restored_over_a_library_that_is_open(library: Path) -> None:
    with Workspace.open(library, who="Ann Holder") as workspace:
        backup = workspace.safety.backup()
        with pytest.raises(LibraryProblem, match="Ann Holder"):
            keeping.restore(library, backup.path, who="bob")
        library.unlink()
        with pytest.raises(LibraryProblem, match="Ann Holder"):
            keeping.restore(library, backup.path, who="bob")


def test_a_full_disk_during_a_backup_harms_nothing(library: Path) -> None:
    before = said(library)
    good = backups.listed(library)
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, AGE, "99")
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        for room in (0, 4096, 50_000, 100_000):
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, old[1]))
            try:
                with pytest.raises(LibraryProblem, match="No backup could be made"):
                    workspace.safety.backup()
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, old)
        assert backups.listed(library) == good
        assert not [each for each in backups.folder(library).iterdir() if each.name.startswith(".")]
        workspace.set_text(1, AGE, "98")
        assert workspace.safety.backup()
    assert said(library) != before


def test_what_a_killed_backup_left_goes_after_a_day(library: Path) -> None:
    home = backups.folder(library)
    left = [home / f".{NOON - timedelta(hours=hours):{backups._STAMP}}Z-0123456789ab.imr.part" for hours in (25, 23)]
    with Workspace.open(library, who="ann") as workspace:
        for each in (*left, home / f"{left[0].name}-journal"):
            each.write_bytes(b"half a backup")
        workspace.safety.backup(NOON)
        still = [each for each in home.iterdir() if each.name.startswith(".")]
        assert still == left[1:], "one may be under way elsewhere"


def test_a_backup_is_made_also_where_an_old_one_cannot_be_deleted(library: Path) -> None:
    """On Windows another program may hold it; here a folder stands in its place."""
    stale = backups.folder(library) / f".{NOON - timedelta(days=2):{backups._STAMP}}Z-0123456789ab.imr.part"
    with Workspace.open(library, who="ann") as workspace:
        stale.mkdir(parents=True)
        made = workspace.safety.backup(NOON)
    assert made.path.exists()
    assert stale.exists()


@pytest.mark.parametrize(("pages", "bit_by_bit"), [(250, True), (-1, False)], ids=["flushed", "the control"])
def test_whoever_saves_during_a_backup_waits_for_a_small_part_of_it_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int, bit_by_bit: bool
) -> None:
    """A disk puts what is saved behind what it was given before: so the backup must come to it bit by bit."""
    path, sizes, fsync = tmp_path / "library.imr", [0], os.fsync

    def noted(handle: int) -> None:
        sizes.append(os.fstat(handle).st_size)
        fsync(handle)

    with Workspace.open(path, who="ann") as workspace:
        data, source, reading = letter(1)
        long = data * (24 * 2**20 // len(data))
        workspace.add(long, replace(source, sha256=sha256(long).hexdigest()), reading)
        monkeypatch.setattr(backups, "_PAGES", pages)
        monkeypatch.setattr(os, "fsync", noted)
        made = workspace.safety.backup()
        monkeypatch.undo()
    assert made.path.stat().st_size > 24 * 2**20
    assert (max(later - earlier for earlier, later in pairwise(sizes)) < 12 * 2**20) is bit_by_bit


def _made(*ages: timedelta, before: str = "") -> list[Backup]:
    return [Backup(NOON - age, "", Path(str(age)), before) for age in ages]


def test_backups_are_thinned_to_one_an_hour_a_day_a_week() -> None:
    ages = [timedelta(minutes=30 * n) for n in range(60 * 48)]
    made = _made(*ages)
    stay = sorted(set(made) - set(superfluous(made, NOON)), reverse=True)
    spans = [NOON - each.at for each in stay]
    assert 25 <= len([span for span in spans if span <= timedelta(hours=24)]) <= 27
    assert len([span for span in spans if timedelta(hours=24) < span <= timedelta(days=7)]) == 7
    assert len([span for span in spans if timedelta(days=7) < span <= timedelta(weeks=4)]) == 4
    assert max(spans) <= timedelta(weeks=4)


def test_the_newest_backups_stay_whatever_the_clock_says() -> None:
    made = _made(*(timedelta(days=400 + day) for day in range(5)))
    assert superfluous(made, NOON) == sorted(made, reverse=True)[3:]


def test_backups_of_a_large_library_do_not_fill_the_disk() -> None:
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    hourly = [Backup(now - timedelta(hours=number), "", Path(f"{number}.imr")) for number in range(10)]
    for_an_act = Backup(now - timedelta(hours=20), "", Path("act.imr"), "migration")
    kept = [*hourly, for_an_act]
    assert backups.beyond(kept, lambda _: 10**9) == []
    assert backups.beyond(kept, lambda _: 4 * 10**9) == hourly[5:]
    assert backups.beyond(kept, lambda _: 90 * 10**9) == hourly[3:], "the newest three stay"


def test_a_backup_made_before_an_act_is_not_thinned_with_the_others() -> None:
    minutes = [timedelta(minutes=minute) for minute in range(1, 7)]
    made = [*_made(*minutes[:4]), *_made(minutes[4], before="restore"), *_made(minutes[5])]
    assert [NOON - each.at for each in superfluous(made, NOON)] == [minutes[5]]


# --- the second copies ---


def test_every_reviewed_case_has_a_copy_that_is_up_to_date(library: Path) -> None:
    first = {each.name for each in copies.folder(library).iterdir()}
    assert len(first) == 3
    with Workspace.open(library, who="ann") as workspace:
        workspace.add(*letter(9))
        workspace.set_text(1, AGE, "99")
    second = {each.name for each in copies.folder(library).iterdir()}
    assert len(second) == 3, "a case that nobody has reviewed needs none"
    assert len(first & second) == 2


@pytest.mark.parametrize("passphrase", [None, "correct horse"])
def test_a_library_is_rebuilt_from_its_copies_alone(tmp_path: Path, passphrase: str | None) -> None:
    path = reviewed(tmp_path / "library.imr", passphrase=passphrase)
    before = said(path, passphrase)
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        history = [workspace.history(row.id) for row in workspace.cases()]
        documents = [workspace.document(row.id) for row in workspace.cases()]
    path.unlink()
    shutil.rmtree(backups.folder(path))
    done = keeping.rebuild(path, tmp_path / "again.imr", who="ann", passphrase=passphrase)
    assert (done.cases, done.refused) == (3, ())
    assert said(tmp_path / "again.imr", passphrase) == before
    with Workspace.open(tmp_path / "again.imr", who="ann", passphrase=passphrase) as again:
        assert [again.history(row.id) for row in again.cases()] == history
        assert [again.document(row.id) for row in again.cases()] == documents
        assert again.safety.check().well
        assert again.can_undo()


def test_what_came_after_a_backup_that_was_restored_is_rebuilt_too(tmp_path: Path) -> None:
    """Its cases have the numbers of others now; the same letter may have come again, and other edits."""
    path = tmp_path / "library.imr"
    with Workspace.open(path, who="ann") as workspace:
        before = workspace.safety.backup().path

    def work(*letters: int, age: str) -> None:
        with Workspace.open(path, who="ann") as workspace:
            for number in letters:
                (case,) = workspace.add(*letter(number)).added
                workspace.set_text(case, AGE, age)

    work(1, 2, age="41")
    keeping.restore(path, before, who="ann")
    work(3, 1, age="51")
    path.unlink()
    done = keeping.rebuild(path, tmp_path / "again.imr", who="ann")
    assert (done.cases, done.refused) == (3, ())
    with Workspace.open(tmp_path / "again.imr", who="ann") as again:
        ages = [(row.name, again.case(row.id).value(AGE.field).value) for row in again.cases()]
        assert ages == [("letter 3.txt", 51), ("letter 1.txt", 51), ("letter 2.txt", 41)]
        assert [(each.case, each.there.value) for each in again.differences()] == [(2, 41)]
        assert again.safety.check().well


def test_a_copy_is_made_anew_where_other_edits_have_come_to_their_numbers(library: Path, tmp_path: Path) -> None:
    with Workspace.open(library, who="ann") as workspace:
        before = workspace.safety.backup().path
        workspace.set_text(1, AGE, "41")
    keeping.restore(library, before, who="ann")
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, AGE, "51")
    keeping.rebuild(library, tmp_path / "again.imr", who="ann")
    assert said(tmp_path / "again.imr") == said(library)


def test_a_damaged_copy_is_told_and_the_others_come_back(library: Path, tmp_path: Path) -> None:
    victim = min(copies.folder(library).iterdir())
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    done = keeping.rebuild(library, tmp_path / "again.imr", who="ann")
    assert done.cases == 2
    assert [line.split()[0] for line in done.refused] == [victim.name]
    with Workspace.open(tmp_path / "again.imr", who="ann") as again:
        assert again.safety.check().well


def test_nothing_is_rebuilt_over_a_file_or_from_nothing(library: Path, tmp_path: Path) -> None:
    with pytest.raises(LibraryProblem, match="there already"):
        keeping.rebuild(library, library, who="ann")
    with pytest.raises(LibraryProblem, match="not a folder with copies"):
        keeping.rebuild(tmp_path / "none.imr", tmp_path / "again.imr", who="ann")
    assert not (tmp_path / "again.imr").exists()
