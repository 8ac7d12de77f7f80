"""Exports, one module for each format: a new one is a file in this folder with NAME, LABEL, SUFFIX, ABOUT and `write`.

Cases stream through a format one at a time, so that memory does not grow with their number; what is written stands
at its place only when it is whole (see `whole`).
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from imr_desktop.checklist.packs import Pack
from imr_desktop.checklist.review import SignedOff
from imr_desktop.export.belongings import NOTHING, Belongings
from imr_desktop.export.whole import ExportProblem, in_folder, refuse_existing
from imr_desktop.fields import spelled_out
from imr_desktop.model import Case, Edit, Status, Value
from imr_desktop.store.carrying import Carried
from imr_desktop.store.untouched import EMPTY, Held, Untouched
from imr_desktop.texts import tr

__all__ = ["EMPTY", "ExportProblem", "Exported", "Format", "Head", "Held", "Options", "formats", "write"]


@dataclass(frozen=True)
class Exported:
    """What a format is given of each case: where the work on it stands, and functions for what only some formats need.

    `whole` gives the case itself, `edits` its edits, oldest first, `carried` all that the library keeps of it,
    `document` the letter's bytes, `findings` what the checks found, in the contract's shape, and `label_name` the
    library's name for the id of a highlight's label. `untouched` is set for a case that nobody has decided on: it holds
    all that tables and lines of JSON need, and comes many times faster than the case.
    """

    whole: Callable[[], Case]
    edits: Callable[[], tuple[Edit, ...]]
    carried: Callable[[], Carried]
    document: Callable[[], bytes]
    findings: Callable[[], tuple[dict[str, Any], ...]]
    signed_off: SignedOff | None = None
    status: Status = "new"
    label_name: Callable[[str], str] = spelled_out
    untouched: Untouched | None = None

    @cached_property
    def case(self) -> Case:
        """The case itself, loaded when it is first asked for."""
        return self.whole()

    @cached_property
    def values(self) -> Mapping[int, Mapping[str, Value]]:
        """The case's values by item (0 for the letter's) and field."""
        values: dict[int, dict[str, Value]] = {item: {} for item in (0, *self.case.items)}
        for slot, value in self.case.values.items():
            values.setdefault(slot.item, {})[slot.field] = value
        return values

    @cached_property
    def held(self) -> Mapping[int, Mapping[str, Held]]:
        """The same as pairs of value and state, without what was read."""
        if self.untouched:
            return self.untouched.values
        return {
            item: {key: (value.value, value.state) for key, value in values.items()}
            for item, values in self.values.items()
        }

    @cached_property
    def head(self) -> Head:
        number, _ = self.held[0].get("letter.case_number", (None, ""))
        if letter := self.untouched:
            title = str(number or letter.name)
            return Head(
                letter.case, title, letter.name, letter.sha256, letter.reading.form, letter.reading.parser, letter.added
            )
        source, reading = self.case.source, self.case.reading
        title = str(number or source.name)
        return Head(self.case.id, title, source.name, source.sha256, reading.form, reading.parser, self.case.added)

    @property
    def items(self) -> Sequence[int]:
        """The keys of the case's disputed items, in order."""
        return range(1, len(self.held)) if self.untouched else self.case.items


class Head(NamedTuple):
    """What a case's row begins with: its number in the library, its title, its letter and the reader's version."""

    id: int
    title: str
    document: str
    sha256: str
    form: str | None
    parser: str
    added: str


@dataclass(frozen=True, slots=True)
class Options:
    """What a person can ask of an export.

    `force` allows replacing what stands at the target. `reviewed` says that the cases hold only values that a person
    decided on. `bom` puts a byte order mark at the head of CSV files. `without_outcome` blanks the outcome's own words
    out of the text of training data. `belongings` are the library's own, for the formats that bring a library back.
    """

    packs: tuple[Pack, ...] = ()
    force: bool = False
    reviewed: bool = False
    bom: bool = False
    without_outcome: bool = False
    belongings: Belongings = NOTHING


Write = Callable[[Path, Iterable[Exported], Options], int]
"""Writes cases to a path and says how many."""


@dataclass(frozen=True, slots=True)
class Format:
    """An export format: its name on the command line, its label in the menu, its target's suffix, and what it is.

    `suffix` is empty for a format of several files, whose target is a folder. `alone` is the suffix of a single case's
    document, where the format can write one instead of an archive.
    """

    name: str
    label: str
    suffix: str
    about: str
    write: Write
    alone: str = ""


@cache
def formats() -> dict[str, Format]:
    """Every export format by its name, found by listing this folder."""
    modules = [importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)]
    found = [
        Format(each.NAME, each.LABEL, each.SUFFIX, each.ABOUT, each.write, getattr(each, "ALONE", ""))
        for each in modules
        if hasattr(each, "NAME")
    ]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}


def write(format_name: str, out: Path, cases: Iterable[Exported], options: Options) -> int:
    """Writes cases in a format and says how many; ExportProblem where that fails, with the old file still there."""
    if format_name not in formats():
        known = ", ".join(formats())
        message = tr("There is no format “{format}”. Choose one of: {formats}.", format=format_name, formats=known)
        raise ExportProblem("format", message)
    chosen = formats()[format_name]
    _refuse_other_suffix(chosen, out)
    with in_folder(out.parent if chosen.suffix else out), _rare_collections():
        if chosen.suffix and not options.force:
            refuse_existing(out)
        return chosen.write(out, cases, options)


def _refuse_other_suffix(chosen: Format, out: Path) -> None:
    """ExportProblem where the target's suffix is that of another format."""
    suffix = out.suffix.lower()
    writing = [each for each in formats().values() if suffix and suffix in (each.suffix, each.alone)]
    if not suffix or suffix in (chosen.suffix, chosen.alone):
        return
    if not chosen.suffix and (out.is_dir() or not (writing or suffix.removeprefix(".") in formats())):
        return  # a folder may be called what it likes, but not cases.csv
    named = ", ".join(f"{each.label} ({each.name})" for each in writing)
    advice = (
        tr("A {suffix} file is made by: {formats}.", suffix=suffix, formats=named)
        if writing
        else tr("Choose another name.")
    )
    raise ExportProblem("suffix", f"{_makes(chosen, out.name)} {advice}")


def _makes(chosen: Format, name: str) -> str:
    """What a format makes, and that a file of another sort was not written."""
    label, own, alone = f"{chosen.label} ({chosen.name})", chosen.suffix, chosen.alone
    if not own:
        return tr("{format} makes files in a folder, so nothing was written to {name}.", format=label, name=name)
    if not alone:
        return tr("{format} makes a {own} file, so nothing was written to {name}.", format=label, own=own, name=name)
    return tr(
        "{format} makes a {own} file, or of one case a {alone} file, so nothing was written to {name}.",
        format=label,
        own=own,
        alone=alone,
        name=name,
    )


_COLLECTED_AFTER: Final = 100_000
"""New objects after which the garbage collector runs; Python's own 700 are reached with every second case."""


@contextmanager
def _rare_collections() -> Iterator[None]:
    """While cases stream through, the garbage collector runs rarely: a case has many small objects, but no cycles.

    Otherwise a tenth of an export's time would go into looking for what is not there.
    """
    usual = gc.get_threshold()
    gc.set_threshold(_COLLECTED_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
