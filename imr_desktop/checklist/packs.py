"""Checklist packs: TOML files of questions, read into frozen values or refused with a sentence that says why.

A pack is data; the comments at the head of `resources/checklists/core.toml` tell its keys. `load_all` reads
the built-in packs and a user's own alike: a file that is refused is reported, the others are loaded.

The answer to a question is kept like any other value, under the key `answer.<pack>.<question>`, as
`{"answer": ..., "version": "1.0", "asked": {...}}`: the pack's version when the answer was given, and the question's
words and choices then, so that a newer pack never changes what somebody said and can tell what it changed.
`Question.encode` makes that value, `decode` reads it, and `Question.changes` tells what is asked otherwise now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, NoReturn, TypeAlias, TypeGuard, cast, get_args

from imr_desktop.errors import PackError, ValueProblem
from imr_desktop.fields import CATEGORIES
from imr_desktop.model import Json
from imr_desktop.paths import resources
from imr_desktop.texts import tr

Scope = Literal["letter", "item"]
"""Asked once for each letter, or of every disputed item."""

Auto = Literal["answer", "hint", "none"]
"""What the program can do: answer from the text, show passages that bear on it, or leave it to the reviewer alone."""

AnswerKind = Literal["choice", "ticks", "grid"]
"""One of the options; several of them; one option for each row."""

Answer: TypeAlias = str | list[str] | dict[str, str]
"""A choice: its option's id. A tick list: the ids ticked. A grid: the option's id by row id. In the pack's order."""


@dataclass(frozen=True, slots=True)
class Authority:
    """What a question rests on.

    `verified` is False where no source at hand confirmed it. `says` tells in a few words what is meant there; it may
    be empty.
    """

    cite: str
    verified: bool
    says: str = ""

    @property
    def label(self) -> str:
        """The citation as the reviewer reads it, marked where it is unverified."""
        return self.cite if self.verified else f"{self.cite} (unverified)"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer: a stable id, and a label that may be reworded. `alone` is a tick list's "none of these"."""

    id: str
    label: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a grid."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class AsAsked:
    """A question's words when it was answered, and its choices and lines then: labels by id."""

    text: str
    options: Mapping[str, str]
    rows: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it is kept: what was answered, and the version of the pack it was answered under.

    `asked` is None for an answer from before the question's words were kept with it.
    """

    answer: Answer
    version: str
    asked: AsAsked | None = None

    @property
    def text(self) -> str:
        """The answer in the words that it was given in; ids where those were not kept."""
        return _in_words(self.answer, *((self.asked.options, self.asked.rows) if self.asked else ({}, {})))


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a pack. `pack` and `version` are its pack's; `rows` is empty unless the answer is a grid.

    `check` names what answers it from the text or hints at passages (see `checklist.answers`), empty where nothing
    does. `only` are the State's categories of the items that it is asked of; empty for all. `amiss` are the options
    that a reader of the review has to be told of; `since` is the pack's first version that asks it, empty for all.
    """

    pack: str
    version: str
    id: str
    text: str
    help: str
    kind: AnswerKind
    options: tuple[Option, ...]
    rows: tuple[Row, ...]
    authorities: tuple[Authority, ...]
    evidence: str
    auto: Auto
    scope: Scope
    required: bool
    check: str = ""
    only: tuple[str, ...] = ()
    amiss: frozenset[str] = frozenset()
    since: str = ""

    @property
    def key(self) -> str:
        """The field under which the record holds the answer, e.g. `answer.core.L02`."""
        return f"answer.{self.pack}.{self.id}"

    def is_asked_of(self, category: Json) -> bool:
        """Whether it is asked of an item of a category."""
        return not self.only or category in self.only

    def parse(self, answer: object) -> Answer:
        """The answer put in the pack's order; raises ValueProblem where it is not an answer to this question.

        A grid may be filled row by row (`is_complete` tells when it is done); an empty answer is no answer.
        """
        return _PARSERS[self.kind](self, answer)

    def is_complete(self, answer: Answer) -> bool:
        """Whether nothing is left to answer: of a grid, whether every row has its option."""
        return not isinstance(answer, dict) or all(row.id in answer for row in self.rows)

    def is_amiss(self, answer: Answer) -> bool:
        """Whether an answer says that something is not as it should be."""
        return not self.amiss.isdisjoint(_chosen(answer))

    def text_of(self, answer: Answer, asked: AsAsked | None = None) -> str:
        """The answer in words, those it was given in where `asked` is there.

        An option that only an older version of the pack had is shown by its id where nothing tells how it was called.
        """
        labels = {each.id: each.label for each in self.options} | dict(asked.options if asked else {})
        return _in_words(answer, labels, {row.id: row.label for row in self.rows} | dict(asked.rows if asked else {}))

    def encode(self, answer: object) -> Json:
        """The value to keep for an answer; raises ValueProblem where it is not an answer to this question."""
        asked: dict[str, Json] = {"text": self.text, "options": {each.id: each.label for each in self.options}}
        if self.rows:
            asked["rows"] = {each.id: each.label for each in self.rows}
        return {"answer": _json(self.parse(answer)), "version": self.version, "asked": asked}

    def changes(self, given: Given) -> tuple[str, ...]:
        """What is asked otherwise than when it was answered, a sentence each; none where only the version's number is
        another. The answer itself stays as it was given."""
        if given.asked is None:
            since = tr(
                "Answered under version {then} of this checklist; it is now {now}. "
                "Check whether the answer still holds.",
                then=given.version,
                now=self.version,
            )
            return (since,) if given.version != self.version else ()
        reworded = tr("The question was reworded; it read: “{question}”", question=given.asked.text)
        told = [reworded] if given.asked.text != self.text else []
        told += _other_words(_CHOICES, given.asked.options, self.options)
        told += _other_words(_LINES, given.asked.rows, self.rows)
        known = {each.id for each in self.options}
        if gone := [each for each in dict.fromkeys(_chosen(given.answer)) if each not in known]:
            names = ", ".join(f"“{given.asked.options.get(each, each)}”" for each in gone)
            said = tr("The answer {answers} can no longer be chosen; it is kept until another is given.", answers=names)
            told.append(said)
        return tuple(told)

    def is_newer_than(self, versions: Iterable[str]) -> bool:
        """Whether it was not yet asked in any of these versions of its pack; False where there are none."""
        known = [_ordered(each) for each in versions]
        return bool(self.since and known) and max(known) < _ordered(self.since)


