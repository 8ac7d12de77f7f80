"""What a screen reader hears, through the accessibility bus; run by the system's own Python, which has `dbus`.

`python3 assistive.py`; each line that comes in is a name, and each line that goes out is JSON: the visible things of
that name in the program's window, with role, states, description and text. An empty line asks for what has the focus.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

import dbus  # type: ignore[import-not-found]  # the system's, not this project's

Thing = Any
"""An accessible thing on the bus, whose library has no types."""

ACCESSIBLE = "org.a11y.atspi.Accessible"
TEXT = "org.a11y.atspi.Text"
STATES = {1: "active", 4: "checked", 7: "editable", 8: "enabled", 11: "focusable", 12: "focused", 23: "selected"}
STATES |= {24: "sensitive", 25: "showing", 30: "visible", 43: "read-only"}
"""The states that are told, by their number in AT-SPI."""
PROGRAM = "imr-desktop"


class Reader:
    """Looks through the tree of the program, which must have the focus for its window to be found."""

    def __init__(self) -> None:
        address = (
            dbus.SessionBus().get_object("org.a11y.Bus", "/org/a11y/bus").GetAddress(dbus_interface="org.a11y.Bus")
        )
        self.bus = dbus.bus.BusConnection(address)

    def programs(self) -> list[Thing]:
        root = self.bus.get_object("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        return [each for each in self.children(root) if PROGRAM in self.name(each) or "IMR" in self.name(each)]

    def children(self, at: Thing) -> list[Thing]:
        return [self.bus.get_object(*each) for each in at.GetChildren(dbus_interface=ACCESSIBLE)]

    def name(self, at: Thing) -> str:
        return str(at.Get(ACCESSIBLE, "Name", dbus_interface=dbus.PROPERTIES_IFACE))

    def states(self, at: Thing) -> list[str]:
        low, high = at.GetState(dbus_interface=ACCESSIBLE)
        bits = int(low) | int(high) << 32
        return [name for place, name in STATES.items() if bits >> place & 1]

    def walk(self, at: Thing) -> Iterator[Thing]:
        yield at
        if "visible" in self.states(at) or at.object_path.endswith("root"):
            for each in self.children(at):
                yield from self.walk(each)

    def told(self, at: Thing) -> dict[str, object]:
        interfaces = at.GetInterfaces(dbus_interface=ACCESSIBLE)
        text = str(at.GetText(0, -1, dbus_interface=TEXT)) if TEXT in interfaces else None
        return {
            "name": self.name(at),
            "role": str(at.GetRoleName(dbus_interface=ACCESSIBLE)),
            "states": self.states(at),
            "description": str(at.Get(ACCESSIBLE, "Description", dbus_interface=dbus.PROPERTIES_IFACE)),
            "text": text,
        }

    def find(self, wanted: str) -> Iterator[dict[str, object]]:
        for program in self.programs():
            for each in self.walk(program):
                try:
                    fits = self.name(each) == wanted if wanted else "focused" in self.states(each)
                    if fits:
                        yield self.told(each)
                except dbus.DBusException:
                    continue  # it went while it was looked at


def main() -> None:
    reader = Reader()
    for line in sys.stdin:
        try:
            found = list(reader.find(line.rstrip("\n")))
        except dbus.DBusException:
            found = []  # the window is changing
        print(json.dumps(found), flush=True)  # noqa: T201 - the test listens


if __name__ == "__main__":
    main()
