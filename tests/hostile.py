"""Documents that no honest program writes: cut, flipped, spliced, bombs, loops. Made here, from letters of our own."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

from imr_desktop.paths import samples


def pdf(*objects: bytes, root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, with a cross-reference table that is right."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        root,
        trailer,
        start,
    )
    return bytes(out)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def one_page(
    content: bytes, *more: bytes, resources: bytes = b"/Font << /F 5 0 R >>", box: bytes = b"0 0 612 792"
) -> bytes:
    """A PDF with one page of this content; further objects are numbered from 6."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> >>" % (box, resources)
    return pdf(CATALOG, b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page, content, FONT, *more)


HELLO = b"BT /F 12 Tf 72 700 Td (Case Number: CM17-0000001) Tj ET"


def bombs() -> Iterator[tuple[str, bytes]]:
    """One document for each way of making a reader work for ever, by name."""
    yield from _that_swell()
    yield from _that_nest()
    yield from _of_absurd_size()
    yield from _that_point_to_themselves()
    yield from _of_odd_streams()
    yield from _of_endless_words()
    yield from drawn_for_ever()


def _that_swell() -> Iterator[tuple[str, bytes]]:
    blanks = zlib.compress(zlib.compress(bytes(2**30), 9), 9)
    yield "deflate bomb", one_page(stream(blanks, b"/Filter [/FlateDecode /FlateDecode]"))
    shown = zlib.compress(HELLO * 400_000, 9)
    yield "text bomb", one_page(stream(shown, b"/Filter /FlateDecode"))
    kids = b" ".join([b"3 0 R"] * 200_000)
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    )
    yield "page bomb", pdf(CATALOG, b"<< /Type /Pages /Count 200000 /Kids [%s] >>" % kids, page, stream(HELLO), FONT)
    yield "count bomb", pdf(CATALOG, b"<< /Type /Pages /Count 2147483647 /Kids [3 0 R] >>", page, stream(HELLO), FONT)


def _that_nest() -> Iterator[tuple[str, bytes]]:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X %d 0 R >> >>"
    loop = stream(b"/X Do", form % 6)
    yield "form that draws itself", one_page(stream(b"/X Do"), loop, resources=b"/XObject << /X 6 0 R >>")
    laughs = [stream(b"/X Do " * 10, form % (7 + level)) for level in range(12)]
    yield (
        "forms that draw forms",
        one_page(stream(b"/X Do"), *laughs, stream(HELLO), resources=b"/XObject << /X 6 0 R >>"),
    )
    yield "deep arrays", one_page(stream(b"[" * 200_000 + b"]" * 200_000 + HELLO))
    yield "deep objects", one_page(stream(HELLO), b"[" * 100_000 + b"]" * 100_000)
    yield "deep dictionaries", one_page(stream(b"/A " + b"<< /A " * 50_000 + b">>" * 50_000 + b" BDC " + HELLO))
    yield "deep states", one_page(stream(b"q " * 500_000 + HELLO))


def _of_absurd_size() -> Iterator[tuple[str, bytes]]:
    yield "wide page", one_page(stream(HELLO), box=b"0 0 1e30 1e30")
    yield "page without size", one_page(stream(HELLO), box=b"0 0 0 0")
    yield "wide letters", one_page(stream(b"BT /F 1e38 Tf 1e38 0 0 1e38 1e38 1e38 Tm (wide) Tj ET"))
    widths = b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FirstChar 0 /LastChar 99999999 /Widths [%s] >>"
    yield (
        "wide font",
        one_page(stream(HELLO.replace(b"/F", b"/G")), widths % (b"9e99 " * 1000), resources=b"/Font << /G 6 0 R >>"),
    )


def _that_point_to_themselves() -> Iterator[tuple[str, bytes]]:
    yield "pages in a circle", pdf(CATALOG, b"<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] >>")
    yield "no pages", pdf(CATALOG, b"<< /Type /Pages /Count 0 /Kids [] >>")
    yield "no page tree", pdf(b"<< /Type /Catalog >>")
    good = one_page(stream(HELLO))
    start = good.rindex(b"xref\n0")
    yield "tables in a circle", good.replace(b"/Root", b"/Prev %d /Root" % start)
    yield "table of itself", good.replace(b"startxref\n%d" % start, b"startxref\n%d" % good.rindex(b"startxref"))
    yield "length of itself", one_page(b"<< /Length 4 0 R >>\nstream\n" + HELLO + b"\nendstream")
    yield "length without end", one_page(b"<< /Length 99999999999999999999 >>\nstream\n" + HELLO + b"\nendstream")


