"""Whether a PDF is whole: what a damaged file loses in silence, a second look finds.

PDFium mends what it can and says nothing of what it drops. pdfminer parses the file's structure a second time; every
stream that text depends on (pages' content, fonts, the holders of other objects) must then decompress to its end and
match its checksum (zlib's Adler-32, RFC 1950). The common case, a plainly built file without a fault, is told without
pdfminer (`plain`), which takes five times as long.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from imr_desktop.model import Flag
from imr_desktop.source.plain import NO_TEXT, TABLE, Look, look, may_be_a_stream
from imr_desktop.texts import tr

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument


def damage(data: bytes, pages: int, looked: Look | None = None) -> Iterator[Flag]:
    """A flag for each page whose content is damaged, for damage elsewhere, and where the engines count pages otherwise.

    `pages` is PDFium's count; `looked` what a quick look has told, where there was one. What is stored without
    compression carries no checksum and passes.
    """
    if not (looked or look(data, pages)).whole:
        yield from thoroughly(data, pages)


def thoroughly(data: bytes, pages: int) -> Iterator[Flag]:
    """The same flags by pdfminer's whole reading of the file's structure, however that is built."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        contents = [[each.objid for each in page.contents] for page in PDFPage.create_pages(document)]
        broken = set(_broken(document, data))
    except Exception:  # noqa: BLE001 - whatever pdfminer raises on a damaged file, and it raises a dozen kinds
        contents, broken = [[]] * pages, {0}
    for number, streams in enumerate(contents, 1):
        if broken.intersection(streams):
            said = tr("Page {page} is damaged; part of its text may be missing or wrong.", page=number)
            yield Flag("damaged-page", said, number)
    if broken.difference(*contents):
        said = tr("The file is damaged; text may be missing or wrong. Compare the values with the pages.")
        yield Flag("damaged", said)
    if len(contents) != pages:
        said = tr(
            "Two ways of reading count {one} and {other} pages; some may be missing.", one=pages, other=len(contents)
        )
        yield Flag("page-count", said)


def _broken(document: PDFDocument, data: bytes) -> Iterator[int]:
    """The numbers of the file's own streams that do not decompress to their end or miss their checksum."""
    for xref in document.xrefs:
        for number in xref.get_objids():
            held_by, begin, _ = xref.get_pos(number)
            if held_by is None and may_be_a_stream(data, begin) and not _whole(document.getobj(number)):
                yield number


def _whole(stream: object) -> bool:
    from pdfminer.pdftypes import PDFStream
    from pdfminer.psparser import literal_name

    if not isinstance(stream, PDFStream) or stream.rawdata is None:
        return True
    if [literal_name(name) for name, _ in stream.get_filters()] != ["FlateDecode"]:
        return True
    if literal_name(stream.get("Subtype", "")) in NO_TEXT or literal_name(stream.get("Type", "")) == TABLE:
        return True
    content = stream.rawdata
    if stream.decipher:
        content = stream.decipher(stream.objid or 0, stream.genno or 0, content, stream.attrs)
    inflater = zlib.decompressobj()
    try:
        inflater.decompress(content)
    except zlib.error:
        return False
    return inflater.eof
