"""The one SQLite driver: sqlcipher3, which brings a current SQLite and opens plain files as well as protected ones.

sqlite-utils looks for `pysqlite3` before Python's own sqlite3 and catches that module's errors, so ours must stand
under that name before sqlite-utils is first imported. Import both from here alone.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Final, cast

from sqlcipher3 import dbapi2

sys.modules["pysqlite3"] = sys.modules["pysqlite3.dbapi2"] = dbapi2

if TYPE_CHECKING:
    import sqlite3 as sqlite
else:
    sqlite = dbapi2

_UNWANTED: Final[tuple[str, ...]] = ("numpy", "pandas")
"""What sqlite-utils would import wherever it is installed: half a second and 120 MB for tables that we never hold."""

_present = {name: sys.modules[name] for name in _UNWANTED if name in sys.modules}
sys.modules.update(dict.fromkeys(_UNWANTED, cast(ModuleType, None)))  # an import of them fails, as if not installed

from sqlite_utils import Database, Migrations  # noqa: E402  # only after the driver stands under its name
from sqlite_utils import utils as _utils  # noqa: E402  # as above

for _name in _UNWANTED:
    del sys.modules[_name]
sys.modules.update(_present)

if _utils.OperationalError is not sqlite.OperationalError:
    raise ImportError("sqlite-utils was imported before imr_desktop.store and uses another SQLite driver")

sqlite.enable_callback_tracebacks(True)  # else what fails in a function that SQLite calls is seen by nobody

_NEEDED: Final = (3, 51, 3)
"""SQLite before it could lose a write-ahead log that two connections reset at the same time."""


def cipher_version() -> str:
    """The version of SQLCipher in the driver; empty where it has none."""
    connection = sqlite.connect(":memory:")
    try:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return str(row[0]) if row else ""


def unfit() -> str | None:
    """Why this driver must not write to a library, in words; None where it may."""
    if sqlite.sqlite_version_info < _NEEDED:
        return f"its SQLite {sqlite.sqlite_version} is older than {'.'.join(map(str, _NEEDED))}"
    if not cipher_version():
        return "its SQLite cannot protect a library by a passphrase"
    return None


__all__ = ["Database", "Migrations", "cipher_version", "sqlite", "unfit"]