def _of_odd_streams() -> Iterator[tuple[str, bytes]]:
    yield (
        "image bomb",
        one_page(
            stream(b"/X Do"),
            stream(
                zlib.compress(bytes(2**20)),
                b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 "
                b"/BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /FlateDecode",
            ),
            resources=b"/XObject << /X 6 0 R >>",
        ),
    )
    yield "encrypted without a method", pdf(CATALOG, b"<< /Type /Pages /Count 0 /Kids [] >>", trailer=b"/Encrypt << >>")
    yield (
        "encrypted unknown",
        pdf(
            CATALOG,
            b"<< /Type /Pages /Count 0 /Kids [] >>",
            trailer=b"/Encrypt << /Filter /Standard /V 9 /R 9 /O (x) /U (x) /P -1 >> /ID [(a) (b)]",
        ),
    )
    yield (
        "predictor bomb",
        one_page(
            stream(
                zlib.compress(bytes(2**20)),
                b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 >>",
            )
        ),
    )


def _of_endless_words() -> Iterator[tuple[str, bytes]]:
    yield "long name", one_page(stream(b"/" + b"A" * 5_000_000 + b" gs " + HELLO))
    yield "long number", one_page(stream(b"9" * 1_000_000 + b" w " + HELLO))
    every = b"<00000000> <FFFFFFFF>"
    cmap = b"1 begincodespacerange %s endcodespacerange 1 beginbfrange %s <0000> endbfrange" % (every, every)
    yield (
        "map bomb",
        one_page(
            stream(HELLO),
            stream(cmap),
            resources=b"/Font << /F << /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R"
            b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X >>] >> >>",
        ),
    )
    yield "only the beginning", b"%PDF-1.7\n"
    yield "no text at all", bytes(1_000_000)
    yield "one long line", b"Case Number: " + b"A" * 5_000_000
    yield "blanks", b"Case Number: CM17-0000001\n" + b" " * 3_000_000 + b"\nend"


def drawn_for_ever() -> Iterator[tuple[str, bytes]]:
    """Whose text is read at once."""
    tile = b"/PaintType 1 /TilingType 1 /BBox [0 0 0.01 0.01] /XStep 0.001 /YStep 0.001 /Resources << >>"
    yield (
        "pattern of dust",
        one_page(
            stream(HELLO + b" /Pattern cs /P scn 0 0 612 792 re f"),
            stream(b"0 0 0.01 0.01 re f", b"/Type /Pattern /PatternType 1 " + tile),
            resources=b"/Font << /F 5 0 R >> /Pattern << /P 6 0 R >>",
        ),
    )
    yield (
        "fills that shine through",
        one_page(
            stream(HELLO + b" /G gs" + b" 0 0 612 792 re f" * 5000),
            resources=b"/Font << /F 5 0 R >> /ExtGState << /G << /ca 0.5 /BM /Multiply >> >>",
        ),
    )
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Group << /S /Transparency /I true >>"
    inner = [
        stream(
            b"/G gs /X Do /X Do",
            b"%s /Resources << /ExtGState << /G << /ca 0.5 >> >> /XObject << /X %d 0 R >> >>" % (form, at),
        )
        for at in range(7, 23)
    ]
    yield (
        "veils on veils",
        one_page(
            stream(HELLO + b" /X Do"),
            *inner,
            stream(b"0 0 600 700 re f", form),
            resources=b"/Font << /F 5 0 R >> /XObject << /X 6 0 R >>",
        ),
    )


def mutations(count: int, seed: int = 11) -> Iterator[tuple[str, bytes]]:
    """Sample letters cut, flipped, spliced and shuffled."""
    chance = random.Random(seed)
    letters = [path.read_bytes() for path in sorted(samples().glob("*.pdf"))]
    for number in range(count):
        data, kind = bytearray(chance.choice(letters)), ("cut", "flip", "splice", "drop", "repeat")[number % 5]
        at, to = sorted(chance.randrange(len(data)) for _ in range(2))
        if kind == "cut":
            del data[at:]
        elif kind == "flip":
            for _ in range(chance.choice([1, 10, 200])):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        elif kind == "splice":
            other = chance.choice(letters)
            data[at:to] = other[at:to]
        elif kind == "drop":
            del data[at : min(to, at + 2000)]
        else:
            data[at:at] = data[at:to]
        yield f"{kind} {number}", bytes(data)
