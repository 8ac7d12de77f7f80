"""What a person may choose: one table of settings, kept in one TOML file that can be read and edited by hand.

The dialog is built from SETTINGS; a new setting is a row there. Window places are no choices: see `memory`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from imr_desktop.errors import Problem
from imr_desktop.gui.common.states import SURE
from imr_desktop.texts import tr

Sort = Literal["text", "choice", "percent", "megabytes"]
Choice = str | int

_KEYS: Final = "keys"
"""The table of the file that holds a person's own shortcuts, by action."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing to choose. A percent, or megabytes, is a whole number from `lowest` to `highest`; `choices` are (value,
    label)."""

    key: str
    group: str
    label: str
    help: str
    sort: Sort
    default: Choice
    choices: tuple[tuple[str, str], ...] = ()
    lowest: int = 0
    highest: int = 100
    step: int = 1

    def admits(self, value: object) -> bool:
        """Whether a value from the file or the dialog is one of this setting's."""
        if self.sort in ("percent", "megabytes"):
            return isinstance(value, int) and not isinstance(value, bool) and self.lowest <= value <= self.highest
        if self.sort == "choice":
            return isinstance(value, str) and value in dict(self.choices)
        return isinstance(value, str) and value.isprintable()


SETTINGS: Final = (
    Setting("name", tr("Reviewer"), tr("Name"), tr("Written into every edit that you make."), "text", ""),
    Setting(
        "role", tr("Reviewer"), tr("Role"), tr("For instance physician reviewer; written after the name."), "text", ""
    ),
    Setting(
        "appearance",
        tr("Look"),
        tr("Colors"),
        tr("Light, dark, high contrast, or as the system is."),
        "choice",
        "system",
        (
            ("system", tr("As the system")),
            ("light", tr("Light")),
            ("dark", tr("Dark")),
            ("contrast", tr("High contrast")),
        ),
    ),
    Setting(
        "text_size", tr("Look"), tr("Text size"), tr("Of everything but the letter."), "percent", 100, (), 90, 150, 10
    ),
    Setting(
        "needs_you",
        tr("Review"),
        tr("“Needs you” below"),
        tr("An untouched value read with less confidence than this is marked for you."),
        "percent",
        round(SURE * 100),
        (),
        0,
        100,
        5,
    ),
    Setting(
        "enter_goes",
        tr("Review"),
        tr("Enter goes on to"),
        tr("What needs you most: unreadable, a failing check, low confidence, not found. Or simply what comes next."),
        "choice",
        "pressing",
        (("pressing", tr("What needs you most")), ("reading", tr("The next in reading order"))),
    ),
    Setting(
        "dates",
        tr("Review"),
        tr("Dates in the form"),
        tr("However you type a date, it is understood; exports and the history hold it as 2011-03-28."),
        "choice",
        "month_first",
        (("month_first", tr("03/28/2011, as letters have it")), ("iso", "2011-03-28")),
    ),
    Setting(
        "pictures",
        tr("Letter"),
        tr("Memory for pages"),
        tr("Pictures of pages that are kept; more of it makes going back and forth in long files smoother."),
        "megabytes",
        256,
        (),
        64,
        4096,
        64,
    ),
)
"""Every setting, in the order of the dialog."""

BY_KEY: Final[Mapping[str, Setting]] = {setting.key: setting for setting in SETTINGS}


