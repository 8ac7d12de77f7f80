"""Whether a PDF is plainly whole and light: a quick look that only says yes where a thorough one would find nothing.

Most letters are built alike: one table of objects (a cross-reference stream, or the classic table of text), every
object where it says, streams with a checksum or without compression, a page tree, AES or no encryption. What is built
so and shows no fault is told in a sixth of the time that pdfminer takes; whatever is odd in any way is left to a
thorough look. ISO 32000-1, 7.5 (structure) and 7.6 (encryption), is the source.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from itertools import accumulate, chain, pairwise
from typing import Final, NamedTuple

from imr_desktop.source.objects import Odd, Ref, Value, bytes_of, dict_of, int_of, list_of, name_of, ref_of, value_at

NO_TEXT: Final = ("Image", "XML")
"""Subtypes of streams that no text depends on: pictures and metadata."""
TABLE: Final = "XRef"
"""The type of the file's own table of contents: the only stream that is never encrypted."""


class Look(NamedTuple):
    """What a quick look tells of a file: nothing against it, or nothing at all.

    `whole`: all streams are whole, and the page tree has as many pages as are expected. `light`: that, and its pages
    hold nothing that could keep a drawer busy, but text, lines and a few pictures of no great size.
    """

    whole: bool
    light: bool


def look(data: bytes, pages: int) -> Look:
    """The look at a file that is expected to have so many pages."""
    try:
        file = _File(data)
        whole = file.count_pages() == pages
        return Look(whole, whole and file.is_light())
    except (Odd, ArithmeticError, LookupError, RecursionError, TypeError, ValueError, zlib.error):
        return Look(whole=False, light=False)


def may_be_a_stream(data: bytes, begin: int) -> bool:
    """Whether the object at an offset of the file holds a stream; parsing the others would only cost time."""
    end = data.find(b"endobj", begin)
    return data.find(b"stream", begin, end if end >= 0 else len(data)) >= 0


_START: Final = re.compile(rb"(?<=[\r\n])startxref\s+(\d+)\s+%%EOF\s*\Z")
_TAIL: Final = 64
"""Bytes at the file's end in which the place of the table stands."""
_HEAD: Final = re.compile(rb"(\d+)\s+(\d+)\s+obj\b")
_STREAM: Final = re.compile(rb"\s*stream\r?\n")
_STREAM_END: Final = re.compile(rb"\s*endstream\s+endobj\s")
_OBJECT_END: Final = re.compile(rb"\s*endobj\s")


class _Stream(NamedTuple):
    """A stream with its object's number and generation, as it stands in the file."""

    number: int
    generation: int
    about: dict[str, Value]
    content: bytes


class _Holder(NamedTuple):
    """A stream that holds objects: their numbers, where each begins, and the text of all."""

    numbers: list[int]
    begins: list[int]
    text: bytes


