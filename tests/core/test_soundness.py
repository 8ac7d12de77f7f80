"""A whole PDF is told from a damaged one: at once where it is built plainly, thoroughly where anything is odd."""

from __future__ import annotations

import random
import re
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import pytest
from hostile import CATALOG, HELLO, drawn_for_ever, one_page, pdf, stream
from plenty import described

from imr_desktop.source.plain import look
from imr_desktop.source.soundness import damage, thoroughly
from resources.samples.typeset import typeset

_TEXT = "BT /F1 12 Tf 72 700 Td (Page {}) Tj ET"
_PAGES = 3


def plain_pdf(kids: bytes = b"3 0 R 4 0 R 5 0 R") -> bytes:
    """A file as printing programs write it: pages within an object stream, one cross-reference stream at the end."""
    held = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 3/Kids[%b]>>" % kids,
        **{
            number: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
            b"/Resources<</Font<</F1 9 0 R>>>>>>" % (number + 3)
            for number in (3, 4, 5)
        },
        9: b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
    }
    begins = [sum(len(each) + 1 for each in list(held.values())[:index]) for index in range(len(held))]
    heads = b" ".join(b"%d %d" % pair for pair in zip(held, begins, strict=True)) + b" "
    holder = b"/Type/ObjStm/N %d/First %d" % (len(held), len(heads))
    streams = {10: (holder, heads + b" ".join(held.values()))}
    streams |= {number + 5: (b"", _TEXT.format(number).encode()) for number in (1, 2, 3)}
    places: dict[int, int] = {}
    made = bytearray(b"%PDF-1.6\r\n")
    for number, (about, text) in streams.items():
        places[number] = len(made)
        made += _stream(number, about, text)
    places[11] = len(made)
    rows = [
        (1, places[n], 0) if n in places else (2, 10, [*held].index(n)) if n in held else (0, 0, 0) for n in range(12)
    ]
    table = b"".join(bytes([kind]) + where.to_bytes(2, "big") + bytes([which]) for kind, where, which in rows)
    upon = [bytes(4)] + [table[4 * n : 4 * n + 4] for n in range(11)]
    predicted = b"".join(
        b"\2" + bytes((a - b) & 255 for a, b in zip(table[4 * n : 4 * n + 4], above, strict=True))
        for n, above in enumerate(upon)
    )
    about = b"/Type/XRef/Root 1 0 R/Size 12/W[1 2 1]/DecodeParms<</Columns 4/Predictor 12>>"
    return bytes(made + _stream(11, about, predicted) + b"startxref\r\n%d\r\n%%%%EOF\r\n" % places[11])


def _stream(number: int, about: bytes, text: bytes) -> bytes:
    packed = zlib.compress(text)
    return b"%d 0 obj\r<</Filter/FlateDecode/Length %d%s>>stream\r\n%s\r\nendstream\rendobj\r" % (
        number,
        len(packed),
        about,
        packed,
    )


def classic_pdf(*, locked: bool = False) -> bytes:
    """A file with a table of text and streams without compression, as ReportLab writes it."""
    named = (described(number) for number in range(1, 100))
    return next(typeset(each) for each in named if each.format == "pdf" and each.locked == locked)


def test_a_plainly_built_file_is_whole_at_a_glance() -> None:
    data = plain_pdf()
    assert look(data, _PAGES).whole
    assert [*thoroughly(data, _PAGES)] == []


@pytest.mark.parametrize("locked", [False, True])
def test_a_file_with_a_table_of_text_is_whole_at_a_glance(locked: bool) -> None:
    data = classic_pdf(locked=locked)
    pages = _counted(data)
    assert pages
    assert look(data, pages).whole
    assert [*thoroughly(data, pages)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"xref\n0 ", b"xref\n1 "),
        (b"00000 n", b"00001 m"),
        (b"65535 f \n0", b"65535 f \n1"),
        (b"trailer", b"trailor"),
        (b"/Size", b"/Prev 61 /Size"),
        (b"/Length ", b"/Length 1"),
    ],
)
def test_a_harmed_table_of_text_is_never_whole_at_a_glance(old: bytes, new: bytes) -> None:
    data = classic_pdf()
    assert old in data
    assert not look(data.replace(old, new), _counted(data) or 0).whole


