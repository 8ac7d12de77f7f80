"""The tables that the table formats share: what columns they have and the rows that a case gives each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from imr_desktop.checklist.packs import Pack, Question
from imr_desktop.checklist.review import DISPOSITIONS_WRITTEN, GROUNDS_WRITTEN, SignedOff
from imr_desktop.export import EMPTY, Exported, Held
from imr_desktop.export.highlights import highlights, tags
from imr_desktop.export.reviewed import answers
from imr_desktop.fields import SECTIONS_WRITTEN, WRITTEN, Field
from imr_desktop.model import STATUSES_WRITTEN, Case, Json

Cell = None | bool | int | float | str
"""What a cell holds; None is an empty one. A date is ISO 8601 text in a column of the type `date` or `day`."""

Row = Sequence[Cell]
Type = Literal["text", "number", "date", "day"]
"""A `date` may be a month or a year alone; a `day` is a whole date."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the contract, the type of its cells, what it means, the values it may have (none: any).

    `called` is what people call it, where its name does not say so already.
    """

    name: str
    type: Type = "text"
    about: str = ""
    values: str = ""
    called: str = ""

    @property
    def heading(self) -> str:
        """What people call it."""
        return self.called or f"{self.name[:1].upper()}{self.name[1:]}".replace("_", " ")

    @property
    def plain(self) -> str:
        """The heading as a name for databases: letters, digits and _ alone."""
        return self.name.replace(" (state)", "_state").replace(".", "_").replace(" ", "_")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, what a row of it is, its columns, and the rows that a case gives."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[Exported, tuple[Pack, ...]], Iterator[Row]]


# --- the cells of fields ---


def _columns(fields: Iterable[Field]) -> Iterator[Column]:
    for field in fields:
        yield column(field)
        about = f"How far a person has come with “{field.label}”."
        yield Column(f"{field.key} (state)", "text", about, _STATES, f"{field.label} (state)")


def column(field: Field) -> Column:
    types: dict[str, Type] = {"number": "number", "date": "date"}
    values = "; ".join(label for _, label in field.kind.choices)
    return Column(field.key, types.get(field.kind.editor, "text"), f"{field.label}. {field.help}", values, field.label)


_DISPOSITIONS: Final = "; ".join(DISPOSITIONS_WRITTEN.values())
_GROUNDS: Final = "; ".join(f"{number}: {ground}" for number, ground in GROUNDS_WRITTEN.items())
_STATES: Final = "; ".join(
    (
        "prefilled: read by the program and looked at by nobody",
        "confirmed",
        "corrected",
        "not_in_letter",
        "unreadable",
        "not_looked_at",
    )
)


_Shown = tuple[str, Callable[[Json], Cell]]


def _shown(fields: Iterable[Field]) -> tuple[_Shown, ...]:
    """For each field its key and what makes a cell of its value: numbers stay so, all else is as the form shows it.

    Looked up once, not for each of the hundred values of a case.
    """
    return tuple((field.key, _as_it_is if field.kind.editor == "number" else field.kind.format) for field in fields)


def _as_it_is(value: Json) -> Cell:
    return value if isinstance(value, int) else None


def _cells(values: Mapping[str, Held], fields: tuple[_Shown, ...]) -> list[Cell]:
    cells: list[Cell] = []
    for key, shown in fields:
        value, state = values.get(key, EMPTY)
        cell = None if value is None else shown(value)
        cells += (None if cell == "" else cell, state)
    return cells


def title(case: Case) -> str:
    """What a case is called: its number, or its document's name where the letter gives none."""
    return str(case.value("letter.case_number").value or case.source.name)


# --- the tables ---

LETTER: Final = [field for field in WRITTEN.values() if not field.repeated]
ITEM: Final = [field for field in WRITTEN.values() if field.repeated]
_LETTER_CELLS: Final = _shown(LETTER)
_ITEM_CELLS: Final = _shown(ITEM)

