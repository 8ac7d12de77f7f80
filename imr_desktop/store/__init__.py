"""The library: one SQLite file that holds everything. Alone knows sqlite-utils and the driver."""

from imr_desktop.store.letters import Letter
from imr_desktop.store.library import Library, Taken
from imr_desktop.store.log import Change

__all__ = ["Change", "Letter", "Library", "Taken"]
