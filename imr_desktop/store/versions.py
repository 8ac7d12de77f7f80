"""Which schema a library has, and how it is brought up to this program's."""

from __future__ import annotations

from typing import Final

from imr_desktop.store.driver import Database

VERSION: Final = 4
"""The schema that this program writes: the number of steps; `PRAGMA user_version` counts those of a file."""

TO_LIST: Final = "to_list"
"""What upkeep calls the task to fill list and words, which a step can set and only the library can do."""


def behind(database: Database) -> bool:
    """Whether a library is of an older format."""
    return int(database.execute("PRAGMA user_version").fetchone()[0]) < VERSION


def bring_up(database: Database) -> None:
    """The steps that a library lacks, if any; each is one transaction."""
    if behind(database):
        from imr_desktop.store import migrations  # few libraries need it, and sqlite-utils takes its time to load

        migrations.apply(database)
