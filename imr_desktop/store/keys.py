"""The key of a protected library: drawn at random, locked away under a passphrase, written down once for recovery.

The key file beside the library holds the key sealed under the passphrase (scrypt, AES-GCM) and a check value, so that a
wrong passphrase is told from a damaged file. A copy of it lies among the backups, sealed as it is itself, and takes its
place where it is lost. The recovery key is the key itself in letters: it opens the library even without either.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.store.coding import dump
from imr_desktop.store.files import backups_folder, beside, private_folder, write_file
from imr_desktop.texts import tr

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_COST: Final = {"n": 2**17, "r": 8, "p": 1}
"""scrypt's cost as OWASP's Password Storage Cheat Sheet gives it: 128 MiB and about 0.3 s for each guess."""

_MOST: Final = {"n": 2**20, "r": 16, "p": 16}
"""The highest cost that a key file may ask for: 2 GiB."""

_GROUP: Final = 4
_CHECK_LETTERS: Final = 4


@dataclass(frozen=True, slots=True)
class Key:
    """The 256 bits that a library's pages are encrypted with. Never printed, never logged."""

    secret: bytes = field(repr=False)

    @classmethod
    def draw(cls) -> Key:
        return cls(secrets.token_bytes(32))

    @property
    def pragma(self) -> str:
        """As `PRAGMA key` and `ATTACH ... KEY` take a raw key."""
        return f"\"x'{self.secret.hex()}'\""

    @property
    def check(self) -> str:
        """Tells whether this is the key that is looked for, and nothing else about it."""
        return hmac.digest(self.secret, b"imr-desktop key check", "sha256").hex()[:32]

    def recovery(self) -> str:
        """The key as a person writes it down: 14 groups of 4 letters and digits, the last one to find a slip."""
        letters = base64.b32encode(self.secret).decode().rstrip("=")
        letters += _check_letters(letters)
        return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))

    @classmethod
    def recovered(cls, text: str) -> Key | None:
        """The key from its letters, however they are grouped; None where the text is no recovery key."""
        letters = re.sub(r"[^A-Z2-7]", "", text.upper().translate(str.maketrans("018", "OIB")))
        body, check = letters[:-_CHECK_LETTERS], letters[-_CHECK_LETTERS:]
        if len(body) != 52 or check != _check_letters(body):
            return None
        return cls(base64.b32decode(body + "===="))

    def encrypt(self, data: bytes) -> bytes:
        """Data for a file beside the library, under a key of its own derived from this one."""
        nonce = secrets.token_bytes(12)
        return nonce + _cipher(self._for_files()).encrypt(nonce, data, None)

    def decrypt(self, data: bytes) -> bytes:
        """The inverse; ValueError where the data was not written with this key or is damaged."""
        return _opened(self._for_files(), data[:12], data[12:])

    def _for_files(self) -> bytes:
        return hmac.digest(self.secret, b"imr-desktop files", "sha256")


def _check_letters(letters: str) -> str:
    return base64.b32encode(hashlib.sha256(letters.encode()).digest()).decode()[:_CHECK_LETTERS]


# --- the key file ----------------------------------------------------------------------------------------------------

Lock = dict[str, Any]
"""One entry of a key file: a key sealed under a passphrase."""


def key_file(library: Path) -> Path:
    """Where the key of a protected library lies, sealed under its passphrase."""
    return beside(library, ".key")


def key_copy(library: Path) -> Path:
    """Where a copy of the key file lies, sealed as it is."""
    return backups_folder(library) / key_file(library).name


