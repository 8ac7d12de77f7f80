"""The window in a language of marks: ``python spoken.py OUT`` writes what every screen shows without them.

In this language each text stands between two characters that nobody sees. What is shown without them never went
through `imr_desktop.texts`, so no translator would find it; unless it belongs to the letters, to a checklist pack or to
the sentences of the checks, which are not ours to translate. A second argument withholds the marks from the texts that
hold it: the control.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleInterface
    from PySide6.QtWidgets import QWidget

    from imr_desktop.gui.window import MainWindow

BEGIN, END = "\N{INVISIBLE TIMES}", "\N{INVISIBLE SEPARATOR}"


class Marks(NullTranslations):
    """Every text as it stands, between two marks; those that hold one of `without` have none."""

    def __init__(self, without: str = "") -> None:
        super().__init__()
        self._without = without

    def gettext(self, message: str) -> str:
        return message if self._without and self._without in message else f"{BEGIN}{message}{END}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def unmarked(shown: str) -> str:
    """What of a shown text stands outside of all marks; of one that is cut short, nothing after an open mark."""
    depth, left = 0, []
    for each in shown:
        if each == BEGIN:
            depth += 1
            left.append("|")
        elif each == END:
            depth -= 1
        elif depth <= 0:
            left.append(each)
    return "".join(left)


_KEYS: Final = re.compile(
    r"\b(?:Ctrl|Alt|Shift|Meta|Enter|Return|Esc|Tab|Space|Menu|Ins|Delete|Del|Backspace|Home|End|PgUp|PgDown|Up|Down)\b"
)
"""The legends of keys, as the keyboard has them."""

_FILE: Final = re.compile(r"\b[\w-]+\.[a-z]{3,5}\b")
_MARKUP: Final = re.compile(r"<style.*?</style>|<[^>]+>|&(?:nbsp|amp|quot|lt|gt|#\d+);", re.DOTALL)
_PARTS: Final = re.compile(r"[·:;,.()?!…\n“”\t→|/]+")
_WORD: Final = re.compile(r"[^\W\d_]+")


def folded(text: str) -> str:
    """Only its words, for a comparison that does not mind how lines are broken."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def foreign(shown: str, known: str) -> str:
    """The first words of a shown text that are neither ours nor of what is `known` to be somebody else's; or none."""
    text = unmarked(shown)
    for never in (_MARKUP, _FILE, _KEYS):
        text = never.sub(" ", text)
    for part in _PARTS.split(text):
        if any(len(word) > 1 for word in _WORD.findall(part)) and folded(part) not in known:
            return part.strip()
    return ""


def told(at: QAccessibleInterface | None) -> Iterator[str]:
    """What an accessible thing and all that is visible below it say of themselves."""
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QWidget

    if at is None or not at.isValid() or at.state().invisible:
        return
    yield at.text(QAccessible.Text.Name)
    yield at.text(QAccessible.Text.Description)
    if isinstance(thing := at.object(), QWidget):
        yield thing.toolTip()
        yield str(getattr(thing, "placeholderText", str)())
    for place in range(at.childCount()):
        yield from told(at.child(place))


def said(top: QWidget, window: MainWindow) -> Iterator[str]:
    """All that a screen says: the window's, and that of what lies over it."""
    from PySide6.QtGui import QAccessible

    for each in {top, window}:
        yield each.windowTitle()
        yield from told(QAccessible.queryAccessibleInterface(each))


_NAMES: Final = (
    "Robin Vale",
    "Carol Moss, physician reviewer",
    *("IMR Desktop", "Python", "PySide6-Essentials", "pypdfium2", "pdfplumber", "sqlcipher3", "sqlite-utils"),
)
"""Names, which are the same in every language."""

_OF_QT: Final = ("OK", "Cancel", "Close", "Float", "Undocks and re-attaches the dock widget", "Press shortcut")
"""What Qt says in its own words; it brings translations of them."""


def _of_the_screens() -> Iterator[str]:
    """What the screens were given to show, as a person, a file or a fault would have: the texts of `showing.py`."""
    for node in ast.walk(ast.parse((Path(__file__).parent / "showing.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in _MAKERS:
            yield from (ast.unparse(each) for each in (*node.args, *(keyword.value for keyword in node.keywords)))


_MAKERS: Final = (
    "Problem",
    "Notice",
    "Imported",
    "State",
    "Progress",
    "HomecomingSheet",
    "ask_passphrase",
    "show_result",
    "tell",
    "begin_to_judge",
    "begin_to_annotate",
)


def of_others(library: Path) -> str:
    """The words that are not ours: of letters, files, packs, checks, formats and of the people who reviewed."""
    from imr_desktop import paths
    from imr_desktop.workspace import Workspace, formats

    words = [each.read_text(encoding="utf-8") for each in (paths.resources() / "checklists").glob("*.toml")]
    words += [each.read_text(encoding="utf-8") for each in (paths.resources() / "guide").glob("*")]
    words += [str(library), *_NAMES, *_OF_QT, *_of_the_screens(), *(f"{each.name} {each.label}" for each in formats())]
    with Workspace.open(library, who="nobody", read_only=True) as workspace:
        for number in workspace.case_ids():
            case = workspace.case(number)
            words += [case.source.text, case.source.name, *(str(each.value) for each in case.values.values())]
            checked = workspace.check(case)
            words += [each.sentence for each in checked.suggestions.values()]
            for finding in checked.findings:
                words += [finding.message, finding.rule, *(quote.text for quote in finding.quotes)]
    return folded(" ".join(words))


def main(out: Path, *, without: str = "") -> None:
    """Opens every screen in the language of marks and writes what of it is in no language of ours, by screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from imr_desktop import texts

    texts.speak(Marks(without))
    import showing
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QApplication

    from imr_desktop.gui.app import destroy, wait_until
    from imr_desktop.gui.choices.appearance import Wardrobe
    from imr_desktop.gui.choices.memory import Memory
    from imr_desktop.gui.choices.settings import Settings
    from imr_desktop.gui.window import MainWindow

    app = QApplication([])
    QAccessible.setActive(True)
    found: dict[str, list[str]] = {}
    with TemporaryDirectory() as folder:
        library = Path(folder) / "library.imr"
        showing.make_library(library)
        known = of_others(library)
        memory, settings = Memory(Path(folder) / "window.ini"), Settings(Path(folder) / "settings.toml")
        window = MainWindow(who="Robin Vale", memory=memory, settings=settings, wardrobe=Wardrobe(app, settings))
        window.show()
        window.activateWindow()
        wait_until(window.isActiveWindow)
        window.open_library(library)
        for name in (each for each in showing.SCREENS if each not in showing.OF_THE_SYSTEM):
            with showing.screen(window, name) as top:
                left = {words: text for text in said(top, window) if (words := foreign(text, known))}
                found[name] = [f"{words} <- {text!r}" for words, text in left.items()]
        window.session.leave(regardless=True)
        window.close()
        destroy(window)
    out.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), without=sys.argv[2] if len(sys.argv) > 2 else "")
