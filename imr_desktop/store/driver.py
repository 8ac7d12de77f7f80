"""The one SQLite driver: sqlcipher3, which brings a current SQLite and opens plain files as well as protected ones.

sqlite-utils looks for `pysqlite3` before Python's own sqlite3 and catches that module's errors, so ours must stand
under that name before sqlite-utils is first imported. Import both from here alone.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

sys.modules["pysqlite3"] = sys.modules["pysqlite3.dbapi2"] = dbapi2

if TYPE_CHECKING:
    import sqlite3 as sqlite
else:
    sqlite = dbapi2

from sqlite_utils import Database, Migrations  # noqa: E402  # only after the driver stands under its name
from sqlite_utils import utils as _utils  # noqa: E402  # as above

if _utils.OperationalError is not sqlite.OperationalError:
    raise ImportError("sqlite-utils was imported before imr_desktop.store and uses another SQLite driver")

__all__ = ["Database", "Migrations", "sqlite"]
