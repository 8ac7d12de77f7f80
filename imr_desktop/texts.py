"""The program's own words in the reader's language; English where there is no catalogue of theirs.

Every text that the window shows and that we wrote goes through `tr` (or `trn`, where it counts things). The words stand
in the code in English; a catalogue is a gettext file `languages/<language>/LC_MESSAGES/imr-desktop.mo` among the
program's resources, made from the template `languages/imr-desktop.pot` that lies there. What belongs to the letters is
never translated: their words, the readings, the checklist packs and the sentences of the checks (a pack may be written
in any language), and the keys and headings of exports, which are a contract.

The language is the one that gettext would take (`LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`). It is settled when this
module is first imported, so that tables may hold their words ready made; another language needs another start.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from imr_desktop import paths

if TYPE_CHECKING:
    from datetime import datetime
    from gettext import NullTranslations
    from pathlib import Path

DOMAIN: Final = "imr-desktop"
"""The name that the catalogues go by."""

_ASKED: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")

_spoken: NullTranslations | None = None


def tr(text: str, /, **parts: object) -> str:
    """A text in the reader's language, its named places `{like_this}` filled with `parts`.

    `text` must stand there as a literal, or no translator would find it. Without parts its braces are left alone.
    """
    return _filled(text if _spoken is None else _spoken.gettext(text), text, parts)


def trn(one: str, many: str, count: int, /, **parts: object) -> str:
    """A text that counts, in the form that the reader's language has for `count`; `{count}` is filled with it."""
    parts.setdefault("count", count)
    english = one if count == 1 else many
    return _filled(english if _spoken is None else _spoken.ngettext(one, many, count), english, parts)


def within(label: str) -> str:
    """A label as it stands inside a sentence: English begins it small there, a translation stays as it was written."""
    return label[:1].lower() + label[1:] if _spoken is None and label[1:2].islower() else label


def moment(at: datetime, *, seconds: bool = False) -> str:
    """A moment by the clock on the wall, as people of the letters' country write it: `March 4, 2026, 12:00`."""
    here = at.astimezone()
    clock = f"{here:%H:%M:%S}" if seconds else f"{here:%H:%M}"
    return tr(
        "{month} {day}, {year}, {clock}", month=_months()[here.month - 1], day=here.day, year=here.year, clock=clock
    )


def _months() -> tuple[str, ...]:
    return (
        *(tr("January"), tr("February"), tr("March"), tr("April"), tr("May"), tr("June")),
        *(tr("July"), tr("August"), tr("September"), tr("October"), tr("November"), tr("December")),
    )


def _filled(said: str, english: str, parts: dict[str, object]) -> str:
    if not parts:
        return said
    try:
        return said.format(**parts)
    except (LookupError, ValueError, TypeError, AttributeError):  # a translator's slip must not stop a reviewer
        return english.format(**parts)


def speak(translations: NullTranslations | None) -> None:
    """Takes another catalogue (None: English). Of use only before the modules are imported whose tables hold words."""
    global _spoken
    _spoken = translations


def language() -> str:
    """The language of the catalogue in use as it names itself, `de`; empty for English."""
    return "" if _spoken is None else _spoken.info().get("language", "")


def translated() -> bool:
    """Whether another language than English is spoken."""
    return _spoken is not None


def catalogues() -> Path:
    """The folder of the languages that there are; FileNotFoundError where the installation lacks its resources."""
    return paths.resources() / "languages"


def settle() -> None:
    """Speaks the language that the environment asks for, as far as there is a catalogue of it."""
    languages = next((said for name in _ASKED if (said := os.environ.get(name))), "")
    if languages in {"", "C", "C.UTF-8", "POSIX"} or languages.startswith("en"):
        return  # gettext and its catalogues are not even looked for
    import gettext
    import struct

    try:
        speak(gettext.translation(DOMAIN, catalogues()))
    except (OSError, ValueError, LookupError, struct.error):  # none of theirs, or none that is whole: English is there
        speak(None)


settle()
