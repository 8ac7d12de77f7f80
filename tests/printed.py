"""Paragraphs printed as a PDF: lines broken at words, pages at lines, as letters are."""

from __future__ import annotations

import io

from reportlab.pdfgen.canvas import Canvas

LINES = 46
"""Lines on a page."""

WIDTH = 95
"""Characters in a line."""


def wrapped(paragraph: str) -> list[str]:
    """A paragraph's lines; line ends that it has already are kept."""
    lines: list[str] = []
    for line in paragraph.split("\n"):
        lines.append("")
        for word in line.split(" "):
            if len(lines[-1]) + len(word) > WIDTH:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def lines_of(paragraphs: list[str]) -> list[str]:
    """All lines, an empty one after each paragraph."""
    return [line for paragraph in paragraphs for line in (*wrapped(paragraph), "")]


def typeset(lines: list[str]) -> bytes:
    """The lines as a PDF in 10-point Times."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792))
    for start in range(0, len(lines), LINES):
        canvas.setFont("Times-Roman", 10)
        for row, line in enumerate(lines[start : start + LINES]):
            canvas.drawString(60, 740 - 15 * row, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
