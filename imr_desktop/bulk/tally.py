"""What has become of the documents so far: counts, speed, time left, the failures by reason, a summary to keep."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from imr_desktop.errors import Problem
from imr_desktop.texts import moment, tr, trn

_LATELY: Final = 20.0
"""Seconds that the speed is taken over: known documents fly by, and a hanging one holds all up."""


_REASONS: Final = {
    "bomb": tr("Made to fill the memory"),
    "crashed": tr("Crashed the reader"),
    "damaged": tr("Damaged"),
    "damaged-archive": tr("Damaged archive"),
    "empty": tr("Empty"),
    "encrypted": tr("Locked by a password"),
    "export": tr("Exported cases, not letters"),
    "missing": tr("No longer there"),
    "nested-archive": tr("Archive within an archive"),
    "no-letters": tr("Holds no letters"),
    "no-pages": tr("Without pages"),
    "not-a-letter": tr("Neither PDF nor text"),
    "reader-fault": tr("Not understood by the reader"),
    "special": tr("A pipe or a device"),
    "too-large": tr("Too large"),
    "too-long": tr("Took too long"),
    "too-many": tr("Too many files"),
    "too-much-memory": tr("Needs too much memory"),
    "unknown-method": tr("Packed in an unknown way"),
    "unreadable": tr("Cannot be opened"),
    "unsafe-name": tr("Unsafe name in an archive"),
}


def reason(code: str) -> str:
    """What is wrong, in a few words, by the short name of a problem."""
    return _REASONS.get(code, code.replace("-", " ").capitalize())


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one document of an import: its case, or the `problem` that says why there is none.

    `path` is where it lies: for a letter in an archive, the archive and the letter's name in it. `known` is a document
    that the library had, whose `case` is None where it was not even read; `cautions` are sentences on one that needs a
    person's eye, `form` is None where it is no determination.
    """

    path: Path
    case: int | None = None
    known: bool = False
    problem: Problem | None = None
    cautions: tuple[str, ...] = ()
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read or stored: where it lies, and why."""

    path: Path
    problem: Problem


@dataclass(frozen=True, slots=True)
class Doubt:
    """A letter that was read and needs a person's eye: where it lies, its case, and why, in a sentence."""

    path: Path
    case: int
    said: str


