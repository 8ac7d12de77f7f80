"""How slots and what became of them are called before people: fields, notes, answers, verdicts, all that is logged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from imr_desktop.checklist.review import DISPOSITION, DISPOSITIONS, FINDING, Verdict
from imr_desktop.errors import ValueProblem
from imr_desktop.fields import ANNOTATION, BY_KEY, DIFFERENCE, ITEMS_KEY, NOTE, SPLITS_KEY, Kind, kind_of, label_of
from imr_desktop.gui.common.theme import MARKS
from imr_desktop.model import STATUSES, Case, Edit, Json, Slot
from imr_desktop.texts import tr, trn

if TYPE_CHECKING:  # packs are loaded when questions are asked
    from imr_desktop.checklist.packs import Pack, Question

_SHOWN: Final = 240
_LONG: Final = 60
_ASKED: Final = 52
_STATUS: Final = "case.status"
_TAGS: Final = "case.tags"
_SEEN: Final = "seen.sentences"
_NAMES: Final = {
    ITEMS_KEY: tr("Disputed items"),
    SPLITS_KEY: tr("Split items"),
    _STATUS: tr("Status"),
    _TAGS: tr("Tags"),
    _SEEN: tr("Sentences seen"),
    DISPOSITION.field: tr("Sign-off"),
}
_NOTHING: Final = tr("nothing")
_VERDICTS: Final[Mapping[Verdict, str]] = {
    "accepted": tr("accepted"),
    "dismissed": tr("dismissed"),
    "noted": tr("noted"),
}


def local_time(at: str) -> str:
    """A time of the log (UTC, ISO 8601) as the clock on the wall showed it: `11/20/2026 09:12`."""
    return f"{datetime.fromisoformat(at).astimezone():%m/%d/%Y %H:%M}"


def value_words(slot: Slot, value: Json, longest: int = _SHOWN, kind: Kind | None = None) -> str:
    """A value in a line of words, as a `kind` (its own, if none is given) writes it; `nothing` for an empty one."""
    kind = kind or kind_of(slot.field)
    text = " ".join((kind.format(value) if kind else str("" if value is None else value)).split())
    return _cut(text, longest) if text else _NOTHING


def asked(question: Question, longest: int = _ASKED) -> str:
    """`L05 · Does the letter name its …`: a question by its code and its first words."""
    if len(question.text) <= longest:
        return f"{question.id} · {question.text}"
    return f"{question.id} · {question.text[:longest].rsplit(' ', 1)[0]} …"


def called(case: Case, slot: Slot, packs: Sequence[Pack] = ()) -> str:
    """How a slot is called, that of a note, an answer, a verdict or of the list of items too.

    Questions of the `packs` are called by their first words, others by their code.
    """
    field, number = slot.field, case.items.index(slot.item) + 1 if slot.item in case.items else None
    if field in _NAMES:
        return _NAMES[field]
    if field.startswith(DIFFERENCE):
        return tr("Difference in {label}", label=called(case, Slot(slot.item, field.removeprefix(DIFFERENCE)), packs))
    if field.startswith(NOTE):
        return tr("Note on {what}", what=called(case, Slot(slot.item, field.removeprefix(NOTE)), packs))
    if field.startswith(FINDING):
        rule = field.removeprefix(FINDING).rpartition(".")[0].replace("-", " ")
        return label_of(Slot(slot.item, tr("Finding: {rule}", rule=rule)), number)
    if field in BY_KEY or field.startswith(ANNOTATION):
        return label_of(slot, number)
    question = next((each for pack in packs for each in pack.questions if each.key == field), None)
    return label_of(Slot(slot.item, asked(question) if question else field.rpartition(".")[2]), number)


def change_of(edit: Edit, packs: Sequence[Pack] = ()) -> str:
    """`2017-01-13 → 2017-02-01, corrected`; of what is no field of the record, only what became of it."""
    if edit.slot.field == ITEMS_KEY:
        return _items(edit.old, edit.new)
    before, after = (_cut(words_of(edit.slot, value, packs), _LONG) for value in (edit.old, edit.new))
    if edit.slot.field not in BY_KEY:
        return after if before == _NOTHING else f"{before} → {after}"
    state = tr("as read") if edit.new_state == "prefilled" else MARKS[edit.new_state].word
    return f"{after}, {state}" if before == after else f"{before} → {after}, {state}"


def _items(old: Json, new: Json) -> str:
    """What became of the list of items, each told by the number it had."""
    before, after = (value if isinstance(value, list) else [] for value in (old, new))
    if len(before) != len(after):
        return trn("{count} item → {after}", "{count} items → {after}", len(before), after=len(after))
    if before == after:
        return tr("unchanged")
    return tr("in the order {numbers}", numbers=", ".join(str(before.index(key) + 1) for key in after))


def words_of(slot: Slot, value: Json, packs: Sequence[Pack]) -> str:
    """A value that was kept, of whatever slot, in words."""
    if slot.field in _SPOKEN and value is not None:
        return _SPOKEN[slot.field](value)
    if slot.field.startswith(FINDING) and isinstance(value, dict):
        said = value.get("verdict")
        verdict = next((word for each, word in _VERDICTS.items() if each == said), said)
        return ": ".join(str(part) for part in (verdict, value.get("why")) if part)
    if slot.field.startswith(DIFFERENCE) and isinstance(value, dict):
        there = words_of(Slot(slot.item, slot.field.removeprefix(DIFFERENCE)), value.get("value"), packs)
        file = value.get("origin")
        if value.get("rejected"):
            return tr("rejected: {value} in {file}", value=there, file=file)
        return tr("{value} in {file}", value=there, file=file)
    question = next((each for pack in packs for each in pack.questions if each.key == slot.field), None)
    return _answer(question, value) if question and value is not None else value_words(slot, value)


def _answer(question: Question, value: Json) -> str:
    from imr_desktop.checklist.packs import decode

    try:
        given = decode(value)
    except ValueProblem:  # kept by a version that nobody here knows
        return tr("an answer")
    return question.text_of(given.answer, given.asked)


def _seen(value: Json) -> str:
    count = len(value) if isinstance(value, list) else 0
    return trn("{count} sentence", "{count} sentences", count)


def _split(value: Json) -> str:
    count = len(value) if isinstance(value, dict) else 0
    return trn("{count} item shares its reasons with another", "{count} items share their reasons with another", count)


def _signed(value: Json) -> str:
    said = value.get("disposition") if isinstance(value, dict) else None
    return next((words for name, words in DISPOSITIONS.items() if name == said), tr("signed off"))


_SPOKEN: Final[dict[str, Callable[[Json], str]]] = {
    _STATUS: lambda value: next((words for status, words in STATUSES.items() if status == value), str(value)),
    _TAGS: lambda value: ", ".join(map(str, value)) if isinstance(value, list) else str(value),
    _SEEN: _seen,
    SPLITS_KEY: _split,
    DISPOSITION.field: _signed,
}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest].rstrip()} …"
