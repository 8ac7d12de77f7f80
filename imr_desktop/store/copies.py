"""The second copy: each reviewed case as a JSON file beside the library, from which a library can be rebuilt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from imr_desktop.store import files
from imr_desktop.store.keys import Key
from imr_desktop.store.library import Library
from imr_desktop.texts import tr

_SCHEMA: Final = "imr-library-case/1"
_NAME: Final = re.compile(r"([0-9a-f]{32})-(\d+)\.json(\.enc)?")
"""The case's own id and the number of its last edit, so that a glance at the folder tells what is up to date."""


def folder(library: Path) -> Path:
    """Where the second copies of a library's reviewed cases lie."""
    return library.with_name(library.name + ".cases")


def keep(library: Library) -> int:
    """Brings the copies up to date, in the library's own protection; gives the number of those written anew."""
    home = folder(library.path)
    stand: dict[str, list[Path]] = {}
    for path in home.iterdir() if home.is_dir() else ():
        stand.setdefault(path.name.split("-")[0], []).append(path)
    suffix = ".json.enc" if library.key else ".json"
    wanted = [
        (case, uid, added, f"{uid}-{last}{suffix}") for case, uid, added, last in library.database.execute(_REVIEWED)
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


def _write(written: tuple[Path, bytes]) -> None:
    files.write_file(*written, settle=False)


_AT_ONCE: Final = 16
"""Copies that are written at the same time."""

_REVIEWED: Final = (
    "SELECT cases.id, uid, added, max(edits.id) FROM edits JOIN cases ON cases.id = case_id"
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
    try:
        data = path.read_bytes()
        if path.suffix == ".enc":
            if key is None:
                return Copy(path, None, tr("{name} is protected by a passphrase", name=path.name))
            data = key.decrypt(data)
        head, words, _ = data.decode().split("\n", 2)
        said = json.loads(head + "null}")
        if said["schema"] != _SCHEMA or said["sha256"] != sha256(words.encode()).hexdigest():
            return Copy(path, None, tr("{name} is not what was written", name=path.name))
        return Copy(path, json.loads(words))
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Copy(path, None, tr("{name} cannot be read ({error})", name=path.name, error=type(error).__name__))