_CASE: Final = (
    Column("case_id", "number", "The case's number in the library; joins the tables.", called="Case ID"),
    Column("case", "text", "The case number, or the document's name where the letter gives none."),
)
_ITEM_NUMBER: Final = Column("item", "number", "The disputed item's number in the case, from 1; empty for the letter.")


def _key(exported: Exported) -> tuple[Cell, Cell]:
    return exported.head[:2]


def _case_rows(exported: Exported, _: tuple[Pack, ...]) -> Iterator[Row]:
    put_on = [] if exported.untouched else tags(exported.case)
    yield [
        *exported.head,
        *_signed(exported.signed_off),
        STATUSES_WRITTEN[exported.status],
        "; ".join(put_on) or None,
        *_cells(exported.held[0], _LETTER_CELLS),
    ]


def _signed(signed: SignedOff | None) -> tuple[Cell, ...]:
    if signed is None:
        return None, None, None, None
    state = "reopened" if signed.reopened else "standing"
    return DISPOSITIONS_WRITTEN[signed.disposition], "; ".join(signed.grounds) or None, signed.who, state


def _item_rows(exported: Exported, _: tuple[Pack, ...]) -> Iterator[Row]:
    key = _key(exported)
    for number, item in enumerate(exported.items, 1):
        yield [*key, number, *_cells(exported.held[item], _ITEM_CELLS)]


def _citation_rows(exported: Exported, _: tuple[Pack, ...]) -> Iterator[Row]:
    key = _key(exported)
    for number, item in enumerate(exported.items, 1):
        for side in ("ur", "imr"):
            cited, state = exported.held[item].get(f"{side}_guideline.citations", EMPTY)
            for place, citation in enumerate(cited if isinstance(cited, list) else (), 1):
                if isinstance(citation, dict):
                    cited_text = (str(citation["source"]), str(citation["text"]))
                    yield [*key, number, side, place, *cited_text, state]


def _answer_rows(exported: Exported, packs: tuple[Pack, ...]) -> Iterator[Row]:
    for each in () if exported.untouched else answers(exported.case, packs):
        yield [*_key(exported), *(_plain(each["text" if key == "answer" else key]) for key in _ANSWER)]


_ANSWER: Final = ("pack", "version", "question", "item", "answer", "note")


def _plain(value: Json) -> Cell:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _finding_rows(exported: Exported, _: tuple[Pack, ...]) -> Iterator[Row]:
    for each in exported.findings():
        quotes = "\n".join(f"“{quote}”" for quote in each.get("quotes", ()))
        noticed = (each.get(key) for key in ("item", "rule", "severity", "message"))
        yield [*_key(exported), *noticed, quotes or None, each.get("verdict"), each.get("note")]


def _highlight_rows(exported: Exported, _: tuple[Pack, ...]) -> Iterator[Row]:
    for number, each in enumerate(() if exported.untouched else highlights(exported), 1):
        for place in each.places:
            where = (place.page, place.start, place.end, place.quote)
            found = "Yes" if each.found else "No"
            yield [
                *_key(exported),
                number,
                each.label,
                each.name,
                each.comment or None,
                *where,
                found,
                each.who,
                each.at,
            ]