def test_nearly_all_published_letters_are_whole_at_a_glance(published: list[Path]) -> None:
    letters = [path.read_bytes() for path in published if path.suffix == ".pdf"]
    assert sum(look(data, _counted(data) or 0).whole for data in letters) > 0.9 * len(letters)


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data.replace(b"endobj", b"endobk", 1),
        lambda data: data.replace(b"/Root 1 0", b"/Root 2 0", 1),
        lambda data: data.replace(b"/FlateDecode", b"/FlateDecoda", 1),
        lambda data: data.replace(b"8 0 obj", b"7 0 obj", 1),
        lambda data: data.replace(b"/Size 12", b"/Size 9999999999", 1),
        lambda data: data.replace(b"/Size 12", b"/Index[0 9999999999]/Size 12", 1),
        lambda data: data.replace(b"/W[1 2 1]", b"/W[1 9999999999 1]", 1),
        lambda data: data.replace(b"/W[1 2 1]", b"/W[1 3 0]", 1),
        lambda data: data.replace(b"<<", b"<<" * 9000, 1),
        lambda data: data[:-1] + b"x",
        lambda data: data[: len(data) // 2],
        lambda data: b"\n" + data,
        lambda data: b"",
    ],
)
def test_a_harmed_file_is_never_whole_at_a_glance(harm: Callable[[bytes], bytes]) -> None:
    assert not look(harm(plain_pdf()), _PAGES).whole


@pytest.mark.parametrize("kids", [b"3 0 R 3 0 R 5 0 R", b"3 0 R 9 0 R 5 0 R", b"3 0 R 2 0 R", b"3 0 R 7 0 R 5 0 R"])
def test_a_tree_whose_branches_lead_elsewhere_is_never_whole_at_a_glance(kids: bytes) -> None:
    assert not any(look(plain_pdf(kids), pages).whole for pages in range(5))


@pytest.mark.parametrize("pages", [0, 2, 4])
def test_another_count_of_pages_is_told(pages: int) -> None:
    assert [flag.code for flag in damage(plain_pdf(), pages)] == ["page-count"]


def test_a_flipped_bit_in_any_content_is_told_with_its_page() -> None:
    data = bytearray(plain_pdf())
    data[data.index(b"7 0 obj") + 60] ^= 4
    assert [(flag.code, flag.page) for flag in damage(bytes(data), _PAGES)] == [("damaged-page", 2)]


@pytest.mark.parametrize(
    ("last", "instead"),
    [
        (b"endstream\rendobj", b"endstreamendobj"),
        (b"/Columns 4", b"/Columns 4."),
        (b"\rstartxref", b"\rxstartxref"),
        (b"\rstartxref", b"\tstartxref"),
        (b"/XRef", b"/XRef/A*\xc4(a)"),
    ],
)
def test_a_table_of_objects_that_is_written_oddly_does_not_pass_at_a_glance(last: bytes, instead: bytes) -> None:
    """Each is read by the strict rules and by PDFium, and doubted by pdfminer: the thorough look has to decide."""
    data = plain_pdf()
    assert look(data, _PAGES).whole
    begin, _, end = data.rpartition(last)
    assert not look(begin + instead + end, _PAGES).whole


@pytest.mark.parametrize("times", [400, pytest.param(20_000, marks=pytest.mark.full)])
def test_what_passes_at_a_glance_is_whole_to_a_thorough_look(request: pytest.FixtureRequest, times: int) -> None:
    """Files harmed above all where their structure is written; pdfminer's whole reading is the judge."""
    chance = random.Random(7)
    letters = [plain_pdf(), classic_pdf(), classic_pdf(locked=True), *_published(request)]
    seen: Counter[str] = Counter()
    for _ in range(times):
        data = _harmed(chance.choice(letters), chance)
        pages = _counted(data)
        if pages is None or not look(data, pages).whole:
            seen["doubted"] += 1
        else:
            seen["passed, damaged" if [*thoroughly(data, pages)] else "passed, whole"] += 1
    assert seen["passed, damaged"] == 0
    assert min(seen["passed, whole"], seen["doubted"]) > times / 100


def _published(request: pytest.FixtureRequest) -> Sequence[bytes]:
    try:
        found: list[Path] = request.getfixturevalue("published")
    except pytest.skip.Exception:
        return []
    return [path.read_bytes() for path in found if path.suffix == ".pdf"]


_STRUCTURE = re.compile(rb"obj|/Type|/Length|/Kids|/Page|startxref|/Contents|/Resources|/Root|/First|/Filter| R|/N |/W")


def _harmed(data: bytes, chance: random.Random) -> bytes:
    """The file with one byte flipped, replaced, lost or added, mostly in what names and places its objects."""
    spots = [match.start() for match in _STRUCTURE.finditer(data)]
    near = chance.choice(spots) + chance.randint(-3, 24)
    at = min(max(near if chance.random() < 0.75 else chance.randrange(len(data)), 0), len(data) - 1)
    instead = chance.choice(
        [bytes([data[at] ^ 1 << chance.randrange(8)]), bytes([chance.choice(b"0123456789 /<>[]R\n")]), b""]
    )
    return data[:at] + instead + data[at + chance.randrange(2) if instead else at + 1 :]


