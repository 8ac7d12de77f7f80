"""The window and all that is seen of the program: the one room that imports PySide6. It calls only `workspace`."""

from __future__ import annotations

import ctypes
import sys


def _make_constants_immortal() -> None:
    """Give None, True and False more references than can ever be dropped, as Python 3.12 and later do themselves.

    PySide6 6.12.0 is built for Pythons where they are immortal and on 3.10 and 3.11 drops a reference that it does not
    hold with nearly every call (`QRect().setX(3)` costs None one), so that a window ends within seconds in "Fatal
    Python error: none_dealloc". Earlier releases count rightly but run code planted in a settings file.
    """
    plenty = 1 << (8 * ctypes.sizeof(ctypes.c_ssize_t) - 4)
    for constant in (None, True, False):
        ctypes.c_ssize_t.from_address(id(constant)).value = plenty


if sys.version_info < (3, 12):
    _make_constants_immortal()
