"""Typeset the sample letters: one description each (letters/*.toml) becomes the document and its gold record.

    python resources/samples/typeset.py [FOLDER]

Into FOLDER (by default the one that holds this script) it writes the documents of the sample library, NAME.pdf or
NAME.txt; their gold records in the shape of the case record, gold/NAME.json; and documents that look much like a
determination but are none, in relatives/ and gold/relatives/. The same descriptions give the same bytes on every run.

The way of one letter: TOML -> `Letter` -> its form's layout (`LAYOUTS`) -> blocks -> lines -> pages -> PDF or text.
The people in the letters never lived. Needs reportlab, and cryptography for the locked ones; nothing of the program.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import md5
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfdoc import DummyDoc, PDFDictionary, PDFName
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

HERE: Final = Path(__file__).resolve().parent

# --- what a letter says: the description -----------------------------------------------------------------------------

Outcome = Literal["upheld", "overturned"]
Described = TypeVar("Described")


@dataclass(frozen=True, slots=True)
class Guideline:
    """What one side's decision rests on; both tuples empty: it cites nothing."""

    mtus: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    mtus_join: str = ", and "
    other_join: str = "; "

    @property
    def basis(self) -> str:
        """The case record's word for it."""
        if self.mtus and self.other:
            return "both"
        return "mtus" if self.mtus else "non_mtus" if self.other else "none"


@dataclass(frozen=True, slots=True)
class Item:
    """One disputed item; what a reader adds by judgement (category, parts, quantity, conclusion) is stated."""

    request: str
    outcome: Outcome
    category: str
    rationale: str
    ur: Guideline
    imr: Guideline
    original_request: str | None = None
    authorized_part: str | None = None
    remainder: bool = True
    """With an original request: True, a remaining portion is in dispute; False, the whole original request still is."""
    colon: str = ": "
    """What stands between the request and the outcome; remainder headings always have ` is: `."""
    quantity: str | None = None
    body_parts: tuple[str, ...] = ()
    laterality: str | None = None
    conclusion: str | None = None

    @property
    def heading(self) -> str:
        """All that stands before the outcome word."""
        if self.original_request is None:
            return f"{self.request}{self.colon}"
        if self.remainder:
            return (
                f"{self.original_request} was the original request. {self.authorized_part} was authorized by the "
                f"Claims Administrator. The remaining IMR eligible portion of the original request, {self.request} is: "
            )
        return (
            f"{self.original_request} was the original request. The Claims Administrator authorized "
            f"{self.authorized_part}, leaving the original request IMR eligible. The original request, "
            f"{self.request} is: "
        )


@dataclass(frozen=True, slots=True)
class Header:
    """The table at the head of form F."""

    case_number: str
    date_assigned: date
    date_of_injury: date
    decision_date: date
    ur_denial_date: date
    application_received: date
    priority: Literal["standard", "expedited"] = "standard"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """The expert reviewer's credentials."""

    states: tuple[str, ...]
    specialties: tuple[str, ...]
    comma: str = ", "
    """What stands between two states: some letters have no space there."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The clinical case summary, and what it states (dates in ISO 8601; phrases word for word)."""

    text: str
    age: int | None = None
    sex: Literal["male", "female"] | None = None
    date_of_injury: str | None = None
    ur_decision_date: str | None = None
    mechanism: str | None = None
    diagnoses: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planted:
    """An inconsistency put in on purpose: its sort, the item (from 1) or None, and the passages that do not agree."""

    rule: str
    quotes: tuple[str, ...]
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One determination letter."""

    name: str
    form: Literal["D", "E", "F"]
    format: Literal["pdf", "txt"]
    reviewer: Reviewer
    summary: Summary
    items: tuple[Item, ...]
    header: Header | None = None
    planted: tuple[Planted, ...] = ()
    locked: bool = False
    """Encrypted with an empty user password and copying forbidden, as the State publishes them."""
    wide_gaps: bool = False
    """Two spaces after each full stop, as some of the writers type."""

    @property
    def outcome(self) -> str:
        """The case's outcome, from its items."""
        outcomes = {item.outcome for item in self.items}
        return outcomes.pop() if len(outcomes) == 1 else "partially_overturned"