class _File:
    """A PDF by its one table of objects; Odd, or an error of Python's own, where anything is not as expected."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        start = _START.search(data, max(0, len(data) - _TAIL))
        if start is None:
            raise Odd
        self._held: dict[int, tuple[int, int]] = {}
        self._holders: dict[int, _Holder] = {}
        self._contents: list[list[int]] = []
        self._weights: dict[int, tuple[int, int]] = {}
        self._pictures_are_small = True
        self._pictures = 0
        self._veils = 0
        self._read_table(int(start[1]), start.start())
        if "Prev" in self._trailer or "XRefStm" in self._trailer:
            raise Odd
        self._decipher = _decipher(self._trailer, self._value(self._trailer.get("Encrypt")))

    def _read_table(self, place: int, end: int) -> None:
        """Reads the table of objects, which begins at one offset; nothing but it stands before the other."""
        if classic := _CLASSIC.match(self._data, place):
            self._places = _classic_places(classic)
            trailer, stop = value_at(self._data, classic.end())
            self._trailer = dict_of(trailer)
            if not self._data[stop:end].isspace():
                raise Odd
            return
        table = self._stream_at(place)
        self._trailer = table.about
        if self._trailer["Type"] != TABLE:
            raise Odd
        entries = [*_entries(table)]
        self._places = {number: where for number, kind, where, _ in entries if kind == _PLACED}
        self._held = {number: (where, which) for number, kind, where, which in entries if kind == _HELD}

    def count_pages(self) -> int:
        """How many pages the tree has, once every stream has proved whole."""
        for number, begin in self._places.items():
            if may_be_a_stream(self._data, begin):
                self._check(self._stream_at(begin, number))
            else:
                self._begin(begin, number)
        dict_of(self._value(self._trailer.get("Info", {})))
        return self._leaves(dict_of(self._value(self._trailer["Root"]))["Pages"], set())

    def _begin(self, place: int, number: int | None = None) -> re.Match[bytes]:
        """The words that begin an object; where its number is given, it must have that."""
        head = _HEAD.match(self._data, place)
        if head is None or number not in (None, int(head[1])):
            raise Odd
        return head

    def _stream_at(self, place: int, number: int | None = None) -> _Stream:
        head = self._begin(place, number)
        value, end = value_at(self._data, head.end())
        about, opening = dict_of(value), _STREAM.match(self._data, end)
        if opening is None:
            raise Odd
        stop = opening.end() + int_of(about["Length"])
        if not _STREAM_END.match(self._data, stop):
            raise Odd
        return _Stream(int(head[1]), int(head[2]), about, self._data[opening.end() : stop])

    def _check(self, stream: _Stream) -> None:
        """Decompresses a stream to its end and past its checksum; keeps it where other objects stand in it."""
        about = stream.about
        if about.get("Subtype") == "Image" or "Width" in about:  # a veil needs not say that it is a picture
            self._pictures_are_small &= _is_small(about, self._decipher(stream))
            self._pictures += 1
            self._veils += isinstance(about.get("SMask"), Ref)
        if about.get("Subtype") in NO_TEXT or about.get("Type") == TABLE:
            return  # nobody looks into it, and no page's content is of these kinds
        if "Filter" not in about and about.get("Type") != "ObjStm":  # without compression there is no checksum
            self._measure(stream, self._decipher(stream))
            return
        text = _inflate(about, self._decipher(stream))
        self._measure(stream, text)
        if about.get("Type") == "ObjStm":
            first = int_of(about["First"])
            heads = [*map(int, text[:first].split())]
            if len(heads) != 2 * int_of(about["N"]) or "DecodeParms" in about:
                raise Odd
            self._holders[stream.number] = _Holder(heads[::2], [first + each for each in heads[1::2]], text)

    def _measure(self, stream: _Stream, text: bytes) -> None:
        """Notes how many bytes a stream has, and how many pictures it shows; what has some of its own has no weight."""
        if not _OWN_PICTURE.search(text):
            self._weights[stream.number] = len(text), text.count(b"Do")

    def is_light(self) -> bool:
        """Whether no page can take long to draw; after `count_pages`."""
        texts = self._data, *(each.text for each in self._holders.values())
        return (
            self._pictures_are_small
            and len(_WIDE.findall(self._data)) == self._pictures  # none that was not taken for a stream
            and all(map(self._is_soon_drawn, self._contents))
            and self._data.count(b"ObjStm") == len(self._holders)
            and sum(len(_VEIL.findall(text)) for text in texts) == self._veils  # those of pictures are pictures
            and not any(map(_HEAVY.search, texts))
        )

    def _is_soon_drawn(self, contents: list[int]) -> bool:
        """Whether what a page shows, which may be one stream over and over, is short and of few pictures."""
        weights = [self._weights.get(number, (_SHORT + 1, 0)) for number in contents]
        return sum(size for size, _ in weights) <= _SHORT and sum(shown for _, shown in weights) <= _FEW

    def _value(self, ref: Value) -> Value:
        """What a reference stands for; any other value stands for itself."""
        if not isinstance(ref, Ref):
            return ref
        if ref.number in self._held:
            where, which = self._held[ref.number]
            holder = self._holders[where]
            if holder.numbers[which] != ref.number:
                raise Odd
            return value_at(holder.text, holder.begins[which])[0]
        value, end = value_at(self._data, self._begin(self._places[ref.number], ref.number).end())
        if not _OBJECT_END.match(self._data, end):
            raise Odd
        return value

    def _leaves(self, ref: Value, seen: set[Value]) -> int:
        """How many pages stand below a node of the page tree; each must have its content and resources."""
        node = dict_of(self._value(ref_of(ref)))
        if ref in seen:
            raise Odd
        seen.add(ref)
        if node["Type"] == "Pages":
            return sum(self._leaves(kid, seen) for kid in list_of(node["Kids"]))
        if node["Type"] != "Page":
            raise Odd
        if (
            not all(map(_is_box, (node[name] for name in _BOXES if name in node)))
            or type(node.get("Rotate", 0)) is not int
        ):
            raise Odd
        contents = node.get("Contents", [])
        each_of = contents if isinstance(contents, list) else [contents]
        self._contents.append([self._stream_at(self._places[ref_of(each).number]).number for each in each_of])
        dict_of(self._value(node.get("Resources", {})))
        return 1


_SHORT: Final = 100_000
"""Bytes up to which a page is soon drawn where nothing shines through; a letter's page has about ten thousand."""
_FEW: Final = 20
"""Pictures that a page may show: the sign for it also stands in words, by chance."""
_SMALL: Final = 5000
"""Pixels of a picture's side up to which it is soon drawn."""
_OWN_PICTURE: Final = re.compile(rb"\bBI\b")
_WIDE: Final = re.compile(rb"/Width\b")
_VEIL: Final = re.compile(rb"/SMask\b(?!\s*/None)")
_HEAVY: Final = re.compile(
    rb"/(?:AP|FunctionType|JBIG2Decode|JPXDecode|Pattern|Shading)\b|/[A-Za-z0-9]{0,15}#(?!20)[0-9A-Fa-f]{2}"
    rb"|/Subtype\b(?!\s*/(?:CIDFontType[02]C?|Image|Link|OpenType|TrueType|Type0|Type1C?|XML)\b)"
    rb"|/BM\b(?!\s*/(?:Compatible|Normal)\b)|/(?:CA|ca)\b(?!\s*1(?:\.0*)?[\s/>])"
)
"""What draws something else, over and over or by rules of its own; what shines through, which costs a page's room for
each; or a name that is written so as not to be found. PDFium also takes a subtype that is no name but a string."""


