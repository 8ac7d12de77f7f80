"""JSON Lines for spaCy and Prodigy: a letter's text, its tokens, and the spans of its values on whole tokens.

Spans of different fields may overlap (a rationale holds words of its own), so they are spans for a span
categorizer, not entities. See https://prodi.gy/docs/api-interfaces#spans.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from imr_desktop.export import Exported, Options
from imr_desktop.export.marks import OFFSETS, Mark, Marked, marked
from imr_desktop.export.whole import text_file, whole
from imr_desktop.texts import tr

NAME: Final = "prodigy"
LABEL: Final = tr("spaCy and Prodigy JSON Lines")
SUFFIX: Final = ".jsonl"
ABOUT: Final = tr("A letter a line with tokens and spans, for training and annotating.")


def write(out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes `out`, a line for each case: `text`, `tokens`, `spans`, `answer` and `meta`."""
    count = 0
    with whole(out) as (part,), text_file(part) as file:
        for each in cases:
            file.write(json.dumps(_task(marked(each, options)), ensure_ascii=False) + "\n")
            count += 1
    return count


def _task(letter: Marked) -> dict[str, Any]:
    """A letter. It counts as accepted only where a person decided on every value that has a span."""
    tokens = tokenise(letter.text, letter.marks)
    begins = {token["start"]: token["id"] for token in tokens}
    ends = {token["end"]: token["id"] for token in tokens}
    source = letter.case.source
    task = {
        "text": letter.text,
        "tokens": tokens,
        "spans": [_span(mark, begins[mark.start], ends[mark.end]) for mark in letter.marks],
        "meta": {"case": letter.title, "document": source.name, "sha256": source.sha256, "offsets": OFFSETS},
    }
    accepted = bool(letter.marks) and all(mark.person for mark in letter.marks)
    return {**task, "answer": "accept"} if accepted else task


def _span(mark: Mark, first: int, last: int) -> dict[str, Any]:
    return {
        "start": mark.start,
        "end": mark.end,
        "token_start": first,
        "token_end": last,
        "label": mark.label,
        "item": mark.item,
        "value": mark.value,
        "source": "person" if mark.person else "reader",
        "score": mark.confidence,
    }


_PIECE: Final = re.compile(r"[^\W_]+|[^\w\s]|_|[^\S ]+| ")


def tokenise(text: str, marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """The text in tokens, of which every mark takes a whole number.

    As in spaCy, one blank after a token belongs to it (`ws`), and other white space is a token of its own; so the
    text is the tokens one after another, each with its blank.
    """
    starts, ends = {mark.start for mark in marks}, {mark.end for mark in marks}
    tokens: list[dict[str, Any]] = []
    for start, end in _pieces(text, sorted(starts | ends)):
        if text[start:end] == " " and tokens and not tokens[-1]["ws"] and start not in starts and end not in ends:
            tokens[-1]["ws"] = True
        else:
            tokens.append({"text": text[start:end], "start": start, "end": end, "id": len(tokens), "ws": False})
    return tokens


def _pieces(text: str, cuts: list[int]) -> Iterator[tuple[int, int]]:
    """Words, signs and white space, one after another and cut where a mark begins or ends."""
    for match in _PIECE.finditer(text):
        start, end = match.span()
        for cut in cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]:
            yield start, cut
            start = cut
        yield start, end