@dataclass(frozen=True, slots=True)
class Relative:
    """A document that is no determination: paragraphs, those starting with `# ` being titles."""

    name: str
    form: Literal["none"]
    format: Literal["pdf", "txt"]
    text: str
    locked: bool = False


def read_description(path: Path) -> Letter | Relative:
    """The description in a TOML file; its stem becomes the document's name. KeyError or TypeError where it is wrong."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    if table["form"] == "none":
        return Relative(path.stem, **table)
    header = table.pop("header", None)
    return Letter(
        path.stem,
        header=Header(**header) if header else None,
        reviewer=_described(Reviewer, table.pop("reviewer")),
        summary=_described(Summary, table.pop("summary")),
        items=tuple(_item(each) for each in table.pop("items")),
        planted=tuple(_described(Planted, each) for each in table.pop("planted", [])),
        **table,
    )


def _item(table: dict[str, Any]) -> Item:
    sides = {side: _described(Guideline, table.pop(side, {})) for side in ("ur", "imr")}
    return _described(Item, table | sides)


def _described(kind: type[Described], table: Mapping[str, Any]) -> Described:
    """A value of `kind` from a TOML table: arrays become tuples, texts lose the description's own line ends."""
    return kind(**{key: _tidied(value) for key, value in table.items()})


