"""Files that are whole or not there: written in a private folder beside their place, then put there in one step."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, Final, TypeVar

from imr_desktop.errors import Problem
from imr_desktop.texts import tr

T = TypeVar("T")


class ExportProblem(Problem):
    """An export that could not be written; what stood at its place is still there."""


@contextmanager
def whole(*paths: Path) -> Iterator[tuple[Path, ...]]:
    """A path to write to for each of `paths` (all in one folder); what is written there goes to its place at the end.

    Nothing stands at any of the places before everything is written and flushed to the disk; where that fails, what
    stood there still does, and nothing else is left. The files are readable by their owner alone.
    """
    folder = paths[0].parent
    if any("\0" in path.name for path in paths):
        raise _problem(paths[0], ValueError(tr("its name has a character that no file may have")))
    try:
        if any(path.exists() and not path.is_file() and not path.is_dir() for path in paths):
            raise OSError(tr("it is a device or a pipe, which no file may take the place of"))
        with _private_folder(folder) as private:
            parts = tuple(private / f"{number}{path.suffix}" for number, path in enumerate(paths))
            yield parts
            for part in parts:
                _flush(part)
            _put(parts, paths, private)
    except OSError as error:
        raise _problem(paths[0], error) from error


_BUFFERED: Final = 2**20
"""Bytes collected before each write; a case has about a hundred thousand, in many pieces."""


@contextmanager
def text_file(part: Path, *, newline: str = "\n", bom: bool = False) -> Iterator[IO[str]]:
    """A new UTF-8 text file, readable by its owner alone; OSError where not everything written arrives on the disk."""
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    encoding = "utf-8-sig" if bom else "utf-8"
    with open(handle, "w", _BUFFERED, encoding, newline=newline) as file:  # noqa: PTH123  # a handle
        yield file
        file.flush()
        if (arrived := os.fstat(handle).st_size) != file.tell():
            message = tr("only {arrived} of {expected} bytes were written", arrived=arrived, expected=file.tell())
            raise OSError(message)


def only(cases: Iterable[T], out: Path) -> T:
    """The only case there is, for a file that holds one; ExportProblem where there is none, or more than one."""
    some = list(islice(cases, 2))
    if len(some) != 1:
        name, other = out.name, out.with_suffix(".zip").name
        message = (
            tr(
                "{name} can hold one case alone, and more than one was chosen; nothing was written. "
                "Choose one case, or a name such as {other} for all of them.",
                name=name,
                other=other,
            )
            if some
            else tr(
                "{name} can hold one case alone, and none was chosen; nothing was written. "
                "Choose one case, or a name such as {other} for all of them.",
                name=name,
                other=other,
            )
        )
        raise ExportProblem("one-case", message)
    return some[0]


def refuse_existing(path: Path) -> None:
    """ExportProblem where something stands at `path` already."""
    if os.path.lexists(path):
        message = tr(
            "{path} is there already and was left as it is. Choose another name, or allow replacing it.", path=path
        )
        raise ExportProblem("exists", message)


@contextmanager
def in_folder(path: Path) -> Iterator[None]:
    """Makes the folder at `path`, and those above it, where they are missing, for the block to write into.

    Folders made here are removed again where the block fails.
    """
    made: list[Path] = []
    try:
        made += [each for each in (path, *path.parents) if not os.path.lexists(each)]
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        _remove_empty(made)
        raise _problem(path, error) from error
    try:
        yield
    except BaseException:
        _remove_empty(made)
        raise


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        with suppress(OSError, ValueError):  # it holds something by now, or could never be made
            folder.rmdir()


_LONGEST_NAME: Final = 80
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|conin|conout|com\d|lpt\d)", re.I)


def slug(name: str) -> str:
    """A file's name made from a document's or a case's: a few letters, digits, - and _, whatever was in it.

    Never empty, never a device of Windows, never a path; two names may give the same slug.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^A-Za-z0-9_-]+", "-", plain)[:_LONGEST_NAME].strip("-")
    return f"case-{kept}".rstrip("-") if not kept or _DEVICES.fullmatch(kept) else kept


@contextmanager
def _private_folder(beside: Path) -> Iterator[Path]:
    private = Path(tempfile.mkdtemp(prefix=".imr-", suffix=".part", dir=beside))
    try:
        yield private
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _flush(part: Path) -> None:
    part.chmod(0o600)
    with part.open("rb+") as file:
        os.fsync(file.fileno())


def _put(parts: tuple[Path, ...], paths: tuple[Path, ...], private: Path) -> None:
    """Moves every part into its place; where one cannot be moved, those before it are taken back."""
    kept = {path: _keep(path, private / f"old-{part.name}") for part, path in zip(parts[1:], paths, strict=False)}
    replaced: list[Path] = []
    try:
        for part, path in zip(parts, paths, strict=True):
            part.replace(path)
            replaced.append(path)
    except OSError:
        for path in reversed(replaced):
            _take_back(path, kept.get(path))
        raise


def _keep(path: Path, old: Path) -> Path | None:
    """A second name for what stands at `path`, so that it can be put back; None where nothing does."""
    if not path.is_file():
        return None
    try:
        os.link(path, old)
    except OSError:  # a file system without hard links
        shutil.copy2(path, old)
    return old


def _take_back(path: Path, old: Path | None) -> None:
    if old is None:
        path.unlink(missing_ok=True)
    else:
        old.replace(path)


def _problem(path: Path, error: OSError | ValueError) -> ExportProblem:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return ExportProblem(
        "not-written",
        tr(
            "Nothing was written to {path}: {why}. What stood there is still there; "
            "choose another place, or free some space.",
            path=path,
            why=reason,
        ),
    )