class Settings:
    """The choices of one person. What the file lacks or holds wrongly is as it comes; the rest of it is kept.

    `trouble` is what the person must know of the file, if anything.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self.trouble: Problem | None = None
        self._held = self._read()

    def _read(self) -> dict[str, object]:
        if not self._file.exists():
            return {}
        import tomllib  # 2 ms of the start, for a file that most people never have

        try:
            held = tomllib.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):  # a TOML fault and a wrong encoding are both ValueErrors
            self.trouble = self._lost(
                tr("The settings could not be read. Name, look and shortcuts are the default ones.")
            )
            return {}
        if wrong := _not_admitted(held):
            *others, named = wrong
            if others:
                named = tr("{others} and {last}", others=", ".join(others), last=named)
            sentences = [tr("{named} in the settings could not be understood, so the default holds.", named=named)]
            if "name" in held and not BY_KEY["name"].admits(held["name"]):
                sentences.append(tr("Your name is not written into what you decide."))
            self.trouble = self._lost(*sentences)
        return held

    def _lost(self, *sentences: str) -> Problem:
        """What is told of a file that cannot be used as it is; a copy of it is kept."""
        told = [*sentences]
        with suppress(OSError):
            shutil.copyfile(self._file, self._broken)
            told.append(tr("The file as it was is kept beside it as {name}.", name=self._broken.name))
        told.append(tr("File > Settings (Ctrl+,) sets them anew."))
        return Problem("settings-unreadable", " ".join(told))

    @property
    def _broken(self) -> Path:
        return self._file.with_name(f"{self._file.name}.broken")

    def text(self, key: str) -> str:
        """The value of a text or a choice."""
        return str(self._value(key))

    def number(self, key: str) -> int:
        """The value of a percent, or of megabytes."""
        value = self._value(key)
        assert isinstance(value, int), f"{key} is no number"
        return value

    def _value(self, key: str) -> Choice:
        held, setting = self._held.get(key), BY_KEY[key]
        return held if isinstance(held, str | int) and setting.admits(held) else setting.default

    def put(self, key: str, value: Choice) -> None:
        """Keeps a choice, at once and for the next start; Problem where the file cannot be written."""
        assert BY_KEY[key].admits(value), f"{value!r} is no choice for {key}"
        self._held[key] = value
        self._write()

    def own_keys(self) -> dict[str, str]:
        """A person's own shortcuts by action, in Qt's portable spelling; an empty one means that there is none."""
        held = self._held.get(_KEYS)
        return {str(name): key for name, key in held.items() if isinstance(key, str)} if isinstance(held, dict) else {}

    def put_key(self, action: str, key: str | None) -> None:
        """Keeps a shortcut; None has the action keep the one it comes with."""
        keys = self.own_keys()
        if key is None:
            keys.pop(action, None)
        else:
            keys[action] = key
        self._held[_KEYS] = keys
        self._write()

    def _write(self) -> None:
        """To a file of its own first, then in the place of the old one: a crash leaves one of the two whole."""
        fresh = self._file.with_suffix(".new.toml")
        try:
            fresh.write_text(to_toml(self._held), encoding="utf-8")
            fresh.replace(self._file)
        except OSError as fault:
            raise Problem(
                "settings-unsaved",
                tr(
                    "The settings could not be written to {name} ({reason}). They hold until the "
                    "program is closed; check whether the disk is full or the folder may not be written to.",
                    name=self._file.name,
                    reason=fault.strerror,
                ),
            ) from fault
        self.trouble = None


def to_toml(held: Mapping[str, object], within: str = "") -> str:
    """Texts, whole and broken numbers, truths, and tables of them, as TOML; what is none of these is left out.

    `within` is the heading of the table that they stand in, with a full stop at its end.
    """
    plain = [f"{_name(key)} = {told}" for key, value in held.items() if (told := _plain(value)) is not None]
    tables = [
        f"\n[{within}{_name(key)}]\n{to_toml(value, f'{within}{_name(key)}.').rstrip()}"
        for key, value in held.items()
        if isinstance(value, dict) and value
    ]
    return "\n".join((*plain, *tables)) + "\n"


def _name(key: str) -> str:
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else _quoted(key)


def _plain(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return _quoted(value) if isinstance(value, str) else None


def _quoted(text: str) -> str:
    """JSON's escapes are TOML's too; the one character that TOML wants escaped and JSON does not is added."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _not_admitted(held: Mapping[str, object]) -> list[str]:
    """What of a file's choices cannot be taken, as the dialog calls it."""
    wrong = [setting.label for key, setting in BY_KEY.items() if key in held and not setting.admits(held[key])]
    keys = held.get(_KEYS, {})
    fits = isinstance(keys, dict) and all(isinstance(key, str) for key in keys.values())
    return [*wrong, *([] if fits else [tr("the shortcuts")])]
