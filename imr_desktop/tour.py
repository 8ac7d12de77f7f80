"""The whole way of a letter on a machine without a display: read, correct, export, look."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from imr_desktop import paths
from imr_desktop.errors import Problem
from imr_desktop.model import Slot
from imr_desktop.workspace import Workspace

_CORRECTED: Final = Slot(0, "letter.ur_denial_date")


def take(out: Path, *, who: str) -> Iterator[str]:
    """Imports the sample letters, corrects one date, exports, draws the window; tells each step in a line.

    Everything goes into `out`, where an earlier tour's files are replaced; Problem where anything else lies there.
    """
    _take_room(out)
    library = out / "samples.imr"
    for old in out.glob("samples.imr*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    with Workspace.open(library, who=who) as workspace:
        yield from _import(workspace)
        case = _with_header(workspace)
        yield _correct(workspace, case)
        yield from _export(workspace, out)
    yield _draw(library, out / "window.png", case)
    yield f"Library:  {library}"


_SIGN: Final = "made-by-imr-desktop-sample.txt"


def _take_room(out: Path) -> None:
    """The folder, made or taken over from an earlier tour, which left its sign there."""
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()) and not (out / _SIGN).exists():
        raise Problem("not-empty", f"{out} holds other files, so nothing was written. Name an empty or new folder.")
    (out / _SIGN).write_text("The files here are replaced by the next run of “imr-desktop sample”.\n", encoding="utf-8")


def _import(workspace: Workspace) -> Iterator[str]:
    results = list(workspace.import_files(paths.sample_letters()))
    yield f"Imported: {sum(each.problem is None for each in results)} sample letters"
    for each in results:
        if each.problem is not None:
            yield f"  not {each.path.name}: {each.problem.message}"
    cases = [workspace.case(row.id) for row in workspace.cases()]
    prefilled = sum(value.state == "prefilled" for case in cases for value in case.values.values())
    yield f"Read:     {prefilled} values pre-filled"


def _with_header(workspace: Workspace) -> int:
    """A case whose letter gives the date that the tour corrects."""
    for row in workspace.cases():
        if workspace.case(row.id).value(_CORRECTED.field).value:
            return row.id
    raise Problem("no-sample", "No sample letter with a header was found. Please install the program again.")


def _correct(workspace: Workspace, case: int) -> str:
    before = workspace.case(case).value(_CORRECTED.field).value
    workspace.set_text(case, _CORRECTED, "January 9, 2017", why="shown by the tour")
    value = workspace.case(case).value(_CORRECTED.field)
    return f"Correct:  UR denial date {before} -> {value.value} ({value.state}), the read value kept beside it"


def _export(workspace: Workspace, out: Path) -> Iterator[str]:
    for name, target in (("jsonl", out / "cases.jsonl"), ("csv", out / "tables")):
        count = workspace.export(name, target, force=True)
        yield f"Export:   {count} cases to {target}"


def _draw(library: Path, picture: Path, case: int) -> str:
    from imr_desktop.gui import app

    app.picture(library, picture, size=(1440, 900), dark=False, case=case)
    return f"Window:   {picture}"