TABLES: Final = (
    Table(
        "cases",
        "A row is a letter.",
        (
            *_CASE,
            Column("document", "text", "The name of the letter's file."),
            Column("sha256", "text", "SHA-256 of the letter's file.", called="SHA-256"),
            Column("form", "text", "The form of the letter; empty where it is no known determination."),
            Column("parser", "text", "The version of the reader."),
            Column("added", "text", "When the letter was imported (UTC)."),
            Column("disposition", "text", "How the case was signed off; empty where nobody has.", _DISPOSITIONS),
            Column("grounds", "text", "Grounds of Labor Code 4610.6(h), by number.", _GROUNDS),
            Column("signed_by", "text", "Who signed the case off."),
            Column("sign_off", "text", "Whether that stands.", "standing; reopened: something was changed since"),
            Column("status", "text", "Where the work on the case stands.", "; ".join(STATUSES_WRITTEN.values())),
            Column("tags", "text", "The tags that people put on the case; a sample that was drawn is one of them."),
            *_columns(LETTER),
        ),
        _case_rows,
    ),
    Table(
        "items",
        "A row is a disputed item.",
        (*_CASE, Column("number", "number", "The item's number in the case, from 1."), *_columns(ITEM)),
        _item_rows,
    ),
    Table(
        "citations",
        "A row is an authority that a disputed item cites.",
        (
            *_CASE,
            _ITEM_NUMBER,
            Column("side", "text", "Who cites it.", "ur: the claims administrator; imr: the reviewer"),
            Column("number", "number", "The citation's number among those of its side, from 1."),
            Column("source", "text", "Whether it belongs to the MTUS.", "mtus; non_mtus"),
            Column("text", "text", "The citation."),
            Column("state", "text", "How far a person has come with the citations.", _STATES),
        ),
        _citation_rows,
    ),
    Table(
        "answers",
        "A row is the answer to a question of a checklist. A person gave it.",
        (
            *_CASE,
            Column("pack", "text", "The checklist."),
            Column("version", "text", "The checklist's version when the answer was given."),
            Column("question", "text", "The question's id; the codebook has its words."),
            _ITEM_NUMBER,
            Column("answer", "text", "The answer in words."),
            Column("note", "text", "The reviewer's remark."),
        ),
        _answer_rows,
    ),
    Table(
        "findings",
        "A row is something that the program's checks noticed.",
        (
            *_CASE,
            _ITEM_NUMBER,
            Column("rule", "text", "The check."),
            Column("severity", "text", "How grave it is."),
            Column("message", "text", "What was noticed."),
            Column("quotes", "text", "The passages it rests on, each on a line."),
            Column("verdict", "text", "What a person said of it; empty where nobody has."),
            Column("note", "text", "The reviewer's remark."),
        ),
        _finding_rows,
    ),
    Table(
        "highlights",
        "A row is a stretch of words that a person highlighted in a letter.",
        (
            *_CASE,
            Column("number", "number", "The highlight's number in the case, from 1 in the order of the text."),
            Column("label", "text", "The label's id."),
            Column("label_name", "text", "The label's name."),
            Column("comment", "text", "The reviewer's comment."),
            Column("page", "number", "The page, from 1."),
            Column("start", "number", "Where the words begin in the letter's text, in Unicode code points."),
            Column("end", "number", "Where they end."),
            Column("quote", "text", "The words."),
            Column("found", "text", "Whether the latest reading has them there.", "Yes; No: they stood there before"),
            Column("highlighted_by", "text", "Who highlighted them, or changed that last."),
            Column("at", "text", "When (UTC).", called="Highlighted at"),
        ),
        _highlight_rows,
    ),
)

CODEBOOK: Final = (
    Column("table", "text", "The table."),
    Column("column", "text", "The column, or the question's id."),
    Column("type", "text", "The type of its cells.", "text; number; date (ISO 8601, also 2011-03 and 2011); day"),
    Column("meaning", "text", "What it means, or the question's words."),
    Column("values", "text", "The values it may have; empty where any."),
    Column("section", "text", "Where the form has it."),
    Column("heading", "text", "What the column is called in a workbook."),
)


def codebook(tables: Iterable[Table], packs: Iterable[Pack]) -> Iterator[Row]:
    """The rows of the codebook: every column of every table, and every question of the checklists."""
    sections = {field.key: SECTIONS_WRITTEN[field.section] for field in WRITTEN.values()}
    for table in tables:
        yield [table.name, None, None, table.about, None, None, None]
        for each in table.columns:
            section = sections.get(each.name.partition(" (")[0])
            yield [table.name, each.name, each.type, each.about, each.values or None, section, each.heading]
    for pack in packs:
        for question in pack.questions:
            of = f"{pack.title} {pack.version}"
            yield ["answers", question.id, "text", question.text, _options(question), of, None]


def _options(question: Question) -> str:
    rows = f"For each of: {'; '.join(row.label for row in question.rows)}. " if question.rows else ""
    return rows + "; ".join(f"{each.id}: {each.label}" for each in question.options)