@dataclass(frozen=True, slots=True)
class Pack:
    """A checklist: its questions in the order they are asked. `file` is the name of the file it was read from."""

    id: str
    title: str
    version: str
    language: str
    questions: tuple[Question, ...]
    file: str


def _in_words(answer: Answer, labels: Mapping[str, str], lines: Mapping[str, str]) -> str:
    """An answer by the labels of its options and, of a grid, its lines; an id stands where there is none."""
    if not isinstance(answer, dict):
        return "; ".join(labels.get(each, each) for each in _chosen(answer))
    grouped: dict[str, list[str]] = {}
    for row, option in answer.items():
        grouped.setdefault(option, []).append(lines.get(row, row))
    return "; ".join(f"{labels.get(option, option)}: {', '.join(rows)}" for option, rows in grouped.items())


def _chosen(answer: Answer) -> Iterable[str]:
    """The ids of the options that an answer consists of."""
    if isinstance(answer, str):
        return [answer]
    return answer.values() if isinstance(answer, dict) else answer


@dataclass(frozen=True, slots=True)
class _Changed:
    """What is said of choices, or of lines, that are new, gone or called otherwise."""

    new: Callable[[str], str]
    gone: Callable[[str], str]
    renamed: Callable[[str, str], str]


_CHOICES: Final = _Changed(
    lambda label: tr("“{label}” is a new choice.", label=label),
    lambda label: tr("The choice “{label}” is gone.", label=label),
    lambda before, after: tr("The choice “{before}” is now called “{after}”.", before=before, after=after),
)
_LINES: Final = _Changed(
    lambda label: tr("“{label}” is a new line.", label=label),
    lambda label: tr("The line “{label}” is gone.", label=label),
    lambda before, after: tr("The line “{before}” is now called “{after}”.", before=before, after=after),
)


def _other_words(said: _Changed, then: Mapping[str, str], now: tuple[Option, ...] | tuple[Row, ...]) -> list[str]:
    """What of a question's choices or lines is new, gone or called otherwise."""
    labels = {each.id: each.label for each in now}
    told = [said.new(label) for id_, label in labels.items() if id_ not in then]
    told += [said.gone(label) for id_, label in then.items() if id_ not in labels]
    both = [(label, labels[id_]) for id_, label in then.items() if labels.get(id_, label) != label]
    return told + [said.renamed(before, after) for before, after in both]


