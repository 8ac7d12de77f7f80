"""How a Linux desktop wants programs to look, asked of its portal (org.freedesktop.portal.Settings)."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusVariant

_SETTINGS: Final = (
    "org.freedesktop.portal.Desktop",
    "/org/freedesktop/portal/desktop",
    "org.freedesktop.portal.Settings",
)
_LOOK: Final = "org.freedesktop.appearance"


class Portal(QObject):
    """Says what the desktop wants, and again whenever that changes. A desktop without a portal says nothing."""

    said = Signal(str, object)
    """`contrast` (1: more of it) or `color-scheme` (1: dark, 2: light, 0: either), and its value."""

    def ask(self) -> None:
        """Asks, and listens from now on; nobody waits for the answer."""
        if not _has_bus():
            return
        bus = QDBusConnection.sessionBus()
        slot = SLOT("_hear(QDBusMessage)")
        bus.connect(*_SETTINGS, "SettingChanged", self, slot)  # type: ignore[call-overload]  # bytes, by its stub, it refuses
        for name in ("contrast", "color-scheme"):
            question = QDBusMessage.createMethodCall(*_SETTINGS, "Read")
            question.setArguments([_LOOK, name])
            watcher = QDBusPendingCallWatcher(bus.asyncCall(question), self)
            watcher.finished.connect(partial(self._take, name, watcher))

    def _take(self, name: str, watcher: QDBusPendingCallWatcher) -> None:
        if not watcher.isError():
            self.said.emit(name, _bare(watcher.reply().arguments()[0]))
        watcher.deleteLater()

    @Slot(QDBusMessage)
    def _hear(self, message: QDBusMessage) -> None:
        of, name, value = message.arguments()
        if of == _LOOK:
            self.said.emit(name, _bare(value))


def _bare(value: object) -> object:
    """What stands in a variant, which may stand in a variant itself."""
    while isinstance(value, QDBusVariant):
        value = value.variant()
    return value


def _has_bus() -> bool:
    """Whether the session has a bus; asked for one where there is none, a library would start it."""
    return "DBUS_SESSION_BUS_ADDRESS" in os.environ or Path(os.environ.get("XDG_RUNTIME_DIR", "/"), "bus").exists()
