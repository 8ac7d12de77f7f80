"""Where letters are looked for, and what is not even opened: folders, archives, bombs."""

from __future__ import annotations

import errno
import os
import struct
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from letters import TEXT

from imr_desktop.bulk import Document, gather
from imr_desktop.bulk import documents as finding
from imr_desktop.errors import FileProblem


def zipped(path: Path, members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def found(*paths: Path) -> dict[str, bytes | str]:
    """By the name each goes by: its bytes, or the code of what is wrong with it."""
    with closing(gather(paths)) as gathered:
        return {each.name: outcome(each) for each in gathered.documents}


def outcome(document: Document) -> bytes | str:
    try:
        return document.load()
    except FileProblem as problem:
        return problem.code if document.name in problem.message else f"no name in {problem.message}"


def test_a_folder_gives_all_letters_below_it_in_order(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.txt", "2016/c.PDF", "2016/deep/d.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    with closing(gather([tmp_path])) as gathered:
        assert [Path(each.shown).relative_to(tmp_path).as_posix() for each in gathered.documents] == [
            "a.txt",
            "b.pdf",
            "2016/c.PDF",
            "2016/deep/d.txt",
        ]
        assert [each.load().decode() for each in gathered.documents] == [
            "a.txt",
            "b.pdf",
            "2016/c.PDF",
            "2016/deep/d.txt",
        ]
        assert [each.name for each in gathered.documents] == ["a.txt", "b.pdf", "c.PDF", "d.txt"]


def test_other_files_in_a_folder_are_passed_over_and_counted(tmp_path: Path) -> None:
    for name in ("a.pdf", "notes.docx", "library.imr", ".hidden.pdf", "__MACOSX/._a.pdf", ".git/b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    with closing(gather([tmp_path])) as gathered:
        assert [each.name for each in gathered.documents] == ["a.pdf"]
        assert gathered.passed_over == 2


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "letter").write_bytes(b"text")
    assert found(tmp_path / "letter", tmp_path / "gone.pdf") == {"letter": b"text", "gone.pdf": "missing"}


def test_an_archive_gives_its_letters_under_its_own_name(tmp_path: Path) -> None:
    members = {"a.txt": b"one", "2016/b.pdf": b"two", "__MACOSX/._a.txt": b"no", "picture.png": b"no", ".x.txt": b"no"}
    path = zipped(tmp_path / "letters.zip", members)
    with closing(gather([path])) as gathered:
        assert [each.name for each in gathered.documents] == ["letters.zip/a.txt", "letters.zip/2016/b.pdf"]
        assert [each.shown for each in gathered.documents] == [f"{path}/a.txt", f"{path}/2016/b.pdf"]
        assert [each.load() for each in reversed(gathered.documents)] == [b"two", b"one"]
        assert gathered.passed_over == 1


def test_a_letter_of_an_archive_can_be_named_alone(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"2016/a.txt": b"one", "b.txt": b"two"})
    assert found(path / "2016" / "a.txt") == {"a.zip/2016/a.txt": b"one"}
    assert found(path / "gone.txt") == {"gone.txt": "missing"}


def test_archives_in_folders_are_read_and_may_be_loaded_in_any_order(tmp_path: Path) -> None:
    for number in range(3):
        zipped(tmp_path / f"{number}.zip", {"a.txt": b"%d" % number, "b.txt": b"b"})
    with closing(gather([tmp_path])) as gathered:
        wanted = [number.encode() for number in "201"]
        assert [gathered.documents[2 * number].load() for number in (2, 0, 1)] == wanted


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../up.txt", "unsafe-name"),
        ("a/../../up.txt", "unsafe-name"),
        ("/etc/up.txt", "unsafe-name"),
        ("c:/up.txt", "unsafe-name"),
        ("..\\up.txt", "unsafe-name"),
        ("inner.zip", "nested-archive"),
        ("fine..txt", b"x"),
    ],
)
def test_names_are_looked_at_before_anything_is_inflated(tmp_path: Path, name: str, code: str | bytes) -> None:
    assert found(zipped(tmp_path / "a.zip", {name: b"x"})) == {f"a.zip/{name}": code}


def test_a_bomb_is_left_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "a.zip", {"bomb.txt": bytes(50 * 2**20), "good.txt": TEXT.encode()})
    assert path.stat().st_size < 100_000
    assert found(path) == {"a.zip/bomb.txt": "bomb", "a.zip/good.txt": TEXT.encode()}
    monkeypatch.setattr(finding, "_SUSPECT_RATIO", 10**9)
    assert found(path)["a.zip/bomb.txt"] == bytes(50 * 2**20), "the control"
    monkeypatch.setattr(finding, "LARGEST_FILE", 2**20)
    assert found(path)["a.zip/bomb.txt"] == "too-large"


def test_a_member_that_is_longer_than_it_says_is_no_longer_when_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"liar.txt": b"x" * 100_000})
    data = bytearray(path.read_bytes())
    for header, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(header) + offset
        data[at : at + 4] = struct.pack("<I", 10)
    path.write_bytes(data)
    assert found(path) == {"a.zip/liar.txt": "damaged"}