def _ordered(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def decode(value: Json) -> Given:
    """What a kept value says, under whichever version of the pack; raises ValueProblem where it is no answer."""
    if isinstance(value, dict) and {"answer", "version"} <= value.keys() <= {"answer", "version", "asked"}:
        answer, version = value["answer"], value["version"]
        if isinstance(version, str) and _is_answer(answer):
            return Given(answer, version, _as_asked(value.get("asked")))
    raise ValueProblem("answer", tr("This is not an answer to a checklist question."))


def _as_asked(kept: Json) -> AsAsked | None:
    """A question's words as they were kept with its answer; None where they were not, or cannot be read."""
    if not isinstance(kept, dict) or not isinstance(kept.get("text"), str):
        return None
    options, rows = (
        {id_: str(label) for id_, label in words.items()} if isinstance(words := kept.get(key), dict) else {}
        for key in ("options", "rows")
    )
    return AsAsked(str(kept["text"]), options, rows)


def load(path: Path) -> Pack:
    """Reads one pack; raises PackError with a sentence that names the file, the line, the question and the reason."""
    import tomllib  # as `difflib` below nothing that the window's first paint should wait for

    at = _Place(path.name)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        table = tomllib.loads(text)
    except OSError as error:
        at.refuse(tr("The file cannot be read: {why}.", why=error.strerror or error))
    except UnicodeDecodeError as error:
        at.refuse(tr("The file is not UTF-8 text (byte {number}).", number=error.start + 1))
    except RecursionError:
        at.refuse(tr("The file is nested too deeply."))
    except ValueError as error:
        _refuse_toml(at, str(error))
    return _pack(_Entry(at, table), _question_lines(text))


def load_all(folders: Iterable[Path]) -> tuple[tuple[Pack, ...], tuple[PackError, ...]]:
    """Every pack in the folders (`*.toml`, by name), and why the others were refused.

    A folder that is missing holds none. Where two packs have the same id, the one found first is kept.
    """
    packs: dict[str, Pack] = {}
    refused: list[PackError] = []
    for path in (path for folder in folders for path in _toml_files(folder, refused)):
        try:
            pack = load(path)
            if first := packs.get(pack.id):
                _Place(pack.file).refuse(
                    tr(
                        "Its id “{id}” already belongs to “{title}” ({file}).",
                        id=pack.id,
                        title=first.title,
                        file=first.file,
                    )
                )
            packs[pack.id] = pack
        except PackError as error:
            refused.append(error)
    return tuple(packs.values()), tuple(refused)


def core_pack() -> Pack:
    """The decision checklist that comes with the program."""
    return load(resources() / "checklists" / "core.toml")


# Answers


def _parse_choice(question: Question, answer: object) -> Answer:
    if not isinstance(answer, str):
        raise _no_answer(question, tr("it takes one of its options"))
    return _known_option(question, answer)


def _parse_ticks(question: Question, answer: object) -> Answer:
    if not isinstance(answer, list) or not answer:
        raise _no_answer(question, tr("it takes a list of one or more of its options"))
    ticked = {_known_option(question, each) for each in answer}
    lone = next((each for each in question.options if each.alone and each.id in ticked), None)
    if lone and len(ticked) > 1:
        raise _no_answer(question, tr("“{option}” cannot be ticked together with others", option=lone.label))
    return [each.id for each in question.options if each.id in ticked]


def _parse_grid(question: Question, answer: object) -> Answer:
    if not isinstance(answer, dict) or not answer:
        raise _no_answer(question, tr("it takes an option for one or more of its rows"))
    if unknown := [each for each in answer if each not in {row.id for row in question.rows}]:
        raise _no_answer(question, tr("it has no row “{row}”", row=unknown[0]))
    return {row.id: _known_option(question, answer[row.id]) for row in question.rows if row.id in answer}


_PARSERS: Final[Mapping[AnswerKind, Callable[[Question, object], Answer]]] = {
    "choice": _parse_choice,
    "ticks": _parse_ticks,
    "grid": _parse_grid,
}


def _known_option(question: Question, option: object) -> str:
    for each in question.options:
        if each.id == option:
            return each.id
    raise _no_answer(question, tr("“{option}” is not one of its options", option=option))


def _no_answer(question: Question, reason: str) -> ValueProblem:
    return ValueProblem("answer", tr("This is not an answer to {question}: {why}.", question=question.id, why=reason))


def _is_answer(value: object) -> TypeGuard[Answer]:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    if isinstance(value, dict):
        return all(isinstance(each, str) for pair in value.items() for each in pair)
    return isinstance(value, str)


def _json(answer: Answer) -> Json:
    if isinstance(answer, list):
        return [*answer]
    return {**answer} if isinstance(answer, dict) else answer


# Files


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a pack one is reading, for the sentence that refuses it."""

    file: str
    question: str = ""
    line: int | None = None

    def refuse(self, reason: str) -> NoReturn:
        """Raises PackError; `reason` is a sentence."""
        raise PackError(
            "pack",
            tr(
                "The checklist file “{file}” was left out. {why} "
                "Other checklists and all answers are kept; correct the file and start the program again.",
                file=self.file,
                why=self._placed(reason),
            ),
        )

    def _placed(self, reason: str) -> str:
        if self.line and self.question:
            return tr("Line {line}, question {question}: {why}", line=self.line, question=self.question, why=reason)
        if self.line:
            return tr("Line {line}: {why}", line=self.line, why=reason)
        return tr("Question {question}: {why}", question=self.question, why=reason) if self.question else reason


_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_ROW_ID: Final = re.compile(rf"{_ID.pattern}(?:\.{_ID.pattern})*")
_ID_SHAPE: Final = tr("letters, digits, - and _")
_VERSION: Final = re.compile(r"\d+(?:\.\d+)*")
_ROW_ID_SHAPE: Final = tr("letters, digits, - and _, also with full stops between")
_VERSION_SHAPE: Final = tr("numbers with full stops between, as in 1.0")
_PACK_KEYS: Final = ("id", "title", "version", "language", "options", "question")
_QUESTION_KEYS: Final = (
    *("id", "text", "help", "answer", "options", "rows"),
    *("authority", "evidence", "auto", "check", "scope", "only", "required", "amiss", "since"),
)
_KINDS_OF_VALUE: Final[Mapping[type, str]] = {
    str: tr("text"),
    bool: tr("true or false"),
    int: tr("a number"),
    float: tr("a number"),
    list: tr("a list"),
    dict: tr("a table"),
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A table of the file with the place it stands at; its getters refuse what is missing or of the wrong type."""

    at: _Place
    table: Mapping[str, object]
    number: int = 0
    of: str = ""

    def only(self, *known: str) -> None:
        """Refuses a key that is none of the known ones: most often it is one of them, misspelled."""
        for key in self.table:
            if key not in known:
                self.at.refuse(_or_meant(tr("{key} is not a known key", key=self._called(key)), key, known))

    def text(self, key: str) -> str:
        """Text on one line: white space is folded."""
        folded = " ".join(cast(str, self._get(key, str)).split())
        return folded or self.at.refuse(tr("{key} is empty.", key=self._called(key)))

    def matching(self, key: str, pattern: re.Pattern[str], shape: str) -> str:
        found = self.text(key)
        if not pattern.fullmatch(found):
            said = tr("{key} is “{found}”; it must be {shape}.", key=self._called(key), found=found, shape=shape)
            self.at.refuse(said)
        return found

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        found = self.text(key)
        if found not in known:
            said = tr(
                "{key} is “{found}”; it must be one of: {known}.",
                key=self._called(key),
                found=found,
                known=", ".join(known),
            )
            self.at.refuse(said)
        return found

    def flag(self, key: str) -> bool:
        return cast(bool, self._get(key, bool))

    def each(self, key: str) -> tuple[_Entry, ...]:
        """The tables of a list, which must hold at least one."""
        found = cast(list[object], self._get(key, list))
        if not found:
            self.at.refuse(tr("{key} is empty.", key=f"“{key}”"))
        return tuple(self._entry(key, number, each) for number, each in enumerate(found, start=1))

    def inner(self, key: str) -> _Entry:
        """The table under a key."""
        return _Entry(self.at, cast(Mapping[str, object], self._get(key, dict)))

    def _entry(self, key: str, number: int, found: object) -> _Entry:
        if not isinstance(found, dict):
            said = tr(
                "Entry {number} of “{key}” must be a table, not {kind}.", number=number, key=key, kind=_kind_of(found)
            )
            self.at.refuse(said)
        return _Entry(self.at, cast(Mapping[str, object], found), number, key)

    def _called(self, key: str) -> str:
        """A key of this table, with the place of the table in the list that it is an entry of."""
        if not self.of:
            return f"“{key}”"
        return tr("“{key}” in entry {number} of “{list}”", key=key, number=self.number, list=self.of)

    def _get(self, key: str, kind: type) -> object:
        if key not in self.table:
            self.at.refuse(tr("{key} is missing.", key=self._called(key)))
        found = self.table[key]
        if type(found) is not kind:
            said = tr(
                "{key} must be {kind}, not {other}.",
                key=self._called(key),
                kind=_KINDS_OF_VALUE[kind],
                other=_kind_of(found),
            )
            self.at.refuse(said)
        return found


def _kind_of(value: object) -> str:
    return _KINDS_OF_VALUE.get(type(value), tr("a date or time"))


def _or_meant(said: str, word: str, known: Iterable[str]) -> str:
    """What is said of a word that is not known, with the known one that is most like it."""
    import difflib

    near = difflib.get_close_matches(word, known, n=1)
    return tr("{said}; did you mean “{word}”?", said=said, word=near[0]) if near else tr("{said}.", said=said)


def _toml_files(folder: Path, refused: list[PackError]) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.casefold() == ".toml")
    except FileNotFoundError:
        return []
    except OSError as error:
        why = error.strerror or error
        said = tr("The checklist folder “{folder}” cannot be read: {why}.", folder=folder, why=why)
        refused.append(PackError("pack", said))
        return []


