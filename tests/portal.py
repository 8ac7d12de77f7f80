"""A desktop's portal of settings on the session's bus, as GNOME and KDE have it. Run by the rigs.

Each line on standard input is a setting and its number (`contrast 1`); what it says then is told on standard output.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QSocketNotifier
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVariant, QDBusVirtualObject

PATH = "/org/freedesktop/portal/desktop"
LOOK = "org.freedesktop.appearance"


class Settings(QDBusVirtualObject):
    def __init__(self) -> None:
        super().__init__()
        self.kept = {"contrast": 0, "color-scheme": 0}

    def introspect(self, path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        if message.member() != "Read":
            return False
        of, name = message.arguments()
        reply = message.createReply()
        reply.setArguments([QDBusVariant(QDBusVariant(self.kept[name] if of == LOOK else 0))])
        connection.send(reply)
        return True

    def change(self) -> None:
        line = sys.stdin.readline().split()
        if not line:
            QCoreApplication.quit()
            return
        name, value = line[0], int(line[1])
        self.kept[name] = value
        said = QDBusMessage.createSignal(PATH, "org.freedesktop.portal.Settings", "SettingChanged")
        said.setArguments([LOOK, name, QDBusVariant(value)])
        QDBusConnection.sessionBus().send(said)
        print(name, value, flush=True)  # noqa: T201 - the rig listens


def main() -> None:
    app = QCoreApplication([])
    bus, settings = QDBusConnection.sessionBus(), Settings()
    assert bus.registerVirtualObject(PATH, settings)
    assert bus.registerService("org.freedesktop.portal.Desktop")
    told = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    told.activated.connect(settings.change)
    print("ready", flush=True)  # noqa: T201 - as above
    app.exec()


if __name__ == "__main__":
    main()
