"""The values that a PDF is built of, read strictly: what is not in its plain form is refused, never mended.

ISO 32000-1, 7.3, is the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple


class Odd(Exception):
    """Something is not in its plain form; whether it is a fault is for others to say."""


class Ref(NamedTuple):
    """A reference to another object: its number and generation."""

    number: int
    generation: int


Value = None | bool | int | float | str | bytes | Ref | list["Value"] | dict[str, "Value"]
"""A value of a PDF. Names are `str`, strings are `bytes`."""

_TOKEN: Final = re.compile(
    rb"""
    [\t\n\f\r ]*+ (?: %[^\n\r]*+ [\t\n\f\r ]*+ )*+ (?:  # blanks and comments
        (?P<ref> \d++ [ \r\n]++ \d++ [ \r\n]++ R\b )
      | (?P<number> [+-]?(?: \d++ (?:\.\d*+)? | \.\d++ ) )
      | / (?P<name> (?: (?![()<>\[\]{}/%]) [!-~] )++ )
      | (?P<open> << | \[ )
      | (?P<close> >> | \] )
      | \( (?P<text> (?: [^()\\] | \\. )*+ ) \)
      | < (?P<hex> [0-9A-Fa-f]*+ ) >
      | (?P<word> (?: true | false | null )\b ) )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED: Final = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES: Final = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r\n": b"",
    b"\r": b"",
}


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if not code.isdigit():
        return _ESCAPES.get(code, code)
    if (number := int(code, 8)) > 255:
        raise Odd
    return bytes([number])


def _string(text: bytes) -> bytes:
    return _ESCAPED.sub(_unescape, text) if b"\\" in text else text


_ATOMS: Final[dict[str, Callable[[bytes], Value]]] = {
    "ref": lambda text: Ref(*map(int, text.split()[:2])),
    "number": lambda text: float(text) if b"." in text else int(text),
    "name": lambda text: text.decode("latin-1"),
    "text": _string,
    "hex": lambda text: bytes.fromhex(text.decode()),
    "word": {b"true": True, b"false": False, b"null": None}.__getitem__,
}


def value_at(data: bytes, begin: int) -> tuple[Value, int]:
    """The value that begins at an offset, and where it ends; Odd where none does."""
    outer: list[list[Value]] = []
    inner: list[Value] = []
    while token := _TOKEN.match(data, begin):
        begin, kind = token.end(), str(token.lastgroup)
        if kind == "open":
            outer.append(inner)
            inner = [token["open"]]
            continue
        if kind != "close":
            made = _ATOMS[kind](token[kind])
        elif outer:
            made, inner = _closed(inner, token["close"]), outer.pop()
        else:
            raise Odd
        if not outer:
            return made, begin
        inner.append(made)
    raise Odd


def _closed(inner: list[Value], mark: bytes) -> Value:
    """The array or dictionary that a mark closes; `inner` holds the mark that opened it, and what stands in it."""
    opened, *held = inner
    if (opened, mark) == (b"[", b"]"):
        return held
    if (opened, mark) != (b"<<", b">>") or len(held) % 2:
        raise Odd
    return {name_of(key): value for key, value in zip(held[::2], held[1::2], strict=True)}


def name_of(value: Value) -> str:
    """A value that must be a name."""
    if not isinstance(value, str):
        raise Odd
    return value


def int_of(value: Value) -> int:
    """A value that must be a whole number."""
    if not isinstance(value, int):
        raise Odd
    return value


def bytes_of(value: Value) -> bytes:
    """A value that must be a string."""
    if not isinstance(value, bytes):
        raise Odd
    return value


def dict_of(value: Value) -> dict[str, Value]:
    """A value that must be a dictionary."""
    if not isinstance(value, dict):
        raise Odd
    return value


def list_of(value: Value) -> list[Value]:
    """A value that must be an array."""
    if not isinstance(value, list):
        raise Odd
    return value


def ref_of(value: Value) -> Ref:
    """A value that must be a reference."""
    if not isinstance(value, Ref):
        raise Odd
    return value