def _refuse_toml(at: _Place, complaint: str) -> NoReturn:
    """Refuses a file that is no TOML, with the line where tomllib's complaint names one."""
    line = re.search(r"\(at line (\d+), column \d+\)$", complaint)
    reason = complaint[: line.start()].rstrip() if line else complaint
    replace(at, line=int(line[1]) if line else None).refuse(tr("This is not valid TOML: {why}.", why=reason))


def _question_lines(text: str) -> list[int]:
    """The line on which each `[[question]]` begins, from 1."""
    lines = enumerate(text.split("\n"), start=1)  # as TOML counts them
    return [number for number, line in lines if re.match(r"\s*\[\[\s*question\s*\]\]", line)]


def _pack(entry: _Entry, lines: list[int]) -> Pack:
    entry.only(*_PACK_KEYS)
    pack = Pack(
        id=entry.matching("id", _ID, _ID_SHAPE),
        title=entry.text("title"),
        version=entry.matching("version", _VERSION, _VERSION_SHAPE),
        language=entry.text("language"),
        questions=(),
        file=entry.at.file,
    )
    shared = _shared_options(entry)
    questions: dict[str, Question] = {}
    for each in _question_entries(entry, lines):
        question = _question(each, pack, shared)
        if question.id in questions:
            each.at.refuse(tr("The id is already taken by an earlier question."))
        questions[question.id] = question
    return replace(pack, questions=tuple(questions.values()))