def _tidied(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return "\n\n".join(paragraphs(value)) if isinstance(value, str) and "\n" in value else value


def paragraphs(text: str) -> list[str]:
    """The text's paragraphs, each on one line."""
    return [" ".join(each.split()) for each in re.split(r"\n\s*\n", text.strip())]


# --- how its form says it: the layouts -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """A centred section heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `tight` when no empty line follows it."""

    runs: tuple[Run, ...]
    tight: bool = False


Block = Title | Paragraph | Header
Blocks = Iterator[Block]

_HOW: Final = "HOW THE IMR FINAL DETERMINATION WAS MADE"
_SUMMARY: Final = "CLINICAL CASE SUMMARY"
_ISSUES: Final = "IMR ISSUES, DECISIONS AND RATIONALES"
_SUMMARY_LEAD: Final = (
    "The expert reviewer developed the following clinical case summary based on a review of the case file, "
    "including all medical records:"
)
_ISSUES_LEAD: Final = "The Final Determination was based on decisions for the disputed items/services set forth below:"
_INDEPENDENT: Final = (
    "MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no affiliation with the "
    "employer, employee, providers or the claims administrator."
)
_PRACTICE: Final = (
    "He/she has been in active clinical practice for more than five years and is currently working at least 24 hours "
    "a week in active practice."
)
_SELECTED: Final = (
    "The expert reviewer was selected based on his/her clinical experience, education, background, and expertise in "
    "the same or similar specialties that evaluate and/or treat the medical condition and disputed items/{services}. "
    "He/she is familiar with governing laws and regulations, including the strength of evidence hierarchy that applies "
    "to Independent Medical Review determinations."
)
_OUTSIDE: Final = {
    "D": "{who} did not base their decision on the MTUS.",
    "E": "{who} did not base their decision on the MTUS.",
    "F": "{who} based their decision on recommendation(s) outside of the MTUS Guidelines.",
}


def form_d(letter: Letter) -> Blocks:
    """About 2014: the reviewer's credentials in prose, no header table."""
    yield Title(_HOW)
    yield _plain(f"{_INDEPENDENT} {_credentials(letter.reviewer)} {_PRACTICE} {_SELECTED.format(services='services')}")
    yield from _summary_and_issues(letter)


def form_e(letter: Letter) -> Blocks:
    """About 2015: the credentials as a block, no header table."""
    yield Title(_HOW)
    yield _plain(f"{_INDEPENDENT} {_PRACTICE} {_SELECTED.format(services='Service')}")
    yield Paragraph((Run("The Expert Reviewer has the following credentials:"),), tight=True)
    states = letter.reviewer.comma.join(letter.reviewer.states)
    yield Paragraph((Run(f"State(s) of Licensure: {states}"),), tight=True)
    yield _plain(f"Certification(s)/Specialty: {', '.join(letter.reviewer.specialties)}")
    yield from _summary_and_issues(letter)


def form_f(letter: Letter) -> Blocks:
    """2016-17: as form E, below a header table."""
    if letter.header is None:
        raise ValueError(f"{letter.name}: form F needs a header")
    yield letter.header
    yield from form_e(letter)


LAYOUTS: Final[Mapping[str, Callable[[Letter], Blocks]]] = {"D": form_d, "E": form_e, "F": form_f}


def relative(document: Relative) -> Blocks:
    """The paragraphs of a document that is no determination."""
    for each in paragraphs(document.text):
        yield Title(each.removeprefix("# ")) if each.startswith("# ") else _plain(each)


def _plain(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _credentials(reviewer: Reviewer) -> str:
    board, *further = reviewer.specialties
    subspecialty = f", has a subspecialty in {' and '.join(further)}" if further else ""
    return (
        f"The expert reviewer is Board Certified in {board}{subspecialty} and is licensed to practice in "
        f"{reviewer.comma.join(reviewer.states)}."
    )


def _summary_and_issues(letter: Letter) -> Blocks:
    typed = _two_spaces if letter.wide_gaps else str
    yield Title(_SUMMARY)
    yield _plain(_SUMMARY_LEAD)
    for each in letter.summary.text.split("\n\n"):
        yield _plain(typed(each))
    yield Title(_ISSUES)
    yield _plain(_ISSUES_LEAD)
    for item in letter.items:
        yield Paragraph((Run(item.heading, bold=True), Run(item.outcome.title())))
        for label, who, side in (
            ("Claims Administrator guideline:", "The Claims Administrator", item.ur),
            ("MAXIMUS guideline:", "The Expert Reviewer", item.imr),
        ):
            yield _labelled(label, typed(guideline_paragraph(side, who, letter.form)))
        first, *others = item.rationale.split("\n\n")
        yield _labelled("Decision rationale:", typed(first))
        for each in others:
            yield _plain(typed(each))


def _labelled(label: str, text: str) -> Paragraph:
    return Paragraph((Run(f"{label} ", bold=True), Run(text)))


def _two_spaces(text: str) -> str:
    return re.sub(r"(?<=[\w)”]\.) (?=[A-Z])", "  ", text)


def guideline_paragraph(side: Guideline, who: str, form: str) -> str:
    """What one side relied on, in the sentences that the form has for it."""
    if side.basis == "none":
        return f"{who} did not cite any medical evidence for its decision."
    sentences = []
    if side.mtus:
        sentences.append(f"Decision based on MTUS {side.mtus_join.join(side.mtus)}.")
    else:
        sentences.append(_OUTSIDE[form].format(who=who))
    if side.other:
        sentences.append(f"Decision based on Non-MTUS Citation {side.other_join.join(side.other)}.")
    return " ".join(sentences)


# --- how it is set: lines and pages ----------------------------------------------------------------------------------

_WIDTH, _HEIGHT, _MARGIN = 612.0, 792.0, 72.0
_SIZE, _LEADING = 12.0, 13.8
_AFTER_TITLE: Final = 6.6
_FONTS: Final = {False: "Times-Roman", True: "Times-Bold"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line on a page: its runs, and the distance of its top from the page's top, in points."""

    runs: tuple[Run, ...]
    top: float
    centred: bool = False

    @property
    def text(self) -> str:
        """The line's characters."""
        return "".join(run.text for run in self.runs)


@dataclass(slots=True)
class Page:
    """The lines of one page, and the header table where it has one."""

    lines: list[Line]
    header: Header | None = None


def set_pages(blocks: Blocks) -> list[Page]:
    """The blocks broken into lines and pages, as the published letters are: nothing is kept together."""
    pages = [Page([])]
    top = _MARGIN

    def put(*runs: Run, centred: bool = False) -> None:
        nonlocal top
        if top + _LEADING > _HEIGHT - _MARGIN:
            pages.append(Page([]))
            top = _MARGIN
        pages[-1].lines.append(Line(runs, top, centred))
        top += _LEADING

    gap = False
    for block in blocks:
        if gap:
            put()
        gap = isinstance(block, Paragraph) and not block.tight
        match block:
            case Header():
                pages[-1].header = block
                top = _TABLE_END + 14.4
            case Title(text):
                put(Run(text, bold=True), centred=True)
                top += _AFTER_TITLE
            case Paragraph(runs):
                for line in broken(runs):
                    put(*line)
    return pages


def broken(runs: tuple[Run, ...], width: float = _WIDTH - 2 * _MARGIN) -> Iterator[tuple[Run, ...]]:
    """The runs broken into lines no wider than `width`, at spaces and after hyphens, as a word processor does."""
    line: list[Run] = []
    used = 0.0
    for run in runs:
        for piece in re.findall(r"\S*?[\w)]-(?=\w)|\S+\s*|\s+", run.text):
            taken = stringWidth(piece.rstrip(), _FONTS[run.bold], _SIZE)
            if line and used + taken > width:
                yield _merged(line)
                line, used = [], 0.0
            line.append(Run(piece, run.bold))
            used += stringWidth(piece, _FONTS[run.bold], _SIZE)
    yield _merged(line)


def _merged(pieces: list[Run]) -> tuple[Run, ...]:
    merged: list[Run] = []
    for piece in pieces:
        if merged and merged[-1].bold == piece.bold:
            piece = Run(merged.pop().text + piece.text, piece.bold)
        merged.append(piece)
    return (*merged[:-1], Run(merged[-1].text.rstrip(), merged[-1].bold))


def as_text(pages: list[Page]) -> str:
    """The pages as the text letters are: every line ends in a space and is followed by an empty line, an empty line of
    the page holds one space, three empty lines stand at a page break, and a space before the first heading."""
    return " " + "\n\n".join("".join(f"{line.text} \n\n" for line in page.lines) for page in pages)


# --- the PDF ---------------------------------------------------------------------------------------------------------

_TABLE_TOP, _TABLE_END = 92.9, 158.1
_ROWS: Final = (_TABLE_TOP, 106.1, 119.3, 132.3)
_COLUMNS: Final = (66.6, 174.0, 323.6, 421.5, 545.5)
_LABEL_GREY: Final = 0.875
_SPECIMEN: Final[Mapping[str, tuple[tuple[tuple[float, float], ...], ...]]] = {
    "S": (((4, 5), (3, 6), (1, 6), (0, 5), (0, 4), (1, 3), (3, 3), (4, 2), (4, 1), (3, 0), (1, 0), (0, 1)),),
    "P": (((0, 0), (0, 6), (3, 6), (4, 5), (4, 4), (3, 3), (0, 3)),),
    "E": (((4, 0), (0, 0), (0, 6), (4, 6)), ((0, 3), (3, 3))),
    "C": (((4, 5), (3, 6), (1, 6), (0, 5), (0, 1), (1, 0), (3, 0), (4, 1)),),
    "I": (((2, 0), (2, 6)),),
    "M": (((0, 0), (0, 6), (2, 3), (4, 6), (4, 0)),),
    "N": (((0, 0), (0, 6), (4, 0), (4, 6)),),
}
"""The mark's letters as strokes on a grid of 4 by 6: drawn, so that the text of the page is the letter's alone."""


def as_pdf(pages: list[Page], *, title: str, locked: bool = False) -> bytes:
    """The pages as a PDF in the published letters' measures, with a specimen mark where those have their sign.

    Nothing is compressed: deflate gives other bytes with another zlib.
    """
    file = BytesIO()
    canvas = Canvas(
        file,
        pagesize=(_WIDTH, _HEIGHT),
        pageCompression=0,
        invariant=1,
        encrypt=_AesLock() if locked else None,
        pdfVersion=(1, 6),
    )
    canvas.setTitle(title)
    canvas.setAuthor("IMR Desktop")
    canvas.setSubject("Specimen letter: nobody in it ever lived")
    _draw_mark(canvas)
    for page in pages:
        if page.header:
            _draw_header(canvas, page.header)
        _draw_lines(canvas, page.lines)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw_mark(canvas: Canvas) -> None:
    canvas.setStrokeGray(0.6)
    canvas.setLineWidth(0.9)
    for place, letter in enumerate("SPECIMEN"):
        for stroke in _SPECIMEN[letter]:
            points = [(484 + 9 * place + 1.4 * x, 734 + 1.7 * y) for x, y in stroke]
            path = canvas.beginPath()
            path.moveTo(*points[0])
            for point in points[1:]:
                path.lineTo(*point)
            canvas.drawPath(path)


def _draw_header(canvas: Canvas, header: Header) -> None:
    left, value, label, right_value, end = _COLUMNS
    canvas.setFillGray(_LABEL_GREY)
    canvas.rect(left, _HEIGHT - _TABLE_END, value - left, _TABLE_END - _TABLE_TOP, stroke=0, fill=1)
    canvas.rect(label, _HEIGHT - _TABLE_END, right_value - label, _TABLE_END - _TABLE_TOP, stroke=0, fill=1)
    canvas.rect(right_value, _HEIGHT - _ROWS[1], end - right_value, _ROWS[1] - _ROWS[0], stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.48)
    for row in (*_ROWS, _TABLE_END):
        canvas.line(left, _HEIGHT - row, end, _HEIGHT - row)
    for column in _COLUMNS:
        top = _ROWS[1] if column == right_value else _TABLE_TOP
        canvas.line(column, _HEIGHT - top, column, _HEIGHT - _TABLE_END)
    for row, cells in zip(_ROWS, _header_rows(header), strict=True):
        for column, cell in zip(_COLUMNS, cells, strict=False):
            canvas.setFont("Helvetica" if column in (value, right_value) else "Helvetica-Bold", 11)
            for number, text in enumerate(cell.split("\n")):
                canvas.drawString(column + 5.4, _HEIGHT - row - 10.4 - 12.7 * number, text)


def _header_rows(header: Header) -> Iterator[tuple[str, ...]]:
    yield "Case Number:", header.case_number
    yield "Date Assigned:", _american(header.date_assigned), "Date of Injury:", _american(header.date_of_injury)
    yield "Decision Date:", _american(header.decision_date), "UR Denial Date:", _american(header.ur_denial_date)
    # the label takes two lines, so that its value stands between its words
    application = _american(header.application_received)
    yield "Priority:", header.priority.title(), "Application\nReceived:", application


def _american(day: date) -> str:
    return day.strftime("%m/%d/%Y")


def _draw_lines(canvas: Canvas, lines: list[Line]) -> None:
    for line in lines:
        widths = [stringWidth(run.text, _FONTS[run.bold], _SIZE) for run in line.runs]
        x = (_WIDTH - sum(widths)) / 2 if line.centred else _MARGIN
        for run, width in zip(line.runs, widths, strict=True):
            canvas.setFont(_FONTS[run.bold], _SIZE)
            canvas.drawString(x, _HEIGHT - line.top - 11.0, run.text)
            x += width


class _AesLock(StandardEncryption):  # type: ignore[misc]  # reportlab has no types
    """AES-128 under an empty user password, copying forbidden: ISO 32000-1, 7.6, V 4, R 4, AESV2.

    reportlab's own AES needs pyaes, which is not kept any more. The initialisation vectors are digests of what they
    lock, not random, so that a letter's bytes are the same on every run; nothing in these letters is secret.
    """

    def __init__(self) -> None:
        super().__init__("", ownerPassword="specimen", canModify=0, canCopy=0, canAnnotate=0, strength=128)

    def encode(self, t: str | bytes) -> bytes:
        """One string or stream of the object registered last, locked."""
        content = t.encode("latin-1") if isinstance(t, str) else t
        place = self.objnum.to_bytes(3, "little") + self.version.to_bytes(2, "little")
        key = md5(self.key + place + b"sAlT", usedforsecurity=False).digest()
        vector = md5(key + content, usedforsecurity=False).digest()
        padding = 16 - len(content) % 16
        encryptor = Cipher(AES(key), CBC(vector)).encryptor()
        return vector + encryptor.update(content + bytes([padding]) * padding) + encryptor.finalize()

    def info(self) -> PDFDictionary:
        """The encryption dictionary."""
        name = PDFName
        filters = PDFDictionary(
            {"StdCF": PDFDictionary({"CFM": name("AESV2"), "AuthEvent": name("DocOpen"), "Length": 16})}
        )
        entries = {"V": 4, "R": 4, "Length": 128, "P": self.P, "Filter": name("Standard"), "CF": filters}
        entries |= {"StmF": name("StdCF"), "StrF": name("StdCF"), "O": _hex(self.O), "U": _hex(self.U)}
        return _Unlocked(entries)


class _Unlocked(PDFDictionary):  # type: ignore[misc]  # reportlab has no types
    """The one dictionary of a locked file that is not itself locked."""

    __RefOnly__ = 1

    def format(self, document: object) -> bytes:
        """Its bytes, whatever the document's lock."""
        return bytes(super().format(DummyDoc()))


def _hex(value: bytes) -> str:
    return f"<{value.hex().upper()}>"


# --- what a reader should find: the gold record -----------------------------------------------------------------------

_WHOLE_WORDS: Final = 24
"""A text of more words stands in the gold record as its first and last ones and their number."""


def gold_record(document: Letter | Relative) -> dict[str, Any]:
    """The case record that a person would fill in from the document, with its form and what was planted in it."""
    if isinstance(document, Relative):
        return {"name": document.name, "form": None, "fields": {}, "items": [], "planted": []}
    return {
        "name": document.name,
        "form": "imr-determination",
        "layout": document.form,
        "fields": _gold_fields(document),
        "items": [_gold_item(item, document.form) for item in document.items],
        "planted": [{"rule": each.rule, "item": each.item, "quotes": list(each.quotes)} for each in document.planted],
    }


def _gold_fields(letter: Letter) -> dict[str, Any]:
    header, summary = letter.header, letter.summary
    days = "date_assigned date_of_injury decision_date ur_denial_date application_received".split()
    return {
        "letter.case_number": header and header.case_number,
        "letter.priority": header and header.priority,
        **{f"letter.{day}": header and getattr(header, day).isoformat() for day in days},
        "reviewer.licensure_states": list(letter.reviewer.states),
        "reviewer.specialties": list(letter.reviewer.specialties),
        "reviewer.independence_stated": True,
        "reviewer.active_practice_stated": True,
        "patient.age": summary.age,
        "patient.sex": summary.sex,
        "summary.text": _long(summary.text),
        "summary.date_of_injury": summary.date_of_injury,
        "summary.ur_decision_date": summary.ur_decision_date,
        "summary.mechanism_of_injury": summary.mechanism,
        "summary.diagnoses": list(summary.diagnoses),
        "summary.treatments": list(summary.treatments),
        "case.outcome": letter.outcome,
    }


def _gold_item(item: Item, form: str) -> dict[str, Any]:
    return {
        "request": item.request,
        "original_request": item.original_request,
        "authorized_part": item.authorized_part,
        "quantity": item.quantity,
        "outcome": item.outcome,
        "category": item.category,
        "body_parts": list(item.body_parts),
        "laterality": item.laterality,
        **_gold_guideline("ur_guideline", item.ur, "The Claims Administrator", form),
        **_gold_guideline("imr_guideline", item.imr, "The Expert Reviewer", form),
        "rationale": _long(item.rationale),
        "conclusion": item.conclusion,
    }


def _gold_guideline(key: str, side: Guideline, who: str, form: str) -> dict[str, Any]:
    cited = [("mtus", text) for text in side.mtus] + [("non_mtus", text) for text in side.other]
    return {
        f"{key}.text": _long(guideline_paragraph(side, who, form)),
        f"{key}.basis": side.basis,
        f"{key}.citations": [{"source": source, "text": text} for source, text in cited],
    }


def _long(text: str) -> str | dict[str, Any]:
    words = text.split()
    if len(words) <= _WHOLE_WORDS:
        return text
    return {"starts": " ".join(words[:8]), "ends": " ".join(words[-8:]), "words": len(words)}


# --- all of them -----------------------------------------------------------------------------------------------------


def typeset(document: Letter | Relative) -> bytes:
    """The document's file."""
    if isinstance(document, Relative):
        pages = set_pages(relative(document))
    else:
        pages = set_pages(LAYOUTS[document.form](document))
    if document.format == "txt":
        return as_text(pages).encode()
    return as_pdf(pages, title=document.name, locked=document.locked)


def write_library(folder: Path) -> list[Path]:
    """Write every document and its gold record under `folder`; the documents' paths."""
    written = []
    for description in sorted((HERE / "letters").glob("*.toml")):
        document = read_description(description)
        room = "relatives" if isinstance(document, Relative) else ""
        path = folder / room / f"{document.name}.{document.format}"
        gold = folder / "gold" / room / f"{document.name}.json"
        for each in (path, gold):
            each.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(typeset(document))
        gold.write_text(
            json.dumps(gold_record(document), indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
        )
        written.append(path)
    return written


def main() -> None:
    """Write the sample library into the folder named on the command line, or beside this script."""
    written = write_library(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
    sys.stdout.write(f"{len(written)} documents, {sum(path.stat().st_size for path in written):,} bytes\n")


if __name__ == "__main__":
    main()
