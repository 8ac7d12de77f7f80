"""How the system wants programs to look: of high contrast or not, and light or dark where Qt cannot tell.

Qt knows of high contrast in its QAccessibilityHints, which PySide6 6.12 does not give to Python; so each system is
asked in its own way: a Linux desktop by its portal, which says when that changes; Windows and macOS anew whenever
somebody comes back to the program, as from the system's settings.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

_SCHEMES: Final = {1: Qt.ColorScheme.Dark, 2: Qt.ColorScheme.Light}
"""Of the portal's numbers."""


class SystemLook(QObject):
    """What the system is known to want; as long as it has said nothing, nothing in particular."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.contrast = False
        self.scheme = Qt.ColorScheme.Unknown

    def follow(self, app: QApplication) -> None:
        """Asks the system, and listens to it from now on; what it says comes by `changed`."""
        if look := _WANTS_CONTRAST.get(sys.platform):
            app.applicationStateChanged.connect(lambda: self._take("contrast", int(look())))
            self._take("contrast", int(look()))
        elif sys.platform.startswith("linux"):
            from imr_desktop.gui.choices.portal import Portal

            portal = Portal(self)
            portal.said.connect(self._take)
            portal.ask()

    def _take(self, name: str, value: object) -> None:
        before = self.contrast, self.scheme
        if name == "contrast":
            self.contrast = value == 1
        elif name == "color-scheme":
            self.scheme = _SCHEMES.get(value, Qt.ColorScheme.Unknown) if isinstance(value, int) else self.scheme
        if before != (self.contrast, self.scheme):
            self.changed.emit()


def _windows_contrast() -> bool:
    """SystemParametersInfoW with SPI_GETHIGHCONTRAST fills a HIGHCONTRASTW."""
    import ctypes  # here, as a start has no use for it

    class HighContrast(ctypes.Structure):
        _fields_ = (("size", ctypes.c_uint), ("flags", ctypes.c_uint32), ("scheme", ctypes.c_wchar_p))

    get_high_contrast, is_on = 0x0042, 0x0001
    told = HighContrast(size=ctypes.sizeof(HighContrast))
    system: ctypes.CDLL = getattr(ctypes, "windll").user32  # noqa: B009 - there on Windows alone
    asked = system.SystemParametersInfoW(get_high_contrast, told.size, ctypes.byref(told), 0)
    return bool(asked and told.flags & is_on)


def _mac_contrast() -> bool:
    """NSWorkspace.sharedWorkspace.accessibilityDisplayShouldIncreaseContrast, told by Objective-C's runtime."""
    import ctypes.util  # as above

    objc = ctypes.CDLL(ctypes.util.find_library("objc"))
    for name in ("objc_getClass", "sel_registerName"):
        getattr(objc, name).restype = ctypes.c_void_p
        getattr(objc, name).argtypes = [ctypes.c_char_p]
    ask_for_object = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", objc))
    ask_for_truth = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", objc))
    workspace = ask_for_object(objc.objc_getClass(b"NSWorkspace"), objc.sel_registerName(b"sharedWorkspace"))
    return bool(ask_for_truth(workspace, objc.sel_registerName(b"accessibilityDisplayShouldIncreaseContrast")))


_WANTS_CONTRAST: Final[dict[str, Callable[[], bool]]] = {"win32": _windows_contrast, "darwin": _mac_contrast}
"""By `sys.platform`: whether a system that has to be asked each time wants high contrast."""