def _is_small(picture: dict[str, Value], content: bytes) -> bool:
    """Whether a picture is of a plain kind and no great size."""
    if not all(type(each) is int and each <= _SMALL for each in (picture.get("Width"), picture.get("Height"))):
        return False
    packed = picture.get("Filter")
    if packed in ("DCTDecode", ["DCTDecode"]):  # in one pass, one for each colour, or in steps
        frames = [(int.from_bytes(high), int.from_bytes(wide)) for high, wide in _FRAME.findall(content)]
        drawn = content.count(_PASS) * max((high * wide for high, wide in frames), default=0)
        return drawn <= _MOST_DRAWN and all(side <= _SMALL for frame in frames for side in frame)
    return packed in (None, "FlateDecode", ["FlateDecode"])


_PASS: Final = b"\xff\xda"
"""What begins each pass of a JPEG over its picture."""
_MOST_DRAWN: Final = 4 * _SMALL**2
"""Pixels that its passes may take together: those of the largest one, colour by colour, or of a scan in ten steps."""
_FRAME: Final = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf](?=...(..)(..))", re.DOTALL)
"""How a JPEG begins to say its own size, which may be another one than the file says."""


_BOXES: Final = ("MediaBox", "CropBox")


def _is_box(value: Value) -> bool:
    """Whether it is what gives the corners of a page."""
    return isinstance(value, list) and len(value) == 4 and all(isinstance(each, (int, float)) for each in value)


# --- the table of objects ---------------------------------------------------------------------------------------------

_PLACED: Final = 1
_HELD: Final = 2
_KINDS: Final = (0, _PLACED, _HELD)
"""What the table says of a number: free, at an offset of the file, or held by a stream at an index."""
_WIDEST: Final = 8
"""Bytes of a field of the table."""
_UP: Final = 2
"""The filter of PNG that gives each byte as the difference to the one above it."""


_CLASSIC: Final = re.compile(rb"xref\s+0 (\d+)\s*?\r?\n((?:\d{10} \d{5} [nf](?: \r| \n|\r\n))+)\s*trailer\s*")
"""A table of text (7.5.4) in one piece: the count of its entries, each of twenty bytes, and the trailer's beginning."""