@dataclass(slots=True)
class Tally:
    """Counts of an import of `total` documents. `clock` gives seconds.

    `added` counts the letters that are new in the library, `strangers` those of them that are no determination;
    `repeats` are those that it had; `doubtful` are those with any of the `doubts`. `passed_over` are other files in
    folders and archives, `left_out` documents that were cancelled.
    """

    total: int
    clock: Callable[[], float] = time.monotonic
    added: int = 0
    strangers: int = 0
    doubtful: int = 0
    doubts: list[Doubt] = field(default_factory=list)
    repeats: list[Path] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    passed_over: int = 0
    left_out: int = 0
    _begun: float = 0.0
    _ended: float | None = None
    _marks: list[tuple[float, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._begun = self.clock()
        self._marks.append((self._begun, 0))

    def count(self, imported: Imported) -> None:
        """One more document of which it is known what became of it."""
        if imported.problem is not None:
            self.failures.append(Failure(imported.path, imported.problem))
            return
        if imported.known:
            self.repeats.append(imported.path)
        self.added += not imported.known
        self.strangers += not imported.known and imported.form is None
        self.doubtful += bool(imported.cautions)
        self.doubts += [Doubt(imported.path, imported.case or 0, said) for said in imported.cautions]

    @property
    def known(self) -> int:
        """How many the library had already."""
        return len(self.repeats)

    @property
    def done(self) -> int:
        """How many documents are finished, one way or another."""
        return self.added + self.known + len(self.failures)

    @property
    def left(self) -> int:
        """How many are still to come."""
        return self.total - self.done

    def rate(self) -> float:
        """Documents a second of late; 0 at the beginning."""
        now = self.clock()
        while len(self._marks) > 1 and self._marks[1][0] <= now - _LATELY:
            self._marks.pop(0)
        then, before = self._marks[0]
        if now - self._marks[-1][0] >= 0.5:
            self._marks.append((now, self.done))
        return (self.done - before) / (now - then) if now > then else 0.0

    def seconds_left(self) -> float | None:
        """How long it will take at the speed of late; None where that is not known."""
        rate = self.rate()
        return self.left / rate if rate > 0 else None

    def took(self) -> str:
        """How long it has been under way, or was until its end, in words."""
        return duration((self.clock() if self._ended is None else self._ended) - self._begun)

    def end(self) -> None:
        """It has come to its end."""
        self._ended = self.clock()

    def resume(self) -> None:
        """Forgets the speed, after a pause."""
        self._marks = [(self.clock(), self.done)]

    def by_reason(self) -> dict[str, list[Failure]]:
        """The failures by the short name of what is wrong, the most frequent first."""
        found: defaultdict[str, list[Failure]] = defaultdict(list)
        for failure in self.failures:
            found[failure.problem.code].append(failure)
        return dict(sorted(found.items(), key=lambda each: -len(each[1])))

    def progress(self) -> str:
        """All in a line: `812 of 2,000 · 790 new, 12 already there, 10 failed · 64 a second · 19 s left`."""
        parts = [tr("{done:,} of {total:,}", done=self.done, total=self.total), self.counts()]
        if rate := self.rate():
            parts.append(tr("{rate} a second", rate=f"{rate:,.0f}" if rate >= 2 else f"{rate:.1f}"))
            parts.append(tr("{time} left", time=duration(self.left / rate)))
        return " · ".join(parts)

    def counts(self) -> str:
        """What became of those that are done."""
        counted = [
            trn("{count:,} new", "{count:,} new", self.added) if self.added else "",
            trn("{count:,} of them no determination", "{count:,} of them no determination", self.strangers)
            if self.strangers
            else "",
            trn("{count:,} already there", "{count:,} already there", self.known) if self.known else "",
            trn("{count:,} failed", "{count:,} failed", len(self.failures)) if self.failures else "",
        ]
        return ", ".join(filter(None, counted)) or tr("none yet")

    def listed(self) -> Iterator[str]:
        """The failures as lines, grouped by reason."""
        for code, failures in self.by_reason().items():
            yield f"{reason(code)} ({len(failures):,})"
            for failure in failures:
                yield f"  {failure.path}: {failure.problem.message}"

    def summary(self, library: Path) -> Iterator[str]:
        """All there is to say of an import that has just ended, as the lines of a file to keep."""
        yield trn(
            "{done:,} of {count:,} files in {time}: {counts}",
            "{done:,} of {count:,} files in {time}: {counts}",
            self.total,
            done=self.done,
            time=self.took(),
            counts=self.counts(),
        )
        yield tr("Into {library}, {time}", library=library, time=moment(datetime.now().astimezone()))
        if self.left_out:
            yield trn(
                "{count:,} left out: the import was canceled",
                "{count:,} left out: the import was canceled",
                self.left_out,
            )
        if self.passed_over:
            yield trn(
                "{count:,} passed over in folders and archives, neither PDF nor text",
                "{count:,} passed over in folders and archives, neither PDF nor text",
                self.passed_over,
            )
        doubts = [f"  {each.path}: {each.said}" for each in self.doubts]
        repeats = [f"  {path}" for path in self.repeats]
        for title, count, lines in (
            (tr("Could not be read"), len(self.failures), [*self.listed()]),
            (tr("Read, and to be looked at"), self.doubtful, doubts),
            (tr("Already there"), self.known, repeats),
        ):
            if lines:
                yield from ("", f"{title} ({count:,})", *lines)


def duration(seconds: float) -> str:
    """A time to wait, as people say it: `40 s`, `12 min`, `3 h 5 min`."""
    if seconds < 90:
        return tr("{seconds} s", seconds=f"{seconds:.0f}")
    minutes = round(seconds / 60)
    if minutes < 90:
        return tr("{minutes} min", minutes=minutes)
    return tr("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
