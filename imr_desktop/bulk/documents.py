"""Where letters come from: files, folders with all that is below them, and ZIP archives, which are never unpacked.

A member of an archive is judged by what the archive says of it before a byte is inflated, and read into memory within
limits; its name is only shown, never used as a path.
"""

from __future__ import annotations

import lzma
import os
import stat
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final

from imr_desktop.errors import FileProblem
from imr_desktop.source import LARGEST_FILE, load
from imr_desktop.texts import tr, trn

_ARCHIVE: Final = ".zip"

LETTERS: Final = (".pdf", ".txt", _ARCHIVE)
"""Suffixes of what is taken from folders and archives; other files in them are not letters."""

MOST_MEMBERS: Final = 200_000
"""Of one archive. The State's letters of a year are more than a hundred thousand."""

_SUSPECT_SIZE: Final = 8 * 2**20
_SUSPECT_RATIO: Final = 100
"""A member that is longer than the one and packed by more than the other is made to fill the memory; a PDF shrinks to
half, a text to a fifth."""

_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The methods that every program writes; the others can ask for gigabytes of memory in a few bytes."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file that may be a letter.

    `shown` is where it lies, for people; `name` is what it goes by once it is in a library; `size` (bytes) is what it
    claims, 0 where that is not known. `load` gives its bytes, or the FileProblem that says why there are none.
    """

    shown: str
    name: str
    size: int
    load: Callable[[], bytes]


@dataclass(slots=True)
class Gathered:
    """The documents in the order of the paths, and how many files were passed over because they are no letters.

    `close` it when they have been loaded: an archive may be open.
    """

    documents: list[Document] = field(default_factory=list)
    passed_over: int = 0
    _archives: _Archives = field(default_factory=lambda: _Archives())

    def close(self) -> None:
        self._archives.close()

    def add(self, path: Path) -> None:
        """What a path holds: a folder all letters and archives below it, an archive its letters, else the file.

        A path may go on within an archive, as `shown` does: then it is that letter alone.
        """
        if path.is_dir():
            self._add_folder(path)
        elif _is_archive(path):
            self._add_archive(path)
        elif archive := next((each for each in path.parents if _is_archive(each)), None):
            before = len(self.documents)
            self._add_archive(archive, only=f"{archive}/{path.relative_to(archive).as_posix()}")
            if len(self.documents) == before:
                self.documents.append(_file(path))  # loading it will say that it is not there
        else:
            self.documents.append(_file(path))

    def add_if_possible(self, path: Path) -> None:
        """The same, where the system may refuse: a name that it cannot take, a drive that does not answer."""
        try:
            self.add(path)
        except OSError as error:
            self.documents.append(_unopened(str(path), error))

    def _add_folder(self, folder: Path) -> None:
        def refuse(error: OSError) -> None:
            self.documents.append(_unopened(str(error.filename), error))

        for _, paths in below(folder, refuse):
            for path in paths:
                if path.suffix.lower() in LETTERS:
                    self.add_if_possible(path)
                else:
                    self.passed_over += 1

    def _add_archive(self, path: Path, only: str = "") -> None:
        try:
            with zipfile.ZipFile(path) as archive:
                members = [each for each in archive.infolist() if each.filename and not each.is_dir()]
            _refuse_a_bomb(path, members)
        except FileProblem as problem:
            self.documents.append(Document(str(path), path.name, 0, partial(_raise, problem)))
            return
        except _BROKEN as error:
            why = tr("names in it are no text") if isinstance(error, UnicodeError) else error
            said = tr("{name} is damaged, or is not a ZIP archive. Fetch it again. ({why})", name=path.name, why=why)
            self.documents.append(_refused(str(path), "damaged-archive", said))
            return
        for member in members:
            name = member.filename
            if only and f"{path}/{name}" != only:
                continue
            if any(map(_hidden, PurePosixPath(name).parts)):
                continue
            if PurePosixPath(name).suffix.lower() in LETTERS:
                self.documents.append(self._member(path, member))
            else:
                self.passed_over += 1

    def _member(self, path: Path, member: zipfile.ZipInfo) -> Document:
        shown, name = f"{path}/{member.filename}", _printable(f"{path.name}/{member.filename}")
        return Document(shown, name, member.file_size, partial(self._archives.load, path, member, name))


def gather(paths: Iterable[Path]) -> Gathered:
    """The documents of some paths. A path that is not there, or cannot be read, is a document that says so."""
    gathered = Gathered()
    for path in paths:
        before = len(gathered.documents)
        gathered.add_if_possible(path)
        if len(gathered.documents) == before:
            said = tr("{name} holds no letters: no PDF and no text file lies in it.", name=path.name)
            gathered.documents.append(_refused(str(path), "no-letters", said))
    return gathered


def below(folder: Path, refuse: Callable[[OSError], object] | None = None) -> Iterator[tuple[Path, list[Path]]]:
    """A folder and those below it, each with its files in order, but for what is hidden; links to folders are not
    followed. `refuse` is told of each folder that cannot be opened."""
    for at, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in sorted(folders) if not _hidden(name)]
        yield Path(at), [Path(at, name) for name in sorted(names) if not _hidden(name)]


class _Archives:
    """Reads members of archives, from any thread; one archive is open at a time."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._path: Path | None = None
        self._open: zipfile.ZipFile | None = None

    def load(self, path: Path, member: zipfile.ZipInfo, name: str) -> bytes:
        """The bytes of a member, or a FileProblem where it must not or cannot be inflated."""
        _refuse_member(member, name)
        with self._guard:
            try:
                with self._archive(path).open(member) as stream:
                    data = stream.read(member.file_size + 1)
            except _BROKEN as error:
                said = tr("{name} is damaged within its archive. Fetch it again.", name=name)
                raise FileProblem("damaged", said) from error
        if not data:
            said = tr("{name} is empty (0 bytes). Fetch it again from where it came from.", name=name)
            raise FileProblem("empty", said)
        return data

    def _archive(self, path: Path) -> zipfile.ZipFile:
        if self._open is None or self._path != path:
            self._shut()
            self._open, self._path = zipfile.ZipFile(path), path
        return self._open

    def close(self) -> None:
        with self._guard:
            self._shut()

    def _shut(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = self._path = None


_BROKEN: Final = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
"""What zipfile raises for an archive that is damaged or made to do harm."""


def _refuse_a_bomb(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """FileProblem for an archive that claims more than can be in it."""
    if len(members) > MOST_MEMBERS:
        said = trn(
            "{name} claims to hold {count:,} files, more than an archive of letters can.",
            "{name} claims to hold {count:,} files, more than an archive of letters can.",
            len(members),
            name=path.name,
        )
        raise FileProblem("too-many", said)
    if sum(member.compress_size for member in members) > path.stat().st_size:
        said = tr(
            "{name} claims to hold more than its own size: its files overlap. Nothing was read from it.", name=path.name
        )
        raise FileProblem("bomb", said)


def _refuse_member(member: zipfile.ZipInfo, name: str) -> None:
    """FileProblem for a member that is not to be inflated, by what the archive says of it."""
    inside = PurePosixPath(member.filename)
    if inside.is_absolute() or ".." in inside.parts or "\\" in member.filename or ":" in inside.parts[0]:
        code = "unsafe-name"
        said = tr("{name} would lie outside its archive; an honest archive has no such names.", name=name)
    elif inside.suffix.lower() == _ARCHIVE:
        code = "nested-archive"
        said = tr("{name} is an archive within an archive. Unpack the outer one, then import the inner.", name=name)
    elif member.flag_bits & 1:
        code = "encrypted"
        said = tr(
            "{name} is locked by the archive's password. Unpack the archive with it, then import that.", name=name
        )
    elif member.compress_type not in _METHODS:
        code = "unknown-method"
        said = tr("{name} is packed by a method that is not read here. Unpack the archive, then import.", name=name)
    elif member.file_size > LARGEST_FILE:
        code = "too-large"
        size = LARGEST_FILE >> 20
        said = tr("{name} is larger than {size} MB, too large for a letter.", name=name, size=size)
    elif member.file_size > _SUSPECT_SIZE and member.file_size > _SUSPECT_RATIO * member.compress_size:
        code = "bomb"
        said = tr(
            "{name} unfolds to more than a hundred times its size, as no letter does. It was left packed.", name=name
        )
    else:
        return
    raise FileProblem(code, said)


def _is_archive(path: Path) -> bool:
    return path.suffix.lower() == _ARCHIVE and path.is_file()


def _hidden(name: str) -> bool:
    """Whether a file or folder is the system's own, as a Mac puts them into archives, or hidden by its owner."""
    return (name.startswith(".") and not name.startswith("..")) or name == "__MACOSX"


def _file(path: Path) -> Document:
    try:
        known = path.stat()
    except OSError:
        size = 0  # loading it will say why
    else:
        if not stat.S_ISREG(known.st_mode):  # a pipe or a device may never end
            said = tr("{name} is a pipe or a device, not a file that can be read to its end.", name=path.name)
            return _refused(str(path), "special", said)
        size = known.st_size
    return Document(str(path), _printable(path.name), size, partial(load, path))


def _printable(name: str) -> str:
    """The name as it can be written everywhere; on some systems a file's name may hold bytes that are no text."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in name)


def _unopened(shown: str, error: OSError) -> Document:
    said = tr("{name} cannot be opened. ({why})", name=Path(shown).name, why=error.strerror)
    return _refused(shown, "unreadable", said)


def _refused(shown: str, code: str, said: str) -> Document:
    return Document(shown, Path(shown).name, 0, partial(_raise, FileProblem(code, said)))


def _raise(problem: FileProblem) -> bytes:
    raise problem