def test_members_that_share_their_bytes_are_a_bomb(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {f"{number}.txt": os.urandom(3000) for number in range(2)}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    second = data.rindex(b"PK\x01\x02")
    for offset in (20, 24):  # the packed size and the whole one
        data[second + offset : second + offset + 4] = struct.pack("<I", 8000)
    path.write_bytes(data)
    assert found(path) == {"a.zip": "bomb"}


def test_what_is_locked_or_packed_otherwise_says_so(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"x" * 100})
    data = bytearray(path.read_bytes())
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + offset] |= 1
    path.write_bytes(data)
    assert found(path) == {"a.zip/a.txt": "encrypted"}
    assert found(zipped(tmp_path / "b.zip", {"b.txt": b"x"}, zipfile.ZIP_LZMA)) == {"b.zip/b.txt": "unknown-method"}


def test_empty_and_damaged_members_are_told_and_the_others_read(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip", {"bad.txt": b"x" * 1000, "empty.txt": b"", "good.txt": b"good"}, zipfile.ZIP_STORED
    )
    data = bytearray(path.read_bytes())
    data[data.index(b"xxxx")] = ord("y")
    path.write_bytes(data)
    assert found(path) == {"a.zip/bad.txt": "damaged", "a.zip/empty.txt": "empty", "a.zip/good.txt": b"good"}


def test_an_archive_that_is_none_or_is_cut_is_told(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "a.zip", {"a.txt": TEXT.encode()}).read_bytes()
    for number, data in enumerate((b"", b"PK", b"no archive at all" * 100, whole[:-30], whole[10:])):
        path = tmp_path / f"bad-{number}.zip"
        path.write_bytes(data)
        assert found(path) in ({path.name: "damaged-archive"}, {f"{path.name}/a.txt": "damaged"})


def test_a_member_without_a_name_is_passed_over(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"x": b"x", "a.txt": b"good"})
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 28 : at + 30] = struct.pack("<H", 0)  # no name any more: it counts as the member's extra bytes
    data[at + 30 : at + 32] = struct.pack("<H", 1)
    path.write_bytes(data)
    assert found(path) in ({"a.zip/a.txt": b"good"}, {"a.zip": "damaged-archive"})


def test_names_that_are_no_text_are_told_in_words(tmp_path: Path) -> None:
    data = zipped(tmp_path / "a.zip", {"é.txt": b"x"}).read_bytes()
    (tmp_path / "a.zip").write_bytes(data.replace("é".encode(), b"\xff\xff"))
    with closing(gather([tmp_path / "a.zip"])) as gathered, pytest.raises(FileProblem, match="names in it are no text"):
        gathered.documents[0].load()


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_MEMBERS", 2)
    assert found(zipped(tmp_path / "a.zip", {f"{n}.txt": b"x" for n in range(3)})) == {"a.zip": "too-many"}


def test_an_archive_that_goes_away_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"x"})
    with closing(gather([path])) as gathered:
        path.unlink()
        assert outcome(gathered.documents[0]) == "damaged"


@pytest.mark.skipif(os.name != "posix", reason="names of other systems are always text")
def test_a_name_that_is_no_text_can_be_printed(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xffd.txt")).write_bytes(b"x")
    with closing(gather([tmp_path])) as gathered:
        assert [each.name for each in gathered.documents] == ["b\N{REPLACEMENT CHARACTER}d.txt"]
        assert gathered.documents[0].load() == b"x"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among files here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert found(tmp_path, Path(os.devnull)) == {"pipe.pdf": "special", "null": "special"}


def test_a_name_that_the_system_cannot_take_is_told(tmp_path: Path) -> None:
    name = f"{'long' * 500}.pdf"
    assert found(tmp_path / name) == {name: "unreadable"}


def test_what_the_system_refuses_is_told_and_the_others_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a drive that answers for some of its files only, or a folder whose files are not to be looked at."""
    for name in ("a.txt", "b.txt", "c.zip", "d.txt"):
        (tmp_path / name).write_bytes(b"x")
    refused, stat = {tmp_path / "b.txt", tmp_path / "c.zip"}, Path.stat

    def stale(path: Path, **how: bool) -> os.stat_result:
        if path in refused:
            raise OSError(errno.ESTALE, "Stale file handle")
        return stat(path, **how)

    monkeypatch.setattr(Path, "stat", stale)
    assert found(tmp_path) == {"a.txt": b"x", "b.txt": "unreadable", "c.zip": "unreadable", "d.txt": b"x"}
    with closing(gather([tmp_path / "a.txt"])) as gathered:
        refused.add(tmp_path / "a.txt")
        assert outcome(gathered.documents[0]) == "unreadable", "it went away between the two"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is kept from the system's owner")
def test_what_is_not_to_be_read_says_so(tmp_path: Path) -> None:
    closed, file = tmp_path / "closed", tmp_path / "secret.pdf"
    closed.mkdir()
    (closed / "a.pdf").write_bytes(b"x")
    file.write_bytes(b"x")
    for each in (closed, file):
        each.chmod(0)
    try:
        assert found(tmp_path) == {"closed": "unreadable", "secret.pdf": "unreadable"}
    finally:
        closed.chmod(0o700)


def test_a_folder_that_links_to_itself_is_walked_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert found(tmp_path) == {"a.txt": b"x"}


def test_a_folder_or_an_archive_without_letters_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    path = zipped(tmp_path / "a.zip", {"picture.png": b"x"})
    assert found(tmp_path / "empty", path) == {"empty": "no-letters", "a.zip": "no-letters"}


def test_nothing_is_ever_written_beside_an_archive(tmp_path: Path) -> None:
    found(zipped(tmp_path / "a.zip", {"sub/a.txt": b"x", "../b.txt": b"x"}))
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]
