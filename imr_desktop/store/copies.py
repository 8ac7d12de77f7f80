"""The second copy: each reviewed case as a JSON file beside the library, from which a library can be rebuilt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from imr_desktop.store import files
from imr_desktop.store.keys import Key
from imr_desktop.store.library import Library
from imr_desktop.store.shapes import misfit
from imr_desktop.texts import tr

_ENCRYPTED: Final = ".enc"
_SCHEMA: Final = "imr-library-case/1"
_NAME: Final = re.compile(r"([0-9a-f]{32})-(\d+)(?:-[0-9a-f]{12})?\.json(\.enc)?")
"""The case's own id, the number of its last edit and the beginning of that one's link, so that a glance at the folder
tells what is up to date: where a backup was restored, other edits come to have the numbers of those after it."""


def folder(library: Path) -> Path:
    """Where the second copies of a library's reviewed cases lie."""
    return files.beside(library, ".cases")


def keep(library: Library) -> int:
    """Brings the copies up to date, in the library's own protection; gives the number of those written anew."""
    home = folder(library.path)
    stand: dict[str, list[Path]] = {}
    for path in home.iterdir() if home.is_dir() else ():
        stand.setdefault(path.name.split("-")[0], []).append(path)
    suffix = ".json.enc" if library.key else ".json"
    wanted = [
        (case, uid, added, f"{uid}-{last}-{link[:12]}{suffix}")
        for case, uid, added, last, link in library.database.execute(_REVIEWED)
    ]
    anew = [each for each in wanted if home / each[-1] not in stand.get(each[1], ())]
    if anew:
        files.private_folder(home)
    with ThreadPoolExecutor(_AT_ONCE) as pool:  # a disk is done with many files in hardly more time than with one
        for first in range(0, len(anew), _AT_ONCE):
            some = anew[first : first + _AT_ONCE]
            written = [(home / name, _encoded(library, case, added)) for case, _, added, name in some]
            list(pool.map(_write, written))
            files.sync_folder(home)
            for old in (old for _, uid, _, _ in some for old in stand.get(uid, ())):
                old.unlink(missing_ok=True)
    return len(anew)


def bring_under(home: Path, key: Key | None, others: Sequence[Key | None]) -> None:
    """Every copy in a folder under a key that it is not under yet; one that is damaged is left as it is.

    `others` are what they may be under: a former key, or None for none.
    """
    found = sorted(home.iterdir()) if home.is_dir() else []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda path: _bring_under(path, key, [each for each in others if each]), found))
    if found:
        files.sync_folder(home)


def _bring_under(path: Path, key: Key | None, formers: Sequence[Key]) -> None:
    if path.name.endswith(".part"):  # of a process that was killed
        path.unlink(missing_ok=True)
    if not (match := _NAME.fullmatch(path.name)) or (key is None and not match[3]):
        return
    data = path.read_bytes()
    if match[3]:
        opened = _decrypted(data, formers)
        if opened is None:
            return
        data = opened
    place = path.with_name(path.name.removesuffix(_ENCRYPTED) + (_ENCRYPTED if key else ""))
    files.write_file(place, key.encrypt(data) if key else data, settle=False)
    if place != path:
        path.unlink()


def _decrypted(data: bytes, keys: Sequence[Key]) -> bytes | None:
    for key in keys:
        with suppress(ValueError):
            return key.decrypt(data)
    return None


def _write(written: tuple[Path, bytes]) -> None:
    files.write_file(*written, settle=False)


_AT_ONCE: Final = 16
"""Copies that are written at the same time."""

_REVIEWED: Final = (
    "SELECT cases.id, uid, added, max(edits.id), hash FROM edits JOIN cases ON cases.id = case_id"
    " GROUP BY cases.id ORDER BY cases.id"
)


def _encoded(library: Library, case: int, added: str) -> bytes:
    from imr_desktop.store.carrying import carry

    carried = carry(library, case)
    stored = "".join(carried.stored)
    words = f'{{"added":{json.dumps(added)},"edits":{carried.edits},"stored":{stored}}}'
    text = f'{{"schema":"{_SCHEMA}","sha256":"{sha256(words.encode()).hexdigest()}","case":\n{words}\n}}\n'
    return library.key.encrypt(text.encode()) if library.key else text.encode()


@dataclass(frozen=True, slots=True)
class Copy:
    """One second copy: the record to bring back, or why it cannot be (`problem`, a line)."""

    path: Path
    record: dict[str, Any] | None
    problem: str = ""


def read(home: Path, key: Key | None) -> Iterator[Copy]:
    """The newest copy of each case in a folder, in the order of the library's numbers where they can be read."""
    newest: dict[str, tuple[int, Path]] = {}
    for path in sorted(home.iterdir()):
        if match := _NAME.fullmatch(path.name):
            newest[match[1]] = max(newest.get(match[1], (0, path)), (int(match[2]), path))
    found = [_decoded(path, key) for _, path in newest.values()]
    return iter(sorted(found, key=lambda each: each.record["stored"]["case"] if each.record else 0))


def _decoded(path: Path, key: Key | None) -> Copy:
    protected = path.suffix == _ENCRYPTED
    if protected and key is None:
        return Copy(path, None, tr("{name} is protected by a passphrase", name=path.name))
    try:
        record = _record(path.read_bytes(), key if protected else None)
    except OSError as error:
        why = error.strerror or error
        return Copy(path, None, tr("{name} cannot be read ({error})", name=path.name, error=why))
    return Copy(path, record, "" if record else tr("{name} is not what was written", name=path.name))


def _record(data: bytes, key: Key | None) -> dict[str, Any] | None:
    """The case that a copy holds; None where that is not what was written, or is under another key."""
    try:
        head, words, _ = (key.decrypt(data) if key else data).decode().split("\n", 2)
        said, record = json.loads(head + "null}"), json.loads(words)
        whole = said["schema"] == _SCHEMA and said["sha256"] == sha256(words.encode()).hexdigest()
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return dict(record) if whole and misfit(record) is None and record["edits"] else None
