"""Where the checkout and the published letters lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = PROJECT.parent / "shared"
"""Published letters beside the checkout; tests that use them are skipped where they are not."""