def lock(key: Key, passphrase: str) -> Lock:
    """A key sealed under a passphrase."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = _cipher(_derived(passphrase, salt, _COST)).encrypt(nonce, key.secret, None)
    return {**_COST, "salt": salt.hex(), "nonce": nonce.hex(), "sealed": sealed.hex(), "check": key.check}


def replacing(entry: Lock, key: Key, former: Key | None) -> Lock:
    """The lock of a key that is to take the place of another one, which it seals too, or of none."""
    return {**entry, "unseen": True, "former": key.encrypt(former.secret).hex() if former else ""}


def replaced(locks: list[Lock], key: Key | None) -> list[Key | None]:
    """What may still lie beside a library of this key: something under the key before it, or under none."""
    sealed = [each.get("former") for each in locks if key and each["check"] == key.check]
    return [*(Key(key.decrypt(bytes.fromhex(each))) for each in sealed if key and each), None]


def settled(locks: list[Lock], key: Key) -> list[Lock]:
    """The locks of a key that has come to stay."""
    own = [each for each in locks if each["check"] == key.check]
    return [{name: word for name, word in each.items() if name != "former"} for each in own]


def is_unseen(library: Path, key: Key) -> bool:
    """Whether nobody has been shown a library's key yet: what gave it to the library was broken off before that."""
    content = _parsed(key_file(library)) or _parsed(key_copy(library)) or {"locks": []}
    return any(each["check"] == key.check and each.get("unseen") for each in content["locks"])


def note_seen(library: Path, key: Key, *, seen: bool = True) -> None:
    """Keeps whether a person has been shown a library's key. OSError where that cannot be written."""
    if is_unseen(library, key) == seen:
        locks, pending = read_locks(library)
        noted = [{**each, "unseen": not seen} if each["check"] == key.check else each for each in locks]
        write_locks(library, noted, pending=pending)
        keep_copy(library)


def under_way(library: Path) -> list[Lock] | None:
    """The locks of which any may be right, while a change of passphrase is under way; else None."""
    content = _parsed(key_file(library)) or _parsed(key_copy(library))
    return list(content["locks"]) if content and content["pending"] else None


def write_locks(library: Path, locks: list[Lock], *, pending: bool = False) -> None:
    """Writes the key file, whole. `pending`: a change of passphrase is under way, and any of the locks may be right."""
    content: dict[str, Any] = {"format": "imr-desktop key/1", "pending": pending, "locks": locks}
    content["seal"] = _seal(content)
    write_file(key_file(library), json.dumps(content, indent=1).encode())


def keep_copy(library: Path) -> None:
    """Brings the copy of the key file up to date. OSError where it cannot be written."""
    data = key_file(library).read_bytes() if key_file(library).exists() else b""
    copy = key_copy(library)
    if data and _parsed(key_file(library)) and (not copy.exists() or copy.read_bytes() != data):
        private_folder(copy.parent)
        write_file(copy, data)


def sealed(library: Path) -> bytes:
    """What stands in the key file, sealed as it is; nothing where there is none that can be read."""
    return key_file(library).read_bytes() if _parsed(key_file(library)) else b""


def keep_file(library: Path, data: bytes) -> None:
    """Writes a key file again that somebody has deleted while its library is open. OSError where that cannot be."""
    if data and not key_file(library).exists():
        write_file(key_file(library), data)


def put_back(library: Path) -> bool:
    """Puts the copy in the place of a key file that is missing or damaged; says whether there was need to."""
    if _parsed(key_file(library)) or not _parsed(key_copy(library)):
        return False
    write_file(key_file(library), key_copy(library).read_bytes())
    return True


def read_locks(library: Path) -> tuple[list[Lock], bool]:
    """The locks of a library's key file or of its copy, and whether a change is under way; none without either."""
    path = key_file(library)
    content = _parsed(path) or _parsed(key_copy(library))
    if content:
        return list(content["locks"]), bool(content["pending"])
    if not path.exists():
        return [], False
    raise LibraryProblem(
        "key-damaged",
        tr(
            "The key file {path} is damaged or cannot be read, and there is no copy of it among the backups, so the "
            "passphrase cannot be tried. Nothing was changed; put a copy of the key file in its place, or open the "
            "library with the recovery key.",
            path=path,
        ),
    )