def _counted(data: bytes) -> int | None:
    """How many pages PDFium counts; None where it refuses the file."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    try:
        return len(document)
    finally:
        document.close()


def _picture(side: int, packed: bytes = b"", data: bytes = b"") -> bytes:
    return stream(data, b"/Type /XObject /Subtype /Image /Width %d /Height 9 %s" % (side, packed))


def _frame(side: int, kind: bytes = b"\xc0") -> bytes:
    """How a JPEG begins to say its own size."""
    return b"\xff" + kind + b"\x00\x0b\x08\x00\x09" + side.to_bytes(2)


LIGHT = {
    "words": one_page(stream(HELLO)),
    "a small picture": one_page(stream(HELLO + b" /X Do"), _picture(300)),
    "a letterhead": one_page(
        stream(HELLO + b" /X Do"),
        _picture(300, b"/SMask 7 0 R /Filter /DCTDecode", b"\xff\xda"),
        _picture(300),
    ),
    "no veil": one_page(stream(HELLO + b" /G gs"), b"<< /SMask /None >>"),
    "a state in which nothing shines through": one_page(stream(HELLO), b"<< /BM/Normal/ca 1/CA 1.0>>"),
    "a scan in steps": one_page(
        stream(HELLO), _picture(300, b"/Filter /DCTDecode", _frame(300, b"\xc2") + b"\xff\xda" * 10)
    ),
    "a photograph": one_page(
        stream(HELLO + b" /X Do"), _picture(300, b"/Filter /DCTDecode", _frame(300) + b"\xff\xda")
    ),
    "a name with a blank": one_page(stream(HELLO), b"<< /BaseFont /Times#20New >>"),
}

HEAVY = {
    **dict(drawn_for_ever()),
    "a long content": one_page(stream(HELLO + b" 0 0 9 9 re f" * 10_000)),
    "many pictures": one_page(stream(HELLO + b" /X Do" * 30), _picture(300)),
    "a picture within": one_page(stream(HELLO + b" BI /W 9 /H 9 ID EI")),
    "a large picture": one_page(stream(HELLO), _picture(100_000)),
    "a large picture that says it ends before it begins": one_page(stream(HELLO), _picture(100_000, b"/A (endobj)")),
    "an odd picture": one_page(stream(HELLO), _picture(300, b"/Filter /JPXDecode")),
    "a content that says it is none": one_page(stream(HELLO, b"/Subtype /XML")),
    "a picture of many passes": one_page(
        stream(HELLO), _picture(300, b"/Filter /DCTDecode", _frame(5000, b"\xc2") + b"\xff\xda" * 3000)
    ),
    "a picture that says another size": one_page(
        stream(HELLO), _picture(300, b"/Filter /DCTDecode", _frame(65_000) + b"\xff\xda")
    ),
    "a picture that hides its size": one_page(
        stream(HELLO), _picture(300, b"/Filter /DCTDecode", b"\xff\xc0" + _frame(65_000) + b"\xff\xda")
    ),
    "a veil that does not say what it is": one_page(
        stream(HELLO + b" /X Do"), _picture(300, b"/SMask 7 0 R"), stream(b"", b"/Width 30000 /Height 30000")
    ),
    "a veil beside a picture without one": one_page(
        stream(HELLO + b" /G gs"), b"<< /SMask << /S /Luminosity /G 7 0 R >> >>", _picture(9, b"/SMask /None")
    ),
    "a form whose kind is a string": one_page(stream(HELLO + b" /X Do"), stream(b"", b"/Subtype (Form)")),
    "a form whose kind stands elsewhere": one_page(
        stream(HELLO + b" /X Do"), stream(b"", b"/Subtype 7 0 R"), b"(\\106orm)"
    ),
    "marks that PDFium paints by itself": one_page(stream(HELLO), b"<< /Type /Annot /Subtype /Highlight >>"),
    "what shines through": one_page(stream(HELLO + b" /G gs"), b"<< /ca 0.5 >>"),
    "what is mixed with what lies below": one_page(stream(HELLO + b" /G gs"), b"<< /BM /Multiply >>"),
    "a veil": one_page(stream(HELLO + b" /G gs"), b"<< /SMask << /S /Luminosity /G 7 0 R >> >>", stream(b"/X Do")),
    "a hidden name": one_page(stream(HELLO), b"<< /#50attern 7 0 R >>"),
    "objects that the table does not name": one_page(stream(b"%ObjStm\n" + HELLO)),
}


@pytest.mark.parametrize("name", [*LIGHT, *HEAVY])
def test_what_may_keep_a_drawer_busy_is_never_light(name: str) -> None:
    data = (LIGHT | HEAVY)[name]
    assert look(data, 1).light is (name in LIGHT)


def test_nearly_all_published_letters_are_light(published: list[Path]) -> None:
    letters = [path.read_bytes() for path in published if path.suffix == ".pdf"]
    assert sum(look(data, _counted(data) or 0).light for data in letters) > 0.9 * len(letters)


def test_the_same_content_shown_over_and_over_is_not_light() -> None:
    def shown(times: int) -> bytes:
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents [%s] >>" % (b"4 0 R " * times)
        tree = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
        return pdf(CATALOG, tree, page, stream(HELLO + b" 0 0 612 792 re f" * 2000))

    assert look(shown(1), 1).light
    assert not look(shown(20), 1).light
