"""The library: one SQLite file that holds everything. Alone knows sqlite-utils and the driver."""

from imr_desktop.store.library import Change, Letter, Library, Taken

__all__ = ["Change", "Letter", "Library", "Taken"]
