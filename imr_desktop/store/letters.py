"""Documents and their readings as rows of the library: written once, never edited, and believed by their links."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Reading, Source, Words
from imr_desktop.store.coding import (
    column,
    column_bytes,
    dump_flags,
    dump_pages,
    dump_reading,
    load_flags,
    load_pages,
    load_reading,
)
from imr_desktop.store.driver import sqlite
from imr_desktop.store.openfile import OpenFile
from imr_desktop.store.sealing import link_fits
from imr_desktop.texts import tr

Letter = tuple[bytes, Source, Reading]
"""A document's bytes, the document as read, and what the parser says of it."""


def find(file: OpenFile, digest: str) -> int | None:
    """The case of the document with these bytes (SHA-256), if the library has it."""
    rows = file.rows("SELECT case_id FROM documents WHERE sha256 = ?", digest)
    return int(rows[0][0]) if rows else None


def digests(file: OpenFile, parser: str) -> Iterator[frozenset[str]]:
    """The SHA-256 of each document that a version of the parser has read, some thousands at a time."""
    last = ""
    while rows := file.rows(_DIGESTS, last, parser):
        yield frozenset(digest for (digest,) in rows)
        last = rows[-1][0]


def unread(file: OpenFile, parser: str) -> list[int]:
    """The cases with a document that a version of the parser has not read, in the order of adding."""
    return [case for (case,) in file.rows(_UNREAD, parser)]


def added(file: OpenFile, case: int) -> str:
    """When a case came in; LibraryProblem where there is none of that number."""
    rows = file.rows("SELECT added FROM cases WHERE id = ?", case)
    if not rows:
        raise LibraryProblem("no-case", tr("The library has no case {number}.", number=case))
    return str(rows[0][0])


def document(file: OpenFile, case: int) -> bytes:
    """The bytes of a case's letter, as they were imported."""
    rows = file.rows("SELECT bytes, sha256 FROM documents WHERE case_id = ? ORDER BY id LIMIT 1", case)
    file.believe(bool(rows) and sha256(rows[0][0]).hexdigest() == rows[0][1])
    return bytes(rows[0][0])


def reading(file: OpenFile, case: int) -> tuple[Source, Reading]:
    """The latest reading of a case's letter with the source it was read from."""
    rows = file.rows(_LATEST_READING, case)
    file.believe(bool(rows))
    read, letter = rows[0][:_OF_A_READING], rows[0][_OF_A_READING:]
    file.believe(_link_fits(file, "readings", read) and _link_fits(file, "documents", letter))
    _, _, parser, _, form, text, pages, starts, ends, boxes, found, flags = read
    *_, name, digest, media_type = letter
    words = Words(column("I", starts), column("I", ends), column("f", boxes))
    source = Source(name, digest, media_type, text, load_pages(pages), words, load_flags(flags))
    return source, load_reading(parser, form, found)


def _link_fits(file: OpenFile, log: str, words: Sequence[object]) -> bool:
    try:
        return link_fits(file.database, log, words)
    except sqlite.DatabaseError:
        return False


# --- written, within a transaction ---


def put(file: OpenFile, data: bytes, source: Source, reading: Reading) -> int:
    """A new case with its document and the first reading of it; its number."""
    now = file.now()
    case = file.insert("cases", uid=uuid.uuid4().hex, added=now)
    number = file.insert(
        "documents",
        case_id=case,
        name=source.name,
        sha256=source.sha256,
        media_type=source.media_type,
        bytes=data,
    )
    _put_reading(file, number, source, reading, now)
    return case


def put_reading(file: OpenFile, case: int, source: Source, reading: Reading) -> None:
    """Another reading of a case's document."""
    _put_reading(file, _number(file, case, source), source, reading, file.now())


def has_reading(file: OpenFile, case: int, source: Source, parser: str) -> bool:
    """Whether a version of the parser has read a case's document."""
    number = _number(file, case, source)
    return bool(file.rows("SELECT 1 FROM readings WHERE document_id = ? AND parser = ?", number, parser))


def _number(file: OpenFile, case: int, source: Source) -> int:
    return int(file.rows("SELECT id FROM documents WHERE case_id = ? AND sha256 = ?", case, source.sha256)[0][0])


def _put_reading(file: OpenFile, number: int, source: Source, reading: Reading, now: str) -> None:
    file.insert(
        "readings",
        document_id=number,
        parser=reading.parser,
        read_at=now,
        form=reading.form,
        text=source.text,
        pages=dump_pages(source.pages),
        word_starts=column_bytes(source.words.starts),
        word_ends=column_bytes(source.words.ends),
        word_boxes=column_bytes(source.words.boxes),
        found=dump_reading(reading),
        source_flags=dump_flags(source.flags),
    )


_OF_A_READING: Final = 12
"""Columns of a reading that its link covers; see `sealing`."""

_LATEST_READING: Final = (
    "SELECT readings.id, document_id, parser, read_at, form, text, pages, word_starts, word_ends, word_boxes,"
    " found, source_flags, document_id, uid, added, name, sha256, media_type FROM readings"
    " JOIN documents ON documents.id = document_id JOIN cases ON cases.id = case_id"
    " WHERE case_id = ? ORDER BY readings.id DESC LIMIT 1"
)

_UNREAD: Final = (
    "SELECT DISTINCT case_id FROM documents"
    " WHERE NOT EXISTS (SELECT 1 FROM readings WHERE document_id = documents.id AND parser = ?) ORDER BY case_id"
)

_DIGESTS: Final = (
    "SELECT sha256 FROM documents WHERE sha256 > ?"
    " AND EXISTS (SELECT 1 FROM readings WHERE document_id = documents.id AND parser = ?) ORDER BY sha256 LIMIT 4096"
)
