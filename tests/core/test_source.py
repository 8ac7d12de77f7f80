"""Files become text, pages and boxes; what cannot be read is told in a sentence."""

from __future__ import annotations

import io
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from letters import TEXT, text_letter
from plenty import documents
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from imr_desktop import parsing
from imr_desktop.errors import FileProblem
from imr_desktop.model import Span
from imr_desktop.source import Drawer, clean, load, read


def _pdf(*pages: Sequence[tuple[float, float, str]], password: str | None = None) -> bytes:
    """A PDF with words at places, in points from the lower left corner, 12-point Times."""
    out = io.BytesIO()
    lock = StandardEncryption(password, ownerPassword="owner", strength=128) if password is not None else None
    canvas = Canvas(out, pagesize=(612, 792), encrypt=lock)
    for page in pages:
        canvas.setFont("Times-Roman", 12)
        for x, y, words in page:
            canvas.drawString(x, y, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_pages_lines_and_paragraphs_of_a_pdf_become_text() -> None:
    source = read(
        "a.pdf",
        _pdf([(72, 700, "One line"), (72, 686, "and another"), (72, 650, "New paragraph")], [(72, 700, "Page two")]),
    )
    assert source.text == "One line\nand another\n\nNew paragraph\n\fPage two\n"
    assert [source.text[page.start : page.end] for page in source.pages] == [
        "One line\nand another\n\nNew paragraph\n",
        "Page two\n",
    ]
    assert (source.pages[0].width, source.pages[0].height) == (612, 792)


def test_words_are_ordered_by_position_so_that_a_wrapped_label_stands_before_its_value() -> None:
    source = read("a.pdf", _pdf([(400, 699, "12/13/2016"), (300, 700, "Application"), (300, 687, "Received:")]))
    assert source.text == "Application 12/13/2016\nReceived:\n"


def test_a_span_has_one_box_a_line_and_its_words_can_be_hit() -> None:
    source = read("a.pdf", _pdf([(72, 700, "One line"), (72, 686, "and another")]))
    start = source.text.index("line")
    first, second = source.boxes(Span(start, source.text.index("another")))
    assert first.page == second.page == 1
    assert first.top < 92 < first.bottom  # the baseline stands 792 - 700 points below the upper edge
    assert first.x0 > 72
    assert second.x0 == pytest.approx(72, abs=1)
    middle = ((first.x0 + first.x1) / 2, (first.top + first.bottom) / 2)
    assert source.word_at(1, *middle) == Span(start, start + 4)
    assert source.word_at(1, 500, 500) is None


def test_a_part_of_a_word_has_a_part_of_its_box() -> None:
    source = read("a.pdf", _pdf([(72, 700, "CM17-9900001:")]))
    (whole,) = source.boxes(Span(0, 13))
    (part,) = source.boxes(Span(0, 12))
    assert part.x0 == whole.x0
    assert whole.x0 < part.x1 < whole.x1


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_boxes_lie_where_a_turned_page_shows_the_words(rotation: int) -> None:
    document = pypdfium2.PdfDocument(_pdf([(100, 600, "Turned")]))
    document[0].set_rotation(rotation)
    out = io.BytesIO()
    document.save(out)
    document.close()
    source = read("turned.pdf", out.getvalue())
    (box,) = source.boxes(Span(0, 6))
    drawer = Drawer("turned.pdf", out.getvalue())
    picture = drawer.draw(1, 1.0)
    drawer.close()
    rows = [picture.pixels[row * picture.stride : (row + 1) * picture.stride] for row in range(picture.height)]
    dark = [(x, y) for y, row in enumerate(rows) for x in range(picture.width) if row[4 * x] < 100]
    assert dark
    assert all(box.x0 - 2 <= x <= box.x1 + 2 and box.top - 2 <= y <= box.bottom + 2 for x, y in dark)


def test_a_pdf_locked_with_an_empty_password_is_read() -> None:
    assert read("a.pdf", _pdf([(72, 700, "Open me")], password="")).text == "Open me\n"


def _assert_words_are_pdfplumbers_own(path: Path) -> None:
    source = read(path.name, path.read_bytes())
    with pdfplumber.open(path) as document:
        theirs = [[clean(word["text"]) for word in page.extract_words()] for page in document.pages]
    assert [source.text[page.start : page.end].split() for page in source.pages] == theirs, path.name


def test_the_words_of_published_letters_are_pdfplumbers_own_in_its_order(published: list[Path]) -> None:
    for path in [path for path in published if path.suffix == ".pdf"][::10]:
        _assert_words_are_pdfplumbers_own(path)


@pytest.mark.full
def test_the_words_of_all_published_letters_are_pdfplumbers_own_in_its_order(published: list[Path]) -> None:
    for path in [path for path in published if path.suffix == ".pdf"]:
        _assert_words_are_pdfplumbers_own(path)


def _scan() -> bytes:
    """A page of words, a page that only shows something, and a blank page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792))
    canvas.drawString(72, 700, "Words")
    canvas.showPage()
    canvas.rect(72, 400, 300, 200, fill=1)
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_page_that_is_only_a_picture_is_flagged_and_a_blank_one_is_not() -> None:
    source = read("scan.pdf", _scan())
    assert [(flag.code, flag.page) for flag in source.flags] == [("no-text", 2)]
    assert [source.text[page.start : page.end] for page in source.pages] == ["Words\n", "", ""]


def test_a_long_file_is_read_page_by_page() -> None:
    source = read("long.pdf", _pdf(*([(72, 700, f"Page {n}")] for n in range(1, 101))))
    assert source.text.split("\f")[41] == "Page 42\n"
    assert source.page_of(source.text.index("Page 42")) == 42


def _visible(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("share", [0.1, pytest.param(1.0, marks=pytest.mark.full)])
def test_a_damaged_letter_is_refused_or_flagged_or_read_whole(published: list[Path], share: float) -> None:
    """Guarantee: of letters with damaged bytes none is read partly without a flag. 140 bit flips, 56 truncations."""
    chance = random.Random(20)
    letters = [path for path in published if path.suffix == ".pdf"]
    fates: Counter[str] = Counter()
    for number in range(int(196 * share)):
        path = letters[number % len(letters)]
        whole = path.read_bytes()
        fates[_fate(path.name, whole, _damaged(whole, chance, cut=number % 7 > 4))] += 1
    assert fates["silent"] == 0
    assert fates["flagged"] > 0, "the control: without flags these would be read partly, in silence"
    assert fates["refused"] > 0


def _damaged(data: bytes, chance: random.Random, *, cut: bool) -> bytes:
    if cut:
        return data[: chance.randrange(200, len(data))]
    flipped = bytearray(data)
    for _ in range(chance.choice([1, 5, 20])):
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _fate(name: str, whole: bytes, damaged: bytes) -> str:
    try:
        source = read(name, damaged)
    except FileProblem:
        return "refused"
    if _visible(source.text) == _visible(read(name, whole).text):
        return "whole"
    reading = parsing.read(source)
    return "flagged" if source.flags or reading.flags or reading.form is None else "silent"


def test_clean_letters_are_not_flagged(published: list[Path]) -> None:
    """The control of the flags: of whole letters two in a hundred might have one, and none has."""
    letters = [*((path.name, path.read_bytes()) for path in published), *documents(100)]
    flagged = []
    for name, data in letters:
        source = read(name, data)
        if source.flags or parsing.read(source).flags:
            flagged.append(name)
    assert flagged == []


def test_a_text_file_is_set_on_pages_with_its_words_in_place() -> None:
    _, source = text_letter()
    assert source.text.split() == TEXT.split()
    start = source.text.index("MRI of the")
    (box,) = source.boxes(Span(start, start + 26))
    assert 72 <= box.x0 < box.x1 < 540
    assert source.pages[0].width == 612


def test_a_double_spaced_text_file_loses_its_empty_lines_and_keeps_paragraphs_and_pages() -> None:
    text = " FIRST \n\nline one \n\nline two \n\n \n\nnew paragraph \n\n\n\n \n\nnext page \n\n"
    source = read("a.txt", text.encode())
    assert source.text == "FIRST\nline one\nline two\n\nnew paragraph\n\fnext page\n"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("his physi\u00ad\ncal therapy\nended", "his physical\ntherapy\nended\n"),
        ("his physi\u00ad\r\ncal\r\ntherapy", "his physical\ntherapy\n"),
        (" his physi\u00ad \n\ncal therapy \n\nended then \n\n", "his physical\ntherapy\nended then\n"),
        ("the gastro\u00ad\nentero\u00ad\nlogist said", "the gastroenterologist\nsaid\n"),
        ("his physi\u00ad\fcal therapy", "his physical\n\ftherapy\n"),
        ("a visit\u00ad\n\n", "a visit\n"),
        ("soft\u00adly", "softly\n"),
    ],
)
def test_a_word_broken_at_a_soft_hyphen_is_whole(written: str, read_as: str) -> None:
    source = read("a.txt", written.encode())
    assert source.text == read_as
    assert [source.text[begin:end] for begin, end in zip(source.words.starts, source.words.ends, strict=True)] == (
        read_as.split()
    )


@pytest.mark.parametrize("pump", ["\u00ad", "\u00ad ", "\u00ad\n", "a\u00ad\n", "\u00ad\na"])
def test_soft_hyphens_without_end_take_no_time(pump: str) -> None:
    began = time.process_time()
    read("a.txt", pump.encode() * (40_000 // len(pump)))
    assert time.process_time() - began < 1


def test_a_long_line_is_wrapped_at_the_margin_and_a_long_file_fills_pages() -> None:
    source = read("a.txt", ("word " * 200 + "\n").encode() * 20)
    assert len(source.pages) > 1
    assert max(source.words.boxes[2::4]) <= 540.01
    assert max(source.words.boxes[3::4]) <= 792 - 71


def test_characters_that_show_nothing_are_dropped_and_ligatures_opened() -> None:
    assert clean("pa\u00adtient\u200b of\ufb01ce \x00x\ud800") == "patient office x\ufffd"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert read("a.txt", "the worker’s 45° range".encode(encoding)).text == "the worker’s 45° range\n"


@pytest.mark.parametrize(
    ("damage", "stands"),
    [(b"\xff", "\ufffd"), (b"\xed\xa0\x80", "\ufffd"), (b"\xe2\x80", "\ufffd"), (b"", "")],
)
def test_a_damaged_byte_costs_no_other_sign_of_a_text(damage: bytes, stands: str) -> None:
    data = "the worker’s 45° range is".encode() + damage + " – he said – full".encode()
    assert read("a.txt", data).text == f"the worker’s 45° range is{stands} – he said – full\n"


def test_a_lone_surrogate_in_a_plain_text_is_shown_as_what_was_not_decoded() -> None:
    assert read("a.txt", b"the neck\xed\xa0\x80 hurts").text == "the neck\ufffd hurts\n"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("locked.pdf", _pdf([(72, 700, "Secret")], password="secret"), "encrypted"),
        ("cut.pdf", _pdf([(72, 700, "Words")])[:300], "damaged"),
        ("junk.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged"),
        ("picture.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20, "not-a-letter"),
    ],
)
def test_a_document_that_cannot_be_read_is_told_by_name(name: str, data: bytes, code: str) -> None:
    with pytest.raises(FileProblem) as told:
        read(name, data)
    assert told.value.code == code
    assert name in told.value.message


def test_a_pdf_without_pages_is_told() -> None:
    document = pypdfium2.PdfDocument.new()
    out = io.BytesIO()
    document.save(out)
    document.close()
    with pytest.raises(FileProblem) as told:
        read("none.pdf", out.getvalue())
    assert told.value.code == "no-pages"
    assert "without a page" in told.value.message


def test_a_path_that_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    codes = {}
    for name in ("missing.pdf", "empty.pdf", "."):
        with pytest.raises(FileProblem) as told:
            load(tmp_path / name)
        codes[name] = told.value.code
    assert codes == {"missing.pdf": "missing", "empty.pdf": "empty", ".": "folder"}