def _classic_places(table: re.Match[bytes]) -> dict[int, int]:
    """The offset of each object that is in use."""
    entries = [table[2][begin : begin + 20] for begin in range(0, len(table[2]), 20)]
    if len(entries) != int(table[1]):
        raise Odd
    return {number: int(entry[:10]) for number, entry in enumerate(entries) if entry[17:18] == b"n"}


def _entries(table: _Stream) -> Iterator[tuple[int, int, int, int]]:
    """Each object's number, the kind of its entry, and the two fields that follow."""
    widths = [int_of(each) for each in list_of(table.about["W"])]
    if not all(0 < width <= _WIDEST for width in widths):
        raise Odd
    first, second, third = accumulate(widths)
    index = [int_of(each) for each in list_of(table.about.get("Index", [0, table.about["Size"]]))]
    ranges = (range(begin, begin + count) for begin, count in zip(index[::2], index[1::2], strict=True))
    numbers = chain.from_iterable(ranges)  # one by one: the file may promise any number of them
    columns = _columns(_inflate(table.about, table.content), third, table.about.get("DecodeParms"))
    kinds, wheres, whiches = (
        [*map(int.from_bytes, zip(*columns[begin:end], strict=True))]
        for begin, end in pairwise((0, first, second, third))
    )
    if not set(kinds) <= {*_KINDS}:
        raise Odd
    return zip(numbers, kinds, wheres, whiches, strict=True)


def _columns(rows: bytes, width: int, predicted: Value) -> list[bytes]:
    """The table's bytes column by column, their prediction undone."""
    if predicted is None:
        return [rows[column::width] for column in range(width)]
    how = {name: int_of(value) for name, value in dict_of(predicted).items()}
    if how != {"Columns": width, "Predictor": 12} or {*rows[:: width + 1]} != {_UP}:
        raise Odd
    return [bytes(each & 255 for each in accumulate(rows[column :: width + 1])) for column in range(1, width + 1)]


def _inflate(about: dict[str, Value], content: bytes) -> bytes:
    """What a stream holds; Odd where that does not end with its checksum or is packed in any other way."""
    if about["Filter"] not in ("FlateDecode", ["FlateDecode"]):
        raise Odd
    inflater = zlib.decompressobj()
    text = inflater.decompress(content)
    if not inflater.eof:
        raise Odd
    return text


# --- encryption -------------------------------------------------------------------------------------------------------

_PADDING: Final = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
"""What stands for an empty password (algorithm 2, step a)."""
_KEY: Final = 16
"""Bytes of a key, and of the vector before a content."""


def _decipher(trailer: dict[str, Value], encrypt: Value) -> Callable[[_Stream], bytes]:
    """What gives the content of a stream: as it stands, or opened by AES with 128 bits and an empty password."""
    if encrypt is None:
        return lambda stream: stream.content
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = _file_key(dict_of(encrypt), bytes_of(list_of(trailer["ID"])[0]))

    def opened(stream: _Stream) -> bytes:
        salt = stream.number.to_bytes(3, "little") + stream.generation.to_bytes(2, "little") + b"sAlT"
        vector, content = stream.content[:_KEY], stream.content[_KEY:]
        return Cipher(algorithms.AES(_md5(key + salt)), modes.CBC(vector)).decryptor().update(content)

    return opened


def _file_key(about: dict[str, Value], first_id: bytes) -> bytes:
    """The file's key (algorithm 2); Odd where it is not encrypted in this one way."""
    method = dict_of(dict_of(about["CF"])[name_of(about["StmF"])])
    if (about["Filter"], int_of(about["V"]), int_of(about["R"]), method["CFM"]) != ("Standard", 4, 4, "AESV2"):
        raise Odd
    rights = (int_of(about["P"]) & 0xFFFFFFFF).to_bytes(4, "little")
    key = _PADDING + bytes_of(about["O"]) + rights + first_id
    if about.get("EncryptMetadata") is False:
        key += b"\xff" * 4
    for _ in range(51):
        key = _md5(key)
    return key


def _md5(text: bytes) -> bytes:
    return hashlib.md5(text, usedforsecurity=False).digest()