def _question_entries(entry: _Entry, lines: list[int]) -> Iterable[_Entry]:
    """The questions' tables, each with its id (or number) and, where it is written under `[[question]]`, its line."""
    found = entry.each("question")
    places = lines if len(lines) == len(found) else [None] * len(found)
    for number, (each, line) in enumerate(zip(found, places, strict=True), start=1):
        name = each.table.get("id")
        at = _Place(
            entry.at.file,
            name if isinstance(name, str) and name.strip() else tr("number {number}", number=number),
            line,
        )
        yield _Entry(at, each.table)


def _question(entry: _Entry, pack: Pack, shared: Mapping[str, tuple[Option, ...]]) -> Question:
    entry.only(*_QUESTION_KEYS)
    kind = cast(AnswerKind, entry.one_of("answer", get_args(AnswerKind)))
    options = _question_options(entry, kind, shared)
    return Question(
        pack=pack.id,
        version=pack.version,
        id=entry.matching("id", _ID, _ID_SHAPE),
        text=entry.text("text"),
        help=entry.text("help"),
        kind=kind,
        options=options,
        rows=_rows(entry, kind),
        authorities=tuple(_authority(each) for each in entry.each("authority")),
        evidence=entry.text("evidence"),
        auto=cast(Auto, entry.one_of("auto", get_args(Auto))),
        scope=cast(Scope, entry.one_of("scope", get_args(Scope))),
        required=entry.flag("required"),
        check=_check(entry),
        only=_listed(entry, "only", tr("“only” must be a list of categories."), CATEGORIES, _no_category),
        amiss=frozenset(
            _listed(
                entry,
                "amiss",
                tr("“amiss” must be a list of options' ids."),
                [each.id for each in options],
                _no_option,
            )
        ),
        since=entry.matching("since", _VERSION, _VERSION_SHAPE) if "since" in entry.table else "",
    )


