"""A protected library: unreadable without its passphrase, and a wrong one is told from damage."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import unicodedata
from pathlib import Path

import pytest
from letters import reading_of, text_letter

from imr_desktop import keeping
from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Slot
from imr_desktop.store import files, keys
from imr_desktop.workspace import Workspace

AGE = Slot(0, "patient.age")
CANARY = "canary-7f3a"


def make(path: Path, passphrase: str | None = "correct horse") -> str | None:
    """A library with one reviewed case; gives its recovery key."""
    data, source = text_letter()
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        (case,) = workspace.add(data, source, reading_of(source)).added
        workspace.set_text(case, AGE, "61", why=CANARY)
        workspace.safety.backup()
        return workspace.safety.recovery_key


def age(path: Path, passphrase: str | None = None) -> object:
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        assert workspace.safety.check().well
        return workspace.case(workspace.cases()[0].id).value("patient.age").value


def code_of(path: Path, passphrase: str | None = None) -> str:
    with pytest.raises(LibraryProblem) as told:
        Workspace.open(path, who="ann", passphrase=passphrase)
    return told.value.code


def files_with(folder: Path, word: str) -> list[str]:
    return sorted(each.name for each in folder.rglob("*") if each.is_file() and word.encode() in each.read_bytes())


def test_a_protected_library_opens_with_its_passphrase_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "library.imr"
    make(path)
    assert code_of(path) == "locked-by-passphrase"
    assert code_of(path, "wrong") == "wrong-passphrase"
    assert age(path, "correct horse") == 61
    assert capfd.readouterr() == ("", "")
    assert all(each.name.startswith("library.imr") for each in tmp_path.iterdir()), "no log of the driver's own"


def test_no_word_of_a_protected_library_stands_in_any_file(tmp_path: Path) -> None:
    make(tmp_path / "a" / "library.imr")
    make(tmp_path / "b" / "library.imr", passphrase=None)
    assert files_with(tmp_path / "a", CANARY) == files_with(tmp_path / "a", "SQLite format 3") == []
    assert len(files_with(tmp_path / "b", CANARY)) >= 3, "the control: library, backup and copy of a plain one hold it"


def test_the_recovery_key_is_shown_once_and_opens_the_library_however_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    recovery = make(path)
    assert recovery
    assert [len(group) for group in recovery.split("-")] == [4] * 14
    assert age(path, recovery) == age(path, recovery.lower().replace("-", " ")) == 61
    with Workspace.open(path, who="ann", passphrase="correct horse") as workspace:
        assert workspace.safety.recovery_key is None
    assert code_of(path, recovery[:-1] + ("A" if recovery[-1] != "A" else "B")) == "wrong-passphrase"


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_lost_key_file_is_replaced_by_its_copy_among_the_backups(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "library.imr"
    make(path)
    before = keys.key_file(path).read_bytes()
    harm_key(keys.key_file(path), harm)
    assert code_of(path) == "locked-by-passphrase"
    assert code_of(path, "wrong") == "wrong-passphrase"
    with Workspace.open(path, who="ann", passphrase="correct horse") as workspace:
        assert workspace.safety.trouble is not None
        assert workspace.safety.trouble.code == "key-put-back"
        assert not workspace.read_only
    assert keys.key_file(path).read_bytes() == before
    assert keys.key_file(path).stat().st_mode & 0o077 == keys.key_copy(path).stat().st_mode & 0o077 == 0
    with Workspace.open(path, who="ann", passphrase="correct horse") as workspace:
        assert workspace.safety.trouble is None, "it is told once"


@pytest.mark.parametrize(("harm", "code"), [("missing", "key-missing"), ("damaged", "key-damaged")])
def test_without_key_file_and_copy_the_recovery_key_still_opens_it(tmp_path: Path, harm: str, code: str) -> None:
    path = tmp_path / "library.imr"
    recovery = make(path)
    for each in (keys.key_file(path), keys.key_copy(path)):
        harm_key(each, harm)
    with pytest.raises(LibraryProblem, match="recovery key") as told:
        Workspace.open(path, who="ann", passphrase="correct horse")
    assert told.value.code == code
    assert "damaged. Nothing" not in told.value.message, "the library is not"
    assert age(path, recovery) == 61


@pytest.mark.parametrize("copied", [True, False])
def test_another_librarys_key_file_beside_it_is_told_from_damage(tmp_path: Path, copied: bool) -> None:
    path, other = tmp_path / "library.imr", tmp_path / "other" / "library.imr"
    recovery, foreign = make(path), make(other, "battery staple")
    assert recovery
    assert foreign
    shutil.copyfile(keys.key_file(other), keys.key_file(path))
    if not copied:
        keys.key_copy(path).unlink()
    assert code_of(path, "battery staple") == code_of(path, foreign) == "key-foreign"
    assert code_of(path, "wrong") == "wrong-passphrase"
    for opener in [recovery, *(["correct horse"] if copied else [])]:
        with Workspace.open(path, who="ann", passphrase=opener) as workspace:
            assert workspace.safety.trouble is not None
            assert workspace.safety.trouble.code == "key-foreign"
            assert workspace.case(1).value("patient.age").value == 61
            workspace.safety.backup()
    assert keys.key_copy(path).exists() is copied, "the foreign one does not take the place of the copy, either"
    keys.write_locks(path, keys.read_locks(path)[0], pending=True)  # as a change that was killed leaves it
    with Workspace.open(path, who="ann", passphrase=recovery, at_once=True) as workspace:
        workspace.safety.catch_up()
    assert age(path, recovery) == 61
    keeping.rekey(path, who="ann", passphrase=recovery, new="correct horse")
    assert age(path, "correct horse") == 61
    with Workspace.open(path, who="ann", passphrase="correct horse") as workspace:
        assert workspace.safety.trouble is None


@pytest.mark.parametrize("then", ["edited", "looked after", "closed"])
def test_a_key_file_that_is_deleted_at_work_is_written_again(tmp_path: Path, then: str) -> None:
    """With its copy, by whoever tidies what lies beside a library: it still is in the memory of the window."""
    path = tmp_path / "library.imr"
    make(path)
    with Workspace.open(path, who="ann", passphrase="correct horse") as workspace:
        for each in (keys.key_file(path), keys.key_copy(path)):
            each.unlink()
        if then == "edited":
            workspace.set_text(1, AGE, "61")
        elif then == "looked after":
            assert workspace.safety.in_place()
        assert keys.key_file(path).exists() is (then != "closed")
    assert keys.key_file(path).stat().st_mode & 0o077 == 0
    assert age(path, "correct horse") == 61


def harm_key(file: Path, harm: str) -> None:
    if harm == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes().replace(b'"pending": false', b'"pending": true '))


def test_the_copy_of_the_key_file_follows_the_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    make(path)
    keeping.rekey(path, who="ann", passphrase="correct horse", new="battery staple")
    keys.key_file(path).unlink()
    assert code_of(path, "correct horse") == "wrong-passphrase"
    assert age(path, "battery staple") == 61
    keeping.rekey(path, who="ann", passphrase="battery staple", new=None)
    assert not keys.key_copy(path).exists()


def test_the_passphrase_stays_while_another_window_looks_at_the_library(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    make(path)
    with Workspace.open(path, who="bob", passphrase="correct horse", read_only=True) as looking:
        with pytest.raises(LibraryProblem, match="another window") as told:
            keeping.rekey(path, who="ann", passphrase="correct horse", new="battery staple")
        assert told.value.code == "read-elsewhere"
        assert looking.case(1).value("patient.age").value == 61
        assert age(path, "correct horse") == 61
    keeping.rekey(path, who="ann", passphrase="correct horse", new="battery staple")
    assert age(path, "battery staple") == 61


@pytest.mark.parametrize("harm", ["first page", "middle", "cut", "empty", "missing", "garbage"])
def test_a_damaged_protected_library_is_restored_with_its_passphrase(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "library.imr"
    recovery = make(path)
    backup = keeping.latest(path)
    assert backup is not None
    data = path.read_bytes()
    at = {"first page": 100, "middle": 4096 * 3 + 50}.get(harm, 0)
    flipped = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    path.write_bytes({"cut": data[: len(data) // 2 + 7], "empty": b"", "garbage": b"x" * 9000}.get(harm, flipped))
    if harm == "missing":
        path.unlink()
    with pytest.raises(LibraryProblem, match="protected"):
        keeping.restore(path, backup.path, who="ann")
    with pytest.raises(LibraryProblem, match="not the passphrase"):
        keeping.restore(path, backup.path, who="ann", passphrase="wrong")
    keeping.restore(path, backup.path, who="ann", passphrase="correct horse")
    assert age(path, "correct horse") == 61
    path.write_bytes(flipped)
    keeping.restore(path, backup.path, who="ann", passphrase=recovery)
    assert age(path, "correct horse") == 61


def test_a_damaged_file_is_told_from_a_wrong_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    make(path)
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    assert code_of(path, "correct horse") == "damaged"
    assert code_of(path, "wrong") == "wrong-passphrase"
    assert path.read_bytes() == data


def test_a_passphrase_opens_however_a_keyboard_spells_it(tmp_path: Path) -> None:
    """Also what is no text, as an environment variable may hold it."""
    for number, passphrase in enumerate(("K\u00e4se und \u00c5l", "Ka\u0308se und A\u030al", "K\udce4se")):
        path = tmp_path / str(number) / "library.imr"
        make(path, passphrase)
        for form in ("NFC", "NFD"):
            assert age(path, unicodedata.normalize(form, passphrase)) == 61
        assert code_of(path, "Kase und Al") == "wrong-passphrase"
        assert code_of(path, "K\udce5se") == "wrong-passphrase"


def test_the_passphrase_is_hard_to_guess(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.undo()
    make(tmp_path / "library.imr")
    (entry,) = json.loads(keys.key_file(tmp_path / "library.imr").read_bytes())["locks"]
    assert entry["n"] * entry["r"] >= 2**20, "128 MiB for each guess"


@pytest.mark.parametrize(
    ("old", "new"), [("correct horse", "battery staple"), (None, "battery staple"), ("correct horse", None)]
)
def test_the_passphrase_can_be_changed_set_and_removed(tmp_path: Path, old: str | None, new: str | None) -> None:
    path = tmp_path / "library.imr"
    former = make(path, old)
    recovery = keeping.rekey(path, who="ann", passphrase=old, new=new).recovery
    assert age(path, new) == 61
    assert (recovery is not None) == (new is not None)
    if new is not None:
        assert recovery
        assert age(path, recovery) == 61
        assert code_of(path, old) in ("locked-by-passphrase", "wrong-passphrase")
        assert former is None or code_of(path, former) == "wrong-passphrase"
        assert files_with(tmp_path, CANARY) == [], "backups and copies are protected too"
    for backup in keeping.listed(path):
        keeping.restore(path, backup.path, who="ann", passphrase=new)
        assert age(path, new) == 61


def test_a_passphrase_that_is_not_the_librarys_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    make(path)
    with pytest.raises(LibraryProblem, match="not the passphrase"):
        keeping.rekey(path, who="ann", passphrase="wrong", new="other")
    assert age(path, "correct horse") == 61


ENDS = ("os.rename", "os.remove")


def rekey_and_die(path: Path, old: str | None, new: str | None, act: int) -> int:
    """Changes the passphrase in a process that is killed right before that act on a file's name; how many there are.

    What SQLite does itself is whole or not there; so these are all the moments that leave other states on the disk.
    """
    reading, writing = os.pipe()
    if not (child := os.fork()):
        acts = 0

        def counted(event: str, _: object) -> None:
            nonlocal acts
            if event in ENDS:
                acts += 1
                if acts == act:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(counted)
        keeping.rekey(path, who="ann", passphrase=old, new=new)
        os.write(writing, bytes([acts]))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == (0 if said else -signal.SIGKILL)
    return said[0] if said else 0


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
@pytest.mark.parametrize(
    ("old", "new"), [("correct horse", "battery staple"), ("correct horse", None), (None, "battery staple")]
)
@pytest.mark.parametrize("step", [11, pytest.param(1, marks=pytest.mark.full)])
def test_a_change_that_is_killed_is_finished_at_the_next_opening(
    tmp_path: Path, old: str | None, new: str | None, step: int
) -> None:
    """With one of the two passphrases all opens then, and nothing is readable that is protected."""
    original, home = tmp_path / "original", tmp_path / "home"
    make(original / "library.imr", old)
    with Workspace.open(original / "library.imr", who="ann", passphrase=old) as workspace:
        workspace.set_text(1, AGE, "62")
        workspace.safety.backup()
    shutil.copytree(original, home)
    acts, act, ended = rekey_and_die(home / "library.imr", old, new, 0), 1, set()
    assert acts > 10
    while act <= acts:
        shutil.rmtree(home)
        shutil.copytree(original, home)
        assert not rekey_and_die(home / "library.imr", old, new, act)
        ended.add(finished(home / "library.imr", old, new))
        act += step
    assert ended == {old, new}, "kills before and after the library is another one"


def test_a_change_that_cannot_be_finished_gives_its_recovery_key_and_is_finished_later(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    make(path, None)
    in_the_way = files.part_of(keeping.listed(path)[0].path)
    in_the_way.mkdir()
    done = keeping.rekey(path, who="ann", passphrase=None, new="battery staple")
    assert done.recovery
    assert done.left is not None
    assert done.left.code == "not-finished"
    assert age(path, done.recovery) == 61
    with Workspace.open(path, who="ann", passphrase="battery staple", at_once=True) as workspace:
        workspace.safety.catch_up()
        assert workspace.safety.trouble is not None
        assert workspace.safety.trouble.code == "not-finished", "it is told as long as it is so"
        assert files_with(tmp_path, CANARY) != [], "the control"
    in_the_way.rmdir()
    assert finished(path, None, "battery staple") == "battery staple"


def test_what_is_damaged_and_stays_readable_beside_a_protected_library_is_told(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    make(path, None)
    path.write_bytes(path.read_bytes()[:-7])
    aside = keeping.restore(path, keeping.listed(path)[0].path, who="ann")
    with Workspace.open(path, who="ann") as workspace:
        workspace.set_text(1, AGE, "62")
        damaged = workspace.safety.backup().path
    damaged.write_bytes(damaged.read_bytes()[: 4096 * 3])
    left = keeping.rekey(path, who="ann", passphrase=None, new="battery staple").left
    assert left is not None
    assert aside.name in left.message
    assert damaged.name in left.message
    assert set(files_with(tmp_path, "SQLite format 3")) == {aside.name, damaged.name}, "nothing else is"
    assert keeping.rekey(path, who="ann", passphrase="battery staple", new="another one").left is None


def finished(path: Path, old: str | None, new: str | None) -> str | None:
    """Opens a library as the window does, and looks at all that belongs to it; its passphrase."""
    passphrase = next(each for each in sorted((new, old), key=bool) if opens(path, each))
    with Workspace.open(path, who="ann", passphrase=passphrase, at_once=True) as workspace:
        assert workspace.safety.protected == (passphrase is not None)
        recovery = workspace.safety.recovery_key
        workspace.safety.catch_up()
        assert workspace.safety.trouble is None
        assert workspace.safety.check().well
        if recovery:
            assert passphrase == new, "only a key that nobody has seen is shown"
    assert not files.part_of(path).exists()
    assert passphrase is None or files_with(path.parent, CANARY) == []
    assert not keys.read_locks(path)[1]
    assert {each.suffix == ".enc" for each in keeping.copies_of(path).iterdir()} == {passphrase is not None}
    assert len(keeping.listed(path)) >= 2
    for backup in keeping.listed(path):
        keeping.restore(path, backup.path, who="ann", passphrase=passphrase)
        assert age(path, passphrase) in (61, 62)
    rebuilt = path.with_name("rebuilt.imr")
    assert keeping.rebuild(path, rebuilt, who="ann", passphrase=passphrase).cases == 1
    return passphrase


def opens(path: Path, passphrase: str | None) -> bool:
    try:
        Workspace.open(path, who="ann", passphrase=passphrase, read_only=True).close()
    except LibraryProblem as problem:
        assert problem.code in ("locked-by-passphrase", "wrong-passphrase")  # noqa: PT017 - either of two may open it
        return False
    return True


@pytest.mark.skipif(os.name != "posix", reason="the rights of POSIX systems")
@pytest.mark.parametrize("passphrase", [None, "correct horse"])
def test_all_that_lies_beside_a_library_is_for_its_owner_alone(tmp_path: Path, passphrase: str | None) -> None:
    """Whatever the system would give to others, and whatever is done with the library."""
    before = os.umask(0)
    try:
        path, seen = tmp_path / "there" / "library.imr", set[str]()
        make(path, passphrase)
        with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
            workspace.set_text(1, AGE, "62")
            workspace.safety.save_copy(path.with_name("copy.imr"))
            seen |= open_to_others(path.parent)
        keeping.restore(path, keeping.listed(path)[0].path, who="ann", passphrase=passphrase)
        path.write_bytes(path.read_bytes()[:-7])
        keeping.restore(path, keeping.listed(path)[-1].path, who="ann", passphrase=passphrase)
        keeping.rebuild(path, path.with_name("rebuilt.imr"), who="ann", passphrase=passphrase)
        seen |= open_to_others(path.parent)
        keeping.rekey(path, who="ann", passphrase=passphrase, new="battery staple")
        seen |= open_to_others(path.parent)
        assert seen == set()
        assert {"library.imr.backups", "library.imr.cases", "library.imr.key"} <= {
            each.name for each in path.parent.iterdir()
        }
        path.chmod(0o644)
        assert open_to_others(path.parent) == {"library.imr"}, "the control"
    finally:
        os.umask(before)


def open_to_others(folder: Path) -> set[str]:
    """What in a folder, and the folder, others than its owner may do anything with."""
    return {each.name for each in (folder, *folder.rglob("*")) if each.stat().st_mode & 0o077}


@pytest.mark.parametrize("harm", [{"n": 2**40}, {"r": 10**30}, {"p": "1"}, {"salt": "no hex"}, {"sealed": 7}])
def test_a_key_file_that_asks_for_what_none_does_is_damaged(tmp_path: Path, harm: dict[str, object]) -> None:
    path = tmp_path / "library.imr"
    make(path)
    keys.key_copy(path).unlink()
    (entry,), _ = keys.read_locks(path)
    keys.write_locks(path, [{**entry, **harm}])
    assert code_of(path, "correct horse") == "key-damaged"


def test_a_new_library_is_not_made_where_only_a_key_file_is_left(tmp_path: Path) -> None:
    path = tmp_path / "library.imr"
    make(path)
    path.unlink()
    assert code_of(path, "correct horse") == "gone"
    assert not path.exists()
