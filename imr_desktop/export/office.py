"""Office Open XML (ECMA-376): a Word document of paragraphs, with what all readers know, and text that it can hold."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZipFile

from imr_desktop.export.packed import entry
from imr_desktop.source.writing import LETTER, Paragraph, Run, Setting

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_TYPES: Final = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
)
_RELATIONS: Final = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_TWIPS: Final = 20
"""To a point; letters are measured in half points."""


def docx(paragraphs: Iterable[Paragraph], setting: Setting = LETTER) -> bytes:
    """The bytes of a Word document of these paragraphs; lines are broken and pages filled as in the same PDF."""
    body = "".join(_paragraph(each, setting) for each in paragraphs)
    document = f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{body}{_page(setting)}</w:body></w:document>'
    written = io.BytesIO()
    with ZipFile(written, "w") as packed:
        packed.writestr(entry("[Content_Types].xml"), _TYPES)
        packed.writestr(entry("_rels/.rels"), _RELATIONS)
        packed.writestr(entry("word/document.xml"), document)
    return written.getvalue()


def _page(setting: Setting) -> str:
    margin = round(setting.margin * _TWIPS)
    sides = " ".join(f'w:{side}="{margin}"' for side in ("top", "right", "bottom", "left"))
    edges = f'{sides} w:header="720" w:footer="720" w:gutter="0"'
    return f'<w:sectPr><w:pgSz w:w="12240" w:h="15840"/><w:pgMar {edges}/></w:sectPr>'


def _paragraph(paragraph: Paragraph, setting: Setting) -> str:
    after = 0 if paragraph.tight else round(setting.gap * _TWIPS)
    line = f'w:line="{round(setting.leading * _TWIPS)}" w:lineRule="exact"'
    centred = '<w:jc w:val="center"/>' if paragraph.centred else ""
    first = "<w:pageBreakBefore/>" if paragraph.first else ""
    runs = "".join(_run(run, setting) for run in paragraph.runs)
    return f'<w:p><w:pPr>{first}<w:spacing w:after="{after}" {line}/>{centred}</w:pPr>{runs}</w:p>'


def _run(run: Run, setting: Setting) -> str:
    font = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/>'
    bold = "<w:b/>" if run.bold else ""
    text = "<w:br/>".join(_lines(clean(run.text)))
    return f'<w:r><w:rPr>{font}{bold}<w:sz w:val="{round(2 * setting.size)}"/></w:rPr>{text}</w:r>'


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield f'<w:t xml:space="preserve">{escape(line)}</w:t>'


_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold; a form feed stands between a letter's pages."""


def clean(text: str) -> str:
    """Text without what a workbook cannot hold, each such character shown as U+FFFD."""
    return _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