def _check(entry: _Entry) -> str:
    """The name of a check that there is; empty where the question names none."""
    if "check" not in entry.table:
        return ""
    from imr_desktop.checklist.answers import ANSWERS  # the checks' vocabulary is not read before a pack needs it

    name = entry.text("check")
    if name not in ANSWERS:
        said = tr("“check” is “{name}”, and there is no such check", name=name)
        entry.at.refuse(_or_meant(said, name, ANSWERS))
    return name


def _no_category(name: str) -> str:
    return tr("“only” has “{name}”, which is not a category", name=name)


def _no_option(name: str) -> str:
    return tr("“amiss” has “{name}”, which is not one of its options", name=name)


def _listed(
    entry: _Entry, key: str, no_list: str, known: Collection[str], unknown: Callable[[str], str]
) -> tuple[str, ...]:
    """Words of a closed list; none where the key is not there. `no_list` and `unknown` say what is wrong."""
    if key not in entry.table:
        return ()
    found = entry.table[key]
    listed = [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
    if not listed or not isinstance(found, list) or len(listed) != len(found):
        entry.at.refuse(no_list)
    for each in listed:
        if each not in known:
            entry.at.refuse(_or_meant(unknown(each), each, known))
    return tuple(listed)


def _shared_options(entry: _Entry) -> Mapping[str, tuple[Option, ...]]:
    if "options" not in entry.table:
        return {}
    lists = entry.inner("options")
    return {name: _options(lists, name) for name in lists.table}


def _question_options(entry: _Entry, kind: AnswerKind, shared: Mapping[str, tuple[Option, ...]]) -> tuple[Option, ...]:
    name = entry.table.get("options")
    if not isinstance(name, str):
        options = _options(entry, "options")
    elif name in shared:
        options = shared[name]
    else:
        said = tr("“options” names the list “{name}”, which [options] does not have", name=name)
        entry.at.refuse(_or_meant(said, name, shared))
    if (kind == "ticks") != any(each.alone for each in options):
        entry.at.refuse(
            tr("A tick list needs an option with alone = true, so that “none of these” can be answered.")
            if kind == "ticks"
            else tr("Only a tick list can have an option with alone = true.")
        )
    return options


def _options(entry: _Entry, key: str) -> tuple[Option, ...]:
    options = tuple(_option(each) for each in entry.each(key))
    if len(options) == 1:
        entry.at.refuse(tr("“{key}” needs at least two options to choose from.", key=key))
    _refuse_twice(entry.at, key, [each.id for each in options])
    return options


def _option(entry: _Entry) -> Option:
    entry.only("id", "label", "alone")
    alone = "alone" in entry.table and entry.flag("alone")
    return Option(entry.matching("id", _ID, _ID_SHAPE), entry.text("label"), alone)


def _rows(entry: _Entry, kind: AnswerKind) -> tuple[Row, ...]:
    if kind != "grid" and "rows" in entry.table:
        entry.at.refuse(tr("Only a grid has “rows”."))
    if kind != "grid":
        return ()
    rows = tuple(_row(each) for each in entry.each("rows"))
    _refuse_twice(entry.at, "rows", [each.id for each in rows])
    return rows


def _row(entry: _Entry) -> Row:
    entry.only("id", "label")
    return Row(entry.matching("id", _ROW_ID, _ROW_ID_SHAPE), entry.text("label"))


def _authority(entry: _Entry) -> Authority:
    entry.only("cite", "verified", "says")
    says = entry.text("says") if "says" in entry.table else ""
    return Authority(entry.text("cite"), entry.flag("verified"), says)


def _refuse_twice(at: _Place, key: str, ids: list[str]) -> None:
    for each in ids:
        if ids.count(each) > 1:
            at.refuse(tr("“{key}” has the id “{id}” twice.", key=key, id=each))
