"""Where a library lies: under odd names, and moved, deleted or replaced by others while it is open."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from letters import reading_of, text_letter

from imr_desktop import keeping
from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Slot
from imr_desktop.store.holding import log_file
from imr_desktop.store.openfile import OpenFile
from imr_desktop.workspace import Workspace

AGE = Slot(0, "patient.age")
NAMES = (
    "a library of mine.imr",
    "Prüfung ☂ 審査.imr",
    "100%25 #1?mode=ro&x.imr",
    "'; DROP TABLE cases; --.imr",
    ".hidden",
    "file:library.imr",
    "-wal",
    "a\nb.imr",
)


def make(path: Path, passphrase: str | None = None) -> None:
    """A library with one reviewed case."""
    data, source = text_letter()
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        workspace.add(data, source, reading_of(source))
        workspace.set_text(1, AGE, "61")


def age(path: Path, passphrase: str | None = None) -> object:
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        assert workspace.safety.trouble is None
        assert workspace.safety.check().well
        return workspace.case(1).value(AGE.field).value


# --- odd names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("passphrase", [None, "correct horse"])
@pytest.mark.parametrize("name", NAMES)
def test_a_library_works_under_any_name(tmp_path: Path, name: str, passphrase: str | None) -> None:
    folder = tmp_path / f"in {name}"
    path = folder / name
    make(path, passphrase)
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        workspace.set_text(1, AGE, "62")
        with workspace.as_it_stands() as beside:
            assert beside.case(1).value(AGE.field).value == 62
        with pytest.raises(LibraryProblem, match="open already"):
            Workspace.open(path, who="bob", passphrase=passphrase)
        workspace.safety.backup()
        workspace.safety.save_copy(folder / f"copy of {name}")
    assert age(path, passphrase) == age(folder / f"copy of {name}", passphrase) == 62
    assert keeping.restore(path, keeping.listed(path)[0].path, who="ann", passphrase=passphrase).exists()
    assert age(path, passphrase) == 61
    keeping.rebuild(path, folder / f"rebuilt {name}", who="ann", passphrase=passphrase)
    keeping.rekey(path, who="ann", passphrase=passphrase, new="battery staple")
    assert age(path, "battery staple") == 61
    assert {each.name for each in tmp_path.iterdir()} == {folder.name}, "nothing came to lie elsewhere"


@pytest.mark.skipif(os.name != "posix", reason="names of any bytes")
def test_a_name_that_is_no_text_works_too(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"lib\xff.imr")
    make(path)
    assert age(path) == 61


# --- taken away under us ---------------------------------------------------------------------------------------------


def deleted(path: Path) -> None:
    path.unlink()


def renamed(path: Path) -> None:
    path.rename(path.with_name("elsewhere.imr"))


def replaced(path: Path) -> None:
    """As programs do that keep a folder the same on several computers."""
    part = path.with_name("part")
    part.write_bytes(path.with_name("other.imr").read_bytes())
    part.replace(path)


def deleted_with_its_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


HARMS = (deleted, renamed, replaced, deleted_with_its_folder)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "work" / "library.imr"
    make(path)
    make(path.with_name("other.imr"))
    return path


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps a file that is open in its place")
@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_a_file_that_is_taken_away_loses_nothing_that_was_saved(library: Path, harm: Callable[[Path], None]) -> None:
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, AGE, "62")
        harm(library)
        with pytest.raises(LibraryProblem, match="nothing more is saved") as told:
            workspace.set_text(1, AGE, "63")
        assert told.value.code == "moved"
        assert workspace.read_only
        assert workspace.case(1).value(AGE.field).value == 62, "it can still be looked at"
    assert came_back(library) == 62


@pytest.mark.skipif(os.name != "posix", reason="as above")
@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_a_file_that_is_taken_away_is_noticed_on_closing_too(library: Path, harm: Callable[[Path], None]) -> None:
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, AGE, "62")
        harm(library)
    assert came_back(library) == 62


@pytest.mark.skipif(os.name != "posix", reason="as above")
def test_a_file_that_came_in_its_place_stays_as_it_was(library: Path) -> None:
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, AGE, "62")
        replaced(library)
        assert not workspace.safety.in_place()
    assert age(library) == 61


@pytest.mark.skipif(os.name != "posix", reason="as above")
@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_whoever_only_looks_leaves_what_came_in_its_place_alone(library: Path, harm: Callable[[Path], None]) -> None:
    looking = Workspace.open(library, who="bob", read_only=True)
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, AGE, "62")
    harm(library)
    assert not looking.safety.in_place()
    looking.close()
    if harm is replaced:
        log_file(library).unlink(missing_ok=True)  # which nobody could tell whose it is
        assert library.read_bytes() == library.with_name("other.imr").read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="as above")
def test_nothing_is_read_from_a_file_that_came_in_its_place(library: Path) -> None:
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, AGE, "62")
        replaced(library)
        with pytest.raises(LibraryProblem, match="replaced"), workspace.as_it_stands():
            raise AssertionError("another library would be shown")
        assert not workspace.safety.in_place()
        assert workspace.safety.trouble is not None


def came_back(library: Path) -> object:
    """The age in the library once the backup that was made of what is gone has been restored."""
    backup = keeping.listed(library)[-1]
    assert backup.before == "loss"
    assert backup.path.stat().st_mode & 0o077 == 0
    keeping.restore(library, backup.path, who="ann")
    return age(library)


@pytest.mark.skipif(os.name != "posix", reason="as above")
def test_without_a_look_at_its_place_saved_work_would_go_with_the_file(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(OpenFile, "moved", False)
    with Workspace.open(library, who="ann") as workspace:
        workspace.set_text(1, AGE, "62")
        replaced(library)
        workspace.set_text(1, AGE, "63")
    with Workspace.open(library, who="ann") as workspace:
        assert not workspace.safety.check().well, "the log of the one was played into the other"
    assert {each.before for each in keeping.listed(library)} == {""}


# --- links -----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")
def test_what_belongs_to_a_library_is_the_same_by_whatever_link_it_is_opened(tmp_path: Path) -> None:
    path, link = tmp_path / "there" / "library.imr", tmp_path / "here" / "link.imr"
    make(path)
    link.parent.mkdir()
    link.symlink_to(path)
    with Workspace.open(link, who="ann") as workspace:
        workspace.set_text(1, AGE, "62")
        made = workspace.safety.backup()
    assert [each.name for each in link.parent.iterdir()] == [link.name]
    assert keeping.listed(path)[-1] == made
    keeping.rekey(link, who="ann", passphrase=None, new="battery staple")
    assert age(path, "battery staple") == age(link, "battery staple") == 62
    assert not [each for each in tmp_path.rglob("*.imr") if each.read_bytes().startswith(b"SQLite")]
    keeping.restore(link, made.path, who="ann", passphrase="battery staple")
    assert link.is_symlink()
    assert age(path, "battery staple") == 62


@pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_library_that_is_moved_behind_a_link_is_noticed(tmp_path: Path, what: str) -> None:
    """Whoever opens it anew would look for its log beside the other name, and miss what is in it."""
    path = tmp_path / "there" / "library.imr"
    make(path)
    with Workspace.open(path, who="ann") as workspace:
        workspace.set_text(1, AGE, "62")
        moved = path if what == "file" else path.parent
        moved.rename(tmp_path / "moved")
        moved.symlink_to(tmp_path / "moved")
        with pytest.raises(LibraryProblem) as told:
            workspace.set_text(1, AGE, "63")
        assert told.value.code == "moved"
        with pytest.raises(LibraryProblem):
            workspace.safety.backup()
    newest = keeping.latest(path)
    assert newest is not None
    keeping.restore(path, newest.path, who="ann")
    assert age(path) == 62