def _parsed(path: Path) -> dict[str, Any] | None:
    """What a key file says; None where there is none, or not one as it was written."""
    try:
        content = json.loads(path.read_bytes())
        whole = content.pop("seal") == _seal(content) and "pending" in content and all(map(_is_lock, content["locks"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return dict(content) if whole else None


def _is_lock(entry: Lock) -> bool:
    """Whether an entry can be tried; one that somebody else wrote may ask for any memory and any time."""
    cost = all(type(entry[each]) is int and 0 < entry[each] <= most for each, most in _MOST.items())
    return cost and all(bytes.fromhex(entry[each]) for each in ("salt", "nonce", "sealed", "check"))


def keys_to_try(library: Path, passphrase: str | None) -> list[Key | None]:
    """What may open a library; None among them stands for no key at all.

    LibraryProblem `locked-by-passphrase` where one is needed, `wrong-passphrase` where it does not fit.
    """
    recovered = Key.recovered(passphrase) if passphrase else None
    if recovered and not _parsed(key_file(library)) and not _parsed(key_copy(library)):
        return [None, recovered]
    locks, pending = read_locks(library)
    if not locks:
        return [None]
    if passphrase is None and not pending:
        raise locked(library)
    found = [] if passphrase is None else _unlocked_of(locks, passphrase, recovered)
    if passphrase is not None and not found:  # another library's key file may have come in the place of this one's
        copied = (_parsed(key_copy(library)) or {}).get("locks", [])
        found = _unlocked_of(copied, passphrase, recovered) or [each for each in (recovered,) if each]
    if not found and not pending:
        raise wrong_passphrase(library)
    return [*found, None] if pending else [*found]


def _unlocked_of(locks: list[Lock], passphrase: str, recovered: Key | None) -> list[Key]:
    return [key for each in locks if (key := _unlocked(each, passphrase, recovered))]


def names(library: Path, key: Key | None) -> bool:
    """Whether a key is that of the library's key file; also where there is none that can be read."""
    content = _parsed(key_file(library))
    return content is None or key is None or any(each["check"] == key.check for each in content["locks"])


def wrong_passphrase(library: Path) -> LibraryProblem:
    return LibraryProblem(
        "wrong-passphrase",
        tr(
            "This is not the passphrase of {library}. Nothing was changed; try again, or use the recovery key.",
            library=library.name,
        ),
    )


def foreign(library: Path) -> LibraryProblem:
    """What is told where the key file beside a library is, or may be, that of another one."""
    return LibraryProblem(
        "key-foreign",
        tr(
            "{file} is the key file of another library, or {library} is damaged. Nothing was changed: put the "
            "library's own key file in its place, or open the library with its recovery key.",
            file=key_file(library).name,
            library=library.name,
        ),
    )


def locked(library: Path) -> LibraryProblem:
    said = tr("{library} is protected: it opens with its passphrase.", library=library.name)
    return LibraryProblem("locked-by-passphrase", said)


def _unlocked(entry: Lock, passphrase: str, recovered: Key | None) -> Key | None:
    if recovered is not None and recovered.check == entry["check"]:
        return recovered
    nonce, sealed = bytes.fromhex(entry["nonce"]), bytes.fromhex(entry["sealed"])
    for spelt in _spellings(passphrase):
        with suppress(ValueError):
            return Key(_opened(_derived(spelt, bytes.fromhex(entry["salt"]), entry), nonce, sealed))
    return None


def _spellings(passphrase: str) -> list[str]:
    """The same words as one keyboard or another gives them: an accent is part of its letter, or a sign of its own."""
    return list(dict.fromkeys([passphrase, *(unicodedata.normalize(form, passphrase) for form in ("NFC", "NFD"))]))


def _opened(secret: bytes, nonce: bytes, sealed: bytes) -> bytes:
    """What was sealed; ValueError where that was under another secret, or it is damaged."""
    from cryptography.exceptions import InvalidTag

    try:
        return _cipher(secret).decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise ValueError("damaged, or encrypted with another key") from error


def _cipher(secret: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # most libraries are not protected

    return AESGCM(secret)


def _derived(passphrase: str, salt: bytes, cost: dict[str, Any]) -> bytes:
    n, r, p = int(cost["n"]), int(cost["r"]), int(cost["p"])
    words = passphrase.encode(errors="surrogateescape")  # as the environment gives what is no text
    return hashlib.scrypt(words, salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)


def _seal(content: dict[str, Any]) -> str:
    return hashlib.sha256(dump(content).encode()).hexdigest()


def forget(library: Path) -> None:
    """Removes the key file of a library that is no longer protected, and before it the copy that stands in for it."""
    key_copy(library).unlink(missing_ok=True)
    key_file(library).unlink(missing_ok=True)
