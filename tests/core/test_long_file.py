"""A file of 500 pages is read within 150 MB."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from compose import Item, Letter
from printed import LINES, lines_of, typeset, wrapped

PAGES = 500
LIMIT = 150 * 2**20

READ = """
import json, sys
from pathlib import Path
from imr_desktop import parsing, source
from imr_desktop.export.contract import as_record
path = Path(sys.argv[1])
document = source.read(path.name, path.read_bytes())
reading = parsing.read(document)
json.dumps(as_record(document, reading))
(peak,) = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(len(document.pages), len(reading.items), peak)
"""


def long_letter() -> list[str]:
    """The lines of a letter of form F with as many items as 500 pages hold."""
    filler = "The notes tell of the same care once more, and of nothing that was not known from the pages before this."
    item = Item(rationale=f"{filler} " * 8 + "The request is not medically necessary.")
    every = sum(len(wrapped(paragraph)) + 1 for paragraph in item.paragraphs())
    letter = Letter(items=(item,) * (PAGES * LINES // every))
    return lines_of(letter.paragraphs())


@pytest.mark.full
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process's own peak of memory")
def test_a_file_of_500_pages_is_read_within_150_megabytes(tmp_path: Path) -> None:
    lines = long_letter()
    (tmp_path / "long.pdf").write_bytes(typeset(lines))
    done = subprocess.run(
        [sys.executable, "-c", READ, tmp_path / "long.pdf"], capture_output=True, text=True, check=True
    )
    seen, items, peak = map(int, done.stdout.split())
    assert seen == -(-len(lines) // LINES) >= PAGES - 5
    assert items > PAGES
    print(f"\n{seen} pages, {items} items: at most {peak / 1024:.0f} MB")  # noqa: T201 - shown with -s
    assert peak * 1024 < LIMIT, f"{peak / 1024:.0f} MB"
