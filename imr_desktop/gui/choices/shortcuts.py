"""Which keys do what: those that actions come with, a person's own over them, and why a key is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from imr_desktop.texts import tr

if TYPE_CHECKING:
    from imr_desktop.gui.actions import Action

Keys = dict[str, tuple[str, ...]]
"""The keys of each action, by its id, in Qt's portable spelling."""

_COMMAND: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_MNEMONIC: Final = re.compile(r"\(&.\)|&")  # where words lack the letter it stands behind them
_OF_TEXT: Final = ("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Left", "Ctrl+Right", "Ctrl+Home", "Ctrl+End")


def portable(key: str) -> str:
    """A key in the one spelling that keys are compared in."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def shown(key: str) -> str:
    """A key as it is printed on this system's keyboards."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def keys_in_force(
    actions: tuple[Action, ...], own: Mapping[str, str], menus: Mapping[str, str]
) -> tuple[Keys, list[str]]:
    """The keys of every action, with a person's own in the place of those it comes with; and why some do not hold.

    `menus` are the titles of the menus with their mnemonics. An own key that is refused leaves it as it came.
    """
    keys: Keys = {action.id: () if action.id in own else action.keys for action in actions}
    sentences: list[str] = []
    for action in actions:
        if action.id not in own:
            continue
        sentence = refusal(action, own[action.id], actions, keys, menus)
        keys[action.id] = (portable(own[action.id]),) if own[action.id] and not sentence else ()
        if sentence:
            sentences.append(sentence)
            keys[action.id] = tuple(each for each in action.keys if not _holder(each, action, actions, keys))
    return keys, sentences


def refusal(action: Action, key: str, actions: tuple[Action, ...], keys: Keys, menus: Mapping[str, str]) -> str:
    """Why an action cannot have a key, in a sentence; empty where it can. No key at all is always fine."""
    if not key:
        return ""
    pressed = QKeySequence(key)
    if pressed.count() != 1 or _combination(pressed).key() == Qt.Key.Key_unknown:
        return tr("“{key}” is not a key. Choose another for “{act}”.", key=key, act=named(action))
    if sentence := _reserved(pressed):
        return sentence
    for title in menus.values():
        if portable(key) == QKeySequence.mnemonic(title).toString(QKeySequence.SequenceFormat.PortableText):
            return tr(
                "{key} opens the menu {menu}. Choose other keys for “{act}”.",
                key=shown(key),
                menu=unmarked(title),
                act=named(action),
            )
    if holder := _holder(key, action, actions, keys):
        return tr(
            "{key} is taken by “{act}”. Choose other keys, or take it from there first.",
            key=shown(key),
            act=named(holder),
        )
    return ""


def _combination(pressed: QKeySequence) -> QKeyCombination:
    """The one key of a sequence; Qt's own types do not know that a sequence can be counted off."""
    return cast(Sequence[QKeyCombination], pressed)[0]


def _reserved(pressed: QKeySequence) -> str:
    """Why a key belongs to typing and to moving about."""
    key, modifiers = _combination(pressed).key(), _combination(pressed).keyboardModifiers()
    is_function_key = Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35
    if not modifiers & _COMMAND and not is_function_key:
        return tr(
            "{key} alone is for typing and moving. Hold Ctrl or Alt with it, or use F1 to F12.",
            key=shown(pressed.toString()),
        )
    if portable(pressed.toString()) in _OF_TEXT:
        return tr("{key} is for editing text. Choose other keys.", key=shown(pressed.toString()))
    return ""


def _holder(key: str, action: Action, actions: tuple[Action, ...], keys: Keys) -> Action | None:
    """The other action that has a key."""
    wanted = portable(key)
    return next(
        (each for each in actions if each is not action and wanted in map(portable, keys.get(each.id, ()))), None
    )


def unmarked(text: str) -> str:
    """The name of an act or of a menu without the mark of its mnemonic."""
    return _MNEMONIC.sub("", text)


def named(action: Action) -> str:
    """An action's name without mark-up."""
    return unmarked(action.text).removesuffix("…")
