"""The window and all that is seen of the program: the one room that imports PySide6. It calls only `workspace`.

app         the program's process: style, signals, faults, its end
window      the one window; `actions` is the table of everything that can be done in it
session     the library that is open in it, and what goes on beside the work
station     its three panes: cases, letter, and `case_pane` with the panels of a case
keeping     looking after the library: passphrase, backups, checks, the report of a fault
exchange    what comes and goes: letters, exports, cases that come home
help        the guide, the tour, the keys
notes       highlights and all that was noted
cases       the list
record      form, checklist, findings, history
letter      the pages
choices     settings, keys, what the window remembers
common      what every room is made of
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from inspect import CO_VARARGS
from types import BuiltinMethodType, FunctionType, MethodDescriptorType
from typing import Any


def _make_constants_immortal() -> None:
    """Give None, True and False more references than can ever be dropped, as Python 3.12 and later do themselves.

    PySide6 6.12.0 is built for Pythons where they are immortal and on 3.10 and 3.11 drops a reference that it does not
    hold with nearly every call (`QRect().setX(3)` costs None one), so that a window ends within seconds in "Fatal
    Python error: none_dealloc". Earlier releases count rightly but run code planted in a settings file.
    """
    plenty = 1 << (8 * ctypes.sizeof(ctypes.c_ssize_t) - 4)
    for constant in (None, True, False):
        ctypes.c_ssize_t.from_address(id(constant)).value = plenty


def _leave_sources_unread() -> None:
    """Have PySide6 not read the source of every module that is imported after it.

    It looks there for the word that switches its `__feature__`s, of which we use none; that takes a twentieth of the
    start, and tells nothing where a program has no sources.
    """
    feature = vars(import_module("shibokensupport.feature"))  # there once PySide6 is
    if "_mod_uses_pyside" in feature:
        feature["_mod_uses_pyside"] = lambda _: False


def _have_faults_whole() -> None:
    """Have each exception that leaves what Qt calls of ours be an object by then.

    Before Python 3.12 one that C code raises, as in `[][0]`, is no more than its words until Python catches it; PySide6
    6.12.0 takes them for the exception where Python had called Qt and Qt calls us, and the process ends at once.
    """
    base = import_module("PySide6.QtCore").QObject

    def begun(cls: type, /, **given: Any) -> None:
        super(base, cls).__init_subclass__(**given)
        for name, act in list(vars(cls).items()):
            if "_" in name or not isinstance(act, FunctionType):  # no function of Qt's has one in its name
                continue
            if _is_called(getattr(super(cls, cls), name, None)):
                setattr(cls, name, _caught_once(act))

    base.__init_subclass__ = classmethod(begun)


def _is_called(before: object) -> bool:
    """Whether a function takes the place of one of Qt's, or of one of ours that does."""
    return isinstance(before, MethodDescriptorType | BuiltinMethodType) or hasattr(before, "__wrapped__")


def _caught_once(act: FunctionType) -> Callable[..., object]:
    """The same function, whose faults are whole; a signal that brings more than it takes may still be connected."""
    code = act.__code__
    taken = None if code.co_flags & CO_VARARGS else code.co_argcount

    @wraps(act)
    def caught(*given: object, **named: object) -> object:
        try:
            return act(*given[:taken], **named)
        except BaseException:  # once caught it is whole
            raise

    return caught


if sys.version_info < (3, 12):
    _make_constants_immortal()
import_module("PySide6.QtCore")
_leave_sources_unread()
if sys.version_info < (3, 12):
    _have_faults_whole()
