"""sqlite-utils, which brings a library from one schema to the next; loaded for that alone, since it takes its time.

Import it from here alone: the driver must have been made ready for it.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Final, cast

from imr_desktop.store.driver import sqlite

_UNWANTED: Final[tuple[str, ...]] = ("numpy", "pandas")
"""What sqlite-utils would import wherever it is installed: half a second and 120 MB for tables that we never hold."""

_present = {name: sys.modules[name] for name in _UNWANTED if name in sys.modules}
sys.modules.update(dict.fromkeys(_UNWANTED, cast(ModuleType, None)))  # an import of them fails, as if not installed

from sqlite_utils import Database as AnyDatabase  # noqa: E402  # only after the driver stands under its name
from sqlite_utils import Migrations  # noqa: E402  # as above
from sqlite_utils import utils as _utils  # noqa: E402  # as above

for _name in _UNWANTED:
    del sys.modules[_name]
sys.modules.update(_present)

if _utils.OperationalError is not sqlite.OperationalError:
    raise ImportError("sqlite-utils was imported before imr_desktop.store and uses another SQLite driver")

__all__ = ["AnyDatabase", "Migrations"]
